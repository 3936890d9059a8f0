"""Plots: what they compute, and that every figure has ink where it should."""

from __future__ import annotations

import colorsys
import errno
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread

from fakes import UNITS, cycles, fake_run, small_results
from hpsim import metrics, plots
from hpsim.plots import registry, style
from hpsim.plots.day import hours_of, starts_of
from hpsim.plots.duration import runs_by_length
from hpsim.plots.figures import figures_of, save_figure, save_figures
from hpsim.plots.layouts import PerMachine
from hpsim.plots.load import InSeason, band_over_outdoor
from hpsim.plots.registry import plot
from hpsim.plots.year import highest_shown_w, monthly_kwh, starts_by_day_and_hour
from hpsim.report.page import asset
from hpsim.results import Judgement, Run

ON_THE_PAGE = {
    "loads_and_bands",
    "monthly_electricity",
    "starts_calendar",
    "load_duration",
    "humidity",
}
"""Figures that result folders leave to the page."""
MIN_INK = 0.01  # fraction of pixels that are not white: an empty figure has below 0.004


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_run(UNITS[:2])


@pytest.fixture
def ax():
    return Figure().subplots()


def ink(path: Path) -> float:
    return float((imread(path)[..., :3].min(axis=-1) < 0.9).mean())


@pytest.fixture(scope="module")
def saved(run: Run, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    paths = save_figures(run, tmp_path_factory.mktemp("made") / "plots", svg=True)
    assert dict(mpl.rcParams) == before  # drawing changes no global setting
    return paths


def test_every_figure_is_saved_twice_and_not_empty(run, saved):
    names = {"comparison", "winter_day", "summer_day", "mild_day", "load_and_output"}
    names |= {"power_duration", "run_lengths"}
    drawn = {name for name, _ in figures_of(run)}
    assert drawn >= names | ON_THE_PAGE
    names = drawn - ON_THE_PAGE
    assert {p.name for p in saved} == {f"{n}.{s}" for n in names for s in ("png", "svg")}
    for path in saved:
        if path.suffix == ".png":
            assert ink(path) > MIN_INK, path.name
        else:
            assert "<svg" in path.read_text(encoding="utf-8")[:1000]


def test_an_empty_figure_would_be_noticed(tmp_path):
    figure = Figure()
    figure.subplots()
    figure.savefig(tmp_path / "empty.png")
    assert ink(tmp_path / "empty.png") < MIN_INK


def test_figures_are_the_same_each_time(run, saved, tmp_path):
    for path in save_figures(run, tmp_path, svg=True):
        first = next(p for p in saved if p.name == path.name)
        assert path.read_bytes() == first.read_bytes(), path.name


def test_a_room_without_machine_still_has_its_comparison(run):
    still = replace(
        run.candidates[0],
        kind="none",
        traces={},
        cycles=cycles([], []),
        minimum_heating_w=np.full(8760, np.nan),
    )
    alone = replace(run, candidates=(still,))
    assert [name for name, _ in figures_of(alone, is_saved=True)] == ["comparison"]


def test_a_figure_that_a_run_has_nothing_for_is_no_figure(run):
    with pytest.raises(KeyError, match="winter_day: this run has no such figure"):
        plots.figure(replace(run, candidates=()), "winter_day")
    with pytest.raises(KeyError, match=r"it has .*winter_day"):
        plots.figure(run, "winterday")


def test_a_function_becomes_a_plot_by_its_decorator(run, monkeypatch):
    monkeypatch.setattr(registry, "REGISTERED", {})
    layout = PerMachine("cops", "Power of each machine", (1.0, 2.0))

    @plot(layout)
    def plot_power(ax, results):
        ax.plot(results.electric_power_w, label="power")

    assert {"cops": layout} == registry.REGISTERED
    assert layout.names(run) == ["cops"]
    figure = layout.draw(run, "cops")
    assert [a.get_title() for a in figure.axes if a.get_visible()] == [
        results.candidate for results in run.candidates
    ]


def test_five_candidates_are_laid_out_in_two_rows(run):
    many = tuple(replace(run.candidates[0], candidate=f"number {i}") for i in range(5))
    figure = plots.figure(replace(run, candidates=many), "winter_day")
    shown = [a for a in figure.axes if a.get_visible()]
    assert len(shown) == 3 * 5
    assert {a.get_title(loc="left") or a.get_title() for a in shown} >= {"number 4"}


def test_stacked_bars_end_at_the_total(run, ax):
    plots.plot_electricity_by_use(ax, run)
    ends = [
        max(bar.get_x() + bar.get_width() for c in ax.containers for bar in [c.patches[i]])
        for i in range(len(run.candidates))
    ]
    totals = [r.electric_power_w.sum() / 1000 for r in run.candidates]
    assert ends == pytest.approx(totals)


def test_labels_have_units(run, ax):
    plots.plot_power_duration(ax, run)
    assert ax.get_xlabel().endswith("[h]")
    assert ax.get_ylabel().endswith("[kW]")


def test_setpoints_are_shown_alike_in_all_panels_and_far_ones_are_out_of_view(run):
    figure = plots.figure(run, "winter_day")
    rooms = [ax for ax in figure.axes if len(ax.lines) == 3]
    assert len(rooms) == len(run.candidates)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["Heating setpoint", "Room air"]


def test_hours_of_a_trace_start_at_its_midnight(run):
    hours = hours_of(run.candidates[0].traces["summer_day"])
    assert hours[0] == 0.0
    assert hours[-1] == pytest.approx(24 - 1 / 60)


def test_starts_of_a_day_are_counted(run):
    trace = run.candidates[0].traces["winter_day"]
    c = trace.channels
    assert starts_of(trace) == c.starts_heating.sum()
    assert starts_of(trace) >= 1


def test_runs_are_sorted_by_length_and_mode():
    table = cycles([0, 1e4, 2e4, 3e4], [299.0, 300.0, 3600.0, 60.0], [1.0, 1.0, 1.0, -1.0])
    results = replace(small_results(), cycles=table)
    assert runs_by_length(results, 1.0).tolist() == [1, 1, 0, 0, 1, 0, 0]
    assert runs_by_length(results, -1.0).tolist() == [1, 0, 0, 0, 0, 0, 0]


def test_band_is_the_median_of_each_kelvin():
    outdoor = np.array([0.1, 0.5, 0.9, 5.2, 7.0])
    output = np.array([1.0, 3.0, 2.0, 9.0, np.nan])
    degc, watts = band_over_outdoor(outdoor, output)
    assert degc.tolist() == [0.5, 5.5]
    assert watts.tolist() == [2.0, 9.0]


def test_shared_axes_fit_the_highest_candidate(run):
    figure = plots.figure(run, "load_and_output")
    top_kw = max(r.maximum_heating_w.max() for r in run.candidates) / 1000
    loaded = run.candidates[0].room.ideal_heating_w > 0
    shown_kw = max(r.maximum_heating_w[loaded].max() for r in run.candidates) / 1000
    assert figure.axes[0].get_ylim()[1] >= shown_kw
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()
    assert shown_kw <= top_kw


def test_the_lower_line_of_the_named_unit_is_in_the_picture(run):
    """However large it is: a picture without the unit that the answer names is of no use."""
    name = run.candidates[0].candidate
    large = replace(run.candidates[0], minimum_heating_w=np.full(8760, 50_000.0))
    run = replace(run, candidates=(large, *run.candidates[1:]))
    plain_w = highest_shown_w(run)
    room = run.candidates[0].room
    load_w = max(room.ideal_heating_w.max(), room.ideal_cooling_w.max())
    assert load_w < plain_w < 50_000.0
    named = replace(run, judgement=Judgement({}, ("a", "b", "c"), named=name))
    assert 50_000.0 < highest_shown_w(named) < 60_000.0
    other = replace(run, judgement=Judgement({}, ("a", "b", "c"), named="another"))
    assert highest_shown_w(other) == plain_w


def test_bands_end_where_two_percent_of_the_load_are_left():
    outdoor, load = np.arange(0.5, 20.0), np.array([50.0] * 19 + [19.0])
    watts = np.ones(20)
    heating = InSeason(outdoor, load, watts, 2.0 * watts, "heating")
    (coldest, least), (_, most) = heating.bands()  # 19 of 969 W are 1.96 %
    assert coldest.tolist() == outdoor[:19].tolist()
    assert (least == 1.0).all()
    assert (most == 2.0).all()
    cooling = InSeason(outdoor, load[::-1].copy(), watts, watts, "cooling")
    assert cooling.bands()[0][0].tolist() == outdoor[1:].tolist()
    none = np.zeros(0)
    assert InSeason(none, none, none, none, "cooling").bands()[0][0].size == 0


def test_importing_plots_loads_no_matplotlib():
    code = "import hpsim.plots, sys; print('matplotlib' in sys.modules)"
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout == "False\n"


def test_legends_stay_inside_the_figure(run):
    with_legend = set()
    for name, figure in figures_of(run):
        figure.draw_without_rendering()
        for legend in figure.legends:
            with_legend.add(name)
            assert legend.get_window_extent().x1 <= figure.bbox.x1, name
    assert {"comparison", "load_and_output", "winter_day"} <= with_legend


def figure_of(run: Run, name: str) -> Figure:
    return next(figure for found, figure in figures_of(run) if found == name)


def test_the_legend_of_loads_and_bands_covers_none_of_them(run):
    figure = figure_of(run, "loads_and_bands")
    figure.draw_without_rendering()
    (ax,) = figure.axes
    legend = ax.get_legend().get_window_extent()
    assert legend.y0 >= ax.get_window_extent().y1
    assert legend.x1 <= figure.bbox.x1
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "Heating: load of an hour" in names


def test_the_calendars_of_starts_have_one_scale_which_is_shown(run):
    figure = figure_of(run, "starts_calendar")
    *panels, bar = figure.axes
    most = max(starts_by_day_and_hour(results).max() for results in run.candidates)
    assert {picture.get_clim() for ax in panels for picture in ax.images} == {(0.0, most)}
    assert bar.get_ylabel() == "Starts in the hour"


def test_lines_of_the_load_duration_are_named(run):
    labels = figure_of(run, "load_duration").axes[0].get_legend_handles_labels()[1]
    minimum = [f"{results.candidate}: minimum output" for results in run.candidates]
    assert labels == ["Load of the room", *minimum]


def test_a_figure_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    figure = Figure()

    def full(path: Path, **_: object) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(figure, "savefig", full)
    with pytest.raises(OSError, match=r"plot\.png"):
        save_figure(figure, tmp_path / "plot.png")
    assert list(tmp_path.iterdir()) == []


def test_matplotlib_keeps_its_fonts_elsewhere_where_home_is_read_only(tmp_path):
    ask = (
        "import os; from hpsim.plots.style import styled\n"
        "from hpsim.plots import style\n"
        "style._can_be_written = lambda folder: False\n"
        "with styled(): print(os.environ['MPLCONFIGDIR'])"
    )
    environment = {**os.environ, "HPSIM_CACHE_DIR": str(tmp_path / "cache")}
    environment.pop("MPLCONFIGDIR", None)
    words = [sys.executable, "-c", ask]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == str(tmp_path / "cache" / "matplotlib")
    assert done.stderr == ""


@pytest.mark.parametrize("name", sorted(ON_THE_PAGE))
def test_a_figure_of_the_page_has_ink_and_words(run: Run, name: str, tmp_path: Path) -> None:
    figure = plots.figure(run, name)
    assert ink(save_figure(figure, tmp_path / "it.png")) > MIN_INK
    axes = [ax for ax in figure.axes if ax.get_visible()]
    assert all(ax.get_ylabel() for ax in axes[:1])


def test_months_add_up_to_the_year(run: Run) -> None:
    results = run.candidates[0]
    year = metrics.METRICS["electricity_kwh"].of(results)
    assert monthly_kwh(results).sum() == pytest.approx(year, rel=1e-12)
    assert starts_by_day_and_hour(results).sum() == metrics.METRICS["starts"].of(results)


def test_a_candidate_has_its_colour_whoever_stands_before_it(run: Run) -> None:
    still = replace(small_results(8760, "none"), candidate="nothing", room=run.candidates[0].room)
    both = replace(run, candidates=(still, *run.candidates))
    figure = plots.figure(both, "power_duration")
    colours = [line.get_color() for line in figure.axes[0].lines]
    assert colours == [style.LINES[1].color, style.LINES[2].color]


def test_the_page_and_the_figures_have_the_same_hues() -> None:
    """The page's are darker, for contrast of text and lines on white."""
    css = asset("page.css").partition("[data-theme")[0]
    for index, look in enumerate(style.LINES):
        found = re.search(rf"--c{index}: (#[0-9a-f]{{6}})", css)
        assert found is not None
        here, there = (colorsys.rgb_to_hsv(*to_rgb(c)) for c in (look.color, found[1]))
        if here[1] > 0.1:
            apart = abs(here[0] - there[0])
            assert min(apart, 1.0 - apart) < 0.05, (look.color, found[1])
        else:
            assert there[1] < 0.1


def test_the_house_style_serves_other_scripts() -> None:
    """``plt.style.use("hpsim.plots.hpsim")``; its cycle is that of candidates."""
    cycle = style.settings()["axes.prop_cycle"]
    assert [(look["color"], look["linestyle"]) for look in cycle] == list(style.LINES)
