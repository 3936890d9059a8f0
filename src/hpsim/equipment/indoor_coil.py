"""The indoor side: fan, airflow, coil split, and what indoor conditions do to the tables.

References
----------
Fans, flows: RESNET Addendum 82 and OpenStudio-HPXML v1.11 (defaults.rb, hvac.rb); mini-split
airflow over speed: NREL/OCHRE 458b9b2, "HVAC Multispeed Parameters" (BEopt mini-split set).
Indoor curves: Cutler et al. 2013, NREL/TP-5500-56354, as coded in OpenStudio-HPXML v1.11.
Coil: EnergyPlus Engineering Reference, "DX cooling coil", apparatus dew point and bypass.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from hpsim.description.base import Description, Fraction, Temperature
from hpsim.equipment.maps import look_up
from hpsim.kernel.airflow import (
    COIL_FLOW_EXPONENT,
    CONDENSER_APPROACH,
    RATED_HEATING_DRY_BULB_DEGC,
    VAPORISATION_J_PER_KG,
)
from hpsim.kernel.types import FloatArray, IndoorCoil, PerformanceMap
from hpsim.psychrometrics import (
    STANDARD_PRESSURE_PA,
    enthalpy_j_per_kg,
    humidity_ratio_from_wet_bulb,
    saturation_humidity_ratio,
    saturation_table,
)
from hpsim.units.constants import W_PER_TON

M3_PER_S_PER_CFM = 4.719474e-4
AIR_DENSITY_KG_PER_M3 = 1.204  # standard air, in which catalogue flows are given
RATED_OUTDOOR_DEGC = 35.0  # AHRI 210/240 cooling test A, 95 degF
SAME_AIR_K = 0.05  # conditions of a table so near to the standard's are meant as these
RATED_COOLING_DRY_BULB_DEGC = 26.67  # AHRI 210/240 cooling tests, 80 degF
RATED_WET_BULB_DEGC = 19.44  # 67 degF
RATED_SHR = 0.708  # A82: gross, central and ductless
RATED_SHR_ROOM_UNIT = 0.65  # A82: room air conditioners
EVAPORATION_RATIO = 1.5  # off-cycle evaporation of a full coil over rated latent: EnergyPlus
COIL_WET_S = 1000.0  # rated latent capacity times this hangs on a full coil: EnergyPlus, FSEC


class Fan(NamedTuple):
    """An indoor fan's flow and power."""

    flow_m3_per_s_per_w: float
    """Rated flow per watt of rated capacity."""
    rated_w_per_m3_per_s: float
    """In the rating tests."""
    installed_w_per_m3_per_s: float
    """Against real ducts and filters."""
    exponent: float
    """Power goes with the flow ratio to this."""
    cooling_floor: float
    """Flow ratio is ``floor + (1 - floor) r`` of the capacity ratio r, as installed."""
    heating_floor: float


def _fan(
    cfm_per_ton: float, rated: float, installed: float, exponent: float, floors: tuple[float, float]
) -> Fan:
    return Fan(
        cfm_per_ton * M3_PER_S_PER_CFM / W_PER_TON,
        rated / M3_PER_S_PER_CFM,
        installed / M3_PER_S_PER_CFM,
        exponent,
        *floors,
    )


# mini-split airflow: 0.53 of highest at 0.49 of rated capacity, 1.0 at 1.2; heating 0.56 at 0.4
_MINI_SPLIT_FLOORS = (0.237, 0.375)
DUCTLESS_FAN = _fan(400.0, 0.171, 0.07, 3.0, _MINI_SPLIT_FLOORS)
DUCTED_FAN = _fan(400.0, 0.281, 0.375, 2.75, (0.0, 0.0))
DUCTED_ONE_SPEED_FAN = _fan(400.0, 0.414, 0.5, 1.0, (0.0, 0.0))
"""Permanent split capacitor motor, as single-stage units have it."""
ROOM_UNIT_FAN = _fan(312.0, 0.171, 0.171, 3.0, (0.0, 0.0))
"""Its power is in the rating and stays the same installed."""


