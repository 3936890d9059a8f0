"""A room whose machine stops in the cold: its inside films while nothing heats it.

A lockout lets a room fall by 10 or 20 K, no small change about the room under ideal control: the
air is then nearly as warm as the faces around it. Natural convection carries ``c |dT|^(1 + n)``,
whose slope is ``1 + n`` times the film; but from all of ``dT`` to none of it the heat changes by
the film times ``dT``. So another set of films holds while the machine is locked out: each is the
slope of the line from its heat under ideal control to its heat in the room without heating. The
leaks of a dwelling that is one room, which grow with the difference to outdoors, likewise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.building.air_modes import AirModes, film_sets, with_films
from hpsim.building.films import natural_films
from hpsim.building.home_exchange import driven_air
from hpsim.building.ideal_load import FilmModes, IdealLoadResult, free_air_degc
from hpsim.kernel.response import modes_apart
from hpsim.kernel.types import NEVER_DEGC, FilmSets, FloatArray

EVERY = 5  # of the steps, for the mean of the films: all times of the day
LEAST_FALL_K = 0.5  # of the air: the leaks' heat is straight in less
LEAST_K = 1e-3  # of deviation: a face that feels less keeps its film


class Lockout(NamedTuple):
    """Outdoor temperatures at which a machine stops to heat, and heats again."""

    below_degc: float = NEVER_DEGC
    restart_above_k: float = 0.0


NO_LOCKOUT = Lockout()


def locked_out(outdoor_degc: FloatArray, lockout: Lockout) -> NDArray[np.bool_]:
    """Return whether a machine is locked out in the middle of each step (n,) of a year.

    ``outdoor_degc`` (n + 1,) are instants. The year repeats itself.

    Examples
    --------
    >>> outdoor = np.array([0.0, -6.0, -4.0, -4.0, 0.0, 0.0])
    >>> locked_out(outdoor, Lockout(-4.5, 3.0)).tolist()
    [False, True, True, True, False]
    """
    middle = 0.5 * (outdoor_degc[1:] + outdoor_degc[:-1])
    stops = middle < lockout.below_degc
    decides = stops | (middle >= lockout.below_degc + lockout.restart_above_k)
    last = np.maximum.accumulate(np.where(decides, np.arange(middle.size), -1))
    if last[-1] >= 0:
        last[last < 0] = last[-1]
    return np.asarray(stops[last])


def in_order(steps: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return some of ``n`` steps of a year that repeats itself, from the longest pause on.

    Examples
    --------
    >>> in_order(np.array([1, 2, 7, 9]), 10).tolist()
    [7, 9, 1, 2]
    """
    pauses = np.diff(steps, append=steps[0] + n)
    return np.roll(steps, -1 - int(np.argmax(pauses)))


def while_locked_out(
    ideal: IdealLoadResult, is_out: NDArray[np.bool_]
) -> tuple[FilmSets, FloatArray, FloatArray]:
    """Return what holds with a lockout in some steps (n,): films, free air, and less of leaks.

    Film sets with one for these steps; `RoomDrivers.free_air_degc`; and what is to be added to
    ``exchange_w_per_k`` (n,). As they are where no step of the lockout needs heat.
    """
    made_from = ideal.film_modes
    if made_from is None or not ideal.ideal_heating_w[is_out].any():
        return ideal.film_sets, ideal.drivers.free_air_degc, np.zeros(is_out.size)
    films, warmer_k = films_without_heat(ideal, made_from, is_out)
    sets, _ = _with_films(ideal, made_from, films, is_out)
    free = free_air_degc(ideal.load_pass, ideal.drivers.gain_w, ideal.dynamics, sets)
    return sets, free, _added_leaks_w_per_k(ideal, is_out, warmer_k)


