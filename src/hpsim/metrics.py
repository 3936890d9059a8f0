"""Figures of a year: functions from Results to one number.

Each is decorated with `metric` and so listed in `METRICS`; its name is its key in the summary and
ends in its unit. What can't be told is nan, and ``null`` in the summary. Definitions with their
sources: docs/metrics.md.

>>> list(METRICS)[:2]
['heat_delivered_kwh', 'cool_delivered_kwh']
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hpsim.fuels import FUELS, FuelName
from hpsim.kernel.types import FloatArray
from hpsim.prices import NO_PRICES, Prices
from hpsim.psychrometrics import relative_humidity
from hpsim.results import Results
from hpsim.units import BTUH_PER_W

Function: TypeAlias = Callable[[Results], float]

TOLERANCE_K = 0.5  # of unmet hours: about the differential of a common thermostat
STRICT_TOLERANCE_K = 0.2  # EnergyPlus' default, OutputControl:ReportingTolerances
LOOSE_TOLERANCE_K = 1.11  # 2 degF
FULL_SPEED = 0.95  # of full: a slewed unit at full output rarely stays at it for a whole hour
NIGHT_H = (22, 7)  # by standard time; EN 16798-1 and WHO count the night from 22 or 23 to 7
DAMP_RH = 0.6  # above it mites and, in corners, mould do well
# ASHRAE 55-2004, fig. 5.2.1.1, for people at rest: zones over operative temperature and humidity
# ratio, corners as in EnergyPlus (CalcThermalComfortSimpleASH55): at 0 and at 12 g/kg
WINTER_COLD_EDGE_DEGC = (21.7, 19.6)  # 1.0 clo
SUMMER_WARM_EDGE_DEGC = (28.3, 26.8)  # 0.5 clo
ZONE_DAMP_RATIO = 0.012
VAPORISATION_J_PER_KG = 2.501e6  # as the engine turns water into latent heat
HOURS_PER_DAY = 24
WITHOUT_MACHINE = frozenset({"ideal", "none"})


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric and how to show it."""

    key: str
    """In the summary; a dot makes a nested key."""
    label: str
    unit: str
    is_count: bool
    kinds: frozenset[str] | None
    """Candidate kinds that have it; None: all."""
    function: Function

    def of(self, results: Results) -> float | int | None:
        """Return the value as the summary has it: None if it can't be told."""
        value = self.function(results)
        if not math.isfinite(value):
            return None
        return round(value) if self.is_count else value


LONGEST_CYCLING_STEP_S = 3600.0  # the hourly method knows no starts
METRICS: dict[str, Metric] = {}
"""Every metric by its key, in the order of the summary."""


def metric(
    label: str,
    *,
    unit: str,
    key: str | None = None,
    is_count: bool = False,
    kinds: frozenset[str] | None = None,
) -> Callable[[Function], Function]:
    """Return a decorator that lists a function among the metrics.

    Parameters
    ----------
    label, unit
        For tables and axes.
    key
        Key in the summary, where it differs from the function's name.
    is_count
        It counts something: a whole number in the summary.
    kinds
        Candidate kinds that have it; None: all.
    """

    def register(function: Function) -> Function:
        name = key or function.__name__
        METRICS[name] = Metric(name, label, unit, is_count, kinds, function)
        return function

    return register


def metrics_of(results: Results, prices: Prices = NO_PRICES) -> dict[str, object]:
    """Return all metrics of a candidate as the summary has them.

    Parameters
    ----------
    prices : Prices
        Of electricity and fuels, and their carbon; nothing known where the scenario has none.

    Returns
    -------
    dict
        Key -> number, None where it can't be told, or a dict of such. Costs and carbon are energy
        times price or emission, None without a machine.
    """
    summary: dict[str, object] = {}
    for entry in METRICS.values():
        if entry.kinds is None or results.kind in entry.kinds:
            _put(summary, entry.key, entry.of(results))
    cost = cost_of(results, prices)
    summary["fuel"] = results.fuel
    summary["cost_per_year"] = None if None in cost else sum(part for part in cost if part)
    summary["cost_by_energy_per_year"] = {"electricity": cost[0], "fuel": cost[1]}
    summary["currency"] = prices.currency
    summary["carbon_kg_per_year"] = carbon_kg(results, prices)
    return summary


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


