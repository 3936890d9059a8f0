"""A machine written out as tables, for another program or to be changed by hand."""

from __future__ import annotations

from typing import Any

from hpsim.equipment.beside import beside_of
from hpsim.equipment.description.ducts_and_hoses import BesideCoil
from hpsim.equipment.indoor import AIR_DENSITY_KG_PER_M3, RATED_SHR
from hpsim.equipment.maps import RatingBasis
from hpsim.equipment.ratings import Compressor
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap

_DEFROST = {0.0: "none", 1.0: "addendum82", 2.0: "humidity"}


def _values(unit: str, values: FloatArray) -> dict[str, Any]:
    return {"unit": unit, "values": values.tolist()}


def _columns(table: PerformanceMap, *, single: bool) -> slice:
    """One column of a one-speed unit's table is enough; its axis is doubled for the look-up."""
    return slice(table.speed.size - 1, None) if single else slice(None)


def _season(table: PerformanceMap, fan_w: FloatArray, columns: slice) -> dict[str, Any]:
    return {
        "outdoor": _values("degC", table.outdoor_degc),
        "speed": table.speed[columns].tolist(),
        "capacity": _values("W", table.capacity_w[:, columns]),
        "power": _values("W", table.power_w[:, columns]),
        "fan_power": _values("W", fan_w[columns]),
    }


def table_of(
    machine: Machine, size_w: float, shr: float = RATED_SHR, basis: RatingBasis | None = None
) -> dict[str, Any]:
    """Return a machine as a ``kind: table`` candidate that compiles to the same machine.

    Parameters
    ----------
    machine
        With the reference's indoor corrections, which a table takes by default.
    size_w
        Rated cooling capacity [W].
    shr
        Gross sensible share at the rating point, from which the coil was made.
    basis
        If given, the tables also rate as the machine does.
    """
    compressor: Compressor = "variable_speed"
    if machine.compressor.modulates == 0.0:
        compressor = "two_stage" if machine.compressor.stages == 2.0 else "single_stage"
    single = compressor == "single_stage"
    written: dict[str, Any] = {
        "kind": "table",
        "compressor": compressor,
        "size": f"{size_w!r} W",
        "defrost": _DEFROST[machine.outdoor_coil.defrost],
        "lowest_outdoor": f"{machine.outdoor_coil.lowest_outdoor_degc!r} degC",
        "fan": "continuous" if machine.fan.always_on else "auto",
        "fan_overrun": f"{machine.fan.overrun_s!r} s",
        "start_up": {
            "sensible": f"{machine.indoor_coil.heating_start_s!r} s",
            "latent": f"{machine.indoor_coil.cooling_start_latent_s!r} s",
        },
        "standby": f"{machine.auxiliaries.standby_w!r} W",
        "crankcase": f"{machine.auxiliaries.crankcase_w!r} W",
        "crankcase_below": f"{machine.auxiliaries.crankcase_below_degc!r} degC",
        "crankcase_below_cooling": f"{machine.auxiliaries.crankcase_below_cooling_degc!r} degC",
        "pan_heater": f"{machine.auxiliaries.pan_heater_w!r} W",
    }
    beside = beside_of(machine)
    if beside != BesideCoil(home_degc=machine.air_path.home_degc):
        written["beside_coil"] = beside.as_written()
    if machine.compressor.boost_speed > 0.0:
        boost = {
            "speed": machine.compressor.boost_speed,
            "for": f"{machine.compressor.boost_s!r} s",
        }
        written["start_boost"] = boost
    if machine.backup.power_w > 0.0:
        below = f"{machine.backup.below_degc!r} degC"
        written["backup"] = {"size": f"{machine.backup.power_w!r} W", "below": below}
    if basis is not None:
        written["c_d"] = basis.c_d_cooling
    seasons: dict[str, dict[str, Any]] = {}
    if machine.can_cool:
        columns = _columns(machine.cooling, single=single)
        cooling = _season(machine.cooling, machine.cooling.fan_w, columns)
        flow = machine.cooling.airflow_kg_per_s / AIR_DENSITY_KG_PER_M3
        cooling["airflow"] = _values("m3/s", flow[columns])
        seasons["cooling"] = cooling | {"rated": {"shr": shr}}
        if basis is not None:
            rated = _values("W", basis.cooling_fan_w[columns])
            seasons["cooling"] |= {"rated_fan_power": rated, "low_speed": basis.cooling_low}
    if machine.can_heat:
        columns = _columns(machine.heating, single=single)
        seasons["heating"] = _season(machine.heating, machine.heating.fan_w, columns)
        if basis is not None:
            rated = _values("W", basis.heating_fan_w[columns])
            seasons["heating"] |= {"rated_fan_power": rated, "low_speed": basis.heating_low}
            if basis.heating_h4 > 0.0:
                seasons["heating"]["speed_5f"] = basis.heating_h4
    return written | seasons
