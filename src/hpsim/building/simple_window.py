"""Windows known by U and SHGC: one layer that conducts, transmits and absorbs as they do.

References
----------
Arasteh, Kohler and Griffith (2009), Modeling Windows in EnergyPlus with Simple Performance
Indices, LBNL-2804E; EnergyPlus Engineering Reference, "Simple Window Model", steps 1 to 7.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.shipped import read_json

Coefficients: TypeAlias = Mapping[str, Sequence[float]]

TABLES = read_json("simple_window.json")
TRANSMITTED: Coefficients = TABLES["transmitted"]
"""Step 7, correlations A to J: powers 1 to 4 of the cosine of incidence, of transmittance over the
normal one."""
NOT_ABSORBED: Coefficients = TABLES["not_absorbed"]
"""(1 and) of what is not absorbed beyond the normal fraction."""
# figure of step 7: means of which correlations hold at which SHGC, and straight between them
SINGLE = ((0.30, "D"), (0.45, "BDCD"), (0.60, "BDCD"), (0.65, "A"))
DOUBLE = ((0.25, "FH"), (0.30, "FGHI"), (0.50, "FGHI"), (0.55, "E"))
TRIPLE = ((0.35, "J"), (0.45, "E"))
# and straight between these U [W/m2K]
BY_U = ((1.4195, TRIPLE), (1.7034, DOUBLE), (3.4068, DOUBLE), (4.5424, SINGLE))
BY_PANES = {1: SINGLE, 2: DOUBLE}  # three and more: TRIPLE


def angle_factors(
    u_value: float, shgc: float, n_panes: int | None, cosine: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return how transmittance falls and reflectance rises with the angle of incidence.

    The first multiplies the normal transmittance; the second is the fraction of what is not
    reflected at normal incidence that is reflected here. The report tells single, double and
    triple windows apart by their U-value; where the number of panes is known, that decides.

    U-value (NFRC winter) and SHGC are of the whole window, ``n_panes`` is None where it is not
    known; ``cosine`` (n,) is of the angle of incidence.
    """
    powers = np.power.outer(cosine, np.arange(1, 5))
    transmitted, kept = (
        powers @ _coefficients(u_value, shgc, n_panes, table)
        for table in (TRANSMITTED, NOT_ABSORBED)
    )
    # printed with two decimals, some pass 1 by up to 0.02 near normal incidence
    return np.clip(transmitted, 0.0, 1.0), np.clip(1.0 + kept - transmitted, 0.0, 1.0)


def _coefficients(
    u_value: float, shgc: float, n_panes: int | None, table: Coefficients
) -> FloatArray:
    """Return the (4,) coefficients of a window."""
    if n_panes is not None:
        return _at_shgc(BY_PANES.get(n_panes, TRIPLE), shgc, table)
    return _between([(u, _at_shgc(row, shgc, table)) for u, row in BY_U], u_value)


def _at_shgc(row: tuple[tuple[float, str], ...], shgc: float, table: Coefficients) -> FloatArray:
    means = [
        (knot, np.mean([table[letter] for letter in letters], axis=0)) for knot, letters in row
    ]
    return _between(means, shgc)


def _between(knots: list[tuple[float, FloatArray]], at: float) -> FloatArray:
    """Return rows between knots by straight lines; ends are held."""
    places = [place for place, _ in knots]
    columns = np.transpose([row for _, row in knots])
    return np.array([np.interp(at, places, column) for column in columns])


def panes_of_u(u_value: float) -> int:
    """Return the number of panes that a U-value [W/m2K] suggests: the nearest in `BY_U`."""
    (triple, _), (least, _), (most, _), (single, _) = BY_U
    if u_value < 0.5 * (triple + least):
        return 3
    return 2 if u_value < 0.5 * (most + single) else 1


def simple_window(u_value: float, shgc: float) -> tuple[float, float, float]:
    """Return glass-to-glass resistance [m2K/W], solar transmittance and absorptance, normal.

    Steps 1 to 5 of the model.
    """
    inside = (
        1.0 / (0.359073 * math.log(u_value) + 6.949915)
        if u_value < 5.85
        else 1.0 / (1.788041 * u_value - 2.886625)
    )
    outside = 1.0 / (0.025342 * u_value + 29.163853)
    glass = max(1.0 / u_value - inside - outside, 1e-3)

    def high(g: float) -> float:
        return 0.939998 * g**2 + 0.20332 * g if g < 0.7206 else 1.30415 * g - 0.30515

    def low(g: float) -> float:
        return 0.41040 * g if g <= 0.15 else 0.085775 * g**2 + 0.963954 * g - 0.084958

    def between(at_low: float, at_high: float) -> float:
        return at_low + (at_high - at_low) * (u_value - 3.4) / (4.5 - 3.4)

    if u_value > 4.5:
        tau = high(shgc)
    elif u_value < 3.4:
        tau = low(shgc)
    else:
        tau = between(low(shgc), high(shgc))
    x = shgc - tau

    def inside_high(d: float) -> float:
        return 1.0 / (29.436546 * d**3 - 21.943415 * d**2 + 9.945872 * d + 7.426151)

    def outside_high(d: float) -> float:
        return 1.0 / (2.225824 * d + 20.57708)

    def inside_low(d: float) -> float:
        return 1.0 / (199.8208128 * d**3 - 90.639733 * d**2 + 19.737055 * d + 6.766575)

    def outside_low(d: float) -> float:
        return 1.0 / (5.763355 * d + 20.541528)

    if u_value > 4.5:
        r_in, r_out = inside_high(x), outside_high(x)
    elif u_value < 3.4:
        r_in, r_out = inside_low(x), outside_low(x)
    else:
        r_in = between(inside_low(x), inside_high(x))
        r_out = between(outside_low(x), outside_high(x))
    inward = (r_out + 0.5 * glass) / (r_out + glass + r_in)
    absorptance = min(max(x / inward, 0.0), 1.0 - tau)
    return glass, tau, absorptance
