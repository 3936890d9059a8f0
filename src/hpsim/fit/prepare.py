"""From a scenario and a log's file to a room over the log's days and the log by the hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from hpsim.building.factors import RoomFactors
from hpsim.building.model import Neighbour
from hpsim.description.base import TimeLabel
from hpsim.description.period import Period
from hpsim.equipment.kinds import Candidate
from hpsim.errors import Problem
from hpsim.fit.clock import heat_lag_h, moved_by, sun_shift_h
from hpsim.fit.machine import OutputMap, heat_of_power, heat_of_runtime, output_map
from hpsim.fit.problem import HourlyLog, drive_of, phases_of, respond
from hpsim.fit.unknowns import METERED_SIGMA, FitUnknown, unknowns_of, widened_start
from hpsim.kernel.types import FloatArray
from hpsim.logs.columns import (
    RUNTIMES,
    LogColumns,
    powers_without_role,
    read_columns,
    runtimes,
    time_column,
)
from hpsim.logs.reading import log_error, read_log
from hpsim.logs.series import Samples, local_time
from hpsim.records import dataclass
from hpsim.scenario.fitted import FittedLog
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import room_inputs
from hpsim.scenario.weather import utc_offset_h
from hpsim.simulate.driven import LoggedRoom
from hpsim.simulate.response import RoomCache, resolved_room_of, sunlight_on
from hpsim.weather.cache import prepared
from hpsim.weather.model import Weather, climate

WARM_UP_DAYS = 10
FEWEST_HOURS = 48
LONGEST_DAYS = 330
MOST_OF_LABEL_H = 1.25
"""By which the sun seems late if stamps name the end of an hour, or two quarters of it."""
FARTHEST_K = 60.0
"""By which a described room may miss what was measured."""
COVERED = 0.5
"""Of an hour that must be measured for its mean to count."""
BRIDGED_H = 3
"""Gaps of weather that are bridged by a straight line; longer ones have the nearest day's."""
SUN_DAYS = 15
"""Over which the file's sunlight is averaged where a log has none."""
PRESSURE_PA = 101325.0
USUAL_ROOM_DEGC = 20.0


@dataclass(frozen=True)
class Prepared:
    """A room and its log, ready to be fitted."""

    room: LoggedRoom
    log: HourlyLog
    unknowns: tuple[FitUnknown, ...]
    kind: str
    """What the log has besides the temperature: heater, heat, machine, runtime, or temperature for
    nothing else; bills of those."""
    source: FittedLog
    period: Period
    notes: tuple[str, ...]

    @property
    def has_heat(self) -> bool:
        """Return whether the heat is known: without it no loss in W/K can be determined."""
        return self.kind != "temperature"


