"""Run the sweeps of the claims and judge each claim by its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from hpsim.claims.judge import TESTS
from hpsim.claims.rows import Rows
from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.records import dataclass
from hpsim.shipped import scenario_folder
from hpsim.sweep.design.sweepfile import read_sweep
from hpsim.sweep.design.values import column_name
from hpsim.sweep.execute.run import State, run_sweep

FOLDER = "claims"
Progress: TypeAlias = Callable[[int, int], None]
"""Called with runs done and in all."""


@dataclass(frozen=True)
class Claim:
    """A claim, the sweep that tests it, and what is published about it."""

    name: str
    claim: str
    sweep: str
    published: str

    @property
    def scenario(self) -> str:
        """Return the file of the sweep, as people find it."""
        return f"scenarios/{FOLDER}/{self.sweep}.yaml"


@cache
def claims() -> tuple[Claim, ...]:
    """Return every claim."""
    rows: Mapping[str, Any] = read_shipped_yaml("claims.yaml")["claims"]
    return tuple(
        Claim(name, row["claim"], row["scenario"], row["published"]) for name, row in rows.items()
    )


def sweep_file(name: str) -> Path:
    """Return the file of a sweep of the claims."""
    return scenario_folder() / FOLDER / f"{name}.yaml"


def run_claims(*, workers: int | None = None, progress: Progress | None = None) -> dict[str, Rows]:
    """Return the rows of every sweep that a claim needs."""
    names = list(dict.fromkeys(claim.sweep for claim in claims()))
    sweeps = {name: read_sweep(sweep_file(name)) for name in names}
    total = sum(sweep.design.size for sweep in sweeps.values())
    found: dict[str, Rows] = {}
    before = 0
    with tempfile.TemporaryDirectory(prefix="hpsim-claims-") as place:
        for name, sweep in sweeps.items():
            folder = Path(place) / name

            def shown(state: State, before: int = before) -> None:
                if progress is not None:
                    progress(before + state.done, total)

            run_sweep(sweep, folder, workers=workers, progress=shown)
            axes = tuple(column_name(key) for key in sweep.design.keys)
            found[name] = Rows(_read(folder), axes)
            before += sweep.design.size
    return found


def _read(folder: Path) -> tuple[Mapping[str, Any], ...]:
    """Return all rows of a sweep's folder.

    Raises
    ------
    RuntimeError
        A run has failed: a claim can't be judged by what is left.
    """
    import pyarrow.parquet as pq

    rows: list[Mapping[str, Any]] = []
    for part in sorted((folder / "runs").glob("*.parquet")):
        rows += pq.ParquetFile(part).read(use_threads=False).to_pylist()
    failed = [row for row in rows if row["error"] is not None]
    if failed:
        raise RuntimeError(f"a run of the claims failed: {failed[0]['error']}")
    return tuple(rows)


def judged(sweeps: dict[str, Rows]) -> list[dict[str, str]]:
    """Return each claim with its verdict, its evidence and what is published about it."""
    found = []
    for claim in claims():
        outcome = TESTS[claim.name](sweeps)
        found.append(
            {
                "claim": claim.claim,
                "verdict": outcome.verdict,
                "evidence": outcome.evidence,
                "scenario": claim.scenario,
                "published": claim.published,
            }
        )
    return found
