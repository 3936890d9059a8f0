"""Before a sweep starts: how many runs there are, which are invalid, and how they are cut.

Runs come in the order of the design, so that neighbours share weather, room and set points. A
chunk has one weather, and a room's runs stay together unless they are more than two chunks' worth.
"""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hpsim.errors import Problem, ScenarioError, WeatherError
from hpsim.scenario import Scenario, examine
from hpsim.simulate import twins
from hpsim.sweep.chunk import Chunk, Job
from hpsim.sweep.design import SET_POINTS
from hpsim.sweep.expand import (
    ABSENT,
    ROOM_SECTIONS,
    SECTIONS,
    UNHASHED,
    Expander,
    Invalid,
    Recent,
    Run,
    digest_of,
    number_at,
)
from hpsim.sweep.rows import Columns, ColumnType, Row, column_type
from hpsim.sweep.sweepfile import Sweep, column_name
from hpsim.sweep.values import Value, canonical, column_value
from hpsim.units import shown
from hpsim.weather import Weather, prepared
from hpsim.yamlfile import dotted

LEAST_WORK, MOST_WORK = 16.0, 256.0
"""Of a chunk, in candidate-years: a part of a second to some seconds."""
ROOM_WORK = 3.0
"""Candidate-years that a new room takes as long as."""
CHUNKS_LEFT = 4
"""Per worker, that the rest of a sweep is cut into: chunks shrink, so that all end together."""
CHECK_S = 1.0  # of looking at combinations, beside every value by itself
SHOWN_PROBLEMS = 20
KEPT_WEATHER = 4


class Preparation(NamedTuple):
    """A weather file, read."""

    key: str
    """Of its content and of what it is called."""
    weather: Weather


class WeatherShelf:
    """Weather files by what scenarios call them; the last few are kept."""

    def __init__(self) -> None:
        self._kept: Recent[str, Preparation] = Recent(KEPT_WEATHER)
        self._keys: dict[str, str] = {}

    def get(self, source: str) -> Preparation:
        """Return a weather file.

        Raises
        ------
        WeatherError
            It can't be used.
        """
        return self._kept.get(source, lambda: self._read(source))

    def key(self, source: str) -> str:
        """Return what identifies a weather file, remembered for all that were read."""
        return self._keys.get(source) or self.get(source).key

    def _read(self, source: str) -> Preparation:
        weather, _, _ = prepared(source, ())
        for text in weather.warnings:
            warnings.warn(f"{source}: {text}", stacklevel=2)
        key = f"{weather.sha256}:{weather.id}:{weather.zone}"
        self._keys[source] = key
        return Preparation(key, weather)


@dataclass(frozen=True)
class Findings:
    """What is wrong with the values of a sweep."""

    problems: tuple[Problem, ...] = ()
    """One for each value, with the file and line of its axis."""
    base_problems: tuple[Problem, ...] = ()
    """Those that have nothing to do with axes."""
    n_looked_at: int = 0
    n_invalid: int = 0


