"""Figures that a verdict is based on, of years made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hpsim.equipment.kinds.label_unit import SingleStage
from hpsim.equipment.output import steady_limits, surroundings
from hpsim.kernel.types import BackupHeat
from hpsim.simulate.room_air import hot_room_ratio
from hpsim.units.constants import W_PER_BTUH
from hpsim.verdict.shortage import shortage


def test_hours_without_the_machine_count_as_the_weathers_only_near_its_limit() -> None:
    """Five hours below -18 degC, two just above it before a restart, three stopped by snow."""
    n, outdoor = 10, np.array([-20.0] * 5 + [-15.5] * 2 + [0.0] * 3)
    setpoint = np.full(n, 20.0)
    room_degc = 20.0 - np.array([1.0, 2.0, 3.0, 4.0, 1.0, 1.0, 1.0, 5.0, 1.0, 1.0])
    year = SimpleNamespace(
        room=SimpleNamespace(
            outdoor_degc=outdoor, heating_setpoint_degc=setpoint, ideal_heating_w=np.full(n, 500.0)
        ),
        hourly=SimpleNamespace(
            room_degc=room_degc,
            cut_out_heating=np.ones(n),
            running_full=np.zeros(n),
            recovering=np.zeros(n),
        ),
        maximum_heating_w=np.where(outdoor < -18.0, np.nan, 2000.0),
    )
    found = shortage(year, -18.0, heats=True)  # type: ignore[arg-type]
    assert found == {
        "far_off_h": 2,
        "short_h": 10,
        "short_depth_k": 5.0,
        "depth_to_design_k": 5.0,
        "worst_degc": 15.0,
        "stopped_h": 7,
        "after_stop_h": 0,
        "own_depth_k": 5.0,
        "own_depth_to_design_k": 5.0,
        "own_worst_degc": 15.0,
        "is_worst_stopped": False,
        "is_worst_recovering": False,
    }
    for design_degc, depth_k in ((-15.5, 5.0), (-16.0, 5.0), (1.0, 0.0)):
        at_design = shortage(year, -18.0, design_degc, heats=True)  # type: ignore[arg-type]
        assert at_design["depth_to_design_k"] == depth_k
        assert at_design["short_depth_k"] == 5.0
    year.hourly.recovering = np.array([0.0] * 7 + [0.3, 1.0, 0.0])  # of an hour after a setback
    year.hourly.cut_out_heating = np.array([1.0] * 7 + [0.0] * 3)  # and there it runs at full
    year.hourly.running_full = np.array([0.0] * 7 + [1.0] * 3)
    found = shortage(year, -18.0, heats=True)  # type: ignore[arg-type]
    assert (found["short_h"], found["short_depth_k"]) == (8, 4.0)
    year.hourly.room_degc = setpoint - 0.5
    assert shortage(year, -18.0, heats=True) == {"far_off_h": 0}  # type: ignore[arg-type]


def test_a_room_that_warms_up_after_a_stop_is_cold_because_of_it() -> None:
    """Two hours too cold, a stop of two, then three on the way back, then another too cold.

    In one of the three the unit could not have given what a room at its setpoint takes.
    """
    miss_k = np.array([1.0, 1.5, 6.0, 8.0, 5.0, 4.0, 3.0, 0.2, 2.0])
    outdoor = np.array([-15.0, -15.0, -20.0, -20.0, -15.0, -14.0, -10.0, -9.0, -9.0])
    year = cold_hours(
        room_degc=21.0 - miss_k,
        outdoor_degc=outdoor,
        running_full=np.where(outdoor < -18.0, 0.0, 1.0),
        cut_out_heating=np.where(outdoor < -18.0, 1.0, 0.0),
        recovering=np.zeros(9),
        backup_w=np.zeros(9),
        heating_setpoint_degc=np.full(9, 21.0),
        ideal_heating_w=np.array([1500.0] * 4 + [2500.0] + [1500.0] * 4),
    )
    year.maximum_heating_w = np.where(outdoor < -18.0, np.nan, 2000.0)
    found = shortage(year, -18.0, -14.5, heats=True)  # type: ignore[arg-type]
    assert (found["short_h"], found["stopped_h"], found["after_stop_h"]) == (8, 2, 2)
    assert (found["short_depth_k"], found["own_depth_k"]) == (8.0, 2.0)
    assert (found["depth_to_design_k"], found["own_depth_to_design_k"]) == (4.0, 2.0)
    assert found["own_worst_degc"] == 19.0


@pytest.mark.parametrize("heats", [True, False])
def test_a_unit_that_the_weather_stops_is_not_recovering(heats: bool) -> None:
    """A setpoint moves by 4 K each evening; below its limit the unit can't follow until it runs.

    Six hours are missed by 2 K: in three it is stopped, in the fourth for most of the time, in
    the fifth for a fifth of it, and in the last it runs at full. Four are the weather's.
    """
    name, sign = ("heating", 1.0) if heats else ("cooling", -1.0)
    stopped = np.array([1.0, 1.0, 1.0, 0.6, 0.2, 0.0])
    year = SimpleNamespace(
        room=SimpleNamespace(
            outdoor_degc=np.full(6, 10.0),
            **{f"{name}_setpoint_degc": np.full(6, 22.0)},
            **{f"ideal_{name}_w": np.full(6, 500.0)},
        ),
        hourly=SimpleNamespace(
            room_degc=np.full(6, 22.0 - sign * 2.0),
            running_full=1.0 - stopped,
            recovering=np.ones(6),
            **{f"cut_out_{name}": stopped},
        ),
        **{f"maximum_{name}_w": np.full(6, 2000.0)},
    )
    found = shortage(year, 15.0, heats=heats)  # type: ignore[arg-type]
    assert (found["short_h"], found["stopped_h"], found["is_worst_stopped"]) == (4, 4, True)


def cold_hours(**changed: object) -> SimpleNamespace:
    """Return six hours 1 K too cold; the unit gives 2 kW at full output, and the room needs 3."""
    hourly = {
        "room_degc": np.full(6, 20.0),
        "running_full": np.ones(6),
        "cut_out_heating": np.zeros(6),
        "recovering": np.zeros(6),
        "backup_w": np.zeros(6),
    }
    year = {
        "outdoor_degc": np.full(6, -10.0),
        "heating_setpoint_degc": np.full(6, 21.0),
        "ideal_heating_w": np.full(6, 3000.0),
    }
    hourly |= {key: value for key, value in changed.items() if key in hourly}
    year |= {key: value for key, value in changed.items() if key in year}
    most_w = changed.get("maximum_heating_w", np.full(6, 2000.0))
    return SimpleNamespace(
        room=SimpleNamespace(**year), hourly=SimpleNamespace(**hourly), maximum_heating_w=most_w
    )


def short_h(year: SimpleNamespace, **given: object) -> int:
    return int(shortage(year, -15.0, heats=True, **given).get("short_h", 0))  # type: ignore[arg-type]


def test_hours_in_which_a_heater_could_give_the_rest_are_its_controls() -> None:
    """It may run in four of six hours; in one of them it is on all the time, and not enough."""
    outdoor = np.array([-10.0] * 4 + [6.0] * 2)
    heater = BackupHeat(1500.0, below_degc=5.0)
    on_w = 1500.0 * np.array([0.0, 0.5, 0.9, 1.0, 0.0, 0.0])
    year = cold_hours(outdoor_degc=outdoor, backup_w=on_w)
    assert short_h(year) == 6
    assert short_h(year, heater=heater) == 3
    assert short_h(year, heater=heater._replace(below_degc=10.0)) == 1
    assert short_h(year, heater=heater._replace(power_w=900.0)) == 6  # of 1,000 W that are missing


def test_below_its_limit_a_unit_adds_nothing_to_its_heater() -> None:
    outdoor = np.array([-20.0] * 3 + [-14.0] * 3)  # it has not started again in the last three
    year = cold_hours(
        outdoor_degc=outdoor,
        maximum_heating_w=np.where(outdoor < -15.0, np.nan, 2000.0),
        cut_out_heating=np.ones(6),
        running_full=np.zeros(6),
    )
    assert short_h(year, heater=BackupHeat(2900.0, 5.0)) == 6
    assert short_h(year, heater=BackupHeat(3000.0, 5.0)) == 0


def test_a_heater_that_holds_the_room_brings_it_back_from_a_setback() -> None:
    """The unit has stopped. The heater has 1.9 of the 2 kW that hold 21 °C at −20 °C outdoors.

    What ideal control puts in within an hour of the setback's end is more and does not count.
    """
    year = cold_hours(
        outdoor_degc=np.array([-20.0] * 3 + [-23.0] * 3),
        ideal_heating_w=np.array([5000.0] * 6),
        maximum_heating_w=np.full(6, np.nan),
        cut_out_heating=np.ones(6),
        running_full=np.zeros(6),
        recovering=np.ones(6),
        backup_w=np.full(6, 1900.0),
    )
    given = {"heater": BackupHeat(1900.0, 5.0), "design_degc": -20.0, "design_w": 2000.0}
    assert short_h(year, **given) == 3
    assert short_h(year, **{**given, "heater": BackupHeat(1890.0, 5.0)}) == 6
    assert short_h(year, **{**given, "heater": BackupHeat()}) == 6
    assert short_h(year, **{**given, "design_w": None}) == 6
    year.hourly.recovering = np.zeros(6)
    assert short_h(year, **given) == 6


def test_hours_far_from_the_setpoint_count_whatever_the_unit_does() -> None:
    """It has the output and is off for eight hours, four of them 3.1 K cold, one a recovery."""
    year = SimpleNamespace(
        room=SimpleNamespace(
            outdoor_degc=np.zeros(8),
            heating_setpoint_degc=np.full(8, 20.0),
            ideal_heating_w=np.full(8, 500.0),
        ),
        hourly=SimpleNamespace(
            room_degc=20.0 - np.array([3.1, 3.1, 3.1, 3.1, 2.9, 2.9, 0.0, 0.0]),
            running_full=np.zeros(8),
            recovering=np.array([1.0] + [0.0] * 7),
            cut_out_heating=np.zeros(8),
        ),
        maximum_heating_w=np.full(8, 2000.0),
    )
    assert shortage(year, -18.0, heats=True) == {"far_off_h": 3}  # type: ignore[arg-type]


def test_a_cooling_output_is_that_in_the_air_of_the_room_on_hot_days_if_it_is_dry() -> None:
    """Two of five hours count: hot enough, and with something to cool. No hour: 50 % RH."""
    pressure_pa, room_degc = 97_000.0, 24.0
    around = surroundings(np.zeros(5), np.zeros(5), pressure_pa, 20.0, room_degc)
    outdoor, load = np.array([42.0, 40.5, 41.0, 39.0, 20.0]), np.array([900.0, 900.0, 0.0, 900, 0])
    for ratios, expected in (
        ([0.004, 0.006, 0.001, 0.001, 0.001], 0.005),
        ([0.02, 0.02, 0.001, 0.001, 0.001], None),
    ):
        year = SimpleNamespace(
            room=SimpleNamespace(outdoor_degc=outdoor, ideal_cooling_w=load),
            hourly=SimpleNamespace(humidity_ratio=np.array(ratios)),
        )
        assert hot_room_ratio(year, around, 42.2) == (expected and pytest.approx(expected))  # type: ignore[arg-type]
        assert hot_room_ratio(year, around, 70.0) == (expected and pytest.approx(expected))  # type: ignore[arg-type]
        year.room.ideal_cooling_w = np.zeros(5)
        assert hot_room_ratio(year, around, 42.2) is None  # type: ignore[arg-type]


def test_a_dry_coil_spends_nearly_all_of_its_capacity_on_temperature() -> None:
    unit = SingleStage(form="window", size_w=8000.0 * W_PER_BTUH, ceer=12.0)
    machine, _ = unit.compile()
    hot = np.array([42.3, 20.0])  # the grid of sensible shares spans them
    moist, dry = (
        float(steady_limits(machine, -1.0, hot, 97_000.0, 24.4, room_humidity_ratio=w)[1][0])
        for w in (None, 0.004)
    )
    assert dry > 1.3 * moist
    assert dry < unit.size_w
