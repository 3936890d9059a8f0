"""Verdicts in words: numbers stand in `numbers`, and nobody needs to know a term."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim.equipment.kinds import read_candidate
from hpsim.results import DesignLoads
from hpsim.units.display import Reader
from hpsim.verdict.answer import answer_of, less_a_year, subject_of
from hpsim.verdict.facts import CandidateFacts
from hpsim.verdict.ladder import called, short_name
from hpsim.verdict.near_miss import near_miss, said_of
from hpsim.verdict.rules import decide, named_of
from hpsim.verdict.texts import how_often, times_as_often, verdict_of
from hpsim.verdict.words import NUMBER_IN_TEXT, Words
from verdict_facts import COOLING, HEATING, LARGE, RULES, UNIT, cooling, heating, units

TERMS = re.compile(r"SEER|HSPF|\bCOP\b|median|unmet|W/K|\bload factor\b|\bK\b", re.IGNORECASE)
SIX = read_candidate({"kind": "variable_speed", "size": "6 kBtu/h", "seer2": 20, "hspf2": 10})
DESIGN = DesignLoads(2000.0, -15.0, 1000.0, 200.0, 32.0, "header")


@given(facts=units(), smaller=st.lists(units(), max_size=2), system=st.sampled_from(("us", "si")))
def test_every_number_of_a_reason_is_kept(
    facts: CandidateFacts, smaller: list[CandidateFacts], system: str
) -> None:
    verdict = verdict_of(decide(facts, smaller), Words(Reader(system), RULES))  # type: ignore[arg-type]
    shown = [
        float(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))
        for text in NUMBER_IN_TEXT.findall(verdict.reason)
    ]
    kept = list(verdict.numbers.values())
    assert [value for value in shown if not any(abs(value - k) < 1e-9 for k in kept)] == []
    assert verdict.reason.endswith(".")
    assert "nan" not in verdict.reason


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (UNIT, "It gives 7,500 Btu/h of heat at 5 °F outdoors; the room needs 6,800."),
        (
            heating(maximum_w=1000.0),
            "It gives 3,400 Btu/h of heat at 5 °F outdoors; the room needs",
        ),
        (heating(can=False), "It gives no heat, and the room needs 6,800 Btu/h at 5 °F outdoors."),
        (
            cooling(short_h=200),
            "For 200 hours a year it can't give what the room needs: the room rises",
        ),
        (
            cooling(cop=1.0, short_h=200),
            "below 1.5 another kind is better. For 200 hours a year it can't give what the room",
        ),
        (
            cooling(short_h=200, stopped_h=150, stops_at_degc=15.56, worst_degc=35.0),
            "for 200 hours a year it can't give what the room needs, and the room rises to 95 °F.",
        ),
        (
            heating(maximum_w=None, stops_at_degc=-6.67),
            "It stops below 20 °F outdoors; the design day has 5 °F, and nothing else heats.",
        ),
    ],
)
def test_a_reason_is_one_plain_sentence(facts: CandidateFacts, words: str) -> None:
    assert words in verdict_of(decide(facts), Words(Reader("us"), RULES)).reason


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            replace(
                heating(maximum_w=1500.0, heater_w=1500.0), has_backup=True, backup_fraction=0.0062
            ),
            (
                "It gives 1,500 W of heat at −15 °C outdoors; the room needs 2,000, and its "
                "electric heater gives the rest, 0.62 % of the year's heat."
            ),
        ),
        (
            replace(heating(maximum_w=1000.0, heater_w=500.0), has_backup=True),
            "It gives 1,500 W of heat at −15 °C outdoors with its heater; the room needs 2,000.",
        ),
        (
            replace(heating(maximum_w=None, heater_w=1500.0, stops_at_degc=-10.0), has_backup=True),
            (
                "It gives 1,500 W of heat at −15 °C outdoors by its electric heater alone; the "
                "room needs 2,000."
            ),
        ),
        (
            heating(maximum_w=1500.0, is_by_heater=True),
            "It gives 1,500 W of heat at −15 °C outdoors by its electric heater; the room needs",
        ),
        (
            replace(
                heating(
                    heater_w=1500.0,
                    short_h=200,
                    short_depth_k=2.0,
                    stopped_h=150,
                    stops_at_degc=-18.0,
                    worst_degc=12.0,
                ),
                has_backup=True,
            ),
            (
                "It stops below −18 °C outdoors, where only its electric heater runs: for 200 "
                "hours a year it can't give what the room needs, and the room falls to 12 °C."
            ),
        ),
        (
            heating(short_h=200, short_depth_k=2.0, worst_degc=18.0, is_worst_recovering=True),
            (
                "For 200 hours a year it can't give what the room needs: the room is at 18 °C on "
                "its way back from a setback."
            ),
        ),
    ],
)
def test_a_reason_names_the_heater_and_the_setback(facts: CandidateFacts, words: str) -> None:
    assert words in verdict_of(decide(facts), Words(Reader("si"), RULES)).reason


def test_the_answer_counts_the_heater_of_a_unit_that_is_too_small() -> None:
    small = replace(heating(maximum_w=1000.0, heater_w=500.0), has_backup=True)
    assert answer(small)[1].endswith("the 6 kBtu/h gives 5,100 with its heater.")
    stopped = heating(maximum_w=None, heater_w=1500.0, short_h=3, worst_degc=18.0)
    assert answer(replace(stopped, has_backup=True))[1].endswith(
        "gives 5,100 by its electric heater alone and the room falls to 64 °F at worst."
    )


def test_hours_missed_are_said_with_those_of_them_that_are_the_units() -> None:
    for unmet_h, said in (
        (
            130,
            "The room is warmer than you set for 130 hours a year; for 61 of them it ",
        ),
        (61, "For 61 hours a year it can't give what the room needs, and the room is warmer than "),
    ):
        facts = cooling(short_h=61, short_depth_k=1.0, unmet_h=unmet_h)
        costs = verdict_of(decide(facts), Words(Reader("us"), RULES)).costs
        assert costs[0].startswith(said)
    stops = {"stopped_h": 61, "stops_at_degc": 15.56}
    costs = verdict_of(
        decide(cooling(short_h=61, short_depth_k=1.0, unmet_h=61, **stops)),
        Words(Reader("us"), RULES),
    ).costs
    assert costs[0].startswith("For 61 hours a year it does not cool (below 60 °F outdoors), and ")


def test_one_hour_is_an_hour() -> None:
    rare = replace(cooling(short_h=1, short_depth_k=1.0, unmet_h=1), high_humidity_h=1)
    costs = verdict_of(decide(rare), Words(Reader("us"), RULES)).costs
    assert costs[0].startswith("For 1 hour a year it can't give")
    assert "1 humid hour a year." in costs
    more = cooling(short_h=1, short_depth_k=1.0, unmet_h=2)
    costs = verdict_of(decide(more), Words(Reader("us"), RULES)).costs
    assert costs[0].startswith("The room is warmer than you set for 2 hours a year; for 1 of them")


def test_a_price_of_a_guide_is_said_to_be_one() -> None:
    """Two prices of a guide are compared as such; a quote and a guide's price are told apart."""
    guide = {"is_first_cost_by_guide": True, "currency": "USD"}
    dear, cheap = (
        replace(LARGE, first_cost=3900.0, **guide),
        replace(UNIT, first_cost=3200.0, **guide),
    )
    reason = verdict_of(decide(dear, (cheap,)), Words(Reader("us"), RULES)).reason
    assert reason.endswith("this one costs $700 more to buy by a contractors' guide.")
    owned = {"cost_per_year": 100.0, "currency": "USD"}
    quoted = replace(UNIT, **owned, first_cost=6000.0, life_cycle_cost=8000.0)
    other = replace(LARGE, **owned, first_cost=3265.0, life_cycle_cost=8400.0)
    judged = [decide(quoted), decide(replace(other, is_first_cost_by_guide=True))]
    third = answer_of(judged, judged[0], DESIGN, Words(Reader("us"), RULES), years=15)[2]
    assert third.endswith("the large unit, $8,400 with the price of a contractors' guide.")


