"""``summary-readable.csv``: the metrics for people, in their units, one row each."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from hpsim.folder.summary import Json, flat_metrics
from hpsim.metrics import METRICS
from hpsim.units.display import Reader, in_units
from hpsim.units.labels import label
from hpsim.units.systems import UnitSystem

READABLE = "summary-readable.csv"
DIGITS = 4
LABELS = {
    "fuel": "Fuel",
    "cost_per_year": "Cost per year",
    "cost_by_energy_per_year.electricity": "Cost of electricity per year",
    "cost_by_energy_per_year.fuel": "Cost of fuel per year",
    "carbon_kg_per_year": "Carbon dioxide per year",
    "cost_by_energy.electricity": "Cost of electricity",
    "cost_by_energy.fuel": "Cost of fuel",
    "carbon_kg": "Carbon dioxide",
    "first_day": "First day",
    "last_day": "Last day",
    "simulated_h": "Simulated time",
}
"""Of what is no metric of the registry."""
MASSES = {"carbon_kg_per_year": "carbon_kg"}
"""Yearly amounts by the name that has their unit."""
SOLD_ELSEWHERE: dict[UnitSystem, tuple[str, ...]] = {"us": ("m³", "L"), "si": ("therm", "gal")}
"""Units of fuel that have a metric of their own for readers of the other system."""
LEFT_OUT = "currency"  # it is the unit of costs


def write_readable(path: Path, summary: Json, reader: Reader) -> None:
    """Write one row a metric and one column a candidate, as a spreadsheet shows them.

    The summary is in SI, as `summary_of` gives it.
    """
    candidates = summary["candidates"]
    metrics = [flat_metrics(candidate["metrics"]) for candidate in candidates]
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # as spreadsheets expect it
        writer = csv.writer(file)
        writer.writerow(["metric", "unit", *(candidate["name"] for candidate in candidates)])
        keys = dict.fromkeys(key for row in metrics for key in row if row[key] is not None)
        for key in keys:
            if key == LEFT_OUT or _is_of_others(key, reader):
                continue
            unit = _unit(key, metrics, reader)
            writer.writerow([_label(key, reader), unit, *(_cell(m, key, reader) for m in metrics)])


def _quantity(key: str) -> str:
    """Return the name whose ending is a metric's unit: ``room_degc.min`` is in degC."""
    return MASSES.get(key, key.partition(".")[0])


def _is_of_others(key: str, reader: Reader) -> bool:
    """Return whether an amount of fuel is in units in which others buy it."""
    return key in METRICS and METRICS[key].unit in SOLD_ELSEWHERE[reader.system]


def _is_money(key: str) -> bool:
    return "cost" in key and key not in METRICS


def _label(key: str, reader: Reader) -> str:
    if key in METRICS:
        return reader.translated(METRICS[key].label)
    return LABELS.get(key) or label(key.replace(".", "_")).partition(" [")[0]


def _unit(key: str, metrics: list[dict[str, object]], reader: Reader) -> str:
    if _is_money(key):
        return next((str(row["currency"]) for row in metrics if row.get("currency")), "")
    unit = reader.unit(_quantity(key))
    if key in METRICS:
        unit = unit or METRICS[key].unit
    return "" if unit == "-" else unit


def _cell(metrics: Mapping[str, object], key: str, reader: Reader) -> str:
    """Return a value for people: of four digits, without separators; nothing where unknown."""
    value = metrics.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    if _is_money(key):
        return f"{value:.2f}"
    shown = float(in_units(float(value), _quantity(key), reader.system))
    return f"{shown:.0f}" if abs(shown) >= 10 ** (DIGITS - 1) else f"{shown:.{DIGITS}g}"
