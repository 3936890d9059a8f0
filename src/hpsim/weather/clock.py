"""Setting a file's clock right: which sun belongs to its irradiance, and what holds when."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.weather.model import HOURS_PER_YEAR, Location
from hpsim.weather.raw import Clock

SHIFT_CANDIDATES_MIN = (-30.0, 0.0, 10.6, 30.0, 70.6)
FINE_SHIFTS_MIN = tuple(float(minute) for minute in range(-60, 95, 5))
DOUBTFUL_RMS = 0.01  # where no known shift closes as well as this, others are tried
CLOSURE_LEAST_DNI_W_PER_M2 = 200.0
CLOSURE_LEAST_SINE = 0.2  # 11.5 degrees: below, hours are cut by sunrise and rows by rounding
CLOSURE_LEAST_HOURS = 100
ALIGNED_MIN = 1.0  # irradiance centred this close to mid-hour is taken as the mean of the hour
REFERENCE_YEAR = "2001-01-01"  # not a leap year; the sun of any year is within 0.4 degrees of it
LEAST_SINE = 0.05  # of the sun's elevation in clearness indices: bounds them near the horizon


class Sun(NamedTuple):
    """Where the sun is, (n,) each."""

    azimuth_deg: FloatArray
    elevation_deg: FloatArray
    """Refraction included."""
    sine: FloatArray
    """Of the geometric elevation."""


class Irradiance(NamedTuple):
    """Global, direct and diffuse irradiance of 8760 hours [W/m2]."""

    global_horizontal: FloatArray
    direct_normal: FloatArray
    diffuse_horizontal: FloatArray


class FittedClock(NamedTuple):
    """The shift of the sun that closes best, and how well."""

    sun_shift_min: float
    closure_rms: float
    is_fitted: bool


@contextmanager
def quiet_pvlib() -> Iterator[None]:
    """Keep pvlib's use of names that pandas is about to drop from the user's screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def sun_at(location: Location, offset_h: float) -> Sun:
    """Return the sun's position ``offset_h`` hours after each hour's start of local time.

    0.5 is mid-hour.

    Notes
    -----
    pvlib's ephemeris, within 0.02 degrees of NREL's SPA at a tenth of its cost.
    """
    import pandas as pd

    start = pd.Timestamp(REFERENCE_YEAR, tz="UTC").timestamp()
    start_s = start + round(3600 * (offset_h - location.utc_offset_h))
    return sun_of_hours(location, start_s, HOURS_PER_YEAR)


def sun_of_hours(location: Location, start_s: float, n_hours: int) -> Sun:
    """Return the sun's position hour by hour from a time on [seconds since 1970 UTC]."""
    import pandas as pd
    from pvlib.solarposition import get_solarposition

    start = pd.Timestamp(start_s, unit="s", tz="UTC")
    times = pd.date_range(start, periods=n_hours, freq="h")
    with quiet_pvlib():
        position = get_solarposition(
            times, location.latitude_deg, location.longitude_deg, method="ephemeris"
        )
    elevation = position["elevation"].to_numpy(np.float64)
    return Sun(
        azimuth_deg=position["azimuth"].to_numpy(np.float64),
        elevation_deg=position["apparent_elevation"].to_numpy(np.float64),
        sine=np.sin(np.radians(elevation)),
    )


def closure_rms(irradiance: Irradiance, sine: FloatArray) -> float:
    """Return how far (GHI - DHI) / DNI is from the sine of the sun's elevation; NaN if no sun."""
    used = irradiance.direct_normal >= CLOSURE_LEAST_DNI_W_PER_M2
    used &= sine >= CLOSURE_LEAST_SINE
    if int(used.sum()) < CLOSURE_LEAST_HOURS:
        return float("nan")
    direct = (irradiance.global_horizontal - irradiance.diffuse_horizontal)[used]
    residual = direct / irradiance.direct_normal[used] - sine[used]
    return float(np.sqrt(np.mean(residual**2)))


def fit_sun_shift(irradiance: Irradiance, location: Location, clock: Clock) -> FittedClock:
    """Return the shift from the time label to the sun that the irradiance was made with.

    Tries the shifts that occur in known formats, the format's own among them, and takes the one
    with the least closure error. The right one is four to fifty times better than its
    neighbours. Where none is good, as with a time zone that was rounded to whole hours, every
    five minutes are tried. Without enough direct sun the format's own is kept.
    """
    usual = clock.sun_shift_min
    known = (usual, *(c for c in SHIFT_CANDIDATES_MIN if abs(c - usual) > ALIGNED_MIN))
    best = _best_shift(irradiance, location, clock, known)
    if best is None:
        return FittedClock(usual, float("nan"), is_fitted=False)
    if best.closure_rms > DOUBTFUL_RMS:
        fine = _best_shift(irradiance, location, clock, FINE_SHIFTS_MIN)
        if fine is not None and fine.closure_rms < 0.5 * best.closure_rms:
            return fine
    return best


