r"""Portable units: hoses, the rule they are rated by, and from its figures to the coil's.

A portable's label gives what reaches the room, hose and drawn-in air counted:

.. math::

    ACC_T = q - Q_{hose} - \dot m\,\Delta h_T, \qquad
    SACC = 0.2\,ACC_{95} + 0.8\,ACC_{83},

and CEER is SACC over the power, standby of the year's idle hours spread over those of cooling.
A one-hose unit is tested with room air over both coils, a two-hose unit with outdoor air over the
condenser at 95 and 83 degF. Here these figures become net capacity and power at 95 degF over the
outdoor coil, from which the tables are made as any other unit's.

References
----------
10 CFR 430 subpart B appendix CC (81 FR 35242, 1 June 2016; 88 FR 31102, 15 May 2023). Weights,
hours, conditions and equations as we know the rule; its text beyond the opening could not be read.
Humidity ratios and enthalpies are worked out here instead of its rounded constants (a test
compares). Minimum CEER: 10 CFR 430.32(cc), from 10 January 2025, likewise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from hpsim.equipment.ducts_and_hoses import Hose
from hpsim.equipment.label import Label
from hpsim.equipment.label_solving import solve_label
from hpsim.equipment.ratings.points import A_DEGF, B_DEGF, BTU_PER_WH, Compressor, Point, degc
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.psychrometrics import enthalpy_j_per_kg, humidity_ratio_from_wet_bulb
from hpsim.units.constants import M3_PER_S_PER_CFM, W_PER_BTUH

ROOM_DEGF, ROOM_WET_BULB_DEGF = 80.0, 67.0
ROOM_AIR_DEGF = 68.0  # EN 14511: heating of single-duct units, room air on both sides
OUTDOORS_DEGF = ((95.0, 75.0), (83.0, 67.5))  # dry and wet bulb
WEIGHTS = (0.2, 0.8)
COOLING_H, OFF_CYCLE_H, INACTIVE_H = 750.0, 880.0, 1355.0
CEER_MARGIN, CEER_SCALE, CEER_POWER = 1.04, 3.7117, 0.6384
LISTED_BTUH: dict[int, tuple[tuple[float, float], ...]] = {
    1: ((5500, 10000), (7800, 11000), (8000, 12000), (8000, 10000), (10000, 14000)),
    2: ((7000, 12000), (10000, 13000), (12000, 14000)),
}
"""SACC and the older capacity on the box (ASHRAE 128) by hoses, as sellers list them side by side
[Btu/h]. The older test took hot room air and no account of hose and drawn-in air."""
SACC_OVER_ASHRAE = {
    hoses: sum(sacc / older for sacc, older in pairs) / len(pairs)
    for hoses, pairs in LISTED_BTUH.items()
}
"""Means: 0.69 (0.55 to 0.80) and 0.74 (0.58 to 0.86)."""
AIRFLOW_M3_PER_S_PER_W = 35.0 * M3_PER_S_PER_CFM / (1000.0 * W_PER_BTUH)
"""Exhaust per watt of SACC: 35 cfm per kBtu/h. Derived: 150 to 300 cfm are published for one-hose
units, whose SACC is mostly 4.5 to 8 kBtu/h; it leaves the air some 25 K warmer."""
STANDARD_AIR_KG_PER_M3 = 1.19  # dry air in a cubic metre of standard air, in which flows are listed
LEAK_TWO_HOSES = (
    0.1  # unverified: fraction of the condenser's air that a two-hose unit takes inside
)
STANDBY_W = 1.0  # unverified: controls without a clock
MAX_COIL_COP = 8.0
"""Judgement: the best room units have 4.5 at 95 degF; one hose's coil sees the room's air."""
MIN_KEPT = 0.2  # judgement: of the coil's cooling after what the hose gives back
_TRIAL_W = 1000.0
_TRIAL_EER2 = 10.0


class HosePath(NamedTuple):
    """The air that a portable's hoses carry while its compressor runs."""

    hoses: int
    exhaust_kg_per_s: float
    """Dry air."""
    leak: float
    """Share of it taken from the room; 1: one hose."""
    exhaust_loss_fraction: float
    """Of the difference to the room that the exhaust loses in its hose."""
    intake_loss_fraction: float
    """And the intake."""
    case_heat_fraction: float = 0.0
    """Of the heat rejected that the case gives to the room."""

    @property
    def room_air_fraction(self) -> float:
        """How near to the room's temperature the outdoor coil's air is; 1: it is the room's."""
        return self.leak + (1.0 - self.leak) * self.intake_loss_fraction

    @property
    def induced_infiltration_kg_per_s(self) -> float:
        """Air blown out of the room."""
        return self.leak * self.exhaust_kg_per_s

    @property
    def returned_heat_fraction(self) -> float:
        """Share of the heat rejected that comes back through exhaust hose and case."""
        return (
            self.case_heat_fraction + (1.0 - self.case_heat_fraction) * self.exhaust_loss_fraction
        )

    @property
    def outside_w_per_k(self) -> float:
        """Heat into the room per kelvin outdoors above it, through both hoses' walls."""
        hose = self.exhaust_loss_fraction * (1.0 - self.room_air_fraction)
        hose += self.intake_loss_fraction * (1.0 - self.leak)
        return self.exhaust_kg_per_s * MOIST_AIR_J_PER_KG_K * hose


