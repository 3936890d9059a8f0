"""What a machine gives hour by hour in one room is what it gives at that hour's temperature."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.equipment.kinds.label_unit import SingleStage, VariableSpeed
from hpsim.equipment.output import output_limits, steady_limits, surroundings
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
