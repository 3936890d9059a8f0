"""The machine beside its tables: coil, start-up, fan, auxiliaries."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hpsim.equipment import indoor_coil
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.ducts_and_hoses import Ducts, Hose
from hpsim.equipment.indoor_coil import (
    coil_a0_kg_per_s,
    input_by_lift,
    reference_corrections,
    reference_curve,
)
from hpsim.equipment.kinds.baseboard import Baseboard
from hpsim.equipment.kinds.compressor_unit import Backup, StartBoost, StartUp
from hpsim.equipment.kinds.label_unit import LabelUnit, SingleStage, TwoStage, VariableSpeed
from hpsim.equipment.kinds.table import TableMachine, table_of
from hpsim.equipment.kinds.table_keys import Grid, HeatingTable, Values
from hpsim.equipment.map_rating import net_point, rate
from hpsim.equipment.maps import Outputs, look_up
from hpsim.equipment.ratings.points import BTU_PER_WH, degc
from hpsim.equipment.site import at_site
from hpsim.equipment.start_up import (
    CYCLIC_TEST_S,
    degradation,
    emerging_c_d,
    loss_s,
    start_constants_s,
)
from hpsim.equipment.unit_defaults import (
    CLASS_MAXIMA,
    MINIMUM_5_OVER_47,
    MINIMUM_17_OVER_47,
    ClimateClass,
    minimum_heating_w,
)
from hpsim.kernel.air import sensible_heat_ratio
from hpsim.kernel.heat_pump import RATED_WET_BULB_DEGC, quadratic
from hpsim.kernel.steady import by_wet_bulb, heating_by_room
from hpsim.kernel.types import NEVER_DEGC, Machine
from hpsim.psychrometrics import humidity_ratio_from_wet_bulb, saturation_table

SIZE_W = 9000.0 / BTU_PER_WH
HOSE = Hose(from_home=0.3, home_degc=26.0)
COIL_FOUND = 0.03  # a dry coil's share hardly tells its bypass: a change of 0.001 is 2 % of A0


def variable(**changes: Any) -> Machine:
    return VariableSpeed(size_w=SIZE_W, seer2=20.0, eer2=12.5, hspf2=10.0, **changes).compile()[0]


def single(**changes: Any) -> Machine:
    return SingleStage(size_w=SIZE_W, seer2=15.2, hspf2=7.8, **changes).compile()[0]


# -------------------------------------------------------------------------------------- start-up
@pytest.mark.parametrize(
    ("c_d", "compressor", "minutes"),
    # label solving, section 5: full-load minutes lost per start
    [
        (0.08, "single_stage", 0.390),
        (0.20, "single_stage", 1.000),
        (0.25, "two_stage", 1.263),
        (0.10, "variable_speed", 0.980),
        (0.25, "variable_speed", 2.526),
    ],
)
def test_lost_minutes_are_the_published_ones(c_d: float, compressor: Any, minutes: float) -> None:
    assert loss_s(c_d, *CYCLIC_TEST_S[compressor]) / 60.0 == pytest.approx(minutes, abs=6e-4)


@pytest.mark.parametrize("compressor", CYCLIC_TEST_S)
@pytest.mark.parametrize("c_d", [0.0, 0.05, 0.15, 0.25])
def test_degradation_emerges_from_the_cyclic_test_stepped_by_the_second(
    compressor: Any, c_d: float
) -> None:
    on_s, cycle_s = CYCLIC_TEST_S[compressor]
    dead_s, tau_s = start_constants_s(c_d, compressor)
    t = np.maximum((np.arange(1000.0 * on_s) + 0.5) / 1000.0 - dead_s, 0.0)
    delivered = np.sum(1.0 - np.exp(-t / tau_s)) / 1000.0 if tau_s > 0.0 else on_s
    efficiency = delivered / on_s  # power is full for all of the run
    load_factor = delivered / cycle_s
    found = (1.0 - efficiency) / (1.0 - load_factor)
    assert found == pytest.approx(c_d, abs=1e-4)
    assert degradation(on_s - delivered, on_s, cycle_s) == pytest.approx(found)


@pytest.mark.parametrize("compressor", CYCLIC_TEST_S)
@pytest.mark.parametrize("c_d", [0.0, 0.08, 0.25, 0.4])
def test_a_start_with_a_dead_time_has_the_degradation_it_was_made_of(
    compressor: Any, c_d: float
) -> None:
    dead_s, tau_s = start_constants_s(c_d, compressor)
    assert emerging_c_d(tau_s, compressor, dead_s) == pytest.approx(c_d, abs=1e-9)
    if c_d:
        assert dead_s / (dead_s + tau_s) == pytest.approx(35.0 / 91.0)


def test_start_up_follows_the_unit_s_own_degradation() -> None:
    for unit in (single(), variable()):  # as a measured split unit
        coil = unit.indoor_coil
        assert (coil.heating_dead_s, coil.heating_start_s) == (35.0, 56.0)
    coil = single(c_d=0.2).indoor_coil
    assert (coil.heating_dead_s, coil.heating_start_s) == pytest.approx(
        start_constants_s(0.2, "single_stage")
    )
    given = single(start_up=StartUp(dead_s=20.0, sensible_s=40.0, latent_s=90.0))
    assert given.indoor_coil.cooling_dead_s == 20.0
    assert (given.indoor_coil.heating_start_s, given.indoor_coil.cooling_start_latent_s) == (
        40.0,
        90.0,
    )
    machine = variable()
    assert (
        machine.indoor_coil.cooling_start_latent_s == machine.indoor_coil.cooling_start_sensible_s
    )


def test_a_table_measured_in_other_air_has_the_same_coil_and_water() -> None:
    """The coil's bypass and the water it holds belong to the unit, not to the test's air."""

    def unit(rated: dict[str, object], gross_w: float) -> Machine:
        cooling = {
            "outdoor": {"unit": "degC", "values": [25.0, 45.0]},
            "speed": [1.0],
            "capacity": {"unit": "W", "values": [[gross_w], [gross_w]]},
            "power": {"unit": "W", "values": [[900.0], [900.0]]},
            "rated": rated,
            "airflow": {"unit": "m3/s", "values": [0.19]},
        }
        written = {"kind": "table", "compressor": "single_stage", "size": "3500 W"}
        return TableMachine.from_written({**written, "cooling": cooling}).compile()[0]

    usual = unit({"shr": 0.75}, 3600.0)
    dry_bulb, wet = 24.0, 15.0
    d = wet - RATED_WET_BULB_DEGC
    there = quadratic(
        d,
        usual.indoor_coil.cooling_capacity_per_k_wet_bulb,
        usual.indoor_coil.cooling_capacity_per_k2_wet_bulb,
    )
    airflow, a0 = usual.cooling.airflow_kg_per_s[-1], usual.cooling.coil_a0_kg_per_s[-1]
    share = sensible_heat_ratio(
        saturation_table(101325.0),
        dry_bulb,
        float(humidity_ratio_from_wet_bulb(dry_bulb, wet)),
        3600.0 * there,
        airflow,
        math.exp(-a0 / airflow),
    )
    assert share > 0.85  # so dry an air says little of the water at the rating
    elsewhere = unit(
        {"dry_bulb": f"{dry_bulb} degC", "wet_bulb": f"{wet} degC", "shr": share}, 3600.0 * there
    )
    assert elsewhere.cooling.capacity_w == pytest.approx(usual.cooling.capacity_w)
    assert elsewhere.cooling.coil_a0_kg_per_s[-1] == pytest.approx(a0, rel=COIL_FOUND)
    for field in ("water_capacity_kg", "evaporation_kg_per_s"):
        assert getattr(elsewhere.indoor_coil, field) == pytest.approx(
            getattr(usual.indoor_coil, field), rel=COIL_FOUND
        )


def test_rating_caps_the_degradation_and_the_machine_does_not() -> None:
    machine, notes = VariableSpeed(
        size_w=SIZE_W, seer2=20.0, eer2=12.5, hspf2=10.0, c_d=0.4
    ).compile()
    assert notes.basis is not None
    assert notes.basis.c_d == 0.25
    coil = machine.indoor_coil
    assert (coil.heating_dead_s, coil.heating_start_s) == pytest.approx(
        start_constants_s(0.4, "variable_speed")
    )


def test_only_variable_units_start_with_a_boost() -> None:
    assert variable().compressor.boost_speed == 0.6
    assert variable(start_boost=StartBoost(speed=1.0, for_s=420.0)).compressor.boost_s == 420.0
    assert single().compressor.boost_speed == 0.0


# ------------------------------------------------------------------------------------------ coil
def test_coil_of_the_worked_example() -> None:
    """EnergyPlus' method by another program: A0 0.22056 kg/s, from rounded heat capacities."""
    a0 = coil_a0_kg_per_s(2637.64, 0.17047, 0.708, 26.667, 19.444)
    assert a0 == pytest.approx(0.22056, rel=0.02)


