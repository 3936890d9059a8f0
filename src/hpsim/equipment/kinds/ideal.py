"""Candidates without a machine: the load itself, and a room that floats."""

from __future__ import annotations

from typing import Literal

from hpsim.description.base import Word
from hpsim.equipment.kinds.base import CandidateBase


class Ideal(CandidateBase):
    """The load itself: setpoints held exactly."""

    kind: Literal["ideal"] = "ideal"
    """The setpoints are held exactly."""
    name: Word | None = None
    """Its name in results."""


class Nothing(CandidateBase):
    """No machine: the room floats."""

    has_setpoints = False

    kind: Literal["none"] = "none"
    """The room floats."""
    name: Word | None = None
    """Its name in results."""
