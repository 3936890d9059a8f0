"""Files and words of the live page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from hpsim.building.description.room_kinds import ROOM_KINDS

KIND_WORDS = {kind.name: kind.words for kind in ROOM_KINDS.values()}


@cache
def own_asset(name: str) -> str:
    """Return a file of the live page: template, style or script."""
    return (files("hpsim.serve") / "assets" / name).read_text(encoding="utf-8")
