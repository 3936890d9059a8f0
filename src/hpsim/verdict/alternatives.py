"""Candidates that a person may want next to those in the file: other sizes, other ways to heat."""

from __future__ import annotations

import math
from typing import Any

from hpsim.economics.ownership import Costs, Economics
from hpsim.equipment.kinds import Candidate, read_candidate
from hpsim.equipment.kinds.compressor_unit import Backup, CompressorUnit
from hpsim.equipment.kinds.label_unit import LabelUnit
from hpsim.errors import Problem, ScenarioError
from hpsim.results import DesignLoads
from hpsim.scenario.model import Scenario
from hpsim.units.messages import UnitError, did_you_mean, kilowatts_or_btus
from hpsim.units.systems import UnitSystem
from hpsim.units.values import parse
from hpsim.verdict.ladder import resized
from hpsim.verdict.what_if import HEATER_W

TYPICAL: dict[str, dict[str, float]] = {
    "variable_speed": {"seer2": 21, "hspf2": 10},
    "two_stage": {"seer2": 17, "hspf2": 8.5},
    "single_stage": {"seer2": 15.2, "hspf2": 7.8},
}
"""Labels for sizes of a kind that the file does not have; those of the shipped sweeps."""
HOME_AFUE, HOME_SEER2, HOME_DUCT_LOSS = 0.80, 13.4, 0.15
"""An existing system: a non-condensing furnace, the least SEER2 allowed in the north since 2023,
and what ducts outside the heated space lose."""
LEAST_PART_W = 300.0  # of an existing system: what one register of a house gives
OVERSIZED = 1.25  # of a baseboard over the design load, rounded up to half a kilowatt
DEFAULT_KIND = "variable_speed"
SIZES_HINT = {"us": "such as 6k or '9 kBtu/h'", "si": "such as '2 kW' or '2.5 kW'"}


def of_sizes(scenario: Scenario, sizes: str, kind: str | None = None) -> Scenario:
    """Return a scenario with other sizes of a unit as its candidates: ``6k,9k,12k``, or with units.

    In a scenario in SI units ``6k`` is refused: it may be 6 kW or 6 kBtu/h.

    The kind is by default that of the file's first heat pump. Form and label are those of its first
    candidate of that kind, else typical ones.

    Raises
    ------
    ScenarioError
        A size or the kind can't be read.
    """
    units = [c for c in scenario.candidates if isinstance(c, LabelUnit)]
    if kind is None:
        kind = units[0].kind if units else DEFAULT_KIND
    problems = []
    if kind not in TYPICAL:
        hint = did_you_mean(kind, TYPICAL, f"one of {', '.join(TYPICAL)}")
        problems.append(Problem(f"'{kind}' is not a kind of unit with sizes", "--kind", hint=hint))
    sizes_w = []
    for text in sizes.split(","):
        try:
            sizes_w.append(size_of(text.strip(), scenario.units))
        except UnitError as error:
            problems.append(Problem(error.message, "--sizes", hint=error.hint))
    if problems:
        raise ScenarioError(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}", problems)
    base = next((c for c in units if c.kind == kind), None)
    made = []
    for size_w in dict.fromkeys(sizes_w):
        if base is None:
            written: dict[str, Any] = {"kind": kind, "size": f"{size_w} W", **TYPICAL[kind]}
            made.append(read_candidate(written))
        else:
            made.append(resized(base, size_w))
    return scenario.model_copy(update={"candidates": tuple(made)})


def size_of(text: str, units: UnitSystem | None = None) -> float:
    """Return a size [W]; ``6k`` is 6 kBtu/h.

    Raises
    ------
    UnitError
        It is none, or a ``6k`` next to values in SI units (``units`` is ``si``): people who buy by
        the kilowatt may mean either.

    Examples
    --------
    >>> round(size_of("6k")), size_of("2.5 kW")
    (1758, 2500.0)
    """
    number = text[:-1].strip()
    if text[-1:].lower() == "k" and number.replace(".", "", 1).isdigit():
        if units == "si":
            message = f"'{text}' may be {number} kW or {number} kBtu/h"
            raise UnitError(message, kilowatts_or_btus(number))
        text = f"{number} kBtu/h"
    try:
        size_w = parse(text, "heat_flow")
    except UnitError as error:
        raise UnitError(error.message, SIZES_HINT[units or "us"]) from None
    if size_w <= 0.0:
        raise UnitError(f"a size of {text} is not above 0", SIZES_HINT[units or "us"])
    return size_w


def with_alternatives(scenario: Scenario, design: DesignLoads | None) -> Scenario:
    """Return a scenario with alternatives as candidates of their own.

    Every heat pump without a backup also with a 1.5 kW electric heater next to it; an electric
    baseboard that meets the design load; the part of an existing furnace and central air
    conditioner that would serve this room, which is kept and costs nothing to buy; and nothing.
    """
    found: list[Candidate] = list(scenario.candidates)
    for candidate in scenario.candidates:
        if isinstance(candidate, CompressorUnit) and candidate.can_heat and not candidate.backup:
            if scenario.thermostat.heating is None:
                break
            name = f"{candidate.result_name()} + 1.5 kW heater"
            helped = {"backup": Backup(size_w=HEATER_W), "name": name}
            found.append(candidate.model_copy(update=helped))
    if design is not None and design.heating_w is not None:
        size_kw = max(math.ceil(OVERSIZED * design.heating_w / 500.0) / 2.0, 0.5)
        _add(found, {"kind": "baseboard", "size": f"{size_kw:g} kW"})
    existing = existing_system(design)
    economics = scenario.economics or Economics()
    if existing is not None:
        found.append(existing)
        own = economics.costs.get(existing.result_name(), Costs(kept=True))
        costs = {**economics.costs, existing.result_name(): own}
        economics = economics.model_copy(update={"costs": costs})
    _add(found, {"kind": "none", "name": "nothing"})
    return scenario.model_copy(update={"candidates": tuple(found), "economics": economics})


def _add(found: list[Candidate], written: dict[str, Any]) -> None:
    """Add a candidate of a kind that the list does not have."""
    if written["kind"] not in [candidate.kind for candidate in found]:
        found.append(read_candidate(written))


def existing_system(design: DesignLoads | None) -> Candidate | None:
    """Return the part of a home's furnace and central air conditioner that one room gets."""
    if design is None:
        return None
    heat_w = None if design.heating_w is None else _part_w(design.heating_w)
    cool_w = None
    if design.cooling_sensible_w is not None:
        cool_w = _part_w(design.cooling_sensible_w + (design.cooling_latent_w or 0.0))
    furnace = {"kind": "furnace", "afue": HOME_AFUE, "duct_loss": HOME_DUCT_LOSS}
    cooler = {"kind": "single_stage", "form": "ducted", "seer2": HOME_SEER2, "heating": False}
    furnace |= {"size": f"{heat_w} W"}
    cooler |= {"size": f"{cool_w} W"}
    if heat_w is not None and cool_w is not None:
        name = "existing furnace and central air"
        both = {"kind": "pair", "name": name, "heating": furnace, "cooling": cooler}
        return read_candidate(both)
    if heat_w is not None:
        return read_candidate({**furnace, "name": "existing furnace"})
    if cool_w is not None:
        alone = {"name": "existing central air", "duct_loss": HOME_DUCT_LOSS}
        return read_candidate({**cooler, **alone})
    return None


def _part_w(load_w: float) -> float:
    """Return what reaches the register for a load, with the ducts' losses on top."""
    return max(round(1.25 * load_w / (1.0 - HOME_DUCT_LOSS), 1), LEAST_PART_W)
