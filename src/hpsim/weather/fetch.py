"""Weather for any place from PVGIS or NSRDB; the only code here that touches the network."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hpsim.errors import Problem, WeatherError
from hpsim.records import dataclass
from hpsim.weather.clock import quiet_pvlib
from hpsim.weather.model import Weather
from hpsim.weather.pvgis import HEADER, LOCAL_TIME
from hpsim.weather.reading import read_weather
from hpsim.weather.sources import user_folder

TIMEOUT_S = 30
PVGIS_URL = "https://re.jrc.ec.europa.eu/api/v5_3/"
PVGIS_CREDIT = "PVGIS (c) European Union, 2001-2025"
NSRDB_CREDIT = "NSRDB, National Laboratory of the Rockies (formerly NREL), CC BY"
NSRDB_PARAMETERS = (
    "air_temperature",
    "dew_point",
    "relative_humidity",
    "surface_pressure",
    "wind_speed",
    "ghi",
    "dni",
    "dhi",
)
OFFLINE_HINT = "is this machine online? `hpsim weather near LAT LON` names the nearest shipped file"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched, and the weather in it."""

    path: Path
    provenance: Path
    weather: Weather


def fetch_pvgis(
    latitude_deg: float,
    longitude_deg: float,
    *,
    folder: Path | None = None,
    utc_offset_h: int | None = None,
) -> Fetched:
    """Get the typical year of PVGIS for a place (most of the world's land) and keep it as csv.

    Parameters
    ----------
    latitude_deg, longitude_deg
        North and east positive [deg].
    folder
        Where to put it; by default the user's own weather folder.
    utc_offset_h
        Local standard time minus UTC; by default the whole hour nearest to the sun's time [h].

    Raises
    ------
    WeatherError
        The place has no data (sea), the service can't be reached, or it answers nonsense.
    """
    check_place(latitude_deg, longitude_deg)
    url = os.environ.get("HPSIM_PVGIS_URL", PVGIS_URL).rstrip("/") + "/"
    with told_plainly("PVGIS", url):
        text = _pvgis_csv(url, {"lat": latitude_deg, "lon": longitude_deg, "outputformat": "csv"})
    if utc_offset_h is not None:
        text += f"{LOCAL_TIME}: {utc_offset_h}\r\n"
    name = f"pvgis_{latitude_deg:.3f}_{longitude_deg:.3f}"
    origin = {"source": "PVGIS typical year", "url": f"{url}tmy", "credit": PVGIS_CREDIT}
    return _keep(text, name, folder, {**origin, **_asked(latitude_deg, longitude_deg)})


def fetch_nsrdb(
    latitude_deg: float,
    longitude_deg: float,
    *,
    api_key: str,
    email: str,
    folder: Path | None = None,
) -> Fetched:
    """Get the typical year of NSRDB for a place (the Americas) and keep it as csv.

    Parameters
    ----------
    latitude_deg, longitude_deg
        North and east positive [deg].
    api_key, email
        Free at developer.nlr.gov; neither is kept.
    folder
        Where to put it; by default the user's own weather folder.

    Raises
    ------
    WeatherError
        Key, place or service are no good: says which.
    """
    from pvlib.iotools import get_nsrdb_psm4_tmy

    check_place(latitude_deg, longitude_deg)
    if not (api_key and email):
        text = "NSRDB wants a key and an e-mail address"
        hint = (
            "--api-key and --email, or HPSIM_NSRDB_KEY and HPSIM_NSRDB_EMAIL; "
            "free at https://developer.nlr.gov"
        )
        raise WeatherError("nothing was fetched", [Problem(text, hint=hint)])
    url = os.environ.get("HPSIM_NSRDB_URL")
    with told_plainly("NSRDB", url or "developer.nlr.gov"):
        frame, meta = get_nsrdb_psm4_tmy(
            latitude_deg,
            longitude_deg,
            api_key,
            email,
            parameters=NSRDB_PARAMETERS,
            map_variables=False,
            url=url,
            timeout=TIMEOUT_S,
        )
    name = f"nsrdb_{latitude_deg:.3f}_{longitude_deg:.3f}"
    origin = {"source": "NSRDB PSM4 typical year", "url": url or "pvlib's", "credit": NSRDB_CREDIT}
    text = psm_csv(frame, meta)
    return _keep(text, name, folder, {**origin, **_asked(latitude_deg, longitude_deg)})


