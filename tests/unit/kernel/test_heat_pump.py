"""Start-up, frost and coil water, against published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hand_made import machine, saturation
from hpsim.kernel.heat_pump import (
    CONSTANTS,
    FADE,
    build_up,
    die_away,
    evaporate,
    frost,
    frosting,
    induced_infiltration,
    input_by_lift,
    prepare_start,
    quadratic,
    saturated_humidity_ratio,
)
from hpsim.kernel.steady import heating_by_room
from hpsim.kernel.types import IndoorCoil
from hpsim.psychrometrics import (
    humidity_ratio_from_relative_humidity,
    humidity_ratio_from_wet_bulb,
    saturation_humidity_ratio,
)

ROUNDING = 1e-12
TABLE_ROUNDING = 5e-4  # the published figures have four digits


def building(level: float, time_s: float, interval_s: float) -> tuple[float, float]:
    """Return mean and end of a start's level after an interval."""
    return build_up(level, time_s / interval_s, math.exp(-interval_s / time_s))


def test_build_up_in_two_parts_equals_one() -> None:
    first, level = building(0.0, 60.0, 30.0)
    second, end = building(level, 60.0, 90.0)
    whole, whole_end = building(0.0, 60.0, 120.0)
    assert (30.0 * first + 90.0 * second) / 120.0 == pytest.approx(whole, rel=ROUNDING)
    assert end == pytest.approx(whole_end, rel=ROUNDING)


def test_what_a_start_loses_an_overrun_gives_back() -> None:
    lost = 3600.0 * (1.0 - building(0.0, 60.0, 3600.0)[0])
    given = 3600.0 * die_away(1.0, 60.0 / 3600.0, math.exp(-60.0))[0]
    assert lost == pytest.approx(60.0, rel=1e-6)  # one time constant of full capacity
    assert given == pytest.approx(lost, rel=1e-6)


@pytest.mark.parametrize(
    ("outdoor_f", "capacity", "power"),
    # ANSI/RESNET/ICC 301 Addendum 82, as coded in OpenStudio-HPXML v1.11
    [
        (40.0, 0.9748, 0.9958),
        (35.0, 0.9478, 0.9913),
        (30.0, 0.9208, 0.9868),
        (25.0, 0.8938, 0.9823),
        (17.0, 0.856, 0.976),
        (5.0, 0.856, 0.976),
        (41.0, 1.0, 1.0),
    ],
)
def test_defrost_means_are_those_of_addendum_82(
    outdoor_f: float, capacity: float, power: float
) -> None:
    outdoor = (outdoor_f - 32.0) / 1.8
    share, on_c, on_p, ice_heat, ice_p, ice_c = frost(1.0, saturation(), outdoor - 1e-3, 0.003)
    assert (1 - share) * on_c + share * ice_heat == pytest.approx(capacity, abs=TABLE_ROUNDING)
    assert (1 - share) * on_p + share * (ice_p + ice_c) == pytest.approx(power, abs=TABLE_ROUNDING)


@pytest.mark.parametrize(
    ("outdoor_f", "share", "capacity", "power"),
    # EnergyPlus Engineering Reference, demand defrost at 80 % relative humidity
    [
        (35.0, 0.0860, 0.7998, 0.8720),
        (30.0, 0.0694, 0.8143, 0.8878),
        (17.0, 0.0337, 0.8455, 0.9218),
    ],
)
def test_defrost_by_humidity_is_that_of_energyplus(
    outdoor_f: float, share: float, capacity: float, power: float
) -> None:
    outdoor = (outdoor_f - 32.0) / 1.8
    ratio = float(humidity_ratio_from_relative_humidity(outdoor, 0.8, 101325.0))
    t, on_c, on_p, _, _, _ = frost(2.0, saturation(), outdoor, ratio)
    # saturation over ice or over water at the coil moves the frost driver by a few per cent
    assert t == pytest.approx(share, rel=0.08)
    assert on_c * (1 - t) == pytest.approx(capacity, rel=0.01)
    assert on_p * (1 - t) == pytest.approx(power, rel=0.01)


