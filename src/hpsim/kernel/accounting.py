"""What an interval adds to the hour and to the run of the compressor."""

from __future__ import annotations

from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import internal
from hpsim.kernel.state import EPSILON_S, State, Totals, Unit, Work
from hpsim.kernel.types import Machine

QUARTER_S, HALF_S, HOUR_S = 900.0, 1800.0, 3600.0  # over which utilities average demand


@internal
def crankcase_heats(machine: Machine, heats: bool, outdoor_degc: float, was_on: bool) -> bool:
    """Return whether the crankcase heater of a unit that is off is on."""
    below_degc = (
        machine.auxiliaries.crankcase_below_degc
        if heats
        else machine.auxiliaries.crankcase_below_cooling_degc
    )
    if was_on:
        below_degc += machine.auxiliaries.crankcase_off_above_k
    return bool(outdoor_degc < below_degc)


@internal
def off_cycle_power_w(machine: Machine, heats: bool, outdoor_degc: float, was_on: bool) -> float:
    """Return what the unit draws while its compressor is off [W].

    ``was_on``: the crankcase heater, before.
    """
    power_w: float = machine.auxiliaries.standby_w
    if crankcase_heats(machine, heats, outdoor_degc, was_on):
        power_w += machine.auxiliaries.crankcase_w
    return power_w


@internal
def accumulate_cut_out(
    machine: Machine,
    unit: Unit,
    state: State,
    totals: Totals,
    interval_s: float,
    outdoor_degc: float,
) -> None:
    """Add the time in which it is too cold or too hot outdoors for the compressor."""
    if unit.may_heat and state.locked_out:
        totals.cut_out_heating_s += interval_s
    if unit.may_cool and is_outside_cooling(machine, outdoor_degc, state.cool_below_degc):
        totals.cut_out_cooling_s += interval_s


@internal
def is_outside_cooling(machine: Machine, outdoor_degc: float, below_degc: float) -> bool:
    """Return whether it is too cold or too hot outdoors to cool."""
    is_cold = outdoor_degc < machine.outdoor_coil.lowest_cooling_degc
    return bool(is_cold or outdoor_degc > below_degc)


@internal
def accumulate_run(
    state: State,
    totals: Totals,
    interval_s: float,
    mean_speed: float,
    capacity_w: float,
    latent_ss_w: float,
    power_w: float,
    fuel_w: float,
    fan_w: float,
    given_w: float,
    evaporated_kg: float,
) -> None:
    """Add a running compressor's interval to hour and run, with what defrosts and stops need."""
    heats = state.mode > 0.0
    totals.running_s += interval_s
    totals.speed_s += mean_speed * interval_s
    state.run_speed_s += mean_speed * interval_s
    state.run_electricity_j += (fan_w + power_w) * interval_s
    state.run_heat_j += given_w * interval_s
    state.stopped_w = capacity_w
    state.stopped_latent_w = latent_ss_w
    is_full = mean_speed >= state.top - 1e-6
    if is_full:
        totals.running_full_s += interval_s
    state.full_s = state.full_s + interval_s if is_full and heats else 0.0
    if state.defrosting_s > 0.0:
        totals.defrost_j += power_w * interval_s
        state.defrosting_s -= interval_s
        if state.defrosting_s < 1e-6:
            state.defrosting_s = 0.0
    elif heats:
        totals.compressor_heating_j += power_w * interval_s
        totals.fuel_j += fuel_w * interval_s
        if state.icing_share > 0.0:
            state.frosted += interval_s * state.frosted_per_s
    else:
        totals.compressor_cooling_j += power_w * interval_s
        state.run_heat_j -= evaporated_kg * VAPORISATION_J_PER_KG


