"""``hpsim weather``: which files there are, what is in them, and where to get more."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="List, show, find and fetch weather files.")

# so that a negative latitude or longitude isn't taken for an option
PLACE = {"ignore_unknown_options": True}
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
Latitude = Annotated[float, typer.Argument(metavar="LAT", help="Degrees, north positive.")]
Longitude = Annotated[float, typer.Argument(metavar="LON", help="Degrees, east positive.")]
N_NEAREST = 3
OWN_SOURCE = "own file"


@app.command("list")
def list_files(as_json: AsJson = False) -> None:
    """List the weather that comes with hpsim, and your own files."""
    from hpsim.weather.sources import user_folder

    rows = _shipped_rows() + _own_rows()
    if as_json:
        print(json.dumps({"weather": rows}, indent=2, ensure_ascii=False))
        return
    table = _table("id", "place", "zone", ">latitude", ">longitude", "source")
    for row in rows:
        latitude, longitude = (_degrees(row[key]) for key in ("latitude", "longitude"))
        table.add_row(row["id"], row["place"], row["zone"], latitude, longitude, row["source"])
    _print(table)
    print(f"Files of your own may lie in {user_folder()}")


@app.command()
def show(
    file: Annotated[str, typer.Argument(metavar="ID", help="A shipped id or a weather file.")],
    as_json: AsJson = False,
) -> None:
    """Show a place's degree-days and design temperatures, header beside file."""
    from hpsim.weather.cache import prepared

    weather, _, _ = prepared(file, ())
    if as_json:
        print(json.dumps(_facts(weather), indent=2, ensure_ascii=False))
        return
    _print_facts(weather)
    for text in weather.warnings:
        print(f"warning: {text}", file=sys.stderr)


@app.command(context_settings=PLACE)
def near(
    place: Annotated[
        list[str], typer.Argument(metavar="TOWN | LAT LON", help="'Minneapolis, MN', or degrees.")
    ],
    as_json: AsJson = False,
) -> None:
    """Name the nearest shipped weather, its distance and degree-days."""
    from hpsim.weather.cache import prepared
    from hpsim.weather.design import degree_days
    from hpsim.weather.near import FAR_KM, TOO_FAR_KM, fetch_line, nearest_shipped

    latitude, longitude, label = _whereabouts(place)
    rows = []
    for entry, distance_km in nearest_shipped(latitude, longitude)[:N_NEAREST]:
        days = degree_days(prepared(entry.id, ())[0])
        row = {**_row(entry), "distance_km": round(distance_km, 1), "altitude_m": entry.altitude_m}
        rows.append({**row, "hdd18": round(days.hdd18_k_d), "cdd18": round(days.cdd18_k_d)})
    if as_json:
        where = {"name": label, "latitude": latitude, "longitude": longitude}
        print(json.dumps({"place": where, "weather": rows}, indent=2, ensure_ascii=False))
        return
    if label:
        print(f"{label}: {latitude:.2f}, {longitude:.2f} (place names: GeoNames, CC BY 4.0)")
    columns = ("id", "place", "zone", ">distance km", ">altitude m", ">HDD18 K d", ">CDD18 K d")
    table = _table(*columns)
    for row in rows:
        numbers = (row["distance_km"], row["altitude_m"], row["hdd18"], row["cdd18"])
        table.add_row(row["id"], row["place"], row["zone"], *(f"{n:,.0f}" for n in numbers))
    _print(table)
    distance = rows[0]["distance_km"]
    if distance > TOO_FAR_KM:
        print(f"The nearest is {distance:,.0f} km away: its climate may be another one.")
    elif distance > FAR_KM:
        print(f"The nearest is {distance:,.0f} km away: good for a try, not for a decision.")
    print(f"For the place itself: {fetch_line(latitude, longitude)}")
    if label:
        print(f"In a scenario: weather: near {label}")


def _whereabouts(words: list[str]) -> tuple[float, float, str]:
    """Return latitude, longitude and, of a town, its name."""
    from hpsim.weather.fetch import check_place
    from hpsim.weather.places import find_town

    try:
        latitude, longitude = (float(word.rstrip(",")) for word in words)
    except ValueError:
        town = find_town(" ".join(words))
        return town.latitude_deg, town.longitude_deg, town.label
    check_place(latitude, longitude)
    return latitude, longitude, ""


