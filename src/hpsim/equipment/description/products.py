"""Products of the catalogue, laid under what a person wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpsim.description.base import complaint
from hpsim.equipment.catalogue import PRODUCT_SUFFIXES, load_product


def with_product(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a person wrote with its product's catalogue row laid under, if it names one."""
    product = value.get("product")
    if not isinstance(product, str):
        return value
    is_told_in_full = "kind" in value and "size" in value  # as results keep it
    try:
        row = load_product(product)
    except LookupError as error:
        if is_told_in_full and product.endswith(PRODUCT_SUFFIXES):
            return value
        message, hint = error.args
        raise complaint(message, hint) from None
    return merged({key: row[key] for key in row if key != "about"}, value)


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with ``over`` laid on top, mapping by mapping."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            result[key] = merged(below, value)
        else:
            result[key] = value
    return result
