"""Counts over the hours of a year against numpy's plain definitions, on random hours."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from fakes import channels, room_year, small_results
from hpsim.metrics import counts
from hpsim.psychrometrics import saturation_pressure_pa, vapour_pressure_pa
from hpsim.results import COOLER_K, ControlBand, IndoorSound, Results

N_HOURS = 24 * 9 + 5  # the last day is a part


@pytest.fixture
def year() -> Results:
    """Return hours in which everything happens now and then."""
    random = np.random.default_rng(7)

    def between(low: float, high: float) -> np.ndarray:
        return random.uniform(low, high, N_HOURS)

    def sometimes(low: float, high: float) -> np.ndarray:
        return between(low, high) * (random.random(N_HOURS) < 0.6)

    running = sometimes(0.0, 1.0)
    setpoint = between(19.0, 21.0)
    setpoint[random.random(N_HOURS) < 0.3] = math.nan
    results = small_results(N_HOURS)
    hourly = channels(N_HOURS)._replace(
        room_degc=between(17.0, 30.0),
        humidity_ratio=between(0.004, 0.018),
        heat_delivered_w=sometimes(0.0, 2000.0),
        cool_delivered_w=sometimes(0.0, 1500.0),
        latent_removed_w=sometimes(-50.0, 500.0),
        compressor_heating_w=sometimes(0.0, 600.0),
        compressor_cooling_w=sometimes(0.0, 500.0),
        heating_electricity_w=sometimes(0.0, 600.0),
        drawn_heat_w=between(-200.0, 200.0),
        drawn_latent_w=between(-100.0, 200.0),
        running=running,
        running_full=running * (random.random(N_HOURS) < 0.5),
        speed=running * between(0.2, 1.0),
        cut_out_heating=sometimes(0.0, 1.0),
        cut_out_cooling=sometimes(0.0, 1.0),
    )
    room = replace(
        room_year(N_HOURS),
        outdoor_degc=between(-10.0, 35.0),
        outdoor_humidity_ratio=between(0.001, 0.018),
        heating_setpoint_degc=setpoint,
        cooling_setpoint_degc=between(24.0, 26.0),
        ideal_heating_w=sometimes(0.0, 1800.0),
        ideal_cooling_w=sometimes(0.0, 1800.0),
        people_w=sometimes(0.0, 200.0),
    )
    return replace(
        results,
        hourly=hourly,
        room=room,
        minimum_heating_w=between(200.0, 700.0),
        maximum_heating_w=np.where(random.random(N_HOURS) < 0.1, math.nan, between(900.0, 1800.0)),
        minimum_cooling_w=between(200.0, 700.0),
        maximum_cooling_w=between(900.0, 1800.0),
        mean_radiant_degc=between(17.0, 30.0),
        heat_to_home_w=between(-300.0, 300.0),
        co2_ppm=between(420.0, 1500.0),
        band=ControlBand(-0.7, 0.6, 0.8, -0.5),
        sound=IndoorSound(np.array([0.2, 0.5, 0.8, 1.0]), np.array([25.0, 25.0, 31.0, 38.0])),
    )


def test_missed_setpoints(year: Results) -> None:
    cut_outs = (year.hourly.cut_out_heating, year.hourly.cut_out_cooling)
    found = (counts.missed_heating(year), counts.missed_cooling(year))
    for miss_k, cut_out, missed in zip(
        (year.shortfall_k, year.excess_k), cut_outs, found, strict=True
    ):
        can_no_more = year.hourly.running_full + cut_out >= counts.MOSTLY
        assert missed.given == np.count_nonzero(np.isfinite(miss_k))
        assert missed.strict == np.count_nonzero(miss_k > counts.STRICT_TOLERANCE_K)
        assert missed.plain == np.count_nonzero(miss_k > counts.TOLERANCE_K)
        assert missed.loose == np.count_nonzero(miss_k > counts.LOOSE_TOLERANCE_K)
        assert missed.short == np.count_nonzero(can_no_more & (miss_k > counts.TOLERANCE_K))
        assert missed.degree_hours == pytest.approx(np.nansum(np.fmax(miss_k, 0.0)), rel=1e-12)


def test_hours_outside_the_band(year: Results) -> None:
    band, hourly = year.band, year.hourly
    assert band is not None
    cold_k, warm_k = year.shortfall_k, year.excess_k
    outside = np.zeros(N_HOURS, bool)
    for miss_k, limit_k in (
        (cold_k, -band.heating_starts_k),
        (np.where(hourly.heat_delivered_w > 0.0, -cold_k, -np.inf), band.heating_stops_k),
        (warm_k, band.cooling_starts_k),
        (np.where(hourly.cool_delivered_w > 0.0, -warm_k, -np.inf), -band.cooling_stops_k),
    ):
        beyond = miss_k > limit_k + counts.STRICT_TOLERANCE_K
        outside |= beyond & (miss_k >= counts.TOLERANCE_K)
    assert 0 < counts.outside_band(year) == np.count_nonzero(outside) < N_HOURS


def test_warmth(year: Results) -> None:
    felt, room, operative = counts.felt(year), year.hourly.room_degc, year.operative_degc
    heats, cools = year.room.ideal_heating_w > 0.0, year.room.ideal_cooling_w > 0.0
    moist = np.clip(year.hourly.humidity_ratio / counts.ZONE_DAMP_RATIO, 0.0, 1.0)
    cold, warm = (
        edge[0] + (edge[1] - edge[0]) * moist
        for edge in (counts.WINTER_COLD_EDGE_DEGC, counts.SUMMER_WARM_EDGE_DEGC)
    )
    assert felt.room_sum == pytest.approx(room.sum(), rel=1e-12)
    assert felt.operative_sum == pytest.approx(operative.sum(), rel=1e-12)
    assert (felt.heating_hours, felt.cooling_hours) == (heats.sum(), cools.sum())
    assert felt.heating_sum == pytest.approx(room[heats].sum(), rel=1e-12)
    assert felt.cooling_sum == pytest.approx(room[cools].sum(), rel=1e-12)
    assert 0 < felt.cold == np.count_nonzero(operative < cold)
    assert 0 < felt.warm == np.count_nonzero(operative > warm)


def test_swings_and_spells(year: Results) -> None:
    spells, room = counts.spells(year), year.hourly.room_degc
    days = np.split(room, range(24, N_HOURS, 24))
    assert spells.swings_k == pytest.approx(sum(np.ptp(day) for day in days), rel=1e-12)
    cut_out = year.cut_out
    assert spells.cut_out == pytest.approx(cut_out.sum(), rel=1e-12)
    ends = np.flatnonzero(np.diff(np.r_[0, cut_out > 0.0, 0]))
    lengths = [cut_out[a:b].sum() for a, b in zip(ends[::2], ends[1::2], strict=True)]
    assert spells.longest == pytest.approx(max(lengths), rel=1e-12)
    assert spells.longest_from == ends[::2][int(np.argmax(lengths))]


def test_energy(year: Results) -> None:
    energy, hourly = year.energy, year.hourly

    def by_day(hourly_w: np.ndarray) -> np.ndarray:
        return np.add.reduceat(hourly_w, np.arange(0, N_HOURS, 24))

    over_heated = by_day(year.useful_heating_w - year.room.ideal_heating_w)
    sensible_w = hourly.cool_delivered_w - hourly.drawn_heat_w * ~year.is_heating
    over_cooled = by_day(sensible_w - year.room.ideal_cooling_w)
    both = np.minimum(np.maximum(over_heated, 0.0), np.maximum(over_cooled, 0.0))
    drawn_w = (hourly.drawn_heat_w + hourly.drawn_latent_w) * ~year.is_heating
    cooler = year.room.outdoor_degc < hourly.room_degc - COOLER_K
    assert both.sum() > 0.0
    for found, expected in (
        (energy.electricity, year.electric_power_w),
        (energy.useful_heating, year.useful_heating_w),
        (energy.useful_cooling, year.useful_cooling_w),
        (energy.cancelled, both),
        (energy.drawn_in_heating, hourly.drawn_heat_w * year.is_heating),
        (energy.drawn_in_cooling, drawn_w),
        (energy.cooler_cooling, hourly.cool_delivered_w * cooler),
    ):
        assert found == pytest.approx(expected.sum(), rel=1e-12)


def test_humidity(year: Results) -> None:
    humid, relative, ratio = counts.humid(year), year.relative_humidity, year.hourly.humidity_ratio
    vapour = vapour_pressure_pa(ratio, year.room.pressure_pa)
    is_over = relative > counts.HUMID_RH
    is_felt = vapour > saturation_pressure_pa(counts.HUMID_DEW_POINT_DEGC)
    drier = year.room.outdoor_humidity_ratio < ratio - counts.DRIER
    assert humid.relative_sum == pytest.approx(relative.sum(), rel=1e-12)
    assert humid.over == np.count_nonzero(is_over)
    assert humid.far_over == np.count_nonzero(relative > counts.VERY_HUMID_RH)
    assert humid.humid == np.count_nonzero(is_over & is_felt)
    assert humid.over_in_drier_air == np.count_nonzero(is_over & drier)


def test_running(year: Results) -> None:
    ran, room, running = counts.ran(year), year.room, year.hourly.running
    heating, cooling = room.ideal_heating_w, room.ideal_cooling_w
    below = ((heating > 0.0) & (heating < year.minimum_heating_w)) | (
        (cooling > 0.0) & (cooling < year.minimum_cooling_w)
    )
    above = ((heating > 0.0) & ~(heating <= year.maximum_heating_w)) | (
        (cooling > 0.0) & ~(cooling <= year.maximum_cooling_w)
    )
    assert (ran.below, ran.above) == (below.sum(), above.sum())
    edges = (-1.0, 0.25, 0.5, 0.75, counts.FULL_SPEED, math.inf)
    speed, level = year.running_speed, year.indoor_level_dba
    assert level is not None
    for low, high, found in zip(edges[:-1], edges[1:], ran[2:7], strict=True):
        expected = running[(speed >= low) & (speed < high)].sum()
        assert found == pytest.approx(expected, rel=1e-12)
    hour = np.arange(N_HOURS) % 24
    by_night = (hour >= counts.NIGHT_H[0]) | (hour < counts.NIGHT_H[1])
    for limit, by_day_too, at_night in zip(counts.LEVELS_DBA, ran[7:10], ran[10:], strict=True):
        assert by_day_too == pytest.approx(running[level > limit].sum(), rel=1e-12)
        assert at_night == pytest.approx(running[(level > limit) & by_night].sum(), rel=1e-12)


@pytest.mark.parametrize(
    "level_dba", [[38.0, 20.0, 33.0, 24.0], [52.0] * 4, [20.0] * 4, [25.0, 30.0, 35.0, 35.0]]
)
def test_any_course_of_sound(year: Results, level_dba: list[float]) -> None:
    speed = np.array([0.3, 0.5, 0.8, 1.0])
    again = replace(year, sound=IndoorSound(speed, np.array(level_dba)))
    level, running = again.indoor_level_dba, again.hourly.running
    assert level is not None
    for limit, found in zip(counts.LEVELS_DBA, counts.ran(again)[7:10], strict=True):
        assert found == pytest.approx(running[level > limit].sum(), rel=1e-12)


def test_air_that_people_breathe(year: Results) -> None:
    found, home_w = counts.exchanged(year), year.heat_to_home_w
    people_w, co2_ppm = year.room.people_w, year.co2_ppm
    assert home_w is not None
    assert people_w is not None
    assert co2_ppm is not None
    assert found.given == pytest.approx(home_w[home_w > 0.0].sum(), rel=1e-12)
    assert found.taken == pytest.approx(-home_w[home_w < 0.0].sum(), rel=1e-12)
    assert found.people == pytest.approx(people_w.sum(), rel=1e-12)
    assert found.co2_by_people == pytest.approx((co2_ppm * people_w).sum(), rel=1e-12)
    assert found.stale == np.count_nonzero((co2_ppm > counts.STALE_PPM) & (people_w > 0.0))


def test_read_only_and_whole_numbers_count_too(year: Results) -> None:
    room = np.array(year.hourly.room_degc)
    room.flags.writeable = False
    again = replace(year, hourly=year.hourly._replace(room_degc=room))
    assert counts.felt(again) == counts.felt(year)
    whole = replace(year, co2_ppm=np.full(N_HOURS, 1200))
    people_w = year.room.people_w
    assert people_w is not None
    assert counts.exchanged(whole).stale == np.count_nonzero(people_w)
