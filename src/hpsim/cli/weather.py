"""``hpsim weather``: which files there are, what is in them, and where to get more."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hpsim.cli.completion import weather_names
from hpsim.cli.options import AsJson, Units
from hpsim.cli.progress import say
from hpsim.cli.tables import Table, print_fact, print_folded, print_table
from hpsim.units.constants import KM_PER_MILE, M_PER_FT
from hpsim.units.display import Reader, in_units
from hpsim.units.systems import units_of_place

if TYPE_CHECKING:
    from hpsim.scenario.weather_facts import WeatherFacts
    from hpsim.weather.model import DesignChoice, DesignConditions
    from hpsim.weather.places import Town

app = typer.Typer(no_args_is_help=True, help="List, show, find and fetch weather files.")

# so that a negative latitude or longitude isn't taken for an option
PLACE = {"ignore_unknown_options": True}
Latitude = Annotated[float, typer.Argument(metavar="LAT", help="Degrees, north positive.")]
Longitude = Annotated[float, typer.Argument(metavar="LON", help="Degrees, east positive.")]
N_NEAREST = 3


@app.command("list")
def list_files(as_json: AsJson = False) -> None:
    """List the weather that comes with hpsim, and your own files."""
    from hpsim.weather.listing import own_rows, shipped_rows
    from hpsim.weather.sources import user_folder

    own, errors = own_rows()
    for error in errors:
        print(error, file=sys.stderr)
    rows = shipped_rows() + own
    if as_json:
        document = {"weather": [asdict(row) for row in rows]}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return
    table = Table("id", "place", "zone", ">latitude", ">longitude", "source")
    for row in rows:
        where = (f"{row.latitude:.2f}", f"{row.longitude:.2f}")
        table.add_row(row.id, row.place, row.zone, *where, row.source)
    print_table(table)
    print()
    print_folded(f"Files of your own may lie in {user_folder()}")


@app.command()
def show(
    file: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A shipped id or a weather file.", autocompletion=weather_names
        ),
    ],
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Show a place's degree-days and design temperatures, header and file side by side."""
    from hpsim.scenario.weather_facts import weather_facts
    from hpsim.weather.cache import prepared

    weather, _, _ = prepared(file, ())
    facts = weather_facts(weather)
    if as_json:
        print(json.dumps(facts.as_json(), indent=2, ensure_ascii=False))
        return
    _print_facts(facts, Reader(units or units_of_place(weather.location.country)))
    for text in weather.warnings:
        say(f"warning: {text}")


