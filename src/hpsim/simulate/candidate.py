"""One candidate's year in a room whose response is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from operator import methodcaller
from typing import Any, Literal

import numpy as np

from hpsim.building.home_exchange import HomeBand, heat_to_home_w
from hpsim.building.ideal_load import windows_open
from hpsim.building.radiant import mean_radiant_degc
from hpsim.building.solver_arrays import hourly_mean
from hpsim.description.period import Period
from hpsim.equipment.assumptions import Burner, MachineAssumptions
from hpsim.equipment.faults import compile_faults
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.output import dry_ratio, output_limits
from hpsim.equipment.site import at_site
from hpsim.kernel.moisture import moisture_course
from hpsim.kernel.own_control import band_middle_k
from hpsim.kernel.types import Channels, Control, Cycles, FloatArray, Machine, RoomDrivers
from hpsim.metrics.sound import indoor_sound
from hpsim.psychrometrics import saturation_table
from hpsim.results import ControlBand, Results, RoomYear, Trace
from hpsim.scenario.control import as_switched, control_by, control_of
from hpsim.scenario.model import Scenario
from hpsim.simulate.arrays import plain
from hpsim.simulate.carbon_dioxide import room_co2_ppm
from hpsim.simulate.hourly import hourly_year, ideal_year, left_out, part_load_of
from hpsim.simulate.response import RoomCache, RoomResponse, room_response
from hpsim.simulate.sanity import refuse_absurd
from hpsim.simulate.stepping import compile_inputs, step_year

HOUR_S = 3600.0
TRACE_HOURS = 24
MILD_LOAD = 0.25  # of the year's highest daily load: judgement, about the middle of the heat needed

Traced = Literal["nothing", "days", "year"]
"""Of what every channel of every step is kept."""


def run_candidate(
    scenario: Scenario,
    response: RoomResponse,
    index: int,
    *,
    traced: Traced = "days",
    comfort: bool = True,
    compiled: Callable[[Candidate], tuple[Machine, MachineAssumptions]] = methodcaller("compile"),
    cache: RoomCache | None = None,
) -> Results:
    """Return one candidate's year in a room whose response is known.

    Parameters
    ----------
    traced : str
        Of what every channel of every step is kept: ``nothing``; three ``days`` (the coldest, the
        one that needs most cooling, a mild one); the ``year``, and those days.
    comfort : bool
        With the mean radiant temperature, the heat that leaves for the home and the carbon
        dioxide; else nan, None and None.
    compiled : callable
        What makes the machine: its own ``compile``, or one that keeps those it has made.
    cache : RoomCache
        Where the held room of a candidate without a machine is kept; default: nowhere.

    Raises
    ------
    SimulationError
        A balance does not close, or the year can't be true.
    """
    candidate = scenario.candidates[index]
    name = scenario.candidate_names()[index]
    step_s = float(scenario.simulation.step_s)
    period = response.weather.period
    if not candidate.is_machine:
        year = _exact(name, candidate.kind, response)
        if not candidate.has_setpoints:
            held = room_response(scenario, weather=response.weather, cache=cache)
            year = replace(year, room=held.year)  # the setpoints and loads that it misses
        return counted(year, period)
    machine, notes = compiled(candidate)
    machine = installed(machine, scenario, candidate, response.climate.pressure_pa)
    control = control_of(scenario.thermostat, candidate)
    by_hour = scenario.simulation.resolution == "hour"
    wrong = candidate.given_faults
    drivers = response.ideal.drivers
    faults = compile_faults(wrong, drivers.outdoor_degc, drivers.step_s) if wrong else None
    inputs = compile_inputs(response, machine, control, faults, by_hour=by_hour)
    windows = _trace_windows(response, traced)
    warmup_hours = 0 if period else round(scenario.simulation.warmup_s / 3600.0)
    if by_hour:
        step_s = 3600.0
        law = part_load_of(machine)
        hourly = hourly_year(inputs, ideal_year(response), law, warmup_hours=warmup_hours)
        opened = hourly_mean(windows_open(response.ideal), response.ideal.step_s)
        hourly = hourly._replace(windows_open=opened)
        cycles = Cycles(*(np.zeros(0) for _ in Cycles._fields))
        whole = Trace(0, step_s, hourly)
        traces = {name: _part_of(whole, *hours) for name, hours in windows.items()}
    else:
        packed = response.packed(inputs.drivers)
        hourly, cycles, traces = step_year(inputs, step_s, warmup_hours, windows, packed)
    if notes.burner is not None:
        hourly = with_ignition(hourly, notes.burner, 3600.0)
        cycles = _with_igniter(cycles, notes.burner)
        traces = {
            name: replace(t, channels=with_ignition(t.channels, notes.burner, t.step_s))
            for name, t in traces.items()
        }
    if traced == "year":
        days = _trace_windows(response, "days")
        traces |= {name: _part_of(traces["year"], *hours) for name, hours in days.items()}
    around = response.surroundings
    cooled_ratio = dry_ratio(hourly.humidity_ratio, response.year.ideal_cooling_w > 0.0, around)
    limits = output_limits(machine, around, cooled_ratio)
    year = Results(
        candidate=name,
        kind=candidate.kind,
        step_s=step_s,
        hourly=hourly,
        cycles=cycles,
        room=response.year,
        **limits._asdict(),
        mean_radiant_degc=_mean_radiant_degc(response, hourly.room_degc)
        if comfort
        else np.full(hourly.room_degc.size, np.nan),
        heat_to_home_w=heat_to_home_w(
            response.home(HomeBand() if by_hour else HomeBand(*band_middle_k(control))),
            hourly.room_degc,
        )
        if comfort
        else None,
        co2_ppm=room_co2_ppm(response, inputs.drivers, hourly) if comfort else None,
        traces=traces,
        notes=(
            *notes.notes,
            *_control_notes(scenario, candidate),
            *_emergency_notes(scenario, candidate, machine),
            *(left_out(machine, control, response) if by_hour else ()),
        ),
        label=notes.given_label,
        sound=indoor_sound(machine, notes),
        band=control_band(machine, control),
        fuel=None if notes.burner is None else notes.burner.fuel,
    )
    year = counted(year, period)
    refuse_absurd(year, response.model.floor_area_m2)
    return year


def installed(
    machine: Machine, scenario: Scenario, candidate: Candidate, pressure_pa: float
) -> Machine:
    """Return a candidate's machine in the air of its site and as the thermostat switches it."""
    return as_switched(scenario.thermostat, candidate, at_site(machine, pressure_pa))


