"""Hoses and ducts: what passes beside the coil, from a description to a machine's numbers.

A portable's label becomes that of its indoor coil, which the tables are made from; its hoses, or
a central unit's leaky ducts, become the few numbers that the loop takes beside the tables.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from hpsim.equipment.description.ducts_and_hoses import BesideCoil, Ducts
from hpsim.equipment.description.heat_pump import HeatPump
from hpsim.equipment.indoor import AIR_DENSITY_KG_PER_M3
from hpsim.equipment.label import (
    COP_47_OVER_17,
    COP_47_OVER_17_FIXED,
    Q17_OVER_Q47_FIXED,
    Q17_OVER_Q47_VARIABLE,
)
from hpsim.equipment.maps import RatingBasis, degc, net_point
from hpsim.equipment.portable import (
    ROOM_AIR_DEGF,
    PortableLabel,
    PortableRating,
    line_through,
    rate_portable,
    solve_portable,
)
from hpsim.equipment.ratings import BTU_PER_WH, H1_DEGF, H3_DEGF, Compressor
from hpsim.kernel.airflow import MOIST_AIR_J_PER_KG_K
from hpsim.kernel.types import ALWAYS_DEGC, NEVER_DEGC, AirPath, Machine


def coil_of(pump: HeatPump, notes: list[str]) -> tuple[HeatPump, PortableLabel]:
    """Return a portable as its indoor coil is, at 95 degF over the outdoor coil; and its label."""
    label = pump.portable_label()
    at_95 = solve_portable(label, pump.compressor)
    path = label.path
    rated = rate_portable(line_through(at_95, pump.compressor), path, label.standby_w)
    if pump.size_is == "ashrae128":
        notes.append(
            f"SACC not given: {label.sacc_w:.0f} W, the usual share of the older capacity on the "
            "box (0.55 to 0.86 of it among listed units)"
        )
    if pump.ceer is None and pump.eer is None:
        notes.append(f"CEER not given: {label.ceer:.1f}, the least allowed for this SACC")
    if pump.compressor == "variable_speed":
        notes.append("CEER is taken as that of full speed: the rule's credit for modulating is not")
    hose = pump.hose
    if hose is None or hose.airflow_m3_per_s is None:
        notes.append(
            f"hose.airflow not given: {3600.0 * path.exhaust_kg_per_s / AIR_DENSITY_KG_PER_M3:.0f} "
            "m3/h, usual for the size"
        )
    notes.append(
        f"the coil takes {rated.at_95.net.capacity_w:.0f} W in DOE's test; the hose gives "
        f"{rated.at_95.hose_w:.0f} W back, air drawn in {rated.at_95.infiltration_w:.0f} W at "
        f"95 degF outdoors and {rated.at_83.infiltration_w:.0f} W at 83 degF"
    )
    changes: dict[str, object] = {
        "size_w": at_95.capacity_w,
        "eer2": at_95.cop * BTU_PER_WH,
        "eer": None,
        "ceer": None,
        "standby_w": label.standby_w,
    }
    if pump.cop_room_air is not None:
        capacity, power = _at_room_air(pump.compressor)
        changes["cop_47f"] = pump.cop_room_air * power / capacity
        if pump.heating_capacity_w is not None:
            changes["heating_capacity_w"] = pump.heating_capacity_w / capacity
    return pump.model_copy(update=changes), label


def _at_room_air(compressor: Compressor) -> tuple[float, float]:
    """Return heating capacity and power with room air of 20 degC over those at 47 degF."""
    variable = compressor == "variable_speed"
    q17 = Q17_OVER_Q47_VARIABLE if variable else Q17_OVER_Q47_FIXED
    p17 = q17 * (COP_47_OVER_17 if variable else COP_47_OVER_17_FIXED)
    share = (ROOM_AIR_DEGF - H1_DEGF) / (H1_DEGF - H3_DEGF)
    return 1.0 + share * (1.0 - q17), 1.0 + share * (1.0 - p17)


def portable_rating(machine: Machine, basis: RatingBasis, label: PortableLabel) -> PortableRating:
    """Return SACC and CEER of a portable's tables."""
    return rate_portable(
        lambda degf: net_point(
            machine.cooling, basis.cooling_fan_w, degc(degf), 1.0, heating=False
        ),
        label.path,
        label.standby_w,
    )


