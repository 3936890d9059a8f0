"""A fit finds the factors that a made-up log of its own room was made with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hpsim.building.model import Shade
from hpsim.fit.clock import heat_lag_h, moved_by
from hpsim.fit.estimate import MOST_RESPONSES, estimate
from hpsim.fit.fit import carried_to, fit_room, loss_by_days
from hpsim.fit.noise import fitted_noise
from hpsim.fit.problem import HourlyLog, phases_of, problem_of
from hpsim.fit.unknowns import METERED_SIGMA, USUAL, FitUnknown, values_of, widened_start
from hpsim.simulate.driven import LoggedRoom
from logged_rooms import FIRST, HOURS, OF_LOG, OF_ROOM, logged_room, made_up_log

UNKNOWNS = tuple(
    replace(u, sigma=METERED_SIGMA) if u.name == "machine_output" else u
    for u in USUAL
    if u.name in OF_ROOM + OF_LOG
)
NAMES = [u.name for u in UNKNOWNS]
SCORED = [k for k, name in enumerate(NAMES) if not name.startswith("start")]
"""What the log was made with; how it began is the log's own."""


@pytest.fixture(scope="module")
def room() -> LoggedRoom:
    return logged_room()


def drawn(random: np.random.Generator) -> np.ndarray:
    scaled = random.standard_normal(len(UNKNOWNS))
    scaled[[NAMES.index("start"), NAMES.index("start_air")]] = 0.0
    return scaled


def scores(room: LoggedRoom, truth: np.ndarray, log: HourlyLog) -> np.ndarray:
    """Return errors of the estimate over its standard deviations."""
    unknowns = widened_start(UNKNOWNS, log.indoor_degc)
    problem = problem_of(room, log, unknowns, phases_of(log), (FIRST, HOURS))
    found = estimate(problem.rows, unknowns, problem.step_h, heat_floor_w=10.0)
    assert found.responses <= MOST_RESPONSES + 3
    return ((found.scaled - truth) / np.sqrt(found.covariance.diagonal()))[SCORED]


def with_gaps(log: HourlyLog, random: np.random.Generator) -> HourlyLog:
    """Return a log without a fifth of its hours, a whole day among them."""
    degc = log.indoor_degc.copy()
    degc[random.integers(FIRST + 12, HOURS, 30)] = np.nan
    degc[FIRST + 100 : FIRST + 124] = np.nan
    return replace(log, indoor_degc=degc)


def test_known_factors_are_found_within_two_standard_deviations(room: LoggedRoom) -> None:
    random = np.random.default_rng(3)
    found = []
    for seed in range(5):
        truth = drawn(random)
        log = made_up_log(room, values_of(UNKNOWNS, truth), seed=seed)
        found.append(scores(room, truth, with_gaps(log, random) if seed % 2 else log))
    inside = np.abs(found) < 2.0
    assert inside.mean() >= 0.85  # 40 of them; hundreds are counted in test_coverage.py


def test_a_slow_draw_is_settled_within_the_responses(room: LoggedRoom) -> None:
    truth = {"conduction": 1.6, "leaks": 0.5, "fast_capacity": 2.0, "inner_mass": 0.6}
    log = made_up_log(room, truth)
    problem = problem_of(room, log, UNKNOWNS, phases_of(log), (FIRST, HOURS))
    found = estimate(problem.rows, UNKNOWNS, problem.step_h, heat_floor_w=10.0)
    assert found.is_settled
    assert found.responses <= MOST_RESPONSES


def test_a_day_with_few_readings_does_not_count_as_held(room: LoggedRoom) -> None:
    log = made_up_log(room, {})
    degc = log.indoor_degc.copy()
    degc[FIRST + 3 : FIRST + 24] = np.nan
    assert not phases_of(replace(log, indoor_degc=degc)).held[FIRST : FIRST + 24].any()


def test_the_state_before_is_as_uncertain_as_the_log_scatters() -> None:
    swings = 20.0 + 5.0 * np.sin(np.arange(240.0))
    (start,) = (u for u in widened_start(UNKNOWNS, swings) if u.name == "start")
    assert start.sigma == pytest.approx(5.0 / np.sqrt(2.0), rel=0.02)
    (start,) = (u for u in widened_start(UNKNOWNS, np.full(240, np.nan)) if u.name == "start")
    assert start.sigma == 2.0


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_heater_clock_that_is_an_hour_off_is_noticed(room: LoggedRoom, hours: int) -> None:
    log = made_up_log(room, {"fast_capacity": 1.5})
    assert heat_lag_h(room, log) == 0
    moved = replace(log, heat_w=np.nan_to_num(moved_by(log.heat_w, -hours)))
    assert heat_lag_h(room, moved) == hours


