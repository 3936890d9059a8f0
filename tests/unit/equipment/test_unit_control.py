"""The unit's own control: profiles, what is given, and who controls a candidate."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pydantic import ValidationError

from hpsim.control.compile import compile_control
from hpsim.control.description import Thermostat
from hpsim.equipment.kinds import read_candidate
from hpsim.equipment.unit_control import ProfileName, UnitControl, profiles
from hpsim.kernel.types import NEVER_DEGC, Control
from hpsim.scenario.control import control_by, control_of

NAMES = ("generic", "mitsubishi", "midea", "panasonic", "daikin")
UNIT = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 20, "hspf2": 10}


def control(**written: Any) -> UnitControl:
    return UnitControl.from_written(written)


def unit(**written: Any) -> Any:
    return read_candidate(UNIT | written)


def wall(**written: Any) -> Thermostat:
    return Thermostat.from_written({"heating": "20 degC", "cooling": "25 degC"} | written)


# ---- profiles


@pytest.mark.parametrize("name", NAMES)
def test_every_profile_is_whole_and_names_its_sources(name: ProfileName) -> None:
    settings = UnitControl(profile=name).settings()
    assert set(settings) <= set(Control._fields)
    assert all(isinstance(value, float) for value in settings.values())
    for block in profiles()[name].values():
        if isinstance(block, dict):
            assert block["from"]


@pytest.mark.parametrize(
    ("name", "heating", "cooling"),
    [  # stop and restart past the setpoint, hold
        ("generic", (1.5, 0.0, 180.0), (1.5, 0.0, 180.0)),
        ("mitsubishi", (0.0, -0.3, 0.0), (0.5, -0.5, 0.0)),
        ("midea", (1.0, -0.5, 0.0), (2.0, 1.0, 3600.0)),
        ("panasonic", (2.0, 2.0, 180.0), (1.5, 1.5, 180.0)),
        ("daikin", (2.0, 0.5, 0.0), (2.0, 0.5, 0.0)),
    ],
)
def test_offsets_reach_the_kernel_past_the_setpoint(
    name: ProfileName, heating: tuple[float, ...], cooling: tuple[float, ...]
) -> None:
    settings = UnitControl(profile=name).settings()
    keys = ("stop_k", "restart_k", "hold_s")
    assert tuple(settings[f"heating_{key}"] for key in keys) == heating
    assert tuple(settings[f"cooling_{key}"] for key in keys) == cooling


def test_a_shift_of_the_setpoint_and_a_sensor_that_reads_high_cancel() -> None:
    """Sensor = air + bias, setpoint + shift: of the air 0 + 2 - 2, and -2 without a shift."""
    assert control().settings()["heating_shift_k"] == 0.0
    assert control(profile="panasonic").settings()["heating_shift_k"] == -2.0
    own = control(sensor_reads_high="1 K", setpoint_shift="3 K")
    assert own.settings()["heating_shift_k"] == 2.0


def test_what_a_profile_lacks_comes_from_generic() -> None:
    settings = control(profile="panasonic").settings()
    assert settings["minimum_on_s"] == 180.0
    assert settings["change_band_k"] == 2.5
    assert settings["change_wait_s"] == 1800.0  # its own
    assert settings["cooling_rest_s"] == 180.0


def test_every_number_can_be_given() -> None:
    settings = control(
        profile="midea",
        cooling={"stop": "-1 K", "restart": "0.5 K", "hold": "10 min", "restart_wait": "4 min"},
        heating={"full_at": "-3 K", "lowest_at": "0.5 K", "at_once": "4 K"},
        minimum_on="5 min",
        oil_return={"after": "1 h"},
        auto_change={"band": "3 K", "wait": "15 min"},
        lowest_speed_after="20 min",
        fan_after_stop={
            "cooling": "set",
            "heating": {"until_coil": "30 degC"},
            "dry": {"overrun": "1 min", "sample": {"run": "30 s", "every": "4 min"}},
        },
    ).settings()
    expected = {
        "cooling_stop_k": 1.0,
        "cooling_restart_k": -0.5,
        "cooling_hold_s": 600.0,
        "cooling_rest_s": 240.0,
        "heating_full_at_k": 3.0,
        "heating_lowest_at_k": 0.5,
        "heating_at_once_k": 4.0,
        "minimum_on_s": 300.0,
        "oil_after_s": 3600.0,
        "oil_speed": 0.70,
        "oil_below_speed": 0.55,
        "change_band_k": 3.0,
        "change_wait_s": 900.0,
        "lowest_after_s": 1200.0,
        "fan_cooling_set": 1.0,
        "fan_heating_coil_degc": 30.0,
        "fan_dry_run_s": 60.0,
        "fan_dry_sample_s": 30.0,
        "fan_dry_every_s": 240.0,
    }
    assert {key: settings[key] for key in expected} == expected
    assert "oil_after_s" not in control(profile="midea").settings()  # none unless asked for


def test_the_fan_by_default_is_low_in_cooling_and_samples_in_heating() -> None:
    settings = control().settings()
    assert settings["fan_cooling_run_s"] >= 1e9
    assert settings["fan_cooling_set"] == 0.0
    heating = tuple(settings[f"fan_heating_{key}_s"] for key in ("run", "sample", "every"))
    assert heating == (60.0, 60.0, 300.0)
    assert settings["fan_heating_coil_degc"] == NEVER_DEGC
    # the low step of a fixed-speed wall unit is 13 dB(A) quieter: 10 ** (-13 / 50)
    assert control().settings(variable_speed=False)["fan_low_share"] == pytest.approx(
        10.0 ** (-13.0 / 50.0), abs=0.002
    )


def test_the_word_off_may_be_false() -> None:
    for written in ("off", False):
        assert control(fan_after_stop={"cooling": written}).settings()["fan_cooling_run_s"] == 0.0


def test_what_is_written_reads_back() -> None:
    own = control(profile="daikin", cooling={"stop": "-1.5 K"}, fan_after_stop={"dry": "low"})
    assert UnitControl.from_written(own.as_written()) == own
    assert unit(control="midea").as_written()["control"] == "midea"


# ---- who controls


def test_the_order_of_who_controls() -> None:
    """Its own control, else a differential of the thermostat, else generic if ductless."""
    plain, differential = wall(), wall(differential="1 K")
    assert control_by(plain, unit()) == UnitControl()
    assert control_by(differential, unit()) is None
    given = control_by(differential, unit(control="midea"))
    assert given is not None
    assert given.profile == "midea"
    assert control_by(plain, unit(form="ducted")) is None
    window = {"kind": "single_stage", "form": "window", "size": "8 kBtu/h", "ceer": 11}
    assert control_by(plain, read_candidate(window)) is None
    assert control_of(plain, unit(control="thermostat")) == compile_control(plain)
    assert control_of(plain, unit(form="ducted")) == compile_control(plain)


@pytest.mark.parametrize(
    ("thermostat", "own", "least_s"),
    [
        ({}, {}, 180.0),  # the profile's
        ({"minimum_on": "4 min"}, {}, 240.0),  # the thermostat's goes before it
        ({"minimum_on": "4 min"}, {"minimum_on": "6 min"}, 360.0),  # the unit's own before both
    ],
)
def test_given_timers_go_before_a_profile_s(
    thermostat: dict[str, str], own: dict[str, str], least_s: float
) -> None:
    found = control_of(wall(**thermostat), unit(control={"profile": "generic", **own}))
    assert found.minimum_on_s == least_s


def test_the_unit_s_own_keys_for_fan_and_start_go_before_its_control() -> None:
    found = control_of(wall(), unit(fan="auto", start_boost={"speed": 0.7, "for": "2 min"}))
    assert (found.is_own, found.fan_by_control) == (1.0, 0.0)
    assert (found.boost_speed, found.boost_s) == (0.7, 120.0)
    found = control_of(wall(), unit())
    assert (found.fan_by_control, found.boost_speed, found.boost_s) == (1.0, 0.5, 900.0)
    assert math.isinf(found.integral_time_s)


def test_a_wall_thermostat_s_unit_may_have_a_fan_of_its_own() -> None:
    own = {"profile": "thermostat", "fan_after_stop": {"cooling": "low"}}
    found = control_of(wall(), unit(control=own))
    assert (found.is_own, found.fan_by_control) == (0.0, 1.0)
    assert found.fan_cooling_run_s >= 1e9
    assert found.fan_heating_run_s == 0.0


def test_an_offset_of_the_thermostat_s_sensor_stands_for_the_unit_s_own() -> None:
    found = control_of(wall(sensor={"offset": "1 K"}), unit(control={"setpoint_shift": "0 K"}))
    assert (found.sensor_offset_k, found.heating_shift_k) == (1.0, 0.0)


def test_dry_mode_goes_as_far_as_is_given_or_as_the_profile_does() -> None:
    for humidity, name, overcool_k in (
        ({"above": "60 %"}, "generic", 1.5),
        ({"above": "60 %"}, "panasonic", 2.0),
        ({"above": "60 %", "overcool": "1 K"}, "panasonic", 1.0),
    ):
        assert control_of(wall(humidity=humidity), unit(control=name)).dry_overcool_k == overcool_k
    assert compile_control(wall(humidity={"above": "60 %"})).dry_overcool_k == 1.5


# ---- bad input


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"cooling": {"restart": "-2 K"}}, "cooling starts again at -2 K, beyond its stop at -1.5"),
        ({"heating": {"restart": "2 K"}}, "heating starts again at 2 K, beyond its stop at 1.5 K"),
        ({"profile": "midea", "cooling": {"stop": "-0.5 K"}}, "again at -1 K, beyond its stop"),
        ({"cooling": {"restart": "-1.5 K"}}, "cooling starts again where it stops, at -1.5 K"),
        ({"heating": {"at_once": "1 K"}}, "heating stops at once at 1 K, before its stop"),
        ({"heating": {"full_at": "2 K"}}, "full speed at 2 K and the lowest at 1.5 K"),
        ({"cooling": {"hold": "25 h"}}, "less than or equal to 86400"),
        (
            {"fan_after_stop": {"cooling": {"sample": {"run": "60 s", "every": "30 s"}}}},
            "a sample of 60 s every 30 s never ends",
        ),
        ({"fan_after_stop": {"cooling": {"until_coil": "16 degC"}}}, "a coil cools after heating"),
        ({"profile": "thermostat", "minimum_on": "3 min"}, "minimum_on with profile: thermostat"),
    ],
)
def test_bad_numbers_are_refused(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        control(**written)


@pytest.mark.parametrize("key", [{"fan": "continuous"}, {"fan_overrun": "60 s"}])
def test_a_fan_is_given_once(key: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=r"and control\.fan_after_stop are both given"):
        unit(control={"fan_after_stop": {"cooling": "low"}}, **key)


def test_a_restart_may_be_the_stop_with_a_wait() -> None:
    own = control(cooling={"restart": "-1.5 K", "restart_wait": "3 min"})
    assert own.settings()["cooling_rest_s"] == 180.0
