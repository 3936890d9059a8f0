"""Rooms in words: areas and conductances that a hand calculation gives."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim.building.description.room_kinds import ROOM_KINDS
from hpsim.building.description.rooms import DetailRoom, SimpleRoom
from hpsim.building.description.site import Site
from hpsim.building.kinds import expand_room
from hpsim.building.model import Adiabatic, Aim2Infiltration, Ground, Home, Neighbour, Outdoors
from hpsim.building.room_facts import ua_w_per_k
from hpsim.errors import ScenarioError
from hpsim.units.constants import R_IP, U_IP, W_PER_BTUH
from rooms import expanded, resolved_in_words

FT2 = 0.3048**2
BTUH_PER_F = W_PER_BTUH * 1.8  # 1 Btu/h degF in W/K
QUALITIES = ["poor", "average", "good", "passive"]
HEATING_DIFFERENCE_F = 83.7  # 70 degF less Duluth's 99 % dry bulb of -13.7 degF
ROUNDED_LAYERS = 3e-3  # resistances are typed with three digits
MJ_ROUNDING = 0.003  # loads are printed to the Btu/h, R to a decimal

# Heating loads of walls, windows, ceiling and doors [Btu/h] by ACCA Manual J, worked out apart from
# this program: 250 ft2, 20 x 12.5 x 8.5 ft with 35 ft2 of windows, 25 x 10 x 9 ft with 38 ft2, and
# a flat of 25 x 18 x 8 ft with 50 ft2 in its one outside wall
MANUAL_J = {
    ("addition", "poor"): {"wall": 8062, "window": 2461, "ceiling": 2405, "door": 837},
    ("addition", "average"): {"wall": 2661, "window": 1435, "ceiling": 1016, "door": 558},
    ("addition", "good"): {"wall": 1603, "window": 850, "ceiling": 414, "door": 335},
    ("addition", "passive"): {"wall": 799, "window": 498, "ceiling": 340, "door": 239},
    ("tiny_house", "poor"): {"wall": 14081, "window": 2672, "ceiling": 2405, "door": 837},
    ("tiny_house", "average"): {"wall": 4648, "window": 1558, "ceiling": 1016, "door": 558},
    ("tiny_house", "good"): {"wall": 2800, "window": 922, "ceiling": 414, "door": 335},
    ("tiny_house", "passive"): {"wall": 1396, "window": 541, "ceiling": 340, "door": 239},
}
SHAPES = {
    "addition": {"aspect": 1.6, "ceiling_height": "8.5 ft"},
    "tiny_house": {"aspect": 2.5, "ceiling_height": "9 ft", "above": "attic"},
}
GLASS = {"addition": "35 ft2", "tiny_house": "38 ft2"}


@pytest.mark.parametrize(("kind", "quality"), MANUAL_J)
def test_conductances_are_those_of_manual_j(kind, quality):
    room = resolved_in_words(
        kind=kind,
        floor_area="250 ft2",
        quality=quality,
        windows=[{"facing": "south", "area": GLASS[kind]}],
        **SHAPES[kind],
    )
    got = {"wall": 0.0, "ceiling": 0.0, "door": 0.0}
    for surface in room.surfaces:
        part = next((word for word in ("door", "ceiling", "wall") if word in surface.name), None)
        if part is not None and not isinstance(surface.boundary, Adiabatic):
            got[part] += ua_w_per_k(surface)
    got["window"] = sum(w.area_m2 * w.glazing.u_value_w_per_m2k for w in room.windows)
    for part, btuh in MANUAL_J[kind, quality].items():
        wanted = btuh / HEATING_DIFFERENCE_F * BTUH_PER_F
        assert got[part] == pytest.approx(wanted, rel=MJ_ROUNDING), part


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("kind", ROOM_KINDS)
def test_every_kind_and_quality_becomes_a_closed_room(kind, quality):
    room = resolved_in_words(kind=kind, floor_area="250 ft2", quality=quality)
    assert room.floor_area_m2 == pytest.approx(250 * FT2)
    down = sum(s.area_m2 for s in room.surfaces if s.tilt_deg > 90.0)
    up = sum(
        s.area_m2 * math.cos(math.radians(s.tilt_deg)) for s in room.surfaces if s.tilt_deg < 90
    )
    assert down == pytest.approx(250 * FT2)
    assert up == pytest.approx(250 * FT2)  # slopes seen from above
    assert all(s.area_m2 > 0.0 for s in room.surfaces)
    assert isinstance(room.infiltration[0], Aim2Infiltration)
    assert 0.0 < room.infiltration[0].exposed_share <= 1.0


@pytest.mark.parametrize("kind", ROOM_KINDS)
def test_better_quality_loses_less(kind):
    losses = []
    for quality in QUALITIES:
        room = resolved_in_words(kind=kind, floor_area="250 ft2", quality=quality)
        opaque = sum(ua_w_per_k(s) or 0.0 for s in room.surfaces)
        losses.append(opaque + sum(w.area_m2 * w.glazing.u_value_w_per_m2k for w in room.windows))
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize("kind", ROOM_KINDS)
def test_expansion_reads_back_as_it_was_written(kind):
    room = expanded(kind=kind, floor_area="20 m2", quality="good").room
    assert DetailRoom.from_written(room.as_written()) == room


@pytest.mark.parametrize("kind", ROOM_KINDS)
def test_every_default_tells_its_source(kind):
    for default in expanded(kind=kind, floor_area="20 m2", quality="average").defaults:
        assert default.key.startswith("room.")
        assert default.value
        assert default.source


@pytest.mark.parametrize(
    ("kind", "walls"), [(k, ROOM_KINDS[k].outdoor_walls) for k in ROOM_KINDS if k != "attic"]
)
def test_number_of_outdoor_walls_is_that_of_the_kind(kind, walls):
    room = resolved_in_words(kind=kind, floor_area="20 m2", quality="good")
    outdoors = {
        s.azimuth_deg
        for s in room.surfaces
        if s.tilt_deg == 90.0 and isinstance(s.boundary, Outdoors)
    }
    assert len(outdoors) == walls


def test_front_looks_where_most_glass_is():
    windows = [{"facing": "west", "area": "3 m2"}, {"facing": "north", "area": "1 m2"}]
    surfaces = expanded(kind="addition", floor_area="20 m2", windows=windows).room.surfaces
    names = [s.name for s in surfaces if s.tilt_deg == 90.0]
    assert names[0] == "west wall"
    assert names[-1] == "east wall, to home"


def test_windows_open_a_wall_to_outdoors():
    windows = [{"facing": side, "area": "1 m2"} for side in ("north", "south", "east")]
    expansion = expanded(kind="bedroom", floor_area="20 m2", windows=windows)
    home = [s.name for s in expansion.room.surfaces if s.name.endswith("to home")]
    assert home == ["west wall, to home"]
    assert any("3 walls are outdoors" in note for note in expansion.notes)


def test_people_listed_as_a_gain_are_all_there_are():
    said_people = [{"name": "people", "count": 3}]
    listed = expanded(kind="bedroom", floor_area="20 m2", gains=said_people)
    assert listed.room.occupants is None
    assert not any(default.key == "room.occupants" for default in listed.defaults)
    both = expanded(kind="bedroom", floor_area="20 m2", gains=said_people, occupants=2)
    assert both.room.occupants == 2
    other = expanded(kind="bedroom", floor_area="20 m2", gains=[{"name": "tv", "sensible": "9 W"}])
    assert other.room.occupants == 1


@pytest.mark.parametrize(("zone", "table"), [("4A (3A/4A border)", "4A"), ("4C/5C", "4C")])
def test_a_place_on_the_border_of_two_zones_has_the_first(zone, table):
    room = {"kind": "addition", "floor_area": "20 m2", "code": "energy_star_v3_2"}
    assert expanded(zone, **room).words == expanded(table, **room).words


def windows_opened(**room):
    fans = expanded(floor_area="20 m2", **room).room.ventilation or ()
    return [fan for fan in fans if fan.kind == "window"]


def test_people_open_half_of_each_window_but_no_more_than_they_need():
    (small,) = windows_opened(kind="bedroom", windows=[{"facing": "south", "area": "1 m2"}])
    # 0.65/3 * sqrt(9.81 * 1.2 * 3 / 298) of half a square metre
    assert small.flow_m3_per_s == pytest.approx(0.5 * 0.65 / 3 * 0.344, rel=0.01)
    (large,) = windows_opened(kind="bedroom", windows=[{"facing": "south", "area": "4 m2"}])
    assert large.flow_m3_per_s == pytest.approx(3 * 20 * 2.438 / 3600, rel=1e-3)
    assert large.when.unless_cooled
    assert large.when.room_above_degc == 26.0


def test_windows_stay_shut_where_there_are_none_or_the_author_says_so():
    assert not windows_opened(kind="basement")
    assert not windows_opened(kind="bedroom", ventilation=[])
    own = {"flow": "9 L/s", "kind": "window", "when": {"room_above": "23 degC"}}
    (window,) = windows_opened(kind="bedroom", ventilation=own)
    assert window.flow_m3_per_s == pytest.approx(0.009)


def test_listed_windows_leave_the_usual_fans_and_listed_fans_the_windows():
    def kinds(**ventilation):
        fan = {"flow": "9 L/s", **ventilation}
        home = expanded(kind="flat", floor_area="20 m2", quality="passive", ventilation=fan)
        return [(fan.kind, fan.recovery) for fan in home.room.ventilation]

    assert kinds(kind="window") == [("balanced", 0.75), ("window", 0.0)]
    assert kinds(kind="exhaust") == [("exhaust", 0.0), ("window", 0.0)]


def test_windows_that_look_where_no_wall_is_are_refused():
    windows = [{"facing": "south", "area": "2 m2"}, {"facing": "south-east", "area": "1 m2"}]
    with pytest.raises(ScenarioError, match="no outdoor wall looks south-east"):
        expanded(kind="addition", floor_area="20 m2", windows=windows)


def test_room_turned_by_45_degrees_has_windows_there():
    windows = [{"facing": "south-east", "area": "2 m2"}]
    room = resolved_in_words(kind="addition", floor_area="20 m2", windows=windows)
    assert {s.azimuth_deg for s in room.surfaces if s.tilt_deg == 90.0} == {45, 135, 225, 315}


def test_default_glass_is_15_percent_of_the_floor():
    room = resolved_in_words(kind="addition", floor_area="20 m2", quality="good")
    assert sum(w.area_m2 for w in room.windows) == pytest.approx(3.0)


def test_default_glass_leaves_two_fifths_of_a_short_front():
    deep = expanded(kind="flat", floor_area="500 m2").room
    wall = next(surface for surface in deep.surfaces if surface.boundary == "outdoors")
    assert sum(window.total_area_m2 for window in deep.windows) == pytest.approx(0.6 * wall.area_m2)


def test_glass_larger_than_its_wall_is_refused_at_the_window():
    windows = [{"facing": "south", "area": "1 m2"}, {"facing": "west", "area": "30 m2"}]
    with pytest.raises(ScenarioError) as caught:
        resolved_in_words(kind="addition", floor_area="20 m2", windows=windows)
    assert [problem.key for problem in caught.value.problems] == ["room.windows[1]"]


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ({"width": "8 m", "height": "0.5 m"}, "is 8.00 m wide, its wall 5.66 m"),
        ({"area": "3 m2", "height": "0.5 m"}, "is 6.00 m wide, its wall 5.66 m"),
        ({"width": "1 m", "height": "3 m"}, "reaches 3.00 m above the floor, its wall 2.44 m"),
        (
            {"width": "1 m", "height": "1.6 m", "sill": "1.2 m"},
            "reaches 2.80 m above the floor, its wall 2.44 m",
        ),
    ],
)
def test_window_wider_or_taller_than_its_wall_is_refused(size, message):
    windows = [{"facing": "west", "area": "1 m2"}, {"facing": "south", **size}]
    with pytest.raises(ScenarioError) as caught:
        expanded(kind="addition", floor_area="20 m2", facing="south", windows=windows)
    (problem,) = caught.value.problems
    assert (problem.key, problem.message) == ("room.windows[1]", message)


def test_no_windows_means_none():
    assert resolved_in_words(kind="addition", floor_area="20 m2", windows=[]).windows == ()


def test_sunroom_is_glass_on_three_sides_and_may_have_it_in_the_roof():
    room = resolved_in_words(kind="sunroom", floor_area="20 m2", quality="good")
    walls = sum(
        s.gross_area_m2
        for s in room.surfaces
        if s.tilt_deg == 90.0 and isinstance(s.boundary, Outdoors) and "door" not in s.name
    )
    assert len(room.windows) == 3
    assert sum(w.area_m2 for w in room.windows) == pytest.approx(0.6 * walls)
    up = [{"facing": "up", "area": "4 m2"}]
    glazed = resolved_in_words(kind="sunroom", floor_area="20 m2", quality="good", windows=up)
    roof = next(s for s in glazed.surfaces if s.name == "roof")
    assert roof.area_m2 == pytest.approx(16.0)


def test_window_that_looks_up_needs_a_roof():
    with pytest.raises(ScenarioError, match="no roof"):
        expanded(kind="flat", floor_area="20 m2", windows=[{"facing": "up", "area": "1 m2"}])


def test_slab_edge_runs_under_outdoor_walls():
    room = resolved_in_words(kind="addition", floor_area="250 ft2", quality="good")
    slab = next(s for s in room.surfaces if isinstance(s.boundary, Ground))
    assert slab.boundary.exposed_perimeter_m == pytest.approx(45 * 0.3048)  # 20 + 2 * 12.5 ft
    assert slab.boundary.edge_resistance_m2k_per_w == pytest.approx(10 * R_IP)
    assert slab.boundary.edge_depth_m == pytest.approx(2 * 0.3048)


def test_basement_stands_a_foot_out_of_the_ground():
    room = resolved_in_words(kind="basement", floor_area="20 m2", quality="average")
    strips = [s for s in room.surfaces if s.tilt_deg == 90.0 and isinstance(s.boundary, Outdoors)]
    deep = [s for s in room.surfaces if s.tilt_deg == 90.0 and isinstance(s.boundary, Ground)]
    for strip, wall in zip(strips, deep, strict=True):
        assert strip.area_m2 / wall.area_m2 == pytest.approx(1 / 7)
        assert wall.boundary.depth_below_grade_m == pytest.approx(3.5 * 0.3048)
    assert room.windows == ()


def test_basement_windows_raise_the_strip():
    windows = [{"facing": "south", "area": "3 m2"}]
    room = resolved_in_words(kind="basement", floor_area="20 m2", windows=windows)
    assert next(s for s in room.surfaces if s.name == "south wall").area_m2 > 0.0


@pytest.mark.parametrize("size", [{"area": "6 m2"}, {"width": "2 m", "height": "1 m"}])
def test_basement_windows_lie_above_grade(size):
    windows = [{"facing": "south", **size}]
    room = resolved_in_words(kind="basement", floor_area="30 m2", windows=windows)
    soil = next(s for s in room.surfaces if s.name == "south wall in soil")
    strip = next(s for s in room.surfaces if s.name == "south wall")
    length_m = (soil.area_m2 + strip.gross_area_m2) / room.ceiling_height_m
    window = room.windows[0]
    assert window.width_m < length_m
    assert window.sill_m > soil.area_m2 / length_m
    assert window.sill_m + window.height_m < room.ceiling_height_m


def test_basement_has_room_for_its_outside_door_above_grade_or_in_an_areaway():
    windows = [{"facing": "south", "area": "1 m2"}, {"facing": "west", "area": "1 m2"}]
    doors = [{"to": "outdoors"}, {"to": "home"}]
    room = resolved_in_words(kind="basement", floor_area="20 m2", windows=windows, doors=doors)
    strips = {s.name: s for s in room.surfaces if isinstance(s.boundary, Outdoors)}
    leaf = strips.pop("south wall door 1")
    for name, strip in strips.items():
        openings = 1.0 + (leaf.area_m2 if name == "south wall" else 0.0)
        assert strip.area_m2 == pytest.approx(strip.gross_area_m2 - openings)
        assert strip.gross_area_m2 >= 1.09 * openings


def test_usual_glass_leaves_room_beside_a_garage_door():
    small = resolved_in_words(kind="garage", floor_area="8 m2", ceiling_height="2.2 m")
    front = next(s for s in small.surfaces if s.name == "south wall")
    glass = sum(w.area_m2 for w in small.windows if w.surface == "south wall")
    assert glass == pytest.approx(0.6 * front.gross_area_m2)
    usual = resolved_in_words(kind="garage", floor_area="20 m2")
    assert sum(w.area_m2 for w in usual.windows) == pytest.approx(0.15 * 20.0)


def test_windows_are_higher_where_they_would_be_wider_than_their_wall():
    windows = [{"facing": "south", "area": "8 m2"}, {"facing": "west", "area": "2 m2"}]
    room = resolved_in_words(kind="sunroom", floor_area="15 m2", windows=windows)
    broad, usual = room.windows
    assert broad.width_m == pytest.approx(0.97 * math.sqrt(15.0 * 1.6))
    assert broad.sill_m + broad.height_m < room.ceiling_height_m
    assert usual.height_m == pytest.approx(1.2)


def test_garage_has_a_garage_door_in_its_front():
    room = resolved_in_words(kind="garage", floor_area="22 m2", quality="average")
    door = next(s for s in room.surfaces if s.name == "garage door")
    assert door.area_m2 == pytest.approx(63 * FT2)
    front = [s for s in room.surfaces if s.azimuth_deg == door.azimuth_deg and s.tilt_deg == 90.0]
    gross = sum(s.gross_area_m2 for s in front if " door " not in s.name)
    assert gross == pytest.approx(math.sqrt(22.0) * 8 * 0.3048)


# gable sqrt(20 * 0.7) = 3.742 m wide; ridge 3.742 / 2 * tan(40 deg) = 1.570 m above 1.2 m
def test_attic_has_the_volume_of_its_roof():
    room = resolved_in_words(kind="attic", floor_area="20 m2", quality="good")
    gables = [s for s in room.surfaces if s.name in ("south wall", "north wall")]
    for gable in gables:
        assert gable.gross_area_m2 == pytest.approx(3.742 * (1.2 + 1.570 / 2), rel=1e-3)
    assert room.volume_m3 == pytest.approx(20 * (1.2 + 1.570 / 2), rel=1e-3)


def test_outside_door_is_where_the_wall_is_freest():
    windows = [{"facing": "south", "area": "6 m2"}]
    room = resolved_in_words(kind="addition", floor_area="20 m2", aspect=1, windows=windows)
    leaves = [s.name for s in room.surfaces if " door " in s.name]
    assert leaves == ["west wall door 1"]


def test_attic_windows_in_the_slope_look_its_way():
    windows = [{"facing": "south", "area": "1.5 m2"}, {"facing": "west", "area": "1 m2"}]
    room = resolved_in_words(kind="attic", floor_area="20 m2", windows=windows)
    assert room.windows[1].surface == "west roof"


def test_crawlspace_is_a_space_of_its_own_below_the_floor():
    room = resolved_in_words(kind="bedroom", floor_area="20 m2", below="crawlspace")
    assert {buffer.name for buffer in room.buffers} == {"attic", "crawlspace"}
    crawlspace = next(b for b in room.buffers if b.name == "crawlspace")
    assert crawlspace.volume_m3 == pytest.approx(20 * 4 * 0.3048)


def test_home_at_another_temperature_is_a_neighbour():
    room = resolved_in_words(kind="zone", floor_area="15 m2", rest_of_home="18 degC")
    homes = [s for s in room.surfaces if isinstance(s.boundary, Neighbour)]
    assert len(homes) == 5  # three walls, ceiling and floor
    assert room.notes == ()


def test_floor_between_storeys_by_hand():
    # gypsum 0.079, air gap of R-1 0.176, plywood 0.165, boards 0.067; films of each 0.162
    room = resolved_in_words(kind="zone", floor_area="15 m2", rest_of_home="18 degC")
    floor = next(s for s in room.surfaces if s.name == "floor")
    layers = 0.079 + 0.176 + 0.165 + 0.067
    assert ua_w_per_k(floor) == pytest.approx(15.0 / (layers + 2 * 0.92 * R_IP), rel=ROUNDED_LAYERS)


def test_layers_of_a_floor_to_the_home_are_mass_and_its_insulation_is_useless_if_adiabatic():
    concrete = [{"material": "concrete", "thickness": "100 mm"}]
    flat = {
        "kind": "flat",
        "floor_area": "15 m2",
        "constructions": {"floor": concrete, "roof": "R-19"},
    }
    floor = next(s for s in resolved_in_words(**flat).surfaces if s.name == "floor")
    assert isinstance(floor.boundary, Adiabatic)
    assert not isinstance(floor.boundary, Home)
    assert floor.layers[0].capacitance_j_per_m2k > 150e3
    in_home = resolved_in_words(**flat, rest_of_home="setpoints").surfaces
    assert all(isinstance(s.boundary, Home) for s in in_home if s.name in ("floor", "ceiling"))
    notes = expanded(**flat).notes
    assert [note.partition(":")[0] for note in notes] == ["room.constructions.roof"]


def test_a_room_has_half_of_its_partitions_and_of_their_insulation():
    """As by hand: R-19 in all between the joists, of which half is the room's."""
    zone = {"kind": "zone", "floor_area": "15 m2"}
    given = {"roof": "R-19", "partition": "R-11"}
    room = resolved_in_words(**zone, constructions=given)
    homes = [s for s in room.surfaces if isinstance(s.boundary, Home)]
    assert len(homes) == 5  # three walls, ceiling and floor
    ceiling = next(s for s in homes if s.name == "ceiling")
    assert ceiling.layers[0].resistance_m2k_per_w == pytest.approx(9.5 * R_IP)
    wall = next(s for s in homes if s.name.endswith("to home"))
    assert wall.layers[0].resistance_m2k_per_w == pytest.approx(5.5 * R_IP)
    assert expanded(**zone, constructions=given).notes == ()


