import csv
from pathlib import Path

import numpy as np
import pytest

from hpsim.building.description.forms import FacePair
from hpsim.building.description.openings import (
    AngleTable,
    Gap,
    LayeredGlazing,
    Pane,
    RatedGlazing,
)
from hpsim.building.glazing import (
    clear_pane,
    coated_factors,
    gap_conductance,
    gap_nusselt,
    hemispherical,
    monotone,
    optics,
    pane_over_angle,
    stack,
    stack_optics,
)
from hpsim.building.simple_window import angle_factors, panes_of_u, simple_window
from hpsim.kernel.films import gap_nusselt as compiled_nusselt
from hpsim.kernel.films import sloped_nusselt


def pane(
    thickness_m: float, tau: float, rho: tuple[float, float], emissivity: tuple[float, float]
) -> Pane:
    """Return a pane of soda-lime glass by its two faces."""
    return Pane(
        thickness_m=thickness_m,
        solar_transmittance=tau,
        solar_reflectance=FacePair(outside=rho[0], inside=rho[1]),
        emissivity=FacePair(outside=emissivity[0], inside=emissivity[1]),
    )


def layered(*panes: Pane, gap_m: float = 0.012, angles: AngleTable | None = None) -> LayeredGlazing:
    """Return panes with equal gaps of air."""
    gaps = (Gap(thickness_m=gap_m),) * (len(panes) - 1)
    return LayeredGlazing(panes=panes, gaps=gaps, angles=angles)


CLEAR = pane(0.003048, 0.834, (0.075, 0.075), (0.84, 0.84))
DOUBLE = layered(CLEAR, CLEAR)
# ASHRAE 140-2020, tables 5-12 and 5-17: beam properties by angle, whole window
ANGLES = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
SINGLE_TAU = [0.834, 0.833, 0.831, 0.827, 0.818, 0.797, 0.749, 0.637, 0.389, 0.0]
DOUBLE_TAU = [0.703, 0.702, 0.699, 0.692, 0.678, 0.646, 0.577, 0.438, 0.208, 0.0]
SPECTRAL = 0.008  # two grey panes give 0.699 where the table's spectral calculation has 0.703
PRINTED = 0.0015  # tables have three decimals
GREY = 0.006  # grey panes transmit 0.004 less and absorb 0.004 more than the table's
FILM_FIT = 0.04  # LBNL-2804E's fit of the films is not the exact inverse above U 5
FILMS_OF_THE_FIT = 0.03  # it has films of its own; here are summer's, with long wave
HEMISPHERE = 0.005  # the table integrates over 10 degree steps by straight lines
STEPS_OF_TEN = 0.007  # EnergyPlus' diffuse value, likewise, of its own
FITTED = 0.002  # EnergyPlus fits six powers of the cosine to its ten angles
NAMED = 0.09  # a label does not tell the coat: of one glazing's transmittance by the hemisphere
CLASS = 0.015  # and in the mean of many
CLEAR_RMS = 0.028  # what clear panes in place of the published curves are away
GREY_COAT = 0.025  # a grey pane beside the spectral one, of the normal transmittance
COAT_AS_CLEAR = 0.07  # and where the mean is above 0.645, much of the spectrum below
DATA = Path(__file__).parents[2] / "data"


def at(angles_deg, optic):
    return monotone(optic.cosine, optic.transmittance, np.cos(np.radians(angles_deg)))


def test_a_clear_pane_has_the_standards_transmittance_at_every_angle():
    found = at(ANGLES, optics(layered(CLEAR)))
    np.testing.assert_allclose(found, SINGLE_TAU, atol=2 * PRINTED)


def test_two_clear_panes_have_the_standards_transmittance():
    np.testing.assert_allclose(at(ANGLES, optics(DOUBLE)), DOUBLE_TAU, atol=SPECTRAL)


def test_hemispherical_values_are_the_standards():
    assert optics(layered(CLEAR)).diffuse_transmittance == pytest.approx(0.753, abs=HEMISPHERE)
    assert optics(DOUBLE).diffuse_transmittance == pytest.approx(0.601, abs=HEMISPHERE)
    absorbed = optics(DOUBLE).diffuse_absorptance
    np.testing.assert_allclose(absorbed, [0.110, 0.073], atol=SPECTRAL)


