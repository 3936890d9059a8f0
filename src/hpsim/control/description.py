"""What a person writes about the thermostat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, Tag, model_validator

from hpsim.description import (
    Clock,
    Description,
    Duration,
    Number,
    Temperature,
    TemperatureDifference,
    TemperatureHours,
    TemperatureWeek,
    Word,
    by_shape,
    complaint,
    temperature_shape,
)
from hpsim.units import K_PER_DEGF, clock_text

HOURS_PER_DAY = 24.0
ROUNDING_H = 1e-6  # two clock times that differ by less are one


class DayNight(Description):
    """One set point by day, one by night."""

    day_degc: Temperature
    """Set point by day."""
    night_degc: Temperature
    """Set point by night."""
    night_from_h: Clock = 22.0
    """When the night begins, by the clock."""
    night_to_h: Clock = 6.0
    """When it ends."""

    @model_validator(mode="after")
    def _last(self) -> Self:
        if self.night_from_h % HOURS_PER_DAY == self.night_to_h % HOURS_PER_DAY:
            raise complaint("the night has no length", "night_from and night_to must differ")
        return self


class Step(Description):
    """A part of the day with a constant or a linearly changing set point."""

    from_h: Clock
    """When it begins, by the clock."""
    to_h: Clock
    """When it ends; before ``from`` means on the next day."""
    value_degc: Temperature | None = None
    """Set point all the time; or give ramp."""
    ramp_degc: Annotated[tuple[Temperature, ...], Field(min_length=2, max_length=2)] | None = None
    """Set point at the begin and at the end, linear between."""

    @property
    def duration_h(self) -> float:
        """How long it lasts [h]."""
        return (self.to_h - self.from_h) % HOURS_PER_DAY or HOURS_PER_DAY

    @property
    def ends_degc(self) -> tuple[float, float]:
        """Set point at the begin and at the end."""
        if self.ramp_degc is not None:
            return self.ramp_degc[0], self.ramp_degc[1]
        value = 0.0 if self.value_degc is None else self.value_degc  # given: validated
        return value, value

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.value_degc is None) == (self.ramp_degc is None):
            raise complaint("value or ramp is needed", "one of the two")
        return self


def _cover_the_day(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Check that steps follow each other around the day."""
    for step, following in zip(steps, (*steps[1:], steps[0]), strict=True):
        if abs((step.to_h - following.from_h) % HOURS_PER_DAY) > ROUNDING_H:
            raise complaint(
                f"the step to {clock_text(step.to_h)} is followed by one from "
                f"{clock_text(following.from_h)}",
                "steps must cover the whole day, in order",
            )
    if abs(sum(step.duration_h for step in steps) - HOURS_PER_DAY) > ROUNDING_H:
        raise complaint("the steps last longer than a day", "each hour of the day once")
    return steps


Steps: TypeAlias = Annotated[tuple[Step, ...], Field(min_length=1), AfterValidator(_cover_the_day)]
"""A day as a sequence of constant and sloping set points."""


def _setpoint_shape(value: Any) -> str | None:
    """Return the tag of a set point by its form."""
    if isinstance(value, (list, tuple)):
        return "[steps]" if any(isinstance(v, (Mapping, Step)) for v in value) else "[hours]"
    if isinstance(value, DayNight):
        return "[day and night]"
    if isinstance(value, Mapping):
        return "[week]" if {"weekday", "weekend"} & value.keys() else "[day and night]"
    return temperature_shape(value)


SetPoint: TypeAlias = Annotated[
    Annotated[Temperature, Tag("[value]")]
    | Annotated[DayNight, Tag("[day and night]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[TemperatureHours, Tag("[hours]")]
    | Annotated[TemperatureWeek, Tag("[week]")]
    | Annotated[Steps, Tag("[steps]")],
    by_shape(
        _setpoint_shape,
        "not a set point",
        "'20 degC', {day, night, night_from, night_to}, 24 temperatures, "
        "{weekday: [...], weekend: [...]}, steps [{from, to, value}], or a schedule's name",
    ),
]
"""A set point over the day [degC]."""


class Sensor(Description):
    """How the thermostat feels the room."""

    lag_s: Duration = Field(default=120.0, ge=0)
    """Time constant of the sensor. Two minutes is a sensor in moving air behind a grille."""
    offset_k: TemperatureDifference = 0.0
    """What it reads above the air of the room, such as of warm air below the ceiling."""


class Thermostat(Description):
    """Set points, and how they are kept."""

    heating: SetPoint | None = None
    """Set point below which the room is heated; none: never."""
    cooling: SetPoint | None = None
    """Set point above which the room is cooled; none: never."""
    changeover: Literal["auto", "heating", "cooling"] = "auto"
    """auto: heats and cools as needed; else only one of them."""
    differential_k: TemperatureDifference = Field(default=1 * K_PER_DEGF, gt=0)
    """Full width between switching on and off, centred on the set point; default 1 degF, as of
    common electronic thermostats."""
    sensor: Sensor = Sensor()
    """How the thermostat feels the room."""
    minimum_on_s: Duration = Field(default=120.0, ge=0)
    """Least run of a compressor; default 2 min: Danfoss, SH scroll compressors."""
    minimum_off_s: Duration = Field(default=180.0, ge=0)
    """Least rest of a compressor; default 3 min: Danfoss, SH scroll compressors."""
    start_delay_s: Duration = Field(default=0.0, ge=0)
    """From the thermostat's call to the start of the compressor."""
    starts_per_hour: Number | None = Field(default=None, gt=0, le=60)
    """Most starts in any hour; default: no limit but the timers'."""
