"""The machine that the kernel steps: tables of both seasons, and what may be said of any."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from hpsim.equipment.description.extras import Backup, Extras
from hpsim.equipment.description.heat_pump import DUCTED, DUCTLESS
from hpsim.equipment.indoor import (
    AIR_DENSITY_KG_PER_M3,
    COIL_WET_S,
    EVAPORATION_RATIO,
    RATED_DRY_BULB_DEGC,
    RATED_WET_BULB_DEGC,
    VAPORISATION_J_PER_KG,
    W_PER_TON,
    IndoorSensitivity,
    coil_a0_kg_per_s,
    installed_flow_ratio,
)
from hpsim.equipment.label import C_D_LIMIT
from hpsim.equipment.maps import HOTTEST_DEGF, RatingBasis, degc, look_up
from hpsim.equipment.ratings import Compressor
from hpsim.equipment.starting import emerging_c_d, time_constant_s
from hpsim.kernel.air import sensible_heat_ratio
from hpsim.kernel.airflow import COIL_FLOW_EXPONENT
from hpsim.kernel.types import (
    ALWAYS_DEGC,
    Auxiliaries,
    BackupHeat,
    CompressorDrive,
    FloatArray,
    IndoorCoil,
    IndoorFan,
    Machine,
    OutdoorCoil,
    PerformanceMap,
)
from hpsim.psychrometrics import (
    STANDARD_PRESSURE_PA,
    humidity_ratio_from_wet_bulb,
    saturation_table,
)

BOOST_SPEED, BOOST_S = 0.6, 300.0
"""Start of an inverter unit. Field recordings span a unit at full power for its whole 6 to 9
minute run and one that spikes to full for one minute; owners see the lowest speed after about 15
minutes (field reports in echavet/MitsubishiCN105ESPHome 483; Williamson and Aldrich 2015)."""
SLEW_PER_S = 0.001
"""From 0.6 to a usual minimum of 0.25 in six minutes after the boost; recordings show rises of
0.1 a minute and falls that end after some 15 minutes."""
RESTART_ABOVE_K = 5.0 / 1.8  # the 5 degF between cut-out and restart in AHRI's example
STARTS_LIKE_C_D_VARIABLE = 0.106
"""C_D that the published start-up curve gives at its longest, five minutes, in the test of a
variable-speed unit: 1.04 full-load minutes lost per start, as measured starts also lose about one.
The 0.25 of a rating is the standard's default for a unit that was not tested, not a measurement."""
STANDBY_DUCTED_W = 16.0  # measured, two-stage ducted unit (HILFT-ASHP-DEMO)
STANDBY_DUCTLESS_W = 8.0  # unverified: 3 to 10 W is quoted; 38 W measured with heaters (Cadmus)
CRANKCASE_W_PER_TON = 10.0  # OpenStudio-HPXML v1.11
CRANKCASE_BELOW_DEGC = 10.0  # 50 degF
IDLE_DUCTLESS_W = 30.0
"""Crankcase and other heaters, valve and fan of an inverter unit that waits for the next start. 77
ductless units in Vermont drew 38 W on average in standby over a heating season (Cadmus 2017); 8 W
of controls are standby here."""
IDLE_DUCTLESS_BELOW_DEGC = degc(65.0)
"""While it heats: the base of heating degree days, as the figure is a whole heating season's. After
a call for cooling it is `CRANKCASE_BELOW_DEGC`, at which an inverter begins to warm its compressor
by open-phase current (Daikin service manual SiUS041111, 3.3.1: discharge pipe below 10 degC)."""
PAN_HEATER_DUCTED_W = 150.0  # OpenStudio-HPXML v1.11, for the unit of a whole house
PAN_HEATER_DUCTLESS_W = 0.0
"""An accessory of many ductless units. Field COPs, which have whatever the units had, leave no room
for one that runs as long as the compressor: 60 W would put right-sized units below those of 5 and
17 degF. What heaters take beside running is in `IDLE_DUCTLESS_W`."""
PAN_HEATER_BELOW_DEGC = 0.0
BACKUP_BELOW_DEGC = degc(40.0)  # OpenStudio-HPXML v1.11, electric
DEFROST_CODE = {"none": 0.0, "addendum82": 1.0, "humidity": 2.0}
RATED_DEGC = (35.0, RATED_DRY_BULB_DEGC, RATED_WET_BULB_DEGC)
"""Of the cooling test: outdoors, entering dry and wet bulb."""
SAME_AIR_K = 0.05  # stated conditions of a table so near to the standard's are meant as these


def rated_c_d(unit: Extras, compressor: Compressor) -> float | None:
    """Return what a rating takes of the stated C_D, or of the one that emerges; at most 0.25."""
    own = unit.c_d
    if own is None and unit.start_up is not None:
        own = emerging_c_d(unit.start_up.sensible_s, compressor)
    return None if own is None else min(own, C_D_LIMIT)


@dataclass(frozen=True, slots=True)
class Side:
    """One season's table with the indoor side that belongs to it."""

    table: PerformanceMap
    rated_fan_w: FloatArray
    installed_fan_w: FloatArray
    flow_m3_per_s: FloatArray


