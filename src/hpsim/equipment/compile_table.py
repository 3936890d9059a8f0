"""From a machine given as tables to the machine that the kernel steps."""

from __future__ import annotations

import numpy as np

from hpsim.equipment.beside import stated_path
from hpsim.equipment.description.tables import CoolingTable, HeatingTable, TableMachine
from hpsim.equipment.indoor import (
    DUCTLESS_FAN,
    RATED_SHR,
    RATED_WET_BULB_DEGC,
    IndoorSensitivity,
    reference_sensitivity,
)
from hpsim.equipment.label import (
    C_D_FIXED_SPEED,
    LOWEST_FIXED_DEGF,
    LOWEST_VARIABLE_DEGF,
    TEST_C_D_VARIABLE,
)
from hpsim.equipment.machine import RATED_DEGC, Side, airflow_ratio, machine_of, rated_c_d
from hpsim.equipment.maps import (
    COLDEST_COOLING_DEGF,
    HOTTEST_DEGF,
    WARMEST_HEATING_DEGF,
    RatingBasis,
    degc,
    degf,
)
from hpsim.equipment.notes import MachineNotes, default_name
from hpsim.equipment.ratings import LOAD_LINE_V_VARIABLE
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap


def _extended(table: PerformanceMap, low_degc: float, high_degc: float) -> PerformanceMap:
    """Return the table with its first and last lines drawn on to the operating limits."""
    t, q, p = table.outdoor_degc, table.capacity_w, table.power_w
    if low_degc < t[0] - 1e-6:
        share = (low_degc - t[0]) / (t[1] - t[0])
        q_end = np.maximum(q[0] + share * (q[1] - q[0]), 0.2 * q[0])
        p_end = np.maximum(p[0] + share * (p[1] - p[0]), 0.2 * p[0])
        t, q, p = np.r_[low_degc, t], np.vstack([q_end, q]), np.vstack([p_end, p])
    if high_degc > t[-1] + 1e-6:
        share = (high_degc - t[-1]) / (t[-1] - t[-2])
        q_end = np.maximum(q[-1] + share * (q[-1] - q[-2]), 0.2 * q[-1])
        p_end = np.maximum(p[-1] + share * (p[-1] - p[-2]), 0.2 * p[-1])
        t, q, p = np.r_[t, high_degc], np.vstack([q, q_end]), np.vstack([p, p_end])
    return table._replace(outdoor_degc=t, capacity_w=q, power_w=p)


def _table_map(table: CoolingTable | HeatingTable) -> PerformanceMap:
    capacity = np.array(table.capacity.si("heat_flow"))
    power = np.array(table.power.si("power"))
    speed = np.array(table.speed)
    if speed.size == 1:  # one speed: an axis needs two knots
        speed = np.array([0.0, 1.0])
        capacity, power = np.repeat(capacity, 2, axis=1), np.repeat(power, 2, axis=1)
    return PerformanceMap(np.array(table.outdoor.si("temperature")), speed, capacity, power)


def _by_speed(values: tuple[float, ...] | None, count: int) -> FloatArray | None:
    if values is None:
        return None
    return np.repeat(np.array(values), 2) if len(values) == 1 and count == 2 else np.array(values)


