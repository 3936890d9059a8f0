"""The ideal-load pass: a year of the room with ideal control, in half-hour steps.

The linear network is stepped in its modes. What is not linear (films, long wave, gaps) or not
constant (air exchange) is put on top as heat flows at the faces, solved within the step together
with the ideal load.
"""

from __future__ import annotations

from hpsim.kernel.air_exchange import aim_switched, driven_air, exchange_now, open_switched
from hpsim.kernel.compiling import apart, compiled, reducing
from hpsim.kernel.corrections import (
    Corrections,
    gap_factors,
    inner_factors,
    outer_factors,
    sweep_faces,
    sweep_gaps,
)
from hpsim.kernel.films import (
    add_product,
    add_row,
    differences_for_films,
    dot,
    gap_coefficients,
    guess_roots,
    inner_long_wave,
    natural_films,
    outer_convection,
    outer_terms,
    refine_roots,
    sum_of_sizes,
)
from hpsim.kernel.ideal_load_types import (
    BasePassInputs,
    BasePassOutputs,
    BasePassSums,
)
from hpsim.kernel.ideal_load_work import Workspace, workspace_for
from hpsim.kernel.profile import slope_within_hour
from hpsim.kernel.types import FloatArray

MOST_SWEEPS = 60
FELT = 0.25
"""Of the sweeps' tolerance: new sun and long wave that all ports know of before the first sweep."""
TOGETHER = 4
"""Sweeps in which faces are renewed together; one after another converges where this does not."""


@apart
def copy_row(target: FloatArray, row: FloatArray) -> None:
    """Copy ``row`` to ``target``."""
    for i in range(row.size):
        target[i] = row[i]


@apart
def write_difference(target: FloatArray, one: FloatArray, other: FloatArray) -> None:
    """Write by how much one row is more than another to ``target``."""
    for i in range(target.size):
        target[i] = one[i] - other[i]


@apart
def write_ports(
    alone: FloatArray, by_flows: FloatArray, share: FloatArray, rise: float, port_degc: FloatArray
) -> None:
    """Write the ports by what is known and by flows, the room's air raised by ``rise``."""
    for i in range(share.size):
        port_degc[i] = alone[i] + by_flows[i] + share[i] * rise


@apart
def keep_ports(
    port_degc: FloatArray, alone: FloatArray, by_flows: FloatArray, row: FloatArray
) -> None:
    """Write what flows do to the ports, and the ports themselves to ``row``."""
    for i in range(row.size):
        by_flows[i] = port_degc[i] - alone[i]
        row[i] = port_degc[i]


@apart
def look_at_air(air_degc: FloatArray, port_degc: FloatArray, in_zone: FloatArray) -> None:
    """Write the temperature of the air that each inner face looks at."""
    for i in range(air_degc.size):
        air_degc[i] = port_degc[0]
    for z in range(1, in_zone.shape[0]):
        add_row(air_degc, in_zone[z], port_degc[z] - port_degc[0])


@apart
def know_hour(hourly: FloatArray, hour: int, slope: FloatArray) -> None:
    """Write how sun and gains run within an hour."""
    before, after = hourly[hour - 1], hourly[hour + 1 if hour + 1 < hourly.shape[0] else 0]
    mean = hourly[hour]
    for p in range(slope.size):
        slope[p] = slope_within_hour(before[p], mean[p], after[p])


@apart
def know_heat(
    mean: FloatArray,
    slope: FloatArray,
    at: float,
    heat: FloatArray,
    more: FloatArray,
    alone: FloatArray,
) -> None:
    """Write the heat of sun and gains ``at`` hours from the middle of their hour.

    ``more`` receives what the ports do not have yet, which have the heat of the step before.
    """
    for p in range(heat.size):
        now = mean[p] + slope[p] * at
        more[p] = now - heat[p]
        heat[p] = now
        alone[p] = 0.0


