"""What ``run`` and ``compare`` print: the table of candidates, the room, findings."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hpsim.equipment.traits import traits_of
from hpsim.units.display import Reader, in_units
from hpsim.units.numbers import number
from hpsim.verdict.findings import SI, Candidate, cost_of_run, unmet_h

if TYPE_CHECKING:
    from rich.table import Table

    from hpsim.results import DesignLoads

WIDTH_IN_A_PIPE = 140
TEXT_WIDTH = 100
CARBON = "carbon_kg"
NARROWEST_NAMES = 18
WIDTH_FOR_SCENARIOS = 100  # narrower, and they stand below the names
READABLE_WIDTH = 16  # of a column of words

STACKED_UNITS = (
    "ft²",
    "m²",
    "ft",
    "m",
    "W",
    "Btu/h",
    "W/m²K",
    "W/K",
    "°F",
    "°C",
    "kWh",
    "USD",
    "EUR",
)
"""Of headings, which stand behind the number where a row is printed in lines."""


def print_table(table: Table, width: int | None = None) -> None:
    """Print a table as wide as the terminal, where it is too narrow row by row.

    No name and no number is ever cut; ``NO_COLOR`` leaves no escapes; in a pipe the width is fixed.

    Parameters
    ----------
    table : Table
        As `plain_table` makes it.
    width : int
        In columns; default: that of the terminal.
    """
    from rich.console import Console

    width = terminal_width() if width is None else width
    texts = [[str(cell) for cell in column.cells] for column in table.columns]
    headings = [str(column.header) for column in table.columns]
    narrowest = [
        _narrowest([heading, *cells], may_wrap=not column.no_wrap)
        for column, heading, cells in zip(table.columns, headings, texts, strict=True)
    ]
    if sum(narrowest) + 2 * (len(narrowest) - 1) > width:
        _print_stacked(table, headings, list(zip(*texts, strict=True)), width)
        return
    for column, least in zip(table.columns, narrowest, strict=True):
        column.min_width = least
    is_plain = "NO_COLOR" in os.environ or not sys.stdout.isatty()
    console = Console(
        file=sys.stdout,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        color_system=None if is_plain else "auto",
    )
    console.print(table)


def _narrowest(texts: Sequence[str], *, may_wrap: bool) -> int:
    """Return how narrow a column can be without a cut word, or a text of many lines."""
    lines = [line for text in texts for line in text.split("\n")]
    widest = max(map(len, lines), default=0)
    if not may_wrap:
        return widest
    longest_word = max((len(word) for line in lines for word in line.split()), default=0)
    return max(longest_word, min(widest, READABLE_WIDTH))


def _print_stacked(
    table: Table, headings: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> None:
    """Print each row as its first cell and, below it, the others with their headings."""
    if table.title:
        print(table.title)
    names = [" ".join(heading.split()) for heading in headings]
    for first, *others in rows:
        print(first)
        facts = [
            _fact(name, cell)
            for name, cell in zip(names[1:], others, strict=True)
            if cell not in ("", "–")
        ]
        print(textwrap.fill("; ".join(facts), width, initial_indent="  ", subsequent_indent="  "))
    if table.caption:
        print(textwrap.fill(str(table.caption), width))


def _fact(heading: str, cell: str) -> str:
    """Return a cell with its heading, and a unit of the heading behind the number.

    Examples
    --------
    >>> _fact("U Btu/h·ft²·°F", "0.06"), _fact("ft² each", "30"), _fact("layers", "gypsum")
    ('U 0.06 Btu/h·ft²·°F', '30 ft² each', 'layers gypsum')
    """
    words = heading.split()
    before = ["", *words]
    places = [
        k
        for k, word in enumerate(words)
        if (word in STACKED_UNITS or "·" in word) and not before[k].isdigit()  # at 47 °F
    ]
    if not places or not cell[:1].isdigit():
        return f"{heading} {cell}".strip()
    k = places[-1]
    return " ".join([*words[:k], cell, *words[k:]])


def plain_table(*headings: str) -> Table:
    """Return an empty table without lines; numbers are below headings that begin with ``>``."""
    from rich.table import Table
    from rich.text import Text

    class PlainTable(Table):
        """A table whose cells are texts: brackets in a name are no markup."""

        def add_row(self, *cells: Any, **options: Any) -> None:
            texts = (Text(cell) if isinstance(cell, str) else cell for cell in cells)
            super().add_row(*texts, **options)

    table = PlainTable(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    for heading in headings:
        if heading.startswith(">"):
            table.add_column(heading[1:], justify="right", no_wrap=True)
        else:
            table.add_column(heading, overflow="fold")
    return table


def candidates_tables(
    candidates: Sequence[Candidate],
    sources: Sequence[str] = (),
    width: int = WIDTH_IN_A_PIPE,
    reader: Reader = SI,
) -> list[Table]:
    """Return the table of candidates, in as many parts as fit the width; each with the names.

    Parameters
    ----------
    candidates : sequence
        Entries of summaries.
    sources : sequence of str
        The scenario of each; empty: all are of one.
    width : int
        Of the terminal, in columns.
    reader : Reader
        In whose units it is.
    """
    currency = next((c["metrics"]["currency"] for c in candidates if _cost(c) is not None), None)
    burns = any(c["metrics"].get("fuel") for c in candidates)
    per_year = not any("simulated_h" in c["metrics"] for c in candidates)
    headings = _headings(currency, reader, burns=burns, per_year=per_year)
    rows = [_cells(c, reader, with_cost=currency is not None, burns=burns) for c in candidates]
    if any("verdict" in c for c in candidates):
        headings = ["verdict", *headings]
        rows = [[_word(c), *row] for c, row in zip(candidates, rows, strict=True)]
    if any(c["metrics"].get("recovery_min") is not None for c in candidates):
        headings = [*headings, "recovery\nmin"]
        rows = [
            [*row, number(c["metrics"].get("recovery_min"), 2)]
            for c, row in zip(candidates, rows, strict=True)
        ]
    columns = [Column(heading, [row[k] for row in rows]) for k, heading in enumerate(headings)]
    names = [Column("candidate", [c["name"] for c in candidates])]
    if sources and width >= WIDTH_FOR_SCENARIOS:
        names.insert(0, Column("scenario", list(sources)))
    elif sources:
        pairs = zip(candidates, sources, strict=True)
        names = [Column("candidate", [f"{c['name']}\n{source}" for c, source in pairs])]
    names_width = min(sum(column.width for column in names), max(width // 2, NARROWEST_NAMES))
    parts: list[list[Column]] = [[]]
    for column in columns:
        used = names_width + sum(c.width for c in parts[-1])
        if parts[-1] and used + column.width > width:
            parts.append([])
        parts[-1].append(column)
    widest = max(names_width // len(names) - 2, NARROWEST_NAMES)
    return [_part(names, part, widest) for part in parts]


class Column(NamedTuple):
    """A column of a table as texts."""

    heading: str
    cells: list[str]

    @property
    def width(self) -> int:
        """Return how wide it is, with the space around it."""
        return 2 + max(
            len(line) for text in (self.heading, *self.cells) for line in text.split("\n")
        )


def _part(names: Sequence[Column], columns: Sequence[Column], max_names: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    for column in names:
        table.add_column(column.heading, overflow="fold", max_width=max_names)
    for column in columns:
        table.add_column(column.heading, justify="right", no_wrap=True)
    for cells in zip(*(column.cells for column in (*names, *columns)), strict=True):
        table.add_row(*map(Text, cells))  # Text: brackets in a name are no markup
    return table


def _headings(currency: str | None, reader: Reader, *, burns: bool, per_year: bool) -> list[str]:
    """Return the headings; kilowatt-hours of fuel have a column of their own."""
    a_year, each = ("/year", "\nper year") if per_year else ("", "")
    return [
        *([f"electric\nkWh{a_year}", f"fuel, HHV\nkWh{a_year}"] if burns else [f"kWh{each}"]),
        *([f"{currency}{each}"] if currency else []),
        *([f"CO₂e\n{reader.unit(CARBON)}{a_year}"] if burns and currency else []),
        f"starts{each}",
        "median\nrun, min",
        "most\nper h",
        "h below\nminimum",
        "unmet\nhours",
        f"mean\nroom, {reader.unit('room_degc')}",
        "COP\nheat",
        "COP\ncool",
        "h over\n60 % RH",
    ]


def _cells(candidate: Candidate, reader: Reader, *, with_cost: bool, burns: bool) -> list[str]:
    metrics = candidate["metrics"]
    is_machine = traits_of(candidate["kind"]).is_machine
    has_setpoint = metrics["unmet_heating_h"] is not None or metrics["unmet_cooling_h"] is not None
    return [
        _whole(metrics["electricity_kwh"] if is_machine else None),
        *([_whole(metrics.get("fuel_kwh") if metrics.get("fuel") else None)] if burns else []),
        *([_amount(candidate)] if with_cost else []),
        *([_mass(_carbon(metrics), reader)] if burns and with_cost else []),
        _whole(metrics["starts"]),
        number(metrics["median_run_min"], 2),
        _whole(metrics["max_starts_per_hour"]),
        _whole(metrics["hours_below_minimum_output"]),
        _whole(unmet_h(candidate) if has_setpoint else None),
        reader.number(metrics["room_degc"]["mean"], "room_degc"),
        _cop(metrics["seasonal_cop_heating"]),
        _cop(metrics["seasonal_cop_cooling"]),
        _whole(metrics["rh_over_60_h"]),
    ]


def _word(candidate: Candidate) -> str:
    """Return a candidate's verdict; the longest on two lines."""
    word = str(candidate.get("verdict", {}).get("word", number(None)))
    return word.replace("larger than it", "larger than\nit").replace("fits, but", "fits,\nbut")


