"""``hpsim claims``: common claims about small heat pumps, put to the test."""

from __future__ import annotations

import json

from hpsim.cli import tables
from hpsim.cli.options import AsJson, Workers
from hpsim.cli.process import plain_warnings
from hpsim.cli.progress import Bar, compilation


def command(
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Run the sweeps of scenarios/claims and report which claims hold."""
    with plain_warnings():
        from hpsim.claims.bench import judged, run_claims

        with compilation(), Bar("runs") as bar:
            found = judged(run_claims(workers=workers, progress=bar))
    if as_json:
        print(json.dumps({"claims": found}, indent=2))
        return

    for one in found:
        print(f"{one['claim']}: {one['verdict']}")
        for line in (
            f"Found: {one['evidence']} ({one['scenario']}).",
            f"Published: {one['published']}.",
        ):
            tables.print_folded(f"  {line}")
        print()
