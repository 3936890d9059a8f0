"""What is known of products and machines: catalogue rows, the maker's own points, ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hpsim.description.base import HINT_MARK
from hpsim.description.paths import is_file
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.catalogue import PRODUCT_SUFFIXES, furnace_ids, load_product, product_ids
from hpsim.equipment.kinds import Candidate, read_candidate
from hpsim.equipment.kinds.table import table_of
from hpsim.equipment.map_rating import Rating, RatingBasis, net_point
from hpsim.equipment.ratings.heating import RATING_REGION
from hpsim.equipment.ratings.points import Bin
from hpsim.errors import Problem, ScenarioError
from hpsim.kernel.types import Machine
from hpsim.records import dataclass
from hpsim.units.values import parse

HEATING_BELOW_DEGC = 15.0  # points of a maker below this outdoor temperature are of heating
DIGITS = 6  # of a rating
BY_REGION = ("hspf", "hspf2")  # ratings that differ by climate region
SLACK = 0.02  # of a maker's output, by which it may lie outside of the map


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A row of the catalogue; None where a product has no such figure."""

    id: str
    kind: str
    brand: str
    size_w: float
    source: str
    form: str = ""
    minimum_output_w: float | None = None
    """Heating at 47 degF."""
    maximum_5f_w: float | None = None
    """Heating at 5 degF."""
    seer2: float | None = None
    eer2: float | None = None
    hspf2: float | None = None
    fuel: str | None = None
    afue: float | None = None


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A point that the maker publishes, and the map's COP at the same output."""

    outdoor: str
    speed: str
    capacity: str
    listed_cop: float
    map_cop: float | None
    """None where the map does not reach this output."""


def is_product(source: str) -> bool:
    """Return whether a text is an id of the catalogue or a product file."""
    return source in (*product_ids(), *furnace_ids()) or _is_product_file(source)


def _is_product_file(source: str) -> bool:
    """Return whether a path is a YAML file with one candidate, and no scenario."""
    path = Path(source)
    if path.suffix not in PRODUCT_SUFFIXES or not is_file(path):
        return False
    try:
        row = load_product(str(path.resolve()))
    except LookupError:
        return False
    return "room" not in row and "extends" not in row and ("kind" in row or "product" in row)


def product_candidate(name: str) -> Candidate:
    """Return the candidate of a catalogue id or a product file.

    Raises
    ------
    ScenarioError
        With what is wrong with it.
    """
    try:
        return read_candidate({"product": name})
    except ValidationError as error:
        problems = []
        for details in error.errors(include_url=False):
            key = ".".join(str(part) for part in details["loc"][1:])
            message, hint = _words(details)
            problems.append(Problem(message, key, name, None, hint))
        head = problems[0].as_text() if len(problems) == 1 else f"{len(problems)} problems"
        raise ScenarioError(f"{name}: {head}", problems if len(problems) > 1 else []) from None


def _words(details: ErrorDetails) -> tuple[str, str]:
    """Return what pydantic found wrong, and the way out if there is one."""
    message, _, hint = details["msg"].partition(HINT_MARK)
    return message, hint or str(details.get("ctx", {}).get("hint", ""))


def catalogue() -> list[ProductFacts]:
    """Return every heat pump and furnace of the shipped catalogue."""
    return [product_facts(name) for name in (*product_ids(), *furnace_ids())]


def product_facts(name: str) -> ProductFacts:
    """Return what is known of a product."""
    (unit,) = product_candidate(name).parts().values()
    about = load_product(name).get("about", {})
    return ProductFacts(
        id=name,
        kind=unit.kind,
        brand=about.get("brand", ""),
        size_w=round(unit.size_w, 1),
        source=about.get("source", ""),
        **unit.catalogue_facts(),
    )