def _put(summary: dict[str, object], key: str, value: object) -> None:
    """Store a value; ``outer.inner`` goes into a dict of its own."""
    outer, dot, inner = key.partition(".")
    if not dot:
        summary[key] = value
        return
    nested = summary.setdefault(outer, {})
    assert isinstance(nested, dict)
    nested[inner] = value


def has_machine(results: Results) -> bool:
    """Return whether the candidate is a heat pump at all."""
    return results.kind not in WITHOUT_MACHINE


def _kwh(power_w: FloatArray) -> float:
    """Return the energy of hourly mean powers, at least zero."""
    return max(float(power_w.sum()) / 1000.0, 0.0)


def _ratio(numerator: float, denominator: float) -> float:
    """Return their ratio, nan if there is nothing to tell."""
    return numerator / denominator if numerator > 0.0 and denominator > 0.0 else math.nan


def _of_cycles(results: Results, value: float) -> float:
    """Return a value of a machine whose every start was simulated, else nan."""
    return _of_machine(results, value) if results.step_s < LONGEST_CYCLING_STEP_S else math.nan


def _of_machine(results: Results, value: float) -> float:
    return value if has_machine(results) else math.nan


# Heat


@metric("Heat delivered", unit="kWh")
def heat_delivered_kwh(results: Results) -> float:
    """Return the net heat into the room: coil, fan and backup, less what defrost takes."""
    return _kwh(results.hourly.heat_delivered_w)


@metric("Cooling delivered, sensible", unit="kWh")
def cool_delivered_kwh(results: Results) -> float:
    """Return the net sensible cooling, the fan's own heat taken off."""
    return _kwh(results.hourly.cool_delivered_w)


@metric("Latent heat removed", unit="kWh")
def latent_removed_kwh(results: Results) -> float:
    """Return the latent heat taken out, less what evaporates back from the coil."""
    return _kwh(results.hourly.latent_removed_w)


@metric("Heat drawn in", unit="kWh")
def drawn_heat_kwh(results: Results) -> float:
    """Return the heat, moisture's too, of air that hose or leaky ducts drew in while cooling."""
    hourly = results.hourly
    return _kwh((hourly.drawn_heat_w + hourly.drawn_latent_w) * ~results.is_heating)


@metric("Heat lost to air drawn in", unit="kWh")
def drawn_loss_kwh(results: Results) -> float:
    """Return the sensible heat that air which hose or leaky ducts drew in took while heating."""
    return _kwh(-results.hourly.drawn_heat_w * results.is_heating)


@metric("Heating load", unit="kWh", kinds=frozenset({"ideal"}))
def heating_load_kwh(results: Results) -> float:
    """Return the heat that holds the heating set point exactly."""
    return _kwh(results.room.ideal_heating_w)


@metric("Cooling load, sensible", unit="kWh", kinds=frozenset({"ideal"}))
def cooling_load_kwh(results: Results) -> float:
    """Return the sensible cooling that holds the cooling set point exactly."""
    return _kwh(results.room.ideal_cooling_w)


@metric("Peak heating load", unit="W", kinds=frozenset({"ideal"}))
def peak_heating_w(results: Results) -> float:
    """Return the highest hourly mean of the ideal heating load."""
    return float(results.room.ideal_heating_w.max())


@metric("Peak cooling load, sensible", unit="W", kinds=frozenset({"ideal"}))
def peak_cooling_w(results: Results) -> float:
    """Return the highest hourly mean of the ideal cooling load."""
    return float(results.room.ideal_cooling_w.max())


# Electricity


@metric("Electricity", unit="kWh")
def electricity_kwh(results: Results) -> float:
    """Return all electricity: the sum of its uses."""
    return _kwh(results.electric_power_w)