@pytest.mark.parametrize(
    ("kind", "open_hours"),
    [
        ("bedroom", 15),  # closed from 22:00 to 07:00
        ("zone", 24),
        ("basement", 24),
        ("attic", 24),
        ("addition", 0),
        ("sunroom", 0),
        ("garage", 0),
        ("tiny_house", None),
        ("flat", None),
    ],
)
def test_rooms_of_a_house_have_a_door_to_it_by_kind(kind, open_hours):
    doors = resolved_in_words(kind=kind, floor_area="20 m2").doors
    if open_hours is None:
        assert doors == ()
        return
    (door,) = doors
    assert door.open[:24].sum() == open_hours
    assert (door.closed_w_per_k, door.closed_m3_per_s) == (6.0, 0.002)
    assert door.rest_of_home_degc is None
    if kind == "bedroom":
        assert list(door.open[:24]) == [0.0] * 7 + [1.0] * 15 + [0.0] * 2


def test_a_home_door_can_be_given_or_left_out():
    bedroom = {"kind": "bedroom", "floor_area": "15 m2"}
    assert resolved_in_words(**bedroom, home_door="none").doors == ()
    assert resolved_in_words(**bedroom, doors=[]).doors == ()
    (door,) = resolved_in_words(**bedroom, home_door="open").doors
    assert door.open.min() == 1.0
    (door,) = resolved_in_words(**bedroom, home_door=[0.5] * 24).doors
    assert set(door.open) == {0.5}
    listed = [{"to": "home", "state": "open", "closed_conductance": "3 W/K"}]
    (door,) = resolved_in_words(**bedroom, doors=listed).doors
    assert door.closed_w_per_k == 3.0