def saturation() -> Any:
    from hpsim.kernel.air import enthalpy
    from hpsim.kernel.types import Saturation
    from hpsim.psychrometrics import saturation_humidity_ratio

    t = np.linspace(-40.0, 60.0, 20001)
    w = saturation_humidity_ratio(t)
    h = np.array([enthalpy(float(a), float(b)) for a, b in zip(t, w, strict=True)])
    grid = np.arange(h[0], h[-1], 50.0)
    over_degc = float(t[0]), 200.0, w
    return Saturation(float(h[0]), 50.0, np.interp(grid, h, t), np.interp(grid, h, w), *over_degc)


@pytest.mark.parametrize(
    ("dry_degc", "wet_degc", "capacity_share", "flow_share", "shr"),
    # worked coil, 2637.64 W at 0.17047 kg/s: predictions by another program
    [
        (26.667, 19.444, 1.0, 1.0, 0.7055),
        (26.667, 19.444, 0.97, 0.8, 0.6791),
        (26.667, 19.444, 0.3, 0.4, 0.9548),
        (26.667, 19.444, 0.3, 0.6, 1.0),
        (23.889, 17.02, 1.0, 1.0, 0.7283),
        (23.889, 18.51, 1.0, 1.0, 0.6300),
    ],
)
def test_sensible_share_of_the_worked_coil(
    dry_degc: float, wet_degc: float, capacity_share: float, flow_share: float, shr: float
) -> None:
    from hpsim.kernel.air import sensible_heat_ratio
    from hpsim.psychrometrics import humidity_ratio_from_wet_bulb

    a0 = coil_a0_kg_per_s(2637.64, 0.17047, 0.708, 26.667, 19.444)
    w = float(humidity_ratio_from_wet_bulb(dry_degc, wet_degc))
    flow = 0.17047 * flow_share
    found = sensible_heat_ratio(
        saturation(), dry_degc, w, 2637.64 * capacity_share, flow, math.exp(-a0 / flow)
    )
    assert found == pytest.approx(shr, abs=0.01)


