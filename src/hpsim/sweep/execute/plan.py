"""Before a sweep starts: how many runs there are, which are invalid, and how they are cut.

Runs come in the order of the design, so that neighbours share weather, room and setpoints. A
chunk has one weather, and a room's runs stay together unless they are more than two chunks' worth.
"""

from __future__ import annotations

import itertools
import math
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hpsim.caching import LRUCache
from hpsim.errors import Problem, WeatherError
from hpsim.logs.reading import file_hash
from hpsim.scenario.model import Scenario, log_files
from hpsim.simulate.twins import twins
from hpsim.sweep.columns import Columns, ColumnType, Row, column_type
from hpsim.sweep.design.blocks import MACHINE, SET_POINTS
from hpsim.sweep.design.check import (
    FEW_VALUES,
    MAX_COMBINATIONS,
    MAX_VALUES,
    Findings,
    one_by_one,
    spread,
    type_of,
)
from hpsim.sweep.design.expand import (
    ABSENT,
    SECTIONS,
    UNHASHED,
    Expander,
    Invalid,
    Run,
    digest_of,
    number_at,
)
from hpsim.sweep.design.sweepfile import Sweep
from hpsim.sweep.design.values import Value, canonical, column_name, column_value
from hpsim.sweep.execute.chunk import Chunk, Job
from hpsim.weather.cache import NO_CACHE, prepared
from hpsim.weather.model import Weather

MIN_WORK, MAX_WORK = 8.0, 256.0
"""Of a chunk, in candidate-years: a part of a second to some seconds."""
MAX_HOURS = 256
"""Years of an hourly channel that a chunk keeps, if all its runs keep them: 18 MB."""
ROOM_WORK = 1.3
"""Candidate-years that a new room takes as long as."""
PRICE_WORK = 0.03
"""Candidate-years that a row with another price alone takes as long as."""
CHUNKS_LEFT = 3
"""Per worker, that the rest of a sweep is cut into: chunks shrink, so that all end together."""
VALUES_S, COMBINATIONS_S = 1.0, 0.3
"""Of looking at values by themselves, and at combinations."""
MIN_BETWEEN = 8
"""Runs from one place of a sample to the next."""
SAMPLE_RUNS, MAX_LOOKED_THROUGH = 64, 2000
"""At one place of a sample: runs, and runs that filters may leave out before."""
KEPT_WEATHER = 4


class WeatherCache:
    """Weather files by what scenarios call them; the last few are kept."""

    def __init__(self) -> None:
        self._kept: LRUCache[str, Weather] = LRUCache(KEPT_WEATHER)
        self._known: dict[str, str | WeatherError] = {}
        """What identifies each file that was read, or why it can't be used."""

    def get(self, source: str) -> Weather:
        """Return a weather file.

        Raises
        ------
        WeatherError
            It can't be used.
        """
        return self._kept.get(source, lambda: self._read(source))

    def key(self, source: str) -> str:
        """Return what identifies a weather file, remembered for all that were read.

        Raises
        ------
        WeatherError
            It can't be used.
        """
        if source not in self._known:
            try:
                self._known[source] = self.get(source).content_key
            except WeatherError as error:
                self._known[source] = error
        found = self._known[source]
        if isinstance(found, WeatherError):
            raise found
        return found

    @staticmethod
    def _read(source: str) -> Weather:
        weather, _, _ = prepared(source, ())
        if NO_CACHE in weather.warnings:  # of this machine; those of the file go into the rows
            warnings.warn(NO_CACHE, stacklevel=2)
            others = tuple(text for text in weather.warnings if text != NO_CACHE)
            weather = replace(weather, warnings=others)
        return weather


