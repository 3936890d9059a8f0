"""A made-up log of a scenario's room with known factors: to try a fit on, and to test it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from hpsim.description.period import Period
from hpsim.fit.prepare import WARM_UP_DAYS, logged_room
from hpsim.fit.problem import respond
from hpsim.scenario.model import Scenario
from hpsim.simulate.driven import Drive
from hpsim.weather.cache import prepared
from hpsim.weather.window import weather_of_days

FIRST_DAY = datetime(2026, 1, 12, tzinfo=UTC)
BEFORE_DEGC = 20.0


def write_example_log(
    path: str | Path,
    scenario: Scenario,
    truth: Mapping[str, float],
    *,
    days: int = 14,
    heater_w: float = 2500.0,
    sensor_k: float = 0.1,
    seed: int = 1,
) -> None:
    """Write a log by the hour of a heater that goes on and off by chance, from 12 January.

    Parameters
    ----------
    path : str or Path
        The CSV.
    scenario : Scenario
        Whose room it is.
    truth : mapping
        Factors and values by the names of `hpsim.fit.unknowns`.
    days : int
        How long.
    heater_w : float
        Power of the heater.
    sensor_k : float
        Standard deviation of the thermometer.
    seed : int
        The same gives the same.
    """
    year, _, _ = prepared(scenario.weather, ())
    period = Period(FIRST_DAY.date(), days, WARM_UP_DAYS, year.location.utc_offset_h)
    weather = weather_of_days(year, period)
    room = logged_room(scenario, weather, period)
    n, first = period.n_hours, period.n_hours_before
    random = np.random.default_rng(seed)
    heat = np.zeros(n)
    heat[first:] = heater_w * np.repeat(random.random(8 * days) < 0.5, 3)
    ends = np.full(2 * n + 1, np.nan)
    ends[: 2 * first + 1] = BEFORE_DEGC
    air = respond(room, Drive(heat, 0.3, ends, first), truth).air_degc + truth.get("sensor", 0.0)
    air += random.normal(0.0, sensor_k, n)
    outdoor = 0.5 * (weather.outdoor_degc[1:] + weather.outdoor_degc[:-1])
    sun = weather.global_horizontal_w_per_m2
    rows = ["time,indoor_degc,outdoor_degc,global_w_per_m2,heater_w"]
    for k in range(first, n):
        at = FIRST_DAY.replace(tzinfo=None) + timedelta(hours=k - first)
        rows.append(f"{at.isoformat()},{air[k]:.2f},{outdoor[k]:.2f},{sun[k]:.0f},{heat[k]:.0f}")
    Path(path).write_text("\n".join(rows) + "\n", encoding="utf-8")