def test_a_unit_that_is_named_though_it_is_dearer_is_not_named_silently() -> None:
    owned = {"cost_per_year": 976.0, "life_cycle_cost": 12_800.0, "currency": "USD"}
    baseboard = replace(UNIT, called="the baseboard", kind="baseboard", **owned)
    costs = {**owned, "cost_per_year": 448.0, "life_cycle_cost": 11_300.0}
    large = decide(replace(LARGE, **costs))
    smaller = replace(
        UNIT, name="12k", called="the 12k", size_w=3000.0, is_in_file=False, electricity_kwh=900
    )
    judged = [decide(baseboard), decide(large.facts, (smaller,))]
    words = Words(Reader("us"), RULES)
    first, _, third = answer_of(judged, judged[0], DESIGN, words, years=15)
    assert first == "The baseboard fits this room, but the 12 kBtu/h costs less."
    assert third.startswith(
        "The 12 kBtu/h would cost $528 less a year and $1,500 less to buy and run for 15 years. "
        "It is not named because it is larger than it need be: the 12k would do; add that one to "
        "the file."
    )
    in_file = [judged[0], decide(large.facts, (replace(smaller, is_in_file=True, name="12k"),))]
    third = answer_of(in_file, in_file[0], DESIGN, words, years=15)[2]
    assert "the 12k would do. The 6 kBtu/h costs $976 a year to run" in third
    named = decide(replace(UNIT, **owned))
    wet = replace(large.facts, high_humidity_h=900, electricity_kwh=UNIT.electricity_kwh)
    large = decide(wet, (named.facts,))
    third = answer_of([named, large], named, DESIGN, words, years=15)[2]
    assert "It is not named because it leaves the room humid for 400 hours more. The 6" in third
    little = replace(decide(replace(UNIT, electricity_kwh=100.0)), word="fits")
    less = replace(decide(replace(LARGE, electricity_kwh=95.0)), word="larger than it need be")
    first, _, third = answer_of([little, less], little, DESIGN, words)
    assert first == "The unit fits this room."  # 5 kWh are no difference


