"""The columns of a sweep's rows: the same in every part, whoever writes or reads them.

In this order: ``run``; each axis and derived key, as written; the same in SI where the written form
has a unit; ``candidate``, ``candidate_index``, ``kind``, ``twin``; every metric; the room's own
figures; the verdict and what it rests on, where a sweep asks for it; ``warnings``, ``run_hash``,
``error``, ``seconds``: see docs/sweeps.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.kernel.types import Channels
from hpsim.metrics import METRICS
from hpsim.metrics.summary import DAYS_COLUMNS, MONEY_COLUMNS
from hpsim.records import dataclass
from hpsim.results import OUTPUTS, ROOM_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType: TypeAlias = Literal["text", "number", "whole", "flag"]
Row: TypeAlias = dict[str, Any]

OF_RESULTS = (
    *("electric_power_w", "mean_radiant_degc", "operative_degc", "heat_to_home_w", "co2_ppm"),
    *OUTPUTS,
)
CHANNELS = (*Channels._fields, *OF_RESULTS, *ROOM_COLUMNS, "people_w")
"""Hourly channels that a sweep can keep: those of a run's hourly.parquet."""

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
    **dict.fromkeys(MONEY_COLUMNS, "number"),
    "currency": "text",
}
OF_DAYS: dict[str, ColumnType] = {
    "first_day": "text",
    "last_day": "text",
    "simulated_h": "whole",
    **dict.fromkeys(DAYS_COLUMNS, "number"),
}
"""Of sweeps over actual days only."""
OF_ROOM: dict[str, ColumnType] = {
    "room_heat_loss_w_per_k": "number",
    "room_effective_capacitance_j_per_k": "number",
    "room_heating_load_kwh": "number",
    "room_cooling_load_kwh": "number",
    "room_peak_heating_w": "number",
    "room_peak_cooling_w": "number",
}
OF_VERDICT: dict[str, ColumnType] = {
    "verdict": "text",
    "why": "text",
    "why_season": "text",
    "heating_maximum_over_load": "number",
    "heating_minimum_over_load": "number",
    "cooling_maximum_over_load": "number",
    "cooling_minimum_over_load": "number",
    "room_design_heating_w": "number",
    "room_design_cooling_sensible_w": "number",
}
"""Of sweeps with ``verdicts: true`` only."""
AFTER: dict[str, ColumnType] = {
    "warnings": "text",
    "run_hash": "text",
    "error": "text",
    "seconds": "number",
}
RESERVED = frozenset(
    {*BEFORE, *OF_CANDIDATE, *OF_METRICS, *OF_DAYS, *OF_ROOM, *OF_VERDICT, *AFTER, "hour"}
)
"""Column names that no axis may have."""


@dataclass(frozen=True)
class Columns:
    """The columns of a sweep's rows."""

    axes: tuple[tuple[str, ColumnType], ...]
    """Axes and derived keys, then their numbers in SI."""
    has_days: bool = False
    """Whether any run is of actual days."""
    has_verdicts: bool = False
    """Whether rows are judged."""

    def types(self) -> dict[str, ColumnType]:
        """Return the type of each column, in order."""
        days = OF_DAYS if self.has_days else {}
        verdict = OF_VERDICT if self.has_verdicts else {}
        known = {**OF_CANDIDATE, **OF_METRICS, **days, **OF_ROOM, **verdict, **AFTER}
        return {**BEFORE, **dict(self.axes), **known}

    def table(self, rows: Sequence[Row]) -> pa.Table:
        """Return rows as a table; what a row does not have is null.

        Raises
        ------
        ValueError
            A value does not fit its column's type.
        """
        import pyarrow as pa

        arrays = {
            name: arrow_array([_fitting(row.get(name), kind) for row in rows], kind)
            for name, kind in self.types().items()
        }
        return pa.Table.from_arrays(list(arrays.values()), names=list(arrays))


def arrow_array(values: Sequence[Any], kind: ColumnType) -> pa.Array:
    """Return values that fit a column's type, None where there is none, as an Arrow array.

    It is made from its buffers: ``pyarrow.array`` would import pandas, 0.2 s of a sweep's start.
    """
    import pyarrow as pa

    known = np.array([value is not None for value in values], dtype=bool)
    validity = None if known.all() else _bits(known)
    if kind == "text":
        texts = [b"" if value is None else value.encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        buffers = validity, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))
        return pa.Array.from_buffers(pa.string(), len(values), list(buffers))
    filled = [0 if value is None else value for value in values]
    if kind == "flag":
        held, of_kind = _bits(np.array(filled, dtype=bool)), pa.bool_()
    elif kind == "whole":
        held, of_kind = pa.py_buffer(np.array(filled, dtype=np.int64)), pa.int64()
    else:
        held, of_kind = pa.py_buffer(np.array(filled, dtype=np.float64)), pa.float64()
    return pa.Array.from_buffers(of_kind, len(values), [validity, held])


def _bits(flags: NDArray[np.bool_]) -> pa.Buffer:
    import pyarrow as pa

    return pa.py_buffer(np.packbits(flags, bitorder="little"))


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
    if kind == "whole" and value != int(value):  # type: ignore[call-overload]
        raise ValueError(f"{value!r} in a column of whole numbers")
    return value


def count_warnings(rows: pa.Table) -> dict[str, int]:
    """Return the runs' warnings, the most frequent first, and how many runs have each."""
    if "warnings" not in rows.column_names or rows["warnings"].null_count == rows.num_rows:
        return {}
    pairs = zip(rows["run"].to_pylist(), rows["warnings"].to_pylist(), strict=True)
    of_runs = {(run, line) for run, text in pairs if text for line in text.splitlines()}
    counts = Counter(line for _, line in of_runs)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
