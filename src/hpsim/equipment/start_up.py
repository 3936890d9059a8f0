r"""The minutes after a start: from a degradation coefficient to a time constant, and back.

Capacity builds up as 1 - exp(-t / tau) while power is full at once, so a start loses

.. math:: L = \tau\,(1 - e^{-t_{on}/\tau})

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


def loss_s(c_d: float, on_s: float, cycle_s: float) -> float:
    """Return the full-load seconds lost per start that a C_D means."""
    return (cycle_s - on_s) * c_d / (cycle_s / on_s - c_d)


def degradation(lost_s: float, on_s: float, cycle_s: float) -> float:
    """Return the C_D of a cyclic test in which a start loses so many full-load seconds."""
    return (lost_s / on_s) / (1.0 - (on_s - lost_s) / cycle_s)


def time_constant_s(c_d: float, compressor: Compressor) -> float:
    """Return the time constant with which the cyclic test of that compressor gives ``c_d`` [s].

    Examples
    --------
    >>> round(time_constant_s(0.08, "single_stage"), 1)
    23.4
    """
    on_s, cycle_s = CYCLIC_TEST_S[compressor]
    lost = loss_s(c_d, on_s, cycle_s)
    if lost <= 0.0:
        return 0.0
    low, high = 0.0, 100.0 * on_s
    for _ in range(80):
        tau = 0.5 * (low + high)
        if tau * -math.expm1(-on_s / tau) > lost:
            high = tau
        else:
            low = tau
    return 0.5 * (low + high)


def emerging_c_d(tau_s: float, compressor: Compressor) -> float:
    """Return the C_D that the cyclic test of that compressor gives with a time constant [-]."""
    on_s, cycle_s = CYCLIC_TEST_S[compressor]
    if tau_s <= 0.0:
        return 0.0
    return degradation(tau_s * -math.expm1(-on_s / tau_s), on_s, cycle_s)
