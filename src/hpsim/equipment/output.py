"""The least and the most that a machine gives steadily, over outdoor temperature."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.caching import IdentityCache
from hpsim.kernel.limits import net_outputs
from hpsim.kernel.pack import packed_machine
from hpsim.kernel.types import FloatArray, Machine
from hpsim.psychrometrics import humidity_ratio_from_relative_humidity, saturation_table

ROOM_RELATIVE_HUMIDITY = 0.5  # Manual J, indoor design condition in summer
OUTDOOR_RELATIVE_HUMIDITY = 0.8  # for frost: that of the published defrost checks


class Surroundings(NamedTuple):
    """What a machine's output follows from in one room: the same for all machines in it."""

    outdoor_degc: FloatArray
    """(n_different,) temperatures of the year's hours: some thousand, as weather is written."""
    humidity_ratio: FloatArray
    """(n_different,) of outdoor air of these temperatures [kg/kg]."""
    of_hour: NDArray[np.intp]
    """(n_hours,) which of them each hour has."""
    leakage_kg_per_s: FloatArray
    """(n_hours,) outdoor air that enters the room by itself."""
    pressure_pa: float
    heating_degc: float
    """Usual room temperature in heating."""
    cooling_degc: float


class OutputLimits(NamedTuple):
    """Least and most steady net output in each hour (n_hours,) [W]; nan where there is none."""

    minimum_heating_w: FloatArray
    maximum_heating_w: FloatArray
    minimum_cooling_w: FloatArray
    """Sensible."""
    maximum_cooling_w: FloatArray


def surroundings(
    outdoor_degc: FloatArray,
    leakage_kg_per_s: FloatArray,
    pressure_pa: float,
    heating_degc: float,
    cooling_degc: float,
) -> Surroundings:
    """Return the surroundings of a year's hours, (n_hours,) each."""
    outdoors = _outdoors(np.ascontiguousarray(outdoor_degc, np.float64).tobytes(), pressure_pa)
    return Surroundings(*outdoors, leakage_kg_per_s, pressure_pa, heating_degc, cooling_degc)


@lru_cache(maxsize=4)
def _outdoors(
    outdoor_degc: bytes, pressure_pa: float
) -> tuple[FloatArray, FloatArray, NDArray[np.intp]]:
    """Return the different temperatures of hours, their humidity ratio, and which each hour has.

    Kept, since all rooms in a weather have the same.
    """
    hourly = np.frombuffer(outdoor_degc)
    different = np.array(sorted(set(hourly.tolist())))  # `np.unique` loads numpy.ma: 6 ms
    of_hour = np.searchsorted(different, hourly)
    return different, _outdoor_humidity_ratio(different, pressure_pa), of_hour


def _outdoor_humidity_ratio(outdoor_degc: FloatArray, pressure_pa: float) -> FloatArray:
    return humidity_ratio_from_relative_humidity(
        outdoor_degc, OUTDOOR_RELATIVE_HUMIDITY, pressure_pa
    )


@lru_cache(maxsize=16)
def half_humid_ratio(room_degc: float, pressure_pa: float) -> float:
    """Return the humidity ratio of room air of 50 % relative humidity [kg/kg]."""
    ratio = humidity_ratio_from_relative_humidity(room_degc, ROOM_RELATIVE_HUMIDITY, pressure_pa)
    return float(ratio)


def dry_ratio(
    humidity_ratio: FloatArray, hours: NDArray[np.bool_], around: Surroundings
) -> float | None:
    """Return the mean humidity ratio of a room's air in some hours [kg/kg].

    None, for the usual 50 % relative humidity, where it is not drier than that: on a dry coil
    nearly all of a machine's capacity is sensible, on a wet one that depends on how it runs.
    """
    if not hours.any():
        return None
    mean = float(humidity_ratio[hours].mean())
    return mean if mean < half_humid_ratio(around.cooling_degc, around.pressure_pa) else None


def output_limits(
    machine: Machine, around: Surroundings, cooled_ratio: float | None = None
) -> OutputLimits:
    """Return `steady_limits` of both modes in the hours of a year.

    Hours of one temperature are worked out once, unless the machine draws in air: then the room's
    own leakage matters too. ``cooled_ratio`` is the humidity ratio of the room's air in cooling
    [kg/kg]; default: 50 % relative humidity.
    """
    heating = _hourly_limits(machine, around, 1.0, around.heating_degc, None)
    return OutputLimits(
        *heating, *_hourly_limits(machine, around, -1.0, around.cooling_degc, cooled_ratio)
    )


