"""How long: power duration and the length of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpsim.plots import style
from hpsim.plots.layouts import PerMachine, PerRun, has_machines, look_of, machines_of
from hpsim.plots.registry import plot
from hpsim.results import Results, Run
from hpsim.units.display import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RUN_EDGES_MIN = (0.0, 5.0, 10.0, 20.0, 60.0, 180.0, 720.0, np.inf)
RUN_LABELS = ("< 5 min", "5–10", "10–20", "20–60", "1–3 h", "3–12 h", "> 12 h")


POWER_DURATION = PerRun(
    "power_duration", "Electric power over {over}, highest hour first", lambda _run: (7.5, 4.2)
)


@plot(POWER_DURATION, applies=has_machines)
def plot_power_duration(ax: Axes, run: Run) -> None:
    """Draw each machine's hourly mean power, highest first, against hours per year."""
    shown = machines_of(run)
    for results in shown:
        power_kw = np.sort(results.electric_power_w)[::-1] / 1000.0
        look = look_of(run, results.candidate)
        ax.plot(power_kw, label=results.candidate, **look._asdict())
    hours = f"Hours {run.per_span} with at least this power [h]"
    ax.set(xlabel=hours, ylabel="Electric power [kW]")
    ax.set_xlim(left=0.0)
    style.from_zero(ax, max(float(r.electric_power_w.max()) for r in shown) / 1000.0)
    style.with_commas(ax, "x", 9)
    ax.legend()


def runs_by_length(results: Results, mode: float) -> FloatArray:
    """Return how many runs of a mode (1 heating, -1 cooling) fall between `RUN_EDGES_MIN`."""
    mine = results.cycles.mode == mode
    counts, _ = np.histogram(results.cycles.run_s[mine] / 60.0, RUN_EDGES_MIN)
    return counts.astype(np.float64)


@plot(PerMachine("run_lengths", "How long a unit runs at a time", (1.2, 2.6)))
def plot_run_lengths(ax: Axes, results: Results) -> None:
    """Draw how many compressor runs were how long, heating and cooling."""
    positions = np.arange(len(RUN_LABELS))
    heating, cooling = runs_by_length(results, 1.0), runs_by_length(results, -1.0)
    ax.bar(positions, heating, 0.75, color=style.HEATING, label="Heating")
    ax.bar(
        positions,
        cooling,
        0.75,
        bottom=heating,
        color=style.COOLING,
        hatch=style.HATCH_COOLING,
        edgecolor="white",
        linewidth=0.0,
        label="Cooling",
    )
    for x, total in enumerate(heating + cooling):
        if total:
            style.write_next_to(ax, f"{total:,.0f}", (x, total), (0, 2), ha="center", fontsize=8)
    ax.set_xticks(positions, RUN_LABELS, rotation=40, ha="right", rotation_mode="anchor")
    ax.grid(visible=False, axis="x")
    ax.set(ylabel="Runs per year" if results.period is None else "Runs in all days")
    style.with_commas(ax, "y")
    style.from_zero(ax, float((heating + cooling).max()))
