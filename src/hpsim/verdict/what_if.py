"""Changes that may alter a verdict: each is a scenario with one candidate, to be simulated."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from hpsim.building.description.contents import Infiltration
from hpsim.building.description.room_kinds import ROOM_KINDS
from hpsim.building.description.rooms import SimpleConstructions, SimpleRoom
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.kinds.compressor_unit import MAX_RESISTANCE_W, Backup, CompressorUnit
from hpsim.equipment.kinds.label_unit import LabelUnit
from hpsim.scenario.control import control_by
from hpsim.scenario.model import Scenario
from hpsim.units.constants import R_IP
from hpsim.units.display import Reader
from hpsim.units.numbers import number
from hpsim.verdict.ladder import called, next_up
from hpsim.verdict.rules import Decision
from hpsim.verdict.texts import how_often
from hpsim.verdict.words import Words, sentence_start

HEATER_W = 1500.0
"""A plug-in heater: the largest that a US outlet of 15 A may run for long."""
TIGHT_ACH50 = 5.0  # IECC 2021 in climate zones 1 and 2; others 3
CEILING_M2K_PER_W = 38.0 * R_IP  # R-38, IECC 2009 in zones 4 and 5
LITTLE_STANDBY_W = 1.0  # the low end of what controls draw, 1 to 20 W
COLD_CLIMATE = "A cold-climate unit of this size (climate_class: cold) would fit."
HARDLY_HEATS = 1e-4  # of the heat: then a heater is not what makes a unit fit; a cold night is
HEATER_STEP_W = 500.0  # in which baseboards are sold
HEATER_RESERVE = 1.1  # the coldest hours of a year need more than the design day
COLD_AND_HEATER = (
    f"A cold-climate unit (climate_class: cold) and a {HEATER_W / 1000.0:g} kW electric heater fit"
)
WIDE_BAND_K = 2.5  # the widest of makers' control bands, 0.5 to 2.5 K

FEWER = 0.85  # of the starts: more are no clear difference once they are rounded

Outcome: TypeAlias = Callable[[Decision, Reader], str]


class WhatIf(NamedTuple):
    """A change to try, and how its outcome reads."""

    scenario: Scenario
    """With the changed room, thermostat or machine as its only candidate."""
    text: Outcome
    """Returns a sentence, or nothing where the change does not help."""
    is_judged: bool = True
    """Its text depends on the verdict, so that a changed room needs design loads of its own."""


def what_ifs(
    scenario: Scenario,
    candidate: Candidate,
    decision: Decision,
    infiltration: Infiltration | None,
    helped: Sequence[str] = (),
) -> Iterator[WhatIf]:
    """Give the changes that are worth a simulation for one candidate.

    Where a unit stops for the weather a larger one stops too, and a better room is not held either.

    Parameters
    ----------
    scenario : Scenario
        As its author wrote it.
    candidate : Candidate
        The one that the answer is about.
    decision : Decision
        What was made of its year.
    infiltration : Infiltration
        Of the room once it is expanded.
    helped : sequence of str
        What the changes given so far have been found to do; it grows as they are simulated.
    """
    alone, facts = _with_candidate(scenario, candidate), decision.facts
    if decision.word == "too small" or decision.cause in ("cuts out", "stops"):
        larger = next_up(candidate)
        heats = decision.season is facts.heating
        stops = (facts.heating if heats else facts.cooling).is_stopped
        if larger is not None and not stops:
            yield WhatIf(_with_candidate(scenario, larger), _fits_text(_fits_in_its_place(larger)))
        if heats and isinstance(candidate, LabelUnit) and _may_be_for_the_cold(candidate):
            cold = candidate.model_copy(update={"climate_class": "cold"})
            yield WhatIf(_with_candidate(scenario, cold), _fits_text(COLD_CLIMATE))
            if candidate.backup is None and not helped:
                both = cold.model_copy(update={"backup": Backup(size_w=HEATER_W)})
                yield WhatIf(_with_candidate(scenario, both), _heater_text(COLD_AND_HEATER))
        if heats and isinstance(candidate, CompressorUnit) and candidate.backup is None:
            yield _with_heater(scenario, candidate, HEATER_W)
            carries_w = HEATER_RESERVE * (facts.heating.design_load_w or 0.0)
            heater_w = HEATER_STEP_W * math.ceil(carries_w / HEATER_STEP_W)
            if HEATER_W < heater_w <= MAX_RESISTANCE_W and not helped:  # that heats by itself
                yield _with_heater(scenario, candidate, heater_w)
        if not stops:
            yield from _better_rooms(alone, infiltration)
    elif decision.cause == "standby":
        yield from _less_standby(scenario, candidate, decision)
    elif decision.word == "fits, but cycles":
        own = control_by(scenario.thermostat, candidate)
        has_wall = own is None or not own.is_own  # the band of a unit's board is not set at a wall
        narrow_k = scenario.thermostat.wall_differential_k
        if facts.starts and has_wall and narrow_k < 0.75 * WIDE_BAND_K:
            wide = scenario.thermostat.model_copy(update={"differential_k": WIDE_BAND_K})
            changed = alone.model_copy(update={"thermostat": wide})
            yield WhatIf(changed, _fewer_starts(facts.starts, _wide_band), is_judged=False)
        room = alone.room
        if facts.starts and isinstance(room, SimpleRoom) and _has_closed_door(room):
            ajar = alone.model_copy(update={"room": room.model_copy(update={"home_door": "open"})})
            left_open = _fewer_starts(facts.starts, lambda _: "the door to the home left open")
            yield WhatIf(ajar, left_open, is_judged=False)


def _with_heater(scenario: Scenario, candidate: CompressorUnit, heater_w: float) -> WhatIf:
    warmed = candidate.model_copy(update={"backup": Backup(size_w=heater_w)})
    text = f"With a {heater_w / 1000.0:g} kW electric heater next to it, it fits"
    return WhatIf(_with_candidate(scenario, warmed), _heater_text(text))


def _less_standby(scenario: Scenario, candidate: Candidate, decision: Decision) -> Iterator[WhatIf]:
    """Give a unit that draws next to nothing while it does not run."""
    season = decision.season
    if season is None or not isinstance(candidate, CompressorUnit) or season.standby_kwh <= 0.0:
        return
    low = {"standby_w": LITTLE_STANDBY_W, "crankcase_w": 0.0}
    changes = {key: value for key, value in low.items() if key in type(candidate).model_fields}
    quiet = candidate.model_copy(update=changes)
    words = f"With {LITTLE_STANDBY_W:g} W of standby and no crankcase heater it would fit."
    yield WhatIf(_with_candidate(scenario, quiet), _fits_text(words))


def _may_be_for_the_cold(candidate: LabelUnit) -> bool:
    """Return whether a unit is an ordinary one because nothing else was given."""
    if not candidate.has_climate_class or candidate.climate_class is not None:
        return False
    return candidate.maximum().heating_5f_w is None and candidate.lowest_outdoor_degc is None


def _has_closed_door(room: SimpleRoom) -> bool:
    """Return whether a room has a door to the home that is shut at least at night by default."""
    by_kind = ROOM_KINDS[room.kind].home_door
    return by_kind not in ("none", "open") and room.home_door is None and room.doors is None


def _with_candidate(scenario: Scenario, candidate: Candidate) -> Scenario:
    return scenario.model_copy(update={"candidates": (candidate,)})


def _better_rooms(alone: Scenario, infiltration: Infiltration | None) -> Iterator[WhatIf]:
    """Give a tighter room, and one with more insulation in its ceiling, of a room in words."""
    room = alone.room
    if not isinstance(room, SimpleRoom):
        return
    if infiltration is not None and (infiltration.ach50 or 0.0) > TIGHT_ACH50:
        tight = infiltration.model_copy(update={"ach50": TIGHT_ACH50})
        sealed = room.model_copy(update={"infiltration": tight})
        words = f"Sealing the home to {number(TIGHT_ACH50)} air changes an hour at 50 Pa"
        changed = alone.model_copy(update={"room": sealed})
        yield WhatIf(changed, _fits_text(f"{words} would make it fit."))
    constructions = room.constructions or SimpleConstructions()
    if constructions.roof is None and room.above in (None, "outdoors", "attic"):
        better = constructions.model_copy(update={"roof": CEILING_M2K_PER_W})
        insulated = room.model_copy(update={"constructions": better})
        changed = alone.model_copy(update={"room": insulated})
        yield WhatIf(changed, _better_ceiling)


def _wide_band(reader: Reader) -> str:
    return f"a control band of {reader.text(WIDE_BAND_K, 'band_k', 2)}"


def _fits_in_its_place(larger: Candidate) -> str:
    return f"{sentence_start(called(larger, larger.result_name()))} would fit."


def _fits_text(text: str) -> Outcome:
    """Return what says a text if the changed candidate fits, else nothing."""
    return lambda decision, _reader: text if decision.holds else ""


def _better_ceiling(decision: Decision, reader: Reader) -> str:
    """Return that an insulated ceiling makes a unit fit; nothing if it does not."""
    resistance = reader.translated(f"{CEILING_M2K_PER_W:.1f} m2K/W")
    return f"Insulating the ceiling to {resistance} would make it fit." if decision.holds else ""


def _heater_text(text: str) -> Outcome:
    """Return what says a text, and how much the heater gives, if the changed candidate fits."""

    def outcome(decision: Decision, reader: Reader) -> str:
        fraction = decision.facts.backup_fraction
        if not decision.holds or fraction < HARDLY_HEATS:
            return ""
        share = Words(reader).percent("backup_fraction", fraction)
        return f"{text}: the heater gives {share} of the heat."

    return outcome


def _instead(now: str, before: str) -> str:
    """Return 'about 7 instead of 9 times a day', or both in full where their periods differ."""
    number_now, _, period_now = now.removeprefix("about ").partition(" ")
    number_before, _, period = before.removeprefix("about ").partition(" ")
    if period_now != period or not now.startswith("about ") or not number_now[:1].isdigit():
        return f"{now} instead of {before}"
    return f"about {number_now} instead of {number_before} {period}"


def _fewer_starts(starts_before: int, change: Callable[[Reader], str]) -> Outcome:
    """Return what compares the starts after a change with those before, if they are fewer."""

    def outcome(decision: Decision, reader: Reader) -> str:
        starts = decision.facts.starts
        if starts is None or starts > FEWER * starts_before:
            return ""
        now, before = (how_often(n, Words(reader)) for n in (starts, starts_before))
        if now == before:  # as people say it
            return ""
        return f"With {change(reader)} it would start {_instead(now, before)}."

    return outcome
