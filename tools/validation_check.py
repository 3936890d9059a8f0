"""Runs the validation suites: ``python tools/validation_check.py [SUITE ...] [--page]``.

``hpsim validate`` counts every check outside its range as failed. Some are known and explained in
``src/hpsim/data/*/known_deviations.csv``; here only the others decide, and any acceptance range.
Returns 1 if one of these fails. ``--page`` writes ``docs/validation.md`` with its pictures, too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hpsim.shipped import read_rows

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "hpsim" / "data"
FARTHEST = 0.05  # of the nearer bound: a value farther outside is no known deviation

Check = dict[str, Any]


def main(words: list[str]) -> int:
    """Run, compare with known deviations, print new ones; return the exit code."""
    suites = [word for word in words if not word.startswith("--")] or ["all"]
    started = time.monotonic()
    checks = [check for suite in suites for check in run(suite)]
    known = known_deviations()
    wrong = [check for check in checks if not is_fine(check, known)]
    failed = {check["name"] for check in checks if not check["passed"]}
    shown = sum(not check["passed"] for check in checks)
    print(
        f"{len(checks) - shown} of {len(checks)} checks in range, {shown - len(wrong)} known "
        f"deviations, {len(wrong)} others, {time.monotonic() - started:.0f} s"
    )
    for check in wrong:
        print(f"  {check['name']}: {check['value']:.5g}, {check['low']:.5g} to {check['high']:.5g}")
    ran = {check["name"] for check in checks}
    for name in sorted(ran & known.keys() - failed):
        print(f"  no longer a deviation, take it off the list: {name}")
    if "--page" in words:
        from validation_page import write_page

        write_page(checks, known)
    return 1 if wrong else 0


def run(suite: str) -> list[Check]:
    """Return the checks of ``hpsim validate SUITE --json``; each names its suite."""
    command = [sys.executable, "-m", "hpsim", "validate", suite, "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.returncode)
    document = json.loads(done.stdout)
    return [{"suite": document["suite"], **check} for check in document["checks"]]


def known_deviations() -> dict[str, str]:
    """Return the name of each known deviation and its reason."""
    found: dict[str, str] = {}
    for path in sorted(DATA.glob("*/known_deviations.csv")):
        rows = read_rows(path.relative_to(DATA).as_posix())
        found |= {row["check"]: row["why"] for row in rows}
    return found


def farthest_of(name: str) -> float:
    """Return how far outside a known deviation may be, over the nearer bound: its ``within``."""
    for path in DATA.glob("*/known_deviations.csv"):
        for row in read_rows(path.relative_to(DATA).as_posix()):
            if row["check"] == name and row.get("within"):
                return float(row["within"])
    return FARTHEST


def is_fine(check: Check, known: dict[str, str]) -> bool:
    """Return whether a check is in range, or known, near its range and no acceptance range."""
    if check["passed"]:
        return True
    low, high, value = check["low"], check["high"], check["value"]
    beyond = max(low - value, value - high)
    is_near = beyond <= farthest_of(check["name"]) * max(abs(low), abs(high))
    return check["basis"] != "acceptance range" and check["name"] in known and is_near


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
