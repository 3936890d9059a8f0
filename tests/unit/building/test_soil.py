"""The soil's surface: energy, the air it follows without sun, and grass beside FAO-56."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsim.building import soil
from hpsim.building.films import wind_ratio
from hpsim.building.model import RoomModel
from hpsim.building.soil import WIND_HEIGHT_M, Cover, SoilSurface, film, soil_surface
from hpsim.errors import SimulationError
from hpsim.kernel.types import Climate, FloatArray
from hpsim.psychrometrics import saturation_pressure_pa, vapour_pressure_pa
from hpsim.scenario.load import load_scenario
from hpsim.scenario.room import room_inputs
from hpsim.simulate.response import RoomCache, resolved_room
from hpsim.weather.cache import prepared
from hpsim.weather.catalog import shipped_weather

PLACES = ("us-5A-chicago", "us-2A-tampa", "us-5B-denver")
# FAO-56 takes its slope at the air's temperature, ours is the surface's own; its wind law is the
# logarithmic profile over grass, ours DOE-2
REFERENCE_ET = 0.15


def surface_at(place: str, cover: Cover) -> tuple[Climate, FloatArray, SoilSurface]:
    weather, climate, _ = prepared(place, ())
    sun = weather.global_horizontal_w_per_m2
    return climate, sun, soil_surface(climate, sun, 0.77, cover, "country")


def hourly(instants: FloatArray) -> FloatArray:
    return np.asarray(0.5 * (instants[1:] + instants[:-1]))


def steady(outdoor_degc: float, sky_degc: float) -> Climate:
    whole = np.ones(8761)
    return Climate(
        outdoor_degc * whole, 0.002 * whole, 3.0 * whole, sky_degc * whole, 101325.0, whole, whole
    )


def test_where_sky_and_air_are_alike_and_no_sun_shines_soil_is_like_them():
    found = soil_surface(steady(10.0, 10.0), np.zeros(8760), 0.8, "dry", "country")
    assert found.degc == pytest.approx(10.0, abs=1e-6)


def test_a_cold_sky_cools_and_sun_warms_by_their_heat_over_the_film():
    dark = soil_surface(steady(10.0, -10.0), np.zeros(8760), 0.8, "dry", "country")
    lit = soil_surface(steady(10.0, -10.0), np.full(8760, 200.0), 0.8, "dry", "country")
    t = dark.degc[0]
    lost = 0.9 * 5.670374e-8 * ((t + 273.15) ** 4 - 263.15**4)
    assert 2.0 < lost / (10.0 - t) < 25.0
    assert t < 10.0 < lit.degc[0]


def test_a_level_surface_is_windward():
    wind = np.array([4.0])
    blown = film(np.array([0.0]), wind)
    assert blown == pytest.approx(0.1 + 1.67 * (np.hypot(0.1, 3.26 * 4.0**0.89) - 0.1))


def test_soil_that_finds_no_balance_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(soil, "MAX_ROUNDS", 2)
    with pytest.raises(SimulationError, match="ground_temperature"):
        surface_at(PLACES[0], "grass")


@settings(max_examples=15)
@given(
    wind=st.floats(0.0, 3.0),
    absorptance=st.floats(0.0, 1.0),
    warmer=st.floats(-40.0, 20.0),
    cover=st.sampled_from(["grass", "dry"]),
    terrain=st.sampled_from(["open", "urban"]),
)
def test_in_any_weather_the_hours_are_solved(
    wind: float, absorptance: float, warmer: float, cover: Cover, terrain: str
):
    weather, climate, _ = prepared(PLACES[1], ())
    changed = climate._replace(
        wind_m_per_s=climate.wind_m_per_s * wind,
        outdoor_degc=climate.outdoor_degc + warmer,
        sky_degc=climate.sky_degc + warmer,
    )
    sun = weather.global_horizontal_w_per_m2
    found = soil_surface(changed, sun, absorptance, cover, terrain)
    speed = hourly(changed.wind_m_per_s) * wind_ratio(WIND_HEIGHT_M, terrain)
    assert np.abs(unbalanced(changed, absorptance * sun, speed, cover, found)).max() < 1.0


def test_over_the_year_soil_takes_up_nothing():
    _, _, found = surface_at(PLACES[0], "dry")
    assert abs(found.into_soil_w_per_m2.mean()) < 1e-9
    assert np.ptp(found.into_soil_w_per_m2) > 50.0


@pytest.mark.parametrize("place", [shipped.id for shipped in shipped_weather()])
def test_everywhere_the_hours_are_solved_and_grass_is_cooler_than_dry_soil(place: str):
    _, _, dry = surface_at(place, "dry")
    climate, sun, grass = surface_at(place, "grass")
    assert grass.degc.mean() < dry.degc.mean()
    wind = hourly(climate.wind_m_per_s) * wind_ratio(WIND_HEIGHT_M, "country")
    left = unbalanced(climate, 0.77 * sun, wind, "grass", grass)
    assert left.mean() == pytest.approx(0.0, abs=0.1)
    assert np.abs(left).max() < 1.0  # W/m2, in the hour that moved most in the last round


@pytest.mark.parametrize("place", PLACES)
def test_grass_evaporates_what_fao_56_says(place: str):
    """ASCE-EWRI (2005), eq. 1 with 37, 0.24 by day and 0.96 by night, hour by hour."""
    climate, sun, found = surface_at(place, "grass")
    air, wet = hourly(climate.outdoor_degc), hourly(climate.humidity_ratio)
    net = 0.77 * sun - 0.95 * 5.670374e-8 * (
        (air + 273.15) ** 4 - (hourly(climate.sky_degc) + 273.15) ** 4
    )
    net *= 3600e-6
    is_day = net > 0.0
    soil = np.where(is_day, 0.1, 0.5) * net
    wind = hourly(climate.wind_m_per_s) * 4.87 / np.log(67.8 * 10.0 - 5.42)
    slope = 4098.0 * 0.6108 * np.exp(17.27 * air / (air + 237.3)) / (air + 237.3) ** 2
    gamma = 0.665e-6 * climate.pressure_pa
    deficit = (saturation_pressure_pa(air) - vapour_pressure_pa(wet, climate.pressure_pa)) / 1e3
    reference_mm = 0.408 * slope * (net - soil)
    reference_mm += gamma * 37.0 / (air + 273.0) * wind * deficit
    reference_mm /= slope + gamma * (1.0 + np.where(is_day, 0.24, 0.96) * wind)
    ours_mm = found.evaporation_w_per_m2.sum() * 3600.0 / 2.45e6
    assert ours_mm == pytest.approx(np.maximum(reference_mm, 0.0).sum(), rel=REFERENCE_ET)


def unbalanced(
    climate: Climate, sun_w_per_m2: FloatArray, wind: FloatArray, cover: Cover, found: SoilSurface
) -> FloatArray:
    """Return what the surface gains less what the soil takes up [W/m2]."""
    air, sky = hourly(climate.outdoor_degc), hourly(climate.sky_degc)
    gained = sun_w_per_m2 - found.evaporation_w_per_m2
    gained += film(found.degc - air, wind) * (air - found.degc)
    wave = (sky + 273.15) ** 4 - (found.degc + 273.15) ** 4
    gained += (0.95 if cover == "grass" else 0.90) * 5.670374e-8 * wave
    return np.asarray(gained - found.into_soil_w_per_m2)


def room_of(**site: str) -> RoomModel:
    sets = [f"site.{key}={value}" for key, value in site.items()]
    scenario = load_scenario("chicago-addition", sets)
    weather, _, _ = prepared(scenario.weather, ())
    return resolved_room(room_inputs(scenario), weather, RoomCache()).model


def test_a_room_on_soil_meets_its_surface_unless_another_is_said():
    grass, dry = room_of(), room_of(ground_cover="dry")
    assert dry.soil_surface_degc.mean() - grass.soil_surface_degc.mean() > 3.0
    said = room_of(ground_cover="dry", ground_temperature="8 degC")
    assert np.unique(said.soil_surface_degc) == [8.0]
