"""Surfaces, what lies behind them, and their windows."""

from __future__ import annotations

from collections.abc import Sequence

from crosscheck.epjson import ROOM, CannotSayError, Document, Object, Settings, add
from crosscheck.layers import construct, glass, mirrored
from crosscheck.plan import LEVEL_DEG, Corner, Zone, corners, gross_m2, vertices
from hpsim.building.constants import EDGE_HEIGHT_M
from hpsim.building.layout_assembly import MASS_ABSORPTANCE, MASS_EMISSIVITY
from hpsim.building.model import (
    Adiabatic,
    BufferSpace,
    Ground,
    Mass,
    Neighbour,
    Outdoors,
    Surface,
    Window,
)

DEEP_SOIL_M = 10.0  # 2.5 widths and more (ISO 10211); 15 m and twenty years change 0.2 %
CONCRETE = {"conductivity": 1.8, "density": 2240.0, "specific_heat": 840.0}  # ISO 10456
NEIGHBOUR_FILM_W_PER_M2K = 7.7  # ISO 6946: 1/0.13, convection and long wave


def add_surface(
    doc: Document,
    surface: Surface,
    windows: Sequence[Window],
    zone: Zone,
    settings: Settings,
) -> None:
    """Add a surface with what lies behind it, and its windows."""
    own = [window for window in windows if window.surface == surface.name]
    points, width_m, first_m = corners(surface, gross_m2(surface, own), zone)
    entry: Object = {
        "surface_type": _type_of(surface),
        "zone_name": zone.name,
        "sun_exposure": "NoSun",
        "wind_exposure": "NoWind",
        "vertices": vertices(points),
    }
    layers, boundary = list(surface.layers), surface.boundary
    if isinstance(boundary, Outdoors):
        entry["outside_boundary_condition"] = "Outdoors"
        entry["sun_exposure"] = "SunExposed" if boundary.sun else "NoSun"
        entry["wind_exposure"] = "WindExposed" if boundary.wind else "NoWind"
        if not boundary.sun:
            entry["view_factor_to_ground"] = 1.0  # its surroundings are at air temperature
    elif isinstance(boundary, Adiabatic):
        entry["outside_boundary_condition"] = "Adiabatic"
        layers = mirrored(layers)
    elif isinstance(boundary, BufferSpace):
        other = f"{surface.name}, far side"
        entry["outside_boundary_condition"] = "Surface"
        entry["outside_boundary_condition_object"] = other
        _add_far_side(doc, surface, other, boundary.name, points)
    elif isinstance(boundary, Ground):
        entry["outside_boundary_condition"] = "Foundation"
        entry["outside_boundary_condition_object"] = surface.name
        _add_foundation(doc, surface, boundary, settings)
    else:
        entry["outside_boundary_condition"] = "OtherSideCoefficients"
        entry["outside_boundary_condition_object"] = surface.name
        _add_neighbour(doc, surface, boundary)
    entry["construction_name"] = construct(doc, surface.name, layers, surface)
    add(doc, "BuildingSurface:Detailed", surface.name, entry)
    left_m = first_m + 0.5 * (width_m - sum(window.width_m for window in own))
    for window in own:
        _add_window(doc, window, surface, zone, left_m)
        left_m += window.width_m
    if own and sum(window.width_m for window in own) > width_m:
        raise CannotSayError(f"the windows in '{surface.name}' are wider than it is")


def _type_of(surface: Surface) -> str:
    if surface.tilt_deg > 120.0:
        return "Floor"
    if surface.tilt_deg > 60.0:
        return "Wall"
    return "Roof" if isinstance(surface.boundary, Outdoors) else "Ceiling"


