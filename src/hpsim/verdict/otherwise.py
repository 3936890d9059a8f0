"""The units of a file in a room that is used otherwise: door open or closed, people away by day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hpsim.building.description.room_kinds import ROOM_KINDS
from hpsim.building.description.rooms import SimpleRoom
from hpsim.equipment.kinds.compressor_unit import CompressorUnit
from hpsim.metrics import METRICS
from hpsim.metrics.running import longest_recovery_min
from hpsim.results import Run
from hpsim.scenario.model import Scenario
from hpsim.verdict.judge import judged_run

AWAY_HOURS = frozenset(range(9, 17))
"""From 9:00 to 17:00, every day."""
AWAY_K = 8.0 / 1.8
"""How far setpoints are set back meanwhile: 8 degF, within the 7 to 10 degF that the US Department
of Energy advises."""
HOURS_PER_DAY = 24
SHOWN = ("electricity_kwh", "starts", "high_humidity_h", "recovery_min")


class Otherwise(NamedTuple):
    """One unit of the file in the room as it is used otherwise."""

    name: str
    use: str
    """door open, door closed, away by day."""
    verdict: str
    electricity_kwh: float
    starts: int | None
    high_humidity_h: int | None
    recovery_min: float | None
    """Mean over the days; None: no change of setpoint."""
    longest_recovery_min: float | None


def otherwise(scenario: Scenario) -> list[Otherwise]:
    """Return the year of each heat pump with the door open, closed, and with people away by day.

    A door counts where the room is in words and has the one of its kind; an absence where a season
    has one setpoint all day.
    """
    units = tuple(c for c in scenario.candidates if isinstance(c, CompressorUnit))
    if not units:
        return []
    rules = scenario.verdict.model_copy(update={"what_if": False})
    alone = scenario.thermostat.model_copy(update={"compare_with_constant": False})
    base = scenario.model_copy(update={"candidates": units, "verdict": rules, "thermostat": alone})
    return [row for use, changed in _uses(base) for row in _rows(use, judged_run(changed))]


def _uses(base: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Give the scenario as it is used otherwise, with what that is called."""
    room = base.room
    if isinstance(room, SimpleRoom) and not room.doors and _has_home_door(room):
        for state in ("open", "closed"):
            other = room.model_copy(update={"home_door": state})
            yield f"door {state}", base.model_copy(update={"room": other})
    thermostat = base.thermostat
    away = {
        season: tuple(held + sign * AWAY_K * (h in AWAY_HOURS) for h in range(HOURS_PER_DAY))
        for season, sign in (("heating", -1.0), ("cooling", 1.0))
        if isinstance(held := getattr(thermostat, season), float)
    }
    if away:
        left = thermostat.model_copy(update=away)
        yield "away by day", base.model_copy(update={"thermostat": left})


def _has_home_door(room: SimpleRoom) -> bool:
    return "none" not in (room.home_door, ROOM_KINDS[room.kind].home_door)


def _rows(use: str, run: Run) -> Iterator[Otherwise]:
    """Give a row for each unit; what a unit is compared with has no verdict and no row."""
    assert run.judgement is not None
    for results in run.candidates:
        if results.candidate not in run.judgement.verdicts:
            continue
        kwh, *counts, recovery_min = (METRICS[key].of(results) for key in SHOWN)
        starts, humid_h = (None if value is None else int(value) for value in counts)
        yield Otherwise(
            results.candidate,
            use,
            run.judgement.verdicts[results.candidate].word,
            kwh or 0.0,
            starts,
            humid_h,
            recovery_min,
            longest_recovery_min(results),
        )
