"""From a log by the hour to what a fit compares: phases, the room's response, and residuals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from hpsim.building.factors import with_factors
from hpsim.building.ideal_load_pass import IdealLoadPass, dynamics_coefficients
from hpsim.building.modal import all_modes
from hpsim.building.network import assemble
from hpsim.fit.estimate import Rows
from hpsim.fit.unknowns import FitUnknown, room_factors, values_of
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.simulate.driven import Drive, Driven, LoggedRoom, driven

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
DAY_H = 24
SKIPPED_H = 4  # at a log's beginning: nobody knows what was on before
HELD_RANGE_K = 1.0  # of a day's hourly means: a thermostat holds
LEAST_KNOWN = 0.75  # of its hours
LEAST_HELD_W = 40.0  # mean heat of a day that a thermostat holds
FIRST_H = 3  # whose mean the room had before the log
COASTING_H, CURVED_H = 4, 2
LEAST_FALL_K = 0.03  # an hour, of a room without heat
NIGHT_FROM_H, NIGHT_TO_H = 21, 7
KEPT_FRACTION = 0.25  # of the log for the free run


@dataclass(frozen=True)
class HourlyLog:
    """A log by the hour over the days of a room, those that warm up included."""

    indoor_degc: FloatArray
    """(n_hours,) means; NaN where not known."""
    heat_w: FloatArray
    """(n_hours,) into the room by the machine or a heater; NaN where not known."""
    first: int
    """First hour of the log."""
    last: int
    """Hour after the last one."""
    radiant: float = 0.3
    """Fraction of the heat that is radiant."""


@dataclass(frozen=True)
class Phases:
    """What each hour of a log is used for."""

    held: BoolArray
    """(n_hours,) the room is held at the measured temperature."""
    heat_days: tuple[tuple[int, int], ...]
    """First hour and the one after the last of days whose heat is compared."""


def phases_of(log: HourlyLog) -> Phases:
    """Return which hours are held and which days' heat is compared.

    A day within `HELD_RANGE_K` under heat is held; so are gaps in the heat, and all hours before
    the log. The heat of a day is compared if it and the day before were held and
    the heat is known throughout.
    """
    n = log.indoor_degc.size
    if not np.isfinite(log.heat_w).any():
        return Phases(~coasting(log), ())
    held = np.ones(n, dtype=bool)
    heat_days: list[tuple[int, int]] = []
    was_held = False
    for begin in range(log.first, log.last, DAY_H):
        end = min(begin + DAY_H, log.last)
        day = slice(begin, end)
        is_held = _is_held(log.indoor_degc[day], log.heat_w[day])
        held[day] = is_held
        is_whole = end - begin == DAY_H and bool(np.isfinite(log.heat_w[day]).all())
        if is_held and was_held and is_whole:
            heat_days.append((begin, end))
        was_held = is_held
    held[np.isnan(log.heat_w)] = True
    held[log.last :] = False
    held[: log.first] = True
    return Phases(held, tuple(heat_days))


def coasting(log: HourlyLog) -> BoolArray:
    """Return in which hours (n_hours,) a room of unknown heat cools by itself at night.

    It falls hour by hour for `COASTING_H` and more. In the first hour the heat may have gone off,
    in the last one come on; in the `CURVED_H` after the first the fall is so curved that means of
    hours do not give the temperature from which the room is let go.
    """
    fall = np.diff(log.indoor_degc, prepend=np.nan)
    clock = np.arange(fall.size) % DAY_H
    night = (clock >= NIGHT_FROM_H) | (clock < NIGHT_TO_H)
    falls = night & (np.nan_to_num(fall, nan=1.0) < -LEAST_FALL_K)
    free = np.zeros(fall.size, dtype=bool)
    begin = 0
    for k in range(fall.size + 1):
        if k < fall.size and falls[k]:
            continue
        if k - begin > COASTING_H:
            free[begin + 1 + CURVED_H : k - 1] = True
        begin = k + 1
    return free


def _is_held(indoor_degc: FloatArray, heat_w: FloatArray) -> bool:
    """Return whether a thermostat held a day, of which most hours are known."""
    known = np.isfinite(indoor_degc)
    if known.sum() < LEAST_KNOWN * known.size or not np.isfinite(heat_w).any():
        return False
    is_even = float(np.nanmax(indoor_degc) - np.nanmin(indoor_degc)) <= HELD_RANGE_K
    return is_even and float(np.nanmean(heat_w)) > LEAST_HELD_W


def drive_of(log: HourlyLog, held: BoolArray) -> Drive:
    """Return what drives the room: the temperature where it is held, the heat elsewhere."""
    heat = np.where(held | np.isnan(log.heat_w), 0.0, log.heat_w)
    heat[: log.first] = 0.0
    heat[log.last :] = 0.0
    ends = held_ends_degc(log)
    is_held = np.repeat(held, 2)
    ends[1:][~is_held] = np.nan
    ends[0] = ends[1]
    return Drive(heat, log.radiant, ends, log.first)


def held_ends_degc(log: HourlyLog) -> FloatArray:
    """Return the measured temperature at half-hour step ends (2 n_hours + 1,).

    At full hours it is that of the cubic whose means over the two hours before and the two after
    are as measured (Colella and Woodward 1984, J. Comput. Phys. 54, eq. 1.6), within them that of
    the parabola between with the hour's mean: a straight line between means would begin a night's
    cooling too cold. Before the log it is the mean of its first hours, as it begins its first
    value; after the log the last one.
    """
    known = np.flatnonzero(np.isfinite(log.indoor_degc))
    means = np.interp(np.arange(log.indoor_degc.size), known, log.indoor_degc[known])
    first = int(known[0])
    around = np.concatenate([means[:1], means[:1], means, means[-1:], means[-1:]])
    edges = (7.0 * (around[1:-2] + around[2:-1]) - around[:-3] - around[3:]) / 12.0
    ends = np.empty(2 * means.size + 1)
    ends[0::2] = edges
    ends[1::2] = 1.5 * means - 0.25 * (edges[1:] + edges[:-1])
    before = float(np.nanmean(log.indoor_degc[first : first + FIRST_H]))
    ends[: 2 * first] = before
    ends[2 * first] = means[first]
    return ends


def respond(room: LoggedRoom, drive: Drive, values: Mapping[str, float]) -> Driven:
    """Return what the room does under a log, with factors and values of a fit.

    They go by the names of `hpsim.fit.unknowns`; one that is not there is 1 or 0.
    """
    held = drive.held_degc - values.get("sensor", 0.0)
    held[: 2 * drive.first] += values.get("start", 0.0)
    held[2 * drive.first] += values.get("start_air", 0.0)
    heat_w = values.get("machine_output", 1.0) * drive.heat_w
    points = drive.setpoints
    if points is not None:
        above = values.get("setpoint", 0.0)
        points = points[0] + above, points[1] + above
    model = with_factors(room.model, room_factors(values, room.base))
    changed = replace(drive, heat_w=heat_w, held_degc=held, setpoints=points)
    return driven(replace(room, model=model), changed)


def time_constants_h(done: IdealLoadPass) -> tuple[float, float]:
    """Return the slowest time constant and the one within which the air follows heat [h].

    The second is that of the mode that moves the air most at once.
    """
    modes = all_modes(assemble(done.layout, dynamics_coefficients(done)))
    in_air = np.abs(modes.shape[done.layout.zones[0].air_node]) ** 2
    fast = int(np.argmax(in_air))
    slow = int(np.argmax(in_air / modes.rate_per_s * (modes.rate_per_s < modes.rate_per_s[fast])))
    hours = 1.0 / modes.rate_per_s / 3600.0
    return float(hours[slow]), float(hours[fast])


@dataclass(frozen=True)
class Problem:
    """A room, its log, and what is unknown of it."""

    room: LoggedRoom
    drive: Drive
    unknowns: tuple[FitUnknown, ...]
    hours: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(n,) whose temperature is compared."""
    indoor_degc: FloatArray = field(default_factory=lambda: np.zeros(0))
    """(n,) measured."""
    step_h: FloatArray = field(default_factory=lambda: np.zeros(0))
    """(n,) since the row before; infinite after a held hour."""
    heat_days: tuple[tuple[int, int], ...] = ()
    heat_w: FloatArray = field(default_factory=lambda: np.zeros(0))
    """(m,) measured means of days."""

    def driven(self, values: Mapping[str, float]) -> Driven:
        """Return what the room does with factors and values."""
        return respond(self.room, self.drive, values)

    def rows(self, scaled: FloatArray) -> Rows:
        """Return residuals at scaled unknowns (p,)."""
        values = values_of(self.unknowns, scaled)
        return self.rows_of(self.driven(values), values)

    def rows_of(self, driven: Driven, values: Mapping[str, float]) -> Rows:
        """Return residuals of a response: model less measured."""
        air = driven.air_degc[self.hours] + values.get("sensor", 0.0)
        output = values.get("machine_output", 1.0)
        heat = [float(driven.load_w[a:b].mean()) / output for a, b in self.heat_days]
        return Rows(air - self.indoor_degc, np.array(heat) - self.heat_w)


