"""What a person writes about the thermostat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, Tag, model_validator

from hpsim.description.base import (
    Clock,
    Date,
    Description,
    Duration,
    Fraction,
    LogColumn,
    Number,
    Temperature,
    TemperatureDifference,
    TemperatureHours,
    TemperatureWeek,
    Word,
    by_shape,
    complaint,
    is_log,
    temperature_shape,
)
from hpsim.units.constants import K_PER_DEGF
from hpsim.units.values import clock_text

HOURS_PER_DAY = 24.0
DIFFERENTIAL_K = 1 * K_PER_DEGF  # of common electronic thermostats
MINIMUM_ON_S, MINIMUM_OFF_S = 120.0, 180.0  # Danfoss, SH scroll compressors
OVERCOOL_K = 1.5  # judgement: dry mode of a wall thermostat
LONGEST_TIMER_S = 7200.0  # anti-short-cycle timers have minutes
WIDEST_DIFFERENTIAL_K = 10.0
LARGEST_OFFSET_K = 10.0
ROUNDING_H = 1e-6  # two clock times that differ by less are one


class DayNight(Description):
    """One setpoint by day, one by night."""

    day_degc: Temperature
    """Setpoint by day."""
    night_degc: Temperature
    """Setpoint by night."""
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
    """A part of the day with a constant or a linearly changing setpoint."""

    from_h: Clock
    """When it begins, by the clock."""
    to_h: Clock
    """When it ends; before ``from`` means on the next day."""
    value_degc: Temperature | None = None
    """Setpoint all the time; or give ramp."""
    ramp_degc: Annotated[tuple[Temperature, ...], Field(min_length=2, max_length=2)] | None = None
    """Setpoint at the begin and at the end, linear between."""

    @property
    def duration_h(self) -> float:
        """How long it lasts [h]."""
        return (self.to_h - self.from_h) % HOURS_PER_DAY or HOURS_PER_DAY

    @property
    def ends_degc(self) -> tuple[float, float]:
        """Setpoint at the begin and at the end."""
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
"""A day as a sequence of constant and sloping setpoints."""


def _setpoint_shape(value: Any) -> str | None:
    """Return the tag of a setpoint by its form."""
    if isinstance(value, (list, tuple)):
        return "[steps]" if any(isinstance(v, (Mapping, Step)) for v in value) else "[hours]"
    if isinstance(value, DayNight):
        return "[day and night]"
    if is_log(value):
        return "[log]"
    if isinstance(value, Mapping):
        return "[week]" if {"weekday", "weekend"} & value.keys() else "[day and night]"
    return temperature_shape(value)


SetPoint: TypeAlias = Annotated[
    Annotated[Temperature, Tag("[value]")]
    | Annotated[DayNight, Tag("[day and night]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[TemperatureHours, Tag("[hours]")]
    | Annotated[TemperatureWeek, Tag("[week]")]
    | Annotated[Steps, Tag("[steps]")]
    | Annotated[LogColumn, Tag("[log]")],
    by_shape(
        _setpoint_shape,
        "not a setpoint",
        "'20 degC', {day, night, night_from, night_to}, 24 temperatures, "
        "{weekday: [...], weekend: [...]}, steps [{from, to, value}], a schedule's name, or "
        "{csv: log.csv, column: setpoint_degc}",
    ),
]
"""A setpoint over time [degC]."""


class Away(Description):
    """When nobody is at home, and what the thermostat does then.

    Times vary from day to day by up to ``spread`` either way, by a random sequence that ``seed``
    repeats. They count to the half-hour.

    .. code:: yaml

        away: {leave: "08:00", return: "17:30", days: weekdays, spread: 30 min, seed: 7,
               return_notice: 30 min, heating: 60 degF, cooling: 82 degF}
    """

    leave_h: Clock
    """When the last person leaves, by the clock."""
    return_h: Clock
    """When the first comes back, the same day."""
    days: Literal["weekdays", "weekends", "all"] = "weekdays"
    """On which days."""
    heating_degc: Temperature | None = None
    """Heating setpoint meanwhile; left out: as at home."""
    cooling_degc: Temperature | None = None
    """Cooling setpoint meanwhile."""
    spread_s: Duration = Field(default=0.0, ge=0, le=4 * 3600.0)
    """Leaving and coming home vary by up to this, either way."""
    seed: int = Field(default=0, ge=0, strict=True)
    """Another one gives other days."""
    return_notice_s: Duration = Field(default=0.0, ge=0, le=6 * 3600.0)
    """Geofencing: the thermostat knows so long before that somebody comes home."""
    minimum_absence_s: Duration = Field(default=1800.0, ge=0)
    """A shorter absence is not noticed."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.return_h <= self.leave_h:
            raise complaint("return is not after leave", "both on one day: 08:00 and 17:30")
        return self