def _cost(candidate: Candidate) -> float | None:
    return cost_of_run(candidate["metrics"])


def _amount(candidate: Candidate) -> str:
    """Return the cost of a year in whole units of money, that of days with its cents."""
    cost = _cost(candidate)
    if cost is not None and "simulated_h" in candidate["metrics"]:
        return f"{cost:,.2f}"
    return _whole(cost)


def _carbon(metrics: Mapping[str, Any]) -> float | None:
    carbon: float | None = metrics.get("carbon_kg_per_year", metrics.get("carbon_kg"))
    return carbon


def _mass(value_kg: float | None, reader: Reader) -> str:
    return _whole(None if value_kg is None else in_units(value_kg, CARBON, reader.system))


def _whole(value: float | None) -> str:
    return number(None) if value is None else f"{value:,.0f}"


def _cop(value: float | None) -> str:
    return number(None) if value is None else f"{value:.2f}"


def design_lines(design: DesignLoads, reader: Reader) -> list[str]:
    """Return the two figures everyone asks for: what the coldest and the hottest design day need.

    Parameters
    ----------
    design : DesignLoads
        Of a run.
    reader : Reader
        Whose units.
    """
    lines = []
    origin = {
        "header": "the weather file's design conditions",
        "file": "percentiles of the weather file's hours",
    }[design.source]
    if design.heating_w is not None:
        heat = reader.text(design.heating_w, "heating_w")
        cold = reader.text(design.heating_outdoor_degc, "outdoor_degc")
        lines.append(
            f"Design heating load: {heat} at {cold} outdoors (99 %), without sun and gains."
        )
    if design.cooling_sensible_w is not None:
        sensible = reader.text(design.cooling_sensible_w, "cooling_w")
        latent = reader.text(design.cooling_latent_w, "latent_w")
        hot = reader.text(design.cooling_outdoor_degc, "outdoor_degc")
        lines.append(
            f"Design cooling load: {sensible} sensible and {latent} latent at {hot} outdoors (1 %)."
        )
    if lines:
        lines[-1] += f" Temperatures: {origin}."
    return lines