def other_kind(name: str, cost: float, **more: object) -> CandidateFacts:
    """Return a candidate of a kind of its own that holds the room."""
    own = replace(UNIT, name=name, called=name, short_name=name, kind=name, starts=None)
    return replace(own, cost_per_year=cost, currency="EUR", **more)  # type: ignore[arg-type]


def test_across_kinds_the_answer_compares_with_the_cheapest_other() -> None:
    pump = other_kind("variable_speed", 160.0)
    gas = other_kind("furnace", 210.0, fuel="gas", size_w=4000.0)
    infrared = other_kind("baseboard", 441.0, size_w=1800.0)
    words = Words(Reader("si"), RULES)

    def third(*facts: CandidateFacts, years: int | None = None) -> str:
        judged = [decide(unit) for unit in facts]
        return answer_of(judged, judged[0], DESIGN, words, years=years)[2]

    for others in ((gas, infrared), (infrared, gas)):
        assert third(pump, *others) == "Furnace would cost €50 more a year."
    owned = [
        replace(unit, life_cycle_cost=cost)
        for unit, cost in ((pump, 3000.0), (gas, 9000.0), (infrared, 5000.0))
    ]
    assert third(*owned, years=15).startswith("Baseboard would cost €281 more a year.")
    unpriced = [replace(unit, cost_per_year=None) for unit in (pump, gas, infrared)]
    unpriced[1] = replace(unpriced[1], electricity_kwh=10.0)  # burns gas instead
    unpriced[2] = replace(unpriced[2], electricity_kwh=4000.0)
    assert third(*unpriced) == "Baseboard would use 2,500 kWh more a year."
    smaller = replace(pump, name="smaller", short_name="the 2 kW", size_w=2000.0, cost_per_year=400)
    assert third(pump, gas, smaller).startswith("The 2 kW would")  # another size says more


