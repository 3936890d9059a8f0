"""Tables and sentences on the screen, and those of ``run`` and ``compare``."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hpsim.equipment.traits import traits_of
from hpsim.units.display import Reader, in_units
from hpsim.units.numbers import number
from hpsim.verdict.findings import (
    SI,
    Candidate,
    carbon_of_run,
    cost_of_run,
    shows_carbon,
    unmet_h,
)

if TYPE_CHECKING:
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


class Table:
    """Texts below headings, without lines; numbers are below headings that begin with ``>``."""

    def __init__(self, *headings: str) -> None:
        self.title = self.caption = ""
        self.headings = [heading.removeprefix(">") for heading in headings]
        self.of_numbers = [heading.startswith(">") for heading in headings]
        self.max_widths = [WIDTH_IN_A_PIPE] * len(headings)
        """Of columns; no word is cut for it."""
        self.rows: list[tuple[str, ...]] = []

    def add_row(self, *cells: str) -> None:
        """Add a row; a cell may have several lines."""
        self.rows.append(cells)


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal, where it is too narrow row by row.

    No name and no number is ever cut; ``NO_COLOR`` leaves no escapes; in a pipe the width is fixed.
    """
    width, gaps = terminal_width(), 2 * (len(table.headings) - 1)
    columns = [Column(h, [row[i] for row in table.rows]) for i, h in enumerate(table.headings)]
    narrowest = [
        _narrowest([heading, *cells], may_wrap=not of_numbers)
        for (heading, cells), of_numbers in zip(columns, table.of_numbers, strict=True)
    ]
    if sum(narrowest) + gaps > width:
        _print_stacked(table, width)
        return
    widths = [
        max(least, min(column.width - 2, most))
        for column, least, most in zip(columns, narrowest, table.max_widths, strict=True)
    ]
    while sum(widths) + gaps > width:
        can_shrink = [i for i, least in enumerate(narrowest) if widths[i] > least]
        widths[max(can_shrink, key=lambda i: widths[i])] -= 1
    if table.title:
        print(table.title)
    is_plain = "NO_COLOR" in os.environ or os.environ.get("TERM") in (None, "dumb")
    is_plain = is_plain or not sys.stdout.isatty()
    for number_of_row, row in enumerate((table.headings, *table.rows)):
        cells = [_wrapped(cell, of) for cell, of in zip(row, widths, strict=True)]
        if number_of_row == 0:  # headings stand on what is below them
            highest = max(map(len, cells))
            cells = [[*[""] * (highest - len(lines)), *lines] for lines in cells]
        for line in itertools.zip_longest(*cells, fillvalue=""):
            text = "  ".join(
                f"{cell:>{of}}" if of_numbers else f"{cell:<{of}}"
                for cell, of, of_numbers in zip(line, widths, table.of_numbers, strict=True)
            ).rstrip()
            print(text if number_of_row or is_plain else f"\x1b[1m{text}\x1b[0m")
    if table.caption:
        print(textwrap.fill(table.caption, width))


def _wrapped(cell: str, width: int) -> list[str]:
    """Return a cell's lines; words that are longer than the width stay whole.

    A column may be empty, and so 0 wide, which `textwrap` refuses.
    """
    wrapper = textwrap.TextWrapper(max(width, 1), break_long_words=False, break_on_hyphens=False)
    return [part for line in cell.split("\n") for part in wrapper.wrap(line) or [""]]


def _narrowest(texts: Sequence[str], *, may_wrap: bool) -> int:
    """Return how narrow a column can be without a cut word, or a text of many lines."""
    lines = [line for text in texts for line in text.split("\n")]
    widest = max(map(len, lines), default=0)
    if not may_wrap:
        return widest
    longest_word = max((len(word) for line in lines for word in line.split()), default=0)
    return max(longest_word, min(widest, READABLE_WIDTH))