def test_rated_moisture_removal_is_that_of_catalogues() -> None:
    """9k units remove 0.7 to 1.2 L/h by their makers (Hisense wall units: 0.9)."""
    latent_kg_per_s = variable().indoor_coil.water_capacity_kg / indoor_coil.COIL_WET_S
    assert 0.7 < latent_kg_per_s * 3600.0 < 1.2


# ----------------------------------------------------------------------------- indoor corrections
def test_indoor_corrections_stay_near_the_published_curves() -> None:
    fit = reference_corrections()
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(57, 72, 16), np.linspace(75, 105, 7)))
    d = (x - 67.0) / 1.8
    capacity = reference_curve(indoor_coil._COOLING_CAPACITY, x, y, 67.0)
    power = capacity * reference_curve(indoor_coil._COOLING_EIR, x, y, 67.0)
    linear, quadratic = fit.cooling_capacity_per_k_wet_bulb, fit.cooling_capacity_per_k2_wet_bulb
    assert abs(1.0 + linear * d + quadratic * d * d - capacity).max() < 0.024
    linear, quadratic = fit.cooling_power_per_k_wet_bulb, fit.cooling_power_per_k2_wet_bulb
    assert abs(1.0 + linear * d + quadratic * d * d - power).max() < 0.024
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(60, 75, 16), np.linspace(5, 47, 7)))
    capacity = reference_curve(indoor_coil._HEATING_CAPACITY, x, y, 70.0)
    linear = fit.heating_capacity_per_k_dry_bulb
    assert abs(1.0 + linear * (x - 70.0) / 1.8 - capacity).max() < 0.024
    # Carnot's change with the room differs more between 5 and 47 degF outdoors than the curve's
    by_lift = input_by_lift((x - 32.0) / 1.8, (y - 32.0) / 1.8, fit.heating_approach_k)
    assert abs(by_lift - reference_curve(indoor_coil._HEATING_EIR, x, y, 70.0)).max() < 0.055
    for wet_degf in (60.0, 63.0, 70.0):
        d = (wet_degf - 67.0) / 1.8
        x, y = np.array([wet_degf]), np.array([95.0])
        capacity = reference_curve(indoor_coil._COOLING_CAPACITY, x, y, 67.0)[0]
        eir = reference_curve(indoor_coil._COOLING_EIR, x, y, 67.0)[0]
        linear = fit.cooling_capacity_per_k_wet_bulb
        quadratic = fit.cooling_capacity_per_k2_wet_bulb
        assert 1.0 + linear * d + quadratic * d * d == pytest.approx(capacity, abs=0.01)
        linear = fit.cooling_power_per_k_wet_bulb
        quadratic = fit.cooling_power_per_k2_wet_bulb
        assert 1.0 + linear * d + quadratic * d * d == pytest.approx(capacity * eir, abs=0.01)


def test_warmer_room_lowers_heating_capacity_and_raises_power() -> None:
    machine = variable()
    assert machine.indoor_coil.heating_capacity_per_k_dry_bulb < 0.0
    assert machine.indoor_coil.heating_approach_k == pytest.approx(16.9)


# --------------------------------------------------------------------------------- the other keys
def test_defaults_of_cold_and_auxiliaries() -> None:
    inverter, plain = variable(), single()
    idle = inverter.auxiliaries
    assert (idle.standby_w, idle.crankcase_w) == (8.0, 20.0)
    assert (idle.crankcase_below_degc, idle.crankcase_off_above_k) == (5.0, 2.0)
    assert plain.auxiliaries.crankcase_off_above_k == 0.0
    assert single().auxiliaries.crankcase_w == pytest.approx(
        10.0 * 0.75, rel=0.03
    )  # per ton of gross
    assert inverter.auxiliaries.crankcase_below_cooling_degc == 5.0
    assert variable(crankcase_below_degc=3.0).auxiliaries.crankcase_below_degc == 3.0
    assert variable(crankcase_below_degc=3.0).auxiliaries.crankcase_below_cooling_degc == 3.0
    assert (
        variable(crankcase_below_cooling_degc=4.0).auxiliaries.crankcase_below_cooling_degc == 4.0
    )
    assert inverter.auxiliaries.pan_heater_w == 0.0
    assert inverter.backup.power_w == 0.0
    assert inverter.outdoor_coil.defrost == 3.0


@pytest.mark.parametrize(
    ("unit", "heating_degf", "cooling_degf"),
    [
        (variable(), 0.0, None),
        (variable(climate_class="cold"), -15.0, None),
        (variable(form="ducted"), 0.0, None),
        (single(), 20.0, 60.0),
        (single(form="ducted"), 0.0, 60.0),
        (single(lowest_outdoor_degc=-20.0, lowest_cooling_outdoor_degc=5.0), -4.0, 41.0),
    ],
)
def test_a_unit_stops_at_its_kinds_outdoor_temperatures(
    unit: Machine, heating_degf: float, cooling_degf: float | None
) -> None:
    assert unit.outdoor_coil.lowest_outdoor_degc == pytest.approx(degc(heating_degf))
    lowest = NEVER_DEGC if cooling_degf is None else degc(cooling_degf)
    assert unit.outdoor_coil.lowest_cooling_degc == pytest.approx(lowest)


