"""Seasonal ratings of a heat pump from its test points: AHRI 210/240-2023, and the older ones.

Capacities and powers go in as watt (net of the indoor fan, as a label has them); SEER2, EER2,
HSPF2 and their predecessors come out in Btu/Wh, since that is what they are called. The test
temperatures are fixed by the names of the tests, so that no temperature is an input but the
cut-out. Degrees Fahrenheit appear here and in data files only.

References
----------
AHRI 210/240-2023 (eq. numbers below), DOE Appendix M/M1. Constants and rules were read in
bigladder/resdx c671051 and NatLabRockies/EnergyPlus 081255a (StandardRatings.cc). Where the two
disagree with the equations they quote, the equations are followed: an H4 point (5 degF) replaces
the 17-47 degF line below 17 degF in every branch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

BTU_PER_WH = 3.412142
COMPRESSORS = ("single_stage", "two_stage", "variable_speed")
Compressor = Literal["single_stage", "two_stage", "variable_speed"]

# test temperatures, outdoor dry bulb [degF]: AHRI 210/240-2023 tables 7 and 8
A_DEGF, B_DEGF, E_DEGF, F_DEGF = 95.0, 82.0, 87.0, 67.0
H0_DEGF, H1_DEGF, H2_DEGF, H3_DEGF, H4_DEGF = 62.0, 47.0, 35.0, 17.0, 5.0

COOLING_BINS_DEGF = (67.0, 72.0, 77.0, 82.0, 87.0, 92.0, 97.0, 102.0)
COOLING_FRACTIONS = (0.214, 0.231, 0.216, 0.161, 0.104, 0.052, 0.018, 0.004)
SIZING_FACTOR = 1.1
LOAD_LINE_V_VARIABLE = 0.93
"""Factor on the SEER2 building load line of variable-speed heat pumps; 1 for all others."""

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


class Point(NamedTuple):
    """One steady test: capacity and total input, net of the indoor fan [W]."""

    capacity_w: float
    power_w: float

    @property
    def cop(self) -> float:
        """Capacity over power [-]."""
        return self.capacity_w / self.power_w


@dataclass(frozen=True, slots=True)
class CoolingTests:
    """Cooling tests; which are needed depends on the compressor."""

    a_full: Point
    b_full: Point
    b_low: Point | None = None
    f_low: Point | None = None
    e_int: Point | None = None


@dataclass(frozen=True, slots=True)
class HeatingTests:
    """Heating tests; which are needed depends on the compressor. H2 points include frost."""

    h1_full: Point
    h3_full: Point
    h2_full: Point | None = None
    h4_full: Point | None = None
    h0_low: Point | None = None
    h1_low: Point | None = None
    h2_low: Point | None = None
    h3_low: Point | None = None
    h2_int: Point | None = None


class Bin(NamedTuple):
    """One temperature bin of a seasonal rating; rates are means over the bin's hours."""

    outdoor_degf: float
    fraction: float
    load_w: float
    full_capacity_w: float
    delivered_w: float
    energy_w: float
    resistance_w: float


class _Line(NamedTuple):
    """Capacity and power, both linear in outdoor temperature [degF]."""

    at_degf: float
    capacity_w: float
    power_w: float
    capacity_slope: float
    power_slope: float

    def at(self, t: float) -> Point:
        """Return the point at ``t`` [degF]."""
        d = t - self.at_degf
        return Point(self.capacity_w + self.capacity_slope * d, self.power_w + self.power_slope * d)


def _through(t1: float, p1: Point, t2: float, p2: Point) -> _Line:
    step = t2 - t1
    return _Line(
        t1,
        p1.capacity_w,
        p1.power_w,
        (p2.capacity_w - p1.capacity_w) / step,
        (p2.power_w - p1.power_w) / step,
    )


def _need(point: Point | None, name: str) -> Point:
    if point is None:
        raise ValueError(f"this compressor's rating needs the test {name}")
    return point


def _blend_slopes(mid: Point, at: float, low: _Line, full: _Line) -> _Line:
    """Line through the intermediate test, its slope between low's and full's (eq. 11.96-11.99)."""
    slopes = []
    for k in (0, 1):
        share = (mid[k] - low.at(at)[k]) / (full.at(at)[k] - low.at(at)[k])
        slopes.append(low[3 + k] * (1.0 - share) + full[3 + k] * share)
    return _Line(at, mid.capacity_w, mid.power_w, slopes[0], slopes[1])


