"""The loop's inputs as few pieces: numba compiles every leaf of a tuple again in every function.

A block of numbers becomes one record and keeps its names; the series over base steps become one
table with a row for each step. What Python hands over stays named tuples of numbers and arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, TypeVar, get_type_hints

import numpy as np

from hpsim.kernel.types import (
    Control,
    Faults,
    FilmSets,
    FloatArray,
    KernelInputs,
    Machine,
    RoomDrivers,
    RoomDynamics,
    Saturation,
)


class BaseStep(NamedTuple):
    """One base step of `RoomDrivers`, by the same names; the last one has instants alone."""

    free_air_degc: float
    gain_w: float
    exchange_w_per_k: float
    exchange_heat_w: float
    outdoor_degc: float
    outdoor_humidity_ratio: float
    outdoor_air_kg_per_s: float
    moisture_gain_kg_per_s: float
    home_air_kg_per_s: float
    home_water_kg_per_s: float
    heating_setpoint_degc: float
    cooling_setpoint_degc: float


class FaultStep(NamedTuple):
    """One base step of `Faults`, by the same names."""

    heating_capacity: float
    heating_power: float
    cooling_capacity: float
    cooling_power: float
    airflow: float
    fan_power: float
    heating_colder_k: float
    tripped: float


class RoomNumbers(NamedTuple):
    """What `RoomDrivers` has for the whole year, by the same names."""

    step_s: float
    air_mass_kg: float
    moisture_capacity_kg: float
    surface_buffer_kg: float
    surface_kg_per_s: float
    deep_buffer_kg: float
    deep_kg_per_s: float


class Openings(NamedTuple):
    """Fans, windows and doorways that follow the room's temperature, as in `RoomDrivers`."""

    switched_w_per_k: FloatArray  # (n_switched, n)
    switched_above_degc: FloatArray  # (n_switched,)
    switched_below_room_k: FloatArray  # (n_switched,)
    switched_water: FloatArray  # (n_switched,)
    door_w_per_k15: FloatArray  # (n_doors, n)
    door_degc: FloatArray  # (n_doors, n)
    door_humidity_ratio: FloatArray  # (n_doors, n)


class PackedDrivers(NamedTuple):
    """`RoomDrivers` in few pieces: the same for every machine in a room."""

    steps: Sequence[BaseStep]  # (n + 1,)
    room: RoomNumbers
    openings: Openings


class LoopInputs(NamedTuple):
    """`KernelInputs` in few pieces."""

    dynamics: RoomDynamics
    steps: Sequence[BaseStep]  # (n + 1,)
    room: RoomNumbers
    openings: Openings
    machine: Machine
    control: Control
    saturation: Saturation
    faults: Sequence[FaultStep]  # (n,), or none
    film_sets: FilmSets


_Block = TypeVar("_Block", bound=tuple[object, ...])
_Record = TypeVar("_Record")
_Row = TypeVar("_Row", bound=tuple[float, ...])
_TYPES = {float: np.float64, bool: np.bool_, int: np.int64}


@cache
def _dtype(block: type) -> np.dtype[np.void]:
    """Return the record type of a class with named numbers, whatever stands in them."""
    numbers = [(n, _TYPES[kind]) for n, kind in get_type_hints(block).items()]
    return np.dtype((np.record, np.dtype(numbers, align=True)))


def record_of(block: _Block) -> _Block:
    """Return a named tuple of numbers as one record with the same names."""
    record: _Block = np.array([tuple(block)], _dtype(type(block)))[0]
    return record


def blank(block: type[_Record], values: FloatArray | None = None) -> _Record:
    """Return a record with the fields of a class, all zero; or one that lies in ``values``."""
    layout = _dtype(block)  # type: ignore[arg-type]  # every class can be hashed
    rows = np.zeros(1, layout) if values is None else values.view(layout)
    record: _Record = rows[0]
    return record


def packed_machine(machine: Machine) -> Machine:
    """Return a machine with each block of numbers as one record."""
    return machine._replace(
        compressor=record_of(machine.compressor),
        indoor_coil=record_of(machine.indoor_coil),
        outdoor_coil=record_of(machine.outdoor_coil),
        fan=record_of(machine.fan),
        auxiliaries=record_of(machine.auxiliaries),
        air_path=record_of(machine.air_path),
        burner=record_of(machine.burner),
        backup=record_of(machine.backup),
    )


def _table(row: type[_Row], series: RoomDrivers | Faults, n: int) -> Sequence[_Row]:
    """Return the series of a row's names as a table; a shorter one leaves the last row open."""
    table = np.zeros(n, _dtype(row))
    for name in row._fields:  # type: ignore[attr-defined]  # every row has names
        values = getattr(series, name)
        table[name][: values.size] = values
    rows: Sequence[_Row] = table.view(np.recarray)  # type: ignore[assignment]  # read by name
    return rows


def packed_drivers(drivers: RoomDrivers) -> PackedDrivers:
    """Return a room's drivers as the loop takes them: a millisecond, once for all its machines."""
    with_water, n_switched = drivers, drivers.switched_above_degc.size
    if drivers.switched_water.size != n_switched:
        with_water = drivers._replace(switched_water=np.ones(n_switched))
    return PackedDrivers(
        steps=_table(BaseStep, drivers, drivers.outdoor_degc.size),
        room=record_of(RoomNumbers(*(getattr(drivers, name) for name in RoomNumbers._fields))),
        openings=Openings(*(getattr(with_water, name) for name in Openings._fields)),
    )


def packed(inputs: KernelInputs, drivers: PackedDrivers | None = None) -> LoopInputs:
    """Return a candidate's inputs as the loop takes them, with its drivers if they are at hand."""
    faults = inputs.faults
    steps, room, openings = drivers or packed_drivers(inputs.drivers)
    return LoopInputs(
        dynamics=inputs.dynamics,
        steps=steps,
        room=room,
        openings=openings,
        machine=packed_machine(inputs.machine),
        control=record_of(inputs.control),
        saturation=inputs.saturation,
        faults=_table(FaultStep, faults, faults.airflow.size),
        film_sets=inputs.film_sets,
    )
