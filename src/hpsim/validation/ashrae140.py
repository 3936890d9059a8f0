"""ASHRAE 140 thermal fabric cases: rooms from the standard's inputs, scores against its ranges.

Basis ``acceptance range`` is the standard's own (140-2023, addendum b: 40 ranges); ``program
span`` asks whether a value lies among those of the six example programs (140-2020). The sky is the
weather file's own infrared column. No case has a constant of its own.

References
----------
ANSI/ASHRAE Standard 140-2020 section 7.2 and 140-2023 addendum b; inputs and results as
transcribed in ``data/ashrae140``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from hpsim.building.ideal_load import IdealLoadResult, ideal_load_result, planes
from hpsim.building.modal import DROPPED_WEIGHT_K
from hpsim.building.model import (
    AngleTable,
    Buffer,
    BufferSpace,
    ConstantInfiltration,
    Fins,
    Gains,
    Gap,
    Glazing,
    Layer,
    Outdoors,
    Overhang,
    Pane,
    RoomModel,
    Roughness,
    Surface,
    Ventilation,
    Window,
)
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance
from hpsim.validation.checks import Check

WEATHER_ID = "us-5B-denver"
STEPS_PER_HOUR = 2
REDUCED_CASES = ("600", "900", "600FF", "900FF")
HOURS = 8760
AZIMUTHS = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}
NO_HEATING, NO_COOLING = -1000.0, 1000.0
PRINTED_DECIMALS = {"MWh": 2, "kW": 2, "degC": 1}
"""At which values are compared, as the standard's ranges are printed."""
SUN_ZONE = "960_sunzone"

Case = dict[str, Any]
Irradiance = Mapping[tuple[float, float], PlaneIrradiance]
Sun = Callable[[list[tuple[float, float]]], tuple[Climate, Irradiance]]


@cache
def _book() -> Case:
    from ruamel.yaml import YAML

    text = files("hpsim.data").joinpath("ashrae140/cases.yaml").read_text("utf-8")
    book: Case = YAML(typ="safe").load(text)
    return book


def case_names() -> tuple[str, ...]:
    """Return the names of all cases."""
    return tuple(str(name) for name in _book()["cases"])


