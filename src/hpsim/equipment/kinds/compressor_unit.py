"""What any unit with a compressor has besides its performance: keys, defaults, and kernel blocks.

A key that is None takes a default when the unit is compiled, and results say so in their notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeAlias

import numpy as np
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
from hpsim.equipment.faults import NEGLECT, UnitFaults
from hpsim.equipment.indoor_coil import (
    AIR_DENSITY_KG_PER_M3,
    RATED_OUTDOOR_DEGC,
)
from hpsim.equipment.kinds.base import MAX_OVERRUN_S, MAX_STANDBY_W, Unit
from hpsim.equipment.label import C_D_LIMIT
from hpsim.equipment.label_solving import LOWEST_FIXED_DEGF, LOWEST_VARIABLE_DEGF
from hpsim.equipment.map_rating import RatingBasis
from hpsim.equipment.maps import HOTTEST_DEGF, look_up
from hpsim.equipment.ratings.points import Compressor, degc, degf
from hpsim.equipment.start_up import (
    MEASURED_DEAD_S,
    MEASURED_START_S,
    emerging_c_d,
    start_constants_s,
)
from hpsim.equipment.unit_control import ControlOfUnit, UnitControl
from hpsim.equipment.unit_defaults import (
    PREHEAT_BELOW_DEGC,
    ClimateClass,
    Construction,
    idle_auxiliaries,
    lowest_cooling_degc,
    lowest_heating_degf,
)
from hpsim.kernel.types import (
    ALWAYS_DEGC,
    NOTHING,
    Auxiliaries,
    BackupHeat,
    CompressorDrive,
    FloatArray,
    IndoorCoil,
    IndoorFan,
    Machine,
    OutdoorCoil,
    PerformanceMap,
)

# Wide of what is built: beyond them another unit was meant.
MAX_HEATER_W = 500.0  # crankcase heaters have 20 to 90 W, pan heaters 50 to 250 W
MAX_START_S = 3600.0
MAX_RESISTANCE_W = 100_000.0

BOOST_SPEED, BOOST_S = 0.6, 300.0
"""Start of an inverter unit. Field recordings span a unit at full power for its whole 6 to 9
minute run and one that spikes to full for one minute; owners see the lowest speed after about 15
minutes (field reports in echavet/MitsubishiCN105ESPHome 483; Williamson and Aldrich 2015)."""
SLEW_PER_S = 0.001
"""From 0.6 to a typical minimum of 0.25 in six minutes after the boost; recordings show rises of
0.1 a minute and falls that end after some 15 minutes."""
RESTART_ABOVE_K = 5.0 / 1.8  # the 5 degF between cut-out and restart in AHRI's example
PAN_HEATER_DUCTED_W = 150.0  # OpenStudio-HPXML v1.11, for the unit of a whole house
PAN_HEATER_DUCTLESS_W = 0.0
"""An accessory of many ductless units. Field COPs, which have whatever the units had, leave no room
for one that runs as long as the compressor: 60 W would put right-sized units below those of 5 and
17 degF."""
PAN_HEATER_BELOW_DEGC = 0.0
BACKUP_BELOW_DEGC = degc(40.0)  # OpenStudio-HPXML v1.11, electric
Defrost: TypeAlias = Literal["frost", "addendum82", "energyplus", "humidity", "none"]
DEFROST_CODE: dict[Defrost, float] = {
    "none": 0.0,
    "addendum82": 1.0,
    "humidity": 2.0,
    "energyplus": 2.0,
    "frost": 3.0,
}
"""``humidity`` is an older word for EnergyPlus' rule."""


class StartBoost(Description):
    """How hard a variable-speed unit starts."""

    speed: Number = Field(gt=0, le=1.5)
    """Held after a start, fraction of full speed."""
    for_s: Duration = Field(ge=0, le=MAX_START_S)
    """How long."""


