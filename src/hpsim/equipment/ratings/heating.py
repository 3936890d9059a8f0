"""HSPF2 and the older HSPF from heating tests (AHRI 210/240-2023; DOE Appendix M)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from hpsim.equipment.ratings.points import (
    BTU_PER_WH,
    H0_DEGF,
    H1_DEGF,
    H2_DEGF,
    H3_DEGF,
    H4_DEGF,
    Bin,
    Compressor,
    HeatingTests,
    Line,
    NetLine,
    Point,
    line_between,
    line_through,
    met,
    needed,
)

HEATING_BINS_DEGF = tuple(62.0 - 5.0 * i for i in range(18))
# fraction of hours in each heating bin, by region, as printed for HSPF (Appendix M)
_PRINTED = {
    1: "0.291 0.239 0.194 0.129 0.081 0.041 0.019 0.005 0.001",
    2: "0.215 0.189 0.163 0.143 0.112 0.088 0.056 0.024 0.008 0.002",
    3: "0.153 0.142 0.138 0.137 0.135 0.118 0.092 0.047 0.021 0.009 0.005 0.002 0.001",
    4: "0.132 0.111 0.103 0.093 0.100 0.109 0.126 0.087 0.055 0.036 0.026 0.013 0.006 0.002 0.001",
    5: "0.106 0.092 0.086 0.076 0.078 0.087 0.102 0.094 0.074 0.055 0.047 0.038 0.029 0.018 0.010"
    " 0.005 0.002 0.001",
    6: "0.113 0.206 0.215 0.204 0.141 0.076 0.034 0.008 0.003",
}


def _fractions(printed: str) -> tuple[float, ...]:
    values = [float(word) for word in printed.split()]
    return (*values, *(0.0 for _ in HEATING_BINS_DEGF[len(values) :]))


HEATING_FRACTIONS = {region: _fractions(printed) for region, printed in _PRINTED.items()}
RATING_REGION = 4


class _Region(NamedTuple):
    design_degf: float
    zero_load_degf: float
    slope_factor: float
    slope_factor_variable: float


_REGIONS = {
    1: _Region(37.0, 58.0, 1.10, 1.03),
    2: _Region(27.0, 57.0, 1.06, 0.99),
    3: _Region(17.0, 56.0, 1.30, 1.21),
    4: _Region(5.0, 55.0, 1.15, 1.07),
    5: _Region(-10.0, 55.0, 1.16, 1.08),
    6: _Region(30.0, 57.0, 1.11, 1.03),
}
# standard design heating requirements of Appendix M [Btu/h]
_STANDARD_DHR_BTUH = (
    *(5000.0 * i for i in range(1, 9)),
    *(10000.0 * i for i in range(5, 14)),
)

# default for an untested H2 point: cse-sim/cse d942365, cnloads.cpp
_H2_DEFAULT_CAPACITY, _H2_DEFAULT_POWER = 0.90, 0.985


def default_h2(h1: Point, h3: Point) -> Point:
    """Return the frosted 35 degF point of a unit that was not tested there (cse, cnloads.cpp)."""
    fraction = (H2_DEGF - H3_DEGF) / (H1_DEGF - H3_DEGF)
    return Point(
        _H2_DEFAULT_CAPACITY * (h3.capacity_w + fraction * (h1.capacity_w - h3.capacity_w)),
        _H2_DEFAULT_POWER * (h3.power_w + fraction * (h1.power_w - h3.power_w)),
    )


def _full_heating_line(tests: HeatingTests) -> NetLine:
    h2 = tests.h2_full or default_h2(tests.h1_full, tests.h3_full)
    outer = line_through(H3_DEGF, tests.h3_full, H1_DEGF, tests.h1_full)
    frosted = line_through(H3_DEGF, tests.h3_full, H2_DEGF, h2)
    h4 = tests.h4_full
    if h4 is None:
        return lambda t: frosted.at(t) if H3_DEGF < t < 45.0 else outer.at(t)
    cold = line_through(H4_DEGF, h4, H3_DEGF, tests.h3_full)
    coldest = Line(H4_DEGF, *h4, outer.capacity_slope, outer.power_slope)

    def line(t: float) -> Point:
        if t >= 45.0:
            return outer.at(t)
        if t > H3_DEGF:
            return frosted.at(t)
        return cold.at(t) if t > H4_DEGF else coldest.at(t)

    return line


def _low_heating_line(tests: HeatingTests, compressor: Compressor) -> NetLine:
    h1 = needed(tests.h1_low, "H1 low")
    warm = line_through(H1_DEGF, h1, H0_DEGF, needed(tests.h0_low, "H0 low"))
    if compressor == "variable_speed":
        return warm.at
    h3 = needed(tests.h3_low, "H3 low")
    h2 = tests.h2_low or default_h2(h1, h3)
    frosted = line_through(H3_DEGF, h3, H2_DEGF, h2)
    cold = line_through(H3_DEGF, h3, H1_DEGF, h1)
    return lambda t: warm.at(t) if t >= 40.0 else (frosted if t > H3_DEGF else cold).at(t)


def _middle_heating_line(tests: HeatingTests) -> NetLine:
    h1 = needed(tests.h1_low, "H1 low")
    low = line_through(H1_DEGF, h1, H0_DEGF, needed(tests.h0_low, "H0 low"))
    h2 = tests.h2_full or default_h2(tests.h1_full, tests.h3_full)
    full = line_through(H3_DEGF, tests.h3_full, H2_DEGF, h2)
    return line_between(needed(tests.h2_int, "H2 int"), H2_DEGF, low, full).at


class _Season(NamedTuple):
    fractions: tuple[float, ...]
    load_w: tuple[float, ...]


@lru_cache(maxsize=64)
def _season_2023(q_a_w: float, compressor: Compressor, region: int) -> _Season:
    where = _REGIONS[region]
    variable = compressor == "variable_speed"
    factor = where.slope_factor_variable if variable else where.slope_factor
    slope = factor * q_a_w / (where.zero_load_degf - where.design_degf)
    warm_bins = 1 if region == 1 else 2
    kept = [0.0] * warm_bins + list(HEATING_FRACTIONS[region][warm_bins:])
    total = sum(kept)
    return _Season(
        tuple(n / total for n in kept),
        tuple(max(0.0, (where.zero_load_degf - t) * slope) for t in HEATING_BINS_DEGF),
    )


def _season_2017(h1: Point, region: int) -> _Season:
    design = _REGIONS[region].design_degf
    wanted = h1.capacity_w * BTU_PER_WH * (65.0 - design) / 60.0
    requirement = min(_STANDARD_DHR_BTUH, key=lambda standard: abs(standard - wanted))
    slope = 0.77 * requirement / BTU_PER_WH / (65.0 - design)
    return _Season(
        HEATING_FRACTIONS[region],
        tuple(max(0.0, (65.0 - t) * slope) for t in HEATING_BINS_DEGF),
    )


def _availability(t: float, cop: float, off_degf: float, on_degf: float) -> float:
    """Return the fraction of the bin in which the compressor may run (eq. 11.126)."""
    if t <= off_degf or cop < 1.0:
        return 0.0
    return 1.0 if t > on_degf else 0.5


def heating_bins(
    tests: HeatingTests,
    compressor: Compressor,
    c_d: float,
    q_a_w: float | None,
    region: int = RATING_REGION,
    off_degf: float = -20.0,
    on_degf: float | None = None,
) -> list[Bin]:
    """Return the temperature bins of HSPF2 in which there are hours.

    Parameters
    ----------
    tests
        Net test points [W]; H2 with frost.
    compressor
        Which test points exist, and how a part load is met.
    c_d
        Cyclic degradation coefficient, heating [-].
    q_a_w
        Rated 95 degF cooling capacity, which the load line scales with [W]; None: the load line and
        the hours of HSPF.
    region
        1 … 6; labels quote region 4.
    off_degf, on_degf
        Outdoor temperatures of cut-out and restart [degF]; the same if only one is given.
    """
    on_degf = off_degf if on_degf is None else on_degf
    if q_a_w is None:
        season = _season_2017(tests.h1_full, region)
    else:
        season = _season_2023(q_a_w, compressor, region)
    full_line = _full_heating_line(tests)
    low_line = None if compressor == "single_stage" else _low_heating_line(tests, compressor)
    middle_line = _middle_heating_line(tests) if compressor == "variable_speed" else None
    rows = []
    for t, n, load in zip(HEATING_BINS_DEGF, *season, strict=True):
        if n == 0.0:
            continue
        full = full_line(t)
        low = None if low_line is None else low_line(t)
        middle = None if middle_line is None else middle_line(t)
        found = met(load, full, low, middle, c_d)
        runs = _availability(t, found.cop, off_degf, on_degf)
        delivered, power = found.delivered_w * runs, found.power_w * runs
        rows.append(Bin(t, n, load, full.capacity_w, delivered, power, load - delivered))
    return rows


def _ratio(rows: list[Bin]) -> float:
    used = sum(row.fraction * (row.energy_w + row.resistance_w) for row in rows)
    return sum(row.fraction * row.load_w for row in rows) / used * BTU_PER_WH


def hspf2(
    tests: HeatingTests,
    compressor: Compressor,
    c_d: float,
    q_a_w: float,
    region: int = RATING_REGION,
    off_degf: float = -20.0,
    on_degf: float | None = None,
) -> float:
    """Return HSPF2 [Btu/Wh] of net test points (AHRI 210/240-2023, section 11.2.2)."""
    return _ratio(heating_bins(tests, compressor, c_d, q_a_w, region, off_degf, on_degf))


def hspf(
    tests: HeatingTests,
    compressor: Compressor,
    c_d: float,
    region: int = RATING_REGION,
    off_degf: float = -20.0,
    on_degf: float | None = None,
) -> float:
    """Return HSPF [Btu/Wh], the rating before 2023 (DOE Appendix M).

    The load line follows the H1 heating capacity, rounded to the standard's list of design
    heating requirements, and all hours below 65 degF count.
    """
    return _ratio(heating_bins(tests, compressor, c_d, None, region, off_degf, on_degf))