@metric(
    "Compressor or heater, heating", unit="kWh", key="electricity_by_use_kwh.compressor_heating"
)
def compressor_heating_kwh(results: Results) -> float:
    """Return what compressor and outdoor fan take in heating, or a baseboard, or a burner."""
    return _kwh(results.hourly.compressor_heating_w)


@metric("Compressor, cooling", unit="kWh", key="electricity_by_use_kwh.compressor_cooling")
def compressor_cooling_kwh(results: Results) -> float:
    """Return what compressor and outdoor fan take in cooling."""
    return _kwh(results.hourly.compressor_cooling_w)


@metric("Indoor fan", unit="kWh", key="electricity_by_use_kwh.fan")
def fan_kwh(results: Results) -> float:
    """Return what the indoor fan takes."""
    return _kwh(results.hourly.fan_w)


@metric("Backup heat", unit="kWh", key="electricity_by_use_kwh.backup")
def backup_kwh(results: Results) -> float:
    """Return what the resistance heater takes."""
    return _kwh(results.hourly.backup_w)


@metric("Defrost", unit="kWh", key="electricity_by_use_kwh.defrost")
def defrost_kwh(results: Results) -> float:
    """Return what the unit takes while it defrosts."""
    return _kwh(results.hourly.defrost_w)


@metric("Standby", unit="kWh", key="electricity_by_use_kwh.standby")
def standby_kwh(results: Results) -> float:
    """Return what controls, crankcase and pan heaters take."""
    return _kwh(results.hourly.standby_w)


@metric("Peak power", unit="W")
def peak_power_w(results: Results) -> float:
    """Return the highest hourly mean of all electric power."""
    return _of_machine(results, float(results.electric_power_w.max()))


# Fuel


@metric("Fuel, higher heating value", unit="kWh")
def fuel_kwh(results: Results) -> float:
    """Return the energy of all fuel, by its higher heating value, the pilot's too."""
    return _kwh(results.hourly.fuel_w)


def _fuel_in(results: Results, unit: str, *fuels: FuelName) -> float:
    """Return the fuel in a unit of sale; nan where none of these fuels is burnt."""
    for fuel in fuels:
        if results.fuel == fuel:
            return fuel_kwh(results) / FUELS[fuel].kwh_per[unit]
    return math.nan


@metric("Natural gas", unit="therm", key="fuel_used.gas_therms")
def gas_therms(results: Results) -> float:
    """Return the natural gas in therms of 100,000 Btu."""
    return _fuel_in(results, "therm", "gas")


@metric("Natural gas", unit="m³", key="fuel_used.gas_m3")
def gas_m3(results: Results) -> float:
    """Return the natural gas in cubic metres of 1,036 Btu/ft3."""
    return _fuel_in(results, "m3", "gas")


@metric("Propane or oil", unit="gal", key="fuel_used.liquid_gal")
def liquid_gal(results: Results) -> float:
    """Return the propane or oil in US gallons."""
    return _fuel_in(results, "gal", "propane", "oil")


@metric("Propane or oil", unit="L", key="fuel_used.liquid_l")
def liquid_l(results: Results) -> float:
    """Return the propane or oil in litres."""
    return _fuel_in(results, "l", "propane", "oil")


@metric("Heat delivered per fuel", unit="-")
def heat_per_fuel(results: Results) -> float:
    """Return heat delivered over fuel burnt all year, electricity not in it; nan without fuel."""
    return _ratio(float(results.hourly.heat_delivered_w.sum()), float(results.hourly.fuel_w.sum()))


# Compressor


@metric("Running time", unit="h")
def runtime_h(results: Results) -> float:
    """Return the time with the compressor on."""
    return _of_machine(results, float(results.hourly.running.sum()))


@metric("Starts", unit="-", is_count=True)
def starts(results: Results) -> float:
    """Return the number of compressor starts."""
    return starts_heating(results) + starts_cooling(results)


