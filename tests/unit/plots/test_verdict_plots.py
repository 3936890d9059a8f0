"""Pictures of the verdicts: only of runs that have them, and readable as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes import fake_run
from hpsim.judgement import Sureness, Verdict
from hpsim.plots.figures import figure
from hpsim.plots.style import styled
from hpsim.plots.verdict import VERDICT_LOOKS
from hpsim.results import Judgement, Run


@pytest.fixture(scope="module")
def run() -> Run:
    made = fake_run()
    verdicts, chances = {}, {}
    for k, results in enumerate(made.candidates):
        numbers = {
            "heating_design_load_w": 1400.0,
            "heating_maximum_w": 1200.0 + 400.0 * k,
            "heating_minimum_w": 300.0,
            "cooling_design_load_w": 900.0,
        }
        verdicts[results.candidate] = Verdict("fits", "It gives enough.", numbers=numbers)
        chances[results.candidate] = {"too small": 0.2, "fits": 0.5, "fits, but cycles": 0.3}
    sure = Sureness(300, 1, chances, (("how leaky the house is", 0.4),))
    return replace(made, judgement=Judgement(verdicts, ("a", "b", "c"), None, (), sure))


def texts(run: Run, name: str) -> str:
    with styled():
        made = figure(run, name)
    return " ".join(
        text.get_text() for ax in made.axes for text in (*ax.texts, *ax.get_yticklabels())
    )


def test_the_verdict_and_its_chance_stand_with_each_name(run: Run) -> None:
    """And nowhere else: a unit that is too small in winter is not so in the panel of cooling."""
    with styled():
        first, *others = figure(run, "verdict").axes
    names = [label.get_text() for label in first.get_yticklabels()]
    assert [name.count("fits in 80 of 100 cases") for name in names] == [1] * len(run.candidates)
    assert all("fits" not in text.get_text() for ax in (first, *others) for text in ax.texts)
    assert "coldest design day: 1,400 W" in texts(run, "verdict")


def test_a_unit_that_gives_nothing_is_marked_so(run: Run) -> None:
    assert run.judgement is not None
    name = run.candidates[0].candidate
    verdict = run.judgement.verdicts[name]
    numbers = {k: v for k, v in verdict.numbers.items() if k != "heating_maximum_w"}
    verdicts = {**run.judgement.verdicts, name: replace(verdict, numbers=numbers)}
    still = replace(run, judgement=replace(run.judgement, verdicts=verdicts))
    assert "gives nothing on the coldest design day" in texts(still, "verdict")
    assert "coldest design day" not in texts(run, "verdict").replace("coldest design day: ", "")


def test_what_a_heater_adds_follows_what_the_unit_gives(run: Run) -> None:
    assert run.judgement is not None
    verdicts = dict(run.judgement.verdicts)
    first, second = (r.candidate for r in run.candidates[:2])
    numbers = {**verdicts[first].numbers, "heating_heater_w": 1500.0}
    verdicts[first] = replace(verdicts[first], numbers=numbers)
    numbers = {**verdicts[second].numbers, "heating_heater_w": 2000.0}
    del numbers["heating_maximum_w"]  # the cold stops the unit itself
    verdicts[second] = replace(verdicts[second], numbers=numbers)
    heated = replace(run, judgement=replace(run.judgement, verdicts=verdicts))
    with styled():
        bars = [
            (patch.get_y() + 0.5 * patch.get_height(), patch.get_x(), patch.get_width())
            for patch in figure(heated, "verdict").axes[0].patches
            if patch.get_height() == pytest.approx(0.42)
        ]
    of_first = [bar[1:] for bar in bars if bar[0] == pytest.approx(0.0)]
    of_second = [bar[1:] for bar in bars if bar[0] == pytest.approx(1.0)]
    assert of_first == [pytest.approx((300.0, 900.0)), pytest.approx((1200.0, 1500.0))]
    assert of_second == [pytest.approx((0.0, 2000.0))]
    assert "gives nothing on the coldest design day" not in texts(heated, "verdict")


def test_without_draws_the_verdict_alone_is_shown(run: Run) -> None:
    assert run.judgement is not None
    plain = replace(run, judgement=replace(run.judgement, sure=None))
    assert "of 100" not in texts(plain, "verdict")
    for name in ("how_sure", "what_matters"):
        with pytest.raises(KeyError):
            figure(plain, name)


def test_the_parts_of_a_bar_are_the_cases_of_each_verdict(run: Run) -> None:
    with styled():
        made = figure(run, "how_sure")
    (ax,) = made.axes
    widths = [patch.get_width() for patch in ax.patches]
    assert sum(widths) == pytest.approx(100.0 * len(run.candidates))
    assert "50" in texts(run, "how_sure")


def test_the_unknown_that_matters_is_named(run: Run) -> None:
    shown = texts(run, "what_matters").replace("\n", " ")
    assert "how leaky the house is" in shown
    assert "40 %" in shown


def test_a_run_without_verdicts_has_no_such_picture() -> None:
    with pytest.raises(KeyError):
        figure(fake_run(), "verdict")


def test_every_verdict_has_a_look_of_its_own() -> None:
    assert len(set(VERDICT_LOOKS.values())) == len(VERDICT_LOOKS) == 5
