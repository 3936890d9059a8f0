"""Two machines under one thermostat: one heats, the other cools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Tag, model_validator

from hpsim.description.base import Word, by_shape, complaint, kind_of
from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.kinds.base import CandidateBase, Unit, read_product
from hpsim.equipment.kinds.baseboard import Baseboard
from hpsim.equipment.kinds.furnace import Furnace
from hpsim.equipment.kinds.label_unit import SingleStage
from hpsim.kernel.types import Machine

HEATERS = ("baseboard", "furnace")
"""Kinds that may heat in a pair."""
AS_BACKUP = "in place of the pair that unit with heating: false and backup: {size: 2 kW}"
"""How a unit and an electric heater are written that are no pair."""


def _heater_kind(value: Any) -> str | None:
    kind = kind_of(value)
    return kind if kind in HEATERS else None


class Pair(CandidateBase):
    """Two machines under one thermostat: one heats, the other cools. Both switch on and off."""

    has_compressor = True

    kind: Literal["pair"] = "pair"
    """Two machines."""
    name: Word | None = None
    """Its name in results."""
    heating: Annotated[
        Annotated[
            Annotated[Baseboard, Tag("baseboard")] | Annotated[Furnace, Tag("furnace")],
            by_shape(_heater_kind, "not a kind of heater", f"kind: {', '.join(HEATERS)}"),
        ],
        BeforeValidator(read_product),
    ]
    """A baseboard or a furnace of one stage."""
    cooling: Annotated[SingleStage, BeforeValidator(read_product)]
    """A single-stage unit; its heating, if it has any, is not used."""

    @model_validator(mode="after")
    def _plain_halves(self) -> Self:
        cooler = self.cooling
        for message, hint in self.heating.problems_in_a_pair():
            raise complaint(message, hint)
        if cooler.hoses or cooler.ducts is not None or cooler.duct_loss is not None:
            message = f"cooling.form {cooler.form} with hoses or ducts in a pair"
            raise complaint(message, "window" if self.heating.kind == "furnace" else AS_BACKUP)
        for key, half in (("heating", self.heating), ("cooling", cooler)):
            if getattr(half, "fan", "auto") == "continuous":
                raise complaint(f"{key}.fan: continuous in a pair", "fan: auto")
        if cooler.control is not None:
            raise complaint("cooling.control in a pair: one thermostat has both", "leave it out")
        if cooler.backup is not None:
            raise complaint("cooling.backup in a pair", "the other half heats")
        if cooler.given_faults is not None:
            raise complaint("faults of a pair are not modelled", "leave them out")
        return self

    def parts(self) -> Mapping[tuple[str, ...], Unit]:
        """Return its halves."""
        return {("heating",): self.heating, ("cooling",): self.cooling}

    def default_name(self) -> str:
        """Return the names of both halves."""
        return f"{self.cooling.result_name()} + {self.heating.result_name()}"

    def compile(self) -> tuple[Machine, MachineAssumptions]:
        """Return one machine that heats as one half and cools as the other.

        Each half draws its standby whenever it is off: that of both while neither runs, and in the
        map of each that of the other.
        """
        heater, about_heater = self.heating.compile()
        cooler, about_cooler = self.cooling.compile()
        heating, cooling = heater.heating, cooler.cooling
        # what is lost in the furnace's ducts, of the fan's heat too: the window unit has none
        delivered = heater.air_path.delivery_effectiveness
        heat_w = delivered * heating.capacity_w - (1.0 - delivered) * heating.fan_w
        heating_power_w = heating.power_w + cooler.auxiliaries.standby_w
        fuel_w = heater.burner.fuel_fraction * float(heating.power_w.max())
        coil = heater.indoor_coil._asdict()
        of_heating = {key: value for key, value in coil.items() if key.startswith("heating_")}
        machine = cooler._replace(
            can_heat=1.0,
            heating=heating._replace(capacity_w=heat_w, power_w=heating_power_w),
            cooling=cooling._replace(power_w=cooling.power_w + heater.auxiliaries.standby_w),
            indoor_coil=cooler.indoor_coil._replace(**of_heating),
            outdoor_coil=cooler.outdoor_coil._replace(
                lowest_outdoor_degc=heater.outdoor_coil.lowest_outdoor_degc,
                restart_above_k=heater.outdoor_coil.restart_above_k,
                defrost=heater.outdoor_coil.defrost,
            ),
            fan=cooler.fan._replace(
                heating_overrun_more_s=heater.fan.overrun_s - cooler.fan.overrun_s
            ),
            auxiliaries=cooler.auxiliaries._replace(
                standby_w=cooler.auxiliaries.standby_w + heater.auxiliaries.standby_w,
                pan_heater_w=0.0,
            ),
            burner=heater.burner._replace(fuel_fraction=fuel_w / float(heating_power_w.max())),
        )
        return machine, MachineAssumptions(
            name=self.result_name(),
            kind=self.kind,
            size_w=self.cooling.size_w,
            notes=(*about_cooler.notes, *about_heater.notes),
            burner=about_heater.burner,
        )
