"""What a person writes of a machine's tables: axes, grids, and the air they were measured in."""

from __future__ import annotations

import itertools
from typing import Annotated, Any, Self, TypeAlias

import numpy as np
from pydantic import Field, model_validator

from hpsim.description.base import (
    Description,
    Fraction,
    Number,
    Temperature,
    Word,
    complaint,
)
from hpsim.equipment.indoor_coil import RatedCooling
from hpsim.kernel.airflow import RATED_HEATING_DRY_BULB_DEGC
from hpsim.kernel.types import PerformanceMap
from hpsim.units.messages import UnitError
from hpsim.units.quantities import QuantityName
from hpsim.units.values import parse

Row: TypeAlias = Annotated[tuple[Number, ...], Field(min_length=1)]


class Values(Description):
    """A list of numbers with one unit."""

    unit: Word
    """Of all the values."""
    values: Row
    """Numbers."""

    def si(self, quantity: QuantityName) -> tuple[float, ...]:
        """Return the values in SI."""
        return tuple(parse(f"{value!r} {self.unit}", quantity) for value in self.values)


class Grid(Description):
    """A table of numbers with one unit: a row per outdoor temperature, a column per speed."""

    unit: Word
    """Of all the values."""
    values: Annotated[tuple[Row, ...], Field(min_length=2)]
    """Rows of numbers."""

    def si(self, quantity: QuantityName) -> tuple[tuple[float, ...], ...]:
        """Return the values in SI."""
        return tuple(
            tuple(parse(f"{value!r} {self.unit}", quantity) for value in row) for row in self.values
        )


class IndoorCorrection(Description):
    """How the table changes with the entering wet bulb."""

    capacity_per_k_wet_bulb: Number = 0.0
    """Relative change of capacity per kelvin."""
    input_ratio_per_k_wet_bulb: Number = 0.0
    """Relative change of power over capacity per kelvin."""
    capacity_per_k2_wet_bulb: Number = 0.0
    """Relative change of capacity per kelvin squared."""
    input_ratio_per_k2_wet_bulb: Number = 0.0
    """Relative change of power over capacity per kelvin squared."""
    capacity_per_k2_wet_bulb_outdoor: Number = 0.0
    """Change of the first per kelvin outdoors, which holds at 35 degC."""
    input_ratio_per_k2_wet_bulb_outdoor: Number = 0.0
    """Change of the second per kelvin outdoors."""


class Table(Description):
    """Gross capacity and power over outdoor temperature and speed."""

    outdoor: Values
    """Outdoor temperatures, rising."""
    speed: Annotated[tuple[Number, ...], Field(min_length=1)] = (1.0,)
    """Fractions of full speed, rising; one for single-stage."""
    capacity: Grid
    """Gross capacity of the coil."""
    power: Grid
    """Compressor and outdoor fan."""
    airflow: Values | None = None
    """Over the indoor coil, by speed, in this season; default: the machine's."""
    fan_power: Values | None = None
    """Of the indoor fan, by speed, in this season; default: the machine's."""
    rated_fan_power: Values | None = None
    """Of the indoor fan in the rating tests, by speed; default: fan_power."""
    low_speed: Number | None = Field(default=None, gt=0, le=1)
    """Speed of the rating's low-speed tests; default: the lowest."""

    def gross_map(self) -> PerformanceMap:
        """Return the map as it is given; one speed becomes an axis of two knots."""
        capacity = np.array(self.capacity.si("heat_flow"))
        power = np.array(self.power.si("power"))
        speed = np.array(self.speed)
        if speed.size == 1:
            speed = np.array([0.0, 1.0])
            capacity, power = np.repeat(capacity, 2, axis=1), np.repeat(power, 2, axis=1)
        return PerformanceMap(np.array(self.outdoor.si("temperature")), speed, capacity, power)

    @property
    def rating_low_speed(self) -> float:
        """Speed of the rating's low-speed tests."""
        return self.low_speed or self.speed[0]

    @model_validator(mode="after")
    def _fan_by_speed(self) -> Self:
        check_by_speed(self.airflow, self.fan_power, len(self.speed))
        check_by_speed(None, self.rated_fan_power, len(self.speed))
        return self

    @model_validator(mode="after")
    def _shapes(self) -> Self:
        outdoor = _converted(self.outdoor, "temperature", "outdoor")
        if len(outdoor) < 2:
            raise complaint("outdoor has one temperature", "at least two rows are needed")
        for name, axis in (("outdoor", outdoor), ("speed", self.speed)):
            if any(right <= left for left, right in itertools.pairwise(axis)):
                raise complaint(f"{name} does not rise from one value to the next")
        if self.speed[0] <= 0:
            raise complaint("speed must be above 0", "fractions of full speed, 1 is full")
        grids: list[tuple[str, Grid, QuantityName]] = [
            ("capacity", self.capacity, "heat_flow"),
            ("power", self.power, "power"),
        ]
        for name, grid, quantity in grids:
            rows = _converted(grid, quantity, name)
            shape = sorted({len(row) for row in rows})
            if len(rows) != len(outdoor) or shape != [len(self.speed)]:
                found = f"{len(rows)} rows of {' or '.join(map(str, shape))}"
                raise complaint(
                    f"{name} has {found} values, but there are {len(outdoor)} outdoor temperatures"
                    f" and {len(self.speed)} speeds",
                    "a row per outdoor temperature, a column per speed",
                )
            if min(min(row) for row in rows) <= 0:
                raise complaint(f"{name} has a value that is not above 0")
        return self


