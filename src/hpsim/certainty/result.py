"""The document of ``hpsim sure``, its answer, and the files that keep the draws."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.certainty.analyse import (
    chances,
    cheapest,
    find_out_first,
    find_out_texts,
    fits,
    fitting,
    index_by_chance,
    matters,
    pairs,
    percentiles,
    strongest,
)
from hpsim.certainty.draws import fraction_with_error
from hpsim.certainty.sample import METRICS, Sample
from hpsim.certainty.unknowns import catalogue
from hpsim.judgement import UNFIT, Sureness
from hpsim.results import Run
from hpsim.simulate.money import prices_for
from hpsim.units.display import Reader
from hpsim.verdict.answer import answer_of
from hpsim.verdict.near_miss import HEATER, near_miss
from hpsim.verdict.rules import FITTING, Decision, Extra, named_of
from hpsim.verdict.words import Words, sentence_start

if TYPE_CHECKING:
    import pyarrow as pa

Json: TypeAlias = dict[str, Any]
SURE_JSON, SURE_PARQUET = "sure.json", "sure.parquet"
COUNTS = ("starts", "high_humidity_h")
"""Figures that are whole numbers."""
LIKELY = 0.5  # a unit that fits less often is not recommended if another does
CLEARLY, SURE_ERRORS = 0.05, 2.0  # by which another must fit more often: of all, standard errors
OFF_MIDDLE = 0.15  # of the middle: more is worth a word
SHOWN_MATTERS = 0.01  # index; less is noise


def document(sample: Sample) -> Json:
    """Return what ``hpsim sure --json`` prints."""
    subject = subject_of(sample)
    found = [] if subject is None else matters(sample, subject)
    gains = find_out_first(sample, sample.seed)
    return {
        "draws": sample.draws,
        "seed": sample.seed,
        "scenario": sample.scenario.name,
        "currency": prices_for(sample.scenario).currency,
        "candidates": [_candidate(sample, k) for k in range(len(sample.names))],
        "pairs": pairs(sample),
        "matters": [
            {"unknown": m.unknown, "metric": m.metric, "index": m.part, "words": m.words}
            for m in found
            if m.part >= SHOWN_MATTERS
        ],
        "index_by_chance": index_by_chance(sample.draws),
        "find_out_first": find_out_texts(sample, gains),
        "answer": list(answer(sample)),
        **_caveat(sample),
        "unknowns": [
            {"unknown": u.column, "words": u.words, "source": u.source}
            | (percentiles(sample.values[:, k]) or {})
            for k, u in enumerate(sample.unknowns)
        ],
        "left_out": dict(catalogue()["left_out"]),
        "weather": sorted(set(sample.weathers)),
        "weather_note": weather_note(sample),
        "differs": list(differs(sample, subject)),
    }


def _caveat(sample: Sample) -> Json:
    """Return what stands below the answer, under its key; nothing where the weather is near."""
    judgement = sample.run.judgement
    if judgement is None or not judgement.caveat:
        return {}
    return {"caveat": Reader(sample.run.units).translated(judgement.caveat)}


def differs(sample: Sample, subject: int | None) -> tuple[str, ...]:
    """Return in what the run with its defaults is not like most of the cases; empty: in nothing."""
    found = (
        "" if subject is None else _another_word(sample, subject),
        _off_middle(sample, subject),
    )
    return tuple(text for text in found if text)


def _off_middle(sample: Sample, subject: int | None) -> str:
    """Return that a candidate's run uses far more or less than the middle of its cases, if so."""
    for k, name in sorted(enumerate(sample.names), key=lambda pair: pair[0] != subject):
        kwh = float(sample.run[name].electric_power_w.sum()) / 1000.0
        middle = (percentiles(sample.figures(k, "electricity_kwh")) or {}).get("p50", kwh)
        if abs(kwh - middle) > OFF_MIDDLE * middle:
            return (
                f"With defaults alone {name} uses {kwh:,.0f} kWh a year; in the middle of the "
                f"cases {middle:,.0f}. Some unknowns lie mostly to one side of their default, such "
                "as heaters and fans that it leaves out (hpsim sure --quick shows each)."
            )
    return ""


def _another_word(sample: Sample, subject: int) -> str:
    """Return that the run decides otherwise about a candidate than most of the cases do, if so."""
    judgement = sample.run.judgement
    if judgement is None:
        return ""
    name, share = sample.names[subject], fits(sample, subject).fraction
    verdict = judgement.verdicts.get(name)
    if verdict is None or (verdict.word in FITTING) == (share >= LIKELY):
        return ""
    word = verdict.word if verdict.word in FITTING else f"is {_an(verdict.word)}"
    return (
        f"With defaults alone {name} {word}, and in {_of_100(sample, subject)} cases it fits: a "
        "default is one value of an unknown, the cases have all its values."
    )


