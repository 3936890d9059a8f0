"""Ducts, and the air path of a machine given as tables: from descriptions to the kernel's block."""

from __future__ import annotations

import math

from hpsim.equipment.description.ducts_and_hoses import BesideCoil, Ducts
from hpsim.equipment.indoor_coil import AIR_DENSITY_KG_PER_M3
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.types import AirPath, Machine

_GIVEN_AS = (
    ("induced_infiltration_kg_per_s", "drawn_m3_per_s", AIR_DENSITY_KG_PER_M3),
    ("from_home_fraction", "drawn_from_home", 1.0),
    ("home_degc", "home_degc", 1.0),
    ("return_leak_kg_per_s", "mixed_m3_per_s", AIR_DENSITY_KG_PER_M3),
    ("outside_w_per_k", "outside_w_per_k", 1.0),
    ("follows_fan", "draws_with_fan", 1.0),
    ("case_heat_fraction", "rejected_share", 1.0),
    ("delivery_effectiveness", "delivered_share", 1.0),
)
"""The kernel's fields, those of a description, and how many of the first one of the second is."""


def with_given_path(machine: Machine, given: BesideCoil) -> Machine:
    """Return a machine with the air path that a table's description gives."""
    path = {name: factor * getattr(given, key) for name, key, factor in _GIVEN_AS}
    coil = machine.outdoor_coil._replace(room_air_fraction=given.outdoor_coil_room_share)
    return machine._replace(outdoor_coil=coil, air_path=AirPath(**path))


def path_of(machine: Machine) -> BesideCoil | None:
    """Return the description that gives a machine's air path; None: all air passes the coil."""
    path = machine.air_path
    keys = {key: getattr(path, name) / factor for name, key, factor in _GIVEN_AS}
    given = BesideCoil(outdoor_coil_room_share=machine.outdoor_coil.room_air_fraction, **keys)
    return None if given == BesideCoil(home_degc=path.home_degc) else given


def in_ducts(duct_loss: float | None, given: Ducts | None, airflow_kg_per_s: float) -> AirPath:
    """Return the air path of a heat pump or a furnace with ducts."""
    delivered = 1.0 - (duct_loss or 0.0)
    if given is None:
        return AirPath(delivery_effectiveness=delivered)
    path = duct_path(given, airflow_kg_per_s)
    return path._replace(delivery_effectiveness=delivered * path.delivery_effectiveness)


def duct_path(ducts: Ducts, airflow_kg_per_s: float) -> AirPath:
    r"""Return what ducts outside do to the room's heat and air at full airflow.

    With a_s and a_r the fractions of air that supply and return keep and B_s, B_r how much of a
    difference to outside survives each duct's walls, supply air brings

    .. math:: a_s B_s Q - a_s \dot m c (1 - a_r B_r B_s) (T_{room} - T_{out}),

    and the return takes :math:`(a_r - a_s) \dot m` more from the room than it gets.

    References
    ----------
    ASHRAE 152-2004, delivery effectiveness: the same balance, ducts at outdoor temperature. Its
    text was not at hand; the balance is derived from the air's and the heat's conservation.
    """
    stream = airflow_kg_per_s * MOIST_AIR_J_PER_KG_K

    def kept(area_m2: float) -> float:
        return math.exp(-area_m2 / ducts.r_value_m2k_per_w / stream)

    supply, back = 1.0 - ducts.supply_leak, 1.0 - ducts.return_leak
    b_supply, b_return = kept(ducts.supply_area_m2), kept(ducts.return_area_m2)
    return_leak = supply * (1.0 - back) * airflow_kg_per_s
    in_all = supply * stream * (1.0 - back * b_return * b_supply)
    return AirPath(
        induced_infiltration_kg_per_s=(back - supply) * airflow_kg_per_s,
        return_leak_kg_per_s=return_leak,
        outside_w_per_k=in_all - return_leak * MOIST_AIR_J_PER_KG_K,
        follows_fan=1.0,
        delivery_effectiveness=supply * b_supply,
    )
