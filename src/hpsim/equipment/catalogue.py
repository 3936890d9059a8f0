"""The catalogue of heat pumps and furnaces: one YAML file per row, written as a candidate is.

Besides the candidate's own keys a row has ``about``: brand, models, class, source, licence, notes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from hpsim.description.base import complaint
from hpsim.description.paths import expanded, is_file, read_limited
from hpsim.description.yamlfile import MAX_BYTES, read_yaml
from hpsim.units.messages import UnitError, shown
from hpsim.units.values import parse

DATA = Path(__file__).resolve().parent.parent / "data"
FOLDER, FURNACES = DATA / "heat_pumps", DATA / "furnaces"
PRODUCT_SUFFIXES = (".yaml", ".yml")
LONGEST_NAME = 100
MIN_MODEL, MOST_NEAR = 3, 3  # letters of a part of a model's number; ids that are named


def product_ids() -> list[str]:
    """Return the names of all heat pumps of the shipped catalogue."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def furnace_ids() -> list[str]:
    """Return the names of all furnaces of the shipped catalogue."""
    return sorted(path.stem for path in FURNACES.glob("*.yaml"))


def load_product(name: str) -> Mapping[str, Any]:
    """Return a row as it was written.

    By a name of the shipped catalogue, or the path of a product file (``….yaml``).

    Raises
    ------
    LookupError
        With message and hint, if there is none of that name.
    """
    if name.endswith(PRODUCT_SUFFIXES):
        path = expanded(name)
        if not is_file(path):
            hint = f"looked at {path}; docs/product_files.md shows how to write one"
            raise LookupError(f"no product file {shown(name)}", hint)
        return _read(path)
    path = FOLDER / f"{name}.yaml"
    if not is_file(path):
        path = FURNACES / f"{name}.yaml"
    if "/" in name or "\\" in name or not is_file(path):
        known = [*product_ids(), *furnace_ids()]
        short = name.lower()[:LONGEST_NAME]
        models = [word for word in re.findall(r"[a-z]*\d+[a-z]*", short) if len(word) > MIN_MODEL]
        near = [id_ for id_ in known if any(word in id_ for word in models)][:MOST_NEAR]
        near = near or difflib.get_close_matches(short, known, n=MOST_NEAR, cutoff=0.4)
        hint = f"nearest: {', '.join(near)}" if near else "`hpsim products list` shows all"
        raise LookupError(f"unknown product {shown(name)}", hint)
    return _read(path)


def _read(path: Path) -> Mapping[str, Any]:
    """Return a file's row; one that has changed is read again."""
    try:
        content = read_limited(path, MAX_BYTES)
    except OSError as error:
        reason = error.strerror or str(error)
        raise LookupError(f"{path.name} can't be read: {reason}", f"looked at {path}") from None
    if content is None:
        raise LookupError(f"{path.name} has over {MAX_BYTES / 1e6:.0f} MB: not a product", "")
    return _row(path.name, content)


@lru_cache(maxsize=256)
def _row(name: str, content: bytes) -> Mapping[str, Any]:
    """Return the row of a file by its content."""
    try:
        tree, problems = read_yaml(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise LookupError(f"{name} is not a YAML file", str(error)) from None
    if problems:
        first = problems[0]
        raise LookupError(f"{name}, {first.as_text()}", "")
    row = tree.value
    if not isinstance(row, Mapping):
        raise LookupError(f"{name} is not a mapping", "write it as a candidate")
    if wrong := _wrong_about(row.get("about", {})):
        place = tree.place(("about",))
        raise LookupError(f"{name}, line {place.line}, {wrong}", ABOUT_HINT)
    return row


ABOUT_HINT = "about: {brand: Maker, source: certificate, points: [{outdoor: 47 degF, ...}]}"
POINT_KEYS = ("outdoor", "speed", "capacity", "cop")


def _wrong_about(about: object) -> str:
    """Return what is wrong with what a row says of itself; empty: nothing."""
    if not isinstance(about, Mapping):
        return f"about: {shown(about)} is not a mapping"
    points = about.get("points", [])
    if not isinstance(points, list):
        return f"about.points: {shown(points)} is not a list"
    for i, point in enumerate(points):
        where = f"about.points[{i}]"
        if not isinstance(point, Mapping):
            return f"{where}: {shown(point)} is not a mapping"
        missing = [key for key in POINT_KEYS if key not in point]
        if missing:
            return f"{where}: {missing[0]} is needed"
        if not isinstance(point["cop"], (int, float)) or isinstance(point["cop"], bool):
            return f"{where}.cop: {shown(point['cop'])} is not a number"
        try:
            parse(point["outdoor"], "temperature")
            parse(point["capacity"], "heat_flow")
        except UnitError as error:
            return f"{where}: {error}"
    return ""


def product_words(product: str | None) -> str:
    """Return a product's brand and model, or its name where it has none; empty without product.

    ``product`` is as `load_product` takes it; a file that has gone leaves its name.
    """
    if product is None:
        return ""
    try:
        about = load_product(product).get("about", {})
    except LookupError:
        about = {}
    model = about.get("indoor_model") or about.get("outdoor_model") or about.get("model")
    if about.get("brand") and model:
        return f"{about['brand']} {model}"
    return Path(product).stem if product.endswith(PRODUCT_SUFFIXES) else product


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
