"""That the cycling suite can tell right from wrong."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.equipment.start_up import MEASURED_DEAD_S, MEASURED_START_S
from hpsim.validation import cycling, cycling_measured
from hpsim.validation.bench import changed, plain_machine

LAG = 0.14  # in the first two minutes
MEDIANS = 0.06  # of the table: two digits, and half the spread among starts


@pytest.mark.parametrize("dead_s", [0.0, 45.0, 54.0])
@pytest.mark.parametrize("time_constant_s", [20.0, 60.0, 150.0])
@pytest.mark.parametrize("season", ["cooling", "heating"])
def test_cyclic_test_gives_the_closed_form(time_constant_s: float, season: str, dead_s: float):
    """Without fan, C_D follows from the seconds lost per start alone."""
    machine = changed(
        plain_machine(3000.0, 800.0),
        indoor_coil={
            "heating_start_s": time_constant_s,
            "cooling_start_sensible_s": time_constant_s,
            "heating_dead_s": dead_s,
            "cooling_dead_s": dead_s,
        },
        cooling={"airflow_kg_per_s": np.full(2, 0.5)},  # so much air keeps the coil dry
    )
    lost_s = dead_s + time_constant_s * -np.expm1(-(360.0 - dead_s) / time_constant_s)
    by_hand = (lost_s / 360.0) / (1.0 - (360.0 - lost_s) / 1800.0)
    found = cycling.degradation_coefficient(machine, season, cycling.FIXED_SPEED[season])
    # the coil keeps exp(-24 min / 5 min) of what it had built up
    assert found == pytest.approx(by_hand, rel=0.01)


def test_a_slower_start_costs_more_and_shows_in_the_measured_runs():
    """The bands are not so wide that any start-up would do."""
    machine = cycling_measured.measured_machine()
    slow = changed(machine, indoor_coil={"cooling_start_sensible_s": 200.0})
    running = 0.25
    right, wrong = (cycling_measured.bench_run(unit, running) for unit in (machine, slow))
    assert right.cop_without - wrong.cop_without > cycling_measured.ALLOWED_COP * right.cop_without


def test_a_wet_coil_explains_the_measured_start():
    """Two constants give both rows of the table, but for the lag of the humidity sensors.

    It makes the total of the first minutes too low; without water the sensible row is too poor.
    """
    machine, table = (
        cycling_measured.measured_machine(),
        cycling_measured.measurements()["start_up"],
    )
    coil = machine.indoor_coil
    constants_s = coil.cooling_dead_s, coil.cooling_start_sensible_s
    assert constants_s == (MEASURED_DEAD_S, MEASURED_START_S)  # as units start by default
    water = cycling_measured.evaporation_over_sensible()
    for found, row in zip(
        cycling_measured.wet_start(*constants_s, water, 6), ("sensible", "total"), strict=True
    ):
        assert found[2:] == pytest.approx(table[row][2:], abs=MEDIANS)
        assert found[:2] == pytest.approx(table[row][:2], abs=LAG)
    dry, _ = cycling_measured.wet_start(*constants_s, 0.0, 6)
    assert dry[0] < table["sensible"][0] - 0.15
