"""Manual J's parts, by hand and by what must hold of any room."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hpsim.sizing.manual_j import air, soil, spaces
from hpsim.sizing.manual_j.fenestration import skylight_load, window_load
from hpsim.sizing.manual_j.houses import read_house
from hpsim.sizing.manual_j.inputs import (
    Air,
    Design,
    Door,
    Horizontal,
    House,
    Overhang,
    Roof,
    Room,
    Skylight,
    Wall,
    Window,
)
from hpsim.sizing.manual_j.loads import house_loads
from hpsim.sizing.manual_j.opaque import wall_difference_f, wall_group
from hpsim.sizing.manual_j.tables import (
    air_changes,
    compass,
    daily_range_class,
    glass_code,
    peak_solar_factor,
    shade_coefficient,
)

CHICAGO = Design(2.1, 88.9, "medium", 41.98, 35.6, 659.0)


def test_directions_are_the_nearest_of_eight():
    assert [compass(a, 42.0) for a in (0.0, 22.0, 23.0, 180.0, 337.0, 338.0)] == [
        *("N", "N", "NE", "S", "NW", "N"),
    ]


def test_south_of_the_equator_north_and_south_change_places():
    azimuths = (0.0, 22.0, 23.0, 90.0, 180.0, 225.0, 270.0, 337.0)
    assert [compass(a, -42.0) for a in azimuths] == [
        *("S", "S", "SE", "E", "N", "NW", "W", "SW"),
    ]


def test_classes_of_the_daily_range_have_the_books_limits():
    assert [daily_range_class(r) for r in (15.9, 16.0, 25.0, 25.1)] == [
        *("low", "medium", "medium", "high"),
    ]


def test_peak_solar_factors_run_straight_between_latitudes_and_beyond():
    assert peak_solar_factor("S", 34.0) == 121.0
    assert peak_solar_factor("S", 31.0) == pytest.approx(0.5 * (91.0 + 121.0))
    assert peak_solar_factor("S", 26.0) == pytest.approx(91.0 - 2.0 * 5.0)
    assert peak_solar_factor("W", -34.0) == peak_solar_factor("W", 34.0)
    assert peak_solar_factor("S", 0.0) == 0.0


def test_a_west_window_by_hand():
    """PSF 215.01 at 42 degrees, factor 0.38, SHGC 0.31 over 0.87, plus U times 13.9 degF."""
    window = Window("room", 10.0, 270.0, 0.29, 0.31)
    psf = 216.0 + (213.0 - 216.0) * (41.98 - 40.0) / 6.0
    by_hand = 10.0 * (psf * 0.38 * 0.31 / 0.87 + 0.29 * 13.9)
    found = window_load(window, CHICAGO)
    assert found.average == pytest.approx(by_hand)
    assert found.heating == pytest.approx(10.0 * 0.29 * 67.9)
    assert int(found.hourly.argmax()) == 9  # 17:00
    assert found.excursion > 0.0


def test_a_north_window_has_the_sun_at_noon_south_of_the_equator():
    """At 40 degrees PSF 149 and factor 0.24 of the tables' south; 35 and 0.48 of their north.

    An overhang of 1 ft shades 2.6 ft down: half of the glass from 0.6 to 4.6 ft, which counts as
    glass away from the sun.
    """
    design = replace(CHICAGO, latitude_deg=-40.0)
    plain = Window("room", 10.0, 0.0, 0.29, 0.31)
    north = 10.0 * (149.0 * 0.24 * 0.31 / 0.87 + 0.29 * 13.9)
    south = 10.0 * (35.0 * 0.48 * 0.31 / 0.87 + 0.29 * 13.9)
    found = window_load(plain, design)
    assert found.average == pytest.approx(north)
    assert int(found.hourly.argmax()) == 6  # 14:00
    assert window_load(replace(plain, azimuth_deg=180.0), design).average == pytest.approx(south)
    shaded = replace(plain, overhang=Overhang(1.0, 0.6, 4.6))
    assert window_load(shaded, design).average == pytest.approx(0.5 * (north + south))


@given(
    azimuth=st.floats(0.0, 360.0),
    latitude=st.floats(1.0, 60.0),
    slope=st.floats(0.0, 60.0),
)
def test_a_mirrored_house_has_the_same_loads_through_its_glass(azimuth, latitude, slope):
    def loads(azimuth_deg, latitude_deg):
        design = replace(CHICAGO, latitude_deg=latitude_deg)
        window = Window("room", 20.0, azimuth_deg, 0.5, 0.5, overhang=Overhang(1.0, 0.5, 5.0))
        skylight = Skylight("room", 20.0, azimuth_deg, slope, 0.5, 0.5)
        return window_load(window, design), skylight_load(skylight, design)

    away = min(abs(azimuth % 45.0 - 22.5), 45.0)
    assume(away > 1e-6)  # between two directions
    for north, south in zip(
        loads(azimuth, latitude), loads(180.0 - azimuth, -latitude), strict=True
    ):
        np.testing.assert_allclose(north.hourly, south.hourly, rtol=1e-12)
        assert north.average == pytest.approx(south.average, rel=1e-12)


@given(
    depth=st.floats(0.0, 8.0),
    azimuth=st.floats(0.0, 360.0),
    latitude=st.floats(20.0, 60.0),
)
def test_an_overhang_never_adds_and_a_deeper_one_never_less(depth, azimuth, latitude):
    design = Design(10.0, 92.0, "medium", latitude, 40.0)
    loads = [
        window_load(
            Window("room", 20.0, azimuth, 0.5, 0.5, overhang=Overhang(d, 0.5, 5.0)), design
        ).average
        for d in (0.0, depth, depth + 1.0)
    ]
    north = window_load(Window("room", 20.0, 0.0, 0.5, 0.5), design).average
    if loads[0] >= north:
        assert loads[0] + 1e-9 >= loads[1] >= loads[2] - 1e-9
        assert loads[2] >= north - 1e-9


def test_shades_mix_by_what_they_cover():
    assert shade_coefficient("2C", None) == 1.0
    assert shade_coefficient("2C", "light curtains", 0.5) == pytest.approx(0.5 * 0.34 + 0.5)
    assert shade_coefficient("2C", "medium blinds", half_open=True) == pytest.approx(0.59 * 1.175)
    assert glass_code(0.29, 0.31) == "3H"
    assert glass_code(0.30, 0.31) == "2L3"
    assert glass_code(0.87, 0.67) == "1C"


def test_wall_groups_are_the_tables():
    assert [wall_group("wood_stud", u) for u in (0.04, 0.097, 0.3)] == ["J", "C", "A"]
    assert wall_group("wood_stud", 0.097, brick=True) == "H"
    assert wall_group("sip", 0.05, brick=True) == "K"
    assert wall_group("concrete_block", 0.12, brick=True) == "F"


def test_mild_places_have_smaller_walls_but_never_negative_ones():
    mild = Design(40.0, 80.0, "low", 47.0, 0.0)
    assert wall_difference_f("A", 0.65, mild) == pytest.approx(38.0 * 0.65 + 5.0 - 20.0 - 4.0)
    assert wall_difference_f("K", 0.65, mild) == 0.0


def test_a_leakage_area_by_hand():
    """92 in2, one storey, class 4: C_s 0.015, C_w 0.00384."""
    heating, cooling = air.leakage_cfm(92.0, CHICAGO)
    assert heating == pytest.approx(92.0 * math.sqrt(0.015 * 67.9 + 0.00384 * 225.0))
    assert cooling == pytest.approx(92.0 * math.sqrt(0.015 * 13.9 + 0.00384 * 56.25))
    assert air.shielding_class("well-shielded", "urban") == 5
    assert air.shielding_class("exposed", "rural") == 2


@given(leak=st.floats(0.0, 200.0), fan=st.floats(-200.0, 200.0))
def test_a_fan_that_draws_out_adds_leakage_and_one_that_blows_in_takes_it(leak, fan):
    joined = air.joined_cfm(leak, fan)
    assert joined >= 0.0
    if fan <= 0.0:
        assert joined <= leak * 1.05 + 1.0  # 0.67 in place of two thirds
    else:
        assert joined >= max(leak, fan) - 1e-9 or max(leak, fan) < 1.0


def test_recovery_of_moisture_is_what_the_total_has_above_the_sensible():
    """The Bell house: ASRE 0.55, ATRE 0.52, 50 cfm; the program has 330 Btu/h of 890."""
    found = air.recovery(50.0, adjusted_sensible=0.55, adjusted_total=0.52)
    assert found.sensible == 0.55
    assert found.latent == pytest.approx(1.0 - 330.0 / 889.5, abs=0.003)
    assert air.recovery(50.0, adjusted_sensible=0.7).latent == 0.0
    assert air.recovery(50.0, sensible=0.7).sensible > 0.7  # with its fan's heat


def test_more_insulation_and_less_depth_lose_less_to_soil():
    bare = soil.slab_f_value(0.8)
    assert bare == pytest.approx(1.3522, abs=1e-4)  # the Vatilo slab: 7,383 over 140 ft and 39 degF
    assert soil.slab_f_value(0.8, edge_r=10.0, edge_depth_ft=2.0) < bare
    assert soil.slab_f_value(0.5) < bare
    assert soil.basement_floor_u(29.0, 5.0, 0.8) == pytest.approx(0.02686, abs=1e-4)
    assert soil.below_grade_u(8.0, 8.0, 0.64, 0.8) < soil.below_grade_u(8.0, 3.0, 0.64, 0.8)


def test_spaces_lie_between_indoors_and_what_is_outside():
    hall = spaces.shared_space(CHICAGO, 50.0)
    assert hall.heating_f == 20.0  # never below 50 degF
    attic = spaces.attic([(100.0, 130.0)], CHICAGO)
    assert attic.cooling_f == pytest.approx(130.0 + 88.9 - 95.0 - 75.0)
    assert attic.heating_f == pytest.approx(67.9)
    tight, vented = (spaces.under_floor(0.05, 0.2, CHICAGO, vented=v) for v in (False, True))
    assert 0.0 < tight.heating_f < vented.heating_f < 67.9


def test_small_dwellings_change_more_air():
    small, large = (
        air_changes("average", area, stories=1.0, attached=False) for area in (800.0, 2500.0)
    )
    assert small == (0.61, 0.32)
    assert large == (0.32, 0.16)
    assert air_changes("tight", 1000.0, stories=2.0, attached=False) == (0.39, 0.21)


@given(
    cold=st.floats(-40.0, 60.0),
    hot=st.floats(76.0, 115.0),
    wall=st.floats(0.0, 500.0),
    glass=st.floats(0.0, 100.0),
    azimuth=st.floats(0.0, 360.0),
)
def test_loads_grow_with_area_and_cold_and_peak_is_never_below_average(
    cold, hot, wall, glass, azimuth
):
    def house(extra: float, colder: float) -> House:
        return House(
            design=Design(cold - colder, hot, "medium", 40.0, 30.0),
            rooms=(Room(people=1.0, appliances_btuh=500.0),),
            air=Air(20.0, 10.0),
            windows=(Window("whole", glass + extra, azimuth, 0.4, 0.4),),
            walls=(Wall("whole", wall + extra, 0.08),),
            doors=(Door("whole", 20.0, 0.3),),
            roofs=(Roof("whole", 100.0 + extra, 20.0),),
            skylights=(Skylight("whole", 2.0, azimuth, 30.0, 0.5, 0.4),),
        )

    base, larger, colder = (house_loads(house(*by)) for by in ((0, 0), (10, 0), (0, 10)))
    assert larger.heating_btuh > base.heating_btuh
    assert larger.sensible_btuh > base.sensible_btuh - 1e-9 or hot < 86.0
    assert colder.heating_btuh > base.heating_btuh
    assert colder.sensible_btuh == base.sensible_btuh
    peak = house_loads(house(0, 0), "peak")
    hourly = base.hourly_fenestration
    glass_load = peak.cooling_sensible["windows"] + peak.cooling_sensible["skylights"]
    assert glass_load == pytest.approx(float(hourly.max()))
    assert peak.cooling_sensible["aed_excursion"] == 0.0
    assert peak.heating_btuh == base.heating_btuh
    assert np.isfinite(hourly).all()


def test_an_attic_insulated_at_its_roof_is_judged_by_where_the_insulation_is():
    roof = {"id": "r", "interior": "attic - vented", "area_ft2": 1300.0, "r_assembly": 2.3}
    floor = {
        "id": "f",
        "interior": "conditioned space",
        "adjacent": "attic - vented",
        "area_ft2": 1200.0,
        "r_assembly": 31.3,
    }
    plain = house_of(roof, floor)
    assert plain.beyond.cooling_f == pytest.approx(120.0 - 95.0 + 95.0 - 75.0)  # medium colour
    bare = {**floor, "r_assembly": 2.1}
    vented = house_of({**roof, "r_assembly": 30.0}, bare)
    assert vented.beyond.cooling_f == pytest.approx(95.0 + 40.0 - 75.0)
    name = "attic - unvented"
    closed = house_of(
        {**roof, "r_assembly": 30.0, "interior": name}, {**bare, "adjacent": name}
    ).beyond
    to_rooms, to_outdoors = 1200.0 / 2.1, 1300.0 / 30.0
    share = to_rooms / (to_rooms + to_outdoors)
    assert closed.cooling_f == pytest.approx(50.0 - 45.0 * share)
    assert closed.heating_f == pytest.approx((1.0 - share) * 50.0)


def house_of(roof: dict[str, object], floor: dict[str, object]) -> Horizontal:
    """Return the ceiling of a house under an attic."""
    house = read_house(
        {
            "site": {"latitude": 40.0},
            "design": {"heating_db_f": 20.0, "cooling_db_f": 95.0, "daily_range": "medium"},
            "building": {"floor_area_ft2": 1200.0, "ceiling_height_ft": 8.0, "bedrooms": 3},
            "infiltration": {"ach50": 7.0},
            "roofs": [roof],
            "floors": [floor],
        }
    )
    area_in2 = 7.0 * 1200.0 * 8.0 / 60.0 * (4.0 / 50.0) ** 0.65 * 0.283316
    by_hand, _ = air.leakage_cfm(area_in2, house.design)
    assert house.air.leakage_heating_cfm == pytest.approx(by_hand)
    assert house.rooms[0].people == 4.0
    (ceiling,) = house.horizontals
    return ceiling