def _added_leaks_w_per_k(
    ideal: IdealLoadResult, is_out: NDArray[np.bool_], warmer_k: FloatArray
) -> FloatArray:
    """Return by how much leaks carry more per kelvin than their slope, down to no heat (n,) [W/K].

    ``warmer_k`` is what the room without heat has on the ideal one in every `EVERY`-th step.
    """
    added, load_pass = np.zeros(is_out.size), ideal.load_pass
    if not load_pass.air.is_dwelling:
        return added
    steps = in_order(np.flatnonzero(is_out), is_out.size)
    apart_k = np.zeros(is_out.size)
    apart_k[steps] = np.minimum(np.repeat(warmer_k, EVERY)[: steps.size], -LEAST_FALL_K)
    exchange, air, outdoor = load_pass.inputs.exchange, ideal.air_degc, ideal.drivers.outdoor_degc
    room, outdoor = 0.5 * (air[1:] + air[:-1]), 0.5 * (outdoor[1:] + outdoor[:-1])

    def heat_w(degc: FloatArray) -> FloatArray:
        driven = driven_air(exchange, degc, outdoor) * exchange.air_j_per_m3_k
        return np.asarray(driven * (degc - outdoor))

    more_w = heat_w(room + apart_k) - heat_w(room)
    per_k = np.divide(more_w, apart_k, out=added, where=is_out)
    carried = load_pass.out.driven_m3_per_s * exchange.air_j_per_m3_k
    slope = ideal.drivers.exchange_w_per_k - load_pass.out.exchange_w_per_k + carried
    return np.where(is_out, per_k - slope, 0.0)


def films_without_heat(
    ideal: IdealLoadResult, made_from: FilmModes, is_out: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Return the films (n_inner,) by which each face's heat goes from heated to unheated [W/m2K].

    And how much warmer the air is than under ideal control in every `EVERY`-th step. Films are
    means over the lockout's steps. What the room is like without heat follows from the films as
    they are under ideal control: the lines that end where face and air are equally warm.
    """
    load_pass, faces = ideal.load_pass, ideal.load_pass.inputs.inner
    steps = in_order(np.flatnonzero(is_out), is_out.size)[::EVERY]
    degc = load_pass.out.port_degc.take(steps + 1, axis=0)
    heated_k = degc[:, load_pass.layout.inner_ports] - degc.take(faces.air_port, axis=1)
    heated_w = heated_k * natural_films(heated_k, faces.warm, faces.cold, faces.law)
    films = _ratio(heated_w, heated_k, made_from.inner_w_per_m2k)
    sets, few = _with_films(ideal, made_from, films, is_out)
    lacking_w = np.where(is_out, ideal.ideal_heating_w, 0.0)
    states = modes_apart(sets, -lacking_w, ideal.drivers.exchange_w_per_k, steps, ideal.step_s)
    unheated_k = heated_k + _faces_apart_k(ideal, made_from, few[-1], states)
    unheated_w = unheated_k * natural_films(unheated_k, faces.warm, faces.cold, faces.law)
    warmer_k = states[:, : few[-1].rate_per_s.size].sum(axis=1)
    return _ratio(unheated_w - heated_w, unheated_k - heated_k, films), warmer_k


def _ratio(w_per_m2: FloatArray, apart_k: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Return the mean of heat (n_steps, n_inner) per kelvin of difference [W/m2K]."""
    by_k = np.abs(apart_k).sum(axis=0)
    found = np.abs(w_per_m2).sum(axis=0) / np.maximum(by_k, LEAST_K)
    return np.where(by_k > LEAST_K * apart_k.shape[0], found, otherwise)


def _with_films(
    ideal: IdealLoadResult,
    made_from: FilmModes,
    films_w_per_m2k: FloatArray,
    is_out: NDArray[np.bool_],
) -> tuple[FilmSets, tuple[AirModes, ...]]:
    """Return the film sets with one more that holds in some steps, and the air's modes of each."""
    layout = ideal.load_pass.home_layout
    changes = (films_w_per_m2k - made_from.inner_w_per_m2k) * layout.inner_arrays.area_m2
    few = (*made_from.few, *with_films(made_from.modes, layout, changes[None], made_from.times_s))
    of_step = np.where(is_out, len(few) - 1.0, ideal.film_sets.of_step)
    return film_sets(few, of_step), few


def _faces_apart_k(
    ideal: IdealLoadResult, made_from: FilmModes, few: AirModes, states: FloatArray
) -> FloatArray:
    """Return what the faces gain on their air (n_steps, n_inner), by the modes (n_steps, n)."""
    inner, shape = ideal.load_pass.home_layout.inner_arrays, made_from.modes.shape
    of_modes = few.basis.T @ (shape[inner.node] - shape[inner.air_node]).T
    return np.asarray(states[:, : few.rate_per_s.size] @ (of_modes / few.in_air[:, None]))
