"""Air that a hose or leaky ducts draw into the room while the unit runs, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Year, control, drivers, flat_map, lumped_room, machine, saturation
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K, VAPORISATION_J_PER_KG
from hpsim.kernel.heat_pump import induced_infiltration
from hpsim.kernel.hourly import IdealYear
from hpsim.kernel.types import Channels, KernelInputs, Machine, PerformanceMap, RoomDrivers
from hpsim.simulate.hourly import IDEAL_MODULATION, hourly_year

LOSS, CAPACITANCE = 40.0, 4e5  # W/K, J/K
OUTDOOR = 38.0
FLOW = 0.08  # kg/s of dry air, some 240 m3/h
SETTLED = slice(-24, None)
STEADY = 1e-6  # the room has lived through dozens of time constants
CYCLING = 2e-3  # of a day's heat: a day does not begin and end at the same point of a cycle


def weather(**changes: float) -> RoomDrivers:
    """Return a hot place without natural leakage; dry, so that no coil gets wet."""
    usual = {"outdoor_air_kg_per_s": 0.0, "outdoor_humidity_ratio": 0.001, "cooling_degc": 24.0}
    return drivers(OUTDOOR, **(usual | changes))


def inputs_of(unit: Machine, around: RoomDrivers) -> KernelInputs:
    return KernelInputs(lumped_room(CAPACITANCE, LOSS), around, unit, control(), saturation())


def by_minutes(unit: Machine, around: RoomDrivers) -> Channels:
    return Year(inputs_of(unit, around)).hourly


def by_hours(unit: Machine, around: RoomDrivers) -> Channels:
    """Run against the ideal load of the same lumped room at its setpoint."""
    n = around.gain_w.size // 2
    held = around.cooling_setpoint_degc[0]
    load = LOSS * (held - OUTDOOR) - around.gain_w[0]
    ideal = IdealYear(np.full(n, load), np.full(n + 1, held), np.full(n, held))
    return hourly_year(inputs_of(unit, around), ideal, IDEAL_MODULATION, warmup_hours=48)


RUNS = pytest.mark.parametrize("run", [by_minutes, by_hours])


@RUNS
def test_a_unit_that_never_stops_cools_to_where_loss_and_drawn_air_balance_it(run) -> None:
    year = run(
        machine(air_path={"induced_infiltration_kg_per_s": FLOW}), weather(cooling_degc=-10.0)
    )
    carried = FLOW * MOIST_AIR_J_PER_KG_K
    expected = OUTDOOR - 2000.0 / (LOSS + carried)
    assert year.room_degc[-1] == pytest.approx(expected, rel=STEADY)
    assert year.drawn_heat_w[-1] == pytest.approx(carried * (OUTDOOR - expected), rel=STEADY)
    assert year.drawn_air_kg_per_s[-1] == pytest.approx(FLOW)
    assert year.cool_delivered_w[-1] == pytest.approx(2000.0)


@RUNS
def test_heat_of_hose_and_case_is_taken_off_what_is_delivered(run) -> None:
    year = run(machine(air_path={"case_heat_fraction": 0.06}), weather(cooling_degc=-20.0))
    assert year.cool_delivered_w[-1] == pytest.approx(2000.0 - 0.06 * 2500.0)
    assert year.room_degc[-1] == pytest.approx(OUTDOOR - 1850.0 / LOSS, rel=STEADY)


@RUNS
def test_ducts_lose_a_share_of_coil_and_fan_and_let_heat_in(run) -> None:
    """With the fan, in proportion to its speed: an on/off unit's is always full."""
    unit = machine(
        air_path={
            "delivery_effectiveness": 0.8,
            "outside_w_per_k": 5.0,
            "return_leak_kg_per_s": 0.01,
            "induced_infiltration_kg_per_s": 0.02,
            "follows_fan": 1.0,
        },
        cooling={"fan_w": np.full(2, 100.0)},
    )
    year = run(unit, weather(cooling_degc=-20.0))
    carried = 0.03 * MOIST_AIR_J_PER_KG_K + 5.0
    assert year.cool_delivered_w[-1] == pytest.approx(0.8 * 1900.0)
    expected = OUTDOOR - 0.8 * 1900.0 / (LOSS + carried)
    assert year.room_degc[-1] == pytest.approx(expected, rel=STEADY)


@RUNS
def test_air_is_drawn_only_while_the_compressor_runs(run) -> None:
    """Running share X: X (2000 - G dT) is the load."""
    around = weather()
    year = run(machine(air_path={"induced_infiltration_kg_per_s": FLOW}), around)
    day = [x[SETTLED].mean() for x in (year.running, year.drawn_heat_w, year.room_degc)]
    running, drawn, room = day
    carried = FLOW * MOIST_AIR_J_PER_KG_K * (OUTDOOR - room)
    assert 0.4 < running < 0.95
    assert drawn == pytest.approx(running * carried, rel=5e-3)  # the room swings while it runs
    assert running * (2000.0 - carried) == pytest.approx(LOSS * (OUTDOOR - room), rel=5e-3)


@RUNS
def test_a_rooms_heat_closes_with_the_air_drawn_in(run) -> None:
    year = run(
        machine(air_path={"induced_infiltration_kg_per_s": FLOW, "case_heat_fraction": 0.05}),
        weather(gain_w=150.0),
    )
    day = [x[SETTLED].mean() for x in (year.room_degc, year.drawn_heat_w, year.cool_delivered_w)]
    room, drawn, cooled = day
    assert LOSS * (OUTDOOR - room) + 150.0 + drawn == pytest.approx(cooled, rel=CYCLING)


