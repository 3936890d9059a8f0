"""From a thermostat's description to what the ideal-load pass and the kernel read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from hpsim.control.description import (
    MINIMUM_OFF_S,
    MINIMUM_ON_S,
    OVERCOOL_K,
    DayNight,
    Recovery,
    Seasons,
    Step,
    Thermostat,
)
from hpsim.control.presence import absences, allowed
from hpsim.description.base import LogColumn, TemperatureWeek
from hpsim.description.schedules import SATURDAY, BoolArray, Calendar, clock_shift_h
from hpsim.errors import Problem
from hpsim.kernel.airflow import COOLING_CAPACITY, COOLING_INPUT_RATIO, airflow_factor
from hpsim.kernel.types import Control, FloatArray
from hpsim.logs.reading import log_error
from hpsim.logs.series import over_steps, samples
from hpsim.records import dataclass
from hpsim.units.numbers import given_or

NO_HEATING_DEGC = -1000.0
NO_COOLING_DEGC = 1000.0
NEVER_DRY = 2.0  # relative humidity that is never reached
LEAST_JUMP_K = 0.1  # of a setpoint that a recovery makes slow

# The unit's own controller of a variable-speed machine. No public source gives a maker's values.
# Chosen so that the loop of sensor (2 min), controller and a small room (fast heat capacity some
# 700 kJ/K, 2.5 kW) is damped at about 0.7: judgement, stated in docs/heat_pump_model.md.
PROPORTIONAL_BAND_K = 2.0
INTEGRAL_TIME_S = 1200.0
STOP_MARGIN_K = 0.5  # owners' reports: the unit stops about 0.5 K past the setpoint (0.9 degF)
BACKUP_DELAY_S = 300.0  # OpenStudio-HPXML v1.11: backup after five minutes
BACKUP_MARGIN_K = 0.5  # judgement: backup comes in half a kelvin under the switching band
CHANGEOVER_DEAD_TIME_S = 900.0  # judgement: least time between heating and cooling


@dataclass(frozen=True)
class SetPointSeries:
    """Setpoints over the year at a given step; absent ones are -1000 and 1000 degC."""

    heating_degc: FloatArray
    """(n,) mean over each step."""
    cooling_degc: FloatArray
    heating_end_degc: FloatArray
    """(n + 1,) in force at the end of each step (index k + 1: of step k), just before a change."""
    cooling_end_degc: FloatArray


def setpoint_rules(thermostat: Thermostat, named: Mapping[str, object] | None = None) -> Thermostat:
    """Return a thermostat with all that setpoints follow from, else as by default.

    ``named`` are schedules that a setpoint may name, which take the place of their names: 24
    temperatures or a week of them.
    """
    update = {key: getattr(thermostat, key) for key in ("changeover", "away", "vacation", "season")}
    for key in ("heating", "cooling"):
        setpoint = getattr(thermostat, key)
        update[key] = (named or {})[setpoint] if isinstance(setpoint, str) else setpoint
    ramp = {"ramp_s": thermostat.recovery.ramp_s}
    update["recovery"] = Recovery.by_default().model_copy(update=ramp)
    return Thermostat.by_default().model_copy(update=update)


def setpoint_series(
    rules: Thermostat,
    calendar: Calendar,
    step_s: float,
    outdoor_degc: FloatArray | None = None,
) -> SetPointSeries:
    """Return the setpoints over the year.

    The day's schedule first; then absences, which only ever save; then the slow rise of a
    recovery; last the seasons, in which a mode that is not allowed has no setpoint.

    Parameters
    ----------
    rules : Thermostat
        Of `setpoint_rules`.
    calendar : Calendar
        Weekdays, vacations and daylight saving.
    step_s : float
        Divides an hour.
    outdoor_degc : (8761,)
        Outdoor air, instants, for lockout by weather; None: that lockout is left out.
    """
    heating_mean, heating_end = _series(rules.heating, calendar, step_s, NO_HEATING_DEGC)
    cooling_mean, cooling_end = _series(rules.cooling, calendar, step_s, NO_COOLING_DEGC)
    heating_both, cooling_both = (heating_mean, heating_end), (cooling_mean, cooling_end)
    for steps, heating_degc, cooling_degc in absences(rules.away, rules.vacation, calendar, step_s):
        if heating_degc is not None:
            _change(heating_both, steps, partial(np.minimum, heating_degc))
        if cooling_degc is not None:
            _change(cooling_both, steps, partial(np.maximum, cooling_degc))
    ramp_steps = round(rules.recovery.ramp_s / step_s)
    _ramp(heating_both, ramp_steps)
    lower = (-cooling_mean, -cooling_end)
    _ramp(lower, ramp_steps)
    np.negative(lower[0], out=cooling_mean)
    np.negative(lower[1], out=cooling_end)
    for season, both, absent_degc in (
        (rules.season.heating, heating_both, NO_HEATING_DEGC),
        (rules.season.cooling, cooling_both, NO_COOLING_DEGC),
    ):
        if season is not None:
            locked_out = ~allowed(season, calendar, step_s, outdoor_degc)
            _change(both, locked_out, partial(np.full_like, fill_value=absent_degc))
    if rules.changeover == "heating":
        cooling_mean[:] = cooling_end[:] = NO_COOLING_DEGC
    elif rules.changeover == "cooling":
        heating_mean[:] = heating_end[:] = NO_HEATING_DEGC
    return SetPointSeries(heating_mean, cooling_mean, heating_end, cooling_end)


def compile_control(thermostat: Thermostat, own: Mapping[str, float] | None = None) -> Control:
    """Return the thermostat and the unit's own controller as the kernel takes them.

    ``own`` are the fields of `Control` that the unit's own control decides, as
    `CandidateBase.control_settings` gives them; None: a wall thermostat.
    """
    differential_k = thermostat.wall_differential_k
    half_k = 0.5 * differential_k
    dry = thermostat.humidity
    overcool_k = None if dry is None else dry.overcool_k
    flow = 1.0 if dry is None else dry.airflow
    capacity = airflow_factor(COOLING_CAPACITY, flow)
    wall = Control(
        mode={"auto": 0.0, "heating": 1.0, "cooling": 2.0}[thermostat.changeover],
        differential_k=float(differential_k),
        sensor_lag_s=float(thermostat.sensor.lag_s),
        sensor_offset_k=float(thermostat.sensor.offset_k),
        minimum_on_s=given_or(thermostat.minimum_on_s, MINIMUM_ON_S),
        minimum_off_s=given_or(thermostat.minimum_off_s, MINIMUM_OFF_S),
        start_delay_s=float(thermostat.start_delay_s),
        starts_per_hour_limit=float(thermostat.starts_per_hour or 0.0),
        changeover_dead_time_s=CHANGEOVER_DEAD_TIME_S,
        proportional_band_k=PROPORTIONAL_BAND_K,
        integral_time_s=INTEGRAL_TIME_S,
        stop_margin_k=max(STOP_MARGIN_K, half_k),
        restart_margin_k=half_k,
        backup_delay_s=BACKUP_DELAY_S,
        backup_margin_k=BACKUP_MARGIN_K,
        recovery_lockout_s=float(thermostat.recovery.backup_after_s),
        short_circuit=float(thermostat.sensor.short_circuit),
        dry_above=NEVER_DRY if dry is None else float(dry.above),
        dry_overcool_k=0.0 if dry is None else given_or(overcool_k, OVERCOOL_K),
        dry_airflow=float(flow),
        dry_capacity=capacity,
        dry_power=capacity * airflow_factor(COOLING_INPUT_RATIO, flow),
    )
    if not own:
        return wall
    if thermostat.sensor.offset_k != 0.0 and "heating_shift_k" in own:
        # the thermostat's sensor is known: the unit's own bias and shift stand for an unknown one
        own = {**own, "heating_shift_k": 0.0}
    if overcool_k is not None:
        own = {**own, "dry_overcool_k": float(overcool_k)}
    return wall._replace(**own)


def constant_twin(thermostat: Thermostat, named: Mapping[str, object] | None = None) -> Thermostat:
    """Return the thermostat with the comfort setpoints all the time: no setback, nobody away.

    The highest heating and the lowest cooling setpoint of its schedule; seasons stay, and so do
    vacations, without setpoints of their own, since people's heat is away meanwhile.
    """
    plain = Calendar()
    nothing = {"heating_degc": None, "cooling_degc": None}
    vacation = tuple(days.model_copy(update=nothing) for days in thermostat.vacation)
    base = thermostat.model_copy(
        update={"away": None, "vacation": vacation, "recovery": Recovery(), "season": Seasons()}
    )
    series = setpoint_series(setpoint_rules(base, named), plain, 3600.0)
    heating = float(np.max(series.heating_degc))
    cooling = float(np.min(series.cooling_degc))
    return base.model_copy(
        update={
            "heating": None if thermostat.heating is None else heating,
            "cooling": None if thermostat.cooling is None else cooling,
            "season": thermostat.season,
            "compare_with_constant": False,
        }
    )


def _change(
    both: tuple[FloatArray, FloatArray],
    steps: BoolArray,
    change: Callable[[FloatArray], FloatArray],
) -> None:
    """Change means and ends in some steps."""
    for values, changed in zip(both, (steps, np.concatenate([steps[-1:], steps])), strict=True):
        values[changed] = change(values[changed])


def _ramp(both: tuple[FloatArray, FloatArray], n: int) -> None:
    """Let a setpoint that jumps up rise straight instead, beginning some steps before."""
    if n < 1:
        return
    mean, end = both
    jumps = np.flatnonzero(np.diff(mean, prepend=mean[-1]) > LEAST_JUMP_K)
    for i in jumps:
        low, high = mean[i - 1], mean[i]
        for back in range(n):
            k = i - n + back
            mean[k] = max(mean[k], low + (high - low) * (back + 0.5) / n)
            end[k + 1] = max(end[k + 1], low + (high - low) * (back + 1.0) / n)
    end[0] = end[-1]


def _series(
    setpoint: Any, calendar: Calendar, step_s: float, absent_degc: float
) -> tuple[FloatArray, FloatArray]:
    """Return means over each step (n,), and values at step ends (n + 1,)."""
    per_hour = round(3600.0 / step_s)
    n = calendar.n_hours * per_hour
    if setpoint is None:
        setpoint = absent_degc
    if isinstance(setpoint, (int, float)):
        return np.full(n, float(setpoint)), np.full(n + 1, float(setpoint))
    if isinstance(setpoint, LogColumn):
        return _logged(setpoint, calendar, step_s)
    week = setpoint if isinstance(setpoint, TemperatureWeek) else None
    days = (week.weekday, week.weekend) if week else (setpoint, setpoint)
    starts, ends = np.array([_day(day, per_hour) for day in days]).swapaxes(0, 1)
    clock = (np.arange(calendar.n_hours) + clock_shift_h(calendar)) % calendar.n_hours
    weekday = calendar.weekday()[clock // 24]
    slot = (clock % 24)[:, np.newaxis] * per_hour + np.arange(per_hour)
    kind = (weekday >= SATURDAY).astype(np.int64)[:, np.newaxis]
    start = starts[kind, slot].ravel()
    end = ends[kind, slot].ravel()
    return 0.5 * (start + end), np.concatenate([end[-1:], end])


def _logged(
    setpoint: LogColumn, calendar: Calendar, step_s: float
) -> tuple[FloatArray, FloatArray]:
    """Return means over each step (n,), and values at step ends (n + 1,), of a log's column.

    Raises
    ------
    LogError
        It can't be used, or there are no dates to find its values by.
    """
    period = calendar.period
    if period is None:
        hint = "give the days: simulation: {from: 2026-01-10, to: 2026-02-20}"
        raise log_error(
            setpoint.csv, Problem("a log has no meaning in a year without dates", hint=hint)
        )
    found = samples(setpoint, "temperature", period.utc_offset_h)
    mean = over_steps(found, setpoint, period, step_s)
    # a setpoint holds until the next one: at a step's end the one of the step
    return mean, np.concatenate([mean[:1], mean])


def _day(setpoint: Any, per_hour: int) -> tuple[FloatArray, FloatArray]:
    """Return setpoints at the start and the end of each slot of a day."""
    if isinstance(setpoint, DayNight):
        evening_h, morning_h = setpoint.night_from_h, setpoint.night_to_h
        night = Step(from_h=evening_h, to_h=morning_h, value_degc=setpoint.night_degc)
        day = Step(from_h=morning_h, to_h=evening_h, value_degc=setpoint.day_degc)
        return _from_steps((night, day), per_hour)
    if isinstance(setpoint[0], Step):
        return _from_steps(setpoint, per_hour)
    slots = np.repeat(np.array(setpoint, dtype=float), per_hour)
    return slots, slots


def _from_steps(steps: tuple[Step, ...], per_hour: int) -> tuple[FloatArray, FloatArray]:
    """Return the course over the day at the start and at the end of each slot."""
    edges_h = np.arange(24 * per_hour + 1) / per_hour
    middle_h = 0.5 * (edges_h[1:] + edges_h[:-1])
    start, end = np.empty(middle_h.size), np.empty(middle_h.size)
    for step in steps:
        inside = (middle_h - step.from_h) % 24.0 < step.duration_h
        first, last = step.ends_degc
        for edge_h, out in ((edges_h[:-1], start), (edges_h[1:], end)):
            into_h = np.minimum((edge_h - step.from_h + 1e-9) % 24.0, step.duration_h)
            if out is end:
                into_h = np.where(into_h < 1e-6, step.duration_h, into_h)
            out[inside] = (first + (last - first) * into_h / step.duration_h)[inside]
    return start, end
