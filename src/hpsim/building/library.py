"""What hpsim knows about walls, windows, air leakage and people, from `hpsim.data`.

And which of it a simple room asks for: by quality, vintage or code.

The tables quote their sources in Btu, feet and degF; everything that leaves this module is SI.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hpsim.building.description.rooms import Quality, SimpleRoom
from hpsim.building.description.surfaces import Material
from hpsim.building.model import Default
from hpsim.description.schedules import Schedule
from hpsim.errors import ScenarioError
from hpsim.records import dataclass
from hpsim.shipped import read_json
from hpsim.units.constants import M_PER_FT, R_IP
from hpsim.units.messages import nearest

FALLBACK_QUALITY: Quality = "average"
OLDEST = "<1950"
NEWEST = ">=2000"
LEAKAGE_EXPONENT = 0.65  # of the blower-door curve: Sherman and Dickerhoff (1998), LBNL ResDB
REFERENCE_PRESSURE_PA = 4.0  # at which the specific leakage area is defined
BLOWER_DOOR_PRESSURE_PA = 50.0
AIR_KG_PER_M3 = 1.2  # of the test, at 20 degC


@dataclass(frozen=True, slots=True)
class Value:
    """A number with its source; assembly resistances are air to air."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class EnvelopeLevel:
    """How well each part of a house is made, [m2 K/W], [W/m2 K], [m]."""

    words: str
    """How it was asked for: ``quality: good``."""
    wall_m2k_per_w: Value
    attic_ceiling_m2k_per_w: Value
    roof_m2k_per_w: Value
    floor_m2k_per_w: Value
    door_m2k_per_w: Value
    basement_wall_m2k_per_w: Value
    garage_door_m2k_per_w: Value
    slab_edge_m2k_per_w: Value
    slab_edge_depth_m: Value
    window_u_w_per_m2k: Value
    window_shgc: Value
    window_panes: int | None
    """None: the source does not specify it."""
    ach50: Value


def table(name: str) -> dict[str, Any]:
    """Return a shipped table (``envelope``, ``materials``, ``gains``) as its file has it."""
    return read_json(f"{name}.json")


@lru_cache(maxsize=1)
def material_library() -> dict[str, Material]:
    """Return the materials that a scenario may name without describing them."""
    return {
        name: material_of(row["k"], row["rho"], row["cp"])
        for name, row in table("materials")["materials"].items()
    }


def material_of(conductivity: float, density: float, specific_heat: float) -> Material:
    """Return a material by its properties [W/m K], [kg/m3] and [J/kg K]."""
    return Material(
        conductivity_w_per_m_k=conductivity,
        density_kg_per_m3=density,
        specific_heat_j_per_kg_k=specific_heat,
    )


@lru_cache(maxsize=2)
def schedule_library(is_southern: bool = False) -> dict[str, Schedule]:
    """Return the schedules that a scenario may name without describing them, 0 ... 1.

    The 24-hour fractions of ANSI/RESNET/ICC 301 are given with their highest hour as 1, months
    apart; ``occupants`` is the fraction of people at home: 16.5 h a day spread by the shape and
    held at 1. Months are those of North America, half a year later south of the equator.
    """
    if is_southern:
        return {
            name: replace(of, monthly=(*of.monthly[6:], *of.monthly[:6]))
            for name, of in schedule_library().items()
        }
    gains = table("gains")
    shapes = {n: row for n, row in gains["schedules"].items() if isinstance(row, dict)}
    own = {n: row for n, row in gains["own_schedules"].items() if n != "source"}
    library = {name: _peak_is_one(row) for name, row in shapes.items()}
    hours_present = gains["people"]["hours_present_per_day"]
    present = tuple(min(1.0, hours_present * fraction) for fraction in shapes["occupants"]["shape"])
    library["occupants"] = Schedule(present, present)
    return library | {name: _own_schedule(row) for name, row in own.items()}


