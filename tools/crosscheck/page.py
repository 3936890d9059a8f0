"""Writes ``docs/crosscheck.md`` and its pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crosscheck.compare import ANNUAL, ANNUAL_LEAKY, LEAST_SHARE, PEAK, Difference
from crosscheck.engine import Year
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
    scenario_of,
)
from crosscheck.prose import AFTER, BEFORE, ROOM_WORDS

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "crosscheck.md"
PICTURES = ROOT / "docs" / "pictures"
PLACE_WORDS = {"us-5A-chicago": "Chicago", "us-2A-tampa": "Tampa", "us-5B-denver": "Denver"}
LOADS = ("heating_kwh", "cooling_kwh", "peak_heating_w", "peak_cooling_w")
TITLES = {
    "heating_kwh": "Heating, year",
    "cooling_kwh": "Cooling, year",
    "peak_heating_w": "Heating, peak hour",
    "peak_cooling_w": "Cooling, peak hour",
}
AIR = {"least_degc": "minimum", "mean_degc": "mean", "most_degc": "maximum"}
COLOURS = {"us-5A-chicago": "#34495e", "us-2A-tampa": "#c0392b", "us-5B-denver": "#2e86c1"}
MARKS = {"us-5A-chicago": "o", "us-2A-tampa": "s", "us-5B-denver": "^"}
WEEKS = {"16 to 22 January": 15, "16 to 22 July": 196}
SHOWN = ("sunroom", "heavy", "slab")
WIDEST = 0.42  # of the picture of differences

Found = dict[tuple[str, str], list[Difference]]
Answers = dict[tuple[str, str], Ours]


def write_page(
    found: Found,
    kept: Mapping[Key, Kept],
    about: Sequence[str],
    answers: Answers,
    weeks: Mapping[str, Year],
) -> None:
    """Write the page and its pictures; that of the weeks only where EnergyPlus has just run."""
    PICTURES.mkdir(exist_ok=True)
    draw_differences(found, PICTURES / "crosscheck-loads.png")
    if weeks:
        draw_weeks(answers, weeks, PICTURES / "crosscheck-floating.png")
    judged = [entry for entries in found.values() for entry in entries if entry.tolerance]
    within = sum(entry.is_within for entry in judged)
    parts = [
        "# Compared with EnergyPlus",
        BEFORE.format(
            about=" ".join(about[:1]),
            annual=f"{100 * ANNUAL:.0f} %",
            leaky=f"{100 * ANNUAL_LEAKY:.0f} %",
            peak=f"{100 * PEAK:.0f} %",
        ),
        f"**{within} of {len(judged)}** judged figures are within their tolerance.",
        "![Loads, ours over EnergyPlus](pictures/crosscheck-loads.png)",
        "## The rooms",
        rooms_table(),
        "## Loads under ideal control",
        (
            "Ours, EnergyPlus' and the difference; sensible. **Bold**: beyond the tolerance. In "
            f"brackets: less than {100 * LEAST_SHARE:.0f} % of the year's heating and cooling "
            "together, listed but not judged."
        ),
        loads_table(found),
        "## Without heating and cooling",
        "Air of the floating room, hourly means [°C]: ours and EnergyPlus'.",
        "![A winter and a summer week](pictures/crosscheck-floating.png)",
        air_table(found),
        "## What is outside, and why",
        misses_list(judged),
        "## What EnergyPlus' own settings do",
        (
            "The difference, in percent, that one changed setting of EnergyPlus makes in Chicago: "
            "heating · cooling · peak heating · peak cooling. The sky of these weather files was "
            "itself made by Clark and Allen's formula, so that choice does nothing here; the "
            "inside films do most."
        ),
        variants_table(kept, VARIED, VARIANTS),
        variants_table(kept, VARIED_SOIL, SOIL_VARIANTS),
        AFTER,
    ]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def name_of(room: str) -> str:
    """Return a room's name as its file has it."""
    return scenario_of(room, PLACES[0]).name


def rooms_table() -> str:
    """Return what each room is."""
    rows = [f"| {name_of(room)} | {ROOM_WORDS[room]} |" for room in ROOMS]
    return "\n".join(["| room | what it is |", "| --- | --- |", *rows])


def loads_table(found: Found) -> str:
    """Return loads and peaks, one row a room and place."""
    head = "| room | place | heating [kWh] | cooling [kWh] | peak heating [W] | peak cooling [W] |"
    rows = []
    for (room, place), entries in found.items():
        cells = [load_cell(entry) for entry in entries if entry.figure in LOADS]
        order = (0, 2, 1, 3)  # they come by mode
        rows.append(
            f"| {name_of(room)} | {PLACE_WORDS[place]} | "
            + " | ".join(cells[i] for i in order)
            + " |"
        )
    return "\n".join([head, "| --- | --- | ---: | ---: | ---: | ---: |", *rows])


def load_cell(entry: Difference) -> str:
    """Return ours, theirs and the difference of a load."""
    both = f"{entry.ours:.0f} · {entry.theirs:.0f}"
    if entry.tolerance is None:
        return f"({both})"
    share = f"{entry.value:+.1%}".replace("%", " %")
    return f"{both} · {share}" if entry.is_within else f"{both} · **{share}**"


