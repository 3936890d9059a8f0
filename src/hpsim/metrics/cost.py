"""What a year's energy costs and emits: energy times price or emission."""

from __future__ import annotations

from collections.abc import Mapping

from hpsim.economics.prices import Prices
from hpsim.metrics.common import has_machine
from hpsim.metrics.energy import electricity_kwh, fuel_kwh
from hpsim.results import Results


def cost_of(results: Results, prices: Prices) -> tuple[float | None, float | None]:
    """Return what a year's electricity and fuel cost; None: can't be told."""
    return _weighed(results, prices.electricity_per_kwh, prices.fuel_per_kwh)


def carbon_kg(results: Results, prices: Prices) -> float | None:
    """Return what a year's energy emits, CO2e [kg]; None where it can't be told."""
    grid, fuels = prices.electricity_carbon_kg_per_kwh, prices.fuel_carbon_kg_per_kwh
    electricity, fuel = _weighed(results, grid, fuels)
    return None if electricity is None or fuel is None else electricity + fuel


def _weighed(
    results: Results, per_kwh: float | None, fuel_per_kwh: Mapping[str, float]
) -> tuple[float | None, float | None]:
    """Return electricity and fuel, each times its own factor."""
    if not has_machine(results):
        return None, None
    electricity = None if per_kwh is None else electricity_kwh(results) * per_kwh
    if results.fuel is None:
        return electricity, None if per_kwh is None else 0.0
    factor = fuel_per_kwh.get(results.fuel)
    return electricity, None if factor is None else fuel_kwh(results) * factor
