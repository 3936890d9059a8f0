"""From a draw to a scenario's room and machines.

Which unknowns a scenario has follows from what it leaves to defaults: what its author gives is
known, unless ``unknowns`` asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from hpsim.building.description.contents import Infiltration, Ventilation
from hpsim.building.description.openings import Door, DrawnCurtains, RatedGlazing
from hpsim.building.description.room_kinds import ROOM_KINDS
from hpsim.building.description.rooms import DetailRoom, DwellingFan, SimpleRoom
from hpsim.building.description.surfaces import Material
from hpsim.building.dwelling_air import HOUSE_AREA_M2, HOUSE_BEDROOMS, dwelling_fan_m3_per_s
from hpsim.building.inputs import DetailedInputs
from hpsim.certainty.band import with_band
from hpsim.certainty.from_fit import fitted_unknowns, is_replaced, with_fit_drawn
from hpsim.certainty.unknowns import (
    Unknown,
    catalogue,
    given_of,
    instead,
    minimum_output,
    narrowed,
    usual,
)
from hpsim.economics.prices import NO_PRICES, Prices
from hpsim.equipment.faults import charge_and_airflow
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.kinds.compressor_unit import CompressorUnit
from hpsim.equipment.kinds.label_keys import LabelKeys, Outputs
from hpsim.equipment.kinds.label_unit import LabelUnit
from hpsim.equipment.unit_control import FanProgram, FanSample
from hpsim.equipment.unit_defaults import CLASS_SIZES_W, minimum_heating_w
from hpsim.kernel.types import Machine, PerformanceMap
from hpsim.scenario.control import control_by
from hpsim.scenario.model import Scenario
from hpsim.scenario.room import written_out
from hpsim.units.constants import BTUH_PER_W

Draw: TypeAlias = Mapping[str, float]
"""Values by column, in SI."""

CONTENTS_MULTIPLIER = 7.0  # default of the air capacity multiplier
MULTIPLIER_LIMITS = (2.0, 30.0)
ABOVE_NOTHING = 0.1  # minimum over rated output: no listed unit goes lower; tails of a range may
BELOW_RATED = 0.95  # a minimum output is below the rated one
CHARGE_LIMITS = (0.75, 1.25)
AIRFLOW_LIMITS = (0.5, 1.5)
FAN_PROGRAMS: Mapping[int, FanProgram] = {
    0: FanProgram(sample=FanSample(run_s=60.0, every_s=300.0)),
    1: FanProgram(speed="low"),
    2: FanProgram(speed="set"),
}
"""Of the fan after cooling: it samples, runs on slowly, or runs on as before."""
ON_REQUEST = ("heating_setpoint", "cooling_setpoint", "setback")
"""Known unless a scenario asks for them."""
MONEY = ("electricity_price", "fuel_price", "installed_price")
SET_BACK_HOURS = frozenset((*range(6), *range(9, 16), 23))
HOURS_PER_DAY = 24


def unknowns_of(
    scenario: Scenario,
    room: DetailedInputs,
    machines: Sequence[Candidate],
    prices: Prices = NO_PRICES,
) -> tuple[Unknown, ...]:
    """Return the unknowns of a scenario, narrowed by what it gives.

    Parameters
    ----------
    scenario : Scenario
        As its author wrote it.
    room : DetailedInputs
        Its room, surface by surface.
    machines : sequence of Candidate
        Those that are simulated, sizes that are not in the file included.
    prices : Prices
        What energy and these machines cost.
    """
    found: list[Unknown] = []
    for name, unknown in usual().items():
        given = given_of(scenario.unknowns, name)
        is_asked_for = given is not None and given != "known"
        if is_replaced(name, scenario.fitted):
            continue
        if not is_asked_for and (
            name in ON_REQUEST or not _depends(name, scenario, room, machines, prices)
        ):
            continue
        of_sizes = [in_this_room(unknown, scenario, room)]
        if name == "minimum_47f" and (given is None or isinstance(given, str)):
            of_sizes = [
                replace(minimum_output(size, cold_climate=cold), of=of)
                for of, (size, cold) in _sizes(machines).items()
            ]
        if name == "installed_price":
            of_sizes = [
                replace(unknown, of=of) for of, own in prices.owned.items() if own.low < own.high
            ]
        for one in of_sizes:
            range_ = narrowed(one, given)
            if range_ is not None:
                found.append(range_)
    return (*found, *fitted_unknowns(scenario.fitted))


def _sizes(machines: Sequence[Candidate]) -> dict[str, tuple[float, bool]]:
    """Return the sizes [kBtu/h] of units whose minimum output is not given, and if cold-climate."""
    return {
        size_and_class(m): (size_kbtuh(m), is_cold_climate(m))
        for m in sorted((m for m in machines if isinstance(m, LabelUnit)), key=size_kbtuh)
        if is_open("minimum_47f", m)
    }


def size_and_class(machine: LabelUnit) -> str:
    """Return what units share the minimum output that is drawn: those of a size and class."""
    return f"{size_kbtuh(machine):g}k" + ("_cold" if is_cold_climate(machine) else "")


def size_kbtuh(machine: LabelKeys) -> float:
    """Return a unit's size, rounded as columns are named."""
    return round(machine.size_w * BTUH_PER_W / 1000.0, 1)


