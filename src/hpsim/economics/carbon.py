"""Carbon of a kilowatt-hour of electricity: mean of the grid, or the long-run effect of one more.

The two answer different questions and may rank heating systems differently, so each figure is
labelled with its kind, region, source and year.

References
----------
``data/prices/emissions.csv``: EIA state profiles 2023, EPA eGRID2019, NREL Cambium 2021 (mid case,
levelized over 20 years from 2023 at 3 %, mean of the hours).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from hpsim.description.base import complaint
from hpsim.economics.fuels import grid_carbon_kg_per_kwh, price_rows
from hpsim.units.constants import KG_PER_LB
from hpsim.units.messages import did_you_mean

Basis: TypeAlias = Literal["average", "marginal"]
SUBREGION, MARGINAL = "egrid_subregion_average", "cambium_long_run_marginal"
CAMBIUM = "NREL Cambium 2021, mid case, 20 years from 2023"


class GridCarbon(NamedTuple):
    """Carbon of electricity, and what it is."""

    kg_per_kwh: float
    source: str


def regions_of(basis: Basis) -> tuple[str, ...]:
    """Return the grid regions of a kind of figure."""
    scope = MARGINAL if basis == "marginal" else SUBREGION
    return tuple(row["region"] for row in price_rows("emissions") if row["scope"] == scope)


def check_grid_region(word: str | None, basis: Basis) -> None:
    """Raise where a grid region is not known, or is needed and not given."""
    known = regions_of(basis)
    if word is None:
        if basis == "marginal":
            hint = f"carbon_region: one of {', '.join(known)}"
            raise complaint("carbon_basis: marginal needs a grid region", hint)
        return
    if _spelled(word, basis) not in known:
        hint = did_you_mean(word, known, f"one of {', '.join(known)}")
        raise complaint(f"no grid region '{word}' of {basis} carbon is known", hint)


def _spelled(word: str, basis: Basis) -> str:
    """Return a region as the table has it: Cambium's end in c."""
    plain = word[:4].upper()
    return f"{plain}c" if basis == "marginal" else plain


def grid_carbon(basis: Basis, region: str | None, grid_region: str | None) -> GridCarbon | None:
    """Return the carbon of electricity, None where nothing is known of the place.

    ``region`` is US or a state, ``grid_region`` a subregion of eGRID or a region of Cambium.
    """
    if grid_region is not None:
        scope = MARGINAL if basis == "marginal" else SUBREGION
        name = _spelled(grid_region, basis)
        rows = price_rows("emissions")
        row = next(row for row in rows if (row["scope"], row["region"]) == (scope, name))
        words = "long-run marginal" if basis == "marginal" else "average"
        source = CAMBIUM if basis == "marginal" else f"EPA eGRID{row['year']}"
        return GridCarbon(float(row["value"]) * KG_PER_LB / 1e3, f"{words}, {name}, {source}")
    if region is None:
        return None
    value, source = grid_carbon_kg_per_kwh(region)
    return GridCarbon(value, f"average, {source}")
