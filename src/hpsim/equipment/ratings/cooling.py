"""SEER2, EER2 and the older SEER from cooling tests (AHRI 210/240-2023; DOE Appendix M)."""

from __future__ import annotations

from hpsim.equipment.ratings.points import (
    A_DEGF,
    B_DEGF,
    BTU_PER_WH,
    E_DEGF,
    F_DEGF,
    Bin,
    Compressor,
    CoolingTests,
    Line,
    line_between,
    line_through,
    met,
    needed,
)

COOLING_BINS_DEGF = (67.0, 72.0, 77.0, 82.0, 87.0, 92.0, 97.0, 102.0)
COOLING_FRACTIONS = (0.214, 0.231, 0.216, 0.161, 0.104, 0.052, 0.018, 0.004)
SIZING_FACTOR = 1.1
LOAD_LINE_V_VARIABLE = 0.93
"""Factor on the SEER2 building load line of variable-speed heat pumps; 1 for all others."""


def load_line_v(compressor: Compressor) -> float:
    """Return V of the SEER2 building load line of a heat pump."""
    return LOAD_LINE_V_VARIABLE if compressor == "variable_speed" else 1.0


def _cooling_lines(
    tests: CoolingTests, compressor: Compressor
) -> tuple[Line, Line | None, Line | None]:
    full = line_through(B_DEGF, tests.b_full, A_DEGF, tests.a_full)
    if compressor == "single_stage":
        return full, None, None
    low = line_through(F_DEGF, needed(tests.f_low, "F low"), B_DEGF, needed(tests.b_low, "B low"))
    if compressor == "two_stage":
        return full, low, None
    middle = line_between(needed(tests.e_int, "E int"), E_DEGF, low, full)
    return full, low, middle


def cooling_bins(
    tests: CoolingTests,
    compressor: Compressor,
    c_d: float,
    load_factor: float = 1.0,
) -> list[Bin]:
    """Return the eight temperature bins of SEER2.

    The compressor decides which test points exist and how a part load is met. ``c_d`` is the
    cyclic degradation coefficient, ``load_factor`` V of the building load line:
    `LOAD_LINE_V_VARIABLE` for variable-speed heat pumps.

    Returns
    -------
    list of Bin
        Cooling does not use the resistance column.
    """
    full_line, low_line, middle_line = _cooling_lines(tests, compressor)
    rows = []
    for t, n in zip(COOLING_BINS_DEGF, COOLING_FRACTIONS, strict=True):
        load = (t - 65.0) / 30.0 * tests.a_full.capacity_w / SIZING_FACTOR * load_factor  # 11.60
        full = full_line.at(t)
        low = None if low_line is None else low_line.at(t)
        middle = None if middle_line is None else middle_line.at(t)
        found = met(load, full, low, middle, c_d)
        rows.append(Bin(t, n, load, full.capacity_w, found.delivered_w, found.power_w, 0.0))
    return rows


def seer2(
    tests: CoolingTests, compressor: Compressor, c_d: float, load_factor: float = 1.0
) -> float:
    """Return SEER2 [Btu/Wh] of net test points (AHRI 210/240-2023, section 11.2.1).

    A single-stage unit takes the closed form (1 - C_D/2) * EER_B (eq. 11.62); the others take
    `cooling_bins`, with the COP linear in load between the tests of a variable-speed unit.

    ``c_d`` and ``load_factor`` are as in `cooling_bins`.
    """
    if compressor == "single_stage":
        return (1.0 - 0.5 * c_d) * tests.b_full.cop * BTU_PER_WH
    rows = cooling_bins(tests, compressor, c_d, load_factor)
    delivered = sum(row.fraction * row.delivered_w for row in rows)
    return delivered / sum(row.fraction * row.energy_w for row in rows) * BTU_PER_WH


def _crossing(line: Line, capacity_95_w: float) -> float:
    """Temperature at which the load line of SEER meets a capacity line [degF]."""
    slope = capacity_95_w / SIZING_FACTOR / 30.0
    start = line.capacity_w - line.capacity_slope * line.at_degf
    return (start + 65.0 * slope) / (slope - line.capacity_slope)


def _parabola(x: tuple[float, float, float], y: tuple[float, float, float], at: float) -> float:
    total = 0.0
    for i in range(3):
        term = y[i]
        for j in range(3):
            if j != i:
                term *= (at - x[j]) / (x[i] - x[j])
        total += term
    return total


def seer(tests: CoolingTests, compressor: Compressor, c_d: float) -> float:
    """Return SEER [Btu/Wh], the rating before 2023 (DOE Appendix M).

    Differs from `seer2` for variable speed only: between low and full speed the EER is a
    parabola in outdoor temperature through the three temperatures at which low, intermediate
    and full speed just meet the load, and the load line has no factor V.
    """
    if compressor != "variable_speed":
        return seer2(tests, compressor, c_d)
    full_line, low_line, middle_line = _cooling_lines(tests, compressor)
    assert low_line is not None
    assert middle_line is not None
    lines = (low_line, middle_line, full_line)
    where = tuple(_crossing(line, tests.a_full.capacity_w) for line in lines)
    cops = tuple(line.at(t).cop for line, t in zip(lines, where, strict=True))
    delivered = energy = 0.0
    for row in cooling_bins(tests, compressor, c_d):
        between = low_line.at(row.outdoor_degf).capacity_w < row.load_w < row.full_capacity_w
        used = row.energy_w
        if between:
            x, y = (where[0], where[1], where[2]), (cops[0], cops[1], cops[2])
            used = row.load_w / _parabola(x, y, row.outdoor_degf)
        delivered += row.fraction * row.delivered_w
        energy += row.fraction * used
    return delivered / energy * BTU_PER_WH


def eer2(tests: CoolingTests) -> float:
    """Return EER2 [Btu/Wh]: capacity over power in the A test."""
    return tests.a_full.cop * BTU_PER_WH
