"""The rows of a sweep folder, column by column, for pictures, summaries and sensitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsim.description.yamlfile import read_yaml
from hpsim.errors import HpsimError
from hpsim.kernel.types import FloatArray
from hpsim.metrics import METRICS
from hpsim.records import dataclass
from hpsim.sweep.columns import (
    AFTER,
    BEFORE,
    OF_CANDIDATE,
    OF_METRICS,
    OF_ROOM,
    OF_VERDICT,
    arrow_array,
)
from hpsim.sweep.design.blocks import SAMPLED
from hpsim.sweep.design.values import amount, are_alike, column_name, in_one_unit, text_of
from hpsim.sweep.folder import SweepFolder
from hpsim.units.display import how_shown, in_units, label_in, translated
from hpsim.units.labels import split_name
from hpsim.units.messages import nearest
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    import pyarrow as pa

CURRENCY_COLUMN = "currency"


@dataclass(frozen=True)
class Rows:
    """Rows without those that failed, and what the folder says about the sweep."""

    table: pa.Table
    about: dict[str, Any]
    folder: Path
    held: tuple[str, ...] = ()
    """Columns by whose values rows were chosen."""
    units: UnitSystem = "si"
    """Of numbers and labels, for people."""

    @property
    def axes(self) -> list[str]:
        """Return the columns of axes, and what distinguishes a run's candidates and twins."""
        axes = [axis["column"] for axis in self.about["axes"]]
        indices, twins = self.values("candidate_index"), self.values("twin")
        count = len(set(zip(indices, twins, strict=True)))
        if count <= 1:
            return axes
        if len(set(self.values("candidate"))) == count:
            return [*axes, "candidate"]
        more = (("candidate_index", indices), ("twin", twins))
        return [*axes, *(name for name, values in more if len(set(values)) > 1)]

    def kind_of(self, axis: str) -> str | None:
        """Return the kind of the block that an axis belongs to, None if it is not known."""
        return next((a.get("kind") for a in self.about["axes"] if a["column"] == axis), None)

    def is_drawn(self, axis: str) -> bool:
        """Return whether an axis has about a value of its own in each sample, as a range has."""
        if self.kind_of(axis) not in SAMPLED:
            return False
        drawn = [a["column"] for a in self.about["axes"] if a.get("kind") in SAMPLED]
        samples = set(zip(*(self.values(column) for column in drawn), strict=True))
        return 2 * len(self.levels(axis)) > len(samples)

    def column(self, name: str, what: str = "column") -> str:
        """Return the column that a name means: itself, or the only one that ends so.

        Raises
        ------
        HpsimError
            There is none; with the nearest.
        """
        columns: list[str] = self.table.column_names
        plain = column_name(name)
        if plain in columns:
            return plain
        ends = [column for column in columns if column.endswith(f".{plain}")]
        if len(ends) == 1:
            return ends[0]
        last = {column.rpartition(".")[2]: column for column in columns}
        near = nearest(plain, columns) or last.get(nearest(plain, last) or "")
        known = f"axes: {', '.join(self.axes)}" if what == "column" else "see `hpsim sweep show`"
        hint = f"did you mean '{near}'?" if near else known
        if len(ends) > 1:
            hint = f"one of {', '.join(ends)}"
        message = f"there is no {what} '{name}'" if not ends else f"'{name}' means several columns"
        raise HpsimError.of(message, name, hint=hint, title=f"{self.folder}: 1 problem")

    def has_numbers(self, column: str) -> bool:
        """Return whether a column is there, a folder may be of an older hpsim, and any number."""
        return column in self.table.column_names and bool(np.isfinite(self.numbers(column)).any())

    def values(self, column: str) -> list[Any]:
        """Return a column as Python values."""
        values: list[Any] = self.table[column].to_pylist()
        return values

    def numbers(self, column: str) -> FloatArray:
        """Return a column as numbers, nan where there are none."""
        values = [
            np.nan if v is None or isinstance(v, str) else float(v) for v in self.values(column)
        ]
        numbers = np.array(values, dtype=np.float64)
        return in_units(numbers, self.quantity(column), self.units)

    def quantity(self, column: str) -> str:
        """Return the name whose ending is the unit of a column's numbers."""
        return column.partition(".")[0] if column in METRICS else column.rpartition(".")[2]

    def unit(self, column: str) -> str:
        """Return the unit of a column's numbers."""
        return how_shown(self.quantity(column), self.units).unit

    def is_number(self, column: str) -> bool:
        """Return whether a column holds numbers."""
        import pyarrow as pa

        kind = self.table.schema.field(column).type
        return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))

    def levels(self, column: str) -> list[Any]:
        """Return the different values of a column: by number if they have some, else as first met.

        The order of an axis is that in which its sweep lists it. None, for a key that was taken
        out, comes before numbers.
        """
        found = list(dict.fromkeys(self.values(column)))
        known = [value for value in found if value is not None]
        numbers = in_one_unit(known)
        if numbers is None:
            return found
        by_number = sorted(range(len(known)), key=numbers.__getitem__)
        return [None] * (len(found) - len(known)) + [known[i] for i in by_number]

    def amounts(self, column: str) -> tuple[FloatArray, str] | None:
        """Return a column's numbers, nan for none, and their unit; None if it has other values.

        They are as written where all have one unit, else in SI as they stand next to the axis.
        """
        if self.is_number(column):
            return self.numbers(column), self.unit(column)
        written = [(value, amount(value)) for value in self.values(column)]
        if any(it is None and value is not None for value, it in written):
            return None
        units = {it.unit for _, it in written if it is not None}
        if len(units) == 1:
            numbers = [np.nan if it is None else it.number for _, it in written]
            return np.array(numbers), units.pop()
        names: list[str] = self.table.column_names
        for name in names:
            if name != column and self.written_as(name) == column:
                return self.numbers(name), self.unit(name)
        return None

    def written_as(self, column: str) -> str:
        """Return the axis or derived key that a column has in SI; else the column itself."""
        known = {*(axis["column"] for axis in self.about["axes"]), *self.about.get("derived", ())}
        if column in known or column in self.metrics or not self.is_number(column):
            return column
        return next((name for name in known if column.startswith(f"{name}_")), column)

    def codes(self, column: str, levels: Sequence[Any] | None = None) -> NDArray[np.int64]:
        """Return for each row the index of its value among the levels, or others; -1: in none."""
        index = {v: i for i, v in enumerate(self.levels(column) if levels is None else levels)}
        return np.array([index.get(value, -1) for value in self.values(column)], dtype=np.int64)

    def label(self, column: str) -> str:
        """Return what an axis of a figure says about a column."""
        if column == "cost_per_year":
            known = dict.fromkeys(c for c in self.values(CURRENCY_COLUMN) if c)
            return f"Cost per year [{', '.join(known)}]" if known else "Cost per year"
        if column == "candidate_index":
            return "Candidate [number, from 0]"
        if column in METRICS:
            entry = METRICS[column]
            named = translated(entry.label, self.units)
            unit = self.unit(column) or entry.unit
            return named if unit == "-" else f"{named} [{unit}]"
        last = column.rpartition(".")[2]
        if column in OF_ROOM or (self.is_number(column) and split_name(last)[1]):
            return label_in(last, self.units)
        words = column.replace("candidates.0.", "").replace("room.", "").replace("thermostat.", "")
        text = words.replace("_", " ").replace(".", " ")
        return text[:1].upper() + text[1:]

    @property
    def metrics(self) -> list[str]:
        """Return the columns of numbers that came out."""
        here = set(self.table.column_names)
        known = (*OF_METRICS, *OF_ROOM, *OF_VERDICT)
        return [c for c in known if c in here and self.is_number(c)]