def prepare(
    scenario: Scenario,
    path: str | Path,
    *,
    columns: tuple[str, ...] = (),
    zone: str | None = None,
    radiant: float = 0.3,
    first_day: str | None = None,
    last_day: str | None = None,
    label: TimeLabel = "start",
) -> Prepared:
    """Return a scenario's room and a log of it, ready to be fitted.

    Parameters
    ----------
    scenario : Scenario
        Whose room it is.
    path : str or Path
        The log's file.
    columns : tuple of str
        ``ROLE=NAME``.
    zone : str
        Of the log's clock.
    radiant : float
        Fraction of an electric heater's heat that is radiant.
    first_day, last_day : str
        Of the log, to use; default: all of it.
    label : str
        Which part of its interval a time stamp labels.

    Raises
    ------
    LogError
        The log can't be used; says why.
    """
    offset_h = utc_offset_h(scenario)
    log = read_log(path, time_column(columns), zone, offset_h)
    found = read_columns(log, columns, zone, label)
    if "indoor" not in found.of:
        text = "no column is the temperature of the room"
        hint = "bills and meters alone: hpsim fit --bills"
        raise log_error(log.file, Problem(text, line=1, hint=hint))
    begin_s, end_s = _span(found, offset_h, first_day, last_day)
    period = log_period(begin_s, end_s, offset_h)
    notes: list[str] = []
    weather = log_weather(scenario, found, period, notes)
    room = logged_room(scenario, weather, period)
    indoor = hourly(found.of["indoor"], period)
    kind, heat = _heat(scenario, found, period, weather, indoor)
    if kind == "temperature" and (unused := powers_without_role(log, found.names.values())):
        notes.append(
            f"no column is known to be heat: is '{unused[0]}'? --column heater={unused[0]}, or "
            "machine=, or heat="
        )
    edges = period.edges_s(3600.0)
    first = int(np.searchsorted(edges, begin_s - 1.0))
    last = int(np.searchsorted(edges, end_s + 1.0)) - 1
    first, last = max(first, period.n_hours_before), min(last, period.n_hours)
    indoor[:first], indoor[last:] = np.nan, np.nan
    refuse_unknown(found, "indoor", indoor, "that are used")
    by_hour = HourlyLog(indoor, heat, first, last, radiant if kind == "heater" else 0.0)
    if kind != "temperature":
        _refuse_impossible_heat(log.file, room, by_hour)
    lag = heat_lag_h(room, by_hour) if kind != "temperature" else 0
    if lag:
        by_hour = replace(by_hour, heat_w=moved_by(heat, lag))
        notes.append(
            f"the clock of the heat is {abs(lag)} h {'behind' if lag > 0 else 'ahead of'} that of "
            "the thermometer: put right"
        )
    return Prepared(
        room=room,
        log=by_hour,
        unknowns=widened_start(room_unknowns(scenario, room, kind), indoor),
        kind=kind,
        source=FittedLog(
            file=Path(path).name,
            sha256=log.sha256,
            first=local_time(edges[first], offset_h),
            last=local_time(edges[last], offset_h),
        ),
        period=period,
        notes=tuple(notes),
    )


def _refuse_impossible_heat(file: str, room: LoggedRoom, log: HourlyLog) -> None:
    """Refuse heat that no room of the described size bears: a wrong unit, or a meter's reading."""
    air = respond(room, drive_of(log, phases_of(log).held), {}).air_degc[log.first : log.last]
    measured = log.indoor_degc[log.first : log.last]
    apart = np.abs(np.where(np.isfinite(measured), air - measured, 0.0))
    worst = int(np.argmax(np.where(np.isfinite(apart), apart, np.inf)))
    if apart[worst] <= FARTHEST_K:
        return
    heat_kw = float(np.nanmean(log.heat_w)) / 1000.0
    there = f"{air[worst]:.0f} °C" if np.isfinite(air[worst]) else "too hot to simulate"
    text = f"with the log's heat, {heat_kw:.3g} kW on average, the described room would be {there}"
    hint = f"{measured[worst]:.0f} °C were measured; are the column's unit and the size right?"
    raise log_error(file, Problem(text, hint=hint))


def hourly(found: Samples, period: Period) -> FloatArray:
    """Return hourly means over a period (n_hours,); NaN where less than half was measured."""
    means, fraction = found.means(period.edges_s(3600.0))
    return np.where(fraction >= COVERED, means, np.nan)


def at_hours(found: Samples, period: Period) -> FloatArray:
    """Return values at full hours of a period (n_hours + 1,); NaN beyond and in long gaps."""
    edges = period.edges_s(3600.0)
    values = found.at(edges)
    _, fraction = found.means(edges)
    around = np.concatenate([fraction[:1], np.maximum(fraction[1:], fraction[:-1]), fraction[-1:]])
    near = np.convolve(around > 0.0, np.ones(2 * BRIDGED_H + 1), mode="same") > 0.0
    return np.where(near & (edges >= found.begin_s[0]) & (edges <= found.end_s[-1]), values, np.nan)


def repeated_days(hourly_values: FloatArray) -> FloatArray:
    """Return hourly values (n,) whose missing hours have those of the nearest day, same clock.

    Short gaps are bridged by straight lines first.
    """
    values = hourly_values.copy()
    known = np.flatnonzero(np.isfinite(values))
    hour = np.arange(values.size)
    line = np.interp(hour, known, values[known])
    inside = (hour >= known[0]) & (hour <= known[-1])
    reach = np.diff(known).max(initial=1)
    if reach <= BRIDGED_H:
        values[inside] = line[inside]
    for k in np.flatnonzero(np.isnan(values)):
        same = known[(known - k) % 24 == 0]
        values[k] = values[same[np.argmin(np.abs(same - k))]] if same.size else line[k]
    return values


