"""Towns by name, and which shipped weather is nearest to a place.

A person can write where they live instead of coordinates.

Place names: GeoNames, CC BY 4.0 (``data/places``): towns of the United States and Canada from
15,000 people, of Europe from 50,000, some others from 150,000. Postal codes are not covered.
"""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import re
import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np

from hpsim.errors import Problem, WeatherError
from hpsim.shipped import data_file, read_json
from hpsim.weather.catalog import Shipped, shipped_weather

EARTH_RADIUS_KM = 6371.0  # mean radius, IUGG
FAR_KM = 100.0  # a rule of thumb; hills and coasts need nearer ones
TOO_FAR_KM = 300.0  # beyond, the climate may be another one: our own
NEAR = re.compile(r"\s*near[\s:]+(?P<place>\S.*)", re.IGNORECASE)
SHOWN_TOWNS = 4
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})
"""Letters that are not others with an accent."""
ALIKE = 0.05  # of the people of the largest town of a name: smaller ones are not meant
COORDINATES = re.compile(
    r"(?P<north>-?(?:90|[1-8]?\d)(?:\.\d+)?)[,\s]\s*(?P<east>-?(?:180|1[0-7]\d|\d{1,2})(?:\.\d+)?)"
)
LIKE_ENOUGH = 0.75  # of difflib's ratio: "Minneapolos" is, "Chicago" for "Boston" is not


class Town(NamedTuple):
    """A town of the gazetteer."""

    name: str
    region: str
    """State of the United States, or GeoNames' code of the first administrative level."""
    country: str
    """ISO 3166 code."""
    latitude_deg: float
    longitude_deg: float
    population: int

    @property
    def label(self) -> str:
        """Return name and region as a person would write them."""
        if self.country == "US":
            return f"{self.name}, {self.region}"
        if self.country == "CA":
            return f"{self.name}, {_province_letters().get(self.region, '').upper()}, Canada"
        return f"{self.name}, {self.country}" if self.country else self.name


def _regions() -> dict[str, dict[str, str]]:
    """Return the codes of states, provinces and countries by the names that people write."""
    found = read_json("places/regions.json")
    return {of: found[of] for of in ("states", "provinces", "countries")}


@cache
def _names_elsewhere() -> dict[str, str]:
    """Return names of towns in the gazetteer by those in other languages, both folded."""
    found: dict[str, str] = read_json("places/regions.json")["towns"]
    return found


@cache
def _province_letters() -> dict[str, str]:
    return {number: word for word, number in _regions()["provinces"].items() if len(word) == 2}