def read_rows(folder: str | Path, where: Sequence[str] = ()) -> Rows:
    """Return the rows of a sweep folder that did not fail.

    ``where`` are texts ``COLUMN=VALUE``; several of one column: any of them.

    Raises
    ------
    HpsimError
        No sweep folder, no rows, or nothing that fulfils the conditions.
    """
    import pyarrow.compute as pc

    place = SweepFolder(Path(folder))
    about = place.about()
    table = read_table(place)
    rows = Rows(table.filter(pc.is_null(table["error"])), about, Path(folder))
    if not rows.table.num_rows:
        message = "there are no rows yet" if not table.num_rows else "all runs failed"
        raise HpsimError.of(message, title=f"{folder}: 1 problem")
    return _filtered(rows, where)


def units_of(about: Mapping[str, Any], asked: UnitSystem | None = None) -> UnitSystem:
    """Return the units in which a sweep is read: asked for, else those of its scenario."""
    return asked or ("us" if about.get("units") == "us" else "si")


def read_table(place: SweepFolder) -> pa.Table:
    """Return all rows of a folder in the order of the runs; damaged parts are left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for part in place.parts():
        try:
            tables.append(pq.ParquetFile(part).read())
        except (OSError, pa.ArrowException):
            continue
    if not tables:
        raise HpsimError.of("there are no rows yet", title=f"{place.path}: 1 problem")
    table = _with_known(pa.concat_tables(tables, promote_options="permissive"))
    return table.sort_by([("run", "ascending"), ("candidate_index", "ascending")])


def _with_known(table: pa.Table) -> pa.Table:
    """Return rows with all columns that are no figures, null where an older hpsim had none."""
    for name, kind in {**BEFORE, **OF_CANDIDATE, **AFTER}.items():
        if name not in table.column_names:
            table = table.append_column(name, arrow_array([None] * table.num_rows, kind))
    return table


def _filtered(rows: Rows, where: Sequence[str]) -> Rows:
    wanted: dict[str, list[Any]] = {}
    for text in where:
        name, equals, value = text.partition("=")
        if not equals:
            raise HpsimError.of(f"'{text}' is not COLUMN=VALUE", "where", title="1 problem")
        wanted.setdefault(rows.column(name.strip()), []).append(_plain(value))
    keep = np.ones(rows.table.num_rows, dtype=bool)
    for column, values in wanted.items():
        held = rows.values(column)
        keep &= [any(_same(v, value) for value in values) for v in held]
        if not keep.any():
            known = ", ".join(text_of(level) for level in rows.levels(column)[:12])
            message, title = f"no row has {column}={values[0]}", f"{rows.folder}: 1 problem"
            raise HpsimError.of(message, "where", hint=f"there are: {known}", title=title)
    return replace(rows, table=rows.table.filter(keep), held=tuple(wanted))


def _plain(text: str) -> Any:
    tree, problems = read_yaml(text)
    return text if problems or isinstance(tree.value, (dict, list)) else tree.value


def _same(left: Any, right: Any) -> bool:
    return str(right) in (str(left), text_of(left)) or are_alike(left, right)
