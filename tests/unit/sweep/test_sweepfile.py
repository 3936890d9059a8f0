"""Sweep files: what they mean, and every problem with line and way out."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from hpsim.errors import ScenarioError
from hpsim.sweep.columns import CHANNELS
from hpsim.sweep.design.check import spread
from hpsim.sweep.design.expand import Run
from hpsim.sweep.design.sweepfile import read_sweep, shipped_sweeps
from hpsim.sweep.execute.engine import engine_id
from hpsim.sweep.execute.plan import Planner
from hpsim.sweep.execute.run import prepare

BASE = """scenario:
  name: room
  weather: us-5A-chicago
  room:
    {kind: addition, floor_area: 250 ft2, quality: good, windows: [{facing: south, area: 30 ft2}]}
  thermostat: {heating: 68 degF, cooling: 76 degF}
  candidates: [{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}]
"""


def _file(folder: Path, axes: str) -> Path:
    path = folder / "s.yaml"
    path.write_text(BASE + axes)
    return path


@pytest.fixture
def problems_of(tmp_path: Path):  # type: ignore[no-untyped-def]
    def find(axes: str) -> str:
        with pytest.raises(ScenarioError) as caught:
            prepare(read_sweep(_file(tmp_path, axes)))
        return str(caught.value)

    return find


def test_a_grid_of_one_axis_reads_as_its_values(tmp_path: Path) -> None:
    sweep = read_sweep(_file(tmp_path, "grid: {candidates.0.size: [6 kBtu/h, 9 kBtu/h]}\n"))
    assert [sweep.design.settings(i) for i in range(sweep.design.size)] == [
        {"candidates.0.size": "6 kBtu/h"},
        {"candidates.0.size": "9 kBtu/h"},
    ]


def test_a_scenario_whose_name_is_too_long_for_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"name: s\nscenario: {'1' * 400}\ngrid: {{room.quality: [good]}}\n")
    with pytest.raises(ScenarioError, match="1111"):
        read_sweep(path)


def test_a_range_is_cut_into_equal_steps(tmp_path: Path) -> None:
    axes = "grid: {candidates.0.size: {from: 6 kBtu/h, to: 12 kBtu/h, count: 3}}\n"
    sweep = read_sweep(_file(tmp_path, axes))
    assert sweep.design.values_of("candidates.0.size") == ["6 kBtu/h", "9 kBtu/h", "12 kBtu/h"]


@pytest.mark.parametrize(
    ("steps", "values"),
    [
        ("{from: 1, to: 3, count: 3}", [1, 2, 3]),
        ("{from: 1, to: 2, count: 3}", [1.0, 1.5, 2.0]),
        ("{from: 1.0, to: 3.0, count: 3}", [1.0, 2.0, 3.0]),
    ],
)
def test_steps_from_one_whole_number_to_another_are_whole_where_all_are(
    tmp_path: Path, steps: str, values: list[float]
) -> None:
    sweep = read_sweep(_file(tmp_path, f"grid: {{$a: {steps}}}\n"))
    found = sweep.design.values_of("$a")
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


def test_an_axis_of_a_part_changes_what_that_of_the_whole_sets(tmp_path: Path) -> None:
    axes = """grid:
  candidates.0.size: [6 kBtu/h, 9 kBtu/h]
  candidates.0: [{kind: single_stage, size: 12 kBtu/h, seer2: 15.2, hspf2: 7.8}]
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    runs = [run for run in planner.runs() if isinstance(run, Run)]
    machines = [run.scenario.as_mapping()["candidates"][0] for run in runs]
    assert [(it["kind"], it["size"]) for it in machines] == [
        ("single_stage", "6 kBtu/h"),
        ("single_stage", "9 kBtu/h"),
    ]


def test_products_are_an_axis_of_a_candidate_that_is_one(tmp_path: Path) -> None:
    ids = "[gen-ductless-6k, gen-ductless-1stage-6k]"
    axes = f"grid: {{candidates.0.product: {ids}}}\n"
    base = "scenario.candidates=[{product: gen-ductless-9k}]"
    planner = prepare(read_sweep(_file(tmp_path, axes), [base]))
    runs = [run for run in planner.runs() if isinstance(run, Run)]
    kinds = [run.scenario.candidates[0].kind for run in runs]
    assert kinds == ["variable_speed", "single_stage"]


