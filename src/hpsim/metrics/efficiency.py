"""Efficiencies of a year, next to those of the label."""

from __future__ import annotations

import math

from hpsim.metrics.common import ratio
from hpsim.metrics.registry import metric
from hpsim.results import Results
from hpsim.units.constants import BTUH_PER_W


@metric("Seasonal COP, heating", unit="-")
def seasonal_cop_heating(results: Results) -> float:
    """Return useful heat over all electricity used in heating mode, standby and fan included.

    Heat that cooling took out again on the same day was of no use.

    nan where fuel heats (its heat is not the electricity's), and in a year with hardly any heating.
    """
    if results.fuel is not None or results.is_trifling(heating=True):
        return math.nan
    used = results.sums["heating_electricity_w"]
    useful = results.energy.useful_heating - results.energy.cancelled
    return ratio(useful, used)


@metric("Seasonal COP, cooling", unit="-")
def seasonal_cop_cooling(results: Results) -> float:
    """Return useful sensible and latent cooling over all electricity not used in heating mode.

    Cooling that took out heat of the same day's heating was of no use.

    nan in a year with hardly any cooling.
    """
    if results.is_trifling(heating=False):
        return math.nan
    used = results.energy.electricity - results.sums["heating_electricity_w"]
    useful = results.energy.useful_cooling - results.energy.cancelled
    return ratio(useful, used)


@metric("HSPF2 of this year", unit="Btu/Wh")
def in_situ_hspf2(results: Results) -> float:
    """Return the seasonal heating COP as a label would write it."""
    return BTUH_PER_W * seasonal_cop_heating(results)


@metric("SEER2 of this year", unit="Btu/Wh")
def in_situ_seer2(results: Results) -> float:
    """Return the seasonal cooling COP as a label would write it."""
    return BTUH_PER_W * seasonal_cop_cooling(results)


@metric("HSPF2 on the label", unit="Btu/Wh")
def label_hspf2(results: Results) -> float:
    """Return the label's HSPF2."""
    return results.label.get("hspf2", math.nan)


@metric("SEER2 on the label", unit="Btu/Wh")
def label_seer2(results: Results) -> float:
    """Return the label's SEER2."""
    return results.label.get("seer2", math.nan)
