"""Ratings read off a machine's maps: test points, seasonal ratings, and their bins."""

from __future__ import annotations

from typing import NamedTuple

from hpsim.equipment.label import FROST_CAPACITY_35, FROST_POWER_35, intermediate
from hpsim.equipment.maps import bracket, look_up
from hpsim.equipment.ratings.cooling import cooling_bins, eer2, seer, seer2
from hpsim.equipment.ratings.heating import heating_bins, hspf, hspf2
from hpsim.equipment.ratings.points import (
    A_DEGF,
    B_DEGF,
    E_DEGF,
    F_DEGF,
    H0_DEGF,
    H1_DEGF,
    H2_DEGF,
    H3_DEGF,
    H4_DEGF,
    Bin,
    Compressor,
    CoolingTests,
    HeatingTests,
    Point,
    degc,
)
from hpsim.kernel.types import FloatArray, PerformanceMap
from hpsim.records import dataclass


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
    c_d_cooling: float
    c_d_heating: float
    load_factor: float
    off_degf: float
    can_cool: bool = True
    can_heat: bool = True


class Ratings(NamedTuple):
    """Ratings of a machine [Btu/Wh]; None where it has no such season."""

    seer2: float | None
    eer2: float | None
    hspf2: float | None
    seer: float | None
    eer: float | None
    hspf: float | None


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


def cooling_tests(table: PerformanceMap, basis: RatingBasis) -> CoolingTests:
    """Return the net cooling test points read from a table."""

    def net(degf: float, speed: float) -> Point:
        return net_point(table, basis.cooling_fan_w, degc(degf), speed, heating=False)

    a, b = net(A_DEGF, 1.0), net(B_DEGF, 1.0)
    if basis.compressor == "single_stage":
        return CoolingTests(a, b)
    low = basis.cooling_low
    b_low, f_low = net(B_DEGF, low), net(F_DEGF, low)
    if basis.compressor == "two_stage":
        return CoolingTests(a, b, b_low, f_low)
    return CoolingTests(a, b, b_low, f_low, net(E_DEGF, intermediate(low)))


def heating_tests(table: PerformanceMap, basis: RatingBasis) -> HeatingTests:
    """Return the net heating test points read from a table, those at 35 degF with frost.

    Frost takes the Addendum 82 factors off the net point, as label solving does.
    """

    def net(degf: float, speed: float) -> Point:
        return net_point(table, basis.heating_fan_w, degc(degf), speed, heating=True)

    def frosted(speed: float) -> Point:
        dry = net(H2_DEGF, speed)
        return Point(dry.capacity_w * FROST_CAPACITY_35, dry.power_w * FROST_POWER_35)

    h1, h3, h2 = net(H1_DEGF, 1.0), net(H3_DEGF, 1.0), frosted(1.0)
    if basis.compressor == "single_stage":
        return HeatingTests(h1, h3, h2)
    low = basis.heating_low
    h0_low, h1_low = net(H0_DEGF, low), net(H1_DEGF, low)
    if basis.compressor == "two_stage":
        return HeatingTests(
            h1, h3, h2, h0_low=h0_low, h1_low=h1_low, h2_low=frosted(low), h3_low=net(H3_DEGF, low)
        )
    return HeatingTests(
        h1,
        h3,
        h2,
        h4_full=net(H4_DEGF, basis.heating_h4) if basis.heating_h4 > 0.0 else None,
        h0_low=h0_low,
        h1_low=h1_low,
        h2_int=frosted(intermediate(low)),
    )


def rate(
    cooling: PerformanceMap, heating: PerformanceMap, basis: RatingBasis, region: int = 4
) -> Ratings:
    """Return the ratings of a machine's tables, read through the kernel's own look-up rule.

    The tables are gross at rated indoor conditions; ``basis`` has test speeds, rated fan and
    degradation coefficients, ``region`` (1 … 6) is the climate of HSPF2 and HSPF.
    """
    compressor, c_d = basis.compressor, basis.c_d_cooling
    seer2_, eer2_, seer_, hspf2_, hspf_ = (None,) * 5
    q_a = None
    if basis.can_cool:
        tests = cooling_tests(cooling, basis)
        q_a = tests.a_full.capacity_w
        seer2_ = seer2(tests, compressor, c_d, basis.load_factor)
        eer2_ = eer2(tests)
        seer_ = seer(tests, compressor, c_d)
    if basis.can_heat:
        points = heating_tests(heating, basis)
        load_w = points.h1_full.capacity_w if q_a is None else q_a
        hspf2_ = hspf2(points, compressor, basis.c_d_heating, load_w, region, basis.off_degf)
        hspf_ = hspf(points, compressor, basis.c_d_heating, region, basis.off_degf)
    return Ratings(seer2_, eer2_, hspf2_, seer_, eer2_, hspf_)


def rating_bins(
    cooling: PerformanceMap, heating: PerformanceMap, basis: RatingBasis, region: int = 4
) -> dict[str, list[Bin]]:
    """Return the temperature bins of SEER2 and HSPF2 by title."""
    found = {}
    q_a_w = None
    if basis.can_cool:
        tests = cooling_tests(cooling, basis)
        q_a_w = tests.a_full.capacity_w
        found["Cooling bins (SEER2)"] = cooling_bins(
            tests, basis.compressor, basis.c_d_cooling, basis.load_factor
        )
    if basis.can_heat:
        points = heating_tests(heating, basis)
        found[f"Heating bins (HSPF2, region {region})"] = heating_bins(
            points,
            basis.compressor,
            basis.c_d_heating,
            points.h1_full.capacity_w if q_a_w is None else q_a_w,
            region,
            basis.off_degf,
        )
    return found
