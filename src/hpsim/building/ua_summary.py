"""What a resolved room adds up to, with nominal films: U-values and conductances for tables.

The physics has its own films, hour by hour; these are the handbook's, so that a figure can be
checked by hand.
"""

from __future__ import annotations

from hpsim.building.assemblies import film_m2k_per_w
from hpsim.building.ground import edge_to_outdoors_w_per_m_k, ground_coupling, resistance_of
from hpsim.building.model import (
    Adiabatic,
    Boundary,
    BufferSpace,
    Ground,
    Neighbour,
    Outdoors,
    RoomModel,
    Surface,
)

ROOF_DEG = 60.0  # flatter than this is a roof
FLOOR_DEG = 120.0
AIR_J_PER_M3K = 1.204 * 1006.0  # at 20 degC and sea level


def u_w_per_m2k(surface: Surface) -> float | None:
    """Return a surface's U with the films of ASHRAE Fundamentals; None where it has no meaning.

    Nothing crosses an adiabatic surface, and soil adds more than its layers.
    """
    if isinstance(surface.boundary, (Adiabatic, Ground)):
        return None
    inside = film_m2k_per_w(_inside_film(surface.tilt_deg))
    outside = inside
    if isinstance(surface.boundary, Outdoors):
        still = not surface.boundary.wind or surface.tilt_deg > FLOOR_DEG
        outside = inside if still else film_m2k_per_w("outside")
    return 1 / (resistance_of(surface.layers) + inside + outside)


def soil_u_w_per_m2k(surface: Surface, room: RoomModel) -> float | None:
    """Return U from the room to the soil's yearly mean by ISO 13370, without a slab's edge."""
    if not isinstance(surface.boundary, Ground):
        return None
    return ground_coupling(surface, surface.boundary, room).u_value_w_per_m2k


def edge_w_per_k(surface: Surface) -> float:
    """Return what a slab's edge lets through to outdoor air besides [W/K]."""
    boundary = surface.boundary
    if not isinstance(boundary, Ground):
        return 0.0
    return edge_to_outdoors_w_per_m_k(boundary) * boundary.exposed_perimeter_m


def ua_w_per_k(surface: Surface) -> float | None:
    """Return a surface's net area times its U, None where it has no U."""
    u_value = u_w_per_m2k(surface)
    return None if u_value is None else u_value * surface.area_m2


def boundary_words(boundary: Boundary) -> str:
    """Return what is on the other side, in words."""
    if isinstance(boundary, Outdoors):
        without = [
            word for word, has in (("sun", boundary.sun), ("wind", boundary.wind)) if not has
        ]
        return f"outdoors, no {' or '.join(without)}" if without else "outdoors"
    if isinstance(boundary, Neighbour):
        return f"neighbour at {boundary.temperature_degc.mean():.3g} degC"
    if isinstance(boundary, BufferSpace):
        return boundary.name
    if isinstance(boundary, Ground):
        return "ground"
    return "home"


def air_capacitance_j_per_k(volume_m3: float, multiplier: float) -> float:
    """Return the fast heat capacity that the multiplier gives the room's air."""
    return multiplier * AIR_J_PER_M3K * volume_m3


def _inside_film(tilt_deg: float) -> str:
    if tilt_deg > FLOOR_DEG:
        return "inside_heat_down"
    if tilt_deg >= ROOF_DEG:
        return "inside_wall"
    return "inside_heat_up" if tilt_deg < 1.0 else "inside_slope"
