"""Walls, ceiling and floor of a simple room, and the unheated spaces next to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from hpsim.building.assemblies import assembly_resistance, fixed, solved
from hpsim.building.description.forms import FacePair
from hpsim.building.description.rooms import Buffer
from hpsim.building.description.surfaces import (
    Boundary,
    BufferBoundary,
    Construction,
    Ground,
    GroundBoundary,
    Layer,
    MaterialLayer,
    NeighbourBoundary,
    ResistanceLayer,
    Surface,
)
from hpsim.building.expansion import Expansion, Side, snap
from hpsim.building.library import Value, table
from hpsim.building.openings import HOME_SOURCE
from hpsim.units.constants import M_PER_FT

ATTIC_PITCH_DEG = 25.0  # about 6 in 12
ROOF_ABSORPTANCE = FacePair.model_construct(
    outside=0.85, inside=0.6
)  # medium dark: OpenStudio-HPXML
ABOVE_GRADE_M = 1 * M_PER_FT  # basements: OpenStudio-HPXML
GLASS_OF_STRIP = 0.95  # of the height above grade: our own
CRAWLSPACE_M = 4 * M_PER_FT  # OpenStudio-HPXML
BASEMENT_M = 8 * M_PER_FT  # OpenStudio-HPXML
NOMINAL_WIND_M_PER_S = 3.0  # with which a leakage area becomes a constant air change
NOMINAL_DIFFERENCE_K = 5.0


def _by_hand(
    build: Expansion, key: Literal["wall", "roof", "floor", "partition"]
) -> tuple[Construction | None, float | None]:
    """Return the construction that is chosen by hand, or its insulation's resistance [m2 K/W]."""
    chosen = getattr(build.room.constructions, key, None)
    return (None, chosen) if isinstance(chosen, float) else (chosen, None)


def _part(
    build: Expansion, key: Literal["wall", "roof", "floor"], part: str, usual: Value
) -> Construction:
    """Return the construction of a `solved` part: chosen by hand, else as the level has it."""
    construction, insulation = _by_hand(build, key)
    if construction is not None:
        return construction
    if insulation is not None:
        wanted = assembly_resistance("outside_wall" if key == "wall" else part, insulation)
        source = f"wood frame with {insulation:.4g} m2K/W: {wanted:.4g} m2K/W as an assembly"
        return build.use(solved(part, wanted, source))
    value = f"{usual.value:.4g} m2K/W as an assembly"
    build.record(f"constructions.{key}", value, usual.source)
    return build.use(solved(part, usual.value, usual.source))


def outside_wall(build: Expansion) -> Construction:
    """Return the construction of outdoor walls."""
    return _part(build, "wall", "outside_wall", build.level.wall_m2k_per_w)


def attic_roof_part(build: Expansion) -> Construction:
    """Return the construction of slopes over the room."""
    return _part(build, "roof", "insulated_roof", build.level.roof_m2k_per_w)


def _home_wall(build: Expansion) -> tuple[Construction, Boundary]:
    """Return construction and boundary of walls to the heated home."""
    boundary = home_boundary(build)
    construction, insulation = _by_hand(build, "partition")
    if construction is not None:
        return construction, boundary
    if insulation is None:
        name = "inside_wall" if isinstance(boundary, str) else "partition"
        return build.use(fixed(name)), boundary
    gypsum, is_half = fixed("inside_wall").layers, boundary == "home"
    within = ResistanceLayer(resistance_m2k_per_w=0.5 * insulation if is_half else insulation)
    return (*(() if is_half else gypsum), within, *gypsum), boundary


def home_boundary(build: Expansion) -> Boundary:
    """Return what walls to the heated home border on."""
    home = build.room.rest_of_home_degc
    if home is None and build.kind.is_dwelling:
        build.record("rest_of_home", "adiabatic", "neighbors as warm as the dwelling, as it comes")
        return "adiabatic"
    if home is None:
        build.record("rest_of_home", "at the setpoints", HOME_SOURCE)
        return "home"
    if home == "setpoints":
        return "home"
    return "adiabatic" if home == "adiabatic" else NeighbourBoundary(neighbour_degc=home)


