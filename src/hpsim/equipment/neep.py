"""Reading a user's own export of a cold-climate heat-pump list into product files.

Columns are known by their words, in any order: the list's spelling has changed over the years.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hpsim.description.paths import read_text
from hpsim.errors import Problem, ScenarioError

_POINT = re.compile(r"^(minimum|min|rated|maximum|max) .*capa\w* (47|17|5|x|95)\b")
_POINT_LATER = re.compile(r"^capa\w*.* (minimum|min|rated|maximum|max).* (47|17|5|x|95)\b")
_SIZES = {"min": "minimum", "max": "maximum"}
EFFICIENCIES = ("seer2", "eer2", "hspf2", "seer", "eer", "hspf")
NEEDED = ("Outdoor Unit Model", "Cooling Capacity", "SEER2 or SEER", "Rated Capacity 47°F")


class ProductRow(NamedTuple):
    """A row of the list as a product file has it."""

    name: str
    content: dict[str, Any]


def _plain(heading: str) -> str:
    words = re.sub(r"[^a-z0-9/]+", " ", heading.lower().replace("°", " "))
    return re.sub(r"(\d)f\b", r"\1", " ".join(words.split()))


def _key_of(heading: str) -> str | None:
    """Return what a column holds, None if it isn't used."""
    plain = _plain(heading)
    point = _POINT.match(plain) or _POINT_LATER.match(plain)
    if point and "input" not in plain and "cop" not in plain and "maintenance" not in plain:
        return f"{_SIZES.get(point[1], point[1])} {point[2]}"
    firsts = {
        "outdoor unit": "outdoor_model",
        "indoor unit": "indoor_model",
        "cooling capacity": "size",
        "rated cooling capacity": "size",
        "outdoor dry bulb": "lowest",
        "ducted or ductless": "ducting",
        "ductless or": "ducting",
        "centrally ducted or": "ducting",
        "if ductless": "zones",
        "ductless indoor type": "indoor_type",
        **{word: word for word in ("manufacturer", "brand", "ducting", *EFFICIENCIES)},
    }
    return next((key for start, key in firsts.items() if plain.startswith(start)), None)


def _number(text: str | None) -> float | None:
    match = re.search(r"-?\d[\d,]*\.?\d*", text or "")
    return float(match[0].replace(",", "")) if match else None


def _form(row: Mapping[str, str]) -> str:
    ducting, zones = _plain(row.get("ducting", "")), _plain(row.get("zones", ""))
    kind = _plain(row.get("indoor_type", ""))
    if "multi" in zones:
        return "multi_zone"
    for word, form in (
        ("floor", "floor"),
        ("cassette", "cassette"),
        ("compact ducted", "slim_ducted"),
    ):
        if word in kind:
            return form
    if "ducted" in ducting.split():
        return "ducted" if "central" in ducting else "slim_ducted"
    return "ductless_wall"


def _identifier(row: Mapping[str, str]) -> str:
    models = f"{row.get('outdoor_model', '')} {row.get('indoor_model', '')}"
    return "-".join(re.findall(r"[a-z0-9]+", models.lower()))[:80].strip("-")


def _btuh(value: float) -> str:
    return f"{value:g} Btu/h"


def _outputs(row: Mapping[str, str], end: str) -> dict[str, str]:
    keys = {"95": "cooling", "47": "heating", "17": "heating_17f", "5": "heating_5f"}
    if end == "maximum" and _number(row.get("lowest")) is not None:
        keys["x"] = "heating_lowest"
    values = {key: _number(row.get(f"{end} {degf}")) for degf, key in keys.items()}
    return {key: _btuh(value) for key, value in values.items() if value}


def _content(row: Mapping[str, str], source: str) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": "variable_speed", "form": _form(row)}
    single = {"size": "size", "rated 47": "heating_capacity", "rated 17": "capacity_17f"}
    for key, name in {**single, "rated 5": "capacity_5f"}.items():
        value = _number(row.get(key))
        if value:
            content[name] = _btuh(value)
    for end in ("minimum", "maximum"):
        if outputs := _outputs(row, end):
            content[f"{end}_output"] = outputs
    for key in EFFICIENCIES:
        value = _number(row.get(key))
        if value and not (len(key) < 5 and f"{key}2" in content):
            content[key] = value
    if (lowest := _number(row.get("lowest"))) is not None:
        content["lowest_outdoor"] = content["rated_lowest_outdoor"] = f"{lowest:g} degF"
    about = {
        "brand": row.get("brand") or row.get("manufacturer", ""),
        "outdoor_model": row.get("outdoor_model", ""),
        "indoor_model": row.get("indoor_model", ""),
        "source": source,
        "licence": "your own export",
        "status": "manufacturer-reported",
    }
    content["about"] = {key: value.strip() for key, value in about.items() if value.strip()}
    return content


def _missing(keys: Sequence[str | None]) -> list[str]:
    found = {
        NEEDED[0]: "outdoor_model" in keys,
        NEEDED[1]: "size" in keys,
        NEEDED[2]: "seer2" in keys or "seer" in keys,
        NEEDED[3]: "rated 47" in keys,
    }
    return [name for name, is_there in found.items() if not is_there]


def _no_list(path: Path, why: str, hint: str) -> ScenarioError:
    problem = Problem(f"{path.name} {why}", file=str(path), hint=hint)
    return ScenarioError(f"{path}: {problem.as_text()}", [problem])


def read_list(path: Path) -> list[ProductRow]:
    """Return the rows of an exported list as product files.

    Of a CSV file; lines above the headings are passed over.

    Raises
    ------
    ScenarioError
        If no line has the headings that are needed; says which are missing.
    """
    try:
        lines = list(csv.reader(read_text(path).splitlines()))
    except (UnicodeDecodeError, csv.Error):
        raise _no_list(path, "is not a CSV file", "export the list as CSV, UTF-8") from None
    heads = [[_key_of(cell) for cell in line] for line in lines[:40]]
    if not heads:
        raise _no_list(path, "is empty", f"needed columns: {', '.join(NEEDED)}")
    best = min(range(len(heads)), key=lambda i: (len(_missing(heads[i])), i))
    if missing := _missing(heads[best]):
        seen = ", ".join(" ".join(cell.split()) for cell in lines[best] if cell.strip())[:300]
        raise _no_list(path, f"has no column for: {', '.join(missing)}", f"its columns: {seen}")
    rows: list[ProductRow] = []
    for line in lines[best + 1 :]:
        pairs = zip(heads[best], line, strict=False)
        row: dict[str, str] = {}
        for key, cell in pairs:
            if key is not None and cell.strip():
                row.setdefault(key, cell.strip())
        if row.get("outdoor_model") and _number(row.get("size")):
            name = _identifier(row) or f"product-{len(rows) + 1}"  # no model in Latin letters
            rows.append(ProductRow(name, _content(row, f"{path.name}")))
    return rows
