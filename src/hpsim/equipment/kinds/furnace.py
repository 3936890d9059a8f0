r"""Furnaces: from a label's AFUE to a burner, a heat exchanger and a fan.

A burner's input is :math:`P / \eta`, with P the steady output and :math:`\eta` the steady
efficiency by the higher heating value. The heat exchanger is one capacity: after the flame its
output builds up as :math:`1 - e^{-t/\tau}`, after the stop it dies away as :math:`e^{-t/\tau}`
while the fan runs on. Before the fan starts nothing is delivered and the store fills by
:math:`t/\tau`. Nothing is lost in this but what is left when the fan stops.

**AFUE** is less than the steady efficiency by what a cycle loses and what a pilot burns. With
:math:`p = Q_P / Q_{IN}`, the fraction s of a cycle's heat that is delivered, and the test's cycle
(3.87 minutes on, 13.3 off: an oversizing of 0.7 at the mean winter temperature),

.. math:: \eta_u = \eta \, u, \quad u = \frac{s\, t_{on}}{t_{on} + p\, t_{off}}, \quad
          AFUE = \frac{5200\, \eta \eta_u}{5200\, \eta + 2.5\,(1 + 0.7)\, 4600\, \eta_u p}
               = \frac{\eta\, u}{1 + 3.76\, p\, u}

with 5200 degree-days and 4600 hours in which only the pilot burns. So the steady efficiency is
solved from AFUE, and AFUE emerges when the minute loop runs the cycle of the test, as a heat
pump's C_D does.

References
----------
ANSI/ASHRAE 103-1993 and 10 CFR 430 subpart B, appendix N: the form of AFUE and its constants
(from memory: the text is not public). Its own cyclic loss is of flue gases drawn through a
standing furnace; here it is the heat left behind when the fan stops, of like size.
Fan delays, purge: control manual of a mid-efficiency furnace (Whirlpool WGFD28, page 27): purge
15 s, fan on 30 s after the flame, off after 90, 120, 150 or 180 s, 150 as delivered.
Fan power, pilot: OpenStudio-HPXML v1.11, defaults.rb.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from hpsim.description.base import (
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
from hpsim.equipment.assumptions import Burner, MachineAssumptions, size_words
from hpsim.equipment.catalogue import product_words
from hpsim.equipment.ducts_and_hoses import MAX_DUCT_LOSS, Ducts, in_ducts
from hpsim.equipment.indoor_coil import AIR_DENSITY_KG_PER_M3, DUCTED_FAN, M3_PER_S_PER_CFM
from hpsim.equipment.kinds.base import MAX_OVERRUN_S, MAX_STANDBY_W
from hpsim.equipment.kinds.heater import Heater, heater_machine
from hpsim.equipment.map_rating import Metrics, Rating
from hpsim.kernel.types import (
    WARM_OFF_S,
    AirPath,
    Auxiliaries,
    CompressorDrive,
    FuelBurner,
    IndoorFan,
    Machine,
)
from hpsim.records import dataclass
from hpsim.units.messages import nearest
from hpsim.units.numbers import given_or

TEST_ON_S, TEST_OFF_S = 3.87 * 60.0, 13.3 * 60.0
PILOT_WEIGHT = 2.5 * (1.0 + 0.7) * 4600.0 / 5200.0
MAX_STEADY, MAX_DRY = 0.99, 0.87
"""By the higher heating value: flue gas at room temperature, and the maximum at which none of its
water condenses (gas about 0.84, oil 0.88). A label below the second is of a unit that is dry."""
ROUNDS = 60
IGNITION_S = 45.0  # 15 s of purge, 30 s of igniter
FAN_DELAY_S = 30.0
FAN_OVERRUN_S = 150.0
WARM_UP_S = 60.0
"""Judgement: some 10 kJ/K of steel per 10 kW, 100 to 150 K above the room. Outlets are said to be
warm after three to four minutes; a longer one would put the steady efficiency of non-condensing
units above the 83 % at which flue gas condenses."""
WALL_WARM_UP_S = 120.0  # judgement: no fan cools its heat exchanger
WALL_OVERRUN_S = 1200.0  # ten time constants: what it holds comes to the room, where it stands
TEMPERATURE_RISE_K = 50.0 / 1.8  # middle of the 35 to 65 degF on nameplates
PSC_W_PER_CFM, BPM_W_PER_CFM = 0.5, 0.375
BPM_ABOVE_AFUE = 0.9
BURNER_W_PER_W: dict[FuelName, float] = {
    "gas": 0.004,
    "propane": 0.004,
    "oil": 0.011,
    "wood": 0.011,
}
"""Draught fan over fuel: 75 W at 60 kBtu/h of gas; burner motor and pump, 190 W, with oil.
Judgement from data sheets; wood as oil: auger and draught fan of a pellet stove, 100 W at 9 kW."""
IGNITER_W, IGNITER_S = 400.0, 30.0  # hot surface; judgement
STANDBY_W = 10.0  # the limit of 10 CFR 430.32(e) for a gas furnace (oil: 11 W)
LOW_FIRE = {"two_stage": 0.65, "modulating": 0.40}  # of full fire: common products; judgement
DRY_AIR_J_PER_KG_K = 1006.0


BURNER_SLEW_PER_S = 0.01  # judgement: a gas valve and its draught fan go from end to end in 100 s
MAX_BLOWER_W = 5000.0
MIN_AFUE = 0.4
WOOD_AFUE = "0.63 (stove), 0.72 (with a catalyst) or 0.78 (pellets)"
"""EPA's default efficiencies of certified wood heaters, higher heating value (from memory)."""
MAX_PILOT = 0.2  # of the heat: judgement, common ones burn 0.02 to 0.06 of a small heater's
BURNER_WORDS = {"single_stage": "", "two_stage": "two-stage", "modulating": "modulating"}


