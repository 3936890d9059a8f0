"""What an hour's cooling and dry mode do to the room's humidity.

The coil removes what it can at the humidity that the hour ends with: implicit, so that no room's
time constant is too short for an hour.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.air import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import inlined
from hpsim.kernel.controller import DRY_HYSTERESIS
from hpsim.kernel.hour_machine import (
    HOUR_S,
    MOST_ROUNDS,
    Around,
    Bracket,
    Hour,
    Outside,
    PartLoad,
    Steady,
    beside_coil,
    can_modulate,
    given_back,
    late,
    lowest_and_top,
    narrowed,
    next_try,
    run_hour,
    steady,
)
from hpsim.kernel.hour_runs import LEAST_W, starts_per_s, until_stored
from hpsim.kernel.plant import saturated_humidity_ratio
from hpsim.kernel.types import Control, Machine, Saturation

SAME_RATIO = 1e-8  # a humidity is found
DRY_ROUNDS = 12  # halvings of the time in dry mode: to a second


class Water(NamedTuple):
    """The water of an hour: ``held / capacity`` is the humidity ratio that it ends with."""

    held_kg: float  # in the room and what draws on it, gained, and brought in
    capacity_kg: float  # per unit of humidity ratio: held by the room, and carried out in an hour


@inlined
def with_machine(water: Water, drawn_kg_per_s: float, drawn_ratio: float) -> Water:
    """Return an hour's water with the air that the machine draws in."""
    drawn_kg = drawn_kg_per_s * HOUR_S
    return Water(water.held_kg + drawn_kg * drawn_ratio, water.capacity_kg + drawn_kg)


@inlined
def ends_at(water: Water, latent_w: float) -> float:
    """Return the humidity ratio at the end of an hour in which a coil removes that heat."""
    return (water.held_kg - latent_w * HOUR_S / VAPORISATION_J_PER_KG) / water.capacity_kg


@inlined
def cool(
    machine: Machine,
    table: Saturation,
    part_load: PartLoad,
    load_w: float,
    around: Around,
    water: Water,
) -> Hour:
    """Return what a cooling machine does in an hour, at the humidity that it leaves.

    Parameters
    ----------
    load_w : float
        Sensible, positive.
    water : Water
        Without the machine.
    """
    outdoor_ratio = around.outside.humidity_ratio
    without_coil = water.held_kg / water.capacity_kg
    most = without_coil
    if (
        machine.air_path.induced_infiltration_kg_per_s != 0.0
        or machine.air_path.return_leak_kg_per_s > 0.0
    ):
        most = max(most, outdoor_ratio)  # the air that it draws in may be damp
    between = Bracket(0.0, without_coil, most, 0.0)
    rounds = 0
    while True:
        rounds += 1
        ratio = next_try(between)
        does = run_hour(machine, table, part_load, -1.0, load_w, around, ratio)
        drawn = with_machine(water, does.drawn_kg_per_s, outdoor_ratio)
        f = ends_at(drawn, does.latent_w) - ratio
        if abs(f) < SAME_RATIO or rounds == MOST_ROUNDS:
            return does
        between = narrowed(between, ratio, f)


@inlined
def dried(
    machine: Machine,
    table: Saturation,
    part_load: PartLoad,
    around: Around,
    water: Water,
    share: float,
) -> tuple[float, Steady, float, float]:
    """Return the humidity ratio at the end of an hour with dry mode.

    And what the machine does in it, the heat of the water that the coil gives back [W], and the
    starts of it [1/s].

    Parameters
    ----------
    around : Around
        With what less air does to the machine.
    water : Water
        After what the hour's ordinary cooling removed.
    share : float
        Of the hour in dry mode.
    """
    outside = around.outside
    lowest, _ = lowest_and_top(machine, -1.0)
    switching = part_load.switching
    most = water.held_kg / water.capacity_kg
    between = Bracket(0.0, most, most, 0.0)
    rounds = 0
    while True:
        rounds += 1
        ratio = next_try(between)
        at = steady(machine, table, -1.0, outside, around.room_degc, ratio, lowest)
        late_s = late(machine, -1.0, at)
        load_w = share * at.coil_w
        run_s = until_stored(switching, switching.dry_swing_j, at.coil_w, load_w, late_s)
        run_s = max(run_s, switching.minimum_on_s)
        starts = starts_per_s(switching, run_s, share)
        returned_w = min(given_back(machine, at, starts, share), share * at.latent_w)
        drawn_kg_per_s = share * (at.drawn_kg_per_s - around.stays.drawn_kg_per_s)
        drawn = with_machine(water, drawn_kg_per_s, outside.humidity_ratio)
        f = ends_at(drawn, share * at.latent_w - returned_w) - ratio
        if abs(f) < SAME_RATIO or rounds == MOST_ROUNDS:
            return ratio, at, returned_w, starts
        between = narrowed(between, ratio, f)


