"""Write the gallery: what scenarios answer, every figure, and the pictures of sweeps.

``python tools/gallery.py scenarios [NAME ...]`` runs the shipped scenarios, or those named, and
writes their answers to ``docs/gallery.md`` and their questions to ``scenarios/README.md``: some two
minutes in all. ``figures`` draws every figure of the main scenario. ``sweeps [FOLDER]`` runs the
shipped sweeps anew, draws their pictures and fills the figures of ``docs/sweep_gallery.md``; it
keeps rows in FOLDER (``results/sweeps``) and takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the command line's digits, before numpy

import figures
import hpsim
from hpsim.folder.summary import summary_of
from hpsim.report.page.chart import Looks
from hpsim.report.page.tables import table_of
from notebooks import make_small

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PAGE = ROOT / "docs" / "gallery.md"
SWEEPS_PAGE = ROOT / "docs" / "sweep_gallery.md"
SCENARIOS = ROOT / "scenarios"
DRAWS = 240
"""Cases for the figures of how sure a verdict is."""
SHOWN = (
    "Verdict",
    "kWh a year",
    "Cost a year",
    "Starts a day",
    "Hours too cold",
    "Hours too warm",
    "Humid hours",
)
"""Columns of the page's table that the gallery shows, where they have anything to show."""
HEAD = """# Gallery

Each scenario that comes with hpsim asks a question. Below is what `hpsim run NAME` answers with
the defaults of this version; it also writes the page with all pictures and numbers.
`python tools/gallery.py scenarios` writes this page anew.

| question | answer |
| --- | --- |
"""
ABOUT_COMMAND = re.compile(r"^(Run it|Check it|With|The same|A tighter|Without)\b.*(: hpsim|--set)")
SECTION = re.compile(
    r"^<!-- scenario (\S+) -->\n(.*?)(?=^<!-- scenario |\Z)", re.DOTALL | re.MULTILINE
)


class Question(NamedTuple):
    """What the comment at the top of a scenario's file says."""

    name: str
    text: str
    """The question."""
    more: str
    """What follows it, without the lines on commands."""


def question_of(path: Path) -> Question:
    """Return the question that a scenario's file begins with.

    Raises
    ------
    ValueError
        Its comment has no question.
    """
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    text = " ".join(line for line in lines if not ABOUT_COMMAND.match(line))
    text = text.replace(" degF", " °F").replace(" ft2", " ft²")
    question, mark, more = text.partition("?")
    if not mark:
        raise ValueError(f"{path.name} does not begin with a question")
    return Question(path.stem, f"{question}?", more.strip())


def questions() -> list[Question]:
    """Return the questions of all shipped scenarios, in the order of their names."""
    return [question_of(path) for path in sorted(SCENARIOS.glob("*.yaml"))]


def section(asked: Question) -> str:
    """Run a scenario; return its part of the gallery."""
    figures.say(f"running {asked.name}")
    summary = summary_of(hpsim.judged_run(hpsim.load_scenario(asked.name)), None)
    lines = [
        f"## {asked.text}",
        f"{asked.more} [`hpsim run {asked.name}`](../scenarios/{asked.name}.yaml)".strip(),
        "\n".join(f"> {line}  " for line in summary["answer"]),
        "\n".join(_table(summary["candidates"])),
    ]
    return f"<!-- scenario {asked.name} -->\n" + "\n\n".join(lines) + "\n\n"