@cache
def towns() -> tuple[Town, ...]:
    """Return all towns, most populous first."""
    packed = data_file("places/places.csv.gz").read_bytes()
    rows = csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    found = [
        Town(
            row["name"],
            row["region"],
            row["country"],
            float(row["latitude_deg"]),
            float(row["longitude_deg"]),
            int(row["population"]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda town: -town.population))


def folded(text: str) -> str:
    """Return a name in lower case without accents and punctuation, ``St.`` written out.

    Examples
    --------
    >>> folded("St. Paul"), folded("Zürich")
    ('saint paul', 'zurich')
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    long_forms = {"st": "saint", "ft": "fort", "mt": "mount"}
    return " ".join(long_forms.get(word, word) for word in words)


def find_town(text: str) -> Town:
    """Return the town that a text such as ``Minneapolis, MN`` or ``Berlin, Germany`` names.

    Latitude and longitude, ``52.5, 13.4``, are a place without a name.

    Of several with the same name the most populous is taken, unless a state, province or country
    is given.

    Raises
    ------
    WeatherError
        No town has that name: names those most like it.

    Examples
    --------
    >>> find_town("Minneapolis, MN").label
    'Minneapolis, MN'
    >>> find_town("Portland, Maine").label
    'Portland, ME'
    """
    if at := COORDINATES.fullmatch(text.strip()):
        return Town(text.strip(), "", "", float(at["north"]), float(at["east"]), 0)
    found = _matching(text)
    if found:
        return found[0]
    problem = Problem(
        f"no town '{text.strip()}' is known",
        hint=f"{_suggestion(text)}give a larger town nearby, or latitude and longitude",
    )
    raise WeatherError("the place can't be found", [problem])


def _matching(text: str) -> list[Town]:
    """Return the towns that a text may name, the most likely first."""
    for name, where in _readings(text):
        there = [town for town in towns() if not where or _is_in(town, where)]
        for spelling in _spellings(name):
            exact = [town for town in there if folded(town.name) == spelling]
            longer = [town for town in there if folded(town.name).startswith(f"{spelling} ")]
            if exact or longer:
                return [*exact, *longer]
    return []


def _spellings(name: str) -> list[str]:
    """Return a folded name, that in the gazetteer, and both with ``ü`` for ``ue``."""
    short, known = re.sub("([aou])e", r"\1", name), _names_elsewhere()
    return list(dict.fromkeys((name, known.get(name, name), short, known.get(short, short))))


def also_meant(text: str, town: Town) -> str:
    """Return which other towns a text without a state or country may mean; empty: none."""
    if "," in text:
        return ""
    same = [other for other in towns() if folded(other.name) == folded(town.name)]
    people = max((other.population for other in same), default=0)
    others = [t.label for t in same if t != town and t.population >= ALIKE * people]
    return f"Other towns of this name: {'; '.join(others[:SHOWN_TOWNS])}." if others else ""


def _readings(text: str) -> list[tuple[str, frozenset[str]]]:
    """Return the ways to read a text as a town and the codes of its state or country."""
    name, *where = text.split(",")
    if where:
        return [(folded(name), _codes(part)) for part in dict.fromkeys((where[0], where[-1]))]
    words = text.split()
    lengths = [n for n in (1, 2) if len(words) > n]  # "Portland ME", "Buffalo New York"
    split = [(folded(" ".join(words[:-n])), _codes(" ".join(words[-n:]))) for n in lengths]
    return [(folded(text), frozenset()), *split]


def _codes(text: str) -> frozenset[str]:
    """Return the codes that a state, province or country may mean: ``DE`` is two of them."""
    word = text.strip().lower().strip(".")
    named = (codes.get(word, "") for codes in _regions().values())
    return frozenset({word.upper(), *named} - {""})


def _is_in(town: Town, codes: frozenset[str]) -> bool:
    """Return whether a town lies in a state, province or country."""
    return town.country in codes or (town.country in ("US", "CA") and town.region in codes)


def _suggestion(text: str) -> str:
    """Return a hint with the towns whose names are most like a text; empty: none is."""
    name, where = _readings(text)[0]
    by_name: dict[str, Town] = {}
    for town in towns():
        if not where or _is_in(town, where):
            by_name.setdefault(folded(town.name), town)
    if not by_name:  # the state or country itself is not known
        by_name = {folded(town.name): town for town in reversed(towns())}
    elsewhere = {other: own for other, own in _names_elsewhere().items() if own in by_name}
    named = {**{other: by_name[own] for other, own in elsewhere.items()}, **by_name}
    like = difflib.get_close_matches(name, named, n=SHOWN_TOWNS, cutoff=LIKE_ENOUGH)
    like.sort(key=lambda one: sorted(one) != sorted(name))  # two letters swapped: Wein, Wien
    labels = dict.fromkeys(named[one].label for one in like)
    return f"did you mean {' or '.join(labels)}? Otherwise " if labels else ""


class Near(NamedTuple):
    """A shipped file and how far away it is."""

    entry: Shipped
    distance_km: float


class NearTown(NamedTuple):
    """What ``weather: near Minneapolis, MN`` means."""

    town: Town
    entry: Shipped
    distance_km: float

    @property
    def warning(self) -> str:
        """Return what to know of a climate that is far from its town; empty: it is near."""
        if self.distance_km <= FAR_KM:
            return ""
        town = self.town
        far = f"the nearest shipped weather to {town.label} is {self.entry.id} "
        far += f"({self.entry.place}), {self.distance_km:.0f} km away"
        if self.distance_km > TOO_FAR_KM:
            far += ": it may be another climate"
        return f"{far}; {fetch_line(town.latitude_deg, town.longitude_deg)} gets the town's own"

    @property
    def caveat(self) -> str:
        """Return what an answer by weather that is far from its town is good for; empty: near."""
        judged = how_far(self.distance_km)
        if not judged:
            return ""
        where = f"{self.entry.place}, {self.distance_km:.0f} km from {self.town.label}"
        return f"The weather is that of {where}: {judged}."


def how_far(distance_km: float) -> str:
    """Return what weather from so far away is good for, as a part of a sentence; empty: near.

    Examples
    --------
    >>> how_far(60.0), how_far(220.0), how_far(443.0)
    ('', 'good for a try, not for a decision', 'its climate may be another one')
    """
    if distance_km > TOO_FAR_KM:
        return "its climate may be another one"
    return "good for a try, not for a decision" if distance_km > FAR_KM else ""


def distance_km(
    latitude_deg: float, longitude_deg: float, other_latitude_deg: float, other_longitude_deg: float
) -> float:
    """Return the great-circle distance between two places (haversine) [km].

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Of the first place, north and east positive [deg].
    other_latitude_deg, other_longitude_deg : float
        Of the second place [deg].
    """
    here, there = np.radians([latitude_deg, other_latitude_deg])
    across = np.radians(other_longitude_deg - longitude_deg)
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(across / 2) ** 2
    return float(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))


def nearest_shipped(latitude_deg: float, longitude_deg: float) -> list[Near]:
    """Return all shipped files, nearest first."""
    found = [
        Near(e, distance_km(latitude_deg, longitude_deg, e.latitude_deg, e.longitude_deg))
        for e in shipped_weather()
    ]
    return sorted(found, key=lambda near: near.distance_km)


def fetch_line(latitude_deg: float, longitude_deg: float) -> str:
    """Return the command that gets a typical year for a place."""
    return f"hpsim weather fetch {latitude_deg:g} {longitude_deg:g}"


def near_town(text: str) -> NearTown:
    """Return the nearest shipped typical year to a town.

    Raises
    ------
    WeatherError
        The town is not known.
    """
    town = find_town(text)
    nearest = nearest_shipped(town.latitude_deg, town.longitude_deg)
    typical = next(near for near in nearest if near.entry.is_typical)
    return NearTown(town, *typical)


def town_asked_for(source: str) -> str:
    """Return the town of a text such as ``near Minneapolis, MN``; empty: it names none."""
    match = NEAR.fullmatch(source)
    return match["place"].strip() if match else ""
