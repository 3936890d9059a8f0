"""The types that compiled functions take: arrays of float64 and floats, nothing else.

Conventions: heat into the room is positive; index ``k`` of an array of instants is the time
``k`` steps after the year's start in local standard time; an array of means has at index ``k``
the mean over ``k`` … ``k + 1``.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]

WARM_OFF_S = 300.0  # judgement: how long a stopped coil keeps what it had built up, fan off


class PlaneIrradiance(NamedTuple):
    """Solar irradiance on one tilted plane, split by where it comes from; hourly means [W/m2]."""

    beam_w_per_m2: FloatArray  # (n_hours,) direct sun on the plane
    circumsolar_w_per_m2: FloatArray  # (n_hours,) diffuse from around the sun: shaded like the beam
    isotropic_w_per_m2: FloatArray  # (n_hours,) diffuse from the whole visible sky
    horizon_w_per_m2: FloatArray  # (n_hours,) diffuse from the horizon band, may be negative
    ground_w_per_m2: FloatArray  # (n_hours,) reflected by the ground
    cos_incidence: FloatArray  # (n_hours,) cosine of the angle of incidence at mid-hour, 0 behind


class Climate(NamedTuple):
    """A year of weather as the room and the heat pump need it."""

    outdoor_degc: FloatArray  # (n_hours + 1,) instants, periodic: first equals last
    humidity_ratio: FloatArray  # (n_hours + 1,) instants [kg/kg]
    wind_m_per_s: FloatArray  # (n_hours + 1,) instants, at 10 m in open country
    sky_degc: FloatArray  # (n_hours + 1,) instants, black-body temperature of the sky
    pressure_pa: float  # annual mean
    sun_azimuth_deg: FloatArray  # (n_hours,) at mid-hour, clockwise from north
    sun_elevation_deg: FloatArray  # (n_hours,) at mid-hour
    wind_from_deg: FloatArray = np.zeros(0)  # (n_hours + 1,) instants; empty: not known


class RoomDynamics(NamedTuple):
    """How the room air answers to heat put into it: modes of the linear network.

    A step of ``q`` watt into the air raises its temperature by
    ``q * (direct + sum(gain * (1 - exp(-rate * t))))``.
    """

    rate_per_s: FloatArray  # (n_modes,) all positive
    gain_k_per_w: FloatArray  # (n_modes,) steady share of each mode [K/W]
    direct_k_per_w: float  # what the dropped fast modes add at once [K/W]


class FilmSets(NamedTuple):
    """The room's response with other inside films, and which holds when; empty: one for all.

    The air's temperature passes from one set to another unchanged, and so does the heat that the
    room holds: column ``j`` of ``change[to, of]`` is what mode ``j`` becomes.
    """

    rate_per_s: FloatArray = np.zeros((0, 0))  # (n_sets, n_modes) as in `RoomDynamics`
    gain_k_per_w: FloatArray = np.zeros((0, 0))  # (n_sets, n_modes), 0 where a set has fewer
    change: FloatArray = np.zeros((0, 0, 0, 0))  # (n_sets, n_sets, n_modes, n_modes) [K/K]
    of_step: FloatArray = np.zeros(0)  # (n,) set that holds in each base step


class RoomDrivers(NamedTuple):
    """All that reaches the room but the machine's heat, at the ideal-load pass's step."""

    step_s: float
    free_air_degc: FloatArray  # (n + 1,) instants: air temperature without the heats below
    gain_w: FloatArray  # (n,) means: convective gains into the air
    exchange_w_per_k: FloatArray  # (n,) slopes: air exchange above the constant one in the modes
    exchange_heat_w: FloatArray  # (n,) means: what it brings to a room at 0 degC [W]
    outdoor_degc: FloatArray  # (n + 1,) instants
    outdoor_humidity_ratio: FloatArray  # (n + 1,) instants [kg/kg]
    outdoor_air_kg_per_s: FloatArray  # (n,) means: all outdoor air that enters
    moisture_gain_kg_per_s: FloatArray  # (n,) means
    heating_setpoint_degc: FloatArray  # (n,) in force from its step's start; -1000 where none
    cooling_setpoint_degc: FloatArray  # (n,) in force from its step's start; 1000 where none
    air_mass_kg: float  # of the room air
    moisture_capacity_kg: float  # air mass times the moisture multiplier [kg]
    pressure_pa: float
    # held by surfaces, not by the air, per unit of relative humidity; 0: the multiplier instead
    surface_buffer_kg: float = 0.0
    surface_kg_per_s: float = 0.0  # room air to surface layer, per kg/kg of humidity ratio
    deep_buffer_kg: float = 0.0
    deep_kg_per_s: float = 0.0  # surface to deep layer, per kg/kg
    # fans and windows that follow the room's temperature; not in exchange_w_per_k
    switched_w_per_k: FloatArray = np.zeros((0, 0))  # (n_switched, n) means
    switched_above_degc: FloatArray = np.zeros(0)  # (n_switched,) run only in a warmer room
    switched_below_room_k: FloatArray = np.zeros(0)  # (n_switched,) and in air that much colder
    # (n_switched,) air whose water they exchange, and all air, over what carries their heat: more
    # than 1 with heat recovery; empty: they have none
    switched_water: FloatArray = np.zeros(0)
    switched_air: FloatArray = np.zeros(0)
    # doorways to the rest of the home; not in exchange_w_per_k
    door_w_per_k15: FloatArray = np.zeros((0, 0))  # (n_doors, n) conductance over sqrt(dT)
    door_degc: FloatArray = np.zeros((0, 0))  # (n_doors, n) air beyond the door
    door_humidity_ratio: FloatArray = np.zeros((0, 0))  # (n_doors, n)
    # through doors that are closed, and by the hour through all as under ideal control; empty: none
    home_air_kg_per_s: FloatArray = np.zeros(0)  # (n,) means
    home_water_kg_per_s: FloatArray = np.zeros(0)  # (n,) means: what that air brings


NEVER_DEGC, ALWAYS_DEGC = -1000.0, 1000.0  # limits that no outdoor temperature reaches
NOTHING = np.zeros(0)


class PerformanceMap(NamedTuple):
    """Steady-state gross performance over outdoor temperature and compressor speed."""

    outdoor_degc: FloatArray  # (n_outdoor,) strictly increasing, n_outdoor >= 2
    speed: FloatArray  # (n_speed,) fraction of full speed, strictly increasing, n_speed >= 2
    capacity_w: FloatArray  # (n_outdoor, n_speed) gross capacity of the indoor coil
    power_w: FloatArray  # (n_outdoor, n_speed) compressor and outdoor fan
    # the indoor side, which a machine's maps have and a table for ratings needn't
    fan_w: FloatArray = NOTHING  # (n_speed,) installed indoor-fan power
    airflow_kg_per_s: FloatArray = NOTHING  # (n_speed,) dry air over the coil; cooling only
    coil_a0_kg_per_s: FloatArray = NOTHING  # (n_speed,) bypass: BF = exp(-A0 / airflow); cooling


class CompressorDrive(NamedTuple):
    """How the compressor's speed is chosen and how fast it changes."""

    modulates: float = 0.0  # 1 variable speed, 0 on/off
    stages: float = 1.0  # number of fixed speeds of an on/off unit: 1 or 2
    boost_speed: float = 0.0  # speed held after a start (fraction of full speed), 0: none
    boost_s: float = 0.0  # how long
    slew_per_s: float = 1.0  # largest change of speed, fraction of full speed per second


