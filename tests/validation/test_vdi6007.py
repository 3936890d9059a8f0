"""VDI 6007-1: the modes and the base pass against the guideline's own values."""

import csv
from pathlib import Path

import numpy as np
import pytest

from hpsim.validation import vdi6007

KNOWN = Path(vdi6007.__file__).parents[1] / "data" / "vdi6007" / "known_deviations.csv"
FIT_PERIOD_S = 5 * 86400.0  # of the guideline's elements
FIT_TOLERANCE = 6e-3  # its intermediate values are rounded: 0.5 % is the largest difference
CEILING_FILM_W_PER_M2K = 5.0  # the cooled ceiling's, with the room's other films: 3.0 in the mean
PRINTED_FILM = 0.005  # films are printed to 0.01 W/m2K
STEP_S = 300.0  # enough to see a direction


def known():
    lines = KNOWN.read_text("utf-8").splitlines()
    return {row["check"] for row in csv.DictReader(x for x in lines if not x.startswith("#"))}


def test_all_twelve_cases_keep_the_guidelines_tolerance():
    checks = vdi6007.checks()
    assert {int(check.name.split()[1]) for check in checks} == set(range(1, 13))
    assert {check.name for check in checks if not check.passed} == known()


def air_of(number, **changes):
    case = vdi6007.book()["cases"][number] | changes
    day = vdi6007.day_of(case)
    return vdi6007.solve(case, vdi6007.two_element_room(case, day), day, STEP_S)["air_degc"]


def test_a_radiant_gain_warms_the_air_less_at_once_than_a_convective_one():
    convective, radiant = air_of(1), air_of(2)
    assert radiant[6] < convective[6]
    assert radiant[5] == pytest.approx(vdi6007.START_DEGC)
    assert convective[5] == pytest.approx(vdi6007.START_DEGC)


def test_ventilation_and_the_sky_cool_the_room():
    assert air_of(12)[-24:].max() < air_of(5)[-24:].max()
    case = vdi6007.book()["cases"][9]
    night = (
        vdi6007.day_of(case).wall_degc[:4]
        - vdi6007.day_of(case | {"long_wave": False}).wall_degc[:4]
    )
    assert (night < 0.0).all()


def admittance(layers, omega):
    """Return a wall's admittance [W/m2K] with the same temperature on both its sides."""
    matrix = np.eye(2, dtype=complex)
    for thickness, conductivity, density, heat in layers:
        resistance, capacity = thickness / conductivity, thickness * density * heat
        s = np.sqrt(1j * omega * resistance * capacity)
        matrix = matrix @ np.array(
            [[np.cosh(s), resistance * np.sinh(s) / s], [s * np.sinh(s) / resistance, np.cosh(s)]]
        )
    return (matrix[1, 1] - 1.0) / matrix[0, 1]


@pytest.mark.parametrize(
    "name", ["heavy", "light", "heavy, two outer walls", "heavy, floor over a cellar"]
)
def test_the_layers_give_the_guidelines_inner_element(name):
    omega = 2.0 * np.pi / FIT_PERIOD_S
    parts = [part for part in vdi6007.book()["layers"][name] if "faces" not in part]
    impedance = 1.0 / sum(part["area_m2"] * admittance(part["layers"], omega) for part in parts)
    inner = vdi6007.book()["two_elements"][name]["inner"]
    assert sum(part["area_m2"] for part in parts) == inner["area_m2"]
    assert impedance.real == pytest.approx(inner["k_per_w"], rel=FIT_TOLERANCE)
    assert -1.0 / (omega * impedance.imag) == pytest.approx(inner["j_per_k"], rel=FIT_TOLERANCE)


def test_the_films_of_the_layers_give_those_of_the_elements():
    book = vdi6007.book()
    for case in book["cases"].values():
        parts = [part for part in book["layers"][case["layers"]] if "faces" not in part]
        films = [
            CEILING_FILM_W_PER_M2K
            if case.get("cooled_ceiling") and part["name"] == "ceiling"
            else part["film_w_per_m2k"]
            for part in parts
        ]
        area = np.array([part["area_m2"] for part in parts])
        inner = book["two_elements"][case["room"]]["inner"]
        assert films @ area / area.sum() == pytest.approx(inner["film_w_per_m2k"], abs=PRINTED_FILM)
