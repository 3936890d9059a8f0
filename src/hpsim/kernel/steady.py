"""Steady output of a heat pump: what it does while it runs through, with frost in the mean.

Pure functions of machine, weather and room; what the first minutes after a start add to them is in
`coil`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from hpsim.kernel.air import bypass_at, enthalpy, saturated, sensible_capacity, wet_bulb
from hpsim.kernel.airflow import (
    COLDEST_ROOM_DEGC,
    MOIST_AIR_J_PER_KG_K,
    RATED_HEATING_DRY_BULB_DEGC,
    WARMEST_ROOM_DEGC,
)
from hpsim.kernel.compiling import internal
from hpsim.kernel.heat_pump import (
    RATED_OUTDOOR_DEGC,
    RATED_WET_BULB_DEGC,
    frost,
    induced_infiltration,
    input_by_lift,
    quadratic,
)
from hpsim.kernel.lookup import between, bracket, interpolate, look_up
from hpsim.kernel.types import Machine, Saturation

DRY_ROUNDS, DRY_STEP = 3, 2.0
"""The search for where a dry coil begins to be wet. Its apparatus dew point follows the air's
humidity by about a half, so that twice the miss is nearly a Newton step: within 1e-4 kg/kg."""


class Conditions(NamedTuple):
    """Air around a machine, and how neglect has changed the machine."""

    outdoor_degc: float
    outdoor_humidity_ratio: float
    leakage_kg_per_s: float  # outdoor air that enters the room without the machine
    room_degc: float
    # factors on the healthy machine
    heating_capacity: float = 1.0
    heating_power: float = 1.0
    cooling_capacity: float = 1.0
    cooling_power: float = 1.0
    airflow: float = 1.0  # over the indoor coil
    fan_power: float = 1.0
    heating_colder_k: float = 0.0  # the outdoor coil sees air that much colder


class Steady(NamedTuple):
    """Output and input of a running machine [W]."""

    coil_w: float  # heat to the room or sensible heat from it, positive, without the fan's
    latent_w: float
    compressor_w: float  # of a burner: fuel as well
    defrost_w: float
    fan_w: float
    fan_and_case_w: float  # heat to the room
    induced_kg_per_s: float  # outdoor air drawn into the room
    induced_w_per_k: float  # what that air, hose and duct walls carry
    induced_at_w: float  # the same times the temperature it comes from


@internal
def heating_by_room(
    machine: Machine, capacity_w: float, power_w: float, room_degc: float, coil_degc: float
) -> tuple[float, float]:
    """Return heating capacity and power with the room's air over the indoor coil [W].

    Capacity is linear in the room's temperature. Power over capacity follows the compressor's
    lift: it changes as Carnot's does between air that leaves the condenser and air at the
    evaporator, ``lift / T_c`` with ``lift = T_room - T_outdoor + approach``. Both are held outside
    of 5 to 27 degC in the room.

    Parameters
    ----------
    machine : Machine
        With its indoor coil's corrections.
    capacity_w, power_w : float
        At the rating's room temperature of 21.11 degC [W].
    room_degc, coil_degc : float
        Air at the indoor and at the outdoor coil [degC].
    """
    coil = machine.indoor_coil
    room_degc = min(max(room_degc, COLDEST_ROOM_DEGC), WARMEST_ROOM_DEGC)
    d = room_degc - RATED_HEATING_DRY_BULB_DEGC
    by_capacity = quadratic(d, coil.heating_capacity_per_k_dry_bulb, 0.0)
    capacity_w *= by_capacity
    if coil.heating_approach_k > 0.0:
        power_w *= by_capacity * input_by_lift(room_degc, coil_degc, coil.heating_approach_k)
    else:
        power_w *= quadratic(d, coil.heating_power_per_k_dry_bulb, 0.0)
    return capacity_w, power_w


@internal
def by_wet_bulb(machine: Machine, warmer_k: float, hotter_k: float) -> tuple[float, float]:
    """Return the factors on gross cooling capacity and power.

    ``warmer_k``: room wet bulb over the rating's; ``hotter_k``: air at the outdoor coil over it.
    """
    capacity = quadratic(
        warmer_k,
        machine.indoor_coil.cooling_capacity_per_k_wet_bulb
        + machine.indoor_coil.cooling_capacity_per_k2_wet_bulb_outdoor * hotter_k,
        machine.indoor_coil.cooling_capacity_per_k2_wet_bulb,
    )
    power = quadratic(
        warmer_k,
        machine.indoor_coil.cooling_power_per_k_wet_bulb
        + machine.indoor_coil.cooling_power_per_k2_wet_bulb_outdoor * hotter_k,
        machine.indoor_coil.cooling_power_per_k2_wet_bulb,
    )
    return capacity, power


@internal
def dry_coil(
    machine: Machine,
    table: Saturation,
    air_degc: float,
    humidity_ratio: float,
    total_w: float,
    touching_kg_per_s: float,
    warmer_k: float,
    hotter_k: float,
) -> tuple[float, float]:
    """Return the factors on capacity and power of a coil on which nothing condenses.

    A dry coil does not feel the air's humidity: its capacity is that at the humidity at which
    water would begin to condense, at the same dry bulb. Its apparatus dew point there is the
    air's own: sought in a few rounds.

    Parameters
    ----------
    machine : Machine
        With its coil's corrections.
    table : Saturation
        Saturated air at the place's pressure.
    air_degc, humidity_ratio : float
        Room air [degC, kg/kg].
    total_w : float
        Gross capacity at the air's own wet bulb [W].
    touching_kg_per_s : float
        Airflow that is not bypassed [kg/s].
    warmer_k, hotter_k : float
        As in `by_wet_bulb`, at the air's own wet bulb [K].

    References
    ----------
    EnergyPlus Engineering Reference, "DX cooling coil model", dry coil: the same search.
    """
    own_capacity, own_power = by_wet_bulb(machine, warmer_k, hotter_k)
    capacity, power = own_capacity, own_power
    onset = humidity_ratio
    if own_capacity <= 0.0:
        return 1.0, 1.0
    for _ in range(DRY_ROUNDS):
        coil_w = total_w * capacity / own_capacity
        _, at_coil = saturated(table, enthalpy(air_degc, onset) - coil_w / touching_kg_per_s)
        onset = max(onset + DRY_STEP * (at_coil - onset), humidity_ratio)
        wet_degc = wet_bulb(table, air_degc, onset)
        capacity, power = by_wet_bulb(machine, wet_degc - RATED_WET_BULB_DEGC, hotter_k)
    return capacity / own_capacity, power / max(own_power, 1e-9)


@internal
def induced_air(
    machine: Machine, flow: float, outdoor_degc: float, leakage_kg_per_s: float
) -> tuple[float, float, float]:
    """Return what a hose or leaky ducts draw into the room.

    Parameters
    ----------
    machine : Machine
        With its hoses or ducts.
    flow : float
        Fraction of the full flow [-].
    outdoor_degc : float
        Outdoor air [degC].
    leakage_kg_per_s : float
        Outdoor air that enters by itself [kg/s].

    Returns
    -------
    tuple
        Outdoor air [kg/s], what it and walls carry [W/K], that times its source temperature [W].
    """
    path = machine.air_path
    induced_kg_per_s = path.induced_infiltration_kg_per_s
    from_outside_kg_per_s = induced_kg_per_s * (1.0 - path.from_home_fraction)
    home_w_per_k = induced_kg_per_s * path.from_home_fraction * MOIST_AIR_J_PER_KG_K
    drawn = path.return_leak_kg_per_s * flow
    drawn += induced_infiltration(from_outside_kg_per_s * flow, leakage_kg_per_s)
    w_per_k = drawn * MOIST_AIR_J_PER_KG_K
    w_per_k += path.outside_w_per_k * flow
    at_w = w_per_k * outdoor_degc
    at_w += home_w_per_k * flow * path.home_degc
    w_per_k += home_w_per_k * flow
    return drawn, w_per_k, at_w


@internal
def bypass_of(machine: Machine, j: int, airflow_fraction: float) -> float:
    """Return the coil's bypass factor at a knot of its speeds and a fraction of its airflow."""
    full = math.exp(-machine.cooling.coil_a0_kg_per_s[j] / machine.cooling.airflow_kg_per_s[j])
    return bypass_at(full, airflow_fraction)