def _an(word: str) -> str:
    """Return a verdict as a sentence about one unit has it: 'the wrong kind'."""
    return "the wrong kind" if word == "wrong kind" else word


def weather_note(sample: Sample) -> str:
    """Return which years of weather the draws have, and how to add one where there is but one."""
    names = sorted(set(sample.weathers))
    if len(names) == 1:
        return (
            f"All cases have the same year of weather, {names[0]}; for more, name files of other "
            "years, such as unknowns: {weather: [2012.epw]}."
        )
    return f"The cases have {len(names)} years of weather by turns: {', '.join(names)}."


def _candidate(sample: Sample, machine: int) -> Json:
    found: Json = {
        "name": sample.names[machine],
        "kind": sample.cases[0][machine].facts.kind,
        "verdicts": {word: chance._asdict() for word, chance in chances(sample, machine).items()},
        "fits": fits(sample, machine)._asdict(),
    }
    least = cheapest(sample, machine)
    of_run = sample.run[sample.names[machine]]
    found["run"] = {"electricity_kwh": float(of_run.electric_power_w.sum()) / 1000.0}
    found["cheapest_to_own"] = None if least is None else least._asdict()
    for metric in METRICS:
        found[metric] = percentiles(sample.figures(machine, metric))
    return found


def subject_of(sample: Sample) -> int | None:
    """Return the machine that an answer is about; None: there is none.

    The one that the run names, unless it fits in fewer than half of the cases and another fits more
    often. Of several that fit as often, as far as the cases tell, the one that a run would name.
    """
    if not sample.names:
        return None
    shares = [fits(sample, k).fraction for k in range(len(sample.names))]
    best = max(range(len(shares)), key=lambda k: (shares[k], bool(_own_changes(sample, k))))
    named = None if sample.run.judgement is None else sample.run.judgement.named
    if named in sample.names:
        own = sample.names.index(str(named))
        if shares[own] >= LIKELY or shares[own] >= shares[best]:
            return own
    if shares[best] < LIKELY:
        return best
    as_often = [
        k
        for k, share in enumerate(shares)
        if share >= LIKELY and not _fits_clearly_more(sample, best, k)
    ]
    return _to_name(sample, as_often)


def _to_name(sample: Sample, machines: Sequence[int]) -> int:
    """Return which of some machines that mostly fit a run would name, by their medians."""
    found = {}
    for k in machines:
        case = sample.cases[median_case(sample, k, fitting(sample)[:, k] > 0.0)][k]
        found[k] = _at_medians(sample, k, case)
    named = named_of(list(found.values()), sample.scenario.verdict)
    return next(k for k, decision in found.items() if decision is named)


def _fits_clearly_more(sample: Sample, machine: int, other: int) -> bool:
    """Return whether a machine fits in more of the cases than another, by more than chance.

    Both are in the same cases, so that their difference is surer than either share.
    """
    fit = fitting(sample)
    if fit[:, machine].mean() <= fit[:, other].mean():
        return False
    more = fraction_with_error(fit[:, machine] - fit[:, other], sample.blocks)
    return more.fraction >= max(CLEARLY, SURE_ERRORS * more.standard_error)


def safer_than(sample: Sample, subject: int) -> int | None:
    """Return the machine that fits in clearly more of the cases than another; None: none does."""
    best = int(fitting(sample).mean(axis=0).argmax())
    if not _fits_clearly_more(sample, best, subject):
        return None
    others = [k for k in range(len(sample.names)) if _fits_clearly_more(sample, k, subject)]
    return _to_name(sample, [k for k in others if not _fits_clearly_more(sample, best, k)])


def answer(sample: Sample) -> tuple[str, str, str]:
    """Return the answer with how sure it is, and which unknown matters most."""
    run, scenario = sample.run, sample.scenario
    assert run.judgement is not None
    subject = subject_of(sample)
    if subject is None:
        return run.judgement.answer
    chance = fits(sample, subject)
    likely = f"in {_of_100(sample, subject)} likely cases"
    safer = safer_than(sample, subject)
    miss = None if chance.fraction >= LIKELY else _likely_miss(sample, subject)
    fit = fitting(sample)[:, subject] > 0.0
    middle = median_case(sample, subject, fit if miss is None else miss[0])
    judged = [_at_medians(sample, k, case) for k, case in enumerate(sample.cases[middle])]
    named, words = judged[subject], Words(Reader(run.units), scenario.verdict)
    first, second, third = answer_of(
        judged,
        named,
        run.design,
        words,
        chance=likely,
        starts=_starts(sample, subject),
        years=run.prices.assumed.years,
        safer=None if safer is None else (judged[safer], f"{_of_100(sample, safer)} cases"),
        fits_in=_fits_less_often(sample, subject),
        near=_near(sample, judged, named),
    )
    if miss is not None:
        changes = _changes(sample, subject)
        missed = f"in {round(100.0 * miss[1])} of 100 likely cases"
        first, second, third = answer_of(judged, None, run.design, words, changes, missed)
    elif chance.fraction < LIKELY:
        first = f"{sentence_start(named.facts.called)} fits {likely}{_else(sample, subject)}."
        if len(sample.names) > 1:
            first = f"None of these is likely to fit. {first}"
    matter = strongest(matters(sample, subject), sample.draws)
    if matter is not None:
        third = f"{third} What matters most: {matter.words}."
    return first, second, third


