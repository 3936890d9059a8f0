"""Kinds of rooms in words: one row of ``data/room_kinds.json`` each, which nothing else repeats.

A room in words is a rectangle on plan. Its *front* looks where ``facing`` says, else where the
largest window looks, else south. Walls that are not outdoors stand against the heated home. A row
states what the room is where its description doesn't: other modules ask for the features of the
row, never for its name. The file's schema, ``hpsim init`` and the checks read their lists of kinds
here.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from hpsim.records import dataclass
from hpsim.shipped import read_json

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


_TABLE = read_json("room_kinds.json")
ROOM_KINDS = {
    name: RoomKind(name, **{**row, "asks": tuple(row.get("asks", ()))})
    for name, row in _TABLE["kinds"].items()
}
KIND_WORDS = {kind.name: kind.words for kind in ROOM_KINDS.values()}
"""For people who choose a kind."""
OTHER_KIND_WORDS: dict[str, str] = {
    word: name for name, words in _TABLE["also_called"].items() for word in words
}
"""What people call such rooms, and the kind that comes nearest."""
QUALITY_WORDS: dict[str, str] = _TABLE["quality"]
"""For people who choose a quality."""
ABOVE_WORDS: dict[str, str] = _TABLE["above"]
"""For people who say what is above a room."""
BELOW_WORDS: dict[str, str] = _TABLE["below"]
"""For people who say what is below a room."""
