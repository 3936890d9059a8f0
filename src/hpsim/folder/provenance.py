"""``provenance.json``: what is needed to repeat a run, and what the tables leave out."""

from __future__ import annotations

import math
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import hpsim
from hpsim.folder.prices import prices_as_json
from hpsim.folder.summary import Json
from hpsim.results import Run

PACKAGES = ("numpy", "numba", "pydantic", "ruamel.yaml", "pyarrow", "pvlib", "pandas", "scipy")


def provenance_of(run: Run, command: Sequence[str]) -> Json:
    """Return what is needed to repeat the run, and what the tables leave out."""
    from hpsim.kernel.machine_code import kernel_hash

    return {
        "hpsim_version": hpsim.__version__,
        "kernel": kernel_hash(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": list(command),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "scenario_hash": run.scenario_hash,
        "weather": {
            "id": run.weather_id,
            "sha256": run.weather_sha256,
            "utc_offset_h": run.utc_offset_h,
        },
        "tariff": prices_as_json(run.prices),
        "candidates": [
            {
                "name": r.candidate,
                "kind": r.kind,
                "step_s": r.step_s,
                "notes": list(r.notes),
                "label": dict(r.label),
                "fuel": r.fuel,
                "band": None if r.band is None else r.band._asdict(),
                "sound": None
                if r.sound is None
                else [r.sound.speed.tolist(), r.sound.level_dba.tolist()],
            }
            for r in run.candidates
        ],
        "heat_loss_w_per_k": _heat_loss(run),
        "pressure_pa": run.candidates[0].room.pressure_pa if run.candidates else None,
        "defaults": [
            {"key": key, "value": value, "source": source} for key, value, source in run.defaults
        ],
        "warnings": list(run.warnings),
        **({} if run.judgement is None else {"short_hours": run.judgement.short_hours}),
    }


def _heat_loss(run: Run) -> float | None:
    """Return the heat loss that costs at equal comfort are worked out with, None if unknown."""
    loss = run.candidates[0].room.heat_loss_w_per_k if run.candidates else math.nan
    return loss if math.isfinite(loss) else None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def this_command() -> list[str]:
    """Return what this process was started with, the program by its name alone."""
    return ["hpsim", *sys.argv[1:]]
