"""What a person knows of what is usually not known: by words, a value, a range or chances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, Self, TypeAlias, TypeVar, get_args

from pydantic import Field, Tag, model_validator

from hpsim.description.base import (
    Description,
    Flow,
    Number,
    Power,
    Temperature,
    TemperatureDifference,
    Word,
    by_shape,
    complaint,
)
from hpsim.units.messages import did_you_mean

RangeWord: TypeAlias = Literal["known", "low", "average", "high", "not sure"]
"""known: as the scenario has it; low, average, high: that third of the range; not sure: all."""
WORDS: tuple[str, ...] = get_args(RangeWord)
SUM_ROUNDING = 1e-6
T = TypeVar("T")


class Chances(Description):
    """Values with their chances: ``{chances: {0: 0.7, 130: 0.3}}``."""

    chances: dict[float, Number] = Field(min_length=1)
    """Chance of each value; together 1."""

    @model_validator(mode="after")
    def _are_chances(self) -> Self:
        for value, chance in self.chances.items():
            if chance < 0.0:
                raise complaint(f"the chance of {value:g} is negative: {chance:g}", "0 to 1")
        total = sum(self.chances.values())
        if abs(total - 1.0) > SUM_ROUNDING:
            raise complaint(f"the chances add up to {total:g}", "together they are 1")
        return self


class Range(Description, Generic[T]):
    """A range of one quantity: ``{low: …, mode: …, high: …}``."""

    low: T
    """Lowest possible value."""
    mode: T | None = None
    """Most likely value; none: all equally likely."""
    high: T
    """Highest possible value."""

    def ends(self) -> tuple[T, T | None, T]:
        """Return low, mode and high in SI."""
        return self.low, self.mode, self.high

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, mode, high = (getattr(self, name) for name in ("low", "mode", "high"))
        if low >= high:
            raise complaint(f"low, {low:g}, is not below high, {high:g}", "low < high")
        if mode is not None and not low <= mode <= high:
            raise complaint(f"mode {mode:g} is outside {low:g} to {high:g}", "low <= mode <= high")
        return self


class FactorRange(Range[Number]):
    """A range of a factor or a number."""


class PowerRange(Range[Power]):
    """A range of electric power."""


class DifferenceRange(Range[TemperatureDifference]):
    """A range of a temperature difference."""


class TemperatureRange(Range[Temperature]):
    """A range of a temperature."""


class FlowRange(Range[Flow]):
    """A range of an airflow."""


def _shape(value: Any) -> str | None:
    if isinstance(value, Chances) or (isinstance(value, Mapping) and "chances" in value):
        return "[chances]"
    if isinstance(value, (Mapping, Range)):
        return "[range]"
    if isinstance(value, str) and not value[:1].isdigit() and value[:1] not in "-+.":
        return "[word]"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return "[value]" if isinstance(value, str) or is_number else None


_ONE_OF = by_shape(
    _shape,
    "not a value, a word or a range",
    f"one of {', '.join(WORDS)}; a value; {{low, mode, high}}; or {{chances: {{…}}}}",
)
_Words: TypeAlias = Annotated[RangeWord, Tag("[word]")]
_Chances: TypeAlias = Annotated[Chances, Tag("[chances]")]
FactorUnknown: TypeAlias = Annotated[
    _Words | _Chances | Annotated[Number, Tag("[value]")] | Annotated[FactorRange, Tag("[range]")],
    _ONE_OF,
]
PowerUnknown: TypeAlias = Annotated[
    _Words | _Chances | Annotated[Power, Tag("[value]")] | Annotated[PowerRange, Tag("[range]")],
    _ONE_OF,
]
DifferenceUnknown: TypeAlias = Annotated[
    _Words
    | _Chances
    | Annotated[TemperatureDifference, Tag("[value]")]
    | Annotated[DifferenceRange, Tag("[range]")],
    _ONE_OF,
]
TemperatureUnknown: TypeAlias = Annotated[
    _Words
    | _Chances
    | Annotated[Temperature, Tag("[value]")]
    | Annotated[TemperatureRange, Tag("[range]")],
    _ONE_OF,
]
FlowUnknown: TypeAlias = Annotated[
    _Words | _Chances | Annotated[Flow, Tag("[value]")] | Annotated[FlowRange, Tag("[range]")],
    _ONE_OF,
]


class Correlation(Description):
    """Rank correlation of two unknowns: ``{of: [u_values, air_leakage], rho: 0.5}``."""

    of: tuple[Word, Word]
    """Two unknowns."""
    rho: Number = Field(ge=-1, le=1)
    """-1 to 1."""


class Unknowns(Description):
    """What is known of each unknown, for ``hpsim sure``; ranges and sources: docs/how_sure.md.

    Each is ``known``, ``low``, ``average``, ``high`` (that third of the range), ``not sure`` (all
    of it), a value, ``{low, mode, high}`` or ``{chances: {VALUE: CHANCE}}``. Without a word of it,
    it is not sure where the scenario leaves it to a default, and known where the scenario gives it.
    """

    minimum_47f: FactorUnknown | None = None
    """Minimum heating output at 47 degF over rated heating output."""
    minimum_in_use: FactorUnknown | None = None
    """Minimum output in use over the listed one."""
    minimum_cooling: FactorUnknown | None = None
    """Minimum over rated cooling output."""
    output_5f: FactorUnknown | None = None
    """Maximum heating output at 5 degF over rated at 47 degF."""
    minimum_17f: FactorUnknown | None = None
    """Minimum output at 17 degF over that at 47 degF."""
    minimum_5f: FactorUnknown | None = None
    """Minimum output at 5 degF over that at 47 degF."""
    maximum_47f: FactorUnknown | None = None
    """Maximum over rated heating output at 47 degF."""
    heating_efficiency: FactorUnknown | None = None
    """COP in heating over that of the label."""
    cooling_efficiency: FactorUnknown | None = None
    """COP in cooling over that of the label."""
    airflow: FactorUnknown | None = None
    """Indoor airflow over that of a typical installation."""
    fouling: FactorUnknown | None = None
    """Capacity left by filter and coils over that of a typical installation."""
    charge: FactorUnknown | None = None
    """Refrigerant over nominal."""
    controls_power_w: PowerUnknown | None = None
    """Electricity of the controls while the compressor is off."""
    heaters_power_w: PowerUnknown | None = None
    """Crankcase and other heaters in the cold while the compressor is off."""
    pan_heater_w: PowerUnknown | None = None
    """Drain-pan heater below freezing while heating."""
    control_band_k: DifferenceUnknown | None = None
    """Full width of the unit's own control band."""
    fan_after_stop: FactorUnknown | None = None
    """In cooling. 0: the fan samples the air now and then, 1: runs on slowly, 2: as before."""
    air_movement: FactorUnknown | None = None
    """Air capacity multiplier over its default."""
    air_leakage: FactorUnknown | None = None
    """Air leakage over that of the room's quality or age."""
    u_values: FactorUnknown | None = None
    """U-factors over those of the room's quality or age."""
    exhaust_fan_m3_per_s: FlowUnknown | None = None
    """Exhaust fan of a house of 1,500 ft2, of which the room has its part."""
    people: FactorUnknown | None = None
    """People in the room, mean over the day."""
    heating_setpoint_degc: TemperatureUnknown | None = None
    """Heating setpoint; known unless this asks for it."""
    cooling_setpoint_degc: TemperatureUnknown | None = None
    """Cooling setpoint; known unless this asks for it."""
    setback_k: DifferenceUnknown | None = None
    """Setback at night and at work; known unless this asks for it."""
    sensor_bias_k: DifferenceUnknown | None = None
    """What the unit's sensor reads above the room in heating, less the maker's shift."""
    home_door: FactorUnknown | None = None
    """Part of the time in which the door to the home stands open."""
    curtains: FactorUnknown | None = None
    """Part of the glass that curtains cover."""
    electricity_price: FactorUnknown | None = None
    """Mean price of electricity over the years owned over today's."""
    fuel_price: FactorUnknown | None = None
    """Mean price of fuel over the years owned over today's."""
    installed_price: FactorUnknown | None = None
    """Where the first cost lies between its low (0) and its high price (1)."""
    weather: tuple[Word, ...] = ()
    """Weather of other years, as likely as the scenario's own."""
    correlations: tuple[Correlation, ...] = ()
    """In place of those that are usual."""

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        keys = type(self).keys()
        names = [key for key in keys if key not in ("weather", "correlations")]
        for correlation in self.correlations:
            for name in correlation.of:
                if name not in names:
                    hint = did_you_mean(name, names, f"one of {', '.join(names)}")
                    raise complaint(f"'{name}' is not an unknown", hint)
            if correlation.of[0] == correlation.of[1]:
                raise complaint(f"'{correlation.of[0]}' is correlated with itself", "two unknowns")
        return self
