"""A dwelling written as data, surface by surface, in the units of Manual J's tables.

The keys are those of ``data/sizing/manual_j_houses.json``: site, design, building, infiltration,
soil, spaces, ventilation, walls, foundation_walls, roofs, floors, slabs, windows, skylights, doors.
What is left out takes the defaults of OpenStudio-HPXML.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from hpsim.sizing.manual_j import air, spaces
from hpsim.sizing.manual_j.house_foundations import (
    DEFAULT_ABSORPTANCE,
    INDOORS,
    Data,
    foundation_walls,
    mean_depth_ft,
    opening_areas,
    slabs,
    space_walls_u,
)
from hpsim.sizing.manual_j.inputs import (
    WHOLE,
    Air,
    Beyond,
    Design,
    Door,
    Horizontal,
    House,
    Overhang,
    Roof,
    Room,
    Skylight,
    Wall,
    Window,
)
from hpsim.sizing.manual_j.opaque import roof_colour, wall_colour, wall_group
from hpsim.sizing.manual_j.tables import air_changes, glass_code, shade_coefficient

SAME = ("other housing unit", *INDOORS)
WALL_KINDS = {
    "WoodStud": "wood_stud",
    "SteelFrame": "steel_stud",
    "DoubleWoodStud": "double_stud",
    "ConcreteMasonryUnit": "concrete_block",
    "StructuralInsulatedPanel": "sip",
    "LogWall": "log",
    "SolidConcrete": "solid_masonry",
    "StructuralBrick": "solid_masonry",
    "Adobe": "solid_masonry",
}
COLOR_ABSORPTANCE = {
    "reflective": 0.4,
    "light": 0.5,
    "medium": 0.7,
    "medium dark": 0.85,
    "dark": 0.95,
}
APPLIANCES_BTUH = 2400.0
CLEAR = {"single-pane": "1C", "double-pane": "2C", "triple-pane": "3C"}
TINTED = {"single-pane": "1H", "double-pane": "2H", "triple-pane": "3H"}
LOUVRED = "blinds"
SCREEN = {"interior": 0.1, "exterior": 0.2}  # what an insect screen keeps off, drawn over all


def read_house(data: Data) -> House:
    """Return a dwelling from its data, with the keys that the module lists.

    Raises
    ------
    KeyError
        A key without a default is missing.
    """
    design = _design(data)
    rooms = _rooms(data)
    beyond = _beyond(data, design)
    first = rooms[0].name
    openings = opening_areas(data)
    room_of = {
        part["id"]: part.get("space", first)
        for name in ("walls", "foundation_walls", "floors", "roofs")
        for part in data.get(name, ())
    }
    outside = {
        wall["id"]: wall
        for name in ("walls", "foundation_walls")
        for wall in data.get(name, ())
        if wall["interior"] in INDOORS
    }
    return House(
        design=design,
        rooms=rooms,
        air=_air(data, design),
        windows=tuple(
            _window(window, room_of[window["wall"]])
            for window in data.get("windows", ())
            if window["wall"] in outside
        ),
        skylights=tuple(_skylight(s, data, room_of) for s in data.get("skylights", ())),
        walls=tuple(
            _wall(wall, room_of[wall["id"]], openings, beyond)
            for wall in data.get("walls", ())
            if wall["interior"] in INDOORS
        ),
        doors=tuple(
            Door(
                room_of[door["wall"]],
                door["area_ft2"],
                1.0 / door["r"],
                _of(beyond, outside[door["wall"]]["adjacent"]),
            )
            for door in data.get("doors", ())
            if door["wall"] in outside
        ),
        roofs=tuple(
            Roof(
                room_of[roof["id"]],
                roof["area_ft2"] - openings.get(roof["id"], 0.0),
                roof["r_assembly"],
                roof_colour(roof.get("color", "medium"), roof.get("material", "asphalt")),
            )
            for roof in data.get("roofs", ())
            if roof["interior"] in INDOORS
        ),
        horizontals=tuple(
            _horizontal(floor, room_of[floor["id"]], openings, beyond, data, design)
            for floor in data.get("floors", ())
            if floor["interior"] in INDOORS
        ),
        below=(
            *foundation_walls(data, design, openings, beyond, first),
            *slabs(data, design, first),
        ),
    )


def _design(data: Data) -> Design:
    given, site = data["design"], data["site"]
    return Design(
        heating_f=given["heating_db_f"],
        cooling_f=given["cooling_db_f"],
        daily_range=given["daily_range"],
        latitude_deg=site["latitude"],
        grains=given.get("grains_difference", 0.0),
        elevation_ft=site.get("elevation_ft", 0.0),
        heating_setpoint_f=given.get("heating_setpoint_f", 70.0),
        cooling_setpoint_f=given.get("cooling_setpoint_f", 75.0),
    )


def _rooms(data: Data) -> tuple[Room, ...]:
    """Return the rooms; what is given for the dwelling is shared by floor area."""
    given, building = data["design"], data["building"]
    people = given.get("occupants", building.get("bedrooms", 0) + 1.0)
    sensible = given.get("internal_sensible_btuh", APPLIANCES_BTUH)
    latent = given.get("internal_latent_btuh", 0.0)
    listed = data.get("spaces") or [{"id": WHOLE, "floor_area_ft2": building["floor_area_ft2"]}]
    area = sum(space["floor_area_ft2"] for space in listed)
    return tuple(
        Room(
            name=space["id"],
            floor_area_ft2=space["floor_area_ft2"],
            people=space.get("occupants", people * space["floor_area_ft2"] / area),
            appliances_btuh=space.get("sensible_btuh", sensible * space["floor_area_ft2"] / area),
            latent_btuh=latent * space["floor_area_ft2"] / area,
        )
        for space in listed
    )


def _beyond(data: Data, design: Design) -> dict[str, Beyond]:
    """Return the differences to every adjacent space that has one temperature for all."""
    found = {name: Beyond(0.0, 0.0) for name in SAME}
    found["other heated space"] = spaces.shared_space(design, 68.0)
    found["other multifamily buffer space"] = spaces.shared_space(design, 50.0)
    found["other non-freezing space"] = spaces.non_freezing_space(design)
    found["garage"] = spaces.garage(design, _garage_under_rooms(data))
    for name, vented in (("attic - vented", True), ("attic - unvented", False)):
        roofs = [
            (
                roof["area_ft2"] - opening_areas(data).get(roof["id"], 0.0),
                spaces.attic_roof_f(
                    vented=vented,
                    material=roof.get("material", "asphalt"),
                    color=roof.get("color", "medium"),
                    radiant_barrier=roof.get("radiant_barrier") in (True, "true"),
                ),
            )
            for roof in data.get("roofs", ())
            if roof["interior"] == name
        ]
        if roofs:
            found[name] = _attic(data, name, roofs, design, vented=vented)
    for name in {wall["interior"] for wall in data.get("foundation_walls", ())} - set(INDOORS):
        floors = [
            floor
            for floor in data.get("floors", ())
            if floor["adjacent"] == name and floor["interior"] in INDOORS
        ]
        area = sum(floor["area_ft2"] for floor in floors)
        floor_u = sum(floor["area_ft2"] / floor["r_assembly"] for floor in floors) / (area or 1.0)
        found[name] = spaces.under_floor(
            floor_u, space_walls_u(data, name), design, vented="- vented" in name
        )
    return found


def _attic(
    data: Data,
    name: str,
    roofs: list[tuple[float, float]],
    design: Design,
    *,
    vented: bool,
) -> Beyond:
    """Return the differences to an attic, by where its insulation is."""

    def area_and_ua(parts: list[Data]) -> tuple[float, float]:
        areas = [part["area_ft2"] for part in parts]
        return sum(areas), sum(
            area / part["r_assembly"] for area, part in zip(areas, parts, strict=True)
        )

    below = [part for part in data.get("floors", ()) if part["adjacent"] == name]
    above = [part for part in data.get("roofs", ()) if part["interior"] == name]
    floor_ft2, floor_ua = area_and_ua([part for part in below if part["interior"] in INDOORS])
    roof_ft2, roof_ua = area_and_ua(above)
    if floor_ft2 == 0.0 or floor_ft2 / floor_ua >= roof_ft2 / roof_ua:
        return spaces.attic(roofs, design)
    if vented:
        return spaces.encapsulated_attic(design)
    return spaces.closed_encapsulated_attic(floor_ua, roof_ua, design)


def _garage_under_rooms(data: Data) -> float:
    """Return how much of a garage's top lies under rooms: by its roofs, ceilings and floors."""
    own = sum(
        part["area_ft2"]
        for part in (*data.get("roofs", ()), *data.get("floors", ()))
        if part["interior"] == "garage"
    )
    under = sum(
        floor["area_ft2"]
        for floor in data.get("floors", ())
        if floor["adjacent"] == "garage" and floor["interior"] in INDOORS
    )
    return under / (own + under) if own + under > 0.0 else 0.5


