"""Other sizes of a unit."""

from __future__ import annotations

import pytest

from hpsim.equipment.kinds import Candidate, read_candidate
from hpsim.units.constants import BTUH_PER_W
from hpsim.verdict.ladder import (
    assumed_minimum_w,
    called,
    differ_in_heaters,
    is_smaller,
    next_down,
    next_up,
    resized,
    short_name,
    stand_in,
    with_its_heater,
)

LABEL = {"kind": "variable_speed", "seer2": 20, "hspf2": 10}


def unit(size: str, **keys: object) -> Candidate:
    return read_candidate({**LABEL, "size": size, **keys})


def kbtuh(candidate: Candidate | None) -> float | None:
    return None if candidate is None else round(candidate.size_w * BTUH_PER_W / 1000.0, 3)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("size", "down", "up"),
    [
        ("6 kBtu/h", None, 9.0),
        ("7 kBtu/h", 6.0, 9.0),
        ("9 kBtu/h", 6.0, 12.0),
        ("24 kBtu/h", 18.0, None),
        ("36 kBtu/h", 24.0, None),
    ],
)
def test_sizes_follow_the_ladder(size: str, down: float | None, up: float | None) -> None:
    assert kbtuh(next_down(unit(size))) == down
    assert kbtuh(next_up(unit(size))) == up


def test_a_product_has_the_sizes_of_its_brand_and_series() -> None:
    product = read_candidate({"product": "neep-muz-fh12na-msz-fh12na", "backup": {"size": "1 kW"}})
    smaller = next_down(product)
    assert smaller is not None
    assert smaller.result_name() == "Mitsubishi Electric MSZ-FH09NA"
    assert smaller.backup == product.backup  # type: ignore[attr-defined]
    smallest = next_down(next_down(smaller) or smaller)
    assert smallest is None


def test_form_and_label_stay_and_given_capacities_follow_the_size() -> None:
    pump = unit(
        "12 kBtu/h", form="floor", heating_capacity="14 kBtu/h", minimum_output="3000 Btu/h"
    )
    small = resized(pump, pump.size_w / 2)  # type: ignore[arg-type, attr-defined]
    assert (small.form, small.seer2, small.hspf2) == ("floor", 20, 10)
    assert small.heating_capacity_w == pytest.approx(pump.heating_capacity_w / 2)  # type: ignore[attr-defined]
    assert small.minimum().heating_w == pytest.approx(pump.minimum().heating_w)  # type: ignore[attr-defined]
    machine, _ = small.compile()
    assert machine.heating.capacity_w.max() > 0.0


@pytest.mark.parametrize(
    ("size", "other", "ratio"),
    [
        ("2.5 kW", 2000.0, 1.0),  # one compressor
        ("12 kBtu/h", 9e3 / BTUH_PER_W, 1.0),
        ("18 kBtu/h", 15e3 / BTUH_PER_W, 1.0),
        ("18 kBtu/h", 12e3 / BTUH_PER_W, 1.0 / 1.4),
        ("24 kBtu/h", 18e3 / BTUH_PER_W, 1.4 / 2.05),
        ("12 kBtu/h", 18e3 / BTUH_PER_W, 1.4),
    ],
)
def test_a_given_minimum_becomes_that_of_the_size_in_most_series(
    size: str, other: float, ratio: float
) -> None:
    minimum = {"heating": "900 W", "heating_5f": "600 W", "cooling": "500 W"}
    low = resized(unit(size, minimum_output=minimum), other).minimum()  # type: ignore[arg-type]
    assert low.heating_w == pytest.approx(ratio * 900.0)
    assert low.heating_5f_w == pytest.approx(ratio * 600.0)
    assert low.cooling_w == pytest.approx(ratio * 500.0)


def test_no_minimum_is_more_than_most_of_the_smaller_size() -> None:
    minimum = {"heating": "3 kW", "heating_5f": "2 kW", "cooling": "2 kW"}
    pump = unit("3.5 kW", heating_capacity="3.5 kW", minimum_output=minimum)
    low = resized(pump, 2000.0).minimum()  # type: ignore[arg-type]
    assert (low.heating_w, low.cooling_w) == (pytest.approx(1200.0), pytest.approx(1200.0))
    assert low.heating_5f_w == pytest.approx(800.0)
    assert resized(unit("3.5 kW"), 2000.0).minimum_output_w is None  # type: ignore[arg-type]


def test_a_listed_unit_takes_the_place_of_a_size_with_the_label_of_a_larger_one() -> None:
    large = unit("2.5 kW", minimum_output="1 kW")
    wanted = next_down(large)
    assert wanted is not None
    assert assumed_minimum_w(wanted) == 1000.0
    assert assumed_minimum_w(unit("2 kW")) is None
    real = read_candidate({"kind": "variable_speed", "size": "2.1 kW", "eer2": 12, "cop_47f": 4})
    assert stand_in(wanted, large, [large, real]) == real
    for other in (
        large,
        unit("2.3 kW"),
        unit("2 kW", form="floor"),
        unit("2 kW", climate_class="cold"),
        unit("2 kW", backup={"size": "1 kW"}),
        unit("2 kW", control="midea"),
        read_candidate({"kind": "single_stage", "size": "2 kW", "seer2": 15, "hspf2": 8}),
        read_candidate({"kind": "variable_speed", "size": "2 kW", "seer2": 15, "heating": False}),
        read_candidate({"kind": "baseboard", "size": "2 kW"}),
    ):
        assert stand_in(wanted, large, [other]) is None
    near = unit("2.1 kW")  # itself is no smaller unit of its size
    assert stand_in(next_down(near) or near, near, [near]) is None


