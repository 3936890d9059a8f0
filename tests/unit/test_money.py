"""What a year costs in results: the bill of the hours, life cycle, equal comfort, tables."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from fakes import UNITS, fake_run
from hpsim import load_scenario
from hpsim.cli.money import cents_of, print_money
from hpsim.description.schedules import DAYS_PER_MONTH, Calendar
from hpsim.economics.life_cycle import Assumptions
from hpsim.economics.owned import Owned
from hpsim.economics.prices import Prices, prices_of
from hpsim.economics.tariff import Tariff
from hpsim.folder.prices import prices_as_json, prices_from_json
from hpsim.folder.summary import summary_of
from hpsim.judgement import Verdict
from hpsim.metrics.cost import (
    bill_by_part,
    cost_of,
    electricity_bill,
    equal_comfort,
    heater_by_hour,
    hourly_cost,
)
from hpsim.metrics.ownership import crossings, owned_years, sensitivities, total_at_price
from hpsim.metrics.summary import metrics_of
from hpsim.plots.figures import figures_of
from hpsim.plots.money import cost_by_month_and_hour
from hpsim.report.page.life import life_cycle_chart
from hpsim.results import Judgement, Results, Run
from hpsim.scenario.load import scenario_warnings
from hpsim.scenario.tree import read_scenario_tree
from hpsim.units.display import Reader

MS_PER_CANDIDATE = 5.0
PEAK = {
    "periods": [
        {"price": "0.34 $/kWh", "days": "weekday", "hours": "16-21"},
        {"tiers": [{"price": "0.14 $/kWh", "up_to": "300 kWh"}, {"price": "0.19 $/kWh"}]},
    ],
    "demand": "6 $/kW",
    "fixed": "9 $/month",
    "tax": "5 %",
    "other_use": "4000 kWh",
}
PARTS = ("first", "electricity", "fuel", "maintenance", "other", "replacement", "residual")


def priced(**written: object) -> Run:
    run = fake_run(UNITS[:2])
    owned = {
        results.candidate: Owned(3000.0 + 900 * i, 4000.0 + 900 * i, 5000.0 + 900 * i, 100.0, 15.0)
        for i, results in enumerate(run.candidates)
    }
    prices = prices_of(Tariff.from_written(written), calendar=Calendar(daylight_saving="us"))
    return replace(run, prices=replace(prices, owned=owned))


@pytest.fixture(scope="module")
def run() -> Run:
    return priced(**PEAK)


def test_a_flat_price_is_energy_times_price() -> None:
    run = priced(price="0.18 $/kWh", fixed="9 $/month")
    first = run.candidates[0]
    kwh = first.electric_power_w.sum() / 1000.0
    assert cost_of(first, run.prices) == (pytest.approx(0.18 * kwh), 0.0)


def test_parts_of_the_bill_add_up_to_the_cost(run: Run) -> None:
    for candidate in summary_of(run, None)["candidates"]:
        metrics = candidate["metrics"]
        bill = sum(metrics["electricity_bill_per_year"].values())
        assert bill == pytest.approx(metrics["cost_by_energy_per_year"]["electricity"], rel=1e-6)
        assert sum(metrics["cost_by_energy_per_year"].values()) == pytest.approx(
            metrics["cost_per_year"], rel=1e-6
        )
        cents = cents_of(metrics)
        assert sum(cents.values()) == round(100 * metrics["cost_per_year"])


def test_life_cycle_parts_add_up_to_its_cost(run: Run) -> None:
    for candidate in summary_of(run, None)["candidates"]:
        metrics = candidate["metrics"]
        parts = [metrics["life_cycle_part"][part] for part in PARTS]
        assert sum(parts) == pytest.approx(metrics["life_cycle_cost"]["typical"], rel=1e-6)
        cost = metrics["life_cycle_cost"]
        assert cost["low"] < cost["typical"] < cost["high"]


def test_the_units_own_bill_has_no_fixed_charge_and_counts_on_top_of_the_household(run) -> None:
    first = run.candidates[0]
    bill = electricity_bill(first, run.prices)
    assert bill is not None
    assert bill.total_of("fixed") == pytest.approx(0.0)
    alone = electricity_bill(first, replace(run.prices, other_kwh=None))
    assert alone is not None
    assert bill.total_of("energy") > alone.total_of("energy")  # more of it in the dear tier


def test_a_flat_price_needs_no_bill_by_month() -> None:
    flat = {"price": "0.2 $/kWh", "fixed": "9 $/month", "tax": "5 %", "other_use": "4000 kWh"}
    for written in (flat, flat | {"adder": "0.03 $/kWh"}, PEAK):
        run = priced(**written)
        first = run.candidates[0]
        bill, parts = electricity_bill(first, run.prices), bill_by_part(first, run.prices)
        assert bill is not None
        assert parts is not None
        for part, amount in parts.items():
            assert amount == pytest.approx(bill.total_of(part), rel=1e-9, abs=1e-9)
        assert cost_of(first, run.prices)[0] == pytest.approx(bill.total, rel=1e-9)
        heater = heater_by_hour(first)
        assert heater is not None
        with_heater = electricity_bill(first, run.prices, heater.kwh - heater.saved_kwh)
        assert with_heater is not None
        kwh, cost = equal_comfort(first, run.prices)
        assert kwh == pytest.approx(heater.kwh.sum(), rel=1e-9)
        assert cost == pytest.approx(with_heater.total, rel=1e-9)


def test_the_cost_of_the_hours_is_the_bills_energy_with_tax() -> None:
    run = priced(**{key: value for key, value in PEAK.items() if key != "other_use"})
    first = run.candidates[0]
    costs, bill = hourly_cost(first, run.prices), electricity_bill(first, run.prices)
    assert costs is not None
    assert bill is not None
    assert costs.sum() == pytest.approx(1.05 * bill.total_of("energy"))


def in_the_cold(run: Run, below_k: float, heat_w: np.ndarray, load_w: float) -> Results:
    """Return a year of a unit that gives ``heat_w`` to a room ``below_k`` below its setpoint."""
    first = run.candidates[0]
    zero = np.zeros(8760)
    hourly = first.hourly._replace(
        room_degc=first.room.heating_setpoint_degc - below_k,
        heat_delivered_w=heat_w,
        drawn_heat_w=zero,
        compressor_heating_w=heat_w / 4.0,
        compressor_cooling_w=zero,
        heating_electricity_w=heat_w / 4.0,
        **dict.fromkeys(("fan_w", "backup_w", "defrost_w", "standby_w", "fuel_w"), zero),
    )
    room = replace(first.room, ideal_heating_w=np.full(8760, load_w))
    return replace(first, hourly=hourly, room=room, fuel=None)


def test_equal_comfort_adds_what_is_missing_of_the_load() -> None:
    run = priced(price="0.2 $/kWh")
    cold = in_the_cold(run, 2.0, np.full(8760, 300.0), 500.0)
    used, cost = equal_comfort(cold, run.prices)
    assert used == pytest.approx(8760 * 0.2)  # 500 less 300 W
    assert cost == pytest.approx(0.2 * (8760 * 0.075 + 8760 * 0.2))  # at a COP of 4, and of 1
    warm = in_the_cold(run, 0.4, np.full(8760, 300.0), 500.0)
    assert equal_comfort(warm, run.prices)[0] == 0.0


def test_heat_that_warms_a_cold_room_up_again_is_not_paid_for_twice() -> None:
    run = priced(price="0.2 $/kWh")
    first_half = np.arange(8760) < 4380
    cold = in_the_cold(run, 2.0, np.where(first_half, 300.0, 600.0), 500.0)
    used, cost = equal_comfort(cold, run.prices)
    assert used == pytest.approx(4380 * 0.2)
    # with the heater the unit gives 300 W and then the load's 500 W in place of 600
    assert cost == pytest.approx(0.2 * 4380 * (0.075 + 0.2 + 0.125))


def test_a_unit_saves_no_more_than_the_heater_gives() -> None:
    run = priced(price="0.2 $/kWh")
    first_tenth = np.arange(8760) < 876
    cold = in_the_cold(run, 2.0, np.where(first_tenth, 300.0, 600.0), 500.0)
    heater = heater_by_hour(cold)
    assert heater is not None
    assert heater.kwh.sum() == pytest.approx(876 * 0.2)
    assert heater.saved_kwh.sum() == pytest.approx(876 * 0.2 / 4.0)  # the same heat, at its COP


def test_carbon_counts_as_given_by_its_value_or_its_grid() -> None:
    assert not priced(price="0.2 $/kWh").prices.is_carbon_given
    for more in ({"carbon": "363 g/kWh"}, {"carbon_region": "RFCW"}):
        run = priced(price="0.2 $/kWh", **more)
        assert run.prices.is_carbon_given
        assert prices_from_json(prices_as_json(run.prices)).is_carbon_given
        assert summary_of(run, None)["carbon_given"] is True


def test_prices_come_back_from_json_and_bill_the_same(run: Run) -> None:
    back = prices_from_json(prices_as_json(run.prices))
    assert back == run.prices
    first = run.candidates[0]
    ours, theirs = (electricity_bill(first, prices) for prices in (run.prices, back))
    assert ours is not None
    assert theirs is not None
    assert theirs.monthly == pytest.approx(ours.monthly)


def test_a_crossing_price_makes_two_candidates_cost_the_same(run: Run) -> None:
    years = owned_years(run.candidates, run.prices)
    price, assumed = run.prices.electricity_per_kwh, run.prices.assumed
    assert price is not None
    for found in crossings(years, assumed, price, 100.0):
        totals = [total_at_price(year, assumed, price, found.price_per_kwh) for year in years]
        assert totals[0] == pytest.approx(totals[1])


def test_a_sensitivity_varies_one_assumption_around_the_cost(run: Run) -> None:
    year = owned_years(run.candidates, run.prices)[0]
    assumed = Assumptions()
    rows = {row.assumption: row for row in sensitivities(year, assumed)}
    assert set(rows) == {"discount rate", "price escalation", "life", "first cost"}
    for row in rows.values():
        assert row.totals[1] == pytest.approx(year.life_cycle(assumed).total)
    assert rows["discount rate"].totals[0] > rows["discount rate"].totals[2]
    assert rows["price escalation"].totals[0] < rows["price escalation"].totals[2]


def test_costs_take_less_than_five_milliseconds_a_candidate(run: Run) -> None:
    first = run.candidates[0]
    metrics_of(first, run.prices)
    without = replace(run.prices, currency=None, rate=None, electricity_per_kwh=None, owned={})

    def best(prices: Prices) -> float:
        times = []
        for _ in range(7):
            started = time.process_time()
            metrics_of(first, prices)
            times.append(time.process_time() - started)
        return min(times)

    assert 1e3 * (best(run.prices) - best(without)) < MS_PER_CANDIDATE


def test_what_is_printed_adds_up(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    summary = summary_of(run, None)
    print_money(summary["candidates"], summary["money"], Reader("us"))
    lines = capsys.readouterr().out.splitlines()
    name = run.candidates[0].candidate
    year, owning = (line for line in lines if line.startswith(f"{name} ") and "  " in line)
    amounts = [float(word.replace(",", "")) for word in year[len(name) :].split()]
    total = 4  # energy, demand, minimum or tax, total
    assert sum(amounts[: total - 1]) == pytest.approx(amounts[total - 1], abs=1e-6)
    first, energy, upkeep, cost, *_ = (
        float(word.replace(",", "")) for word in owning[len(name) :].split()
    )
    assert first + energy + upkeep == cost
    text = " ".join(lines)
    assert "at a discount rate of 0 to 7 %" in text
    assert "life of 12 to 20 years" in text


def test_a_first_cost_from_published_prices_is_marked_where_another_is_given(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (results.candidate for results in run.candidates)
    for sources, marked in (
        (("contractors' guide", "given"), [first]),
        (("given", "given; midpoint of low and high"), []),
        (("contractors' guide", "contractors' guide"), []),
    ):
        owned = {
            name: replace(own, source=source)
            for (name, own), source in zip(run.prices.owned.items(), sources, strict=True)
        }
        summary = summary_of(replace(run, prices=replace(run.prices, owned=owned)), None)
        print_money(summary["candidates"], summary["money"], Reader("us"))
        text = capsys.readouterr().out
        with_mark = [
            name
            for name in (first, second)
            if any(line.startswith(f"{name} ") and "†" in line for line in text.splitlines())
        ]
        assert with_mark == marked
        assert ("not an offer; the others are given." in text) == bool(marked)


def test_costs_to_buy_that_are_not_known_are_asked_for(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for owned, asked in ((run.prices.owned, False), ({}, True)):
        summary = summary_of(replace(run, prices=replace(run.prices, owned=owned)), None)
        print_money(summary["candidates"], summary["money"], Reader("us"))
        text = " ".join(capsys.readouterr().out.split())
        assert ("What they cost to buy is not known in USD: give it as economics:" in text) == asked
    for candidate in summary["candidates"]:  # of actual days, whose costs have other names
        metrics = candidate["metrics"]
        of_days = {k.removesuffix("_per_year"): v for k, v in metrics.items()}
        candidate["metrics"] = {**of_days, "simulated_h": 100}
    print_money(summary["candidates"], summary["money"], Reader("us"))
    assert "cost to buy" not in capsys.readouterr().out


def test_costs_are_compared_among_units_that_do_their_job(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (results.candidate for results in run.candidates)
    fits, small = (Verdict(word, "", (), (), {}) for word in ("fits", "too small"))
    stopped = Verdict("wrong kind", "", (), (), {"cooling_stops_at_degc": 15.6})
    for verdicts, rows in (
        ({first: stopped, second: fits}, []),
        ({first: fits, second: fits}, [(second, first)]),
        ({first: small, second: fits}, []),
    ):
        judged = replace(run, judgement=Judgement(verdicts, ("", "", ""), second, ()))
        summary = summary_of(judged, None)
        compared = summary["money"]["compared"]
        assert [(row["name"], row["base"]) for row in compared] == rows
        print_money(summary["candidates"], summary["money"], Reader("us"))
        text = " ".join(capsys.readouterr().out.split())
        least = second if verdicts[first] in (small, stopped) else first
        assert f"Life-cycle cost of {least}" in text
        assert ("more over 15 years than" in text) == bool(rows)


def test_a_unit_that_leaves_the_room_cold_is_compared_up_to_the_hours_given(run: Run) -> None:
    first, second = run.candidates
    cold_degc = first.room.heating_setpoint_degc - 1.0  # 100 hours of it
    room_degc = np.where(np.arange(8760) < 100, cold_degc, first.room.heating_setpoint_degc)
    cold = replace(first, hourly=first.hourly._replace(room_degc=room_degc))
    fits, wrong = (Verdict(word, "", (), (), {}) for word in ("fits", "wrong kind"))
    made = Judgement({cold.candidate: wrong, second.candidate: fits}, ("", "", ""))
    for hours, compared in ((150.0, 1), (50.0, 0)):
        judged = replace(run, candidates=(cold, second), judgement=replace(made, short_hours=hours))
        assert len(summary_of(judged, None)["money"]["compared"]) == compared


@pytest.mark.parametrize("life", [7.0, 15.0, 21.0])
def test_bars_of_the_page_add_up_to_the_life_cycle_cost(run: Run, life: float) -> None:
    """A life of 7 years is replaced twice, of 21 years leaves a value at the end."""
    owned = {name: replace(own, life_years=life) for name, own in run.prices.owned.items()}
    priced_run = replace(run, prices=replace(run.prices, owned=owned))
    summary = summary_of(priced_run, None)
    chart = life_cycle_chart(summary)
    assert chart is not None
    bars = [trace for trace in chart.traces if (trace.plotly or {}).get("type") == "bar"]
    for k, candidate in enumerate(summary["candidates"]):
        total = candidate["metrics"]["life_cycle_cost"]["typical"]
        assert sum(trace.x[k] for trace in bars) == round(total)


def test_without_a_price_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    run = replace(fake_run(UNITS[:1]), prices=Prices())
    summary = summary_of(run, None)
    print_money(summary["candidates"], summary.get("money"), Reader("us"))
    assert capsys.readouterr().out == ""


def test_every_price_stands_with_its_source_and_year() -> None:
    run = priced(region="IL")
    (row,) = summary_of(run, None)["money"]["prices"]
    assert "2023" in row["source"]
    assert np.isclose(float(row["value"].split()[0]), 0.1571)


def test_pictures_of_money_are_drawn_where_they_have_something_to_show(run: Run) -> None:
    drawn = dict(figures_of(run))
    assert {"life_cycle_cost", "cost_by_price", "cost_by_hour"} <= drawn.keys()
    flat = {name for name, _ in figures_of(priced(price="0.18 $/kWh"))}
    assert "cost_by_hour" not in flat
    nothing = {name for name, _ in figures_of(fake_run(UNITS[:2]))}
    assert not nothing & {"life_cycle_cost", "cost_by_price", "cost_by_hour", "cost_by_size"}


def test_the_heat_map_adds_up_to_the_cost_of_the_hours(run: Run) -> None:
    first = run.candidates[0]
    costs = hourly_cost(first, run.prices)
    assert costs is not None
    by_month = cost_by_month_and_hour(run, first).sum(axis=1) * np.array(DAYS_PER_MONTH)
    assert by_month.sum() == pytest.approx(costs.sum())


def test_dollars_written_for_cents_are_a_warning() -> None:
    tree, _ = read_scenario_tree("chicago-addition", ["tariff.price=16 $/kWh"])
    scenario = load_scenario("chicago-addition", ["tariff.price=16 $/kWh"])
    (found,) = (p for p in scenario_warnings(scenario, tree) if p.key == "tariff.price")
    assert found.hint == "did you mean 16 ¢/kWh?"
