"""Every figure of a run, and saving them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hpsim.plots
from hpsim.plots import style
from hpsim.plots.registry import REGISTERED, SWEEP_PLOTS, Layout, SweepPlot
from hpsim.results import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COMPRESSION = 3  # of PNG files: half the time of 6, a twentieth larger


def layouts() -> dict[str, Layout[Any]]:
    """Return all figures that plots are registered for, by name."""
    _load()
    return REGISTERED


def sweep_plots() -> dict[str, SweepPlot]:
    """Return all kinds of pictures of sweeps, by name."""
    _load()
    return SWEEP_PLOTS


def _load() -> None:
    style.give_matplotlib_a_place()
    for module in pkgutil.iter_modules(hpsim.plots.__path__):
        importlib.import_module(f"{hpsim.plots.__name__}.{module.name}")


def figures_of(run: Run, *, is_saved: bool = False) -> Iterator[tuple[str, Figure]]:
    """Give every figure that a run has something for, or those that its folder has, by name."""
    for layout in layouts().values():
        if layout.is_saved or not is_saved:
            for name in layout.names(run):
                yield name, layout.draw(run, name)


def figure(run: Run, name: str) -> Figure:
    """Return one figure of a run by the name of its file, ``comparison`` or ``winter_day``.

    Raises
    ------
    KeyError
        No such figure, or the run has nothing to show in it.
    """
    for layout in layouts().values():
        if name in layout.names(run):
            with style.styled():
                return layout.draw(run, name)
    names = ", ".join(known for layout in layouts().values() for known in layout.names(run))
    raise KeyError(f"{name}: this run has no such figure; it has {names}")


def save_figures(run: Run, folder: Path, *, svg: bool = False) -> list[Path]:
    """Save the figures of a result folder as PNG, and as SVG too if asked; return the paths.

    Raises
    ------
    OSError
        A file could not be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths, suffixes = [], (".png", ".svg") if svg else (".png",)
    with style.styled():
        for name, figure in figures_of(run, is_saved=True):
            style.fix_empty_labels(figure)
            engine = figure.get_layout_engine()
            if engine is not None:  # laid out once: each saving would draw once more for it
                engine.execute(figure)
                figure.set_layout_engine(None)
            paths += [save_figure(figure, folder / f"{name}{suffix}") for suffix in suffixes]
    return paths


def save_figure(figure: Figure, path: Path) -> Path:
    """Save a figure in the format that of the path's suffix; without a date, so reproducibly.

    Raises
    ------
    OSError
        It could not be written; then nothing is left of it.
    """
    options: dict[str, Any] = {"metadata": {"Date": None}}
    if path.suffix == ".png":
        pixels = {"compress_level": COMPRESSION}
        options = {"metadata": {"Software": "hpsim"}, "pil_kwargs": pixels}
    import matplotlib as mpl

    try:
        with mpl.rc_context(style.OF_SVG):
            figure.savefig(path, **options)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    return path
