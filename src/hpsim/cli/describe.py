"""``hpsim describe``: what a scenario's words expand to, surface by surface, with every source."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli import OK
from hpsim.units.constants import R_IP
from hpsim.units.numbers import number

if TYPE_CHECKING:
    from rich.table import Table

    from hpsim.building.description.constructions import Construction, Layers
    from hpsim.building.description.surfaces import Surface
    from hpsim.building.kinds import ExpandedRoom
    from hpsim.building.model import RoomModel, Ventilation, Window
    from hpsim.scenario.model import Scenario

THE_SCENARIO = "the scenario"
USUAL_SPACE = "8 in concrete, bare soil or a 4 in slab: usual of an unheated"
SMALLEST_UNIT_W = 1758.4  # 6 kBtu/h, the smallest common size

Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change one key, such as room.quality=poor."),
]


def command(
    file: Annotated[str, typer.Argument(metavar="FILE|NAME", help="A scenario, or a shipped one.")],
    overrides: Overrides = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Draw the room into this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Show what a scenario's words expand to: every surface, layer, default and source."""
    from hpsim.scenario.load import load_scenario

    scenario = load_scenario(file, overrides or ())
    facts, room = describe(scenario)
    if as_json:
        print(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        _print(facts)
    if plot is not None:
        from hpsim.cli.plan import save_plan

        save_plan(room, scenario.name, plot)
    return OK


def describe(scenario: Scenario) -> tuple[dict[str, Any], RoomModel]:
    """Return everything about a scenario's room as plain values, and the room as numbers.

    Areas in m2, U in W/m2K with the films of ASHRAE Fundamentals, azimuths with the site's
    rotation.
    """
    from hpsim.building.description.rooms import SimpleRoom
    from hpsim.building.kinds import expand_room
    from hpsim.building.resolve import Place, resolve_room
    from hpsim.scenario.checks import calendar_of
    from hpsim.weather.cache import prepared

    weather, _, _ = prepared(scenario.weather, ())
    written, expanded = scenario.room, None
    materials, constructions = scenario.materials, scenario.constructions
    if isinstance(written, SimpleRoom):
        expanded = expand_room(written, scenario.site, weather.zone)
        materials = {**expanded.materials, **materials}
        constructions = {**expanded.constructions, **constructions}
    detail = written if expanded is None else expanded.room
    assert detail.kind == "detail"
    room = resolve_room(
        detail,
        site=scenario.site,
        materials=materials,
        constructions=constructions,
        glazings=scenario.glazings,
        schedules=scenario.schedules,
        calendar=calendar_of(scenario),
        place=Place(weather.location.altitude_m),
        defaults=() if expanded is None else expanded.defaults,
        notes=() if expanded is None else expanded.notes,
    )
    facts: dict[str, Any] = {
        "scenario": scenario.name,
        "weather": {
            "id": scenario.weather,
            "place": weather.location.place,
            "zone": weather.zone,
        },
        "room": _room_facts(written.kind, room, expanded),
        "surfaces": _surface_facts(room, room.surfaces, detail.surfaces, constructions, expanded),
        "buffers": [
            {
                "name": buffer.name,
                "volume_m3": buffer.volume_m3,
                "ach": buffer.ach,
                "surfaces": _surface_facts(
                    room,
                    buffer.surfaces,
                    detail.buffers[buffer.name].surfaces,
                    constructions,
                    expanded,
                    by_hand=THE_SCENARIO if expanded is None else f"{USUAL_SPACE} {buffer.name}",
                ),
                "windows": _window_facts(buffer.windows),
            }
            for buffer in room.buffers
        ],
        "windows": _window_facts(room.windows),
        "doors": _door_facts(room),
        "infiltration": _infiltration_facts(room),
        "ventilation": [
            {
                "kind": fan.kind,
                "mean_l_per_s": 1000 * float(fan.flow_m3_per_s.mean()),
                "recovery": fan.recovery,
                "when": _when(fan),
            }
            for fan in room.ventilation
        ],
        "gains": _gain_facts(room),
        "masses": [
            {
                "name": mass.name,
                "area_m2": mass.area_m2,
                "capacitance_kj_per_k": mass.area_m2
                * sum(layer.capacitance_j_per_m2k for layer in mass.layers)
                / 1000,
            }
            for mass in room.masses
        ],
        "defaults": [
            {"key": default.key, "value": default.value, "source": default.source}
            for default in room.defaults
        ],
        "notes": list(room.notes),
    }
    return facts, room


def _room_facts(kind: str, room: RoomModel, expanded: ExpandedRoom | None) -> dict[str, Any]:
    from hpsim.building.model import Outdoors
    from hpsim.building.ua_summary import air_capacitance_j_per_k, ua_w_per_k, window_u_w_per_m2k

    opaque = sum(ua_w_per_k(s) or 0.0 for s in room.surfaces if isinstance(s.boundary, Outdoors))
    rated = [(w.count * w.area_m2, window_u_w_per_m2k(w)) for w in room.windows]
    glass = None
    if all(u_value is not None for _, u_value in rated):
        glass = sum(area * (u_value or 0.0) for area, u_value in rated)
    return {
        "kind": kind,
        "words": "surface by surface" if expanded is None else expanded.words,
        "floor_area_m2": room.floor_area_m2,
        "volume_m3": room.volume_m3,
        "ceiling_height_m": room.ceiling_height_m,
        "air_capacity_multiplier": room.air_capacity_multiplier,
        "air_capacitance_j_per_k": air_capacitance_j_per_k(
            room.volume_m3, room.air_capacity_multiplier
        ),
        "moisture_multiplier": room.moisture_multiplier,
        "outdoor_opaque_ua_w_per_k": opaque,
        "window_ua_w_per_k": glass,
    }


def _surface_facts(
    room: RoomModel,
    resolved: tuple[Any, ...],
    written: tuple[Surface, ...],
    constructions: dict[str, Layers],
    expanded: ExpandedRoom | None,
    by_hand: str = THE_SCENARIO,
) -> list[dict[str, Any]]:
    """Return a row a surface; ``by_hand`` says where layers without a name come from."""
    from hpsim.building.ua_summary import (
        boundary_words,
        edge_w_per_k,
        layers_m2k_per_w,
        soil_u_w_per_m2k,
        u_w_per_m2k,
    )

    by_name = {surface.name: surface for surface in written}
    rows = []
    for surface in resolved:
        said = by_name.get(surface.name)  # none for leaves of outside doors
        construction = None if said is None else said.construction
        u_value = u_w_per_m2k(surface)
        if u_value is None:
            u_value = soil_u_w_per_m2k(surface, room)
        rows.append(
            {
                "name": surface.name,
                "boundary": boundary_words(surface.boundary),
                "area_m2": surface.area_m2,
                "gross_area_m2": surface.gross_area_m2 or surface.area_m2,
                "azimuth_deg": surface.azimuth_deg,
                "tilt_deg": surface.tilt_deg,
                "construction": construction if isinstance(construction, str) else None,
                "layers": _layer_facts(construction, constructions),
                "resistance_m2k_per_w": layers_m2k_per_w(surface),
                "u_w_per_m2k": u_value,
                "ua_w_per_k": None if u_value is None else u_value * surface.area_m2,
                "edge_w_per_k": edge_w_per_k(surface),
                "source": _source(construction, constructions, expanded, by_hand),
            }
        )
    return rows


def _source(
    construction: Construction | None,
    own: Container[str],
    expanded: ExpandedRoom | None,
    by_hand: str,
) -> str:
    from hpsim.building.assemblies import construction_library

    if construction is None:
        return "u_value of the door"
    if not isinstance(construction, str):
        return by_hand
    if expanded is not None and construction in expanded.sources:
        return expanded.sources[construction]
    library = construction_library()
    if construction in own or construction not in library:
        return THE_SCENARIO
    return library[construction]().source


def _layer_facts(
    construction: Construction | None, constructions: dict[str, Layers]
) -> list[dict[str, Any]]:
    """Return the layers by name, outside first."""
    from hpsim.building.assemblies import construction_library

    if construction is None:
        return []
    layers: Any = construction
    if isinstance(construction, str):
        if construction not in constructions:
            plies = construction_library()[construction]().plies
            return [{"material": p.material, "thickness_m": p.thickness_m} for p in plies]
        layers = constructions[construction]
    return [layer.model_dump() for layer in layers]


def _window_facts(windows: Sequence[Window]) -> list[dict[str, Any]]:
    return [
        {
            "name": window.name,
            "surface": window.surface,
            "count": window.count,
            "area_m2": window.area_m2,
            "width_m": window.width_m,
            "height_m": window.height_m,
            "sill_m": window.sill_m,
            "u_w_per_m2k": window.glazing.u_value_w_per_m2k,
            "shgc": window.glazing.shgc,
            "panes": len(window.glazing.panes) or window.glazing.n_panes,
            "shaded_by": [
                word
                for word, part in (
                    ("overhang", window.overhang),
                    ("fins", window.fins),
                    (window.shade.kind if window.shade else "", window.shade),
                )
                if part is not None
            ],
        }
        for window in windows
    ]


def _door_facts(room: RoomModel) -> list[dict[str, Any]]:
    """Return the doors to the home that are ever open: others are part of their wall."""
    return [
        {
            "surface": door.surface,
            "area_m2": door.area_m2,
            "height_m": door.height_m,
            "open_share": float(door.open.mean()),
            "rest_of_home_degc": float(door.rest_of_home_degc.mean()),
            "rest_of_home_humidity": door.rest_of_home_share,
        }
        for door in room.doors
    ]


def _when(fan: Ventilation) -> str:
    """Return when a fan or window that follows the room's temperature is on, in words."""
    rules = []
    if fan.unless_cooled:
        rules.append("nothing cools")
    if fan.room_above_degc is not None:
        rules.append(f"the room is above {number(fan.room_above_degc)} °C")
    if fan.outdoor_below_room_k is not None:
        rules.append(f"it is {number(fan.outdoor_below_room_k)} K cooler outdoors")
    return ", ".join(rules[:-1]) + (" and " if len(rules) > 1 else "") + "".join(rules[-1:])


def _infiltration_facts(room: RoomModel) -> list[dict[str, Any]]:
    from hpsim.building.model import ConstantInfiltration

    rows: list[dict[str, Any]] = []
    for leak in room.infiltration:
        if isinstance(leak, ConstantInfiltration):
            rows.append(
                {"model": "constant", "ach": leak.ach, "air_density": leak.air_density_kg_per_m3}
            )
            continue
        room_ach50 = leak.ach50 * leak.dwelling_volume_m3 * leak.exposed_share / room.volume_m3
        rows.append(
            {
                "model": "aim2",
                "ach50": leak.ach50,
                "dwelling_volume_m3": leak.dwelling_volume_m3,
                "dwelling_height_m": leak.dwelling_height_m,
                "exposed_share": leak.exposed_share,
                "room_ach50": room_ach50,
                "shelter": leak.shelter,
                "terrain": leak.terrain,
                "low": leak.low,
                "high": leak.high,
            }
        )
    return rows


def _gain_facts(room: RoomModel) -> dict[str, float]:
    gains = room.gains
    sensible = gains.convective_w + gains.radiant_w
    return {
        "mean_w": float(sensible.mean()),
        "highest_w": float(sensible.max()),
        "kwh_per_year": float(sensible.sum()) / 1000,
        "moisture_kg_per_day": float(gains.moisture_kg_per_s.mean()) * 86_400,
    }


# --- for people ------------------------------------------------------------------------------


def _print(facts: dict[str, Any]) -> None:
    from hpsim.cli.tables import most_starts_per_hour, print_table

    room, weather = facts["room"], facts["weather"]
    zone = f", climate zone {weather['zone']}" if weather["zone"] else ""
    print(f"{facts['scenario']}: {room['kind']}, {room['words']}")
    print(f"{weather['place']}{zone}")
    print(
        f"floor {number(room['floor_area_m2'])} m², {number(room['ceiling_height_m'])} m high, "
        f"{number(room['volume_m3'])} m³"
    )
    print()
    print_table(_surface_table(facts["surfaces"]))
    for buffer in facts["buffers"]:
        print(
            f"\n{buffer['name']}: unheated, {number(buffer['volume_m3'])} m³, "
            f"{number(buffer['ach'])} air changes per hour with outdoors"
        )
        print_table(_surface_table(buffer["surfaces"]))
    windows = facts["windows"] + [w for b in facts["buffers"] for w in b["windows"]]
    if windows:
        print("\nWindows")
        print_table(_window_table(windows))
    if facts["doors"]:
        print("\nDoors to the home")
        print_table(_door_table(facts["doors"]))
    print()
    _print_sources(facts["surfaces"] + [s for b in facts["buffers"] for s in b["surfaces"]])
    for line in _sentences(facts):
        print(line)
    capacitance = room["air_capacitance_j_per_k"]
    starts = most_starts_per_hour(SMALLEST_UNIT_W, capacitance, 5 / 9)
    print(
        f"Fast heat capacity {number(capacitance / 1000)} kJ/K (air × "
        f"{room['air_capacity_multiplier']:g}): alone, it would let a single-stage "
        f"6 kBtu/h unit start up to {number(starts, 2)} times an hour at 1 °F differential."
    )
    if facts["notes"]:
        print("\nLooks odd")
        for note in facts["notes"]:
            print(f"  {note}")
    print("\nNot said, so taken from here")
    print_table(_default_table(facts["defaults"]))


def _sentences(facts: dict[str, Any]) -> list[str]:
    lines = []
    surfaces = facts["surfaces"] + [s for b in facts["buffers"] for s in b["surfaces"]]
    if any(row["boundary"] == "ground" for row in surfaces):
        lines.append("U on soil: to the yearly mean of its surface (ISO 13370).")
    lines += [
        f"Edge of {row['name']}: another {number(row['edge_w_per_k'])} W/K to outdoors (ISO 10211)."
        for row in surfaces
        if row["edge_w_per_k"] > 0.0
    ]
    for leak in facts["infiltration"]:
        if leak["model"] == "constant":
            density = leak["air_density"]
            of_air = "as outdoors" if density is None else f"of {number(density)} kg/m³"
            lines.append(f"Air leakage: {number(leak['ach'])} 1/h, always (air {of_air}).")
            continue
        lines.append(
            f"Air leakage: {number(leak['ach50'])} 1/h at 50 Pa of a dwelling of "
            f"{number(leak['dwelling_volume_m3'])} m³; this room has "
            f"{100 * leak['exposed_share']:.0f} % of it, {number(leak['room_ach50'])} 1/h of its "
            f"own volume (AIM-2, {leak['terrain']}, shelter {number(leak['shelter'])})."
            + _level_words(leak["low"], leak["high"])
        )
    for fan in facts["ventilation"]:
        recovery = f", {100 * fan['recovery']:.0f} % recovered" if fan["recovery"] else ""
        when = f", while {fan['when']}" if fan["when"] else ""
        lines.append(
            f"Ventilation: {number(fan['mean_l_per_s'])} L/s {fan['kind']}{recovery}{when}."
        )
    gains = facts["gains"]
    lines.append(
        f"Gains: {number(gains['mean_w'])} W on average, {number(gains['highest_w'])} W at most, "
        f"{number(gains['moisture_kg_per_day'], 2)} kg of moisture a day."
    )
    lines += [
        f"{mass['name'].capitalize()}: {number(mass['area_m2'])} m², seen from both sides, "
        f"{number(mass['capacitance_kj_per_k'])} kJ/K."
        for mass in facts["masses"]
    ]
    return lines


def _level_words(low: float, high: float) -> str:
    """Return what the room's level means for its leaks."""
    if high < 1.0:
        return " Lowest in its dwelling: in cold weather outdoor air comes in here."
    if low > 0.0:
        return " Highest in its dwelling: in cold weather house air leaves here."
    return ""


def _new_table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    for column in columns:
        if column.startswith(">"):
            table.add_column(column[1:], justify="right", no_wrap=True)
        else:
            table.add_column(column, overflow="fold")
    return table


def _surface_table(surfaces: list[dict[str, Any]]) -> Table:
    table = _new_table("surface", "to", ">m²", ">facing", ">tilt", ">U W/m²K", ">R", "layers")
    for row in surfaces:
        u_value = row["u_w_per_m2k"]
        is_level = row["tilt_deg"] in (0.0, 180.0)
        table.add_row(
            row["name"],
            row["boundary"],
            f"{row['area_m2']:.1f}",
            "–" if is_level else f"{row['azimuth_deg']:.0f}°",
            f"{row['tilt_deg']:.0f}°",
            number(u_value),
            "–" if u_value is None else f"R-{number(1 / u_value / R_IP)}",
            _layer_words(row["layers"]),
        )
    return table


def _layer_words(layers: list[dict[str, Any]]) -> str:
    words = []
    for layer in layers:
        if "material" in layer:
            name = layer["material"].replace("_", " ")
            words.append(f"{name} {1000 * layer['thickness_m']:.3g} mm")
        else:
            words.append(f"{number(layer['resistance_m2k_per_w'])} m²K/W")
    return " | ".join(words)


def _window_table(windows: list[dict[str, Any]]) -> Table:
    table = _new_table(
        "in",
        ">number",
        ">m² each",
        ">w × h m",
        ">sill m",
        ">U W/m²K",
        ">SHGC",
        ">panes",
        "shaded by",
    )
    for row in windows:
        table.add_row(
            row["surface"],
            str(row["count"]),
            number(row["area_m2"]),
            f"{row['width_m']:.2f} × {row['height_m']:.2f}",
            number(row["sill_m"], 2),
            number(row["u_w_per_m2k"]),
            number(row["shgc"], 2),
            str(row["panes"] or "–"),
            ", ".join(row["shaded_by"]) or "–",
        )
    return table


def _door_table(doors: list[dict[str, Any]]) -> Table:
    table = _new_table("in", ">m²", ">m high", ">open", ">beyond °C", ">% RH")
    for row in doors:
        humidity = row["rest_of_home_humidity"]
        table.add_row(
            row["surface"],
            number(row["area_m2"]),
            number(row["height_m"]),
            f"{100 * row['open_share']:.0f} %",
            number(row["rest_of_home_degc"]),
            "by weather" if humidity is None else f"{100 * humidity:.0f}",
        )
    return table


def _print_sources(surfaces: list[dict[str, Any]]) -> None:
    sources = dict.fromkeys((row["construction"] or row["name"], row["source"]) for row in surfaces)
    print("Layers run from outside to inside; U with handbook films. They come from:")
    for name, source in sources:
        print(f"  {name.replace('_', ' ')}: {source}")
    print()


def _default_table(defaults: list[dict[str, str]]) -> Table:
    from rich.text import Text

    table = _new_table("key", "value", "source")
    for row in defaults:
        cells = (row["key"], row["value"], row["source"])
        table.add_row(*(Text(cell) for cell in cells))  # Text: brackets are no markup
    return table
