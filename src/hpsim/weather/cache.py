"""Prepared weather on disk, so that a warm run needs neither pandas nor pvlib.

One uncompressed ``.npz`` for the year of a file, one for each plane and one for the soil's surface,
in the user's cache folder. The name holds a hash of the file's bytes, of the id it is asked for by
and of the code in this package, so that a changed file or loader never meets an old result. Files
are written under another name and renamed: any number of processes may prepare the same weather at
once.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance
from hpsim.weather.model import (
    HOUR_FIELDS,
    INSTANT_FIELDS,
    DesignConditions,
    Location,
    Weather,
    climate,
)
from hpsim.weather.sources import find_source, read_bytes

Plane: TypeAlias = tuple[float, float]
"""Azimuth and tilt [deg]."""

PLAIN_FIELDS = tuple(f.name for f in fields(Weather) if f.type in ("str", "float"))
MAX_FILES = 600  # about 250 MB; a sweep over orientations makes a plane for each
NO_CACHE = "prepared weather can't be kept (no writable cache folder): every run reads it again"


def prepared(
    source: str | Path,
    planes: Sequence[Plane],
    ground_reflectance: float = 0.2,
) -> tuple[Weather, Climate, dict[Plane, PlaneIrradiance]]:
    """Return a year of weather and the irradiance on planes, from the cache where it has them.

    ``planes`` are azimuth and tilt of each [deg].

    Raises
    ------
    WeatherError
        As `read_weather`.
    """
    found = find_source(source)
    raw = read_bytes(found.path)
    digest = hashlib.sha256(raw)
    digest.update(f"{found.id} {found.path.name} {found.shipped is not None}".encode())
    store = cache_folder()
    path = store / f"{digest.hexdigest()[:20]}-{loader_version()}.npz" if store else None
    weather = _load_weather(path)
    if weather is None:
        from hpsim.weather.reading import weather_from_bytes

        weather = weather_from_bytes(found, raw)
        _save(path, _arrays_of(weather))
    irradiance = {
        plane: kept_plane(weather, plane, ground_reflectance) for plane in dict.fromkeys(planes)
    }
    more = (found.warning, NO_CACHE if store is None else "")
    weather = replace(weather, warnings=(*weather.warnings, *filter(None, more)))
    return weather, climate(weather), irradiance


def kept_plane(weather: Weather, plane: Plane, ground_reflectance: float) -> PlaneIrradiance:
    """Return the irradiance on a plane of a weather that is at hand, perhaps without its file.

    From the cache where it has it, else computed and kept, as `prepared` does.
    """
    store, (azimuth_deg, tilt_deg) = cache_folder(), plane
    key = hashlib.sha256(weather.content_key.encode()).hexdigest()[:20]
    name = f"{key}-{loader_version()}-{azimuth_deg:.6g}-{tilt_deg:.6g}-{ground_reflectance:.6g}.npz"

    def make() -> FloatArray:
        from hpsim.weather.solar import plane_irradiance

        return np.stack(plane_irradiance(weather, azimuth_deg, tilt_deg, ground_reflectance))

    shape = (len(PlaneIrradiance._fields), weather.sun_azimuth_deg.size)
    return PlaneIrradiance(*_kept(store / name if store else None, "plane", shape, make))


def kept_hours(about: str, make: Callable[[], FloatArray], n_hours: int) -> FloatArray:
    """Return hourly values (n_hours,) from the cache where it has them, else made and kept.

    ``about`` is all that they follow from, code included.
    """
    store = cache_folder()
    path = store / f"{hashlib.sha256(about.encode()).hexdigest()[:32]}.npz" if store else None
    return _kept(path, "hours", (n_hours,), make)


def _kept(
    path: Path | None, name: str, shape: tuple[int, ...], make: Callable[[], FloatArray]
) -> FloatArray:
    """Return an array from a file where it lies there whole, else made and kept."""
    kept = (_load(path) or {}).get(name)
    if kept is not None and kept.shape == shape and np.isfinite(kept).all():
        return kept
    made = make()
    _save(path, {name: made})
    return made


@lru_cache(maxsize=1)
def loader_version() -> str:
    """Return a hash of the code that makes prepared weather."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent
    for path in (*sorted(package.glob("*.py")), package.parent / "psychrometrics.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def cache_folder() -> Path | None:
    """Return a folder that can be written to: the user's cache, else a private temporary one.

    ``HPSIM_CACHE_DIR`` in the environment takes the place of the user's cache folder. None if
    nothing can be written.
    """
    from platformdirs import user_cache_path

    own = os.environ.get("HPSIM_CACHE_DIR")
    home = Path(own) if own else user_cache_path("hpsim", appauthor=False)
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    spare = Path(tempfile.gettempdir()) / f"hpsim-{user}"
    for folder in (home / "weather", spare / "weather"):
        if _is_writable(folder):
            return folder
    return None


def _is_writable(folder: Path) -> bool:
    """Make a folder of one's own and say whether files can be put there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_own = not hasattr(os, "getuid") or (
            folder.stat().st_uid == os.getuid()
            and folder.parent.stat().st_uid in (0, os.getuid())  # who could exchange it
        )
    except OSError:
        return False
    return is_own and os.access(folder, os.W_OK | os.X_OK)


def _load(path: Path | None) -> dict[str, np.ndarray] | None:
    """Return the arrays of a kept file; None if there is none or it can't be read."""
    if path is None:
        return None
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except OSError:
        return None
    except Exception:  # whatever a damaged file makes the reader say: it is made again
        _forget(path)
        return None


def _forget(path: Path) -> None:
    """Delete a kept file that is damaged."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _save(path: Path | None, arrays: dict[str, np.ndarray]) -> None:
    """Keep arrays under a name, whole or not at all; a full disk only costs the cache."""
    if path is None:
        return
    try:
        handle, temporary = tempfile.mkstemp(prefix=".new-", suffix=".npz", dir=path.parent)
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as stream:
            np.savez(stream, allow_pickle=False, **arrays)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
    _prune(path.parent)


def _prune(folder: Path) -> None:
    """Delete the older half of the kept files once there are too many."""
    try:
        kept = [entry for entry in os.scandir(folder) if entry.name.endswith(".npz")]
        if len(kept) <= MAX_FILES:
            return
        oldest = sorted(kept, key=lambda entry: entry.stat().st_mtime)[: len(kept) // 2]
        for entry in oldest:
            Path(entry.path).unlink(missing_ok=True)
    except OSError:  # another process is tidying up too
        return


def _load_weather(path: Path | None) -> Weather | None:
    kept = _load(path)
    if path is None or kept is None:
        return None
    try:
        return _weather_from(kept)
    except Exception:  # the file is whole, what is in it is not
        _forget(path)
        return None


def _arrays_of(weather: Weather) -> dict[str, np.ndarray]:
    """Return a weather as two tables and a JSON text."""
    facts = {name: getattr(weather, name) for name in PLAIN_FIELDS}
    facts["years"] = list(weather.years)
    facts["warnings"] = list(weather.warnings)
    facts["location"] = asdict(weather.location)
    facts["header_design"] = asdict(weather.header_design) if weather.header_design else None
    return {
        "instants": np.stack([getattr(weather, name) for name in INSTANT_FIELDS]),
        "hours": np.stack([getattr(weather, name) for name in HOUR_FIELDS]),
        "facts": np.frombuffer(json.dumps(facts).encode(), np.uint8),
    }


def _weather_from(kept: dict[str, np.ndarray]) -> Weather:
    """Return the weather that `_arrays_of` took apart."""
    facts = json.loads(kept["facts"].tobytes())
    design = facts["header_design"]
    parts: dict[str, Any] = {name: facts[name] for name in PLAIN_FIELDS}
    parts |= zip(INSTANT_FIELDS, kept["instants"], strict=True)
    parts |= zip(HOUR_FIELDS, kept["hours"], strict=True)
    return Weather(
        **parts,
        location=Location(**facts["location"]),
        header_design=DesignConditions(**design) if design else None,
        years=tuple(facts["years"]),
        warnings=tuple(facts["warnings"]),
    )
