"""``hpsim describe``: what a scenario's words expand to, surface by surface, with every source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hpsim.cli import OK
from hpsim.cli.options import AsJson, Overrides, Picture, ScenarioFile, Units, errors_in, with_units
from hpsim.cli.tables import Table, print_fact, print_folded, print_table
from hpsim.units.constants import K_PER_DEGF, R_IP, W_PER_BTUH
from hpsim.units.display import Reader
from hpsim.units.numbers import number

if TYPE_CHECKING:
    from hpsim.building.model import Aim2Infiltration, Default, Door, Window
    from hpsim.building.room_facts import RoomFacts, SurfaceFacts
    from hpsim.scenario.describe import ScenarioFacts

SMALLEST_UNIT_W = 6000 * W_PER_BTUH  # the smallest common size
DIFFERENTIAL_K = K_PER_DEGF  # 1 degF


def command(
    file: ScenarioFile,
    overrides: Overrides = None,
    plot: Picture = None,
    units: Units = None,
    as_json: AsJson = False,
) -> int:
    """Show what a scenario expands to: every surface, layer, default and source."""
    from hpsim.scenario.describe import describe
    from hpsim.scenario.load import load_scenario

    if plot is not None:
        from hpsim.cli.rate import check_picture_name

        check_picture_name(plot)
    scenario = load_scenario(file, with_units(overrides, units))
    with errors_in(scenario.units):
        facts = describe(scenario)
    system = scenario.units_at(facts.weather.location.country)
    if as_json:
        print(json.dumps(facts.as_json(), indent=2, ensure_ascii=False))
    else:
        _print(facts, Reader(system))
    if plot is not None:
        from hpsim.plots.room_plan import save_plan

        save_plan(facts.room.model, scenario.name, plot, system)
        if not as_json:
            print(f"drawn: {plot}")
    return OK


def _print(facts: ScenarioFacts, reader: Reader) -> None:
    from hpsim.metrics.thermostat_starts import thermostat_starts_per_hour

    room, figures, weather = facts.room, facts.room.model, facts.weather
    zone = f", climate zone {weather.zone}" if weather.zone else ""
    print_folded(f"{facts.scenario.name}: {room.kind}, {room.words}")
    print(f"{weather.location.place}{zone}")
    print(
        f"floor {reader.text(figures.floor_area_m2, 'floor_area_m2')}, "
        f"{reader.text(figures.ceiling_height_m, 'ceiling_height_m')} high, "
        f"{reader.text(figures.volume_m3, 'volume_m3')}"
    )
    print()
    print_table(_surface_table(room.surfaces, reader))
    for buffer in figures.buffers:
        print()
        print_folded(
            f"{buffer.name}: unheated, {reader.text(buffer.volume_m3, 'volume_m3')}, "
            f"{number(buffer.ach)} air changes per hour with outdoors"
        )
        print_table(_surface_table(room.of_buffers[buffer.name], reader))
    if room.all_windows:
        print("\nWindows")
        print_table(_window_table(room.all_windows, reader))
    if figures.doors:
        print("\nDoors to the home")
        print_table(_door_table(figures.doors, reader))
    print()
    _print_sources(room.all_surfaces, reader)
    for line in _sentences(room, reader):
        print_folded(line)
    capacitance = room.air_capacitance_j_per_k
    starts = thermostat_starts_per_hour(SMALLEST_UNIT_W, capacitance, DIFFERENTIAL_K)
    print_folded(
        f"Fast heat capacity {reader.text(capacitance, 'capacitance_j_per_k')} (air × "
        f"{figures.air_capacity_multiplier:g}): alone, it would let a single-stage unit of "
        f"{reader.text(SMALLEST_UNIT_W, 'heat_w', 2)} start up to {number(starts, 2)} times an "
        "hour with a differential of "
        f"{reader.text(DIFFERENTIAL_K, 'differential_k', 2)}."
    )
    if figures.notes:
        print("\nWarnings")
        for note in figures.notes:
            print_fact("  ", reader.translated(note))
    print("\nDefaults used")
    print_table(_default_table(figures.defaults, reader))


def _sentences(room: RoomFacts, reader: Reader) -> list[str]:
    from hpsim.building.room_facts import capacitance_kj, mean_l_per_s, when

    lines, model = [], room.model
    if any(surface.boundary == "ground" for surface in room.all_surfaces):
        lines.append("U on soil: to the yearly mean of its surface (ISO 13370).")
    lines += [
        f"Edge of {surface.name}: another {reader.text(surface.edge_w_per_k, 'edge_w_per_k')} "
        "to outdoors (ISO 10211)."
        for surface in room.all_surfaces
        if surface.edge_w_per_k > 0.0
    ]
    lines += _leak_sentences(room, reader)
    for fan in model.ventilation:
        recovery = f", {100 * fan.recovery:.0f} % recovered" if fan.recovery else ""
        only = f", while {reader.translated(when(fan))}" if when(fan) else ""
        flow = reader.text(mean_l_per_s(fan), "mean_l_per_s")
        lines.append(f"Ventilation: {flow} {fan.kind}{recovery}{only}.")
    sensible_w = model.gains.convective_w + model.gains.radiant_w
    moisture_kg = 86_400.0 * float(model.gains.moisture_kg_per_s.mean())
    lines.append(
        f"Gains: {reader.text(float(sensible_w.mean()), 'mean_gains_w')} on average, "
        f"{reader.text(float(sensible_w.max()), 'highest_gains_w')} at most, "
        f"{reader.text(moisture_kg, 'moisture_kg', 2)} of moisture a day."
    )
    lines += [
        f"{mass.name.capitalize()}: {reader.text(mass.area_m2, 'area_m2')}, seen from both "
        f"sides, {reader.text(1000.0 * capacitance_kj(mass), 'capacitance_j_per_k')}."
        for mass in model.masses
    ]
    return lines


def _leak_sentences(room: RoomFacts, reader: Reader) -> Iterator[str]:
    from hpsim.building.model import ConstantInfiltration
    from hpsim.building.room_facts import room_ach50

    for leak in room.model.infiltration:
        if isinstance(leak, ConstantInfiltration):
            density, of_air = leak.air_density_kg_per_m3, "as outdoors"
            if density is not None:
                of_air = f"of {reader.text(density, 'density_kg_per_m3')}"
            yield f"Air leakage: {number(leak.ach)} 1/h, always (air {of_air})."
        else:
            yield (
                f"Air leakage: {number(leak.ach50)} 1/h at 50 Pa of a dwelling of "
                f"{reader.text(leak.dwelling_volume_m3, 'dwelling_volume_m3')}; this room has "
                f"{100 * leak.exposed_share:.0f} % of it, "
                f"{number(room_ach50(leak, room.model))} 1/h of its own volume (AIM-2, "
                f"{leak.terrain}, shelter {number(leak.shelter)}).{_level_words(leak)}"
            )


def _level_words(leak: Aim2Infiltration) -> str:
    if leak.high < 1.0:
        return " Lowest in its dwelling: in cold weather outdoor air comes in here."
    if leak.low > 0.0:
        return " Highest in its dwelling: in cold weather house air leaves here."
    return ""


def _surface_table(surfaces: Iterable[SurfaceFacts], reader: Reader) -> Table:
    area, u_factor = reader.unit("area_m2"), reader.unit("u_w_per_m2k")
    headings = (f">{area}", ">facing", ">tilt", f">U {u_factor}", ">R")
    table = Table("surface", "to", *headings, "layers")
    for surface in surfaces:
        u_value = surface.u_w_per_m2k
        is_level = surface.tilt_deg in (0.0, 180.0)
        table.add_row(
            surface.name,
            reader.translated(surface.boundary),
            reader.number(surface.area_m2, "area_m2"),
            "–" if is_level else f"{surface.azimuth_deg:.0f}°",
            f"{surface.tilt_deg:.0f}°",
            reader.number(u_value, "u_w_per_m2k"),
            "–" if u_value is None else _r_value(1.0 / u_value, reader),
            _layer_words(surface.layers, reader),
        )
    return table


def _r_value(resistance_m2k_per_w: float, reader: Reader) -> str:
    """Return a thermal resistance as the trade writes it: R-13, RSI 2.3."""
    if reader.system == "us":
        return f"R-{number(resistance_m2k_per_w / R_IP)}"
    return f"RSI {number(resistance_m2k_per_w)}"


def _layer_words(layers: Sequence[Mapping[str, Any]], reader: Reader) -> str:
    words = []
    for layer in layers:
        if "material" in layer:
            name = layer["material"].replace("_", " ")
            thickness = reader.text(1000.0 * layer["thickness_m"], "thickness_mm")
            words.append(f"{name} {thickness}")
        else:
            words.append(_r_value(layer["resistance_m2k_per_w"], reader))
    return " | ".join(words)


def _window_table(windows: Iterable[Window], reader: Reader) -> Table:
    from hpsim.building.room_facts import shaded_by

    area, length, u_factor = map(reader.unit, ("area_m2", "width_m", "u_w_per_m2k"))
    sizes = (f">{area} each", f">w × h {length}", f">sill {length}")
    table = Table("in", ">number", *sizes, f">U {u_factor}", ">SHGC", ">panes", "shaded by")
    for window in windows:
        table.add_row(
            window.surface,
            str(window.count),
            reader.number(window.area_m2, "area_m2"),
            f"{reader.number(window.width_m, 'w_m')} × {reader.number(window.height_m, 'h_m')}",
            reader.number(window.sill_m, "sill_m", 2),
            reader.number(window.glazing.u_value_w_per_m2k, "u_w_per_m2k"),
            number(window.glazing.shgc, 2),
            str(window.glazing.n_panes or "–"),
            ", ".join(shaded_by(window)) or "–",
        )
    return table


def _door_table(doors: Iterable[Door], reader: Reader) -> Table:
    area, length, degrees = map(reader.unit, ("area_m2", "height_m", "home_degc"))
    headings = (f">{area}", f">{length} high", ">open", f">home {degrees}", ">% RH")
    table = Table("in", *headings)
    for door in doors:
        humidity = door.rest_of_home_humidity
        table.add_row(
            door.surface,
            reader.number(door.area_m2, "area_m2"),
            reader.number(door.height_m, "height_m"),
            f"{100 * float(door.open.mean()):.0f} %",
            "setpoints"
            if door.rest_of_home_degc is None
            else reader.number(float(door.rest_of_home_degc.mean()), "home_degc"),
            "by weather" if humidity is None else f"{100 * humidity:.0f}",
        )
    return table


def _print_sources(surfaces: Iterable[SurfaceFacts], reader: Reader) -> None:
    sources = dict.fromkeys(
        (surface.construction or surface.name, surface.source) for surface in surfaces
    )
    print_folded("Layers run from outside to inside; U with handbook films. They come from:")
    for name, source in sources:
        print_fact("  ", f"{name.replace('_', ' ')}: {reader.translated(source)}")
    print()


def _default_table(defaults: Iterable[Default], reader: Reader) -> Table:
    table = Table("key", "value", "source")
    for default in defaults:
        key = default.key
        if key.startswith("room.buffers"):
            key += " (kind: detail)"  # no key of a room in words
        table.add_row(key, *map(reader.translated, (default.value, default.source)))
    return table