class Planner:
    """Turns the design of a sweep into chunks, one after the other."""

    def __init__(self, sweep: Sweep, engine: str) -> None:
        self.sweep = sweep
        self.engine = engine
        self.expander = Expander(sweep)
        self.weather = WeatherShelf()
        self._companions: dict[str, str] = {}
        self.columns = Columns(())
        self.years = 1
        """Candidates and twins in the scenario, as far as was seen."""

    def check(self) -> Findings:
        """Return what is wrong, and find the columns' types on the way.

        Every value of every axis is tried with the first values of the others, then as many
        combinations as a second allows.
        """
        design = self.sweep.design
        found: dict[tuple[str, str], Problem] = {}
        base: list[Problem] = []
        n_invalid = 0
        seen: set[int] = set()
        for index in self._one_by_one():
            seen.add(index)
            run = self._tried(index)
            if isinstance(run, Invalid):
                n_invalid += 1
                self._sort(run, found, base)
            elif run is not None:
                self._learn(run)
        until = time.monotonic() + CHECK_S
        stride = max(design.size // 20_000, 1)
        for index in range(0, design.size, stride):
            if time.monotonic() > until:
                break
            if index in seen:
                continue
            seen.add(index)
            run = self.expander.run(index)
            if isinstance(run, Invalid):
                n_invalid += 1
                self._sort(run, found, base)
        self._set_columns()
        unique = tuple(dict.fromkeys(base))
        return Findings(tuple(found.values()), unique, len(seen), n_invalid)

    def _tried(self, index: int) -> Run | Invalid | None:
        """Return a run, looked at as thoroughly as a scenario file is."""
        run = self.expander.run(index)
        if not isinstance(run, Run):
            return run
        tree = self.expander.tree(self.expander.value(dict(self.sweep.design.settings(index))))
        _, problems = examine(tree)
        if not problems:
            try:
                self.weather.key(run.scenario.weather)
            except WeatherError as error:
                problems = [replace(p, key="weather") for p in error.problems]
        return Invalid(index, run.settings, tuple(problems)) if problems else run

    def _one_by_one(self) -> Iterator[int]:
        """Yield runs in which one block has each of its entries and the others their first."""
        step = self.sweep.design.size
        yield 0
        for block in self.sweep.design.blocks:
            step //= max(len(block.entries), 1)
            stride = max(len(block.entries) // 500, 1)
            yield from (entry * step for entry in range(stride, len(block.entries), stride))

    def _sort(
        self, run: Invalid, found: dict[tuple[str, str], Problem], base: list[Problem]
    ) -> None:
        """Put the problems of a run with the value of an axis that they come from."""
        for problem in run.problems:
            key = self._axis_of(problem)
            if key is None:
                base.append(problem)
                continue
            value = run.settings.get(key)
            file, line = self.sweep.places.get(key, (self.sweep.file, None))
            at = column_name(key) if key.startswith("$") else problem.key or key
            message = f"{shown(value)}: {problem.message}"
            is_told = value is None or shown(value) in problem.message
            if is_told or "unknown key" in problem.message:
                message = problem.message
            found.setdefault(
                (key, canonical(value)), Problem(message, at, file, line, problem.hint)
            )

    def _axis_of(self, problem: Problem) -> str | None:
        """Return the axis or derived key that a problem's key lies in or above, if any."""
        for key, path in self.expander.paths.items():
            name = dotted(path)
            if problem.key == key or problem.key == name:
                return key
        for key, path in self.expander.paths.items():
            name = dotted(path)
            above, below = f"{problem.key}.", f"{name}."
            if problem.key and (name.startswith(above) or problem.key.startswith(below)):
                return key
        parts = problem.key.split(".")[0].split("[")[0]
        near = [k for k, path in self.expander.paths.items() if path and path[0] == parts]
        return near[0] if parts and near else None

    # Columns

    def _learn(self, run: Run) -> None:
        self.years = max(self.years, years_of(run.scenario))
        for key, path in self.expander.paths.items():
            if key in self._companions:
                continue
            number = number_at(run.scenario, path, run.settings.get(key))
            if number is not None:
                above, _, _ = column_name(key).rpartition(".")
                self._companions[key] = f"{above}.{number[0]}" if above else number[0]

    def _set_columns(self) -> None:
        types: dict[str, ColumnType] = {}
        derived = {rule.key for rule in self.sweep.rules}
        for key in self.sweep.columns:
            values: list[Value] = ["text"]
            if key in self.sweep.design.keys:
                values = [column_value(v) for v in self.sweep.design.values_of(key)]
            elif key in derived:
                values = [column_value(v) for v in self._seen(key)]
            types[column_name(key)] = column_type(values)
        companions: dict[str, ColumnType] = {
            name: "number" for name in self._companions.values() if name not in types
        }
        self.columns = Columns((*types.items(), *companions.items()))

    def _seen(self, key: str) -> list[Value]:
        out = []
        for index in self._one_by_one():
            run = self.expander.run(index)
            if isinstance(run, Run):
                out.append(run.settings.get(key))
        return out

    # Runs and chunks

    def runs(self) -> Iterator[Run | Invalid]:
        """Yield every run that filters leave."""
        for index in range(self.sweep.design.size):
            run = self.expander.run(index)
            if run is not None:
                yield run

    def job(self, run: Run) -> Job:
        """Return a run as a worker gets it."""
        settings: Row = {column_name(k): column_value(v) for k, v in run.settings.items()}
        for key, name in self._companions.items():
            number = number_at(run.scenario, self.expander.paths[key], run.settings.get(key))
            if number is not None:
                settings.setdefault(name, number[1])
        return Job(
            run.index, settings, run.digests, self.run_hash(run), self._channels(run.settings)
        )

    def run_hash(self, run: Run) -> str:
        """Return the hash of scenario, weather, engine, and the values of the axes."""
        weather = self.weather.key(run.scenario.weather)
        said = [
            digest
            for name, digest in zip(SECTIONS, run.digests, strict=True)
            if name not in UNHASHED and name != "weather"
        ]
        settings = {column_name(key): value for key, value in run.settings.items()}
        settings.pop("weather", None)  # it is in by its content, wherever the file lies
        return digest_of(" ".join([self.engine, weather, *said, canonical(settings)]))

    def _channels(self, settings: Mapping[str, Value]) -> tuple[str, ...]:
        hourly = self.sweep.hourly
        if hourly is None:
            return ()

        def look(key: str) -> Value:
            if key not in settings:
                raise LookupError(key)
            return settings[key]

        groups = hourly.where
        wanted = not groups or any(all(c.holds(look) for c in group) for group in groups)
        return hourly.channels if wanted else ()

    def chunks(
        self,
        workers: int,
        is_done: Callable[[str], bool] = lambda _: False,
        on_skipped: Callable[[Run | Invalid], None] = lambda _: None,
    ) -> Iterator[Chunk]:
        """Yield all runs that are not done, in chunks.

        Parameters
        ----------
        is_done
            Told a run's hash.
        on_skipped
            Called with every run that is done already or makes no valid scenario.
        """
        group = _Group(self, workers)
        for run in self.runs():
            if isinstance(run, Invalid):
                on_skipped(run)
                continue
            job = self.job(run)
            if is_done(job.run_hash):
                on_skipped(run)
                continue
            yield from group.add(run, job)
        yield from group.rest()

    def chunk_size(self, workers: int, first: int) -> int:
        """Return how many runs a chunk should have that begins with run ``first``."""
        design = self.sweep.design
        rooms = math.prod(
            len(block.entries)
            for block in design.blocks
            if min(self.sweep.levels[key] for key in block.keys) <= SET_POINTS
        )
        work = self.years + ROOM_WORK * rooms / max(design.size, 1)
        share = work * (design.size - first) / max(workers * CHUNKS_LEFT, 1)
        return max(round(min(max(share, LEAST_WORK), MOST_WORK) / work), 1)


@dataclass
class _Group:
    """Runs on their way into a chunk."""

    planner: Planner
    workers: int
    size: int = 0
    jobs: list[Job] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)
    weather: str = ""
    room: tuple[str, ...] = ()
    n_made: int = 0

    def add(self, run: Run, job: Job) -> Iterator[Chunk]:
        """Take a run; yield the chunk before it if that is complete."""
        said = dict(zip(SECTIONS, run.digests, strict=True))
        room = (*(said[name] for name in ROOM_SECTIONS), said["thermostat"])
        is_full = len(self.jobs) >= self.size and room != self.room
        if self.jobs and (
            run.scenario.weather != self.weather or is_full or len(self.jobs) >= 2 * self.size
        ):
            yield self._chunk()
        if not self.jobs:
            self.size = self.planner.chunk_size(self.workers, run.index)
        self.weather, self.room = run.scenario.weather, room
        self.jobs.append(job)
        for part in run.sections:
            if part is not None and part.digest != ABSENT:
                self.sections[part.digest] = part.text

    def rest(self) -> Iterator[Chunk]:
        """Yield the last chunk, if there is one."""
        if self.jobs:
            yield self._chunk()

    def _chunk(self) -> Chunk:
        chunk = Chunk(
            number=self.n_made,
            jobs=tuple(self.jobs),
            sections=self.sections,
            weather=self.weather,
            weather_key=self.planner.weather.key(self.weather),
            columns=self.planner.columns,
            engine=self.planner.engine,
        )
        self.n_made += 1
        self.jobs, self.sections = [], {}
        return chunk


def years_of(scenario: Scenario) -> int:
    """Return how many rows a run of a scenario makes: its candidates and their twins."""
    return sum(1 + len(twins(scenario, index)) for index in range(len(scenario.candidates)))


def refusal(sweep: Sweep, findings: Findings, *, skip_invalid: bool) -> ScenarioError | None:
    """Return the error that keeps a sweep from starting, None if it may start."""
    problems = list(findings.base_problems)
    if not skip_invalid or findings.n_invalid == findings.n_looked_at:
        problems += findings.problems
    problems = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
    if not problems:
        return None
    more = len(problems) - SHOWN_PROBLEMS
    told = problems[:SHOWN_PROBLEMS]
    if more > 0:
        told.append(Problem(f"and {more} more"))
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    invalid = f"{findings.n_invalid} of {findings.n_looked_at}"
    message = f"{sweep.file}: {count}; {invalid} runs looked at make no valid scenario"
    if findings.problems and findings.n_invalid < findings.n_looked_at:
        message += " (--skip-invalid goes on without them)"
    return ScenarioError(message, told)