def room_line(room: Mapping[str, Any], reader: Reader) -> str:
    """Return the room's own figures as a line."""
    area, loss, capacitance = (
        reader.text(room[name], name)
        for name in ("floor_area_m2", "heat_loss_w_per_k", "effective_capacitance_j_per_k")
    )
    slowest_h = max(room["time_constants_h"], default=None)
    slow = f", slowest time constant {number(slowest_h, 2)} h" if slowest_h else ""
    per_hour = room.get("air_changes_per_h")
    air = "" if per_hour is None else f"{number(per_hour, 2)} air changes an hour, "
    return f"Room: {area}, heat loss {loss}, {air}effective capacitance {capacitance}{slow}."


def text_width() -> int:
    """Return how wide sentences are set: as the terminal, but no wider than reads well."""
    return min(terminal_width(), TEXT_WIDTH)


def terminal_width() -> int:
    """Return the width of the terminal; in a pipe a fixed one."""
    if not sys.stdout.isatty():
        return WIDTH_IN_A_PIPE
    return shutil.get_terminal_size().columns


def print_folded(text: str) -> None:
    """Print a sentence on lines of a readable length."""
    print(textwrap.fill(text, text_width(), subsequent_indent="  "))


def print_answer(lines: Sequence[str]) -> None:
    """Print the answer, with space below it."""
    for line in lines:
        print_folded(line)
    print()


def print_fact(name: str, text: str) -> None:
    """Print a name and, next to it, a text that goes on below itself."""
    print(textwrap.fill(text, text_width(), initial_indent=name, subsequent_indent=" " * len(name)))


def print_lines(lines: Sequence[str], heading: str = "") -> None:
    """Print sentences, folded, as a list below a heading."""
    if heading and lines:
        print(heading)
    for line in lines:
        print(textwrap.fill(line, text_width(), initial_indent="- ", subsequent_indent="  "))