def _home_level(
    build: Expansion,
    key: Literal["roof", "floor"],
    half: str,
    whole: str,
) -> tuple[Construction, Boundary]:
    """Return construction and boundary of a ceiling or floor to the heated home.

    Without a temperature of its own layers by hand are the room's half, and a resistance is of no
    use.
    """
    boundary = home_boundary(build)
    construction, insulation = _by_hand(build, key)
    if construction is not None:
        return construction, boundary
    name = build.use(fixed(half if isinstance(boundary, str) else whole))
    if insulation is None:
        return name, boundary
    if boundary == "adiabatic":
        build.notes.append(
            f"{build.key}.constructions.{key}: not used: the home beyond is as warm as the "
            "room, so no heat crosses (rest_of_home gives it another temperature)"
        )
        return name, boundary
    layers: list[Layer] = [
        layer
        for layer in build.constructions[name]
        if not (isinstance(layer, MaterialLayer) and layer.material == "joist_gap")
    ]
    if boundary == "home":
        layers.insert(0, ResistanceLayer(resistance_m2k_per_w=0.5 * insulation))
    else:  # gypsum lies outside of a floor's joists
        at = 1 if key == "floor" else 2
        layers.insert(at, ResistanceLayer(resistance_m2k_per_w=insulation))
    return tuple(layers), boundary


def add_walls(build: Expansion, sides: Sequence[Side], height_m: float) -> None:
    """Add the four walls of a box."""
    outside = [side for side in sides if side.is_outdoors]
    if build.kind.is_in_soil and outside and _outside_doors_m2(build) > 0.0:
        build.areaway = max(outside, key=lambda side: side.length_m).name
    for side in sides:
        area = side.length_m * height_m
        if not side.is_outdoors:
            construction, boundary = _home_wall(build)
            build.add(
                f"{side.name}, to home", construction, area, boundary, azimuth_deg=side.azimuth_deg
            )
        elif build.kind.is_in_soil:
            _add_basement_wall(build, side, height_m)
        else:
            build.add(
                side.name, outside_wall(build), area, "outdoors", azimuth_deg=side.azimuth_deg
            )


def _add_basement_wall(build: Expansion, side: Side, height_m: float) -> None:
    """Add a wall that stands in soil but for a strip, high enough for its windows."""
    construction = _part(build, "wall", "basement_wall", build.level.basement_wall_m2k_per_w)
    strip_m = strip_height_m(build, side, height_m)
    build.add(
        side.name,
        construction,
        side.length_m * strip_m,
        "outdoors",
        azimuth_deg=side.azimuth_deg,
    )
    deep_m = height_m - strip_m
    if deep_m > 0.0:
        ground = Ground(depth_below_grade_m=deep_m / 2)
        build.add(
            f"{side.name} in soil",
            construction,
            side.length_m * deep_m,
            GroundBoundary(ground=ground),
            azimuth_deg=side.azimuth_deg,
        )


def strip_height_m(build: Expansion, side: Side, height_m: float) -> float:
    """Return how far a basement wall reaches above grade: as its windows and doors need.

    A door may lie in an areaway, so its height asks for nothing.
    """
    windows = [
        window
        for window in build.room.windows or ()
        if not isinstance(window.facing_deg, str)
        and snap(window.facing_deg, (side.azimuth_deg,)) is not None
    ]
    openings_m2 = sum(window.total_area_m2 for window in windows)
    if side.name == build.areaway:
        openings_m2 += _outside_doors_m2(build)
    by_area = 1.1 * openings_m2 / side.length_m
    heights = [window.given_height_m or 0.0 for window in windows]
    highest = max(heights, default=0.0) / GLASS_OF_STRIP
    return min(height_m, max(ABOVE_GRADE_M, by_area, highest))


def _outside_doors_m2(build: Expansion) -> float:
    return sum(door.area_m2 for door in build.room.doors or () if door.to == "outdoors")


# --- above and below -------------------------------------------------------------------------


def add_ceiling(build: Expansion, sides: Sequence[Side]) -> None:
    """Add what is above the room."""
    area = build.room.floor_area_m2
    above = build.above
    if above == "home":
        construction, boundary = _home_level(build, "roof", "inside_ceiling", "ceiling_to_home")
        build.add("ceiling", construction, area, boundary, tilt_deg=0.0)
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
        usual = build.level.attic_ceiling_m2k_per_w
        construction = _part(build, "roof", "ceiling_under_attic", usual)
        boundary = BufferBoundary(buffer="attic")
        build.add("ceiling", construction, area, boundary, tilt_deg=0.0)
        build.buffers["attic"] = _vented_attic(build, sides)