@metric("Starts, heating", unit="-", is_count=True)
def starts_heating(results: Results) -> float:
    """Return the number of compressor starts in heating."""
    return _of_cycles(results, float(results.hourly.starts_heating.sum()))


@metric("Starts, cooling", unit="-", is_count=True)
def starts_cooling(results: Results) -> float:
    """Return the number of compressor starts in cooling."""
    return _of_cycles(results, float(results.hourly.starts_cooling.sum()))


@metric("Most starts in an hour", unit="-", is_count=True)
def max_starts_per_hour(results: Results) -> float:
    """Return the most starts in any 60 minutes; a start 60 minutes after the first is not in."""
    start_s = results.cycles.start_s
    hour_s = 3600.0 - 1e-3  # a millisecond less, so that rounding can't bring the next one in
    first_after = np.searchsorted(start_s, start_s + hour_s, side="left")
    within = first_after - np.arange(start_s.size)
    return _of_cycles(results, float(within.max(initial=0)))


@metric("Runs under 5 min", unit="-", is_count=True)
def runs_under_5_min(results: Results) -> float:
    """Return the number of compressor runs shorter than 5 minutes."""
    return _of_cycles(results, float((results.cycles.run_s < 300.0).sum()))


@metric("Runs under 10 min", unit="-", is_count=True)
def runs_under_10_min(results: Results) -> float:
    """Return the number of compressor runs shorter than 10 minutes."""
    return _of_cycles(results, float((results.cycles.run_s < 600.0).sum()))


@metric("Median run", unit="min")
def median_run_min(results: Results) -> float:
    """Return the median length of a compressor run; nan if it never ran."""
    run_s = results.cycles.run_s
    return float(np.median(run_s)) / 60.0 if run_s.size else math.nan


@metric("Hours below minimum output", unit="h", is_count=True)
def hours_below_minimum_output(results: Results) -> float:
    """Return the hours whose ideal load is above zero and below the unit's minimum then."""
    heating, cooling = results.room.ideal_heating_w, results.room.ideal_cooling_w
    below = ((heating > 0.0) & (heating < results.minimum_heating_w)) | (
        (cooling > 0.0) & (cooling < results.minimum_cooling_w)
    )
    return _of_machine(results, float(below.sum()))


@metric("Hours above maximum output", unit="h", is_count=True)
def hours_above_maximum_output(results: Results) -> float:
    """Return the hours whose ideal load is above all the unit can give then, if anything."""
    heating, cooling = results.room.ideal_heating_w, results.room.ideal_cooling_w
    above = (heating > np.nan_to_num(results.maximum_heating_w)) | (
        cooling > np.nan_to_num(results.maximum_cooling_w)
    )
    return _of_machine(results, float(above.sum()))


@metric("Time at full output", unit="h")
def full_output_h(results: Results) -> float:
    """Return the time at full output."""
    return _of_machine(results, float(results.hourly.running_full.sum()))


def _by_speed(results: Results, least: float, most: float) -> float:
    """Return the running time in hours whose mean speed while running lies between [h]."""
    hourly = results.hourly
    running = hourly.running
    speed = np.divide(hourly.speed, running, out=np.zeros(running.size), where=running > 0.0)
    inside = (speed >= least) & (speed < most)
    return _of_machine(results, float(running[inside].sum()))


@metric("Running below 25 % speed", unit="h", key="running_by_speed_h.below_25")
def running_below_25_h(results: Results) -> float:
    """Return the running time in hours with a mean speed below 25 % of full."""
    return _by_speed(results, -1.0, 0.25)


@metric("Running at 25 to 50 % speed", unit="h", key="running_by_speed_h.from_25")
def running_from_25_h(results: Results) -> float:
    """Return the running time in hours with a mean speed of 25 to 50 % of full."""
    return _by_speed(results, 0.25, 0.5)


@metric("Running at 50 to 75 % speed", unit="h", key="running_by_speed_h.from_50")
def running_from_50_h(results: Results) -> float:
    """Return the running time in hours with a mean speed of 50 to 75 % of full."""
    return _by_speed(results, 0.5, 0.75)


