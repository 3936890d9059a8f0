"""A room's own hours: what heats it and what leaves it, in a room that can be added up by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import hpsim
from hpsim.building.constants import AIR_J_PER_KG_K

BRIDGE_W_PER_K = 30.0
RTOL = 1e-4  # the hours' means of products are taken from products of means
ROUNDING = 1e-9
CHICAGO_KG_PER_M3 = 1.204 * np.exp(-205.0 / 8430.0)  # dry air of 20 degC at 205 m
GYPSUM = {"material": "gypsum", "thickness": "12.7 mm"}


def shut_box(**more: Any) -> dict[str, Any]:
    """Return a room whose heat leaves by a thermal bridge and leaks alone."""
    sides = [(12, {"facing": f}) for f in ("south", "east", "north", "west")]
    sides += [(20, {"tilt": "0 deg"}), (20, {"tilt": "180 deg"})]
    return {
        "name": "box",
        "weather": "us-4A-dulles",
        "constructions": {"part": [GYPSUM, {"resistance": "2 m2K/W"}, GYPSUM]},
        "room": {
            "kind": "detail",
            "floor_area": "20 m2",
            "volume": "50 m3",
            "surfaces": [
                {"name": f"side {n}", "construction": "part", "area": f"{area} m2"}
                | {"boundary": "adiabatic", **way}
                for n, (area, way) in enumerate(sides)
            ],
            "thermal_bridges": [{"conductance": f"{BRIDGE_W_PER_K} W/K", "to": "outdoors"}],
            "infiltration": {"ach": 0.5},
            "gains": [
                {"name": "people", "count": 2},
                {"name": "lamp", "sensible": "100 W", "schedule": "evening"},
            ],
        },
        "thermostat": {"heating": "20 degC", "cooling": "25 degC"},
        "candidates": [{"kind": "ideal"}],
        **more,
    }


def test_loads_and_gains_are_what_bridge_and_air_take() -> None:
    hours = hpsim.room_hourly(shut_box())
    assert len(hours) == 8760
    assert str(hours.index[0]) == "2001-01-01 00:00:00-05:00"
    put_in = hours["ideal_heating_w"] - hours["ideal_cooling_w"] + hours["gains_w"]
    per_k = BRIDGE_W_PER_K + AIR_J_PER_KG_K * hours["outdoor_air_kg_per_s"]
    lost = per_k * (hours["ideal_room_degc"] - hours["outdoor_degc"])
    assert put_in.sum() == pytest.approx(lost.sum(), rel=RTOL)
    assert 20.0 < hours["gains_w"].min() < hours["gains_w"].max() - 100.0
    assert not hours["solar_w"].any()


def test_hours_are_those_of_a_run_of_a_year_and_of_days() -> None:
    for more in ([], ["simulation.from=2001-02-05", "simulation.to=2001-02-18"]):
        scenario = hpsim.load_scenario("chicago-addition", [*more, "candidates=[{kind: ideal}]"])
        run = hpsim.simulate(scenario)
        hours, table = hpsim.room_hourly(scenario), run.to_dataframe()
        assert (hours.index == table.index).all()
        for name in ("ideal_heating_w", "outdoor_degc", "people_w", "cooling_setpoint_degc"):
            np.testing.assert_array_equal(hours[name], table[name])
        night = hours.index.hour.isin([0, 1, 2, 3])
        assert hours["solar_w"][night].abs().max() < ROUNDING < hours["solar_w"].max()
        per_h = 3600.0 * hours["outdoor_air_kg_per_s"].mean() / run.room.volume_m3
        density = per_h / run.room.air_changes_per_h
        assert density == pytest.approx(CHICAGO_KG_PER_M3, rel=0.001)
