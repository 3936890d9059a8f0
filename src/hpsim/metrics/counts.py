"""What several metrics count over a year's hours, counted once and kept with the results.

`hpsim.kernel.year_counts` goes through the hours; the limits of what counts are here. None of it
is a metric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeVar

import numpy as np

from hpsim.kernel.hourly_counts import (
    Beyond,
    Felt,
    Humid,
    HumidLimits,
    Missed,
    MissLimits,
    Spells,
    Zone,
)
from hpsim.kernel.hourly_running import Exchanged, Outputs, Ran, RunLimits, Sound
from hpsim.kernel.types import FloatArray
from hpsim.kernel.year_counts import Limits, YearHours, count_year
from hpsim.metrics.common import HOURS_PER_DAY
from hpsim.psychrometrics import (
    humidity_ratio_from_vapour_pressure,
    saturation_pressure_pa,
)
from hpsim.results import ControlBand, Results, plain_array

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
LEVELS_DBA = (25.0, 30.0, 35.0)  # loud, louder, loudest
NIGHT_H = (22, 7)  # by standard time; EN 16798-1 and WHO count the night from 22 or 23 to 7

_NONE = np.zeros(0)
_SILENT = Sound(_NONE, _NONE)

_Block = TypeVar("_Block")


class _Counts(NamedTuple):
    """All that is counted over a year's hours."""

    missed_heating: Missed
    missed_cooling: Missed
    outside_band: float
    felt: Felt
    spells: Spells
    humid: Humid
    ran: Ran
    exchanged: Exchanged


def missed_heating(results: Results) -> Missed:
    """Return the hours colder than the heating setpoint."""
    return _counts(results).missed_heating


def missed_cooling(results: Results) -> Missed:
    """Return the hours warmer than the cooling setpoint."""
    return _counts(results).missed_cooling


def outside_band(results: Results) -> float:
    """Return the hours outside of the band of a unit's control; 0 without one.

    Where setpoints lie closer together than the control's bands, an hour within the band of either
    mode is not outside.
    """
    return _counts(results).outside_band - _in_the_other_band(results)


def _in_the_other_band(results: Results) -> float:
    """Return the hours beyond one mode's start and within the band of the other mode."""
    band, room = results.band, results.room
    if band is None:
        return 0.0
    apart_k = room.cooling_setpoint_degc - room.heating_setpoint_degc
    warm_k = band.heating_stops_k - band.cooling_starts_k
    cold_k = band.heating_starts_k - band.cooling_stops_k
    if not (apart_k < max(warm_k, cold_k)).any():
        return 0.0
    above_k = results.hourly.room_degc - room.heating_setpoint_degc
    below_k = apart_k - above_k
    beyond_k = STRICT_TOLERANCE_K
    warm = (-below_k > band.cooling_starts_k + beyond_k) & (-below_k >= TOLERANCE_K)
    cold = (-above_k > beyond_k - band.heating_starts_k) & (-above_k >= TOLERANCE_K)
    is_heated = warm & (above_k <= band.heating_stops_k + beyond_k)
    is_cooled = cold & (below_k <= beyond_k - band.cooling_stops_k)
    return float(np.count_nonzero(is_heated | is_cooled))


def felt(results: Results) -> Felt:
    """Return how warm the room was."""
    return _counts(results).felt


def spells(results: Results) -> Spells:
    """Return the days' swings, and when it was too cold for the unit."""
    return _counts(results).spells


def humid(results: Results) -> Humid:
    """Return how humid the room was."""
    return _counts(results).humid


def ran(results: Results) -> Ran:
    """Return how the unit ran, and how loud."""
    return _counts(results).ran


def exchanged(results: Results) -> Exchanged:
    """Return heat to and from the home, and the air that people breathed."""
    return _counts(results).exchanged


def _counts(results: Results) -> _Counts:
    """Return what is counted, kept with the results."""
    known = vars(results)
    if "_counts" not in known:
        known["_counts"] = _count(results)
    found: _Counts = known["_counts"]
    return found


