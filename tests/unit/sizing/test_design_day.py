"""The engine's own design days, against rooms whose load is known by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hpsim.building.constants import AIR_J_PER_KG_K
from hpsim.errors import WeatherError
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity
from hpsim.scenario.model import Scenario
from hpsim.simulate.design_day import (
    DesignDayLoads,
    design_day_loads,
    design_days,
    design_loads,
    design_temperatures,
    disagreement,
)
from hpsim.units.display import translated
from hpsim.weather.cache import prepared
from hpsim.weather.design import design_conditions
from hpsim.weather.model import Weather

VOLUME_M3, ACH, DENSITY = 50.0, 0.6, 1.2
AIR_W_PER_K = VOLUME_M3 * ACH * DENSITY * AIR_J_PER_KG_K / 3600.0
STORED = 1e-6  # what a light room still holds of the season after four weeks
INSULATION = {"resistance": "4 m2K/W"}
SHELL = [
    {"name": "floor", "construction": "shell", "area": "20 m2", "tilt": "180 deg"},
    {"name": "ceiling", "construction": "shell", "area": "20 m2", "tilt": "0 deg"},
    {"name": "south", "construction": "shell", "area": "20 m2", "facing": "south"},
]


def shell(**changes: object) -> Scenario:
    """Return a room that loses heat through its air alone."""
    written = {
        "name": "shell",
        "weather": "us-5A-chicago",
        "constructions": {"shell": [INSULATION]},
        "room": {
            "kind": "detail",
            "floor_area": "20 m2",
            "volume": f"{VOLUME_M3} m3",
            "furniture": "none",
            "surfaces": [{**surface, "boundary": "adiabatic"} for surface in SHELL],
            "infiltration": {"ach": ACH, "air_density": f"{DENSITY} kg/m3"},
        },
        "thermostat": {"heating": "20 degC", "cooling": "25 degC"},
        "candidates": [{"kind": "ideal"}],
    }
    return Scenario.from_written({**written, **changes})


@pytest.fixture(scope="module")
def chicago() -> Weather:
    return prepared("us-5A-chicago", ())[0]


def loads(scenario: Scenario, weather: Weather, **options: bool) -> DesignDayLoads:
    both = {"gains_in_heating": False, "gains_in_cooling": True}
    return design_day_loads(scenario, weather=weather, **{**both, **options})


def test_a_room_of_air_alone_needs_its_air_times_the_difference(chicago):
    found = loads(shell(), chicago)
    cold_degc, hot_degc, _ = design_temperatures(chicago)
    assert found.heating is not None
    assert found.heating.sensible_w == pytest.approx(AIR_W_PER_K * (20.0 - cold_degc), rel=STORED)
    assert found.heating.change < STORED
    assert found.cooling is not None
    # the hour's mean lies a little below the peak of the day
    assert found.cooling.sensible_w == pytest.approx(AIR_W_PER_K * (hot_degc - 25.0), rel=0.02)
    assert found.cooling.hour in (13, 14)


def test_steady_gains_come_off_the_heating_load_and_onto_the_cooling_load(chicago):
    room = shell().room.as_written()
    gains = [{"name": "base", "sensible": "100 W", "radiant": 0.0}]
    lit = shell(room={**room, "gains": gains})
    dark, with_gains = loads(shell(), chicago), loads(lit, chicago, gains_in_heating=True)
    assert dark.heating is not None
    assert with_gains.heating is not None
    assert with_gains.heating.sensible_w == pytest.approx(dark.heating.sensible_w - 100.0)
    assert dark.cooling is not None
    assert with_gains.cooling is not None
    assert with_gains.cooling.sensible_w == pytest.approx(dark.cooling.sensible_w + 100.0, rel=1e-3)
    without = loads(lit, chicago, gains_in_cooling=False)
    assert without.heating is not None
    assert without.cooling is not None
    assert without.heating.sensible_w == pytest.approx(dark.heating.sensible_w)
    assert without.cooling.sensible_w == pytest.approx(dark.cooling.sensible_w)


def test_latent_load_is_that_of_the_outdoor_air(chicago):
    found = loads(shell(), chicago).cooling
    assert found is not None
    _, hot = design_days(chicago)
    pressure = float(chicago.pressure_pa.mean())
    indoor = float(humidity_ratio_from_relative_humidity(25.0, 0.5, pressure))
    kg_per_s = AIR_W_PER_K / AIR_J_PER_KG_K
    moist = float(hot.humidity_ratio[14])
    expected = kg_per_s * (moist - indoor) * VAPORISATION_J_PER_KG
    assert found.latent_w == pytest.approx(expected, rel=0.01)


def test_a_mode_without_a_setpoint_has_no_load(chicago):
    only = shell(thermostat={"heating": "20 degC", "changeover": "heating"})
    found = design_loads(only, weather=chicago)
    assert found.cooling_sensible_w is None
    assert found.cooling_latent_w is None
    assert found.heating_w is not None
    assert found.source == "header"


def test_a_setback_does_not_lower_the_load(chicago):
    steps = {"day": "20 degC", "night": "15 degC", "night_from": "22:00", "night_to": "06:00"}
    found = design_loads(shell(thermostat={"heating": steps}), weather=chicago)
    held = design_loads(shell(), weather=chicago)
    assert found.heating_w == pytest.approx(held.heating_w, rel=STORED)


def test_vacations_in_the_design_month_do_not_count(chicago):
    room = shell().room.as_written()
    lit = {**room, "gains": [{"name": "base", "sensible": "100 W", "radiant": 0.0}]}
    away = {
        "heating": "20 degC",
        "cooling": "25 degC",
        "vacation": [{"from": "07-01", "to": "08-31"}],
    }
    found = design_loads(shell(room=lit, thermostat=away), weather=chicago)
    assert found.cooling_sensible_w == pytest.approx(
        design_loads(shell(room=lit), weather=chicago).cooling_sensible_w, rel=1e-3
    )


def test_the_colder_percentile_needs_more(chicago):
    gains = {"gains_in_heating": False, "gains_in_cooling": True}
    usual, rare = (
        design_day_loads(shell(), weather=chicago, level=level, **gains) for level in ("99", "99.6")
    )
    assert rare.heating.outdoor_degc < usual.heating.outdoor_degc
    assert rare.heating.sensible_w > usual.heating.sensible_w
    assert rare.cooling.sensible_w > usual.cooling.sensible_w


def test_a_design_day_has_the_range_of_the_header_and_one_peak(chicago):
    cold, hot = design_days(chicago)
    used = design_conditions(chicago).used
    assert np.ptp(cold.outdoor_degc) == 0.0
    assert hot.outdoor_degc.max() == used.cooling_1_degc
    assert np.ptp(hot.outdoor_degc) == pytest.approx(used.cooling_daily_range_k)
    assert hot.outdoor_degc.argmin() == 5
    assert (cold.month, hot.month) == (0, 6)


def test_header_and_hours_that_disagree_are_reported(chicago):
    assert disagreement(chicago) == ()
    assert chicago.header_design is not None
    cold = replace(chicago.header_design, heating_99_degc=-25.0)
    (warning,) = disagreement(replace(chicago, header_design=cold))
    assert "−25.0 °C as the 99 % heating temperature" in warning
    assert "-13 °F as the 99 % heating temperature" in translated(warning, "us")
    assert disagreement(replace(chicago, header_design=None)) == ()


def test_a_file_too_short_for_percentiles_is_refused(chicago):
    short = replace(chicago, header_design=None, recorded_degc=chicago.recorded_degc[:500])
    with pytest.raises(WeatherError, match="500 hours are too few for design temperatures"):
        design_conditions(short)