class IndoorCoil(NamedTuple):
    """Start-up, corrections for indoor conditions, and the coil's water.

    A correction from rated indoor conditions is ``1 + linear * d + quadratic * d**2``.
    """

    heating_start_s: float = 0.0  # time constant with which heating capacity builds up
    cooling_start_sensible_s: float = 0.0
    cooling_start_latent_s: float = 0.0
    cooling_capacity_per_k_wet_bulb: float = 0.0  # d = entering wet bulb - 19.44 degC
    cooling_capacity_per_k2_wet_bulb: float = 0.0
    # change of the linear term per kelvin outdoors above 35 degC
    cooling_capacity_per_k2_wet_bulb_outdoor: float = 0.0
    cooling_power_per_k_wet_bulb: float = 0.0
    cooling_power_per_k2_wet_bulb: float = 0.0
    cooling_power_per_k2_wet_bulb_outdoor: float = 0.0
    heating_capacity_per_k_dry_bulb: float = 0.0  # d = entering dry bulb - 21.11 degC
    heating_power_per_k_dry_bulb: float = 0.0
    heating_approach_k: float = 0.0  # > 0: input ratio by the compressor's lift, not by the line
    water_capacity_kg: float = 0.0  # largest mass that hangs on the coil before it drains
    # after a start, before anything builds up: refrigerant on its way back
    heating_dead_s: float = 0.0
    cooling_dead_s: float = 0.0
    # off-cycle evaporation of a full coil in rated air, at the airflow of the highest speed
    evaporation_kg_per_s: float = 0.0


