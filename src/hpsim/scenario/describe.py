"""What a scenario's words expand to: its weather's place, and the room with every source."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hpsim.building.model import RoomModel
from hpsim.building.resolve import Place
from hpsim.building.room_facts import RoomFacts, room_facts
from hpsim.records import dataclass
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import expand, room_inputs, room_model
from hpsim.scenario.weather import weather_of
from hpsim.units.systems import UnitSystem


@dataclass(frozen=True, slots=True)
class WeatherName:
    """The weather of a scenario: its id, place and climate zone."""

    id: str
    place: str
    zone: str


@dataclass(frozen=True, slots=True)
class ScenarioFacts:
    """A scenario's weather and room, expanded."""

    scenario: str
    weather: WeatherName
    room: RoomFacts
    units: UnitSystem
    """In which people read it."""

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``hpsim describe --json``."""
        named = {"scenario": self.scenario, "weather": asdict(self.weather)}
        return {**named, **self.room.as_json()}


def describe(scenario: Scenario) -> tuple[ScenarioFacts, RoomModel]:
    """Return everything about a scenario's room, and the room as numbers.

    Raises
    ------
    ScenarioError
        The room can't be built as described.
    WeatherError
        The weather file can't be used.
    """
    weather = weather_of(scenario)
    inputs = expand(room_inputs(scenario), weather.zone)
    room = room_model(inputs, Place(weather.location.altitude_m))
    facts = ScenarioFacts(
        scenario.name,
        WeatherName(scenario.weather, weather.location.place, weather.zone),
        room_facts(scenario.room.kind, room, inputs),
        scenario.units_at(weather.location.country),
    )
    return facts, room