def airflow_ratio(modulates: bool, floor: float, speeds: FloatArray, most: float) -> FloatArray:
    """Return installed airflow over that at full speed; the fan is at its highest at ``most``."""
    if not modulates:
        return np.where(speeds > 0.0, speeds, 1.0)
    return installed_flow_ratio(floor, np.minimum(speeds, most))


def waits_warm(form: str, compressor: Compressor) -> bool:
    """Return whether a split unit heats itself between runs as field units were metered to do."""
    return form in DUCTLESS and compressor == "variable_speed"


def usual_pan_heater_w(form: str) -> float:
    """Return the usual drain-pan heater of a form [W]."""
    return PAN_HEATER_DUCTED_W if form in DUCTED else PAN_HEATER_DUCTLESS_W


def machine_of(
    unit: Extras,
    cooling: Side,
    heating: Side,
    basis: RatingBasis,
    shr: float,
    indoor: IndoorSensitivity,
    rated_degc: tuple[float, float, float] = RATED_DEGC,
) -> Machine:
    """Fill in everything that is not a table."""
    variable = basis.compressor == "variable_speed"
    airflow = cooling.flow_m3_per_s * AIR_DENSITY_KG_PER_M3
    airflow = _by_fan_speed(unit, cooling.table.speed, airflow)
    outdoor_degc, dry_bulb_degc, wet_bulb_degc = rated_degc
    rated = look_up(cooling.table, outdoor_degc, 1.0).capacity_w
    full_flow = float(np.interp(1.0, cooling.table.speed, airflow))
    wetter = wet_bulb_degc - RATED_WET_BULB_DEGC
    linear = indoor.cooling_capacity[0] + indoor.cooling_outdoor[0] * (outdoor_degc - 35.0)
    at_stated_w = rated * (1.0 + (linear + indoor.cooling_capacity[1] * wetter) * wetter)
    a0 = coil_a0_kg_per_s(at_stated_w, full_flow, shr, dry_bulb_degc, wet_bulb_degc)
    latent_w = (1.0 - shr) * rated
    if max(abs(a - b) for a, b in zip(rated_degc, RATED_DEGC, strict=True)) > SAME_AIR_K:
        at_95f = look_up(cooling.table, RATED_DEGC[0], 1.0).capacity_w
        latent_w = _rated_latent_w(at_95f, full_flow, a0)
    latent_kg_per_s = latent_w / VAPORISATION_J_PER_KG
    sensible_s, latent_s = _start_constants(unit, basis)
    boost_speed, boost_s = _boost(unit) if variable else (0.0, 0.0)
    form = getattr(unit, "form", "ductless_wall")
    crankcase = _crankcase(unit, basis, rated)
    standby = STANDBY_DUCTED_W if form in DUCTED else STANDBY_DUCTLESS_W
    pan = usual_pan_heater_w(form) if _is_split(unit) and basis.can_heat else 0.0
    backup = unit.backup
    lowest_degc = degc(basis.off_degf)
    if backup is not None and backup.compressor_off_below_degc is not None:
        lowest_degc = max(lowest_degc, backup.compressor_off_below_degc)
    return Machine(
        can_heat=1.0 if basis.can_heat else 0.0,
        can_cool=1.0 if basis.can_cool else 0.0,
        heating=heating.table._replace(
            fan_w=_by_fan_speed(unit, heating.table.speed, heating.installed_fan_w)
        ),
        cooling=cooling.table._replace(
            fan_w=_by_fan_speed(unit, cooling.table.speed, cooling.installed_fan_w),
            airflow_kg_per_s=airflow,
            coil_a0_kg_per_s=a0 * (airflow / full_flow) ** COIL_FLOW_EXPONENT,
        ),
        compressor=CompressorDrive(
            modulates=1.0 if variable else 0.0,
            stages=2.0 if basis.compressor == "two_stage" else 1.0,
            boost_speed=float(boost_speed),
            boost_s=float(boost_s),
            slew_per_s=SLEW_PER_S if variable else 1.0,
        ),
        indoor_coil=IndoorCoil(
            heating_start_s=sensible_s[1],
            cooling_start_sensible_s=sensible_s[0],
            cooling_start_latent_s=latent_s,
            cooling_capacity_per_k_wet_bulb=indoor.cooling_capacity[0],
            cooling_capacity_per_k2_wet_bulb=indoor.cooling_capacity[1],
            cooling_capacity_per_k2_wet_bulb_outdoor=indoor.cooling_outdoor[0],
            cooling_power_per_k_wet_bulb=indoor.cooling_power[0],
            cooling_power_per_k2_wet_bulb=indoor.cooling_power[1],
            cooling_power_per_k2_wet_bulb_outdoor=indoor.cooling_outdoor[1],
            heating_capacity_per_k_dry_bulb=indoor.heating_capacity,
            heating_power_per_k_dry_bulb=indoor.heating_power,
            water_capacity_kg=COIL_WET_S * latent_kg_per_s,
            evaporation_kg_per_s=EVAPORATION_RATIO * latent_kg_per_s,
        ),
        outdoor_coil=OutdoorCoil(
            lowest_outdoor_degc=lowest_degc,
            restart_above_k=RESTART_ABOVE_K,
            highest_outdoor_degc=degc(HOTTEST_DEGF),
            defrost=DEFROST_CODE[unit.defrost],
        ),
        fan=IndoorFan(
            always_on=1.0 if unit.fan == "continuous" else 0.0,
            overrun_s=float(unit.fan_overrun_s or 0.0),
        ),
        auxiliaries=Auxiliaries(
            standby_w=standby if unit.standby_w is None else unit.standby_w,
            crankcase_w=crankcase.power_w,
            crankcase_below_degc=crankcase.below_degc,
            crankcase_below_cooling_degc=crankcase.below_cooling_degc,
            pan_heater_w=pan if unit.pan_heater_w is None else unit.pan_heater_w,
            pan_heater_below_degc=PAN_HEATER_BELOW_DEGC,
        ),
        backup=BackupHeat() if backup is None else _backup_heat(backup, basis),
    )