def _vented_attic(build: Expansion, sides: Sequence[Side]) -> Buffer:
    """Return the part of a gable attic that lies over the room: two slopes, front and back."""
    front = sides[0]
    area = build.room.floor_area_m2
    depth_m = area / front.length_m
    rise_m = depth_m / 2 * math.tan(math.radians(ATTIC_PITCH_DEG))
    volume = area * rise_m / 2
    slope = area / 2 / math.cos(math.radians(ATTIC_PITCH_DEG))
    construction = build.use(fixed("attic_roof"))
    ach = _leaky_ach(table("envelope")["vented_attic_sla"] * area, rise_m, volume)
    build.record("buffers.attic.ach", f"{ach:.3g}", "vents of 1/300 at 3 m/s and 5 K")
    build.record("buffers.attic", f"pitch {ATTIC_PITCH_DEG:g}°", "our own; about 6 in 12")
    slopes = tuple(
        Surface(
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
    return Buffer(volume_m3=volume, ach=round(ach, 2), surfaces=slopes)


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
        construction, boundary = _home_level(build, "floor", "inside_floor", "floor_to_home")
        build.add("floor", construction, area, boundary, tilt_deg=180.0)
    elif below == "ground":
        _add_slab(build, sides, height_m)
    else:
        construction = _part(build, "floor", "raised_floor", build.level.floor_m2k_per_w)
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
        boundary = BufferBoundary(buffer=below)
        build.add("floor", construction, area, boundary, tilt_deg=180.0)
        build.buffers[below] = _space_below(build, sides, below)


def _add_slab(build: Expansion, sides: Sequence[Side], height_m: float) -> None:
    level = build.level
    perimeter = sum(side.length_m for side in sides if side.is_outdoors)
    depth = height_m - ABOVE_GRADE_M if build.kind.is_in_soil else 0.0
    is_insulated = depth == 0.0 and level.slab_edge_m2k_per_w.value > 0.0
    if depth == 0.0:
        value = "none"
        if is_insulated:
            edge = level.slab_edge_m2k_per_w.value
            value = f"{edge:.4g} m2K/W, {level.slab_edge_depth_m.value:.3g} m deep"
        build.record("slab edge insulation", value, level.slab_edge_m2k_per_w.source)
    ground = Ground(
        exposed_perimeter_m=perimeter,
        edge_insulation_m2k_per_w=level.slab_edge_m2k_per_w.value if is_insulated else 0.0,
        edge_depth_m=level.slab_edge_depth_m.value if is_insulated else 0.0,
        depth_below_grade_m=depth,
    )
    construction, insulation = _by_hand(build, "floor")
    slab = build.use(fixed("slab"))
    if construction is None:
        construction = slab
    if insulation is not None:  # below the slab
        below = ResistanceLayer(resistance_m2k_per_w=insulation)
        construction = (below, *build.constructions["slab"])
    area = build.room.floor_area_m2
    boundary = GroundBoundary(ground=ground)
    build.add("slab", construction, area, boundary, tilt_deg=180.0)


def _space_below(
    build: Expansion, sides: Sequence[Side], below: Literal["crawlspace", "basement"]
) -> Buffer:
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
    concrete = fixed("foundation_wall").layers
    bottom = fixed("bare_soil" if below == "crawlspace" else "foundation_slab").layers
    outside = [side for side in sides if side.is_outdoors]
    deep_m = height_m - ABOVE_GRADE_M
    surfaces = [
        Surface(
            name=f"{below} floor",
            construction=bottom,
            area_m2=area,
            tilt_deg=180.0,
            boundary=GroundBoundary(
                ground=Ground(
                    exposed_perimeter_m=sum(side.length_m for side in outside),
                    depth_below_grade_m=deep_m,
                )
            ),
        )
    ]
    for side in outside:
        surfaces.append(
            Surface(
                name=f"{below} {side.name}",
                construction=concrete,
                area_m2=side.length_m * ABOVE_GRADE_M,
                facing_deg=side.azimuth_deg,
                boundary="outdoors",
            )
        )
        surfaces.append(
            Surface(
                name=f"{below} {side.name} in soil",
                construction=concrete,
                area_m2=side.length_m * deep_m,
                facing_deg=side.azimuth_deg,
                boundary=GroundBoundary(ground=Ground(depth_below_grade_m=deep_m / 2)),
            )
        )
    return Buffer(volume_m3=area * height_m, ach=round(ach, 2), surfaces=tuple(surfaces))
