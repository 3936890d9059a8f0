"""Water on the coil while a unit starts and stops, against plain integrations of its equations."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest

from hpsim.equipment.indoor_coil import wet_coil_evaporation_kg_per_s
from hpsim.kernel.air import sensible_heat_ratio, wet_bulb
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.heat_pump import WET_BULB_DEPRESSION_K
from hpsim.kernel.types import FloatArray, Machine
from hpsim.psychrometrics import humidity_ratio_from_wet_bulb, saturation_table
from hpsim.validation.bench import (
    SEA_LEVEL_PA,
    Bench,
    BenchRun,
    bare_control,
    changed,
    plain_machine,
    run_on,
)

DRY_BULB_DEGC, WET_BULB_DEGC = 26.667, 19.444
RATIO = float(humidity_ratio_from_wet_bulb(DRY_BULB_DEGC, WET_BULB_DEGC))
CAPACITY_W, AIRFLOW, A0 = 2637.64, 0.17047, 0.2206
TIME_CONSTANT_S = 60.0
FULL_S, GAMMA = 1000.0, 1.5
STEP_S = 10.0
ON_S = 3600.0  # runs of an hour, rests of an hour
ROUNDING = 1e-6
SPLIT = 0.02  # catching and giving back follow each other within a step of the loop
WATER = 0.002  # of a run's: the same splitting, over a whole run
SPREAD = 1e-5  # of a trace's steps: their sum with the rest of the interval is exact, not each


class Coil(NamedTuple):
    """Steady latent capacity, evaporation of the full coil in this air [W], and the machine."""

    latent_w: float
    evaporation_w: float
    machine: Machine


def coil(fan_overrun_s: float = 0.0, time_constant_s: float = TIME_CONSTANT_S) -> Coil:
    table = saturation_table(SEA_LEVEL_PA)
    bypass = math.exp(-A0 / AIRFLOW)
    share = sensible_heat_ratio(table, DRY_BULB_DEGC, RATIO, CAPACITY_W, AIRFLOW, bypass)
    latent_w = (1.0 - share) * CAPACITY_W
    depression_k = DRY_BULB_DEGC - wet_bulb(table, DRY_BULB_DEGC, RATIO)
    per_s = GAMMA * latent_w / VAPORISATION_J_PER_KG
    machine = changed(
        plain_machine(CAPACITY_W, 800.0),
        cooling={"airflow_kg_per_s": np.full(2, AIRFLOW), "coil_a0_kg_per_s": np.full(2, A0)},
        indoor_coil={
            "cooling_start_sensible_s": time_constant_s,
            "cooling_start_latent_s": time_constant_s,
            "water_capacity_kg": FULL_S * latent_w / VAPORISATION_J_PER_KG,
            "evaporation_kg_per_s": per_s,
        },
        fan={"overrun_s": fan_overrun_s},
    )
    return Coil(latent_w, GAMMA * latent_w * depression_k / WET_BULB_DEPRESSION_K, machine)


def hours_on_and_off(machine: Machine, **control: float) -> BenchRun:
    """Run in air that stays as it is: a rest, a run, a rest, a run."""
    bench = Bench(
        n_hours=4,
        outdoor_degc=35.0,
        room_degc=DRY_BULB_DEGC,
        humidity_ratio=RATIO,
        cooling_degc=DRY_BULB_DEGC + np.array([5.0, -5.0, 5.0, -5.0]),
        base_step_s=ON_S,
    )
    return run_on(bench, machine, bare_control(**control), STEP_S)


def second_run(run: BenchRun) -> slice:
    return slice(round(3.0 * ON_S / run.step_s), round(4.0 * ON_S / run.step_s))


def integrated(
    coil: Coil, water_share: float, built: float, towards: float, for_s: float
) -> tuple[FloatArray, float]:
    """Return net latent heat in each step, and the water left over the full coil's, by Euler.

    Parameters
    ----------
    water_share, built : float
        At the beginning: water over the full coil's, and what is built up of the cold.
    towards : float
        What that approaches: 1 with the compressor on, 0 with it off.
    """
    dt = 0.05
    full_j = FULL_S * coil.latent_w
    net = np.zeros(round(for_s / STEP_S))
    for i in range(round(for_s / dt)):
        caught = built * coil.latent_w
        given = (1.0 - built) * coil.evaporation_w * math.sqrt(max(water_share, 0.0))
        net[int(i * dt / STEP_S)] += (caught - given) * dt / STEP_S
        water_share = min(water_share + (caught - given) * dt / full_j, 1.0)
        built += (towards - built) * dt / TIME_CONSTANT_S
    return net, water_share


def test_a_wet_coil_cools_by_its_water_until_it_is_cold() -> None:
    """In the first minute net removal is negative and sensible cooling the more."""
    wet = coil()
    run = hours_on_and_off(wet.machine)
    part = second_run(run)
    latent, sensible = run.steps.latent_removed_w[part], run.steps.cool_delivered_w[part]
    net, _ = integrated(wet, 1.0, 0.0, 1.0, ON_S)
    assert latent[0] < -0.8 * wet.evaporation_w  # after ten seconds a sixth of the cold is there
    assert latent == pytest.approx(net, abs=SPLIT * wet.evaporation_w)
    assert latent.sum() == pytest.approx(net.sum(), rel=WATER)
    assert sensible[0] > 2.0 * (sensible[0] + latent[0])
    # the sum is what the refrigerant takes up, whatever the water does
    x = STEP_S / TIME_CONSTANT_S
    built = 1.0 - np.exp(-x * np.arange(latent.size)) * -np.expm1(-x) / x
    assert latent + sensible == pytest.approx(CAPACITY_W * built, abs=SPREAD * CAPACITY_W)


def test_a_dry_coil_starts_without_any_of_it() -> None:
    """What it gives back is only of what it has caught since."""
    dry = coil()
    run = hours_on_and_off(dry.machine)
    first = round(ON_S / run.step_s)
    latent = run.steps.latent_removed_w[first : 2 * first]
    net, _ = integrated(dry, 0.0, 0.0, 1.0, ON_S)
    assert latent == pytest.approx(net, abs=SPLIT * dry.evaporation_w)
    assert latent.min() >= 0.0


def test_in_still_air_the_water_stays() -> None:
    run = hours_on_and_off(coil().machine)
    rest = slice(round(2.0 * ON_S / run.step_s), round(3.0 * ON_S / run.step_s))
    assert not run.steps.latent_returned_w[rest].any()


def test_a_fan_that_runs_on_brings_what_the_coil_holds_of_cold_and_then_its_water() -> None:
    overrun_s = 300.0
    wet = coil(overrun_s)
    run = hours_on_and_off(wet.machine)
    first = round(2.0 * ON_S / run.step_s)
    part = slice(first, first + round(overrun_s / run.step_s))
    latent, sensible = run.steps.latent_removed_w[part], run.steps.cool_delivered_w[part]
    net, left = integrated(wet, 1.0, 1.0, 0.0, overrun_s)
    assert latent == pytest.approx(net, abs=SPLIT * wet.evaporation_w)
    assert latent[0] > 0.0 > latent[-1]
    x = STEP_S / TIME_CONSTANT_S
    kept = np.exp(-x * np.arange(latent.size)) * -np.expm1(-x) / x
    assert latent + sensible == pytest.approx(CAPACITY_W * kept, rel=ROUNDING)
    # the next start finds the rest
    start = run.steps.latent_removed_w[second_run(run)]
    again, _ = integrated(wet, left, math.exp(-ON_S / 300.0) * kept[-1], 1.0, ON_S)
    assert start.sum() == pytest.approx(again.sum(), rel=WATER)


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_a_low_fan_takes_as_much_water_as_its_air_that_touches_the_coil(share: float) -> None:
    """Airflow times 1 - exp(-A0 / airflow), A0 as the root of the airflow: 0.6 at half of it."""
    wet = coil()
    low = {"fan_by_control": 1.0, "fan_cooling_run_s": 1e9, "fan_low_share": share}
    run = hours_on_and_off(wet.machine, **low)
    rest = slice(round(2.0 * ON_S / run.step_s), round(3.0 * ON_S / run.step_s))

    def touching(of: float) -> float:
        airflow = of * AIRFLOW
        return airflow * -math.expm1(-A0 * math.sqrt(of) / airflow)

    less = wet._replace(evaporation_w=wet.evaporation_w * touching(share) / touching(1.0))
    assert touching(0.5) / touching(1.0) == pytest.approx(0.58, abs=0.01)
    net, _ = integrated(less, 1.0, 1.0, 0.0, ON_S)
    latent = run.steps.latent_removed_w[rest]
    assert latent == pytest.approx(net, abs=SPLIT * wet.evaporation_w)
    assert latent.sum() == pytest.approx(net.sum(), rel=0.005)


def test_a_wet_coil_s_evaporation_is_adiabatic_saturation() -> None:
    """By hand, 80/67 degF: w_s(19.44 degC) = 0.01418, w = 0.01116; 0.0728 of 0.1 kg/s touch it."""
    found = wet_coil_evaporation_kg_per_s(0.1, 0.13)
    assert found == pytest.approx(0.1 * -math.expm1(-1.3) * (0.014183 - 0.011160), rel=2e-3)
    # the air can take up no more than it would in an endless coil
    assert wet_coil_evaporation_kg_per_s(0.1, 10.0) == pytest.approx(0.1 * 0.003023, rel=2e-3)


def test_the_run_s_own_heat_is_what_the_refrigerant_took_up() -> None:
    run = hours_on_and_off(coil().machine)
    lost_s = TIME_CONSTANT_S * -math.expm1(-ON_S / TIME_CONSTANT_S)
    assert run.cycles[-1, 6] == pytest.approx(CAPACITY_W * (ON_S - lost_s), rel=1e-5)