def check_by_speed(airflow: Values | None, fan_power: Values | None, wanted: int) -> None:
    """Complain about airflow or fan power that does not have one value for each speed."""
    given: list[tuple[str, Values | None, QuantityName]] = [
        ("airflow", airflow, "flow"),
        ("fan_power", fan_power, "power"),
    ]
    for name, values, quantity in given:
        if values is None:
            continue
        numbers = _converted(values, quantity, name)
        if len(numbers) != wanted:
            raise complaint(f"{name} has {len(numbers)} values for {wanted} speeds")
        smallest = min(numbers)
        if smallest < 0 or (name == "airflow" and smallest == 0):
            raise complaint(f"{name} has a value that is not above 0")


def _converted(values: Values | Grid, quantity: QuantityName, name: str) -> Any:
    try:
        return values.si(quantity)
    except UnitError as error:
        raise complaint(f"{name}: {error.message}", error.hint) from None


class CoolingTable(Table):
    """Cooling."""

    rated: RatedCooling = RatedCooling.by_default()
    """Where the table holds, and the sensible heat ratio there."""
    shr: Annotated[tuple[Fraction, ...], Field(min_length=1)] | None = None
    """Sensible fraction of the gross capacity there by speed, in place of `rated.shr`."""
    indoor_correction: IndoorCorrection | None = None
    """Default: the reference curves."""

    @model_validator(mode="after")
    def _shr_by_speed(self) -> Self:
        if self.shr is not None and len(self.shr) != len(self.speed):
            raise complaint(f"shr has {len(self.shr)} values for {len(self.speed)} speeds")
        return self


class RatedHeating(Description):
    """The condition at which a heating table holds."""

    dry_bulb_degc: Temperature = RATED_HEATING_DRY_BULB_DEGC
    """Entering the indoor coil; ISO 5151 and EnergyPlus: 20 degC."""


class HeatingCorrection(Description):
    """How a heating table changes with the room's temperature, 5 to 27 degC, held beyond."""

    capacity_per_k_dry_bulb: Number = 0.0
    """Relative change of capacity per kelvin from 21.11 degC."""
    input_ratio_per_k_dry_bulb: Number = 0.0
    """Relative change of power over capacity per kelvin from 21.11 degC."""


class HeatingTable(Table):
    """Heating, without frost."""

    rated: RatedHeating = RatedHeating.by_default()
    """The room temperature at which the table was measured; default 70 degF (21.11 degC)."""
    indoor_correction: HeatingCorrection | None = None
    """Default: capacity by the reference curve, power by the compressor's lift."""

    speed_5f: Number | None = Field(default=None, gt=0)
    """Speed of the rating's test at 5 degF; default: full speed."""

    @model_validator(mode="after")
    def _cop(self) -> Self:
        capacity, power = self.capacity.si("heat_flow"), self.power.si("power")
        for q_row, p_row, t in zip(capacity, power, self.outdoor.values, strict=True):
            for q, p in zip(q_row, p_row, strict=True):
                if q < p:
                    raise complaint(
                        f"COP {q / p:.2f} at {t:g} {self.outdoor.unit}, below 1",
                        "capacity and power may be exchanged, or in different units",
                    )
        return self