@pytest.mark.parametrize(
    ("outdoor_degc", "relative_humidity", "loss"),
    # 1.8 F of the heat: by hand from Lewis' law with the coil at 0.82 T - 8.589 degC. Field studies
    # have 1 to 5 % of the COP at seven sites and 6 % of a season's energy (Cadmus 2017).
    [(1.667, 0.85, 0.0583), (0.0, 0.3, 0.0), (-8.333, 0.8, 0.0301), (-15.0, 0.8, 0.0178)],
)
def test_frost_costs_what_freezes(
    outdoor_degc: float, relative_humidity: float, loss: float
) -> None:
    ratio = float(humidity_ratio_from_relative_humidity(outdoor_degc, relative_humidity, 101325.0))
    share, clear, _, icing, _, _ = frost(3.0, saturation(), outdoor_degc, ratio)
    assert 1.0 - ((1.0 - share) * clear + share * icing) == pytest.approx(loss, abs=0.004)


def test_frost_in_test_h2_is_that_of_its_rating() -> None:
    outdoor_degc = (35.0 - 32.0) / 1.8
    ratio = float(humidity_ratio_from_wet_bulb(outdoor_degc, (33.0 - 32.0) / 1.8))
    assert frosting(saturation(), outdoor_degc, ratio) == pytest.approx(0.3131, rel=0.01)
    share, clear, _, icing, _, _ = frost(3.0, saturation(), outdoor_degc, ratio)
    assert (1.0 - share) * clear + share * icing == pytest.approx(0.9478, abs=1e-3)


@given(
    outdoor_degc=st.floats(-25.0, 4.9),
    drier=st.floats(0.0, 1.0),
    wetter=st.floats(0.0, 1.0),
)
def test_wetter_air_leaves_more_frost(outdoor_degc: float, drier: float, wetter: float) -> None:
    drier, wetter = min(drier, wetter), max(drier, wetter)
    shares = []
    for relative in (drier, wetter):
        ratio = float(humidity_ratio_from_relative_humidity(outdoor_degc, relative, 101325.0))
        shares.append(frost(3.0, saturation(), outdoor_degc, ratio)[0])
    assert 0.0 <= shares[0] <= shares[1] < 0.06


# ------------------------------------------------------------------------- lift of the compressor
@pytest.mark.parametrize("outdoor_degc", [-20.0, -8.0, 0.0, 8.0])
@pytest.mark.parametrize("room_degc", [5.0, 15.0, 27.0])
def test_power_follows_carnot_with_the_room(outdoor_degc: float, room_degc: float) -> None:
    approach_k = 16.9

    def carnot_cop(room: float) -> float:
        condensing = room + 273.15 + 0.6 * approach_k
        evaporating = outdoor_degc + 273.15 - 0.4 * approach_k
        return condensing / (condensing - evaporating)

    lift = max(room_degc, outdoor_degc) - outdoor_degc
    if lift == room_degc - outdoor_degc:
        wanted = carnot_cop(21.11) / carnot_cop(room_degc)
        assert input_by_lift(room_degc, outdoor_degc, approach_k) == pytest.approx(wanted)
    else:  # no less lift than with the room as warm as outdoors
        assert input_by_lift(room_degc, outdoor_degc, approach_k) > 0.3


def test_a_room_at_freezing_point_gets_heat_no_cheaper_than_one_of_5_degc() -> None:
    coil = IndoorCoil(heating_capacity_per_k_dry_bulb=-0.0058, heating_approach_k=16.9)
    held, cold = (
        heating_by_room(machine(indoor_coil=coil._asdict()), 2000.0, 750.0, room, -8.0)
        for room in (5.0, 0.0)
    )
    assert held == cold
    # 2000 / 750 in a room of 21 degC; Carnot over 30 K in place of 46 K of lift: a COP below 4
    assert 3.7 < cold[0] / cold[1] < 4.0


def test_no_frost_in_mild_air() -> None:
    assert frost(3.0, saturation(), 5.0, 0.0054)[0] == 0.0
    assert frost(1.0, saturation(), 4.5, 0.005)[0] == 0.0
    assert frost(2.0, saturation(), 5.1, 0.005)[0] == 0.0
    assert frost(0.0, saturation(), -10.0, 0.001) == (0.0, 1.0, 1.0, 0.0, 1.0, 0.0)


