"""Windows and doors of a simple room: those listed, or what its kind usually has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hpsim.building.assemblies import solved
from hpsim.building.description.openings import (
    CLOSED_DOOR_M3_PER_S,
    CLOSED_DOOR_W_PER_K,
    Door,
    GlazingReference,
    RatedGlazing,
    SimpleWindow,
    Window,
)
from hpsim.building.envelope import GLASS_OF_STRIP, strip_height_m
from hpsim.building.expansion import Expansion, Side, directions, snap
from hpsim.units.constants import M2_PER_FT2
from hpsim.units.numbers import number

DOOR_AREA_M2 = 20 * M2_PER_FT2  # OpenStudio-HPXML default
DOOR_HEIGHT_M = 2.03  # 80 in
GARAGE_DOOR_M2 = 9 * 7 * M2_PER_FT2  # single, 9 ft by 7 ft
MAX_DEFAULT_GLASS = 0.6  # of an outdoor wall, where windows are not listed: our own
WRITTEN_ROUNDED = 1.02  # lengths that a person writes
GLASS_MARGIN_M = 0.05  # frame between glass and the edges of a sunroom's wall
NIGHTS_CLOSED = tuple(0.0 if hour < 7 or hour >= 22 else 1.0 for hour in range(24))
"""A bedroom's door, open or not by the hour: closed from 22:00 to 07:00 (judgement)."""


def default_glazing(build: Expansion) -> GlazingReference:
    """Return the glazing of windows that do not give their own."""
    chosen = getattr(build.room.constructions, "window", None)
    if chosen is not None:
        reference: GlazingReference = chosen
        return reference
    level = build.level
    u_value = level.window_u_w_per_m2k
    value = f"U {u_value.value:.2f} W/m2K, SHGC {level.window_shgc.value:.2f}"
    build.record("windows.glazing", value, u_value.source)
    return RatedGlazing(
        u_value_w_per_m2k=u_value.value,
        shgc=level.window_shgc.value,
        panes=level.window_panes,
    )


def add_windows(
    build: Expansion,
    walls: Mapping[float, str],
    glazed: Sequence[Side],
    height_m: float,
    roof: str | None,
) -> None:
    """Add the windows that are listed, or some glass in each outdoor wall.

    ``walls`` are azimuth and name of the surfaces that may have windows, ``glazed`` those that
    share the glass if no window is listed, ``roof`` the surface of windows that look up.
    """
    if build.room.windows is None:
        _add_default_windows(build, glazed, height_m)
        return
    azimuths = list(walls)
    for i, window in enumerate(build.room.windows):
        if isinstance(window.facing_deg, str):
            surface = roof
            message = "there is no roof over the room for a window that looks up"
            hint = "above: outdoors"
        else:
            azimuth = snap(window.facing_deg, azimuths)
            surface = None if azimuth is None else walls[azimuth]
            message = f"no outdoor wall looks {directions([window.facing_deg])}"
            hint = "the room has no outdoor walls; see exposed_walls"
            if azimuths:
                hint = f"outdoor walls look {directions(azimuths)}; see exposed_walls and facing"
        if surface is None:
            build.add_problem(f"windows[{i}].facing", message, hint)
            continue
        written = window.placed(surface, window.own_glazing or default_glazing(build))
        side = next((side for side in glazed if side.name == surface), None)
        if side is not None and not build.kind.is_under_roof:
            _refuse_beyond_wall(build, window, f"windows[{i}]", side.length_m, height_m)
        if side is not None and build.kind.is_in_soil:
            written = _above_grade(written, strip_height_m(build, side, height_m), height_m)
        build.windows.append(written)


def _refuse_beyond_wall(
    build: Expansion, window: SimpleWindow, key: str, length_m: float, height_m: float
) -> None:
    """Report a window that is wider or taller than its rectangular wall."""
    tall_m = window.given_height_m
    wide_m = window.one_area_m2 / tall_m if tall_m else 0.0
    top_m = (window.sill_m or 0.0) + (tall_m or 0.0)
    if wide_m > WRITTEN_ROUNDED * length_m:
        what = f"is {number(wide_m)} m wide, its wall {number(length_m)} m"
        build.add_problem(key, what, "a smaller width, or `facing` and `aspect` for another plan")
    if top_m > WRITTEN_ROUNDED * height_m:
        what = f"reaches {number(top_m)} m above the floor, its wall {number(height_m)} m"
        build.add_problem(key, what, "a smaller height or sill, or ceiling_height")


def _above_grade(window: Window, strip_m: float, height_m: float) -> Window:
    """Return a basement's window within the part of its wall that stands out of the soil."""
    tall = window.given_height_m
    changes: dict[str, float] = {}
    if tall is None:
        tall = GLASS_OF_STRIP * strip_m
        changes["height_m"] = tall
    if window.sill_m is None:
        changes["sill_m"] = height_m - 0.5 * (strip_m + tall)
    return window.model_copy(update=changes)


