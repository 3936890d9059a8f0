"""Layers that have a wanted thermal resistance and the mass that such a part really has.

A table gives the resistance of an assembly from air to air. Here its visible layers (siding,
sheathing, gypsum) are taken as built, and what is between them (studs and insulation, side by
side) becomes one layer whose conductivity is solved so that layers and films together meet the
table. Its density and specific heat are those of the mixture. ``data/assemblies.json`` has the
layers of each part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

from hpsim.building.description.surfaces import Material, MaterialLayer
from hpsim.building.library import material_library, material_of, table
from hpsim.errors import Problem, ScenarioError
from hpsim.records import dataclass
from hpsim.units.constants import R_IP

WOOD_DENSITY = 512.6  # kg/m3
WOOD_SPECIFIC_HEAT = 1214.0  # J/kg K
INSULATION_DENSITY = 16.0  # kg/m3, mean of loose-fill glass and cellulose: OpenStudio-HPXML
INSULATION_SPECIFIC_HEAT = 1047.0  # J/kg K
KEPT = 256  # parts by their resistance, for the next room
INSULATION_CONDUCTIVITY = 0.042  # W/m K, only for how thick loose fill lies


@dataclass(frozen=True, slots=True)
class Assembly:
    """Layers from outside to inside, and the materials that only it has."""

    name: str
    layers: tuple[MaterialLayer, ...]
    materials: dict[str, Material]
    source: str


def film_m2k_per_w(place: str) -> float:
    """Return a nominal surface film: ``outside``, ``inside_wall``, ``inside_heat_up`` ..."""
    return float(table("envelope")["films_r"][place]) * R_IP


@cache
def fixed(name: str) -> Assembly:
    """Return a part without a choice: ``partition``, ``slab``, ``attic_roof`` ...

    Of partitions, floors and ceilings between heated rooms ``inside_wall``, ``inside_floor`` and
    ``inside_ceiling`` are the room's half, ``floor_to_home`` and ``ceiling_to_home`` the whole.
    """
    data = table("assemblies")
    row = data["fixed"][name]
    layers = _layers(row["plies"])
    gaps = {
        layer.material: material_of(layer.thickness_m / (data["gap_r"] * R_IP), 1.2, 1006.0)
        for layer in layers
        if layer.material.endswith("_gap")
    }
    return Assembly(name, layers, gaps, row["source"])


@lru_cache(maxsize=KEPT)
def solved(name: str, wanted_m2k_per_w: float, source: str) -> Assembly:
    """Return a part whose core makes layers and films meet the wanted resistance.

    ``outside_wall``, ``ceiling_under_attic``, ``insulated_roof``, ``raised_floor``,
    ``basement_wall`` or ``garage_door``. The nominal film below a raised floor is that of a
    sheltered underside, as in the table.

    Raises
    ------
    ScenarioError
        Films and the other layers have more resistance.
    """
    row, known = table("assemblies")["solved"][name], material_library()
    outer, inner = _layers(row["outer"]), _layers(row["inner"])
    films = sum(film_m2k_per_w(place) for place in row["films"])
    others = sum(p.thickness_m / known[p.material].conductivity_w_per_m_k for p in (*outer, *inner))
    left = wanted_m2k_per_w - films - others
    if left <= 0.0:
        raise ScenarioError(
            f"{name}: no room for the wanted resistance",
            [
                Problem(
                    f"{wanted_m2k_per_w:.4g} m2K/W is less than the films and the other layers of "
                    f"this part have together, {films + others:.4g} m2K/W",
                    hint="give more, or write the layers with `kind: detail`",
                )
            ],
        )
    core = row["core"]
    depth_m = _depth_m(core, wanted_m2k_per_w)
    middle = MaterialLayer(material=core["material"], thickness_m=depth_m)
    material = material_of(depth_m / left, *_mixture(core))
    return Assembly(name, (*outer, middle, *inner), {middle.material: material}, source)


def _layers(rows: Sequence[tuple[str, float]]) -> tuple[MaterialLayer, ...]:
    return tuple(MaterialLayer(material=name, thickness_m=depth_m) for name, depth_m in rows)


def _depth_m(core: Mapping[str, Any], wanted_m2k_per_w: float) -> float:
    """Return how thick a core is: always the same, by frames' sizes, or as fill needs to lie."""
    if "thickness_m" in core:
        return float(core["thickness_m"])
    if "fill_from_m" in core:
        return float(max(core["fill_from_m"], wanted_m2k_per_w * INSULATION_CONDUCTIVITY))
    r_ip = wanted_m2k_per_w / R_IP
    return next(float(m) for m, up_to in core["deep_m_up_to_r"] if up_to is None or r_ip < up_to)


