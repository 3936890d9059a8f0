"""A fit as a file that extends its scenario, for every other command."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from hpsim.description.paths import write_whole
from hpsim.fit.estimate import Estimate
from hpsim.fit.unknowns import OF_ROOM, FitUnknown
from hpsim.scenario.fitted import Fitted, FittedLog

DIGITS = 4


def fitted_block(
    unknowns: Sequence[FitUnknown],
    found: Estimate,
    values: Mapping[str, float],
    log: FittedLog,
    before: Fitted | None,
    sun_share: float = 1.0,
) -> dict[str, object]:
    """Return the block ``fitted`` as a file has it; of the log's own unknowns nothing is kept.

    Parameters
    ----------
    unknowns : sequence of FitUnknown
        As fitted.
    found : Estimate
        Their estimate and covariance, in prior standard deviations.
    values : mapping
        Factors and values by name, as they hold with other shades.
    log : FittedLog
        The log.
    before : Fitted
        Factors that the scenario had, which these multiply; None: none.
    sun_share : float
        Of the sun, that the log had: of the rest the range is that from before.
    """
    base = before or Fitted()
    block: dict[str, object] = {}
    kept = [k for k, u in enumerate(unknowns) if u.name in OF_ROOM]
    for k in kept:
        name = unknowns[k].name
        if name == "neighbours":
            block[name] = f"{base.neighbours_k + values[name]:.{DIGITS}g} K"
        else:
            block[name] = float(f"{getattr(base, name) * values[name]:.{DIGITS}g}")
    sigma = np.array([unknowns[k].sigma for k in kept])
    share = np.array([sun_share if unknowns[k].name == "sun" else 1.0 for k in kept])
    covariance = found.covariance[np.ix_(kept, kept)] * np.outer(sigma * share, sigma * share)
    covariance = covariance + np.diag(((1.0 - share) * sigma) ** 2)
    block["scatter"] = {
        "of": [unknowns[k].name for k in kept],
        "covariance": [
            [float(f"{x:.6g}") for x in row] for row in 0.5 * (covariance + covariance.T)
        ],
    }
    block["log"] = log.as_written()
    return block


def write_fitted(path: Path, scenario_file: str, block: Mapping[str, object], about: str) -> None:
    """Write a file that extends a scenario with a fit, whole or not at all.

    Parameters
    ----------
    path : Path
        Where; replaced if it is there.
    scenario_file : str
        What the file extends: a path, or the name of a shipped scenario.
    block : mapping
        Of `fitted_block`.
    about : str
        Line that opens it.
    """
    from io import StringIO

    from ruamel.yaml import YAML

    base = Path(scenario_file)
    if base.exists():
        scenario_file = os.path.relpath(base, path.parent)
    yaml, text = YAML(), StringIO()
    yaml.default_flow_style = None
    yaml.width = 110
    yaml.dump({"extends": scenario_file, "fitted": dict(block)}, text)
    write_whole(path, f"# {about}\n{text.getvalue()}")
