"""Shades, heat recovery, wind and the short form of a window, each worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hpsim.building.constants import AIR_J_PER_KG_K
from hpsim.building.infiltration import AirSeries, air_series, leak_series, wind_factor
from hpsim.building.layout_assembly import read_layout
from hpsim.building.model import Aim2Infiltration, Bridge, Shade, Ventilation
from hpsim.building.simple_window import simple_window
from hpsim.building.solar import planes, solar_heat
from hpsim.building.solver_arrays import air_exchange
from hpsim.kernel.types import Climate, PlaneIrradiance
from hpsim.validation.ashrae140 import case_room

HOURS = 2
LET_THROUGH = 0.3


def two_hours(**over: np.ndarray) -> Climate:
    """Return two hours at 0 degC, the sun in the south, 30 degrees high."""
    plain = {
        "outdoor_degc": np.zeros(HOURS + 1),
        "humidity_ratio": np.full(HOURS + 1, 0.003),
        "wind_m_per_s": np.full(HOURS + 1, 4.0),
        "sky_degc": np.full(HOURS + 1, -10.0),
        "pressure_pa": 101325.0,
        "sun_azimuth_deg": np.full(HOURS, 180.0),
        "sun_elevation_deg": np.full(HOURS, 30.0),
    }
    return Climate(**{**plain, **over})  # type: ignore[arg-type]


def transmitted_w(shade: Shade | None) -> np.ndarray:
    """Return what the windows of case 600 let in: an hour of diffuse light, one with the sun."""
    room = case_room("600")
    windows = tuple(replace(window, shade=shade) for window in room.windows)
    room = replace(room, windows=windows)
    none, diffuse = np.zeros(HOURS), np.full(HOURS, 100.0)
    beam, cosine = np.array([0.0, 500.0]), np.full(HOURS, math.cos(math.radians(30.0)))
    plain = dict.fromkeys(PlaneIrradiance._fields, none)
    sky = PlaneIrradiance(**{**plain, "isotropic_w_per_m2": diffuse, "cos_incidence": cosine})
    south = sky._replace(beam_w_per_m2=beam)
    layout = read_layout(room, 101325.0)
    of_plane = {plane: south if plane == (180.0, 90.0) else sky for plane in planes(room)}
    return solar_heat(layout, two_hours(), of_plane).transmitted_w


def test_a_closed_shade_lets_the_same_fraction_of_sun_and_of_diffuse_light_through() -> None:
    bare = transmitted_w(None)
    closed = transmitted_w(Shade("blind", LET_THROUGH, closed=np.ones(HOURS)))
    half = transmitted_w(Shade("blind", LET_THROUGH, closed=np.full(HOURS, 0.5)))
    # 12 m2 of glass, 60.1 % of diffuse light goes through
    assert bare[0] == pytest.approx(12.0 * 100.0 * 0.601, rel=2e-3)
    assert bare[1] > 12.0 * 500.0 * 0.5
    np.testing.assert_allclose(closed, LET_THROUGH * bare, rtol=1e-12)
    np.testing.assert_allclose(half, 0.65 * bare, rtol=1e-12)


def test_a_shade_that_follows_the_sun_closes_above_its_limit_alone() -> None:
    bare = transmitted_w(None)
    shade = Shade("screen", LET_THROUGH, closed_when_sun_above_w_per_m2=300.0)
    # 100 W/m2 of diffuse light leave it open, 600 W/m2 close it
    np.testing.assert_allclose(transmitted_w(shade), bare * [1.0, LET_THROUGH], rtol=1e-12)


def test_heat_recovery_saves_heat_and_latent_recovery_saves_water() -> None:
    """A fan of 20 L/s, both ways, that recovers 75 % of the heat and 60 % of the water."""
    fan = Ventilation("balanced", np.full(HOURS, 0.020), recovery=0.75, latent_recovery=0.60)
    room = replace(case_room("600"), infiltration=(), ventilation=(fan,))
    air = air_series(room, two_hours())
    density = 1.2041 * 293.15 / 273.15 / (1.0 + 1.607858 * 0.003)  # with 3 g/kg of vapor
    kg_per_s, j_per_kg_k = 0.020 * density, 1006.0 + 0.003 * 1860.0
    np.testing.assert_allclose(air.density_kg_per_m3, density, rtol=1e-3)
    np.testing.assert_allclose(air.steady_kg_per_s, 0.40 * kg_per_s, rtol=1e-3)
    np.testing.assert_allclose(air.recovered_kg_per_s, 0.60 * kg_per_s, rtol=1e-3)
    assert air.constant_w_per_k == pytest.approx(0.25 * kg_per_s * j_per_kg_k, rel=1e-3)
    np.testing.assert_allclose(air.varying_w_per_k, 0.0, atol=1e-12)
    assert not air.leaks


def test_air_that_enters_at_a_temperature_of_its_own_brings_its_heat() -> None:
    """100 m3/h counted at 1.2 kg/m3, supplied at 18 degC while it is 4 degC outdoors."""
    fan = Ventilation(
        "balanced",
        np.full(HOURS, 100.0 / 3600.0),
        air_density_kg_per_m3=1.2,
        supply_degc=np.full(HOURS, 18.0),
    )
    room = replace(case_room("600"), infiltration=(), ventilation=(fan,))
    air = air_series(room, two_hours(outdoor_degc=np.full(HOURS + 1, 4.0)))
    w_per_k = 100.0 / 3600.0 * 1.2 * AIR_J_PER_KG_K
    assert air.constant_w_per_k == pytest.approx(w_per_k, rel=1e-9)
    np.testing.assert_allclose(air.supply_heat_w, w_per_k * 14.0, rtol=1e-9)


def fan(kind: str, l_per_s: object, **over: Any) -> Ventilation:
    flow = np.broadcast_to(np.asarray(l_per_s, np.float64) / 1000.0, HOURS)
    return Ventilation(kind, np.array(flow), **over)  # type: ignore[arg-type]


def air_of(*fans: Ventilation) -> AirSeries:
    return air_series(replace(case_room("600"), infiltration=(), ventilation=fans), two_hours())


def test_a_supply_fan_brings_the_air_that_an_exhaust_fan_takes() -> None:
    """30 L/s out and 20 in: 30 come in, of which 10 through leaks."""
    air = air_of(fan("exhaust", 18.0), fan("exhaust", 12.0), fan("supply", 20.0))
    np.testing.assert_allclose(air.unbalanced_m3_per_s, 0.010, rtol=1e-12)
    np.testing.assert_allclose(air.steady_kg_per_s, 0.020 * air.density_kg_per_m3, rtol=1e-12)
    by_fans = air.constant_w_per_k + air.varying_w_per_k
    all_w_per_k = by_fans + air.unbalanced_m3_per_s * air.j_per_m3_k
    np.testing.assert_allclose(all_w_per_k, 0.030 * air.j_per_m3_k, rtol=1e-12)
    assert air.constant_w_per_k == pytest.approx(0.030 * air.j_per_m3_k.min(), rel=1e-12)


def test_fans_are_balanced_in_the_hours_in_which_both_run() -> None:
    air = air_of(fan("exhaust", [20.0, 0.0]), fan("supply", 20.0))
    np.testing.assert_allclose(air.unbalanced_m3_per_s, [0.0, 0.020], atol=1e-15)
    balanced = np.array([0.020, 0.0]) * air.density_kg_per_m3
    np.testing.assert_allclose(air.steady_kg_per_s, balanced, atol=1e-15)


def test_fans_of_one_rule_bring_the_air_of_the_larger() -> None:
    """15 L/s out and 30 in above 24 degC, next to 10 L/s out always: 30 come in, 10 came before.

    While the supply fan is off, 25. A fan of another rule and a window count on their own.
    """
    warm, hot = {"room_above_degc": 24.0}, {"room_above_degc": 26.0}
    air = air_of(
        fan("exhaust", 10.0),
        fan("exhaust", 15.0, **warm),
        fan("supply", [30.0, 0.0], **warm),
        fan("exhaust", 40.0, **hot),
        fan("window", 80.0, **warm),
    )
    expected = np.array([[80.0, 80.0], [20.0, 15.0], [40.0, 40.0]]) * air.j_per_m3_k / 1000.0
    np.testing.assert_allclose(air.switched_w_per_k, expected, rtol=1e-9)
    of_fans = [[0.0, 0.0], [0.020, 0.015], [0.040, 0.040]] * air.density_kg_per_m3
    np.testing.assert_allclose(air.switched_fans_kg_per_s, of_fans, rtol=1e-9)
    np.testing.assert_array_equal(air.switched_above_degc, [24.0, 24.0, 26.0])
    np.testing.assert_allclose(air.unbalanced_m3_per_s, 0.010, rtol=1e-12)


def test_a_fan_by_temperature_moves_more_air_than_its_heat() -> None:
    air = air_of(fan("balanced", 20.0, recovery=0.75, room_above_degc=24.0))
    np.testing.assert_allclose(air.switched_w_per_k[0], 0.005 * air.j_per_m3_k, rtol=1e-9)
    of_fans = air.switched_fans_kg_per_s[0]
    np.testing.assert_allclose(of_fans, 0.020 * air.density_kg_per_m3, rtol=1e-9)


def test_thermal_bridges_to_outdoors_are_heat_without_air() -> None:
    bridges = (Bridge(2.0, None), Bridge(3.0, None), Bridge(7.0, np.full(HOURS, 10.0)))
    plain = replace(case_room("600"), infiltration=(), ventilation=())
    air = air_series(replace(plain, bridges=bridges), two_hours())
    assert air.constant_w_per_k == pytest.approx(5.0)
    np.testing.assert_allclose(air.steady_kg_per_s, 0.0)
    shades = np.zeros(HOURS)
    outdoor = np.zeros(HOURS + 1)
    both = air_exchange(replace(plain, bridges=bridges), air, shades, outdoor, 101325.0, 1)
    np.testing.assert_allclose(both.conductance_w_per_k, 7.0)
    np.testing.assert_allclose(both.heat_w, 70.0)


@pytest.mark.parametrize(
    ("terrain", "exponent", "layer_m"),
    [("country", 0.14, 270.0), ("suburban", 0.22, 370.0), ("urban", 0.33, 460.0)],
)
@pytest.mark.parametrize("height_m", [3.0, 5.0, 8.0])
def test_leaks_meet_the_wind_at_the_dwellings_height(
    height_m: float, terrain: str, exponent: float, layer_m: float
) -> None:
    """From 10 m in open country up to its boundary layer of 270 m, and down again over town."""
    leak = Aim2Infiltration(7.0, 400.0, height_m, 1.0, 0.7, terrain)  # type: ignore[arg-type]
    found = leak_series(leak, np.zeros(1), np.full(1, 4.0))
    local = 0.7 * 4.0 * (270.0 / 10.0) ** 0.14 * (height_m / layer_m) ** exponent
    density = 1.2041 * 293.15 / 273.15
    wind_pa = wind_factor(flue=False) ** (1.0 / 0.65) * 0.5 * density * local**2
    assert found.wind_pa[0] == pytest.approx(wind_pa, rel=1e-4)


@pytest.mark.parametrize(
    ("u_value", "inside", "outside"),
    [
        # LBNL-2804E, eqs. 2 to 4: films of a window in winter, by its U-value [m2K/W]
        (2.0, 1.0 / (0.359073 * 0.693147 + 6.949915), 1.0 / (0.025342 * 2.0 + 29.163853)),
        (5.0, 1.0 / (0.359073 * 1.609438 + 6.949915), 1.0 / (0.025342 * 5.0 + 29.163853)),
        (6.0, 1.0 / (1.788041 * 6.0 - 2.886625), 1.0 / (0.025342 * 6.0 + 29.163853)),
    ],
)
def test_a_windows_glass_has_what_its_u_value_leaves_beyond_the_films(
    u_value: float, inside: float, outside: float
) -> None:
    glass, _, _ = simple_window(u_value, 0.4)
    assert glass == pytest.approx(max(1.0 / u_value - inside - outside, 1e-3), rel=1e-5)


def test_the_short_form_of_a_double_window_by_hand() -> None:
    """U 2.0 W/m2K, SHGC 0.5: steps 1 to 5 with a pocket calculator."""
    glass, transmitted, absorbed = simple_window(2.0, 0.5)
    assert glass == pytest.approx(0.5 - 0.138921 - 0.034230, abs=2e-5)
    # 0.085775 * 0.25 + 0.963954 * 0.5 - 0.084958
    assert transmitted == pytest.approx(0.41846275, abs=1e-9)
    gained = 0.5 - 0.41846275
    inside = 199.8208128 * gained**3 - 90.639733 * gained**2 + 19.737055 * gained + 6.766575
    outside = 1.0 / (5.763355 * gained + 20.541528)
    inward = (outside + 0.5 * glass) / (outside + glass + 1.0 / inside)
    assert absorbed == pytest.approx(gained / inward, rel=1e-6)