def test_a_packaged_unit_without_defrost_stops_at_35_degf() -> None:
    unit, _ = SingleStage(size_w=SIZE_W, form="ptac", eer2=11.0, cop_47f=3.2).compile()
    assert unit.outdoor_coil.lowest_outdoor_degc == pytest.approx(degc(35.0))


def test_a_label_is_solved_with_the_standards_cut_out_whatever_stops_the_unit() -> None:
    machine, notes = SingleStage(size_w=SIZE_W, seer2=15.2, hspf2=7.8).compile()
    assert notes.basis is not None
    assert notes.basis.off_degf == 0.0
    assert notes.miss["hspf2"] == pytest.approx(0.0, abs=1e-9)
    assert machine.heating.outdoor_degc[0] == pytest.approx(degc(0.0))
    given = SingleStage(size_w=SIZE_W, seer2=15.2, hspf2=7.8, rated_lowest_outdoor_degc=degc(5.0))
    basis = given.compile()[1].basis
    assert basis is not None
    assert basis.off_degf == pytest.approx(5.0)


UNITS = [
    SingleStage(size_w=SIZE_W, seer2=15.2, hspf2=7.8),
    SingleStage(size_w=SIZE_W, seer2=15.2, hspf2=7.8, form="ducted"),
    SingleStage(size_w=SIZE_W, eer2=11.0, hspf2=7.0, form="ptac"),
    TwoStage(size_w=SIZE_W, seer2=16.0, hspf2=8.2),
    VariableSpeed(size_w=SIZE_W, seer2=20.0, hspf2=10.0),
    VariableSpeed(size_w=SIZE_W, seer2=20.0, hspf2=10.0, climate_class="cold"),
    VariableSpeed(size_w=SIZE_W, seer2=20.0, hspf2=10.0, method="addendum82"),
    VariableSpeed(
        size_w=SIZE_W,
        seer2=20.0,
        hspf2=10.0,
        maximum_output_w=Outputs(heating_5f_w=2400.0, heating_lowest_w=2000.0),
    ),
]


@pytest.mark.parametrize("unit", UNITS)
def test_writing_out_the_default_cut_out_changes_nothing(unit: LabelUnit) -> None:
    lowest_degc = unit.lowest_heating_degc()
    machine, notes = unit.compile()
    written = unit.model_copy(update={"lowest_outdoor_degc": lowest_degc})
    same, same_notes = written.compile()
    assert repr(same) == repr(machine)
    assert same_notes.solution == notes.solution


@pytest.mark.parametrize("unit", UNITS[:-1])
@pytest.mark.parametrize("lockout_degc", [-5.0, 0.0, 5.0])
def test_an_owners_lockout_makes_no_better_machine(unit: LabelUnit, lockout_degc: float) -> None:
    """The same compressor is locked out more: its map is the same wherever it runs."""
    machine, _ = unit.compile()
    locked, notes = unit.model_copy(update={"lowest_outdoor_degc": lockout_degc}).compile()
    assert locked.outdoor_coil.lowest_outdoor_degc == lockout_degc
    assert repr(locked.heating) == repr(machine.heating)
    assert notes.miss.get("hspf2", 0.0) == pytest.approx(0.0, abs=1e-6) or unit.method != "label"


def test_a_map_reaches_where_the_unit_runs_and_a_lower_limit_is_rated() -> None:
    far, notes = SingleStage(
        size_w=SIZE_W, seer2=15.2, hspf2=7.8, lowest_outdoor_degc=degc(-20.0)
    ).compile()
    assert far.heating.outdoor_degc[0] == pytest.approx(degc(-20.0))
    assert notes.basis is not None
    assert notes.basis.off_degf == pytest.approx(-20.0)
    rated, notes = SingleStage(
        size_w=SIZE_W,
        seer2=15.2,
        hspf2=7.8,
        lowest_outdoor_degc=degc(-20.0),
        rated_lowest_outdoor_degc=degc(5.0),
    ).compile()
    assert rated.heating.outdoor_degc[0] == pytest.approx(degc(-20.0))
    assert notes.basis is not None
    assert notes.basis.off_degf == pytest.approx(5.0)


# ----------------------------------------------------------------------------- minimum output
@pytest.mark.parametrize("ratio", [0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.97])
@pytest.mark.parametrize(("seer2", "hspf2"), [(17.0, 8.8), (21.0, 10.0)])
def test_a_given_minimum_is_that_of_the_machine_and_the_label_comes_back(
    ratio: float, seer2: float, hspf2: float
) -> None:
    size_w, rated_w = 3500.0, 3800.0
    least = Outputs(heating_w=ratio * rated_w, cooling_w=ratio * size_w)
    machine, notes = VariableSpeed(
        size_w=size_w,
        heating_capacity_w=rated_w,
        minimum_output_w=least,
        seer2=seer2,
        hspf2=hspf2,
    ).compile()
    basis = notes.basis
    assert basis is not None
    for table, fan_w, degf_, heating, given_w in (
        (machine.heating, basis.heating_fan_w, 47.0, True, least.heating_w),
        (machine.cooling, basis.cooling_fan_w, 95.0, False, least.cooling_w),
    ):
        speed = float(table.speed[0])
        found = net_point(table, fan_w, degc(degf_), speed, heating=heating)
        assert found.capacity_w == pytest.approx(given_w, rel=1e-6)
    rated = rate(machine.cooling, machine.heating, basis)
    assert rated["seer2"] == pytest.approx(seer2, rel=1e-4)
    assert rated["hspf2"] == pytest.approx(hspf2, rel=1e-4)
    assert not any("simulated" in note for note in notes.notes)