@RUNS
def test_the_coil_takes_out_the_water_that_drawn_air_brings(run) -> None:
    around = weather(cooling_degc=-10.0, outdoor_humidity_ratio=0.012, outdoor_air_kg_per_s=0.01)
    year = run(machine(air_path={"induced_infiltration_kg_per_s": FLOW}), around)
    brought = FLOW * (0.012 - year.humidity_ratio[-1])  # the natural leakage is reversed
    removed = year.latent_removed_w[-1] / VAPORISATION_J_PER_KG
    assert removed > 1e-4
    assert removed == pytest.approx(brought, rel=1e-4)
    assert year.drawn_air_kg_per_s[-1] == pytest.approx(FLOW - 0.01)


@RUNS
def test_air_from_the_home_comes_at_its_temperature_and_as_damp_as_the_rooms(run) -> None:
    unit = machine(
        air_path={
            "induced_infiltration_kg_per_s": FLOW,
            "from_home_fraction": 0.75,
            "home_degc": 28.0,
        }
    )
    year = run(unit, weather(cooling_degc=-10.0))
    g = FLOW * MOIST_AIR_J_PER_KG_K
    outdoors, home = 0.25 * g + LOSS, 0.75 * g
    expected = (outdoors * OUTDOOR + home * 28.0 - 2000.0) / (outdoors + home)
    assert year.room_degc[-1] == pytest.approx(expected, rel=STEADY)
    assert year.drawn_air_kg_per_s[-1] == pytest.approx(0.25 * FLOW)


def falling(capacity_w: tuple[float, float]) -> PerformanceMap:
    """Return a map from 0 to 50 degC."""
    flat = flat_map(1.0, 500.0)
    return flat._replace(
        outdoor_degc=np.array([0.0, 50.0]),
        capacity_w=np.repeat(np.array(capacity_w)[:, None], 2, axis=1),
        power_w=np.full((2, 2), 500.0),
    )


@RUNS
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_outdoor_coil_sees_the_rooms_share_of_its_air(run, share: float) -> None:
    unit = machine(cooling=falling((2500.0, 1500.0)), outdoor_coil={"room_air_fraction": share})
    year = run(unit, weather(cooling_degc=-20.0, gain_w=1200.0))
    room = year.room_degc[-1]
    at_coil = OUTDOOR + share * (room - OUTDOOR)
    assert year.cool_delivered_w[-1] == pytest.approx(2500.0 - 20.0 * at_coil, rel=1e-6)


@RUNS
def test_a_hose_in_heating_draws_the_cold_in(run) -> None:
    """Reverse cycle on room air: at -10 degC the air drawn in takes more than the coil gives."""
    unit = machine(
        air_path={"induced_infiltration_kg_per_s": FLOW},
        outdoor_coil={"room_air_fraction": 1.0, "defrost": 1.0},
    )
    around = drivers(-10.0, heating_degc=60.0, outdoor_air_kg_per_s=0.0)
    if run is by_hours:
        n = around.gain_w.size // 2
        held = IdealYear(np.full(n, 2800.0), np.full(n + 1, 60.0), np.full(n, 60.0))
        year = hourly_year(inputs_of(unit, around), held, IDEAL_MODULATION, warmup_hours=48)
    else:
        year = run(unit, around)
    expected = -10.0 + 2000.0 / (LOSS + FLOW * MOIST_AIR_J_PER_KG_K)
    assert year.room_degc[-1] == pytest.approx(expected, rel=STEADY)
    assert year.defrosts.sum() == 0.0  # its coil sees air above freezing


def test_the_fan_alone_draws_through_ducts_but_not_through_a_hose() -> None:
    around = weather(cooling_degc=60.0, gain_w=100.0)
    around = around._replace(cooling_setpoint_degc=np.where(np.arange(480) < 4, 20.0, 60.0))
    for with_fan, share in ((1.0, 1.0), (0.0, 0.0)):
        unit = machine(
            air_path={"induced_infiltration_kg_per_s": FLOW, "follows_fan": with_fan},
            fan={"always_on": 1.0},
        )
        year = Year(inputs_of(unit, around), warmup_hours=0).hourly
        assert year.running[-1] == 0.0
        assert year.drawn_air_kg_per_s[-1] == pytest.approx(share * FLOW)
        carried = share * FLOW * MOIST_AIR_J_PER_KG_K
        at_rest = OUTDOOR + 100.0 / (LOSS + carried)
        assert year.room_degc[-1] == pytest.approx(at_rest, rel=STEADY)


def test_without_a_hose_nothing_is_drawn_and_its_other_figures_do_not_matter() -> None:
    around = weather()
    plain = by_minutes(machine(), around)
    idle = by_minutes(
        machine(air_path={"from_home_fraction": 0.5, "home_degc": 70.0, "follows_fan": 1.0}), around
    )
    for ours, theirs in zip(plain, idle, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert not plain.drawn_air_kg_per_s.any()


@pytest.mark.parametrize(
    ("fan", "natural", "total"),
    [
        (0.10, 0.00, 0.10),  # a tight room: what goes out comes in
        (0.10, 0.04, 0.10),  # leakage reversed
        (0.10, 0.05, 0.10),  # on the limit, both rules agree
        (0.10, 0.20, 0.25),  # half of the fan beside the leakage
        (-0.10, 0.20, 0.15),  # blown in: presses half of it back
        (-0.10, 0.02, 0.00),
        (0.0, 0.03, 0.03),
    ],
)
def test_a_fan_and_natural_leakage_add_up_by_the_half_rule(fan, natural, total) -> None:
    assert natural + induced_infiltration(fan, natural) == pytest.approx(total)
