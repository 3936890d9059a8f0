"""Read the run back that a result folder was written from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from hpsim.description.paths import read_json
from hpsim.description.period import Period
from hpsim.description.schedules import HOURS_PER_YEAR
from hpsim.errors import HpsimError
from hpsim.folder.prices import prices_from_json
from hpsim.folder.summary import Json, read_summary, unreadable
from hpsim.folder.tables import MODES
from hpsim.judgement import SHORT_HOURS, Sureness, Verdict
from hpsim.kernel.types import Channels, Cycles, FloatArray
from hpsim.results import (
    CALENDAR_START,
    OUTPUTS,
    ROOM_COLUMNS,
    ControlBand,
    DesignLoads,
    IndoorSound,
    Judgement,
    Results,
    RoomSummary,
    RoomYear,
    Run,
    Trace,
)

NEEDED = ("scenario.yaml", "provenance.json", "hourly.parquet", "cycles.parquet")
"""Files without which a folder can't be read; others only hold traced days and pictures."""


def read_run(folder: str | Path) -> Run:
    """Return the run that a result folder was written from.

    Its hours, prices, verdicts and metrics are those that were written; cycles are in whole
    microseconds, traces in single precision, the room's and the design day's figures have seven
    digits, and the years of other sizes are left out. So ``==`` with the run itself is False.

    Raises
    ------
    HpsimError
        The folder is not one, or not whole.
    """
    path = Path(folder)
    summary = read_summary(path)
    missing = [name for name in NEEDED if not (path / name).exists()]
    if missing:
        lost = f"is not a whole result folder, without {' and '.join(missing)}"
        raise unreadable(path, f"{lost} (hpsim run makes it again)")
    try:
        return _read_run(path, summary)
    except HpsimError:
        raise
    except Exception as error:  # whatever is wrong with one of its files
        reason = str(error) or type(error).__name__
        raise unreadable(path, f"is not a whole result folder: {reason}") from error


def _read_run(path: Path, summary: Json) -> Run:
    """Return the run of a folder; raises whatever a damaged file leads to."""
    provenance = read_json(path / "provenance.json")
    tables = {
        name: _read_parquet(path / f"{name}.parquet")
        for name in ("hourly", "cycles", "days", "minutes")
        if name in ("hourly", "cycles") or (path / f"{name}.parquet").exists()
    }
    period = _read_period(summary, provenance["weather"].get("utc_offset_h", 0.0))
    units = summary.get("units", "si")
    candidates = tuple(
        replace(_read_results(about, provenance, tables, period), units=units)
        for about in provenance["candidates"]
    )
    prices = prices_from_json(provenance["tariff"])
    prices = replace(prices, calendar=replace(prices.calendar, period=period))
    scenario_yaml = (path / "scenario.yaml").read_text(encoding="utf-8")
    room = summary["room"]
    return Run(
        scenario_name=summary["scenario"],
        scenario_yaml=scenario_yaml,
        scenario_hash=provenance["scenario_hash"],
        weather_id=summary["weather"]["id"],
        weather_sha256=summary["weather"]["sha256"],
        weather_place=summary["weather"]["place"],
        resolution=summary["resolution"],
        step_s=summary["step_s"],
        room=RoomSummary(**room | {"time_constants_h": tuple(room["time_constants_h"])}),
        candidates=candidates,
        prices=prices,
        defaults=tuple((d["key"], d["value"], d["source"]) for d in provenance["defaults"]),
        warnings=tuple(provenance["warnings"]),
        design=_read_design(summary.get("design")),
        judgement=_read_judgement(path, summary, provenance.get("short_hours", SHORT_HOURS)),
        utc_offset_h=provenance["weather"].get("utc_offset_h", 0.0),
        period=period,
    )


def _read_period(summary: Json, utc_offset_h: float) -> Period | None:
    """Return the actual days of a summary; None: a year."""
    written = summary.get("period")
    if written is None:
        return None
    first, last = (date.fromisoformat(written[key]) for key in ("from", "to"))
    return Period(first, (last - first).days + 1, 0, utc_offset_h)


def _read_design(written: Json | None) -> DesignLoads | None:
    """Return the design loads of a summary; a folder of an older version has none."""
    if written is None:
        return None
    loads = {key: value for key, value in written.items() if key != "from"}
    return DesignLoads(**loads, source=written["from"])


def _read_judgement(path: Path, summary: Json, short_hours: float) -> Judgement | None:
    """Return the verdicts of a summary; the years of other sizes are not kept in a folder."""
    answer = summary.get("answer")
    if answer is None:
        return None
    verdicts = {
        candidate["name"]: Verdict(**found | {k: tuple(found[k]) for k in ("costs", "changes")})
        for candidate in summary["candidates"]
        if (found := candidate.get("verdict")) is not None
    }
    return Judgement(
        verdicts,
        (answer[0], answer[1], answer[2]),
        summary.get("named"),
        sure=_read_sureness(path, summary.get("sure")),
        short_hours=short_hours,
        caveat=summary.get("caveat", ""),
    )


