"""What the board of a ductless unit does by itself, as a maker's profile and what differs from it.

Offsets are sensor less setpoint, after the maker's own shift of the heating setpoint: in cooling
the compressor stops below (``stop: -2 K``), in heating above (``stop: 1 K``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, Tag, model_validator

from hpsim.description.base import (
    Description,
    Duration,
    Fraction,
    Temperature,
    TemperatureDifference,
    by_shape,
    complaint,
)
from hpsim.description.shipped_yaml import read_shipped_yaml
from hpsim.equipment.catalogue import merged
from hpsim.kernel.types import NEVER_DEGC
from hpsim.units.values import text

ProfileName: TypeAlias = Literal[
    "thermostat", "generic", "mitsubishi", "midea", "panasonic", "daikin"
]
"""``thermostat``: a wall thermostat switches the unit; the others are makers' boards."""
LONGEST_HOLD_S = 24 * 3600.0
LONGEST_TIMER_S = 7200.0
WIDEST_OFFSET_K = 10.0
AT_ONCE_BEYOND_K = 1.0
"""A held-back stop comes at once so far beyond it: Fujitsu stops 2.5 K past the setpoint, LG half a
kelvin past what it holds for 3 min. Judgement for other makers; without it a unit whose lowest
speed is too much for the room would cool it without end."""
ALWAYS_S = 1e9  # a fan that does not stop by itself
FIXED_SPEED_LOW_FAN = 0.55
"""Low step of a fixed-speed unit's fan over its highest: wall units are some 13 dB(A) quieter at
their lowest step (`hpsim.metrics.sound`), 50 dB for each tenfold airflow."""
NOT_WITH_A_THERMOSTAT = "a wall thermostat decides it"

Offset: TypeAlias = Annotated[TemperatureDifference, Field(ge=-WIDEST_OFFSET_K, le=WIDEST_OFFSET_K)]


class FanSample(Description):
    """Short runs by which a unit feels the room's air: ``{run: 60 s, every: 5 min}``."""

    run_s: Duration = Field(gt=0, le=LONGEST_TIMER_S)
    """How long each."""
    every_s: Duration = Field(gt=0, le=LONGEST_TIMER_S)
    """From the beginning of one to that of the next."""

    @model_validator(mode="after")
    def _shorter_than_its_period(self) -> Self:
        if self.every_s <= self.run_s:
            raise complaint(
                f"a sample of {self.run_s:g} s every {self.every_s:g} s never ends",
                "every: longer than run",
            )
        return self


class FanProgram(Description):
    """What the indoor fan does after a stop: ``{overrun: 60 s, sample: {run: …, every: …}}``."""

    speed: Literal["low", "set"] = "low"
    """``set``: at the airflow of the run that has stopped."""
    overrun_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """Runs on so long, then stops; default: without end, or none before samples."""
    sample: FanSample | None = None
    """Then runs shortly, again and again."""
    until_coil_degc: Temperature | None = None
    """Heating: stops when the coil has cooled to this."""

    @property
    def run_s(self) -> float:
        """How long it runs on, without end as `ALWAYS_S` [s]."""
        if self.overrun_s is None:
            return ALWAYS_S if self.sample is None else 0.0
        return self.overrun_s


FAN_WORDS: Mapping[str, Mapping[str, Any]] = {
    "off": {"overrun_s": 0.0},
    "low": {},
    "set": {"speed": "set"},
}


def _fan_shape(value: Any) -> str | None:
    if isinstance(value, (Mapping, FanProgram)):
        return "[program]"
    return "[word]" if isinstance(value, str) else None


def _off_as_text(value: Any) -> Any:
    """Return what ``off`` may be read as, as the word."""
    return "off" if value is False else value


FanAfterStop: TypeAlias = Annotated[
    Annotated[
        Annotated[Literal["off", "low", "set"], Tag("[word]")]
        | Annotated[FanProgram, Tag("[program]")],
        by_shape(
            _fan_shape,
            "not what a fan does after a stop",
            'low, set, "off", {overrun: 60 s}, {sample: {run: 60 s, every: 5 min}}',
        ),
    ],
    BeforeValidator(_off_as_text),
]
"""The indoor fan after a stop: a word, or a program."""


