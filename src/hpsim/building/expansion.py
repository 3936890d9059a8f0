"""A simple room on its way to a detailed one: what has been found so far, and its plan.

`Expansion` collects surfaces, constructions and defaults. `building.envelope` and
`building.fenestration` add to it by the rules of `building.kinds`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import field

from hpsim.building.assemblies import Assembly
from hpsim.building.description.forms import FacePair
from hpsim.building.description.openings import Door, Window
from hpsim.building.description.room_kinds import Above, Below, RoomKind
from hpsim.building.description.rooms import Buffer, SimpleRoom
from hpsim.building.description.surfaces import Boundary, Construction, Layers, Material, Surface
from hpsim.building.inputs import Findings
from hpsim.building.library import EnvelopeLevel
from hpsim.description.facing import COMPASS_DEG, angle_between_deg
from hpsim.records import dataclass
from hpsim.units.values import text

WORDS = {angle: word for word, angle in COMPASS_DEG.items()}
SAME_DEG = 1.0  # within which two directions are the same


@dataclass(frozen=True, slots=True)
class Side:
    """A wall of the rectangle."""

    azimuth_deg: float
    length_m: float
    is_outdoors: bool

    @property
    def name(self) -> str:
        """Name of its surface."""
        word = WORDS.get(round(self.azimuth_deg, 6)) or text(self.azimuth_deg, "angle")
        return f"{word} wall"


@dataclass(slots=True, kw_only=True)
class Expansion(Findings):
    """A simple room on its way to a detailed one."""

    room: SimpleRoom
    kind: RoomKind
    level: EnvelopeLevel
    surfaces: list[Surface] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    buffers: dict[str, Buffer] = field(default_factory=dict)
    materials: dict[str, Material] = field(default_factory=dict)
    constructions: dict[str, Layers] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    areaway: str = ""
    """The basement wall that has the doors to outdoors."""

    def use(self, assembly: Assembly) -> str:
        """Add an assembly's layers and materials; return its name."""
        self.constructions[assembly.name] = assembly.layers
        self.materials |= assembly.materials
        self.sources[assembly.name] = assembly.source
        return assembly.name

    def add(
        self,
        name: str,
        construction: Construction,
        area_m2: float,
        boundary: Boundary,
        *,
        azimuth_deg: float | None = None,
        tilt_deg: float = 90.0,
        sun: bool = True,
        wind: bool = True,
        solar_absorptance: FacePair | None = None,
    ) -> None:
        """Add a surface of the room."""
        self.surfaces.append(
            Surface(
                name=name,
                construction=construction,
                area_m2=area_m2,
                boundary=boundary,
                facing_deg=azimuth_deg,
                tilt_deg=tilt_deg,
                sun=sun,
                wind=wind,
                solar_absorptance=solar_absorptance,
            )
        )

    @property
    def above(self) -> Above:
        """What is above the ceiling."""
        if self.room.above is None:
            self.record("above", self.kind.above, f"usual of kind '{self.room.kind}'")
        return self.room.above or self.kind.above

    @property
    def below(self) -> Below:
        """What is below the floor."""
        if self.room.below is None:
            self.record("below", self.kind.below, f"usual of kind '{self.room.kind}'")
        return self.room.below or self.kind.below


# --- plan ------------------------------------------------------------------------------------


def sides_of(build: Expansion) -> tuple[Side, ...]:
    """Return the four walls: front, right (clockwise), left, back."""
    room = build.room
    aspect = build.given(room.aspect, build.kind.aspect, "aspect", f"usual of kind '{room.kind}'")
    front_m = math.sqrt(room.floor_area_m2 * aspect)
    depth_m = room.floor_area_m2 / front_m
    front = _front_azimuth(build)
    azimuths = [(front + turn) % 360.0 for turn in (0.0, 90.0, 270.0, 180.0)]
    outdoors = _outdoor_azimuths(build, azimuths)
    lengths = (front_m, depth_m, depth_m, front_m)
    return tuple(
        Side(azimuth, length, azimuth in outdoors)
        for azimuth, length in zip(azimuths, lengths, strict=True)
    )


def _front_azimuth(build: Expansion) -> float:
    """Return where the front looks: as given, as the most glass, as the first wall, or south."""
    room = build.room
    if room.facing_deg is not None:
        return room.facing_deg
    glass: dict[float, float] = {}
    for window in room.windows or ():
        if not isinstance(window.facing_deg, str):
            glass[window.facing_deg] = glass.get(window.facing_deg, 0.0) + window.total_area_m2
    if glass:
        azimuth = max(glass, key=lambda facing: glass[facing])
        build.record("facing", directions([azimuth]), "the side with most glass")
        return azimuth
    if isinstance(room.exposed_walls, tuple) and room.exposed_walls:
        return room.exposed_walls[0]
    build.record("facing", "south", "our own")
    return 180.0


def _outdoor_azimuths(build: Expansion, azimuths: Sequence[float]) -> list[float]:
    """Return which of the four walls are outdoors: those with windows first."""
    room = build.room
    if isinstance(room.exposed_walls, tuple):
        chosen = [snap(facing, azimuths) for facing in room.exposed_walls]
        for i, azimuth in enumerate(chosen):
            if azimuth is None:
                facing = text(room.exposed_walls[i], "angle")
                build.add_problem(
                    f"exposed_walls[{i}]",
                    f"no wall looks {facing}",
                    f"the walls look {directions(azimuths)}; turn the room with `facing`",
                )
        return [azimuth for azimuth in chosen if azimuth is not None]
    count = room.exposed_walls
    if count is None:
        count = build.kind.outdoor_walls
        build.record("exposed_walls", str(count), f"usual of kind '{room.kind}'")
    with_glass = [
        azimuth
        for azimuth in azimuths
        if any(
            not isinstance(w.facing_deg, str) and snap(w.facing_deg, azimuths) == azimuth
            for w in room.windows or ()
        )
    ]
    rest = [azimuth for azimuth in azimuths if azimuth not in with_glass]
    if len(with_glass) > count:
        ways = "one way" if len(with_glass) == 1 else f"{len(with_glass)} ways"
        if room.exposed_walls is not None:
            build.add_problem(
                "windows",
                f"they look {ways}, but exposed_walls is {count}",
                f"exposed_walls: {len(with_glass)}",
            )
        build.notes.append(
            f"{build.key}: {len(with_glass)} walls are outdoors, as the windows look; "
            f"usual of kind '{room.kind}': {count}"
        )
        count = len(with_glass)
    return (with_glass + rest)[:count]


def snap(facing_deg: float, azimuths: Sequence[float]) -> float | None:
    """Return the one of ``azimuths`` that is the same direction, None if none is."""
    for azimuth in azimuths:
        if angle_between_deg(facing_deg, azimuth) < SAME_DEG:
            return azimuth
    return None


def directions(azimuths: Sequence[float]) -> str:
    """Return azimuths as compass words, or as angles where there is none."""
    return ", ".join(WORDS.get(a) or text(a, "angle") for a in azimuths)
