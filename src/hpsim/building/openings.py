"""Windows, shades and doors as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import numpy as np

from hpsim.building import model
from hpsim.building.description.openings import (
    Door,
    Glazing,
    LayeredGlazing,
    RatedGlazing,
    Shade,
    Window,
)
from hpsim.building.description.rooms import HomeWord
from hpsim.building.library import panes_of_name, table
from hpsim.building.resolve_context import ResolveContext, fractions, temperatures
from hpsim.kernel.types import FloatArray
from hpsim.units.constants import R_IP, U_IP

HOME_SOURCE = "as warm as the room under ideal control: the home is heated and cooled alike"
REST_OF_HOME_DEGC = 21.0  # midway between usual setpoints, 20 and 22
SILL_M = 0.9
WINDOW_HEIGHT_M = 1.2
MAX_OF_WALL = 0.97  # of its length and height: the rest is frame and corner
HIGHEST_WINDOW_U = 7.0  # W/m2K: above, the films alone would insulate more (LBNL-2804E)
FILMS_OF_DOOR = (0.17 + 0.68) * R_IP  # ASHRAE Fundamentals 2005, 25.2, table 1
DOOR_U = 1 / (3.0 * R_IP)  # solid wood: OpenStudio-HPXML
DOOR_CAPACITANCE_J_PER_M2K = 27_000.0  # 44 mm of wood
LOOSE_DEG = 60.0  # steeper than this is a wall


LIGHT_CURTAINS = (0.84, 0.42)
"""ANSI/RESNET/ICC 301-2022: C1 - C2 SHGC of the solar gain passes light curtains; half drawn they
let 0.92 - 0.21 SHGC through (OpenStudio-HPXML, ``get_window_interior_shading_factors``)."""
INSIDE_SHADES = {"blind", "curtain"}
# fraction of the solar gain that passes when closed, and added resistance [m2K/W]
SHADES = {  # our own, near ASHRAE Fundamentals 2021, 15, interior attenuation coefficients
    "blind": (0.6, 0.05),
    "curtain": (0.6, 0.10),
    "screen": (0.64, 0.0),  # insect screen outside: OpenStudio-HPXML
    "awning": (0.3, 0.0),
}
OUTER_FILM, GAP, INNER_FILM = 0.06, 0.17, 0.12  # m2K/W


def surface_of(
    name: str, surfaces: Sequence[model.Surface], key: str, context: ResolveContext
) -> model.Surface | None:
    """Return the surface of a name; complain if there is none."""
    found = next((surface for surface in surfaces if surface.name == name), None)
    if found is None:
        context.unknown(key, "surface", name, [surface.name for surface in surfaces])
    return found


def windows_of(
    windows: Sequence[Window],
    surfaces: Sequence[model.Surface],
    ceiling_height_m: float,
    key: str,
    context: ResolveContext,
) -> tuple[model.Window, ...]:
    """Return the windows that have a surface, with all their sides."""
    heights = default_heights_m(windows, surfaces, ceiling_height_m)
    found = (
        _window(window, surfaces, ceiling_height_m, height, f"{key}.windows[{i}]", context)
        for i, (window, height) in enumerate(zip(windows, heights, strict=True))
    )
    return tuple(window for window in found if window is not None)


def default_heights_m(
    windows: Sequence[Window], surfaces: Sequence[model.Surface], ceiling_height_m: float
) -> list[float]:
    """Return the heights that windows have where none is given (n_windows,).

    1.2 m, or the root of a smaller area; more where those of a wall would not stand next to each
    other in it.
    """
    heights = [min(WINDOW_HEIGHT_M, math.sqrt(window.one_area_m2)) for window in windows]
    for surface in surfaces:
        if surface.tilt_deg <= LOOSE_DEG:
            continue
        wall_m = MAX_OF_WALL * (surface.gross_area_m2 or surface.area_m2) / ceiling_height_m
        within = [i for i, window in enumerate(windows) if window.in_ == surface.name]
        free = [i for i in within if windows[i].given_height_m is None]
        widths = {
            i: windows[i].total_area_m2 / (windows[i].given_height_m or heights[i]) for i in within
        }
        left_m = wall_m - sum(widths[i] for i in within if i not in free)
        wanted_m = sum(widths[i] for i in free)
        if wanted_m > left_m > 0.0:
            most_m = MAX_OF_WALL * ceiling_height_m
            for i in free:
                heights[i] = min(max(heights[i], most_m), heights[i] * wanted_m / left_m)
    return heights


def _window(
    window: Window,
    surfaces: Sequence[model.Surface],
    ceiling_height_m: float,
    default_height_m: float,
    key: str,
    context: ResolveContext,
) -> model.Window | None:
    """Return a window with all its sides; None if there is no surface for it."""
    surface = surface_of(window.in_, surfaces, f"{key}.in", context)
    if surface is None:
        return None
    if not isinstance(surface.boundary, model.Outdoors):
        context.add_problem(
            f"{key}.in",
            f"'{window.in_}' is not outdoors",
            "windows go into surfaces with `boundary: outdoors`",
        )
    area = window.one_area_m2
    height = window.given_height_m or default_height_m
    is_wall = surface.tilt_deg > LOOSE_DEG
    sill = 0.0
    if window.sill_m is not None:
        sill = window.sill_m
    elif is_wall:
        sill = context.given(
            None,
            max(0.0, min(SILL_M, ceiling_height_m - height - 0.1)),
            f"{key}.sill",
            "usual",
            "m",
        )
    if is_wall and sill + height > ceiling_height_m * 1.5:
        context.notes.append(f"{key}: reaches {sill + height:.3g} m above the floor")
    glazing = _glazing(window.own_glazing, key, context)
    return model.Window(
        name=window.name or f"{window.in_} window",
        surface=window.in_,
        area_m2=area,
        width_m=area / height,
        height_m=height,
        sill_m=sill,
        glazing=glazing,
        count=window.count,
        overhang=window.overhang,
        fins=window.fins,
        shade=_shade(window.shade, f"{key}.shade", context),
        curtain_factor=_curtain_factor(window, glazing, context),
    )


# --- glazing ---------------------------------------------------------------------------------


def _glazing(written: str | Glazing | None, key: str, context: ResolveContext) -> Glazing:
    library = table("envelope")["windows"]
    if written is None:
        written = "double_clear_nonmetal_air"
        source = "OpenStudio-HPXML; ordinary double glazing"
        context.record(f"{key}.glazing", written, source)
    if isinstance(written, str):
        own = context.inputs.glazings
        if written in own:
            return _glazing(own[written], f"glazings.{written}", context)
        if written not in library:
            context.unknown(f"{key}.glazing", "glazing", written, own, library)
            return RatedGlazing(u_value_w_per_m2k=2.8, shgc=0.56)
        row, panes = library[written], panes_of_name(written)
        return RatedGlazing(u_value_w_per_m2k=row["u"] * U_IP, shgc=row["shgc"], panes=panes)
    if isinstance(written, RatedGlazing) and written.u_value_w_per_m2k > HIGHEST_WINDOW_U:
        context.add_problem(
            f"{key}.u_value",
            f"{written.u_value_w_per_m2k:.3g} W/m2K is more than the air films of a window let "
            "through",
            f"at most {HIGHEST_WINDOW_U:g} W/m2K; single glass has 5 to 6",
        )
    return written


def _shade(shade: Shade | None, key: str, context: ResolveContext) -> model.Shade | None:
    if shade is None:
        return None
    (transmitted, resistance), source = SHADES[shade.kind], f"usual of a {shade.kind}"
    closed = None
    if shade.schedule is not None:
        closed = fractions(shade.schedule, f"{key}.schedule", context)
    return model.Shade(
        kind=shade.kind,
        transmitted_when_closed=context.given(
            shade.transmitted_when_closed,
            transmitted,
            f"{key}.transmitted_when_closed",
            source,
        ),
        closed=closed,
        closed_when_sun_above_w_per_m2=shade.closed_when_sun_above_w_per_m2,
        resistance_m2k_per_w=context.given(
            shade.resistance_m2k_per_w, resistance, f"{key}.resistance", source
        ),
    )


def _curtain_factor(window: Window, glazing: Glazing, context: ResolveContext) -> float:
    """Return the fraction of the solar gain that a window's curtains let through."""
    curtains = window.curtains or context.inputs.room.curtains
    has_own = window.shade is not None and window.shade.kind in INSIDE_SHADES
    if curtains is None or (has_own and window.curtains is None):
        return 1.0
    through = curtains.transmitted
    if through is None:
        c1, c2 = LIGHT_CURTAINS
        through = c1 - c2 * (
            layered_shgc(glazing) if isinstance(glazing, LayeredGlazing) else glazing.shgc
        )
    return 1.0 - curtains.drawn * (1.0 - through)


