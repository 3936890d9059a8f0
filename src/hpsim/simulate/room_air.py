"""The air of a room on hot days, in which a machine's cooling output counts."""

from __future__ import annotations

from hpsim.equipment.output import Surroundings, dry_ratio
from hpsim.results import Results

NEAR_DESIGN_K = 2.0  # hours whose air and faults stand for the design day's


def hot_room_ratio(results: Results, around: Surroundings, design_degc: float) -> float | None:
    """Return the humidity ratio of the room's air for which a cooling output counts [kg/kg].

    That of the year's hours near the design temperature; None where it is above 50 % relative
    humidity, which counts then.
    """
    year = results.room
    hot = year.outdoor_degc >= min(design_degc, year.outdoor_degc.max()) - NEAR_DESIGN_K
    return dry_ratio(results.hourly.humidity_ratio, hot & (year.ideal_cooling_w > 0.0), around)
