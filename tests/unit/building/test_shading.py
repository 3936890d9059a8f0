from dataclasses import replace

import numpy as np
import pytest

from hand_made_rooms import opening
from hpsim.building.description.openings import Overhang
from hpsim.building.layout_assembly import read_layout
from hpsim.building.shading import diffuse_view, hide_sky, wall_view
from hpsim.validation.ashrae140 import case_room

DIRECTIONS = 0.02  # 576 directions, 16 points on a window, 128 on a wall
UNDER_M, DEEP_M = 0.5, 1.0  # the window's top below the overhang, and how far it reaches out


def visible(below_m):
    """Return the share of the sky that a point of a wall sees below an endless overhang.

    By its profile angle: the view factor of what is above it falls by 1 less its sine.
    """
    return below_m / np.hypot(below_m, DEEP_M)


def test_a_long_overhang_cuts_the_sky_by_its_profile_angle():
    w = opening(
        overhang_depth_m=DEEP_M,
        overhang_above_m=UNDER_M,
        overhang_left_m=-500.0,
        overhang_right_m=500.0,
    )
    exact = float(np.mean(visible(UNDER_M + (np.arange(400) + 0.5) / 400 * 2.0)))
    view = diffuse_view(w, 90.0)
    assert view.sky == pytest.approx(exact, abs=DIRECTIONS)
    assert view.horizon == 1.0
    assert view.ground == 1.0


def test_fins_hide_sky_horizon_and_ground_alike():
    fins = {"left_fin_depth_m": 1.0, "right_fin_depth_m": 1.0, "fin_top_m": 50, "fin_bottom_m": -50}
    view = diffuse_view(opening(**fins), 90.0)
    assert view.sky == pytest.approx(view.ground, abs=DIRECTIONS)
    assert 0.5 < view.horizon < 0.9


def test_an_overhang_hides_the_cold_sky_from_glass_and_wall():
    room = case_room("600")  # windows 3 m x 2 m, sill 0.2 m, in a wall of 8 m x 2.7 m
    shade = Overhang(depth_m=DEEP_M, above_m=UNDER_M, width_m=500.0)
    shaded = replace(
        room, windows=tuple(replace(w, overhang=shade, shades_hide_sky=True) for w in room.windows)
    )
    bare = read_layout(room, 83000.0).outer
    found = hide_sky(read_layout(shaded, 83000.0)).outer
    pairs = [(b, f) for b, f in zip(bare, found, strict=True) if b.sky_fraction > 0.0]
    ratio = {b.name: f.sky_fraction / b.sky_fraction for b, f in pairs}
    height = (np.arange(2700) + 0.5) / 1000.0
    is_beside = (height > 0.2) & (height < 2.2)
    wall_m = np.where(is_beside, 8.0 - 2 * 3.0, 8.0)
    seen = visible(0.2 + 2.0 + UNDER_M - height)
    assert ratio["south window 1"] == pytest.approx(np.mean(seen[is_beside]), abs=DIRECTIONS)
    assert ratio["south"] == pytest.approx(np.average(seen, weights=wall_m), abs=DIRECTIONS)
    assert {ratio[name] for name in ratio if "south" not in name} == {1.0}


@pytest.mark.parametrize("name", ["600", "610", "630"])
def test_without_shades_or_with_the_standards_the_whole_sky_is_seen(name):
    layout = read_layout(case_room(name), 83000.0)
    assert hide_sky(layout).outer == layout.outer


def test_shades_below_a_floor_hide_no_sky():
    w = opening(overhang_depth_m=1.0, overhang_right_m=8.0)
    assert diffuse_view(w, 180.0).sky == 1.0
    assert wall_view([w], 180.0) == 1.0
