"""Scenarios and weeks in which the engine is compared with the plain model of `naive`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from hand_made_rooms import fixed_films
from hpsim import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.simulate.response import RoomResponse, room_response

WEEK_H = 168
WINTER_H, SUMMER_H = 25 * 24, 195 * 24  # Chicago's coldest and warmest week (26 Jan, 15 July)
MIAMI_SUMMER_H = 224 * 24  # Miami's warmest

VARIABLE, SINGLE = 0, 1
WALL = "1 degF"  # for a scenario whose name ends with " by wall"; else the unit controls itself
BY_WALL = "chicago-addition by wall"
FILMS = (3.0, 20.0)  # W/m2K inside and outside, for a scenario that has constant films
CONSTANT_FILMS = "chicago-addition with constant films"
CASE600 = Path(__file__).parents[1] / "data" / "contract" / "case600.yaml"
COLD_SINGLE = "candidates.1.lowest_outdoor=0 degF"
CASE600_UNIT = (
    "candidates=[{kind: single_stage, size: 24 kBtu/h, seer2: 15.2, hspf2: 7.8, "
    "lowest_outdoor: -20 degF, lowest_cooling_outdoor: -20 degF}]"
)  # it cools on sunny winter days too


@cache
def scenario_of(name: str) -> Scenario:
    if name == "case600":
        wall = "candidates[0].control=thermostat"
        return load_scenario(CASE600, [CASE600_UNIT, wall, "simulation.step=60 s"])
    place, _, wall = name.removesuffix(" with constant films").partition(" by ")
    changes = [f"thermostat.differential={WALL}"] if wall else []
    if place == "chicago-addition":  # in all of the winter's weather
        changes += ["candidates.0.lowest_outdoor=-15 degF", COLD_SINGLE]
    return load_scenario(place, changes)


@cache
def answer_of(name: str) -> RoomResponse:
    if not name.endswith("constant films"):
        return room_response(scenario_of(name))
    made_by = sys.modules[RoomResponse.__module__]
    model_of = made_by.room_model  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_by, "room_model", lambda *room: fixed_films(model_of(*room), *FILMS))
        return room_response(scenario_of(name))
