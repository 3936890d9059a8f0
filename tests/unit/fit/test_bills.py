"""Change points of bills: homes whose figures are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hpsim.cli import main
from hpsim.errors import HpsimError
from hpsim.fit.bills import billed
from hpsim.fit.change_points import change_point
from hpsim.fit.fit import loss_by_days
from hpsim.fit.problem import HourlyLog, phases_of
from hpsim.logs.reading import read_log

DATA = Path(__file__).parents[2] / "data" / "smart_meters"
WITHIN = 0.10  # a change point's own scatter between homes and methods


def test_a_made_up_home_of_three_parameters_is_found_exactly() -> None:
    outdoor = np.repeat(np.linspace(-5.0, 25.0, 120), 24)
    days = [(24 * k, 24 * k + 24) for k in range(120)]
    kwh = 8.0 + 3.0 * np.maximum(14.0 - outdoor[::24], 0.0)
    found = change_point(outdoor, days, kwh)
    assert found.parameters == 3
    assert found.base_kwh_per_day == pytest.approx(8.0, abs=1e-3)
    assert found.heating_kwh_per_k_day == pytest.approx(3.0, abs=1e-3)
    assert found.heating_below_degc == 14.0
    assert found.cooling_kwh(outdoor).sum() == 0.0


def test_energy_without_weather_has_no_slope() -> None:
    random = np.random.default_rng(1)
    outdoor = np.repeat(random.uniform(-5.0, 25.0, 200), 24)
    days = [(24 * k, 24 * k + 24) for k in range(200)]
    found = change_point(outdoor, days, 8.0 + random.normal(0.0, 1.0, 200))
    assert found.parameters == 2
    assert found.heating_kwh_per_k_day == 0.0


def test_too_few_bills_are_refused() -> None:
    with pytest.raises(HpsimError, match="too few"):
        change_point(np.zeros(24 * 60), [(0, 720), (720, 1440)], np.ones(2))


def test_too_few_bills_are_refused_by_the_name_of_their_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (DATA / "uk_home_daily.csv").read_text().splitlines()
    path = tmp_path / "few.csv"
    path.write_text("\n".join(rows[:5]) + "\n")
    assert main(["fit", "--bills", str(path)]) == 2
    assert "few.csv" in (told := capsys.readouterr().err)
    assert "too few bills" in told


def test_the_gas_of_a_home_is_that_of_the_sources_own_change_point() -> None:
    found = billed(DATA / "uk_home_daily.csv")
    assert found.change.parameters == 3
    assert found.change.heating_kwh_per_k_day == pytest.approx(2.81, rel=WITHIN)
    assert found.change.base_kwh_per_day == pytest.approx(7.6, rel=WITHIN)
    assert found.heating_w_per_k == pytest.approx(117.0, rel=WITHIN)


def test_the_heating_of_a_made_up_home_is_found() -> None:
    found = billed(DATA / "made_up_illinois_hourly.csv.gz")
    assert found.change.parameters == 5
    assert found.heating_kwh.kwh_per_year == pytest.approx(4000.0, rel=WITHIN)


def test_the_heating_of_a_made_up_home_is_found_in_its_monthly_bills() -> None:
    found = billed(DATA / "made_up_illinois_bills.csv", DATA / "made_up_illinois_hourly.csv.gz")
    assert len(found.spans) == 26
    energy = found.heating_kwh
    assert energy.kwh_per_year == pytest.approx(4000.0, rel=WITHIN)
    assert energy.sigma_kwh_per_year is not None
    assert energy.kwh > 2.0 * 4000.0  # three winters are no two years


def test_a_year_is_not_made_of_a_winter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (DATA / "uk_home_daily.csv").read_text().splitlines()
    path = tmp_path / "winter.csv"
    path.write_text("\n".join([rows[0], *rows[200:380]]) + "\n")
    energy = billed(path).heating_kwh
    assert energy.kwh_per_year is None
    assert energy.kwh > 0.0
    assert main(["fit", "--bills", str(path)]) == 0
    assert f"Heating took {energy.kwh:,.0f} kWh" in capsys.readouterr().out


def test_days_that_scatter_as_they_use_do_not_hide_the_base_load() -> None:
    random = np.random.default_rng(4)
    day, n = np.arange(800), 800
    outdoor = np.repeat(11.0 - 14.0 * np.cos(2 * np.pi * day / 365) + random.normal(0, 4, n), 24)
    kwh = 5.0 + 2.0 * np.maximum(15.0 - outdoor[::24], 0) + 4.0 * np.maximum(outdoor[::24] - 19, 0)
    found = change_point(
        outdoor, [(24 * k, 24 * k + 24) for k in day], kwh * (1 + 0.3 * random.standard_normal(n))
    )
    assert found.parameters == 5
    assert found.base_kwh_per_day == pytest.approx(5.0, rel=0.1)
    assert found.heating_kwh_per_k_day == pytest.approx(2.0, rel=WITHIN)


def test_bills_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "--bills", str(DATA / "uk_home_daily.csv")]) == 0
    text = capsys.readouterr().out
    assert "kWh a day" in text
    assert "W per kelvin" in text


def test_a_log_without_a_meter_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("time,outdoor_degc\n2026-01-01T00:00,1\n2026-01-01T01:00,2\n")
    assert main(["fit", "--bills", str(path)]) == 2
    assert "no column is metered energy" in capsys.readouterr().err


def test_a_co_heating_test_gives_what_its_own_method_gives() -> None:
    log = read_log(Path(__file__).parents[2] / "data/coheating_house/coheating_hourly.csv.gz")
    kelvin, watt = log.column("indoor_mean_degc"), log.column("heat_w")
    hourly = HourlyLog(kelvin[8:], watt[8:], 0, kelvin.size - 8)
    days = phases_of(hourly).heat_days
    assert len(days) >= 10
    found = loss_by_days(hourly, log.column("outdoor_degc")[8:], days)
    assert found is not None
    assert 149.0 <= found[0] <= 170.0  # its days by line, with sun and with stored heat
