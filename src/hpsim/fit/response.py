"""The room of a fit: its response to a log, with factors and values, and its time constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hpsim.building.factors import with_factors
from hpsim.building.ideal_load_pass import IdealLoadPass, dynamics_coefficients
from hpsim.building.modal import all_modes
from hpsim.building.network import assemble
from hpsim.fit.unknowns import room_factors
from hpsim.simulate.driven import Drive, Driven, LoggedRoom, driven

__all__ = ["Drive", "Driven", "LoggedRoom", "respond", "time_constants_h"]


def respond(room: LoggedRoom, drive: Drive, values: Mapping[str, float]) -> Driven:
    """Return what the room does under a log, with factors and values of a fit.

    Parameters
    ----------
    room : LoggedRoom
        Before the fit.
    drive : Drive
        What the log puts in.
    values : mapping
        Factors and values by the names of `hpsim.fit.unknowns`; without one: 1 or 0.
    """
    held = drive.held_degc - values.get("sensor", 0.0)
    held[: 2 * drive.first] += values.get("start", 0.0)
    held[2 * drive.first] += values.get("start_air", 0.0)
    heat_w = values.get("machine_output", 1.0) * drive.heat_w
    points = drive.setpoints
    if points is not None:
        above = values.get("setpoint", 0.0)
        points = points[0] + above, points[1] + above
    model = with_factors(room.model, room_factors(values, room.base))
    changed = replace(drive, heat_w=heat_w, held_degc=held, setpoints=points)
    return driven(replace(room, model=model), changed)


def time_constants_h(done: IdealLoadPass) -> tuple[float, float]:
    """Return the slowest time constant and the one within which the air follows heat [h].

    The second is that of the mode that moves the air most at once.
    """
    modes = all_modes(assemble(done.layout, dynamics_coefficients(done)))
    in_air = np.abs(modes.shape[done.layout.zones[0].air_node]) ** 2
    fast = int(np.argmax(in_air))
    slow = int(np.argmax(in_air / modes.rate_per_s * (modes.rate_per_s < modes.rate_per_s[fast])))
    hours = 1.0 / modes.rate_per_s / 3600.0
    return float(hours[slow]), float(hours[fast])
