"""A room held at a measured temperature, then let go: against closed forms and its own log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.building.constants import AIR_J_PER_KG_K, air_density
from hpsim.cli import main
from hpsim.errors import HpsimError, LogError, ScenarioError
from hpsim.simulate.measured import default_phases, measured_run

LOSS_W_PER_K = 12.0
HELD_DEGC, BESIDE_DEGC = 22.0, 12.0
STEPPED_K = 0.1  # a bridge carries what it does at the end of each half-hour; 10 K in 6 h
EXACT = 1e-4
HOURLY_K = 0.3  # of setbacks by 4 K
OWN_LOG_K = 0.3  # of 4 K: its heat is averaged over hours


def box(folder: Path, **keys: Any) -> dict[str, Any]:
    """Return a room of air alone that loses heat through one bridge, and its log's keys."""
    sides = [
        {"name": name, "construction": [{"resistance": "5 m2K/W"}], "area": "9 m2",
         "tilt": f"{tilt} deg", "boundary": "adiabatic"}
        for name, tilt in (("floor", 180), ("ceiling", 0), ("wall", 90))
    ]  # fmt: skip
    log = str(folder / "log.csv")
    return {
        "name": "box",
        "weather": "us-5A-chicago",
        "simulation": {"from": "2026-01-12", "to": "2026-01-14", "warmup": "2 days"},
        "room": {
            "kind": "detail", "floor_area": "9 m2", "volume": "22.5 m3", "surfaces": sides,
            "air_capacity_multiplier": 10, "furniture": "none", "gains": [],
            "infiltration": {"ach": 0},
            "thermal_bridges": [
                {"conductance": f"{LOSS_W_PER_K} W/K", "to": f"{BESIDE_DEGC} degC"}
            ],
        },
        "thermostat": {"heating": "20 degC"},
        "candidates": [{"kind": "ideal"}],
        "measured": {
            "air": {"csv": log, "column": "room_degc"},
            "heat": [{"csv": log, "column": "heater_w"}],
            "phases": [
                {"name": "held", "from": "2026-01-12", "to": "2026-01-13", "held": True},
                {"name": "free", "from": "2026-01-13", "to": "2026-01-15"},
            ],
        },
    } | keys  # fmt: skip


def write_log(folder: Path, minutes: int, degc: np.ndarray, heat_w: np.ndarray) -> None:
    start = np.datetime64("2026-01-10T00:00")
    rows = [
        f"{start + np.timedelta64(minutes * k, 'm')},{t:.6f},{q:.6f}"
        for k, (t, q) in enumerate(zip(degc, heat_w, strict=True))
    ]
    (folder / "log.csv").write_text("\n".join(["time,room_degc,heater_w", *rows]) + "\n")


@pytest.fixture(scope="module")
def decay(tmp_path_factory) -> tuple[Path, dict[str, Any]]:
    """Return the log of a room of one capacity: held for three days, then left to cool."""
    folder = tmp_path_factory.mktemp("decay")
    scenario = box(folder)
    minutes = 10
    pressure = 101325.0 * (1.0 - 2.25577e-5 * 205.0) ** 5.2559  # of the weather, about
    capacity = 10.0 * 22.5 * air_density(pressure) * AIR_J_PER_KG_K
    middle_s = 60.0 * minutes * (np.arange(5 * 24 * 6) + 0.5) - 3 * 86400.0
    cooled = np.exp(-LOSS_W_PER_K * np.maximum(middle_s, 0.0) / capacity)
    degc = BESIDE_DEGC + (HELD_DEGC - BESIDE_DEGC) * cooled
    heat = np.where(middle_s < 0.0, LOSS_W_PER_K * (HELD_DEGC - BESIDE_DEGC), 0.0)
    write_log(folder, minutes, degc, heat)
    return folder, scenario


def test_a_held_room_needs_its_steady_loss_and_then_decays(decay):
    folder, scenario = decay
    run = measured_run(load_scenario(scenario))
    held, free = run.phases
    assert held.simulated_heat_w == pytest.approx(120.0, rel=2e-3)
    assert held.heat_error == pytest.approx(0.0, abs=2e-3)
    assert free.rmse_k < STEPPED_K
    assert run.simulated_degc[-1] == pytest.approx(BESIDE_DEGC, abs=0.01)  # 48 h of 6 h each
    assert run.balance_residual < EXACT
    assert folder.exists()


