"""The limits by which candidates are judged: each named, with its reason, for users to change."""

from __future__ import annotations

from pydantic import Field

from hpsim.description.base import (
    Description,
    Duration,
    Flag,
    Fraction,
    Number,
    Temperature,
    TemperatureDifference,
)

SAME_COST = 0.02
"""Judgement: a listed unit may rate 5 % below its label, and energy is a third of owning one."""
COLDEST_ROOM_DEGC = 13.0
"""Judgement: near the 55 degF to which ASHRAE 90.1, 6.4.3 has rooms set back."""


class VerdictRules(Description):
    """Limits of the verdict on a candidate: ``verdict: {heating_ratio: 1.0, short_hours: 50}``.

    What the limits mean, and in which order they are applied, is in `docs/verdict.md`.
    """

    heating_ratio: Number = Field(default=0.95, gt=0, le=2)
    """Too small below: maximum output, backup included, over design heating load. Half of the 10 %
    that Manual S allows in cooling, since a room that is too cold is worse (judgement)."""
    cooling_ratio: Number = Field(default=0.90, gt=0, le=2)
    """Too small below: maximum sensible output over design cooling load. Lower limit of ACCA
    Manual S 2014."""
    backup_share: Fraction = 0.05
    """Too small above: fraction of the year's heat that comes from the backup (judgement)."""
    short_hours: Number = Field(default=150.0, ge=0, le=8760)
    """Too small above: hours in which the room misses a setpoint because the unit can't give more.
    1.7 % of the year; the 99 % design temperature alone leaves 88 hours (judgement)."""
    short_depth_k: TemperatureDifference = Field(default=3.0, gt=0, le=20)
    """Too small above: how far the room is from its setpoint in the worst of those hours."""
    coldest_room_degc: Temperature = Field(default=COLDEST_ROOM_DEGC, ge=-20, le=30)
    """In hours colder than the heating design temperature, `short_depth` may be passed down to this
    room temperature: a code asks for no temperature in them (International Property Maintenance
    Code, 602.3, exception 1), and a design at 99 % leaves them out. 13 degC (55 degF) is near what
    ASHRAE 90.1 has rooms set back to (judgement)."""
    minimum_ratio: Number = Field(default=0.8, gt=0, le=5)
    """Larger than it need be only above: minimum output over the load at 47 degF (8.3 degC), or
    over the design cooling load. ACCA Manual S 2023, proposed addendum c (a draft)."""
    extra_electricity: Fraction = 0.05
    """Larger than it need be above: electricity beyond that of a smaller unit that fits."""
    starts_ratio: Number = Field(default=1.5, ge=1, le=100)
    """Larger than it need be above: starts over those of a smaller unit that fits, if its runs
    are short."""
    short_run_s: Duration = Field(default=600.0, gt=0, le=7200)
    """What short runs are: the typical (median) run is shorter than this."""
    extra_humid_hours: Number = Field(default=300.0, ge=0, le=8760)
    """Larger than it need be above: high-humidity hours beyond those of a smaller unit that
    fits."""
    least_cop: Number = Field(default=1.5, ge=0, le=10)
    """Wrong kind below: a heat pump's COP over a season, everything included. A resistance heater
    has 1."""
    cop_season_share: Fraction = 0.10
    """A season with less of the year's load is not judged by its COP."""
    season_share: Fraction = 0.02
    """A season with less of the year's load is not needed, unless it lasts for `short_hours`."""
    humid_hours: Number = Field(default=1000.0, ge=0, le=8760)
    """Wrong kind above, where hardly any cooling is needed: high-humidity hours."""
    sensible_hours: Number = Field(default=200.0, ge=0, le=8760)
    """Hardly any cooling: the year's cooling load lasts for fewer hours at the design load."""
    cycling_share: Fraction = 0.5
    """Fits, but cycles, above: fraction of the hours with a load in which the load is below the
    unit's minimum."""
    same_cost: Fraction = SAME_COST
    """Units that cost less than this fraction more than the cheapest count as equally cheap: what
    else a buyer notices decides which of them is named."""
    next_size_down: Flag = True
    """Also simulate the next smaller size of each kind."""
    what_if: Flag = True
    """Also simulate what would change the verdict on the unit that the answer names."""
