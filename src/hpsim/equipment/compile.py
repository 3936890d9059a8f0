"""From a candidate to the machine that the kernel steps."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np

from hpsim.equipment import addendum82
from hpsim.equipment.addendum82 import NetMap
from hpsim.equipment.beside import (
    ALWAYS_DEGC,
    NEVER_DEGC,
    beside_coil,
    coil_of,
    in_ducts,
    portable_rating,
    told_beside,
    with_numbers,
)
from hpsim.equipment.classes import (
    MULTI_ZONE_MINIMUM_47,
    ROOM_UNIT_Q47_OVER_Q95,
    heating_over_cooling,
    minimum_over_rated,
)
from hpsim.equipment.description.candidates import Pair
from hpsim.equipment.description.extras import Extras, StartBoost
from hpsim.equipment.description.heat_pump import DUCTED, DUCTLESS, HeatPump
from hpsim.equipment.description.heaters import Baseboard, Furnace
from hpsim.equipment.description.tables import CoolingTable, HeatingTable, TableMachine
from hpsim.equipment.furnace import Burner, parts_of
from hpsim.equipment.indoor import (
    AIR_DENSITY_KG_PER_M3,
    COIL_WET_S,
    DUCTLESS_FAN,
    EVAPORATION_RATIO,
    RATED_DRY_BULB_DEGC,
    RATED_SHR,
    RATED_SHR_ROOM_UNIT,
    RATED_WET_BULB_DEGC,
    VAPORISATION_J_PER_KG,
    W_PER_TON,
    Fan,
    IndoorSensitivity,
    coil_a0_kg_per_s,
    fan_of,
    installed_flow_ratio,
    rated_fan_w,
    reference_sensitivity,
)
from hpsim.equipment.label import (
    C_D_FIXED_SPEED,
    C_D_LIMIT,
    LOW_STAGE_HEATING,
    LOWEST_FIXED_DEGF,
    LOWEST_VARIABLE_DEGF,
    MAXIMUM_OVER_FULL_47,
    MAXIMUM_OVER_FULL_COOLING,
    TEST_C_D_VARIABLE,
    Label,
    LabelSolution,
    misses,
    solve_label,
)
from hpsim.equipment.maps import (
    COLDEST_COOLING_DEGF,
    HOTTEST_DEGF,
    WARMEST_HEATING_DEGF,
    Limits,
    RatingBasis,
    degc,
    fixed_cooling_map,
    fixed_heating_map,
    gross_map,
    look_up,
    rate,
    variable_cooling_map,
    variable_heating_map,
)
from hpsim.equipment.portable import PortableLabel
from hpsim.equipment.ratings import LOAD_LINE_V_VARIABLE, Compressor
from hpsim.equipment.starting import (
    CYCLIC_TEST_S,
    emerging_c_d,
    loss_s,
    time_constant_s,
)
from hpsim.kernel.air import sensible_heat_ratio
from hpsim.kernel.airflow import COIL_FLOW_EXPONENT
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap
from hpsim.psychrometrics import (
    STANDARD_PRESSURE_PA,
    humidity_ratio_from_wet_bulb,
    saturation_table,
)
from hpsim.units import BTUH_PER_W

MachineCandidate: TypeAlias = HeatPump | TableMachine | Baseboard | Furnace | Pair

# ---- defaults of a unit's behaviour
BOOST_SPEED, BOOST_S = 0.6, 300.0
"""Start of an inverter unit. Field recordings span a unit at full power for its whole 6 to 9
minute run and one that spikes to full for one minute; owners see the lowest speed after about 15
minutes (field reports in echavet/MitsubishiCN105ESPHome 483; Williamson and Aldrich 2015)."""
SLEW_PER_S = 0.001
"""From 0.6 to a usual minimum of 0.25 in six minutes after the boost; recordings show rises of
0.1 a minute and falls that end after some 15 minutes."""
RESTART_ABOVE_K = 5.0 / 1.8  # the 5 degF between cut-out and restart in AHRI's example
FORM_WORDS = {
    "window": "window unit",
    "ptac": "terminal unit",
    "ducted": "ducted",
    "portable_one_hose": "one-hose portable",
    "portable_two_hose": "two-hose portable",
}
COMPRESSOR_WORDS: dict[Compressor, str] = {
    "single_stage": "single-stage",
    "two_stage": "two-stage",
    "variable_speed": "variable-speed",
}
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
BURNER_AS: dict[str, Compressor] = {
    "single_stage": "single_stage",
    "two_stage": "two_stage",
    "modulating": "variable_speed",
}
BURNER_WORDS = {"single_stage": "", "two_stage": "two-stage", "modulating": "modulating"}
BURNER_SLEW_PER_S = 0.01  # judgement: a gas valve and its draught fan go from end to end in 100 s
DEFROST_CODE = {"none": 0.0, "addendum82": 1.0, "humidity": 2.0}
RATED_DEGC = (35.0, RATED_DRY_BULB_DEGC, RATED_WET_BULB_DEGC)
"""Of the cooling test: outdoors, entering dry and wet bulb."""
SAME_AIR_K = 0.05  # stated conditions of a table so near to the standard's are meant as these


@dataclass(frozen=True, slots=True)
class MachineNotes:
    """What was assumed while a candidate became a machine, and how it rates."""

    name: str
    kind: str
    size_w: float
    basis: RatingBasis | None = None
    solution: LabelSolution | None = None
    label: dict[str, float] = field(default_factory=dict)
    """What was aimed at: seer2, eer2, hspf2 [Btu/Wh]."""
    miss: dict[str, float] = field(default_factory=dict)
    """Rating over label, less 1."""
    notes: tuple[str, ...] = ()
    """Assumptions in words."""
    is_room_unit: bool = False
    """Window, terminal or portable unit: its label is CEER."""
    portable: PortableLabel | None = None
    """A portable's label and air path: its ratings are SACC and CEER."""
    burner: Burner | None = None
    """What burns fuel in it."""