def test_null_takes_a_key_out_and_nothing_else(tmp_path: Path) -> None:
    axes = """list:
  - {room.quality: poor, room.vintage: null}
  - {room.quality: null, room.vintage: 1985}
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    runs = [run for run in planner.runs() if isinstance(run, Run)]
    rooms = [run.scenario.as_mapping()["room"] for run in runs]
    assert [(room.get("quality"), room.get("vintage")) for room in rooms] == [
        ("poor", None),
        (None, 1985),
    ]


def test_zip_goes_through_its_axes_together(tmp_path: Path) -> None:
    axes = "zip: {candidates.0.size: [6 kBtu/h, 9 kBtu/h], candidates.0.seer2: [21, 20]}\n"
    sweep = read_sweep(_file(tmp_path, axes))
    assert sweep.design.size == 2
    assert sweep.design.settings(1)["candidates.0.seer2"] == 20


def test_one_at_a_time_changes_one_axis_and_keeps_the_others_at_their_first(tmp_path: Path) -> None:
    axes = "one_at_a_time: {room.quality: [good, poor], candidates.0.size: [6 kBtu/h, 9 kBtu/h]}\n"
    sweep = read_sweep(_file(tmp_path, axes))
    found = {tuple(sweep.design.settings(i).values()) for i in range(sweep.design.size)}
    assert found == {("good", "6 kBtu/h"), ("poor", "6 kBtu/h"), ("good", "9 kBtu/h")}


def test_an_axis_that_the_command_line_sets_has_this_one_value(tmp_path: Path) -> None:
    path = _file(
        tmp_path, "grid: {room.quality: [good, poor], weather: [us-5A-chicago, us-1A-miami]}\n"
    )
    sweep = read_sweep(path, ["room.quality=average", "grid.weather=[us-5B-denver]"])
    assert sweep.design.size == 1
    assert sweep.design.settings(0) == {"weather": "us-5B-denver", "room.quality": "average"}


def test_a_derived_key_follows_its_axis(tmp_path: Path) -> None:
    axes = """grid: {$share: [0.1, 0.2]}
derive: {room.windows.0.area: {rule: times, of: room.floor_area, by: $share}}
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    runs = [run for run in planner.runs() if isinstance(run, Run)]
    areas = [run.scenario.room.windows[0].area_m2 for run in runs]  # type: ignore[union-attr, index]
    assert areas[1] == pytest.approx(2 * areas[0])
    assert [run.settings["room.windows.0.area"] for run in runs] == ["25 ft2", "50 ft2"]


def test_a_filter_leaves_runs_out(tmp_path: Path) -> None:
    axes = """grid: {candidates.0.size: [6 kBtu/h, 9 kBtu/h], room.quality: [good, poor]}
exclude: [{room.quality: good, candidates.0.size: {above: 2 kW}}]
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    assert len([*planner.runs()]) == 3


def test_rows_have_the_number_of_an_axis_in_si_beside_what_was_written(tmp_path: Path) -> None:
    axes = """grid:
  candidates.0.size: [6 kBtu/h]
  thermostat.heating: [66 degF]
  tariff.price: [0.2 $/kWh]
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    run = next(planner.runs())
    assert isinstance(run, Run)
    settings = planner.job(run).settings
    assert settings["candidates.0.size"] == "6 kBtu/h"
    assert settings["candidates.0.size_w"] == pytest.approx(1758.4, abs=0.1)
    assert settings["thermostat.heating_degc"] == pytest.approx(18.889, abs=0.001)
    assert settings["tariff.price_per_kwh"] == 0.2


def test_runs_of_one_room_stay_in_one_chunk(tmp_path: Path) -> None:
    axes = """grid:
  candidates.0.size: {from: 5 kBtu/h, to: 14 kBtu/h, count: 10}
  room.quality: [poor, average, good, passive]
  weather: [us-5A-chicago, us-1A-miami]
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    chunks = list(planner.chunks(2))
    seen: dict[tuple[str, str], set[int]] = {}
    for chunk in chunks:
        assert len({job.settings["weather"] for job in chunk.jobs}) == 1
        for job in chunk.jobs:
            room = (job.settings["weather"], job.settings["room.quality"])
            seen.setdefault(room, set()).add(chunk.number)
    assert sum(len(chunk.jobs) for chunk in chunks) == 80
    assert all(len(numbers) == 1 for numbers in seen.values())


def test_chunks_shrink_so_that_the_last_ones_end_together(tmp_path: Path) -> None:
    axes = """grid:
  candidates.0.size: {from: 5 kBtu/h, to: 14 kBtu/h, count: 200}
  tariff.price: {from: 0.1 $/kWh, to: 0.5 $/kWh, count: 10}
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    sizes = [len(chunk.jobs) for chunk in planner.chunks(2)]
    assert sum(sizes) == 2000
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 200
    assert sizes[-1] <= sizes[-2] <= 130  # of one room: at most two chunks, of some six years each


