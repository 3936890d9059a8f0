"""What frost, the coil's split and drawn-in air leave of a machine's output, for many at once."""

from __future__ import annotations

from hpsim.kernel.air import sensible_heat_ratio
from hpsim.kernel.compiling import compiled
from hpsim.kernel.heat_pump import frost, induced_infiltration
from hpsim.kernel.types import FloatArray, Saturation


@compiled
def frost_means(
    kind: float,
    table: Saturation,
    outdoor_degc: FloatArray,
    humidity_ratio: FloatArray,
    out: FloatArray,
) -> None:
    """Fill ``out`` with the mean share of frost-free capacity that defrosting leaves."""
    for i in range(outdoor_degc.size):
        share, clear, _, icing, _, _ = frost(kind, table, outdoor_degc[i], humidity_ratio[i])
        out[i] = (1.0 - share) * clear + share * icing


@compiled
def sensible_shares(
    table: Saturation,
    air_degc: float,
    humidity_ratio: float,
    capacity_w: FloatArray,
    airflow_kg_per_s: float,
    bypass: float,
    out: FloatArray,
) -> None:
    """Fill ``out`` with the sensible share of each gross capacity."""
    for i in range(capacity_w.size):
        out[i] = sensible_heat_ratio(
            table, air_degc, humidity_ratio, capacity_w[i], airflow_kg_per_s, bypass
        )


@compiled
def induced_infiltration_of_each(
    unbalanced_kg_per_s: float, natural: FloatArray, out: FloatArray
) -> None:
    """Fill ``out`` with the outdoor air that a fan adds to each natural leakage [kg/s]."""
    for i in range(natural.size):
        out[i] = induced_infiltration(unbalanced_kg_per_s, natural[i])