def test_a_much_cheaper_unit_that_lacks_little_heat_is_named_with_its_heater() -> None:
    heater = decide(other_kind("baseboard", 850.0, life_cycle_cost=10_500.0))
    short = heating(maximum_w=1600.0, short_h=6, worst_degc=18.0)
    priced = {"cost_per_year": 196.0, "currency": "EUR", "life_cycle_cost": 6090.0}
    missed = decide(replace(short, **priced))
    assert missed.word == "too small"
    assert near_miss([missed, heater], heater) is missed
    for more in (
        {"cost_per_year": 800.0, "life_cycle_cost": 10_000.0},  # hardly cheaper
        {"life_cycle_cost": 10_000.0},
        {"has_backup": True, "backup_fraction": 0.2},
        {"heating": replace(missed.facts.heating, is_by_heater=True)},  # of a unit that only cools
    ):
        assert near_miss([decide(replace(missed.facts, **more)), heater], heater) is None
    hot = replace(cooling(maximum_w=300.0), **priced)  # no heater cools
    assert near_miss([decide(hot), heater], heater) is None
    assert near_miss([missed], None) is None
    words = Words(Reader("si"), RULES)
    helped = replace(missed, word="fits", facts=replace(missed.facts, cost_per_year=214.0))
    said = said_of(missed, helped, less_a_year(helped, heater, words), words)
    assert said == (
        "The 6 kBtu/h falls short for 6 hours a year; with a 1.5 kW electric heater next to it, it "
        "fits and would cost €636 less a year."
    )
    judged = [missed, heater]
    third = answer_of(judged, heater, DESIGN, words, years=15, near=(missed, said))[2]
    assert said in third
    assert "is too small" not in third
    assert third.endswith("The 6 kBtu/h without the heater: €6,090.")
    safer = (heater, "97 of 100 cases")
    third = answer_of(judged, heater, DESIGN, words, years=15, safer=safer, near=(missed, said))[2]
    assert said not in third
    assert "without the heater" not in third  # its cost stands only next to what it is about


def test_a_room_that_is_not_held_is_said_with_its_hours() -> None:
    decision = decide(heating(far_off_h=3044))
    for system, far in (("us", "5 °F"), ("si", "3 K")):
        verdict = verdict_of(decision, Words(Reader(system), RULES))  # type: ignore[arg-type]
        assert verdict.reason == (
            f"For 3,044 hours a year it leaves the room more than {far} colder than you set."
        )
    lines = answer_of([decision], None, DESIGN, Words(Reader("us"), RULES))
    assert lines[0] == "The unit is the wrong kind for this room."
    assert "leaves the room more than 5 °F colder" in lines[1]


def test_what_a_larger_unit_costs_is_said_with_the_smaller_ones_name() -> None:
    costly = replace(LARGE, electricity_kwh=1600.0)
    verdict = verdict_of(decide(costly, (UNIT,)), Words(Reader("us"), RULES))
    assert verdict.reason == "The unit would do; this one uses 100 kWh more a year."
    free = verdict_of(decide(LARGE, (UNIT,)), Words(Reader("us"), RULES))
    assert free.reason.endswith(
        " The unit would do as well, but this size costs nothing measurable: choose by price and "
        "noise."
    )
    little = replace(LARGE, electricity_kwh=1512.0, starts=2420, high_humidity_h=781)
    reason = verdict_of(decide(little, (UNIT,)), Words(Reader("us"), RULES)).reason
    assert reason.endswith(
        " The unit would do as well; this one uses 12 kWh more a year, starts 1.2 times as often "
        "and leaves the room humid for 281 hours more, which is within the limits of this verdict: "
        "choose by price and noise."
    )
    long_runs = replace(LARGE, starts=28_000, median_run_min=14.0)
    reason = verdict_of(decide(long_runs, (UNIT,)), Words(Reader("us"), RULES)).reason
    assert "this one starts 14 times as often (mostly for over 10 minutes), which is" in reason


def test_starts_are_given_per_day_week_or_year() -> None:
    words = Words(Reader("us"))
    assert how_often(2330, words) == "about 6 times a day"
    assert how_often(365, words) == "about once a day"
    assert how_often(150, words) == "about 3 times a week"
    assert how_often(12, words) == "12 times a year"


def test_ratios_are_said_as_people_do() -> None:
    words = Words(Reader("us"))
    assert times_as_often(2.05, words) == "twice as often"
    assert times_as_often(3.3, words) == "about three times as often"
    assert times_as_often(1.6, words) == "1.6 times as often"


