"""What a cooling machine gives in air a little unlike that for which its output was worked out."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Instant, control, machine, saturation
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.coil import over_interval, steady_cooling
from hpsim.kernel.heat_pump import prepare_start
from hpsim.kernel.other_air import (
    NEARLY_DRY,
    OTHER_DEPRESSION_K,
    STRAIGHT_K,
    STRAIGHT_RATIO,
    as_built_k,
    hold_end_air,
    humidity_bow,
    is_near,
    meet_drying_air,
    move_output,
)
from hpsim.kernel.state import COOLING_COIL, MEAN_K_PER_W

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
    move_output(i.machine, i.work)
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


def test_a_stopped_coil_holds_what_it_did_in_the_air_at_the_end() -> None:
    """Within 0.2 % of capacity of the machine run in that air."""
    i, there = running(24.5, 0.0120), running(24.1, 0.0116).work.interval
    interval = i.work.interval
    i.state.stopped_w, i.state.stopped_latent_w = interval.capacity_w, interval.latent_capacity_w
    i.state.air_degc, i.state.humidity_ratio = 24.1, 0.0116
    hold_end_air(i.state, interval)
    near = 2e-3 * (there.capacity_w + there.latent_capacity_w)
    assert i.stopped_w == pytest.approx(there.capacity_w, abs=near)
    assert i.stopped_latent_w == pytest.approx(there.latent_capacity_w, abs=near)
    assert abs(i.stopped_latent_w - interval.latent_capacity_w) > 5.0 * near


@pytest.mark.parametrize("fades_per_s", [0.0, 1.0 / 600.0, 1.0 / 300.0])
def test_humidity_bows_as_the_latent_heat_changes(fades_per_s: float) -> None:
    """``m w' = -L(t) / h_fg - m r w`` in parts, with a latent heat that falls by 200 W."""
    parts, mass_kg, shift_w = 30_000, 70.0, -200.0
    share, step_s = (np.arange(parts) + 0.5) / parts, LENGTH_S / parts
    mean = 0.0
    w = 0.0
    for latent_w in shift_w * (share - 0.5):
        rise = -latent_w / VAPORISATION_J_PER_KG / mass_kg - fades_per_s * w
        mean += (w + 0.5 * rise * step_s) / parts
        w += rise * step_s
    i = running(25.0, 0.012)
    unit = i.unit._replace(is_buffered=False, per_kg=1.0 / mass_kg)
    i.put(built_latent=1.0, out_per_s=fades_per_s)
    interval = i.work.interval
    interval.built_latent, interval.latent_w = 1.0, 700.0
    interval.latent_by_air_w_per_k, interval.latent_by_ratio_w = -60.0, 130e3
    interval.air_end_degc = i.air_degc - 1.0
    interval.humidity_end = i.humidity_ratio - 2e-3  # 60 - 260 W
    assert humidity_bow(unit, i.work) == pytest.approx(mean, rel=0.05)
    interval.latent_w = 0.0
    assert humidity_bow(unit, i.work) == 0.0


def test_water_that_dries_off_early_makes_the_air_moist_early() -> None:
    """30 g that come with ``exp(-t / 60 s)``, next to as many that come evenly."""
    parts, mass_kg = 30_000, 70.0
    share = (np.arange(parts) + 0.5) / parts
    come = np.cumsum(np.exp(-share * LENGTH_S / 60.0))
    mean = 0.03 / mass_kg * float((come / come[-1]).mean() - 0.5)
    i = running(25.0, 0.012).put(built=0.2, built_latent=1.0, out_per_s=0.0)
    for length_s in (2.0 * LENGTH_S, LENGTH_S):  # prepared for this length with no build-up before
        prepare_start(60.0, length_s, i.work.starts, COOLING_COIL)
    interval = i.work.interval
    interval.built, interval.latent_w, interval.evaporated_kg = 0.9, 700.0, 0.03
    interval.latent_by_air_w_per_k = interval.latent_by_ratio_w = 0.0
    unit = i.unit._replace(is_buffered=False, per_kg=1.0 / mass_kg)
    assert humidity_bow(unit, i.work) == pytest.approx(mean, rel=1e-3)
    i.put(built=0.9)  # in the dead time all is as warm as before
    assert humidity_bow(unit, i.work) == 0.0


def test_the_air_a_coil_meets_counts_as_far_as_its_output_has_built_up() -> None:
    i = running(25.0, 0.012)
    prepare_start(90.0, 2.0 * LENGTH_S, i.work.starts, COOLING_COIL)
    prepare_start(90.0, LENGTH_S, i.work.starts, COOLING_COIL)
    i.work.interval.air_end_degc = 23.5
    share = (np.arange(100_000) + 0.5) / 100_000
    built = 1.0 - 0.4 * np.exp(-share * LENGTH_S / 90.0)
    met_k = (built * -1.5 * share).mean() / built.mean()
    assert as_built_k(i.work) == pytest.approx(met_k + 0.75, rel=1e-4)


def drying(off: float) -> Instant:
    """Return a stopped coil of which 20 g have dried off in ten minutes, 4 K above the wet bulb."""
    i = running(24.0, 0.010).put(on=0.0, depression_k=4.0)
    i.unit = i.unit._replace(per_kg=1.0 / 70.0)
    interval = i.work.interval
    interval.length_s, interval.evaporated_kg = 600.0, 0.02
    i.work.lengths[i.state.prepared, MEAN_K_PER_W] = 0.0
    interval.air_mean_degc, interval.humidity_mean = 24.0, 0.010 + off
    return i


def test_water_that_dries_off_meets_the_air_that_it_makes() -> None:
    """20 g into 70 kg: on the mean 0.143 g/kg more, less what the lower depression leaves out.

    In air wetter by ``x`` only ``20 g (1 - 830 K x / 4 K)`` dry off: ``x = 0.1429e-3 / 1.0296``.
    """
    off = 0.02 / 70.0 / 2.0
    i = drying(2.0 * off)  # of another 0.143 g/kg from elsewhere, the same part is left
    assert meet_drying_air(i.unit, i.work)
    interval = i.work.interval
    assert interval.met_ratio - 0.010 == pytest.approx(2.0 * off / 1.02964, rel=1e-4)
    assert interval.met_degc == 24.0
    assert interval.met_ratio_per_s == pytest.approx((interval.met_ratio - 0.010) / 600.0)


@pytest.mark.parametrize(("depression_k", "meets"), [(0.9, False), (1.1, True)])
def test_water_that_dries_off_in_nearly_the_same_air_is_left(
    depression_k: float, meets: bool
) -> None:
    i = drying(depression_k * OTHER_DEPRESSION_K / 830.0)
    assert meet_drying_air(i.unit, i.work) == meets
