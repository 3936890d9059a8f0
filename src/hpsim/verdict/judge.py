"""Judge the candidates of a run: simulate the next sizes down, apply the rules, find the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from hpsim.economics.prices import Prices
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.kinds.compressor_unit import Backup, CompressorUnit
from hpsim.judgement import JudgementTexts, Verdict
from hpsim.metrics import columns_of
from hpsim.records import dataclass
from hpsim.results import DesignLoads, Judgement, Results, Run
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.scenario.verdict_rules import VerdictRules
from hpsim.scenario.weather import caveat_of, weather_of
from hpsim.simulate import simulate
from hpsim.simulate.candidate import installed, run_candidate
from hpsim.simulate.design_day import design_loads
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.simulate.money import prices_for
from hpsim.simulate.response import RoomCache, RoomResponse, room_response
from hpsim.units.display import Reader
from hpsim.verdict.answer import Lines, answer_of, less_a_year, subject_of
from hpsim.verdict.facts import CandidateFacts, candidate_facts
from hpsim.verdict.ladder import (
    differ_in_heaters,
    is_smaller,
    sizes_below,
    stand_in,
    with_its_heater,
)
from hpsim.verdict.near_miss import MUCH_CHEAPER, change_of, near_miss, relative_cost, said_of
from hpsim.verdict.rules import Decision, decide, is_oversized, named_of
from hpsim.verdict.texts import verdict_of
from hpsim.verdict.what_if import HEATER_W, what_ifs
from hpsim.verdict.words import Words, sentence_start
from hpsim.weather.model import Weather

Progress: TypeAlias = Callable[[int, int], None]
"""Called with candidate-years done and in all."""


@dataclass(frozen=True)
class Year:
    """A candidate's year and its figures."""

    candidate: Candidate
    results: Results
    facts: CandidateFacts


