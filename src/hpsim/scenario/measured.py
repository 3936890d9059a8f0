"""What was measured in a room, for a comparison with the simulated one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from hpsim.description.base import Description, Flag, Fraction, Length, LogColumn, Word, complaint


def _moment(text: str) -> str:
    """Check that a text is a day or a time, such as 2026-01-31 or 2026-01-31T08:00."""
    try:
        is_local = datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        is_local = False
    if not is_local:
        hint = "local standard time, such as '2026-01-31' or '2026-01-31T08:00'"
        raise complaint(f"'{text}' is no time", hint)
    return text


Moment: TypeAlias = Annotated[Word, AfterValidator(_moment)]
"""A day or a time in local standard time: ``2026-01-31T08:00``."""


def moment_s(text: str, utc_offset_h: float) -> float:
    """Return a time in local standard time as seconds since 1970 UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() - 3600.0 * utc_offset_h


class MeasuredPhase(Description):
    """A part of the measured days: ``{name: free float, from: 2026-01-20, to: 2026-01-31}``."""

    name: Word
    """For tables."""
    from_: Moment
    """When it begins, local standard time."""
    to: Moment
    """When it ends: not counted itself."""
    held: Flag = False
    """The room follows the measured temperature, and its heat is compared; else the measured heat
    drives, and its temperature is compared."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if moment_s(self.to, 0.0) <= moment_s(self.from_, 0.0):
            raise complaint(f"to, {self.to}, is not after from, {self.from_}")
        return self


class Measured(Description):
    """Columns of a log with which the simulated room is compared by ``hpsim measured``."""

    air_degc: LogColumn
    """The room's air."""
    heat_w: tuple[LogColumn, ...] = ()
    """Of the heaters, whose sum counts: it drives the room, or is compared where it is held."""
    radiant: Fraction = 0.0
    """Fraction of that heat that is radiated: 0.3 of convectors, 0 of a fan heater."""
    sensor_height_m: Length | None = Field(default=None, ge=0, le=10)
    """Of the thermometer above the floor; for the note on layers of air."""
    phases: tuple[MeasuredPhase, ...] = ()
    """In order; default: held for the first days, then left to the measured heat."""

    @model_validator(mode="after")
    def _follow(self) -> Self:
        for before, after in zip(self.phases, self.phases[1:], strict=False):
            if moment_s(after.from_, 0.0) < moment_s(before.to, 0.0):
                raise complaint(f"'{after.name}' begins before '{before.name}' ends", "in order")
        return self
