"""Every kind of candidate declares what others ask of it."""

from __future__ import annotations

from typing import Any

import pytest

from hpsim.equipment.kinds import CLASSES, read_candidate
from hpsim.equipment.kinds.base import KINDS, CandidateBase, Unit
from hpsim.equipment.traits import TRAITS, Traits, traits_of

LABEL = {"size": "9 kBtu/h", "seer2": 20, "eer2": 12, "hspf2": 9.5}
HEATER = {"kind": "baseboard", "size": "1500 W"}
COOLER = {"kind": "single_stage", "form": "window", "size": "6 kBtu/h", "ceer": 11}
GRID = {
    "outdoor": {"unit": "degC", "values": [-10, 8]},
    "capacity": {"unit": "kW", "values": [[2.0], [2.9]]},
    "power": {"unit": "W", "values": [[800], [800]]},
}
WRITTEN: dict[str, dict[str, Any]] = {
    "single_stage": LABEL,
    "two_stage": LABEL,
    "variable_speed": LABEL,
    "table": {"size": "9 kBtu/h", "compressor": "single_stage", "heating": GRID},
    "ideal": {},
    "none": {},
    "baseboard": HEATER,
    "furnace": {"size": "8 kBtu/h"},
    "pair": {"heating": HEATER, "cooling": COOLER},
}
"""A candidate of each kind with few keys; a new kind takes a row."""


def candidate(kind: str) -> CandidateBase:
    return read_candidate({**WRITTEN[kind], "kind": kind})


def test_every_kind_is_listed_once_and_has_traits() -> None:
    assert list(KINDS) == list(TRAITS) == list(WRITTEN)
    assert tuple(KINDS.values()) == CLASSES


def test_another_versions_kind_is_taken_for_a_heat_pump() -> None:
    assert traits_of("magnetocaloric") == Traits()


@pytest.mark.parametrize("kind", KINDS)
def test_a_machine_compiles_to_the_seasons_that_it_declares(kind: str) -> None:
    unit = candidate(kind)
    if not unit.is_machine:
        with pytest.raises(TypeError, match="no machine"):
            unit.compile()
        return
    machine, assumed = unit.compile()
    assert (machine.can_heat > 0.0, machine.can_cool > 0.0) == (unit.can_heat, unit.can_cool)
    assert (assumed.kind, assumed.name) == (kind, unit.result_name())


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_a_standard_rates_has_a_rating(kind: str) -> None:
    unit = candidate(kind)
    if unit.is_machine:
        assert (unit.compile()[1].rating is not None) == unit.has_rating


@pytest.mark.parametrize("kind", KINDS)
def test_a_heater_does_not_cool_and_a_unit_is_its_own_part(kind: str) -> None:
    unit = candidate(kind)
    assert not (traits_of(kind).is_heater and unit.can_cool)
    if isinstance(unit, Unit):
        assert unit.parts() == {(): unit}


def test_a_pairs_parts_are_its_halves_by_their_keys() -> None:
    parts = candidate("pair").parts()
    assert [key for (key,) in parts] == ["heating", "cooling"]
    assert candidate("ideal").parts() == {}
