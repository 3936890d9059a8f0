"""Columns of rows: the same as pyarrow makes of them, and nothing silently rounded."""

from __future__ import annotations

import pyarrow as pa
import pytest

from hpsim.sweep.columns import AFTER, BEFORE, Columns, ColumnType, arrow_array
from hpsim.sweep.design.expand import SECTIONS
from hpsim.sweep.execute.chunk import Chunk, ChunkResult, Job
from hpsim.sweep.execute.estimate import _Sample


@pytest.mark.parametrize(
    ("kind", "of_arrow", "values"),
    [
        ("text", pa.string(), ["", "R-13 \u00b0", None, "b"]),
        ("text", pa.string(), ["a", "b"]),
        ("whole", pa.int64(), [None, 3, -(2**40), *range(20)]),
        ("number", pa.float64(), [0.1, None, -2.5e300]),
        ("flag", pa.bool_(), [True, None, False, *[True] * 9]),
        ("number", pa.float64(), [None, None]),
        ("text", pa.string(), []),
    ],
)
def test_an_array_is_that_of_pyarrow(
    kind: ColumnType, of_arrow: pa.DataType, values: list[object]
) -> None:
    made = arrow_array(values, kind)
    made.validate(full=True)
    assert made.equals(pa.array(values, type=of_arrow))


def test_a_fraction_is_not_cut_to_a_whole_number() -> None:
    columns = Columns((("a", "whole"),))
    assert columns.table([{"a": 2.0}, {"a": 3}])["a"].to_pylist() == [2, 3]
    with pytest.raises(ValueError, match=r"1\.5 in a column of whole numbers"):
        columns.table([{"a": 1.5}])


def test_numbers_that_are_not_finite_are_null() -> None:
    table = Columns((("a", "number"),)).table([{"a": float("nan")}, {"a": 1}, {}])
    assert table["a"].to_pylist() == [None, 1.0, None]
    assert set(BEFORE | AFTER) <= set(table.column_names)


def test_hourly_channels_of_days_count_by_candidate() -> None:
    """Two candidates over 30 days: 1,440 rows, far less than one of a year has."""
    job = Job(0, {}, ("-",) * len(SECTIONS), "hash", "room", ("room_degc",), 2)
    columns = Columns(())
    names = ["9 kBtu/h", "12 kBtu/h"]
    rows = columns.table([{"run": 0, "candidate": name, "seconds": 0.1} for name in names])
    hourly = pa.table({"candidate": [name for name in names for _ in range(720)]})
    sample = _Sample()
    chunk = Chunk(0, (job,), {}, "us-5A-chicago", "key", columns, "engine")
    sample.take(chunk, ChunkResult(0, rows, hourly))
    assert sample.n_hourly == 2