@one_blas_thread()
def judged_run(
    scenario: Scenario | str | Path | Mapping[str, Any],
    *,
    trace_year: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Return a year of a room with each of its candidates, judged; of actual days it is not.

    Parameters
    ----------
    scenario : Scenario, str, Path or mapping
        As `load_scenario` gives it, or what it takes.
    trace_year : bool
        Keep every channel of every step.
    progress : callable
        Called after each candidate-year, those of other sizes included.

    Raises
    ------
    ScenarioError
        The room or a machine can't be built as described.
    WeatherError
        The weather file can't be used.
    SimulationError
        A balance does not close.
    """
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario)
    if scenario.simulation.from_ is not None:
        return simulate(scenario, trace_year=trace_year, progress=progress)
    weather, cache, sizes = weather_of(scenario), RoomCache(), sizes_to_try(scenario)
    n, total = len(scenario.candidates), len(scenario.candidates) + len(sizes)
    shown = None if progress is None else lambda done, _: progress(done, total)
    run = simulate(scenario, trace_year=trace_year, progress=shown, cache=cache)
    below = [size for candidate in scenario.candidates for size in sizes_below(candidate)]
    prices = _with_owned(run.prices, scenario, below)
    bench = _Bench(scenario, prices, weather, cache, run.design)
    done = n

    def further(candidate: Candidate) -> Year:
        nonlocal done
        done += 1
        found = bench.year(scenario, candidate)
        if progress is not None:
            progress(done, max(total, done))
        return found

    others = [further(candidate) for candidate in sizes]
    years = _years(run, bench)
    if scenario.verdict.next_size_down:
        for year in years:
            others += _down_to_the_smallest(year, [*years, *others], further, scenario.verdict)
    return replace(run, judgement=_judgement(run, bench, years, others))


def _years(run: Run, bench: _Bench) -> list[Year]:
    """Return the years of a run's machines with their figures."""
    by_name = {results.candidate: results for results in run.candidates}
    return [
        bench.year_of(by_name[name], candidate)
        for name, candidate in zip(
            bench.scenario.candidate_names(), bench.scenario.candidates, strict=True
        )
        if candidate.is_machine and name in by_name
    ]


def _down_to_the_smallest(
    year: Year, known: Sequence[Year], further: Callable[[Candidate], Year], rules: VerdictRules
) -> list[Year]:
    """Return the smaller sizes that hold the room as well, of a unit that is large for it.

    Those that are known are left out; the first that does not hold the room is the last tried.
    """
    found: list[Year] = []
    if not (decide(year.facts, (), rules).holds and is_oversized(year.facts, rules)):
        return found
    years = {_key(other.candidate): other for other in known}
    in_file = [other.candidate for other in known if other.facts.is_in_file]
    for wanted in sizes_below(year.candidate):
        size = stand_in(wanted, year.candidate, in_file) or wanted
        smaller = years.get(_key(size)) or further(size)
        if not decide(smaller.facts, (), rules).holds:
            break
        if _key(size) not in years:
            found.append(smaller)
    return found


def _judgement(run: Run, bench: _Bench, years: Sequence[Year], others: Sequence[Year]) -> Judgement:
    """Return the verdicts on a run's candidates and the answer; ``others`` are further sizes."""
    rules = bench.scenario.verdict
    years, others = (with_heaters_named(bench.scenario, found) for found in (years, others))
    judged = [decide(year.facts, smaller_of(year, [*years, *others]), rules) for year in years]
    named = named_of(judged, rules)
    subject = subject_of(judged, named)
    readers = [Reader(run.units), Reader("si" if run.units == "us" else "us")]
    changes: list[tuple[str, ...]] = [()] * 2
    missed = helped = None
    if subject is not None and rules.what_if:
        changes = bench.changes(years[judged.index(subject)].candidate, subject, readers)
        missed = near_miss(judged, named)
    if missed is not None:
        helped = bench.with_heater(years[judged.index(missed)].candidate, missed, named)

    def in_words(reader: Reader, found: tuple[str, ...]) -> tuple[dict[str, Verdict], Lines]:
        """Return the verdicts and the answer in a reader's units."""
        words, lived, near = Words(reader, rules), run.prices.assumed.years, None
        known = {j.facts.name: found if j is subject else _known_changes(j, judged) for j in judged}
        if missed is not None and helped is not None and named is not None:
            change = change_of(helped, Words(reader, rules))
            known[missed.facts.name] = (change, *known[missed.facts.name])
            near = missed, said_of(missed, helped, less_a_year(helped, named, words), words)
        verdicts = {
            j.facts.name: verdict_of(j, Words(reader, rules), known[j.facts.name]) for j in judged
        }
        answer = answer_of(judged, named, run.design, words, found, years=lived, near=near)
        return verdicts, answer

    verdicts, answer = in_words(readers[0], changes[0])
    others_verdicts, others_answer = in_words(readers[1], changes[1])
    texts = {name: verdict.texts for name, verdict in others_verdicts.items()}
    return Judgement(
        verdicts,
        answer,
        None if named is None else named.facts.name,
        tuple(y.results for y in others),
        in_other_units=JudgementTexts(others_answer, texts),
        short_hours=rules.short_hours,
        caveat=caveat_of(bench.scenario),
    )


def with_heaters_named(scenario: Scenario, years: Sequence[Year]) -> Sequence[Year]:
    """Return years whose sentences call a unit by its backup heater too.

    As they are where no units of one kind in the scenario differ in it.
    """
    if not differ_in_heaters(scenario.candidates):
        return years
    found = []
    for year in years:
        texts = year.facts.called, year.facts.short_name
        called, short = (with_its_heater(text, year.candidate) for text in texts)
        found.append(replace(year, facts=replace(year.facts, called=called, short_name=short)))
    return found


def _with_owned(prices: Prices, scenario: Scenario, sizes: Sequence[Candidate]) -> Prices:
    """Return a run's prices with the first costs of sizes that are not in the file."""
    if prices.currency is None or not sizes:
        return prices
    owned = prices_for(scenario, sizes).owned
    return replace(prices, owned={**owned, **prices.owned})


def sizes_to_try(scenario: Scenario, run: Run | None = None) -> list[Candidate]:
    """Return the next size down of each candidate, unless the scenario has one of that size.

    With a run also those further down that it had.
    """
    if not scenario.verdict.next_size_down:
        return []
    judgement = None if run is None else run.judgement
    had = set() if judgement is None else {results.candidate for results in judgement.also_run}
    known = {_key(candidate) for candidate in scenario.candidates}
    found = []
    for candidate in scenario.candidates:
        for rung, smaller in enumerate(sizes_below(candidate)):
            is_tried = rung == 0 or smaller.result_name() in had
            if not is_tried or stand_in(smaller, candidate, scenario.candidates) is not None:
                continue
            if _key(smaller) not in known:
                known.add(_key(smaller))
                found.append(smaller)
    return found


def _key(candidate: Candidate) -> str:
    """Return all of a candidate but its name, with numbers as exact as a label has them."""
    return json.dumps(_rounded(candidate.model_copy(update={"name": None}).model_dump()))


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def smaller_of(year: Year, years: Sequence[Year]) -> list[CandidateFacts]:
    """Return the smaller units of a candidate's kind, form and heater.

    Of sizes that are not in the file those of the candidate's own label or series.
    """
    smaller = [other for other in years if is_smaller(other.candidate, year.candidate)]
    if all(other.facts.is_in_file for other in smaller):
        return [other.facts for other in smaller]
    own = {_key(size) for size in sizes_below(year.candidate)}
    return [o.facts for o in smaller if o.facts.is_in_file or _key(o.candidate) in own]


def _known_changes(decision: Decision, everyone: Sequence[Decision]) -> tuple[str, ...]:
    """Return what the years that were simulated anyway say would change a verdict."""
    if decision.word != "too small":
        return ()
    kind, size_w = decision.facts.kind, decision.facts.size_w or 0.0
    alike = [j.facts for j in everyone if j.holds and j.facts.kind == kind]
    larger = [facts for facts in alike if (facts.size_w or 0.0) > size_w]
    if not larger:
        return ()
    nearest = min(larger, key=lambda f: f.size_w or 0.0)
    return (f"{sentence_start(nearest.called)} gives enough.",)


@dataclass
class _Bench:
    """Simulates single candidates in a scenario's room, or in a changed one."""

    scenario: Scenario
    prices: Prices
    weather: Weather
    cache: RoomCache
    design: DesignLoads | None

    def year(self, scenario: Scenario, candidate: Candidate, *, is_judged: bool = True) -> Year:
        """Return the year of a candidate that may not be in the file.

        One that is not judged keeps the design loads of the bench's room.
        """
        alone = scenario.model_copy(update={"candidates": (candidate,)})
        response = self._response(alone, candidate)
        results = run_candidate(alone, response, 0, traced="nothing")
        room = alone if is_judged else None
        return self.year_of(results, candidate, room, response, is_in_file=False)

    def year_of(
        self,
        results: Results,
        candidate: Candidate,
        scenario: Scenario | None = None,
        response: RoomResponse | None = None,
        *,
        is_in_file: bool = True,
    ) -> Year:
        """Return a simulated year with its figures.

        Parameters
        ----------
        results : Results
            The year.
        candidate : Candidate
            Of which.
        scenario : Scenario
            With the room; default: the bench's.
        response : RoomResponse
            Of that room.
        is_in_file : bool
            Whether the scenario has the candidate.
        """
        around = (response or self._response(self.scenario, candidate)).surroundings
        machine = installed(candidate.compile()[0], self.scenario, candidate, around.pressure_pa)
        loads = self._loads(scenario or self.scenario)
        metrics = columns_of(results, self.prices)
        facts = candidate_facts(
            results,
            metrics,
            candidate,
            machine,
            loads,
            around,
            is_in_file=is_in_file,
            is_first_cost_by_guide=self.prices.is_by_guide(results.candidate),
        )
        return Year(candidate, results, facts)

    def with_heater(
        self, candidate: Candidate, missed: Decision, named: Decision | None
    ) -> Decision | None:
        """Return the verdict on a unit with a plug-in heater, if it then fits and costs less."""
        if named is None or not isinstance(candidate, CompressorUnit):
            return None
        warmed = candidate.model_copy(update={"backup": Backup(size_w=HEATER_W)})
        helped = decide(self.year(self.scenario, warmed).facts, (), self.scenario.verdict)
        own = replace(helped.facts, life_cycle_cost=missed.facts.life_cycle_cost)
        cost = relative_cost(own, named.facts)
        words = Words(Reader("si"), self.scenario.verdict)
        is_cheaper = cost is not None and cost < MUCH_CHEAPER
        is_less = bool(less_a_year(helped, named, words))
        return helped if helped.holds and is_cheaper and is_less else None

    def _response(self, scenario: Scenario, candidate: Candidate) -> RoomResponse:
        floats = not candidate.has_setpoints
        return room_response(scenario, floats=floats, weather=self.weather, cache=self.cache)

    def _loads(self, scenario: Scenario) -> DesignLoads:
        if scenario.room is self.scenario.room and self.design is not None:
            return self.design
        return design_loads(scenario, weather=self.weather, cache=self.cache)

    def changes(
        self, candidate: Candidate, decision: Decision, readers: Sequence[Reader]
    ) -> list[tuple[str, ...]]:
        """Return what would change the verdict on a candidate, found by simulation.

        A list for each reader, in that reader's units.
        """
        infiltration = self._response(self.scenario, candidate).inputs.room.infiltration
        found: list[list[str]] = [[] for _ in readers]
        for change in what_ifs(self.scenario, candidate, decision, infiltration, found[0]):
            changed = change.scenario
            year = self.year(changed, changed.candidates[0], is_judged=change.is_judged)
            outcome = decide(year.facts, (), self.scenario.verdict)
            for reader, texts in zip(readers, found, strict=True):
                text = change.text(outcome, reader)
                if text:
                    texts.append(text)
        return [tuple(texts) for texts in found]
