"""What a person writes about a candidate: a label, tables, a product, or none of these.

A field that is None takes a default when the candidate is compiled (`equipment.compile`), which
says so in its notes.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, Tag, ValidationInfo, model_validator

from hpsim import units
from hpsim.description import (
    Area,
    Conductance,
    Date,
    Description,
    Duration,
    Flow,
    Fraction,
    HeatFlow,
    Length,
    Number,
    PlainFraction,
    Power,
    Resistance,
    Temperature,
    UValue,
    Word,
    by_shape,
    complaint,
)
from hpsim.equipment.catalogue import PRODUCT_SUFFIXES, load_product
from hpsim.equipment.label import Label, check_label
from hpsim.equipment.portable import (
    HOSE_DIAMETER_M,
    HOSE_LENGTH_M,
    HOSE_U_W_PER_M2K,
    SACC_OVER_ASHRAE,
    STANDBY_W,
    AirPath,
    PortableLabel,
    air_path,
    least_ceer,
    solve_portable,
)
from hpsim.equipment.ratings import BTU_PER_WH, HSPF2_OVER_HSPF, SEER2_OVER_SEER, Compressor
from hpsim.fuels import FUELS, SPELLINGS, FuelName
from hpsim.schedules import day_of_year
from hpsim.units import QuantityName, UnitError

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
MOST_DUCT_LOSS = 0.6
ROOM_UNITS: frozenset[str] = frozenset(
    {"window", "ptac", "ptw", "portable_one_hose", "portable_two_hose"}
)
PORTABLE: Mapping[str, int] = {"portable_one_hose": 1, "portable_two_hose": 2}
"""Hoses by form."""
CANDIDATE_KINDS = (
    "single_stage",
    "two_stage",
    "variable_speed",
    "table",
    "ideal",
    "none",
    "baseboard",
    "furnace",
    "pair",
)
Positive = Field(gt=0)
NotNegative = Field(ge=0)
# Wide of what is built: beyond them another unit was meant.
MOST_STANDBY_W = 200.0  # controls draw 1 to 20 W
MOST_HEATER_W = 500.0  # crankcase heaters have 20 to 90 W, pan heaters 50 to 250 W
LONGEST_OVERRUN_S = 1800.0  # a fan runs on for half a minute to ten
LONGEST_START_S = 3600.0
MOST_BLOWER_W = 5000.0
MOST_RESISTANCE_W = 100_000.0
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


class StartBoost(Description):
    """How hard a variable-speed unit starts."""

    speed: Number = Field(gt=0, le=1.5)
    """Held after a start, fraction of full speed."""
    for_s: Duration = Field(ge=0, le=LONGEST_START_S)
    """How long."""


class Filter(Description):
    """A filter that clogs until cleaned: ``{loss_per_month: 4 %, cleaned_every_months: 6}``."""

    loss_per_month: Fraction
    """Of the clean airflow."""
    cleaned_every_months: Number = Field(default=3.0, gt=0, le=120)
    """After which the airflow is whole again; the year begins with a clean one."""
    most: Fraction = Field(default=0.5, le=0.5)
    """It never loses more."""


class OutdoorBlockage(Description):
    """Snow, leaves or a tarpaulin: ``{from: 01-10, to: 01-20, airflow: 30 %}``."""

    from_: Date
    """First day."""
    to: Date
    """Last day; before ``from`` means in the next year."""
    airflow: Fraction
    """What is left of the air over the outdoor coil; below 20 % the unit trips."""

    @property
    def days_of_year(self) -> tuple[int, int]:
        """First and last day, 0 ... 364."""
        return day_of_year(self.from_), day_of_year(self.to)


class FaultsSaid(Description):
    """What is wrong with a unit; each as a share of what it should be."""

    filter: Filter | None = None
    """A filter that clogs."""
    indoor_airflow: Number = Field(default=1.0, ge=0.5, le=1.5)
    """Of rated: fouled indoor coil, wrong fan setting, blocked return."""
    charge: Number = Field(default=1.0, ge=0.75, le=1.25)
    """Refrigerant over nominal; the published curves end at a quarter too much or too little."""
    outdoor_coil: Number = Field(default=1.0, ge=0.5, le=1.0)
    """Air left over a fouled outdoor coil."""
    blocked: OutdoorBlockage | None = None
    """Outdoor coil blocked for some days."""


class Backup(Description):
    """Electric resistance beside the heat pump."""

    size_w: Power = Field(gt=0, le=MOST_RESISTANCE_W)
    """Heat and electric power."""
    below_degc: Temperature | None = None
    """May run below this outdoor temperature; default 40 degF (OpenStudio-HPXML lockout), always
    beside a unit that only cools."""
    stages: int = Field(default=1, ge=1, le=4, strict=True)
    """Equal steps in which it comes on, five minutes apart."""
    compressor_off_below_degc: Temperature | None = None
    """Balance point: colder outdoors, the backup heats alone."""

    @model_validator(mode="after")
    def _no_gap(self) -> Self:
        off, below = self.compressor_off_below_degc, self.below_degc
        if off is not None and below is not None and off > below:
            raise complaint(
                f"the backup is locked out above {below:.1f} degC, yet the compressor stops below "
                f"{off:.1f} degC: nothing would heat between",
                "compressor_off_below at or below 'below'",
            )
        return self


class Hose(Description):
    """A portable's hoses and the air in them: ``{airflow: 220 cfm, length: 5 ft}``."""

    airflow_m3_per_s: Flow | None = Field(default=None, gt=0)
    """Blown out through the exhaust hose while the compressor runs; default by the size."""
    leak: Fraction | None = None
    """Two hoses: share of that air which the unit takes from the room all the same."""
    length_m: Length = Field(default=HOSE_LENGTH_M, ge=0, le=10)
    """Of each hose inside the room."""
    diameter_m: Length = Field(default=HOSE_DIAMETER_M, gt=0, le=0.5)
    """Of each hose."""
    u_value_w_per_m2k: UValue = Field(default=HOSE_U_W_PER_M2K, ge=0)
    """From the air in a hose to the room; an insulating sleeve makes it smaller."""
    case_share: Fraction = 0.0
    """Of the rejected heat that the case gives to the room; the rating knows none."""
    from_home: Fraction = 0.0
    """Share of the air blown out which the rest of the home replaces, not outdoors."""
    home_degc: Temperature | None = None
    """Air of the rest of the home; as damp as the room's."""

    @model_validator(mode="after")
    def _home(self) -> Self:
        if self.from_home > 0.0 and self.home_degc is None:
            raise complaint("from_home without the home's temperature", "home: 26 degC")
        if self.home_degc is not None and self.from_home == 0.0:
            raise complaint("home, but no air comes from there", "from_home: 40 %")
        return self


