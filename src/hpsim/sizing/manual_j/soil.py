"""Walls and floors against soil.

References
----------
Manual J, 8th edition: table 4A, appendix 12 (A12-4, A12-6, A12-7); ASHRAE Fundamentals 2013,
ch. 18, eq. 40, for basement floors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from hpsim.records import dataclass

STORAGE = 0.85  # what the soil's heat capacity leaves of the steady loss
FILM_IN, FILM_OUT = 0.68, 0.197  # of walls, as the program has them; Manual J rounds to 0.17
CONCRETE_R_PER_IN = 1.0 / 12.5
GRAVEL_R_PER_IN, GRAVEL_TO_IN = 0.65, 12.0  # under a slab, down to a foot
SLAB_FILMS = 0.05 + 0.92 + 0.17  # finish, still air above a floor, moving air outdoors
PATH_RADII_FT = range(8, 14)
BASEMENT_FLOOR_R = 1.47
INSULATED = 0.7
SHALLOW_FT = 2.0
"""Floors less far below grade count as slabs on grade."""


@dataclass(frozen=True, slots=True)
class Insulation:
    """A layer on part of a foundation wall; distances from its top [ft]."""

    r: float
    top_ft: float = 0.0
    bottom_ft: float = math.inf


def below_grade_u(
    height_ft: float,
    depth_ft: float,
    wall_r: float,
    soil_k: float,
    insulation: Sequence[Insulation] = (),
) -> float:
    """Return the U-factor of a foundation wall's part below grade, foot by foot.

    Parameters
    ----------
    height_ft, depth_ft : float
        Of the wall, and how much of it is below grade.
    wall_r : float
        Of the wall itself, without films.
    soil_k : float
        Conductivity [Btu/h ft °F]; heat goes a quarter of a circle through it.
    insulation : sequence of Insulation
        In addition to the wall.
    """
    above_ft, total = height_ft - depth_ft, 0.0
    feet = max(math.ceil(depth_ft), 1)
    bin_ft = depth_ft / feet
    for foot in range(feet):
        mean_ft = (foot + 0.5) * bin_ft
        resistance = wall_r + FILM_IN + math.pi * mean_ft / 2.0 / soil_k
        total += 1.0 / (resistance + _insulation_r(insulation, above_ft + mean_ft))
    return STORAGE * total / feet


def bare_wall_u(
    height_ft: float, depth_ft: float, wall_r: float, insulation: Sequence[Insulation] = ()
) -> float:
    """Return the U-factor of a foundation wall without soil, outside film above grade.

    Parameters
    ----------
    height_ft, depth_ft : float
        Of the wall, and how much of it is below grade.
    wall_r : float
        Of the wall itself, without films.
    insulation : sequence of Insulation
        In addition to the wall.
    """
    feet, total = math.ceil(height_ft), 0.0
    for foot in range(1, feet + 1):
        resistance = wall_r + FILM_IN + _insulation_r(insulation, foot - 0.5)
        if foot <= height_ft - depth_ft:
            resistance += FILM_OUT
        total += 1.0 / resistance
    return total / feet


def _insulation_r(insulation: Sequence[Insulation], from_top_ft: float) -> float:
    return sum(layer.r for layer in insulation if layer.top_ft <= from_top_ft <= layer.bottom_ft)


def slab_f_value(
    soil_k: float,
    *,
    thickness_in: float = 4.0,
    edge_r: float = 0.0,
    edge_depth_ft: float = 0.0,
    under_r: float = 0.0,
    under_width_ft: float = 0.0,
) -> float:
    """Return the heat loss of a slab on grade per length of its edge [Btu/h ft °F].

    Mean over path radii of 8 to 13 ft of the sum over the paths, foot by foot from the edge.

    Parameters
    ----------
    soil_k : float
        Conductivity of the soil [Btu/h ft °F].
    thickness_in : float
        Of the concrete.
    edge_r, edge_depth_ft : float
        Insulation on the edge.
    under_r, under_width_ft : float
        Insulation under the slab, and how far in from the edge; inf: under all of it.
    """
    concrete = CONCRETE_R_PER_IN * thickness_in
    gravel = max(GRAVEL_R_PER_IN * (GRAVEL_TO_IN - thickness_in), 0.0)

    def path_u(radius_ft: int) -> float:
        soil = max(math.pi * radius_ft - 1.0, 0.0) / soil_k
        if radius_ft == 0:
            return 1.0 / (SLAB_FILMS + soil + (edge_r if edge_depth_ft > 0.0 else 0.0))
        insulation = under_r if radius_ft <= under_width_ft else 0.0
        if radius_ft <= edge_depth_ft and under_width_ft != math.inf:
            insulation += edge_r
        return 1.0 / (SLAB_FILMS + soil + concrete + gravel + insulation)

    values = [sum(path_u(radius) for radius in range(reach + 1)) for reach in PATH_RADII_FT]
    return sum(values) / len(values)


def basement_floor_u(
    width_ft: float, depth_ft: float, soil_k: float, *, insulated: bool = False
) -> float:
    """Return the U-factor of a basement floor to outdoor air.

    Parameters
    ----------
    width_ft : float
        Of the basement's narrower side.
    depth_ft : float
        Of the floor below grade.
    soil_k : float
        Conductivity of the soil [Btu/h ft °F].
    insulated : bool
        Below or around it.
    """
    other = soil_k * BASEMENT_FLOOR_R / math.pi
    near, far = depth_ft / 2.0 + other, (width_ft + depth_ft) / 2.0 + other
    u = 2.0 * soil_k / (math.pi * width_ft) * math.log(far / near)
    return STORAGE * u * (INSULATED if insulated else 1.0)
