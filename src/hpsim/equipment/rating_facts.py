"""What machines rate at next to their labels: figures for tables, reports and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.kinds.table import table_of
from hpsim.equipment.map_rating import Rating, RatingBasis
from hpsim.equipment.ratings.heating import RATING_REGION
from hpsim.equipment.ratings.points import Bin
from hpsim.kernel.types import Machine
from hpsim.records import dataclass

DIGITS = 6  # of a rating


@dataclass(frozen=True, slots=True)
class RatedMachine:
    """A compiled machine that has a rating."""

    machine: Machine
    notes: MachineAssumptions
    rating: Rating

    @property
    def basis(self) -> RatingBasis:
        """What test points are read off a heat pump's maps."""
        assert self.rating.basis is not None  # every heat pump has one
        return self.rating.basis

    def facts(self, region: int = RATING_REGION) -> dict[str, Any]:
        """Return what ``hpsim rate --json`` shows of it: its ratings next to its label.

        ``region`` is the climate region of HSPF2, 1 to 6. ``miss`` is rating over label, less 1.
        """
        notes, solution = self.notes, self.notes.solution
        return {
            **_rounded(self.rating.metrics(self.machine, region)),
            "name": notes.name,
            "kind": notes.kind,
            **_rounded(self.rating.details(region)),
            "label": _rounded(notes.label),
            "miss": _rounded(notes.miss),
            "bounds": [] if solution is None else list(solution.bounds),
            "notes": list(notes.notes),
        }

    def bins(self, region: int = RATING_REGION) -> Mapping[str, Sequence[Bin]]:
        """Return the temperature bins of its seasonal ratings by their title."""
        return self.rating.bins(self.machine, region)

    def as_table(self) -> dict[str, Any]:
        """Return a heat pump as a candidate of ``kind: table``."""
        table = table_of(self.machine, self.notes.size_w, self.rating.rated_shr, self.basis)
        return {"name": self.notes.name, **table}


def rated_machines(candidates: Iterable[Candidate]) -> list[RatedMachine]:
    """Return every machine with a rating among candidates: each once, each half of a pair.

    Of a pair the half that cools comes first.
    """
    units = [
        unit
        for candidate in candidates
        for unit in sorted(candidate.parts().values(), key=lambda unit: not unit.can_cool)
    ]
    once = [unit for i, unit in enumerate(units) if unit not in units[:i]]
    compiled = [unit.compile() for unit in once if unit.has_rating]
    return [
        RatedMachine(machine, notes, notes.rating)
        for machine, notes in compiled
        if notes.rating is not None
    ]


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures rounded as ratings are."""
    return {k: round(v, DIGITS) if isinstance(v, float) else v for k, v in values.items()}
