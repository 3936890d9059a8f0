"""Writes a room as an EnergyPlus document (epJSON).

A room's numbers (layers, areas, directions, glass, air, gains) become the objects by which
EnergyPlus' own users would describe it. How EnergyPlus computes is left at its defaults: TARP
inside, DOE-2 outside, conduction transfer functions, window heat balance by layer, Kiva for the
ground. `Settings` names the few that a comparison may want to turn.

hpsim knows areas and directions, EnergyPlus wants corners: walls are put around a rectangle in
their order, the roof on top. What can't be said so is refused.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hpsim.building import ground
from hpsim.building.model import (
    Adiabatic,
    BufferSpace,
    ConstantInfiltration,
    Gains,
    Glazing,
    Ground,
    Layer,
    Mass,
    Neighbour,
    Outdoors,
    RoomModel,
    Surface,
    Window,
)

Object = dict[str, Any]
Document = dict[str, dict[str, Object]]
Corner = tuple[float, float, float]

ROOM = "room"
ROUGHNESS = {
    "very_smooth": "VerySmooth",
    "smooth": "Smooth",
    "medium": "MediumRough",
    "rough": "Rough",
}
TERRAIN = {"open": "Ocean", "country": "Country", "suburban": "Suburbs", "urban": "City"}
NEIGHBOUR_FILM_W_PER_M2K = 7.7  # ISO 6946: 1/0.13, convection and long wave
NOMINAL_THICKNESS_M = 0.1  # of a layer known by resistance and capacitance: only these count
NOMINAL_J_PER_KG_K = 1000.0
VAPOUR_J_PER_KG = 2.54e6  # enthalpy of vapour at room temperature, by which EnergyPlus divides
LEVEL_DEG = 1.0
DIGITS = 6  # of a number in the fingerprint
OUTPUTS = (
    "Zone Air System Sensible Heating Energy",
    "Zone Air System Sensible Cooling Energy",
    "Zone Mean Air Temperature",
    "Zone Air Humidity Ratio",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How EnergyPlus computes; everything else is its default."""

    inside_film: str = "TARP"
    outside_film: str = "DOE-2"
    sun_inside: str = "FullExterior"
    """FullExterior: beam falls on the floor; FullInteriorAndExterior: where geometry says."""
    sky: str = "file"
    """The file's infrared, or ClarkAllen, Brunt, Idso, BerdahlMartin."""
    infiltration_density: str = "Outdoor"
    """Of which air the constant flow is: Outdoor (as it blows) or Standard (the site at 20 degC)."""
    soil_w_per_m_k: float = ground.SOIL_W_PER_M_K
    soil_j_per_m3k: float = ground.SOIL_J_PER_M3K
    soil_absorptance: float = 0.9
    """Of the ground around the house, for sunlight."""
    rain: bool = True
    """Whether surfaces get wet when the file says that it rains."""
    moisture: bool = False
    """Moisture penetration depth at the faces that hpsim takes to hold moisture."""
    sun_every_days: int = 20
    """How often the sun's course and shadows are found anew."""
    steps_per_hour: int = 6


class CannotSayError(Exception):
    """The room has something that this translation does not know."""


class Slope(NamedTuple):
    """A slope from its eaves to the ridge."""

    azimuth_deg: float
    ridge_m: float
    """Height above the ground."""
    length_m: float
    half_span_m: float


@dataclass(slots=True)
class _Zone:
    """A zone while it is written: its rectangle, and how far each side is taken."""

    name: str
    front_deg: float
    length_m: float
    """Of front and back."""
    depth_m: float
    height_m: float
    base_m: float
    """Height of its floor above the ground."""
    taken_m: dict[str, float] = field(default_factory=dict)
    slope: Slope | None = None
    """The last slope, if it has any."""

    def side(self, azimuth_deg: float) -> int:
        """Return which wall of the rectangle looks there: 0 front, 1 clockwise from it ..."""
        turn = (azimuth_deg - self.front_deg) % 360.0
        number = round(turn / 90.0)
        if abs(turn - 90.0 * number) > LEVEL_DEG:
            raise CannotSayError(f"{self.name}: a wall looks to {azimuth_deg:g} deg, out of square")
        return number % 4

    def at(self, azimuth_deg: float, along_m: float, out_m: float, up_m: float) -> Corner:
        """Return a corner: along to the right seen from outside, out along the normal."""
        a = math.radians(azimuth_deg)
        x = -math.cos(a) * along_m + math.sin(a) * out_m
        y = math.sin(a) * along_m + math.cos(a) * out_m
        return (x, y, up_m)


