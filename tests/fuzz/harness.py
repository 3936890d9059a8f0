"""Try thousands of hostile inputs and print what became of them; `make fuzz`.

    python tests/fuzz/harness.py [--each N] [--first SEED] [--surface NAME]

An input is refused in plain words or accepted and sane; a fault of the program, nonsense that is
accepted, more than 10 s or 1 GB make the exit code 1. One again: ``--surface NAME --first SEED
--each 1``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "tools")]

import outcomes  # noqa: E402
import surfaces  # noqa: E402
import surfaces_of_keys  # noqa: E402, F401  (adds its own)
import surfaces_of_logs  # noqa: E402, F401
import surfaces_of_tables  # noqa: E402, F401

COST = {"years": 25, "accepted_years": 4}
"""Surfaces of which so many times fewer inputs are tried: each takes some seconds."""


def tried(name: str, seed: int) -> outcomes.Outcome:
    """Return what becomes of one input."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before, cache = Path.cwd(), os.environ.get("HPSIM_CACHE_DIR")
        os.chdir(folder)
        try:
            action = surfaces.SURFACES[name](seed, Path(folder))
            return outcomes.of(action)
        finally:
            os.chdir(before)
            os.environ.pop("HPSIM_CACHE_DIR", None)
            if cache is not None:
                os.environ["HPSIM_CACHE_DIR"] = cache


def table(counts: dict[str, Counter[str]], slowest_s: dict[str, float]) -> str:
    """Return a table of surfaces and outcomes, as Markdown."""
    kinds = outcomes.KINDS
    rows = [f"| surface | inputs | {' | '.join(kinds)} | slowest, s |"]
    rows += ["| --- " * (len(kinds) + 3) + "|"]
    for name, found in counts.items():
        cells = " | ".join(str(found[kind]) for kind in kinds)
        words = name.replace("_", " ")
        rows.append(f"| {words} | {found.total()} | {cells} | {slowest_s[name]:.1f} |")
    whole = sum(counts.values(), Counter[str]())
    cells = " | ".join(str(whole[kind]) for kind in kinds)
    rows.append(f"| **all** | {whole.total()} | {cells} | {max(slowest_s.values()):.1f} |")
    return "\n".join(rows)


def main() -> int:
    """Try what is asked for; return 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--each", type=int, default=500, help="inputs of each surface")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--surface", choices=surfaces.SURFACES)
    parser.add_argument("--page", action="store_true", help="write docs/reliability.md anew")
    given = parser.parse_args()
    names = [given.surface] if given.surface else list(surfaces.SURFACES)
    counts: dict[str, Counter[str]] = {}
    slowest_s: dict[str, float] = {}
    for name in names:
        found: Counter[str] = Counter()
        slowest_s[name] = 0.0
        for seed in range(given.first, given.first + max(given.each // COST.get(name, 1), 1)):
            outcome = tried(name, seed)
            found[outcome.kind] += 1
            slowest_s[name] = max(slowest_s[name], outcome.seconds)
            if outcome.kind in outcomes.BAD or given.each == 1:
                print(
                    f"{name} {seed}: {outcome.kind}: {outcome.detail}", file=sys.stderr, flush=True
                )
        counts[name] = found
        print(f"{name}: {dict(found)}", file=sys.stderr, flush=True)
    print(table(counts, slowest_s))
    if given.page and not given.surface:
        from mutate import put

        put("fuzz", table(counts, slowest_s))
    return int(any(found[kind] for found in counts.values() for kind in outcomes.BAD))


if __name__ == "__main__":
    sys.exit(main())
