"""The least and the most that a machine gives steadily, over outdoor temperature."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.limits import frost_means, induced_infiltration_of_each, sensible_shares
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity, saturation_table

ROOM_RELATIVE_HUMIDITY = 0.5  # Manual J, indoor design condition in summer
OUTDOOR_RELATIVE_HUMIDITY = 0.8  # for frost by humidity: that of the published defrost checks
N_GRID = 9  # capacities at which sensible shares are worked out
FROST_GRID_DEGC = np.linspace(-40.0, 25.0, 66)


class Surroundings(NamedTuple):
    """What a machine's output follows from in one room: the same for all machines in it."""

    outdoor_degc: FloatArray
    """(n_different,) temperatures of the year's hours: some thousand, as weather is written."""
    of_hour: NDArray[np.intp]
    """(n_hours,) which of them each hour has."""
    leakage_kg_per_s: FloatArray
    """(n_hours,) outdoor air that enters the room by itself."""
    pressure_pa: float
    heating_degc: float
    """Usual room temperature in heating."""
    cooling_degc: float


class OutputLimits(NamedTuple):
    """Least and most steady net output in each hour (n_hours,) [W]; nan where there is none."""

    minimum_heating_w: FloatArray
    maximum_heating_w: FloatArray
    minimum_cooling_w: FloatArray
    """Sensible."""
    maximum_cooling_w: FloatArray


def surroundings(
    outdoor_degc: FloatArray,
    leakage_kg_per_s: FloatArray,
    pressure_pa: float,
    heating_degc: float,
    cooling_degc: float,
) -> Surroundings:
    """Return the surroundings of a year's hours, (n_hours,) each."""
    different, of_hour = np.unique(outdoor_degc, return_inverse=True)
    return Surroundings(
        different, of_hour, leakage_kg_per_s, pressure_pa, heating_degc, cooling_degc
    )


def output_limits(machine: Machine, around: Surroundings) -> OutputLimits:
    """Return `heating_limits` and `cooling_limits` in the hours of a year.

    Hours of one temperature are worked out once, unless the machine draws in air: then the room's
    own leakage matters too.
    """
    outdoor, of_hour, leakage, pressure_pa, heating_degc, cooling_degc = around
    if machine.air_path.induced_infiltration_kg_per_s != 0.0:
        return OutputLimits(
            *heating_limits(machine, outdoor[of_hour], pressure_pa, heating_degc, leakage),
            *cooling_limits(machine, outdoor[of_hour], cooling_degc, pressure_pa, leakage),
        )
    heating = heating_limits(machine, outdoor, pressure_pa, heating_degc)
    cooling = cooling_limits(machine, outdoor, cooling_degc, pressure_pa)
    return OutputLimits(*(limit[of_hour] for limit in (*heating, *cooling)))


def heating_limits(
    machine: Machine,
    outdoor_degc: FloatArray,
    pressure_pa: float,
    room_degc: float = 20.0,
    leakage_kg_per_s: FloatArray | float = 0.0,
) -> tuple[FloatArray, FloatArray]:
    """Return least and most net heating [W], (n,) each: fan heat in, frost as its mean.

    What a hose or leaky ducts let in at this room temperature, beside the room's own leakage, is
    taken off. nan where the machine does not heat.
    """
    if machine.can_heat <= 0.0:
        return _none(outdoor_degc), _none(outdoor_degc)
    at_coil = _at_outdoor_coil(machine, outdoor_degc, room_degc)
    mean = np.interp(
        at_coil, FROST_GRID_DEGC, _left_by_frost(machine.outdoor_coil.defrost, pressure_pa)
    )
    too_cold = outdoor_degc < machine.outdoor_coil.lowest_outdoor_degc

    def net(knot: int) -> FloatArray:
        table = machine.heating
        gross, power = (
            _at(table, rows, at_coil, knot) for rows in (table.capacity_w, table.power_w)
        )
        delivered = (
            gross * mean + machine.heating.fan_w[knot]
        ) * machine.air_path.delivery_effectiveness
        delivered += machine.air_path.case_heat_fraction * (power - gross)
        delivered += _let_in(machine, outdoor_degc, room_degc, leakage_kg_per_s, table.speed[knot])
        return np.where(too_cold, np.nan, delivered)

    return net(0), net(-1)


