"""What can be burnt, what a unit of it holds and costs by default; carbon of fuels and electricity.

Energy is by the higher heating value throughout, as AFUE is.

References
----------
100,000 Btu/therm; 138,700 Btu/gal of fuel oil and 91,300 Btu/gal of propane: EIA SEDS conversion
factors as OpenStudio-HPXML v1.11 has them, with which the prices were made. A cubic metre of
natural gas: 1,036 Btu/ft3, about the US mean of recent years by EIA (from memory; networks differ
by some percent, elsewhere by more). Wood: 20 million Btu to a cord, as EIA converts it, and 16.5
million to a short ton of pellets, 8,250 Btu/lb (both from memory; species and moisture move a cord
by a third). What burning wood emits depends on the convention, so no figure is shipped.

A kilowatt-hour of electricity has the mean carbon of its grid, or the long-run effect of one more.
The two answer different questions and may rank heating systems differently, so each figure is
labelled with its kind, region, source and year. ``data/prices/emissions.csv``: EIA state profiles
2023, EPA eGRID2019, NREL Cambium 2021 (mid case, levelized over 20 years from 2023 at 3 %, mean of
the hours).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from hpsim.description.base import complaint
from hpsim.shipped import read_rows
from hpsim.units.constants import J_PER_BTU, J_PER_KWH, KG_PER_LB, M3_PER_FT3
from hpsim.units.messages import did_you_mean
from hpsim.units.money import Price, parse_price

FuelName: TypeAlias = Literal["gas", "propane", "oil", "wood"]
KWH_PER_BTU = J_PER_BTU / J_PER_KWH
KWH_PER_THERM = 1e5 * KWH_PER_BTU
KWH_PER_MMBTU = 1e6 * KWH_PER_BTU
KWH_PER_M3_OF_GAS = 1036.0 * KWH_PER_BTU / M3_PER_FT3
KWH_PER_CCF, KWH_PER_MCF = 1036e2 * KWH_PER_BTU, 1036e3 * KWH_PER_BTU  # 100 and 1,000 ft3
L_PER_GAL = 3.785411784  # US gallon, exact
US, DOLLAR = "US", "USD"
Basis: TypeAlias = Literal["average", "marginal"]
SUBREGION, MARGINAL = "egrid_subregion_average", "cambium_long_run_marginal"
CAMBIUM = "NREL Cambium 2021, mid case, 20 years from 2023"
ELECTRICITY: Literal["electricity"] = "electricity"
PRICE_YEAR = 2023
PRICES_FROM = f"EIA SEDS, residential, {PRICE_YEAR}"
_ANY = {"kwh": 1.0, "mwh": 1e-3, "gj": 0.0036, "mmbtu": 1.0 / KWH_PER_MMBTU}


class Fuel(NamedTuple):
    """A fuel and the units in which it is sold."""

    words: str
    """What people call it."""
    source_name: str
    """What the tables of prices and emissions call it."""
    kwh_per: Mapping[str, float]
    """Units in which results give how much was burnt: their kWh, higher heating value."""
    spellings: Mapping[str, str]
    """What a price may be written per, other than energy: -> key of ``kwh_per``."""
    price_examples: tuple[str, ...]

    def parse_price(self, written: object) -> Price:
        """Return a written price per kWh of higher heating value.

        Examples
        --------
        >>> FUELS["gas"].parse_price("1.48 $/therm").currency
        'USD'
        >>> round(FUELS["oil"].parse_price("3.76 $/gal").per_kwh, 4)
        0.0925
        """
        per_unit = {word: 1.0 / self.kwh_per[key] for word, key in self.spellings.items()}
        hint = f"such as {' or '.join(repr(text) for text in self.price_examples)}"
        return parse_price(written, {**_ANY, **per_unit}, hint)


def _gallons_and_litres(btu_per_gal: float) -> dict[str, float]:
    kwh = btu_per_gal * KWH_PER_BTU
    return {"gal": kwh, "l": kwh / L_PER_GAL}


_LIQUID = {"gal": "gal", "gallon": "gal", "l": "l", "liter": "l", "litre": "l"}
FUELS: dict[FuelName, Fuel] = {
    "gas": Fuel(
        "natural gas",
        "natural_gas",
        {"therm": KWH_PER_THERM, "m3": KWH_PER_M3_OF_GAS, "ccf": KWH_PER_CCF, "mcf": KWH_PER_MCF},
        {"therm": "therm", "m3": "m3", "ccf": "ccf", "mcf": "mcf"},
        ("1.48 $/therm", "1.20 €/m3", "0.12 €/kWh"),
    ),
    "propane": Fuel(
        "propane",
        "propane",
        _gallons_and_litres(91_300.0),
        _LIQUID,
        ("2.49 $/gal", "0.70 €/L", "0.11 €/kWh"),
    ),
    "oil": Fuel(
        "heating oil",
        "fuel_oil",
        _gallons_and_litres(138_700.0),
        _LIQUID,
        ("3.76 $/gal", "1.10 €/L", "0.11 €/kWh"),
    ),
    "wood": Fuel(
        "wood",
        "wood",
        {"cord": 20.0 * KWH_PER_MMBTU, "ton": 16.5 * KWH_PER_MMBTU},
        {"cord": "cord", "ton": "ton"},
        ("240 $/cord", "300 $/ton", "0.08 €/kWh"),
    ),
}
SPELLINGS: dict[str, FuelName] = {
    **{name: name for name in FUELS},
    "natural_gas": "gas",
    "methane": "gas",
    "lpg": "propane",
    "lp": "propane",
    "fuel_oil": "oil",
    "heating_oil": "oil",
    "firewood": "wood",
    "pellets": "wood",
    "wood_pellets": "wood",
}
"""What a person may call a fuel, in small letters with ``_`` between words."""


def price_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a shipped table of prices, costs or emissions."""
    return read_rows(f"prices/{name}.csv")