def compile_machine(candidate: MachineCandidate) -> tuple[Machine, MachineNotes]:
    """Return the machine of a candidate, and what was assumed.

    Parameters
    ----------
    candidate
        A heat pump by label, a machine by tables, a resistance heater, a furnace, or a pair.
        ``ideal`` and ``none`` are no machines.
    """
    if isinstance(candidate, TableMachine):
        return _compile_table(candidate)
    if isinstance(candidate, Baseboard):
        return _compile_baseboard(candidate)
    if isinstance(candidate, Furnace):
        return _compile_furnace(candidate)
    if isinstance(candidate, Pair):
        return _compile_pair(candidate)
    return _compile_label(candidate)


# --------------------------------------------------------------------------------------- label
def _heating_capacity_w(pump: HeatPump) -> float:
    if pump.heating_capacity_w is not None:
        return pump.heating_capacity_w
    if pump.is_room_unit:
        return ROOM_UNIT_Q47_OVER_Q95 * pump.size_w
    if pump.compressor == "variable_speed" and pump.form in DUCTLESS:
        return heating_over_cooling(pump.size_w) * pump.size_w
    return pump.size_w


def _usual_minimum(pump: HeatPump) -> float:
    return MULTI_ZONE_MINIMUM_47 if pump.form == "multi_zone" else minimum_over_rated(pump.size_w)


def _degf(temperature_degc: float) -> float:
    return 1.8 * temperature_degc + 32.0


def can_heat(pump: HeatPump) -> bool:
    """Return whether a unit heats: a room unit does only if a heating efficiency is given."""
    if pump.is_room_unit and pump.efficiencies()[2] is None and pump.cop_47f is None:
        return False
    return pump.heating


def _own_c_d(unit: Extras, compressor: Compressor) -> float | None:
    """Return what a rating takes of the stated C_D, or of the one that emerges; at most 0.25."""
    own = unit.c_d
    if own is None and unit.start_up is not None:
        own = emerging_c_d(unit.start_up.sensible_s, compressor)
    return None if own is None else min(own, C_D_LIMIT)


def label_of(pump: HeatPump) -> Label:
    """Return what is known of a heat pump as the label solver takes it."""
    seer2, eer2, hspf2 = pump.efficiencies()
    low, high = pump.minimum(), pump.maximum()
    lowest = pump.lowest_outdoor_degc
    return Label(
        compressor=pump.compressor,
        q95_w=pump.size_w,
        seer2=None if pump.is_room_unit and pump.compressor == "single_stage" else seer2,
        eer2=eer2,
        hspf2=hspf2,
        cop47=pump.cop_47f,
        q47_w=_heating_capacity_w(pump),
        q17_w=pump.capacity_17f_w,
        q5_w=pump.capacity_5f_w,
        q17_maximum_w=high.heating_17f_w,
        q5_maximum_w=high.heating_5f_w,
        q95_minimum_w=low.cooling_w,
        q47_minimum_w=low.heating_w,
        lowest_degf=None if lowest is None else _degf(lowest),
        c_d=_own_c_d(pump, pump.compressor),
        room_unit=pump.is_room_unit,
        can_heat=can_heat(pump),
        ordered=True,
    )


