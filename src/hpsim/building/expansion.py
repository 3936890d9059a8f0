"""The shell of a simple room: its walls, floor, ceiling and openings, written as a detailed one.

`Expansion` collects surfaces, constructions and defaults; the functions below add to it. The
rules of each kind are in `building.kinds`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from hpsim.building import assemblies
from hpsim.building import description as said
from hpsim.building.assemblies import Assembly
from hpsim.building.levels import assembly_resistance
from hpsim.building.library import EnvelopeLevel, Value, table
from hpsim.building.model import Default
from hpsim.description import COMPASS_DEG
from hpsim.errors import Problem
from hpsim.units import M2_PER_FT2, M_PER_FT, R_IP, U_IP, text

Above: TypeAlias = Literal["outdoors", "attic", "home"]
Below: TypeAlias = Literal["ground", "crawlspace", "basement", "home", "outdoors"]

CEILING_M = 8 * M_PER_FT  # usual in the United States
DOOR_AREA_M2 = 20 * M2_PER_FT2  # OpenStudio-HPXML default
DOOR_HEIGHT_M = 2.03  # 80 in
GARAGE_DOOR_M2 = 9 * 7 * M2_PER_FT2  # single, 9 ft by 7 ft
ATTIC_PITCH_DEG = 25.0  # about 6 in 12
ROOF_ABSORPTANCE = said.FacePair(outside=0.85, inside=0.6)  # medium dark: OpenStudio-HPXML
SUNROOM_GLASS = 0.6  # of each outdoor wall: our own
GLASS_MARGIN_M = 0.05  # frame between glass and the edges of a sunroom's wall
KNEE_WALL_M = 1.2
ATTIC_ROOM_PITCH_DEG = 40.0
ABOVE_GRADE_M = 1 * M_PER_FT  # basements: OpenStudio-HPXML
CRAWLSPACE_M = 4 * M_PER_FT  # OpenStudio-HPXML
BASEMENT_M = 8 * M_PER_FT  # OpenStudio-HPXML
SAME_DEG = 1.0  # within which two directions are the same
NOMINAL_WIND_M_PER_S = 3.0  # with which a leakage area becomes a constant air change
NOMINAL_DIFFERENCE_K = 5.0
SKYLIGHT_M = 1.2  # height of a window in the roof

UP: Literal["up"] = "up"


@dataclass(frozen=True, slots=True)
class KindRules:
    """What a kind of room is when nothing else is said."""

    outdoor_walls: int
    aspect: float
    above: Above
    below: Below
    devices: str = "bedroom"
    is_dwelling: bool = False
    has_outside_door: bool = False
    window_share: float = 0.15
    """Of the floor area."""
    storeys: float = 1.0
    """Of the dwelling, for its height."""


@dataclass(frozen=True, slots=True)
class Side:
    """A wall of the rectangle."""

    azimuth_deg: float
    length_m: float
    is_outdoors: bool

    @property
    def name(self) -> str:
        """Name of its surface."""
        words = {angle: word for word, angle in COMPASS_DEG.items()}
        word = words.get(round(self.azimuth_deg, 6), text(self.azimuth_deg, "angle"))
        return f"{word} wall"


@dataclass(slots=True)
class Expansion:
    """A simple room on its way to a detailed one."""

    room: said.SimpleRoom
    rules: KindRules
    level: EnvelopeLevel
    key: str
    surfaces: list[said.Surface] = field(default_factory=list)
    windows: list[said.Window] = field(default_factory=list)
    doors: list[said.Door] = field(default_factory=list)
    buffers: dict[str, said.Buffer] = field(default_factory=dict)
    materials: dict[str, said.Material] = field(default_factory=dict)
    constructions: dict[str, said.Layers] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    defaults: list[Default] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def given(
        self, value: float | None, otherwise: float, key: str, source: str, unit: str = ""
    ) -> float:
        """Return what was said, or the default and record it."""
        if value is not None:
            return value
        self.record(key, f"{otherwise:.4g} {unit}".rstrip(), source)
        return otherwise

    def record(self, key: str, value: str, source: str) -> None:
        """Record a value that the author did not give."""
        self.defaults.append(Default(f"{self.key}.{key}", value, source))

    def complain(self, key: str, message: str, hint: str = "") -> None:
        """Record something that can't be."""
        self.problems.append(Problem(message, key=f"{self.key}.{key}", hint=hint))

    def use(self, assembly: Assembly) -> str:
        """Add an assembly's layers and materials; return its name."""
        self.constructions[assembly.name] = tuple(
            said.MaterialLayer(material=ply.material, thickness_m=ply.thickness_m)
            for ply in assembly.plies
        )
        for name, material in assembly.materials.items():
            self.materials[name] = said.Material(
                conductivity_w_per_m_k=material.conductivity_w_per_m_k,
                density_kg_per_m3=material.density_kg_per_m3,
                specific_heat_j_per_kg_k=material.specific_heat_j_per_kg_k,
            )
        self.sources[assembly.name] = assembly.source
        return assembly.name

    def add(
        self,
        name: str,
        construction: said.Construction,
        area_m2: float,
        boundary: said.Boundary,
        *,
        azimuth_deg: float | None = None,
        tilt_deg: float = 90.0,
        sun: bool = True,
        wind: bool = True,
        solar_absorptance: said.FacePair | None = None,
    ) -> None:
        """Add a surface of the room."""
        self.surfaces.append(
            said.Surface(
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
            self.record("above", self.rules.above, f"usual of kind '{self.room.kind}'")
        return self.room.above or self.rules.above

    @property
    def below(self) -> Below:
        """What is below the floor."""
        if self.room.below is None:
            self.record("below", self.rules.below, f"usual of kind '{self.room.kind}'")
        return self.room.below or self.rules.below


# --- plan ------------------------------------------------------------------------------------


def sides_of(build: Expansion) -> tuple[Side, ...]:
    """Return the four walls: front, right (clockwise), left, back."""
    room = build.room
    aspect = build.given(room.aspect, build.rules.aspect, "aspect", f"usual of kind '{room.kind}'")
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
    """Return where the front looks: as said, as the most glass, as the first wall, or south."""
    room = build.room
    if room.facing_deg is not None:
        return room.facing_deg
    glass: dict[float, float] = {}
    for window in room.windows or ():
        if not isinstance(window.facing_deg, str):
            glass[window.facing_deg] = glass.get(window.facing_deg, 0.0) + window.total_area_m2
    if glass:
        azimuth = max(glass, key=lambda facing: glass[facing])
        build.record("facing", text(azimuth, "angle"), "the side with most glass")
        return azimuth
    if isinstance(room.exposed_walls, tuple) and room.exposed_walls:
        return room.exposed_walls[0]
    build.record("facing", "south", "our own")
    return 180.0


def _outdoor_azimuths(build: Expansion, azimuths: Sequence[float]) -> list[float]:
    """Return which of the four walls are outdoors: those with windows first."""
    room = build.room
    if isinstance(room.exposed_walls, tuple):
        chosen = [_snap(facing, azimuths) for facing in room.exposed_walls]
        for i, azimuth in enumerate(chosen):
            if azimuth is None:
                facing = text(room.exposed_walls[i], "angle")
                build.complain(
                    f"exposed_walls[{i}]",
                    f"no wall looks {facing}",
                    f"the walls look {_list(azimuths)}; turn the room with `facing`",
                )
        return [azimuth for azimuth in chosen if azimuth is not None]
    count = room.exposed_walls
    if count is None:
        count = build.rules.outdoor_walls
        build.record("exposed_walls", str(count), f"usual of kind '{room.kind}'")
    with_glass = [
        azimuth
        for azimuth in azimuths
        if any(
            not isinstance(w.facing_deg, str) and _snap(w.facing_deg, azimuths) == azimuth
            for w in room.windows or ()
        )
    ]
    rest = [azimuth for azimuth in azimuths if azimuth not in with_glass]
    if len(with_glass) > count:
        if room.exposed_walls is not None:
            build.complain(
                "windows",
                f"they look {len(with_glass)} ways, but exposed_walls is {count}",
                f"exposed_walls: {len(with_glass)}",
            )
        build.notes.append(
            f"{build.key}: {len(with_glass)} walls are outdoors, as the windows look; "
            f"usual of kind '{room.kind}': {count}"
        )
        count = len(with_glass)
    return (with_glass + rest)[:count]


def _snap(facing_deg: float, azimuths: Sequence[float]) -> float | None:
    """Return the one of ``azimuths`` that is the same direction, None if none is."""
    for azimuth in azimuths:
        if abs((facing_deg - azimuth + 180.0) % 360.0 - 180.0) < SAME_DEG:
            return azimuth
    return None


def _list(azimuths: Sequence[float]) -> str:
    words = {angle: word for word, angle in COMPASS_DEG.items()}
    return ", ".join(words.get(a, text(a, "angle")) for a in azimuths)


# --- parts -----------------------------------------------------------------------------------


def _part(
    build: Expansion,
    key: Literal["wall", "roof", "floor"],
    options: str,
    usual: Value,
    make: Callable[[float, str], Assembly],
) -> said.Construction:
    """Return a part's construction: chosen by hand, else as the level has it."""
    chosen = getattr(build.room.constructions, key, None)
    if isinstance(chosen, float):
        wanted = assembly_resistance(options, chosen)
        source = f"wood frame with R-{chosen / R_IP:.3g}: R-{wanted / R_IP:.3g} as an assembly"
        return build.use(make(wanted, source))
    if isinstance(chosen, (str, tuple)):
        return chosen
    value = f"R-{usual.value / R_IP:.3g} as an assembly"
    build.record(f"constructions.{key}", value, usual.source)
    return build.use(make(usual.value, usual.source))


def outside_wall(build: Expansion) -> said.Construction:
    """Return the construction of outdoor walls."""
    return _part(build, "wall", "wall", build.level.wall_m2k_per_w, assemblies.outside_wall)


def attic_roof_part(build: Expansion) -> said.Construction:
    """Return the construction of slopes over the room."""
    return _part(build, "roof", "roof", build.level.roof_m2k_per_w, assemblies.roof)


def _home_wall(build: Expansion) -> tuple[said.Construction, said.Boundary]:
    """Return construction and boundary of walls to the heated home."""
    home = build.room.rest_of_home_degc
    chosen = getattr(build.room.constructions, "partition", None)
    boundary: said.Boundary = "adiabatic"
    if home is not None:
        boundary = said.NeighbourBoundary(neighbour_degc=home)
    if isinstance(chosen, float):
        layers: said.Layers = (
            said.MaterialLayer(material="gypsum", thickness_m=assemblies.GYPSUM_M),
            said.ResistanceLayer(resistance_m2k_per_w=chosen),
            said.MaterialLayer(material="gypsum", thickness_m=assemblies.GYPSUM_M),
        )
        return layers, boundary
    if isinstance(chosen, (str, tuple)):
        return chosen, boundary
    if home is None:
        build.record(
            "rest_of_home", "at the room's temperature", "the home is heated and cooled alike"
        )
        return build.use(assemblies.half_partition()), boundary
    return build.use(assemblies.partition()), boundary


def add_walls(build: Expansion, sides: Sequence[Side], height_m: float) -> None:
    """Add the four walls of a box."""
    for side in sides:
        area = side.length_m * height_m
        if not side.is_outdoors:
            construction, boundary = _home_wall(build)
            build.add(
                f"{side.name}, to home", construction, area, boundary, azimuth_deg=side.azimuth_deg
            )
        elif build.room.kind == "basement":
            _add_basement_wall(build, side, height_m)
        else:
            build.add(
                side.name, outside_wall(build), area, "outdoors", azimuth_deg=side.azimuth_deg
            )


def _add_basement_wall(build: Expansion, side: Side, height_m: float) -> None:
    """Add a wall that stands in soil but for a strip, high enough for its windows."""
    construction = _part(
        build, "wall", "wall", build.level.basement_wall_m2k_per_w, assemblies.basement_wall
    )
    glass = _glass_m2(build, side)
    strip_m = min(height_m, max(ABOVE_GRADE_M, 1.1 * glass / side.length_m))
    build.add(
        side.name,
        construction,
        side.length_m * strip_m,
        "outdoors",
        azimuth_deg=side.azimuth_deg,
    )
    deep_m = height_m - strip_m
    if deep_m > 0.0:
        ground = said.Ground(depth_below_grade_m=deep_m / 2)
        build.add(
            f"{side.name} in soil",
            construction,
            side.length_m * deep_m,
            said.GroundBoundary(ground=ground),
            azimuth_deg=side.azimuth_deg,
        )


def _glass_m2(build: Expansion, side: Side) -> float:
    return sum(
        window.total_area_m2
        for window in build.room.windows or ()
        if not isinstance(window.facing_deg, str)
        and _snap(window.facing_deg, (side.azimuth_deg,)) is not None
    )


# --- above and below -------------------------------------------------------------------------


def add_ceiling(build: Expansion, sides: Sequence[Side]) -> None:
    """Add what is above the room."""
    area = build.room.floor_area_m2
    above = build.above
    level = build.level
    if above == "home":
        build.add(
            "ceiling", build.use(assemblies.inside_ceiling()), area, "adiabatic", tilt_deg=0.0
        )
    elif above == "outdoors":
        build.add(
            "roof",
            attic_roof_part(build),
            area,
            "outdoors",
            azimuth_deg=sides[0].azimuth_deg,
            tilt_deg=0.0,
            solar_absorptance=ROOF_ABSORPTANCE,
        )
    else:
        usual = level.attic_ceiling_m2k_per_w
        construction = _part(build, "roof", "ceiling", usual, assemblies.attic_ceiling)
        boundary = said.BufferBoundary(buffer="attic")
        build.add("ceiling", construction, area, boundary, tilt_deg=0.0)
        build.buffers["attic"] = _vented_attic(build, sides)


def _vented_attic(build: Expansion, sides: Sequence[Side]) -> said.Buffer:
    """Return the part of a gable attic that lies over the room: two slopes, front and back."""
    front = sides[0]
    area = build.room.floor_area_m2
    depth_m = area / front.length_m
    rise_m = depth_m / 2 * math.tan(math.radians(ATTIC_PITCH_DEG))
    volume = area * rise_m / 2
    slope = area / 2 / math.cos(math.radians(ATTIC_PITCH_DEG))
    construction = build.use(assemblies.attic_roof())
    ach = _leaky_ach(table("envelope")["vented_attic_sla"] * area, rise_m, volume)
    build.record("buffers.attic.ach", f"{ach:.3g}", "vents of 1/300 at 3 m/s and 5 K")
    build.record("buffers.attic", f"pitch {ATTIC_PITCH_DEG:g} deg", "our own; about 6 in 12")
    slopes = tuple(
        said.Surface(
            name=f"attic roof, {name}",
            construction=construction,
            area_m2=slope,
            facing_deg=(front.azimuth_deg + turn) % 360.0,
            tilt_deg=ATTIC_PITCH_DEG,
            boundary="outdoors",
            solar_absorptance=ROOF_ABSORPTANCE,
        )
        for name, turn in (("front", 0.0), ("back", 180.0))
    )
    return said.Buffer(volume_m3=volume, ach=round(ach, 2), surfaces=slopes)


def _leaky_ach(leakage_area_m2: float, height_m: float, volume_m3: float) -> float:
    """Return the air changes [1/h] of a leakage area at a nominal wind and difference.

    The single-storey fit of ASHRAE 62.2 as coded in OpenStudio-HPXML: flow = area *
    sqrt(stack**2 * dT + (wind * shelter * v)**2), with the stack part scaled by height.
    """
    fit = table("envelope")["leakage_area_fit"]
    stack = fit["stack"] ** 2 * NOMINAL_DIFFERENCE_K * min(1.0, height_m / 2.5)
    wind = fit["wind"] * fit["wind_multiplier"] * NOMINAL_WIND_M_PER_S
    flow_m3_per_s = leakage_area_m2 * math.sqrt(stack + wind**2)
    return float(flow_m3_per_s * 3600.0 / volume_m3)


def add_floor(build: Expansion, sides: Sequence[Side], height_m: float) -> None:
    """Add what is below the room."""
    area = build.room.floor_area_m2
    below = build.below
    if below == "home":
        build.add("floor", build.use(assemblies.inside_floor()), area, "adiabatic", tilt_deg=180.0)
    elif below == "ground":
        _add_slab(build, sides, height_m)
    else:
        usual = build.level.floor_m2k_per_w
        construction = _part(build, "floor", "floor", usual, assemblies.raised_floor)
        if below == "outdoors":
            build.add(
                "floor",
                construction,
                area,
                "outdoors",
                azimuth_deg=sides[0].azimuth_deg,
                tilt_deg=180.0,
                sun=False,
            )
            return
        boundary = said.BufferBoundary(buffer=below)
        build.add("floor", construction, area, boundary, tilt_deg=180.0)
        build.buffers[below] = _space_below(build, sides, below)


def _add_slab(build: Expansion, sides: Sequence[Side], height_m: float) -> None:
    level = build.level
    perimeter = sum(side.length_m for side in sides if side.is_outdoors)
    depth = height_m - ABOVE_GRADE_M if build.room.kind == "basement" else 0.0
    is_insulated = depth == 0.0 and level.slab_edge_m2k_per_w.value > 0.0
    if depth == 0.0:
        value = "none"
        if is_insulated:
            edge = level.slab_edge_m2k_per_w.value / R_IP
            value = f"R-{edge:.3g}, {level.slab_edge_depth_m.value:.2g} m deep"
        build.record("slab edge insulation", value, level.slab_edge_m2k_per_w.source)
    ground = said.Ground(
        exposed_perimeter_m=perimeter,
        edge_insulation_m2k_per_w=level.slab_edge_m2k_per_w.value if is_insulated else 0.0,
        edge_depth_m=level.slab_edge_depth_m.value if is_insulated else 0.0,
        depth_below_grade_m=depth,
    )
    chosen = getattr(build.room.constructions, "floor", None)
    construction: said.Construction = build.use(assemblies.slab())
    if isinstance(chosen, (str, tuple)):
        construction = chosen
    elif isinstance(chosen, float):  # insulation below the slab
        below = said.ResistanceLayer(resistance_m2k_per_w=chosen)
        construction = (below, *build.constructions["slab"])
    area = build.room.floor_area_m2
    boundary = said.GroundBoundary(ground=ground)
    build.add("slab", construction, area, boundary, tilt_deg=180.0)


def _space_below(
    build: Expansion, sides: Sequence[Side], below: Literal["crawlspace", "basement"]
) -> said.Buffer:
    """Return the unheated space under the room: concrete walls, bare soil or a slab."""
    data = table("envelope")
    area = build.room.floor_area_m2
    height_m = CRAWLSPACE_M if below == "crawlspace" else BASEMENT_M
    ach = float(data["unvented_space_ach"])
    source = "OpenStudio-HPXML, unvented space"
    if below == "crawlspace":
        ach = _leaky_ach(data["vented_crawlspace_sla"] * area, height_m, area * height_m)
        source = "vents of 1/150 at 3 m/s and 5 K"
    build.record(f"buffers.{below}.ach", f"{ach:.3g}", source)
    concrete: said.Layers = (
        said.MaterialLayer(material="concrete", thickness_m=assemblies.FOUNDATION_WALL_M),
    )
    soil: said.Layers = (said.MaterialLayer(material="soil", thickness_m=0.1),)
    slab: said.Layers = (said.MaterialLayer(material="concrete", thickness_m=assemblies.SLAB_M),)
    outside = [side for side in sides if side.is_outdoors]
    deep_m = height_m - ABOVE_GRADE_M
    surfaces = [
        said.Surface(
            name=f"{below} floor",
            construction=soil if below == "crawlspace" else slab,
            area_m2=area,
            tilt_deg=180.0,
            boundary=said.GroundBoundary(
                ground=said.Ground(
                    exposed_perimeter_m=sum(side.length_m for side in outside),
                    depth_below_grade_m=deep_m,
                )
            ),
        )
    ]
    for side in outside:
        surfaces.append(
            said.Surface(
                name=f"{below} {side.name}",
                construction=concrete,
                area_m2=side.length_m * ABOVE_GRADE_M,
                facing_deg=side.azimuth_deg,
                boundary="outdoors",
            )
        )
        surfaces.append(
            said.Surface(
                name=f"{below} {side.name} in soil",
                construction=concrete,
                area_m2=side.length_m * deep_m,
                facing_deg=side.azimuth_deg,
                boundary=said.GroundBoundary(ground=said.Ground(depth_below_grade_m=deep_m / 2)),
            )
        )
    return said.Buffer(volume_m3=area * height_m, ach=round(ach, 2), surfaces=tuple(surfaces))


# --- openings --------------------------------------------------------------------------------


def usual_glazing(build: Expansion) -> said.GlazingReference:
    """Return the glazing of windows that do not say their own."""
    chosen = getattr(build.room.constructions, "window", None)
    if chosen is not None:
        reference: said.GlazingReference = chosen
        return reference
    level = build.level
    u_value = level.window_u_w_per_m2k
    value = (
        f"U {u_value.value / U_IP:.2f} Btu/h ft2 F ({u_value.value:.2f} W/m2K), "
        f"SHGC {level.window_shgc.value:.2f}"
    )
    build.record("windows.glazing", value, u_value.source)
    return said.RatedGlazing(
        u_value_w_per_m2k=u_value.value,
        shgc=level.window_shgc.value,
        panes=level.window_panes,
    )


def add_windows(
    build: Expansion,
    walls: Mapping[float, str],
    glazed: Sequence[Side],
    height_m: float,
    roof: str | None,
) -> None:
    """Add the windows that are listed, or some glass in each outdoor wall.

    Parameters
    ----------
    walls
        Azimuth and name of the surfaces that may have windows.
    glazed
        The walls that share the glass if none is listed.
    height_m
        Of the walls.
    roof
        The surface of windows that look up.
    """
    if build.room.windows is None:
        _add_usual_windows(build, glazed, height_m)
        return
    azimuths = list(walls)
    for i, window in enumerate(build.room.windows):
        if isinstance(window.facing_deg, str):
            if roof is None:
                build.complain(
                    f"windows[{i}].facing",
                    "there is no roof over the room for a window that looks up",
                    "above: outdoors",
                )
                continue
            build.windows.append(_detailed(build, window, roof))
            continue
        azimuth = _snap(window.facing_deg, azimuths)
        if azimuth is None:
            build.complain(
                f"windows[{i}].facing",
                f"no outdoor wall looks {_list([window.facing_deg])}",
                f"outdoor walls look {_list(azimuths)}; see exposed_walls and facing",
            )
            continue
        build.windows.append(_detailed(build, window, walls[azimuth]))


def _detailed(build: Expansion, window: said.SimpleWindow, surface: str) -> said.Window:
    """Return a simple window as one of a detailed room."""
    return said.Window(
        in_=surface,
        name=window.name,
        area_m2=window.area_m2,
        width_m=window.width_m,
        height_m=window.height_m,
        sill_m=window.sill_m,
        glazing=window.own_glazing or usual_glazing(build),
        count=window.count,
        overhang=window.overhang,
        fins=window.fins,
        shade=window.shade,
    )


def _add_usual_windows(build: Expansion, outside: Sequence[Side], height_m: float) -> None:
    if build.room.kind == "sunroom":
        value = f"{SUNROOM_GLASS:.0%} of each outdoor wall"
        build.record("windows", value, "our own")
        for side in outside:
            area = SUNROOM_GLASS * side.length_m * height_m
            glass_m = min(
                height_m - 2 * GLASS_MARGIN_M, area / (side.length_m - 2 * GLASS_MARGIN_M)
            )
            _add_glass(build, side, area, glass_m, max(GLASS_MARGIN_M, height_m - glass_m - 0.3))
        return
    share = build.rules.window_share
    build.record("windows", f"{share:.0%} of the floor area", "our own; RESNET 301 has 18 %")
    total_m = sum(side.length_m for side in outside)
    for side in outside if share > 0.0 else ():
        area = share * build.room.floor_area_m2 * side.length_m / total_m
        _add_glass(build, side, area, None, None)


def _add_glass(
    build: Expansion, side: Side, area_m2: float, height_m: float | None, sill_m: float | None
) -> None:
    build.windows.append(
        said.Window(
            in_=side.name,
            area_m2=area_m2,
            height_m=height_m,
            sill_m=sill_m,
            glazing=usual_glazing(build),
        )
    )


def add_doors(build: Expansion, sides: Sequence[Side]) -> None:
    """Add the doors that are listed, or an outside door where the kind has one."""
    u_value = 1 / build.level.door_m2k_per_w.value
    if build.room.doors is None:
        wall = _door_wall(build, sides)
        if build.rules.has_outside_door and wall is not None:
            source = "OpenStudio-HPXML: 20 ft2"
            build.record("doors", "one to outdoors, 1.86 m2", source)
            build.record("doors.u_value", f"{u_value:.3g} W/m2K", build.level.door_m2k_per_w.source)
            build.doors.append(
                said.Door(
                    in_=wall,
                    area_m2=DOOR_AREA_M2,
                    height_m=DOOR_HEIGHT_M,
                    u_value_w_per_m2k=u_value,
                )
            )
        return
    for i, door in enumerate(build.room.doors):
        wall = _door_wall(build, sides) if door.to == "outdoors" else _home_wall_name(sides)
        if wall is None:
            side = "outdoor wall" if door.to == "outdoors" else "wall to the home"
            build.complain(f"doors[{i}].to", f"the room has no {side}", "see exposed_walls")
            continue
        leaf_u = door.u_value_w_per_m2k
        if leaf_u is None and door.to == "outdoors":
            leaf_u = u_value
        build.doors.append(
            said.Door(
                in_=wall,
                area_m2=door.area_m2,
                height_m=door.height_m,
                state=door.state,
                rest_of_home_degc=door.rest_of_home_degc,
                u_value_w_per_m2k=leaf_u,
            )
        )


def _door_wall(build: Expansion, sides: Sequence[Side]) -> str | None:
    """Return the outdoor wall with most area left beside its windows."""
    outside = [side for side in sides if side.is_outdoors]
    if not outside:
        return None
    glass = {side.name: 0.0 for side in outside}
    for window in build.windows:
        if window.in_ in glass:
            glass[window.in_] += window.total_area_m2
    gross = {surface.name: surface.area_m2 for surface in build.surfaces}
    return max(outside, key=lambda side: gross[side.name] - glass[side.name]).name


def _home_wall_name(sides: Sequence[Side]) -> str | None:
    return next((f"{side.name}, to home" for side in sides if not side.is_outdoors), None)


def add_garage_door(build: Expansion, sides: Sequence[Side]) -> None:
    """Take a garage door out of the front wall, or of the first outdoor wall."""
    side = next((side for side in sides if side.is_outdoors), None)
    if side is None:
        return
    usual = build.level.garage_door_m2k_per_w
    build.record("garage door", f"5.85 m2 of R-{usual.value / R_IP:.3g}", usual.source)
    for i, surface in enumerate(build.surfaces):
        if surface.name == side.name:
            left = surface.area_m2 - GARAGE_DOOR_M2
            if left <= 0.0:
                build.complain(
                    "floor_area",
                    f"the front of {surface.area_m2:.3g} m2 is too small for a garage door",
                )
                return
            build.surfaces[i] = surface.model_copy(update={"area_m2": left})
    construction = build.use(assemblies.garage_door(usual.value, usual.source))
    build.add("garage door", construction, GARAGE_DOOR_M2, "outdoors", azimuth_deg=side.azimuth_deg)
