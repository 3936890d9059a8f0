"""How sure the verdict is: what `hpsim sure` found, for the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpsim.records import dataclass
from hpsim.report.page.chart import ROW_BARS, Chart, Trace, names_axis, plain_axis

SHOWN = 3  # unknowns
WORDS = {
    "too small": "c1",
    "fits": "c2",
    "fits, but cycles": "c6",
    "larger than it need be": "c4",
    "wrong kind": "c7",
}


@dataclass(frozen=True)
class Sure:
    """The section on certainty."""

    sentence: str
    chart: Chart | None
    find_out: tuple[str, ...]
    matters: tuple[str, ...]
    """What moves the verdict most, a sentence each."""
    fractions: Mapping[str, str]
    """Candidate -> in how many of a hundred cases its likeliest verdict holds."""


def sure_of(found: Mapping[str, Any] | None) -> Sure | None:
    """Return the section from what ``hpsim sure --json`` gives; None: not worked out."""
    if not found or not found.get("candidates"):
        return None
    candidates = found["candidates"]
    names = [c["name"] for c in candidates]
    traces = []
    for word, colour in WORDS.items():
        parts = [100.0 * c["verdicts"].get(word, {}).get("fraction", 0.0) for c in candidates]
        if any(parts):
            rounded = [round(part, 1) for part in parts]
            rows = list(range(len(names)))
            traces.append(Trace(word, colour, rounded, rows, plotly=ROW_BARS))
    chart = Chart(
        "sure",
        "In how many of a hundred likely cases each verdict holds",
        "The cases differ in what nobody knows exactly: leaks, insulation, people, use, machines.",
        plain_axis("Cases of 100", plotly={"range": [0, 100]}),
        names_axis(names),
        traces,
        height=130 + 42 * len(names),
        layout={"barmode": "stack"},
    )
    fractions = {}
    for c in candidates:
        word, best = max(c["verdicts"].items(), key=lambda item: item[1]["fraction"])
        fractions[c["name"]] = f"{word}: {100.0 * best['fraction']:.0f} of 100"
    sentence = (
        f"The year was run {found['draws']} times for each candidate, each time with other values "
        f"of what is not known exactly. {found.get('weather_note', '')}"
    ).rstrip()
    least = found.get("index_by_chance", 0.0)
    of_verdict = (m for m in found.get("matters", ()) if m["metric"] == "verdict")
    matters = [m for m in of_verdict if m["index"] >= least][:SHOWN]
    texts = tuple(
        f"{100.0 * m['index']:.0f} % of the scatter of the verdict comes from "
        f"{m.get('words', m['unknown'])}."
        for m in matters
    )
    return Sure(sentence, chart, tuple(found.get("find_out_first", ())), texts, fractions)
