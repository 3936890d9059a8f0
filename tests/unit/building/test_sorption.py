"""What surfaces hold of moisture, against EnergyPlus' own figures."""

from __future__ import annotations

import pytest

from hpsim.building.model import Mass, Outdoors, Surface
from hpsim.building.sorption import (
    DEEP_PERIOD_S,
    GYPSUM_OF_ENERGYPLUS,
    SURFACE_PERIOD_S,
    SorptionMaterial,
    layers,
    sorption_of,
)

DEPTH = 1e-3  # our saturation pressure is ASHRAE's; EnergyPlus' differs in the fourth digit
FLUX = 1e-3  # EnergyPlus takes the permeability at 19.901 and 19.907 degC
SEA_LEVEL_PA = 101325.0

# EnergyPlus' unit tests of its moisture balance manager
SURFACE_DEPTH_M, DEEP_DEPTH_M = 0.014143, 0.064810  # EMPDAutocalcDepth
FLUX_ZONE = 0.00000019077843350248091  # CheckEMPDCalc, kg/(m2 s)
FLUX_DEEP = 0.00000076900234067835945
VAPOUR_AIR, VAPOUR_SURFACE, VAPOUR_DEEP = 0.0073097913, 0.0070388501, 0.0051334905  # kg/m3
SURFACE_M, DEEP_M = 0.006701, 0.013402
FILM_M_PER_S = 0.0016826898264131584
VAPOUR_J_PER_KG_K = 461.52


def test_depths_are_those_of_energyplus() -> None:
    assert GYPSUM_OF_ENERGYPLUS.depth_m(SURFACE_PERIOD_S) == pytest.approx(
        SURFACE_DEPTH_M, rel=DEPTH
    )
    assert GYPSUM_OF_ENERGYPLUS.depth_m(DEEP_PERIOD_S) == pytest.approx(DEEP_DEPTH_M, rel=DEPTH)


def test_resistances_give_the_fluxes_of_energyplus() -> None:
    """Film and half the layer; half of each layer: per difference of vapour density."""
    concrete = SorptionMaterial(6.554, 1000.0, (0.0661, 1.0, 0.0, 1.0), 0.152)
    kelvin = 19.907 + 273.15
    permeability = concrete.permeability * (kelvin / 297.15) ** 0.81  # ours is at 24 degC
    diffusivity = permeability * VAPOUR_J_PER_KG_K * kelvin  # m2/s
    to_air = 1.0 / FILM_M_PER_S + 0.5 * SURFACE_M / diffusivity
    assert (VAPOUR_AIR - VAPOUR_SURFACE) / to_air == pytest.approx(FLUX_ZONE, rel=FLUX)
    between = 0.5 * (SURFACE_M + DEEP_M) / diffusivity
    assert (VAPOUR_SURFACE - VAPOUR_DEEP) / between == pytest.approx(FLUX_DEEP, rel=FLUX)


def test_layers_end_with_the_board() -> None:
    thin = SorptionMaterial(8.0, 850.0, (0.012, 1.0, 0.0, 1.0), 0.0127)
    held = layers(thin, 10.0, SEA_LEVEL_PA)
    assert held.surface_kg + held.deep_kg == pytest.approx(850.0 * 0.0127 * 10.0 * 0.012)
    assert held.deep_kg_per_s == 0.0


def test_paint_holds_moisture_back() -> None:
    bare = SorptionMaterial(8.0, 850.0, (0.012, 1.0, 0.0, 1.0), 0.0127)
    painted = SorptionMaterial(8.0, 850.0, (0.012, 1.0, 0.0, 1.0), 0.0127, coating_perm=3.5)
    rates = [layers(m, 1.0, SEA_LEVEL_PA).surface_kg_per_s for m in (bare, painted)]
    assert rates[1] < 0.1 * rates[0]
    # the paint alone: 3.5 perm at 0.622 kg/kg per unit of vapour pressure over pressure
    assert 1.0 / rates[1] - 1.0 / rates[0] == pytest.approx(
        1.0 / (3.5 * 5.7214e-11 * SEA_LEVEL_PA / 0.622), rel=1e-9
    )


def test_a_room_counts_walls_ceiling_and_furniture_but_no_floor() -> None:
    wall = Surface("wall", (), 30.0, Outdoors())
    floor = Surface("floor", (), 20.0, Outdoors(), tilt_deg=180.0)
    shelf = Mass("furniture", (), 5.0)
    bare = sorption_of([wall], [])
    assert sorption_of([wall, floor], []) == bare
    assert sorption_of([wall], [shelf]).surface_kg > bare.surface_kg
