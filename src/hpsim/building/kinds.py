"""From a room given in words to one described surface by surface.

``data/room_kinds.json`` has a row for each kind. Of all of them:

- **Outdoor walls** are first those with windows, then front, right (clockwise), left, back.
- **Home** means the heated home, as warm as the room under ideal control: nothing crosses the
  middle of the partition then, and the room keeps its half as mass; a machine's deviation meets
  the other half, too. With ``rest_of_home`` it is a neighbour at that temperature behind a whole
  partition. Rooms of a house have a door to it, open, closed, or closed at night.
- **Attic** is an unheated space of its own, vented to 1/300 of its floor, under a dark roof of
  25 degrees that faces front and back. **Crawlspace** is vented to 1/150; **basement** (below)
  is unheated and tight.
- **Ground** is a slab whose exposed edge is under the outdoor walls.
- **Windows** not listed are 15 % of the floor, spread over the outdoor walls by length.
- **Air leakage** is that of the dwelling: a house of 139 m2 (1500 ft2) on one floor, or the room
  itself for tiny houses and flats; the room has its fraction by exposed area, and of the stack's
  flow by its level where the dwelling has more storeys (attics: two).
- **Ventilation** is that of the dwelling (`building.dwelling_air`).
- **Gains**: people by kind, small electronics by kind, both with library schedules.

Every value chosen here is recorded with its source. Layers are materials of the library: a
scenario that describes a material of the same name (``gypsum``, ``osb``, ``concrete`` ...) gets its
own in them, and then another resistance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from hpsim.building.assemblies import fixed
from hpsim.building.description.contents import Gain, Infiltration, Level, Partition
from hpsim.building.description.openings import CURTAINS_DRAWN, DrawnCurtains
from hpsim.building.description.room_kinds import ROOM_KINDS, RoomKind
from hpsim.building.description.rooms import DetailRoom, SimpleRoom
from hpsim.building.description.site import Site
from hpsim.building.description.surfaces import BufferBoundary, GroundBoundary, Layers, Material
from hpsim.building.dwelling_air import CEILING_M, HOUSE_AREA_M2, ventilation_of_room
from hpsim.building.envelope import (
    ROOF_ABSORPTANCE,
    add_ceiling,
    add_floor,
    add_walls,
    attic_roof_part,
    outside_wall,
)
from hpsim.building.expansion import Expansion, Side, sides_of
from hpsim.building.fenestration import add_doors, add_garage_door, add_home_door, add_windows
from hpsim.building.inputs import ExpandedRoom
from hpsim.building.internal_gains import PEOPLE, house_envelope_m2
from hpsim.building.library import House, envelope_level, table
from hpsim.building.resolve import AIR_CAPACITY_MULTIPLIER
from hpsim.errors import Problem

ATTIC_ROOM_PITCH_DEG = 40.0  # our own
KNEE_WALL_M = 1.2  # our own
TWO_STOREYS = 1.5  # of the room's height: a dwelling as high has rooms above or below it
PARTITION_FRACTION = 0.5  # of the floor: its two faces make the 1.0 of OpenStudio-HPXML


def expand_room(room: SimpleRoom, site: Site, zone: str = "") -> ExpandedRoom:
    """Return a simple room surface by surface, by the rules of its kind.

    Azimuths stay without the site's rotation, which `resolve_room` adds. ``zone`` is the climate
    zone of the weather, such as ``5A``, where the site does not specify it; needed for ``vintage``
    and ``code``.

    Raises
    ------
    ScenarioError
        Windows on sides that the room does not have, unknown code, layers that can't be.
    """
    kind = ROOM_KINDS[room.kind]
    level, defaults = envelope_level(room, site.climate_zone or zone, _house(room, kind))
    build = Expansion(room=room, kind=kind, level=level, key="room", defaults=defaults)
    volume_m3 = _attic_room(build) if kind.is_under_roof else _box_room(build)
    build.refuse()
    detail = _detail(build, volume_m3)
    return ExpandedRoom(
        room=detail,
        materials=build.materials,
        constructions=build.constructions,
        sources=build.sources,
        words=level.words,
        defaults=tuple(dict.fromkeys(build.defaults)),
        notes=tuple(dict.fromkeys(build.notes)),
    )


def name_conflicts(
    room: ExpandedRoom,
    materials: Mapping[str, Material],
    constructions: Mapping[str, Layers],
) -> list[Problem]:
    """Return a problem for each name of a file's own that means something else in the room."""
    return [
        Problem(f"'{name}' names another layer of this room", f"{key}.{name}", hint="rename it")
        for key, own, other in (
            ("materials", materials, room.materials),
            ("constructions", constructions, room.constructions),
        )
        for name in own
        if name in other and other[name] != own[name]
    ]


