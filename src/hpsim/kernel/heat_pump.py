"""What the machine does in one interval: capacity, power, start-up, frost, coil water.

References
----------
Start-up as a first-order build-up at full power: Winkler (2009), University of Maryland, and
216 measured starts, of 2,409 cycles, of NIST's heat pump (github.com/ZhelunChen/HILFT-ASHP-DEMO).
Defrost: ANSI/RESNET/ICC 301 Addendum 82; EnergyPlus Engineering Reference, "DX heating coil",
frost adjustment on demand.
Coil water: Henderson and Rengarajan (1996); Shirey, Henderson and Raustad (2006), FSEC-CR-1537-05.
"""

from __future__ import annotations

import math

from hpsim.kernel.airflow import CONDENSER_APPROACH, RATED_HEATING_DRY_BULB_DEGC
from hpsim.kernel.compiling import internal
from hpsim.kernel.room import gone
from hpsim.kernel.types import FloatArray, Machine, Saturation

RATED_WET_BULB_DEGC = 19.44  # AHRI 210/240, entering air of the cooling tests (67 degF)
RATED_OUTDOOR_DEGC = 35.0  # AHRI 210/240, test A (95 degF)
WET_BULB_DEPRESSION_K = 7.26  # AHRI 210/240: 26.70 - 19.44, at which coil evaporation is rated
DEFROST_S = 240.0  # length of one defrost; its mean effect does not depend on it
FOR_S, CONSTANTS, FADE = range(3)  # of a prepared start
ADDENDUM82 = 1.0
ENERGYPLUS = 2.0
BY_FROST = 3.0
ICE_SUBLIMATION_J_PER_KG = 2.835e6  # of ice at 0 degC: ASHRAE Fundamentals 2021, ch. 1
H2_FROST_FRACTION = 0.029  # Addendum 82 at 35 degF: as ratings take frost off in test H2
H2_LATENT_FRACTION = 0.3131  # of the outdoor coil's heat in test H2, 35 degF and 33 degF wet bulb


@internal
def dead_time_s(machine: Machine, mode: float) -> float:
    """Return the time after a start in which nothing builds up yet [s]."""
    coil = machine.indoor_coil
    dead_s: float = coil.heating_dead_s if mode > 0.0 else coil.cooling_dead_s
    return dead_s


@internal
def prepare_start(time_s: float, interval_s: float, out: FloatArray, coil: int) -> None:
    """Fill in a start-up's time constant over an interval and its decay, if they are of another."""
    if out[coil, FOR_S] != interval_s:
        out[coil, FOR_S] = interval_s
        out[coil, CONSTANTS] = time_s / interval_s
        out[coil, FADE] = 1.0 - gone(interval_s / time_s) if time_s > 0.0 else 0.0


@internal
def build_up(level: float, constants: float, decay: float) -> tuple[float, float]:
    """Return mean and end of a level that approaches 1 over an interval.

    Parameters
    ----------
    constants : float
        Time constant over the interval's length.
    decay : float
        ``exp(-1 / constants)``.
    """
    missing = 1.0 - level
    return 1.0 - missing * (1.0 - decay) * constants, 1.0 - missing * decay


@internal
def die_away(level: float, constants: float, decay: float) -> tuple[float, float]:
    """Return mean and end of a level that falls to 0 over an interval; as `build_up`."""
    return level * (1.0 - decay) * constants, level * decay


@internal
def quadratic(difference: float, linear: float, square: float) -> float:
    """Return the correction ``1 + linear d + square d**2``, never negative."""
    return max(1.0 + (linear + square * difference) * difference, 0.0)


@internal
def induced_infiltration(unbalanced_kg_per_s: float, natural_kg_per_s: float) -> float:
    """Return the outdoor air that a fan adds to what leaks in by itself [kg/s].

    A fan that blows air out draws half of it in on top of the natural leakage, until that is
    reversed; then all that enters is the fan's. One that blows air in (negative) presses half of
    it back, at most all of the natural leakage.

    References
    ----------
    Palmiter and Bond (1991), "Interaction of mechanical systems and natural infiltration", 12th
    AIVC conference.

    Examples
    --------
    >>> cases = ((0.1, 0.01), (0.01, 0.02), (-0.01, 0.02))
    >>> [round(induced_infiltration(fan, leak), 3) for fan, leak in cases]
    [0.09, 0.005, -0.005]
    """
    half = 0.5 * unbalanced_kg_per_s
    if unbalanced_kg_per_s < 0.0:
        return max(half, -natural_kg_per_s)
    return max(half, unbalanced_kg_per_s - natural_kg_per_s)


@internal
def saturated_humidity_ratio(table: Saturation, air_degc: float) -> float:
    """Return the humidity ratio of saturated air at a temperature, from the table."""
    ratio = table.ratio_at_degc
    position = (air_degc - table.first_degc) * table.steps_per_k
    position = min(max(position, 0.0), ratio.size - 1.000001)
    i = int(position)
    result: float = ratio[i] + (position - i) * (ratio[i + 1] - ratio[i])
    return result


@internal
def input_by_lift(room_degc: float, outdoor_degc: float, approach_k: float) -> float:
    """Return power over capacity in heating relative to that in a room of 21.11 degC [-].

    Carnot's change: the condenser works above the room and the evaporator below outdoor air by an
    approach in all, at least with the room as warm as outdoors.

    Examples
    --------
    At -8 degC a room of 5 instead of 21.11 degC leaves 30 K of 46 K of lift:

    >>> round(input_by_lift(5.0, -8.0, 17.0), 3)
    0.687
    """
    above = 273.15 + CONDENSER_APPROACH * approach_k
    lift = max(room_degc - outdoor_degc, 0.0) + approach_k
    rated_lift = max(RATED_HEATING_DRY_BULB_DEGC - outdoor_degc, 0.0) + approach_k
    rated_k = RATED_HEATING_DRY_BULB_DEGC + above
    return lift * rated_k / ((room_degc + above) * rated_lift)