def _of(beyond: Mapping[str, Beyond], adjacent: str) -> Beyond | None:
    return None if adjacent == "outside" else beyond[adjacent]


def _window(window: Data, room: str) -> Window:
    shade, half_open = window.get("interior_shade", "light curtains"), window.get("blinds")
    is_blind = shade.endswith(LOUVRED)
    cover = window.get("interior_shade_cover", 1.0 if is_blind else 0.5)
    glass = _glass(window)
    overhang = None
    if window.get("overhang_depth_ft", 0.0) > 0.0:
        overhang = Overhang(
            window["overhang_depth_ft"], window["overhang_top_ft"], window["overhang_bottom_ft"]
        )
    kept = SCREEN[window["screen"]] * window.get("screen_cover", 1.0) if "screen" in window else 0.0
    return Window(
        room=room,
        area_ft2=window["area_ft2"],
        azimuth_deg=window["azimuth"],
        u=window["u"],
        shgc=window["shgc"],
        shade=shade_coefficient(
            glass, shade, cover, half_open=is_blind and (half_open or "half open") == "half open"
        ),
        screen=1.0 - kept,
        overhang=overhang,
    )


def _glass(window: Data) -> str:
    """Return the kind of glass: as written, else as U-factor and SHGC suggest."""
    layers, glass = window.get("layers", ""), window.get("glass", "")
    if glass == "clear" and layers in CLEAR:
        return CLEAR[layers]
    if "tinted" in glass and layers in TINTED:
        return TINTED[layers]
    return glass_code(window["u"], window["shgc"])