def point_facts(
    point: Mapping[str, Any], machine: Machine, basis: RatingBasis | None
) -> PointFacts:
    """Return a maker's point next to the map's COP at the same net output and temperature."""
    assert basis is not None  # makers give points of heat pumps
    outdoor_degc = parse(point["outdoor"], "temperature")
    wanted_w = parse(point["capacity"], "heat_flow")
    heating = outdoor_degc < HEATING_BELOW_DEGC
    table = machine.heating if heating else machine.cooling
    fan_w = basis.heating_fan_w if heating else basis.cooling_fan_w
    nets = [
        net_point(table, fan_w, outdoor_degc, float(speed), heating=heating)
        for speed in table.speed
    ]
    capacity_w = np.array([net.capacity_w for net in nets])
    slack_w = SLACK * wanted_w
    is_inside = capacity_w[0] - slack_w <= wanted_w <= capacity_w[-1] + slack_w
    power_w = float(np.interp(wanted_w, capacity_w, [net.power_w for net in nets]))
    return PointFacts(
        outdoor=point["outdoor"],
        speed=point["speed"],
        capacity=point["capacity"],
        listed_cop=point["cop"],
        map_cop=round(wanted_w / power_w, 2) if is_inside else None,
    )


# ------------------------------------------------------------------------ ratings
@dataclass(frozen=True, slots=True)
class RatedMachine:
    """A compiled machine that has a rating."""

    machine: Machine
    notes: MachineAssumptions
    rating: Rating

    @property
    def basis(self) -> RatingBasis:
        """What test points are read off a heat pump's maps."""
        assert self.rating.basis is not None  # every heat pump has one
        return self.rating.basis

    def facts(self, region: int = RATING_REGION) -> dict[str, Any]:
        """Return what ``hpsim rate --json`` shows of it: its ratings next to its label.

        ``region`` is the climate region of HSPF2, 1 to 6; a label's is region IV, so that nothing
        is next to the rating of another. ``miss`` is rating over label, less 1; ``estimated`` are
        the figures that the map was made for and that no label was given for.
        """
        notes, solution = self.notes, self.notes.solution
        label = notes.given_label
        miss = {key: value for key, value in notes.miss.items() if key in label}
        estimated = {key: notes.label[key] for key in notes.estimated}
        if region != RATING_REGION:
            for key in BY_REGION:
                for figures in (label, miss, estimated):
                    figures.pop(key, None)
        return {
            **_rounded(self.rating.metrics(self.machine, region)),
            "name": notes.name,
            "kind": notes.kind,
            **_rounded(self.rating.details(region)),
            "region": region,
            "label": _rounded(label),
            "estimated": _rounded(estimated),
            "miss": _rounded(miss),
            "bounds": [] if solution is None else list(solution.bounds),
            "notes": list(notes.notes),
        }

    def bins(self, region: int = RATING_REGION) -> Mapping[str, Sequence[Bin]]:
        """Return the temperature bins of its seasonal ratings by their title."""
        return self.rating.bins(self.machine, region)

    def as_table(self) -> dict[str, Any]:
        """Return a heat pump as a candidate of ``kind: table``."""
        table = table_of(self.machine, self.notes.size_w, self.rating.rated_shr, self.basis)
        return {"name": self.notes.name, **table}


def rated_machines(candidates: Iterable[Candidate]) -> list[RatedMachine]:
    """Return every machine with a rating among candidates: each once, each half of a pair.

    Of a pair the half that cools comes first.
    """
    units = [
        unit
        for candidate in candidates
        for unit in sorted(candidate.parts().values(), key=lambda unit: not unit.can_cool)
    ]
    once = [unit for i, unit in enumerate(units) if unit not in units[:i]]
    compiled = [unit.compile() for unit in once if unit.has_rating]
    return [
        RatedMachine(machine, notes, notes.rating)
        for machine, notes in compiled
        if notes.rating is not None
    ]


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures rounded as ratings are."""
    return {k: round(v, DIGITS) if isinstance(v, float) else v for k, v in values.items()}
