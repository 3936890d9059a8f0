"""A machine written out as tables lives through the same year as the one made from its label."""

from __future__ import annotations

import pytest

from hpsim.equipment.kinds.label_unit import SingleStage, VariableSpeed
from hpsim.equipment.kinds.table import table_of
from hpsim.scenario.load import scenario_of
from hpsim.simulate import simulate

ROUNDING = 1e-9  # the same look-up on the same numbers


def test_label_and_its_tables_give_the_same_year() -> None:
    candidates = []
    for cls in (VariableSpeed, SingleStage):
        label = {"size": "6 kBtu/h", "seer2": 15.2, "hspf2": 8.0}
        unit = cls.from_written(label)
        tables = table_of(unit.compile()[0], unit.size_w)
        candidates += [unit.as_written() | {"name": f"label {cls.__name__}"}]
        candidates += [tables | {"name": f"tables {cls.__name__}"}]
    run = simulate(
        scenario_of(
            {
                "name": "a room",
                "weather": "us-5A-chicago",
                "room": {"kind": "addition", "floor_area": "250 ft2"},
                "thermostat": {"heating": "20 degC", "cooling": "25 degC"},
                "candidates": candidates,
            }
        )
    )
    for by_label, by_tables in (run.candidates[:2], run.candidates[2:]):
        assert by_tables.cycles.run_s.size == by_label.cycles.run_s.size
        assert by_tables.cycles.electricity_j == pytest.approx(
            by_label.cycles.electricity_j, rel=ROUNDING
        )
        assert by_tables.hourly.room_degc == pytest.approx(by_label.hourly.room_degc, rel=ROUNDING)