def hose_path(hoses: int, sacc_w: float, hose: Hose) -> HosePath:
    """Return the path of air through a portable's hoses; its airflow defaults by SACC."""
    airflow_m3_per_s = hose.airflow_m3_per_s
    if airflow_m3_per_s is None:
        airflow_m3_per_s = AIRFLOW_M3_PER_S_PER_W * sacc_w
    flow = airflow_m3_per_s * STANDARD_AIR_KG_PER_M3
    leak = LEAK_TWO_HOSES if hose.leak is None else hose.leak
    if hoses == 1:
        leak = 1.0

    def lost(kg_per_s: float) -> float:
        if kg_per_s <= 0.0:
            return 0.0
        area_m2 = math.pi * hose.diameter_m * hose.length_m
        return -math.expm1(-hose.u_value_w_per_m2k * area_m2 / (kg_per_s * MOIST_AIR_J_PER_KG_K))

    return HosePath(hoses, flow, leak, lost(flow), lost((1.0 - leak) * flow), hose.case_share)


# -------------------------------------------------------------------------------------- rating
@lru_cache(maxsize=1)
def infiltration_j_per_kg() -> tuple[float, float]:
    """Return the enthalpy of outdoor over room air, per kilogram of dry air, at 95 and 83 degF.

    Examples
    --------
    >>> [round(x) for x in infiltration_j_per_kg()]
    [15983, 877]
    """

    def enthalpy(dry_bulb_degf: float, wet_bulb_degf: float) -> float:
        dry_bulb = degc(dry_bulb_degf)
        ratio = humidity_ratio_from_wet_bulb(dry_bulb, degc(wet_bulb_degf))
        return float(enthalpy_j_per_kg(dry_bulb, ratio))

    room = enthalpy(ROOM_DEGF, ROOM_WET_BULB_DEGF)
    hot, warm = (enthalpy(*outdoors) - room for outdoors in OUTDOORS_DEGF)
    return hot, warm


class Condition(NamedTuple):
    """One of the rule's two outdoor conditions [W]."""

    net: Point
    """The test: capacity at the indoor coil and input."""
    hose_w: float
    infiltration_w: float

    @property
    def adjusted_w(self) -> float:
        """Adjusted cooling capacity."""
        return self.net.capacity_w - self.hose_w - self.infiltration_w


class PortableRating(NamedTuple):
    """What appendix CC makes of a portable."""

    sacc_w: float
    ceer: float
    """[Btu/Wh]"""
    at_95: Condition
    at_83: Condition