def _skylight(skylight: Data, data: Data, room_of: Mapping[str, str]) -> Skylight:
    (roof,) = (roof for roof in data["roofs"] if roof["id"] == skylight["roof"])
    u = skylight["u"]
    for part in ("curb", "shaft"):
        if f"{part}_area" in skylight:
            u += skylight[f"{part}_area"] / skylight[f"{part}_r"] / skylight["area_ft2"]
    return Skylight(
        room=room_of[skylight.get("floor", skylight["roof"])],
        area_ft2=skylight["area_ft2"],
        azimuth_deg=skylight["azimuth"],
        slope_deg=math.degrees(math.atan(roof.get("pitch_in12", 0.0) / 12.0)),
        u=u,
        shgc=skylight["shgc"],
        shade=skylight.get("interior_shade_factor", 1.0),
        screen=skylight.get("exterior_shade_factor", 1.0),
    )


def _wall(
    wall: Data, room: str, openings: Mapping[str, float], beyond: Mapping[str, Beyond]
) -> Wall:
    u, outside = 1.0 / wall["r_assembly"], wall["adjacent"] == "outside"
    absorptance = wall.get(
        "absorptance", COLOR_ABSORPTANCE.get(wall.get("color", ""), DEFAULT_ABSORPTANCE)
    )
    brick = "brick" in wall.get("siding", "") or "stone" in wall.get("siding", "")
    return Wall(
        room=room,
        area_ft2=wall["area_ft2"] - openings.get(wall["id"], 0.0),
        u=u,
        beyond=_of(beyond, wall["adjacent"]),
        group=wall_group(WALL_KINDS.get(wall["type"], "heavy"), u, brick=brick),
        colour=wall_colour(absorptance),
        exposed_ft2=wall["area_ft2"] if outside else 0.0,
    )


