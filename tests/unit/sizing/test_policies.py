"""Policies: limits as their sources have them, and what must hold of any unit in any room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim.scenario.sizing import OwnBand
from hpsim.sizing.output import DesignOutput, Output
from hpsim.sizing.policies import Policy, PolicyLoads, Standing, policies, ratios
from hpsim.sizing.rules_of_thumb import chart_size_w, rules_of_thumb
from hpsim.units.constants import BTUH_PER_W, M2_PER_FT2, W_PER_BTUH


def unit(**changes: object) -> DesignOutput:
    fields: dict[str, object] = {
        "name": "unit",
        "kind": "variable_speed",
        "size_w": 2637.0,
        "is_variable": True,
        "speeds": 0,
        "heating": Output(2500.0, 0.0),
        "minimum_heating": Output(700.0, 0.0),
        "cooling": Output(2000.0, 500.0),
        "minimum_cooling": Output(500.0, 100.0),
        "cuts_out_degc": None,
        "backup_w": 0.0,
        "room_relative_humidity": 0.5,
    }
    fields |= changes
    return DesignOutput(**{"cooling_in_room": fields["cooling"], **fields})


LOADS = PolicyLoads(2500.0, 1200.0, 2000.0, 300.0)


def standing(output: DesignOutput, name: str, loads: PolicyLoads = LOADS) -> Standing:
    found = {p.name: p for p in policies([output], loads, OwnBand(), loads, "manual_j")}
    return found[name].standings[0]


def single(cooling_w: float, **changes: object) -> DesignOutput:
    part = Output(0.8 * cooling_w, 0.2 * cooling_w)
    return unit(is_variable=False, speeds=1, cooling=part, minimum_cooling=part, **changes)


def test_limits_of_manual_s_2014_by_kind():
    load_w = 2300.0
    for factor, word in ((0.89, "below"), (0.91, "inside"), (1.14, "inside"), (1.16, "above")):
        assert standing(single(factor * load_w), "manual_s_2014").word == word
    for factor, word in ((1.29, "inside"), (1.31, "above")):
        cooling = Output(0.8 * factor * load_w, 0.2 * factor * load_w)
        assert standing(unit(cooling=cooling), "manual_s_2014").word == word


def test_a_cold_dry_place_may_add_fifteen_thousand_btu_an_hour():
    loads = PolicyLoads(2500.0, 1200.0, 2250.0, 50.0, is_cold_and_dry=True)
    most_w = 2300.0 + 15_000 * W_PER_BTUH
    assert standing(single(0.99 * most_w), "manual_s_2014", loads).word == "inside"
    assert standing(single(1.01 * most_w), "manual_s_2014", loads).word == "above"
    assert standing(single(0.99 * most_w), "manual_s_2014").word == "above"


def test_the_draft_asks_a_heat_pump_for_its_heating_load():
    assert standing(unit(), "manual_s_2023").word == "inside"
    short = standing(unit(heating=Output(2400.0, 0.0)), "manual_s_2023")
    assert short.word == "below"
    assert short.deciding is not None
    assert short.deciding.quantity == "heating"
    restless = standing(unit(minimum_heating=Output(1000.0, 0.0)), "manual_s_2023")
    assert restless.word == "above"


def test_the_advanced_path_has_no_upper_limit_but_one_on_the_minimum():
    large = unit(cooling=Output(4000.0, 1000.0))
    assert standing(large, "manual_s_2023").word == "inside"
    assert standing(large, "manual_s_2014").word == "above"
    restless = unit(cooling=Output(4000.0, 1000.0), minimum_cooling=Output(1800.0, 200.0))
    assert standing(restless, "manual_s_2023").word == "above"


def test_large_single_speed_units_have_the_narrower_band():
    loads = PolicyLoads(9000.0, 4000.0, 7000.0, 1000.0)
    small, large = (single(1.18 * 8000.0, size_w=w) for w in (7000.0, 7100.0))
    assert standing(small, "manual_s_2023", loads).word == "inside"
    assert standing(large, "manual_s_2023", loads).word == "above"


def test_a_season_without_a_setpoint_is_not_judged():
    loads = PolicyLoads(2500.0, 1200.0, None, None)
    assert standing(unit(), "manual_s_2014", loads).word == "does not apply"
    assert standing(unit(), "heating_decides", loads).word == "inside"
    cooler = unit(heating=None, minimum_heating=None)
    assert standing(cooler, "heating_decides").word == "does not apply"
    assert standing(cooler, "manual_s_2023").word == "inside"


def test_sensible_cooling_is_that_in_the_air_of_the_room():
    dry = unit(cooling_in_room=Output(2300.0, 0.0))
    assert ratios(dry, LOADS)["sensible"] == pytest.approx(2300.0 / 2000.0)
    for quantity in ("cooling", "latent", "minimum_cooling"):
        assert ratios(dry, LOADS)[quantity] == ratios(unit(), LOADS)[quantity]


def test_ones_own_band_takes_its_own_load():
    low = PolicyLoads(1000.0, 400.0, 800.0, 100.0)
    found = policies([unit()], LOADS, OwnBand(), low, "design_day")
    own = found[-1]
    assert (own.name, own.load) == ("own", "design_day")
    assert own.standings[0].word == "above"
    wide = OwnBand(heating=(0.5, 3.0), cooling=(0.5, 3.0), minimum=2.0)
    assert policies([unit()], LOADS, wide, low, "design_day")[-1].standings[0].word == "inside"


WATTS = st.floats(0.0, 20_000.0)
LOAD = st.floats(50.0, 10_000.0)


@given(
    heat=WATTS,
    cool=WATTS,
    share=st.floats(0.5, 1.0),
    variable=st.booleans(),
    cuts_out=st.booleans(),
    heating=LOAD,
    sensible=LOAD,
    latent=st.floats(2.0, 2000.0),
)
def test_no_unit_short_of_what_a_policy_asks_for_is_inside_its_band(
    heat, cool, share, variable, cuts_out, heating, sensible, latent
):
    output = unit(
        is_variable=variable,
        speeds=0 if variable else 1,
        heating=Output(0.0 if cuts_out else heat, 0.0),
        cooling=Output(share * cool, (1.0 - share) * cool),
    )
    loads = PolicyLoads(heating, 0.4 * heating, sensible, latent)
    found: dict[str, Policy] = {
        p.name: p for p in policies([output], loads, OwnBand(), loads, "manual_j")
    }
    ratio = ratios(output, loads)
    if ratio["heating"] < 1.0:
        for name in ("heating_decides", "own"):
            assert found[name].standings[0].word != "inside"
        assert not variable or found["manual_s_2023"].standings[0].word != "inside"
    if ratio["cooling"] < 0.8:
        for name in ("manual_s_2014", "manual_s_2023", "balanced", "energy_star", "own"):
            assert found[name].standings[0].word == "below"
    for policy in found.values():
        word, tests = policy.standings[0].word, policy.standings[0].tests
        assert (word == "inside") == (bool(tests) and all(t.word == "inside" for t in tests))


@given(size=st.floats(200.0, 20_000.0), grow=st.floats(1.0, 3.0), load=LOAD)
def test_a_larger_room_never_makes_a_unit_larger_than_its_band(size, grow, load):
    output = single(size)
    small, large = (
        standing(output, "manual_s_2014", PolicyLoads(None, None, 0.9 * w, 0.1 * w)).word
        for w in (load, grow * load)
    )
    if large == "above":
        assert small == "above"
    if small == "below":
        assert large == "below"


def test_the_chart_has_its_steps_and_ends():
    sizes = [chart_size_w(area * M2_PER_FT2, 2.0) for area in (120.0, 250.0, 251.0, 1500.0, 1501.0)]
    assert [None if w is None else round(w * BTUH_PER_W) for w in sizes] == [
        *(5000, 6000, 7000, 24000, None),
    ]
    more = chart_size_w(120.0 * M2_PER_FT2, 4.0)
    assert more is not None
    assert more * BTUH_PER_W == pytest.approx(6200.0)


def test_rules_say_how_far_they_are_off():
    area, chart = rules_of_thumb(
        250.0 * M2_PER_FT2, 1.0, manual_j_w=1000.0, design_day_w=None, heating_w=2000.0
    )
    assert area.cooling_w is not None
    assert area.cooling_w * BTUH_PER_W == pytest.approx(5000.0, rel=1e-4)
    assert area.error_of_manual_j == pytest.approx(area.cooling_w / 1000.0 - 1.0)
    assert area.error_of_design_day is None
    assert chart.heating_fraction == pytest.approx(6000.0 * W_PER_BTUH / 2000.0)
