"""How often a unit starts in a room that has all defaults, and what a reader expects of a size."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.results import Results
from hpsim.scenario.load import scenario_of
from hpsim.scenario.model import Scenario
from hpsim.simulate.candidate import run_candidate
from hpsim.simulate.response import RoomResponse, room_response

# Expected before anything was run: measured zones show 2 to 3 starts an hour at half load; with the
# air's own heat capacity alone, a lag of two minutes in the sensor gives 9.
FEWEST, MOST = 2.0, 6.0
HALF = (0.4, 0.6)  # running share of an hour that counts as half load
ENOUGH_HOURS = 50
DIFFERENTIAL_K = 1 / 1.8  # 1 degF
SIX, TWELVE = 0, 1
UNITS = [
    {
        "kind": "single_stage",
        "size": f"{size} kBtu/h",
        "seer2": 15.2,
        "hspf2": 7.8,
        "lowest_outdoor": "0 degF",  # half load is in the cold
    }
    for size in (6, 12)
]
NO_TIMERS = {"minimum_on": "0 s", "minimum_off": "0 s"}


def bedroom(weather: str, **thermostat: object) -> Scenario:
    return scenario_of(
        {
            "name": "Bedroom",
            "weather": weather,
            "room": {"kind": "bedroom", "floor_area": "150 ft2"},
            "thermostat": {
                "heating": "68 degF",
                "cooling": "76 degF",
                "differential": "1 degF",
                **thermostat,
            },
            "candidates": UNITS,
        }
    )


@cache
def no_timers(weather: str, lag: str = "120 s") -> tuple[RoomResponse, Results, Results]:
    scenario = bedroom(weather, sensor={"lag": lag}, **NO_TIMERS)
    answer = room_response(scenario)
    return answer, *(run_candidate(scenario, answer, i) for i in (SIX, TWELVE))


@cache
def shipped(name: str) -> tuple[Results, ...]:
    scenario = load_scenario(name)
    answer = room_response(scenario)
    return tuple(run_candidate(scenario, answer, i) for i in range(len(scenario.candidates)))


def starts_of(results: Results) -> float:
    h = results.hourly
    return float(h.starts_heating.sum() + h.starts_cooling.sum())


@pytest.mark.parametrize("size", [SIX, TWELVE], ids=["6k", "12k"])
def test_a_bedrooms_unit_starts_two_to_six_times_an_hour_at_half_load(
    size: int,
    record_property: Callable[[str, object], None],
) -> None:
    answer, *years = no_timers("us-5A-chicago")
    h = years[size].hourly
    hours = (h.running > HALF[0]) & (h.running < HALF[1]) & (h.heat_delivered_w > 0.0)
    per_hour = float(h.starts_heating[hours].mean())
    output_w = float((h.heat_delivered_w[hours] / h.running[hours]).mean())
    capacitance = answer.ideal.effective_capacitance_j_per_k
    most = 3600.0 * output_w / (4.0 * capacitance * DIFFERENTIAL_K)
    record_property("effective_capacitance_kj_per_k", round(capacitance / 1000.0))
    record_property("thermostat_law_starts_per_h", round(most, 2))
    record_property("starts_per_h_at_half_load", round(per_hour, 2))
    print(
        f"C = {capacitance / 1000:.0f} kJ/K, Nmax = {most:.1f}/h by the thermostat's law "
        f"(no lag), {per_hour:.1f}/h in {hours.sum()} h at half load"
    )
    assert hours.sum() > ENOUGH_HOURS
    assert FEWEST <= per_hour <= MOST
    assert per_hour < most  # the sensor's lag and the start-up lengthen every cycle


@pytest.mark.parametrize("weather", ["us-5A-chicago", "us-1A-miami"])
def test_twice_the_size_starts_more_often_and_runs_shorter(weather: str) -> None:
    """Henderson's law, N = 4 Nmax X (1 - X): of a sensor that feels the air at once.

    A lag lets the larger unit overshoot more: at 2 min, low load and twice the size, the longer
    cycle wins and it starts less often (Chicago 12.6 against 12.9 thousand, Miami 14.5 against
    15.9). Runs are shorter all the same.
    """
    _, six, twelve = no_timers(weather, lag="0 s")
    assert starts_of(twelve) > starts_of(six)
    assert np.median(twelve.cycles.run_s) < np.median(six.cycles.run_s)
    _, six, twelve = no_timers(weather)
    assert np.median(twelve.cycles.run_s) < np.median(six.cycles.run_s)


@pytest.mark.parametrize("name", ["chicago-addition", "miami-addition"])
def test_twice_the_size_runs_shorter_in_the_shipped_rooms(name: str) -> None:
    _, six, _, twelve = shipped(name)
    assert np.median(twelve.cycles.run_s) < np.median(six.cycles.run_s)
    assert twelve.hourly.running.sum() < six.hourly.running.sum()


def test_twice_the_size_starts_more_often_in_chicago() -> None:
    """There the smaller unit runs through many a cold hour; single-stage ones stop at 20 degF."""
    six, _, twelve, _ = shipped("chicago-addition")
    assert starts_of(twelve) > starts_of(six)


def test_a_variable_unit_below_the_load_all_day_starts_at_most_once_that_day() -> None:
    small = shipped("chicago-addition")[0]
    load = small.room.ideal_heating_w.reshape(-1, 24)
    least = small.minimum_heating_w.reshape(-1, 24)
    days = (load > least).all(axis=1)
    starts = small.hourly.starts_heating.reshape(-1, 24).sum(axis=1)
    assert days.sum() > 20
    assert starts[days].max() <= 1


def test_miami_cools_and_chicago_heats() -> None:
    for index in range(4):
        miami, chicago = (
            shipped(f"{city}-addition")[index].hourly for city in ("miami", "chicago")
        )
        assert miami.cool_delivered_w.sum() > 20.0 * miami.heat_delivered_w.sum()
        assert chicago.heat_delivered_w.sum() > 2.0 * chicago.cool_delivered_w.sum()
        assert miami.latent_removed_w.sum() > chicago.latent_removed_w.sum()
