"""Design temperatures of the unheated spaces next to a dwelling (Manual J, appendix 12)."""

from __future__ import annotations

from collections.abc import Sequence

from hpsim.sizing.manual_j.inputs import Beyond, Design
from hpsim.sizing.manual_j.tables import tables

REFERENCE_COOLING_F = 95.0
ENCAPSULATED_F = 40.0  # a vented attic whose roof is insulated, above outdoors
CLOSED_ATTIC_RISE_F = (5.0, 50.0)  # above rooms, of an unvented one: wholly theirs, or outdoors
GARAGE_HEATING_F = 5.0  # a garage wholly under rooms, above outdoors
GARAGE_COOLING_F = {"low": (11.0, 22.0), "medium": (6.0, 17.0), "high": (1.0, 12.0)}
"""Above outdoors, by daily range: under rooms, under its own roof."""


def to(heating_f: float, cooling_f: float, design: Design) -> Beyond:
    """Return the differences to a space of two design temperatures."""
    return Beyond(design.heating_setpoint_f - heating_f, cooling_f - design.cooling_setpoint_f)


def attic_roof_f(
    *, vented: bool, material: str, color: str, radiant_barrier: bool = False
) -> float:
    """Return the temperature of an attic under a roof at 95 °F outdoors (figure A12-14).

    Parameters
    ----------
    vented : bool
        Has vents to outdoors.
    material : str
        Of the roof; its words count: tile, metal, wood, else asphalt.
    color : str
        ``dark``, ``medium dark``, ``medium``, ``light`` or ``reflective``.
    radiant_barrier : bool
        Under the roof.
    """
    table = tables()["attic_temperature_f"]
    if not vented:
        return float(
            table["unvented"]["radiant_barrier" if radiant_barrier else "no_radiant_barrier"]
        )
    before = "rb_" if radiant_barrier else ""
    dark = color in ("dark", "medium dark")
    if "wood" in material:
        return float(table["vented_wood_shake"]["rb" if radiant_barrier else "any"])
    if "tile" in material or "metal" in material or "slate" in material:
        row = table["vented_metal" if "metal" in material else "vented_tile"]
        shade = "dark" if dark else "reflective" if color == "reflective" else "medium"
        return float(row[before + shade])
    return float(table["vented_asphalt"][before + ("dark" if dark else "lighter")])


def attic(roofs: Sequence[tuple[float, float]], design: Design) -> Beyond:
    """Return the differences to an attic: in heating as cold as outdoors.

    ``roofs`` are areas [ft²] and the temperatures under them [°F], by `attic_roof_f`.
    """
    area = sum(part for part, _ in roofs)
    mean_f = sum(part * degf for part, degf in roofs) / area
    hot_f = mean_f + design.cooling_f - REFERENCE_COOLING_F + design.range_f
    return to(design.heating_f, hot_f, design)


def encapsulated_attic(design: Design) -> Beyond:
    """Return the differences to a vented attic that is insulated at its roof."""
    return to(design.heating_f, design.cooling_f + ENCAPSULATED_F, design)


def closed_encapsulated_attic(to_rooms: float, to_outdoors: float, design: Design) -> Beyond:
    """Return the differences to an unvented attic that is insulated at its roof.

    Its floor and its roof conduct ``to_rooms`` and ``to_outdoors`` [Btu/h °F].
    """
    share = to_rooms / (to_rooms + to_outdoors)
    cold_f = share * design.heating_setpoint_f + (1.0 - share) * design.heating_f
    least, most = CLOSED_ATTIC_RISE_F
    return to(cold_f, design.cooling_setpoint_f + most - share * (most - least), design)


def garage(design: Design, under_rooms: float = 0.5) -> Beyond:
    """Return the differences to a garage with a fraction of its top under heated rooms."""
    below, own = GARAGE_COOLING_F[design.daily_range]
    above_f = below * under_rooms + own * (1.0 - under_rooms)
    return to(design.heating_f + GARAGE_HEATING_F * under_rooms, design.cooling_f + above_f, design)


def shared_space(design: Design, lowest_f: float) -> Beyond:
    """Return the differences to a corridor: between indoors and outdoors, never below a limit.

    The limit is 68 °F where it is heated, 50 in other shared parts of a multifamily building.
    """
    cold = max(0.5 * (design.heating_setpoint_f + design.heating_f), lowest_f)
    warm = max(0.5 * (design.cooling_setpoint_f + design.cooling_f), lowest_f)
    return to(cold, warm, design)


def non_freezing_space(design: Design) -> Beyond:
    """Return the differences to a shared parking garage: as outdoors, never below 40 °F."""
    return to(max(design.heating_f, 40.0), max(design.cooling_f, 40.0), design)


def under_floor(floor_u: float, walls_u: float, design: Design, *, vented: bool) -> Beyond:
    """Return the differences to a crawlspace or an unheated basement (figures A12-6, A12-17).

    Parameters
    ----------
    floor_u : float
        Of the floor above it.
    walls_u : float
        Of its walls, soil left out, weighted by area.
    design : Design
        Conditions.
    vented : bool
        Has vents to outdoors.
    """
    if vented:
        part = 1.0 / (1.0 + 4.0 * floor_u / (walls_u + 0.11))
    else:
        part = walls_u / (4.0 * floor_u + walls_u)
    return Beyond(design.htd_f * part, design.ctd_f * part)