@pytest.mark.parametrize(
    ("room", "message"),
    [
        ({"kind": "flat", "home_door": "open"}, None),
        ({"kind": "tiny_house", "home_door": "open"}, "no wall or floor to the home"),
        ({"kind": "bedroom", "home_door": "open", "doors": [{"to": "home"}]}, "door to the home"),
        ({"kind": "bedroom", "garage_door": "wall"}, "has no garage door"),
    ],
)
def test_what_a_kind_does_not_have_is_refused(room, message):
    if message is None:  # stairs or a corridor: whoever asks for it gets it
        assert len(resolved_in_words(floor_area="20 m2", **room).doors) == 1
        return
    with pytest.raises(ScenarioError, match=message):
        expanded(floor_area="20 m2", **room)


def test_a_wall_may_take_the_place_of_a_garage_door():
    garage = {"kind": "garage", "floor_area": "22 m2", "windows": [], "doors": []}
    with_door = {s.name: s for s in resolved_in_words(**garage).surfaces}
    walled = {s.name: s for s in resolved_in_words(**garage, garage_door="wall").surfaces}
    assert "garage door" in with_door
    assert "garage door" not in walled
    front = walled["south wall"].area_m2 - with_door["south wall"].area_m2
    assert front == pytest.approx(9 * 7 * 0.3048**2)


