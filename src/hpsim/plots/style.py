"""How figures look: quiet, readable in grey and to the colour-blind, the same everywhere.

Colours are Okabe and Ito's ("Color universal design", 2008), chosen to differ for all common kinds
of colour vision; where two of them have the same grey, hatching or line style differs too.
"""

from __future__ import annotations

import itertools
import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import platformdirs

from hpsim.kernel.machine_code import cache_folder
from hpsim.units.display import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLACK = "#222222"
ORANGE = "#e69f00"
SKY = "#56b4e9"
GREEN = "#009e73"
BLUE = "#0072b2"
VERMILION = "#d55e00"
PURPLE = "#cc79a7"
GREY = "#8a8a8a"
LIGHT_GREY = "#d4d4d4"

HEATING = VERMILION
COOLING = BLUE
HATCH_COOLING = "////"  # vermilion and blue are the same grey
EDGE_INCHES = 0.05  # above a title
CHARACTERS_PER_INCH = 15.0  # of 8.5 points, with a margin
BOLD_CHARACTERS_PER_INCH = 10.0  # of 11 points
TICK_LOOKS = ((9.0, 0.0), (7.5, 0.0), (6.5, 0.0), (7.5, 90.0))
"""Size in points and rotation of names at ticks, in the order in which they are tried."""
MIN_GAP = 0.5  # of the letters' height: less reads as one word
HEADROOM = 1.08  # an axis is longer than its highest value

OF_SVG: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: small files that can be searched
    "svg.hashsalt": "hpsim",  # the same figure is the same file
}


@cache
def settings() -> dict[Any, Any]:
    """Return the house style, ``hpsim.mplstyle`` next to this file."""
    from matplotlib import rc_params_from_file

    sheet = Path(__file__).with_name("hpsim.mplstyle")
    read: Any = rc_params_from_file(sheet, use_default_template=False)
    return dict(read)


class LineLook(NamedTuple):
    """How a candidate's line is distinguished from the others', in grey too."""

    color: str
    linestyle: str | tuple[int, tuple[int, ...]]


LINES = (
    LineLook(BLUE, "-"),
    LineLook(VERMILION, (0, (5, 2))),
    LineLook(GREEN, (0, (1, 1))),
    LineLook(BLACK, (0, (6, 2, 1, 2))),
    LineLook(ORANGE, "-"),
    LineLook(PURPLE, (0, (5, 2))),
    LineLook(SKY, (0, (1, 1))),
    LineLook(GREY, (0, (6, 2, 1, 2))),
)


def line_look(index: int) -> LineLook:
    """Return the look of the ``index``-th candidate."""
    return LINES[index % len(LINES)]


def give_matplotlib_a_place() -> None:
    """Let matplotlib keep its list of fonts next to compiled code where its own place is read-only.

    Else it would look for fonts at each start, and say so. Call it before matplotlib is imported.
    """
    if "matplotlib" in sys.modules or "MPLCONFIGDIR" in os.environ:
        return
    own = (platformdirs.user_config_dir("matplotlib"), platformdirs.user_cache_dir("matplotlib"))
    other = cache_folder()
    if other is not None and not all(_can_be_written(Path(folder)) for folder in own):
        os.environ["MPLCONFIGDIR"] = str(other.parent / "matplotlib")


def _can_be_written(folder: Path) -> bool:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(there, os.W_OK)


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house style, and put back what was there."""
    give_matplotlib_a_place()
    import matplotlib as mpl

    with mpl.rc_context(settings()):
        yield


def wrapped(name: str, width: int = 26) -> str:
    r"""Return a candidate's name on several lines; words with hyphens stay whole if they can.

    Examples
    --------
    >>> wrapped("6 kBtu/h variable-speed", 18), wrapped("neep-muz-fh06na-msz-fh06na", 18)
    ('6 kBtu/h\nvariable-speed', 'neep-muz-fh06na-\nmsz-fh06na')
    """
    is_long = any(len(word) > width for word in name.split())
    return textwrap.fill(name, width, break_on_hyphens=is_long)


def put_headline(figure: Figure, headline: str, below: str) -> None:
    """Write a title over a figure and what it holds for below it; lays the axes out under both."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    width, height = figure.get_size_inches()
    titles = textwrap.wrap(headline, max(int(width * BOLD_CHARACTERS_PER_INCH), 20)) or [""]
    lines = textwrap.wrap(below, max(int(width * CHARACTERS_PER_INCH), 20))
    top = EDGE_INCHES
    looks: tuple[tuple[str, dict[str, Any], float], ...] = (
        ("\n".join(titles), {"fontsize": 11, "fontweight": "bold"}, 0.2 * len(titles)),
        ("\n".join(lines), {"fontsize": 8.5, "color": "#555555"}, 0.155 * len(lines)),
    )
    for text, look, inches in looks:
        figure.text(0.5, 1.0 - top / height, text, ha="center", va="top", **look)
        top += inches
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0.0, 0.0, 1.0, 1.0 - top / height))


