"""How capacity and power change with the air over the indoor coil, and what air carries.

Needs no compiler.

References
----------
Cutler, Winkler, Kruis, Christensen and Brandemuehl (2013), NREL/TP-5500-56354, as in
ANSI/RESNET/ICC 301 Addendum 82 and OpenStudio-HPXML v1.11. Valid for 0.5 to 1.5 of rated airflow.
"""

from __future__ import annotations

COIL_FLOW_EXPONENT = 0.5
"""Of the coil's A0, which is its air-side conductance over the heat capacity of air, over the
airflow. Derived: the film of finned tubes goes with the flow to 0.5 to 0.67 (Colburn factors with
Re to -0.5, louvred, to -0.33, plain fins: Kays and London; Gray and Webb 1986), times some 0.85
since fins work better at weaker films."""
VAPORISATION_J_PER_KG = 2.501e6  # of water at 0 degC: ASHRAE Fundamentals 2021, ch. 1, eq. 30
MOIST_AIR_J_PER_KG_K = 1015.0  # room air of some 0.005 kg/kg: 1006 + 0.005 * 1860

COLDEST_ROOM_DEGC, WARMEST_ROOM_DEGC = 5.0, 27.0
"""Room temperatures outside which heating output is held: hardly a maker's table goes further."""
RATED_HEATING_DRY_BULB_DEGC = 21.11  # AHRI 210/240, entering air of the heating tests (70 degF)
CONDENSER_APPROACH = 0.6
"""Of the approach of both coils to their airs; it moves heating power by less than 1 %."""

Curve = tuple[float, float, float]

COOLING_CAPACITY: Curve = (0.718664047, 0.41797409, -0.136638137)
COOLING_INPUT_RATIO: Curve = (1.143487507, -0.13943972, -0.004047787)
HEATING_CAPACITY: Curve = (0.694045465, 0.474207981, -0.168253446)
HEATING_INPUT_RATIO: Curve = (2.185418751, -1.942827919, 0.757409168)


def airflow_factor(curve: Curve, ratio: float) -> float:
    """Return a correction for airflow over rated: ``a0 + a1 r + a2 r**2``.

    >>> round(airflow_factor(COOLING_CAPACITY, 0.8), 4)
    0.9656
    >>> round(airflow_factor(HEATING_INPUT_RATIO, 0.6), 4)
    1.2924
    """
    return curve[0] + (curve[1] + curve[2] * ratio) * ratio