# ANSI/RESNET/ICC 301-2022: 0.92 - 0.21 SHGC for light curtains, half drawn; SHGC 0.44: 0.8276
@pytest.mark.parametrize(
    ("curtains", "factor"),
    [
        (None, 0.8276),
        ("50 %", 0.8276),
        ("none", 1.0),
        (0.0, 1.0),
        ("100 %", 0.6552),
        ({"drawn": "25 %"}, 0.9138),
        ({"transmitted": 0.3}, 0.65),
    ],
)
def test_curtains_are_half_drawn_unless_given(curtains, factor):
    window = {"facing": "south", "area": "2 m2", "u_value": "2 W/m2K", "shgc": 0.44}
    room = {"kind": "bedroom", "floor_area": "15 m2", "windows": [window]}
    given = {} if curtains is None else {"curtains": curtains}
    (of_room,) = resolved_in_words(**room, **given).windows
    assert of_room.curtain_factor == pytest.approx(factor)
    room["windows"] = [window | given]
    (of_window,) = resolved_in_words(**room).windows
    assert of_window.curtain_factor == pytest.approx(factor)


def test_a_blind_takes_the_curtains_place_and_an_awning_does_not():
    windows = [
        {
            "facing": "south",
            "area": "1 m2",
            "u_value": "2 W/m2K",
            "shgc": 0.44,
            "shade": {"kind": kind, "closed_when_sun_above": "200 W/m2"},
        }
        for kind in ("blind", "curtain", "awning", "screen")
    ]
    room = resolved_in_words(kind="bedroom", floor_area="20 m2", windows=windows)
    factors = [window.curtain_factor for window in room.windows]
    assert factors == pytest.approx([1.0, 1.0, 0.8276, 0.8276])