@inlined
def with_less_air(control: Control, around: Around) -> Around:
    """Return what a machine meets in dry mode."""
    of = around.outside
    less_air = Outside(
        of.degc,
        of.humidity_ratio,
        of.heating_capacity,
        of.heating_power,
        of.cooling_capacity * control.dry_capacity,
        of.cooling_power * control.dry_power,
        of.airflow * control.dry_airflow,
        of.fan_power * control.dry_airflow**3,
        of.heating_colder_k,
        of.air_kg_per_s,
    )
    return Around(less_air, around.room_degc, around.stays)


@inlined
def also_drying(
    machine: Machine,
    does: Hour,
    around: Around,
    share: float,
    at: Steady,
    returned_w: float,
    starts: float,
) -> Hour:
    """Return an hour's ordinary cooling with dry mode, ``at``, for a share of it."""
    lowest, _ = lowest_and_top(machine, -1.0)
    stays = around.stays
    return Hour(
        does.room_w + share * (at.beside_w - at.coil_w - stays.heat_w) - returned_w,
        does.latent_w + share * at.latent_w - returned_w,
        does.compressor_w + share * at.compressor_w,
        does.defrost_w,
        does.fan_w + share * (at.fan_w - stays.fan_w),
        does.running + share,
        does.speed + share * lowest,
        does.full if can_modulate(machine) else does.full + share,
        does.drawn_kg_per_s + share * (at.drawn_kg_per_s - stays.drawn_kg_per_s),
        does.drawn_w_per_k + share * (at.drawn_w_per_k - stays.drawn_w_per_k),
        does.drawn_at_w + share * (at.drawn_at_w - stays.drawn_at_w),
        does.returned_w + returned_w,
        does.starts + starts * HOUR_S,
    )


@inlined
def dry(
    machine: Machine,
    table: Saturation,
    control: Control,
    part_load: PartLoad,
    around: Around,
    does: Hour,
    water: Water,
    without_degc: float,
    floor_degc: float,
    per_w: float,
) -> tuple[Hour, float, bool]:
    """Return an hour with dry mode beside its ordinary cooling.

    What the machine does, the share of the hour in dry mode, and whether the air is still too
    damp: as long as it may run without the room getting too cold, at most until the air is dry.

    Parameters
    ----------
    does : Hour
        Ordinary cooling.
    water : Water
        After ordinary cooling.
    without_degc, floor_degc : float
        Room at the hour's end without dry mode, and how cold it may get.
    per_w : float
        Rise of the room over the hour [K/W].
    """
    less = with_less_air(control, around)
    wanted = control.dry_above - DRY_HYSTERESIS
    most = 1.0 - does.running
    _, at, returned_w, starts = dried(machine, table, part_load, less, water, most)
    cold_k = per_w * max(at.coil_w - beside_coil(at, less), LEAST_W)
    most = min(most, max(without_degc - floor_degc, 0.0) / cold_k)
    low, high, share = 0.0, most, most
    is_damp = True
    for _ in range(DRY_ROUNDS):  # the least share that dries the air enough
        ratio, at, returned_w, starts = dried(machine, table, part_load, less, water, share)
        end_degc = without_degc - cold_k * share
        if ratio <= wanted * saturated_humidity_ratio(table, end_degc):
            is_damp = False
            high = share
        elif share >= most:
            break
        else:
            low = share
        share = 0.5 * (low + high)
    return also_drying(machine, does, less, share, at, returned_w, starts), share, is_damp
