"""What is allowed of a unit and yet suspicious: its size, its label, keys without effect."""

from __future__ import annotations

from collections.abc import Iterator

from hpsim.description.yamlfile import KeyPath
from hpsim.equipment.kinds.base import Unit
from hpsim.scenario.finding import Check, Finding
from hpsim.scenario.model import Scenario
from hpsim.units.constants import BTUH_PER_W
from hpsim.units.numbers import number

PLAUSIBLE_SIZE_W_PER_M2 = (20.0, 320.0)  # 6 ... 100 Btu/h ft2
LOWEST_EER = 5.0  # Btu/Wh: portables reach 6; the best of European lists have 5.6 W/W


def units_of(scenario: Scenario) -> list[tuple[KeyPath, Unit]]:
    """Return every unit of the candidates with its key."""
    return [
        (("candidates", index, *key), unit)
        for index, candidate in enumerate(scenario.candidates)
        for key, unit in candidate.parts().items()
    ]


def suspicious_sizes(scenario: Scenario) -> Iterator[Finding]:
    """Find candidates far too small or large for the floor area, and an EER in W/W."""
    low, high = PLAUSIBLE_SIZE_W_PER_M2
    for path, unit in units_of(scenario):
        per_m2 = unit.size_w / scenario.room.floor_area_m2
        if not low <= per_m2 <= high:
            message = f"{number(per_m2)} W/m2 of floor"
            hint = f"typical: {low:g} to {high:g} W/m2"
            yield Finding((*path, "size"), message, hint)
        for key in ("eer2", "eer", "ceer"):
            rated = getattr(unit, key, None)
            if rated is not None and rated < LOWEST_EER:
                hint = f"in Btu/Wh; an EER of {rated:g} W/W is {key}: {BTUH_PER_W * rated:.3g}"
                yield Finding((*path, key), f"{rated:g} is below any unit sold", hint)


def suspicious_units(scenario: Scenario) -> Iterator[Finding]:
    """Find outputs, cut-outs and labels of a unit that no listed one has."""
    for path, unit in units_of(scenario):
        for key, message, hint in unit.suspicious_values():
            yield Finding((*path, key), message, hint)


def keys_without_effect(scenario: Scenario) -> Iterator[Finding]:
    """Find keys of a candidate that change nothing for its kind."""
    for path, unit in units_of(scenario):
        is_product = getattr(unit, "product", None) is not None
        for key, why in () if is_product else unit.without_effect.items():
            if unit.field_of(key) in unit.model_fields_set:
                yield Finding((*path, key), "has no effect", why)


def emergency_without_backup(scenario: Scenario) -> Iterator[Finding]:
    """Find heat pumps that emergency heat leaves without heat, and emergency heat for nothing."""
    if not scenario.thermostat.emergency_heat or scenario.thermostat.heating is None:
        return
    path: KeyPath = ("thermostat", "emergency_heat")
    concerned = False
    for index, candidate in enumerate(scenario.candidates):
        if not candidate.heats_by_compressor:
            continue
        has_backup = getattr(candidate, "backup", None) is not None
        concerned |= has_backup or candidate.can_heat
        if candidate.can_heat and not has_backup:
            message = f"candidates[{index}] ({candidate.result_name()}) has no backup: no heat"
            yield Finding(path, message, "backup: {size: 3 kW}, or leave emergency_heat out")
    if not concerned:
        yield Finding(path, "has no effect", "no candidate is a heat pump")


UNIT_WARNINGS: tuple[Check, ...] = (
    suspicious_sizes,
    suspicious_units,
    keys_without_effect,
    emergency_without_backup,
)
