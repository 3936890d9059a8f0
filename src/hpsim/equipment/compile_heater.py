"""From a baseboard or a furnace, which meet no weather, to the machine that the kernel steps."""

from __future__ import annotations

import numpy as np

from hpsim.equipment.beside import in_ducts
from hpsim.equipment.description.extras import Extras, StartBoost
from hpsim.equipment.description.heaters import Baseboard, Furnace
from hpsim.equipment.furnace import parts_of
from hpsim.equipment.indoor import AIR_DENSITY_KG_PER_M3, IndoorSensitivity
from hpsim.equipment.machine import Side, machine_of
from hpsim.equipment.maps import RatingBasis
from hpsim.equipment.notes import MachineNotes, default_name
from hpsim.equipment.ratings import Compressor
from hpsim.kernel.types import FuelBurner, Machine, PerformanceMap

BURNER_AS: dict[str, Compressor] = {
    "single_stage": "single_stage",
    "two_stage": "two_stage",
    "modulating": "variable_speed",
}
BURNER_SLEW_PER_S = 0.01  # judgement: a gas valve and its draught fan go from end to end in 100 s


def _heater(side: Side, compressor: Compressor, extras: Extras) -> Machine:
    """Return a machine that heats alike in all weather and does not cool."""
    nothing = np.zeros(2)
    basis = RatingBasis(
        compressor, 1.0, 1.0, 0.0, nothing, nothing, 0.0, 0.0, 1.0, -75.0, can_cool=False
    )
    flat = IndoorSensitivity((0.0, 0.0), (0.0, 0.0), 0.0, 0.0)
    return machine_of(extras, side, side, basis, 1.0, flat)


def compile_baseboard(unit: Baseboard) -> tuple[Machine, MachineNotes]:
    """Return a resistance heater as a machine of COP 1 without fan or losses."""
    outdoor = np.array([-60.0, 60.0])
    speed = np.array([0.0, 1.0])
    heat = np.full((2, 2), unit.size_w)
    table = PerformanceMap(outdoor, speed, heat, heat.copy())
    nothing = np.zeros(2)
    side = Side(table, nothing, nothing, np.full(2, 0.05))
    extras = Extras(standby_w=0.0, crankcase_w=0.0, pan_heater_w=0.0, defrost="none")
    return _heater(side, "single_stage", extras), MachineNotes(
        name=unit.name or default_name(unit), kind="baseboard", size_w=unit.size_w
    )


def compile_furnace(unit: Furnace) -> tuple[Machine, MachineNotes]:
    """Return a furnace as a machine whose heating power is mostly fuel."""
    parts = parts_of(unit)
    side = Side(parts.table, parts.fan_w, parts.fan_w, parts.flow_m3_per_s)
    compressor = BURNER_AS[unit.burner]
    extras = Extras(
        standby_w=parts.standby_w,
        crankcase_w=0.0,
        pan_heater_w=0.0,
        defrost="none",
        fan=unit.fan,
        fan_overrun_s=parts.fan_overrun_s,
        start_boost=StartBoost(speed=float(parts.table.speed[0]) or 1.0, for_s=0.0),
    )
    machine = _heater(side, compressor, extras)
    machine = machine._replace(
        compressor=machine.compressor._replace(
            slew_per_s=BURNER_SLEW_PER_S if compressor == "variable_speed" else 1.0
        ),
        indoor_coil=machine.indoor_coil._replace(heating_start_s=parts.warm_up_s),
        burner=FuelBurner(parts.fuel_share, parts.ignition_s, parts.fan_delay_s),
    )
    if unit.form == "ducted":
        airflow_kg_per_s = float(parts.flow_m3_per_s[-1]) * AIR_DENSITY_KG_PER_M3
        ducts = in_ducts(unit.duct_loss, unit.ducts, airflow_kg_per_s)
        machine = machine._replace(air_path=ducts)
    return machine, MachineNotes(
        name=unit.name or default_name(unit),
        kind="furnace",
        size_w=unit.size_w,
        label={"afue": unit.afue},
        miss={"afue": parts.burner.afue / unit.afue - 1.0},
        notes=parts.notes,
        burner=parts.burner,
    )
