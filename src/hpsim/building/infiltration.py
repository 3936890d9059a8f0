"""Air that enters: leakage by wind and stack, fans, heat recovery, doors.

References
----------
Walker and Wilson (1998), Field validation of algebraic equations for stack and wind driven air
infiltration calculations, HVAC&R Research 4(2): AIM-2. ASHRAE Handbook Fundamentals 2021, chapter
16: residential calculation, fan superposition. Kiel and Wilson (1986): doorway flow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from hpsim.building.constants import (
    ABOVE_HEATING_K,
    AIR_J_PER_KG_K,
    GRAVITY_M_PER_S2,
    ZERO_DEGC_K,
    air_density,
)
from hpsim.building.films import wind_ratio
from hpsim.building.model import (
    Aim2Infiltration,
    ConstantInfiltration,
    Door,
    RoomModel,
    Ventilation,
)
from hpsim.building.outdoor import known
from hpsim.kernel.air_exchange import DOORWAY_DISCHARGE, LEAK_EXPONENT, SUPERPOSITION
from hpsim.kernel.types import Climate, FloatArray
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity
from hpsim.records import dataclass

BoolArray = NDArray[np.bool_]

LEAKAGE_R = 0.5  # fraction of ceiling and floor leakage
LEAKAGE_X = 0.0  # ceiling minus floor fraction
FLUE_SHARE = 0.2  # of all leakage, where a flue is open
FLUE_HEIGHT = 1.5  # of its top over that of the ceiling
TEST_PRESSURE_PA = 50.0
MAX_HOME_HUMIDITY = 0.6
ONE_WAY = ("exhaust", "supply")  # fans whose air crosses the leaks on its other way
NO_RULE = -1000.0  # of a temperature that switches nothing
LEAST_EXCHANGED = 1e-6  # a fan that recovers all heat carries none


@dataclass(frozen=True, slots=True)
class LeakSeries:
    """What drives one leak, hourly means."""

    at_1_pa_m3_per_s: float
    """Flow at a pressure of 1 Pa: the room's fraction of the dwelling's."""
    stack_pa: FloatArray
    """(n_hours,) times the air's difference to outdoors over its absolute temperature."""
    wind_pa: FloatArray
    """(n_hours,)"""
    of_stack_warm: float = 1.0
    """What the room has of its fraction of the stack's flow, the dwelling warmer than outdoors."""
    of_stack_cool: float = 1.0
    """The same, the dwelling cooler than outdoors."""


@dataclass(frozen=True, slots=True)
class AirSeries:
    """All outdoor air of the room, hourly means; leaks follow the room's temperature."""

    constant_w_per_k: float
    """Never less than this flows, thermal bridges included: it is in the network's matrix."""
    varying_w_per_k: FloatArray
    """(n_hours,) of balanced fans, less what heat recovery saves and the constant one."""
    leaks: tuple[LeakSeries, ...]
    unbalanced_m3_per_s: FloatArray
    """(n_hours,) what exhaust fans move more than supply fans, or less; joined with the leaks by
    the root of squares.

    With leaks by the stack of a dwelling that something else holds: the room does not move them.
    """
    density_kg_per_m3: FloatArray
    """(n_hours,) dry air in a cubic meter of outdoor air."""
    j_per_m3_k: FloatArray
    """(n_hours,) heat capacity of outdoor air, its vapor's included."""
    steady_kg_per_s: FloatArray
    """(n_hours,) for moisture, without leaks and unbalanced fans: latent recovery taken off."""
    recovered_kg_per_s: FloatArray
    """(n_hours,) outdoor air that comes in besides, whose water is recovered."""
    switched_w_per_k: FloatArray
    """(n_switched, n_hours) fans and windows that follow the room's temperature."""
    switched_fans_kg_per_s: FloatArray
    """(n_switched, n_hours) air of those that are fans, heat recovery included; windows 0."""
    switched_water: FloatArray
    """(n_switched,) air whose water they exchange, over the air whose heat they exchange."""
    switched_air: FloatArray
    """(n_switched,) all their air over the same: both 1 without heat recovery."""
    switched_above_degc: FloatArray
    switched_below_room_k: FloatArray
    switched_above_heating_k: FloatArray
    """(n_switched,) only this much above the highest heating setpoint; -1000: wherever that is."""
    switched_unless_cooled: BoolArray
    """(n_switched,) only while nothing cools to a setpoint."""
    supply_heat_w: FloatArray
    """(n_hours,) of air that enters warmer than outdoors, or cooler."""
    is_dwelling: bool
    """The room is a dwelling of its own: its air alone drives the stack of its leaks."""


