"""Setpoints of people who come and go, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from hpsim.caching import content_hash
from hpsim.control.compile import (
    NO_COOLING_DEGC,
    NO_HEATING_DEGC,
    compile_control,
    constant_twin,
    setpoint_rules,
    setpoint_series,
)
from hpsim.control.description import Thermostat
from hpsim.control.presence import away_steps
from hpsim.description.schedules import Calendar

STEP_S = 1800.0
MONDAY = Calendar(first_weekday=0)


def thermostat(**keys: object) -> Thermostat:
    return Thermostat.model_validate({"heating": "20 degC", "cooling": "26 degC"} | keys)


AWAY = {"leave": "08:00", "return": "17:30", "heating": "16 degC", "cooling": "29 degC"}


def test_set_points_relax_while_nobody_is_at_home() -> None:
    series = setpoint_series(setpoint_rules(thermostat(away=AWAY)), MONDAY, STEP_S)
    monday = series.heating_degc[:48]
    assert (monday[16:35] == 16.0).all()  # 08:00 to 17:30
    assert (np.delete(monday, np.s_[16:35]) == 20.0).all()
    assert (series.cooling_degc[16:35] == 29.0).all()
    saturday = series.heating_degc[5 * 48 : 6 * 48]
    assert (saturday == 20.0).all()


def test_ends_of_steps_change_with_the_means() -> None:
    """The ideal-load pass reads the value at each step's end, just before a change."""
    series = setpoint_series(setpoint_rules(thermostat(away=AWAY)), MONDAY, STEP_S)
    np.testing.assert_array_equal(series.heating_end_degc[1:], series.heating_degc)
    assert series.heating_end_degc[0] == series.heating_end_degc[-1]


def test_days_vary_within_the_spread_and_repeat_with_the_seed() -> None:
    away = thermostat(away={**AWAY, "spread": "1 h", "seed": 3}).away
    assert away is not None
    steps = away_steps(away, MONDAY, STEP_S).reshape(365, 48)
    hours = steps[[d for d in range(365) if d % 7 < 5]].sum(axis=1) / 2
    assert 7.5 <= hours.min() < 9.0
    assert 10.0 < hours.max() <= 11.5
    assert hours.mean() == pytest.approx(9.5, abs=0.15)
    again = away_steps(away, MONDAY, STEP_S).reshape(365, 48)
    np.testing.assert_array_equal(steps, again)
    other = away_steps(away.model_copy(update={"seed": 4}), MONDAY, STEP_S)
    assert (other != again.ravel()).any()


def test_notice_of_return_ends_the_setback_early() -> None:
    plain = thermostat(away=AWAY).away
    assert plain is not None
    early = plain.model_copy(update={"return_notice_s": 5400.0})
    days = [away_steps(a, MONDAY, STEP_S)[:48].sum() / 2 for a in (plain, early)]
    assert days == [9.5, 8.0]


def test_vacation_over_new_year() -> None:
    days = [{"from": "12-24", "to": "01-02", "heating": "12 degC"}]
    series = setpoint_series(setpoint_rules(thermostat(vacation=days)), MONDAY, STEP_S)
    cold = (series.heating_degc == 12.0).reshape(365, 48).all(axis=1)
    assert cold[:2].all()
    assert cold[357:].all()
    assert cold.sum() == 10
    assert (series.cooling_degc == 26.0).all()


def test_recovery_rises_slowly_before_its_time() -> None:
    """Two hours in four steps from 16 to 20 degC: means 16.5, 17.5, 18.5, 19.5."""
    night = {"day": "20 degC", "night": "16 degC", "night_from": "22:00", "night_to": "06:00"}
    series = setpoint_series(
        setpoint_rules(thermostat(heating=night, recovery={"ramp": "2 h"})), MONDAY, STEP_S
    )
    np.testing.assert_allclose(series.heating_degc[7:13], [16.0, 16.5, 17.5, 18.5, 19.5, 20.0])
    np.testing.assert_allclose(series.heating_end_degc[9:13], [17.0, 18.0, 19.0, 20.0])


def test_cooling_recovers_downwards() -> None:
    series = setpoint_series(
        setpoint_rules(thermostat(away=AWAY, recovery={"ramp": "1 h"})), MONDAY, STEP_S
    )
    np.testing.assert_allclose(series.cooling_degc[32:36], [29.0, 28.25, 26.75, 26.0])


def test_seasons_lock_out_by_date() -> None:
    season = {"heating": {"from": "10-01", "to": "04-30"}}
    series = setpoint_series(setpoint_rules(thermostat(season=season)), MONDAY, STEP_S)
    days = (series.heating_degc > NO_HEATING_DEGC).reshape(365, 48).all(axis=1)
    assert days.sum() == 31 + 28 + 31 + 30 + 31 + 30 + 31
    assert not days[150]
    assert (series.cooling_degc == 26.0).all()


def test_seasons_lock_out_by_weather() -> None:
    """Outdoors a step from 5 to 25 degC in mid-year: the mean of the day before passes 15."""
    outdoor = np.where(np.arange(8761) < 4380, 5.0, 25.0)
    season = {"cooling": {"above": "15 degC"}}
    series = setpoint_series(setpoint_rules(thermostat(season=season)), MONDAY, STEP_S, outdoor)
    is_on = (series.cooling_degc < NO_COOLING_DEGC).reshape(8760, 2).all(axis=1)
    assert not is_on[24:4390].any()
    assert is_on[4393:].all()


def test_the_constant_twin_keeps_the_comfort_set_points() -> None:
    night = {"day": "20 degC", "night": "16 degC"}
    smart = thermostat(heating=night, away=AWAY, compare_with_constant=True)
    twin = constant_twin(smart)
    assert (twin.heating, twin.cooling) == (20.0, 26.0)
    assert twin.away is None
    assert not twin.compare_with_constant


def test_dry_mode_takes_the_published_airflow_correction() -> None:
    control = compile_control(thermostat(humidity={"above": "60 %", "airflow": "80 %"}))
    assert control.dry_above == 0.6
    assert control.dry_capacity == pytest.approx(0.9656, abs=5e-5)
    assert control.dry_power == pytest.approx(0.9656 * 1.0293, abs=1e-4)
    assert compile_control(thermostat()).dry_above > 1.0


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"away": {**AWAY, "return": "07:00"}}, "return is not after leave"),
        ({"vacation": [{"from": "02-30", "to": "03-05"}]}, "no day of the year"),
        ({"season": {"heating": {"from": "10-01"}}}, "belong together"),
        ({"minimum_on": "3 h"}, "7200"),
        ({"sensor": {"lag": "-10 s"}}, "0"),
        ({"humidity": {"above": "20 %"}}, "0.3"),
    ],
)
def test_bad_control_is_told(keys: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        thermostat(**keys)


def test_thermostats_with_other_set_points_are_told_apart() -> None:
    plain = thermostat()
    others = [
        thermostat(away=AWAY),
        thermostat(vacation=[{"from": "07-01", "to": "07-02", "cooling": "29 degC"}]),
        thermostat(season={"heating": {"from": "10-01", "to": "04-30"}}),
        thermostat(recovery={"ramp": "1 h"}),
        thermostat(changeover="heating"),
    ]
    hashes = {content_hash(setpoint_rules(t)) for t in (plain, *others)}
    assert len(hashes) == 1 + len(others)
    assert setpoint_rules(thermostat(minimum_on="5 min")) == setpoint_rules(plain)
