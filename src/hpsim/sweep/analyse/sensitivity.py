r"""How much each axis of a sweep matters.

First-order index: the fraction of a metric's variance that an axis explains by itself,

.. math:: S_i = \operatorname{Var}(E[Y | X_i]) / \operatorname{Var}(Y)

For an axis with a few values (a grid, a list) it is the variance of the means over its values,
which on a full grid is exact for the grid. For a sampled range it is estimated by SALib with
random balance designs and their bias correction; of few samples, and where SALib is not installed,
by the means over equal classes of the range, less what chance alone puts between them.

One at a time: the metric's mean at each value of an axis, over those runs in which all other axes
have the same values; on a full grid all of them. Samples have no such runs: there it is the mean
over the lowest and the highest class.

References
----------
Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer. Wiley, section 1.2.
Tarantola, S., Gatelli, D., Mara, T. (2006). Random balance designs for the estimation of first
order global sensitivity indices. Reliability Engineering and System Safety 91(6), 717-727.
Plischke, E. (2010). An effective algorithm for computing global sensitivity indices (EASI).
Reliability Engineering and System Safety 95(4), 354-360.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hpsim.errors import HpsimError
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.sweep.analyse.table import Rows, read_rows
from hpsim.sweep.design.values import text_of

SHOWN_METRICS = (
    "electricity_kwh",
    "cost_per_year",
    "cost",
    "starts",
    "unmet_heating_h",
    "rh_over_60_h",
)
FEW_VALUES = 24
"""Of an axis up to which each value is a class of its own."""
CLASSES, MIN_IN_CLASS = 8, 4
ROUNDING = 1e-12  # of sums of some thousand numbers
FEWEST_FOR_SALIB = 60
"""Samples below which random balance designs (M = 10 harmonics) give nothing."""
BY_VALUES = "means over values"
BY_ONE = "one at a time"
BY_CLASSES = "means over classes"
BY_SALIB = "SALib RBD-FAST"
TOO_FEW = "too few samples"


@dataclass(frozen=True)
class Effect:
    """What one axis does to a metric."""

    axis: str
    first_order: float | None
    """Fraction of the variance, 0 … 1; None if nothing varies, or one axis at a time."""
    method: str
    low: float | None
    """Mean at the value (or class) with the lowest mean, others alike."""
    high: float | None
    low_at: str
    """That value; nothing where the axis moves nothing."""
    high_at: str

    @property
    def span(self) -> float:
        """Return how far the axis moves the metric."""
        return 0.0 if self.low is None or self.high is None else self.high - self.low


def effects(folder: str | Path, metric: str, where: Sequence[str] = ()) -> list[Effect]:
    """Return what each axis of a sweep does to a metric, the strongest first.

    Raises
    ------
    HpsimError
        No rows, no such metric, or one without numbers.
    """
    rows = read_rows(folder, where)
    column = rows.column(metric, "metric")
    if not rows.has_numbers(column):
        known = [m for m in SHOWN_METRICS if rows.has_numbers(m)]
        message, hint = f"no row has a number under '{column}'", f"such as {', '.join(known)}"
        raise HpsimError.of(message, "metric", hint=hint, title=f"{folder}: 1 problem")
    return effects_of(rows, column)


def effects_of(rows: Rows, metric: str) -> list[Effect]:
    """Return what each axis does to a metric in these rows, the strongest first."""
    column = rows.column(metric, "metric")
    y = rows.numbers(column)
    known = np.isfinite(y)
    found = [_effect(rows, axis, y, known) for axis in rows.axes if len(rows.levels(axis)) > 1]
    return sorted(found, key=lambda effect: (-(effect.first_order or 0.0), -effect.span))


def _effect(rows: Rows, axis: str, y: FloatArray, known: NDArray[np.bool_]) -> Effect:
    codes = rows.codes(axis)
    levels = [text_of(level) for level in rows.levels(axis)]
    use = known & (codes >= 0)
    is_range = rows.is_drawn(axis)
    amounts = rows.amounts(axis) if is_range or len(levels) > FEW_VALUES else None
    if is_range and amounts is None:
        return Effect(axis, None, TOO_FEW, None, None, "", "")
    if amounts is not None:
        numbers, unit = amounts
        use &= np.isfinite(numbers)
        return _of_range(axis, numbers[use], y[use], f" {unit}" if unit else "")
    fraction, method = correlation_ratio(codes[use], y[use]), BY_VALUES
    if rows.kind_of(axis) == "one_at_a_time":  # the base stands in every mean: no fraction of all
        fraction, method = None, BY_ONE
    means = means_others_alike(_others(rows, axis)[use], codes[use], y[use], len(levels))
    if np.isnan(means).all():  # a sample: no two runs are alike in all else
        means = class_means(codes[use], y[use], len(levels))
    return _with_ends(axis, fraction, method, means, levels)


def class_means(codes: NDArray[np.int64], y: FloatArray, n_classes: int) -> FloatArray:
    """Return (n_classes,) the mean of each class; nan where it is empty."""
    count = np.bincount(codes, minlength=n_classes)
    total = np.bincount(codes, weights=y, minlength=n_classes)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _of_range(axis: str, x: FloatArray, y: FloatArray, unit: str) -> Effect:
    n_classes = min(CLASSES, np.unique(x).size // MIN_IN_CLASS)
    if n_classes < 2:
        return Effect(axis, None, TOO_FEW, None, None, "", "")
    order = np.argsort(x, kind="stable")
    classes = np.empty(x.size, dtype=np.int64)
    classes[order] = np.arange(x.size) * n_classes // x.size
    fraction, method = correlation_ratio(classes, y), BY_CLASSES
    if fraction is not None:  # without what chance alone puts between the classes
        fraction = max(1.0 - (1.0 - fraction) * (x.size - 1) / (x.size - n_classes), 0.0)
    by_salib = rbd_fast(x, y)
    if by_salib is not None:
        fraction, method = by_salib, BY_SALIB
    means = class_means(classes, y, n_classes)
    names = [
        f"{x[classes == c].min():.4g} … {x[classes == c].max():.4g}{unit}" for c in range(n_classes)
    ]
    return _with_ends(axis, fraction, method, means, names)


def _with_ends(
    axis: str, fraction: float | None, method: str, means: FloatArray, names: Sequence[str]
) -> Effect:
    if not np.isfinite(means).any():
        return Effect(axis, fraction, method, None, None, "", "")
    low, high = int(np.nanargmin(means)), int(np.nanargmax(means))
    least, most = float(means[low]), float(means[high])
    if most - least <= ROUNDING * max(abs(least), abs(most)):
        return Effect(axis, fraction, method, least, most, "", "")
    return Effect(axis, fraction, method, least, most, names[low], names[high])


def _others(rows: Rows, axis: str) -> NDArray[np.int64]:
    """Return for each row a number that is the same where all other axes have the same values."""
    seen: dict[tuple[int, ...], int] = {}
    columns = [rows.codes(other) for other in rows.axes if other != axis]
    keys = zip(*columns, strict=True) if columns else [()] * rows.table.num_rows
    return np.array([seen.setdefault(tuple(map(int, k)), len(seen)) for k in keys], dtype=np.int64)


def correlation_ratio(codes: NDArray[np.int64], y: FloatArray) -> float | None:
    """Return the fraction of the variance of ``y`` that lies between classes; None if it is 0.

    Examples
    --------
    >>> correlation_ratio(np.array([0, 0, 1, 1]), np.array([1.0, 3.0, 5.0, 7.0]))
    0.8
    """
    total = float(np.var(y)) if y.size else 0.0
    if total <= ROUNDING**2 * float(np.abs(y).max(initial=0.0)) ** 2:
        return None
    count = np.bincount(codes)
    mean = np.bincount(codes, weights=y) / np.maximum(count, 1)
    between = float(np.average((mean - y.mean()) ** 2, weights=count))
    return between / total if between > ROUNDING * total else 0.0


def means_others_alike(
    others: NDArray[np.int64], codes: NDArray[np.int64], y: FloatArray, n_levels: int
) -> FloatArray:
    """Return (n_levels,) the mean at each value over groups that have all values of the axis.

    A group is the rows in which all other axes are alike. nan if there is no such group.

    Parameters
    ----------
    others
        (n_rows,) number of the group.
    codes
        (n_rows,) number of the axis' value.
    y
        (n_rows,) the metric.
    n_levels
        How many values the axis has.
    """
    n_groups = int(others.max()) + 1 if others.size else 0
    cells = others * n_levels + codes
    count = np.bincount(cells, minlength=n_groups * n_levels).reshape(n_groups, n_levels)
    total = np.bincount(cells, weights=y, minlength=n_groups * n_levels)
    whole = (count > 0).all(axis=1)
    if not whole.any():
        return np.full(n_levels, np.nan)
    means = total.reshape(n_groups, n_levels)[whole] / count[whole]
    return np.asarray(means.mean(axis=0))


def rbd_fast(x: FloatArray, y: FloatArray) -> float | None:
    """Return the first-order index of one sampled input by SALib, None if it can't be estimated."""
    if x.size < FEWEST_FOR_SALIB:
        return None
    try:
        from SALib.analyze import rbd_fast as method
    except ImportError:
        return None
    bounds = [[float(x.min()), float(x.max())]]
    problem = {"num_vars": 1, "names": ["x"], "bounds": bounds}
    indices = method.analyze(problem, x[:, None], y, num_resamples=2, print_to_console=False)
    return float(np.clip(indices["S1"][0], 0.0, 1.0))
