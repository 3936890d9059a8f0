"""Rooms and setpoints of the ASHRAE 140 thermal fabric cases, from the standard's inputs.

References
----------
ANSI/ASHRAE Standard 140-2020 section 7.2; inputs as transcribed in ``data/ashrae140``.
"""

from __future__ import annotations

import numpy as np

from hpsim.building.description.faces import FacePair
from hpsim.building.description.glazing import AngleTable, Gap, LayeredGlazing, Pane
from hpsim.building.model import (
    Buffer,
    BufferSpace,
    ConstantInfiltration,
    Fins,
    Gains,
    Layer,
    Outdoors,
    Overhang,
    RoomModel,
    Roughness,
    Surface,
    Ventilation,
    Window,
)
from hpsim.equipment.catalogue import merged
from hpsim.kernel.types import FloatArray
from hpsim.validation.published import Facts, read_facts

STEPS_PER_HOUR = 2
HOURS = 8760
AZIMUTHS = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}
NO_HEATING, NO_COOLING = -1000.0, 1000.0


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
    overhang = fins = None
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


def _night(hours: Facts) -> FloatArray:
    """Return 1 in the hours from ``from`` to ``to`` over midnight, else 0 (n_hours,)."""
    start, end = int(hours["from"][:2]), int(hours["to"][:2])
    hour = np.arange(HOURS) % 24
    return np.asarray((hour >= start) | (hour < end), dtype=float)


def _ventilation(case: Facts) -> tuple[Ventilation, ...]:
    control = inputs()["hvac_controls"][case["control"]]
    if "vent" not in control:
        return ()
    # stated as a mass flow: site density, whatever the temperature
    flow = control["vent"]["m3_h"] / 3600.0 * _night(control["vent"])
    return (Ventilation("balanced", flow, air_density_kg_per_m3=control["vent"]["density_kg_m3"]),)


def _infiltration(case: Facts) -> tuple[ConstantInfiltration, ...]:
    data = case["infiltration"]
    return (ConstantInfiltration(data["ach"], data["density_kg_m3"]),)


def _one_zone(case: Facts) -> RoomModel:
    shape, parts = case["geometry"], case["constructions"]
    surfaces, windows = _zone_parts(case, shape, parts, parts["opening"])
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
        altitude_m=inputs()["site"]["elevation_m"],
    )


def _two_zones(case: Facts) -> RoomModel:
    back, sun = case["zone_data"]["back_zone"], case["zone_data"]["sun_zone"]
    surfaces, _ = _zone_parts(case, back, back, "double_clear", "south")
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
    buffer_surfaces, windows = _zone_parts(case, sun, sun, "double_clear", "north")
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
        altitude_m=inputs()["site"]["elevation_m"],
    )


def case_room(name: str) -> RoomModel:
    """Return the room of a case."""
    case = case_inputs(name)
    return _two_zones(case) if case["zones"] == 2 else _one_zone(case)


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


def _is_inside(part: Facts, hour: FloatArray) -> FloatArray:
    start, stop = int(part["from"][:2]), int(part["to"][:2])
    if start < stop:
        return np.asarray((hour >= start) & (hour < stop))
    return np.asarray((hour >= start) | (hour < stop))
