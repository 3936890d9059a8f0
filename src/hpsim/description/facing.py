"""Directions as people write them: a compass word or an angle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from hpsim.description.base import Written
from hpsim.units.messages import UnitError, did_you_mean
from hpsim.units.values import parse, text

COMPASS_DEG: Mapping[str, float] = {
    "north": 0.0,
    "north-east": 45.0,
    "east": 90.0,
    "south-east": 135.0,
    "south": 180.0,
    "south-west": 225.0,
    "west": 270.0,
    "north-west": 315.0,
}
"""Azimuths of the compass words, clockwise from north."""
_SHORT_COMPASS = {
    word: 22.5 * sixteenth
    for sixteenth, word in enumerate(
        "n nne ne ene e ese se sse s ssw sw wsw w wnw nw nnw".split()  # noqa: SIM905 - a rose
    )
}


def angle_between_deg(a_deg: float, b_deg: float) -> float:
    """Return the angle between two directions, 0 ... 180."""
    return abs((a_deg - b_deg + 180.0) % 360.0 - 180.0)


def _read_facing(written: object) -> float:
    """Return the azimuth of a compass word or an angle, 0 ... 360."""
    if isinstance(written, str) and not any(c.isdigit() for c in written):
        word = written.strip().lower()
        if word in _SHORT_COMPASS:
            return _SHORT_COMPASS[word]
        joined = word.replace("_", "").replace("-", "").replace(" ", "")
        for name, azimuth in COMPASS_DEG.items():
            if joined == name.replace("-", ""):
                return azimuth
        hint = did_you_mean(word, COMPASS_DEG, f"{', '.join(COMPASS_DEG)}, or '195 deg'")
        raise UnitError(f"{written!r} is not a direction", hint)
    hint = f"{', '.join(COMPASS_DEG)}, or '195 deg'"
    try:
        angle_deg = parse(written, "angle")
    except UnitError as error:
        raise UnitError(error.message, hint) from None
    if abs(angle_deg) > 360.0:
        raise UnitError(f"{written} is more than a full turn", hint)
    return angle_deg % 360.0


def _write_facing(azimuth_deg: float) -> str:
    words = {angle: word for word, angle in COMPASS_DEG.items()}
    return words.get(azimuth_deg) or text(azimuth_deg, "angle")


Facing: TypeAlias = Annotated[
    float,
    Written(
        _read_facing,
        _write_facing,
        {
            "anyOf": [
                {"enum": list(COMPASS_DEG)},
                {"type": "string", "pattern": r"^\s*[-+]?[\d.]", "examples": ["195 deg"]},
            ]
        },
    ),
]
"""The azimuth of an outward side [deg], clockwise from north; a compass word or an angle."""