def test_chunks_keep_few_hours_at_once(tmp_path: Path) -> None:
    axes = "grid: {candidates.0.size: {from: 5 kBtu/h, to: 14 kBtu/h, count: 2000}}\n"
    channels = ", ".join(CHANNELS[:30])
    sizes = {}
    for name, hourly in (("none", ""), ("many", f"hourly: {{channels: [{channels}]}}\n")):
        planner = prepare(read_sweep(_file(tmp_path, axes + hourly)))
        sizes[name] = len(next(planner.chunks(2)).jobs)
    assert sizes["none"] > 100
    n_bytes = sizes["many"] * 30 * 8760 * 8
    assert n_bytes < 64e6


def test_a_section_goes_to_a_worker_once_per_chunk(tmp_path: Path) -> None:
    axes = "grid: {candidates.0.size: {from: 5 kBtu/h, to: 14 kBtu/h, count: 10}}\n"
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    (chunk,) = planner.chunks(1)
    rooms = [text for text in chunk.sections.values() if "floor_area" in text]
    assert len(rooms) == 1
    assert len(chunk.jobs) == 10


@pytest.mark.parametrize(
    ("axes", "told"),
    [
        (
            "grid: {room.qualty: [good, poor]}\n",
            ["1 problem;", "room.qualty", "did you mean 'quality'", "line 8"],
        ),
        ("gird: {room.quality: [good]}\n", ["unknown key", "did you mean 'grid'"]),
        ("grid: {}\n", ["is empty"]),
        ("grid: {room.quality: []}\n", ["has no values"]),
        ("grid: {room.quality: good}\n", ["not a list of values"]),
        (
            "grid: {candidates.0.size: {from: 6 kBtu/h, to: 9 kBtu/h, cuont: 4}}\n",
            ["cuont", "did you mean 'count'"],
        ),
        ("grid: {candidates.0.size: {from: 6 kBtu/h, to: 9 kBtu/h}}\n", ["count is needed"]),
        ("", ["there are no axes"]),
        (
            "grid: {candidates.0.size: [6 kBtu/h, 0 W, 9 kBut/h]}\n",
            ["0 W", "9 kBut/h", "did you mean"],
        ),
        (
            "grid: {candidates.3.size: [6 kBtu/h]}\n",
            ["candidates.3.size", "candidates has 1 entries"],
        ),
        ("grid: {weather: [us-5A-chicgo]}\n", ["us-5A-chicgo", "us-5A-chicago"]),
        ("zip: {a.b: [1, 2], c.d: [1]}\n", ["different length"]),
        ("sobol: {samples: 12, over: {$a: [1, 2]}}\n", ["power of two", "8 or 16"]),
        ("grid: {$a: [1]}\nreplicates: 3\n", ["nothing in this sweep is random"]),
        ("grid: {$a: [1]}\nderive: {room.quality: {rule: lokup}}\n", ["did you mean 'lookup'"]),
        (
            "grid: {$a: [1]}\nderive: {room.quality: {rule: lookup, of: $a, table: {2: good}}}\n",
            ["1 is not in the table"],
        ),
        ("grid: {$a: [1]}\nderive: {room.quality: {rule: same, of: $b}}\n", ["no variable $b"]),
        ("grid: {$starts: [1]}\n", ["is a column of every sweep"]),
        ("grid: {room.quality: [good]}\nlist: [{room.quality: poor}]\n", ["already"]),
        ("grid: {room.quality: [good]}\nonly: [{room.quality: poor}]\n", ["leave no run"]),
        ("grid: {$a: [1]}\nhourly: {channels: [room_deg]}\n", ["did you mean 'room_degc'"]),
        ("grid: {$a: [1]}\nhourly: {channels: []}\n", ["channels are needed"]),
        ("grid: {$a: [1]}\nschema_version: 2\n", ["2 is not a version", "it reads 1"]),
        ("grid: {$a: [1]}\nname: [a]\n", ["name", "is not a text"]),
        (
            "grid: {room.qualty: [good]}\nexclude: [{$z: 1}]\n",
            ["did you mean 'quality'", "there is no variable $z"],
        ),
    ],
)
def test_a_wrong_sweep_is_told_with_the_way_out(problems_of, axes: str, told: list[str]) -> None:  # type: ignore[no-untyped-def]
    text = problems_of(axes)
    assert all(part in text for part in told), text


