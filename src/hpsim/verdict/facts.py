"""What a verdict is based on: the figures of one candidate's year in one room, season by season."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Literal, TypeAlias

import numpy as np

from hpsim.economics.fuels import FuelName
from hpsim.equipment.faults import compile_faults
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.output import Surroundings, steady_limits
from hpsim.equipment.traits import Traits, traits_of
from hpsim.kernel.types import FloatArray, Machine
from hpsim.records import dataclass
from hpsim.results import DesignLoads, Results
from hpsim.simulate.room_air import NEAR_DESIGN_K, hot_room_ratio
from hpsim.verdict.ladder import assumed_minimum_w, called, short_name
from hpsim.verdict.shortage import NO_HEATER, shortage

SeasonName: TypeAlias = Literal["heating", "cooling"]
SEASONS: tuple[SeasonName, SeasonName] = ("heating", "cooling")
MILD_DEGC = 25.0 / 3.0  # 47 degF, at which minimum output in heating is rated
MILD_WITHIN_K = 1.5  # hours whose mean load stands for that temperature
NEVER_STOPS_DEGC = -60.0  # a limit below is none


@dataclass(frozen=True)
class SeasonFacts:
    """One candidate in heating or in cooling (there: sensible)."""

    name: SeasonName
    has_setpoint: bool = False
    can: bool = True
    """Whether the machine can do this season at all."""
    design_load_w: float | None = None
    design_outdoor_degc: float = math.nan
    maximum_w: float | None = None
    """Maximum net output at the design temperature, defrosts counted; None: it stops before."""
    heater_w: float = 0.0
    """What its electric heater adds then."""
    is_by_heater: bool = False
    """Whether an electric heater gives all the heat, next to a compressor that only cools."""
    minimum_w: float | None = None
    """Minimum net output: heating at 47 degF, cooling at the design temperature."""
    mild_load_w: float | None = None
    """What the minimum is compared with: mean load at 47 degF, or the design cooling load."""
    load_kwh: float = 0.0
    load_hours: int = 0
    share: float = 0.0
    """Of the year's heating and cooling load."""
    unmet_h: int = 0
    """Hours more than 0.5 K beyond the setpoint, for whatever reason."""
    unmet_worst_degc: float = math.nan
    """Room temperature in the worst of them."""
    short_h: int = 0
    """Those of them in which it can't give what the room needs, as `shortage` counts them."""
    short_depth_k: float = 0.0
    """How far in the worst of them."""
    depth_to_design_k: float | None = None
    """How far in the worst of them that is no colder outdoors than the design temperature (heating;
    in cooling of all); None: not known apart from the others."""
    worst_degc: float = math.nan
    """Room temperature then."""
    far_off_h: int = 0
    """Hours more than 3 K beyond the setpoint for whatever reason but a recovery."""
    stopped_h: int = 0
    """Those of the short hours in which it is too cold outdoors for it to run."""
    after_stop_h: int = 0
    """Those after a stop in which the room is not yet back at its setpoint, though it gives what
    the setpoint takes."""
    own_depth_k: float = 0.0
    """`short_depth_k` without stops: of the short hours neither in one nor on the way back."""
    own_depth_to_design_k: float | None = None
    """`depth_to_design_k` of these."""
    own_worst_degc: float = math.nan
    """`worst_degc` of these."""
    is_worst_stopped: bool = False
    """Whether the worst hour is one of those."""
    is_worst_recovering: bool = False
    """Whether the room is on its way back from a setback in it."""
    stops_at_degc: float | None = None
    """Outdoor temperature below which it does not run; None: it has no such limit."""
    cop: float | None = None
    """Over the season, standby included; None: hardly any."""
    electricity_kwh: float = 0.0
    """Used in this mode, standby until the other mode is called for included."""
    standby_kwh: float = 0.0
    """Of it: controls and heaters of a unit that does not run."""

    @property
    def noun(self) -> str:
        """What it gives, in a sentence."""
        return "heat" if self.name == "heating" else "cooling"

    @property
    def output(self) -> str:
        """What its maximum and the design load are: in cooling without what dries the air."""
        return "heat" if self.name == "heating" else "sensible cooling"

    @property
    def is_stopped(self) -> bool:
        """Whether it misses the setpoint mostly in hours too cold for it to run, or after them."""
        return self.can_stop and 2 * self.own_short_h < self.short_h

    @property
    def can_stop(self) -> bool:
        """Whether it is too cold outdoors for it to run in any of the short hours."""
        return self.stops_at_degc is not None and self.stopped_h > 0

    @property
    def own_short_h(self) -> int:
        """Short hours that it would have without stops."""
        return self.short_h - self.stopped_h - self.after_stop_h

    @property
    def without_stops(self) -> SeasonFacts:
        """The same with those short hours alone that it would have without stops."""
        return replace(
            self,
            short_h=self.own_short_h,
            short_depth_k=self.own_depth_k,
            depth_to_design_k=self.own_depth_to_design_k,
            worst_degc=self.own_worst_degc,
        )

    @property
    def running_cop(self) -> float | None:
        """COP without standby; None where there is no COP."""
        running_kwh = self.electricity_kwh - self.standby_kwh
        if self.cop is None or running_kwh <= 0.0:
            return self.cop
        return self.cop * self.electricity_kwh / running_kwh

    @property
    def ratio(self) -> float | None:
        """Maximum output over design load; 0 where it stops before, None without a load."""
        if not self.design_load_w or self.design_load_w <= 0.0:
            return None
        return (self.maximum_w or 0.0) / self.design_load_w

    @property
    def ratio_with_heater(self) -> float | None:
        """The same with what an electric heater adds."""
        ratio = self.ratio
        return None if ratio is None else ratio + self.heater_w / (self.design_load_w or math.inf)

    @property
    def minimum_ratio(self) -> float | None:
        """Minimum output over the load that it is compared with; None where there is no load."""
        if self.minimum_w is None or not self.mild_load_w or self.mild_load_w <= 0.0:
            return None
        return self.minimum_w / self.mild_load_w


