"""What a run has of its room alone, whatever unit is in it."""

from __future__ import annotations

import math
from functools import cached_property

from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass


@dataclass(frozen=True)
class RoomSummary:
    """The room's own figures, the same for all candidates."""

    heat_loss_w_per_k: float
    """Steady heat loss per kelvin, air exchange and glass included."""
    effective_capacitance_j_per_k: float
    """Fast heat capacity that decides the cycling."""
    time_constants_h: tuple[float, ...]
    floor_area_m2: float
    volume_m3: float
    air_changes_per_h: float | None = None
    """Of outdoor air by leaks and fans, the year's mean, without windows by temperature; None: not
    in older folders."""
    neighbours_w_per_k: float = 0.0
    """To neighbours and a home of given temperatures: no part of the heat loss."""
    neighbours_degc: float | None = None
    """Their mean over the year; None: there are none."""


@dataclass(frozen=True)
class DesignLoads:
    """What a room needs on the coldest and the hottest design day, at its setpoints held."""

    heating_w: float | None
    """Without sun and gains; None: no heating setpoint."""
    heating_outdoor_degc: float
    """Dry bulb that 99 % of the hours are above."""
    cooling_sensible_w: float | None
    """With sun and gains; None: no cooling setpoint."""
    cooling_latent_w: float | None
    """In the hour of the sensible peak."""
    cooling_outdoor_degc: float
    """Dry bulb that 1 % of the hours are above."""
    source: str
    """Where the temperatures are from: ``header`` of the weather file, or ``file``: its hours."""


@dataclass(frozen=True)
class RoomYear:
    """The room's year under ideal control, and what it was exposed to; hourly."""

    outdoor_degc: FloatArray
    """(n_hours,) hourly means."""
    outdoor_humidity_ratio: FloatArray
    """(n_hours,) hourly means [kg/kg]."""
    heating_setpoint_degc: FloatArray
    """(n_hours,) hourly means; nan where there is none."""
    cooling_setpoint_degc: FloatArray
    ideal_heating_w: FloatArray
    """(n_hours,) hourly means of the load that holds the setpoints exactly."""
    ideal_cooling_w: FloatArray
    """(n_hours,) sensible."""
    ideal_room_degc: FloatArray
    ideal_mean_radiant_degc: FloatArray
    pressure_pa: float
    heat_loss_w_per_k: float = math.nan
    """Steady heat loss per kelvin; nan: not known."""
    people_w: FloatArray | None = None
    """(n_hours,) sensible and latent heat of the people in it; None: not in older folders."""

    @cached_property
    def ideal_wh(self) -> tuple[float, float]:
        """The heating and the cooling load under ideal control, sums over all hours [Wh]."""
        return float(self.ideal_heating_w.sum()), float(self.ideal_cooling_w.sum())

    @cached_property
    def ideal_peaks_w(self) -> tuple[float, float]:
        """The highest hourly means of both loads [W]."""
        return float(self.ideal_heating_w.max()), float(self.ideal_cooling_w.max())
