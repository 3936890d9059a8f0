"""Simulate a scenario's candidates for every draw of its unknowns, and judge each.

Draws go to threads, one room at a time; all candidates of a draw share the room's ideal-load pass.
A size that is not in the file is simulated only in draws in which a verdict asks for it.

Design loads of a draw are those of its own room (`certainty.loads`), what it costs follows prices
of its own (`drawn_money`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import field, replace
from typing import Any, TypeAlias

import numpy as np

from hpsim.building.inputs import DetailedInputs
from hpsim.certainty.apply import (
    Draw,
    drawn_machine,
    modulates,
    unknowns_of,
    with_machine,
    with_room,
)
from hpsim.certainty.draws import block_sizes, latin_hypercube
from hpsim.certainty.from_fit import fitted_correlations
from hpsim.certainty.loads import loads_of_draws
from hpsim.certainty.unknowns import Unknown, correlation_matrix, triangular
from hpsim.economics.owned import Owned
from hpsim.economics.prices import Prices
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.kinds import Candidate
from hpsim.kernel.types import FloatArray, Machine
from hpsim.metrics import METRICS as METRICS_OF
from hpsim.metrics.cost import cost_of
from hpsim.metrics.ownership import owned_year
from hpsim.records import dataclass
from hpsim.results import DesignLoads, Results, Run
from hpsim.scenario.model import Scenario
from hpsim.simulate.candidate import installed, run_candidate
from hpsim.simulate.design_day import DesignPlace, design_loads, design_place
from hpsim.simulate.linear_algebra import one_blas_thread
from hpsim.simulate.money import prices_for
from hpsim.simulate.response import RoomCache, refuse_unbalanced, room_response
from hpsim.verdict.facts import candidate_facts
from hpsim.verdict.judge import Year, sizes_to_try, smaller_of, with_heaters_named
from hpsim.verdict.ladder import is_smaller
from hpsim.verdict.rules import Decision, decide, is_oversized
from hpsim.weather.cache import prepared
from hpsim.weather.model import Weather

NO_LOADS = DesignLoads(None, 0.0, None, None, 0.0, "file")
IN_FLIGHT = 2  # draws per thread that run or wait
WAKE_S = 0.5  # so that Ctrl-C is seen while all threads are busy
NEEDED = (
    "electricity_kwh",
    "starts",
    "max_starts_per_day",
    "median_run_min",
    "runs_under_10_min",
    "hours_below_minimum_output",
    "high_humidity_h",
    "seasonal_cop_heating",
    "seasonal_cop_cooling",
    "sound_h.over_35_dba_at_night",
    "recovery_min",
)
"""Metrics that a verdict reads: all of them take 3 ms a year."""
METRICS = ("electricity_kwh", "cost_per_year", "starts", "high_humidity_h", "life_cycle_cost")
"""Figures whose scatter is reported."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called with draws done and in all."""


@dataclass(frozen=True)
class Sample:
    """All draws, and what came out of each."""

    scenario: Scenario
    run: Run
    """The scenario as it is, judged."""
    unknowns: tuple[Unknown, ...]
    values: FloatArray
    """(draws, unknowns), in SI."""
    weathers: tuple[str, ...]
    """Of each draw."""
    cases: tuple[tuple[Decision, ...], ...]
    """By draw, then by machine in the order of the file."""
    machines: tuple[Candidate, ...]
    names: tuple[str, ...]
    seed: int

    @property
    def draws(self) -> int:
        """Return how many there are."""
        return len(self.cases)

    @property
    def blocks(self) -> list[int]:
        """Return how many draws each independent block has."""
        return block_sizes(self.draws)

    def words(self, machine: int) -> list[str]:
        """Return the verdict of one machine in each draw."""
        return [cases[machine].word for cases in self.cases]

    def figures(self, machine: int, metric: str) -> FloatArray | None:
        """Return a metric of one machine in each draw; None where it has none."""
        found = [getattr(cases[machine].facts, metric) for cases in self.cases]
        return None if any(value is None for value in found) else np.array(found, dtype=float)


