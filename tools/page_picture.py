"""Draw docs/pictures/report.png, the top of the main scenario's page, in Chromium.

``python tools/page_picture.py`` runs the scenario, keeps the small files of its result folder as
``results/example``, and takes the picture; that needs Debian's package ``chromium`` and playwright.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the command line's digits, before numpy

from hpsim.cli import main as hpsim_main

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "report.png"
EXAMPLE = ROOT / "results" / "example"
KEPT = (
    "report.html",
    "scenario.yaml",
    "summary.csv",
    "summary-readable.csv",
    "plots/comparison.png",
    "plots/load_and_output.png",
)
"""Files of the folder that are small and that people read; and the summary."""
VIEW = {"width": 1120, "height": 836}
SCALE = 1.25


def write_example() -> None:
    """Run the main scenario, and keep the files of its folder that a visitor can look at."""
    shutil.rmtree(EXAMPLE, ignore_errors=True)
    (EXAMPLE / "plots").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve() / "example"
        if hpsim_main(["run", "chicago-addition", "--out", str(folder)]):
            raise SystemExit(1)
        for name in KEPT:
            shutil.copyfile(folder / name, EXAMPLE / name)
        summary = (folder / "summary.json").read_text(encoding="utf-8")
        own = summary.replace(str(folder), "results/example")
        (EXAMPLE / "summary.json").write_text(own, encoding="utf-8")


def main() -> int:
    """Write the example and take the picture; return 1 without a browser."""
    write_example()
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("no browser: install chromium", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        context = chromium.new_context(
            viewport=VIEW, device_scale_factor=SCALE, color_scheme="light", offline=True
        )
        page = context.new_page()
        page.goto((EXAMPLE / "report.html").as_uri())
        page.wait_for_function("document.documentElement.dataset.drawn")
        page.screenshot(path=PICTURE)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
