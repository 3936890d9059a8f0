"""What was assumed while a candidate became a machine, and how a standard rates it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal, NamedTuple, TypeAlias

from hpsim.economics.fuels import FuelName
from hpsim.equipment.label import LabelSolution
from hpsim.equipment.map_rating import RatingBasis
from hpsim.equipment.ratings.points import Bin
from hpsim.kernel.types import Machine
from hpsim.records import dataclass
from hpsim.units.constants import BTUH_PER_W

DIGITS = 6  # of a rating
Metrics: TypeAlias = dict[str, float | None]
"""Figures of a rating by name; None where they are not of its kind."""


class Burner(NamedTuple):
    """What the accounting of fuel needs besides the machine that is stepped."""

    fuel: FuelName
    input_w: float
    """At full fire, by the higher heating value, without the pilot."""
    steady_efficiency: float
    """Output over input at full fire; ducts not in it."""
    afue: float
    """What the test's cycle gives; that of the label unless it can't be."""
    pilot_w: float
    """Burns all the year; its heat is lost."""
    start_j: float
    """Electricity of each ignition: draught fan before the flame, igniter."""


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """A rating next to its label, for tables, reports and JSON; each rating has its own figures."""


class Rating:
    """How a standard rates one machine; each kind with a rating has its own."""

    basis: RatingBasis | None = None
    """What test points are read off maps; None: nothing depends on outdoor temperature."""
    rated_shr: float = 1.0
    """Gross sensible heat ratio at the rating point, from which a coil was made."""

    def metrics(self, machine: Machine, region: int) -> Metrics:
        """Return its figures by name; ``region`` is the climate region of HSPF2, 1 to 6."""
        raise NotImplementedError

    def facts(self, machine: Machine, assumed: MachineAssumptions, region: int) -> RatingFacts:
        """Return the rating next to the label.

        ``assumed`` while the machine was compiled; ``region`` is the climate region of HSPF2,
        1 to 6.
        """
        raise NotImplementedError

    def bins(self, machine: Machine, region: int) -> Mapping[str, Sequence[Bin]]:
        """Return the temperature bins of its seasonal ratings by what they are of."""
        del machine, region
        return {}


@dataclass(frozen=True, slots=True)
class MachineAssumptions:
    """What was assumed while a candidate became a machine, and how it rates."""

    name: str
    kind: str
    size_w: float
    rating: Rating | None = None
    """None: no standard rates it."""
    solution: LabelSolution | None = None
    """Test points that were found for its label."""
    label: dict[str, float] = field(default_factory=dict)
    """Targets: seer2, eer2, hspf2 [Btu/Wh], or those of its own rating."""
    miss: dict[str, float] = field(default_factory=dict)
    """Rating over label, less 1."""
    notes: tuple[str, ...] = ()
    """Assumptions in words."""
    indoor_sound: Literal["wall unit", "room unit"] | None = None
    """Whose indoor sound levels stand for its own; None: unknown, or no fan."""
    burner: Burner | None = None
    """What burns fuel in it."""

    @property
    def basis(self) -> RatingBasis | None:
        """What test points are read off its maps; None without a rating by maps."""
        return None if self.rating is None else self.rating.basis


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Return figures rounded as ratings are."""
    return {key: round(value, DIGITS) for key, value in values.items()}


def size_words(size_w: float) -> str:
    """Return a size in kBtu/h or kW, whichever has fewer digits.

    Examples
    --------
    >>> size_words(2637.64), size_words(1500.0)
    ('9 kBtu/h', '1.5 kW')
    """
    kbtuh, kw = f"{size_w * BTUH_PER_W / 1000.0:.4g}", f"{size_w / 1000.0:.4g}"
    return f"{kw} kW" if len(kw) < len(kbtuh) else f"{kbtuh} kBtu/h"