class Ducts(Description):
    """Ducts outside: ``{supply_leak: 8 %, return_leak: 4 %, supply_area: 60 ft2, r_value: R-6}``.

    In an attic, a crawl space or outdoors, where it is as warm as outdoors.
    """

    supply_leak: Fraction = Field(default=0.0, le=0.5)
    """Share of the air behind the fan that is lost to outside."""
    return_leak: Fraction = Field(default=0.0, le=0.5)
    """Share of the air before the fan that comes from outside."""
    supply_area_m2: Area = Field(default=0.0, ge=0)
    """Surface of the supply ducts that lies outside."""
    return_area_m2: Area = Field(default=0.0, ge=0)
    """Surface of the return ducts that lies outside."""
    r_value_m2k_per_w: Resistance = Field(default=1.06, gt=0)
    """Thermal resistance of their walls; default R-6."""


class BesideCoil(Description):
    """Air and heat beside the coil of a machine given as tables: hoses or ducts."""

    outdoor_coil_room_share: Fraction = 0.0
    """Of the outdoor coil's air that comes from the room: 1 for one hose."""
    drawn_m3_per_s: Flow = 0.0
    """Air blown out of the room while the unit runs; negative: blown in."""
    drawn_from_home: Fraction = 0.0
    """Share of it that the rest of the home replaces."""
    home_degc: Temperature = 20.0
    """Air of the rest of the home."""
    mixed_m3_per_s: Flow = Field(default=0.0, ge=0)
    """Outdoor air that return leaks bring to the room."""
    outside_w_per_k: Conductance = Field(default=0.0, ge=0)
    """Through walls of hoses or ducts, of the difference of outdoors to the room."""
    draws_with_fan: bool = False
    """With the indoor fan and as its speed, not with the compressor."""
    rejected_share: Fraction = 0.0
    """Of the outdoor coil's heat that comes back into the room."""
    delivered_share: Fraction = 1.0
    """Of the coil's and fan's heat that reaches the room."""


