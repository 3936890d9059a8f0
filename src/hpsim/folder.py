"""The result folder: what it holds, written whole or not at all, and read back.

It is built under another name beside its place and put there by renaming; what was there before
is deleted last. Whatever fails on the way (a full disk, Ctrl-C) removes the half-made folder and
leaves the old one as it was. docs/results.md describes every file.

``summary.json`` and ``summary.csv`` need only the standard library; tables are Parquet, written
and read with pyarrow, which is imported when it is needed.
"""

from __future__ import annotations

import csv
import errno
import json
import math
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

import hpsim
from hpsim.errors import HpsimError, Problem
from hpsim.kernel.types import Channels, Cycles, FloatArray
from hpsim.metrics import metrics_of
from hpsim.prices import Prices
from hpsim.results import IndoorSound, Results, RoomSummary, RoomYear, Run, Trace

if TYPE_CHECKING:
    import pyarrow as pa

Json: TypeAlias = dict[str, Any]
Adder: TypeAlias = Callable[[Path], None]

SCHEMA_VERSION = 1
SUMMARY = "summary.json"
SIGNIFICANT_DIGITS = 7  # in the summary; hourly.parquet has all of them
CALENDAR_START = np.datetime64("2001-01-01", "us")  # a year without leap day, from a Monday
PACKAGES = ("numpy", "numba", "pydantic", "ruamel.yaml", "pyarrow", "pvlib", "pandas", "scipy")
OUTPUTS = ("minimum_heating_w", "maximum_heating_w", "minimum_cooling_w", "maximum_cooling_w")
ROOM_COLUMNS = tuple(f.name for f in fields(RoomYear) if f.name != "pressure_pa")
MODES = ("heating", "cooling")


# Summary


def summary_of(run: Run, folder: Path | None) -> Json:
    """Return the summary of a run, as ``summary.json`` and ``hpsim run --json`` have it.

    Parameters
    ----------
    folder
        Where the result folder is; None if none is written.
    """
    room = run.room
    return {
        "schema_version": SCHEMA_VERSION,
        "hpsim_version": hpsim.__version__,
        "scenario": run.scenario_name,
        "weather": {
            "id": run.weather_id,
            "sha256": run.weather_sha256,
            "place": run.weather_place,
        },
        "resolution": run.resolution,
        "step_s": run.step_s,
        "folder": None if folder is None else str(folder),
        "room": {
            "heat_loss_w_per_k": _rounded(room.heat_loss_w_per_k),
            "effective_capacitance_j_per_k": _rounded(room.effective_capacitance_j_per_k),
            "time_constants_h": _rounded(list(room.time_constants_h)),
            "floor_area_m2": _rounded(room.floor_area_m2),
            "volume_m3": _rounded(room.volume_m3),
            "air_changes_per_h": _rounded(room.air_changes_per_h),
        },
        "candidates": [
            {
                "name": results.candidate,
                "kind": results.kind,
                "metrics": _rounded(metrics_of(results, run.prices)),
                "notes": list(results.notes),
            }
            for results in run.candidates
        ],
        "warnings": list(run.warnings),
    }


