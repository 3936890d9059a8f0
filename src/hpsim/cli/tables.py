"""What ``run`` and ``compare`` print: the table of candidates, the room, findings."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

from hpsim.equipment.traits import traits_of
from hpsim.units.numbers import number
from hpsim.verdict.findings import Candidate, unmet_h

if TYPE_CHECKING:
    from rich.table import Table

WIDTH_IN_A_PIPE = 140
TEXT_WIDTH = 100


def print_table(table: Table, file: IO[str] | None = None) -> None:
    """Print a table as wide as the terminal; of fixed width in a pipe."""
    from rich.console import Console

    file = file or sys.stdout
    console = Console(file=file, width=None if file.isatty() else WIDTH_IN_A_PIPE, highlight=False)
    console.print(table)


def plain_table(*headings: str) -> Table:
    """Return an empty table without lines; numbers are below headings that begin with ``>``."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    for heading in headings:
        if heading.startswith(">"):
            table.add_column(heading[1:], justify="right", no_wrap=True)
        else:
            table.add_column(heading, overflow="fold")
    return table


def candidates_table(candidates: Sequence[Candidate], sources: Sequence[str] = ()) -> Table:
    """Return the table of candidates; with the scenario of each if ``sources`` are given."""
    currency = next((c["metrics"]["currency"] for c in candidates if _cost(c) is not None), None)
    table = plain_table(*(["scenario"] if sources else []))
    table.add_column("candidate", overflow="fold", min_width=18)
    burns = any(c["metrics"].get("fuel") for c in candidates)
    for heading in _headings(currency, burns=burns):
        table.add_column(heading, justify="right", no_wrap=True)
    for i, candidate in enumerate(candidates):
        where = (sources[i],) if sources else ()
        cells = _cells(candidate, with_cost=currency is not None, burns=burns)
        table.add_row(*where, candidate["name"], *cells)
    return table


def _headings(currency: str | None, *, burns: bool) -> list[str]:
    """Return the headings; kilowatt-hours of fuel have a column of their own."""
    return [
        *(["electric\nkWh/year", "fuel, HHV\nkWh/year"] if burns else ["kWh\nper year"]),
        *([f"{currency}\nper year"] if currency else []),
        *(["CO₂e\nkg/year"] if burns and currency else []),
        "starts\nper year",
        "median\nrun, min",
        "most\nper h",
        "h below\nminimum",
        "unmet\nhours",
        "COP\nheat",
        "COP\ncool",
        "h over\n60 % RH",
    ]


def _cells(candidate: Candidate, *, with_cost: bool, burns: bool) -> list[str]:
    metrics = candidate["metrics"]
    is_machine = traits_of(candidate["kind"]).is_machine
    has_setpoint = metrics["unmet_heating_h"] is not None or metrics["unmet_cooling_h"] is not None
    return [
        _whole(metrics["electricity_kwh"] if is_machine else None),
        *([_whole(metrics.get("fuel_kwh") if metrics.get("fuel") else None)] if burns else []),
        *([_whole(_cost(candidate))] if with_cost else []),
        *([_whole(metrics.get("carbon_kg_per_year"))] if burns and with_cost else []),
        _whole(metrics["starts"]),
        number(metrics["median_run_min"], 2),
        _whole(metrics["max_starts_per_hour"]),
        _whole(metrics["hours_below_minimum_output"]),
        _whole(unmet_h(candidate) if has_setpoint else None),
        _cop(metrics["seasonal_cop_heating"]),
        _cop(metrics["seasonal_cop_cooling"]),
        _whole(metrics["rh_over_60_h"]),
    ]


def _cost(candidate: Candidate) -> float | None:
    cost: float | None = candidate["metrics"]["cost_per_year"]
    return cost


def _whole(value: float | None) -> str:
    return number(None) if value is None else f"{value:,.0f}"


def _cop(value: float | None) -> str:
    return number(None) if value is None else f"{value:.2f}"


def room_line(room: Mapping[str, Any]) -> str:
    """Return the room's own figures as a line."""
    capacitance_kj_per_k = room["effective_capacitance_j_per_k"] / 1000.0
    slowest_h = max(room["time_constants_h"], default=None)
    slow = f", slowest time constant {number(slowest_h, 2)} h" if slowest_h else ""
    per_hour = room.get("air_changes_per_h")
    air = "" if per_hour is None else f"{number(per_hour, 2)} air changes an hour, "
    return (
        f"Room: {number(room['floor_area_m2'])} m², loses {number(room['heat_loss_w_per_k'])} W/K, "
        f"{air}effective capacitance {number(capacitance_kj_per_k)} kJ/K{slow}."
    )


def print_folded(text: str) -> None:
    """Print a sentence on lines of a readable length."""
    print(textwrap.fill(text, TEXT_WIDTH, subsequent_indent="  "))


def print_lines(lines: Sequence[str]) -> None:
    """Print sentences, folded, as a list."""
    for line in lines:
        print(textwrap.fill(line, TEXT_WIDTH, initial_indent="- ", subsequent_indent="  "))
