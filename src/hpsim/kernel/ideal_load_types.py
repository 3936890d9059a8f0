"""What the ideal-load pass takes and gives."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.types import FloatArray

IntArray: TypeAlias = NDArray[np.int64]


class InnerFaces(NamedTuple):
    """Faces that look into a zone; their convection is corrected by the step."""

    port: IntArray  # (n,)
    air_port: IntArray  # (n,)
    area_m2: FloatArray  # (n,)
    base_w_per_m2k: FloatArray  # (n,) in the modes
    warm: FloatArray  # (n,) natural film c |dT|^p, face warmer than the air
    cold: FloatArray  # (n,)
    law: FloatArray  # (n,) 0 cube root, 1 fourth root, 2 fixed
    exchange_w_per_k4: FloatArray  # (n, n) sigma times negative Laplacian of the exchange areas
    linear_k3: FloatArray  # (n,) 4 T^3 of long wave in the modes


class OuterFaces(NamedTuple):
    """Faces that look outdoors."""

    port: IntArray  # (n,)
    area_m2: FloatArray  # (n,)
    base_convection: FloatArray  # (n,) W/m2K, in the modes
    base_sky: FloatArray  # (n,)
    base_surroundings: FloatArray  # (n,)
    warm: FloatArray  # (n,)
    cold: FloatArray  # (n,)
    law: FloatArray  # (n,)
    roughness: FloatArray  # (n,)
    windward_factor: FloatArray  # (n,) (local wind / station wind) ** b
    leeward_factor: FloatArray  # (n,)
    east: FloatArray  # (n,) horizontal part of the outward normal
    north: FloatArray  # (n,)
    sky_w_per_m2k4: FloatArray  # (n,) emissivity sigma sky share
    surroundings_w_per_m2k4: FloatArray  # (n,)


class Gaps(NamedTuple):
    """Gas-filled gaps between panes."""

    outer_port: IntArray  # (n,)
    inner_port: IntArray  # (n,)
    area_m2: FloatArray  # (n,)
    base_w_per_m2k: FloatArray  # (n,)
    conductivity_a: FloatArray  # (n,) over thickness: W/m2K
    conductivity_b: FloatArray  # (n,) W/m2K2
    rayleigh_per_k: FloatArray  # (n,)
    radiative_w_per_m2k4: FloatArray  # (n,)
    tilt_deg: FloatArray  # (n,) of the outer pane: 0 faces up


class AirExchange(NamedTuple):
    """Air that changes with time, above what is in the modes."""

    conductance_w_per_k: FloatArray  # (n_steps,) means: fans and shades
    heat_w: FloatArray  # (n_steps,) means: conductance times source temperature
    leak_m3_per_s: FloatArray  # (n_leaks,) flow at 1 Pa
    leak_stack_pa: FloatArray  # (n_leaks, n_steps) of a difference as large as the room's kelvins
    leak_wind_pa: FloatArray  # (n_leaks, n_steps)
    leak_of_stack: FloatArray  # (n_leaks, 2) its part of the stack's, room warmer or cooler
    unbalanced_m3_per_s: FloatArray  # (n_steps,) exhaust and supply fans
    air_j_per_m3_k: FloatArray  # (n_steps,) of outdoor air
    door_factor: FloatArray  # (n_doors, n_steps) W/K^1.5: flow is factor sqrt(dT)
    door_degc: FloatArray  # (n_doors, n_steps)
    switched_w_per_k: FloatArray  # (n_switched, n_steps) runs by room temperature
    switched_above_degc: FloatArray  # (n_switched,)
    switched_below_room_k: FloatArray  # (n_switched,)


class BasePassInputs(NamedTuple):
    """All that one ideal-load pass needs."""

    decay: FloatArray  # (n_modes,) over one step
    drive_modes: FloatArray  # (4 + n_sources, n_modes) what a kelvin does to the modes: outdoor
    # air and sky at a step's start, then at its end, then sources
    drive_ports: FloatArray  # (4 + n_sources, n_ports) and to the ports at the step's end
    read: FloatArray  # (n_modes, n_ports) port temperatures from modes
    feed: FloatArray  # (n_ports, n_modes) modes from a constant heat at a port over a step
    held_response: FloatArray  # (n_ports, n_ports) K/W at the step's end with the air of all zones
    # held, row: heated port
    air_share: FloatArray  # (n_zones, n_ports) K per kelvin of a zone's air
    air_stiffness: FloatArray  # (n_zones, n_zones) W/K: heat that moves the air, inverse response
    inner: InnerFaces
    outer: OuterFaces
    gaps: Gaps
    exchange: AirExchange
    outdoor_degc: FloatArray  # (n_steps + 1,)
    sky_degc: FloatArray  # (n_steps + 1,)
    hourly_source_degc: FloatArray  # (n_hours, n_sources) neighbours and ground, means
    hourly_heat_w: FloatArray  # (n_hours, n_ports) sun and gains, means
    wind_east: FloatArray  # (n_steps + 1,) unit vector towards where it comes from; 0: not known
    wind_north: FloatArray  # (n_steps + 1,)
    windward_w_per_m2k: FloatArray  # (n_steps + 1,) forced convection on glass (DOE-2)
    leeward_w_per_m2k: FloatArray  # (n_steps + 1,)
    heating_setpoint_degc: FloatArray  # (n_steps + 1,) at step ends
    cooling_setpoint_degc: FloatArray  # (n_steps + 1,)
    heating_limit_w: float = math.inf  # maximum power
    cooling_limit_w: float = math.inf
    cooled: FloatArray = np.zeros(0)  # (n_ports,) where cooling takes its heat; empty: from the air
    sweep_tolerance_w: float = 1e-2  # flows that change by less are solved
    radiant_weights: FloatArray = np.zeros(0)  # (n_inner,) in the mean radiant temperature


class BasePassSums(NamedTuple):
    """What the energy balance needs of each period, such as a month."""

    last_step: IntArray  # (n_periods,) the step that a period ends before
    modes: FloatArray  # (n_periods, n_modes) sums of the modes at the steps' starts
    port_heat_w: FloatArray  # (n_periods, n_ports) sums of corrections, exchange and load
    turned_over_w: FloatArray  # (n_periods, n_ports) sums of the size of all heat put in
    modes_at: FloatArray  # (n_periods + 1, n_modes) at the periods' bounds
    port_heat_at_w: FloatArray  # (n_periods, n_ports) put in by a period's last step


class BasePassOutputs(NamedTuple):
    """What a ideal-load pass writes; the caller owns the arrays."""

    port_degc: FloatArray  # (n_steps + 1, n_ports) at instants
    air_degc: FloatArray  # (n_steps + 1,) the room's air, in one piece
    mean_radiant_degc: FloatArray  # (n_steps + 1,) inner faces by `BasePassInputs.radiant_weights`
    load_w: FloatArray  # (n_steps,) ideal heating > 0, cooling < 0
    exchange_w_per_k: FloatArray  # (n_steps,) means
    exchange_heat_w: FloatArray  # (n_steps,) means
    driven_m3_per_s: FloatArray  # (n_steps,) outdoor air by leaks and unbalanced fans together
    switched_w_per_k: FloatArray  # (n_steps,) means: what fans and windows by temperature carry
    films: FloatArray  # (n_inner + n_outer + n_gaps,) W/m2K: sums of steps' films times their load
    films_weight: FloatArray  # (1,) sum of the loads
    sums: BasePassSums
