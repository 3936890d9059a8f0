"""Kinds of rooms in words: one row each, which nothing else of the program repeats.

A room in words is a rectangle on plan. Its *front* looks where ``facing`` says, else where the
largest window looks, else south. Walls that are not outdoors stand against the heated home. A row
states what the room is where its description doesn't: other modules ask for the features of the
row, never for its name. The file's schema, ``hpsim init`` and the checks read their lists of kinds
here.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from hpsim.records import dataclass

Above: TypeAlias = Literal["outdoors", "attic", "home"]
Below: TypeAlias = Literal["ground", "crawlspace", "basement", "home", "outdoors"]


@dataclass(frozen=True, slots=True)
class RoomKind:
    """What a kind of room is unless its description says otherwise."""

    name: str
    """The word under ``room.kind``."""
    words: str
    """For people who choose a kind."""
    outdoor_walls: int
    aspect: float
    """Length of the front over the depth."""
    above: Above
    below: Below
    occupants: float = 1.0
    devices: Literal["bedroom", "studio"] = "bedroom"
    """The row of small electronics in ``data/gains.json``."""
    is_dwelling: bool = False
    """Leaks and is ventilated for itself, not as a part of a house."""
    has_outside_door: bool = False
    has_garage_door: bool = False
    window_fraction: float = 0.15
    """Of the floor area, where windows are not listed."""
    glazed_wall_fraction: float = 0.0
    """Of each outdoor wall, in place of `window_fraction`."""
    storeys: float = 1.0
    """Of the dwelling, for its height."""
    home_door: Literal["none", "open", "closed", "closed_at_night"] = "none"
    """A door to the rest of the home, where none is described."""
    has_dwelling_fan: bool = False
    """Whether the exhaust fan that its code asks of a dwelling draws through it."""
    is_in_soil: bool = False
    """Outdoor walls stand in soil but for a strip with the windows; doors open into an areaway."""
    is_under_roof: bool = False
    """Gables front and back, slopes from knee walls to the ridge instead of walls and ceiling."""
    asks: tuple[Literal["ceiling_height", "above", "below"], ...] = ()
    """What differs from home to home, so that `hpsim init` asks for it."""


ROOM_KINDS: dict[str, RoomKind] = {
    kind.name: kind
    for kind in (
        RoomKind(
            "bedroom",
            "upstairs in a house, two walls outdoors, attic above",
            outdoor_walls=2,
            aspect=1.15,
            above="attic",
            below="home",
            home_door="closed_at_night",
            has_dwelling_fan=True,
            asks=("above", "below"),
        ),
        RoomKind(
            "addition",
            "built onto a house, three walls outdoors, attic above",
            outdoor_walls=3,
            aspect=1.6,
            above="attic",
            below="ground",
            has_outside_door=True,
            home_door="closed",
        ),
        RoomKind(
            "sunroom",
            "glass in most of its three outdoor walls",
            outdoor_walls=3,
            aspect=1.6,
            above="outdoors",
            below="ground",
            occupants=0.0,
            has_outside_door=True,
            home_door="closed",
            glazed_wall_fraction=0.6,  # our own
            asks=("ceiling_height",),
        ),
        RoomKind(
            "tiny_house",
            "a dwelling of its own, outdoors all around",
            outdoor_walls=4,
            aspect=2.5,
            above="outdoors",
            below="outdoors",
            occupants=2.0,
            devices="studio",
            is_dwelling=True,
            has_dwelling_fan=True,
            has_outside_door=True,
            asks=("ceiling_height",),
        ),
        RoomKind(
            "flat",
            "a dwelling of its own, one wall outdoors, neighbors around",
            outdoor_walls=1,
            aspect=1.4,
            above="home",
            below="home",
            occupants=2.0,
            devices="studio",
            is_dwelling=True,
            has_dwelling_fan=True,
            asks=("above", "below"),
        ),
        RoomKind(
            "garage",
            "attached, three walls outdoors, with a garage door",
            outdoor_walls=3,
            aspect=1.0,
            above="attic",
            below="ground",
            has_outside_door=True,
            has_garage_door=True,
            home_door="closed",
            asks=("ceiling_height", "above"),
        ),
        RoomKind(
            "attic",
            "under a sloping roof",
            outdoor_walls=2,
            aspect=0.7,
            above="outdoors",
            below="home",
            storeys=2.0,
            home_door="open",
            is_under_roof=True,
        ),
        RoomKind(
            "basement",
            "in the ground below a house",
            outdoor_walls=2,
            aspect=1.25,
            above="home",
            below="ground",
            window_fraction=0.0,
            home_door="open",
            is_in_soil=True,
        ),
        RoomKind(
            "zone",
            "part of a larger home, one wall outdoors",
            outdoor_walls=1,
            aspect=1.0,
            above="home",
            below="home",
            home_door="open",
            has_dwelling_fan=True,
        ),
    )
}

KIND_WORDS = {kind.name: kind.words for kind in ROOM_KINDS.values()}
"""For people who choose a kind."""
OTHER_KIND_WORDS = {
    "apartment": "flat",
    "condo": "flat",
    "studio": "flat",
    "adu": "tiny_house",
    "cabin": "tiny_house",
    "house": "tiny_house",
    "shed": "tiny_house",
    "conservatory": "sunroom",
    "solarium": "sunroom",
    "workshop": "garage",
    "loft": "attic",
    "bonus_room": "attic",
    "cellar": "basement",
    "nursery": "bedroom",
    "office": "zone",
    "home_office": "zone",
    "living_room": "zone",
    "kitchen": "zone",
    "zimmer": "bedroom",
    "schlafzimmer": "bedroom",
    "kinderzimmer": "bedroom",
    "wohnzimmer": "zone",
    "wohnung": "flat",
    "altbau": "flat",
    "keller": "basement",
    "dachboden": "attic",
    "wintergarten": "sunroom",
    "anbau": "addition",
}
"""What people call such rooms, and the kind that comes nearest."""
QUALITY_WORDS = {
    "poor": "little insulation, leaky, old windows",
    "average": "as most houses are",
    "good": "as new houses are built",
    "passive": "very thick insulation, very tight",
}
"""For people who choose a quality."""
ABOVE_WORDS = {
    "attic": "an unheated attic",
    "home": "heated rooms, of the same home or of neighbors",
    "outdoors": "the roof itself, without an attic",
}
"""For people who say what is above a room."""
BELOW_WORDS = {
    "home": "heated rooms, of the same home or of neighbors",
    "ground": "a slab on the ground",
    "crawlspace": "a vented crawlspace",
    "basement": "an unheated basement",
    "outdoors": "open air, as over a carport",
}
"""For people who say what is below a room."""
