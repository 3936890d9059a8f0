"""``hpsim doctor``: whether this installation works, and what would make it work better."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from hpsim.cli import FAILED, OK
from hpsim.cli.options import AsJson
from hpsim.cli.process import plain_warnings
from hpsim.cli.progress import compilation
from hpsim.cli.tables import print_fact


def command(
    warm: Annotated[
        bool, typer.Option("--warm", help="Compile the engine now, so that the first run is fast.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Check the installation: versions, caches, memory, a day of a small room."""
    with plain_warnings():
        from hpsim.report.installation import checks

        if warm:
            _warm()
        with compilation():
            found = checks()
    if as_json:
        print(json.dumps({"checks": [asdict(check) for check in found]}, indent=2))
    else:
        for check in found:
            print_fact("ok  " if check.passed else "!!  ", f"{check.name}: {check.found}")
            if check.hint and not check.passed:
                print_fact("    ", check.hint)
        trouble = sum(not check.passed for check in found)
        print("Everything works." if not trouble else f"{trouble} to look at.")
    return OK if all(check.passed for check in found) else FAILED


def _warm() -> None:
    """Compile what a run of a shipped scenario compiles."""
    from hpsim.scenario.load import load_scenario
    from hpsim.simulate import simulate

    with compilation(ends_soon=True):
        simulate(load_scenario("chicago-addition"))