class _Crankcase(NamedTuple):
    """Heaters in the cold with the compressor off."""

    power_w: float
    below_degc: float
    below_cooling_degc: float
    """After a call for cooling."""


def _crankcase(unit: Extras, basis: RatingBasis, rated_w: float) -> _Crankcase:
    """Return the heaters that the unit has, usual ones where not said."""
    split = _is_split(unit)
    power_w = CRANKCASE_W_PER_TON * rated_w / W_PER_TON if split else 0.0
    below_degc = below_cooling_degc = CRANKCASE_BELOW_DEGC
    form = getattr(unit, "form", "ductless_wall")
    if split and basis.can_heat and waits_warm(form, basis.compressor):
        power_w, below_degc = IDLE_DUCTLESS_W, IDLE_DUCTLESS_BELOW_DEGC
    if unit.crankcase_w is not None:
        power_w = unit.crankcase_w
    if unit.crankcase_below_degc is not None:
        below_degc = below_cooling_degc = unit.crankcase_below_degc
    if unit.crankcase_below_cooling_degc is not None:
        below_cooling_degc = unit.crankcase_below_cooling_degc
    return _Crankcase(power_w, below_degc, below_cooling_degc)


def _is_split(unit: Extras) -> bool:
    """Return whether indoor and outdoor unit are two boxes."""
    return not getattr(unit, "is_room_unit", False)


def _boost(unit: Extras) -> tuple[float, float]:
    """Return the speed after a start of a unit that modulates, and how long it is held [s]."""
    if unit.start_boost is None:
        return BOOST_SPEED, BOOST_S
    return unit.start_boost.speed, unit.start_boost.for_s


def _backup_heat(backup: Backup, basis: RatingBasis) -> BackupHeat:
    """Return a backup with the outdoor temperature below which it may run."""
    below_degc = backup.below_degc
    if below_degc is None:
        below_degc = BACKUP_BELOW_DEGC if basis.can_heat else ALWAYS_DEGC
    return BackupHeat(backup.size_w, below_degc, float(backup.stages))


def _rated_latent_w(rated_w: float, airflow_kg_per_s: float, a0_kg_per_s: float) -> float:
    """Return the latent capacity of a coil in the cooling test at 95 degF [W].

    EnergyPlus defines wetting time and evaporation ratio there, wherever a table was measured.
    """
    share = sensible_heat_ratio(
        saturation_table(STANDARD_PRESSURE_PA),
        RATED_DRY_BULB_DEGC,
        float(humidity_ratio_from_wet_bulb(RATED_DRY_BULB_DEGC, RATED_WET_BULB_DEGC)),
        rated_w,
        airflow_kg_per_s,
        math.exp(-a0_kg_per_s / airflow_kg_per_s),
    )
    return (1.0 - share) * rated_w


def _by_fan_speed(unit: Extras, speed: FloatArray, values: FloatArray) -> FloatArray:
    """Return airflow or fan power by compressor speed: as it is, or that of full speed at all."""
    if unit.fan_speed == "full":
        values = np.full(values.size, np.interp(1.0, speed, values))
    return np.ascontiguousarray(values)


def _start_constants(unit: Extras, basis: RatingBasis) -> tuple[tuple[float, float], float]:
    """Return ((sensible cooling, heating), latent) time constants of the build-up [s]."""
    given = unit.start_up
    if given is not None:
        latent = given.sensible_s if given.latent_s is None else given.latent_s
        return (given.sensible_s, given.sensible_s), latent
    c_ds = (basis.c_d_cooling, basis.c_d_heating) if unit.c_d is None else (unit.c_d, unit.c_d)
    if unit.c_d is None and basis.compressor == "variable_speed":
        c_ds = (STARTS_LIKE_C_D_VARIABLE, STARTS_LIKE_C_D_VARIABLE)
    cooling, heating = (time_constant_s(c_d, basis.compressor) for c_d in c_ds)
    return (cooling, heating), cooling