@internal
def accumulate(
    machine: Machine,
    work: Work,
    interval_s: float,
    outdoor_degc: float,
    power_w: float,
    fan_w: float,
    sensible_w: float,
    latent_w: float,
    evaporated_kg: float,
) -> None:
    """Add an interval to the hour."""
    state, totals = work.state, work.totals
    heats = state.mode > 0.0
    electric_w = fan_w
    if state.on:
        electric_w += power_w
        if heats and outdoor_degc < machine.auxiliaries.pan_heater_below_degc:
            totals.standby_j += machine.auxiliaries.pan_heater_w * interval_s
            electric_w += machine.auxiliaries.pan_heater_w
    else:
        standby_w = off_cycle_power_w(machine, heats, outdoor_degc, state.preheats)
        electric_w += standby_w
        totals.standby_j += standby_w * interval_s
        if state.fan_runs:
            totals.fan_alone_s += state.fan_time_share * interval_s
        if state.calls != 0.0:
            state.call_s += interval_s
    work.interval.electric_w = electric_w
    if fan_w > 0.0:
        totals.fan_j += fan_w * interval_s
    if heats:
        totals.heat_j += sensible_w * interval_s
        totals.heating_electricity_j += electric_w * interval_s
    else:
        totals.cool_j -= sensible_w * interval_s
    if state.backup_on:
        work.interval.electric_w += state.backup_now_w
        totals.backup_j += state.backup_now_w * interval_s
        totals.heat_j += state.backup_now_w * interval_s
        totals.heating_electricity_j += state.backup_now_w * interval_s
        state.since_stage_s += interval_s
    if latent_w > 0.0 or evaporated_kg > 0.0:
        returned_j = evaporated_kg * VAPORISATION_J_PER_KG
        totals.latent_j += latent_w * interval_s - returned_j
        totals.returned_j += returned_j
    if state.recovering_to != 0.0:
        totals.recovering_s += interval_s
        state.recovering_s += interval_s
    if state.is_drying:
        totals.drying_s += interval_s
    if state.open_w_per_k > 0.0:
        totals.windows_open_s += interval_s


@internal
def accumulate_induced_infiltration(
    state: State,
    totals: Totals,
    interval_s: float,
    outdoor_ratio: float,
    air_mean_degc: float,
    humidity_mean: float,
) -> None:
    """Add the air that the machine draws in, with its heat and moisture."""
    heat_w = state.drawn_at_w - state.drawn_w_per_k * air_mean_degc
    totals.drawn_heat_j += heat_w * interval_s
    latent_w = state.drawn_kg_per_s * (outdoor_ratio - humidity_mean) * VAPORISATION_J_PER_KG
    totals.drawn_latent_j += latent_w * interval_s
    totals.drawn_air_kg += state.drawn_kg_per_s * interval_s


@internal
def electricity_j(totals: Totals) -> float:
    """Return the electricity of the hour so far: the sum of its uses [J]."""
    return float(
        totals.compressor_heating_j
        + totals.compressor_cooling_j
        + totals.fan_j
        + totals.backup_j
        + totals.defrost_j
        + totals.standby_j
    )


@internal
def begin_demand(state: State) -> None:
    """Begin the quarter-hours and half-hours of an hour."""
    state.quarter_end_s, state.half_end_s = QUARTER_S, HALF_S
    state.quarter_from_j = state.half_from_j = 0.0


@internal
def accumulate_demand(state: State, totals: Totals, electric_w: float, end_s: float) -> None:
    """Note the mean power of quarter-hours and half-hours that have ended with an interval.

    The highest mean is kept in watts times an hour, as sums are. ``electric_w``: the
    interval's own power, which is constant in it.
    """
    while end_s >= state.quarter_end_s - EPSILON_S:
        beyond_s = max(end_s - state.quarter_end_s, 0.0)
        energy_j = electricity_j(totals) - electric_w * beyond_s
        mean_w = (energy_j - state.quarter_from_j) * (1.0 / QUARTER_S)
        totals.quarter_peak_w_s = max(totals.quarter_peak_w_s, mean_w * HOUR_S)
        state.quarter_from_j = energy_j
        if state.quarter_end_s >= state.half_end_s - EPSILON_S:
            mean_w = (energy_j - state.half_from_j) * (1.0 / HALF_S)
            totals.half_peak_w_s = max(totals.half_peak_w_s, mean_w * HOUR_S)
            state.half_from_j = energy_j
            state.half_end_s += HALF_S
        state.quarter_end_s += QUARTER_S