def test_a_product_of_the_catalog_is_a_size_of_its_own() -> None:
    product = read_candidate({"product": "neep-muz-fh12na-msz-fh12na"})
    smaller = next_down(product)
    assert smaller is not None
    assert assumed_minimum_w(smaller) is None
    listed = smaller.model_copy(update={"product": None, "seer2": 15.0})
    assert stand_in(smaller, product, [listed]) is None


@pytest.mark.parametrize(
    "written", [{"kind": "baseboard", "size": "1500 W"}, {"kind": "ideal"}, {"kind": "none"}]
)
def test_what_is_not_sold_by_the_ladder_has_no_other_size(written: dict) -> None:
    candidate = read_candidate(written)
    assert next_down(candidate) is None
    assert next_up(candidate) is None


def test_a_sentence_calls_a_unit_by_its_size_or_by_the_name_it_was_given() -> None:
    plain, named = unit("6 kBtu/h"), unit("6 kBtu/h", name="mine")
    assert called(plain, plain.result_name()) == "the 6 kBtu/h variable-speed unit"
    assert short_name(plain, plain.result_name()) == "the 6 kBtu/h"
    assert called(named, "mine") == short_name(named, "mine") == "“mine”"
    warmed = unit("6 kBtu/h", backup={"size": "1.5 kW"})
    added = f"{warmed.result_name()} + 1.5 kW heater"
    assert called(warmed, added) == "the 6 kBtu/h variable-speed unit"
    assert short_name(warmed, added) == "the 6 kBtu/h"
    given = unit("6 kBtu/h", backup={"size": "1.5 kW"}, name="old + 1.5 kW heater")
    assert called(given, "old + 1.5 kW heater") == "“old + 1.5 kW heater”"
    better = "6 kBtu/h variable-speed (SEER2 24)"
    assert called(plain, better) == short_name(plain, better) == f"“{better}”"
    heater = read_candidate({"kind": "baseboard", "size": "1500 W"})
    assert called(heater, heater.result_name()) == "the 1.5 kW baseboard"


def test_a_size_in_kilowatts_has_its_neighbours_in_kilowatts() -> None:
    unit = {"kind": "variable_speed", "size": "3.5 kW", "seer2": 21, "hspf2": 10}
    smaller, larger = (step(read_candidate(unit)) for step in (next_down, next_up))
    assert smaller is not None
    assert larger is not None
    assert smaller.result_name() == "2.5 kW variable-speed"
    assert larger.result_name() == "4.2 kW variable-speed"


def test_a_smaller_unit_with_another_heater_is_no_smaller_size() -> None:
    def heater(size: str, **keys: object) -> dict[str, object]:
        return {"backup": {"size": size, **keys}}

    bare, warmed = unit("9 kBtu/h"), unit("9 kBtu/h", **heater("2 kW"))
    assert is_smaller(unit("6 kBtu/h"), bare)
    assert is_smaller(unit("6 kBtu/h", **heater("2.1 kW")), warmed)
    assert not is_smaller(unit("6 kBtu/h", **heater("2 kW")), bare)
    for other in ({}, heater("1.5 kW"), heater("2 kW", stages=2), heater("2 kW", below="0 degC")):
        assert not is_smaller(unit("6 kBtu/h", **other), warmed)
    near = unit("6 kBtu/h", **heater("2.1 kW"))
    assert stand_in(next_down(warmed) or warmed, warmed, [near]) == near


def test_a_heater_is_named_where_units_differ_in_it() -> None:
    bare, warmed = unit("6 kBtu/h"), unit("6 kBtu/h", backup={"size": "1.5 kW"})
    baseboard = read_candidate({"kind": "baseboard", "size": "2 kW"})
    assert differ_in_heaters([baseboard, bare, warmed])
    assert not differ_in_heaters([warmed, baseboard, unit("9 kBtu/h", backup={"size": "1.5 kW"})])
    single = unit("9 kBtu/h", kind="single_stage", seer2=15.2, hspf2=7.8)
    assert not differ_in_heaters([warmed, single])  # told apart by their kinds
    assert with_its_heater("the 6 kBtu/h", warmed) == "the 6 kBtu/h with its 1.5 kW heater"
    assert with_its_heater("the 6 kBtu/h", bare) == "the 6 kBtu/h"
    mine = warmed.model_copy(update={"name": "mine"})
    assert with_its_heater("“mine”", mine) == "“mine”"