def answer(*facts: CandidateFacts, chance: str = "") -> tuple[str, str, str]:
    judged = [
        decide(unit, [s for s in facts if (s.size_w or 0) < (unit.size_w or 0)]) for unit in facts
    ]
    words = Words(Reader("us"), RULES)
    return answer_of(judged, named_of(judged), DESIGN, words, (), chance)


def test_the_answer_has_three_lines_without_terms() -> None:
    for facts in (
        [UNIT],
        [UNIT, replace(LARGE, electricity_kwh=1700.0, starts=6000)],
        [heating(maximum_w=1000.0, short_h=300)],
        [heating(can=False)],
        [replace(LARGE, electricity_kwh=1700.0)],
        [],
    ):
        lines = answer(*facts)
        assert len(lines) == 3
        assert all(line.endswith(".") or line == lines[2] for line in lines)
        assert not any(TERMS.search(line) for line in lines), lines


def test_what_cools_the_room_most_is_named() -> None:
    """Too little output, or that the unit stops: the worst hour decides."""
    cold = heating(maximum_w=1000.0, short_h=300, worst_degc=0.0, stops_at_degc=-26.1)
    assert answer(cold)[1].endswith("gives 3,400 and the room falls to 32 °F at worst.")
    stopped = replace(cold, heating=replace(cold.heating, is_worst_stopped=True, stopped_h=30))
    assert answer(stopped)[1].endswith(
        "gives 3,400. Below −15 °F outdoors it stops, and the room falls to 32 °F."
    )


def test_a_unit_that_is_enough_on_the_design_day_is_short_in_other_hours() -> None:
    """Nobody reads that it gives more than the room needs, and yet not enough."""
    short = cooling(short_h=204, short_depth_k=1.0, worst_degc=26.0)
    assert short.cooling.ratio is not None
    assert short.cooling.ratio >= 1.0
    nearly_w = 0.95 * (COOLING.design_load_w or 0.0)  # close enough: the hours decide
    nearly = cooling(short_h=204, short_depth_k=1.0, worst_degc=26.0, maximum_w=nearly_w)
    for unit in (short, nearly):
        assert answer(unit)[1] == (
            "For about 200 hours a year the 6 kBtu/h can't give what the room needs, and the room "
            "rises to 79 °F at worst."
        )


def test_the_answer_names_the_unit_what_it_gives_and_what_the_larger_costs() -> None:
    first, second, third = answer(
        UNIT,
        replace(LARGE, electricity_kwh=1600.0, starts=6000),
        chance="in 81 of 100 likely cases",
    )
    assert first == "The unit fits this room (in 81 of 100 likely cases)."
    assert second.startswith(
        "The room needs 6,800 Btu/h of heat at 5 °F outdoors; this one gives 7,500."
    )
    assert third == "The 12 kBtu/h would use 100 kWh more a year and start three times as often."


@pytest.mark.parametrize(
    ("busiest", "said"),
    [
        (None, "about 5 times a day."),
        (10, "about 5 times a day."),  # 5.48 on average: less than twice
        (11, "about 5 times a day, on its busiest day 11 times."),
    ],
)
def test_a_day_with_many_starts_is_told_with_their_mean(busiest: int | None, said: str) -> None:
    second = answer(replace(UNIT, starts=2000, busiest_day_starts=busiest))[1]
    assert f" On average it switches on and off {said}" in second


def test_with_an_electric_heater_the_answer_says_who_gives_the_rest() -> None:
    helped = replace(
        heating(maximum_w=1000.0, heater_w=1500.0), has_backup=True, backup_fraction=0.021
    )
    assert answer(helped)[1].startswith(
        "The room needs 6,800 Btu/h of heat at 5 °F outdoors; this one gives 3,400 and its "
        "electric heater the rest, 2.1 % of the year's heat."
    )


def test_where_running_costs_the_same_the_answer_says_so() -> None:
    assert answer(UNIT, LARGE)[2] == (
        "The 12 kBtu/h would cost the same to run: choose by price and noise."
    )