def test_a_seer2_that_needs_a_better_eer2_than_usual_has_it_unless_one_is_given() -> None:
    """At 0.9 of full output all hours of SEER2 are cycled: some 0.9 times the EER at 82 degF."""
    least = Outputs(heating_w=3400.0, cooling_w=3150.0)
    unit = VariableSpeed(
        size_w=3500.0, heating_capacity_w=3800.0, minimum_output_w=least, seer2=21.0, hspf2=10.0
    )
    notes = unit.compile()[1]
    at_82 = notes.label["eer2"] / 0.94 / (1.0 / (0.94 * 1.326))  # power and capacity of A82
    assert 0.85 < 21.0 / at_82 < 1.0
    assert abs(notes.miss["seer2"]) < 1e-6
    given = unit.model_copy(update={"eer2": 12.0}).compile()[1]
    assert given.label["eer2"] == 12.0
    assert given.miss["seer2"] < -0.1
    assert any("can't be met within physical bounds (kappa_max)" in n for n in given.notes)


def test_an_output_that_the_map_does_not_have_is_noted() -> None:
    notes = variable_notes(minimum_output_w=Outputs(heating_w=900.0, heating_17f_w=1500.0))
    (note,) = [n for n in notes if "simulated" in n]
    assert note.startswith("minimum_output.heating_17f: given 1500 W of heat, simulated")


def variable_notes(**changes: Any) -> tuple[str, ...]:
    return VariableSpeed(size_w=SIZE_W, seer2=20.0, hspf2=10.0, **changes).compile()[1].notes


# ------------------------------------------------------------------------------ climate class
def listed(quantity: str, size: str, kind: str) -> float:
    """Return a median of the listed machines."""
    path = Path(indoor_coil.__file__).parents[1] / "data/field/minimum_output_classes.csv"
    with path.open() as file:
        rows = [r for r in csv.DictReader(file) if r["quantity"] == quantity]
    found = [r for r in rows if r["class"] == size and r["kind"] == kind]
    return float(found[0]["p50"])


@pytest.mark.parametrize("climate_class", ["ordinary", "cold"])
def test_class_outputs_are_the_medians_of_the_list(climate_class: ClimateClass) -> None:
    for kbtuh in (9, 12, 15, 18, 24):
        found = minimum_heating_w(kbtuh * 1000.0 / BTU_PER_WH, climate_class) * BTU_PER_WH
        wanted = listed("min_heat_47f", f"{kbtuh}k", climate_class)
        assert found == pytest.approx(wanted, abs=50.0)  # rounded to 50 Btu/h
    assert listed("min_heat_47f", "6k", "all") == 1600.0
    maxima = CLASS_MAXIMA[climate_class]
    assert maxima.at_17 == listed("max_heat_17f_over_rated_47f", "6k-24k", climate_class)
    assert maxima.at_5 == listed("max_heat_5f_over_rated_47f", "6k-24k", climate_class)
    assert maxima.at_47 == listed("max_heat_47f_over_rated_47f", "6k-24k", "all")
    for degf, ratio in ((17, MINIMUM_17_OVER_47), (5, MINIMUM_5_OVER_47)):
        assert ratio == listed(f"min_heat_{degf}f_over_min_47f", "6k-24k", "all")


@pytest.mark.parametrize(
    ("climate_class", "minimum", "at_17", "at_5"),
    # 12k, rated 12,996 Btu/h at 47 degF: 1.083 of its size
    [("ordinary", 3850.0, 0.83, 0.68), ("cold", 3100.0, 1.11, 1.01)],
)
def test_a_unit_of_a_class_has_its_outputs(
    climate_class: ClimateClass, minimum: float, at_17: float, at_5: float
) -> None:
    size_w, rated = 12000.0 / BTU_PER_WH, 1.083 * 12000.0
    unit = VariableSpeed(size_w=size_w, seer2=21.0, hspf2=10.0, climate_class=climate_class)
    machine, notes = unit.compile()
    assert notes.basis is not None
    fan_w = notes.basis.heating_fan_w

    def net(degf: float, column: int) -> float:
        speed = float(machine.heating.speed[column])
        found = look_up(machine.heating, degc(degf), speed).capacity_w + fan_w[column]
        return float(found * BTU_PER_WH)

    for degf, ratio in ((47.0, 1.0), (17.0, 0.80), (5.0, 0.69)):
        assert net(degf, 0) == pytest.approx(ratio * minimum, rel=1e-6)
    for degf, ratio in ((47.0, 1.31), (17.0, at_17), (5.0, at_5)):
        assert net(degf, -1) == pytest.approx(ratio * rated, rel=1e-6)
    cooling = machine.cooling.capacity_w[:, 0]
    gross = float(np.interp(35.0, machine.cooling.outdoor_degc, cooling))
    assert gross - notes.basis.cooling_fan_w[0] == pytest.approx(0.30 * size_w)
    assert max(abs(miss) for miss in notes.miss.values()) < 1e-9


def test_a_unit_whose_maximum_holds_in_the_cold_is_of_the_cold_class() -> None:
    def climate(at_5: float) -> str:
        given = {"heating_5f": f"{at_5} Btu/h"}
        written = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 20, "hspf2": 10}
        written |= {"heating_capacity": "10 kBtu/h", "maximum_output": given}
        return VariableSpeed.from_written(written).climate()

    assert (climate(8900.0), climate(9000.0)) == ("ordinary", "cold")


