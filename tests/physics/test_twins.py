"""Smart and neglected candidates beside their twins, in a whole scenario."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hpsim import load_scenario, simulate
from hpsim.errors import ScenarioError
from hpsim.metrics import METRICS
from hpsim.results import Results
from hpsim.simulate.response import room_response
from hpsim.simulate.twins import CONSTANT_TWIN, MAINTAINED_TWIN, twins

ROOM = "{kind: bedroom, floor_area: 150 ft2}"
UNIT = "{name: unit, kind: single_stage, size: 6 kBtu/h, seer2: 15.2, hspf2: 7.8%s}"


def written(folder: Path, thermostat: str, *candidates: str) -> Path:
    path = folder / "scenario.yaml"
    lines = [
        "name: twins",
        "weather: us-5A-chicago",
        f"room: {ROOM}",
        f"thermostat: {thermostat}",
        "candidates:",
        *(f"  - {candidate}" for candidate in candidates),
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def figure(results: Results, key: str) -> float:
    value = METRICS[key].of(results)
    assert value is not None
    return float(value)


def test_a_setback_stands_beside_its_constant_twin(tmp_path: Path) -> None:
    thermostat = (
        "{heating: {day: 68 degF, night: 60 degF}, cooling: 78 degF, compare_with_constant: true}"
    )
    run = simulate(load_scenario(written(tmp_path, thermostat, UNIT % "", "{kind: ideal}")))
    names = [c.candidate for c in run.candidates]
    assert names == ["unit", f"unit, {CONSTANT_TWIN}", "ideal"]
    smart, constant = run.candidates[:2]
    assert figure(smart, "electricity_kwh") < figure(constant, "electricity_kwh")
    assert figure(smart, "recovery_min") > 5.0
    assert METRICS["recovery_min"].of(constant) is None  # nothing to recover from
    assert constant.room.heating_setpoint_degc.min() == pytest.approx(20.0)
    assert smart.room.heating_setpoint_degc.min() < 16.0


def test_people_are_on_vacation_from_the_twin_as_well(tmp_path: Path) -> None:
    thermostat = (
        "{heating: 20 degC, compare_with_constant: true, "
        "vacation: [{from: 12-24, to: 01-02, heating: 12 degC}]}"
    )
    scenario = load_scenario(written(tmp_path, thermostat, UNIT % ""))
    (twin,) = twins(scenario, 0)
    own, others = (room_response(each) for each in (scenario, twin.scenario))
    assert own.setpoints.heating_degc.min() == pytest.approx(12.0)
    assert others.setpoints.heating_degc.min() == pytest.approx(20.0)
    moisture = own.model.gains.moisture_kg_per_s.reshape(365, 24).sum(axis=1)
    assert (moisture == 0.0).nonzero()[0].tolist() == [0, 1, *range(357, 365)]
    np.testing.assert_array_equal(
        own.model.gains.moisture_kg_per_s, others.model.gains.moisture_kg_per_s
    )


def test_neglect_stands_beside_the_maintained_unit(tmp_path: Path) -> None:
    run = simulate(
        load_scenario(
            written(
                tmp_path,
                "{heating: 68 degF, cooling: 76 degF}",
                UNIT % ", neglected: true",
                UNIT.replace("unit", "healthy") % "",
            )
        )
    )
    names = [c.candidate for c in run.candidates]
    assert names == ["unit", f"unit, {MAINTAINED_TWIN}", "healthy"]
    neglected, maintained, plain = run.candidates
    # 10 % of the charge and a quarter of the air: 1 / (0.97 * 0.87) in heating, by the tables
    assert figure(neglected, "electricity_kwh") > 1.05 * figure(maintained, "electricity_kwh")
    assert figure(maintained, "electricity_kwh") == figure(plain, "electricity_kwh")


@pytest.mark.parametrize(
    ("thermostat", "unit", "message"),
    [
        (
            (
                "{heating: 20 degC, cooling: 24 degC, away: {leave: '08:00', return: '17:00', "
                "heating: 25 degC}}"
            ),
            "",
            "above the cooling setpoint",
        ),
        (
            "{cooling: 24 degC, away: {leave: '08:00', return: '17:00', cooling: 22 degC}}",
            "",
            "below the cooling setpoint",
        ),
        (
            "{heating: 20 degC, vacation: [{from: 07-01, to: 07-09, heating: 21 degC}]}",
            "",
            "above the heating setpoint",
        ),
        ("{heating: 20 degC, minimum_on: 25 h}", "", "minimum_on"),
        ("{heating: 20 degC, sensor: {lag: -1 min}}", "", "lag"),
        (
            "{heating: 20 degC}",
            ", backup: {size: 1 kW, below: 20 degF, compressor_off_below: 30 degF}",
            "nothing would heat between",
        ),
        ("{heating: 20 degC}", ", faults: {charge: 0.4}", "charge"),
        ("{heating: 20 degC}", ", faults: {outdoor_coil: 0.2}", "outdoor_coil"),
    ],
)
def test_impossible_behaviour_is_one_clear_problem(
    tmp_path: Path, thermostat: str, unit: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, thermostat, UNIT % unit))
    (problem,) = caught.value.problems
    assert message in f"{problem.key} {problem.message}"
    assert problem.line is not None
