"""ASHRAE 140 thermal fabric cases: scores against the standard's ranges and six programs.

Basis ``acceptance range`` is the standard's own (140-2023, addendum b: 40 ranges); ``program
span`` asks whether a value lies among those of the six example programs (140-2020). The sky is the
weather file's own infrared column. No case has a constant of its own.

References
----------
ANSI/ASHRAE Standard 140-2020 section 7.2 and 140-2023 addendum b; results as transcribed in
``data/ashrae140``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np

from hpsim.building.ideal_load import IdealLoadResult, ideal_load_result, planes
from hpsim.building.layout_assembly import read_layout
from hpsim.building.solar import solar_heat
from hpsim.kernel.types import FloatArray
from hpsim.shipped import read_rows
from hpsim.validation.ashrae140_rooms import (
    HOURS,
    STEPS_PER_HOUR,
    case_names,
    case_room,
    case_setpoints,
    inputs,
)
from hpsim.validation.checks import Check, in_span, within
from hpsim.validation.published import read_programs
from hpsim.validation.registry import suite
from hpsim.weather import prepared
from hpsim.weather.solar import total_w_per_m2

WEATHER_ID = "us-5B-denver"
PRINTED_DECIMALS = {"MWh": 2, "kW": 2, "degC": 1}
"""At which values are compared with those of programs, as the standard's ranges are printed."""
METRICS = {
    "annual_heating": "MWh",
    "annual_cooling_sensible": "MWh",
    "peak_heating_hourly": "kW",
    "peak_cooling_hourly": "kW",
    "zone_temp_min_hourly": "degC",
    "zone_temp_mean": "degC",
    "zone_temp_max_hourly": "degC",
}
SUN_ZONE = "960_sunzone"
SIDES = {
    "horizontal": (180.0, 0.0),
    "north": (0.0, 90.0),
    "east": (90.0, 90.0),
    "south": (180.0, 90.0),
    "west": (270.0, 90.0),
}
"""Azimuth and tilt of the planes whose incident sun the six programs give [deg]."""
SOUTH_GLASS = {"600": "unshaded", "660": "unshaded", "670": "unshaded", "610": "shaded"}
SOUTH_GLASS_M2 = 12.0

Values: TypeAlias = Mapping[tuple[str, str], float]


@suite("ashrae140", "ASHRAE 140 thermal fabric: 52 cases, the standard's ranges and six programs")
def checks() -> Iterator[Check]:
    """Give all checks of the suite."""
    values: dict[tuple[str, str], float] = {}
    for name in case_names():
        values |= case_values(name)
    yield from acceptance_checks(values)
    yield from span_checks(values)
    yield from sun_checks()


def sun_checks() -> Iterator[Check]:
    """Give the year's sun on five planes and through south glass compared with the six programs.

    Sun is what most deviations of loads are traced to; here it stands alone [kWh/m2].
    """
    programs = read_programs("ashrae140/programs_2020.csv")
    reflectance = float(inputs()["site"]["ground_reflectance"])
    _, _, irradiance = prepared(WEATHER_ID, list(SIDES.values()), reflectance)
    sums = {
        f"annual_incident_solar_{side}": total_w_per_m2(irradiance[plane]).sum() / 1000.0
        for side, plane in SIDES.items()
    }
    found = {("600", metric): float(value) for metric, value in sums.items()}
    for case, shading in SOUTH_GLASS.items():
        room = case_room(case)
        _, climate, irradiance = prepared(WEATHER_ID, planes(room), reflectance)
        sun = solar_heat(read_layout(room, climate.pressure_pa), climate, irradiance)
        metric = f"annual_transmitted_solar_{shading}_south"
        found[case, metric] = float(sun.transmitted_w.sum()) / 1000.0 / SOUTH_GLASS_M2
    for (case, metric), value in found.items():
        theirs = programs[case, metric].values()
        yield in_span(f"{case} {metric}", value, theirs, unit="kWh/m2", decimals=0)


def run_case(name: str) -> IdealLoadResult:
    """Return a case's year, with the shipped Denver weather."""
    room = case_room(name)
    reflectance = float(inputs()["site"]["ground_reflectance"])
    _, climate, irradiance = prepared(WEATHER_ID, planes(room), reflectance)
    heat, cool = case_setpoints(name)
    return ideal_load_result(room, climate, irradiance, heat, cool, step_s=3600.0 / STEPS_PER_HOUR)


def hourly_means(steps: FloatArray) -> FloatArray:
    """Return hourly means of step means."""
    return np.asarray(steps.reshape(HOURS, -1).mean(axis=1))


def _air_hourly(instants: FloatArray) -> FloatArray:
    return hourly_means(0.5 * (instants[1:] + instants[:-1]))


def case_values(name: str) -> dict[tuple[str, str], float]:
    """Return the values that the standard asks of a case: (case, metric) -> value."""
    result = run_case(name)
    values: dict[tuple[str, str], float] = {}
    air = result.load_pass.out.port_degc
    floats = name.endswith("FF")
    if floats or name == "960":
        zone = SUN_ZONE if name == "960" else name
        degc = _air_hourly(air[:, 1 if name == "960" else 0])
        values[zone, "zone_temp_mean"] = float(degc.mean())
        values[zone, "zone_temp_min_hourly"] = float(degc.min())
        values[zone, "zone_temp_max_hourly"] = float(degc.max())
    if not floats:
        heat, cool = hourly_means(result.ideal_heating_w), hourly_means(result.ideal_cooling_w)
        values[name, "annual_heating"] = float(heat.sum() / 1e6)
        values[name, "annual_cooling_sensible"] = float(cool.sum() / 1e6)
        values[name, "peak_heating_hourly"] = float(heat.max() / 1e3)
        values[name, "peak_cooling_hourly"] = float(cool.max() / 1e3)
    return values


def acceptance_checks(values: Values) -> Iterator[Check]:
    """Give the standard's ranges that the cases at hand allow, compared at two decimals."""
    for row in read_rows("ashrae140/acceptance_2023.csv"):
        case, minus, metric = row["case"], row["minus_case"], row["metric"]
        if (case, metric) not in values or (minus and (minus, metric) not in values):
            continue
        yield within(
            f"{f'{case}-{minus}' if minus else case} {metric}",
            values[case, metric] - (values[minus, metric] if minus else 0.0),
            float(row["lower"]),
            float(row["upper"]),
            unit="MWh",
            basis="acceptance range",
            decimals=PRINTED_DECIMALS["MWh"],
        )


def span_checks(values: Values) -> Iterator[Check]:
    """Give whether each value lies within the six programs, compared at two decimals (0.1 K)."""
    programs = read_programs("ashrae140/programs_2020.csv")
    for (case, metric), value in values.items():
        if (case, metric) in programs:
            unit = METRICS[metric]
            yield in_span(
                f"{case} {metric}",
                value,
                programs[case, metric].values(),
                unit=unit,
                decimals=PRINTED_DECIMALS[unit],
            )
