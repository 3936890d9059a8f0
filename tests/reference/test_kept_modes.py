"""The loop's few modes against all of the network's: the same machine, the same weather."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from hpsim.building.ideal_load import ideal_load_result, planes
from hpsim.building.ideal_load_pass import IdealLoadOptions
from hpsim.control.compile import compile_control
from hpsim.scenario.load import scenario_of
from hpsim.scenario.model import Scenario
from hpsim.simulate.response import BASE_STEP_S, RoomResponse, room_response
from hpsim.simulate.stepping import compile_inputs, step_year
from hpsim.weather.cache import prepared

# A third of what the engine may differ from the plain model: the rest belongs to what is linear.
STARTS = 0.01
KWH = 0.003
MOST_MODES = 9  # 5 where nothing touches the ground, 8 in a basement
SINGLE, VARIABLE = 0, 1
UNITS = [
    {"kind": "single_stage", "size": "9 kBtu/h", "seer2": 15.2, "hspf2": 7.8},
    {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 21, "hspf2": 10},
]


def scenario_with(kind: str) -> Scenario:
    return scenario_of(
        {
            "name": kind,
            "weather": "us-5A-chicago",
            "room": {"kind": kind, "floor_area": "200 ft2"},
            "thermostat": {"heating": "68 degF", "cooling": "76 degF"},
            "candidates": UNITS,
        }
    )


def with_all_modes(scenario: Scenario, answer: RoomResponse) -> RoomResponse:
    """Return the same room's answer with no mode dropped, in the ideal-load pass or in the loop."""
    model = answer.model
    _, climate, irradiance = prepared(scenario.weather, planes(model), model.ground_reflectance)
    response = ideal_load_result(
        model,
        climate,
        irradiance,
        answer.setpoints.heating_end_degc,
        answer.setpoints.cooling_end_degc,
        IdealLoadOptions(step_s=BASE_STEP_S, dropped_weight_k=0.0),
    )
    return replace(answer, ideal=response)


@cache
def answers(kind: str) -> tuple[Scenario, RoomResponse, RoomResponse]:
    scenario = scenario_with(kind)
    kept = room_response(scenario)
    return scenario, kept, with_all_modes(scenario, kept)


@cache
def year(kind: str, index: int, *, all_modes: bool) -> tuple[float, float]:
    """Return starts and compressor kWh."""
    scenario, kept, full = answers(kind)
    machine, _ = scenario.candidates[index].compile()
    inputs = compile_inputs(
        full if all_modes else kept, machine, compile_control(scenario.thermostat)
    )
    h, _, _ = step_year(inputs, 60.0, 720, {})
    starts = float(h.starts_heating.sum() + h.starts_cooling.sum())
    return starts, float((h.compressor_heating_w + h.compressor_cooling_w).sum()) / 1000.0


QUICK_KIND = "bedroom"
OTHER_KINDS = ("addition", "sunroom", "attic", "basement", "garage", "flat", "tiny_house")
KINDS = [QUICK_KIND, *(pytest.param(kind, marks=pytest.mark.slow) for kind in OTHER_KINDS)]


@pytest.mark.parametrize("kind", KINDS)
def test_dropped_modes_change_neither_starts_nor_electricity(kind: str) -> None:
    for index in (SINGLE, VARIABLE):
        starts, kwh = year(kind, index, all_modes=False)
        all_starts, all_kwh = year(kind, index, all_modes=True)
        assert starts == pytest.approx(all_starts, rel=STARTS)
        assert kwh == pytest.approx(all_kwh, rel=KWH)


@pytest.mark.parametrize("kind", KINDS)
def test_few_modes_are_kept(kind: str) -> None:
    """Each costs every step of every candidate."""
    _, kept, full = answers(kind)
    sizes = [each.ideal.film_sets.rate_per_s.shape[1] for each in (kept, full)]
    assert sizes[0] <= MOST_MODES < sizes[1] / 5
