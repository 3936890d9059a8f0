"""Why a year's efficiency differs from the label's: what the unit met that the label does not.

SEER2 and HSPF2 are made of steady tests, a laboratory's temperature bins and a load that fits the
unit. What the year had besides is counted here in kilowatt-hours, in words.
"""

from __future__ import annotations

import math

from hpsim.metrics.efficiency import in_situ_hspf2, in_situ_seer2
from hpsim.results import MIN_SEASON, Results

WORTH_SAYING = 0.03  # of the electricity
SHORT_RUN_S = 600.0
MUCH_CYCLING = 0.5  # of the runs


def in_situ_notes(results: Results) -> tuple[str, ...]:
    """Return a sentence for each season: its figure, the label's and why, or why it has none."""
    found, h = [], results.hourly
    over = "this year asks" if results.period is None else "these days ask"
    heat_kwh, cold_kwh = results.useful_kwh
    for season, key, given_kwh, of in (
        ("cooling", "seer2", cold_kwh, in_situ_seer2),
        ("heating", "hspf2", heat_kwh, in_situ_hspf2),
    ):
        label, here = results.label.get(key), of(results)
        is_run = results.traits.is_machine and given_kwh > 0.0
        if is_run and results.is_trifling(heating=season == "heating"):
            found.append(
                f"{season} is less than {100.0 * MIN_SEASON:.0f} % of what {over} for: a "
                "COP of its own would tell of waiting, not of running"
            )
        elif label is not None and math.isfinite(here):
            found.append(_next_to_the_label(results, season, key, here, label))
    drawn = float(((h.drawn_heat_w + h.drawn_latent_w) * ~results.is_heating).sum())
    taken = float((h.cool_delivered_w + h.latent_removed_w).sum())
    if taken > 0.0 and drawn > WORTH_SAYING * taken:
        found.append(
            f"{100.0 * drawn / taken:.0f} % of what the coil takes out in cooling came in with air "
            "that the unit itself draws in, or through its hoses or ducts"
        )
    lost = float((-h.drawn_heat_w * results.is_heating).sum())
    given = float(h.heat_delivered_w.sum())
    if given > 0.0 and lost > WORTH_SAYING * given:
        found.append(
            f"{100.0 * lost / given:.0f} % of the heat delivered warms air that the unit itself "
            "draws in, or leaves through its hoses or ducts"
        )
    return tuple(found)


def _next_to_the_label(results: Results, season: str, key: str, here: float, label: float) -> str:
    """Return the year's figure next to the label's, and why they differ."""
    over = "year" if results.period is None else "days"
    said = f"{key.upper()} of this room and {over} {here:.1f}, on the label {label:.1f}"
    reasons = _reasons(results, season)
    if reasons:
        said += ": besides other temperatures and loads, " + ", ".join(reasons)
    return said


def _reasons(results: Results, season: str) -> list[str]:
    """Return what weighs in one season."""
    hourly = results.hourly
    heating_w = hourly.heating_electricity_w
    is_heating = season == "heating"
    share = heating_w / (results.electric_power_w + 1e-9)
    if not is_heating:
        share = 1.0 - share
    total = float((results.electric_power_w * share).sum())
    parts = [
        ("standby, crankcase and pan heater", hourly.standby_w),
        ("the indoor fan", hourly.fan_w),
        ("backup", hourly.backup_w),
        ("defrost", hourly.defrost_w),
    ]
    reasons = []
    for name, power_w in parts:
        part = float((power_w * share).sum()) / total if total > 0.0 else 0.0
        if part > WORTH_SAYING:
            reasons.append(f"{100.0 * part:.0f} % of the electricity for {name}")
    mine = results.cycles.mode > 0.0 if is_heating else results.cycles.mode < 0.0
    runs = results.cycles.run_s[mine]
    if runs.size:
        short = float((runs < SHORT_RUN_S).mean())
        if short > MUCH_CYCLING:
            reasons.append(f"{100.0 * short:.0f} % of the runs under ten minutes")
    return reasons
