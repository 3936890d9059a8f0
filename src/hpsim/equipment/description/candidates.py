"""The machines that are compared in a room: every kind, two in a pair, or none at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Tag, ValidationInfo, model_validator

from hpsim.description.base import Description, Reading, Word, by_shape, complaint, kind_of
from hpsim.equipment.description.heat_pump import HeatPump, SingleStage, TwoStage, VariableSpeed
from hpsim.equipment.description.heaters import Baseboard, Furnace
from hpsim.equipment.description.products import with_product
from hpsim.equipment.description.tables import TableMachine


class Ideal(Description):
    """The load itself: set points held exactly."""

    kind: Literal["ideal"] = "ideal"
    """The set points are held exactly."""
    name: Word | None = None
    """How results call it."""


class Nothing(Description):
    """No machine: the room floats."""

    kind: Literal["none"] = "none"
    """The room floats."""
    name: Word | None = None
    """How results call it."""


OTHER_WORDS = {
    "portable": "kind: single_stage, form: portable_one_hose or portable_two_hose",
    "window": "kind: single_stage, form: window",
    "ptac": "kind: single_stage, form: ptac",
    "pthp": "kind: single_stage, form: ptac",
    "mini_split": "kind: variable_speed; a wall unit without ducts is the usual form",
    "minisplit": "kind: variable_speed; a wall unit without ducts is the usual form",
    "ductless": "kind: variable_speed; a wall unit without ducts is the usual form",
    "inverter": "kind: variable_speed",
    "heat_pump": "kind: single_stage, two_stage or variable_speed",
}
"""Words that people write for a kind, and what says it here."""


def _with_product(value: Any, info: ValidationInfo) -> Any:
    """Put a catalogue row under what its user wrote, and remember which class its keys are of."""
    if not isinstance(value, Mapping):
        return value
    _check_kind_word(value.get("kind"))
    found = with_product(value)
    kind = _known_kind(found)
    if found is not value and kind is not None and isinstance(info.context, Reading):
        info.context.classes[id(value)] = KINDS[kind]
    return found


def _check_kind_word(said: Any) -> None:
    """Raise where another word for a kind is written, with what says it here."""
    word = said.replace("-", "_").lower() if isinstance(said, str) else ""
    if word in OTHER_WORDS:
        raise complaint(f"{said!r} is not a kind of candidate", f"write {OTHER_WORDS[word]}")


def _heater_kind(value: Any) -> str | None:
    kind = kind_of(value)
    return kind if kind in ("baseboard", "furnace") else None


class Pair(Description):
    """Two machines under one thermostat: one heats, the other cools. Both switch on and off."""

    kind: Literal["pair"] = "pair"
    """Two machines."""
    name: Word | None = None
    """How results call it."""
    heating: Annotated[
        Annotated[
            Annotated[Baseboard, Tag("baseboard")] | Annotated[Furnace, Tag("furnace")],
            by_shape(_heater_kind, "not a heater", "kind: baseboard or furnace"),
        ],
        BeforeValidator(_with_product),
    ]
    """A baseboard or a furnace of one stage."""
    cooling: Annotated[SingleStage, BeforeValidator(_with_product)]
    """A single-stage unit; its heating, if it has any, is not used."""

    @model_validator(mode="after")
    def _plain_halves(self) -> Self:
        heater, cooler = self.heating, self.cooling
        if isinstance(heater, Furnace) and heater.burner != "single_stage":
            raise complaint(f"a {heater.burner} burner in a pair", "burner: single_stage")
        if isinstance(heater, Furnace) and heater.ducts is not None:
            raise complaint("heating.ducts in a pair", "duct_loss: a share of the heat")
        if cooler.hoses or cooler.ducts is not None or cooler.duct_loss is not None:
            raise complaint(f"cooling.form {cooler.form} with hoses or ducts in a pair", "window")
        for key, half in (("heating", heater), ("cooling", cooler)):
            if getattr(half, "fan", "auto") == "continuous":
                raise complaint(f"{key}.fan: continuous in a pair", "fan: auto")
        if cooler.backup is not None:
            raise complaint("cooling.backup in a pair", "the other half heats")
        if cooler.faults is not None or cooler.neglected:
            raise complaint("faults of a pair are not modelled", "leave them out")
        return self


KINDS: dict[str, type[Description]] = {
    "single_stage": SingleStage,
    "two_stage": TwoStage,
    "variable_speed": VariableSpeed,
    "table": TableMachine,
    "ideal": Ideal,
    "none": Nothing,
    "baseboard": Baseboard,
    "furnace": Furnace,
    "pair": Pair,
}
"""The classes by the word that a person writes."""


def _known_kind(value: Any) -> str | None:
    kind = kind_of(value)
    return kind if kind in KINDS else None


Candidate: TypeAlias = Annotated[
    Annotated[
        Annotated[SingleStage, Tag("single_stage")]
        | Annotated[TwoStage, Tag("two_stage")]
        | Annotated[VariableSpeed, Tag("variable_speed")]
        | Annotated[TableMachine, Tag("table")]
        | Annotated[Ideal, Tag("ideal")]
        | Annotated[Nothing, Tag("none")]
        | Annotated[Baseboard, Tag("baseboard")]
        | Annotated[Furnace, Tag("furnace")]
        | Annotated[Pair, Tag("pair")],
        by_shape(
            _known_kind,
            "not a kind of candidate",
            f"kind: {', '.join(KINDS)}; or product: ID (hpsim products list)",
        ),
    ],
    BeforeValidator(_with_product),
]
"""One of the machines that are compared in a room."""

MachineCandidate: TypeAlias = HeatPump | TableMachine | Baseboard | Furnace | Pair
"""A candidate that is a machine, or two of them."""