@metric("Running at 75 to 95 % speed", unit="h", key="running_by_speed_h.from_75")
def running_from_75_h(results: Results) -> float:
    """Return the running time in hours with a mean speed of 75 to 95 % of full."""
    return _by_speed(results, 0.75, FULL_SPEED)


@metric("Running at full speed", unit="h", key="running_by_speed_h.from_95")
def running_from_95_h(results: Results) -> float:
    """Return the running time in hours with a mean speed of 95 % of full or more."""
    return _by_speed(results, FULL_SPEED, math.inf)


@metric("Recovery", unit="min")
def recovery_min(results: Results) -> float:
    """Return the mean time from a change of set point until it is reached, per day that has one."""
    recovering = results.hourly.recovering
    if recovering.size == 0 or recovering.size % HOURS_PER_DAY:
        return math.nan
    days = recovering.reshape(-1, HOURS_PER_DAY).sum(axis=1)
    return 60.0 * float(days[days > 0.0].mean()) if (days > 0.0).any() else math.nan


@metric("Dry mode", unit="h")
def dry_mode_h(results: Results) -> float:
    """Return the time in dry mode."""
    return _of_machine(results, float(results.hourly.drying.sum()))


@metric("Windows open", unit="h")
def windows_open_h(results: Results) -> float:
    """Return the time with fans or windows on that follow the room's temperature."""
    return float(results.hourly.windows_open.sum())


@metric("Defrosts", unit="-", is_count=True)
def defrosts(results: Results) -> float:
    """Return the number of defrosts begun."""
    return _of_machine(results, float(results.hourly.defrosts.sum()))


# Comfort


def _shortfall_k(results: Results) -> FloatArray:
    """Return how far each hour's mean lies below the heating set point, (n_hours,) [K]."""
    return results.room.heating_setpoint_degc - results.hourly.room_degc


def _excess_k(results: Results) -> FloatArray:
    """Return how far each hour's mean lies above the cooling set point, (n_hours,) [K]."""
    return results.hourly.room_degc - results.room.cooling_setpoint_degc


def _hours_beyond(miss_k: FloatArray, tolerance_k: float) -> float:
    """Return the hours beyond a tolerance; nan if there never is a set point."""
    return math.nan if np.isnan(miss_k).all() else float((miss_k > tolerance_k).sum())


def _degree_hours(miss_k: FloatArray) -> float:
    if np.isnan(miss_k).all():
        return math.nan
    return float(np.nansum(np.maximum(miss_k, 0.0)))


@metric("Unmet heating hours", unit="h", is_count=True)
def unmet_heating_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.5 K below the heating set point."""
    return _hours_beyond(_shortfall_k(results), TOLERANCE_K)


@metric("Unmet cooling hours", unit="h", is_count=True)
def unmet_cooling_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.5 K above the cooling set point."""
    return _hours_beyond(_excess_k(results), TOLERANCE_K)


