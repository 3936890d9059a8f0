"""What rules of thumb give for a room's floor area, and how far off that is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hpsim.records import dataclass
from hpsim.sizing.policies import sizing_data
from hpsim.units.constants import M2_PER_FT2, W_PER_BTUH


@dataclass(frozen=True, slots=True)
class RuleOfThumb:
    """A rule's answer, and its error against the loads it is silent about."""

    name: str
    title: str
    source: str
    cooling_w: float | None
    """None: the chart does not reach to that area."""
    error_of_manual_j: float | None
    """Relative to Manual J's total cooling load."""
    error_of_design_day: float | None
    """Relative to the simulated design day's; None: no cooling setpoint."""
    heating_fraction: float | None
    """Of Manual J's heating load that the same size would be: the rules do not ask for it."""

    def as_json(self) -> dict[str, Any]:
        """Return it without its name."""
        return {key: value for key, value in asdict(self).items() if key != "name"}


def rules_of_thumb(
    floor_area_m2: float,
    people: float,
    *,
    manual_j_w: float,
    design_day_w: float | None,
    heating_w: float,
) -> tuple[RuleOfThumb, ...]:
    """Return the rules' answers for a room.

    Parameters
    ----------
    floor_area_m2 : float
        Of the room.
    people : float
        In it.
    manual_j_w, design_day_w : float
        Total cooling loads to compare with [W].
    heating_w : float
        Manual J's heating load [W].
    """
    data = sizing_data()["rules_of_thumb"]
    chart_w = chart_size_w(floor_area_m2, people)
    found = {"area": floor_area_m2 * data["area"]["w_per_m2"], "energy_star_chart": chart_w}

    def error(answer_w: float | None, load_w: float | None) -> float | None:
        return None if answer_w is None or not load_w else answer_w / load_w - 1.0

    return tuple(
        RuleOfThumb(
            name,
            data[name]["title"],
            data[name]["source"],
            answer_w,
            error(answer_w, manual_j_w),
            error(answer_w, design_day_w),
            None if answer_w is None or heating_w <= 0.0 else answer_w / heating_w,
        )
        for name, answer_w in found.items()
    )


def chart_size_w(floor_area_m2: float, people: float) -> float | None:
    """Return the size by ENERGY STAR's room chart [W]; None beyond its largest area."""
    chart = sizing_data()["rules_of_thumb"]["energy_star_chart"]
    extra = chart["per_person_above_two_btuh"] * max(people - 2.0, 0.0)
    area_ft2 = floor_area_m2 / M2_PER_FT2
    for up_to, btuh in zip(chart["up_to_ft2"], chart["btuh"], strict=True):
        if area_ft2 <= up_to + 1e-6:
            return float((btuh + extra) * W_PER_BTUH)
    return None
