"""The loop of the year: where in an hour its intervals lie."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Instant
from hpsim.kernel.state import EPSILON_S
from hpsim.kernel.year import base_step_at

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