def check_place(latitude_deg: float, longitude_deg: float) -> None:
    """Refuse a latitude or longitude that is on no map."""
    problems = []
    if not -90.0 <= latitude_deg <= 90.0:
        text = f"latitude {latitude_deg:g} is not within -90 to 90"
        problems.append(Problem(text, key="LAT", hint="latitude first, north positive"))
    if not -180.0 <= longitude_deg <= 180.0:
        text = f"longitude {longitude_deg:g} is not within -180 to 180"
        problems.append(Problem(text, key="LON", hint="east positive, west negative"))
    if problems:
        raise WeatherError("the place is not on the map", problems)


@contextmanager
def told_plainly(service: str, url: str) -> Iterator[None]:
    """Turn what can go wrong on the network into one sentence."""
    import requests

    try:
        with quiet_pvlib():
            yield
    except requests.HTTPError as problem:
        text = f"{service} at {url} refused: {problem}"
        raise WeatherError("nothing was fetched", [Problem(text)]) from problem
    except (requests.RequestException, OSError) as problem:
        # an answer that stops half-way is a ConnectionError to requests
        is_late = isinstance(problem, requests.Timeout) or "timed out" in str(problem)
        text, hint = f"{service} at {url} can't be reached", OFFLINE_HINT
        if is_late:
            text, hint = f"{service} at {url} didn't answer within {TIMEOUT_S} s", "try later"
        raise WeatherError("nothing was fetched", [Problem(text, hint=hint)]) from problem
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as problem:
        text = f"{service} at {url} answered something that is no typical year ({problem})"
        raise WeatherError("nothing was fetched", [Problem(text, hint="try later")]) from problem


def _pvgis_csv(url: str, asked: dict[str, float | str]) -> str:
    """Return a typical year in PVGIS's own csv layout, or raise what the service says instead."""
    import requests

    answer = requests.get(f"{url}tmy", params=asked, timeout=TIMEOUT_S)
    if not answer.ok:
        with suppress(ValueError, KeyError, TypeError):
            raise requests.HTTPError(answer.json()["message"])
        answer.raise_for_status()
    text = answer.content.decode("utf-8")
    if not text.startswith(HEADER[0]):
        raise ValueError(f"it starts with {text[:40]!r}")
    return text


def psm_csv(frame: Any, meta: dict[str, Any]) -> str:
    """Return a typical year in NSRDB's own csv layout."""
    columns = [str(name) for name in frame.columns]
    lines = [",".join(map(str, meta)), ",".join(map(str, meta.values())), ",".join(columns)]
    rows = frame.to_numpy(float)
    lines += [",".join(f"{value:.8g}" for value in row) for row in rows]
    return "\n".join(lines) + "\n"


def _asked(latitude_deg: float, longitude_deg: float) -> dict[str, Any]:
    """Return what was asked for and when."""
    import pvlib

    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "latitude": latitude_deg,
        "longitude": longitude_deg,
        "fetched": now,
        "pvlib": pvlib.__version__,
    }


def _keep(text: str, name: str, folder: Path | None, origin: dict[str, Any]) -> Fetched:
    """Write a fetched file and where it is from, after it could be read."""
    folder = user_folder() if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    path, provenance = folder / f"{name}.csv", folder / f"{name}.provenance.json"
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder) as draft_folder:
        draft = Path(draft_folder) / path.name
        draft.write_bytes(text.encode())
        weather = read_weather(draft)  # refuses before anything is in place
        digest = hashlib.sha256(text.encode()).hexdigest()
        origin_draft = Path(draft_folder) / provenance.name
        origin_draft.write_text(json.dumps({**origin, "sha256": digest}, indent=2) + "\n", "utf-8")
        origin_draft.replace(provenance)
        draft.replace(path)
    return Fetched(path, provenance, weather)
