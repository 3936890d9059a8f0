"""Run the sweeps of the claims and judge each claim by its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from hpsim.claims.judge import TESTS, Rows, by_part
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
    """A claim, the sweep that tests it, the words for what that gives, and published evidence."""

    name: str
    claim: str
    scenario: str
    """The file of the sweep, without folder and suffix."""
    evidence: str
    """Words for a set of the test's figures, whose names are in braces."""
    published: str
    holds_if: str = ""
    """What must be so where only some cases agree."""
    no_case: str = "no case"
    """Evidence where there is none."""

    def judged(self, sweeps: dict[str, Rows]) -> dict[str, str]:
        """Return the claim with its verdict, its evidence and what is published about it."""
        found = TESTS[self.name](sweeps)
        return {
            "claim": self.claim,
            "verdict": by_part(found.hits, self.holds_if),
            "evidence": "; ".join(map(self.evidence.format_map, found.figures)) or self.no_case,
            "scenario": f"scenarios/{FOLDER}/{self.scenario}.yaml",
            "published": self.published,
        }


@cache
def claims() -> tuple[Claim, ...]:
    """Return every claim."""
    rows: Mapping[str, Any] = read_shipped_yaml("claims.yaml")["claims"]
    return tuple(Claim(name, **row) for name, row in rows.items())


def sweep_file(name: str) -> Path:
    """Return the file of a sweep of the claims."""
    return scenario_folder() / FOLDER / f"{name}.yaml"


def run_claims(*, workers: int | None = None, progress: Progress | None = None) -> dict[str, Rows]:
    """Return the rows of every sweep that a claim needs."""
    names = list(dict.fromkeys(claim.scenario for claim in claims()))
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
    """Return each claim, judged."""
    return [claim.judged(sweeps) for claim in claims()]
