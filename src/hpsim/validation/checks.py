"""What suites are made of: checks, published values, and the register of ``hpsim validate``.

A check compares one value of ours with a published, analytic or rated one. Suites are modules of
this package that register themselves.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

import hpsim.validation
from hpsim.records import dataclass
from hpsim.shipped import data_file, read_json, read_rows

Facts: TypeAlias = dict[str, Any]
Programs: TypeAlias = dict[tuple[str, str], dict[str, float]]
Basis = Literal[
    "acceptance range", "program span", "analytic", "published", "recomputed", "measured", "label"
]
"""What a value is compared with. ``published``: what somebody has printed; ``recomputed``: what
another program or a hand calculation gave for the same equations, for this comparison."""

HALF_A_DIGIT = "half of the last printed digit"


@dataclass(frozen=True, slots=True)
class Check:
    """One value and the range it must lie in."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    passed: bool
    basis: Basis
    widened: str = ""
    """By what the range is wider than what it comes from; empty: it is not."""

    @property
    def range_from(self) -> str:
        """Where the range comes from, and by what it is widened, as it is printed."""
        return f"{self.basis}, widened by {self.widened}" if self.widened else self.basis


def within(
    name: str,
    value: float,
    low: float,
    high: float,
    *,
    basis: Basis,
    unit: str = "-",
    decimals: int | None = None,
    widened: str = "",
) -> Check:
    """Return the check that a value lies in a range, its ends included.

    Parameters
    ----------
    name : str
        What is compared.
    value : float
        Ours [unit].
    low, high : float
        Ends of the range [unit].
    basis : Basis
        Where the range comes from.
    unit : str
        Of value and range.
    decimals : int or None
        At which all three are rounded before they are compared, as published values are printed;
        None: not at all.
    widened : str
        By what the range is wider than what it comes from.

    Returns
    -------
    Check
        With the values before rounding.
    """
    compared = [low, value, high]
    if decimals is not None:
        compared = [round(number, decimals) for number in compared]
    passed = bool(compared[0] <= compared[1] <= compared[2])
    return Check(name, float(value), unit, float(low), float(high), passed, basis, widened)


def near(
    name: str,
    value: float,
    reference: float,
    tolerance: float,
    *,
    basis: Basis,
    unit: str = "-",
) -> Check:
    """Return the check that a value differs from a reference by no more than a tolerance.

    Parameters
    ----------
    name : str
        What is compared.
    value, reference : float
        Ours, and the published or analytic one [unit].
    tolerance : float
        Largest difference allowed [unit].
    basis : Basis
        Where the reference comes from.
    unit : str
        Of the values.
    """
    low, high = reference - tolerance, reference + tolerance
    return within(name, value, low, high, basis=basis, unit=unit)


def in_span(
    name: str,
    value: float,
    programs: Collection[float],
    *,
    unit: str = "-",
    rounding: float = 0.0,
    allowance: float = 0.0,
    why: str = "",
    decimals: int | None = None,
) -> Check:
    """Return the check that a value lies among those of other programs.

    Parameters
    ----------
    name : str
        What is compared.
    value : float
        Ours [unit].
    programs : collection of float
        Values of the other programs [unit].
    unit : str
        Of the values.
    rounding : float
        Half of the last printed digit, by which the span is widened at both ends [unit].
    allowance : float
        By which it is widened besides [unit].
    why : str
        The allowance in words, such as ``0.3 %``.
    decimals : int or None
        At which values are rounded before they are compared.
    """
    low, high = min(programs) - rounding - allowance, max(programs) + rounding + allowance
    by = [HALF_A_DIGIT] * bool(rounding) + [why] * bool(allowance)
    return within(
        name,
        value,
        low,
        high,
        basis="program span",
        unit=unit,
        decimals=decimals,
        widened=" and ".join(by),
    )


def worst_ratio(ratios: Iterable[float]) -> float:
    """Return the ratio that differs most from 1.

    Examples
    --------
    >>> worst_ratio([1.01, 0.97, 1.02])
    0.97
    """
    return max(ratios, key=lambda ratio: abs(ratio - 1.0))


# --- published values -----------------------------------------------------------------------------


@cache
def read_facts(name: str) -> Facts:
    """Return a YAML or JSON file of ``hpsim/data``, read once: not to be changed."""
    if name.endswith(".json"):
        return read_json(name)
    from ruamel.yaml import YAML

    facts: Facts = YAML(typ="safe").load(data_file(name))
    return facts


@cache
def read_programs(name: str) -> Programs:
    """Return what other programs calculate: (case, metric) -> program -> value."""
    found: Programs = {}
    for row in read_rows(name):
        programs = found.setdefault((row["case"], row["metric"]), {})
        programs[row["program"]] = float(row["value"])
    return found


# --- the register ---------------------------------------------------------------------------------

Function: TypeAlias = Callable[[], Iterable[Check]]


class Suite(NamedTuple):
    """A suite and what it compares."""

    name: str
    help: str
    checks: Function
    """Runs the suite."""


_REGISTERED: dict[str, Suite] = {}


def suite(name: str, help: str) -> Callable[[Function], Function]:  # noqa: A002  # as typer has it
    """Return a decorator that registers a function as a suite of checks.

    ``name`` is the argument of ``hpsim validate``; ``help`` says in a line what is compared, for
    the screen and as the title in ``docs/validation.md``.
    """

    def register(function: Function) -> Function:
        _REGISTERED[name] = Suite(name, help, function)
        return function

    return register


def suites() -> dict[str, Suite]:
    """Return all suites by name."""
    for module in pkgutil.iter_modules(hpsim.validation.__path__):
        importlib.import_module(f"{hpsim.validation.__name__}.{module.name}")
    return dict(sorted(_REGISTERED.items()))
