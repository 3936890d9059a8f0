"""Rates of OpenEI's Utility Rate Database, as keys of a tariff.

References
----------
OpenEI, Utility Rate Database, API "utility_rates" version 7: names and meaning of the fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

from pydantic_core import PydanticCustomError

from hpsim.economics.tariff_terms import as_square

MONTH, DAY, YEAR = "$/month", "$/day", "$/year"
STRUCTURE, WEEKDAY, WEEKEND = (
    "energyratestructure",
    "energyweekdayschedule",
    "energyweekendschedule",
)
DEMAND, DEMAND_WEEKDAY, DEMAND_WEEKEND = (
    "demandratestructure",
    "demandweekdayschedule",
    "demandweekendschedule",
)
FLAT_DEMAND, FLAT_MONTHS = "flatdemandstructure", "flatdemandmonths"
NOT_BILLED = {
    "coincidentratestructure": "coincident demand charges",
    "demandratchetpercentage": "demand ratchets",
    "demandreactivepowercharge": "reactive power charges",
    "fueladjustmentsmonthly": "monthly fuel adjustments",
}
"""Charges of a rate that bills here do not have: refused, since the bill would be too low."""
SHOWN = 3


class Wrong(NamedTuple):
    """Something wrong in a rate."""

    key: str
    message: str
    hint: str = ""


Rows: TypeAlias = list[list[int]]


def is_urdb(value: Any) -> bool:
    """Return whether a mapping looks like a rate of the database."""
    if not isinstance(value, Mapping):
        return False
    items = value.get("items")
    first = items[0] if isinstance(items, list) and items else value
    return isinstance(first, Mapping) and (STRUCTURE in first or "flatdemandunit" in first)


def tariff_of_urdb(value: Any) -> tuple[dict[str, Any], list[Wrong]]:
    """Return a rate as keys of a tariff, and everything that is wrong in it.

    ``value`` is a rate, or the API's response with one rate in ``items``.
    """
    rate, wrong = _the_rate(value)
    if rate is None:
        return {}, wrong
    tariff: dict[str, Any] = {"source": _source(rate)}
    if rate.get("name"):
        tariff["name"] = str(rate["name"])
    wrong += [
        Wrong(key, f"{words} are not supported", "the bill would be too low; use another rate")
        for key, words in NOT_BILLED.items()
        if _is_charged(rate.get(key))
    ]
    tariff["periods"] = _periods(rate, wrong)
    n = len(tariff["periods"])
    tariff["weekday"] = _schedule(rate, WEEKDAY, n, wrong)
    tariff["weekend"] = _schedule(rate, WEEKEND, n, wrong)
    demand = [*_flat_demand(rate, wrong), *_demand_by_time(rate, wrong)]
    if demand:
        tariff["demand"] = demand
    window = rate.get("demandwindow")
    if window is not None:
        tariff["demand_interval"] = f"{window} min"
    tariff |= _fixed_charges(rate, wrong)
    return tariff, wrong


def _the_rate(value: Any) -> tuple[Mapping[str, Any] | None, list[Wrong]]:
    items = value.get("items") if isinstance(value, Mapping) else value
    if isinstance(items, list):
        if len(items) != 1:
            labels = ", ".join(str(i.get("label", i.get("name"))) for i in items[:SHOWN])
            message = f"{len(items)} rates" + (f": {labels}, …" if labels else "")
            return None, [Wrong("items", message, "a file with one rate")]
        value = items[0]
    if not isinstance(value, Mapping):
        return None, [Wrong("", "this is not a rate", "JSON of OpenEI's Utility Rate Database")]
    if STRUCTURE not in value:
        hint = f"a rate of OpenEI has {STRUCTURE}; others: YAML with 'price: 0.16 $/kWh'"
        return None, [Wrong(STRUCTURE, "is missing", hint)]
    return value, []


def _source(rate: Mapping[str, Any]) -> str:
    parts = [str(rate[key]) for key in ("utility", "label") if rate.get(key)]
    start = rate.get("startdate")
    if isinstance(start, (int, float)) and not isinstance(start, bool):
        parts.append(f"from {datetime.fromtimestamp(start, UTC):%Y-%m-%d}")
    elif isinstance(start, str):
        parts.append(f"from {start[:10]}")
    return ", ".join(["OpenEI URDB", *parts])


def _is_charged(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_is_charged(entry) for entry in value)
    if isinstance(value, Mapping):
        return any(_is_charged(entry) for entry in value.values())
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value != 0


def _number(row: Any, key: str, where: str, wrong: list[Wrong]) -> float:
    value = row.get(key, 0.0) if isinstance(row, Mapping) else None
    if value is None and isinstance(row, Mapping):
        return 0.0
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            pass
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        wrong.append(Wrong(where, f"{key} is not a number", "such as 0.12"))
        return 0.0
    return float(value)


def _tiers(
    rows: Any, where: str, unit: str, wrong: list[Wrong]
) -> Iterator[tuple[float, float | None]]:
    """Give price and end of each tier; the end of the last is of no account."""
    if not isinstance(rows, list) or not rows:
        wrong.append(Wrong(where, "has no tier", "[{rate: 0.12}]"))
        return
    ends: list[float] = []
    for i, row in enumerate(rows):
        here = f"{where}[{i}]"
        price = _number(row, "rate", here, wrong) + _number(row, "adj", here, wrong)
        end = (
            _number(row, "max", here, wrong) if isinstance(row, Mapping) and "max" in row else None
        )
        if end is not None and ends and end <= ends[-1]:
            message = f"max {end:g} {unit} is not above that of the tier before it, {ends[-1]:g}"
            wrong.append(Wrong(here, message, "tiers in rising order"))
        if i < len(rows) - 1:
            if end is None:
                wrong.append(Wrong(here, "has no max and is not the last tier", f"max [{unit}]"))
            else:
                ends.append(end)
        yield price, end if i < len(rows) - 1 else None


def _periods(rate: Mapping[str, Any], wrong: list[Wrong]) -> list[dict[str, Any]]:
    structure = rate[STRUCTURE]
    if not isinstance(structure, list) or not structure:
        wrong.append(Wrong(STRUCTURE, "is empty", "at least one period: [[{rate: 0.12}]]"))
        return []
    periods = []
    for p, rows in enumerate(structure):
        where = f"{STRUCTURE}[{p}]"
        period: dict[str, Any] = {"name": f"period {p}"}
        units = (
            {str(row.get("unit") or "kWh") for row in rows if isinstance(row, Mapping)}
            if isinstance(rows, list)
            else set()
        )
        others = units - {"kWh", "kWh daily"}
        if others:
            message = f"tiers in {', '.join(sorted(others))} are not supported"
            wrong.append(Wrong(where, message, "kWh or kWh daily"))
        if units == {"kWh daily"}:
            period["tiers_per"] = "day"
        periods.append(period | _terms(rows, where, "kWh", wrong))
    return periods


def _schedule(rate: Mapping[str, Any], key: str, n_periods: int, wrong: list[Wrong]) -> Rows | None:
    """Return 12 rows of 24 numbers of periods, None where they are wrong."""
    rows = rate.get(key)
    if rows is None:
        if n_periods == 1:
            return [[0] * 24 for _ in range(12)]
        wrong.append(Wrong(key, "is missing", "12 rows of 24 numbers of periods"))
        return None
    try:
        table = as_square(rows)
    except PydanticCustomError as error:
        about = error.context or {}
        wrong.append(Wrong(key, about["message"], about["hint"]))
        return None
    bad: dict[int, str] = {}
    for month, row in enumerate(table):
        for hour, period in enumerate(row):
            if period >= n_periods:
                bad.setdefault(period, f"{key}[{month}][{hour}]")
    for period, where in bad.items():
        hint = f"periods are numbered from 0 to {n_periods - 1}"
        wrong.append(Wrong(where, f"period {period} has no prices", hint))
    return None if bad else [list(row) for row in table]


def _terms(rows: Any, where: str, unit: str, wrong: list[Wrong]) -> dict[str, Any]:
    tiers = list(_tiers(rows, where, unit, wrong))
    if len(tiers) == 1:
        return {"price": f"{tiers[0][0]!r} $/{unit}"}
    return {
        "tiers": [
            {"price": f"{price!r} $/{unit}"} | ({} if end is None else {"up_to": f"{end!r} {unit}"})
            for price, end in tiers
        ]
    }


def _flat_demand(rate: Mapping[str, Any], wrong: list[Wrong]) -> Iterator[dict[str, Any]]:
    structure, months = rate.get(FLAT_DEMAND), rate.get(FLAT_MONTHS)
    if not structure:
        return
    months = [0] * 12 if months is None else months
    if not isinstance(months, list) or len(months) != 12:
        n = len(months) if isinstance(months, list) else 0
        wrong.append(Wrong(FLAT_MONTHS, f"has {n} values", "12, one for each month"))
        return
    unknown = sorted({m for m in months if m not in range(len(structure))}, key=str)
    for period in unknown:
        hint = f"periods are numbered from 0 to {len(structure) - 1}"
        wrong.append(Wrong(FLAT_MONTHS, f"period {period} has no prices", hint))
    for p, rows in enumerate(structure):
        inside = [i + 1 for i, period in enumerate(months) if period == p]
        if inside and _is_charged(rows):
            terms = _terms(rows, f"{FLAT_DEMAND}[{p}]", "kW", wrong)
            yield {"name": f"demand, any hour ({p})", "months": inside, **terms}


def _demand_by_time(rate: Mapping[str, Any], wrong: list[Wrong]) -> Iterator[dict[str, Any]]:
    structure = rate.get(DEMAND)
    if not structure or not _is_charged(structure):
        return
    weekday = _schedule(rate, DEMAND_WEEKDAY, len(structure), wrong)
    weekend = _schedule(rate, DEMAND_WEEKEND, len(structure), wrong)
    for p, rows in enumerate(structure):
        if not _is_charged(rows):
            continue
        terms = _terms(rows, f"{DEMAND}[{p}]", "kW", wrong)
        if weekday is not None and weekend is not None:
            inside = {"weekday": _is_period(weekday, p), "weekend": _is_period(weekend, p)}
            yield {"name": f"demand, period {p}", **inside, **terms}


def _is_period(rows: Sequence[Sequence[int]], period: int) -> Rows:
    return [[int(value == period) for value in row] for row in rows]


def _fixed_charges(rate: Mapping[str, Any], wrong: list[Wrong]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    fixed = _number(rate, "fixedchargefirstmeter", "fixedchargefirstmeter", wrong)
    units = str(rate.get("fixedchargeunits") or MONTH)
    old = _number(rate, "fixedmonthlycharge", "fixedmonthlycharge", wrong)
    per_month = old if not fixed else 0.0
    if fixed and units == DAY:
        found["fixed_daily"] = f"{fixed!r} {DAY}"
    elif fixed and units in (MONTH, YEAR):
        per_month = fixed / 12.0 if units == YEAR else fixed
    elif fixed:
        hint = f"{MONTH}, {DAY} or {YEAR}"
        wrong.append(Wrong("fixedchargeunits", f"'{units}' is not known here", hint))
    if per_month:
        found["fixed"] = f"{per_month!r} {MONTH}"
    minimum = _number(rate, "mincharge", "mincharge", wrong)
    minimum_units = str(rate.get("minchargeunits") or MONTH)
    monthly = _number(rate, "minmonthlycharge", "minmonthlycharge", wrong)
    annual = _number(rate, "annualmincharge", "annualmincharge", wrong)
    if minimum and minimum_units == MONTH:
        monthly = minimum
    elif minimum and minimum_units == YEAR:
        annual = minimum
    elif minimum:
        hint = f"{MONTH} or {YEAR}"
        wrong.append(Wrong("minchargeunits", f"'{minimum_units}' is not known here", hint))
    if monthly:
        found["minimum"] = f"{monthly!r} {MONTH}"
    if annual:
        found["annual_minimum"] = f"{annual!r} {YEAR}"
    return found
