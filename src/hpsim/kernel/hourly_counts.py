"""Sums and counts over the hours of a year, for metrics: each pass reads what it needs once.

A year's hourly means take 2 MB, which is what a processor's cache holds: an array for each
condition, as numpy makes them, takes three times as long. Sums are in watt-hours (of means of
hours) and counts in hours. What is nan meets no condition.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from hpsim.kernel.compiling import compiled, summing
from hpsim.kernel.types import FloatArray

HOURS_PER_DAY = 24


class Missed(NamedTuple):
    """Hours in which the room misses a setpoint."""

    given: float  # hours with a setpoint
    strict: float
    plain: float
    loose: float
    degree_hours: float
    short: float  # beyond the plain tolerance while the unit can give no more


class MissLimits(NamedTuple):
    """What counts as missed."""

    strict_k: float
    plain_k: float
    loose_k: float
    mostly: float  # fraction of an hour in which a unit can give no more


@summing
def count_missed(
    sign: float,
    room_degc: FloatArray,
    setpoint_degc: FloatArray,
    at_full: FloatArray,
    cut_out: FloatArray,
    limits: MissLimits,
) -> tuple[float, float, float, float, float, float]:
    """Return `Missed` of a setpoint.

    Parameters
    ----------
    sign : float
        1 where colder misses it, -1 where warmer.
    room_degc, setpoint_degc : (n_hours,)
        Air and setpoint, nan where there is none.
    at_full, cut_out : (n_hours,)
        Fraction of the time at full output, and too cold or warm outdoors for the unit.
    limits : MissLimits
        What counts.
    """
    strict_k, plain_k, loose_k = limits.strict_k, limits.plain_k, limits.loose_k
    mostly = limits.mostly
    given = strict = plain = loose = degree_hours = short = 0.0
    for i in range(room_degc.size):
        miss_k = sign * (setpoint_degc[i] - room_degc[i])
        given += 1.0 if miss_k == miss_k else 0.0  # nan is not
        degree_hours += max(0.0, miss_k)
        strict += 1.0 if miss_k > strict_k else 0.0
        plain += 1.0 if miss_k > plain_k else 0.0
        loose += 1.0 if miss_k > loose_k else 0.0
        is_short = (miss_k > plain_k) & (at_full[i] + cut_out[i] >= mostly)
        short += 1.0 if is_short else 0.0
    return given, strict, plain, loose, degree_hours, short


class Beyond(NamedTuple):
    """Where a control starts and stops its unit, and how far beyond counts [K]."""

    heating_starts_k: float
    heating_stops_k: float
    cooling_starts_k: float
    cooling_stops_k: float
    beyond_k: float
    minimum_k: float  # from the setpoint


@summing
def count_outside(
    room_degc: FloatArray,
    heating_degc: FloatArray,
    cooling_degc: FloatArray,
    heat_w: FloatArray,
    cool_w: FloatArray,
    band: Beyond,
) -> float:
    """Return the hours outside of where a unit's control starts and stops it.

    Parameters
    ----------
    room_degc, heating_degc, cooling_degc : (n_hours,)
        Air and setpoints, nan where there is none.
    heat_w, cool_w : (n_hours,)
        What the unit gives: beyond a stop counts only while it runs in that mode.
    band : Beyond
        The control's, and what counts.
    """
    beyond_k, minimum_k = band.beyond_k, band.minimum_k
    too_cold, over_heated = beyond_k - band.heating_starts_k, beyond_k + band.heating_stops_k
    too_warm, over_cooled = beyond_k + band.cooling_starts_k, beyond_k - band.cooling_stops_k
    found = 0.0
    for i in range(room_degc.size):
        above_k, below_k = room_degc[i] - heating_degc[i], cooling_degc[i] - room_degc[i]
        cold = (-above_k > too_cold) & (-above_k >= minimum_k)
        heated = (heat_w[i] > 0.0) & (above_k > over_heated) & (above_k >= minimum_k)
        warm = (-below_k > too_warm) & (-below_k >= minimum_k)
        cooled = (cool_w[i] > 0.0) & (below_k > over_cooled) & (below_k >= minimum_k)
        found += 1.0 if cold | heated | warm | cooled else 0.0
    return found


class Felt(NamedTuple):
    """How warm a room was."""

    room_sum: float
    operative_sum: float
    heating_hours: float  # with a heating load under ideal control
    heating_sum: float  # of the air in them
    cooling_hours: float
    cooling_sum: float
    cold: float  # hours below the zone of winter clothes
    warm: float  # hours above the zone of summer clothes


class Zone(NamedTuple):
    """Edges of comfort over the humidity ratio: in dry air, and at ``moist_ratio`` and beyond."""

    cold_degc: float
    cold_moist_degc: float
    warm_degc: float
    warm_moist_degc: float
    moist_ratio: float


@summing
def count_felt(
    room_degc: FloatArray,
    operative_degc: FloatArray,
    humidity_ratio: FloatArray,
    heating_w: FloatArray,
    cooling_w: FloatArray,
    zone: Zone,
) -> tuple[float, float, float, float, float, float, float, float]:
    """Return `Felt`.

    Parameters
    ----------
    room_degc, operative_degc, humidity_ratio : (n_hours,)
        Of the room.
    heating_w, cooling_w : (n_hours,)
        Loads under ideal control.
    zone : Zone
        Of comfort.
    """
    cold_degc, colder_k = zone.cold_degc, zone.cold_moist_degc - zone.cold_degc
    warm_degc, warmer_k = zone.warm_degc, zone.warm_moist_degc - zone.warm_degc
    moist_ratio = zone.moist_ratio
    room = operative = heats = heating = cools = cooling = cold = warm = 0.0
    for i in range(room_degc.size):
        air, felt_degc = room_degc[i], operative_degc[i]
        room += air
        operative += felt_degc
        heats += 1.0 if heating_w[i] > 0.0 else 0.0
        heating += air if heating_w[i] > 0.0 else 0.0
        cools += 1.0 if cooling_w[i] > 0.0 else 0.0
        cooling += air if cooling_w[i] > 0.0 else 0.0
        moist = min(max(humidity_ratio[i] / moist_ratio, 0.0), 1.0)
        cold += 1.0 if felt_degc < cold_degc + colder_k * moist else 0.0
        warm += 1.0 if felt_degc > warm_degc + warmer_k * moist else 0.0
    return room, operative, heats, heating, cools, cooling, cold, warm


class Spells(NamedTuple):
    """The days' ranges, and when it was too cold outdoors for a unit in a room that needed heat."""

    swings_k: float  # sum over all days
    cut_out: float  # hours
    longest: float  # hours
    longest_from: float  # hour; nan: never


