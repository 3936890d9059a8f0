"""Plain words about metrics."""

from __future__ import annotations

import pytest

from hpsim.units.display import Reader
from hpsim.verdict.findings import finding, findings, unmet_h, verdict_lines


def candidate(name: str = "unit", kind: str = "single_stage", **changed: object) -> dict:
    told = {
        "electricity_kwh": 1000.0,
        "runtime_h": 3000.0,
        "starts": 3650,
        "max_starts_per_hour": 4,
        "max_starts_per_day": 31,
        "median_run_min": 11.2,
        "hours_below_minimum_output": 100,
        "unmet_heating_h": 0,
        "unmet_cooling_h": 0,
        "rh_over_60_h": 0,
        "room_degc": {"min": 17.3, "mean": 22.0, "max": 26.1},
    }
    return {"name": name, "kind": kind, "metrics": {**told, **changed}}


def test_a_good_unit_holds_the_set_points():
    assert finding(candidate()) == (
        "always holds the setpoints; starts 10 times a day on average, 31 times on its busiest day "
        "and 4 times in its busiest hour, half of its runs are shorter than 11 min"
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"unmet_heating_h": 138}, "too cold for 138 h (down to 17.3 °C)"),
        (
            {"unmet_heating_h": 422, "short_of_capacity_heating_h": 48},
            "in most of them it could give more, but its control lets the room get so cold)",
        ),
        (
            {"unmet_heating_h": 12, "short_of_capacity_heating_h": 0},
            "h (down to 17.3 °C; it could give more, but its control lets the room get so cold)",
        ),
        (
            {"unmet_heating_h": 139, "short_of_capacity_heating_h": 0, "recovery_min": 39.0},
            "but the room is coming back from a setback, or its control lets it get so cold)",
        ),
        (
            {"unmet_cooling_h": 12, "short_of_capacity_cooling_h": 5},
            "needs; in most of them it could give more, but its control lets the room get so warm)",
        ),
        (
            {"unmet_cooling_h": 12, "short_of_capacity_cooling_h": 6},
            "(up to 26.1 °C; for 6 h of them it can't give what the room needs)",
        ),
        (
            {"unmet_heating_h": 422, "short_of_capacity_heating_h": 300},
            "too cold for 422 h (down to 17.3 °C; for 300 h of them it can't give what the room",
        ),
        (
            {"unmet_heating_h": 422, "short_of_capacity_heating_h": 422},
            "too cold for 422 h (down to 17.3 °C; it can't give what the room needs)",
        ),
        ({"unmet_cooling_h": 2000}, "too warm for 2,000 h (up to 26.1 °C)"),
        (
            {"hours_above_maximum_output": 308},
            "for 308 h the room needs more than the unit's maximum",
        ),
        (
            {"hours_above_maximum_output": 308, "electricity_by_use_kwh": {"backup": 40.0}},
            "for 308 h the room needs more than the unit's maximum, and its heater gives the rest",
        ),
        ({"high_humidity_h": 664}, "humid (over 60 % RH, dew point over 16 °C) for 664 h"),
        (
            {
                "cold_cutout_h": 312.4,
                "cold_cutout_longest_h": 41.0,
                "cold_cutout_longest_from_h": 14 * 24 + 5.0,
            },
            "stopped by the cold outdoors for 312 h, the longest time 41 h from January 15",
        ),
        ({"starts": 0, "median_run_min": None, "runtime_h": 0.0}, "never starts"),
        ({"starts": 12}, "starts 12 times a year"),
        ({"median_run_min": 300.0}, "half of its runs are shorter than 5.0 h"),
        (
            {"unmet_heating_h": None, "unmet_cooling_h": None},
            "the room is between 17.3 °C and 26.1 °C",
        ),
    ],
)
def test_what_stands_out_is_said(changed, words):
    assert words in finding(candidate(**changed))


