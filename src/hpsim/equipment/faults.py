"""Faults and neglect: how charge, airflow and blocked coils change a machine, step by step.

Factors multiply the healthy machine's capacity and power at the same weather; they are worked
out once per base step, so that the year reads them as arrays.

References
----------
Charge and airflow: ANSI/RESNET/ICC 301-2022, tables 4.2.2.4(1) to (6), as coded in
OpenStudio-HPXML v1.11 (hvac.rb) and resdx; their origin is Domanski, Henderson and Payne, NIST TN
1848 (2014). Outdoor coil, cooling: NREL/OpenStudio-fault-models (Purdue). Outdoor coil, heating:
derived here (see `heating_colder_k`), since no public coefficients exist.

Validity: charge within 25 % of nominal; indoor airflow 0.5 to 1.5 of rated; outdoor airflow down
to half in cooling. Made on ducted fixed-speed units; used for inverter units for want of better.
"""

from __future__ import annotations

import numpy as np
from pydantic import Field

from hpsim.description.base import Date, Description, Fraction, Number
from hpsim.description.schedules import day_of_year
from hpsim.kernel.airflow import (
    COOLING_CAPACITY,
    COOLING_INPUT_RATIO,
    HEATING_CAPACITY,
    HEATING_INPUT_RATIO,
)
from hpsim.kernel.types import Faults, FloatArray


# --------------------------------------------------------------- as they are written
class Filter(Description):
    """A filter that clogs until cleaned: ``{loss_per_month: 4 %, cleaned_every_months: 6}``."""

    loss_per_month: Fraction
    """Of the clean airflow."""
    cleaned_every_months: Number = Field(default=3.0, gt=0, le=120)
    """After which the airflow is whole again; the year begins with a clean one."""
    most: Fraction = Field(default=0.5, le=0.5)
    """It never loses more."""


class OutdoorBlockage(Description):
    """Snow, leaves or a tarpaulin: ``{from: 01-10, to: 01-20, airflow: 30 %}``."""

    from_: Date
    """First day."""
    to: Date
    """Last day; before ``from`` means in the next year."""
    airflow: Fraction
    """What is left of the air over the outdoor coil; below 20 % the unit trips."""

    @property
    def days_of_year(self) -> tuple[int, int]:
        """First and last day, 0 ... 364."""
        return day_of_year(self.from_), day_of_year(self.to)


class UnitFaults(Description):
    """What is wrong with a unit; each as a fraction of what it should be."""

    filter: Filter | None = None
    """A filter that clogs."""
    indoor_airflow: Number = Field(default=1.0, ge=0.5, le=1.5)
    """Of rated: fouled indoor coil, wrong fan setting, blocked return."""
    charge: Number = Field(default=1.0, ge=0.75, le=1.25)
    """Refrigerant over nominal; the published curves end at a quarter too much or too little."""
    outdoor_coil: Number = Field(default=1.0, ge=0.5, le=1.0)
    """Air left over a fouled outdoor coil."""
    blocked: OutdoorBlockage | None = None
    """Outdoor coil blocked for some days."""