@metric("Unmet heating hours, 0.2 K", unit="h", is_count=True)
def unmet_heating_strict_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.2 K below the heating set point."""
    return _hours_beyond(_shortfall_k(results), STRICT_TOLERANCE_K)


@metric("Unmet cooling hours, 0.2 K", unit="h", is_count=True)
def unmet_cooling_strict_h(results: Results) -> float:
    """Return the hours whose mean is more than 0.2 K above the cooling set point."""
    return _hours_beyond(_excess_k(results), STRICT_TOLERANCE_K)


@metric("Unmet heating hours, 1.1 K", unit="h", is_count=True)
def unmet_heating_loose_h(results: Results) -> float:
    """Return the hours whose mean is more than 2 degF below the heating set point."""
    return _hours_beyond(_shortfall_k(results), LOOSE_TOLERANCE_K)


@metric("Unmet cooling hours, 1.1 K", unit="h", is_count=True)
def unmet_cooling_loose_h(results: Results) -> float:
    """Return the hours whose mean is more than 2 degF above the cooling set point."""
    return _hours_beyond(_excess_k(results), LOOSE_TOLERANCE_K)


@metric("Degree-hours too cold", unit="K h")
def heating_shortfall_k_h(results: Results) -> float:
    """Return kelvins below the heating set point times hours."""
    return _degree_hours(_shortfall_k(results))


@metric("Degree-hours too warm", unit="K h")
def cooling_shortfall_k_h(results: Results) -> float:
    """Return kelvins above the cooling set point times hours."""
    return _degree_hours(_excess_k(results))


@metric("Lowest room temperature", unit="°C", key="room_degc.min")
def room_min_degc(results: Results) -> float:
    """Return the lowest hourly mean of the air temperature."""
    return float(results.hourly.room_degc.min())


@metric("Mean room temperature", unit="°C", key="room_degc.mean")
def room_mean_degc(results: Results) -> float:
    """Return the mean air temperature."""
    return float(results.hourly.room_degc.mean())


@metric("Highest room temperature", unit="°C", key="room_degc.max")
def room_max_degc(results: Results) -> float:
    """Return the highest hourly mean of the air temperature."""
    return float(results.hourly.room_degc.max())


@metric("Lowest operative temperature", unit="°C", key="operative_degc.min")
def operative_min_degc(results: Results) -> float:
    """Return the lowest hourly mean of the operative temperature."""
    return float(results.operative_degc.min())


@metric("Mean operative temperature", unit="°C", key="operative_degc.mean")
def operative_mean_degc(results: Results) -> float:
    """Return the mean operative temperature."""
    return float(results.operative_degc.mean())


@metric("Highest operative temperature", unit="°C", key="operative_degc.max")
def operative_max_degc(results: Results) -> float:
    """Return the highest hourly mean of the operative temperature."""
    return float(results.operative_degc.max())


def _edge_degc(results: Results, edge: tuple[float, float]) -> FloatArray:
    """Return an edge of a comfort zone at each hour's humidity ratio (n_hours,)."""
    damp = np.clip(results.hourly.humidity_ratio / ZONE_DAMP_RATIO, 0.0, 1.0)
    return np.asarray(edge[0] + (edge[1] - edge[0]) * damp)


@metric("Hours too cold for winter clothes", unit="h", is_count=True)
def operative_cold_h(results: Results) -> float:
    """Return the hours with an operative temperature below the zone of ASHRAE 55 for 1.0 clo."""
    return float((results.operative_degc < _edge_degc(results, WINTER_COLD_EDGE_DEGC)).sum())


@metric("Hours too warm for summer clothes", unit="h", is_count=True)
def operative_warm_h(results: Results) -> float:
    """Return the hours with an operative temperature above the zone of ASHRAE 55 for 0.5 clo."""
    return float((results.operative_degc > _edge_degc(results, SUMMER_WARM_EDGE_DEGC)).sum())


@metric("Daily swing", unit="K")
def daily_swing_k(results: Results) -> float:
    """Return the mean over all days of the range of the day's hourly means; nan for part days."""
    room = results.hourly.room_degc
    if room.size == 0 or room.size % HOURS_PER_DAY:
        return math.nan
    days = room.reshape(-1, HOURS_PER_DAY)
    return float(np.ptp(days, axis=1).mean())


def room_relative_humidity(results: Results) -> FloatArray:
    """Return the relative humidity of the room air, (n_hours,), 0 to 1."""
    hourly = results.hourly
    return relative_humidity(hourly.room_degc, hourly.humidity_ratio, results.room.pressure_pa)


@metric("Hours above 60 % RH", unit="h", is_count=True)
def rh_over_60_h(results: Results) -> float:
    """Return the hours with a relative humidity above 60 %."""
    return float((room_relative_humidity(results) > DAMP_RH).sum())


@metric("Mean relative humidity", unit="%")
def rh_mean(results: Results) -> float:
    """Return the mean of the hourly relative humidities, in percent as in `rh_over_60_h`."""
    return 100.0 * float(room_relative_humidity(results).mean())


