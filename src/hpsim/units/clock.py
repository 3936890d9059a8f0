"""Times of day, read and written."""

from __future__ import annotations

import re

from hpsim.units.messages import UnitError, shown, written_like

_CLOCK = re.compile(r"^\s*(?P<hour>\d{1,2})(:(?P<minute>\d{2}))?\s*(?P<half>am|pm|AM|PM)?\s*$")
_HINT = written_like("a time of day", ("22:00", "6:30 am"))


def parse_clock(written: object) -> float:
    """Return a time of day in hours after midnight, 0 ... 24.

    Examples
    --------
    >>> parse_clock("22:30")
    22.5
    """
    match = _CLOCK.match(written) if isinstance(written, str) else None
    if match is None or not (match["minute"] or match["half"]):  # 10 pm needs no minutes
        raise UnitError(f"{shown(written)} is not a time of day", _HINT)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise UnitError(f"'{written}' is not a time of day", _HINT)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    hours = hour + minute / 60
    if minute > 59 or hours > 24:
        raise UnitError(f"'{written}' is not a time of day", _HINT)
    return hours


def clock_text(hours: float) -> str:
    """Return hours after midnight as ``HH:MM``."""
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
