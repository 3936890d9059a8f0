"""``hpsim validate``: our values compared with published ones, and whether they lie in range."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli import FAILED, OK
from hpsim.cli.options import AsJson
from hpsim.cli.progress import say
from hpsim.cli.tables import Table, print_table
from hpsim.errors import HpsimError
from hpsim.units.messages import SIMILAR_TYPED, did_you_mean

if TYPE_CHECKING:
    from hpsim.validation.checks import Check

ALL = "all"


def command(
    suite: Annotated[str, typer.Argument(metavar="SUITE|all", help="Which suite to run.")] = ALL,
    every: Annotated[bool, typer.Option("--every", help="Show checks that pass, too.")] = False,
    as_json: AsJson = False,
) -> int:
    """Compare with published values."""
    from hpsim.validation.checks import suites

    known = suites()
    if suite != ALL and suite not in known:
        hint = did_you_mean(
            suite, (*known, ALL), f"suites: {', '.join((*known, ALL))}", SIMILAR_TYPED
        )
        message = f"unknown suite {suite!r}"
        raise HpsimError.of(message, "SUITE", hint=hint, title=f"{message} ({hint})")
    found: dict[str, list[Check]] = {}
    for name in known if suite == ALL else (suite,):
        say(f"{name}: {known[name].help}")
        found[name] = list(known[name].checks())
    checks = [check for suite_checks in found.values() for check in suite_checks]
    if as_json:
        print(json.dumps(_document(suite, found), indent=2, ensure_ascii=False))
    else:
        for name, suite_checks in found.items():
            _print_suite(name, suite_checks, every=every)
    return OK if all(check.passed for check in checks) else FAILED


def _summary(checks: Sequence[Check]) -> dict[str, int]:
    passed = sum(check.passed for check in checks)
    return {"passed": passed, "failed": len(checks) - passed, "total": len(checks)}


def _document(suite: str, found: Mapping[str, Sequence[Check]]) -> dict[str, Any]:
    """Return the JSON document; with several suites each check names its own."""
    rows = []
    for name, checks in found.items():
        extra = {"suite": name} if len(found) > 1 else {}
        rows += [asdict(check) | extra for check in checks]
    checks = [check for suite_checks in found.values() for check in suite_checks]
    return {"suite": suite, "checks": rows, "summary": _summary(checks)}


def _print_suite(name: str, checks: Sequence[Check], *, every: bool) -> None:
    shown = [check for check in checks if every or not check.passed]
    if shown:
        table = Table("check", ">value", ">low", ">high", "unit", "basis", "")
        table.title = name
        for check in shown:
            numbers = (f"{x:.4g}" for x in (check.value, check.low, check.high))
            mark = "" if check.passed else "outside"
            table.add_row(check.name, *numbers, check.unit, check.range_from, mark)
        print_table(table)
    for basis in dict.fromkeys(check.range_from for check in checks):
        of_basis = [check for check in checks if check.range_from == basis]
        passed = sum(check.passed for check in of_basis)
        print(f"{name}: {passed} of {len(of_basis)} within {basis}")
