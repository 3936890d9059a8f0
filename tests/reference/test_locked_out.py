"""A room left without heat in the cold: the loop's linear response against the non-linear pass.

The pass knows the lockout by a heating setpoint that is not there; the linear response gets the
heat that the pass needed, so that only films, long wave and gaps tell them apart.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

import hand_made_rooms as made
from hpsim.building.ideal_load import IdealLoadResult, ideal_load_result
from hpsim.building.locked_out import (
    EVERY,
    NO_LOCKOUT,
    Lockout,
    films_without_heat,
    in_order,
    locked_out,
    while_locked_out,
)
from hpsim.building.model import Aim2Infiltration
from hpsim.kernel.response import air_response
from hpsim.kernel.types import Climate, FloatArray

LOCKOUT = Lockout(-8.0, 3.0)
HEATED_DEGC = 20.0
# Of the time without heat. One film stands for all differences of a face; measured: 0.018 K.
MEAN_K = 0.15
BY_SLOPES_K = 0.5  # what the slopes of the films are off; measured: 0.73 K


class Case(NamedTuple):
    """A room with its year under ideal control, and its year with the lockout."""

    ideal: IdealLoadResult
    is_out: FloatArray
    out: IdealLoadResult


def cold_spells(wind_m_per_s: float = 3.0) -> Climate:
    hour = np.arange(made.HOURS + 1)
    season = 4.0 - 10.0 * np.cos(2.0 * np.pi * hour / made.HOURS)
    spells = 4.0 * np.sin(2.0 * np.pi * hour / (9.0 * 24.0))
    outdoor = season + spells - 3.0 * np.cos(2.0 * np.pi * (hour - 4.0) / 24.0)
    outdoor[-1] = outdoor[0]
    calm = made.steady_weather(wind_m_per_s=wind_m_per_s)
    return calm._replace(outdoor_degc=outdoor, sky_degc=outdoor - 10.0)


@cache
def case() -> Case:
    climate, room = cold_spells(), made.shoebox()
    ideal = made.year(room, climate, heating_degc=HEATED_DEGC)
    is_out = locked_out(ideal.drivers.outdoor_degc, LOCKOUT)
    heating, cooling = made.held_between(HEATED_DEGC, 1000.0)
    heating[1:][is_out] = -1000.0
    out = ideal_load_result(room, climate, made.dark(room), heating, cooling)
    return Case(ideal, is_out, out)


def linear_air_degc(sets, free_air_degc: FloatArray) -> FloatArray:
    """Return the air of the room with the lockout by its linear response to the same heat."""
    ideal, out = case().ideal, case().out
    drivers = out.drivers
    exchanged = drivers.exchange_heat_w - drivers.exchange_w_per_k * out.air_degc[1:]
    heat = out.ideal_heating_w - out.ideal_cooling_w + drivers.gain_w + exchanged
    return free_air_degc + air_response(ideal.dynamics, sets, heat, ideal.step_s)


def warmer_without_heat_k(air_degc: FloatArray) -> float:
    apart = air_degc[1:] - case().out.air_degc[1:]
    return float(apart[case().is_out].mean())


def test_a_room_without_heat_is_as_warm_as_in_the_non_linear_pass():
    ideal, is_out, out = case()
    fallen_k = HEATED_DEGC - out.air_degc[1:][is_out]
    assert 300 < is_out.sum() < 6000
    assert fallen_k.mean() > 8.0
    air = linear_air_degc(*while_locked_out(ideal, is_out)[:2])
    assert abs(warmer_without_heat_k(air)) < MEAN_K


def test_the_slopes_of_the_films_would_leave_it_too_warm():
    ideal = case().ideal
    air = linear_air_degc(ideal.film_sets, ideal.drivers.free_air_degc)
    assert warmer_without_heat_k(air) > BY_SLOPES_K


def test_ideal_heat_still_holds_the_ideal_room():
    ideal, is_out, _ = case()
    sets, free, _ = while_locked_out(ideal, is_out)
    d = ideal.drivers
    heat = ideal.ideal_heating_w - ideal.ideal_cooling_w + d.gain_w + d.exchange_heat_w
    heat = heat - d.exchange_w_per_k * ideal.air_degc[1:]
    again = free + air_response(ideal.dynamics, sets, heat, ideal.step_s)
    np.testing.assert_allclose(again, ideal.air_degc, atol=1e-9)


def test_only_the_steps_without_heat_have_other_films():
    ideal, is_out, _ = case()
    sets, _, _ = while_locked_out(ideal, is_out)
    before = ideal.film_sets
    n = before.rate_per_s.shape[0]
    np.testing.assert_array_equal(sets.of_step, np.where(is_out, n, before.of_step))
    np.testing.assert_array_equal(sets.rate_per_s[:n], before.rate_per_s)
    np.testing.assert_array_equal(sets.change[:n, :n], before.change)


def test_the_leaks_of_a_dwelling_go_straight_to_their_heat_without_heating():
    """AIM-2 without wind, f_s C (rho g H dT / T)^0.65 dT, by hand at 20 degC and as far below."""
    leak = Aim2Infiltration(7.0, 90.0, 2.5, 1.0, 0.5, "suburban")
    room = replace(made.shoebox(), infiltration=(leak,))
    ideal = made.year(room, cold_spells(wind_m_per_s=0.0), heating_degc=HEATED_DEGC)
    drivers, outdoor = ideal.drivers, ideal.drivers.outdoor_degc
    is_out = locked_out(outdoor, LOCKOUT)
    _, _, added = while_locked_out(ideal, is_out)
    assert not added[~is_out].any()
    _, warmer_k = films_without_heat(ideal, ideal.film_modes, is_out)
    nth = int(np.argmin(warmer_k))
    step = in_order(np.flatnonzero(is_out), is_out.size)[::EVERY][nth]
    outside, fallen_k = 0.5 * (outdoor[step] + outdoor[step + 1]), -warmer_k[nth]
    assert fallen_k > 8.0

    def heat_w(room_degc: float) -> float:
        apart_k, density = room_degc - outside, 1.2041 * 293.15 / (outside + 273.15)
        stack_pa = density * 9.81 * 2.5 * abs(apart_k) / (room_degc + 273.15)
        flow = 0.2559 * 7.0 * 90.0 / 3600.0 / 50.0**0.65 * stack_pa**0.65  # f_s by hand
        return flow * density * 1009.0 * apart_k

    by_hand = (heat_w(HEATED_DEGC) - heat_w(HEATED_DEGC - fallen_k)) / fallen_k
    found = drivers.exchange_w_per_k[step] + added[step]
    assert found == pytest.approx(by_hand, rel=0.01)
    assert found < 0.97 * drivers.exchange_w_per_k[step]


def test_a_lockout_that_takes_no_heat_changes_nothing():
    ideal = case().ideal
    none = np.zeros(ideal.ideal_heating_w.size, dtype=bool)
    sets, free, leaks = while_locked_out(ideal, none)
    assert not leaks.any()
    assert sets is ideal.film_sets
    assert free is ideal.drivers.free_air_degc


def test_a_lockout_ends_above_where_it_began():
    middles = [0.0, -9.0, -6.0, -6.0, -4.0, -6.0]
    outdoor = 2.0 * np.cumsum([0.0, *(m * (-1.0) ** i for i, m in enumerate(middles))])
    outdoor *= (-1.0) ** (np.arange(outdoor.size) + 1)
    np.testing.assert_allclose(0.5 * (outdoor[1:] + outdoor[:-1]), middles)
    found = locked_out(outdoor, LOCKOUT)
    assert found.tolist() == [False, True, True, True, False, False]


def test_a_lockout_at_the_years_end_goes_on_in_its_beginning():
    outdoor = np.array([-6.0, -6.0, 0.0, 0.0, -12.0, -8.0])
    assert locked_out(outdoor, LOCKOUT).tolist() == [True, False, False, False, True]


def test_without_a_lockout_nothing_is_locked_out():
    assert not locked_out(np.array([-40.0, -40.0, 0.0]), NO_LOCKOUT).any()


@pytest.mark.parametrize(
    ("steps", "expected"), [([1, 2, 7, 9], [7, 9, 1, 2]), ([4], [4]), ([0, 1, 2], [0, 1, 2])]
)
def test_steps_begin_after_the_longest_pause(steps, expected):
    assert in_order(np.array(steps), 10).tolist() == expected
