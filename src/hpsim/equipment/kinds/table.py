"""A machine given as tables of capacity and power, for instance from another program.

`table_of` writes any machine as such tables: for another program, or to be changed by hand.
"""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from pydantic import model_validator

from hpsim.description.base import (
    HeatFlow,
    Positive,
    complaint,
)
from hpsim.equipment.assumptions import MachineAssumptions, size_words
from hpsim.equipment.ducts_and_hoses import BesideCoil, path_of, with_given_path
from hpsim.equipment.indoor_coil import (
    AIR_DENSITY_KG_PER_M3,
    DUCTLESS_FAN,
    RATED_OUTDOOR_DEGC,
    RATED_SHR,
    RATED_WET_BULB_DEGC,
    RatedCooling,
    input_by_lift,
    installed_flow_ratio,
    reference_corrections,
    with_coil,
)
from hpsim.equipment.kinds.compressor_unit import CompressorUnit, written_blocks
from hpsim.equipment.kinds.label_keys import compressor_words
from hpsim.equipment.kinds.table_keys import (
    CoolingTable,
    HeatingTable,
    Table,
    Values,
    check_by_speed,
)
from hpsim.equipment.label import C_D_FIXED_SPEED
from hpsim.equipment.label_solving import (
    LOWEST_FIXED_DEGF,
    LOWEST_VARIABLE_DEGF,
    TEST_C_D_VARIABLE,
)
from hpsim.equipment.map_rating import MapRating, RatingBasis
from hpsim.equipment.maps import (
    COLDEST_COOLING_DEGF,
    HOTTEST_DEGF,
    MIN_FRACTION,
    WARMEST_HEATING_DEGF,
    look_up,
)
from hpsim.equipment.ratings.points import Compressor, degc
from hpsim.kernel.airflow import (
    COLDEST_ROOM_DEGC,
    RATED_HEATING_DRY_BULB_DEGC,
    WARMEST_ROOM_DEGC,
)
from hpsim.kernel.types import NEVER_DEGC, FloatArray, IndoorCoil, Machine, PerformanceMap
from hpsim.units.quantities import QuantityName


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
        check_by_speed(self.airflow, self.fan_power, len(tables[0].speed))
        return self

    # ------------------------------------------------------------------------ what it can do
    @property
    def can_heat(self) -> bool:
        """Whether a heating table is given."""
        return self.heating is not None

    @property
    def can_cool(self) -> bool:
        """Whether a cooling table is given."""
        return self.cooling is not None

    def default_name(self) -> str:
        """Return size and compressor."""
        return f"{size_words(self.size_w)} {compressor_words(self.compressor)}, by table"

    def lowest_heating_degc(self) -> float:
        """Return the cut-out given, or the standard's: a table's form is not known."""
        if self.lowest_outdoor_degc is not None:
            return self.lowest_outdoor_degc
        variable = self.has_variable_speed
        return degc(LOWEST_VARIABLE_DEGF if variable else LOWEST_FIXED_DEGF)

    def lowest_cooling_degc(self) -> float:
        """Return the limit given, or none."""
        given = self.lowest_cooling_outdoor_degc
        return NEVER_DEGC if given is None else given

    # ------------------------------------------------------------------------------- machine
    def compile(self) -> tuple[Machine, MachineAssumptions]:
        """Return a machine as its tables have it, extended to its operating limits."""
        variable = self.has_variable_speed
        indoor = self._corrections()
        seasons = []
        if self.cooling is not None:
            grid = _at_rated_wet_bulb(self.cooling, indoor)
            grid = _extended(grid, degc(COLDEST_COOLING_DEGF), degc(HOTTEST_DEGF))
            seasons.append(self._season(self.cooling, grid, DUCTLESS_FAN.cooling_floor))
        if self.heating is not None:
            grid = _extended(
                _at_rated_dry_bulb(self.heating, indoor),
                degc(self.coldest_degf()),
                degc(WARMEST_HEATING_DEGF),
            )
            seasons.append(self._season(self.heating, grid, DUCTLESS_FAN.heating_floor))
        (cooling, cooling_fan_w), (heating, heating_fan_w) = seasons[0], seasons[-1]
        c_d = self.rated_c_d()
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
            c_d=c_d,
            off_degf=self.rated_lowest_degf(),
            can_cool=self.can_cool,
            can_heat=self.can_heat,
        )
        at, shr = RatedCooling.by_default(), None
        if self.cooling is not None:
            at, by_speed = self.cooling.rated, self.cooling.shr
            if by_speed is not None:
                full = float(np.interp(1.0, self.cooling.speed, by_speed))
                at = at.model_copy(update={"shr": full})
                shr = np.resize(np.array(by_speed), cooling.speed.size)
        cooling, coil = with_coil(cooling, at, indoor, shr)
        rated_w = look_up(cooling, at.outdoor_degc, 1.0).capacity_w
        machine = self.machine(cooling, heating, basis, coil, rated_w)
        if self.beside_coil is not None:
            machine = with_given_path(machine, self.beside_coil)
        return machine, MachineAssumptions(
            name=self.result_name(),
            kind=self.kind,
            size_w=self.size_w,
            rating=MapRating(basis),
            indoor_sound="wall unit",
        )

    def _corrections(self) -> IndoorCoil:
        """Return the indoor corrections, the given ones in place of the reference."""
        reference = reference_corrections()
        if self.heating is not None and self.heating.indoor_correction is not None:
            by_room = self.heating.indoor_correction
            q, ratio = by_room.capacity_per_k_dry_bulb, by_room.input_ratio_per_k_dry_bulb
            reference = reference._replace(
                heating_capacity_per_k_dry_bulb=q,
                heating_power_per_k_dry_bulb=q + ratio,
                heating_approach_k=0.0,
            )
        given = None if self.cooling is None else self.cooling.indoor_correction
        if given is None:
            return reference
        q, ratio = given.capacity_per_k_wet_bulb, given.input_ratio_per_k_wet_bulb
        q2, r2 = given.capacity_per_k2_wet_bulb, given.input_ratio_per_k2_wet_bulb
        qx = given.capacity_per_k2_wet_bulb_outdoor
        rx = given.input_ratio_per_k2_wet_bulb_outdoor
        return reference._replace(
            cooling_capacity_per_k_wet_bulb=q,
            cooling_capacity_per_k2_wet_bulb=q2,
            cooling_capacity_per_k2_wet_bulb_outdoor=qx,
            cooling_power_per_k_wet_bulb=q + ratio,
            cooling_power_per_k2_wet_bulb=q2 + q * ratio + r2,
            cooling_power_per_k2_wet_bulb_outdoor=qx + rx,
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


def _at_rated_wet_bulb(table: CoolingTable, indoor: IndoorCoil) -> PerformanceMap:
    """Return a cooling map at the standard's wet bulb, whatever the table's own is."""
    grid = table.gross_map()
    wet = table.rated.wet_bulb_degc - RATED_WET_BULB_DEGC
    hotter = (grid.outdoor_degc - RATED_OUTDOOR_DEGC)[:, np.newaxis]
    q1, q2 = indoor.cooling_capacity_per_k_wet_bulb, indoor.cooling_capacity_per_k2_wet_bulb
    p1, p2 = indoor.cooling_power_per_k_wet_bulb, indoor.cooling_power_per_k2_wet_bulb
    qx = indoor.cooling_capacity_per_k2_wet_bulb_outdoor
    px = indoor.cooling_power_per_k2_wet_bulb_outdoor
    return grid._replace(
        capacity_w=grid.capacity_w / (1.0 + (q1 + qx * hotter + q2 * wet) * wet),
        power_w=grid.power_w / (1.0 + (p1 + px * hotter + p2 * wet) * wet),
    )


def _at_rated_dry_bulb(table: HeatingTable, indoor: IndoorCoil) -> PerformanceMap:
    """Return a heating map at the standard's room temperature, whatever the table's own is.

    The inverse of the kernel's correction (`hpsim.kernel.steady.heating_by_room`).
    """
    grid = table.gross_map()
    room = min(max(table.rated.dry_bulb_degc, COLDEST_ROOM_DEGC), WARMEST_ROOM_DEGC)
    d = room - RATED_HEATING_DRY_BULB_DEGC
    by_capacity = 1.0 + indoor.heating_capacity_per_k_dry_bulb * d
    by_power = np.full(grid.outdoor_degc.size, 1.0 + indoor.heating_power_per_k_dry_bulb * d)
    if indoor.heating_approach_k > 0.0:
        by_power = by_capacity * input_by_lift(room, grid.outdoor_degc, indoor.heating_approach_k)
    return grid._replace(
        capacity_w=grid.capacity_w / by_capacity,
        power_w=grid.power_w / by_power[:, np.newaxis],
    )


def _extended(table: PerformanceMap, low_degc: float, high_degc: float) -> PerformanceMap:
    """Return the table with its first and last lines extended to the operating limits."""
    t, q, p = table.outdoor_degc, table.capacity_w, table.power_w
    if low_degc < t[0] - 1e-6:
        q, p = (np.vstack([_beyond(rows, t, low_degc), rows]) for rows in (q, p))
        t = np.r_[low_degc, t]
    if high_degc > t[-1] + 1e-6:
        q, p = (np.vstack([rows, _beyond(rows[::-1], t[::-1], high_degc)]) for rows in (q, p))
        t = np.r_[t, high_degc]
    return table._replace(outdoor_degc=t, capacity_w=q, power_w=p)


def _beyond(rows: FloatArray, degc: FloatArray, at_degc: float) -> FloatArray:
    """Return a row on the line through the first two, beyond the first."""
    beyond = (at_degc - degc[0]) / (degc[1] - degc[0])
    return np.asarray(np.maximum(rows[0] + beyond * (rows[1] - rows[0]), MIN_FRACTION * rows[0]))


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
        written["c_d"] = basis.c_d
        written["rated_lowest_outdoor"] = f"{degc(basis.off_degf)!r} degC"
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
