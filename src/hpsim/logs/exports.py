"""Files of thermostats, monitors and meters as tables: one row for each time, units in the names.

ecobee writes lines of comment above its names; Home Assistant one row for each change of each
sensor, without units; Google's Nest and heatpumpmonitor.org names without units. What a name leaves
open is taken as those programs have it; a temperature without a unit is °F if it is over 45.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import warnings
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hpsim.description.paths import MAX_TABLE_BYTES, read_limited
from hpsim.errors import LogError, Problem

if TYPE_CHECKING:
    import pandas as pd

LONG_FORM = {"entity_id", "state", "last_changed"}
HOTTEST_DEGC = 45.0
KNOWN = {
    "avg(temp)": "degc", "min(temp)": "degc", "max(temp)": "degc",
    "heatpump_elec": "w", "heatpump_heat": "w", "heatpump_roomt": "degc",
    "heatpump_outsidet": "degc", "heatpump_flowt": "degc", "heatpump_returnt": "degc",
}  # fmt: skip
"""Names of Nest and heatpumpmonitor.org, in lower case, and their unit."""
OF_SENSOR = ((r"temperature|_temp$", ""), (r"power$|_watts?$", "w"), (r"energy$", "kwh"))
"""Ends of Home Assistant's entities and their unit; of temperatures it follows from the values."""
COMMA = re.compile(r"^-?\d+,\d+$")
THOUSANDS = (
    (re.compile(r"^-?\d{1,3}(\.\d{3})+,\d+$"), r"\."),
    (re.compile(r"^-?\d{1,3}(,\d{3})+\.\d+$"), ","),
    (re.compile(r"^-?\d{1,3}(\s\d{3})+,\d+$"), r"\s"),
)
"""Numbers with a mark between thousands, and which."""
MOST_ABOVE = 30  # lines of a file above the names of its columns
RAGGED_HINT = "a name above each column; numbers with decimal commas: ; between columns"
GZIP_MAGIC = b"\x1f\x8b"


def log_error(file: str, *problems: Problem) -> LogError:
    """Return the error that says what is wrong with a log."""
    listed = [Problem(p.message, p.key, p.file or file, p.line, p.hint) for p in problems]
    return LogError(f"{file}: can't be used", listed)


def read_table(
    path: str, is_head: Callable[[Sequence[str]], bool] | None = None
) -> tuple[pd.DataFrame, str, int]:
    """Return all columns of a CSV as texts, the file's hash, and how many lines are above them.

    ``is_head`` as in `read_rows`.
    """
    import pandas as pd

    file = Path(path).name
    hint = "cut it to the days and columns that are used"
    too_large = Problem(f"it has over {MAX_TABLE_BYTES / 1e6:.0f} MB", hint=hint)
    try:
        content = read_limited(Path(path), MAX_TABLE_BYTES)
    except FileNotFoundError:
        raise log_error(file, Problem("no such file")) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise log_error(file, Problem(f"can't be read: {reason}")) from None
    if content is None:
        raise log_error(file, too_large)
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith(GZIP_MAGIC):
        try:
            with gzip.open(io.BytesIO(content)) as stream:
                content = stream.read(MAX_TABLE_BYTES + 1)
        except (EOFError, OSError, ValueError, zlib.error):
            raise log_error(file, Problem("the gzip file is cut off or damaged")) from None
        if len(content) > MAX_TABLE_BYTES:
            raise log_error(file, too_large)
    text, above = without_comments(_text(content))
    if is_head is not None:
        lines = text.splitlines(keepends=True)
        first = next((k for k, of in enumerate(lines[:MOST_ABOVE]) if is_head(_cells(of))), None)
        if first is None:
            hint = "a heading such as 'time,usage [kWh]' above the rows"
            raise log_error(file, Problem("no columns of time and use are found", hint=hint))
        text, above = "".join(lines[first:]), above + first
    head, _, rows = text.partition("\n")
    separator = _separator(head)
    rows = re.sub(rf"(?m){re.escape(separator)}+[ \r]*$", "", rows)  # empty cells at the end
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # cells without a name
            table = pd.read_csv(
                io.StringIO(f"{head}\n{rows}"),
                dtype=str,
                sep=separator,
                skipinitialspace=True,
                skip_blank_lines=False,
                keep_default_na=False,
                index_col=False,
                on_bad_lines="error",
            )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        message, line = f"this is no table: {str(error).strip()}", 1 + above
        hint = ""
        if ragged := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message):
            line, hint = int(ragged[2]) + above, RAGGED_HINT
            message = f"this is no table: {ragged[3]} columns, {ragged[1]} in the lines above"
        raise log_error(file, Problem(message, line=line, hint=hint)) from None
    except pd.errors.ParserWarning:
        message = "this is no table: the rows have more columns than there are names"
        raise log_error(file, Problem(message, line=1 + above, hint=RAGGED_HINT)) from None
    table.columns = [str(name).strip() for name in table.columns]
    return with_units(table.fillna("").apply(_with_points)), sha256, above


def _separator(line: str) -> str:
    return max(",;\t", key=line.count)


def _cells(line: str) -> list[str]:
    return [cell.strip(' "') for cell in line.strip().split(_separator(line))]


def _text(content: bytes) -> str:
    """Return a file's text; spreadsheets write UTF-16 too."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "latin-1"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1").replace("\0", "")


def _with_points(column: pd.Series) -> pd.Series:
    """Return a column with decimal points where all its numbers with a comma have one decimal."""
    texts = column.str.strip()
    commas = texts.str.contains(",", regex=False)
    if not commas.any():
        return column
    for pattern, mark in THOUSANDS:
        is_so = texts.str.match(pattern)
        texts = texts.where(~is_so, texts.str.replace(mark, "", regex=True))
    return texts.where(~texts.str.match(COMMA), texts.str.replace(",", ".", regex=False))


def without_comments(text: str) -> tuple[str, int]:
    r"""Return a text without the lines of comment above its table, and how many there were.

    Examples
    --------
    >>> without_comments("#Thermostat 1\n\nDate,Time\n")
    ('Date,Time\n', 2)
    """
    lines = 0
    while text.startswith(("#", "\n", "\r\n", "sep=")):
        text = text.partition("\n")[2]
        lines += 1
    return text, lines


def with_units(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with one column for each sensor, whose names end in units as far as known."""
    if set(table.columns) >= LONG_FORM:
        table = _pivoted(table)
    names = {}
    for name in table.columns:
        unit = KNOWN.get(name.lower())
        if unit is not None:
            names[name] = f"{name}_{unit}"
    return table.rename(columns=names)


def _pivoted(table: pd.DataFrame) -> pd.DataFrame:
    """Return Home Assistant's rows by time, a column for each entity."""
    import pandas as pd

    wide = table.pivot_table(
        index="last_changed", columns="entity_id", values="state", aggfunc="last"
    ).fillna("")
    names = {}
    for name in wide.columns:
        for pattern, unit in OF_SENSOR:
            if re.search(pattern, name):
                values = pd.to_numeric(wide[name], errors="coerce").dropna()
                hot = values.size > 0 and float(values.median()) > HOTTEST_DEGC
                names[name] = f"{name}_{unit or ('degf' if hot else 'degc')}"
                break
    return wide.rename(columns=names).rename_axis(columns=None).reset_index()
