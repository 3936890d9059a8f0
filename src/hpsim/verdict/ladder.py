"""Other sizes of a candidate: the next one down and up, or any, with the same form and label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from hpsim.equipment.assumptions import size_words
from hpsim.equipment.catalogue import product_ids
from hpsim.equipment.kinds import Candidate, read_candidate
from hpsim.equipment.kinds.compressor_unit import Backup, CompressorUnit
from hpsim.equipment.kinds.label_keys import LabelKeys, Outputs
from hpsim.equipment.kinds.label_unit import LabelUnit
from hpsim.equipment.unit_defaults import MAX_MINIMUM, SOLD_KW, minimum_in_series
from hpsim.units.constants import BTUH_PER_W

LADDER_KBTUH = (6.0, 9.0, 12.0, 15.0, 18.0, 24.0)
"""Sizes of ductless units that are sold in the US."""
SAME = 1e-3  # relative: sizes that differ by less are one
DIGITS = re.compile(r"\d+")
PROPORTIONAL = ("heating_capacity_w", "capacity_17f_w", "capacity_5f_w")
"""Capacities that grow with the size."""
ALIKE = ("fan", "faults", "neglected")
"""Keys of a candidate that are not its product's, nor its heater."""
KEPT = ("backup", *ALIKE)
"""Keys of a candidate that are not its product's."""
SAME_CLASS = 0.1  # relative: units of one class are rated so far apart (9k: 8,500 to 9,100 Btu/h)


def next_down(candidate: Candidate) -> Candidate | None:
    """Return the next smaller size: of brand and series for a product, else of the ladder.

    None for machines that are not sold in sizes of the ladder, and below its end.
    """
    return _next(candidate, up=False)


def next_up(candidate: Candidate) -> Candidate | None:
    """Return the next larger size, as `next_down`."""
    return _next(candidate, up=True)


def _next(candidate: Candidate, *, up: bool) -> Candidate | None:
    if not isinstance(candidate, LabelUnit):
        return None
    sibling = _sibling(candidate, up=up)
    if sibling is not None:
        return sibling
    sizes_w = [1000.0 * kbtuh / BTUH_PER_W for kbtuh in LADDER_KBTUH]
    if size_words(candidate.size_w).endswith("kW"):
        sizes_w = [1000.0 * kw for kw in SOLD_KW]
    if up:
        larger = [w for w in sizes_w if w > candidate.size_w * (1.0 + SAME)]
        return resized(candidate, larger[0]) if larger else None
    smaller = [w for w in sizes_w if w < candidate.size_w * (1.0 - SAME)]
    return resized(candidate, smaller[-1]) if smaller else None


def sizes_below(candidate: Candidate) -> Iterator[Candidate]:
    """Give the sizes below a candidate's, from the next one down."""
    smaller = next_down(candidate)
    while smaller is not None:
        yield smaller
        smaller = next_down(smaller)


def is_smaller(other: Candidate, candidate: Candidate) -> bool:
    """Return whether a candidate is a smaller unit of the kind, form and heater of another."""
    sizes_w = [getattr(c, "size_w", None) for c in (other, candidate)]
    if sizes_w[0] is None or sizes_w[1] is None:
        return False
    alike = other.kind == candidate.kind and _form(other) == _form(candidate)
    return alike and _has_same_heater(other, candidate) and sizes_w[0] < sizes_w[1]


def _heater(candidate: Candidate) -> Backup | None:
    return candidate.backup if isinstance(candidate, CompressorUnit) else None


def _has_same_heater(one: Candidate, other: Candidate) -> bool:
    """Return whether two units have no backup heater, or heaters of one class and control."""
    first, second = _heater(one), _heater(other)
    if first is None or second is None:
        return first is second
    is_near = abs(first.size_w / second.size_w - 1.0) <= SAME_CLASS
    return is_near and first.model_copy(update={"size_w": second.size_w}) == second


def differ_in_heaters(candidates: Sequence[Candidate]) -> bool:
    """Return whether units of one kind in a file differ in their backup heater, or have none."""
    units = [candidate for candidate in candidates if isinstance(candidate, CompressorUnit)]
    pairs = itertools.combinations(units, 2)
    return any(a.kind == b.kind and _heater(a) != _heater(b) for a, b in pairs)


def with_its_heater(text: str, candidate: Candidate) -> str:
    """Return what a sentence calls a unit with its backup heater named, if it has one.

    A name that it was given stays.
    """
    heater = _heater(candidate)
    if heater is None or candidate.name is not None:
        return text
    return f"{text} with its {heater.words}"


def stand_in(
    size: Candidate, candidate: Candidate, listed: Sequence[Candidate]
) -> Candidate | None:
    """Return the unit of a file that takes the place of a smaller size of a candidate, if any.

    A real unit of that size, kind, form, heater and climate class is a better comparison than one
    with the candidate's label. A size that is a product of the catalog is real itself.
    """
    if not isinstance(size, LabelUnit) or size.product is not None:
        return None
    for other in listed:
        if not (isinstance(other, LabelUnit) and is_smaller(other, candidate)):
            continue
        is_near = abs(other.size_w / size.size_w - 1.0) <= SAME_CLASS
        if is_near and _kept(other) == _kept(size):
            return other
    return None