def _merge(base: Case, over: Case) -> Case:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = (
            _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged


def case_inputs(name: str) -> Case:
    """Return a case's inputs with those of its base laid under."""
    own = _book()["cases"][name]
    base = own["base"]
    return _merge(case_inputs(str(base)), own) if base else dict(own)


def _layers(construction: str) -> tuple[Layer, ...]:
    materials = _book()["materials"]
    layers = []
    for name, thickness in _book()["constructions"][construction]["layers"]:
        m = materials[name]
        capacity = thickness * m["rho"] * m["cp"]
        if name == "hc_air_gap":
            capacity = 0.0
        layers.append(Layer(thickness / m["k"], capacity))
    return tuple(layers)


def _glazing(name: str) -> Glazing:
    data = _book()["windows"][name]
    panes = tuple(
        Pane(
            pane["thickness_m"],
            pane["k"],
            pane["tau_sol"],
            (pane["rho_sol_out"], pane["rho_sol_in"]),
            (pane["eps_out"], pane["eps_in"]),
        )
        for pane in data["panes_outside_to_inside"]
    )
    gaps = (Gap(data["gap"]["thickness_m"], data["gap"]["gas"]),) if data["gap"] else ()
    table = data["angle_table"]
    absorbed = [table["abs_out"]] + ([table["abs_in"]] if "abs_in" in table else [])
    angles = AngleTable(
        tuple(float(angle) for angle in table["angle"][:-1]),
        tuple(table["tau"][:-1]),
        tuple(tuple(row[:-1]) for row in absorbed),
        table["tau"][-1],
        tuple(row[-1] for row in absorbed),
    )
    return Glazing(panes=panes, gaps=gaps, angles=angles)


@dataclass(frozen=True, slots=True)
class _Zone:
    """What one zone of a case is made of."""

    length_m: float
    depth_m: float
    height_m: float
    walls: str
    roof: str
    floor: str
    opening: str
    openings: list[Case]
    without_walls: tuple[str, ...] = ()


_ROUGHNESS: dict[str, Roughness] = {"hc_wall": "very_smooth"}


def _fixed_films(case: Case, part: str) -> tuple[float | None, float | None]:
    """Return prescribed inside and outside coefficients (cases 450 to 470)."""
    how = case["surface_heat_transfer"]
    if how == "own":
        return None, None
    table = _book()["surface_coefficients"]
    inside = table["interior"]["ceiling" if part == "roof" else part]["comb"]
    outside = table["exterior"][part]["comb"]
    return (
        inside if how["interior"] == "comb" else None,
        outside if how["exterior"] == "comb" else None,
    )


def _surface(
    case: Case, name: str, construction: str, area: float, azimuth: float, tilt: float, part: str
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


def _window(case: Case, opening: Case, number: int, wall_width: float, glazing: str) -> Window:
    width, height, sill = opening["width_m"], opening["height_m"], opening["sill_m"]
    # the standard's shades absorb all sunlight and have an infrared emittance of 0
    overhang = fins = None
    shading = case["shading"]
    devices = _book()["shading"][shading]["devices"] if shading != "none" else []
    for device in devices:
        over = device["over"]
        if opening["wall"] not in ([over] if isinstance(over, str) else over):
            continue
        if device["kind"] == "overhang":
            span = device.get("width_m", device.get("to_x_m", 0) - device.get("from_x_m", 0))
            middle = opening["from_left_edge_m"] + 0.5 * width
            shift = 0.5 * wall_width - middle if span >= wall_width else 0.0
            overhang = Overhang(
                device["depth_m"], device["above_window_top_m"], span, shift, hides_sky=False
            )
        else:
            fins = Fins(
                device["depth_m"],
                device["depth_m"],
                device["distance_from_window_edge_m"],
                device["top_m"] - sill - height,
                sill - device["bottom_m"],
                hides_sky=False,
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
        film_inside_w_per_m2k=inside,
        film_outside_w_per_m2k=outside,
    )


def _zone_parts(case: Case, zone: _Zone) -> tuple[tuple[Surface, ...], tuple[Window, ...]]:
    is_opaque = zone.opening == "hc_wall"
    surfaces, windows = [], []
    for wall, azimuth in AZIMUTHS.items():
        if wall in zone.without_walls:
            continue
        width = zone.length_m if wall in ("north", "south") else zone.depth_m
        here = [opening for opening in zone.openings if opening["wall"] == wall]
        taken = sum(opening["width_m"] * opening["height_m"] for opening in here)
        area = width * zone.height_m - taken
        surfaces.append(_surface(case, wall, zone.walls, area, azimuth, 90.0, "walls"))
        if here and is_opaque:
            surfaces.append(
                _surface(case, f"{wall} element", zone.opening, taken, azimuth, 90.0, "walls")
            )
        elif here:
            windows += [
                _window(case, opening, i + 1, width, zone.opening) for i, opening in enumerate(here)
            ]
    area = zone.length_m * zone.depth_m
    surfaces.append(_surface(case, "roof", zone.roof, area, 180.0, 0.0, "roof"))
    surfaces.append(_surface(case, "floor", zone.floor, area, 180.0, 180.0, "raised_floor"))
    return tuple(surfaces), tuple(windows)


def _gains(total_w: float, radiant: float) -> Gains:
    ones = np.ones(HOURS)
    return Gains(total_w * (1.0 - radiant) * ones, total_w * radiant * ones, 0.0 * ones)


def _night(hours: Case) -> FloatArray:
    """Return 1 in the hours from ``from`` to ``to`` over midnight, else 0 (n_hours,)."""
    start, end = int(hours["from"][:2]), int(hours["to"][:2])
    hour = np.arange(HOURS) % 24
    return np.asarray((hour >= start) | (hour < end), dtype=float)


def _ventilation(case: Case) -> tuple[Ventilation, ...]:
    control = _book()["hvac_controls"][case["control"]]
    if "vent" not in control:
        return ()
    # stated as a mass flow: site density, whatever the temperature
    flow = control["vent"]["m3_h"] / 3600.0 * _night(control["vent"])
    return (Ventilation("balanced", flow, air_density_kg_per_m3=control["vent"]["density_kg_m3"]),)


def _infiltration(case: Case) -> tuple[ConstantInfiltration, ...]:
    data = case["infiltration"]
    return (ConstantInfiltration(data["ach"], data["density_kg_m3"]),)


def _one_zone(case: Case) -> RoomModel:
    shape, parts = case["geometry"], case["constructions"]
    zone = _Zone(
        shape["length_x_m"],
        shape["depth_y_m"],
        shape["height_m"],
        parts["walls"],
        parts["roof"],
        parts["floor"],
        parts["opening"],
        shape["openings"],
    )
    surfaces, windows = _zone_parts(case, zone)
    return RoomModel(
        floor_area_m2=shape["floor_area_m2"],
        volume_m3=shape["volume_m3"],
        ceiling_height_m=shape["height_m"],
        air_capacity_multiplier=1.0,
        surfaces=surfaces,
        windows=windows,
        infiltration=_infiltration(case),
        gains=_gains(case["gains"]["total_W"], case["gains"]["radiant"]),
        ventilation=_ventilation(case),
        terrain="country",
        altitude_m=_book()["site"]["elevation_m"],
    )


def _two_zones(case: Case) -> RoomModel:
    back, sun = case["zone_data"]["back_zone"], case["zone_data"]["sun_zone"]
    room_zone = _Zone(
        back["length_x_m"],
        back["depth_y_m"],
        back["height_m"],
        back["walls"],
        back["roof"],
        back["floor"],
        "double_clear",
        [],
        ("south",),
    )
    sun_zone = _Zone(
        sun["length_x_m"],
        sun["depth_y_m"],
        sun["height_m"],
        sun["walls"],
        sun["roof"],
        sun["floor"],
        "double_clear",
        sun["openings"],
        ("north",),
    )
    surfaces, _ = _zone_parts(case, room_zone)
    wall = case["common_wall"]
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
    buffer_surfaces, windows = _zone_parts(case, sun_zone)
    return RoomModel(
        floor_area_m2=back["length_x_m"] * back["depth_y_m"],
        volume_m3=back["volume_m3"],
        ceiling_height_m=back["height_m"],
        air_capacity_multiplier=1.0,
        surfaces=(*surfaces, common),
        windows=(),
        infiltration=_infiltration(case),
        gains=_gains(back["gains_W"], case["gains"]["radiant"]),
        buffers=(Buffer("sun zone", sun["volume_m3"], sun["ach"], buffer_surfaces, windows),),
        terrain="country",
        altitude_m=_book()["site"]["elevation_m"],
    )


def case_room(name: str) -> RoomModel:
    """Return the room of a case."""
    case = case_inputs(name)
    return _two_zones(case) if case["zones"] == 2 else _one_zone(case)


def case_setpoints(
    name: str, steps_per_hour: int = STEPS_PER_HOUR
) -> tuple[FloatArray, FloatArray]:
    """Return heating and cooling set points at step ends (n_steps + 1,) each [degC]."""
    control = _book()["hvac_controls"][case_inputs(name)["control"]]
    n = HOURS * steps_per_hour + 1
    end = (np.arange(n) - 0.5) / steps_per_hour % 24  # a moment inside the step that ends
    at = np.arange(n) / steps_per_hour % 24
    heat = np.full(n, NO_HEATING if control.get("heat") is None else control["heat"])
    cool = np.full(n, NO_COOLING if control.get("cool") is None else control["cool"])
    for part in control.get("heat_schedule", ()):
        inside = _within(part, end)
        if part.get("shape") == "linear":
            start = int(part["from"][:2])
            value = part["T_from"] + (part["T_to"] - part["T_from"]) * (at[inside] - start)
        else:
            value = part["T"]
        heat[inside] = value
    for part in control.get("cool_schedule", ()):
        cool[_within(part, end)] = NO_COOLING if part["T"] is None else part["T"]
    return heat, cool


def _within(part: Case, hour: FloatArray) -> FloatArray:
    start, stop = int(part["from"][:2]), int(part["to"][:2])
    if start < stop:
        return np.asarray((hour >= start) & (hour < stop))
    return np.asarray((hour >= start) | (hour < stop))


def run_case(
    name: str,
    sun: Sun,
    *,
    step_s: float = 3600.0 / STEPS_PER_HOUR,
    dropped_weight_k: float = DROPPED_WEIGHT_K,
) -> IdealLoadResult:
    """Return a case's year."""
    room = case_room(name)
    heat, cool = case_setpoints(name, round(3600.0 / step_s))
    climate, irradiance = sun(planes(room))
    return ideal_load_result(
        room, climate, irradiance, heat, cool, step_s=step_s, dropped_weight_k=dropped_weight_k
    )


def hourly_means(steps: FloatArray) -> FloatArray:
    """Return hourly means of step means."""
    return np.asarray(steps.reshape(HOURS, -1).mean(axis=1))


def _air_hourly(instants: FloatArray) -> FloatArray:
    return hourly_means(0.5 * (instants[1:] + instants[:-1]))


def case_values(name: str, response: IdealLoadResult) -> dict[tuple[str, str], float]:
    """Return the values that the standard asks of a case: (case, metric) -> value."""
    values: dict[tuple[str, str], float] = {}
    air = response.load_pass.out.port_degc
    floats = name.endswith("FF")
    if floats or name == "960":
        zone = SUN_ZONE if name == "960" else name
        degc = _air_hourly(air[:, 1 if name == "960" else 0])
        values[zone, "zone_temp_mean"] = float(degc.mean())
        values[zone, "zone_temp_min_hourly"] = float(degc.min())
        values[zone, "zone_temp_max_hourly"] = float(degc.max())
    if not floats:
        heat, cool = hourly_means(response.ideal_heating_w), hourly_means(response.ideal_cooling_w)
        values[name, "annual_heating"] = float(heat.sum() / 1e6)
        values[name, "annual_cooling_sensible"] = float(cool.sum() / 1e6)
        values[name, "peak_heating_hourly"] = float(heat.max() / 1e3)
        values[name, "peak_cooling_hourly"] = float(cool.max() / 1e3)
    return values


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    text = files("hpsim.data").joinpath(f"ashrae140/{name}").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


def program_spans() -> dict[tuple[str, str], tuple[float, float, str]]:
    """Return (case, metric) -> least and largest value of the six programs, and the unit."""
    spans: dict[tuple[str, str], tuple[float, float, str]] = {}
    for row in _table("programs_2020.csv"):
        key, value = (row["case"], row["metric"]), float(row["value"])
        low, high, _ = spans.get(key, (value, value, ""))
        spans[key] = (min(low, value), max(high, value), row["unit"])
    return spans


def acceptance_checks(values: Mapping[tuple[str, str], float]) -> list[Check]:
    """Return the standard's ranges that the cases at hand allow, compared at two decimals."""
    checks = []
    for row in _table("acceptance_2023.csv"):
        case, minus, metric = row["case"], row["minus_case"], row["metric"]
        if (case, metric) not in values or (minus and (minus, metric) not in values):
            continue
        value = values[case, metric] - (values[minus, metric] if minus else 0.0)
        low, high = float(row["lower"]), float(row["upper"])
        label = f"{case}-{minus}" if minus else case
        checks.append(
            Check(
                f"{label} {metric}",
                value,
                "MWh",
                low,
                high,
                low <= round(value, 2) <= high,
                "acceptance range",
            )
        )
    return checks


def span_checks(values: Mapping[tuple[str, str], float]) -> list[Check]:
    """Return whether each value lies within the six programs, compared at two decimals (0.1 K)."""
    checks = []
    spans = program_spans()
    for (case, metric), value in values.items():
        if (case, metric) not in spans:
            continue
        low, high, unit = spans[case, metric]
        n = PRINTED_DECIMALS[unit]
        is_inside = round(low, n) <= round(value, n) <= round(high, n)
        checks.append(Check(f"{case} {metric}", value, unit, low, high, is_inside, "program span"))
    return checks


def shipped_sun(wanted: list[tuple[float, float]]) -> tuple[Climate, Irradiance]:
    """Return the shipped Denver year and its irradiance on the planes asked for."""
    from hpsim.weather import prepared

    reflectance = _book()["site"]["ground_reflectance"]
    _, climate, irradiance = prepared(WEATHER_ID, wanted, reflectance)
    return climate, irradiance


def run_suite(*, reduced: bool = False) -> list[Check]:
    """Return all checks of the suite; reduced, those that cases 600 and 900 allow."""
    values: dict[tuple[str, str], float] = {}
    for name in REDUCED_CASES if reduced else case_names():
        values |= case_values(name, run_case(name, shipped_sun))
    return [*acceptance_checks(values), *span_checks(values)]