class Planner:
    """Turns the design of a sweep into chunks, one after the other."""

    def __init__(self, sweep: Sweep, engine: str) -> None:
        self.sweep = sweep
        self.engine = engine
        self.expander = Expander(sweep)
        self.weather = WeatherCache()
        self._companions: dict[str, str] = {}
        self.columns = Columns(())
        self._has_days = False
        self.findings = Findings(sweep, self.expander.paths)
        self.years = 1
        """Candidates and twins in the scenario, as far as was seen."""
        self.checked_s = 0.0
        """Wall time of `check`."""

    def check(self) -> Findings:
        """Return what is wrong, and find the columns' types on the way.

        Every value of every axis is tried with the first values of the others (of an axis with a
        great many, a few hundred of them), then combinations for some tenths of a second.
        """
        found = self.findings = Findings(self.sweep, self.expander.paths)
        derived: dict[str, list[Value]] = {rule.key: [] for rule in self.sweep.rules}
        started = time.monotonic()
        until = started + VALUES_S
        for n_values, may_end in ((FEW_VALUES, False), (MAX_VALUES, True)):
            for index in one_by_one(self.sweep.design, n_values):
                if may_end and time.monotonic() > until:
                    break
                run = found.look_at(index, self.run)
                if run is not None:
                    self._learn(run)
                    for key, values in derived.items():
                        values.append(run.settings.get(key))
        until = time.monotonic() + COMBINATIONS_S
        for index in spread(self.sweep.design.size, MAX_COMBINATIONS):
            if time.monotonic() > until:
                break
            found.look_at(index, self.run)
        self._set_columns(derived)
        self.checked_s = time.monotonic() - started
        return found

    def run(self, index: int) -> Run | Invalid | None:
        """Return run number ``index``, whose weather can be used; None if filters leave it out."""
        run = self.expander.run(index)
        if not isinstance(run, Run):
            return run
        try:
            self.weather.key(run.scenario.weather)
            self.channels(run.settings)
        except WeatherError as error:
            problems = tuple(_of_weather(problem) for problem in error.problems)
        except ValueError as error:
            problems = (Problem(str(error), "hourly"),)
        else:
            return run
        return Invalid(index, run.settings, problems)

    # Columns

    def _learn(self, run: Run) -> None:
        self.years = max(self.years, years_of(run.scenario))
        self._has_days |= run.scenario.simulation.from_ is not None
        for key, path in self.expander.paths.items():
            if key in self._companions:
                continue
            number = number_at(run.scenario, path, run.settings.get(key))
            if number is not None:
                above, _, _ = column_name(key).rpartition(".")
                self._companions[key] = f"{above}.{number[0]}" if above else number[0]

    def _set_columns(self, derived: Mapping[str, Sequence[Value]]) -> None:
        """Set the columns, from all values of the axes and those seen of derived keys."""
        design, types = self.sweep.design, dict[str, ColumnType]()
        for key in design.keys:
            types[column_name(key)] = column_type([column_value(v) for v in design.values_of(key)])
        for rule in self.sweep.rules:
            types[column_name(rule.key)] = type_of(rule, types, derived[rule.key])
        companions: dict[str, ColumnType] = {
            name: "number" for name in self._companions.values() if name not in types
        }
        axes = (*types.items(), *companions.items())
        self.columns = Columns(axes, self._has_days, self.sweep.has_verdicts)

    # Runs and chunks

    def runs(self, on_left_out: Callable[[], None] = lambda: None) -> Iterator[Run | Invalid]:
        """Yield every run that filters leave; the others are reported one by one."""
        for index in range(self.sweep.design.size):
            run = self.run(index)
            if run is None:
                on_left_out()
            else:
                yield run

    def job(self, run: Run) -> Job:
        """Return a run as a worker gets it."""
        settings: Row = {column_name(k): column_value(v) for k, v in run.settings.items()}
        for key, name in self._companions.items():
            number = number_at(run.scenario, self.expander.paths[key], run.settings.get(key))
            if number is not None:
                settings.setdefault(name, number[1])
        return Job(
            run.index,
            settings,
            run.digests,
            self.run_hash(run),
            run.room_hash,
            self.channels(run.settings),
            years_of(run.scenario),
        )

    def run_hash(self, run: Run) -> str:
        """Return the hash of scenario, weather, engine, and the values of the axes."""
        weather = self.weather.key(run.scenario.weather)
        digests = [
            digest
            for name, digest in zip(SECTIONS, run.digests, strict=True)
            if name not in UNHASHED and name != "weather"
        ]
        if run.scenario.simulation.from_ is not None:
            logs = sorted(set(log_files(run.scenario.as_mapping())))
            digests += [file_hash(file) for file in logs]
        settings = {column_name(key): value for key, value in run.settings.items()}
        settings.pop("weather", None)  # it is in by its content, wherever the file lies
        return digest_of(" ".join([self.engine, weather, *digests, canonical(settings)]))

    def channels(self, settings: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the hourly channels that a run keeps."""
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
        is_done: Callable[[str, int], bool] = lambda _hash, _run: False,
        on_skipped: Callable[[Run | Invalid], None] = lambda _: None,
        on_left_out: Callable[[], None] = lambda: None,
    ) -> Iterator[Chunk]:
        """Yield all runs that are not done, in chunks.

        Parameters
        ----------
        is_done
            Called with a run's hash and number.
        on_skipped
            Called with every run that is done already or makes no valid scenario.
        on_left_out
            Called for every run that filters leave out.
        """

        def left() -> Iterator[tuple[Run, Job]]:
            for run in self.runs(on_left_out):
                if isinstance(run, Run) and not is_done((job := self.job(run)).run_hash, job.index):
                    yield run, job
                else:
                    on_skipped(run)

        return self._cut(left(), workers)

    def samples(self, places: int) -> list[Chunk]:
        """Return chunks of some neighbouring runs each, from places all over the design."""
        size = self.sweep.design.size
        n = min(places, max(size // MIN_BETWEEN, 1))
        out: list[Chunk] = []
        for i in range(n):
            first, end = i * size // n, (i + 1) * size // n
            made = map(self.run, range(first, min(end, first + MAX_LOOKED_THROUGH)))
            runs = itertools.islice((r for r in made if isinstance(r, Run)), SAMPLE_RUNS)
            out += itertools.islice(self._cut(((run, self.job(run)) for run in runs), 1), 1)
        return out or list(itertools.islice(self.chunks(1), 1))

    def _cut(self, runs: Iterable[tuple[Run, Job]], workers: int) -> Iterator[Chunk]:
        """Yield runs in chunks."""
        jobs: list[Job] = []
        sections: dict[str, str] = {}
        weather = room = ""
        size = n_made = 0

        def chunk() -> Chunk:
            key = self.weather.key(weather)
            return Chunk(n_made, tuple(jobs), sections, weather, key, self.columns, self.engine)

        for run, job in runs:
            is_full = len(jobs) >= size and job.room_hash != room
            if jobs and (run.scenario.weather != weather or is_full or len(jobs) >= 2 * size):
                yield chunk()
                jobs, sections, n_made = [], {}, n_made + 1
            if not jobs:
                size = self.chunk_size(workers, run.index)
            weather, room = run.scenario.weather, job.room_hash
            jobs.append(job)
            known = (part for part in run.sections if part is not None and part.digest != ABSENT)
            sections.update({part.digest: part.text for part in known})
        if jobs:
            yield chunk()

    def chunk_size(self, workers: int, first: int) -> int:
        """Return how many runs a chunk should have that begins with run ``first``."""
        design = self.sweep.design
        rooms, years = self._combinations(SET_POINTS), self._combinations(MACHINE)
        shared = PRICE_WORK * (design.size - years)
        work = (self.years * (years + shared) + ROOM_WORK * rooms) / max(design.size, 1)
        fraction = work * (design.size - first) / max(workers * CHUNKS_LEFT, 1)
        runs = min(max(fraction, MIN_WORK), MAX_WORK) / work
        if self.sweep.hourly is not None:
            runs = min(runs, MAX_HOURS / (self.years * len(self.sweep.hourly.channels)))
        return max(round(runs), 1)

    def _combinations(self, level: int) -> int:
        """Return how many combinations there are of the axes that change a level or one above."""
        return math.prod(
            len(block.entries)
            for block in self.sweep.design.blocks
            if min(self.sweep.levels[key] for key in block.keys) <= level
        )


def _of_weather(problem: Problem) -> Problem:
    """Return the problem of a weather file as one of the key that names it."""
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return Problem(": ".join(filter(None, [place, problem.message])), "weather", hint=problem.hint)


def years_of(scenario: Scenario) -> int:
    """Return how many rows a run of a scenario makes: its candidates and their twins."""
    return sum(1 + len(twins(scenario, index)) for index in range(len(scenario.candidates)))
