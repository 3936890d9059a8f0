"""What several metrics count over a year's hours, counted once and kept with the results.

`hpsim.kernel.hourly_counts` and `hourly_running` go through the hours; the limits of what counts
are here. None of it is a metric.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

import numpy as np

from hpsim.kernel import hourly_counts as kernel
from hpsim.kernel import hourly_running
from hpsim.kernel.types import FloatArray
from hpsim.metrics.common import HOURS_PER_DAY
from hpsim.psychrometrics import (
    humidity_ratio_from_vapour_pressure,
    saturation_pressure_pa,
)
from hpsim.results import Results, plain_array

MOSTLY = 0.5  # of an hour in which a unit can give no more
TOLERANCE_K = 0.5  # of unmet hours: about the differential of a common thermostat
STRICT_TOLERANCE_K = 0.2  # EnergyPlus' default, OutputControl:ReportingTolerances
LOOSE_TOLERANCE_K = 1.11  # 2 degF
# ASHRAE 55-2004, fig. 5.2.1.1, for people at rest: zones over operative temperature and humidity
# ratio, corners as in EnergyPlus (CalcThermalComfortSimpleASH55): at 0 and at 12 g/kg
WINTER_COLD_EDGE_DEGC = (21.7, 19.6)  # 1.0 clo
SUMMER_WARM_EDGE_DEGC = (28.3, 26.8)  # 0.5 clo
ZONE_DAMP_RATIO = 0.012
HUMID_RH = 0.6  # above it mites and, in corners, mould do well
VERY_HUMID_RH = 0.7
HUMID_DEW_POINT_DEGC = 15.6  # 60 degF: cool air of 60 % holds too little water to feel humid
DRIER = 0.002  # kg/kg; less does not dry a room
STALE_PPM = 1000.0  # of CO2: 580 above outdoors, as air in homes is often judged
FULL_SPEED = 0.95  # of full: a slewed unit at full output rarely stays at it for a whole hour
LOUD_DBA, LOUDER_DBA, LOUDEST_DBA = LEVELS_DBA = (25.0, 30.0, 35.0)
NIGHT_H = (22, 7)  # by standard time; EN 16798-1 and WHO count the night from 22 or 23 to 7

_MISSED = kernel.MissLimits(STRICT_TOLERANCE_K, TOLERANCE_K, LOOSE_TOLERANCE_K, MOSTLY)
_ZONE = kernel.Zone(*WINTER_COLD_EDGE_DEGC, *SUMMER_WARM_EDGE_DEGC, ZONE_DAMP_RATIO)
_RAN = hourly_running.RunLimits(*LEVELS_DBA, FULL_SPEED)
_NONE = np.zeros(0)

_SILENT = hourly_running.Sound(_NONE, _NONE)

_Found = TypeVar("_Found")


def once(function: Callable[[Results], _Found]) -> Callable[[Results], _Found]:
    """Return a function that keeps what it has found with the results."""
    name = f"_{function.__name__}"

    @wraps(function)
    def kept(results: Results) -> _Found:
        known = vars(results)
        if name not in known:
            known[name] = function(results)
        found: _Found = known[name]
        return found

    return kept


@once
def missed_heating(results: Results) -> kernel.Missed:
    """Return the hours colder than the heating setpoint."""
    cut_out, setpoint = results.hourly.cut_out_heating, results.room.heating_setpoint_degc
    return _missed(results, 1.0, setpoint, cut_out)


@once
def missed_cooling(results: Results) -> kernel.Missed:
    """Return the hours warmer than the cooling setpoint."""
    cut_out, setpoint = results.hourly.cut_out_cooling, results.room.cooling_setpoint_degc
    return _missed(results, -1.0, setpoint, cut_out)


def _missed(
    results: Results, sign: float, setpoint_degc: FloatArray, cut_out: FloatArray
) -> kernel.Missed:
    room, full = plain_array(results.hourly.room_degc), plain_array(results.hourly.running_full)
    found = kernel.count_missed(
        sign, room, plain_array(setpoint_degc), full, plain_array(cut_out), _MISSED
    )
    return kernel.Missed(*found)


@once
def outside_band(results: Results) -> float:
    """Return the hours outside of the band of a unit's control."""
    hourly, room, band = results.hourly, results.room, results.band
    assert band is not None
    return kernel.count_outside(
        plain_array(hourly.room_degc),
        plain_array(room.heating_setpoint_degc),
        plain_array(room.cooling_setpoint_degc),
        plain_array(hourly.heat_delivered_w),
        plain_array(hourly.cool_delivered_w),
        kernel.Beyond(
            float(band.heating_starts_k),
            float(band.heating_stops_k),
            float(band.cooling_starts_k),
            float(band.cooling_stops_k),
            STRICT_TOLERANCE_K,
            TOLERANCE_K,
        ),
    )


