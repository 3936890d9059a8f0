"""What a unit has where nothing is given: outputs by its size, cut-outs, and draw while off.

A label is solved and rated with the cut-out of its standard (`hpsim.equipment.label_solving`): its
bins reach lower than most units do. The cut-outs here act in the year.

References
----------
Outputs: medians of the NEEP cold-climate list of 12 July 2018, single-zone ductless, distinct
machines by size class, and of its multi-zone units; read in alanmitchell/heat-pump-study e4d7c6b.
The classes' machines and quantiles are in ``data/field/minimum_output_classes.csv``. A machine is
of the cold class where its maximum at 5 degF is at least 0.9 of its rated output at 47 degF; the
ordinary ones of the list are better in the cold than units that are on no list (0.60 in place of
0.68).
Cut-outs: makers' and trade statements collected in ``docs/heat_pump_model.md``, "Cut-out": economy
ductless units may stop heating below 20 degF, units without a cold-climate claim are sold down to
0 degF, listed cold-climate ones to -13 degF and below; packaged units without defrost stop at
35 degF.
Off: owners' meters and service manuals collected in ``docs/heat_pump_model.md``, "Standby":
controls of small inverter units draw 1.4 to 8 W, 20 W more below 5 degC where the compressor is
preheated (off again at 7 degC: York EHK service manual p. 24); most makers preheat below 3 to
5 degC.
Crankcase heaters of other split units: OpenStudio-HPXML v1.11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from hpsim.equipment.ratings.points import BTU_PER_WH, ROOM_AC_EER_OVER_CEER, Compressor, degc
from hpsim.kernel.types import NEVER_DEGC, Auxiliaries, FloatArray
from hpsim.units.constants import W_PER_TON

ClimateClass: TypeAlias = Literal["ordinary", "cold"]
"""What a variable-speed ductless unit is made for."""

GivenClass: TypeAlias = Literal["ordinary", "cold", "all"]
"""What may be given; ``all``: the whole list's minimum, and Addendum 82's maxima in the cold."""

SOLD_KW = (2.0, 2.5, 3.5, 4.2, 5.0, 6.0, 7.1)
"""Sizes of ductless units that are sold by the kilowatt, outside the US."""
CLASS_SIZES_W = np.array([6e3, 9e3, 12e3, 15e3, 18e3, 24e3]) / BTU_PER_WH
CLASS_Q47_OVER_Q95 = np.array([1.45, 1.116, 1.083, 1.2, 1.056, 1.042])
CLASS_MINIMUM_47_W: Mapping[ClimateClass, FloatArray] = {
    "ordinary": np.array([1600.0, 3200.0, 3850.0, 4800.0, 4900.0, 7050.0]) / BTU_PER_WH,
    "cold": np.array([1600.0, 3000.0, 3100.0, 4700.0, 5700.0, 6800.0]) / BTU_PER_WH,
}
"""Minimum heating output at 47 degF by size; one machine stands for the 6k class."""
SERIES_MINIMUM = np.array([1.0, 1.0, 1.0, 1.4, 1.4, 2.05])
"""Minimum outputs of a series' sizes over that of its 12k: sizes often share a compressor. Of the
27 series with two sizes or more in NEEP's list (2018) and the catalog, by least absolute
deviations; in 9 of 16 those of 9k and 12k are within 3 %. The one 6k has the minimum of its 9k."""
LISTED_MINIMUM_47 = np.array([0.184, 0.275, 0.272, 0.267, 0.254, 0.289])
"""Minimum over rated heating output at 47 degF by size: every listed pairing."""
MINIMUM_17_OVER_47, MINIMUM_5_OVER_47 = 0.80, 0.69
"""Minimum heating output in the cold over that at 47 degF: medians of 183 machines."""
MINIMUM_COOLING = 0.30
"""Minimum cooling output over the size. Judgement: few tables list it; 0.18 to 0.45."""
MINIMUM_47 = 0.27  # over rated heating output at 47 degF: all 183 machines
MAX_MINIMUM = 0.6  # of it; smaller units than the list's have no class
MULTI_ZONE_MINIMUM_47 = 0.305
TEST_LOW_OVER_MINIMUM = 1.02
"""Of the rating's low speed over a minimum output that is not given: a listed minimum is not the
low-speed test, and a unit goes somewhat further down in the cold than at the test's speed."""
ROOM_UNIT_Q47_OVER_Q95 = 0.9  # OpenStudio-HPXML option library: reverse-cycle room units
COLD_CLASS_FROM = 0.9  # maximum at 5 degF over rated heating from which a unit is of that class


class ClassMaxima(NamedTuple):
    """Maximum heating output of a class over its rated output at 47 degF."""

    at_47: float
    at_17: float
    at_5: float


CLASS_MAXIMA: Mapping[ClimateClass, ClassMaxima] = {
    "ordinary": ClassMaxima(1.31, 0.83, 0.68),
    "cold": ClassMaxima(1.31, 1.11, 1.01),
}
"""Medians of 99 and 84 machines in the cold, of 183 at 47 degF."""