@apart
def die_away(modes: FloatArray, decay: FloatArray, sums: FloatArray) -> None:
    """Add the modes at a step's start to their sums, and let them die away over it."""
    for m in range(modes.size):
        sums[m] += modes[m]
        modes[m] *= decay[m]


@apart
def know_beforehand(inputs: BasePassInputs, k: int, hour: int, at: float, work: Workspace) -> None:
    """Write what follows in step ``k`` without corrections, once the modes have died away over it.

    The step lies ``at`` hours from the middle of its hour. Weather runs straight between instants,
    sources are constant over an hour. Sun and gains keep their hour's mean
    (`hpsim.kernel.profile`); ports get them with the corrections, and modes in the end.
    """
    driving, alone, more, gap_flow = work.driving, work.alone, work.more, work.gap_flow
    know_heat(inputs.hourly_heat_w[hour], work.known_slope, at, work.known_heat, more, alone)
    driving[0], driving[1] = inputs.outdoor_degc[k], inputs.sky_degc[k]
    driving[2], driving[3] = inputs.outdoor_degc[k + 1], inputs.sky_degc[k + 1]
    for i in range(inputs.hourly_source_degc.shape[1]):
        driving[4 + i] = inputs.hourly_source_degc[hour, i]
    add_product(alone, work.to_ports, work.known)
    if gap_flow.size > 0:
        first_gap = more.size - 2 * gap_flow.size
        add_product(work.by_flows, work.held[first_gap:], more[first_gap:])


@reducing
def gather_heat(
    flow: FloatArray,
    long_wave: FloatArray,
    known: FloatArray,
    share: FloatArray,
    total: FloatArray,
) -> float:
    """Write all heat at each port [W], of corrections, sun and gains; return its sum by shares."""
    of_shares = 0.0
    for p in range(share.size):
        total[p] = flow[p] + long_wave[p] + known[p]
        of_shares += share[p] * total[p]
    return of_shares


@apart
def sweep(
    inputs: BasePassInputs, one_by_one: bool, tolerance_w: float, y: FloatArray, work: Workspace
) -> int:
    """Renew all corrections; return how many are not settled."""
    n_zones, held, inner, outer = (
        work.in_zone.shape[0],
        work.held,
        work.inner,
        work.outer,
    )
    first = n_zones + inner.flow.size
    unsettled = sweep_faces(outer, first, held, one_by_one, tolerance_w, y)
    unsettled += sweep_gaps(inputs.gaps, held, tolerance_w, work.gap_factor, work.gap_flow, y)
    look_at_air(inner.drawn_to, y, work.in_zone)
    unsettled += sweep_faces(inner, n_zones, held, one_by_one, tolerance_w, y)
    for i in range(work.gap_flow.size):
        work.flow[inputs.gaps.inner_port[i]] = work.gap_flow[i]
        work.flow[inputs.gaps.outer_port[i]] = -work.gap_flow[i]
    return unsettled


@apart
def first_period(sums: BasePassSums, first_step: int, modes: FloatArray) -> int:
    """Return the period that a step is in, and write the modes that it begins with.

    Steps before the year are in none.
    """
    if first_step < 0:
        return sums.last_step.size
    period = 0
    while period < sums.last_step.size and sums.last_step[period] <= first_step:
        period += 1
    if period < sums.last_step.size:
        copy_row(sums.modes_at[period], modes)
    return period


@apart
def sum_heat(
    total: FloatArray, known: FloatArray, port_heat_w: FloatArray, turned_over_w: FloatArray
) -> None:
    """Add a step's heat of corrections, and the size of the total, at each port to their sums."""
    for p in range(total.size):
        port_heat_w[p] += total[p] - known[p]
        turned_over_w[p] += abs(total[p])