class StartUp(Description):
    """Time constants with which capacity builds up after a start, at full power from the first."""

    sensible_s: Duration = Field(ge=0, le=LONGEST_START_S)
    """Of heating, and of sensible cooling."""
    latent_s: Duration | None = Field(default=None, ge=0, le=LONGEST_START_S)
    """Of what the cold coil catches of moisture; by default the same."""


def _outputs_shape(value: Any) -> str | None:
    if isinstance(value, (Mapping, Outputs)):
        return "[by season]"
    return "[value]" if isinstance(value, (str, int, float)) else None


OutputsOrHeating: TypeAlias = Annotated[
    Annotated[HeatFlow, Positive, Tag("[value]")] | Annotated[Outputs, Tag("[by season]")],
    by_shape(_outputs_shape, "not a capacity", "'2900 Btu/h' (heating), or {heating, cooling}"),
]


class Extras(Description):
    """What any machine may be told beside its performance."""

    name: Word | None = None
    """How results call it; default: kind and size."""
    fan: Literal["auto", "continuous"] = "auto"
    """``continuous``: the indoor fan runs on at its lowest flow with the compressor off."""
    fan_overrun_s: Duration | None = Field(default=None, ge=0, le=LONGEST_OVERRUN_S)
    """Indoor fan runs on after a stop."""
    fan_speed: Literal["following", "full"] = "following"
    """``following``: air follows the compressor's speed; ``full``: all of it whenever it runs."""
    backup: Backup | None = None
    """Electric resistance beside the heat pump."""
    faults: FaultsSaid | None = None
    """What is wrong with it: filter, charge, airflow, outdoor coil."""
    neglected: bool = False
    """Typical neglect; results show the maintained unit beside it."""
    defrost: Literal["addendum82", "humidity", "none"] = "addendum82"
    """By temperature alone (RESNET Addendum 82), by frost on the coil (EnergyPlus), or none."""
    c_d: Number | None = Field(default=None, ge=0, le=0.5)
    """Cyclic degradation coefficient that the unit's cyclic test gave."""
    start_up: StartUp | None = None
    """The time constants themselves; c_d beside them is then only what a rating takes."""
    start_boost: StartBoost | None = None
    """Variable speed: speed held after a start, and how long."""
    lowest_outdoor_degc: Temperature | None = None
    """Compressor stops below in heating; default -15 degF variable speed, 0 degF others."""
    standby_w: Power | None = Field(default=None, ge=0, le=MOST_STANDBY_W)
    """Electricity whenever the compressor is off."""
    crankcase_w: Power | None = Field(default=None, ge=0, le=MOST_HEATER_W)
    """Crankcase and other heaters in the cold, the compressor off; default 30 W for variable-speed
    ductless units, 10 W per ton for others."""
    crankcase_below_degc: Temperature | None = None
    """Outdoor temperature below which they are on; default 65 degF and 50 degF."""
    crankcase_below_cooling_degc: Temperature | None = None
    """The same after a call for cooling; default `crankcase_below`, or else 50 degF."""
    pan_heater_w: Power | None = Field(default=None, ge=0, le=MOST_HEATER_W)
    """Drain-pan heater, below freezing while heating; default none, ducted 150 W."""

    @model_validator(mode="after")
    def _one_neglect(self) -> Self:
        if self.faults is not None and self.neglected:
            raise complaint("faults and neglected are both given", "keep one of the two")
        return self


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