def test_windows_open_in_mild_hours_too_if_the_room_says_so():
    room = {"kind": "bedroom", "floor_area": "15 m2"}
    (usual,) = resolved_in_words(**room).ventilation
    _, mild = resolved_in_words(**room, open_windows="40 %").ventilation
    assert mild.flow_m3_per_s[0] == pytest.approx(0.4 * usual.flow_m3_per_s[0])
    assert not mild.unless_cooled
    assert (mild.room_above_degc, mild.outdoor_below_room_k) == (22.0, 2.0)
    assert mild.above_heating_setpoint_k == 2.0


def test_open_door_leads_to_the_home():
    doors = [{"to": "home", "state": "open", "rest_of_home": "18 degC"}]
    (door,) = resolved_in_words(kind="zone", floor_area="15 m2", doors=doors).doors
    assert door.open.min() == 1.0
    assert door.rest_of_home_degc[0] == 18.0


@pytest.mark.parametrize(
    ("said", "surface"),
    [
        ({"kind": "attic"}, "floor"),
        ({"kind": "bedroom", "exposed_walls": 4}, "floor"),
        ({"kind": "bedroom"}, "east wall, to home"),
    ],
)
def test_door_to_the_home_is_a_stair_where_no_wall_meets_it(said, surface):
    doors = [{"to": "home", "state": "open"}]
    (door,) = resolved_in_words(floor_area="15 m2", doors=doors, **said).doors
    assert door.surface == surface


