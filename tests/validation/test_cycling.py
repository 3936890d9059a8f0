"""That the cycling suite can tell right from wrong."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.validation import cycling, cycling_measured
from hpsim.validation.bench import changed, plain_machine

WINKLER_S = 62.4
"""1.04 full-load minutes lost per start: the published start-up curve at its longest."""
MEDIANS = 0.06  # of the table: two digits, and half the spread among starts


@pytest.mark.parametrize("time_constant_s", [20.0, 60.0, 150.0])
@pytest.mark.parametrize("season", ["cooling", "heating"])
def test_cyclic_test_gives_the_closed_form(time_constant_s: float, season: str):
    """Without fan, C_D follows from the seconds lost per start alone."""
    machine = changed(
        plain_machine(3000.0, 800.0),
        indoor_coil={
            "heating_start_s": time_constant_s,
            "cooling_start_sensible_s": time_constant_s,
        },
        cooling={"airflow_kg_per_s": np.full(2, 0.5)},  # so much air keeps the coil dry
    )
    lost_s = time_constant_s * -np.expm1(-360.0 / time_constant_s)
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
    """One constant, fitted on sensible capacity, gives both rows of the table.

    The total of the first two minutes is left out: the humidity sensors lag by about a minute.
    """
    machine, table = (
        cycling_measured.measured_machine(),
        cycling_measured.measurements()["start_up"],
    )
    time_constant_s = machine.indoor_coil.cooling_start_sensible_s
    assert time_constant_s == pytest.approx(WINKLER_S, rel=0.1)
    evaporation_w = machine.indoor_coil.evaporation_kg_per_s * VAPORISATION_J_PER_KG * 8.27 / 7.26
    found = cycling_measured.wet_start(
        time_constant_s, evaporation_w / cycling_measured._sensible_w(), 6
    )
    assert found[0] == pytest.approx(table["sensible"], abs=MEDIANS)
    assert found[1][2:] == pytest.approx(table["total"][2:], abs=MEDIANS)
    dry, _ = cycling_measured.wet_start(time_constant_s, 0.0, 6)
    assert dry[0] < table["sensible"][0] - 0.15  # without the water the first minute is too poor