def _kept(unit: LabelUnit) -> tuple[Any, ...]:
    """Return what a unit has in common with other products in its place, besides the heater."""
    kept = (getattr(unit, key) for key in (*ALIKE, "control"))
    return (unit.climate(), unit.can_heat, *kept)


def assumed_minimum_w(candidate: Candidate) -> float | None:
    """Return the minimum output that a size was given that nobody lists [W]; None: the default's.

    Of heating, or where only the one of cooling is known that.
    """
    if not isinstance(candidate, LabelUnit) or candidate.product is not None:
        return None
    given = candidate.minimum()
    return given.heating_w or given.cooling_w


def _form(candidate: Candidate) -> str | None:
    return candidate.form if isinstance(candidate, LabelKeys) else None


def resized(candidate: LabelUnit, size_w: float) -> LabelUnit:
    """Return a unit of another size with the same kind, form and label.

    Capacities that are given grow with the size. A minimum output that is given becomes what that
    size has in most series: sizes of a series often share it.
    """
    ratio = size_w / candidate.size_w
    changes: dict[str, Any] = {"size_w": size_w, "product": None, "name": None}
    for key in PROPORTIONAL:
        value = getattr(candidate, key)
        changes[key] = None if value is None else value * ratio
    changes["maximum_output_w"] = _scaled(candidate.maximum(), ratio)
    sized = candidate.model_copy(update={**changes, "minimum_output_w": None})
    return sized.model_copy(update={"minimum_output_w": _minimum(candidate, sized)})


def _scaled(outputs: Outputs, ratio: float) -> Outputs | None:
    given = {k: v * ratio for k in Outputs.model_fields if (v := getattr(outputs, k)) is not None}
    return Outputs(**given) if given else None


def _minimum(candidate: LabelUnit, sized: LabelUnit) -> Outputs | None:
    """Return the minimum outputs of another size of a series, where they are given.

    None is above 0.6 of the size, as where they are not given.
    """
    given, low = candidate.minimum(), dict[str, float]()
    ratio = minimum_in_series(sized.size_w, candidate.size_w)
    most_w = MAX_MINIMUM * sized.rated_heating_w()
    heating = min(ratio, most_w / (given.heating_w or most_w / ratio))
    for key in Outputs.model_fields:
        value = getattr(given, key)
        if value is not None and "heating" in key:
            low[key] = heating * value
        elif value is not None:
            low[key] = min(ratio * value, MAX_MINIMUM * sized.size_w)
    return Outputs(**low) if low else None


def _sibling(candidate: LabelKeys, *, up: bool) -> Candidate | None:
    """Return the next size of a product's brand and series; None if the catalog has none."""
    if candidate.product is None:
        return None
    found = [
        (size_w, row)
        for row, size_w in _series(_series_name(candidate.product))
        if (size_w > candidate.size_w * (1.0 + SAME)) == up
        and abs(size_w / candidate.size_w - 1.0) > SAME
    ]
    if not found:
        return None
    _, row = min(found) if up else max(found)
    kept = {key: getattr(candidate, key) for key in KEPT}
    return read_candidate({"product": row}).model_copy(update=kept)


def _series_name(product: str) -> str:
    """Return a product's name without its digits, which name the size: its brand and series."""
    return DIGITS.sub("#", product)


@lru_cache(maxsize=64)
def _series(name: str) -> tuple[tuple[str, float], ...]:
    """Return the products of a series with their sizes [W]."""
    rows = [row for row in product_ids() if _series_name(row) == name]
    found = []
    for row in rows:
        unit = read_candidate({"product": row})
        found.append((row, float(getattr(unit, "size_w", 0.0))))
    return tuple(found)


def called(candidate: Candidate, name: str) -> str:
    """Return what a sentence calls a candidate: 'the 6 kBtu/h variable-speed unit', or its name.

    ``name`` is that of its results, to which candidates of one name add what they differ in. A
    heater that is added to a default name is left to `with_its_heater`.
    """
    name = _without_heater(candidate, name)
    if candidate.name is not None or name != candidate.default_name():
        return f"“{name}”"
    ends_with_noun = name.endswith(("unit", "baseboard", "furnace", "portable"))
    if isinstance(candidate, LabelUnit) and candidate.product is None and not ends_with_noun:
        return f"the {name} unit"
    return f"the {name}" if candidate.is_machine else f"“{name}”"


def short_name(candidate: Candidate, name: str) -> str:
    """Return a shorter name for a second mention: 'the 6 kBtu/h'; a product keeps its own."""
    size_w = getattr(candidate, "size_w", None)
    is_one_of_several = _without_heater(candidate, name) != candidate.default_name()
    if is_one_of_several or size_w is None or getattr(candidate, "product", None):
        return called(candidate, name)
    return f"the {size_words(size_w)}"


def _without_heater(candidate: Candidate, name: str) -> str:
    """Return a name in results without the heater that is added to a default one."""
    if candidate.name is not None:
        return name
    heater = _heater(candidate)
    return name if heater is None else name.removesuffix(f" + {heater.words}")
