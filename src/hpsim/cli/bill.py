"""``hpsim bill``: the bill of a meter export under a tariff, month by month."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hpsim.cli.options import AsJson
from hpsim.cli.progress import say
from hpsim.cli.tables import Table, print_table
from hpsim.description.paths import exists, expanded
from hpsim.errors import HpsimError
from hpsim.units.messages import did_you_mean

if TYPE_CHECKING:
    from hpsim.economics.bill import Bill
    from hpsim.economics.meter_export import MeterData
    from hpsim.economics.tariff import Tariff

Gaps = Literal["refuse", "zero", "mean"]
MINUTE_S = 60.0
DEAREST_PER_KWH = 1.5  # in currencies of about a dollar


def command(
    file: Annotated[Path, typer.Argument(metavar="CSV", help="A meter export.")],
    tariff: Annotated[
        str,
        typer.Option(
            metavar="FILE|STATE",
            help="Tariff: YAML, JSON of OpenEI, a scenario, or a US state for its mean price.",
        ),
    ],
    zone: Annotated[
        str | None, typer.Option(help="Time zone of the place, such as America/Chicago.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="Heading of the use, where several could be meant.")
    ] = None,
    gaps: Annotated[Gaps, typer.Option(help="What stands for missing values.")] = "refuse",
    as_json: AsJson = False,
) -> None:
    """Work out a bill from a meter export."""
    from hpsim.economics.bill import bill_of, highest_means
    from hpsim.economics.meter_export import read_meter
    from hpsim.economics.prices import prices_of

    asked = _tariff(tariff)
    prices = prices_of(asked)
    rate = asked.rate(prices.electricity_per_kwh)
    assert rate is not None  # a tariff has a price
    meter = read_meter(file, zone=zone, column=column, gaps=gaps)
    interval_s, billed_s = meter.metering.interval_s, rate.demand_interval_s
    notes = [*meter.notes, *_warnings(asked)]
    if rate.demand and interval_s > billed_s:
        notes.append(
            f"demand is billed on {billed_s / MINUTE_S:g}-minute means; this meter knows "
            f"{interval_s / MINUTE_S:g}-minute means, which are lower"
        )
    demand_kw = highest_means(meter.kwh, interval_s, billed_s, meter.first_s)
    bill = bill_of(rate, meter.metering, meter.kwh, demand_kw).in_cents()
    source = _source(asked, tariff, prices.sources)
    if as_json:
        print(json.dumps(_document(file, bill, meter, source, notes), indent=2))
        return
    for note in notes:
        say(note)
    _show(bill, meter, source)


def _tariff(written: str) -> Tariff:
    from hpsim.economics.fuels import regions
    from hpsim.economics.tariff import Tariff
    from hpsim.scenario.tariff import load_tariff

    if written.upper() in regions() and not exists(Path(written)):
        return Tariff.from_written({"region": written.upper()})

    path = expanded(written)
    if not path.suffix and not exists(path):
        hint = did_you_mean(written.upper(), regions(), "a tariff file, or a state such as IL")
        message = f"'{written}' is neither a file nor a US state"
        raise HpsimError.of(message, "--tariff", hint=hint, title="wrong option")
    return load_tariff(path)


def _warnings(tariff: Tariff) -> list[str]:
    """Return prices that nobody pays: dollars written for cents."""
    prices = [tariff.price_per_kwh, *(period.price_per_kwh for period in tariff.periods)]
    return [
        f"{price.per_kwh:g} {price.currency}/kWh is more than anybody pays: did you mean "
        f"{price.per_kwh:g} ¢/kWh?"
        for price in prices
        if price is not None and price.per_kwh > DEAREST_PER_KWH and price.currency != "JPY"
    ]


def _source(tariff: Tariff, written: str, averages: tuple[tuple[str, str, str], ...]) -> str:
    if tariff.price_per_kwh is None and not tariff.periods and tariff.hourly_prices is None:
        found = {key: f"{value} ({source})" for key, value, source in averages}
        return found["tariff.price"]
    parts = [part for part in (tariff.name, tariff.source) if part]
    return f"{', '.join(parts)} ({written})" if parts else written


def _months(bill: Bill) -> list[dict[str, Any]]:
    from hpsim.economics.bill import PARTS

    return [
        {
            "month": bill.labels[i],
            "kwh": round(float(bill.kwh[i]), 3),
            "peak_kw": round(float(bill.peak_kw[i]), 3),
            **{part: round(float(bill.parts[part][i]), 2) for part in PARTS},
            "total": round(float(bill.monthly[i]), 2),
        }
        for i in range(bill.kwh.size)
    ]


def _document(
    file: Path, bill: Bill, meter: MeterData, source: str, notes: list[str]
) -> dict[str, Any]:
    from hpsim.economics.bill import PARTS

    return {
        "file": str(file),
        "tariff": source,
        "currency": bill.currency,
        "interval_min": meter.metering.interval_s / MINUTE_S,
        "days": round(meter.days, 3),
        "months": _months(bill),
        "kwh": round(float(bill.kwh.sum()), 3),
        **{part: round(bill.total_of(part), 2) for part in PARTS},
        "total": round(bill.total, 2),
        "notes": notes,
    }


def _show(bill: Bill, meter: MeterData, source: str) -> None:
    from hpsim.economics.bill import PARTS

    shown = [part for part in PARTS if bill.parts[part].any()]
    headings = [f">{part}" for part in shown]
    table = Table("month", ">days", ">kWh", ">peak kW", *headings, f">{bill.currency}")
    days = meter.metering.days
    for i, month in enumerate(_months(bill)):
        cells = (f"{month[part]:,.2f}" for part in (*shown, "total"))
        kwh, peak = f"{month['kwh']:,.0f}", f"{month['peak_kw']:,.2f}"
        table.add_row(month["month"], f"{days[i]:g}", kwh, peak, *cells)
    totals = (f"{bill.total_of(part):,.2f}" for part in shown)
    peak = f"{bill.peak_kw.max():,.2f}"
    kwh = f"{bill.kwh.sum():,.0f}"
    table.add_row("all", f"{meter.days:.0f}", kwh, peak, *totals, f"{bill.total:,.2f}")
    print(f"{source}\n")
    print_table(table)