class FanAfterStops(Description):
    """The indoor fan with the compressor stopped, by the mode that has stopped."""

    cooling: FanAfterStop | None = None
    """After cooling; generic: low, all the time."""
    heating: FanAfterStop | None = None
    """After heating; generic: 60 s, then 60 s every 5 min."""
    dry: FanAfterStop | None = None
    """After dehumidification; generic: low, all the time."""

    @model_validator(mode="after")
    def _coil_of_heating(self) -> Self:
        for mode in ("cooling", "dry"):
            fan = getattr(self, mode)
            if isinstance(fan, FanProgram) and fan.until_coil_degc is not None:
                raise complaint(f"{mode}.until_coil: a coil cools after heating", "overrun: 60 s")
        return self


class ModeControl(Description):
    """When a unit stops and starts in one mode: ``{stop: -2 K, restart: -1 K, hold: 1 h}``."""

    stop_k: Offset | None = None
    """Sensor less setpoint at which the compressor stops."""
    restart_k: Offset | None = None
    """And at which it may start again."""
    hold_s: Duration | None = Field(default=None, ge=0, le=LONGEST_HOLD_S)
    """It stops only after so long past its stop."""
    at_once_k: Offset | None = None
    """But here without delay; default: 1 K beyond the stop."""
    restart_wait_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """Least time from a stop to the next start in this mode."""
    full_at_k: Offset | None = None
    """Variable speed: sensor less setpoint at which it runs at full speed."""
    lowest_at_k: Offset | None = None
    """And at the lowest; straight between. Default: at the stop."""


class DryControl(Description):
    """When a unit's dry mode stops: ``{stop: -2 K, hold: 3 min}``."""

    stop_k: Offset | None = None
    """Sensor less cooling setpoint; default: as in cooling."""
    hold_s: Duration | None = Field(default=None, ge=0, le=LONGEST_HOLD_S)
    """It stops only after so long past its stop."""


class OilReturn(Description):
    """Faster runs that bring oil back; keys left out are those of the profile."""

    below: Fraction | None = None
    """Speed below which oil stays behind, fraction of full."""
    after_s: Duration | None = Field(default=None, gt=0, le=LONGEST_HOLD_S)
    """So long below it, and the oil is fetched."""
    to: Fraction | None = None
    """At this speed, fraction of full."""
    for_s: Duration | None = Field(default=None, gt=0, le=LONGEST_TIMER_S)
    """For so long."""
    not_above_outdoor_degc: Temperature | None = None
    """Not in warmer outdoor air."""


class AutoChange(Description):
    """When a unit changes between heating and cooling: ``{band: 2.5 K, wait: 20 min}``."""

    band_k: TemperatureDifference | None = Field(default=None, ge=0, le=WIDEST_OFFSET_K)
    """The active mode's setpoint is passed by so much."""
    wait_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """For so long, with the other mode's restart reached."""


