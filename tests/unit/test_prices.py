"""Prices and carbon of fuels: units of sale by hand, averages, what is told."""

from __future__ import annotations

import pytest

from hpsim.economics.fuels import (
    FUELS,
    average_price,
    fuel_carbon_kg_per_kwh,
    grid_carbon,
)
from hpsim.economics.prices import NO_PRICES, prices_of, warnings_of
from hpsim.economics.tariff import Tariff
from hpsim.units.messages import UnitError
from hpsim.units.money import Price

BTU_PER_KWH = 3412.142


def tariff(**written: str) -> Tariff:
    return Tariff.from_written({"price": "0.18 $/kWh", **written})


@pytest.mark.parametrize(
    ("fuel", "written", "dollars_per_mmbtu"),
    [  # EIA SEDS 2023, US residential: the prices per million Btu that the others were made from
        ("gas", "1.477 $/therm", 14.77),
        ("propane", "2.49 $/gal", 27.25),
        ("oil", "3.76 $/gal", 27.14),
    ],
)
def test_a_price_per_unit_of_sale_is_that_per_million_btu(fuel, written, dollars_per_mmbtu):
    per_kwh = FUELS[fuel].parse_price(written).per_kwh
    assert per_kwh * 1e6 / BTU_PER_KWH == pytest.approx(dollars_per_mmbtu, rel=2e-3)  # printed


@pytest.mark.parametrize(
    ("fuel", "one", "other", "ratio"),
    [
        ("gas", "1 $/therm", "1 $/kWh", 29.3071),
        ("gas", "1 €/m3", "1 €/kWh", 10.722),  # 1,036 Btu/ft3, 35.3147 ft3
        ("gas", "1 $/ccf", "1 $/therm", 1.036),
        ("gas", "10 $/Mcf", "1 $/ccf", 1.0),
        ("propane", "1 $/gal", "1 $/L", 3.785412),
        ("oil", "1 $/litre", "1 $/kWh", 10.738),  # 138,700 Btu/gal
        ("oil", "1 $/MMBtu", "1 $/kWh", 293.071),
    ],
)
def test_units_of_sale_by_hand(fuel, one, other, ratio):
    price = FUELS[fuel].parse_price
    assert price(other).per_kwh / price(one).per_kwh == pytest.approx(ratio, rel=1e-4)


def test_a_price_is_written_as_the_fuel_is_sold():
    in_dollars = prices_of(tariff(gas="1.00 $/therm", oil="3.76 $/gal"))
    assert in_dollars.fuel_words("gas") == "1.00 USD/therm (0.03412 USD/kWh)"
    assert in_dollars.fuel_words("oil").startswith("3.76 USD/gal")
    in_euros = prices_of(Tariff.from_written({"price": "0.3 €/kWh", "gas": "0.12 €/kWh"}))
    assert in_euros.fuel_words("gas") == "0.12 EUR/kWh"
    assert in_euros.fuel_words("wood") == "no price"


def test_wood_is_priced_by_the_cord_and_its_carbon_is_left_open():
    """20 million Btu a cord are 5,861 kWh; the District of Columbia has no price of wood."""
    own = prices_of(Tariff.from_written({"region": "IL", "wood": "240 $/cord"}))
    assert own.of_fuel("wood") == pytest.approx(240.0 / 5861.4, rel=1e-4)
    assert own.fuel_carbon_kg_per_kwh.get("wood") is None
    assert prices_of(Tariff.from_written({"region": "IL"})).of_fuel("wood") == pytest.approx(
        12.07 / 293.07107, rel=1e-4
    )
    assert prices_of(Tariff.from_written({"region": "DC"})).of_fuel("wood") is None


def test_a_unit_of_another_fuel_is_refused():
    with pytest.raises(UnitError) as caught:
        FUELS["gas"].parse_price("2.49 $/gal")
    assert "$/therm" in caught.value.hint


def test_what_is_not_said_is_the_regions_average():
    own = prices_of(tariff(gas="0.05 $/kWh", region="il"))
    assert own.of_fuel("gas") == 0.05
    assert own.of_fuel("oil") == pytest.approx(FUELS["oil"].parse_price("3.82 $/gal").per_kwh)
    assert {key: source for key, _, source in own.sources}["tariff.oil"].endswith("mean of IL")
    assert prices_of(tariff()).of_fuel("propane") == pytest.approx(
        FUELS["propane"].parse_price(average_price("propane", "US")).per_kwh
    )


def test_averages_in_dollars_stand_beside_no_other_currency():
    euros = prices_of(Tariff.from_written({"price": "0.30 €/kWh", "gas": "0.12 €/kWh"}))
    assert (euros.of_fuel("gas"), euros.of_fuel("oil")) == (0.12, None)
    assert euros.electricity_carbon_kg_per_kwh is None
    assert warnings_of(euros, frozenset({"oil"})) == [
        "no price of heating oil: what burns it has no cost (tariff.oil)"
    ]


def test_only_prices_that_matter_are_told():
    taken = prices_of(tariff())
    assert warnings_of(taken, frozenset()) == []
    carbon, told = warnings_of(taken, frozenset({"gas"}))
    assert "1.477 $/therm" in told
    assert "2023" in told
    assert "0.403 kg/kWh (average, EPA eGRID2019, US mean)" in carbon
    assert warnings_of(NO_PRICES, frozenset({"gas"})) == []


def test_a_region_alone_gives_the_price_of_electricity_too():
    prices = prices_of(Tariff.from_written({"region": "IL"}))
    assert (prices.electricity_per_kwh, prices.currency) == (0.1571, "USD")
    (told,) = warnings_of(prices, frozenset())
    assert "0.1571 $/kWh" in told
    assert "tariff.price" in told


def test_carbon_by_hand():
    """147.3 lb/MMBtu: 147.3 * 0.45359 / 293.07 kg/kWh; 889.2 lb/MWh: 0.40333 kg/kWh."""
    assert fuel_carbon_kg_per_kwh("gas") == pytest.approx(0.22798, abs=1e-5)
    assert fuel_carbon_kg_per_kwh("oil") == pytest.approx(0.30320, abs=1e-5)
    kg_per_kwh = {place: grid_carbon("average", place, None) for place in ("US", "IL", "AK")}
    assert kg_per_kwh["US"][0] == pytest.approx(0.40333, abs=1e-5)
    made = "average, EIA 2023, made in IL"
    assert kg_per_kwh["IL"] == (pytest.approx(0.24539, abs=1e-5), made)
    assert kg_per_kwh["AK"][1] == "average, EPA eGRID2019, US mean"


def test_a_tariff_is_written_as_it_is_read():
    said = tariff(gas="1.2 $/therm", region="IL", carbon="889 lb/MWh")
    assert Tariff.from_written(said.as_written()) == said
    assert isinstance(said.price_of("gas"), Price)
