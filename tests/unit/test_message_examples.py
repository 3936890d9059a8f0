"""Examples in messages: each pair of US and SI values is one, rounded; and readers get theirs."""

from __future__ import annotations

import pytest

from hpsim.units.examples import PAIRS, in_examples_of
from hpsim.units.values import parse

ROUNDED = 0.08  # of a value: both sides are as round as people write them
ROUNDED_K = 0.6  # of a temperature: its own size says nothing


@pytest.mark.parametrize(("quantity", "us", "si"), PAIRS)
def test_both_sides_of_a_pair_are_one_value(quantity: str, us: str, si: str) -> None:
    values = parse(us, quantity), parse(si, quantity)  # type: ignore[arg-type]
    if quantity == "temperature":
        assert values[0] == pytest.approx(values[1], abs=ROUNDED_K)
    else:
        assert values[0] == pytest.approx(values[1], rel=0.12 if "differ" in quantity else ROUNDED)


@pytest.mark.parametrize(
    ("hint", "system", "shown"),
    [
        (
            "write heating: 68 degF, cooling: 76 degF",
            "si",
            "write heating: 20 degC, cooling: 24 degC",
        ),
        ("write roof: R-38", "si", "write roof: 6.7 m2K/W"),
        ("write roof: R-38", "us", "write roof: R-38"),
        ("such as '68 degF' or '20 degC'", "si", "such as '68 degF' or '20 degC'"),
        ("such as '20 degC'", "us", "such as '68 degF'"),
        ("size: 3.5 kW", "us", "size: 3.5 kW"),
        ("did you mean '9 kBtu/h'?", "si", "did you mean '9 kBtu/h'?"),
        ("7 to 20 degC", "us", "7 to 20 degC"),
        ("120 degC", "us", "120 degC"),
    ],
)
def test_a_reader_gets_examples_in_own_units(hint: str, system: str, shown: str) -> None:
    assert in_examples_of(hint, system) == shown  # type: ignore[arg-type]
