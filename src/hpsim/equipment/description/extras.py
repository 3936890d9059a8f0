"""What may be said of any machine with a compressor, beside its performance.

A field that is None takes a default when the candidate is compiled (`equipment.compile`), which
says so in its notes.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from hpsim.description.base import (
    Description,
    Duration,
    Number,
    Power,
    Temperature,
    Word,
    complaint,
)
from hpsim.equipment.description.faults import FaultsSaid

# Wide of what is built: beyond them another unit was meant.
MOST_STANDBY_W = 200.0  # controls draw 1 to 20 W
MOST_HEATER_W = 500.0  # crankcase heaters have 20 to 90 W, pan heaters 50 to 250 W
LONGEST_OVERRUN_S = 1800.0  # a fan runs on for half a minute to ten
LONGEST_START_S = 3600.0
MOST_RESISTANCE_W = 100_000.0


class StartBoost(Description):
    """How hard a variable-speed unit starts."""

    speed: Number = Field(gt=0, le=1.5)
    """Held after a start, fraction of full speed."""
    for_s: Duration = Field(ge=0, le=LONGEST_START_S)
    """How long."""


class Backup(Description):
    """Electric resistance beside the heat pump."""

    size_w: Power = Field(gt=0, le=MOST_RESISTANCE_W)
    """Heat and electric power."""
    below_degc: Temperature | None = None
    """May run below this outdoor temperature; default 40 degF (OpenStudio-HPXML lockout), always
    beside a unit that only cools."""
    stages: int = Field(default=1, ge=1, le=4, strict=True)
    """Equal steps in which it comes on, five minutes apart."""
    compressor_off_below_degc: Temperature | None = None
    """Balance point: colder outdoors, the backup heats alone."""

    @model_validator(mode="after")
    def _no_gap(self) -> Self:
        off, below = self.compressor_off_below_degc, self.below_degc
        if off is not None and below is not None and off > below:
            raise complaint(
                f"the backup is locked out above {below:.1f} degC, yet the compressor stops below "
                f"{off:.1f} degC: nothing would heat between",
                "compressor_off_below at or below 'below'",
            )
        return self


class StartUp(Description):
    """Time constants with which capacity builds up after a start, at full power from the first."""

    sensible_s: Duration = Field(ge=0, le=LONGEST_START_S)
    """Of heating, and of sensible cooling."""
    latent_s: Duration | None = Field(default=None, ge=0, le=LONGEST_START_S)
    """Of what the cold coil catches of moisture; by default the same."""


class Extras(Description):
    """What any machine may be told beside its performance."""

    name: Word | None = None
    """How results call it; default: kind and size."""
    fan: Literal["auto", "continuous"] = "auto"
    """``continuous``: the indoor fan runs on at its lowest flow with the compressor off."""
    fan_overrun_s: Duration | None = Field(default=None, ge=0, le=LONGEST_OVERRUN_S)
    """Indoor fan runs on after a stop."""
    fan_speed: Literal["following", "full"] = "following"
    """``following``: air follows the compressor's speed; ``full``: all of it whenever it runs."""
    backup: Backup | None = None
    """Electric resistance beside the heat pump."""
    faults: FaultsSaid | None = None
    """What is wrong with it: filter, charge, airflow, outdoor coil."""
    neglected: bool = False
    """Typical neglect; results show the maintained unit beside it."""
    defrost: Literal["addendum82", "humidity", "none"] = "addendum82"
    """By temperature alone (RESNET Addendum 82), by frost on the coil (EnergyPlus), or none."""
    c_d: Number | None = Field(default=None, ge=0, le=0.5)
    """Cyclic degradation coefficient that the unit's cyclic test gave."""
    start_up: StartUp | None = None
    """The time constants themselves; c_d beside them is then only what a rating takes."""
    start_boost: StartBoost | None = None
    """Variable speed: speed held after a start, and how long."""
    lowest_outdoor_degc: Temperature | None = None
    """Compressor stops below in heating; default -15 degF variable speed, 0 degF others."""
    standby_w: Power | None = Field(default=None, ge=0, le=MOST_STANDBY_W)
    """Electricity whenever the compressor is off."""
    crankcase_w: Power | None = Field(default=None, ge=0, le=MOST_HEATER_W)
    """Crankcase and other heaters in the cold, the compressor off; default 30 W for variable-speed
    ductless units, 10 W per ton for others."""
    crankcase_below_degc: Temperature | None = None
    """Outdoor temperature below which they are on; default 65 degF and 50 degF."""
    crankcase_below_cooling_degc: Temperature | None = None
    """The same after a call for cooling; default `crankcase_below`, or else 50 degF."""
    pan_heater_w: Power | None = Field(default=None, ge=0, le=MOST_HEATER_W)
    """Drain-pan heater, below freezing while heating; default none, ducted 150 W."""

    @model_validator(mode="after")
    def _one_neglect(self) -> Self:
        if self.faults is not None and self.neglected:
            raise complaint("faults and neglected are both given", "keep one of the two")
        return self