# --------------------------------------------------------------------- what they do
# 1 + (a1 + a2 Tin + a3 Tout + a4 F) F, F = charge over nominal - 1, degC; Tin is 0 in heating
UNDERCHARGE = {
    "cooling_capacity": (-0.946, 0.0493, -0.00118, -1.15),
    "cooling_power": (-0.313, 0.0115, 0.00266, -0.116),
    "heating_capacity": (-0.0339, 0.0, 0.0203, -2.62),
    "heating_power": (0.0616, 0.0, 0.00446, -0.260),
}
OVERCHARGE = {
    "cooling_capacity": (-0.163, 0.0114, -0.000210, -0.140),
    "cooling_power": (0.219, -0.00501, 0.000989, 0.284),
    "heating_capacity": (-0.00295, 0.0, 0.000738, -0.00641),
    # OpenStudio-HPXML has -0.594: a 10 % overcharge would then raise the COP; resdx has this one
    "heating_power": (-0.0594, 0.0, 0.0159, 1.89),
}
OUTDOOR_CAPACITY = (-2.2162, 5.6315, -3.1199, 0.22492, -0.76245, -0.072843)
OUTDOOR_INPUT_RATIO = (-5.9806, 0.9479, 4.3816, -1.0667, 2.9142, 0.090476)
OUTDOOR_RANGE_DEGC = (18.3, 46.1)  # of the polynomials of the outdoor coil
WET_BULB_DEGC = 19.4
RATED_COP = 4.0  # middle of the polynomials' range, 3.74 ... 4.69
KELVIN = 273.15
RATED_DEGC = {"cooling": (26.67, 35.0), "heating": (0.0, 8.33)}
"""Indoor (0 in heating: not in the equation) and outdoor temperature of the charge factors; the
indoor one is always taken as rated."""
AIRFLOW = {
    "cooling": (COOLING_CAPACITY, COOLING_INPUT_RATIO),
    "heating": (HEATING_CAPACITY, HEATING_INPUT_RATIO),
}
AIRFLOW_RANGE = (0.5, 1.5)
TRIP_BELOW = 0.2  # of the outdoor airflow: high or low pressure stops the compressor
COIL_EXPONENT = 0.6  # of air-side conductance over flow: unverified
DAYS_PER_MONTH = 365.0 / 12.0
FAN_EXPONENT = 1.0
"""Of fan power over airflow behind a dirty filter, at constant speed: a forward-curved or
tangential wheel moves less air at less power; judgement."""

NEGLECT = UnitFaults(
    filter=Filter(loss_per_month=0.04, cleaned_every_months=12.0, most=0.4),
    charge=0.90,
    outdoor_coil=0.75,
)
"""``neglected: true``: typical neglect. A filter cleaned once a year loses a quarter of the air on
the mean; a tenth of the charge is gone; leaves and dirt take a quarter of the outdoor air.
Judgement, anchored by inverter units measured at 50 to 80 % of their published airflow (Williamson
and Aldrich, DOE Building America, 2015)."""


def compile_faults(given: UnitFaults, outdoor_degc: FloatArray, step_s: float) -> Faults:
    """Return the factors at each step.

    ``outdoor_degc`` (n + 1,) are instants at the step.
    """
    middle = 0.5 * (outdoor_degc[1:] + outdoor_degc[:-1])
    day = np.asarray((np.arange(middle.size) + 0.5) * (step_s / 86400.0), dtype=np.float64)
    airflow = given.indoor_airflow * filter_airflow(given.filter, day)
    charge = given.charge - 1.0
    outdoor = given.outdoor_coil * _blockage(given.blocked, day)
    cooling_q, cooling_p = charge_and_airflow("cooling", charge, airflow, middle)
    heating_q, heating_p = charge_and_airflow("heating", charge, airflow, middle)
    outdoor_q = outdoor_coil_factor(OUTDOOR_CAPACITY, outdoor, middle)
    outdoor_q = np.minimum(outdoor_q, 1.0)  # above unity at small losses: an artefact of the fit
    outdoor_p = outdoor_q * outdoor_coil_factor(OUTDOOR_INPUT_RATIO, outdoor, middle)
    return Faults(
        heating_capacity=heating_q,
        heating_power=heating_p,
        cooling_capacity=cooling_q * outdoor_q,
        cooling_power=cooling_p * outdoor_p,
        airflow=airflow * np.ones(middle.size),
        fan_power=airflow**FAN_EXPONENT * np.ones(middle.size),
        heating_colder_k=heating_colder_k(outdoor, middle),
        tripped=np.where(outdoor < TRIP_BELOW, 1.0, 0.0),
    )


def charge_factor(
    name: str, charge: float, room_degc: float, outdoor_degc: FloatArray | float
) -> FloatArray:
    """Return the factor on capacity or power for a fraction of charge too much or too little.

    ``charge`` is actual over nominal, less 1.

    Examples
    --------
    >>> round(float(charge_factor("cooling_capacity", -0.25, 26.67, 35.0)), 4)
    0.8462
    """
    table = UNDERCHARGE if charge <= 0.0 else OVERCHARGE
    a1, a2, a3, a4 = table[name]
    outdoor = np.asarray(outdoor_degc, dtype=float)
    return np.asarray(1.0 + (a1 + a2 * room_degc + a3 * outdoor + a4 * charge) * charge)