def test_a_fit_of_a_room_like_its_description_changes_little(room: LoggedRoom) -> None:
    found = fit_room(room, made_up_log(room, {}), UNKNOWNS)
    assert found.values["conduction"] == pytest.approx(1.0, abs=0.15)
    assert found.loss_w_per_k == pytest.approx(found.unfitted_loss_w_per_k, rel=0.1)


def test_a_better_room_is_adopted_and_a_worse_one_is_not(room: LoggedRoom) -> None:
    found = fit_room(room, made_up_log(room, {"conduction": 1.4, "leaks": 0.6}), UNKNOWNS)
    assert found.is_adopted
    assert found.fitted.rmse_k < 0.5 * found.unfitted.rmse_k
    worse = replace(found, fitted=found.unfitted, unfitted=found.fitted)
    assert not worse.is_adopted


def test_a_log_without_heat_holds_the_room_but_in_coasting_nights(room: LoggedRoom) -> None:
    log = made_up_log(room, {})
    phases = phases_of(replace(log, heat_w=np.full(HOURS, np.nan)))
    assert not phases.heat_days
    free = np.flatnonzero(~phases.held)
    assert set(free % 24) <= {21, 22, 23, *range(7)}


def test_held_days_compare_heat_and_free_days_temperature(room: LoggedRoom) -> None:
    log = made_up_log(room, {})
    degc, heat = log.indoor_degc.copy(), log.heat_w.copy()
    degc[FIRST : FIRST + 96], heat[FIRST : FIRST + 96] = 20.0, 900.0
    phases = phases_of(replace(log, indoor_degc=degc, heat_w=heat))
    assert phases.heat_days == tuple((FIRST + k, FIRST + k + 24) for k in (24, 48, 72))
    assert phases.held[FIRST : FIRST + 96].all()
    assert not phases.held[FIRST + 96 : FIRST + 200].any()


def test_the_noise_of_a_made_up_series_is_found() -> None:
    random = np.random.default_rng(1)
    n, slow = 4000, np.zeros(4000)
    for k in range(1, n):
        slow[k] = (
            np.exp(-1.0 / 15.0) * slow[k - 1]
            + 0.3 * np.sqrt(1.0 - np.exp(-2.0 / 15.0)) * random.standard_normal()
        )
    noise = fitted_noise(slow + 0.1 * random.standard_normal(n), np.ones(n))
    assert noise.time_h == 15.0
    assert noise.white == pytest.approx(0.1, rel=0.1)
    assert noise.slow == pytest.approx(0.3, rel=0.15)


def test_words_narrow_a_prior() -> None:
    from hpsim import load_scenario
    from hpsim.fit.unknowns import unknowns_of

    def of(*keys: str) -> dict[str, FitUnknown]:
        scenario = load_scenario("chicago-addition", keys)
        return {u.name: u for u in unknowns_of(scenario, ("conduction", "leaks"))}

    usual = of()
    assert (usual["conduction"].sigma, usual["leaks"].sigma) == (0.25, 0.60)
    assert of("unknowns.u_values=known")["conduction"].sigma == pytest.approx(0.05)
    leaky = of("unknowns.air_leakage=high")["leaks"]
    assert leaky.mean > 0.0
    assert leaky.sigma < usual["leaks"].sigma
    assert of("room.infiltration={ach50: 3}")["leaks"].sigma == 0.3


def test_a_fit_that_fails_in_another_log_is_not_adopted(room: LoggedRoom) -> None:
    found = fit_room(room, made_up_log(room, {"conduction": 1.4}), UNKNOWNS)
    same = carried_to(room, made_up_log(room, {"conduction": 1.4}, seed=2), found)
    assert same.is_adopted
    other = carried_to(room, made_up_log(room, {"conduction": 0.8}, seed=2), found)
    assert not other.is_adopted


def test_shades_that_were_shut_leave_the_sun_unknown(room: LoggedRoom) -> None:
    shade = Shade("blind", 0.0, closed=np.ones(HOURS))
    (window,) = room.model.windows
    half = replace(window, area_m2=0.5 * window.area_m2)
    shut = replace(half, name="shut", shade=shade)
    shaded = replace(room, model=replace(room.model, windows=(half, shut)))
    found = fit_room(shaded, made_up_log(shaded, {"sun": 1.3}), UNKNOWNS)
    assert found.sun_share == pytest.approx(0.5, abs=0.02)
    assert found.carried["sun"] == pytest.approx(found.values["sun"] ** found.sun_share)


def test_the_line_of_a_co_heating_test_is_heat_over_difference() -> None:
    days = ((0, 24), (24, 48), (48, 72))
    degc, heat = np.full(72, 20.0), np.repeat([1000.0, 1200.0, 800.0], 24)
    log = HourlyLog(degc, heat, 0, 72)
    found = loss_by_days(log, np.repeat([10.0, 8.0, 12.0], 24), days)
    assert found == pytest.approx((100.0, 0.0), abs=1e-9)
    assert loss_by_days(log, np.zeros(72), days[:2]) is None
