"""A small picture of a room: its plan with north up, and its section."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hpsim.building.model import RoomModel, Surface
from hpsim.building.plan import (
    WALL_DEG,
    Edge,
    edge_words,
    edges_of,
    family,
    is_door,
    is_under_slope,
    main_wall,
    openings_of,
)
from hpsim.building.room_facts import boundary_words, u_w_per_m2k
from hpsim.plots import style
from hpsim.units.display import Reader
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS_PER_INCH = 150
WALL_COLOURS = {"outdoors": "#222222", "home": "#b8b8b8", "ground": "#8c6d4f", "buffer": "#e69f00"}
FLOOR = "#f6f3ec"
GLASS = style.SKY
DOOR = style.VERMILION
COLOURS = {"glass": GLASS, "door": DOOR}
NO_WALL = "#999999"


def save_plan(room: RoomModel, title: str, path: Path, units: UnitSystem = "si") -> None:
    """Draw plan and section of a room into a picture, in a reader's units.

    Parameters
    ----------
    room : RoomModel
        The room as numbers.
    title : str
        Over the picture.
    path : Path
        Its file; the suffix decides the format.
    units : str
        us or si.
    """
    from hpsim.plots.figures import save_figure

    style.give_matplotlib_a_place()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    reader = Reader(units)
    figure = Figure(figsize=(8.6, 4.4), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=12, fontweight="bold")
    plan, section = figure.subplots(1, 2, width_ratios=[3, 2])
    draw_plan(plan, room, reader)
    draw_section(section, room, reader)
    _legend(figure, room)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.set_dpi(DOTS_PER_INCH)
    save_figure(figure, path)


def draw_plan(ax: Axes, room: RoomModel, reader: Reader) -> None:
    """Draw the walls from above, north up, with windows and doors where they may be."""
    edges = edges_of(room)
    corners = [(0.0, 0.0)]
    for edge in edges:
        along = math.radians(edge.azimuth_deg + 90.0)
        x, y = corners[-1]
        corners.append((x + edge.length_m * math.sin(along), y + edge.length_m * math.cos(along)))
    _close(corners)
    ax.fill(*zip(*corners, strict=True), color=FLOOR, zorder=0)
    for edge, start, end in zip(edges, corners[:-1], corners[1:], strict=True):
        _draw_edge(ax, room, edge, start, end, reader)
    middle = (
        sum(x for x, _ in corners[:-1]) / max(1, len(edges)),
        sum(y for _, y in corners[:-1]) / max(1, len(edges)),
    )
    sizes = ((room.floor_area_m2, "area_m2"), (room.volume_m3, "volume_m3"))
    words = "\n".join(reader.text(value, name) for value, name in sizes)
    ax.annotate(words, middle, ha="center", va="center")
    _draw_north(ax)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.margins(0.24)


def _close(corners: list[tuple[float, float]]) -> None:
    """Spread what the sides miss of a closed shape over them."""
    gap_x, gap_y = corners[-1]
    last = max(1, len(corners) - 1)
    for i, (x, y) in enumerate(corners):
        corners[i] = (x - gap_x * i / last, y - gap_y * i / last)


def _draw_edge(
    ax: Axes,
    room: RoomModel,
    edge: Edge,
    start: tuple[float, float],
    end: tuple[float, float],
    reader: Reader,
) -> None:
    """Draw one side: the wall, then its openings on it, then what it is."""
    if not edge.surfaces:  # a side that the description has no wall for
        ax.plot(*zip(start, end, strict=True), color=NO_WALL, lw=1, ls=":", zorder=2)
        return
    main = main_wall(edge)
    colour = WALL_COLOURS[family(main)]
    ax.plot(
        *zip(start, end, strict=True), color=colour, lw=7, solid_capstyle="projecting", zorder=2
    )
    openings = [(width, COLOURS[kind]) for kind, width in openings_of(room, edge)]
    _draw_openings(ax, openings, edge.length_m, start, end)
    outward = (math.sin(math.radians(edge.azimuth_deg)), math.cos(math.radians(edge.azimuth_deg)))
    place = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    style.write_next_to(
        ax,
        edge_words(room, edge, reader),
        place,
        (16 * outward[0], 16 * outward[1]),
        ha="left" if outward[0] > 0.5 else "right" if outward[0] < -0.5 else "center",
        va="bottom" if outward[1] > 0.5 else "top" if outward[1] < -0.5 else "center",
        fontsize=8,
    )


def _draw_openings(
    ax: Axes,
    openings: list[tuple[float, str]],
    length_m: float,
    start: tuple[float, float],
    end: tuple[float, float],
) -> None:
    """Draw windows and doors evenly along a side; they shrink if they don't fit side by side."""
    total = sum(width for width, _ in openings)
    fit = min(1.0, 0.94 * length_m / total) if total else 1.0
    space = (length_m - fit * total) / (len(openings) + 1)
    at = space
    for width, colour in openings:
        ends = [_between(start, end, x / length_m) for x in (at, at + fit * width)]
        xs, ys = zip(*ends, strict=True)
        ax.plot(xs, ys, color="white", lw=7.5, solid_capstyle="butt", zorder=3)
        ax.plot(xs, ys, color=colour, lw=4, solid_capstyle="butt", zorder=4)
        at += fit * width + space