def test_given_outputs_bound_those_of_the_class() -> None:
    unit = VariableSpeed.from_written(
        {
            "kind": "variable_speed",
            "size": "9 kBtu/h",
            "heating_capacity": "10 kBtu/h",
            "maximum_output": {"heating": "12 kBtu/h", "heating_17f": "7 kBtu/h"},
            "seer2": 20,
            "hspf2": 10,
        }
    ).default_maximum()
    assert unit.heating_17f_w == pytest.approx(7000.0 / BTU_PER_WH)
    assert unit.heating_5f_w == pytest.approx(7000.0 * 0.68 / 0.83 / BTU_PER_WH)


def test_a_room_unit_in_standby_draws_what_its_ceer_means() -> None:
    """CEER = EER / 1.01: 5,115 h of standby take a hundredth of 750 h of running."""
    unit, _ = SingleStage(size_w=SIZE_W, form="window", ceer=11.0).compile()
    power_w = look_up(unit.cooling, 35.0, 1.0).power_w
    wanted = 0.01 * 750.0 / 5115.0 * power_w
    assert unit.auxiliaries.standby_w == pytest.approx(wanted, rel=1e-6)
    assert unit.auxiliaries.crankcase_w == 0.0


# ---------------------------------------------------------------------- the air of a heating table
def heating_table(**changes: Any) -> Machine:
    heating = {
        "outdoor": {"unit": "degC", "values": [-10.0, 10.0]},
        "speed": [1.0],
        "capacity": {"unit": "W", "values": [[2000.0], [3000.0]]},
        "power": {"unit": "W", "values": [[900.0], [800.0]]},
        **changes,
    }
    written = {"kind": "table", "compressor": "single_stage", "size": "3000 W", "heating": heating}
    return TableMachine.from_written(written).compile()[0]


@pytest.mark.parametrize("room_degc", [15.0, 20.0, 25.0])
def test_a_heating_table_gives_back_its_values_in_the_room_it_was_measured_in(
    room_degc: float,
) -> None:
    machine = heating_table(rated={"dry_bulb": f"{room_degc} degC"})
    for outdoor_degc, capacity_w, power_w in ((-10.0, 2000.0, 900.0), (10.0, 3000.0, 800.0)):
        at_rating = look_up(machine.heating, outdoor_degc, 1.0)
        found = heating_by_room(
            machine, at_rating.capacity_w, at_rating.power_w, room_degc, outdoor_degc
        )
        assert found == pytest.approx((capacity_w, power_w))


def test_a_table_measured_at_20_degc_is_worse_in_a_room_of_70_degf() -> None:
    """By the lift at 10 degC: 28.0 K over 26.9 K, 300 K over 303.3 K: 3.7 % more input."""
    usual, iso = heating_table(), heating_table(rated={"dry_bulb": "20 degC"})
    at_10 = [look_up(m.heating, 10.0, 1.0) for m in (usual, iso)]
    eir = [point.power_w / point.capacity_w for point in at_10]
    assert eir[1] / eir[0] == pytest.approx(
        (28.01 / (21.11 + 273.15 + 0.6 * 16.9)) / (26.9 / (20.0 + 273.15 + 0.6 * 16.9)), rel=1e-4
    )


def test_a_heating_table_may_have_its_own_correction_for_the_room() -> None:
    own = {"capacity_per_k_dry_bulb": -0.004, "input_ratio_per_k_dry_bulb": 0.02}
    machine = heating_table(indoor_correction=own)
    found = heating_by_room(machine, 1000.0, 300.0, 16.11, 0.0)
    assert found == pytest.approx((1000.0 * 1.02, 300.0 * (1.0 - 5.0 * 0.016)))


def test_a_cooling_table_may_have_its_own_correction_for_the_wet_bulb() -> None:
    """Capacity and COP each by a parabola in K: the input is their product to the second order."""
    cooling = {
        "outdoor": {"unit": "degC", "values": [20.0, 35.0]},
        "speed": [1.0],
        "capacity": {"unit": "W", "values": [[3000.0], [3000.0]]},
        "power": {"unit": "W", "values": [[600.0], [900.0]]},
        "indoor_correction": {
            "capacity_per_k_wet_bulb": 0.03,
            "input_ratio_per_k_wet_bulb": -0.02,
            "capacity_per_k2_wet_bulb": 0.001,
            "input_ratio_per_k2_wet_bulb": 0.0005,
        },
    }
    written = {"kind": "table", "compressor": "single_stage", "size": "3000 W", "cooling": cooling}
    machine = TableMachine.from_written(written).compile()[0]
    for warmer_k in (-1.0, 0.5, 1.0):
        capacity, power = by_wet_bulb(machine, warmer_k, 0.0)
        ratio = 1.0 - 0.02 * warmer_k + 0.0005 * warmer_k**2
        assert capacity == pytest.approx(1.0 + 0.03 * warmer_k + 0.001 * warmer_k**2)
        assert power == pytest.approx(capacity * ratio, abs=5e-5)  # third order: 5e-6 and less


