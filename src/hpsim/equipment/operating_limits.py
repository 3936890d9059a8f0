"""Outdoor temperatures at which a unit's own control stops the compressor, where none is given.

They act in the year. A label is solved and rated with the cut-out of its standard
(`hpsim.equipment.label_solving`): its bins reach lower than most units do.

References
----------
Makers' and trade statements collected in ``docs/heat_pump_model.md``, "Cut-out": economy ductless
units may stop heating below 20 degF, units without a cold-climate claim are sold down to 0 degF,
listed cold-climate ones to -13 degF and below; packaged units without defrost stop at 35 degF.
"""

from __future__ import annotations

from hpsim.equipment.ratings.points import Compressor, degc
from hpsim.equipment.size_defaults import ClimateClass
from hpsim.kernel.types import NEVER_DEGC

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
