"""How often a thermostat alone would start an on/off unit: its differential and the room."""

from __future__ import annotations

import numpy as np

from hpsim.metrics.common import median
from hpsim.results import Run


def thermostat_starts_per_hour(
    capacity_w: float, capacitance_j_per_k: float, differential_k: float
) -> float:
    """Return how often a thermostat would start a unit at half load [1/h].

    ``Nmax = 3600 Q / (4 C dT)``: at half load a room of one capacitance takes ``2 C dT / Q`` to
    cross the differential in either direction.
    """
    return 3600.0 * capacity_w / (4.0 * capacitance_j_per_k * differential_k)


def starts_by_candidate(run: Run, differential_k: float) -> dict[str, float]:
    """Return the starts per hour of each on/off candidate at half load and median output [1/h]."""
    found = {}
    for results in run.candidates:
        heats = results.room.ideal_heating_w > 0.0
        output_w = results.maximum_heating_w[heats & np.isfinite(results.maximum_heating_w)]
        if results.traits.has_fixed_speeds and output_w.size:
            found[results.candidate] = thermostat_starts_per_hour(
                median(output_w), run.room.effective_capacitance_j_per_k, differential_k
            )
    return found