def modulates(machine: Candidate) -> bool:
    """Return whether a unit has a range of outputs: draws change keys of such units alone."""
    return isinstance(machine, LabelUnit) and machine.compressor == "variable_speed"


def is_cold_climate(machine: Candidate) -> bool:
    """Return whether a unit is made for cold climates."""
    return isinstance(machine, LabelUnit) and machine.climate() == "cold"


def _depends(
    name: str,
    scenario: Scenario,
    room: DetailedInputs,
    machines: Sequence[Candidate],
    prices: Prices,
) -> bool:
    """Return whether an unknown is left to a default in a scenario, and matters."""
    if name in MONEY:
        burns = any(getattr(p, "fuel", None) for m in machines for p in m.parts().values())
        return {
            "electricity_price": prices.currency is not None,
            "fuel_price": prices.currency is not None and burns,
            "installed_price": True,
        }[name]
    if usual()[name].where == "machine":
        return any(is_open(name, machine) for machine in machines)
    written = scenario.room
    if not isinstance(written, SimpleRoom):
        return name == "air_movement" and written.air_capacity_multiplier is None
    return {
        "air_movement": written.air_capacity_multiplier is None,
        "air_leakage": written.infiltration is None and room.room.infiltration is not None,
        "u_values": written.constructions is None,
        "exhaust_fan": written.ventilation is None
        and written.dwelling_fan is None
        and room.room.infiltration is not None
        and not any(fan.kind == "balanced" for fan in room.room.ventilation or ()),
        "people": written.occupants is None and written.gains is None,
        "home_door": written.home_door is None
        and written.doors is None
        and ROOM_KINDS[written.kind].home_door in ("open", "closed_at_night")
        and any(_leads_home(door) for door in room.room.doors),
        "curtains": written.curtains is None and bool(room.room.windows),
    }.get(name, False)


def in_this_room(unknown: Unknown, scenario: Scenario, room: DetailedInputs) -> Unknown:
    """Return an unknown with the range that goes with the room's own default.

    Of a fan that a code asks for, of the people of a dwelling or of a room that nobody lives in,
    and of a door that is open by default.
    """
    written = scenario.room
    if not isinstance(written, SimpleRoom):
        return unknown
    kind = ROOM_KINDS[written.kind]
    has_fan = any(fan.kind == "exhaust" for fan in room.room.ventilation or ())
    which = {
        "exhaust_fan": "by_code" if has_fan else "",
        "people": f"{kind.occupants:g}",
        "home_door": kind.home_door,
    }
    return instead(unknown, which.get(unknown.name, ""))


def _leads_home(door: Door) -> bool:
    """Return whether a door of a room that was in words is the one to the rest of the home."""
    return door.in_ == "floor" or door.in_.endswith(", to home")


def hours_open(usual: object, part: float) -> tuple[float, ...]:
    """Return how far a door stands open in each hour of a day, (24,), for a part of the day in all.

    It opens first when the kind of room has it open (``usual``: a word, or 24 fractions), and in
    the other hours only for what is longer than that: a bedroom's door that is open for 60 % of
    the time is shut at night.
    """
    open_h = np.ones(HOURS_PER_DAY) if isinstance(usual, str) else np.array(usual, np.float64)
    wanted_h, usual_h = part * HOURS_PER_DAY, float(open_h.sum())
    if wanted_h <= usual_h:
        return tuple((open_h * wanted_h / usual_h).tolist())
    rest = (wanted_h - usual_h) / (HOURS_PER_DAY - usual_h)
    return tuple((open_h + (1.0 - open_h) * rest).tolist())