def test_tiny_house_has_no_home_to_open_a_door_to():
    with pytest.raises(ScenarioError, match="no wall or floor to the home"):
        expanded(kind="tiny_house", floor_area="15 m2", doors=[{"to": "home"}])


def test_flat_leaks_for_itself_and_a_bedroom_for_its_share():
    flat = resolved_in_words(kind="flat", floor_area="40 m2", quality="average").infiltration[0]
    assert (flat.exposed_share, flat.dwelling_volume_m3) == (1.0, pytest.approx(40 * 2.4384))
    bedroom = resolved_in_words(kind="bedroom", floor_area="15 m2").infiltration[0]
    assert bedroom.exposed_share < 0.2
    assert bedroom.dwelling_volume_m3 == pytest.approx(12_000 * 0.3048**3)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"kind": "attic"}, "highest"),
        ({"kind": "attic", "below": "basement"}, "highest"),
        ({"kind": "bedroom"}, "whole"),
        ({"kind": "bedroom", "infiltration": {"ach50": 7, "dwelling_height": "5 m"}}, "highest"),
        ({"kind": "addition", "infiltration": {"ach50": 7, "dwelling_height": "5 m"}}, "lowest"),
        ({"kind": "basement", "infiltration": {"ach50": 7, "dwelling_height": "5 m"}}, "lowest"),
        ({"kind": "zone", "infiltration": {"ach50": 7, "dwelling_height": "5 m"}}, "whole"),
        ({"kind": "tiny_house", "infiltration": {"ach50": 7, "dwelling_height": "5 m"}}, "whole"),
        ({"kind": "attic", "infiltration": {"ach50": 7, "level": "whole"}}, "whole"),
    ],
)
def test_level_follows_from_what_is_above_and_below(said, level):
    room = expanded(floor_area="20 m2", **said).room
    assert room.infiltration.level == level


