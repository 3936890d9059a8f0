"""From what a scenario calls its weather to a file: shipped, the user's own, or near a town."""

from __future__ import annotations

import difflib
import gzip
import io
import stat
import zlib
from dataclasses import replace
from pathlib import Path

from hpsim.description.paths import expanded, is_file, mode_of, read_limited
from hpsim.errors import WeatherError
from hpsim.records import dataclass
from hpsim.weather.catalog import Shipped, shipped_weather

GZIP_MAGIC = b"\x1f\x8b"
TOO_LARGE = "it has over 100 MB, no year of weather has"
SUFFIXES = (".epw", ".tm2", ".csv", ".json")
SHOWN_IDS = 5
LARGEST_BYTES = 100_000_000  # of a year in rows of an hour: EPW files have 1.6 MB, JSON some 5 MB


@dataclass(frozen=True, slots=True)
class Source:
    """A weather file found by id, path, or the town it is near."""

    id: str
    path: Path
    shipped: Shipped | None
    warning: str = ""
    """What to know of a climate that is far from the town that was asked for."""


def user_folder() -> Path:
    """Return the folder where `hpsim weather fetch` puts files and everybody may."""
    from platformdirs import user_data_path

    return user_data_path("hpsim", appauthor=False) / "weather"


def user_files(folder: Path) -> dict[str, Path]:
    """Return the weather files of a folder by id (name without endings); empty if none."""
    try:
        names = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return {}
    return {file_id(path): path for path in names if _is_weather_name(path.name)}


def file_id(path: Path) -> str:
    """Return a file's name without ``.gz`` and its own ending."""
    name = path.name
    for suffix in (".gz", *SUFFIXES):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    return name


def _is_weather_name(name: str) -> bool:
    plain = name.lower().removesuffix(".gz")
    return plain.endswith(SUFFIXES) and not plain.endswith(".provenance.json")


def find_source(source: str | Path) -> Source:
    """Return the file that an id, a path or ``near TOWN`` means.

    A shipped id wins; then a path; then the name of a file in the user's own folder, without its
    ending; then ``near`` with a town, which means the nearest shipped typical year.

    Raises
    ------
    WeatherError
        Nothing is found: names the nearest ids.
    """
    text = str(source)
    for entry in shipped_weather():
        if entry.id == text:
            return _shipped_source(entry)
    for path in (Path(text), expanded(text)):
        if stat.S_ISDIR(mode_of(path)):
            raise _is_folder(path)
        if is_file(path):
            return Source(file_id(path), path, None)
    if found := user_files(user_folder()).get(text):
        return Source(text, found, None)
    from hpsim.weather.places import near_town, town_asked_for

    if town := town_asked_for(text):
        near = near_town(town)
        return replace(_shipped_source(near.entry), warning=near.warning)
    raise _unknown(text)


def _shipped_source(entry: Shipped) -> Source:
    if entry.path.is_file():
        return Source(entry.id, entry.path, entry)
    message, title = f"shipped file is missing: {entry.path}", f"weather '{entry.id}' can't be used"
    raise WeatherError.of(message, hint="install hpsim again", title=title)


def _is_folder(path: Path) -> WeatherError:
    files = ", ".join(list(user_files(path))[:SHOWN_IDS])
    hint = f"files there: {files}" if files else "give a weather file or a shipped id"
    message = f"'{path}' is a folder, not a weather file"
    return WeatherError.of(message, file=str(path), hint=hint, title="the weather can't be used")


def _unknown(text: str) -> WeatherError:
    """Return the error for a name that is neither an id nor a file."""
    if Path(text).suffix.lower() in (*SUFFIXES, ".gz") or "/" in text or "\\" in text:
        message = f"no such weather file: '{text}'"
        hint = "a path from the scenario's folder or this one; ids: hpsim weather list"
        if "://" in text:
            hint = "download it, and name the file; or a town: near Chicago, IL"
    else:
        message = f"unknown weather id '{text}'"
        near = ", ".join(nearest_ids(text))
        hint = f"nearest: {near}; all: hpsim weather list; a town: near Chicago, IL"
        if town := _as_town(text):
            hint = f"did you mean 'near {town}'? ids: {near}"
    return WeatherError.of(message, hint=hint, title="the weather can't be used")


def _as_town(text: str) -> str:
    """Return a text as ``near`` takes it, if it is a town or a latitude and longitude."""
    from hpsim.weather.places import near_town

    try:
        town = near_town(text).town
    except WeatherError:
        return ""
    return text if text.strip()[:1] in "+-0123456789" else town.label


def nearest_ids(text: str) -> list[str]:
    """Return the ids most like a text, by spelling and by the words in id and place."""
    words = {entry.id: f"{entry.id} {entry.place}".lower() for entry in shipped_weather()}
    words |= {name: name.lower() for name in user_files(user_folder())}
    wanted = text.lower()
    pieces = [piece for piece in wanted.replace("_", "-").replace(" ", "-").split("-") if piece]

    def likeness(name: str) -> float:
        spelling = difflib.SequenceMatcher(None, wanted, name.lower()).ratio()
        shared = sum(len(piece) > 2 and piece in words[name] for piece in pieces)
        return spelling + shared

    return sorted(words, key=likeness, reverse=True)[:SHOWN_IDS]


def read_bytes(path: Path) -> bytes:
    """Return the contents of a file as it lies on disk.

    Raises
    ------
    WeatherError
        The file can't be opened, is no regular one, or is far larger than a year of weather.
    """
    try:
        content, reason = read_limited(path, LARGEST_BYTES), TOO_LARGE
        if content is not None:
            return content
    except OSError as problem:
        reason = problem.strerror or str(problem)
    message, title = f"can't be read: {reason}", f"{path}: can't be used"
    raise WeatherError.of(message, file=str(path), title=title)


def unpack(raw: bytes, file: str) -> bytes:
    """Return the contents of a file, unpacked if it is gzip.

    Raises
    ------
    WeatherError
        The gzip stream is cut off or damaged, or unpacks to far more than a year of weather.
    """
    if not raw.startswith(GZIP_MAGIC):
        return raw
    try:
        with gzip.open(io.BytesIO(raw)) as stream:
            contents = stream.read(LARGEST_BYTES + 1)
    except (EOFError, OSError, ValueError, zlib.error) as problem:
        text, title = f"the gzip file is cut off or damaged: {problem}", f"{file}: can't be used"
        raise WeatherError.of(text, file=file, hint="get it again", title=title) from problem
    if len(contents) > LARGEST_BYTES:
        text, title = f"can't be read: unpacked, {TOO_LARGE}", f"{file}: can't be used"
        raise WeatherError.of(text, file=file, title=title)
    return contents
