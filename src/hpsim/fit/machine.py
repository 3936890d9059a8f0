"""Heat from what a machine's log has: electric power, or the seconds it was on; and the reverse.

Through the machine's own map: from speed to speed heat follows power along straight lines, below
the minimum it goes on and off at the minimum's COP. The machine's frost and fan are in all points.
What is left of the label's error is an unknown of the fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hpsim.equipment.kinds import Candidate
from hpsim.equipment.output import outputs_by_speed
from hpsim.kernel.types import FloatArray

APART = 0.02
"""Of an hour by which a higher stage runs longer than the lower one, and so without it."""


class OutputMap(NamedTuple):
    """Heat of a machine at each speed and the power it takes for it, (n_speeds, n_hours) [W]."""

    heat_w: FloatArray
    """Or sensible cooling."""
    power_w: FloatArray
    idle_w: float
    """Power while it does not run."""
    crankcase_w: FloatArray
    """(n_hours,) more of it, in cold weather."""


def output_map(
    candidate: Candidate,
    outdoor_degc: FloatArray,
    room_degc: float,
    pressure_pa: float,
    *,
    cools: bool = False,
) -> OutputMap:
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
    cools : bool
        Its sensible cooling in place of its heat.
    """
    machine, _ = candidate.compile()
    heat = outputs_by_speed(machine, -1.0 if cools else 1.0, outdoor_degc, pressure_pa, room_degc)
    table = machine.cooling if cools else machine.heating
    fan = table.fan_w if table.fan_w.size else np.zeros(table.speed.size)
    first = table.speed.size - heat.shape[0]
    power = [
        np.interp(outdoor_degc, table.outdoor_degc, table.power_w[:, k]) + fan[k]
        for k in range(first, table.speed.size)
    ]
    idle = machine.auxiliaries
    below = idle.crankcase_below_cooling_degc if cools else idle.crankcase_below_degc
    return OutputMap(
        np.maximum.accumulate(np.nan_to_num(heat), axis=0),
        np.maximum.accumulate(np.array(power), axis=0),
        float(idle.standby_w),
        np.where(outdoor_degc < below, idle.crankcase_w, 0.0),
    )


def heat_of_power(points: OutputMap, power_w: FloatArray) -> FloatArray:
    """Return the heat (n_hours,) that a machine gives for its electric power [W]."""
    power = np.maximum(power_w - points.idle_w, 0.0)
    return _between(power, points.power_w, points.heat_w)


def power_of_heat(points: OutputMap, heat_w: FloatArray, backup: float = 0.0) -> FloatArray:
    """Return the power (n_hours,) that a machine takes for its heat [W], without standby.

    The inverse of `heat_of_power`, with the crankcase heater while it is off; of heat beyond the
    maximum, `backup` watts of power a watt.
    """
    least, most = np.maximum(points.heat_w[0], 1.0), points.heat_w[-1]
    power = _between(np.minimum(heat_w, most), points.heat_w, points.power_w)
    off = 1.0 - np.clip(heat_w / least, 0.0, 1.0)
    return np.asarray(power + off * points.crankcase_w + backup * np.maximum(heat_w - most, 0.0))


def heat_of_runtime(points: OutputMap, stages: Sequence[FloatArray]) -> FloatArray:
    """Return the heat of a machine whose stages were on for fractions of each hour (n_hours,) [W].

    The first stage is its lowest speed, the last its highest; one alone is the highest. Thermostats
    count the lower stage on while a higher one runs, or not: the second never longer than the first
    is the former.
    """
    fractions = [np.clip(stage, 0.0, 1.0) for stage in stages]
    if len(fractions) == 1 or not float(np.nansum(np.maximum.reduce(fractions[1:]))) > 0.0:
        return np.asarray(fractions[0] * points.heat_w[-1 if len(fractions) == 1 else 0])
    low, high = fractions[0], np.minimum(np.sum(fractions[1:], axis=0), 1.0)
    are_nested = float(np.nanmax(high - low)) < APART
    low = np.maximum(low - high, 0.0) if are_nested else np.minimum(low, 1.0 - high)
    return np.asarray(low * points.heat_w[0] + high * points.heat_w[-1])


def _between(at: FloatArray, of: FloatArray, to: FloatArray) -> FloatArray:
    """Return where values (n,) of one quantity lead in another, by points (n_points, n) of both.

    From zero to the first point, and from point to point, along straight lines.
    """
    nothing = np.zeros(of.shape[1])
    found, before, there = nothing, nothing, nothing
    for left, right in zip(of, to, strict=True):
        part = np.clip((at - before) / np.maximum(left - before, 1e-9), 0.0, 1.0)
        found = found + part * (right - there) * (left > before)
        before, there = left, right
    return np.where(np.isnan(at), np.nan, found)
