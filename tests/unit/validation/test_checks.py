"""Comparison helpers and the registry of suites, by hand."""

from __future__ import annotations

import pytest

from hpsim.shipped import read_rows
from hpsim.validation.checks import Check, in_span, near, read_programs, suites, within, worst_ratio


@pytest.mark.parametrize(("value", "passed"), [(1.0, True), (2.0, True), (0.99, False)])
def test_the_ends_of_a_range_are_in_it(value: float, passed: bool) -> None:
    found = within("a", value, 1.0, 2.0, basis="published", unit="W")
    assert found == Check("a", value, "W", 1.0, 2.0, passed, "published")


def test_values_are_compared_as_they_are_printed() -> None:
    assert within("a", 2.004, 1.0, 2.0, basis="acceptance range", decimals=2).passed
    assert not within("a", 2.006, 1.0, 2.0, basis="acceptance range", decimals=2).passed
    assert within("a", 2.004, 1.0, 2.0, basis="acceptance range", decimals=2).value == 2.004


def test_a_value_that_is_no_number_fails() -> None:
    assert not within("a", float("nan"), 0.0, 1.0, basis="published").passed


def test_a_tolerance_holds_both_ways() -> None:
    found = near("a", 10.0, 9.0, 0.5, basis="analytic")
    assert (found.low, found.high, found.passed, found.unit) == (8.5, 9.5, False, "-")
    assert near("a", 8.5, 9.0, 0.5, basis="analytic").passed


def test_a_span_is_that_of_the_programs_with_its_allowances() -> None:
    found = in_span("a", 3.7, {3.0: 0, 2.0: 0, 3.5: 0}, rounding=0.05, allowance=0.1)
    assert (found.low, found.high) == pytest.approx((1.85, 3.65))
    assert not found.passed
    assert found.basis == "program span"


def test_a_widened_span_says_by_what():
    found = in_span("a", 10.0, [9.0, 9.9], rounding=0.05, allowance=0.1, why="1 %")
    assert found.passed
    assert found.range_from == "program span, widened by half of the last printed digit and 1 %"
    assert in_span("a", 9.5, [9.0, 9.9]).range_from == "program span"


def test_the_worst_ratio_is_the_farthest_from_one() -> None:
    assert worst_ratio([1.01, 0.97, 1.02]) == 0.97


def test_published_rows_leave_comments_out() -> None:
    row = read_rows("ashrae140/acceptance_2023.csv")[0]
    assert (row["case"], row["lower"], row["upper"]) == ("600", "3.75", "4.98")
    assert read_programs("he140/programs.csv")["HE100", "total_furnace_load"]["EnergyPlus"] == 77.75


def test_every_suite_registers_itself() -> None:
    names = {"ashrae140", "cycling", "heating", "moisture", "ratings", "vdi6007"}
    assert names <= suites().keys()
    assert list(suites()) == sorted(suites())
    assert all(entry.name == name and entry.help for name, entry in suites().items())
