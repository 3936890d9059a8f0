"""What a unit gave, used and did over the hours of a year, counted for metrics.

As in `hourly_counts`, which has what the room was like.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.compiling import compiled, reducing
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


class RunLimits(NamedTuple):
    """What counts as loud, when it is night, and what counts as full speed."""

    loud_dba: float
    louder_dba: float
    loudest_dba: float
    night_begins_h: float
    night_ends_h: float
    full_speed: float


@compiled
def count_ran(
    of: Outputs,
    running: FloatArray,
    speed: FloatArray,
    sound_speed: FloatArray,
    level_dba: FloatArray,
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
    sound_speed, level_dba : (n,)
        How loud it is over its speed, which rises; straight between, held beyond. None: not known.
    limits : RunLimits
        What counts.
    """
    below, above = out_of_range(of)
    to_25, to_50, to_75, to_full, at_full = by_speed(running, speed, limits.full_speed)
    loud = louder = loudest = loud_night = louder_night = loudest_night = 0.0
    last = sound_speed.size - 1
    quiet = -1.0  # up to this speed no level is above the lowest one
    for j in range(last + 1):
        if level_dba[j] > limits.loud_dba:
            break
        quiet = sound_speed[j]
    for i in range(running.size if last >= 0 else 0):
        ran = running[i]
        if ran <= 0.0:
            continue
        at = speed[i] / ran
        if at <= quiet:
            continue
        level = level_dba[last]
        if at <= sound_speed[0]:
            level = level_dba[0]
        elif at < sound_speed[last]:
            j = 0
            while at >= sound_speed[j + 1]:
                j += 1
            slope = (level_dba[j + 1] - level_dba[j]) / (sound_speed[j + 1] - sound_speed[j])
            level = slope * (at - sound_speed[j]) + level_dba[j]
        if level <= limits.loud_dba:
            continue
        hour = i % HOURS_PER_DAY
        by_night = ran if hour >= limits.night_begins_h or hour < limits.night_ends_h else 0.0
        loud += ran
        loud_night += by_night
        if level > limits.louder_dba:
            louder += ran
            louder_night += by_night
        if level > limits.loudest_dba:
            loudest += ran
            loudest_night += by_night
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


@reducing
def exchanged(
    to_home_w: FloatArray, co2_ppm: FloatArray, people_w: FloatArray, stale_ppm: float
) -> tuple[float, float, float, float, float]:
    """Return `Exchanged`, see `count_exchanged`."""
    given = taken = people = weighted = stale = 0.0
    for i in range(to_home_w.size):
        given += max(0.0, to_home_w[i])
        taken -= min(0.0, to_home_w[i])
    for i in range(co2_ppm.size):
        people += people_w[i]
        weighted += co2_ppm[i] * people_w[i]
        stale += 1.0 if (co2_ppm[i] > stale_ppm) & (people_w[i] > 0.0) else 0.0
    return given, taken, people, weighted, stale


@compiled
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
    return exchanged(to_home_w, co2_ppm, people_w, stale_ppm)