@apart
def add_heat(k: int, sums: BasePassSums, period: int, modes: FloatArray, work: Workspace) -> int:
    """Add the heat of step ``k`` to the sums of its period; return the period of the next step."""
    if period == sums.last_step.size:
        return period
    all_heat, known = work.all_heat, work.known_heat
    sum_heat(all_heat, known, sums.port_heat_w[period], sums.turned_over_w[period])
    if k + 1 < sums.last_step[period]:
        return period
    write_difference(sums.port_heat_at_w[period], all_heat, known)
    copy_row(sums.modes_at[period + 1], modes)
    return period + 1


@apart
def move_air(
    inputs: BasePassInputs,
    k: int,
    conductance_w_per_k: float,
    exchange_w: float,
    outdoor_degc: float,
    taken_w: float,
    tolerance_w: float,
    work: Workspace,
) -> tuple[int, float, float]:
    """Move the air of each zone to where all heat leaves it, the room's within its setpoints.

    Newton's step, with the corrections' own change. Return how many zones are not settled, the load
    [W], and what switched fans and windows carry [W/K].
    """
    y, all_heat, share, stiff, aim = (
        work.y,
        work.all_heat,
        inputs.air_share,
        inputs.air_stiffness,
        work.aim_degc,
    )
    n_zones, cooled = work.in_zone.shape[0], inputs.cooled
    heating, cooling = inputs.heating_setpoint_degc[k + 1], inputs.cooling_setpoint_degc[k + 1]
    unsettled, load, switched = 0, 0.0, 0.0
    surplus = gather_heat(work.flow, work.long_wave, work.known_heat, work.gathers[0], all_heat)
    for z in range(n_zones):
        if z > 0:
            surplus = dot(work.gathers[z], all_heat)
        all_heat[z] = work.known_heat[z] - dot(work.in_zone[z], work.inner.flow)
        surplus += all_heat[z]
        for other in range(n_zones):
            surplus -= stiff[z, other] * (y[other] - work.alone[other])
        stiffness = stiff[z, z] + work.air_slope[z]
        if z > 0:
            rise = surplus / stiffness
        else:
            surplus += exchange_w - conductance_w_per_k * y[0]
            stiffness += conductance_w_per_k
            if aim.size > 0:
                switched = open_switched(
                    inputs.exchange,
                    k,
                    outdoor_degc,
                    surplus,
                    y[0],
                    stiffness,
                    cooling,
                    aim,
                    work.open_share,
                )
                surplus += switched * (outdoor_degc - y[0])
                stiffness += switched
            wanted = y[0] + surplus / stiffness
            limited = min(max(wanted, heating), cooling)
            if limited != wanted:  # what moves the air to the setpoint, and no further
                load = stiffness * (limited - y[0]) - surplus
                in_air = work.cooled_in_air if load < 0.0 else 1.0
                load /= in_air
                possible = min(max(load, -inputs.cooling_limit_w), inputs.heating_limit_w)
                if possible != load:
                    load = possible
                    limited = y[0] + (surplus + in_air * load) / stiffness
            for p in range(n_zones, cooled.size):
                add_row(y, work.held[p], cooled[p] * (min(load, 0.0) - taken_w))
            rise = limited - y[0]
        if rise != 0.0:
            add_row(y, share[z], rise)
            unsettled += 1 if abs(rise * stiffness) >= tolerance_w else 0
    return unsettled, load, switched


@apart
def renew(more: FloatArray, now: FloatArray, before: FloatArray) -> None:
    """Add to ``more`` by how much heat is more ``now`` than ``before``, and take it as before."""
    for i in range(more.size):
        more[i] += now[i] - before[i]
        before[i] = now[i]


@apart
def feel(to: Corrections, first: int, tolerance_w: float, work: Workspace) -> None:
    """Let all ports feel how much more sun and long wave faces have than in the last step.

    Those from port ``first`` on. Where it is little, others feel it after the next sweep.
    """
    n = to.more.size
    if sum_of_sizes(to.more) > tolerance_w:
        add_product(work.by_flows, work.held[first : first + n], to.more)
        for i in range(n):
            to.more[i] = 0.0


