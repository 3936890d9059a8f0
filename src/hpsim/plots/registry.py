"""How a function becomes a plot: a decorator names the figure that it draws a panel of.

    @plot(PerMachine("run_lengths", "How long the compressor runs at a time", (1.2, 2.6)))
    def plot_run_lengths(ax: Axes, results: Results) -> None: ...

Result folders, the gallery and the docs draw every figure that is registered. The figure's class
decides what its panels are given: see `hpsim.plots.layouts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hpsim.results import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = TypeVar("Draw", bound=Callable[..., None])


@dataclass(frozen=True)
class Panel(Generic[Draw]):
    """A function that draws into given axes, and how it stands in its figure."""

    draw: Draw
    size: float
    """Width or height relative to the other panels of its figure."""
    applies: Callable[[Run], bool]
    """Whether a run has something to show in it."""


@dataclass(frozen=True)
class Layout(Generic[Draw]):
    """A figure of a run: its name, its title, and where its panels stand."""

    name: str
    """Of its file, unless it gives several."""
    title: str
    panels: list[Panel[Draw]] = field(default_factory=list, init=False)
    """In the order of registration."""

    def names(self, run: Run) -> list[str]:
        """Return the names of the files for which a run has something to show."""
        raise NotImplementedError

    def draw(self, run: Run, name: str) -> Figure:
        """Return the figure of one of `names`."""
        raise NotImplementedError


REGISTERED: dict[str, Layout[Any]] = {}


def always(_run: Run) -> bool:
    """Return True: a panel that every run has."""
    return True


def plot(
    layout: Layout[Draw], *, size: float = 1.0, applies: Callable[[Run], bool] = always
) -> Callable[[Draw], Draw]:
    """Return a decorator that registers a function as a panel of a figure.

    Parameters
    ----------
    layout : Layout
        The figure: one of its own, or one that other panels share.
    size : float
        Width or height relative to the other panels of its figure.
    applies : callable
        Whether a run has something to show in it; default: every run.
    """

    def register(draw: Draw) -> Draw:
        REGISTERED.setdefault(layout.name, layout).panels.append(Panel(draw, size, applies))
        return draw

    return register
