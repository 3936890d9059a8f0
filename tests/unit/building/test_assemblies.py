"""Assemblies meet the resistance of the tables and weigh what such parts weigh."""

import pytest

from hpsim.building.assemblies import (
    construction_library,
    film_m2k_per_w,
    fixed,
    frame_options,
    solved,
)
from hpsim.building.ground import resistance_of
from hpsim.building.library import material_library, table
from hpsim.building.resolve_context import assembly_layers
from hpsim.errors import ScenarioError
from hpsim.units.constants import R_IP

ROUNDING = 1e-9

FRAMED = ("outside_wall", "ceiling_under_attic", "insulated_roof", "raised_floor")
CASES = [(part, r_ip) for part in FRAMED for r_ip in frame_options(part).values()]
CASES += [("basement_wall", r_ip) for r_ip in (2.94, 6.94, 11.94, 21.94, 1 / 0.36, 1 / 0.05)]
CASES += [("garage_door", r_ip) for r_ip in (1, 6, 9, 16)]


@pytest.mark.parametrize(("part", "r_ip"), CASES)
def test_layers_and_films_meet_the_table(part, r_ip):
    assembly = solved(part, r_ip * R_IP, "test")
    places = table("assemblies")["solved"][part]["films"]
    total = resistance_of(assembly_layers(assembly)) + sum(map(film_m2k_per_w, places))
    assert total == pytest.approx(r_ip * R_IP, rel=ROUNDING)


def mass_kg_per_m2(assembly):
    known = material_library() | assembly.materials
    return sum(p.thickness_m * known[p.material].density_kg_per_m3 for p in assembly.layers)


# Dead loads of ASCE 7-16, table C3.1-1a: wood studs 2x4 with 1/2 in gypsum on one side and
# sheathing about 5 to 8 lb/ft2; 1/2 in gypsum alone 2 to 2.2 lb/ft2 (10 kg/m2)
def test_stud_wall_weighs_what_stud_walls_weigh():
    wall = solved("outside_wall", 10.3 * R_IP, "test")
    assert 24.0 < mass_kg_per_m2(wall) < 40.0


def test_gypsum_of_a_half_partition_weighs_ten_kilograms():
    assert mass_kg_per_m2(fixed("inside_wall")) == pytest.approx(10.2, abs=0.3)


def test_thicker_insulation_needs_deeper_frames():
    depths = [solved("outside_wall", r * R_IP, "").layers[2].thickness_m for r in (10.3, 17.1, 34)]
    assert depths == sorted(set(depths))


def test_less_than_films_and_boards_is_refused():
    with pytest.raises(ScenarioError, match=r"0.1761 m2K/W is less than the films"):
        solved("outside_wall", 1.0 * R_IP, "test")


def test_every_library_construction_can_be_built():
    library = construction_library()
    assert {"wood_stud_r_13", "attic_ceiling_r_38", "roof_r_30", "raised_floor_r_19"} <= set(
        library
    )
    for make in library.values():
        assert resistance_of(assembly_layers(make())) > 0.0
