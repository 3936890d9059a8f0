"""The base pass: a year of the room with ideal control, in half-hour steps.

The linear network is stepped in its modes. What is not linear (films, long wave, gaps) or not
constant (air exchange) is put on top as heat flows at the faces, solved within the step together
with the ideal load.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.kernel.air_exchange import aim_switched, driven_air, exchange_now, open_switched
from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.films import (
    LEEWARD_A,
    LEEWARD_B,
    WINDWARD_A,
    WINDWARD_B,
    add_product,
    add_row,
    gap_coefficients,
    inner_coefficients,
    inner_long_wave,
    outer_convection,
    outer_terms,
)
from hpsim.kernel.ideal_load_types import (
    BasePassInputs,
    BasePassOutputs,
    BasePassSums,
    Gaps,
    InnerFaces,
    OuterFaces,
)
from hpsim.kernel.types import FloatArray

MOST_SWEEPS = 60


class _Workspace(NamedTuple):
    """What one step needs and the next overwrites, and the flows that a step starts from."""

    film: FloatArray  # (n_inner,) W/m2K
    wind_film: FloatArray  # (n_outer,) W/m2K
    gap_film: FloatArray  # (n_gaps,) W/m2K
    slope: FloatArray  # (n_outer,) W/K
    known: FloatArray  # (n_outer,) W
    air_slope: FloatArray  # (n_zones,) W/K
    size_k: FloatArray  # (the larger of n_inner and n_outer,)
    inner_root: FloatArray  # (n_inner,) cube roots of the face's difference to the air
    outer_root: FloatArray  # (n_outer,)
    windward: FloatArray  # (n_steps,) W/m2K of glass at the step's end
    leeward: FloatArray  # (n_steps,)
    power: FloatArray  # (2 n_inner,) K4, then degC less than zero
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


@internal
def copy_row(target: FloatArray, row: FloatArray) -> None:
    """Copy ``row`` to ``target``."""
    for i in range(row.size):
        target[i] = row[i]


@internal
def inner_factors(
    faces: InnerFaces,
    s: FloatArray,
    air_share: FloatArray,
    film: FloatArray,
    factor: FloatArray,
    slope: FloatArray,
) -> None:
    """Write the convection corrections per kelvin that drives them, with their own response [W/K].

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


@internal
def outer_factors(faces: OuterFaces, s: FloatArray, slope: FloatArray, factor: FloatArray) -> None:
    """Write what is left of each outer correction after its own response."""
    for i in range(faces.port.size):
        p = faces.port[i]
        factor[i] = 1.0 / (1.0 + slope[i] * s[p, p])


@internal
def gap_factors(gaps: Gaps, s: FloatArray, conductance: FloatArray, factor: FloatArray) -> None:
    """Write the gap corrections per kelvin that drives them, with their own response [W/K]."""
    for i in range(gaps.area_m2.size):
        c = (conductance[i] - gaps.base_w_per_m2k[i]) * gaps.area_m2[i]
        o, n = gaps.outer_port[i], gaps.inner_port[i]
        factor[i] = c / (1.0 + c * (s[n, n] + s[o, o] - 2.0 * s[n, o]))


@internal
def sweep_inner(
    faces: InnerFaces, s: FloatArray, factor: FloatArray, flow: FloatArray, y: FloatArray
) -> float:
    """Renew the convection corrections, into the face; return the largest change [W]."""
    largest = 0.0
    for i in range(faces.port.size):
        p = faces.port[i]
        flow_now = factor[i] * (y[faces.air_port[i]] - y[p] + s[p, p] * flow[i])
        change = flow_now - flow[i]
        flow[i] = flow_now
        add_row(y, s[p], change)
        largest = max(largest, abs(change))
    return largest


@internal
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
        flow[i] = flow_now
        add_row(y, s[p], change)
        largest = max(largest, abs(change))
    return largest


@internal
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
        flow[i] = flow_now
        for j in range(y.size):
            y[j] += change * (s[n, j] - s[o, j])
        largest = max(largest, abs(change))
    return largest


