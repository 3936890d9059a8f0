"""The least and the most that a machine gives steadily, over outdoor temperature."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.air import sensible_heat_ratio
from hpsim.kernel.plant import frost
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity, saturation_table

ROOM_RELATIVE_HUMIDITY = 0.5  # Manual J, indoor design condition in summer
OUTDOOR_RELATIVE_HUMIDITY = 0.8  # for frost by humidity: that of the published defrost checks
N_GRID = 9  # temperatures at which sensible shares are worked out


def heating_limits(
    machine: Machine, outdoor_degc: FloatArray, pressure_pa: float
) -> tuple[FloatArray, FloatArray]:
    """Return least and most net heating [W], (n,) each: fan heat in, frost as its mean.

    nan where the machine does not heat.
    """
    if machine.can_heat <= 0.0:
        return _none(outdoor_degc), _none(outdoor_degc)
    grid_degc = np.linspace(-40.0, 25.0, 66)
    table = saturation_table(round(pressure_pa, 1))
    kept = []
    for t in grid_degc:
        ratio = float(
            humidity_ratio_from_relative_humidity(float(t), OUTDOOR_RELATIVE_HUMIDITY, pressure_pa)
        )
        share, clear, _, icing, _, _ = frost(machine.defrost, table, float(t), ratio)
        kept.append((1.0 - share) * clear + share * icing)
    mean = np.interp(outdoor_degc, grid_degc, kept)
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
        share = [
            sensible_heat_ratio(table, room_degc, ratio, float(q), airflow, bypass) for q in grid_w
        ]
        net: FloatArray = total_w * np.interp(total_w, grid_w, share) - machine.cooling_fan_w[knot]
        return net

    return sensible(0), sensible(-1)


def _gross(table: PerformanceMap, outdoor_degc: FloatArray, knot: int) -> FloatArray:
    """Return capacity at one speed over outdoor temperature [W], held beyond the ends."""
    return np.interp(outdoor_degc, table.outdoor_degc, table.capacity_w[:, knot])


def _none(outdoor_degc: FloatArray) -> FloatArray:
    return np.full(outdoor_degc.size, np.nan)