def _detail(build: Expansion, volume_m3: float) -> DetailRoom:
    """Return the detailed room: its shell as built, and all that is inside."""
    room = build.room
    infiltration = _infiltration(build, volume_m3)
    return DetailRoom(
        kind="detail",
        floor_area_m2=room.floor_area_m2,
        volume_m3=volume_m3,
        surfaces=tuple(build.surfaces),
        buffers=build.buffers,
        windows=tuple(build.windows),
        doors=tuple(build.doors),
        air_capacity_multiplier=build.given(
            room.air_capacity_multiplier,
            AIR_CAPACITY_MULTIPLIER,
            "air_capacity_multiplier",
            "OpenStudio-HPXML and OCHRE; literature 3 to 15",
        ),
        moisture_multiplier=room.moisture_multiplier,
        furniture=room.furniture,
        partitions=_partitions(build),
        occupants=_occupants(build),
        gains=_gains(build),
        infiltration=infiltration,
        ventilation=ventilation_of_room(build, volume_m3, infiltration.exposed_share),
        rest_of_home_degc=room.rest_of_home_degc,
        thermal_bridges=room.thermal_bridges,
        curtains=_curtains(build),
        solar_absorptance=room.solar_absorptance,
        emissivity=room.emissivity,
    )


# --- shapes ----------------------------------------------------------------------------------


def _box_room(build: Expansion) -> float:
    """Build a room with four walls, a level ceiling and a floor; return its volume [m3]."""
    height_m = build.given(
        build.room.ceiling_height_m, CEILING_M, "ceiling_height", "usual in US homes", "m"
    )
    sides = sides_of(build)
    add_walls(build, sides, height_m)
    add_ceiling(build, sides)
    add_floor(build, sides, height_m)
    if _has_garage_door(build):
        add_garage_door(build, sides)
    roof = "roof" if any(surface.name == "roof" for surface in build.surfaces) else None
    walls = {side.azimuth_deg: side.name for side in sides if side.is_outdoors}
    add_windows(build, walls, [side for side in sides if side.is_outdoors], height_m, roof)
    add_doors(build, sides)
    add_home_door(build, sides)
    return build.room.floor_area_m2 * height_m


def _has_garage_door(build: Expansion) -> bool:
    """Return whether the room has a garage door; a wall may have taken its place."""
    written, usual = build.room.garage_door, build.kind.has_garage_door
    if written is not None and not usual:
        garages = [name for name, kind in ROOM_KINDS.items() if kind.has_garage_door]
        hint = f"kind: {' or '.join(garages)}, or leave out garage_door"
        build.add_problem("garage_door", f"kind '{build.room.kind}' has no garage door", hint)
    return usual and written != "wall"


def _attic_room(build: Expansion) -> float:
    """Build a room under a gable roof: gables front and back, slopes from knee walls to ridge."""
    room = build.room
    for key in ("ceiling_height_m", "exposed_walls", "above"):
        if getattr(room, key) is not None:
            word = SimpleRoom.model_fields[key].alias or key
            build.add_problem(word, "an attic room has none: its roof decides", f"leave out {word}")
    front, right, left, back = sides_of(build)
    rise_m = front.length_m / 2 * math.tan(math.radians(ATTIC_ROOM_PITCH_DEG))
    build.record("attic", f"{ATTIC_ROOM_PITCH_DEG:g}° roof on 1.2 m knee walls", "our own")
    height_m = KNEE_WALL_M + rise_m / 2
    gables = [Side(side.azimuth_deg, side.length_m, True) for side in (front, back)]
    for side in gables:
        area = side.length_m * height_m
        build.add(side.name, outside_wall(build), area, "outdoors", azimuth_deg=side.azimuth_deg)
    slope_m = math.hypot(front.length_m / 2, rise_m)
    roof = attic_roof_part(build)
    slopes = {}
    for side in (right, left):
        name = side.name.replace("wall", "roof")
        slopes[side.azimuth_deg] = name
        build.add(
            name,
            roof,
            side.length_m * slope_m,
            "outdoors",
            azimuth_deg=side.azimuth_deg,
            tilt_deg=ATTIC_ROOM_PITCH_DEG,
            solar_absorptance=ROOF_ABSORPTANCE,
        )
        build.add(
            f"{side.name}, knee",
            outside_wall(build),
            side.length_m * KNEE_WALL_M,
            "outdoors",
            azimuth_deg=side.azimuth_deg,
            sun=False,
            wind=False,
        )
    add_floor(build, gables, height_m)
    walls = {side.azimuth_deg: side.name for side in gables} | slopes
    add_windows(build, walls, gables, height_m, slopes[right.azimuth_deg])
    add_doors(build, gables)
    add_home_door(build, gables)
    return room.floor_area_m2 * height_m


def _curtains(build: Expansion) -> DrawnCurtains | None:
    """Return the curtains of windows that have none of their own."""
    if build.room.curtains is None and build.windows:
        value = f"{100.0 * CURTAINS_DRAWN:.0f} % of each window's area, light, all year"
        build.record("curtains", value, "ANSI/RESNET/ICC 301-2022: 0.92 - 0.21 SHGC")
    return build.room.curtains or DrawnCurtains()


# --- inside ----------------------------------------------------------------------------------


