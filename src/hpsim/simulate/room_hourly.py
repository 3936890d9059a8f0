"""A room's hours under ideal control, with sun, gains and outdoor air, whatever unit is in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsim.building.ideal_load import fresh_air_kg_per_s
from hpsim.building.solver_arrays import hourly_mean
from hpsim.results import CALENDAR_START, ROOM_COLUMNS
from hpsim.scenario.load import load_scenario
from hpsim.scenario.model import Scenario
from hpsim.scenario.weather import weather_of
from hpsim.simulate.response import RoomCache, RoomResponse, refuse_unbalanced, room_response

if TYPE_CHECKING:
    import pandas as pd


def room_hourly(
    scenario: Scenario | str | Path | Mapping[str, Any], *, cache: RoomCache | None = None
) -> pd.DataFrame:
    """Return the hours of a scenario's room under ideal control, with its sun, gains and air.

    Hourly means, in SI. They are the room's own, the same for all candidates: besides weather,
    setpoints and ideal loads,

    - ``solar_w``: sunlight through the glass, with shades and curtains as under ideal control;
    - ``gains_w``: sensible heat of people, lights and appliances;
    - ``people_w``: heat of people alone, sensible and latent;
    - ``outdoor_air_kg_per_s``: by leaks and fans, without opened windows; its sensible heat is
      1015 J/kgK times the temperature difference, less what a heat exchanger recovers.

    The outdoor air takes its part of ``ideal_heating_w - ideal_cooling_w + solar_w + gains_w``; the
    rest passes through surfaces, doors and opened windows, or is stored.

    Parameters
    ----------
    scenario : Scenario, str, Path or mapping
        As `load_scenario` gives it, or what it takes.
    cache : RoomCache
        One that `simulate` had, which has the room already.

    Raises
    ------
    ScenarioError
        The room can't be built as described.
    WeatherError
        The weather file can't be used.
    SimulationError
        The room's energy balance does not close.
    """
    import pandas as pd

    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario)
    weather = weather_of(scenario)
    floats = not any(candidate.has_setpoints for candidate in scenario.candidates)
    held = room_response(scenario, floats=floats, weather=weather, cache=cache)
    refuse_unbalanced(held)
    period = weather.period
    first = 0 if period is None else period.n_hours_before
    columns = {name: values[first:] for name, values in _columns(held).items()}
    begins = CALENDAR_START if period is None else np.datetime64(period.counted.first, "us")
    hours = np.arange(columns["outdoor_degc"].size) * np.timedelta64(1, "h")
    zone = timezone(timedelta(hours=weather.location.utc_offset_h))
    index = pd.DatetimeIndex(begins + hours, name="time").tz_localize(zone)
    return pd.DataFrame(columns, index=index)


def _columns(held: RoomResponse) -> dict[str, Any]:
    year, ideal, gains = held.year, held.ideal, held.model.gains
    return {
        **{name: getattr(year, name) for name in ROOM_COLUMNS},
        "solar_w": ideal.transmitted_solar_w,
        "gains_w": gains.convective_w + gains.radiant_w,
        "people_w": year.people_w,
        "outdoor_air_kg_per_s": hourly_mean(fresh_air_kg_per_s(ideal), ideal.step_s),
    }