def quality_level(quality: str) -> EnvelopeLevel:
    """Return the envelope of a quality word: poor, average, good or passive."""
    data = table("envelope")
    preset = data["quality_presets"][quality]
    source = (
        f"quality '{quality}' ({preset['describes']}): our grouping of OpenStudio-HPXML options"
    )
    own = f"quality '{quality}': our own estimate"
    basement_r = BARE_BASEMENT_WALL_R + max(data["basement_wall_r_by_quality"][quality], FURRING_R)
    return EnvelopeLevel(
        words=f"quality: {quality}",
        wall_m2k_per_w=Value(preset["wall_r"] * R_IP, source),
        attic_ceiling_m2k_per_w=Value(preset["attic_ceiling_r"] * R_IP, source),
        roof_m2k_per_w=Value(preset["roof_ceiling_r"] * R_IP, source),
        floor_m2k_per_w=Value(preset["floor_r"] * R_IP, source),
        door_m2k_per_w=Value(preset["door_r"] * R_IP, source),
        basement_wall_m2k_per_w=Value(basement_r * R_IP, own),
        garage_door_m2k_per_w=Value(data["garage_door_r_by_quality"][quality] * R_IP, own),
        slab_edge_m2k_per_w=Value(preset["slab_perimeter_r"] * R_IP, source),
        slab_edge_depth_m=Value(preset["slab_perimeter_depth_ft"] * M_PER_FT, source),
        window_u_w_per_m2k=Value(preset["window_u"] / R_IP, source),
        window_shgc=Value(preset["window_shgc"], source),
        window_panes=panes_of_name(preset["window"]),
        ach50=Value(data["ach50_by_quality"][quality], own),
    )


BARE_BASEMENT_WALL_R = 1.94  # films, 8 in concrete and 0.5 in gypsum [h ft2 degF/Btu]
MIN_DOOR_R = 1.0  # the 1.20 Btu/h ft2 degF of zone 1 is less than the films of a door have
FURRING_R = 1.0  # closed air gap: OpenStudio-HPXML materials.rb [h ft2 degF/Btu]


def code_level(code: str, zone: str, ceiling_height_m: float) -> EnvelopeLevel:
    """Return the envelope of a code's table in a climate zone."""
    data = table("envelope")
    row = data[code][zone]
    source = f"{CODE_TITLES[code]}, zone {zone}, as coded in OpenStudio-ERI"
    ach50 = float(data["energy_star_v3_2_ach50"])
    if code != "energy_star_v3_2":
        ach50 = ach50_of_leakage_area(data["resnet_301_air_leakage_sla"], ceiling_height_m)
    own = "as quality 'good': our own estimate"
    good = data["garage_door_r_by_quality"]["good"]
    if "basement_wall_u" in row:
        basement_r = 1 / row["basement_wall_u"]
    else:
        basement_r = BARE_BASEMENT_WALL_R + max(row["basement_wall_r"], FURRING_R)
    return EnvelopeLevel(
        words=f"code: {code}, zone {zone}",
        wall_m2k_per_w=Value(R_IP / row["wall_u"], source),
        attic_ceiling_m2k_per_w=Value(R_IP / row["ceiling_u"], source),
        roof_m2k_per_w=Value(R_IP / row["ceiling_u"], source + "; roofs as ceilings"),
        floor_m2k_per_w=Value(R_IP / row["floor_u"], source),
        door_m2k_per_w=Value(max(R_IP / row["door_u"], MIN_DOOR_R * R_IP), source),
        basement_wall_m2k_per_w=Value(basement_r * R_IP, source),
        garage_door_m2k_per_w=Value(good * R_IP, own),
        slab_edge_m2k_per_w=Value(row["slab_perimeter_r"] * R_IP, source),
        slab_edge_depth_m=Value(row["slab_perimeter_depth_ft"] * M_PER_FT, source),
        window_u_w_per_m2k=Value(row["window_u"] / R_IP, source),
        window_shgc=Value(row["window_shgc"], source),
        window_panes=None,
        ach50=Value(ach50, source),
    )


CODE_TITLES = {
    "resnet_301_reference": "ANSI/RESNET/ICC 301 reference home",
    "energy_star_v3_2": "ENERGY STAR Single-Family New Homes 3.2",
}


