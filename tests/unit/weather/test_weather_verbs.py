"""``hpsim weather`` prints what people and programs ask for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hpsim.cli import main
from hpsim.weather.catalog import shipped_weather

CHICAGO = "us-5A-chicago"


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_list_has_the_contracts_keys(capsys: pytest.CaptureFixture[str]):
    rows = run_json(capsys, "weather", "list")["weather"]
    assert [row["id"] for row in rows] == [entry.id for entry in shipped_weather()]
    for row in rows:
        assert {"id", "place", "zone", "latitude", "longitude", "source"} <= set(row)


def test_list_names_own_files_too(capsys: pytest.CaptureFixture[str], own_folders: Path, changed):
    folder = own_folders / "data" / "hpsim" / "weather"
    folder.mkdir(parents=True)
    changed(CHICAGO, lambda lines: lines, "mine.epw").rename(folder / "mine.epw")
    (folder / "broken.epw").write_text("nothing")
    assert main(["weather", "list", "--json"]) == 0
    told = capsys.readouterr()
    own = [row for row in json.loads(told.out)["weather"] if row["source"] == "own file"]
    assert [(row["id"], row["zone"]) for row in own] == [("mine", "5")]
    assert "broken.epw" in told.err


def test_list_tells_where_own_files_may_lie(capsys: pytest.CaptureFixture[str], own_folders: Path):
    assert main(["weather", "list"]) == 0
    assert str(own_folders / "data" / "hpsim" / "weather") in capsys.readouterr().out


def test_show_puts_header_beside_file(capsys: pytest.CaptureFixture[str]):
    facts = run_json(capsys, "weather", "show", "us-5B-denver")
    assert facts["design"]["header"]["heating_99_degc"] == -14.0
    assert facts["design"]["file"]["heating_99_degc"] == pytest.approx(-11.1, abs=0.05)
    assert facts["design"]["used"] == "header"
    assert facts["degree_days"]["hdd18"] == pytest.approx(3129, abs=0.5)
    assert facts["zone"] == "5B"


def test_show_tells_the_soils_surface_under_each_cover(capsys: pytest.CaptureFixture[str]):
    facts = run_json(capsys, "weather", "show", "us-5B-denver")
    soil = facts["soil_surface"]
    assert (soil["terrain"], soil["ground_reflectance"]) == ("suburban", 0.2)
    # sun warms dry soil by kelvins, grass stays near the air's mean
    assert soil["dry"]["mean_degc"] - facts["outdoor_degc"]["mean"] > 4.0
    assert abs(soil["grass"]["mean_degc"] - facts["outdoor_degc"]["mean"]) < 2.0
    assert soil["dry"]["amplitude_k"] > soil["grass"]["amplitude_k"]
    assert 0.0 < soil["grass"]["coldest_day"] < 45.0


def test_show_reads_well(capsys: pytest.CaptureFixture[str]):
    assert main(["weather", "show", "us-6B-moffat"]) == 0
    text = capsys.readouterr().out
    assert "Moffat County CO" in text
    assert "file (used)" in text
    assert "7,630 heating, 644 cooling (°F d, base 65 °F)" in text


def test_near_takes_a_western_longitude(capsys: pytest.CaptureFixture[str]):
    rows = run_json(capsys, "weather", "near", "43.04", "-87.91")["weather"]
    assert rows[0]["id"] == CHICAGO
    assert rows[0]["distance_km"] == pytest.approx(118, abs=2)  # great circle from 41.98, -87.92
    assert rows[0]["hdd18"] == 3430
    assert main(["weather", "near", "43.04", "-87.91"]) == 0
    assert "73 miles away: good for a try" in capsys.readouterr().out


def test_near_takes_a_town(capsys: pytest.CaptureFixture[str]):
    found = run_json(capsys, "weather", "near", "Minneapolis,", "MN")
    assert found["place"]["name"] == "Minneapolis, MN"
    assert found["weather"][0]["id"] == "us-6A-minneapolis"


def test_near_says_when_the_climate_may_be_another(capsys: pytest.CaptureFixture[str]):
    assert main(["weather", "near", "Berlin"]) == 0
    text = capsys.readouterr().out
    assert "its climate may be another one" in text
    assert "hpsim weather fetch 52.524 13.411" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "us-5A-chicaco"], "unknown weather id"),
        (["near", "4498", "8"], "latitude 4498"),
        (["near", "north", "8"], "no town 'north 8' is known"),
        (["fetch", "45", "8", "--source", "meteonorm"], "is not one of 'pvgis', 'nsrdb'"),
        (["fetch", "45", "-8", "--source", "nsrdb"], "wants a key"),
        (["show", "."], "is a folder"),
    ],
)
def test_wrong_words_end_with_one_message(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch
):
    monkeypatch.delenv("HPSIM_NSRDB_KEY", raising=False)
    assert main(["weather", *words, "--json"]) == 2
    told = capsys.readouterr()
    errors = json.loads(told.out)["errors"]
    assert any(said in error["message"] for error in errors)
    assert "Traceback" not in told.err


def test_fetch_offline_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("HPSIM_PVGIS_URL", "http://127.0.0.1:9")
    assert main(["weather", "fetch", "45", "-8", "--out", str(tmp_path / "new")]) == 2
    assert "can't be reached" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