@app.command(context_settings=PLACE)
def fetch(
    latitude: Latitude,
    longitude: Longitude,
    source: Annotated[
        str, typer.Option(help="pvgis (most of the world) or nsrdb (the Americas, with a key).")
    ] = "pvgis",
    out: Annotated[
        Path | None, typer.Option(help="Folder to put it in; default: your own weather folder.")
    ] = None,
    utc_offset: Annotated[
        int | None,
        typer.Option(help="Local standard time minus UTC in hours; PVGIS doesn't tell it."),
    ] = None,
    api_key: Annotated[str, typer.Option(envvar="HPSIM_NSRDB_KEY", help="For NSRDB.")] = "",
    email: Annotated[str, typer.Option(envvar="HPSIM_NSRDB_EMAIL", help="For NSRDB.")] = "",
    as_json: AsJson = False,
) -> None:
    """Get a typical year for a place from PVGIS or NSRDB and keep it."""
    from hpsim.errors import Problem, WeatherError
    from hpsim.weather.fetch import fetch_nsrdb, fetch_pvgis

    if source not in ("pvgis", "nsrdb"):
        problem = Problem(f"unknown source '{source}'", key="--source", hint="pvgis or nsrdb")
        raise WeatherError("nothing was fetched", [problem])
    print(f"asking {source.upper()} …", file=sys.stderr)
    if source == "pvgis":
        got = fetch_pvgis(latitude, longitude, folder=out, utc_offset_h=utc_offset)
    else:
        got = fetch_nsrdb(latitude, longitude, api_key=api_key, email=email, folder=out)
    if as_json:
        facts = {**_facts(got.weather), "path": str(got.path), "provenance": str(got.provenance)}
        print(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    _print_facts(got.weather)
    print(f"kept as {got.path}\n  from  {got.provenance}")
    name = got.weather.id if out is None else got.path
    print(f"use it in a scenario: weather: {name}")


def _shipped_rows() -> list[dict[str, Any]]:
    from hpsim.weather.catalog import shipped_weather

    return [_row(entry) for entry in shipped_weather()]


def _row(entry: Any) -> dict[str, Any]:
    return {
        "id": entry.id,
        "place": entry.place,
        "zone": entry.zone,
        "latitude": round(entry.latitude_deg, 3),
        "longitude": round(entry.longitude_deg, 3),
        "source": entry.kind,
    }


def _own_rows() -> list[dict[str, Any]]:
    """Return the user's own files; places and zones are known once a file has been read."""
    from hpsim.errors import WeatherError
    from hpsim.weather.cache import prepared
    from hpsim.weather.sources import user_files, user_folder

    rows = []
    for name, path in user_files(user_folder()).items():
        row: dict[str, Any] = {"id": name, "source": OWN_SOURCE}
        try:
            weather, _, _ = prepared(path, ())
            place = {"place": weather.place, "zone": weather.zone}
            where = {"latitude": weather.latitude_deg, "longitude": weather.longitude_deg}
            rows.append({**row, **place, **where})
        except WeatherError as problem:
            print(problem, file=sys.stderr)
    return rows


def _facts(weather: Any) -> dict[str, Any]:
    """Return what `show` tells, for a program."""
    from hpsim.weather.design import degree_days, design_conditions

    days = degree_days(weather)
    design = design_conditions(weather)
    outdoor = weather.outdoor_degc
    return {
        "id": weather.id,
        "place": weather.place,
        "zone": weather.zone,
        "latitude": weather.latitude_deg,
        "longitude": weather.longitude_deg,
        "source": weather.source_format,
        "country": weather.country,
        "altitude_m": weather.altitude_m,
        "utc_offset_h": weather.utc_offset_h,
        "years": list(weather.years),
        "sha256": weather.sha256,
        "outdoor_degc": {
            "min": round(float(outdoor.min()), 2),
            "mean": round(float(outdoor.mean()), 2),
            "max": round(float(outdoor.max()), 2),
        },
        "global_horizontal_kwh_per_m2": round(
            float(weather.global_horizontal_w_per_m2.sum()) / 1000.0, 1
        ),
        "degree_days": {
            "hdd18": round(days.hdd18_k_d, 1),
            "cdd18": round(days.cdd18_k_d, 1),
            "cdd10": round(days.cdd10_k_d, 1),
        },
        "design": {
            "header": asdict(design.header) if design.header else None,
            "file": asdict(design.file),
            "used": design.used_name,
        },
        "sky_source": weather.sky_source,
        "clock": {
            "sun_shift_min": weather.sun_shift_min,
            "sun_shift_default_min": weather.sun_shift_default_min,
            "closure_rms": None
            if weather.closure_rms != weather.closure_rms
            else round(weather.closure_rms, 5),
        },
        "soil_surface": _soil_facts(weather),
        "warnings": list(weather.warnings),
    }


def _soil_facts(weather: Any) -> dict[str, Any]:
    """Return the yearly wave of the soil's surface under each cover, on a usual site."""
    from hpsim.building.description.site import Site
    from hpsim.building.soil import COVERS, soil_surface, yearly_wave
    from hpsim.weather import climate

    site, above = Site(), climate(weather)
    facts: dict[str, Any] = {
        "terrain": site.terrain,
        "ground_reflectance": site.ground_reflectance,
    }
    for cover in COVERS:
        sun, absorptance = weather.global_horizontal_w_per_m2, 1.0 - site.ground_reflectance
        surface = soil_surface(above, sun, absorptance, cover, site.terrain)
        facts[cover] = {
            name: round(value, 2) for name, value in yearly_wave(surface.degc)._asdict().items()
        }
    return facts


DESIGN_ROWS = (
    ("heating 99.6 %", "heating_99_6_degc", ""),
    ("heating 99 %", "heating_99_degc", ""),
    ("cooling 0.4 %", "cooling_0_4_degc", "cooling_0_4_wet_bulb_degc"),
    ("cooling 1 %", "cooling_1_degc", "cooling_1_wet_bulb_degc"),
    ("cooling 2 %", "cooling_2_degc", "cooling_2_wet_bulb_degc"),
)


def _print_facts(weather: Any) -> None:
    """Print what `show` tells, for a person."""
    facts = _facts(weather)
    days, air = facts["degree_days"], facts["outdoor_degc"]
    country = f", {weather.country}" if weather.country else ""
    print(f"{weather.id}: {weather.place}{country}")
    where = f"{weather.latitude_deg:.2f}, {weather.longitude_deg:.2f}; "
    where += f"{weather.altitude_m:.0f} m; UTC{weather.utc_offset_h:+g} h"
    lines = (
        ("climate zone", f"{weather.zone} (ASHRAE 169)"),
        ("where", where),
        ("file", f"{weather.file} ({weather.source_format}), {_years(weather.years)}"),
        ("outdoor air", f"{air['min']:.1f} to {air['max']:.1f} degC, mean {air['mean']:.1f}"),
        (
            "degree-days",
            f"{days['hdd18']:,.0f} K d heating, {days['cdd18']:,.0f} K d cooling (18 degC)",
        ),
        ("sun", f"{facts['global_horizontal_kwh_per_m2']:,.0f} kWh/m2 a year on the horizontal"),
        ("sky", weather.sky_source),
        ("soil surface", _soil_in_words(facts["soil_surface"])),
    )
    for name, text in lines:
        print(f"  {name:<13} {text}")
    _print(_design_table(facts["design"]))


def _soil_in_words(soil: dict[str, Any]) -> str:
    """Return mean and yearly wave of each cover."""
    return "; ".join(
        f"{cover} {soil[cover]['mean_degc']:.1f} ± {soil[cover]['amplitude_k']:.1f} degC"
        for cover in ("grass", "dry")
    )


def _design_table(design: dict[str, Any]) -> Any:
    """Return header and file side by side, dry bulb / coincident wet bulb."""
    marks = {name: " (used)" if design["used"] == name else "" for name in ("header", "file")}
    columns = [f">{name}{mark}" for name, mark in marks.items()]
    table = _table("design degC, dry / wet bulb", *columns)
    for label, dry, wet in DESIGN_ROWS:
        table.add_row(label, *(_pair(design[name], dry, wet) for name in marks))
    source = design["header"]["source"] if design["header"] else "none"
    table.caption = f"header: {source}; file: percentiles of its 8760 hours"
    return table


def _pair(conditions: dict[str, Any] | None, dry: str, wet: str) -> str:
    if conditions is None:
        return "-"
    text = f"{conditions[dry]:.1f}"
    return f"{text} / {conditions[wet]:.1f}" if wet else text


def _years(years: tuple[int, ...]) -> str:
    if len(years) == 1:
        return f"the year {years[0]}"
    return f"months of {min(years)} to {max(years)}"


def _degrees(value: float) -> str:
    return f"{value:.2f}"


def _table(*columns: str) -> Any:
    """Return an empty table; columns that start with ``>`` are aligned to the right."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, caption_justify="left")
    for name in columns:
        table.add_column(name.lstrip(">"), justify="right" if name[0] == ">" else "left")
    return table


def _print(table: Any) -> None:
    """Print a table, at full width where the output is no terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "140"))
    Console(width=width).print(table)
