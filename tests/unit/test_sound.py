"""Indoor sound and in-situ efficiency, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from fakes import small_results
from hpsim.equipment.kinds import Candidate
from hpsim.metrics import METRICS
from hpsim.metrics.in_situ import in_situ_notes
from hpsim.metrics.sound import indoor_sound
from hpsim.results import IndoorSound
from rooms import adapter


def sound_of(**keys: object) -> IndoorSound | None:
    said = {"kind": "variable_speed", "size": "9 kBtu/h", "seer2": 20.0, "hspf2": 10.0} | keys
    return indoor_sound(*adapter(Candidate).validate_python(said).compile())


def test_a_9k_wall_unit_is_as_loud_as_its_list_says() -> None:
    """Hisense 9k: 38 dB(A) at the highest fan step, 25 at the lowest."""
    sound = sound_of()
    assert sound is not None
    assert sound.level_dba.max() == pytest.approx(38.0)
    assert sound.level_dba.min() >= 25.0
    assert (np.diff(sound.level_dba) >= 0.0).all()


def test_window_units_have_the_compressor_in_the_room() -> None:
    sound = sound_of(
        kind="single_stage", form="window", seer2=None, hspf2=None, ceer=10.5, heating=False
    )
    assert sound is not None
    assert (sound.level_dba == 52.0).all()


def test_hours_above_a_level_count_running_time() -> None:
    """Two hours at full speed (40 dB), half an hour at low (28 dB); one of the loud ones by day."""
    year = small_results(24)
    running, speed = np.zeros(24), np.zeros(24)
    running[[3, 12, 15]] = [1.0, 1.0, 0.5]
    speed[[3, 12, 15]] = [1.0, 1.0, 0.15]
    year = replace(
        year,
        hourly=year.hourly._replace(running=running, speed=speed),
        sound=IndoorSound(np.array([0.3, 1.0]), np.array([28.0, 40.0])),
    )
    assert METRICS["sound_h.over_25_dba"].of(year) == 2.5
    assert METRICS["sound_h.over_35_dba"].of(year) == 2.0
    assert METRICS["sound_h.over_35_dba_at_night"].of(year) == 1.0
    assert METRICS["running_by_speed_h.from_25"].of(year) == 0.5
    assert METRICS["running_by_speed_h.from_95"].of(year) == 2.0


def test_recovery_is_the_mean_of_the_days_that_have_one() -> None:
    year = small_results(72)
    recovering = np.zeros(72)
    recovering[[6, 7, 54]] = [1.0, 0.5, 0.5]
    year = replace(year, hourly=year.hourly._replace(recovering=recovering))
    assert METRICS["recovery_min"].of(year) == 60.0


def test_in_situ_figures_say_why_they_differ() -> None:
    year = small_results(24)
    hourly = year.hourly._replace(
        heat_delivered_w=np.full(24, 3000.0),
        compressor_heating_w=np.full(24, 900.0),
        standby_w=np.full(24, 100.0),
        heating_electricity_w=np.full(24, 1000.0),
    )
    year = replace(year, hourly=hourly, label={"hspf2": 11.0})
    assert METRICS["in_situ_hspf2"].of(year) == pytest.approx(3.0 * 3.412142, rel=1e-6)
    assert METRICS["in_situ_seer2"].of(year) is None
    (note,) = in_situ_notes(year)
    assert "10.2, on the label 11.0" in note
    assert "10 % of the electricity for standby" in note


def test_a_season_in_which_a_unit_only_waits_is_no_rating() -> None:
    year = small_results(24)
    hourly = year.hourly._replace(
        heat_delivered_w=np.full(24, 1.0),
        heating_electricity_w=np.full(24, 38.0),
        standby_w=np.full(24, 38.0),
        cool_delivered_w=np.full(24, 500.0),
    )
    year = replace(year, hourly=hourly, label={"hspf2": 10.0})
    (note,) = in_situ_notes(year)
    assert note.startswith("heating is less than 2 % of what this year asks for")


def test_a_years_notes_tell_how_much_the_unit_itself_let_in() -> None:
    year = small_results(24)
    hourly = year.hourly._replace(
        cool_delivered_w=np.full(24, 1500.0),
        latent_removed_w=np.full(24, 500.0),
        compressor_cooling_w=np.full(24, 700.0),
        drawn_heat_w=np.full(24, 600.0),
        drawn_latent_w=np.full(24, 200.0),
    )
    (note,) = in_situ_notes(replace(year, hourly=hourly))
    assert note.startswith("40 % of what the coil takes out")


def test_a_years_notes_tell_how_much_heat_warms_the_air_that_leaky_ducts_draw_in() -> None:
    year = small_results(24)
    hourly = year.hourly._replace(
        heat_delivered_w=np.full(24, 2000.0),
        fan_w=np.full(24, 100.0),
        heating_electricity_w=np.full(24, 100.0),
        drawn_heat_w=np.full(24, -300.0),
    )
    year = replace(year, hourly=hourly)
    (note,) = in_situ_notes(year)
    assert note.startswith("15 % of the heat delivered warms air")
    assert METRICS["drawn_loss_kwh"].of(year) == pytest.approx(7.2)


def test_a_unit_that_only_heats_takes_nothing_out_of_the_air_that_it_draws_in() -> None:
    """Of its latent output rounding leaves less than nothing, of which no share is to be taken."""
    year = small_results(24)
    hourly = year.hourly._replace(
        heat_delivered_w=np.full(24, 2000.0),
        heating_electricity_w=np.full(24, 700.0),
        compressor_heating_w=np.full(24, 700.0),
        latent_removed_w=np.full(24, -1e-9),
        drawn_heat_w=np.zeros(24),
    )
    year = replace(year, hourly=hourly)
    assert not in_situ_notes(year)
    assert math.copysign(1.0, METRICS["drawn_loss_kwh"].of(year) or 0.0) == 1.0