def _table(candidates: list[dict[str, Any]]) -> list[str]:
    """Return the candidates as a table in Markdown."""
    columns, rows = table_of(candidates, Looks(tuple(c["name"] for c in candidates)))
    currency = str(candidates[0]["metrics"].get("currency"))
    headings = [c.heading.replace(f"{currency} a", "Cost a") for c in columns]
    places = [headings.index(heading) for heading in SHOWN if heading in headings]
    shown = [headings[k].replace("Cost a", f"{currency} a") for k in places]
    lines = [["Candidate", *shown], ["---"] * (1 + len(shown))]
    lines += [[f"`{row.name}`", *(row.cells[k].text for k in places)] for row in rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def write_scenarios(names: list[str]) -> None:
    """Write the answers of some scenarios, or of all, and the list of questions."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    kept = {name: f"<!-- scenario {name} -->\n{text}" for name, text in SECTION.findall(old)}
    asked = questions()
    for one in asked:
        if not names or one.name in names or one.name not in kept:
            kept[one.name] = section(one)
    index = [f"| [{one.text}](#{_anchor(one.text)}) | {_first(kept[one.name])} |" for one in asked]
    parts = "".join(kept[one.name] for one in asked).rstrip() + "\n"
    PAGE.write_text(HEAD + "\n".join(index) + "\n\n" + parts, encoding="utf-8")
    table = [f"| [`{one.name}`]({one.name}.yaml) | {one.text} |" for one in asked]
    readme = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    head = readme.partition("\n| name")[0].rstrip()
    listed = "\n".join(["| name | question |", "| --- | --- |", *table])
    (SCENARIOS / "README.md").write_text(f"{head}\n\n{listed}\n", encoding="utf-8")


def _anchor(heading: str) -> str:
    """Return the address of a heading within its page, as GitHub and MyST make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _first(part: str) -> str:
    """Return the first line of the answer in a scenario's part."""
    return next(line[2:].strip() for line in part.splitlines() if line.startswith("> "))


FIGURES_PAGE = ROOT / "docs" / "figures.md"
FIGURES_HEAD = """# Every figure

What `hpsim.plots.figure(run, NAME)` draws, here for `chicago-addition` with `hpsim sure`. Each
panel is a function of `hpsim.plots` that draws into axes of your own, and
`plt.style.use("hpsim.plots.hpsim")` gives your figures the same style. A candidate has the same
colour in every figure and on the page.
`python tools/gallery.py figures` draws them anew.

"""


def write_figures() -> None:
    """Draw every figure of the main scenario, and write the page that shows them."""
    from hpsim.certainty.result import with_answer
    from hpsim.cli.progress import sampled
    from hpsim.plots import style
    from hpsim.plots.figures import layouts, save_figure

    scenario = hpsim.load_scenario("chicago-addition", ["tariff.region=IL"])
    run = hpsim.judged_run(scenario)
    run = with_answer(run, sampled(scenario, run, DRAWS, 1))
    folder = PICTURES / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    with style.styled():
        for layout in layouts().values():
            functions = ", ".join(f"`{panel.draw.__name__}`" for panel in layout.panels)
            for name in layout.names(run):
                figure = layout.draw(run, name)
                make_small(save_figure(figure, folder / f"{name}.png"))
                where = "and in result folders" if layout.is_saved else "and on the page of a run"
                title = layout.title.format(
                    scenario=run.scenario_name, span=run.span, over="the year"
                )
                parts.append(
                    f"## {name}\n\n{functions}: drawn by name {where}.\n\n"
                    f"![{title}]"
                    f"(pictures/figures/{name}.png)\n"
                )
    FIGURES_PAGE.write_text(FIGURES_HEAD + "\n".join(parts), encoding="utf-8")


class Picture(NamedTuple):
    """A picture, the sweep it is of, and what it shows."""

    name: str
    sweep: str
    options: str
    """Of ``hpsim sweep plot``."""


SIZE = "size-kind-climate"
GALLERY = (
    Picture(
        "sweep-starts",
        SIZE,
        "--x size --y weather --color starts --facet candidates.0.kind --where room.quality=good",
    ),
    Picture(
        "sweep-unmet",
        SIZE,
        (
            "--x size --y quality --color unmet_heating_h --scale log --facet candidates.0.kind "
            "--where weather=us-5A-chicago"
        ),
    ),
    Picture(
        "sweep-pareto",
        SIZE,
        (
            "--kind pareto --x cost_per_year --y unmet_heating_h --color candidates.0.kind "
            "--where weather=us-5A-chicago --where room.quality=good"
        ),
    ),
    Picture("sweep-tornado", SIZE, "--kind tornado --y starts"),
    Picture(
        "sweep-minimum-output",
        "minimum-output-starts",
        "--x minimum_output --y starts --color quality --facet weather",
    ),
    Picture(
        "sweep-setback",
        "setback",
        (
            "--x hours --y depth --color electricity_kwh --facet candidate "
            "--where weather=us-5A-chicago"
        ),
    ),
    Picture(
        "sweep-price", "price", "--x price --y cost_per_year --color candidate --facet weather"
    ),
    Picture(
        "sweep-windows",
        "windows",
        (
            "--x glass_percent_of_floor --y electricity_kwh --color facing --facet weather "
            "--where candidate_index=1"
        ),
    ),
)


def hpsim_command(*words: str) -> None:
    """Run a verb."""
    subprocess.run([sys.executable, "-m", "hpsim", *words], check=True)


def write_sweeps(folder: Path) -> None:
    """Run all sweeps with this code, draw everything, and fill the figures of the text."""
    for sweep in dict.fromkeys(picture.sweep for picture in GALLERY):
        hpsim_command("sweep", "run", sweep, "--out", str(folder / sweep), "--force")
    for picture in GALLERY:
        words = ["sweep", "plot", str(folder / picture.sweep), *picture.options.split()]
        target = PICTURES / f"{picture.name}.png"
        hpsim_command(*words, "--out", str(target))
        make_small(target)
    fill_sweeps_page(folder)


def fill_sweeps_page(folder: Path) -> None:
    """Fill the figures of the text on sweeps; report what it claims that is untrue now."""
    import pandas as pd

    def sweep(name: str) -> Any:
        return pd.read_parquet(folder / name / "runs")

    text, untrue = figures.refilled(SWEEPS_PAGE.read_text(encoding="utf-8"), {"sweep": sweep})
    SWEEPS_PAGE.write_text(text, encoding="utf-8")
    for claim in untrue:
        print(f"{SWEEPS_PAGE.name}: untrue now: {claim}")


def main() -> None:
    """Write what was asked for; all of it where nothing was."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("part", nargs="?", choices=("scenarios", "figures", "sweeps"))
    parser.add_argument("more", nargs="*", help="names of scenarios, or the folder of sweeps")
    given = parser.parse_args()
    if given.part in (None, "scenarios"):
        write_scenarios(given.more if given.part else [])
    if given.part in (None, "figures"):
        write_figures()
    if given.part in (None, "sweeps"):
        write_sweeps(
            Path(given.more[0]) if given.part and given.more else ROOT / "results" / "sweeps"
        )


if __name__ == "__main__":
    main()
