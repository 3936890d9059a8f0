"""What a cooling machine gives in air a little unlike that for which its output was worked out."""

from __future__ import annotations

import pytest

from hand_made import Instant, control, machine, saturation
from hpsim.kernel.coil import over_interval, steady_cooling
from hpsim.kernel.other_air import NEARLY_DRY, STRAIGHT_K, STRAIGHT_RATIO, is_near, move_output

LENGTH_S, OUTDOOR_DEGC = 300.0, 32.0
COIL = {
    "water_capacity_kg": 0.3,
    "cooling_capacity_per_k_wet_bulb": 0.02,
    "cooling_capacity_per_k2_wet_bulb": 4e-4,
    "cooling_power_per_k_wet_bulb": 0.005,
}


def running(air_degc: float, ratio: float) -> Instant:
    """Return a unit that cools, with an output for its air."""
    i = Instant(machine=machine(indoor_coil=COIL), control=control())
    i.put(mode=-1.0, on=1.0, air_degc=air_degc, humidity_ratio=ratio, built=0.6, built_latent=0.4)
    interval = i.work.interval
    for _ in range(3):  # until the wet bulb has settled
        capacity_w, latent_w, power_w, fan_w, case_w = steady_cooling(
            i.machine, i.control, saturation(), i.work, 1.0, 0.0, 0.5, OUTDOOR_DEGC
        )
    interval.capacity_w, interval.latent_capacity_w, interval.power_w = (
        capacity_w,
        latent_w,
        power_w,
    )
    interval.fan_w, interval.case_w, interval.length_s = fan_w, case_w, LENGTH_S
    interval.ran_in_degc, interval.ran_in_ratio = air_degc, ratio
    given = over_interval(
        i.machine, saturation(), i.work, LENGTH_S, capacity_w, latent_w, fan_w, case_w
    )
    interval.sensible_w, interval.latent_w, interval.evaporated_kg = given[:3]
    interval.water_kg, interval.fading_w = given[5:7]
    return i


@pytest.mark.parametrize(("air_degc", "ratio"), [(26.0, 0.0125), (24.0, 0.009)])
@pytest.mark.parametrize(("warmer_k", "wetter"), [(-0.3, -2e-4), (0.3, 2e-4), (0.2, -3e-4)])
def test_moved_output_is_that_of_the_machine_run_anew(
    air_degc: float, ratio: float, warmer_k: float, wetter: float
) -> None:
    """Within 0.1 % of capacity."""
    i, anew = running(air_degc, ratio), running(air_degc + warmer_k, ratio + wetter)
    moved, there = i.work.interval, anew.work.interval
    moved.met_degc, moved.met_ratio = air_degc + warmer_k, ratio + wetter
    assert is_near(i.work)
    move_output(i.machine, saturation(), i.work, OUTDOOR_DEGC)
    total_w = there.capacity_w + there.latent_capacity_w
    for name in ("capacity_w", "latent_capacity_w", "sensible_w", "latent_w", "fading_w"):
        assert getattr(moved, name) == pytest.approx(getattr(there, name), abs=1e-3 * total_w), name
    assert moved.power_w == pytest.approx(there.power_w, rel=1e-3)
    assert moved.water_kg == pytest.approx(there.water_kg, abs=1e-4)
    assert (moved.ran_in_degc, moved.ran_in_ratio) == (moved.met_degc, moved.met_ratio)


@pytest.mark.parametrize(("latent_share", "near"), [(0.0, False), (0.9, False), (1.1, True)])
def test_a_coil_that_may_come_to_where_it_is_dry_is_run_anew(
    latent_share: float, near: bool
) -> None:
    i = running(26.0, 0.0125)
    i.work.interval.latent_capacity_w = latent_share * NEARLY_DRY * i.work.interval.capacity_w
    assert is_near(i.work) == near


@pytest.mark.parametrize(
    ("warmer_k", "wetter", "near"),
    [(0.9, 0.0, True), (-1.1, 0.0, False), (0.0, -0.9, True), (0.0, 1.1, False)],
)
def test_only_air_near_by_moves_an_output(warmer_k: float, wetter: float, near: bool) -> None:
    i = running(26.0, 0.0125)
    i.work.interval.met_degc = 26.0 + warmer_k * STRAIGHT_K
    i.work.interval.met_ratio = 0.0125 + wetter * STRAIGHT_RATIO
    assert is_near(i.work) == near
