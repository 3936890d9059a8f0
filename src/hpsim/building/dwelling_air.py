"""Fans and opened windows of a simple room, as parts of those of its dwelling.

- **Passive** quality has a balanced fan with 75 % recovery, of which a room has its fraction by
  floor area.
- **Codes** since 2012 ask for a fan: rooms of good quality, of a ``code`` or of a ``vintage`` from
  2012 on have an exhaust fan, whose air comes in through leaks, so by exposed area. Not additions,
  garages, attics, basements and sunrooms: they stand at or in houses that had no such fan.
- **Windows** open where nothing cools.
"""

from __future__ import annotations

from hpsim.building.constants import ABOVE_HEATING_K
from hpsim.building.description.contents import Ventilation, VentilationRule
from hpsim.building.description.rooms import DwellingFan
from hpsim.building.expansion import Expansion
from hpsim.units.constants import M2_PER_FT2, M3_PER_S_PER_CFM, M_PER_FT

CEILING_M = 8 * M_PER_FT  # usual in the United States
HOUSE_AREA_M2 = 1500 * M2_PER_FT2  # our own: a small single-family house
HOUSE_BEDROOMS = 3
FAN_CODE_YEAR = 2012  # the IRC asks for a whole-house fan in houses of 5 air changes at 50 Pa
FAN_CFM_PER_FT2: dict[DwellingFan, float] = {"irc": 0.01, "ashrae_62_2_2013": 0.03, "none": 0.0}
"""IRC M1507.3.3 and ASHRAE 62.2 to 2010; ASHRAE 62.2 from 2013."""
FAN_CFM_PER_PERSON = 7.5  # of bedrooms + 1, in all of them
FAN_SOURCES: dict[DwellingFan, str] = {
    "irc": "IRC M1507.3.3: 0.01 cfm/ft2 and 7.5 cfm for each of bedrooms + 1",
    "ashrae_62_2_2013": "ASHRAE 62.2-2013: 0.03 cfm/ft2 and 7.5 cfm for each of bedrooms + 1",
}
RECOVERY = 0.75  # least of a Passive House component
OPENED_ABOVE_DEGC = 26.0  # all open (Approved Document O); at 24 degC heat for the night is lost
MILD_ABOVE_DEGC = 22.0  # windows start to open (Approved Document O)
OPENED_BELOW_ROOM_K = 2.0  # our own: less is no relief
OPENED_ACH = 3.0  # DIN 4108-2:2013, 8.4: most of a warm day, from memory of the standard
OPENED_M_PER_S = 0.037  # by window area: half of it opened, C_d/3 sqrt(g H dT/T), 1.2 m, 3 K


def ventilation_of_room(
    build: Expansion, volume_m3: float, exposed_share: float | None
) -> tuple[Ventilation, ...] | None:
    """Return what is listed, with the usual fans and windows if it has none of its own.

    An empty list leaves out both.
    """
    listed = build.room.ventilation
    if listed == ():
        return ()
    windows = [fan for fan in listed or () if fan.kind == "window"]
    fans = [fan for fan in listed or () if fan.kind != "window"]
    return (
        *(fans or _default_fans(build, volume_m3, exposed_share)),
        *(windows or _opened_windows(build, volume_m3)),
    ) or None


def _opened_windows(build: Expansion, volume_m3: float) -> tuple[Ventilation, ...]:
    """Return what people open where nothing cools: half of each window, up to some air changes.

    And a fraction of that which they leave open in mild hours although something cools, if the
    room says so.
    """
    glass_m2 = sum(window.total_area_m2 for window in build.windows)
    flow = min(OPENED_ACH * volume_m3 / 3600.0, OPENED_M_PER_S * glass_m2)
    if flow <= 0.0:
        return ()
    build.record(
        "ventilation",
        f"windows, {1000 * flow:.3g} L/s, while nothing cools, the room is above "
        f"{OPENED_ABOVE_DEGC:g} degC and the air outdoors {OPENED_BELOW_ROOM_K:g} K cooler",
        "Approved Document O (England, 2021): all are open at 26 degC; half of each, at most "
        f"{OPENED_ACH:g} air changes per hour (DIN 4108-2)",
    )
    rule = VentilationRule(
        room_above_degc=OPENED_ABOVE_DEGC,
        outdoor_below_room_k=OPENED_BELOW_ROOM_K,
        unless_cooled=True,
    )
    usual = Ventilation(flow_m3_per_s=flow, kind="window", when=rule)
    fraction = build.room.open_windows or 0.0
    if fraction == 0.0:
        return (usual,)
    mild = VentilationRule(
        room_above_degc=MILD_ABOVE_DEGC,
        outdoor_below_room_k=OPENED_BELOW_ROOM_K,
        above_heating_setpoint_k=ABOVE_HEATING_K,
    )
    return usual, Ventilation(flow_m3_per_s=fraction * flow, kind="window", when=mild)