def vintage_level(vintage: str, zone: str, house: House) -> EnvelopeLevel:
    """Return the commonest envelope of a building age in a climate zone.

    Walls and ceilings are the level that most homes of that age have in the nearest sampled
    region of NREL ResStock (the poorer of two equals); other parts are our own reading.
    """
    data = table("envelope")
    region = data["resstock_region_of_zone"][zone]
    where = data["resstock_regions"][region]
    wall = _commonest(data["wall_insulation_by_vintage"], region, vintage)
    ceiling = _commonest(data["ceiling_insulation_by_vintage"], region, vintage)
    rest = data["other_parts_by_vintage"][vintage]
    window = data["windows"][rest["window"]]
    survey = f"commonest of {vintage} homes in {where} (NREL ResStock)"
    own = f"usual about {vintage}: our own reading"
    basement_r = BARE_BASEMENT_WALL_R + max(rest["basement_wall_r"], FURRING_R)
    roof_r = data["roof_r"].get(ceiling, data["roof_r"]["R-30"])[1]
    return EnvelopeLevel(
        words=f"vintage: {vintage}, zone {zone}",
        wall_m2k_per_w=Value(data["wall_assembly_r"][wall] * R_IP, f"{wall}: {survey}"),
        attic_ceiling_m2k_per_w=Value(
            data["ceiling_under_attic_r"][ceiling] * R_IP, f"{ceiling}: {survey}"
        ),
        roof_m2k_per_w=Value(roof_r * R_IP, f"{ceiling} as the ceilings: {survey}"),
        floor_m2k_per_w=Value(
            data["floor_over_foundation_or_garage_r"][rest["floor"]] * R_IP,
            f"{rest['floor']}: {own}",
        ),
        door_m2k_per_w=Value(rest["door_r"] * R_IP, own),
        basement_wall_m2k_per_w=Value(basement_r * R_IP, own),
        garage_door_m2k_per_w=Value(data["garage_door_r_by_quality"]["average"] * R_IP, own),
        slab_edge_m2k_per_w=Value(rest["slab_perimeter_r"] * R_IP, own),
        slab_edge_depth_m=Value(rest["slab_perimeter_depth_ft"] * M_PER_FT, own),
        window_u_w_per_m2k=Value(window["u"] / R_IP, f"{rest['window']}: {own}"),
        window_shgc=Value(window["shgc"], f"{rest['window']}: {own}"),
        window_panes=panes_of_name(rest["window"]),
        ach50=Value(
            regression_ach50(house, vintage, zone, "average"),
            f"LBNL ResDB regression, {vintage}, zone {zone}, average",
        ),
    )


@dataclass(frozen=True, slots=True)
class House:
    """The dwelling of one storey that leaks, as the regression needs it."""

    floor_area_m2: float
    ceiling_height_m: float = 8 * M_PER_FT
    foundation: str = "slab_or_above_apartment"


def regression_ach50(house: House, vintage: str, zone: str, leakiness: str) -> float:
    """Return the air changes at 50 Pa that homes of this kind have, [1/h].

    Fitted on whole houses: below some 45 m2 it is extrapolated.

    References
    ----------
    LBNL ResDB regression (Chan, Joh and Sherman 2013) as coded in OpenStudio-HPXML 1.11,
    airflow.rb and defaults.rb, without the duct term.

    Examples
    --------
    >>> cabin = House(floor_area_m2=1000 * 0.3048**2)
    >>> round(regression_ach50(cabin, "<1950", "5A", "average"), 1)
    16.4
    """
    data = table("envelope")["air_leakage_regression"]
    age = "<1960" if vintage in ("<1950", "1950s") else vintage
    exponent = (
        -0.002078 * house.floor_area_m2
        + 0.06375 * (house.ceiling_height_m + 0.5)
        + data["vintage"][age]
        + data["zone"].get(zone, data["zone"].get(zone[:1], 0.0))
        + data["foundation"][house.foundation]
    )
    normalised_leakage = math.exp(exponent) * data["leakiness"][leakiness]
    return ach50_of_leakage_area(normalised_leakage / 1000, house.ceiling_height_m)


def ach50_of_leakage_area(specific_leakage_area: float, ceiling_height_m: float) -> float:
    """Return the air changes at 50 Pa [1/h] of an effective leakage area per floor area [-].

    The leakage area passes what a frictionless hole would at 4 Pa (ASTM E779): 0.283316 ft2
    per cfm / Pa**0.65 in the source's units.
    """
    flow_cfm_per_ft2: float = (
        specific_leakage_area
        * 144  # in2 per ft2
        * (BLOWER_DOOR_PRESSURE_PA / REFERENCE_PRESSURE_PA) ** LEAKAGE_EXPONENT
        / 0.283316  # in2 per cfm at 4 Pa, air of 1.2 kg/m3
    )
    return flow_cfm_per_ft2 * 60 / (ceiling_height_m / M_PER_FT)