@apart
def take_coefficients(
    inputs: BasePassInputs, k: int, port_degc: FloatArray, work: Workspace
) -> None:
    """Write films, long wave and factors of step ``k`` at the last temperatures."""
    faces, to, inner, outer = inputs.inner, inputs.outer, work.inner, work.outer
    n_zones, n_inner, n_outer = work.in_zone.shape[0], inner.flow.size, outer.flow.size
    first, end = n_zones + n_inner, n_zones + n_inner + n_outer
    at_inner, at_outer = port_degc[n_zones:first], port_degc[first:end]
    air_degc, sky_degc = inputs.outdoor_degc[k + 1], inputs.sky_degc[k + 1]
    apart_k, film = work.apart_k, work.wind_film
    look_at_air(work.face_air_degc[:n_inner], port_degc, work.in_zone)
    work.face_air_degc[n_inner:] = air_degc
    differences_for_films(port_degc[n_zones:end], work.face_air_degc, apart_k, work.films)
    guess_roots(work.films_bits, work.root_bits)
    refine_roots(work.films, work.root)
    natural_films(apart_k, work.warm, work.cold, work.law, work.fourth, work.root, work.films)
    long_wave, power = work.inner_long_wave, work.power
    inner_long_wave(faces.linear_k3, work.exchange_w_per_k4, at_inner, power, long_wave)
    renew(inner.more, long_wave, work.long_wave[n_zones:first])
    feel(inner, n_zones, FELT * inputs.sweep_tolerance_w, work)
    feel(outer, first, FELT * inputs.sweep_tolerance_w, work)
    windward, leeward = inputs.windward_w_per_m2k[k + 1], inputs.leeward_w_per_m2k[k + 1]
    outer_convection(to, windward, leeward, inputs.wind_east[k + 1], inputs.wind_north[k + 1], film)
    outer_terms(to, air_degc, sky_degc, at_outer, film, outer.weight, outer.drawn_to)
    gap_coefficients(inputs.gaps, port_degc, work.gap_film)
    inner_factors(faces.base_w_per_m2k, faces.area_m2, work.film, inner.own, inner.factor)
    outer_factors(outer.weight, outer.own, outer.factor)
    for z in range(n_zones):
        work.air_slope[z] = dot(work.moves_air[z], inner.factor)
    gap_factors(inputs.gaps, work.held, work.gap_film, work.gap_factor)


@apart
def guess_first(
    inputs: BasePassInputs, k: int, last_degc: float, loaded: bool, work: Workspace
) -> None:
    """Write the ports as the last step's flows, and what lifted the air by then, would have them.

    The room's air within the setpoints; where it was held, from where it was.
    """
    alone, by_flows = work.alone, work.by_flows
    heating, cooling = inputs.heating_setpoint_degc[k + 1], inputs.cooling_setpoint_degc[k + 1]
    free = alone[0] + by_flows[0]
    guess = min(max(last_degc if loaded else free, heating), cooling)
    write_ports(alone, by_flows, inputs.air_share[0], guess - free, work.y)


@apart
def keep_instant(inputs: BasePassInputs, k: int, y: FloatArray, out: BasePassOutputs) -> None:
    """Write what is kept of the ports at instant ``k`` besides themselves."""
    out.air_degc[k] = y[0]
    out.mean_radiant_degc[k] = dot(inputs.radiant_weights, y[inputs.air_share.shape[0] :])


@apart
def add_films(out: BasePassOutputs, weight: float, work: Workspace) -> None:
    """Add a step's films to the sums over the year, by its load."""
    if weight > 0.0:
        out.films_weight[0] += weight
        n_faces = work.face_air_degc.size
        add_row(out.films, work.films[:n_faces], weight)
        add_row(out.films[n_faces:], work.gap_film, weight)


