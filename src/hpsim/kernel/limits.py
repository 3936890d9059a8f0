"""Steady net output over the weather, for many hours at once: the loop's own physics."""

from __future__ import annotations

from hpsim.kernel.compiling import compiled
from hpsim.kernel.steady import Conditions, steady_output
from hpsim.kernel.types import FloatArray, Machine, Saturation

HEALTHY = tuple(Conditions._field_defaults.values())


@compiled
def net_outputs(
    machine: Machine,
    table: Saturation,
    mode: float,
    outdoor_degc: FloatArray,
    outdoor_humidity_ratio: FloatArray,
    leakage_kg_per_s: FloatArray,
    room_degc: float,
    room_humidity_ratio: float,
    speeds: FloatArray,
    out_w: FloatArray,
) -> None:
    """Fill ``out_w`` with the net heat, or the net sensible cooling, that a machine gives [W].

    Parameters
    ----------
    machine : Machine
        With its tables.
    table : Saturation
        Saturated air at the place's pressure.
    mode : float
        1 heating, -1 cooling.
    outdoor_degc, outdoor_humidity_ratio, leakage_kg_per_s : (n,)
        Outdoor air, and how much of it enters the room by itself [degC, kg/kg, kg/s].
    room_degc, room_humidity_ratio : float
        Air of the room [degC, kg/kg].
    speeds : (n_speeds,)
        Of the compressor, fraction of full speed [-].
    out_w : (n_speeds, n)
        Coil, fan, case, hose and ducts; frost as its mean. Negative where they take more than the
        coil gives.
    """
    for i in range(outdoor_degc.size):
        at = Conditions(
            outdoor_degc[i],
            outdoor_humidity_ratio[i],
            leakage_kg_per_s[i],
            room_degc,
            *HEALTHY,  # numba does not fill in a tuple's defaults
        )
        for j in range(speeds.size):
            does = steady_output(machine, table, mode, at, room_humidity_ratio, speeds[j])
            drawn_w = does.induced_at_w - does.induced_w_per_k * room_degc
            out_w[j, i] = does.coil_w + mode * (does.fan_and_case_w + drawn_w)
