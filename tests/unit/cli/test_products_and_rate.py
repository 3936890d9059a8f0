"""``hpsim products`` and ``hpsim rate``: what they print, write, and refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hpsim.cli import main
from hpsim.equipment.catalogue import furnace_ids, product_ids

FH06 = "neep-muz-fh06na-msz-fh06na"
RATE_KEYS = {
    *("seer2", "eer2", "hspf2", "seer", "hspf"),
    *("c_d_cooling", "c_d_heating", "label", "miss"),
}
HEADINGS = (
    "Manufacturer,Brand (if applicable),Outdoor Unit Model,Indoor Unit Model(s),"
    "Cooling Capacity (Btuh),EER (@ 95°F),SEER,HSPF (Region IV):,Centrally Ducted or Ductless,"
    '"If Ductless, Multi-zone or Single-zone?",Ductless Indoor Type,Minimum Capacity 47°F,'
    "Rated Capacity 47°F,Maximum Capacity 47°F,Input Power at Min. Capcaity 47°F,"
    "COP at Min. Capacity 47°F,Minimum Capacity 17°F,Rated Capacity 17°F,Maximum Capacity 17°F,"
    "Minimum Capacity 5°F,Maximum Capacity 5°F,Maintenance Capacity (Max 5°F/Max 47°F),"
    "Outdoor Dry Bulb (°F),Maximum Capacity X°F"
)
GOOD_ROW = (
    "Maker,,MUZ-9,MSZ-9,9000,14,24,11,Ductless,Single-zone,Mini-Splits,"
    '2000,"10,900",15000,0.1,5,1800,7000,11000,1500,9900,0.66,-13,8000'
)
BAD_ROW = "Maker,,MUZ-X,MSZ-X,9000,14,55,11,Ductless,Single-zone,,2000,10900,15000" + "," * 10


def run(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_list_shows_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, "products", "list")["products"]
    assert [row["id"] for row in rows] == [*product_ids(), *furnace_ids()]
    assert all(row["source"] for row in rows)


def test_furnaces_are_listed_shown_and_rated(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, "products", "list", "--kind", "furnace")["products"]
    assert [row["id"] for row in rows] == furnace_ids()
    assert all(0.6 < row["afue"] < 1.0 and row["fuel"] in ("gas", "propane", "oil") for row in rows)
    for name in furnace_ids():
        told = run(capsys, "products", "show", name)["rating"]
        assert told["miss"]["afue"] == pytest.approx(0.0, abs=1e-6)
        assert told["label"]["afue"] <= told["steady_efficiency"] <= 0.99
    assert run(capsys, "rate", "gen-furnace-oil-50k-83")["afue"] == pytest.approx(0.83)


def test_a_rating_of_another_region_is_next_to_no_label(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = run(capsys, "rate", FH06, "--region", "5")
    assert told["region"] == 5
    assert {"hspf2", "hspf"}.isdisjoint({*told["label"], *told["miss"]})
    assert told["hspf2"] < run(capsys, "rate", FH06)["hspf2"]
    assert main(["rate", FH06, "--region", "5"]) == 0
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("HSPF2")]
    assert row.split() == ["HSPF2", "in", "region", "5,", "Btu/Wh", f"{told['hspf2']:.2f}"]


@pytest.mark.parametrize("asked", [["--tables"], ["--plot", "map.png"]])
def test_a_furnace_alone_has_no_tables(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rate", "gen-furnace-oil-50k-83", *asked]) == 2
    assert "a furnace has no map" in capsys.readouterr().err


def test_a_pair_is_rated_half_by_half_and_no_unit_twice(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "rate", "heat-pump-or-furnace")["candidates"]
    assert [half["kind"] for half in told] == [
        *("variable_speed", "single_stage", "furnace", "furnace", "furnace")
    ]


def test_filters_narrow_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--kind", "variable_speed", "--max-size", "9 kBtu/h", "--min-hspf2", "12")
    rows = run(capsys, "products", "list", *words)["products"]
    assert FH06 in {row["id"] for row in rows}
    assert all(row["kind"] == "variable_speed" for row in rows)
    assert all(row["size_w"] < 2640.0 and row["hspf2"] >= 12.0 for row in rows)


def test_wrong_unit_of_a_filter_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["products", "list", "--max-size", "9 degC"]) == 2
    assert "temperature" in capsys.readouterr().err


def test_show_puts_the_maker_s_points_beside_the_map(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "products", "show", FH06)
    assert told["rating"]["miss"]["seer2"] == pytest.approx(0.0, abs=1e-6)
    rated = next(p for p in told["points"] if p["outdoor"] == "95 degF")
    assert rated["listed_cop"] == pytest.approx(rated["map_cop"], abs=0.01)  # its EER is the label


def test_show_draws_the_map(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["products", "show", "gen-central-2stage-24k", "--plot"]) == 0
    assert (tmp_path / "gen-central-2stage-24k.png").stat().st_size > 10_000
    assert "SEER2" in capsys.readouterr().out


def test_unknown_product_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["products", "show", "gen-ductless-9"]) == 2
    assert "gen-ductless-9k" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["gen-room-ac-6k", "gen-pthp-7k", "gen-ductless-1stage-9k", FH06])
def test_rate_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str], name: str) -> None:
    told = run(capsys, "rate", name)
    assert told.keys() >= RATE_KEYS
    for key, miss in told["miss"].items():
        assert told[key] == pytest.approx(told["label"][key] * (1.0 + miss), rel=1e-5)


def test_rate_takes_a_product_file_and_a_scenario(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    product = tmp_path / "mine.yaml"
    product.write_text("{kind: variable_speed, size: 9 kBtu/h, seer2: 22, eer2: 13, hspf2: 10}\n")
    assert run(capsys, "rate", str(product))["seer2"] == pytest.approx(22.0, abs=1e-5)
    scenario = tmp_path / "room.yaml"
    scenario.write_text(
        "name: a room\nweather: us-5A-chicago\nroom: {kind: addition, floor_area: 250 ft2}\n"
        "thermostat: {heating: 20 degC, cooling: 25 degC}\n"
        "candidates:\n  - {kind: ideal}\n"
        "  - {kind: single_stage, size: 6 kBtu/h, seer2: 15.2, hspf2: 7.8}\n"
        "  - {kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}\n"
    )
    told = run(capsys, "rate", str(scenario))
    assert [unit["kind"] for unit in told["candidates"]] == ["single_stage", "variable_speed"]
    assert told["hspf2"] == pytest.approx(7.8, abs=1e-5)


def test_rate_shows_no_label_that_was_not_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    product = tmp_path / "mine.yaml"
    product.write_text("{kind: variable_speed, size: 12 kBtu/h, seer2: 21.5, hspf2: 9.8}\n")
    told = run(capsys, "rate", str(product))
    assert told["label"] == {"seer2": 21.5, "hspf2": 9.8}
    assert told["miss"].keys() == told["label"].keys()
    usual = 0.31 * 21.5 + 6.45  # OpenStudio-HPXML, of variable speed
    assert told["estimated"] == pytest.approx({"eer2": usual})
    for verb in (["rate"], ["products", "show"]):
        assert main([*verb, str(product)]) == 0
        lines = capsys.readouterr().out.splitlines()
        (eer2,) = [line.split() for line in lines if line.startswith("EER2,")]
        assert eer2 == ["EER2,", "Btu/Wh", "13.12", "–"]
    older = tmp_path / "older.yaml"
    older.write_text("{kind: variable_speed, size: 12 kBtu/h, seer: 21.5, eer: 13, hspf: 10}\n")
    assert not run(capsys, "rate", str(older))["estimated"]


def test_rate_writes_what_it_assumes_in_the_readers_units(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for units, heat in (("us", "1,600 Btu/h of heat at 47 °F"), ("si", "469 W of heat at 8.33 °C")):
        assert main(["rate", "chicago-addition", "--units", units]) == 0
        printed = " ".join(capsys.readouterr().out.split())
        assert f"minimum output not given: {heat}, the median" in printed


def test_rate_prints_bins_whose_shares_sum_to_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rate", FH06, "--bins"]) == 0
    out = capsys.readouterr().out
    cooling = out.split("Cooling bins")[1].split("Heating bins")[0].splitlines()[2:]
    shares = [float(line.split()[1]) for line in cooling if line.strip()]
    assert sum(shares) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("name", ["gen-ductless-1stage-9k", "gen-central-2stage-24k", FH06])
def test_rate_prints_tables_that_rate_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    before = run(capsys, "rate", name)
    assert main(["rate", name, "--tables"]) == 0
    path = tmp_path / "room.yaml"
    path.write_text(
        "name: a room\nweather: us-5A-chicago\nroom: {kind: addition, floor_area: 250 ft2}\n"
        "thermostat: {heating: 20 degC, cooling: 25 degC}\n" + capsys.readouterr().out
    )
    told = run(capsys, "rate", str(path))
    assert told["kind"] == "table"
    for key in ("seer2", "eer2", "hspf2"):
        assert told[key] == pytest.approx(before[key], rel=1e-5)  # C_D goes through seconds


def test_rate_tells_what_is_wrong_with_a_product_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    product = tmp_path / "mine.yaml"
    product.write_text("{kind: variable_speed, size: 9 kBtu/h, seer2: 31, eer2: 12}\n")
    assert main(["rate", str(product)]) == 2
    assert "mixed metrics" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["rate"], ["products", "show"]])
def test_each_problem_of_a_product_file_is_reported_by_its_line(
    verb: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    product = tmp_path / "mine.yaml"
    product.write_text("kind: variable_speed\nsize: 9 kBtu/h\nseer2: ten\nhspf: 9\nhspf3: 1\n")
    assert main([*verb, str(product)]) == 2
    told = capsys.readouterr().err
    assert "line 3, seer2: ten is not a number (a plain number, without a unit)" in told
    assert "line 5, hspf3: unknown key (did you mean" in told
    product.write_text("kind: fancy\nsize: 9 kBtu/h\n")
    assert main([*verb, str(product)]) == 2
    assert "line 1, kind: 'fancy' is not a kind of candidate (kind: " in capsys.readouterr().err


def exported(folder: Path, *lines: str) -> Path:
    path = folder / "neep.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_import_makes_product_files_that_rate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = exported(tmp_path, "A list,updated today", HEADINGS, GOOD_ROW, BAD_ROW)
    out = tmp_path / "mine"
    told = run(capsys, "products", "import", str(path), "--out", str(out))
    assert told["written"] == ["muz-9-msz-9"]
    assert "mixed metrics" in told["left_out"]["muz-x-msz-x"]
    rating = run(capsys, "rate", str(out / "muz-9-msz-9.yaml"))
    assert rating["label"] == pytest.approx({"seer2": 24.0, "eer2": 14.0, "hspf2": 9.9})
    product = run(capsys, "products", "show", str(out / "muz-9-msz-9.yaml"))["product"]
    assert product["minimum_output"]["heating"] == "2000 Btu/h"
    assert product["maximum_output"]["heating_lowest"] == "8000 Btu/h"
    assert product["heating_capacity"] == "10900 Btu/h"


def test_why_a_row_is_left_out_is_said_by_its_key_in_plain_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Limits of numbers and of quantities alike, all of a row's at once."""
    row = GOOD_ROW.replace("9000,14,24,11", "9000,14,24,99").replace("2000,", "-2000,")
    path = exported(tmp_path, HEADINGS, row)
    out = tmp_path / "mine"
    assert main(["products", "import", str(path), "--out", str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["left_out"]["muz-9-msz-9"]
    assert "Input should" not in told
    assert "hspf: 99.0 is above 20" in told
    assert "minimum_output.heating: -2000 Btu/h is not above 0" in told


def test_imported_models_that_look_like_numbers_stay_texts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [GOOD_ROW.replace("MUZ-9,MSZ-9", f"{model},x") for model in ("nan", "12E24", "8_8")]
    path = exported(tmp_path, HEADINGS, *rows)
    out = tmp_path / "mine"
    told = run(capsys, "products", "import", str(path), "--out", str(out))
    assert told["written"] == ["nan-x", "12e24-x", "8-8-x"]
    for name, model in zip(told["written"], ("nan", "12E24", "8_8"), strict=True):
        about = run(capsys, "products", "show", str(out / f"{name}.yaml"))["about"]
        assert about["outdoor_model"] == model


def test_an_imported_model_without_latin_letters_has_a_name_of_its_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    row = GOOD_ROW.replace("MUZ-9,MSZ-9", "\N{GREEK SMALL LETTER ALPHA},")
    path = exported(tmp_path, HEADINGS, row)
    told = run(capsys, "products", "import", str(path), "--out", str(tmp_path / "mine"))
    assert told["written"] == ["product-1"]


def test_import_of_another_table_says_which_columns_it_has(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = exported(tmp_path, "model,price", "X,12")
    out = tmp_path / "mine"
    assert main(["products", "import", str(path), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert "Cooling Capacity" in told
    assert "model, price" in told
    assert not out.exists()


@pytest.mark.parametrize("flag", ["--kind", "--form"])
def test_a_filter_word_that_no_product_has_is_refused(
    flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["products", "list", flag, "variable_sped"]) == 2
    assert f"{flag}: no product has 'variable_sped'" in capsys.readouterr().err


def test_the_beginning_of_a_form_is_answered_with_all_that_begin_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["products", "list", "--form", "portable"]) != 0
    assert "one of portable_one_hose, portable_two_hose" in capsys.readouterr().err