def _print_stacked(table: Table, width: int) -> None:
    """Print each row as its first cell and, below it, the others with their headings."""
    if table.title:
        print(table.title)
    names = [" ".join(heading.split()) for heading in table.headings]
    if " " in names[0]:  # it says what the numbers are: USD, 15 years
        print(f"{names[0]}:")
    for first, *others in table.rows:
        print(first)
        facts = [
            _fact(name, cell)
            for name, cell in zip(names[1:], others, strict=True)
            if cell not in ("", "–")
        ]
        print(_filled("; ".join(facts), width, "  "))
    if table.caption:
        print(textwrap.fill(table.caption, width))


def _fact(heading: str, cell: str) -> str:
    """Return a cell with its heading, and a unit of the heading behind the number.

    Examples
    --------
    >>> _fact("U Btu/h·ft²·°F", "0.06"), _fact("ft² each", "30"), _fact("layers", "gypsum")
    ('U 0.06 Btu/h·ft²·°F', '30 ft² each', 'layers: gypsum')
    >>> _fact("maximum, −15 °C", "2,550")
    'maximum, −15 °C 2,550'
    """
    words = heading.split()
    before = ["", *words]
    places = [
        k
        for k, word in enumerate(words)
        if (word in STACKED_UNITS or "·" in word)
        and not before[k].lstrip("\N{MINUS SIGN}").isdigit()  # at 47 °F
    ]
    if heading and cell[:1].isalpha():
        return f"{heading}: {cell}"
    if not places or not cell[:1].isdigit():
        return f"{heading} {cell}".strip()
    k = places[-1]
    return " ".join([*words[:k], cell, *words[k:]])