def heating_over_cooling(size_w: float) -> float:
    """Return rated heating over rated cooling capacity of ductless units of that size [-].

    Linear between the classes' sizes, held outside 6 … 24 kBtu/h.
    """
    return float(np.interp(size_w, CLASS_SIZES_W, CLASS_Q47_OVER_Q95))


def minimum_heating_w(size_w: float, climate_class: ClimateClass) -> float:
    """Return minimum heating output at 47 degF of single-zone ductless units of that size [W].

    Linear between the classes' sizes, held outside 6 … 24 kBtu/h.

    Examples
    --------
    >>> round(minimum_heating_w(7500.0 / BTU_PER_WH, "ordinary") * BTU_PER_WH)
    2400
    """
    return float(np.interp(size_w, CLASS_SIZES_W, CLASS_MINIMUM_47_W[climate_class]))


def minimum_in_series(size_w: float, of_size_w: float) -> float:
    """Return the minimum output of a size over that of another size of its series.

    Examples
    --------
    >>> round(minimum_in_series(2000.0, 2500.0), 2), round(minimum_in_series(5000.0, 7100.0), 2)
    (1.0, 0.68)
    """
    found = np.interp([size_w, of_size_w], CLASS_SIZES_W, SERIES_MINIMUM)
    return float(found[0] / found[1])


# ------------------------------------------------------------------------------------ cut-outs
FIXED_SPEED_DUCTLESS_DEGF = 20.0
INVERTER_DEGF: dict[ClimateClass, float] = {"ordinary": 0.0, "cold": -15.0}
PACKAGED_DEGF = 35.0
CENTRAL_DEGF = 0.0
FIXED_SPEED_COOLING_DEGF = 60.0
"""Judgement: without control of the head pressure a coil freezes in cool weather; makers give 60 to
65 degF for units without a low-ambient kit."""


def lowest_heating_degf(
    construction: str, compressor: Compressor, climate_class: ClimateClass
) -> float:
    """Return the outdoor temperature below which a unit stops heating [degF].

    ``construction`` is ductless, ducted or packaged; the climate class that of a variable-speed
    ductless unit.
    """
    if construction == "packaged":
        return PACKAGED_DEGF
    if construction == "ducted":
        return CENTRAL_DEGF
    if compressor == "variable_speed":
        return INVERTER_DEGF[climate_class]
    return FIXED_SPEED_DUCTLESS_DEGF


def lowest_cooling_degc(compressor: Compressor) -> float:
    """Return the outdoor temperature below which a unit stops cooling [degC]."""
    return NEVER_DEGC if compressor == "variable_speed" else degc(FIXED_SPEED_COOLING_DEGF)


# ---------------------------------------------------------------------- with the compressor off
Construction: TypeAlias = Literal["ductless", "ducted", "packaged"]
"""A split unit without or with ducts, or one box in the room or its wall."""

STANDBY_DUCTED_W = 16.0  # measured, two-stage ducted unit (HILFT-ASHP-DEMO)
STANDBY_DUCTLESS_W = 8.0  # judgement: 2 to 18 W by owners' meters
CRANKCASE_W_PER_TON = 10.0  # OpenStudio-HPXML v1.11
CRANKCASE_BELOW_DEGC = 10.0  # 50 degF
PREHEAT_W = 20.0  # one owner's meter; 0 to 40 W
PREHEAT_BELOW_DEGC, PREHEAT_OFF_ABOVE_DEGC = 5.0, 7.0  # most makers' thresholds
RUNNING_H, STANDBY_H = 750.0, 5115.0  # a year of a room unit: 10 CFR 430 subpart B, appendix F


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


def idle_auxiliaries(
    construction: Construction, compressor: Compressor, rated_w: float, rated_power_w: float
) -> Auxiliaries:
    """Return what such a unit draws with its compressor off, without a pan heater.

    Capacity and power are rated, of cooling [W].
    """
    below_degc, off_above_k = CRANKCASE_BELOW_DEGC, 0.0
    standby_w = STANDBY_DUCTED_W if construction == "ducted" else STANDBY_DUCTLESS_W
    crankcase_w = CRANKCASE_W_PER_TON * rated_w / W_PER_TON
    if is_preheated(construction, compressor):
        below_degc, off_above_k = PREHEAT_BELOW_DEGC, PREHEAT_OFF_ABOVE_DEGC - PREHEAT_BELOW_DEGC
        crankcase_w = PREHEAT_W
    elif construction == "packaged":
        standby_w, crankcase_w = room_unit_standby_w(rated_power_w), 0.0
    return Auxiliaries(
        standby_w=standby_w,
        crankcase_w=crankcase_w,
        crankcase_below_degc=below_degc,
        crankcase_below_cooling_degc=below_degc,
        crankcase_off_above_k=off_above_k,
    )