class OutdoorCoil(NamedTuple):
    """Operating limits, defrost, and the air over the outdoor coil."""

    lowest_outdoor_degc: float = NEVER_DEGC  # compressor stops below in heating
    restart_above_k: float = 0.0  # and starts again this much above
    highest_outdoor_degc: float = ALWAYS_DEGC  # cooling stops above
    lowest_cooling_degc: float = NEVER_DEGC  # and below
    defrost: float = 0.0  # 0 none, 1 Addendum 82, 2 EnergyPlus on demand, 3 by frost on the coil
    room_air_fraction: float = 0.0  # of the outdoor coil's air that comes from the room


class IndoorFan(NamedTuple):
    """When the indoor fan runs without the compressor."""

    always_on: float = 0.0  # 1: at lowest flow whenever the compressor is off
    overrun_s: float = 0.0  # after a stop
    heating_overrun_more_s: float = 0.0  # after heating, beyond overrun_s


class Auxiliaries(NamedTuple):
    """Standby and heaters."""

    standby_w: float = 0.0  # whenever the compressor is off
    crankcase_w: float = 0.0
    crankcase_below_degc: float = 0.0  # with heating called for last
    crankcase_below_cooling_degc: float = 0.0
    crankcase_off_above_k: float = 0.0  # above where it comes on
    pan_heater_w: float = 0.0  # while the compressor heats
    pan_heater_below_degc: float = 0.0


class AirPath(NamedTuple):
    """Air and heat that bypass the indoor coil: a portable unit's hoses, leaky ducts."""

    induced_infiltration_kg_per_s: float = 0.0
    """Dry air blown out, which outdoors replaces; negative: blown in."""
    from_home_fraction: float = 0.0  # of it that the rest of the home replaces
    home_degc: float = 20.0  # air of the rest of the home
    return_leak_kg_per_s: float = 0.0  # outdoor air that return leaks bring to the room
    outside_w_per_k: float = 0.0  # through walls of hoses or ducts, per kelvin outdoors - room
    follows_fan: float = 0.0  # 1: with the indoor fan, as its speed; 0: with the compressor
    case_heat_fraction: float = 0.0  # of the outdoor coil's heat that hose and case give the room
    delivery_effectiveness: float = 1.0  # fraction of coil's and fan's heat that reaches the room


class FuelBurner(NamedTuple):
    """A burner: power of the heating map is mostly fuel, and its heat comes late."""

    fuel_fraction: float = 0.0  # of the heating power; the rest is electricity
    ignition_s: float = 0.0  # from a call for heat to the flame
    fan_delay_s: float = 0.0  # from the flame to the fan: heat stays in the heat exchanger
    start_j: float = 0.0  # electricity of an ignition; in the loop, of the demand alone


class BackupHeat(NamedTuple):
    """Electric resistance heat."""

    power_w: float = 0.0
    below_degc: float = NEVER_DEGC  # may run below this outdoor temperature
    stages: float = 1.0  # equal steps in which it comes on


class Machine(NamedTuple):
    """One heat pump. Maps are at rated indoor conditions and airflow; fan heat is not in them.

    Every block's defaults are neutral: a machine without it.
    """

    can_heat: float  # 1 or 0
    can_cool: float
    heating: PerformanceMap
    cooling: PerformanceMap
    compressor: CompressorDrive = CompressorDrive()
    indoor_coil: IndoorCoil = IndoorCoil()
    outdoor_coil: OutdoorCoil = OutdoorCoil()
    fan: IndoorFan = IndoorFan()
    auxiliaries: Auxiliaries = Auxiliaries()
    air_path: AirPath = AirPath()
    burner: FuelBurner = FuelBurner()
    backup: BackupHeat = BackupHeat()


