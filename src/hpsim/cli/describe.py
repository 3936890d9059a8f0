"""``hpsim describe``: what a scenario's words expand to, surface by surface, with every source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hpsim.cli import OK
from hpsim.cli.check import Overrides
from hpsim.cli.tables import plain_table, print_table
from hpsim.units.constants import K_PER_DEGF, R_IP, W_PER_BTUH
from hpsim.units.numbers import number

if TYPE_CHECKING:
    from rich.table import Table

    from hpsim.building.model import Default
    from hpsim.building.room_facts import (
        Aim2LeakFacts,
        DoorFacts,
        LeakFacts,
        RoomFacts,
        SurfaceFacts,
        WindowFacts,
    )
    from hpsim.scenario.describe import ScenarioFacts

SMALLEST_UNIT_W = 6000 * W_PER_BTUH  # the smallest common size
DIFFERENTIAL_K = K_PER_DEGF  # 1 degF


def command(
    file: Annotated[str, typer.Argument(metavar="FILE|NAME", help="A scenario, or a shipped one.")],
    overrides: Overrides = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Draw the room into this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Show what a scenario's words expand to: every surface, layer, default and source."""
    from hpsim.scenario.describe import describe
    from hpsim.scenario.load import load_scenario

    scenario = load_scenario(file, overrides or ())
    facts, room = describe(scenario)
    if as_json:
        print(json.dumps(facts.as_json(), indent=2, ensure_ascii=False))
    else:
        _print(facts)
    if plot is not None:
        from hpsim.plots.room_plan import save_plan

        save_plan(room, scenario.name, plot)
    return OK


def _print(facts: ScenarioFacts) -> None:
    from hpsim.metrics.thermostat_starts import thermostat_starts_per_hour

    room, figures, weather = facts.room, facts.room.room, facts.weather
    zone = f", climate zone {weather.zone}" if weather.zone else ""
    print(f"{facts.scenario}: {figures.kind}, {figures.words}")
    print(f"{weather.place}{zone}")
    print(
        f"floor {number(figures.floor_area_m2)} m², {number(figures.ceiling_height_m)} m high, "
        f"{number(figures.volume_m3)} m³"
    )
    print()
    print_table(_surface_table(room.surfaces))
    for buffer in room.buffers:
        print(
            f"\n{buffer.name}: unheated, {number(buffer.volume_m3)} m³, "
            f"{number(buffer.ach)} air changes per hour with outdoors"
        )
        print_table(_surface_table(buffer.surfaces))
    if room.all_windows:
        print("\nWindows")
        print_table(_window_table(room.all_windows))
    if room.doors:
        print("\nDoors to the home")
        print_table(_door_table(room.doors))
    print()
    _print_sources(room.all_surfaces)
    for line in _sentences(room):
        print(line)
    capacitance = figures.air_capacitance_j_per_k
    starts = thermostat_starts_per_hour(SMALLEST_UNIT_W, capacitance, DIFFERENTIAL_K)
    print(
        f"Fast heat capacity {number(capacitance / 1000)} kJ/K (air × "
        f"{figures.air_capacity_multiplier:g}): alone, it would let a single-stage "
        f"6 kBtu/h unit start up to {number(starts, 2)} times an hour at 1 °F differential."
    )
    if room.notes:
        print("\nWarnings")
        for note in room.notes:
            print(f"  {note}")
    print("\nNot given, so defaults are used")
    print_table(_default_table(room.defaults))


def _sentences(room: RoomFacts) -> list[str]:
    lines = []
    if any(surface.boundary == "ground" for surface in room.all_surfaces):
        lines.append("U on soil: to the yearly mean of its surface (ISO 13370).")
    lines += [
        f"Edge of {surface.name}: another {number(surface.edge_w_per_k)} W/K to outdoors "
        "(ISO 10211)."
        for surface in room.all_surfaces
        if surface.edge_w_per_k > 0.0
    ]
    lines += [_leak_sentence(leak) for leak in room.infiltration]
    for fan in room.ventilation:
        recovery = f", {100 * fan.recovery:.0f} % recovered" if fan.recovery else ""
        when = f", while {fan.when}" if fan.when else ""
        lines.append(f"Ventilation: {number(fan.mean_l_per_s)} L/s {fan.kind}{recovery}{when}.")
    gains = room.gains
    lines.append(
        f"Gains: {number(gains.mean_w)} W on average, {number(gains.highest_w)} W at most, "
        f"{number(gains.moisture_kg_per_day, 2)} kg of moisture a day."
    )
    lines += [
        f"{mass.name.capitalize()}: {number(mass.area_m2)} m², seen from both sides, "
        f"{number(mass.capacitance_kj_per_k)} kJ/K."
        for mass in room.masses
    ]
    return lines


