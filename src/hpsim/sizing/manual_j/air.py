"""Outdoor air: leaks, fans, and what heat recovery saves."""

from __future__ import annotations

import math
from typing import NamedTuple

from hpsim.sizing.manual_j.inputs import Air, Design, Load

SENSIBLE, LATENT = 1.1, 0.68  # Btu/h per cfm and °F; per cfm and grain
HEATING_MPH, COOLING_MPH = 15.0, 7.5  # tables 5D, 5E
DEFAULT_SHIELDING_CLASS = 4
FIREPLACE_CFM = 20.0  # each, in heating
SUPPLY_IN, EXHAUST_IN = (35.0, 0.0178), (24.0, 0.0092)  # CSA 439, summer [°C], [kg/kg]
WINTER_K = 22.0  # CSA 439: between room and outdoors
FAN_W_PER_CFM = 1.0  # ANSI/RESNET/ICC 301: of a heat or energy recovery ventilator
AIR_J_PER_KG_K, WINTER_KG_PER_M3, SUMMER_KG_PER_M3 = 1006.0, 1.287, 1.114


def leakage_cfm(
    ela_in2: float, design: Design, *, stories: float = 1.0, shielding_class: int = 4
) -> tuple[float, float]:
    """Return leakage in heating and cooling from a leakage area (tables 5D, 5E).

    ``ELA sqrt(C_s dT + C_w V²)``.

    Parameters
    ----------
    ela_in2 : float
        Effective leakage area at 4 Pa.
    design : Design
        Conditions.
    stories : float
        Above grade.
    shielding_class : int
        1 (exposed) to 5 (well shielded).
    """
    stack = 0.015 * stories
    wind = (0.0065 - 0.00266 * (shielding_class - 3)) * stories**0.4
    heating, cooling = (
        ela_in2 * math.sqrt(stack * difference_f + wind * mph**2)
        for difference_f, mph in ((design.htd_f, HEATING_MPH), (design.ctd_f, COOLING_MPH))
    )
    return heating, cooling


def shielding_class(shielding: str = "normal", site: str = "suburban") -> int:
    """Return the shielding class of a site.

    ``shielding`` is ``exposed``, ``normal`` or ``well-shielded``, ``site`` ``rural``, ``suburban``
    or ``urban``.
    """
    found = DEFAULT_SHIELDING_CLASS
    found += {"well-shielded": 1, "exposed": -1}.get(shielding, 0)
    found += {"urban": 1, "rural": -1}.get(site, 0)
    return min(max(found, 1), 5)


def joined_cfm(leakage_cfm: float, unbalanced_cfm: float) -> float:
    """Return the leakage next to a fan that only draws air out (> 0) or only blows it in (< 0)."""
    if unbalanced_cfm == 0.0:
        return leakage_cfm
    if unbalanced_cfm > 0.0:
        return float((leakage_cfm**1.5 + unbalanced_cfm**1.5) ** 0.67)
    if leakage_cfm < -unbalanced_cfm:
        return 0.0
    return float((leakage_cfm**1.5 - (-unbalanced_cfm) ** 1.5) ** 0.67)


def infiltration_load(air: Air, design: Design) -> Load:
    """Return the load of leakage, joined with unbalanced fans."""
    unbalanced = air.exhaust_cfm - air.supply_cfm
    heating = joined_cfm(air.leakage_heating_cfm, unbalanced)
    cooling = joined_cfm(air.leakage_cooling_cfm, unbalanced)
    factor = design.altitude_factor
    return Load(
        SENSIBLE * factor * heating * design.htd_f,
        SENSIBLE * factor * cooling * design.ctd_f,
        LATENT * factor * cooling * design.grains,
    )


def ventilation_load(air: Air, design: Design) -> Load:
    """Return the load of the air that fans blow in, after heat recovery."""
    sensible = SENSIBLE * design.altitude_factor * air.supply_cfm * (1.0 - air.sensible_recovery)
    latent = LATENT * design.altitude_factor * air.supply_cfm * (1.0 - air.latent_recovery)
    return Load(sensible * design.htd_f, sensible * design.ctd_f, latent * design.grains)


class Recovery(NamedTuple):
    """Apparent effectiveness of a heat or energy recovery ventilator."""

    sensible: float
    latent: float


def recovery(
    cfm: float,
    *,
    adjusted_sensible: float | None = None,
    sensible: float | None = None,
    adjusted_total: float | None = None,
    total: float | None = None,
    fan_w: float | None = None,
) -> Recovery:
    """Return the effectiveness from rated recovery efficiencies.

    The total one is measured in summer; what it has above the sensible one, with the fan's own
    heat taken off, is moisture.

    Parameters
    ----------
    cfm : float
        Flow.
    adjusted_sensible, adjusted_total : float
        Adjusted recovery efficiencies (ASRE, ATRE).
    sensible, total : float
        Unadjusted ones (SRE, TRE), which have the fan's heat in them; used if not adjusted.
    fan_w : float
        Of both fans; default: 1 W/cfm.

    References
    ----------
    CSA C439, clauses 9.2.1 (eq. 7), 9.3.3.1 (eq. 12) and 9.3.3.2 (eq. 13).
    """
    power_w = FAN_W_PER_CFM * cfm if fan_w is None else fan_w
    m3_per_s = cfm * 4.719474e-4
    fan_k = power_w / (m3_per_s * WINTER_KG_PER_M3 * AIR_J_PER_KG_K)
    if adjusted_sensible is not None:
        apparent = adjusted_sensible
    elif sensible is not None:
        apparent = (sensible * (WINTER_K + fan_k) + fan_k) / WINTER_K
    else:
        apparent = 0.0
    if adjusted_total is None and total is None:
        return Recovery(apparent, 0.0)
    exchanger = apparent - fan_k / WINTER_K
    summer_kg_per_s = m3_per_s * SUMMER_KG_PER_M3
    (hot_degc, hot_ratio), (room_degc, room_ratio) = SUPPLY_IN, EXHAUST_IN
    out_degc = hot_degc - exchanger * (hot_degc - room_degc)
    out_degc += power_w / (summer_kg_per_s * AIR_J_PER_KG_K)
    hot, room = _enthalpy(hot_degc, hot_ratio), _enthalpy(room_degc, room_ratio)
    if adjusted_total is not None:
        out = hot - adjusted_total * (hot - room)
    else:
        assert total is not None
        fan_j_per_kg = power_w / summer_kg_per_s
        out = hot - total * (hot - room + fan_j_per_kg) - fan_j_per_kg
    out_ratio = (out - 1006.0 * out_degc) / (2.501e6 + 1860.0 * out_degc)
    latent = (out_ratio - hot_ratio) / (room_ratio - hot_ratio)
    return Recovery(apparent, min(max(latent, 0.0), 1.0))


def _enthalpy(degc: float, ratio: float) -> float:
    """Return the enthalpy of moist air [J/kg]."""
    return 1006.0 * degc + ratio * (2.501e6 + 1860.0 * degc)
