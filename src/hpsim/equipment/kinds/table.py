"""A machine given as tables of capacity and power, for instance from another program.

`table_of` writes any machine as such tables: for another program, or to be changed by hand.
"""

from __future__ import annotations

import itertools
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
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
from hpsim.equipment.air_path import path_of, with_given_path
from hpsim.equipment.assumptions import MachineAssumptions, size_words
from hpsim.equipment.description.ducts_and_hoses import BesideCoil
from hpsim.equipment.indoor_coil import (
    AIR_DENSITY_KG_PER_M3,
    DUCTLESS_FAN,
    RATED_COOLING_DRY_BULB_DEGC,
    RATED_OUTDOOR_DEGC,
    RATED_SHR,
    RATED_WET_BULB_DEGC,
    CoilRating,
    IndoorSensitivity,
    cooling_coil,
    installed_flow_ratio,
    reference_sensitivity,
)
from hpsim.equipment.kinds.compressor_unit import CompressorUnit, written_blocks
from hpsim.equipment.kinds.label_keys import COMPRESSOR_WORDS
from hpsim.equipment.label import C_D_FIXED_SPEED
from hpsim.equipment.label_solving import (
    LOWEST_FIXED_DEGF,
    LOWEST_VARIABLE_DEGF,
    TEST_C_D_VARIABLE,
)
from hpsim.equipment.map_rating import RatingBasis
from hpsim.equipment.maps import (
    COLDEST_COOLING_DEGF,
    HOTTEST_DEGF,
    MIN_FRACTION,
    WARMEST_HEATING_DEGF,
)
from hpsim.equipment.ratings.cooling import LOAD_LINE_V_VARIABLE
from hpsim.equipment.ratings.points import Compressor, degc, degf
from hpsim.equipment.unit_ratings import MapRating
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap
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
    """The condition of which the sensible heat ratio is known, and at which the table holds."""

    outdoor_degc: Temperature = RATED_OUTDOOR_DEGC
    """Outdoor temperature."""
    dry_bulb_degc: Temperature = RATED_COOLING_DRY_BULB_DEGC
    """Entering the coil."""
    wet_bulb_degc: Temperature = RATED_WET_BULB_DEGC
    """Entering the coil."""
    shr: Fraction = RATED_SHR
    """Sensible fraction of the gross capacity there at full speed."""


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
                found = f"{len(rows)} rows of {' or '.join(map(str, shape))}"
                raise complaint(
                    f"{name} has {found} values, but there are {len(outdoor)} outdoor temperatures"
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

    rated: RatedCooling = RatedCooling()
    """Where the table holds, and the sensible heat ratio there."""
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


class TableMachine(CompressorUnit):
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
    """Air and heat that bypass the coil: hoses or ducts."""

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

    # ------------------------------------------------------------------------ what it can do
    @property
    def can_heat(self) -> bool:
        """Whether a heating table is given."""
        return self.heating is not None

    @property
    def has_variable_speed(self) -> bool:
        """By its compressor."""
        return self.compressor == "variable_speed"

    @property
    def can_cool(self) -> bool:
        """Whether a cooling table is given."""
        return self.cooling is not None

    def default_name(self) -> str:
        """Return size and compressor."""
        return f"{size_words(self.size_w)} {COMPRESSOR_WORDS[self.compressor]}, by table"

    # ------------------------------------------------------------------------------- machine
    def compile(self) -> tuple[Machine, MachineAssumptions]:
        """Return a machine as its tables have it, extended to its operating limits."""
        variable = self.compressor == "variable_speed"
        lowest_degf = LOWEST_VARIABLE_DEGF if variable else LOWEST_FIXED_DEGF
        if self.lowest_outdoor_degc is not None:
            lowest_degf = degf(self.lowest_outdoor_degc)
        indoor = self._sensitivity()
        seasons = []
        if self.cooling is not None:
            grid = _at_rated_wet_bulb(self.cooling, indoor)
            grid = _extended(grid, degc(COLDEST_COOLING_DEGF), degc(HOTTEST_DEGF))
            seasons.append(self._season(self.cooling, grid, DUCTLESS_FAN.cooling_floor))
        if self.heating is not None:
            grid = _extended(
                self.heating.gross_map(), degc(lowest_degf), degc(WARMEST_HEATING_DEGF)
            )
            seasons.append(self._season(self.heating, grid, DUCTLESS_FAN.heating_floor))
        (cooling, cooling_fan_w), (heating, heating_fan_w) = seasons[0], seasons[-1]
        c_d = self.rated_c_d(self.compressor)
        if c_d is None:
            c_d = TEST_C_D_VARIABLE if variable else C_D_FIXED_SPEED
        at_5f = None if self.heating is None else self.heating.speed_5f
        basis = RatingBasis(
            compressor=self.compressor,
            cooling_low=1.0 if self.cooling is None else self.cooling.rating_low_speed,
            heating_low=1.0 if self.heating is None else self.heating.rating_low_speed,
            heating_h4=(at_5f or 1.0) if variable else 0.0,
            cooling_fan_w=cooling_fan_w,
            heating_fan_w=heating_fan_w,
            c_d_cooling=c_d,
            c_d_heating=c_d,
            load_factor=LOAD_LINE_V_VARIABLE if variable else 1.0,
            off_degf=lowest_degf,
            can_cool=self.can_cool,
            can_heat=self.can_heat,
        )
        at = CoilRating()
        if self.cooling is not None:
            rated = self.cooling.rated
            at = CoilRating(rated.outdoor_degc, rated.dry_bulb_degc, rated.wet_bulb_degc, rated.shr)
        machine = self.machine(cooling, heating, basis, cooling_coil(cooling, at, indoor), indoor)
        if self.beside_coil is not None:
            machine = with_given_path(machine, self.beside_coil)
        return machine, MachineAssumptions(
            name=self.result_name(),
            kind=self.kind,
            size_w=self.size_w,
            rating=MapRating(basis),
            indoor_sound="wall unit",
        )

    def _sensitivity(self) -> IndoorSensitivity:
        """Return the indoor corrections, the given ones in place of the reference."""
        reference = reference_sensitivity()[0]
        given = None if self.cooling is None else self.cooling.indoor_correction
        if given is None:
            return reference
        q, ratio = given.capacity_per_k_wet_bulb, given.input_ratio_per_k_wet_bulb
        q2, r2 = given.capacity_per_k2_wet_bulb, given.input_ratio_per_k2_wet_bulb
        qx = given.capacity_per_k2_wet_bulb_outdoor
        rx = given.input_ratio_per_k2_wet_bulb_outdoor
        return reference._replace(
            cooling_capacity=(q, q2),
            cooling_power=(q + ratio, q2 + q * ratio + r2),
            cooling_outdoor=(qx, qx + rx),
        )

    def _season(
        self, table: Table, grid: PerformanceMap, floor: float
    ) -> tuple[PerformanceMap, FloatArray]:
        """Return a map with its indoor side as installed, and the rated fan by speed [W]."""
        count, fan = grid.speed.size, DUCTLESS_FAN
        modulates = self.compressor == "variable_speed"
        given_flow, given_power = table.airflow or self.airflow, table.fan_power or self.fan_power
        flow = _by_speed(given_flow, "flow", count)
        if flow is None:
            full = fan.flow_m3_per_s_per_w * self.size_w
            highest = float(grid.speed[-1])
            flow = full * installed_flow_ratio(floor, grid.speed, highest, modulates=modulates)
        power = _by_speed(given_power, "power", count)
        if power is None:
            full_flow = float(np.interp(1.0, grid.speed, flow))
            power = full_flow * fan.installed_w_per_m3_per_s * (flow / full_flow) ** fan.exponent
        rated = _by_speed(table.rated_fan_power, "power", count)
        return self.installed(grid, power, flow), power if rated is None else rated


def _at_rated_wet_bulb(table: CoolingTable, indoor: IndoorSensitivity) -> PerformanceMap:
    """Return a cooling map at the standard's wet bulb, whatever the table's own is."""
    grid = table.gross_map()
    wet = table.rated.wet_bulb_degc - RATED_WET_BULB_DEGC
    hotter = (grid.outdoor_degc - RATED_OUTDOOR_DEGC)[:, np.newaxis]
    (q1, q2), (p1, p2) = indoor.cooling_capacity, indoor.cooling_power
    qx, px = indoor.cooling_outdoor
    return grid._replace(
        capacity_w=grid.capacity_w / (1.0 + (q1 + qx * hotter + q2 * wet) * wet),
        power_w=grid.power_w / (1.0 + (p1 + px * hotter + p2 * wet) * wet),
    )


def _extended(table: PerformanceMap, low_degc: float, high_degc: float) -> PerformanceMap:
    """Return the table with its first and last lines extended to the operating limits."""
    t, q, p = table.outdoor_degc, table.capacity_w, table.power_w
    if low_degc < t[0] - 1e-6:
        beyond = (low_degc - t[0]) / (t[1] - t[0])
        q_end, p_end = (_beyond(rows[0], rows[1], beyond) for rows in (q, p))
        t, q, p = np.r_[low_degc, t], np.vstack([q_end, q]), np.vstack([p_end, p])
    if high_degc > t[-1] + 1e-6:
        beyond = (high_degc - t[-1]) / (t[-1] - t[-2])
        q_end, p_end = (_beyond(rows[-1], rows[-2], -beyond) for rows in (q, p))
        t, q, p = np.r_[t, high_degc], np.vstack([q, q_end]), np.vstack([p, p_end])
    return table._replace(outdoor_degc=t, capacity_w=q, power_w=p)


def _beyond(end: FloatArray, inner: FloatArray, beyond: float) -> FloatArray:
    """Return a row on the line through two rows, beyond the first."""
    return np.maximum(end + beyond * (inner - end), MIN_FRACTION * end)


def _by_speed(values: Values | None, quantity: QuantityName, count: int) -> FloatArray | None:
    """Return given values by speed in SI, one value for both knots of a single speed."""
    if values is None:
        return None
    array = np.array(values.si(quantity))
    return np.repeat(array, 2) if array.size == 1 and count == 2 else array


# ------------------------------------------------------------------------- any machine as tables
def table_of(
    machine: Machine, size_w: float, shr: float = RATED_SHR, basis: RatingBasis | None = None
) -> dict[str, Any]:
    """Return a machine as a ``kind: table`` candidate that compiles to the same machine.

    Parameters
    ----------
    machine
        With the reference's indoor corrections, which a table takes by default.
    size_w
        Rated cooling capacity [W].
    shr
        Gross sensible heat ratio at the rating point, from which the coil was made.
    basis
        If given, the tables also rate as the machine does.
    """
    compressor: Compressor = "variable_speed"
    if machine.compressor.modulates == 0.0:
        compressor = "two_stage" if machine.compressor.stages == 2.0 else "single_stage"
    head = {"kind": "table", "compressor": compressor, "size": f"{size_w!r} W"}
    written: dict[str, Any] = head | written_blocks(machine)
    path = path_of(machine)
    if path is not None:
        written["beside_coil"] = path.as_written()
    if basis is not None:
        written["c_d"] = basis.c_d_cooling
    # one column of a one-speed unit's table is enough; its axis is doubled for the look-up
    columns = slice(1 if compressor == "single_stage" else 0, None)
    if machine.can_cool:
        cooling = _written_season(machine.cooling, columns)
        flow = machine.cooling.airflow_kg_per_s / AIR_DENSITY_KG_PER_M3
        cooling |= {"airflow": _written("m3/s", flow[columns]), "rated": {"shr": shr}}
        if basis is not None:
            rated = _written("W", basis.cooling_fan_w[columns])
            cooling |= {"rated_fan_power": rated, "low_speed": basis.cooling_low}
        written["cooling"] = cooling
    if machine.can_heat:
        heating = _written_season(machine.heating, columns)
        if basis is not None:
            rated = _written("W", basis.heating_fan_w[columns])
            heating |= {"rated_fan_power": rated, "low_speed": basis.heating_low}
            if basis.heating_h4 > 0.0:
                heating["speed_5f"] = basis.heating_h4
        written["heating"] = heating
    return written


def _written(unit: str, values: FloatArray) -> dict[str, Any]:
    return {"unit": unit, "values": values.tolist()}


def _written_season(table: PerformanceMap, columns: slice) -> dict[str, Any]:
    return {
        "outdoor": _written("degC", table.outdoor_degc),
        "speed": table.speed[columns].tolist(),
        "capacity": _written("W", table.capacity_w[:, columns]),
        "power": _written("W", table.power_w[:, columns]),
        "fan_power": _written("W", table.fan_w[columns]),
    }
