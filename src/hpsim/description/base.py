"""The base of all scenario parts, and the types of their fields.

A person writes ``floor_area: 250 ft2``; the model keeps ``floor_area_m2 = 23.23``. The written
key is the field's name without its unit suffix (`written_key`), and the field's type says what
quantity it is: ``floor_area_m2: Area``. So neither is typed twice.

Two ways in, one model: a file is read with `from_written`, where every value has its unit and
keys carry none; Python code makes a description by field name with plain SI numbers, as in
``Material(conductivity_w_per_m_k=0.16, ...)``. `as_written` goes back to what a file would hold.
"""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from hpsim.description.schedules import day_of_year
from hpsim.units.labels import split_name
from hpsim.units.messages import UnitError, shown
from hpsim.units.quantities import QUANTITIES, QuantityName
from hpsim.units.systems import UnitSystem, system_of
from hpsim.units.values import clock_text, parse, parse_clock, text


def written_key(field_name: str) -> str:
    """Return the key that a person writes for a field: without unit suffix, without last ``_``.

    Examples
    --------
    >>> written_key("floor_area_m2"), written_key("in_")
    ('floor_area', 'in')
    """
    return split_name(field_name)[0].rstrip("_")


NO_MAPPING = "is not a mapping"
"""How the message about a value in place of a mapping ends."""


class Reading:
    """What is remembered while one file is read.

    Which class each of its mappings became, which messages about unknown and missing keys need;
    and how many of its values are in US and in SI units.
    """

    def __init__(self) -> None:
        self.classes: dict[int, type[Description]] = {}
        self.systems: Counter[UnitSystem] = Counter()

    def note_units(self, written: object, quantity: QuantityName) -> None:
        """Count a written value among those in US or in SI units."""
        if system := system_of(written, quantity):
            self.systems[system] += 1

    def class_of(self, mapping: object) -> type[Description] | None:
        """Return the class that a mapping of the file was read as."""
        return self.classes.get(id(mapping))


