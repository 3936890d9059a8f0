"""Moist air and the wet coil, as the loop needs them.

References
----------
ASHRAE Handbook Fundamentals 2021, chapter 1: eqs. 30 (enthalpy) and 33 (wet bulb).
"""

from __future__ import annotations

from hpsim.kernel.airflow import COIL_FLOW_EXPONENT, VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import internal
from hpsim.kernel.types import Saturation

DRY_AIR_J_PER_KG_K = 1006.0  # ASHRAE Fundamentals 2021, ch. 1, eq. 30
VAPOUR_J_PER_KG_K = 1860.0
WATER_J_PER_KG_K = 4186.0


@internal
def enthalpy(air_degc: float, humidity_ratio: float) -> float:
    """Return the enthalpy of moist air per kilogram of dry air [J/kg]."""
    vapour = VAPORISATION_J_PER_KG + VAPOUR_J_PER_KG_K * air_degc
    return DRY_AIR_J_PER_KG_K * air_degc + humidity_ratio * vapour


@internal
def saturated(table: Saturation, enthalpy_j_per_kg: float) -> tuple[float, float]:
    """Return temperature [degC] and humidity ratio of saturated air of that enthalpy."""
    degc, ratio, _, _ = saturated_and_slopes(table, enthalpy_j_per_kg)
    return degc, ratio


@internal
def saturated_and_slopes(
    table: Saturation, enthalpy_j_per_kg: float
) -> tuple[float, float, float, float]:
    """Return what `saturated` does, and by how much both rise with enthalpy [K kg/J] and [kg/J]."""
    per_step = 1.0 / table.step_j_per_kg
    position = (enthalpy_j_per_kg - table.first_j_per_kg) * per_step
    position = min(max(position, 0.0), table.temperature_degc.size - 1.000001)
    i = int(position)
    f = position - i
    t, w = table.temperature_degc, table.humidity_ratio
    warmer_k, wetter = t[i + 1] - t[i], w[i + 1] - w[i]
    return t[i] + f * warmer_k, w[i] + f * wetter, warmer_k * per_step, wetter * per_step


@internal
def wet_bulb(table: Saturation, air_degc: float, humidity_ratio: float) -> float:
    """Return the wet-bulb temperature [degC], within 0.01 K between 0 and 35 degC.

    Saturation enthalpy at the wet bulb exceeds the air's by that of the water taken up: three
    rounds, the first without any.
    """
    _, taken_up = wet_bulb_round(table, air_degc, humidity_ratio, 0.0)
    _, taken_up = wet_bulb_round(table, air_degc, humidity_ratio, taken_up)
    t, _ = wet_bulb_round(table, air_degc, humidity_ratio, taken_up)
    return t


@internal
def wet_bulb_round(
    table: Saturation, air_degc: float, humidity_ratio: float, taken_up_j_per_kg: float
) -> tuple[float, float]:
    """Return the wet bulb [degC] for an enthalpy of the water taken up, and that enthalpy there.

    A round leaves a fiftieth of an error: one is enough from what the last interval found.
    """
    t, w = saturated(table, enthalpy(air_degc, humidity_ratio) + taken_up_j_per_kg)
    return t, (w - humidity_ratio) * WATER_J_PER_KG_K * t


@internal
def bypass_at(bypass: float, airflow_share: float) -> float:
    """Return the bypass factor at a share of the airflow at which it is ``bypass``.

    Its exponent A0 / airflow goes with the airflow to `COIL_FLOW_EXPONENT` - 1.
    """
    factor: float = bypass ** (airflow_share ** (COIL_FLOW_EXPONENT - 1.0))
    return factor


@internal
def sensible_heat_ratio(
    table: Saturation,
    air_degc: float,
    humidity_ratio: float,
    capacity_w: float,
    airflow_kg_per_s: float,
    bypass: float,
) -> float:
    """Return the sensible share of the coil's gross capacity; 1 where it has none."""
    if capacity_w <= 0.0:
        return 1.0
    sensible_w: float = sensible_capacity(
        table, air_degc, humidity_ratio, capacity_w, airflow_kg_per_s, bypass
    )
    return sensible_w / capacity_w


@internal
def sensible_capacity(
    table: Saturation,
    air_degc: float,
    humidity_ratio: float,
    capacity_w: float,
    airflow_kg_per_s: float,
    bypass: float,
) -> float:
    """Return the sensible part of the coil's gross capacity by apparatus dew point and bypass [W].

    References
    ----------
    EnergyPlus Engineering Reference, "DX cooling coil model"; the bypass factor is
    ``exp(-A0 / airflow)``. There A0 is a constant of each speed; here it follows the airflow
    (`bypass_at`).
    """
    touching_kg_per_s = airflow_kg_per_s * (1.0 - bypass)
    h_adp = enthalpy(air_degc, humidity_ratio) - capacity_w / touching_kg_per_s
    _, w_adp = saturated(table, h_adp)
    if w_adp >= humidity_ratio:
        return capacity_w
    sensible_w = touching_kg_per_s * (enthalpy(air_degc, w_adp) - h_adp)
    return min(max(sensible_w, 0.0), capacity_w)
