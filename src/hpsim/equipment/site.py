"""A machine at its site: fans move volumes, and thinner air is less of it."""

from __future__ import annotations

from hpsim.caching import IdentityCache
from hpsim.kernel.airflow import COIL_FLOW_EXPONENT
from hpsim.kernel.types import Machine
from hpsim.psychrometrics import STANDARD_PRESSURE_PA

SAME_PRESSURE = 0.005  # of the standard one: the weather's, not the site's


def at_site(machine: Machine, pressure_pa: float) -> Machine:
    """Return a machine whose fans move the same volumes of a site's air.

    Air masses over the indoor coil and through hoses and leaky ducts go with the pressure, as does
    the fan's power at the same speed; the coil's A0 goes with the air mass as in any other airflow
    (`COIL_FLOW_EXPONENT`). Gross capacity and power stay: the effect of thinner air on both coils
    is left out, as EnergyPlus leaves it out. The machine's air masses are at standard density;
    ``pressure_pa`` is the annual mean at the site.

    Examples
    --------
    Denver has 0.83 of the pressure at sea level:

    >>> from hpsim.validation.bench import plain_machine
    >>> denver = at_site(plain_machine(3000.0, 800.0), 83_400.0)
    >>> round(float(denver.cooling.airflow_kg_per_s[-1]) / 0.15, 3)
    0.823
    """
    ratio = pressure_pa / STANDARD_PRESSURE_PA
    if abs(ratio - 1.0) < SAME_PRESSURE:
        return machine
    return _at_sites.get((machine,), lambda: _in_thin_air(machine, ratio), ratio)


_at_sites: IdentityCache[Machine] = IdentityCache(512)
"""The same for all rooms of a site; as many as a sweep keeps machines, 5 kB each."""


def _in_thin_air(machine: Machine, ratio: float) -> Machine:
    """Return a machine in air of so many times the standard pressure."""
    cooling, heating, path = machine.cooling, machine.heating, machine.air_path
    return machine._replace(
        cooling=cooling._replace(
            fan_w=cooling.fan_w * ratio,
            airflow_kg_per_s=cooling.airflow_kg_per_s * ratio,
            coil_a0_kg_per_s=cooling.coil_a0_kg_per_s * ratio**COIL_FLOW_EXPONENT,
        ),
        heating=heating._replace(fan_w=heating.fan_w * ratio),
        indoor_coil=machine.indoor_coil._replace(
            evaporation_kg_per_s=machine.indoor_coil.evaporation_kg_per_s * ratio
        ),
        air_path=path._replace(
            induced_infiltration_kg_per_s=path.induced_infiltration_kg_per_s * ratio,
            return_leak_kg_per_s=path.return_leak_kg_per_s * ratio,
        ),
    )
