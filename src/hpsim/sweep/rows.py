"""Rows of a sweep: one per candidate and run, with the same columns in every part.

Columns, in this order: ``run``; each axis and derived key, as written; the same in SI where the
written form has a unit; ``candidate``, ``candidate_index``, ``kind``, ``twin``; every metric; the
room's own figures; ``run_hash``, ``error``, ``seconds``. docs/sweeps.md describes them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from hpsim.kernel.types import Channels
from hpsim.metrics import METRICS
from hpsim.results import Results, RoomSummary, RoomYear

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType: TypeAlias = Literal["text", "number", "whole", "flag"]
Row: TypeAlias = dict[str, Any]

CHANNELS = (
    *Channels._fields,
    "electric_power_w",
    "outdoor_degc",
    "heating_setpoint_degc",
    "cooling_setpoint_degc",
    "ideal_heating_w",
    "ideal_cooling_w",
)
"""Hourly channels that a sweep can keep."""

BEFORE: dict[str, ColumnType] = {"run": "whole"}
OF_CANDIDATE: dict[str, ColumnType] = {
    "candidate": "text",
    "candidate_index": "whole",
    "kind": "text",
    "twin": "text",
}
OF_METRICS: dict[str, ColumnType] = {
    **{m.key: "whole" if m.is_count else "number" for m in METRICS.values()},
    "fuel": "text",
    "cost_per_year": "number",
    "cost_by_energy_per_year.electricity": "number",
    "cost_by_energy_per_year.fuel": "number",
    "currency": "text",
    "carbon_kg_per_year": "number",
}
OF_ROOM: dict[str, ColumnType] = {
    "room_heat_loss_w_per_k": "number",
    "room_effective_capacitance_j_per_k": "number",
    "room_heating_load_kwh": "number",
    "room_cooling_load_kwh": "number",
    "room_peak_heating_w": "number",
    "room_peak_cooling_w": "number",
}
AFTER: dict[str, ColumnType] = {"run_hash": "text", "error": "text", "seconds": "number"}
RESERVED = frozenset({*BEFORE, *OF_CANDIDATE, *OF_METRICS, *OF_ROOM, *AFTER, "hour"})
"""Column names that no axis may have."""


@dataclass(frozen=True)
class Columns:
    """The columns of a sweep's rows."""

    axes: tuple[tuple[str, ColumnType], ...]
    """Axes and derived keys, then their numbers in SI."""

    def types(self) -> dict[str, ColumnType]:
        """Return the type of each column, in order."""
        return {**BEFORE, **dict(self.axes), **OF_CANDIDATE, **OF_METRICS, **OF_ROOM, **AFTER}

    def table(self, rows: Sequence[Row]) -> pa.Table:
        """Return rows as a table; what a row does not have is null."""
        import pyarrow as pa

        kinds = {
            "text": pa.string(),
            "number": pa.float64(),
            "whole": pa.int64(),
            "flag": pa.bool_(),
        }
        types = self.types()
        schema = pa.schema([(name, kinds[kind]) for name, kind in types.items()])
        columns = [
            pa.array([_fitting(row.get(name), kind) for row in rows], type=kinds[kind])
            for name, kind in types.items()
        ]
        return pa.Table.from_arrays(columns, schema=schema)


def column_type(values: Sequence[object]) -> ColumnType:
    """Return the type of a column that has these values.

    Examples
    --------
    >>> column_type([1, 2]), column_type([1, 2.5]), column_type([1, "6 kBtu/h"])
    ('whole', 'number', 'text')
    """
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return "flag"
    if any(isinstance(value, (bool, str)) for value in known) or not known:
        return "text"
    return "whole" if all(isinstance(value, int) for value in known) else "number"


def _fitting(value: object, kind: ColumnType) -> object:
    """Return a value as its column takes it; numbers that are not finite are null."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if kind == "text" and not isinstance(value, str):
        return repr(value) if not isinstance(value, bool) else str(value).lower()
    return value


def room_figures(summary: RoomSummary, year: RoomYear) -> Row:
    """Return the room's own columns: the same for all its candidates."""
    return {
        "room_heat_loss_w_per_k": summary.heat_loss_w_per_k,
        "room_effective_capacitance_j_per_k": summary.effective_capacitance_j_per_k,
        "room_heating_load_kwh": float(year.ideal_heating_w.sum()) / 1000.0,
        "room_cooling_load_kwh": float(year.ideal_cooling_w.sum()) / 1000.0,
        "room_peak_heating_w": float(year.ideal_heating_w.max()),
        "room_peak_cooling_w": float(year.ideal_cooling_w.max()),
    }


def hourly_table(results: Results, channels: Sequence[str], run_hash: str) -> pa.Table:
    """Return hourly channels of a candidate's year, 8760 rows."""
    import numpy as np
    import pyarrow as pa

    size = results.hourly.room_degc.size
    columns: dict[str, Any] = {
        "run_hash": pa.array([run_hash] * size).dictionary_encode(),
        "candidate": pa.array([results.candidate] * size).dictionary_encode(),
        "hour": np.arange(size, dtype=np.int32),
    }
    for name in channels:
        columns[name] = _channel(results, name)
    return pa.table(columns)


def _channel(results: Results, name: str) -> Any:
    if name in Channels._fields:
        return getattr(results.hourly, name)
    return getattr(results if name == "electric_power_w" else results.room, name)
