"""Single-speed heat pumps in both programs: the same published curves, room and weather.

EnergyPlus runs a packaged terminal heat pump with its own coils, part-load curve and predicted
load; hpsim steps the same machine on and off by the minute.

References
----------
Curves: EnergyPlus 25.2, example file PackagedTerminalHeatPump.idf (HPACHeatCapFT, HPACHeatEIRFT,
HPACCoolCapFT, HPACCoolEIRFT, HPACPLFFPLR). Heating depends on the outdoor air alone there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from crosscheck.epjson import ROOM, Document, Object, add
from hpsim.kernel.types import FloatArray

HEATING_CAPACITY = (0.758746, 0.027626, 0.000148716, 0.0000034992)
HEATING_EIR = (1.19248, -0.0300438, 0.00103745, -0.000023328)
COOLING_CAPACITY = (
    0.766956, 0.0107756, -0.0000414703, 0.00134961, -0.000261144, 0.000457488,
)  # fmt: skip
COOLING_EIR = (
    0.297145, 0.0430933, -0.000748766, 0.00597727, 0.000482112, -0.000956448,
)  # fmt: skip
DEFROST_EIR = 0.1528  # constant: HPXML programs and OpenStudio use it for reverse cycle
C_D = 0.15  # HPACPLFFPLR: 0.85 + 0.15 x part-load ratio

RATED_WET_BULB_DEGC, RATED_OUTDOOR_DEGC = 19.44, 35.0
COLDEST_DEGC, WARMEST_DEGC = -20.0, 24.0
COOLEST_DEGC, HOTTEST_DEGC = 16.0, 46.0
FLOW_M3_PER_S_PER_W = 5e-5  # of the range that EnergyPlus accepts, the middle
FAN_PA, FAN_EFFICIENCY = 75.0, 0.5
COOLING_COP, HEATING_COP, SHR = 3.6, 3.4, 0.75


OUTPUTS = {
    "cooling": "Cooling Coil Electricity Energy",
    "heating": "Heating Coil Electricity Energy",
    "defrost": "Heating Coil Defrost Electricity Energy",
    "fan": "Fan Electricity Energy",
    "heat": "Heating Coil Heating Energy",
    "heat_on": "Heating Coil Runtime Fraction",
    "cool_on": "Cooling Coil Runtime Fraction",
}


@dataclass(frozen=True)
class SingleSpeed:
    """A machine by its rated gross capacities; all else follows from the curves."""

    cooling_w: float
    heating_w: float

    @property
    def flow_m3_per_s(self) -> float:
        """Air over the indoor coil."""
        return FLOW_M3_PER_S_PER_W * self.cooling_w

    @property
    def fan_w(self) -> float:
        """Of the indoor fan while it runs."""
        return self.flow_m3_per_s * FAN_PA / FAN_EFFICIENCY


def cubic(c: tuple[float, ...], outdoor_degc: FloatArray) -> FloatArray:
    """Return a curve over outdoor temperature."""
    t = outdoor_degc
    return np.asarray(c[0] + c[1] * t + c[2] * t**2 + c[3] * t**3)


def biquadratic(c: tuple[float, ...], wet_degc: FloatArray, outdoor_degc: FloatArray) -> FloatArray:
    """Return a curve over entering wet bulb and outdoor temperature."""
    w, t = wet_degc, outdoor_degc
    return np.asarray(c[0] + c[1] * w + c[2] * w**2 + c[3] * t + c[4] * t**2 + c[5] * w * t)


# ---------------------------------------------------------------------------------------- hpsim
def candidate(machine: SingleSpeed, *, has_losses: bool = True) -> dict[str, Any]:
    """Return the machine as a candidate of kind table; with or without part-load losses."""
    cold = np.arange(COLDEST_DEGC, WARMEST_DEGC + 0.5)
    hot = np.arange(COOLEST_DEGC, HOTTEST_DEGC + 0.5)
    wet = np.full(hot.size, RATED_WET_BULB_DEGC)
    heat = machine.heating_w * cubic(HEATING_CAPACITY, cold)
    heat_power = heat / HEATING_COP * cubic(HEATING_EIR, cold)
    cool = machine.cooling_w * biquadratic(COOLING_CAPACITY, wet, hot)
    cool_power = cool / COOLING_COP * biquadratic(COOLING_EIR, wet, hot)
    flow = {"unit": "m3/s", "values": [machine.flow_m3_per_s]}
    return {
        "kind": "table",
        "name": "single speed",
        "compressor": "single_stage",
        "size": f"{machine.cooling_w} W",
        "airflow": flow,
        "fan_power": {"unit": "W", "values": [machine.fan_w]},
        "fan_overrun": "0 s",
        "c_d": C_D if has_losses else 0.0,
        "defrost": "humidity",
        "standby": "0 W",
        "crankcase": "0 W",
        "pan_heater": "0 W",
        "lowest_outdoor": f"{COLDEST_DEGC} degC",
        "heating": _table(cold, heat, heat_power)
        | {
            "indoor_correction": {"capacity_per_k_dry_bulb": 0.0, "input_ratio_per_k_dry_bulb": 0.0}
        },
        "cooling": _table(hot, cool, cool_power)
        | {
            "rated": {"shr": SHR, "wet_bulb": f"{RATED_WET_BULB_DEGC} degC"},
            "indoor_correction": _correction(),
        },
    }


def _table(outdoor: FloatArray, capacity: FloatArray, power: FloatArray) -> dict[str, Any]:
    return {
        "outdoor": {"unit": "degC", "values": outdoor.tolist()},
        "capacity": {"unit": "W", "values": [[v] for v in capacity.tolist()]},
        "power": {"unit": "W", "values": [[v] for v in power.tolist()]},
    }


def _correction() -> dict[str, float]:
    """Return the curves' change with the wet bulb relative to the table, to second order."""
    q, q2, qx = _relative(COOLING_CAPACITY)
    r, r2, rx = _relative(COOLING_EIR)
    return {
        "capacity_per_k_wet_bulb": q,
        "capacity_per_k2_wet_bulb": q2,
        "capacity_per_k2_wet_bulb_outdoor": qx,
        "input_ratio_per_k_wet_bulb": r,
        "input_ratio_per_k2_wet_bulb": r2,
        "input_ratio_per_k2_wet_bulb_outdoor": rx,
    }