@internal
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


@internal
def air_excess(
    response: FloatArray, free: FloatArray, heat: FloatArray, y: FloatArray, out: FloatArray
) -> None:
    """Write how far the air of each zone is above what ``heat`` at the faces lets it reach [K]."""
    for z in range(out.size):
        reached = free[z]
        for p in range(out.size, heat.size):
            reached += heat[p] * response[z, p]
        out[z] = y[z] - reached


@internal
def first_period(sums: BasePassSums, first_step: int, modes: FloatArray) -> int:
    """Return the period that a step is in, and write the modes that it begins with."""
    period = 0
    while period < sums.last_step.size and sums.last_step[period] <= first_step:
        period += 1
    if period < sums.last_step.size:
        copy_row(sums.modes_at[period], modes)
    return period


@internal
def add_modes(sums: BasePassSums, period: int, modes: FloatArray) -> None:
    """Add the modes at a step's start to the sums of its period, if that is summed."""
    if period < sums.last_step.size:
        add_row(sums.modes[period], modes, 1.0)


@internal
def add_heat(
    inputs: BasePassInputs,
    sums: BasePassSums,
    period: int,
    k: int,
    heat: FloatArray,
    modes: FloatArray,
) -> int:
    """Add the heat of step ``k`` to the sums of its period; return the period of the next step.

    What is turned over is all heat at each port, sun and gains as their hour's mean.
    """
    if period == sums.last_step.size:
        return period
    add_row(sums.port_heat_w[period], heat, 1.0)
    hour = k * inputs.hourly_heat_w.shape[0] // inputs.known.shape[0]
    turned_over_w = 0.0
    for p in range(heat.size):
        turned_over_w += abs(heat[p] + inputs.hourly_heat_w[hour, p])
    sums.turned_over_w[period] += turned_over_w
    if k + 1 < sums.last_step[period]:
        return period
    copy_row(sums.port_heat_at_w[period], heat)
    copy_row(sums.modes_at[period + 1], modes)
    return period + 1


@internal
def hold_flows(
    y: FloatArray, alone: FloatArray, free: FloatArray, share: FloatArray, work: _Workspace
) -> None:
    """Write what the flows do to the ports, for the next step's first guess."""
    for p in range(y.size):
        work.by_flows[p] = y[p] - alone[p]
    for z in range(free.size):
        work.lift[z] = y[z] - free[z]
        add_row(work.by_flows, share[z], -work.lift[z])


