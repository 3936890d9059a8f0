"""The one place where all parts meet: a scenario goes in, a year of results comes out.

`response` gives the room's response to weather, gains and ideal control, once per room; `stepping`
puts room, machine and thermostat into arrays and steps them through a year; `candidate` makes
results of it; `twins` gives what a candidate is compared with; `design_day` repeats a cold and a
hot day until the load does; `simulate` does it all for a scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hpsim.description.yamlfile import write_yaml
from hpsim.economics.prices import warnings_of
from hpsim.metrics.in_situ import in_situ_notes
from hpsim.results import Results, Run
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import written_out
from hpsim.scenario.weather import of_climate, place_of, weather_of
from hpsim.simulate.candidate import Traced, run_candidate
from hpsim.simulate.design_day import design_loads, disagreement
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.simulate.money import prices_for
from hpsim.simulate.response import (
    RoomCache,
    RoomResponse,
    refuse_unbalanced,
    room_response,
    room_summary,
)
from hpsim.simulate.twins import twins
from hpsim.units.systems import UnitSystem
from hpsim.weather.model import Weather

Progress = Callable[[int, int], None]
"""Called with candidates done and in all."""


@one_blas_thread()
def simulate(
    scenario: Scenario | str | Path | Mapping[str, Any],
    *,
    trace_year: bool = False,
    progress: Progress | None = None,
    cache: RoomCache | None = None,
) -> Run:
    """Return a year, or the days, of the scenario's room with each of its candidates.

    Parameters
    ----------
    scenario : Scenario, str, Path or mapping
        As `load_scenario` gives it, or what it takes: a path, the name of a shipped scenario, YAML
        text, a mapping.
    trace_year : bool
        Keep every channel of every step (`Trace` named ``year``): some 80 MB a candidate.
    progress : callable
        Called after each candidate with how many are done and how many there are.
    cache : RoomCache
        Where the room's response is kept for who simulates more in it; default: nowhere.

    Raises
    ------
    ScenarioError
        The room or a machine can't be built as described.
    WeatherError
        The weather file can't be used.
    SimulationError
        A balance does not close.
    """
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario)
    weather = weather_of(scenario)
    cache = RoomCache() if cache is None else cache
    units = scenario.units_at(weather.location.country)
    results = []
    for i in range(len(scenario.candidates)):
        traced: Traced = "year" if trace_year else "days"
        response = _response(scenario, i, weather, cache)
        year = run_candidate(scenario, response, i, traced=traced, cache=cache)
        results.append(_explained(year, units))
        for twin in twins(scenario, i):
            response = _response(twin.scenario, i, weather, cache)
            year = _explained(run_candidate(twin.scenario, response, i), units)
            results.append(twin.named(year))
        if progress is not None:
            progress(i + 1, len(scenario.candidates))
    floats = not any(candidate.has_setpoints for candidate in scenario.candidates)
    held = room_response(scenario, floats=floats, weather=weather, cache=cache)
    by_hour = scenario.simulation.resolution == "hour"
    prices, climate = prices_for(scenario), of_climate(scenario)
    design = None
    if climate is not None:
        design = design_loads(climate, weather=weather.year or weather, cache=cache)
    fuels = frozenset(year.fuel for year in results if year.fuel is not None)
    return Run(
        scenario_name=scenario.name,
        scenario_yaml=write_yaml(written_out(scenario, held.inputs).as_mapping()),
        scenario_hash=scenario.content_hash,
        weather_id=held.weather.id,
        weather_sha256=held.weather.sha256,
        weather_place=place_of(scenario, held.weather.location.place),
        utc_offset_h=held.weather.location.utc_offset_h,
        resolution=scenario.simulation.resolution,
        step_s=3600.0 if by_hour else scenario.simulation.step_s,
        room=room_summary(held),
        candidates=tuple(results),
        prices=prices,
        defaults=(
            *((d.key, d.value, d.source) for d in held.model.defaults),
            *prices.sources_for(fuels),
        ),
        warnings=(
            *held.weather.warnings,
            *(disagreement(weather.year or weather) if design is not None else ()),
            *held.model.notes,
            *_unheated(scenario, held),
            *warnings_of(prices, fuels),
        ),
        design=design,
        period=None if weather.period is None else weather.period.counted,
    )


COOL_DEGC = 15.0  # judgement: a room that gets colder would be heated by somebody


def _unheated(scenario: Scenario, held: RoomResponse) -> Iterator[str]:
    """Give a note on a room that nothing heats in winter."""
    coldest_degc = float(held.year.ideal_room_degc.min())
    if scenario.thermostat.heating is not None or coldest_degc >= COOL_DEGC:
        return
    text = f"thermostat.heating: none, so that the room falls to {coldest_degc:.0f} degC; give it "
    text += "if something else heats the room"
    if any(default.key == "room.rest_of_home" for default in held.model.defaults):
        text += ". The home is not heated either: if it is, room.rest_of_home, such as 20 degC"
    yield text


def _response(scenario: Scenario, index: int, weather: Weather, cache: RoomCache) -> RoomResponse:
    """Return the response of the room that a candidate meets, its energy balance checked."""
    floats = not scenario.candidates[index].has_setpoints
    response = room_response(scenario, floats=floats, weather=weather, cache=cache)
    refuse_unbalanced(response)
    return response


def _explained(year: Results, units: UnitSystem) -> Results:
    """Return a year with notes on why its efficiency is not the label's, in a reader's units."""
    return replace(year, notes=(*year.notes, *in_situ_notes(year)), units=units)
