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

from typing import Literal, NamedTuple

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


def blended_cop(load: float, left: Point, right: Point) -> float:
    """Return the COP, linear in the load between two points at one temperature (eq. 11.101)."""
    fraction = (load - left.capacity_w) / (right.capacity_w - left.capacity_w)
    return left.cop + (right.cop - left.cop) * fraction