def test_evaporation_in_two_parts_equals_one() -> None:
    once = evaporate(0.2, 0.3, 4e-4, 7.26, 200.0)
    half = evaporate(evaporate(0.2, 0.3, 4e-4, 7.26, 80.0), 0.3, 4e-4, 7.26, 120.0)
    assert half == pytest.approx(once, rel=1e-12)


def analytic_latent_ratio(share: float, *, t_wet: float, gamma: float, tau: float) -> float:
    """Return EnergyPlus' latent degradation at rated conditions, three cycles an hour at most."""
    on = 3600.0 / (4 * 3 * (1 - share))
    off = 3600.0 / (4 * 3 * share)
    wet = min(t_wet, 9999.0)
    a = min(off, 2 * wet / gamma)
    lost = gamma * a - 0.25 / wet * gamma**2 * a**2
    t = lost + tau
    for _ in range(50):
        t = lost - tau * (math.exp(-t / tau) - 1)
    return max(0.0, (on - t) / (on + tau * (math.exp(-on / tau) - 1)))


@pytest.mark.parametrize("share", [0.6, 0.7, 0.8, 0.9, 0.95])
def test_coil_water_gives_the_analytic_latent_ratio(share: float) -> None:
    """Run cycles of the coil's water alone: latent cooling left at each run fraction."""
    t_wet, gamma, tau = 1000.0, 1.5, 45.0  # Henderson and Rengarajan; rated latent capacity 1
    on_s, off_s = 3600.0 / (12 * (1 - share)), 3600.0 / (12 * share)
    water, removed, returned, level = 0.0, 0.0, 0.0, 0.0
    for cycle in range(20):
        removed = returned = 0.0
        level = 0.0
        mean, level = building(level, tau, on_s)
        removed = mean * on_s
        water = min(water + removed, t_wet)
        left = evaporate(water, t_wet, gamma, 7.26, off_s)
        returned = water - left
        water = left
        del cycle
    net = (removed - returned) / removed
    expected = analytic_latent_ratio(share, t_wet=t_wet, gamma=gamma, tau=tau)
    assert net == pytest.approx(expected, abs=0.01)  # the acceptance: 1 %


def test_correction_is_never_negative() -> None:
    assert quadratic(-100.0, 0.025, 0.0) == 0.0
    assert quadratic(2.0, 0.025, 0.001) == pytest.approx(1.054)


# ---- by hand


@pytest.mark.parametrize("level", [0.0, 0.4])
def test_a_start_builds_up_as_the_exponential(level: float) -> None:
    # after one time constant 1/e of what was missing is missing still, and as the mean over it
    # 1 - 1/e of it was: exp(-1) = 0.36788
    mean, end = building(level, 60.0, 60.0)
    assert end == pytest.approx(1.0 - (1.0 - level) * math.exp(-1.0))
    assert mean == pytest.approx(1.0 - (1.0 - level) * (1.0 - math.exp(-1.0)))


def test_a_stopped_coil_dies_away_as_the_exponential() -> None:
    mean, end = die_away(0.8, 60.0 / 30.0, math.exp(-0.5))
    assert end == pytest.approx(0.8 * math.exp(-0.5))
    assert mean == pytest.approx(0.8 * (1.0 - math.exp(-0.5)) * 2.0)


@pytest.mark.parametrize(
    ("time_s", "constants", "fade"), [(60.0, 2.0, math.exp(-0.5)), (0.0, 0.0, 0.0)]
)
def test_a_start_is_prepared_for_an_interval_of_30_s(
    time_s: float, constants: float, fade: float
) -> None:
    starts = np.zeros((3, 3))
    prepare_start(time_s, 30.0, starts, 2)
    assert starts[2, CONSTANTS] == pytest.approx(constants)
    assert starts[2, FADE] == pytest.approx(fade)
    assert np.count_nonzero(starts[:2]) == 0  # nothing else is filled in
    starts[2, FADE] = 9.0
    prepare_start(time_s, 30.0, starts, 2)
    assert starts[2, FADE] == 9.0  # known: not worked out again