def _read_sureness(path: Path, written: Json | None) -> Sureness | None:
    """Return how sure the verdicts of a summary are, or those of ``sure.json``; None: not sampled.

    ``hpsim sure --out`` leaves that file in a folder, too.
    """
    try:
        found = written or read_json(path / "sure.json")
    except (OSError, ValueError):
        return None
    matters = found["matters"]
    if written is None:
        least = found["index_by_chance"]
        matters = [m for m in matters if m["metric"] == "verdict" and m["index"] >= least]
        of = {c["name"]: c["verdicts"] for c in found["candidates"]}
        found["verdicts"] = {
            name: {word: chance["fraction"] for word, chance in verdicts.items()}
            for name, verdicts in of.items()
        }
    return Sureness(
        draws=found["draws"],
        seed=found["seed"],
        verdicts=found["verdicts"],
        matters=tuple((m["words"], m["index"]) for m in matters),
        find_out_first=tuple(found["find_out_first"]),
        weather_note=found.get("weather_note", ""),
        differs=tuple(found.get("differs", ())),
    )


Columns: TypeAlias = dict[str, Any]


def _read_parquet(path: Path) -> Columns:
    import pyarrow.parquet as pq

    table = pq.ParquetFile(path).read(use_threads=False)
    return {name: table.column(name).to_numpy() for name in table.column_names}


def _of_candidate(columns: Columns, name: str) -> Columns:
    mine = columns["candidate"] == name
    return {key: column[mine] for key, column in columns.items()}


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _read_results(
    about: Json, provenance: Json, tables: Mapping[str, Columns], period: Period | None
) -> Results:
    hourly = _of_candidate(tables["hourly"], about["name"])
    begins = CALENDAR_START if period is None else np.datetime64(period.first, "us")
    if hourly["room_degc"].size != (HOURS_PER_YEAR if period is None else period.n_hours):
        found = hourly["room_degc"].size
        raise ValueError(f"hourly.parquet has {found} hours of '{about['name']}'")
    parts = [_of_candidate(tables[t], about["name"]) for t in ("days", "minutes") if t in tables]
    return Results(
        candidate=about["name"],
        kind=about["kind"],
        step_s=about["step_s"],
        hourly=_channels(hourly),
        cycles=_cycles(_of_candidate(tables["cycles"], about["name"]), begins),
        room=RoomYear(
            **{name: hourly[name] for name in ROOM_COLUMNS},
            pressure_pa=provenance["pressure_pa"],
            heat_loss_w_per_k=_number(provenance.get("heat_loss_w_per_k")),
            people_w=hourly.get("people_w"),
        ),
        **{name: hourly[name] for name in OUTPUTS},
        mean_radiant_degc=hourly["mean_radiant_degc"],
        heat_to_home_w=hourly.get("heat_to_home_w"),
        co2_ppm=hourly.get("co2_ppm"),
        traces={name: trace for part in parts for name, trace in _traces(part, begins)},
        notes=tuple(about["notes"]),
        label=about.get("label", {}),
        sound=_read_sound(about.get("sound")),
        band=_read_band(about.get("band")),
        fuel=about.get("fuel"),
        period=period,
    )


def _read_sound(given: list[list[float]] | None) -> IndoorSound | None:
    if given is None:
        return None
    speed, level = (np.array(column, dtype=np.float64) for column in given)
    return IndoorSound(speed, level)


def _read_band(given: Json | None) -> ControlBand | None:
    """Return where a unit's control starts and stops it; a folder of an older version has none."""
    return None if given is None else ControlBand(**given)


def _channels(columns: Columns) -> Channels:
    size = columns["room_degc"].size
    nothing = np.zeros(size)  # a channel that a folder of an older version does not have
    return Channels(*(columns.get(n, nothing).astype(np.float64) for n in Channels._fields))


def _cycles(columns: Columns, begins: np.datetime64) -> Cycles:
    return Cycles(
        start_s=_seconds(columns["start"], begins),
        run_s=60.0 * columns["run_min"],
        off_before_s=60.0 * columns["off_min_before"],
        mode=np.where(columns["mode"] == MODES[0], 1.0, -1.0),
        mean_speed=columns["mean_speed"],
        electricity_j=3.6e6 * columns["electricity_kwh"],
        heat_j=3.6e6 * columns["heat_kwh"],
    )


def _traces(columns: Columns, begins: np.datetime64) -> Iterator[tuple[str, Trace]]:
    for name in dict.fromkeys(columns["part"]):
        mine = {k: column[columns["part"] == name] for k, column in columns.items()}
        start_s = _seconds(mine["time"], begins)
        step_s = float(start_s[1] - start_s[0])
        yield name, Trace(round(float(start_s[0]) / step_s), step_s, _channels(mine))


def _seconds(times: Any, begins: np.datetime64) -> FloatArray:
    since_start = (times.astype("datetime64[us]") - begins).astype(np.float64)
    return np.asarray(since_start / 1e6, np.float64)
