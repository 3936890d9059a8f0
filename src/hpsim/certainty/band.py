"""How far apart a unit stops and starts."""

from __future__ import annotations

from hpsim.equipment.unit_control import UnitControl
from hpsim.scenario.control import control_by
from hpsim.scenario.model import Scenario


def with_band(scenario: Scenario, band_k: float) -> Scenario:
    """Return a scenario whose one candidate stops so far from where it starts.

    A ductless unit's own control keeps the offsets at which it starts; a wall thermostat's
    differential is as wide as the setpoints allow at most.
    """
    thermostat, candidate = scenario.thermostat, scenario.candidates[0]
    own = control_by(thermostat, candidate)
    if own is not None and own.is_own:
        changed = candidate.model_copy(update={"control": _widened(own, band_k)})
        return scenario.model_copy(update={"candidates": (changed,)})
    heating, cooling = thermostat.heating, thermostat.cooling
    if heating is not None and cooling is not None:
        is_plain = isinstance(heating, float) and isinstance(cooling, float)
        widest_k = cooling - heating if is_plain else thermostat.wall_differential_k  # type: ignore[operator]
        band_k = min(band_k, widest_k)
    wider = thermostat.model_copy(update={"differential_k": band_k})
    return scenario.model_copy(update={"thermostat": wider})


def _widened(control: UnitControl, band_k: float) -> UnitControl:
    """Return a control whose stops lie a band beyond its starts, in both modes."""
    changes = {}
    for mode, sign in (("heating", 1.0), ("cooling", -1.0)):
        restart_k = control.offsets(mode)["restart_k"]
        own = getattr(control, mode)
        stop_k = restart_k + sign * band_k
        changes[mode] = own.model_copy(update={"stop_k": stop_k, "at_once_k": None})
    return control.model_copy(update=changes)