# --------------------------------------------------------------------------------------- tables
Row: TypeAlias = Annotated[tuple[Number, ...], Field(min_length=1)]


class Values(Description):
    """A list of numbers with one unit."""

    unit: Word
    """Of all the values."""
    values: Row
    """Numbers."""

    def si(self, quantity: QuantityName) -> tuple[float, ...]:
        """Return the values in SI."""
        return tuple(units.parse(f"{value!r} {self.unit}", quantity) for value in self.values)


class Grid(Description):
    """A table of numbers with one unit: a row per outdoor temperature, a column per speed."""

    unit: Word
    """Of all the values."""
    values: Annotated[tuple[Row, ...], Field(min_length=2)]
    """Rows of numbers."""

    def si(self, quantity: QuantityName) -> tuple[tuple[float, ...], ...]:
        """Return the values in SI."""
        return tuple(
            tuple(units.parse(f"{value!r} {self.unit}", quantity) for value in row)
            for row in self.values
        )


class RatedCooling(Description):
    """The condition of which the sensible share is known, and at which the table holds."""

    outdoor_degc: Temperature = 35.0
    """Outdoor temperature."""
    dry_bulb_degc: Temperature = 26.67
    """Entering the coil."""
    wet_bulb_degc: Temperature = 19.44
    """Entering the coil."""
    shr: Fraction = 0.708
    """Sensible share of the gross capacity there at full speed."""


class IndoorCorrection(Description):
    """How the table changes with the entering wet bulb."""

    capacity_per_k_wet_bulb: Number = 0.0
    """Relative change of capacity per kelvin."""
    input_ratio_per_k_wet_bulb: Number = 0.0
    """Relative change of power over capacity per kelvin."""
    capacity_per_k2_wet_bulb: Number = 0.0
    """Relative change of capacity per kelvin squared."""
    input_ratio_per_k2_wet_bulb: Number = 0.0
    """Relative change of power over capacity per kelvin squared."""
    capacity_per_k2_wet_bulb_outdoor: Number = 0.0
    """Change of the first per kelvin outdoors, which holds at 35 degC."""
    input_ratio_per_k2_wet_bulb_outdoor: Number = 0.0
    """Change of the second per kelvin outdoors."""


class Table(Description):
    """Gross capacity and power over outdoor temperature and speed."""

    outdoor: Values
    """Outdoor temperatures, rising."""
    speed: Annotated[tuple[Number, ...], Field(min_length=1)] = (1.0,)
    """Fractions of full speed, rising; one for single-stage."""
    capacity: Grid
    """Gross capacity of the coil."""
    power: Grid
    """Compressor and outdoor fan."""
    airflow: Values | None = None
    """Over the indoor coil, by speed, in this season; default: the machine's."""
    fan_power: Values | None = None
    """Of the indoor fan, by speed, in this season; default: the machine's."""
    rated_fan_power: Values | None = None
    """Of the indoor fan in the rating tests, by speed; default: fan_power."""
    low_speed: Number | None = Field(default=None, gt=0, le=1)
    """Speed of the rating's low-speed tests; default: the lowest."""

    @model_validator(mode="after")
    def _fan_by_speed(self) -> Self:
        _check_by_speed(self.airflow, self.fan_power, len(self.speed))
        _check_by_speed(None, self.rated_fan_power, len(self.speed))
        return self

    @model_validator(mode="after")
    def _shapes(self) -> Self:
        outdoor = _converted(self.outdoor, "temperature", "outdoor")
        if len(outdoor) < 2:
            raise complaint("outdoor has one temperature", "at least two rows are needed")
        for name, axis in (("outdoor", outdoor), ("speed", self.speed)):
            if any(right <= left for left, right in itertools.pairwise(axis)):
                raise complaint(f"{name} does not rise from one value to the next")
        if self.speed[0] <= 0:
            raise complaint("speed must be above 0", "fractions of full speed, 1 is full")
        grids: list[tuple[str, Grid, QuantityName]] = [
            ("capacity", self.capacity, "heat_flow"),
            ("power", self.power, "power"),
        ]
        for name, grid, quantity in grids:
            rows = _converted(grid, quantity, name)
            shape = sorted({len(row) for row in rows})
            if len(rows) != len(outdoor) or shape != [len(self.speed)]:
                said = f"{len(rows)} rows of {' or '.join(map(str, shape))}"
                raise complaint(
                    f"{name} has {said} values, but there are {len(outdoor)} outdoor temperatures"
                    f" and {len(self.speed)} speeds",
                    "a row per outdoor temperature, a column per speed",
                )
            if min(min(row) for row in rows) <= 0:
                raise complaint(f"{name} has a value that is not above 0")
        return self


