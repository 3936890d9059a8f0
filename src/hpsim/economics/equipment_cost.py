"""What equipment costs installed, from the shipped table, with source and grade.

Of most ductless sizes only a low and a high price are published: the typical one is their midpoint,
a judgement, and graded so. None of the three falls from a size to the next larger one, since rows
come from different guides. Sizes between two rows are interpolated.

References
----------
``data/prices/equipment_costs.csv``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hpsim.economics.fuels import price_rows
from hpsim.units.constants import BTUH_PER_W

MIDPOINT = "midpoint is a judgement"
FORMS = {
    "ductless_wall": "ductless",
    "floor": "ductless",
    "cassette": "ductless",
    "window": "room_air_conditioner",
    "ducted": "ducted_heat_pump",
    "ptac": "packaged_terminal",
    "ptw": "packaged_terminal",
    "portable_one_hose": "portable_unit",
    "portable_two_hose": "portable_unit",
}
"""Item of the table by a heat pump's form; a table of outputs is taken as a ductless unit."""
FURNACES = {
    "gas": "gas_furnace",
    "propane": "oil_or_propane_furnace",
    "oil": "oil_or_propane_furnace",
}
PORTABLE_HEATER = "portable_heater"


class CostRange(NamedTuple):
    """An installed price [USD], and how far it can be relied on."""

    low: float
    typical: float
    high: float
    year: int
    life_years: float
    source: str
    grade: str

    def times(self, factor: float) -> CostRange:
        """Return the price where everything costs some factor as much."""
        low, typical, high = (factor * value for value in self[:3])
        return self._replace(low=low, typical=typical, high=high)

    def plus(self, other: CostRange) -> CostRange:
        """Return the price of both with both sources, and the life at which they wear as each does.

        Straight-line: the total over its life is what both lose in value a year.
        """
        low, typical, high = (a + b for a, b in zip(self[:3], other[:3], strict=True))
        source = f"{self.source} + {other.source}"
        grade = "; ".join(dict.fromkeys((self.grade, other.grade)))
        lost = [of.typical / of.life_years for of in (self, other) if of.life_years > 0.0]
        life = typical / sum(lost) if sum(lost) > 0.0 else self.life_years
        return CostRange(low, typical, high, self.year, life, source, grade)

    @property
    def words(self) -> str:
        """Return source, year and grade in a line."""
        return f"{self.source}; dollars of {self.year}; {self.grade}"


@lru_cache(maxsize=512)
def cost_of_item(item: str, size_w: float | None = None) -> CostRange | None:
    """Return the installed price of an item of the table, None where it has none.

    Some items are priced by size, the rated cooling capacity.
    """
    rows = [row for row in price_rows("equipment_costs") if row["item"] == item]
    if not rows:
        return None
    if not rows[0]["size_btuh"]:
        return _range(rows[0])
    if size_w is None:
        return None
    size_btuh = size_w * BTUH_PER_W
    sizes = np.array([float(row["size_btuh"]) for row in rows])
    lows, highs = (np.array([float(row[key]) for row in rows]) for key in ("low_usd", "high_usd"))
    # rows are from different guides: a smaller unit is not taken to cost more than a larger one
    low, high = (
        float(np.interp(size_btuh, sizes, np.minimum.accumulate(values[::-1])[::-1]))
        for values in (lows, highs)
    )
    nearest = int(np.abs(sizes - size_btuh).argmin())
    nearest += int(highs[nearest:].argmin())  # the guide that the price is from
    found, written = _range(rows[nearest]), rows[nearest]["grade"]
    on_row = bool(np.isclose(sizes, size_btuh, rtol=0.01).any())
    grade = written if on_row else f"{written}, between sizes"
    return found._replace(
        low=low, typical=0.5 * (low + high), high=high, grade=f"{grade}; {MIDPOINT}"
    )


def _range(row: dict[str, str]) -> CostRange:
    written = {key: row[f"{key}_usd"] for key in ("low", "typical", "high")}
    given = {key: float(text) for key, text in written.items() if text}
    typical = given.get("typical", sum(given.values()) / len(given))
    grade = row["grade"] if "typical" in given else f"{row['grade']}; {MIDPOINT}"
    return CostRange(
        low=given.get("low", typical),
        typical=typical,
        high=given.get("high", typical),
        year=int(row["dollar_year"]),
        life_years=float(row["life_years"] or 0.0),
        source=row["source"],
        grade=grade,
    )


def item_of(kind: str, form: str, fuel: str | None) -> str | None:
    """Return the item of the table that a candidate is, None where the table has none."""
    if kind == "furnace":
        return FURNACES.get(fuel or "")
    if kind in ("single_stage", "two_stage", "variable_speed"):
        return FORMS.get(form)
    return {"baseboard": "baseboard", "table": "ductless"}.get(kind)
