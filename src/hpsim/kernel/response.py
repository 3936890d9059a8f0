"""The air's response to a series of heats, mode by mode."""

from __future__ import annotations

import numpy as np

from hpsim.kernel.compiling import apart, compiled, internal, reducing
from hpsim.kernel.ideal_load_types import IntArray
from hpsim.kernel.state import LANES
from hpsim.kernel.types import FilmSets, FloatArray, RoomDynamics

HOURS_PER_DAY = 24


@apart
def step_modes(
    decay: FloatArray, gain_k_per_w: FloatArray, heat_w: float, state: FloatArray
) -> None:
    """Step the modes ``state`` (n_modes,) [K] through a heat."""
    for m in range(state.size):
        steady = gain_k_per_w[m] * heat_w
        state[m] = steady + decay[m] * (state[m] - steady)


@reducing
def sum_of(state: FloatArray) -> float:
    """Return the sum of the modes."""
    total = 0.0
    for m in range(state.size):
        total += state[m]
    return total


@compiled
def advance_response(
    decay: FloatArray,
    gain_k_per_w: FloatArray,
    direct_k_per_w: float,
    heat_w: FloatArray,
    state: FloatArray,
    out: FloatArray,
) -> None:
    """Step the modes through all heats; ``out[k + 1]`` is the response at the end of step k.

    ``out[0]`` is left to the caller; ``state`` (n_modes,) [K] is overwritten.
    """
    for k in range(heat_w.size):
        step_modes(decay, gain_k_per_w, heat_w[k], state)
        out[k + 1] = direct_k_per_w * heat_w[k] + sum_of(state)


@compiled
def settle(
    decay: FloatArray, gain_k_per_w: FloatArray, heat_w: FloatArray, state: FloatArray
) -> None:
    """Step the modes ``state`` (n_modes,) [K] through all heats, their sum left aside."""
    for k in range(heat_w.size):
        step_modes(decay, gain_k_per_w, heat_w[k], state)


def modal_response(dynamics: RoomDynamics, heat_w: FloatArray, step_s: float) -> FloatArray:
    """Return the air's response (n + 1,) [K] to heats (n,) that are constant over each step.

    Periodic: the year that begins is the year that ends, so the first value equals the last.
    What answers at once belongs to the step that has just ended.
    """
    spare = -dynamics.rate_per_s.size % LANES  # modes of no gain
    decay = np.exp(-np.append(dynamics.rate_per_s, np.ones(spare)) * step_s)
    gain_k_per_w = np.append(dynamics.gain_k_per_w, np.zeros(spare))
    state = np.zeros(decay.size)
    settle(decay, gain_k_per_w, heat_w, state)
    out = np.zeros(heat_w.size + 1)
    # from rest, the year's end lacks what the years before left: start z, z = end + decay^n z
    state = state / (1.0 - decay**heat_w.size)
    advance_response(decay, gain_k_per_w, dynamics.direct_k_per_w, heat_w, state, out)
    out[0] = out[-1]
    return out


@compiled
def start_each_hour(
    rest: FloatArray,
    steady: FloatArray,
    scale: FloatArray,
    offset: FloatArray,
    starts: FloatArray,
) -> None:
    """Fill ``starts`` (n,) with what a repeating course begins each hour with.

    Hour i takes y to ``rest[i] * y + (1 - rest[i]) * steady[i]``: within a day from the day's
    begin, ``scale * y + offset``, then the days in a row. These two, (n,), are room to work in.
    """
    n = rest.size
    whole, beyond, by, plus = 1.0, 0.0, 1.0, 0.0
    for i in range(n):
        scale[i], offset[i] = by, plus
        by, plus = rest[i] * by, rest[i] * plus + (1.0 - rest[i]) * steady[i]
        if i % HOURS_PER_DAY == HOURS_PER_DAY - 1 or i == n - 1:
            whole, beyond, by, plus = by * whole, by * beyond + plus, 1.0, 0.0
    begun = beyond / (1.0 - whole)
    for i in range(n):
        starts[i] = scale[i] * begun + offset[i]
        if i % HOURS_PER_DAY == HOURS_PER_DAY - 1:
            by, plus = rest[i] * scale[i], rest[i] * offset[i] + (1.0 - rest[i]) * steady[i]
            begun = by * begun + plus