class Vacation(Description):
    """Days on which nobody is at home: ``{from: 07-10, to: 07-24, cooling: 30 degC}``."""

    from_: Date
    """First day."""
    to: Date
    """Last day; before ``from`` means in the next year."""
    heating_degc: Temperature | None = None
    """Heating setpoint meanwhile; left out: as at home."""
    cooling_degc: Temperature | None = None
    """Cooling setpoint meanwhile."""


class Season(Description):
    """When one mode is allowed: ``heating: {from: 10-01, to: 05-15, below: 60 degF}``."""

    from_: Date | None = None
    """First day on which it is allowed."""
    to: Date | None = None
    """Last day."""
    below_degc: Temperature | None = None
    """Allowed only with the outdoor air below (24-hour mean before)."""
    above_degc: Temperature | None = None
    """Allowed only with the outdoor air above (24-hour mean before)."""

    @model_validator(mode="after")
    def _both_days(self) -> Self:
        if (self.from_ is None) != (self.to is None):
            raise complaint("from and to belong together", "{from: 10-01, to: 05-15}")
        return self


class Seasons(Description):
    """Lockout of heating and of cooling by date or by weather."""

    heating: Season | None = None
    """When heating is allowed; left out: always."""
    cooling: Season | None = None
    """When cooling is allowed; left out: always."""


class Recovery(Description):
    """How the room comes back from a setback: ``{ramp: 2 h, backup_after: 3 h}``."""

    ramp_s: Duration = Field(default=0.0, ge=0, le=12 * 3600.0)
    """The setpoint rises slowly, beginning so long before its time."""
    backup_after_s: Duration = Field(default=7200.0, ge=0)
    """Backup stays out so long after the setpoint has risen, unless the room falls behind."""


class Humidity(Description):
    """Dry mode: ``{above: 60 %, overcool: 2 K, airflow: 70 %}``.

    Above the limit the unit cools at its lowest speed with little air, though the room is warm
    enough only for less.
    """

    above: Fraction = Field(ge=0.3, le=0.9)
    """Relative humidity above which the unit dries the air."""
    overcool_k: TemperatureDifference | None = Field(default=None, ge=0, le=5)
    """How far below the cooling setpoint the room may get; default 1.5 K, or what a unit's own
    dry mode has."""
    airflow: Fraction = Field(default=0.7, ge=0.5)
    """Air over the coil, over the usual one at lowest speed."""


class Sensor(Description):
    """How the thermostat feels the room."""

    lag_s: Duration = Field(default=120.0, ge=0, le=LONGEST_TIMER_S)
    """Time constant of the sensor. Two minutes is a sensor in moving air behind a grille."""
    offset_k: TemperatureDifference = Field(default=0.0, ge=-LARGEST_OFFSET_K, le=LARGEST_OFFSET_K)
    """What it reads above the air of the room, such as of warm air below the ceiling."""
    short_circuit: Fraction = Field(default=0.0, le=0.5)
    """Share of supply air in what it feels: a wall unit that blows into its own intake."""


class Thermostat(Description):
    """Setpoints, and how they are kept."""

    heating: SetPoint | None = None
    """Setpoint below which the room is heated; left out: never."""
    cooling: SetPoint | None = None
    """Setpoint above which the room is cooled; left out: never."""
    changeover: Literal["auto", "heating", "cooling"] = "auto"
    """auto: heats and cools as needed; else only one of them."""
    differential_k: TemperatureDifference | None = Field(
        default=None, gt=0, le=WIDEST_DIFFERENTIAL_K
    )
    """Full width between switching on and off of a wall thermostat, centred on the setpoint;
    default 1 degF, and then ductless units control themselves."""
    sensor: Sensor = Sensor.by_default()
    """How the thermostat feels the room."""
    minimum_on_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """Least run of a compressor; default 2 min, or that of a unit's own control."""
    minimum_off_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """Least rest of a compressor; default 3 min, or that of a unit's own control."""
    start_delay_s: Duration = Field(default=0.0, ge=0, le=LONGEST_TIMER_S)
    """From the thermostat's call to the start of the compressor."""
    starts_per_hour: Number | None = Field(default=None, gt=0, le=60)
    """Most starts in any hour; default: no limit but the timers'."""
    away: Away | None = None
    """Setpoints while nobody is at home, on the days of a week."""
    vacation: tuple[Vacation, ...] = ()
    """Setpoints while nobody is at home for days."""
    season: Seasons = Seasons.by_default()
    """When heating and cooling are allowed."""
    recovery: Recovery = Recovery.by_default()
    """How the room comes back from a setback."""
    humidity: Humidity | None = None
    """Dry mode above a relative humidity."""
    emergency_heat: bool = False
    """A heat pump's backup heats alone, in any weather; without one there is no heat. Furnaces and
    baseboards heat as always."""
    compare_with_constant: bool = False
    """Run every candidate also with constant setpoints."""

    @property
    def wall_differential_k(self) -> float:
        """The differential of a wall thermostat, given or by default [K]."""
        return DIFFERENTIAL_K if self.differential_k is None else self.differential_k