def _mix(load: float, left: Point, right: Point) -> float:
    """COP linear in the load between two points at the same temperature (eq. 11.101)."""
    share = (load - left.capacity_w) / (right.capacity_w - left.capacity_w)
    return left.cop + (right.cop - left.cop) * share


# ------------------------------------------------------------------------------------- cooling
def _cooling_lines(
    tests: CoolingTests, compressor: Compressor
) -> tuple[_Line, _Line | None, _Line | None]:
    full = _through(B_DEGF, tests.b_full, A_DEGF, tests.a_full)
    if compressor == "single_stage":
        return full, None, None
    low = _through(F_DEGF, _need(tests.f_low, "F low"), B_DEGF, _need(tests.b_low, "B low"))
    if compressor == "two_stage":
        return full, low, None
    middle = _blend_slopes(_need(tests.e_int, "E int"), E_DEGF, low, full)
    return full, low, middle


def cooling_bins(
    tests: CoolingTests,
    compressor: Compressor,
    c_d: float,
    load_factor: float = 1.0,
    *,
    low_locked_out: bool = False,
) -> list[Bin]:
    """Return the eight temperature bins of SEER2.

    Parameters
    ----------
    tests
        Net test points [W].
    compressor
        Which test points exist, and how a part load is met.
    c_d
        Cyclic degradation coefficient [-].
    load_factor
        V of the building load line; `LOAD_LINE_V_VARIABLE` for variable-speed heat pumps.
    low_locked_out
        A two-stage unit that cycles at full stage above its low stage instead of alternating.

    Returns
    -------
    list of Bin
        Cooling does not use the resistance column.
    """
    full_line, low_line, middle_line = _cooling_lines(tests, compressor)
    rows = []
    for t, n in zip(COOLING_BINS_DEGF, COOLING_FRACTIONS, strict=True):
        load = (t - 65.0) / 30.0 * tests.a_full.capacity_w / SIZING_FACTOR * load_factor  # 11.60
        full = full_line.at(t)
        low = full if low_line is None else low_line.at(t)
        delivered = load
        if load >= full.capacity_w:
            delivered, energy = full.capacity_w, full.power_w
        elif load <= low.capacity_w or low_line is None or low_locked_out:
            base = low if load <= low.capacity_w else full
            x = load / base.capacity_w
            energy = x * base.power_w / (1.0 - c_d * (1.0 - x))
        elif middle_line is None:
            x = (full.capacity_w - load) / (full.capacity_w - low.capacity_w)
            energy = x * low.power_w + (1.0 - x) * full.power_w
        else:
            middle = middle_line.at(t)
            under = load < middle.capacity_w
            energy = load / _mix(load, low if under else middle, middle if under else full)
        rows.append(Bin(t, n, load, full.capacity_w, delivered, energy, 0.0))
    return rows


def seer2(
    tests: CoolingTests, compressor: Compressor, c_d: float, load_factor: float = 1.0
) -> float:
    """Return SEER2 [Btu/Wh] of net test points (AHRI 210/240-2023, section 11.2.1).

    A single-stage unit takes the closed form (1 - C_D/2) * EER_B (eq. 11.62); the others take
    `cooling_bins`, with the COP linear in load between the tests of a variable-speed unit.
    """
    if compressor == "single_stage":
        return (1.0 - 0.5 * c_d) * tests.b_full.cop * BTU_PER_WH
    rows = cooling_bins(tests, compressor, c_d, load_factor)
    delivered = sum(row.fraction * row.delivered_w for row in rows)
    return delivered / sum(row.fraction * row.energy_w for row in rows) * BTU_PER_WH


def _crossing(line: _Line, capacity_95_w: float) -> float:
    """Temperature at which the load line of SEER meets a capacity line [degF]."""
    slope = capacity_95_w / SIZING_FACTOR / 30.0
    start = line.capacity_w - line.capacity_slope * line.at_degf
    return (start + 65.0 * slope) / (slope - line.capacity_slope)


def _parabola(x: tuple[float, float, float], y: tuple[float, float, float], at: float) -> float:
    total = 0.0
    for i in range(3):
        term = y[i]
        for j in range(3):
            if j != i:
                term *= (at - x[j]) / (x[i] - x[j])
        total += term
    return total