def limits_of(pump: HeatPump, notes: list[str]) -> Limits:
    """Return the ends of the speed range, the usual ones where the description has none."""
    low, high = pump.minimum(), pump.maximum()
    q47 = _heating_capacity_w(pump)
    least_47 = low.heating_w
    if least_47 is None and low.cooling_w is not None:
        least_47 = low.cooling_w / pump.size_w * q47
    if least_47 is None:
        least_47 = _usual_minimum(pump) * q47
        notes.append(
            f"minimum output not given: {least_47:.0f} W at 47 degF, the median of listed units"
        )
    least_95 = low.cooling_w
    if least_95 is None:
        least_95 = least_47 / q47 * pump.size_w
    return Limits(
        q95_minimum_w=least_95,
        q95_maximum_w=high.cooling_w,
        q47_minimum_w=least_47,
        q47_maximum_w=high.heating_w,
        q17_minimum_w=low.heating_17f_w,
        q17_maximum_w=high.heating_17f_w,
        q5_minimum_w=low.heating_5f_w,
        q5_maximum_w=high.heating_5f_w,
        lowest_maximum_w=high.heating_lowest_w,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One season's table with the indoor side that belongs to it."""

    table: PerformanceMap
    rated_fan_w: FloatArray
    installed_fan_w: FloatArray
    flow_m3_per_s: FloatArray


def _flow_ratio(pump_modulates: bool, floor: float, speeds: FloatArray, most: float) -> FloatArray:
    """Return installed airflow over that at full speed; the fan is at its highest at ``most``."""
    if not pump_modulates:
        return np.where(speeds > 0.0, speeds, 1.0)
    return installed_flow_ratio(floor, np.minimum(speeds, most))


def _rated_fan_w(
    fan: Fan, size_w: float, speeds: FloatArray, full_over_size: float, most: float
) -> FloatArray:
    """Return rated fan power by speed, highest at ``most``; speed 0 stands for the only one."""
    ratio = np.minimum(np.where(speeds > 0.0, speeds, 1.0), most)
    return rated_fan_w(fan, size_w, ratio * full_over_size)


def _side(
    pump: HeatPump,
    fan: Fan,
    net: NetMap,
    full_over_size: float,
    *,
    heating: bool,
) -> _Side:
    knots, speeds, capacity, power = net
    most = MAXIMUM_OVER_FULL_47 if heating else MAXIMUM_OVER_FULL_COOLING
    rated = _rated_fan_w(fan, pump.size_w, speeds, full_over_size, most)
    floor = fan.heating_floor if heating else fan.cooling_floor
    installed_ratio = _flow_ratio(pump.compressor == "variable_speed", floor, speeds, most)
    rated_flow = fan.flow_m3_per_s_per_w * pump.size_w
    flow = rated_flow * full_over_size * installed_ratio
    full_power = rated_flow * fan.installed_w_per_m3_per_s * full_over_size
    table = gross_map(knots, speeds, capacity, power, rated, heating=heating)
    return _Side(
        table,
        rated,
        full_power * installed_ratio**fan.exponent,
        flow,
    )


class _Net(NamedTuple):
    """Net tables [degF, fraction, W] and the speeds of the rating's tests."""

    cooling: NetMap
    heating: NetMap | None
    cooling_low: float
    heating_low: float
    heating_h4: float


def _net_by_label(pump: HeatPump, fan: Fan, s: LabelSolution, notes: list[str]) -> _Net:
    heats = s.label.can_heat and s.cop47 > 0.0
    if pump.compressor != "variable_speed":
        heating = NetMap(*fixed_heating_map(s)) if heats else None
        low = LOW_STAGE_HEATING if pump.compressor == "two_stage" else 1.0
        return _Net(NetMap(*fixed_cooling_map(s)), heating, s.r_low, low, 0.0)
    limits = limits_of(pump, notes)
    cooling = NetMap(*variable_cooling_map(s, limits))
    if not heats:
        return _Net(cooling, None, s.r_low, s.r_low_47, 1.0)

    def rated(speeds: FloatArray) -> FloatArray:
        return _rated_fan_w(fan, pump.size_w, speeds, s.q47_w / pump.size_w, MAXIMUM_OVER_FULL_47)

    *columns, h4 = variable_heating_map(s, limits, rated)
    heating = NetMap(columns[0], columns[1], columns[2], columns[3])
    bounded = heating.knots_degf[(heating.power_w == heating.capacity_w).any(axis=1)]
    if bounded.size:
        notes.append(
            f"at its listed least output the label's power curve gives a COP below 1 at "
            f"{bounded.max():.0f} degF: held at 1"
        )
    return _Net(cooling, heating, s.r_low, s.r_low_47, h4)


def _net_by_addendum82(s: LabelSolution) -> _Net:
    label, (seer2, eer2, hspf2) = s.label, s.targets
    assert eer2 is not None
    cooling = addendum82.cooling_map(label, eer2 * 1.5 if seer2 is None else seer2, eer2)
    heating = None
    if label.can_heat and hspf2 is not None:
        heating = addendum82.heating_map(label, hspf2, s.q47_w, s.off_degf)
    low = 1.0 if heating is None else float(heating.speeds[0]) or 1.0
    return _Net(cooling, heating, float(cooling.speeds[0]) or 1.0, low, 1.0)


def _compile_label(said: HeatPump) -> tuple[Machine, MachineNotes]:
    pump, portable, notes = said, None, list[str]()
    if said.hoses:
        pump, portable = coil_of(said, notes)
    solution = solve_label(label_of(pump))
    fan = fan_of(pump.form, pump.compressor)
    published = pump.method == "addendum82"
    net = _net_by_addendum82(solution) if published else _net_by_label(pump, fan, solution, notes)
    cooling = _side(pump, fan, net.cooling, 1.0, heating=False)
    heating = cooling
    if net.heating is not None:
        heating = _side(pump, fan, net.heating, solution.q47_w / pump.size_w, heating=True)
    basis = RatingBasis(
        compressor=pump.compressor,
        cooling_low=net.cooling_low,
        heating_low=net.heating_low,
        heating_h4=net.heating_h4 if pump.compressor == "variable_speed" else 0.0,
        cooling_fan_w=cooling.rated_fan_w,
        heating_fan_w=heating.rated_fan_w,
        c_d_cooling=solution.c_d,
        c_d_heating=solution.c_d,
        load_factor=solution.load_factor(),
        off_degf=solution.off_degf,
        can_heat=net.heating is not None,
    )
    shr = RATED_SHR_ROOM_UNIT if pump.is_room_unit else RATED_SHR
    machine = _machine(pump, cooling, heating, basis, shr, reference_sensitivity()[0])
    machine = with_numbers(machine, beside_coil(pump, machine, portable))
    label = {
        key: value
        for key, value in zip(("seer2", "eer2", "hspf2"), solution.targets, strict=True)
        if value is not None
    }
    missed = _published_misses(machine, basis, label) if published else misses(solution)
    if portable is not None:
        label = {"sacc": portable.sacc_w * BTUH_PER_W, "ceer": portable.ceer}
        rated = portable_rating(machine, basis, portable)
        missed = {
            "sacc": rated.sacc_w / portable.sacc_w - 1.0,
            "ceer": rated.ceer / portable.ceer - 1.0,
        }
    assumed = [] if published else _about_solution(pump, solution)
    assumed += _assumed(pump, solution.c_d, heats=net.heating is not None)
    return machine, MachineNotes(
        name=said.name or default_name(said),
        kind=pump.compressor,
        size_w=said.size_w,
        basis=basis,
        solution=None if published else solution,
        label=label,
        miss=missed,
        notes=(*(solution.notes if portable is None else ()), *notes, *assumed),
        is_room_unit=pump.is_room_unit,
        portable=portable,
    )


def _assumed(pump: HeatPump, c_d: float, *, heats: bool) -> list[str]:
    """Return what was assumed beside the tables and decides results."""
    said = []
    if pump.c_d is None and pump.start_up is None and c_d > 0.0:
        rated = f"rated with {c_d:.2g}, as untested units are; " if c_d > C_D_FIXED_SPEED else ""
        if pump.compressor == "variable_speed":
            c_d = STARTS_LIKE_C_D_VARIABLE
        on_s, cycle_s = CYCLIC_TEST_S[pump.compressor]
        lost_min = loss_s(c_d, on_s, cycle_s) / 60.0
        said.append(
            f"c_d not given: {rated}starts as with {c_d:.2g}, losing {lost_min:.1f} minutes of "
            "full output each"
        )
    if pump.pan_heater_w is None and heats and not pump.is_room_unit:
        watts = _pan_heater_w(pump.form)
        counted = f"{watts:.0f} W in heating below freezing" if watts else "none is counted"
        said.append(f"pan_heater not given: {counted}")
    if pump.crankcase_w is None and heats and _waits_warm(pump.form, pump.compressor):
        said.append(
            f"crankcase not given: {IDLE_DUCTLESS_W:.0f} W beside running below 65 degF while it "
            f"heats, below 50 degF after cooling; with controls the "
            f"{IDLE_DUCTLESS_W + STANDBY_DUCTLESS_W:.0f} W that field units average"
        )
    if pump.form in DUCTED and pump.duct_loss is None and pump.ducts is None:
        said.append("duct_loss and ducts not given: none is in it")
    return said


def _waits_warm(form: str, compressor: Compressor) -> bool:
    """Return whether a split unit heats itself between runs as field units were metered to do."""
    return form in DUCTLESS and compressor == "variable_speed"


def _pan_heater_w(form: str) -> float:
    """Return the usual drain-pan heater of a form [W]."""
    return PAN_HEATER_DUCTED_W if form in DUCTED else PAN_HEATER_DUCTLESS_W


def _published_misses(
    machine: Machine, basis: RatingBasis, label: dict[str, float]
) -> dict[str, float]:
    found = rate(machine.cooling, machine.heating, basis)
    rated = {"seer2": found.seer2, "eer2": found.eer2, "hspf2": found.hspf2}
    return {
        key: value / label[key] - 1.0
        for key, value in rated.items()
        if value is not None and key in label
    }


def _about_solution(pump: HeatPump, solution: LabelSolution) -> list[str]:
    said = []
    found = misses(solution)
    for bound in solution.bounds:
        worst = max(found, key=lambda key: abs(found[key]))
        said.append(
            f"the label can't be met within physical bounds ({bound}): "
            f"{worst.upper()} misses by {100.0 * found[worst]:.1f} %"
        )
    if pump.compressor == "variable_speed" and solution.r_minimum < solution.r_low - 1e-6:
        said.append(
            "this label does not determine low-speed efficiency: the unit's minimum lies below "
            "the test's low speed"
        )
    return said


def _size_words(size_w: float) -> str:
    """Return a size in kBtu/h or kW, whichever says it with fewer digits."""
    kbtuh, kw = f"{size_w * BTUH_PER_W / 1000.0:.4g}", f"{size_w / 1000.0:.4g}"
    return f"{kw} kW" if len(kw) < len(kbtuh) else f"{kbtuh} kBtu/h"


def default_name(candidate: MachineCandidate) -> str:
    """Return how results call a candidate without a name."""
    if isinstance(candidate, Pair):
        cooler, heater = candidate.cooling, candidate.heating
        halves = (cooler.name or default_name(cooler), heater.name or default_name(heater))
        return " + ".join(halves)
    size = _size_words(candidate.size_w)
    if isinstance(candidate, Furnace):
        form = "wall furnace" if candidate.form == "wall" else "furnace"
        parts = (size, BURNER_WORDS[candidate.burner], candidate.fuel, form)
        burns = " ".join(part for part in parts if part)
        return candidate.product or f"{burns}, AFUE {candidate.afue:.3g}"
    if isinstance(candidate, HeatPump):
        form = FORM_WORDS.get(candidate.form, "")
        words = f"{size} {COMPRESSOR_WORDS[candidate.compressor]} {form}".strip()
        return candidate.product or words
    if isinstance(candidate, TableMachine):
        return f"{size} {COMPRESSOR_WORDS[candidate.compressor]}, by table"
    return f"{size} {candidate.kind}"


# ------------------------------------------------------------------------------------- machine
def _machine(
    unit: Extras,
    cooling: _Side,
    heating: _Side,
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
    boost_speed, boost_s = 0.0, 0.0
    if variable:
        boost_speed, boost_s = BOOST_SPEED, BOOST_S
        if unit.start_boost is not None:
            boost_speed, boost_s = unit.start_boost.speed, unit.start_boost.for_s
    form = getattr(unit, "form", "ductless_wall")
    ducted = form in DUCTED
    split = not getattr(unit, "is_room_unit", False)
    crankcase = CRANKCASE_W_PER_TON * rated / W_PER_TON if split else 0.0
    crankcase_below_degc = CRANKCASE_BELOW_DEGC
    if split and basis.can_heat and _waits_warm(form, basis.compressor):
        crankcase, crankcase_below_degc = IDLE_DUCTLESS_W, IDLE_DUCTLESS_BELOW_DEGC
    crankcase_below_cooling_degc = CRANKCASE_BELOW_DEGC
    if unit.crankcase_below_degc is not None:
        crankcase_below_degc = crankcase_below_cooling_degc = unit.crankcase_below_degc
    if unit.crankcase_below_cooling_degc is not None:
        crankcase_below_cooling_degc = unit.crankcase_below_cooling_degc
    standby = STANDBY_DUCTED_W if ducted else STANDBY_DUCTLESS_W
    pan = _pan_heater_w(form) if split else 0.0
    if not basis.can_heat:
        pan = 0.0
    backup = unit.backup
    usual_below = BACKUP_BELOW_DEGC if basis.can_heat else ALWAYS_DEGC
    lowest_degc = degc(basis.off_degf)
    if backup is not None and backup.compressor_off_below_degc is not None:
        lowest_degc = max(lowest_degc, backup.compressor_off_below_degc)
    below = usual_below if backup is None or backup.below_degc is None else backup.below_degc
    return Machine(
        can_heat=1.0 if basis.can_heat else 0.0,
        can_cool=1.0 if basis.can_cool else 0.0,
        modulates=1.0 if variable else 0.0,
        stages=2.0 if basis.compressor == "two_stage" else 1.0,
        heating=heating.table,
        cooling=cooling.table,
        heating_fan_w=_by_fan_speed(unit, heating.table.speed, heating.installed_fan_w),
        cooling_fan_w=_by_fan_speed(unit, cooling.table.speed, cooling.installed_fan_w),
        cooling_airflow_kg_per_s=airflow,
        coil_a0_kg_per_s=a0 * (airflow / full_flow) ** COIL_FLOW_EXPONENT,
        cooling_capacity_per_k_wet_bulb=indoor.cooling_capacity[0],
        cooling_capacity_per_k2_wet_bulb=indoor.cooling_capacity[1],
        cooling_power_per_k_wet_bulb=indoor.cooling_power[0],
        cooling_power_per_k2_wet_bulb=indoor.cooling_power[1],
        heating_capacity_per_k_dry_bulb=indoor.heating_capacity,
        heating_power_per_k_dry_bulb=indoor.heating_power,
        heating_start_s=sensible_s[1],
        cooling_start_sensible_s=sensible_s[0],
        cooling_start_latent_s=latent_s,
        boost_speed=float(boost_speed),
        boost_s=float(boost_s),
        slew_per_s=SLEW_PER_S if variable else 1.0,
        lowest_outdoor_degc=lowest_degc,
        restart_above_k=RESTART_ABOVE_K,
        defrost=DEFROST_CODE[unit.defrost],
        highest_outdoor_degc=degc(HOTTEST_DEGF),
        fan_always_on=1.0 if unit.fan == "continuous" else 0.0,
        fan_overrun_s=float(unit.fan_overrun_s or 0.0),
        standby_w=standby if unit.standby_w is None else unit.standby_w,
        crankcase_w=crankcase if unit.crankcase_w is None else unit.crankcase_w,
        crankcase_below_degc=crankcase_below_degc,
        crankcase_below_cooling_degc=crankcase_below_cooling_degc,
        pan_heater_w=pan if unit.pan_heater_w is None else unit.pan_heater_w,
        pan_heater_below_degc=PAN_HEATER_BELOW_DEGC,
        backup_w=0.0 if backup is None else backup.size_w,
        backup_below_degc=NEVER_DEGC if backup is None else below,
        backup_stages=1.0 if backup is None else float(backup.stages),
        coil_water_capacity_kg=COIL_WET_S * latent_kg_per_s,
        coil_evaporation_kg_per_s=EVAPORATION_RATIO * latent_kg_per_s,
        cooling_capacity_per_k2_wet_bulb_outdoor=indoor.cooling_outdoor[0],
        cooling_power_per_k2_wet_bulb_outdoor=indoor.cooling_outdoor[1],
    )


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


# --------------------------------------------------------------------------------------- table
def _extended(table: PerformanceMap, low_degc: float, high_degc: float) -> PerformanceMap:
    """Return the table with its first and last lines drawn on to the operating limits."""
    t, q, p = table.outdoor_degc, table.capacity_w, table.power_w
    if low_degc < t[0] - 1e-6:
        share = (low_degc - t[0]) / (t[1] - t[0])
        q_end = np.maximum(q[0] + share * (q[1] - q[0]), 0.2 * q[0])
        p_end = np.maximum(p[0] + share * (p[1] - p[0]), 0.2 * p[0])
        t, q, p = np.r_[low_degc, t], np.vstack([q_end, q]), np.vstack([p_end, p])
    if high_degc > t[-1] + 1e-6:
        share = (high_degc - t[-1]) / (t[-1] - t[-2])
        q_end = np.maximum(q[-1] + share * (q[-1] - q[-2]), 0.2 * q[-1])
        p_end = np.maximum(p[-1] + share * (p[-1] - p[-2]), 0.2 * p[-1])
        t, q, p = np.r_[t, high_degc], np.vstack([q, q_end]), np.vstack([p, p_end])
    return table._replace(outdoor_degc=t, capacity_w=q, power_w=p)


def _table_map(table: CoolingTable | HeatingTable) -> PerformanceMap:
    capacity = np.array(table.capacity.si("heat_flow"))
    power = np.array(table.power.si("power"))
    speed = np.array(table.speed)
    if speed.size == 1:  # one speed: an axis needs two knots
        speed = np.array([0.0, 1.0])
        capacity, power = np.repeat(capacity, 2, axis=1), np.repeat(power, 2, axis=1)
    return PerformanceMap(np.array(table.outdoor.si("temperature")), speed, capacity, power)


def _by_speed(values: tuple[float, ...] | None, count: int) -> FloatArray | None:
    if values is None:
        return None
    return np.repeat(np.array(values), 2) if len(values) == 1 and count == 2 else np.array(values)


def _compile_table(unit: TableMachine) -> tuple[Machine, MachineNotes]:
    variable = unit.compressor == "variable_speed"
    lowest_degf = LOWEST_VARIABLE_DEGF if variable else LOWEST_FIXED_DEGF
    if unit.lowest_outdoor_degc is not None:
        lowest_degf = _degf(unit.lowest_outdoor_degc)
    rated = unit.cooling.rated if unit.cooling is not None else None
    indoor = _table_sensitivity(unit)
    sides = []
    for table in (unit.cooling, unit.heating):
        if table is None:
            continue
        grid = _table_map(table)
        if isinstance(table, CoolingTable):
            wet = table.rated.wet_bulb_degc - RATED_WET_BULB_DEGC
            hotter = (grid.outdoor_degc - 35.0)[:, np.newaxis]
            (q1, q2), (p1, p2) = indoor.cooling_capacity, indoor.cooling_power
            qx, px = indoor.cooling_outdoor
            grid = grid._replace(
                capacity_w=grid.capacity_w / (1.0 + (q1 + qx * hotter + q2 * wet) * wet),
                power_w=grid.power_w / (1.0 + (p1 + px * hotter + p2 * wet) * wet),
            )
            grid = _extended(grid, degc(COLDEST_COOLING_DEGF), degc(HOTTEST_DEGF))
        else:
            grid = _extended(grid, degc(lowest_degf), degc(WARMEST_HEATING_DEGF))
        sides.append(_table_side(unit, table, grid))
    cooling, heating = (sides[0], sides[-1])
    c_d = _own_c_d(unit, unit.compressor)
    if c_d is None:
        c_d = TEST_C_D_VARIABLE if variable else C_D_FIXED_SPEED
    at_5f = None if unit.heating is None else unit.heating.speed_5f
    basis = RatingBasis(
        compressor=unit.compressor,
        cooling_low=_low_speed(unit.cooling),
        heating_low=_low_speed(unit.heating),
        heating_h4=(at_5f or 1.0) if variable else 0.0,
        cooling_fan_w=cooling.rated_fan_w,
        heating_fan_w=heating.rated_fan_w,
        c_d_cooling=c_d,
        c_d_heating=c_d,
        load_factor=LOAD_LINE_V_VARIABLE if variable else 1.0,
        off_degf=lowest_degf,
        can_cool=unit.cooling is not None,
        can_heat=unit.heating is not None,
    )
    at = RATED_DEGC
    shr = RATED_SHR
    if rated is not None:
        at, shr = (rated.outdoor_degc, rated.dry_bulb_degc, rated.wet_bulb_degc), rated.shr
    machine = _machine(unit, cooling, heating, basis, shr, indoor, at)
    if unit.beside_coil is not None:
        machine = with_numbers(machine, told_beside(unit.beside_coil))
    return machine, MachineNotes(
        name=unit.name or default_name(unit), kind="table", size_w=unit.size_w, basis=basis
    )


def _low_speed(table: CoolingTable | HeatingTable | None) -> float:
    if table is None:
        return 1.0
    return table.low_speed or table.speed[0]


def _table_sensitivity(unit: TableMachine) -> IndoorSensitivity:
    """Return the indoor corrections, the given ones in place of the reference."""
    reference = reference_sensitivity()[0]
    given = None if unit.cooling is None else unit.cooling.indoor_correction
    if given is None:
        return reference
    q, ratio = given.capacity_per_k_wet_bulb, given.input_ratio_per_k_wet_bulb
    q2, r2 = given.capacity_per_k2_wet_bulb, given.input_ratio_per_k2_wet_bulb
    qx, rx = given.capacity_per_k2_wet_bulb_outdoor, given.input_ratio_per_k2_wet_bulb_outdoor
    return reference._replace(
        cooling_capacity=(q, q2),
        cooling_power=(q + ratio, q2 + q * ratio + r2),
        cooling_outdoor=(qx, qx + rx),
    )


def _table_side(
    unit: TableMachine, table: CoolingTable | HeatingTable, grid: PerformanceMap
) -> _Side:
    count = grid.speed.size
    fan = DUCTLESS_FAN
    full = fan.flow_m3_per_s_per_w * unit.size_w
    variable = unit.compressor == "variable_speed"
    floor = fan.heating_floor if isinstance(table, HeatingTable) else fan.cooling_floor
    given_flow, given_power = table.airflow or unit.airflow, table.fan_power or unit.fan_power
    flow = _by_speed(None if given_flow is None else given_flow.si("flow"), count)
    if flow is None:
        flow = full * _flow_ratio(variable, floor, grid.speed, float(grid.speed[-1]))
    power = _by_speed(None if given_power is None else given_power.si("power"), count)
    if power is None:
        full_flow = float(np.interp(1.0, grid.speed, flow))
        power = full_flow * fan.installed_w_per_m3_per_s * (flow / full_flow) ** fan.exponent
    given_rated = table.rated_fan_power
    rated = _by_speed(None if given_rated is None else given_rated.si("power"), count)
    return _Side(grid, power if rated is None else rated, power, flow)


# ------------------------------------------------------------------- heaters that meet no weather
def _heater(side: _Side, compressor: Compressor, extras: Extras) -> Machine:
    """Return a machine that heats alike in all weather and does not cool."""
    nothing = np.zeros(2)
    basis = RatingBasis(
        compressor, 1.0, 1.0, 0.0, nothing, nothing, 0.0, 0.0, 1.0, -75.0, can_cool=False
    )
    flat = IndoorSensitivity((0.0, 0.0), (0.0, 0.0), 0.0, 0.0)
    return _machine(extras, side, side, basis, 1.0, flat)


def _compile_baseboard(unit: Baseboard) -> tuple[Machine, MachineNotes]:
    """Return a resistance heater as a machine of COP 1 without fan or losses."""
    outdoor = np.array([-60.0, 60.0])
    speed = np.array([0.0, 1.0])
    heat = np.full((2, 2), unit.size_w)
    table = PerformanceMap(outdoor, speed, heat, heat.copy())
    nothing = np.zeros(2)
    side = _Side(table, nothing, nothing, np.full(2, 0.05))
    extras = Extras(standby_w=0.0, crankcase_w=0.0, pan_heater_w=0.0, defrost="none")
    return _heater(side, "single_stage", extras), MachineNotes(
        name=unit.name or default_name(unit), kind="baseboard", size_w=unit.size_w
    )


def _compile_furnace(unit: Furnace) -> tuple[Machine, MachineNotes]:
    """Return a furnace as a machine whose heating power is mostly fuel."""
    parts = parts_of(unit)
    side = _Side(parts.table, parts.fan_w, parts.fan_w, parts.flow_m3_per_s)
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
    machine = _heater(side, compressor, extras)._replace(
        heating_start_s=parts.warm_up_s,
        fuel_share=parts.fuel_share,
        ignition_s=parts.ignition_s,
        fan_delay_s=parts.fan_delay_s,
        slew_per_s=BURNER_SLEW_PER_S if compressor == "variable_speed" else 1.0,
    )
    if unit.form == "ducted":
        airflow_kg_per_s = float(parts.flow_m3_per_s[-1]) * AIR_DENSITY_KG_PER_M3
        machine = with_numbers(machine, in_ducts(unit.duct_loss, unit.ducts, airflow_kg_per_s))
    return machine, MachineNotes(
        name=unit.name or default_name(unit),
        kind="furnace",
        size_w=unit.size_w,
        label={"afue": unit.afue},
        miss={"afue": parts.burner.afue / unit.afue - 1.0},
        notes=parts.notes,
        burner=parts.burner,
    )


def _compile_pair(unit: Pair) -> tuple[Machine, MachineNotes]:
    """Return one machine that heats as one half and cools as the other.

    Each half draws its standby whenever it is off: that of both while neither runs, and in the
    table of each that of the other.
    """
    heater, about_heater = compile_machine(unit.heating)
    cooler, about_cooler = compile_machine(unit.cooling)
    heating, cooling = heater.heating, cooler.cooling
    # what is lost in the furnace's ducts, of the fan's heat too: the window unit has none
    delivered = heater.delivered_share
    heat_w = delivered * heating.capacity_w - (1.0 - delivered) * heater.heating_fan_w
    heating_power_w = heating.power_w + cooler.standby_w
    fuel_w = heater.fuel_share * float(heating.power_w.max())
    machine = cooler._replace(
        can_heat=1.0,
        heating=heating._replace(capacity_w=heat_w, power_w=heating_power_w),
        cooling=cooling._replace(power_w=cooling.power_w + heater.standby_w),
        heating_fan_w=heater.heating_fan_w,
        heating_capacity_per_k_dry_bulb=heater.heating_capacity_per_k_dry_bulb,
        heating_power_per_k_dry_bulb=heater.heating_power_per_k_dry_bulb,
        heating_start_s=heater.heating_start_s,
        lowest_outdoor_degc=heater.lowest_outdoor_degc,
        restart_above_k=heater.restart_above_k,
        defrost=heater.defrost,
        standby_w=cooler.standby_w + heater.standby_w,
        pan_heater_w=0.0,
        fuel_share=fuel_w / float(heating_power_w.max()),
        ignition_s=heater.ignition_s,
        fan_delay_s=heater.fan_delay_s,
        heating_overrun_more_s=heater.fan_overrun_s - cooler.fan_overrun_s,
    )
    return machine, MachineNotes(
        name=unit.name or default_name(unit),
        kind="pair",
        size_w=unit.cooling.size_w,
        notes=(*about_cooler.notes, *about_heater.notes),
        is_room_unit=about_cooler.is_room_unit,
        burner=about_heater.burner,
    )