def delivered_fraction(
    warm_up_s: float,
    fan_delay_s: float,
    fan_overrun_s: float,
    on_s: float = TEST_ON_S,
    off_s: float = TEST_OFF_S,
) -> float:
    """Return the fraction of a cycle's heat that the fan delivers, of cycles without end.

    The times are the heat exchanger's time constant, those from the flame to the fan and from
    its end to the fan's, and the cycle's run and rest, by default the AFUE test's [s].

    Examples
    --------
    >>> round(delivered_fraction(60.0, 30.0, 150.0), 3), delivered_fraction(0.0, 30.0, 150.0)
    (0.981, 1.0)
    """
    tau = warm_up_s
    if tau <= 0.0:
        return 1.0
    rest = math.exp(-fan_overrun_s / tau)  # of the store, when the fan stops
    kept = rest * math.exp(-off_s / WARM_OFF_S)  # when the next flame comes
    held_s = min(fan_delay_s, on_s)
    fade = math.exp(-(on_s - held_s) / tau)
    # store at the flame's end: 1 - (1 - kept * store - held / tau) * fade
    store = (1.0 - (1.0 - held_s / tau) * fade) / (1.0 - kept * fade)
    return 1.0 - tau * store * (rest - kept) / on_s


def afue_of(steady_efficiency: float, delivered: float, pilot_over_input: float) -> float:
    """Return the AFUE of a burner.

    Examples
    --------
    >>> round(afue_of(0.80, 1.0, 0.0), 3)
    0.8
    """
    p = pilot_over_input
    u = delivered * TEST_ON_S / (TEST_ON_S + p * TEST_OFF_S)
    return steady_efficiency * u / (1.0 + PILOT_WEIGHT * p * u)


def steady_efficiency_of(afue: float, delivered: float, pilot_w: float, output_w: float) -> float:
    """Return the steady efficiency with which a burner has its AFUE, as far as there is one.

    ``delivered`` is `delivered_fraction` of the test's cycle, ``output_w`` the steady heat at
    full fire [W].
    """
    found = afue / delivered
    for _ in range(ROUNDS):
        found = afue / afue_of(1.0, delivered, pilot_w * found / output_w)
    return min(found, MAX_DRY if afue < MAX_DRY else MAX_STEADY)