class Backup(Description):
    """Electric resistance that supplements the heat pump."""

    size_w: Power = Field(gt=0, le=MAX_RESISTANCE_W)
    """Heat and electric power."""
    below_degc: Temperature | None = None
    """May run below this outdoor temperature; default 40 degF (4.4 degC, the lockout of
    OpenStudio-HPXML), always with a unit that only cools."""
    stages: int = Field(default=1, ge=1, le=4, strict=True)
    """Equal steps in which it comes on, five minutes apart."""
    compressor_off_below_degc: Temperature | None = None
    """Balance point: colder outdoors, the backup heats alone."""

    @property
    def words(self) -> str:
        """Return what people call it."""
        return f"{self.size_w / 1000.0:.4g} kW heater"

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

    def heat(self, *, can_heat: bool) -> BackupHeat:
        """Return the kernel's block; ``can_heat``: of the unit that it supplements."""
        below_degc = self.below_degc
        if below_degc is None:
            below_degc = BACKUP_BELOW_DEGC if can_heat else ALWAYS_DEGC
        return BackupHeat(self.size_w, below_degc, float(self.stages))


class StartUp(Description):
    """Time constants with which capacity builds up after a start, at full power from the first."""

    sensible_s: Duration = Field(ge=0, le=MAX_START_S)
    """Of heating, and of sensible cooling."""
    dead_s: Duration = Field(default=0.0, ge=0, le=MAX_START_S)
    """Before anything builds up; default none."""
    latent_s: Duration | None = Field(default=None, ge=0, le=MAX_START_S)
    """Of what the cold coil removes of moisture; by default the same."""


