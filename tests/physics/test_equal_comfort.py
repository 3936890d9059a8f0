"""What a portable heater would use next to a unit, against heaters that are simulated."""

from __future__ import annotations

from typing import Any

import pytest

import hpsim
from hpsim.metrics.cost import equal_comfort, heater_by_hour
from hpsim.metrics.counts import TOLERANCE_K
from hpsim.metrics.summary import metrics_of

PRECISE = {"heating": "70 degF", "cooling": "75 degF", "differential": "0.2 K"}
STOPS_AT_20F = {"kind": "single_stage", "size": "6 kBtu/h", "seer2": 15.2, "hspf2": 7.8}
COOLS_ONLY = {"kind": "single_stage", "form": "window", "size": "6 kBtu/h", "ceer": 12}
UNITS: list[dict[str, Any]] = [
    STOPS_AT_20F | {"control": "thermostat"},
    COOLS_ONLY | {"heating": False},
]
HEATER: dict[str, Any] = {"size": "3 kW", "below": "80 degF"}
ROOMS = {
    "bedroom": {"kind": "bedroom", "floor_area": "150 ft2"},
    "alone": {"kind": "bedroom", "floor_area": "150 ft2", "rest_of_home": "adiabatic"},
    "tiny house": {"kind": "tiny_house", "floor_area": "150 ft2"},
    "addition": {"kind": "addition", "floor_area": "250 ft2"},
    "basement": {"kind": "basement", "floor_area": "300 ft2"},
}
# up to 4 % of what heaters use within half a kelvin of the setpoint, which does not count, and the
# thermostat's differential: the heater holds the room some 0.1 K above the setpoint
OF_A_HEATER = 0.08


def scenario(room: dict[str, Any], candidates: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "equal comfort",
        "weather": "us-5A-chicago",
        "room": room,
        "thermostat": PRECISE,
        "tariff": {"price": "0.15 $/kWh"},
        "candidates": candidates,
    }


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_the_heater_uses_what_a_simulated_one_next_to_the_unit_uses(room: dict[str, Any]) -> None:
    heated = [unit | {"backup": HEATER} for unit in UNITS]
    run = hpsim.simulate(scenario(room, [*UNITS, *heated]))
    for alone, with_heater in zip(run.candidates[:2], run.candidates[2:], strict=True):
        used, cost = equal_comfort(alone, run.prices)
        simulated = metrics_of(with_heater, run.prices)
        backup_kwh = simulated["electricity_by_use_kwh"]["backup"]
        assert backup_kwh > 200.0
        assert used == pytest.approx(backup_kwh, rel=OF_A_HEATER)
        assert cost == pytest.approx(simulated["cost_per_year"], rel=OF_A_HEATER)


@pytest.mark.parametrize("quality", ["average", "poor"])
def test_while_the_cold_stops_the_unit_of_a_sunroom_the_heater_gives_as_much(quality: str) -> None:
    """Otherwise a simulated heater has the unit's thermostat, and the unit stops with it."""
    room = {"kind": "sunroom", "floor_area": "200 ft2", "quality": quality}
    unit = UNITS[0]
    run = hpsim.simulate(scenario(room, [unit, unit | {"backup": HEATER | {"size": "5 kW"}}]))
    alone, with_heater = run.candidates
    heater = heater_by_hour(alone)
    assert heater is not None
    short = alone.shortfall_k > TOLERANCE_K
    stopped, runs = (short & (alone.hourly.running < 0.02), short & (alone.hourly.running > 0.98))
    backup_kwh = with_heater.hourly.backup_w / 1000.0
    assert heater.kwh[stopped].sum() > 1000.0
    assert heater.kwh[stopped].sum() == pytest.approx(backup_kwh[stopped].sum(), rel=0.01)
    assert with_heater.hourly.running[runs].mean() < 0.8


def test_a_room_without_a_machine_costs_what_a_baseboard_does() -> None:
    baseboard = {"kind": "baseboard", "size": "1 kW"}
    run = hpsim.simulate(scenario(ROOMS["alone"], [{"kind": "none"}, baseboard]))
    nothing, heated = run.candidates
    used, _ = equal_comfort(nothing, run.prices)
    assert used == pytest.approx(metrics_of(heated, run.prices)["electricity_kwh"], rel=OF_A_HEATER)
    assert (nothing.room.ideal_heating_w == heated.room.ideal_heating_w).all()