def fan_of(construction: str, compressor: str) -> Fan:
    """Return the fan of a ``ductless``, ``ducted`` or ``packaged`` unit."""
    if construction == "ducted":
        return DUCTED_ONE_SPEED_FAN if compressor == "single_stage" else DUCTED_FAN
    return ROOM_UNIT_FAN if construction == "packaged" else DUCTLESS_FAN


def rated_fan_w(fan: Fan, size_w: float, ratio: FloatArray) -> FloatArray:
    """Return fan power in the rating tests [W]; flow goes with capacity (A82).

    ``size_w`` is the rated cooling capacity, ``ratio`` (n_speed,) the capacity at the rating
    temperature over it.
    """
    flow = fan.flow_m3_per_s_per_w * size_w
    return flow * fan.rated_w_per_m3_per_s * ratio**fan.exponent


def installed_flow_ratio(
    floor: float, speeds: FloatArray, highest: float, *, modulates: bool
) -> FloatArray:
    """Return airflow over that at full speed, as installed (n_speed,).

    Parameters
    ----------
    floor
        The ratio is ``floor + (1 - floor) r`` of the speed r [-].
    speeds : FloatArray
        (n_speed,) fraction of full speed; 0 stands for the only one.
    highest
        Speed at which the fan is at its highest [-].
    modulates
        False: at fixed speeds the airflow is proportional to them.
    """
    if not modulates:
        return np.where(speeds > 0.0, speeds, 1.0)
    return floor + (1.0 - floor) * np.minimum(speeds, highest)


# ---------------------------------------------------------------------------------------- coil
@lru_cache(maxsize=64)
def coil_a0_kg_per_s(
    capacity_w: float,
    airflow_kg_per_s: float,
    shr: float,
    dry_bulb_degc: float = RATED_COOLING_DRY_BULB_DEGC,
    wet_bulb_degc: float = RATED_WET_BULB_DEGC,
) -> float:
    """Return A0 of the bypass factor exp(-A0 / airflow) from a rated sensible heat ratio [kg/s].

    The line from entering to leaving air meets saturation at the apparatus dew point; the bypass
    factor is how far, in enthalpy, the leaving air stays from there. A ratio that no coil can
    have at this flow gives the wettest or driest coil that can be.

    Gross capacity, dry air over the coil and the air that enters it are those at the condition
    of the ratio.

    Examples
    --------
    EnergyPlus, with rounded heat capacities, finds 0.221 for the same coil.

    >>> round(coil_a0_kg_per_s(2637.64, 0.17047, 0.708, 26.667, 19.444), 3)
    0.224
    """
    w_in = float(humidity_ratio_from_wet_bulb(dry_bulb_degc, wet_bulb_degc))
    h_in = float(enthalpy_j_per_kg(dry_bulb_degc, w_in))
    h_out = h_in - capacity_w / airflow_kg_per_s
    # EnergyPlus: sensible part is the enthalpy change at the leaving humidity
    h_mixed = h_in - (1.0 - shr) * (h_in - h_out)
    w_out = (h_mixed / 1000.0 - 1.006 * dry_bulb_degc) / (2501.0 + 1.86 * dry_bulb_degc)
    t_out = (h_out / 1000.0 - 2501.0 * w_out) / (1.006 + 1.86 * w_out)
    slope = (w_in - w_out) / (dry_bulb_degc - t_out)
    t = np.linspace(t_out - 25.0, t_out, 2001)
    line = w_in - slope * (dry_bulb_degc - t)
    above = np.flatnonzero(saturation_humidity_ratio(t) <= line)
    t_adp = float(t[above[-1]]) if above.size else t_out - 0.01
    t_adp = min(t_adp, t_out - 0.01)
    w_adp = w_in - slope * (dry_bulb_degc - t_adp)
    h_adp = float(enthalpy_j_per_kg(t_adp, w_adp))
    bypass = min(max((h_out - h_adp) / (h_in - h_adp), 1e-6), 0.95)
    return -airflow_kg_per_s * math.log(bypass)


