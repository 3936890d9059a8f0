"""What an interval adds to the hour and to the run of the compressor."""

from __future__ import annotations

from hpsim.kernel import state as at
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import inlined
from hpsim.kernel.state import Unit, Work
from hpsim.kernel.types import FloatArray, Machine

QUARTER_S, HALF_S, HOUR_S = 900.0, 1800.0, 3600.0  # over which utilities average demand


@inlined
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


@inlined
def off_cycle_power_w(machine: Machine, heats: bool, outdoor_degc: float, was_on: bool) -> float:
    """Return what the unit draws while its compressor is off [W].

    ``was_on``: the crankcase heater, before.
    """
    power_w: float = machine.auxiliaries.standby_w
    if crankcase_heats(machine, heats, outdoor_degc, was_on):
        power_w += machine.auxiliaries.crankcase_w
    return power_w


@inlined
def accumulate_cut_out(
    machine: Machine,
    unit: Unit,
    now: FloatArray,
    sums: FloatArray,
    interval_s: float,
    outdoor_degc: float,
) -> None:
    """Add the time in which it is too cold or too hot outdoors for the compressor."""
    if unit.may_heat and now[at.LOCKED_OUT] > 0.0:
        sums[at.CUT_OUT_HEATING] += interval_s
    if unit.may_cool and is_outside_cooling(machine, outdoor_degc, now[at.COOL_BELOW_DEGC]):
        sums[at.CUT_OUT_COOLING] += interval_s


@inlined
def is_outside_cooling(machine: Machine, outdoor_degc: float, below_degc: float) -> bool:
    """Return whether it is too cold or too hot outdoors to cool."""
    is_cold = outdoor_degc < machine.outdoor_coil.lowest_cooling_degc
    return bool(is_cold or outdoor_degc > below_degc)


@inlined
def accumulate_room(
    now: FloatArray,
    sums: FloatArray,
    interval_s: float,
    air_end_degc: float,
    humidity_end: float,
) -> None:
    """Book an interval's mean air."""
    sums[at.ROOM] += 0.5 * (now[at.AIR_DEGC] + air_end_degc) * interval_s
    sums[at.HUMIDITY] += 0.5 * (now[at.HUMIDITY_RATIO] + humidity_end) * interval_s


