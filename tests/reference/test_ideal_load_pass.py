"""Is the fast ideal-load pass the obvious one? Against the same room in small implicit steps."""

import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

import hand_made_rooms as made
from hpsim.building.ideal_load_pass import outputs_for
from hpsim.kernel.ideal_load_pass import run_ideal_load_pass, run_steps
from hpsim.kernel.types import PlaneIrradiance
from reference.naive_room import free_float

APART_K = {1800.0: 0.2, 600.0: 0.06}
"""Films of the last step, on a swing of 18 to 25 K: first order in the step."""
MEAN_K = 0.01


def sunny(room):
    hour = np.arange(made.HOURS) % 24
    course = 500.0 * np.maximum(np.sin(np.pi * (hour + 0.5 - 7.0) / 10.0), 0.0)
    course *= (hour >= 7) & (hour < 17)
    none = np.zeros(made.HOURS)
    return {
        plane: PlaneIrradiance(none, none, course, none, none, none) for plane in made.dark(room)
    }


@pytest.mark.parametrize("step_s", [1800.0, 600.0])
@pytest.mark.parametrize("glazed", [("south",), ("south", "west")])
def test_a_sunny_room_floats_as_the_plain_non_linear_one(glazed, step_s):
    room = made.shoebox(glazed=glazed, heat=made.gains(50.0, 100.0))
    climate = made.daily_weather()
    base = made.year(room, climate, irradiance=sunny(room), step_s=step_s).load_pass
    per_day = round(86400 / step_s)
    first = 31 * per_day
    start = base.modes.shape @ base.out.sums.modes_at[1]
    for port, node in enumerate(base.layout.port_nodes):
        start[node] = base.out.port_degc[first, port]
    plain = free_float(base, climate, first, per_day, start, dt_s=60.0)
    difference = (base.out.port_degc[first : first + per_day + 1] - plain)[:, 0]
    assert np.ptp(plain[:, 0]) > 15.0
    assert np.abs(difference).max() < APART_K[step_s]
    assert abs(difference.mean()) < MEAN_K


A_DAY = """
import pickle, sys
from pathlib import Path
from hpsim.kernel.ideal_load_pass import run_ideal_load_pass
place = Path(sys.argv[1])
inputs, first, last, modes, ports, out = pickle.loads(place.read_bytes())
run_ideal_load_pass(inputs, first, last, modes, ports, out)
place.write_bytes(pickle.dumps((modes, ports, out.load_w[first:last])))
"""


def test_a_compiled_day_is_an_interpreted_day(tmp_path):
    """In a process of its own: what is compiled into its callers can't be called from Python."""
    room = made.shoebox(heat=made.gains(50.0, 100.0))
    base = made.year(
        room, made.daily_weather(), heating_degc=20.0, cooling_degc=24.0, irradiance=sunny(room)
    ).load_pass
    first, last = 48 * 31, 48 * 32
    modes, ports = base.out.sums.modes_at[1].copy(), base.out.port_degc[first].copy()
    out = outputs_for(base.inputs)
    place = tmp_path / "day.pickle"
    place.write_bytes(pickle.dumps((base.inputs, first, last, modes, ports, out)))
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", A_DAY, str(place)], env=environment, check=True)
    run_ideal_load_pass(base.inputs, first, last, modes, ports, out)
    interpreted = pickle.loads(place.read_bytes())
    for mine, other in zip((modes, ports, out.load_w[first:last]), interpreted, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-9)


def test_steps_before_the_year_are_its_last_and_in_no_sum():
    """A day before the year's first one, against a year that ends and another that begins.

    The other one has forgotten its corrections: its first hours differ by watts.
    """
    room = made.shoebox(heat=made.gains(50.0, 100.0))
    base = made.year(
        room, made.daily_weather(), heating_degc=20.0, cooling_degc=24.0, irradiance=sunny(room)
    ).load_pass
    n, day, ends = base.inputs.outdoor_degc.size - 1, 48, np.array([48])
    begun = base.out.port_degc[n - day]
    at_once, apart = outputs_for(base.inputs, ends), outputs_for(base.inputs, ends)
    modes, ports = np.zeros(base.modes.rate_per_s.size), begun.copy()
    run_ideal_load_pass(base.inputs, -day, day, modes, ports, at_once)
    same_modes, same_ports = np.zeros(modes.size), begun.copy()
    run_ideal_load_pass(base.inputs, n - day, n, same_modes, same_ports, outputs_for(base.inputs))
    run_ideal_load_pass(base.inputs, 0, day, same_modes, same_ports, apart)
    assert apart.films_weight[0] > 0.0
    np.testing.assert_allclose(at_once.films_weight, apart.films_weight, rtol=1e-3)
    np.testing.assert_allclose(at_once.load_w[:day], apart.load_w[:day], atol=10.0)
    np.testing.assert_allclose(
        at_once.load_w[day // 2 : day], apart.load_w[day // 2 : day], atol=0.1
    )
    np.testing.assert_allclose(ports, same_ports, atol=0.01)
    np.testing.assert_allclose(at_once.port_degc[0], apart.port_degc[0], atol=1e-9)
    heat, same_heat = at_once.sums.turned_over_w[0], apart.sums.turned_over_w[0]
    np.testing.assert_allclose(heat, same_heat, rtol=1e-2, atol=1.0)


def test_one_compilation_serves_all_rooms():
    for glazed in ((), ("south",), ("south", "west")):
        made.year(made.shoebox(glazed=glazed), made.daily_weather(), heating_degc=20.0)
    assert len(getattr(run_steps, "calls", [1])) == 1