def test_normal_properties_of_a_pane_come_back():
    t, front, back = pane_over_angle(CLEAR, np.ones(1))
    assert (t[0], front[0], back[0]) == pytest.approx((0.834, 0.075, 0.075), abs=1e-9)


def test_a_pane_without_absorption_reflects_what_fresnel_says():
    # one surface at normal incidence: ((n - 1) / (n + 1))^2; both: 2 r / (1 + r)
    r = ((1.526 - 1.0) / (1.526 + 1.0)) ** 2
    tau, rho = clear_pane(np.ones(1), 1.526, 0.0)
    assert rho[0] == pytest.approx(2 * r / (1 + r), rel=1e-12)
    assert tau[0] == pytest.approx((1 - r) / (1 + r), rel=1e-12)


def test_light_is_transmitted_reflected_or_absorbed():
    t, f, b = (np.array(x) for x in ([[0.8], [0.45]], [[0.1], [0.3]], [[0.12], [0.4]]))
    through, reflected, absorbed = stack_optics(t, f, b)
    assert through[0] + reflected[0] + absorbed.sum() == pytest.approx(1.0, abs=1e-12)
    # by hand: tau = t1 t2 / (1 - b1 f2)
    assert through[0] == pytest.approx(0.8 * 0.45 / (1 - 0.12 * 0.3), rel=1e-12)


def test_a_table_replaces_the_calculation():
    table = AngleTable(
        degrees=(0, 45, 90, "hemispherical"),
        transmittance=(0.5, 0.4, 0.0, 0.42),
        absorptance=((0.1, 0.1, 0.0, 0.1),) * 2,
    )
    found = optics(layered(CLEAR, CLEAR, angles=table))
    assert at([0.0], found)[0] == 0.5
    assert found.diffuse_transmittance == 0.42
    back = found.back_diffuse_absorptance.sum() + found.back_diffuse_reflectance
    assert back == pytest.approx(1.0 - 0.42)


def test_integral_of_a_constant_is_the_constant():
    cosine = np.linspace(0.0, 1.0, 10)
    assert hemispherical(cosine, np.full(10, 0.3)) == pytest.approx(0.3, rel=1e-9)


def test_interpolation_meets_its_knots_and_does_not_overshoot():
    x, y = np.array([0.0, 0.2, 0.5, 0.6, 1.0]), np.array([0.0, 0.5, 0.5, 0.9, 1.0])
    np.testing.assert_allclose(monotone(x, y, x), y, atol=1e-12)
    fine = monotone(x, y, np.linspace(0, 1, 500))
    assert np.all(np.diff(fine) >= -1e-12)


def test_the_fine_table_of_a_glazing_is_its_curve():
    of = stack(DOUBLE, 15.0, 101325.0, 90.0).optics
    cosine = np.random.default_rng(1).random(500)
    curves = np.vstack([of.transmittance, of.absorptance])
    np.testing.assert_allclose(of.at(cosine), monotone(of.cosine, curves, cosine), atol=3e-6)
    np.testing.assert_allclose(of.at(np.array([0.0, 1.0])), curves[:, [0, -1]], atol=1e-12)


def test_an_air_gap_in_winter_conducts_as_the_standard_states():
    # ASHRAE 140 states 5.208 W/m2K for 12 mm of air, which is its value near -3 degC
    gap = gap_conductance(Gap(thickness_m=0.012), (0.84, 0.84), -3.0, 101325.0)
    assert gap.at(-3.0, 10.0) == pytest.approx(5.208, rel=0.01)
    assert gap.at(17.0, 5.0) == pytest.approx(6.15, rel=0.01)  # at the annual mean


def test_the_window_of_case_600_has_the_standards_u_value():
    # films 17.8 and 4.5 W/m2K as stated beside U 2.10
    glass = stack(DOUBLE, -3.0, 101325.0)
    resistance = 1 / 17.8 + 1 / 4.5 + sum(glass.resistance_m2k_per_w)
    resistance += 1 / glass.gaps[0].at(-3.0, 10.0)
    assert 1 / resistance == pytest.approx(2.10, abs=0.015)


