"""What a cooling machine gives in air a little unlike that for which its output was worked out.

In a run the room's air moves while the machine answers to it. Capacity, its latent share and power
are nearly straight lines about the air that was foreseen, so that an interval whose air comes out
otherwise needs their slopes, not the whole machine once more.
"""

from __future__ import annotations

from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.compiling import internal
from hpsim.kernel.heat_pump import CONSTANTS, FADE, build_up
from hpsim.kernel.state import (
    COOLING_COIL,
    LATENT_COIL,
    MEAN_K_PER_W,
    Interval,
    State,
    Unit,
    Work,
)
from hpsim.kernel.types import Machine

STRAIGHT_K, STRAIGHT_RATIO = 0.5, 5e-4  # so far the lines are straight: within 0.1 % of capacity
# slopes of the wet-bulb depression by humidity ratio [K] and by temperature, by the enthalpy of
# saturated air at 18 degC, 3.05 kJ/(kg K) (ASHRAE Fundamentals 2021, ch. 1, table 2)
DEPRESSION_BY_RATIO_K, DEPRESSION_BY_AIR = 830.0, 0.67
OTHER_DEPRESSION_K = 0.2  # beyond, water that dries off is worked out anew
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
def more_in(interval: Interval, warmer_k: float, wetter: float) -> tuple[float, float]:
    """Return how much more sensible and latent heat a wet coil takes from other air [W]."""
    more_w = interval.sensible_by_air_w_per_k * warmer_k + interval.sensible_by_ratio_w * wetter
    more_latent_w = interval.latent_by_air_w_per_k * warmer_k + interval.latent_by_ratio_w * wetter
    return more_w, more_latent_w


@internal
def move_output(machine: Machine, work: Work) -> None:
    """Move a cooling machine's output to the air that is met, along its slopes."""
    interval = work.interval
    warmer_k = interval.met_degc - interval.ran_in_degc
    wetter = interval.met_ratio - interval.ran_in_ratio
    interval.ran_in_degc, interval.ran_in_ratio = interval.met_degc, interval.met_ratio
    interval.power_w += interval.power_by_air_w_per_k * warmer_k
    interval.power_w += interval.power_by_ratio_w * wetter
    more_w, more_latent_w = more_in(interval, warmer_k, wetter)
    follow_output(machine, work, more_w, max(more_latent_w, -interval.latent_capacity_w))


@internal
def hold_end_air(state: State, interval: Interval) -> None:
    """Let a wet coil hold what it does in the air at the last interval's end, not on its mean."""
    if interval.latent_capacity_w <= NEARLY_DRY * interval.capacity_w:
        return
    warmer_k = state.air_degc - interval.ran_in_degc
    wetter = state.humidity_ratio - interval.ran_in_ratio
    more_w, more_latent_w = more_in(interval, warmer_k, wetter)
    state.stopped_w += more_w
    state.stopped_latent_w = max(state.stopped_latent_w + more_latent_w, 0.0)


@internal
def as_built_k(work: Work) -> float:
    """Return how far the air that a coil meets as its output builds up is above the air's mean [K].

    Weighted by ``b = 1 - (1 - b0) exp(-u / c)``, which has built up after the share ``u`` of the
    interval: for air that goes evenly by ``dT``, the mean of ``b (u - 1 / 2) dT`` over that of
    ``b``.
    """
    state, interval = work.state, work.interval
    constants = work.starts[COOLING_COIL, CONSTANTS]
    fade = work.starts[COOLING_COIL, FADE]
    missing, gone = 1.0 - state.built, constants * (1.0 - fade)
    rise_k = interval.air_end_degc - state.air_degc
    above_k: float = rise_k * missing * constants * (0.5 * (1.0 + fade) - gone)
    above_k /= 1.0 - missing * gone
    return above_k


@internal
def humidity_bow(unit: Unit, work: Work) -> float:
    """Return how far the mean humidity ratio is above that which an even latent heat gives.

    The latent heat of a coil that runs goes with its air. Where it rises evenly by ``S`` over the
    interval, and the share ``u`` of its length ``L`` is gone, the humidity ratio of air of the mass
    ``m`` is off by ``S L (u - u**2) / (2 m h_fg)``, on the mean by ``S L / (12 m h_fg)``; less
    where that fades meanwhile at the rate ``a / L``: ``12 + 6.5 a`` for 12, within 5 % up to 1.

    Water that dries off as the coil cools down comes early: with ``exp(-u / c)``, of which
    ``1 / (1 - exp(-1 / c)) - c`` has come on the mean, and not half.
    """
    state, interval = work.state, work.interval
    if interval.latent_w <= 0.0:
        return 0.0
    warmer_k = interval.air_end_degc - state.air_degc
    wetter = interval.humidity_end - state.humidity_ratio
    _, rise_w = more_in(interval, warmer_k, wetter)
    rise_w *= 0.5 * (state.built_latent + interval.built_latent)
    fades_per_s = state.fast_per_s if unit.is_buffered else state.out_per_s
    part = 12.0 + 6.5 * fades_per_s * interval.length_s
    bow: float = rise_w * interval.length_s * (1.0 / VAPORISATION_J_PER_KG)
    if interval.evaporated_kg > 0.0 and interval.built > state.built:
        constants = work.starts[COOLING_COIL, CONSTANTS]
        early = 1.0 / (1.0 - work.starts[COOLING_COIL, FADE]) - constants - 0.5
        bow += 12.0 * early * interval.evaporated_kg
    return bow * unit.per_kg / part


@internal
def meet_drying_air(unit: Unit, work: Work) -> bool:
    """Let water that dries off a coil meet other air, where it should have; return whether it does.

    By Newton's way: what evaporates moistens and cools the air, and so lowers the wet-bulb
    depression by which it evaporates.
    """
    state, interval = work.state, work.interval
    length_s, per_s = interval.length_s, 1.0 / interval.length_s
    off_k = interval.air_mean_degc - interval.met_degc
    off = interval.humidity_mean - interval.met_ratio
    is_other = abs(DEPRESSION_BY_AIR * off_k - DEPRESSION_BY_RATIO_K * off) > OTHER_DEPRESSION_K
    if is_other:
        lowers = DEPRESSION_BY_RATIO_K * 0.5 * length_s * unit.per_kg
        cools_k_per_w = work.lengths[state.prepared, MEAN_K_PER_W]
        lowers += DEPRESSION_BY_AIR * VAPORISATION_J_PER_KG * cools_k_per_w
        lowers *= interval.evaporated_kg * per_s / max(state.depression_k, 1.0)
        interval.met_degc += off_k / (1.0 + lowers)
        interval.met_ratio += off / (1.0 + lowers)
    interval.met_k_per_s = (interval.met_degc - state.air_degc) * per_s
    interval.met_ratio_per_s = (interval.met_ratio - state.humidity_ratio) * per_s
    return is_other


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
    caught_kg = mean * more_latent_w * interval.length_s * (1.0 / VAPORISATION_J_PER_KG)
    full_kg = machine.indoor_coil.water_capacity_kg
    if interval.water_kg < full_kg:
        interval.water_kg = min(max(interval.water_kg + caught_kg, 0.0), full_kg)
