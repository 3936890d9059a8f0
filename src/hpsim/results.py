"""What a run gives: one candidate's year in one room."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import field, fields
from datetime import timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.description.period import Period
from hpsim.economics.prices import NO_PRICES, Prices
from hpsim.equipment.traits import Traits, traits_of
from hpsim.judgement import SHORT_HOURS, JudgementTexts, Sureness, Verdict
from hpsim.kernel.hourly_running import Energy, HourlyEnergy, count_energy
from hpsim.kernel.types import Channels, Cycles, FloatArray
from hpsim.psychrometrics import relative_humidity
from hpsim.records import dataclass
from hpsim.room_results import DesignLoads as DesignLoads
from hpsim.room_results import RoomSummary as RoomSummary
from hpsim.room_results import RoomYear as RoomYear
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    import pandas as pd

Columns: TypeAlias = dict[str, NDArray[np.float64]]

CALENDAR_START = np.datetime64("2001-01-01", "us")
"""Of tables: a year without leap day that stands for any, from a Monday."""

MIN_SEASON = 0.02
"""Of the year's useful heat and cooling: with less, the unit is mostly on standby."""


COOLER_K = 2.0
"""By which it is cooler outdoors: what people feel of an opened window; as rooms in words open
theirs."""


def plain_array(values: FloatArray) -> FloatArray:
    """Return an array as compiled code takes it, which has one version for all."""
    if values.dtype == np.float64 and values.flags.carray:
        return values
    return np.array(values, np.float64)


@dataclass(frozen=True)
class Trace:
    """Step-by-step channels of part of the year, for plots and for ``--minutes``."""

    first_step: int
    """Index of the first step since the year's start."""
    step_s: float
    channels: Channels
    """Each (n_steps,)."""


@dataclass(frozen=True)
class IndoorSound:
    """How loud the unit is indoors over compressor speed."""

    speed: FloatArray
    """(n,) fraction of full speed, rising."""
    level_dba: FloatArray
    """(n,)."""


OUTPUTS = ("minimum_heating_w", "maximum_heating_w", "minimum_cooling_w", "maximum_cooling_w")
NOT_COLUMNS = ("pressure_pa", "heat_loss_w_per_k", "people_w")
ROOM_COLUMNS = tuple(f.name for f in fields(RoomYear) if f.name not in NOT_COLUMNS)


class ControlBand(NamedTuple):
    """Where a unit's control starts and stops it, in room air less the setpoint [K]."""

    heating_starts_k: float
    heating_stops_k: float
    cooling_starts_k: float
    cooling_stops_k: float


