"""Output at the design conditions: the year's own physics, label points, cut-outs."""

from __future__ import annotations

import numpy as np
import pytest

from hpsim.equipment.kinds.baseboard import Baseboard
from hpsim.equipment.kinds.label_unit import SingleStage, VariableSpeed
from hpsim.equipment.output import steady_limits
from hpsim.kernel.types import Machine
from hpsim.psychrometrics import STANDARD_PRESSURE_PA, humidity_ratio_from_relative_humidity
from hpsim.sizing.output import (
    COOLING,
    HEATING,
    At,
    at_47f,
    design_output,
    greatest,
    least,
    steady,
)
from hpsim.units.constants import W_PER_BTUH

AHRI_COOLING = At(35.0, 0.014, 26.67, 0.0112, STANDARD_PRESSURE_PA)  # 95 degF; 80 and 67 degF
LABEL = 0.02  # fan heat is the installed one
SAME = 1e-12  # one physics, compiled and interpreted


def moist(degc: float, rh: float = 0.8) -> float:
    return float(humidity_ratio_from_relative_humidity(degc, rh, STANDARD_PRESSURE_PA))


def cold(degc: float) -> At:
    return At(degc, moist(degc), 20.0, moist(20.0, 0.35), STANDARD_PRESSURE_PA)


@pytest.fixture(scope="module")
def machine() -> Machine:
    unit = VariableSpeed.from_written(
        {
            "kind": "variable_speed",
            "size": "9 kBtu/h",
            "seer2": 20,
            "hspf2": 10,
            "lowest_outdoor": "-13 degF",
        }
    )
    return unit.compile()[0]


def test_cooling_at_the_rating_point_is_the_size(machine):
    full = steady(machine, AHRI_COOLING, COOLING, 1.0)
    assert full.total_w == pytest.approx(9000 * W_PER_BTUH, rel=LABEL)
    assert 0.6 < full.sensible_w / full.total_w < 0.9


@pytest.mark.parametrize("outdoor_degc", [-15.0, -8.33, 1.0, 8.33])
def test_heating_is_what_the_years_limits_have(machine, outdoor_degc):
    low, high = steady_limits(machine, 1.0, np.array([outdoor_degc]), STANDARD_PRESSURE_PA, 20.0)
    at = cold(outdoor_degc)
    assert greatest(machine, at, HEATING).total_w == pytest.approx(high[0], rel=SAME)
    assert least(machine, at, HEATING).total_w == pytest.approx(low[0], rel=SAME)


def test_frost_takes_from_the_output_in_the_mean(machine):
    iced, clear = (
        greatest(machine._replace(outdoor_coil=coil), cold(0.0), HEATING).total_w
        for coil in (machine.outdoor_coil, machine.outdoor_coil._replace(defrost=0.0))
    )
    assert 0.8 < iced / clear < 0.99


def test_nothing_is_left_below_the_cut_out(machine):
    warm, frozen = cold(-20.0), cold(-30.0)
    found = design_output(
        machine, name="unit", kind="variable_speed", size_w=1.0, cold=frozen, hot=AHRI_COOLING
    )
    assert found.heating is not None
    assert found.heating.total_w == 0.0
    assert found.cuts_out_degc == pytest.approx(-25.0)
    assert greatest(machine, warm, HEATING).total_w > 0.0
    mild = at_47f(20.0, 0.006, STANDARD_PRESSURE_PA)
    assert found.minimum_heating == least(machine, mild, HEATING)


def test_moisture_that_a_hose_draws_in_is_taken_off():
    portable = SingleStage.from_written(
        {
            "kind": "single_stage",
            "form": "portable_one_hose",
            "size": "8 kBtu/h",
            "ceer": 7,
            "heating": False,
        }
    ).compile()[0]
    room_ratio = moist(24.0, 0.5)
    humid, alike = (
        steady(portable, At(33.0, ratio, 24.0, room_ratio, STANDARD_PRESSURE_PA), COOLING, 1.0)
        for ratio in (room_ratio + 0.002, room_ratio)
    )
    # into a tight room comes as much air as the hose blows out
    drawn_kg_per_s = portable.air_path.induced_infiltration_kg_per_s
    drawn_kg_per_s *= 1.0 - portable.air_path.from_home_fraction
    assert drawn_kg_per_s > 0.05
    assert alike.latent_w - humid.latent_w == pytest.approx(2.501e6 * 0.002 * drawn_kg_per_s)
    assert humid.sensible_w == alike.sensible_w


def test_a_heater_gives_its_power_and_does_not_cool():
    heater = Baseboard(size_w=1500.0).compile()[0]
    found = design_output(
        heater, name="heater", kind="baseboard", size_w=1500.0, cold=cold(-40.0), hot=AHRI_COOLING
    )
    assert found.heating is not None
    assert found.heating.total_w == pytest.approx(1500.0, rel=0.01)
    assert found.cooling is None
    assert found.cuts_out_degc is None