class Faults(NamedTuple):
    """How neglect changes the machine, at the drivers' base step; arrays of size 0: not at all.

    Factors are relative to the healthy machine at the same weather.
    """

    heating_capacity: FloatArray = np.zeros(0)  # (n,)
    heating_power: FloatArray = np.zeros(0)
    cooling_capacity: FloatArray = np.zeros(0)
    cooling_power: FloatArray = np.zeros(0)
    airflow: FloatArray = np.zeros(0)  # over the indoor coil
    fan_power: FloatArray = np.zeros(0)
    heating_colder_k: FloatArray = np.zeros(0)  # the outdoor coil sees air that much colder
    tripped: FloatArray = np.zeros(0)  # 1: the compressor can't run


class Control(NamedTuple):
    """The thermostat and the unit's own controller."""

    mode: float  # 0 auto changeover, 1 heating only, 2 cooling only
    differential_k: float  # full width, centred on the setpoint
    sensor_lag_s: float
    sensor_offset_k: float
    minimum_on_s: float
    minimum_off_s: float
    start_delay_s: float
    starts_per_hour_limit: float  # 0: none
    changeover_dead_time_s: float  # least time between heating and cooling
    proportional_band_k: float  # speed goes from 0 to full over this error
    integral_time_s: float
    stop_margin_k: float  # a modulating unit at minimum speed stops this far past the setpoint
    restart_margin_k: float  # and starts again this far on the other side
    backup_delay_s: float  # full output this long without reaching the setpoint
    backup_margin_k: float
    recovery_lockout_s: float = 0.0  # no backup so long after the heating setpoint has risen
    short_circuit: float = 0.0  # share of supply air in what the sensor feels
    dry_above: float = 2.0  # relative humidity above which the unit dries the air; 2: never
    dry_overcool_k: float = 0.0  # how far below the cooling setpoint it may
    dry_airflow: float = 1.0  # airflow while drying, over the usual one at lowest speed
    dry_capacity: float = 1.0  # and what that does to capacity
    dry_power: float = 1.0
    # the unit's own control in place of a wall thermostat; offsets past the setpoint [K]
    is_own: float = 0.0  # 1: all below holds
    heating_stop_k: float = 0.0  # compressor stops so far past the setpoint
    heating_restart_k: float = 0.0  # and may start again here; negative: on the other side of it
    heating_hold_s: float = 0.0  # a stop is held back so long,
    heating_at_once_k: float = 10.0  # but not so far past the setpoint
    heating_rest_s: float = 0.0  # least time from a stop to a start in this mode
    heating_full_at_k: float = 2.5  # full speed so far before the setpoint
    heating_lowest_at_k: float = 1.5  # lowest speed so far past it
    cooling_stop_k: float = 0.0
    cooling_restart_k: float = 0.0
    cooling_hold_s: float = 0.0
    cooling_at_once_k: float = 10.0
    cooling_rest_s: float = 0.0
    cooling_full_at_k: float = 2.5
    cooling_lowest_at_k: float = 1.5
    dry_hold_s: float = 0.0
    dry_at_once_k: float = 10.0  # past the floor of dehumidification
    heating_shift_k: float = 0.0  # what the heating setpoint is off: maker's shift less the bias
    boost_speed: float = 0.0  # speed after a start that is not gone below (fraction of full)
    boost_s: float = 0.0  # how long
    lowest_after_s: float = 0.0  # from then on that floor falls, and is the lowest speed here
    change_band_k: float = 0.0  # change of mode: the active mode's setpoint passed by so much
    change_wait_s: float = 0.0  # for so long
    oil_after_s: float = 0.0  # oil returns after so long at low speed; 0: never
    oil_below_speed: float = 0.0  # what counts as low
    oil_speed: float = 0.0
    oil_for_s: float = 0.0
    oil_below_degc: float = 0.0  # not in warmer outdoor air
    # the fan after a stop, by the mode that stopped
    fan_by_control: float = 0.0  # 1: as below in place of the machine's own overrun
    fan_low_share: float = 1.0  # its low step over the airflow at the lowest speed
    fan_heating_run_s: float = 0.0  # runs on so long
    fan_heating_sample_s: float = 0.0  # then samples the room so long
    fan_heating_every_s: float = 0.0  # so often; 0: never
    fan_heating_set: float = 0.0  # 1: at the airflow of the run, 0: at the low step
    fan_heating_coil_degc: float = NEVER_DEGC  # stops when the coil has cooled to this
    fan_cooling_run_s: float = 0.0
    fan_cooling_sample_s: float = 0.0
    fan_cooling_every_s: float = 0.0
    fan_cooling_set: float = 0.0
    fan_dry_run_s: float = 0.0
    fan_dry_sample_s: float = 0.0
    fan_dry_every_s: float = 0.0
    fan_dry_set: float = 0.0