def test_given_keys_reach_the_machine() -> None:
    machine = variable(
        backup=Backup(size_w=1500.0, below_degc=-1.0),
        fan="continuous",
        fan_overrun_s=60.0,
        defrost="humidity",
        standby_w=3.0,
        crankcase_w=0.0,
        pan_heater_w=90.0,
        lowest_outdoor_degc=-30.0,
    )
    assert (machine.backup.power_w, machine.backup.below_degc) == (1500.0, -1.0)
    assert (machine.fan.always_on, machine.fan.overrun_s, machine.outdoor_coil.defrost) == (
        1.0,
        60.0,
        2.0,
    )
    assert (
        machine.auxiliaries.standby_w,
        machine.auxiliaries.crankcase_w,
        machine.auxiliaries.pan_heater_w,
    ) == (3.0, 0.0, 90.0)
    assert machine.outdoor_coil.lowest_outdoor_degc == pytest.approx(-30.0)
    assert machine.heating.outdoor_degc[0] == pytest.approx(-30.0)


def test_two_stage_has_two_columns_and_two_stages() -> None:
    machine, _ = TwoStage(size_w=7000.0, seer2=17.0, eer2=13.05, hspf2=8.2).compile()
    assert machine.compressor.stages == 2.0
    assert machine.compressor.modulates == 0.0
    assert machine.cooling.speed.tolist() == [0.728, 1.0]


def test_duct_takes_its_share_of_the_room_s_heat_and_none_of_the_rating() -> None:
    def ducted(loss: float | None) -> tuple[Machine, MachineAssumptions]:
        label = {"size_w": SIZE_W, "seer2": 17.0, "eer2": 12.0, "hspf2": 8.5}
        return VariableSpeed(form="ducted", duct_loss=loss, **label).compile()

    (tight, told), (leaky, notes) = ducted(None), ducted(0.15)
    assert any("duct_loss" in note for note in told.notes)
    assert notes.basis is not None
    assert (tight.air_path.delivery_effectiveness, leaky.air_path.delivery_effectiveness) == (
        1.0,
        0.85,
    )
    at_tight, at_leaky = (look_up(m.heating, 0.0, 1.0) for m in (tight, leaky))
    assert at_leaky == pytest.approx(at_tight)
    assert rate(leaky.cooling, leaky.heating, notes.basis)["hspf2"] == pytest.approx(8.5)


def test_window_unit_without_heating_efficiency_only_cools() -> None:
    machine, _ = SingleStage(form="window", size_w=SIZE_W, ceer=11.0).compile()
    assert (machine.can_heat, machine.can_cool) == (0.0, 1.0)
    assert machine.auxiliaries.crankcase_w == 0.0


def test_heater_beside_a_unit_that_only_cools_may_always_run() -> None:
    window = SingleStage(form="window", size_w=SIZE_W, ceer=11.0, backup=Backup(size_w=1500.0))
    machine, _ = window.compile()
    assert machine.backup.below_degc > 100.0
    assert variable(backup=Backup(size_w=1500.0)).backup.below_degc == pytest.approx(degc(40.0))


def test_every_field_is_a_float_or_a_contiguous_array() -> None:
    for machine in (variable(), single(), baseboard()):
        for value in leaves(machine):
            if isinstance(value, np.ndarray):
                assert value.dtype == np.float64
                assert value.flags["C_CONTIGUOUS"]
            else:
                assert type(value) is float


def leaves(values: tuple[object, ...]) -> Iterator[object]:
    """Yield the numbers and arrays of a tuple and of the tuples in it."""
    for value in values:
        if isinstance(value, tuple):
            yield from leaves(value)
        else:
            yield value


def baseboard() -> Machine:
    return Baseboard(size_w=1500.0).compile()[0]


def test_baseboard_is_a_heater_of_cop_one() -> None:
    machine = baseboard()
    at = look_up(machine.heating, -20.0, 1.0)
    assert (at.capacity_w, at.power_w) == (1500.0, 1500.0)
    assert (machine.can_heat, machine.can_cool, machine.outdoor_coil.defrost) == (1.0, 0.0, 0.0)
    assert (
        machine.auxiliaries.standby_w
        == machine.auxiliaries.pan_heater_w
        == machine.indoor_coil.heating_start_s
        == 0.0
    )


# ----------------------------------------------------------------------------------------- tables
@pytest.mark.parametrize(
    "unit",
    [
        VariableSpeed(size_w=SIZE_W, seer2=20.0, eer2=12.5, hspf2=10.0, fan_overrun_s=60.0),
        SingleStage(size_w=SIZE_W, seer2=15.2, hspf2=7.8, backup=Backup(size_w=1500.0)),
        TwoStage(form="ducted", size_w=7000.0, seer2=17.0, eer2=13.05, hspf2=8.2),
        SingleStage(form="window", size_w=SIZE_W, ceer=11.0),
        TwoStage(form="ducted", size_w=7000.0, seer2=17.0, ducts=Ducts(supply_leak=0.08)),
        SingleStage(form="portable_two_hose", size_w=SIZE_W, hose=HOSE),
    ],
    ids=["variable", "single", "two-stage", "window", "leaky ducts", "two hoses"],
)
def test_machine_written_out_as_tables_and_read_back_is_the_same(unit: LabelUnit) -> None:
    machine, _ = unit.compile()
    shr = indoor_coil.RATED_SHR_ROOM_UNIT if unit.is_room_unit else indoor_coil.RATED_SHR
    written = table_of(machine, unit.size_w, shr)
    again, _ = TableMachine.from_written(written).compile()
    if not machine.can_heat:
        again = again._replace(heating=again.heating._replace(fan_w=machine.heating.fan_w))
    for before, after in zip(leaves(machine), leaves(again), strict=True):
        np.testing.assert_allclose(after, before, rtol=1e-12)