def charge_and_airflow(
    season: str, charge: float, airflow: FloatArray | float, outdoor_degc: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Return the factors on capacity and on power of both faults together, RESNET's way.

    A charge that takes capacity away acts like more air for what is left: its own effect is first
    cleared of that airflow, ``FF = 1 / Y`` at rated conditions, then both airflows are applied.

    ``charge`` is actual over nominal, less 1; ``airflow`` is over rated, 0.5 to 1.5 and held
    outside.

    Examples
    --------
    >>> q, p = charge_and_airflow("cooling", -0.25, 0.75, 35.0)
    >>> round(float(q), 4), round(float(p / q), 4)
    (0.8131, 1.199)
    """
    q_curve, ratio_curve = AIRFLOW[season]
    room, rated = RATED_DEGC[season]
    q = charge_factor(f"{season}_capacity", charge, room, outdoor_degc)
    p = charge_factor(f"{season}_power", charge, room, outdoor_degc)
    flow = 1.0 / charge_factor(f"{season}_capacity", charge, room, rated)
    reached = np.clip(flow * np.asarray(airflow, dtype=float), *AIRFLOW_RANGE)
    q_both = q / _curve(q_curve, flow) * _curve(q_curve, reached)
    ratio = p / q / _curve(ratio_curve, flow) * _curve(ratio_curve, reached)
    return np.asarray(q_both), np.asarray(q_both * ratio)


def outdoor_coil_factor(
    coefficients: tuple[float, ...], remaining: FloatArray | float, outdoor_degc: FloatArray | float
) -> FloatArray:
    """Return the factor in cooling with a fraction of the outdoor airflow left.

    ``1 + F (C1 + C2 Twb' + C3 Tout' + C4 F + C5 F^2 + C6 COP)`` with temperatures over 273.15 K;
    outside its range the outdoor temperature is held, and the loss at one half.

    Examples
    --------
    >>> round(float(outdoor_coil_factor(OUTDOOR_INPUT_RATIO, 0.5, 35.0)), 4)
    1.2674
    """
    loss = np.minimum(1.0 - np.asarray(remaining, dtype=float), 0.5)
    outdoor = np.clip(outdoor_degc, *OUTDOOR_RANGE_DEGC)
    c1, c2, c3, c4, c5, c6 = coefficients
    inner = c1 + c2 * (WET_BULB_DEGC / KELVIN + 1.0) + c3 * (outdoor / KELVIN + 1.0)
    inner = inner + c4 * loss + c5 * loss**2 + c6 * RATED_COP
    return np.asarray(1.0 + loss * inner)


def heating_colder_k(remaining: FloatArray | float, outdoor_degc: FloatArray | float) -> FloatArray:
    """Return how much colder the air seems to an outdoor coil that is blocked, in heating [K].

    The coil lies ``0.18 T + 8.589`` below the air at full flow (EnergyPlus' frost correlation);
    with less air it must lie lower to take up the same heat, as flow to the power -0.6.

    Examples
    --------
    >>> [round(float(heating_colder_k(r, 0.0)), 2) for r in (0.8, 0.5, 0.3)]
    [1.23, 4.43, 9.1]
    """
    depression = np.maximum(0.18 * np.asarray(outdoor_degc, dtype=float) + 8.589, 0.0)
    left = np.maximum(np.asarray(remaining, dtype=float), TRIP_BELOW)
    return np.asarray(depression * (left**-COIL_EXPONENT - 1.0))


def filter_airflow(given: Filter | None, day: FloatArray) -> FloatArray:
    """Return the fraction of airflow that a filter leaves, (n,): falling until it is cleaned."""
    if given is None:
        return np.ones(day.size)
    since = day / DAYS_PER_MONTH % given.cleaned_every_months
    return np.asarray(1.0 - np.minimum(given.loss_per_month * since, given.most))


def _blockage(given: OutdoorBlockage | None, day: FloatArray) -> FloatArray:
    """Return the fraction of outdoor airflow that snow or leaves leave, (n,)."""
    if given is None:
        return np.ones(day.size)
    first, last = given.days_of_year
    inside = (day >= first) & (day < last + 1)
    if last < first:
        inside = (day >= first) | (day < last + 1)
    return np.where(inside, given.airflow, 1.0)


def _curve(curve: tuple[float, float, float], ratio: FloatArray) -> FloatArray:
    return np.asarray(curve[0] + (curve[1] + curve[2] * ratio) * ratio)
