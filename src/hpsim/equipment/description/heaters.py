"""Machines that only heat, with electricity or fuel: baseboards and furnaces."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from hpsim.description.base import (
    Description,
    Duration,
    Fraction,
    HeatFlow,
    PlainFraction,
    Positive,
    Power,
    Word,
    complaint,
)
from hpsim.economics.fuels import FUELS, SPELLINGS, FuelName
from hpsim.equipment.description.ducts_and_hoses import MOST_DUCT_LOSS, Ducts
from hpsim.equipment.description.extras import LONGEST_OVERRUN_S, MOST_STANDBY_W
from hpsim.units.messages import nearest

MOST_BLOWER_W = 5000.0
LEAST_AFUE = 0.4
MOST_PILOT = 0.2  # of the heat: judgement, usual ones burn 0.02 to 0.06 of a small heater's


class Baseboard(Description):
    """Electric resistance under a thermostat; heating only."""

    kind: Literal["baseboard"] = "baseboard"
    """Electric resistance."""
    name: Word | None = None
    """How results call it."""
    size_w: Power = Positive
    """Heat and electric power."""


def _read_fuel(word: Any) -> Any:
    """Return the name of a fuel that a person may spell otherwise."""
    if not isinstance(word, str):
        return word
    spelt = "_".join(word.strip().lower().replace("-", " ").replace("_", " ").split())
    if spelt in SPELLINGS:
        return SPELLINGS[spelt]
    near = nearest(spelt, list(SPELLINGS))
    hint = f"did you mean '{near}'?" if near else ", ".join(FUELS)
    raise complaint(f"'{word}' is not a fuel that is known here", hint)


def _share_of_fuel(value: float) -> float:
    """Check that an efficiency is one."""
    if value > 1.0:
        is_percent = LEAST_AFUE <= value / 100.0 <= 1.0
        hint = f"a share: {value / 100:g}, or '{value:g} %'" if is_percent else "0.80, or '80 %'"
        raise complaint(f"{value:g} is above 1: more heat than the fuel has", hint)
    if value < LEAST_AFUE:
        raise complaint(f"{value:g} is below {LEAST_AFUE:g}", "usual: 0.65 to 0.98")
    return value


Efficiency: TypeAlias = Annotated[PlainFraction, AfterValidator(_share_of_fuel)]


class Furnace(Description):
    """A fuel-fired furnace under a thermostat; heating only."""

    kind: Literal["furnace"] = "furnace"
    """Fuel-fired."""
    name: Word | None = None
    """How results call it."""
    product: Word | None = None
    """The catalogue row it came from."""
    form: Literal["ducted", "wall"] = "ducted"
    """ducted: with a fan, elsewhere; wall: a direct-vent heater in the room, without a fan."""
    size_w: HeatFlow = Positive
    """Steady heat to the air, without the fan's."""
    fuel: Annotated[FuelName, BeforeValidator(_read_fuel)] = "gas"
    """What it burns: gas, propane, oil."""
    afue: Efficiency = 0.80
    """Annual fuel utilisation efficiency; 0.80 is the usual non-condensing unit."""
    steady_efficiency: Efficiency | None = None
    """Heat over fuel while it burns; default: what has its AFUE in the cycle of the test."""
    burner: Literal["single_stage", "two_stage", "modulating"] = "single_stage"
    """How its fire is set."""
    low_fire: Fraction | None = Field(default=None, gt=0, lt=1)
    """Least over full fire; default 0.65 in two stages, 0.40 modulating."""
    pilot_w: HeatFlow = Field(default=0.0, ge=0)
    """Fuel of a standing pilot, all the year; 500 Btu/h is usual where there is one."""
    duct_loss: Fraction | None = Field(default=None, le=MOST_DUCT_LOSS)
    """Share of the heat that does not reach the room; default none, said in notes."""
    ducts: Ducts | None = None
    """Leaks and surface of the ducts outside; default none, said in notes."""
    fan: Literal["auto", "continuous"] = "auto"
    """``continuous``: the fan runs on with the burner off."""
    fan_power_w: Power | None = Field(default=None, ge=0, le=MOST_BLOWER_W)
    """At full fire; default 0.5 W/cfm, above an AFUE of 0.9 0.375 W/cfm."""
    fan_delay_s: Duration | None = Field(default=None, ge=0, le=600)
    """From the flame to the fan; default 30 s."""
    fan_overrun_s: Duration | None = Field(default=None, ge=0, le=LONGEST_OVERRUN_S)
    """The fan runs on after the flame; default 150 s."""
    ignition_s: Duration | None = Field(default=None, ge=0, le=600)
    """From the thermostat's call to the flame; default 45 s."""
    warm_up_s: Duration | None = Field(default=None, ge=0, le=1800)
    """Time constant of the heat exchanger; default 60 s."""
    burner_power_w: Power | None = Field(default=None, ge=0, le=MOST_BLOWER_W)
    """Draught fan or burner motor at full fire; default 0.4 % of the fuel, oil 1.1 %."""
    standby_w: Power | None = Field(default=None, ge=0, le=MOST_STANDBY_W)
    """Electricity with the burner off; default 10 W."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.low_fire is not None and self.burner == "single_stage":
            raise complaint("low_fire, but the burner has one stage", "burner: two_stage")
        for key in ("duct_loss", "ducts"):
            if self.form == "wall" and getattr(self, key) is not None:
                raise complaint(f"{key}, but a wall furnace has no duct", "form: ducted")
        if self.form == "wall" and self.fan == "continuous":
            raise complaint("fan: continuous, but a wall furnace has no fan", "fan: auto")
        if self.pilot_w > MOST_PILOT * self.size_w:
            said = f"a pilot of {self.pilot_w:.0f} W beside {self.size_w:.0f} W of heat"
            raise complaint(said, "500 Btu/h is usual where there is one")
        if self.steady_efficiency is not None and self.steady_efficiency < self.afue:
            raise complaint(
                f"steady_efficiency {self.steady_efficiency:g} is below afue {self.afue:g}",
                "AFUE is the steady efficiency less what cycling and a pilot lose",
            )
        return self