@pytest.mark.parametrize(
    ("other", "end"),
    [
        (5037.65, ", and $5,040 to buy and run for 15 years, and so does the 12 kBtu/h unit."),
        (5100.0, "; the cheapest other that holds the room, the 12 kBtu/h unit, $5,100."),
    ],
)
def test_a_cost_that_is_the_same_is_given_once(other: float, end: str) -> None:
    money = {"cost_per_year": 36.0, "currency": "USD"}
    units = [
        replace(UNIT, life_cycle_cost=5037.46, **money),
        replace(LARGE, called="the 12 kBtu/h unit", life_cycle_cost=other, **money),
    ]
    judged = [decide(unit) for unit in units]
    words = Words(Reader("us"), RULES)
    assert answer_of(judged, judged[0], DESIGN, words, years=15)[2].endswith(end)


def test_none_fits_is_the_first_thing_said() -> None:
    first, second, _ = answer(
        heating(maximum_w=1000.0, short_h=300, worst_degc=16.0),
    )
    assert first == "The unit is too small for this room."
    assert (
        "the room needs 6,800 Btu/h of heat; the 6 kBtu/h gives 3,400 and the room falls to 61 °F"
        in second
    )


def test_the_season_that_is_tightest_is_in_the_answer() -> None:
    lines = answer(cooling(maximum_w=950.0))
    assert "of sensible cooling at 90 °F outdoors" in lines[1]
    assert HEATING.ratio is not None
    assert COOLING.ratio is not None


def test_what_is_burnt_stands_next_to_the_electricity_and_humidity_has_its_remedy() -> None:
    gas = replace(UNIT, fuel="gas", fuel_kwh=4575.0, electricity_kwh=252.0, cost_per_year=194.0)
    costs = verdict_of(decide(gas), Words(Reader("us"), RULES)).costs
    assert any("252 kWh of electricity and 4,575 kWh of natural gas a year" in c for c in costs)
    humid = replace(UNIT, high_humidity_h=1996, cooling=replace(COOLING, load_kwh=100.0))
    costs = verdict_of(decide(humid), Words(Reader("us"), RULES)).costs
    assert any("1,996 hours a year but hardly needs cooling: a dehumidifier" in c for c in costs)
    barely_heated = replace(humid, heating=replace(HEATING, share=0.05))
    first, second, third = answer(barely_heated)
    assert "wrong kind" in first
    assert "a dehumidifier" in second
    assert third.startswith("This one uses 1,500 kWh a year")


def test_a_unit_that_is_too_small_and_stops_says_both() -> None:
    stops = {"short_depth_k": 15.0, "worst_degc": 5.0, "stopped_h": 6, "stops_at_degc": -26.1}
    small = heating(short_h=206, is_worst_stopped=True, **stops)
    said = "Below −15 °F outdoors it stops, and the room falls to 41 °F."
    reason = verdict_of(decide(small), Words(Reader("us"), RULES)).reason
    assert reason == f"For 206 hours a year it can't give what the room needs. {said}"
    assert answer(small)[1] == (
        f"For about 210 hours a year the 6 kBtu/h can't give what the room needs. {said}"
    )
    weak = heating(short_h=206, is_worst_stopped=True, maximum_w=1000.0, **stops)
    reason = verdict_of(decide(weak), Words(Reader("us"), RULES)).reason
    assert reason == f"It gives 3,400 Btu/h of heat at 5 °F outdoors; the room needs 6,800. {said}"


def test_the_ratio_that_is_kept_is_the_one_judged() -> None:
    helped = replace(heating(maximum_w=1500.0, heater_w=1500.0), has_backup=True)
    assert decide(helped).fits
    kept = verdict_of(decide(helped), Words(Reader("us"), RULES)).numbers
    assert kept["heating_maximum_over_load"] == 1.5


def test_the_heater_of_a_unit_that_only_cools_is_named() -> None:
    heater = heating(is_by_heater=True, maximum_w=3000.0, minimum_w=None, electricity_kwh=2924.0)
    said = "ts 3 kW electric heater gives the heat, with 2,924 kWh a year."
    assert said in answer(heater)[1]
    assert said in verdict_of(decide(heater), Words(Reader("us"), RULES)).reason
    barely = replace(heater, heating=replace(heater.heating, share=0.01))
    assert "heater" not in answer(barely)[1]