def _relative(c: tuple[float, ...]) -> tuple[float, float, float]:
    w, t = RATED_WET_BULB_DEGC, RATED_OUTDOOR_DEGC
    value = float(biquadratic(c, np.array(w), np.array(t)))
    by_wet = c[1] + 2.0 * c[2] * w + c[5] * t
    by_outdoor = c[3] + 2.0 * c[4] * t + c[5] * w
    return by_wet / value, c[2] / value, (c[5] * value - by_wet * by_outdoor) / value**2


# ----------------------------------------------------------------------------------- EnergyPlus
def add_heat_pump(
    doc: Document,
    machine: SingleSpeed,
    setpoints: tuple[float, float],
    *,
    has_losses: bool = True,
) -> None:
    """Add a packaged terminal heat pump whose fan runs with the compressor.

    Parameters
    ----------
    doc
        With the room; changed.
    machine
        The heat pump.
    setpoints
        Constant heating and cooling setpoints [degC].
    has_losses
        Part-load losses by the curve; else none.
    """
    constant = doc["Schedule:Constant"]
    for name, value in (
        ("heating", setpoints[0]),
        ("cooling", setpoints[1]),
        ("dual", 4),
        ("cycles", 0),
    ):
        constant[name] = {"schedule_type_limits_name": "any", "hourly_value": value}
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
            "zone_air_exhaust_node_or_nodelist_name": "exhaust",
            "zone_air_node_name": "air",
        },
    )
    add(
        doc,
        "ZoneHVAC:EquipmentList",
        "equipment",
        {
            "equipment": [
                {
                    "zone_equipment_object_type": "ZoneHVAC:PackagedTerminalHeatPump",
                    "zone_equipment_name": "unit",
                    "zone_equipment_cooling_sequence": 1,
                    "zone_equipment_heating_or_no_load_sequence": 1,
                }
            ]
        },
    )
    _add_curves(doc, C_D if has_losses else 0.0)
    _add_unit(doc, machine)
    _add_coils(doc, machine)
    for k, name in enumerate(OUTPUTS.values()):
        doc["Output:Variable"][f"heat pump {k}"] = {
            "key_value": "*",
            "variable_name": name,
            "reporting_frequency": "Hourly",
        }


def add_thermostat_band(doc: Document, band_k: float) -> None:
    """Let the thermostat switch at a band above the heating setpoint and below the cooling one."""
    thermostat = doc["ZoneControl:Thermostat"]["thermostat"]
    thermostat["temperature_difference_between_cutout_and_setpoint"] = band_k
    for output in doc["Output:Variable"].values():
        output["reporting_frequency"] = "Timestep"


def _add_curves(doc: Document, c_d: float) -> None:
    names = ("coefficient1_constant", "coefficient2_x", "coefficient3_x_2", "coefficient4_x_3")
    for name, c in (("heat capacity", HEATING_CAPACITY), ("heat eir", HEATING_EIR)):
        limits = {"minimum_value_of_x": COLDEST_DEGC, "maximum_value_of_x": WARMEST_DEGC}
        add(doc, "Curve:Cubic", name, dict(zip(names, c, strict=True)) | limits)
    two = (
        "coefficient1_constant", "coefficient2_x", "coefficient3_x_2", "coefficient4_y",
        "coefficient5_y_2", "coefficient6_x_y",
    )  # fmt: skip
    for name, c in (("cool capacity", COOLING_CAPACITY), ("cool eir", COOLING_EIR)):
        limits = {
            "minimum_value_of_x": 5.0, "maximum_value_of_x": 30.0,
            "minimum_value_of_y": COOLEST_DEGC, "maximum_value_of_y": HOTTEST_DEGC,
        }  # fmt: skip
        add(doc, "Curve:Biquadratic", name, dict(zip(two, c, strict=True)) | limits)
    three = names[:3]
    for name, c in (("one", (1.0, 0.0, 0.0)), ("plf", (1.0 - c_d, c_d, 0.0))):
        limits = {"minimum_value_of_x": 0.0, "maximum_value_of_x": 1.5}
        add(doc, "Curve:Quadratic", name, dict(zip(three, c, strict=True)) | limits)
    always = dict(zip(two, (DEFROST_EIR, 0.0, 0.0, 0.0, 0.0, 0.0), strict=True)) | {
        "minimum_value_of_x": -50.0, "maximum_value_of_x": 50.0,
        "minimum_value_of_y": -50.0, "maximum_value_of_y": 50.0,
    }  # fmt: skip
    add(doc, "Curve:Biquadratic", "defrost eir", always)


