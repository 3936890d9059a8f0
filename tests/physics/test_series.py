"""A column of a log wherever a schedule stands: the room that the schedule gives, exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.simulate.response import room_response

DAY = np.array([0.2] * 7 + [0.9, 0.4, 0.1] + [0.0] * 6 + [0.5] * 4 + [1.0] * 4)
"""Of each hour: a fraction. Every other course is made of it."""
TEMPERATURES = [f"{12.0 + 8.0 * f:.2f} degC" for f in DAY]
ROUNDING = 1e-6


def log(folder: Path, name: str, values: np.ndarray) -> dict[str, Any]:
    """Return a column of 14 equal days in rows of 10 minutes."""
    start = np.datetime64("2026-01-01T00:00")
    whole = np.tile(np.repeat(values, 6), 14)
    rows = [f"{start + np.timedelta64(10 * k, 'm')},{v:.6f}" for k, v in enumerate(whole)]
    (folder / f"{name}.csv").write_text("\n".join([f"time,{name}", *rows]) + "\n")
    return {"csv": str(folder / f"{name}.csv"), "column": name}


def room(**keys: Any) -> dict[str, Any]:
    """Return a detailed room with a window, a neighbour and a door to the home."""
    layers = [{"resistance": "2 m2K/W"}]
    sides = [
        {"name": "floor", "construction": layers, "area": "16 m2", "tilt": "180 deg",
         "boundary": "adiabatic"},
        {"name": "ceiling", "construction": layers, "area": "16 m2", "tilt": "0 deg",
         "boundary": "adiabatic"},
        {"name": "south", "construction": layers, "area": "10 m2", "facing": "south",
         "boundary": "outdoors"},
        {"name": "inner", "construction": [{"resistance": "0.4 m2K/W"}], "area": "10 m2",
         "boundary": {"neighbour": keys.pop("neighbour", "18 degC")}},
        {"name": "hall", "construction": [{"resistance": "0.4 m2K/W"}], "area": "10 m2",
         "boundary": {"neighbour": "20 degC"}},
    ]  # fmt: skip
    window = {"in": "south", "area": "4 m2", "glazing": {"u_value": "1.6 W/m2K", "shgc": 0.6}}
    if "shade" in keys:
        window["shade"] = keys.pop("shade")
    return {
        "kind": "detail", "floor_area": "16 m2", "volume": "40 m3", "surfaces": sides,
        "windows": [window], "gains": [], "infiltration": {"ach": 0.2}, **keys,
    }  # fmt: skip


def scenario(thermostat: Any = "20 degC", **keys: Any) -> dict[str, Any]:
    return {
        "name": "series",
        "weather": "us-5A-chicago",
        "simulation": {"from": "2026-01-06", "to": "2026-01-10", "warmup": "2 days"},
        "room": room(**keys),
        "thermostat": {"heating": thermostat},
        "candidates": [{"kind": "ideal"}],
    }


def door(state: Any) -> list[dict[str, Any]]:
    return [{"in": "hall", "area": "1.7 m2", "state": state, "rest_of_home": "14 degC"}]


def fan(**keys: Any) -> list[dict[str, Any]]:
    return [{"flow": "60 m3/h", "kind": "supply", **keys}]


HOURS = [float(f) for f in DAY]
SERIES: dict[str, tuple[str, np.ndarray, Any, Any]] = {
    "a neighbour": ("next_degc", 12.0 + 8.0 * DAY,
        lambda of: {"neighbour": of}, {"neighbour": TEMPERATURES}),
    "a bridge's other end": ("beyond_degc", 12.0 + 8.0 * DAY,
        lambda of: {"thermal_bridges": [{"conductance": "5 W/K", "to": of}]},
        {"thermal_bridges": [{"conductance": "5 W/K", "to": TEMPERATURES}]}),
    "a gain, part of it radiant": ("heater_w", 400.0 * DAY,
        lambda of: {"gains": [{"name": "heater", "sensible": of, "radiant": 0.4}]},
        {"gains": [{"name": "heater", "sensible": "400 W", "radiant": 0.4, "schedule": HOURS}]}),
    "a gain's hours": ("on_fraction", DAY,
        lambda of: {"gains": [{"name": "lamp", "sensible": "400 W", "schedule": of}]},
        {"gains": [{"name": "lamp", "sensible": "400 W", "schedule": HOURS}]}),
    "a fan's flow": ("supply_m3_per_h", 60.0 * DAY,
        lambda of: {"ventilation": fan(flow=of)}, {"ventilation": fan(schedule=HOURS)}),
    "a fan's supply temperature": ("supply_degc", 12.0 + 8.0 * DAY,
        lambda of: {"ventilation": fan(supply=of)}, {"ventilation": fan(supply=TEMPERATURES)}),
    "an opened window": ("open_percent", 100.0 * DAY,
        lambda of: {"ventilation": fan(kind="window", schedule=of)},
        {"ventilation": fan(kind="window", schedule=HOURS)}),
    "a shade": ("closed_fraction", DAY,
        lambda of: {"shade": {"kind": "blind", "schedule": of}},
        {"shade": {"kind": "blind", "schedule": HOURS}}),
    "a door": ("open_fraction", DAY,
        lambda of: {"doors": door(of)}, {"doors": door(HOURS)}),
    "what is behind a door": ("hall_degc", 12.0 + 8.0 * DAY,
        lambda of: {"doors": [{**door("open")[0], "rest_of_home": of}]},
        {"doors": [{**door("open")[0], "rest_of_home": TEMPERATURES}]}),
    "the setpoint": ("target_degc", 12.0 + 8.0 * DAY,
        lambda of: {"thermostat": of},
        {"thermostat": {"weekday": TEMPERATURES, "weekend": TEMPERATURES}}),
}  # fmt: skip


def load_w(written: dict[str, Any]) -> np.ndarray:
    response = room_response(load_scenario(json.loads(json.dumps(written))))
    return response.year.ideal_heating_w - response.year.ideal_cooling_w


@pytest.fixture(scope="module")
def plain() -> np.ndarray:
    return load_w(scenario())


@pytest.mark.parametrize("name", SERIES)
def test_a_log_is_the_schedule_that_it_records(name: str, tmp_path: Path, plain) -> None:
    column, values, logged, scheduled = SERIES[name]
    of_log = load_w(scenario(**logged(log(tmp_path, column, values))))
    of_schedule = load_w(scenario(**scheduled))
    np.testing.assert_allclose(of_log, of_schedule, rtol=ROUNDING, atol=1e-3)
    assert np.abs(of_log - plain).max() > 2.0  # it does something


def test_the_rest_of_a_home_in_words_can_be_a_log(tmp_path: Path) -> None:
    days = ["simulation.from=2026-01-06", "simulation.to=2026-01-10", "simulation.warmup=2 days"]
    home = log(tmp_path, "home_degc", 12.0 + 8.0 * DAY)
    both = [
        room_response(load_scenario("chicago-addition", [*days, f"room.rest_of_home={of}"]))
        for of in (json.dumps(home), json.dumps(TEMPERATURES))
    ]
    np.testing.assert_allclose(
        both[0].year.ideal_heating_w, both[1].year.ideal_heating_w, rtol=ROUNDING, atol=1e-3
    )
