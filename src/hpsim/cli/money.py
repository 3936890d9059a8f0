"""What ``run`` and ``compare`` print of money: a year's bill by parts, and the cost of owning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hpsim.cli import tables
from hpsim.economics.bill import PARTS, add_up
from hpsim.economics.owned import GIVEN, KEPT, cost_sources
from hpsim.judgement import UNFIT
from hpsim.metrics.comfort import TOLERANCE_K
from hpsim.units.display import Reader, quantity_text
from hpsim.units.numbers import number
from hpsim.verdict.findings import Candidate, cost_of_run

PERCENT = 100.0
ASSUMPTIONS = (
    ("discount rate", " %", PERCENT),
    ("price escalation", " %", PERCENT),
    ("life", " years", 1.0),
)
"""Of the sensitivity that is printed: name, unit, factor to that unit."""
MARK = "\N{DAGGER}"
"""Of a first cost from published prices, where others are given."""
CROSSINGS = 3  # shown; the summary and a picture have all


def print_money(
    candidates: Sequence[Candidate], money: Mapping[str, Any] | None, reader: Reader
) -> None:
    """Print the costs of candidates, if any of them has one.

    ``money`` is the summary's own part on it; None: the candidates are of several summaries.
    """
    of_currency: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if cost_of_run(candidate["metrics"]) is not None:
            of_currency.setdefault(candidate["metrics"]["currency"], []).append(candidate)
    for known in of_currency.values():
        _print_costs(known, money, reader)


def _print_costs(
    known: Sequence[Candidate], money: Mapping[str, Any] | None, reader: Reader
) -> None:
    """Print the costs of candidates in one currency."""
    _print_year(known, reader)
    if money is not None:
        prices = "; ".join(f"{p['of']} {p['value']} ({p['source']})" for p in money["prices"])
        tables.print_folded(f"Prices: {prices}.")
    print()
    owned = [c for c in known if (c["metrics"].get("life_cycle_cost") or {}).get("typical")]
    if owned:
        _print_owning(owned, money)
        if money is not None:
            lines = _owning_lines(money)
            if able := [c for c in owned if (c.get("verdict") or {}).get("word") not in UNFIT]:
                least = min(able, key=lambda c: c["metrics"]["life_cycle_cost"]["typical"])
                lines += _sensitivity(money, least["name"])
            for line in lines:
                tables.print_folded(line)
        print()
    elif money is not None and "simulated_h" not in known[0]["metrics"]:
        currency = known[0]["metrics"]["currency"]
        tables.print_folded(
            f"What they cost to buy is not known in {currency}: give it as economics: {{costs: "
            f"{{{known[0]['name']}: {{installed: 3000 {currency}}}}}}}."
        )
        print()


def cents_of(metrics: Mapping[str, Any]) -> dict[str, int]:
    """Return the parts of a year's or days' cost in whole cents; they add up to the total."""
    per = "" if "simulated_h" in metrics else "_per_year"
    bill, by_energy = metrics[f"electricity_bill{per}"], metrics[f"cost_by_energy{per}"]
    parts = {part: bill[part] or 0.0 for part in PARTS}
    if all(bill[part] is None for part in PARTS):
        parts["energy"] = by_energy["electricity"] or 0.0
    parts["fuel"] = by_energy["fuel"] or 0.0
    return dict(zip(parts, add_up(list(parts.values())), strict=True))


def _print_year(candidates: Sequence[Candidate], reader: Reader) -> None:
    currency = candidates[0]["metrics"]["currency"]
    rows = [cents_of(c["metrics"]) for c in candidates]
    shown = [part for part in rows[0] if any(row[part] for row in rows)]
    comfort = [c["metrics"].get("equal_comfort") or {} for c in candidates]
    has_comfort = any(row.get("heater_kwh") for row in comfort)
    with_heater = [">with heater*"] if has_comfort else []
    parts = [f">{part}" for part in shown] if len(shown) > 1 else []
    of_days = {"simulated_h" in c["metrics"] for c in candidates}
    over = "of a year or of the days" if len(of_days) > 1 else "a year"
    if of_days == {True}:
        over = "in these days"
    table = tables.Table(f"{currency} {over}", *parts, ">total", *with_heater)
    for candidate, row, equal in zip(candidates, rows, comfort, strict=True):
        cells = [_money(row[part]) for part in shown] if parts else []
        cost = equal.get("cost_per_year", equal.get("cost"))
        total = sum(row.values())  # in cents, of which a heater takes none away
        with_it = number(None) if cost is None else f"{max(cost, total / 100):,.2f}"
        extra = [with_it] if has_comfort else []
        table.add_row(candidate["name"], *cells, _money(total), *extra)
    tables.print_table(table)
    if has_comfort:
        below = quantity_text(TOLERANCE_K, "tolerance_k", reader.system, 1)
        tables.print_folded(
            "* at equal comfort: with a portable heater that holds the setpoint where the room "
            f"is more than {below} below it."
        )


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f}"


def _whole(value: float) -> str:
    """Return an amount without its cents."""
    return f"{value:,.0f}".replace("-", "\N{MINUS SIGN}")


def _print_owning(candidates: Sequence[Candidate], money: Mapping[str, Any] | None) -> None:
    metrics = candidates[0]["metrics"]
    years = "" if money is None else f", {money['study_period_years']} years"
    costs = (">first cost", ">energy", ">upkeep", ">life-cycle cost")
    headings = (*costs, ">low", ">high", ">per MWh")
    table = tables.Table(f"{metrics['currency']}{years}", *headings)
    guide = _by_guide({} if money is None else {r["name"]: r["source"] for r in money["owned"]})
    for candidate in candidates:
        found = candidate["metrics"]
        parts, total = found["life_cycle_part"], found["life_cycle_cost"]
        # whole units of money that add up to the printed total
        grouped = [
            parts["first"],
            parts["electricity"] + parts["fuel"],
            parts["maintenance"] + parts["other"] + parts["replacement"] + parts["residual"],
        ]
        whole = add_up([value / 100.0 for value in grouped])
        per_mwh = found["levelized_cost_per_mwh"]
        cells = [_whole(value) for value in (*whole, sum(whole), total["low"], total["high"])]
        cells[0] += MARK if candidate["name"] in guide else ""
        table.add_row(
            candidate["name"], *cells, number(None) if per_mwh is None else _whole(per_mwh)
        )
    tables.print_table(table)
    if guide:
        tables.print_folded(
            f"{MARK} from published prices (see below), not an offer; the others are given."
        )


def _by_guide(sources: Mapping[str, str]) -> set[str]:
    """Return whose first cost is from published prices, where those of others are given."""
    by_guide = {name for name, source in sources.items() if not source.startswith((GIVEN, KEPT))}
    is_mixed = any(source.startswith(GIVEN) for source in sources.values())
    return by_guide if is_mixed else set()


def _owning_lines(money: Mapping[str, Any]) -> list[str]:
    """Return what owning rests on, and how candidates compare."""
    rate = PERCENT * money["discount_rate"]
    rise = PERCENT * money["electricity_escalation"]
    prices = f"electricity rising by {rise:g} % a year" if rise else "prices held"
    basis = (
        f"Life cycle in constant money: {money['study_period_years']} years, {rate:g} % real, "
        f"{prices}; upkeep: maintenance, replacements, less what is left at the end."
    )
    lines = [basis]
    lines += cost_sources(money["owned"])
    first = {row["name"]: row["first_cost"]["typical"] for row in money["owned"]}
    sources = {row["name"]: row["source"] for row in money["owned"]}
    lines += [
        _against(row, money["currency"], first, sources, money["study_period_years"])
        for row in money["compared"]
    ]
    crossing = money.get("crossing_prices") or []
    return [*lines, *(_crossing(row, money["currency"]) for row in crossing[:CROSSINGS])]


def _sensitivity(money: Mapping[str, Any], name: str) -> list[str]:
    """Return how far one candidate's life-cycle cost moves with each assumption."""
    rows = {row["assumption"]: row for row in (money.get("sensitivity") or {}).get(name, ())}
    parts = []
    for assumption, unit, factor in ASSUMPTIONS:
        row = rows.get(assumption)
        if row is not None:
            low, high = (
                f"{factor * row['values'][k]:.3g}".replace("-", "\N{MINUS SIGN}") for k in (0, -1)
            )
            ends = " to ".join(_whole(row["totals"][k]) for k in (0, -1))
            parts.append(f"{assumption} of {low} to {high}{unit}: {ends}")
    if not parts:
        return []
    return [f"Life-cycle cost of {name} ({money['currency']}) at a {'; '.join(parts)}."]