@dataclass(frozen=True, repr=False)
class Results:
    """One candidate's year.

    A candidate of kind ``ideal`` holds the setpoints exactly and has loads instead of a machine;
    one of kind ``none`` lets the room float.
    """

    candidate: str
    """Its name, as tables and pictures have it."""
    kind: str
    """The word of a scenario: single_stage, table, furnace, ideal, …"""
    step_s: float
    """Step of traces [s]; 3600 with ``resolution: hour``."""
    hourly: Channels
    """Each (n_hours,): hourly means (starts: counts)."""
    cycles: Cycles
    """Every run of the compressor, (n_runs,) each: when, how long, with what energy."""
    room: RoomYear
    """Weather, setpoints and ideal loads, each (n_hours,): the same for all candidates of a run."""
    minimum_heating_w: FloatArray
    """(n_hours,) least steady net output at the hour's outdoor temperature; nan without machine."""
    maximum_heating_w: FloatArray
    """(n_hours,) greatest steady net output then; nan without machine, or where it can't run."""
    minimum_cooling_w: FloatArray
    """(n_hours,) least steady sensible output; nan without machine."""
    maximum_cooling_w: FloatArray
    """(n_hours,) greatest steady sensible output; nan without machine, or where it can't run."""
    mean_radiant_degc: FloatArray
    """(n_hours,) hourly means over the room's faces, by area and emissivity."""
    heat_to_home_w: FloatArray | None = None
    """(n_hours,) hourly means of the heat that leaves for a home at the setpoints; None: not in
    older folders."""
    co2_ppm: FloatArray | None = None
    """(n_hours,) hourly means of CO2 in the room's air; None: not in older folders."""
    traces: Mapping[str, Trace] = field(default_factory=dict)
    """``winter_day``, ``summer_day``, ``mild_day``; ``year`` if asked for."""
    notes: tuple[str, ...] = ()
    """What a reader must know about the machine: bounds hit, defaults taken."""
    label: Mapping[str, float] = field(default_factory=dict)
    """What the label says: seer2, eer2, hspf2 [Btu/Wh]."""
    sound: IndoorSound | None = None
    """None: not known, or no fan."""
    band: ControlBand | None = None
    """None: no machine."""
    fuel: str | None = None
    """What it burns: gas, propane, oil, wood; None: nothing."""
    units: UnitSystem = "si"
    """Of pictures and texts about it; arrays are SI always."""
    period: Period | None = None
    """The actual days that were simulated in place of a year; None: a year."""
    prices: Prices = NO_PRICES
    """Those of the run that it is in."""

    @property
    def begins(self) -> np.datetime64:
        """Return when the first hour begins, of a year in the one that stands for any [us]."""
        return CALENDAR_START if self.period is None else np.datetime64(self.period.first, "us")

    @cached_property
    def traits(self) -> Traits:
        """What holds of every candidate of its kind, such as whether it is a machine."""
        return traits_of(self.kind)

    def __repr__(self) -> str:
        kwh = float(self.electric_power_w.sum()) / 1000.0
        over = "a year" if self.period is None else f"in {self.period.words}"
        return (
            f"<Results of {self.candidate!r}: {kwh:,.0f} kWh {over}, {self.hourly[0].size} hours>"
        )

    def _repr_html_(self) -> str:
        import hpsim  # its metrics, as a notebook has them; loaded when a table is asked for

        return hpsim.metrics.html_table([self], self.prices)

    def hourly_columns(self) -> Columns:
        """Return the year's hours as columns: channels, sums of them, the room; each (n_hours,)."""
        columns: Columns = dict(self.hourly._asdict())
        columns["electric_power_w"] = self.electric_power_w
        columns["mean_radiant_degc"] = self.mean_radiant_degc
        columns["operative_degc"] = self.operative_degc
        newer = {
            "heat_to_home_w": self.heat_to_home_w,
            "co2_ppm": self.co2_ppm,
            "people_w": self.room.people_w,
        }
        columns |= {name: values for name, values in newer.items() if values is not None}
        columns |= {name: getattr(self.room, name) for name in ROOM_COLUMNS}
        columns |= {name: getattr(self, name) for name in OUTPUTS}
        return columns

    def with_prices(self, prices: Prices) -> Results:
        """Return the same year, with what is worked out already, at these prices."""
        if self.prices is prices:
            return self
        same = copy(self)
        object.__setattr__(same, "prices", prices)
        return same

    # worked out when first asked for: several metrics read each

    @cached_property
    def sums(self) -> Mapping[str, float]:
        """The sum of each channel over all hours, by its name."""
        return {name: float(np.add.reduce(v)) for name, v in self.hourly._asdict().items()}

    @cached_property
    def shortfall_k(self) -> FloatArray:
        """How far each hour's mean lies below the heating setpoint, (n_hours,); nan: none."""
        return self.room.heating_setpoint_degc - self.hourly.room_degc

    @cached_property
    def excess_k(self) -> FloatArray:
        """How far each hour's mean lies above the cooling setpoint, (n_hours,); nan: none."""
        return self.hourly.room_degc - self.room.cooling_setpoint_degc

    @cached_property
    def cut_out(self) -> FloatArray:
        """Fraction of each hour in which heat is needed and the cold has stopped the unit."""
        return np.asarray(self.hourly.cut_out_heating * (self.room.ideal_heating_w > 0.0))

    @cached_property
    def electric_power_w(self) -> FloatArray:
        """All electricity [W], (n_hours,): the sum of its uses. Fuel is not in it."""
        h = self.hourly
        total: FloatArray = h.compressor_heating_w + h.compressor_cooling_w
        for use_w in (h.fan_w, h.backup_w, h.defrost_w, h.standby_w):
            total += use_w
        return total

    @cached_property
    def operative_degc(self) -> FloatArray:
        """Operative temperature, (n_hours,): the mean of air and radiant temperature.

        For people at rest in air slower than 0.2 m/s (ASHRAE 55-2020, normative appendix A).
        """
        return np.asarray(0.5 * (self.hourly.room_degc + self.mean_radiant_degc))

    @cached_property
    def relative_humidity(self) -> FloatArray:
        """Relative humidity of the room air, (n_hours,), 0 to 1."""
        hourly = self.hourly
        return relative_humidity(hourly.room_degc, hourly.humidity_ratio, self.room.pressure_pa)

    @cached_property
    def is_heating(self) -> NDArray[np.bool_]:
        """Whether most of an hour's electricity was used in heating mode, (n_hours,)."""
        return self.hourly.heating_electricity_w > 0.5 * self.electric_power_w

    @cached_property
    def useful_heating_w(self) -> FloatArray:
        """Heat delivered, less what air drawn in by the unit itself took in heating [W].

        A hose or leaky ducts draw it in, and the unit has to undo it.
        """
        heat: FloatArray = self.hourly.heat_delivered_w + self.hourly.drawn_heat_w * self.is_heating
        return heat

    @cached_property
    def useful_cooling_w(self) -> FloatArray:
        """Sensible and latent cooling, less what air drawn in by the unit itself brought [W]."""
        h = self.hourly
        drawn = (h.drawn_heat_w + h.drawn_latent_w) * ~self.is_heating
        cooling: FloatArray = h.cool_delivered_w + h.latent_removed_w - drawn
        return cooling

    @cached_property
    def energy(self) -> Energy:
        """Heat and electricity by what they were for [Wh]."""
        hourly, room = self.hourly, self.room
        of = (
            hourly.heat_delivered_w,
            hourly.cool_delivered_w,
            hourly.latent_removed_w,
            hourly.drawn_heat_w,
            hourly.drawn_latent_w,
            self.electric_power_w,
            hourly.heating_electricity_w,
            room.ideal_heating_w,
            room.ideal_cooling_w,
            hourly.room_degc,
            room.outdoor_degc,
        )
        return Energy(*count_energy(HourlyEnergy(*map(plain_array, of)), COOLER_K))

    @cached_property
    def cancelled_kwh(self) -> float:
        """Heating and cooling that cancel within a day, of the year.

        Of each day the smaller of what heating and what sensible cooling gave beyond the ideal
        loads: neither was of use.
        """
        return self.energy.cancelled / 1000.0

    @cached_property
    def running_speed(self) -> FloatArray:
        """Mean compressor speed while it runs, (n_hours,) fraction of full speed; 0: never."""
        running = self.hourly.running
        zero = np.zeros(running.size)
        return np.divide(self.hourly.speed, running, out=zero, where=running > 0.0)

    @cached_property
    def indoor_level_dba(self) -> FloatArray | None:
        """How loud the unit is indoors while it runs, (n_hours,); None where it is not known."""
        sound = self.sound
        if sound is None:
            return None
        return np.interp(self.running_speed, sound.speed, sound.level_dba)

    @cached_property
    def useful_kwh(self) -> tuple[float, float]:
        """Useful heat and cooling of the year, never negative."""
        of = self.energy
        return max(of.useful_heating / 1000.0, 0.0), max(of.useful_cooling / 1000.0, 0.0)

    def is_trifling(self, *, heating: bool) -> bool:
        """Return whether heating, or cooling, hardly had anything to do: under `MIN_SEASON`."""
        heat, cold = self.useful_kwh
        return (heat if heating else cold) < MIN_SEASON * (heat + cold)


