"""How what a wet cooling coil gives goes with its air and with the speed.

Sensible heat is ``m f(Q / m)`` with the gross capacity ``Q`` and the airflow ``m`` that touches the
coil: ``f(x) = h(T, w_adp) - h_adp``, of an apparatus dew point of the enthalpy ``h - x``. So
``f' = 1 - (h_fg + c_v T) dw/dh`` at that point. A capacity ``dQ`` changes sensible heat by
``f' dQ``; air warmer by ``dT`` and of more enthalpy by ``dh`` by ``m (c_p dT - f' dh)``; an airflow
``dm`` by ``(f - f' Q / m) dm``. Capacity and power go with the wet bulb (`steady.by_wet_bulb`),
which rises with the enthalpy of the air and of the water that it takes up.
"""

from __future__ import annotations

from hpsim.kernel.air import DRY_AIR_J_PER_KG_K, VAPOUR_J_PER_KG_K, WATER_J_PER_KG_K
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import internal
from hpsim.kernel.state import Work
from hpsim.kernel.types import Machine


@internal
def follow_air(
    machine: Machine,
    work: Work,
    rated_w: float,
    rated_power_w: float,
    d: float,
    hotter: float,
    wet_degc: float,
    degc_per_j: float,
    at_coil: float,
    ratio_per_j: float,
) -> float:
    """Put the slopes of heat and power by temperature and humidity of the air into the interval.

    Parameters
    ----------
    machine : Machine
        With its coil's corrections.
    work : Work
        With the air that is met, and the airflow.
    rated_w, rated_power_w : float
        Gross capacity and power at the rating's wet bulb [W].
    d, hotter : float
        Room wet bulb over the rating's, and air at the outdoor coil [K].
    wet_degc, degc_per_j : float
        Wet bulb [degC], and its slope by enthalpy [K kg/J].
    at_coil, ratio_per_j : float
        Humidity ratio at the apparatus dew point, and its slope by enthalpy [kg/J].

    Returns
    -------
    float
        ``f'`` [-].
    """
    interval, coil = work.interval, machine.indoor_coil
    delivered = machine.air_path.delivery_effectiveness
    touching = delivered * work.state.touching_kg_per_s
    vapour = VAPORISATION_J_PER_KG + VAPOUR_J_PER_KG_K * interval.met_degc
    air_j_per_k = DRY_AIR_J_PER_KG_K + interval.met_ratio * VAPOUR_J_PER_KG_K
    dry = 1.0 - vapour * ratio_per_j
    per_k = coil.cooling_capacity_per_k_wet_bulb
    per_k += coil.cooling_capacity_per_k2_wet_bulb_outdoor * hotter
    per_k += 2.0 * coil.cooling_capacity_per_k2_wet_bulb * d
    w_per_k = delivered * rated_w * per_k
    per_k = coil.cooling_power_per_k_wet_bulb
    per_k += coil.cooling_power_per_k2_wet_bulb_outdoor * hotter
    per_k += 2.0 * coil.cooling_power_per_k2_wet_bulb * d
    power_w_per_k = rated_power_w * per_k
    by_air = degc_per_j * air_j_per_k
    by_ratio_k = degc_per_j * (vapour - WATER_J_PER_KG_K * wet_degc)
    sensible = DRY_AIR_J_PER_KG_K + at_coil * VAPOUR_J_PER_KG_K - dry * air_j_per_k
    sensible_w_per_k = touching * sensible + dry * w_per_k * by_air
    sensible_by_ratio_w = dry * (w_per_k * by_ratio_k - touching * vapour)
    interval.sensible_by_air_w_per_k = sensible_w_per_k
    interval.sensible_by_ratio_w = sensible_by_ratio_w
    interval.latent_by_air_w_per_k = w_per_k * by_air - sensible_w_per_k
    interval.latent_by_ratio_w = w_per_k * by_ratio_k - sensible_by_ratio_w
    interval.power_by_air_w_per_k = power_w_per_k * by_air
    interval.power_by_ratio_w = power_w_per_k * by_ratio_k
    return dry


@internal
def follow_speed(
    machine: Machine,
    work: Work,
    j: int,
    airflow: float,
    total_w: float,
    sensible_w: float,
    per_speed_w: float,
    dry: float,
) -> None:
    """Put the slope of sensible heat by the speed into the interval.

    Parameters
    ----------
    machine : Machine
        With its speeds.
    work : Work
        With airflow and bypass by speed.
    j : int
        The knot below the speed.
    airflow : float
        Over the coil [kg/s].
    total_w, sensible_w : float
        Gross, without what ducts lose [W].
    per_speed_w : float
        Slope of the total by the speed [W].
    dry : float
        ``f'``, as `follow_air` returns it [-].
    """
    at_knots, touching = work.cooling_airflow_kg_per_s, work.state.touching_kg_per_s
    more_kg_per_s = (at_knots[j + 1] - at_knots[j]) * touching / airflow
    more_kg_per_s -= airflow * (work.bypass[j + 1] - work.bypass[j])
    more_kg_per_s /= machine.cooling.speed[j + 1] - machine.cooling.speed[j]
    per_speed_w = dry * per_speed_w + more_kg_per_s * (sensible_w - dry * total_w) / touching
    work.interval.per_speed_w = -machine.air_path.delivery_effectiveness * per_speed_w
