"""Portables: appendix CC by hand, from its figures to the coil's and back, hoses, ducts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hpsim.equipment.ducts_and_hoses import Ducts, Hose, duct_path
from hpsim.equipment.kinds.label_unit import LabelUnit, SingleStage, VariableSpeed
from hpsim.equipment.map_rating import net_point
from hpsim.equipment.output import steady_limits
from hpsim.equipment.portable import (
    SACC_OVER_ASHRAE,
    HosePath,
    PortableLabel,
    hose_path,
    infiltration_j_per_kg,
    line_through,
    min_ceer,
    rate_portable,
    solve_portable,
)
from hpsim.equipment.ratings.points import Point, degc
from hpsim.kernel.types import AirPath
from hpsim.units.constants import BTUH_PER_W, J_PER_BTU, KG_PER_LB, W_PER_BTUH

SEA_LEVEL_PA = 101325.0
CLOSED_FORM = 1e-9
SOLVED = 1e-8  # the search for the power ends there
RULES_ROUNDING_J_PER_KG = 60.0  # its humidity ratios have three digits: 0.00001 is 25 J/kg
NO_HOSE = HosePath(1, 0.0, 1.0, 0.0, 0.0)
UNIT_W = 8000.0 * W_PER_BTUH


def one_hose(**changes: object) -> LabelUnit:
    label = {"form": "portable_one_hose", "size_w": UNIT_W, "ceer": 7.5} | changes
    return SingleStage(**label)


# ------------------------------------------------------------------------------------------- rule
def test_air_from_outdoors_carries_what_the_rules_constants_say() -> None:
    """0.24 and 0.444 Btu/lb degF, 1061 Btu/lb; 0.0141, 0.01086 and 0.0112 lb/lb."""
    for (dry, ratio), ours in zip(
        ((95.0, 0.0141), (83.0, 0.01086)), infiltration_j_per_kg(), strict=True
    ):
        sensible = 0.24 * (dry - 80.0) + 0.444 * (ratio * dry - 0.0112 * 80.0)
        latent = 1061.0 * (ratio - 0.0112)
        rule = (sensible + latent) * J_PER_BTU / KG_PER_LB
        assert ours == pytest.approx(rule, abs=RULES_ROUNDING_J_PER_KG)


def test_one_hose_is_rated_as_by_hand() -> None:
    """10,000 Btu/h at 1,000 W, 900 lb/h of air, a hose that gives 4 % of the rejected heat."""
    path = HosePath(1, 900.0 * KG_PER_LB / 3600.0, 1.0, 0.04, 0.0)
    net = Point(10000.0 * W_PER_BTUH, 1000.0)
    rated = rate_portable(lambda _: net, path, 2.0)
    hose = 0.04 * (10000.0 + 1000.0 * BTUH_PER_W)
    hot = 900.0 * (0.24 * 15.0 + 0.444 * (0.0141 * 95.0 - 0.0112 * 80.0) + 1061.0 * 0.0029)
    warm = 900.0 * (0.24 * 3.0 + 0.444 * (0.01086 * 83.0 - 0.0112 * 80.0) - 1061.0 * 0.00034)
    sacc = 0.2 * (10000.0 - hose - hot) + 0.8 * (10000.0 - hose - warm)
    kwh = (1000.0 * 750.0 + 2.0 * (880.0 + 1355.0)) / 1000.0
    assert rated.sacc_w * BTUH_PER_W == pytest.approx(sacc, rel=3e-3)
    assert rated.ceer == pytest.approx(sacc / (kwh / 750.0 * 1000.0), rel=3e-3)


def test_two_hoses_are_rated_as_by_hand() -> None:
    """Without loss and leak: 0.2 and 0.8 of capacity, and of capacity over power."""
    path = HosePath(2, 0.1, 0.0, 0.0, 0.0)
    points = {95.0: Point(3000.0, 1000.0), 83.0: Point(3300.0, 850.0)}
    rated = rate_portable(points.__getitem__, path, 0.0)
    assert rated.sacc_w == pytest.approx(0.2 * 3000.0 + 0.8 * 3300.0)
    eer = (0.2 * 3.0 + 0.8 * 3300.0 / 850.0) * BTUH_PER_W
    assert rated.ceer == pytest.approx(eer, rel=1e-5)


def test_a_hose_takes_heat_from_outdoor_air_by_its_difference_in_kelvin() -> None:
    """A tenth of 0.1 kg/s in air at 95 and 83 degF, room of 80: 8.33 and 1.67 K, 10.2 W/K."""
    path = HosePath(2, 0.1, 0.0, 0.0, 0.1)
    rated = rate_portable(lambda _: Point(3000.0, 1000.0), path, 0.0)
    gain_w = 0.1 * 0.1 * 1020.0 * (0.2 * 15.0 + 0.8 * 3.0) / 1.8
    assert 3000.0 - rated.sacc_w == pytest.approx(gain_w, rel=0.01)


def test_without_a_hoses_air_and_heat_the_rating_is_the_coils() -> None:
    net = Point(3000.0, 1000.0)
    rated = rate_portable(lambda _: net, NO_HOSE, 0.0)
    assert rated.sacc_w == pytest.approx(3000.0, rel=CLOSED_FORM)


# ---------------------------------------------------------------------------------------- solving
@pytest.mark.parametrize("compressor", ["single_stage", "variable_speed"])
@pytest.mark.parametrize("hoses", [1, 2])
@pytest.mark.parametrize(("sacc_btuh", "ceer"), [(5000, 6.2), (8000, 7.2), (12000, 11.0)])
def test_solved_coil_rates_as_the_label(hoses, sacc_btuh, ceer, compressor) -> None:
    sacc_w = sacc_btuh * W_PER_BTUH
    label = PortableLabel(sacc_w, ceer, hose_path(hoses, sacc_w, Hose()), 1.5)
    line = line_through(solve_portable(label, compressor), compressor)
    rated = rate_portable(line, label.path, label.standby_w)
    assert (rated.sacc_w, rated.ceer) == pytest.approx((sacc_w, ceer), rel=SOLVED)


@pytest.mark.parametrize("form", ["portable_one_hose", "portable_two_hose"])
@pytest.mark.parametrize("kind", [SingleStage, VariableSpeed])
def test_finished_tables_rate_as_the_label(form, kind) -> None:
    unit = kind(form=form, size_w=UNIT_W, ceer=8.0)
    machine, notes = unit.compile()
    assert notes.rating is not None
    rated = notes.rating.metrics(machine, 4)
    label = UNIT_W * BTUH_PER_W, 8.0
    assert (rated["sacc"], rated["ceer"]) == pytest.approx(label, rel=SOLVED)
    assert notes.miss == pytest.approx({"sacc": 0.0, "ceer": 0.0}, abs=SOLVED)


def test_more_air_through_the_hose_means_a_stronger_coil_behind_the_same_label() -> None:
    capacities = []
    for flow in (0.05, 0.1, 0.15):
        bare = Hose(airflow_m3_per_s=flow, u_value_w_per_m2k=0.0)
        machine, notes = one_hose(hose=bare).compile()
        assert notes.basis is not None
        at = net_point(machine.cooling, notes.basis.cooling_fan_w, degc(80.0), 1.0, heating=False)
        capacities.append(at.capacity_w)
    assert capacities == sorted(capacities)
    # 0.05 m3/s of dry air more carry 0.2 of the enthalpy at 95 degF and 0.8 of that at 83 degF
    hot, warm = infiltration_j_per_kg()
    more = 0.05 * 1.19 * (0.2 * hot + 0.8 * warm)
    assert capacities[1] - capacities[0] == pytest.approx(more, rel=SOLVED)


def test_missing_efficiency_is_the_least_allowed() -> None:
    _, notes = one_hose(ceer=None).compile()
    assert notes.label["ceer"] == pytest.approx(min_ceer(UNIT_W))
    assert any("CEER not given" in note for note in notes.notes)


def test_older_capacity_gives_the_usual_share_and_its_power() -> None:
    """10,000 Btu/h at EER 9 take 1,111 W, which the CEER's power is."""
    old = one_hose(size_w=10000.0 * W_PER_BTUH, size_is="ashrae128", ceer=None, eer=9.0)
    _, notes = old.compile()
    assert notes.label["sacc"] == pytest.approx(6880.1, abs=0.1)
    assert notes.label["sacc"] / notes.label["ceer"] == pytest.approx(10000.0 / 9.0)
    assert any("SACC not given" in note for note in notes.notes)