@compiled
def count_spells(
    room_degc: FloatArray, cut_out: FloatArray, heating_w: FloatArray
) -> tuple[float, float, float, float]:
    """Return `Spells`; a day has 24 hours, the last one what is left.

    ``heating_w`` (n_hours,) is the load under ideal control.
    """
    n, swing_k = room_degc.size, 0.0
    for first in range(0, n, HOURS_PER_DAY):
        low = high = room_degc[first]
        for i in range(first, min(first + HOURS_PER_DAY, n)):
            low, high = min(low, room_degc[i]), max(high, room_degc[i])
        swing_k += high - low
    total = longest = so_far = before = 0.0
    begins, from_hour = 0, math.nan
    for i in range(n):
        now = cut_out[i] if heating_w[i] > 0.0 else 0.0
        if now > 0.0:
            if before == 0.0:
                begins, so_far = i, 0.0
            so_far += now
            total += now
            if so_far > longest:
                longest, from_hour = so_far, float(begins)
        before = now
    return swing_k, total, longest, from_hour


class Humid(NamedTuple):
    """How humid a room was."""

    relative_sum: float
    over: float
    far_over: float
    humid: float  # over, with a dew point that is felt
    over_in_drier_air: float


class HumidLimits(NamedTuple):
    """What counts as humid."""

    over: float  # relative humidity
    far_over: float
    humid_ratio: float  # at the dew point that is felt [kg/kg]
    drier: float  # by which the outdoor air has to hold less [kg/kg]


@summing
def count_humid(
    relative: FloatArray, ratio: FloatArray, outdoor_ratio: FloatArray, limits: HumidLimits
) -> tuple[float, float, float, float, float]:
    """Return `Humid` of the room's relative humidity and humidity ratios (n_hours,)."""
    limit, far_limit = limits.over, limits.far_over
    humid_ratio, drier = limits.humid_ratio, limits.drier
    total = over = far_over = felt_humid = in_drier = 0.0
    for i in range(relative.size):
        is_over = relative[i] > limit
        total += relative[i]
        over += 1.0 if is_over else 0.0
        far_over += 1.0 if relative[i] > far_limit else 0.0
        felt_humid += 1.0 if is_over & (ratio[i] > humid_ratio) else 0.0
        in_drier += 1.0 if is_over & (outdoor_ratio[i] < ratio[i] - drier) else 0.0
    return total, over, far_over, felt_humid, in_drier
