"""What a scenario's words expand to: its weather's place, and the room with every source."""

from __future__ import annotations

from typing import Any, NamedTuple

from hpsim.building.resolve import Place
from hpsim.building.room_facts import RoomFacts, room_facts
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import expand, room_inputs, room_model
from hpsim.scenario.weather import weather_of
from hpsim.weather.model import Weather


class ScenarioFacts(NamedTuple):
    """A scenario's weather and room, expanded."""

    scenario: Scenario
    weather: Weather
    room: RoomFacts

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``hpsim describe --json``."""
        place, zone = self.weather.location.place, self.weather.zone
        weather = {"id": self.scenario.weather, "place": place, "zone": zone}
        return {"scenario": self.scenario.name, "weather": weather, **self.room.as_json()}


def describe(scenario: Scenario) -> ScenarioFacts:
    """Return everything about a scenario's room.

    Raises
    ------
    ScenarioError
        The room can't be built as described.
    WeatherError
        The weather file can't be used.
    """
    weather = weather_of(scenario)
    inputs, at = expand(room_inputs(scenario), weather.zone), weather.location
    room = room_model(inputs, Place(at.altitude_m, latitude_deg=at.latitude_deg))
    return ScenarioFacts(scenario, weather, room_facts(scenario.room.kind, room, inputs))
