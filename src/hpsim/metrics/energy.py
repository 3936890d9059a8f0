"""Heat, electricity and fuel of a year."""

from __future__ import annotations

import math

from hpsim.economics.fuels import FUELS, FuelName
from hpsim.metrics.common import kwh, of_machine, ratio
from hpsim.metrics.registry import metric
from hpsim.results import Results

COOLER_K = 2.0  # what people feel of an opened window; as rooms in words open theirs

# Heat


@metric("Heat delivered", unit="kWh")
def heat_delivered_kwh(results: Results) -> float:
    """Return the net heat into the room: coil, fan and backup, less what defrost takes."""
    return kwh(results.sums["heat_delivered_w"])


@metric("Cooling delivered, sensible", unit="kWh")
def cool_delivered_kwh(results: Results) -> float:
    """Return the net sensible cooling, the fan's own heat taken off."""
    return kwh(results.sums["cool_delivered_w"])


@metric("Cooling delivered in cooler weather", unit="kWh")
def cool_delivered_in_cooler_air_kwh(results: Results) -> float:
    """Return the net sensible cooling of hours in which it is 2 K cooler outdoors."""
    cooler = results.room.outdoor_degc < results.hourly.room_degc - COOLER_K
    return kwh((results.hourly.cool_delivered_w * cooler).sum())


@metric("Heat to the home", unit="kWh")
def heat_to_home_kwh(results: Results) -> float:
    """Return the heat that leaves for the rest of the home, the room above ideal control."""
    return _to_home_kwh(results, 1.0)


@metric("Heat from the home", unit="kWh")
def heat_from_home_kwh(results: Results) -> float:
    """Return the heat that the rest of the home gives, the room below ideal control."""
    return _to_home_kwh(results, -1.0)


def _to_home_kwh(results: Results, sign: float) -> float:
    if results.heat_to_home_w is None:
        return math.nan
    return kwh((sign * results.heat_to_home_w).clip(min=0.0).sum())


@metric("Heat delivered over load", unit="-")
def heat_over_load(results: Results) -> float:
    """Return the heat delivered over the heat that holds the setpoint; nan without either."""
    load_kwh = kwh(results.room.ideal_heating_w.sum())
    return of_machine(results, ratio(heat_delivered_kwh(results), load_kwh))


@metric("Cooling delivered over load", unit="-")
def cool_over_load(results: Results) -> float:
    """Return the sensible cooling over that which holds the setpoint; nan without either."""
    load_kwh = kwh(results.room.ideal_cooling_w.sum())
    return of_machine(results, ratio(cool_delivered_kwh(results), load_kwh))


@metric("Heating and cooling that cancel", unit="kWh")
def cancelled_kwh(results: Results) -> float:
    """Return heat that a day's cooling takes out again, beyond what the day's loads ask for."""
    return of_machine(results, results.cancelled_kwh)


@metric("Latent heat removed", unit="kWh")
def latent_removed_kwh(results: Results) -> float:
    """Return the latent heat taken out, less what evaporates back from the coil."""
    return kwh(results.sums["latent_removed_w"])


@metric("Heat drawn in", unit="kWh")
def drawn_heat_kwh(results: Results) -> float:
    """Return the heat, moisture's too, of air that hose or leaky ducts drew in while cooling."""
    hourly = results.hourly
    return kwh(((hourly.drawn_heat_w + hourly.drawn_latent_w) * ~results.is_heating).sum())


@metric("Heat lost to air drawn in", unit="kWh")
def drawn_loss_kwh(results: Results) -> float:
    """Return the sensible heat that air which hose or leaky ducts drew in took while heating."""
    return kwh((-results.hourly.drawn_heat_w * results.is_heating).sum())


@metric("Heating load", unit="kWh", of_ideal=True)
def heating_load_kwh(results: Results) -> float:
    """Return the heat that holds the heating setpoint exactly."""
    return kwh(results.room.ideal_heating_w.sum())


@metric("Cooling load, sensible", unit="kWh", of_ideal=True)
def cooling_load_kwh(results: Results) -> float:
    """Return the sensible cooling that holds the cooling setpoint exactly."""
    return kwh(results.room.ideal_cooling_w.sum())


@metric("Peak heating load", unit="W", of_ideal=True)
def peak_heating_w(results: Results) -> float:
    """Return the highest hourly mean of the ideal heating load."""
    return float(results.room.ideal_heating_w.max())


@metric("Peak cooling load, sensible", unit="W", of_ideal=True)
def peak_cooling_w(results: Results) -> float:
    """Return the highest hourly mean of the ideal cooling load."""
    return float(results.room.ideal_cooling_w.max())


# Electricity


@metric("Electricity", unit="kWh")
def electricity_kwh(results: Results) -> float:
    """Return all electricity: the sum of its uses."""
    return kwh(results.electric_power_w.sum())


@metric(
    "Compressor or heater, heating", unit="kWh", key="electricity_by_use_kwh.compressor_heating"
)
def compressor_heating_kwh(results: Results) -> float:
    """Return what compressor and outdoor fan take in heating, or a baseboard, or a burner."""
    return kwh(results.sums["compressor_heating_w"])


@metric("Compressor, cooling", unit="kWh", key="electricity_by_use_kwh.compressor_cooling")
def compressor_cooling_kwh(results: Results) -> float:
    """Return what compressor and outdoor fan take in cooling."""
    return kwh(results.sums["compressor_cooling_w"])


@metric("Indoor fan", unit="kWh", key="electricity_by_use_kwh.fan")
def fan_kwh(results: Results) -> float:
    """Return what the indoor fan takes."""
    return kwh(results.sums["fan_w"])


@metric("Backup heat", unit="kWh", key="electricity_by_use_kwh.backup")
def backup_kwh(results: Results) -> float:
    """Return what the resistance heater takes."""
    return kwh(results.sums["backup_w"])


@metric("Defrost", unit="kWh", key="electricity_by_use_kwh.defrost")
def defrost_kwh(results: Results) -> float:
    """Return what the unit takes while it defrosts."""
    return kwh(results.sums["defrost_w"])


@metric("Standby", unit="kWh", key="electricity_by_use_kwh.standby")
def standby_kwh(results: Results) -> float:
    """Return what controls, crankcase and pan heaters take."""
    return kwh(results.sums["standby_w"])


@metric("Peak power", unit="W")
def peak_power_w(results: Results) -> float:
    """Return the highest hourly mean of all electric power."""
    return of_machine(results, float(results.electric_power_w.max()))


@metric("Peak power over 15 min", unit="W")
def peak_power_15_min_w(results: Results) -> float:
    """Return the highest mean of all electric power over a quarter-hour; nan at hourly steps."""
    kept_w = results.hourly.quarter_peak_w
    return of_machine(results, float(kept_w.max()) if kept_w.any() else math.nan)


# Fuel


@metric("Fuel, higher heating value", unit="kWh")
def fuel_kwh(results: Results) -> float:
    """Return the energy of all fuel, by its higher heating value, the pilot's too."""
    return kwh(results.sums["fuel_w"])


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


@metric("Wood", unit="cord", key="fuel_used.wood_cords")
def wood_cords(results: Results) -> float:
    """Return the wood in cords of 20 million Btu."""
    return _fuel_in(results, "cord", "wood")


@metric("Heat delivered per fuel", unit="-")
def heat_per_fuel(results: Results) -> float:
    """Return heat delivered over fuel burnt all year, electricity not in it; nan without fuel."""
    return ratio(results.sums["heat_delivered_w"], results.sums["fuel_w"])
