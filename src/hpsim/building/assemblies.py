"""Layers that have a wanted thermal resistance and the mass that such a part really has.

A table gives the resistance of an assembly from air to air. Here its visible layers (siding,
sheathing, gypsum) are taken as built, and what is between them (studs and insulation, side by
side) becomes one layer whose conductivity is solved so that layers and films together meet the
table. Its density and specific heat are those of the mixture.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from hpsim.building.library import Material, material_library, table
from hpsim.errors import Problem, ScenarioError
from hpsim.records import dataclass
from hpsim.units.constants import R_IP

GYPSUM_M = 0.0127  # 1/2 in: OpenStudio-HPXML default
SIDING_M = 0.0095  # 3/8 in vinyl
WALL_SHEATHING_M = 0.0111  # 7/16 in
ROOF_SHEATHING_M = 0.0159  # 5/8 in
SHINGLE_M = 0.0064  # 1/4 in
SUBFLOOR_M = 0.019  # 3/4 in
FLOORING_M = 0.012
SLAB_M = 0.1  # 4 in
FOUNDATION_WALL_M = 0.203  # 8 in
GARAGE_DOOR_M = 0.05
STUD_SHARE = 0.23  # 16 in on centre with plates and headers: RESNET 301 default framing fraction
JOIST_SHARE = 0.13  # floors: RESNET 301
CEILING_JOIST_SHARE = 0.07  # attic floors and rafters: our own, from 24 in trusses
WOOD_DENSITY = 512.6  # kg/m3
WOOD_SPECIFIC_HEAT = 1214.0  # J/kg K
INSULATION_DENSITY = 16.0  # kg/m3, mean of loose-fill glass and cellulose: OpenStudio-HPXML
INSULATION_SPECIFIC_HEAT = 1047.0  # J/kg K
INSULATION_CONDUCTIVITY = 0.042  # W/m K, only for how thick loose fill lies


@dataclass(frozen=True, slots=True)
class Ply:
    """A layer of an assembly: a material and its thickness."""

    material: str
    thickness_m: float


@dataclass(frozen=True, slots=True)
class Assembly:
    """Layers from outside to inside, and the materials that only it has."""

    name: str
    plies: tuple[Ply, ...]
    materials: dict[str, Material]
    films_m2k_per_w: float
    """Nominal films of both faces with which the wanted resistance is met."""
    source: str

    def resistance_m2k_per_w(self) -> float:
        """Return the resistance of the layers alone, surface to surface."""
        known = material_library() | self.materials
        return sum(p.thickness_m / known[p.material].conductivity_w_per_m_k for p in self.plies)


@dataclass(frozen=True, slots=True)
class Core:
    """The layer whose conductivity is solved."""

    material: str
    thickness_m: float
    density_kg_per_m3: float
    specific_heat_j_per_kg_k: float


def film_m2k_per_w(place: str) -> float:
    """Return a nominal surface film: ``outside``, ``inside_wall``, ``inside_heat_up`` ..."""
    return float(table("envelope")["films_r"][place]) * R_IP


def outside_wall(wanted_m2k_per_w: float, source: str) -> Assembly:
    """Return a wood-frame wall: vinyl siding, OSB, studs with insulation, gypsum."""
    return _solved(
        "outside_wall",
        wanted_m2k_per_w,
        outer=(Ply("vinyl_siding", SIDING_M), Ply("osb", WALL_SHEATHING_M)),
        core=_framed("studs_and_insulation", _stud_depth_m(wanted_m2k_per_w), STUD_SHARE),
        inner=(Ply("gypsum", GYPSUM_M),),
        films=film_m2k_per_w("outside") + film_m2k_per_w("inside_wall"),
        source=source,
    )


def attic_ceiling(wanted_m2k_per_w: float, source: str) -> Assembly:
    """Return a ceiling under an attic: loose fill between joists on gypsum."""
    depth = max(0.089, wanted_m2k_per_w * INSULATION_CONDUCTIVITY)
    return _solved(
        "ceiling_under_attic",
        wanted_m2k_per_w,
        outer=(),
        core=_framed("joists_and_loose_fill", depth, CEILING_JOIST_SHARE),
        inner=(Ply("gypsum", GYPSUM_M),),
        films=2 * film_m2k_per_w("inside_heat_up"),
        source=source,
    )


def roof(wanted_m2k_per_w: float, source: str) -> Assembly:
    """Return an insulated roof over the room: shingles, OSB, rafters with insulation, gypsum."""
    depth = max(0.140, wanted_m2k_per_w * INSULATION_CONDUCTIVITY)
    return _solved(
        "insulated_roof",
        wanted_m2k_per_w,
        outer=(Ply("asphalt_shingle", SHINGLE_M), Ply("osb", ROOF_SHEATHING_M)),
        core=_framed("rafters_and_insulation", depth, CEILING_JOIST_SHARE),
        inner=(Ply("gypsum", GYPSUM_M),),
        films=film_m2k_per_w("outside") + film_m2k_per_w("inside_slope"),
        source=source,
    )


def attic_roof() -> Assembly:
    """Return the bare roof of an attic: shingles on OSB."""
    return Assembly(
        "attic_roof",
        (Ply("asphalt_shingle", SHINGLE_M), Ply("osb", ROOF_SHEATHING_M)),
        {},
        film_m2k_per_w("outside") + film_m2k_per_w("inside_slope"),
        "asphalt shingles on 5/8 in OSB",
    )


def raised_floor(wanted_m2k_per_w: float, source: str) -> Assembly:
    """Return a wood floor over a crawl space or open air: insulated joists, plywood, boards.

    Its nominal film below is that of a sheltered underside, as in the table.
    """
    return _solved(
        "raised_floor",
        wanted_m2k_per_w,
        outer=(),
        core=_framed("floor_joists_and_insulation", 0.235, JOIST_SHARE),
        inner=(Ply("plywood", SUBFLOOR_M), Ply("hardwood", FLOORING_M)),
        films=2 * film_m2k_per_w("inside_heat_down"),
        source=source,
    )


def basement_wall(wanted_m2k_per_w: float, source: str) -> Assembly:
    """Return a concrete foundation wall, insulated inside, with gypsum."""
    return _solved(
        "basement_wall",
        wanted_m2k_per_w,
        outer=(Ply("concrete", FOUNDATION_WALL_M),),
        core=_framed("furring_and_insulation", 0.05, 0.1),
        inner=(Ply("gypsum", GYPSUM_M),),
        films=film_m2k_per_w("outside") + film_m2k_per_w("inside_wall"),
        source=source,
    )


def garage_door(wanted_m2k_per_w: float, source: str) -> Assembly:
    """Return a sectional garage door: two 0.6 mm steel skins around foam, as one layer."""
    core = Core("garage_door_leaf", GARAGE_DOOR_M, 220.0, 540.0)
    films = film_m2k_per_w("outside") + film_m2k_per_w("inside_wall")
    return _solved("garage_door", wanted_m2k_per_w, (), core, (), films, source)


def slab() -> Assembly:
    """Return a concrete slab with floor boards; soil and edge insulation are the boundary's."""
    return Assembly(
        "slab",
        (Ply("concrete", SLAB_M), Ply("hardwood", FLOORING_M)),
        {},
        film_m2k_per_w("inside_heat_down"),
        "4 in concrete with floor boards",
    )


