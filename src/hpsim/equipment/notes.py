"""What results say of a machine: its name, and what was assumed to compile it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hpsim.equipment.description.candidates import MachineCandidate, Pair
from hpsim.equipment.description.heat_pump import HeatPump
from hpsim.equipment.description.heaters import Furnace
from hpsim.equipment.description.tables import TableMachine
from hpsim.equipment.furnace import Burner
from hpsim.equipment.label import LabelSolution
from hpsim.equipment.maps import RatingBasis
from hpsim.equipment.portable import PortableLabel
from hpsim.equipment.ratings import Compressor
from hpsim.units.constants import BTUH_PER_W

FORM_WORDS = {
    "window": "window unit",
    "ptac": "terminal unit",
    "ducted": "ducted",
    "portable_one_hose": "one-hose portable",
    "portable_two_hose": "two-hose portable",
}
COMPRESSOR_WORDS: dict[Compressor, str] = {
    "single_stage": "single-stage",
    "two_stage": "two-stage",
    "variable_speed": "variable-speed",
}
BURNER_WORDS = {"single_stage": "", "two_stage": "two-stage", "modulating": "modulating"}


@dataclass(frozen=True, slots=True)
class MachineNotes:
    """What was assumed while a candidate became a machine, and how it rates."""

    name: str
    kind: str
    size_w: float
    basis: RatingBasis | None = None
    solution: LabelSolution | None = None
    label: dict[str, float] = field(default_factory=dict)
    """What was aimed at: seer2, eer2, hspf2 [Btu/Wh]."""
    miss: dict[str, float] = field(default_factory=dict)
    """Rating over label, less 1."""
    notes: tuple[str, ...] = ()
    """Assumptions in words."""
    is_room_unit: bool = False
    """Window, terminal or portable unit: its label is CEER."""
    portable: PortableLabel | None = None
    """A portable's label and air path: its ratings are SACC and CEER."""
    burner: Burner | None = None
    """What burns fuel in it."""


def _size_words(size_w: float) -> str:
    """Return a size in kBtu/h or kW, whichever says it with fewer digits."""
    kbtuh, kw = f"{size_w * BTUH_PER_W / 1000.0:.4g}", f"{size_w / 1000.0:.4g}"
    return f"{kw} kW" if len(kw) < len(kbtuh) else f"{kbtuh} kBtu/h"


def default_name(candidate: MachineCandidate) -> str:
    """Return how results call a candidate without a name."""
    if isinstance(candidate, Pair):
        cooler, heater = candidate.cooling, candidate.heating
        halves = (cooler.name or default_name(cooler), heater.name or default_name(heater))
        return " + ".join(halves)
    size = _size_words(candidate.size_w)
    if isinstance(candidate, Furnace):
        form = "wall furnace" if candidate.form == "wall" else "furnace"
        parts = (size, BURNER_WORDS[candidate.burner], candidate.fuel, form)
        burns = " ".join(part for part in parts if part)
        return candidate.product or f"{burns}, AFUE {candidate.afue:.3g}"
    if isinstance(candidate, HeatPump):
        form = FORM_WORDS.get(candidate.form, "")
        words = f"{size} {COMPRESSOR_WORDS[candidate.compressor]} {form}".strip()
        return candidate.product or words
    if isinstance(candidate, TableMachine):
        return f"{size} {COMPRESSOR_WORDS[candidate.compressor]}, by table"
    return f"{size} {candidate.kind}"