# ------------------------------------------------------------------------------------------ hoses
def test_hose_loses_heat_as_a_pipe_does() -> None:
    """NTU = U A / (m c): 11 W/m2K over 0.15 m by 1.5 m, 0.1 m3/s."""
    path = hose_path(1, 2000.0, Hose(airflow_m3_per_s=0.1))
    ntu = 11.0 * math.pi * 0.15 * 1.5 / (0.1 * 1.19 * 1015.0)
    assert path.exhaust_loss_fraction == pytest.approx(1.0 - math.exp(-ntu))
    assert path.returned_heat_fraction == path.exhaust_loss_fraction
    assert (path.room_air_fraction, path.outside_w_per_k) == (1.0, 0.0)


def test_two_hoses_bring_heat_through_both_walls() -> None:
    """By following the air: in by the intake, over the coil, out by the exhaust."""
    path = hose_path(2, 2000.0, Hose(airflow_m3_per_s=0.1, leak=0.2))
    room, outdoors, rejected = 26.0, 38.0, 3000.0
    stream = path.exhaust_kg_per_s * 1015.0
    after_intake = outdoors - path.intake_loss_fraction * (outdoors - room)
    from_intake = 0.8 * stream * (outdoors - after_intake)
    at_coil = 0.8 * after_intake + 0.2 * room
    from_exhaust = stream * path.exhaust_loss_fraction * (at_coil + rejected / stream - room)
    ours = path.returned_heat_fraction * rejected + path.outside_w_per_k * (outdoors - room)
    assert ours == pytest.approx(from_intake + from_exhaust)
    assert path.room_air_fraction == pytest.approx((outdoors - at_coil) / (outdoors - room))
    assert path.induced_infiltration_kg_per_s == pytest.approx(0.2 * path.exhaust_kg_per_s)