@internal
def frosting(table: Saturation, outdoor_degc: float, outdoor_humidity_ratio: float) -> float:
    """Return the fraction of the outdoor coil's heat that comes from frost growing on it [-].

    Air gives water and heat to a surface in proportion (Lewis number of one):
    ``r = h_sub (w - w_s) / (c_p (T - T_s))`` is latent over sensible heat, with the surface at
    EnergyPlus' ``T_s = 0.82 T - 8.589``; none where it is above freezing or the air is drier.
    """
    coil_degc = 0.82 * outdoor_degc - 8.589
    wetter = outdoor_humidity_ratio - saturated_humidity_ratio(table, coil_degc)
    if coil_degc >= 0.0 or wetter <= 0.0:
        return 0.0
    over_sensible = ICE_SUBLIMATION_J_PER_KG * wetter / (1006.0 * (outdoor_degc - coil_degc))
    return over_sensible / (1.0 + over_sensible)


@internal
def frost(
    kind: float, table: Saturation, outdoor_degc: float, outdoor_humidity_ratio: float
) -> tuple[float, float, float, float, float, float]:
    """Return how frost changes heating at this weather.

    Share of running time spent defrosting; factors on capacity and power between defrosts; and
    during a defrost: heat as a share of capacity (negative: taken from the room), power as a share
    of compressor power and, added to it, as a share of capacity.

    Addendum 82 gives the means ``1 - 1.8 F`` (of which 0.8 F is drawn from the room) and
    ``1 - 0.3 F`` with ``F = clip(0.134 - 0.003 T_F, 0, 0.08)`` up to 40 degF: defrosting for the
    share F at -0.8 capacity and 0.7 power gives exactly these. EnergyPlus on demand gives
    capacity ``0.875 (1 - t)``, power ``0.954 (1 - t)``, and while defrosting by reverse cycle
    takes ``0.01 (7.222 - T) Q / 1.01667`` from the room at the power ``0.1528 Q / 1.01667``; its
    Q is the rated capacity, for which the present one stands here.

    By frost on the coil: heat goes into melting what has grown, so the fraction of time is that of
    Addendum 82 in test H2, as the rating has it, times the frost that grows for each watt of heat
    over that in the test (`frosting`). Nothing is lost in air that leaves no frost.
    """
    if kind == ADDENDUM82 and outdoor_degc < 4.444:
        fraction = min(max(0.134 - 0.003 * (1.8 * outdoor_degc + 32.0), 0.0), 0.08)
        return fraction, 1.0, 1.0, -0.8, 0.7, 0.0
    if kind == BY_FROST and outdoor_degc < 5.0:
        latent = frosting(table, outdoor_degc, outdoor_humidity_ratio)
        fraction = H2_FROST_FRACTION * latent / H2_LATENT_FRACTION
        if fraction > 0.0:
            return fraction, 1.0, 1.0, -0.8, 0.7, 0.0
    if kind == ENERGYPLUS and outdoor_degc < 5.0:
        at_coil = saturated_humidity_ratio(table, 0.82 * outdoor_degc - 8.589)
        driver = max(1e-6, outdoor_humidity_ratio - at_coil)
        fraction = 1.0 / (1.0 + 0.01446 / driver)
        taken = -0.01 * (7.222 - outdoor_degc) / 1.01667
        return fraction, 0.875, 0.954, taken, 0.0, 0.1528 / 1.01667
    return 0.0, 1.0, 1.0, 0.0, 1.0, 0.0


@internal
def evaporate(
    water_kg: float, most_kg: float, rate_kg_per_s: float, depression_k: float, interval_s: float
) -> float:
    """Return the water left on the coil [kg] after evaporating into the room.

    The root of the water falls linearly: exact for the wetted area going with the root, which
    reproduces the analytic latent model (FSEC-CR-1537-05) at any step.

    A wet surface takes from the air what its humidity lies above saturation at the surface. With
    the compressor off the surface is at the air's wet bulb and gives off the full rate E; in
    steady operation it is at the apparatus dew point and catches the latent capacity L. Between,
    with the share b of the steady capacity built up, its enthalpy lies at the share b between
    those two, and so nearly does its humidity: the coil catches ``b L`` and gives off
    ``(1 - b) E``. Their sum turns at the air's dew point. The heat of what evaporates is taken
    from the air, so that sensible and latent together are what the refrigerant takes up. In still
    air, with the fan off, nothing evaporates (EnergyPlus: with a cycling fan only in its overrun).

    Parameters
    ----------
    water_kg, most_kg : float
        On the coil now, and when it is full [kg].
    rate_kg_per_s : float
        Evaporation from the full coil at the rated wet-bulb depression [kg/s], times ``1 - b``.
    depression_k : float
        Room dry bulb less wet bulb [K].
    """
    if water_kg <= 0.0 or most_kg <= 0.0:
        return 0.0
    rate = rate_kg_per_s * depression_k / WET_BULB_DEPRESSION_K
    root = math.sqrt(water_kg) - rate * interval_s / (2.0 * math.sqrt(most_kg))
    return max(root, 0.0) ** 2
