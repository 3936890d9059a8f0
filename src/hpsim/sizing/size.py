"""Loads by three methods, rules of thumb and policies: what `hpsim size` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from hpsim.equipment.output import half_humid_ratio
from hpsim.kernel.types import FloatArray
from hpsim.psychrometrics import (
    humidity_ratio_from_relative_humidity,
    humidity_ratio_from_wet_bulb,
)
from hpsim.records import dataclass
from hpsim.results import Results, RoomYear
from hpsim.scenario.model import Scenario
from hpsim.scenario.weather import of_climate, refuse_days, weather_of
from hpsim.simulate.candidate import installed, run_candidate
from hpsim.simulate.design_day import (
    DesignDayLoads,
    SeasonLoad,
    design_day_loads,
    design_temperatures,
    disagreement,
    indoor_humidity_ratio,
)
from hpsim.simulate.response import (
    ResolvedRoom,
    RoomCache,
    RoomResponse,
    resolved_room_of,
    response_inputs,
    room_response,
)
from hpsim.simulate.room_air import hot_room_ratio
from hpsim.sizing.manual_j.from_room import (
    SETPOINTS_F,
    InRoom,
    design_of,
    house_of_room,
    to_neighbours_btuh,
)
from hpsim.sizing.manual_j.loads import ManualJLoads, house_loads
from hpsim.sizing.output import FROST_RELATIVE_HUMIDITY, At, DesignOutput, Output, design_output
from hpsim.sizing.policies import (
    COLD_DRY_RATIO,
    COLD_DRY_SENSIBLE,
    Policy,
    PolicyLoads,
    policies,
)
from hpsim.sizing.rules_of_thumb import RuleOfThumb, rules_of_thumb
from hpsim.units.constants import W_PER_BTUH
from hpsim.weather.design import degree_days, degree_days_65f, design_conditions
from hpsim.weather.model import Weather

METHOD = "Manual J, 8th edition, as one room: peak hour of its own glass"
MILD_F, ROOM_F = 47.0, SETPOINTS_F[0]
HEATED_RH = 0.35
Side: TypeAlias = Literal["heating", "cooling_sensible", "cooling_latent"]

OF_CLIMATE = (
    "loads are those of the climate and of a year: simulation.from and .to, and what was measured "
    "of the weather, do not count"
)


class YearLoads(NamedTuple):
    """The year's own loads under ideal control [W]."""

    peak_w: float
    """Highest hourly mean."""
    exceeded_0_4_w: float
    """Exceeded in 0.4 % of the year's hours."""
    exceeded_1_w: float
    exceeded_2_w: float


class Minimum(NamedTuple):
    """Hours of the year in which the room needs less than a candidate's minimum output."""

    heating_h: int
    """With a heating load."""
    heating_below_h: int
    cooling_h: int
    cooling_below_h: int