def _horizontal(
    floor: Data,
    room: str,
    openings: Mapping[str, float],
    beyond: Mapping[str, Beyond],
    data: Data,
    design: Design,
) -> Horizontal:
    adjacent, u = floor["adjacent"], 1.0 / floor["r_assembly"]
    is_ceiling = floor.get("kind", "ceiling" if "attic" in adjacent else "floor") == "ceiling"
    if not is_ceiling and ("crawlspace" in adjacent or "basement - unc" in adjacent):
        of_space = spaces.under_floor(
            u, space_walls_u(data, adjacent), design, vented="- vented" in adjacent
        )
    else:
        of_space = _of(beyond, adjacent)  # type: ignore[assignment]
    area = floor["area_ft2"] - openings.get(floor["id"], 0.0)
    return Horizontal(room, area, u, is_ceiling, of_space)


def _air(data: Data, design: Design) -> Air:
    leaks, building, site = data["infiltration"], data["building"], data["site"]
    stories = building.get("stories_above_grade", 1.0)
    ela_in2 = _leakage_area_in2(leaks, data)
    if ela_in2 is not None:
        given = data["design"].get("shielding_class")
        words = site.get("shielding", "normal"), site.get("site_type", "suburban")
        chosen = air.shielding_class(*words)
        heating, cooling = air.leakage_cfm(
            ela_in2, design, stories=stories, shielding_class=int(given or chosen)
        )
    else:
        changes = air_changes(
            leaks["leakiness"],
            building["floor_area_ft2"],
            stories=stories,
            attached=not building.get("type", "").endswith("detached"),
        )
        heating, cooling = (part * _above_grade_ft3(data) / 60.0 for part in changes)
    heating += air.FIREPLACE_CFM * leaks.get("fireplaces", 0)
    supply, exhaust, recovered_sensible, recovered_latent = 0.0, 0.0, 0.0, 0.0
    for fan in data.get("ventilation", ()):
        cfm = fan["cfm"] * fan.get("hours_per_day", 24.0) / 24.0
        kind = fan["type"]
        supply += 0.0 if "exhaust" in kind else cfm
        exhaust += 0.0 if "supply" in kind else cfm
        if "recovery" in kind:
            rated = air.recovery(
                fan["cfm"],
                adjusted_sensible=fan.get("asre"),
                sensible=fan.get("sre"),
                adjusted_total=fan.get("atre"),
                total=fan.get("tre"),
                fan_w=fan.get("fan_w"),
            )
            recovered_sensible += cfm * rated.sensible
            recovered_latent += cfm * rated.latent
    return Air(
        leakage_heating_cfm=heating,
        leakage_cooling_cfm=cooling,
        supply_cfm=supply,
        exhaust_cfm=exhaust,
        sensible_recovery=recovered_sensible / (supply or 1.0),
        latent_recovery=recovered_latent / (supply or 1.0),
    )


def _leakage_area_in2(leaks: Data, data: Data) -> float | None:
    """Return the leakage area as given or from a blower door; None: only a word is given.

    The area passes at 4 Pa what a hole without friction would: 0.283316 in² per cfm (ASTM E779).
    """
    if "ela_in2" in leaks:
        return float(leaks["ela_in2"])
    cfm50 = leaks.get("cfm50")
    if cfm50 is None and "ach50" in leaks:
        building = data["building"]
        volume = building["floor_area_ft2"] * building["ceiling_height_ft"]
        cfm50 = leaks["ach50"] * leaks.get("volume_ft3", volume) / 60.0
    return None if cfm50 is None else float(cfm50) * (4.0 / 50.0) ** 0.65 * 0.283316


def _above_grade_ft3(data: Data) -> float:
    """Return the dwelling's volume above grade: of a basement the part that stands out."""
    building = data["building"]
    stories = building.get("stories", building.get("stories_above_grade", 1.0))
    above = building.get("stories_above_grade", stories)
    storey_ft2 = building["floor_area_ft2"] / stories
    volume = storey_ft2 * above * building["ceiling_height_ft"]
    walls = [w for w in data.get("foundation_walls", ()) if w["interior"] in INDOORS]
    if walls and stories > above:
        out_ft = walls[0]["height_ft"] - mean_depth_ft(walls)
        volume += storey_ft2 * (stories - above) * out_ft
    return float(volume)