@dataclass(frozen=True)
class CandidateFacts:
    """One candidate's year."""

    name: str
    called: str
    """What a sentence calls it: 'the 6 kBtu/h variable-speed unit'."""
    short_name: str
    """What a second mention calls it: 'the 6 kBtu/h'."""
    kind: str
    size_w: float | None = None
    heating: SeasonFacts = field(default_factory=lambda: SeasonFacts("heating"))
    cooling: SeasonFacts = field(default_factory=lambda: SeasonFacts("cooling"))
    electricity_kwh: float = 0.0
    cost_per_year: float | None = None
    currency: str | None = None
    is_in_file: bool = True
    """Whether the scenario has it; else it is a size that was simulated in addition."""
    assumed_minimum_w: float | None = None
    """Minimum output that such a size was given; None: by default, or a product's."""
    first_cost: float | None = None
    """Typical price with its installation; None: not known."""
    is_first_cost_by_guide: bool = False
    """Whether that is a contractors' guide's, and not a price that the scenario gives."""
    life_cycle_cost: float | None = None
    """Of buying and running it over its life, typical; None: not known."""
    fuel: FuelName | None = None
    """What it burns; None: nothing."""
    fuel_kwh: float = 0.0
    """Burnt in a year, higher heating value."""
    has_backup: bool = False
    """Whether an electric heater helps a compressor that heats."""
    backup_fraction: float = 0.0
    """Of the heat delivered."""
    stopped_fraction: float = 0.0
    """Of the heating load: in weather too cold for it to run."""
    starts: int | None = None
    busiest_day_starts: int | None = None
    """On the day with the most of them."""
    median_run_min: float | None = None
    runs_under_10_min: int | None = None
    hours_below_minimum: int = 0
    high_humidity_h: int = 0
    night_loud_h: float | None = None
    """Hours from 22 to 7 above 35 dB(A), plus or minus 5 dB."""
    recovery_min: float | None = None

    @property
    def burns_fuel(self) -> bool:
        """Whether it burns anything."""
        return self.fuel is not None

    @property
    def traits(self) -> Traits:
        """What holds of every candidate of its kind."""
        return traits_of(self.kind)

    @property
    def seasons(self) -> tuple[SeasonFacts, ...]:
        """The seasons that have a setpoint."""
        return tuple(s for s in (self.heating, self.cooling) if s.has_setpoint)

    @property
    def tightest_season(self) -> SeasonFacts | None:
        """The season in which it gives least over the design load; None without loads.

        One of those for which it has its compressor, if there is one.
        """
        known = [s for s in self.seasons if s.can and s.ratio is not None]
        return min(known, key=lambda s: (s.is_by_heater, s.ratio or 0.0), default=None)

    @property
    def load_hours(self) -> int:
        """Hours of the year with a load."""
        return self.heating.load_hours + self.cooling.load_hours

    @property
    def cycling_fraction(self) -> float:
        """Fraction of the hours with a load in which the load is below its minimum."""
        return self.hours_below_minimum / self.load_hours if self.load_hours else 0.0

    @property
    def short_h(self) -> int:
        """Hours in which it can't give what a setpoint asks for."""
        return sum(season.short_h for season in self.seasons)


