"""Rows of a sweep, one per candidate and run: the room's own figures, warnings, hourly channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsim.kernel.types import Channels, FloatArray
from hpsim.results import Results, RoomSummary, RoomYear
from hpsim.sweep.columns import OF_RESULTS, Row, arrow_array
from hpsim.weather import Weather

if TYPE_CHECKING:
    import pyarrow as pa


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


def warnings_text(weather: Weather, others: Sequence[str]) -> str | None:
    """Return what a run warns of, a line each: of its weather file, then others; None: nothing."""
    of_weather = (f"{weather.id}: {text}" for text in weather.warnings)
    return "\n".join([*of_weather, *others]) or None


def hourly_table(results: Results, channels: Sequence[str], run_hash: str) -> pa.Table:
    """Return hourly channels of a candidate's year, 8760 rows."""
    import pyarrow as pa

    size = results.hourly.room_degc.size
    columns: dict[str, Any] = {
        "run_hash": _repeated(run_hash, size),
        "candidate": _repeated(results.candidate, size),
        "hour": np.arange(size, dtype=np.int32),
    }
    for name in channels:
        columns[name] = _channel(results, name)
    return pa.table(columns)


def _repeated(text: str, size: int) -> pa.Array:
    import pyarrow as pa

    first = pa.Array.from_buffers(pa.int32(), size, [None, pa.py_buffer(np.zeros(size, np.int32))])
    return pa.DictionaryArray.from_arrays(first, arrow_array([text], "text"))


def _channel(results: Results, name: str) -> FloatArray:
    if name in Channels._fields:
        return np.asarray(getattr(results.hourly, name))
    return np.asarray(getattr(results if name in OF_RESULTS else results.room, name))
