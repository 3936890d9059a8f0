"""Exact symmetries of the room, whatever its walls, gains and weather."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import hand_made_rooms as made
from hpsim.building.model import RoomModel
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance

FEW = settings(max_examples=5)  # each is one to three years of a room
ROUNDING_K = 1e-6
MIRROR_K = 1e-4  # faces are swept in another order, each to 10 mW
STEADY_K = 1e-3  # the flows' tolerance of 10 mW, and what the warm-up leaves
AZIMUTHS = (0.0, 90.0, 180.0, 270.0)
SIDES = st.lists(st.sampled_from(tuple(made.AZIMUTHS)), unique=True, max_size=2).map(tuple)
DEGC = st.floats(-30.0, 40.0)
WATT_PER_M2 = st.floats(0.0, 800.0)


def sun(room: RoomModel, course: dict[float, float]) -> dict[tuple[float, float], PlaneIrradiance]:
    """Return sun on walls, half of it beam: W/m2 by azimuth, a bell around noon."""
    hour, none = np.arange(made.HOURS) % 24, np.zeros(made.HOURS)
    lit = {}
    for plane in made.planes(room):
        azimuth, tilt = plane
        strength = course.get(round(azimuth) % 360, 0.0) if tilt == 90.0 else 0.0
        bell: FloatArray = strength * np.clip(1.0 - np.abs(hour - 12.0) / 4.0, 0.0, None)
        lit[plane] = PlaneIrradiance(
            0.5 * bell, none, 0.5 * bell, none, none, np.where(bell > 0.0, 0.7, 0.0)
        )
    return lit


def with_sun_from(climate: Climate, azimuth_deg: float) -> Climate:
    hour = np.arange(made.HOURS) % 24
    up = np.where(np.abs(hour - 12.0) < 4.0, 40.0, -10.0)
    return climate._replace(
        sun_azimuth_deg=np.full(made.HOURS, azimuth_deg % 360.0), sun_elevation_deg=up
    )


@FEW
@given(glazed=SIDES, strength=WATT_PER_M2, mean=DEGC, turned=st.sampled_from(AZIMUTHS[1:]))
def test_room_and_sun_turned_together(glazed, strength, mean, turned):
    years = []
    for angle in (0.0, turned):
        room = made.shoebox(glazed=glazed, turned_deg=angle)
        lit = sun(room, {round(180.0 + angle) % 360: strength})
        climate = with_sun_from(made.daily_weather(mean), 180.0 + angle)
        years.append(made.year(room, climate, irradiance=lit, heating_degc=20.0))
    np.testing.assert_allclose(years[1].air_degc, years[0].air_degc, atol=ROUNDING_K)
    np.testing.assert_allclose(
        years[1].ideal_heating_w.sum(), years[0].ideal_heating_w.sum(), rtol=1e-6, atol=1.0
    )


@FEW
@given(east=WATT_PER_M2, south=WATT_PER_M2, mean=DEGC)
def test_a_mirrored_room_under_a_mirrored_sun(east, south, mean):
    years = []
    for side, azimuth in (("east", 90), ("west", 270)):
        room = made.shoebox(glazed=(side, "south"))
        lit = sun(room, {azimuth: east, 180: south})
        climate = with_sun_from(
            made.daily_weather(mean), 180.0 + (45.0 if azimuth > 180 else -45.0)
        )
        years.append(made.year(room, climate, irradiance=lit, cooling_degc=24.0))
    np.testing.assert_allclose(years[1].air_degc, years[0].air_degc, atol=MIRROR_K)


@FEW
@given(outdoor=DEGC, glazed=SIDES, ach=st.floats(0.0, 5.0), wind=st.floats(0.0, 12.0))
def test_without_gains_everything_is_as_warm_as_outdoors(outdoor, glazed, ach, wind):
    answer = made.year(made.shoebox(glazed=glazed, ach=ach), made.steady_weather(outdoor, wind))
    np.testing.assert_allclose(answer.load_pass.out.port_degc, outdoor, atol=STEADY_K)


@FEW
@given(outdoor=st.floats(-20.0, 15.0), glazed=SIDES, heat=st.floats(0.0, 100.0))
def test_steady_weather_gives_a_steady_load_and_gains_replace_heat(outdoor, glazed, heat):
    climate = made.steady_weather(outdoor)
    bare = made.year(made.shoebox(glazed=glazed), climate, heating_degc=21.0)
    warm = made.year(made.shoebox(glazed=glazed, heat=made.gains(heat)), climate, heating_degc=21.0)
    assert np.ptp(bare.ideal_heating_w) < 1e-3 * bare.ideal_heating_w.mean()
    np.testing.assert_allclose(
        warm.ideal_heating_w.mean(), bare.ideal_heating_w.mean() - heat, rtol=1e-4
    )
