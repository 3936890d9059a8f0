"""What the yearly loop carries from interval to interval, and what stays as it is.

What changes lies in records, `State` and `Totals`, that every function is passed by reference: the
same bits and speed as loose variables or the slots of an array, and each field has a name and a
type. A class declares a record's fields once; its layout in memory follows from them.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.types import Channels, FloatArray


class State:
    """What changes from interval to interval: room, compressor, coil, backup, base step, run."""

    # ---- room
    air_degc: float
    sensed_degc: float
    sensed_k_per_s: float  # of a speed that follows the room: over the last interval, or foreseen
    response_per_s2: float  # of that course to what is foreseen, over a length squared
    bow_k_per_s2: float  # its mean less that of its ends, over the same
    humidity_ratio: float
    humid_later: bool  # it may be worked out after several intervals: it is far from saturation
    humid_later_s: float  # of intervals past through which it is still to be worked out
    surface_ratio: float  # humidity ratio with which the surface layer is in equilibrium
    deep_share: float  # relative humidity of the deep layer
    air_k_per_s: float  # over the last interval
    ratio_per_s: float
    first_k_per_s: float  # and where output began, in the last run
    first_ratio_per_s: float
    film_set: float  # which of the room's sets of inside films holds
    modes_k_per_w: float  # what all modes respond to a heat in the end,
    settled_k_per_w: float  # and what of that a sensor that lags feels without their decay
    prepared: int  # which of the prepared lengths of interval is the present one
    # ---- compressor
    mode: float  # 1 heating, -1 cooling: the last one that ran
    on: bool
    since_s: float  # since the last start (on) or stop (off)
    since_start_s: float
    ran_s: float  # how long the last run was
    call_s: float  # how long the thermostat has been calling
    farthest_degc: float  # sensed meanwhile, by a unit that waits to change its mode
    calls: float  # for what: 1 heating, -1 cooling
    wait_s: float  # how long timers still hold back a start
    locked_out: bool  # too cold to heat
    too_hot: bool  # to cool
    speed_now: float
    lowest: float  # speeds of the present mode
    top: float
    floor: float  # the lowest in this interval
    follow_s: float  # how long an interval of a speed that follows the room may be
    integral: float  # of the speed's controller
    follows: bool  # the speed follows the room: not in a dehumidification run
    boosting: bool
    at_minimum_k: float  # how far past the setpoint the unit stops at minimum speed
    at_any_k: float  # and at any speed
    hold_s: float  # how long a unit's own control holds a stop back
    beyond_s: float  # and how long the sensor has been past the stop
    at_once_k: float  # how far past the setpoint it does not hold it back
    speed_per_k: float  # of the speed's controller: one over its band from 0 to full
    slow_s: float  # how long slow without an oil return
    oil_left_s: float  # what is left of one
    fan_runs: bool
    fan_left_s: float  # until the fan alone stops or starts
    fan_run_s: float  # the fan's program after a stop: how long it runs on,
    fan_sample_s: float  # how long it samples the room's air,
    fan_every_s: float  # and how often; 0: never,
    fan_per_s: float  # one over it
    fan_coil_degc: float  # it stops when a heating coil has cooled to this
    fan_speed: float  # compressor speed whose airflow it keeps
    fan_share: float  # of that airflow
    fan_power_share: float  # of that airflow's power
    fan_samples: bool  # now and then, over a coil that has little left: taken on the mean
    fan_time_share: float  # of the interval in which it runs
    sampled_share: float  # of what a heating coil loses meanwhile, what the room gets
    touching_kg_per_s: float  # air in touch with the coil: airflow less what passes by
    touching_full_kg_per_s: float  # the same at the cooling map's highest speed
    heat_held: bool  # a burner's heat, in a heat exchanger whose fan still waits
    full_s: float  # how long at full output without reaching the setpoint
    # ---- coil
    built: float  # build-up of heating, or of sensible cooling
    built_latent: float
    stopped_w: float  # sensible capacity at the stop: what the overrun still delivers
    stopped_latent_w: float  # and latent
    water_kg: float
    taken_up: float  # enthalpy of the water that air takes up to its wet bulb, as last found [J/kg]
    depression_k: float  # the room's dry bulb less wet bulb, as far as the coil needs it
    stale: bool  # that is to be worked out anew
    depression_at_degc: float  # air for which it was
    depression_at_ratio: float
    frosted: float  # progress towards the next defrost, 0 ... 1
    defrosting_s: float  # what is left of one
    # ---- backup
    backup_on: bool
    backup_now_w: float
    backup_at_degc: float
    stage: float
    since_stage_s: float
    # ---- recovery and dry mode
    recovering_to: float  # 1 a higher heating setpoint, -1 a lower cooling one, 0 none
    recovering_s: float
    recovery_from_degc: float
    is_drying: bool
    damp: bool
    dry_floor_degc: float
    passing: float  # bypass factor while dehumidifying last, at the usual airflow and at its own
    passing_dry: float
    relative: float
    # ---- air exchange
    exchange_w_per_k: float  # above the constant one in the modes
    given_w: float  # gains, and that exchange times its sources' temperature
    outdoor_kg_per_s: float
    open_w_per_k: float  # of windows and fans that follow the room
    home_kg_per_s: float  # through doors
    home_water_kg_per_s: float
    drawn_kg_per_s: float  # by the machine
    drawn_w_per_k: float
    drawn_at_w: float
    out_per_s: float  # rates of the air's humidity by what leaves it, and towards the layer,
    to_layer_per_s: float
    of_layer_per_s: float  # and of the layer's towards the air's
    slow_per_s: float  # the two rates at which air and layer go to their moisture together
    fast_per_s: float
    apart_s: float  # one over their difference
    # ---- the base step's own
    heat_at_degc: float
    cool_at_degc: float
    outdoor_from_degc: float
    outdoor_rise_k: float
    outdoor_ratio_from: float
    outdoor_ratio_rise: float
    free_from_degc: float
    free_rise_k: float
    lagging_k: float  # how far the sensor lags behind the free temperature's slope
    base_given_w: float
    base_w_per_k: float
    base_kg_per_s: float
    base_home_kg_per_s: float  # through doors that are closed
    base_home_water_kg_per_s: float
    moisture_kg_per_s: float
    heat_above_degc: float
    cool_below_degc: float
    preheats: bool  # the crankcase heater is on while the compressor is off
    exchanges: bool  # as the unit's, or something may open in this base step,
    opens_above_degc: float  # the first of it in air above this
    may_lock: bool  # the lockout begins or ends within this base step
    machine_read: bool  # the machine's tables have been, for this base step
    rises_by_weather: float  # by which part of itself its capacity rises within it
    airflow_share: float  # by faults
    icing_share: float  # of running time
    clear_per_icing: float  # time between defrosts over that in them
    frosted_per_s: float  # progress towards the next defrost while the compressor runs
    clear_capacity: float  # factors between defrosts
    clear_power: float
    icing_heat: float  # and in them
    icing_power: float
    icing_power_of_capacity: float
    saturated_ratio: float
    saturated_at_degc: float
    ratio_per_kg: float  # rise of ``surface_ratio`` by a kilogram of water
    # ---- the run of the compressor, and the year's moisture balance
    off_before_s: float
    run_start_s: float
    run_speed_s: float
    run_electricity_j: float
    run_heat_j: float
    n_runs: float
    moisture_in_kg: float
    moisture_turnover_kg: float
    moisture_start_kg: float
    moisture_end_kg: float
    # ---- billing demand: means over quarter-hours and half-hours
    quarter_end_s: float  # when the present one ends, since the hour began
    quarter_from_j: float  # electricity of the hour until it began
    half_end_s: float
    half_from_j: float


class Interval:
    """One interval: what its stages hand on to one another."""

    length_s: float
    foreseen_s: float  # length for which the sensor's course is foreseen; 0: for none
    fraction: float  # of the base step that has gone by at its begin
    outdoor_degc: float  # at its begin
    outdoor_middle_ratio: float
    speed_end: float
    mean_speed: float
    bow_k: float  # of the sensor's course, as its mean speed has it
    integral: float  # of the speed's controller, at the interval's begin
    # ---- its tries
    tries: int  # what for: another speed, a crossing, or where it is
    rounds: int
    runs_anew: bool  # the machine does, in the next,
    moves: bool  # or its output moves with the air that it meets
    met_degc: float  # air that the machine meets: its mean, as far as it is foreseen
    met_ratio: float
    ran_in_degc: float  # and air for which its output has been worked out
    ran_in_ratio: float
    met_k_per_s: float  # how it moves with an interval's length
    met_ratio_per_s: float
    humid_for_s: float  # length for which humidity has been worked out
    missed: float  # of the sensor's course, by what was foreseen [K/s],
    moved: float  # and how far that was moved then
    speed_per_s: float
    stop_at_degc: float
    watches: int  # what is crossed: a temperature of the sensor, or a humidity
    target: float  # the threshold [degC or -],
    whole_s: float  # length of the first try
    early_s: float  # and tries before and after it: length, and what is watched less threshold
    early_miss: float
    late_s: float
    late_miss: float
    # ---- the machine in steady state [W]
    capacity_w: float
    latent_capacity_w: float
    power_w: float
    fuel_w: float
    fan_w: float
    case_w: float
    per_speed_w: float  # slope of its heat by the speed,
    sensible_by_air_w_per_k: float  # and of a wet coil's by the air's temperature,
    sensible_by_ratio_w: float  # and humidity ratio
    latent_by_air_w_per_k: float
    latent_by_ratio_w: float
    power_by_air_w_per_k: float
    power_by_ratio_w: float
    # ---- what it gives on the mean, and how it is left
    sensible_w: float
    latent_w: float
    evaporated_kg: float
    built: float
    built_latent: float
    water_kg: float
    fading_w: float  # of that heat at the begin, what fades with a coil's time constant,
    fading_coil: int  # and which
    ramp_w: float  # of that heat from begin to end, what rises evenly
    # ---- the room
    rest_for_s: float  # length for which the next three have been worked out,
    rest_mean_degc: float  # without any heat: the air's mean, and its end,
    rest_end_degc: float
    rest_sensed_degc: float  # and the sensor's
    heat_w: float  # into the air, less what exchange takes
    air_mean_degc: float
    air_end_degc: float
    sensed_end_degc: float
    humidity_mean: float
    humidity_end: float
    surface_end: float
    electric_w: float  # all that the unit draws
    electricity_before_j: float  # of the hour, at the begin of a traced interval


class Totals:
    """Sums over the hour, in the order of `Channels`: each its unit times seconds, joules for W."""

    room_degc_s: float
    humidity_ratio_s: float
    heat_j: float
    cool_j: float
    latent_j: float
    returned_j: float
    compressor_heating_j: float
    compressor_cooling_j: float
    fan_j: float
    backup_j: float
    defrost_j: float
    standby_j: float
    heating_electricity_j: float
    running_s: float
    running_full_s: float
    speed_s: float
    starts_heating_s: float
    starts_cooling_s: float
    defrosts_s: float
    condensed_kg: float
    recovering_s: float
    drying_s: float
    windows_open_s: float
    drawn_heat_j: float
    drawn_latent_j: float
    drawn_air_kg: float
    fuel_j: float
    fan_alone_s: float
    cut_out_heating_s: float
    cut_out_cooling_s: float
    quarter_peak_w_s: float
    half_peak_w_s: float


N_CHANNELS = len(Channels._fields)
ROOM = Channels._fields.index("room_degc")
HEAT = Channels._fields.index("heat_delivered_w")
COOL = Channels._fields.index("cool_delivered_w")
LATENT = Channels._fields.index("latent_removed_w")
RETURNED = Channels._fields.index("latent_returned_w")
HUMIDITY = Channels._fields.index("humidity_ratio")
CONDENSED = Channels._fields.index("condensed_kg_per_s")
SPEED = Channels._fields.index("speed")
STARTS_HEATING = Channels._fields.index("starts_heating")
STARTS_COOLING = Channels._fields.index("starts_cooling")
DEFROSTS = Channels._fields.index("defrosts")
QUARTER_PEAK = Channels._fields.index("quarter_peak_w")
HALF_PEAK = Channels._fields.index("half_peak_w")

LANES = 4  # numbers that a processor works on at a time: modes are filled up to a multiple of it
FOR_S, AIR_K_PER_W, MEAN_K_PER_W, FELT_K_PER_W, LAG_DECAY = range(5)  # of a prepared length
FADING_COIL, FADING_AIR, FADING_MEAN, FADING_FELT = range(5, 9)  # of a heat that fades,
HAS_RAMP, RAMP_AIR, RAMP_MEAN, RAMP_FELT = range(9, 13)  # and of one that rises evenly
PER_S = 13  # one over the length
SLOW, SLOW_MEAN, FAST, FAST_MEAN = range(1, 5)  # of one for moisture
NOT_PREPARED = -1.0
N_WHOLE = 61  # prepared lengths: of whole seconds, each in a row by its number,
OTHER = N_WHOLE + 1  # and two others, in this row and in the first
N_LENGTHS = N_WHOLE + 2
HEATING_COIL, COOLING_COIL, LATENT_COIL = range(3)  # what builds up after a start
OVERRUN = 3  # beyond each of these: what dies away after a stop
SAMPLED = 6  # and what samples of the room's air take off a heating coil

NEVER_S = 1e9
EPSILON_S = 1e-6  # timers this near have expired
LEAST_INTERVAL_S = 0.5  # a cut interval is not shorter, so that no step takes many rounds


class Unit(NamedTuple):
    """What does not change within the year, worked out beforehand."""

    step_s: float  # of the trace
    brief_s: float  # an interval is not longer while much goes on, as after a start,
    rest_s: float  # nor than this while nothing does
    base_per_s: float  # base steps in a second
    may_heat: bool
    may_cool: bool
    may_dry: bool
    modulates: bool
    two_stage: bool
    burns: bool  # a fuel: its fire changes before its heat does
    has_backup: bool
    start_heating_k: float  # how far below the setpoint the unit starts to heat
    start_cooling_k: float  # and above it to cool
    dry_warm_k: float  # how far above the setpoint dehumidification gives way to cooling
    half_k: float  # of the thermostat's differential
    at_minimum_k: float  # usual ones: not in a dehumidification run
    at_any_k: float
    supply_k_per_w: float  # of the sensor's reading by supply air that falls back to it
    direct_k_per_w: float
    integral_per_s: float  # one over the integral time of the speed's controller, 0: it has none,
    lag_per_s: float  # and over the sensor's lag
    capacity_kg: float  # of the air for moisture,
    per_kg: float  # one over it,
    per_surface_kg: float  # and over what the layers hold; 0: there is none
    per_deep_kg: float
    is_buffered: bool
    n_switched: int
    n_doors: int
    draws: bool
    exchanges: bool  # air exchange depends on room or machine: doors, or air that it draws
    humid_later: bool  # nothing that the unit does in heating goes with the air's humidity


class Work(NamedTuple):
    """What the loop works in."""

    state: State
    interval: Interval
    totals: Totals
    sums: FloatArray  # (n_channels,) the same numbers as ``totals``
    before: FloatArray  # (n_channels,) of them, at the begin of a traced interval
    x: FloatArray  # (n_modes,) the modes' shares of the air temperature [K]
    rate_per_s: FloatArray  # (n_modes,) with the films that hold
    gain_k_per_w: FloatArray  # (n_modes,)
    apart: FloatArray  # (n_modes,) 1 / (1 - rate lag)
    time_s: FloatArray  # (n_modes,) 1 / rate
    gone: FloatArray  # (63, n_modes) over each prepared length: what goes of each mode,
    bent: FloatArray  # (63, n_modes) what they respond to a heat that fades, less to its mean
    ramped: FloatArray  # (63, n_modes) and to a heat that rises evenly, less to its mean
    lengths: FloatArray  # (63, 14) those lengths; air, its mean and sensor per watt; lag's decay
    moist: FloatArray  # (2, 5) lengths; what slow and fast rate leave, and on the mean
    spare: FloatArray  # (n_modes,)
    start_times_s: FloatArray  # (7,) heating, sensible and latent cooling, in the overrun, sampled
    starts: FloatArray  # (7, 3) for each of those, as `prepare_start` has it
    # the machine at the base step's weather, faults included
    heating: FloatArray  # (4, n_speed) as `at_weather` gives it
    cooling: FloatArray
    heating_fan_w: FloatArray  # (n_speed,)
    cooling_fan_w: FloatArray
    cooling_airflow_kg_per_s: FloatArray
    bypass: FloatArray
    is_open: FloatArray  # (n_switched,)
