"""What seasonal ratings are made of: AHRI 210/240's tests, temperatures and lines between them.

Capacities and powers are in watt, net of the indoor fan, as a label has them. The test
temperatures are fixed by the names of the tests, so that no temperature is an input but the
cut-out. Degrees Fahrenheit appear here, in the label's modules and in data files only.

References
----------
AHRI 210/240-2023 (eq. numbers below), DOE Appendix M/M1. Constants and rules were read in
bigladder/resdx c671051 and NatLabRockies/EnergyPlus 081255a (StandardRatings.cc). Where the two
disagree with the equations they quote, the equations are followed: an H4 point (5 degF) replaces
the 17-47 degF line below 17 degF in every branch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from hpsim.records import dataclass

BTU_PER_WH = 3.412142
Compressor = Literal["single_stage", "two_stage", "variable_speed"]

# test temperatures, outdoor dry bulb [degF]: AHRI 210/240-2023 tables 7 and 8
A_DEGF, B_DEGF, E_DEGF, F_DEGF = 95.0, 82.0, 87.0, 67.0
H0_DEGF, H1_DEGF, H2_DEGF, H3_DEGF, H4_DEGF = 62.0, 47.0, 35.0, 17.0, 5.0

# older over newer labels
SEER2_OVER_SEER = {
    "ductless": 1.0,
    "ducted": 0.95,
    "packaged": 0.95,
}
"""Also for EER2 over EER: ANSI/RESNET/ICC 301 as coded in OpenStudio-HPXML v1.11, defaults.rb."""
HSPF2_OVER_HSPF = {"ductless": 0.90, "ducted": 0.85, "packaged": 0.84}
ROOM_AC_EER_OVER_CEER = 1.01  # OpenStudio-HPXML v1.11, defaults.rb
FROST_CAPACITY_35, FROST_POWER_35 = 0.9478, 0.9913
"""At 35 degF: RESNET MINHERS Addendum 82, F = 0.029."""


def degc(temperature_degf: float) -> float:
    """Return a temperature in degC."""
    return (temperature_degf - 32.0) / 1.8


def degf(temperature_degc: float) -> float:
    """Return a temperature in degF."""
    return 1.8 * temperature_degc + 32.0


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


Net: TypeAlias = Callable[[float, float], Point]
"""Net performance at an outdoor temperature [degF] and a speed, or a capacity over full."""
NetLine: TypeAlias = Callable[[float], Point]
"""Net performance at an outdoor temperature [degF]."""


def intermediate(r_low: float) -> float:
    """Return the intermediate test speed: a third of the way from low to full."""
    return r_low + (1.0 - r_low) / 3.0


def cooling_tests(net: Net, compressor: Compressor, low: float) -> CoolingTests:
    """Return the cooling tests of a unit; ``low`` is its speed in those at low speed."""
    a_full, b_full = net(A_DEGF, 1.0), net(B_DEGF, 1.0)
    if compressor == "single_stage":
        return CoolingTests(a_full, b_full)
    e_int = None if compressor == "two_stage" else net(E_DEGF, intermediate(low))
    return CoolingTests(a_full, b_full, net(B_DEGF, low), net(F_DEGF, low), e_int)


def heating_tests(
    full: NetLine, low: NetLine | None, middle: NetLine | None, h4_full: Point | None
) -> HeatingTests:
    """Return the heating tests of a unit by its speeds without frost, which those at 35 degF get.

    None: without a low speed, without a range of speeds, without the test at 5 degF.
    """
    at_full = (full(H1_DEGF), full(H3_DEGF), _frosted(full), h4_full)
    if low is None:
        return HeatingTests(*at_full)
    at_low = (low(H0_DEGF), low(H1_DEGF))
    if middle is None:
        return HeatingTests(*at_full, *at_low, h2_low=_frosted(low), h3_low=low(H3_DEGF))
    return HeatingTests(*at_full, *at_low, h2_int=_frosted(middle))


def _frosted(line: NetLine) -> Point:
    dry = line(H2_DEGF)
    return Point(dry.capacity_w * FROST_CAPACITY_35, dry.power_w * FROST_POWER_35)


class Bin(NamedTuple):
    """One temperature bin of a seasonal rating; rates are means over the bin's hours."""

    outdoor_degf: float
    fraction: float
    load_w: float
    full_capacity_w: float
    delivered_w: float
    energy_w: float
    resistance_w: float


class Line(NamedTuple):
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


def line_through(t1: float, p1: Point, t2: float, p2: Point) -> Line:
    """Return the line through two points."""
    step = t2 - t1
    return Line(
        t1,
        p1.capacity_w,
        p1.power_w,
        (p2.capacity_w - p1.capacity_w) / step,
        (p2.power_w - p1.power_w) / step,
    )


def needed(point: Point | None, name: str) -> Point:
    """Return a test point that a compressor's rating can't do without."""
    if point is None:
        raise ValueError(f"this compressor's rating needs the test {name}")
    return point


def line_between(mid: Point, at: float, low: Line, full: Line) -> Line:
    """Return the line through the intermediate test, its slope between low's and full's."""
    slopes = []  # eq. 11.96-11.99
    for k in (0, 1):
        fraction = (mid[k] - low.at(at)[k]) / (full.at(at)[k] - low.at(at)[k])
        slopes.append(low[3 + k] * (1.0 - fraction) + full[3 + k] * fraction)
    return Line(at, mid.capacity_w, mid.power_w, slopes[0], slopes[1])


class Met(NamedTuple):
    """How a unit meets a load at one temperature."""

    delivered_w: float
    power_w: float
    cop: float
    """Of the speed at which it runs [-]."""


def met(load_w: float, full: Point, low: Point | None, middle: Point | None, c_d: float) -> Met:
    """Return how a load is met: at full speed, between two speeds, or by cycling at the lowest.

    None where the compressor has no such speed: with one stage it cycles at full, with two it
    changes between them, and in a range of speeds the COP is linear in the load (eq. 11.101).
    """
    lowest = full if low is None else low
    if load_w >= full.capacity_w:
        return Met(full.capacity_w, full.power_w, full.cop)
    if load_w <= lowest.capacity_w or low is None:
        x = load_w / lowest.capacity_w
        return Met(load_w, x * lowest.power_w / (1.0 - c_d * (1.0 - x)), lowest.cop)
    if middle is None:
        x = (full.capacity_w - load_w) / (full.capacity_w - low.capacity_w)
        return Met(load_w, x * low.power_w + (1.0 - x) * full.power_w, full.cop)
    left, right = (low, middle) if load_w <= middle.capacity_w else (middle, full)
    fraction = (load_w - left.capacity_w) / (right.capacity_w - left.capacity_w)
    cop = left.cop + (right.cop - left.cop) * fraction
    return Met(load_w, load_w / cop, cop)