def _litres(latent_w: FloatArray) -> float:
    """Return the water that belongs to hourly means of latent heat; one litre weighs one kg."""
    return max(float(latent_w.sum()) * 3600.0 / VAPORISATION_J_PER_KG, 0.0)


@metric("Water drained", unit="L")
def water_removed_l(results: Results) -> float:
    """Return the water taken out of the room for good."""
    return _litres(results.hourly.latent_removed_w)


@metric("Water evaporated back", unit="L")
def water_returned_l(results: Results) -> float:
    """Return the water that evaporated from the coil back into the room."""
    return _litres(results.hourly.latent_returned_w)


# Sound


def _louder_than(results: Results, level_dba: float, *, by_night: bool = False) -> float:
    """Return the time that the unit runs louder than a level [h]; nan where it is not known."""
    sound, hourly = results.sound, results.hourly
    if sound is None or hourly.running.size % HOURS_PER_DAY:
        return math.nan
    running = hourly.running
    speed = np.divide(hourly.speed, running, out=np.zeros(running.size), where=running > 0.0)
    loud = np.interp(speed, sound.speed, sound.level_dba) > level_dba
    if by_night:
        hour = np.arange(running.size) % HOURS_PER_DAY
        loud &= (hour >= NIGHT_H[0]) | (hour < NIGHT_H[1])
    return _of_machine(results, float(running[loud].sum()))


@metric("Louder than 25 dB(A)", unit="h", key="sound_h.over_25_dba")
def sound_over_25_dba_h(results: Results) -> float:
    """Return the running time above 25 dB(A) indoors; plus or minus 5 dB."""
    return _louder_than(results, 25.0)


@metric("Louder than 30 dB(A)", unit="h", key="sound_h.over_30_dba")
def sound_over_30_dba_h(results: Results) -> float:
    """Return the running time above 30 dB(A) indoors; plus or minus 5 dB."""
    return _louder_than(results, 30.0)


@metric("Louder than 35 dB(A)", unit="h", key="sound_h.over_35_dba")
def sound_over_35_dba_h(results: Results) -> float:
    """Return the running time above 35 dB(A) indoors; plus or minus 5 dB."""
    return _louder_than(results, 35.0)


@metric("Louder than 25 dB(A), night", unit="h", key="sound_h.over_25_dba_at_night")
def sound_over_25_dba_night_h(results: Results) -> float:
    """Return the running time above 25 dB(A) indoors from 22:00 to 07:00."""
    return _louder_than(results, 25.0, by_night=True)


@metric("Louder than 30 dB(A), night", unit="h", key="sound_h.over_30_dba_at_night")
def sound_over_30_dba_night_h(results: Results) -> float:
    """Return the running time above 30 dB(A) indoors from 22:00 to 07:00."""
    return _louder_than(results, 30.0, by_night=True)


@metric("Louder than 35 dB(A), night", unit="h", key="sound_h.over_35_dba_at_night")
def sound_over_35_dba_night_h(results: Results) -> float:
    """Return the running time above 35 dB(A) indoors from 22:00 to 07:00."""
    return _louder_than(results, 35.0, by_night=True)


# Efficiency


@metric("Seasonal COP, heating", unit="-")
def seasonal_cop_heating(results: Results) -> float:
    """Return useful heat over all electricity used in heating mode, standby and fan included.

    nan where fuel heats: its heat is not the electricity's.
    """
    if results.fuel is not None:
        return math.nan
    used = float(results.hourly.heating_electricity_w.sum())
    return _ratio(float(results.useful_heating_w.sum()), used)


@metric("Seasonal COP, cooling", unit="-")
def seasonal_cop_cooling(results: Results) -> float:
    """Return useful sensible and latent cooling over all electricity not used in heating mode."""
    used = float((results.electric_power_w - results.hourly.heating_electricity_w).sum())
    return _ratio(float(results.useful_cooling_w.sum()), used)


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