def _hourly_limits(
    machine: Machine, around: Surroundings, mode: float, room_degc: float, room_ratio: float | None
) -> tuple[FloatArray, FloatArray]:
    """Return `steady_limits` of a mode in the hours of a year."""
    outdoor_degc, humidity, of_hour = around.outdoor_degc, around.humidity_ratio, around.of_hour
    pressure_pa, leakage = around.pressure_pa, around.leakage_kg_per_s
    if machine.air_path.induced_infiltration_kg_per_s != 0.0:
        outdoor_degc, humidity = outdoor_degc[of_hour], humidity[of_hour]
        return steady_limits(
            machine, mode, outdoor_degc, pressure_pa, room_degc, leakage, humidity, room_ratio
        )
    least, most = _limits.get(
        (machine, outdoor_degc),
        lambda: steady_limits(
            machine, mode, outdoor_degc, pressure_pa, room_degc, 0.0, humidity, room_ratio
        ),
        mode,
        pressure_pa,
        room_degc,
        room_ratio,
    )
    return least.take(of_hour), most.take(of_hour)


_limits: IdentityCache[tuple[FloatArray, FloatArray]] = IdentityCache(1024)
"""By mode, of different outdoor temperatures, some 500 of each limit: the same for all rooms in a
weather that are held alike, in cooling of those of one humidity."""


def steady_limits(
    machine: Machine,
    mode: float,
    outdoor_degc: FloatArray,
    pressure_pa: float,
    room_degc: float,
    leakage_kg_per_s: FloatArray | float = 0.0,
    outdoor_humidity_ratio: FloatArray | None = None,
    room_humidity_ratio: float | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return least and most net output in a mode [W], (n,) each; nan where there is none.

    Parameters
    ----------
    machine, mode, outdoor_degc, pressure_pa, room_degc, leakage_kg_per_s, outdoor_humidity_ratio, \
    room_humidity_ratio
        As in `outputs_by_speed`.
    """
    found = outputs_by_speed(
        machine,
        mode,
        outdoor_degc,
        pressure_pa,
        room_degc,
        leakage_kg_per_s,
        outdoor_humidity_ratio,
        room_humidity_ratio,
        ends=True,
    )
    return found[0], found[-1]


def outputs_by_speed(
    machine: Machine,
    mode: float,
    outdoor_degc: FloatArray,
    pressure_pa: float,
    room_degc: float,
    leakage_kg_per_s: FloatArray | float = 0.0,
    outdoor_humidity_ratio: FloatArray | None = None,
    room_humidity_ratio: float | None = None,
    *,
    ends: bool = False,
) -> FloatArray:
    """Return net outputs in a mode [W], (n_speeds, n); nan where there is none.

    Of the speeds of the map at which a machine can run for long, from low to high. Fan heat and
    frost, as its mean, are in it. What a hose or leaky ducts let in at this room temperature, in
    addition to the room's own leakage, is taken off.

    Parameters
    ----------
    machine : Machine
        Of a candidate.
    mode : float
        1 heating, -1 sensible cooling.
    outdoor_degc : (n,)
        Outdoor air; its humidity is taken as 80 %.
    pressure_pa : float
        Of the place.
    room_degc : float
        Air at the indoor coil.
    leakage_kg_per_s : (n,) or float
        Outdoor air that enters the room by itself.
    outdoor_humidity_ratio : (n,), optional
        Of that outdoor air, if it is at hand [kg/kg].
    room_humidity_ratio : float, optional
        Of the air at the indoor coil [kg/kg]; default: 50 % relative humidity.
    ends : bool
        Of the lowest and the highest speed alone.
    """
    n = outdoor_degc.size
    coil, heats = machine.outdoor_coil, mode > 0.0
    stopped = outdoor_degc < coil.lowest_outdoor_degc if heats else np.zeros(n, np.bool_)
    if (machine.can_heat if heats else machine.can_cool) <= 0.0:
        stopped = np.ones(n, np.bool_)
    speeds = (machine.heating if heats else machine.cooling).speed
    if machine.compressor.modulates <= 0.0 and machine.compressor.stages <= 1.0:
        speeds = speeds[-1:]
    if ends and speeds.size > 1:
        speeds = speeds[[0, -1]]
    outdoor_ratio = outdoor_humidity_ratio
    if outdoor_ratio is None:
        outdoor_ratio = _outdoor_humidity_ratio(outdoor_degc, pressure_pa)
    room_ratio = room_humidity_ratio
    if room_ratio is None:
        room_ratio = half_humid_ratio(room_degc, pressure_pa)
    leakage = np.broadcast_to(np.asarray(leakage_kg_per_s, np.float64), outdoor_degc.shape)
    leakage = np.require(leakage, requirements=("C", "W"))  # a read-only one is another type
    outdoor_degc = np.require(outdoor_degc, requirements=("C", "W"))
    out_w = np.empty((speeds.size, n))
    net_outputs(
        packed_machine(machine),
        saturation_table(round(pressure_pa, 1)),
        mode,
        outdoor_degc,
        outdoor_ratio,
        leakage,
        room_degc,
        room_ratio,
        np.array(speeds, dtype=np.float64),
        out_w,
    )
    out_w[:, stopped] = np.nan
    return out_w