# f = c0 + c1 x + c2 x2 + c3 y + c4 y2 + c5 x y in degF; x indoor, y outdoor
_COOLING_CAPACITY = (3.717717741, -0.09918866, 0.000964488, 0.005887776, -1.2808e-5, -1.32822e-4)
_COOLING_EIR = (-3.400341169, 0.135184783, -0.001037932, -0.007852322, 1.83438e-4, -1.42548e-4)
_HEATING_CAPACITY = (0.568706266, -7.47282e-4, -1.03432e-5, 0.00945408, 5.0812e-5, -6.77828e-6)
_HEATING_EIR = (0.722917608, 0.003520184, 1.43097e-4, -0.005760341, 1.41736e-4, -2.16676e-4)
COOLING_WET_BULB_DEGF, COOLING_OUTDOOR_DEGF = (57.0, 72.0), (75.0, 105.0)
HEATING_DRY_BULB_DEGF, HEATING_OUTDOOR_DEGF = (60.0, 75.0), (5.0, 47.0)


def reference_curve(
    coefficients: tuple[float, ...], x_degf: FloatArray, y_degf: FloatArray, rated_degf: float
) -> FloatArray:
    """Return the published correction relative to rated indoor conditions [-].

    Parameters
    ----------
    coefficients
        c0 … c5 of the polynomial in both temperatures.
    x_degf, y_degf
        (n,) indoor and outdoor temperature [degF].
    rated_degf
        Indoor temperature of the rating [degF].
    """

    def f(x: FloatArray | float) -> FloatArray:
        c0, c1, c2, c3, c4, c5 = coefficients
        value = c0 + c1 * x + c2 * x * x + c3 * y_degf + c4 * y_degf * y_degf + c5 * x * y_degf
        return np.asarray(value)

    return f(x_degf) / f(rated_degf)


