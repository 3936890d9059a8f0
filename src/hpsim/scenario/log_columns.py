"""From a log's columns to the keys of a scenario that name them, by the names people give them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hpsim.errors import Problem, ScenarioError
from hpsim.logs.columns import columns_of, the_only
from hpsim.logs.reading import Log, log_error, read_log
from hpsim.logs.series import unit_of
from hpsim.scenario.tree import read_scenario_tree

WEATHER = {
    "outdoor": "outdoor",
    "global_horizontal": "sun",
    "diffuse_horizontal": "diffuse",
}
"""Keys of measured weather and the roles of their columns."""
TEMPERATURES = ("degC", "degF", "°C", "°F")
LEAST_DAYS = 2


def overrides_for(
    source: str, overrides: Sequence[str], log: Path | None, air: str | None, heat: Sequence[str]
) -> list[str]:
    """Return overrides by which a scenario is compared with a log.

    Parameters
    ----------
    source : str
        The scenario.
    overrides : sequence of str
        Those that it is read with.
    log : Path
        Takes the place of the files of its ``measured``; None: they stay.
    air, heat : str
        Columns; None and none: those of its ``measured``, else by their names.

    Raises
    ------
    LogError
        The log can't be read, or none of its columns is a room's temperature.
    """
    tree, _ = read_scenario_tree(source, overrides)
    written = tree.value if isinstance(tree.value, Mapping) else {}
    measured: dict[str, Any] = dict(written.get("measured") or {})
    if log is None:
        csv = (measured.get("air") or {}).get("csv")
        if csv is None:
            problem = Problem("which log?", key="measured", hint="--log room.csv")
            raise ScenarioError(f"{source}: nothing is measured", [problem])
    else:
        csv = str(log.resolve())
    table = read_log(csv)
    found: dict[str, Any] = {}
    if air is not None or not measured.get("air"):
        measured["air"] = {"csv": csv, "column": air or _air_column(table)}
    if heat or "heat" not in measured:
        names = list(heat) or columns_of(table, "heat") or columns_of(table, "heater")
        measured["heat"] = [{"csv": csv, "column": name} for name in names]
    found["measured"] = _of_file(measured, csv)
    simulation = written.get("simulation") or {}
    if "from" not in simulation:
        first, last = _whole_days(table)
        found["simulation.from"], found["simulation.to"] = first, last
    if "measured_weather" not in written:
        weather = {
            key: {"csv": csv, "column": names[0]}
            for key, role in WEATHER.items()
            if (names := columns_of(table, role))
        }
        if "global_horizontal" not in weather:
            weather.pop("diffuse_horizontal", None)
        if weather:
            found["measured_weather"] = weather
    return [f"{key}={json.dumps(value)}" for key, value in found.items()]


def _of_file(value: Any, csv: str) -> Any:
    """Return what was written with another file for all its columns."""
    if isinstance(value, Mapping):
        return {k: csv if k == "csv" else _of_file(part, csv) for k, part in value.items()}
    return [_of_file(part, csv) for part in value] if isinstance(value, list) else value


def _air_column(table: Log) -> str:
    """Return the column that is the room's temperature by its name."""
    found = the_only(table, "indoor", columns_of(table, "indoor"), "--air ")
    if found:
        return found[0]
    temperatures = [name for name in table.columns if unit_of(name) in TEMPERATURES]
    text = "no column is the room's temperature by its name"
    hint = f"--air {temperatures[0]}" if temperatures else "call it indoor_degc or indoor_degf"
    raise log_error(table.file, Problem(text, line=1, hint=hint))


def _whole_days(table: Log) -> tuple[str, str]:
    """Return the first and the last whole day of a log."""
    first, end = (datetime.fromtimestamp(table.time_s[k], UTC) for k in (0, -1))
    begin = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if first > begin + timedelta(hours=1):
        begin += timedelta(days=1)
    last = (end + timedelta(seconds=table.interval_s + 3600.0)).date() - timedelta(days=1)
    if (last - begin.date()).days + 1 < LEAST_DAYS:
        hours = (end - first).total_seconds() / 3600.0
        text = f"it has {hours:.3g} hours, which say nothing of walls"
        raise log_error(table.file, Problem(text, hint="two whole days or more, a week is better"))
    return begin.date().isoformat(), last.isoformat()
