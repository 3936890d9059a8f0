"""Put small physical errors into the code, one at a time, and see which test notices each.

``make mutate`` applies every error of `tests/mutation/errors.py` to a copy of ``src``, runs the
tests that should catch it there (uncompiled: they call single functions), and prints what caught
it. An error that nothing catches, or that no longer fits the code, makes the exit code 1.

    python tools/mutate.py [--only TEXT] [--every N] [--list]

``--only`` takes errors whose name or file has a text, ``--every`` each N-th (a tenth in CI).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "mutation"))

from errors import ERRORS, Mistake  # noqa: E402

TIMEOUT_S = 300
PAGE = ROOT / "docs" / "reliability.md"
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def with_mistake(mistake: Mistake, source: str) -> str | None:
    """Return a file's text with the mistake; None if its place is not there exactly once."""
    start = source.find(mistake.within) if mistake.within else 0
    if start < 0:
        return None
    head, rest = source[:start], source[start:]
    if rest.count(mistake.right) != 1 and not (mistake.within and mistake.right in rest):
        return None
    return head + rest.replace(mistake.right, mistake.wrong, 1)


def caught_by(mistake: Mistake, folder: Path) -> str:
    """Return the first test that fails with a mistake; empty: none does."""
    tree = Path(tempfile.mkdtemp(dir=folder))
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("weather", "scenarios"):
        (tree / name).symlink_to(ROOT / name)
    path = tree / "src" / "hpsim" / mistake.file
    text = with_mistake(mistake, path.read_text(encoding="utf-8"))
    if text is None:
        return "NO LONGER FITS THE CODE"
    path.write_text(text, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "Agg",
        "NUMBA_DISABLE_JIT": "0" if mistake.compiled else "1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no"]
    try:
        done = subprocess.run(
            [*command, *mistake.tests],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end after {TIMEOUT_S} s"
    finally:
        shutil.rmtree(tree, ignore_errors=True)
    found = FAILED.search(done.stdout)
    if found:
        return found[1]
    return "" if done.returncode == 0 else f"pytest: {(done.stdout + done.stderr).strip()[-200:]}"


def put(name: str, text: str) -> None:
    """Put a text into docs/reliability.md, between the marks of that name."""
    page = PAGE.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n)(?:.*?)(\n<!-- end -->)", re.DOTALL)
    PAGE.write_text(marks.sub(lambda m: f"{m[1]}{text}{m[2]}", page, count=1), encoding="utf-8")


def main() -> int:
    """Run the errors that are asked for; return 1 if one is not caught."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=max((os.cpu_count() or 2) // 2, 1))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--page", action="store_true", help="write docs/reliability.md anew")
    given = parser.parse_args()
    chosen = [e for e in ERRORS if given.only in f"{e.name} {e.file}"][:: given.every]
    if given.list:
        print("\n".join(f"{e.file}: {e.name}" for e in chosen))
        return 0
    begun_s = time.monotonic()
    missed = 0
    with (
        tempfile.TemporaryDirectory(prefix="mutate-") as folder,
        ThreadPoolExecutor(given.jobs) as pool,
    ):
        results = pool.map(lambda e: caught_by(e, Path(folder)), chosen)
        for mistake, test in zip(chosen, results, strict=True):
            is_caught = "::" in test
            missed += not is_caught
            state = test if is_caught else f"NOT CAUGHT {test}".strip()
            print(f"{mistake.name} ({mistake.file}): {state}", flush=True)
    caught = len(chosen) - missed
    print(f"\n{caught} of {len(chosen)} errors caught in {time.monotonic() - begun_s:.0f} s")
    if given.page and len(chosen) == len(ERRORS):
        files = len({mistake.file for mistake in chosen})
        put(
            "mutate",
            f"{caught} of {len(chosen)} small errors in {files} files are caught by tests that do "
            "not compare with numbers of this program.",
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