def _crossing(row: Mapping[str, Any], currency: str) -> str:
    price = f"{row['price_per_kwh']:.2f} {currency}/kWh"
    return f"At {price} {row['first']} and {row['second']} cost the same over their lives."


def _against(
    row: Mapping[str, Any],
    currency: str,
    first: Mapping[str, float],
    sources: Mapping[str, str],
    period: int,
) -> str:
    saved, base = row["net_savings"], row["base"]
    amount = f"{abs(saved):,.0f} {currency}"
    if saved >= 0:
        text = f"{row['name']} saves {amount} over {period} years against {base}"
    else:
        text = f"{row['name']} costs {amount} more over {period} years than {base}"
    if round(first[row["name"]]) == round(first[base]):
        if sources[row["name"]] == sources[base] and not sources[base].startswith((GIVEN, KEPT)):
            return f"{text}; both cost the same to buy by the guide, which has one price for both."
        return f"{text}; both cost the same to buy."
    years, discounted = row["simple_payback_years"], row["discounted_payback_years"]
    paid = "its higher first cost is not paid back in that time"
    if years is not None and years <= period:
        paid = f"paid back in {years:.1f} years"
    if years and years <= period and discounted is not None:
        paid += f" ({discounted:.1f} discounted)"
    guide = _by_guide({name: sources[name] for name in (row["name"], base)})
    by_guide = "".join(f"; the first cost of {name} is no offer" for name in guide)
    return f"{text}; {paid}{by_guide}."
