"""Whether a machine's year can be true: a slip of the pen ends here, not in a table."""

from __future__ import annotations

import math

import numpy as np

from hpsim.errors import SimulationError
from hpsim.kernel.types import FloatArray
from hpsim.results import Results
from hpsim.units.numbers import number

COLDEST_DEGC, HOTTEST_DEGC = -90.0, 120.0
"""Of a room's air: Vostok had -89.2 degC, a shut glass house in a desert stays below 100 degC."""
AIR = (COLDEST_DEGC, HOTTEST_DEGC, f"{COLDEST_DEGC:g} to {HOTTEST_DEGC:g} degC")
HUMIDITY = (0.0, 1.0, "0 to 1 kg/kg")
LARGEST_W_PER_M2 = 10_000.0
"""Of heat in or out, a mean over an hour: a sauna's stove has 2,000 W/m2."""
SUM_W = 1.0  # by which heating's and all electricity may differ by rounding


def refuse_absurd(year: Results, floor_area_m2: float) -> None:
    """Raise unless a year's air, heat and electricity are within what can be.

    Raises
    ------
    SimulationError
        Names candidate, quantity and first hour.
    """
    hourly, limit_w = year.hourly, LARGEST_W_PER_M2 * floor_area_m2
    for name, values in hourly._asdict().items():
        if not math.isfinite(year.sums[name]):
            _refuse(year, ~np.isfinite(values), values, f"{name} is", "not a finite number")
    power = (-limit_w, limit_w, "up to {} W in a room of {} m2")
    for values, (low, high, possible), what in (
        (hourly.room_degc, AIR, "the room's air is at"),
        (hourly.heat_delivered_w, power, "the heat delivered is"),
        (hourly.cool_delivered_w, power, "the sensible cooling is"),
        (hourly.latent_removed_w, power, "the latent cooling is"),
        (year.electric_power_w, power, "the electricity is"),
        (hourly.humidity_ratio, HUMIDITY, "the humidity ratio is"),
    ):
        lowest = np.minimum.reduce(values, initial=high)
        highest = np.maximum.reduce(values, initial=low)
        if lowest < low or highest > high:
            ends = possible.format(number(limit_w), number(floor_area_m2))
            _refuse(year, (values < low) | (values > high), values, what, ends)
    all_w, heating_w = year.electric_power_w, hourly.heating_electricity_w
    above_w = heating_w - all_w
    below_w = np.minimum.reduce(all_w, initial=0.0)
    if below_w < -SUM_W or np.maximum.reduce(above_w, initial=0.0) > SUM_W:
        wrong = (all_w < -SUM_W) | (above_w > SUM_W)
        _refuse(year, wrong, all_w, "the electricity is", "no less than that of heating, or 0 W")


def _refuse(year: Results, wrong: np.ndarray, values: FloatArray, what: str, possible: str) -> None:
    if not wrong.any():
        return
    from hpsim.weather.raw import hour_names

    first = np.flatnonzero(wrong)
    named = first if year.period is None else year.period.hour_of_year()[first]
    raise SimulationError(
        f"{year.candidate}: {what} {number(float(values[first[0]]))} on {hour_names(named)}; "
        f"possible: {possible}. Is a number of this candidate or of the room in another unit?"
    )