def compile_table(unit: TableMachine) -> tuple[Machine, MachineNotes]:
    """Return a machine as its tables say, drawn on to its operating limits."""
    variable = unit.compressor == "variable_speed"
    lowest_degf = LOWEST_VARIABLE_DEGF if variable else LOWEST_FIXED_DEGF
    if unit.lowest_outdoor_degc is not None:
        lowest_degf = degf(unit.lowest_outdoor_degc)
    rated = unit.cooling.rated if unit.cooling is not None else None
    indoor = _table_sensitivity(unit)
    sides = []
    for table in (unit.cooling, unit.heating):
        if table is None:
            continue
        grid = _table_map(table)
        if isinstance(table, CoolingTable):
            wet = table.rated.wet_bulb_degc - RATED_WET_BULB_DEGC
            hotter = (grid.outdoor_degc - 35.0)[:, np.newaxis]
            (q1, q2), (p1, p2) = indoor.cooling_capacity, indoor.cooling_power
            qx, px = indoor.cooling_outdoor
            grid = grid._replace(
                capacity_w=grid.capacity_w / (1.0 + (q1 + qx * hotter + q2 * wet) * wet),
                power_w=grid.power_w / (1.0 + (p1 + px * hotter + p2 * wet) * wet),
            )
            grid = _extended(grid, degc(COLDEST_COOLING_DEGF), degc(HOTTEST_DEGF))
        else:
            grid = _extended(grid, degc(lowest_degf), degc(WARMEST_HEATING_DEGF))
        sides.append(_table_side(unit, table, grid))
    cooling, heating = (sides[0], sides[-1])
    c_d = rated_c_d(unit, unit.compressor)
    if c_d is None:
        c_d = TEST_C_D_VARIABLE if variable else C_D_FIXED_SPEED
    at_5f = None if unit.heating is None else unit.heating.speed_5f
    basis = RatingBasis(
        compressor=unit.compressor,
        cooling_low=_low_speed(unit.cooling),
        heating_low=_low_speed(unit.heating),
        heating_h4=(at_5f or 1.0) if variable else 0.0,
        cooling_fan_w=cooling.rated_fan_w,
        heating_fan_w=heating.rated_fan_w,
        c_d_cooling=c_d,
        c_d_heating=c_d,
        load_factor=LOAD_LINE_V_VARIABLE if variable else 1.0,
        off_degf=lowest_degf,
        can_cool=unit.cooling is not None,
        can_heat=unit.heating is not None,
    )
    at = RATED_DEGC
    shr = RATED_SHR
    if rated is not None:
        at, shr = (rated.outdoor_degc, rated.dry_bulb_degc, rated.wet_bulb_degc), rated.shr
    machine = machine_of(unit, cooling, heating, basis, shr, indoor, at)
    if unit.beside_coil is not None:
        machine = stated_path(machine, unit.beside_coil)
    return machine, MachineNotes(
        name=unit.name or default_name(unit), kind="table", size_w=unit.size_w, basis=basis
    )


def _low_speed(table: CoolingTable | HeatingTable | None) -> float:
    if table is None:
        return 1.0
    return table.low_speed or table.speed[0]


def _table_sensitivity(unit: TableMachine) -> IndoorSensitivity:
    """Return the indoor corrections, the given ones in place of the reference."""
    reference = reference_sensitivity()[0]
    given = None if unit.cooling is None else unit.cooling.indoor_correction
    if given is None:
        return reference
    q, ratio = given.capacity_per_k_wet_bulb, given.input_ratio_per_k_wet_bulb
    q2, r2 = given.capacity_per_k2_wet_bulb, given.input_ratio_per_k2_wet_bulb
    qx, rx = given.capacity_per_k2_wet_bulb_outdoor, given.input_ratio_per_k2_wet_bulb_outdoor
    return reference._replace(
        cooling_capacity=(q, q2),
        cooling_power=(q + ratio, q2 + q * ratio + r2),
        cooling_outdoor=(qx, qx + rx),
    )


def _table_side(
    unit: TableMachine, table: CoolingTable | HeatingTable, grid: PerformanceMap
) -> Side:
    count = grid.speed.size
    fan = DUCTLESS_FAN
    full = fan.flow_m3_per_s_per_w * unit.size_w
    variable = unit.compressor == "variable_speed"
    floor = fan.heating_floor if isinstance(table, HeatingTable) else fan.cooling_floor
    given_flow, given_power = table.airflow or unit.airflow, table.fan_power or unit.fan_power
    flow = _by_speed(None if given_flow is None else given_flow.si("flow"), count)
    if flow is None:
        flow = full * airflow_ratio(variable, floor, grid.speed, float(grid.speed[-1]))
    power = _by_speed(None if given_power is None else given_power.si("power"), count)
    if power is None:
        full_flow = float(np.interp(1.0, grid.speed, flow))
        power = full_flow * fan.installed_w_per_m3_per_s * (flow / full_flow) ** fan.exponent
    given_rated = table.rated_fan_power
    rated = _by_speed(None if given_rated is None else given_rated.si("power"), count)
    return Side(grid, power if rated is None else rated, power, flow)