def _rounded(value: object) -> object:
    """Return a value with its floats at seven significant digits; what is not finite is None."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    if not isinstance(value, float):
        return value
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None


def flat_metrics(metrics: Mapping[str, object]) -> dict[str, object]:
    """Return metrics without nesting: ``room_degc.min`` and so on."""
    flat: dict[str, object] = {}
    for key, value in metrics.items():
        if isinstance(value, Mapping):
            flat.update({f"{key}.{inner}": v for inner, v in value.items()})
        else:
            flat[key] = value
    return flat


# Where it may go


def check_target(target: Path, scenario_name: str, *, force: bool = False) -> None:
    """Raise unless a folder of this scenario may be written at ``target``; nothing is written.

    Raises
    ------
    HpsimError
        There is a file in the way, a folder of another scenario and no ``force``, a folder that
        holds something else than results, or no permission to write.
    """
    target = target.resolve()
    if target == Path.cwd().resolve() or target in Path.cwd().resolve().parents:
        raise _refusal(target, "is where you are", "choose a folder below: --out results/mine")
    if target.is_dir():
        _check_replaceable(target, scenario_name, force=force)
    elif target.exists():
        raise _refusal(target, "is a file, not a folder", "choose another place with --out")
    above = next(parent for parent in target.parents if parent.exists())
    if not above.is_dir():
        raise _refusal(target, f"lies below the file {above}", "choose another place with --out")
    if not os.access(above, os.W_OK | os.X_OK):
        raise _refusal(target, f"no permission to write in {above}", "choose another with --out")


def _check_replaceable(target: Path, scenario_name: str, *, force: bool) -> None:
    """Raise unless the existing folder is empty, of this scenario, or of any with ``force``."""
    if not any(target.iterdir()):
        return
    try:
        there = read_summary(target)["scenario"]
    except (HpsimError, KeyError, TypeError):
        raise _refusal(
            target, "holds files that are not hpsim's results", "choose another place with --out"
        ) from None
    if there != scenario_name and not force:
        raise _refusal(
            target,
            f"holds the results of another scenario, {there!r}",
            "replace them with --force, or choose another place with --out",
        )


def _refusal(target: Path, message: str, hint: str) -> HpsimError:
    problem = Problem(message, file=str(target), hint=hint)
    return HpsimError(f"{target}: no results were written", [problem])


# Writing


def write_folder(
    run: Run,
    target: Path,
    *,
    force: bool = False,
    command: Sequence[str] = (),
    additions: Sequence[Adder] = (),
) -> Json:
    """Write the result folder of a run, whole or not at all, and return its summary.

    Parameters
    ----------
    target
        The folder. One of the same scenario is replaced; missing folders above are made.
    force
        Replace the results of another scenario too.
    command
        What the program was started with, for the record.
    additions
        Called with the half-made folder, to add plots or a report to it.

    Raises
    ------
    HpsimError
        It may not or could not be written; nothing of it remains.
    """
    target = target.resolve()
    check_target(target, run.scenario_name, force=force)
    summary = summary_of(run, target)
    try:
        with _built_beside(target) as building:
            _write_texts(run, summary, command, building)
            _write_tables(run, building)
            for add in additions:
                add(building)
    except OSError as error:
        raise _as_refusal(error, target) from error
    return summary


def _as_refusal(error: OSError, target: Path) -> HpsimError:
    """Say what went wrong while writing, and what would help."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _refusal(
            target, "the disk is full, nothing was kept", "make room or choose another with --out"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _refusal(target, "no permission to write there", "choose another place with --out")
    reason = error.strerror or str(error)
    return _refusal(target, f"could not be written: {reason}", "choose another place with --out")


