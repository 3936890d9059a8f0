"""VDI 6007-1: the modes and the ideal-load pass against the guideline's own values."""

import numpy as np
import pytest
from scipy.linalg import expm

from hpsim.validation import vdi6007

FIT_PERIOD_S = 5 * 86400.0  # of the guideline's elements
FIT_TOLERANCE = 6e-3  # its intermediate values are rounded: 0.5 % is the largest difference
CEILING_FILM_W_PER_M2K = 5.0  # the cooled ceiling's, with the room's other films: 3.0 in the mean
PRINTED_FILM = 0.005  # films are printed to 0.01 W/m2K
STEP_S = 300.0  # enough to see a direction
LIMITED = (7, 11)
CHANGEOVER = 9  # the hour of case 11 in which heating ends and the ceiling takes over
BLACKBOARD_W = 1e-6  # both are exact: only rounding may differ


def test_the_printed_loads_are_constant_through_the_hour():
    """Ideal control by the minute gives them too, but in the hour of the changeover."""
    tolerance = vdi6007.TOLERANCE["load_w"] + vdi6007.PRINTED["load_w"]
    for compared in vdi6007.compare(control_s=60.0):
        if compared.quantity != "load_w" or compared.case not in LIMITED:
            continue
        off = np.abs(compared.difference) > tolerance
        expected = np.zeros_like(off)
        expected[1:, CHANGEOVER] = compared.case == 11
        np.testing.assert_array_equal(off, expected)


def blackboard_loads(number, step_s, days):
    """Return the loads of a two-element room with limits, by one matrix exponential a step.

    States are the two masses and their integrals; air and faces are eliminated.
    """
    case, book = vdi6007.inputs()["cases"][number], vdi6007.inputs()
    outer, inner = (book["two_elements"][case["room"]][key] for key in ("outer", "inner"))
    films = [part["area_m2"] * part["film_w_per_m2k"] for part in (outer, inner)]
    walls = np.diag([1.0 / outer["k_per_w"], 1.0 / inner["k_per_w"]])
    wave = book["radiative_w_per_m2k"] * outer["area_m2"]
    k = np.array(
        [
            [sum(films), -films[0], -films[1]],
            [-films[0], films[0] + wave + walls[0, 0], -wave],
            [-films[1], -wave, films[1] + wave + walls[1, 1]],
        ]
    )
    from_heat = np.linalg.inv(k)  # air and faces from heat into them, and from the masses
    from_mass = from_heat[:, 1:] @ walls
    beyond = outer["rest_k_per_w"] + 1.0 / (outer["film_outside_w_per_m2k"] * outer["area_m2"])
    per_capacity = np.diag([1.0 / outer["j_per_k"], 1.0 / inner["j_per_k"]])
    drift = per_capacity @ (walls @ from_mass[1:] - walls - np.diag([1.0 / beyond, 0.0]))
    feed = per_capacity @ walls @ from_heat[1:]
    whole = np.zeros((6, 6))
    whole[:2, :2], whole[:2, 2:4], whole[4:, :2] = drift, np.eye(2), np.eye(2)
    step = expm(whole * step_s)

    def after(masses, push):
        end = step @ np.concatenate([masses, push, np.zeros(2)])
        return end[:2], end[4:] / step_s

    radiant = np.array([0.0, outer["area_m2"], inner["area_m2"]])
    radiant *= 1000.0 / radiant.sum()
    into_air, from_ceiling = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])
    outdoors = per_capacity @ np.array([vdi6007.START_DEGC / beyond, 0.0])
    masses, loads, per_day = np.full(2, vdi6007.START_DEGC), [], round(86400.0 / step_s)
    for n in range(days * per_day):
        works = 6.0 <= n % per_day * step_s / 3600.0 < 18.0
        heat, setpoint = (radiant, 27.0) if works else (0.0 * radiant, 22.0)
        _, mean = after(masses, outdoors + feed @ heat)
        missing_k = setpoint - from_mass[0] @ mean - from_heat[0] @ heat
        by = from_ceiling if missing_k < 0.0 and number == 11 else into_air
        _, moved = after(np.zeros(2), feed @ by)
        load = missing_k / (from_mass[0] @ moved + from_heat[0] @ by)
        loads.append(min(max(load, -500.0), 500.0))
        masses, _ = after(masses, outdoors + feed @ (heat + loads[-1] * by))
    return np.array(loads).reshape(-1, round(3600.0 / step_s)).mean(axis=1)


@pytest.mark.parametrize("number", LIMITED)
@pytest.mark.parametrize("control_s", [3600.0, 300.0])
def test_limited_loads_are_those_of_two_masses_on_a_blackboard(number, control_s):
    case, days = vdi6007.inputs()["cases"][number], 10
    day = vdi6007.day_of(case)
    ours = vdi6007.solve(case, vdi6007.two_element_room(case, day), day, control_s=control_s)
    expected = blackboard_loads(number, control_s, days)
    np.testing.assert_allclose(ours["load_w"][: 24 * days], expected, atol=BLACKBOARD_W)


def air_of(number, **changes):
    case = vdi6007.inputs()["cases"][number] | changes
    day = vdi6007.day_of(case)
    return vdi6007.solve(case, vdi6007.two_element_room(case, day), day, STEP_S)["air_degc"]


def test_a_radiant_gain_warms_the_air_less_at_once_than_a_convective_one():
    convective, radiant = air_of(1), air_of(2)
    assert radiant[6] < convective[6]
    assert radiant[5] == pytest.approx(vdi6007.START_DEGC)
    assert convective[5] == pytest.approx(vdi6007.START_DEGC)


def test_ventilation_and_the_sky_cool_the_room():
    assert air_of(12)[-24:].max() < air_of(5)[-24:].max()
    case = vdi6007.inputs()["cases"][9]
    with_sky, without = (vdi6007.day_of(case | {"long_wave": sky}) for sky in (True, False))
    assert (with_sky.wall_degc[:4] < without.wall_degc[:4]).all()


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
    parts = [part for part in vdi6007.inputs()["layers"][name] if "faces" not in part]
    impedance = 1.0 / sum(part["area_m2"] * admittance(part["layers"], omega) for part in parts)
    inner = vdi6007.inputs()["two_elements"][name]["inner"]
    assert sum(part["area_m2"] for part in parts) == inner["area_m2"]
    assert impedance.real == pytest.approx(inner["k_per_w"], rel=FIT_TOLERANCE)
    assert -1.0 / (omega * impedance.imag) == pytest.approx(inner["j_per_k"], rel=FIT_TOLERANCE)


def test_the_films_of_the_layers_give_those_of_the_elements():
    book = vdi6007.inputs()
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
