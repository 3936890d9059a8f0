"""What no unit has, and what no listed unit has: outputs over rated ones, cut-outs, labels.

A value is refused where no unit can have it, and reported where it is wide of all listed ones: of
183 single-zone machines of the NEEP list of July 2018 (``data/field/minimum_output_classes.csv``;
the lowest and the highest of them are next to each limit below) and of the shipped catalogue.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from hpsim.equipment.label_solving import HIGHEST_MINIMUM
from hpsim.equipment.maps import Outputs
from hpsim.equipment.ratings.points import BTU_PER_WH
from hpsim.units.constants import BTUH_PER_W

BY_SIZE = "the rated heating of its size"


class Label(Protocol):
    """What is read here of a unit's label, whose keys `label_keys` describes."""

    size_w: float
    heating_capacity_w: float | None
    capacity_17f_w: float | None
    lowest_outdoor_degc: float | None
    cop_47f: float | None

    @property
    def compressor(self) -> str:
        """single_stage, two_stage or variable_speed."""

    @property
    def is_room_unit(self) -> bool:
        """Whether it is a window, terminal or portable unit."""

    @property
    def can_heat(self) -> bool:
        """Whether it heats."""

    def minimum(self) -> Outputs:
        """Return the minimum outputs."""

    def maximum(self) -> Outputs:
        """Return the maximum outputs."""

    def rated_heating_w(self) -> float:
        """Return the rated heating capacity [W]."""


class Range(NamedTuple):
    """Of an output over a rated one."""

    refused_below: float
    odd_below: float
    odd_above: float
    refused_above: float

    @property
    def in_words(self) -> str:
        """The range that is not odd."""
        if self.odd_above == math.inf:
            return f"at least {self.odd_below:g} times"
        return f"{self.odd_below:g} to {self.odd_above:g} times"

    def refuses(self, ratio: float) -> bool:
        """Whether no unit can have it."""
        return not self.refused_below <= ratio <= self.refused_above

    def is_odd(self, ratio: float) -> bool:
        """Whether no listed unit has it."""
        return not self.odd_below <= ratio <= self.odd_above


RATED_HEATING = Range(0.2, 0.4, 1.6, 3.0)  # over the size: 0.49 to 1.45
MAXIMUM_COOLING = Range(0.0, 1.0, 1.8, 3.0)  # over the size: 1.0 to 1.54 in the catalogue
MAXIMUM_HEATING = Range(0.0, 0.9, 2.4, 3.5)  # over rated heating, as all below: 1.0 to 2.19
MAXIMUM_17F = Range(0.0, 0.3, 2.3, 3.5)  # 0.56 to 2.12
MAXIMUM_5F = Range(0.0, 0.2, 2.0, 3.5)  # 0.45 to 1.87
MAXIMUM_LOWEST = Range(0.0, 0.1, 2.0, 3.5)  # below that at 5 degF
MINIMUM_COOLING = Range(0.03, 0.06, math.inf, math.inf)  # over the size: 0.22 to 0.50
MINIMUM_HEATING = Range(0.03, 0.06, math.inf, math.inf)  # 0.075 to 0.98
MINIMUM_COLD = Range(0.01, 0.02, math.inf, math.inf)  # 0.031 to 0.58, at 17 and 5 degF

PLAUSIBLE_CUT_OUT_DEGC = (-37.0, 7.5)  # -35 to 45 degF: sold are -22 degF to 42 degF
HOTTEST_CUT_OUT_DEGC = 18.5  # 65 degF, above which the bins of HSPF2 have no load
LOWEST_SEER = 10.0  # Btu/Wh: the least allowed in the US since 1992; 13 since 2006
LOWEST_HSPF2 = 5.5  # Btu/Wh: 6.8 of HSPF, the least allowed since 1992, are 5.8
PLAUSIBLE_COP_47F = (2.0, 6.5)  # 2.3 to 5.6 in the catalogue
EUROPEAN = (
    "SEER and SCOP of the European label are W/W and rated otherwise: give its EER at 35 degC, "
    "times 3.412, as eer2, and its COP at A7 as cop_47f"
)


