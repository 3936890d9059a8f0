"""What the year in hours carries from hour to hour, and what its parts tell each other."""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.types import FloatArray

(
    # ---- room
    OFF_K,  # the air's deviation from ideal control
    HUMIDITY_RATIO,
    SATURATED_RATIO,  # by which the surface layer's ratio is reckoned
    SURFACE_RATIO,  # humidity ratio with which the surface layer is in equilibrium
    DEEP_SHARE,  # relative humidity of the deep layer
    ENTERED_KG,  # water, less what left
    TURNOVER_KG,
    # ---- thermostat and machine
    HEAT_AT_DEGC,
    COOL_AT_DEGC,
    MODE,  # 1 heating, -1 cooling: what was called for last
    LOCKED_OUT,  # too cold to heat
    DRYING,
    RECOVERING,  # 1 towards a higher heating set point, -1 towards a lower cooling one
    RECOVERING_S,
    RECOVERY_FROM_DEGC,
    N_STATES,
) = range(16)


class IdealYear(NamedTuple):
    """The room under ideal control."""

    load_w: FloatArray  # (n_hours,) means, heating positive, cooling negative
    air_degc: FloatArray  # (n_hours + 1,) instants
    mean_air_degc: FloatArray  # (n_hours,)


class Year(NamedTuple):
    """What does not change within the year."""

    per_hour: int  # base steps
    can_heat: bool
    can_cool: bool
    half_k: float  # half the thermostat's differential
    supply_k_per_w: float  # what supply air that falls back to the sensor adds to its reading
    air_k_per_w: float  # rise of the air over an hour
    air_kg: float  # what holds the room's moisture at once
    is_buffered: bool  # surfaces hold more
    has_doors: bool


class Come(NamedTuple):
    """The air that comes into the room in an hour without the compressor."""

    exchange_w_per_k: float  # above the constant one in the modes
    outdoor_kg: float
    gained_kg: float  # water
    home_kg: float  # air through doors
    home_water_kg: float
    open_share: float  # of the hour, windows that follow the room


class Need(NamedTuple):
    """What the room needs, and how it answers."""

    load_w: float  # the ideal load, heating positive
    need_w: float  # to bring the room to where the thermostat's sensor wants it
    left_k: float  # of the deviation at the hour's begin
    exchange_w_per_k: float  # without the compressor
    per_w: float  # rise of the air over the hour, that exchange included
    ideal_begin_degc: float
    ideal_end_degc: float


class Arrays(NamedTuple):
    """What the loop works in; all start at 0."""

    now: FloatArray  # (N_STATES,) what changes from hour to hour
    x: FloatArray  # (n_modes,) the deviation from ideal control, mode by mode [K]
    decay: FloatArray  # (n_modes,) how modes answer over an hour
    rise: FloatArray  # (n_modes,) [K/W]
