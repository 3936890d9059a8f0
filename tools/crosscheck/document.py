"""Writes a room as an EnergyPlus document (epJSON).

A room's numbers (layers, areas, directions, glass, air, gains) become the objects by which
EnergyPlus' own users would describe it. How EnergyPlus computes is left at its defaults: TARP
inside, DOE-2 outside, conduction transfer functions, window heat balance by layer, Kiva for the
ground. `Settings` names the few that a comparison may want to turn. What can't be said so is
refused.
"""

from __future__ import annotations

from crosscheck.epjson import ROOM, CannotSayError, Document, Object, Settings, add
from crosscheck.plan import LEVEL_DEG, Zone, zone_of_room
from crosscheck.surfaces import add_gables, add_mass, add_surface
from hpsim.building.model import BufferSpace, ConstantInfiltration, Gains, RoomModel
from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import air_density_kg_per_m3, standard_pressure_pa

TERRAIN = {"open": "Ocean", "country": "Country", "suburban": "Suburbs", "urban": "City"}
VAPOUR_J_PER_KG = 2.54e6  # enthalpy of vapour at room temperature, by which EnergyPlus divides
ROUNDING = 1e-3  # of a density that a person writes
OUTPUTS = (
    "Zone Air System Sensible Heating Energy",
    "Zone Air System Sensible Cooling Energy",
    "Zone Mean Air Temperature",
    "Zone Air Humidity Ratio",
)


def document(
    room: RoomModel, setpoints: tuple[float, float] | None, settings: Settings
) -> Document:
    """Return the EnergyPlus document of a room.

    Parameters
    ----------
    room
        The room's numbers.
    setpoints
        Constant heating and cooling setpoints of ideal loads [degC]; None: it floats.
    settings
        How EnergyPlus computes.

    Raises
    ------
    CannotSayError
        The room has something that this translation does not know.
    """
    _refuse(room)
    doc = _frame(room, settings)
    main = zone_of_room(room)
    zones = {ROOM: main}
    _add_zone(doc, main, room.volume_m3, room.floor_area_m2)
    for buffer in room.buffers:
        shared = [s for s in room.surfaces if s.boundary == BufferSpace(buffer.name)]
        if any(surface.tilt_deg > LEVEL_DEG for surface in shared):
            raise CannotSayError(f"{buffer.name}: only buffers above the room")
        zones[buffer.name] = Zone(
            buffer.name, main.front_deg, main.length_m, main.depth_m, 0.0, main.height_m
        )
        area = sum(surface.area_m2 for surface in shared)
        _add_zone(doc, zones[buffer.name], buffer.volume_m3, area)
        for surface in buffer.surfaces:
            add_surface(doc, surface, buffer.windows, zones[buffer.name], settings)
        add_gables(doc, zones[buffer.name])
        vents = _leak(buffer.name, buffer.ach, settings.infiltration_density)
        add(doc, "ZoneInfiltration:DesignFlowRate", buffer.name, vents)
        if buffer.gains is not None:
            raise CannotSayError(f"{buffer.name}: gains in a buffer")
    for surface in room.surfaces:
        add_surface(doc, surface, room.windows, main, settings)
    for mass in room.masses:
        add_mass(doc, mass)
    for leak in room.infiltration:  # air of another density than the site's is refused above
        assert isinstance(leak, ConstantInfiltration)
        basis = settings.infiltration_density if leak.air_density_kg_per_m3 else "Outdoor"
        add(doc, "ZoneInfiltration:DesignFlowRate", ROOM, _leak(ROOM, leak.ach, basis))
    _add_gains(doc, room.gains)
    if setpoints is not None:
        _add_ideal_loads(doc, setpoints)
    return doc


def _refuse(room: RoomModel) -> None:
    """Refuse what EnergyPlus is not told about."""
    site = float(air_density_kg_per_m3(20.0, 0.0, standard_pressure_pa(room.altitude_m)))
    constant = [leak for leak in room.infiltration if isinstance(leak, ConstantInfiltration)]
    unknown = {
        "ventilation": room.ventilation,
        "leakage driven by wind and stack": len(room.infiltration) > len(constant),
        "air of a density of its own": [
            leak
            for leak in constant
            if leak.air_density_kg_per_m3 is not None
            and abs(leak.air_density_kg_per_m3 - site) > ROUNDING * site
        ],
        "doors to the home that open": [door for door in room.doors if door.open.any()],
        "shades": [w for w in room.windows if w.shade is not None or w.fins is not None],
    }
    for what, found in unknown.items():
        if found:
            raise CannotSayError(what)


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
            "": {"calculation_type": settings.sky, "use_weather_file_horizontal_ir": "No"}
        }
    return doc


def _add_zone(doc: Document, zone: Zone, volume_m3: float, floor_area_m2: float) -> None:
    entry = {"volume": volume_m3, "floor_area": floor_area_m2}
    if zone.height_m > 0.0:
        entry["ceiling_height"] = zone.height_m
    add(doc, "Zone", zone.name, entry)


def _leak(zone: str, ach: float, density_basis: str) -> Object:
    return {
        "zone_or_zonelist_or_space_or_spacelist_name": zone,
        "schedule_name": "always",
        "design_flow_rate_calculation_method": "AirChanges/Hour",
        "air_changes_per_hour": ach,
        "density_basis": density_basis,
    }


def _add_ideal_loads(doc: Document, setpoints: tuple[float, float]) -> None:
    """Add an ideal system that holds the air between two constant set points."""
    constant = doc["Schedule:Constant"]
    for name, value in zip(("heating", "cooling"), setpoints, strict=True):
        constant[name] = {"schedule_type_limits_name": "any", "hourly_value": value}
    constant["dual"] = {"schedule_type_limits_name": "any", "hourly_value": 4}
    add(
        doc,
        "ThermostatSetpoint:DualSetpoint",
        "set points",
        {
            "heating_setpoint_temperature_schedule_name": "heating",
            "cooling_setpoint_temperature_schedule_name": "cooling",
        },
    )
    add(
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
    add(
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
    add(
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
    add(doc, "ZoneHVAC:IdealLoadsAirSystem", "ideal", entry)


def _add_gains(doc: Document, gains: Gains) -> None:
    """Add convective heat, radiant heat and vapour by the hour."""
    parts: tuple[tuple[str, FloatArray, Object], ...] = (
        ("convective", gains.convective_w, {}),
        ("radiant", gains.radiant_w, {"fraction_radiant": 1.0}),
        ("latent", gains.moisture_kg_per_s * VAPOUR_J_PER_KG, {"fraction_latent": 1.0}),
    )
    for name, watts, fractions in parts:
        most = float(watts.max())
        if most <= 0.0:
            continue
        rows = [float(value) / most for value in watts]
        add(doc, "hourly values", name, {"rows": rows})  # taken out again by the runner
        add(
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
        add(doc, "OtherEquipment", name, entry | fractions)
