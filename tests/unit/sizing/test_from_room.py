"""Manual J of a scenario's room: what each surface becomes, and totals by hand."""

from __future__ import annotations

import pytest

from hpsim.errors import ScenarioError
from hpsim.scenario.model import Scenario
from hpsim.simulate.response import ResolvedRoom, RoomCache, resolved_room_of, response_inputs
from hpsim.sizing.manual_j.from_room import InRoom, design_of, house_of_room
from hpsim.sizing.manual_j.inputs import House, Window
from hpsim.sizing.manual_j.loads import house_loads
from hpsim.sizing.manual_j.tables import glass_code, shade_coefficient
from hpsim.units.constants import M2_PER_FT2, R_IP, U_IP
from hpsim.weather.cache import prepared
from hpsim.weather.model import Weather


@pytest.fixture(scope="module")
def chicago() -> Weather:
    return prepared("us-5A-chicago", ())[0]


def resolved(weather: Weather, **room: object) -> ResolvedRoom:
    written = {
        "name": "room",
        "weather": "us-5A-chicago",
        "room": room,
        "thermostat": {"heating": "70 degF", "cooling": "75 degF"},
        "candidates": [{"kind": "ideal"}],
    }
    scenario = Scenario.from_written(written)
    return resolved_room_of(response_inputs(scenario).room, weather, RoomCache())


def house(weather: Weather, given: InRoom | None = None, **room: object) -> House:
    found = resolved(weather, **room)
    return house_of_room(found.model, found.inputs.room, weather, given=given)


ADDITION = {"kind": "addition", "floor_area": "250 ft2", "quality": "good"}


def test_conditions_are_the_files_design_conditions(chicago):
    design = design_of(chicago)
    assert design.heating_f == pytest.approx(2.1, abs=0.1)
    assert design.cooling_f == pytest.approx(88.9, abs=0.1)
    assert design.daily_range == "medium"
    assert design.grains == pytest.approx(35.6, abs=0.5)
    assert design.elevation_ft == pytest.approx(659.0, abs=5.0)


def test_an_addition_has_three_walls_a_door_an_attic_and_a_slab(chicago):
    found = house(chicago, **ADDITION)
    assert len(found.walls) == 3
    assert all(wall.group == "H" and wall.colour == 0.83 for wall in found.walls)
    assert len(found.doors) == 1
    (ceiling,) = found.horizontals
    assert ceiling.is_ceiling
    assert ceiling.beyond is not None
    assert ceiling.beyond.heating_f == pytest.approx(found.design.htd_f)
    assert ceiling.beyond.cooling_f > found.design.ctd_f + 20.0  # under a sunny roof
    assert [part.is_floor for part in found.below] == [True]


def test_walls_and_ceiling_by_hand(chicago):
    room, found = resolved(chicago, **ADDITION), house(chicago, **ADDITION)
    loads = house_loads(found, "peak")
    wall_r = 17.1  # quality good, as the library has it
    area = sum(wall.area_m2 for wall in room.model.surfaces if wall.name in WALLS) / M2_PER_FT2
    assert loads.heating["walls"] == pytest.approx(area / wall_r * found.design.htd_f, rel=0.01)
    window_ft2 = sum(w.area_m2 * w.count for w in room.model.windows) / M2_PER_FT2
    by_hand = 0.29 * window_ft2 * found.design.htd_f
    assert loads.heating["windows"] == pytest.approx(by_hand, rel=0.01)


WALLS = ("south wall", "west wall", "east wall")


def test_a_crawlspace_an_attic_roof_and_a_basement_have_their_own_rules(chicago):
    raised = house(chicago, **ADDITION, below="crawlspace")
    (floor,) = (part for part in raised.horizontals if not part.is_ceiling)
    assert floor.beyond is not None
    assert 0.0 < floor.beyond.heating_f < raised.design.htd_f
    tiny = house(chicago, kind="tiny_house", floor_area="250 ft2", quality="good")
    assert len(tiny.roofs) == 1
    assert [part.beyond for part in tiny.horizontals] == [None]  # its floor is outdoors
    basement = house(chicago, kind="basement", floor_area="400 ft2", quality="average")
    assert {part.is_floor for part in basement.below} == {True, False}
    assert house_loads(basement).cooling_sensible["slabs"] == 0.0


def test_neighbours_that_are_as_warm_take_nothing_and_cold_ones_do(chicago):
    flat = {"kind": "flat", "floor_area": "350 ft2", "quality": "average", "windows": []}
    warm, cold = (
        house_loads(house(chicago, **flat, rest_of_home=degc)) for degc in ("21 degC", "10 degC")
    )
    assert cold.heating_btuh > warm.heating_btuh
    assert cold.sensible_btuh == pytest.approx(warm.sensible_btuh)


