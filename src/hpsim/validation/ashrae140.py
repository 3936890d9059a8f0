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
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.building.description.forms import FacePair
from hpsim.building.description.openings import (
    AngleTable,
    Fins,
    Gap,
    LayeredGlazing,
    Overhang,
    Pane,
)
from hpsim.building.ideal_load import IdealLoadResult, ideal_load_result, planes
from hpsim.building.ideal_load_pass import IdealLoadOptions
from hpsim.building.layout_assembly import read_layout
from hpsim.building.model import (
    Buffer,
    BufferSpace,
    ConstantInfiltration,
    Gains,
    Layer,
    Outdoors,
    RoomModel,
    Roughness,
    Surface,
    Ventilation,
    Window,
)
from hpsim.building.solar import solar_heat
from hpsim.equipment.catalogue import merged
from hpsim.kernel.types import FloatArray
from hpsim.shipped import read_rows
from hpsim.validation.checks import Check, Facts, in_span, read_facts, read_programs, suite, within
from hpsim.weather.cache import prepared
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
STEPS_PER_HOUR = 2
HOURS = 8760
AZIMUTHS = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}
NO_HEATING, NO_COOLING = -1000.0, 1000.0

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
    options = IdealLoadOptions(step_s=3600.0 / STEPS_PER_HOUR)
    return ideal_load_result(room, climate, irradiance, heat, cool, options)


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


# --- rooms and setpoints of the cases -------------------------------------------------------------


def inputs() -> Facts:
    """Return materials, constructions, windows, controls and cases as the data file has them."""
    return read_facts("ashrae140/cases.yaml")


def case_names() -> tuple[str, ...]:
    """Return the names of all cases."""
    return tuple(str(name) for name in inputs()["cases"])


def case_inputs(name: str) -> Facts:
    """Return a case's inputs with those of its base laid under."""
    own = inputs()["cases"][name]
    base = own["base"]
    return merged(case_inputs(str(base)), own) if base else dict(own)


def _layers(construction: str) -> tuple[Layer, ...]:
    materials = inputs()["materials"]
    layers = []
    for name, thickness in inputs()["constructions"][construction]["layers"]:
        m = materials[name]
        capacity = thickness * m["rho"] * m["cp"]
        if name == "hc_air_gap":
            capacity = 0.0
        layers.append(Layer(thickness / m["k"], capacity))
    return tuple(layers)


def _glazing(name: str) -> LayeredGlazing:
    data = inputs()["windows"][name]
    panes = tuple(
        Pane(
            thickness_m=pane["thickness_m"],
            conductivity_w_per_m_k=pane["k"],
            solar_transmittance=pane["tau_sol"],
            solar_reflectance=FacePair(outside=pane["rho_sol_out"], inside=pane["rho_sol_in"]),
            emissivity=FacePair(outside=pane["eps_out"], inside=pane["eps_in"]),
        )
        for pane in data["panes_outside_to_inside"]
    )
    gap = data["gap"]
    gaps = (Gap(thickness_m=gap["thickness_m"], gas=gap["gas"]),) if gap else ()
    table = data["angle_table"]
    absorbed = [table["abs_out"]] + ([table["abs_in"]] if "abs_in" in table else [])
    angles = AngleTable(
        degrees=(*table["angle"][:-1], "hemispherical"),
        transmittance=tuple(table["tau"]),
        absorptance=tuple(tuple(row) for row in absorbed),
    )
    return LayeredGlazing(panes=panes, gaps=gaps, angles=angles)


_ROUGHNESS: dict[str, Roughness] = {"hc_wall": "very_smooth"}


def _fixed_films(case: Facts, part: str) -> tuple[float | None, float | None]:
    """Return prescribed inside and outside coefficients (cases 450 to 470)."""
    how = case["surface_heat_transfer"]
    if how == "own":
        return None, None
    table = inputs()["surface_coefficients"]
    inside = table["interior"]["ceiling" if part == "roof" else part]["comb"]
    outside = table["exterior"][part]["comb"]
    return (
        inside if how["interior"] == "comb" else None,
        outside if how["exterior"] == "comb" else None,
    )


