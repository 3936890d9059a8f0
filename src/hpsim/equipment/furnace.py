r"""Furnaces: from a label's AFUE to a burner, a heat exchanger and a fan.

A burner's input is :math:`P / \eta`, with P the steady output and :math:`\eta` the steady
efficiency by the higher heating value. The heat exchanger is one capacity: after the flame its
output builds up as :math:`1 - e^{-t/\tau}`, after the stop it dies away as :math:`e^{-t/\tau}`
while the fan runs on. While the fan still waits nothing is delivered and the store fills by
:math:`t/\tau`. Nothing is lost in this but what is left when the fan stops.

**AFUE** is less than the steady efficiency by what a cycle loses and what a pilot burns. With
:math:`p = Q_P / Q_{IN}`, the share s of a cycle's heat that is delivered, and the cycle of the test
(3.87 minutes on, 13.3 off: an oversizing of 0.7 at the mean winter temperature),

.. math:: \eta_u = \eta \, u, \quad u = \frac{s\, t_{on}}{t_{on} + p\, t_{off}}, \quad
          AFUE = \frac{5200\, \eta \eta_u}{5200\, \eta + 2.5\,(1 + 0.7)\, 4600\, \eta_u p}
               = \frac{\eta\, u}{1 + 3.76\, p\, u}

with 5200 degree-days and 4600 hours in which only the pilot burns. So the steady efficiency is
solved from AFUE, and AFUE emerges when the minute loop runs the cycle of the test, as a heat
pump's C_D does.

References
----------
ANSI/ASHRAE 103-1993 and 10 CFR 430 subpart B, appendix N: the form of AFUE and its constants
(from memory: the text is not public). Its own cyclic loss is of flue gases drawn through a
standing furnace; here it is the heat left behind when the fan stops, of like size.
Fan delays, purge: control manual of a mid-efficiency furnace (Whirlpool WGFD28, page 27): purge
15 s, fan on 30 s after the flame, off after 90, 120, 150 or 180 s, 150 as delivered.
Fan power, pilot: OpenStudio-HPXML v1.11, defaults.rb.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from hpsim.economics.fuels import FuelName
from hpsim.equipment.description.heaters import Furnace
from hpsim.equipment.indoor import AIR_DENSITY_KG_PER_M3, DUCTED_FAN, M3_PER_S_PER_CFM
from hpsim.kernel.decide import WARM_OFF_S
from hpsim.kernel.types import FloatArray, PerformanceMap

TEST_ON_S, TEST_OFF_S = 3.87 * 60.0, 13.3 * 60.0
PILOT_WEIGHT = 2.5 * (1.0 + 0.7) * 4600.0 / 5200.0
MOST_STEADY, MOST_DRY = 0.99, 0.87
"""By the higher heating value: flue gas at room temperature, and the most at which none of its
water condenses (gas about 0.84, oil 0.88). A label below the second is of a unit that is dry."""
ROUNDS = 60
IGNITION_S = 45.0  # 15 s of purge, 30 s of igniter
FAN_DELAY_S = 30.0
FAN_OVERRUN_S = 150.0
WARM_UP_S = 60.0
"""Judgement: some 10 kJ/K of steel per 10 kW, 100 to 150 K above the room. Outlets are said to be
warm after three to four minutes; a longer one would put the steady efficiency of non-condensing
units above the 83 % at which flue gas condenses."""
WALL_WARM_UP_S = 120.0  # judgement: no fan cools its heat exchanger
WALL_OVERRUN_S = 1200.0  # ten time constants: what it holds comes to the room, where it stands
TEMPERATURE_RISE_K = 50.0 / 1.8  # middle of the 35 to 65 degF on nameplates
PSC_W_PER_CFM, BPM_W_PER_CFM = 0.5, 0.375
BPM_ABOVE_AFUE = 0.9
BURNER_W_PER_W: dict[FuelName, float] = {"gas": 0.004, "propane": 0.004, "oil": 0.011}
"""Draught fan over fuel: 75 W at 60 kBtu/h of gas; burner motor and pump, 190 W, with oil.
Judgement from data sheets."""
IGNITER_W, IGNITER_S = 400.0, 30.0  # hot surface; judgement
STANDBY_W = 10.0  # the most that 10 CFR 430.32(e) allows a gas furnace (oil: 11 W)
LOW_FIRE = {"two_stage": 0.65, "modulating": 0.40}  # of full fire: usual products; judgement
EVERYWHERE_DEGC = np.array([-60.0, 60.0])
DRY_AIR_J_PER_KG_K = 1006.0


class Burner(NamedTuple):
    """What books of fuel need beside the machine that is stepped."""

    fuel: FuelName
    input_w: float
    """At full fire, by the higher heating value, without the pilot."""
    steady_efficiency: float
    """Output over input at full fire; ducts not in it."""
    afue: float
    """What the test's cycle gives; that of the label unless it can't be."""
    pilot_w: float
    """Burns all the year; its heat is lost."""
    start_j: float
    """Electricity of each ignition: draught fan before the flame, igniter."""


class Parts(NamedTuple):
    """A furnace as tables and times."""

    burner: Burner
    table: PerformanceMap
    """Heat to the air; power: fuel and the burner's electricity."""
    fuel_share: float
    """Of that power."""
    fan_w: FloatArray
    flow_m3_per_s: FloatArray
    warm_up_s: float
    fan_delay_s: float
    fan_overrun_s: float
    ignition_s: float
    standby_w: float
    notes: tuple[str, ...]