@internal
def change_modes(change: FloatArray, of: int, to: int, x: FloatArray, spare: FloatArray) -> None:
    """Turn the modes' shares of the air, in place, into those of other films.

    ``change`` is that of `FilmSets`; ``spare`` (n_modes,) is overwritten.
    """
    n = change.shape[2]
    for i in range(n):
        spare[i] = 0.0
        for j in range(n):
            spare[i] += change[to, of, i, j] * x[j]
    for i in range(n):
        x[i] = spare[i]


@compiled
def advance_changing(
    decay: FloatArray,
    gain_k_per_w: FloatArray,
    change: FloatArray,
    of_step: FloatArray,
    heat_w: FloatArray,
    state: FloatArray,
    changed: FloatArray,
    out: FloatArray,
) -> None:
    """Step the modes through all heats, with the films of each step; as `advance_response`.

    ``state`` [K] belongs to the films of the last step, before and after; ``changed`` (n_modes,)
    is room to work in.
    """
    before = int(of_step[-1])
    for k in range(heat_w.size):
        now = int(of_step[k])
        if now != before:
            change_modes(change, before, now, state, changed)
            before = now
        step_modes(decay[now], gain_k_per_w[now], heat_w[k], state)
        out[k + 1] = sum_of(state)


@compiled
def advance_apart(
    decay: FloatArray,
    gain_k_per_w: FloatArray,
    change: FloatArray,
    of_step: FloatArray,
    heat_w: FloatArray,
    exchange_w_per_k: FloatArray,
    steps: IntArray,
    state: FloatArray,
    changed: FloatArray,
    out: FloatArray,
) -> None:
    """Step the modes of a room that has more or less heat than under ideal control.

    From rest before ``steps[0]`` on. Air exchange (n,) carries what its air is warmer or colder.
    ``out[i]`` (n_modes,) are the modes at the end of step ``steps[i]``, one step after another in a
    year that repeats itself; else as `advance_changing`.
    """
    k = steps[0]
    before = int(of_step[k])
    for i in range(steps.size):
        behind = True
        while behind:
            now = int(of_step[k])
            if now != before:
                change_modes(change, before, now, state, changed)
                before = now
            apart_k = per_watt = 0.0
            for m in range(state.size):
                apart_k += decay[now, m] * state[m]
                per_watt += gain_k_per_w[now, m] * (1.0 - decay[now, m])
            carried = exchange_w_per_k[k]
            heat = (heat_w[k] - carried * apart_k) / (1.0 + carried * per_watt)
            step_modes(decay[now], gain_k_per_w[now], heat, state)
            behind = k != steps[i]
            k = k + 1 if k + 1 < heat_w.size else 0
        for m in range(state.size):
            out[i, m] = state[m]


def changing_response(sets: FilmSets, heat_w: FloatArray, step_s: float) -> FloatArray:
    """Return the air's response (n + 1,) [K] with the films of each step; as `modal_response`.

    Periodic after a year from rest: no room remembers one.
    """
    decay = np.exp(-sets.rate_per_s * step_s)
    state, out = np.zeros(decay.shape[1]), np.zeros(heat_w.size + 1)
    gain, work = sets.gain_k_per_w, np.empty_like(state)
    for _ in range(2):
        advance_changing(decay, gain, sets.change, sets.of_step, heat_w, state, work, out)
    out[0] = out[-1]
    return out


def air_response(
    dynamics: RoomDynamics, sets: FilmSets, heat_w: FloatArray, step_s: float
) -> FloatArray:
    """Return `changing_response`, or `modal_response` of a room with one set of films."""
    if sets.of_step.size == 0:
        return modal_response(dynamics, heat_w, step_s)
    return changing_response(sets, heat_w, step_s)


def modes_apart(
    sets: FilmSets,
    heat_w: FloatArray,
    exchange_w_per_k: FloatArray,
    steps: IntArray,
    step_s: float,
) -> FloatArray:
    """Return the modes (n_steps, n_modes) of a room that has other heat than under ideal control.

    At the ends of ``steps`` (n_steps,), one after another in a year that repeats itself; before the
    first the room is as under ideal control. ``heat_w`` (n,) is how much more or less heat it has,
    and air exchange (n,) carries what its air is warmer or colder.
    """
    decay, gain = np.exp(-sets.rate_per_s * step_s), sets.gain_k_per_w
    state, out = np.zeros(decay.shape[1]), np.empty((steps.size, decay.shape[1]))
    advance_apart(
        decay,
        gain,
        sets.change,
        sets.of_step,
        heat_w,
        exchange_w_per_k,
        steps,
        state,
        np.empty_like(state),
        out,
    )
    return out
