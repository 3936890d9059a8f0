"""How a function becomes a plot: a decorator names the figure that it draws a panel of.

    @plot(PerMachine("run_lengths", "How long a unit runs at a time", (1.2, 2.6)))
    def plot_run_lengths(ax: Axes, results: Results) -> None: ...

Result folders, the gallery and the docs draw every figure that is registered. The figure's class
decides what its panels are given: see `hpsim.plots.layouts`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    NamedTuple,
    Protocol,
    TypeAlias,
    TypeVar,
)

from hpsim.records import dataclass
from hpsim.results import Run
from hpsim.units.display import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
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
    is_saved: bool = field(default=True, kw_only=True)
    """Whether result folders have it; others are drawn when they are asked for."""

    def names(self, run: Run) -> list[str]:
        """Return the names of the files for which a run has something to show."""
        return [self.name] if any(panel.applies(run) for panel in self.panels) else []

    def draw(self, run: Run, name: str) -> Figure:
        """Return the figure of one of `names`."""
        raise NotImplementedError


REGISTERED: dict[str, Layout[Any]] = {}


def plot(
    layout: Layout[Draw], *, size: float = 1.0, applies: Callable[[Run], bool] = lambda _run: True
) -> Callable[[Draw], Draw]:
    """Return a decorator that registers a function as a panel of a figure, as `Panel` has it.

    The figure is one of its own, or one that other panels share.
    """

    def register(draw: Draw) -> Draw:
        REGISTERED.setdefault(layout.name, layout).panels.append(Panel(draw, size, applies))
        return draw

    return register


class SweepPanel(Protocol):
    """The rows of a sweep that one panel shows, as its plot may want them."""

    def places(self) -> tuple[FloatArray, list[str]]:
        """Return where the values of ``x`` stand, and their names unless they are numbers."""

    def lines(self) -> list[tuple[str, FloatArray]]:
        """Return the means of ``y`` at each place, for each value of ``color``."""

    def points(self) -> list[tuple[str, FloatArray, FloatArray]]:
        """Return ``x`` and ``y`` of each row, for each value of ``color``."""

    def cells(self) -> FloatArray:
        """Return the means of ``color`` in each cell of ``y`` and ``x``, (n_y, n_x)."""

    def names(self) -> tuple[list[str], list[str]]:
        """Return the values of ``x`` and ``y`` as names."""

    def color_scale(self) -> Normalize:
        """Return the scale of the colours that all panels share."""

    def effects(self) -> Sequence[Effect]:
        """Return what each axis does to ``y``, in the order that all panels share."""


class Effect(NamedTuple):
    """The range over which an axis moves a metric."""

    axis: str
    low: float
    """Lowest mean at a value of the axis; nan where there is none."""
    high: float
    low_at: str
    """The value with the lowest mean; empty where the axis moves nothing."""
    high_at: str


DrawSweep: TypeAlias = "Callable[[Axes, SweepPanel], ScalarMappable | None]"
"""Draws a panel; returns what a colour bar is made from, if there is one."""


def _draw_nothing(_ax: Axes, _panel: SweepPanel) -> None:
    """Draw nothing: a kind of picture that no function is registered for yet."""


@dataclass(frozen=True)
class SweepPlot:
    """A kind of picture of a sweep."""

    name: str
    """Of ``hpsim sweep plot --kind``."""
    needs: tuple[str, ...] = ("x", "y")
    """Of ``x``, ``y`` and ``color``; without ``x``, the metric ``y`` is the horizontal axis."""
    shows: Literal["means", "rows", "effects"] = "means"
    """Means over the rows of a place, every row, or effects of axes: for the text above it."""
    has_categories: bool = False
    """Whether both axes are lists of names, the metric being a colour."""
    panel_inches: tuple[float, float] = (3.0, 2.5)
    """Width and height."""
    max_columns: int = 4
    """Most panels next to each other."""
    finish: Callable[[Figure, Sequence[Axes]], None] | None = None
    """Called with the figure and its panels when all is laid out."""
    draw: DrawSweep = _draw_nothing


SWEEP_PLOTS: dict[str, SweepPlot] = {}


def sweep_plot(kind: SweepPlot) -> Callable[[DrawSweep], DrawSweep]:
    """Return a decorator that registers a function as what draws a kind of picture of sweeps."""

    def register(draw: DrawSweep) -> DrawSweep:
        SWEEP_PLOTS[kind.name] = replace(kind, draw=draw)
        return draw

    return register