def _add_far_side(
    doc: Document, surface: Surface, name: str, zone: str, points: Sequence[Corner]
) -> None:
    """Add the face by which a buffer sees a surface that it shares with the room."""
    back = Surface(
        name,
        tuple(reversed(surface.layers)),
        surface.area_m2,
        surface.boundary,
        absorptance_outside=surface.absorptance_inside,
        absorptance_inside=surface.absorptance_outside,
        emissivity_outside=surface.emissivity_inside,
        emissivity_inside=surface.emissivity_outside,
    )
    entry = {
        "surface_type": "Floor",
        "construction_name": construct(doc, name, back.layers, back),
        "zone_name": zone,
        "outside_boundary_condition": "Surface",
        "outside_boundary_condition_object": surface.name,
        "sun_exposure": "NoSun",
        "wind_exposure": "NoWind",
        "vertices": vertices(reversed(points)),
    }
    add(doc, "BuildingSurface:Detailed", name, entry)


def _add_foundation(doc: Document, surface: Surface, boundary: Ground, settings: Settings) -> None:
    """Add a slab's soil, for Kiva's two-dimensional finite differences."""
    if surface.tilt_deg < 135.0 or boundary.depth_below_grade_m > 0.0:
        raise CannotSayError(f"{surface.name}: soil beside a wall")
    entry: Object = {}
    if boundary.edge_resistance_m2k_per_w > 0.0:
        name = f"edge of {surface.name}"
        thickness = 0.05
        doc.setdefault("Material", {})[name] = {
            "roughness": "Rough",
            "thickness": thickness,
            "conductivity": thickness / boundary.edge_resistance_m2k_per_w,
            "density": 30.0,
            "specific_heat": 1400.0,
        }
        entry["exterior_vertical_insulation_material_name"] = name
        # from the top of the wall, which stands that far above grade
        entry["exterior_vertical_insulation_depth"] = EDGE_HEIGHT_M + boundary.edge_depth_m
    rim = f"edge under {surface.name}"
    doc.setdefault("Material", {})[rim] = {
        "roughness": "Rough",
        "thickness": boundary.wall_m,
        **CONCRETE,
    }
    doc.setdefault("Construction", {})[rim] = {"outside_layer": rim}
    entry["footing_wall_construction_name"] = rim
    entry["wall_height_above_grade"] = EDGE_HEIGHT_M
    add(doc, "Foundation:Kiva", surface.name, entry)
    deep_m: float | str = DEEP_SOIL_M if settings.deep_soil == "ZeroFlux" else "Autocalculate"
    density = 1842.0  # EnergyPlus' default; only its product with the specific heat counts
    doc["Foundation:Kiva:Settings"] = {
        "soil": {
            "soil_conductivity": settings.soil_w_per_m_k,
            "soil_density": density,
            "soil_specific_heat": settings.soil_j_per_m3k / density,
            "ground_solar_absorptivity": settings.soil_absorptance,
            "deep_ground_boundary_condition": settings.deep_soil,
            "deep_ground_depth": deep_m,
        }
    }
    if settings.soil_wind_m is not None:
        soil = doc["Foundation:Kiva:Settings"]["soil"]
        soil["ground_surface_roughness"] = settings.soil_wind_m
    # one by one, each from where the last one left the soil; the last begins on a Monday, too
    doc["RunPeriod"]["year"] |= {"begin_year": 2008 - settings.soil_years, "end_year": 2007}
    perimeter = {
        "surface_name": surface.name,
        "exposed_perimeter_calculation_method": "TotalExposedPerimeter",
        "total_exposed_perimeter": boundary.exposed_perimeter_m,
    }
    add(doc, "SurfaceProperty:ExposedFoundationPerimeter", surface.name, perimeter)


def _add_neighbour(doc: Document, surface: Surface, boundary: Neighbour) -> None:
    temperature = boundary.temperature_degc
    if float(temperature.max() - temperature.min()) > 0.0:
        raise CannotSayError(f"{surface.name}: a neighbour whose temperature changes")
    entry = {
        "combined_convective_radiative_film_coefficient": NEIGHBOUR_FILM_W_PER_M2K,
        "constant_temperature": float(temperature[0]),
    }
    add(doc, "SurfaceProperty:OtherSideCoefficients", surface.name, entry)