def test_attic_room_lies_in_the_upper_part_of_its_dwelling():
    leak = resolved_in_words(kind="attic", floor_area="20 m2").infiltration[0]
    assert 0.0 < leak.low < 1.0 == leak.high
    bedroom = resolved_in_words(kind="bedroom", floor_area="20 m2").infiltration[0]
    assert (bedroom.low, bedroom.high) == (0.0, 1.0)


def test_flat_among_flats_leaks_nothing_from_outdoors():
    inner = resolved_in_words(kind="flat", floor_area="40 m2", exposed_walls=0).infiltration[0]
    assert inner.exposed_share == 0.0


# 250 ft2 and one bedroom: IRC 0.01 * 250 + 7.5 * 2 = 17.5 cfm; ASHRAE 62.2-2013 0.03 * 250 + 15
@pytest.mark.parametrize(
    ("given", "cfm"), [({}, 17.5), ({"dwelling_fan": "ashrae_62_2_2013"}, 22.5)]
)
def test_good_tiny_house_is_ventilated_by_its_code(given, cfm):
    room = resolved_in_words(kind="tiny_house", floor_area="250 ft2", quality="good", **given)
    fan, window = room.ventilation
    assert fan.flow_m3_per_s[0] / (0.3048**3 / 60) == pytest.approx(cfm)
    assert window.unless_cooled


def fan_cfm(**room):
    fans = expanded(floor_area="250 ft2", **room).room.ventilation
    (flow,) = [fan.flow_m3_per_s for fan in fans if fan.kind in {"exhaust", "balanced"}]
    return flow / (0.3048**3 / 60)


# a house of 1500 ft2 with 3 bedrooms: 0.01 cfm/ft2 * 1500 ft2 + 7.5 * 4 = 45 cfm by the IRC,
# 0.03 * 1500 + 30 = 75 cfm by ASHRAE 62.2-2013
def test_room_has_its_share_of_the_fans_of_its_house():
    by_area = 250 / 1500
    assert fan_cfm(kind="addition", quality="passive") == pytest.approx(75.0 * by_area)
    alone = {"kind": "bedroom", "quality": "good", "infiltration": {"ach": 0.3}}
    assert fan_cfm(**alone) == pytest.approx(45.0 * by_area)
    assert fan_cfm(**alone, dwelling_fan="ashrae_62_2_2013") == pytest.approx(75.0 * by_area)
    # three walls of 8 ft, roof and slab, of four walls, ceiling and floor of the house
    side, house_side = 250**0.5, 1500**0.5
    exposed = (3 * side * 8 + 2 * 250) / (4 * house_side * 8 + 2 * 1500)
    addition = {"kind": "addition", "quality": "good", "aspect": 1.0, "windows": []}
    drawn = fan_cfm(**addition, dwelling_fan="irc")
    assert drawn == pytest.approx(45.0 * exposed, rel=1e-3)


AT_OLDER_HOUSES = ["addition", "garage", "attic", "basement", "sunroom"]
NEWER = [
    {"quality": "good"},
    {"code": "energy_star_v3_2"},
    {"vintage": 2012},
    {"vintage": 2020},
]


@pytest.mark.parametrize("built", NEWER)
@pytest.mark.parametrize("kind", [*AT_OLDER_HOUSES, "bedroom", "flat", "tiny_house", "zone"])
def test_kinds_that_stand_at_older_houses_have_no_fan_unless_it_is_given(kind, built):
    fans = expanded(kind=kind, floor_area="30 m2", **built).room.ventilation or ()
    assert ("exhaust" in {fan.kind for fan in fans}) == (kind not in AT_OLDER_HOUSES)
    given = expanded(kind=kind, floor_area="30 m2", dwelling_fan="irc", **built).room.ventilation
    assert "exhaust" in {fan.kind for fan in given}


def test_houses_before_the_code_have_no_fan():
    for built in ({"vintage": 2011}, {"quality": "average"}, {}):
        fans = expanded(kind="bedroom", floor_area="15 m2", **built).room.ventilation
        assert {fan.kind for fan in fans} == {"window"}


def test_exhaust_fan_draws_through_the_leaks_that_the_room_has():
    shares = [{"ach50": 3, "exposed_share": share} for share in (0.1, 0.2)]
    less, more = (fan_cfm(kind="bedroom", quality="good", infiltration=one) for one in shares)
    assert (less, more) == (pytest.approx(4.5), pytest.approx(9.0))