def _misses(sample: Sample, machine: int) -> list[tuple[str, float]]:
    """Return the verdicts by which a machine does not fit, the most frequent first, with shares."""
    shares = [(word, c.fraction) for word, c in chances(sample, machine).items()]
    missed = [(word, share) for word, share in shares if word not in FITTING and share > 0.0]
    return sorted(missed, key=lambda pair: -pair[1])


def _likely_miss(sample: Sample, subject: int) -> tuple[NDArray[np.bool_], float] | None:
    """Return in which cases no machine fits, and how often, if that is likely; None: it is not.

    Of one that is larger than it need be, or the only one: those of its most frequent verdict.
    """
    word, share = _misses(sample, subject)[0]
    cases = np.array(sample.words(subject)) == word
    if len(sample.names) > 1 and word != "larger than it need be":
        none_fits = ~(fitting(sample) > 0.0).any(axis=1)
        cases, share = cases & none_fits, float(none_fits.mean())
    return (cases, share) if share >= LIKELY else None


def _else(sample: Sample, machine: int) -> str:
    """Return how often a machine is what else: ', is too small in 53 and the wrong kind in 2'."""
    counted = [(_an(word), round(100.0 * share)) for word, share in _misses(sample, machine)]
    parts = [f"{word} in {percent}" for word, percent in counted[:2] if percent > 0]
    return f", is {' and '.join(parts)}" if parts else ""


def _near(
    sample: Sample, judged: Sequence[Decision], named: Decision
) -> tuple[Decision, str] | None:
    """Return a much cheaper candidate that the run found to fit with a heater; None: none."""
    missed = near_miss(judged, named)
    own = () if missed is None else _own_changes(sample, sample.names.index(missed.facts.name))
    if missed is None or not own or HEATER not in own[0]:
        return None
    how_often = _of_100(sample, sample.names.index(missed.facts.name))
    name = sentence_start(missed.facts.short_name)
    return missed, f"{name} by itself fits in {how_often} cases. {own[0]}"


def _fits_less_often(sample: Sample, subject: int) -> dict[str, str]:
    """Return how often candidates fit that fit in clearly fewer cases than another, by name."""
    return {
        name: f"{_of_100(sample, k)} cases"
        for k, name in enumerate(sample.names)
        if _fits_clearly_more(sample, subject, k)
    }


def _of_100(sample: Sample, machine: int) -> str:
    return f"{round(100.0 * fits(sample, machine).fraction)} of 100"


def _own_changes(sample: Sample, machine: int) -> tuple[str, ...]:
    """Return what the run found that would make a candidate fit."""
    assert sample.run.judgement is not None
    verdict = sample.run.judgement.verdicts.get(sample.names[machine])
    return verdict.changes if verdict is not None and verdict.word in UNFIT else ()


def _changes(sample: Sample, subject: int) -> tuple[str, ...]:
    """Return what would make a candidate fit, else what would do so for another one."""
    if own := _own_changes(sample, subject):
        return own
    judgement = sample.run.judgement
    if judgement is not None and judgement.named == sample.names[subject]:
        return ("With the defaults it fits: find out what is not known before you buy.",)
    for k, name in enumerate(sample.names):
        if others := _own_changes(sample, k):
            return (f"For {sample.cases[0][k].facts.called or name}: {others[0]}",)
    return ()


def _at_medians(sample: Sample, machine: int, case: Decision) -> Decision:
    """Return one case with the medians of all, as the table has them: one draw says nothing.

    What it costs beyond a smaller unit becomes the median over the cases that compare with it.
    """
    changes: dict[str, float] = {}
    for metric in METRICS:
        values = sample.figures(machine, metric)
        if values is not None:
            middle = float(np.median(values))
            changes[metric] = round(middle) if metric in COUNTS else middle
    facts = replace(case.facts, **changes)  # type: ignore[arg-type]  # all are numbers
    return replace(case, facts=facts, extra=_median_extra(sample, machine, case.extra))