def _add_window(doc: Document, window: Window, surface: Surface, zone: Zone, left_m: float) -> None:
    """Add a window and its overhang."""
    if abs(surface.tilt_deg - 90.0) > LEVEL_DEG:
        raise CannotSayError(f"{window.name}: a window that is not upright")
    out = 0.5 * (zone.depth_m if zone.side(surface.azimuth_deg) % 2 == 0 else zone.length_m)
    low = zone.base_m + window.sill_m
    right_m, top = left_m + window.width_m, low + window.height_m
    if top > zone.base_m + zone.height_m:
        raise CannotSayError(f"{window.name} reaches above its wall")
    entry: Object = {
        "surface_type": "Window",
        "construction_name": glass(doc, window.glazing),
        "building_surface_name": surface.name,
        "multiplier": window.count,
        "number_of_vertices": 4,
    }
    points = [(left_m, top), (left_m, low), (right_m, low), (right_m, top)]
    for i, (along, up) in enumerate(points, 1):
        corner = zone.at(surface.azimuth_deg, along, out, up)
        entry |= {f"vertex_{i}_{axis}_coordinate": c for axis, c in zip("xyz", corner, strict=True)}
    name = f"{window.name} {len(doc.get('FenestrationSurface:Detailed', {}))}"
    add(doc, "FenestrationSurface:Detailed", name, entry)
    shade = window.overhang
    if shade is not None:
        beside = 0.5 * ((shade.width_m or window.width_m) - window.width_m)
        overhang = {
            "window_or_door_name": name,
            "height_above_window_or_door": shade.above_m,
            "tilt_angle_from_window_door": 90.0,
            "left_extension_from_window_door_width": max(beside - window.overhang_shift_m, 0.0),
            "right_extension_from_window_door_width": max(beside + window.overhang_shift_m, 0.0),
            "depth": shade.depth_m,
        }
        add(doc, "Shading:Overhang", f"overhang of {name}", overhang)


def add_gables(doc: Document, zone: Zone) -> None:
    """Close the ends of a roof of two slopes, which hpsim leaves out: no heat crosses them.

    Without them EnergyPlus finds no enclosure and lets faces exchange less than all their heat.
    """
    if zone.slope is None:
        return
    doc.setdefault("Material:NoMass", {})["gable"] = {
        "roughness": "Rough",
        "thermal_resistance": 1.0,
    }
    doc.setdefault("Construction", {})["gable"] = {"outside_layer": "gable"}
    facing, ridge_m, length_m, half_m = zone.slope
    for name, turn_deg in (("right", 90.0), ("left", 270.0)):
        points = [(0.0, ridge_m), (-half_m, zone.base_m), (half_m, zone.base_m)]
        entry = {
            "surface_type": "Wall",
            "construction_name": "gable",
            "zone_name": zone.name,
            "outside_boundary_condition": "Adiabatic",
            "sun_exposure": "NoSun",
            "wind_exposure": "NoWind",
            "vertices": vertices(
                zone.at(facing + turn_deg, along, 0.5 * length_m, up) for along, up in points
            ),
        }
        add(doc, "BuildingSurface:Detailed", f"{zone.name}, gable {name}", entry)


def add_mass(doc: Document, mass: Mass) -> None:
    """Add furniture or a partition: EnergyPlus counts both faces as area."""
    face = Surface(
        mass.name,
        mass.layers,
        mass.area_m2,
        Adiabatic(),
        absorptance_outside=MASS_ABSORPTANCE,
        absorptance_inside=MASS_ABSORPTANCE,
        emissivity_outside=MASS_EMISSIVITY,
        emissivity_inside=MASS_EMISSIVITY,
    )
    entry = {
        "construction_name": construct(doc, mass.name, mass.layers, face),
        "zone_or_zonelist_name": ROOM,
        "surface_area": 2 * mass.area_m2,
    }
    add(doc, "InternalMass", mass.name, entry)
