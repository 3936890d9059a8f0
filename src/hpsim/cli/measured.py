"""``hpsim measured``: a room next to what a log measured in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli.options import AsJson, Overrides, Picture, ScenarioFile, Units, errors_in, with_units
from hpsim.cli.rate import check_picture
from hpsim.cli.tables import Table, print_folded, print_table
from hpsim.units.display import Reader

if TYPE_CHECKING:
    from hpsim.simulate.measured import MeasuredRun


def command(
    source: ScenarioFile,
    log: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="The log; default: as the scenario's `measured` has it."),
    ] = None,
    air: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Of the room's air; default: by its name.")
    ] = None,
    heat: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Of a heater; several add up; default: by its name."),
    ] = None,
    plot: Picture = None,
    overrides: Overrides = None,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Compare a simulated room with a measured one: temperature, heat, and their difference."""
    from hpsim.scenario.load import load_scenario
    from hpsim.scenario.log_columns import overrides_for
    from hpsim.simulate.measured import measured_run

    if plot is not None:
        check_picture(plot)
    changed = with_units(overrides, units)
    if log is not None or air is not None or heat:
        changed += overrides_for(source, changed, log, air, heat or [])
    scenario = load_scenario(source, changed)
    with errors_in(scenario.units):
        run = measured_run(scenario)
    reader = Reader(scenario.units or "si")
    if plot is not None:
        from hpsim.plots.figures import save_figure
        from hpsim.plots.measured import measured_figure

        save_figure(measured_figure(run, reader.system), plot)
    if as_json:
        print(json.dumps(document(run), indent=2))
        return
    _show(run, reader)
    if plot is not None:
        print(f"drawn: {plot}")


def document(run: MeasuredRun) -> dict[str, Any]:
    """Return a comparison for JSON, in SI."""
    return {
        "scenario": run.scenario_name,
        "from": run.period.first.isoformat(),
        "to": run.period.last.isoformat(),
        "heat_loss_w_per_k": run.heat_loss_w_per_k,
        "balance_residual": run.balance_residual,
        "phases": [asdict(phase) | {"heat_error": phase.heat_error} for phase in run.phases],
        "notes": list(run.notes),
    }


def _show(run: MeasuredRun, reader: Reader) -> None:
    print(f"{run.scenario_name}, {run.period.first} to {run.period.last}")
    table = Table("Phase", "Hours", "RMSE", "Bias", "Range", "Heat measured", "Simulated", "")
    for phase in run.phases:
        error = phase.heat_error
        table.add_row(
            phase.name,
            str(phase.hours),
            _kelvin(phase.rmse_k, reader),
            _kelvin(phase.bias_k, reader, signed=True),
            _kelvin(phase.measured_range_k, reader),
            _watts(phase.measured_heat_w, reader),
            _watts(phase.simulated_heat_w, reader),
            "" if error is None else f"{100.0 * error:+.1f} %",
        )
    print_table(table)
    print_folded(
        "Temperatures are compared where the measured heat drives the room, heat where the room "
        "is held at the measured temperature; bias is simulated less measured."
    )
    for note in run.notes:
        print_folded(f"Note: {reader.translated(note)}")


def _kelvin(value_k: float | None, reader: Reader, *, signed: bool = False) -> str:
    if value_k is None:
        return ""
    text = reader.text(value_k, "difference_k", 2)
    return f"+{text}" if signed and value_k > 0.0 else text


def _watts(value_w: float | None, reader: Reader) -> str:
    return "" if value_w is None else reader.text(value_w, "heat_delivered_w", 4)
