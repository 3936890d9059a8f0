"""``hpsim schema``: the JSON Schema of a scenario, with which editors complete and explain."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from hpsim.cli import OK


def command(
    as_json: Annotated[bool, typer.Option("--json", help="The same: it is JSON already.")] = False,
) -> int:
    """Print the JSON Schema of a scenario.

    Save it as scenario.schema.json; with the YAML extension of an editor, the first line
    "# yaml-language-server: $schema=scenario.schema.json" of a scenario then completes keys.
    """
    del as_json
    from hpsim.scenario.schema import scenario_schema

    print(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
    return OK
