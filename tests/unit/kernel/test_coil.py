"""What the coil gives in one interval, each number worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hand_made import Instant, control, drivers, flat_map, machine, saturation
from hpsim.kernel.air import wet_bulb, wet_bulb_round
from hpsim.kernel.airflow import VAPORISATION_J_PER_KG
from hpsim.kernel.coil import over_interval, steady_cooling, steady_heating
from hpsim.kernel.limits import net_outputs
from hpsim.kernel.state import COOLING_COIL
from hpsim.kernel.steady import Conditions, steady_output
from hpsim.kernel.thermostat import start
from hpsim.kernel.types import WARM_OFF_S, Machine

HEATING, COOLING = 1.0, -1.0
ADDENDUM82 = 1.0
COIL_S = 300.0  # a coil's time constant after a stop, sensible and latent


def with_fan(**changes: object) -> Machine:
    """Return the plain machine with a fan of 80 W at full speed."""
    heating, cooling = (flat_map(2000.0, 500.0)._replace(fan_w=np.array([40.0, 80.0])),) * 2
    return machine(heating=heating, cooling=cooling, **changes)


# ---- wet bulb


@pytest.mark.parametrize(
    ("air_degc", "relative", "wet_degc"),
    [(26.7, 0.507, 19.4), (23.9, 0.63, 18.9), (35.0, 0.4, 23.9), (20.0, 0.3, 10.6)],
)
def test_the_loops_wet_bulb_is_that_of_psychrometrics_solved_by_halving(
    air_degc: float, relative: float, wet_degc: float
) -> None:
    """ASHRAE Fundamentals 2021, chapter 1, eq. 33, with the saturation pressure of Magnus.

    Halving the interval between dew point and dry bulb until the equation holds; the published
    chart gives the third column to 0.3 K.
    """

    def ratio_at(degc: float) -> float:
        pressure_pa = 611.2 * math.exp(17.62 * degc / (243.12 + degc))
        return 0.622 * pressure_pa / (101325.0 - pressure_pa)

    pressure_pa = relative * 611.2 * math.exp(17.62 * air_degc / (243.12 + air_degc))
    ratio = 0.622 * pressure_pa / (101325.0 - pressure_pa)
    low, high = -20.0, air_degc
    for _ in range(60):
        wet = 0.5 * (low + high)
        by_wet = (2501.0 - 2.326 * wet) * ratio_at(wet) - 1.006 * (air_degc - wet)
        by_wet /= 2501.0 + 1.86 * air_degc - 4.186 * wet
        low, high = (wet, high) if by_wet < ratio else (low, wet)
    assert wet_bulb(saturation(), air_degc, ratio) == pytest.approx(wet, abs=0.06)
    assert wet == pytest.approx(wet_degc, abs=0.3)


def test_one_round_from_the_last_interval_leaves_a_fiftieth_of_an_error() -> None:
    table = saturation()
    exact = wet_bulb(table, 26.0, 0.0105)
    _, taken_up = wet_bulb_round(table, 26.0, 0.0105, 0.0)
    _, taken_up = wet_bulb_round(table, 26.0, 0.0105, taken_up)
    after, _ = wet_bulb_round(table, 26.0, 0.0105, taken_up + 100.0)
    # 100 J/kg too much is 0.03 K at a slope of some 3 kJ/kg K of saturated air
    assert after - exact == pytest.approx(100.0 / 3100.0, abs=0.01)


# ---- defrost


def frosting(**state: float) -> Instant:
    """Return a unit with a fan of 80 W that heats at -5 degC in defrost by Addendum 82."""
    unit = with_fan(outdoor_coil={"defrost": ADDENDUM82})
    i = Instant(machine=unit, drivers=drivers(-5.0, n_hours=2))
    return i.put(on=1.0, mode=HEATING, since_s=3600.0, **state)


def test_in_a_defrost_the_fan_stands_and_the_room_gives_heat() -> None:
    clear = steady_heating(frosting().machine, frosting().work, 1.0, 0.0, 0.5, 60.0)
    assert clear[:4] == pytest.approx((2000.0, 500.0, 0.0, 80.0))
    i = frosting(defrosting_s=240.0)
    # Addendum 82: -0.8 of the capacity, 0.7 of the compressor's power
    assert steady_heating(i.machine, i.work, 1.0, 0.0, 0.5, 60.0)[:4] == pytest.approx(
        (-1600.0, 350.0, 0.0, 0.0)
    )


def test_in_an_hour_with_defrosts_the_fan_runs_only_between_them() -> None:
    """At -5 degC (23 degF) F = 0.134 - 0.003 * 23 = 0.065 of the time is defrost."""
    unit = with_fan(outdoor_coil={"defrost": ADDENDUM82})
    at = Conditions(-5.0, 0.002, 0.0, 21.11)
    does = steady_output(unit, saturation(), HEATING, at, 0.006, 1.0)
    assert does.fan_w == pytest.approx(80.0 * (1.0 - 0.065))
    assert does.fan_and_case_w == pytest.approx(does.fan_w)
    assert does.coil_w == pytest.approx(2000.0 * (1.0 - 1.8 * 0.065))
    assert does.compressor_w == pytest.approx(500.0 * (1.0 - 0.065))
    assert does.defrost_w == pytest.approx(0.7 * 500.0 * 0.065)


# ---- dry mode


def cooling_unit(is_drying: float) -> Instant:
    dry = {"dry_airflow": 0.7, "dry_capacity": 0.95, "dry_power": 0.98, "dry_above": 0.6}
    i = Instant(machine=with_fan(), control=control(**dry))
    return i.put(mode=COOLING, on=1.0, is_drying=is_drying, humidity_ratio=0.012, air_degc=26.0)


def cooled(i: Instant) -> tuple[float, ...]:
    for _ in range(3):  # the wet bulb takes up where the last interval left it
        out = steady_cooling(i.machine, i.control, i.inputs.saturation, i.work, 1.0, 0.0, 0.5, 30.0)
    return out


def test_in_dry_mode_the_fans_power_goes_with_the_cube_of_its_airflow() -> None:
    plain, dry = cooled(cooling_unit(0.0)), cooled(cooling_unit(1.0))
    assert plain[3] == pytest.approx(80.0)
    assert dry[3] == pytest.approx(80.0 * 0.343)  # 0.7^3
    assert dry[0] + dry[1] == pytest.approx(0.95 * (plain[0] + plain[1]))
    assert dry[2] == pytest.approx(0.98 * plain[2])
    assert dry[1] / (dry[0] + dry[1]) > plain[1] / (plain[0] + plain[1])  # and it dries more


def test_cooling_follows_the_rooms_wet_bulb_within_three_intervals() -> None:
    """Capacity rises 2 % per kelvin of wet bulb over 19.44 degC, power falls 1 %."""
    by_wet_bulb = {"cooling_capacity_per_k_wet_bulb": 0.02, "cooling_power_per_k_wet_bulb": -0.01}
    i = Instant(machine=with_fan(indoor_coil=by_wet_bulb))
    i.put(mode=COOLING, on=1.0, humidity_ratio=0.016, air_degc=28.0, taken_up=0.0)
    out = cooled(i)
    warmer_k = wet_bulb(saturation(), 28.0, 0.016) - 19.44
    assert warmer_k == pytest.approx(3.7, abs=0.2)
    assert out[0] + out[1] == pytest.approx(2000.0 * (1.0 + 0.02 * warmer_k), abs=0.3)
    assert out[2] == pytest.approx(500.0 * (1.0 - 0.01 * warmer_k), abs=0.05)


def wet_and_following(
    speed: float, air_degc: float = 26.0, ratio: float = 0.0125
) -> tuple[Instant, np.ndarray]:
    """Return a variable unit that cools wet air; its sensible and latent heat, and its power."""
    table = flat_map(3000.0, 700.0, (0.25, 1.0))
    table = table._replace(airflow_kg_per_s=np.array([0.09, 0.16]))
    coil = {
        "cooling_capacity_per_k_wet_bulb": 0.02,
        "cooling_capacity_per_k2_wet_bulb": 4e-4,
        "cooling_capacity_per_k2_wet_bulb_outdoor": -2e-4,
        "cooling_power_per_k_wet_bulb": 0.006,
        "cooling_power_per_k2_wet_bulb": 2e-4,
        "cooling_power_per_k2_wet_bulb_outdoor": -3e-4,
    }
    unit = machine(
        heating=table,
        cooling=table,
        compressor={"modulates": 1.0},
        indoor_coil=coil,
        air_path={"delivery_effectiveness": 0.9},
    )
    i = Instant(machine=unit)
    i.put(mode=COOLING, on=1.0, humidity_ratio=ratio, air_degc=air_degc, follows=1.0)
    table = i.inputs.saturation
    for _ in range(6):
        out = steady_cooling(i.machine, i.control, table, i.work, speed, 0.0, 0.5, 30.0)
    assert out[1] > 0.1 * out[0]  # it dries the air
    return i, np.array(out[:3])


@pytest.mark.parametrize("speed", [0.4, 0.7, 0.9])
def test_a_wet_coils_heat_goes_with_speed_and_air_as_its_slopes_say(speed: float) -> None:
    """Differences of the machine run at speeds and in air a little apart."""
    i, _ = wet_and_following(speed)
    step, step_k, drier = 0.01, 0.1, 1e-4
    (_, slower), (_, faster) = (wet_and_following(speed + d) for d in (-step, step))
    (_, cooler), (_, warmer) = (wet_and_following(speed, 26.0 + d) for d in (-step_k, step_k))
    (_, dry), (_, wet) = (wet_and_following(speed, 26.0, 0.0125 + d) for d in (-drier, drier))
    interval = i.work.interval
    by_speed = (faster - slower)[0] / (2.0 * step)
    assert interval.per_speed_w == pytest.approx(-by_speed, rel=0.02)
    by_air, by_ratio = (warmer - cooler) / (2.0 * step_k), (wet - dry) / (2.0 * drier)
    slopes = ("sensible_by_air_w_per_k", "latent_by_air_w_per_k", "power_by_air_w_per_k")
    for name, slope in zip(slopes, by_air, strict=True):
        assert getattr(interval, name) == pytest.approx(slope, rel=0.03), name
    slopes = ("sensible_by_ratio_w", "latent_by_ratio_w", "power_by_ratio_w")
    for name, slope in zip(slopes, by_ratio, strict=True):
        assert getattr(interval, name) == pytest.approx(slope, rel=0.03), name


def test_a_dry_coils_heat_goes_with_the_speed_as_its_capacity() -> None:
    table = flat_map(3000.0, 700.0, (0.25, 1.0))
    i = Instant(machine=machine(heating=table, cooling=table, compressor={"modulates": 1.0}))
    i.put(mode=COOLING, on=1.0, humidity_ratio=0.003, air_degc=26.0, follows=1.0)
    steady_cooling(i.machine, i.control, i.inputs.saturation, i.work, 0.5, 0.0, 0.5, 30.0)
    assert i.work.interval.per_speed_w == pytest.approx(-3000.0)


# ---- start and stop


COIL = {
    "heating_start_s": 60.0,
    "cooling_start_sensible_s": 60.0,
    "cooling_start_latent_s": 120.0,
    "water_capacity_kg": 0.5,
    "evaporation_kg_per_s": 1e-4,
}


def test_a_restart_after_200_s_begins_with_what_is_left_of_both_build_ups() -> None:
    assert WARM_OFF_S == COIL_S
    i = Instant(machine=machine(indoor_coil=COIL))
    i.put(mode=COOLING, calls=COOLING, sensed_degc=27.0, since_s=200.0, built=0.9, built_latent=0.6)
    start(i.machine, i.control, i.unit, 7200.0, i.work)
    left = math.exp(-200.0 / 300.0)  # 0.513
    assert (i.built, i.built_latent) == pytest.approx((0.9 * left, 0.6 * left))


def one_interval(
    i: Instant, interval_s: float, capacity_w: float, latent_w: float, fan_w: float = 80.0
) -> tuple[float, ...]:
    return over_interval(
        i.machine,
        i.inputs.saturation,
        i.work,
        interval_s,
        capacity_w,
        latent_w,
        fan_w,
        0.0,
    )


def test_latent_cooling_builds_up_by_its_own_time_constant() -> None:
    i = Instant(machine=machine(indoor_coil=COIL))
    i.put(mode=COOLING, on=1.0, fan_runs=1.0, built=0.0, built_latent=0.0, water_kg=0.0)
    sensible_w, latent_w, evaporated_kg, built, built_latent, water_kg, fading_w, coil = (
        one_interval(i, 120.0, 1500.0, 500.0)
    )
    # means over 120 s from nothing: 1 - tau / 120 * (1 - exp(-120 / tau))
    sensible_mean = 1.0 - 60.0 / 120.0 * (1.0 - math.exp(-2.0))
    latent_mean = 1.0 - 120.0 / 120.0 * (1.0 - math.exp(-1.0))
    caught_kg = 500.0 * latent_mean * 120.0 / VAPORISATION_J_PER_KG
    back_w = evaporated_kg * VAPORISATION_J_PER_KG / 120.0
    # the fan's heat comes in; while the coil is still warm a little of what it catches goes back
    assert sensible_w == pytest.approx(80.0 - 1500.0 * sensible_mean - back_w)
    # at first all of the capacity is missing, and water dries off as from a warm coil
    assert (fading_w, coil) == (
        pytest.approx(1500.0 - back_w / (1.0 - sensible_mean)),
        COOLING_COIL,
    )
    assert 0.0 < evaporated_kg < 0.5 * caught_kg
    assert latent_w == pytest.approx(500.0 * latent_mean)
    assert (built, built_latent) == pytest.approx((1.0 - math.exp(-2.0), 1.0 - math.exp(-1.0)))
    assert water_kg == pytest.approx(caught_kg - evaporated_kg)


@pytest.mark.parametrize("water_kg", [0.0, 0.02, 0.1])
def test_a_coil_that_cools_down_gives_back_what_it_holds_then(water_kg: float) -> None:
    """Five minutes from a warm coil next to 600 parts of them, within 5 %, from a dry one 10 %."""
    coil = {**COIL, "cooling_start_latent_s": 60.0}
    given = []
    for parts in (1, 600):
        i = Instant(machine=machine(indoor_coil=coil))
        i.put(mode=COOLING, on=1.0, fan_runs=1.0, built=0.0, built_latent=0.0, water_kg=water_kg)
        evaporated_kg = 0.0
        for _ in range(parts):
            out = one_interval(i, 300.0 / parts, 1500.0, 800.0)
            evaporated_kg += out[2]
            i.put(built=out[3], built_latent=out[4], water_kg=out[5])
        given.append(evaporated_kg)
    assert given[0] == pytest.approx(given[1], rel=0.05 if water_kg > 0.0 else 0.1)


@pytest.mark.parametrize(("on", "built"), [(1.0, 0.2), (0.0, 0.9)])
def test_heat_that_water_takes_as_it_dries_off_goes_with_the_coils_cold(
    on: float, built: float
) -> None:
    """Four minutes as a mean and a part that fades, next to 240 of a second."""
    at = {"on": on, "built": built, "built_latent": 0.0, "water_kg": 20.0}
    wet = machine(indoor_coil={**COIL, "water_capacity_kg": 20.0})

    def coil() -> Instant:
        i = Instant(machine=wet).put(mode=COOLING, fan_runs=1.0, stopped_w=1500.0, **at)
        return i.put(stale=0.0, depression_at_degc=i.air_degc, depression_k=6.0)

    i, course_w = coil(), []
    for _ in range(240):
        out = one_interval(i, 1.0, 1500.0 * on, 0.0)
        course_w.append(out[0])
        i.put(built=out[3], water_kg=out[5])
    sensible_w, _, evaporated_kg, *_, fading_w, _ = one_interval(coil(), 240.0, 1500.0 * on, 0.0)
    left = np.exp(-(np.arange(240) + 0.5) / 60.0)
    assert evaporated_kg > 0.005  # 50 W and more
    foreseen_w = sensible_w + fading_w * (left - left.mean())
    np.testing.assert_allclose(course_w, foreseen_w, atol=2.0)


def test_what_evaporates_from_a_warm_coil_takes_its_heat_from_the_air() -> None:
    i = Instant(machine=machine(indoor_coil=COIL))
    i.put(mode=COOLING, on=0.0, fan_runs=1.0, built=0.0, built_latent=0.0, stopped_w=0.0)
    i.put(stopped_latent_w=0.0, water_kg=0.5, stale=0.0, depression_k=7.26)
    i.put(depression_at_degc=i.air_degc, depression_at_ratio=i.humidity_ratio)  # for this air
    sensible_w, latent_w, evaporated_kg, _, _, water_kg, *_ = one_interval(i, 60.0, 0.0, 0.0, 0.0)
    # a full coil at the rated depression: the root of the water falls by rate t / (2 root(most))
    left_kg = (math.sqrt(0.5) - 1e-4 * 60.0 / (2.0 * math.sqrt(0.5))) ** 2
    assert water_kg == pytest.approx(left_kg)
    assert evaporated_kg == pytest.approx(0.5 - left_kg)
    assert sensible_w == pytest.approx(-(0.5 - left_kg) * VAPORISATION_J_PER_KG / 60.0)
    assert latent_w == 0.0


def test_a_full_coil_drains_what_it_catches() -> None:
    i = Instant(machine=machine(indoor_coil=COIL))
    i.put(mode=COOLING, on=1.0, fan_runs=1.0, built=1.0, built_latent=1.0, water_kg=0.4999)
    water_kg = one_interval(i, 600.0, 1500.0, 1000.0)[5]  # 0.24 kg more, of which 0.0001 stays
    assert water_kg == 0.5


def test_in_the_overrun_a_coil_still_gives_what_it_holds() -> None:
    i = Instant(machine=machine(indoor_coil=COIL))
    i.put(mode=HEATING, on=0.0, fan_runs=1.0, built=1.0, stopped_w=2000.0, water_kg=0.0)
    sensible_w, *_ = one_interval(i, 60.0, 0.0, 0.0)
    assert sensible_w == pytest.approx(80.0 + 2000.0 * (1.0 - math.exp(-1.0)))


def test_a_wet_coil_dries_by_the_wet_bulb_depression_of_the_rooms_air() -> None:
    """80 degF and 11.2 g/kg have a wet bulb of 67 degF (AHRI 210/240): 7.2 K."""
    i = Instant(machine=with_fan(indoor_coil={**COIL, "evaporation_kg_per_s": 1e-5}))
    i.put(mode=COOLING, on=0.0, fan_runs=1.0, built=0.0, built_latent=0.0, water_kg=0.05, stale=1.0)
    i.put(air_degc=26.67, humidity_ratio=0.0112, air_k_per_s=0.0, ratio_per_s=0.0)
    one_interval(i, 60.0, 0.0, 0.0)
    assert i.depression_k == pytest.approx(26.67 - 19.44, abs=0.1)


def test_an_outdoor_coil_in_a_mix_of_outdoor_and_room_air() -> None:
    """A monoblock: half of the outdoor coil's air is the room's, so 5 and 25 degC are 15."""
    map_ = flat_map(2000.0, 500.0)._replace(
        outdoor_degc=np.array([0.0, 30.0]),
        capacity_w=np.array([[0.0, 1000.0], [0.0, 4000.0]]),
        power_w=np.array([[0.0, 500.0], [0.0, 500.0]]),
    )
    half = machine(heating=map_, outdoor_coil={"room_air_fraction": 0.5})
    at = Conditions(5.0, 0.004, 0.0, 25.0)
    by_hand = 1000.0 + 100.0 * 15.0
    at_rated_room = machine(heating=map_, outdoor_coil={"room_air_fraction": 0.0})
    straight = steady_output(
        at_rated_room, saturation(), HEATING, at._replace(outdoor_degc=15.0), 0.006, 1.0
    )
    mixed = steady_output(half, saturation(), HEATING, at, 0.006, 1.0)
    assert mixed.coil_w == pytest.approx(straight.coil_w)
    assert straight.coil_w == pytest.approx(by_hand, rel=0.1)  # as the room corrects it


def test_net_output_has_the_fan_and_the_air_that_a_hose_draws_in() -> None:
    """0.02 kg/s from 5 into 20 degC cost 1,006 J/kgK x 15 K = 302 W; the fan gives 80 W."""
    hose = {"induced_infiltration_kg_per_s": 0.02, "case_heat_fraction": 0.0}
    unit, out = with_fan(air_path=hose), np.zeros((1, 1))
    one = np.ones(1)
    for mode, outdoor_degc, room_degc in ((HEATING, 5.0, 20.0), (COOLING, 35.0, 26.7)):
        net_outputs(
            unit, saturation(), mode, outdoor_degc * one, 0.004 * one, 0.0 * one,
            room_degc, 0.006, one, out,
        )  # fmt: skip
        at = Conditions(outdoor_degc, 0.004, 0.0, room_degc)
        coil_w = steady_output(unit, saturation(), mode, at, 0.006, 1.0).coil_w
        loss_w = 0.02 * 1012.0 * abs(outdoor_degc - room_degc)
        by_hand = coil_w + mode * 80.0 - loss_w
        assert out[0, 0] == pytest.approx(by_hand, abs=0.01 * loss_w)
