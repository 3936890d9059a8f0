"""Written values reckoned with, derived keys and filters."""

from __future__ import annotations

from typing import Any

import pytest

from hpsim.sweep.design.rules import RULES, Condition, Filters, Rule
from hpsim.sweep.design.values import added, amount, between, in_one_unit, scaled


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("6 kBtu/h", 6.0, "kBtu/h"),
        ("R-13", 13.0, "R-"),
        ("30 %", 30.0, "%"),
        (5, 5.0, ""),
        ("-2.5e3 W", -2500.0, "W"),
    ],
)
def test_a_written_value_has_its_number_and_its_unit(
    written: object, number: float, unit: str
) -> None:
    found = amount(written)
    assert found is not None
    assert (found.number, found.unit) == (number, unit)


@pytest.mark.parametrize("written", ["south", "22:00", True, None, [1], {"a": 1}])
def test_what_has_no_number_has_none(written: object) -> None:
    assert amount(written) is None


def test_values_keep_their_unit_when_reckoned_with() -> None:
    assert scaled("250 ft2", 0.1) == "25 ft2"
    assert added("68 degF", "-8 degF") == "60 degF"
    assert between("R-10", "R-20", 0.5) == "R-15"
    assert between("1 kW", "4 kW", 0.5, is_log=True) == "2 kW"


def test_hours_are_added_to_a_time_of_day_around_midnight() -> None:
    assert added("22:00", "9 h") == "07:00"
    assert added("22:00", 1.5) == "23:30"


def test_kelvin_are_differences_of_temperature() -> None:
    assert added("20 degC", "2.5 K") == "22.5 degC"
    with pytest.raises(ValueError, match="'68 degF' and '2 K' have different units"):
        added("68 degF", "2 K", -1.0)
    pair = in_one_unit(["1 degF", "2 K"])
    assert pair == pytest.approx((5.0 / 9.0, 2.0))
    assert in_one_unit(["68 degF", "20 degC"]) == pytest.approx([20.0, 20.0])


def test_different_units_can_be_compared_but_not_added() -> None:
    low, high = in_one_unit(["1 kW", "6 kBtu/h"]) or (0.0, 0.0)
    assert low < high  # 6 kBtu/h is 1.758 kW
    with pytest.raises(ValueError, match="different units"):
        added("1 kW", "6 kBtu/h")


SETTINGS: dict[str, Any] = {
    "candidates.0.size": "9 kBtu/h",
    "candidates.0.kind": "two_stage",
    "$share": 0.2,
    "room.floor_area": "250 ft2",
}


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("same", {"of": "candidates.0.size"}, "9 kBtu/h"),
        ("times", {"of": "room.floor_area", "by": "$share"}, "50 ft2"),
        ("times", {"of": "$share", "by": "room.floor_area"}, "50 ft2"),
        ("plus", {"of": "22:00", "by": "8 h"}, "06:00"),
        ("minus", {"of": "68 degF", "by": "6 degF"}, "62 degF"),
        ("lookup", {"of": "candidates.0.kind", "table": {"two_stage": 17}}, 17),
        ("text", {"of": "{candidates.0.kind}, {$share}"}, "two_stage, 0.2"),
    ],
)
def test_each_rule_does_what_its_name_says(name: str, said: dict[str, Any], value: object) -> None:
    assert Rule("key", name, said).value(SETTINGS.__getitem__) == value


def test_every_rule_has_an_example_that_names_what_it_needs() -> None:
    for name, kind in RULES.items():
        assert f"rule: {name}" in kind.example
        assert all(f"{need}:" in kind.example for need in kind.needs)


def test_a_rule_knows_the_keys_it_reads() -> None:
    assert Rule("k", "times", {"of": "room.floor_area", "by": "$share"}).inputs() == [
        "room.floor_area",
        "$share",
    ]
    assert Rule("k", "text", {"of": "{$share} of {weather}"}).inputs() == ["$share", "weather"]


@pytest.mark.parametrize(
    ("key", "wanted", "holds"),
    [
        ("candidates.0.kind", "two_stage", True),
        ("candidates.0.kind", ["single_stage", "variable_speed"], False),
        ("candidates.0.size", {"at_most": "2.7 kW"}, True),  # 9 kBtu/h is 2.638 kW
        ("candidates.0.size", {"above": "6 kBtu/h", "below": "9 kBtu/h"}, False),
        ("$share", {"at_least": 0.2}, True),
    ],
)
def test_a_condition_holds_or_does_not(key: str, wanted: object, holds: bool) -> None:
    assert Condition(key, wanted).holds(SETTINGS.__getitem__) is holds


def test_a_run_stays_that_fulfils_one_of_only_and_none_of_exclude() -> None:
    two_stage = (Condition("candidates.0.kind", "two_stage"),)
    big = (Condition("candidates.0.size", {"above": "8 kBtu/h"}),)
    assert Filters(only=(two_stage,)).keep(SETTINGS.__getitem__)
    assert not Filters(only=(two_stage,), exclude=(big,)).keep(SETTINGS.__getitem__)