@compiled
def run_steps(
    inputs: BasePassInputs,
    first_step: int,
    last_step: int,
    modes: FloatArray,
    port_degc: FloatArray,
    out: BasePassOutputs,
    work: _Workspace,
) -> int:
    """Do what `run_ideal_load_pass` says, in a workspace that its caller made."""
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
    inner_size, outer_size = work.size_k[:n_inner], work.size_k[: outer.port.size]
    gap_factor = work.gap_factor
    is_open, aim, open_share = work.is_open, work.aim_degc, work.open_share
    held, response = inputs.held_response, inputs.step_response
    share, stiff = inputs.air_share, inputs.air_stiffness
    cools_faces, cooled, taken = inputs.cooled.size > 0, inputs.cooled, 0.0
    of_air = 0.0 if cools_faces else 1.0  # what a watt of cooling takes from the air at once
    for p in range(cooled.size):
        of_air += cooled[p] * share[0, p]
    period, n_sweeps, load = first_period(out.sums, first_step, modes), 0, 0.0
    copy_row(out.port_degc[first_step], port_degc)
    for k in range(first_step, last_step):
        add_modes(out.sums, period, modes)
        # what is known beforehand
        for m in range(n_modes):
            modes[m] = inputs.decay[m] * modes[m] + inputs.known[k, m]
        copy_row(y, inputs.known[k, n_modes:])
        add_product(y, inputs.read, modes)
        # coefficients at the last temperatures
        air_k, sky_k = inputs.outdoor_degc[k + 1], inputs.sky_degc[k + 1]
        inner_coefficients(inner, port_degc, inner_size, work.inner_root, film)
        inner_long_wave(inner, port_degc, power, renewed)
        outer_convection(
            outer,
            air_k,
            work.windward[k - first_step],
            work.leeward[k - first_step],
            inputs.wind_east[k + 1],
            inputs.wind_north[k + 1],
            port_degc,
            outer_size,
            work.outer_root,
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
        for _ in range(MOST_SWEEPS):
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
                    if limited != wanted:  # what moves the air to the setpoint, and no further
                        load = stiffness * (limited - y[0]) - surplus
                        in_air = of_air if load < 0.0 else 1.0
                        load /= in_air
                        possible = min(max(load, -inputs.cooling_limit_w), inputs.heating_limit_w)
                        if possible != load:
                            load = possible
                            limited = y[0] + (surplus + in_air * load) / stiffness
                    wanted = limited
                    if cools_faces:
                        for p in range(n_zones, n_ports):
                            add_row(y, held[p], cooled[p] * (min(load, 0.0) - taken))
                        taken = min(load, 0.0)
                rise = wanted - y[z]
                if rise != 0.0:
                    add_row(y, share[z], rise)
                    excess[z] += rise
                    change = max(change, abs(rise * stiffness))
            n_sweeps += 1
            if change < inputs.sweep_tolerance_w:
                break
        hold_flows(y, alone, free, share, work)
        # the flows, as they are, move the modes
        heat[0] += load + source - conductance * y[0]
        if cools_faces:
            heat[0] -= taken
            add_row(heat, cooled, taken)
        add_product(modes, inputs.feed, heat)
        copy_row(port_degc, y)
        copy_row(out.port_degc[k + 1], y)
        period = add_heat(inputs, out.sums, period, k, heat, modes)
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
    return n_sweeps


def run_ideal_load_pass(
    inputs: BasePassInputs,
    first_step: int,
    last_step: int,
    modes: FloatArray,
    port_degc: FloatArray,
    out: BasePassOutputs,
) -> int:
    """Step the room from ``first_step`` to ``last_step``; return the sweeps of all steps.

    In a step: all that is known beforehand moves the modes; inner long wave beyond the linear
    part is put in from the last temperatures; films, outer long wave and gaps take their
    coefficients from the last temperatures and their flows are solved with the temperatures at
    the step's end, face by face with the air held (Gauss-Seidel) and the air between sweeps
    (Newton), clipped to the setpoints: there the load is what the air still needs, up to the
    limits of heating and cooling; cooling may take its heat from faces (a ceiling); windows and
    fans that follow the room are open for the share of the step that holds the air where they
    open, or cools it to where they close; then the flows move the modes.

    ``modes`` (n_modes,) and ``port_degc`` (n_ports,) hold the state at ``first_step`` and are
    overwritten by that at ``last_step``.
    """
    n_ports, n_zones = port_degc.size, inputs.air_share.shape[0]
    n_inner, n_outer = inputs.inner.port.size, inputs.outer.port.size
    n_gaps, n_switched = inputs.gaps.area_m2.size, inputs.exchange.switched_above_degc.size
    wind = inputs.wind_m_per_s[first_step + 1 : last_step + 1]
    work = _Workspace(
        film=np.empty(n_inner),
        wind_film=np.empty(n_outer),
        gap_film=np.empty(n_gaps),
        slope=np.empty(n_outer),
        known=np.empty(n_outer),
        air_slope=np.empty(n_zones),
        size_k=np.empty(max(n_inner, n_outer)),
        inner_root=np.ones(n_inner),
        outer_root=np.ones(n_outer),
        windward=WINDWARD_A * wind**WINDWARD_B,
        leeward=LEEWARD_A * wind**LEEWARD_B,
        power=np.empty(2 * n_inner),
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
    return run_steps(inputs, first_step, last_step, modes, port_degc, out, work)
