"""The published recipe from ratings to a map: ``method: addendum82``.

RESNET MINHERS Addendum 82 fixes the shape of a map by ratios that are averages over listed
units, and takes two COPs from tables. It does not return the label it came from: the tables are
for units whose heating and cooling capacities are equal (`hpsim rate` shows the difference).

References
----------
RESNET MINHERS Addendum 82 as coded in OpenStudio-HPXML v1.11 (hvac.rb, defaults.rb) and
bigladder/resdx c671051. Tables (``data/addendum82.json``): SEER2 6 … 35, HSPF2 5 … 16; beyond
their ends the last cell goes on linearly, as OpenStudio-HPXML has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hpsim.equipment.label import (
    C_D_FIXED_SPEED,
    CAPACITY_95_OVER_82,
    CAPACITY_95_OVER_82_FIXED,
    CAPACITY_95_OVER_82_LOW,
    COP_47_OVER_17,
    COP_47_OVER_17_FIXED,
    COP_82_OVER_95_TWO_STAGE,
    FULL_OVER_MAXIMUM_5,
    LOW_STAGE_COOLING,
    LOW_STAGE_HEATING,
    LOW_STAGE_HEATING_COP,
    MAXIMUM_5_OVER_17,
    MAXIMUM_OVER_FULL_17,
    MAXIMUM_OVER_FULL_47,
    MAXIMUM_OVER_FULL_COOLING,
    Q17_OVER_Q47_FIXED,
    Label,
)
from hpsim.equipment.maps import (
    COLDEST_PUBLISHED_DEGF,
    NetMap,
    Rows,
    extended_cooling,
    map_of,
    straight_heating,
    warm_end,
)
from hpsim.equipment.ratings.points import BTU_PER_WH, H1_DEGF, H3_DEGF, H4_DEGF
from hpsim.shipped import read_json

Q17_OVER_Q47_VARIABLE = 0.69


def _cell(value: float, axis: Sequence[float]) -> tuple[int, float]:
    i = next((k for k in range(len(axis) - 2) if value < axis[k + 1]), len(axis) - 2)
    return i, (value - axis[i]) / (axis[i + 1] - axis[i])


def _look_up(table: Mapping[str, Any], x: float, y: float) -> float:
    """Return the bilinear value, the end cells extrapolated."""
    xs, ys, z = table.values()
    (i, u), (j, w) = _cell(x, xs), _cell(y, ys)
    left = (1.0 - w) * z[i][j] + w * z[i][j + 1]
    right = (1.0 - w) * z[i + 1][j] + w * z[i + 1][j + 1]
    return float((1.0 - u) * left + u * right)


def cop82_low(compressor: str, seer2: float, eer2: float) -> float:
    """Return the table's low-speed COP at 82 degF (two-stage, variable speed)."""
    return _look_up(read_json("addendum82.json")["cop82_low"][compressor], seer2, seer2 / eer2)


def cop47(compressor: str, hspf2: float, q17_over_q47: float) -> float:
    """Return the table's full-speed COP at 47 degF."""
    return _look_up(read_json("addendum82.json")["cop47"][compressor], hspf2, q17_over_q47)


def cooling_map(label: Label, seer2: float, eer2: float) -> NetMap:
    """Return net cooling performance."""
    q95, cop95 = label.q95_w, eer2 / BTU_PER_WH
    if label.compressor == "variable_speed":
        return _variable_cooling(q95, cop95, cop82_low(label.compressor, seer2, eer2))
    if label.compressor == "two_stage":
        low = cop82_low(label.compressor, seer2, eer2)
        speeds = np.array([LOW_STAGE_COOLING, 1.0])
        cop_82 = np.array([low, cop95 * COP_82_OVER_95_TWO_STAGE])
        cop_95 = cop_82 / COP_82_OVER_95_TWO_STAGE
        ratio = speeds
    else:
        c_d = C_D_FIXED_SPEED if label.c_d is None else label.c_d
        speeds, ratio = np.array([0.0, 1.0]), np.ones(2)
        cop_82 = np.full(2, seer2 / (1.0 - 0.5 * c_d) / BTU_PER_WH)
        cop_95 = np.full(2, cop95)
    at_95, at_82 = q95 * ratio, q95 * ratio / CAPACITY_95_OVER_82_FIXED
    return extended_cooling(
        speeds, at_95, at_95 / cop_95, at_82, at_82 / cop_82, COLDEST_PUBLISHED_DEGF
    )


