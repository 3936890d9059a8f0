"""A four-speed heat pump in both programs: the curves of the single-speed one at every speed.

EnergyPlus runs a unitary system with multi-speed coils, which takes turns between neighboring
speeds to meet the load and cycles below the lowest; hpsim's controller finds a speed between them.
"""

from __future__ import annotations

from typing import Any

from crosscheck.epjson import ROOM, Document, Object, add
from crosscheck.heat_pump import COLDEST_DEGC, COOLING_COP, HEATING_COP, SHR, SingleSpeed
from crosscheck.heat_pump import add_heat_pump as add_single_speed
from crosscheck.heat_pump import candidate as single_speed

SPEEDS = (0.25, 0.5, 0.75, 1.0)
"""Of full: capacity, airflow and fan power."""
MORE_COP = (1.15, 1.10, 1.05, 1.0)
"""COP at each speed over that at full: the coils are large for the lower ones. Our choice."""


def candidate(machine: SingleSpeed) -> dict[str, Any]:
    """Return the machine as a candidate of kind table."""
    unit = single_speed(machine)
    for mode in ("heating", "cooling"):
        table = dict(unit[mode])
        full, power = table["capacity"]["values"], table["power"]["values"]
        table["speed"] = list(SPEEDS)
        table["capacity"] = {"unit": "W", "values": [[r * q for r in SPEEDS] for (q,) in full]}
        table["power"] = {
            "unit": "W",
            "values": [
                [r * p / more for r, more in zip(SPEEDS, MORE_COP, strict=True)] for (p,) in power
            ],
        }
        unit[mode] = table
    unit["cooling"]["shr"] = [SHR] * len(SPEEDS)
    del unit["cooling"]["rated"]["shr"]
    return unit | {
        "name": "four speeds",
        "compressor": "variable_speed",
        "airflow": {"unit": "m3/s", "values": [r * machine.flow_m3_per_s for r in SPEEDS]},
        "fan_power": {"unit": "W", "values": [r * machine.fan_w for r in SPEEDS]},
        "start_boost": {"speed": SPEEDS[0], "for": "0 s"},
    }


def add_heat_pump(doc: Document, machine: SingleSpeed, setpoints: tuple[float, float]) -> None:
    """Add a unitary system with multi-speed coils in place of the packaged single-speed unit."""
    add_single_speed(doc, machine, setpoints)
    for kind in (
        "ZoneHVAC:PackagedTerminalHeatPump",
        "Coil:Cooling:DX:SingleSpeed",
        "Coil:Heating:DX:SingleSpeed",
    ):
        del doc[kind]
    equipment = doc["ZoneHVAC:EquipmentList"]["equipment"]["equipment"][0]
    equipment["zone_equipment_object_type"] = "AirLoopHVAC:UnitarySystem"
    flow, by_flow = machine.flow_m3_per_s, "SupplyAirFlowRate"
    add(
        doc,
        "AirLoopHVAC:UnitarySystem",
        "unit",
        {
            "control_type": "Load",
            "controlling_zone_or_thermostat_location": ROOM,
            "availability_schedule_name": "always",
            "air_inlet_node_name": "exhaust",
            "air_outlet_node_name": "supply",
            "supply_fan_object_type": "Fan:OnOff",
            "supply_fan_name": "fan",
            "fan_placement": "DrawThrough",
            "supply_air_fan_operating_mode_schedule_name": "cycles",
            "heating_coil_object_type": "Coil:Heating:DX:MultiSpeed",
            "heating_coil_name": "heat coil",
            "cooling_coil_object_type": "Coil:Cooling:DX:MultiSpeed",
            "cooling_coil_name": "cool coil",
            "supplemental_heating_coil_object_type": "Coil:Heating:Electric",
            "supplemental_heating_coil_name": "none",
            "cooling_supply_air_flow_rate_method": by_flow,
            "cooling_supply_air_flow_rate": flow,
            "heating_supply_air_flow_rate_method": by_flow,
            "heating_supply_air_flow_rate": flow,
            "no_load_supply_air_flow_rate_method": by_flow,
            "no_load_supply_air_flow_rate": 0.0,
            "maximum_supply_air_temperature": 80.0,
            "maximum_outdoor_dry_bulb_temperature_for_supplemental_heater_operation": -60.0,
            "design_specification_multispeed_object_type": "UnitarySystemPerformance:Multispeed",
            "design_specification_multispeed_object_name": "speeds",
        },
    )
    ratios = [
        {"heating_speed_supply_air_flow_ratio": r, "cooling_speed_supply_air_flow_ratio": r}
        for r in SPEEDS
    ]
    add(
        doc,
        "UnitarySystemPerformance:Multispeed",
        "speeds",
        {
            "number_of_speeds_for_heating": len(SPEEDS),
            "number_of_speeds_for_cooling": len(SPEEDS),
            "single_mode_operation": "No",
            "flow_ratios": ratios,
        },
    )
    _add_coils(doc, machine)


def _add_coils(doc: Document, machine: SingleSpeed) -> None:
    common: Object = {
        "availability_schedule_name": "always",
        "fuel_type": "Electricity",
        "number_of_speeds": len(SPEEDS),
        "apply_part_load_fraction_to_speeds_greater_than_1": "No",
    }
    cool = common | {"air_inlet_node_name": "exhaust", "air_outlet_node_name": "after cool"}
    heat = common | {
        "air_inlet_node_name": "after cool",
        "air_outlet_node_name": "after heat",
        "defrost_energy_input_ratio_function_of_temperature_curve_name": "defrost eir",
        "minimum_outdoor_dry_bulb_temperature_for_compressor_operation": COLDEST_DEGC,
        "maximum_outdoor_dry_bulb_temperature_for_defrost_operation": 5.0,
        "defrost_strategy": "ReverseCycle",
        "defrost_control": "OnDemand",
    }
    for k, (ratio, more) in enumerate(zip(SPEEDS, MORE_COP, strict=True), 1):
        at = f"speed_{k}"
        for coil, mode, capacity, curve in (
            (cool, "total_cooling", ratio * machine.cooling_w, "cool"),
            (heat, "heating", ratio * machine.heating_w, "heat"),
        ):
            cop, key = (COOLING_COP, "cooling") if mode != "heating" else (HEATING_COP, mode)
            coil |= {
                f"{at}_gross_rated_{mode}_capacity": capacity,
                f"{at}_gross_rated_{key}_cop": cop * more,
                f"{at}_rated_air_flow_rate": ratio * machine.flow_m3_per_s,
                f"{at}_{mode}_capacity_function_of_temperature_curve_name": f"{curve} capacity",
                f"{at}_{mode}_capacity_function_of_flow_fraction_curve_name": "one",
                f"{at}_energy_input_ratio_function_of_temperature_curve_name": f"{curve} eir",
                f"{at}_energy_input_ratio_function_of_flow_fraction_curve_name": "one",
                f"{at}_part_load_fraction_correlation_curve_name": "plf",
            }
        cool[f"{at}_gross_rated_sensible_heat_ratio"] = SHR
    add(doc, "Coil:Cooling:DX:MultiSpeed", "cool coil", cool)
    add(doc, "Coil:Heating:DX:MultiSpeed", "heat coil", heat)
