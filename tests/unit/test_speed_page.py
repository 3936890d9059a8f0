"""The tool that fills the tables of docs/speed.md from what the benchmarks print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import figures
import speed_page
from hpsim.scenario.load import load_scenario

BENCHMARKS = Path(speed_page.ROOT / "benchmarks")
OUTPUT = """one candidate-year at 60 s steps, everything on
  bare loop with one look-up a step                                 12.0 ms   1.00
  12 kBtu/h variable-speed, own control, its fan samples the room    24.0 ms   2.00

years by place and machine, bare loop 11.5 ms
  miami-addition, 6 kBtu/h single-stage, own, fan off                 0.97

whole processes (CPU s, wall s, peak MiB, CPU over that of the imports)
  import numpy, numba                    0.40   0.41     85   1.00
  the first ever, compiling             14.80  15.00    300  37.00
candidates share a room, one worker            48.1 /s     50.2 per CPU-s  start 1.02 s
candidates share a room, a row in bare loops  1.85

one speed, by load in EnergyPlus: EnergyPlus' run 9.90 CPU s, a day's 0.40; the year alone 9.52
hpsim                                            CPU ms      run     year
  a year, room at hand                             11.4      868      835
  the first ever, compiling                     16500.0      0.6
"""


def test_lines_are_found_by_name_and_heading() -> None:
    printed = speed_page.Printed(OUTPUT)
    assert printed.ratio("12 kBtu/h variable-speed, own control, its fan samples the room") == 2.0
    assert printed.ratio("miami-addition, 6 kBtu/h single-stage, own, fan off") == 0.97
    assert printed.ratio("import numpy, numba", 0) == 0.40
    assert printed.ratio("candidates share a room, a row in bare loops") == 1.85
    assert printed.ratio("one speed, by load in EnergyPlus: a year, room at hand", 1) == 868.0
    assert printed.ratio("whole processes: the first ever, compiling") == 37.0
    assert printed.bare_loops() == "11.5 to 12.0"


def test_a_name_below_two_headings_needs_one() -> None:
    with pytest.raises(ValueError, match="below several headings"):
        speed_page.Printed(OUTPUT).ratio("the first ever, compiling")


def test_of_several_runs_the_shortest_time_counts() -> None:
    slower = OUTPUT.replace("24.0 ms   2.00", "31.0 ms   2.58")
    for text in (OUTPUT + slower, slower + OUTPUT):
        row = "12 kBtu/h variable-speed, own control, its fan samples the room"
        assert speed_page.Printed(text).ratio(row, 0) == 24.0


def test_measured_figures_are_filled_in_and_others_stay() -> None:
    page = (
        '| <!--{ratio("whole processes: the first ever, compiling"):.0f}-->90<!----> | '
        '<!--{two_digits(ratio("one speed, by load in EnergyPlus: a year, room at hand", 1))}-->'
        '500<!----> | <!--{ratio("a room alone"):.1f}-->2.8<!----> |'
    )
    after, missing = speed_page.refilled(page, speed_page.Printed(OUTPUT))
    assert re.sub("<!--.*?-->", "", after) == "| 37 | 870 | 2.8 |"
    assert missing == ["a room alone"]


def test_the_page_asks_for_what_the_benchmarks_print() -> None:
    sources = " ".join(path.read_text(encoding="utf-8") for path in BENCHMARKS.glob("*.py"))
    known = [*load_scenario("chicago-addition").candidate_names(), sources]
    page = speed_page.PAGE.read_text(encoding="utf-8")
    _, names = speed_page.refilled(page, speed_page.Printed(""))
    assert len(names) > 40
    unknown = [
        part
        for name in names
        for part in re.split(", |: ", name)
        if not any(part in text for text in known)
    ]
    assert unknown == []


def test_no_check_of_figures_looks_at_times() -> None:
    assert speed_page.PAGE not in list(figures.pages())
