"""The loop of the year: where in an hour its intervals lie, and what is caught up at their end."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Instant, drivers
from hpsim.kernel.state import EPSILON_S
from hpsim.kernel.weather_step import load
from hpsim.kernel.year import base_step_at, catch_up_humidity

HOUR_S = 3600.0


@pytest.mark.parametrize("left_s", np.geomspace(1.001, 1e4, 40) * EPSILON_S)
def test_what_is_left_of_an_hour_is_in_its_last_step(left_s: float) -> None:
    """An interval may end just before the hour does; the rest is not the next hour's step."""
    nth, fraction = base_step_at(Instant().unit, HOUR_S - left_s)
    assert nth == 1
    assert fraction == pytest.approx(1.0, abs=1e-5)


def test_a_step_begins_where_the_one_before_ends_to_rounding() -> None:
    unit = Instant().unit
    for hour_s in (1800.0, 1800.0 - 1e-10):
        nth, fraction = base_step_at(unit, hour_s)
        assert (nth, fraction) == (1, pytest.approx(0.0, abs=1e-9))
    assert base_step_at(unit, 1799.0)[0] == 0


@pytest.mark.parametrize(("later_s", "until"), [(1800.0, 1.0), (600.0, 0.5), (900.0, 1.0)])
def test_humidity_is_caught_up_from_where_it_was_left(later_s: float, until: float) -> None:
    """One store of 700 kg towards 10 g/s of outdoor air, as it is in the middle of the time."""
    outdoors = np.array([0.002, 0.006, 0.006, 0.006, 0.006])
    air = drivers(10.0, n_hours=2)._replace(outdoor_humidity_ratio=outdoors)
    i = Instant(drivers=air)
    load(i.packed, i.unit, i.work, 0, True)
    i.put(humidity_ratio=0.004, humid_later_s=later_s)
    interval = i.work.interval
    interval.length_s, interval.fraction, interval.latent_w = 120.0, 0.25, 300.0
    catch_up_humidity(i.packed, i.unit, i.work, until)
    outdoor = 0.002 + 0.004 * (until - 0.5 * later_s / 1800.0)
    expected = outdoor + (0.004 - outdoor) * np.exp(-later_s * 0.01 / 700.0)
    assert i.humidity_ratio == pytest.approx(expected, rel=1e-9)
    assert i.humid_later_s == 0.0
    assert (interval.length_s, interval.fraction) == (120.0, 0.25)
    mean = i.total("humidity_ratio_s") / later_s
    assert mean == pytest.approx(0.5 * (0.004 + expected), abs=1e-6)
