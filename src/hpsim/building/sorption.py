r"""How much moisture the room's surfaces hold, and how fast: effective moisture penetration depth.

Each material has a surface layer that breathes with the day and a deep layer that breathes with
three weeks; both hold water in proportion to relative humidity. Depth, from the vapour
permeability :math:`\delta`, the density :math:`\rho` and the slope of the sorption curve
:math:`du/d\varphi`:

.. math:: d = \sqrt{\frac{\delta\, p_{sat}\, t}{\rho\, (du/d\varphi)\, \pi}}

Air to surface layer: the film, the coating and half the layer; surface to deep layer: half of
each. The room gets one pair of layers: capacities and conductances of its surfaces summed, which
is right where their time constants are alike.

References
----------
EnergyPlus Engineering Reference, "Effective moisture penetration depth model", and its unit tests
(EMPDAutocalcDepth, CheckEMPDCalc, EMPDRcoating). Woods, Winkler and Christensen (2013),
NREL/TP-5500-57441.

Validity: linear sorption around 45 % relative humidity, so 20 to 80 %; isothermal layers at room
temperature; no liquid water. Carpets, clothes, books and people's beds are not counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from hpsim.building.model import Mass, Sorption, Surface
from hpsim.psychrometrics import saturation_pressure_pa
from hpsim.records import dataclass

DAY_S = 86400.0
SURFACE_PERIOD_S = DAY_S  # EnergyPlus: the surface layer follows a day
DEEP_PERIOD_S = 21.0 * DAY_S  # and the deep layer to three weeks
REFERENCE_DEGC = 24.0  # at which depths are found
REFERENCE_SHARE = 0.45
SEA_LEVEL_PA = 101325.0
VAPOUR_PRESSURE_RATIO = 0.622  # humidity ratio over vapour pressure: w = 0.622 p / (P - p)
FILM_KG_PER_M2S = 0.003  # h / c_p at 3 W/m2K: Lewis, ASHRAE Fundamentals 2021, ch. 6
PERM = 5.7214e-11  # kg/(s m2 Pa): 1 grain/(h ft2 inHg)
PAINT_PERM = 3.5
"""Primer and one coat of semi-gloss latex, 7.4 and 6.6 perm in series (ASHRAE Fundamentals, ch. 26,
table of water-vapour permeance; from memory, unverified)."""
FLOOR_TILT_DEG = 135.0  # surfaces that face down lie under the floor's finish


@dataclass(frozen=True, slots=True)
class SorptionMaterial:
    """A material that takes up moisture."""

    diffusion_resistance: float
    """Vapour diffusion resistance factor: permeability of air over its own."""
    density_kg_per_m3: float
    sorption: tuple[float, float, float, float]
    """a, b, c, d of the moisture content u = a φ^b + c φ^d [kg/kg]."""
    thickness_m: float
    """Of the board: deeper layers end there."""
    coating_perm: float | None = None

    @property
    def slope(self) -> float:
        """Return du/dφ at 45 % relative humidity [kg/kg]."""
        a, b, c, d = self.sorption
        phi = REFERENCE_SHARE
        return float(a * b * phi ** (b - 1.0) + c * d * phi ** (d - 1.0))

    @property
    def permeability(self) -> float:
        """Return the vapour permeability [kg/(s m Pa)]: that of air over the resistance factor."""
        kelvin: float = REFERENCE_DEGC + 273.15
        air: float = 2.0e-7 * kelvin**0.81 / SEA_LEVEL_PA  # Schirmer
        return air / self.diffusion_resistance

    def depth_m(self, period_s: float) -> float:
        """Return how deep a swing of that period reaches.

        >>> round(GYPSUM_OF_ENERGYPLUS.depth_m(86400.0), 6)  # EnergyPlus' EMPDAutocalcDepth
        0.014143
        """
        return _depth_m(self, period_s)


@cache  # many times the rest of a room's layers
def _depth_m(material: SorptionMaterial, period_s: float) -> float:
    saturated_pa = float(saturation_pressure_pa(REFERENCE_DEGC))
    store = material.density_kg_per_m3 * material.slope * math.pi
    return math.sqrt(material.permeability * saturated_pa * period_s / store)


GYPSUM_OF_ENERGYPLUS = SorptionMaterial(8.0, 850.0, (0.012, 1.0, 0.0, 1.0), 0.152)
PAINTED_GYPSUM = SorptionMaterial(8.0, 850.0, (0.012, 1.0, 0.0, 1.0), 0.0127, PAINT_PERM)
"""Properties as in EnergyPlus' EMPDAutocalcDepth; a half-inch board, painted."""
WOOD = SorptionMaterial(150.0, 513.0, (0.204, 2.32, 0.43, 72.0), 0.0191)
"""Bare wood as in EnergyPlus' CheckEMPDCalc_Slope, one side of a board of 19 mm."""


def layers(material: SorptionMaterial, area_m2: float, pressure_pa: float) -> Sorption:
    """Return the pair of layers of an area of a material.

    Conductances are per difference of humidity ratio [kg/s per kg/kg].
    """
    surface_m = min(material.depth_m(SURFACE_PERIOD_S), material.thickness_m)
    deep_m = min(material.depth_m(DEEP_PERIOD_S), material.thickness_m - surface_m)
    pa_per_ratio = pressure_pa / VAPOUR_PRESSURE_RATIO
    store = material.density_kg_per_m3 * material.slope * area_m2
    resistance = 1.0 / FILM_KG_PER_M2S
    resistance += 0.5 * surface_m / (material.permeability * pa_per_ratio)
    if material.coating_perm is not None:
        resistance += 1.0 / (material.coating_perm * PERM * pa_per_ratio)
    between = 0.5 * (surface_m + deep_m) / (material.permeability * pa_per_ratio)
    return Sorption(
        surface_kg=store * surface_m,
        surface_kg_per_s=area_m2 / resistance,
        deep_kg=store * deep_m,
        deep_kg_per_s=area_m2 / between if deep_m > 0.0 else 0.0,
    )


def sorption_of(
    surfaces: Sequence[Surface], masses: Sequence[Mass], pressure_pa: float = SEA_LEVEL_PA
) -> Sorption:
    """Return the layers of a room: walls and ceilings painted gypsum, furniture bare wood.

    Floors take up nothing: sealed wood, tiles, or carpet of unknown kind. Partitions, whose name
    says so, are painted gypsum.
    """
    gypsum_m2 = sum(s.area_m2 for s in surfaces if s.tilt_deg < FLOOR_TILT_DEG)
    gypsum_m2 += sum(2 * m.area_m2 for m in masses if "partition" in m.name)
    wood_m2 = sum(2 * m.area_m2 for m in masses if "partition" not in m.name)
    parts = (
        layers(PAINTED_GYPSUM, gypsum_m2, pressure_pa),
        layers(WOOD, wood_m2, pressure_pa),
    )
    return Sorption(
        surface_kg=sum(part.surface_kg for part in parts),
        surface_kg_per_s=sum(part.surface_kg_per_s for part in parts),
        deep_kg=sum(part.deep_kg for part in parts),
        deep_kg_per_s=sum(part.deep_kg_per_s for part in parts),
    )