def test_the_nusselt_number_is_continuous_and_the_loops_own():
    for rayleigh in (1e4, 5e4):
        assert gap_nusselt(rayleigh * 0.9999) == pytest.approx(
            gap_nusselt(rayleigh * 1.0001), rel=0.01
        )
    for rayleigh in (10.0, 4e3, 2e4, 1e5):
        assert compiled_nusselt(rayleigh) == pytest.approx(gap_nusselt(rayleigh), rel=3e-4)


# ISO 15099, eqs. 39 to 47, by hand at a Rayleigh number of 4000
@pytest.mark.parametrize(
    ("tilt_deg", "nusselt"),
    [
        (0.0, 1.8251),  # 1 + 1.44 (1 - 1708/4000)
        # 4000 cos 30 = 3464: 1 + 1.44 (1 - 0.4931) (1 - 0.4931 sin(54)^1.6)
        (30.0, 1.4735),
        # (1 + (0.0936 * 13.52/1.3075)^7)^(1/7) = 1.087, 0.104 * 4000^0.283 = 1.087
        (60.0, 1.088),
        (90.0, 1.0335),
        (180.0, 1.0),  # heated from above: it rests
    ],
)
def test_a_sloped_gap_by_hand(tilt_deg, nusselt):
    assert sloped_nusselt(4000.0, tilt_deg) == pytest.approx(nusselt, abs=2e-3)


@pytest.mark.parametrize("rayleigh", [500.0, 4e3, 3e4, 2e5])
def test_a_sloped_gap_joins_an_upright_one(rayleigh):
    for tilt_deg in (89.999, 90.001):
        assert sloped_nusselt(rayleigh, tilt_deg) == pytest.approx(
            compiled_nusselt(rayleigh), rel=1e-4
        )


def test_a_roof_window_loses_more_in_winter_and_no_more_in_summer():
    upright, level = (
        gap_conductance(Gap(thickness_m=0.0127), (0.84, 0.84), 5.0, 101325.0, tilt)
        for tilt in (90.0, 0.0)
    )
    # the room's pane 12 K warmer: gas 1.94 W/m2K, Ra 3,000, Nu 1.6 in place of 1.02
    assert level.at(5.0, -12.0) - upright.at(5.0, -12.0) == pytest.approx(1.2, abs=0.1)
    assert level.at(5.0, 12.0) < upright.at(5.0, 12.0)


@pytest.mark.parametrize(("u", "g"), [(5.8, 0.86), (2.7, 0.76), (1.8, 0.4), (1.2, 0.3), (4.0, 0.6)])
def test_the_short_form_returns_its_shgc_and_u(u, g):
    glass, tau, alpha = simple_window(u, g)
    assert 0.0 <= alpha <= 1.0 - tau
    inside = 1 / (0.359073 * np.log(u) + 6.949915)
    outside = 1 / (0.025342 * u + 29.163853)
    assert 1 / (glass + inside + outside) == pytest.approx(u, rel=FILM_FIT)
    assert tau < g


def rows_of(name):
    lines = (DATA / name).read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_short_form_transmits_what_energyplus_says_by_the_angle():
    for row in rows_of("simple_glazing_energyplus.csv"):
        u, g = float(row["u_w_per_m2k"]), float(row["shgc"])
        optic = optics(RatedGlazing(u_value_w_per_m2k=u, shgc=g))
        angle = np.degrees(np.arccos(float(row["cosine"])))
        assert at([angle], optic)[0] == pytest.approx(float(row["transmittance"]), abs=FITTED)
        assert optic.diffuse_transmittance == pytest.approx(float(row["diffuse"]), rel=STEPS_OF_TEN)


def real_glazings():
    """Return panes, SHGC and transmittance over the normal one by ten degrees of each."""
    for row in rows_of("glazings_by_angle.csv"):
        through = np.array([float(row[f"t{angle}"]) for angle in range(0, 90, 10)] + [0.0])
        is_coated = row["glazing"] not in ("single clear", "double clear", "triple clear")
        yield int(row["panes"]), float(row["shgc"]), through / through[0], is_coated