def test_table_goes_on_in_a_straight_line_to_the_operating_limits() -> None:
    grids: dict[str, Any] = {
        "outdoor": Values(unit="degC", values=(-10.0, 10.0)),
        "speed": (1.0,),
        "capacity": Grid(unit="W", values=((2000.0,), (3000.0,))),
        "power": Grid(unit="W", values=((900.0,), (850.0,))),
    }
    unit = TableMachine(
        compressor="single_stage",
        size_w=3000.0,
        heating=HeatingTable(**grids),
        lowest_outdoor_degc=-20.0,
    )
    machine, _ = unit.compile()
    at = look_up(machine.heating, -20.0, 1.0)
    assert (at.capacity_w, at.power_w) == pytest.approx((1500.0, 925.0))
    assert machine.can_cool == 0.0


def test_the_coils_conductance_follows_the_air_over_it() -> None:
    """Finned tubes: A0 with the root of the airflow, so that the bypass falls with the speed."""
    machine = variable()
    share = machine.cooling.airflow_kg_per_s / np.interp(
        1.0, machine.cooling.speed, machine.cooling.airflow_kg_per_s
    )
    full = np.interp(1.0, machine.cooling.speed, machine.cooling.coil_a0_kg_per_s)
    np.testing.assert_allclose(machine.cooling.coil_a0_kg_per_s, full * np.sqrt(share), rtol=1e-12)
    blown = variable(fan_speed="full")
    np.testing.assert_allclose(blown.cooling.coil_a0_kg_per_s, full, rtol=1e-12)


@pytest.mark.parametrize("share", [0.5, 0.7, 1.0])
def test_less_air_at_one_speed_bypasses_as_less_air_by_speed(share: float) -> None:
    """Dirty filter and dry mode take the law of the speeds."""
    from hpsim.kernel.air import bypass_at

    a0, flow = 0.22, 0.17
    expected = math.exp(-a0 * math.sqrt(share) / (share * flow))
    assert bypass_at(math.exp(-a0 / flow), share) == pytest.approx(expected)


def test_low_speed_dries_between_the_two_published_rules() -> None:
    """30 % capacity at 40 % flow: some keep A0 (share 0.955), some the bypass (0.814)."""
    from hpsim.kernel.air import bypass_at, sensible_heat_ratio

    rated_kg_per_s, rated_w = 0.17047, 2637.64
    a0 = coil_a0_kg_per_s(rated_w, rated_kg_per_s, 0.708, 26.667, 19.444)
    ratio = float(humidity_ratio_from_wet_bulb(26.667, 19.444))
    flow = 0.4 * rated_kg_per_s
    rated_bypass = math.exp(-a0 / rated_kg_per_s)
    kept_a0, ours, kept_bypass = (
        sensible_heat_ratio(saturation(), 26.667, ratio, 0.3 * rated_w, flow, bypass)
        for bypass in (math.exp(-a0 / flow), bypass_at(rated_bypass, 0.4), rated_bypass)
    )
    assert kept_a0 == pytest.approx(0.955, abs=0.005)
    assert kept_bypass < ours < kept_a0
    assert ours == pytest.approx(0.90, abs=0.005)


def test_a_table_may_have_a_sensible_share_for_each_speed() -> None:
    """Each speed's A0 returns its own share in the air of the rating."""
    cooling = {
        "outdoor": {"unit": "degC", "values": [25.0, 35.0]},
        "speed": [0.3, 1.0],
        "capacity": {"unit": "W", "values": [[900.0, 3000.0], [900.0, 3000.0]]},
        "power": {"unit": "W", "values": [[150.0, 700.0], [170.0, 800.0]]},
        "airflow": {"unit": "m3/s", "values": [0.08, 0.16]},
        "shr": [0.9, 0.72],
    }
    written = {"kind": "table", "size": "3000 W", "cooling": cooling}
    machine = TableMachine.from_written(written).compile()[0]
    table = machine.cooling
    ratio = float(humidity_ratio_from_wet_bulb(26.67, 19.44))
    for j, (gross_w, share) in enumerate(((900.0, 0.9), (3000.0, 0.72))):
        flow = float(table.airflow_kg_per_s[j])
        bypass = math.exp(-float(table.coil_a0_kg_per_s[j]) / flow)
        found = sensible_heat_ratio(saturation_table(101325.0), 26.67, ratio, gross_w, flow, bypass)
        assert found == pytest.approx(share, abs=0.01)


# ------------------------------------------------------------------------------- cold and thin air
@pytest.mark.parametrize("unit", [single(), variable()])
def test_cooling_does_not_gain_from_air_colder_than_any_test(unit: Machine) -> None:
    assert unit.cooling.outdoor_degc[0] == pytest.approx(degc(67.0))
    for speed in (float(unit.cooling.speed[0]), 1.0):
        at_67, colder = (look_up(unit.cooling, degc(t), speed) for t in (67.0, 40.0))
        assert colder == at_67


def test_coil_airflow_is_that_of_the_sites_air() -> None:
    machine = variable()
    denver = at_site(machine, 83_400.0)
    ratio = 83_400.0 / 101_325.0
    assert denver.cooling.airflow_kg_per_s == pytest.approx(
        machine.cooling.airflow_kg_per_s * ratio
    )
    assert denver.cooling.fan_w == pytest.approx(machine.cooling.fan_w * ratio)
    assert denver.cooling.coil_a0_kg_per_s == pytest.approx(
        machine.cooling.coil_a0_kg_per_s * ratio**0.5
    )
    assert denver.cooling.capacity_w is machine.cooling.capacity_w
    assert at_site(machine, 101_200.0) is machine
