"""The one path from a scenario's room, as a file describes it, to the numbers of its physics.

`room_inputs` takes from a scenario everything that the room follows from; `expand` describes it
surface by surface; `room_model` resolves it to numbers. Checks, tables and runs all go this way.
Only `RoomInputs` and the weather go in, so its hash covers whatever can change the room.
"""

from __future__ import annotations

import re

from hpsim.building.description.rooms import SimpleRoom
from hpsim.building.factors import RoomFactors, with_factors
from hpsim.building.inputs import DetailedInputs, RoomInputs
from hpsim.building.kinds import expand_room, name_conflicts
from hpsim.building.model import RoomModel
from hpsim.building.resolve import Place, resolve_room
from hpsim.description.schedules import WEEKDAYS, Calendar, day_of_year
from hpsim.errors import ScenarioError
from hpsim.logs.reading import file_hash
from hpsim.scenario.model import Scenario, log_files
from hpsim.scenario.weather import utc_offset_h


def calendar_of(scenario: Scenario) -> Calendar:
    """Return the calendar that schedules and setpoints follow."""
    simulation = scenario.simulation
    period = None if simulation.from_ is None else simulation.period(utc_offset_h(scenario))
    vacations = tuple(
        (day_of_year(days.from_), day_of_year(days.to)) for days in scenario.thermostat.vacation
    )
    first_weekday = WEEKDAYS.index(simulation.first_weekday)
    return Calendar(first_weekday, simulation.daylight_saving, vacations, period)


def room_inputs(scenario: Scenario) -> RoomInputs:
    """Return all of a scenario that its room follows from."""
    files: set[str] = set()
    if scenario.simulation.from_ is not None:
        files = set(log_files(scenario.as_written("room"))) | set(
            log_files(scenario.as_written("thermostat"))
        )
    return RoomInputs(
        room=scenario.room,
        site=scenario.site,
        materials=scenario.materials,
        constructions=scenario.constructions,
        glazings=scenario.glazings,
        schedules=scenario.schedules,
        calendar=calendar_of(scenario),
        factors=scenario.fitted.factors() if scenario.fitted else RoomFactors(),
        logs=tuple(file_hash(file) for file in sorted(files)),
    )


def expand(inputs: RoomInputs, zone: str) -> DetailedInputs:
    """Return a room surface by surface, as it is or by the rules of its kind in a climate zone.

    Raises
    ------
    ScenarioError
        The kind can't be built so; a name of the scenario's own layers has another meaning in it.
    """
    room, expanded = inputs.room, None
    materials, constructions = inputs.materials, inputs.constructions
    if isinstance(room, SimpleRoom):
        expanded = expand_room(room, inputs.site, zone)
        problems = name_conflicts(expanded, materials, constructions)
        if problems:
            raise ScenarioError("names with two meanings", problems)
        room = expanded.room
        materials = {**expanded.materials, **materials}
        constructions = {**expanded.constructions, **constructions}
    return DetailedInputs(
        room=room,
        site=inputs.site,
        materials=materials,
        constructions=constructions,
        glazings=inputs.glazings,
        schedules=inputs.schedules,
        calendar=inputs.calendar,
        factors=inputs.factors,
        logs=inputs.logs,
        expansion=expanded,
    )


def written_out(scenario: Scenario, room: DetailedInputs) -> Scenario:
    """Return a scenario with a room surface by surface in place of its own."""
    update = {name: getattr(room, name) for name in ("room", "materials", "constructions")}
    return scenario.model_copy(update=update)


def room_model(inputs: DetailedInputs, place: Place) -> RoomModel:
    """Return the numbers of a room that is described surface by surface.

    The place has altitude and the soil's surface; a default one is enough to check a room.

    Raises
    ------
    ScenarioError
        With every problem of the room.
    """
    model = resolve_room(inputs, place)
    return with_factors(model, inputs.factors)


TO_HOME = re.compile(r"room\.surfaces\[\d+\]\.boundary\.neighbour")
"""The key that a room in words fills from its ``rest_of_home``, wall by wall."""

UNKNOWN_CONSTRUCTION = re.compile(r"unknown construction '(.*)'")
DOOR_STATE = re.compile(r"room\.doors\[(\d+)\]\.state")


def key_in_words(key: str, message: str, room: SimpleRoom) -> str:
    """Return the key of a room in words from which one of its expansion was filled."""
    key = TO_HOME.sub("room.rest_of_home", key)
    unknown = UNKNOWN_CONSTRUCTION.match(message)
    if unknown and room.constructions is not None and key.endswith(".construction"):
        written = room.constructions.as_written()
        part = next((part for part, value in written.items() if value == unknown[1]), "")
        return f"room.constructions.{part}" if part else key
    state = DOOR_STATE.fullmatch(key)
    if state is not None and int(state[1]) >= len(room.doors or ()):
        return "room.home_door"  # the door that no list has
    return key
