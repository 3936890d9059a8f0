"""What a scenario's words expand to: its weather's place, and the room with every source."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from hpsim.building.description.rooms import SimpleRoom
from hpsim.building.kinds import expand_room
from hpsim.building.model import RoomModel
from hpsim.building.resolve import Place, resolve_room
from hpsim.building.room_facts import RoomFacts, room_facts
from hpsim.scenario.checks import calendar_of
from hpsim.scenario.model import Scenario
from hpsim.weather.cache import prepared


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

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``hpsim describe --json``."""
        named = {"scenario": self.scenario, "weather": asdict(self.weather)}
        return {**named, **asdict(self.room)}


def describe(scenario: Scenario) -> tuple[ScenarioFacts, RoomModel]:
    """Return everything about a scenario's room, and the room as numbers.

    Raises
    ------
    ScenarioError
        The room can't be built as described.
    WeatherError
        The weather file can't be used.
    """
    weather, _, _ = prepared(scenario.weather, ())
    written, expanded = scenario.room, None
    materials, constructions = scenario.materials, scenario.constructions
    if isinstance(written, SimpleRoom):
        expanded = expand_room(written, scenario.site, weather.zone)
        materials = {**expanded.materials, **materials}
        constructions = {**expanded.constructions, **constructions}
    detail = written if expanded is None else expanded.room
    assert detail.kind == "detail"
    room = resolve_room(
        detail,
        site=scenario.site,
        materials=materials,
        constructions=constructions,
        glazings=scenario.glazings,
        schedules=scenario.schedules,
        calendar=calendar_of(scenario),
        place=Place(weather.location.altitude_m),
        defaults=() if expanded is None else expanded.defaults,
        notes=() if expanded is None else expanded.notes,
    )
    facts = ScenarioFacts(
        scenario.name,
        WeatherName(scenario.weather, weather.location.place, weather.zone),
        room_facts(written.kind, room, detail, constructions, expanded),
    )
    return facts, room
