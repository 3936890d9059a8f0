"""The catalogue of heat pumps and furnaces: one YAML file per row, written as a candidate is.

Besides the candidate's own keys a row has ``about``: brand, models, class, source, licence, notes.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from hpsim.description.base import complaint

DATA = Path(__file__).resolve().parent.parent / "data"
FOLDER, FURNACES = DATA / "heat_pumps", DATA / "furnaces"
PRODUCT_SUFFIXES = (".yaml", ".yml")


def product_ids() -> list[str]:
    """Return the names of all heat pumps of the shipped catalogue."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def furnace_ids() -> list[str]:
    """Return the names of all furnaces of the shipped catalogue."""
    return sorted(path.stem for path in FURNACES.glob("*.yaml"))


def load_product(name: str) -> Mapping[str, Any]:
    """Return a row as it was written.

    Parameters
    ----------
    name
        A name of the shipped catalogue, or the path of a product file (``….yaml``).

    Raises
    ------
    LookupError
        With message and hint, if there is none of that name.
    """
    if name.endswith(PRODUCT_SUFFIXES):
        path = Path(name)
        if not path.is_file():
            raise LookupError(f"no product file {name!r}", f"looked at {path}")
        return _read(path)
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        path = FURNACES / f"{name}.yaml"
    if "/" in name or "\\" in name or not path.is_file():
        known = [*product_ids(), *furnace_ids()]
        near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.4)
        hint = f"nearest: {', '.join(near)}" if near else "`hpsim products list` shows all"
        raise LookupError(f"unknown product {name!r}", hint)
    return _read(path)


@lru_cache(maxsize=256)
def _read(path: Path) -> Mapping[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        with path.open(encoding="utf-8") as file:
            row = YAML(typ="safe", pure=True).load(file)
    except (YAMLError, UnicodeDecodeError) as error:
        raise LookupError(f"{path.name} is not a YAML file", str(error).splitlines()[0]) from None
    if not isinstance(row, Mapping):
        raise LookupError(f"{path.name} is not a mapping", "write it as a candidate")
    return row


def with_product(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a person wrote with its product's catalogue row laid under, if it names one."""
    product = value.get("product")
    if not isinstance(product, str):
        return value
    is_complete = "kind" in value and "size" in value  # as results keep it
    try:
        row = load_product(product)
    except LookupError as error:
        if is_complete and product.endswith(PRODUCT_SUFFIXES):
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
