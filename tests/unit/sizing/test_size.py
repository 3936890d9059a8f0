"""``hpsim size``: its document, its tables, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from hpsim.cli import main
from hpsim.equipment.output import steady_limits
from hpsim.folder.summary import rounded
from hpsim.scenario.load import load_scenario
from hpsim.shipped import scenario_folder
from hpsim.simulate.design_day import design_temperatures
from hpsim.simulate.response import room_response
from hpsim.sizing import size
from hpsim.sizing.size import SizeReport, size_report
from hpsim.units.constants import W_PER_BTUH

SCENARIO = """\
name: A room
weather: us-5A-chicago
room: {kind: addition, floor_area: 250 ft2, quality: good}
thermostat: {heating: 68 degF, cooling: 76 degF}
candidates:
  - {kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}
  - {kind: single_stage, size: 12 kBtu/h, seer2: 15.2, hspf2: 7.8}
  - {kind: ideal}
"""
ROUNDING = 1e-5
NEARLY_PERIODIC = 0.05  # of the load in a week: a floor on soil goes on taking heat


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("size") / "room.yaml"
    file.write_text(SCENARIO)
    return file


@pytest.fixture(scope="module")
def report(path: Path) -> SizeReport:
    return size_report(load_scenario(str(path)))


def test_the_document_is_that_of_the_contract(path, report, capsys):
    assert main(["size", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    for key in ("heating_w", "cooling_sensible_w", "cooling_latent_w", "method"):
        assert document[key]
    for side, total in (("heating", "heating_w"), ("cooling_sensible", "cooling_sensible_w")):
        assert sum(document["components"][side].values()) == pytest.approx(document[total])
    assert document["heating_w"] == pytest.approx(W_PER_BTUH * report.peak.heating_btuh, rel=1e-6)
    assert document["design"]["from"] == "header"
    assert document["design"]["header"]["heating_99_degc"] == -16.6
    assert set(document["rules_of_thumb"]) == {"area", "energy_star_chart"}
    assert set(document["policies"]) == {
        *("manual_s_2014", "manual_s_2023", "heating_decides", "balanced", "energy_star", "own"),
    }
    assert [unit["name"] for unit in document["candidates"]] == [
        *("6 kBtu/h variable-speed", "12 kBtu/h single-stage"),
    ]
    assert "draft" in document["policies"]["manual_s_2023"]["status"]


def test_outputs_are_a_runs_at_its_setpoints(report, monkeypatch):
    """The page says why its outputs differ from those of a run: other indoor temperatures."""
    scenario = report.scenario
    response = room_response(scenario)
    around = response.surroundings
    leakage_kg_per_s = float(around.leakage_kg_per_s.mean())
    monkeypatch.setattr(size, "SETPOINTS_F", (68.0, 76.0))
    outputs, machines = size._outputs(scenario, report.weather, leakage_kg_per_s)
    cold_degc, hot_degc, _ = design_temperatures(report.weather)
    for output in outputs:
        machine, name = machines[output.name], output.name
        for mode, outdoor, room, found in (
            (1.0, cold_degc, around.heating_degc, output.heating),
            (-1.0, hot_degc, around.cooling_degc, output.cooling),
        ):
            _, most = steady_limits(
                machine,
                mode,
                np.array([outdoor]),
                around.pressure_pa,
                room,
                leakage_kg_per_s,
            )
            run_w = np.nan_to_num(most[0])  # a run has nan where the unit is cut out
            assert found.sensible_w == pytest.approx(run_w, rel=0.01), name


def test_a_reader_of_si_sees_no_fahrenheit_and_why_outputs_differ_from_a_run(capsys):
    for units, indoors, mild in (
        ("si", "21 °C and 24 °C", "8 °C"),
        ("us", "70 °F and 75 °F", "47 °F"),
    ):
        assert main(["size", "which-size-for-a-flat-in-italy", "--units", units]) == 0
        printed = " ".join(capsys.readouterr().out.split())
        assert f"Outputs are at {indoors} indoors" in printed
        assert f"min. heat, {mild}" in printed
        assert f"{mild} 1.11 (at most 0.80)" in printed  # of the deciding minimum output
        assert ("°F" in printed) == (units == "us")


def test_differences_add_up(report):
    for side, engine in (("heating", report.heating), ("cooling_sensible", report.cooling)):
        parts = report.differences()[side]
        total = parts.pop("total_w")
        assert sum(parts.values()) == pytest.approx(total)
        ours = W_PER_BTUH * sum(getattr(report.peak, side).values())
        assert ours - engine.sensible_w == pytest.approx(total)


def test_sun_and_gains_only_help_in_winter_and_only_hurt_in_summer(report):
    for days in report.days.values():
        assert days["with"].heating.sensible_w <= days["without"].heating.sensible_w
        assert days["with"].cooling.sensible_w >= days["without"].cooling.sensible_w


def test_outputs_are_the_labels_within_reason(report):
    variable, single = report.outputs
    assert variable.is_variable
    assert single.speeds == 1
    assert single.minimum_cooling == single.cooling
    assert 0.85 < single.cooling.total_w / (12_000 * W_PER_BTUH) < 1.1
    assert single.heating.total_w < 12_000 * W_PER_BTUH
    assert variable.minimum_heating.total_w < variable.heating.total_w


def test_hours_below_the_minimum_are_fewer_for_a_unit_that_turns_down(report):
    low = report.minimums["12 kBtu/h single-stage"]
    assert low.heating_below_h <= low.heating_h
    assert low.cooling_below_h == low.cooling_h  # twelve thousand in a room of three
    assert report.minimums["6 kBtu/h variable-speed"].heating_below_h < low.heating_below_h


def test_the_tables_are_in_the_files_units(path, capsys):
    assert main(["size", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Outdoors 2.1 °F in heating (99 %), 88.9 °F in cooling (1 %, wet bulb" in said
    assert "design loads, Btu/h" in said
    assert "Manual S 2014 (default)" in said
    assert "draft for review, not the adopted text" in said
    assert main(["size", str(path), "--units", "si"]) == 0
    assert "design loads, W" in capsys.readouterr().out


def test_a_unit_that_only_cools_has_no_hours_of_heating(path, capsys):
    window = "{kind: single_stage, form: window, size: 6 kBtu/h, ceer: 12, heating: false}"
    assert main(["size", str(path), "--set", f"candidates=[{window}]"]) == 0
    (row,) = (
        line for line in capsys.readouterr().out.splitlines() if line.startswith("6 kBtu/h single")
    )
    heating_h, cooling_h = re.split(r" {2,}", row)[-2:]
    assert heating_h == "–"
    assert " of " in cooling_h


def test_a_chosen_policy_and_what_is_in_the_room_come_from_the_file(path, capsys):
    words = ["size", str(path), "--json"]
    for change in ("sizing.policy=own", "sizing.people=4", "sizing.appliances=900 Btu/h"):
        words += ["--set", change]
    assert main(words) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["policy"] == "own"
    assert main(["size", str(path), "--set", "sizing.policy=own"]) == 0
    assert "(chosen)" in capsys.readouterr().out
    gains = document["components"]["cooling_sensible"]["internal_gains"]
    assert gains == pytest.approx((4 * 230.0 + 900.0) * W_PER_BTUH, rel=ROUNDING)
    latent = document["components"]["cooling_latent"]["internal_gains"]
    assert latent == pytest.approx(4 * 200.0 * W_PER_BTUH, rel=ROUNDING)


@pytest.mark.parametrize(
    ("lines", "key", "message"),
    [
        ("sizing: {policy: manual_s_2004}", "sizing.policy", "manual_s_2014"),
        (
            "sizing: {band: {heating: [1.4, 1.0]}}",
            "sizing.band.heating",
            "reversed: 1.4 is above 1",
        ),
        ("sizing: {band: {cooling: [0.9]}}", "sizing.band.cooling", "two limits"),
        ("sizing: {people: -1}", "sizing.people", "-1"),
        ("sizing: {appliances: 500}", "sizing.appliances", "unit"),
        ("sizing: {polcy: own}", "sizing.polcy", "policy"),
    ],
)
def test_wrong_keys_are_named_with_their_line(tmp_path, capsys, lines, key, message):
    file = tmp_path / "wrong.yaml"
    file.write_text(SCENARIO + lines + "\n")
    assert main(["size", str(file), "--json"]) == 2
    (problem,) = json.loads(capsys.readouterr().out)["errors"]
    assert problem["key"] == key
    assert problem["line"] == 9
    assert message in f"{problem['message']} {problem['hint']}"


def test_a_room_without_outside_ends_with_a_message(tmp_path, capsys):
    file = tmp_path / "inside.yaml"
    file.write_text(
        "name: Inside\nweather: us-5A-chicago\nconstructions: {wall: [{resistance: 2 m2K/W}]}\n"
        "room: {kind: detail, floor_area: 10 m2, volume: 25 m3, surfaces: [{name: wall, "
        "construction: wall, area: 10 m2, boundary: adiabatic}]}\n"
        "thermostat: {heating: 20 degC}\ncandidates: [{kind: ideal}]\n"
    )
    assert main(["size", str(file)]) == 2
    assert "there is no load to size for" in capsys.readouterr().err


QUICK = ("chicago-addition", "cold-cabin-with-backup", "hot-flat", "setback-with-twin")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.stem, marks=[] if path.stem in QUICK else pytest.mark.slow)
        for path in sorted(scenario_folder().glob("*.yaml"))
    ],
)
def test_every_shipped_scenario_has_loads_and_standings(name):
    scenario = load_scenario(name)
    found = size_report(scenario)
    document = found.as_json()
    assert json.loads(json.dumps(rounded(document), allow_nan=False))
    assert found.peak.heating_btuh > 0.0
    assert found.peak.sensible_btuh > 0.0
    machines = [candidate for candidate in scenario.candidates if candidate.is_machine]
    for policy in found.policies:
        assert len(policy.standings) == len(machines)
    for day in (found.heating, found.cooling):
        assert day is None or day.change < NEARLY_PERIODIC