@once
def felt(results: Results) -> kernel.Felt:
    """Return how warm the room was."""
    found = kernel.count_felt(
        plain_array(results.hourly.room_degc),
        plain_array(results.operative_degc),
        plain_array(results.hourly.humidity_ratio),
        plain_array(results.room.ideal_heating_w),
        plain_array(results.room.ideal_cooling_w),
        _ZONE,
    )
    return kernel.Felt(*found)


@once
def spells(results: Results) -> kernel.Spells:
    """Return the days' swings, and when it was too cold for the unit."""
    hourly, load_w = results.hourly, results.room.ideal_heating_w
    found = kernel.count_spells(
        plain_array(hourly.room_degc), plain_array(hourly.cut_out_heating), plain_array(load_w)
    )
    return kernel.Spells(*found)


@once
def humid(results: Results) -> kernel.Humid:
    """Return how humid the room was."""
    pressure_pa = results.room.pressure_pa
    felt_ratio = humidity_ratio_from_vapour_pressure(
        saturation_pressure_pa(HUMID_DEW_POINT_DEGC), pressure_pa
    )
    found = kernel.count_humid(
        plain_array(results.relative_humidity),
        plain_array(results.hourly.humidity_ratio),
        plain_array(results.room.outdoor_humidity_ratio),
        kernel.HumidLimits(HUMID_RH, VERY_HUMID_RH, float(felt_ratio), DRIER),
    )
    return kernel.Humid(*found)


@once
def ran(results: Results) -> hourly_running.Ran:
    """Return how the unit ran, and how loud."""
    hourly, room, sound = results.hourly, results.room, results.sound
    of = hourly_running.Outputs(
        plain_array(room.ideal_heating_w),
        plain_array(room.ideal_cooling_w),
        plain_array(results.minimum_heating_w),
        plain_array(results.maximum_heating_w),
        plain_array(results.minimum_cooling_w),
        plain_array(results.maximum_cooling_w),
    )
    running = plain_array(hourly.running)
    level = _SILENT
    if sound is not None:
        level = hourly_running.Sound(plain_array(sound.speed), plain_array(sound.level_dba))
    night = _at_night(running.size)
    found = hourly_running.count_ran(of, running, plain_array(hourly.speed), night, level, _RAN)
    return hourly_running.Ran(*found)


@lru_cache(maxsize=2)
def _at_night(n_hours: int) -> FloatArray:
    """Return 1 in the hours of the night, else 0 (n_hours,)."""
    hour = np.arange(n_hours) % HOURS_PER_DAY
    return ((hour >= NIGHT_H[0]) | (hour < NIGHT_H[1])).astype(np.float64)


@once
def exchanged(results: Results) -> hourly_running.Exchanged:
    """Return heat to and from the home, and the air that people breathed."""
    home_w, co2_ppm, people_w = results.heat_to_home_w, results.co2_ppm, results.room.people_w
    is_known = co2_ppm is not None and people_w is not None
    found = hourly_running.count_exchanged(
        _NONE if home_w is None else plain_array(home_w),
        plain_array(co2_ppm) if is_known else _NONE,  # type: ignore[arg-type]
        plain_array(people_w) if is_known else _NONE,  # type: ignore[arg-type]
        STALE_PPM,
    )
    return hourly_running.Exchanged(*found)