def test_a_unit_that_the_cold_stops_is_not_called_too_weak():
    """A larger one would not help: the reason is where it stops, as in the verdict."""
    told = candidate(unmet_heating_h=326, short_of_capacity_heating_h=9, cold_cutout_h=324.0)
    told["metrics"] |= {"cold_cutout_longest_h": 97.0, "cold_cutout_longest_from_h": 8208.0}
    numbers = {"heating_short_of_capacity_h": 325.0, "heating_stops_at_degc": -15.0}
    told["verdict"] = {"word": "wrong kind", "numbers": numbers}
    lacks = "for 325 h of them it can't give what the room needs"
    assert f"{lacks}, since it stops below 5 °F outdoors)" in finding(told, Reader("us"))
    told["metrics"]["cold_cutout_h"] = 100.0  # mostly it is too weak
    assert f"{lacks})" in finding(told)


def test_one_count_of_hours_has_one_reason_in_all_sentences():
    """Of the hours too warm those that the verdict counts; no third count next to them."""
    told = candidate(
        unmet_cooling_h=130, short_of_capacity_cooling_h=0, hours_above_maximum_output=271
    )
    told["verdict"] = {"numbers": {"cooling_short_of_capacity_h": 61.0}}
    assert finding(told).startswith(
        "too warm for 130 h (up to 26.1 °C; for 61 h of them it can't give what the room needs; in "
        "most of them it could give more, but its control lets the room get so warm); starts"
    )
    assert "271" not in finding(told)


def test_hours_below_minimum_are_told_of_units_that_modulate():
    words = "for 5,746 h the room needs less than the unit's minimum, so it cycles"
    assert words in finding(candidate(kind="variable_speed", hours_below_minimum_output=5746))
    assert words not in finding(candidate(kind="single_stage", hours_below_minimum_output=5746))


def test_few_humid_hours_are_not_worth_a_word():
    assert "humid" not in finding(candidate(rh_over_60_h=50))


def test_an_ideal_candidate_tells_the_loads():
    loads = {
        "heating_load_kwh": 4297.0,
        "cooling_load_kwh": 6000.0,
        "peak_heating_w": 3200.0,
        "peak_cooling_w": 6100.0,
    }
    said = finding(candidate(kind="ideal", **loads))
    assert (
        "the room needs 4,297 kWh of heat (at most 3,200 W) and 6,000 kWh of sensible cooling"
        in said
    )
    only_heated = finding(candidate(kind="ideal", **loads, unmet_cooling_h=None))
    assert only_heated == "the room needs 4,297 kWh of heat (at most 3,200 W)"
    assert "starts" not in said


def test_a_sentence_for_each_candidate():
    assert len(findings([candidate(), candidate("other")])) == 2


def test_a_verdict_is_read_with_its_reason_and_what_changes_it():
    verdict = {"word": "too small", "reason": "It gives 2 kW.", "changes": ["Seal it."]}
    (line,) = verdict_lines([{**candidate(), "verdict": verdict}, candidate("ideal", "ideal")])
    assert line == "unit: too small. It gives 2 kW. Seal it."


def test_unmet_hours_count_both_seasons_and_none_as_zero():
    assert unmet_h(candidate(unmet_heating_h=3, unmet_cooling_h=None)["metrics"]) == 3
    assert unmet_h(candidate(unmet_heating_h=None, unmet_cooling_h=None)["metrics"]) is None


def burning(name: str, cost: float | None, carbon: float, **changed: object) -> dict:
    money = {"cost_per_year": cost, "currency": "USD", "carbon_kg_per_year": carbon}
    return candidate(name, **{"fuel": None, **money, **changed})  # type: ignore[arg-type]


def test_without_prices_fuel_and_electricity_are_not_ranked():
    pump, gas = burning("pump", None, 1.0), burning("gas", None, 2.0, fuel="gas")
    assert "can't be compared without prices" in findings([pump, gas])[-1]


