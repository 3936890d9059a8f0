"""The rating calculators against worked cases that others computed."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from hpsim.equipment.ratings.cooling import LOAD_LINE_V_VARIABLE, cooling_bins, eer2, seer, seer2
from hpsim.equipment.ratings.heating import heating_bins, hspf, hspf2
from hpsim.equipment.ratings.points import BTU_PER_WH, Compressor, CoolingTests, HeatingTests, Point

DATA = files("hpsim.data") / "rating_cases" / "ahri_210_240_cases.json"
REFERENCE: dict[str, Any] = json.loads(DATA.read_text())
THREE_DECIMALS = 6e-4  # the reference is rounded to three decimals, its inputs to one watt
FOUR_DECIMALS = 6e-5
TABLE = 2e-3  # bin tables are printed with four to six digits
REGIONS = range(1, 7)


def points(written: dict[str, list[float]]) -> dict[str, Point]:
    return {key: Point(q / BTU_PER_WH, p) for key, (q, p) in written.items()}


def cooling_tests(written: dict[str, list[float]]) -> CoolingTests:
    p = points(written)
    return CoolingTests(p["A"], p["B"], p.get("Bl"), p.get("Fl"), p.get("Ei"))


def heating_tests(written: dict[str, list[float]]) -> HeatingTests:
    p = points(written)
    return HeatingTests(
        h1_full=p["H1"],
        h3_full=p["H3"],
        h2_full=p.get("H2"),
        h4_full=p.get("H4"),
        h0_low=p.get("H0l"),
        h1_low=p.get("H1l"),
        h2_low=p.get("H2l"),
        h3_low=p.get("H3l"),
        h2_int=p.get("H2i"),
    )


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = REFERENCE["cases"][name]
    return found


def by_region(name: str, compressor: Compressor, c_d: float, off_degf: float) -> dict[str, float]:
    told = case(name)
    tests = heating_tests(told["points"])
    q_a_w = told["heating"]["Q_A"] / BTU_PER_WH
    return {
        str(region): hspf2(tests, compressor, c_d, q_a_w, region, off_degf) for region in REGIONS
    }


def test_single_stage_seer2_is_the_worked_one() -> None:
    tests = cooling_tests(case("single_stage_hand")["points"])
    assert seer2(tests, "single_stage", 0.20) == pytest.approx(13.3953, abs=FOUR_DECIMALS)
    assert eer2(tests) == pytest.approx(11.7073, abs=FOUR_DECIMALS)


@pytest.mark.parametrize(
    ("c_d", "key"), [(0.25, "HSPF2_by_region_Cd025"), (0.08, "HSPF2_by_region_Cd008")]
)
def test_single_stage_hspf2_is_the_worked_one_in_all_regions(c_d: float, key: str) -> None:
    found = by_region("single_stage_hand", "single_stage", c_d, -20.0)
    assert found == pytest.approx(case("single_stage_hand")[key], abs=THREE_DECIMALS)


def test_older_hspf_is_the_worked_one_in_all_regions() -> None:
    told = case("single_stage_hand")
    tests = heating_tests(told["points"])
    found = {str(r): hspf(tests, "single_stage", 0.25, r) for r in REGIONS}
    assert found == pytest.approx(told["HSPF_2017_by_region_Cd025"], abs=THREE_DECIMALS)


def test_cut_out_and_restart_take_heat_from_the_resistance() -> None:
    told = case("single_stage_hand")
    tests, q_a_w = heating_tests(told["points"]), 24000 / BTU_PER_WH
    with_5_and_10 = hspf2(tests, "single_stage", 0.25, q_a_w, 4, 5.0, 10.0)
    with_0_and_5 = hspf2(tests, "single_stage", 0.25, q_a_w, 4, 0.0, 5.0)
    assert with_5_and_10 == pytest.approx(6.9623, abs=FOUR_DECIMALS)
    assert with_0_and_5 == pytest.approx(7.0567, abs=FOUR_DECIMALS)


def test_two_stage_ratings_are_the_worked_ones() -> None:
    told = case("two_stage_hand")
    tests = cooling_tests(told["points"])
    assert seer2(tests, "two_stage", 0.20) == pytest.approx(15.3678, abs=FOUR_DECIMALS)
    found = by_region("two_stage_hand", "two_stage", 0.25, -20.0)
    assert found == pytest.approx(told["HSPF2_by_region"], abs=THREE_DECIMALS)


def test_variable_speed_ratings_are_the_worked_ones() -> None:
    told = case("variable_9k_hand")
    tests = cooling_tests(told["points"])
    plain = seer2(tests, "variable_speed", 0.25)
    with_v = seer2(tests, "variable_speed", 0.25, LOAD_LINE_V_VARIABLE)
    assert plain == pytest.approx(told["SEER2_V1p0"], abs=THREE_DECIMALS)
    assert with_v == pytest.approx(told["SEER2_V0p93"], abs=FOUR_DECIMALS)
    found = by_region("variable_9k_hand", "variable_speed", 0.25, -15.0)
    assert found == pytest.approx(told["HSPF2_by_region"], abs=THREE_DECIMALS)


def test_older_seer_takes_the_parabola_between_low_and_full() -> None:
    tests = cooling_tests(case("variable_9k_hand")["points"])
    assert seer(tests, "variable_speed", 0.25) == pytest.approx(24.46, abs=0.006)


def test_seer2_of_another_program_is_met() -> None:
    other = REFERENCE["others"][0]
    found = seer2(cooling_tests(other["points"]), "variable_speed", other["Cd"], other["V"])
    assert found == pytest.approx(other["SEER2"], abs=THREE_DECIMALS)


def test_published_hspf_without_h2_and_h4_is_met() -> None:
    other = REFERENCE["others"][1]
    found = hspf(
        heating_tests(other["points"]), "variable_speed", 0.25, 4, other["T_off"], other["T_on"]
    )
    assert found == pytest.approx(other["HSPF"], abs=FOUR_DECIMALS)


def test_older_label_of_a_single_stage_unit_is_met() -> None:
    other = REFERENCE["others"][2]
    tests = cooling_tests(other["points"])
    found = hspf(heating_tests(other["points"]), "single_stage", other["Cd"], 4, other["T_off"])
    rounded_to_watts = 1e-3
    assert seer(tests, "single_stage", other["Cd"]) == pytest.approx(
        other["SEER"], abs=rounded_to_watts
    )
    assert found == pytest.approx(other["HSPF"], abs=rounded_to_watts)


@pytest.mark.parametrize(
    ("name", "compressor", "off_degf"),
    [
        ("single_stage_hand", "single_stage", -20.0),
        ("two_stage_hand", "two_stage", -20.0),
        ("variable_9k_hand", "variable_speed", -15.0),
    ],
)
def test_heating_bins_are_the_printed_ones(
    name: str, compressor: Compressor, off_degf: float
) -> None:
    told = case(name)
    tests, q_a_w = heating_tests(told["points"]), told["heating"]["Q_A"] / BTU_PER_WH
    bins = heating_bins(tests, compressor, 0.25, q_a_w, 4, off_degf)
    for row, printed in zip(bins, told["region4_rows"], strict=True):
        t, fraction, load, full, _, energy, resistance = printed
        assert row.outdoor_degf == t
        assert row.fraction == pytest.approx(fraction, abs=1e-6)
        assert row.load_w * BTU_PER_WH == pytest.approx(load, rel=TABLE)
        if name != "variable_9k_hand" or t > 17:  # printed there without the H4 line
            assert row.full_capacity_w * BTU_PER_WH == pytest.approx(full, rel=TABLE)
        assert row.energy_w == pytest.approx(energy, rel=TABLE)
        assert row.resistance_w == pytest.approx(resistance, rel=TABLE, abs=0.1)


@pytest.mark.parametrize(
    ("name", "compressor", "c_d"),
    [("two_stage_hand", "two_stage", 0.20), ("variable_9k_hand", "variable_speed", 0.25)],
)
def test_cooling_bins_are_the_printed_ones(name: str, compressor: Compressor, c_d: float) -> None:
    told = case(name)
    bins = cooling_bins(cooling_tests(told["points"]), compressor, c_d)
    for row, printed in zip(bins, told["seer2_rows"], strict=True):
        t, fraction, load, _, full, delivered, energy = printed
        assert (row.outdoor_degf, row.fraction) == (t, fraction)
        assert row.load_w * BTU_PER_WH == pytest.approx(load, rel=TABLE)
        assert row.full_capacity_w * BTU_PER_WH == pytest.approx(full, rel=TABLE)
        assert row.delivered_w * BTU_PER_WH == pytest.approx(delivered, rel=TABLE)
        assert row.energy_w == pytest.approx(energy, rel=TABLE)


def test_heating_fractions_of_2023_sum_to_one() -> None:
    tests = heating_tests(case("single_stage_hand")["points"])
    for region in REGIONS:
        bins = heating_bins(tests, "single_stage", 0.25, 7000.0, region)
        assert sum(row.fraction for row in bins) == pytest.approx(1.0, abs=1e-12)


def test_missing_test_is_named() -> None:
    tests = CoolingTests(Point(2600.0, 700.0), Point(2750.0, 560.0))
    with pytest.raises(ValueError, match="F low"):
        seer2(tests, "two_stage", 0.2)
