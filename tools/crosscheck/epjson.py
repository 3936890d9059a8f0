"""An EnergyPlus document: objects by kind and name, and how EnergyPlus is to compute."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hpsim.building.constants import SOIL_J_PER_M3K, SOIL_W_PER_M_K

Object = dict[str, Any]
Document = dict[str, dict[str, Object]]
ROOM = "room"
DIGITS, DECIMALS = 6, 9  # of a number in the fingerprint: beyond, machines may differ


@dataclass(frozen=True, slots=True)
class Settings:
    """How EnergyPlus computes; everything else is its default."""

    inside_film: str = "TARP"
    outside_film: str = "DOE-2"
    sun_inside: str = "FullExterior"
    """FullExterior: beam falls on the floor; FullInteriorAndExterior: where geometry says."""
    sky: str = "file"
    """The file's infrared, or ClarkAllen, Brunt, Idso, BerdahlMartin."""
    infiltration_density: str = "Standard"
    """Of which air a constant flow is. Standard, the site's at 20 degC, is what hpsim's ``ach``
    means; EnergyPlus' own default is Outdoor, as it blows."""
    soil_w_per_m_k: float = SOIL_W_PER_M_K
    soil_j_per_m3k: float = SOIL_J_PER_M3K
    soil_absorptance: float = 0.8
    """Of the ground around the house, for sunlight: what its reflectance of 0.2 leaves."""
    soil_wind_m: float | None = None
    """Height of the wind over soil and edge, which EnergyPlus calls the ground's roughness. None:
    where nothing is said it takes 0.9 m, though its manual has 0.03 m."""
    soil_years: int = 7
    """Whose last counts: EnergyPlus starts with soil that has not seen the sun."""
    deep_soil: str = "ZeroFlux"
    """Nothing crosses 10 m, or Autoselect, which may hold the year's mean of the air near by."""
    rain: bool = True
    """Whether surfaces get wet when the file says that it rains."""
    sun_every_days: int = 20
    """How often the sun's course and shadows are found anew."""
    steps_per_hour: int = 6


class CannotSayError(Exception):
    """The room has something that this translation does not know."""


def add(doc: Document, kind: str, name: str, entry: Object) -> None:
    """Add an object to a document.

    Raises
    ------
    CannotSayError
        There is one of that name.
    """
    objects = doc.setdefault(kind, {})
    if name in objects:
        raise CannotSayError(f"a second {kind} named '{name}'")
    objects[name] = entry


def fingerprint(doc: Document) -> str:
    """Return a hash of a document, the same wherever numbers agree to six digits."""

    def rounded(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rounded(entry) for key, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return [rounded(entry) for entry in value]
        if not isinstance(value, float):
            return value
        return round(float(f"{value:.{DIGITS}g}"), DECIMALS) + 0.0  # no minus zero

    text = json.dumps(rounded(doc), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def hourly_files(doc: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of hourly values that a document reads: name -> text."""
    values = doc.get("hourly values", {})
    return {
        f"{name}.csv": "".join(f"{row:.6f}\n" for row in entry["rows"])
        for name, entry in values.items()
    }