class CompressorUnit(Unit):
    """A machine with a compressor: what it may have besides its performance."""

    if TYPE_CHECKING:

        @property
        def compressor(self) -> Compressor:
            """What the compressor does."""

    has_rating: ClassVar[bool] = True
    has_compressor: ClassVar[bool] = True
    heats_by_compressor: ClassVar[bool] = True

    name: Word | None = None
    """Its name in results; default: kind and size."""
    control: ControlOfUnit | None = None
    """Its own control: generic, mitsubishi, midea, panasonic, daikin, thermostat, or a mapping;
    default: generic for ductless units, unless the thermostat has a differential."""
    fan: Literal["auto", "continuous"] | None = None
    """``continuous``: the indoor fan runs on at its lowest flow with the compressor off; ``auto``:
    with the compressor alone; default: as its control has it."""
    fan_overrun_s: Duration | None = Field(default=None, ge=0, le=MAX_OVERRUN_S)
    """Indoor fan runs on after a stop."""
    fan_speed: Literal["following", "full"] = "following"
    """``following``: air follows the compressor's speed; ``full``: all of it whenever it runs."""
    backup: Backup | None = None
    """Electric resistance that supplements the heat pump."""
    faults: UnitFaults | None = None
    """What is wrong with it: filter, charge, airflow, outdoor coil."""
    neglected: bool = False
    """Typical neglect; results show the maintained unit next to it."""
    defrost: Defrost = "frost"
    """By the frost that grows on the coil; by temperature alone (``addendum82``, RESNET); as
    EnergyPlus' demand defrost (``energyplus``); or none."""
    c_d: Number | None = Field(default=None, ge=0, le=0.5)
    """Cyclic degradation coefficient that the unit's cyclic test gave."""
    start_up: StartUp | None = None
    """The time constants themselves; a c_d given too is then only what a rating takes."""
    start_boost: StartBoost | None = None
    """Variable speed: speed held after a start, and how long."""
    lowest_outdoor_degc: Temperature | None = None
    """Compressor stops below in heating. Default: ductless 0 degF (-18 degC) at variable speed
    (cold-climate units -15 degF, -26 degC) and 20 degF (-7 degC) at fixed speed, packaged units
    35 degF (2 degC), central ones 0 degF."""
    rated_lowest_outdoor_degc: Temperature | None = None
    """Where the rating takes it to stop; default -15 degF (-26 degC) at variable and 0 degF
    (-18 degC) at fixed speed, as the standard's bins reach, or `lowest_outdoor` if lower."""
    lowest_cooling_outdoor_degc: Temperature | None = None
    """Compressor stops below in cooling; default 60 degF (16 degC) at fixed speed, none at
    variable."""
    standby_w: Power | None = Field(default=None, ge=0, le=MAX_STANDBY_W)
    """Electricity of the controls whenever the compressor is off; default 8 W, ducted 16 W, window
    and terminal units what their CEER means, some 1 W."""
    crankcase_w: Power | None = Field(default=None, ge=0, le=MAX_HEATER_W)
    """Crankcase heater, or preheated compressor windings, in the cold with the compressor off;
    default 20 W for variable-speed ductless units, 10 W per ton for other split units."""
    crankcase_below_degc: Temperature | None = None
    """Outdoor temperature below which it comes on; default 5 degC (41 degF) and 10 degC
    (50 degF)."""
    crankcase_off_above_degc: Temperature | None = None
    """Outdoor temperature above which it goes off again; default 2 K above `crankcase_below` for
    variable-speed ductless units, others at it."""
    crankcase_below_cooling_degc: Temperature | None = None
    """Where it comes on after a call for cooling; default `crankcase_below`."""
    pan_heater_w: Power | None = Field(default=None, ge=0, le=MAX_HEATER_W)
    """Drain-pan heater, below freezing while heating; default none, ducted 150 W."""

    @model_validator(mode="after")
    def _one_neglect(self) -> Self:
        if self.faults is not None and self.neglected:
            raise complaint("faults and neglected are both given", "keep one of the two")
        return self

    @model_validator(mode="after")
    def _one_fan(self) -> Self:
        control = self.given_control
        by_control = control is not None and bool(control.fan_after_stop.model_fields_set)
        for key, given in (("fan", self.fan), ("fan_overrun", self.fan_overrun_s)):
            if given is not None and by_control:
                raise complaint(
                    f"{key} and control.fan_after_stop are both given", "keep one of the two"
                )
        return self

    @model_validator(mode="after")
    def _heater_goes_off(self) -> Self:
        on, off = self.crankcase_below_degc, self.crankcase_off_above_degc
        if off is not None and off < (PREHEAT_BELOW_DEGC if on is None else on):
            known = f"default {PREHEAT_BELOW_DEGC:g} degC" if on is None else f"{on:.1f} degC"
            raise complaint(
                f"the crankcase heater would go off above {off:.1f} degC, below where it comes on "
                f"(crankcase_below: {known})",
                "crankcase_off_above at or above crankcase_below",
            )
        return self

    def traits_in_name(self) -> Mapping[str, str]:
        """Return its control, neglect, fan and heater, as far as they are given."""
        found = {}
        if isinstance(self.control, str):
            found["control"] = f"{self.control} control"
        if self.neglected:
            found["neglected"] = "neglected"
        if self.fan is not None:
            found["fan"] = f"fan {self.fan}"
        if self.backup is not None:
            found["backup"] = self.backup.words
        return found

    # ------------------------------------------------------------------------ what it can do
    @property
    def given_faults(self) -> UnitFaults | None:
        """What is wrong with it; None: nothing."""
        return NEGLECT if self.neglected else self.faults

    @property
    def has_board(self) -> bool:
        """Whether it is ductless."""
        return self.construction == "ductless"

    @property
    def given_control(self) -> UnitControl | None:
        """The control that it was given, a name as the profile of that name."""
        if self.control is None or isinstance(self.control, UnitControl):
            return self.control
        return UnitControl(profile=self.control)

    def control_settings(
        self, control: UnitControl, minimum_on_s: float | None, minimum_off_s: float | None
    ) -> dict[str, float]:
        """Return what its own control decides; its own keys for fan and start go before it."""
        boost = self.start_boost
        settings = control.settings(
            boost=None if boost is None else (boost.speed, boost.for_s),
            variable_speed=self.has_variable_speed,
            minimum_on_s=minimum_on_s,
            minimum_off_s=minimum_off_s,
        )
        if self.fan is not None or self.fan_overrun_s is not None:
            settings["fan_by_control"] = 0.0
        return settings

    @property
    def has_variable_speed(self) -> bool:
        """Whether its fan follows a compressor of many speeds."""
        return self.compressor == "variable_speed"

    def maintained(self) -> Self | None:
        """Return the same unit without neglect; None: it is not neglected."""
        return self.model_copy(update={"neglected": False}) if self.neglected else None

    @property
    def construction(self) -> Construction:
        """How it is built, which its defaults depend on."""
        return "ductless"

    # ------------------------------------------------------------------------------ defaults
    def rated_c_d(self) -> float | None:
        """Return what a rating takes of the given C_D, or of the emerging one; at most 0.25."""
        own = self.c_d
        if own is None and self.start_up is not None:
            own = emerging_c_d(self.start_up.sensible_s, self.compressor, self.start_up.dead_s)
        return None if own is None else min(own, C_D_LIMIT)

    def lowest_heating_degc(self) -> float:
        """Return the outdoor temperature below which it stops heating."""
        if self.lowest_outdoor_degc is not None:
            return self.lowest_outdoor_degc
        return degc(lowest_heating_degf(self.construction, self.compressor, self.climate()))

    def climate(self) -> ClimateClass:
        """Return what kind of winter it is made for."""
        return "ordinary"

    def rated_lowest_degf(self) -> float:
        """Return where the rating takes it to stop.

        Where its owner stops it does not count: the label was measured without that, and to return
        it in spite of bins heated by resistance the unit would have to be a better one.
        """
        if self.rated_lowest_outdoor_degc is not None:
            return degf(self.rated_lowest_outdoor_degc)
        standard = LOWEST_VARIABLE_DEGF if self.has_variable_speed else LOWEST_FIXED_DEGF
        given = self.lowest_outdoor_degc
        return standard if given is None else min(standard, degf(given))

    def coldest_degf(self) -> float:
        """Return down to where a map is extended: the rating's end, or the unit's if lower."""
        return min(self.rated_lowest_degf(), degf(self.lowest_heating_degc()))

    def lowest_cooling_degc(self) -> float:
        """Return the outdoor temperature below which it stops cooling."""
        given = self.lowest_cooling_outdoor_degc
        return lowest_cooling_degc(self.compressor) if given is None else given

    def default_pan_heater_w(self, *, can_heat: bool) -> float:
        """Return the drain-pan heater of such a unit [W]."""
        if self.construction == "packaged" or not can_heat:
            return 0.0
        return PAN_HEATER_DUCTED_W if self.construction == "ducted" else PAN_HEATER_DUCTLESS_W

    def _auxiliaries(self, basis: RatingBasis, rated_w: float, rated_power_w: float) -> Auxiliaries:
        """Return standby and heaters, the default ones where none are given."""
        found = idle_auxiliaries(self.construction, self.compressor, rated_w, rated_power_w)
        below_degc = self.crankcase_below_degc
        if below_degc is not None:
            found = found._replace(
                crankcase_below_degc=below_degc, crankcase_below_cooling_degc=below_degc
            )
        if self.crankcase_off_above_degc is not None:
            above_k = max(self.crankcase_off_above_degc - found.crankcase_below_degc, 0.0)
            found = found._replace(crankcase_off_above_k=above_k)
        found = found._replace(
            pan_heater_w=self.default_pan_heater_w(can_heat=basis.can_heat),
            pan_heater_below_degc=PAN_HEATER_BELOW_DEGC,
        )
        keys = ("standby_w", "crankcase_w", "crankcase_below_cooling_degc", "pan_heater_w")
        given = {key: value for key in keys if (value := getattr(self, key)) is not None}
        return found._replace(**given)

    def _start_constants(self, basis: RatingBasis) -> tuple[float, float, float]:
        """Return dead time, and time constants of sensible output and latent cooling [s].

        As given; of a given C_D; of the C_D of a packaged unit's rating; of a measured split unit.
        """
        given = self.start_up
        if given is not None:
            latent_s = given.sensible_s if given.latent_s is None else given.latent_s
            return given.dead_s, given.sensible_s, latent_s
        if self.c_d is None and self.construction != "packaged":
            return MEASURED_DEAD_S, MEASURED_START_S, MEASURED_START_S
        c_d = basis.c_d if self.c_d is None else self.c_d
        dead_s, start_s = start_constants_s(c_d, self.compressor)
        return dead_s, start_s, start_s

    # -------------------------------------------------------------------------- kernel blocks
    def installed(
        self, table: PerformanceMap, fan_w: FloatArray, flow_m3_per_s: FloatArray
    ) -> PerformanceMap:
        """Return a map with its indoor side as installed, airflow by ``fan_speed``.

        Both (n_speed,): the indoor fan while its airflow follows the compressor [W], and that
        airflow.
        """

        def by_fan_speed(values: FloatArray) -> FloatArray:
            if self.fan_speed == "full":
                values = np.full(values.size, np.interp(1.0, table.speed, values))
            return np.ascontiguousarray(values)

        return table._replace(
            fan_w=by_fan_speed(fan_w),
            airflow_kg_per_s=by_fan_speed(flow_m3_per_s * AIR_DENSITY_KG_PER_M3),
        )

    def machine(
        self,
        cooling: PerformanceMap,
        heating: PerformanceMap,
        basis: RatingBasis,
        indoor: IndoorCoil,
        rated_w: float,
    ) -> Machine:
        """Return the machine: maps of both seasons, and a block for everything else.

        The maps are gross with their indoor sides, as `installed` gives them; of ``basis``
        compressor, seasons and cut-out count. ``indoor`` has corrections and water, ``rated_w`` is
        the gross cooling capacity.
        """
        variable = self.has_variable_speed
        dead_s, sensible_s, latent_s = self._start_constants(basis)
        boost = (0.0, 0.0)
        if variable:
            given = self.start_boost
            boost = (BOOST_SPEED, BOOST_S) if given is None else (given.speed, given.for_s)
        backup = self.backup
        lowest_degc = self.lowest_heating_degc()
        if backup is not None and backup.compressor_off_below_degc is not None:
            lowest_degc = max(lowest_degc, backup.compressor_off_below_degc)
        return Machine(
            can_heat=1.0 if basis.can_heat else 0.0,
            can_cool=1.0 if basis.can_cool else 0.0,
            heating=heating._replace(airflow_kg_per_s=NOTHING),
            cooling=cooling,
            compressor=CompressorDrive(
                modulates=1.0 if variable else 0.0,
                stages=2.0 if self.compressor == "two_stage" else 1.0,
                boost_speed=float(boost[0]),
                boost_s=float(boost[1]),
                slew_per_s=SLEW_PER_S if variable else 1.0,
            ),
            indoor_coil=indoor._replace(
                heating_start_s=sensible_s,
                cooling_start_sensible_s=sensible_s,
                cooling_start_latent_s=latent_s,
                heating_dead_s=dead_s,
                cooling_dead_s=dead_s,
            ),
            outdoor_coil=OutdoorCoil(
                lowest_outdoor_degc=lowest_degc,
                restart_above_k=RESTART_ABOVE_K,
                highest_outdoor_degc=degc(HOTTEST_DEGF),
                lowest_cooling_degc=self.lowest_cooling_degc(),
                defrost=DEFROST_CODE[self.defrost],
            ),
            fan=IndoorFan(
                always_on=1.0 if self.fan == "continuous" else 0.0,
                overrun_s=float(self.fan_overrun_s or 0.0),
            ),
            auxiliaries=self._auxiliaries(
                basis, rated_w, look_up(cooling, RATED_OUTDOOR_DEGC, 1.0).power_w
            ),
            backup=BackupHeat() if backup is None else backup.heat(can_heat=basis.can_heat),
        )