@compiled
def run_steps(
    inputs: BasePassInputs,
    first_step: int,
    last_step: int,
    modes: FloatArray,
    port_degc: FloatArray,
    out: BasePassOutputs,
    work: Workspace,
) -> int:
    """Do what `run_ideal_load_pass` says, in a workspace that its caller made."""
    y, all_heat, tolerance_w = work.y, work.all_heat, inputs.sweep_tolerance_w
    exchange, cooled, taken = inputs.exchange, inputs.cooled, 0.0
    is_open, aim, open_share = work.is_open, work.aim_degc, work.open_share
    n_sweeps, load, switched = 0, 0.0, 0.0
    now, n_steps, n_hours = work.modes, inputs.outdoor_degc.size - 1, inputs.hourly_heat_w.shape[0]
    copy_row(now, modes)
    copy_row(y, port_degc)
    per_hour = n_steps // n_hours
    hour, in_hour, period = (first_step % n_steps) // per_hour, first_step % per_hour, 0
    know_hour(inputs.hourly_heat_w, hour, work.known_slope)
    for step in range(first_step, last_step):
        k = step if step >= 0 else step + n_steps
        if step == first_step or step == 0:
            copy_row(out.port_degc[k], y[: all_heat.size])
            keep_instant(inputs, k, y, out)
            period = first_period(out.sums, step, now)
        if in_hour == per_hour:
            hour, in_hour = (hour + 1) % n_hours, 0
            know_hour(inputs.hourly_heat_w, hour, work.known_slope)
        in_hour += 1
        at = (in_hour - 0.5) / per_hour - 0.5
        last = out.port_degc[k]
        if period < out.sums.last_step.size:
            die_away(now, inputs.decay, out.sums.modes[period])
        else:
            die_away(now, inputs.decay, work.uncounted)
        know_beforehand(inputs, k, hour, at, work)
        take_coefficients(inputs, k, last, work)
        outdoor = 0.5 * (inputs.outdoor_degc[k] + inputs.outdoor_degc[k + 1])
        driven = driven_air(exchange, k, last[0], outdoor)
        steady, steady_w = exchange_now(exchange, k, last[0], outdoor, driven)
        aim_switched(exchange, outdoor, is_open, aim)
        guess_first(inputs, k, last[0], load != 0.0, work)
        for i in range(MOST_SWEEPS):
            n_sweeps += 1
            unsettled = sweep(inputs, i >= TOGETHER, tolerance_w, y, work)
            of_air, load, switched = move_air(
                inputs, k, steady, steady_w, outdoor, taken, tolerance_w, work
            )
            if cooled.size > 0:
                taken = min(load, 0.0)
            if unsettled + of_air == 0:
                break
        keep_ports(y, work.alone, work.by_flows, out.port_degc[k + 1])
        keep_instant(inputs, k + 1, y, out)
        # the flows, as they are, move the modes
        conductance, source = steady + switched, steady_w + switched * outdoor
        all_heat[0] += load + source - conductance * y[0]
        if cooled.size > 0:
            all_heat[0] -= taken
            add_row(all_heat, cooled, taken)
        add_product(now, work.drive_modes, work.drives)
        period = add_heat(k, out.sums, period, now, work)
        out.load_w[k] = load
        out.exchange_w_per_k[k] = conductance
        out.exchange_heat_w[k] = source
        out.driven_m3_per_s[k] = driven
        out.switched_w_per_k[k] = switched
        for i in range(aim.size):
            opens = 0.0 < open_share[i] < 1.0 and is_open[i] == 0.0
            is_open[i] = 1.0 if opens or open_share[i] == 1.0 else 0.0
        add_films(out, abs(load) if step >= 0 else 0.0, work)
    copy_row(modes, now)
    copy_row(port_degc, y[: all_heat.size])
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

    Steps before 0 are those at the year's end: they warm the room up, and are in no sum.

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
    work = workspace_for(inputs)
    return run_steps(inputs, first_step, last_step, modes, port_degc, out, work)
