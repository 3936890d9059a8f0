"""Heat pumps and air conditioners as their labels describe them, by kind of compressor.

Window units, terminal units and portables are forms of these kinds. A portable's label becomes
that of its indoor coil, which the maps are made from; its hoses become the kernel's air path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from hpsim.equipment import addendum82
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.ducts_and_hoses import in_ducts
from hpsim.equipment.indoor_coil import (
    AIR_DENSITY_KG_PER_M3,
    RATED_OUTDOOR_DEGC,
    RATED_SHR,
    RATED_SHR_ROOM_UNIT,
    Fan,
    RatedCooling,
    fan_of,
    installed_flow_ratio,
    rated_fan_w,
    reference_corrections,
    with_coil,
)
from hpsim.equipment.kinds.label_keys import LabelKeys, Outputs
from hpsim.equipment.label import (
    COP_47_OVER_17,
    COP_47_OVER_17_FIXED,
    LOW_STAGE_HEATING,
    MAXIMUM_OVER_FULL_47,
    MAXIMUM_OVER_FULL_COOLING,
    Q17_OVER_Q47_FIXED,
    Label,
    LabelSolution,
)
from hpsim.equipment.label_solving import Q17_OVER_Q47_VARIABLE, misses, solve_label
from hpsim.equipment.map_rating import MapRating, RatingBasis
from hpsim.equipment.maps import (
    Limits,
    NetMap,
    fixed_cooling_map,
    fixed_heating_map,
    gross_map,
    look_up,
    variable_cooling_map,
    variable_heating_map,
)
from hpsim.equipment.portable import (
    ROOM_AIR_DEGF,
    PortableLabel,
    line_through,
    rate_portable,
    solve_portable,
)
from hpsim.equipment.ratings.heating import RATING_REGION
from hpsim.equipment.ratings.points import (
    A_DEGF,
    BTU_PER_WH,
    H1_DEGF,
    H3_DEGF,
    H4_DEGF,
    Compressor,
    degc,
    degf,
)
from hpsim.equipment.start_up import (
    CYCLIC_TEST_S,
    MEASURED_DEAD_S,
    MEASURED_START_S,
    loss_s,
)
from hpsim.equipment.unit_defaults import (
    MINIMUM_COOLING,
    PREHEAT_BELOW_DEGC,
    PREHEAT_W,
    STANDBY_DUCTLESS_W,
    TEST_LOW_OVER_MINIMUM,
    is_preheated,
)
from hpsim.kernel.types import ALWAYS_DEGC, NEVER_DEGC, AirPath, FloatArray, Machine, PerformanceMap
from hpsim.units.constants import BTUH_PER_W


class LabelUnit(LabelKeys):
    """A heat pump as its label describes it."""

    def label(self) -> Label:
        """Return what is known of it as the label solver takes it."""
        seer2, eer2, hspf2 = self.efficiencies()
        low, high = self.minimum(), self.maximum().over(self.default_maximum())
        minima = Outputs()
        by_class = self.method == "label" and self.climate_class != "all"
        if self.compressor == "variable_speed" and by_class:
            minima = self.default_minimum()
        return Label(
            compressor=self.compressor,
            q95_w=self.size_w,
            seer2=None if self.is_room_unit and self.compressor == "single_stage" else seer2,
            eer2=eer2,
            hspf2=hspf2,
            cop47=self.cop_47f,
            q47_w=self.rated_heating_w(),
            q17_w=self.capacity_17f_w,
            q5_w=self.capacity_5f_w,
            q17_maximum_w=high.heating_17f_w,
            q5_maximum_w=high.heating_5f_w,
            q95_minimum_w=low.cooling_w or minima.cooling_w,
            q47_minimum_w=low.heating_w or _times(TEST_LOW_OVER_MINIMUM, minima.heating_w),
            lowest_degf=self.rated_lowest_degf(),
            coldest_degf=self._end_of_map_degf(),
            c_d=self.rated_c_d(),
            room_unit=self.is_room_unit,
            can_heat=self.can_heat,
            ordered=True,
        )

    def _end_of_map_degf(self) -> float:
        """Return down to where the map is extended: to where a maximum given for the end is of."""
        if self.maximum().heating_lowest_w is None:
            return self.coldest_degf()
        lowest_degc, rated_degc = self.lowest_heating_degc(), self.rated_lowest_outdoor_degc
        return degf(lowest_degc if rated_degc is None else min(lowest_degc, rated_degc))

    def limits(self, notes: list[str]) -> Limits:
        """Return the ends of the speed range, default ones where the description has none."""
        low, high = self.minimum(), self.maximum()
        least, most = self.default_minimum(), self.default_maximum()
        if low.heating_w is None and low.cooling_w is None:
            notes.append(
                f"minimum output not given: {least.heating_w:.0f} W of heat at 8.33 degC, the "
                f"median of listed {self.climate()} units of the size, and {MINIMUM_COOLING:.2g} "
                "of the size in cooling"
            )
        if high.heating_5f_w is None and most.heating_5f_w is not None:
            word = "cold-climate" if self.climate() == "cold" else "ordinary"
            notes.append(
                f"maximum output in the cold not given: {most.heating_5f_w:.0f} W of heat at "
                f"-15 degC, the median of listed {word} units (climate_class)"
            )
        return Limits(low.over(least), high.over(most))

    def compile(self) -> tuple[Machine, MachineAssumptions]:
        """Return a machine that rates as the label, and what was assumed."""
        if not self.hoses:
            return self._compile_coil(self, None, [])
        notes = list[str]()
        label = self.portable_label()
        return self._coil_of(label, notes)._compile_coil(self, label, notes)

    def _compile_coil(
        self, written: LabelKeys, portable: PortableLabel | None, notes: list[str]
    ) -> tuple[Machine, MachineAssumptions]:
        """Return the machine of a unit whose label is that of its coil.

        ``written`` is the unit as its author wrote it, ``portable`` a portable's label, hoses and
        standby, ``notes`` what was assumed so far.
        """
        solution = solve_label(self.label())
        fan = fan_of(self.construction, self.compressor)
        published = self.method == "addendum82"
        net = (
            _net_by_addendum82(solution) if published else self._net_by_label(fan, solution, notes)
        )
        cooling, cooling_fan_w = self._gross(fan, net.cooling, 1.0, heating=False)
        heating, heating_fan_w = cooling, cooling_fan_w
        if net.heating is not None:
            over_size = solution.q47_w / self.size_w
            heating, heating_fan_w = self._gross(fan, net.heating, over_size, heating=True)
        basis = RatingBasis(
            compressor=self.compressor,
            cooling_low=net.cooling_low,
            heating_low=net.heating_low,
            heating_h4=net.heating_h4 if self.compressor == "variable_speed" else 0.0,
            cooling_fan_w=cooling_fan_w,
            heating_fan_w=heating_fan_w,
            c_d=solution.c_d,
            off_degf=solution.off_degf,
            can_heat=net.heating is not None,
        )
        shr = RATED_SHR_ROOM_UNIT if self.is_room_unit else RATED_SHR
        at = RatedCooling.by_default().model_copy(update={"shr": shr})
        cooling, coil = with_coil(cooling, at, reference_corrections())
        rated_w = look_up(cooling, RATED_OUTDOOR_DEGC, 1.0).capacity_w
        machine = self.machine(cooling, heating, basis, coil, rated_w)
        if portable is None:
            flow = float(np.interp(1.0, cooling.speed, cooling.airflow_kg_per_s))
            machine = machine._replace(air_path=in_ducts(self.duct_loss, self.ducts, flow))
        else:
            machine = self._with_hoses(machine, portable)
        rating = MapRating(basis, shr, self.is_room_unit, portable)
        label = {
            key: value
            for key, value in zip(("seer2", "eer2", "hspf2"), solution.targets, strict=True)
            if value is not None
        }
        if portable is not None:
            label = {"sacc": portable.sacc_w * BTUH_PER_W, "ceer": portable.ceer}
        if published or portable is not None:
            rated = rating.metrics(machine, RATING_REGION)
            missed = {
                key: value / label[key] - 1.0 for key in label if (value := rated[key]) is not None
            }
        else:
            missed = dict(misses(solution))
        return machine, MachineAssumptions(
            name=written.result_name(),
            kind=self.kind,
            size_w=written.size_w,
            rating=rating,
            solution=None if published else solution,
            label=label,
            estimated=written.estimated(label),
            miss=missed,
            notes=(
                *(solution.notes if portable is None else ()),
                *notes,
                *([] if published else self._about_solution(solution)),
                *self._assumed(solution.c_d, heats=net.heating is not None),
            ),
            indoor_sound="room unit" if self.is_room_unit else "wall unit",
        )

    # ---------------------------------------------------------------------------------- maps
    def _rated_fan_w(
        self, fan: Fan, speeds: FloatArray, over_size: float, highest: float
    ) -> FloatArray:
        """Return rated fan power by speed [W]; speed 0 stands for the only one.

        Of ``speeds`` (n_speed,); ``over_size`` is full-speed capacity over the unit's size,
        ``highest`` the speed at which the fan is at its highest.
        """
        ratio = np.minimum(np.where(speeds > 0.0, speeds, 1.0), highest)
        return rated_fan_w(fan, self.size_w, ratio * over_size)

    def _gross(
        self, fan: Fan, net: NetMap, over_size: float, *, heating: bool
    ) -> tuple[PerformanceMap, FloatArray]:
        """Return a gross map with its indoor side as installed, and the rated fan by speed [W]."""
        speeds = net.speeds
        highest = MAXIMUM_OVER_FULL_47 if heating else MAXIMUM_OVER_FULL_COOLING
        rated = self._rated_fan_w(fan, speeds, over_size, highest)
        floor = fan.heating_floor if heating else fan.cooling_floor
        modulates = self.compressor == "variable_speed"
        installed_ratio = installed_flow_ratio(floor, speeds, highest, modulates=modulates)
        rated_flow = fan.flow_m3_per_s_per_w * self.size_w
        full_power = rated_flow * fan.installed_w_per_m3_per_s * over_size
        table = self.installed(
            gross_map(net, rated, heating=heating),
            full_power * installed_ratio**fan.exponent,
            rated_flow * over_size * installed_ratio,
        )
        return table, rated

    def _net_by_label(self, fan: Fan, s: LabelSolution, notes: list[str]) -> _Net:
        heats = s.label.can_heat and s.cop47 > 0.0
        if self.compressor != "variable_speed":
            heating = fixed_heating_map(s) if heats else None
            low = LOW_STAGE_HEATING if self.compressor == "two_stage" else 1.0
            return _Net(fixed_cooling_map(s), heating, s.r_low, low, 0.0)
        limits = self.limits(notes)
        cooling = variable_cooling_map(s, limits)
        ends = (("minimum_output", self.minimum(), 0), ("maximum_output", self.maximum(), -1))
        for key, given, column in ends:
            notes += _replaced(key, {"cooling": given.cooling_w}, cooling, column)
        if not heats:
            return _Net(cooling, None, s.r_low, s.r_low_47, 1.0)

        def rated(speeds: FloatArray) -> FloatArray:
            return self._rated_fan_w(fan, speeds, s.q47_w / self.size_w, MAXIMUM_OVER_FULL_47)

        heating, h4 = variable_heating_map(s, limits, rated)
        bounded = heating.knots_degf[(heating.power_w == heating.capacity_w).any(axis=1)]
        if bounded.size:
            notes.append(
                f"at its listed minimum output the label's power curve gives a COP below 1 at "
                f"{degc(bounded.max()):.4g} degC: held at 1"
            )
        for key, given, column in ends:
            notes += _replaced(key, given.model_dump(by_alias=True), heating, column)
        return _Net(cooling, heating, s.r_low, s.r_low_47, h4)

    # ------------------------------------------------------------------------------ portables
    def _coil_of(self, label: PortableLabel, notes: list[str]) -> LabelUnit:
        """Return a portable as its indoor coil is, at 95 degF over the outdoor coil."""
        at_95 = solve_portable(label, self.compressor)
        path = label.path
        rated = rate_portable(line_through(at_95, self.compressor), path, label.standby_w)
        if self.size_is == "ashrae128":
            notes.append(
                f"SACC not given: {label.sacc_w:.0f} W of cooling, the usual share of the older "
                "capacity on the box (0.55 to 0.86 of it among listed units)"
            )
        if self.ceer is None and self.eer is None:
            notes.append(f"CEER not given: {label.ceer:.1f}, the least allowed for this SACC")
        if self.compressor == "variable_speed":
            notes.append(
                "CEER is taken as that of full speed: the rule's credit for modulating is not"
            )
        if self.hose is None or self.hose.airflow_m3_per_s is None:
            flow_m3_per_h = 3600.0 * path.exhaust_kg_per_s / AIR_DENSITY_KG_PER_M3
            notes.append(f"hose.airflow not given: {flow_m3_per_h:.0f} m3/h, usual for the size")
        notes.append(
            f"in DOE's test the coil gives {rated.at_95.net.capacity_w:.0f} W of cooling; the hose "
            f"gives {rated.at_95.hose_w:.0f} W of heat back, air drawn in "
            f"{rated.at_95.infiltration_w:.0f} W of heat at 35 degC outdoors and "
            f"{rated.at_83.infiltration_w:.0f} W of heat at 28.33 degC"
        )
        changes: dict[str, Any] = {
            "size_w": at_95.capacity_w,
            "eer2": at_95.cop * BTU_PER_WH,
            "eer": None,
            "ceer": None,
            "standby_w": label.standby_w,
        }
        if self.cop_room_air is not None:
            capacity, power = _at_room_air(self.compressor)
            changes["cop_47f"] = self.cop_room_air * power / capacity
            if self.heating_capacity_w is not None:
                changes["heating_capacity_w"] = self.heating_capacity_w / capacity
        return self.model_copy(update=changes)

    def _with_hoses(self, machine: Machine, portable: PortableLabel) -> Machine:
        """Return a machine with a portable's hoses."""
        path, hose = portable.path, self.hose
        air_path = AirPath(
            induced_infiltration_kg_per_s=path.induced_infiltration_kg_per_s,
            outside_w_per_k=path.outside_w_per_k,
            case_heat_fraction=path.returned_heat_fraction,
        )
        if hose is not None and hose.home_degc is not None:
            air_path = air_path._replace(
                from_home_fraction=hose.from_home, home_degc=hose.home_degc
            )
        coil = machine.outdoor_coil._replace(room_air_fraction=path.room_air_fraction)
        if path.hoses == 1:  # the outdoor coil never sees the cold or the heat
            coil = coil._replace(highest_outdoor_degc=ALWAYS_DEGC)
            if self.lowest_outdoor_degc is None:
                coil = coil._replace(lowest_outdoor_degc=NEVER_DEGC)
            if self.lowest_cooling_outdoor_degc is None:
                coil = coil._replace(lowest_cooling_degc=NEVER_DEGC)
        return machine._replace(outdoor_coil=coil, air_path=air_path)

    # ----------------------------------------------------------------------------------- notes
    def _about_solution(self, solution: LabelSolution) -> list[str]:
        """Return where the label can't be met, or does not determine the maps."""
        notes = []
        found = misses(solution) if solution.bounds else {}
        for bound in solution.bounds:
            worst = max(found, key=lambda key: abs(found[key]))
            notes.append(
                f"the label can't be met within physical bounds ({bound}): "
                f"{worst.upper()} misses by {100.0 * found[worst]:.1f} %"
            )
        if self.compressor == "variable_speed" and solution.r_minimum < solution.r_low - 1e-6:
            notes.append(
                "this label does not determine low-speed efficiency: the unit's minimum lies below "
                "the test's low speed"
            )
        return notes

    def _assumed(self, c_d: float, *, heats: bool) -> list[str]:
        """Return what was assumed besides the maps and decides results."""
        notes = []
        if self.c_d is None and self.start_up is None and c_d > 0.0:
            lost_min = loss_s(c_d, *CYCLIC_TEST_S[self.compressor]) / 60.0
            how = f"starts as with it, losing {lost_min:.1f} minutes of full output each"
            if not self.is_room_unit:
                lost_min = (MEASURED_DEAD_S + MEASURED_START_S) / 60.0
                how = (
                    f"starts as a measured unit does, losing {lost_min:.1f} minutes of full output "
                    "each, of which a fan that runs on brings back a part"
                )
            notes.append(f"c_d not given: rated with {c_d:.2g}; {how}")
        if self.pan_heater_w is None and heats and not self.is_room_unit:
            watts = self.default_pan_heater_w(can_heat=True)
            counted = f"{watts:.0f} W in heating below freezing" if watts else "none is counted"
            notes.append(f"pan_heater not given: {counted}")
        if self.crankcase_w is None and is_preheated(self.construction, self.compressor):
            notes.append(
                f"crankcase not given: {PREHEAT_W:.0f} W below {PREHEAT_BELOW_DEGC:g} degC with "
                f"the compressor off; with {STANDBY_DUCTLESS_W:.0f} W of controls less than the "
                "38 W that metered units averaged over a winter"
            )
        if heats and self.lowest_outdoor_degc is None and not self.hoses:
            stops_degc = self.lowest_heating_degc()
            notes.append(f"lowest_outdoor not given: it stops heating below {stops_degc:.3g} degC")
        if self.construction == "ducted" and self.duct_loss is None and self.ducts is None:
            notes.append("duct_loss and ducts not given: none is in it")
        return notes


