"""A simulated room next to a measured one: held at its temperature, or driven by its heat.

Where the room is held, ideal control puts in what moves the air to the measured temperature at the
end of each half-hour; the heat is compared. Then the setpoints go, the measured heat drives, and
the temperature is compared. The days that warm up are held, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hpsim.building.ideal_load import pass_balance_residual
from hpsim.description.base import LogColumn
from hpsim.description.period import Period
from hpsim.errors import Problem, ScenarioError
from hpsim.kernel.types import FloatArray
from hpsim.logs.series import at_ends, over_steps, samples
from hpsim.records import dataclass
from hpsim.scenario.measured import Measured, MeasuredPhase, moment_s
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import room_inputs
from hpsim.scenario.weather import weather_of
from hpsim.simulate.driven import RADIANT_ROUNDS, Drive, LoggedRoom, driven
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.simulate.response import BASE_STEP_S, RoomCache, resolved_room_of, sunlight_on
from hpsim.weather.model import climate

BoolArray = NDArray[np.bool_]
HOUR_S = 3600.0
HELD_DAYS, HELD_PART = 3, 0.25  # of the days, whichever is less: by default held, then let go
SHORTEST_H = 24
ALIKE_K = 0.05  # a room this near to outdoors all the time was not measured in a room
UNIT_RATIO = (3e-4, 3e-3)  # measured over simulated heat: kilowatts called watts
LEAST_HEAT_W = 20.0


@dataclass(frozen=True)
class PhaseResult:
    """A simulated room against the measured one, over one phase."""

    name: str
    held: bool
    hours: int
    rmse_k: float | None
    """Root mean square of simulated less measured hourly temperature; None where it is held."""
    bias_k: float | None
    """Mean of the same."""
    measured_range_k: float
    measured_heat_w: float | None
    """Mean."""
    simulated_heat_w: float | None
    """Mean; where heat drives, it is the measured one."""

    @property
    def heat_error(self) -> float | None:
        """Return simulated over measured heat less one, of a held phase."""
        if not self.held or not self.measured_heat_w or self.simulated_heat_w is None:
            return None
        return self.simulated_heat_w / self.measured_heat_w - 1.0


@dataclass(frozen=True)
class MeasuredRun:
    """A simulated room next to a measured one, hour by hour of the days that count."""

    scenario_name: str
    period: Period
    phases: tuple[PhaseResult, ...]
    held: BoolArray
    """(n_hours,)"""
    measured_degc: FloatArray
    simulated_degc: FloatArray
    measured_heat_w: FloatArray | None
    simulated_heat_w: FloatArray
    outdoor_degc: FloatArray
    heat_loss_w_per_k: float
    balance_residual: float
    notes: tuple[str, ...]


@one_blas_thread()
def measured_run(scenario: Scenario, *, cache: RoomCache | None = None) -> MeasuredRun:
    """Return the scenario's room held at and driven by what was measured in it.

    The scenario has ``simulation.from``, ``simulation.to`` and ``measured``.

    Raises
    ------
    ScenarioError
        It has no dates or nothing measured, or the log can't be what it says.
    LogError
        A column can't be used.
    """
    measured = scenario.measured
    weather, cache = weather_of(scenario), cache or RoomCache()
    period = weather.period
    if measured is None or period is None:
        raise _incomplete(scenario)
    model = resolved_room_of(room_inputs(scenario), weather, cache).model
    air = samples(measured.air_degc, "temperature", period.utc_offset_h)
    measured_degc = over_steps(air, measured.air_degc, period, HOUR_S)
    heat = _heat(measured.heat_w, period)
    phases = measured.phases or default_phases(period, has_heat=heat is not None)
    held = _held(phases, period)
    _refuse_implausible(scenario, measured, measured_degc, weather.outdoor_degc, period)
    ends = np.concatenate([held[:1], held])
    drive = Drive(
        heat_w=np.zeros(period.n_hours) if heat is None else heat,
        radiant=measured.radiant,
        held_degc=np.where(ends, at_ends(air, period, BASE_STEP_S), np.nan),
    )
    room = LoggedRoom(
        model, climate(weather), sunlight_on(model, weather, cache), period.n_hours_before
    )
    is_radiant = measured.radiant > 0.0 and held.any()
    done = driven(room, drive, RADIANT_ROUNDS if is_radiant else 1)
    simulated_degc = done.air_degc
    simulated_w = done.load_w + drive.heat_w * (1.0 - drive.held)
    counted = slice(period.n_hours_before, None)
    results = tuple(
        _of_phase(phase, period, measured_degc, simulated_degc, heat, simulated_w)
        for phase in phases
    )
    _refuse_other_unit(scenario, results)
    return MeasuredRun(
        scenario_name=scenario.name,
        period=period,
        phases=results,
        held=drive.held[counted] > 0.5,
        measured_degc=measured_degc[counted],
        simulated_degc=simulated_degc[counted],
        measured_heat_w=None if heat is None else heat[counted],
        simulated_heat_w=simulated_w[counted],
        outdoor_degc=0.5 * (weather.outdoor_degc[1:] + weather.outdoor_degc[:-1])[counted],
        heat_loss_w_per_k=done.loss_w_per_k,
        balance_residual=pass_balance_residual(done.load_pass),
        notes=(*weather.warnings, *_notes(measured)),
    )


def _incomplete(scenario: Scenario) -> ScenarioError:
    problems = []
    if scenario.simulation.from_ is None:
        hint = "simulation: {from: 2026-01-10, to: 2026-02-20}"
        problems.append(Problem("the days of the log are needed", key="simulation", hint=hint))
    if scenario.measured is None:
        hint = "measured: {air: {csv: log.csv, column: room_degc}}, or --log with its columns"
        problems.append(Problem("nothing is measured", key="measured", hint=hint))
    return ScenarioError(f"{scenario.name}: nothing to compare", problems)


def default_phases(period: Period, *, has_heat: bool) -> tuple[MeasuredPhase, ...]:
    """Return one phase held, then one let go; without heat the room stays held."""
    days = max(1, min(HELD_DAYS, int(HELD_PART * period.n_counted)))
    first, end = period.first.isoformat(), period.edges_s(86400.0)[-1]
    after = moment_s(first, period.utc_offset_h) + 86400.0 * days

    def text(time_s: float) -> str:
        moment = np.datetime64(round(time_s + 3600.0 * period.utc_offset_h), "s")
        return str(moment)[:16]

    if not has_heat or period.n_counted == 1:
        return (MeasuredPhase(name="held", from_=first, to=text(end), held=True),)
    return (
        MeasuredPhase(name="held", from_=first, to=text(after), held=True),
        MeasuredPhase(name="driven by the measured heat", from_=text(after), to=text(end)),
    )


def _heat(columns: tuple[LogColumn, ...], period: Period) -> FloatArray | None:
    """Return the sum of the heaters (n_hours,) [W]; None if none was measured."""
    if not columns:
        return None
    total = np.zeros(period.n_hours)
    for column in columns:
        found = samples(column, "heat_flow", period.utc_offset_h)
        total += over_steps(found, column, period, HOUR_S)
    return total


def _held(phases: tuple[MeasuredPhase, ...], period: Period) -> BoolArray:
    """Return in which steps the room is held (n_steps,): those before, and held phases."""
    middle = period.edges_s(BASE_STEP_S)[:-1] + 0.5 * BASE_STEP_S
    held = middle < moment_s(phases[0].from_, period.utc_offset_h)
    for phase in phases:
        held[_inside(phase, period, middle)] = phase.held
    return held


def _inside(phase: MeasuredPhase, period: Period, time_s: FloatArray) -> BoolArray:
    first, last = (moment_s(text, period.utc_offset_h) for text in (phase.from_, phase.to))
    return np.asarray((time_s >= first) & (time_s < last))


def _of_phase(
    phase: MeasuredPhase,
    period: Period,
    measured_degc: FloatArray,
    simulated_degc: FloatArray,
    heat: FloatArray | None,
    simulated_w: FloatArray,
) -> PhaseResult:
    middle = period.edges_s(HOUR_S)[:-1] + 0.5 * HOUR_S
    hours = _inside(phase, period, middle) & (np.arange(middle.size) >= period.n_hours_before)
    if not hours.any():
        message = f"'{phase.name}' is not within the days"
        hint = f"the days are {period.first} to {period.last}"
        raise ScenarioError.of(message, "measured.phases", hint=hint, title="a phase without hours")
    off = (simulated_degc - measured_degc)[hours]
    return PhaseResult(
        name=phase.name,
        held=phase.held,
        hours=int(hours.sum()),
        rmse_k=None if phase.held else float(np.sqrt(np.mean(off**2))),
        bias_k=None if phase.held else float(off.mean()),
        measured_range_k=float(np.ptp(measured_degc[hours])),
        measured_heat_w=None if heat is None else float(heat[hours].mean()),
        simulated_heat_w=float(simulated_w[hours].mean())
        if heat is not None or phase.held
        else None,
    )


def _refuse_implausible(
    scenario: Scenario,
    measured: Measured,
    measured_degc: FloatArray,
    outdoor_degc: FloatArray,
    period: Period,
) -> None:
    """Refuse a temperature that can't be a room's: constant, as outdoors, or of a day at most.

    Raises
    ------
    ScenarioError
        With what is wrong.
    """
    counted = slice(period.n_hours_before, None)
    room, hours = measured_degc[counted], period.n_hours - period.n_hours_before
    outdoor = 0.5 * (outdoor_degc[1:] + outdoor_degc[:-1])[counted]
    name = measured.air_degc.column
    name = name if isinstance(name, str) else " and ".join(name)
    message, hint = "", ""
    if float(np.ptp(room)) == 0.0 and hours > SHORTEST_H:
        message = f"column '{name}' is {room[0]:g} degC all the time"
        hint = "a thermometer's column, not a setpoint"
    elif float(np.abs(room - outdoor).max()) < ALIKE_K:
        message = f"column '{name}' is the outdoor temperature"
        hint = "the column of the room's thermometer"
    if message:
        title = f"{scenario.name}: the log can't be compared"
        raise ScenarioError.of(message, "measured.air", hint=hint, title=title)


def _refuse_other_unit(scenario: Scenario, phases: tuple[PhaseResult, ...]) -> None:
    """Refuse a heat that is a thousandth of what holds the room: kilowatts called watts."""
    for phase in phases:
        needed, given = phase.simulated_heat_w, phase.measured_heat_w
        if not phase.held or needed is None or given is None or needed < LEAST_HEAT_W:
            continue
        if UNIT_RATIO[0] < given / needed < UNIT_RATIO[1]:
            raise ScenarioError.of(
                f"{given:.3g} W were measured where {needed:.0f} W are needed",
                "measured.heat",
                hint="kilowatts in a column called _w? Let its name end in _kw",
                title=f"{scenario.name}: the log can't be compared",
            )


def _notes(measured: Measured) -> tuple[str, ...]:
    """Return what a thermometer's place means: a room of one air temperature has no layers."""
    height = measured.sensor_height_m
    where = "" if height is None else f" at {height:g} m"
    name = measured.air_degc.column
    if isinstance(name, dict) and len(name) > 1:
        where = f", the mean of {len(name)} thermometers"
    text = (
        f"the room's air is one temperature, fully mixed; the measured one{where} differs from its "
        "mean where air lies in layers: 1.2 K between 0.7 and 1.9 m in a test house at 30 degC"
    )
    return (text,)
