"""Heat pumps and air conditioners as their labels describe them, by kind of compressor."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, Tag, model_validator

from hpsim.description.base import (
    Description,
    Fraction,
    HeatFlow,
    Number,
    Positive,
    Word,
    by_shape,
    complaint,
)
from hpsim.equipment.description.ducts_and_hoses import MOST_DUCT_LOSS, Ducts, Hose
from hpsim.equipment.description.extras import Extras
from hpsim.equipment.label import Label, check_label
from hpsim.equipment.portable import (
    SACC_OVER_ASHRAE,
    STANDBY_W,
    AirPath,
    PortableLabel,
    air_path,
    least_ceer,
    solve_portable,
)
from hpsim.equipment.ratings import BTU_PER_WH, HSPF2_OVER_HSPF, SEER2_OVER_SEER, Compressor

Form: TypeAlias = Literal[
    "ductless_wall",
    "floor",
    "cassette",
    "slim_ducted",
    "ducted",
    "multi_zone",
    "window",
    "ptac",
    "ptw",
    "portable_one_hose",
    "portable_two_hose",
]
DUCTLESS: frozenset[str] = frozenset({"ductless_wall", "floor", "cassette", "multi_zone"})
DUCTED: frozenset[str] = frozenset({"ducted", "slim_ducted"})
ROOM_UNITS: frozenset[str] = frozenset(
    {"window", "ptac", "ptw", "portable_one_hose", "portable_two_hose"}
)
PORTABLE: Mapping[str, int] = {"portable_one_hose": 1, "portable_two_hose": 2}
"""Hoses by form."""
MOST_SEASONAL, MOST_STEADY = 60.0, 40.0  # Btu/Wh; the best units listed have 42 and 20
LEAST_EFFICIENCY = BTU_PER_WH  # Btu/Wh at a COP of 1


class Outputs(Description):
    """Net capacities at one end of the speed range; None: the usual ratio to rated."""

    cooling_w: HeatFlow | None = Field(default=None, gt=0)
    """At 95 degF."""
    heating_w: HeatFlow | None = Field(default=None, gt=0)
    """At 47 degF."""
    heating_17f_w: HeatFlow | None = Field(default=None, gt=0)
    """At 17 degF."""
    heating_5f_w: HeatFlow | None = Field(default=None, gt=0)
    """At 5 degF."""
    heating_lowest_w: HeatFlow | None = Field(default=None, gt=0)
    """At the lowest operating temperature."""


def _outputs_shape(value: Any) -> str | None:
    if isinstance(value, (Mapping, Outputs)):
        return "[by season]"
    return "[value]" if isinstance(value, (str, int, float)) else None


OutputsOrHeating: TypeAlias = Annotated[
    Annotated[HeatFlow, Positive, Tag("[value]")] | Annotated[Outputs, Tag("[by season]")],
    by_shape(_outputs_shape, "not a capacity", "'2900 Btu/h' (heating), or {heating, cooling}"),
]


class HeatPump(Extras):
    """A heat pump as its label describes it."""

    product: Word | None = None
    """The catalogue row it came from."""
    form: Form = "ductless_wall"
    """What kind of box: ductless_wall, floor, cassette, slim_ducted, ducted, window, ptac, …"""
    size_w: HeatFlow = Positive
    """Rated cooling capacity, 95 degF, net."""
    heating_capacity_w: HeatFlow | None = Field(default=None, gt=0)
    """Rated heating capacity, 47 degF, net; default by the class of the size."""
    capacity_17f_w: HeatFlow | None = Field(default=None, gt=0)
    """Rated heating capacity at 17 degF, net."""
    capacity_5f_w: HeatFlow | None = Field(default=None, gt=0)
    """Rated heating capacity at 5 degF, net."""
    minimum_output_w: OutputsOrHeating | None = None
    """Least net output: heating at 47 degF, or {heating, cooling, heating_17f, heating_5f}."""
    maximum_output_w: OutputsOrHeating | None = None
    """Highest net output, as minimum_output."""
    seer2: Number | None = None
    """Seasonal cooling efficiency on the label [Btu/Wh]."""
    eer2: Number | None = None
    """Cooling efficiency at 95 degF [Btu/Wh]."""
    hspf2: Number | None = Field(default=None, le=20)
    """Seasonal heating efficiency, region IV [Btu/Wh]."""
    seer: Number | None = None
    """Label before 2023; converted to SEER2."""
    eer: Number | None = None
    """Label before 2023; converted to EER2."""
    hspf: Number | None = Field(default=None, le=20)
    """Label before 2023; converted to HSPF2."""
    ceer: Number | None = None
    """Label of window and terminal units [Btu/Wh]."""
    cop_47f: Number | None = Field(default=None, gt=1)
    """Heating COP at 47 degF, where there is no HSPF2."""
    cop_room_air: Number | None = Field(default=None, gt=1)
    """One hose: heating COP with room air of 20 degC over both coils; heating_capacity too."""
    heating: bool = True
    """``false``: cooling only."""
    duct_loss: Fraction | None = None
    """Ducted: share of the capacity that does not reach the room; default none, said in notes."""
    ducts: Ducts | None = None
    """Ducted: leaks and surface of the ducts outside; default none, said in notes."""
    hose: Hose | None = None
    """Portable: its hoses and what passes through them; default the usual ones."""
    size_is: Literal["sacc", "ashrae128"] | None = None
    """Portable: which of the box's capacities ``size`` is; default sacc, the one by DOE's rule."""
    method: Literal["label", "addendum82"] = "label"
    """How capacity and power between the label's points are found."""

    @property
    def compressor(self) -> Compressor:
        """Return the kind of compressor."""
        raise NotImplementedError

    @property
    def is_room_unit(self) -> bool:
        """Return whether it is a window, terminal or portable unit."""
        return self.form in ROOM_UNITS

    @property
    def hoses(self) -> int:
        """Return how many hoses it has: 0 unless it is a portable."""
        return PORTABLE.get(self.form, 0)

    def efficiencies(self) -> tuple[float | None, float | None, float | None]:
        """Return SEER2, EER2 and HSPF2, older labels converted."""
        group = "ductless" if self.form in DUCTLESS else "ducted"
        if self.is_room_unit:
            group = "packaged"
        cooling = SEER2_OVER_SEER[group]
        eer2 = self.eer2 if self.eer is None else self.eer * cooling
        if self.is_room_unit:
            eer2 = self.eer2 if self.eer is None else self.eer
            if eer2 is None and self.ceer is not None:
                eer2 = 1.01 * self.ceer
        return (
            self.seer2 if self.seer is None else self.seer * cooling,
            eer2,
            self.hspf2 if self.hspf is None else self.hspf * HSPF2_OVER_HSPF[group],
        )

    def portable_label(self) -> PortableLabel:
        """Return SACC, CEER, air path and standby of a portable, usual ones where not said."""
        sacc_w = self.size_w
        if self.size_is == "ashrae128":
            sacc_w *= SACC_OVER_ASHRAE[self.hoses]
        ceer = self.ceer
        if ceer is None and self.eer is not None:
            ceer = self.eer * sacc_w / self.size_w
        if ceer is None:
            ceer = least_ceer(sacc_w)
        standby_w = STANDBY_W if self.standby_w is None else self.standby_w
        return PortableLabel(sacc_w, ceer, self.air_path(sacc_w), standby_w)

    def air_path(self, sacc_w: float) -> AirPath:
        """Return what passes through a portable's hoses."""
        hose = self.hose or Hose()
        return air_path(
            self.hoses,
            sacc_w,
            hose.airflow_m3_per_s,
            hose.leak,
            hose.length_m,
            hose.diameter_m,
            hose.u_value_w_per_m2k,
            hose.case_share,
        )

    def minimum(self) -> Outputs:
        """Return the least outputs, a single value being the heating one."""
        return _as_outputs(self.minimum_output_w)

    def maximum(self) -> Outputs:
        """Return the highest outputs, a single value being the heating one."""
        return _as_outputs(self.maximum_output_w)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*_metric_problems(self), *_capacity_problems(self), *_air_problems(self)]
        if problems:
            first, hint = problems[0]
            more = "".join(f"; also: {message}" for message, _ in problems[1:])
            raise complaint(first + more, hint)
        return self


