"""Air exchange in the ideal-load pass: leaks, doors, fans and windows that follow the room."""

from __future__ import annotations

import math

from hpsim.kernel.compiling import compiled, internal
from hpsim.kernel.films import ZERO_DEGC_K
from hpsim.kernel.ideal_load_types import AirExchange
from hpsim.kernel.types import FloatArray

DOORWAY_DISCHARGE = 0.65
NO_LIMIT = -100.0  # kelvin: less means that the outdoor air does not matter
CLOSES_PAST_K = 0.5  # judgement: windows and night fans close so far past their thresholds
LEAK_EXPONENT = 0.65  # of leakage: the usual value where none is measured
SUPERPOSITION = -1.0 / 3.0  # AIM-2: stack and wind hinder each other


@internal
def leak_flow(at_1_pa: float, stack_pa: float, wind_pa: float, of_stack: float) -> float:
    """Return what leaks by stack and wind together, in the units of ``at_1_pa``.

    AIM-2: ``Q^(1/n) = Qs^(1/n) + Qw^(1/n) - (Qs Qw)^(1/2n) / 3``, with ``Q^(1/n)`` the pressures.
    Stack and wind have parts of it as each alone; ``of_stack`` of the stack's part is the room's.
    """
    joined = stack_pa + wind_pa + SUPERPOSITION * math.sqrt(stack_pa * wind_pa)
    if joined <= 0.0:
        return 0.0
    flow = at_1_pa * math.exp(LEAK_EXPONENT * math.log(joined))  # half the time of ``pow``
    if of_stack == 1.0:
        return flow
    if stack_pa > wind_pa:
        by_wind = math.pow(wind_pa / stack_pa, LEAK_EXPONENT)  # of what the stack has
        return flow * (of_stack + by_wind) / (1.0 + by_wind)
    by_stack = math.pow(stack_pa / wind_pa, LEAK_EXPONENT)
    return flow * (of_stack * by_stack + 1.0) / (by_stack + 1.0)


@internal
def driven_air(exchange: AirExchange, k: int, room_degc: float, outdoor_degc: float) -> float:
    """Return the outdoor air that leaks and unbalanced fans bring in [m3/s].

    By the root of squares (ASHRAE Handbook Fundamentals 2021, chapter 16; ASHRAE 62.2).
    """
    leaks = 0.0
    stack = abs(room_degc - outdoor_degc) / (room_degc + ZERO_DEGC_K)
    side = 0 if room_degc > outdoor_degc else 1
    for i in range(exchange.leak_m3_per_s.size):
        stack_pa, wind_pa = exchange.leak_stack_pa[i, k] * stack, exchange.leak_wind_pa[i, k]
        of_stack = exchange.leak_of_stack[i, side]
        leaks += leak_flow(exchange.leak_m3_per_s[i], stack_pa, wind_pa, of_stack)
    fans = exchange.unbalanced_m3_per_s[k]
    return math.sqrt(leaks * leaks + fans * fans)


@compiled
def driven_air_slopes(
    exchange: AirExchange,
    room_degc: FloatArray,
    outdoor_degc: FloatArray,
    every: int,
    w_per_k: FloatArray,
) -> None:
    """Write what the heat of leaks and unbalanced fans rises with the room's temperature [W/K].

    Of every so manieth step; ``room_degc`` and ``outdoor_degc`` (n,) are means of all steps. A
    warmer room has more air to warm, and draws more in.
    """
    for i in range(w_per_k.size):
        k = i * every
        apart_k, heat = room_degc[k] - outdoor_degc[k], exchange.air_j_per_m3_k[k]
        warmer = driven_air(exchange, k, room_degc[k] + 0.5, outdoor_degc[k])
        cooler = driven_air(exchange, k, room_degc[k] - 0.5, outdoor_degc[k])
        w_per_k[i] = heat * ((apart_k + 0.5) * warmer - (apart_k - 0.5) * cooler)


@internal
def exchange_now(
    exchange: AirExchange, k: int, room_degc: float, outdoor_degc: float, driven_m3_per_s: float
) -> tuple[float, float]:
    """Return conductance [W/K] and conductance times source temperature [W] of step ``k``.

    Without switched fans and windows. Leaks and doors go by the room temperature at the step's
    start.
    """
    driven = driven_m3_per_s * exchange.air_j_per_m3_k[k]
    conductance = exchange.conductance_w_per_k[k] + driven
    heat = exchange.heat_w[k] + driven * outdoor_degc
    for i in range(exchange.door_factor.shape[0]):
        other = exchange.door_degc[i, k]
        door = exchange.door_factor[i, k] * math.sqrt(abs(other - room_degc))
        conductance += door
        heat += door * other
    return conductance, heat


@internal
def aim_switched(
    exchange: AirExchange, outdoor_degc: float, is_open: FloatArray, aim_degc: FloatArray
) -> None:
    """Write the air temperature at which each switched fan or window opens, or closes if open."""
    for i in range(aim_degc.size):
        slack_k = CLOSES_PAST_K if is_open[i] > 0.0 else 0.0
        aim_degc[i] = exchange.switched_above_degc[i] - slack_k
        below_k = exchange.switched_below_room_k[i]
        if below_k > NO_LIMIT:
            aim_degc[i] = max(aim_degc[i], outdoor_degc + max(below_k - slack_k, 0.0))


@internal
def open_switched(
    exchange: AirExchange,
    k: int,
    outdoor_degc: float,
    surplus_w: float,
    surplus_at_degc: float,
    stiffness_w_per_k: float,
    cooling_degc: float,
    aim_degc: FloatArray,
    share: FloatArray,
) -> float:
    """Write for which share of step ``k`` each switched fan or window is open; return W/K in all.

    Those of the lowest aim first; the last is open for as long as holds the air at its aim. None
    opens at what cooling does not let the air reach. ``surplus_w`` is what the air has too much of
    at ``surplus_at_degc`` with all of them shut.
    """
    share[:] = -1.0
    opened = 0.0
    for _ in range(aim_degc.size):
        lowest = -1
        for i in range(aim_degc.size):
            if share[i] < 0.0 and (lowest < 0 or aim_degc[i] < aim_degc[lowest]):
                lowest = i
        apart_k, aim = aim_degc[lowest] - outdoor_degc, aim_degc[lowest]
        over_w = surplus_w - stiffness_w_per_k * (aim - surplus_at_degc) - opened * apart_k
        most_w = exchange.switched_w_per_k[lowest, k] * apart_k
        share[lowest] = 1.0 if over_w >= most_w else max(over_w / most_w, 0.0)
        if over_w <= 0.0 or aim >= cooling_degc:
            share[lowest] = 0.0
        opened += share[lowest] * exchange.switched_w_per_k[lowest, k]
    return opened
