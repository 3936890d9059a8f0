"""What was assumed while a candidate became a machine, and how a standard rates it."""

from __future__ import annotations

from dataclasses import field
from typing import Literal, NamedTuple

from hpsim.economics.fuels import FuelName
from hpsim.equipment.label import LabelSolution
from hpsim.equipment.map_rating import Rating, RatingBasis
from hpsim.records import dataclass
from hpsim.units.constants import BTUH_PER_W


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
    estimated: tuple[str, ...] = ()
    """Of ``label``: figures that were not given, nor are they those of an older label."""
    miss: dict[str, float] = field(default_factory=dict)
    """Rating over label, less 1."""
    notes: tuple[str, ...] = ()
    """Assumptions in words."""
    indoor_sound: Literal["wall unit", "room unit"] | None = None
    """Whose indoor sound levels stand for its own; None: unknown, or no fan."""
    burner: Burner | None = None
    """What burns fuel in it."""

    @property
    def given_label(self) -> dict[str, float]:
        """The figures of its label that were given."""
        return {key: value for key, value in self.label.items() if key not in self.estimated}

    @property
    def basis(self) -> RatingBasis | None:
        """What test points are read off its maps; None without a rating by maps."""
        return None if self.rating is None else self.rating.basis


def size_words(size_w: float) -> str:
    """Return a size in kBtu/h or kW, whichever has fewer digits.

    Examples
    --------
    >>> size_words(2637.64), size_words(1500.0)
    ('9 kBtu/h', '1.5 kW')
    """
    kbtuh, kw = f"{size_w * BTUH_PER_W / 1000.0:.4g}", f"{size_w / 1000.0:.4g}"
    return f"{kw} kW" if len(kw) < len(kbtuh) else f"{kbtuh} kBtu/h"
