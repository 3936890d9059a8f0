"""Temperatures of the room, and hours in which they miss the setpoints."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.metrics.common import HOURS_PER_DAY, count, never, of_machine
from hpsim.metrics.registry import metric
from hpsim.results import Results

MOSTLY = 0.5  # of an hour in which a unit can give no more
TOLERANCE_K = 0.5  # of unmet hours: about the differential of a common thermostat
STRICT_TOLERANCE_K = 0.2  # EnergyPlus' default, OutputControl:ReportingTolerances
LOOSE_TOLERANCE_K = 1.11  # 2 degF
# ASHRAE 55-2004, fig. 5.2.1.1, for people at rest: zones over operative temperature and humidity
# ratio, corners as in EnergyPlus (CalcThermalComfortSimpleASH55): at 0 and at 12 g/kg
WINTER_COLD_EDGE_DEGC = (21.7, 19.6)  # 1.0 clo
SUMMER_WARM_EDGE_DEGC = (28.3, 26.8)  # 0.5 clo
ZONE_DAMP_RATIO = 0.012


def _hours_beyond(miss_k: FloatArray, tolerance_k: float) -> float:
    """Return the hours beyond a tolerance; nan if there never is a setpoint."""
    return math.nan if never(miss_k) else count(miss_k > tolerance_k)


def _degree_hours(miss_k: FloatArray) -> float:
    if never(miss_k):
        return math.nan
    return float(np.fmax(miss_k, 0.0).sum())  # 0 where there is no setpoint


@metric("Unmet heating hours", unit="h", is_count=True)
def unmet_heating_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.5 K below the heating setpoint."""
    return _hours_beyond(results.shortfall_k, TOLERANCE_K)


@metric("Unmet cooling hours", unit="h", is_count=True)
def unmet_cooling_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.5 K above the cooling setpoint."""
    return _hours_beyond(results.excess_k, TOLERANCE_K)


@metric("Hours short of heating capacity", unit="h", is_count=True)
def short_of_capacity_heating_h(results: Results) -> float:
    """Return the hours over 0.5 K too cold in which the unit can give no more.

    For half of the hour or more it is at full output, or it is too cold outdoors for it. nan for a
    unit that never heats.
    """
    if not results.traits.is_machine or never(results.maximum_heating_w):
        return math.nan
    can_no_more = results.hourly.running_full + results.hourly.cut_out_heating >= MOSTLY
    return _hours_beyond(np.where(can_no_more, results.shortfall_k, -np.inf), TOLERANCE_K)


@metric("Hours short of cooling capacity", unit="h", is_count=True)
def short_of_capacity_cooling_h(results: Results) -> float:
    """Return the hours over 0.5 K too warm in which the unit can give no more; as for heating."""
    if not results.traits.is_machine or never(results.maximum_cooling_w):
        return math.nan
    can_no_more = results.hourly.running_full + results.hourly.cut_out_cooling >= MOSTLY
    return _hours_beyond(np.where(can_no_more, results.excess_k, -np.inf), TOLERANCE_K)


@metric("Hours outside the control's band", unit="h", is_count=True)
def outside_band_h(results: Results) -> float:
    """Return the hours outside of where the unit's control starts and stops it.

    The hour's mean lies more than 0.2 K beyond the start (or, in an hour in which the unit runs in
    that mode, beyond the stop) and at least 0.5 K from the setpoint.
    """
    band, hourly = results.band, results.hourly
    if band is None or not results.traits.is_machine:
        return math.nan
    cold_k, warm_k = results.shortfall_k, results.excess_k
    heats, cools = hourly.heat_delivered_w > 0.0, hourly.cool_delivered_w > 0.0
    outside = np.zeros(cold_k.size, dtype=bool)
    for miss_k, limit_k in (
        (cold_k, -band.heating_starts_k),
        (np.where(heats, -cold_k, -np.inf), band.heating_stops_k),
        (warm_k, band.cooling_starts_k),
        (np.where(cools, -warm_k, -np.inf), -band.cooling_stops_k),
    ):
        outside |= (miss_k > limit_k + STRICT_TOLERANCE_K) & (miss_k >= TOLERANCE_K)
    return count(outside)


@metric("Too cold outdoors for the unit", unit="h")
def cold_cutout_h(results: Results) -> float:
    """Return the time in which the room needs heat and it is too cold outdoors for the unit."""
    return of_machine(results, float(results.cut_out.sum()))


@metric("Longest time too cold for the unit", unit="h")
def cold_cutout_longest_h(results: Results) -> float:
    """Return the length of the longest spell in which it is too cold outdoors for the unit."""
    return of_machine(results, _longest_cut_out(results)[1])


@metric("When the longest one begins", unit="h")
def cold_cutout_longest_from_h(results: Results) -> float:
    """Return the hour of the year in which the longest such spell begins; nan if there is none."""
    return of_machine(results, _longest_cut_out(results)[0])


def _longest_cut_out(results: Results) -> tuple[float, float]:
    """Return the first hour and the length [h] of the longest spell; nan and 0 if there is none."""
    cut_out, best, spell = results.cut_out, (math.nan, 0.0), (0, 0.0)
    for hour in np.flatnonzero(cut_out > 0.0).tolist():
        begins, so_far = spell
        if hour == 0 or cut_out[hour - 1] == 0.0:
            begins, so_far = hour, 0.0
        spell = (begins, so_far + float(cut_out[hour]))
        if spell[1] > best[1]:
            best = spell
    return best


@metric("Unmet heating hours, 0.2 K", unit="h", is_count=True)
def unmet_heating_strict_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.2 K below the heating setpoint."""
    return _hours_beyond(results.shortfall_k, STRICT_TOLERANCE_K)