def test_fan_is_that_of_the_dwelling_whose_volume_is_said():
    """3000 ft2 on floors of 8 ft: IRC 0.01 * 3000 + 7.5 * 4 = 60 cfm, 62.2-2013 120 cfm."""
    leaks = {"ach50": 3, "dwelling_volume": "24000 ft3", "exposed_share": 0.1}
    assert fan_cfm(kind="bedroom", quality="good", infiltration=leaks) == pytest.approx(6.0)
    drawn = fan_cfm(kind="bedroom", quality="passive", infiltration=leaks)
    assert drawn == pytest.approx(120.0 * 250 / 3000)


def test_large_zone_leaks_by_its_one_wall():
    """200 m2 on a square: a wall of 8 ft, of four and ceiling and floor."""
    zone = resolved_in_words(kind="zone", floor_area="200 m2").infiltration[0]
    wall_m2 = 200**0.5 * 2.4384
    assert zone.exposed_share == pytest.approx(wall_m2 / (4 * wall_m2 + 400.0), rel=1e-3)


@pytest.mark.parametrize("quality", ["poor", "average"])
def test_older_houses_have_no_fan(quality):
    fans = expanded(kind="addition", floor_area="250 ft2", quality=quality).room.ventilation
    assert {fan.kind for fan in fans} == {"window"}


def test_insulation_by_hand_is_met_as_an_assembly():
    room = resolved_in_words(
        kind="addition", floor_area="20 m2", quality="poor", constructions={"wall": "R-13"}
    )
    wall = next(s for s in room.surfaces if s.name == "south wall")
    assert ua_w_per_k(wall) / wall.area_m2 == pytest.approx(U_IP / 11.3)


def test_code_without_climate_zone_is_refused():
    with pytest.raises(ScenarioError, match="climate zone"):
        expanded(zone="", kind="addition", floor_area="20 m2", code="energy_star_v3_2")


def test_zone_without_its_letter_is_refused_with_the_way_out():
    with pytest.raises(ScenarioError, match=r"as 2, without its letter .*climate_zone.* 2A"):
        expanded(zone="2", kind="addition", floor_area="20 m2", vintage=1930)


@pytest.mark.parametrize("zone", ["2A", 7])
def test_the_site_tells_the_climate_zone_that_the_weather_does_not(zone):
    room = SimpleRoom.from_written({"kind": "flat", "floor_area": "20 m2", "vintage": 1930})
    site = Site.from_written({"climate_zone": zone})
    assert expand_room(room, site, "").words == f"vintage: <1950, zone {zone}"


def test_unknown_code_is_refused_with_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean 'energy_star_v3_2'"):
        expanded(kind="addition", floor_area="20 m2", code="energy_star_v3.2")


@pytest.mark.parametrize("zone", ["1A", "3B", "4C", "5A", "7", "8"])
@pytest.mark.parametrize("how", [{"vintage": 1931}, {"vintage": 1985}, {"vintage": 2015}])
def test_every_vintage_becomes_a_room_in_every_climate(zone, how):
    assert resolved_in_words(zone, kind="addition", floor_area="20 m2", **how).surfaces


@pytest.mark.parametrize("zone", ["1A", "3B", "4C", "5A", "7", "8"])
@pytest.mark.parametrize("code", ["resnet_301_reference", "energy_star_v3_2"])
def test_every_code_becomes_a_room_in_every_climate(zone, code):
    for kind in ("addition", "basement", "tiny_house"):
        assert resolved_in_words(zone, kind=kind, floor_area="20 m2", code=code).surfaces


@given(facing=st.integers(0, 359), kind=st.sampled_from(sorted(ROOM_KINDS)))
def test_room_turned_is_the_same_room(facing, kind):
    first = resolved_in_words(kind=kind, floor_area="20 m2", quality="good", facing="0 deg")
    turned = resolved_in_words(
        kind=kind, floor_area="20 m2", quality="good", facing=f"{facing} deg"
    )
    for a, b in zip(first.surfaces, turned.surfaces, strict=True):
        assert (a.area_m2, a.tilt_deg, a.layers) == (b.area_m2, b.tilt_deg, b.layers)
        if a.tilt_deg == 90.0:
            assert (b.azimuth_deg - a.azimuth_deg) % 360 == pytest.approx(facing % 360)


@given(
    area_m2=st.floats(16, 200), aspect=st.floats(0.5, 4), kind=st.sampled_from(sorted(ROOM_KINDS))
)
def test_walls_enclose_the_floor(area_m2, aspect, kind):
    room = resolved_in_words(
        kind=kind, floor_area=f"{area_m2!r} m2", quality="good", aspect=aspect, windows=[], doors=[]
    )
    assert room.floor_area_m2 == pytest.approx(area_m2)
    sides = {}
    for surface in room.surfaces:
        if surface.tilt_deg == 90.0:
            side = round(surface.azimuth_deg)
            sides[side] = sides.get(side, 0.0) + surface.gross_area_m2
    assert sides[0] == pytest.approx(sides[180])
    assert sides[90] == pytest.approx(sides[270])
    if kind != "attic":  # its knee walls are lower than its gables
        enclosed = sides[0] * sides[90] / room.ceiling_height_m**2
        assert enclosed == pytest.approx(area_m2)
