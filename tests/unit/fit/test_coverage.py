"""Ranges of a fit hold what they promise: many made-up logs of each kind.

A room is drawn from what is known before, so that the ranges of a fit without any error would hold
95.4 % of the true factors. ``tools/fit_coverage.py`` counts 400 logs of each kind for the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from hpsim.fit.estimate import estimate
from hpsim.fit.problem import HourlyLog, phases_of, problem_of, respond
from hpsim.fit.unknowns import METERED_SIGMA, USUAL, FitUnknown, values_of, widened_start
from hpsim.simulate.driven import Drive, LoggedRoom
from logged_rooms import FIRST, HOURS, OF_LOG, OF_ROOM, logged_room, made_up_log

DRAWS = 60
WANTED, WANTED_JOINTLY = 0.925, 0.85
"""Of single factors, of about half of which the errors are independent, and of all factors of a log
at once: the nominal 95.4 % less two and four standard errors of the count."""
NOT_SCORED = ("start", "start_air")
"""How a log began is the log's own."""
CHI_SQUARED = {5: 11.31, 8: 15.79}
"""95.45 % points by the degrees of freedom."""
HEATER_W, MORNING_H = 1500.0, 4
Make = Callable[[LoggedRoom, dict[str, float], int], HourlyLog]


def unknowns_of(output_sigma: float | None) -> tuple[FitUnknown, ...]:
    """Return unknowns with a range of the heat; None: without heat, as of a temperature alone."""
    without = () if output_sigma is not None else ("conduction", "leaks", "machine_output")
    return tuple(
        replace(u, sigma=output_sigma) if u.name == "machine_output" and output_sigma else u
        for u in USUAL
        if u.name in OF_ROOM + OF_LOG and u.name not in without
    )


def heater(room: LoggedRoom, truth: dict[str, float], seed: int) -> HourlyLog:
    """Return the log of a heater behind a meter, every other one with gaps."""
    log = made_up_log(room, truth, seed=seed, heater_w=HEATER_W)
    if seed % 2 == 0:
        return log
    random, degc = np.random.default_rng(seed), log.indoor_degc.copy()
    degc[random.integers(FIRST + 12, HOURS, 30)] = np.nan
    degc[FIRST + 100 : FIRST + 124] = np.nan
    return replace(log, indoor_degc=degc)


def restless(room: LoggedRoom, truth: dict[str, float], seed: int) -> HourlyLog:
    """Return the log of a heater in a room with a slow deviation of 0.2 K, such as of people."""
    log = heater(room, truth, seed)
    random, slow = np.random.default_rng(10_000 + seed), np.zeros(HOURS)
    stays = np.exp(-1.0 / 5.0)
    for k in range(1, HOURS):
        slow[k] = stays * slow[k - 1] + 0.2 * np.sqrt(1.0 - stays**2) * random.standard_normal()
    return replace(log, indoor_degc=log.indoor_degc + slow)


def thermostat(room: LoggedRoom, truth: dict[str, float], seed: int) -> HourlyLog:
    """Return the log of a thermostat that holds 20 degC but in some nights, with the heat.

    In the mornings the room is warmed evenly within `MORNING_H`, as by a heater without much to
    spare.
    """
    random = np.random.default_rng(seed)
    ends = np.full(2 * HOURS + 1, 20.0)
    nights = [(FIRST + 24 * day - 2, FIRST + 24 * day + 6) for day in (2, 3, 7, 9)]
    for begin, end in nights:
        ends[2 * begin + 1 : 2 * end + 1] = np.nan
    drive = Drive(np.zeros(HOURS), 0.0, ends, FIRST)
    plain = {name: value for name, value in truth.items() if name not in ("sensor", "start")}
    at_ends = respond(room, drive, plain).load_pass.air_degc
    for _, end in nights:
        steps = slice(2 * end + 1, 2 * (end + MORNING_H))
        ends[steps] = np.linspace(at_ends[2 * end], 20.0, 2 * MORNING_H + 1)[1:-1]
    found = respond(room, drive, plain)
    heat = found.load_w / truth["machine_output"] * (1.0 + random.normal(0.0, 0.03, HOURS))
    degc = found.air_degc + truth["sensor"] + random.normal(0.0, 0.1, HOURS)
    degc[:FIRST], heat[:FIRST] = np.nan, 0.0
    return HourlyLog(degc, heat, FIRST, HOURS, radiant=0.0)


def alone(room: LoggedRoom, truth: dict[str, float], seed: int) -> HourlyLog:
    """Return the same without the heat."""
    log = thermostat(room, truth | {"machine_output": 1.0}, seed)
    return replace(log, heat_w=np.full(HOURS, np.nan))


KINDS: dict[str, tuple[Make, float | None]] = {
    "heater": (heater, METERED_SIGMA),
    "heater, restless": (restless, METERED_SIGMA),
    "machine": (heater, 0.10),
    "thermostat and heat": (thermostat, 0.10),
    "temperature alone": (alone, None),
}


def errors(kind: str, draws: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return names, errors of the estimates over their standard deviations (draws, n), and whether
    all errors of a draw at once are within the region of 95.4 % (draws,)."""
    make, sigma = KINDS[kind]
    room, unknowns, random = logged_room(), unknowns_of(sigma), np.random.default_rng(11)
    names = [u.name for u in unknowns]
    scored = [k for k, name in enumerate(names) if name not in NOT_SCORED]
    found, jointly = [], []
    limit = CHI_SQUARED[len(scored)]
    for seed in range(draws):
        truth = random.standard_normal(len(names))
        truth[[k for k, name in enumerate(names) if name in NOT_SCORED]] = 0.0
        log = make(room, values_of(unknowns, truth), seed)
        of = widened_start(unknowns, log.indoor_degc)
        problem = problem_of(room, log, of, phases_of(log), (FIRST, HOURS))
        fit = estimate(problem.rows, of, problem.step_h, heat_floor_w=10.0)
        error, covariance = (fit.scaled - truth)[scored], fit.covariance[np.ix_(scored, scored)]
        found.append(error / np.sqrt(covariance.diagonal()))
        jointly.append(float(error @ np.linalg.solve(covariance, error)) < limit)
    return [names[k] for k in scored], np.array(found), np.array(jointly)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_two_standard_deviations_hold_ninety_five_of_a_hundred(kind: str) -> None:
    names, found, jointly = errors(kind, DRAWS)
    inside = np.abs(found) < 2.0
    each = ", ".join(
        f"{name} {100 * x:.1f}" for name, x in zip(names, inside.mean(axis=0), strict=True)
    )
    print(
        f"{kind}: {100 * inside.mean():.1f} % of {inside.size} within 2 sigma, "
        f"all at once {100 * jointly.mean():.1f} %; {each}"
    )
    assert inside.mean() >= WANTED
    assert jointly.mean() >= WANTED_JOINTLY