def test_a_one_hose_machine_sees_the_room_and_no_limit_outdoors() -> None:
    unit = one_hose(cop_room_air=2.8, heating_capacity_w=2100.0)
    machine, notes = unit.compile()
    assert notes.basis is not None
    assert machine.outdoor_coil.room_air_fraction == 1.0
    assert (
        machine.outdoor_coil.lowest_outdoor_degc
        < -100.0
        < 100.0
        < machine.outdoor_coil.highest_outdoor_degc
    )
    at = net_point(machine.heating, notes.basis.heating_fan_w, 20.0, 1.0, heating=True)
    assert at.capacity_w == pytest.approx(2100.0, rel=1e-6)
    assert at.cop == pytest.approx(2.8, rel=1e-6)


def test_a_home_that_gives_air_is_passed_on() -> None:
    machine, _ = one_hose(hose=Hose(from_home=0.4, home_degc=27.0)).compile()
    assert (machine.air_path.from_home_fraction, machine.air_path.home_degc) == (0.4, 27.0)


def test_a_hose_takes_its_air_off_the_greatest_output() -> None:
    """At 36 degC the air alone carries m c 12 K; at the room's own temperature nothing."""
    machine, _ = one_hose().compile()
    outdoor = np.array([24.0, 36.0])
    _, most = steady_limits(machine, -1.0, outdoor, SEA_LEVEL_PA, 24.0)
    carried = machine.air_path.induced_infiltration_kg_per_s * 1015.0 * 12.0
    assert most[0] - most[1] == pytest.approx(carried, rel=CLOSED_FORM)
    _, leaky = steady_limits(machine, -1.0, outdoor, SEA_LEVEL_PA, 24.0, 0.02)
    assert leaky[1] - most[1] == pytest.approx(0.02 * 1015.0 * 12.0)  # leakage reversed


def test_a_hose_in_heating_may_take_more_than_the_coil_gives() -> None:
    machine, _ = one_hose(cop_room_air=2.8, heating_capacity_w=2100.0).compile()
    _, most = steady_limits(machine, 1.0, np.array([-10.0, 20.0]), SEA_LEVEL_PA, 20.0)
    assert most[0] < 0.0 < most[1]


# ------------------------------------------------------------------------------------------ ducts
def test_tight_ducts_do_nothing() -> None:
    assert duct_path(Ducts(), 0.3) == AirPath(follows_fan=1.0)


def test_leaky_ducts_are_what_following_the_air_gives() -> None:
    ducts = Ducts(supply_leak=0.1, return_leak=0.06, supply_area_m2=6.0, return_area_m2=2.0)
    path = duct_path(ducts, 0.3)
    room, outside, coil = 22.0, 38.0, -5000.0
    stream = 0.3 * 1015.0
    keep_supply, keep_return = (math.exp(-a / 1.06 / stream) for a in (6.0, 2.0))
    mixed = 0.94 * room + 0.06 * outside
    at_coil = outside + keep_return * (mixed - outside)
    # the order of leak and wall in the return: the leak at its end, as in the standard's balance
    at_coil = outside + 0.94 * keep_return * (room - outside)
    supply = outside + keep_supply * (at_coil + coil / stream - outside)
    brought = 0.9 * stream * (supply - room)
    drawn = 0.04 * stream * (outside - room)  # lost to outside beyond what came in
    ours = path.delivery_effectiveness * coil
    ours += (
        (path.return_leak_kg_per_s + path.induced_infiltration_kg_per_s) * 1015.0 * (outside - room)
    )
    ours += path.outside_w_per_k * (outside - room)
    assert ours == pytest.approx(brought + drawn)
    assert path.induced_infiltration_kg_per_s == pytest.approx(0.04 * 0.3)
    assert path.return_leak_kg_per_s == pytest.approx(0.9 * 0.06 * 0.3)
    outdoor_air = path.return_leak_kg_per_s + path.induced_infiltration_kg_per_s
    assert outdoor_air == pytest.approx(0.94 * 0.1 * 0.3)  # the room's air that the supply loses


def test_more_return_than_supply_leak_presses_air_out() -> None:
    assert (
        duct_path(Ducts(supply_leak=0.02, return_leak=0.1), 0.3).induced_infiltration_kg_per_s < 0.0
    )


def test_the_older_capacity_gives_the_mean_share_of_listed_units():
    """Two hoses: (7/12 + 10/13 + 12/14) / 3."""
    assert SACC_OVER_ASHRAE[1] == pytest.approx(0.6880, abs=1e-4)
    assert SACC_OVER_ASHRAE[2] == pytest.approx(0.7366, abs=1e-4)
