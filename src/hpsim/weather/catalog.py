"""The weather files that come with hpsim."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

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
    country: str
    zone: str
    kind: str
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    sun_shift_min: float
    closure_rms: float
    sha256: str
    licence: str

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
        return tuple(_entry(row) for row in csv.DictReader(stream))


def _entry(row: dict[str, str]) -> Shipped:
    return Shipped(
        id=row["id"],
        file=row["file"],
        source_format=row["format"],
        place=row["place"],
        country="USA" if row["id"].startswith("us-") else "",
        zone=row["zone"],
        kind=row["kind"],
        latitude_deg=float(row["lat"]),
        longitude_deg=float(row["lon"]),
        altitude_m=float(row["alt_m"]),
        sun_shift_min=float(row["sun_shift_min"]),
        closure_rms=float(row["closure_rms"]),
        sha256=row["sha256"],
        licence=row["licence"],
    )
