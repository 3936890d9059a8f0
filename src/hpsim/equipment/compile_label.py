"""From a heat pump as its label describes it to the machine that the kernel steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.equipment import addendum82
from hpsim.equipment.addendum82 import NetMap
from hpsim.equipment.beside import coil_of, portable_rating, with_air_path
from hpsim.equipment.classes import (
    MULTI_ZONE_MINIMUM_47,
    ROOM_UNIT_Q47_OVER_Q95,
    heating_over_cooling,
    minimum_over_rated,
)
from hpsim.equipment.description.heat_pump import DUCTED, DUCTLESS, HeatPump
from hpsim.equipment.indoor import (
    RATED_SHR,
    RATED_SHR_ROOM_UNIT,
    Fan,
    fan_of,
    rated_fan_w,
    reference_sensitivity,
)
from hpsim.equipment.label import (
    C_D_FIXED_SPEED,
    LOW_STAGE_HEATING,
    MAXIMUM_OVER_FULL_47,
    MAXIMUM_OVER_FULL_COOLING,
    Label,
    LabelSolution,
    misses,
    solve_label,
)
from hpsim.equipment.machine import (
    IDLE_DUCTLESS_W,
    STANDBY_DUCTLESS_W,
    STARTS_LIKE_C_D_VARIABLE,
    Side,
    airflow_ratio,
    machine_of,
    rated_c_d,
    usual_pan_heater_w,
    waits_warm,
)
from hpsim.equipment.maps import (
    Limits,
    RatingBasis,
    degf,
    fixed_cooling_map,
    fixed_heating_map,
    gross_map,
    rate,
    variable_cooling_map,
    variable_heating_map,
)
from hpsim.equipment.notes import MachineNotes, default_name
from hpsim.equipment.starting import CYCLIC_TEST_S, loss_s
from hpsim.kernel.types import FloatArray, Machine
from hpsim.units.constants import BTUH_PER_W


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


def can_heat(pump: HeatPump) -> bool:
    """Return whether a unit heats: a room unit does only if a heating efficiency is given."""
    if pump.is_room_unit and pump.efficiencies()[2] is None and pump.cop_47f is None:
        return False
    return pump.heating


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
        lowest_degf=None if lowest is None else degf(lowest),
        c_d=rated_c_d(pump, pump.compressor),
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
) -> Side:
    knots, speeds, capacity, power = net
    most = MAXIMUM_OVER_FULL_47 if heating else MAXIMUM_OVER_FULL_COOLING
    rated = _rated_fan_w(fan, pump.size_w, speeds, full_over_size, most)
    floor = fan.heating_floor if heating else fan.cooling_floor
    installed_ratio = airflow_ratio(pump.compressor == "variable_speed", floor, speeds, most)
    rated_flow = fan.flow_m3_per_s_per_w * pump.size_w
    flow = rated_flow * full_over_size * installed_ratio
    full_power = rated_flow * fan.installed_w_per_m3_per_s * full_over_size
    table = gross_map(knots, speeds, capacity, power, rated, heating=heating)
    return Side(
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


def compile_label(said: HeatPump) -> tuple[Machine, MachineNotes]:
    """Return a heat pump as its label says, and what was assumed."""
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
    machine = machine_of(pump, cooling, heating, basis, shr, reference_sensitivity()[0])
    machine = with_air_path(pump, machine, portable)
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
        watts = usual_pan_heater_w(pump.form)
        counted = f"{watts:.0f} W in heating below freezing" if watts else "none is counted"
        said.append(f"pan_heater not given: {counted}")
    if pump.crankcase_w is None and heats and waits_warm(pump.form, pump.compressor):
        said.append(
            f"crankcase not given: {IDLE_DUCTLESS_W:.0f} W beside running below 65 degF while it "
            f"heats, below 50 degF after cooling; with controls the "
            f"{IDLE_DUCTLESS_W + STANDBY_DUCTLESS_W:.0f} W that field units average"
        )
    if pump.form in DUCTED and pump.duct_loss is None and pump.ducts is None:
        said.append("duct_loss and ducts not given: none is in it")
    return said


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