def _surface(
    case: Facts, name: str, construction: str, area: float, azimuth: float, tilt: float, part: str
) -> Surface:
    optics = case["surface_optics"]
    inside, outside = _fixed_films(case, part)
    boundary = Outdoors(sun=False, wind=False) if part == "raised_floor" else Outdoors()
    return Surface(
        name=name,
        layers=_layers(construction),
        area_m2=area,
        boundary=boundary,
        azimuth_deg=azimuth,
        tilt_deg=tilt,
        absorptance_outside=optics["alpha_solar_out"],
        absorptance_inside=optics["alpha_solar_in"],
        emissivity_outside=optics["eps_out"],
        emissivity_inside=optics["eps_in"],
        roughness=_ROUGHNESS.get(construction, "rough"),
        film_inside_w_per_m2k=inside,
        film_outside_w_per_m2k=outside,
    )


def _window(case: Facts, opening: Facts, number: int, wall_width: float, glazing: str) -> Window:
    width, height, sill = opening["width_m"], opening["height_m"], opening["sill_m"]
    # the standard's shades absorb all sunlight and have an infrared emittance of 0
    overhang, fins, shift = None, None, 0.0
    shading = case["shading"]
    devices = inputs()["shading"][shading]["devices"] if shading != "none" else []
    for device in devices:
        over = device["over"]
        if opening["wall"] not in ([over] if isinstance(over, str) else over):
            continue
        if device["kind"] == "overhang":
            span = device.get("width_m", device.get("to_x_m", 0) - device.get("from_x_m", 0))
            middle = opening["from_left_edge_m"] + 0.5 * width
            shift = 0.5 * wall_width - middle if span >= wall_width else 0.0
            above = device["above_window_top_m"]
            overhang = Overhang(depth_m=device["depth_m"], above_m=above, width_m=span)
        else:
            fins = Fins(
                left_m=device["depth_m"],
                right_m=device["depth_m"],
                distance_m=device["distance_from_window_edge_m"],
                above_m=device["top_m"] - sill - height,
                below_m=sill - device["bottom_m"],
            )
    inside, outside = _fixed_films(case, "windows")
    return Window(
        name=f"{opening['wall']} window {number}",
        surface=opening["wall"],
        area_m2=width * height,
        width_m=width,
        height_m=height,
        sill_m=sill,
        glazing=_glazing(glazing),
        overhang=overhang,
        fins=fins,
        overhang_shift_m=shift,
        shades_hide_sky=False,
        film_inside_w_per_m2k=inside,
        film_outside_w_per_m2k=outside,
    )


def _zone_parts(
    case: Facts, shape: Facts, parts: Facts, opening: str, without_wall: str = ""
) -> tuple[tuple[Surface, ...], tuple[Window, ...]]:
    """Return surfaces and windows of a zone, from its shape and its constructions."""
    length, depth, height = shape["length_x_m"], shape["depth_y_m"], shape["height_m"]
    surfaces, windows = [], []
    for wall, azimuth in AZIMUTHS.items():
        if wall == without_wall:
            continue
        width = length if wall in ("north", "south") else depth
        here = [one for one in shape.get("openings", ()) if one["wall"] == wall]
        taken = sum(one["width_m"] * one["height_m"] for one in here)
        area = width * height - taken
        surfaces.append(_surface(case, wall, parts["walls"], area, azimuth, 90.0, "walls"))
        if here and opening == "hc_wall":
            element = f"{wall} element"
            surfaces.append(_surface(case, element, opening, taken, azimuth, 90.0, "walls"))
        elif here:
            windows += [_window(case, one, i, width, opening) for i, one in enumerate(here, 1)]
    area = length * depth
    surfaces.append(_surface(case, "roof", parts["roof"], area, 180.0, 0.0, "roof"))
    surfaces.append(_surface(case, "floor", parts["floor"], area, 180.0, 180.0, "raised_floor"))
    return tuple(surfaces), tuple(windows)


def _gains(total_w: float, radiant: float) -> Gains:
    ones = np.ones(HOURS)
    return Gains(total_w * (1.0 - radiant) * ones, total_w * radiant * ones, 0.0 * ones)


