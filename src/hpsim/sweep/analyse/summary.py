"""What is in a sweep folder, in a few figures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import numpy as np

from hpsim.sweep.analyse.table import Rows, read_table
from hpsim.sweep.columns import count_warnings
from hpsim.sweep.design.values import text_of
from hpsim.sweep.folder import SweepFolder, bytes_of, is_whole, read_keys
from hpsim.verdict.alone import LoneWord

SHOWN_VALUES = 12
SHOWN_METRICS = (
    "electricity_kwh",
    "cost_per_year",
    "cost",
    "seasonal_cop_heating",
    "seasonal_cop_cooling",
    "runtime_h",
    "starts",
    "max_starts_per_hour",
    "median_run_min",
    "hours_below_minimum_output",
    "hours_above_maximum_output",
    "unmet_heating_h",
    "unmet_cooling_h",
    "rh_over_60_h",
    "room_heating_load_kwh",
    "room_cooling_load_kwh",
    "room_peak_heating_w",
    "room_peak_cooling_w",
    "room_design_heating_w",
    "room_design_cooling_sensible_w",
    "heating_maximum_over_load",
    "heating_minimum_over_load",
    "cooling_maximum_over_load",
    "cooling_minimum_over_load",
)


def summarise(folder: str | Path) -> dict[str, Any]:
    """Return how far a sweep is, its axes with their values, and what the metrics span.

    Raises
    ------
    HpsimError
        No sweep folder, or no rows.
    """
    place = SweepFolder(Path(folder))
    about = place.about()
    parts = place.parts()
    damaged = [part for part in parts if read_keys(part) is None]
    damaged += [part for part in place.hourly_parts() if not is_whole(part, to_the_end=False)]
    table = read_table(place)
    errors = Counter(text for text in table["error"].to_pylist() if text)
    rows = Rows(table, about, Path(folder))
    return {
        "name": about["name"],
        "folder": str(place.path),
        "hpsim_version": about["hpsim_version"],
        "engine": about["engine"],
        "design_size": about["design_size"],
        "size": about.get("size"),
        "runs": len(set(table["run"].to_pylist())),
        "rows": table.num_rows,
        "failed_rows": sum(errors.values()),
        "errors": dict(errors.most_common(5)),
        "warnings": count_warnings(table),
        "parts": len(parts),
        "damaged_parts": len(damaged),
        "bytes": bytes_of(place.path),
        "seconds": float(np.nansum(rows.numbers("seconds"))),
        "axes": [_axis(rows, axis["column"]) for axis in about["axes"]],
        "metrics": {key: _spread(rows, key) for key in SHOWN_METRICS if rows.has_numbers(key)},
        "verdicts": _verdicts(rows),
    }


def _axis(rows: Rows, column: str) -> dict[str, Any]:
    levels = rows.levels(column)
    shown = [text_of(level) for level in levels[:SHOWN_VALUES]]
    if len(levels) > SHOWN_VALUES:
        shown = [text_of(levels[0]), "…", text_of(levels[-1])]
    return {"column": column, "count": len(levels), "values": shown}


def _verdicts(rows: Rows) -> list[dict[str, Any]]:
    """Return how many rows have each verdict, and for which reason."""
    keys = ("verdict", "why", "why_season")
    if not set(keys) <= set(rows.table.column_names):
        return []
    counts = Counter(zip(*map(rows.values, keys), strict=True))
    judged = [found for found in counts if found[0] is not None]
    words = list(get_args(LoneWord))
    judged.sort(key=lambda found: (words.index(found[0]), -counts[found]))
    return [{**dict(zip(keys, found, strict=True)), "rows": counts[found]} for found in judged]


def _spread(rows: Rows, key: str) -> dict[str, float | int]:
    numbers = rows.numbers(key)
    known = numbers[np.isfinite(numbers)]
    return {
        "min": float(known.min()),
        "median": float(np.median(known)),
        "max": float(known.max()),
        "count": int(known.size),
    }
