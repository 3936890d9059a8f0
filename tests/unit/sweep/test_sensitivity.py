"""Sensitivity against functions whose indices are known."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hpsim.sweep.analyse.sensitivity import (
    BY_ONE,
    BY_SALIB,
    BY_VALUES,
    TOO_FEW,
    class_means,
    correlation_ratio,
    effects_of,
    means_others_alike,
    rbd_fast,
)
from hpsim.sweep.analyse.table import Rows

ISHIGAMI_A, ISHIGAMI_B = 7.0, 0.1
ISHIGAMI_S1 = (0.3139, 0.4424, 0.0)
"""Analytic first-order indices: Saltelli et al. (2008), Global Sensitivity Analysis, p. 179-182."""
SAMPLING = 0.05
"""Scatter of the estimate from 2000 samples; SALib's own tests allow as much."""


def _rows(columns: dict[str, list[Any]], axes: list[str]) -> Rows:
    n = len(columns["starts"])
    table = pa.table(
        {
            **columns,
            "candidate_index": [0] * n,
            "candidate": ["a"] * n,
            "twin": pa.nulls(n, pa.string()),
            "currency": ["USD"] * n,
        }
    )
    about = {"name": "t", "axes": [{"column": axis, "kind": "grid"} for axis in axes]}
    return Rows(table, about, Path("t"))


def test_a_grid_of_a_sum_is_split_by_the_variances_of_its_terms() -> None:
    a, b = [0.0, 1.0, 2.0], [0.0, 4.0]  # variances 2/3 and 4
    cells = list(itertools.product(a, b))
    rows = _rows(
        {
            "a": [x for x, _ in cells],
            "b": [f"{y:g} W" for _, y in cells],
            "starts": [x + y for x, y in cells],
        },
        ["a", "b"],
    )
    first, second = effects_of(rows, "starts")
    assert (first.axis, second.axis) == ("b", "a")
    assert first.first_order == pytest.approx(4.0 / (4.0 + 2.0 / 3.0), rel=1e-12)
    assert second.first_order == pytest.approx(1.0 - (first.first_order or 0.0), rel=1e-12)
    assert (first.low, first.high) == (1.0, 5.0)
    assert (first.low_at, first.high_at) == ("0 W", "4 W")
    assert first.method == BY_VALUES


def test_one_at_a_time_compares_only_runs_that_are_alike_otherwise() -> None:
    rows = _rows(  # the run with b = 2 has no partner with another a
        {"a": ["x", "y", "x"], "b": [1, 1, 2], "starts": [10.0, 12.0, 90.0]}, ["a", "b"]
    )
    by_axis = {effect.axis: effect for effect in effects_of(rows, "starts")}
    assert (by_axis["a"].low, by_axis["a"].high) == (10.0, 12.0)
    assert (by_axis["b"].low, by_axis["b"].high) == (10.0, 90.0)


def test_one_at_a_time_has_no_shares_and_the_longest_bar_first() -> None:
    rows = _rows(
        {"a": [1, 2, 3, 1, 1], "b": [1, 1, 1, 2, 3], "starts": [5.0, 6.0, 7.0, 15.0, 25.0]},
        ["a", "b"],
    )
    for axis in rows.about["axes"]:
        axis["kind"] = "one_at_a_time"
    told = effects_of(rows, "starts")
    assert [(e.axis, e.first_order, e.low, e.high) for e in told] == [
        ("b", None, 5.0, 25.0),
        ("a", None, 5.0, 7.0),
    ]
    assert told[0].method == BY_ONE


def test_samples_of_the_ishigami_function_give_its_analytic_indices() -> None:
    pytest.importorskip("SALib")
    rng = np.random.default_rng(7)
    x = rng.uniform(-np.pi, np.pi, (2000, 3))
    y = np.sin(x[:, 0]) + ISHIGAMI_A * np.sin(x[:, 1]) ** 2
    y += ISHIGAMI_B * x[:, 2] ** 4 * np.sin(x[:, 0])
    columns: dict[str, list[Any]] = {f"x{i}": x[:, i].tolist() for i in range(3)}
    rows = _rows({**columns, "starts": y.tolist()}, ["x0", "x1", "x2"])
    by_axis = {effect.axis: effect for effect in effects_of(rows, "starts")}
    for i, index in enumerate(ISHIGAMI_S1):
        assert by_axis[f"x{i}"].first_order == pytest.approx(index, abs=SAMPLING)
        assert by_axis[f"x{i}"].method == BY_SALIB


