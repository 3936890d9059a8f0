"""An hour's figures are those of its own steps: billing demand, and every mean."""

from __future__ import annotations

import numpy as np
import pytest

from hand_made import Year, control, drivers, lumped_room, machine, saturation
from hpsim.kernel.heat_pump import saturated_humidity_ratio
from hpsim.kernel.state import N_CHANNELS
from hpsim.kernel.types import Channels, KernelInputs
from hpsim.kernel.year import simulate_year

HOURS = 240
ROUNDING_W = 1e-6
USES = ("compressor_heating_w", "compressor_cooling_w", "fan_w", "backup_w", "defrost_w")


def inputs() -> KernelInputs:
    """Return a room that a plain machine of 2 kW heats in short runs."""
    outdoor = -2.0 + 8.0 * np.sin(np.arange(HOURS * 2 + 1) * 0.13)
    return KernelInputs(
        lumped_room(400e3, 60.0),
        drivers(outdoor, n_hours=HOURS),
        machine(auxiliaries={"standby_w": 8.0}),
        control(differential_k=0.8, minimum_on_s=180.0, minimum_off_s=180.0),
        saturation(),
    )


@pytest.mark.parametrize("step_s", [30.0, 60.0])
def test_quarter_hours_are_the_means_of_their_steps(step_s: float) -> None:
    kept = Year(inputs(), step_s, warmup_hours=0).hourly
    per_hour = round(3600.0 / step_s)
    trace = np.zeros((HOURS * per_hour, N_CHANNELS))
    hourly, cycles = np.zeros((N_CHANNELS, HOURS)), np.zeros((HOURS * 60, 7))
    simulate_year(inputs(), step_s, 0, hourly, cycles, trace, np.zeros(1), HOURS)
    np.testing.assert_array_equal(Channels(*hourly), kept)  # tracing moves no bit
    steps = Channels(*(trace.T / step_s))
    power_w = sum((getattr(steps, use) for use in USES), steps.standby_w)
    for minutes, found in ((15, kept.quarter_peak_w), (30, kept.half_peak_w)):
        n = round(minutes * 60.0 / step_s)
        means = power_w.reshape(HOURS, -1, n).mean(axis=2)
        np.testing.assert_allclose(found, means.max(axis=1), atol=ROUNDING_W)
    assert kept.quarter_peak_w.max() > 1.2 * kept.half_peak_w.min()  # the runs are short


@pytest.mark.parametrize("damp_kg_per_s", [0.0, 3e-4])
def test_an_hours_means_are_those_of_its_steps(damp_kg_per_s: float) -> None:
    """Also of a humidity that is worked out after the steps, and of what then condenses.

    The room is heated by day and cooled by night.
    """
    sun_w = 1500.0 * (np.sin(np.arange(HOURS * 2) * 0.13) > 0.2)
    outdoors = 0.006 + 0.003 * np.sin(np.arange(HOURS * 2 + 1) * 0.31)
    base = inputs()
    weather = base.drivers._replace(
        gain_w=sun_w,
        cooling_setpoint_degc=np.full(HOURS * 2, 21.5),
        outdoor_humidity_ratio=outdoors,
        moisture_gain_kg_per_s=np.full(HOURS * 2, damp_kg_per_s),
        surface_buffer_kg=2.0,
        surface_kg_per_s=0.02,
        deep_buffer_kg=20.0,
        deep_kg_per_s=0.004,
    )
    trace = np.zeros((HOURS * 60, N_CHANNELS))
    hourly, cycles = np.zeros((N_CHANNELS, HOURS)), np.zeros((HOURS * 60, 7))
    both = base._replace(drivers=weather)
    simulate_year(both, 60.0, 0, hourly, cycles, trace, np.zeros(1), HOURS)
    steps, hours = Channels(*(trace.T / 60.0)), Channels(*hourly)
    assert min(hours.starts_heating.sum(), hours.starts_cooling.sum()) > 50.0
    for name, found in hours._asdict().items():
        if not name.endswith("peak_w"):
            means = getattr(steps, name).reshape(HOURS, 60).mean(axis=1)
            scale = max(np.abs(found).max(), 1e-12)
            np.testing.assert_allclose(means, found, atol=1e-9 * scale, rtol=0.0, err_msg=name)
    assert (hours.condensed_kg_per_s.sum() > 0.0) == (damp_kg_per_s > 0.0)
    if damp_kg_per_s == 0.0:
        assert np.abs(np.diff(steps.humidity_ratio)).max() < 2e-4  # and nothing jumps


@pytest.mark.parametrize("damp_kg_per_s", [2e-4, 3e-4])
def test_no_minute_has_more_than_saturated_air(damp_kg_per_s: float) -> None:
    """Though the unit lets it cool by 0.8 K four times an hour: a twentieth of what it holds."""
    base, n = inputs(), HOURS * 2
    weather = base.drivers._replace(moisture_gain_kg_per_s=np.full(n, damp_kg_per_s))
    trace = np.zeros((HOURS * 60, N_CHANNELS))
    hourly, cycles = np.zeros((N_CHANNELS, HOURS)), np.zeros((HOURS * 60, 7))
    damp = base._replace(drivers=weather)
    simulate_year(damp, 60.0, 0, hourly, cycles, trace, np.zeros(1), HOURS)
    steps = Channels(*(trace.T / 60.0))
    pairs = zip(steps.humidity_ratio, steps.room_degc, strict=True)
    share = [ratio / saturated_humidity_ratio(damp.saturation, degc) for ratio, degc in pairs]
    assert 0.99 < max(share) < 1.001
    assert steps.condensed_kg_per_s.sum() > 0.0