def stated_path(machine: Machine, given: BesideCoil) -> Machine:
    """Return a machine with the air path that a table's description gives."""
    return machine._replace(
        outdoor_coil=machine.outdoor_coil._replace(room_air_fraction=given.outdoor_coil_room_share),
        air_path=AirPath(
            induced_infiltration_kg_per_s=given.drawn_m3_per_s * AIR_DENSITY_KG_PER_M3,
            from_home_fraction=given.drawn_from_home,
            home_degc=given.home_degc,
            return_leak_kg_per_s=given.mixed_m3_per_s * AIR_DENSITY_KG_PER_M3,
            outside_w_per_k=given.outside_w_per_k,
            follows_fan=float(given.draws_with_fan),
            case_heat_fraction=given.rejected_share,
            delivery_effectiveness=given.delivered_share,
        ),
    )


def beside_of(machine: Machine) -> BesideCoil:
    """Return the description that gives a machine's air path."""
    path = machine.air_path
    return BesideCoil(
        outdoor_coil_room_share=machine.outdoor_coil.room_air_fraction,
        drawn_m3_per_s=path.induced_infiltration_kg_per_s / AIR_DENSITY_KG_PER_M3,
        drawn_from_home=path.from_home_fraction,
        home_degc=path.home_degc,
        mixed_m3_per_s=path.return_leak_kg_per_s / AIR_DENSITY_KG_PER_M3,
        outside_w_per_k=path.outside_w_per_k,
        draws_with_fan=path.follows_fan > 0.0,
        rejected_share=path.case_heat_fraction,
        delivered_share=path.delivery_effectiveness,
    )


def with_air_path(pump: HeatPump, machine: Machine, portable: PortableLabel | None) -> Machine:
    """Return a machine with the hoses or ducts of its description."""
    if portable is None:
        speeds, flows = machine.cooling.speed, machine.cooling.airflow_kg_per_s
        flow = float(np.interp(1.0, speeds, flows))
        return machine._replace(air_path=in_ducts(pump.duct_loss, pump.ducts, flow))
    path, hose = portable.path, pump.hose
    air_path = AirPath(
        induced_infiltration_kg_per_s=path.drawn_kg_per_s,
        outside_w_per_k=path.outside_w_per_k,
        case_heat_fraction=path.rejected_share,
    )
    if hose is not None and hose.home_degc is not None:
        air_path = air_path._replace(from_home_fraction=hose.from_home, home_degc=hose.home_degc)
    coil = machine.outdoor_coil._replace(room_air_fraction=path.coil_room_share)
    if path.hoses == 1:  # the outdoor coil never sees the cold or the heat
        coil = coil._replace(highest_outdoor_degc=ALWAYS_DEGC)
        if pump.lowest_outdoor_degc is None:
            coil = coil._replace(lowest_outdoor_degc=NEVER_DEGC)
    return machine._replace(outdoor_coil=coil, air_path=air_path)


def in_ducts(duct_loss: float | None, given: Ducts | None, airflow_kg_per_s: float) -> AirPath:
    """Return the air path of a heat pump or a furnace with ducts."""
    path = AirPath(delivery_effectiveness=1.0 - (duct_loss or 0.0))
    if given is None:
        return path
    ducts = duct_path(given, airflow_kg_per_s)
    return AirPath(
        induced_infiltration_kg_per_s=ducts.drawn_kg_per_s,
        return_leak_kg_per_s=ducts.mixed_kg_per_s,
        outside_w_per_k=ducts.outside_w_per_k,
        follows_fan=1.0,
        delivery_effectiveness=path.delivery_effectiveness * ducts.delivered_share,
    )


class DuctPath(NamedTuple):
    """What leaky ducts outside do at full airflow."""

    delivered_share: float
    """Of the coil's heat that arrives in supply air, against air as warm as the room's."""
    drawn_kg_per_s: float
    """Air that the room lacks: more is lost from the supply than comes in by the return."""
    mixed_kg_per_s: float
    """Outdoor air that arrives in supply air."""
    outside_w_per_k: float
    """Through the ducts' walls, per kelvin outdoors above the room."""


def duct_path(ducts: Ducts, airflow_kg_per_s: float) -> DuctPath:
    r"""Return what ducts do to the room's heat and air.

    With a_s and a_r the shares of air that supply and return keep and B_s, B_r how much of a
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
    mixed = supply * (1.0 - back) * airflow_kg_per_s
    in_all = supply * stream * (1.0 - back * b_return * b_supply)
    return DuctPath(
        supply * b_supply,
        (back - supply) * airflow_kg_per_s,
        mixed,
        in_all - mixed * MOIST_AIR_J_PER_KG_K,
    )
