"""What a person writes of a unit with a label: its keys, and which of them exclude others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

import numpy as np
from pydantic import Field, model_validator

from hpsim.description.base import (
    Fraction,
    HeatFlow,
    Number,
    Positive,
    Word,
    complaint,
)
from hpsim.equipment.assumptions import size_words
from hpsim.equipment.catalogue import product_words
from hpsim.equipment.ducts_and_hoses import MAX_DUCT_LOSS, Ducts, Hose
from hpsim.equipment.kinds.compressor_unit import CompressorUnit
from hpsim.equipment.kinds.label_limits import capacity_problems, no_such_label, odd_values
from hpsim.equipment.label import MAXIMUM_OVER_FULL_17, Label
from hpsim.equipment.label_solving import check_label
from hpsim.equipment.maps import Outputs as Outputs
from hpsim.equipment.maps import OutputsOrHeating
from hpsim.equipment.portable import (
    SACC_OVER_ASHRAE,
    STANDBY_W,
    PortableLabel,
    hose_path,
    min_ceer,
    solve_portable,
)
from hpsim.equipment.ratings.points import (
    BTU_PER_WH,
    HSPF2_OVER_HSPF,
    ROOM_AC_EER_OVER_CEER,
    SEER2_OVER_SEER,
    Compressor,
)
from hpsim.equipment.unit_defaults import (
    CLASS_MAXIMA,
    CLASS_SIZES_W,
    COLD_CLASS_FROM,
    LISTED_MINIMUM_47,
    MAX_MINIMUM,
    MINIMUM_5_OVER_47,
    MINIMUM_17_OVER_47,
    MINIMUM_47,
    MINIMUM_COOLING,
    MULTI_ZONE_MINIMUM_47,
    ROOM_UNIT_Q47_OVER_Q95,
    ClimateClass,
    Construction,
    GivenClass,
    heating_over_cooling,
    minimum_heating_w,
)

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
CONSTRUCTIONS: Mapping[Form, Construction] = {
    "ductless_wall": "ductless",
    "floor": "ductless",
    "cassette": "ductless",
    "multi_zone": "ductless",
    "slim_ducted": "ducted",
    "ducted": "ducted",
    "window": "packaged",
    "ptac": "packaged",
    "ptw": "packaged",
    "portable_one_hose": "packaged",
    "portable_two_hose": "packaged",
}
PORTABLE: Mapping[str, int] = {"portable_one_hose": 1, "portable_two_hose": 2}
"""Hoses by form."""
FORM_WORDS = {
    "window": "window unit",
    "ptac": "terminal unit",
    "ducted": "ducted",
    "portable_one_hose": "one-hose portable",
    "portable_two_hose": "two-hose portable",
}
MAX_SEASONAL, MAX_STEADY = 60.0, 40.0  # Btu/Wh; the best units listed have 42 and 20
MIN_EFFICIENCY = BTU_PER_WH  # Btu/Wh at a COP of 1
OUTPUT_DIGITS, LABEL_DIGITS = 1, 2  # of watts and of Btu/Wh in a list


def compressor_words(compressor: Compressor) -> str:
    """Return how a compressor is called: single-stage, two-stage or variable-speed."""
    return compressor.replace("_", "-")


class LabelKeys(CompressorUnit):
    """A heat pump as its label describes it."""

    if TYPE_CHECKING:
        kind: Compressor

    product: Word | None = None
    """The catalogue row it came from."""
    form: Form = "ductless_wall"
    """What kind of box: ductless_wall, floor, cassette, slim_ducted, ducted, window, ptac, …"""
    size_w: HeatFlow = Positive
    """Rated cooling capacity, 95 degF (35 degC), net."""
    heating_capacity_w: HeatFlow | None = Field(default=None, gt=0)
    """Rated heating capacity, 47 degF (8.3 degC), net; default by the class of the size."""
    capacity_17f_w: HeatFlow | None = Field(default=None, gt=0)
    """Rated heating capacity at 17 degF (-8.3 degC), net."""
    capacity_5f_w: HeatFlow | None = Field(default=None, gt=0)
    """Rated heating capacity at 5 degF (-15 degC), net."""
    minimum_output_w: OutputsOrHeating | None = None
    """Minimum net output: heating at 47 degF (8.3 degC), or {heating, cooling, heating_17f,
    heating_5f}."""
    maximum_output_w: OutputsOrHeating | None = None
    """Maximum net output, as minimum_output."""
    seer2: Number | None = None
    """Seasonal cooling efficiency on the label [Btu/Wh]."""
    eer2: Number | None = None
    """Cooling efficiency at 95 degF (35 degC) [Btu/Wh]."""
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
    """Heating COP at 47 degF (8.3 degC), where there is no HSPF2."""
    cop_room_air: Number | None = Field(default=None, gt=1)
    """One hose: heating COP with room air of 20 degC over both coils; heating_capacity too."""
    heating: bool = True
    """``false``: cooling only."""
    duct_loss: Fraction | None = Field(default=None, le=MAX_DUCT_LOSS)
    """Ducted: fraction of capacity that does not reach the room; default none, with a note."""
    ducts: Ducts | None = None
    """Ducted: leaks and surface of the ducts outside; default none, reported in notes."""
    hose: Hose | None = None
    """Portable: its hoses and the air in them; default by its size."""
    size_is: Literal["sacc", "ashrae128"] | None = None
    """Portable: which of the box's capacities ``size`` is; default sacc, the one by DOE's rule."""
    climate_class: GivenClass | None = None
    """Variable-speed ductless: ``ordinary`` or ``cold``, for outputs in the cold and the cut-out
    that are not given (``all``: as listed for all, Addendum 82 in the cold); default cold if a
    given maximum at 5 degF is at least 0.9 of the rated heating."""
    method: Literal["label", "addendum82"] = "label"
    """How capacity and power between the label's points are found."""

    @property
    def compressor(self) -> Compressor:
        """What the compressor does, which is the kind's word."""
        return self.kind

    @property
    def can_heat(self) -> bool:
        """Whether it heats: a room unit does only if a heating efficiency is given."""
        if self.is_room_unit and self.efficiencies()[2] is None and self.cop_47f is None:
            return False
        return self.heating

    @property
    def construction(self) -> Construction:
        """Split without or with ducts, or one box."""
        return CONSTRUCTIONS[self.form]

    @property
    def is_room_unit(self) -> bool:
        """Whether it is a window, terminal or portable unit."""
        return self.construction == "packaged"

    @property
    def has_climate_class(self) -> bool:
        """Whether it is one of the units that are made for ordinary or for cold winters."""
        return self.compressor == "variable_speed" and self.construction == "ductless"

    @property
    def hoses(self) -> int:
        """How many hoses it has: 0 unless it is a portable."""
        return PORTABLE.get(self.form, 0)

    def default_name(self) -> str:
        """Return its product, or size, compressor and form."""
        words = f"{size_words(self.size_w)} {compressor_words(self.compressor)}"
        return product_words(self.product) or f"{words} {FORM_WORDS.get(self.form, '')}".strip()

    def traits_in_name(self) -> Mapping[str, str]:
        """Return the first efficiency that is given, its climate class, and what all units have."""
        found = {}
        given = ((key, getattr(self, key)) for key in ("seer2", "seer", "ceer", "eer2", "eer"))
        for key, value in given:
            if value is not None:
                found["efficiency"] = f"{key.upper()} {value:g}"
                break
        if self.climate_class is not None:
            found["climate_class"] = f"{self.climate_class} climate"
        return {**found, **super().traits_in_name()}

    def catalogue_facts(self) -> dict[str, Any]:
        """Return what a list of products shows of it besides its size."""
        seer2, eer2, hspf2 = self.efficiencies()
        outputs = {
            "minimum_output_w": self.minimum().heating_w,
            "maximum_5f_w": self.maximum().heating_5f_w,
        }
        label = {"seer2": seer2, "eer2": eer2, "hspf2": hspf2}
        return {
            "form": self.form,
            **{key: _rounded(value, OUTPUT_DIGITS) for key, value in outputs.items()},
            **{key: _rounded(value, LABEL_DIGITS) for key, value in label.items()},
        }

    def suspicious_values(self) -> Iterator[tuple[str, str, str]]:
        """Yield values that no listed unit has."""
        return odd_values(self)

    def efficiencies(self) -> tuple[float | None, float | None, float | None]:
        """Return SEER2, EER2 and HSPF2, older labels converted."""
        cooling = SEER2_OVER_SEER[self.construction]
        eer2 = self.eer2
        if self.eer is not None:
            eer2 = self.eer if self.is_room_unit else self.eer * cooling
        elif eer2 is None and self.is_room_unit and self.ceer is not None:
            eer2 = ROOM_AC_EER_OVER_CEER * self.ceer
        return (
            self.seer2 if self.seer is None else self.seer * cooling,
            eer2,
            self.hspf2 if self.hspf is None else self.hspf * HSPF2_OVER_HSPF[self.construction],
        )

    def estimated(self, label: Iterable[str]) -> tuple[str, ...]:
        """Return which figures of a label are defaults."""
        seer2, eer2, hspf2 = self.efficiencies()
        given = {
            "seer2": seer2 is not None,
            "eer2": eer2 is not None,
            "hspf2": hspf2 is not None,
            "ceer": self.ceer is not None or self.eer is not None,
            "sacc": self.size_is != "ashrae128",
        }
        return tuple(key for key in label if not given[key])

    def portable_label(self) -> PortableLabel:
        """Return SACC, CEER, hoses and standby of a portable, defaults where not given."""
        sacc_w = self.size_w
        if self.size_is == "ashrae128":
            sacc_w *= SACC_OVER_ASHRAE[self.hoses]
        ceer = self.ceer
        if ceer is None and self.eer is not None:
            ceer = self.eer * sacc_w / self.size_w
        if ceer is None:
            ceer = min_ceer(sacc_w)
        standby_w = STANDBY_W if self.standby_w is None else self.standby_w
        path = hose_path(self.hoses, sacc_w, self.hose or Hose())
        return PortableLabel(sacc_w, ceer, path, standby_w)

    def minimum(self) -> Outputs:
        """Return the minimum outputs, a single value being the heating one."""
        return _as_outputs(self.minimum_output_w)

    def maximum(self) -> Outputs:
        """Return the maximum outputs, a single value being the heating one."""
        return _as_outputs(self.maximum_output_w)

    def climate(self) -> ClimateClass:
        """Return what kind of winter it is made for: as given, or by its maximum at 5 degF."""
        if self.climate_class is not None:
            return "cold" if self.climate_class == "cold" else "ordinary"
        at_5, rated = self.maximum().heating_5f_w, self.heating_capacity_w
        if at_5 is None or rated is None or at_5 < COLD_CLASS_FROM * rated:
            return "ordinary"
        return "cold"

    def rated_heating_w(self) -> float:
        """Return the rated heating capacity, by the class of the size where it is not given [W]."""
        if self.heating_capacity_w is not None:
            return self.heating_capacity_w
        if self.is_room_unit:
            return ROOM_UNIT_Q47_OVER_Q95 * self.size_w
        if self.compressor == "variable_speed" and self.construction == "ductless":
            return heating_over_cooling(self.size_w) * self.size_w
        return self.size_w

    def default_minimum(self) -> Outputs:
        """Return minimum outputs of a variable-speed unit where they are not given."""
        given, rated_w = self.minimum(), self.rated_heating_w()
        if given.heating_w is not None:
            at_47 = given.heating_w
        elif given.cooling_w is not None:
            at_47 = given.cooling_w / self.size_w * rated_w
        elif self.form == "multi_zone":
            at_47 = MULTI_ZONE_MINIMUM_47 * rated_w
        elif self.climate_class == "all":
            at_47 = float(np.interp(self.size_w, CLASS_SIZES_W, LISTED_MINIMUM_47)) * rated_w
        elif self.construction == "ductless":
            at_47 = min(minimum_heating_w(self.size_w, self.climate()), MAX_MINIMUM * rated_w)
        else:
            at_47 = MINIMUM_47 * rated_w
        if self.climate_class == "all":
            return Outputs(cooling_w=at_47 / rated_w * self.size_w, heating_w=at_47)
        return Outputs(
            cooling_w=MINIMUM_COOLING * self.size_w,
            heating_w=at_47,
            heating_17f_w=MINIMUM_17_OVER_47 * at_47,
            heating_5f_w=MINIMUM_5_OVER_47 * at_47,
        )

    def default_maximum(self) -> Outputs:
        """Return maximum heating outputs of its climate class where they are not given.

        None is above a given one in milder air, nor below a given one in colder air, and at 17 degF
        it is as far above a given rated output as Addendum 82 has it.
        """
        if not self.has_climate_class or self.method != "label" or self.climate_class == "all":
            return NO_OUTPUTS
        given, of_class = self.maximum(), CLASS_MAXIMA[self.climate()]
        rated_w = self.rated_heating_w()
        at_47, at_17, at_5 = (ratio * rated_w for ratio in of_class)
        if self.capacity_17f_w is not None and MAXIMUM_OVER_FULL_17 * self.capacity_17f_w > at_17:
            at_17 = MAXIMUM_OVER_FULL_17 * self.capacity_17f_w
            at_5 = at_17 * of_class.at_5 / of_class.at_17
        if given.heating_w is not None:
            at_47, at_17 = given.heating_w, min(at_17, given.heating_w)
        if given.heating_17f_w is not None:
            at_17 = given.heating_17f_w
        at_5 = min(at_5, at_17 * of_class.at_5 / of_class.at_17)
        if given.heating_5f_w is not None:
            at_5, at_17 = given.heating_5f_w, max(at_17, given.heating_5f_w)
        return Outputs(heating_w=max(at_47, at_17), heating_17f_w=at_17, heating_5f_w=at_5)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*_metric_problems(self), *capacity_problems(self), *_air_problems(self)]
        if problems:
            first, hint = problems[0]
            more = "".join(f"; also: {message}" for message, _ in problems[1:])
            raise complaint(first + more, hint)
        return self


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