@one_blas_thread()
def sample(
    scenario: Scenario,
    run: Run,
    *,
    draws: int = 300,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
) -> Sample:
    """Return the verdicts on a scenario's machines for draws of its unknowns.

    Parameters
    ----------
    scenario : Scenario
        As its author wrote it.
    run : Run
        Of it, judged.
    draws : int
        How many.
    seed : int
        The same gives the same.
    workers : int
        Threads.
    progress : callable
        Called after each draw.

    Raises
    ------
    ScenarioError
        The correlations are impossible.
    """
    bench = Bench.of(scenario, run)
    of_fit = fitted_correlations(scenario.fitted)
    correlation = correlation_matrix(bench.unknowns, scenario.unknowns, of_fit)
    probabilities = latin_hypercube(draws, correlation, seed)
    years = _weathers(scenario, draws, seed)
    loads = bench.loads(probabilities, years, workers)
    cases = bench.all_cases(probabilities, years, loads, workers, progress)
    return Sample(
        scenario=scenario,
        run=run,
        unknowns=bench.unknowns,
        values=bench.values(probabilities),
        weathers=years,
        cases=tuple(cases),
        machines=bench.machines,
        names=bench.names,
        seed=seed,
    )


def _weathers(scenario: Scenario, draws: int, seed: int) -> tuple[str, ...]:
    """Return the weather of each draw: the scenario's own and those of other years, by turns."""
    names = [scenario.weather, *scenario.unknowns.weather]
    order = np.random.default_rng(seed + 1).permutation(draws) % len(names)
    return tuple(names[k] for k in order)