@inlined
def accumulate_run(
    now: FloatArray,
    sums: FloatArray,
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
    """Book an interval of a running compressor, and what a defrost or a stop needs to know."""
    heats = now[at.MODE] > 0.0
    sums[at.RUNNING] += interval_s
    sums[at.SPEED] += mean_speed * interval_s
    now[at.RUN_SPEED_S] += mean_speed * interval_s
    now[at.RUN_ELECTRICITY_J] += (fan_w + power_w) * interval_s
    now[at.RUN_HEAT_J] += given_w * interval_s
    now[at.STOPPED_W] = capacity_w
    now[at.STOPPED_LATENT_W] = latent_ss_w
    is_full = mean_speed >= now[at.TOP] - 1e-6
    if is_full:
        sums[at.RUNNING_FULL] += interval_s
    now[at.FULL_S] = now[at.FULL_S] + interval_s if is_full and heats else 0.0
    if now[at.DEFROSTING_S] > 0.0:
        sums[at.DEFROST] += power_w * interval_s
        now[at.DEFROSTING_S] -= interval_s
        if now[at.DEFROSTING_S] < 1e-6:
            now[at.DEFROSTING_S] = 0.0
    elif heats:
        sums[at.COMPRESSOR_HEATING] += power_w * interval_s
        sums[at.FUEL] += fuel_w * interval_s
        if now[at.ICING_SHARE] > 0.0:
            now[at.FROSTED] += interval_s / now[at.TO_FROST_S]
    else:
        sums[at.COMPRESSOR_COOLING] += power_w * interval_s
        now[at.RUN_HEAT_J] -= evaporated_kg * VAPORISATION_J_PER_KG


@inlined
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
    """Book an interval into the hour."""
    now, sums = work.now, work.sums
    heats = now[at.MODE] > 0.0
    electric_w = fan_w
    if now[at.ON]:
        electric_w += power_w
        if heats and outdoor_degc < machine.auxiliaries.pan_heater_below_degc:
            sums[at.STANDBY] += machine.auxiliaries.pan_heater_w * interval_s
            electric_w += machine.auxiliaries.pan_heater_w
    else:
        standby_w = off_cycle_power_w(machine, heats, outdoor_degc, now[at.PREHEATS] > 0.0)
        electric_w += standby_w
        sums[at.STANDBY] += standby_w * interval_s
        if now[at.FAN_RUNS]:
            sums[at.FAN_ALONE] += interval_s
        if now[at.CALLS] != 0.0:
            now[at.CALL_S] += interval_s
    if fan_w > 0.0:
        sums[at.FAN] += fan_w * interval_s
    if heats:
        sums[at.HEAT] += sensible_w * interval_s
        sums[at.HEATING_ELECTRICITY] += electric_w * interval_s
    else:
        sums[at.COOL] -= sensible_w * interval_s
    if now[at.BACKUP_ON]:
        sums[at.BACKUP] += now[at.BACKUP_NOW_W] * interval_s
        sums[at.HEAT] += now[at.BACKUP_NOW_W] * interval_s
        sums[at.HEATING_ELECTRICITY] += now[at.BACKUP_NOW_W] * interval_s
        now[at.SINCE_STAGE_S] += interval_s
    if latent_w > 0.0 or evaporated_kg > 0.0:
        returned_j = evaporated_kg * VAPORISATION_J_PER_KG
        sums[at.LATENT] += latent_w * interval_s - returned_j
        sums[at.RETURNED] += returned_j
    if now[at.RECOVERING_TO] != 0.0:
        sums[at.RECOVERING] += interval_s
        now[at.RECOVERING_S] += interval_s
    if now[at.IS_DRYING]:
        sums[at.DRYING] += interval_s
    if now[at.OPEN_W_PER_K] > 0.0:
        sums[at.WINDOWS_OPEN] += interval_s


@inlined
def accumulate_induced_infiltration(
    now: FloatArray,
    sums: FloatArray,
    interval_s: float,
    outdoor_ratio: float,
    air_end_degc: float,
    humidity_end: float,
) -> None:
    """Book the air that the machine draws in."""
    heat_w = now[at.DRAWN_AT_W] - now[at.DRAWN_W_PER_K] * air_end_degc
    sums[at.DRAWN_HEAT] += heat_w * interval_s
    latent_w = now[at.DRAWN_KG_PER_S] * (outdoor_ratio - humidity_end) * VAPORISATION_J_PER_KG
    sums[at.DRAWN_LATENT] += latent_w * interval_s
    sums[at.DRAWN_AIR] += now[at.DRAWN_KG_PER_S] * interval_s


@inlined
def electricity_j(sums: FloatArray) -> float:
    """Return the electricity of the hour so far: the sum of its uses [J]."""
    return float(
        sums[at.COMPRESSOR_HEATING]
        + sums[at.COMPRESSOR_COOLING]
        + sums[at.FAN]
        + sums[at.BACKUP]
        + sums[at.DEFROST]
        + sums[at.STANDBY]
    )


@inlined
def begin_demand(now: FloatArray) -> None:
    """Begin the quarter-hours and half-hours of an hour."""
    now[at.QUARTER_END_S], now[at.HALF_END_S] = QUARTER_S, HALF_S
    now[at.QUARTER_FROM_S] = now[at.QUARTER_FROM_J] = 0.0
    now[at.HALF_FROM_S] = now[at.HALF_FROM_J] = 0.0


@inlined
def accumulate_demand(now: FloatArray, sums: FloatArray, end_s: float, step_s: float) -> None:
    """Note the mean power of a quarter-hour and half-hour that end with a step.

    A step that does not divide a quarter-hour ends it at the nearest step, so that it is up to half
    a step shorter or longer. The highest mean is kept in watts times an hour, as sums are.
    """
    if end_s + 0.5 * step_s < now[at.QUARTER_END_S]:
        return
    energy_j = electricity_j(sums)
    mean_w = (energy_j - now[at.QUARTER_FROM_J]) / (end_s - now[at.QUARTER_FROM_S])
    sums[at.QUARTER_PEAK] = max(sums[at.QUARTER_PEAK], mean_w * HOUR_S)
    now[at.QUARTER_FROM_J], now[at.QUARTER_FROM_S] = energy_j, end_s
    while now[at.QUARTER_END_S] <= end_s + 0.5 * step_s:
        now[at.QUARTER_END_S] += QUARTER_S
    if end_s + 0.5 * step_s < now[at.HALF_END_S]:
        return
    mean_w = (energy_j - now[at.HALF_FROM_J]) / (end_s - now[at.HALF_FROM_S])
    sums[at.HALF_PEAK] = max(sums[at.HALF_PEAK], mean_w * HOUR_S)
    now[at.HALF_FROM_J], now[at.HALF_FROM_S] = energy_j, end_s
    while now[at.HALF_END_S] <= end_s + 0.5 * step_s:
        now[at.HALF_END_S] += HALF_S
