"""What a unit gave, used and did over the hours of a year, counted for metrics.

As in `hourly_counts`, which has what the room was like.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from hpsim.kernel.compiling import compiled, internal, reducing, summing
from hpsim.kernel.hourly_counts import HOURS_PER_DAY
from hpsim.kernel.types import FloatArray


class Energy(NamedTuple):
    """Heat and electricity of a year [Wh]."""

    electricity: float
    useful_heating: float
    useful_cooling: float
    cancelled: float
    drawn_in_heating: float  # sensible heat
    drawn_in_cooling: float  # with its moisture's
    cooler_cooling: float  # sensible, in cooler air outdoors


class HourlyEnergy(NamedTuple):
    """What a unit gave and used (n_hours,), and the room's ideal loads."""

    heat_w: FloatArray
    cool_w: FloatArray
    latent_w: FloatArray
    drawn_heat_w: FloatArray
    drawn_latent_w: FloatArray
    electric_w: FloatArray
    heating_electricity_w: FloatArray
    ideal_heating_w: FloatArray
    ideal_cooling_w: FloatArray
    room_degc: FloatArray
    outdoor_degc: FloatArray


@reducing
def energy_of_hours(
    of: HourlyEnergy, cooler_k: float, first: int, end: int
) -> tuple[float, float, float, float, float, float, float, float]:
    """Return sums of some hours: as `Energy`, but what heating and cooling gave too much."""
    electricity = heating = cooling = 0.0
    over_heated = over_cooled = drawn_heating = drawn_cooling = cooler = 0.0
    for i in range(first, end):
        heats = of.heating_electricity_w[i] > 0.5 * of.electric_w[i]
        drawn_w, latent_w, cool_w = of.drawn_heat_w[i], of.drawn_latent_w[i], of.cool_w[i]
        while_heating = drawn_w if heats else 0.0
        sensible_w = cool_w - (0.0 if heats else drawn_w)
        useful_w = of.heat_w[i] + while_heating
        electricity += of.electric_w[i]
        heating += useful_w
        cooling += sensible_w + of.latent_w[i] - (0.0 if heats else latent_w)
        over_heated += useful_w - of.ideal_heating_w[i]
        over_cooled += sensible_w - of.ideal_cooling_w[i]
        drawn_heating += while_heating
        drawn_cooling += 0.0 if heats else drawn_w + latent_w
        cooler += cool_w if of.outdoor_degc[i] < of.room_degc[i] - cooler_k else 0.0
    return (
        electricity,
        heating,
        cooling,
        over_heated,
        over_cooled,
        drawn_heating,
        drawn_cooling,
        cooler,
    )


@compiled
def count_energy(
    of: HourlyEnergy, cooler_k: float
) -> tuple[float, float, float, float, float, float, float]:
    """Return `Energy`; heat and cooling cancel within a day, of which the last may be a part.

    An hour belongs to heating if most of its electricity was used in it. In air ``cooler_k`` below
    the room's it is cooler outdoors.
    """
    electricity = heating = cooling = cancelled = drawn_heating = drawn_cooling = cooler = 0.0
    n = of.heat_w.size
    for first in range(0, n, HOURS_PER_DAY):
        day = energy_of_hours(of, cooler_k, first, min(first + HOURS_PER_DAY, n))
        electricity += day[0]
        heating += day[1]
        cooling += day[2]
        cancelled += min(max(day[3], 0.0), max(day[4], 0.0))
        drawn_heating += day[5]
        drawn_cooling += day[6]
        cooler += day[7]
    return electricity, heating, cooling, cancelled, drawn_heating, drawn_cooling, cooler


class Ran(NamedTuple):
    """How a unit ran: hours below and above its output, and running time [h]."""

    below: float
    above: float
    to_25: float  # mean speed of the hour, percent of full
    to_50: float
    to_75: float
    to_full: float
    at_full: float
    loud: float  # above each level
    louder: float
    loudest: float
    loud_at_night: float
    louder_at_night: float
    loudest_at_night: float


class Outputs(NamedTuple):
    """The room's ideal loads, and the least and most that a unit gives (n_hours,)."""

    ideal_heating_w: FloatArray
    ideal_cooling_w: FloatArray
    minimum_heating_w: FloatArray
    maximum_heating_w: FloatArray
    minimum_cooling_w: FloatArray
    maximum_cooling_w: FloatArray


@reducing
def out_of_range(of: Outputs) -> tuple[float, float]:
    """Return the hours with a load below what a unit gives, and above it or where it gives none."""
    below = above = 0.0
    for i in range(of.ideal_heating_w.size):
        heating, cooling = of.ideal_heating_w[i], of.ideal_cooling_w[i]
        heats, cools = heating > 0.0, cooling > 0.0
        is_below = (heats & (heating < of.minimum_heating_w[i])) | (
            cools & (cooling < of.minimum_cooling_w[i])
        )
        is_within = (heating <= of.maximum_heating_w[i]) | (not heats)
        is_within &= (cooling <= of.maximum_cooling_w[i]) | (not cools)
        below += 1.0 if is_below else 0.0
        above += 0.0 if is_within else 1.0
    return below, above