_MACHINES: Mapping[str, Callable[[Candidate], bool]] = {
    "modulates": modulates,
    "compresses": lambda m: isinstance(m, CompressorUnit),
    "ductless": lambda m: isinstance(m, LabelUnit) and m.construction == "ductless",
    "heats": lambda m: m.can_heat,
    "cools": lambda m: m.can_cool,
    "cold": is_cold_climate,
    "ordinary": lambda m: not is_cold_climate(m),
}


def is_open(name: str, machine: Candidate) -> bool:
    """Return whether an unknown of machines is one of this machine, and left to a default."""
    row = catalogue()["unknowns"][name]
    return all(_MACHINES[need](machine) for need in row["needs"]) and all(
        _given(machine, key) is None for key in row["unless"]
    )


def _given(machine: Candidate, key: str) -> object:
    """Return what a machine gives, such as its `minimum.heating_w`; None: nothing."""
    outputs, _, name = key.rpartition(".")
    return getattr(getattr(machine, outputs)() if outputs else machine, name, "has no such key")


# --- the room -------------------------------------------------------------------------------------


def with_room(scenario: Scenario, inputs: DetailedInputs, draw: Draw) -> Scenario:
    """Return a scenario with its room, surface by surface, and its setpoints as drawn."""
    room = inputs.room
    changes: dict[str, Any] = {}
    if "air_movement" in draw:
        low, high = MULTIPLIER_LIMITS
        base = room.air_capacity_multiplier or CONTENTS_MULTIPLIER
        changes["air_capacity_multiplier"] = min(max(base * draw["air_movement"], low), high)
    if "air_leakage" in draw and room.infiltration is not None:
        changes["infiltration"] = _leaking(room.infiltration, draw["air_leakage"])
    if "exhaust_fan" in draw:
        changes["ventilation"] = _ventilated(scenario.room, room, draw["exhaust_fan"])
    if "people" in draw:
        changes["occupants"] = draw["people"]
    if "home_door" in draw:
        changes["doors"] = tuple(
            door.model_copy(update={"state": hours_open(door.state, draw["home_door"])})
            if _leads_home(door)
            else door
            for door in room.doors
        )
    if "curtains" in draw:
        drawn = room.curtains or DrawnCurtains()
        changes["curtains"] = drawn.model_copy(update={"drawn": draw["curtains"]})
    if "u_values" in draw:
        changes |= _conducting(room, draw["u_values"])
        inputs = replace(inputs, materials=_materials(inputs, draw["u_values"]))
    inputs = replace(inputs, room=room.model_copy(update=changes))
    scenario = with_fit_drawn(written_out(scenario, inputs), draw)
    return _with_setpoints(scenario, draw)


def _leaking(air: Infiltration, factor: float) -> Infiltration:
    keys = ("ach", "ach50", "ela_m2")
    given = {key: value for key in keys if (value := getattr(air, key)) is not None}
    return air.model_copy(update={key: value * factor for key, value in given.items()})


def _ventilated(
    written: SimpleRoom | DetailRoom, room: DetailRoom, house_m3_per_s: float
) -> tuple[Ventilation, ...]:
    """Return a room's fans with its part of the dwelling's exhaust fan as drawn.

    The draw is the flow in a house of 1,500 ft2 and three bedrooms. A fan that is there changes in
    proportion to it; where there is none, air comes in by exposed area, or by floor area where the
    room's own air change is given. A smaller dwelling's fan is smaller by the formula of the code.
    """
    rate: DwellingFan = "irc"
    if isinstance(written, SimpleRoom) and written.dwelling_fan not in (None, "none"):
        rate = written.dwelling_fan
    code_m3_per_s = dwelling_fan_m3_per_s(rate, HOUSE_AREA_M2, HOUSE_BEDROOMS)
    fans = list(room.ventilation or ())
    for i, fan in enumerate(fans):
        if fan.kind == "exhaust" and isinstance(fan.flow_m3_per_s, float):
            flow = fan.flow_m3_per_s * house_m3_per_s / code_m3_per_s
            fans[i] = fan.model_copy(update={"flow_m3_per_s": flow})
            return tuple(fans)
    part = room.infiltration.exposed_share if room.infiltration is not None else None
    if isinstance(written, SimpleRoom) and ROOM_KINDS[written.kind].is_dwelling:
        own_m3_per_s = dwelling_fan_m3_per_s(rate, written.floor_area_m2, bedrooms=1)
        part = (1.0 if part is None else part) * own_m3_per_s / code_m3_per_s
    elif part is None and isinstance(written, SimpleRoom):
        part = min(1.0, written.floor_area_m2 / HOUSE_AREA_M2)
    flow = house_m3_per_s * (1.0 if part is None else part)
    return (*fans, Ventilation(flow_m3_per_s=flow, kind="exhaust"))