def _count(results: Results) -> _Counts:
    hourly, room, band, sound = results.hourly, results.room, results.band, results.sound
    home_w, co2_ppm, people_w = results.heat_to_home_w, results.co2_ppm, room.people_w
    is_known = co2_ppm is not None and people_w is not None
    of = YearHours(
        room_degc=hourly.room_degc,
        operative_degc=results.operative_degc,
        humidity_ratio=hourly.humidity_ratio,
        relative_humidity=results.relative_humidity,
        outdoor_humidity_ratio=room.outdoor_humidity_ratio,
        heating_setpoint_degc=room.heating_setpoint_degc,
        cooling_setpoint_degc=room.cooling_setpoint_degc,
        heat_w=hourly.heat_delivered_w,
        cool_w=hourly.cool_delivered_w,
        running=hourly.running,
        at_full=hourly.running_full,
        speed=hourly.speed,
        cut_out_heating=hourly.cut_out_heating,
        cut_out_cooling=hourly.cut_out_cooling,
        at_night=_at_night(hourly.running.size),
        to_home_w=_NONE if home_w is None else home_w,
        co2_ppm=co2_ppm if co2_ppm is not None and is_known else _NONE,
        people_w=people_w if people_w is not None and is_known else _NONE,
    )
    outputs = Outputs(
        ideal_heating_w=room.ideal_heating_w,
        ideal_cooling_w=room.ideal_cooling_w,
        minimum_heating_w=results.minimum_heating_w,
        maximum_heating_w=results.maximum_heating_w,
        minimum_cooling_w=results.minimum_cooling_w,
        maximum_cooling_w=results.maximum_cooling_w,
    )
    found = count_year(
        YearHours(*map(plain_array, of)),
        Outputs(*map(plain_array, outputs)),
        _beyond(band),
        _SILENT if sound is None else Sound(plain_array(sound.speed), plain_array(sound.level_dba)),
        _limits(room.pressure_pa),
    )
    numbers = iter(found)
    return _Counts(
        missed_heating=_next(Missed, numbers),
        missed_cooling=_next(Missed, numbers),
        outside_band=next(numbers),
        felt=_next(Felt, numbers),
        spells=_next(Spells, numbers),
        humid=_next(Humid, numbers),
        ran=_next(Ran, numbers),
        exchanged=_next(Exchanged, numbers),
    )


def _next(block: Callable[..., _Block], numbers: Iterator[float]) -> _Block:
    """Return the next of some numbers as a block of them."""
    length = len(block._fields)  # type: ignore[attr-defined]  # every block has names
    return block(*islice(numbers, length))


def _beyond(band: ControlBand | None) -> Beyond:
    """Return a control's band and what counts as beyond it; without one nothing is."""
    if band is None:
        return Beyond(*[np.nan] * len(Beyond._fields))
    return Beyond(
        float(band.heating_starts_k),
        float(band.heating_stops_k),
        float(band.cooling_starts_k),
        float(band.cooling_stops_k),
        STRICT_TOLERANCE_K,
        TOLERANCE_K,
    )


@lru_cache(maxsize=16)
def _limits(pressure_pa: float) -> Limits:
    """Return what counts at a place's pressure."""
    felt_ratio = humidity_ratio_from_vapour_pressure(
        saturation_pressure_pa(HUMID_DEW_POINT_DEGC), pressure_pa
    )
    return Limits(
        missed=MissLimits(STRICT_TOLERANCE_K, TOLERANCE_K, LOOSE_TOLERANCE_K, MOSTLY),
        zone=Zone(*WINTER_COLD_EDGE_DEGC, *SUMMER_WARM_EDGE_DEGC, ZONE_DAMP_RATIO),
        humid=HumidLimits(HUMID_RH, VERY_HUMID_RH, float(felt_ratio), DRIER),
        ran=RunLimits(*LEVELS_DBA, FULL_SPEED),
        stale_ppm=STALE_PPM,
    )


@lru_cache(maxsize=2)
def _at_night(n_hours: int) -> FloatArray:
    """Return 1 in the hours of the night, else 0 (n_hours,)."""
    hour = np.arange(n_hours) % HOURS_PER_DAY
    return ((hour >= NIGHT_H[0]) | (hour < NIGHT_H[1])).astype(np.float64)
