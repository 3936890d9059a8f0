"""A check: one value of ours beside a published one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Basis = Literal["acceptance range", "program span", "analytic", "published", "label"]


@dataclass(frozen=True, slots=True)
class Check:
    """One value and the range it must lie in."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    passed: bool
    basis: Basis