def seer(tests: CoolingTests, compressor: Compressor, c_d: float) -> float:
    """Return SEER [Btu/Wh], the rating before 2023 (DOE Appendix M).

    Differs from `seer2` for variable speed only: between low and full speed the EER is a
    parabola in outdoor temperature through the three temperatures at which low, intermediate
    and full speed just meet the load, and the load line has no factor V.
    """
    if compressor != "variable_speed":
        return seer2(tests, compressor, c_d)
    full_line, low_line, middle_line = _cooling_lines(tests, compressor)
    assert low_line is not None
    assert middle_line is not None
    lines = (low_line, middle_line, full_line)
    where = tuple(_crossing(line, tests.a_full.capacity_w) for line in lines)
    cops = tuple(line.at(t).cop for line, t in zip(lines, where, strict=True))
    delivered = energy = 0.0
    for row in cooling_bins(tests, compressor, c_d):
        between = low_line.at(row.outdoor_degf).capacity_w < row.load_w < row.full_capacity_w
        used = row.energy_w
        if between:
            x, y = (where[0], where[1], where[2]), (cops[0], cops[1], cops[2])
            used = row.load_w / _parabola(x, y, row.outdoor_degf)
        delivered += row.fraction * row.delivered_w
        energy += row.fraction * used
    return delivered / energy * BTU_PER_WH


def eer2(tests: CoolingTests) -> float:
    """Return EER2 [Btu/Wh]: capacity over power in the A test."""
    return tests.a_full.cop * BTU_PER_WH


ROOM_AC_EER_OVER_CEER = 1.01  # OpenStudio-HPXML v1.11, defaults.rb


# ------------------------------------------------------------------------------------- heating
def default_h2(h1: Point, h3: Point) -> Point:
    """Return the frosted 35 degF point of a unit that was not tested there (cse, cnloads.cpp)."""
    share = (H2_DEGF - H3_DEGF) / (H1_DEGF - H3_DEGF)
    return Point(
        _H2_DEFAULT_CAPACITY * (h3.capacity_w + share * (h1.capacity_w - h3.capacity_w)),
        _H2_DEFAULT_POWER * (h3.power_w + share * (h1.power_w - h3.power_w)),
    )


def demand_defrost_credit(test_min: float, longest_min: float) -> float:
    """Return F_def [-] from the time between defrosts in the test and the longest possible [min].

    Examples
    --------
    >>> demand_defrost_credit(90, 720)
    1.03
    """
    return 1.0 + 0.03 * (1.0 - (max(test_min, 90.0) - 90.0) / (min(longest_min, 720.0) - 90.0))


def _full_heating_line(tests: HeatingTests) -> Callable[[float], Point]:
    h2 = tests.h2_full or default_h2(tests.h1_full, tests.h3_full)
    outer = _through(H3_DEGF, tests.h3_full, H1_DEGF, tests.h1_full)
    frosted = _through(H3_DEGF, tests.h3_full, H2_DEGF, h2)
    h4 = tests.h4_full
    if h4 is None:
        return lambda t: frosted.at(t) if H3_DEGF < t < 45.0 else outer.at(t)
    cold = _through(H4_DEGF, h4, H3_DEGF, tests.h3_full)
    coldest = _Line(H4_DEGF, *h4, outer.capacity_slope, outer.power_slope)

    def line(t: float) -> Point:
        if t >= 45.0:
            return outer.at(t)
        if t > H3_DEGF:
            return frosted.at(t)
        return cold.at(t) if t > H4_DEGF else coldest.at(t)

    return line


def _low_heating_line(tests: HeatingTests, compressor: Compressor) -> Callable[[float], Point]:
    h1 = _need(tests.h1_low, "H1 low")
    warm = _through(H1_DEGF, h1, H0_DEGF, _need(tests.h0_low, "H0 low"))
    if compressor == "variable_speed":
        return warm.at
    h3 = _need(tests.h3_low, "H3 low")
    h2 = tests.h2_low or default_h2(h1, h3)
    frosted = _through(H3_DEGF, h3, H2_DEGF, h2)
    cold = _through(H3_DEGF, h3, H1_DEGF, h1)
    return lambda t: warm.at(t) if t >= 40.0 else (frosted if t > H3_DEGF else cold).at(t)


