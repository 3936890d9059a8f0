"""Compares hpsim's rooms with EnergyPlus: ``python tools/crosscheck [ROOM ...] [--page]``.

Runs EnergyPlus on every room at every place, keeps its figures in ``energyplus.csv``, writes
``docs/crosscheck.md`` and its pictures, and returns 1 if a difference is beyond its tolerance and
not known. With rooms named, only these run and nothing is written; ``--page`` writes the page
from what is kept, without EnergyPlus. ``--keep FOLDER`` keeps inputs and outputs.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crosscheck.compare import Difference, differences
from crosscheck.engine import Engine, EngineError, Year, find_engine
from crosscheck.epjson import Settings
from crosscheck.figures import (
    AS_IT_IS,
    PLACES,
    ROOMS,
    SOIL_VARIANTS,
    VARIANTS,
    VARIED,
    VARIED_SOIL,
    Kept,
    Key,
    Ours,
    ours,
    read_kept,
    theirs,
    write_kept,
)


def main(words: list[str]) -> int:
    """Run what is asked for, say how near it is; return the exit code."""
    parser = argparse.ArgumentParser(prog="crosscheck", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--page", action="store_true", help="write the page from what is kept")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep inputs and outputs")
    said = parser.parse_args(words)
    rooms = tuple(said.rooms) or ROOMS
    if unknown := set(rooms) - set(ROOMS):
        parser.error(f"no room {', '.join(sorted(unknown))}: there are {', '.join(ROOMS)}")
    answers = {(room, place): ours(room, place) for room in rooms for place in PLACES}
    weeks: dict[str, Year] = {}
    if said.page:
        kept, about = read_kept()
    else:
        try:
            engine = find_engine()
            kept, weeks = run_all(engine, answers, said.keep, varied=not said.rooms)
        except EngineError as trouble:
            print(trouble, file=sys.stderr)
            return 2
        about = provenance(engine)
        if not said.rooms:
            write_kept(kept, about)
    found = compare(answers, kept)
    if not said.rooms:
        from crosscheck.page import write_page

        write_page(found, kept, about, answers, weeks)
    return report(found)


def run_all(
    engine: Engine, answers: dict[tuple[str, str], Ours], keep: Path | None, *, varied: bool
) -> tuple[dict[Key, Kept], dict[str, Year]]:
    """Return EnergyPlus' figures of all rooms and places, and the floating years at the first."""
    kept: dict[Key, Kept] = {}
    weeks = {}
    started = time.monotonic()
    for (room, place), answer in answers.items():
        folder = keep and keep / f"{room}-{place}"
        entry, year = theirs(engine, answer.held, Settings(), floats=True, keep=folder)
        kept[room, place, AS_IT_IS] = entry
        if place == PLACES[0] and year is not None:
            weeks[room] = year
        print(f"{time.monotonic() - started:5.0f} s  {room}, {place}", flush=True)
    cases = [(room, VARIANTS) for room in VARIED] + [(room, SOIL_VARIANTS) for room in VARIED_SOIL]
    for room, variants in cases if varied else []:
        for name, settings in variants.items():
            answer = answers[room, PLACES[0]]
            kept[room, PLACES[0], name], _ = theirs(
                engine, answer.held, settings, floats=False, keep=None
            )
            print(f"{time.monotonic() - started:5.0f} s  {room}: {name}", flush=True)
    return kept, weeks


def provenance(engine: Engine) -> tuple[str, ...]:
    """Return the lines that tell where the figures are from."""
    return (
        f"EnergyPlus {engine.version}, run on {time.strftime('%Y-%m-%d')} by `make crosscheck`",
        "on the rooms in tools/crosscheck/rooms, on the weather files that hpsim ships.",
        "heating and cooling: sensible, ideal loads [kWh]; peaks: hourly means [W]; least, mean",
        "and most: air of the room without heating and cooling, hourly means [degC].",
        "document: fingerprint of the EnergyPlus input; another one needs another run.",
    )


def compare(
    answers: dict[tuple[str, str], Ours], kept: dict[Key, Kept]
) -> dict[tuple[str, str], list[Difference]]:
    """Return the differences of every room and place."""
    return {
        (room, place): list(
            differences(room, place, answer.figures, kept[room, place, AS_IT_IS].figures)
        )
        for (room, place), answer in answers.items()
    }


def report(found: dict[tuple[str, str], list[Difference]]) -> int:
    """Print what is beyond its tolerance; return 1 if any of it is not known."""
    everything = [difference for entries in found.values() for difference in entries]
    judged = [entry for entry in everything if entry.tolerance is not None]
    wrong = [entry for entry in judged if not entry.is_fine]
    within = sum(entry.is_within for entry in judged)
    print(f"{within} of {len(judged)} within their tolerance, {len(wrong)} others not known")
    for entry in judged:
        if not entry.is_within:
            reason = entry.known.why if entry.known else "NOT KNOWN"
            print(f"  {entry.room}, {entry.weather}, {entry.figure}: {entry.value:+.3f}, {reason}")
        elif entry.known:
            print(f"  no longer a miss: {entry.room}, {entry.weather}, {entry.figure}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
