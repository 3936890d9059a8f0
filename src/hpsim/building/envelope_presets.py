"""How well a simple room is made: from its quality, vintage or code and single overrides."""

from __future__ import annotations

from hpsim.building.assemblies import frame_options
from hpsim.building.description.rooms import Quality, SimpleRoom
from hpsim.building.library import (
    CODE_TITLES,
    EnvelopeLevel,
    House,
    code_level,
    quality_level,
    table,
    vintage_level,
)
from hpsim.building.model import Default
from hpsim.errors import Problem, ScenarioError
from hpsim.units.constants import R_IP
from hpsim.units.messages import nearest

FALLBACK_QUALITY: Quality = "average"
OLDEST = "<1950"
NEWEST = ">=2000"


def envelope_level(
    room: SimpleRoom, zone: str, house: House, key: str
) -> tuple[EnvelopeLevel, list[Default]]:
    """Return the envelope that a simple room asks for, and the defaults this used.

    Parameters
    ----------
    zone
        Climate zone of the International Energy Conservation Code, such as ``5A``; needed for
        ``vintage`` and ``code``.
    house
        The dwelling that leaks, for the air leakage of a vintage.

    Raises
    ------
    ScenarioError
        Unknown code; no climate zone where one is needed.
    """
    if room.code is not None:
        _known_code(room.code, f"{key}.code")
        return code_level(room.code, _zone(zone, f"{key}.code"), house.ceiling_height_m), []
    if room.vintage is not None:
        return vintage_level(
            vintage_of_year(room.vintage), _zone(zone, f"{key}.vintage"), house
        ), []
    if room.quality is not None:
        return quality_level(room.quality), []
    level = quality_level(FALLBACK_QUALITY)
    return level, [Default(f"{key}.quality", FALLBACK_QUALITY, "the middle of the presets")]


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


def assembly_resistance(part: str, insulation_m2k_per_w: float) -> float:
    """Return the air-to-air resistance of a wood-frame part with this nominal insulation.

    Interpolated between `frame_options`, beyond the last along its slope [m2 K/W].

    Examples
    --------
    >>> round(assembly_resistance("outside_wall", 13 * R_IP) / R_IP, 1)
    11.3
    """
    nominal, assembly = _options(part)
    r_ip = insulation_m2k_per_w / R_IP
    i = 1
    while i < len(nominal) - 1 and r_ip > nominal[i]:
        i += 1
    slope = (assembly[i] - assembly[i - 1]) / (nominal[i] - nominal[i - 1])
    return (assembly[i - 1] + slope * (r_ip - nominal[i - 1])) * R_IP


def _options(part: str) -> tuple[list[float], list[float]]:
    """Return nominal and assembly R of a part's options, increasing [h ft2 degF/Btu]."""
    options = frame_options(part)
    nominal = (0.0 if "ninsulated" in name else float(name.rsplit("R-", 1)[1]) for name in options)
    pairs = sorted(zip(nominal, map(float, options.values()), strict=True))
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _known_code(code: str, key: str) -> None:
    if code not in CODE_TITLES:
        near = nearest(code, CODE_TITLES)
        hint = f"did you mean '{near}'?" if near else f"known: {', '.join(CODE_TITLES)}"
        problem = Problem(f"unknown code '{code}'", key=key, hint=hint)
        raise ScenarioError(problem.as_text(), [problem])


def _zone(zone: str, key: str) -> str:
    """Return a climate zone as the tables have it: ``7`` for ``7A``, ``4C`` for ``4C/5C``."""
    zones = table("envelope")["energy_star_v3_2"]
    short = zone.strip().upper()
    for name in (short[:2], short[:1]):
        if name in zones:
            return name
    named = f"gives as {short}, without its letter" if short else "does not give"
    near = f"{short}A (moist), {short}B (dry) or {short}C (marine)" if short else "5A"
    problem = Problem(
        f"needs the climate zone, which the weather {named}",
        key=key,
        hint=f"site: {{climate_zone: …}} gives it: {near}",
    )
    raise ScenarioError(problem.as_text(), [problem])
