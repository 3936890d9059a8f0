r"""A room driven as a log says: held at a measured temperature, or left to the heat put in.

One pass gives both: the temperature where heat drives, and the heat that held it elsewhere. Of a
heater whose fraction :math:`r` is radiated, the heat that holds the room is the fixed point
:math:`q = q_{air}(r q) + r q`, with :math:`q_{air}` what the air still needs in addition to the
radiant part; each round adds a digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.building.factors import RoomFactors
from hpsim.building.ideal_load import pass_heat_loss_w_per_k
from hpsim.building.ideal_load_pass import IdealLoadOptions, IdealLoadPass, run
from hpsim.building.model import Gains, RoomModel
from hpsim.building.solar import Plane
from hpsim.building.solver_arrays import hourly_mean, hourly_mean_of_instants
from hpsim.control.compile import NO_COOLING_DEGC, NO_HEATING_DEGC
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance
from hpsim.records import dataclass

BoolArray = NDArray[np.bool_]
AS_DESCRIBED = RoomFactors()
STEP_S = 1800.0
RADIANT_ROUNDS = 4


@dataclass(frozen=True)
class LoggedRoom:
    """A room over the days of a log."""

    model: RoomModel
    """With arrays as long as the days."""
    climate: Climate
    irradiance: Mapping[Plane, PlaneIrradiance]
    hours_before: int
    """Of days that warm up."""
    base: RoomFactors = AS_DESCRIBED
    """Those that the scenario has from an earlier fit; not yet in the model."""

    @property
    def n_hours(self) -> int:
        """Return how many hours there are, those that warm up included."""
        return self.climate.sun_elevation_deg.size


@dataclass(frozen=True)
class Drive:
    """What a log puts into the room."""

    heat_w: FloatArray
    """(n_hours,) measured; it drives where nothing holds the room, and elsewhere is a guess."""
    radiant: float
    """Fraction of it that is radiant."""
    held_degc: FloatArray
    """(2 n_hours + 1,) at step ends; NaN where nothing holds it."""
    first: int = 0
    """First hour of the log."""
    setpoints: tuple[FloatArray, FloatArray] | None = None
    """Heating and cooling at step ends, which keep the room where nothing holds it."""

    @property
    def held(self) -> FloatArray:
        """Return which fraction of each hour (n_hours,) the room is held."""
        return hourly_mean((~np.isnan(self.held_degc[1:])).astype(float), STEP_S)


class Driven(NamedTuple):
    """What the room does."""

    air_degc: FloatArray
    """(n_hours,) hourly means."""
    load_w: FloatArray
    """(n_hours,) heat that held it, cooling negative; its radiant part included."""
    loss_w_per_k: float
    """Steady, leaks with it, with the days' mean wind and films."""
    load_pass: IdealLoadPass


def driven(room: LoggedRoom, drive: Drive, rounds: int = 1) -> Driven:
    """Return what a room does under a log.

    ``rounds`` are for the radiant part of the heat that holds the room; the first takes that of the
    guess.
    """
    is_free = np.isnan(drive.held_degc)
    limits = drive.setpoints or (NO_HEATING_DEGC, NO_COOLING_DEGC)
    heating, cooling = (np.where(is_free, limit, drive.held_degc) for limit in limits)
    # all modes: with some left out, neighbouring factors of a fit would keep others, and jump
    options = IdealLoadOptions(step_s=STEP_S, dropped_weight_k=0.0, hours_before=room.hours_before)
    drives_w = drive.heat_w * (1.0 - drive.held)
    load_w = drive.heat_w * drive.held
    is_kept = drive.held > 0.0 if drive.setpoints is None else np.ones(load_w.size, dtype=bool)
    for _ in range(rounds):
        radiated_w = drive.radiant * load_w
        model = _with_heat(room.model, drives_w, radiated_w, drive.radiant)
        done = run(model, room.climate, room.irradiance, heating, cooling, options)
        load_w = (hourly_mean(done.out.load_w, STEP_S) + radiated_w) * is_kept
    return Driven(
        air_degc=hourly_mean_of_instants(done.air_degc, STEP_S),
        load_w=load_w,
        loss_w_per_k=pass_heat_loss_w_per_k(done),
        load_pass=done,
    )


def _with_heat(
    model: RoomModel, drives_w: FloatArray, radiated_w: FloatArray, radiant: float
) -> RoomModel:
    """Return the room with heat that drives it, and the radiant part of what holds it."""
    gains = model.gains
    return replace(
        model,
        gains=Gains(
            gains.convective_w + (1.0 - radiant) * drives_w,
            gains.radiant_w + radiant * drives_w + radiated_w,
            gains.moisture_kg_per_s,
        ),
    )