def test_where_carbon_is_given_or_fuels_are_compared_cheapest_and_cleanest_are_named():
    pump, gas = burning("pump", 210.0, 181.0), burning("gas", 160.0, 399.0, fuel="gas")
    small = burning("small", 1.0, 1.0)
    for each, word in ((pump, "fits"), (gas, "larger than it need be"), (small, "too small")):
        each["verdict"] = {"word": word}
    twin = burning("pump, maintained", 2.0, 2.0)
    line = findings([pump, gas, small, twin])[4]
    assert line == (
        "Of those that hold the room, gas costs least to run (160 USD a year), and pump emits "
        "least (181 kg of CO₂e a year)."
    )
    heater = burning("heater", 441.0, 500.0)
    heater["verdict"] = {"word": "fits"}
    assert len(findings([pump, heater])) == 2  # the kilowatt-hours say as much
    assert findings([pump, heater], units="us", carbon_given=True)[-1] == (
        "Of those that hold the room, pump costs least to run (210 USD a year) and emits least "
        "(399 lb of CO₂e a year)."
    )
    assert len(findings([pump, small], carbon_given=True)) == 2  # one alone is no comparison
    unpriced = [burning("pump", None, 1.0), burning("gas", None, 2.0, fuel="gas")]
    assert findings(unpriced)[-2] == "Of these, pump emits least (1.00 kg of CO₂e a year)."


def test_who_only_heats_is_said_to_have_no_cooling():
    told = finding(candidate(kind="furnace", unmet_cooling_h=2672, hours_above_maximum_output=2249))
    assert "too warm for 2,672 h" in told
    assert "it has no cooling" in told
    assert "can't give" not in told
    assert "no cooling" not in finding(candidate(kind="pair", unmet_cooling_h=2672))


def test_a_hot_room_is_told_with_what_the_windows_do():
    hot = {"room_degc": {"min": 17.3, "mean": 30.0, "max": 46.8}, "unmet_cooling_h": None}
    told = finding(candidate(kind="baseboard", windows_open_h=0.0, **hot))
    assert "as warm as 46.8 °C; nobody opens a window in this run (`ventilation`" in told
    told = finding(candidate(kind="baseboard", windows_open_h=1234.0, **hot))
    assert "as warm as 46.8 °C; windows open for 1,234 h" in told
    floating = finding(candidate(kind="none", unmet_heating_h=None, windows_open_h=0.0, **hot))
    assert "between 17.3 °C and 46.8 °C; nobody opens a window" in floating
    assert "as warm" not in floating
    assert "window" not in finding(candidate(windows_open_h=0.0))


def test_a_humid_tight_room_is_explained():
    humid = [candidate(rh_over_60_in_drier_air_h=8328), candidate(rh_over_60_h=9000)]
    (line,) = [
        line for line in findings(humid, {"air_changes_per_h": 0.107}) if "Humid because" in line
    ]
    assert "0.11 air changes an hour" in line
    for airy in ({"air_changes_per_h": 0.5}, {"air_changes_per_h": None}, None):
        assert not any("Humid because" in line for line in findings(humid, airy))
    by_weather = candidate(rh_over_60_h=8000, rh_over_60_in_drier_air_h=900)
    assert not any(
        "Humid because" in line for line in findings([by_weather], {"air_changes_per_h": 0.1})
    )


def test_stale_air_is_one_finding_with_its_number_and_the_way_out():
    poor = candidate(co2_mean_ppm=1735.77, co2_over_1000_h=7866)
    better = candidate("other", co2_mean_ppm=1300.0, co2_over_1000_h=5000)
    (line,) = [line for line in findings([better, poor]) if "Stale air" in line]
    assert "1,740 ppm of CO2 on average, and over 1,000 ppm for 7,866 h" in line
    assert "`home_door: open`" in line
    for fair in (candidate(co2_mean_ppm=1100.0, co2_over_1000_h=5000), candidate()):
        assert not any("Stale" in line for line in findings([fair]))