def leakage_coefficient(leak: Aim2Infiltration) -> float:
    """Return the dwelling's flow coefficient [m3/(s Pa^n)] from its air changes at 50 Pa."""
    at_50 = leak.ach50 * leak.dwelling_volume_m3 / 3600.0
    return float(at_50 / TEST_PRESSURE_PA**LEAK_EXPONENT)


def stack_factor(*, flue: bool) -> float:
    """Return AIM-2's stack factor f_s.

    ``(1 + n R)/(n + 1) (1/2 - M^(5/4)/2)^(n + 1) + F``, ``M = (X + (2 n + 1) Y)^2/(2 - R)``; Y is
    the flue's fraction of all leakage, of which R and X are fractions, too; F is 0 without a flue.
    """
    n, y = LEAK_EXPONENT, _flue_share(flue=flue)
    r, x = LEAKAGE_R * (1.0 - y), LEAKAGE_X * (1.0 - y)
    m = min((x + (2.0 * n + 1.0) * y) ** 2 / (2.0 - r), 1.0)
    base = (1.0 + n * r) / (n + 1.0) * (0.5 - 0.5 * m**1.25) ** (n + 1.0)
    if not flue:
        return float(base)
    above = FLUE_HEIGHT - 1.0
    x_c = r + 2.0 * (1.0 - r - y) / (n + 1.0) - 2.0 * y * above**n
    f = n * y * above ** ((3.0 * n - 1.0) / 3.0)
    f *= 1.0 - 3.0 * (x_c - x) ** 2 * r ** (1.0 - n) / (2.0 * (FLUE_HEIGHT + 1.0))
    return float(base + f)


def wind_factor(*, flue: bool) -> float:
    """Return AIM-2's wind factor f_w of a house on a slab or basement.

    ``0.19 (2 - n) (1 - ((X + R)/2)^(3/2 - Y)) - Y/4 (J - 2 Y J^4)``, ``J = (X + R + 2 Y)/2``.
    """
    n, y = LEAK_EXPONENT, _flue_share(flue=flue)
    r, x = LEAKAGE_R * (1.0 - y), LEAKAGE_X * (1.0 - y)
    j = 0.5 * (x + r + 2.0 * y)
    walls = 0.19 * (2.0 - n) * (1.0 - (0.5 * (x + r)) ** (1.5 - y))
    return float(walls - 0.25 * y * (j - 2.0 * y * j**4))


def shelter(of_walls: float, *, flue: bool) -> float:
    """Return the shelter coefficient of walls and flue, ``S_w (1 - Y) + S_f 3/2 Y``.

    The top of the flue stands free: S_f is 1.
    """
    y = _flue_share(flue=flue)
    return of_walls * (1.0 - y) + 1.5 * y


def _flue_share(*, flue: bool) -> float:
    return FLUE_SHARE if flue else 0.0


def part_of_stack(low: float, high: float) -> float:
    """Return what flows in between two heights by the stack over the leakage there, dwelling 1.

    Heights are fractions of the dwelling's, which is warmer than outdoors. Of its leaks R are in
    floor and ceiling, half in each (X is 0), the rest even over the walls; then its neutral level
    is half way up: below it outdoor air flows in with the power n of the distance, above it house
    air out.
    """
    n, neutral, walls, level = LEAK_EXPONENT, 0.5, 1.0 - LEAKAGE_R, 0.5 * LEAKAGE_R
    floor = level * math.pow(neutral, n)

    def through_walls(below: float) -> float:
        left = max(neutral - below, 0.0)
        return walls * (math.pow(neutral, n + 1.0) - math.pow(left, n + 1.0)) / (n + 1.0)

    inwards = through_walls(high) - through_walls(low) + (floor if low <= 0.0 else 0.0)
    leaks = walls * (high - low) + level * ((low <= 0.0) + (high >= 1.0))
    return inwards / (through_walls(1.0) + floor) / leaks


