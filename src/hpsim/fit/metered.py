"""The room against bills or a meter: energy by days or bills, through the room and its machine.

The room is held at its setpoints, or at the logged temperature, over the days of the bills; the
heat that this takes goes through the machine's map (a heat pump, resistance, a furnace's fuel) and
is summed over each bill, with a constant load for all else that is metered. Of a day's course
nothing is used: within a day a meter follows people. So a log of bills tells the loss, the level at
which the room is held and the constant load, each as far as cold and mild bills tell them apart;
capacities remain as they were.

The meter has to be of the room: of its machine, or of a home that is the room. What heats other
rooms would be taken for this one's loss. A fit that needs a room beyond what the description leaves
open is therefore not adopted.

References
----------
Fels (1986), PRISM, Energy and Buildings 9: what bills tell of a home; level and base trade.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hpsim.control.compile import setpoint_rules, setpoint_series
from hpsim.description.base import LogColumn
from hpsim.description.period import Period
from hpsim.errors import Problem as Mistake
from hpsim.fit.bills import Billed, billed
from hpsim.fit.estimate import Rows
from hpsim.fit.fit import Fit, fit_problems, free_run
from hpsim.fit.machine import OutputMap, output_map, power_of_heat
from hpsim.fit.prepare import (
    PRESSURE_PA,
    USUAL_ROOM_DEGC,
    Prepared,
    dated,
    hourly,
    log_period,
    log_weather,
    logged_room,
    refuse_unknown,
    room_unknowns,
)
from hpsim.fit.problem import HourlyLog, Problem, held_ends_degc
from hpsim.fit.unknowns import METERED_SIGMA, FitUnknown
from hpsim.kernel.types import FloatArray
from hpsim.logs.columns import LogColumns, find_columns
from hpsim.logs.reading import log_error
from hpsim.logs.series import Samples, local_time, samples_of
from hpsim.records import dataclass
from hpsim.scenario.fitted import FittedLog
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import room_inputs
from hpsim.scenario.weather import utc_offset_h
from hpsim.simulate.driven import STEP_S, Drive, Driven, LoggedRoom

OF_HOME = ("setpoint", "base", "machine_output")
"""What of a fit to bills belongs to the home, and so to its other bills."""
LONGEST_DAYS = 400
"""Of bills that are used, the last ones: over a year, so that every season counts."""
KEPT_EVERY, WEEK_H = 4, 168
"""Every fourth bill, or week of days, is kept for the check, so that it has all seasons."""
MOST_LEFT, MORE_LEFT = 0.15, 2.0
"""Error left of bills above which a fit is refused: over their mean, as ASHRAE Guideline 14 allows
a model calibrated by months (CV(RMSE)); or over that of the change points, if that is more."""
SURPRISING = 3.0
"""Standard deviations by which a sum of squares may exceed its mean: beyond, the meter is that of
something else."""
WARM_DEGC = 25.0
"""Air at the indoor coil of a machine that cools."""


@dataclass(frozen=True)
class Meter:
    """What a machine takes for its heat, over hours."""

    heating: OutputMap
    cooling: OutputMap | None
    """None: no cooling is metered."""
    backup: float
    """Power for a watt of heat beyond the machine's maximum."""
    fraction: float
    """Of the machine's power that the meter sees: the fuel's part, or 1."""

    def power_w(self, load_w: FloatArray, output: float) -> FloatArray:
        """Return the metered power (n_hours,) of a load, cooling negative."""
        power = power_of_heat(self.heating, np.maximum(load_w, 0.0) / output, self.backup)
        if self.cooling is not None:
            power = power + power_of_heat(self.cooling, np.maximum(-load_w, 0.0) / output)
        return self.fraction * power


@dataclass(frozen=True, kw_only=True)
class MeterProblem(Problem):
    """A room and its bills: ``heat_days`` are bills, ``heat_w`` their mean power."""

    meter: Meter

    def rows_of(self, driven: Driven, values: Mapping[str, float]) -> Rows:
        """Return residuals of mean power: model less metered, a bill of many days counting more."""
        power = self.meter.power_w(driven.load_w, values.get("machine_output", 1.0))
        base = values.get("base", 0.0)
        days = np.array([b - a for a, b in self.heat_days], dtype=float)
        model = np.array([float(power[a:b].mean()) + base for a, b in self.heat_days])
        return Rows(np.zeros(0), (model - self.heat_w) * np.sqrt(days / days.mean()))


@dataclass(frozen=True, kw_only=True)
class Metered(Prepared):
    """A room and its bills, ready to be fitted."""

    bills: Billed
    seen: MeterProblem
    kept: MeterProblem


