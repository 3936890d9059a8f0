"""Moist air and the wet coil, against the psychrometrics and a worked example."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest

from hand_made import saturation
from hpsim.kernel.air import enthalpy, sensible_heat_ratio, wet_bulb
from hpsim.kernel.compiling import compiled
from hpsim.kernel.types import Saturation
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity, wet_bulb_degc

WET_BULB_K = 0.02  # the table's step and two rounds of correction
SHR = 0.01  # the worked example's own tolerance

# EnergyPlus' rated coil as worked out in public sources (resdx, EnergyPlus Engineering Reference):
# 2637.64 W total at 26.667/19.444 degC, 300 cfm of 1.204 kg/m3
AIRFLOW = 0.17047
A0 = 0.22056
CAPACITY = 2637.64


@pytest.mark.parametrize("air_degc", [10.0, 18.0, 25.0, 35.0])
@pytest.mark.parametrize("relative", [0.2, 0.5, 0.9])
def test_wet_bulb_agrees_with_the_psychrometric_chart(air_degc: float, relative: float) -> None:
    ratio = float(humidity_ratio_from_relative_humidity(air_degc, relative, 101325.0))
    expected = float(wet_bulb_degc(air_degc, ratio, 101325.0))
    assert wet_bulb(saturation(), air_degc, ratio) == pytest.approx(expected, abs=WET_BULB_K)


@pytest.mark.parametrize(
    ("air_degc", "ratio", "capacity_share", "flow_share", "expected"),
    [
        (26.667, 0.011165, 1.0, 1.0, 0.7055),
        (23.889, 0.009237, 1.0, 1.0, 0.7283),  # 75 degF, 50 %
        (23.889, 0.011120, 1.0, 1.0, 0.6300),  # 75 degF, 60 %
        (26.667, 0.011165, 0.97, 0.8, 0.6791),
        (26.667, 0.011165, 0.30, 0.4, 0.9548),
        (26.667, 0.011165, 0.30, 0.6, 1.0),
        (23.889, 0.009237, 0.30, 0.5, 1.0),
    ],
)
def test_sensible_heat_ratio_of_the_worked_coil(
    air_degc: float, ratio: float, capacity_share: float, flow_share: float, expected: float
) -> None:
    flow = AIRFLOW * flow_share
    bypass = math.exp(-A0 / flow)
    shr = sensible_heat_ratio(
        saturation(), air_degc, ratio, CAPACITY * capacity_share, flow, bypass
    )
    assert shr == pytest.approx(expected, abs=SHR)


def test_enthalpy_of_dry_air_is_its_heat_capacity() -> None:
    assert enthalpy(20.0, 0.0) == pytest.approx(20.0 * 1006.0)


@compiled
def compiled_wet_bulb(table: Saturation, air_degc: float, humidity_ratio: float) -> float:
    return wet_bulb(table, air_degc, humidity_ratio)


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_interpreted_equals_compiled() -> None:
    """Python runs a helper of the kernel as it is written; compiled code, compiled."""
    table = saturation()
    for air_degc in np.linspace(5.0, 40.0, 8):
        interpreted = wet_bulb(table, float(air_degc), 0.005)
        assert compiled_wet_bulb(table, float(air_degc), 0.005) == pytest.approx(
            interpreted, rel=1e-12
        )