def _materials(inputs: DetailedInputs, factor: float) -> Mapping[str, Material]:
    """Return the materials that the room's words made, conducting by a factor more."""
    own = inputs.expansion.materials if inputs.expansion is not None else inputs.materials
    return {
        name: material.model_copy(
            update={"conductivity_w_per_m_k": material.conductivity_w_per_m_k * factor}
        )
        if name in own
        else material
        for name, material in inputs.materials.items()
    }


def _conducting(room: DetailRoom, factor: float) -> dict[str, Any]:
    """Return windows and doors with their U-factors by a factor higher."""
    windows = []
    for window in room.windows:
        changes: dict[str, Any] = {}
        if isinstance(window.glazing, RatedGlazing):
            u_value = window.glazing.u_value_w_per_m2k * factor
            changes["glazing"] = window.glazing.model_copy(update={"u_value_w_per_m2k": u_value})
        elif window.u_value_w_per_m2k is not None:
            changes["u_value_w_per_m2k"] = window.u_value_w_per_m2k * factor
        windows.append(window.model_copy(update=changes))
    return {"windows": tuple(windows)}


def _with_setpoints(scenario: Scenario, draw: Draw) -> Scenario:
    thermostat = scenario.thermostat
    changes: dict[str, Any] = {
        season: draw[f"{season}_setpoint"]
        for season in ("heating", "cooling")
        if f"{season}_setpoint" in draw and getattr(thermostat, season) is not None
    }
    for season, sign in (("heating", -1.0), ("cooling", 1.0)):
        held = changes.get(season, getattr(thermostat, season))
        if draw.get("setback") and isinstance(held, float):  # else it has a course of its own
            changes[season] = tuple(
                held + sign * draw["setback"] * (hour in SET_BACK_HOURS)
                for hour in range(HOURS_PER_DAY)
            )
    if not changes:
        return scenario
    return scenario.model_copy(update={"thermostat": thermostat.model_copy(update=changes)})


# --- machines -------------------------------------------------------------------------------------


def with_machine(scenario: Scenario, candidate: Candidate, draw: Draw) -> Scenario:
    """Return a scenario with one candidate, and its own control, as drawn."""
    alone = scenario.model_copy(update={"candidates": (_changed(candidate, draw),)})
    if "control_band" in draw and modulates(candidate):
        alone = with_band(alone, draw["control_band"])
    unit = alone.candidates[0]
    own = control_by(alone.thermostat, unit)
    if own is None:
        return alone
    changes: dict[str, Any] = {}
    if own.is_own and "sensor_bias" in draw and candidate.can_heat:
        changes["sensor_reads_high_k"] = own.reads_high_k + draw["sensor_bias"]
    if "fan_after_stop" in draw and candidate.can_cool and getattr(candidate, "fan", "") is None:
        program = FAN_PROGRAMS[round(draw["fan_after_stop"])]
        changes["fan_after_stop"] = own.fan_after_stop.model_copy(update={"cooling": program})
    if not changes:
        return alone
    unit = unit.model_copy(update={"control": own.model_copy(update=changes)})
    return alone.model_copy(update={"candidates": (unit,)})


def _changed(candidate: Candidate, draw: Draw) -> Candidate:
    """Return a candidate with its keys as drawn."""
    if not isinstance(candidate, LabelUnit) or not modulates(candidate):
        return candidate
    changes: dict[str, Any] = {}
    low = _minimum_outputs(candidate, draw)
    if low is not None:
        changes["minimum_output_w"] = low
    high = _maximum_outputs(candidate, draw)
    if high is not None:
        changes["maximum_output_w"] = high
    plain = {
        "standby_w": "controls_power",
        "crankcase_w": "heaters_power",
        "pan_heater_w": "pan_heater_cold_climate" if is_cold_climate(candidate) else "pan_heater",
    }
    for key, name in plain.items():
        if name in draw and getattr(candidate, key) is None:
            changes[key] = draw[name]
    return candidate.model_copy(update=changes)


