"""An interval of a quarter-hour, seen minute by minute."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, control, drivers
from hpsim.kernel.room import predict_air_and_sensor, prepare_length
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.trace import remember, trace_interval
from hpsim.kernel.types import Channels, FloatArray

LENGTH_S, HEAT_W = 900.0, 500.0


def traced(begin_s: float) -> tuple[Instant, FloatArray]:
    """Return a room of 1 MJ/K and 100 W/K that is heated for a quarter-hour, and its trace."""
    i = Instant(control=control(sensor_lag_s=120.0), drivers=drivers(20.0, n_hours=2))
    i.work.x[0] = 0.0
    i.put(sensed_degc=20.0, humidity_ratio=0.006, speed_now=0.4)
    interval, direct = i.work.interval, i.unit.direct_k_per_w
    interval.length_s, interval.speed_end = LENGTH_S, 0.7
    prepare_length(i.work, direct, 120.0, LENGTH_S)
    predict_air_and_sensor(i.unit, i.work, HEAT_W, 0.0)
    interval.humidity_end, interval.humidity_mean = 0.0078, 0.0069
    remember(i.work)
    i.totals.heat_j += HEAT_W * LENGTH_S
    i.totals.compressor_heating_j += 200.0 * LENGTH_S
    i.totals.starts_heating_s += 3600.0
    i.totals.quarter_peak_w_s = 1e6  # of the hour so far: not the steps' own
    i.totals.speed_s += 0.55 * LENGTH_S
    i.totals.room_degc_s += interval.air_mean_degc * LENGTH_S
    i.totals.humidity_ratio_s += interval.humidity_mean * LENGTH_S
    trace = np.zeros((60, N_CHANNELS))
    trace_interval(i.packed, i.unit, i.work, trace, 0, begin_s)
    return i, trace


def test_minutes_add_up_to_the_interval() -> None:
    i, trace = traced(1330.0)
    assert np.flatnonzero(trace[:, 2]).tolist() == list(range(22, 38))  # 22 min 10 s to 37 min 10 s
    sums = Channels(*trace.sum(axis=0))
    assert sums.heat_delivered_w == pytest.approx(i.totals.heat_j)
    assert sums.room_degc == pytest.approx(i.totals.room_degc_s)
    assert sums.humidity_ratio == pytest.approx(i.totals.humidity_ratio_s)
    assert sums.quarter_peak_w == pytest.approx(200.0 * LENGTH_S)  # electricity of each minute


def test_a_start_belongs_to_the_minute_in_which_the_interval_begins() -> None:
    _, trace = traced(1330.0)
    starts = Channels(*trace.T).starts_heating
    assert starts[22] == pytest.approx(3600.0)
    assert np.delete(starts, 22) == pytest.approx(0.0)


def test_each_minutes_air_is_that_of_the_rooms_course() -> None:
    _, trace = traced(0.0)
    # 500 W warm the room by 5 K at last, with 10 000 s: means of 5 (1 - exp(-t / 10 000))
    ends = np.arange(16) * 60.0
    course = 5.0 * (ends - 1e4 * (1.0 - np.exp(-ends / 1e4)))
    found = Channels(*trace.T).room_degc[:15] / 60.0
    assert found == pytest.approx(20.0 + np.diff(course) / 60.0, rel=1e-12)
    assert math.isclose(found[0], 20.0 + 5.0 * 30.0 / 1e4, rel_tol=1e-5)


def test_humidity_goes_straight_from_begin_to_end() -> None:
    _, trace = traced(0.0)
    found = Channels(*trace.T).humidity_ratio[:15] / 60.0
    assert found == pytest.approx(0.006 + 0.0018 * (np.arange(15) + 0.5) / 15.0)


def test_a_speed_goes_straight_from_begin_to_end() -> None:
    _, trace = traced(0.0)
    found = Channels(*trace.T).speed[:15] / 60.0
    assert found == pytest.approx(0.4 + 0.3 * (np.arange(15) + 0.5) / 15.0)
