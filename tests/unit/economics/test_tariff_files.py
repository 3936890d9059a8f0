"""Tariff files: OpenEI's rates, YAML, hourly prices; what is wrong in them."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hpsim.economics.bill import bill_of
from hpsim.economics.metering import metered_year
from hpsim.economics.tariff import Tariff
from hpsim.errors import ScenarioError
from hpsim.scenario.tariff import load_tariff
from hpsim.validation.bills import case_load_kwh
from hpsim.validation.checks import read_facts

WEEKDAY = [[0] * 16 + [1] * 5 + [0] * 3 for _ in range(12)]
NEVER = [[0] * 24 for _ in range(12)]
RATE: dict[str, Any] = {
    "label": "abc",
    "utility": "A Utility",
    "name": "Evening peak",
    "startdate": 1735689600,
    "energyratestructure": [[{"rate": 0.05, "adj": 0.02}], [{"rate": 0.11}]],
    "energyweekdayschedule": WEEKDAY,
    "energyweekendschedule": NEVER,
    "fixedchargefirstmeter": 9,
    "fixedchargeunits": "$/month",
}
DEMAND: dict[str, Any] = {
    "demandratestructure": [[{"rate": 0}], [{"rate": 12}]],
    "demandweekdayschedule": WEEKDAY,
    "demandweekendschedule": NEVER,
    "demandwindow": 60,
}


def load(folder: Path, content: Any, name: str = "rate.json") -> Tariff:
    file = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_text(text, encoding="utf-8")
    return load_tariff(file)


def problems(folder: Path, content: Any, name: str = "rate.json") -> str:
    with pytest.raises(ScenarioError) as caught:
        load(folder, content, name)
    return str(caught.value)


def changed(**changes: Any) -> dict[str, Any]:
    rate = deepcopy(RATE)
    for key, value in changes.items():
        if value is None:
            rate.pop(key)
        else:
            rate[key] = value
    return rate


def total(tariff: Tariff) -> list[float]:
    price = tariff.price_per_kwh
    rate = tariff.rate(None if price is None else price.per_kwh)
    assert rate is not None
    load_kwh = case_load_kwh()
    bill = bill_of(rate, metered_year(), load_kwh, load_kwh)
    return [round(float(month), 2) for month in bill.in_cents().monthly]


def test_a_rate_of_openei_gives_the_published_bill(tmp_path: Path) -> None:
    cases = read_facts("bills/bill_cases.yaml")["cases"]
    assert total(load(tmp_path, RATE)) == cases["tou"]["monthly_total"]
    assert total(load(tmp_path, {"items": [RATE]})) == cases["tou"]["monthly_total"]
    one_price = [[{"rate": 0.06}]]
    with_demand = {
        **changed(energyratestructure=one_price, fixedchargefirstmeter=12),
        **DEMAND,
        "energyweekdayschedule": NEVER,
    }
    assert total(load(tmp_path, with_demand)) == cases["tou_demand"]["monthly_total"]
    flat = {
        **changed(energyratestructure=one_price, fixedchargefirstmeter=12),
        "energyweekdayschedule": NEVER,
        "flatdemandstructure": [[{"rate": 9}]],
        "flatdemandmonths": [0] * 12,
        "demandwindow": 60,
    }
    assert total(load(tmp_path, flat)) == cases["flat_demand"]["monthly_total"]


def test_a_rate_keeps_its_name_and_source(tmp_path: Path) -> None:
    tariff = load(tmp_path, RATE)
    assert tariff.name == "Evening peak"
    assert tariff.source == "OpenEI URDB, A Utility, abc, from 2025-01-01"


def test_a_written_tariff_reads_back_as_the_same(tmp_path: Path) -> None:
    tariff = load(tmp_path, {**RATE, **DEMAND})
    assert Tariff.from_written(tariff.as_written()) == tariff


def test_the_easy_form_is_one_line(tmp_path: Path) -> None:
    tariff = load(tmp_path, "price: 0.16 $/kWh\n", "rate.yaml")
    assert tariff.rate(0.16).is_flat  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"energyratestructure": None}, "energyratestructure: is missing"),
        ({"energyratestructure": [[{"rate": 0.1}]]}, "period 1 has no prices"),
        ({"energyweekdayschedule": WEEKDAY[:11]}, "has 11 rows (12 rows, one for each month"),
        ({"energyweekdayschedule": [WEEKDAY[0][:23], *WEEKDAY[1:]]}, "has 23 values"),
        ({"energyweekdayschedule": None}, "energyweekdayschedule: is missing"),
        (
            {
                "energyratestructure": [
                    [{"rate": 0.1, "max": 300}, {"rate": 0.2, "max": 150}, {"rate": 0.3}],
                    [{"rate": 0.1}],
                ]
            },
            "max 150 kWh is not above that of the tier before it, 300",
        ),
        (
            {"energyratestructure": [[{"rate": 0.1}, {"rate": 0.2}], [{"rate": 0.1}]]},
            "has no max and is not the last tier",
        ),
        (
            {"energyratestructure": [[{"rate": 0.1, "unit": "kWh/kW"}], [{"rate": 0.1}]]},
            "tiers in kWh/kW are not supported",
        ),
        ({"energyratestructure": [[{"rate": "dear"}], [{"rate": 1}]]}, "rate is not a number"),
        ({"fixedchargeunits": "$/week"}, "'$/week' is not known here"),
        ({"coincidentratestructure": [[{"rate": 3}]]}, "coincident demand charges are not"),
    ],
)
def test_what_is_wrong_in_a_rate_is_named(changes, words: str, tmp_path: Path) -> None:
    assert words in problems(tmp_path, changed(**changes))


def test_several_rates_in_one_file_are_refused(tmp_path: Path) -> None:
    assert "2 rates: abc, abc" in problems(tmp_path, {"items": [RATE, RATE]})


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in problems(tmp_path, '{"a": 1,\n "b": }')


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("price: 0.16\n", "line 1, price: 0.16 needs a currency"),
        ("fixd: 9 $/month\nprice: 1 $/kWh\n", "fixd: unknown key (did you mean 'fixed'?)"),
        ("price: 0.1 $/kWh\ndemand_interval: 20 min\n", "20 min is not a billing interval"),
        ("periods: [{price: 0.1 $/kWh, hours: 16-21}]\n", "no period holds on weekdays in month 1"),
        ("periods: [{price: 0.1 $/kWh, hours: 16:30-21}]\n", "not a range of hours"),
        ("periods: [{price: 0.1 $/kWh, months: juin}]\n", "'juin' is not a month"),
        ("price: 0.1 $/kWh\nfixed: 9 €/month\n", "fixed is priced in EUR, electricity in USD"),
        ("region: ZZ\n", "no prices of 'ZZ' are known"),
        ("tax: 12 %\n", "no price of electricity"),
        ("price: 0.1 $/kWh\ntax: 120 %\n", "120 % is above 100 %"),
        (
            "weekday: [[0]]\nweekend: [[0]]\nperiods: [{price: 0.1 $/kWh}]\n",
            "has 1 rows (12 rows",
        ),
        (
            "periods: [{tiers: [{price: 1 $/kWh, up_to: 3 kWh}, {price: 2 $/kWh, up_to: 1 kWh}]}]",
            "tiers[1].up_to is not above that of the tier before it",
        ),
        (
            "periods:\n  - tiers: [{price: 0.1 $/kWh, up_to: 300 kWh}]\n",
            "ends, and nothing comes after it",
        ),
    ],
)
def test_what_is_wrong_in_a_tariff_is_named_with_its_line(written, words, tmp_path: Path) -> None:
    assert words in problems(tmp_path, written, "rate.yaml")


def prices(folder: Path, rows: list[str], heading: str = "price [$/kWh]") -> str:
    (folder / "prices.csv").write_text("\n".join([heading, *rows]), encoding="utf-8")
    return problems(folder, "hourly_prices: prices.csv\nfixed: 1 $/month\n", "rate.yaml")


def test_hourly_prices_are_read_from_next_to_the_tariff(tmp_path: Path) -> None:
    rows = [f"2025-01-01 00:00,{0.1 + 0.001 * (i % 24)}" for i in range(8760)]
    (tmp_path / "p.csv").write_text("\n".join(["time,price [$/kWh]", *rows]), encoding="utf-8")
    tariff = load(tmp_path, "hourly_prices: p.csv\n", "rate.yaml")
    rate = tariff.rate(None)
    assert rate is not None
    assert rate.hourly_per_kwh is not None
    assert np.ptp(rate.hourly_per_kwh) == pytest.approx(0.023)


@pytest.mark.parametrize(
    ("n", "words"),
    [(8784, "leave 29 February out"), (8759, "daylight saving"), (100, "100 prices")],
)
def test_a_series_of_the_wrong_length_is_refused(n: int, words: str, tmp_path: Path) -> None:
    assert words in prices(tmp_path, ["0.1"] * n)


def test_a_series_with_gaps_names_their_lines(tmp_path: Path) -> None:
    rows = ["0.1"] * 8760
    rows[3] = rows[10] = "n/a"
    assert "2 hours without a price (line 5, 12)" in prices(tmp_path, rows)


def test_a_series_without_unit_is_refused(tmp_path: Path) -> None:
    assert "no unit of prices" in prices(tmp_path, ["0.1"] * 8760, "price")