def test_steps_of_heat_are_followed(decay, tmp_path):
    """``C dT/dt = q - H (T - T0)`` with the heater on for six hours."""
    _, scenario = decay
    log = str(tmp_path / "log.csv")
    scenario = json.loads(json.dumps(scenario).replace(scenario["measured"]["air"]["csv"], log))
    step_s = 60.0
    capacity = 10.0 * 22.5 * air_density(98_880.0) * AIR_J_PER_KG_K
    n = 5 * 1440
    heat = np.where(np.arange(n) < 3 * 1440, 120.0, 0.0)
    heat[3 * 1440 + 600 : 3 * 1440 + 960] = 240.0
    degc, now = np.empty(n), HELD_DEGC
    for k in range(n):
        ends = BESIDE_DEGC + heat[k] / LOSS_W_PER_K
        after = ends + (now - ends) * np.exp(-LOSS_W_PER_K * step_s / capacity)
        degc[k], now = 0.5 * (now + after), after
    write_log(tmp_path, 1, degc, heat)
    free = measured_run(load_scenario(scenario)).phases[1]
    assert free.measured_range_k > 9.0
    # an hour's heat is drawn as a slope between hours: 240 W for 6 h are smeared at their ends
    assert free.rmse_k < 1.5 * STEPPED_K


def test_a_log_of_its_own_is_followed(tmp_path):
    """The room's own year, written as a log, held and then driven by its own heat."""
    from hpsim.simulate.response import room_response

    log = str(tmp_path / "log.csv")
    days = ["simulation.from=2026-01-12", "simulation.to=2026-01-25", "simulation.warmup=10 days"]
    days.append("thermostat.heating={day: 21 degC, night: 17 degC}")
    response = room_response(load_scenario("chicago-addition", days))
    before = round(response.weather.period.n_hours_before * 2)
    degc = 0.5 * (response.ideal.air_degc[1:] + response.ideal.air_degc[:-1])[before:]
    heat = (response.ideal.ideal_heating_w - response.ideal.ideal_cooling_w)[before:]
    start = np.datetime64("2026-01-12T00:00")
    rows = [
        f"{start + np.timedelta64(30 * k, 'm')},{t:.4f},{q:.3f}"
        for k, (t, q) in enumerate(zip(degc, heat, strict=True))
    ]
    Path(log).write_text("\n".join(["time,room_degc,heater_w", *rows]) + "\n")
    measured = {
        "air": {"csv": log, "column": "room_degc"},
        "heat": [{"csv": log, "column": "heater_w"}],
    }
    run = measured_run(
        load_scenario("chicago-addition", [*days, f"measured={json.dumps(measured)}"])
    )
    held, free = run.phases
    assert (held.name, held.hours, free.hours) == ("held", 72, 264)
    assert held.heat_error == pytest.approx(0.0, abs=0.02)
    assert free.rmse_k < OWN_LOG_K
    assert abs(free.bias_k) < OWN_LOG_K / 3.0
    assert run.balance_residual < EXACT


def test_radiant_heat_is_a_fixed_point(decay):
    """In a room whose faces lose nothing it does not matter how heat comes in."""
    _, scenario = decay
    measured = {**scenario["measured"], "radiant": 0.3}
    held = measured_run(load_scenario({**scenario, "measured": measured})).phases[0]
    assert held.simulated_heat_w == pytest.approx(120.0, rel=3e-3)


def test_days_are_held_before_they_are_let_go():
    from datetime import date

    from hpsim.description.period import Period

    phases = default_phases(Period(date(2026, 1, 10), 20, 5, -6.0), has_heat=True)
    assert [(p.from_, p.to, p.held) for p in phases] == [
        ("2026-01-10", "2026-01-13T00:00", True),
        ("2026-01-13T00:00", "2026-01-30T00:00", False),
    ]
    assert len(default_phases(Period(date(2026, 1, 10), 20, 5), has_heat=False)) == 1