def half_partition() -> Assembly:
    """Return the room's half of a wall to the heated home: its gypsum board."""
    films = 2 * film_m2k_per_w("inside_wall")
    source = "the room's half of a stud partition; no heat crosses its middle"
    return Assembly("inside_wall", (Ply("gypsum", GYPSUM_M),), {}, films, source)


def partition() -> Assembly:
    """Return a whole stud partition: gypsum, closed air gap, gypsum."""
    gap = Material(0.089 / R_IP, 1.2, 1006.0, "closed air gap of R-1: OpenStudio-HPXML")
    plies = (Ply("gypsum", GYPSUM_M), Ply("partition_gap", 0.089), Ply("gypsum", GYPSUM_M))
    films = 2 * film_m2k_per_w("inside_wall")
    return Assembly("partition", plies, {"partition_gap": gap}, films, "uninsulated stud partition")


def inside_floor() -> Assembly:
    """Return the room's half of a floor over heated rooms: plywood and boards."""
    films = film_m2k_per_w("inside_heat_down") + film_m2k_per_w("inside_heat_up")
    plies = (Ply("plywood", SUBFLOOR_M), Ply("hardwood", FLOORING_M))
    return Assembly(
        "inside_floor", plies, {}, films, "the room's half of a floor over heated rooms"
    )


def whole_floor() -> Assembly:
    """Return a whole floor over rooms at another temperature: gypsum, joists with air, boards."""
    return _between_storeys("floor_to_home", upwards=True)


def whole_ceiling() -> Assembly:
    """Return a whole ceiling under rooms at another temperature, boards above."""
    return _between_storeys("ceiling_to_home", upwards=False)