def test_an_example_of_a_sweep_in_si_units_is_in_these(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    in_si = BASE.replace("250 ft2", "23 m2").replace("30 ft2", "3 m2").replace("6 kBtu/h", "2 kW")
    in_si = in_si.replace("68 degF", "20 degC").replace("76 degF", "25 degC")
    path.write_text(f"{in_si}grid: {{candidates.0.size: 2 kW}}\n")
    with pytest.raises(ScenarioError) as caught:
        read_sweep(path)
    assert "{from: 1.8 kW, to: 3.5 kW, count: 4}" in str(caught.value)


def test_a_missing_scenario_is_told_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("name: a\nscenario: no-such-thing\ngrid: {room.quality: [good]}\n")
    with pytest.raises(ScenarioError, match=r"line 2, scenario: no-such-thing: no such file"):
        read_sweep(path)


def test_all_wrong_values_are_told_at_once(tmp_path: Path) -> None:
    axes = "grid:\n  room.quality: [good, godo]\n  candidates.0.size: [6 kBtu/h, 6 miles]\n"
    planner = Planner(read_sweep(_file(tmp_path, axes)), engine_id())
    findings = planner.check()
    error = findings.refusal(skip_invalid=False)
    assert error is not None
    assert "godo" in str(error)
    assert "6 miles" in str(error)
    assert findings.refusal(skip_invalid=True) is None


def test_a_great_many_runs_need_a_yes(tmp_path: Path) -> None:
    thousand = "{from: 6 kBtu/h, to: 9 kBtu/h, count: 1000}"
    area = "{from: 9 ft2, to: 30 ft2, count: 1000}"
    axes = f"grid: {{candidates.0.size: {thousand}, room.windows.0.area: {area}}}\n"
    with pytest.raises(ScenarioError, match="1,000,000 runs are a lot"):
        prepare(read_sweep(_file(tmp_path, axes)))


@pytest.mark.parametrize("name", shipped_sweeps())
def test_a_shipped_sweep_makes_valid_scenarios(name: str) -> None:
    planner = Planner(read_sweep(name), engine_id())
    findings = planner.check()
    assert findings.n_invalid == 0
    assert next(planner.runs()) is not None


def test_a_folder_of_results_does_not_stand_for_a_shipped_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("setback", "chicago-addition"):
        (tmp_path / name).mkdir()
    assert read_sweep("setback").name == "setback"
    path = tmp_path / "s.yaml"
    path.write_text("scenario: chicago-addition\ngrid: {$a: [1]}\n")
    assert read_sweep(path).base.value["name"] == "Bedroom addition, Chicago"
    (tmp_path / "mine").mkdir()
    with pytest.raises(ScenarioError, match="this is a directory"):
        read_sweep("mine")


def test_an_unknown_shipped_sweep_is_told_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'setback'"):
        read_sweep("setbak")


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("grid.x=bad", ["--set, grid.x: 'bad' is not a list"]),
        ("room.quality=bad", ["--set, room.quality: 'bad'"]),
        ("grid.room.quality=[godo]", ["--set, room.quality: 'godo'", "did you mean 'good'"]),
        ("grid.weather=[us-5A-chicgo]", ["--set, weather:", "us-5A-chicago"]),
        ("gird.x=[1]", ["--set, gird.x: unknown key", "did you mean 'grid'"]),
        ("$dept=1 degF", ["--set, $dept: there is no such variable", "did you mean '$depth'"]),
        ("scenario=no-such", ["--set, scenario: no-such: no such file"]),
        ("candidates.5.size=9 kBtu/h", ["--set, candidates[5]", "2 entries"]),
    ],
)
def test_what_the_command_line_says_wrong_is_told_as_its_own(
    tmp_path: Path, override: str, told: list[str]
) -> None:
    two = BASE.replace("hspf2: 10}]", "hspf2: 10}, {kind: ideal}]")
    path = tmp_path / "s.yaml"
    path.write_text(two + "grid: {room.quality: [good, poor], $depth: [0 degF, 2 degF]}\n")
    with pytest.raises(ScenarioError) as caught:
        prepare(read_sweep(path, [override]))
    assert all(part in str(caught.value) for part in told), str(caught.value)
    assert not re.search(r"line \d", str(caught.value))