def test_without_a_time_constant_output_is_full_at_once_and_gone_at_once() -> None:
    assert build_up(0.0, 0.0, 0.0) == (1.0, 1.0)
    assert die_away(1.0, 0.0, 0.0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("outdoor_degc", "fraction"),
    [
        (4.0, 0.0164),  # 39.2 degF: 0.134 - 0.003 * 39.2
        (0.0, 0.038),  # 32 degF: 0.134 - 0.096
        (-10.0, 0.08),  # 14 degF: 0.092, but 0.08 at most
    ],
)
def test_the_fraction_of_time_in_defrost_rises_in_colder_air_up_to_its_limit(
    outdoor_degc: float, fraction: float
) -> None:
    assert frost(1.0, saturation(), outdoor_degc, 0.003)[0] == pytest.approx(fraction)


def test_defrost_by_humidity_takes_no_time_worth_mentioning_in_dry_air() -> None:
    # with nothing to freeze the driver is 1e-6: 1 / (1 + 14460)
    assert frost(2.0, saturation(), 0.0, 0.0)[0] == pytest.approx(1.0 / 14461.0)


@pytest.mark.parametrize(
    ("interval_s", "left_kg"),
    [
        # full coil of 0.3 kg, 1 g/s: its root falls to nothing in 2 * 0.3 / 1e-3 = 600 s
        (0.0, 0.3),
        (300.0, 0.075),  # half the root, a quarter of the water
        (600.0, 0.0),
        (900.0, 0.0),
    ],
)
def test_the_root_of_the_coils_water_falls_linearly(interval_s: float, left_kg: float) -> None:
    assert evaporate(0.3, 0.3, 1e-3, 7.26, interval_s) == pytest.approx(left_kg)


def test_a_full_coil_evaporates_at_first_at_the_rate_of_its_wet_bulb_depression() -> None:
    assert 0.3 - evaporate(0.3, 0.3, 1e-3, 7.26, 1.0) == pytest.approx(1e-3, rel=1e-3)
    assert 0.3 - evaporate(0.3, 0.3, 1e-3, 3.63, 1.0) == pytest.approx(5e-4, rel=1e-3)


def test_a_dry_coil_stays_dry() -> None:
    assert evaporate(0.0, 0.3, 1e-3, 7.26, 60.0) == 0.0
    assert evaporate(0.1, 0.0, 1e-3, 7.26, 60.0) == 0.0  # a coil that holds no water


@pytest.mark.parametrize(
    ("fan_kg_per_s", "natural_kg_per_s", "added_kg_per_s"),
    [
        (0.01, 0.02, 0.005),  # half of the fan's air
        (0.04, 0.02, 0.02),  # both rules meet at twice the leakage
        (0.10, 0.02, 0.08),  # all that enters is the fan's: 0.1 - 0.02
        (-0.01, 0.02, -0.005),  # blown in: half of it is pressed back
        (-0.10, 0.02, -0.02),  # at most all of the leakage
        (0.0, 0.02, 0.0),
    ],
)
def test_an_unbalanced_fan_adds_half_its_air_until_the_leakage_is_reversed(
    fan_kg_per_s: float, natural_kg_per_s: float, added_kg_per_s: float
) -> None:
    assert induced_infiltration(fan_kg_per_s, natural_kg_per_s) == pytest.approx(added_kg_per_s)


@pytest.mark.parametrize("air_degc", [-20.0, 0.0, 20.0, 35.0])
def test_the_table_of_saturated_air_is_that_of_the_psychrometric_chart(air_degc: float) -> None:
    expected = float(humidity_ratio_from_relative_humidity(air_degc, 1.0, 101325.0))
    assert saturated_humidity_ratio(saturation(), air_degc) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("air_degc", [-19.98, 1.025, 12.34, 27.01])
def test_saturated_air_lies_on_its_curve_between_the_entries_of_the_table(air_degc: float) -> None:
    on_curve = float(saturation_humidity_ratio(air_degc))
    assert saturated_humidity_ratio(saturation(), air_degc) == pytest.approx(on_curve, rel=5e-6)