def _add_default_windows(build: Expansion, outside: Sequence[Side], height_m: float) -> None:
    glazed = build.kind.glazed_wall_fraction
    if glazed > 0.0:
        value = f"{100.0 * glazed:.0f} % of each outdoor wall"
        build.record("windows", value, "our own")
        for side in outside:
            area = glazed * side.length_m * height_m
            glass_m = min(
                height_m - 2 * GLASS_MARGIN_M, area / (side.length_m - 2 * GLASS_MARGIN_M)
            )
            _add_glass(build, side, area, glass_m, max(GLASS_MARGIN_M, height_m - glass_m - 0.3))
        return
    fraction = build.kind.window_fraction
    total_m = sum(side.length_m for side in outside)
    wanted = fraction * build.room.floor_area_m2
    most = MAX_DEFAULT_GLASS * total_m * height_m
    if wanted > most:  # a deep plan with a short front
        build.record(
            "windows", f"{100.0 * MAX_DEFAULT_GLASS:.0f} % of each outdoor wall", "our own"
        )
    else:
        build.record(
            "windows", f"{100.0 * fraction:.0f} % of the floor area", "our own; RESNET 301 has 18 %"
        )
    walls = {surface.name: surface.area_m2 for surface in build.surfaces}
    for side in outside if fraction > 0.0 else ():
        glass = min(wanted, most) * side.length_m / total_m
        # next to a garage door less is left
        _add_glass(build, side, min(glass, MAX_DEFAULT_GLASS * walls[side.name]), None, None)


def _add_glass(
    build: Expansion, side: Side, area_m2: float, height_m: float | None, sill_m: float | None
) -> None:
    build.windows.append(
        Window(
            in_=side.name,
            area_m2=area_m2,
            height_m=height_m,
            sill_m=sill_m,
            glazing=default_glazing(build),
        )
    )


def add_doors(build: Expansion, sides: Sequence[Side]) -> None:
    """Add the doors that are listed, or an outside door where the kind has one."""
    u_value = 1 / build.level.door_m2k_per_w.value
    if build.room.doors is None:
        wall = _door_wall(build, sides)
        if build.kind.has_outside_door and wall is not None:
            source = "OpenStudio-HPXML"
            build.record("doors", "one to outdoors, 1.86 m2", source)
            build.record("doors.u_value", f"{u_value:.3g} W/m2K", build.level.door_m2k_per_w.source)
            build.doors.append(
                Door(
                    in_=wall,
                    area_m2=DOOR_AREA_M2,
                    height_m=DOOR_HEIGHT_M,
                    u_value_w_per_m2k=u_value,
                )
            )
        return
    for i, door in enumerate(build.room.doors):
        wall = _door_wall(build, sides) if door.to == "outdoors" else _home_side(build, sides)
        if wall is None:
            side = "outdoor wall" if door.to == "outdoors" else "wall or floor to the home"
            build.add_problem(
                f"doors[{i}].to", f"the room has no {side}", "see exposed_walls, below"
            )
            continue
        leaf_u = door.u_value_w_per_m2k
        if leaf_u is None and door.to == "outdoors":
            leaf_u = u_value
        build.doors.append(door.placed(wall, leaf_u))


def add_home_door(build: Expansion, sides: Sequence[Side]) -> None:
    """Add the door to the rest of the home where the listed doors have none."""
    room = build.room
    if any(door.to == "home" for door in room.doors or ()):
        if room.home_door not in (None, "none"):
            build.add_problem(
                "home_door",
                "doors lists a door to the home already",
                "give its state there, or leave out home_door",
            )
        return
    state = room.home_door
    wall = _home_side(build, sides)
    if state is None:
        if room.doors == () or wall is None or build.kind.home_door == "none":
            return
        state = build.kind.home_door
        value = {"closed_at_night": "open, closed from 22:00 to 07:00"}.get(state, state)
        build.record("home_door", value, f"judgement, of kind '{room.kind}'")
    if state == "none":
        return
    if wall is None:
        hint = "home_door: none, or exposed_walls, above, below"
        build.add_problem("home_door", "the room has no wall or floor to the home", hint)
        return
    build.doors.append(Door(in_=wall, state=NIGHTS_CLOSED if state == "closed_at_night" else state))
    build.record(
        "home_door, closed",
        f"{CLOSED_DOOR_W_PER_K:g} W/K and {1000 * CLOSED_DOOR_M3_PER_S:g} L/s each way",
        "judgement: leaf and undercut",
    )


def _door_wall(build: Expansion, sides: Sequence[Side]) -> str | None:
    """Return the outdoor wall with most area left after its windows, or a basement's areaway."""
    if build.areaway:
        return build.areaway
    outside = [side for side in sides if side.is_outdoors]
    if not outside:
        return None
    glass = {side.name: 0.0 for side in outside}
    for window in build.windows:
        if window.in_ in glass:
            glass[window.in_] += window.total_area_m2
    gross = {surface.name: surface.area_m2 for surface in build.surfaces}
    return max(outside, key=lambda side: gross[side.name] - glass[side.name]).name


def _home_side(build: Expansion, sides: Sequence[Side]) -> str | None:
    """Return a wall to the home; where there is none the floor, through which stairs lead."""
    floor = "floor" if build.below == "home" else None
    inside = (side for side in sides if not side.is_outdoors)
    return next((f"{side.name}, to home" for side in inside), floor)


def add_garage_door(build: Expansion, sides: Sequence[Side]) -> None:
    """Take a garage door out of the front wall, or of the first outdoor wall."""
    side = next((side for side in sides if side.is_outdoors), None)
    if side is None:
        return
    usual = build.level.garage_door_m2k_per_w
    build.record("garage door", f"5.85 m2 of {usual.value:.4g} m2K/W", usual.source)
    for i, surface in enumerate(build.surfaces):
        if surface.name == side.name:
            left = surface.area_m2 - GARAGE_DOOR_M2
            if left <= 0.0:
                build.add_problem(
                    "floor_area",
                    f"the front of {surface.area_m2:.3g} m2 is too small for a garage door",
                )
                return
            build.surfaces[i] = surface.model_copy(update={"area_m2": left})
    construction = build.use(solved("garage_door", usual.value, usual.source))
    build.add("garage door", construction, GARAGE_DOOR_M2, "outdoors", azimuth_deg=side.azimuth_deg)
