"""First costs, incentives, maintenance, life; carbon and its kinds; what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hpsim import load_scenario
from hpsim.economics.equipment_cost import cost_of_item
from hpsim.economics.fuels import grid_carbon
from hpsim.economics.owned import CandidateFacts, cost_sources, owned_of
from hpsim.economics.ownership import Economics
from hpsim.economics.prices import prices_of, warnings_of
from hpsim.economics.tariff import Tariff
from hpsim.equipment.kinds import read_candidate
from hpsim.errors import ScenarioError
from hpsim.simulate.money import candidate_facts
from hpsim.units.constants import BTUH_PER_W

UNIT = CandidateFacts("unit", (("ductless", 6000.0 / BTUH_PER_W),), has_compressor=True)
BASEBOARD = CandidateFacts("baseboard", ((None, 1500.0),), has_compressor=False)
KG_PER_LB = 0.45359237


def economics(**written: object) -> Economics:
    return Economics.from_written(written)


def owned(facts: CandidateFacts = UNIT, currency: str = "USD", **written: object):
    return owned_of(facts, economics(**written), currency)[0]


def test_a_range_is_not_above_that_of_the_next_size_and_its_midpoint_is_graded() -> None:
    found = owned()
    assert found is not None
    # the guide for 6,000 Btu/h has 2,200 to 6,000, the one for 9,000 has this
    assert (found.low, found.typical, found.high) == (2030.0, 0.5 * (2030.0 + 4500.0), 4500.0)
    # so the price, and what stands next to it as its source, are the contractors' guide's
    assert found.source.startswith("contractors' guide, 9,000 to 12,000 Btu/h")
    assert "midpoint is a judgement" in found.source
    assert "2025" in found.source
    assert found.maintenance_per_year == pytest.approx(112.5)
    assert "unverified" in found.maintenance_source


def test_a_smaller_unit_is_never_taken_to_cost_more() -> None:
    sizes = [cost_of_item("ductless", size / BTUH_PER_W) for size in range(6000, 36001, 500)]
    assert None not in sizes
    for price in ("low", "typical", "high"):
        prices = [getattr(found, price) for found in sizes]
        assert prices == sorted(prices)


def test_one_line_names_the_candidates_of_a_source() -> None:
    rows = [
        {"name": name, "source": source} for name, source in (("a", "x"), ("b", "y"), ("c", "x"))
    ]
    assert cost_sources(rows) == ["First cost of a, c: x.", "First cost of b: y."]


def test_sizes_between_rows_are_interpolated_and_say_so() -> None:
    found = cost_of_item("ductless", 15000.0 / BTUH_PER_W)
    assert found is not None
    assert found.low == pytest.approx(0.5 * (2030 + 3500))
    assert "between sizes" in found.grade


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ({"kind": "baseboard", "size": "1.5 kW"}, 450.0, 1100.0),
        (
            {
                "kind": "single_stage",
                "form": "ptac",
                "size": "9 kBtu/h",
                "eer": 11,
                "heating": False,
            },
            1200.0,
            3000.0,
        ),
        (
            {"kind": "single_stage", "form": "portable_one_hose", "size": "9 kBtu/h"},
            300,
            700,
        ),
        (
            {
                "kind": "single_stage",
                "form": "window",
                "size": "6 kBtu/h",
                "ceer": 11,
                "heating": False,
            },
            650.0,
            826.0,
        ),
    ],
)
def test_what_has_no_published_price_has_a_judged_one_that_says_so(
    written: dict, low: float, high: float
) -> None:
    candidate = read_candidate(written)
    found = owned(candidate_facts(candidate, candidate.result_name()))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-3)
    assert ("judgement: no" in found.source) == (written.get("form") != "window")


def test_parts_of_different_lives_lose_as_much_a_year_as_each_does() -> None:
    window, heater = cost_of_item("room_air_conditioner"), cost_of_item("gas_furnace")
    assert window is not None
    assert heater is not None
    both = window.plus(heater)
    assert both.typical / both.life_years == pytest.approx(803 / 10 + 3861 / 21)


def test_a_heater_next_to_a_unit_is_bought_with_it() -> None:
    unit = {"kind": "variable_speed", "size": "6 kBtu/h", "seer2": 21, "hspf2": 10}
    with_heater = read_candidate({**unit, "backup": {"size": "1.5 kW"}})
    alone, both = (owned(candidate_facts(c, "unit")) for c in (read_candidate(unit), with_heater))
    assert alone is not None
    assert both is not None
    assert both.typical == alone.typical + 100.0


def test_what_is_not_in_the_table_has_no_price_until_its_owner_gives_one() -> None:
    assert owned(BASEBOARD) is None
    found = owned(BASEBOARD, costs={"baseboard": {"installed": "400 $"}})
    assert found is not None
    assert found.typical == 400.0


def test_shipped_prices_are_dollars_and_for_no_other_currency() -> None:
    assert owned(currency="EUR") is None


def test_a_region_multiplies_shipped_costs_alone() -> None:
    found = owned(regional_factor=1.2)
    assert found is not None
    assert found.typical == pytest.approx(1.2 * 3265)
    given = owned(regional_factor=1.2, costs={"unit": {"installed": "4000 $"}})
    assert given is not None
    assert given.typical == 4000.0


def test_incentives_come_off_the_first_cost_on_their_days() -> None:
    lines = [
        {"name": "State", "amount": "500 $"},
        {"name": "Utility", "fraction": "30 %", "up_to": "600 $", "until": "2026-12-31"},
    ]
    found, warnings = owned_of(UNIT, economics(incentives=lines, as_of="2026-06-01"), "USD")
    assert found is not None
    assert found.typical == pytest.approx(3265 - 500 - 600)
    assert found.incentives == pytest.approx(1100.0)
    assert warnings == []
    late, warnings = owned_of(UNIT, economics(incentives=lines, as_of="2027-01-01"), "USD")
    assert late is not None
    assert late.typical == pytest.approx(2765.0)
    assert "Utility" in warnings[0]


def test_a_replacement_is_paid_without_the_first_times_incentives() -> None:
    found = owned(incentives=[{"name": "State", "amount": "500 $"}])
    assert found is not None
    assert found.at(found.typical, 0.0).replacement == pytest.approx(3265.0)


def test_what_is_kept_costs_nothing_at_first() -> None:
    found = owned(BASEBOARD, costs={"baseboard": {"kept": True}})
    assert found is not None
    assert found.typical == found.high == 0.0


def test_starts_cost_or_shorten_life_only_if_their_owner_says_so() -> None:
    plain = owned()
    assert plain is not None
    assert plain.at(4100.0, 9000.0).other_per_year == 0.0
    curve = [{"starts": 1000, "life": "15 years"}]
    curve.append({"starts": 9000, "life": "11 years"})
    worn = owned(costs={"unit": {"per_start": "0.01 $", "life_by_starts": curve}})
    assert worn is not None
    own = worn.at(4100.0, 5000.0)
    assert own.other_per_year == pytest.approx(50.0)
    assert own.life_years == pytest.approx(13.0)


def test_carbon_is_labelled_by_kind_region_and_year() -> None:
    average = grid_carbon("average", "IL", None)
    assert average is not None
    assert average[1] == "average, EIA 2023, made in IL"
    marginal = grid_carbon("marginal", "IL", "rfcw")
    subregion = grid_carbon("average", "IL", "RFCW")
    assert marginal is not None
    assert subregion is not None
    assert marginal[1].startswith("long-run marginal, RFCWc, NREL Cambium 2021")
    assert subregion[1] == "average, RFCW, EPA eGRID2019"
    california = grid_carbon("marginal", None, "CAMXc")
    assert california is not None
    assert california[0] == pytest.approx(0.385 * KG_PER_LB)  # 385 lb/MWh


def test_leakage_is_its_part_of_the_charge_times_the_warming_potential() -> None:
    about = economics(refrigerant={"charge": "0.8 kg", "leak": "3 %", "gwp": 675})
    prices = prices_of(Tariff.from_written({"region": "IL"}), about, [UNIT])
    assert prices.leak_kg_per_year == pytest.approx(0.8 * 0.03 * 675)
    assert prices.compressors == {"unit"}


def test_tiers_without_the_households_use_are_noticed() -> None:
    written = {"price": "0.1 $/kWh", "demand": "9 $/kW"}
    alone = prices_of(Tariff.from_written(written))
    assert any("tariff.other_use" in text for text in warnings_of(alone, frozenset()))
    whole = prices_of(Tariff.from_written({**written, "other_use": "6000 kWh"}))
    assert whole.other_kwh is not None
    assert np.sum(whole.other_kwh) == pytest.approx(6000.0)
    assert warnings_of(whole, frozenset()) == []


def test_a_state_is_a_region() -> None:
    assert Tariff.from_written({"state": "il"}).region == "IL"


SCENARIO = """\
name: Money
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 150 ft2}
thermostat: {heating: 68 degF, cooling: 76 degF}
tariff: {price: 0.18 $/kWh}
candidates: [{kind: baseboard, size: 1.5 kW}]
"""


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("economics: {study_period: -5 years}", "-5 years is below 1"),
        ("economics: {study_period: 15}", "15 is not a time in years (such as '15 years')"),
        ("economics: {costs: {a: {life: -5 years}}}", "-5 years is not above 0"),
        ("economics: {costs: {a: {installed: -5 $}}}", "-5 USD is below 0"),
        ("economics: {costs: {a: {installed: 4200}}}", "4200 needs a currency"),
        ("economics: {discount_rate: 70 %}", "70 % is above 50 %"),
        ("economics: {discont_rate: 3 %}", "did you mean 'discount_rate'?"),
        (
            "economics: {incentives: [{name: X, amount: 5 $, until: 2026-12-31}]}",
            "incentive 'X' has dates",
        ),
        ("economics: {incentives: [{name: X}]}", "needs amount or fraction"),
        (
            "economics: {costs: {a: {low: 9 $, installed: 5 $, high: 7 $}}}",
            "not in rising order",
        ),
        ("economics: {costs: {a: {kept: true, installed: 5 $}}}", "exclude each other"),
        ("economics: {costs: {nobody: {installed: 5 $}}}", "no candidate is named 'nobody'"),
        ("economics: {costs: {1.5 kW baseboard: {installed: 5 €}}}", "is in EUR, the tariff in"),
    ],
)
def test_what_is_wrong_is_named(section: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO + section + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("tariff", "words"),
    [
        ("{state: ZZ}", "no prices of 'ZZ' are known"),
        ("{price: 0.18 $/kWh, carbon_basis: marginal}", "carbon_basis: marginal needs a grid"),
        ("{price: 0.18 $/kWh, carbon_region: RFCQ}", "no grid region 'RFCQ'"),
        ("{price: 0.18 $/kWh, other_meter: none.csv}", "no such file"),
        ("{file: none.json}", "no such file"),
    ],
)
def test_what_is_wrong_in_a_tariff_is_named(tariff: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO.replace("{price: 0.18 $/kWh}", tariff), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert words in str(caught.value)