def _mean_radiant_degc(response: RoomResponse, room_degc: FloatArray) -> FloatArray:
    """Return the mean radiant temperature of a year in which the air had hourly means."""
    ideal = response.year
    off_k = room_degc - ideal.ideal_room_degc
    return mean_radiant_degc(response.radiant, ideal.ideal_mean_radiant_degc, off_k)


def counted(results: Results, period: Period | None) -> Results:
    """Return results of the days that count, without those that warm up; a year as it is.

    Runs of the compressor that begin before the first of them are left out, as before a year.
    """
    if period is None:
        return results
    hours, begin_s = slice(period.n_hours_before, None), 3600.0 * period.n_hours_before

    ours = results.cycles.start_s >= begin_s
    cycles = Cycles(*(column[ours] for column in results.cycles))
    return replace(
        results,
        **_cut(results, hours),
        room=room_of_days(results.room, period),
        hourly=Channels(*(channel[hours] for channel in results.hourly)),
        cycles=cycles._replace(start_s=cycles.start_s - begin_s),
        traces={
            name: replace(trace, first_step=trace.first_step - round(begin_s / trace.step_s))
            for name, trace in results.traces.items()
        },
        period=period.counted,
    )


def room_of_days(room: RoomYear, period: Period | None) -> RoomYear:
    """Return a room's hours of the days that count; those of a year as they are."""
    if period is None:
        return room
    return replace(room, **_cut(room, slice(period.n_hours_before, None)))


def _cut(of: Results | RoomYear, hours: slice) -> dict[str, Any]:
    arrays = ((part.name, getattr(of, part.name)) for part in fields(of))
    return {name: v[hours] for name, v in arrays if isinstance(v, np.ndarray)}


def control_band(machine: Machine, control: Control) -> ControlBand:
    """Return where a unit's control starts and stops it, in room air less the setpoint [K]."""
    if control.is_own > 0.0:
        heating_starts, heating_stops = control.heating_restart_k, control.heating_stop_k
        cooling_starts, cooling_stops = control.cooling_restart_k, control.cooling_stop_k
        shift = control.heating_shift_k
    else:
        half_k, shift = 0.5 * control.differential_k, 0.0
        starts, stops = -half_k, half_k
        if machine.compressor.modulates > 0.0:
            starts, stops = -control.restart_margin_k, 2.0 * control.stop_margin_k
        heating_starts = cooling_starts = starts
        heating_stops = cooling_stops = stops
    felt_k = control.sensor_offset_k
    return ControlBand(
        heating_starts_k=heating_starts + shift - felt_k,
        heating_stops_k=heating_stops + shift - felt_k,
        cooling_starts_k=-cooling_starts - felt_k,
        cooling_stops_k=-cooling_stops - felt_k,
    )


def _control_notes(scenario: Scenario, candidate: Candidate) -> tuple[str, ...]:
    """Return a note on a control that was taken by default."""
    if candidate.given_control is not None or control_by(scenario.thermostat, candidate) is None:
        return ()
    note = "controls itself as generic ductless units do; `control: thermostat`, or "
    return (note + "thermostat.differential: a wall thermostat does",)


def _emergency_notes(scenario: Scenario, candidate: Candidate, machine: Machine) -> tuple[str, ...]:
    """Return a note on a heat pump in emergency heat."""
    if not (scenario.thermostat.emergency_heat and candidate.heats_by_compressor):
        return ()
    if not candidate.can_heat and machine.backup.power_w <= 0.0:
        return ()
    has_backup = machine.backup.power_w > 0.0
    how = "the backup heats alone, in any weather" if has_backup else "without a backup, no heat"
    return (f"thermostat.emergency_heat: {how}",)


