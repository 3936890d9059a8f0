"""What draws say: how often each verdict holds, which unknown matters, what to find out first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from hpsim.certainty.draws import Chance, fraction_with_error
from hpsim.certainty.sample import METRICS, Sample
from hpsim.judgement import VerdictWord
from hpsim.kernel.types import FloatArray
from hpsim.verdict.rules import FITTING

VERDICTS: tuple[str, ...] = get_args(VerdictWord)
LEAST_DRAWS = 40  # fewer say nothing of single unknowns
MOST_PARTS, DRAWS_PER_PART = 10, 20  # of an unknown's range, and draws in each at least
KNOWN_PARTS = 3  # low, average, high: what a person can find out
SHUFFLES = 20  # of an unknown, for what chance alone would gain
SURE_ERRORS = 4.0  # standard deviations by which a gain is above chance
LEAST_GAIN = 0.02  # two of a hundred cases; less is not worth asking
ROUNDING = 1e-20  # of the mean square: less is no scatter
UNLIKELY = 2.9  # standard deviations: one in 500; of 25 unknowns one exceeds it in 5 % of samples
LEAST_INDEX = 0.05  # of the scatter; less does not matter


class Matter(NamedTuple):
    """How much of a metric's scatter one unknown explains by itself."""

    unknown: str
    metric: str
    part: float
    """Of the variance, 0 to 1."""
    words: str


class Gain(NamedTuple):
    """What knowing one unknown is worth: how many more right choices of all."""

    unknown: str
    words: str
    fraction: float


def chances(sample: Sample, machine: int) -> dict[str, Chance]:
    """Return how often each verdict holds for one machine."""
    words = np.array(sample.words(machine))
    return {
        word: fraction_with_error((words == word).astype(float), sample.blocks) for word in VERDICTS
    }


def fits(sample: Sample, machine: int) -> Chance:
    """Return how often one machine fits, cycling or not."""
    return fraction_with_error(fitting(sample)[:, machine], sample.blocks)


def fitting(sample: Sample) -> FloatArray:
    """Return where each machine fits (draws, machines)."""
    return np.array([[float(case.word in FITTING) for case in cases] for cases in sample.cases])


def cheapest(sample: Sample, machine: int) -> Chance | None:
    """Return how often one machine costs least to own of those that fit; None: costs not known.

    Cases in which none fits count for none.
    """
    costs = np.array(
        [
            [np.nan if (c := case.facts.life_cycle_cost) is None else c for case in cases]
            for cases in sample.cases
        ]
    )
    if np.isnan(costs).any():
        return None
    costs = np.where(fitting(sample) > 0.0, costs, np.inf)
    wins = (costs.argmin(axis=1) == machine) & np.isfinite(costs.min(axis=1))
    return fraction_with_error(wins.astype(float), sample.blocks)


def percentiles(values: FloatArray | None) -> dict[str, float] | None:
    """Return the 5, 50 and 95 % points; None without values."""
    if values is None:
        return None
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return {"p05": float(low), "p50": float(middle), "p95": float(high)}


def pairs(sample: Sample) -> list[dict[str, Any]]:
    """Return how often one machine has less of a metric than another."""
    found = []
    for i, j in itertools.combinations(range(len(sample.names)), 2):
        for metric in METRICS:
            first, second = sample.figures(i, metric), sample.figures(j, metric)
            if first is None or second is None:
                continue
            chance = fraction_with_error((first < second).astype(float), sample.blocks)
            of = {"first": sample.names[i], "second": sample.names[j], "metric": metric}
            found.append(of | chance._asdict())
    return found


# --- which unknown matters ------------------------------------------------------------------------


def matters(sample: Sample, machine: int) -> list[Matter]:
    """Return how much each unknown moves the verdict on one machine, and its figures.

    The index is the part of a metric's variance that the unknown explains by itself: the variance
    of the means over equal parts of its range, less what as many parts would have by chance. That
    of the verdict is the mean over its words, weighted by their variances. Largest first.

    References
    ----------
    First-order index from given data: Plischke, Borgonovo and Smith 2013, Eur. J. Oper. Res. 226.
    """
    if sample.draws < LEAST_DRAWS:
        return []
    words = np.array(sample.words(machine))
    targets = {"verdict": [(words == word).astype(float) for word in VERDICTS]}
    for metric in METRICS:
        values = sample.figures(machine, metric)
        if values is not None:
            targets[metric] = [values]
    found: list[Matter] = []
    for metric, columns in targets.items():
        by_name: dict[str, Matter] = {}
        for k, unknown in enumerate(sample.unknowns):
            index = explained(sample.values[:, k], columns)
            known = by_name.get(unknown.name)
            if known is None or index > known.part:
                by_name[unknown.name] = Matter(unknown.name, metric, index, unknown.words)
        found += by_name.values()
    return sorted(found, key=lambda m: (list(targets).index(m.metric), -m.part))