def prepare_metered(
    scenario: Scenario,
    bills: Path,
    log: Path | None = None,
    *,
    columns: tuple[str, ...] = (),
    zone: str | None = None,
) -> Metered:
    """Return a scenario's room and its bills, ready to be fitted.

    Parameters
    ----------
    scenario : Scenario
        Whose room, and whose first machine heats it.
    bills : Path
        As `hpsim.fit.bills.billed` takes them.
    log : Path
        With the outdoor temperature, and that of the room if it was logged.
    columns : tuple of str
        ``ROLE=NAME``.
    zone : str
        Of the clocks.

    Raises
    ------
    LogError
        The bills can't be used, or do not follow the weather.
    """
    offset_h = utc_offset_h(scenario)
    found = billed(bills, log, zone, given=columns, utc_offset_h=offset_h)
    if found.change.parameters == 2:
        text = "the metered energy does not follow the outdoor temperature: it tells no heat loss"
        hint = "the meter of what heats the room, over a winter"
        raise log_error(found.log.file, Mistake(text, hint=hint))
    spans, kwh, notes = _last_bills(found)
    begin_s = found.begin_s + 3600.0 * spans[0][0]
    end_s = found.begin_s + 3600.0 * spans[-1][1]
    period = log_period(begin_s, end_s, offset_h)
    around = _around(found, columns, zone)
    weather = log_weather(scenario, around, period, notes)
    room = logged_room(scenario, weather, period)
    shift = round((found.begin_s - period.begin_s) / 3600.0)
    hours = tuple((a + shift, min(b + shift, period.n_hours)) for a, b in spans)
    mean_w = 1000.0 * kwh / np.array([b - a for a, b in hours], dtype=float)
    outdoor = 0.5 * (weather.outdoor_degc[1:] + weather.outdoor_degc[:-1])
    meter = _meter(scenario, found, outdoor)
    indoor = np.full(period.n_hours, np.nan)
    drive, is_logged = _setpoints(dated(scenario, period), period, room), False
    if "indoor" in around.of:
        indoor = hourly(around.of["indoor"], period)
        refuse_unknown(around, "indoor", indoor, f"of {found.log.file}")
        first = int(np.flatnonzero(np.isfinite(indoor))[0])
        whole = HourlyLog(indoor, np.full(indoor.size, np.nan), first, indoor.size)
        ends = held_ends_degc(whole)
        drive, is_logged = Drive(np.zeros(period.n_hours), 0.0, ends, hours[0][0]), True
    unknowns = _unknowns(scenario, room_unknowns(scenario, room, "bills"), mean_w, is_logged)
    is_kept = _every_fourth(hours)

    def problem(part: NDArray[np.bool_]) -> MeterProblem:
        return MeterProblem(
            room=room,
            drive=drive,
            unknowns=unknowns,
            heat_days=tuple(np.array(hours)[part].tolist()),
            heat_w=mean_w[part],
            meter=meter,
        )

    edges = period.edges_s(3600.0)
    return Metered(
        room=room,
        log=HourlyLog(indoor, np.full(indoor.size, np.nan), hours[0][0], hours[-1][1]),
        unknowns=unknowns,
        kind="bills",
        source=FittedLog(
            file=bills.name,
            sha256=found.log.sha256,
            first=local_time(edges[hours[0][0]], offset_h),
            last=local_time(edges[hours[-1][1]], offset_h),
        ),
        period=period,
        notes=tuple(notes),
        bills=found,
        seen=problem(~is_kept),
        kept=problem(is_kept),
    )


def fit_meter(ready: Metered, progress: object = None) -> Fit:
    """Return the room fitted to three quarters of its bills, checked by the others."""
    found = fit_problems(ready.seen, ready.kept, progress)  # type: ignore[arg-type]
    known = [k for k, u in enumerate(ready.unknowns) if u.name != "base"]
    squares, n = float(np.sum(found.estimate.scaled[known] ** 2)), len(known)
    rows, metered_w = found.estimate.rows.heat_w, float(ready.seen.heat_w.mean())
    left = float(np.sqrt(np.mean(rows**2))) / max(metered_w, 1e-9)
    is_like = squares < n + SURPRISING * np.sqrt(2.0 * n)  # of a chi-squared distribution
    if is_like and left < max(MOST_LEFT, MORE_LEFT * ready.bills.change.cv_rmse):
        return found
    why = "the bills need another room than the one described: is the meter that of this room alone"
    return replace(found, refused=why)


