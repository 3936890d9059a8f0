"""VDI 6007-1 test cases 1 to 4: a step of heat in a heavy and a light room, over sixty days.

The rooms are taken in the guideline's own form, two lumped elements (outer walls with windows,
inner walls), and solved by the program's modes. They check the dynamics alone: no weather file,
no sun, no films that change.

References
----------
VDI 6007-1:2012, test cases 1 to 4; values as carried in lbl-srg/modelica-buildings
(ThermalZones/ReducedOrder/Validation/VDI6007).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from hpsim.building.layout import join
from hpsim.building.modal import all_modes, ramp_weights
from hpsim.building.network import Matrices
from hpsim.kernel.types import FloatArray
from hpsim.validation.checks import Check

TOLERANCE_K = 0.1  # the guideline's own
PRINTED_K = 0.05  # its values are printed to 0.1 K
START_DEGC = 22.0
DAYS = 60
GAIN_W = 1000.0
GAIN_HOURS = (6, 18)
STEP_S = 3600.0
RADIATIVE_W_PER_M2K = 5.0
OUTSIDE_W_PER_M2K = 25.0
OUTER_M2, INNER_M2 = 10.5, 75.5
OUTER_FILM_W_PER_M2K, INNER_FILM_W_PER_M2K = 2.7, 2.24
AIR, OUTER_FACE, OUTER_MASS, INNER_FACE, INNER_MASS = range(5)


@dataclass(frozen=True, slots=True)
class TwoElementRoom:
    """A room in the guideline's lumped form."""

    outer_k_per_w: float
    """From the inner face of the outer walls to their heat capacity."""
    outer_rest_k_per_w: float
    """From there to the outer face."""
    outer_j_per_k: float
    inner_k_per_w: float
    inner_j_per_k: float


HEAVY = TwoElementRoom(
    0.00436791293674, 0.03895919557, 1600848.94, 0.000595693407511, 14836354.6282
)
LIGHT = TwoElementRoom(0.00404935160802, 0.039330865, 47900.0, 0.003237138, 7297100.0)
CASES = {1: (HEAVY, False), 2: (HEAVY, True), 3: (LIGHT, False), 4: (LIGHT, True)}
"""Room, and whether the gain is radiant."""


def room_matrices(room: TwoElementRoom) -> Matrices:
    """Return the network of a lumped room; the air and the faces carry no heat capacity."""
    k = np.zeros((5, 5))
    join(k, AIR, OUTER_FACE, OUTER_FILM_W_PER_M2K * OUTER_M2)
    join(k, AIR, INNER_FACE, INNER_FILM_W_PER_M2K * INNER_M2)
    join(k, OUTER_FACE, INNER_FACE, RADIATIVE_W_PER_M2K * min(OUTER_M2, INNER_M2))
    join(k, OUTER_FACE, OUTER_MASS, 1.0 / room.outer_k_per_w)
    join(k, INNER_FACE, INNER_MASS, 1.0 / room.inner_k_per_w)
    outside = 1.0 / (room.outer_rest_k_per_w + 1.0 / (OUTSIDE_W_PER_M2K * OUTER_M2))
    k[OUTER_MASS, OUTER_MASS] += outside
    weather = np.zeros((5, 2))
    weather[OUTER_MASS, 0] = outside
    capacity = np.zeros(5)
    capacity[OUTER_MASS], capacity[INNER_MASS] = room.outer_j_per_k, room.inner_j_per_k
    return Matrices(capacity, k, weather, np.zeros((5, 0)))


def air_degc(room: TwoElementRoom, *, is_radiant: bool) -> FloatArray:
    """Return hourly means of the air temperature from the first hour on (n_hours,) [degC]."""
    matrices = room_matrices(room)
    modes = all_modes(matrices)
    decay, gain, _, _ = ramp_weights(modes.rate_per_s, STEP_S)
    share = np.zeros(5)
    share[AIR] = 1.0
    if is_radiant:
        share[AIR] = 0.0
        share[OUTER_FACE] = OUTER_M2 / (OUTER_M2 + INNER_M2)
        share[INNER_FACE] = INNER_M2 / (OUTER_M2 + INNER_M2)
    feed = modes.shape.T @ share
    state = np.zeros(decay.size)  # as a difference from outdoors, where the room starts
    out = np.empty(24 * DAYS)
    for hour in range(out.size):
        heat = GAIN_W if GAIN_HOURS[0] <= hour % 24 < GAIN_HOURS[1] else 0.0
        steady = feed * heat / modes.rate_per_s
        mean = steady + (state - steady) * gain / STEP_S
        out[hour] = START_DEGC + modes.shape[AIR] @ mean + modes.at_once[AIR] @ share * heat
        state = steady + decay * (state - steady)
    return out


def checks() -> list[Check]:
    """Return the largest deviation of each case on days 1, 10 and 60."""
    text = files("hpsim.data").joinpath("vdi6007/reference.csv").read_text("utf-8")
    rows = list(csv.DictReader(x for x in text.splitlines() if not x.startswith("#")))
    found = []
    for case, (room, is_radiant) in CASES.items():
        ours = air_degc(room, is_radiant=is_radiant)
        for day in (1, 10, 60):
            of_day = [r for r in rows if int(r["case"]) == case and int(r["day"]) == day]
            difference = [
                ours[24 * (day - 1) + int(r["hour"]) - 1] - float(r["air_degc"]) for r in of_day
            ]
            worst = float(np.abs(difference).max())
            limit = TOLERANCE_K + PRINTED_K
            name = f"case {case} day {day} largest deviation"
            found.append(Check(name, worst, "K", 0.0, limit, worst <= limit, "published"))
    return found