def _known_days(
    found: LogColumns, role: str, values: Callable[[Samples, Period], FloatArray], period: Period
) -> FloatArray:
    """Return a column over a period without gaps; refuse one that has no value in it."""
    hours = values(found.of[role], period)
    refuse_unknown(found, role, hours, "of the room's temperature")
    return repeated_days(hours)


def refuse_unknown(found: LogColumns, role: str, hours: FloatArray, which: str) -> None:
    """Refuse a column of which no hour (n_hours,) is known; ``which`` days they are, for people."""
    if not np.isfinite(hours).any():
        text = f"column '{found.names[role]}' has no values in the days {which}"
        raise log_error(found.log.file, Problem(text, line=1, hint="columns of the same days"))


def _span(
    found: LogColumns, offset_h: float, first_day: str | None, last_day: str | None
) -> tuple[float, float]:
    """Return when the part of a log that is used begins and ends, seconds since 1970."""
    indoor = found.of["indoor"]
    begin_s, end_s = float(indoor.begin_s[0]), float(indoor.end_s[-1])
    if first_day is not None:
        begin_s = max(begin_s, _midnight_s(found, first_day, offset_h))
    if last_day is not None:
        end_s = min(end_s, _midnight_s(found, last_day, offset_h) + 86400.0)
    hours = (end_s - begin_s) / 3600.0
    if hours < FEWEST_HOURS:
        text = f"the log is {max(hours, 0.0):.0f} h long: too short to tell anything"
        hint = "two days at least, better two weeks; see docs/measure_your_room.md"
        raise log_error(found.log.file, Problem(text, hint=hint))
    return max(begin_s, end_s - LONGEST_DAYS * 86400.0), end_s


def _midnight_s(found: LogColumns, day: str, offset_h: float) -> float:
    try:
        moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    except ValueError:
        text = f"'{day}' is no day"
        raise log_error(found.log.file, Problem(text, hint="such as 2026-01-31")) from None
    return moment.timestamp() - 3600.0 * offset_h


def log_period(begin_s: float, end_s: float, offset_h: float) -> Period:
    """Return the days of a log, with those that warm up before."""
    first = (datetime.fromtimestamp(begin_s, UTC) + timedelta(hours=offset_h)).date()
    last = (datetime.fromtimestamp(end_s - 1.0, UTC) + timedelta(hours=offset_h)).date()
    return Period(first, (last - first).days + 1, WARM_UP_DAYS, offset_h)