def _between(
    start: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _draw_north(ax: Axes) -> None:
    ax.annotate(
        "N",
        xy=(0.95, 0.99),
        xytext=(0.95, 0.86),
        xycoords="axes fraction",
        ha="center",
        va="center",
        fontsize=10,
        arrowprops={"arrowstyle": "-|>", "color": "#222222", "lw": 1.5},
    )


def _legend(figure: Figure, room: RoomModel) -> None:
    from matplotlib.lines import Line2D

    families = {family(s) for e in edges_of(room) for s in e.surfaces}
    entries = [(name, WALL_COLOURS[name]) for name in WALL_COLOURS if name in families]
    entries += [("glass", GLASS)] if room.windows else []
    walls = {s.name for e in edges_of(room) for s in e.surfaces}
    has_door = any(d.surface in walls for d in room.doors)
    has_door |= any(is_door(s) for s in room.surfaces)
    entries += [("door", DOOR)] if has_door else []
    handles = [Line2D([], [], color=colour, lw=5, label=name) for name, colour in entries]
    figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=len(handles),
        frameon=False,
        fontsize=8,
        handlelength=1.2,
        columnspacing=1.2,
    )


def draw_section(ax: Axes, room: RoomModel, reader: Reader) -> None:
    """Draw what is above and below the room."""
    width = math.sqrt(room.floor_area_m2)
    mean = eaves = room.ceiling_height_m
    above = [s for s in room.surfaces if s.tilt_deg <= 90.0 - WALL_DEG]
    below = [s for s in room.surfaces if s.tilt_deg >= 90.0 + WALL_DEG]
    if len(above) == 2 and above[0].tilt_deg > 0.0:  # a gable roof over the room
        width = next((e.length_m for e in edges_of(room) if not is_under_slope(e, room)), width)
        rise = width / 2 * math.tan(math.radians(above[0].tilt_deg))
        eaves = mean - rise / 2
        ax.fill([0, width / 2, width], [eaves, eaves + rise, eaves], color=FLOOR, zorder=0)
    ax.fill([0, width, width, 0], [0, 0, eaves, eaves], color=FLOOR, zorder=0)
    for x in (0.0, width):
        ax.plot([x, x], [0, eaves], color="#999999", lw=2, zorder=1)
    names = {surface.name for surface in above}
    glass_m2 = sum(w.count * w.area_m2 for w in room.windows if w.surface in names)
    _draw_level(ax, above, width, eaves, "above", reader, glass_m2)
    _draw_level(ax, below, width, 0.0, "below", reader)
    at = 0.12 * width
    ax.annotate("", (at, eaves), (at, 0.0), arrowprops={"arrowstyle": "<->", "lw": 0.8})
    words = reader.text(eaves, "height_m")
    words += "" if mean == eaves else f", mean {reader.text(mean, 'height_m')}"
    ax.annotate(words, (0.16 * width, eaves / 2), va="center", fontsize=8)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.margins(0.1, 0.35)


def _draw_level(
    ax: Axes,
    surfaces: Sequence[Surface],
    width: float,
    level: float,
    where: str,
    reader: Reader,
    glass_m2: float = 0.0,
) -> None:
    if not surfaces:
        return
    main = max(surfaces, key=lambda s: s.area_m2)
    sign = 1.0 if where == "above" else -1.0
    is_pitched = where == "above" and len(surfaces) > 1 and main.tilt_deg > 0.0
    ridge = level + width / 2 * math.tan(math.radians(main.tilt_deg)) if is_pitched else level
    colour = WALL_COLOURS[family(main)]
    ax.plot([0, width / 2, width], [level, ridge, level], color=colour, lw=7, zorder=2)
    if glass_m2 > 0.0:
        whole = glass_m2 + sum(s.area_m2 for s in surfaces)
        half = 0.5 * glass_m2 / whole * width
        height = level if ridge == level else 0.5 * (level + ridge)
        middle = width / 2 if ridge == level else width / 4
        lean = (ridge - level) / (width / 2) * half / 2
        reach = half if ridge == level else half / 2
        ends = ([middle - reach, middle + reach], [height - lean, height + lean])
        ax.plot(*ends, color="white", lw=7.5, solid_capstyle="butt", zorder=3)
        ax.plot(*ends, color=GLASS, lw=4, solid_capstyle="butt", zorder=4)
    behind = family(main)
    if behind == "buffer" and where == "above":
        rise = width / 2 * math.tan(math.radians(25.0))
        ax.plot([0, width / 2, width], [level, level + rise, level], color="#222222", lw=2)
        words = reader.translated(boundary_words(main.boundary))
        ax.annotate(words, (width / 2, level + rise / 2), ha="center", va="center")
        level += rise
    elif behind in ("ground", "buffer"):
        depth = 0.25 * width
        ax.fill(
            [0, width, width, 0],
            [level, level, level - depth, level - depth],
            color="#e8ddcf" if behind == "ground" else "#f7e3bd",
            zorder=0,
        )
        words = reader.translated(boundary_words(main.boundary))
        ax.annotate(words, (width / 2, level - depth / 2), ha="center", va="center")
        level -= depth
    style.write_next_to(
        ax,
        _level_words(surfaces, main, glass_m2, reader),
        (width / 2, max(level, ridge) if where == "above" else level),
        (0, sign * 10),
        ha="center",
        va="bottom" if sign > 0 else "top",
        fontsize=8,
    )


def _level_words(
    surfaces: Sequence[Surface], main: Surface, glass_m2: float, reader: Reader
) -> str:
    """Return what is written at a ceiling or a floor: names, boundary, area, U and glass."""
    words = ", ".join(surface.name for surface in surfaces)
    if family(main) in ("outdoors", "home"):
        words += f" to {reader.translated(boundary_words(main.boundary))}"
    facts = [reader.text(sum(surface.area_m2 for surface in surfaces), "area_m2")]
    u_value = u_w_per_m2k(main)
    if u_value is not None:
        facts.append(f"U {reader.text(u_value, 'u_w_per_m2k', 2)}")
    if glass_m2 > 0.0:
        facts.append(f"glass {reader.text(glass_m2, 'area_m2')}")
    return f"{words}\n{', '.join(facts)}"