class Output(NamedTuple):
    """An output that is given, and what it is compared with."""

    key: str
    value_w: float | None
    of: str
    rated_w: float
    limits: Range

    @property
    def ratio(self) -> float:
        """Of the output over the rated one."""
        return 1.0 if self.value_w is None else self.value_w / self.rated_w

    def message(self) -> str:
        """Return what it is over the rated one."""
        kind = "cooling" if "cooling" in self.key else "heat"
        of = "cooling" if self.of == "the size" else "heat"
        return (
            f"{self.key} ({self.value_w:.0f} W of {kind}) is {self.ratio:.2g} times {self.of} "
            f"({self.rated_w:.0f} W of {of})"
        )

    def hint(self) -> str:
        """Return what units have, and which unit was perhaps meant."""
        words, of_btuh = f"units have {self.limits.in_words}", self.ratio / BTUH_PER_W
        is_refused = self.limits.refuses(self.ratio)
        if is_refused and not self.limits.is_odd(of_btuh):
            return f"{words}; is it in Btu/h, not in W?"
        return words


def _outputs(pump: Label) -> Iterator[Output]:
    low, high, rated_w = pump.minimum(), pump.maximum(), pump.rated_heating_w()
    size = ("the size", pump.size_w)
    given = pump.heating_capacity_w is not None
    rated = ("heating_capacity" if given else BY_SIZE, rated_w)
    yield Output("heating_capacity", pump.heating_capacity_w, *size, RATED_HEATING)
    yield Output("maximum_output.cooling", high.cooling_w, *size, MAXIMUM_COOLING)
    yield Output("maximum_output.heating", high.heating_w, *rated, MAXIMUM_HEATING)
    yield Output("maximum_output.heating_17f", high.heating_17f_w, *rated, MAXIMUM_17F)
    yield Output("maximum_output.heating_5f", high.heating_5f_w, *rated, MAXIMUM_5F)
    yield Output("maximum_output.heating_lowest", high.heating_lowest_w, *rated, MAXIMUM_LOWEST)
    if pump.compressor == "variable_speed":
        yield Output("minimum_output.cooling", low.cooling_w, *size, MINIMUM_COOLING)
        yield Output("minimum_output.heating", low.heating_w, *rated, MINIMUM_HEATING)
        yield Output("minimum_output.heating_17f", low.heating_17f_w, *rated, MINIMUM_COLD)
        yield Output("minimum_output.heating_5f", low.heating_5f_w, *rated, MINIMUM_COLD)


def _far_from_any(pump: Label) -> list[tuple[str, str]]:
    """Return outputs and a cut-out that no unit can have, as (message, hint)."""
    problems = [
        (output.message(), output.hint())
        for output in _outputs(pump)
        if output.limits.refuses(output.ratio)
    ]
    lowest_degc = pump.lowest_outdoor_degc
    if lowest_degc is not None and lowest_degc > HOTTEST_CUT_OUT_DEGC:
        message = f"lowest_outdoor {lowest_degc:.1f} degC: it would not heat at all"
        problems.append((message, "no heat pump that heats: heating: false"))
    return problems


def no_such_label(pump: Label) -> list[tuple[str, str]]:
    """Return label figures that no variable-speed split unit has, as (message, hint)."""
    if pump.compressor != "variable_speed" or pump.is_room_unit:
        return []
    return [
        (f"{key} {rated:g} is below the label of any variable-speed unit{other}", EUROPEAN)
        for key, rated, other in _low_labels(pump)
    ]


def _low_labels(pump: Label) -> Iterator[tuple[str, float, str]]:
    """Yield seasonal efficiencies below any label, and what they would be if they are in W/W."""
    if pump.is_room_unit:
        return
    limits = dict.fromkeys(("seer2", "seer"), LOWEST_SEER)
    limits |= dict.fromkeys(("hspf2", "hspf"), LOWEST_HSPF2)
    for key, limit in limits.items():
        rated = getattr(pump, key)
        if rated is not None and rated < limit:
            yield key, rated, f"; {rated:g} W/W would be {BTU_PER_WH * rated:.3g} Btu/Wh"