@dataclass(frozen=True, slots=True)
class SizeReport:
    """Loads, rules and policies of a scenario."""

    scenario: Scenario
    weather: Weather
    peak: ManualJLoads
    """Manual J for the room by itself."""
    average: ManualJLoads
    """The same with the average of the glass and its excursion."""
    at_setpoints: ManualJLoads
    """Manual J at the thermostat's setpoints instead of 70 and 75 °F."""
    neighbours_btuh: Mapping[str, float]
    """Part of it that neighbours of given temperatures are, by season."""
    days: Mapping[str, Mapping[str, DesignDayLoads]]
    """Level (99, 99.6) to ``with`` and ``without`` sun and gains."""
    year: Mapping[str, YearLoads]
    """``heating`` and ``cooling`` of seasons with a setpoint."""
    rules: tuple[RuleOfThumb, ...]
    outputs: tuple[DesignOutput, ...]
    design_relative_humidity: float
    """Of the air indoors that outputs are in in cooling, but `DesignOutput.cooling_in_room`."""
    minimums: Mapping[str, Minimum]
    policies: tuple[Policy, ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    floor_area_m2: float

    @property
    def heating(self) -> SeasonLoad | None:
        """Return the engine's heating design load: without sun and gains."""
        return self.days["99"]["without"].heating

    @property
    def cooling(self) -> SeasonLoad | None:
        """Return the engine's cooling design load: with sun and gains."""
        return self.days["99"]["with"].cooling

    def differences(self) -> dict[str, dict[str, float]]:
        """Return the parts by which Manual J exceeds the engine's design day [W]."""
        found = {}
        for season, engine in (("heating", self.heating), ("cooling_sensible", self.cooling)):
            if engine is not None:
                found[season] = self._difference(season, engine)
        return found

    def _difference(self, side: str, engine: SeasonLoad) -> dict[str, float]:
        theirs = getattr(self.peak, side)
        own = getattr(self.at_setpoints, side)
        total_w = W_PER_BTUH * sum(theirs.values()) - engine.sensible_w
        parts = {
            "setpoint_w": W_PER_BTUH * (sum(theirs.values()) - sum(own.values())),
            "air_w": W_PER_BTUH * (own["infiltration"] + own["ventilation"]) - engine.air_w,
        }
        beyond_w = W_PER_BTUH * self.neighbours_btuh[side] - engine.neighbours_w
        if beyond_w:
            parts["neighbours_w"] = beyond_w
        if side != "heating":
            parts["gains_w"] = W_PER_BTUH * own["internal_gains"] - engine.gains_w
        rest = total_w - sum(parts.values())
        return {"total_w": total_w, **parts, "envelope_and_sun_w": rest}

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``hpsim size --json``."""
        choice = design_conditions(self.weather)
        peak = self.peak
        return {
            "heating_w": W_PER_BTUH * peak.heating_btuh,
            "cooling_sensible_w": W_PER_BTUH * peak.sensible_btuh,
            "cooling_latent_w": W_PER_BTUH * peak.latent_btuh,
            "components": _components(peak),
            "design": {
                "from": choice.used_name,
                "header": None if choice.header is None else _temperatures(choice.header),
                "file": _temperatures(choice.file),
                "manual_j_average": {
                    "cooling_sensible_w": W_PER_BTUH * self.average.sensible_btuh,
                    "aed_excursion_w": W_PER_BTUH * self.average.cooling_sensible["aed_excursion"],
                },
                "manual_j_at_setpoints": {
                    "heating_w": W_PER_BTUH * self.at_setpoints.heating_btuh,
                    "cooling_sensible_w": W_PER_BTUH * self.at_setpoints.sensible_btuh,
                },
                "design_days": {
                    level: {name: asdict(day) for name, day in days.items()}
                    for level, days in self.days.items()
                },
                "year": {season: loads._asdict() for season, loads in self.year.items()},
                "manual_j_less_design_day": self.differences(),
                "warnings": list(self.warnings),
            },
            "method": METHOD,
            "notes": list(self.notes),
            "rules_of_thumb": {rule.name: rule.as_json() for rule in self.rules},
            "candidates": [
                {**_output(output), "hours_below_minimum": self.minimums[output.name]._asdict()}
                for output in self.outputs
            ],
            "policy": self.scenario.sizing.policy,
            "policies": {policy.name: policy.as_json() for policy in self.policies},
        }


def size_report(scenario: Scenario) -> SizeReport:
    """Return loads by three methods, rules of thumb and policies for a scenario.

    Raises
    ------
    ScenarioError
        The room has nothing that loses heat, or can't be built.
    WeatherError
        The weather file can't be used, or is too short for design temperatures.
    """
    days_left_out = scenario.simulation.from_ is not None
    of_year = of_climate(scenario)
    if of_year is None:
        refuse_days(scenario, "sizing a room with columns of a log")
    else:
        scenario = of_year
    weather, cache = weather_of(scenario), RoomCache()
    room = resolved_room_of(response_inputs(scenario).room, weather, cache)
    days = {
        level: {
            name: design_day_loads(
                scenario,
                weather=weather,
                cache=cache,
                level=level,
                gains_in_heating=both,
                gains_in_cooling=both,
            )
            for name, both in (("with", True), ("without", False))
        }
        for level in ("99", "99.6")
    }
    cooling, heating = days["99"]["with"].cooling, days["99"]["without"].heating
    held = tuple(None if day is None else day.setpoint_degc for day in (heating, cooling))
    given = InRoom(scenario.sizing.people, scenario.sizing.appliances_w)
    house = house_of_room(room.model, room.inputs.room, weather, given=given)
    peak = house_loads(house, "peak")
    response = room_response(scenario, weather=weather, cache=cache)
    years, (cold, hot) = _years(scenario, response), _design_air(response)
    outputs = _outputs(scenario, response, years, cold, hot)
    manual_j = _policy_loads(
        weather,
        held,
        (peak.heating_btuh, peak.sensible_btuh, peak.latent_btuh),
        W_PER_BTUH,
    )
    own = manual_j
    if scenario.sizing.load == "design_day":
        own = _policy_loads(weather, held, _engine_w(heating, cooling), 1.0)
    held_f = _in_f(held)
    beyond = to_neighbours_btuh(room.model, weather, design_of(weather, *held_f))
    return SizeReport(
        scenario=scenario,
        weather=weather,
        peak=peak,
        average=house_loads(house, "average"),
        at_setpoints=_at_setpoints(room, weather, given, held_f),
        neighbours_btuh=dict(zip(("heating", "cooling_sensible"), beyond, strict=True)),
        days=days,
        year=_year(response.year),
        rules=rules_of_thumb(
            room.model.floor_area_m2,
            house.rooms[0].people,
            manual_j_w=W_PER_BTUH * (peak.sensible_btuh + peak.latent_btuh),
            design_day_w=None if cooling is None else cooling.sensible_w + cooling.latent_w,
            heating_w=W_PER_BTUH * peak.heating_btuh,
        ),
        outputs=outputs,
        design_relative_humidity=hot.room_relative_humidity,
        minimums={name: _minimum(year) for name, year in years.items()},
        policies=policies(outputs, manual_j, scenario.sizing.band, own, scenario.sizing.load),
        notes=house.notes,
        warnings=(
            *((OF_CLIMATE,) if days_left_out else ()),
            *weather.warnings,
            *disagreement(weather),
        ),
        floor_area_m2=room.model.floor_area_m2,
    )


def _in_f(held: Sequence[float | None]) -> list[float]:
    """Return the thermostat's setpoints [°F], Manual J's where it has none."""
    return [
        default_f if degc is None else 1.8 * degc + 32.0
        for degc, default_f in zip(held, SETPOINTS_F, strict=True)
    ]


def _at_setpoints(
    room: ResolvedRoom, weather: Weather, given: InRoom, held_f: Sequence[float]
) -> ManualJLoads:
    """Return Manual J at the thermostat's setpoints, where it has any."""
    design = design_of(weather, *held_f)
    house = house_of_room(room.model, room.inputs.room, weather, design=design, given=given)
    return house_loads(house, "peak")


def _engine_w(heating: SeasonLoad | None, cooling: SeasonLoad | None) -> tuple[float, float, float]:
    return (
        0.0 if heating is None else heating.sensible_w,
        0.0 if cooling is None else cooling.sensible_w,
        0.0 if cooling is None else cooling.latent_w,
    )


def _policy_loads(
    weather: Weather,
    held: tuple[float | None, ...],
    loads: tuple[float, float, float],
    w_per_unit: float,
) -> PolicyLoads:
    """Return the loads that outputs are compared with; a season without a setpoint has none."""
    heating_w, sensible_w, latent_w = (w_per_unit * load for load in loads)
    cold_f = 1.8 * design_temperatures(weather)[0] + 32.0
    mild = max(ROOM_F - MILD_F, 0.0) / max(ROOM_F - cold_f, 1.0)
    heats, cools = (setpoint is not None for setpoint in held)
    hdd65, _ = degree_days_65f(weather)
    cdd50 = 1.8 * degree_days(weather).cdd10_k_d
    total_w = sensible_w + latent_w
    dry = total_w > 0.0 and sensible_w / total_w >= COLD_DRY_SENSIBLE
    return PolicyLoads(
        heating_w=heating_w if heats else None,
        heating_47f_w=heating_w * min(mild, 1.0) if heats else None,
        sensible_w=sensible_w if cools else None,
        latent_w=latent_w if cools else None,
        is_cold_and_dry=dry and hdd65 >= COLD_DRY_RATIO * cdd50,
    )


def _years(scenario: Scenario, response: RoomResponse) -> dict[str, Results]:
    """Return the year of each machine among the candidates: how dry its room is, and its limits."""
    return {
        name: run_candidate(scenario, response, index, traced="nothing", comfort=False)
        for index, name in enumerate(scenario.candidate_names())
        if scenario.candidates[index].is_machine
    }


def _design_air(response: RoomResponse) -> tuple[At, At]:
    """Return the heating and the cooling design condition, with Manual J's air indoors."""
    cold_degc, hot_degc, wet_degc = design_temperatures(response.weather)
    pressure_pa = response.climate.pressure_pa
    leakage_kg_per_s = float(response.surroundings.leakage_kg_per_s.mean())

    def moist(degc: float, rh: float) -> float:
        return float(humidity_ratio_from_relative_humidity(degc, rh, pressure_pa))

    warm_degc, cool_degc = ((f - 32.0) / 1.8 for f in SETPOINTS_F)
    frosty, heated = moist(cold_degc, FROST_RELATIVE_HUMIDITY), moist(warm_degc, HEATED_RH)
    outdoor = float(humidity_ratio_from_wet_bulb(hot_degc, wet_degc, pressure_pa))
    cooled = indoor_humidity_ratio(cool_degc, outdoor, pressure_pa)
    return (
        At(cold_degc, frosty, warm_degc, heated, pressure_pa, leakage_kg_per_s),
        At(hot_degc, outdoor, cool_degc, cooled, pressure_pa, leakage_kg_per_s),
    )


def _outputs(
    scenario: Scenario, response: RoomResponse, years: Mapping[str, Results], cold: At, hot: At
) -> tuple[DesignOutput, ...]:
    """Return what each machine among the candidates gives at the design conditions."""
    half = half_humid_ratio(hot.room_degc, hot.pressure_pa)
    outputs = []
    for name, candidate in zip(scenario.candidate_names(), scenario.candidates, strict=True):
        if name not in years:
            continue
        machine, assumed = candidate.compile()
        dry = hot_room_ratio(years[name], response.surroundings, hot.outdoor_degc)
        outputs.append(
            design_output(
                installed(machine, scenario, candidate, hot.pressure_pa),
                name=name,
                kind=candidate.kind,
                size_w=assumed.size_w,
                cold=cold,
                hot=hot,
                hot_in_room=hot._replace(room_ratio=half if dry is None else min(dry, half)),
            )
        )
    return tuple(outputs)


def _minimum(year: Results) -> Minimum:
    """Return how often the year's loads are below a machine's minimum output."""
    heating, cooling = year.room.ideal_heating_w, year.room.ideal_cooling_w
    return Minimum(
        int((heating > 0.0).sum()),
        _below(heating, year.minimum_heating_w),
        int((cooling > 0.0).sum()),
        _below(cooling, year.minimum_cooling_w),
    )


def _below(load_w: FloatArray, minimum_w: FloatArray) -> int:
    """Return the hours whose load is there and below a minimum; none where there is no minimum."""
    return int(((load_w > 0.0) & (load_w < np.nan_to_num(minimum_w))).sum())


def _year(year: RoomYear) -> dict[str, YearLoads]:
    """Return peaks and percentiles of the seasons that have a setpoint."""
    found = {}
    for season, load, setpoint in (
        ("heating", year.ideal_heating_w, year.heating_setpoint_degc),
        ("cooling", year.ideal_cooling_w, year.cooling_setpoint_degc),
    ):
        if np.isfinite(setpoint).any():
            rare = np.percentile(load, [99.6, 99.0, 98.0])
            found[season] = YearLoads(float(load.max()), *(float(x) for x in rare))
    return found


def _components(loads: ManualJLoads) -> dict[str, dict[str, float]]:
    """Return components in watts."""
    return {
        side: {name: W_PER_BTUH * btuh for name, btuh in getattr(loads, side).items()}
        for side in ("heating", "cooling_sensible", "cooling_latent")
    }


def _temperatures(conditions: Any) -> dict[str, float | str]:
    return {
        name: getattr(conditions, name)
        for name in (
            "heating_99_degc",
            "heating_99_6_degc",
            "cooling_1_degc",
            "cooling_1_wet_bulb_degc",
            "cooling_0_4_degc",
            "cooling_daily_range_k",
            "source",
        )
    }


def _output(output: DesignOutput) -> dict[str, Any]:
    given = {field.name: getattr(output, field.name) for field in fields(output)}
    shown = {key: value for key, value in given.items() if key not in ("is_variable", "speeds")}
    return {k: v._asdict() if isinstance(v, Output) else v for k, v in shown.items()}
