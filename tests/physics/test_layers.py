"""Layers cut into cells against the exact wall of any frequency (transfer matrices)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from hpsim.building.layout_assembly import CELL_TIME_S, Assembly, cells_of
from hpsim.building.model import Layer

BRICK = (Layer(0.10 / 0.8, 0.10 * 1.5e6),)
FRAME = (Layer(0.1, 1.2e4), Layer(0.14 / 0.04, 0.14 * 2.5e4), Layer(0.013 / 0.16, 0.013 * 7.7e5))
SLAB = (Layer(0.25, 1.0e6), Layer(1.8, 4e3), Layer(0.10 / 1.95, 0.10 * 2.0e6))
WALLS = {"brick": BRICK, "frame": FRAME, "slab on soil": SLAB}
WEEK_S, DAY_S, HOUR_S, CYCLE_S = 604800.0, 86400.0, 3600.0, 600.0
# Half-space in cells of thickness d with half of each one's capacity at either end: its admittance
# is sqrt(1 + w d2 / 4a) times the exact one, so w t / 8 more for cells of the time t = d2 / a.
OF_CELL = 1.0 / 8.0
FINITE = 1.25  # a wall sends waves back from its far side, in or out of step
QUARTER = (3.7, 4.3)  # second order; what is left are the terms beyond it


def exact_admittance(layers: tuple[Layer, ...], period_s: float) -> complex:
    """Return heat into the last layer's face per kelvin there [W/m2K], the first's held."""
    omega = 2.0 * np.pi / period_s
    matrix = np.eye(2, dtype=complex)
    for layer in layers:
        r, c = layer.resistance_m2k_per_w, layer.capacitance_j_per_m2k
        s = np.sqrt(1j * omega * r * c)
        matrix = (
            np.array([[np.cosh(s), r * np.sinh(s) / s], [s * np.sinh(s) / r, np.cosh(s)]]) @ matrix
        )
    # temperature and flow at the last face from those at the first, whose temperature is held
    return complex(matrix[1, 1] / matrix[0, 1])


def admittance(layers: tuple[Layer, ...], period_s: float, cell_time_s: float) -> complex:
    """Return the same of the cut layers."""
    assembly = Assembly()
    first, last = assembly.chain(layers, 1.0, cell_time_s)
    n = len(assembly.capacity)
    k = np.diag(2j * np.pi / period_s * np.array(assembly.capacity))
    for i, j, conductance in assembly.edges:
        k[[i, j], [i, j]] += conductance
        k[i, j] -= conductance
        k[j, i] -= conductance
    free = np.delete(np.arange(n), first)
    heat = (free == last).astype(complex)
    return complex(1.0 / np.linalg.solve(k[np.ix_(free, free)], heat)[free == last][0])


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("period_s", [WEEK_S, DAY_S, HOUR_S, CYCLE_S])
def test_cut_layers_take_up_heat_as_whole_ones_do(wall: str, period_s: float) -> None:
    exact = exact_admittance(WALLS[wall], period_s)
    cut = admittance(WALLS[wall], period_s, CELL_TIME_S)
    allowed = FINITE * OF_CELL * 2.0 * np.pi * CELL_TIME_S / period_s
    assert abs(cut / exact - 1.0) < allowed


def test_halving_the_cells_leaves_a_quarter_of_the_error() -> None:
    plaster = (Layer(0.05 / 0.7, 4.0 * CELL_TIME_S / (0.05 / 0.7)),)  # two diffusion lengths
    exact = exact_admittance(plaster, HOUR_S)
    cell_times = [CELL_TIME_S / 4.0**i for i in range(3)]
    assert [cells_of(plaster[0], time) for time in cell_times] == [2, 4, 8]
    errors = [abs(admittance(plaster, HOUR_S, time) - exact) for time in cell_times]
    for coarse, fine in itertools.pairwise(errors):
        assert QUARTER[0] < coarse / fine < QUARTER[1]