def odd_values(pump: Label) -> Iterator[tuple[str, str, str]]:
    """Yield what is possible, yet no listed unit has, as (key, message, hint)."""
    for output in _outputs(pump):
        if output.limits.is_odd(output.ratio):
            yield output.key.partition(".")[0], output.message(), output.hint()
    low_degc, high_degc = PLAUSIBLE_CUT_OUT_DEGC
    lowest_degc = pump.lowest_outdoor_degc
    if pump.can_heat and lowest_degc is not None and not low_degc <= lowest_degc <= high_degc:
        message = f"it stops heating below {lowest_degc:.1f} degC"
        hint = "units stop at -30 degC to 6 degC; with a backup, backup.compressor_off_below"
        yield "lowest_outdoor", message, hint
    for key, rated, other in _low_labels(pump):
        yield key, f"{rated:g} is below the label of any split unit sold{other}", EUROPEAN
    low, high = PLAUSIBLE_COP_47F
    if pump.cop_47f is not None and not low <= pump.cop_47f <= high:
        hint = f"units have {low:g} to {high:g}; is it a seasonal figure?"
        yield "cop_47f", f"a COP of {pump.cop_47f:g} at 8.33 degC", hint


def capacity_problems(pump: Label) -> list[tuple[str, str]]:
    """Return which capacities are out of order, as (message, hint)."""
    low, high = pump.minimum(), pump.maximum()
    heating = pump.heating_capacity_w
    rated: tuple[str, float | None] = (BY_SIZE, None)
    if heating is not None:
        rated = ("heating_capacity", heating)
    elif pump.compressor == "variable_speed":
        rated = (BY_SIZE, pump.rated_heating_w())
    chains: list[list[tuple[str, float | None]]] = [
        [
            ("minimum_output.cooling", low.cooling_w),
            ("size", pump.size_w),
            ("maximum_output.cooling", high.cooling_w),
        ],
        [("minimum_output.heating", low.heating_w), rated],
        [("heating_capacity", heating), ("maximum_output.heating", high.heating_w)],
        [("minimum_output.heating_17f", low.heating_17f_w), ("capacity_17f", pump.capacity_17f_w)],
        [("capacity_17f", pump.capacity_17f_w), ("heating_capacity", heating)],
        [
            ("capacity_17f", pump.capacity_17f_w),
            ("twice the size", 2 * pump.size_w if heating is None else None),
        ],
    ]
    problems = [*_far_from_any(pump), *_no_range_problems(pump)]
    for chain in chains:
        known = [(key, value) for key, value in chain if value is not None]
        for (left, less), (right, more) in itertools.pairwise(known):
            if less > more * (1.0 + 1e-9):
                of = "cooling" if "cooling" in left + right else "heat"
                message = f"{left} ({less:.0f} W of {of}) is above {right} ({more:.0f} W of {of})"
                hint = "minimum <= rated <= maximum, and less in the cold"
                if right == BY_SIZE:
                    hint = "heating_capacity, if it has more; " + hint
                problems.append((message, hint))
    return problems


def _no_range_problems(pump: Label) -> list[tuple[str, str]]:
    """Return minimum outputs of a variable-speed unit next to its full ones."""
    if pump.compressor != "variable_speed":
        return []
    low = pump.minimum()
    ends = (
        ("cooling", low.cooling_w, "size", pump.size_w),
        ("heating", low.heating_w, "rated heating", pump.rated_heating_w()),
    )
    return [
        (
            f"minimum_output.{key} ({least:.0f} W) leaves no range below the {what} ({full:.0f} W)",
            f"at most {HIGHEST_MINIMUM:g} of it; a unit that does not modulate: kind: single_stage",
        )
        for key, least, what, full in ends
        if least is not None and HIGHEST_MINIMUM * full < least <= full * (1.0 + 1e-9)
    ]
