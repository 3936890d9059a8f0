"""How loud a unit is indoors, and how long it is louder than a level.

Confidence is low: five decibels either way.

The level at the highest fan step belongs to the size; less air is quieter by the fan law, down to
the quietest step. Units with the compressor in the room (window, terminal, portable) are as loud
as the compressor.

References
----------
Fan steps of Hisense wall units, 9 to 24 kBtu/h [dB(A)]; 45 to 67 dB per decade of fan speed on
four units, so 50 is taken. Window and terminal units: product pages, 45 to 58 dB(A). Distance and
room are those of the makers' tests; doors, ducts and other kinds of indoor units are not
distinguished.
"""

from __future__ import annotations

import math

import numpy as np

from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.kernel.types import Machine
from hpsim.metrics import counts
from hpsim.metrics.common import HOURS_PER_DAY, of_machine
from hpsim.metrics.registry import metric
from hpsim.results import IndoorSound, Results

# of wall units: rated cooling [W] -> loudest and quietest fan step [dB(A)]
SIZES_W = np.array([2637.6, 3516.8, 5275.3, 7033.7])
LOUDEST_STEP_DBA = np.array([38.0, 38.0, 44.0, 45.0])
QUIETEST_STEP_DBA = np.array([25.0, 25.0, 32.0, 32.0])
IN_THE_ROOM_DBA = 52.0  # middle of 45 to 58: the compressor is in the room
DECIBELS_PER_DECADE = 50.0  # of airflow, as of fan speed
MIN_FLOW_RATIO = 1e-3


def indoor_sound(machine: Machine, assumed: MachineAssumptions) -> IndoorSound | None:
    """Return the level over compressor speed; None where it is not known, or without a fan."""
    if assumed.indoor_sound is None:
        return None
    speed = np.asarray(machine.cooling.speed, dtype=np.float64)
    if assumed.indoor_sound == "room unit":
        return IndoorSound(speed, np.full(speed.size, IN_THE_ROOM_DBA))
    highest = float(np.interp(assumed.size_w, SIZES_W, LOUDEST_STEP_DBA))
    lowest = float(np.interp(assumed.size_w, SIZES_W, QUIETEST_STEP_DBA))
    flow = machine.cooling.airflow_kg_per_s / machine.cooling.airflow_kg_per_s.max()
    level = highest + DECIBELS_PER_DECADE * np.log10(np.maximum(flow, MIN_FLOW_RATIO))
    return IndoorSound(speed, np.maximum(level, lowest))


def _list_time_above(level_dba: float, name: str, *, by_night: bool) -> None:
    """List the time that a unit runs louder than a level among the metrics."""
    night, when = (", night", " from 22:00 to 07:00") if by_night else ("", "; plus or minus 5 dB")

    @metric(
        f"Louder than {level_dba:g} dB(A){night}",
        unit="h",
        key=f"sound_h.over_{level_dba:g}_dba{'_at_night' if by_night else ''}",
        words=f"Return the running time above {level_dba:g} dB(A) indoors{when}.",
    )
    def louder_than_h(results: Results) -> float:
        if results.sound is None or results.hourly.running.size % HOURS_PER_DAY:
            return math.nan
        found: float = getattr(counts.ran(results), name)
        return of_machine(results, found)


for _level, _name in zip(counts.LEVELS_DBA, ("loud", "louder", "loudest"), strict=True):
    _list_time_above(_level, _name, by_night=False)
for _level, _name in zip(counts.LEVELS_DBA, ("loud", "louder", "loudest"), strict=True):
    _list_time_above(_level, f"{_name}_at_night", by_night=True)