def _as_outputs(value: float | Outputs | None) -> Outputs:
    if isinstance(value, Outputs):
        return value
    return Outputs(heating_w=value)


def _metric_problems(pump: HeatPump) -> list[tuple[str, str]]:
    """Return what is wrong with the efficiencies, as (message, hint)."""
    problems = []
    for new, old in (("seer2", "seer"), ("eer2", "eer"), ("hspf2", "hspf")):
        if getattr(pump, new) is not None and getattr(pump, old) is not None:
            problems.append((f"{new} and {old} are both given", f"keep {new}, the label's figure"))
    for key in ("seer2", "seer", "eer2", "eer", "hspf2", "hspf", "ceer"):
        value = getattr(pump, key)
        if value is not None and value < LEAST_EFFICIENCY:
            problems.append(
                (
                    f"{key} {value:g} is a COP of {value / BTU_PER_WH:.2f}, below 1",
                    "label efficiencies are in Btu/Wh, mostly 8 to 40; a COP times 3.412",
                )
            )
    if problems:
        return problems
    if pump.ceer is not None and not pump.is_room_unit:
        problems.append(("ceer is the label of window units", "give seer2, or form: window"))
    if pump.hoses:
        return _portable_problems(pump)
    seer2, eer2, hspf2 = pump.efficiencies()
    label = Label(pump.compressor, pump.size_w, seer2, eer2, hspf2)
    problems += [
        (message, "SEER2 is usually 1.1 to 2.3 times EER2; older labels: write seer, eer, hspf")
        for _, message in check_label(label)
    ]
    if not pump.heating and (hspf2 is not None or pump.cop_47f is not None):
        problems.append(("heating: false, but a heating efficiency is given", "drop one of them"))
    return problems or _more_than_any(pump)


