"""Terms explained: words, keys and metrics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hpsim import cli
from hpsim.metrics.summary import METRICS
from hpsim.report.explain import explain, similar_terms
from hpsim.report.glossary import glossary

ROOT = Path(__file__).parents[3]


def test_every_word_of_the_glossary_is_explained() -> None:
    for term in glossary():
        for word in (term.term, *term.also):
            assert term.meaning in [found.meaning for found in explain(word)], word


def test_no_word_has_two_meanings() -> None:
    words = [word.lower() for term in glossary() for word in (term.term, *term.also)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_every_metric_is_explained() -> None:
    for key, metric in METRICS.items():
        found = [one for one in explain(key) if one.what == "metric"]
        assert found, key
        assert found[0].unit == metric.unit
        assert found[0].meaning, key


@pytest.mark.parametrize(
    ("term", "default", "part"),
    [
        ("thermostat.differential", "", "default 1 degF"),
        ("differential", "", "Full width"),
        ("simulation.step", "60 s", "Divides an hour"),
        ("minimum_output", "", "47"),
    ],
)
def test_a_key_is_explained_with_its_default(term: str, default: str, part: str) -> None:
    (key,) = [one for one in explain(term) if one.what == "key"]
    assert key.default == default
    assert part in key.meaning


LAY_WORDS = (
    "damp, humid, mold, humidity, dew point, dehumidify, tons, BTU, SEER, HSPF, COP, mini "
    "split, inverter, heat pump, R-value, insulation, leakage, drafts, blower door, cold "
    "climate, defrost, aux heat, emergency heat, balance point, short cycling, oversized, "
    "turndown, modulation, duct, noise, setback, thermostat, deadband, standby, Manual J, "
    "load calculation, degree days, cfm, Pdesignh, "
    "SCOP, bivalent temperature"
)


@pytest.mark.parametrize("word", LAY_WORDS.split(", "))
def test_what_people_call_things_is_explained(word: str) -> None:
    assert explain(word)


def test_an_unknown_term_gets_those_like_it() -> None:
    assert explain("inverterr") == []
    assert similar_terms("inverterr")[0] == "variable-speed"
    assert "short cycling" in similar_terms("short cycle")


def test_the_verb_explains_and_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "set", "point"]) == cli.OK
    assert capsys.readouterr().out.startswith("setpoint\n")
    assert cli.main(["explain", "SEER2", "--json"]) == cli.OK
    terms = json.loads(capsys.readouterr().out)["terms"]
    assert [one["what"] for one in terms] == ["word", "key"]
    assert cli.main(["explain", "gibberish"]) == cli.WRONG_INPUT
    assert "not known" in capsys.readouterr().err


def test_a_key_that_differs_between_kinds_names_them() -> None:
    kinds = [one.kinds for one in explain("candidates.size")]
    assert ("single_stage", "two_stage", "variable_speed") in kinds
    assert ("baseboard",) in kinds
    (seer,) = (one for one in explain("candidates.seer2") if one.what == "key")
    assert seer.kinds == ()


def test_a_kind_is_explained_with_those_that_there_are() -> None:
    kinds = [one.unit for one in explain("kind") if one.what == "key"]
    assert any("attic" in words and "sunroom" in words for words in kinds)
    assert any("furnace" in words and "variable_speed" in words for words in kinds)
    assert not any(words.endswith("of detail") for words in kinds)
    assert explain("room.quality")[0].unit == "one of poor, average, good, passive"


@pytest.mark.parametrize("word", ["short cycle", "short cycles", "short-cycling"])
def test_forms_of_a_word_are_explained(word: str) -> None:
    assert [one.term for one in explain(word)] == ["short cycling"]


@pytest.mark.parametrize("word", ["cycle", "cycles", "cycling"])
def test_a_cycle_is_explained_with_the_start(word: str) -> None:
    assert [one.term for one in explain(word)] == ["start"]