def _default_fans(
    build: Expansion, volume_m3: float, exposed_share: float | None
) -> tuple[Ventilation, ...]:
    """Return the room's fraction of the fans of the dwelling that leaks.

    Balanced air is led to rooms by their floor area. What an exhaust fan draws comes in through
    the leaks: by exposed area, or by floor area where the room's own air change is given.
    """
    room = build.room
    is_passive = room.quality == "passive"
    rate = _fan_rate(build)
    if rate == "none":
        return ()
    if build.kind.is_dwelling:
        default_m2, storey_m, bedrooms = room.floor_area_m2, volume_m3 / room.floor_area_m2, 1
    else:
        default_m2, storey_m, bedrooms = HOUSE_AREA_M2, CEILING_M, HOUSE_BEDROOMS
    leaks = room.infiltration
    if leaks is not None and leaks.dwelling_volume_m3 is not None:
        default_m2 = leaks.dwelling_volume_m3 / storey_m
    area_m2 = max(default_m2, room.floor_area_m2)
    fraction = room.floor_area_m2 / area_m2
    if not is_passive and exposed_share is not None:
        fraction = exposed_share
    flow = fraction * dwelling_fan_m3_per_s(rate, area_m2, bedrooms)
    kind = "balanced, 75 % recovery" if is_passive else "exhaust"
    part = "" if build.kind.is_dwelling else f", {100 * fraction:.2g} % of the dwelling's"
    build.record("ventilation", f"{1000 * flow:.3g} L/s {kind}{part}", FAN_SOURCES[rate])
    if is_passive:
        return (Ventilation(flow_m3_per_s=flow, kind="balanced", recovery=RECOVERY),)
    return (Ventilation(flow_m3_per_s=flow, kind="exhaust"),)


def _fan_rate(build: Expansion) -> DwellingFan:
    """Return the rate of the dwelling's fan: as given, else by kind and code."""
    room = build.room
    if room.dwelling_fan is not None:
        return room.dwelling_fan
    if room.quality == "passive":
        return "ashrae_62_2_2013"
    by_code = room.quality == "good" or room.code is not None
    by_code = by_code or (room.vintage is not None and room.vintage >= FAN_CODE_YEAR)
    if by_code and build.kind.has_dwelling_fan:
        return "irc"
    why = f"usual of {build.level.words}"
    if by_code:
        why = f"kind '{room.kind}' stands at or in a house without one"
    build.record("dwelling_fan", "none", why)
    return "none"


def dwelling_fan_m3_per_s(rate: DwellingFan, floor_area_m2: float, bedrooms: int) -> float:
    """Return the air that a dwelling's fan moves.

    Examples
    --------
    >>> house_m2 = 1500 * M2_PER_FT2
    >>> for rate in ("irc", "ashrae_62_2_2013"):
    ...     flow = dwelling_fan_m3_per_s(rate, house_m2, bedrooms=3)
    ...     round(flow / M3_PER_S_PER_CFM, 1)  # cfm
    45.0
    75.0
    """
    by_area_cfm = FAN_CFM_PER_FT2[rate] * floor_area_m2 / M2_PER_FT2
    return (by_area_cfm + FAN_CFM_PER_PERSON * (bedrooms + 1)) * M3_PER_S_PER_CFM