@pytest.mark.parametrize(
    ("override", "size", "settings"),
    [
        ("$share=0.3", 4, {"$share": 0.3}),
        ("grid.$share=null", 4, {}),
        ("candidates.0.size=7 kBtu/h", 4, {"candidates[0].size": "7 kBtu/h"}),
        ("grid.candidates.0.size=[5 kBtu/h]", 4, {"candidates[0].size": "5 kBtu/h"}),
        ("latin_hypercube.samples=1", 4, {}),
        ("latin_hypercube.over.room.windows.0.area=[11 ft2]", 4, {"room.windows.0.area": "11 ft2"}),
        ("latin_hypercube=null", 4, {}),
        ("scenario.room.quality=poor", 8, {}),
        ("scenario=chicago-addition", 8, {}),
    ],
)
def test_the_command_line_changes_axes_samples_and_scenario(
    tmp_path: Path, override: str, size: int, settings: dict[str, object]
) -> None:
    axes = """grid: {$share: [0.1, 0.2], "candidates[0].size": [6 kBtu/h, 9 kBtu/h]}
latin_hypercube: {samples: 2, over: {room.windows.0.area: {from: 10 ft2, to: 20 ft2}}}
"""
    sweep = read_sweep(_file(tmp_path, axes), [override])
    assert sweep.design.size == size
    assert settings.items() <= sweep.design.settings(0).items()
    if override.startswith("scenario"):
        name = sweep.base.value["room"]["quality"], sweep.base.value["name"]
        assert name in (("poor", "room"), ("good", "Bedroom addition, Chicago"))


@pytest.mark.parametrize(
    ("axes", "told"),
    [
        (
            "latin_hypercube: {samples: 4, over: {$a: {from: 2 m2, to: 2 m2, most_likely: 2 m2}}}",
            "from '2 m2' is not below to",
        ),
        (
            "latin_hypercube: {samples: 4, over: {$a: {from: 1, to: 2, most_likely: 3}}}",
            "most_likely: 3 is not between from and to",
        ),
        ("latin_hypercube: {samples: 4, over: {$a: {mean: 1 m2, sd: 0 m2}}}", "sd: '0 m2'"),
        (
            "latin_hypercube: {samples: 4, over: {$a: {mean: 1 m2, sd: 1 m2, from: 3 ft2}}}",
            "have different units",
        ),
        ("sobol: {samples: 4, ovr: {$a: [1, 2]}}", "unknown key of sobol (did you mean 'over'?)"),
        ("grid: {$a: [1, 2, 1]}", "1 is there 2 times"),
        ("grid: {$a: {from: 1, to: 1, count: 3}}", "from and to are alike"),
        ("grid: {$a: [1, 2]}\nexclude: [{$a: {abov: 1}}]", "did you mean 'above'"),
        (
            "grid: {$a: [1, 2]}\nonly: [{room.qualty: good}]",
            "line 9, only: there is no room.qualty",
        ),
        ("grid: {$a: [1, 2]}\nonly: [{room.qualty: good}]", "did you mean 'room.quality'"),
        (
            "grid: {$a: [1, 2]}\nhourly: {channels: [room_degc], where: [{$b: 1}]}",
            "line 9, hourly.where: '$b' is no axis",
        ),
        (
            "grid: {$a: [1, x]}\nhourly: {channels: [room_degc], where: [{$a: {above: 1}}]}",
            "line 9, hourly: 'x' can't be compared with 1",
        ),
        ("grid: {$a: [1, 2]}\nderive: {$b: {rule: same, of: $c}}", "line 9, $b: rule same"),
        (
            "grid: {room.quality: [good, poor], room.vintage: [1985]}",
            "room.vintage: 1985: excludes room.quality, which this sweep sets too",
        ),
        (
            (
                "grid: {$a: [1], room.windows.0.area: [20 ft2]}\n"
                "derive: {room.windows: {rule: lookup, of: $a, table: {1: []}}}"
            ),
            "line 9, derive.room.windows: replaces room.windows.0.area",
        ),
        (
            "grid: {candidates.0.product: [gen-ductless-6k]}",
            "'gen-ductless-6k': the candidate says its kind and more itself",
        ),
        (
            (
                "sobol: {samples: 2, over: {$a: [1, 2]}}\nreplicates: 2\n"
                "latin_hypercube: {samples: 2, over: {$b: [1, 2]}}"
            ),
            "replicates are of one sample, and there are two",
        ),
        ("grid: {$a: {from: 1, to: 2, count: 10000000000}}", "at most 1,000,000"),
        ("sobol: {samples: 8589934592, over: {$a: [1, 2]}}", "at most 10,000,000"),
        (
            "sobol: {samples: 4, over: {$a: {from: 1, to: 2, most_likely: 1.5, scale: log}}}",
            "scale: log goes with from and to alone",
        ),
        (
            "sobol: {samples: 4, over: {$a: {mean: 1, sd: 2, most_likely: 1.5}}}",
            "mean and most_likely are of two kinds",
        ),
    ],
)
def test_what_means_nothing_is_told_at_once(problems_of, axes: str, told: str) -> None:  # type: ignore[no-untyped-def]
    assert told in problems_of(axes + "\n")