def cooling_limits(
    machine: Machine,
    outdoor_degc: FloatArray,
    room_degc: float,
    pressure_pa: float,
    leakage_kg_per_s: FloatArray | float = 0.0,
) -> tuple[FloatArray, FloatArray]:
    """Return least and most sensible cooling [W], (n,) each, in a room of 50 % humidity.

    The fan's heat is taken off, and a hose's, and what is let in as in `heating_limits`. nan where
    the machine does not cool.
    """
    if machine.can_cool <= 0.0:
        return _none(outdoor_degc), _none(outdoor_degc)
    ratio = float(
        humidity_ratio_from_relative_humidity(room_degc, ROOM_RELATIVE_HUMIDITY, pressure_pa)
    )
    table = saturation_table(round(pressure_pa, 1))

    at_coil = _at_outdoor_coil(machine, outdoor_degc, room_degc)

    def sensible(knot: int) -> FloatArray:
        grid = machine.cooling
        total_w, power_w = (
            _at(grid, rows, at_coil, knot) for rows in (grid.capacity_w, grid.power_w)
        )
        airflow = float(machine.cooling.airflow_kg_per_s[knot])
        bypass = math.exp(-float(machine.cooling.coil_a0_kg_per_s[knot]) / airflow)
        grid_w = np.linspace(total_w.min(), total_w.max(), N_GRID)
        share = np.empty(N_GRID)
        sensible_shares(table, room_degc, ratio, grid_w, airflow, bypass, share)
        net: FloatArray = total_w * np.interp(total_w, grid_w, share) - machine.cooling.fan_w[knot]
        net = (
            net * machine.air_path.delivery_effectiveness
            - machine.air_path.case_heat_fraction * (total_w + power_w)
        )
        speed = grid.speed[knot]
        return net - _let_in(machine, outdoor_degc, room_degc, leakage_kg_per_s, speed)

    return sensible(0), sensible(-1)


@lru_cache(maxsize=16)
def _left_by_frost(kind: float, pressure_pa: float) -> FloatArray:
    """Return the mean share of frost-free capacity that defrosting leaves on the grid."""
    ratio = humidity_ratio_from_relative_humidity(
        FROST_GRID_DEGC, OUTDOOR_RELATIVE_HUMIDITY, pressure_pa
    )
    kept = np.empty(FROST_GRID_DEGC.size)
    frost_means(kind, saturation_table(round(pressure_pa, 1)), FROST_GRID_DEGC, ratio, kept)
    return kept


def _at(table: PerformanceMap, rows: FloatArray, outdoor_degc: FloatArray, knot: int) -> FloatArray:
    """Return capacity or power at one speed over outdoor temperature [W], held beyond the ends."""
    return np.interp(outdoor_degc, table.outdoor_degc, rows[:, knot])


def _at_outdoor_coil(machine: Machine, outdoor_degc: FloatArray, room_degc: float) -> FloatArray:
    """Return the air over the outdoor coil [degC]: a hose takes it from the room."""
    return outdoor_degc + machine.outdoor_coil.room_air_fraction * (room_degc - outdoor_degc)


def _let_in(
    machine: Machine,
    outdoor_degc: FloatArray,
    room_degc: float,
    leakage_kg_per_s: FloatArray | float,
    speed: float,
) -> FloatArray | float:
    """Return the heat that a hose or leaky ducts let in while the unit runs [W], as the loop."""
    if (
        machine.air_path.induced_infiltration_kg_per_s
        == machine.air_path.return_leak_kg_per_s
        == machine.air_path.outside_w_per_k
        == 0.0
    ):
        return 0.0
    flow = 1.0
    if machine.air_path.follows_fan > 0.0 and speed > 0.0:
        flow = speed
    drawn = machine.air_path.induced_infiltration_kg_per_s * flow
    from_home = drawn * machine.air_path.from_home_fraction
    leakage = np.broadcast_to(np.asarray(leakage_kg_per_s, np.float64), outdoor_degc.shape)
    added = np.empty(outdoor_degc.size)
    induced_infiltration_of_each(drawn - from_home, np.ascontiguousarray(leakage), added)
    outside = (added + machine.air_path.return_leak_kg_per_s * flow) * MOIST_AIR_J_PER_KG_K
    outside += machine.air_path.outside_w_per_k * flow
    home = from_home * MOIST_AIR_J_PER_KG_K
    let_in: FloatArray = outside * (outdoor_degc - room_degc) + home * (
        machine.air_path.home_degc - room_degc
    )
    return let_in


def _none(outdoor_degc: FloatArray) -> FloatArray:
    return np.full(outdoor_degc.size, np.nan)