@contextmanager
def _built_beside(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target``; put it in its place at the end, or remove it."""
    missing = [parent for parent in target.parents if not parent.exists()]
    building = _beside(target, "new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target)
        building.mkdir()
        yield building
        _put_in_place(building, target)
    except BaseException:  # Ctrl-C too
        shutil.rmtree(building, ignore_errors=True)
        for parent in missing:  # the innermost first
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
        raise


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}.{platform.node()}-{os.getpid()}.{suffix}")


def _put_in_place(building: Path, target: Path) -> None:
    """Rename the finished folder to its place: old aside, new in, old deleted."""
    old = _beside(target, "old")
    try:
        if target.exists():
            target.rename(old)
        building.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _remove_leftovers(target: Path) -> None:
    """Remove what runs on this machine left beside the target when they were killed."""
    if os.name != "posix":
        return
    start = f".{target.name}.{platform.node()}-"
    for path in target.parent.iterdir():
        pid, _, suffix = path.name.removeprefix(start).partition(".")
        if path.name.startswith(start) and suffix in ("new", "old") and _is_dead(pid):
            shutil.rmtree(path, ignore_errors=True)


def _is_dead(pid: str) -> bool:
    """Return whether no process has this number (signal 0 only asks)."""
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _write_texts(run: Run, summary: Json, command: Sequence[str], folder: Path) -> None:
    _write_json(folder / SUMMARY, summary)
    _write_json(folder / "provenance.json", _provenance(run, command))
    (folder / "scenario.yaml").write_text(run.scenario_yaml, encoding="utf-8")
    _write_csv(folder / "summary.csv", summary)


def _write_json(path: Path, document: Json) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _write_csv(path: Path, summary: Json) -> None:
    """Write one row a candidate; nested metrics as ``outer.inner``."""
    rows = [
        {"candidate": c["name"], "kind": c["kind"], **flat_metrics(c["metrics"])}
        for c in summary["candidates"]
    ]
    header = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def _provenance(run: Run, command: Sequence[str]) -> Json:
    """Return what is needed to repeat the run, and what the tables leave out."""
    from hpsim.kernel.compiling import kernel_hash

    return {
        "hpsim_version": hpsim.__version__,
        "kernel": kernel_hash(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": list(command),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "scenario_hash": run.scenario_hash,
        "weather": {"id": run.weather_id, "sha256": run.weather_sha256},
        "tariff": {
            "price_per_kwh": run.prices.electricity_per_kwh,
            "currency": run.prices.currency,
            "fuel_per_kwh": dict(run.prices.fuel_per_kwh),
            "carbon_kg_per_kwh": run.prices.electricity_carbon_kg_per_kwh,
            "fuel_carbon_kg_per_kwh": dict(run.prices.fuel_carbon_kg_per_kwh),
            "averages": [list(row) for row in run.prices.sources],
        },
        "candidates": [
            {
                "name": r.candidate,
                "kind": r.kind,
                "step_s": r.step_s,
                "notes": list(r.notes),
                "label": dict(r.label),
                "fuel": r.fuel,
                "sound": None
                if r.sound is None
                else [r.sound.speed.tolist(), r.sound.level_dba.tolist()],
            }
            for r in run.candidates
        ],
        "pressure_pa": run.candidates[0].room.pressure_pa if run.candidates else None,
        "defaults": [
            {"key": key, "value": value, "source": source} for key, value, source in run.defaults
        ],
        "warnings": list(run.warnings),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


# Tables


def _write_tables(run: Run, folder: Path) -> None:
    each = run.candidates
    _write_parquet(folder / "hourly.parquet", (hourly_table(r) for r in each))
    _write_parquet(folder / "cycles.parquet", (cycles_table(r) for r in each))
    days = [(r, name) for r in each for name in r.traces if name != "year"]
    if days:
        _write_parquet(folder / "days.parquet", (trace_table(r, name) for r, name in days))
    whole = [r for r in each if "year" in r.traces]
    if whole:
        _write_parquet(folder / "minutes.parquet", (trace_table(r, "year") for r in whole))


def _write_parquet(path: Path, tables: Iterator[pa.Table]) -> None:
    """Write tables of one schema as row groups, one held in memory at a time."""
    import pyarrow.parquet as pq

    first = next(tables)
    # no dictionaries for floats: half the time, and no larger
    options = {"compression": "zstd", "use_dictionary": ["candidate"]}
    with pq.ParquetWriter(path, first.schema, **options) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def hourly_table(results: Results) -> pa.Table:
    """Return a candidate's hours: its channels and what the room was exposed to."""
    n = results.hourly.room_degc.size
    columns: dict[str, FloatArray] = results.hourly._asdict()
    columns["electric_power_w"] = results.electric_power_w
    columns["mean_radiant_degc"] = results.mean_radiant_degc
    columns["operative_degc"] = results.operative_degc
    columns |= {name: getattr(results.room, name) for name in ROOM_COLUMNS}
    columns |= {name: getattr(results, name) for name in OUTPUTS}
    return _table(results.candidate, {"time": _times(3600.0 * np.arange(n)), **columns})


def cycles_table(results: Results) -> pa.Table:
    """Return a candidate's compressor runs."""
    cycles = results.cycles
    return _table(
        results.candidate,
        {
            "start": _times(cycles.start_s),
            "run_min": cycles.run_s / 60.0,
            "off_min_before": cycles.off_before_s / 60.0,
            "mode": Words((cycles.mode < 0.0).astype(np.int32), MODES),
            "mean_speed": cycles.mean_speed,
            "electricity_kwh": cycles.electricity_j / 3.6e6,
            "heat_kwh": cycles.heat_j / 3.6e6,
        },
    )


def trace_table(results: Results, name: str) -> pa.Table:
    """Return a part of a candidate's year step by step, in single precision."""
    trace = results.traces[name]
    n = trace.channels.room_degc.size
    time = _times(trace.step_s * (trace.first_step + np.arange(n)))
    columns = {k: v.astype(np.float32) for k, v in trace.channels._asdict().items()}
    return _table(results.candidate, {"part": _same(name, n), "time": time, **columns})


class Words(NamedTuple):
    """A column of words: each row's index into the few that there are."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]


def _same(word: str, size: int) -> Words:
    return Words(np.zeros(size, np.int32), (word,))


def _table(candidate: str, columns: Mapping[str, Words | NDArray[Any]]) -> pa.Table:
    import pyarrow as pa

    size = next(column.size for column in columns.values() if isinstance(column, np.ndarray))
    every = {"candidate": _same(candidate, size), **columns}
    return pa.Table.from_arrays([_as_arrow(c) for c in every.values()], names=list(every))


def _as_arrow(column: Words | NDArray[Any]) -> pa.Array:
    """Return a column for pyarrow, from its buffers.

    `pyarrow.array` would import pandas, a cast `pyarrow.compute`.
    """
    import pyarrow as pa

    if isinstance(column, Words):
        encoded = [word.encode() for word in column.words]
        lengths = np.array([len(word) for word in encoded], dtype=np.int32)[column.codes]
        ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        text = b"".join([encoded[code] for code in column.codes.tolist()])
        return pa.StringArray.from_buffers(lengths.size, pa.py_buffer(ends), pa.py_buffer(text))
    kind = pa.from_numpy_dtype(column.dtype)
    buffer = pa.py_buffer(np.ascontiguousarray(column))
    return pa.Array.from_buffers(kind, column.size, [None, buffer])


def _times(seconds: NDArray[np.floating[Any]]) -> NDArray[np.datetime64]:
    """Return times of the stand-in year 2001 from seconds since its start [us]."""
    since_start = np.rint(1e6 * seconds).astype("timedelta64[us]")
    return np.asarray(CALENDAR_START + since_start, dtype="datetime64[us]")


# Reading


def is_folder(path: Path) -> bool:
    """Return whether a result folder lies at ``path``."""
    return (path / SUMMARY).is_file()


def read_summary(path: Path) -> Json:
    """Return the summary of a result folder.

    Raises
    ------
    HpsimError
        There is no summary, or one that this version can't read.
    """
    file = path / SUMMARY
    try:
        summary = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _unreadable(path, f"is no result folder: it has no {SUMMARY}") from None
    except (OSError, ValueError) as error:
        raise _unreadable(file, f"can't be read: {error}") from None
    if not isinstance(summary, dict) or summary.get("schema_version") != SCHEMA_VERSION:
        raise _unreadable(file, f"is not of schema version {SCHEMA_VERSION}")
    return summary


def _unreadable(path: Path, message: str) -> HpsimError:
    return HpsimError(f"{path}: 1 problem", [Problem(message, file=str(path))])


def read_run(path: Path) -> Run:
    """Return the run that a result folder was written from.

    Equal to what was written, but that cycles are in whole microseconds and traces in single
    precision.

    Raises
    ------
    HpsimError
        The folder is not one, or not whole.
    """
    summary = read_summary(path)
    try:
        provenance = json.loads((path / "provenance.json").read_text(encoding="utf-8"))
        tables = {
            name: _read_parquet(path / f"{name}.parquet")
            for name in ("hourly", "cycles", "days", "minutes")
            if name in ("hourly", "cycles") or (path / f"{name}.parquet").exists()
        }
        candidates = tuple(
            _read_results(about, provenance["pressure_pa"], tables)
            for about in provenance["candidates"]
        )
        scenario_yaml = (path / "scenario.yaml").read_text(encoding="utf-8")
    except (OSError, ValueError, KeyError) as error:
        raise _unreadable(path, f"is not a whole result folder: {error}") from error
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
        room=RoomSummary(
            heat_loss_w_per_k=room["heat_loss_w_per_k"],
            effective_capacitance_j_per_k=room["effective_capacitance_j_per_k"],
            time_constants_h=tuple(room["time_constants_h"]),
            floor_area_m2=room["floor_area_m2"],
            volume_m3=room["volume_m3"],
            air_changes_per_h=room.get("air_changes_per_h"),
        ),
        candidates=candidates,
        prices=_read_prices(provenance["tariff"]),
        defaults=tuple((d["key"], d["value"], d["source"]) for d in provenance["defaults"]),
        warnings=tuple(provenance["warnings"]),
    )


Columns: TypeAlias = dict[str, Any]


def _read_parquet(path: Path) -> Columns:
    import pyarrow.parquet as pq

    table = pq.ParquetFile(path).read(use_threads=False)
    return {name: table.column(name).to_numpy() for name in table.column_names}


def _of_candidate(columns: Columns, name: str) -> Columns:
    mine = columns["candidate"] == name
    return {key: column[mine] for key, column in columns.items()}


def _read_results(about: Json, pressure_pa: float, tables: Mapping[str, Columns]) -> Results:
    hourly = _of_candidate(tables["hourly"], about["name"])
    parts = [_of_candidate(tables[t], about["name"]) for t in ("days", "minutes") if t in tables]
    return Results(
        candidate=about["name"],
        kind=about["kind"],
        step_s=about["step_s"],
        hourly=_channels(hourly),
        cycles=_cycles(_of_candidate(tables["cycles"], about["name"])),
        room=RoomYear(**{name: hourly[name] for name in ROOM_COLUMNS}, pressure_pa=pressure_pa),
        minimum_heating_w=hourly["minimum_heating_w"],
        maximum_heating_w=hourly["maximum_heating_w"],
        minimum_cooling_w=hourly["minimum_cooling_w"],
        maximum_cooling_w=hourly["maximum_cooling_w"],
        mean_radiant_degc=hourly["mean_radiant_degc"],
        traces={name: trace for part in parts for name, trace in _traces(part)},
        notes=tuple(about["notes"]),
        label=about.get("label", {}),
        sound=_read_sound(about.get("sound")),
        fuel=about.get("fuel"),
    )


def _read_prices(said: Json) -> Prices:
    return Prices(
        currency=said["currency"],
        electricity_per_kwh=said["price_per_kwh"],
        fuel_per_kwh=said.get("fuel_per_kwh", {}),
        electricity_carbon_kg_per_kwh=said.get("carbon_kg_per_kwh"),
        fuel_carbon_kg_per_kwh=said.get("fuel_carbon_kg_per_kwh", {}),
        sources=tuple((key, value, source) for key, value, source in said.get("averages", ())),
    )


def _read_sound(said: list[list[float]] | None) -> IndoorSound | None:
    if said is None:
        return None
    speed, level = (np.array(column, dtype=np.float64) for column in said)
    return IndoorSound(speed, level)


def _channels(columns: Columns) -> Channels:
    size = columns["room_degc"].size
    nothing = np.zeros(size)  # a channel that a folder of an older version does not have
    return Channels(*(columns.get(n, nothing).astype(np.float64) for n in Channels._fields))


def _cycles(columns: Columns) -> Cycles:
    return Cycles(
        start_s=_seconds(columns["start"]),
        run_s=60.0 * columns["run_min"],
        off_before_s=60.0 * columns["off_min_before"],
        mode=np.where(columns["mode"] == MODES[0], 1.0, -1.0),
        mean_speed=columns["mean_speed"],
        electricity_j=3.6e6 * columns["electricity_kwh"],
        heat_j=3.6e6 * columns["heat_kwh"],
    )


def _traces(columns: Columns) -> Iterator[tuple[str, Trace]]:
    for name in dict.fromkeys(columns["part"]):
        mine = {k: column[columns["part"] == name] for k, column in columns.items()}
        start_s = _seconds(mine["time"])
        step_s = float(start_s[1] - start_s[0])
        yield name, Trace(round(float(start_s[0]) / step_s), step_s, _channels(mine))


def _seconds(times: Any) -> FloatArray:
    since_start = (times.astype("datetime64[us]") - CALENDAR_START).astype(np.float64)
    return np.asarray(since_start / 1e6, np.float64)


def this_command() -> list[str]:
    """Return what this process was started with, the program by its name alone."""
    return ["hpsim", *sys.argv[1:]]