@dataclass(frozen=True)
class Bench:
    """What all draws of a scenario share."""

    scenario: Scenario
    room: DetailedInputs
    """Surface by surface."""
    unknowns: tuple[Unknown, ...]
    """As they are drawn: one column each."""
    run: Run
    machines: tuple[Candidate, ...]
    names: tuple[str, ...]
    others: tuple[Candidate, ...]
    """Smaller sizes that are not in the file, smallest first."""
    weathers: Mapping[str, Weather]
    prices: Prices
    cache: RoomCache
    places: Mapping[str, DesignPlace] = field(default_factory=dict)
    """By weather; empty: no design loads."""
    machines_made: dict[str, tuple[Machine, MachineAssumptions]] = field(default_factory=dict)
    """By name, of candidates whose keys no draw changes."""

    @classmethod
    def of(cls, scenario: Scenario, run: Run) -> Bench:
        """Return the bench of a scenario and its run."""
        names = scenario.candidate_names()
        chosen = [(c, n) for c, n in zip(scenario.candidates, names, strict=True) if c.is_machine]
        others = tuple(sorted(sizes_to_try(scenario, run), key=lambda c: getattr(c, "size_w", 0.0)))
        sources = dict.fromkeys((scenario.weather, *scenario.unknowns.weather))
        weathers = {source: prepared(source, ())[0] for source in sources}
        cache = RoomCache()
        response = room_response(scenario, weather=weathers[scenario.weather], cache=cache)
        machines = tuple(candidate for candidate, _ in chosen)
        room = response.inputs
        prices = prices_for(scenario, others)
        unknowns = unknowns_of(scenario, room, [*machines, *others], prices)
        return cls(
            scenario=scenario,
            room=room,
            unknowns=unknowns,
            run=run,
            machines=machines,
            names=tuple(name for _, name in chosen),
            others=others,
            weathers=weathers,
            prices=prices,
            cache=cache,
            places={}
            if run.design is None
            else {source: design_place(weather) for source, weather in weathers.items()},
        )

    def values(self, probabilities: FloatArray) -> FloatArray:
        """Return the unknowns' values at probabilities (draws, n)."""
        unknowns = self.unknowns
        if not unknowns:
            return np.zeros(probabilities.shape)
        columns = [u.values(probabilities[:, k]) for k, u in enumerate(unknowns)]
        return np.column_stack(columns)

    def machine(
        self, candidate: Candidate, changed: Candidate, name: str
    ) -> tuple[Machine, MachineAssumptions]:
        """Return the machine of a candidate whose keys were changed by a draw, its map as written.

        That of a candidate whose keys no draw changes is made once.
        """
        if modulates(candidate):
            return changed.compile()
        made = self.machines_made.get(name)
        if made is None:
            made = self.machines_made[name] = candidate.compile()
        return made

    def draw_of(self, row: FloatArray) -> dict[str, float]:
        """Return one draw by its columns' names."""
        columns = (unknown.column for unknown in self.unknowns)
        return dict(zip(columns, map(float, row), strict=True))

    def loads(
        self, probabilities: FloatArray, years: Sequence[str], workers: int, *, exact: bool = False
    ) -> list[DesignLoads]:
        """Return the design loads of all draws.

        Parameters
        ----------
        probabilities : (draws, n)
            Of the unknowns.
        years : sequence of str
            Weather of each draw.
        workers : int
            Threads.
        exact : bool
            From the design days of every different room, however many there are.
        """
        values = self.values(probabilities)
        of_room = [k for k, u in enumerate(self.unknowns) if u.where in ("room", "setpoint")]
        rooms, found = values[:, of_room], [NO_LOADS] * len(values)
        smooth = _with_joined_air(rooms, [self.unknowns[k].name for k in of_room])
        if self.run.design is None:
            return found
        for weather in dict.fromkeys(years):
            own = np.array([i for i, name in enumerate(years) if name == weather])
            different, place = np.unique(rooms[own], axis=0, return_inverse=True)
            first = [int(own[np.argmax(place == k)]) for k in range(len(different))]
            if not exact and len(different) == own.size:  # in the order of the draws
                first, place, different = list(own), np.arange(own.size), rooms[own]

            def one(k: int, weather: str = weather, first: list[int] = first) -> DesignLoads:
                room = with_room(self.scenario, self.room, self.draw_of(values[first[k]]))
                year, place = self.weathers[weather], self.places[weather]
                return design_loads(room, weather=year, cache=self.cache, place=place)

            if exact:
                with ThreadPoolExecutor(workers, thread_name_prefix="loads") as pool:
                    made = list(pool.map(one, range(len(different))))
            else:
                made = loads_of_draws(smooth[first], one, workers)
            for i, k in zip(own, place, strict=True):
                found[i] = made[k]
        return found

    def all_cases(
        self,
        probabilities: FloatArray,
        years: Sequence[str],
        loads: Sequence[DesignLoads],
        workers: int,
        progress: Progress | None = None,
    ) -> list[tuple[Decision, ...]]:
        """Return the cases of all draws, in their order.

        Parameters
        ----------
        probabilities : (draws, n)
            Of the unknowns.
        years : sequence of str
            Weather of each draw.
        loads : sequence of DesignLoads
            Of each draw.
        workers : int
            Threads.
        progress : callable
            Called after each draw.
        """
        values = self.values(probabilities)
        found: dict[int, tuple[Decision, ...]] = {}
        waiting: dict[Future[tuple[Decision, ...]], int] = {}
        with ThreadPoolExecutor(workers, thread_name_prefix="sure") as pool:
            try:
                for index in range(len(values)):
                    draw = self.draw_of(values[index])
                    waiting[pool.submit(self.cases, draw, years[index], loads[index])] = index
                    while len(waiting) >= IN_FLIGHT * workers or (
                        waiting and index == len(values) - 1
                    ):
                        done, _ = wait(waiting, timeout=WAKE_S, return_when=FIRST_COMPLETED)
                        for future in done:
                            found[waiting.pop(future)] = future.result()
                            if progress is not None:
                                progress(len(found), len(values))
            finally:
                for future in waiting:
                    future.cancel()
        return [found[index] for index in range(len(values))]

    def cases(self, draw: Draw, weather: str, loads: DesignLoads) -> tuple[Decision, ...]:
        """Return every machine of one draw, judged."""
        room = with_room(self.scenario, self.room, draw)
        response = room_response(room, weather=self.weathers[weather], cache=self.cache)
        refuse_unbalanced(response)

        def year_of(candidate: Candidate, name: str) -> Year:
            alone = with_machine(room, candidate, draw)
            changed = alone.candidates[0]
            own, notes = self.machine(candidate, changed, name)
            machine = drawn_machine(changed, own, draw)
            made = machine, notes
            results = run_candidate(
                alone, response, 0, traced="nothing", comfort=False, compiled=lambda _: made
            )
            results = replace(results, candidate=name)
            metrics: dict[str, Any] = {key: METRICS_OF[key].of(results) for key in NEEDED}
            metrics |= drawn_money(results, self.prices, draw)
            around = response.surroundings
            facts = candidate_facts(
                results,
                metrics,
                changed,
                installed(machine, alone, changed, around.pressure_pa),
                loads,
                around,
                is_in_file=name in self.names,
                is_first_cost_by_guide=self.prices.is_by_guide(name),
            )
            return Year(candidate, results, facts)

        years = with_heaters_named(room, list(map(year_of, self.machines, self.names)))
        rules = room.verdict
        others: dict[str, Year] = {}
        cases = []
        for year in years:
            case = decide(year.facts, smaller_of(year, years), rules)
            for other in self.others:
                if not (case.fits and is_oversized(year.facts, rules)):
                    break
                name = other.result_name()
                if is_smaller(other, year.candidate):
                    if name not in others:
                        others[name] = with_heaters_named(room, [year_of(other, name)])[0]
                    case = decide(year.facts, smaller_of(year, [*years, *others.values()]), rules)
            cases.append(case)
        return tuple(cases)