def document(room: RoomModel, setpoints: tuple[float, float] | None, settings: Settings) -> Document:
    """Return the EnergyPlus document of a room.

    Parameters
    ----------
    room
        The room's numbers.
    setpoints
        Constant heating and cooling set points of ideal loads [degC]; None: it floats.
    settings
        How EnergyPlus computes.

    Raises
    ------
    CannotSayError
        The room has something that this translation does not know.
    """
    _refuse(room)
    doc = _frame(room, settings)
    main = _zone_of_room(room)
    zones = {ROOM: main}
    _add_zone(doc, main, room.volume_m3, room.floor_area_m2)
    for buffer in room.buffers:
        shared = [s for s in room.surfaces if s.boundary == BufferSpace(buffer.name)]
        if any(surface.tilt_deg > LEVEL_DEG for surface in shared):
            raise CannotSayError(f"{buffer.name}: only buffers above the room")
        zones[buffer.name] = _Zone(
            buffer.name, main.front_deg, main.length_m, main.depth_m, 0.0, main.height_m
        )
        area = sum(surface.area_m2 for surface in shared)
        _add_zone(doc, zones[buffer.name], buffer.volume_m3, area)
        for surface in buffer.surfaces:
            _add_surface(doc, surface, buffer.windows, zones[buffer.name], room, settings)
        _add_gables(doc, zones[buffer.name])
        _add(doc, "ZoneInfiltration:DesignFlowRate", buffer.name, _leak(buffer.name, buffer.ach))
        if buffer.gains is not None:
            raise CannotSayError(f"{buffer.name}: gains in a buffer")
    for surface in room.surfaces:
        _add_surface(doc, surface, room.windows, main, room, settings)
    for mass in room.masses:
        _add_mass(doc, mass)
    for leak in room.infiltration:
        assert isinstance(leak, ConstantInfiltration)
        entry = _leak(ROOM, leak.ach) | {"density_basis": settings.infiltration_density}
        _add(doc, "ZoneInfiltration:DesignFlowRate", ROOM, entry)
    _add_gains(doc, room.gains, settings)
    if setpoints is not None:
        _add_ideal_loads(doc, setpoints)
    if settings.moisture:
        _add_moisture(doc, room)
    return doc


