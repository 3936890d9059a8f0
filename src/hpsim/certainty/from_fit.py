"""The room's unknowns from a fit in place of the usual ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hpsim.certainty.unknowns import Unknown
from hpsim.fit.unknowns import OF_USUAL, USUAL
from hpsim.scenario.fitted import Fitted
from hpsim.scenario.model import Scenario

PREFIX = "fitted_"
WORDS = {unknown.name: f"{unknown.words}, as fitted" for unknown in USUAL}


def is_replaced(name: str, fitted: Fitted | None) -> bool:
    """Return whether a fit has a range in place of a usual one."""
    of_fit = OF_USUAL.get(name)
    return fitted is not None and fitted.scatter is not None and of_fit in fitted.scatter.of


def fitted_unknowns(fitted: Fitted | None) -> tuple[Unknown, ...]:
    """Return the unknowns of a fit: factors are lognormal, the neighbours' level is normal."""
    if fitted is None or fitted.scatter is None:
        return ()
    found = []
    variances = fitted.scatter.matrix().diagonal()
    for name, variance in zip(fitted.scatter.of, variances, strict=True):
        sigma = math.sqrt(max(float(variance), 0.0))
        shape, parameters = "lognormal", {"median": _value(fitted, name), "sigma": sigma}
        if name == "neighbours":
            shape, parameters = "normal", {"mean": _value(fitted, name), "sigma": sigma}
        found.append(
            Unknown(PREFIX + name, "room", WORDS[name], shape, parameters, "the room's own log")
        )
    return tuple(found)


def fitted_correlations(fitted: Fitted | None) -> Mapping[frozenset[str], float]:
    """Return the correlations of a fit's unknowns by pairs of their names."""
    if fitted is None or fitted.scatter is None:
        return {}
    names, matrix = fitted.scatter.of, fitted.scatter.matrix()
    found = {}
    for i, one in enumerate(names):
        for j in range(i):
            scale = math.sqrt(max(float(matrix[i, i] * matrix[j, j]), 0.0))
            rho = float(matrix[i, j]) / scale if scale > 0.0 else 0.0
            found[frozenset((PREFIX + one, PREFIX + names[j]))] = min(max(rho, -1.0), 1.0)
    return found


def with_fit_drawn(scenario: Scenario, draw: Mapping[str, float]) -> Scenario:
    """Return a scenario with the factors of its fit as drawn."""
    drawn = {
        _field(key.removeprefix(PREFIX)): value
        for key, value in draw.items()
        if key.startswith(PREFIX)
    }
    if not drawn or scenario.fitted is None:
        return scenario
    fitted = scenario.fitted.model_copy(update=drawn)
    return scenario.model_copy(update={"fitted": fitted})


def _field(name: str) -> str:
    return "neighbours_k" if name == "neighbours" else name


def _value(fitted: Fitted, name: str) -> float:
    return float(getattr(fitted, _field(name)))
