"""How sure a verdict is, from Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsim.certainty.result import document, table_of_draws
from hpsim.certainty.sample import Progress, sample
from hpsim.records import dataclass
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.scenario.weather import year_of_climate
from hpsim.sweep.execute.threads import usable_cores
from hpsim.verdict.judge import judged_run

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class HowSure:
    """How often each verdict on a scenario's candidates holds: what `how_sure` returns."""

    document: Mapping[str, Any]
    """What ``hpsim sure --json`` prints: chances, ranges, which unknowns matter, the answer."""
    cases: pd.DataFrame
    """A row for each draw and candidate: the unknowns' values in SI, verdict and figures."""


def how_sure(
    scenario: Scenario | str | Path | Mapping[str, Any],
    *,
    overrides: Sequence[str] = (),
    draws: int = 300,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> HowSure:
    """Draw what nobody knows exactly from its range, and count how often each verdict holds.

    As ``hpsim sure`` does: a scenario of actual days is taken for a year of its weather file.

    Parameters
    ----------
    scenario : Scenario, str, Path or mapping
        As `load_scenario` gives it, or what it takes.
    overrides : sequence of str
        Texts ``KEY=VALUE``, as ``--set`` takes them; not with a `Scenario`.
    draws : int
        How many; at least 1.
    seed : int
        The same gives the same.
    workers : int
        Threads; default: the cores of this machine.
    progress : callable
        Called after each draw with draws done and in all.

    Raises
    ------
    ScenarioError
        The scenario can't be used, or its unknowns have impossible correlations.
    WeatherError
        The weather file can't be used.
    SimulationError
        A balance does not close.
    ValueError
        Less than one draw, or overrides of a `Scenario`.
    """
    if draws < 1:
        raise ValueError(f"draws must be 1 or more, not {draws}")
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, overrides)
    elif overrides:
        raise ValueError("overrides are for what is loaded: give them to load_scenario")
    if scenario.simulation.from_ is not None:
        scenario = year_of_climate(scenario, "how sure a verdict is")
    found = sample(
        scenario,
        judged_run(scenario),
        draws=draws,
        seed=seed,
        workers=workers or usable_cores(),
        progress=progress,
    )
    return HowSure(document(found), table_of_draws(found).to_pandas())
