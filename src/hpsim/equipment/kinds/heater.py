"""What machines that only heat have in common: no weather reaches them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hpsim.equipment.kinds.base import Unit
from hpsim.kernel.types import FloatArray, Machine, PerformanceMap

EVERYWHERE_DEGC = np.array([-60.0, 60.0])


class Heater(Unit):
    """A machine that only heats, alike in all weather."""

    def problems_in_a_pair(self) -> Iterator[tuple[str, str]]:
        """Yield what keeps it from being the heating half of a pair, as (message, hint)."""
        yield from ()


def heater_machine(
    speed: FloatArray,
    heat_w: FloatArray,
    power_w: FloatArray,
    fan_w: FloatArray,
    airflow_kg_per_s: FloatArray,
) -> Machine:
    """Return a machine that heats alike in all weather and does not cool.

    All (n_speed,), over ``speed``, the rising fraction of full output (0 and 1 with one stage);
    ``power_w`` is electricity or fuel.
    """
    heating = PerformanceMap(
        EVERYWHERE_DEGC, speed, np.tile(heat_w, (2, 1)), np.tile(power_w, (2, 1)), fan_w
    )
    cooling = heating._replace(
        airflow_kg_per_s=airflow_kg_per_s, coil_a0_kg_per_s=np.zeros(speed.size)
    )
    return Machine(can_heat=1.0, can_cool=0.0, heating=heating, cooling=cooling)