def regions() -> tuple[str, ...]:
    """Return the regions whose prices are known: ``US`` and its states by two letters."""
    return tuple(dict.fromkeys(row["region"] for row in price_rows("residential_2023")))


@cache
def average_price(energy: FuelName | Literal["electricity"], region: str) -> str | None:
    """Return the average residential price of a fuel or electricity, as a person would write it.

    None where the table has none: the District of Columbia burns too little wood to have a price.

    Examples
    --------
    >>> average_price("gas", "US")
    '1.477 $/therm'
    """
    name = ELECTRICITY if energy == ELECTRICITY else FUELS[energy].source_name
    for row in price_rows("residential_2023"):
        if (row["region"], row["fuel"]) == (region, name):
            return f"{row['price']} {row['unit']}"
    return None


@cache
def fuel_carbon_kg_per_kwh(fuel: FuelName) -> float | None:
    """Return CO2e of burning a fuel and of bringing it, per kWh of higher heating value.

    None for wood, whose figure depends on what one counts.

    Examples
    --------
    >>> round(fuel_carbon_kg_per_kwh("gas"), 4)
    0.228
    """
    name = FUELS[fuel].source_name
    for row in price_rows("emissions"):
        if row["region"] == name:
            return float(row["value"]) * KG_PER_LB / KWH_PER_MMBTU
    return None


def regions_of(basis: Basis) -> tuple[str, ...]:
    """Return the grid regions of a kind of figure."""
    scope = MARGINAL if basis == "marginal" else SUBREGION
    return tuple(row["region"] for row in price_rows("emissions") if row["scope"] == scope)


def check_grid_region(word: str | None, basis: Basis) -> None:
    """Raise where a grid region is not known, or is needed and not given."""
    known = regions_of(basis)
    if word is None:
        if basis == "marginal":
            hint = f"carbon_region: one of {', '.join(known)}"
            raise complaint("carbon_basis: marginal needs a grid region", hint)
        return
    if _spelled(word, basis) not in known:
        hint = did_you_mean(word, known, f"one of {', '.join(known)}")
        raise complaint(f"no grid region '{word}' of {basis} carbon is known", hint)


def _spelled(word: str, basis: Basis) -> str:
    """Return a region as the table has it: Cambium's end in c."""
    plain = word[:4].upper()
    return f"{plain}c" if basis == "marginal" else plain


def grid_carbon(
    basis: Basis, region: str | None, grid_region: str | None
) -> tuple[float, str] | None:
    """Return the carbon of electricity [kg/kWh] and what it is; None: not known of the place.

    ``region`` is US or a state, whose own generation counts where that is listed, else the US mean;
    ``grid_region`` is a subregion of eGRID or a region of Cambium.
    """
    rows = price_rows("emissions")

    def of(scope: str, place: str | None = None) -> Iterator[dict[str, str]]:
        return (row for row in rows if row["scope"] == scope and place in (None, row["region"]))

    if grid_region is not None:
        name = _spelled(grid_region, basis)
        row = next(of(MARGINAL if basis == "marginal" else SUBREGION, name))
        words = "long-run marginal" if basis == "marginal" else "average"
        source = CAMBIUM if basis == "marginal" else f"EPA eGRID{row['year']}"
        source = f"{words}, {name}, {source}"
    elif region is None:
        return None
    elif own := list(of("state_generation_average", region)):
        row = own[0]
        source = f"average, EIA {row['year']}, made in {region}"
    else:
        row = next(of("egrid_average"))
        source = f"average, EPA eGRID{row['year']}, US mean"
    return float(row["value"]) * KG_PER_LB / 1000.0, source
