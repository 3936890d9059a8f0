"""What a log can tell of a room: unknowns with the ranges that a description leaves open, as data.

Factors scatter by their natural logarithm, so that half and double are as likely. The ranges are
what a person can't know of a room that is described in words; what is given in the scenario, or
known by ``unknowns``, is narrower.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from hpsim.building.description.rooms import SimpleRoom
from hpsim.building.factors import RoomFactors
from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.scenario.model import Scenario

GIVEN_LEAKS_SIGMA = 0.3  # of a blower-door test that stands in the file: weather and share of it
LAYERS_SIGMA = 0.15  # of layers given one by one: bridges, damp, workmanship
GUESSED_WINDOWS_SIGMA = 0.5
"""Of the sun through windows that nobody described: their area (a half to twice 15 % of the floor),
the side that they face, and what is drawn over them."""
KNOWN = 0.2  # of a usual range that is left where a person says 'known'
THIRD_SIGMA, THIRD_MEAN = 0.45, 1.09  # of a third of a normal distribution's probability
MIDDLE_SIGMA = 0.245  # of its middle third


@dataclass(frozen=True, slots=True)
class FitUnknown:
    """One quantity that a fit finds."""

    name: str
    words: str
    """What it is, for people."""
    sigma: float
    """Standard deviation before the fit: of the logarithm of a factor, or in its unit."""
    is_factor: bool = True
    mean: float = 0.0
    """Before the fit: logarithm of a factor, or in its unit."""
    unit: str = ""

    def value(self, scaled: float) -> float:
        """Return the factor, or the value in its unit, at so many standard deviations."""
        plain = self.mean + self.sigma * scaled
        return float(np.exp(plain)) if self.is_factor else plain


ROWS: Mapping[str, Any] = read_shipped_yaml("fit.yaml")["unknowns"]
USUAL = tuple(
    FitUnknown(name, row["words"], row["sigma"], "unit" not in row, unit=row.get("unit", ""))
    for name, row in ROWS.items()
)
"""All of them, with the ranges of a room in words."""
OF_ROOM = tuple(name for name, row in ROWS.items() if row.get("of_room"))
"""Those that belong to the room, whichever log it was."""
OF_USUAL: Mapping[str, str] = {row["usual"]: n for n, row in ROWS.items() if "usual" in row}
"""What a person may say of a room before, and the fitted unknown that says the same."""
METERED_SIGMA = 0.02
"""Of an electric heater behind a plug-in meter."""


def unknowns_of(scenario: Scenario, present: Sequence[str]) -> tuple[FitUnknown, ...]:
    """Return the unknowns of a scenario's room, narrowed by what it gives.

    ``present`` names those that the room and its log have.
    """
    known, room = scenario.unknowns, scenario.room
    found = []
    for unknown in USUAL:
        if unknown.name not in present:
            continue
        one = unknown
        if one.name == "leaks" and room.infiltration is not None:
            one = replace(one, sigma=GIVEN_LEAKS_SIGMA)
        if one.name == "conduction" and not isinstance(room, SimpleRoom):
            one = replace(one, sigma=LAYERS_SIGMA)
        if one.name == "sun" and isinstance(room, SimpleRoom) and room.windows is None:
            one = replace(one, sigma=GUESSED_WINDOWS_SIGMA)
        word = getattr(known, ROWS[one.name].get("usual", ""), None)
        found.append(_by_words(one, word))
    return tuple(found)


def widened_start(
    unknowns: Sequence[FitUnknown], indoor_degc: FloatArray
) -> tuple[FitUnknown, ...]:
    """Return unknowns of which the room's state before the log is as uncertain as the log scatters.

    Parameters
    ----------
    unknowns : sequence of FitUnknown
        With or without ``start``.
    indoor_degc : (n_hours,)
        Temperature of the room; NaN where not known. Before the log it was as far from its first
        hours as it is from its mean in the log, if that is more than the usual range.
    """
    known = indoor_degc[np.isfinite(indoor_degc)]
    scatter_k = float(np.std(known)) if known.size else 0.0
    return tuple(
        replace(one, sigma=max(one.sigma, scatter_k)) if one.name == "start" else one
        for one in unknowns
    )


def _by_words(unknown: FitUnknown, word: object) -> FitUnknown:
    sigma = unknown.sigma
    if word == "known":
        return replace(unknown, sigma=KNOWN * sigma)
    if word == "average":
        return replace(unknown, sigma=MIDDLE_SIGMA * sigma)
    if word in ("low", "high"):
        sign = 1.0 if word == "high" else -1.0
        return replace(unknown, sigma=THIRD_SIGMA * sigma, mean=sign * THIRD_MEAN * sigma)
    return unknown


def values_of(unknowns: Sequence[FitUnknown], scaled: FloatArray) -> dict[str, float]:
    """Return factors and values by name, at scaled unknowns (n,)."""
    return {u.name: u.value(float(x)) for u, x in zip(unknowns, scaled, strict=True)}


def room_factors(values: Mapping[str, float], base: RoomFactors) -> RoomFactors:
    """Return the factors on a room's numbers, over those it had before."""
    factors = {
        name: getattr(base, name) * values.get(name, 1.0)
        for name in RoomFactors.__dataclass_fields__
        if name != "neighbours_k"
    }
    return RoomFactors(**factors, neighbours_k=base.neighbours_k + values.get("neighbours", 0.0))
