"""Who controls a candidate: its own board, or the thermostat on the wall."""

from __future__ import annotations

from functools import cache

from hpsim.caching import LRUCache
from hpsim.control.compile import compile_control
from hpsim.control.description import Thermostat
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.unit_control import UnitControl
from hpsim.kernel.types import ALWAYS_DEGC, Control, Machine

_made: LRUCache[tuple[int, int], tuple[Thermostat, Candidate, Control]] = LRUCache(512)
"""By the identity of both, which are kept with it: a sweep has the same again in each room."""


@cache
def _own_board() -> UnitControl:
    """Return the control of a unit that controls itself and was given nothing about it."""
    return UnitControl()


def control_by(thermostat: Thermostat, candidate: Candidate) -> UnitControl | None:
    """Return a candidate's own control; None: a wall thermostat alone.

    A control that the candidate was given goes before a differential of the thermostat, which
    means a wall thermostat for all; without either, ductless units control themselves.
    """
    if candidate.given_control is not None:
        return candidate.given_control
    if thermostat.differential_k is not None or not candidate.has_board:
        return None
    return _own_board()


def as_switched(thermostat: Thermostat, candidate: Candidate, machine: Machine) -> Machine:
    """Return a candidate's machine as the thermostat switches it.

    In emergency heat a compressor does not heat, and its backup does in any weather: a thermostat
    passes the call for heat on to the backup itself, so that its lockout by outdoor temperature,
    which is there to leave mild weather to the compressor, has no say.
    """
    if not (thermostat.emergency_heat and candidate.heats_by_compressor):
        return machine
    backup = machine.backup
    if backup.power_w > 0.0:
        backup = backup._replace(below_degc=ALWAYS_DEGC)
    return machine._replace(can_heat=0.0, backup=backup)


def control_of(thermostat: Thermostat, candidate: Candidate) -> Control:
    """Return thermostat and control of a candidate as the kernel takes them."""

    def make() -> tuple[Thermostat, Candidate, Control]:
        own = control_by(thermostat, candidate)
        settings = None
        if own is not None:
            settings = candidate.control_settings(
                own, thermostat.minimum_on_s, thermostat.minimum_off_s
            )
        return thermostat, candidate, compile_control(thermostat, settings)

    return _made.get((id(thermostat), id(candidate)), make)[-1]