def _parts_of_stack(leak: Aim2Infiltration) -> tuple[float, float]:
    """Return `part_of_stack` of a dwelling warmer and cooler than outdoors; a flue draws at all."""
    if leak.flue or (leak.low <= 0.0 and leak.high >= 1.0):
        return 1.0, 1.0
    return part_of_stack(leak.low, leak.high), part_of_stack(1.0 - leak.high, 1.0 - leak.low)


def leak_series(
    leak: Aim2Infiltration, outdoor_degc: FloatArray, wind_m_per_s: FloatArray
) -> LeakSeries:
    """Return what drives the room's fraction of a dwelling's leakage.

    By hourly means (n_hours,) outdoors and at the weather station.
    """
    n = LEAK_EXPONENT
    density = 1.2041 * 293.15 / (outdoor_degc + ZERO_DEGC_K)
    stack = density * GRAVITY_M_PER_S2 * leak.dwelling_height_m
    sheltered = shelter(leak.shelter, flue=leak.flue)
    local = sheltered * wind_ratio(leak.dwelling_height_m, leak.terrain) * wind_m_per_s
    wind = 0.5 * density * local**2
    return LeakSeries(
        leakage_coefficient(leak) * leak.exposed_share,
        stack_factor(flue=leak.flue) ** (1.0 / n) * stack,
        wind_factor(flue=leak.flue) ** (1.0 / n) * wind,
        *_parts_of_stack(leak),
    )


def leaking_m3_per_s(
    at_1_pa_m3_per_s: float,
    stack_pa: FloatArray,
    wind_pa: FloatArray,
    of_stack: tuple[float, float],
    dwelling_degc: FloatArray,
    outdoor_degc: FloatArray,
) -> FloatArray:
    """Return what a leak lets in by wind and stack (n,) [m3/s]: AIM-2, as in the ideal-load pass.

    Of a dwelling whose temperatures are known (`hpsim.kernel.air_exchange.leak_flow`); others as
    in `LeakSeries`, ``of_stack`` of a dwelling warmer and cooler than outdoors.
    """
    n, (warm, cool) = LEAK_EXPONENT, of_stack
    by_stack_pa = stack_pa * np.abs(dwelling_degc - outdoor_degc) / (dwelling_degc + ZERO_DEGC_K)
    joined = by_stack_pa + wind_pa + SUPERPOSITION * np.sqrt(by_stack_pa * wind_pa)
    flow = at_1_pa_m3_per_s * joined**n
    if warm == cool == 1.0:  # the room's flow is all that the dwelling's stack drives there
        return np.asarray(flow)
    part = np.where(dwelling_degc > outdoor_degc, warm, cool)
    by_wind = np.full_like(by_stack_pa, np.inf)  # of what the stack drives
    np.power(np.divide(wind_pa, by_stack_pa, out=by_wind, where=by_stack_pa > 0.0), n, out=by_wind)
    return np.asarray(flow * (1.0 + (part - 1.0) / (1.0 + by_wind)))


def _leaking_of(
    leak: Aim2Infiltration, outdoor_degc: FloatArray, wind_m_per_s: FloatArray
) -> FloatArray:
    """Return what leaks in by a dwelling's own temperature, hourly means (n_hours,) [m3/s]."""
    by = leak_series(leak, outdoor_degc, wind_m_per_s)
    assert leak.dwelling_degc is not None
    of_stack = by.of_stack_warm, by.of_stack_cool
    return leaking_m3_per_s(
        by.at_1_pa_m3_per_s, by.stack_pa, by.wind_pa, of_stack, leak.dwelling_degc, outdoor_degc
    )


def constant_kg_per_s(leak: ConstantInfiltration, volume_m3: float) -> float:
    """Return the air of a constant air change at its stated density; none at that outdoors."""
    return leak.ach * volume_m3 / 3600.0 * (leak.air_density_kg_per_m3 or 0.0)