def _median_extra(sample: Sample, machine: int, extra: Extra | None) -> Extra | None:
    """Return the median of what a machine costs beyond a smaller one, over the draws."""
    if extra is None:
        return None
    found = [cases[machine].extra for cases in sample.cases]
    alike = [e for e in found if e is not None and e.against.name == extra.against.name]
    changes: dict[str, float] = {}
    for name in ("electricity_kwh", "electricity_fraction", "cost_per_year", "starts_ratio"):
        changes |= _median_of(name, alike)
    changes |= _median_of("first_cost", alike)
    humid = float(np.median([e.humid_h for e in alike]))
    return extra._replace(humid_h=round(humid), **changes)  # type: ignore[arg-type]


def _median_of(name: str, extras: Sequence[Extra]) -> dict[str, float]:
    values = [value for extra in extras if (value := getattr(extra, name)) is not None]
    return {name: float(np.median(values))} if len(values) == len(extras) else {}


def _starts(sample: Sample, machine: int) -> tuple[int, int] | None:
    """Return the range of a machine's starts a year, 5 to 95 %."""
    values = sample.figures(machine, "starts")
    if values is None:
        return None
    low, high = np.quantile(values, [0.05, 0.95])
    return round(float(low)), round(float(high))


def median_case(sample: Sample, machine: int, among: NDArray[np.bool_]) -> int:
    """Return the draw that is nearest to the middle: in electricity and in output over load.

    ``among`` (draws,) leaves out draws that would contradict the answer.
    """
    facts = [cases[machine].facts for cases in sample.cases]
    rows = np.array(
        [[f.electricity_kwh, f.heating.ratio or 0.0, f.cooling.ratio or 0.0] for f in facts]
    )
    spread = np.maximum(rows.std(axis=0), 1e-9)
    distance = (((rows - np.median(rows, axis=0)) / spread) ** 2).sum(axis=1)
    if among.any():
        distance = np.where(among, distance, np.inf)
    return int(np.argmin(distance))


def with_answer(run: Run, sample: Sample) -> Run:
    """Return a run whose answer is as sure as its inputs."""
    assert run.judgement is not None
    subject = subject_of(sample)
    named = run.judgement.named
    if subject is not None and fits(sample, subject).fraction >= LIKELY:
        named = sample.names[subject]
    judgement = replace(
        run.judgement,
        answer=answer(sample),
        named=named,
        sure=sureness(sample, subject),
        in_other_units=None,
    )
    return replace(run, judgement=judgement)


def sureness(sample: Sample, subject: int | None) -> Sureness:
    """Return in how many cases each verdict holds, as a run has it."""
    found = [] if subject is None else matters(sample, subject)
    gains = find_out_first(sample, sample.seed)
    return Sureness(
        draws=sample.draws,
        seed=sample.seed,
        verdicts={
            name: {word: chance.fraction for word, chance in chances(sample, k).items()}
            for k, name in enumerate(sample.names)
        },
        matters=tuple(
            (m.words, m.part)
            for m in found
            if m.metric == "verdict" and m.part >= index_by_chance(sample.draws)
        ),
        find_out_first=tuple(find_out_texts(sample, gains)),
        weather_note=weather_note(sample),
        differs=differs(sample, subject),
    )


# --- files ----------------------------------------------------------------------------------------


def adder(sample: Sample) -> Callable[[Path], None]:
    """Return what adds the draws to a result folder: ``sure.json`` and ``sure.parquet``."""

    def add(folder: Path) -> None:
        text = json.dumps(document(sample), indent=2, ensure_ascii=False, allow_nan=False)
        (folder / SURE_JSON).write_text(text + "\n", encoding="utf-8")
        write_draws(sample, folder / SURE_PARQUET)

    return add


def write_draws(sample: Sample, path: Path) -> None:
    """Write one row a draw and machine: the unknowns' values, verdict and figures."""
    import pyarrow.parquet as pq

    pq.write_table(table_of_draws(sample), path, compression="zstd")


def table_of_draws(sample: Sample) -> pa.Table:
    """Return one row a draw and machine: the unknowns' values, verdict and figures."""
    import pyarrow as pa

    rows: dict[str, list[Any]] = {}

    def put(name: str, value: Any) -> None:
        rows.setdefault(name, []).append(value)

    for index, cases in enumerate(sample.cases):
        for name, case in zip(sample.names, cases, strict=True):
            put("draw", index)
            put("weather", sample.weathers[index])
            put("candidate", name)
            put("verdict", case.word)
            put("cause", case.cause)
            for metric in METRICS:
                put(metric, getattr(case.facts, metric))
            for season in (case.facts.heating, case.facts.cooling):
                put(f"{season.name}_design_load_w", season.design_load_w)
                put(f"{season.name}_maximum_w", season.maximum_w)
                put(f"{season.name}_short_of_capacity_h", season.short_h)
            for unknown, value in zip(sample.unknowns, sample.values[index], strict=True):
                put(f"unknown.{unknown.column}", float(value))
    return pa.table(rows or {"draw": []})