def delivered_share(
    warm_up_s: float,
    fan_delay_s: float,
    fan_overrun_s: float,
    on_s: float = TEST_ON_S,
    off_s: float = TEST_OFF_S,
) -> float:
    """Return the share of a cycle's heat that the fan brings, of cycles without end.

    Examples
    --------
    >>> round(delivered_share(60.0, 30.0, 150.0), 3), delivered_share(0.0, 30.0, 150.0)
    (0.981, 1.0)
    """
    tau = warm_up_s
    if tau <= 0.0:
        return 1.0
    rest = math.exp(-fan_overrun_s / tau)  # of the store, when the fan stops
    kept = rest * math.exp(-off_s / WARM_OFF_S)  # when the next flame comes
    held_s = min(fan_delay_s, on_s)
    fade = math.exp(-(on_s - held_s) / tau)
    # store at the flame's end: 1 - (1 - kept * store - held / tau) * fade
    store = (1.0 - (1.0 - held_s / tau) * fade) / (1.0 - kept * fade)
    return 1.0 - tau * store * (rest - kept) / on_s


def afue_of(steady_efficiency: float, share: float, pilot_over_input: float) -> float:
    """Return the AFUE of a burner.

    Examples
    --------
    >>> round(afue_of(0.80, 1.0, 0.0), 3)
    0.8
    """
    p = pilot_over_input
    u = share * TEST_ON_S / (TEST_ON_S + p * TEST_OFF_S)
    return steady_efficiency * u / (1.0 + PILOT_WEIGHT * p * u)


def steady_efficiency_of(afue: float, share: float, pilot_w: float, output_w: float) -> float:
    """Return the steady efficiency with which a burner has its AFUE, as far as there is one."""
    found = afue / share
    for _ in range(ROUNDS):
        found = afue / afue_of(1.0, share, pilot_w * found / output_w)
    return min(found, MOST_DRY if afue < MOST_DRY else MOST_STEADY)


def part_load_c_d(warm_up_s: float, fan_delay_s: float, fan_overrun_s: float) -> float:
    """Return C_D of ``PLF = 1 - C_D (1 - PLR)`` that the cycle of the test gives."""
    share = delivered_share(warm_up_s, fan_delay_s, fan_overrun_s)
    ratio = share * TEST_ON_S / (TEST_ON_S + TEST_OFF_S)
    return (1.0 - share) / (1.0 - ratio)


