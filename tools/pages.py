"""Write the pages of docs that come from the program: keys.md, materials.md, python_api.md.

``python tools/pages.py`` writes them; ``--check`` only tells whether they are up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hpsim.report.reference import PAGES

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> int:
    """Write or check all pages; return 1 if one was not up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = []
    for name, write in PAGES.items():
        path, text = DOCS / name, write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"not up to date: {', '.join(stale)} (python tools/pages.py writes them)")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