def _between_storeys(name: str, *, upwards: bool) -> Assembly:
    """Return the layers between two storeys, from below or from above."""
    gap = Material(0.235 / R_IP, 1.2, 1006.0, "closed air gap of R-1: OpenStudio-HPXML")
    plies = (
        Ply("gypsum", GYPSUM_M),
        Ply("joist_gap", 0.235),
        Ply("plywood", SUBFLOOR_M),
        Ply("hardwood", FLOORING_M),
    )
    film = "inside_heat_down" if upwards else "inside_heat_up"
    source = "uninsulated joists between two storeys"
    return Assembly(
        name,
        plies if upwards else plies[::-1],
        {"joist_gap": gap},
        2 * film_m2k_per_w(film),
        source,
    )


def inside_ceiling() -> Assembly:
    """Return the room's half of a ceiling under heated rooms: its gypsum board."""
    films = film_m2k_per_w("inside_heat_down") + film_m2k_per_w("inside_heat_up")
    source = "the room's half of a ceiling under heated rooms"
    return Assembly("inside_ceiling", (Ply("gypsum", GYPSUM_M),), {}, films, source)


def _stud_depth_m(wanted_m2k_per_w: float) -> float:
    """Return how deep the frame is: 2x4 to R-14, 2x6 to R-20, else a double wall."""
    r_ip = wanted_m2k_per_w / R_IP
    return 0.089 if r_ip < 14 else 0.140 if r_ip < 20 else 0.241


def _framed(material: str, depth_m: float, wood_share: float) -> Core:
    """Return wood and insulation side by side as one layer with the heat capacity of both."""
    wood = wood_share * WOOD_DENSITY
    fill = (1 - wood_share) * INSULATION_DENSITY
    capacity = wood * WOOD_SPECIFIC_HEAT + fill * INSULATION_SPECIFIC_HEAT
    return Core(material, depth_m, wood + fill, capacity / (wood + fill))


def _solved(
    name: str,
    wanted_m2k_per_w: float,
    outer: tuple[Ply, ...],
    core: Core,
    inner: tuple[Ply, ...],
    films: float,
    source: str,
) -> Assembly:
    """Return the assembly whose core makes layers and films meet the wanted resistance."""
    known = material_library()
    fixed = sum(p.thickness_m / known[p.material].conductivity_w_per_m_k for p in (*outer, *inner))
    left = wanted_m2k_per_w - films - fixed
    if left <= 0.0:
        least = (films + fixed) / R_IP
        raise ScenarioError(
            f"{name}: no room for the wanted resistance",
            [
                Problem(
                    f"R-{wanted_m2k_per_w / R_IP:.3g} is less than the films and the other layers "
                    f"of this part have together (R-{least:.3g})",
                    hint="give more, or write the layers with `kind: detail`",
                )
            ],
        )
    material = Material(
        core.thickness_m / left,
        core.density_kg_per_m3,
        core.specific_heat_j_per_kg_k,
        "solved from the assembly's resistance",
    )
    middle = Ply(core.material, core.thickness_m)
    return Assembly(name, (*outer, middle, *inner), {core.material: material}, films, source)


@lru_cache(maxsize=1)
def construction_library() -> dict[str, Callable[[], Assembly]]:
    """Return what a scenario may name under ``construction`` without describing it.

    Wood-frame parts of OpenStudio-HPXML by their insulation: ``wood_stud_r_13``,
    ``attic_ceiling_r_38``, ``roof_r_30``, ``raised_floor_r_19``; and parts without a choice.
    """
    data = table("envelope")
    library: dict[str, Callable[[], Assembly]] = {
        "partition": partition,
        "inside_wall": half_partition,
        "inside_floor": inside_floor,
        "inside_ceiling": inside_ceiling,
        "slab": slab,
        "attic_roof": attic_roof,
    }
    source = "OpenStudio-HPXML 1.11"
    for name, r_ip in data["wall_assembly_r"].items():
        if "Wood Stud" in name:
            library[_slug(name)] = partial(outside_wall, r_ip * R_IP, f"{name}: {source}")
    for name, r_ip in data["ceiling_under_attic_r"].items():
        slug = _slug(f"attic ceiling {name}")
        library[slug] = partial(attic_ceiling, r_ip * R_IP, f"{name}: {source}")
    for name, pair in data["roof_r"].items():
        if name != "columns":
            slug = _slug(f"roof {name}")
            library[slug] = partial(roof, pair[1] * R_IP, f"{name}: {source}")
    for name, r_ip in data["floor_over_foundation_or_garage_r"].items():
        slug = _slug(name.replace("Wood Frame", "raised floor"))
        library[slug] = partial(raised_floor, r_ip * R_IP, f"{name}: {source}")
    return library


def _slug(name: str) -> str:
    return name.lower().replace(",", "").replace("-", "_").replace(" ", "_")