@metric("Unmet cooling hours, 0.2 K", unit="h", is_count=True)
def unmet_cooling_strict_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.2 K above the cooling setpoint."""
    return _hours_beyond(results.excess_k, STRICT_TOLERANCE_K)


@metric("Unmet heating hours, 1.1 K", unit="h", is_count=True)
def unmet_heating_loose_h(results: Results) -> float:
    """Return the hours whose mean is more than 2 degF below the heating setpoint."""
    return _hours_beyond(results.shortfall_k, LOOSE_TOLERANCE_K)


@metric("Unmet cooling hours, 1.1 K", unit="h", is_count=True)
def unmet_cooling_loose_h(results: Results) -> float:
    """Return the hours whose mean is more than 2 degF above the cooling setpoint."""
    return _hours_beyond(results.excess_k, LOOSE_TOLERANCE_K)


@metric("Degree-hours too cold", unit="K h")
def heating_shortfall_k_h(results: Results) -> float:
    """Return kelvins below the heating setpoint times hours."""
    return _degree_hours(results.shortfall_k)


@metric("Degree-hours too warm", unit="K h")
def cooling_shortfall_k_h(results: Results) -> float:
    """Return kelvins above the cooling setpoint times hours."""
    return _degree_hours(results.excess_k)


@metric("Lowest room temperature", unit="°C", key="room_degc.min")
def room_min_degc(results: Results) -> float:
    """Return the lowest hourly mean of the air temperature."""
    return float(results.hourly.room_degc.min())


@metric("Mean room temperature", unit="°C", key="room_degc.mean")
def room_mean_degc(results: Results) -> float:
    """Return the mean air temperature."""
    return float(results.hourly.room_degc.mean())


def _mean_degc(results: Results, load_w: FloatArray) -> float:
    """Return the mean air temperature of the hours with a load; nan without any."""
    hours = load_w > 0.0
    return float(results.hourly.room_degc[hours].mean()) if hours.any() else math.nan


@metric("Mean room temperature, heating", unit="°C")
def room_mean_heating_degc(results: Results) -> float:
    """Return the mean air temperature of the hours with a heating load under ideal control."""
    return _mean_degc(results, results.room.ideal_heating_w)


@metric("Mean room temperature, cooling", unit="°C")
def room_mean_cooling_degc(results: Results) -> float:
    """Return the mean air temperature of the hours with a cooling load under ideal control."""
    return _mean_degc(results, results.room.ideal_cooling_w)


@metric("Highest room temperature", unit="°C", key="room_degc.max")
def room_max_degc(results: Results) -> float:
    """Return the highest hourly mean of the air temperature."""
    return float(results.hourly.room_degc.max())


@metric("Lowest operative temperature", unit="°C", key="operative_degc.min")
def operative_min_degc(results: Results) -> float:
    """Return the lowest hourly mean of the operative temperature."""
    return float(results.operative_degc.min())


@metric("Mean operative temperature", unit="°C", key="operative_degc.mean")
def operative_mean_degc(results: Results) -> float:
    """Return the mean operative temperature."""
    return float(results.operative_degc.mean())


@metric("Highest operative temperature", unit="°C", key="operative_degc.max")
def operative_max_degc(results: Results) -> float:
    """Return the highest hourly mean of the operative temperature."""
    return float(results.operative_degc.max())


def _edge_degc(results: Results, edge: tuple[float, float]) -> FloatArray:
    """Return an edge of a comfort zone at each hour's humidity ratio (n_hours,)."""
    damp = np.clip(results.hourly.humidity_ratio / ZONE_DAMP_RATIO, 0.0, 1.0)
    return np.asarray(edge[0] + (edge[1] - edge[0]) * damp)


@metric("Hours too cold for winter clothes", unit="h", is_count=True)
def operative_cold_h(results: Results) -> float:
    """Return the hours with an operative temperature below the zone of ASHRAE 55 for 1.0 clo."""
    return count(results.operative_degc < _edge_degc(results, WINTER_COLD_EDGE_DEGC))


@metric("Hours too warm for summer clothes", unit="h", is_count=True)
def operative_warm_h(results: Results) -> float:
    """Return the hours with an operative temperature above the zone of ASHRAE 55 for 0.5 clo."""
    return count(results.operative_degc > _edge_degc(results, SUMMER_WARM_EDGE_DEGC))


@metric("Daily swing", unit="K")
def daily_swing_k(results: Results) -> float:
    """Return the mean over all days of the range of the day's hourly means; nan for part days."""
    room = results.hourly.room_degc
    if room.size == 0 or room.size % HOURS_PER_DAY:
        return math.nan
    by_hour = np.ascontiguousarray(room.reshape(-1, HOURS_PER_DAY).T)
    return float(np.ptp(by_hour, axis=0).mean())
