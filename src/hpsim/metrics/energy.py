"""Heat, electricity and fuel of a year."""

from __future__ import annotations

import math

from hpsim.economics.fuels import FUELS, FuelName
from hpsim.metrics import counts
from hpsim.metrics.common import kwh, net_kwh, of_machine, ratio
from hpsim.metrics.registry import metric
from hpsim.results import Results

# Heat


@metric("Heat delivered", unit="kWh")
def heat_delivered_kwh(results: Results) -> float:
    """Return the net heat into the room: coil, fan and backup, less what defrost takes."""
    return net_kwh(results.sums["heat_delivered_w"])


@metric("Cooling delivered, sensible", unit="kWh")
def cool_delivered_kwh(results: Results) -> float:
    """Return the net sensible cooling; below zero where the fan's heat is more than the coil's."""
    return net_kwh(results.sums["cool_delivered_w"])


@metric("Cooling delivered in cooler weather", unit="kWh")
def cool_delivered_in_cooler_air_kwh(results: Results) -> float:
    """Return the net sensible cooling of hours in which it is 2 K cooler outdoors."""
    return net_kwh(results.energy.cooler_cooling)


@metric("Heat to the home", unit="kWh")
def heat_to_home_kwh(results: Results) -> float:
    """Return the heat that leaves for the rest of the home, the room above ideal control."""
    return _of_home(results, counts.exchanged(results).given)


@metric("Heat from the home", unit="kWh")
def heat_from_home_kwh(results: Results) -> float:
    """Return the heat that the rest of the home gives, the room below ideal control."""
    return _of_home(results, counts.exchanged(results).taken)


def _of_home(results: Results, total_wh: float) -> float:
    return math.nan if results.heat_to_home_w is None else kwh(total_wh)


@metric("Heat delivered over load", unit="-")
def heat_over_load(results: Results) -> float:
    """Return the heat delivered over the heat that holds the setpoint; nan without either."""
    load_kwh = kwh(results.room.ideal_wh[0])
    return of_machine(results, ratio(heat_delivered_kwh(results), load_kwh))


@metric("Cooling delivered over load", unit="-")
def cool_over_load(results: Results) -> float:
    """Return the sensible cooling over that which holds the setpoint; nan without either."""
    load_kwh = kwh(results.room.ideal_wh[1])
    return of_machine(results, ratio(cool_delivered_kwh(results), load_kwh))


@metric("Heating and cooling that cancel", unit="kWh")
def cancelled_kwh(results: Results) -> float:
    """Return heat that a day's cooling takes out again, beyond what the day's loads ask for."""
    return of_machine(results, results.cancelled_kwh)


@metric("Latent heat removed", unit="kWh")
def latent_removed_kwh(results: Results) -> float:
    """Return the latent heat taken out, less what evaporates back from the coil."""
    return net_kwh(results.sums["latent_removed_w"])


@metric("Heat drawn in", unit="kWh")
def drawn_heat_kwh(results: Results) -> float:
    """Return the heat, moisture's too, of air that hose or leaky ducts drew in while cooling."""
    return kwh(results.energy.drawn_in_cooling)


@metric("Heat lost to air drawn in", unit="kWh")
def drawn_loss_kwh(results: Results) -> float:
    """Return the sensible heat that air which hose or leaky ducts drew in took while heating."""
    return kwh(0.0 - results.energy.drawn_in_heating)


@metric("Heating load", unit="kWh", of_ideal=True)
def heating_load_kwh(results: Results) -> float:
    """Return the heat that holds the heating setpoint exactly."""
    return kwh(results.room.ideal_wh[0])


@metric("Cooling load, sensible", unit="kWh", of_ideal=True)
def cooling_load_kwh(results: Results) -> float:
    """Return the sensible cooling that holds the cooling setpoint exactly."""
    return kwh(results.room.ideal_wh[1])


@metric("Peak heating load", unit="W", of_ideal=True)
def peak_heating_w(results: Results) -> float:
    """Return the highest hourly mean of the ideal heating load."""
    return results.room.ideal_peaks_w[0]


@metric("Peak cooling load, sensible", unit="W", of_ideal=True)
def peak_cooling_w(results: Results) -> float:
    """Return the highest hourly mean of the ideal cooling load."""
    return results.room.ideal_peaks_w[1]


# Electricity


@metric("Electricity", unit="kWh")
def electricity_kwh(results: Results) -> float:
    """Return all electricity: the sum of its uses."""
    return kwh(results.energy.electricity)


def _list_use(use: str, label: str, words: str) -> None:
    """List one use of electricity among the metrics."""

    @metric(label, unit="kWh", key=f"electricity_by_use_kwh.{use}", words=f"Return what {words}.")
    def used_kwh(results: Results) -> float:
        return kwh(results.sums[f"{use}_w"])


_HEATING = "compressor and outdoor fan take in heating, or a baseboard, or a burner"
_list_use("compressor_heating", "Compressor or heater, heating", _HEATING)
_list_use("compressor_cooling", "Compressor, cooling", "compressor and outdoor fan take in cooling")
_list_use("fan", "Indoor fan", "the indoor fan takes")
_list_use("backup", "Backup heat", "the resistance heater takes")
_list_use("defrost", "Defrost", "the unit takes while it defrosts")
_list_use("standby", "Standby", "controls, crankcase and pan heaters take")


@metric("Peak power", unit="W")
def peak_power_w(results: Results) -> float:
    """Return the highest hourly mean of all electric power."""
    return of_machine(results, float(results.electric_power_w.max()))


@metric("Peak power over 15 min", unit="W")
def peak_power_15_min_w(results: Results) -> float:
    """Return the highest mean of all electric power over a quarter-hour; nan at hourly steps."""
    highest_w = float(results.hourly.quarter_peak_w.max())
    return of_machine(results, highest_w if highest_w > 0.0 else math.nan)


# Fuel


@metric("Fuel, higher heating value", unit="kWh")
def fuel_kwh(results: Results) -> float:
    """Return the energy of all fuel, by its higher heating value, the pilot's too."""
    return kwh(results.sums["fuel_w"])


def _list_fuel(key: str, label: str, unit: str, words: str, *fuels: FuelName) -> None:
    """List fuels in a unit in which they are sold among the metrics; nan where none is burnt."""

    @metric(label, unit=unit, key=f"fuel_used.{key}", words=f"Return the {words}.")
    def used(results: Results) -> float:
        for fuel in fuels:
            if results.fuel == fuel:
                return fuel_kwh(results) / FUELS[fuel].kwh_per[unit.replace("³", "3").lower()]
        return math.nan


_list_fuel("gas_therms", "Natural gas", "therm", "natural gas in therms of 100,000 Btu", "gas")
_list_fuel("gas_m3", "Natural gas", "m³", "natural gas in cubic metres of 1,036 Btu/ft3", "gas")
_list_fuel("liquid_gal", "Propane or oil", "gal", "propane or oil in US gallons", "propane", "oil")
_list_fuel("liquid_l", "Propane or oil", "L", "propane or oil in litres", "propane", "oil")
_list_fuel("wood_cords", "Wood", "cord", "wood in cords of 20 million Btu", "wood")


@metric("Heat delivered per fuel", unit="-")
def heat_per_fuel(results: Results) -> float:
    """Return heat delivered over fuel burnt all year, electricity not in it; nan without fuel."""
    return ratio(results.sums["heat_delivered_w"], results.sums["fuel_w"])