def layered_shgc(glazing: LayeredGlazing) -> float:
    """Return the solar heat gain coefficient of panes at normal incidence.

    What a pane absorbs goes inwards by the resistances on its two sides: films of 0.06 and
    0.12 m2K/W (NFRC summer), 0.17 m2K/W for each gap.
    """
    from hpsim.building.glazing import optics  # loads SciPy, which few scenarios need so early

    of_light = optics(glazing)
    n = len(glazing.panes)
    total = OUTER_FILM + GAP * (n - 1) + INNER_FILM
    inwards = np.array([(OUTER_FILM + GAP * i) / total for i in range(n)])
    normal = int(np.argmax(of_light.cosine))
    absorbed = np.array([pane[normal] for pane in of_light.absorptance])
    return float(of_light.transmittance[normal] + inwards @ absorbed)


# --- doors -----------------------------------------------------------------------------------

DOOR_SUFFIX = " door "
"""Between the name of a surface and the number of an outside door in it."""


def doors_of(
    surfaces: Sequence[model.Surface], context: ResolveContext
) -> tuple[tuple[model.Door, ...], tuple[model.Surface, ...]]:
    """Return doorways to the home, and the leaves of outside doors as surfaces.

    A doorway that is never open and that nothing crosses is left out: its leaf counts as part of
    the wall.
    """
    doorways: list[model.Door] = []
    leaves: list[model.Surface] = []
    for i, door in enumerate(context.inputs.room.doors):
        where = f"room.doors[{i}]"
        surface = surface_of(door.in_, surfaces, f"{where}.in", context)
        if surface is None:
            continue
        if isinstance(surface.boundary, (model.Adiabatic, model.Neighbour)):
            doorway = _doorway(door, surface, where, context)
            crossed = doorway.closed_w_per_k > 0.0 or doorway.closed_m3_per_s > 0.0
            doorways += [doorway] if crossed or doorway.open.any() else []
        elif isinstance(surface.boundary, model.Ground):
            context.add_problem(f"{where}.in", f"'{door.in_}' is against soil")
        else:
            leaves.append(_leaf(door, surface, i + 1, where, context))
    return tuple(doorways), tuple(leaves)