@reducing
def by_speed(
    running: FloatArray, speed: FloatArray, full_speed: float
) -> tuple[float, float, float, float, float]:
    """Return the running time at ranges of the hour's mean speed, as in `Ran`."""
    to_25 = to_50 = to_75 = to_full = at_full = 0.0
    for i in range(running.size):
        ran, at = running[i], 1.0
        if ran > 0.0:
            at = speed[i] / ran
        to_25 += ran if at < 0.25 else 0.0
        to_50 += ran if (at >= 0.25) & (at < 0.5) else 0.0
        to_75 += ran if (at >= 0.5) & (at < 0.75) else 0.0
        to_full += ran if (at >= 0.75) & (at < full_speed) else 0.0
        at_full += ran if at >= full_speed else 0.0
    return to_25, to_50, to_75, to_full, at_full


@reducing
def between_speeds(
    running: FloatArray, speed: FloatArray, at_night: FloatArray, above: float, below: float
) -> tuple[float, float]:
    """Return the running time at mean speeds between two, and that at night."""
    hours = night = 0.0
    for i in range(running.size):
        ran, at = running[i], 1.0
        if ran > 0.0:
            at = speed[i] / ran
        is_in = (at > above) & (at < below)
        hours += ran if is_in else 0.0
        night += ran * at_night[i] if is_in else 0.0
    return hours, night


class Sound(NamedTuple):
    """How loud a unit is over its speed, which rises: straight between, held beyond."""

    speed: FloatArray  # (n,) none: not known
    level_dba: FloatArray  # (n,)


@internal
def louder_than(
    running: FloatArray, speed: FloatArray, at_night: FloatArray, of: Sound, limit_dba: float
) -> tuple[float, float]:
    """Return the running time above a level, and that at night.

    From each speed at which the level rises above it to the next at which it falls below.
    """
    hours = night = 0.0
    last = of.speed.size - 1
    begins, is_above = -math.inf, of.level_dba[0] > limit_dba
    for j in range(last + 1):
        goes_on = j < last and (of.level_dba[j + 1] > limit_dba) == is_above
        if goes_on or (j == last and not is_above):
            continue
        crossing = math.inf
        if j < last:
            rise_dba = of.level_dba[j + 1] - of.level_dba[j]
            part = (limit_dba - of.level_dba[j]) / rise_dba
            crossing = of.speed[j] + part * (of.speed[j + 1] - of.speed[j])
        if is_above:
            more, more_at_night = between_speeds(running, speed, at_night, begins, crossing)
            hours += more
            night += more_at_night
        begins, is_above = crossing, not is_above
    return hours, night


class RunLimits(NamedTuple):
    """What counts as loud, and what as full speed."""

    loud_dba: float
    louder_dba: float
    loudest_dba: float
    full_speed: float


@compiled
def count_ran(
    of: Outputs,
    running: FloatArray,
    speed: FloatArray,
    at_night: FloatArray,
    sound: Sound,
    limits: RunLimits,
) -> tuple[
    float, float, float, float, float, float, float, float, float, float, float, float, float
]:
    """Return `Ran`.

    Parameters
    ----------
    of : Outputs
        Loads, and what the unit gives.
    running, speed : (n_hours,)
        Fraction of the time with the compressor on, and mean speed, zero while off.
    at_night : (n_hours,)
        1 in the hours of the night, else 0.
    sound : Sound
        How loud it is.
    limits : RunLimits
        What counts.
    """
    below, above = out_of_range(of)
    to_25, to_50, to_75, to_full, at_full = by_speed(running, speed, limits.full_speed)
    loud = louder = loudest = loud_night = louder_night = loudest_night = 0.0
    if sound.speed.size > 0:
        loud, loud_night = louder_than(running, speed, at_night, sound, limits.loud_dba)
        louder, louder_night = louder_than(running, speed, at_night, sound, limits.louder_dba)
        loudest, loudest_night = louder_than(running, speed, at_night, sound, limits.loudest_dba)
    return (
        below,
        above,
        to_25,
        to_50,
        to_75,
        to_full,
        at_full,
        loud,
        louder,
        loudest,
        loud_night,
        louder_night,
        loudest_night,
    )


class Exchanged(NamedTuple):
    """Heat to and from the home [Wh], and the air that people breathed."""

    given: float
    taken: float
    people: float  # their heat [Wh]
    co2_by_people: float  # sum of CO2 times their heat [ppm Wh]
    stale: float  # hours with people in stale air


@summing
def count_exchanged(
    to_home_w: FloatArray, co2_ppm: FloatArray, people_w: FloatArray, stale_ppm: float
) -> tuple[float, float, float, float, float]:
    """Return `Exchanged`.

    Parameters
    ----------
    to_home_w : (n_hours,) or (0,)
        Heat that leaves for the home; none: not known.
    co2_ppm, people_w : (n_hours,) or (0,)
        Carbon dioxide, and the heat of people, by whom it is weighted [ppm, W].
    stale_ppm : float
        Above it air is stale.
    """
    given = taken = people = weighted = stale = 0.0
    for i in range(to_home_w.size):
        given += max(0.0, to_home_w[i])
        taken -= min(0.0, to_home_w[i])
    for i in range(co2_ppm.size):
        people += people_w[i]
        weighted += co2_ppm[i] * people_w[i]
        stale += 1.0 if (co2_ppm[i] > stale_ppm) & (people_w[i] > 0.0) else 0.0
    return given, taken, people, weighted, stale
