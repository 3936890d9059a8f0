"""That the cycling suite can tell right from wrong."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.equipment.start_up import MEASURED_DEAD_S, MEASURED_START_S
from hpsim.validation import cycling, cycling_measured
from hpsim.validation.bench import Bench, bare_control, changed, plain_machine, run_on

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


def short_run(minutes: float, before: float, rest: float) -> tuple[float, float]:
    """Return COP, overrun and all, and sensible share of a run after one of ``before`` minutes.

    In a room that nothing moves, switched by its setpoint.
    """
    machine, step_s = cycling_measured.measured_machine(), 30.0
    room_degc = cycling_measured.measurements()["steady"]["room_degc"]
    parts = [(0.0, rest), (1.0, before), (0.0, rest), (1.0, minutes)]
    pattern = np.concatenate([np.full(round(2 * length), on) for on, length in parts])
    bench = Bench(
        n_hours=8,
        outdoor_degc=cycling_measured.OUTDOOR_DEGC,
        room_degc=room_degc,
        humidity_ratio=cycling_measured.room_air()[0],
        cooling_degc=room_degc + 5.0 - 10.0 * np.resize(pattern, 8 * 120),
        base_step_s=step_s,
    )
    steps = run_on(bench, machine, bare_control(), step_s).steps
    begins = 3 * pattern.size - round(2 * minutes)
    run = slice(begins, begins + round(2 * (minutes + rest)))
    cool, latent = steps.cool_delivered_w[run].sum(), steps.latent_removed_w[run].sum()
    used = (steps.compressor_cooling_w + steps.fan_w)[run].sum()
    return float((cool + latent) / used), float(cool / (cool + latent))


def test_a_wet_coil_does_not_explain_what_the_shortest_runs_lose() -> None:
    """As `known_deviations.csv` has it: after 12 min of cooling and 19 of rest, or among its like.

    Relative to a run of 40 min.
    """
    long_cop, long_share = short_run(40.0, 40.0, 9.0)
    after_long, alike = short_run(4.0, 12.0, 19.0), short_run(4.0, 4.0, 19.0)
    assert after_long[0] / long_cop == pytest.approx(0.84, abs=0.01)
    assert alike[0] / long_cop == pytest.approx(0.84, abs=0.01)
    assert after_long[1] / long_share == pytest.approx(1.20, abs=0.01)
    assert alike[1] / long_share == pytest.approx(1.11, abs=0.01)
