"""What a page of several runs shows of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hpsim.equipment.traits import traits_of
from hpsim.report.page.chart import Chart, Looks, Trace, plain_axis
from hpsim.report.page.tables import DAYS_PER_YEAR
from hpsim.results import Run

COMPARED = (
    ("electricity_kwh", 1.0, "A year's electricity", "kWh per year"),
    ("starts", DAYS_PER_YEAR, "How often the compressor starts", "Starts a day"),
    ("unmet_heating_h", 1.0, "Hours too cold", "Hours per year"),
)
"""Metric, what it is divided by, title and axis of each picture."""


class Shown(NamedTuple):
    """A run on a page: its ``summary.json``, ``hpsim sure --json`` and name, where known."""

    run: Run
    summary: Mapping[str, Any]
    sure: Mapping[str, Any] | None = None
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
    """Return a picture for each of a few metrics: a group of bars for each run."""
    charts = []
    for metric, per, title, axis in COMPARED:
        traces = []
        for name in looks.names:
            values = [_value(one, name, metric, per) for one in shown]
            if any(values):
                bars = {"type": "bar"}
                places = [one.name for one in shown]
                traces.append(Trace(name, looks.colour(name), places, values, plotly=bars))
        if traces:
            charts.append(Chart("compared", title, "", plain_axis(""), plain_axis(axis), traces))
    return charts


def _value(one: Shown, name: str, metric: str, per: float) -> float | None:
    """Return a metric of a candidate; None where the run has no such machine."""
    for candidate in one.summary["candidates"]:
        if candidate["name"] == name and traits_of(candidate["kind"]).is_machine:
            value = candidate["metrics"].get(metric)
            return None if value is None else round(value / per, 2)
    return None