class UnitControl(Description):
    """A maker's profile, and what differs from it."""

    profile: ProfileName = "generic"
    """generic, mitsubishi, midea, panasonic, daikin; thermostat: no control of its own."""
    cooling: ModeControl = ModeControl.by_default()
    """When it stops and starts in cooling."""
    heating: ModeControl = ModeControl.by_default()
    """When it stops and starts in heating."""
    dry: DryControl = DryControl.by_default()
    """When its dry mode stops."""
    minimum_on_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """Least run of the compressor."""
    minimum_off_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """Least rest of the compressor."""
    setpoint_shift_k: Offset | None = None
    """What the unit adds to the heating setpoint."""
    sensor_reads_high_k: Offset | None = None
    """What its sensor reads above the room's air in heating."""
    lowest_speed_after_s: Duration | None = Field(default=None, ge=0, le=LONGEST_TIMER_S)
    """Time after a start before which it does not run at its lowest speed."""
    oil_return: OilReturn | None = None
    """Faster runs that bring oil back; default: none."""
    auto_change: AutoChange = AutoChange.by_default()
    """When it changes between heating and cooling."""
    fan_after_stop: FanAfterStops = FanAfterStops.by_default()
    """What the indoor fan does with the compressor stopped."""

    @property
    def is_own(self) -> bool:
        """Whether the unit controls itself; False: a wall thermostat does."""
        return self.profile != "thermostat"

    @property
    def reads_high_k(self) -> float:
        """What its sensor reads above the room's air in heating [K]."""
        return float(self.numbers()["sensor_reads_high_k"])

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.is_own:
            given = self.model_fields_set - {"profile", "fan_after_stop"}
            if given:
                key = type(self).model_fields[min(given)].alias
                raise complaint(
                    f"{key} with profile: thermostat: {NOT_WITH_A_THERMOSTAT}",
                    "a maker's profile, or thermostat.differential",
                )
            return self
        for mode, sign in (("cooling", -1.0), ("heating", 1.0)):
            _check_offsets(mode, sign, self.offsets(mode))
        return self

    # ------------------------------------------------------------------------ numbers
    def numbers(self) -> dict[str, Any]:
        """Return what is given over the profile's numbers, and these over those of ``generic``."""
        by_default = merged(profiles()["generic"], profiles()[self.profile])
        given = self.model_dump(exclude_none=True, exclude={"fan_after_stop"})
        return merged(by_default, given)

    def offsets(self, mode: str) -> dict[str, float]:
        """Return a mode's offsets and times, as `ModeControl` has them [K and s]."""
        numbers = self.numbers()[mode]
        stop_k = numbers["stop_k"]
        beyond_k = stop_k + (1.0 if mode == "heating" else -1.0) * AT_ONCE_BEYOND_K
        defaults = {"restart_wait_s": 0.0, "lowest_at_k": stop_k, "at_once_k": beyond_k}
        return {**defaults, **numbers}

    def settings(
        self,
        *,
        boost: tuple[float, float] | None = None,
        variable_speed: bool = True,
        minimum_on_s: float | None = None,
        minimum_off_s: float | None = None,
    ) -> dict[str, float]:
        """Return the fields of the kernel's `Control` that the unit's own control decides.

        Parameters
        ----------
        boost
            Speed [fraction of full] and seconds of a start, where the candidate has its own.
        variable_speed
            False: the low step of the fan is below the only airflow of the map.
        minimum_on_s, minimum_off_s
            Those of the thermostat, which go before the profile's [s].

        Returns
        -------
        dict
            Offsets are past the setpoint there: positive is too cold in cooling.
        """
        fan = self._fan_settings(variable_speed=variable_speed)
        if not self.is_own:
            return fan if self.fan_after_stop.model_fields_set else {}
        numbers = self.numbers()
        for key, from_thermostat in (
            ("minimum_on_s", minimum_on_s),
            ("minimum_off_s", minimum_off_s),
        ):
            if from_thermostat is not None and getattr(self, key) is None:
                numbers[key] = from_thermostat
        cooling, heating = self.offsets("cooling"), self.offsets("heating")
        start, dry, change = (numbers[key] for key in ("start_boost", "dry", "auto_change"))
        speed, for_s = boost or (start["speed"], start["for_s"])
        width_k = max(cooling["restart_k"] - cooling["stop_k"], 0.0)
        width_k = max(width_k, heating["stop_k"] - heating["restart_k"])
        settings = {
            "is_own": 1.0,
            "differential_k": width_k,
            "changeover_dead_time_s": 0.0,
            "integral_time_s": float("inf"),  # the speed follows the offset alone
            "minimum_on_s": numbers["minimum_on_s"],
            "minimum_off_s": numbers["minimum_off_s"],
            **_past_setpoint("cooling", -1.0, cooling),
            **_past_setpoint("heating", 1.0, heating),
            "dry_overcool_k": -dry.get("stop_k", cooling["stop_k"]),
            "dry_at_once_k": AT_ONCE_BEYOND_K,
            "dry_hold_s": dry["hold_s"],
            "heating_shift_k": numbers["setpoint_shift_k"] - numbers["sensor_reads_high_k"],
            "boost_speed": speed,
            "boost_s": for_s,
            "lowest_after_s": numbers.get("lowest_speed_after_s", 0.0),
            "change_band_k": change["band_k"],
            "change_wait_s": change["wait_s"],
            **fan,
        }
        if self.oil_return is not None:
            oil = numbers["oil_return"]
            settings |= {
                "oil_below_speed": oil["below"],
                "oil_after_s": oil["after_s"],
                "oil_speed": oil["to"],
                "oil_for_s": oil["for_s"],
                "oil_below_degc": oil["not_above_outdoor_degc"],
            }
        return {key: float(value) for key, value in settings.items()}

    def _fan_settings(self, *, variable_speed: bool) -> dict[str, float]:
        """Return the fan's programs after each mode."""
        found = {
            "fan_by_control": 1.0,
            "fan_low_share": 1.0 if variable_speed else FIXED_SPEED_LOW_FAN,
        }
        of_profile = profiles()[self.profile].get("fan_after_stop", {})
        for mode in ("heating", "cooling", "dry"):
            fan = getattr(self.fan_after_stop, mode) or of_profile.get(mode, "off")
            if not isinstance(fan, FanProgram):
                facts = FAN_WORDS[fan] if isinstance(fan, str) else fan
                fan = FanProgram.model_validate(facts, by_name=True)
            sample = fan.sample
            found |= {
                f"fan_{mode}_run_s": float(fan.run_s),
                f"fan_{mode}_sample_s": 0.0 if sample is None else float(sample.run_s),
                f"fan_{mode}_every_s": 0.0 if sample is None else float(sample.every_s),
                f"fan_{mode}_set": 1.0 if fan.speed == "set" else 0.0,
            }
            if mode == "heating":
                coil_degc = fan.until_coil_degc
                found["fan_heating_coil_degc"] = NEVER_DEGC if coil_degc is None else coil_degc
        return found


