"""The whole description: one room, its weather, thermostat and prices, and the candidates.

`load_scenario` reads a file, with what it ``extends`` and what the command line sets, and reports
every problem at once. A scenario never changes; a variation is a new one.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from hpsim.building.description.constructions import Layers, Material
from hpsim.building.description.glazing import Glazing
from hpsim.building.description.rooms import Room
from hpsim.building.description.site import Site
from hpsim.control.description import Thermostat
from hpsim.description.base import (
    Carbon,
    Description,
    Duration,
    GasPrice,
    NamedSchedule,
    OilPrice,
    Price,
    PropanePrice,
    Weekday,
    Word,
    complaint,
)
from hpsim.economics.fuels import DOLLAR, FUELS, FuelName, regions
from hpsim.equipment.kinds import Candidate
from hpsim.units.constants import S_PER_H
from hpsim.units.messages import nearest
from hpsim.units.money import Price as PricePerKwh
from hpsim.units.systems import UnitSystem

SCHEMA_VERSION = 1
SHORTEST_STEP_S = 5.0
LONGEST_STEP_S = S_PER_H
ROUNDING = 1e-9


def _divides_an_hour(step_s: float) -> float:
    if abs(S_PER_H / step_s - round(S_PER_H / step_s)) > ROUNDING:
        raise complaint(f"a step of {step_s:g} s does not divide an hour", "60 s, 30 s, 2 min, ...")
    return step_s


class Simulation(Description):
    """How the year is stepped."""

    resolution: Literal["minute", "hour"] = "minute"
    """minute: every start and stop; hour: ideal loads and part-load factors."""
    step_s: Annotated[
        Duration,
        Field(ge=SHORTEST_STEP_S, le=LONGEST_STEP_S),
        AfterValidator(_divides_an_hour),
    ] = 60.0
    """Divides an hour; candidates that switch need 120 s or less."""
    warmup_s: Duration = Field(default=30 * 24 * S_PER_H, ge=0, le=365 * 24 * S_PER_H)
    """Time before the year that is stepped but not counted; default 30 days."""
    first_weekday: Weekday = "monday"
    """Of 1 January, for schedules."""
    daylight_saving: Literal["none", "us", "eu"] = "none"
    """Whether clocks, and with them schedules, run an hour ahead in summer."""


def _known_region(word: str) -> str:
    """Check that a region is ``US`` or one of its states."""
    known = regions()
    if word.upper() not in known:
        near = nearest(word.upper(), known)
        hint = f"did you mean '{near}'?" if near else "US, or a state by two letters, such as IL"
        raise complaint(f"no prices of '{word}' are known", hint)
    return word.upper()


class Tariff(Description):
    """What energy costs, and what carbon comes with it."""

    price_per_kwh: Price | None = None
    """Of electricity; default: the average of 2023 of the region that is given."""
    gas_per_kwh: GasPrice | None = None
    """Of natural gas, per therm, m3 or kWh; default: the region's average of 2023."""
    propane_per_kwh: PropanePrice | None = None
    """Of propane, per gal, L or kWh; default: the region's average of 2023."""
    oil_per_kwh: OilPrice | None = None
    """Of heating oil, per gal, L or kWh; default: the region's average of 2023."""
    region: Annotated[Word, AfterValidator(_known_region)] | None = None
    """Whose averages stand for what is not said: US, or a state such as IL."""
    carbon_kg_per_kwh: Carbon | None = None
    """Of electricity, CO2e; default: the region's mean."""

    def price_of(self, fuel: FuelName) -> PricePerKwh | None:
        """Return what was said of a fuel's price."""
        said = {"gas": self.gas_per_kwh, "propane": self.propane_per_kwh, "oil": self.oil_per_kwh}
        return said[fuel]

    @property
    def currency(self) -> str:
        """Of all its prices."""
        return DOLLAR if self.price_per_kwh is None else self.price_per_kwh.currency

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        if self.price_per_kwh is None and self.region is None:
            hint = "price: 0.18 $/kWh, or region: IL for its averages"
            raise complaint("no price of electricity", hint)
        currency = self.currency
        for fuel in FUELS:
            price = self.price_of(fuel)
            if price is not None and price.currency != currency:
                raise complaint(
                    f"{fuel} is priced in {price.currency}, electricity in {currency}",
                    "one currency for both",
                )
        return self


FOR_READERS = ("name", "units")
"""Keys that no result follows from."""


class Scenario(Description):
    """One room, its weather, thermostat and prices, and one or more candidates."""

    schema_version: Literal[1] = 1
    """Of this file's keys."""
    name: Word
    """For tables, and for the result folder."""
    units: UnitSystem | None = None
    """Of tables, texts and plots: us or si; default: those of most values of the file."""
    weather: Word
    """Id of a shipped weather file (``hpsim weather list``), or a path."""
    simulation: Simulation = Simulation()
    """How the year is stepped."""
    site: Site = Site()
    """Where the building stands."""
    materials: dict[Word, Material] = Field(default_factory=dict)
    """Materials by name, beside those of the library."""
    constructions: dict[Word, Layers] = Field(default_factory=dict)
    """Constructions by name: layers from outside to inside."""
    glazings: dict[Word, Glazing] = Field(default_factory=dict)
    """Glazings by name."""
    schedules: dict[Word, NamedSchedule] = Field(default_factory=dict)
    """Schedules by name, beside those of the library."""
    room: Room
    """The room."""
    thermostat: Thermostat = Thermostat()
    """Set points, and how they are kept."""
    tariff: Tariff | None = None
    """What energy costs; none: costs and carbon are not told."""
    candidates: tuple[Candidate, ...] = Field(min_length=1)
    """The heat pumps to compare."""

    def as_mapping(self) -> dict[str, Any]:
        """Return everything, defaults too, as a file would say it; `scenario_of` reads it back."""
        return self.as_written()

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all that is given, defaults too, without name and units for readers."""
        content = {k: value for k, value in self.as_mapping().items() if k not in FOR_READERS}
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
