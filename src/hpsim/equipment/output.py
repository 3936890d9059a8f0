"""The least and the most that a machine gives steadily, over outdoor temperature."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.limits import frost_means, sensible_shares
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity, saturation_table

ROOM_RELATIVE_HUMIDITY = 0.5  # Manual J, indoor design condition in summer
OUTDOOR_RELATIVE_HUMIDITY = 0.8  # for frost by humidity: that of the published defrost checks
N_GRID = 9  # capacities at which sensible shares are worked out
FROST_GRID_DEGC = np.linspace(-40.0, 25.0, 66)


def heating_limits(
    machine: Machine, outdoor_degc: FloatArray, pressure_pa: float
) -> tuple[FloatArray, FloatArray]:
    """Return least and most net heating [W], (n,) each: fan heat in, frost as its mean.

    nan where the machine does not heat.
    """
    if machine.can_heat <= 0.0:
        return _none(outdoor_degc), _none(outdoor_degc)
    ratio = humidity_ratio_from_relative_humidity(
        FROST_GRID_DEGC, OUTDOOR_RELATIVE_HUMIDITY, pressure_pa
    )
    kept = np.empty(FROST_GRID_DEGC.size)
    table = saturation_table(round(pressure_pa, 1))
    frost_means(machine.defrost, table, FROST_GRID_DEGC, ratio, kept)
    mean = np.interp(outdoor_degc, FROST_GRID_DEGC, kept)
    too_cold = outdoor_degc < machine.lowest_outdoor_degc
    least, most = (
        np.where(
            too_cold,
            np.nan,
            _gross(machine.heating, outdoor_degc, knot) * mean + machine.heating_fan_w[knot],
        )
        for knot in (0, -1)
    )
    return least, most


def cooling_limits(
    machine: Machine, outdoor_degc: FloatArray, room_degc: float, pressure_pa: float
) -> tuple[FloatArray, FloatArray]:
    """Return least and most sensible cooling [W], (n,) each, in a room of 50 % humidity.

    The fan's heat is taken off. nan where the machine does not cool.
    """
    if machine.can_cool <= 0.0:
        return _none(outdoor_degc), _none(outdoor_degc)
    ratio = float(
        humidity_ratio_from_relative_humidity(room_degc, ROOM_RELATIVE_HUMIDITY, pressure_pa)
    )
    table = saturation_table(round(pressure_pa, 1))

    def sensible(knot: int) -> FloatArray:
        total_w = _gross(machine.cooling, outdoor_degc, knot)
        airflow = float(machine.cooling_airflow_kg_per_s[knot])
        bypass = math.exp(-float(machine.coil_a0_kg_per_s[knot]) / airflow)
        grid_w = np.linspace(total_w.min(), total_w.max(), N_GRID)
        share = np.empty(N_GRID)
        sensible_shares(table, room_degc, ratio, grid_w, airflow, bypass, share)
        net: FloatArray = total_w * np.interp(total_w, grid_w, share) - machine.cooling_fan_w[knot]
        return net

    return sensible(0), sensible(-1)


def _gross(table: PerformanceMap, outdoor_degc: FloatArray, knot: int) -> FloatArray:
    """Return capacity at one speed over outdoor temperature [W], held beyond the ends."""
    return np.interp(outdoor_degc, table.outdoor_degc, table.capacity_w[:, knot])


def _none(outdoor_degc: FloatArray) -> FloatArray:
    return np.full(outdoor_degc.size, np.nan)