@dataclass(frozen=True)
class Judgement:
    """The verdicts of a run, and the answer that is made of them."""

    verdicts: Mapping[str, Verdict]
    """By the candidate's name; machines only."""
    answer: tuple[str, str, str]
    """Three lines in the reader's units."""
    named: str | None = None
    """The candidate that the answer recommends; None: none fits."""
    also_run: tuple[Results, ...] = ()
    """Sizes that are not in the file and were simulated to judge those that are."""
    sure: Sureness | None = None
    """None: not sampled."""
    in_other_units: JudgementTexts | None = None
    """For a page that can be switched; None: not worked out."""
    short_hours: float = SHORT_HOURS
    """Hours too cold beyond which a unit does not heat the room: `verdict.short_hours`."""
    caveat: str = ""
    """A sentence below the answer, in SI units: that its weather is far away; empty: it is not."""


@dataclass(frozen=True, repr=False)
class Run:
    """One scenario with all its candidates: what `simulate` returns."""

    scenario_name: str
    """What its author called it."""
    scenario_yaml: str
    """Fully expanded, runs by itself."""
    scenario_hash: str
    """SHA-256 of all that is given, defaults too."""
    weather_id: str
    """Of a shipped file, or the name of another."""
    weather_sha256: str
    """Of the file's bytes."""
    weather_place: str
    """Where the weather is from, as its file has it."""
    resolution: str
    """``minute`` or ``hour``."""
    step_s: float
    """Step of traces [s]; 3600 with ``resolution: hour``."""
    room: RoomSummary
    """Its heat loss, capacitances, time constants, area and volume."""
    candidates: tuple[Results, ...]
    """A year of each, in the order of the scenario; ``run[0]`` and ``run["name"]`` pick one."""
    prices: Prices = NO_PRICES
    """Of electricity and fuels, and their carbon."""
    defaults: tuple[tuple[str, str, str], ...] = ()
    """Every default used: key, value, source."""
    warnings: tuple[str, ...] = ()
    """What is odd about the scenario or its weather, in words."""
    design: DesignLoads | None = None
    """Design loads; None where the thermostat has no setpoint at all."""
    utc_offset_h: float = 0.0
    """Local standard time minus UTC; all times are local standard time."""
    judgement: Judgement | None = None
    """None: not judged yet."""
    period: Period | None = None
    """The actual days that were simulated in place of a year; None: a year."""

    def __post_init__(self) -> None:
        """Let each candidate have the run's prices; what it has worked out stays with it."""
        candidates = tuple(results.with_prices(self.prices) for results in self.candidates)
        object.__setattr__(self, "candidates", candidates)

    @property
    def span(self) -> str:
        """Return what was simulated, in words: a year, or which days."""
        return "a year" if self.period is None else self.period.words

    @property
    def per_span(self) -> str:
        """Return what amounts belong to: ``per year``, or these days."""
        return "per year" if self.period is None else f"in {self.period.n_counted} days"

    def __repr__(self) -> str:
        names = ", ".join(results.candidate for results in self.candidates)
        over = "" if self.period is None else f", {self.period.words}"
        return f"<Run of {self.scenario_name!r} in {self.weather_place}{over}: {names}>"

    def _repr_html_(self) -> str:
        import hpsim  # its metrics, as a notebook has them; loaded when a table is asked for

        title = f"{self.scenario_name}, {self.weather_place}"
        title += "" if self.period is None else f", {self.period.words}"
        return hpsim.metrics.html_table(self.candidates, self.prices, title)

    def __getitem__(self, candidate: str | int) -> Results:
        """Return one candidate's year by its name or its number, from 0.

        Raises
        ------
        KeyError
            No candidate has this name.
        """
        if isinstance(candidate, int):
            return self.candidates[candidate]
        for results in self.candidates:
            if results.candidate == candidate:
                return results
        names = ", ".join(results.candidate for results in self.candidates)
        raise KeyError(f"{candidate!r} is none of {names}")

    @property
    def time_zone(self) -> timezone:
        """Return the zone of local standard time, without daylight saving."""
        return timezone(timedelta(hours=self.utc_offset_h))

    def to_dataframe(self, trace: str | None = None) -> pd.DataFrame:
        """Return the hours of all candidates, below each other, in SI units.

        ``trace`` gives the steps of one of `Results.traces` in their place, of the candidates that
        have it (``ideal`` and ``none`` have no steps): ``year`` of a run with
        ``trace_year=True``. Index ``time``: the start of each hour or step in a stand-in year or of
        the actual days, in local standard time with its zone. Columns: ``candidate`` (categorical),
        then those of `Results.hourly_columns` or the trace's channels; means, units in the names.
        """
        import pandas as pd

        parts, chosen = [], self.candidates
        if trace is not None:
            chosen = tuple(results for results in self.candidates if trace in results.traces)
            if not chosen:
                raise KeyError(f"no trace '{trace}' (simulate(..., trace_year=True): 'year')")
        for results in chosen:
            steps, columns = Trace(0, 3600.0, results.hourly), results.hourly_columns()
            if trace is not None:
                steps = results.traces[trace]
                columns = steps.channels._asdict()
            step_us = np.timedelta64(round(1e6 * steps.step_s), "us")
            numbers = steps.first_step + np.arange(steps.channels[0].size)
            index = pd.DatetimeIndex(results.begins + numbers * step_us, name="time")
            parts.append(pd.DataFrame(columns, index=index.tz_localize(self.time_zone)))
        frame = pd.concat(parts)
        names = pd.Index([results.candidate for results in chosen])
        codes = np.repeat(np.arange(len(names)), [len(part) for part in parts])
        of_row = pd.CategoricalIndex(pd.Categorical.from_codes(codes, names))
        frame.insert(0, "candidate", of_row)
        return frame

    @property
    def units(self) -> UnitSystem:
        """Return the units in which people read it: us or si."""
        return self.candidates[0].units if self.candidates else "si"
