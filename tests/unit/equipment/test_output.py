"""What a machine gives hour by hour in one room is what it gives at that hour's temperature."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.equipment.kinds.label_unit import SingleStage, VariableSpeed
from hpsim.equipment.output import dry_ratio, output_limits, steady_limits, surroundings
from hpsim.units.constants import W_PER_BTUH

PRESSURE_PA, HEATING_DEGC, COOLING_DEGC = 99_000.0, 20.0, 25.0
OUTDOOR_DEGC = np.array([-30.0, 5.0, 35.0, 5.0, -30.0, 12.5])
LEAKAGE_KG_PER_S = np.array([0.001, 0.002, 0.02, 0.03, 0.001, 0.0])
UNITS = (
    VariableSpeed(size_w=9000.0 * W_PER_BTUH, seer2=21.0, hspf2=10.0),
    SingleStage(form="portable_one_hose", size_w=8000.0 * W_PER_BTUH, ceer=7.5),
)


@pytest.mark.parametrize("unit", UNITS, ids=("draws no air", "draws in air"))
def test_hours_have_the_limits_of_their_own_temperature_and_leakage(unit: VariableSpeed) -> None:
    machine, _ = unit.compile()
    around = surroundings(OUTDOOR_DEGC, LEAKAGE_KG_PER_S, PRESSURE_PA, HEATING_DEGC, COOLING_DEGC)
    limits = output_limits(machine, around)
    for hour, (outdoor, leakage) in enumerate(zip(OUTDOOR_DEGC, LEAKAGE_KG_PER_S, strict=True)):
        # beside the year's other temperatures: the grid of sensible shares spans them
        at = np.array([outdoor, OUTDOOR_DEGC.min(), OUTDOOR_DEGC.max()])
        heating = steady_limits(machine, 1.0, at, PRESSURE_PA, HEATING_DEGC, leakage)
        cooling = steady_limits(machine, -1.0, at, PRESSURE_PA, COOLING_DEGC, leakage)
        expected = [limit[0] for limit in (*heating, *cooling)]
        np.testing.assert_array_equal([limit[hour] for limit in limits], expected)


@pytest.mark.parametrize("unit", UNITS, ids=("draws no air", "draws in air"))
def test_a_dry_room_has_limits_of_its_own_in_cooling(unit: VariableSpeed) -> None:
    """The same machine in one weather, in moist rooms and in a dry one: none gets another's."""
    machine, _ = unit.compile()
    around = surroundings(OUTDOOR_DEGC, LEAKAGE_KG_PER_S, PRESSURE_PA, HEATING_DEGC, COOLING_DEGC)
    moist, dry, again = (output_limits(machine, around, ratio) for ratio in (None, 0.004, None))
    np.testing.assert_array_equal(moist, again)
    np.testing.assert_array_equal(moist[:2], dry[:2])
    assert dry.maximum_cooling_w[2] > moist.maximum_cooling_w[2]
    at = np.array([OUTDOOR_DEGC[2], OUTDOOR_DEGC.min(), OUTDOOR_DEGC.max()])
    leakage = LEAKAGE_KG_PER_S[2]
    given = (machine, -1.0, at, PRESSURE_PA, COOLING_DEGC, leakage)
    expected = [limit[0] for limit in steady_limits(*given, room_humidity_ratio=0.004)]
    np.testing.assert_array_equal([limit[2] for limit in dry[2:]], expected)


def test_air_counts_as_dry_below_half_its_saturation() -> None:
    around = surroundings(OUTDOOR_DEGC, LEAKAGE_KG_PER_S, PRESSURE_PA, HEATING_DEGC, COOLING_DEGC)
    ratios, hours = np.array([0.004, 0.008, 0.02]), np.array([True, True, False])
    assert dry_ratio(ratios, hours, around) == pytest.approx(0.006)
    assert dry_ratio(ratios, ~hours, around) is None
    assert dry_ratio(ratios, hours & ~hours, around) is None


def test_leakage_matters_to_a_hose_alone() -> None:
    for unit, matters in zip(UNITS, (False, True), strict=True):
        machine, _ = unit.compile()
        most = [
            output_limits(
                machine,
                surroundings(OUTDOOR_DEGC, leakage, PRESSURE_PA, HEATING_DEGC, COOLING_DEGC),
            ).maximum_cooling_w
            for leakage in (LEAKAGE_KG_PER_S, 0.0 * LEAKAGE_KG_PER_S)
        ]
        assert np.array_equal(*most) is not matters
