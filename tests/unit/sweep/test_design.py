"""Axes: every combination once, in the order in which neighbours share most."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.sweep.design.blocks import (
    MACHINE,
    PRICE,
    ROOM,
    SET_POINTS,
    WEATHER,
    Block,
    level_of,
    ordered,
    sampled_block,
    spread_of,
)


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("weather", WEATHER),
        ("room.quality", ROOM),
        ("site.rotate", ROOM),
        ("simulation.first_weekday", ROOM),
        ("thermostat.heating", SET_POINTS),
        ("thermostat.heating.night", SET_POINTS),
        ("thermostat.differential", MACHINE),
        ("simulation.step", MACHINE),
        ("candidates.0.size", MACHINE),
        ("tariff.price", PRICE),
        ("$label", PRICE),
    ],
)
def test_a_key_changes_what_it_changes(key: str, level: int) -> None:
    assert level_of(key) == level


def test_a_grid_has_every_combination_once_and_weather_changes_slowest() -> None:
    blocks = [
        Block("grid", ("tariff.price",), [(1,), (2,)]),
        Block("grid", ("candidates.0.size",), [("a",), ("b",), ("c",)]),
        Block("grid", ("weather",), [("x",), ("y",)]),
    ]
    design = ordered(blocks, level_of)
    runs = [tuple(design.settings(i).values()) for i in range(design.size)]
    assert design.size == len(set(runs)) == 12
    assert design.keys == ("weather", "candidates.0.size", "tariff.price")
    assert runs[:3] == [("x", "a", 1), ("x", "a", 2), ("x", "b", 1)]
    assert [run[0] for run in runs] == ["x"] * 6 + ["y"] * 6


def test_entries_of_a_list_are_sorted_so_that_weather_changes_slowest() -> None:
    entries = [("b", 1), ("a", 1), ("b", 2), ("a", 2)]
    design = ordered([Block("list", ("weather", "candidates.0.size"), entries)], level_of)
    found = [design.settings(i)["weather"] for i in range(4)]
    assert found == ["b", "b", "a", "a"]


def test_a_latin_hypercube_has_one_sample_in_every_slice_of_every_axis() -> None:
    spreads = {"a": spread_of({"from": 0, "to": 1}), "b": spread_of({"from": "0 W", "to": "10 W"})}
    block = sampled_block("latin_hypercube", spreads, 20, seed=3, replicates=1)
    for column, top in ((0, 1.0), (1, 10.0)):
        numbers = [float(str(entry[column]).removesuffix(" W")) for entry in block.entries]
        assert sorted(int(20 * x / top) for x in numbers) == list(range(20))


def test_sobol_points_are_balanced_and_the_same_for_the_same_seed() -> None:
    spreads = {"a": spread_of({"from": 0, "to": 1}), "b": spread_of(["x", "y"])}
    first = sampled_block("sobol", spreads, 64, seed=1, replicates=1)
    again = sampled_block("sobol", spreads, 64, seed=1, replicates=1)
    other = sampled_block("sobol", spreads, 64, seed=2, replicates=1)
    assert list(first.entries) == list(again.entries)
    assert list(first.entries) != list(other.entries)
    assert sum(entry[1] == "x" for entry in first.entries) == 32


def test_replicates_are_different_samples_and_have_their_number() -> None:
    spreads = {"a": spread_of({"from": 0, "to": 1})}
    block = sampled_block("latin_hypercube", spreads, 8, seed=1, replicates=3)
    assert block.keys == ("a", "$replicate")
    by_replicate = [{e[0] for e in block.entries if e[1] == r} for r in range(3)]
    assert [len(values) for values in by_replicate] == [8, 8, 8]
    assert not by_replicate[0] & by_replicate[1]


@pytest.mark.parametrize("bound", [{"from": "30 degC"}, {"from": "29 degC", "to": "29.1 degC"}])
def test_a_normal_spread_keeps_to_bounds_that_lie_far_out(bound: dict[str, str]) -> None:
    spread = spread_of({"mean": "20 degC", "sd": "2.2 degC", **bound})
    drawn = [float(spread.value(fraction).split()[0]) for fraction in np.linspace(0, 1, 101)]
    low = float(bound["from"].split()[0])
    high = float(bound.get("to", "99 degC").split()[0])
    assert all(low <= value <= high for value in drawn)
    assert max(drawn) > min(drawn)


@pytest.mark.parametrize("bound", [{"from": "60 degC"}, {"to": "-40 degC"}])
def test_bounds_that_no_normal_spread_reaches_are_refused(bound: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="less than 1 in 1,000,000 of a normal distribution"):
        spread_of({"mean": "20 degC", "sd": "2 degC", **bound})


def test_a_normal_spread_has_its_mean_and_deviation() -> None:
    spread = spread_of({"mean": "20 degC", "sd": "2 degC"})
    shares = (np.arange(2000) + 0.5) / 2000
    numbers = np.array([float(spread.value(s).removesuffix(" degC")) for s in shares])
    assert numbers.mean() == pytest.approx(20.0, abs=0.01)
    assert numbers.std() == pytest.approx(2.0, abs=0.02)


def test_a_triangular_spread_has_the_mean_of_its_corners() -> None:
    spread = spread_of({"from": 0.0, "to": 10.0, "most_likely": 2.0})
    shares = (np.arange(2000) + 0.5) / 2000
    assert np.mean([spread.value(s) for s in shares]) == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"from": "1 kW"}, "from and to"),
        ({"from": "1 kW", "to": "2 kBtu/h"}, "different units"),
        ({"from": 0, "to": 1, "scale": "log"}, "above 0"),
        ({"mean": 1}, "belong together"),
        ({"form": 1, "to": 2}, "unknown key 'form'"),
        ([], "empty"),
        ("6 kBtu/h", "neither a range nor a list"),
    ],
)
def test_a_wrong_range_says_why(said: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        spread_of(said)
