"""``hpsim fit``: a scenario's room fitted to a log of it."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

import typer

from hpsim.cli import tables
from hpsim.cli.completion import scenario_names
from hpsim.cli.options import AsJson, Overrides, Units, errors_in, with_units
from hpsim.cli.process import plain_warnings, use_one_blas_thread
from hpsim.cli.progress import Bar
from hpsim.errors import HpsimError
from hpsim.units.display import Reader

if TYPE_CHECKING:
    from hpsim.fit.bills import Billed, Energy
    from hpsim.fit.fit import Fit, FreeRun
    from hpsim.fit.prepare import Prepared
    from hpsim.logs.reading import Log
    from hpsim.scenario.model import Scenario

TEMPLATE = """\
time,indoor_degc,outdoor_degc,heater_w
2026-01-16T18:00,20.4,2.1,0
2026-01-16T18:10,20.4,2.1,1500
2026-01-16T18:20,20.9,2.0,1500
"""
NOT_ADOPTED = 1
Label = Literal["start", "middle", "end"]
MOSTLY_OPEN = 0.9
RADIANT = 0.3  # fraction of an electric heater's heat, as its option has it


class ReadAs(TypedDict):
    """How a log of the room is read, as `hpsim.fit.prepare.prepare` takes it."""

    columns: tuple[str, ...]
    zone: str | None
    radiant: float
    label: Label


def command(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|NAME",
            help="A scenario file, or a shipped scenario.",
            autocompletion=scenario_names,
        ),
    ] = None,
    log: Annotated[
        Path | None, typer.Option("--log", metavar="CSV", help="What was logged in the room.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="ROLE=NAME", help="Which column is what: indoor=room_t"),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(help="Of the log's clock: utc, +01:00, Europe/Berlin; default: as written."),
    ] = None,
    radiant: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Radiant fraction of an electric heater.")
    ] = RADIANT,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day that is used.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day that is used.")
    ] = None,
    bills: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Bills or a meter: what of them follows the weather."),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Another log or other bills, for the fitted room."),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="YAML", help="The file with the fit, which extends FILE.")
    ] = Path("fitted.yaml"),
    template: Annotated[
        bool, typer.Option("--template", help="Print a CSV to fill in, and stop.")
    ] = False,
    label: Annotated[
        Label, typer.Option(help="Which part of its interval a time stamp labels.")
    ] = "start",
    set_: Overrides = None,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Find a room's loss, leaks, sun and capacity from a log, and how sure they are."""
    if template:
        print(TEMPLATE, end="")
        return
    columns = tuple(column or ())
    if bills is not None:
        of_room = {"--label": label != "start", "--radiant": radiant != RADIANT}
        if check is not None and _is_of_room(check, columns, zone):
            of_room = {}
        _refuse({"--from": first is not None, "--to": last is not None, **of_room})
    if bills is not None and file is None:
        from hpsim.fit.bills import billed

        found_bills = billed(bills, log, zone, given=columns)
        if as_json:
            print(json.dumps(_bills_document(found_bills), indent=2))
        else:
            _show_bills(found_bills, Reader(units or "si"))
        return
    if file is None or (log is None and bills is None):
        raise typer.BadParameter("give a scenario and --log CSV, --bills CSV, or --template")

    use_one_blas_thread()
    with plain_warnings():
        from hpsim.scenario.load import load_scenario

        scenario = load_scenario(file, with_units(set_, units))
        read_as = ReadAs(columns=columns, zone=zone, radiant=radiant, label=label)
        with errors_in(scenario.units):
            if bills is not None:
                ready, found = _fitted_to_bills(scenario, bills, log, read_as)
            else:
                assert log is not None
                ready, found = _fitted(scenario, log, read_as, (first, last))
            if check is not None:
                found = _carried(scenario, check, log, read_as, found)
    from hpsim.fit.fit import fitted_block, write_fitted

    block = fitted_block(found, ready.source, scenario.fitted)
    if found.is_adopted:
        log_used = ready.source
        about = f"Written by hpsim fit from {log_used.file}, {log_used.first} to {log_used.last}"
        write_fitted(out, file, block, about)
    if as_json:
        print(json.dumps(_document(ready, found, block, out), indent=2))
    else:
        _show(ready, found, out, Reader(scenario.units or "si"))
    if not found.is_adopted:
        raise typer.Exit(NOT_ADOPTED)


