"""``hpsim describe``: one document, every surface with its source, and a picture that is true."""

import json
import math
import subprocess
import sys
from dataclasses import replace

import pytest

from hpsim.building.plan import edges_of, main_wall
from hpsim.cli import OK, WRONG_INPUT, main
from hpsim.plots.room_plan import save_plan
from rooms import CASE_600, resolved, resolved_in_words

ADDITION = """
name: Bedroom addition, Chicago
weather: us-5A-chicago
room:
  kind: addition
  floor_area: 250 ft2
  quality: good
  windows: [{facing: south, area: 30 ft2}, {facing: west, area: 12 ft2}]
thermostat: {heating: 68 degF, cooling: 76 degF}
candidates: [{kind: ideal}]
"""
STAIRWELL = """
name: Flat beside a stairwell
weather: us-5A-chicago
constructions: {wall: [{material: brick, thickness: 240 mm}]}
room:
  kind: detail
  floor_area: 20 m2
  volume: 50 m3
  surfaces:
    - {name: street, construction: wall, area: 12 m2, facing: south, boundary: outdoors}
    - {name: stair, construction: wall, area: 12 m2, facing: north, boundary: {buffer: stairwell}}
  buffers:
    stairwell:
      volume: 80 m3
      ach: 0.5
      surfaces:
        - {name: stair front, construction: wall, area: 9 m2, facing: north, boundary: outdoors}
      windows: [{in: stair front, area: 2 m2}]
thermostat: {heating: 68 degF}
candidates: [{kind: ideal}]
"""
PNG_HEAD = b"\x89PNG"


@pytest.fixture
def addition(tmp_path):
    path = tmp_path / "addition.yaml"
    path.write_text(ADDITION, encoding="utf-8")
    return path


def document(path, capsys):
    assert main(["describe", str(path), "--json"]) == OK
    return json.loads(capsys.readouterr().out)


def test_json_is_one_document_with_every_surface(addition, capsys):
    told = document(addition, capsys)
    assert [s["name"] for s in told["surfaces"]] == [
        "south wall",
        "west wall",
        "east wall",
        "north wall, to home",
        "ceiling",
        "slab",
        "south wall door 1",
    ]
    assert told["weather"]["zone"] == "5A"
    assert all(s["source"] for s in told["surfaces"])
    assert {d["key"] for d in told["defaults"]} >= {"room.aspect", "room.occupants"}


# wall: 3.0115 m2K/W with films
def test_u_values_are_those_of_the_assembly(addition, capsys):
    told = document(addition, capsys)
    wall = told["surfaces"][0]
    assert wall["u_w_per_m2k"] == pytest.approx(1 / 3.0115, abs=1e-4)
    assert wall["area_m2"] == pytest.approx((20 * 8 - 30 - 20) * 0.3048**2)
    assert [layer["material"] for layer in wall["layers"]][-1] == "gypsum"


def test_quality_on_the_command_line_changes_the_walls(addition, capsys):
    assert main(["describe", str(addition), "--json", "--set", "room.quality=poor"]) == OK
    told = json.loads(capsys.readouterr().out)
    assert told["room"]["words"] == "quality: poor"
    assert told["surfaces"][0]["u_w_per_m2k"] == pytest.approx(1 / (3.4 * 0.17611), rel=1e-4)


def test_tables_show_layers_windows_and_defaults(addition, capsys):
    assert main(["describe", str(addition)]) == OK
    text = capsys.readouterr().out
    for part in ("studs", "R-17.1", "Windows", "Air leakage", "Fast heat capacity", "room.aspect"):
        assert part in text


def test_doors_that_open_to_the_home_are_listed(addition, capsys):
    half = "doors=[{to: home, state: evening, rest_of_home: 19 degC}]"
    assert main(["describe", str(addition), "--set", f"room.{half}", "--json"]) == OK
    (door,) = json.loads(capsys.readouterr().out)["doors"]
    assert door["surface"] == "north wall, to home"
    assert 0.0 < door["open_share"] < 1.0
    assert door["rest_of_home_degc"] == pytest.approx(19.0)


def test_layers_of_the_scenario_are_not_the_librarys_of_that_name(addition, capsys):
    own = "constructions.partition=[{material: concrete, thickness: 80 mm}]"
    use = "room.constructions={partition: partition}"
    assert main(["describe", str(addition), "--set", own, "--set", use, "--json"]) == OK
    surfaces = json.loads(capsys.readouterr().out)["surfaces"]
    wall = next(s for s in surfaces if s["name"] == "north wall, to home")
    assert wall["source"] == "the scenario"


