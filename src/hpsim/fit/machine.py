"""Heat from what a machine's log has: electric power, or the seconds it was on.

Through the machine's own map: between its minimum and its maximum output heat follows power along
a straight line, below the minimum it goes on and off at the minimum's COP. The machine's frost and
fan are in both ends. What is left of the label's error is an unknown of the fit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.equipment.kinds import Candidate
from hpsim.equipment.output import heating_limits
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap


class OutputEnds(NamedTuple):
    """Minimum and maximum heat of a machine and the power it takes for them, (n_hours,) [W]."""

    least_w: FloatArray
    most_w: FloatArray
    least_power_w: FloatArray
    most_power_w: FloatArray
    idle_w: float
    """Power while it does not run."""


def output_ends(
    candidate: Candidate, outdoor_degc: FloatArray, room_degc: float, pressure_pa: float
) -> OutputEnds:
    """Return what a machine can give in each hour, and what it takes for it.

    Parameters
    ----------
    candidate : Candidate
        As the scenario has it.
    outdoor_degc : (n_hours,)
        Outdoor air.
    room_degc : float
        Usual temperature of the room.
    pressure_pa : float
        Of the air.
    """
    machine, _ = candidate.compile()
    least, most = heating_limits(machine, outdoor_degc, pressure_pa, room_degc)
    low, high = _powers(machine, outdoor_degc)
    idle = machine.auxiliaries.standby_w
    return OutputEnds(np.nan_to_num(least), np.nan_to_num(most), low, high, float(idle))


def heat_of_power(ends: OutputEnds, power_w: FloatArray) -> FloatArray:
    """Return the heat (n_hours,) that a machine gives for its electric power [W]."""
    power = np.maximum(power_w - ends.idle_w, 0.0)
    low, high = np.maximum(ends.least_power_w, 1.0), np.maximum(ends.most_power_w, 1.0)
    cycling = power / low * ends.least_w
    part = np.clip((power - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
    steady = ends.least_w + part * (ends.most_w - ends.least_w)
    return np.asarray(np.where(np.isnan(power), np.nan, np.where(power < low, cycling, steady)))


def heat_of_runtime(ends: OutputEnds, fraction: FloatArray) -> FloatArray:
    """Return the heat (n_hours,) of a machine that was on for a fraction of each hour [W]."""
    return np.asarray(np.clip(fraction, 0.0, 1.0) * ends.most_w)


def _powers(machine: Machine, outdoor_degc: FloatArray) -> tuple[FloatArray, FloatArray]:
    heating = machine.heating
    fan = heating.fan_w if heating.fan_w.size else np.zeros(heating.speed.size)
    first = 0 if machine.compressor.modulates else heating.speed.size - 1
    low = _column(heating, first, outdoor_degc) + fan[first]
    high = _column(heating, heating.speed.size - 1, outdoor_degc) + fan[-1]
    return low, high


def _column(table: PerformanceMap, speed: int, outdoor_degc: FloatArray) -> FloatArray:
    return np.asarray(np.interp(outdoor_degc, table.outdoor_degc, table.power_w[:, speed]))