def _minimum_outputs(unit: LabelUnit, draw: Draw) -> Outputs | None:
    """Return the minimum outputs of a draw, in use and not as listed."""
    given, rated_w = unit.minimum(), unit.rated_heating_w()
    in_use = draw.get("minimum_in_use", 1.0)
    column = f"minimum_47f_{size_and_class(unit)}"
    at_47f = given.heating_w
    if at_47f is None and column in draw:
        at_47f = draw[column] * _minimum_of_form(unit)
    elif at_47f is None and "minimum_47f" in draw:
        at_47f = draw["minimum_47f"] * rated_w
    if given.heating_w is None and at_47f is not None:
        at_47f = max(at_47f, ABOVE_NOTHING * rated_w)
    cooling = given.cooling_w
    if cooling is None and "minimum_cooling" in draw:
        cooling = draw["minimum_cooling"] * unit.size_w
    if at_47f is None and cooling is not None:
        at_47f = unit.default_minimum().heating_w
    values: dict[str, float] = {}
    if at_47f is not None:
        values["heating_w"] = min(at_47f * in_use, BELOW_RATED * rated_w)
        for key, name in (("heating_17f_w", "minimum_17f"), ("heating_5f_w", "minimum_5f")):
            own = getattr(given, key)
            if own is not None:
                values[key] = own * in_use
            elif name in draw:
                values[key] = values["heating_w"] * draw[name]
    if cooling is not None:
        values["cooling_w"] = min(cooling * in_use, BELOW_RATED * unit.size_w)
    return Outputs(**values) if values else None


def _minimum_of_form(unit: LabelUnit) -> float:
    """Return a unit's default minimum output over that of its size in the table that is drawn from.

    The table is of ductless units for one room; others, and sizes beyond it, have defaults of their
    own, and lie around those as the table's units do around theirs.
    """
    default_w = unit.default_minimum().heating_w
    held_w = float(np.clip(unit.size_w, CLASS_SIZES_W[0], CLASS_SIZES_W[-1]))
    table_w = minimum_heating_w(held_w, unit.climate()) * unit.size_w / held_w
    return 1.0 if default_w is None else default_w / table_w


def _maximum_outputs(unit: LabelUnit, draw: Draw) -> Outputs | None:
    """Return the maximum outputs of a draw."""
    given, rated_w = unit.maximum(), unit.rated_heating_w()
    values = {k: v for k in Outputs.model_fields if (v := getattr(given, k)) is not None}
    if "heating_w" not in values and "maximum_47f" in draw:
        values["heating_w"] = max(draw["maximum_47f"], 1.0) * rated_w
    name = "output_5f_cold_climate" if is_cold_climate(unit) else "output_5f"
    if "heating_5f_w" not in values and unit.capacity_5f_w is None and name in draw:
        values["heating_5f_w"] = draw[name] * rated_w
    return Outputs(**values) if values else None


def drawn_machine(candidate: Candidate, machine: Machine, draw: Draw) -> Machine:
    """Return a candidate's machine with its map as drawn: efficiency, air, filter, charge."""
    if not isinstance(candidate, CompressorUnit):
        return machine
    is_healthy = candidate.given_faults is None

    def drawn(season: str, table: PerformanceMap) -> PerformanceMap:
        cop = max(draw.get(f"{season}_efficiency", 1.0), 0.3)
        capacity, power, air = np.ones(table.outdoor_degc.size), np.ones(1), 1.0
        if is_healthy:
            air = float(np.clip(draw.get("airflow", 1.0), *AIRFLOW_LIMITS))
            charge = float(np.clip(draw.get("charge", 1.0), *CHARGE_LIMITS)) - 1.0
            capacity, power = charge_and_airflow(season, charge, air, table.outdoor_degc)
            capacity = capacity * draw.get("fouling", 1.0)
        return table._replace(
            capacity_w=np.ascontiguousarray(table.capacity_w * np.reshape(capacity, (-1, 1))),
            power_w=np.ascontiguousarray(table.power_w * np.reshape(power, (-1, 1)) / cop),
            airflow_kg_per_s=table.airflow_kg_per_s * air,
            fan_w=table.fan_w * air,
        )

    return machine._replace(
        heating=drawn("heating", machine.heating), cooling=drawn("cooling", machine.cooling)
    )
