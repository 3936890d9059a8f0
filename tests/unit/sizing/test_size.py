"""``hpsim size``: its document, its tables, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from hpsim.cli import main
from hpsim.equipment.output import steady_limits
from hpsim.equipment.site import at_site
from hpsim.folder.summary import rounded
from hpsim.metrics import METRICS
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity
from hpsim.scenario.load import load_scenario
from hpsim.shipped import scenario_folder
from hpsim.sizing.size import SizeReport, size_report
from hpsim.units.constants import W_PER_BTUH
from hpsim.verdict.judge import judged_run

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
HUMID_HEATING = 0.001  # heat of air with the water of a heated room
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


BEDROOM = "room={kind: bedroom, floor_area: 200 ft2, quality: average, occupants: 2}"
HELD = "thermostat={heating: 70 degF, cooling: 75 degF}"  # as the policies have it
UNITS = (
    "{kind: single_stage, form: window, size: 8 kBtu/h, ceer: 12, heating: false}",
    "{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}",
    "{kind: single_stage, size: 12 kBtu/h, seer2: 15.2, hspf2: 7.8}",
)


@pytest.mark.parametrize(
    ("weather", "is_dry"),
    [("us-2B-phoenix", True), ("us-5B-denver", True), ("us-1A-miami", False)],
)
def test_outputs_are_those_of_a_run(path, weather, is_dry):
    """At the indoor temperatures of the policies a run has the same heating and sensible cooling.

    Each is in the air of the site and, where it is dry, of the room with that unit.
    """
    changes = [f"weather={weather}", BEDROOM, HELD, f"candidates=[{', '.join(UNITS)}]"]
    scenario = load_scenario(str(path), [*changes, "verdict.next_size_down=false"])
    report, run = size_report(scenario), judged_run(scenario)
    verdicts = run.judgement.verdicts
    assert [output.name for output in report.outputs] == list(verdicts)
    for output, results in zip(report.outputs, run.candidates, strict=True):
        in_run, in_room = verdicts[output.name].numbers, output.cooling_in_room
        if output.heating is not None:
            heating_w = in_run.get("heating_maximum_w", 0.0)  # none where the unit is cut out
            assert output.heating.sensible_w == pytest.approx(heating_w, rel=HUMID_HEATING)
        assert in_room.sensible_w == pytest.approx(in_run["cooling_maximum_w"], rel=ROUNDING)
        if is_dry:
            rh, design_rh = output.room_relative_humidity, report.design_relative_humidity
            assert rh < 0.47
            assert design_rh == pytest.approx(0.45, abs=0.001)
            assert (in_room.sensible_w > output.cooling.sensible_w) == (rh < design_rh)
        else:
            assert output.room_relative_humidity == pytest.approx(0.5, abs=0.001)
            assert in_room.sensible_w == pytest.approx(output.cooling.sensible_w)
        low = report.minimums[output.name]
        below_h = low.heating_below_h + low.cooling_below_h
        assert below_h == METRICS["hours_below_minimum_output"].of(results)


def test_machines_are_in_the_air_of_their_site(path):
    """Denver's fans move a fifth less of it than those of a machine at sea level."""
    changes = ("weather=us-5B-denver", BEDROOM, HELD, f"candidates=[{UNITS[1]}]")
    scenario = load_scenario(str(path), [*changes, "verdict.next_size_down=false"])
    (output,), pressure_pa = size_report(scenario).outputs, 83_460.0
    ratio = humidity_ratio_from_relative_humidity(
        23.889, output.room_relative_humidity, pressure_pa
    )
    machine, _ = scenario.candidates[0].compile()
    high, low = (
        steady_limits(
            unit, -1.0, np.array([33.2]), pressure_pa, 23.889, room_humidity_ratio=float(ratio)
        )[1][0]
        for unit in (at_site(machine, pressure_pa), machine)
    )
    assert high < 0.95 * low
    (verdict,) = judged_run(scenario).judgement.verdicts.values()
    for found_w in (output.cooling_in_room.sensible_w, verdict.numbers["cooling_maximum_w"]):
        assert found_w == pytest.approx(high, rel=0.01)  # of weather as the header rounds it


def test_dry_thin_air_makes_cooling_sensible(path, capsys):
    """In Denver a window unit spends a fifth more on temperature than in air of 45 %."""
    changes = ("weather=us-5B-denver", BEDROOM, HELD, f"candidates=[{UNITS[0]}]")
    words = [word for change in changes for word in ("--set", change)]
    assert main(["size", str(path), "--json", *words]) == 0
    (unit,) = json.loads(capsys.readouterr().out)["candidates"]
    assert unit["cooling_in_room"]["sensible_w"] > 1.15 * unit["cooling"]["sensible_w"]
    assert unit["cooling_in_room"]["latent_w"] < 0.6 * unit["cooling"]["latent_w"]
    assert main(["size", str(path), *words]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Cooling is at Manual J's 45 % relative humidity, but sensible cooling, as in" in printed
    rh = round(100.0 * unit["room_relative_humidity"])
    assert f"at that of the room in hot weather, {rh} % (never above 50 %)." in printed
    assert main(["size", str(path)]) == 0
    assert "Cooling is at 50 % relative humidity." in " ".join(capsys.readouterr().out.split())


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


def test_heat_to_neighbours_has_a_part_of_its_own(capsys):
    """17 degC, next to a flat: cold to Manual J in heating, as warm as the room in cooling."""
    flat = "room={kind: flat, floor_area: 28 m2, quality: average, rest_of_home: 17 degC}"
    held = "thermostat={heating: 20 degC, cooling: 25 degC}"
    scenario = load_scenario("which-size-for-a-flat-in-italy", [flat, held])
    report = size_report(scenario)
    conductance = 139.0  # W/K: 37 m2 of partitions, floor and ceiling of 28 m2
    assert report.cooling.neighbours_w == pytest.approx(-8.0 * conductance, rel=0.02)
    assert report.heating.neighbours_w == pytest.approx(3.0 * conductance, rel=0.02)
    cooling, heating = (report.differences()[s] for s in ("cooling_sensible", "heating"))
    assert cooling["neighbours_w"] == pytest.approx(8.0 * conductance, rel=0.02)
    assert abs(cooling["envelope_and_sun_w"]) < 0.2 * cooling["neighbours_w"]
    assert abs(heating.get("neighbours_w", 0.0)) < 1.0
    words = ["size", "which-size-for-a-flat-in-italy", "--set", flat, "--set", held]
    assert main(words) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "W from neighbours, which it takes to be as warm as the room" in printed


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
