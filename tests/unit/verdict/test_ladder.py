"""Other sizes of a unit."""

from __future__ import annotations

import pytest

from hpsim.equipment.kinds import Candidate, read_candidate
from hpsim.units.constants import BTUH_PER_W
from hpsim.verdict.ladder import called, next_down, next_up, resized, short_name

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
    assert small.minimum().heating_w is not None
    assert small.minimum().heating_w < pump.minimum().heating_w  # type: ignore[attr-defined]
    machine, _ = small.compile()
    assert machine.heating.capacity_w.max() > 0.0


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
    heater = read_candidate({"kind": "baseboard", "size": "1500 W"})
    assert called(heater, heater.result_name()) == "the 1.5 kW baseboard"


def test_a_size_in_kilowatts_has_its_neighbours_in_kilowatts() -> None:
    unit = {"kind": "variable_speed", "size": "3.5 kW", "seer2": 21, "hspf2": 10}
    smaller, larger = (step(read_candidate(unit)) for step in (next_down, next_up))
    assert smaller is not None
    assert larger is not None
    assert smaller.result_name() == "2.5 kW variable-speed"
    assert larger.result_name() == "4.2 kW variable-speed"