def test_a_slab_has_the_u_of_iso_13370_and_its_edge_besides(addition, capsys):
    """By hand: 250 ft2, a front 1.6 times its depth."""
    poor = "room.quality=poor"
    assert main(["describe", str(addition), "--set", poor, "--json"]) == OK
    slab = next(
        s for s in json.loads(capsys.readouterr().out)["surfaces"] if s["boundary"] == "ground"
    )
    area_m2 = 250 * 0.3048**2
    front_m = (1.6 * area_m2) ** 0.5
    edge_m = front_m + 2 * area_m2 / front_m
    d_t = 0.3 + 2.0 * (0.17 + slab["resistance_m2k_per_w"] + 0.04)
    around = math.pi * area_m2 / (0.5 * edge_m)
    by_hand = 4.0 / (around + d_t) * math.log(around / d_t + 1.0)
    assert slab["u_w_per_m2k"] == pytest.approx(by_hand, rel=1e-3)
    # ISO 10211 of a bare edge under a frame wall of 0.12 m: between 0.58 and 0.50 W/mK
    assert 0.50 < slab["edge_w_per_k"] / edge_m < 0.58
    assert main(["describe", str(addition), "--set", poor]) == OK
    assert "Edge of slab: another" in capsys.readouterr().out


def test_layers_of_an_unheated_space_come_from_its_kind(addition, capsys):
    below = "room.below=crawlspace"
    assert main(["describe", str(addition), "--set", below, "--json"]) == OK
    spaces = {b["name"]: b["surfaces"] for b in json.loads(capsys.readouterr().out)["buffers"]}
    assert {s["source"] for s in spaces["crawlspace"]} == {
        "8 in concrete, bare soil or a 4 in slab: usual of an unheated crawlspace"
    }
    assert {s["source"] for s in spaces["attic"]} == {"asphalt shingles on 5/8 in OSB"}


def test_windows_of_unheated_spaces_are_listed(tmp_path, capsys):
    path = tmp_path / "flat.yaml"
    path.write_text(STAIRWELL, encoding="utf-8")
    (stairwell,) = document(path, capsys)["buffers"]
    assert [(w["surface"], w["area_m2"]) for w in stairwell["windows"]] == [("stair front", 2.0)]
    assert main(["describe", str(path)]) == OK
    windows = capsys.readouterr().out.split("\nWindows\n")[1]
    assert windows.splitlines()[1].startswith("stair front")


def test_picture_is_written_where_asked(addition, tmp_path):
    path = tmp_path / "pictures" / "room.png"
    assert main(["describe", str(addition), "--plot", str(path)]) == OK
    assert path.read_bytes().startswith(PNG_HEAD)


def test_another_ending_is_refused_before_anything_is_printed(addition, tmp_path, capsys):
    path = tmp_path / "room.gif"
    assert main(["describe", str(addition), "--plot", str(path)]) == WRONG_INPUT
    printed = capsys.readouterr()
    assert "'room.gif' is no picture's name" in printed.err
    assert not printed.out
    assert not path.exists()


def test_bad_scenario_is_refused_and_draws_nothing(addition, tmp_path, capsys):
    addition.write_text(ADDITION.replace("floor_area", "flor_area"), encoding="utf-8")
    path = tmp_path / "room.png"
    assert main(["describe", str(addition), "--plot", str(path)]) == WRONG_INPUT
    assert "flor_area" in capsys.readouterr().err
    assert not path.exists()


def test_plan_has_the_sides_of_the_room():
    lengths = {edge.azimuth_deg: edge.length_m for edge in edges_of(resolved(CASE_600))}
    assert lengths == pytest.approx({0.0: 8.0, 90.0: 6.0, 180.0: 8.0, 270.0: 6.0})


def test_plan_of_two_walls_is_still_a_rectangle(tmp_path):
    room = resolved_in_words(kind="bedroom", floor_area="14 m2")
    kept = ("south wall", "ceiling", "floor", "west wall")
    surfaces = tuple(s for s in room.surfaces if s.name in kept)
    few = replace(room, surfaces=surfaces)
    assert [edge.azimuth_deg for edge in edges_of(few)] == [0.0, 90.0, 180.0, 270.0]
    assert [bool(edge.surfaces) for edge in edges_of(few)] == [False, False, True, True]
    save_plan(few, "two walls", tmp_path / "plan.png")
    assert (tmp_path / "plan.png").read_bytes().startswith(PNG_HEAD)


def test_side_with_a_garage_door_is_called_by_its_wall():
    garage = resolved_in_words(kind="garage", floor_area="240 ft2")
    front = next(edge for edge in edges_of(garage) if edge.azimuth_deg == 180.0)
    assert {surface.name for surface in front.surfaces} >= {"garage door", "south wall"}
    assert main_wall(front).name == "south wall"


def test_plan_of_an_attic_is_as_deep_as_its_floor():
    edges = edges_of(resolved_in_words(kind="attic", floor_area="20 m2", quality="good"))
    assert edges[0].length_m * edges[1].length_m == pytest.approx(20.0)


@pytest.mark.parametrize("kind", ["attic", "basement", "garage", "sunroom", "flat"])
def test_every_shape_can_be_drawn(kind, tmp_path):
    path = tmp_path / "room.png"
    save_plan(resolved_in_words(kind=kind, floor_area="20 m2", quality="good"), kind, path)
    assert path.read_bytes().startswith(PNG_HEAD)


def test_tables_need_neither_matplotlib_nor_the_engine(addition):
    code = (
        "import sys; from hpsim.cli import main; main(['describe', sys.argv[1]]);"
        "sys.exit('matplotlib' in sys.modules or 'numba' in sys.modules)"
    )
    process = subprocess.run([sys.executable, "-c", code, str(addition)], check=False, timeout=120)
    assert process.returncode == 0