OUTPUT_DEGF = {
    "cooling": A_DEGF,
    "heating": H1_DEGF,
    "heating_17f": H3_DEGF,
    "heating_5f": H4_DEGF,
}
"""Outdoor temperature of an output that is given."""
SAME_OUTPUT = 0.01


def _replaced(
    key: str, given: Mapping[str, float | None], net: NetMap, column: int
) -> Iterator[str]:
    """Yield notes on given outputs that a map does not have at its lowest or highest speed."""
    for part, value in given.items():
        rows = np.flatnonzero(net.knots_degf == OUTPUT_DEGF.get(part))
        if value is None or not rows.size:
            continue
        found = float(net.capacity_w[rows[0], column])
        if abs(found / value - 1.0) > SAME_OUTPUT:
            of = "cooling" if part == "cooling" else "heat"
            yield f"{key}.{part}: given {value:.0f} W of {of}, simulated {found:.0f} W of {of}"


def _times(factor: float, value: float | None) -> float | None:
    return None if value is None else factor * value


class SingleStage(LabelUnit):
    """One compressor speed, cycled on and off by the thermostat."""

    other_words = {  # noqa: RUF012  # a ClassVar of its base, which pydantic knows
        "portable": "kind: single_stage, form: portable_one_hose or portable_two_hose",
        **dict.fromkeys(
            ("window", "window_ac", "window_unit", "room_ac", "room_air_conditioner"),
            "kind: single_stage, form: window",
        ),
        "ptac": "kind: single_stage, form: ptac",
        "pthp": "kind: single_stage, form: ptac",
        **dict.fromkeys(
            ("heat_pump", "ac", "air_conditioner"),
            "kind: single_stage, two_stage or variable_speed",
        ),
    }
    without_effect = dict.fromkeys(  # a ClassVar of its base, which pydantic knows
        ("minimum_output", "start_boost"), "a single-stage unit runs at full output or not at all"
    )

    kind: Literal["single_stage"] = "single_stage"
    """What the compressor does."""