def _variable_cooling(q95: float, cop95: float, low82: float) -> NetMap:
    cop95_max, cop95_min = cop95 * 0.928, low82 / 1.315
    cop82_max = cop95_max * 1.326
    q95_max = q95 * MAXIMUM_OVER_FULL_COOLING
    ratio = min(max(0.029 + 0.369 * cop82_max / low82, 0.1), 0.934)  # resdx limits
    q95_min = q95_max * ratio
    q82_max, q82_min = q95_max / CAPACITY_95_OVER_82, q95_min / CAPACITY_95_OVER_82_LOW
    where_q = (q95 - q95_min) / (q95_max - q95_min)
    q82 = q82_min + where_q * (q82_max - q82_min)
    p95 = [q95_min / cop95_min, q95 / cop95, q95_max / cop95_max]
    where_p = (p95[1] - p95[0]) / (p95[2] - p95[0])
    p82 = q82_min / low82 + where_p * (q82_max / cop82_max - q82_min / low82)
    cop82 = q82 / p82
    at_95, cop_95 = np.array([q95_min, q95, q95_max]), np.array([cop95_min, cop95, cop95_max])
    at_82, cop_82 = np.array([q82_min, q82, q82_max]), np.array([low82, cop82, cop82_max])
    return extended_cooling(
        at_95 / q95, at_95, at_95 / cop_95, at_82, at_82 / cop_82, COLDEST_PUBLISHED_DEGF
    )


def heating_map(label: Label, hspf2: float, q47: float, off_degf: float) -> NetMap:
    """Return net heating performance, without frost.

    The label's own HSPF2 does not count but ``hspf2`` [Btu/Wh], with a default where there was
    none; ``q47`` is net.
    """
    variable = label.compressor == "variable_speed"
    ratio = Q17_OVER_Q47_VARIABLE if variable else Q17_OVER_Q47_FIXED
    q17 = q47 * ratio if label.q17_w is None else label.q17_w
    cop = cop47(label.compressor, hspf2, q17 / q47)
    if variable:
        return _variable_heating(q47, q17, cop, off_degf)
    if label.compressor == "two_stage":
        speeds = np.array([LOW_STAGE_HEATING, 1.0])
        stage, better = speeds, np.array([LOW_STAGE_HEATING_COP, 1.0])
    else:
        speeds, stage, better = np.array([0.0, 1.0]), np.ones(2), np.ones(2)
    at_47, at_17 = q47 * stage, q17 * stage
    p_47, p_17 = at_47 / (cop * better), at_17 / (cop * better / COP_47_OVER_17_FIXED)
    return straight_heating(speeds, (at_17, p_17), (at_47, p_47), off_degf)


def _variable_heating(q47: float, q17: float, cop: float, off_degf: float) -> NetMap:
    q47_max, q17_max = q47 * MAXIMUM_OVER_FULL_47, q17 * MAXIMUM_OVER_FULL_17
    q5_max = q17_max * MAXIMUM_5_OVER_17
    cop47_max, cop17 = cop * 0.939, cop / COP_47_OVER_17
    cop17_max = cop17 * 0.902
    cop5_max = cop17_max / 1.164
    at_47 = np.array([0.272 * q47_max, q47, q47_max])
    at_17 = np.array([0.341 * q17_max, q17, q17_max])
    at_5 = np.array([0.321 * q5_max, FULL_OVER_MAXIMUM_5 * q5_max, q5_max])
    p_47 = at_47 / np.array([cop47_max / 0.730, cop, cop47_max])
    p_17 = at_17 / np.array([cop17_max / 0.798, cop17, cop17_max])
    cop_5 = np.array([cop5_max / 0.866, cop5_max, cop5_max])
    rows: Rows = [(H4_DEGF, at_5, at_5 / cop_5), (H3_DEGF, at_17, p_17), (H1_DEGF, at_47, p_47)]
    fall = H4_DEGF - off_degf
    if fall > 0.1:
        cold = at_5 / (1.0 + np.array([0.024, 0.025, 0.025]) * fall)
        rows.insert(0, (off_degf, cold, cold / (cop_5 * max(1.0 - 0.012 * fall, 0.2))))
    return map_of(rows + warm_end((at_17, p_17), (at_47, p_47)), at_47 / q47)
