"""What a candidate gives at the design conditions: net, steady, with frost in its mean.

The physics is the year's own (`hpsim.kernel.steady`), at the humidity of the design day; sensible
cooling also in the air that the room has with the candidate, which a year shows.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.steady import Conditions, steady_output
from hpsim.kernel.types import Machine
from hpsim.psychrometrics import (
    humidity_ratio_from_relative_humidity,
    relative_humidity,
    saturation_table,
)
from hpsim.records import dataclass

HEATING, COOLING = 1.0, -1.0
H1_DEGC = 8.333  # 47 degF: where a minimum output is rated
FROST_RELATIVE_HUMIDITY = 0.8  # at 47 degF and where the design day has none


class At(NamedTuple):
    """Conditions of an output."""

    outdoor_degc: float
    outdoor_ratio: float
    room_degc: float
    room_ratio: float
    pressure_pa: float
    leakage_kg_per_s: float = 0.0

    @property
    def room_relative_humidity(self) -> float:
        """Return the relative humidity of the room's air."""
        return float(relative_humidity(self.room_degc, self.room_ratio, self.pressure_pa))


class Output(NamedTuple):
    """Net output to the room [W]; in cooling sensible and latent heat removed."""

    sensible_w: float
    latent_w: float

    @property
    def total_w(self) -> float:
        """Return heat and moisture together."""
        return self.sensible_w + self.latent_w


@dataclass(frozen=True, slots=True)
class DesignOutput:
    """A candidate at the design conditions; None where it does not heat or cool."""

    name: str
    kind: str
    size_w: float
    is_variable: bool
    speeds: int
    """Of the compressor: 1, 2, or 0 if it modulates."""
    heating: Output | None
    """Greatest at the 99 % temperature; zero if it cuts out above that."""
    minimum_heating: Output | None
    """Least at 47 °F."""
    cooling: Output | None
    minimum_cooling: Output | None
    cooling_in_room: Output | None
    """Greatest in the air of the room in hot weather, as a run has it."""
    room_relative_humidity: float | None
    """Of that air."""
    cuts_out_degc: float | None
    """Outdoor temperature below which its compressor stops, if that is above the design one."""
    backup_w: float
    """Resistance heat that may run at the design temperature."""


def steady(machine: Machine, at: At, mode: float, speed: float) -> Output:
    """Return the net steady output at a speed.

    Heat and moisture of air that the machine draws in are taken off: more may come in with the air
    than the coil dries, so that the latent output is below 0. Heat and moisture together are not.

    Parameters
    ----------
    machine : Machine
        Of a candidate.
    at : At
        Air outdoors and in the room.
    mode : float
        1 heating, -1 cooling.
    speed : float
        Fraction of full speed.
    """
    does = steady_output(
        machine,
        saturation_table(round(at.pressure_pa, 1)),
        mode,
        Conditions(at.outdoor_degc, at.outdoor_ratio, at.leakage_kg_per_s, at.room_degc),
        at.room_ratio,
        speed,
    )
    drawn_w = does.induced_at_w - does.induced_w_per_k * at.room_degc
    heat_w = mode * does.coil_w + does.fan_and_case_w + drawn_w
    sensible_w = max(mode * heat_w, 0.0)
    if mode > 0.0:
        return Output(sensible_w, 0.0)
    drawn_kg_per_s = does.induced_kg_per_s * (at.outdoor_ratio - at.room_ratio)
    latent_w = max(does.latent_w, 0.0) - VAPORISATION_J_PER_KG * drawn_kg_per_s
    return Output(sensible_w, max(latent_w, -sensible_w))


def greatest(machine: Machine, at: At, mode: float) -> Output:
    """Return the greatest output; none where the compressor is cut out."""
    coil = machine.outdoor_coil
    if mode > 0.0 and at.outdoor_degc < coil.lowest_outdoor_degc:
        return Output(0.0, 0.0)
    if mode < 0.0 and at.outdoor_degc > coil.highest_outdoor_degc:
        return Output(0.0, 0.0)
    table = machine.heating if mode > 0.0 else machine.cooling
    return steady(machine, at, mode, float(table.speed[-1]))


def least(machine: Machine, at: At, mode: float) -> Output:
    """Return the output below which the machine switches on and off."""
    table = machine.heating if mode > 0.0 else machine.cooling
    lowest = float(table.speed[-1])
    if machine.compressor.modulates > 0.0 or machine.compressor.stages > 1.0:
        lowest = float(table.speed[0])
    return steady(machine, at, mode, lowest)


def at_47f(room_degc: float, room_ratio: float, pressure_pa: float) -> At:
    """Return the conditions at which a minimum heating output is rated."""
    ratio = float(
        humidity_ratio_from_relative_humidity(H1_DEGC, FROST_RELATIVE_HUMIDITY, pressure_pa)
    )
    return At(H1_DEGC, ratio, room_degc, room_ratio, pressure_pa)


def design_output(
    machine: Machine,
    *,
    name: str,
    kind: str,
    size_w: float,
    cold: At,
    hot: At,
    hot_in_room: At | None = None,
) -> DesignOutput:
    """Return what a candidate gives at the design conditions.

    Parameters
    ----------
    machine : Machine
        Of the candidate, in the air of its site.
    name, kind : str
        Of the candidate.
    size_w : float
        Nominal.
    cold, hot : At
        The heating and the cooling design condition.
    hot_in_room : At, optional
        The cooling design condition with the air that the room has; default: as ``hot``.
    """
    heats, cools = machine.can_heat > 0.0, machine.can_cool > 0.0
    in_room = hot_in_room or hot
    lowest, modulates = machine.outdoor_coil.lowest_outdoor_degc, machine.compressor.modulates > 0.0
    mild = at_47f(cold.room_degc, cold.room_ratio, cold.pressure_pa)
    backup = machine.backup
    return DesignOutput(
        name=name,
        kind=kind,
        size_w=size_w,
        is_variable=modulates,
        speeds=0 if modulates else round(machine.compressor.stages),
        heating=greatest(machine, cold, HEATING) if heats else None,
        minimum_heating=least(machine, mild, HEATING) if heats else None,
        cooling=greatest(machine, hot, COOLING) if cools else None,
        minimum_cooling=least(machine, hot, COOLING) if cools else None,
        cooling_in_room=greatest(machine, in_room, COOLING) if cools else None,
        room_relative_humidity=in_room.room_relative_humidity if cools else None,
        cuts_out_degc=lowest if heats and cold.outdoor_degc < lowest else None,
        backup_w=backup.power_w if cold.outdoor_degc <= backup.below_degc else 0.0,
    )
