"""An electric resistance heater under a thermostat."""

from __future__ import annotations

from typing import Literal

import numpy as np

from hpsim.description.base import Positive, Power, Word
from hpsim.equipment.assumptions import MachineAssumptions, size_words
from hpsim.equipment.indoor_coil import AIR_DENSITY_KG_PER_M3
from hpsim.equipment.kinds.heater import Heater, heater_machine
from hpsim.kernel.types import Machine

CONVECTION_M3_PER_S = 0.05  # only the supply air that a thermostat may feel follows from it


class Baseboard(Heater):
    """Electric resistance under a thermostat; heating only."""

    other_words = dict.fromkeys(  # a ClassVar of its base, which pydantic knows
        ("heater", "electric_heater", "space_heater", "resistance", "electric_radiator"),
        "kind: baseboard",
    )

    kind: Literal["baseboard"] = "baseboard"
    """Electric resistance."""
    name: Word | None = None
    """Its name in results."""
    size_w: Power = Positive
    """Heat and electric power."""

    def default_name(self) -> str:
        """Return size and kind."""
        return f"{size_words(self.size_w)} baseboard"

    def compile(self) -> tuple[Machine, MachineAssumptions]:
        """Return a machine of COP 1 without fan or losses."""
        heat_w = np.full(2, self.size_w)
        airflow = np.full(2, CONVECTION_M3_PER_S) * AIR_DENSITY_KG_PER_M3
        machine = heater_machine(np.array([0.0, 1.0]), heat_w, heat_w, np.zeros(2), airflow)
        return machine, MachineAssumptions(
            name=self.result_name(), kind=self.kind, size_w=self.size_w
        )
