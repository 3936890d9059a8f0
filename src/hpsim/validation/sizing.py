"""Manual J: the example houses of ACCA, their rooms, and 200 small rooms.

Every component of five houses must be within 25 Btu/h of the program whose tables these are, and
within 500 Btu/h of the published block loads, which are rounded by hand. Ducts and blower heat are
left out: a ductless unit has neither. The Bob Ross house and its variants have no published
loads and are in no check.

References
----------
ACCA Manual J, 8th edition, example houses Cobb, Vatilo, Long, Bell and Victor; inputs, published
values and those of OpenStudio-HPXML v1.11 as transcribed in ``data/sizing``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, TypeAlias

from hpsim.shipped import read_rows
from hpsim.sizing.manual_j.houses import read_house
from hpsim.sizing.manual_j.inputs import (
    Air,
    Design,
    Door,
    Horizontal,
    House,
    Room,
    Wall,
    Window,
)
from hpsim.sizing.manual_j.loads import ManualJLoads, house_loads, room_loads
from hpsim.sizing.manual_j.opaque import wall_colour, wall_group
from hpsim.sizing.manual_j.spaces import attic, attic_roof_f, under_floor
from hpsim.sizing.manual_j.tables import air_changes, glass_code, shade_coefficient
from hpsim.validation.checks import Check, Facts, near, read_facts, suite, within

Data: TypeAlias = Mapping[str, Any]
JUDGED = (
    "cobb_residence",
    "vatilo_residence",
    "long_residence",
    "bell_residence",
    "victor_residence",
)
SIDES = ("heating", "cooling_sensible", "cooling_latent")
NOT_OURS = ("ducts", "blower_heat", "total")
PROGRAM_BTUH = 25.0  # the same tables: rounding, and a film that one rounds
PUBLISHED_BTUH = 500.0  # ACCA's own examples are worked by hand
ROOM = 0.10  # published rooms, ducts taken off in proportion
SMALL_ROOM = 0.01
ROUNDED_BTUH = 1.0  # loads of small rooms are printed whole
BY_OTHER_RULE = {("long_residence", "heating", "slabs")}
"""Published lines that no formula of the 8th edition gives: 2,440 against 2,979."""


published = partial(near, basis="published", unit="Btu/h")
recomputed = partial(near, basis="recomputed", unit="Btu/h")


@suite("sizing", "Manual J: five ACCA houses by component, the rooms of one, 200 small rooms")
def checks() -> Iterator[Check]:
    """Give every check of the suite."""
    for name in JUDGED:
        yield from block_checks(name)
    yield from bell_rooms()
    yield from long_rooms()
    yield from small_room_checks()


# --------------------------------------------------------------------------- ACCA's houses
@cache
def houses() -> dict[str, Data]:
    """Return the example houses by name, variants with what they change."""
    return {house["id"]: house for house in read_facts("sizing/manual_j_houses.json")["houses"]}


def house_of(name: str) -> House:
    """Return an example house."""
    return read_house(houses()[name]["inputs"])


def components(
    name: str, loads: ManualJLoads, *, against: str
) -> Iterator[tuple[str, str, float, float]]:
    """Give side, component, our block load and another one, ducts left out [Btu/h].

    ``against`` is ``openstudio_hpxml`` or ``published``.
    """
    for side in SIDES:
        theirs, ours = houses()[name][against].get(side, {}), getattr(loads, side)
        listed = theirs if against == "published" else {**ours, **theirs}
        for component in listed:
            if component not in NOT_OURS:
                yield side, component, ours[component], float(theirs.get(component, 0.0))


def block_checks(name: str) -> Iterator[Check]:
    """Compare every component of a house with the program's, and block lines with ACCA's."""
    loads, house = house_loads(house_of(name)), name.removesuffix("_residence").capitalize()
    for side, component, ours, theirs in components(name, loads, against="openstudio_hpxml"):
        label = f"{house} {side} {component}, program"
        yield recomputed(label, ours, theirs, PROGRAM_BTUH)
    for side, component, ours, theirs in components(name, loads, against="published"):
        if (name, side, component) not in BY_OTHER_RULE:
            yield published(f"{house} {side} {component}, ACCA", ours, theirs, PUBLISHED_BTUH)


def bell_rooms() -> Iterator[Check]:
    """Compare the rooms of the Bell house, ventilation left out as ACCA has it."""
    bell = houses()["bell_residence"]
    house, rooms = house_of("bell_residence"), bell["published_rooms"]
    for side, ducts in bell["published_duct_totals"].items():
        without = 1.0 - ducts / sum(room[side] for room in rooms)
        for room in rooms:
            load = getattr(room_loads(house, room["room"]), side)
            ours = sum(load.values()) - load["ventilation"]
            label = f"Bell {room['room']} {side}, ACCA"
            yield near(label, ours / (room[side] * without), 1.0, ROOM, basis="published")


def long_rooms() -> Iterator[Check]:
    """Compare the published lines of three rooms of the Long house."""
    house = house_of("long_residence")
    for name, sides in houses()["long_residence"]["published_rooms"].items():
        loads = room_loads(house, name)
        for side, lines in sides.items():
            for component, theirs in lines.items():
                ours = getattr(loads, side)[component]
                label = f"Long {name} {side} {component}, ACCA"
                yield published(label, ours, theirs, PROGRAM_BTUH)


# --------------------------------------------------------------------------- small rooms
CRAWLSPACE_WALL_U = 0.688  # concrete walls, mostly above grade
WITHOUT_WINDOWS = {
    "walls": "walls",
    "ceilings": "ceiling",
    "floors": "floor",
    "doors": "doors",
    "infiltration": "infiltration",
}
"""Components of cooling, and what the rows call them."""
FACINGS = (0.0, 90.0, 180.0, 270.0)
SIDING_ABSORPTANCE = 0.7
LIGHT_CURTAINS_HALF = 0.5


def small_rooms() -> tuple[dict[str, str], ...]:
    """Return the rows of the 200 rooms."""
    return read_rows("sizing/small_rooms.csv")


def small_room_inputs() -> Facts:
    """Return qualities, rooms and climates of the rows, by name."""
    return read_facts("sizing/small_rooms.json")


def small_room(row: Mapping[str, str], facing_deg: float) -> House:
    """Return one of the 200 rooms with its windows facing a direction."""
    inputs = small_room_inputs()
    place, shape = inputs["climates"][row["climate"]], inputs["rooms"][row["room"]]
    built = inputs["qualities"][row["quality"]]
    design = Design(
        float(row["heating_99_f"]),
        float(row["cooling_1_f"]),
        place["daily_range"],
        place["latitude_deg"],
        float(row["grains"]),
        place["elevation_ft"],
    )
    area, glass_ft2, door_ft2 = (
        float(row["floor_area_ft2"]),
        shape["window_ft2"],
        shape["door_ft2"],
    )
    attached = shape["is_attached"]
    changes = air_changes(built["leakiness"], 0.0, stories=1.0, attached=attached)
    cfm = [part * area * shape["height_ft"] / 60.0 for part in changes]
    wall_u, window_u, shgc = 1.0 / built["wall_r"], built["window_u"], built["shgc"]
    opaque = shape["wall_ft"] * shape["height_ft"] - glass_ft2 - door_ft2
    flat = []
    if shape["has_attic"]:
        roof_f = attic_roof_f(vented=True, material="asphalt", color="dark")
        beyond = attic([(area, roof_f)], design)
        flat.append(Horizontal("room", area, 1.0 / built["ceiling_r"], True, beyond))
    if shape["floor"]:
        u, below = 1.0 / built["floor_r"], None
        if shape["floor"] == "crawlspace":
            below = under_floor(u, CRAWLSPACE_WALL_U, design, vented=True)
        flat.append(Horizontal("room", area, u, False, below))
    curtains = shade_coefficient(glass_code(window_u, shgc), "light curtains", LIGHT_CURTAINS_HALF)
    group, colour = wall_group("wood_stud", wall_u), wall_colour(SIDING_ABSORPTANCE)
    return House(
        design=design,
        rooms=(Room("room", area, shape["people"], shape["appliances_btuh"]),),
        air=Air(cfm[0], cfm[1]),
        windows=(Window("room", glass_ft2, facing_deg, window_u, shgc, curtains),),
        walls=(Wall("room", opaque, wall_u, group=group, colour=colour),),
        doors=(Door("room", door_ft2, 1.0 / built["door_r"]),) if door_ft2 else (),
        horizontals=tuple(flat),
    )


def small_room_checks() -> Iterator[Check]:
    """Compare heating, and cooling that no window's direction decides, of all 200 rooms."""
    for row in small_rooms():
        loads = house_loads(small_room(row, 180.0))
        label = f"{row['room']} {row['quality']} {row['climate']}"
        theirs = float(row["heating_btuh"])
        allowed = max(SMALL_ROOM * theirs, ROUNDED_BTUH)
        yield recomputed(f"{label} heating", loads.heating_btuh, theirs, allowed)
        cooling = sum(loads.cooling_sensible[name] for name in WITHOUT_WINDOWS)
        theirs = sum(float(row[f"cooling_{column}"]) for column in WITHOUT_WINDOWS.values())
        allowed = max(SMALL_ROOM * theirs, len(WITHOUT_WINDOWS) * ROUNDED_BTUH)
        yield recomputed(f"{label} cooling without windows", cooling, theirs, allowed)
    yield from small_room_totals()


def small_room_totals() -> Iterator[Check]:
    """Compare the windows' peak of the flats, which look west, and of all rooms over directions."""
    for row in small_rooms():
        theirs = float(row["cooling_windows_peak"])
        facings = (270.0,) if row["room"] == "studio_flat" else FACINGS
        peaks = [
            room_loads(small_room(row, facing), "room").cooling_sensible["windows"]
            for facing in facings
        ]
        label = f"{row['room']} {row['quality']} {row['climate']} windows, peak"
        allowed = SMALL_ROOM * theirs
        yield within(
            label,
            theirs,
            min(peaks) - allowed,
            max(peaks) + allowed,
            basis="recomputed",
            unit="Btu/h",
        )