def parts_of(unit: Furnace) -> Parts:
    """Return a furnace as tables and times."""
    is_wall = unit.form == "wall"
    warm_up_s = _or(unit.warm_up_s, WALL_WARM_UP_S if is_wall else WARM_UP_S)
    overrun_s = _or(unit.fan_overrun_s, WALL_OVERRUN_S if is_wall else FAN_OVERRUN_S)
    delay_s = _or(unit.fan_delay_s, 0.0 if is_wall else FAN_DELAY_S)
    ignition_s = _or(unit.ignition_s, IGNITION_S)
    share = delivered_share(warm_up_s, delay_s, overrun_s)  # as tested, the fan by itself
    if unit.fan == "continuous":
        delay_s = 0.0
    notes = []
    efficiency = unit.steady_efficiency
    if efficiency is None:
        efficiency = steady_efficiency_of(unit.afue, share, unit.pilot_w, unit.size_w)
    input_w = unit.size_w / efficiency
    reached = afue_of(efficiency, share, unit.pilot_w / input_w)
    if unit.steady_efficiency is None and reached < unit.afue - 1e-4:
        notes.append(
            f"AFUE {unit.afue:.3g} can't be met with cycling{_pilot(unit)}: {reached:.3g}, at a "
            f"steady efficiency of {efficiency:.3g}"
        )
    else:
        notes.append(
            f"steady efficiency {efficiency:.3f}; with cycling{_pilot(unit)} an AFUE of "
            f"{reached:.3f}"
        )
    low = _or(unit.low_fire, LOW_FIRE.get(unit.burner, 1.0))
    speed = np.array([0.0 if unit.burner == "single_stage" else low, 1.0])
    fire = np.where(speed > 0.0, speed, 1.0)
    burner_w = 0.0 if is_wall else BURNER_W_PER_W[unit.fuel] * input_w
    burner_w = _or(unit.burner_power_w, burner_w)
    if not is_wall and unit.duct_loss is None and unit.ducts is None:
        notes.append("duct_loss and ducts not given: none is in it")
    table = PerformanceMap(
        EVERYWHERE_DEGC,
        speed,
        np.tile(unit.size_w * fire, (2, 1)),
        np.tile((input_w + burner_w) * fire, (2, 1)),
    )
    flow = unit.size_w / (AIR_DENSITY_KG_PER_M3 * DRY_AIR_J_PER_KG_K * TEMPERATURE_RISE_K)
    per_cfm = BPM_W_PER_CFM if unit.afue > BPM_ABOVE_AFUE else PSC_W_PER_CFM
    fan_w = 0.0 if is_wall else per_cfm * flow / M3_PER_S_PER_CFM
    full_fan_w = _or(unit.fan_power_w, fan_w)
    igniter_j = 0.0 if is_wall or unit.fuel == "oil" else IGNITER_W * IGNITER_S
    burner = Burner(
        fuel=unit.fuel,
        input_w=input_w,
        steady_efficiency=efficiency,
        afue=reached,
        pilot_w=unit.pilot_w,
        start_j=burner_w * ignition_s + (igniter_j if unit.pilot_w == 0.0 else 0.0),
    )
    return Parts(
        burner=burner,
        table=table,
        fuel_share=input_w / (input_w + burner_w),
        fan_w=full_fan_w * fire**DUCTED_FAN.exponent,
        flow_m3_per_s=flow * fire,
        warm_up_s=warm_up_s,
        fan_delay_s=delay_s,
        fan_overrun_s=overrun_s,
        ignition_s=ignition_s,
        standby_w=_or(unit.standby_w, 0.0 if is_wall else STANDBY_W),
        notes=tuple(notes),
    )


def _pilot(unit: Furnace) -> str:
    return f" and a pilot of {unit.pilot_w:.0f} W" if unit.pilot_w > 0.0 else ""


def _or(given: float | None, usual: float) -> float:
    return float(usual if given is None else given)
