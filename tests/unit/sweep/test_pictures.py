"""Pictures of sweeps: what is in them, not only that there is a file."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from hpsim.errors import HpsimError
from hpsim.plots.style import part_tick_labels, put_headline, styled
from hpsim.plots.sweeps import color_scale, pareto_front
from hpsim.sweep.analyse.picture import Picture, chosen_picture
from hpsim.sweep.analyse.pictures import draw, figure_of
from hpsim.sweep.analyse.table import Rows, _filtered, read_rows

SIZES = ["12 kBtu/h", "6 kBtu/h", "9 kBtu/h"]
QUALITIES = ["poor", "good"]


@pytest.fixture
def rows() -> Rows:
    """Return two qualities × three sizes × two places; starts are 10 × size + quality."""
    cells = [(s, q, w) for w in ("a", "b") for q in QUALITIES for s in SIZES]
    starts = [10 * float(s.split()[0]) + QUALITIES.index(q) for s, q, _ in cells]
    table = pa.table(
        {
            "weather": [w for _, _, w in cells],
            "room.quality": [q for _, q, _ in cells],
            "candidates.0.size": [s for s, _, _ in cells],
            "candidates.0.size_w": [293.07 * float(s.split()[0]) for s, _, _ in cells],
            "candidate": ["a"] * len(cells),
            "candidate_index": [0] * len(cells),
            "twin": pa.nulls(len(cells), pa.string()),
            "starts": starts,
            "electricity_kwh": [1000.0 - s for s in starts],
            "currency": ["USD"] * len(cells),
            "seasonal_cop_cooling": pa.nulls(len(cells), pa.float64()),
        }
    )
    axes = ["weather", "room.quality", "candidates.0.size"]
    return Rows(table, {"name": "t", "axes": [{"column": a} for a in axes]}, Path("t"))


def _figure(rows: Rows, **said: Any) -> Figure:
    return figure_of(rows, chosen_picture(rows, Picture(**said)), Figure)


def test_a_heat_map_has_each_mean_in_its_cell_and_sizes_in_order(rows: Rows) -> None:
    figure = _figure(rows, x="size", y="quality", color="starts")
    ax = figure.axes[0]
    assert [text.get_text() for text in ax.get_xticklabels()] == [
        "6",
        "9",
        "12",
    ]
    assert figure.get_supxlabel() == "Size [kBtu/h]"
    cells = np.asarray(ax.images[0].get_array())
    np.testing.assert_array_equal(cells, [[60.0, 90.0, 120.0], [61.0, 91.0, 121.0]])


def _headlines(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.texts if text.get_va() == "top"]


def test_means_over_other_axes_are_told_below_the_title(rows: Rows) -> None:
    figure = _figure(rows, x="size", y="quality", color="starts")
    assert _headlines(figure) == ["t: Starts", "mean over weather"]
    figure = _figure(rows, x="size", y="quality", color="starts", facet="weather")
    assert _headlines(figure) == ["t: Starts", ""]


def test_what_was_chosen_is_told_below_the_title(rows: Rows) -> None:
    chosen = _filtered(rows, ["weather=a", "candidate_index=0"])
    _, below = _headlines(_figure(chosen, x="size", y="starts", color="quality"))
    assert below == "weather: a; candidate: a"
    two = _filtered(rows, ["size=6 kBtu/h", "size=9 kBtu/h", "quality=good"])
    _, below = _headlines(_figure(two, x="weather", y="starts"))
    assert below == "quality: good; size: 6 kBtu/h, 9 kBtu/h; mean over size"
    title, below = _headlines(_figure(rows, x="starts", y="electricity_kwh", color="weather"))
    assert title == "t: Electricity against starts"
    assert below == "a point for each quality, size"
    _, below = _headlines(_figure(rows, y="starts"))
    assert "12 rows" in below


def test_candidates_are_named_in_a_sentence_as_other_axes_are() -> None:
    table = pa.table(
        {
            "size": ["6 kBtu/h", "6 kBtu/h", "9 kBtu/h", "9 kBtu/h"],
            "candidate": ["6 kBtu/h", "baseboard", "9 kBtu/h", "baseboard"],
            "candidate_index": [0, 1, 0, 1],
            "twin": pa.nulls(4, pa.string()),
            "starts": [1, 2, 3, 4],
        }
    )
    rows = Rows(table, {"name": "t", "axes": [{"column": "size", "kind": "grid"}]}, Path("t"))
    _, below = _headlines(_figure(rows, x="size", y="starts"))
    assert below == "mean over candidate"
    figure = _figure(rows, x="candidate_index", y="starts")
    assert figure.get_supxlabel() == "Candidate [number, from 0]"


def test_what_varies_along_a_line_is_told_and_samples_are_points() -> None:
    n = 30
    table = pa.table(
        {
            "x": [f"{i / 10} m2" for i in range(n)],
            "room.quality": QUALITIES * (n // 2),
            "candidate": ["a"] * n,
            "candidate_index": [0] * n,
            "twin": pa.nulls(n, pa.string()),
            "starts": list(range(n)),
        }
    )
    for kind, drawn in (("zip", "lines"), ("sobol", "points")):
        axes = [{"column": name, "kind": kind} for name in ("x", "room.quality")]
        rows = Rows(table, {"name": "t", "axes": axes}, Path("t"))
        assert chosen_picture(rows, Picture(x="x", y="starts")).kind == drawn
        _, below = _headlines(_figure(rows, x="x", y="starts", kind="lines"))
        assert below == "also different from place to place: quality"
    points = np.asarray(_figure(rows, x="x", y="starts").axes[0].collections[0].get_offsets())
    np.testing.assert_array_equal(points[:, 0], np.arange(n) / 10)


def test_a_long_title_goes_over_several_lines_and_covers_no_panel(rows: Rows) -> None:
    figure = _figure(rows, x="size", y="starts", title="a")
    put_headline(figure, "b", "so many words " * 30)
    figure.draw_without_rendering()
    below = figure.texts[-1]
    assert below.get_text().count("\n") >= 3
    assert figure.axes[0].get_window_extent().y1 <= below.get_window_extent().y0


@pytest.mark.parametrize("count", [3, 13, 30])
def test_names_at_ticks_do_not_touch(count: int) -> None:
    figure = Figure(figsize=(9.0, 3.0), layout="constrained")
    axes = list(figure.subplots(1, 3))
    for ax in axes:
        ax.imshow(np.zeros((1, count)), aspect="auto")
        ax.set_xticks(range(count), [str(10 + i) for i in range(count)])
    part_tick_labels(figure, axes)
    boxes = [text.get_window_extent() for text in axes[1].get_xticklabels()]
    assert all(b.x0 - a.x1 > 2.0 for a, b in itertools.pairwise(boxes))


def test_a_scale_by_powers_tells_small_values_apart(rows: Rows) -> None:
    unmet = np.array([0.0, 1.0, 10.0, 2000.0])
    scale = color_scale(unmet, is_log=True)
    shades = [float(scale(value)) for value in unmet]
    assert shades[0] == 0.0
    assert shades[-1] == 1.0
    assert min(np.diff(shades)) > 0.05  # of the colours; linear: 0.0005
    assert float(color_scale(unmet, is_log=False)(10.0)) == pytest.approx(10.0 / 2000.0)
    ax = _figure(rows, x="size", y="starts", scale="log").axes[0]
    assert ax.get_yscale() == "log"
    with styled():
        figure = _figure(rows, x="size", y="quality", color="starts", scale="log")
        figure.canvas.draw()
    panel, *_, bar = figure.axes
    assert isinstance(panel.images[0].norm, LogNorm)
    labels = {text.get_text() for text in bar.get_yticklabels(which="both")}
    assert labels >= {"100"}
    assert not any("$" in label for label in labels)


def test_lines_go_through_the_means_at_the_places_of_the_numbers(rows: Rows) -> None:
    ax = _figure(rows, x="size", y="starts", color="quality").axes[0]
    assert [line.get_label() for line in ax.lines] == QUALITIES
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [6.0, 9.0, 12.0])
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [61.0, 91.0, 121.0])


def test_numbers_have_their_thousands_parted(rows: Rows) -> None:
    place = rows.table.column_names.index("starts")
    table = rows.table.set_column(place, "starts", pc.multiply(rows.table["starts"], 100.0))
    many = replace(rows, table=table)
    ax = _figure(many, x="size", y="starts").axes[0]
    ax.figure.draw_without_rendering()
    assert "10,000" in [text.get_text() for text in ax.get_yticklabels()]


def test_a_facet_makes_a_panel_of_each_value(rows: Rows) -> None:
    figure = _figure(rows, x="size", y="starts", facet="weather")
    assert [ax.get_title() for ax in figure.axes] == ["a", "b"]


def test_a_tornado_has_the_widest_axis_on_top(rows: Rows) -> None:
    ax = _figure(rows, y="starts").axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Size", "Quality", "Weather"]
    assert ax.patches[0].get_width() == pytest.approx(60.0)  # type: ignore[attr-defined]


def _with(rows: Rows, **columns: list[Any]) -> Rows:
    """Return rows with other columns; the last part of a name stands for it."""
    table = rows.table
    for name, values in columns.items():
        place = table.column_names.index(rows.column(name))
        table = table.set_column(place, table.column_names[place], [values])
    return Rows(table, rows.about, rows.folder)


def test_values_in_several_units_stand_where_they_are(rows: Rows) -> None:
    watts = {"12 kBtu/h": "3517 W", "6 kBtu/h": "6 kBtu/h", "9 kBtu/h": "2.6 kW"}
    in_si = {"12 kBtu/h": 3517.0, "6 kBtu/h": 1758.4, "9 kBtu/h": 2600.0}
    written = rows.values("candidates.0.size")
    mixed = _with(
        rows, size=[watts[size] for size in written], size_w=[in_si[size] for size in written]
    )
    assert mixed.levels("candidates.0.size") == ["6 kBtu/h", "2.6 kW", "3517 W"]
    figure = _figure(mixed, x="size", y="starts", color="quality")
    ax = figure.axes[0]
    np.testing.assert_allclose(ax.lines[0].get_xdata(), [1758.4, 2600.0, 3517.0])
    assert figure.get_supxlabel() == "Size [W]"
    points = _figure(mixed, x="size", y="starts", kind="points").axes[0].collections[0]
    assert set(np.asarray(points.get_offsets())[:, 0]) == set(in_si.values())
    named = _figure(mixed, x="size", y="quality", color="starts")
    assert named.get_supxlabel() == "Size"
    ticks = [text.get_text() for text in named.axes[0].get_xticklabels()]
    assert ticks == ["6 kBtu/h", "2.6 kW", "3517 W"]


def test_a_key_that_was_taken_out_is_a_value_like_others(rows: Rows) -> None:
    sizes = [None if size == "12 kBtu/h" else size for size in rows.values("candidates.0.size")]
    some = _with(rows, size=sizes)
    assert some.levels("candidates.0.size") == [None, "6 kBtu/h", "9 kBtu/h"]
    ax = _figure(some, x="size", y="starts", color="quality").axes[0]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["none", "6 kBtu/h", "9 kBtu/h"]
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [120.0, 60.0, 90.0])
    _, below = _headlines(_figure(some, x="quality", y="starts"))
    assert below == "mean over weather, size"
    assert _filtered(some, ["size=none"]).table.num_rows == 4


def test_a_size_in_si_is_not_another_axis(rows: Rows) -> None:
    _, below = _headlines(_figure(rows, x="size_w", y="starts", color="quality"))
    assert below == "mean over weather"


def test_words_on_the_way_right_are_places_of_points(rows: Rows) -> None:
    ax = _figure(rows, x="quality", y="starts", kind="points").axes[0]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["poor", "good"]
    offsets = np.asarray(ax.collections[0].get_offsets())
    assert sorted(set(offsets[:, 0])) == [0.0, 1.0]


def test_numbers_alone_are_named_over_panels_and_in_legends(rows: Rows) -> None:
    flags = [place == "a" for place in rows.values("weather")]
    some = _with(rows, weather=flags)
    figure = _figure(some, x="size", y="starts", facet="weather")
    assert [ax.get_title() for ax in figure.axes] == ["Weather: true", "Weather: false"]
    (legend,) = _figure(some, x="size", y="starts", color="weather").legends
    assert legend.get_title().get_text() == "Weather"


def test_a_keys_value_is_written_in_words(rows: Rows) -> None:
    kinds = [
        {"poor": "single_stage", "good": "variable_speed"}[q] for q in rows.values("room.quality")
    ]
    some = _with(rows, quality=kinds)
    (legend,) = _figure(some, x="size", y="starts", color="quality").legends
    assert [text.get_text() for text in legend.get_texts()] == ["single stage", "variable speed"]
    panels = _figure(some, x="size", y="starts", facet="quality").axes
    assert [ax.get_title() for ax in panels] == ["single stage", "variable speed"]


def test_costs_in_two_currencies_are_told_as_such(rows: Rows) -> None:
    currencies = ["USD", "EUR"] * (rows.table.num_rows // 2)
    assert _with(rows, currency=currencies).label("cost_per_year") == "Cost per year [USD, EUR]"


def test_a_long_headline_is_inside_its_figure(rows: Rows) -> None:
    figure = _figure(rows, x="size", y="starts", title="what came out of it all " * 8)
    figure.draw_without_rendering()
    headline, below = figure.texts[-2:]
    box = headline.get_window_extent()
    assert box.x0 >= 0.0
    assert box.x1 <= figure.bbox.width
    assert below.get_window_extent().y1 <= box.y0 + 1.0


@pytest.mark.parametrize("facet", [None, "weather"])
def test_what_stands_at_the_ends_of_bars_is_inside_its_panel(rows: Rows, facet: str | None) -> None:
    names = {"poor": "a room of very poor quality", "good": "a room of the very best quality"}
    some = _with(rows, quality=[names[name] for name in rows.values("room.quality")])
    figure = _figure(some, y="starts", facet=facet)
    figure.draw_without_rendering()
    for ax in figure.axes:
        panel = ax.get_window_extent()
        boxes = [text.get_window_extent() for text in ax.texts]
        assert boxes
        assert all(panel.x0 <= box.x0 and box.x1 <= panel.x1 for box in boxes)
        assert max(patch.get_width() for patch in ax.patches) > 0.0  # type: ignore[attr-defined]


def test_bars_stand_beside_their_names_in_every_panel(rows: Rows) -> None:
    qualities, places = rows.values("room.quality"), rows.values("weather")
    swing = [  # quality matters most in a, size in b
        (500.0 if q == "good" else 0.0) if w == "a" else s
        for q, w, s in zip(qualities, places, rows.values("starts"), strict=True)
    ]
    ax_a, ax_b = _figure(_with(rows, starts=swing), y="starts", facet="weather").axes
    assert [text.get_text() for text in ax_a.get_yticklabels()] == ["Quality", "Size"]
    of_quality = {text.get_text() for text in ax_a.texts if text.xy[1] == 0}  # type: ignore[attr-defined]
    assert of_quality == {"poor", "good"}
    assert {text.get_text() for text in ax_b.texts if text.xy[1] == 0} == of_quality  # type: ignore[attr-defined]


def test_no_point_of_a_pareto_front_is_beaten_in_both() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.random(200), rng.random(200)
    front = pareto_front(x, y)
    for i in range(200):
        beaten = bool(((x[front] < x[i]) & (y[front] < y[i])).any())
        assert (i in front) != beaten or not beaten
        assert not (i in front and beaten)
    assert all(x[a] <= x[b] and y[a] > y[b] for a, b in itertools.pairwise(front))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"x": "sise", "y": "starts"}, "did you mean"),
        ({"x": "size", "y": "quality"}, "needs --color"),
        ({"x": "size", "y": "starts", "kind": "pie"}, "unknown kind 'pie'"),
        ({"x": "size"}, "needs --y"),
        ({"x": "size", "y": "starts", "scale": "cubic"}, "unknown scale 'cubic'"),
        ({"y": "starts", "scale": "log"}, "bars need a linear scale"),
        ({"x": "starts", "y": "quality", "kind": "points"}, "'room.quality' has no numbers"),
        ({"x": "size", "y": "seasonal_cop_cooling"}, "no row has 'seasonal_cop_cooling'"),
    ],
)
def test_a_picture_that_can_not_be_drawn_says_why(
    rows: Rows, said: dict[str, str], told: str
) -> None:
    with pytest.raises(HpsimError, match=told):
        _figure(rows, **said)


def test_what_is_too_much_for_a_picture_is_not_left_out_silently(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hpsim.sweep.analyse.panels.MAX_LINES", 2)
    monkeypatch.setattr("hpsim.sweep.analyse.panels.MAX_PANELS", 2)
    monkeypatch.setattr("hpsim.sweep.analyse.picture.MAX_LEVELS", 2)
    for said in (
        {"x": "weather", "y": "starts", "color": "size"},
        {"x": "electricity_kwh", "y": "starts", "color": "size"},
        {"x": "weather", "y": "starts", "facet": "size"},
    ):
        with pytest.raises(HpsimError, match=r"3 (colours|panels) are too many"):
            _figure(rows, **said)
    with pytest.raises(HpsimError, match="3 values are too many for a heat map"):
        _figure(rows, x="size", y="quality", color="starts")


def test_a_folder_that_is_no_sweep_is_told_as_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HpsimError, match=r"^nowhere: no sweep folder\n  there is no such folder"):
        read_rows("nowhere")
    with pytest.raises(HpsimError, match=r"there is no sweep\.json in it"):
        read_rows(tmp_path)


def test_what_tells_candidates_and_twins_apart_is_an_axis(rows: Rows) -> None:
    assert "candidate" not in rows.axes
    count = rows.table.num_rows
    for name, column, axes in (
        ("twin", ["maintained", None] * (count // 2), ["twin"]),
        ("candidate", ["a, maintained", "a"] * (count // 2), ["candidate"]),
    ):
        place = rows.table.column_names.index(name)
        rows = Rows(rows.table.set_column(place, name, [column]), rows.about, rows.folder)
        assert rows.axes[3:] == axes


def test_a_picture_lies_in_its_folder_whatever_its_columns_are_called(
    rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["weather/place" if n == "weather" else n for n in rows.table.column_names]
    about = {"name": "t", "axes": [{"column": "weather/place"}]}
    some = Rows(rows.table.rename_columns(names), about, tmp_path)
    monkeypatch.setattr("hpsim.sweep.analyse.pictures.read_rows", lambda *_: some)
    file = draw(tmp_path, Picture(x="weather/place", y="starts"))
    assert file.parent == tmp_path / "plots"
    assert file.is_file()


def test_a_picture_that_can_not_be_written_is_named_and_leaves_nothing(
    rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Figure, path: Path, **__: object) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Figure, "savefig", full)
    monkeypatch.setattr("hpsim.sweep.analyse.pictures.read_rows", lambda *_: rows)
    with pytest.raises(OSError, match=r"lines-.*\.png"):
        draw(tmp_path, Picture(x="size", y="starts"))
    assert list((tmp_path / "plots").iterdir()) == []
