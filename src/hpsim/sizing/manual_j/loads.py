"""Manual J's loads of a dwelling and of each of its rooms, component by component."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.sizing.manual_j.air import infiltration_load, ventilation_load
from hpsim.sizing.manual_j.fenestration import (
    Fenestration,
    skylight_load,
    total,
    window_load,
)
from hpsim.sizing.manual_j.inputs import House, Load, Room
from hpsim.sizing.manual_j.opaque import door_load, horizontal_load, roof_load, wall_load

PERSON_SENSIBLE, PERSON_LATENT = 230.0, 200.0  # Btu/h
Procedure: TypeAlias = Literal["peak", "average"]
"""Of fenestration: the room's own peak hour, or the average and its excursion (AED)."""


@dataclass(frozen=True, slots=True)
class ManualJLoads:
    """Design loads by component [Btu/h]; components of zero are there too."""

    heating: dict[str, float]
    cooling_sensible: dict[str, float]
    cooling_latent: dict[str, float]
    hourly_fenestration: FloatArray
    """(12,) windows and skylights, 08:00 to 19:00."""

    @property
    def heating_btuh(self) -> float:
        """Return the heating load."""
        return sum(self.heating.values())

    @property
    def sensible_btuh(self) -> float:
        """Return the sensible cooling load."""
        return sum(self.cooling_sensible.values())

    @property
    def latent_btuh(self) -> float:
        """Return the latent cooling load; what outdoor air dries is none."""
        return max(sum(self.cooling_latent.values()), 0.0)


def house_loads(house: House, procedure: Procedure = "average") -> ManualJLoads:
    """Return the loads of all rooms of a dwelling together.

    Manual J's block load takes the average of the fenestration and its excursion.
    """
    return _loads(house, house.rooms, procedure, 1.0, 1.0)


def room_loads(house: House, name: str) -> ManualJLoads:
    """Return the loads of one room, at the peak hour of its own fenestration.

    A room with its own unit has no other room to share with. Leakage is shared by exposed wall,
    ventilation by floor area.
    """
    (room,) = (room for room in house.rooms if room.name == name)
    exposed = {one.name: _exposed_ft2(house, one.name) for one in house.rooms}
    floor = sum(one.floor_area_ft2 for one in house.rooms)
    return _loads(
        house,
        (room,),
        "peak",
        exposed[name] / (sum(exposed.values()) or 1.0),
        room.floor_area_ft2 / (floor or 1.0),
    )


def _exposed_ft2(house: House, name: str) -> float:
    walls = sum(wall.exposed_ft2 for wall in house.walls if wall.room == name)
    return walls + sum(wall.exposed_ft2 for wall in house.below if wall.room == name)


def _loads(
    house: House, rooms: tuple[Room, ...], procedure: Procedure, leakage: float, fans: float
) -> ManualJLoads:
    """Add up the elements of some rooms; ``leakage`` and ``fans``: their fraction of the air."""
    names, design = {room.name for room in rooms}, house.design
    windows = total(window_load(w, design) for w in house.windows if w.room in names)
    skylights = total(skylight_load(s, design) for s in house.skylights if s.room in names)
    flat = [h for h in house.horizontals if h.room in names]
    opaque = {
        "doors": _sum(door_load(d, design) for d in house.doors if d.room in names),
        "walls": _sum(wall_load(w, design) for w in house.walls if w.room in names),
        "roofs": _sum(roof_load(r, design) for r in house.roofs if r.room in names),
        "ceilings": _sum(horizontal_load(h, design) for h in flat if h.is_ceiling),
        "floors": _sum(horizontal_load(h, design) for h in flat if not h.is_ceiling),
    }
    soil = {
        floor: _sum(
            Load(part.heating_btuh, part.cooling_btuh)
            for part in house.below
            if part.room in names and part.is_floor == floor
        )
        for floor in (True, False)
    }
    opaque["walls"] = _sum((opaque["walls"], soil[False]))
    opaque["slabs"] = soil[True]
    air = {
        "infiltration": infiltration_load(house.air, design).part(leakage),
        "ventilation": ventilation_load(house.air, design).part(fans),
    }
    people = sum(room.people for room in rooms)
    both = total((windows, skylights))
    peak = procedure == "peak"
    gains = PERSON_SENSIBLE * people + sum(room.appliances_btuh for room in rooms)
    return ManualJLoads(
        heating={
            "windows": windows.heating,
            "skylights": skylights.heating,
            **{name: load.heating for name, load in opaque.items()},
            **{name: load.heating for name, load in air.items()},
        },
        cooling_sensible={
            "windows": _glass(windows, both, peak=peak),
            "skylights": _glass(skylights, both, peak=peak),
            **{name: load.cooling for name, load in opaque.items()},
            **{name: load.cooling for name, load in air.items()},
            "internal_gains": gains,
            "aed_excursion": 0.0 if peak else both.excursion,
        },
        cooling_latent={
            **{name: load.latent for name, load in air.items()},
            "internal_gains": PERSON_LATENT * people + sum(room.latent_btuh for room in rooms),
        },
        hourly_fenestration=both.hourly,
    )


def _glass(part: Fenestration, both: Fenestration, *, peak: bool) -> float:
    """Return a part's load: its average, or what it has in the hour in which all glass peaks."""
    return float(part.hourly[int(both.hourly.argmax())]) if peak else part.average


def _sum(loads: Iterable[Load]) -> Load:
    heating, cooling = 0.0, 0.0
    for load in loads:
        heating, cooling = heating + load.heating, cooling + load.cooling
    return Load(heating, cooling)