def candidates_tables(
    candidates: Sequence[Candidate],
    sources: Sequence[str],
    width: int,
    reader: Reader = SI,
    *,
    carbon_given: bool = False,
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
    carbon_given : bool
        Whether the file gives carbon: then emissions have a column without fuel, too.
    """
    names = [Column("candidate", [c["name"] for c in candidates])]
    if sources and width >= WIDTH_FOR_SCENARIOS:
        names.insert(0, Column("scenario", list(sources)))
    elif sources:
        pairs = zip(candidates, sources, strict=True)
        names = [Column("candidate", [f"{c['name']}\n{source}" for c, source in pairs])]
    names_width = min(sum(column.width for column in names), max(width // 2, NARROWEST_NAMES))
    parts: list[list[Column]] = [[]]
    for column in _columns(candidates, reader, shows_carbon(candidates, carbon_given)):
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
    table = Table(*(c.heading for c in names), *(f">{c.heading}" for c in columns))
    table.max_widths[: len(names)] = [max_names] * len(names)
    for cells in zip(*(column.cells for column in (*names, *columns)), strict=True):
        table.add_row(*cells)
    return table


def _columns(candidates: Sequence[Candidate], reader: Reader, has_carbon: bool) -> list[Column]:
    """Return what is shown of candidates; kilowatt-hours of fuel have a column of their own."""
    all_metrics = [c["metrics"] for c in candidates]
    currencies = {m["currency"]: None for m in all_metrics if cost_of_run(m) is not None}
    burns = any(m.get("fuel") for m in all_metrics)
    per_year = not any("simulated_h" in m for m in all_metrics)
    a_year, each = ("/year", "\nper year") if per_year else ("", "")

    def of(heading: str, cell: Callable[[Mapping[str, Any]], str]) -> Column:
        return Column(heading, [cell(metrics) for metrics in all_metrics])

    electric = [
        _whole(c["metrics"]["electricity_kwh"] if traits_of(c["kind"]).is_machine else None)
        for c in candidates
    ]
    found = [Column(f"electric\nkWh{a_year}" if burns else f"kWh{each}", electric)]
    if any("verdict" in c for c in candidates):
        found.insert(0, Column("verdict", [_word(c) for c in candidates]))
    if burns:
        heading = f"fuel, HHV\nkWh{a_year}"
        found.append(of(heading, lambda m: _whole(m.get("fuel_kwh") if m.get("fuel") else None)))
    if len(currencies) == 1:
        found.append(of(f"{next(iter(currencies))}{each}", _amount))
    elif currencies:
        found.append(of(f"cost{each}", _amount_with_currency))
    if has_carbon:
        heading = f"CO₂e\n{reader.unit(CARBON)}{a_year}"
        found.append(of(heading, lambda m: _carbon(m, reader)))
    degrees = f"mean\nroom, {reader.unit('room_degc')}"
    found += [
        of(f"starts{each}", lambda m: _whole(m["starts"])),
        of("median\nrun, min", lambda m: number(m["median_run_min"], 2)),
        of("most\nper h", lambda m: _whole(m["max_starts_per_hour"])),
        of("h below\nminimum", lambda m: _whole(m["hours_below_minimum_output"])),
        of("unmet\nhours", lambda m: _whole(unmet_h(m))),
        of(degrees, lambda m: reader.number(m["room_degc"]["mean"], "room_degc")),
        of("COP\nheat", lambda m: _cop(m["seasonal_cop_heating"])),
        of("COP\ncool", lambda m: _cop(m["seasonal_cop_cooling"])),
        of("h over\n60 % RH", lambda m: _whole(m["rh_over_60_h"])),
    ]
    if any(m.get("recovery_min") is not None for m in all_metrics):
        found.append(of("recovery\nmin", lambda m: number(m.get("recovery_min"), 2)))
    return found


def _word(candidate: Candidate) -> str:
    """Return a candidate's verdict; the longest on two lines."""
    word = str(candidate.get("verdict", {}).get("word", number(None)))
    return word.replace("larger than it", "larger than\nit").replace("fits, but", "fits,\nbut")


def _amount(metrics: Mapping[str, Any]) -> str:
    """Return the cost of a year in whole units of money, that of days with its cents."""
    cost = cost_of_run(metrics)
    return f"{cost:,.2f}" if cost is not None and "simulated_h" in metrics else _whole(cost)


def _amount_with_currency(metrics: Mapping[str, Any]) -> str:
    known = cost_of_run(metrics) is not None
    return f"{_amount(metrics)} {metrics['currency']}" if known else number(None)


def _carbon(metrics: Mapping[str, Any], reader: Reader) -> str:
    emitted_kg = carbon_of_run(metrics)
    return _whole(None if emitted_kg is None else in_units(emitted_kg, CARBON, reader.system))


def _whole(value: float | None) -> str:
    return number(None) if value is None else f"{value:,.0f}"


def _cop(value: float | None) -> str:
    return number(None) if value is None else f"{value:.2f}"


HARDLY_ANY = 0.02  # of the sensible load; less latent load is none to anyone


def design_lines(design: DesignLoads, reader: Reader) -> list[str]:
    """Return the two figures everyone asks for: the loads of the coldest and hottest design day."""
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
        latent = "hardly any"
        if (design.cooling_latent_w or 0.0) > HARDLY_ANY * design.cooling_sensible_w:
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
    if (beyond_degc := room.get("neighbours_degc")) is not None:
        to_them = reader.text(room["neighbours_w_per_k"], "heat_loss_w_per_k")
        loss += (
            f" to outdoors and {to_them} to neighbours at {reader.text(beyond_degc, 'room_degc')}"
        )
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
    print(_filled(text, text_width()))


def _filled(text: str, width: int, first: str = "", rest: str = "  ") -> str:
    """Return a text on lines of a width; a product such as MSZ-FH06NA stays whole."""
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


def print_answer(lines: Sequence[str], caveat: str = "") -> None:
    """Print the answer, what it is not good for, and space below it."""
    for line in (*lines, *([caveat] if caveat else [])):
        print_folded(line)
    print()


def print_fact(name: str, text: str) -> None:
    """Print a name and, next to it, a text that goes on below itself."""
    print(_filled(text, text_width(), name, " " * len(name)))


def print_why(verdicts: Sequence[str], found: Sequence[str]) -> None:
    """Print the reasons of the verdicts, if there are any, and what the year was like."""
    if verdicts:
        print("Why:")
        print_lines(verdicts)
        print("\nWhat the year shows:")
    print_lines(found)


def print_lines(lines: Sequence[str]) -> None:
    """Print sentences, folded, as a list."""
    for line in lines:
        print(_filled(line, text_width(), "- "))
