"""What a page of several runs shows of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hpsim.equipment.traits import traits_of
from hpsim.report.page.chart import ROW_BARS, Chart, Looks, Trace, names_axis, plain_axis
from hpsim.results import Run

COST = "cost_per_year"
DAYS_PER_YEAR = 365.0
COMPARED = (
    (COST, 1.0, 0, "What it costs to run", "{currency} per year"),
    ("electricity_kwh", 1.0, 0, "A year's electricity", "kWh per year"),
    ("starts", DAYS_PER_YEAR, 1, "How often it starts", "Starts a day"),
    ("unmet_heating_h", 1.0, 0, "Hours too cold", "Hours per year"),
    ("unmet_cooling_h", 1.0, 0, "Hours too warm", "Hours per year"),
)
"""Metric, what it is divided by, its digits, title and axis of each picture."""
LABELLED = {**ROW_BARS, "width": 0.7, "textposition": "outside", "cliponaxis": False}
"""Options of bars with their values at their ends. Their width is given: plotly would make it the
distance of a candidate's own bars, which may be several rows."""
HEADROOM = 1.12
"""Of the axis over the longest bar, for its value."""


class Shown(NamedTuple):
    """A run on a page, and its ``summary.json``."""

    run: Run
    summary: Mapping[str, Any]
    label: str = ""
    """What tells it apart from a run of the same name, such as its file."""

    @property
    def name(self) -> str:
        """Return the scenario's name, as the page shows it."""
        name: str = self.summary["scenario"]
        return f"{name} ({self.label})" if self.label else name


def distinct(shown: Sequence[Shown]) -> list[Shown]:
    """Return runs whose labels are left only where two have the same name."""
    names = Counter(one.summary["scenario"] for one in shown)
    return [one if names[one.summary["scenario"]] > 1 else one._replace(label="") for one in shown]


def compared_charts(shown: Sequence[Shown], looks: Looks) -> list[Chart]:
    """Return a picture for each of a few metrics: a bar for each candidate, run by run."""
    rows: list[tuple[str, Mapping[str, Any] | None]] = []
    for one in shown:
        rows.append((one.name, None))
        machines = (c for c in one.summary["candidates"] if traits_of(c["kind"]).is_machine)
        rows += [(c["name"], c) for c in machines]
    axis = names_axis([name for name, _ in rows], [k for k, (_, c) in enumerate(rows) if c is None])
    currencies = {c["metrics"].get("currency") for _, c in rows if c is not None}
    charts = []
    for metric, per, digits, title, unit in COMPARED:
        traces = []
        for name in looks.names:
            mine = [(k, c) for k, (row, c) in enumerate(rows) if c is not None and row == name]
            bars = [(_value(c, metric, per, digits), k) for k, c in mine]
            known = [(value, k) for value, k in bars if value is not None]
            if known:
                look = {**LABELLED, "texttemplate": f"%{{x:,.{digits}f}}"}
                values, places = (list(part) for part in zip(*known, strict=True))
                traces.append(Trace(name, looks.colour(name), values, places, plotly=look))
        highest = max((value for trace in traces for value in trace.x or ()), default=0.0)
        if highest > 0.0 and (metric != COST or len(currencies) == 1):
            words = unit.format(currency=next(iter(currencies)))
            numbers = plain_axis(words, plotly={"range": [0.0, HEADROOM * highest]})
            charts.append(
                Chart(
                    "compared",
                    title,
                    "",
                    numbers,
                    axis,
                    traces,
                    height=90 + 27 * len(rows),
                    legend=False,
                    layout={"barmode": "overlay"},
                )
            )
    return charts


def _value(candidate: Mapping[str, Any], metric: str, per: float, digits: int) -> float | None:
    value = candidate["metrics"].get(metric)
    return None if value is None else round(value / per, digits or None)