def log_weather(scenario: Scenario, found: LogColumns, period: Period, notes: list[str]) -> Weather:
    """Return the weather of a log's days: its own columns, else the scenario's.

    Parameters
    ----------
    scenario : Scenario
        With its weather.
    found : LogColumns
        Of the log.
    period : Period
        The log's days.
    notes : list of str
        To which is added what people should know of it.

    Raises
    ------
    LogError
        No outdoor temperature, or a clock that does not fit the sun.
    """
    from hpsim.weather.description import MeasuredWeather
    from hpsim.weather.window import weather_of_days

    measured = scenario.measured_weather or MeasuredWeather()
    given = {}
    if measured.outdoor_degc is None and "outdoor" in found.of:
        given["outdoor_degc"] = _known_days(found, "outdoor", at_hours, period)
    if measured.global_horizontal_w_per_m2 is None and "sun" in found.of:
        given["global_horizontal_w_per_m2"] = _known_days(found, "sun", hourly, period)
        if "diffuse" in found.of:
            given["diffuse_horizontal_w_per_m2"] = _known_days(found, "diffuse", hourly, period)
    year, _, _ = prepared(scenario.weather, ())
    is_actual = {day.year for day in period.days} <= set(year.years) and len(year.years) == 1
    if measured.outdoor_degc is None and "outdoor" not in found.of and not is_actual:
        text = "the log has no outdoor temperature"
        hint = (
            "a column such as outdoor_degc, measured_weather in the scenario, or the weather file "
            f"of {period.first.year}"
        )
        raise log_error(found.log.file, Problem(text, line=1, hint=hint))
    has_sun = measured.global_horizontal_w_per_m2 is not None or "sun" in found.of
    if not has_sun and len(year.years) > 1:
        year = _average_sun(year)
        notes.append(
            "no sunlight in the log: the season's average was taken, which says little of the sun"
        )
    weather = weather_of_days(year, period, measured, given)
    if "sun" in found.of:
        counted = slice(period.n_hours_before, None)
        late = sun_shift_h(
            weather.global_horizontal_w_per_m2[counted],
            np.sin(np.radians(weather.sun_elevation_deg[counted])),
        )
        if late:
            at = weather.location
            place = f"{at.latitude_deg:.1f}, {at.longitude_deg:.1f}"
            text = f"the log's sunlight is {late:+.1f} h off the sun at {place}"
            hint = _clock_hint(late, weather.location.utc_offset_h)
            raise log_error(found.log.file, Problem(text, hint=hint))
    return weather


def _clock_hint(late_h: float, utc_offset_h: float) -> str:
    """Return what may be wrong with a clock by which the sun is late, the likeliest first."""
    ways = ["is its clock summer time? --zone and a place, such as Europe/Berlin"]
    if 0.0 < late_h <= MOST_OF_LABEL_H:
        ways.insert(0, "do stamps name the end of an hour? --label end")
    if utc_offset_h and abs(late_h + utc_offset_h) < 0.5:
        ways.insert(0, "is its clock UTC? --zone utc")
    return "; ".join([*ways, "another zone's: --zone +01:00"])


def _average_sun(year: Weather) -> Weather:
    """Return a year whose sunlight is the season's average by the hour of the day."""
    from hpsim.weather.window import columns_key

    names = ("global_horizontal_w_per_m2", "direct_normal_w_per_m2", "diffuse_horizontal_w_per_m2")
    half = SUN_DAYS // 2
    changed = {}
    for name in names:
        days = getattr(year, name).reshape(365, 24)
        moved = [np.roll(days, k, axis=0) for k in range(-half, half + 1)]
        changed[name] = np.mean(moved, axis=0).ravel()
    return replace(year, **changed, measured_key=columns_key(changed))


def dated(scenario: Scenario, period: Period) -> Scenario:
    """Return a scenario over the days of a log, before any fit."""
    simulation = scenario.simulation.model_copy(
        update={
            "from_": period.first.isoformat(),
            "to": period.last.isoformat(),
            "warmup_s": period.n_before * 86400.0,
            "first_weekday": "monday",
        }
    )
    return scenario.model_copy(update={"simulation": simulation, "fitted": None})


def logged_room(scenario: Scenario, weather: Weather, period: Period) -> LoggedRoom:
    """Return a scenario's room over days, without the windows that people open when it is warm."""
    cache = RoomCache()
    resolved = resolved_room_of(room_inputs(dated(scenario, period)), weather, cache)
    model = resolved.model
    shut = tuple(fan for fan in model.ventilation if not fan.unless_cooled)
    model = replace(model, ventilation=shut)  # windows that people open when it is warm
    return LoggedRoom(
        model=model,
        climate=climate(weather),
        irradiance=sunlight_on(model, weather, cache),
        hours_before=period.n_hours_before,
        base=scenario.fitted.factors() if scenario.fitted else RoomFactors(),
    )


