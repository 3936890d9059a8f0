r"""How long a machine's runs are that cycles, as the room and its thermostat make them.

While it runs, a machine stores in the room what it brings beyond the load, until the
thermostat's sensor is at the other end of its band. A run of t seconds at the output q ends when

.. math:: (q - l)\, t = C \, \Delta T + \tau_0 q + \tau q \, (1 - e^{-(t - \tau_0) / \tau})

with the load l, the room's fast capacity C, the band dT, the time tau_0 by which the output comes
late while it builds up, and the lag of the sensor tau, by which the air swings further: l tau / C
below the band, nearly (q - l) tau / C above it. It is exact, but for the build-up's form, for a
room of one capacity whose machine rests longer than its sensor lags. Without lags it is the
thermostat law, 4 N X (1 - X) starts an hour at the running share X with N = q / 4 C dT. A machine
that begins a run at another speed goes through it here as it does by the minute: two stages with
five minutes in the low one, a variable speed with its boost, until the sensor is at the set point,
and then down to its lowest.

References
----------
Thermostat law: NEMA DC 3; Henderson, Raustad and Rengarajan (1991), "Measuring thermostat and air
conditioner performance in Florida homes", FSEC-RR-24-91.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from hpsim.kernel.compiling import inlined

LEAST_W = 1e-3  # a smaller load is rounding
NEWTON_ROUNDS = 6
NEVER_S = 1e9
NEVER_J = 1e15


class Switching(NamedTuple):
    """How far the room swings between the thermostat's switching points; 0: nothing switches."""

    swing_j: float = 0.0  # heat that the room stores in a run
    to_set_point_j: float = 0.0  # of that, what it has stored at the set point
    at_any_speed_j: float = 0.0  # of a variable unit that is not yet at its lowest speed
    dry_swing_j: float = 0.0  # in a run of dry mode
    far_j: float = NEVER_J  # lost since the call when two stages begin with the high one
    lag_s: float = 0.0  # and for every watt of the output, since the sensor comes later
    sensor_s: float = 0.0  # time constant with which that builds up
    # by how much a variable unit without a boost is faster than at its lowest, to the set point
    begins_faster: float = 0.0
    faster_per_j: float = 0.0  # and for what the room has lost since the call
    minimum_on_s: float = 0.0
    minimum_off_s: float = 0.0


class Path(NamedTuple):
    """A run's net outputs: first one speed's, then another's."""

    first_w: float
    then_w: float
    lasts_s: float  # the first, at most
    passing_s: float  # from the one to the other
    may_stop: bool  # while the first still lasts


@inlined
def switches(switching: Switching) -> bool:
    """Return whether anything starts and stops at all."""
    return switching.swing_j > 0.0 or switching.lag_s > 0.0


@inlined
def until_stored(
    switching: Switching, swing_j: float, output_w: float, load_w: float, late_s: float
) -> float:
    """Return how long an output takes until the sensor sees the room that much warmer [s].

    Newton's method: the function bends one way, and it begins on the side from which no step goes
    past the solution.

    Parameters
    ----------
    late_s : float
        By which the output comes late, while it builds up.
    """
    spare_w = max(output_w - load_w, LEAST_W)
    held_j = switching.lag_s * output_w
    swing_j += late_s * output_w
    if switching.sensor_s <= 0.0:
        return max(swing_j + held_j, 0.0) / spare_w
    time_s = late_s if held_j < 0.0 else (swing_j + held_j) / spare_w
    for _ in range(NEWTON_ROUNDS):
        fade = math.exp(-max(time_s - late_s, 0.0) / switching.sensor_s)
        missing_j = swing_j + held_j * (1.0 - fade) - spare_w * time_s
        time_s += missing_j / (spare_w - held_j * fade / switching.sensor_s)
    return time_s


@inlined
def lost_after_call(switching: Switching, output_w: float, load_w: float, dead_s: float) -> float:
    """Return what the room loses after a call, as its sensor sees it at its lowest [J].

    The sensor goes on falling until the air, which has turned, meets it.
    """
    lost_j = load_w * (dead_s + switching.sensor_s)
    spare_w = output_w - load_w
    if spare_w > 0.0:
        lost_j -= spare_w * switching.sensor_s * math.log(output_w / spare_w)
    return lost_j


@inlined
def course(path: Path, switching: Switching, late_s: float, load_w: float) -> tuple[float, float]:
    """Return how long a run takes beside a load [s], and the share of the first speed in it.

    On the way from the one speed to the other both count half.
    """
    first_w, then_w = path.first_w, path.then_w
    if path.may_stop:
        run_s = until_stored(switching, switching.swing_j, first_w, load_w, late_s)
        if run_s < path.lasts_s:
            return max(run_s, switching.minimum_on_s), 1.0
        first_s = path.lasts_s
    else:
        first_s = until_stored(switching, switching.to_set_point_j, first_w, load_w, late_s)
        first_s = min(first_s, path.lasts_s)
    stored_j = first_s * (first_w - load_w) - late_s * first_w
    passed = passed_share(path, switching, load_w, stored_j)
    run_s = first_s + passed * path.passing_s
    at_first_s = first_s + passed * (1.0 - 0.5 * passed) * path.passing_s
    if passed == 1.0:
        stored_j += path.passing_s * (0.5 * (first_w + then_w) - load_w)
        missing_j = switching.swing_j + switching.lag_s * then_w - stored_j
        run_s += max(missing_j, 0.0) / max(then_w - load_w, LEAST_W)
    run_s = max(run_s, switching.minimum_on_s)
    return run_s, min(at_first_s / max(run_s, LEAST_W), 1.0)


@inlined
def passed_share(path: Path, switching: Switching, load_w: float, stored_j: float) -> float:
    """Return the share of the way from the first speed to the other at which a run ends; or 1.

    On the way the output falls in a straight line, and what is stored is its integral.

    Parameters
    ----------
    stored_j : float
        When the way begins.
    """
    falls_w = path.first_w - path.then_w
    if path.passing_s <= 0.0 or falls_w <= 0.0:
        return 1.0
    square = -0.5 * path.passing_s * falls_w
    linear = path.passing_s * (path.first_w - load_w) + switching.lag_s * falls_w
    constant = stored_j - switching.at_any_speed_j - switching.lag_s * path.first_w
    discriminant = linear * linear - 4.0 * square * constant
    if constant >= 0.0 or linear <= 0.0 or discriminant < 0.0:
        return 0.0 if constant >= 0.0 else 1.0
    return min(-2.0 * constant / (linear + math.sqrt(discriminant)), 1.0)


@inlined
def starts_per_s(switching: Switching, run_s: float, running: float) -> float:
    """Return the starts of a machine whose runs take so long [1/s]; 0 where nothing switches."""
    if not switches(switching):
        return 0.0
    starts = running / max(run_s, LEAST_W)
    if switching.minimum_off_s > 0.0:
        starts = min(starts, (1.0 - running) / switching.minimum_off_s)
    return starts