def part_load_c_d(warm_up_s: float, fan_delay_s: float, fan_overrun_s: float) -> float:
    """Return C_D of ``PLF = 1 - C_D (1 - PLR)`` that the cycle of the test gives."""
    delivered = delivered_fraction(warm_up_s, fan_delay_s, fan_overrun_s)
    ratio = delivered * TEST_ON_S / (TEST_ON_S + TEST_OFF_S)
    return (1.0 - delivered) / (1.0 - ratio)


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


def _efficiency(value: float) -> float:
    """Check that an efficiency is one."""
    if value > 1.0:
        is_percent = MIN_AFUE <= value / 100.0 <= 1.0
        hint = f"a fraction: {value / 100:g}, or '{value:g} %'" if is_percent else "0.80, or '80 %'"
        raise complaint(f"{value:g} is above 1: more heat than the fuel has", hint)
    if value < MIN_AFUE:
        raise complaint(f"{value:g} is below {MIN_AFUE:g}", "usual: 0.65 to 0.98")
    return value


Efficiency: TypeAlias = Annotated[PlainFraction, AfterValidator(_efficiency)]


class Furnace(Heater):
    """A fuel-fired furnace under a thermostat; heating only."""

    has_rating = True
    other_words = dict.fromkeys(  # a ClassVar of its base, which pydantic knows
        ("gas_furnace", "gas_heater"), "kind: furnace, fuel: gas"
    )

    kind: Literal["furnace"] = "furnace"
    """Fuel-fired."""
    name: Word | None = None
    """Its name in results."""
    product: Word | None = None
    """The catalogue row it came from."""
    form: Literal["ducted", "wall"] = "ducted"
    """ducted: with a fan, elsewhere; wall: a direct-vent heater in the room, without a fan."""
    size_w: HeatFlow = Positive
    """Steady heat to the air, without the fan's."""
    fuel: Annotated[FuelName, BeforeValidator(_read_fuel)] = "gas"
    """What it burns: gas, propane, oil, wood."""
    afue: Efficiency = 0.80
    """Annual fuel utilisation efficiency; 0.80 is a typical non-condensing unit; none for wood."""
    steady_efficiency: Efficiency | None = None
    """Heat over fuel while it burns; default: what has its AFUE in the cycle of the test."""
    burner: Literal["single_stage", "two_stage", "modulating"] = "single_stage"
    """How its fire is set."""
    low_fire: Fraction | None = Field(default=None, gt=0, lt=1)
    """Minimum over full fire; default 0.65 in two stages, 0.40 modulating."""
    pilot_w: HeatFlow = Field(default=0.0, ge=0)
    """Fuel of a standing pilot, all the year; 500 Btu/h is typical where there is one."""
    duct_loss: Fraction | None = Field(default=None, le=MAX_DUCT_LOSS)
    """Fraction of the heat that does not reach the room; default none, reported in notes."""
    ducts: Ducts | None = None
    """Leaks and surface of the ducts outside; default none, reported in notes."""
    fan: Literal["auto", "continuous"] = "auto"
    """``continuous``: the fan runs on with the burner off."""
    fan_power_w: Power | None = Field(default=None, ge=0, le=MAX_BLOWER_W)
    """At full fire; default 0.5 W/cfm, above an AFUE of 0.9 0.375 W/cfm."""
    fan_delay_s: Duration | None = Field(default=None, ge=0, le=600)
    """From the flame to the fan; default 30 s."""
    fan_overrun_s: Duration | None = Field(default=None, ge=0, le=MAX_OVERRUN_S)
    """The fan runs on after the flame; default 150 s."""
    ignition_s: Duration | None = Field(default=None, ge=0, le=600)
    """From the thermostat's call to the flame; default 45 s."""
    warm_up_s: Duration | None = Field(default=None, ge=0, le=1800)
    """Time constant of the heat exchanger; default 60 s."""
    burner_power_w: Power | None = Field(default=None, ge=0, le=MAX_BLOWER_W)
    """Draught fan or burner motor at full fire; default 0.4 % of the fuel, oil 1.1 %."""
    standby_w: Power | None = Field(default=None, ge=0, le=MAX_STANDBY_W)
    """Electricity with the burner off; default 10 W."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.low_fire is not None and self.burner == "single_stage":
            raise complaint("low_fire, but the burner has one stage", "burner: two_stage")
        for key in ("duct_loss", "ducts"):
            if self.form == "wall" and getattr(self, key) is not None:
                raise complaint(f"{key}, but a wall furnace has no duct", "form: ducted")
        if self.fuel == "wood" and "afue" not in self.model_fields_set:
            raise complaint("fuel: wood without afue", f"afue: {WOOD_AFUE}")
        if self.form == "wall" and self.fan == "continuous":
            raise complaint("fan: continuous, but a wall furnace has no fan", "fan: auto")
        if self.pilot_w > MAX_PILOT * self.size_w:
            said = (
                f"a pilot of {self.pilot_w:.0f} W of heat, a furnace of {self.size_w:.0f} W of heat"
            )
            raise complaint(said, "500 Btu/h is usual where there is one")
        if self.steady_efficiency is not None and self.steady_efficiency < self.afue:
            raise complaint(
                f"steady_efficiency {self.steady_efficiency:g} is below afue {self.afue:g}",
                "AFUE is the steady efficiency less what cycling and a pilot lose",
            )
        return self

    # --------------------------------------------------------------------- what it can do
    def problems_in_a_pair(self) -> Iterator[tuple[str, str]]:
        """Yield what keeps it from being the heating half of a pair, as (message, hint)."""
        if self.burner != "single_stage":
            yield f"a {self.burner} burner in a pair", "burner: single_stage"
        if self.ducts is not None:
            yield "heating.ducts in a pair", "duct_loss: a fraction of the heat"

    def default_name(self) -> str:
        """Return its product, or size, burner, fuel and AFUE."""
        form = "wall furnace" if self.form == "wall" else "furnace"
        if self.fuel == "wood" and self.form == "wall":
            form = "stove"
        parts = (size_words(self.size_w), BURNER_WORDS[self.burner], self.fuel, form)
        burns = " ".join(part for part in parts if part)
        return product_words(self.product) or f"{burns}, AFUE {self.afue:.3g}"

    def catalogue_facts(self) -> dict[str, Any]:
        """Return what a list of products shows of it besides its size."""
        return {"form": self.form, "fuel": self.fuel, "afue": self.afue}

    # -------------------------------------------------------------------------- defaults
    def _times_s(self) -> tuple[float, float, float]:
        """Return the time constant, and those from the flame to the fan and from its end [s]."""
        default = (WARM_UP_S, FAN_DELAY_S, FAN_OVERRUN_S)
        if self.form == "wall":
            default = (WALL_WARM_UP_S, 0.0, WALL_OVERRUN_S)
        given = (self.warm_up_s, self.fan_delay_s, self.fan_overrun_s)
        warm_up_s, delay_s, overrun_s = map(given_or, given, default)
        return warm_up_s, delay_s, overrun_s

    def _steady(self, notes: list[str]) -> tuple[float, float]:
        """Return the steady efficiency, and the AFUE that it has in the cycle of the test."""
        # as tested, the fan by itself
        delivered = delivered_fraction(*self._times_s())
        efficiency = self.steady_efficiency
        if efficiency is None:
            efficiency = steady_efficiency_of(self.afue, delivered, self.pilot_w, self.size_w)
        reached = afue_of(efficiency, delivered, self.pilot_w / (self.size_w / efficiency))
        pilot = f" and a pilot of {self.pilot_w:.0f} W" if self.pilot_w > 0.0 else ""
        if self.steady_efficiency is None and reached < self.afue - 1e-4:
            notes.append(
                f"AFUE {self.afue:.3g} can't be met with cycling{pilot}: {reached:.3g}, at a "
                f"steady efficiency of {efficiency:.3g}"
            )
        else:
            notes.append(
                f"steady efficiency {efficiency:.3f}; with cycling{pilot} an AFUE of {reached:.3f}"
            )
        return efficiency, reached

    # --------------------------------------------------------------------------- machine
    def compile(self) -> tuple[Machine, MachineAssumptions]:
        """Return a machine whose heating power is mostly fuel."""
        is_wall = self.form == "wall"
        notes = list[str]()
        efficiency, reached = self._steady(notes)
        input_w = self.size_w / efficiency
        burner_w = 0.0 if is_wall else BURNER_W_PER_W[self.fuel] * input_w
        burner_w = given_or(self.burner_power_w, burner_w)
        low = given_or(self.low_fire, LOW_FIRE.get(self.burner, 1.0))
        speed = np.array([0.0 if self.burner == "single_stage" else low, 1.0])
        fire = np.where(speed > 0.0, speed, 1.0)
        flow = self.size_w / (AIR_DENSITY_KG_PER_M3 * DRY_AIR_J_PER_KG_K * TEMPERATURE_RISE_K)
        per_cfm = BPM_W_PER_CFM if self.afue > BPM_ABOVE_AFUE else PSC_W_PER_CFM
        fan_w = given_or(self.fan_power_w, 0.0 if is_wall else per_cfm * flow / M3_PER_S_PER_CFM)
        modulates = self.burner == "modulating"
        airflow_kg_per_s = flow * fire * AIR_DENSITY_KG_PER_M3
        machine = heater_machine(
            speed,
            self.size_w * fire,
            (input_w + burner_w) * fire,
            fan_w * fire**DUCTED_FAN.exponent,
            airflow_kg_per_s,
        )
        air_path = AirPath()
        if not is_wall:
            air_path = in_ducts(self.duct_loss, self.ducts, float(airflow_kg_per_s[-1]))
            if self.duct_loss is None and self.ducts is None:
                notes.append("duct_loss and ducts not given: none is in it")
        ignition_s = given_or(self.ignition_s, IGNITION_S)
        if self.fuel == "wood":
            notes.append(
                "burns under a thermostat, as a pellet stove does; one fed by hand does not"
            )
        continuous = self.fan == "continuous"
        warm_up_s, fan_delay_s, overrun_s = self._times_s()
        standby_w = given_or(self.standby_w, 0.0 if is_wall else STANDBY_W)
        igniter_j = 0.0 if is_wall or self.fuel == "oil" else IGNITER_W * IGNITER_S
        start_j = burner_w * ignition_s + (igniter_j if self.pilot_w == 0.0 else 0.0)
        machine = machine._replace(
            compressor=CompressorDrive(
                modulates=float(modulates),
                stages=2.0 if self.burner == "two_stage" else 1.0,
                boost_speed=float(speed[0]) if modulates else 0.0,
                slew_per_s=BURNER_SLEW_PER_S if modulates else 1.0,
            ),
            indoor_coil=machine.indoor_coil._replace(heating_start_s=warm_up_s),
            fan=IndoorFan(always_on=float(continuous), overrun_s=overrun_s),
            auxiliaries=Auxiliaries(standby_w=standby_w),
            air_path=air_path,
            burner=FuelBurner(
                fuel_fraction=input_w / (input_w + burner_w),
                ignition_s=ignition_s,
                fan_delay_s=0.0 if continuous else fan_delay_s,
                start_j=start_j,
            ),
        )
        burner = Burner(
            fuel=self.fuel,
            input_w=input_w,
            steady_efficiency=efficiency,
            afue=reached,
            pilot_w=self.pilot_w,
            start_j=start_j,
        )
        return machine, MachineAssumptions(
            name=self.result_name(),
            kind=self.kind,
            size_w=self.size_w,
            rating=BurnerRating(burner),
            label={"afue": self.afue},
            miss={"afue": reached / self.afue - 1.0},
            notes=tuple(notes),
            burner=burner,
        )


@dataclass(frozen=True)
class BurnerRating(Rating):
    """AFUE, and the steady efficiency that has it."""

    burner: Burner

    def metrics(self, machine: Machine, region: int) -> Metrics:
        """Return AFUE and steady efficiency."""
        del machine, region
        return {"steady_efficiency": self.burner.steady_efficiency, "afue": self.burner.afue}

    def details(self, region: int) -> dict[str, Any]:
        """Return what it burns at full fire [W]."""
        del region
        return {"fuel": self.burner.fuel, "input_w": self.burner.input_w}