def air_series(model: RoomModel, climate: Climate) -> AirSeries:
    """Return all outdoor air of a room over the year."""
    outdoor, wind, _, density, carries = known(climate).outdoor_air
    fixed_kg = 0.0
    leaks = []
    balanced = np.zeros(outdoor.size)
    held_m3_per_s = np.zeros(outdoor.size)
    for leak in model.infiltration:
        if isinstance(leak, ConstantInfiltration):
            fixed_kg += constant_kg_per_s(leak, model.volume_m3)
            if leak.air_density_kg_per_m3 is None:
                balanced += leak.ach * model.volume_m3 / 3600.0
        elif leak.dwelling_degc is None:
            leaks.append(leak_series(leak, outdoor, wind))
        else:
            held_m3_per_s = held_m3_per_s + _leaking_of(leak, outdoor, wind)
    saved, saved_latent = np.zeros(outdoor.size), np.zeros(outdoor.size)
    supply_heat_w = np.zeros(outdoor.size)
    always = [fan for fan in model.ventilation if not fan.follows_room]
    for fan in always:
        flow_m3_per_s = _flow_m3_per_s(fan, carries)
        if fan.supply_degc is not None:
            warmer_k = fan.supply_degc - outdoor
            supply_heat_w = supply_heat_w + flow_m3_per_s * carries * warmer_k
        if fan.kind not in ONE_WAY:
            balanced = balanced + flow_m3_per_s
        saved = saved + fan.recovery * flow_m3_per_s
        saved_latent = saved_latent + fan.latent_recovery * flow_m3_per_s
    exhaust, supply = _one_way_m3_per_s(always, carries)
    balanced = balanced + np.minimum(exhaust, supply)
    unbalanced = np.abs(exhaust - supply)
    switched = _switched(model, carries)
    shape = len(switched), outdoor.size
    # without any leak: what fans always bring
    least = float(((balanced + unbalanced - saved) * carries).min())
    bridges_w_per_k = sum(bridge.w_per_k for bridge in model.bridges if bridge.degc is None)
    return AirSeries(
        fixed_kg * AIR_J_PER_KG_K + least + bridges_w_per_k,
        (balanced - saved) * carries - least,
        tuple(leaks),
        np.hypot(unbalanced, held_m3_per_s),
        density,
        carries,
        fixed_kg + (balanced - saved_latent) * density,
        saved_latent * density,
        np.array([(1.0 - fan.recovery) * flow * carries for fan, flow in switched]).reshape(shape),
        np.array([(fan.kind != "window") * flow * density for fan, flow in switched]).reshape(
            shape
        ),
        np.array([(1.0 - fan.latent_recovery) * _over_heat(fan) for fan, _ in switched]),
        np.array([_over_heat(fan) for fan, _ in switched]),
        np.array([_or_always(fan.room_above_degc) for fan, _ in switched]),
        np.array([_or_always(fan.outdoor_below_room_k) for fan, _ in switched]),
        np.array([_above_heating_k(fan) for fan, _ in switched]),
        np.array([fan.unless_cooled for fan, _ in switched], dtype=bool),
        supply_heat_w,
        _is_dwelling(model),
    )


def _flow_m3_per_s(fan: Ventilation, carries_j_per_m3_k: FloatArray) -> FloatArray:
    """Return a fan's flow of outdoor air (n_hours,), at outdoor density."""
    if fan.air_density_kg_per_m3 is None:
        return fan.flow_m3_per_s
    of_air = fan.air_density_kg_per_m3 * AIR_J_PER_KG_K / carries_j_per_m3_k
    return np.asarray(fan.flow_m3_per_s * of_air)


