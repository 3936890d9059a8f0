"""Net output and COP of a heat pump over outdoor temperature, at its own speeds: to be drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.equipment.map_rating import RatingBasis, net_point
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap

SAMPLES = 181


class OutputCurve(NamedTuple):
    """A map at one speed."""

    speed: str
    """maximum, full speed or minimum."""
    capacity_w: FloatArray
    """(n_outdoor,) net."""
    cop: FloatArray
    """(n_outdoor,) net [-]."""


class SeasonCurves(NamedTuple):
    """A machine's map in heating or cooling, without frost, with the rated fan."""

    season: str
    outdoor_degc: FloatArray
    """(n_outdoor,)"""
    curves: tuple[OutputCurve, ...]


def output_curves(machine: Machine, basis: RatingBasis) -> list[SeasonCurves]:
    """Return the curves of the seasons that a machine can work in, heating first."""
    found = []
    modulates = machine.compressor.modulates > 0.0
    if basis.can_heat:
        found.append(_season(machine.heating, basis.heating_fan_w, True, modulates))
    if basis.can_cool:
        found.append(_season(machine.cooling, basis.cooling_fan_w, False, modulates))
    return found


def _season(
    table: PerformanceMap, fan_w: FloatArray, heating: bool, modulates: bool
) -> SeasonCurves:
    outdoor_degc = np.linspace(table.outdoor_degc[0], table.outdoor_degc[-1], SAMPLES)
    curves = []
    for name, speed in _speeds(table, modulates=modulates).items():
        points = [net_point(table, fan_w, float(t), speed, heating=heating) for t in outdoor_degc]
        capacity_w = np.array([point.capacity_w for point in points])
        curves.append(OutputCurve(name, capacity_w, np.array([point.cop for point in points])))
    return SeasonCurves("Heating" if heating else "Cooling", outdoor_degc, tuple(curves))


def _speeds(table: PerformanceMap, *, modulates: bool) -> dict[str, float]:
    if not modulates:
        lowest = float(table.speed[0])
        return {"full speed": 1.0} if lowest == 0.0 else {"full speed": 1.0, "minimum": lowest}
    ends = {"maximum": float(table.speed[-1]), "full speed": 1.0, "minimum": float(table.speed[0])}
    return ends if ends["maximum"] > 1.0 else {k: v for k, v in ends.items() if k != "maximum"}
