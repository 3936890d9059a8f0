"""How sure the verdict is, for the page."""

from __future__ import annotations

from typing import Any

from hpsim.judgement import Sureness
from hpsim.report.page.chart import ROW_BARS, Chart, Trace, names_axis, plain_axis
from hpsim.verdict.rules import FITTING

SHOWN = 3  # unknowns
WORDS = {
    "too small": "c1",
    "fits": "c2",
    "fits, but cycles": "c6",
    "larger than it need be": "c4",
    "wrong kind": "c7",
}


def sure_chart(sure: Sureness) -> Chart:
    """Return bars of all cases for each candidate, in parts by verdict."""
    names = list(sure.verdicts)
    traces = []
    for word, colour in WORDS.items():
        parts = [100.0 * chances.get(word, 0.0) for chances in sure.verdicts.values()]
        if any(parts):
            rounded = [round(part, 1) for part in parts]
            rows = list(range(len(names)))
            traces.append(Trace(word, colour, rounded, rows, plotly=ROW_BARS))
    return Chart(
        "sure",
        "In how many of a hundred likely cases each verdict holds",
        "The cases differ in what nobody knows exactly: leaks, insulation, people, use, machines.",
        plain_axis("Cases of 100", plotly={"range": [0, 100]}),
        names_axis(names),
        traces,
        height=130 + 42 * len(names),
        layout={"barmode": "stack"},
    )


def sure_texts(sure: Sureness) -> dict[str, Any]:
    """Return the sentences of the section."""
    ran = (
        f"The year was run {sure.draws} times for each candidate, each time with other values "
        "of what is not known exactly."
    )
    sentence = " ".join(text for text in (ran, *sure.differs, sure.weather_note) if text)
    matters = [
        f"{100.0 * part:.0f} % of the scatter of the verdict comes from {words}."
        for words, part in sure.matters[:SHOWN]
    ]
    return {"sentence": sentence, "find_out": sure.find_out_first, "matters": matters}


def likeliest(sure: Sureness | None, candidate: str, word: str) -> str:
    """Return how often a candidate's likeliest verdict holds, with its word where that is another.

    Cases in which it fits count together, cycling or not, as those of the answer do. Nothing where
    that is not known.
    """
    chances = {} if sure is None else sure.verdicts.get(candidate, {})
    if not chances:
        return ""
    joined = {verdict: chance for verdict, chance in chances.items() if verdict not in FITTING}
    joined[FITTING[0]] = sum(chances.get(verdict, 0.0) for verdict in FITTING)
    best = max(joined, key=lambda verdict: joined[verdict])
    text = f"{100.0 * joined[best]:.0f} of 100"
    own = FITTING[0] if word in FITTING else word
    return text if best == own else f"{best}: {text}"
