"""Candidates without a machine: the load itself, and a room that floats."""

from __future__ import annotations

from typing import Literal

from hpsim.description.base import Word
from hpsim.equipment.kinds.base import CandidateBase


class Ideal(CandidateBase):
    """The load itself: set points held exactly."""

    is_machine = False

    kind: Literal["ideal"] = "ideal"
    """The set points are held exactly."""
    name: Word | None = None
    """How results call it."""


class Nothing(CandidateBase):
    """No machine: the room floats."""

    is_machine = False
    has_setpoints = False

    kind: Literal["none"] = "none"
    """The room floats."""
    name: Word | None = None
    """How results call it."""