def _doorway(door: Door, surface: model.Surface, key: str, context: ResolveContext) -> model.Door:
    state = {"closed": 0.0, "open": 1.0}.get(door.state) if isinstance(door.state, str) else None
    is_open = (
        np.full(context.inputs.calendar.n_hours, state)
        if state is not None
        else fractions(door.state, f"{key}.state", context)
    )
    temperature = _home_degc(door, surface, key, context)
    if door.rest_of_home_humidity is None:
        by_weather = "outdoors, with 3 g/m3 more at 0 degC and none at 20 degC; at most 60 %"
        source = "ISO 13788, class 2; EN 15026"
        context.record(f"{key}.rest_of_home_humidity", by_weather, source)
    return model.Door(
        door.area_m2,
        door.height_m,
        is_open,
        temperature,
        door.rest_of_home_humidity,
        surface.name,
        door.closed_conductance_w_per_k,
        door.closed_flow_m3_per_s,
    )


def _home_degc(
    door: Door, surface: model.Surface, key: str, context: ResolveContext
) -> FloatArray | None:
    """Return the temperature beyond a door (n_hours,); None: the room's own under ideal control."""
    if door.rest_of_home_degc is not None:
        return temperatures(door.rest_of_home_degc, f"{key}.rest_of_home", context)
    if isinstance(surface.boundary, model.Neighbour):
        return surface.boundary.temperature_degc
    home = context.inputs.room.rest_of_home_degc
    if home is not None and home not in get_args(HomeWord):
        return temperatures(home, f"{key}.rest_of_home", context)
    if home == "adiabatic":
        source = "midway between usual setpoints"
        usual = context.given(None, REST_OF_HOME_DEGC, f"{key}.rest_of_home", source)
        return np.full(context.inputs.calendar.n_hours, usual)
    if home is None:
        context.record(f"{key}.rest_of_home", "at the setpoints", HOME_SOURCE)
    return None


def _leaf(
    door: Door, surface: model.Surface, number: int, key: str, context: ResolveContext
) -> model.Surface:
    """Return the leaf of an outside door as a surface next to the wall it is in."""
    if door.state != "closed":
        context.add_problem(
            f"{key}.state",
            "a door to outdoors or a buffer is always closed",
            "for open doors and windows use `ventilation: [{kind: window, ...}]`",
        )
    u_value = context.given(
        door.u_value_w_per_m2k,
        round(DOOR_U, 3),
        f"{key}.u_value",
        "solid wood: OpenStudio-HPXML",
        "W/m2K",
    )
    resistance = 1 / u_value - FILMS_OF_DOOR
    if resistance <= 0.0:
        context.add_problem(
            f"{key}.u_value",
            f"{u_value:.3g} W/m2K is more than the air films of a door let through",
            f"at most {1 / FILMS_OF_DOOR:.2g} W/m2K",
        )
        resistance = 1e-3
    return replace(
        surface,
        name=f"{surface.name}{DOOR_SUFFIX}{number}",
        layers=(model.Layer(resistance, DOOR_CAPACITANCE_J_PER_M2K),),
        area_m2=door.area_m2,
        gross_area_m2=door.area_m2,
    )
