"""What the yearly loop carries from interval to interval, and what stays as it is.

All that changes lies in one array, ``now``, under the names below. An array because a hundred
loose variables must be kept in step wherever branches meet: that took a tenth of a year. Truths
are 1 or 0.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from hpsim.kernel.types import Channels, FloatArray

(
    # ---- room
    AIR_DEGC,
    SENSED_DEGC,
    SENSED_K_PER_S,  # of a modulating unit
    HUMIDITY_RATIO,
    SURFACE_RATIO,  # humidity ratio with which the surface layer is in equilibrium
    DEEP_SHARE,  # relative humidity of the deep layer
    FILM_SET,  # which of the room's sets of inside films holds
    # ---- compressor
    MODE,  # 1 heating, -1 cooling: the last one that ran
    ON,
    SINCE_S,  # since the last start (on) or stop (off)
    SINCE_START_S,
    CALL_S,  # how long the thermostat has been calling
    FARTHEST_DEGC,  # sensed meanwhile, by a unit that waits to change between heating and cooling
    CALLS,  # for what: 1 heating, -1 cooling
    WAIT_S,  # how long timers still hold back a start
    LOCKED_OUT,  # too cold to heat
    TOO_HOT,  # to cool
    SPEED_NOW,
    LOWEST,  # speeds of the present mode
    TOP,
    INTEGRAL,  # of the speed's controller
    FOLLOWS,  # the speed follows the room: not in a dehumidification run
    BOOSTING,
    AT_MINIMUM_K,  # how far past the setpoint the unit stops at minimum speed
    AT_ANY_K,  # and at any speed
    HOLD_S,  # how long a unit's own control holds a stop back
    BEYOND_S,  # and how long the sensor has been past the stop
    AT_ONCE_K,  # how far past the setpoint it does not hold it back
    BAND_K,  # of the speed's controller: from 0 to full
    SLOW_S,  # how long slow without an oil return
    OIL_LEFT_S,  # what is left of one
    FAN_RUNS,
    FAN_LEFT_S,  # until the fan alone stops or starts
    FAN_RUN_S,  # the fan's program after a stop: how long it runs on,
    FAN_SAMPLE_S,  # how long it samples the room's air,
    FAN_EVERY_S,  # and how often; 0: never
    FAN_COIL_DEGC,  # it stops when a heating coil has cooled to this
    FAN_SPEED,  # compressor speed whose airflow it keeps
    FAN_SHARE,  # of that airflow
    TOUCHING_KG_PER_S,  # air in touch with the coil: airflow less what passes by
    TOUCHING_FULL_KG_PER_S,  # the same at the cooling map's highest speed
    HEAT_HELD,  # a burner's heat, in a heat exchanger whose fan still waits
    FULL_S,  # how long at full output without reaching the setpoint
    # ---- coil
    BUILT,  # build-up of heating, or of sensible cooling
    BUILT_LATENT,
    STOPPED_W,  # sensible capacity at the stop: what the overrun still delivers
    STOPPED_LATENT_W,  # and latent
    WATER_KG,
    TAKEN_UP,  # enthalpy of the water that air takes up to its wet bulb, as last found [J/kg]
    DEPRESSION_K,  # the room's dry bulb less wet bulb, as far as the coil needs it
    STALE,  # that is to be worked out anew
    DEPRESSION_AT_DEGC,  # air for which it was
    DEPRESSION_AT_RATIO,
    FROSTED,  # progress towards the next defrost, 0 ... 1
    DEFROSTING_S,  # what is left of one
    # ---- backup
    BACKUP_ON,
    BACKUP_NOW_W,
    BACKUP_AT_DEGC,
    STAGE,
    SINCE_STAGE_S,
    # ---- recovery and dry mode
    RECOVERING_TO,  # 1 a higher heating setpoint, -1 a lower cooling one, 0 none
    RECOVERING_S,
    RECOVERY_FROM_DEGC,
    IS_DRYING,
    DAMP,
    DRY_FLOOR_DEGC,
    PASSING,  # bypass factor while dehumidifying last, at the usual airflow and at its own
    PASSING_DRY,
    RELATIVE,
    RELATIVE_PER_S,
    LAST_INTERVAL_S,
    # ---- air exchange
    EXCHANGE_W_PER_K,  # above the constant one in the modes
    GIVEN_W,  # gains, and that exchange times its sources' temperature
    OUTDOOR_KG_PER_S,
    OPEN_W_PER_K,  # of windows and fans that follow the room
    HOME_KG_PER_S,  # through doors
    HOME_WATER_KG_PER_S,
    DRAWN_KG_PER_S,  # by the machine
    DRAWN_W_PER_K,
    DRAWN_AT_W,
    WHOLE_SHARE,  # over a whole step: what exchange leaves of a rise of the air
    WHOLE_PER_KG,  # and one over what holds moisture
    # ---- the base step's own
    HEAT_AT_DEGC,
    COOL_AT_DEGC,
    OUTDOOR_FROM_DEGC,
    OUTDOOR_RISE_K,
    OUTDOOR_RATIO_FROM,
    OUTDOOR_RATIO_RISE,
    FREE_FROM_DEGC,
    FREE_RISE_K,
    LAGGING_K,  # how far the sensor lags behind the free temperature's slope
    BASE_GIVEN_W,
    BASE_W_PER_K,
    BASE_KG_PER_S,
    BASE_HOME_KG_PER_S,  # through doors that are closed
    BASE_HOME_WATER_KG_PER_S,
    MOISTURE_KG_PER_S,
    HEAT_ABOVE_DEGC,
    COOL_BELOW_DEGC,
    PREHEATS,  # the crankcase heater is on while the compressor is off
    MAY_LOCK,  # the lockout begins or ends within this base step
    AIRFLOW_SHARE,  # by faults
    ICING_SHARE,  # of running time
    CLEAR_PER_ICING,  # time between defrosts over that in them
    TO_FROST_S,  # from one defrost to the next
    CLEAR_CAPACITY,  # factors between defrosts
    CLEAR_POWER,
    ICING_HEAT,  # and in them
    ICING_POWER,
    ICING_POWER_OF_CAPACITY,
    SATURATED_RATIO,
    SATURATED_AT_DEGC,
    RATIO_PER_KG,  # rise of SURFACE_RATIO by a kilogram of water
    WHOLE_PULL_KG,  # of the surface layer, over a whole step
    # ---- the run of the compressor, and the year's moisture balance
    OFF_BEFORE_S,
    RUN_START_S,
    RUN_SPEED_S,
    RUN_ELECTRICITY_J,
    RUN_HEAT_J,
    N_RUNS,
    MOISTURE_IN_KG,
    MOISTURE_TURNOVER_KG,
    MOISTURE_START_KG,
    MOISTURE_END_KG,
    # ---- billing demand: means over quarter-hours and half-hours
    QUARTER_END_S,  # when the present one ends, since the hour began
    QUARTER_FROM_S,  # when it began, at the end of a step
    QUARTER_FROM_J,  # electricity of the hour until then
    HALF_END_S,
    HALF_FROM_S,
    HALF_FROM_J,
    N_STATES,
) = range(131)

(
    ROOM,
    HUMIDITY,
    HEAT,
    COOL,
    LATENT,
    RETURNED,
    COMPRESSOR_HEATING,
    COMPRESSOR_COOLING,
    FAN,
    BACKUP,
    DEFROST,
    STANDBY,
    HEATING_ELECTRICITY,
    RUNNING,
    RUNNING_FULL,
    SPEED,
    STARTS_HEATING,
    STARTS_COOLING,
    DEFROSTS,
    CONDENSED,
    RECOVERING,
    DRYING,
    WINDOWS_OPEN,
    DRAWN_HEAT,
    DRAWN_LATENT,
    DRAWN_AIR,
    FUEL,
    FAN_ALONE,
    CUT_OUT_HEATING,
    CUT_OUT_COOLING,
    QUARTER_PEAK,
    HALF_PEAK,
) = range(len(Channels._fields))
N_CHANNELS = len(Channels._fields)

# prepared lengths of interval; a plain literal would have functions compiled once for each
WHOLE, FINE, OTHER = cast("tuple[int, int, int]", tuple(np.int64(nth) for nth in range(3)))
AIR_K_PER_W, FELT_K_PER_W, LAG_DECAY = range(3)  # of a prepared length
HEATING_COIL, COOLING_COIL, LATENT_COIL = range(3)  # what builds up after a start
OVERRUN = 3  # beyond each of these: what dies away after a stop

NEVER_S = 1e9
EPSILON_S = 1e-6  # timers this near have expired
LEAST_INTERVAL_S = 0.5  # a cut interval is not shorter, so that no step takes many rounds
FINE_S = 30.0


class Unit(NamedTuple):
    """What does not change within the year, worked out beforehand."""

    step_s: float
    base_per_s: float  # base steps in a second
    may_heat: bool
    may_cool: bool
    may_dry: bool
    modulates: bool
    two_stage: bool
    has_backup: bool
    start_heating_k: float  # how far below the setpoint the unit starts to heat
    start_cooling_k: float  # and above it to cool
    dry_warm_k: float  # how far above the setpoint dehumidification gives way to cooling
    half_k: float  # of the thermostat's differential
    at_minimum_k: float  # usual ones: not in a dehumidification run
    at_any_k: float
    supply_k_per_w: float  # of the sensor's reading by supply air that falls back to it
    direct_k_per_w: float
    capacity_kg: float  # of the air for moisture
    is_buffered: bool
    n_switched: int
    n_doors: int
    draws: bool
    exchanges: bool  # air exchange depends on room or machine: any of the three
    may_rest: bool  # nothing goes on in a unit that is off


class Work(NamedTuple):
    """Arrays the loop works in."""

    now: FloatArray  # (N_STATES,)
    sums: FloatArray  # (n_channels,) of the hour, in channel units times seconds
    x: FloatArray  # (n_modes,) the modes' shares of the air temperature [K]
    rate_per_s: FloatArray  # (n_modes,) with the films that hold
    gain_k_per_w: FloatArray  # (n_modes,)
    apart: FloatArray  # (n_modes,) 1 / (1 - rate lag)
    modes: FloatArray  # (3, 3, n_modes) decay, rise and felt share for each prepared length
    lengths: FloatArray  # (3, 3) the air's and sensor's rise per watt, the sensor's own decay
    start_times_s: FloatArray  # (6,) heating, sensible and latent cooling, and in the overrun
    starts: FloatArray  # (3, 6, 2) for each prepared length and those, as `prepare_start` has it
    # the machine at the base step's weather, faults included
    heating: FloatArray  # (4, n_speed) as `at_weather` gives it
    cooling: FloatArray
    heating_fan_w: FloatArray  # (n_speed,)
    cooling_fan_w: FloatArray
    cooling_airflow_kg_per_s: FloatArray
    bypass: FloatArray
    is_open: FloatArray  # (n_switched,)
