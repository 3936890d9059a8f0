"""Factors of a fit do to a room's numbers what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hand_made_rooms import fixed_films, gains, shoebox, steady_weather, year
from hpsim.building.constants import AIR_J_PER_KG_K
from hpsim.building.description.openings import RatedGlazing
from hpsim.building.factors import RoomFactors, with_factors
from hpsim.building.model import Home, Layer, Mass, Neighbour


def test_factors_of_one_leave_the_room_as_it_is() -> None:
    model = shoebox()
    assert with_factors(model, RoomFactors()) is model


def test_a_steady_loss_is_that_of_better_layers_and_fewer_leaks() -> None:
    model = fixed_films(shoebox(glazed=(), ach=0.5), 8.0, 20.0)
    changed = with_factors(model, RoomFactors(conduction=0.8, leaks=1.5))
    weather = steady_weather()
    area = sum(surface.area_m2 for surface in model.surfaces)
    resistance = sum(layer.resistance_m2k_per_w for layer in model.surfaces[0].layers)
    by_hand = area / (1.0 / 8.0 + 1.0 / 20.0 + resistance / 0.8)
    by_hand += 1.5 * 0.5 * model.volume_m3 / 3600.0 * 1.2 * AIR_J_PER_KG_K
    found = year(changed, weather, heating_degc=20.0).heat_loss_w_per_k
    assert found == pytest.approx(by_hand, rel=1e-6)


def test_capacities_follow_where_the_heat_stays_inside() -> None:
    layers = (Layer(0.1, 5e4),)
    walls = shoebox().surfaces
    model = replace(
        shoebox(),
        surfaces=(
            replace(walls[0], layers=layers),
            replace(walls[1], layers=layers, boundary=Home()),
            replace(walls[2], layers=layers, boundary=Neighbour(np.full(8760, 18.0))),
        ),
        masses=(Mass("desk", layers, 10.0),),
    )
    changed = with_factors(
        model, RoomFactors(conduction=2.0, inner_mass=0.5, fast_capacity=1.4, neighbours_k=1.5)
    )
    outside, home, neighbour = changed.surfaces
    assert outside.layers == (Layer(0.05, 5e4),)
    assert home.layers == (Layer(0.1, 2.5e4),)
    assert neighbour.layers == (Layer(0.05, 2.5e4),)
    assert isinstance(neighbour.boundary, Neighbour)
    assert neighbour.boundary.temperature_degc[0] == 19.5
    assert changed.masses[0].layers == (Layer(0.1, 2.5e4),)
    assert changed.air_capacity_multiplier == pytest.approx(1.4 * model.air_capacity_multiplier)


def test_gains_and_rated_glass_follow_and_panes_stay() -> None:
    model = replace(shoebox(), gains=gains(100.0, 50.0))
    rated = replace(model.windows[0], glazing=RatedGlazing(u_value_w_per_m2k=2.0, shgc=0.4))
    poor = replace(model.windows[0], glazing=RatedGlazing(u_value_w_per_m2k=5.5, shgc=0.8))
    model = replace(model, windows=(model.windows[0], rated, poor))
    changed = with_factors(model, RoomFactors(conduction=1.3, sun=0.7, own_gains=0.5))
    assert changed.windows[0].glazing == model.windows[0].glazing
    assert [w.glazing.u_value_w_per_m2k for w in changed.windows[1:]] == [2.6, 6.0]
    assert [window.solar_factor for window in changed.windows] == [0.7, 0.7, 0.7]
    assert changed.gains.convective_w[0] == 50.0
    assert changed.gains.radiant_w[0] == 25.0
