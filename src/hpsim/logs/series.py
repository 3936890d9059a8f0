"""A column of a log as it is needed: means over steps and values at instants, in SI.

A value is the mean of the interval that its stamp labels. Where rows come at odd times, as from a
thermometer that reports changes, a value holds until the next one. Gaps up to a limit are bridged
by a straight line; longer ones are refused and named.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hpsim.description.base import LogColumn, TimeLabel
from hpsim.description.period import Period
from hpsim.errors import Problem
from hpsim.logs.reading import Log, log_error, read_log
from hpsim.records import dataclass
from hpsim.units.messages import UnitError
from hpsim.units.quantities import QUANTITIES, QuantityName
from hpsim.units.values import parse

FloatArray = NDArray[np.float64]
UNIT_SUFFIXES: dict[str, str] = {
    "btu_per_h": "Btu/h", "kbtu_per_h": "kBtu/h", "btuh": "Btu/h", "kbtuh": "kBtu/h",
    "kw_per_m2": "kW/m2", "w_per_m2": "W/m2", "w_m2": "W/m2",
    "m3_per_h": "m3/h", "m3_per_s": "m3/s", "l_per_s": "L/s", "m3_h": "m3/h", "l_s": "L/s",
    "m_per_s": "m/s", "km_per_h": "km/h", "m_s": "m/s", "cfm": "cfm", "mph": "mph",
    "degc": "degC", "degf": "degF", "percent": "%", "fraction": "", "share": "",
    "kwh": "kWh", "wh": "Wh", "btu": "Btu", "kw": "kW", "w": "W",
    "hpa": "hPa", "kpa": "kPa", "pa": "Pa", "deg": "deg", "celsius": "degC", "fahrenheit": "degF",
}  # fmt: skip
"""How a column's name ends and the unit it means, longest first."""
ENERGIES = ("kWh", "Wh", "Btu")
OF_BILLS = re.compile(r"_(until_next|used|usage|consumed|consumption)$")
BRACKETED = re.compile(r"[(\[]\s*([^)\]]+?)\s*[)\]]\s*$")
SPACED = re.compile(r"(?:\s|^)(?:in )?(°C|°F|℃|℉|kWh|Wh|kW|W|W/m2|W/m²)$")
WORDS: dict[QuantityName, str] = {
    "temperature": "_degc or _degf",
    "heat_flow": "_w, _kw, _btu_per_h, _wh or _kwh",
    "flow": "_m3_per_h, _m3_per_s, _l_per_s or _cfm",
    "fraction": "_percent or _fraction",
    "irradiance": "_w_per_m2",
    "velocity": "_m_per_s, _km_per_h or _mph",
    "angle": "_deg",
    "pressure": "_pa or _hpa",
}
LIMITS: dict[QuantityName, tuple[float, float]] = {
    "temperature": (-60.0, 100.0),
    "heat_flow": (-1.0e5, 1.0e5),
    "flow": (0.0, 20.0),
    "fraction": (0.0, 1.0),
    "irradiance": (-30.0, 1500.0),
    "velocity": (0.0, 60.0),
    "angle": (0.0, 360.0),
    "pressure": (31000.0, 120000.0),
}
"""What a column may hold in SI; anything else has another unit than its name says."""
REGULAR_FRACTION = 0.9  # of rows at the usual interval, of a log that is regular
HELD_INTERVALS = 1.5  # so long a value holds where the next row is missing
JOULE_PER_KWH = 3.6e6
COUNTER_ROWS, COUNTER_STEPS = 24, 6
"""Of a column of energy that never falls: the reading of a meter, not what was used."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Values over time, each of its own interval; in SI."""

    file: str
    name: str
    begin_s: FloatArray
    """(n,) seconds since 1970 UTC, increasing."""
    end_s: FloatArray
    """(n,) at most the next one's begin."""
    value: FloatArray
    """(n,)"""

    def at(self, time_s: FloatArray) -> FloatArray:
        """Return values at instants, straight between the middles of intervals."""
        middle = 0.5 * (self.begin_s + self.end_s)
        return np.interp(time_s, middle, self.value)

    def means(self, edges_s: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return means between edges (n_edges - 1,), and which fraction of each is covered.

        What is not covered is bridged by a straight line.

        Examples
        --------
        >>> hours = np.arange(3.0)
        >>> of = Samples("log", "x", hours[:2], hours[1:], np.array([10.0, 30.0]))
        >>> of.means(np.array([0.0, 0.5, 2.0]))[0].round(1).tolist()
        [10.0, 23.3]
        """
        knots = np.empty(2 * self.value.size)
        knots[0::2], knots[1::2] = self.begin_s, self.end_s
        length = self.end_s - self.begin_s
        sums = np.repeat(np.cumsum(self.value * length), 2)
        sums[0::2] -= self.value * length
        covered = np.repeat(np.cumsum(length), 2)
        covered[0::2] -= length
        total = np.diff(np.interp(edges_s, knots, sums))
        filled = np.diff(np.interp(edges_s, knots, covered))
        fraction = filled / np.diff(edges_s)
        straight = self.at(0.5 * (edges_s[1:] + edges_s[:-1]))
        known = fraction > 0.0
        mean = np.divide(total, filled, out=straight.copy(), where=known)
        return fraction * mean + (1.0 - fraction) * straight, fraction


def unit_of(name: str) -> str | None:
    """Return the unit that a column's name ends in; None if it has none.

    Examples
    --------
    >>> unit_of("kitchen_degc"), unit_of("Heater (kW)"), unit_of("Wohnzimmer °C"), unit_of("state")
    ('degC', 'kW', '°C', None)
    """
    written = BRACKETED.search(name) or SPACED.search(name)
    if written:
        return written[1]
    lower = OF_BILLS.sub("", name.lower())
    for suffix in sorted(UNIT_SUFFIXES, key=len, reverse=True):
        if lower == suffix or lower.endswith(f"_{suffix}"):
            return UNIT_SUFFIXES[suffix]
    return None


def samples(written: LogColumn, quantity: QuantityName, utc_offset_h: float = 0.0) -> Samples:
    """Return a column of a log in SI.

    ``utc_offset_h`` is local standard time minus UTC, for stamps of which no zone is known.

    Raises
    ------
    LogError
        It can't be read, has another unit, or values that are impossible in its unit.
    """
    log = read_log(written.csv, written.time, written.zone, utc_offset_h)
    return samples_of(log, written, quantity)


def samples_of(log: Log, written: LogColumn, quantity: QuantityName) -> Samples:
    """Return a column of a log that is read, in SI."""
    weights = written.column if isinstance(written.column, dict) else {written.column: 1.0}
    total, weight_sum = np.zeros(log.time_s.size), sum(weights.values())
    begin_s = begins_s(log, written.label)
    end_s = _ends(begin_s, log.interval_s, HELD_INTERVALS * log.interval_s)
    for name, weight in weights.items():
        total += weight / weight_sum * _in_si(log, name, quantity, end_s - begin_s)
    known = np.isfinite(total)
    name = " and ".join(weights)
    if int(known.sum()) < 2:
        raise log_error(log.file, Problem(f"column '{name}' has fewer than two values", line=1))
    begin_s, total = begin_s[known], total[known]
    longest = _longest_hold_s(log, written)
    end_s = _ends(begin_s, log.interval_s, longest)
    return Samples(log.file, name, begin_s, end_s, total)


def begins_s(log: Log, label: TimeLabel) -> FloatArray:
    """Return when the interval of each row begins (n_rows,), seconds since 1970 UTC."""
    return log.time_s - {"start": 0.0, "middle": 0.5, "end": 1.0}[label] * log.interval_s


def _ends(begin_s: FloatArray, interval_s: float, longest_s: float) -> FloatArray:
    """Return when intervals end: at the next row, or after the usual one where rows are missing."""
    following = np.append(begin_s[1:], np.inf)
    return np.where(following - begin_s <= longest_s, following, begin_s + interval_s)


def _longest_hold_s(log: Log, written: LogColumn) -> float:
    """Return how long a value holds: until a row is missing, or of irregular rows up to a gap."""
    between = np.diff(log.time_s)
    usual = np.abs(between - log.interval_s) <= 0.1 * log.interval_s
    if usual.mean() >= REGULAR_FRACTION:
        return HELD_INTERVALS * log.interval_s
    return max(written.gaps_s, HELD_INTERVALS * log.interval_s)


def of_intervals(numbers: FloatArray) -> FloatArray:
    """Return the energy of each row until the next (n,); of a counter that only rises, its steps.

    Examples
    --------
    >>> of_intervals(np.array([812.0, 812.4, 812.4, 813.0])).round(1).tolist()
    [812.0, 812.4, 812.4, 813.0]
    >>> of_intervals(np.arange(100.0))[:3].tolist()
    [1.0, 1.0, 1.0]
    """
    known = np.flatnonzero(np.isfinite(numbers))
    steps = np.diff(numbers[known])
    if known.size < COUNTER_ROWS or (steps < 0.0).any() or (steps > 0.0).sum() < COUNTER_STEPS:
        return numbers
    found = np.full(numbers.size, np.nan)
    found[known[:-1]] = steps
    return found


def _in_si(log: Log, name: str, quantity: QuantityName, length_s: FloatArray) -> FloatArray:
    """Return a column's numbers in SI; energies become the power of their interval."""
    numbers, unit = log.column(name), unit_of(name)
    ends = WORDS.get(quantity, "its unit")
    if unit is None:
        text = f"the name of column '{name}' has no unit"
        raise log_error(log.file, Problem(text, line=1, hint=f"let it end in {ends}"))
    if quantity == "heat_flow" and unit in ENERGIES:
        factor = parse(f"1 {unit}", "energy") * JOULE_PER_KWH
        used = of_intervals(numbers)
        if used is not numbers:  # a counter's steps last until its next reading
            known = np.flatnonzero(np.isfinite(numbers))
            length_s = np.full(numbers.size, np.nan)
            length_s[known[:-1]] = np.diff(log.time_s[known])
        values = factor * used / length_s
    else:
        try:
            zero = parse(f"0 {unit}".strip(), quantity)
            factor = parse(f"1 {unit}".strip(), quantity) - zero
        except UnitError:
            title = QUANTITIES[quantity].title
            text = f"column '{name}' is in {unit or 'fractions'}, which is not {title}"
            raise log_error(log.file, Problem(text, line=1, hint=f"a column in {ends}")) from None
        values = zero + factor * numbers
    low, high = LIMITS.get(quantity, (-np.inf, np.inf))
    bad = np.flatnonzero((values < low) | (values > high))
    if bad.size:
        text = f"{numbers[bad[0]]:g} {unit} in column '{name}' is not possible"
        hint = f"{low:g} to {high:g} {QUANTITIES[quantity].si}; is the unit in its name right?"
        raise log_error(log.file, Problem(text, line=int(log.line[bad[0]]), hint=hint.strip()))
    return np.asarray(values, np.float64)


def hourly(written: LogColumn, quantity: QuantityName, period: Period) -> FloatArray:
    """Return hourly means of a column over a period (n_hours,), in SI.

    Before the log begins its first day repeats, over the days that warm up.

    Raises
    ------
    LogError
        As `samples`; or days that count are not in the log, or a gap is too long.
    """
    return over_steps(samples(written, quantity, period.utc_offset_h), written, period, 3600.0)


def over_steps(found: Samples, written: LogColumn, period: Period, step_s: float) -> FloatArray:
    """Return means over the steps of a period (n_steps,)."""
    edges = period.edges_s(step_s)
    means, fraction = found.means(edges)
    per_day = round(86400.0 / step_s)
    first_counted = period.n_before * per_day
    _refuse_outside(found, period, edges, first_counted, step_s)
    _refuse_gaps(found, written, period, fraction[first_counted:] <= 0.0, edges[first_counted:])
    known = np.flatnonzero(edges[:-1] >= found.begin_s[0] - 1.0)
    first = int(known[0]) if known.size else first_counted
    if first > 0:
        day = means[first : first + per_day]
        before = np.arange(first)
        means[:first] = day[(before - first) % day.size]
    return means


def at_ends(found: Samples, period: Period, step_s: float) -> FloatArray:
    """Return values at the begin of a period and at the end of each of its steps (n_steps + 1,)."""
    edges = period.edges_s(step_s)
    values = found.at(edges)
    first = int(np.searchsorted(edges, found.begin_s[0] - 1.0))
    if first > 0:
        per_day = round(86400.0 / step_s)
        day = values[first : first + per_day]
        values[:first] = day[(np.arange(first) - first) % day.size]
    return values


def local_time(time_s: float, utc_offset_h: float) -> str:
    """Return a time as people read it, in local standard time."""
    local = datetime.fromtimestamp(time_s, UTC) + timedelta(hours=utc_offset_h)
    return local.strftime("%Y-%m-%d %H:%M")


def _refuse_outside(
    found: Samples, period: Period, edges_s: FloatArray, first_counted: int, step_s: float
) -> None:
    """Refuse a log that begins after or ends before the days that count."""
    late = found.begin_s[0] - edges_s[first_counted]
    early = edges_s[-1] - found.end_s[-1]
    if max(late, early) <= step_s:
        return
    begin, end = (local_time(t, period.utc_offset_h) for t in (found.begin_s[0], found.end_s[-1]))
    text = f"column '{found.name}' has values from {begin} to {end} only"
    hint = f"simulation.from and .to within these days, not {period.first} to {period.last}"
    raise log_error(found.file, Problem(text, hint=hint))


def _refuse_gaps(
    found: Samples,
    written: LogColumn,
    period: Period,
    is_gap: NDArray[np.bool_],
    edges_s: FloatArray,
) -> None:
    """Refuse gaps longer than the limit, and name the first ones."""
    padded = np.concatenate([[False], is_gap, [False]])
    starts = np.flatnonzero(~padded[:-1] & padded[1:])
    ends = np.flatnonzero(padded[:-1] & ~padded[1:])
    long = [
        (edges_s[i], edges_s[j])
        for i, j in zip(starts, ends, strict=True)
        if edges_s[j] - edges_s[i] > written.gaps_s
    ]
    if not long:
        return
    shown = "; ".join(
        f"{local_time(a, period.utc_offset_h)} to {local_time(b, period.utc_offset_h)}"
        for a, b in long[:3]
    )
    more = f", and {len(long) - 3} more" if len(long) > 3 else ""
    longest_h = max(b - a for a, b in long) / 3600.0
    text = f"column '{found.name}' has gaps: {shown}{more}"
    hint = f"other days, or gaps: {np.ceil(longest_h):.0f} h to bridge them by straight lines"
    raise log_error(found.file, Problem(text, hint=hint))