def _middle_heating_line(tests: HeatingTests) -> Callable[[float], Point]:
    h1 = _need(tests.h1_low, "H1 low")
    low = _through(H1_DEGF, h1, H0_DEGF, _need(tests.h0_low, "H0 low"))
    h2 = tests.h2_full or default_h2(tests.h1_full, tests.h3_full)
    full = _through(H3_DEGF, tests.h3_full, H2_DEGF, h2)
    return _blend_slopes(_need(tests.h2_int, "H2 int"), H2_DEGF, low, full).at


class _Season(NamedTuple):
    fractions: tuple[float, ...]
    load_w: tuple[float, ...]


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
    """Share of the bin in which the compressor may run (eq. 11.126)."""
    if t <= off_degf or cop < 1.0:
        return 0.0
    return 1.0 if t > on_degf else 0.5


def _heating_bins(
    tests: HeatingTests,
    compressor: Compressor,
    c_d: float,
    season: _Season,
    off_degf: float,
    on_degf: float,
) -> list[Bin]:
    full_line = _full_heating_line(tests)
    low_line = None if compressor == "single_stage" else _low_heating_line(tests, compressor)
    middle_line = _middle_heating_line(tests) if compressor == "variable_speed" else None
    rows = []
    for t, n, load in zip(HEATING_BINS_DEGF, *season, strict=True):
        if n == 0.0:
            continue
        full = full_line(t)
        low = full if low_line is None else low_line(t)
        if load >= full.capacity_w:
            runs = _availability(t, full.cop, off_degf, on_degf)
            delivered, energy = full.capacity_w * runs, full.power_w * runs
        elif load <= low.capacity_w or low_line is None:
            runs = _availability(t, low.cop, off_degf, on_degf)
            x = load / low.capacity_w
            delivered = load * runs
            energy = x * low.power_w * runs / (1.0 - c_d * (1.0 - x))
        elif middle_line is None:
            runs = _availability(t, full.cop, off_degf, on_degf)
            x = (full.capacity_w - load) / (full.capacity_w - low.capacity_w)
            delivered = load * runs
            energy = (x * low.power_w + (1.0 - x) * full.power_w) * runs
        else:
            middle = middle_line(t)
            under = load <= middle.capacity_w
            cop = _mix(load, low if under else middle, middle if under else full)
            runs = _availability(t, cop, off_degf, on_degf)
            delivered, energy = load * runs, load / cop * runs
        rows.append(Bin(t, n, load, full.capacity_w, delivered, energy, load - delivered))
    return rows


def heating_bins(
    tests: HeatingTests,
    compressor: Compressor,
    c_d: float,
    q_a_w: float,
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
        Rated 95 degF cooling capacity, which the load line scales with [W].
    region
        1 … 6; labels quote region 4.
    off_degf, on_degf
        Outdoor temperatures of cut-out and restart [degF]; the same if only one is given.
    """
    season = _season_2023(q_a_w, compressor, region)
    return _heating_bins(
        tests, compressor, c_d, season, off_degf, off_degf if on_degf is None else on_degf
    )


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
    defrost_credit: float = 1.0,
) -> float:
    """Return HSPF2 [Btu/Wh] of net test points (AHRI 210/240-2023, section 11.2.2).

    Parameters as in `heating_bins`; ``defrost_credit`` is F_def of `demand_defrost_credit`.
    """
    rows = heating_bins(tests, compressor, c_d, q_a_w, region, off_degf, on_degf)
    return defrost_credit * _ratio(rows)


def hspf(
    tests: HeatingTests,
    compressor: Compressor,
    c_d: float,
    region: int = RATING_REGION,
    off_degf: float = -20.0,
    on_degf: float | None = None,
    defrost_credit: float = 1.0,
) -> float:
    """Return HSPF [Btu/Wh], the rating before 2023 (DOE Appendix M).

    The load line follows the H1 heating capacity, rounded to the standard's list of design
    heating requirements, and all hours below 65 degF count.
    """
    season = _season_2017(tests.h1_full, region)
    on = off_degf if on_degf is None else on_degf
    return defrost_credit * _ratio(_heating_bins(tests, compressor, c_d, season, off_degf, on))


# ------------------------------------------------------------------------- older and newer label
SEER2_OVER_SEER = {
    "ductless": 1.0,
    "ducted": 0.95,
    "packaged": 0.95,
}
"""Also for EER2 over EER: ANSI/RESNET/ICC 301 as coded in OpenStudio-HPXML v1.11, defaults.rb."""
HSPF2_OVER_HSPF = {"ductless": 0.90, "ducted": 0.85, "packaged": 0.84}