def _partitions(build: Expansion) -> tuple[Partition, ...] | None:
    """Return the walls inside a dwelling of its own; a single room has none."""
    room = build.room
    if room.partitions is not None or not build.kind.is_dwelling:
        return room.partitions
    area = PARTITION_FRACTION * room.floor_area_m2
    build.record("partitions", f"{area:.3g} m2", "OpenStudio-HPXML: both faces 1.0 of the floor")
    return (Partition(area_m2=area, construction=build.use(fixed("partition"))),)


def _occupants(build: Expansion) -> float | None:
    """Return how many people there are besides those listed as gains, by kind if none are."""
    room = build.room
    if room.occupants is None and any(gain.name.lower() == PEOPLE for gain in room.gains or ()):
        return None
    return build.given(
        room.occupants,
        build.kind.occupants,
        "occupants",
        f"our own, of kind '{room.kind}'",
    )


def _gains(build: Expansion) -> tuple[Gain, ...]:
    """Return the gains that are listed, or small electronics by kind."""
    if build.room.gains is not None:
        return build.room.gains
    devices = table("gains")["devices"]
    row = devices[build.kind.devices]
    value = f"{row['base_w']:g} W always and up to {row['evening_w']:g} W in the evening"
    build.record("gains", value, f"our own, of a {build.kind.devices}")
    return (
        Gain(
            name="devices, always",
            sensible_w=row["base_w"],
            radiant=devices["radiant"],
            schedule="always",
        ),
        Gain(
            name="devices and lights, evening",
            sensible_w=row["evening_w"],
            radiant=devices["radiant"],
            schedule="lighting_interior",
        ),
    )


def _house(room: SimpleRoom, kind: RoomKind) -> House:
    """Return the dwelling that leaks."""
    open_below = {"crawlspace", "outdoors"}
    foundation = "slab_or_above_apartment"
    if (room.below or kind.below) in open_below:
        foundation = "vented_crawl_unconditioned_basement_belly_or_open"
    return House(
        floor_area_m2=max(room.floor_area_m2, 0.0 if kind.is_dwelling else HOUSE_AREA_M2),
        ceiling_height_m=room.ceiling_height_m or CEILING_M,
        foundation=foundation,
    )


def _infiltration(build: Expansion, volume_m3: float) -> Infiltration:
    """Return the leakage of the dwelling and the room's fraction of it."""
    leaks = build.room.infiltration
    if leaks is not None and leaks.ach is not None:
        return leaks
    if leaks is None:
        level = build.level.ach50
        build.record("infiltration.ach50", f"{level.value:.3g}", level.source)
        leaks = Infiltration(ach50=level.value)
    storey_m = volume_m3 / build.room.floor_area_m2
    height_m = build.given(
        leaks.dwelling_height_m,
        storey_m if build.kind.is_dwelling else build.kind.storeys * CEILING_M,
        "infiltration.dwelling_height",
        "storeys of the usual height",
        "m",
    )
    dwelling_m3 = volume_m3
    is_part = not build.kind.is_dwelling and leaks.dwelling_volume_m3 is None
    if not build.kind.is_dwelling:
        dwelling_m3 = max(HOUSE_AREA_M2 * CEILING_M, volume_m3)
    dwelling_m3 = build.given(
        leaks.dwelling_volume_m3,
        dwelling_m3,
        "infiltration.dwelling_volume",
        "the room itself" if build.kind.is_dwelling else "a house of 139.4 m2",
        "m3",
    )
    fraction = 1.0 if _exposed_m2(build) > 0.0 else 0.0  # an inner flat meets no outdoor air
    if is_part or dwelling_m3 > volume_m3:
        fraction = min(1.0, _exposed_m2(build) / house_envelope_m2(dwelling_m3, height_m))
    fraction = build.given(
        leaks.exposed_share,
        fraction,
        "infiltration.exposed_share",
        "exposed area over the dwelling's",
    )
    return leaks.model_copy(
        update={
            "dwelling_height_m": height_m,
            "dwelling_volume_m3": dwelling_m3,
            "exposed_share": fraction,
            "level": leaks.level or _level(build, storey_m, height_m),
        }
    )


def _level(build: Expansion, storey_m: float, dwelling_m: float) -> Level:
    """Return where the room lies in its dwelling's height, by what is above and below it."""
    if build.kind.is_dwelling or dwelling_m < TWO_STOREYS * storey_m:
        return "whole"
    above = build.room.above or build.kind.above
    below = build.room.below or build.kind.below
    is_high = build.kind.is_under_roof or below in {"home", "outdoors"}
    level: Level = "highest" if is_high else "lowest"
    if above == "home":
        level = "whole" if below == "home" else "lowest"
    build.record("infiltration.level", level, f"{below} below, {above} above")
    return level


def _exposed_m2(build: Expansion) -> float:
    """Return the gross area of the room's surfaces through which air can leak."""
    return sum(
        surface.area_m2
        for surface in build.surfaces
        if surface.boundary == "outdoors"
        or isinstance(surface.boundary, (BufferBoundary, GroundBoundary))
    )
