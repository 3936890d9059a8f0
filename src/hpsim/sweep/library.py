"""Sweeps from Python: run one, and its rows as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsim.errors import HpsimError
from hpsim.sweep.analyse.table import read_rows
from hpsim.sweep.design.sweepfile import read_sweep
from hpsim.sweep.execute import run as execution

if TYPE_CHECKING:
    import pandas as pd


def run_sweep(
    sweep: str | Path | Mapping[str, Any],
    folder: str | Path,
    *,
    overrides: Sequence[str] = (),
    workers: int | None = None,
    resume: bool = False,
    force: bool = False,
    skip_invalid: bool = False,
    progress: execution.Progress | None = None,
) -> pd.DataFrame:
    """Run a sweep into a folder, in threads, and return its rows as `sweep_rows` does.

    Parameters
    ----------
    sweep : str, Path or mapping
        A path, the name of a shipped sweep, YAML text, or a mapping with the keys of a file.
    folder : str or Path
        For the rows: of this sweep, or a new one. ``hpsim sweep show`` and ``plot`` read it.
    overrides : sequence of str
        Texts ``KEY=VALUE``, as ``--set`` takes them.
    workers : int
        Threads; default: the cores of this machine.
    resume, force : bool
        Go on with what is in the folder; replace it.
    skip_invalid : bool
        Go on where values make no valid scenario.
    progress : callable
        Called after each part with how far the sweep is: its ``done`` of ``total`` runs.

    Raises
    ------
    ScenarioError
        With every problem of the sweep.
    HpsimError
        All runs failed, or the folder can't be written.
    KeyboardInterrupt
        It was stopped; what was finished is in the folder.
    """
    state = execution.run_sweep(
        read_sweep(sweep, overrides),
        Path(folder),
        workers=workers,
        resume=resume,
        force=force,
        skip_invalid=skip_invalid,
        yes=True,
        progress=progress,
    )
    if state.disk_error:
        raise HpsimError.of(state.disk_error, title=f"{folder}: 1 problem")
    if state.is_interrupted:
        raise KeyboardInterrupt
    return sweep_rows(folder)


def sweep_rows(folder: str | Path, where: Sequence[str] = ()) -> pd.DataFrame:
    """Return the rows of a sweep's folder: one for each candidate of each run that did not fail.

    Parameters
    ----------
    where : sequence of str
        Texts ``COLUMN=VALUE``; several of one column: any of them.

    Returns
    -------
    DataFrame
        The settings as they were written (those of texts as categories in their order) and in SI,
        then all metrics as `metrics.columns_of` names them, and figures of the room.

    Raises
    ------
    HpsimError
        No folder of a sweep, no rows, or none that fulfils the conditions.
    """
    import pandas as pd

    rows = read_rows(folder, where)
    frame: pd.DataFrame = rows.table.to_pandas()
    for axis in rows.about["axes"]:
        column = axis["column"]
        levels = [level for level in rows.levels(column) if level is not None]
        if levels and all(isinstance(level, str) for level in levels):
            frame[column] = pd.Categorical(frame[column], levels, ordered=True)
    return frame
