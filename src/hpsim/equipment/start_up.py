r"""The minutes after a start: from a degradation coefficient to a time constant, and back.

For a dead time theta nothing reaches the air: refrigerant that has moved while the unit was off,
and pressures that have become equal, have to be set up anew. From then on capacity builds up as
1 - exp(-(t - theta) / tau). Power is full at once, so a start loses

.. math:: L = \theta + \tau\,(1 - e^{-(t_{on} - \theta)/\tau})

full-load seconds. In a cyclic test of ``on`` in ``cycle`` seconds that makes

.. math:: C_D = \frac{L / t_{on}}{1 - (t_{on} - L) / t_{cycle}},

whatever the COP. The tests are with a dry coil. On a wet one moisture removal builds up with the
same constant, and what the coil still holds of the last run evaporates until the coil is cold
(`hpsim.kernel.heat_pump.evaporate`): sensible cooling seems faster for it, net removal slower.

References
----------
C_D = (1 - EER_cyc / EER_ss) / (1 - CLF): AHRI 210/240-2023. Measured starts: 216 of a two-stage
heat pump, github.com/ZhelunChen/HILFT-ASHP-DEMO: sensible capacity steady after two to three
minutes, net latent after four to five, and negative in the first two; power 0.94 of steady in the
first minute.
"""

from __future__ import annotations

import math

from hpsim.equipment.ratings.points import Compressor

CYCLIC_TEST_S: dict[Compressor, tuple[float, float]] = {
    # on, and whole cycle
    "single_stage": (360.0, 1800.0),
    "two_stage": (360.0, 1800.0),
    "variable_speed": (720.0, 3600.0),
}


MEASURED_DEAD_S, MEASURED_START_S = 35.0, 56.0
"""Dead time and time constant of a measured split unit: least squares to sensible and total
capacity in the first six minutes of 216 starts, water from the wet coil counted
(`hpsim.validation.cycling_measured`, which fits them again)."""
DEAD_FRACTION = MEASURED_DEAD_S / (MEASURED_DEAD_S + MEASURED_START_S)


def loss_s(c_d: float, on_s: float, cycle_s: float) -> float:
    """Return the full-load seconds lost per start that a C_D means."""
    return (cycle_s - on_s) * c_d / (cycle_s / on_s - c_d)


def degradation(lost_s: float, on_s: float, cycle_s: float) -> float:
    """Return the C_D of a cyclic test in which a start loses so many full-load seconds."""
    return (lost_s / on_s) / (1.0 - (on_s - lost_s) / cycle_s)


def lost_s(dead_s: float, tau_s: float, on_s: float) -> float:
    """Return the full-load seconds that a start loses in a run of ``on_s``."""
    if on_s <= dead_s:
        return on_s
    if tau_s <= 0.0:
        return dead_s
    return dead_s + tau_s * -math.expm1(-(on_s - dead_s) / tau_s)


def emerging_c_d(tau_s: float, compressor: Compressor, dead_s: float = 0.0) -> float:
    """Return the C_D that the cyclic test gives with a time constant and a dead time [-]."""
    on_s, cycle_s = CYCLIC_TEST_S[compressor]
    return degradation(lost_s(dead_s, tau_s, on_s), on_s, cycle_s)


def start_constants_s(c_d: float, compressor: Compressor) -> tuple[float, float]:
    """Return dead time and time constant with which the cyclic test gives ``c_d`` [s].

    In the proportion in which a measured unit has them.

    Examples
    --------
    >>> dead_s, tau_s = start_constants_s(0.08, "single_stage")
    >>> round(dead_s, 1), round(tau_s, 1)
    (9.0, 14.4)
    """
    on_s, cycle_s = CYCLIC_TEST_S[compressor]
    lost = loss_s(c_d, on_s, cycle_s)
    if lost <= 0.0:
        return 0.0, 0.0
    low, high = 0.0, 100.0 * on_s
    for _ in range(80):
        both_s = 0.5 * (low + high)
        if lost_s(DEAD_FRACTION * both_s, (1.0 - DEAD_FRACTION) * both_s, on_s) > lost:
            high = both_s
        else:
            low = both_s
    both_s = 0.5 * (low + high)
    return DEAD_FRACTION * both_s, (1.0 - DEAD_FRACTION) * both_s