def _heat(
    scenario: Scenario,
    found: LogColumns,
    period: Period,
    weather: Weather,
    indoor_degc: FloatArray,
) -> tuple[str, FloatArray]:
    """Return what a log has besides the temperature, and the heat by the hour (n_hours,)."""
    if "heat" in found.of:
        return "heat", hourly(found.of["heat"], period)
    heater = hourly(found.of["heater"], period) if "heater" in found.of else None
    if "machine" not in found.of and not any(role in found.names for role in RUNTIMES):
        if heater is None:
            return "temperature", np.full(period.n_hours, np.nan)
        return "heater", heater
    machines = [c for c in scenario.candidates if c.is_machine]
    if not machines:
        text = "the log has a machine's power or runtime, and the scenario no machine"
        raise log_error(found.log.file, Problem(text, hint="give it under candidates, first"))
    outdoor = 0.5 * (weather.outdoor_degc[1:] + weather.outdoor_degc[:-1])
    known = indoor_degc[np.isfinite(indoor_degc)]
    room_degc = float(known.mean()) if known.size else USUAL_ROOM_DEGC
    ends = output_map(machines[0], outdoor, room_degc, PRESSURE_PA)
    more = 0.0 if heater is None else heater  # as long as both ran, the less certain one counts
    if "machine" in found.of:
        return "machine", heat_of_power(ends, hourly(found.of["machine"], period)) + more
    return "runtime", _heat_of_stages(machines[0], found, period, ends) + more


def _heat_of_stages(
    candidate: Candidate, found: LogColumns, period: Period, points: OutputMap
) -> FloatArray:
    """Return the heat (n_hours,) of a thermostat's stages, and of those of its backup.

    ecobee has what is no heat pump under the backup: then its first stages are the machine's.
    """
    stages, backup = (
        [hourly(one, period) for one in runtimes(found, role)] if role in found.names else []
        for role in RUNTIMES
    )
    machine, _ = candidate.compile()
    power_w = float(machine.backup.power_w)
    ran = [float(np.nansum(part)) > 0.0 for part in (stages, backup)]
    if not any(ran):
        text = f"column '{found.names.get('runtime') or found.names['backup']}' is 0 in all rows"
        raise log_error(found.log.file, Problem(text, line=1, hint="days on which it heats"))
    if ran[1] and not ran[0] and power_w <= 0.0:
        stages, backup = backup, []
    heat = heat_of_runtime(points, stages) if ran[0] or not backup else np.zeros(period.n_hours)
    if not ran[1] or not backup:
        return heat
    if power_w <= 0.0:
        column = found.names["backup"]
        text = f"the backup heat ran (column '{column}'), and '{candidate.result_name()}' has none"
        raise log_error(found.log.file, Problem(text, line=1, hint="backup: {size: 5 kW}"))
    return np.asarray(heat + power_w * np.clip(np.sum(backup, axis=0) / len(backup), 0.0, 1.0))


def room_unknowns(scenario: Scenario, room: LoggedRoom, kind: str) -> tuple[FitUnknown, ...]:
    """Return the unknowns that a room and its log have."""
    model = room.model
    neighbours = any(isinstance(s.boundary, Neighbour) for s in model.surfaces)
    neighbours = neighbours or any(d.rest_of_home_degc is not None for d in model.doors)
    neighbours = neighbours and not _has_logged_sides(scenario)
    present = ["fast_capacity", "inner_mass", "sensor", "start", "start_air"]
    if kind != "temperature":
        present += ["conduction", "machine_output"]
        if model.infiltration:
            present.append("leaks")
    if kind == "bills":
        present.append("setpoint")
    if model.windows:
        present.append("sun")
    if float((model.gains.convective_w + model.gains.radiant_w).mean()) > 1.0:
        present.append("own_gains")
    if neighbours:
        present.append("neighbours")
    metered = kind in ("heat", "heater")
    return tuple(
        replace(u, sigma=METERED_SIGMA) if metered and u.name == "machine_output" else u
        for u in unknowns_of(scenario, present)
    )


def _has_logged_sides(scenario: Scenario) -> bool:
    """Return whether the temperature next to the room is that of a log: then it is known."""
    room = scenario.room.as_written()
    sides = [room.get("rest_of_home")]
    for surface in room.get("surfaces", ()):
        boundary = surface.get("boundary")
        sides.append(boundary.get("neighbour") if isinstance(boundary, dict) else None)
    return any(isinstance(side, dict) and "csv" in side for side in sides)
