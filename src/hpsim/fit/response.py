"""The scenario's room driven as a log says: held at what was measured, or left to the heat put in.

One pass gives both: the temperature while power drives, and the heat that was needed while the
temperature was held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.building.factors import RoomFactors, with_factors
from hpsim.building.ideal_load_pass import (
    IdealLoadOptions,
    IdealLoadPass,
    dynamics_coefficients,
    run,
)
from hpsim.building.modal import all_modes
from hpsim.building.model import Gains, RoomModel
from hpsim.building.network import assemble, steady_loss_w_per_k
from hpsim.building.solar import Plane
from hpsim.fit.unknowns import room_factors
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance

BoolArray = NDArray[np.bool_]
AS_DESCRIBED = RoomFactors()
STEP_S = 1800.0
DROPPED_WEIGHT_K = 0.0
"""All modes: with some left out, neighbouring factors would keep others, and jump."""
FREE_DEGC = 1000.0
"""Beyond any setpoint: nothing is held."""


@dataclass(frozen=True)
class LoggedRoom:
    """A room over the days of a log, before any factor."""

    model: RoomModel
    """With arrays as long as the days."""
    climate: Climate
    irradiance: Mapping[Plane, PlaneIrradiance]
    hours_before: int
    """Of days that warm up."""
    base: RoomFactors = AS_DESCRIBED
    """Those that the scenario has from an earlier fit."""

    @property
    def n_hours(self) -> int:
        """Return how many hours there are, those that warm up included."""
        return self.climate.sun_elevation_deg.size


@dataclass(frozen=True)
class Drive:
    """What a log puts into the room."""

    heat_w: FloatArray
    """(n_hours,) measured heat into the room while power drives, 0 while it is held."""
    radiant: float
    """Fraction of it that is radiant."""
    held_degc: FloatArray
    """(2 n_hours + 1,) at step ends; NaN where nothing holds it."""
    first: int = 0
    """First hour of the log."""
    setpoints: tuple[FloatArray, FloatArray] | None = None
    """Heating and cooling in place of a held temperature: of meters without a thermometer."""

    def free(self) -> BoolArray:
        """Return (n_hours,) whether power drives in an hour."""
        ends = np.isnan(self.held_degc[1:]).reshape(-1, 2)
        return np.asarray(ends.all(axis=1))


class Driven(NamedTuple):
    """What the room does."""

    air_degc: FloatArray
    """(n_hours,) hourly means."""
    load_w: FloatArray
    """(n_hours,) heat that held it, cooling negative."""
    loss_w_per_k: float
    """Steady, leaks with it, with the days' mean wind and films."""
    load_pass: IdealLoadPass


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
    model = with_factors(room.model, room_factors(values, room.base))
    heat_w = values.get("machine_output", 1.0) * drive.heat_w
    gains = Gains(
        model.gains.convective_w + (1.0 - drive.radiant) * heat_w,
        model.gains.radiant_w + drive.radiant * heat_w,
        model.gains.moisture_kg_per_s,
    )
    held = drive.held_degc - values.get("sensor", 0.0)
    held[: 2 * drive.first] += values.get("start", 0.0)
    held[2 * drive.first] += values.get("start_air", 0.0)
    is_free = np.isnan(held)
    heating = np.where(is_free, -FREE_DEGC, held)
    cooling = np.where(is_free, FREE_DEGC, held)
    if drive.setpoints is not None:
        heating, cooling = drive.setpoints
    options = IdealLoadOptions(
        step_s=STEP_S, dropped_weight_k=DROPPED_WEIGHT_K, hours_before=room.hours_before
    )
    done = run(
        replace(model, gains=gains), room.climate, room.irradiance, heating, cooling, options
    )
    air = done.out.port_degc[:, 0]
    exchanged = float(done.out.driven_m3_per_s.mean()) * float(
        done.inputs.exchange.air_j_per_m3_k.mean()
    )
    fans = float(done.air.varying_w_per_k.mean())
    return Driven(
        air_degc=(0.5 * (air[1:] + air[:-1])).reshape(-1, 2).mean(axis=1),
        load_w=done.out.load_w.reshape(-1, 2).mean(axis=1),
        loss_w_per_k=steady_loss_w_per_k(done.layout, done.matrices) + exchanged + fans,
        load_pass=done,
    )


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