def _more_than_any(pump: HeatPump) -> list[tuple[str, str]]:
    """Return efficiencies that no unit has, as (message, hint)."""
    most = {"seer2": MOST_SEASONAL, "seer": MOST_SEASONAL}
    most |= {"eer2": MOST_STEADY, "eer": MOST_STEADY, "ceer": MOST_STEADY}
    return [
        (f"{key} {getattr(pump, key):g} is above {limit:g}, more than any unit has", "Btu/Wh")
        for key, limit in most.items()
        if (getattr(pump, key) or 0.0) > limit
    ]


def _portable_problems(pump: HeatPump) -> list[tuple[str, str]]:
    """Return what is wrong with a portable's label, as (message, hint)."""
    problems = []
    if pump.compressor == "two_stage":
        problems.append(("no portable has two stages", "kind: single_stage or variable_speed"))
    problems += [
        (f"{key} is no label of portables", "ceer, beside the SACC as size")
        for key in ("seer2", "seer", "eer2", "hspf2", "hspf")
        if getattr(pump, key) is not None
    ]
    if pump.eer is not None and (pump.size_is != "ashrae128" or pump.ceer is not None):
        problems.append(("eer belongs to the older capacity", "size_is: ashrae128, and no ceer"))
    both = pump.cop_47f is not None and pump.cop_room_air is not None
    if both or (pump.cop_47f is not None and pump.hoses == 1):
        hint = "cop_room_air: the heating COP with room air over both coils"
        problems.append(("cop_47f, but one hose takes its heat from the room's air", hint))
    if not problems:
        try:
            solve_portable(pump.portable_label(), pump.compressor)
        except ValueError as error:
            hint = "ceer in Btu/Wh, mostly 6 to 12; hose.airflow some 35 cfm per kBtu/h"
            problems.append((str(error), hint))
    return problems


def _air_problems(pump: HeatPump) -> list[tuple[str, str]]:
    """Return what is wrong with what passes beside the coil, as (message, hint)."""
    problems = [
        (f"{key}, but form {pump.form} has no duct", "form: ducted")
        for key in ("duct_loss", "ducts")
        if getattr(pump, key) is not None and pump.form not in DUCTED
    ]
    if pump.duct_loss is not None and pump.duct_loss > MOST_DUCT_LOSS:
        problems.append((f"duct_loss {pump.duct_loss:g} is above {MOST_DUCT_LOSS}", "0.05 to 0.25"))
    for key in ("hose", "size_is"):
        if getattr(pump, key) is not None and not pump.hoses:
            said = f"{key}, but form {pump.form} is no portable"
            problems.append((said, "form: portable_one_hose or portable_two_hose"))
    if pump.hose is not None and pump.hose.leak is not None and pump.hoses == 1:
        problems.append(("hose.leak with one hose: all its air is the room's", "leave it out"))
    if pump.cop_room_air is not None and pump.hoses != 1:
        problems.append(("cop_room_air is of portables with one hose", "cop_47f"))
    return problems


def _capacity_problems(pump: HeatPump) -> list[tuple[str, str]]:
    """Return which capacities are out of order, as (message, hint)."""
    low, high = pump.minimum(), pump.maximum()
    heating = pump.heating_capacity_w
    chains: list[list[tuple[str, float | None]]] = [
        [
            ("minimum_output.cooling", low.cooling_w),
            ("size", pump.size_w),
            ("maximum_output.cooling", high.cooling_w),
        ],
        [
            ("minimum_output.heating", low.heating_w),
            ("heating_capacity", heating),
            ("maximum_output.heating", high.heating_w),
        ],
        [("minimum_output.heating_17f", low.heating_17f_w), ("capacity_17f", pump.capacity_17f_w)],
        [("capacity_17f", pump.capacity_17f_w), ("heating_capacity", heating)],
        [
            ("minimum_output.heating", low.heating_w),
            ("twice the size", 2 * pump.size_w if heating is None else None),
        ],
        [
            ("capacity_17f", pump.capacity_17f_w),
            ("twice the size", 2 * pump.size_w if heating is None else None),
        ],
    ]
    problems = []
    for chain in chains:
        known = [(key, value) for key, value in chain if value is not None]
        for (left, less), (right, more) in itertools.pairwise(known):
            if less > more * (1.0 + 1e-9):
                said = f"{left} ({less:.0f} W) is above {right} ({more:.0f} W)"
                problems.append((said, "minimum <= rated <= maximum, and less in the cold"))
    return problems


class SingleStage(HeatPump):
    """One compressor speed, cycled on and off by the thermostat."""

    kind: Literal["single_stage"] = "single_stage"
    """What the compressor does."""

    @property
    def compressor(self) -> Compressor:
        """Return the kind of compressor."""
        return "single_stage"


class TwoStage(HeatPump):
    """Two compressor speeds."""

    kind: Literal["two_stage"] = "two_stage"
    """What the compressor does."""

    @property
    def compressor(self) -> Compressor:
        """Return the kind of compressor."""
        return "two_stage"


class VariableSpeed(HeatPump):
    """An inverter that modulates between its minimum and maximum and cycles below."""

    kind: Literal["variable_speed"] = "variable_speed"
    """What the compressor does."""

    @property
    def compressor(self) -> Compressor:
        """Return the kind of compressor."""
        return "variable_speed"