class Channels(NamedTuple):
    """What a year's run gives over time: means over each interval (an hour, or a step)."""

    room_degc: FloatArray
    humidity_ratio: FloatArray
    """Room air [kg/kg]."""
    heat_delivered_w: FloatArray
    """Net to the room in heating: coil, fan heat, backup, less what defrost takes."""
    cool_delivered_w: FloatArray
    """Net sensible cooling, fan heat taken off."""
    latent_removed_w: FloatArray
    """Net of what the coil gives back."""
    latent_returned_w: FloatArray
    """Evaporated from the coil back into the room."""
    compressor_heating_w: FloatArray
    compressor_cooling_w: FloatArray
    fan_w: FloatArray
    backup_w: FloatArray
    defrost_w: FloatArray
    standby_w: FloatArray
    """Controls, crankcase and pan heater."""
    heating_electricity_w: FloatArray
    """Part of all electricity used while the unit was in heating mode."""
    running: FloatArray
    """Share of the time with the compressor on."""
    running_full: FloatArray
    """Share of the time at full output."""
    speed: FloatArray
    """Mean compressor speed, zero while off [fraction of full speed]."""
    starts_heating: FloatArray
    """Starts in the interval."""
    starts_cooling: FloatArray
    defrosts: FloatArray
    """Defrosts begun in the interval."""
    condensed_kg_per_s: FloatArray
    """Room air pushed above saturation: counted as condensing on surfaces."""
    recovering: FloatArray
    """Share of the time between a change of setpoint and reaching the new one."""
    drying: FloatArray
    """Share of the time in dry mode."""
    windows_open: FloatArray
    """Share of the time with fans or windows on that follow the room's temperature."""
    drawn_heat_w: FloatArray
    """Sensible heat into the room with air that a hose or leaky ducts draw in, and through their
    walls by the outdoor temperature."""
    drawn_latent_w: FloatArray
    """Latent heat with that air; negative where it is drier than the room's."""
    drawn_air_kg_per_s: FloatArray
    """Outdoor air that a hose or leaky ducts bring in, above what leaks in by itself."""
    fuel_w: FloatArray
    """Burnt, by its higher heating value; not electricity."""
    fan_alone: FloatArray
    """Share of the time with the indoor fan on and the compressor off."""
    cut_out_heating: FloatArray
    """Fraction of the time in which it is too cold outdoors for the compressor to heat."""
    cut_out_cooling: FloatArray
    """Fraction of the time in which it is too hot or too cold outdoors for it to cool."""
    quarter_peak_w: FloatArray
    """Highest mean electric power over a quarter-hour; over a step it is the step's own."""
    half_peak_w: FloatArray
    """Highest mean over a half-hour; 0 where the year was not stepped."""


class Cycles(NamedTuple):
    """Every run of the compressor, in order."""

    start_s: FloatArray  # (n_cycles,) since the year's start
    run_s: FloatArray  # (n_cycles,)
    off_before_s: FloatArray  # (n_cycles,)
    mode: FloatArray  # (n_cycles,) 1 heating, -1 cooling
    mean_speed: FloatArray  # (n_cycles,) fraction of full speed
    electricity_j: FloatArray  # (n_cycles,) compressor and fan
    heat_j: FloatArray  # (n_cycles,) net heat delivered or removed (total)


class Saturation(NamedTuple):
    """Saturated air by enthalpy and by temperature: the loop needs no root finding, no search."""

    first_j_per_kg: float  # enthalpy of the first entry
    step_j_per_kg: float
    temperature_degc: FloatArray  # (n,)
    humidity_ratio: FloatArray  # (n,)
    first_degc: float  # temperature of the first entry
    steps_per_k: float
    ratio_at_degc: FloatArray  # (m,)


class KernelInputs(NamedTuple):
    """All that one candidate's year needs."""

    dynamics: RoomDynamics
    drivers: RoomDrivers
    machine: Machine
    control: Control
    saturation: Saturation
    faults: Faults = Faults()
    film_sets: FilmSets = FilmSets()