def carried_to_bills(other: Metered, found: Fit) -> Fit:
    """Return a fit with its errors over all bills of other days, of which it has seen nothing.

    Level and constant load belong to the home, and go along; a fit to a log has none, and takes
    those in the middle of what these bills leave open.
    """
    days = other.seen.heat_days + other.kept.heat_days
    heat_w = np.concatenate([other.seen.heat_w, other.kept.heat_w])
    whole = replace(other.seen, heat_days=days, heat_w=heat_w)
    described = {u.name: u.mean for u in other.unknowns if not u.is_factor}
    of_home = {name: found.values[name] for name in OF_HOME if name in found.values}
    runs = (
        free_run(whole, whole.driven(values), values)
        for values in (described | found.carried | of_home, described)
    )
    fitted, unfitted = runs
    return replace(found, other=(fitted, unfitted))


def _last_bills(found: Billed) -> tuple[tuple[tuple[int, int], ...], FloatArray, list[str]]:
    """Return the bills of the last `LONGEST_DAYS`, their energy, and a note if some were left."""
    end = found.spans[-1][1]
    used = [k for k, (a, _) in enumerate(found.spans) if end - a <= 24 * LONGEST_DAYS]
    notes = []
    if found.left_out:
        notes.append(f"{found.left_out} bills or days have no outdoor temperature: left out")
    if len(used) < len(found.spans):
        notes.append(f"of {found.days:.0f} days the last {LONGEST_DAYS} were used for the room")
    return tuple(found.spans[k] for k in used), found.kwh[used], notes


def _every_fourth(hours: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return which bills (n,) are kept: every fourth, of days those of every fourth week."""
    first = np.array([a for a, _ in hours])
    length = float(np.median([b - a for a, b in hours]))
    block = np.arange(first.size) if length >= WEEK_H else (first - first[0]) // WEEK_H
    return np.asarray(block % KEPT_EVERY == KEPT_EVERY - 1)


def _around(found: Billed, columns: tuple[str, ...], zone: str | None) -> LogColumns:
    """Return outdoor temperature, sun and the room's temperature, as far as they were logged."""
    log = found.around
    names = find_columns(log, [text for text in columns if text.partition("=")[2] in log.columns])
    of: dict[str, Samples] = {}
    for role in ("outdoor", "sun", "indoor"):
        if role in names:
            quantity = "irradiance" if role == "sun" else "temperature"
            column = LogColumn(csv=log.file, column=names[role], zone=zone, gaps_s=2 * 86400.0)
            of[role] = samples_of(log, column, quantity)  # type: ignore[arg-type]
    return LogColumns(log, of, names)


def _meter(scenario: Scenario, found: Billed, outdoor_degc: FloatArray) -> Meter:
    machines = [c for c in scenario.candidates if c.is_machine]
    if not machines:
        text = "the scenario has no machine that the meter could be of"
        raise log_error(found.log.file, Mistake(text, hint="give it under candidates, first"))
    machine, _ = machines[0].compile()
    fuel = machine.burner.fuel_fraction
    is_fuel = "elec" not in found.column.lower()
    cools = machine.can_cool > 0.0 and found.change.cooling_kwh_per_k_day > 0.0
    return Meter(
        heating=output_map(machines[0], outdoor_degc, USUAL_ROOM_DEGC, PRESSURE_PA),
        cooling=output_map(machines[0], outdoor_degc, WARM_DEGC, PRESSURE_PA, cools=True)
        if cools
        else None,
        backup=1.0 if machine.backup.power_w > 0.0 else 0.0,
        fraction=(fuel if is_fuel else 1.0 - fuel) if fuel > 0.0 else 1.0,
    )


def _setpoints(scenario: Scenario, period: Period, room: LoggedRoom) -> Drive:
    """Return the setpoints of a scenario over its days."""
    rules = setpoint_rules(scenario.thermostat, scenario.schedules)
    calendar = room_inputs(scenario).calendar
    series = setpoint_series(rules, calendar, STEP_S, room.climate.outdoor_degc)
    points = series.heating_end_degc, series.cooling_end_degc
    return Drive(np.zeros(period.n_hours), 0.0, np.full(points[0].size, np.nan), 0, points)


def _unknowns(
    scenario: Scenario, of_room: tuple[FitUnknown, ...], mean_w: FloatArray, is_logged: bool
) -> tuple[FitUnknown, ...]:
    """Return what bills can tell, with a constant load from none to the smallest bill."""
    wanted = ["conduction", "leaks", "sun", "own_gains", "neighbours", "machine_output"]
    wanted.append("sensor" if is_logged else "setpoint")
    machine = next(c for c in scenario.candidates if c.is_machine)
    is_sure = machine.kind == "baseboard"
    kept = [
        replace(u, sigma=METERED_SIGMA) if is_sure and u.name == "machine_output" else u
        for u in of_room
        if u.name in wanted
    ]
    smallest = float(np.quantile(mean_w, 0.1))
    base = FitUnknown(
        "base",
        "what else is metered, all the time",
        max(0.5 * smallest, 20.0),
        is_factor=False,
        mean=0.5 * smallest,
        unit="W",
    )
    return (*kept, base)
