"""The base pass: a year of the room with ideal control, in half-hour steps.

The linear network is stepped in its modes. What is not linear (films, long wave, gaps) or not
constant (air exchange) is put on top as heat flows at the faces, solved within the step together
with the ideal load.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.compiling import compiled, inlined, uncounted
from hpsim.kernel.types import FloatArray

IntArray: TypeAlias = NDArray[np.int64]

ZERO_DEGC_K = 273.15
CUBE_ROOT, FOURTH_ROOT = 0.0, 1.0
LEAST_FILM_W_PER_M2K = 0.1
WINDWARD_A, WINDWARD_B = 3.26, 0.89  # DOE-2 outside film, a V^b [W/m2K]
LEEWARD_A, LEEWARD_B = 3.55, 0.617
FLOW_TOLERANCE_W = 1e-2  # of one sweep: some ten microkelvin in the air
NO_CHANGE_W = 1e-3  # a flow that would change by less is left: saves a tenth of the pass
MOST_SWEEPS = 60
DOORWAY_DISCHARGE = 0.65
NO_LIMIT = -100.0  # kelvin: less means that the outdoor air does not matter
CLOSES_PAST_K = 0.5  # judgement: windows and night fans close so far past their thresholds
LEAK_EXPONENT = 0.65  # of leakage: the usual value where none is measured
UPRIGHT_DEG = 90.0
SUPERPOSITION = -1.0 / 3.0  # AIM-2: stack and wind hinder each other


class InnerFaces(NamedTuple):
    """Faces that look into a zone; their convection is corrected by the step."""

    port: IntArray  # (n,)
    air_port: IntArray  # (n,)
    area_m2: FloatArray  # (n,)
    base_w_per_m2k: FloatArray  # (n,) in the modes
    warm: FloatArray  # (n,) natural film c |dT|^p, face warmer than the air
    cold: FloatArray  # (n,)
    law: FloatArray  # (n,) 0 cube root, 1 fourth root, 2 fixed
    long_wave_w_per_k4: FloatArray  # (n, n) sigma times Laplacian of the exchange areas, negative
    long_wave_w_per_k: FloatArray  # (n, n) the same as it is in the modes


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
    """All that one base pass needs."""

    decay: FloatArray  # (n_modes,) over one step
    known: FloatArray  # (n_steps, n_modes + n_ports) what weather and gains do: modes; ports
    read: FloatArray  # (n_modes, n_ports) port temperatures from modes
    feed: FloatArray  # (n_ports, n_modes) modes from a constant heat at a port over a step
    step_response: FloatArray  # (n_ports, n_ports) K/W at the step's end, row: heated port
    held_response: FloatArray  # (n_ports, n_ports) the same with the air of all zones held
    air_share: FloatArray  # (n_zones, n_ports) K per kelvin of a zone's air
    air_stiffness: FloatArray  # (n_zones, n_zones) W/K: heat that moves the air, inverse response
    inner: InnerFaces
    outer: OuterFaces
    gaps: Gaps
    exchange: AirExchange
    outdoor_degc: FloatArray  # (n_steps + 1,)
    sky_degc: FloatArray  # (n_steps + 1,)
    wind_m_per_s: FloatArray  # (n_steps + 1,)
    wind_east: FloatArray  # (n_steps + 1,) unit vector towards where it comes from; 0: not known
    wind_north: FloatArray  # (n_steps + 1,)
    heating_setpoint_degc: FloatArray  # (n_steps + 1,) at step ends
    cooling_setpoint_degc: FloatArray  # (n_steps + 1,)


class BasePassOutputs(NamedTuple):
    """What a base pass writes; the caller owns the arrays."""

    port_degc: FloatArray  # (n_steps + 1, n_ports) at instants
    modes: FloatArray  # (n_steps + 1, n_modes) at instants
    load_w: FloatArray  # (n_steps,) ideal heating > 0, cooling < 0
    exchange_w_per_k: FloatArray  # (n_steps,) means
    exchange_heat_w: FloatArray  # (n_steps,) means
    driven_m3_per_s: FloatArray  # (n_steps,) outdoor air by leaks and unbalanced fans together
    switched_w_per_k: FloatArray  # (n_steps,) means: what fans and windows by temperature carry
    port_heat_w: FloatArray  # (n_steps, n_ports) corrections, exchange and load put in
    films: FloatArray  # (3, n) sums over conditioned steps of load times inner, outer, gap W/m2K
    films_weight: FloatArray  # (1,) sum of the loads


class _Workspace(NamedTuple):
    """What one step needs and the next overwrites, and the flows that a step starts from."""

    film: FloatArray  # (n_inner,) W/m2K
    wind_film: FloatArray  # (n_outer,) W/m2K
    gap_film: FloatArray  # (n_gaps,) W/m2K
    slope: FloatArray  # (n_outer,) W/K
    known: FloatArray  # (n_outer,) W
    air_slope: FloatArray  # (n_zones,) W/K
    power: FloatArray  # (n_inner,) K4
    renewed: FloatArray  # (n_inner,) W
    long_wave: FloatArray  # (n_inner,) W
    inner_flow: FloatArray  # (n_inner,) W
    outer_flow: FloatArray  # (n_outer,) W
    gap_flow: FloatArray  # (n_gaps,) W
    y: FloatArray  # (n_ports,) degC at the step's end
    heat: FloatArray  # (n_ports,) W
    free: FloatArray  # (n_zones,) degC
    alone: FloatArray  # (n_ports,) degC without corrections
    by_flows: FloatArray  # (n_ports,) K
    lift: FloatArray  # (n_zones,) K by flows, load and exchange
    excess: FloatArray  # (n_zones,) K
    inner_factor: FloatArray  # (n_inner,) W/K
    outer_factor: FloatArray  # (n_outer,)
    gap_factor: FloatArray  # (n_gaps,) W/K
    is_open: FloatArray  # (n_switched,) 1 while a fan or window that follows the room is on
    aim_degc: FloatArray  # (n_switched,) where it opens, or closes
    open_share: FloatArray  # (n_switched,) of the step


@uncounted
def natural_film(difference_k: float, warm: float, cold: float, law: float) -> float:
    """Return a natural film [W/m2K]; the difference is face minus air."""
    factor = warm if difference_k > 0.0 else cold
    if law == CUBE_ROOT:
        root = float(np.cbrt(abs(difference_k)))
        return max(factor * root, LEAST_FILM_W_PER_M2K)
    if law == FOURTH_ROOT:
        return max(factor * math.sqrt(math.sqrt(abs(difference_k))), LEAST_FILM_W_PER_M2K)
    return factor


@uncounted
def gap_nusselt(rayleigh: float) -> float:
    """Return the Nusselt number of a tall vertical gap (ISO 15099, eqs. 45 to 48)."""
    if rayleigh > 5e4:
        return 0.0673838 * math.pow(rayleigh, 1.0 / 3.0)
    if rayleigh > 1e4:
        return 0.028154 * math.pow(rayleigh, 0.4134)
    if rayleigh < 500.0:
        return 1.0  # within 0.03 %
    return 1.0 + 1.7596678e-10 * math.pow(rayleigh, 2.2984755)


@uncounted
def sloped_nusselt(rayleigh: float, tilt_deg: float) -> float:
    """Return the Nusselt number of a wide gap whose warm side lies below, or above past upright.

    ``tilt_deg`` is 0 for a level gap heated from below, 90 upright, 180 for one heated from above
    (ISO 15099, 5.3.3.2 to 5.3.3.6: Hollands below 60 degrees, ElSherbiny at 60, straight from
    there to upright). The gap is taken as far higher than it is wide.
    """
    if tilt_deg >= 90.0:
        return 1.0 + (gap_nusselt(rayleigh) - 1.0) * math.sin(math.radians(tilt_deg))
    if tilt_deg < 60.0:
        driven = max(rayleigh * math.cos(math.radians(tilt_deg)), 1e-9)
        lean = math.pow(math.sin(math.radians(1.8 * tilt_deg)), 1.6)
        cells = max(1.0 - 1708.0 / driven, 0.0) * (1.0 - 1708.0 * lean / driven)
        return 1.0 + 1.44 * cells + max(float(np.cbrt(driven / 5830.0)) - 1.0, 0.0)
    g = 0.5 / math.pow(1.0 + math.pow(rayleigh / 3160.0, 20.6), 0.1)
    laminar = math.pow(
        1.0 + math.pow(0.0936 * math.pow(rayleigh, 0.314) / (1.0 + g), 7.0), 1.0 / 7.0
    )
    at_60 = max(laminar, 0.104 * math.pow(rayleigh, 0.283))
    upright = (tilt_deg - 60.0) / 30.0
    return (1.0 - upright) * at_60 + upright * gap_nusselt(rayleigh)


@inlined
def inner_coefficients(faces: InnerFaces, port_degc: FloatArray, out: FloatArray) -> None:
    """Write the inner films [W/m2K] that belong to port temperatures."""
    for i in range(faces.port.size):
        difference = port_degc[faces.port[i]] - port_degc[faces.air_port[i]]
        out[i] = natural_film(difference, faces.warm[i], faces.cold[i], faces.law[i])


@inlined
def inner_long_wave(
    faces: InnerFaces, port_degc: FloatArray, power: FloatArray, out: FloatArray
) -> None:
    """Write what long wave brings each inner face beyond the linear exchange [W]."""
    n = faces.port.size
    for i in range(n):
        kelvin = port_degc[faces.port[i]] + ZERO_DEGC_K
        power[i] = kelvin * kelvin * kelvin * kelvin
        out[i] = 0.0
    for j in range(n):
        degc = port_degc[faces.port[j]]
        for i in range(n):
            # symmetric: a column is a row, contiguous
            out[i] += (
                faces.long_wave_w_per_k4[j, i] * power[j] - faces.long_wave_w_per_k[j, i] * degc
            )


@inlined
def outer_convection(
    faces: OuterFaces,
    outdoor_degc: float,
    wind: float,
    east: float,
    north: float,
    port_degc: FloatArray,
    out: FloatArray,
) -> None:
    """Write the outer films [W/m2K]: natural and forced (DOE-2).

    ``wind`` [m/s] at the station; ``east`` and ``north`` point where it comes from, 0 if unknown.
    """
    windward = WINDWARD_A * wind**WINDWARD_B
    leeward = LEEWARD_A * wind**LEEWARD_B
    known = east != 0.0 or north != 0.0
    for i in range(faces.port.size):
        difference = port_degc[faces.port[i]] - outdoor_degc
        natural = natural_film(difference, faces.warm[i], faces.cold[i], faces.law[i])
        if faces.law[i] > FOURTH_ROOT or faces.windward_factor[i] == 0.0:
            out[i] = natural
            continue
        on = windward * faces.windward_factor[i]
        off = leeward * faces.leeward_factor[i]
        if known:
            facing = east * faces.east[i] + north * faces.north[i]
            forced = on if facing >= -1e-9 else off
        else:
            forced = 0.5 * (on + off)
        glass = math.sqrt(natural * natural + forced * forced)
        out[i] = natural + faces.roughness[i] * (glass - natural)


@inlined
def outer_terms(
    faces: OuterFaces,
    air: float,
    sky: float,
    port_degc: FloatArray,
    film: FloatArray,
    slope: FloatArray,
    known: FloatArray,
) -> None:
    """Write the outer corrections as ``known - slope * T`` [W, W/K].

    Long wave by the fourth powers, as a secant from the last temperature.
    """
    ta, ts = air + ZERO_DEGC_K, sky + ZERO_DEGC_K
    for i in range(faces.port.size):
        t = port_degc[faces.port[i]] + ZERO_DEGC_K
        to_sky = faces.sky_w_per_m2k4[i] * (t * t + ts * ts) * (t + ts) - faces.base_sky[i]
        to_air = faces.surroundings_w_per_m2k4[i] * (t * t + ta * ta) * (t + ta)
        to_air += film[i] - faces.base_convection[i] - faces.base_surroundings[i]
        slope[i] = faces.area_m2[i] * (to_sky + to_air)
        known[i] = faces.area_m2[i] * (to_sky * sky + to_air * air)


@inlined
def gap_coefficients(gaps: Gaps, port_degc: FloatArray, out: FloatArray) -> None:
    """Write the conductance of each gap [W/m2K]: gas by its law, radiation by T^3."""
    for i in range(gaps.area_m2.size):
        left, right = port_degc[gaps.outer_port[i]], port_degc[gaps.inner_port[i]]
        kelvin = 0.5 * (left + right) + ZERO_DEGC_K
        gas = gaps.conductivity_a[i] + gaps.conductivity_b[i] * kelvin
        rayleigh = gaps.rayleigh_per_k[i] * abs(left - right)
        tilt = gaps.tilt_deg[i]
        if tilt == UPRIGHT_DEG:
            nusselt = gap_nusselt(rayleigh)
        else:
            nusselt = sloped_nusselt(rayleigh, tilt if right > left else 180.0 - tilt)
        radiation = 4.0 * gaps.radiative_w_per_m2k4[i] * kelvin * kelvin * kelvin
        out[i] = gas * nusselt + radiation


@inlined
def add_row(target: FloatArray, row: FloatArray, factor: float) -> None:
    """Add ``factor * row`` to the beginning of ``target``."""
    for i in range(row.size):
        target[i] += factor * row[i]


@inlined
def add_product(target: FloatArray, rows: FloatArray, factors: FloatArray) -> None:
    """Add ``factors @ rows`` to ``target``, four rows at a time: half the loads and stores."""
    whole = factors.size - factors.size % 4
    for i in range(0, whole, 4):
        a, b, c, d = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        for j in range(rows.shape[1]):
            target[j] += (a * rows[i, j] + b * rows[i + 1, j]) + (
                c * rows[i + 2, j] + d * rows[i + 3, j]
            )
    for i in range(whole, factors.size):
        add_row(target, rows[i], factors[i])


@inlined
def copy_row(target: FloatArray, row: FloatArray) -> None:
    """Copy ``row`` to ``target``."""
    for i in range(row.size):
        target[i] = row[i]


@inlined
def inner_factors(
    faces: InnerFaces,
    s: FloatArray,
    air_share: FloatArray,
    film: FloatArray,
    factor: FloatArray,
    slope: FloatArray,
) -> None:
    """Write the convection corrections per kelvin that drives them, with their own answer [W/K].

    ``slope`` (n_zones,) receives how all of a zone's corrections grow with its air temperature
    [W/K], seen from the air.
    """
    for z in range(slope.size):
        slope[z] = 0.0
    for i in range(faces.port.size):
        p, a = faces.port[i], faces.air_port[i]
        c = (film[i] - faces.base_w_per_m2k[i]) * faces.area_m2[i]
        factor[i] = c / (1.0 + c * s[p, p])
        apart = 1.0 - air_share[a, p]
        slope[a] += factor[i] * apart * apart


@inlined
def outer_factors(faces: OuterFaces, s: FloatArray, slope: FloatArray, factor: FloatArray) -> None:
    """Write what is left of each outer correction after its own answer."""
    for i in range(faces.port.size):
        p = faces.port[i]
        factor[i] = 1.0 / (1.0 + slope[i] * s[p, p])


@inlined
def gap_factors(gaps: Gaps, s: FloatArray, conductance: FloatArray, factor: FloatArray) -> None:
    """Write the gap corrections per kelvin that drives them, with their own answer [W/K]."""
    for i in range(gaps.area_m2.size):
        c = (conductance[i] - gaps.base_w_per_m2k[i]) * gaps.area_m2[i]
        o, n = gaps.outer_port[i], gaps.inner_port[i]
        factor[i] = c / (1.0 + c * (s[n, n] + s[o, o] - 2.0 * s[n, o]))


@inlined
def sweep_inner(
    faces: InnerFaces, s: FloatArray, factor: FloatArray, flow: FloatArray, y: FloatArray
) -> float:
    """Renew the convection corrections, into the face; return the largest change [W]."""
    largest = 0.0
    for i in range(faces.port.size):
        p = faces.port[i]
        flow_now = factor[i] * (y[faces.air_port[i]] - y[p] + s[p, p] * flow[i])
        change = flow_now - flow[i]
        if abs(change) > NO_CHANGE_W:
            flow[i] = flow_now
            add_row(y, s[p], change)
            largest = max(largest, abs(change))
    return largest


@inlined
def sweep_outer(
    faces: OuterFaces,
    s: FloatArray,
    slope: FloatArray,
    known: FloatArray,
    factor: FloatArray,
    flow: FloatArray,
    y: FloatArray,
) -> float:
    """Renew the outer corrections ``known - slope * T``; return the largest change [W]."""
    largest = 0.0
    for i in range(faces.port.size):
        p = faces.port[i]
        flow_now = factor[i] * (known[i] - slope[i] * (y[p] - s[p, p] * flow[i]))
        change = flow_now - flow[i]
        if abs(change) > NO_CHANGE_W:
            flow[i] = flow_now
            add_row(y, s[p], change)
            largest = max(largest, abs(change))
    return largest


@inlined
def sweep_gaps(
    gaps: Gaps, s: FloatArray, factor: FloatArray, flow: FloatArray, y: FloatArray
) -> float:
    """Renew the gap corrections, positive from outer to inner; return the largest change [W]."""
    largest = 0.0
    for i in range(gaps.area_m2.size):
        o, n = gaps.outer_port[i], gaps.inner_port[i]
        own = s[n, n] + s[o, o] - 2.0 * s[n, o]
        flow_now = factor[i] * (y[o] - y[n] + own * flow[i])
        change = flow_now - flow[i]
        if abs(change) > NO_CHANGE_W:
            flow[i] = flow_now
            for j in range(y.size):
                y[j] += change * (s[n, j] - s[o, j])
            largest = max(largest, abs(change))
    return largest


@inlined
def gather_heat(
    inner: InnerFaces,
    outer: OuterFaces,
    gaps: Gaps,
    long_wave: FloatArray,
    inner_flow: FloatArray,
    outer_flow: FloatArray,
    gap_flow: FloatArray,
    heat: FloatArray,
) -> None:
    """Write the heat that the corrections put into each port [W]."""
    for p in range(heat.size):
        heat[p] = 0.0
    for i in range(inner.port.size):
        heat[inner.port[i]] += inner_flow[i] + long_wave[i]
        heat[inner.air_port[i]] -= inner_flow[i]
    for i in range(outer.port.size):
        heat[outer.port[i]] += outer_flow[i]
    for i in range(gaps.area_m2.size):
        heat[gaps.inner_port[i]] += gap_flow[i]
        heat[gaps.outer_port[i]] -= gap_flow[i]


@inlined
def air_excess(
    response: FloatArray, free: FloatArray, heat: FloatArray, y: FloatArray, out: FloatArray
) -> None:
    """Write how far the air of each zone is above what ``heat`` at the faces lets it reach [K]."""
    for z in range(out.size):
        reached = free[z]
        for p in range(out.size, heat.size):
            reached += heat[p] * response[z, p]
        out[z] = y[z] - reached


@compiled
def leak_flow(at_1_pa: float, stack_pa: float, wind_pa: float, of_stack: float) -> float:
    """Return what leaks by stack and wind together, in the units of ``at_1_pa``.

    AIM-2: ``Q^(1/n) = Qs^(1/n) + Qw^(1/n) - (Qs Qw)^(1/2n) / 3``, with ``Q^(1/n)`` the pressures.
    Stack and wind have parts of it as each alone; ``of_stack`` of the stack's part is the room's.
    """
    joined = stack_pa + wind_pa + SUPERPOSITION * math.sqrt(stack_pa * wind_pa)
    flow = at_1_pa * math.pow(joined, LEAK_EXPONENT)
    if of_stack == 1.0 or flow == 0.0:
        return flow
    by_stack, by_wind = math.pow(stack_pa, LEAK_EXPONENT), math.pow(wind_pa, LEAK_EXPONENT)
    return flow * (of_stack * by_stack + by_wind) / (by_stack + by_wind)


@uncounted
def driven_air(exchange: AirExchange, k: int, room_degc: float, outdoor_degc: float) -> float:
    """Return the outdoor air that leaks and unbalanced fans bring in [m3/s].

    By the root of squares (ASHRAE Handbook Fundamentals 2021, chapter 16; ASHRAE 62.2).
    """
    leaks = 0.0
    stack = abs(room_degc - outdoor_degc) / (room_degc + ZERO_DEGC_K)
    side = 0 if room_degc > outdoor_degc else 1
    for i in range(exchange.leak_m3_per_s.size):
        stack_pa, wind_pa = exchange.leak_stack_pa[i, k] * stack, exchange.leak_wind_pa[i, k]
        of_stack = exchange.leak_of_stack[i, side]
        leaks += leak_flow(exchange.leak_m3_per_s[i], stack_pa, wind_pa, of_stack)
    return math.hypot(leaks, exchange.unbalanced_m3_per_s[k])


@inlined
def exchange_now(
    exchange: AirExchange, k: int, room_degc: float, outdoor_degc: float, driven_m3_per_s: float
) -> tuple[float, float]:
    """Return conductance [W/K] and conductance times source temperature [W] of step ``k``.

    Without switched fans and windows. Leaks and doors go by the room temperature at the step's
    start.
    """
    driven = driven_m3_per_s * exchange.air_j_per_m3_k[k]
    conductance = exchange.conductance_w_per_k[k] + driven
    heat = exchange.heat_w[k] + driven * outdoor_degc
    for i in range(exchange.door_factor.shape[0]):
        other = exchange.door_degc[i, k]
        door = exchange.door_factor[i, k] * math.sqrt(abs(other - room_degc))
        conductance += door
        heat += door * other
    return conductance, heat


@inlined
def aim_switched(
    exchange: AirExchange, outdoor_degc: float, is_open: FloatArray, aim_degc: FloatArray
) -> None:
    """Write the air temperature at which each switched fan or window opens, or closes if open."""
    for i in range(aim_degc.size):
        slack_k = CLOSES_PAST_K if is_open[i] > 0.0 else 0.0
        aim_degc[i] = exchange.switched_above_degc[i] - slack_k
        below_k = exchange.switched_below_room_k[i]
        if below_k > NO_LIMIT:
            aim_degc[i] = max(aim_degc[i], outdoor_degc + max(below_k - slack_k, 0.0))


@inlined
def open_switched(
    exchange: AirExchange,
    k: int,
    outdoor_degc: float,
    surplus_w: float,
    surplus_at_degc: float,
    stiffness_w_per_k: float,
    cooling_degc: float,
    aim_degc: FloatArray,
    share: FloatArray,
) -> float:
    """Write for which share of step ``k`` each switched fan or window is open; return W/K in all.

    Those of the lowest aim first; the last is open for as long as holds the air at its aim. None
    opens at what cooling does not let the air reach. ``surplus_w`` is what the air has too much of
    at ``surplus_at_degc`` with all of them shut.
    """
    share[:] = -1.0
    opened = 0.0
    for _ in range(aim_degc.size):
        lowest = -1
        for i in range(aim_degc.size):
            if share[i] < 0.0 and (lowest < 0 or aim_degc[i] < aim_degc[lowest]):
                lowest = i
        apart_k, aim = aim_degc[lowest] - outdoor_degc, aim_degc[lowest]
        over_w = surplus_w - stiffness_w_per_k * (aim - surplus_at_degc) - opened * apart_k
        most_w = exchange.switched_w_per_k[lowest, k] * apart_k
        share[lowest] = 1.0 if over_w >= most_w else max(over_w / most_w, 0.0)
        if over_w <= 0.0 or aim >= cooling_degc:
            share[lowest] = 0.0
        opened += share[lowest] * exchange.switched_w_per_k[lowest, k]
    return opened


@inlined
def _run_steps(
    inputs: BasePassInputs,
    first_step: int,
    last_step: int,
    modes: FloatArray,
    port_degc: FloatArray,
    out: BasePassOutputs,
    work: _Workspace,
) -> int:
    """Do what `run_base_pass` says."""
    inner, outer, gaps = inputs.inner, inputs.outer, inputs.gaps
    n_modes, n_ports, n_zones = inputs.decay.size, port_degc.size, inputs.air_share.shape[0]
    n_inner = inner.port.size
    film, wind_film, gap_film = work.film, work.wind_film, work.gap_film
    slope, known, air_slope = work.slope, work.known, work.air_slope
    power, renewed, long_wave = work.power, work.renewed, work.long_wave
    inner_flow, outer_flow, gap_flow = work.inner_flow, work.outer_flow, work.gap_flow
    y, heat, free = work.y, work.heat, work.free
    alone, by_flows, lift, excess = work.alone, work.by_flows, work.lift, work.excess
    inner_factor, outer_factor = work.inner_factor, work.outer_factor
    gap_factor = work.gap_factor
    is_open, aim, open_share = work.is_open, work.aim_degc, work.open_share
    held, response = inputs.held_response, inputs.step_response
    share, stiff = inputs.air_share, inputs.air_stiffness
    most = 0
    copy_row(out.port_degc[first_step], port_degc)
    copy_row(out.modes[first_step], modes)
    load = 0.0
    for k in range(first_step, last_step):
        # what is known beforehand
        for m in range(n_modes):
            modes[m] = inputs.decay[m] * modes[m] + inputs.known[k, m]
        copy_row(y, inputs.known[k, n_modes:])
        add_product(y, inputs.read, modes)
        # coefficients at the last temperatures
        air_k, sky_k = inputs.outdoor_degc[k + 1], inputs.sky_degc[k + 1]
        inner_coefficients(inner, port_degc, film)
        inner_long_wave(inner, port_degc, power, renewed)
        outer_convection(
            outer,
            air_k,
            inputs.wind_m_per_s[k + 1],
            inputs.wind_east[k + 1],
            inputs.wind_north[k + 1],
            port_degc,
            wind_film,
        )
        gap_coefficients(gaps, port_degc, gap_film)
        outer_terms(outer, air_k, sky_k, port_degc, wind_film, slope, known)
        outdoor_mean = 0.5 * (inputs.outdoor_degc[k] + inputs.outdoor_degc[k + 1])
        driven = driven_air(inputs.exchange, k, port_degc[0], outdoor_mean)
        steady, steady_heat = exchange_now(inputs.exchange, k, port_degc[0], outdoor_mean, driven)
        conductance, source, switched = steady, steady_heat, 0.0
        aim_switched(inputs.exchange, outdoor_mean, is_open, aim)
        heating, cooling = inputs.heating_setpoint_degc[k + 1], inputs.cooling_setpoint_degc[k + 1]
        inner_factors(inner, held, share, film, inner_factor, air_slope)
        outer_factors(outer, held, slope, outer_factor)
        gap_factors(gaps, held, gap_film, gap_factor)
        # first guess: the flows of the last step, and what they and the load lifted the air by
        copy_row(alone, y)
        for p in range(n_ports):
            y[p] += by_flows[p]
        for z in range(n_zones):
            free[z] = alone[z]
            guess = free[z] + lift[z]
            if z == 0:
                guess = min(max(guess if load == 0.0 else port_degc[0], heating), cooling)
            add_row(y, share[z], guess - free[z])
        for i in range(n_inner):
            add_row(y, held[inner.port[i]], renewed[i] - long_wave[i])
            long_wave[i] = renewed[i]
        load = 0.0
        for sweep in range(MOST_SWEEPS):
            change = sweep_outer(outer, held, slope, known, outer_factor, outer_flow, y)
            change = max(change, sweep_gaps(gaps, held, gap_factor, gap_flow, y))
            change = max(change, sweep_inner(inner, held, inner_factor, inner_flow, y))
            gather_heat(inner, outer, gaps, long_wave, inner_flow, outer_flow, gap_flow, heat)
            air_excess(response, free, heat, y, excess)
            for z in range(n_zones):
                surplus = heat[z]
                for other in range(n_zones):
                    surplus -= stiff[z, other] * excess[other]
                stiffness = stiff[z, z] + air_slope[z]
                if z == 0:
                    surplus += steady_heat - steady * y[0]
                    stiffness += steady
                    if aim.size > 0:
                        switched = open_switched(
                            inputs.exchange,
                            k,
                            outdoor_mean,
                            surplus,
                            y[0],
                            stiffness,
                            cooling,
                            aim,
                            open_share,
                        )
                        conductance = steady + switched
                        source = steady_heat + switched * outdoor_mean
                        surplus += switched * (outdoor_mean - y[0])
                        stiffness += switched
                wanted = y[z] + surplus / stiffness
                if z == 0:
                    load = 0.0
                    limited = min(max(wanted, heating), cooling)
                    if limited != wanted:  # what moves the air to the set point, and no further
                        load = stiffness * (limited - y[0]) - surplus
                    wanted = limited
                rise = wanted - y[z]
                if rise != 0.0:
                    add_row(y, share[z], rise)
                    excess[z] += rise
                    change = max(change, abs(rise * stiffness))
            most = max(most, sweep)
            if change < FLOW_TOLERANCE_W:
                break
        # what the flows do to the ports, for the next step's first guess
        for p in range(n_ports):
            by_flows[p] = y[p] - alone[p]
        for z in range(n_zones):
            lift[z] = y[z] - free[z]
            add_row(by_flows, share[z], -lift[z])
        # the flows, as they are, move the modes
        heat[0] += load + source - conductance * y[0]
        add_product(modes, inputs.feed, heat)
        copy_row(port_degc, y)
        copy_row(out.port_degc[k + 1], y)
        copy_row(out.modes[k + 1], modes)
        copy_row(out.port_heat_w[k], heat)
        out.load_w[k] = load
        out.exchange_w_per_k[k] = conductance
        out.exchange_heat_w[k] = source
        out.driven_m3_per_s[k] = driven
        out.switched_w_per_k[k] = switched
        for i in range(aim.size):
            opens = 0.0 < open_share[i] < 1.0 and is_open[i] == 0.0
            is_open[i] = 1.0 if opens or open_share[i] == 1.0 else 0.0
        weight = abs(load)
        if weight > 0.0:
            out.films_weight[0] += weight
            add_row(out.films[0], film, weight)
            add_row(out.films[1], wind_film, weight)
            add_row(out.films[2], gap_film, weight)
    return most


@compiled
def run_base_pass(
    inputs: BasePassInputs,
    first_step: int,
    last_step: int,
    modes: FloatArray,
    port_degc: FloatArray,
    out: BasePassOutputs,
) -> int:
    """Step the room from ``first_step`` to ``last_step``; return the most sweeps of any step.

    In a step: all that is known beforehand moves the modes; inner long wave beyond the linear
    part is put in from the last temperatures; films, outer long wave and gaps take their
    coefficients from the last temperatures and their flows are solved with the temperatures at
    the step's end, face by face with the air held (Gauss-Seidel) and the air between sweeps
    (Newton), clipped to the set points: there the load is what the air still needs; windows and
    fans that follow the room are open for the share of the step that holds the air where they
    open, or cools it to where they close; then the flows move the modes.

    ``modes`` (n_modes,) and ``port_degc`` (n_ports,) hold the state at ``first_step`` and are
    overwritten by that at ``last_step``.
    """
    n_ports, n_zones = port_degc.size, inputs.air_share.shape[0]
    n_inner, n_outer = inputs.inner.port.size, inputs.outer.port.size
    n_gaps, n_switched = inputs.gaps.area_m2.size, inputs.exchange.switched_above_degc.size
    work = _Workspace(
        film=np.empty(n_inner),
        wind_film=np.empty(n_outer),
        gap_film=np.empty(n_gaps),
        slope=np.empty(n_outer),
        known=np.empty(n_outer),
        air_slope=np.empty(n_zones),
        power=np.empty(n_inner),
        renewed=np.empty(n_inner),
        long_wave=np.zeros(n_inner),
        inner_flow=np.zeros(n_inner),
        outer_flow=np.zeros(n_outer),
        gap_flow=np.zeros(n_gaps),
        y=np.empty(n_ports),
        heat=np.empty(n_ports),
        free=np.empty(n_zones),
        alone=np.empty(n_ports),
        by_flows=np.zeros(n_ports),
        lift=np.zeros(n_zones),
        excess=np.empty(n_zones),
        inner_factor=np.empty(n_inner),
        outer_factor=np.empty(n_outer),
        gap_factor=np.empty(n_gaps),
        is_open=np.zeros(n_switched),
        aim_degc=np.empty(n_switched),
        open_share=np.empty(n_switched),
    )
    return _run_steps(inputs, first_step, last_step, modes, port_degc, out, work)