def fingerprint(doc: Document) -> str:
    """Return a hash of a document, the same wherever numbers agree to six digits."""

    def rounded(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rounded(entry) for key, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return [rounded(entry) for entry in value]
        return float(f"{value:.{DIGITS}g}") + 0.0 if isinstance(value, float) else value

    text = json.dumps(rounded(doc), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _add(doc: Document, kind: str, name: str, entry: Object) -> None:
    objects = doc.setdefault(kind, {})
    if name in objects:
        raise CannotSayError(f"a second {kind} named '{name}'")
    objects[name] = entry


def _refuse(room: RoomModel) -> None:
    """Refuse what EnergyPlus is not told about."""
    unknown = {
        "ventilation": room.ventilation,
        "leakage driven by wind and stack": [
            leak for leak in room.infiltration if not isinstance(leak, ConstantInfiltration)
        ],
        "doors to the home that open": [door for door in room.doors if door.open.any()],
        "shades": [w for w in room.windows if w.shade is not None or w.fins is not None],
    }
    for what, found in unknown.items():
        if found:
            raise CannotSayError(what)


# --- frame, zones, loads ---------------------------------------------------------------------


def _frame(room: RoomModel, settings: Settings) -> Document:
    """Return everything that is not a part of the room."""
    doc: Document = {
        "Version": {"version": {"version_identifier": ""}},  # the engine's own, set by the runner
        "Building": {
            "building": {
                "terrain": TERRAIN[room.terrain],
                "solar_distribution": settings.sun_inside,
            }
        },
        "SimulationControl": {"control": {"run_simulation_for_sizing_periods": "No"}},
        "Timestep": {"step": {"number_of_timesteps_per_hour": settings.steps_per_hour}},
        "RunPeriod": {
            "year": {
                "begin_month": 1,
                "begin_day_of_month": 1,
                "end_month": 12,
                "end_day_of_month": 31,
                "day_of_week_for_start_day": "Monday",
                "use_weather_file_daylight_saving_period": "No",
                "use_weather_file_holidays_and_special_days": "No",
                "use_weather_file_rain_indicators": "Yes" if settings.rain else "No",
            }
        },
        "GlobalGeometryRules": {
            "rules": {
                "starting_vertex_position": "UpperLeftCorner",
                "vertex_entry_direction": "Counterclockwise",
                "coordinate_system": "World",
            }
        },
        "SurfaceConvectionAlgorithm:Inside": {"inside": {"algorithm": settings.inside_film}},
        "SurfaceConvectionAlgorithm:Outside": {"outside": {"algorithm": settings.outside_film}},
        "ZoneCapacitanceMultiplier:ResearchSpecial": {
            "fast": {
                "zone_or_zonelist_name": ROOM,
                "temperature_capacity_multiplier": room.air_capacity_multiplier,
            }
        },
        "ScheduleTypeLimits": {"any": {}},
        "Schedule:Constant": {"always": {"schedule_type_limits_name": "any", "hourly_value": 1.0}},
        "OutputControl:Files": {"files": {"output_csv": "Yes", "output_sqlite": "No"}},
        "Output:Variable": {
            f"output {i}": {
                "key_value": ROOM,
                "variable_name": name,
                "reporting_frequency": "Hourly",
            }
            for i, name in enumerate(OUTPUTS)
        },
    }
    if room.ground_reflectance != 0.2:
        months = "january february march april may june july august september october november"
        doc["Site:GroundReflectance"] = {
            "reflectance": {
                f"{month}_ground_reflectance": room.ground_reflectance
                for month in [*months.split(), "december"]
            }
        }
    if settings.sun_every_days != 20:
        doc["ShadowCalculation"] = {
            "sun": {"shading_calculation_update_frequency": settings.sun_every_days}
        }
    if settings.sky != "file":
        doc["WeatherProperty:SkyTemperature"] = {
            "sky": {"calculation_type": settings.sky, "use_weather_file_horizontal_ir": "No"}
        }
    return doc


def _zone_of_room(room: RoomModel) -> _Zone:
    """Return the rectangle that the room's walls make."""
    walls = [s for s in room.surfaces if abs(s.tilt_deg - 90.0) < LEVEL_DEG]
    if len(walls) < len([s for s in room.surfaces if LEVEL_DEG < s.tilt_deg < 180.0 - LEVEL_DEG]):
        raise CannotSayError("slopes in the room itself")
    front = min(surface.azimuth_deg % 360.0 for surface in walls)
    zone = _Zone(ROOM, front, 0.0, 0.0, room.ceiling_height_m, 0.0)
    lengths = [0.0] * 4
    for wall in walls:
        lengths[zone.side(wall.azimuth_deg)] += _gross_m2(wall, room.windows) / zone.height_m
    zone.length_m, zone.depth_m = max(lengths[0], lengths[2]), max(lengths[1], lengths[3])
    if abs(zone.length_m * zone.depth_m / room.floor_area_m2 - 1.0) > 0.03:
        raise CannotSayError("walls and floor are not those of a rectangle")
    return zone


def _gross_m2(surface: Surface, windows: Iterable[Window]) -> float:
    own = sum(w.count * w.area_m2 for w in windows if w.surface == surface.name)
    return surface.area_m2 + own


def _add_zone(doc: Document, zone: _Zone, volume_m3: float, floor_area_m2: float) -> None:
    entry = {"volume": volume_m3, "floor_area": floor_area_m2}
    if zone.height_m > 0.0:
        entry["ceiling_height"] = zone.height_m
    _add(doc, "Zone", zone.name, entry)


def _leak(zone: str, ach: float) -> Object:
    return {
        "zone_or_zonelist_or_space_or_spacelist_name": zone,
        "schedule_name": "always",
        "design_flow_rate_calculation_method": "AirChanges/Hour",
        "air_changes_per_hour": ach,
    }


def _add_ideal_loads(doc: Document, setpoints: tuple[float, float]) -> None:
    """Add an ideal system that holds the air between two constant set points."""
    constant = doc["Schedule:Constant"]
    for name, value in zip(("heating", "cooling"), setpoints, strict=True):
        constant[name] = {"schedule_type_limits_name": "any", "hourly_value": value}
    constant["dual"] = {"schedule_type_limits_name": "any", "hourly_value": 4}
    _add(
        doc,
        "ThermostatSetpoint:DualSetpoint",
        "set points",
        {
            "heating_setpoint_temperature_schedule_name": "heating",
            "cooling_setpoint_temperature_schedule_name": "cooling",
        },
    )
    _add(
        doc,
        "ZoneControl:Thermostat",
        "thermostat",
        {
            "zone_or_zonelist_name": ROOM,
            "control_type_schedule_name": "dual",
            "control_1_object_type": "ThermostatSetpoint:DualSetpoint",
            "control_1_name": "set points",
        },
    )
    _add(
        doc,
        "ZoneHVAC:EquipmentConnections",
        "connections",
        {
            "zone_name": ROOM,
            "zone_conditioning_equipment_list_name": "equipment",
            "zone_air_inlet_node_or_nodelist_name": "supply",
            "zone_air_node_name": "air",
            "zone_return_air_node_or_nodelist_name": "return",
        },
    )
    _add(
        doc,
        "ZoneHVAC:EquipmentList",
        "equipment",
        {
            "equipment": [
                {
                    "zone_equipment_object_type": "ZoneHVAC:IdealLoadsAirSystem",
                    "zone_equipment_name": "ideal",
                    "zone_equipment_cooling_sequence": 1,
                    "zone_equipment_heating_or_no_load_sequence": 1,
                }
            ]
        },
    )
    entry = {"zone_supply_air_node_name": "supply", "dehumidification_control_type": "None"}
    _add(doc, "ZoneHVAC:IdealLoadsAirSystem", "ideal", entry)


def _add_gains(doc: Document, gains: Gains, settings: Settings) -> None:
    """Add convective heat, radiant heat and, where moisture is followed, vapour."""
    parts = [("convective", gains.convective_w, {}), ("radiant", gains.radiant_w, {"radiant": 1.0})]
    if settings.moisture:
        parts.append(("latent", gains.moisture_kg_per_s * VAPOUR_J_PER_KG, {"latent": 1.0}))
    for name, watts, fractions in parts:
        most = float(watts.max())
        if most <= 0.0:
            continue
        rows = [float(value) / most for value in watts]
        _add(doc, "hourly values", name, {"rows": rows})  # taken out again by the runner
        _add(
            doc,
            "Schedule:File",
            name,
            {
                "schedule_type_limits_name": "any",
                "file_name": f"{name}.csv",
                "column_number": 1,
                "rows_to_skip_at_top": 0,
                "adjust_schedule_for_daylight_savings": "No",
            },
        )
        entry: Object = {
            "zone_or_zonelist_or_space_or_spacelist_name": ROOM,
            "schedule_name": name,
            "design_level": most,
        }
        entry |= {f"fraction_{key}": value for key, value in fractions.items()}
        _add(doc, "OtherEquipment", name, entry)


# --- constructions ---------------------------------------------------------------------------


def _material(
    doc: Document, layer: Layer, roughness: str, absorptance: float, emissivity: float
) -> str:
    """Return the name of a layer's material, which is added where it is new."""
    optics = {
        "roughness": roughness,
        "solar_absorptance": absorptance,
        "visible_absorptance": absorptance,
        "thermal_absorptance": emissivity,
    }
    resistance, capacitance = layer.resistance_m2k_per_w, layer.capacitance_j_per_m2k
    key = f"{resistance:.6g} {capacitance:.6g} {roughness} {absorptance:g} {emissivity:g}"
    if capacitance <= 0.0:
        name = f"R {key}"
        entry = {"thermal_resistance": resistance} | optics
        doc.setdefault("Material:NoMass", {})[name] = entry
        return name
    name = f"M {key}"
    entry = {
        "thickness": NOMINAL_THICKNESS_M,
        "conductivity": NOMINAL_THICKNESS_M / resistance,
        "density": capacitance / NOMINAL_THICKNESS_M / NOMINAL_J_PER_KG_K,
        "specific_heat": NOMINAL_J_PER_KG_K,
    }
    doc.setdefault("Material", {})[name] = entry | optics
    return name


def _construct(doc: Document, name: str, layers: Sequence[Layer], surface: Surface) -> str:
    """Add a construction, outside to inside, whose two faces have their own optics."""
    plies = list(layers)
    outer = (surface.absorptance_outside, surface.emissivity_outside)
    inner = (surface.absorptance_inside, surface.emissivity_inside)
    if len(plies) == 1 and outer != inner:
        half = Layer(0.5 * plies[0].resistance_m2k_per_w, 0.5 * plies[0].capacitance_j_per_m2k)
        plies = [half, half]
    last = len(plies) - 1
    names = [
        _material(doc, ply, ROUGHNESS[surface.roughness], *(inner if i == last else outer))
        for i, ply in enumerate(plies)
    ]
    keys = ["outside_layer", *(f"layer_{i + 1}" for i in range(1, len(names)))]
    _add(doc, "Construction", name, dict(zip(keys, names, strict=True)))
    return name


def _mirrored(layers: Sequence[Layer]) -> list[Layer]:
    """Return layers with their mirror image outside: no heat crosses the middle.

    EnergyPlus gives both faces of an adiabatic surface the same surroundings, so its middle is
    where no heat passes; hpsim's layers end there.
    """
    middle = layers[0]
    doubled = Layer(2.0 * middle.resistance_m2k_per_w, 2.0 * middle.capacitance_j_per_m2k)
    return [*reversed(layers[1:]), doubled, *layers[1:]]


def _add_mass(doc: Document, mass: Mass) -> None:
    """Add furniture or a partition: EnergyPlus counts both faces as area."""
    face = Surface(
        mass.name,
        mass.layers,
        mass.area_m2,
        Adiabatic(),
        absorptance_outside=mass.absorptance,
        absorptance_inside=mass.absorptance,
        emissivity_outside=mass.emissivity,
        emissivity_inside=mass.emissivity,
    )
    entry = {
        "construction_name": _construct(doc, mass.name, mass.layers, face),
        "zone_or_zonelist_name": ROOM,
        "surface_area": mass.faces * mass.area_m2,
    }
    _add(doc, "InternalMass", mass.name, entry)


# --- surfaces --------------------------------------------------------------------------------


def _add_surface(
    doc: Document,
    surface: Surface,
    windows: Sequence[Window],
    zone: _Zone,
    room: RoomModel,
    settings: Settings,
) -> None:
    """Add a surface with what lies behind it, and its windows."""
    own = [window for window in windows if window.surface == surface.name]
    corners, width_m, first_m = _corners(surface, _gross_m2(surface, own), zone)
    entry: Object = {
        "surface_type": _type_of(surface),
        "zone_name": zone.name,
        "sun_exposure": "NoSun",
        "wind_exposure": "NoWind",
        "vertices": _vertices(corners),
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
        layers = _mirrored(layers)
    elif isinstance(boundary, BufferSpace):
        other = f"{surface.name}, far side"
        entry["outside_boundary_condition"] = "Surface"
        entry["outside_boundary_condition_object"] = other
        _add_far_side(doc, surface, other, boundary.name, corners)
    elif isinstance(boundary, Ground):
        entry["outside_boundary_condition"] = "Foundation"
        entry["outside_boundary_condition_object"] = surface.name
        _add_foundation(doc, surface, boundary, settings)
    else:
        entry["outside_boundary_condition"] = "OtherSideCoefficients"
        entry["outside_boundary_condition_object"] = surface.name
        _add_neighbour(doc, surface, boundary)
    entry["construction_name"] = _construct(doc, surface.name, layers, surface)
    _add(doc, "BuildingSurface:Detailed", surface.name, entry)
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


def _corners(surface: Surface, gross_m2: float, zone: _Zone) -> tuple[list[Corner], float, float]:
    """Return corners from the upper left one against the clock, width and left edge."""
    tilt, azimuth = surface.tilt_deg, surface.azimuth_deg
    base = zone.base_m
    if tilt < LEVEL_DEG or tilt > 180.0 - LEVEL_DEG:
        return _level(gross_m2, zone, is_floor=tilt > 90.0)
    side = zone.side(azimuth)
    length = zone.length_m if side % 2 == 0 else zone.depth_m
    out = 0.5 * (zone.depth_m if side % 2 == 0 else zone.length_m)
    if abs(tilt - 90.0) > LEVEL_DEG:  # a slope from its eaves inwards
        slope = gross_m2 / length
        inwards = out - slope * math.cos(math.radians(tilt))
        top = base + slope * math.sin(math.radians(tilt))
        zone.slope = Slope(azimuth, top, length, out)
        left, right = -0.5 * length, 0.5 * length
        points = [(left, inwards, top), (left, out, base), (right, out, base), (right, inwards, top)]
        return [zone.at(azimuth, *point) for point in points], length, left
    if zone.height_m <= 0.0:
        raise CannotSayError(f"{zone.name}: a wall")
    width = gross_m2 / zone.height_m
    left = zone.taken_m.get(f"side {side}", -0.5 * length)
    zone.taken_m[f"side {side}"] = left + width
    top = base + zone.height_m
    points = [(left, out, top), (left, out, base), (left + width, out, base), (left + width, out, top)]
    return [zone.at(azimuth, *point) for point in points], width, left


def _level(area_m2: float, zone: _Zone, *, is_floor: bool) -> tuple[list[Corner], float, float]:
    """Return the corners of a ceiling, flat roof or floor; several lie side by side."""
    key = "floor" if is_floor else "ceiling"
    up = zone.base_m if is_floor else zone.base_m + zone.height_m
    width = area_m2 / zone.depth_m
    left = zone.taken_m.get(key, -0.5 * zone.length_m)
    zone.taken_m[key] = left + width
    half = 0.5 * zone.depth_m
    points = [(left, -half), (left, half), (left + width, half), (left + width, -half)]
    if is_floor:
        points.reverse()
    return [zone.at(zone.front_deg, a, b, up) for a, b in points], width, left


def _add_gables(doc: Document, zone: _Zone) -> None:
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
            "vertices": _vertices(
                zone.at(facing + turn_deg, along, 0.5 * length_m, up) for along, up in points
            ),
        }
        _add(doc, "BuildingSurface:Detailed", f"{zone.name}, gable {name}", entry)


def _vertices(corners: Iterable[Corner]) -> list[Object]:
    keys = ("vertex_x_coordinate", "vertex_y_coordinate", "vertex_z_coordinate")
    return [dict(zip(keys, corner, strict=True)) for corner in corners]


def _add_far_side(
    doc: Document, surface: Surface, name: str, zone: str, corners: Sequence[Corner]
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
        "construction_name": _construct(doc, name, back.layers, back),
        "zone_name": zone,
        "outside_boundary_condition": "Surface",
        "outside_boundary_condition_object": surface.name,
        "sun_exposure": "NoSun",
        "wind_exposure": "NoWind",
        "vertices": _vertices(reversed(corners)),
    }
    _add(doc, "BuildingSurface:Detailed", name, entry)


def _add_foundation(
    doc: Document, surface: Surface, boundary: Ground, settings: Settings
) -> None:
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
        entry["exterior_vertical_insulation_depth"] = boundary.edge_depth_m
    _add(doc, "Foundation:Kiva", surface.name, entry)
    density = 1842.0  # EnergyPlus' default; only its product with the specific heat counts
    doc["Foundation:Kiva:Settings"] = {
        "soil": {
            "soil_conductivity": settings.soil_w_per_m_k,
            "soil_density": density,
            "soil_specific_heat": settings.soil_j_per_m3k / density,
            "ground_solar_absorptivity": settings.soil_absorptance,
        }
    }
    perimeter = {
        "surface_name": surface.name,
        "exposed_perimeter_calculation_method": "TotalExposedPerimeter",
        "total_exposed_perimeter": boundary.exposed_perimeter_m,
    }
    _add(doc, "SurfaceProperty:ExposedFoundationPerimeter", surface.name, perimeter)


def _add_neighbour(doc: Document, surface: Surface, boundary: Neighbour) -> None:
    temperature = boundary.temperature_degc
    if float(temperature.max() - temperature.min()) > 0.0:
        raise CannotSayError(f"{surface.name}: a neighbour whose temperature changes")
    entry = {
        "combined_convective_radiative_film_coefficient": NEIGHBOUR_FILM_W_PER_M2K,
        "constant_temperature": float(temperature[0]),
    }
    _add(doc, "SurfaceProperty:OtherSideCoefficients", surface.name, entry)


# --- windows ---------------------------------------------------------------------------------


def _add_window(
    doc: Document, window: Window, surface: Surface, zone: _Zone, left_m: float
) -> None:
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
        "construction_name": _glass(doc, window.glazing),
        "building_surface_name": surface.name,
        "multiplier": window.count,
        "number_of_vertices": 4,
    }
    points = [(left_m, top), (left_m, low), (right_m, low), (right_m, top)]
    for i, (along, up) in enumerate(points, 1):
        corner = zone.at(surface.azimuth_deg, along, out, up)
        entry |= {f"vertex_{i}_{axis}_coordinate": c for axis, c in zip("xyz", corner, strict=True)}
    name = f"{window.name} {len(doc.get('FenestrationSurface:Detailed', {}))}"
    _add(doc, "FenestrationSurface:Detailed", name, entry)
    shade = window.overhang
    if shade is not None:
        beside = 0.5 * ((shade.width_m or window.width_m) - window.width_m)
        overhang = {
            "window_or_door_name": name,
            "height_above_window_or_door": shade.above_m,
            "tilt_angle_from_window_door": 90.0,
            "left_extension_from_window_door_width": max(beside - shade.shift_m, 0.0),
            "right_extension_from_window_door_width": max(beside + shade.shift_m, 0.0),
            "depth": shade.depth_m,
        }
        _add(doc, "Shading:Overhang", f"overhang of {name}", overhang)


def _glass(doc: Document, glazing: Glazing) -> str:
    """Return the name of a glazing's construction, which is added where it is new."""
    if not glazing.panes:
        name = f"glass U {glazing.u_value_w_per_m2k:.5g} SHGC {glazing.shgc:.4g}"
        doc.setdefault("WindowMaterial:SimpleGlazingSystem", {})[name] = {
            "u_factor": glazing.u_value_w_per_m2k,
            "solar_heat_gain_coefficient": glazing.shgc,
        }
        doc.setdefault("Construction", {})[name] = {"outside_layer": name}
        return name
    if glazing.angles is not None:
        raise CannotSayError("a glazing with its own table of angles")
    names = []
    for i, pane in enumerate(glazing.panes):
        name = f"pane {pane.thickness_m:g} {pane.solar_transmittance:g} {pane.emissivity}"
        names.append(name)
        doc.setdefault("WindowMaterial:Glazing", {})[name] = {
            "optical_data_type": "SpectralAverage",
            "thickness": pane.thickness_m,
            "conductivity": pane.conductivity_w_per_m_k,
            "solar_transmittance_at_normal_incidence": pane.solar_transmittance,
            "front_side_solar_reflectance_at_normal_incidence": pane.solar_reflectance[0],
            "back_side_solar_reflectance_at_normal_incidence": pane.solar_reflectance[1],
            "visible_transmittance_at_normal_incidence": pane.solar_transmittance,
            "front_side_visible_reflectance_at_normal_incidence": pane.solar_reflectance[0],
            "back_side_visible_reflectance_at_normal_incidence": pane.solar_reflectance[1],
            "front_side_infrared_hemispherical_emissivity": pane.emissivity[0],
            "back_side_infrared_hemispherical_emissivity": pane.emissivity[1],
        }
        if i < len(glazing.gaps):
            gap = glazing.gaps[i]
            names.append(f"{gap.gas} {gap.thickness_m:g}")
            doc.setdefault("WindowMaterial:Gas", {})[names[-1]] = {
                "gas_type": gap.gas.capitalize(),
                "thickness": gap.thickness_m,
            }
    name = ", ".join(names)
    keys = ["outside_layer", *(f"layer_{i + 1}" for i in range(1, len(names)))]
    doc.setdefault("Construction", {})[name] = dict(zip(keys, names, strict=True))
    return name


# --- moisture --------------------------------------------------------------------------------


def _add_moisture(doc: Document, room: RoomModel) -> None:
    raise NotImplementedError


def hourly_files(doc: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of hourly values that a document reads: name -> text."""
    values = doc.get("hourly values", {})
    return {
        f"{name}.csv": "".join(f"{row:.6f}\n" for row in entry["rows"])
        for name, entry in values.items()
    }