NO_OUTPUTS = Outputs()


def _as_outputs(value: float | Outputs | None) -> Outputs:
    if isinstance(value, Outputs):
        return value
    return NO_OUTPUTS if value is None else Outputs(heating_w=value)


def _metric_problems(pump: LabelKeys) -> list[tuple[str, str]]:
    """Return what is wrong with the efficiencies, as (message, hint)."""
    problems = []
    for new, old in (("seer2", "seer"), ("eer2", "eer"), ("hspf2", "hspf")):
        if getattr(pump, new) is not None and getattr(pump, old) is not None:
            problems.append((f"{new} and {old} are both given", f"keep {new}, the label's figure"))
    for key in ("seer2", "seer", "eer2", "eer", "hspf2", "hspf", "ceer"):
        value = getattr(pump, key)
        if value is not None and value < MIN_EFFICIENCY:
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
    if pump.is_room_unit and pump.compressor == "single_stage" and eer2 is None:
        given = "no cooling efficiency of" if seer2 is None else "seer2 alone is no label of"
        message = f"{given} a single-stage {FORM_WORDS.get(pump.form, pump.form)}"
        return [(message, "give ceer or eer, the figures on its label")]
    label = Label(pump.compressor, pump.size_w, seer2, eer2, hspf2)
    problems += [
        (message, "SEER2 is usually 1.1 to 2.3 times EER2; older labels: write seer, eer, hspf")
        for _, message in check_label(label)
    ]
    if not pump.heating and (hspf2 is not None or pump.cop_47f is not None):
        problems.append(("heating: false, but a heating efficiency is given", "drop one of them"))
    return problems or [*_more_than_any(pump), *no_such_label(pump)]


