"""What every kind of candidate has in common, and the capabilities that a kind declares.

A kind is a class in one file of this package: the keys that a person writes, their defaults, how
it becomes a machine, its names, its rating and what it can do. Nothing elsewhere asks which kind a
candidate is; it asks for one of the capabilities below.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import ValidationInfo

from hpsim.description.base import Description, Reading, complaint, kind_of
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.catalogue import with_product
from hpsim.equipment.faults import UnitFaults
from hpsim.equipment.traits import traits_of
from hpsim.equipment.unit_control import UnitControl
from hpsim.kernel.types import Machine

# Limits of keys that several kinds have, wide of what is built: beyond, another unit was meant.
MAX_STANDBY_W = 200.0  # controls draw 1 to 20 W
MAX_OVERRUN_S = 1800.0  # a fan runs on for half a minute to ten


class CandidateBase(Description):
    """One of the options that are compared in a room.

    What holds of every candidate of a kind and is asked of results, too, is in
    `hpsim.equipment.traits`.
    """

    if TYPE_CHECKING:  # fields of every kind, each at its own place among the kind's keys
        kind: str
        name: str | None

    other_words: ClassVar[Mapping[str, str]] = {}
    """Words that people write for this kind, and how to write it here."""
    without_effect: ClassVar[Mapping[str, str]] = {}
    """Keys that change nothing for this kind, and why."""
    has_setpoints: ClassVar[bool] = True
    """False: the room floats."""
    has_rating: ClassVar[bool] = False
    """A standard rates it: SEER2, HSPF2, CEER, AFUE."""
    has_compressor: ClassVar[bool] = False
    """A compressor is part of it."""
    heats_by_compressor: ClassVar[bool] = False
    """If it heats, a compressor does it."""

    # --------------------------------------------------------------------------- capabilities
    @property
    def is_machine(self) -> bool:
        """False: nothing switches, and `compile` has no machine to return."""
        return traits_of(self.kind).is_machine

    @property
    def can_heat(self) -> bool:
        """Whether it heats."""
        return self.is_machine

    @property
    def can_cool(self) -> bool:
        """Whether it cools."""
        return self.is_machine and not traits_of(self.kind).is_heater

    @property
    def given_faults(self) -> UnitFaults | None:
        """What is wrong with it; None: nothing."""
        return None

    @property
    def has_board(self) -> bool:
        """Whether it controls itself where nothing else is given, as ductless units do."""
        return False

    @property
    def given_control(self) -> UnitControl | None:
        """The control that it was given; None: none."""
        return None

    def control_settings(
        self, control: UnitControl, minimum_on_s: float | None, minimum_off_s: float | None
    ) -> dict[str, float]:
        """Return the fields of the kernel's `Control` that a unit's own control decides.

        ``control`` is given, or the one by default; the times [s] are those that the thermostat was
        given, None where none.
        """
        return control.settings(minimum_on_s=minimum_on_s, minimum_off_s=minimum_off_s)

    def maintained(self) -> Self | None:
        """Return the same candidate without neglect; None: it is not neglected."""
        return None

    def parts(self) -> Mapping[tuple[str, ...], Unit]:
        """Return the units it consists of by their keys: itself, the halves of a pair, or none."""
        return {}

    # ---------------------------------------------------------------------------------- words
    def default_name(self) -> str:
        """Return its name in results if none is given."""
        return self.kind

    def result_name(self) -> str:
        """Return its name in results, before candidates of one name differ in it."""
        return self.name or self.default_name()

    def traits_in_name(self) -> Mapping[str, str]:
        """Return what its default name may be followed by where others have it too, by key."""
        return {}

    def name_with(self, traits: Collection[str]) -> str:
        """Return its default name with some of `traits_in_name`: 'X (SEER2 24) + 1.5 kW heater'."""
        own = {key: words for key, words in self.traits_in_name().items() if key in traits}
        added = f" + {own.pop('backup')}" if "backup" in own else ""
        return self.default_name() + (f" ({', '.join(own.values())})" if own else "") + added

    # -------------------------------------------------------------------------------- machine
    def compile(self) -> tuple[Machine, MachineAssumptions]:
        """Return the machine that the kernel steps, and what was assumed.

        Raises
        ------
        TypeError
            The candidate is no machine.
        """
        raise TypeError(f"a candidate of kind {self.kind} has no machine")


class Unit(CandidateBase):
    """A machine with a size of its own."""

    if TYPE_CHECKING:
        size_w: float

    def parts(self) -> Mapping[tuple[str, ...], Unit]:
        """Return itself."""
        return {(): self}

    def suspicious_values(self) -> Iterator[tuple[str, str, str]]:
        """Yield what is possible and yet no unit that is sold has, as (key, message, hint)."""
        yield from ()

    def catalogue_facts(self) -> dict[str, Any]:
        """Return what a list of products shows of it besides its size, as `ProductFacts` has it."""
        return {}


KINDS: dict[str, type[CandidateBase]] = {}
"""Every kind by the word that a person writes, as `hpsim.equipment.kinds` lists them."""


def read_product(value: Any, info: ValidationInfo) -> Any:
    """Put a catalogue row under what its user wrote, and remember which class its keys are of."""
    if not isinstance(value, Mapping):
        return value
    _check_kind_word(value.get("kind"))
    found = with_product(value)
    kind = known_kind(found)
    if found is not value and kind is not None and isinstance(info.context, Reading):
        info.context.classes[id(value)] = KINDS[kind]
    return found


def known_kind(value: Any) -> str | None:
    """Return the word of a candidate's kind, None where it is not one."""
    kind = kind_of(value)
    return kind if kind in KINDS else None


def _check_kind_word(written: Any) -> None:
    """Raise where another word for a kind is written, with how to write it here."""
    word = re.sub(r"[ -]+", "_", written.lower()) if isinstance(written, str) else ""
    for kind in KINDS.values():
        if word in kind.other_words:
            hint = f"write {kind.other_words[word]}"
            raise complaint(f"{written!r} is not a kind of candidate", hint)