def _check_by_speed(airflow: Values | None, fan_power: Values | None, wanted: int) -> None:
    given: list[tuple[str, Values | None, QuantityName]] = [
        ("airflow", airflow, "flow"),
        ("fan_power", fan_power, "power"),
    ]
    for name, values, quantity in given:
        if values is None:
            continue
        numbers = _converted(values, quantity, name)
        if len(numbers) != wanted:
            raise complaint(f"{name} has {len(numbers)} values for {wanted} speeds")
        least = min(numbers)
        if least < 0 or (name == "airflow" and least == 0):
            raise complaint(f"{name} has a value that is not above 0")


def _converted(values: Values | Grid, quantity: QuantityName, name: str) -> Any:
    try:
        return values.si(quantity)
    except UnitError as error:
        raise complaint(f"{name}: {error.message}", error.hint) from None


class CoolingTable(Table):
    """Cooling."""

    rated: RatedCooling = RatedCooling()
    """Where the table holds, and the sensible share there."""
    indoor_correction: IndoorCorrection | None = None
    """Default: the reference curves."""


class HeatingTable(Table):
    """Heating, without frost."""

    speed_5f: Number | None = Field(default=None, gt=0)
    """Speed of the rating's test at 5 degF; default: full speed."""

    @model_validator(mode="after")
    def _cop(self) -> Self:
        capacity, power = self.capacity.si("heat_flow"), self.power.si("power")
        for q_row, p_row, t in zip(capacity, power, self.outdoor.values, strict=True):
            for q, p in zip(q_row, p_row, strict=True):
                if q < p:
                    raise complaint(
                        f"COP {q / p:.2f} at {t:g} {self.outdoor.unit}, below 1",
                        "capacity and power may be exchanged, or in different units",
                    )
        return self


class TableMachine(Extras):
    """A machine given as tables, for instance from another program."""

    kind: Literal["table"] = "table"
    """Given as tables."""
    compressor: Compressor = "variable_speed"
    """single_stage, two_stage or variable_speed."""
    size_w: HeatFlow = Positive
    """Rated cooling capacity."""
    cooling: CoolingTable | None = None
    """Leave out for a unit that only heats."""
    heating: HeatingTable | None = None
    """Leave out for a unit that only cools."""
    airflow: Values | None = None
    """Over the indoor coil, by speed; default 400 cfm per ton at full speed."""
    fan_power: Values | None = None
    """Of the indoor fan, by speed; default by the airflow."""
    beside_coil: BesideCoil | None = None
    """Air and heat beside the coil: hoses or ducts."""

    @model_validator(mode="after")
    def _by_speed(self) -> Self:
        tables = [t for t in (self.cooling, self.heating) if t is not None]
        if not tables:
            raise complaint("neither cooling nor heating is given", "give at least one table")
        if len({len(t.speed) for t in tables}) > 1 and (self.airflow or self.fan_power):
            raise complaint("airflow by speed needs the same number of speeds in both tables")
        expected: dict[Compressor, int] = {"single_stage": 1, "two_stage": 2}
        for table in tables:
            count = expected.get(self.compressor)
            if count is not None and len(table.speed) != count:
                raise complaint(
                    f"{self.compressor} with {len(table.speed)} speeds", f"it has {count}"
                )
            if self.compressor == "variable_speed" and len(table.speed) < 2:
                raise complaint("variable_speed with one speed", "give the lowest and 1.0")
        _check_by_speed(self.airflow, self.fan_power, len(tables[0].speed))
        return self