def _more_than_any(pump: LabelKeys) -> list[tuple[str, str]]:
    """Return efficiencies that no unit has, as (message, hint)."""
    limits = dict.fromkeys(("seer2", "seer"), MAX_SEASONAL)
    limits |= dict.fromkeys(("eer2", "eer", "ceer"), MAX_STEADY)
    return [
        (f"{key} {getattr(pump, key):g} is above {limit:g}, more than any unit has", "Btu/Wh")
        for key, limit in limits.items()
        if (getattr(pump, key) or 0.0) > limit
    ]


def _portable_problems(pump: LabelKeys) -> list[tuple[str, str]]:
    """Return what is wrong with a portable's label, as (message, hint)."""
    problems = []
    if pump.compressor == "two_stage":
        problems.append(("no portable has two stages", "kind: single_stage or variable_speed"))
    problems += [
        (f"{key} is no label of portables", "ceer, with the SACC as size")
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


def _air_problems(pump: LabelKeys) -> list[tuple[str, str]]:
    """Return what is wrong with ducts and hoses, as (message, hint)."""
    problems = [
        (f"{key}, but form {pump.form} has no duct", "form: ducted")
        for key in ("duct_loss", "ducts")
        if getattr(pump, key) is not None and pump.construction != "ducted"
    ]
    for key in ("hose", "size_is"):
        if getattr(pump, key) is not None and not pump.hoses:
            message = f"{key}, but form {pump.form} is no portable"
            problems.append((message, "form: portable_one_hose or portable_two_hose"))
    if pump.hose is not None and pump.hose.leak is not None and pump.hoses == 1:
        problems.append(("hose.leak with one hose: all its air is the room's", "leave it out"))
    if pump.cop_room_air is not None and pump.hoses != 1:
        problems.append(("cop_room_air is of portables with one hose", "cop_47f"))
    by_class = pump.climate_class in {"ordinary", "cold"} and not pump.has_climate_class
    if by_class or (pump.climate_class and pump.compressor != "variable_speed"):
        kind = f"{compressor_words(pump.compressor)}, form {pump.form}"
        hint = "leave it out; lowest_outdoor and capacity_17f say how such a unit does in the cold"
        problems.append((f"climate_class of a unit that is {kind}", hint))
    return problems
