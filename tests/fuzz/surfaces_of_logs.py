"""Logs of rooms: columns in place of schedules, and what `fit` and `measured` read."""

from __future__ import annotations

import random
from pathlib import Path

import inputs
import numpy as np
from outcomes import NonsenseError, by_command, finite
from surfaces import Action, sane_scenario, surface

HOURS = 24 * 12
HEADINGS = (
    "time,kitchen_degc,heater_w,outdoor_degc",
    "timestamp,indoor_degc,heater_w,outdoor_degc",
    "time,room_degc,heat_w,outdoor_degf",
    "Date;Zeit;Raum_degc;kwh",
    "last_changed,state",
)
STAMPS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%m/%d/%Y %I:%M %p")
STAMPS += ("%Y-%m-%dT%H:%M+01:00", "%Y-%m-%dT%H:%MZ", "%d.%m.%Y %H:%M", "%s")
ROOM = """\
name: logged
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 12 m2, quality: good, rest_of_home: %s}
thermostat: {heating: %s}
candidates: [{kind: ideal}]
simulation: {from: 2026-01-10, to: %s, warmup: 2 d}
"""
DEGC = "20 degC"


def log_text(chance: random.Random) -> str:
    """Return a log of some days, with what is wrong in logs: gaps, doubles, commas, other clocks."""
    heading = chance.choice(HEADINGS)
    comma = ";" if ";" in heading else ","
    stamp = chance.choice(STAMPS)
    times = np.datetime64("2026-01-07T00:00") + np.arange(HOURS) * np.timedelta64(
        chance.choice((15, 60, 60, 60, 60)), "m"
    )
    lines = [heading]
    degc, fields = 19.0, heading.count(comma)
    for when in times:
        degc += chance.uniform(-0.3, 0.3)
        values = [f"{degc:.2f}", f"{chance.uniform(0, 900):.0f}", f"{degc - 15:.1f}", "0"][:fields]
        text = when.item().strftime(stamp)
        if comma == ";":
            text = text.replace(" ", ";", 1)
            values = [value.replace(".", ",") for value in values[: fields - 1]]
        lines.append(comma.join([text, *values]))
    if chance.random() < 0.25:
        first = chance.randrange(1, len(lines))
        del lines[first : first + chance.randrange(1, 60)]
    if chance.random() < 0.1:
        chance.shuffle(lines)
    if chance.random() < 0.3:
        lines = inputs.with_fields(lines, chance)
    text = "\n".join(lines)
    return inputs.with_text(text, chance) if chance.random() < 0.2 else text


def _write(folder: Path, chance: random.Random) -> Path:
    path = folder / "log.csv"
    path.write_bytes(log_text(chance).encode("utf-8", "surrogatepass"))
    return path


@surface
def series(seed: int, folder: Path) -> Action:
    """A column of a log in place of a temperature, in a room of some days."""
    chance = random.Random(f"series{seed}")
    _write(folder, chance)
    column = chance.choice(
        ("kitchen_degc", "indoor_degc", "outdoor_degc", "kitchen_degc", "heater_w", "x")
    )
    more = chance.choice(
        ("", ", gaps: 12 h", ", zone: Europe/Berlin", ", label: end", ", gaps: 5 d")
    )
    more = more if chance.random() < 0.8 else f", time: {chance.choice(('time', 'x', 'Date'))}"
    written = f"{{csv: log.csv, column: {column}{more}}}"
    days = chance.choice(("2026-01-14", "2026-01-13", "2026-01-12", "2026-01-11", "2026-02-30"))
    text = ROOM % ((written, DEGC, days) if chance.random() < 0.7 else (DEGC, written, days))
    return lambda: sane_scenario(text)


@surface
def log_files(seed: int, folder: Path) -> Action:
    """A log as `fit` and `measured` read it."""
    chance = random.Random(f"log{seed}")
    path = _write(folder, chance)
    zone = chance.choice((None, None, "utc", "Europe/Berlin", "+05:30", "nowhere"))
    given = chance.choice(((), (), ("indoor=kitchen_degc",), ("heat=heater_w",), ("x=y",), ("=",)))

    def run() -> None:
        from hpsim.logs.columns import read_columns
        from hpsim.logs.reading import read_log

        found = read_columns(read_log(path, zone=zone, utc_offset_h=-6.0), given, zone)
        for role, samples in found.of.items():
            values = samples.value
            finite([float(values.min()), float(values.max())], role)
            if not (np.diff(samples.begin_s) > 0).all():
                raise NonsenseError(f"{role}: times are not in order")

    return run


@surface
def measured_rooms(seed: int, folder: Path) -> Action:
    """The verb `measured` with a log."""
    chance = random.Random(f"measured{seed}")
    path = _write(folder, chance)
    (folder / "room.yaml").write_text(ROOM % (DEGC, DEGC, "2026-01-14"), encoding="utf-8")
    given = chance.choice(([], [], ["--air", "kitchen_degc"], ["--air", "x"]))
    return by_command(["measured", "room.yaml", "--log", str(path), *given])
