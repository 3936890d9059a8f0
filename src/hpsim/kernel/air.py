"""Moist air and the wet coil, as the loop needs them.

References
----------
ASHRAE Handbook Fundamentals 2021, chapter 1: eqs. 30 (enthalpy) and 33 (wet bulb).
"""

from __future__ import annotations

from hpsim.kernel.airflow import COIL_FLOW_EXPONENT
from hpsim.kernel.compiling import uncounted
from hpsim.kernel.types import Saturation

DRY_AIR_J_PER_KG_K = 1006.0  # ASHRAE Fundamentals 2021, ch. 1, eq. 30
VAPOUR_J_PER_KG_K = 1860.0
VAPORISATION_J_PER_KG = 2.501e6  # at 0 degC, same equation
WATER_J_PER_KG_K = 4186.0


@uncounted
def enthalpy(air_degc: float, humidity_ratio: float) -> float:
    """Return the enthalpy of moist air per kilogram of dry air [J/kg]."""
    vapour = VAPORISATION_J_PER_KG + VAPOUR_J_PER_KG_K * air_degc
    return DRY_AIR_J_PER_KG_K * air_degc + humidity_ratio * vapour


@uncounted
def saturated(table: Saturation, enthalpy_j_per_kg: float) -> tuple[float, float]:
    """Return temperature [degC] and humidity ratio of saturated air of that enthalpy."""
    position = (enthalpy_j_per_kg - table.first_j_per_kg) / table.step_j_per_kg
    position = min(max(position, 0.0), table.temperature_degc.size - 1.000001)
    i = int(position)
    f = position - i
    t = table.temperature_degc
    w = table.humidity_ratio
    return t[i] + f * (t[i + 1] - t[i]), w[i] + f * (w[i + 1] - w[i])


@uncounted
def wet_bulb(table: Saturation, air_degc: float, humidity_ratio: float) -> float:
    """Return the wet-bulb temperature [degC], within 0.01 K between 0 and 35 degC.

    Saturation enthalpy at the wet bulb exceeds the air's by that of the water taken up: two
    rounds of that correction from the enthalpy alone.
    """
    h = enthalpy(air_degc, humidity_ratio)
    t, w = saturated(table, h)
    t, w = saturated(table, h + (w - humidity_ratio) * WATER_J_PER_KG_K * t)
    t, w = saturated(table, h + (w - humidity_ratio) * WATER_J_PER_KG_K * t)
    return t


@uncounted
def bypass_at(bypass: float, airflow_share: float) -> float:
    """Return the bypass factor at a share of the airflow at which it is ``bypass``.

    Its exponent A0 / airflow goes with the airflow to `COIL_FLOW_EXPONENT` - 1.
    """
    factor: float = bypass ** (airflow_share ** (COIL_FLOW_EXPONENT - 1.0))
    return factor


@uncounted
def sensible_heat_ratio(
    table: Saturation,
    air_degc: float,
    humidity_ratio: float,
    capacity_w: float,
    airflow_kg_per_s: float,
    bypass: float,
) -> float:
    """Return the sensible share of the coil's gross capacity by apparatus dew point and bypass.

    References
    ----------
    EnergyPlus Engineering Reference, "DX cooling coil model"; the bypass factor is
    ``exp(-A0 / airflow)``. There A0 is a constant of each speed; here it follows the airflow
    (`bypass_at`).
    """
    h_in = enthalpy(air_degc, humidity_ratio)
    h_adp = h_in - capacity_w / (airflow_kg_per_s * (1.0 - bypass))
    _, w_adp = saturated(table, h_adp)
    if w_adp >= humidity_ratio:
        return 1.0
    ratio = (enthalpy(air_degc, w_adp) - h_adp) / (h_in - h_adp)
    return min(max(ratio, 0.0), 1.0)
