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


UNIT = """\
name: logged
weather: us-5A-chicago
room: {kind: bedroom, floor_area: 12 m2, quality: good}
thermostat: {heating: 20 degC}
candidates: [{kind: variable_speed, size: 6 kBtu/h, seer2: 18, hspf2: 9}]
"""
HEADS = (
    "time,indoor_degc,outdoor_degc,heater_w",
    "time,indoor_degc,outdoor_degc,heatpump_w",
    "time,indoor_degc,outdoor_degc,global_w_per_m2",
    "time,indoor_degc,outdoor_degc,heat_output_w",
    "time,indoor_degf,outdoor_degf,heater_kw",
    "time,indoor_degc,outdoor_degc,Heat Stage 1 (sec)",
    "time,indoor_degc,outdoor_degc,electricity_kwh",
    "Zeit;Raum °C;Außen °C;Steckdose (W)",
)
OPTIONS: tuple[list[str], ...] = (
    *([[]] * 6), ["--zone", "Europe/Berlin"], ["--zone", "x"], ["--label", "end"], ["--json"],
    ["--from", "2026-01-08"], ["--to", "2026-01-07"], ["--from", "yesterday"], ["--radiant", "1"],
    ["--from", "2026-01-20", "--to", "2026-02-05"],
    ["--column", "indoor=outdoor_degc"], ["--column", "heater=indoor_degc"], ["--column", "x"],
    ["--check", "log.csv"], ["--check", "none.csv"], ["--check", "room.yaml"],
    ["--set", "room.floor_area=1 m2"], ["--set", "simulation.from=2026-01-10"],
)  # fmt: skip


def _kept(values: np.ndarray, at: int) -> np.ndarray:
    return np.full(values.shape, values[at])


def logged_days(chance: random.Random) -> str:
    """Return a log of a heated room, with at most a few things wrong: as people make them."""
    head = chance.choice(HEADS)
    comma, n = ";" if ";" in head else ",", chance.choice((2, 49, 72, 72, 72, 96))
    rng = np.random.default_rng(chance.randrange(2**32))
    heat = 800.0 * np.repeat(rng.random(-(-n // 3)) < 0.5, 3)[:n]
    outdoor = 2.0 + 4.0 * np.sin(np.arange(n) / 4.0) + rng.normal(0.0, 0.3, n)
    indoor = np.empty(n)
    indoor[0] = 18.0
    for k in range(1, n):
        indoor[k] = indoor[k - 1] + 0.02 * (outdoor[k] - indoor[k - 1]) + 0.0006 * heat[k]
    if "degf" in head:
        indoor, outdoor, heat = 1.8 * indoor + 32.0, 1.8 * outdoor + 32.0, heat / 1000.0
    columns = [indoor, outdoor, 0.3 * heat if "sec" in head or "pump" in head else heat]
    first = chance.choice(("2026-01-07", "2026-01-07", "2026-10-31", "2026-07-01", "2024-02-28"))
    times = list(np.datetime64(first) + np.arange(n) * np.timedelta64(60, "m"))
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        which, at = chance.randrange(3), chance.randrange(n)
        harm = chance.randrange(13)
        if harm == 0:
            columns[which] = _kept(columns[which], 0)
        elif harm == 1:
            columns[0] = columns[1]
        elif harm == 2:
            columns[which] = columns[which] * chance.choice((0.0, 1e-3, 1e3, -1.0, 1e300))
        elif harm == 3:
            columns[which] = 1.8 * columns[which] + 32.0
        elif harm == 4:
            times[at] = times[0]
        elif harm == 5:
            times = [t - np.timedelta64(60, "m") * (k > n // 2) for k, t in enumerate(times)]
        elif harm == 6:
            columns[which] = np.where(rng.random(n) < 0.7, np.nan, columns[which])
        elif harm == 7:
            columns[which] = np.where(np.arange(n) >= at, np.nan, columns[which])
        elif harm == 8:
            columns[which] = rng.normal(0.0, 50.0, n)
        elif harm == 9:
            chance.shuffle(times)
        elif harm == 10:
            times = times[:at] + [t + np.timedelta64(40, "D") for t in times[at:]]
        elif harm == 11:
            columns[2] = np.cumsum(columns[2])
        else:
            times = [t - np.timedelta64(365 * chance.randrange(60), "D") for t in times]
    zone = chance.choice(("", "", "", "Z", "+01:00"))
    rows = [head]
    for k in range(n):
        stamp = str(times[k]) + (zone if k or chance.random() < 0.9 else "")
        texts = ["" if np.isnan(c[k]) else f"{c[k]:.6g}" for c in columns]
        if comma == ";":
            texts = [text.replace(".", ",") for text in texts]
        rows.append(comma.join([stamp, *texts]))
    if chance.random() < 0.2:
        rows = inputs.with_fields(rows, chance)
    text = "\n".join(rows)
    return inputs.with_text(text, chance) if chance.random() < 0.05 else text


@surface
def fitted_rooms(seed: int, folder: Path) -> Action:
    """The verb `fit` with a log, or with a meter's bills."""
    chance = random.Random(f"fit{seed}")
    text = logged_days(chance)
    (folder / "log.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "room.yaml").write_text(UNIT, encoding="utf-8")
    given = list(chance.choice(OPTIONS))
    if chance.random() < 0.2:
        given += ["--bills", "log.csv"]
    if "--bills" not in given or chance.random() < 0.5:
        given += ["--log", "log.csv"]
    rooms = [] if "--bills" in given and chance.random() < 0.3 else ["room.yaml"]
    return by_command(["fit", *rooms, *given])
