"""From a candidate of any kind to the machine that the kernel steps."""

from __future__ import annotations

from hpsim.equipment.compile_heater import compile_baseboard, compile_furnace
from hpsim.equipment.compile_label import compile_label
from hpsim.equipment.compile_table import compile_table
from hpsim.equipment.description.candidates import MachineCandidate, Pair
from hpsim.equipment.description.heaters import Baseboard, Furnace
from hpsim.equipment.description.tables import TableMachine
from hpsim.equipment.notes import MachineNotes, default_name
from hpsim.kernel.types import Machine


def compile_machine(candidate: MachineCandidate) -> tuple[Machine, MachineNotes]:
    """Return the machine of a candidate, and what was assumed.

    Parameters
    ----------
    candidate
        A heat pump by label, a machine by tables, a resistance heater, a furnace, or a pair.
        ``ideal`` and ``none`` are no machines.
    """
    if isinstance(candidate, TableMachine):
        return compile_table(candidate)
    if isinstance(candidate, Baseboard):
        return compile_baseboard(candidate)
    if isinstance(candidate, Furnace):
        return compile_furnace(candidate)
    if isinstance(candidate, Pair):
        return _compile_pair(candidate)
    return compile_label(candidate)


def _compile_pair(unit: Pair) -> tuple[Machine, MachineNotes]:
    """Return one machine that heats as one half and cools as the other.

    Each half draws its standby whenever it is off: that of both while neither runs, and in the
    table of each that of the other.
    """
    heater, about_heater = compile_machine(unit.heating)
    cooler, about_cooler = compile_machine(unit.cooling)
    heating, cooling = heater.heating, cooler.cooling
    # what is lost in the furnace's ducts, of the fan's heat too: the window unit has none
    delivered = heater.air_path.delivery_effectiveness
    heat_w = delivered * heating.capacity_w - (1.0 - delivered) * heating.fan_w
    heating_power_w = heating.power_w + cooler.auxiliaries.standby_w
    fuel_w = heater.burner.fuel_fraction * float(heating.power_w.max())
    machine = cooler._replace(
        can_heat=1.0,
        heating=heating._replace(capacity_w=heat_w, power_w=heating_power_w),
        cooling=cooling._replace(power_w=cooling.power_w + heater.auxiliaries.standby_w),
        indoor_coil=cooler.indoor_coil._replace(
            heating_start_s=heater.indoor_coil.heating_start_s,
            heating_capacity_per_k_dry_bulb=heater.indoor_coil.heating_capacity_per_k_dry_bulb,
            heating_power_per_k_dry_bulb=heater.indoor_coil.heating_power_per_k_dry_bulb,
        ),
        outdoor_coil=cooler.outdoor_coil._replace(
            lowest_outdoor_degc=heater.outdoor_coil.lowest_outdoor_degc,
            restart_above_k=heater.outdoor_coil.restart_above_k,
            defrost=heater.outdoor_coil.defrost,
        ),
        fan=cooler.fan._replace(heating_overrun_more_s=heater.fan.overrun_s - cooler.fan.overrun_s),
        auxiliaries=cooler.auxiliaries._replace(
            standby_w=cooler.auxiliaries.standby_w + heater.auxiliaries.standby_w,
            pan_heater_w=0.0,
        ),
        burner=heater.burner._replace(fuel_fraction=fuel_w / float(heating_power_w.max())),
    )
    return machine, MachineNotes(
        name=unit.name or default_name(unit),
        kind="pair",
        size_w=unit.cooling.size_w,
        notes=(*about_cooler.notes, *about_heater.notes),
        is_room_unit=about_cooler.is_room_unit,
        burner=about_heater.burner,
    )
