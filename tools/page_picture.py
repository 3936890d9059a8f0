"""Draw docs/pictures/report.png, the top of the main scenario's page, in Chromium.

``python tools/page_picture.py`` needs Debian's package ``chromium`` and playwright.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the command line's digits, before numpy

import hpsim
from hpsim.folder.summary import summary_of
from hpsim.report.page import write_page

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "report.png"
VIEW = {"width": 1120, "height": 800}
SCALE = 1.25


def main() -> int:
    """Run the main scenario and take the picture; return 1 without a browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("no browser: install chromium", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    run = hpsim.judged_run("chicago-addition")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = write_page(run, summary_of(run, None), Path(folder))
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        context = chromium.new_context(
            viewport=VIEW, device_scale_factor=SCALE, color_scheme="light", offline=True
        )
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_function("document.documentElement.dataset.drawn")
        page.screenshot(path=PICTURE)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
