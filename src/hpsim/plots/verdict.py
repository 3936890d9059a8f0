"""The verdicts in one figure, how sure they are, and which unknown matters."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from hpsim.judgement import Verdict
from hpsim.plots import style
from hpsim.plots.comparison import Part, stack_parts
from hpsim.plots.layouts import PerRun
from hpsim.plots.registry import plot
from hpsim.results import Results, Run
from hpsim.units.display import FloatArray, in_units, label_in, quantity_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VERDICT_LOOKS = {
    "too small": (style.BLUE, "////"),
    "fits": (style.GREEN, ""),
    "fits, but cycles": (style.SKY, "...."),
    "larger than it need be": (style.ORANGE, ""),
    "wrong kind": (style.GREY, "xxxx"),
}
"""Colour and hatch of each verdict, in the order of size; different in grey too."""
DAYS = {"heating": "coldest design day", "cooling": "hottest design day"}
CLOUD_BINS = 60
ROOM_BEHIND = 1.08  # the axis is longer than the longest bar
LEAST_NAMED = 6.0  # of 100 cases: a shorter bar has no room for its number
MOST_MATTERS = 6
INCHES_PER_ROW = 0.62


def chances(run: Run) -> Mapping[str, Mapping[str, float]]:
    """Return in how many cases each verdict holds, by candidate; empty where that is not known."""
    sure = None if run.judgement is None else run.judgement.sure
    return {} if sure is None else sure.verdicts


def matters(run: Run) -> tuple[tuple[str, float], ...]:
    """Return the unknowns that move the verdict, and how much, the most first."""
    sure = None if run.judgement is None else run.judgement.sure
    return () if sure is None else sure.matters[:MOST_MATTERS]


def judged(run: Run) -> list[tuple[Results, Verdict]]:
    """Return the candidates that have a verdict, with it."""
    verdicts = {} if run.judgement is None else run.judgement.verdicts
    return [(r, verdicts[r.candidate]) for r in run.candidates if r.candidate in verdicts]


def _needs(season: str) -> Callable[[Run], bool]:
    def needs(run: Run) -> bool:
        return any(f"{season}_design_load_w" in verdict.numbers for _, verdict in judged(run))

    return needs


def verdict_inches(run: Run) -> tuple[float, float]:
    """Return width and height of the figure."""
    n_seasons = sum(_needs(season)(run) for season in ("heating", "cooling"))
    return 5.4 * max(n_seasons, 1) + 1.4, 2.4 + INCHES_PER_ROW * len(judged(run))


VERDICT = PerRun(
    "verdict",
    "The design days: what the room needs, and what each unit can give",
    verdict_inches,
    "Bars: from a unit's least output to its most; black: its electric heater. Gray: loads of the\n"
    "year, the darker the more hours; where they lie left of its bar, a unit switches on and off.",
)


def _plot_season(ax: Axes, run: Run, season: str) -> None:
    """Draw each unit's output range over the loads of the year; its verdict is by its name."""
    shown = judged(run)
    name, units = f"{season}_load_w", run.units
    color = style.HEATING if season == "heating" else style.COOLING
    room = shown[0][0].room
    loads = room.ideal_heating_w if season == "heating" else room.ideal_cooling_w
    loads = loads[loads > 0.0]
    design_w = shown[0][1].numbers.get(f"{season}_design_load_w", 0.0)
    adds = [verdict.numbers.get(f"{season}_heater_w", 0.0) for _, verdict in shown]
    ends = [
        verdict.numbers.get(f"{season}_maximum_w", 0.0) + heater_w
        for (_, verdict), heater_w in zip(shown, adds, strict=True)
    ]
    highest = in_units(max([design_w, *ends, *([loads.max()] if loads.size else [])]), name, units)
    design = in_units(design_w, name, units)
    is_left = 2.0 * design < highest
    _cloud(ax, in_units(loads, name, units))
    for row, (results, verdict) in enumerate(shown):
        least = verdict.numbers.get(f"{season}_minimum_w", 0.0)
        most = verdict.numbers.get(f"{season}_maximum_w")
        if most is not None:
            low, high = (in_units(w, name, units) for w in (min(least, most), most))
            ax.barh(row, high - low, left=low, height=0.42, color=color, alpha=0.85)
            if results.traits.always_cycles:
                ax.plot([high], [row], "|", color=style.BLACK, markersize=14, markeredgewidth=3)
        elif not adds[row]:
            nothing = f"gives nothing on the {DAYS[season]}"
            left = design if is_left else 0.0  # clear of the line
            ax.annotate(nothing, (left + highest * 0.02, row), va="center", fontsize=8.5)
        if adds[row]:
            begin, more = (in_units(w, name, units) for w in (most or 0.0, adds[row]))
            ax.barh(row, more, left=begin, height=0.42, color=style.BLACK, alpha=0.85)
    ax.axvline(design, color=style.BLACK, linewidth=1.2, linestyle=(0, (4, 2)))
    ax.annotate(
        f"{DAYS[season]}: {quantity_text(design_w, name, units)}",
        (design, -0.72),
        ha="left" if is_left else "right",
        va="bottom",
        fontsize=8,
        annotation_clip=False,
    )
    style.horizontal_bars(ax, [results.candidate for results, _ in shown])
    names = (f"{style.wrapped(r.candidate)}\n{_words(run, r, verdict)}" for r, verdict in shown)
    ax.set_yticklabels(list(names))
    ax.set_xlim(0.0, highest * ROOM_BEHIND)
    ax.set_xlabel(label_in(f"{season}_w", units))
    style.with_commas(ax, "x", 5)