# ---------------------------------------------------------------------------------- other kinds
def _product_under(value: Any, info: ValidationInfo) -> Any:
    """Put a catalogue row under half of a pair."""
    return _expand_product(value, info)


class Ideal(Description):
    """The load itself: set points held exactly."""

    kind: Literal["ideal"] = "ideal"
    """The set points are held exactly."""
    name: Word | None = None
    """How results call it."""


class Nothing(Description):
    """No machine: the room floats."""

    kind: Literal["none"] = "none"
    """The room floats."""
    name: Word | None = None
    """How results call it."""


class Baseboard(Description):
    """Electric resistance under a thermostat; heating only."""

    kind: Literal["baseboard"] = "baseboard"
    """Electric resistance."""
    name: Word | None = None
    """How results call it."""
    size_w: Power = Positive
    """Heat and electric power."""


LEAST_AFUE = 0.4
MOST_PILOT = 0.2  # of the heat: judgement, usual ones burn 0.02 to 0.06 of a small heater's


def _read_fuel(word: Any) -> Any:
    """Return the name of a fuel that a person may spell otherwise."""
    if not isinstance(word, str):
        return word
    spelt = "_".join(word.strip().lower().replace("-", " ").replace("_", " ").split())
    if spelt in SPELLINGS:
        return SPELLINGS[spelt]
    near = units.nearest(spelt, list(SPELLINGS))
    hint = f"did you mean '{near}'?" if near else ", ".join(FUELS)
    raise complaint(f"'{word}' is not a fuel that is known here", hint)


def _share_of_fuel(value: float) -> float:
    """Check that an efficiency is one."""
    if value > 1.0:
        is_percent = LEAST_AFUE <= value / 100.0 <= 1.0
        hint = f"a share: {value / 100:g}, or '{value:g} %'" if is_percent else "0.80, or '80 %'"
        raise complaint(f"{value:g} is above 1: more heat than the fuel has", hint)
    if value < LEAST_AFUE:
        raise complaint(f"{value:g} is below {LEAST_AFUE:g}", "usual: 0.65 to 0.98")
    return value


Efficiency: TypeAlias = Annotated[PlainFraction, AfterValidator(_share_of_fuel)]


