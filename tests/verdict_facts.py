"""Figures of candidates for the verdict: some made by hand, and random ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.verdict.facts import CandidateFacts, SeasonFacts

RULES = VerdictRules()
HEATING = SeasonFacts(
    "heating",
    has_setpoint=True,
    design_load_w=2000.0,
    design_outdoor_degc=-15.0,
    maximum_w=2200.0,
    minimum_w=500.0,
    mild_load_w=700.0,
    load_kwh=4000.0,
    load_hours=4000,
    share=0.8,
    worst_degc=20.0,
    cop=2.8,
)
COOLING = SeasonFacts(
    "cooling",
    has_setpoint=True,
    design_load_w=1000.0,
    design_outdoor_degc=32.0,
    maximum_w=1500.0,
    minimum_w=400.0,
    mild_load_w=1000.0,
    load_kwh=1000.0,
    load_hours=1500,
    share=0.2,
    worst_degc=25.0,
    cop=4.0,
)
UNIT = CandidateFacts(
    name="unit",
    called="the unit",
    short_name="the 6 kBtu/h",
    kind="variable_speed",
    size_w=1758.0,
    heating=HEATING,
    cooling=COOLING,
    electricity_kwh=1500.0,
    starts=2000,
    median_run_min=14.0,
    runs_under_10_min=300,
    hours_below_minimum=1000,
    high_humidity_h=500,
)
LARGE = replace(
    UNIT,
    name="large",
    called="the large unit",
    short_name="the 12 kBtu/h",
    size_w=3517.0,
    heating=replace(HEATING, maximum_w=4400.0, minimum_w=1000.0),
    cooling=replace(COOLING, maximum_w=3000.0, minimum_w=900.0),
)


def heating(**changed: object) -> CandidateFacts:
    return replace(UNIT, heating=replace(HEATING, **changed))  # type: ignore[arg-type]


def cooling(**changed: object) -> CandidateFacts:
    return replace(UNIT, cooling=replace(COOLING, **changed))  # type: ignore[arg-type]


watts = st.floats(50.0, 20_000.0)
hours = st.integers(0, 8760)


@st.composite
def seasons(draw: st.DrawFn, name: str) -> SeasonFacts:
    maximum = draw(st.none() | watts)
    return SeasonFacts(
        name,  # type: ignore[arg-type]
        has_setpoint=draw(st.booleans()),
        can=draw(st.booleans()),
        design_load_w=draw(watts),
        design_outdoor_degc=draw(st.floats(-40, 45)),
        maximum_w=maximum,
        minimum_w=None if maximum is None else maximum * draw(st.floats(0.05, 1.0)),
        mild_load_w=draw(st.none() | watts),
        load_kwh=draw(st.floats(0, 30_000)),
        load_hours=draw(hours),
        share=draw(st.floats(0, 1)),
        short_h=draw(hours),
        short_depth_k=draw(st.floats(0, 20)),
        worst_degc=draw(st.floats(-10, 45)),
        cop=draw(st.none() | st.floats(0.5, 6.0)),
    )


@st.composite
def units(draw: st.DrawFn) -> CandidateFacts:
    return CandidateFacts(
        name=draw(st.sampled_from("abcdef")),
        called="the unit",
        short_name="the unit",
        kind=draw(st.sampled_from(("variable_speed", "single_stage", "baseboard", "pair"))),
        size_w=draw(st.none() | watts),
        heating=draw(seasons("heating")),
        cooling=draw(seasons("cooling")),
        electricity_kwh=draw(st.floats(0, 20_000)),
        cost_per_year=draw(st.none() | st.floats(0, 5000)),
        has_backup=draw(st.booleans()),
        backup_fraction=draw(st.floats(0, 1)),
        starts=draw(st.none() | st.integers(0, 60_000)),
        busiest_day_starts=draw(st.none() | st.integers(0, 500)),
        median_run_min=draw(st.none() | st.floats(0.5, 600)),
        runs_under_10_min=draw(st.none() | st.integers(0, 60_000)),
        hours_below_minimum=draw(hours),
        high_humidity_h=draw(hours),
    )