class Description(BaseModel):
    """A closed, frozen part of a scenario."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=written_key,
        validate_by_name=True,
        validate_by_alias=True,
        allow_inf_nan=False,
        defer_build=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _remember(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(info.context, Reading):
            return data
        if not isinstance(data, Mapping):
            message = f"{shown(data)} {NO_MAPPING}"
            raise complaint(message, f"{{{': ..., '.join(cls.keys()[:4])}: ...}}")
        info.context.classes[id(data)] = cls
        known = set(cls.keys())
        return {key: value for key, value in data.items() if value is not None or key not in known}

    @classmethod
    @cache
    def by_default(cls) -> Self:
        """Return what holds where nothing is written, without making the class's validator.

        The one of the whole scenario has all that is nested in it; a default that made its own
        would cost each run some milliseconds.
        """
        return cls.model_construct()

    @classmethod
    def keys(cls) -> list[str]:
        """Return the keys that a person may write, in the order of the fields."""
        return [info.alias or name for name, info in cls.model_fields.items()]

    @classmethod
    def field_of(cls, key: str) -> str | None:
        """Return the name of the field that a written key fills."""
        for name, info in cls.model_fields.items():
            if (info.alias or name) == key:
                return name
        return None

    @classmethod
    def from_written(cls, written: Mapping[str, Any], reading: Reading | None = None) -> Self:
        """Read a mapping in which keys carry no units and values do.

        Raises
        ------
        pydantic.ValidationError
            With every problem; `hpsim.scenario` turns them into `ScenarioError`.
        """
        return cls.model_validate(
            written, context=reading or Reading(), by_alias=True, by_name=False
        )

    def as_written(self, only: str | None = None) -> dict[str, Any]:
        """Return the mapping that `from_written` reads as an equal description, or one field."""
        return self.model_dump(
            mode="json",
            by_alias=True,
            exclude_none=True,
            context=Reading(),
            include=None if only is None else {only},
        )


def complaint(message: str, hint: str = "") -> PydanticCustomError:
    """Return an error for a validator to raise: what is wrong, and the way out."""
    return PydanticCustomError("hpsim", "{message}", {"message": message, "hint": hint})


class Written:
    """Annotation of a float that a person writes in some other form.

    Parameters
    ----------
    read
        Written form -> float; raises `UnitError`.
    write
        Float -> written form that ``read`` gives back exactly.
    schema
        JSON Schema of the written form.
    quantity
        Key of `units.quantities.QUANTITIES` where it is one.
    """

    def __init__(
        self,
        read: Callable[[object], Any],
        write: Callable[[Any], object],
        schema: JsonSchemaValue,
        quantity: QuantityName | None = None,
    ) -> None:
        by = quantity or sys._getframe(1).f_globals["__name__"]
        self.key = by, sum(other[0] == by for other in _WRITTEN)
        _WRITTEN[self.key] = self
        self.read = read
        self.write = write
        self.schema = schema
        self.quantity = quantity

    def __reduce__(self) -> tuple[Callable[..., Written], tuple[str, int]]:
        """Let a pickle find it again where it is defined."""
        return written, self.key

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read written forms; let plain numbers pass only outside of files."""
        return core_schema.with_info_before_validator_function(
            self._validate,
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._serialize, info_arg=True
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show the written form."""
        return dict(self.schema)

    def _validate(self, value: Any, info: core_schema.ValidationInfo) -> Any:
        in_file = isinstance(info.context, Reading)
        if not in_file and not isinstance(value, str):
            return value
        if isinstance(info.context, Reading) and self.quantity:
            info.context.note_units(value, self.quantity)
        try:
            return self.read(value)
        except UnitError as error:
            raise complaint(error.message, error.hint) from None

    def _serialize(self, value: Any, info: core_schema.SerializationInfo) -> Any:
        if value is None or not isinstance(info.context, Reading):
            return value
        return self.write(value)


_WRITTEN: dict[tuple[str, int], Written] = {}
"""By the quantity or the module that they are of, and how many of it were before."""


def written(of: str, number: int) -> Written:
    """Return one of the annotations of a quantity or a module."""
    if of not in QUANTITIES:
        importlib.import_module(of)
    return _WRITTEN[of, number]


@cache
def quantity(name: QuantityName) -> Written:
    """Return the annotation of a quantity: units with the number, SI inside."""
    q = QUANTITIES[name]
    schema: JsonSchemaValue = {
        "type": "string",
        "pattern": r"^\s*(R(SI)?-?\s*\d|[-+]?[\d.])",
        "examples": list(q.examples),
    }
    if q.bare is not None:
        schema = {"anyOf": [{"type": "number"}, schema], "examples": list(q.examples)}

    def write(value: float) -> object:
        return value if q.bare is not None else text(value, name)

    return Written(lambda written: parse(written, name), write, schema, name)


Length: TypeAlias = Annotated[float, quantity("length")]
Area: TypeAlias = Annotated[float, quantity("area")]
Volume: TypeAlias = Annotated[float, quantity("volume")]
Temperature: TypeAlias = Annotated[float, quantity("temperature")]
TemperatureDifference: TypeAlias = Annotated[float, quantity("temperature_difference")]
Power: TypeAlias = Annotated[float, quantity("power")]
HeatFlow: TypeAlias = Annotated[float, quantity("heat_flow")]
Resistance: TypeAlias = Annotated[float, quantity("resistance")]
UValue: TypeAlias = Annotated[float, quantity("u_value")]
Conductance: TypeAlias = Annotated[float, quantity("conductance")]
Conductivity: TypeAlias = Annotated[float, quantity("conductivity")]
Density: TypeAlias = Annotated[float, quantity("density")]
SpecificHeat: TypeAlias = Annotated[float, quantity("specific_heat")]
Flow: TypeAlias = Annotated[float, quantity("flow")]
MoistureFlow: TypeAlias = Annotated[float, quantity("moisture_flow")]
Duration: TypeAlias = Annotated[float, quantity("duration")]
Irradiance: TypeAlias = Annotated[float, quantity("irradiance")]
Angle: TypeAlias = Annotated[float, quantity("angle")]
Energy: TypeAlias = Annotated[float, quantity("energy")]
PlainFraction: TypeAlias = Annotated[float, quantity("fraction")]
"""As a fraction, of which its owner says the limits."""
Fraction: TypeAlias = Annotated[float, quantity("fraction"), Field(ge=0, le=1)]
AirChange: TypeAlias = Annotated[float, quantity("air_change"), Field(ge=0)]

Number: TypeAlias = Annotated[float, Field(strict=True)]
Count: TypeAlias = Annotated[int, Field(strict=True, ge=1)]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Word: TypeAlias = Annotated[str, Field(strict=True, min_length=1)]

Clock: TypeAlias = Annotated[
    float,
    Written(
        parse_clock,
        clock_text,
        {
            "type": "string",
            "pattern": r"^(\d{1,2}:\d{2}( *(am|pm))?|\d{1,2} *(am|pm))$",
            "examples": ["22:00", "6:30 am"],
        },
    ),
]
"""A time of day, in hours after midnight."""


def _month_and_day(text: str) -> str:
    """Check that a date is a month and a day, such as 07-15."""
    try:
        day_of_year(text)
    except ValueError:
        hint = "month and day, such as '07-15'"
        raise complaint(f"'{text}' is no day of the year", hint) from None
    return text


Date: TypeAlias = Annotated[Word, AfterValidator(_month_and_day)]
"""A day of the year, month first: ``07-15``."""

Hours: TypeAlias = Annotated[tuple[Fraction, ...], Field(min_length=24, max_length=24)]
"""24 values, 0 ... 1, the first from 00:00 to 01:00."""
TemperatureHours: TypeAlias = Annotated[
    tuple[Temperature, ...], Field(min_length=24, max_length=24)
]
"""24 temperatures [degC], the first from 00:00 to 01:00."""


class WeekSchedule(Description):
    """Hourly fractions of working days and of Saturday and Sunday."""

    weekday: Hours
    """Monday to Friday: 24 numbers from 0 to 1."""
    weekend: Hours
    """Saturday and Sunday: 24 numbers from 0 to 1."""


class TemperatureWeek(Description):
    """Hourly temperatures of working days and of Saturday and Sunday."""

    weekday: TemperatureHours
    """Monday to Friday: 24 temperatures, each with its unit, such as 20 degC."""
    weekend: TemperatureHours
    """Saturday and Sunday: 24 temperatures, each with its unit."""


Positive = Field(gt=0)
NotNegative = Field(ge=0)

HINT_MARK = "\x1f"
"""Between message and hint in the error of a union: its context must be hashable, so is unused."""


def by_shape(shape: Callable[[Any], str | None], message: str, hint: str) -> Discriminator:
    """Return the discriminator of a union whose members differ by their form.

    ``shape`` returns the tag of a member, None if the value is none of them; then a person reads
    ``message`` and ``hint``.
    """
    return Discriminator(
        shape, custom_error_type="hpsim", custom_error_message=f"{message}{HINT_MARK}{hint}"
    )


def kind_of(value: Any) -> str | None:
    """Return the word that a mapping or a description has as its ``kind``, None without one."""
    kind = value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
    return kind if isinstance(kind, str) else None


TimeLabel: TypeAlias = Literal["start", "middle", "end"]
"""Which part of its interval a time stamp labels."""


class LogColumn(Description):
    """A column of a log in place of a schedule or a value; needs ``simulation: {from, to}``.

    .. code:: yaml

        {csv: log.csv, column: kitchen_degc}
    """

    csv: Word
    """The file, relative to the scenario's; CSV, plain or .gz."""
    column: Word | dict[Word, Annotated[Number, Positive]]
    """Its name, which ends in its unit (kitchen_degc, heater_kw, supply_cfm), or names with
    weights, of which the mean is taken."""
    time: Word | None = None
    """Column with the time stamps; default: the one called time, timestamp or date."""
    zone: Word | None = None
    """Of stamps without one: utc, +01:00, or a place such as Europe/Berlin; default: local standard
    time of the weather's place."""
    label: TimeLabel = "start"
    """Where in its interval a value's time stamp stands."""
    gaps_s: Annotated[Duration, Field(gt=0, le=7 * 86400.0)] = 3 * 3600.0
    """Longest gap that is bridged by a straight line."""


def is_log(value: Any) -> bool:
    """Return whether a value is a column of a log, as a mapping or read."""
    return isinstance(value, LogColumn) or (isinstance(value, Mapping) and "csv" in value)


def schedule_shape(value: Any) -> str | None:
    """Return the tag of a schedule by its form; temperatures are texts with a unit."""
    if is_log(value):
        return "[log]"
    if isinstance(value, str):
        return "[name]"
    if isinstance(value, (list, tuple)):
        return "[hours]"
    if isinstance(value, Mapping):
        return "[week]" if {"weekday", "weekend"} & value.keys() else None
    return "[week]" if isinstance(value, WeekSchedule) else None


Schedule: TypeAlias = Annotated[
    Annotated[Word, Tag("[name]")]
    | Annotated[Hours, Tag("[hours]")]
    | Annotated[WeekSchedule, Tag("[week]")]
    | Annotated[LogColumn, Tag("[log]")],
    by_shape(
        schedule_shape,
        "not a schedule",
        "24 numbers from 0 to 1, {weekday: [...], weekend: [...]}, the name of one, or "
        "{csv: log.csv, column: on_percent}",
    ),
]
"""Fractions over time: 24 numbers, weekday and weekend, a schedule's name, or a log's column."""


def is_written_value(text: str) -> bool:
    """Return whether a text begins like a number with a unit, and so is not a name."""
    return text.strip()[:1].isdigit() or text.strip()[:1] in {"-", "+", "."}


def temperature_shape(value: Any) -> str | None:
    """Return the tag of a temperature over time by its form."""
    if isinstance(value, str):
        return "[value]" if is_written_value(value) else "[name]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "[value]"
    return schedule_shape(value) if not isinstance(value, TemperatureWeek) else "[week]"


TemperatureCourse: TypeAlias = Annotated[
    Annotated[Temperature, Tag("[value]")]
    | Annotated[Word, Tag("[name]")]
    | Annotated[TemperatureHours, Tag("[hours]")]
    | Annotated[TemperatureWeek, Tag("[week]")]
    | Annotated[LogColumn, Tag("[log]")],
    by_shape(
        temperature_shape,
        "not a temperature",
        "'20 degC', 24 temperatures, {weekday: [...], weekend: [...]}, the name of a schedule, or "
        "{csv: log.csv, column: kitchen_degc}",
    ),
]
"""A temperature over time [degC]: one value, 24, weekday and weekend, a schedule's name, or a
column of a log."""


def value_shape(value: Any) -> str:
    """Return the tag of what is a value or a column of a log."""
    return "[log]" if is_log(value) else "[value]"


def _library_shape(value: Any) -> str | None:
    """Return the tag of a schedule under ``schedules:``: temperatures are texts."""
    if isinstance(value, (WeekSchedule, TemperatureWeek)):
        return "[week]" if isinstance(value, WeekSchedule) else "[temperatures]"
    if isinstance(value, Mapping):
        hours = value.get("weekday", value.get("weekend"))
        return "[temperatures]" if _has_text(hours) else "[week]"
    if isinstance(value, (list, tuple)):
        return "[temperatures]" if _has_text(value) else "[hours]"
    return None


def _has_text(value: Any) -> bool:
    """Return whether an entry of a list is a text other than a percentage."""
    entries = value if isinstance(value, (list, tuple)) else ()
    return any(isinstance(entry, str) and not entry.endswith("%") for entry in entries)


def _same_every_day(value: Any) -> Any:
    """Let 24 temperatures stand for weekdays and weekends."""
    return {"weekday": value, "weekend": value} if isinstance(value, (list, tuple)) else value


NamedSchedule: TypeAlias = Annotated[
    Annotated[Hours, Tag("[hours]")]
    | Annotated[WeekSchedule, Tag("[week]")]
    | Annotated[TemperatureWeek, BeforeValidator(_same_every_day), Tag("[temperatures]")],
    by_shape(
        _library_shape,
        "not a schedule",
        "24 numbers from 0 to 1 or 24 temperatures, or {weekday: [...], weekend: [...]}",
    ),
]
"""A schedule with a name of its own: of fractions, or of temperatures, which become a week."""

Weekday: TypeAlias = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]