class Furnace(Description):
    """A fuel-fired furnace under a thermostat; heating only."""

    kind: Literal["furnace"] = "furnace"
    """Fuel-fired."""
    name: Word | None = None
    """How results call it."""
    product: Word | None = None
    """The catalogue row it came from."""
    form: Literal["ducted", "wall"] = "ducted"
    """ducted: with a fan, elsewhere; wall: a direct-vent heater in the room, without a fan."""
    size_w: HeatFlow = Positive
    """Steady heat to the air, without the fan's."""
    fuel: Annotated[FuelName, BeforeValidator(_read_fuel)] = "gas"
    """What it burns: gas, propane, oil."""
    afue: Efficiency = 0.80
    """Annual fuel utilisation efficiency; 0.80 is the usual non-condensing unit."""
    steady_efficiency: Efficiency | None = None
    """Heat over fuel while it burns; default: what has its AFUE in the cycle of the test."""
    burner: Literal["single_stage", "two_stage", "modulating"] = "single_stage"
    """How its fire is set."""
    low_fire: Fraction | None = Field(default=None, gt=0, lt=1)
    """Least over full fire; default 0.65 in two stages, 0.40 modulating."""
    pilot_w: HeatFlow = Field(default=0.0, ge=0)
    """Fuel of a standing pilot, all the year; 500 Btu/h is usual where there is one."""
    duct_loss: Fraction | None = Field(default=None, le=MOST_DUCT_LOSS)
    """Share of the heat that does not reach the room; default none, said in notes."""
    ducts: Ducts | None = None
    """Leaks and surface of the ducts outside; default none, said in notes."""
    fan: Literal["auto", "continuous"] = "auto"
    """``continuous``: the fan runs on with the burner off."""
    fan_power_w: Power | None = Field(default=None, ge=0, le=MOST_BLOWER_W)
    """At full fire; default 0.5 W/cfm, above an AFUE of 0.9 0.375 W/cfm."""
    fan_delay_s: Duration | None = Field(default=None, ge=0, le=600)
    """From the flame to the fan; default 30 s."""
    fan_overrun_s: Duration | None = Field(default=None, ge=0, le=LONGEST_OVERRUN_S)
    """The fan runs on after the flame; default 150 s."""
    ignition_s: Duration | None = Field(default=None, ge=0, le=600)
    """From the thermostat's call to the flame; default 45 s."""
    warm_up_s: Duration | None = Field(default=None, ge=0, le=1800)
    """Time constant of the heat exchanger; default 60 s."""
    burner_power_w: Power | None = Field(default=None, ge=0, le=MOST_BLOWER_W)
    """Draught fan or burner motor at full fire; default 0.4 % of the fuel, oil 1.1 %."""
    standby_w: Power | None = Field(default=None, ge=0, le=MOST_STANDBY_W)
    """Electricity with the burner off; default 10 W."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.low_fire is not None and self.burner == "single_stage":
            raise complaint("low_fire, but the burner has one stage", "burner: two_stage")
        for key in ("duct_loss", "ducts"):
            if self.form == "wall" and getattr(self, key) is not None:
                raise complaint(f"{key}, but a wall furnace has no duct", "form: ducted")
        if self.form == "wall" and self.fan == "continuous":
            raise complaint("fan: continuous, but a wall furnace has no fan", "fan: auto")
        if self.pilot_w > MOST_PILOT * self.size_w:
            said = f"a pilot of {self.pilot_w:.0f} W beside {self.size_w:.0f} W of heat"
            raise complaint(said, "500 Btu/h is usual where there is one")
        if self.steady_efficiency is not None and self.steady_efficiency < self.afue:
            raise complaint(
                f"steady_efficiency {self.steady_efficiency:g} is below afue {self.afue:g}",
                "AFUE is the steady efficiency less what cycling and a pilot lose",
            )
        return self


def _heater_kind(value: Any) -> str | None:
    kind = value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
    return kind if kind in ("baseboard", "furnace") else None


class Pair(Description):
    """Two machines under one thermostat: one heats, the other cools. Both switch on and off."""

    kind: Literal["pair"] = "pair"
    """Two machines."""
    name: Word | None = None
    """How results call it."""
    heating: Annotated[
        Annotated[
            Annotated[Baseboard, Tag("baseboard")] | Annotated[Furnace, Tag("furnace")],
            by_shape(_heater_kind, "not a heater", "kind: baseboard or furnace"),
        ],
        BeforeValidator(_product_under),
    ]
    """A baseboard or a furnace of one stage."""
    cooling: Annotated[SingleStage, BeforeValidator(_product_under)]
    """A single-stage unit; its heating, if it has any, is not used."""

    @model_validator(mode="after")
    def _plain_halves(self) -> Self:
        heater, cooler = self.heating, self.cooling
        if isinstance(heater, Furnace) and heater.burner != "single_stage":
            raise complaint(f"a {heater.burner} burner in a pair", "burner: single_stage")
        if isinstance(heater, Furnace) and heater.ducts is not None:
            raise complaint("heating.ducts in a pair", "duct_loss: a share of the heat")
        if cooler.hoses or cooler.ducts is not None or cooler.duct_loss is not None:
            raise complaint(f"cooling.form {cooler.form} with hoses or ducts in a pair", "window")
        for key, half in (("heating", heater), ("cooling", cooler)):
            if getattr(half, "fan", "auto") == "continuous":
                raise complaint(f"{key}.fan: continuous in a pair", "fan: auto")
        if cooler.backup is not None:
            raise complaint("cooling.backup in a pair", "the other half heats")
        if cooler.faults is not None or cooler.neglected:
            raise complaint("faults of a pair are not modelled", "leave them out")
        return self


_CLASSES: dict[str, type[Description]] = {
    "single_stage": SingleStage,
    "two_stage": TwoStage,
    "variable_speed": VariableSpeed,
    "table": TableMachine,
    "ideal": Ideal,
    "none": Nothing,
    "baseboard": Baseboard,
    "furnace": Furnace,
    "pair": Pair,
}


def _kind(value: Any) -> str | None:
    kind = value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
    return kind if isinstance(kind, str) and kind in _CLASSES else None


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with ``over`` laid on top, mapping by mapping."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            result[key] = merged(below, value)
        else:
            result[key] = value
    return result


_SAID_FOR_KIND = {
    "portable": "kind: single_stage, form: portable_one_hose or portable_two_hose",
    "window": "kind: single_stage, form: window",
    "ptac": "kind: single_stage, form: ptac",
    "pthp": "kind: single_stage, form: ptac",
    "mini_split": "kind: variable_speed; a wall unit without ducts is the usual form",
    "minisplit": "kind: variable_speed; a wall unit without ducts is the usual form",
    "ductless": "kind: variable_speed; a wall unit without ducts is the usual form",
    "inverter": "kind: variable_speed",
    "heat_pump": "kind: single_stage, two_stage or variable_speed",
}
"""Words that people write for a kind, and what says it here."""


def _expand_product(value: Any, info: ValidationInfo) -> Any:
    """Put a catalogue row under what its user wrote."""
    said = value.get("kind") if isinstance(value, Mapping) else None
    if isinstance(said, str) and said.replace("-", "_").lower() in _SAID_FOR_KIND:
        right = _SAID_FOR_KIND[said.replace("-", "_").lower()]
        raise complaint(f"{said!r} is not a kind of candidate", f"write {right}")
    if not isinstance(value, Mapping) or not isinstance(value.get("product"), str):
        return value
    is_told_in_full = "kind" in value and "size" in value  # as results keep it
    try:
        row = load_product(value["product"])
    except LookupError as error:
        if is_told_in_full and value["product"].endswith(PRODUCT_SUFFIXES):
            return value
        message, hint = error.args
        raise complaint(message, hint) from None
    found = merged({key: row[key] for key in row if key != "about"}, value)
    classes = getattr(info.context, "classes", None)
    kind = _kind(found)
    if classes is not None and kind is not None:
        classes[id(value)] = _CLASSES[kind]
    return found


Candidate: TypeAlias = Annotated[
    Annotated[
        Annotated[SingleStage, Tag("single_stage")]
        | Annotated[TwoStage, Tag("two_stage")]
        | Annotated[VariableSpeed, Tag("variable_speed")]
        | Annotated[TableMachine, Tag("table")]
        | Annotated[Ideal, Tag("ideal")]
        | Annotated[Nothing, Tag("none")]
        | Annotated[Baseboard, Tag("baseboard")]
        | Annotated[Furnace, Tag("furnace")]
        | Annotated[Pair, Tag("pair")],
        by_shape(
            _kind,
            "not a kind of candidate",
            f"kind: {', '.join(CANDIDATE_KINDS)}; or product: ID (hpsim products list)",
        ),
    ],
    BeforeValidator(_expand_product),
]
"""One of the machines that are compared in a room."""