def _add_unit(doc: Document, machine: SingleSpeed) -> None:
    flow = machine.flow_m3_per_s
    add(
        doc,
        "ZoneHVAC:PackagedTerminalHeatPump",
        "unit",
        {
            "air_inlet_node_name": "exhaust",
            "air_outlet_node_name": "supply",
            "cooling_supply_air_flow_rate": flow,
            "heating_supply_air_flow_rate": flow,
            "no_load_supply_air_flow_rate": 0.0,
            "cooling_outdoor_air_flow_rate": 0.0,
            "heating_outdoor_air_flow_rate": 0.0,
            "no_load_outdoor_air_flow_rate": 0.0,
            "supply_air_fan_object_type": "Fan:OnOff",
            "supply_air_fan_name": "fan",
            "heating_coil_object_type": "Coil:Heating:DX:SingleSpeed",
            "heating_coil_name": "heat coil",
            "cooling_coil_object_type": "Coil:Cooling:DX:SingleSpeed",
            "cooling_coil_name": "cool coil",
            "supplemental_heating_coil_object_type": "Coil:Heating:Electric",
            "supplemental_heating_coil_name": "none",
            "maximum_supply_air_temperature_from_supplemental_heater": 60.0,
            "maximum_outdoor_dry_bulb_temperature_for_supplemental_heater_operation": -60.0,
            "fan_placement": "DrawThrough",
            "supply_air_fan_operating_mode_schedule_name": "cycles",
        },
    )
    add(
        doc,
        "Fan:OnOff",
        "fan",
        {
            "availability_schedule_name": "always",
            "fan_total_efficiency": FAN_EFFICIENCY,
            "motor_efficiency": 0.9,
            "pressure_rise": FAN_PA,
            "maximum_flow_rate": flow,
            "motor_in_airstream_fraction": 1.0,
            "air_inlet_node_name": "after heat",
            "air_outlet_node_name": "after fan",
        },
    )
    add(
        doc,
        "Coil:Heating:Electric",
        "none",
        {
            "availability_schedule_name": "always",
            "efficiency": 1.0,
            "nominal_capacity": 0.0,
            "air_inlet_node_name": "after fan",
            "air_outlet_node_name": "supply",
        },
    )


def _add_coils(doc: Document, machine: SingleSpeed) -> None:
    flow = machine.flow_m3_per_s
    common: Object = {
        "rated_air_flow_rate": flow,
        "part_load_fraction_correlation_curve_name": "plf",
    }
    add(
        doc,
        "Coil:Cooling:DX:SingleSpeed",
        "cool coil",
        common
        | {
            "gross_rated_total_cooling_capacity": machine.cooling_w,
            "gross_rated_sensible_heat_ratio": SHR,
            "gross_rated_cooling_cop": COOLING_COP,
            "air_inlet_node_name": "exhaust",
            "air_outlet_node_name": "after cool",
            "total_cooling_capacity_function_of_temperature_curve_name": "cool capacity",
            "total_cooling_capacity_function_of_flow_fraction_curve_name": "one",
            "energy_input_ratio_function_of_temperature_curve_name": "cool eir",
            "energy_input_ratio_function_of_flow_fraction_curve_name": "one",
        },
    )
    add(
        doc,
        "Coil:Heating:DX:SingleSpeed",
        "heat coil",
        common
        | {
            "gross_rated_heating_capacity": machine.heating_w,
            "gross_rated_heating_cop": HEATING_COP,
            "air_inlet_node_name": "after cool",
            "air_outlet_node_name": "after heat",
            "heating_capacity_function_of_temperature_curve_name": "heat capacity",
            "heating_capacity_function_of_flow_fraction_curve_name": "one",
            "energy_input_ratio_function_of_temperature_curve_name": "heat eir",
            "energy_input_ratio_function_of_flow_fraction_curve_name": "one",
            "defrost_energy_input_ratio_function_of_temperature_curve_name": "defrost eir",
            "minimum_outdoor_dry_bulb_temperature_for_compressor_operation": COLDEST_DEGC,
            "maximum_outdoor_dry_bulb_temperature_for_defrost_operation": 5.0,
            "defrost_strategy": "ReverseCycle",
            "defrost_control": "OnDemand",
        },
    )