def test_cooling_that_windows_could_do_is_told_once():
    cooled = {"cool_delivered_kwh": 1283.0, "cool_delivered_in_cooler_air_kwh": 900.0}
    said = findings([candidate("a", **cooled), candidate("b", **cooled)])
    assert [line for line in said if "window" in line] == [said[2]]
    assert said[2].startswith("70 % of the cooling falls in hours in which it is at least 2 K")
    few = {**cooled, "cool_delivered_in_cooler_air_kwh": 200.0}
    assert not any("window" in line for line in findings([candidate("a", **few)]))
    opened = {**cooled, "windows_open_h": 12.0}
    assert not any("% of the cooling" in line for line in findings([candidate("a", **opened)]))


def test_who_only_cools_is_said_to_give_no_heat():
    told = finding(
        candidate(unmet_heating_h=2439, heat_delivered_kwh=0.0, hours_above_maximum_output=1678)
    )
    assert "too cold for 2,439 h" in told
    assert "it gives no heat" in told
    assert "can't give" not in told
    missed = candidate(unmet_heating_h=2439, heat_delivered_kwh=9.0)
    assert "no heat" not in finding(missed)


def test_heating_and_cooling_against_each_other_are_told():
    both = {
        "heat_delivered_kwh": 1386.0,
        "heat_over_load": 1386.0 / 399.0,
        "cool_delivered_kwh": 1500.0,
        "cool_over_load": 3.0,
    }
    found = finding(candidate(changeovers=11098, **both))
    assert (
        "heating and cooling work against each other, 11,098 changes a year: it delivers 1,386 "
        "kWh of heat where the room needs 399 and 1,500 kWh of sensible cooling where the room "
        "needs 500"
    ) in found


@pytest.mark.parametrize(
    ("delivered_kwh", "over", "is_told"),
    [(1190.0, 1.19, False), (1210.0, 1.21, True), (30.0, 2.0, False), (60.0, 2.0, True)],
)
def test_a_fifth_more_heat_than_needed_is_told_unless_it_is_little(delivered_kwh, over, is_told):
    found = finding(candidate(heat_delivered_kwh=delivered_kwh, heat_over_load=over))
    assert ("kWh of heat where the room needs" in found) is is_told


def test_what_a_setback_saves_and_neglect_costs_is_said_in_one_sentence_each():
    told = findings(
        [
            candidate("9k", electricity_kwh=748.0, cost_per_year=134.7, currency="USD"),
            candidate("9k, constant setpoints", cost_per_year=180.0, currency="USD"),
            candidate("6k", electricity_kwh=1010.0),
            candidate("6k, constant setpoints"),
            candidate("old", electricity_kwh=1100.0),
            candidate("old, maintained"),
        ]
    )
    setback, neglect = told[-2:]
    assert setback.startswith(
        "Compared with constant setpoints, the setback saves 252 kWh (45.3 USD)"
    )
    assert setback.endswith(" a year with 9k, and takes 10.0 kWh more a year with 6k.")
    assert neglect == (
        "Compared with a maintained unit, the neglect takes 100 kWh more a year with old."
    )
    assert not any("Compared" in line for line in findings([candidate("9k"), candidate("6k")]))


def test_of_a_unit_with_a_heater_hours_at_full_output_are_not_all_it_can_give():
    missed = {"unmet_heating_h": 166, "short_of_capacity_heating_h": 110}
    but = "it could give more, but its control lets"
    for backup_kwh, is_said in ((0.0, False), (9.0, True)):
        helped = candidate(**missed, electricity_by_use_kwh={"backup": backup_kwh})
        helped["verdict"] = {"numbers": {"heating_short_of_capacity_h": 8}}
        text = finding(helped)
        assert "for 8 h of them it can't give what the room needs" in text
        assert (but in text) == is_said


def test_a_heater_next_to_a_unit_that_only_cools_gives_all_the_heat_and_not_the_rest():
    for by_compressor_kwh, said in ((0.0, "its electric heater gives all"), (1.0, "for 308 h")):
        by_use = {"backup": 350.0, "compressor_heating": by_compressor_kwh}
        changed = {"hours_above_maximum_output": 308, "electricity_by_use_kwh": by_use}
        assert said in finding(candidate(**changed))