def ach50_of_effective_area(area_m2: float, volume_m3: float) -> float:
    """Return the air changes at 50 Pa [1/h] of an effective leakage area.

    The area passes at 4 Pa what a hole without friction would, ``Q = A sqrt(2 dp / rho)`` with air
    of 1.2 kg/m3; from there to 50 Pa by the flow exponent.

    References
    ----------
    ASTM E779-19, eq. 5; ASHRAE Handbook Fundamentals 2021, chapter 16, eq. 34.

    Examples
    --------
    >>> round(ach50_of_effective_area(0.05, 400.0), 2)
    6.0
    """
    at_4 = area_m2 * math.sqrt(2.0 * REFERENCE_PRESSURE_PA / AIR_KG_PER_M3)
    at_50 = at_4 * (BLOWER_DOOR_PRESSURE_PA / REFERENCE_PRESSURE_PA) ** LEAKAGE_EXPONENT
    return float(at_50 * 3600.0 / volume_m3)


def panes_of_name(window: str) -> int | None:
    """Return the number of panes of a window of the library, by its name's first word."""
    return {"single": 1, "double": 2, "triple": 3}.get(window.split("_", 1)[0])


def _commonest(fractions: dict[str, Any], region: str, vintage: str) -> str:
    rows = fractions[region]
    row = rows.get(vintage)
    if row is None:  # tables lump old or new homes together
        row = rows["2000s+" if vintage == ">=2000" else "<1970"]
    levels: list[str] = fractions["levels"]
    return levels[list(row).index(max(row))]


def _peak_is_one(row: dict[str, list[float]]) -> Schedule:
    highest = max(row["shape"])
    shape = tuple(fraction / highest for fraction in row["shape"])
    return Schedule(shape, shape, tuple(row.get("monthly", (1.0,) * 12)))


def _own_schedule(row: dict[str, list[float]] | list[float]) -> Schedule:
    if isinstance(row, dict):
        return Schedule(tuple(map(float, row["weekday"])), tuple(map(float, row["weekend"])))
    return Schedule(tuple(map(float, row)), tuple(map(float, row)))


def envelope_level(
    room: SimpleRoom, zone: str, house: House
) -> tuple[EnvelopeLevel, list[Default]]:
    """Return the envelope that a simple room asks for, and the defaults this used.

    ``zone`` is that of the International Energy Conservation Code, such as ``5A``; needed for
    ``vintage`` and ``code``. ``house`` is the dwelling that leaks, for the air of a vintage.

    Raises
    ------
    ScenarioError
        Unknown code; no climate zone where one is needed.
    """
    if room.code is not None:
        if room.code not in CODE_TITLES:
            near = nearest(room.code, CODE_TITLES)
            hint = f"did you mean '{near}'?" if near else f"known: {', '.join(CODE_TITLES)}"
            raise ScenarioError.of(f"unknown code '{room.code}'", "room.code", hint=hint)
        return code_level(room.code, _zone(zone, "room.code"), house.ceiling_height_m), []
    if room.vintage is not None:
        return vintage_level(vintage_of_year(room.vintage), _zone(zone, "room.vintage"), house), []
    if room.quality is not None:
        return quality_level(room.quality), []
    level = quality_level(FALLBACK_QUALITY)
    return level, [Default("room.quality", FALLBACK_QUALITY, "the middle of the presets")]


def vintage_of_year(year: int) -> str:
    """Return the class of building ages that a year belongs to.

    Examples
    --------
    >>> vintage_of_year(1931), vintage_of_year(1978), vintage_of_year(2012)
    ('<1950', '1970s', '>=2000')
    """
    if year < 1950:
        return OLDEST
    return NEWEST if year >= 2000 else f"{year // 10 * 10}s"


def _zone(zone: str, key: str) -> str:
    """Return a climate zone as the tables have it: ``7`` for ``7A``, ``4C`` for ``4C/5C``."""
    zones = table("envelope")["energy_star_v3_2"]
    short = zone.strip().upper()
    for name in (short[:2], short[:1]):
        if name in zones:
            return name
    named = f"gives as {short}, without its letter" if short else "does not give"
    near = f"{short}A (moist), {short}B (dry) or {short}C (marine)" if short else "5A"
    hint = f"site: {{climate_zone: …}} gives it: {near}"
    raise ScenarioError.of(f"needs the climate zone, which the weather {named}", key, hint=hint)
