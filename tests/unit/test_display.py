"""What people read, in US and in SI units: against NIST SP 811 and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.scenario.load import load_scenario, scenario_of
from hpsim.units.display import US, how_shown, in_units, label_in, quantity_text
from hpsim.units.labels import _SUFFIXES
from hpsim.units.systems import system_of

RTOL = 1e-4  # SP 811 prints seven digits; the products below are rounded by hand


@pytest.mark.parametrize(
    ("name", "si", "us", "unit"),
    [
        ("room_degc", 20.0, 68.0, "°F"),
        ("lowest_degc", -40.0, -40.0, "°F"),
        ("swing_k", 5.0, 9.0, "°F"),  # a difference: no offset
        ("floor_area_m2", 23.226, 250.0, "ft²"),
        ("ceiling_height_m", 2.4384, 8.0, "ft"),
        ("heat_loss_w_per_k", 52.75279, 100.0, "Btu/h·°F"),  # SP 811: 1 Btu/h °F = 0.5275279 W/K
        ("peak_heating_w", 1758.4264, 6000.0, "Btu/h"),
        ("wall_u_value_w_per_m2k", 5.678263, 1.0, "Btu/h·ft²·°F"),
        ("wall_r_value_m2k_per_w", 2.28943, 13.0, "h·ft²·°F/Btu"),
        ("fan_flow_m3_per_s", 0.0094389, 20.0, "cfm"),
        ("wind_m_per_s", 4.4704, 10.0, "mph"),
        ("water_removed_l", 3.785412, 1.0, "gal"),
        ("solar_w_per_m2", 3.154591, 1.0, "Btu/h·ft²"),
        ("fan_w", 30.0, 30.0, "W"),  # electric power is in watts everywhere
        ("compressor_heating_w", 500.0, 500.0, "W"),
        ("electricity_kwh", 900.0, 900.0, "kWh"),
    ],
)
def test_a_value_is_shown_in_us_units(name: str, si: float, us: float, unit: str) -> None:
    assert how_shown(name, "us").unit == unit
    assert in_units(si, name, "us") == pytest.approx(us, rel=RTOL)
    assert in_units(si, name, "si") == si


def test_arrays_are_converted_as_numbers_are() -> None:
    np.testing.assert_allclose(in_units(np.array([0.0, 100.0]), "x_degc", "us"), [32.0, 212.0])


def test_no_metric_unit_is_left_in_us_labels() -> None:
    shown = {how_shown(f"x{suffix}", "us").unit for suffix in _SUFFIXES}
    same_in_both = {"W", "kW", "kWh", "MWh", "Wh", "J", "Pa", "s", "h", "min", "days", "deg"}
    same_in_both |= {"1/kWh", "1/year", "1/day", "1/h", "1/s", "°F", "kBtu/h", "Btu/h", "ppm"}
    converted = {entry.unit for entry in US.values()}
    assert shown - same_in_both - converted - {"J/(m²K)"} == set()


@pytest.mark.parametrize(
    ("value", "name", "us", "si"),
    [
        (-18.3, "design_degc", "−1 °F", "−18 °C"),
        (0.0, "outdoor_degc", "32 °F", "0 °C"),
        (-17.78, "outdoor_degc", "0 °F", "−18 °C"),
        (1729.0, "design_heating_w", "5,900 Btu/h", "1,730 W"),
        (8.0, "standby_w", "8.00 W", "8.00 W"),
        (23.2258, "floor_area_m2", "250 ft²", "23.2 m²"),
        (None, "floor_area_m2", "–", "–"),
    ],
)
def test_texts_are_rounded_as_people_say_them(
    value: float | None, name: str, us: str, si: str
) -> None:
    assert quantity_text(value, name, "us") == us
    assert quantity_text(value, name, "si") == si


def test_labels_follow() -> None:
    assert label_in("outdoor_degc", "us") == "Outdoor [°F]"
    assert label_in("outdoor_degc", "si") == "Outdoor [°C]"
    assert label_in("starts", "us") == "Starts [-]"


@pytest.mark.parametrize(
    ("written", "quantity", "system"),
    [
        ("8 ft 6 in", "length", "us"),
        ("R-13", "resistance", "us"),
        ("RSI 2.3", "resistance", "si"),
        ("1 degF", "temperature_difference", "us"),
        ("0.5 K", "temperature_difference", "si"),
        ("6 kBtu/h", "heat_flow", "us"),
        ("2.6 kW", "heat_flow", None),  # heaters are sold by the kilowatt in both worlds
        ("36 m3/h", "flow", "si"),
        ("3 min", "duration", None),
        (0.3, "fraction", None),
    ],
)
def test_a_written_value_tells_its_system(written: object, quantity: str, system: str) -> None:
    assert system_of(written, quantity) == system  # type: ignore[arg-type]


BEDROOM = {
    "name": "Bedroom",
    "weather": "us-5A-chicago",
    "room": {"kind": "bedroom", "floor_area": "150 ft2"},
    "thermostat": {"heating": "68 degF", "cooling": "24 degC"},
    "candidates": [{"kind": "ideal"}],
}


def test_most_values_of_the_file_decide() -> None:
    assert scenario_of(BEDROOM).units == "us"
    metric = {**BEDROOM, "room": {"kind": "bedroom", "floor_area": "14 m2"}}
    assert scenario_of(metric).units == "si"
    assert scenario_of({**metric, "units": "us"}).units == "us"
    tie = {**BEDROOM, "thermostat": {"cooling": "24 degC"}}
    assert scenario_of(tie).units is None


def test_units_for_readers_change_no_hash() -> None:
    assert scenario_of({**BEDROOM, "units": "si"}).content_hash == scenario_of(BEDROOM).content_hash


def test_shipped_scenarios_are_read_in_the_units_they_are_written_in() -> None:
    assert load_scenario("chicago-addition").units == "us"