def explained(unknown: FloatArray, columns: Sequence[FloatArray]) -> float:
    """Return the part of the variance of columns that an unknown explains, 0 to 1.

    All are (draws,); of several columns, the mean weighted by their variances.
    """
    parts = parts_of(unknown, min(MOST_PARTS, max(2, unknown.size // DRAWS_PER_PART)))
    count = int(parts.max()) + 1
    between = total = 0.0
    for values in columns:
        spread = float(values.var())
        if spread <= ROUNDING * float((values**2).mean()):
            continue  # all alike
        sizes = np.bincount(parts, minlength=count)
        means = np.bincount(parts, values, minlength=count) / np.maximum(sizes, 1)
        between += float((sizes * (means - values.mean()) ** 2).sum()) / values.size
        total += spread
    if total <= 0.0 or count < 2:
        return 0.0
    by_chance = (count - 1) / (unknown.size - 1)
    return max(0.0, (between / total - by_chance) / (1.0 - by_chance))


def index_by_chance(draws: int) -> float:
    """Return the index that the best of many unknowns reaches by chance in one sample of twenty.

    The quantile of chi squared (Wilson and Hilferty 1931) less its mean, divided by the number of
    draws less one: for few draws a tenth too high.

    Examples
    --------
    >>> [round(index_by_chance(draws), 2) for draws in (40, 300, 1000)]
    [0.23, 0.06, 0.02]
    """
    if draws < LEAST_DRAWS:
        return 1.0
    k = min(MOST_PARTS, max(2, draws // DRAWS_PER_PART)) - 1
    root = 1.0 - 2.0 / (9.0 * k) + UNLIKELY * math.sqrt(2.0 / (9.0 * k))
    return k * (root * root * root - 1.0) / (draws - 1)


def parts_of(values: FloatArray, count: int) -> NDArray[np.intp]:
    """Return in which of some equally frequent parts of their range values lie, (draws,).

    Values that are alike are in one part: of three chances there are three parts.
    """
    different, place = np.unique(values, return_inverse=True)
    if different.size <= count:
        return np.asarray(place, dtype=np.intp)
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(order * count // values.size, dtype=np.intp)


# --- what to find out first -----------------------------------------------------------------------


def find_out_first(sample: Sample, seed: int = 0) -> list[Gain]:
    """Return what knowing single unknowns is worth, most first.

    Without more knowledge one chooses the machine that fits most often. Knowing whether an unknown
    is low, average or high, one chooses the best for each case; the gain is how many more choices
    fit, less what a meaningless answer would seem to gain.

    References
    ----------
    Expected value of partial perfect information: Strong, Oakley and Brennan 2014, Med. Decis.
    Making 34(3).
    """
    fit = fitting(sample)
    if sample.draws < LEAST_DRAWS or fit.shape[1] == 0:
        return []
    random = np.random.default_rng(seed)
    best = float(fit.mean(axis=0).max())
    gains: dict[str, Gain] = {}
    for k, unknown in enumerate(sample.unknowns):
        parts = parts_of(sample.values[:, k], KNOWN_PARTS)
        gain = _known_best(fit, parts) - best
        chance = [_known_best(fit, random.permutation(parts)) - best for _ in range(SHUFFLES)]
        net = gain - float(np.mean(chance))
        if net < SURE_ERRORS * float(np.std(chance)):
            continue  # as much may come by chance
        known = gains.get(unknown.name)
        if known is None or net > known.fraction:
            gains[unknown.name] = Gain(unknown.name, unknown.words, net)
    useful = [gain for gain in gains.values() if gain.fraction >= LEAST_GAIN]
    return sorted(useful, key=lambda gain: -gain.fraction)


def _known_best(fit: FloatArray, parts: NDArray[np.intp]) -> float:
    """Return how often the best machine of each part fits."""
    total = 0.0
    for part in np.unique(parts):
        inside = fit[parts == part]
        total += float(inside.mean(axis=0).max()) * len(inside)
    return total / len(fit)


def find_out_texts(sample: Sample, gains: Sequence[Gain]) -> list[str]:
    """Return what to find out first, in words."""
    best = round(100.0 * float(fitting(sample).mean(axis=0).max(initial=0.0)))
    if not gains:
        return ["No single thing that you could find out would change which fits most often."]
    return [
        f"Find out {gain.words}: the right choice then rises from {best} to "
        f"{min(100, best + round(100.0 * gain.fraction))} of 100 likely cases."
        for gain in gains[:3]
    ]


def strongest(found: Sequence[Matter], draws: int) -> Matter | None:
    """Return the unknown that moves the verdict most; None where none surely does."""
    least = max(LEAST_INDEX, index_by_chance(draws))
    moving = [m for m in found if m.metric == "verdict" and m.part >= least]
    return max(moving, key=lambda m: m.part, default=None)