def _ventilation(case: Facts) -> tuple[Ventilation, ...]:
    control = inputs()["hvac_controls"][case["control"]]
    if "vent" not in control:
        return ()
    # stated as a mass flow: site density, whatever the temperature
    is_open = _is_inside(control["vent"], np.arange(HOURS) % 24)
    flow = control["vent"]["m3_h"] / 3600.0 * is_open
    return (Ventilation("balanced", flow, air_density_kg_per_m3=control["vent"]["density_kg_m3"]),)


def _sun_zone(case: Facts) -> tuple[Surface, Buffer]:
    """Return the wall of case 960 between its zones, and the sun zone behind it."""
    sun, wall = case["zone_data"]["sun_zone"], case["common_wall"]
    common = Surface(
        name="common wall",
        layers=_layers(wall["construction"]),
        area_m2=wall["area_m2"],
        boundary=BufferSpace("sun zone"),
        azimuth_deg=180.0,
        absorptance_outside=wall["alpha_solar"],
        absorptance_inside=wall["alpha_solar"],
        emissivity_outside=wall["eps"],
        emissivity_inside=wall["eps"],
    )
    surfaces, windows = _zone_parts(case, sun, sun, "double_clear", "north")
    return common, Buffer("sun zone", sun["volume_m3"], sun["ach"], surfaces, windows)


def case_room(name: str) -> RoomModel:
    """Return the room of a case; of two zones the back one."""
    case = case_inputs(name)
    shape, parts, gains_w = case["geometry"], case["constructions"], case["gains"]["total_W"]
    opening, without, buffers = parts["opening"], "", tuple[Buffer, ...]()
    if case["zones"] == 2:
        parts, opening, without = case["zone_data"]["back_zone"], "double_clear", "south"
        gains_w = parts["gains_W"]
    surfaces, windows = _zone_parts(case, shape, parts, opening, without)
    if case["zones"] == 2:
        common, sun_zone = _sun_zone(case)
        surfaces, buffers = (*surfaces, common), (sun_zone,)
    air = case["infiltration"]
    return RoomModel(
        floor_area_m2=shape["floor_area_m2"],
        volume_m3=shape["volume_m3"],
        ceiling_height_m=shape["height_m"],
        air_capacity_multiplier=1.0,
        surfaces=surfaces,
        windows=windows,
        infiltration=(ConstantInfiltration(air["ach"], air["density_kg_m3"]),),
        gains=_gains(gains_w, case["gains"]["radiant"]),
        ventilation=_ventilation(case),
        buffers=buffers,
        terrain="country",
        altitude_m=inputs()["site"]["elevation_m"],
    )


def case_setpoints(name: str) -> tuple[FloatArray, FloatArray]:
    """Return heating and cooling setpoints at step ends (n_steps + 1,) each [degC]."""
    control = inputs()["hvac_controls"][case_inputs(name)["control"]]
    n = HOURS * STEPS_PER_HOUR + 1
    end = (np.arange(n) - 0.5) / STEPS_PER_HOUR % 24  # a moment inside the step that ends
    at = np.arange(n) / STEPS_PER_HOUR % 24
    heat = np.full(n, NO_HEATING if control.get("heat") is None else control["heat"])
    cool = np.full(n, NO_COOLING if control.get("cool") is None else control["cool"])
    for part in control.get("heat_schedule", ()):
        inside = _is_inside(part, end)
        if part.get("shape") == "linear":
            start = int(part["from"][:2])
            value = part["T_from"] + (part["T_to"] - part["T_from"]) * (at[inside] - start)
        else:
            value = part["T"]
        heat[inside] = value
    for part in control.get("cool_schedule", ()):
        cool[_is_inside(part, end)] = NO_COOLING if part["T"] is None else part["T"]
    return heat, cool


def _is_inside(part: Facts, hour: NDArray[Any]) -> FloatArray:
    start, stop = int(part["from"][:2]), int(part["to"][:2])
    if start < stop:
        return np.asarray((hour >= start) & (hour < stop))
    return np.asarray((hour >= start) | (hour < stop))
