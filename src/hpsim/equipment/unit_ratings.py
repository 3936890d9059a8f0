"""How units with maps are rated: by AHRI 210/240, as room units by CEER, as portables by SACC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hpsim.equipment.assumptions import (
    DIGITS,
    MachineAssumptions,
    Metrics,
    Rating,
    RatingFacts,
    rounded,
)
from hpsim.equipment.indoor_coil import RATED_SHR
from hpsim.equipment.map_rating import RatingBasis, net_point, rate, rating_bins
from hpsim.equipment.portable import PortableLabel, PortableRating, rate_portable
from hpsim.equipment.ratings.points import ROOM_AC_EER_OVER_CEER, Bin, degc
from hpsim.kernel.types import Machine
from hpsim.records import dataclass
from hpsim.units.constants import BTUH_PER_W


@dataclass(frozen=True, slots=True)
class HeatPumpFacts(RatingFacts):
    """Ratings of a heat pump [Btu/Wh]; None where they are not of its kind."""

    seer2: float | None
    eer2: float | None
    hspf2: float | None
    seer: float | None
    eer: float | None
    hspf: float | None
    ceer: float | None
    sacc: float | None
    """Of a portable [Btu/h]."""
    name: str
    kind: str
    region: int
    c_d_cooling: float
    c_d_heating: float
    label: Mapping[str, float]
    miss: Mapping[str, float]
    """Rating over label, less 1."""
    bounds: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MapRating(Rating):
    """SEER2, EER2, HSPF2 and their predecessors, read off the maps."""

    basis: RatingBasis
    rated_shr: float = RATED_SHR

    def metrics(self, machine: Machine, region: int) -> Metrics:
        """Return SEER2, EER2, HSPF2 and their predecessors."""
        found = rate(machine.cooling, machine.heating, self.basis, region)
        return {**found._asdict(), "ceer": None, "sacc": None}

    def facts(self, machine: Machine, assumed: MachineAssumptions, region: int) -> HeatPumpFacts:
        """Return the rating next to the label."""
        basis, solution = self.basis, assumed.solution
        found = self.metrics(machine, region)
        return HeatPumpFacts(
            **{key: None if v is None else round(v, DIGITS) for key, v in found.items()},
            name=assumed.name,
            kind=assumed.kind,
            region=region,
            c_d_cooling=round(basis.c_d_cooling, DIGITS),
            c_d_heating=round(basis.c_d_heating, DIGITS),
            label=rounded(assumed.label),
            miss=rounded(assumed.miss),
            bounds=() if solution is None else solution.bounds,
            notes=assumed.notes,
        )

    def bins(self, machine: Machine, region: int) -> Mapping[str, Sequence[Bin]]:
        """Return the temperature bins of SEER2 and HSPF2."""
        return rating_bins(machine.cooling, machine.heating, self.basis, region)


@dataclass(frozen=True)
class RoomUnitRating(MapRating):
    """CEER of window and terminal units."""

    def metrics(self, machine: Machine, region: int) -> Metrics:
        """Return CEER too: of the EER in the cooling test."""
        found = super().metrics(machine, region)
        eer2 = found["eer2"]
        return {**found, "ceer": None if eer2 is None else eer2 / ROOM_AC_EER_OVER_CEER}


@dataclass(frozen=True, kw_only=True)
class PortableUnitRating(MapRating):
    """SACC and CEER of portables."""

    label: PortableLabel

    def metrics(self, machine: Machine, region: int) -> Metrics:
        """Return SACC [Btu/h] and CEER in place of the cooling ratings of split units."""
        nothing = dict.fromkeys(("seer2", "eer2", "seer", "eer"))
        found = self.rate(machine)
        own = {"ceer": found.ceer, "sacc": found.sacc_w * BTUH_PER_W}
        return {**super().metrics(machine, region), **nothing, **own}

    def rate(self, machine: Machine) -> PortableRating:
        """Return SACC and CEER of the machine's tables."""
        return rate_portable(
            lambda degf: net_point(
                machine.cooling, self.basis.cooling_fan_w, degc(degf), 1.0, heating=False
            ),
            self.label.path,
            self.label.standby_w,
        )