def rate_portable(
    net_at_degf: Callable[[float], Point], path: HosePath, standby_w: float
) -> PortableRating:
    """Return SACC and CEER of a unit by appendix CC.

    ``net_at_degf`` gives net capacity and input at a temperature over the outdoor coil, room at
    80/67 degF; ``standby_w`` is off-cycle and inactive power.
    """
    conditions = []
    for (outdoor_degf, _), extra in zip(OUTDOORS_DEGF, infiltration_j_per_kg(), strict=True):
        coil_degf = outdoor_degf + path.room_air_fraction * (ROOM_DEGF - outdoor_degf)
        net = net_at_degf(coil_degf)
        hose_w = path.returned_heat_fraction * (net.capacity_w + net.power_w)
        hose_w += path.outside_w_per_k * (outdoor_degf - ROOM_DEGF) / 1.8
        conditions.append(Condition(net, hose_w, path.induced_infiltration_kg_per_s * extra))
    idle_w = standby_w * (OFF_CYCLE_H + INACTIVE_H) / COOLING_H
    pairs = list(zip(WEIGHTS, conditions, strict=True))
    sacc_w = sum(weight * at.adjusted_w for weight, at in pairs)
    ceer = sum(weight * at.adjusted_w / (at.net.power_w + idle_w) for weight, at in pairs)
    return PortableRating(sacc_w, ceer * BTU_PER_WH, *conditions)


def min_ceer(sacc_w: float) -> float:
    """Return the minimum CEER that the law allows [Btu/Wh].

    Examples
    --------
    >>> round(min_ceer(8000.0 / BTU_PER_WH), 2)
    7.22
    """
    sacc_btuh = sacc_w * BTU_PER_WH
    return CEER_MARGIN / CEER_SCALE * float(sacc_btuh ** (1.0 - CEER_POWER))


# ------------------------------------------------------------------------------------- solving
@lru_cache(maxsize=8)
def _slopes(compressor: Compressor) -> tuple[float, float]:
    """Return capacity and power at 82 over those at 95 degF, full speed."""
    trial = solve_label(
        Label(compressor, _TRIAL_W, eer2=_TRIAL_EER2, room_unit=True, can_heat=False)
    ).cooling_tests()
    return (
        trial.b_full.capacity_w / trial.a_full.capacity_w,
        trial.b_full.power_w / trial.a_full.power_w,
    )


def line_through(at_95: Point, compressor: Compressor) -> Callable[[float], Point]:
    """Return net capacity and power over the coil's air [degF], a straight line as the tables'."""
    q82, p82 = _slopes(compressor)

    def net(degf: float) -> Point:
        fraction = (A_DEGF - degf) / (A_DEGF - B_DEGF)
        return Point(
            at_95.capacity_w * (1.0 + fraction * (q82 - 1.0)),
            at_95.power_w * (1.0 + fraction * (p82 - 1.0)),
        )

    return net


class PortableLabel(NamedTuple):
    """What a portable's label says, and what its rating must know."""

    sacc_w: float
    ceer: float
    """[Btu/Wh]"""
    path: HosePath
    standby_w: float


def solve_portable(label: PortableLabel, compressor: Compressor) -> Point:
    """Return net capacity and power at 95 degF over the outdoor coil that give SACC and CEER [W].

    SACC is linear in both; CEER falls with the power. Only one pair has both.

    Raises
    ------
    ValueError
        No power between an eighth and twice of SACC gives them, or only a coil that no unit has.
    """
    sacc_w, ceer, path, standby_w = label
    one = rate_portable(line_through(Point(1.0, 0.0), compressor), path, 1.0).sacc_w
    none = rate_portable(line_through(Point(0.0, 0.0), compressor), path, 1.0).sacc_w
    per_power = rate_portable(line_through(Point(0.0, 1.0), compressor), path, 1.0).sacc_w - none

    if one - none < MIN_KEPT:
        raise ValueError("the hose would give back what a unit of this size takes out")

    def with_power(power_w: float) -> Point:
        return Point((sacc_w - none - per_power * power_w) / (one - none), power_w)

    def rated(power_w: float) -> float:
        line = line_through(with_power(power_w), compressor)
        return rate_portable(line, path, standby_w).ceer

    low, high = sacc_w / 8.0, 2.0 * sacc_w
    if not rated(high) < ceer < rated(low):
        raise ValueError(f"no portable of this size has a CEER of {ceer:g}")
    while high - low > 1e-9 * high:
        middle = 0.5 * (low + high)
        if rated(middle) > ceer:
            low = middle
        else:
            high = middle
    found = with_power(0.5 * (low + high))
    if found.cop > MAX_COIL_COP:
        raise ValueError(f"with this hose and label its coil would have a COP of {found.cop:.1f}")
    return found