def test_hours_that_the_control_lets_happen_are_said() -> None:
    """A unit fits that could give more; in few hours it is not worth a word."""
    slack = heating(unmet_h=690, unmet_worst_degc=18.6)
    said = "For 690 hours a year the room is colder than you set, down to 65 °F: "
    words = Words(Reader("us"), RULES)
    assert f"{said}its control lets that happen." in verdict_of(decide(slack), words).costs
    back = verdict_of(decide(replace(slack, recovery_min=40.0)), words).costs
    assert any(c.startswith(f"{said}it is coming back from a setback, or") for c in back)
    few = heating(unmet_h=150, unmet_worst_degc=18.6)
    assert not any("colder" in c for c in verdict_of(decide(few), words).costs)


@pytest.mark.parametrize(
    ("stopped", "why"),
    [
        ({"stopped_h": 4, "stops_at_degc": -17.78}, "Below 0 °F it stops"),
        ({}, "In colder weather it can't keep up"),
    ],
)
def test_an_answer_says_how_cold_a_room_gets_beyond_the_design_day(
    stopped: dict[str, float], why: str
) -> None:
    cold_snap = {"short_h": 5, "short_depth_k": 6.8, "depth_to_design_k": 0.0, "worst_degc": 13.2}
    said = answer(heating(**cold_snap, **stopped))
    assert said[0].startswith("The unit fits")
    assert f"{why}: for 5 hours a year the room is colder than you set, down to 56 °F" in said[1]


def test_a_unit_compared_says_how_often_it_fits_where_that_is_less_often() -> None:
    judged = [decide(UNIT), decide(LARGE)]
    words = Words(Reader("us"), RULES)
    seldom = {"large": "48 of 100 cases"}
    third = answer_of(judged, judged[0], DESIGN, words, (), "in 97 of 100 cases", fits_in=seldom)[2]
    assert third.startswith("The 12 kBtu/h, which fits in 48 of 100 cases, would")
    assert "which fits in" not in answer_of(judged, judged[0], DESIGN, words)[2]


def test_units_that_the_weather_stops_do_not_hold_a_room_by_themselves() -> None:
    stopped = heating(
        short_h=32, short_depth_k=12.0, worst_degc=8.0, stopped_h=30, stops_at_degc=-26.1
    )
    judged, words = [decide(stopped)], Words(Reader("us"), RULES)
    heater = "With a 1.5 kW electric heater next to it, it fits."
    first, _, third = answer_of(judged, None, DESIGN, words, (heater,))
    assert first == "The unit does not hold this room by itself."
    assert third == heater
    both = answer_of(judged * 2, None, DESIGN, words, (heater,))
    assert both[0] == "None of these holds this room by itself."
    assert "wrong kind" in answer_of(judged, None, DESIGN, words)[0]


def test_a_unit_whose_heater_does_its_work_is_not_what_an_answer_is_about() -> None:
    """One that the cold stops for some hours is nearer to fitting; a small heater helps that."""
    stopped = heating(short_h=28, short_depth_k=12.0, stopped_h=27, stops_at_degc=-26.1)
    small = replace(UNIT, name="small", has_backup=True, backup_fraction=0.45)
    judged = [decide(small), decide(stopped)]
    assert [j.cause for j in judged] == ["backup", "stops"]
    assert subject_of(judged, None) is judged[1]
    assert subject_of(judged[:1], None) is judged[0]


def test_a_unit_that_stops_above_the_cold_says_what_its_heater_gives() -> None:
    unit = replace(heating(stops_at_degc=-6.67), has_backup=True, backup_fraction=0.45)
    words = Words(Reader("us"), RULES)
    reason = verdict_of(decide(replace(unit, stopped_fraction=0.4)), words).reason
    assert reason == (
        "It stops below 20 °F outdoors, and its electric heater gives 45 % of the heat."
    )
    assert "nothing else heats" not in reason


def test_a_product_has_one_name_in_all_sentences() -> None:
    product = read_candidate({"product": "neep-muz-fh06na-msz-fh06na"})
    name = product.default_name()
    assert short_name(product, name) == called(product, name) == f"the {name}"
    assert short_name(SIX, SIX.default_name()) == "the 6 kBtu/h"