def _cloud(ax: Axes, loads: FloatArray) -> None:
    """Shade the axis by how many hours of the year have each load."""
    if not loads.size:
        return
    counts, edges = np.histogram(loads, bins=CLOUD_BINS)
    strength = np.sqrt(counts / counts.max())
    for (left, right), dark in zip(itertools.pairwise(edges), strength, strict=True):
        if dark > 0.0:
            ax.axvspan(left, right, color=style.GREY, alpha=0.42 * float(dark), linewidth=0.0)


def _words(run: Run, results: Results, verdict: Verdict) -> str:
    """Return a candidate's verdict, and in how many cases it fits."""
    known = chances(run)
    if not known:
        return verdict.word
    of = known.get(results.candidate, {})
    fits = sum(of.get(w, 0.0) for w in ("fits", "fits, but cycles"))
    return f"{verdict.word}\nfits in {100.0 * fits:.0f} of 100 cases"


@plot(VERDICT, applies=_needs("heating"))
def plot_verdict_heating(ax: Axes, run: Run) -> None:
    """Draw every candidate's heating output over the year's heating loads, with its verdict.

    Gray: how many hours have each load. A bar begins at the minimum output at 47 degF and ends at
    the maximum at the design temperature. Loads left of a bar make the unit switch on and off.
    """
    _plot_season(ax, run, "heating")
    ax.set_title("Heating", pad=18.0)


@plot(VERDICT, applies=_needs("cooling"))
def plot_verdict_cooling(ax: Axes, run: Run) -> None:
    """Draw the same for cooling: sensible outputs at the design temperature."""
    _plot_season(ax, run, "cooling")
    ax.set_title("Cooling", pad=18.0)


HOW_SURE = PerRun(
    "how_sure",
    "In how many of 100 likely cases each verdict holds",
    lambda run: (8.4, 1.7 + 0.45 * len(judged(run))),
)


@plot(HOW_SURE, applies=lambda run: bool(chances(run)))
def plot_how_sure(ax: Axes, run: Run) -> None:
    """Draw a bar of all cases for each candidate, in parts by verdict."""
    known = chances(run)
    names = list(known)
    parts = [
        Part(word, [100.0 * known[name].get(word, 0.0) for name in names], color, hatch)
        for word, (color, hatch) in VERDICT_LOOKS.items()
    ]
    for starts, ends in stack_parts(ax, parts):
        for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if end - start >= LEAST_NAMED:
                ax.annotate(
                    f"{end - start:.0f}",
                    ((start + end) / 2, row),
                    ha="center",
                    va="center",
                    fontsize=8.5,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85},
                )
    style.horizontal_bars(ax, names)
    ax.set_xlim(0.0, 100.0)
    ax.set_xlabel("Likely cases [of 100]")
    ax.legend(loc="upper left", bbox_to_anchor=(0.0, -0.28), ncols=5, fontsize=8, handlelength=1.4)


MATTERS = PerRun(
    "what_matters",
    "Which unknown moves the verdict",
    lambda run: (8.4, 1.3 + 0.4 * len(matters(run))),
)


@plot(MATTERS, applies=lambda run: bool(matters(run)))
def plot_what_matters(ax: Axes, run: Run) -> None:
    """Draw how much of the verdict's scatter each unknown explains by itself, the most first."""
    shown = matters(run)
    parts = [100.0 * part for _, part in shown]
    ax.barh(range(len(shown)), parts, height=0.55, color=style.BLUE)
    for row, part in enumerate(parts):
        style.write_next_to(ax, f"{part:.0f} %", (part, row), (4, 0), va="center")
    style.horizontal_bars(ax, [words for words, _ in shown])
    ax.set_xlim(0.0, max(parts) * 1.2)
    ax.set_xlabel("Part of the scatter of the verdict [%]")
