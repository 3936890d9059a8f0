"""Make gallery, notebooks and the example again, and compare them with those that are kept.

``python tools/remade.py`` takes some minutes and leaves the kept files as they were; it fails where
a number differs by more than a hundredth, or a text at all. Versions, hashes, seconds and pictures
are not compared. `tools/gallery.py`, `tools/notebooks.py` and `tools/page_picture.py` write anew
what is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

import figures
import gallery
import notebooks
import page_picture

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("docs/gallery.md", "scenarios/README.md", "docs/notebook_*.md", "results/example/*")
WRITTEN = (*KEPT, "results/example/*/*", "docs/pictures/notebooks/*")
"""What is made again, and so put back afterwards."""
NOT_COMPARED = re.compile(
    r"_version\"|sha256|\"hash|_hash|\"engine|\"command|\"(created|seconds|python|platform|cpu|numpy|numba)"
    r"|candidate-years in|<summary>Words|<meta name=\"generator"
    r"|(engine|hpsim|scenario|weather)</dt>"
)
NOT_READ = re.compile(r"<(script|style)\b.*?</\1>|data:application/yaml[^\"]*", re.DOTALL)


def found(patterns: tuple[str, ...]) -> dict[Path, bytes]:
    """Return the files of some patterns with their contents."""
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    return {path: path.read_bytes() for path in paths}


def compared(content: bytes) -> list[str]:
    """Return the lines of a file that are compared."""
    text = NOT_READ.sub("", content.decode("utf-8"))
    return [line.strip() for line in text.splitlines() if not NOT_COMPARED.search(line)]


def pairs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Give lines next to those that take their place; a line that only one side has, next to ''."""
    texts = [[figures.NUMBER.sub("#", line) for line in lines] for lines in (old, new)]
    for _, i, end, j, stop in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        yield from zip_longest(old[i:end], new[j:stop], fillvalue="")


def differences(before: dict[Path, bytes], after: dict[Path, bytes]) -> Iterator[str]:
    """Give what differs by more than last digits, a line each."""
    for path in sorted({*before, *after}):
        name = path.relative_to(ROOT)
        if path not in before or path not in after:
            yield f"{name}: {'new' if path in after else 'not made any more'}"
            continue
        if path.suffix == ".png":
            continue
        for one, other in pairs(compared(before[path]), compared(after[path])):
            if one != other and not figures.is_same(one, other):
                yield f"{name}: {one[:90]} -> {other[:90]}"


def put_back(before: dict[Path, bytes]) -> None:
    """Write files as they were, and take away what was not there."""
    for path in found(WRITTEN).keys() - before.keys():
        path.unlink()
    for path, content in before.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main() -> int:
    """Make all again and compare; return 1 where something differs."""
    everything, before = found(WRITTEN), found(KEPT)
    try:
        gallery.write_scenarios([one.name for one in gallery.questions()])
        notebooks.main([])
        page_picture.write_example()
        moved = list(differences(before, found(KEPT)))
    finally:
        put_back(everything)
    print("\n".join(moved) or "gallery, notebooks and example are as they would be made now")
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())