def _refuse(given: dict[str, bool]) -> None:
    """Refuse options of which it is known whether they are given: they are of a room's log."""
    if flags := [flag for flag, is_given in given.items() if is_given]:
        message = f"{' and '.join(flags)} with --bills: this is for the log of a room"
        hint = "leave it out; for other days, cut the bills to them"
        raise HpsimError.of(message, hint=hint)


def _is_of_room(path: Path, columns: tuple[str, ...], zone: str | None) -> bool:
    """Return whether a file has the temperature of a room: then it is a log, and not bills."""
    from hpsim.logs.columns import find_columns, time_column
    from hpsim.logs.reading import read_log

    log = read_log(path, time_column(columns), zone)
    return "indoor" in find_columns(log, _of_log(log, columns))


def _of_log(log: Log, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of several files that a log has."""
    return tuple(text for text in columns if text.partition("=")[2] in log.columns)


def _fitted_to_bills(
    scenario: Scenario, bills: Path, log: Path | None, read_as: ReadAs
) -> tuple[Prepared, Fit]:
    """Return a room and its bills, and the fit of the one to the others."""
    from hpsim.fit.metered import fit_meter, prepare_metered

    ready = prepare_metered(scenario, bills, log, columns=read_as["columns"], zone=read_as["zone"])
    with Bar("responses") as bar:
        return ready, fit_meter(ready, bar)


def _fitted(
    scenario: Scenario, log: Path, read_as: ReadAs, days: tuple[str | None, str | None]
) -> tuple[Prepared, Fit]:
    """Return a room and the days of its log, first to last, and the fit of the one to the other."""
    from hpsim.fit.fit import fit_room
    from hpsim.fit.prepare import prepare

    ready = prepare(scenario, log, first_day=days[0], last_day=days[1], **read_as)
    with Bar("responses") as bar:
        return ready, fit_room(ready.room, ready.log, ready.unknowns, bar)


def _carried(scenario: Scenario, check: Path, log: Path | None, read_as: ReadAs, found: Fit) -> Fit:
    """Return a fit with its errors in another log of the room, or in other bills.

    Other bills without outdoor temperature have that of the fit's log.
    """
    from hpsim.fit.fit import carried_to
    from hpsim.fit.metered import carried_to_bills, prepare_metered
    from hpsim.fit.prepare import prepare
    from hpsim.logs.columns import time_column
    from hpsim.logs.reading import read_log

    columns, zone = read_as["columns"], read_as["zone"]
    if not _is_of_room(check, columns, zone):
        there = prepare_metered(scenario, check, log, columns=columns, zone=zone)
        return carried_to_bills(there, found)
    given = _of_log(read_log(check, time_column(columns), zone), columns)
    of_log = prepare(scenario, check, **(read_as | {"columns": given}))
    return carried_to(of_log.room, of_log.log, found)


def _bills_document(found: Billed) -> dict[str, object]:
    change = {
        field.name: getattr(found.change, field.name)
        for field in fields(found.change)
        if field.repr
    }
    return change | {
        "heating_kwh_per_year": found.heating_kwh.kwh_per_year,
        "heating_sigma_kwh_per_year": found.heating_kwh.sigma_kwh_per_year,
        "cooling_kwh_per_year": found.cooling_kwh.kwh_per_year,
        "cooling_sigma_kwh_per_year": found.cooling_kwh.sigma_kwh_per_year,
    }


def _energy(use: str, energy: Energy, days: float) -> str:
    """Return what heats or cools in a year, or of less than a year over all bills."""
    if energy.kwh_per_year is None or energy.sigma_kwh_per_year is None:
        return f"{use} took {energy.kwh:,.0f} kWh in the {days:.0f} days of the bills."
    return f"{use} takes {energy.kwh_per_year:,.0f} ± {energy.sigma_kwh_per_year:,.0f} kWh a year."


def _show_bills(found: Billed, reader: Reader) -> None:
    change = found.change
    degree, per_degree = ("°F", 1.0 / 1.8) if reader.system == "us" else ("kelvin", 1.0)
    lines = [f"The base load is {change.base_kwh_per_day:.1f} kWh a day."]
    if change.heating_kwh_per_k_day > 0.0:
        lines.append(
            f"Below {reader.text(change.heating_below_degc, 'outdoor_degc', 4)} it rises by "
            f"{per_degree * change.heating_kwh_per_k_day:.2f} kWh per {degree} and day, "
            f"{per_degree * found.heating_w_per_k:.0f} W per {degree} of what is metered; times "
            "the efficiency of the heating it is what the home loses. "
            f"{_energy('Heating', found.heating_kwh, found.days)}"
        )
    if change.cooling_kwh_per_k_day > 0.0:
        lines.append(
            f"Above {reader.text(change.cooling_above_degc, 'outdoor_degc', 4)} it rises by "
            f"{per_degree * change.cooling_kwh_per_k_day:.2f} kWh per {degree} and day. "
            f"{_energy('Cooling', found.cooling_kwh, found.days)}"
        )
    if change.parameters == 2:
        lines.append("It does not follow the outdoor temperature.")
    if found.left_out:
        lines.append(f"{found.left_out} bills or days have no outdoor temperature: left out.")
    lines.append(
        f"{len(found.spans)} bills or days; R² {change.r_squared:.2f}, CV(RMSE) "
        f"{100 * change.cv_rmse:.0f} %."
    )
    tables.print_lines(lines)


def _document(ready: Prepared, found: Fit, block: dict[str, object], out: Path) -> dict[str, Any]:
    """Return everything, in SI."""
    from hpsim.fit.words import determined, inseparable, measure_next

    rows = determined(ready.unknowns, found.estimate)
    pairs = inseparable(ready.unknowns, found.estimate)
    has_heat = ready.has_heat
    return {
        "kind": ready.kind,
        "change_points": _bills_document(ready.bills) if hasattr(ready, "bills") else None,
        "is_adopted": found.is_adopted,
        "file": str(out) if found.is_adopted else None,
        "unknowns": {
            row.unknown.name: {
                "value": row.value,
                "p05": row.low,
                "p95": row.high,
                "variance_removed": row.removed,
            }
            for row in rows
        },
        "inseparable": [[a.name, b.name, rho] for a, b, rho in pairs],
        "measure_next": measure_next(rows, pairs),
        "heat_loss_w_per_k": found.loss_w_per_k if has_heat else None,
        "heat_loss_sigma_w_per_k": found.loss_sigma_w_per_k if has_heat else None,
        "unfitted_heat_loss_w_per_k": found.unfitted_loss_w_per_k,
        "loss_by_days_w_per_k": found.by_days_w_per_k,
        "fitted_loss_by_days_w_per_k": found.fitted_by_days_w_per_k,
        "time_constants_h": list(found.time_constants_h),
        "free_run": {"fitted": _errors(found.fitted), "unfitted": _errors(found.unfitted)},
        "other_log": None
        if found.other is None
        else {"fitted": _errors(found.other[0]), "unfitted": _errors(found.other[1])},
        "sun_share": found.sun_share,
        "rmse_k": found.seen_rmse_k,
        "responses": found.responses,
        "notes": list(ready.notes),
        "fitted": block,
    }


def _errors(run: FreeRun) -> dict[str, float | int | None]:
    return {
        "hours": run.hours,
        "rmse_k": run.rmse_k if run.hours else None,
        "bias_k": run.bias_k if run.hours else None,
        "days": run.days,
        "heat_rmse_w": run.heat_rmse_w if run.days else None,
        "heat_bias": run.heat_bias if run.days else None,
    }


def _show(ready: Prepared, found: Fit, out: Path, reader: Reader) -> None:
    """Print the answer, what was determined and what was not, and what to measure next."""
    from hpsim.fit.words import determined, inseparable, measure_next, value_text
    from hpsim.units.display import translated

    tables.print_answer(_answer(ready, found, out, reader))
    if hasattr(ready, "bills"):
        _show_bills(ready.bills, reader)
        print()
    table = tables.Table("what", ">found (5 to 95 %)", "by the log")
    rows = determined(ready.unknowns, found.estimate)
    for row in rows:
        table.add_row(
            row.unknown.words, value_text(row, reader), f"{row.word}, {100 * row.removed:.0f} %"
        )
    tables.print_table(table)
    print()
    pairs = inseparable(ready.unknowns, found.estimate)
    lines = [translated(text, reader.system) for text in ready.notes]
    if found.sun_share < MOSTLY_OPEN:
        lines.append(
            f"Shades let in {100 * found.sun_share:.0f} % of the sun during the log: with open "
            "shades sun and loss are not separated; the rest of the sun is as unknown as before."
        )
    if found.by_days_w_per_k is not None:
        loss, error = found.by_days_w_per_k
        of_room = reader.text(found.fitted_by_days_w_per_k, "heat_loss_w_per_k", 2)
        lines.append(
            "As a co-heating test reports it, heat over temperature difference of the held days "
            f"without sun and people: {reader.number(loss, 'heat_loss_w_per_k', 2)} ± "
            f"{reader.text(error, 'heat_loss_w_per_k', 1)} measured, "
            f"{of_room} of the fitted room."
        )
    for one, other, rho in pairs:
        how = "trade against each other" if rho < 0.0 else "rise and fall together"
        lines.append(f"The log does not separate {one.words} and {other.words}: they {how}.")
    wanted = (translated(text, reader.system) for text in measure_next(rows, pairs)[:3])
    lines += [f"To measure next: {text}." for text in wanted]
    tables.print_lines(lines)


def _answer(ready: Prepared, found: Fit, out: Path, reader: Reader) -> list[str]:
    """Return what was found in three sentences."""
    slow, fast = found.time_constants_h
    if ready.has_heat:
        share = 100.0 * 1.6449 * found.loss_sigma_w_per_k / max(found.loss_w_per_k, 1e-9)
        fitted, described = (
            reader.text(each, "heat_loss_w_per_k", 2)
            for each in (found.loss_w_per_k, found.unfitted_loss_w_per_k)
        )
        loss = (
            f"In the mean of the log the room loses {fitted}, ± {share:.0f} %; as described it "
            f"would lose {described}."
        )
    else:
        loss = (
            "The log has no heat, so it tells no heat loss: only how fast the room follows, "
            f"within {_hours(fast)} and {_hours(slow)}."
        )
    of_bills = ready.kind == "bills"
    unseen = "every fourth bill" if of_bills else "the last quarter"
    where = f"In {unseen}, which the fit has not seen"
    check = _checked(where, found.fitted, found.unfitted, reader, of_bills=of_bills)
    if found.other is not None:
        of_bills = of_bills and not found.other[0].hours
        check += " " + _checked("In the other file", *found.other, reader, of_bills=of_bills)
    if found.is_adopted:
        return [loss, check, f"Written: {out}. Use it in place of the scenario: hpsim sure {out}"]
    return [
        f"The fit is not adopted: {found.why_not}.",
        check,
        "Nothing was written.",
    ]


def _checked(where: str, run: FreeRun, plain: FreeRun, reader: Reader, *, of_bills: bool) -> str:
    """Return how far a fitted and the unfitted room are off."""
    checked = []
    if run.hours:
        checked.append(
            f"the fitted room is {reader.text(run.rmse_k, 'error_k', 2)} off over "
            f"{_hours(run.hours)}, the room as described {reader.text(plain.rmse_k, 'error_k', 2)}"
        )
    if run.days:
        what, span = ("energy", "bills") if of_bills else ("heat", "days")
        checked.append(
            f"over {run.days} {span} the fitted room needs {_than_measured(run.heat_bias, what)}, "
            f"the room as described {_than_measured(plain.heat_bias, what)}"
        )
    if not checked:
        return f"{where}, nothing is left to check it by."
    return f"{where}, {'; '.join(checked)}."


def _than_measured(bias: float, what: str) -> str:
    percent = round(100.0 * abs(bias))
    if percent == 0:
        return f"as much {what} as measured"
    return f"{percent} % {'more' if bias > 0.0 else 'less'} {what} than measured"


def _hours(hours: float) -> str:
    return (
        f"{hours:.1f} h"
        if hours < 10.0
        else (f"{hours:.0f} h" if hours < 72.0 or math.isinf(hours) else f"{hours / 24.0:.0f} days")
    )