def test_ranges_are_told_in_the_unit_they_are_written_in() -> None:
    sizes = np.linspace(6.0, 18.0, 48)
    rows = _rows(
        {
            "size": [f"{size:g} kBtu/h" for size in sizes],
            "size_w": (293.0711 * sizes).tolist(),
            "starts": sizes.tolist(),
        },
        ["size"],
    )
    (effect,) = effects_of(rows, "starts")
    assert effect.low_at == "6 … 7.277 kBtu/h"


def test_rounding_is_no_effect() -> None:
    rows = _rows(
        {"a": [1, 2, 1, 2], "b": [0, 0, 1, 1], "starts": [0.1 + 0.2, 0.3, 5.0, 5.0]}, ["a", "b"]
    )
    by_axis = {effect.axis: effect for effect in effects_of(rows, "starts")}
    assert by_axis["a"].first_order == 0.0
    assert (by_axis["a"].low_at, by_axis["a"].high_at) == ("", "")


def test_few_samples_do_not_explain_everything_by_each_axis() -> None:
    rng = np.random.default_rng(3)
    of_heat, of_area = [], []
    for _ in range(20):
        heat, area = rng.permutation(16) / 16.0, rng.permutation(16) / 16.0
        columns: dict[str, list[Any]] = {
            "heat": [f"{60 + 10 * value:g} degF" for value in heat],
            "area": [f"{10 + 40 * value:g} ft2" for value in area],
            "place": [f"place {i}" for i in range(16)],
            "starts": heat.tolist(),
        }
        rows = _rows(columns, ["heat", "area", "place"])
        for axis in rows.about["axes"]:
            axis["kind"] = "latin_hypercube"
        by_axis = {effect.axis: effect for effect in effects_of(rows, "starts")}
        of_heat.append(by_axis["heat"].first_order)
        of_area.append(by_axis["area"].first_order)
        assert (by_axis["place"].first_order, by_axis["place"].method) == (None, TOO_FEW)
    assert np.mean(of_heat) > 0.9  # type: ignore[arg-type]
    assert np.mean(of_area) < 0.15  # type: ignore[arg-type]  # 0 but for chance, none below it


def test_too_few_samples_tell_nothing_to_salib() -> None:
    assert rbd_fast(np.arange(10.0), np.arange(10.0)) is None


def test_what_never_varies_has_no_index() -> None:
    rows = _rows({"a": [1, 2], "starts": [5.0, 5.0]}, ["a"])
    (effect,) = effects_of(rows, "starts")
    assert effect.first_order is None


def test_an_unbalanced_design_weighs_each_value_by_its_runs() -> None:
    """Three runs with a, one with b: means 2 and 10 around 4; variances by hand."""
    codes, y = np.array([0, 0, 0, 1]), np.array([0.0, 2.0, 4.0, 10.0])
    total = (16.0 + 4.0 + 0.0 + 36.0) / 4.0
    between = (3.0 * 4.0 + 1.0 * 36.0) / 4.0
    assert correlation_ratio(codes, y) == pytest.approx(between / total)
    found = class_means(np.array([0, 0, 2]), np.array([1.0, 3.0, 9.0]), 3)
    np.testing.assert_array_equal(found, [2.0, np.nan, 9.0])


def test_means_compare_only_groups_that_have_every_value() -> None:
    # groups 0 and 1 have both values, group 2 only the first; the first twice in group 0
    others, codes = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 0, 1, 0])
    y = np.array([1.0, 3.0, 10.0, 4.0, 20.0, 1000.0])
    found = means_others_alike(others, codes, y, 2)
    np.testing.assert_allclose(found, [(2.0 + 4.0) / 2.0, (10.0 + 20.0) / 2.0])
