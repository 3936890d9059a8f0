"""In which hours a room misses a setpoint because its machine can't give more, or stops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hpsim.kernel.types import BackupHeat
from hpsim.metrics.common import BoolArray
from hpsim.results import Results

TOLERANCE_K = 0.5  # as unmet hours count
FAR_OFF_K = 3.0  # no unit's own control lets a room get so far from its setpoint
MOSTLY = 0.5  # of an hour, as `short_of_capacity_heating_h` has it
ALL_ALONG = 0.95  # of an hour: a heater that rests in it can give more
ENOUGH = 0.95  # of a load, as `heating_ratio` has it
NO_HEATER = BackupHeat()
RESTARTS_WITHIN_K = 4.0  # of its limit a unit that has stopped runs again, 2.8 K above it


def shortage(
    results: Results,
    lowest_degc: float,
    design_degc: float | None = None,
    *,
    heats: bool,
    heater: BackupHeat = NO_HEATER,
    design_w: float | None = None,
) -> dict[str, Any]:
    """Return in which hours a room is far from its setpoint, and a machine short of capacity.

    Hours whose mean is more than 0.5 K beyond the setpoint while the machine gives all it can,
    can't run at this outdoor temperature, or can't give the load under ideal control: a unit's own
    control asks for full speed only some kelvin beyond the setpoint. An electric heater is part of
    what a machine can give, in weather in which it may run: hours in which both could hold the room
    and the heater is not on all the time are the control's. Hours on the way back from a setback do
    not count while the machine can run, or its heater alone can hold the room: how long those take
    is `recovery_min`. It is stopped by the weather near ``lowest_degc``; snow on its coil may stop
    it at any temperature. Hours after such a stop are its consequence until the room is back within
    0.5 K, but for those in which the unit could not give the load under ideal control either.

    Parameters
    ----------
    results : Results
        The candidate's year.
    lowest_degc : float
        Outdoor temperature below which the machine does not run.
    design_degc : float
        Heating design temperature: colder hours are not in ``depth_to_design_k``. None: all are.
    heats : bool
        In heating, or in cooling.
    heater : BackupHeat
        In heating, the machine's electric heater.
    design_w : float
        Load at ``design_degc`` [W], without which a heater has to give what brings a room back in
        an hour, and not only what holds it.
    """
    room, hourly = results.room, results.hourly
    sign = 1.0 if heats else -1.0
    setpoint = room.heating_setpoint_degc if heats else room.cooling_setpoint_degc
    most = results.maximum_heating_w if heats else results.maximum_cooling_w
    miss_k = np.nan_to_num(sign * (setpoint - hourly.room_degc), nan=0.0)
    cut_out = hourly.cut_out_heating if heats else hourly.cut_out_cooling
    load = room.ideal_heating_w if heats else room.ideal_cooling_w
    gives_all = (hourly.running_full + cut_out >= MOSTLY) | ~np.isfinite(most)
    cannot_run = ~np.isfinite(most) | (cut_out >= MOSTLY)
    heater_w = np.zeros_like(load)
    if heater.power_w > 0.0:
        heater_w[room.outdoor_degc <= heater.below_degc] = heater.power_w
        gives_all &= hourly.backup_w >= ALL_ALONG * heater_w
    is_beyond = load > np.where(cannot_run, 0.0, most) + heater_w
    at_limit = gives_all | is_beyond
    hold_w = load
    if design_w is not None and design_degc is not None:
        held_k = max(float(np.nanmax(setpoint)) - design_degc, 1.0)
        steady_w = design_w * (setpoint - room.outdoor_degc) / held_k
        hold_w = np.minimum(load, np.nan_to_num(steady_w, nan=np.inf))
    is_held = (heater_w > 0.0) & (heater_w >= ENOUGH * hold_w)
    recovers = (hourly.recovering > 0.0) & (is_held | ~cannot_run)
    short = (miss_k > TOLERANCE_K) & at_limit & ~recovers
    far_off_h = int(np.count_nonzero((miss_k > FAR_OFF_K) & ~recovers))
    if not short.any():
        return {"far_off_h": far_off_h}
    stopped = short & cannot_run
    stopped &= room.outdoor_degc <= lowest_degc + RESTARTS_WITHIN_K
    after_stop = short & ~cannot_run & _since(stopped, miss_k <= TOLERANCE_K)
    own = short & ~stopped & ~after_stop
    designed = np.ones_like(short)
    if heats and design_degc is not None:
        designed = room.outdoor_degc >= design_degc
    worst = int(np.argmax(np.where(short, miss_k, -np.inf)))
    own_worst = int(np.argmax(np.where(own, miss_k, -np.inf)))
    return {
        "far_off_h": far_off_h,
        "short_h": int(np.count_nonzero(short)),
        "short_depth_k": float(miss_k[worst]),
        "depth_to_design_k": float(np.max(miss_k, where=short & designed, initial=0.0)),
        "worst_degc": float(hourly.room_degc[worst]),
        "stopped_h": int(np.count_nonzero(stopped)),
        "after_stop_h": int(np.count_nonzero(after_stop & ~is_beyond)),
        "own_depth_k": float(np.max(miss_k, where=own, initial=0.0)),
        "own_depth_to_design_k": float(np.max(miss_k, where=own & designed, initial=0.0)),
        "own_worst_degc": float(hourly.room_degc[own_worst]) if own.any() else math.nan,
        "is_worst_stopped": bool(stopped[worst]),
        "is_worst_recovering": bool(hourly.recovering[worst] > 0.0),
    }


def _since(begins: BoolArray, ends: BoolArray) -> BoolArray:
    """Return which hours are after one of ``begins`` with none of ``ends`` in between."""
    hours = np.arange(len(begins))
    begun = np.maximum.accumulate(np.where(begins, hours, -1))
    ended = np.maximum.accumulate(np.where(ends, hours, -1))
    return np.asarray(begun > ended)