def _grid(
    indoor_degf: tuple[float, float], outdoor_degf: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """Return indoor and outdoor temperatures (n,) [degF] over the ranges of a curve."""
    x, y = np.meshgrid(np.linspace(*indoor_degf, 16), np.linspace(*outdoor_degf, 7))
    return x.ravel(), y.ravel()


def _fit(
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    rated_degf: float,
    curves: tuple[tuple[float, ...], ...],
    degree: int,
) -> list[float]:
    """Fit the product of curves by 1 + l d (+ q d2)."""
    x, y = _grid(x_range, y_range)
    factor = np.ones(x.size)
    for curve in curves:
        factor = factor * reference_curve(curve, x, y, rated_degf)
    d = (x - rated_degf) / 1.8
    terms = np.stack([d ** (i + 1) for i in range(degree)])
    return [float(c) for c in np.linalg.solve(terms @ terms.T, terms @ (factor - 1.0))]


def input_by_lift(
    room_degc: FloatArray | float, outdoor_degc: FloatArray, approach_k: float
) -> FloatArray:
    """Return power over capacity in heating relative to a room of 21.11 degC, (n,) [-].

    As `hpsim.kernel.heat_pump.input_by_lift`, without compiling it.
    """
    condensing = 273.15 + CONDENSER_APPROACH * approach_k
    rated = RATED_HEATING_DRY_BULB_DEGC
    carnot = (np.maximum(room_degc - outdoor_degc, 0.0) + approach_k) / (room_degc + condensing)
    at_rating = (np.maximum(rated - outdoor_degc, 0.0) + approach_k) / (rated + condensing)
    return np.asarray(carnot / at_rating)


def _fit_lift(
    x_range: tuple[float, float], y_range: tuple[float, float], rated_degf: float
) -> float:
    """Return the approach [K] with which the lift's law fits the published curve.

    Least squares over the curve's range in steps of a tenth of a kelvin.
    """
    x, y = _grid(x_range, y_range)
    published = reference_curve(_HEATING_EIR, x, y, rated_degf)
    room, outdoor, rated = (x - 32.0) / 1.8, (y - 32.0) / 1.8, (rated_degf - 32.0) / 1.8
    assert abs(rated - RATED_HEATING_DRY_BULB_DEGC) < SAME_AIR_K

    def squares(approach_k: float) -> float:
        return float(((input_by_lift(room, outdoor, approach_k) - published) ** 2).sum())

    return float(min(np.arange(5.0, 40.0, 0.1).tolist(), key=squares))


@lru_cache(maxsize=1)
def reference_corrections() -> IndoorCoil:
    """Return the reference curves as the kernel takes them, in a coil without start-up and water.

    Least squares over 57 … 72 degF wet bulb and 75 … 105 degF outdoors (cooling), 60 … 75 degF
    dry bulb and 5 … 47 degF outdoors (heating); equal weights.
    """
    cooling = (COOLING_WET_BULB_DEGF, COOLING_OUTDOOR_DEGF, 67.0)
    heating = (HEATING_DRY_BULB_DEGF, HEATING_OUTDOOR_DEGF, 70.0)
    capacity = _fit(*cooling, (_COOLING_CAPACITY,), 2)
    power = _fit(*cooling, (_COOLING_CAPACITY, _COOLING_EIR), 2)
    return IndoorCoil(
        cooling_capacity_per_k_wet_bulb=capacity[0],
        cooling_capacity_per_k2_wet_bulb=capacity[1],
        cooling_power_per_k_wet_bulb=power[0],
        cooling_power_per_k2_wet_bulb=power[1],
        heating_capacity_per_k_dry_bulb=_fit(*heating, (_HEATING_CAPACITY,), 1)[0],
        heating_approach_k=_fit_lift(*heating),
    )


# ----------------------------------------------------------------------------- the cooling coil
class RatedCooling(Description):
    """The condition of which the sensible heat ratio is known, and at which the table holds."""

    outdoor_degc: Temperature = RATED_OUTDOOR_DEGC
    """Outdoor temperature."""
    dry_bulb_degc: Temperature = RATED_COOLING_DRY_BULB_DEGC
    """Entering the coil."""
    wet_bulb_degc: Temperature = RATED_WET_BULB_DEGC
    """Entering the coil."""
    shr: Fraction = RATED_SHR
    """Sensible fraction of the gross capacity there at full speed."""

    @property
    def is_standard(self) -> bool:
        """Whether it is the standard's cooling test, to rounding."""
        off_k = (
            self.outdoor_degc - RATED_OUTDOOR_DEGC,
            self.dry_bulb_degc - RATED_COOLING_DRY_BULB_DEGC,
            self.wet_bulb_degc - RATED_WET_BULB_DEGC,
        )
        return max(map(abs, off_k)) <= SAME_AIR_K


def with_coil(
    table: PerformanceMap,
    rating: RatedCooling,
    indoor: IndoorCoil,
    shr_by_speed: FloatArray | None = None,
) -> tuple[PerformanceMap, IndoorCoil]:
    """Return a gross cooling map, which has its airflow, with its coil's A0, and the coil's water.

    What evaporates of a wet coil with the compressor off, in the air of the cooling test at the
    airflow of the highest speed, is by the measured ratio to latent capacity, but no more than the
    air takes up.

    ``indoor`` has the corrections for indoor conditions. ``shr_by_speed`` (n_speed,) is the
    sensible heat ratio at the rating's condition; by default A0 follows the airflow from that of
    full speed.
    """
    outdoor_degc, shr = rating.outdoor_degc, rating.shr
    dry_bulb_degc, wet_bulb_degc = rating.dry_bulb_degc, rating.wet_bulb_degc
    rated_w = look_up(table, outdoor_degc, 1.0).capacity_w
    full_flow = float(np.interp(1.0, table.speed, table.airflow_kg_per_s))
    wetter = wet_bulb_degc - RATED_WET_BULB_DEGC
    linear = indoor.cooling_capacity_per_k_wet_bulb
    linear += indoor.cooling_capacity_per_k2_wet_bulb_outdoor * (outdoor_degc - 35.0)
    by_wet_bulb = 1.0 + (linear + indoor.cooling_capacity_per_k2_wet_bulb * wetter) * wetter
    at_rating_w = rated_w * by_wet_bulb
    a0 = coil_a0_kg_per_s(at_rating_w, full_flow, shr, dry_bulb_degc, wet_bulb_degc)
    latent_w = (1.0 - shr) * rated_w
    if not rating.is_standard:
        at_95f_w = look_up(table, RATED_OUTDOOR_DEGC, 1.0).capacity_w
        latent_w = _rated_latent_w(at_95f_w, full_flow, a0)
    a0_by_speed = a0 * (table.airflow_kg_per_s / full_flow) ** COIL_FLOW_EXPONENT
    if shr_by_speed is not None:
        by_wet_bulb = at_rating_w / rated_w
        for j in range(table.speed.size):
            gross_w = look_up(table, outdoor_degc, float(table.speed[j])).capacity_w * by_wet_bulb
            flow, share = float(table.airflow_kg_per_s[j]), float(shr_by_speed[j])
            a0_by_speed[j] = coil_a0_kg_per_s(gross_w, flow, share, dry_bulb_degc, wet_bulb_degc)
    latent_kg_per_s = latent_w / VAPORISATION_J_PER_KG
    most = wet_coil_evaporation_kg_per_s(float(table.airflow_kg_per_s[-1]), float(a0_by_speed[-1]))
    return table._replace(coil_a0_kg_per_s=a0_by_speed), indoor._replace(
        water_capacity_kg=COIL_WET_S * latent_kg_per_s,
        evaporation_kg_per_s=min(EVAPORATION_RATIO * latent_kg_per_s, most),
    )


def wet_coil_evaporation_kg_per_s(airflow_kg_per_s: float, a0_kg_per_s: float) -> float:
    r"""Return the most that a wet coil without cooling gives to the air of the cooling test [kg/s].

    The water is at the air's wet bulb, since nothing else heats or cools it. Air that touches the
    surface leaves it saturated there; the bypass factor's part passes by:

    .. math:: \dot m (1 - e^{-A_0 / \dot m}) (w_s(T_{wb}) - w)

    Heat and mass pass through the same film (Lewis factor 1), as the bypass method has it.

    References
    ----------
    ASHRAE Fundamentals 2021, ch. 1, eq. 33 (wet bulb). EnergyPlus takes 1.5 of the rated latent
    capacity of any coil at any airflow (`EVAPORATION_RATIO`); the equation gives that at 400 cfm
    per ton to a coil of a sensible heat ratio of 0.76, and less to a wetter one. A drier coil has
    less wet surface than its bypass factor is fitted for, so that the ratio is the lower of both.

    Examples
    --------
    A 9 kBtu/h unit at 400 cfm per ton: 1.2 of its rated latent capacity.

    >>> round(1e3 * wet_coil_evaporation_kg_per_s(0.17047, 0.224), 3)
    0.377
    """
    touching = airflow_kg_per_s * (1.0 - math.exp(-a0_kg_per_s / airflow_kg_per_s))
    return touching * _taken_up()


@lru_cache(maxsize=1)
def _taken_up() -> float:
    """Return the water that the air of the cooling test takes up until it is saturated [kg/kg]."""
    wet = RATED_WET_BULB_DEGC
    return float(saturation_humidity_ratio(wet)) - float(
        humidity_ratio_from_wet_bulb(RATED_COOLING_DRY_BULB_DEGC, wet)
    )


def _rated_latent_w(rated_w: float, airflow_kg_per_s: float, a0_kg_per_s: float) -> float:
    """Return the latent capacity of a coil in the cooling test at 95 degF [W].

    EnergyPlus defines wetting time and evaporation ratio there, wherever a table was measured.
    """
    from hpsim.kernel.air import sensible_heat_ratio  # compiled: reading a file does without

    shr = sensible_heat_ratio(
        saturation_table(STANDARD_PRESSURE_PA),
        RATED_COOLING_DRY_BULB_DEGC,
        float(humidity_ratio_from_wet_bulb(RATED_COOLING_DRY_BULB_DEGC, RATED_WET_BULB_DEGC)),
        rated_w,
        airflow_kg_per_s,
        math.exp(-a0_kg_per_s / airflow_kg_per_s),
    )
    return (1.0 - shr) * rated_w
