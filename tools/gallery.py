"""Run the shipped sweeps and draw the pictures of ``docs/gallery.md``: some minutes on two cores.

``.venv/bin/python tools/gallery.py [FOLDER]`` keeps rows in FOLDER (``results/sweeps``) and goes
on with what is there. The text beside the pictures quotes figures: read it again afterwards.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"


class Picture(NamedTuple):
    """A picture, the sweep it is of, and what it shows."""

    name: str
    sweep: str
    options: str
    """Of ``hpsim sweep plot``."""


SIZE = "size-kind-climate"
GALLERY = (
    Picture(
        "sweep-starts",
        SIZE,
        "--x size --y weather --color starts --facet candidates.0.kind --where room.quality=good",
    ),
    Picture(
        "sweep-unmet",
        SIZE,
        (
            "--x size --y quality --color unmet_heating_h --scale log --facet candidates.0.kind "
            "--where weather=us-5A-chicago"
        ),
    ),
    Picture(
        "sweep-pareto",
        SIZE,
        (
            "--kind pareto --x cost_per_year --y unmet_heating_h --color candidates.0.kind "
            "--where weather=us-5A-chicago --where room.quality=good"
        ),
    ),
    Picture("sweep-tornado", SIZE, "--kind tornado --y starts"),
    Picture(
        "sweep-minimum-output",
        "minimum-output-starts",
        "--x minimum_output --y starts --color quality --facet weather",
    ),
    Picture(
        "sweep-setback",
        "setback",
        (
            "--x hours --y depth --color electricity_kwh --facet candidate "
            "--where weather=us-5A-chicago"
        ),
    ),
    Picture(
        "sweep-price", "price", "--x price --y cost_per_year --color candidate --facet weather"
    ),
    Picture(
        "sweep-windows",
        "windows",
        (
            "--x glass_percent_of_floor --y electricity_kwh --color facing --facet weather "
            "--where candidate_index=1"
        ),
    ),
)


def hpsim(*words: str) -> None:
    """Run a verb."""
    subprocess.run([sys.executable, "-m", "hpsim", *words], check=True)


def main(folder: Path) -> None:
    """Run what is not there yet and draw everything."""
    for sweep in dict.fromkeys(picture.sweep for picture in GALLERY):
        hpsim("sweep", "run", sweep, "--out", str(folder / sweep), "--resume")
    for picture in GALLERY:
        target = PICTURES / f"{picture.name}.png"
        hpsim(
            "sweep",
            "plot",
            str(folder / picture.sweep),
            *picture.options.split(),
            "--out",
            str(target),
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "results" / "sweeps")