def candidate_facts(
    results: Results,
    metrics: Mapping[str, Any],
    candidate: Candidate,
    machine: Machine,
    loads: DesignLoads,
    around: Surroundings,
    *,
    is_in_file: bool = True,
    is_first_cost_by_guide: bool = False,
) -> CandidateFacts:
    """Return what a verdict is based on.

    Parameters
    ----------
    results : Results
        The candidate's year.
    metrics : mapping
        Of that year, by key without nesting (`hpsim.metrics.columns_of`).
    candidate : Candidate
        As the scenario describes it.
    machine : Machine
        What it was compiled to, in the air of its site.
    loads : DesignLoads
        Design loads of the room.
    around : Surroundings
        Of the room.
    is_in_file : bool
        Whether the scenario has the candidate.
    is_first_cost_by_guide : bool
        Whether its first cost is one of the shipped table.
    """
    year = results.room
    total_kwh = float(year.ideal_heating_w.sum() + year.ideal_cooling_w.sum()) / 1000.0
    given = (results, metrics, candidate, machine, loads, around, total_kwh)
    heat_w = results.sums["heat_delivered_w"]
    backup_w, load_w = results.sums["backup_w"], float(year.ideal_heating_w.sum())
    stopped_w = float((year.ideal_heating_w * results.hourly.cut_out_heating).sum())
    return CandidateFacts(
        name=results.candidate,
        called=called(candidate, results.candidate),
        short_name=short_name(candidate, results.candidate),
        kind=results.kind,
        size_w=getattr(candidate, "size_w", None),
        is_in_file=is_in_file,
        assumed_minimum_w=None if is_in_file else assumed_minimum_w(candidate),
        heating=_season("heating", *given),
        cooling=_season("cooling", *given),
        electricity_kwh=float(metrics["electricity_kwh"]),
        cost_per_year=metrics.get("cost_per_year"),
        currency=metrics.get("currency"),
        first_cost=metrics.get("first_cost.typical"),
        is_first_cost_by_guide=is_first_cost_by_guide,
        life_cycle_cost=metrics.get("life_cycle_cost.typical"),
        fuel=results.fuel,  # type: ignore[arg-type]  # one of FUELS
        fuel_kwh=results.sums["fuel_w"] / 1000.0 if results.fuel is not None else 0.0,
        has_backup=candidate.can_heat and machine.backup.power_w > 0.0,
        backup_fraction=backup_w / heat_w if heat_w > 0.0 else 0.0,
        stopped_fraction=stopped_w / load_w if load_w > 0.0 else 0.0,
        starts=metrics["starts"] if results.traits.starts_are_of_compressor else None,
        busiest_day_starts=metrics["max_starts_per_day"],
        median_run_min=metrics["median_run_min"],
        runs_under_10_min=metrics["runs_under_10_min"],
        hours_below_minimum=metrics["hours_below_minimum_output"] or 0,
        high_humidity_h=metrics["high_humidity_h"] or 0,
        night_loud_h=metrics.get("sound_h.over_35_dba_at_night"),
        recovery_min=metrics.get("recovery_min"),
    )


