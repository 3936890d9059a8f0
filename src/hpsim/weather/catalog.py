"""The weather files that come with hpsim."""

from __future__ import annotations

import csv
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from hpsim.records import dataclass
from hpsim.shipped import weather_folder

CATALOG_FILE = "catalog.csv"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A weather file that comes with hpsim, as its catalogue has it."""

    id: str
    file: str
    source_format: str
    place: str
    zone: str
    kind: str
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    sun_shift_min: float
    closure_rms: float
    sha256: str

    @property
    def country(self) -> str:
        """Return the country's code as far as the catalogue knows it."""
        return "USA" if self.id.startswith("us-") else ""

    @property
    def path(self) -> Path:
        """Return where the file lies."""
        return weather_folder() / self.file

    @property
    def is_typical(self) -> bool:
        """Return whether it is a typical year, not one actual year."""
        return "actual year" not in self.kind


@lru_cache(maxsize=1)
def shipped_weather() -> tuple[Shipped, ...]:
    """Return the catalogue of the files that come with hpsim, by id."""
    with (weather_folder() / CATALOG_FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    of: dict[str, Any] = {f.name: float if f.type == "float" else str for f in fields(Shipped)}
    return tuple(Shipped(**{name: to(row[name]) for name, to in of.items()}) for row in rows)