def written_blocks(machine: Machine) -> dict[str, Any]:
    """Return the keys that `CompressorUnit.machine` makes a machine's blocks from again."""
    auxiliaries, backup, drive = machine.auxiliaries, machine.backup, machine.compressor
    words = {code: word for word, code in DEFROST_CODE.items()}
    below_degc = auxiliaries.crankcase_below_degc
    written: dict[str, Any] = {
        "defrost": words[machine.outdoor_coil.defrost],
        "lowest_outdoor": f"{machine.outdoor_coil.lowest_outdoor_degc!r} degC",
        "lowest_cooling_outdoor": f"{machine.outdoor_coil.lowest_cooling_degc!r} degC",
        "start_up": {
            "dead": f"{machine.indoor_coil.cooling_dead_s!r} s",
            "sensible": f"{machine.indoor_coil.heating_start_s!r} s",
            "latent": f"{machine.indoor_coil.cooling_start_latent_s!r} s",
        },
        "standby": f"{auxiliaries.standby_w!r} W",
        "crankcase": f"{auxiliaries.crankcase_w!r} W",
        "crankcase_below": f"{below_degc!r} degC",
        "crankcase_off_above": f"{below_degc + auxiliaries.crankcase_off_above_k!r} degC",
        "crankcase_below_cooling": f"{auxiliaries.crankcase_below_cooling_degc!r} degC",
        "pan_heater": f"{auxiliaries.pan_heater_w!r} W",
    }
    if machine.fan.always_on > 0.0:
        written["fan"] = "continuous"
    if machine.fan.overrun_s > 0.0:
        written["fan_overrun"] = f"{machine.fan.overrun_s!r} s"
    if drive.boost_speed > 0.0 and (drive.boost_speed, drive.boost_s) != (BOOST_SPEED, BOOST_S):
        written["start_boost"] = {"speed": drive.boost_speed, "for": f"{drive.boost_s!r} s"}
    if backup.power_w > 0.0:
        below = f"{backup.below_degc!r} degC"
        written["backup"] = {"size": f"{backup.power_w!r} W", "below": below}
    return written
