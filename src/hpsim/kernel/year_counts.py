"""All that metrics count over a year's hours, in one call.

A call from Python takes as long as two or three passes over the hours.
"""

from __future__ import annotations

from typing import NamedTuple

from hpsim.kernel.compiling import compiled
from hpsim.kernel.hourly_counts import (
    Beyond,
    HumidLimits,
    MissLimits,
    Zone,
    count_felt,
    count_humid,
    count_missed,
    count_outside,
    count_spells,
)
from hpsim.kernel.hourly_running import Outputs, RunLimits, Sound, count_exchanged, count_ran
from hpsim.kernel.types import FloatArray


class YearHours(NamedTuple):
    """A room and the unit in it, hour by hour (n_hours,)."""

    room_degc: FloatArray
    operative_degc: FloatArray
    humidity_ratio: FloatArray
    relative_humidity: FloatArray
    outdoor_humidity_ratio: FloatArray
    heating_setpoint_degc: FloatArray  # nan where there is none, as in cooling
    cooling_setpoint_degc: FloatArray
    heat_w: FloatArray
    cool_w: FloatArray
    running: FloatArray  # fraction of the time with the compressor on
    at_full: FloatArray  # and of that at full output
    speed: FloatArray  # zero while off
    cut_out_heating: FloatArray  # fraction of the time in which the weather stops the unit
    cut_out_cooling: FloatArray
    at_night: FloatArray  # 1 in the hours of the night, else 0
    to_home_w: FloatArray  # (n_hours,) or (0,): not known
    co2_ppm: FloatArray  # as above
    people_w: FloatArray  # as above


class Limits(NamedTuple):
    """What counts."""

    missed: MissLimits
    zone: Zone
    humid: HumidLimits
    ran: RunLimits
    stale_ppm: float


@compiled
def count_year(
    of: YearHours, outputs: Outputs, band: Beyond, sound: Sound, limits: Limits
) -> tuple[float, ...]:
    """Return the numbers of these, one after the other.

    `Missed` of heating and of cooling, hours outside of the control's ``band``, `Felt`, `Spells`,
    `Humid`, `Ran` and `Exchanged`.
    """
    heating_w, cooling_w = outputs.ideal_heating_w, outputs.ideal_cooling_w
    room, heating, cooling = of.room_degc, of.heating_setpoint_degc, of.cooling_setpoint_degc
    too_cold = count_missed(1.0, room, heating, of.at_full, of.cut_out_heating, limits.missed)
    too_warm = count_missed(-1.0, room, cooling, of.at_full, of.cut_out_cooling, limits.missed)
    beyond = count_outside(room, heating, cooling, of.heat_w, of.cool_w, band)
    how_warm = count_felt(
        room, of.operative_degc, of.humidity_ratio, heating_w, cooling_w, limits.zone
    )
    in_a_row = count_spells(room, of.cut_out_heating, heating_w)
    how_humid = count_humid(
        of.relative_humidity, of.humidity_ratio, of.outdoor_humidity_ratio, limits.humid
    )
    how_it_ran = count_ran(outputs, of.running, of.speed, of.at_night, sound, limits.ran)
    air = count_exchanged(of.to_home_w, of.co2_ppm, of.people_w, limits.stale_ppm)
    of_room = too_cold + too_warm + (beyond,) + how_warm + in_a_row + how_humid
    return of_room + how_it_ran + air