def _best_shift(
    irradiance: Irradiance, location: Location, clock: Clock, shifts_min: tuple[float, ...]
) -> FittedClock | None:
    """Return the shift that closes best; none if there is too little direct sun."""
    errors = [
        closure_rms(irradiance, sun_at(location, clock.label_h + shift / 60.0).sine)
        for shift in shifts_min
    ]
    if not np.any(np.isfinite(errors)):
        return None
    best = int(np.nanargmin(errors))
    return FittedClock(shifts_min[best], errors[best], is_fitted=True)


def to_instants(rows: FloatArray, instant_h: float) -> FloatArray:
    """Return (8761,) values at full hours of rows that hold at ``k + instant_h``; periodic.

    Rows at full hours are only moved. Others, such as NSRDB's at half past, are interpolated
    linearly, which takes about 0.1 K off the daily extremes.
    """
    position = np.arange(HOURS_PER_YEAR + 1) - instant_h
    left = np.floor(position).astype(np.int64)
    share = position - left
    before, after = rows[left % HOURS_PER_YEAR], rows[(left + 1) % HOURS_PER_YEAR]
    return np.asarray(before + share * (after - before), np.float64)


def extraterrestrial_w_per_m2() -> FloatArray:
    """Return (8760,) the irradiance outside the atmosphere, normal to the sun, at mid-hour."""
    import pandas as pd
    from pvlib.irradiance import get_extra_radiation

    times = pd.date_range(f"{REFERENCE_YEAR} 00:30", periods=HOURS_PER_YEAR, freq="h")
    with quiet_pvlib():
        return np.asarray(get_extra_radiation(times), np.float64)


def hourly_means(rows: Irradiance, location: Location, centre_h: float, sun: Sun) -> Irradiance:
    """Return the irradiance of full hours, with the sun at mid-hour.

    Parameters
    ----------
    rows
        As in the file; row ``k`` is centred at ``k + centre_h``.
    location
        For the sun at the rows' own time.
    centre_h
        0.5 needs no conversion but the guard at the horizon.
    sun
        At mid-hour.

    Notes
    -----
    Rows at another time (PVGIS: satellite scans ten minutes past the hour) are not averaged,
    which would smear the sun's path: direct transmittance and diffuse clearness of the two
    neighbouring rows with the sun up are interpolated and put under the sun of mid-hour; the
    global irradiance follows from closure.
    """
    up = sun.elevation_deg > 0.0
    if abs(centre_h - 0.5) * 60.0 <= ALIGNED_MIN:
        return Irradiance(
            np.maximum(rows.global_horizontal, 0.0),
            np.where(up, rows.direct_normal, 0.0),
            np.maximum(rows.diffuse_horizontal, 0.0),
        )
    there = sun_at(location, centre_h)
    outside = extraterrestrial_w_per_m2()
    lit = there.elevation_deg > 0.0
    beam_clearness = rows.direct_normal / outside
    diffuse_clearness = rows.diffuse_horizontal / (outside * np.maximum(there.sine, LEAST_SINE))
    beam = np.where(up, _between(beam_clearness, lit, centre_h) * outside, 0.0)
    horizontal = outside * np.maximum(sun.sine, LEAST_SINE)
    diffuse = np.where(up, _between(diffuse_clearness, lit, centre_h) * horizontal, 0.0)
    return Irradiance(beam * np.maximum(sun.sine, 0.0) + diffuse, beam, diffuse)


def _between(rows: FloatArray, valid: np.ndarray, centre_h: float) -> FloatArray:
    """Interpolate rows centred at ``k + centre_h`` to mid-hour, from valid rows only."""
    position = np.arange(HOURS_PER_YEAR) + 0.5 - centre_h
    left = np.floor(position).astype(np.int64)
    share = position - left
    left, right = left % HOURS_PER_YEAR, (left + 1) % HOURS_PER_YEAR
    left_weight, right_weight = (1.0 - share) * valid[left], share * valid[right]
    total = left_weight + right_weight
    weighted = left_weight * rows[left] + right_weight * rows[right]
    return np.asarray(np.divide(weighted, total, out=np.zeros_like(total), where=total > 0.0))