def with_ignition(channels: Channels, burner: Burner, interval_s: float) -> Channels:
    """Return channels with what the loop leaves out of a burner: its ignitions and its pilot.

    An hour's highest quarter-hour and half-hour have the ignitions from the loop; a step's, which
    are its own mean, get them here.
    """
    starts = channels.starts_heating
    start_w = starts * (burner.start_j / interval_s)
    in_peak_w = start_w if interval_s < HOUR_S else 0.0
    return channels._replace(
        quarter_peak_w=channels.quarter_peak_w + in_peak_w,
        half_peak_w=channels.half_peak_w + in_peak_w,
        compressor_heating_w=channels.compressor_heating_w + start_w,
        heating_electricity_w=channels.heating_electricity_w + start_w,
        fuel_w=channels.fuel_w + burner.pilot_w,
    )


def _with_igniter(cycles: Cycles, burner: Burner) -> Cycles:
    start_j = np.where(cycles.mode > 0.0, burner.start_j, 0.0)
    return cycles._replace(electricity_j=cycles.electricity_j + start_j)


def _trace_windows(response: RoomResponse, traced: Traced) -> dict[str, tuple[int, int]]:
    """Return what to trace; of days the coldest, the one that needs most cooling, and a mild one.

    The mild day is the one whose load is nearest to a quarter of the year's highest: there most
    units need to give less than their minimum, so that their cycling shows.
    """
    if traced == "nothing":
        return {}
    period, year = response.weather.period, response.year
    before = 0 if period is None else period.n_before
    n_hours = year.outdoor_degc.size
    if traced == "year":
        return {"year": (24 * before, n_hours - 24 * before)}
    daily_degc = year.outdoor_degc.reshape(-1, 24).mean(axis=1)[before:]
    cooling = year.ideal_cooling_w.reshape(-1, 24).mean(axis=1)[before:]
    summer = int(np.argmax(cooling)) if cooling.max() > 0.0 else int(np.argmax(daily_degc))
    heating = year.ideal_heating_w.reshape(-1, 24).mean(axis=1)[before:]
    load = heating if heating.max() > 0.0 else cooling
    winter = int(np.argmin(daily_degc))
    distance_w = np.abs(load - MILD_LOAD * load.max())
    distance_w[[winter, summer]] = np.inf
    mild = int(np.argmin(distance_w))
    days = {"mild_day": mild, "summer_day": summer, "winter_day": winter}
    once = {day: name for name, day in days.items()}  # each hour is traced once
    names: tuple[str, ...] = ("winter_day", "summer_day", "mild_day")
    if np.isnan(year.heating_setpoint_degc).all() and cooling.max() > 0.0:
        names = names[1:]  # on a cold day nothing heats
    return {
        name: (24 * (before + days[name]), TRACE_HOURS) for name in names if name in once.values()
    }


def _part_of(trace: Trace, first_hour: int, hours: int) -> Trace:
    """Return some hours of a trace of the whole year."""
    per_hour = round(3600.0 / trace.step_s)
    first = first_hour * per_hour
    part = slice(first, first + hours * per_hour)
    return Trace(first, trace.step_s, Channels(*(values[part] for values in trace.channels)))


def _exact(name: str, kind: str, response: RoomResponse) -> Results:
    """Return the year of a candidate that needs no stepping: ideal control, or none."""
    year, ideal = response.year, response.ideal
    zero = np.zeros(year.outdoor_degc.size)
    humidity, condensed = _room_humidity(ideal.drivers, ideal.air_degc)
    hourly = Channels(*(zero for _ in Channels._fields))._replace(
        room_degc=year.ideal_room_degc,
        humidity_ratio=humidity,
        condensed_kg_per_s=condensed,
        heat_delivered_w=year.ideal_heating_w,
        cool_delivered_w=year.ideal_cooling_w,
        windows_open=hourly_mean(windows_open(ideal), ideal.step_s),
    )
    nan = np.full(zero.size, np.nan)
    empty = Cycles(*(np.zeros(0) for _ in Cycles._fields))
    radiant = year.ideal_mean_radiant_degc
    outputs = (nan, nan, nan, nan)
    co2_ppm = room_co2_ppm(response, ideal.drivers, hourly)
    home, to_home_w = response.home_around, zero
    if home is not None:
        to_home_w = heat_to_home_w(home, hourly.room_degc)
    step_s = ideal.step_s
    return Results(name, kind, step_s, hourly, empty, year, *outputs, radiant, to_home_w, co2_ppm)


def _room_humidity(drivers: RoomDrivers, air_degc: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return humidity ratio and condensation [kg/s] of a room whose air no coil dries, hourly.

    ``air_degc`` (n + 1,) are instants at the drivers' step.
    """
    ratio, condensed = np.empty(air_degc.size - 1), np.empty(air_degc.size - 1)
    table = saturation_table(round(drivers.pressure_pa, 1))
    moisture_course(plain(drivers), table, air_degc, ratio, condensed)
    return hourly_mean(ratio, drivers.step_s), hourly_mean(condensed, drivers.step_s)