def air_table(found: Found) -> str:
    """Return the floating room's air, one row a room and place."""
    rows = []
    for (room, place), entries in found.items():
        cells = [
            f"{entry.ours:.1f} · {entry.theirs:.1f}"
            if entry.is_within
            else f"**{entry.ours:.1f}** · {entry.theirs:.1f}"
            for entry in entries
            if entry.figure in AIR
        ]
        rows.append(f"| {name_of(room)} | {PLACE_WORDS[place]} | " + " | ".join(cells) + " |")
    head = "| room | place | minimum | mean | maximum |"
    return "\n".join([head, "| --- | --- | ---: | ---: | ---: |", *rows])


def misses_list(judged: Sequence[Difference]) -> str:
    """Return the misses by their reason."""
    by_reason: dict[str, list[str]] = {}
    for entry in judged:
        if entry.is_within:
            continue
        why = entry.known.why if entry.known else "not known"
        if entry.figure in AIR:
            title, size = f"{AIR[entry.figure]} of the air", f"{entry.value:+.1f} K"
        else:
            title, size = TITLES[entry.figure].lower(), f"{100 * entry.value:+.1f} %"
        place = PLACE_WORDS[entry.weather]
        by_reason.setdefault(why, []).append(f"{name_of(entry.room)} in {place}, {title} {size}")
    return "\n".join(
        f"- {why[0].upper()}{why[1:]}. *{'; '.join(found)}.*" for why, found in by_reason.items()
    )


def variants_table(kept: Mapping[Key, Kept], rooms: Sequence[str], variants: Any) -> str:
    """Return how EnergyPlus answers to its own settings, in percent."""
    rows = []
    for name in variants:
        cells = []
        for room in rooms:
            base = kept[room, PLACES[0], AS_IT_IS].figures
            other = kept[room, PLACES[0], name].figures
            values = [100 * (getattr(other, f) / getattr(base, f) - 1) for f in LOADS]
            cells.append(" · ".join(f"{value:+.1f}" for value in values))
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    head = "| [%] | " + " | ".join(name_of(room) for room in rooms) + " |"
    line = "| --- |" + " ---: |" * len(rooms)
    return "\n".join([head, line, *rows])


def draw_differences(found: Found, path: Path) -> None:
    """Draw each judged load's difference, one panel a figure."""
    from validation_page import pyplot, save

    plt = pyplot()
    figure, axes = plt.subplots(1, len(LOADS), figsize=(12, 4.6), sharey=True, sharex=True)
    for ax, name in zip(axes, LOADS, strict=True):
        band = PEAK if "peak" in name else ANNUAL
        ax.axvspan(-100 * band, 100 * band, color="#c9d6e2", zorder=0)
        ax.axvline(0.0, color="#7f8c8d", linewidth=0.8)
        for (room, place), entries in found.items():
            (entry,) = (e for e in entries if e.figure == name)
            if entry.tolerance is None:
                continue
            at = ROOMS.index(room) + 0.22 * (PLACES.index(place) - 1)
            ax.plot(
                100 * np.clip(entry.value, -WIDEST, WIDEST),
                at,
                MARKS[place],
                color=COLOURS[place],
                markersize=6,
                markerfacecolor=COLOURS[place] if entry.is_within else "none",
                clip_on=False,
            )
        ax.set_title(TITLES[name], fontsize=10)
        ax.set_xlabel("hpsim above EnergyPlus [%]")
        ax.grid(axis="x", linewidth=0.4)
    axes[0].set_yticks(range(len(ROOMS)), [name_of(room) for room in ROOMS])
    axes[0].invert_yaxis()
    handles = [
        plt.Line2D([], [], marker=MARKS[p], color=COLOURS[p], linestyle="", label=PLACE_WORDS[p])
        for p in PLACES
    ]
    handles.append(
        plt.Line2D(
            [], [], marker="o", color="#34495e", markerfacecolor="none", linestyle="",
            label="beyond the tolerance",
        )
    )  # fmt: skip
    handles.append(plt.Rectangle((0, 0), 1, 1, color="#c9d6e2", label="tolerance"))
    axes[-1].legend(handles=handles, loc="upper left", bbox_to_anchor=(1.02, 1.0), fontsize=8)
    save(plt, figure, path)


def draw_weeks(answers: Answers, weeks: Mapping[str, Year], path: Path) -> None:
    """Draw a winter and a summer week of floating rooms."""
    from validation_page import pyplot, save

    plt = pyplot()
    figure, axes = plt.subplots(len(SHOWN), len(WEEKS), figsize=(12, 7), sharex=True)
    for row, room in zip(axes, SHOWN, strict=True):
        year = answers[room, PLACES[0]].floating.year
        for ax, (title, day) in zip(row, WEEKS.items(), strict=True):
            hours = slice(24 * day, 24 * (day + 7))
            days = np.arange(168) / 24.0
            ax.plot(days, year.outdoor_degc[hours], color="#95a5a6", linewidth=1, label="outdoors")
            ax.plot(days, weeks[room].air_degc[hours], color="#34495e", label="EnergyPlus")
            ax.plot(
                days, year.ideal_room_degc[hours], color="#c0392b", linestyle="--", label="hpsim"
            )
            ax.set_title(f"{name_of(room)}, {title}", fontsize=10)
            ax.grid(linewidth=0.4)
        row[0].set_ylabel("Room air [°C]")
    for ax in axes[-1]:
        ax.set_xlabel("Time [days]")
    axes[0][0].legend(loc="lower left", bbox_to_anchor=(0.0, 1.12), fontsize=8, ncols=3)
    save(plt, figure, path)
