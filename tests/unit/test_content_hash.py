"""Every key of a scenario counts in the hash of its run and, if its room follows from it, there."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from hpsim import load_scenario
from hpsim.caching import content_hash
from hpsim.description.base import Description
from hpsim.description.schedules import WEEKDAYS
from hpsim.scenario.fitted import FitScatter, Fitted, FittedLog
from hpsim.scenario.model import Scenario
from hpsim.simulate.response import response_inputs
from hpsim.sweep.design.expand import FIELDS, UNHASHED, UNPRICED
from hpsim.sweep.design.values import canonical

EVERY_KEY = Path(__file__).parents[1] / "data" / "contract" / "every-key.yaml"
DATE = re.compile(r"\d\d-\d\d")
SCENARIOS = ("setback-with-twin", "humid-bedroom", str(EVERY_KEY))

NOT_OF_THE_ROOM = {
    "schema_version": "of the file's keys",
    "name": "for tables",
    "units": "for tables",
    "defaults": "an edition fills other keys before they are read",
    "weather": "its content is in the key of a response, wherever the file lies",
    "measured": "what a simulated room is compared with",
    "measured_weather": "its content is in the key of a response, as the weather's",
    "tariff": "prices change money alone",
    "economics": "costs change money alone",
    "candidates": "machines meet a room that is there",
    "simulation.from": "alone it means no days; with `to` they are in the calendar",
    "simulation.to": "alone it means no days; with `from` they are in the calendar",
    "simulation.resolution": "of the machine's year",
    "simulation.step": "of the machine's year",
    "simulation.warmup": "of the machine's year",
    "thermostat.compare_with_constant": "the twin has a thermostat of its own",
    "thermostat.differential": "ideal control holds the setpoint itself",
    "thermostat.emergency_heat": "of the machine's backup",
    "thermostat.humidity": "ideal control doesn't dry",
    "thermostat.minimum_off": "ideal control has no timers",
    "thermostat.minimum_on": "ideal control has no timers",
    "thermostat.recovery.backup_after": "of the machine's backup",
    "thermostat.sensor": "ideal control knows the air",
    "thermostat.start_delay": "ideal control has no timers",
    "thermostat.starts_per_hour": "ideal control has no timers",
    "verdict": "limits by which a year that is there is judged",
    "sizing": "policies and loads that no year follows from",
    "unknowns": "ranges by which a scenario is varied, not its own year",
    "fitted.scatter": "by which a scenario is varied",
    "fitted.log": "where the factors come from",
}
"""Keys that leave the room's response as it is, and why; all others change it."""
NOT_OF_THE_YEAR = {
    "schema_version": "of the file's keys",
    "name": "for tables",
    "units": "for tables",
    "defaults": "an edition fills other keys before they are read",
    "measured": "what a simulated room is compared with",
    "tariff": "prices are taken after the year",
    "verdict": "limits by which a year that is there is judged",
    "sizing": "policies and loads that no year follows from",
    "economics": "costs are taken after the year",
    "unknowns": "ranges by which a scenario is varied, not its own year",
}
NOT_OF_THE_RUN = {
    "schema_version": "of the file's keys",
    "name": "for tables",
    "units": "for tables",
    "defaults": "an edition fills other keys before they are read",
    "measured": "what a simulated room is compared with",
    "verdict": "limits by which a year that is there is judged",
    "sizing": "policies and loads that no year follows from",
    "unknowns": "ranges by which a scenario is varied, not its own year",
}


FITTED = Fitted(
    sun=1.1,
    scatter=FitScatter(of=("sun",), covariance=((0.01,),)),
    log=FittedLog(file="log.csv", sha256="0", first="2026-01-01 00:00", last="2026-01-08 00:00"),
)


def changed(value: Any) -> Any:
    """Return another value; it need not be allowed, only different."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value * 1.001 + 0.001
    if value in WEEKDAYS:
        return WEEKDAYS[WEEKDAYS.index(value) - 1]
    if isinstance(value, str) and DATE.fullmatch(value):
        return f"{value[:3]}{'08' if value[3:] != '08' else '09'}"
    return f"{value}, other" if isinstance(value, str) else 0.123


def variations(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield a dotted key and the value with that key changed, for every key in it."""
    if isinstance(value, Description):
        for name, info in type(value).model_fields.items():
            key = f"{path}.{info.alias or name}".lstrip(".")
            for where, other in variations(getattr(value, name), key):
                yield where, value.model_copy(update={name: other})
    elif isinstance(value, dict) and value:
        for name, entry in value.items():
            for where, other in variations(entry, f"{path}.{name}"):
                yield where, {**value, name: other}
    elif isinstance(value, tuple) and value:
        for i, entry in enumerate(value):
            for where, other in variations(entry, f"{path}.{i}"):
                yield where, (*value[:i], other, *value[i + 1 :])
    elif value in ((), {}):
        if not path.endswith("vacation"):  # which must have dates; another scenario has one
            yield path, ("other",) if value == () else {"other": 0.123}
    else:
        yield path, changed(value)


def hashes(scenario: Scenario) -> tuple[str, str, str]:
    """Return those of the room's response, of a candidate's year, and of a sweep's run."""
    room = response_inputs(scenario).content_hash
    year = content_hash(scenario.model_copy(update=dict.fromkeys(UNPRICED)))
    sections = {name: f for name, f in FIELDS.items() if name not in UNHASHED}
    run = canonical({n: scenario.model_dump(mode="json", include={f}) for n, f in sections.items()})
    return room, year, run


def is_listed(key: str, table: dict[str, str]) -> bool:
    return any(key == listed or key.startswith(f"{listed}.") for listed in table)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_key_counts_wherever_results_follow_from_it(name: str) -> None:
    scenario = load_scenario(name).model_copy(update={"fitted": FITTED})
    tables = (NOT_OF_THE_ROOM, NOT_OF_THE_YEAR, NOT_OF_THE_RUN)
    seen: set[str] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydantic's, of values that are not allowed
        before = hashes(scenario)
        for key, other in variations(scenario):
            seen.add(key)
            for table, old, new in zip(tables, before, hashes(other), strict=True):
                assert (old == new) is is_listed(key, table), key
    assert len(seen) > 100
    listed = {listed for table in tables for listed in table}
    assert all(any(key == k or key.startswith(f"{k}.") for key in seen) for k in listed)


def descriptions(annotation: Any) -> set[type[Description]]:
    """Return the descriptions that an annotation leads to."""
    found: set[type[Description]] = set()
    waiting = [annotation]
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if isinstance(one, type) and issubclass(one, Description) and one not in found:
            found.add(one)
            waiting += [info.annotation for info in one.model_fields.values()]
    return found


def test_no_field_of_any_part_of_a_scenario_is_left_out_of_a_hash() -> None:
    parts = descriptions(Scenario)
    assert len(parts) > 60
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part in parts:
            plain = dict.fromkeys(part.model_fields)
            found = {content_hash(part.model_construct(**{**plain, n: 0.1})) for n in plain}
            assert len(found) == len(plain), part