def test_windows_known_by_label_and_panes_fall_with_the_angle_as_real_ones_do():
    cosine = np.cos(np.radians(ANGLES))
    frame = 0.8  # glass in the window: the label's SHGC is the whole window's
    away, clear_away = [], []
    for panes, shgc, real, is_coated in real_glazings():
        fall, _ = angle_factors(1.7, frame * shgc, panes, cosine)
        of_real = hemispherical(cosine[::-1], real[::-1])
        away.append(hemispherical(cosine[::-1], fall[::-1]) / of_real - 1.0)
        if is_coated:
            clear = optics(layered(*(CLEAR,) * panes))
            fall = clear.diffuse_transmittance / clear.transmittance[-1]
            clear_away.append(fall / of_real - 1.0)
    assert np.abs(away).max() < NAMED
    assert abs(np.mean(away)) < CLASS
    assert np.sqrt(np.mean(np.square(away))) < 0.75 * CLEAR_RMS
    assert np.sqrt(np.mean(np.square(clear_away))) > CLEAR_RMS


def test_known_panes_decide_over_the_u_value():
    cosine = np.array([0.5])
    fall = [angle_factors(1.0, 0.3, panes, cosine)[0][0] for panes in (2, 3, None)]
    assert fall[0] > fall[1]
    assert fall[1] == pytest.approx(fall[2], abs=1e-12)
    assert [panes_of_u(u) for u in (0.9, 1.5, 1.6, 2.8, 3.9, 4.0, 5.8)] == [3, 3, 2, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("coated", "name", "tolerance"),
    [
        # normal properties of NFRC 1042 and 9923 by WinCalc, the coat inward and outward
        (pane(0.003, 0.4515, (0.3594, 0.3971), (0.84, 0.05)), "silver", GREY_COAT),
        (pane(0.005, 0.6753, (0.1174, 0.1047), (0.16, 0.84)), "hard", COAT_AS_CLEAR),
    ],
)
def test_a_coated_pane_beside_a_clear_one_falls_as_spectral_data_have_it(coated, name, tolerance):
    double = f"double with {name} coat"
    row = next(row for row in rows_of("glazings_by_angle.csv") if row["glazing"] == double)
    real = np.array([float(row[f"t{angle}"]) for angle in range(0, 90, 10)])
    panes = (coated, CLEAR) if name == "silver" else (CLEAR, coated)
    found = at(range(0, 90, 10), optics(layered(*panes, gap_m=0.0127)))
    np.testing.assert_allclose(found / found[0], real / real[0], atol=tolerance)


def test_a_coated_pane_keeps_its_normal_properties_and_lets_nothing_along_itself():
    for tau in (0.4, 0.7):
        fall, rise = coated_factors(tau, np.array([0.0, 1.0]))
        assert fall == pytest.approx([0.0, 1.0], abs=0.015)  # the regression's own ends
        assert rise == pytest.approx([1.0, 0.0], abs=0.015)


def solar_gain(glazing, outside, inside, gap_w_per_m2k):
    """Return SHGC at normal incidence: transmitted, and what flows in from each pane."""
    glass = stack(glazing, 15.0, 101325.0)
    optic = glass.optics
    before, inflow = 1.0 / outside, 0.0
    total = 1 / outside + 1 / inside + sum(glass.resistance_m2k_per_w)
    total += len(glass.gaps) / gap_w_per_m2k
    for i, resistance in enumerate(glass.resistance_m2k_per_w):
        inflow += optic.absorptance[i, -1] * (before + 0.5 * resistance) / total
        before += resistance + 1.0 / gap_w_per_m2k
    return optic.transmittance[-1] + inflow


def test_the_window_of_case_600_has_the_solar_gain_of_its_network():
    # with the stated coefficients the standard's own table gives 0.753 (its 0.769 belongs to
    # other boundary conditions); grey panes transmit 0.004 less and absorb 0.004 more
    assert solar_gain(DOUBLE, 17.8, 4.5, 5.208) == pytest.approx(0.753, abs=GREY)


@pytest.mark.parametrize(
    ("u", "g", "n"), [(1.8, 0.4, 2), (2.7, 0.7, 2), (1.0, 0.5, 3), (5.6, 0.8, 1)]
)
def test_a_short_form_window_gains_what_its_label_says(u, g, n):
    window = RatedGlazing(u_value_w_per_m2k=u, shgc=g, panes=n)
    assert solar_gain(window, 22.0, 7.7, 1.0) == pytest.approx(g, abs=FILMS_OF_THE_FIT)
