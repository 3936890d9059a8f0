"""The suites of ``hpsim validate``: modules of this package that register themselves."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

import hpsim.validation
from hpsim.validation.checks import Check

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
