"""Corrections of the ideal-load pass: heat into faces and gaps beyond the linear network's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.kernel.compiling import apart
from hpsim.kernel.films import add_product, add_row
from hpsim.kernel.ideal_load_types import Gaps
from hpsim.kernel.types import FloatArray


class Corrections(NamedTuple):
    """Heat ``flow = factor (drawn_to - weight (T - own flow))`` into each of several faces."""

    drawn_to: FloatArray  # (n,) air temperature [degC], or W outdoors
    weight: FloatArray  # (n,) 1, or W/K outdoors
    own: FloatArray  # (n,) K/W at the face itself
    factor: FloatArray  # (n,) W/K, or 1 outdoors: with the face's own response
    flow: FloatArray  # (n,) W
    more: FloatArray  # (n,) W by other ways that the temperatures do not have yet: sun, long wave
    reach: (
        FloatArray  # (n,) what of a watt there others have, at most (`reach_of`); 1 at inner faces
    )
    change: FloatArray  # (n,) W


def corrections(
    own: FloatArray, flow: FloatArray, more: FloatArray, reach: FloatArray
) -> Corrections:
    """Return corrections of faces none of which has any yet; ``flow`` and ``more`` are 0."""
    n = own.size
    return Corrections(
        drawn_to=np.empty(n),
        weight=np.ones(n),
        own=own.copy(),
        factor=np.empty(n),
        flow=flow,
        more=more,
        reach=reach.copy(),
        change=np.empty(n),
    )


@apart
def inner_factors(
    base: FloatArray, area_m2: FloatArray, film: FloatArray, own: FloatArray, factor: FloatArray
) -> None:
    """Write the convection corrections per kelvin that drives them, with their own response [W/K].

    ``film`` and ``base`` (n_inner,) [W/m2K] are now and in the modes.
    """
    for i in range(own.size):
        c = (film[i] - base[i]) * area_m2[i]
        factor[i] = c / (1.0 + c * own[i])


@apart
def outer_factors(slope: FloatArray, own: FloatArray, factor: FloatArray) -> None:
    """Write what is left of each outer correction after its own response."""
    for i in range(own.size):
        factor[i] = 1.0 / (1.0 + slope[i] * own[i])


@apart
def gap_factors(gaps: Gaps, s: FloatArray, conductance: FloatArray, factor: FloatArray) -> None:
    """Write the gap corrections per kelvin that drives them, with their own response [W/K]."""
    for i in range(gaps.area_m2.size):
        c = (conductance[i] - gaps.base_w_per_m2k[i]) * gaps.area_m2[i]
        o, n = gaps.outer_port[i], gaps.inner_port[i]
        factor[i] = c / (1.0 + c * (s[n, n] + s[o, o] - 2.0 * s[n, o]))


@apart
def renew_flows(
    degc: FloatArray,
    drawn_to: FloatArray,
    weight: FloatArray,
    own: FloatArray,
    factor: FloatArray,
    reach: FloatArray,
    tolerance_w: float,
    flow: FloatArray,
    more: FloatArray,
    change: FloatArray,
) -> int:
    """Renew the flows of faces at temperatures ``degc`` (n,); return how many are not settled.

    Those whose change matters elsewhere: a face answers to itself at once, and what the wind does
    to a well insulated wall no other face will know within a step.

    The fields of `Corrections`, one by one: so the compiler knows that none overlaps another, and
    takes four faces at once.
    """
    unsettled = 0
    for i in range(flow.size):
        without_flow = degc[i] + own[i] * (more[i] - flow[i])
        renewed = factor[i] * (drawn_to[i] - weight[i] * without_flow)
        difference = renewed - flow[i]
        flow[i] = renewed
        change[i] = difference + more[i]
        more[i] = 0.0
        unsettled += 1 if abs(difference) * reach[i] >= tolerance_w else 0
    return unsettled


@apart
def sweep_faces(
    to: Corrections,
    first: int,
    held: FloatArray,
    one_by_one: bool,
    tolerance_w: float,
    y: FloatArray,
) -> int:
    """Renew the corrections at the faces from port ``first`` on; return how many are not settled.

    All by the same temperatures, or one after another.
    """
    n = to.flow.size
    at, own, factor, change = y[first : first + n], to.own, to.factor, to.change
    if not one_by_one:
        unsettled = renew_flows(
            at, to.drawn_to, to.weight, own, factor, to.reach, tolerance_w, to.flow, to.more, change
        )
        add_product(y, held[first : first + n], change)
        return unsettled
    unsettled = 0
    for i in range(n):
        j = i + 1
        unsettled += renew_flows(
            at[i:j],
            to.drawn_to[i:j],
            to.weight[i:j],
            own[i:j],
            factor[i:j],
            to.reach[i:j],
            tolerance_w,
            to.flow[i:j],
            to.more[i:j],
            change[i:j],
        )
        add_row(y, held[first + i], change[i])
    return unsettled


@apart
def sweep_gaps(
    gaps: Gaps,
    s: FloatArray,
    tolerance_w: float,
    factor: FloatArray,
    flow: FloatArray,
    y: FloatArray,
) -> int:
    """Renew the gap corrections, positive from outer to inner; return how many are not settled."""
    unsettled = 0
    for i in range(gaps.area_m2.size):
        o, n = gaps.outer_port[i], gaps.inner_port[i]
        own = s[n, n] + s[o, o] - 2.0 * s[n, o]
        flow_now = factor[i] * (y[o] - y[n] + own * flow[i])
        change = flow_now - flow[i]
        flow[i] = flow_now
        for j in range(y.size):
            y[j] += change * (s[n, j] - s[o, j])
        unsettled += 1 if abs(change) >= tolerance_w else 0
    return unsettled
