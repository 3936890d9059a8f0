"""How candidates are judged by their size: a policy, one's own limits, what is in the room.

Nothing of the simulated year follows from it: `hpsim size` and verdicts read it.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

from hpsim.description.base import Description, HeatFlow, Number, complaint

PolicyName: TypeAlias = Literal[
    "manual_s_2014", "manual_s_2023", "heating_decides", "balanced", "energy_star", "own"
]
SizingLoad: TypeAlias = Literal["manual_j", "design_day"]
LARGEST_RATIO = 10.0


def _rising(pair: tuple[float, float]) -> tuple[float, float]:
    """Check that a band's lower limit comes first."""
    low, high = pair
    if low > high:
        raise complaint(f"the band is reversed: {low:g} is above {high:g}", f"[{high:g}, {low:g}]")
    return pair


def _pair(value: object) -> object:
    """Check that a band has two limits."""
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return tuple(value)
    raise complaint("a band has two limits", "[0.9, 1.3]")


Ratio: TypeAlias = Annotated[Number, Field(ge=0, le=LARGEST_RATIO)]
Band: TypeAlias = Annotated[tuple[Ratio, Ratio], BeforeValidator(_pair), AfterValidator(_rising)]
"""Least and largest ratio of output to load."""


class OwnBand(Description):
    """Limits of the policy ``own``: net output at the design temperatures over the load."""

    heating: Band = (1.0, 1.4)
    """Greatest heating output over the design heating load; 1.4 is our own judgement."""
    cooling: Band = (0.9, 1.3)
    """Greatest total cooling output over the design cooling load."""
    minimum: Ratio = 0.8
    """Largest minimum output over the load at 47 °F (8.3 °C), and in cooling."""


class Sizing(Description):
    """How candidates are judged by their size."""

    policy: PolicyName = "manual_s_2014"
    """The policy that is marked among all that are listed: manual_s_2014, manual_s_2023 (a draft),
    heating_decides, balanced, energy_star or own."""
    band: OwnBand = OwnBand.by_default()
    """Limits of the policy ``own``."""
    load: SizingLoad = "manual_j"
    """Load of the policy ``own``: manual_j, or design_day of the simulated room."""
    people: Number | None = Field(default=None, ge=0, le=100)
    """People in the room for Manual J; default: its occupants."""
    appliances_w: HeatFlow | None = Field(default=None, ge=0)
    """Sensible heat of appliances for Manual J; default: the highest hour of the room's gains."""
