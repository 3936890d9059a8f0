"""How often the ranges of a fit hold the true factors: ``python tools/fit_coverage.py [--page]``.

Made-up logs of five kinds, as `tests/unit/fit/test_coverage.py` makes them, 400 of each: some
twenty minutes. ``--page`` writes the table into docs/fit.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "unit" / "fit")]

from test_coverage import KINDS, errors  # noqa: E402

PAGE = ROOT / "docs" / "fit.md"
BEGIN, END = "<!-- coverage begins -->", "<!-- coverage ends -->"
SIGMAS = 2.0
HEAD = "| kind of log | within 2 σ | least of one factor | all at once |"


def row(kind: str, found: np.ndarray, jointly: np.ndarray) -> str:
    """Return the table's row of a kind of log."""
    inside = np.abs(found) < SIGMAS
    shares = (inside.mean(), inside.mean(axis=0).min(), jointly.mean())
    return f"| {kind} | {' | '.join(f'{100.0 * share:.1f} %' for share in shares)} |"


def main() -> int:
    """Count, print the table, and write it into the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--page", action="store_true")
    given = parser.parse_args()
    lines = [HEAD, "| --- | --- | --- | --- |"]
    for kind in KINDS:
        _, found, jointly = errors(kind, given.draws)
        lines.append(row(kind, found, jointly))
        print(lines[-1], flush=True)
    if given.page:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        table = "\n".join(lines)
        PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
