"""Values that no unit has are refused, those that no listed unit has are reported."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from hpsim import equipment
from hpsim.equipment.catalogue import product_ids
from hpsim.equipment.kinds import label_limits, read_candidate
from hpsim.equipment.kinds.base import Unit

NINE = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 20, "hspf2": 10}
CLASSES = Path(equipment.__file__).parents[1] / "data/field/minimum_output_classes.csv"


def odd(**changes: Any) -> list[tuple[str, str, str]]:
    written = {key: value for key, value in (NINE | changes).items() if value is not None}
    unit = read_candidate(written)
    assert isinstance(unit, Unit)
    return list(unit.suspicious_values())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # 90,000 Btu/h are 26,376 W: 9.0 times the 2,944 W of a 9k, 10 times its size
        ({"maximum_output": {"heating": "90 kBtu/h"}}, r"26376 W of heat\) is 9 times the rated"),
        ({"maximum_output": {"heating_5f": "90 kBtu/h"}}, "heating_5f .* is 9 times"),
        ({"maximum_output": {"cooling": "90 kBtu/h"}}, "cooling .* is 10 times the size"),
        ({"heating_capacity": "90 kBtu/h"}, "heating_capacity .* is 10 times the size"),
        ({"maximum_output": {"heating": "18000 W"}}, "6.1 times"),
        ({"minimum_output": {"heating": "50 Btu/h"}}, "0.005 times"),
        ({"minimum_output": {"heating": "100 Btu/h"}}, "0.01 times"),
        ({"minimum_output": {"cooling": "200 Btu/h"}}, "0.022 times"),
        ({"lowest_outdoor": "70 degF"}, "would not heat at all"),
        ({"hspf2": 4}, "hspf2 4 is below the label .* 13.6 Btu/Wh"),
        (
            {"size": "2.5 kW", "seer2": None, "hspf2": None, "seer": 8.5, "cop_47f": 4.6},
            "29 Btu/Wh",
        ),
        ({"seer2": 8.5, "hspf2": 4.6}, "seer2 8.5 (.|\n)*; also: hspf2 4.6"),
    ],
)
def test_what_no_unit_has_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        odd(**changes)


def test_watts_written_for_btu_per_hour_are_named() -> None:
    with pytest.raises(ValidationError) as raised:
        odd(maximum_output={"heating": "18000 W"})
    hint = raised.value.errors()[0]["ctx"]["hint"]
    assert hint == "units have 0.9 to 2.4 times; is it in Btu/h, not in W?"


@pytest.mark.parametrize(
    ("changes", "key", "told"),
    [
        ({"maximum_output": {"heating": "26 kBtu/h"}}, "maximum_output", "2.6 times"),
        ({"maximum_output": {"heating_5f": "22 kBtu/h"}}, "maximum_output", "2.2 times"),
        ({"heating_capacity": "15 kBtu/h"}, "heating_capacity", "1.7 times the size"),
        ({"minimum_output": {"heating": "500 Btu/h"}}, "minimum_output", "0.05 times"),
        ({"lowest_outdoor": "50 degF"}, "lowest_outdoor", "below 10.0 degC"),
        ({"lowest_outdoor": "-50 degF"}, "lowest_outdoor", "below -45.6 degC"),
        ({"kind": "single_stage", "hspf2": 4}, "hspf2", "13.6 Btu/Wh"),
        ({"kind": "single_stage", "seer2": 8.5}, "seer2", "29 Btu/Wh"),
        ({"hspf2": None, "cop_47f": 8}, "cop_47f", "COP of 8"),
    ],
)
def test_what_no_listed_unit_has_is_reported(changes: dict[str, Any], key: str, told: str) -> None:
    (found,) = odd(**changes)
    assert found[0] == key
    assert told in found[1]


def test_ordinary_values_and_all_products_are_not_reported() -> None:
    assert not odd()
    assert not odd(maximum_output={"heating": "20 kBtu/h"}, minimum_output={"heating": "1 kBtu/h"})
    assert not odd(lowest_outdoor="35 degF", heating_capacity="13 kBtu/h")
    for name in product_ids():
        product = read_candidate({"product": name})
        assert isinstance(product, Unit)
        assert not list(product.suspicious_values())


@pytest.mark.parametrize(
    ("quantity", "limits"),
    [
        ("min_heat_47f_over_rated_47f", label_limits.MINIMUM_HEATING),
        ("max_heat_47f_over_rated_47f", label_limits.MAXIMUM_HEATING),
        ("rated_heat_47f_over_rated_cooling", label_limits.RATED_HEATING),
        ("max_heat_17f_over_rated_47f", label_limits.MAXIMUM_17F),
        ("max_heat_5f_over_rated_47f", label_limits.MAXIMUM_5F),
    ],
)
def test_limits_lie_outside_of_all_listed_machines(
    quantity: str, limits: label_limits.Range
) -> None:
    with CLASSES.open(encoding="utf-8") as file:
        (row,) = (
            r
            for r in csv.DictReader(file)
            if (r["quantity"], r["kind"], r["class"]) == (quantity, "all", "6k-24k")
        )
    low, high = float(row["lowest"]), float(row["highest"])
    assert limits.refused_below < limits.odd_below < low
    assert high < limits.odd_above <= limits.refused_above