def _leak_sentence(leak: LeakFacts) -> str:
    if leak.model == "constant":
        density = leak.air_density
        of_air = "as outdoors" if density is None else f"of {number(density)} kg/m³"
        return f"Air leakage: {number(leak.ach)} 1/h, always (air {of_air})."
    return (
        f"Air leakage: {number(leak.ach50)} 1/h at 50 Pa of a dwelling of "
        f"{number(leak.dwelling_volume_m3)} m³; this room has "
        f"{100 * leak.exposed_share:.0f} % of it, {number(leak.room_ach50)} 1/h of its "
        f"own volume (AIM-2, {leak.terrain}, shelter {number(leak.shelter)})." + _level_words(leak)
    )


def _level_words(leak: Aim2LeakFacts) -> str:
    """Return what the room's level means for its leaks."""
    if leak.high < 1.0:
        return " Lowest in its dwelling: in cold weather outdoor air comes in here."
    if leak.low > 0.0:
        return " Highest in its dwelling: in cold weather house air leaves here."
    return ""


def _surface_table(surfaces: Iterable[SurfaceFacts]) -> Table:
    table = plain_table("surface", "to", ">m²", ">facing", ">tilt", ">U W/m²K", ">R", "layers")
    for surface in surfaces:
        u_value = surface.u_w_per_m2k
        is_level = surface.tilt_deg in (0.0, 180.0)
        table.add_row(
            surface.name,
            surface.boundary,
            f"{surface.area_m2:.1f}",
            "–" if is_level else f"{surface.azimuth_deg:.0f}°",
            f"{surface.tilt_deg:.0f}°",
            number(u_value),
            "–" if u_value is None else f"R-{number(1 / u_value / R_IP)}",
            _layer_words(surface.layers),
        )
    return table


def _layer_words(layers: Sequence[Mapping[str, Any]]) -> str:
    words = []
    for layer in layers:
        if "material" in layer:
            name = layer["material"].replace("_", " ")
            words.append(f"{name} {1000 * layer['thickness_m']:.3g} mm")
        else:
            words.append(f"{number(layer['resistance_m2k_per_w'])} m²K/W")
    return " | ".join(words)


def _window_table(windows: Iterable[WindowFacts]) -> Table:
    headings = ("in", ">number", ">m² each", ">w × h m", ">sill m", ">U W/m²K", ">SHGC", ">panes")
    table = plain_table(*headings, "shaded by")
    for window in windows:
        table.add_row(
            window.surface,
            str(window.count),
            number(window.area_m2),
            f"{window.width_m:.2f} × {window.height_m:.2f}",
            number(window.sill_m, 2),
            number(window.u_w_per_m2k),
            number(window.shgc, 2),
            str(window.panes or "–"),
            ", ".join(window.shaded_by) or "–",
        )
    return table


def _door_table(doors: Iterable[DoorFacts]) -> Table:
    table = plain_table("in", ">m²", ">m high", ">open", ">beyond °C", ">% RH")
    for door in doors:
        humidity = door.rest_of_home_humidity
        table.add_row(
            door.surface,
            number(door.area_m2),
            number(door.height_m),
            f"{100 * door.open_share:.0f} %",
            number(door.rest_of_home_degc),
            "by weather" if humidity is None else f"{100 * humidity:.0f}",
        )
    return table


def _print_sources(surfaces: Iterable[SurfaceFacts]) -> None:
    sources = dict.fromkeys(
        (surface.construction or surface.name, surface.source) for surface in surfaces
    )
    print("Layers run from outside to inside; U with handbook films. They come from:")
    for name, source in sources:
        print(f"  {name.replace('_', ' ')}: {source}")
    print()


def _default_table(defaults: Iterable[Default]) -> Table:
    from rich.text import Text

    table = plain_table("key", "value", "source")
    for default in defaults:
        cells = (default.key, default.value, default.source)
        table.add_row(*(Text(cell) for cell in cells))  # Text: brackets are no markup
    return table
