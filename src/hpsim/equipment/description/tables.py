"""A machine given as tables of capacity and power, for instance from another program."""

from __future__ import annotations

import itertools
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from hpsim.description.base import (
    Description,
    Fraction,
    HeatFlow,
    Number,
    Positive,
    Temperature,
    Word,
    complaint,
)
from hpsim.equipment.description.ducts_and_hoses import BesideCoil
from hpsim.equipment.description.extras import Extras
from hpsim.equipment.ratings import Compressor
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


class RatedCooling(Description):
    """The condition of which the sensible share is known, and at which the table holds."""

    outdoor_degc: Temperature = 35.0
    """Outdoor temperature."""
    dry_bulb_degc: Temperature = 26.67
    """Entering the coil."""
    wet_bulb_degc: Temperature = 19.44
    """Entering the coil."""
    shr: Fraction = 0.708
    """Sensible share of the gross capacity there at full speed."""


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

    @model_validator(mode="after")
    def _fan_by_speed(self) -> Self:
        _check_by_speed(self.airflow, self.fan_power, len(self.speed))
        _check_by_speed(None, self.rated_fan_power, len(self.speed))
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
                said = f"{len(rows)} rows of {' or '.join(map(str, shape))}"
                raise complaint(
                    f"{name} has {said} values, but there are {len(outdoor)} outdoor temperatures"
                    f" and {len(self.speed)} speeds",
                    "a row per outdoor temperature, a column per speed",
                )
            if min(min(row) for row in rows) <= 0:
                raise complaint(f"{name} has a value that is not above 0")
        return self


def _check_by_speed(airflow: Values | None, fan_power: Values | None, wanted: int) -> None:
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
        least = min(numbers)
        if least < 0 or (name == "airflow" and least == 0):
            raise complaint(f"{name} has a value that is not above 0")


def _converted(values: Values | Grid, quantity: QuantityName, name: str) -> Any:
    try:
        return values.si(quantity)
    except UnitError as error:
        raise complaint(f"{name}: {error.message}", error.hint) from None


class CoolingTable(Table):
    """Cooling."""

    rated: RatedCooling = RatedCooling()
    """Where the table holds, and the sensible share there."""
    indoor_correction: IndoorCorrection | None = None
    """Default: the reference curves."""


class HeatingTable(Table):
    """Heating, without frost."""

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


class TableMachine(Extras):
    """A machine given as tables, for instance from another program."""

    kind: Literal["table"] = "table"
    """Given as tables."""
    compressor: Compressor = "variable_speed"
    """single_stage, two_stage or variable_speed."""
    size_w: HeatFlow = Positive
    """Rated cooling capacity."""
    cooling: CoolingTable | None = None
    """Leave out for a unit that only heats."""
    heating: HeatingTable | None = None
    """Leave out for a unit that only cools."""
    airflow: Values | None = None
    """Over the indoor coil, by speed; default 400 cfm per ton at full speed."""
    fan_power: Values | None = None
    """Of the indoor fan, by speed; default by the airflow."""
    beside_coil: BesideCoil | None = None
    """Air and heat beside the coil: hoses or ducts."""

    @model_validator(mode="after")
    def _by_speed(self) -> Self:
        tables = [t for t in (self.cooling, self.heating) if t is not None]
        if not tables:
            raise complaint("neither cooling nor heating is given", "give at least one table")
        if len({len(t.speed) for t in tables}) > 1 and (self.airflow or self.fan_power):
            raise complaint("airflow by speed needs the same number of speeds in both tables")
        expected: dict[Compressor, int] = {"single_stage": 1, "two_stage": 2}
        for table in tables:
            count = expected.get(self.compressor)
            if count is not None and len(table.speed) != count:
                raise complaint(
                    f"{self.compressor} with {len(table.speed)} speeds", f"it has {count}"
                )
            if self.compressor == "variable_speed" and len(table.speed) < 2:
                raise complaint("variable_speed with one speed", "give the lowest and 1.0")
        _check_by_speed(self.airflow, self.fan_power, len(tables[0].speed))
        return self
