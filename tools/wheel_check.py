"""Builds the wheel and tries it as a stranger would: ``python tools/wheel_check.py``.

The wheel is made from the source distribution, installed with plain pip into an empty environment
outside the repository, and has to run the main scenario from an empty folder. Where ``uvx`` is
installed, the wheel is also tried with it, as ``uvx hpsim`` will work once it is published.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = bootstrap.MAIN_SCENARIO


def main() -> int:
    """Build, install, run; return 0 if all went well."""
    with tempfile.TemporaryDirectory(prefix="hpsim-wheel-") as folder:
        place = Path(folder)
        wheel = build_wheel(place / "dist")
        environment = place / "environment"
        bootstrap.make_environment(str(environment))
        python = bootstrap.program(str(environment), "python")
        constraints = str(ROOT / "constraints.txt")
        call([python, "-m", "pip", "install", "-q", "-c", constraints, str(wheel)], place)
        try_out(Path(bootstrap.program(str(environment), "hpsim")), place / "somewhere")
        try_tool_runner(wheel, place)
    print("wheel: ok")
    return 0


def build_wheel(folder: Path) -> Path:
    """Build source distribution and wheel with the build tools of this environment."""
    words = ["-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    call([sys.executable, *words], ROOT, quiet=True)
    (wheel,) = folder.glob("*.whl")
    print(f"wheel: {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
    return wheel


def try_out(hpsim: Path, folder: Path) -> None:
    """Run the main scenario and list the weather, far from the repository."""
    folder.mkdir()
    call([str(hpsim), "run", SCENARIO], folder)
    summary = json.loads((folder / "results" / SCENARIO / "summary.json").read_text("utf-8"))
    if len(summary["candidates"]) < 1:
        raise SystemExit("wheel: the run compared no candidates")
    listing = call([str(hpsim), "weather", "list", "--json"], folder, quiet=True)
    if not json.loads(listing)["weather"]:
        raise SystemExit("wheel: it carries no weather")


def try_tool_runner(wheel: Path, folder: Path) -> None:
    """Check a shipped scenario with ``uvx``, in an environment that it makes for this alone."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    uvx = shutil.which("uvx", path=os.pathsep.join(places))
    if uvx is None:
        print("wheel: NOT TRIED with uvx, which is not installed (pip install uv)")
        return
    constraints = ["--constraints", str(ROOT / "constraints.txt")]
    command = [uvx, *constraints, "--python", sys.executable, "--from", str(wheel), "hpsim"]
    call([*command, "check", SCENARIO], folder)


def call(command: list[str], folder: Path, *, quiet: bool = False) -> str:
    """Run a command; return its standard output, or end the check if it fails."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=variables, text=True, capture_output=quiet, check=False
    )
    if done.returncode:
        print(done.stdout or "", done.stderr or "", file=sys.stderr)
        raise SystemExit(f"wheel: {' '.join(command)} ended with {done.returncode}")
    return done.stdout or ""


if __name__ == "__main__":
    sys.exit(main())
