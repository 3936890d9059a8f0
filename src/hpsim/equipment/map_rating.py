"""How machines are rated: off their maps by AHRI 210/240, as room units by CEER, or by SACC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from hpsim.equipment.indoor_coil import RATED_SHR
from hpsim.equipment.maps import bracket, look_up
from hpsim.equipment.portable import PortableLabel, rate_portable
from hpsim.equipment.ratings import points
from hpsim.equipment.ratings.cooling import cooling_bins, eer2, load_line_v, seer, seer2
from hpsim.equipment.ratings.heating import heating_bins, hspf, hspf2
from hpsim.equipment.ratings.points import (
    ROOM_AC_EER_OVER_CEER,
    Bin,
    Compressor,
    CoolingTests,
    HeatingTests,
    Point,
    degc,
    intermediate,
)
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap
from hpsim.records import dataclass
from hpsim.units.constants import BTUH_PER_W

Metrics: TypeAlias = dict[str, float | None]
"""Figures of a rating by name [Btu/Wh]; None where they are not of its kind."""


@dataclass(frozen=True, slots=True)
class RatingBasis:
    """What AHRI 210/240 must know about a machine besides its tables."""

    compressor: Compressor
    cooling_low: float
    """Test low speed, fraction of full speed."""
    heating_low: float
    heating_h4: float
    """Speed of the test at 5 degF."""
    cooling_fan_w: FloatArray
    """(n_speed cooling,) rated indoor-fan power [W]."""
    heating_fan_w: FloatArray
    """(n_speed heating,)."""
    c_d: float
    """Of both seasons."""
    off_degf: float
    can_cool: bool = True
    can_heat: bool = True


def net_point(
    table: PerformanceMap, fan_w: FloatArray, outdoor_degc: float, speed: float, *, heating: bool
) -> Point:
    """Return net capacity and total power [W] with a fan's power by speed.

    The table is gross; the fan's heat adds to heating capacity and is taken off that of
    cooling.
    """
    gross = look_up(table, outdoor_degc, speed)
    j, g = bracket(table.speed, speed)
    fan = float(fan_w[j] + g * (fan_w[j + 1] - fan_w[j]))
    return Point(gross.capacity_w + (fan if heating else -fan), gross.power_w + fan)


def cooling_point(table: PerformanceMap, basis: RatingBasis, degf: float, speed: float) -> Point:
    """Return net cooling capacity and total power with the rated fan [W]."""
    return net_point(table, basis.cooling_fan_w, degc(degf), speed, heating=False)


def cooling_tests(table: PerformanceMap, basis: RatingBasis) -> CoolingTests:
    """Return the net cooling test points read from a table."""
    return points.cooling_tests(
        partial(cooling_point, table, basis), basis.compressor, basis.cooling_low
    )


def heating_tests(table: PerformanceMap, basis: RatingBasis) -> HeatingTests:
    """Return the net heating test points read from a table, those at 35 degF with frost."""

    def at(speed: float) -> points.NetLine:
        return lambda degf: net_point(table, basis.heating_fan_w, degc(degf), speed, heating=True)

    if basis.compressor == "single_stage":
        return points.heating_tests(at(1.0), None, None, None)
    low = basis.heating_low
    if basis.compressor == "two_stage":
        return points.heating_tests(at(1.0), at(low), None, None)
    h4 = at(basis.heating_h4)(points.H4_DEGF) if basis.heating_h4 > 0.0 else None
    return points.heating_tests(at(1.0), at(low), at(intermediate(low)), h4)


def rate(
    cooling: PerformanceMap, heating: PerformanceMap, basis: RatingBasis, region: int = 4
) -> Metrics:
    """Return the ratings of a machine's tables, read through the kernel's own look-up rule.

    The tables are gross at rated indoor conditions; ``basis`` has test speeds, rated fan and
    degradation coefficient, ``region`` (1 … 6) is the climate of HSPF2 and HSPF.
    """
    compressor, c_d = basis.compressor, basis.c_d
    found: Metrics = dict.fromkeys(("seer2", "eer2", "hspf2", "seer", "eer", "hspf"))
    q_a_w = None
    if basis.can_cool:
        tests = cooling_tests(cooling, basis)
        q_a_w = tests.a_full.capacity_w
        found["seer2"] = seer2(tests, compressor, c_d, load_line_v(compressor))
        found["eer2"] = found["eer"] = eer2(tests)
        found["seer"] = seer(tests, compressor, c_d)
    if basis.can_heat:
        at = heating_tests(heating, basis)
        load_w = at.h1_full.capacity_w if q_a_w is None else q_a_w
        found["hspf2"] = hspf2(at, compressor, c_d, load_w, region, basis.off_degf)
        found["hspf"] = hspf(at, compressor, c_d, region, basis.off_degf)
    return found


class Rating:
    """How a standard rates one machine; each kind with a rating has its own."""

    basis: RatingBasis | None = None
    """What test points are read off maps; None: nothing depends on outdoor temperature."""
    rated_shr: float = 1.0
    """Gross sensible heat ratio at the rating point, from which a coil was made."""

    def metrics(self, machine: Machine, region: int) -> Metrics:
        """Return its figures by name; ``region`` is the climate region of HSPF2, 1 to 6."""
        raise NotImplementedError

    def details(self, region: int) -> dict[str, Any]:
        """Return what else is listed with its figures."""
        raise NotImplementedError

    def bins(self, machine: Machine, region: int) -> Mapping[str, Sequence[Bin]]:
        """Return the temperature bins of its seasonal ratings by what they are of."""
        del machine, region
        return {}


@dataclass(frozen=True)
class MapRating(Rating):
    """SEER2, EER2, HSPF2 and their predecessors, read off the maps; CEER and SACC of room units."""

    basis: RatingBasis
    rated_shr: float = RATED_SHR
    is_room_unit: bool = False
    portable: PortableLabel | None = None
    """Of a portable: what its rating must know."""

    def metrics(self, machine: Machine, region: int) -> Metrics:
        """Return all its figures: of a portable SACC [Btu/h] and CEER in place of cooling's."""
        found = rate(machine.cooling, machine.heating, self.basis, region)
        found |= dict.fromkeys(("ceer", "sacc"))
        if self.portable is not None:
            found |= dict.fromkeys(("seer2", "eer2", "seer", "eer"))
            rated = rate_portable(
                lambda degf: cooling_point(machine.cooling, self.basis, degf, 1.0),
                self.portable.path,
                self.portable.standby_w,
            )
            found |= {"ceer": rated.ceer, "sacc": rated.sacc_w * BTUH_PER_W}
        elif self.is_room_unit and found["eer2"] is not None:  # of the EER in the cooling test
            found["ceer"] = found["eer2"] / ROOM_AC_EER_OVER_CEER
        return found

    def details(self, region: int) -> dict[str, Any]:
        """Return the region of HSPF2, and the degradation coefficients."""
        c_d = self.basis.c_d
        return {"region": region, "c_d_cooling": c_d, "c_d_heating": c_d}

    def bins(self, machine: Machine, region: int) -> Mapping[str, Sequence[Bin]]:
        """Return the temperature bins of SEER2 and HSPF2."""
        basis, found = self.basis, {}
        q_a_w = None
        if basis.can_cool:
            tests = cooling_tests(machine.cooling, basis)
            q_a_w = tests.a_full.capacity_w
            found["Cooling bins (SEER2)"] = cooling_bins(
                tests, basis.compressor, basis.c_d, load_line_v(basis.compressor)
            )
        if basis.can_heat:
            at = heating_tests(machine.heating, basis)
            load_w = at.h1_full.capacity_w if q_a_w is None else q_a_w
            found[f"Heating bins (HSPF2, region {region})"] = heating_bins(
                at, basis.compressor, basis.c_d, load_w, region, basis.off_degf
            )
        return found
