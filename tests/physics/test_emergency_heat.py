"""Emergency heat: compressors do not heat, the backup does in any weather, others as always."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hpsim.results import Results
from hpsim.scenario.model import Scenario
from hpsim.scenario.unit_checks import emergency_without_backup
from hpsim.simulate.candidate import run_candidate
from hpsim.simulate.response import room_response

HEAT_PUMP = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 20, "hspf2": 10}
BACKUP = {"size": "2 kW"}
WINDOW = {"kind": "single_stage", "form": "window", "size": "9 kBtu/h", "ceer": 11}
BASEBOARD = {"kind": "baseboard", "size": "2 kW"}
FURNACE = {"kind": "furnace", "size": "4 kW", "fuel": "gas", "afue": 0.95}
MILD_DEGC = 4.44  # 40 degF, above which a backup is locked out by default
ALIKE = 0.02  # of a winter's heat: the two switch half a differential apart


def scenario(*candidates: dict[str, Any], emergency: bool = True) -> Scenario:
    return Scenario.from_written(
        {
            "name": "emergency",
            "weather": "us-4A-louisville",
            "room": {"kind": "addition", "floor_area": "22 m2"},
            "thermostat": {"heating": "20 degC", "emergency_heat": emergency},
            "candidates": list(candidates),
            "simulation": {"resolution": "hour"},
        }
    )


def years(*candidates: dict[str, Any], emergency: bool = True) -> list[Results]:
    scene = scenario(*candidates, emergency=emergency)
    response = room_response(scene)
    return [run_candidate(scene, response, i, traced="nothing") for i in range(len(candidates))]


def warnings_of(*candidates: dict[str, Any]) -> list[tuple[str, str]]:
    found = emergency_without_backup(scenario(*candidates))
    return [(".".join(map(str, finding.path)), finding.message) for finding in found]


def test_heaters_without_a_compressor_heat_as_always() -> None:
    heaters = (BASEBOARD, FURNACE, {"kind": "pair", "heating": BASEBOARD, "cooling": WINDOW})
    for with_it, without in zip(years(*heaters), years(*heaters, emergency=False), strict=True):
        assert without.hourly.heat_delivered_w.sum() > 1e6
        np.testing.assert_array_equal(
            with_it.hourly.heat_delivered_w, without.hourly.heat_delivered_w
        )


def test_a_backup_alone_heats_as_a_baseboard_of_its_size_in_all_weather() -> None:
    alone, baseboard = years(HEAT_PUMP | {"backup": BACKUP}, BASEBOARD)
    heat_w = alone.hourly.backup_w
    mild = alone.room.outdoor_degc > MILD_DEGC + 1.0
    expected_w = baseboard.hourly.heat_delivered_w
    assert expected_w[mild].sum() > 0.1 * expected_w.sum()
    for hours in (mild, ~mild):
        assert heat_w[hours].sum() == pytest.approx(expected_w[hours].sum(), rel=ALIKE)
    assert not alone.hourly.compressor_heating_w.any()
    assert np.isnan(alone.maximum_heating_w).all()
    assert any("the backup heats alone, in any weather" in note for note in alone.notes)


def test_a_heat_pump_without_a_backup_gives_no_heat_and_is_warned_of() -> None:
    (cold,) = years(HEAT_PUMP)
    assert not cold.hourly.heat_delivered_w.any()
    assert any("without a backup, no heat" in note for note in cold.notes)
    ((key, message),) = warnings_of(HEAT_PUMP)
    assert key == "thermostat.emergency_heat"
    assert message.startswith("candidates[0]")
    assert message.endswith("has no backup: no heat")
    assert not warnings_of(HEAT_PUMP | {"backup": BACKUP}, BASEBOARD)
    assert warnings_of(BASEBOARD) == [("thermostat.emergency_heat", "has no effect")]
