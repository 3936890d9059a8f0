"""What holds of every candidate of a kind, for readers of results, who know the kind's word only.

It imports nothing, so that a result folder can be read and judged without any machine's code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Traits(NamedTuple):
    """What holds of every candidate of a kind; by default that of a heat pump."""

    noun: str = "unit"
    """What a sentence calls a candidate of this kind."""
    is_machine: bool = True
    """False: nothing switches; results are the room's own."""
    is_ideal: bool = False
    """It holds the setpoints exactly: its results are the room's load."""
    is_heater: bool = False
    """No candidate of this kind cools."""
    always_cycles: bool = False
    """It switches on and off at any load, so that its minimum output has no meaning."""
    has_fixed_speeds: bool = False
    """Its compressor has one or two speeds, which the thermostat switches."""
    starts_are_of_compressor: bool = True
    """False: some or all of its starts are those of a burner or a resistance."""


_HEATER = Traits(is_heater=True, always_cycles=True, starts_are_of_compressor=False)
TRAITS: Mapping[str, Traits] = {
    "single_stage": Traits("single-stage unit", always_cycles=True, has_fixed_speeds=True),
    "two_stage": Traits("two-stage unit", has_fixed_speeds=True),
    "variable_speed": Traits("variable-speed unit"),
    "table": Traits("table unit"),
    "ideal": Traits("ideal load", is_machine=False, is_ideal=True),
    "none": Traits("room without a machine", is_machine=False),
    "baseboard": _HEATER._replace(noun="baseboard"),
    "furnace": _HEATER._replace(noun="furnace"),
    "pair": Traits("pair", always_cycles=True, starts_are_of_compressor=False),
}
"""A row per kind, by the word that a person writes."""


_HEAT_PUMP = Traits()


def traits_of(kind: str) -> Traits:
    """Return the traits of a kind by its word, and those of a heat pump for an unknown word."""
    return TRAITS.get(kind, _HEAT_PUMP)
