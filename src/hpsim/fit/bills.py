"""Bills and meters by themselves: what of them follows the weather."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hpsim.description.base import LogColumn
from hpsim.errors import HpsimError, Problem
from hpsim.fit.change_points import ChangePoint, change_point
from hpsim.kernel.types import FloatArray
from hpsim.logs.columns import find_columns, time_column
from hpsim.logs.reading import Log, log_error, read_log
from hpsim.logs.series import ENERGIES, local_time, of_intervals, samples_of, unit_of
from hpsim.records import dataclass
from hpsim.units.values import parse

DAY_S, HOUR_S = 86400.0, 3600.0
DAYS_PER_YEAR, DAY_H = 365, 24
LEAST_KNOWN = 0.9
"""Of the hours of a bill, whose outdoor temperature must be known."""
LEAST_OF_YEAR = 0.95
"""Of its days that must be metered for the energy of a year."""


class Energy(NamedTuple):
    """What heats, or cools."""

    kwh: float
    """Over all bills."""
    kwh_per_year: float | None
    """None: less than a year was metered."""
    sigma_kwh_per_year: float | None
    """Its standard deviation, over all balance temperatures that the bills leave open."""


@dataclass(frozen=True)
class Billed:
    """Energy over bills or days, and the change points in it."""

    change: ChangePoint
    spans: tuple[tuple[int, int], ...]
    """First hour and the one after the last of each."""
    kwh: FloatArray
    """(n,)"""
    outdoor_degc: FloatArray
    """(n_hours,)"""
    begin_s: float
    """When the first hour begins, seconds since 1970 UTC."""
    log: Log
    """The meter's file."""
    column: str
    """The meter's."""
    around: Log
    """The file with the outdoor temperature."""
    left_out: int = 0
    """Bills or days without outdoor temperature."""

    @property
    def days(self) -> float:
        """Return how long was metered."""
        return sum(b - a for a, b in self.spans) / 24.0

    @property
    def heating_kwh(self) -> Energy:
        """Return what heats."""
        change = self.change
        return self._energy(change.heating_kwh(self.outdoor_degc), change.others[:, [0, 1, 2, 3]])

    @property
    def cooling_kwh(self) -> Energy:
        """Return what cools."""
        change = self.change
        return self._energy(
            change.cooling_kwh(self.outdoor_degc), change.others[:, [0, 4, 5, 6]], -1.0
        )

    @property
    def heating_w_per_k(self) -> float:
        """Return the metered power per kelvin below the balance temperature."""
        return self.change.heating_kwh_per_k_day * 1000.0 / 24.0

    def _energy(self, kwh: FloatArray, others: FloatArray, sign: float = 1.0) -> Energy:
        """Return the energy of hours (n_hours,) over bills, and over a year.

        Its range is that of all balance temperatures (n_others, 4): probability, slope, its
        variance, temperature.
        """
        total = sum(float(kwh[a:b].sum()) for a, b in self.spans)
        a_year = self._per_year(kwh)
        basis, of = self.change.basis(self.outdoor_degc), {}
        for balance in np.unique(others[:, 3]):
            degree_days = np.maximum(sign * (balance - basis), 0.0) / DAY_H
            of[balance] = self._per_year(degree_days) or 0.0
        degrees = np.array([of[balance] for balance in others[:, 3]])
        chance, slopes, variances = others[:, 0], others[:, 1], others[:, 2]
        spread = (slopes * degrees - (a_year or 0.0)) ** 2 + variances * degrees**2
        sigma = None if a_year is None else float(np.sqrt(chance @ spread))
        return Energy(total, a_year, sigma)

    def _per_year(self, kwh: FloatArray) -> float | None:
        """Return the energy of hours (n_hours,) in a year; None if less was metered.

        Each day of the year has its mean over the years metered: three winters and two summers are
        no year.
        """
        used = np.zeros(kwh.size, dtype=bool)
        for a, b in self.spans:
            used[a:b] = True
        n = DAYS_PER_YEAR * DAY_H
        years = -(-kwh.size // n)
        counts, sums = np.zeros((2, years * n))
        counts[: kwh.size], sums[: kwh.size] = used, kwh * used
        hours, total = counts.reshape(years, n).sum(axis=0), sums.reshape(years, n).sum(axis=0)
        known = hours > 0.0
        if known.sum() < LEAST_OF_YEAR * n:
            return None
        return float((total[known] / hours[known]).mean()) * n


def billed(
    path: Path,
    weather: Path | None = None,
    zone: str | None = None,
    *,
    given: Sequence[str] = (),
    utc_offset_h: float = 0.0,
) -> Billed:
    """Return the change points of a meter's log or of bills.

    Parameters
    ----------
    path : Path
        A CSV with a time and energy until the next row, such as ``gas_kwh``; rows an hour, a day or
        a month apart.
    weather : Path
        A log with the outdoor temperature, if the first has none.
    zone : str
        Of the clock.
    given : sequence of str
        ``ROLE=NAME`` of columns.
    utc_offset_h : float
        Local standard time minus UTC, for stamps of which nothing is known.

    Raises
    ------
    LogError
        No column is the meter's or the outdoor temperature; its unit is not of energy.
    """
    log = read_log(path, time_column(given), zone, utc_offset_h)
    names = find_columns(log, [text for text in given if text.partition("=")[2] in log.columns])
    for role in ("machine", "heater"):  # a meter of its own
        if role in names:
            names["meter"] = names[role]
    if "meter" not in names:
        hint = "a column such as gas_kwh or electricity_kwh"
        raise log_error(log.file, Problem("no column is metered energy", line=1, hint=hint))
    other = (
        log
        if "outdoor" in names or weather is None
        else read_log(weather, None, zone, utc_offset_h)
    )
    outdoor_name = names.get("outdoor")
    if other is not log:
        of_other = [text for text in given if text.partition("=")[2] in other.columns]
        outdoor_name = find_columns(other, of_other).get("outdoor")
    if outdoor_name is None:
        hint = "a column outdoor_degc, here or in the file of --log"
        raise log_error(other.file, Problem("no outdoor temperature", line=1, hint=hint))
    column = LogColumn(csv=other.file, column=outdoor_name, gaps_s=2 * DAY_S)
    outdoor = samples_of(other, column, "temperature")
    begin_s = log.time_s[0]
    n_hours = int((log.time_s[-1] + _last_s(log) - begin_s) / HOUR_S)
    edges = begin_s + HOUR_S * np.arange(n_hours + 1)
    means, fraction = outdoor.means(edges)
    spans, kwh = _spans(log, _kwh(log, names["meter"]), begin_s)
    is_known = np.array([float(fraction[a:b].mean()) >= LEAST_KNOWN for a, b in spans], dtype=bool)
    if spans and not is_known.any():
        text = f"column '{outdoor_name}' has no values in the days of {log.file}"
        begin, end = (local_time(t, utc_offset_h) for t in (log.time_s[0], log.time_s[-1]))
        hint = f"outdoor temperature from {begin} to {end}"
        raise log_error(other.file, Problem(text, line=1, hint=hint))
    left = int((~is_known).sum())
    spans, kwh = tuple(s for s, is_in in zip(spans, is_known, strict=True) if is_in), kwh[is_known]
    try:
        change = change_point(means, spans, kwh)
    except HpsimError as error:
        raise log_error(log.file, *error.problems) from None
    return Billed(change, spans, kwh, means, float(begin_s), log, names["meter"], other, left)


def _last_s(log: Log) -> float:
    return log.interval_s if log.interval_s <= DAY_S else 0.0


def _kwh(log: Log, name: str) -> FloatArray:
    """Return the energy of each row until the next (n,) [kWh]."""
    unit = unit_of(name)
    if unit not in ENERGIES:
        text = f"column '{name}' has no unit of energy in its name"
        raise log_error(log.file, Problem(text, line=1, hint="_kwh or _wh"))
    return np.asarray(parse(f"1 {unit}", "energy") * of_intervals(log.column(name)))


def _spans(
    log: Log, kwh: FloatArray, begin_s: float
) -> tuple[tuple[tuple[int, int], ...], FloatArray]:
    """Return hours from the first row of each day or bill, and its energy [kWh]."""
    hour = np.round((log.time_s - begin_s) / HOUR_S).astype(int)
    if log.interval_s < DAY_S:
        day = hour // 24
        last = int(day[-1]) if (hour[-1] + 1) % 24 else int(day[-1]) + 1
        sums = [float(kwh[day == k].sum()) for k in range(last)]
        spans = tuple((24 * k, 24 * k + 24) for k in range(last))
    else:
        ends = np.append(hour[1:], hour[-1] + round(_last_s(log) / HOUR_S))
        rows = [k for k in range(hour.size) if ends[k] > hour[k] and np.isfinite(kwh[k])]
        spans = tuple((int(hour[k]), int(ends[k])) for k in rows)
        sums = [float(kwh[k]) for k in rows]
    known = [k for k, value in enumerate(sums) if np.isfinite(value)]
    return tuple(spans[k] for k in known), np.array([sums[k] for k in known])