def test_lists_of_candidates_are_values_of_their_own(tmp_path: Path) -> None:
    axes = "grid: {candidates: [[{kind: ideal}], [{kind: none}]]}\n"
    assert len([*prepare(read_sweep(_file(tmp_path, axes))).runs()]) == 2


def test_a_great_many_runs_are_told_with_the_way_out(problems_of) -> None:  # type: ignore[no-untyped-def]
    axes = "grid: {$a: {from: 1, to: 2, count: 1000}, $b: {from: 1, to: 2, count: 1000}}\n"
    text = problems_of(axes)
    assert "1,000,000 runs are a lot" in text
    assert "--yes runs them" in text


def test_the_last_value_of_a_long_axis_is_tried_before_the_first_run(problems_of) -> None:  # type: ignore[no-untyped-def]
    axes = "grid: {room.windows.0.area: {from: 10 ft2, to: 200 ft2, count: 300}}\n"
    assert "'200 ft2': openings in 'south wall' add up to" in problems_of(axes)


def test_derived_columns_hold_what_later_runs_give(tmp_path: Path) -> None:
    axes = """grid: {$a: [2, 3], $b: [1, 0.5], $c: [x, y]}
derive:
  $product: {rule: times, of: $a, by: $b}
  $word: {rule: lookup, of: $product, table: {1: 1, 2: 2, 3: 3, 1.5: half}}
  $again: {rule: same, of: $word}
  $area: {rule: times, of: 10 ft2, by: $b}
  $text: {rule: text, of: "{$a}"}
"""
    planner = prepare(read_sweep(_file(tmp_path, axes)))
    types = planner.columns.types()
    names = ("a", "b", "product", "word", "again", "area", "text")
    assert [types[name] for name in names] == [
        "whole",
        "number",
        "number",  # 3 times 0.5 is of no run in which one axis differs from the first
        "text",
        "text",
        "text",
        "text",
    ]
    jobs = [planner.job(run) for run in planner.runs() if isinstance(run, Run)]
    table = planner.columns.table([job.settings for job in jobs])
    assert {1.5, 2.0} <= set(table["product"].to_pylist())
    assert {"half", "2"} <= set(table["word"].to_pylist())


def test_combinations_are_tried_all_over_a_design() -> None:
    for size in (1, 2, 7, 64, 999):
        assert sorted(spread(size, 10_000)) == list(range(size))
    tried = sorted(spread(100_000, 100))
    gaps = [b - a for a, b in itertools.pairwise(tried)]
    assert max(gaps) < 3 * 100_000 / 100  # of a golden-ratio sequence


@pytest.mark.parametrize("name", ["[a]", "{a: 1}", "3", "nonsense"])
def test_a_rule_that_is_no_word_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "scenario: chicago-addition\ngrid: {weather: [us-5A-chicago]}\n"
        f"derive: {{candidates.0.seer2: {{rule: {name}, of: weather}}}}\n"
    )
    with pytest.raises(ScenarioError, match="unknown rule"):
        read_sweep(path)