@app.command(context_settings=PLACE)
def near(
    place: Annotated[
        list[str], typer.Argument(metavar="TOWN | LAT LON", help="'Minneapolis, MN', or degrees.")
    ],
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Name the nearest shipped weather, its distance and degree-days."""
    from hpsim.weather.listing import near_rows
    from hpsim.weather.places import also_meant, fetch_line, how_far

    town = _whereabouts(place)
    latitude, longitude, label = town.latitude_deg, town.longitude_deg, town.label
    rows = near_rows(latitude, longitude, N_NEAREST)
    if as_json:
        where = {"name": label, "latitude": latitude, "longitude": longitude}
        document = {"place": where, "weather": [asdict(row) for row in rows]}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return
    if label:
        at = f"{latitude:.2f}, {longitude:.2f}"
        print_folded(f"{label}: {at} (place names: GeoNames, CC BY 4.0)")
        if others := also_meant(" ".join(place), town):
            print_folded(others)
        print()
    is_us = (units or units_of_place("USA" if rows[0].id.startswith("us-") else "")) == "us"
    days = (">HDD65 °F d", ">CDD65 °F d") if is_us else (">HDD18 K d", ">CDD18 K d")
    lengths = (">miles", ">altitude ft") if is_us else (">km", ">altitude m")
    table = Table("id", "place", "zone", *lengths, *days)
    for row in rows:
        numbers = (row.distance_km, row.altitude_m, row.hdd18, row.cdd18)
        if is_us:
            miles, feet = row.distance_km / KM_PER_MILE, row.altitude_m / M_PER_FT
            numbers = (miles, feet, row.hdd65_f, row.cdd65_f)
        table.add_row(row.id, row.place, row.zone, *(f"{n:,.0f}" for n in numbers))
    print_table(table)
    print()
    nearest_km = rows[0].distance_km
    away = f"{nearest_km / KM_PER_MILE:,.0f} miles" if is_us else f"{nearest_km:,.0f} km"
    if judged := how_far(nearest_km):
        print_folded(f"The nearest is {away} away: {judged}.")
    print(f"For the place itself: {fetch_line(latitude, longitude)}")
    if label:
        print(f"In a scenario: weather: near {label}")


def _whereabouts(words: list[str]) -> Town:
    """Return a town, or the place without a name at a latitude and longitude."""
    from hpsim.weather.fetch import check_place
    from hpsim.weather.places import Town, find_town

    try:
        latitude, longitude = (float(word.rstrip(",")) for word in words)
    except ValueError:
        return find_town(" ".join(words))
    check_place(latitude, longitude)
    return Town("", "", "", latitude, longitude, 0)


@app.command(context_settings=PLACE)
def fetch(
    latitude: Latitude,
    longitude: Longitude,
    source: Annotated[
        Literal["pvgis", "nsrdb"],
        typer.Option(help="pvgis (most of the world) or nsrdb (the Americas, with a key)."),
    ] = "pvgis",
    out: Annotated[
        Path | None, typer.Option(help="Folder to put it in; default: your own weather folder.")
    ] = None,
    utc_offset: Annotated[
        int | None,
        typer.Option(help="Local standard time minus UTC in hours; PVGIS doesn't give it."),
    ] = None,
    api_key: Annotated[str, typer.Option(envvar="HPSIM_NSRDB_KEY", help="For NSRDB.")] = "",
    email: Annotated[str, typer.Option(envvar="HPSIM_NSRDB_EMAIL", help="For NSRDB.")] = "",
    as_json: AsJson = False,
) -> None:
    """Get a typical year for a place from PVGIS or NSRDB and keep it."""
    from hpsim.scenario.weather_facts import weather_facts
    from hpsim.weather.fetch import fetch_nsrdb, fetch_pvgis

    print(f"asking {source.upper()} …", file=sys.stderr)
    if source == "pvgis":
        got = fetch_pvgis(latitude, longitude, folder=out, utc_offset_h=utc_offset)
    else:
        got = fetch_nsrdb(latitude, longitude, api_key=api_key, email=email, folder=out)
    facts = weather_facts(got.weather)
    if as_json:
        files = {"path": str(got.path), "provenance": str(got.provenance)}
        print(json.dumps({**facts.as_json(), **files}, indent=2, ensure_ascii=False))
        return
    _print_facts(facts, Reader(units_of_place(got.weather.location.country)))
    print(f"kept as {got.path}\n  from  {got.provenance}")
    name = got.weather.id if out is None else got.path
    print(f"use it in a scenario: weather: {name}")


DESIGN_ROWS = (
    ("heating 99.6 %", "heating_99_6_degc", ""),
    ("heating 99 %", "heating_99_degc", ""),
    ("cooling 0.4 %", "cooling_0_4_degc", "cooling_0_4_wet_bulb_degc"),
    ("cooling 1 %", "cooling_1_degc", "cooling_1_wet_bulb_degc"),
    ("cooling 2 %", "cooling_2_degc", "cooling_2_wet_bulb_degc"),
)


def _print_facts(facts: WeatherFacts, reader: Reader) -> None:
    from hpsim.weather.design import degree_days_65f

    weather, days, air = facts.weather, facts.days, facts.weather.outdoor_degc
    at = weather.location
    print(f"{weather.id}: {at.place}" + (f", {at.country}" if at.country else ""))
    where = f"{at.latitude_deg:.2f}, {at.longitude_deg:.2f}; "
    where += f"{reader.text(at.altitude_m, 'altitude_m')}; UTC{at.utc_offset_h:+g} h"
    soil = (
        f"{cover} {_degrees(wave.mean_degc, reader)} ± "
        f"{reader.text(wave.amplitude_k, 'amplitude_k', 2)}"
        for cover, wave in facts.soil.items()
    )
    sun = reader.text(facts.global_horizontal_kwh_per_m2, "global_horizontal_kwh_per_m2")
    heating, cooling, base = f"{days.hdd18_k_d:,.0f}", f"{days.cdd18_k_d:,.0f}", "K d, base 18 °C"
    if reader.system == "us":
        heating, cooling = (f"{value:,.0f}" for value in degree_days_65f(weather))
        base = "°F d, base 65 °F"
    low, mean, high = (_degrees(float(t), reader) for t in (air.min(), air.mean(), air.max()))
    lines = (
        ("climate zone", f"{weather.zone} (ASHRAE 169)"),
        ("where", where),
        ("file", f"{weather.file} ({weather.source_format}), {_years(weather.years)}"),
        ("outdoor air", f"{low} to {high}, mean {mean}"),
        ("degree-days", f"{heating} heating, {cooling} cooling ({base})"),
        ("sun", f"{sun} a year on the horizontal"),
        ("sky", weather.sky_source),
        ("soil surface", "; ".join(soil)),
    )
    for name, text in lines:
        print_fact(f"  {name:<13} ", text)
    print()
    print_table(_design_table(facts.design, reader))


def _degrees(degc: float, reader: Reader) -> str:
    return reader.text(degc, "outdoor_degc", 4)


def _design_table(design: DesignChoice, reader: Reader) -> Table:
    """Return header and file side by side, dry bulb / coincident wet bulb."""
    sides = {"header": design.header, "file": design.file}
    columns = (f">{name}{' (used)' if design.used_name == name else ''}" for name in sides)
    table = Table(f"design {reader.unit('outdoor_degc')}, dry / wet bulb", *columns)
    for label, dry, wet in DESIGN_ROWS:
        table.add_row(label, *(_pair(side, dry, wet, reader) for side in sides.values()))
    source = design.header.source if design.header else "none"
    table.caption = f"header: {source}; file: percentiles of its 8760 hours"
    return table


def _pair(conditions: DesignConditions | None, dry: str, wet: str, reader: Reader) -> str:
    if conditions is None:
        return "-"
    shown = (
        in_units(getattr(conditions, name), name, reader.system) for name in (dry, wet) if name
    )
    return " / ".join(f"{value:.1f}" for value in shown)


def _years(years: tuple[int, ...]) -> str:
    if len(years) == 1:
        return f"the year {years[0]}"
    return f"months of {min(years)} to {max(years)}"