def _one_way_m3_per_s(
    fans: Iterable[Ventilation], carries_j_per_m3_k: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what exhaust fans blow out and supply fans blow in, each (n_hours,).

    As much as both move is balanced: a supply fan brings the air that an exhaust fan takes. Only
    the difference crosses the leaks (ASHRAE Handbook Fundamentals 2021, chapter 16).
    """
    exhaust, supply = np.zeros((2, carries_j_per_m3_k.size))
    for fan in fans:
        if fan.kind == "exhaust":
            exhaust += _flow_m3_per_s(fan, carries_j_per_m3_k)
        elif fan.kind == "supply":
            supply += _flow_m3_per_s(fan, carries_j_per_m3_k)
    return exhaust, supply


def _switched(
    model: RoomModel, carries_j_per_m3_k: FloatArray
) -> list[tuple[Ventilation, FloatArray]]:
    """Return fans and windows that follow the room, with the flow of each (n_hours,) [m3/s].

    Exhaust and supply fans of one rule run at the same time and count once, by the first of them:
    their flow is what they let in more than fans that always run, in a room without leaks.
    """
    following = [fan for fan in model.ventilation if fan.follows_room]
    both_ways = [fan for fan in following if fan.kind not in ONE_WAY]
    found = [(fan, _flow_m3_per_s(fan, carries_j_per_m3_k)) for fan in both_ways]
    by_rule: dict[tuple[float | None, ...], list[Ventilation]] = {}
    for fan in following:
        if fan.kind in ONE_WAY:
            by_rule.setdefault(fan.rule, []).append(fan)
    always = [fan for fan in model.ventilation if not fan.follows_room]
    before = np.maximum(*_one_way_m3_per_s(always, carries_j_per_m3_k))
    for fans in by_rule.values():
        with_them = np.maximum(*_one_way_m3_per_s([*always, *fans], carries_j_per_m3_k))
        found.append((fans[0], with_them - before))
    return found


def _over_heat(fan: Ventilation) -> float:
    """Return a fan's air over the air that would carry its heat, which recovery leaves."""
    return 1.0 / max(1.0 - fan.recovery, LEAST_EXCHANGED)


def _or_always(limit: float | None) -> float:
    return NO_RULE if limit is None else limit


def _is_dwelling(model: RoomModel) -> bool:
    leaks = [leak for leak in model.infiltration if isinstance(leak, Aim2Infiltration)]
    return bool(leaks) and all(leak.exposed_share >= 1.0 for leak in leaks)


def _above_heating_k(fan: Ventilation) -> float:
    """Return by how much the room is above its heating setpoints where a window opens [K]."""
    if fan.above_heating_setpoint_k is not None:
        return fan.above_heating_setpoint_k
    return ABOVE_HEATING_K if fan.unless_cooled else NO_RULE


def door_factor_w_per_k15(door: Door, pressure_pa: float) -> FloatArray:
    """Return a doorway's exchange factor (n_hours,): conductance is factor times sqrt(dT).

    ``V = C_d/3 W H^(3/2) sqrt(g dT/T)`` each way (Kiel and Wilson 1986), at 20 degC.
    """
    density = air_density(pressure_pa)
    flow = DOORWAY_DISCHARGE / 3.0 * door.area_m2 * math.sqrt(GRAVITY_M_PER_S2 * door.height_m)
    return np.asarray(door.open * flow / math.sqrt(293.15) * density * AIR_J_PER_KG_K)


def home_humidity_ratio(
    door: Door, climate: Climate, ideal_degc: FloatArray | None = None
) -> FloatArray:
    """Return the humidity ratio of the air beyond a doorway (n_hours,).

    Where it is not given: the day's mean outdoors, and what people add: 3 g/m3 on days of 0 degC
    and below, none from 20 degC on. Never above 60 % at the home's temperature. ``ideal_degc``
    (n_hours,) is that of the room under ideal control, where the home is as warm.

    References
    ----------
    ISO 13788:2012, annex A, class 2 (dwellings with normal occupancy and ventilation): 2 to 4 g/m3
    at 0 degC, here its middle. EN 15026:2007, annex C: 60 % on warm days in normal occupancy.
    """
    degc = ideal_degc if door.rest_of_home_degc is None else door.rest_of_home_degc
    assert degc is not None
    pressure = climate.pressure_pa
    if door.rest_of_home_humidity is not None:
        fraction = door.rest_of_home_humidity
        return np.asarray(humidity_ratio_from_relative_humidity(degc, fraction, pressure))
    ratio = known(climate).lived_in_humidity_ratio
    most = humidity_ratio_from_relative_humidity(degc, MAX_HOME_HUMIDITY, pressure)
    return np.asarray(np.minimum(ratio, most))