def problem_of(
    room: LoggedRoom,
    log: HourlyLog,
    unknowns: Sequence[FitUnknown],
    phases: Phases,
    span: tuple[int, int],
) -> Problem:
    """Return what is compared in a span of hours; before it the room is held as measured.

    Parameters
    ----------
    room : LoggedRoom
        Over the days of the log.
    log : HourlyLog
        By the hour.
    unknowns : sequence of FitUnknown
        What is found.
    phases : Phases
        Of the whole log.
    span : tuple of int
        First hour and the one after the last.
    """
    begin, end = span
    held = phases.held.copy()
    held[:begin] = True
    hour = np.arange(held.size)
    is_compared = ~held & np.isfinite(log.indoor_degc) & (hour >= begin) & (hour < end)
    is_compared[: log.first + SKIPPED_H] = False
    hours = np.flatnonzero(is_compared)
    last_held = np.maximum.accumulate(np.where(held, hour, -1))
    since = np.diff(hours, prepend=-1).astype(float)
    before = np.concatenate([[-1], hours[:-1]])
    since[last_held[hours] > before] = np.inf
    days = tuple(day for day in phases.heat_days if day[0] >= begin and day[1] <= end)
    return Problem(
        room=room,
        drive=drive_of(log, held),
        unknowns=tuple(unknowns),
        hours=hours,
        indoor_degc=log.indoor_degc[hours],
        step_h=since,
        heat_days=days,
        heat_w=np.array([float(log.heat_w[a:b].mean()) for a, b in days]),
    )


def split_hour(log: HourlyLog) -> int:
    """Return the hour at which the part for the free run begins, at midnight if there are days."""
    days = (log.last - log.first) // DAY_H
    kept = max(round(KEPT_FRACTION * days), 1)
    if days >= 3:
        return log.last - kept * DAY_H
    return log.last - round(KEPT_FRACTION * (log.last - log.first))