def _with_joined_air(values: FloatArray, names: Sequence[str]) -> FloatArray:
    """Return room unknowns (draws, n) with the root of two squares in place of the exhaust fan.

    So leaks and a fan that blows out join in the flow, which then is nearly a plane in both.
    """
    if not {"air_leakage", "exhaust_fan"} <= set(names):
        return values
    leak, fan = (values[:, names.index(name)] for name in ("air_leakage", "exhaust_fan"))
    joined = values.copy()
    if fan.mean() > 0.0:
        joined[:, names.index("exhaust_fan")] = np.hypot(leak / leak.mean(), fan / fan.mean())
    return joined


def drawn_money(results: Results, prices: Prices, draw: Draw) -> dict[str, Any]:
    """Return the metrics of money that a verdict reads, at the prices of a draw."""
    electricity, fuel = cost_of(results, prices)
    found: dict[str, Any] = {"currency": prices.currency}
    if electricity is None or fuel is None:
        return found
    electricity *= draw.get("electricity_price", 1.0)
    fuel *= draw.get("fuel_price", 1.0)
    found["cost_per_year"] = electricity + fuel
    year = owned_year(results, prices, (electricity, fuel))
    if year is not None:
        position = draw.get(f"installed_price_{results.candidate}")
        first = year.owned.typical if position is None else first_cost_at(year.owned, position)
        life = year.life_cycle(prices.assumed, first)
        found["first_cost.typical"] = first
        found["life_cycle_cost.typical"] = life.total
    return found


def first_cost_at(owned: Owned, position: float) -> float:
    """Return the first cost at a probability, triangular from low over typical to high.

    Examples
    --------
    >>> first_cost_at(Owned(1000.0, 2000.0, 3000.0, 0.0, 15.0), 0.5)
    2000.0
    """
    low, mode, high = owned.low, min(max(owned.typical, owned.low), owned.high), owned.high
    if high <= low:
        return owned.typical
    u = np.clip(np.array([position]), 0.0, 1.0)
    return float(triangular(u, low, mode, high)[0])
