"""``hpsim explain``: what a word, a key or a metric means."""

from __future__ import annotations

import json
import shutil
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hpsim.cli.options import AsJson
from hpsim.errors import HpsimError

if TYPE_CHECKING:
    from hpsim.report.explain import Explanation

SHOWN = 8
KINDS = {
    "word": "",
    "key": " (key of a scenario)",
    "default": " (default)",
    "metric": " (metric)",
}
WIDTH = 80


def command(
    term: Annotated[
        list[str], typer.Argument(metavar="TERM", help="Such as differential, SEER2, unmet hours.")
    ],
    as_json: AsJson = False,
) -> None:
    """Say what a word, a key of a scenario or a metric means."""
    from hpsim.report.explain import explain, similar_terms

    text = " ".join(term)
    found = explain(text)
    if not found:
        near = ", ".join(similar_terms(text))
        hint = f"similar: {near}" if near else "words: docs/nomenclature.md; keys: hpsim schema"
        raise HpsimError.of(f"'{text}' is not known", hint=hint, title="nothing to explain")
    if as_json:
        print(json.dumps({"terms": [asdict(one) for one in found]}, indent=2))
        return
    width = min(shutil.get_terminal_size().columns, WIDTH)
    print("\n\n".join(_text(one, width) for one in found[:SHOWN]))
    if len(found) > SHOWN:
        others = ", ".join(dict.fromkeys(one.term for one in found[SHOWN:]))
        more = f"{len(found) - SHOWN} more: {others}"
        print(f"\n{textwrap.fill(more, width, subsequent_indent='  ', break_on_hyphens=False)}")


def _text(one: Explanation, width: int) -> str:
    kind = KINDS[one.what]
    if one.kinds:
        kind = f" (key of kind {', '.join(one.kinds)})"
    facts = [("unit", one.unit), ("default", one.default), ("also", ", ".join(one.also))]
    if one.what == "key":
        facts[0] = ("", one.unit)
    texts = [one.meaning]
    texts += [f"{name}: {value}" if name else value for name, value in facts if value]
    lines = [line for text in texts for line in textwrap.wrap(text, width - 2)]
    return "\n  ".join([f"{one.term}{kind}", *lines])