def fix_empty_labels(figure: Figure) -> None:
    """Let axes without a label not look for its place, which takes a tenth of a figure's time."""
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        if not axis.get_label_text():
            axis.set_label_coords(0.0, 0.0)


def part_tick_labels(figure: Figure, axes: Sequence[Axes]) -> None:
    """Keep names at the horizontal axis apart: smaller, then upright, then only some of them."""
    for size, rotation in TICK_LOOKS:
        for ax in axes:
            ax.tick_params(axis="x", labelsize=size, labelrotation=rotation)
        figure.draw_without_rendering()
        crowded = [ax for ax in axes if _nearly_touch(ax)]
        if not crowded:
            return
    for ax in crowded:
        names = [text.get_text() for text in ax.get_xticklabels()]
        places = ax.get_xticks()
        step = 1
        while _nearly_touch(ax) and step < len(places):
            step += 1
            ax.set_xticks(places[::step], names[::step])
            figure.draw_without_rendering()


def _nearly_touch(ax: Axes) -> bool:
    """Return whether two neighbouring names at the horizontal axis are closer than a blank."""
    texts = [text for text in ax.get_xticklabels() if text.get_visible() and text.get_text()]
    boxes = sorted((text.get_window_extent() for text in texts), key=lambda box: box.x0)
    if len(boxes) < 2:
        return False
    pixels = float(texts[0].get_fontsize()) / 72.0 * ax.figure.dpi
    return any(b.x0 - a.x1 < MIN_GAP * pixels for a, b in itertools.pairwise(boxes))


def horizontal_bars(ax: Axes, names: list[str]) -> None:
    """Prepare an axes for one bar a name, the first on top."""
    ax.set_yticks(range(len(names)), [wrapped(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def write_next_to(
    ax: Axes, text: str, place: tuple[float, float], points: tuple[float, float], **look: Any
) -> None:
    """Write a text next to a place of an axes.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    text : str
        What is written.
    place : tuple of float
        In the axes' own numbers.
    points : tuple of float
        How far right of it and above it the text is.
    **look
        As `Axes.annotate` has it.
    """
    ax.annotate(text, place, points, textcoords="offset points", **look)


def from_zero(ax: Axes, highest: float) -> None:
    """Let the vertical axis go from zero to ``highest``, or as far as it went before if more."""
    top = highest * HEADROOM
    if not ax.get_autoscaley_on():  # shared, and set for another candidate
        top = max(top, ax.get_ylim()[1])
    ax.set_ylim(0.0, top or 1.0)


def with_commas(ax: Axes, which: Literal["x", "y"], most_ticks: int = 6) -> None:
    """Write the axis' numbers with thousands separated, and not too many of them."""
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(most_ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))


def filled_steps(ax: Axes, edges: FloatArray, values: FloatArray, color: str) -> None:
    """Fill the area below a staircase; equal neighbours are one step, which keeps files small.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    edges : ndarray
        (n + 1,) bounds of the steps.
    values : ndarray
        (n,) their heights.
    color : str
        Of the area.
    """
    changes = np.flatnonzero(np.diff(values)) + 1
    starts = np.concatenate([[0], changes])
    bounds = np.concatenate([edges[starts], edges[-1:]])
    heights = values[np.append(starts, starts[-1])]
    # a fourth of the time of `stairs`
    ax.fill_between(bounds, heights, step="post", color=color, linewidth=0.0)