def _past_setpoint(mode: str, sign: float, offsets: Mapping[str, float]) -> dict[str, float]:
    """Return the kernel's fields of a mode; ``sign``: of an offset past the setpoint."""
    return {
        f"{mode}_stop_k": sign * offsets["stop_k"],
        f"{mode}_restart_k": sign * offsets["restart_k"],
        f"{mode}_hold_s": offsets["hold_s"],
        f"{mode}_at_once_k": sign * offsets["at_once_k"],
        f"{mode}_rest_s": offsets["restart_wait_s"],
        f"{mode}_full_at_k": -sign * offsets["full_at_k"],
        f"{mode}_lowest_at_k": sign * offsets["lowest_at_k"],
    }


def _check_offsets(mode: str, sign: float, offsets: Mapping[str, float]) -> None:
    """Raise where a unit would start beyond its stop, or slow down away from the setpoint."""
    stop, restart = offsets["stop_k"], offsets["restart_k"]
    side, other = ("below", "above") if sign > 0.0 else ("above", "below")
    if sign * restart > sign * stop:
        raise complaint(
            f"{mode} starts again at {_k(restart)}, beyond its stop at {_k(stop)}",
            f"sensor less setpoint: {mode} stops {other} and starts again {side}",
        )
    if restart == stop and offsets["restart_wait_s"] <= 0.0:
        raise complaint(
            f"{mode} starts again where it stops, at {_k(stop)}",
            "restart_wait: 3 min, or a restart apart from the stop",
        )
    if sign * offsets["at_once_k"] < sign * stop:
        raise complaint(
            f"{mode} stops at once at {_k(offsets['at_once_k'])}, before its stop at {_k(stop)}",
            "at_once: beyond stop",
        )
    full, lowest = offsets["full_at_k"], offsets["lowest_at_k"]
    if sign * full >= sign * lowest:
        raise complaint(
            f"{mode} has full speed at {_k(full)} and the lowest at {_k(lowest)}",
            f"full_at {side} lowest_at",
        )


def _k(offset_k: float) -> str:
    return text(offset_k, "temperature_difference")


def _control_shape(value: Any) -> str | None:
    if isinstance(value, (Mapping, UnitControl)):
        return "[mapping]"
    return "[name]" if isinstance(value, str) else None


ControlOfUnit: TypeAlias = Annotated[
    Annotated[ProfileName, Tag("[name]")] | Annotated[UnitControl, Tag("[mapping]")],
    by_shape(
        _control_shape,
        "not a control",
        "generic, mitsubishi, midea, panasonic, daikin, thermostat, or {profile: …, cooling: …}",
    ),
]
"""A profile's name, or a profile and what differs from it."""


@cache
def profiles() -> Mapping[str, Mapping[str, Any]]:
    """Return the shipped profiles by name; ``thermostat`` has nothing."""
    return {"thermostat": {}, **read_shipped_yaml("control_profiles.yaml")["profiles"]}
