"""The other half of a room's partitions, with the rest of the home behind it.

A machine's deviation from ideal control meets both; the room under ideal control does not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hpsim.building.layout import Layout
from hpsim.building.layout_assembly import (
    CELL_TIME_S,
    NEIGHBOUR_FILM_W_PER_M2K,
    Assembly,
    join,
)
from hpsim.kernel.types import FloatArray


def with_home(layout: Layout, home_degc: FloatArray, cell_time_s: float = CELL_TIME_S) -> Layout:
    """Return a room's network with the other half of its partitions and the home behind them.

    The new nodes come last, so all that is known of the others holds. A room without such
    partitions is returned as it is. ``home_degc`` (n_hours,) is the temperature of the home.
    """
    if not layout.home_sides:
        return layout
    n = layout.capacity_j_per_k.size
    halves = Assembly(capacity=[0.0] * n, sources=list(layout.sources))
    for side in layout.home_sides:
        _, face = halves.chain(side.layers, side.area_m2, cell_time_s, side.node)
        conductance = NEIGHBOUR_FILM_W_PER_M2K * side.area_m2
        halves.add_source(face, conductance, home_degc, is_room=True)
    capacity = np.array(halves.capacity)
    capacity[:n] += layout.capacity_j_per_k
    conduction = np.zeros((capacity.size, capacity.size))
    conduction[:n, :n] = layout.conduction_w_per_k
    for i, j, g in halves.edges:
        join(conduction, i, j, g)
    return replace(
        layout,
        capacity_j_per_k=capacity,
        conduction_w_per_k=conduction,
        links=(*layout.links, *halves.links),
        sources=tuple(halves.sources),
        source_is_room=(*layout.source_is_room, *halves.source_is_room),
        home_sides=(),
    )
