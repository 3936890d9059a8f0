"""What a cooling machine gives in air a little unlike that for which its output was worked out.

In a run the room's air moves while the machine answers to it. Capacity, its latent share and power
are nearly straight lines about the air that was foreseen, so that an interval whose air comes out
otherwise needs their slopes, not the whole machine once more.
"""

from __future__ import annotations

from hpsim.kernel.air import (
    DRY_AIR_J_PER_KG_K,
    VAPOUR_J_PER_KG_K,
    WATER_J_PER_KG_K,
    enthalpy,
    saturated,
    slopes_of_saturated,
    wet_bulb_round,
)
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import internal
from hpsim.kernel.heat_pump import (
    CONSTANTS,
    FADE,
    RATED_OUTDOOR_DEGC,
    RATED_WET_BULB_DEGC,
    build_up,
)
from hpsim.kernel.state import COOLING_COIL, LATENT_COIL, Work
from hpsim.kernel.steady import by_wet_bulb
from hpsim.kernel.types import Machine, Saturation

STRAIGHT_K, STRAIGHT_RATIO = 0.5, 5e-4  # so far the lines are straight: within 0.1 % of capacity
NEARLY_DRY = 0.1  # latent share of a coil that may come to where it is dry: the lines have a kink


@internal
def is_near(work: Work) -> bool:
    """Return whether a wet coil meets air near that for which its output was worked out."""
    interval = work.interval
    off_k = abs(interval.met_degc - interval.ran_in_degc)
    off = abs(interval.met_ratio - interval.ran_in_ratio)
    is_wet = interval.latent_capacity_w > NEARLY_DRY * interval.capacity_w
    return bool(off_k <= STRAIGHT_K and off <= STRAIGHT_RATIO and is_wet)


@internal
def move_output(machine: Machine, table: Saturation, work: Work, outdoor_degc: float) -> None:
    """Move a cooling machine's output to the air that is met, along its slopes.

    With gross capacity ``Q``, and touching airflow ``m``, the coil's apparatus dew point has the
    enthalpy ``h - Q / m``, and sensible capacity is ``m (h(T, w_adp) - h_adp)``: the derivatives of
    both by the air's temperature and humidity ratio.

    Parameters
    ----------
    machine : Machine
        With its coil's corrections.
    table : Saturation
        Saturated air at the place's pressure.
    work : Work
        With output and the air for which it was worked out.
    outdoor_degc : float
        Outdoor air [degC].
    """
    state, interval = work.state, work.interval
    air, ratio = interval.ran_in_degc, interval.ran_in_ratio
    warmer_k, wetter = interval.met_degc - air, interval.met_ratio - ratio
    delivered = machine.air_path.delivery_effectiveness
    wet_degc, _ = wet_bulb_round(table, air, ratio, state.taken_up)
    vapour = VAPORISATION_J_PER_KG + VAPOUR_J_PER_KG_K * air
    rise = (DRY_AIR_J_PER_KG_K + ratio * VAPOUR_J_PER_KG_K) * warmer_k + vapour * wetter
    degc_per_j, _ = slopes_of_saturated(table, enthalpy(air, ratio) + state.taken_up)
    wet_rise_k = degc_per_j * (rise - WATER_J_PER_KG_K * wet_degc * wetter)
    hotter = outdoor_degc - RATED_OUTDOOR_DEGC
    hotter += machine.outdoor_coil.room_air_fraction * (air - outdoor_degc)
    d = wet_degc - RATED_WET_BULB_DEGC
    capacity, power = by_wet_bulb(machine, d, hotter)
    other_capacity, other_power = by_wet_bulb(machine, d + wet_rise_k, hotter)
    interval.ran_in_degc, interval.ran_in_ratio = interval.met_degc, interval.met_ratio
    if capacity <= 0.0 or power <= 0.0:
        return
    total_w = (interval.capacity_w + interval.latent_capacity_w) / delivered
    more_w = total_w * (other_capacity / capacity - 1.0)
    interval.power_w *= other_power / power
    touching = state.touching_kg_per_s
    at_coil_j = enthalpy(air, ratio) - total_w / touching
    _, at_coil = saturated(table, at_coil_j)
    _, ratio_per_j = slopes_of_saturated(table, at_coil_j)
    rise -= more_w / touching
    sensible_w = (DRY_AIR_J_PER_KG_K + at_coil * VAPOUR_J_PER_KG_K) * warmer_k
    sensible_w = touching * (sensible_w + (vapour * ratio_per_j - 1.0) * rise)
    sensible_w = min(sensible_w, more_w + interval.latent_capacity_w / delivered)
    follow_output(machine, work, delivered * sensible_w, delivered * (more_w - sensible_w))


@internal
def follow_output(machine: Machine, work: Work, more_w: float, more_latent_w: float) -> None:
    """Add to steady output, and to what the coil gives in the interval as far as it has built up.

    Of the water that a wet coil gives back, nothing changes.
    """
    state, interval, starts = work.state, work.interval, work.starts
    interval.capacity_w += more_w
    interval.latent_capacity_w += more_latent_w
    constants, fade = starts[COOLING_COIL, CONSTANTS], starts[COOLING_COIL, FADE]
    mean, _ = build_up(state.built, constants, fade)
    interval.sensible_w -= mean * more_w
    if interval.fading_w != 0.0:
        interval.fading_w += (1.0 - state.built) * more_w
    constants, fade = starts[LATENT_COIL, CONSTANTS], starts[LATENT_COIL, FADE]
    mean, _ = build_up(state.built_latent, constants, fade)
    interval.latent_w += mean * more_latent_w
    caught_kg = mean * more_latent_w * interval.length_s / VAPORISATION_J_PER_KG
    full_kg = machine.indoor_coil.water_capacity_kg
    if interval.water_kg < full_kg:
        interval.water_kg = min(max(interval.water_kg + caught_kg, 0.0), full_kg)