def _mixture(core: Mapping[str, Any]) -> tuple[float, float]:
    """Return density and specific heat of a core: its own, or of wood with insulation."""
    if "density" in core:
        return core["density"], core["specific_heat"]
    wood = core["wood"] * WOOD_DENSITY
    fill = (1 - core["wood"]) * INSULATION_DENSITY
    capacity = wood * WOOD_SPECIFIC_HEAT + fill * INSULATION_SPECIFIC_HEAT
    return wood + fill, capacity / (wood + fill)


@lru_cache(maxsize=1)
def construction_library() -> dict[str, Callable[[], Assembly]]:
    """Return what a scenario may name under ``construction`` without describing it.

    Wood-frame parts of OpenStudio-HPXML by their insulation: ``wood_stud_r_13``,
    ``attic_ceiling_r_38``, ``roof_r_30``, ``raised_floor_r_19``; and parts without a choice.
    """
    names = ("partition", "inside_wall", "inside_floor", "inside_ceiling", "slab", "attic_roof")
    library: dict[str, Callable[[], Assembly]] = {name: partial(fixed, name) for name in names}
    for part, prefix in (
        ("outside_wall", ""),
        ("ceiling_under_attic", "attic ceiling "),
        ("insulated_roof", "roof "),
        ("raised_floor", ""),
    ):
        for name, r_ip in frame_options(part).items():
            slug = _slug(prefix + name.replace("Wood Frame", "raised floor"))
            library[slug] = partial(solved, part, r_ip * R_IP, f"{name}: OpenStudio-HPXML 1.11")
    return library


def frame_options(part: str) -> dict[str, float]:
    """Return the options of OpenStudio-HPXML for a wood-frame part, air to air [h ft2 degF/Btu].

    By name, of ``outside_wall``, ``ceiling_under_attic``, ``insulated_roof``, ``raised_floor``.
    """
    data = table("envelope")
    if part == "outside_wall":
        return {name: r for name, r in data["wall_assembly_r"].items() if "Wood Stud" in name}
    if part == "insulated_roof":
        return {name: pair[1] for name, pair in data["roof_r"].items() if name != "columns"}
    is_ceiling = part == "ceiling_under_attic"
    key = "ceiling_under_attic_r" if is_ceiling else "floor_over_foundation_or_garage_r"
    options: dict[str, float] = data[key]
    return options


def _slug(name: str) -> str:
    return name.lower().replace(",", "").replace("-", "_").replace(" ", "_")


def assembly_resistance(part: str, insulation_m2k_per_w: float) -> float:
    """Return the air-to-air resistance of a wood-frame part with this nominal insulation.

    Interpolated between `frame_options`, beyond the last along its slope [m2 K/W].

    Examples
    --------
    >>> round(assembly_resistance("outside_wall", 13 * R_IP) / R_IP, 1)
    11.3
    """
    nominal, assembly = _options(part)
    r_ip = insulation_m2k_per_w / R_IP
    i = 1
    while i < len(nominal) - 1 and r_ip > nominal[i]:
        i += 1
    slope = (assembly[i] - assembly[i - 1]) / (nominal[i] - nominal[i - 1])
    return (assembly[i - 1] + slope * (r_ip - nominal[i - 1])) * R_IP


def _options(part: str) -> tuple[list[float], list[float]]:
    """Return nominal and assembly R of a part's options, increasing [h ft2 degF/Btu]."""
    options = frame_options(part)
    nominal = (0.0 if "ninsulated" in name else float(name.rsplit("R-", 1)[1]) for name in options)
    pairs = sorted(zip(nominal, map(float, options.values()), strict=True))
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
