"""Moist air agrees with ASHRAE's tables, its worked example, and PsychroLib."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from hpsim import psychrometrics as air

# ASHRAE Fundamentals 2017 (SI), chapter 1, table 3: saturation pressure of water [Pa]
TABLE_3 = {
    -60.0: 1.08,
    -20.0: 103.24,
    -5.0: 401.74,
    5.0: 872.6,
    25.0: 3169.7,
    50.0: 12351.3,
    100.0: 101418.0,
    150.0: 476101.4,
}
# eq. 5 and 6 against the table's newer formulation: within 0.03 %; -60 is printed to 0.01 Pa
TABLE_3_RTOL = {-60.0: 0.01}
TABLE_3_USUAL_RTOL = 3e-4
# same, table 2 at 101.325 kPa: humidity ratio [kg/kg] and enthalpy [kJ/kg] at saturation
TABLE_2 = {
    -50.0: (0.0000243, -50.222),
    -20.0: (0.0006373, -18.542),
    -5.0: (0.0024863, 1.164),
    5.0: (0.005425, 18.639),
    25.0: (0.020173, 76.504),
    50.0: (0.086863, 275.353),
}
# the tables are of a real gas, ours is ideal: 0.5 % in the humidity ratio
TABLE_2_RTOL = 0.007
TABLE_2_ENTHALPY_ATOL_KJ = 0.05  # beside the same share of the latent part: rounded constants
PSYCHROLIB_RTOL = 1e-9  # the same equations
WET_BULB_ATOL_K = 0.0015  # PsychroLib stops its bisection at 0.001 K


@pytest.fixture(scope="module")
def psychrolib() -> ModuleType:
    """Return PsychroLib in SI units, where it is installed: an oracle, not a dependency."""
    module: ModuleType = pytest.importorskip("psychrolib")
    module.SetUnitSystem(module.SI)
    return module


@pytest.mark.parametrize("temperature_degc", TABLE_3)
def test_saturation_pressure_is_the_tables(temperature_degc: float):
    rtol = TABLE_3_RTOL.get(temperature_degc, TABLE_3_USUAL_RTOL)
    pressure = float(air.saturation_pressure_pa(temperature_degc))
    assert pressure == pytest.approx(TABLE_3[temperature_degc], rel=rtol)


@pytest.mark.parametrize("temperature_degc", TABLE_2)
def test_saturated_air_is_the_tables(temperature_degc: float):
    ratio, enthalpy_kj = TABLE_2[temperature_degc]
    ours = air.saturation_humidity_ratio(temperature_degc)
    assert float(ours) == pytest.approx(ratio, rel=TABLE_2_RTOL)
    enthalpy = float(air.enthalpy_j_per_kg(temperature_degc, ours)) / 1000.0
    atol = TABLE_2_ENTHALPY_ATOL_KJ + TABLE_2_RTOL * ratio * 2590.0
    assert enthalpy == pytest.approx(enthalpy_kj, abs=atol)


def test_the_handbooks_worked_example():
    # ASHRAE Fundamentals 2017, chapter 1, example 1: 40 degC dry, 20 degC wet bulb, 101.325 kPa;
    # from a chart of the real gas: W 6.5 g/kg, h 56.7 kJ/kg, dew point 7 degC, 14 %,
    # 0.896 m3/kg
    ratio = air.humidity_ratio_from_wet_bulb(40.0, 20.0)
    assert float(ratio) == pytest.approx(0.0065, abs=0.0001)
    assert float(air.enthalpy_j_per_kg(40.0, ratio)) == pytest.approx(56_700.0, abs=150.0)
    assert float(air.dew_point_degc(ratio)) == pytest.approx(7.0, abs=0.5)
    assert float(air.relative_humidity(40.0, ratio)) == pytest.approx(0.14, abs=0.005)
    assert float(air.specific_volume_m3_per_kg(40.0, ratio)) == pytest.approx(0.896, abs=0.0005)


@pytest.mark.parametrize("pressure_pa", [101325.0, 83000.0])
@pytest.mark.parametrize("temperature_degc", [-25.0, -3.0, 4.0, 21.0, 38.0])
@pytest.mark.parametrize("humidity", [0.08, 0.5, 0.97])
def test_psychrolib_says_the_same(
    psychrolib: ModuleType, temperature_degc: float, humidity: float, pressure_pa: float
):
    ratio = float(
        air.humidity_ratio_from_relative_humidity(temperature_degc, humidity, pressure_pa)
    )
    theirs = psychrolib.GetHumRatioFromRelHum(temperature_degc, humidity, pressure_pa)
    assert ratio == pytest.approx(theirs, rel=PSYCHROLIB_RTOL)
    pairs = (
        (
            air.enthalpy_j_per_kg(temperature_degc, ratio),
            psychrolib.GetMoistAirEnthalpy(temperature_degc, ratio),
        ),
        (
            air.air_density_kg_per_m3(temperature_degc, ratio, pressure_pa),
            psychrolib.GetMoistAirDensity(temperature_degc, ratio, pressure_pa),
        ),
        (
            air.relative_humidity(temperature_degc, ratio, pressure_pa),
            psychrolib.GetRelHumFromHumRatio(temperature_degc, ratio, pressure_pa),
        ),
    )
    for ours, other in pairs:
        # PsychroLib rounds two constants: 0.287042 and 1.607858
        assert float(ours) == pytest.approx(other, rel=1e-6)
    dew_point = float(air.dew_point_degc(ratio, pressure_pa))
    other = psychrolib.GetTDewPointFromHumRatio(temperature_degc, ratio, pressure_pa)
    assert dew_point == pytest.approx(other, abs=WET_BULB_ATOL_K)
    wet_bulb = float(air.wet_bulb_degc(temperature_degc, ratio, pressure_pa))
    other = psychrolib.GetTWetBulbFromHumRatio(temperature_degc, ratio, pressure_pa)
    assert wet_bulb == pytest.approx(other, abs=WET_BULB_ATOL_K)


def test_dew_point_undoes_saturation():
    temperature_degc = np.linspace(-60.0, 60.0, 241)
    ratio = air.humidity_ratio_from_dew_point(temperature_degc, 95000.0)
    np.testing.assert_allclose(air.dew_point_degc(ratio, 95000.0), temperature_degc, atol=1e-6)


def test_frost_is_of_ice_not_of_supercooled_water():
    """WMO's tables at -20 degC: 103.2 Pa over ice, 125.6 over water."""
    assert float(air.saturation_pressure_pa(-20.0)) == pytest.approx(103.2, abs=0.3)


def test_dry_air_and_scalars_and_arrays_agree():
    assert float(air.dew_point_degc(0.0)) == pytest.approx(air.LOWEST_DEGC)
    assert float(air.relative_humidity(20.0, 0.0)) == 0.0
    both = air.wet_bulb_degc(np.array([20.0, 35.0]), np.array([0.007, 0.02]))
    assert both[1] == float(air.wet_bulb_degc(35.0, 0.02))


def test_standard_atmosphere_is_the_tables():
    # ASHRAE Fundamentals 2017, chapter 1, table 1
    np.testing.assert_allclose(
        air.standard_pressure_pa(np.array([0.0, 500.0, 1000.0, 3000.0])),
        [101325.0, 95461.0, 89875.0, 70108.0],
        rtol=2e-4,  # the table's last digit and the formula's exponent
    )