@internal
def steady_output(
    machine: Machine,
    table: Saturation,
    mode: float,
    at: Conditions,
    room_ratio: float,
    speed: float,
) -> Steady:
    """Return what a machine does that runs through.

    Parameters
    ----------
    machine : Machine
        With its tables.
    table : Saturation
        Saturated air at the place's pressure.
    mode : float
        1 heating, -1 cooling.
    at : Conditions
        Outdoor and room air, and how neglect has changed the machine.
    room_ratio : float
        Humidity ratio of the room [kg/kg].
    speed : float
        Of the compressor, fraction of full speed [-].
    """
    outdoor, ratio = at.outdoor_degc, at.outdoor_humidity_ratio
    through_room = machine.outdoor_coil.room_air_fraction  # of the outdoor coil's air
    coil_degc = outdoor + through_room * (at.room_degc - outdoor)
    flow = speed if machine.air_path.follows_fan > 0.0 else 1.0
    induced = induced_air(machine, flow, outdoor, at.leakage_kg_per_s)
    delivered = machine.air_path.delivery_effectiveness
    if mode > 0.0:
        warmer_degc = coil_degc
        coil_degc -= at.heating_colder_k
        coil_ratio = ratio + through_room * (room_ratio - ratio)
        capacity_w, power_w = look_up(machine.heating, coil_degc, speed)
        capacity_w, power_w = heating_by_room(
            machine, capacity_w, power_w, at.room_degc, warmer_degc
        )
        capacity_w *= at.heating_capacity
        power_w *= at.heating_power
        icing, clear_heat, clear_power, ice_heat, ice_power, ice_of_capacity = frost(
            machine.outdoor_coil.defrost, table, coil_degc, coil_ratio
        )
        fan_w = interpolate(machine.heating.speed, machine.heating.fan_w, speed)
        fan_w *= at.fan_power * (1.0 - icing)
        return Steady(
            capacity_w * ((1.0 - icing) * clear_heat + icing * ice_heat) * delivered,
            0.0,
            power_w * (1.0 - icing) * clear_power,
            icing * (ice_power * power_w + ice_of_capacity * capacity_w),
            fan_w,
            fan_w * delivered + machine.air_path.case_heat_fraction * (power_w - capacity_w),
            *induced,
        )
    total_w, power_w = look_up(machine.cooling, coil_degc, speed)
    warmer_k = wet_bulb(table, at.room_degc, room_ratio) - RATED_WET_BULB_DEGC
    by_capacity, by_power = by_wet_bulb(machine, warmer_k, coil_degc - RATED_OUTDOOR_DEGC)
    total_w *= by_capacity * at.cooling_capacity
    power_w *= by_power * at.cooling_power
    axis = machine.cooling.speed
    j, g = bracket(axis, speed)
    slow = bypass_of(machine, j, at.airflow)
    airflow = between(machine.cooling.airflow_kg_per_s, j, g) * at.airflow
    passing = slow + g * (bypass_of(machine, j + 1, at.airflow) - slow)
    sensible_w = sensible_capacity(table, at.room_degc, room_ratio, total_w, airflow, passing)
    if sensible_w >= total_w:
        more, more_power = dry_coil(
            machine,
            table,
            at.room_degc,
            room_ratio,
            total_w,
            airflow * (1.0 - passing),
            warmer_k,
            coil_degc - RATED_OUTDOOR_DEGC,
        )
        total_w *= more
        power_w *= more_power
        sensible_w = total_w
    fan_w = interpolate(axis, machine.cooling.fan_w, speed) * at.fan_power
    return Steady(
        sensible_w * delivered,
        (total_w - sensible_w) * delivered,
        power_w,
        0.0,
        fan_w,
        fan_w * delivered + machine.air_path.case_heat_fraction * (total_w + power_w),
        *induced,
    )