def test_the_verb_gives_json_and_a_picture(decay, capsys, tmp_path):
    folder, scenario = decay
    file = folder / "box.yaml"
    file.write_text(json.dumps({k: v for k, v in scenario.items() if k != "measured"}))
    picture = tmp_path / "both.png"
    words = ["measured", str(file), "--log", str(folder / "log.csv"), "--plot", str(picture)]
    assert main([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [phase["held"] for phase in document["phases"]] == [True, False]
    assert picture.stat().st_size > 10_000
    assert main(words) == 0
    assert "RMSE" in capsys.readouterr().out


def bad_log(folder: Path, rows: list[str]) -> str:
    path = folder / "bad.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


def test_bad_logs_are_told(decay, tmp_path):
    from hpsim.scenario.log_columns import overrides_for

    folder, scenario = decay
    stamps = [str(np.datetime64("2026-01-11T00:00") + np.timedelta64(k, "h")) for k in range(120)]

    def compared(rows: list[str], log: str | None = None) -> HpsimError:
        path = log or bad_log(tmp_path, rows)
        text = json.dumps(scenario).replace(scenario["measured"]["air"]["csv"], path)
        with pytest.raises(HpsimError) as caught:
            measured_run(load_scenario(json.loads(text)))
        return caught.value

    constant = compared(["time,room_degc,heater_w", *(f"{t},21.5,100" for t in stamps)])
    assert "is 21.5 degC all the time" in str(constant)
    wave = [f"{t},{20 + k % 3},0.{110 + k % 9}" for k, t in enumerate(stamps)]
    kilowatts = compared(["time,room_degc,heater_w", *wave])
    assert isinstance(kilowatts, ScenarioError)
    assert "kilowatts in a column called _w?" in str(kilowatts)
    outdoor = [f"{t},{k / 9:.2f},{k / 9:.2f},50" for k, t in enumerate(stamps)]
    path = bad_log(tmp_path, ["time,room_degc,outdoor_degc,heater_w", *outdoor])
    weather = {"outdoor": {"csv": path, "column": "outdoor_degc"}}
    text = json.dumps({**scenario, "measured_weather": weather})
    text = text.replace(scenario["measured"]["air"]["csv"], path)
    with pytest.raises(ScenarioError, match="is the outdoor temperature"):
        measured_run(load_scenario(json.loads(text)))
    short = bad_log(tmp_path, ["time,room_degc", *(f"{t},20" for t in stamps[:3])])
    plain = folder / "plain.yaml"
    plain.write_text(json.dumps({k: v for k, v in scenario.items() if k != "measured"}))
    with pytest.raises(LogError, match="2 hours, which say nothing of walls"):
        overrides_for(str(_without_days(plain)), [], Path(short), None, [])


def _without_days(path: Path) -> Path:
    content = json.loads(path.read_text())
    content.pop("simulation")
    path.write_text(json.dumps(content))
    return path


def test_minutes_of_a_heater_that_switches_become_hours_with_a_small_error(tmp_path):
    """The minute loop's own log: a 1.5 kW heater on and off by a wall thermostat.

    Its switching within the hours is lost; hourly means of the air move by less than `HOURLY_K`.
    """
    from hpsim import simulate

    days = ["simulation.from=2026-01-12", "simulation.to=2026-01-17", "simulation.warmup=10 days"]
    days += ["candidates=[{kind: baseboard, size: 1500 W}]", "thermostat.differential=1 K"]
    days.append("thermostat.heating={day: 21 degC, night: 17 degC}")
    run = simulate(load_scenario("chicago-addition", days), trace_year=True)
    trace = run.candidates[0].traces["year"].channels
    assert run.candidates[0].hourly.starts_heating.sum() > 50
    start = np.datetime64("2026-01-12T00:00")
    rows = [
        f"{start + np.timedelta64(k, 'm')},{t:.4f},{q:.2f}"
        for k, (t, q) in enumerate(zip(trace.room_degc, trace.heat_delivered_w, strict=True))
    ]
    log = tmp_path / "minutes.csv"
    log.write_text("\n".join(["time,room_degc,heater_w", *rows]) + "\n")
    column = {"csv": str(log), "column": "room_degc"}
    measured = {"air": column, "heat": [{"csv": str(log), "column": "heater_w"}]}
    room = [*days[:3], f"measured={json.dumps(measured)}"]
    held, free = measured_run(load_scenario("chicago-addition", room)).phases
    assert held.heat_error == pytest.approx(0.0, abs=0.02)
    assert free.rmse_k < HOURLY_K