def test_people_and_appliances_are_the_rooms_unless_given(chicago):
    own = house(chicago, **ADDITION).rooms[0]
    assert own.people == 1.0
    given = house(chicago, InRoom(people=3.0, appliances_w=500.0), **ADDITION)
    assert given.rooms[0].people == 3.0
    assert given.rooms[0].appliances_btuh == pytest.approx(1706.0, abs=1.0)
    assert given_notes(chicago) == ()


def given_notes(weather: Weather) -> tuple[str, ...]:
    return house(weather, InRoom(people=3.0, appliances_w=500.0), **ADDITION).notes


def test_a_shade_that_is_described_takes_the_place_of_the_curtains(chicago):
    def window(**shade: object) -> Window:
        windows = [{"facing": "west", "area": "20 ft2", **shade}]
        return house(chicago, **ADDITION, windows=windows).windows[0]

    curtains = shade_coefficient(glass_code(0.29, 0.31), "light curtains", 0.5)
    assert window().shade == pytest.approx(curtains, abs=1e-3)
    assert window(curtains={"drawn": 0.0}).shade == 1.0
    blind = {"kind": "blind", "transmitted_when_closed": 0.4, "schedule": "always"}
    assert window(shade=blind).shade == pytest.approx(0.4)
    awning = window(shade={**blind, "kind": "awning"})
    assert (awning.shade, awning.screen) == (1.0, pytest.approx(0.4))


def test_panes_give_nearly_the_rated_u_and_shgc(chicago):
    """Double clear glass, 3 mm, 12 mm of air: centre of glass 0.48 to 0.52 and 0.76."""
    clear = {
        "thickness": "3 mm",
        "conductivity": "1 W/mK",
        "solar_transmittance": 0.834,
        "solar_reflectance": 0.075,
        "emissivity": 0.84,
    }
    glass = {"panes": [clear, clear], "gaps": [{"gas": "air", "thickness": "12 mm"}]}
    windows = [{"facing": "south", "area": "20 ft2", "glazing": glass}]
    (window,) = house(chicago, **ADDITION, windows=windows).windows
    assert 0.46 < window.u < 0.53
    assert 0.74 < window.shgc < 0.79


def test_stone_outside_of_insulation_is_a_veneer(chicago):
    surfaces = [
        {
            "name": "wall",
            "construction": "wall",
            "area": "10 m2",
            "facing": "south",
            "boundary": "outdoors",
        }
    ]
    written = {
        "name": "room",
        "weather": "us-5A-chicago",
        "materials": {
            "stone": {
                "conductivity": "1.5 W/mK",
                "density": "2000 kg/m3",
                "specific_heat": "900 J/kgK",
            }
        },
        "constructions": {
            "wall": [{"material": "stone", "thickness": "200 mm"}, {"resistance": "2 m2K/W"}]
        },
        "room": {
            "kind": "detail",
            "floor_area": "10 m2",
            "volume": "25 m3",
            "surfaces": surfaces,
            "infiltration": {"ach": 0.3},
        },
        "thermostat": {"heating": "20 degC"},
        "candidates": [{"kind": "ideal"}],
    }
    room = resolved_room_of(
        response_inputs(Scenario.from_written(written)).room, chicago, RoomCache()
    )
    (wall,) = house_of_room(room.model, room.inputs.room, chicago).walls
    by_hand = 1.0 / ((0.2 / 1.5 + 2.0) / R_IP + 0.68 + 0.17)
    assert wall.u == pytest.approx(by_hand, rel=0.02)
    assert wall.u * U_IP == pytest.approx(wall.u / R_IP)
    assert wall.group == "J"  # stone outside of insulation counts as a veneer, U 0.077


def test_a_room_without_any_outside_is_refused(chicago):
    surfaces = [
        {"name": "wall", "construction": "wall", "area": "10 m2", "boundary": "adiabatic"},
    ]
    written = {
        "name": "room",
        "weather": "us-5A-chicago",
        "constructions": {"wall": [{"resistance": "2 m2K/W"}]},
        "room": {
            "kind": "detail",
            "floor_area": "10 m2",
            "volume": "25 m3",
            "surfaces": surfaces,
        },
        "thermostat": {"heating": "20 degC"},
        "candidates": [{"kind": "ideal"}],
    }
    room = resolved_room_of(
        response_inputs(Scenario.from_written(written)).room, chicago, RoomCache()
    )
    with pytest.raises(ScenarioError) as error:
        house_of_room(room.model, room.inputs.room, chicago)
    (problem,) = error.value.problems
    assert problem.key == "room"
    assert "no surface meets outdoors" in problem.message
    assert "boundary: outdoors" in problem.hint