class TwoStage(LabelUnit):
    """Two compressor speeds."""

    without_effect = {  # noqa: RUF012  # a ClassVar of its base, which pydantic knows
        "minimum_output": "the low stage gives 0.73 of full cooling and 0.71 of full heating",
        "start_boost": "a two-stage unit starts as the thermostat asks",
    }

    kind: Literal["two_stage"] = "two_stage"
    """What the compressor does."""


class VariableSpeed(LabelUnit):
    """A unit that modulates between its minimum and maximum and cycles below."""

    other_words = dict.fromkeys(  # a ClassVar of its base, which pydantic knows
        ("mini_split", "minisplit", "split", "split_unit", "ductless"),
        "kind: variable_speed; a wall unit without ducts is the usual form",
    ) | {"inverter": "kind: variable_speed"}

    kind: Literal["variable_speed"] = "variable_speed"
    """What the compressor does."""


class _Net(NamedTuple):
    """Net maps, and the speeds of the rating's tests."""

    cooling: NetMap
    heating: NetMap | None
    cooling_low: float
    heating_low: float
    heating_h4: float


def _net_by_addendum82(s: LabelSolution) -> _Net:
    label, (seer2, eer2, hspf2) = s.label, s.targets
    assert eer2 is not None
    cooling = addendum82.cooling_map(label, eer2 * 1.5 if seer2 is None else seer2, eer2)
    heating = None
    if label.can_heat and hspf2 is not None:
        heating = addendum82.heating_map(label, hspf2, s.q47_w, s.coldest_degf)
    low = 1.0 if heating is None else float(heating.speeds[0]) or 1.0
    return _Net(cooling, heating, float(cooling.speeds[0]) or 1.0, low, 1.0)


def _at_room_air(compressor: Compressor) -> tuple[float, float]:
    """Return heating capacity and power with room air of 20 degC over those at 47 degF."""
    variable = compressor == "variable_speed"
    q17 = Q17_OVER_Q47_VARIABLE if variable else Q17_OVER_Q47_FIXED
    p17 = q17 * (COP_47_OVER_17 if variable else COP_47_OVER_17_FIXED)
    beyond = (ROOM_AIR_DEGF - H1_DEGF) / (H1_DEGF - H3_DEGF)
    return 1.0 + beyond * (1.0 - q17), 1.0 + beyond * (1.0 - p17)
