"""What carries air or heat past the coil: ducts outside the room, hoses of portables, a table's."""

from __future__ import annotations

import math
from typing import Self

from pydantic import Field, model_validator

from hpsim.description.base import (
    Area,
    Conductance,
    Description,
    Flow,
    Fraction,
    Length,
    Resistance,
    Temperature,
    UValue,
    complaint,
)
from hpsim.equipment.indoor_coil import AIR_DENSITY_KG_PER_M3
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.types import AirPath, Machine

MAX_DUCT_LOSS = 0.6
HOSE_LENGTH_M, HOSE_DIAMETER_M = 1.5, 0.15  # common: 5 ft and 6 in
HOSE_U_W_PER_M2K = 11.0
"""Derived: the rule's 3 Btu/(h ft2 degF) = 17 W/m2K from the surface, 30 W/m2K inside (6 m/s)."""


class Hose(Description):
    """A portable's hoses and the air in them: ``{airflow: 220 cfm, length: 5 ft}``."""

    airflow_m3_per_s: Flow | None = Field(default=None, gt=0)
    """Blown out through the exhaust hose while the compressor runs; default by the size."""
    leak: Fraction | None = None
    """Two hoses: fraction of that air which the unit takes from the room all the same."""
    length_m: Length = Field(default=HOSE_LENGTH_M, ge=0, le=10)
    """Of each hose inside the room."""
    diameter_m: Length = Field(default=HOSE_DIAMETER_M, gt=0, le=0.5)
    """Of each hose."""
    u_value_w_per_m2k: UValue = Field(default=HOSE_U_W_PER_M2K, ge=0)
    """From the air in a hose to the room; an insulating sleeve makes it smaller."""
    case_share: Fraction = 0.0
    """Of the rejected heat that the case gives to the room; the rating has none."""
    from_home: Fraction = 0.0
    """Fraction of the air blown out which the rest of the home replaces, not outdoors."""
    home_degc: Temperature | None = None
    """Air of the rest of the home; with the room's humidity."""

    @model_validator(mode="after")
    def _home(self) -> Self:
        if self.from_home > 0.0 and self.home_degc is None:
            raise complaint("from_home without the home's temperature", "home: 26 degC")
        if self.home_degc is not None and self.from_home == 0.0:
            raise complaint("home, but no air comes from there", "from_home: 40 %")
        return self


class Ducts(Description):
    """Ducts outside: ``{supply_leak: 8 %, return_leak: 4 %, supply_area: 60 ft2, r_value: R-6}``.

    In an attic, a crawl space or outdoors, where it is as warm as outdoors.
    """

    supply_leak: Fraction = Field(default=0.0, le=0.5)
    """Fraction of the air behind the fan that is lost to outside."""
    return_leak: Fraction = Field(default=0.0, le=0.5)
    """Fraction of the air before the fan that comes from outside."""
    supply_area_m2: Area = Field(default=0.0, ge=0)
    """Surface of the supply ducts that lies outside."""
    return_area_m2: Area = Field(default=0.0, ge=0)
    """Surface of the return ducts that lies outside."""
    r_value_m2k_per_w: Resistance = Field(default=1.06, gt=0)
    """Thermal resistance of their walls; default R-6."""


class BesideCoil(Description):
    """Air and heat that bypass the coil of a machine given as tables: hoses or ducts."""

    outdoor_coil_room_share: Fraction = 0.0
    """Of the outdoor coil's air that comes from the room: 1 for one hose."""
    drawn_m3_per_s: Flow = 0.0
    """Air blown out of the room while the unit runs; negative: blown in."""
    drawn_from_home: Fraction = 0.0
    """Fraction of it that the rest of the home replaces."""
    home_degc: Temperature = 20.0
    """Air of the rest of the home."""
    mixed_m3_per_s: Flow = Field(default=0.0, ge=0)
    """Outdoor air that return leaks bring to the room."""
    outside_w_per_k: Conductance = Field(default=0.0, ge=0)
    """Through walls of hoses or ducts, of the difference of outdoors to the room."""
    draws_with_fan: bool = False
    """With the indoor fan and as its speed, not with the compressor."""
    rejected_share: Fraction = 0.0
    """Of the outdoor coil's heat that comes back into the room."""
    delivered_share: Fraction = 1.0
    """Of the coil's and fan's heat that reaches the room."""


# -------------------------------------------------------------------- in the kernel
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
