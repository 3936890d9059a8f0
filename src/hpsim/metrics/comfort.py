"""Temperatures of the room, and hours in which they miss the setpoints."""

from __future__ import annotations

import math

from hpsim.kernel.hourly_counts import Missed
from hpsim.metrics import counts
from hpsim.metrics.common import HOURS_PER_DAY, never, of_machine
from hpsim.metrics.counts import TOLERANCE_K as TOLERANCE_K
from hpsim.metrics.registry import metric
from hpsim.results import Results


def _of_setpoint(missed: Missed, value: float) -> float:
    """Return a value of hours that miss a setpoint; nan if there never is one."""
    return value if missed.given > 0.0 else math.nan


@metric("Unmet heating hours", unit="h", is_count=True)
def unmet_heating_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.5 K below the heating setpoint."""
    missed = counts.missed_heating(results)
    return _of_setpoint(missed, missed.plain)


@metric("Unmet cooling hours", unit="h", is_count=True)
def unmet_cooling_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.5 K above the cooling setpoint."""
    missed = counts.missed_cooling(results)
    return _of_setpoint(missed, missed.plain)


@metric("Hours short of heating capacity", unit="h", is_count=True)
def short_of_capacity_heating_h(results: Results) -> float:
    """Return the hours over 0.5 K too cold in which the unit can give no more.

    For half of the hour or more it is at full output, or it is too cold outdoors for it. nan for a
    unit that never heats.
    """
    if not results.traits.is_machine or never(results.maximum_heating_w):
        return math.nan
    return counts.missed_heating(results).short


@metric("Hours short of cooling capacity", unit="h", is_count=True)
def short_of_capacity_cooling_h(results: Results) -> float:
    """Return the hours over 0.5 K too warm in which the unit can give no more; as for heating."""
    if not results.traits.is_machine or never(results.maximum_cooling_w):
        return math.nan
    return counts.missed_cooling(results).short


@metric("Hours outside the control's band", unit="h", is_count=True)
def outside_band_h(results: Results) -> float:
    """Return the hours outside of where the unit's control starts and stops it.

    The hour's mean lies more than 0.2 K beyond the start (or, in an hour in which the unit runs in
    that mode, beyond the stop) and at least 0.5 K from the setpoint.
    """
    if results.band is None or not results.traits.is_machine:
        return math.nan
    return counts.outside_band(results)


@metric("Too cold outdoors for the unit", unit="h")
def cold_cutout_h(results: Results) -> float:
    """Return the time in which the room needs heat and it is too cold outdoors for the unit."""
    return of_machine(results, counts.spells(results).cut_out)


@metric("Longest time too cold for the unit", unit="h")
def cold_cutout_longest_h(results: Results) -> float:
    """Return the length of the longest spell in which it is too cold outdoors for the unit."""
    return of_machine(results, counts.spells(results).longest)


@metric("When the longest one begins", unit="h")
def cold_cutout_longest_from_h(results: Results) -> float:
    """Return the hour of the year in which the longest such spell begins; nan if there is none."""
    return of_machine(results, counts.spells(results).longest_from)


@metric("Unmet heating hours, 0.2 K", unit="h", is_count=True)
def unmet_heating_strict_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.2 K below the heating setpoint."""
    missed = counts.missed_heating(results)
    return _of_setpoint(missed, missed.strict)


@metric("Unmet cooling hours, 0.2 K", unit="h", is_count=True)
def unmet_cooling_strict_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.2 K above the cooling setpoint."""
    missed = counts.missed_cooling(results)
    return _of_setpoint(missed, missed.strict)


@metric("Unmet heating hours, 1.1 K", unit="h", is_count=True)
def unmet_heating_loose_h(results: Results) -> float:
    """Return the hours whose mean is more than 2 degF below the heating setpoint."""
    missed = counts.missed_heating(results)
    return _of_setpoint(missed, missed.loose)


@metric("Unmet cooling hours, 1.1 K", unit="h", is_count=True)
def unmet_cooling_loose_h(results: Results) -> float:
    """Return the hours whose mean is more than 2 degF above the cooling setpoint."""
    missed = counts.missed_cooling(results)
    return _of_setpoint(missed, missed.loose)


@metric("Degree-hours too cold", unit="K h")
def heating_shortfall_k_h(results: Results) -> float:
    """Return kelvins below the heating setpoint times hours."""
    missed = counts.missed_heating(results)
    return _of_setpoint(missed, missed.degree_hours)


@metric("Degree-hours too warm", unit="K h")
def cooling_shortfall_k_h(results: Results) -> float:
    """Return kelvins above the cooling setpoint times hours."""
    missed = counts.missed_cooling(results)
    return _of_setpoint(missed, missed.degree_hours)


@metric("Lowest room temperature", unit="°C", key="room_degc.min")
def room_min_degc(results: Results) -> float:
    """Return the lowest hourly mean of the air temperature."""
    return float(results.hourly.room_degc.min())


@metric("Mean room temperature", unit="°C", key="room_degc.mean")
def room_mean_degc(results: Results) -> float:
    """Return the mean air temperature."""
    return _mean(counts.felt(results).room_sum, results.hourly.room_degc.size)


def _mean(total: float, hours: float) -> float:
    """Return the mean of some hours; nan without any."""
    return total / hours if hours > 0.0 else math.nan


@metric("Mean room temperature, heating", unit="°C")
def room_mean_heating_degc(results: Results) -> float:
    """Return the mean air temperature of the hours with a heating load under ideal control."""
    felt = counts.felt(results)
    return _mean(felt.heating_sum, felt.heating_hours)


@metric("Mean room temperature, cooling", unit="°C")
def room_mean_cooling_degc(results: Results) -> float:
    """Return the mean air temperature of the hours with a cooling load under ideal control."""
    felt = counts.felt(results)
    return _mean(felt.cooling_sum, felt.cooling_hours)


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
    return _mean(counts.felt(results).operative_sum, results.operative_degc.size)


@metric("Highest operative temperature", unit="°C", key="operative_degc.max")
def operative_max_degc(results: Results) -> float:
    """Return the highest hourly mean of the operative temperature."""
    return float(results.operative_degc.max())


@metric("Hours too cold for winter clothes", unit="h", is_count=True)
def operative_cold_h(results: Results) -> float:
    """Return the hours with an operative temperature below the zone of ASHRAE 55 for 1.0 clo."""
    return counts.felt(results).cold


@metric("Hours too warm for summer clothes", unit="h", is_count=True)
def operative_warm_h(results: Results) -> float:
    """Return the hours with an operative temperature above the zone of ASHRAE 55 for 0.5 clo."""
    return counts.felt(results).warm


@metric("Daily swing", unit="K")
def daily_swing_k(results: Results) -> float:
    """Return the mean over all days of the range of the day's hourly means; nan for part days."""
    room = results.hourly.room_degc
    if room.size == 0 or room.size % HOURS_PER_DAY:
        return math.nan
    return counts.spells(results).swings_k / (room.size // HOURS_PER_DAY)
