"""Fill the tables of docs/speed.md from what a benchmark printed.

On a machine with nothing else running:

.. code-block:: console

    make bench > bench.txt
    python tools/speed_page.py bench.txt

Speed depends on the machine, so no check of figures looks at this page. Its figures stand between
comments as `figures` has them, and read what the benchmark printed by the names of its lines:
``ratio("a row without room and year")`` is the last number of that line, ``ratio(name, 0)`` the
first. Where a name stands below several headings, ``"heading: name"`` is meant. Parts that were
not run keep their figures, which are listed; so does the text around the tables.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from figures import FIGURE, ROOT

PAGE = ROOT / "docs" / "speed.md"
LINE = re.compile(r"\s*(?P<name>\S.*?)\s{2,}(?P<numbers>\d.*)")
HEADING = re.compile(r"(?!.*\s\s)(?P<name>\w[^:(]*?)(?:\s*[:(].*)?")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
BARE_LOOP = re.compile(r"bare loop\D*(\d+\.\d) ms")


class NotMeasuredError(LookupError):
    """The benchmark printed no line of this name."""


class Printed:
    """What a benchmark printed: the numbers of each line, by its heading and its name.

    Parameters
    ----------
    text
        Of one run of the benchmark, or of several, of which the shortest time counts.
    """

    def __init__(self, text: str) -> None:
        self._numbers: dict[tuple[str, str], list[float]] = {}
        self._bare_loops_ms = sorted(float(ms) for ms in BARE_LOOP.findall(text))
        heading = ""
        for line in text.splitlines():
            if match := LINE.fullmatch(line):
                found = [float(n.replace(",", "")) for n in NUMBER.findall(match["numbers"])]
                key = heading, match["name"]
                self._numbers[key] = min(self._numbers.get(key, found), found, key=lambda n: n[-1])
            elif match := HEADING.fullmatch(line):
                heading = match["name"]

    def ratio(self, name: str, column: int = -1) -> float:
        """Return a number of the line of a name, which only one heading may have."""
        found = [n for key, n in self._numbers.items() if name in (key[1], ": ".join(key))]
        if not found:
            raise NotMeasuredError(name)
        if len(found) > 1:
            raise ValueError(f"{name} stands below several headings: write 'heading: {name}'")
        return found[0][column]

    def bare_loops(self) -> str:
        """Return the shortest and the longest of the bare loops, in milliseconds."""
        if not self._bare_loops_ms:
            raise NotMeasuredError("bare loop")
        ends = [f"{ms:.1f}" for ms in (self._bare_loops_ms[0], self._bare_loops_ms[-1])]
        return " to ".join(dict.fromkeys(ends))


def two_digits(value: float) -> str:
    """Return a number with two digits that count: 870, 67, 1.9."""
    return f"{float(f'{value:.1e}'):,g}"


def refilled(page: str, printed: Printed) -> tuple[str, list[str]]:
    """Return the page with what was printed, and the names of lines that were not."""
    names: dict[str, Any] = {
        "ratio": printed.ratio,
        "bare_loops": printed.bare_loops,
        "two_digits": two_digits,
    }
    missing: list[str] = []

    def figure(match: re.Match[str]) -> str:
        try:
            shown = eval(f"f{'{' + match['expression'] + '}'!r}", names)  # a page of our own
        except NotMeasuredError as error:
            missing.append(str(error))
            shown = match["shown"]
        return f"{match[1]}{shown}{match[4]}"

    return FIGURE.sub(figure, page), list(dict.fromkeys(missing))


def main(files: list[str]) -> None:
    """Rewrite the page from what was printed to some files."""
    text = "\n".join(Path(file).read_text(encoding="utf-8") for file in files)
    page, missing = refilled(PAGE.read_text(encoding="utf-8"), Printed(text))
    for name in missing:
        print(f"not measured, so left as it was: {name}", file=sys.stderr)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("python tools/speed_page.py FILE ...")
    main(sys.argv[1:])