def _season(
    name: SeasonName,
    results: Results,
    metrics: Mapping[str, Any],
    candidate: Candidate,
    machine: Machine,
    loads: DesignLoads,
    around: Surroundings,
    total_kwh: float,
) -> SeasonFacts:
    year, heats, coil = results.room, name == "heating", machine.outdoor_coil
    setpoint = year.heating_setpoint_degc if heats else year.cooling_setpoint_degc
    if np.isnan(setpoint).all():
        return SeasonFacts(name)
    heater = machine.backup if heats else NO_HEATER
    is_by_heater = heats and not candidate.can_heat and heater.power_w > 0.0
    can = (candidate.can_heat or is_by_heater) if heats else candidate.can_cool
    load_w = year.ideal_heating_w if heats else year.ideal_cooling_w
    design_w = loads.heating_w if heats else loads.cooling_sensible_w
    design_degc = loads.heating_outdoor_degc if heats else loads.cooling_outdoor_degc
    lowest_degc = coil.lowest_outdoor_degc if heats else coil.lowest_cooling_degc
    if is_by_heater:
        lowest_degc = -math.inf
    mild_w, at_degc = design_w, np.array([design_degc])
    if heats:
        mild = np.abs(year.outdoor_degc - MILD_DEGC) <= MILD_WITHIN_K
        mild_w = float(load_w[mild].mean()) if mild.any() else None
        at_degc = np.array([design_degc, MILD_DEGC])
    least, most = steady_limits(
        machine,
        1.0 if heats else -1.0,
        at_degc,
        around.pressure_pa,
        around.heating_degc if heats else around.cooling_degc,
        float(np.mean(around.leakage_kg_per_s)),
        room_humidity_ratio=None if heats else hot_room_ratio(results, around, design_degc),
    )
    maximum_w = float(most[0]) * _left_by_faults(candidate, year.outdoor_degc, design_degc, heats)
    minimum_w, load_kwh = float(least[-1]), float(load_w.sum()) / 1000.0
    heater_w = heater.power_w if design_degc <= heater.below_degc else 0.0
    if is_by_heater:
        maximum_w, minimum_w, heater_w = heater_w, math.nan, 0.0
    in_mode = results.is_heating if heats else ~results.is_heating
    return SeasonFacts(
        name=name,
        has_setpoint=True,
        can=can,
        design_load_w=design_w,
        design_outdoor_degc=design_degc,
        maximum_w=maximum_w if can and math.isfinite(maximum_w) else None,
        heater_w=heater_w,
        is_by_heater=is_by_heater,
        minimum_w=minimum_w if can and math.isfinite(minimum_w) else None,
        mild_load_w=mild_w,
        load_kwh=load_kwh,
        load_hours=int(np.count_nonzero(load_w > 0.0)),
        share=load_kwh / total_kwh if total_kwh > 0.0 else 0.0,
        unmet_h=int(metrics.get(f"unmet_{name}_h") or 0),
        unmet_worst_degc=_worst_degc(results.hourly.room_degc, setpoint, heats=heats),
        **shortage(
            results,
            lowest_degc,
            None if design_w is None else design_degc,
            heats=heats,
            heater=heater,
            design_w=design_w,
        ),
        stops_at_degc=lowest_degc if lowest_degc > NEVER_STOPS_DEGC else None,
        cop=metrics.get(f"seasonal_cop_{name}"),
        electricity_kwh=float(results.electric_power_w[in_mode].sum()) / 1000.0,
        standby_kwh=float(results.hourly.standby_w[in_mode].sum()) / 1000.0,
    )


def _worst_degc(room_degc: FloatArray, setpoint_degc: FloatArray, *, heats: bool) -> float:
    """Return the room temperature that is farthest beyond its setpoint."""
    miss_k = setpoint_degc - room_degc if heats else room_degc - setpoint_degc
    return float(room_degc[int(np.nanargmax(miss_k))])


def _left_by_faults(
    candidate: Candidate, outdoor_degc: FloatArray, design_degc: float, heats: bool
) -> float:
    """Return what faults leave of the capacity near the design day."""
    wrong = candidate.given_faults
    if wrong is None:
        return 1.0
    faults = compile_faults(wrong, np.append(outdoor_degc, outdoor_degc[-1]), 3600.0)
    if heats:
        near = outdoor_degc <= max(design_degc, outdoor_degc.min()) + NEAR_DESIGN_K
        return float(faults.heating_capacity[near].mean())
    near = outdoor_degc >= min(design_degc, outdoor_degc.max()) - NEAR_DESIGN_K
    return float(faults.cooling_capacity[near].mean())
