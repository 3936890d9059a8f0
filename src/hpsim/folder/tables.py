"""The tables of a result folder: hours, cycles and traces as Parquet.

They are written with pyarrow, which is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import hpsim
from hpsim.results import Results, Run
from hpsim.units.labels import split_name

if TYPE_CHECKING:
    import pyarrow as pa

MODES = ("heating", "cooling")
UNITS_OF_TIMES = {"off_min_before": "min"}
"""Of columns whose names do not end in their units."""
TIMES_MEAN = "start of the interval{}; values are means over it"
STAND_IN = ", in a year (2001) that stands for any"


def write_tables(run: Run, folder: Path) -> None:
    """Write the tables of all candidates; the year step by step only where it was asked for."""
    each = run.candidates
    notes = {
        "hpsim_version": hpsim.__version__,
        "time_zone": f"UTC{run.utc_offset_h:+g} h, local standard time",
        "times": TIMES_MEAN.format(STAND_IN if run.period is None else ""),
    }

    def write(name: str, tables: Iterator[pa.Table]) -> None:
        _write_parquet(folder / f"{name}.parquet", tables, notes)

    write("hourly", (hourly_table(r) for r in each))
    write("cycles", (cycles_table(r) for r in each))
    days = [(r, name) for r in each for name in r.traces if name != "year"]
    if days:
        write("days", (trace_table(r, name) for r, name in days))
    whole = [r for r in each if "year" in r.traces]
    if whole:
        write("minutes", (trace_table(r, "year") for r in whole))


def _write_parquet(path: Path, tables: Iterator[pa.Table], notes: Mapping[str, str]) -> None:
    """Write tables of one schema as row groups, one held in memory at a time.

    Each column has its unit in its metadata, the file the version and the zone of its times.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = next(tables)
    # no dictionaries for floats: half the time, and no larger
    options = {"compression": "zstd", "use_dictionary": ["candidate"]}
    schema = _annotated(first.schema, notes)
    with pq.ParquetWriter(path, schema, **options) as writer:
        for table in chain((first,), tables):
            writer.write_table(pa.Table.from_arrays(table.columns, schema=schema))


def _annotated(schema: pa.Schema, notes: Mapping[str, str]) -> pa.Schema:
    """Return a schema with the units of its columns, and notes on the whole file."""
    import pyarrow as pa

    noted = [
        field.with_metadata({"unit": unit}) if (unit := _unit(field.name)) else field
        for field in schema
    ]
    return pa.schema(noted, metadata=dict(notes))


def _unit(name: str) -> str:
    """Return the unit of a column; columns without dimension and words have none."""
    return UNITS_OF_TIMES.get(name) or split_name(name)[1]


def hourly_table(results: Results) -> pa.Table:
    """Return a candidate's hours: its channels and what the room was exposed to."""
    n = results.hourly.room_degc.size
    times = _times(results, 3600.0 * np.arange(n))
    return _table(results.candidate, {"time": times, **results.hourly_columns()})


def cycles_table(results: Results) -> pa.Table:
    """Return a candidate's compressor runs."""
    cycles = results.cycles
    return _table(
        results.candidate,
        {
            "start": _times(results, cycles.start_s),
            "run_min": cycles.run_s / 60.0,
            "off_min_before": cycles.off_before_s / 60.0,
            "mode": Words((cycles.mode < 0.0).astype(np.int32), MODES),
            "mean_speed": cycles.mean_speed,
            "electricity_kwh": cycles.electricity_j / 3.6e6,
            "heat_kwh": cycles.heat_j / 3.6e6,
        },
    )


def trace_table(results: Results, name: str) -> pa.Table:
    """Return a part of a candidate's year step by step, in single precision."""
    trace = results.traces[name]
    n = trace.channels.room_degc.size
    time = _times(results, trace.step_s * (trace.first_step + np.arange(n)))
    columns = {k: v.astype(np.float32) for k, v in trace.channels._asdict().items()}
    return _table(results.candidate, {"part": _same(name, n), "time": time, **columns})


class Words(NamedTuple):
    """A column of words: each row's index into the few that there are."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]


def _same(word: str, size: int) -> Words:
    return Words(np.zeros(size, np.int32), (word,))


def _table(candidate: str, columns: Mapping[str, Words | NDArray[Any]]) -> pa.Table:
    import pyarrow as pa

    size = next(column.size for column in columns.values() if isinstance(column, np.ndarray))
    every = {"candidate": _same(candidate, size), **columns}
    return pa.Table.from_arrays([_as_arrow(c) for c in every.values()], names=list(every))


def _as_arrow(column: Words | NDArray[Any]) -> pa.Array:
    """Return a column for pyarrow, from its buffers.

    `pyarrow.array` would import pandas, a cast `pyarrow.compute`.
    """
    import pyarrow as pa

    if isinstance(column, Words):
        encoded = [word.encode() for word in column.words]
        lengths = np.array([len(word) for word in encoded], dtype=np.int32)[column.codes]
        ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        text = b"".join([encoded[code] for code in column.codes.tolist()])
        return pa.StringArray.from_buffers(lengths.size, pa.py_buffer(ends), pa.py_buffer(text))
    kind = pa.from_numpy_dtype(column.dtype)
    buffer = pa.py_buffer(np.ascontiguousarray(column))
    return pa.Array.from_buffers(kind, column.size, [None, buffer])


def _times(results: Results, seconds: NDArray[np.floating[Any]]) -> NDArray[np.datetime64]:
    """Return times from seconds since the first hour, of a year in the stand-in 2001 [us]."""
    since_start = np.rint(1e6 * seconds).astype("timedelta64[us]")
    return np.asarray(results.begins + since_start, dtype="datetime64[us]")
