"""What a unit draws while its compressor is off, where it is not given.

References
----------
Owners' meters and service manuals collected in ``docs/heat_pump_model.md``, "Standby": controls of
small inverter units draw 1.4 to 8 W, 20 W more below 5 degC where the compressor is preheated
(off again at 7 degC: York EHK service manual p. 24); most makers preheat below 3 to 5 degC.
Crankcase heaters of other split units: OpenStudio-HPXML v1.11.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from hpsim.equipment.ratings.points import ROOM_AC_EER_OVER_CEER, Compressor
from hpsim.units.constants import W_PER_TON

Construction: TypeAlias = Literal["ductless", "ducted", "packaged"]
"""A split unit without or with ducts, or one box in the room or its wall."""

STANDBY_DUCTED_W = 16.0  # measured, two-stage ducted unit (HILFT-ASHP-DEMO)
STANDBY_DUCTLESS_W = 8.0  # judgement: 2 to 18 W by owners' meters
CRANKCASE_W_PER_TON = 10.0  # OpenStudio-HPXML v1.11
CRANKCASE_BELOW_DEGC = 10.0  # 50 degF
PREHEAT_W = 20.0  # one owner's meter; 0 to 40 W
PREHEAT_BELOW_DEGC, PREHEAT_OFF_ABOVE_DEGC = 5.0, 7.0  # most makers' thresholds
RUNNING_H, STANDBY_H = 750.0, 5115.0  # a year of a room unit: 10 CFR 430 subpart B, appendix F


class IdleDraw(NamedTuple):
    """Electricity with the compressor off."""

    standby_w: float
    """Always."""
    crankcase_w: float
    """Crankcase heater or preheated windings, in the cold."""
    below_degc: float
    """Outdoor temperature below which it comes on."""
    off_above_degc: float
    """And above which it goes off."""


def is_preheated(construction: Construction, compressor: Compressor) -> bool:
    """Return whether an inverter warms its compressor by its windings."""
    return construction == "ductless" and compressor == "variable_speed"


def room_unit_standby_w(rated_power_w: float) -> float:
    """Return the standby power that the CEER of a room unit means [W].

    CEER counts 5,115 h of standby to 750 h of running and is EER / 1.01 for most units, so that
    standby takes a hundredth of what running takes.

    Examples
    --------
    An 8 kBtu/h unit of EER 11:

    >>> round(room_unit_standby_w(727.0), 2)
    1.07
    """
    return (ROOM_AC_EER_OVER_CEER - 1.0) * rated_power_w * RUNNING_H / STANDBY_H


def idle_draw(
    construction: Construction, compressor: Compressor, rated_w: float, rated_power_w: float
) -> IdleDraw:
    """Return what such a unit draws with its compressor off.

    Capacity and power are rated, of cooling [W].
    """
    if is_preheated(construction, compressor):
        return IdleDraw(STANDBY_DUCTLESS_W, PREHEAT_W, PREHEAT_BELOW_DEGC, PREHEAT_OFF_ABOVE_DEGC)
    below = CRANKCASE_BELOW_DEGC
    if construction == "packaged":
        return IdleDraw(room_unit_standby_w(rated_power_w), 0.0, below, below)
    standby_w = STANDBY_DUCTED_W if construction == "ducted" else STANDBY_DUCTLESS_W
    return IdleDraw(standby_w, CRANKCASE_W_PER_TON * rated_w / W_PER_TON, below, below)
