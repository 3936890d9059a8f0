"""Does the room obey nature? Steady states, decay, symmetry, energy."""

from dataclasses import replace

import numpy as np
import pytest

import hand_made_rooms as made
from hpsim.building.balance import energy_balance
from hpsim.building.ideal_load import (
    CoolingLimits,
    effective_capacitance,
    following_drivers,
    windows_open,
)
from hpsim.building.ideal_load_pass import IdealLoadOptions, run
from hpsim.building.layout_assembly import Assembly
from hpsim.building.modal import all_modes
from hpsim.building.model import (
    Adiabatic,
    Aim2Infiltration,
    Buffer,
    BufferSpace,
    ConstantInfiltration,
    Door,
    Layer,
    Mass,
    Neighbour,
    Outdoors,
    Shade,
    Surface,
    Ventilation,
)
from hpsim.building.network import (
    Matrices,
    assemble,
)
from hpsim.kernel.response import air_response
from hpsim.kernel.types import PlaneIrradiance

STEADY_K = 1e-3  # of a flow's tolerance of 10 mW, and warm-up of exp(-8)
BALANCE_FULL = 1e-8
BALANCE_REDUCED = 1e-4
SLAB = 1e-6  # 500 cells: (pi/1000)^2/12 of the rate
CONVERGENCE_K = 1e-3  # the order of the faces, in the one or two sweeps that a step takes
DRY_AIR = 0.001  # humidity and the rounding of the gas constant
HALF_HOURS = 0.02  # of the cooling: weather and films by half-hours instead of ten minutes
CLOSED_K = 0.01  # the air at a step's end is solved to a hundredth of a watt
FILMS = 0.01  # a little more load moves the films of faces that are linearised each step
ROUNDING_K = 1e-9
REMEMBERED_K = 2e-3  # of 15 K: from the annual mean, three time constants would leave 0.6 K
PRINTED_FACTOR = 5e-4  # AIM-2's f_s by hand, four digits
EVEN_NEIGHBOUR = 0.02  # the wall's other face is a little colder than the neighbour's 20 degC
FAST_SHARE = 0.25  # of a step's heat that faces take up within ten minutes, beside the air's
FEWER_MODES = 2e-3  # 0.5 K after any one input's full step is dropped
FINER_CELLS = 5e-3  # ten-minute against hundred-second diffusion lengths
WALLS_STORE = 0.1  # walls go on storing, eight hours after the door has opened
DOOR = 0.01  # constants of air: 1006 or 1015 J/(kg K)


def layers_u(inside: float, outside: float) -> float:
    return 1.0 / (1 / inside + 1 / outside + sum(x.resistance_m2k_per_w for x in made.WALL))


def test_steady_loss_is_that_of_the_layers_and_the_air():
    room = made.fixed_films(made.shoebox(glazed=()), 4.0, 15.0)
    answer = made.year(room, made.steady_weather(-5.0), heating_degc=20.0)
    area = sum(s.area_m2 for s in room.surfaces)
    expected = layers_u(4.0, 15.0) * area + 0.5 * 90.0 / 3600.0 * 1.2 * 1015.0
    assert answer.heat_loss_w_per_k == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(answer.ideal_heating_w, expected * 25.0, rtol=1e-4)


def test_ideal_control_of_limited_power_warms_a_room_as_far_as_its_loss_lets_it():
    room = made.fixed_films(made.shoebox(glazed=()), 4.0, 15.0)
    weather = made.steady_weather(-5.0)
    whole = made.year(room, weather, heating_degc=20.0)
    limit_w = 10.0 * whole.heat_loss_w_per_k
    half = made.year(room, weather, heating_degc=20.0, heating_limit_w=limit_w)
    np.testing.assert_allclose(half.ideal_heating_w, limit_w, rtol=1e-12)
    np.testing.assert_allclose(half.air_degc, 5.0, atol=STEADY_K)
    # a day's swing, with films that follow it: limited at night, and all heat accounted for
    swing, held = made.daily_weather(5.0, 8.0), {"heating_degc": 20.0, "cooling_degc": 21.0}
    peak_w = 0.9 * made.year(made.shoebox(), swing, **held).ideal_heating_w.max()
    year = made.year(made.shoebox(), swing, **held, heating_limit_w=peak_w)
    assert year.ideal_heating_w.max() == peak_w
    assert (year.ideal_heating_w < peak_w).any()
    assert (year.air_degc[1:][year.ideal_heating_w == peak_w] < 20.0 + CLOSED_K).all()
    assert year.balance_residual < BALANCE_FULL


def test_a_room_without_gains_is_as_cold_as_outdoors():
    answer = made.year(made.shoebox(), made.steady_weather(7.0))
    np.testing.assert_allclose(answer.air_degc, 7.0, atol=STEADY_K)
    np.testing.assert_allclose(answer.load_pass.out.port_degc, 7.0, atol=STEADY_K)


def test_a_slab_answers_a_step_as_the_series_does():
    # one face taken to 1 K at t = 0, the other insulated: Carslaw and Jaeger, 3.4 (1)
    n_cells, resistance, capacity = 500, 0.2, 1.4e5
    assembly = Assembly()
    cell = Layer(resistance / n_cells, capacity / n_cells)
    outer, inner = assembly.chain((cell,) * n_cells, 1.0, 1e9)
    size = len(assembly.capacity)
    k = np.zeros((size, size))
    for i, j, g in assembly.edges:
        k[[i, j], [i, j]] += g
        k[i, j] -= g
        k[j, i] -= g
    # the driven face is a boundary: leave its node out
    inside = [i for i in range(size) if i != outer]
    feed = np.zeros((size - 1, 2))
    feed[:, 0] = -k[inside][:, outer]
    matrices = Matrices(
        np.array(assembly.capacity)[inside],
        k[np.ix_(inside, inside)],
        feed,
        np.zeros((size - 1, 0)),
    )
    modes = all_modes(matrices)
    row = inside.index(inner)
    for fourier in (0.1, 0.3, 1.0):
        t = fourier * resistance * capacity
        n = np.arange(60)
        wave = (2 * n + 1) * np.pi / 2
        exact = 1.0 - np.sum(2.0 * (-1.0) ** n / wave * np.exp(-(wave**2) * fourier))
        z = modes.shape.T @ feed[:, 0] * -np.expm1(-modes.rate_per_s * t) / modes.rate_per_s
        assert (modes.shape @ z)[row] == pytest.approx(exact, abs=SLAB)


def test_energy_closes_in_every_month_with_all_modes_and_nearly_with_few():
    room = made.shoebox(heat=made.gains(80.0, 120.0))
    for kept, tolerance in ((0.0, BALANCE_FULL), (0.5, BALANCE_REDUCED)):
        answer = made.year(
            room,
            made.daily_weather(),
            heating_degc=20.0,
            cooling_degc=26.0,
            irradiance=half_day_sun(room),
            dropped_weight_k=kept,
        )
        assert answer.balance_residual < tolerance
        assert np.abs(energy_balance(answer.load_pass).boundary_j).min() > 1e6


def test_energy_closes_where_hardly_any_is_turned_over():
    """As warm as its neighbours, and the air that leaks in is heated at once."""
    warm = Neighbour(np.full(made.HOURS, 20.0))
    room = made.shoebox(glazed=())
    surfaces = tuple(replace(s, boundary=warm) for s in room.surfaces)
    leak = Aim2Infiltration(7.0, room.volume_m3, 2.5, 1.0, 0.5, "suburban")
    room = replace(room, surfaces=surfaces, infiltration=(leak,))
    answer = made.year(room, made.daily_weather(), heating_degc=20.0)
    assert answer.ideal_heating_w.mean() > 50.0
    assert answer.balance_residual < 1e-6


def test_known_heat_in_some_steps_is_that_of_the_whole_year():
    room = made.shoebox(heat=made.gains(80.0, 120.0))
    answer = made.year(room, made.daily_weather(), irradiance=half_day_sun(room))
    steps = np.array([-1, 0, 1, 16, 17, 5000, 17519])
    of_year = answer.load_pass.port_heat_w
    assert np.ptp(of_year[:48], axis=0).max() > 100.0
    np.testing.assert_array_equal(answer.load_pass.port_heat_at_w(steps), of_year[steps])


def half_day_sun(room, planes_lit=None):
    """Return diffuse light of 200 W/m2 from 8 to 16 h on some planes."""
    hour = np.arange(made.HOURS) % 24
    day = 200.0 * ((hour >= 8) & (hour < 16))
    none = np.zeros(made.HOURS)
    lit = PlaneIrradiance(none, none, day, none, none, none)
    unlit = PlaneIrradiance(*[none] * 6)
    planes = made.dark(room)
    return {plane: lit if planes_lit is None or plane in planes_lit else unlit for plane in planes}


def test_heats_put_back_on_the_free_air_give_the_air():
    room = made.shoebox(heat=made.gains(80.0, 120.0))
    night = np.where(np.arange(made.HOURS) % 24 < 7, 0.05, 0.0)
    room = replace(room, ventilation=(Ventilation("window", night),))
    answer = made.year(
        room, made.daily_weather(), heating_degc=20.0, cooling_degc=24.0, dropped_weight_k=0.5
    )
    d = answer.drivers
    heat = answer.ideal_heating_w - answer.ideal_cooling_w + d.gain_w
    heat = heat + d.exchange_heat_w - d.exchange_w_per_k * answer.air_degc[1:]
    again = d.free_air_degc + air_response(answer.dynamics, answer.film_sets, heat, 1800.0)
    np.testing.assert_allclose(again, answer.air_degc, atol=ROUNDING_K)
    assert d.exchange_w_per_k.max() > 50.0


def test_the_year_is_periodic():
    answer = made.year(made.shoebox(), made.daily_weather(), heating_degc=20.0)
    assert answer.air_degc[0] == pytest.approx(answer.air_degc[-1], abs=1e-3)
    assert answer.drivers.free_air_degc[0] == pytest.approx(
        answer.drivers.free_air_degc[-1], abs=1e-3
    )


def test_a_heavy_room_begins_the_year_where_the_year_before_has_left_it():
    """Forty days of a wall's time constant, a year's wave outdoors: it starts as it ends."""
    heavy = made.shoebox(layers=(Layer(20.0, 0.0), Layer(0.5, 2e5)), glazed=(), ach=0.0)
    hour = np.arange(made.HOURS + 1)
    wave = 10.0 - 15.0 * np.cos(2.0 * np.pi * hour / made.HOURS)
    climate = made.steady_weather()._replace(outdoor_degc=wave, sky_degc=wave)
    answer = made.year(heavy, climate)
    assert answer.time_constants_h[0] > 30 * 24
    np.testing.assert_allclose(answer.air_degc[0], answer.air_degc[-1], atol=REMEMBERED_K)


def test_set_points_are_held_at_step_ends():
    answer = made.year(
        made.shoebox(heat=made.gains(500.0)),
        made.daily_weather(16.0, 12.0),
        heating_degc=20.0,
        cooling_degc=23.0,
    )
    assert answer.air_degc.min() >= 20.0 - ROUNDING_K
    assert answer.air_degc.max() <= 23.0 + ROUNDING_K
    assert answer.ideal_heating_w.max() > 0.0
    assert answer.ideal_cooling_w.max() > 0.0
    assert np.all((answer.ideal_heating_w == 0.0) | (answer.ideal_cooling_w == 0.0))


def test_turning_room_and_sun_together_changes_nothing():
    results = []
    for turned in (0.0, 90.0, 180.0):
        room = made.shoebox(turned_deg=turned)
        lit = half_day_sun(room, [((180.0 + turned) % 360.0, 90.0)])
        results.append(made.year(room, made.daily_weather(), irradiance=lit))
    for other in results[1:]:
        np.testing.assert_allclose(other.air_degc, results[0].air_degc, atol=1e-6)


def test_a_room_and_its_mirror_image_are_alike():
    east, west = made.shoebox(glazed=("east",)), made.shoebox(glazed=("west",))
    a = made.year(east, made.daily_weather(), irradiance=half_day_sun(east, [(90.0, 90.0)]))
    b = made.year(west, made.daily_weather(), irradiance=half_day_sun(west, [(270.0, 90.0)]))
    np.testing.assert_allclose(a.air_degc, b.air_degc, atol=CONVERGENCE_K)


def test_an_adiabatic_wall_loses_nothing_and_a_warm_neighbour_gives():
    room = made.shoebox(glazed=())

    def loss(boundary):
        surfaces = (replace(room.surfaces[0], boundary=boundary), *room.surfaces[1:])
        answer = made.year(
            replace(room, surfaces=surfaces), made.steady_weather(0.0), heating_degc=20.0
        )
        return float(answer.ideal_heating_w.mean())

    warm = Neighbour(np.full(made.HOURS, 30.0))
    even = Neighbour(np.full(made.HOURS, 20.0))
    assert loss(warm) < loss(even) < loss(Outdoors())
    assert loss(Adiabatic()) == pytest.approx(loss(even), rel=EVEN_NEIGHBOUR)


def test_a_buffer_space_is_between_room_and_outdoors():
    room = made.shoebox(glazed=(), heat=made.gains())
    ceiling = replace(room.surfaces[4], boundary=BufferSpace("attic"))
    roof = [
        Surface(f"roof {azimuth}", (Layer(0.1, 1e4),), 20.0, Outdoors(), azimuth, 25.0)
        for azimuth in (0.0, 180.0)
    ]
    surfaces = (*room.surfaces[:4], ceiling, room.surfaces[5])
    room = replace(room, surfaces=surfaces, buffers=(Buffer("attic", 30.0, 2.0, tuple(roof)),))
    answer = made.year(room, made.steady_weather(0.0), heating_degc=20.0)
    attic = answer.load_pass.out.port_degc[:, 1]
    assert 0.5 < attic.mean() < 10.0
    assert answer.balance_residual < BALANCE_FULL


def test_furniture_slows_the_room():
    room = made.shoebox(glazed=())
    book = Mass("furniture", (Layer(0.15, 2.4e4),), 20.0)
    plain = made.year(room, made.daily_weather())
    full = made.year(replace(room, masses=(book,)), made.daily_weather())
    assert np.ptp(full.air_degc) < np.ptp(plain.air_degc)
    # its faces also carry heat from the air to the walls by long wave: a little more loss
    assert 1.0 < full.heat_loss_w_per_k / plain.heat_loss_w_per_k < 1.1


def test_effective_capacitance_of_one_lump_is_its_own():
    from hand_made import lumped_room

    # a slow lump: within ten minutes the line q t / C is the exponential to t / (2 RC)
    assert effective_capacitance(lumped_room(5e5, 5.0)) == pytest.approx(5e5, rel=0.01)


def test_an_air_multiplier_adds_to_the_effective_capacitance():
    def capacitance(multiplier):
        room = replace(made.shoebox(), air_capacity_multiplier=multiplier)
        return made.year(
            room, made.daily_weather(), heating_degc=20.0
        ).effective_capacitance_j_per_k

    air = 90.0 * 1.204 * 1015.0
    assert capacitance(10.0) - capacitance(5.0) == pytest.approx(5.0 * air, rel=FAST_SHARE)


def test_fewer_modes_and_finer_layers_change_little():
    room = made.shoebox(heat=made.gains(100.0, 200.0))
    weather = made.daily_weather()
    sun = half_day_sun(room)
    set_points = made.held_between(20.0, 26.0)

    def load(**options):
        base = run(room, weather, sun, *set_points, IdealLoadOptions(**options))
        return float(np.maximum(base.out.load_w, 0.0).mean()), base

    full, base = load(dropped_weight_k=0.0)
    few, reduced = load(dropped_weight_k=0.5)
    fine, finer = load(dropped_weight_k=0.0, cell_time_s=100.0)
    assert reduced.modes.rate_per_s.size < 0.6 * base.modes.rate_per_s.size
    assert finer.n_full_modes > 1.5 * base.n_full_modes
    assert few == pytest.approx(full, rel=FEWER_MODES)
    assert fine == pytest.approx(full, rel=FINER_CELLS)


def test_the_matrices_are_symmetric_and_lossless_inside():
    base = made.year(made.shoebox(), made.daily_weather()).load_pass
    m = assemble(base.layout, base.at)
    np.testing.assert_allclose(m.conductance_w_per_k, m.conductance_w_per_k.T, atol=1e-9)
    boundary = m.weather_w_per_k.sum(axis=1) + m.source_w_per_k.sum(axis=1)
    np.testing.assert_allclose(m.conductance_w_per_k.sum(axis=1), boundary, atol=1e-6)


def test_a_window_in_a_wall_without_sun_has_none_and_sees_no_sky():
    """As in the dark under a sky as warm as the air, whatever the sky's own temperature."""
    room = made.shoebox()
    shade = Shade("blind", 0.6, closed_when_sun_above_w_per_m2=100.0, resistance_m2k_per_w=0.05)
    room = replace(room, windows=(replace(room.windows[0], shade=shade),))
    hidden = replace(
        room,
        surfaces=tuple(
            replace(s, boundary=Outdoors(sun=False, wind=s.boundary.wind)) for s in room.surfaces
        ),
    )
    weather = made.daily_weather()
    even = weather._replace(sky_degc=weather.outdoor_degc)
    answers = [
        made.year(model, under, heating_degc=20.0)
        for model, under in ((hidden, weather), (room, even))
    ]
    assert not answers[0].transmitted_solar_w.any()
    heats = [float(answer.ideal_heating_w.mean()) for answer in answers]
    assert heats[0] == pytest.approx(heats[1], rel=1e-6)


def test_a_closed_shade_saves_what_its_resistance_says():
    room = made.shoebox()
    shade = Shade("curtain", 0.5, closed=np.ones(made.HOURS), resistance_m2k_per_w=0.3)
    covered = replace(room, windows=(replace(room.windows[0], shade=shade),))

    def loss(model):
        answer = made.year(model, made.steady_weather(0.0), heating_degc=20.0)
        return float(answer.ideal_heating_w.mean()) / 20.0

    saved = loss(room) - loss(covered)
    # 4 m2 of double glass, U between 2.2 and 3.2 W/m2K depending on the films' day
    assert 4.0 * (2.2 - 1 / (1 / 2.2 + 0.3)) < saved < 4.0 * (3.2 - 1 / (1 / 3.2 + 0.3))


def test_a_window_opens_only_while_it_cools():
    always = np.full(made.HOURS, 0.1)
    window = Ventilation("window", always, room_above_degc=24.0, outdoor_below_room_k=2.0)
    room = replace(made.shoebox(heat=made.gains(600.0)), ventilation=(window,))
    answer = made.year(room, made.daily_weather(15.0, 8.0))
    closed = made.year(made.shoebox(heat=made.gains(600.0)), made.daily_weather(15.0, 8.0))
    assert answer.air_degc.max() < closed.air_degc.max()
    opened = answer.drivers.exchange_w_per_k > 0.0
    end = answer.air_degc[1:]
    outdoor = answer.drivers.outdoor_degc
    assert end[opened].min() > 23.5 - CLOSED_K  # once open, until half a kelvin below
    assert (end - 0.5 * (outdoor[1:] + outdoor[:-1]))[opened].min() > 1.5 - CLOSED_K
    assert end[~opened].max() < 24.0 + 2.0 + 8.0
    assert opened.any()
    air = answer.drivers.outdoor_air_kg_per_s
    assert air[opened].mean() > 2.0 * air[~opened].max()


@pytest.mark.parametrize("outdoor_degc", [-20.0, 10.0])
def test_air_as_it_blows_is_the_denser_the_colder(outdoor_degc):
    room = replace(made.shoebox(), infiltration=(ConstantInfiltration(0.5, None),))
    answer = made.year(room, made.steady_weather(outdoor_degc), heating_degc=20.0)
    # gas law of dry air and 4 g/kg of vapor (ASHRAE, eq. 26); half an air change of 90 m3
    pressure_pa = 101325.0 / (1.0 + 1.607858 * 0.004)
    kg_per_s = 0.5 * 90.0 / 3600.0 * pressure_pa / (287.05 * (outdoor_degc + 273.15))
    j_per_kg_k = 1006.0 + 0.004 * 1860.0
    assert answer.drivers.outdoor_air_kg_per_s == pytest.approx(kg_per_s, rel=DRY_AIR)
    carried = answer.drivers.exchange_w_per_k + answer.load_pass.air.constant_w_per_k
    assert carried == pytest.approx(j_per_kg_k * kg_per_s, rel=DRY_AIR)
    stays = replace(room, infiltration=(ConstantInfiltration(0.5, 1.2),))
    other = made.year(stays, made.steady_weather(outdoor_degc), heating_degc=20.0)
    more_w = j_per_kg_k * kg_per_s - 1015.0 * 0.5 * 90.0 / 3600.0 * 1.2
    more_w *= 20.0 - outdoor_degc
    difference = answer.ideal_heating_w[-1] - other.ideal_heating_w[-1]
    assert difference == pytest.approx(more_w, rel=FILMS)


def opened_unless_cooled(above_degc=26.0):
    always = np.full(made.HOURS, 0.1)
    rule = {"room_above_degc": above_degc, "outdoor_below_room_k": 2.0, "unless_cooled": True}
    fan = Ventilation("window", always, **rule)
    return replace(made.shoebox(heat=made.gains(600.0)), ventilation=(fan,))


def test_a_window_that_cooling_shuts_is_as_if_it_were_not_there():
    shut = made.year(opened_unless_cooled(24.0), made.daily_weather(15.0, 8.0), cooling_degc=25.0)
    without = made.year(
        made.shoebox(heat=made.gains(600.0)), made.daily_weather(15.0, 8.0), cooling_degc=25.0
    )
    np.testing.assert_array_equal(shut.air_degc, without.air_degc)
    np.testing.assert_array_equal(shut.ideal_cooling_w, without.ideal_cooling_w)
    assert not windows_open(shut).any()
    assert following_drivers(shut).switched_above_degc.size == 0


def test_without_a_cooling_set_point_it_opens_like_any_other():
    ruled = made.year(opened_unless_cooled(), made.daily_weather(15.0, 8.0))
    room = opened_unless_cooled()
    plain = replace(room.ventilation[0], unless_cooled=False)
    other = made.year(replace(room, ventilation=(plain,)), made.daily_weather(15.0, 8.0))
    np.testing.assert_array_equal(ruled.air_degc, other.air_degc)
    assert windows_open(ruled).any()


def test_beside_a_machine_that_does_not_cool_it_is_left_to_the_minute():
    answer = made.year(opened_unless_cooled(), made.daily_weather(15.0, 8.0), cooling_degc=25.0)
    drivers = following_drivers(answer, cools=False)
    density = 101325.0 / (287.055 * (drivers.outdoor_degc[0] + 273.15))
    flow = 0.1 * density / (1.0 + 1.607858 * 0.004) * (1006.0 + 0.004 * 1860.0)
    assert drivers.switched_w_per_k[0, 0] == pytest.approx(flow, rel=0.003)
    assert drivers.switched_above_degc == [26.0]


def windows_with_a_limit(**limits):
    """Return a room with windows that cooling shuts and windows in mild hours, and its drivers."""
    room = opened_unless_cooled()
    always = Ventilation(
        "window",
        np.full(made.HOURS, 0.04),
        room_above_degc=22.0,
        outdoor_below_room_k=2.0,
        above_heating_setpoint_k=2.0,
    )
    room = replace(room, ventilation=(*room.ventilation, always))
    weather = made.daily_weather(15.0, 8.0)
    answer = made.year(room, weather, heating_degc=21.0, cooling_degc=25.0)
    return answer, following_drivers(answer, cut_out=CoolingLimits(**limits))


def test_windows_in_mild_hours_stay_shut_at_the_temperature_that_a_unit_heats_to():
    """A unit's own control heats to 22.5 degC for a setpoint of 21.

    Windows wait for 23 degC, and close at 22.5.
    """
    answer, drivers = windows_with_a_limit()
    assert drivers.switched_above_degc.tolist() == [23.0]
    assert answer.air_degc[1:][windows_open(answer) > 0.0].min() > 22.5 - CLOSED_K


def test_windows_open_where_the_weather_stops_what_cools():
    answer, drivers = windows_with_a_limit(lowest_degc=15.0)
    by_cooling = drivers.switched_w_per_k[0] > 0.0
    middle = 0.5 * (drivers.outdoor_degc[1:] + drivers.outdoor_degc[:-1])
    assert drivers.switched_above_degc.tolist() == [26.0, 23.0]
    assert answer.ideal_cooling_w.any()
    np.testing.assert_array_equal(by_cooling, middle < 15.0)


def test_windows_stay_shut_where_nothing_would_be_cooled_anyway():
    room, cold = opened_unless_cooled(), made.steady_weather(-20.0)
    answer = made.year(room, cold, heating_degc=20.0, cooling_degc=25.0)
    assert not answer.ideal_cooling_w.any()
    drivers = following_drivers(answer, cut_out=CoolingLimits(lowest_degc=15.0))
    assert drivers.switched_above_degc.size == 0


def test_a_fan_by_temperature_recovers_heat_and_not_the_water_or_the_air():
    """Always on, it does what one without a rule does: in the pass and in what the minute has.

    With 0.8 of the heat and 0.3 of the water recovered, a fifth of its air carries heat.
    """
    fan = Ventilation("balanced", np.full(made.HOURS, 0.02), recovery=0.8, latent_recovery=0.3)
    ruled = replace(fan, room_above_degc=-50.0)
    weather = made.daily_weather(10.0, 5.0)
    always, by_rule = (
        made.year(replace(made.shoebox(), ventilation=(one,)), weather, heating_degc=20.0)
        for one in (fan, ruled)
    )
    np.testing.assert_allclose(by_rule.air_degc, always.air_degc, atol=1e-6)
    air_kg_per_s = always.drivers.outdoor_air_kg_per_s
    np.testing.assert_allclose(by_rule.drivers.outdoor_air_kg_per_s, air_kg_per_s, rtol=2e-3)
    drivers = following_drivers(by_rule)
    by_water = drivers.outdoor_air_kg_per_s
    by_water = by_water + drivers.switched_water @ drivers.switched_w_per_k / 1015.0
    np.testing.assert_allclose(by_water, air_kg_per_s, rtol=2e-2)
    assert drivers.switched_water == pytest.approx([0.7 / 0.2])
    assert drivers.switched_air == pytest.approx([1.0 / 0.2])


def test_a_large_window_by_temperature_makes_no_heating():
    """Opened above 23 degC it closes at 22.5, within minutes: nothing has to heat against it."""
    flow = np.full(made.HOURS, 0.5)  # 20 air changes an hour
    window = Ventilation("window", flow, room_above_degc=23.0, outdoor_below_room_k=2.0)
    room = replace(made.shoebox(heat=made.gains(1500.0)), ventilation=(window,))
    answer = made.year(room, made.daily_weather(0.0, 8.0), heating_degc=20.0)
    share = windows_open(answer)
    assert ((share > 0.0) & (share < 1.0)).any()
    assert not answer.ideal_heating_w[share > 0.0].any()
    assert answer.air_degc[1:][share > 0.0].min() > 22.5 - CLOSED_K


def test_windows_by_temperature_do_not_depend_on_the_step():
    flow = np.full(made.HOURS, 0.2)
    window = Ventilation("window", flow, room_above_degc=23.0, outdoor_below_room_k=2.0)
    room = replace(made.shoebox(heat=made.gains(900.0)), ventilation=(window,))
    heat, cold = [], []
    for step_s in (1800.0, 600.0):
        answer = made.year(
            room,
            made.daily_weather(15.0, 9.0),
            heating_degc=20.0,
            cooling_degc=25.0,
            step_s=step_s,
        )
        heat.append(answer.ideal_heating_w.mean())
        cold.append(answer.ideal_cooling_w.mean())
    assert heat[0] == pytest.approx(heat[1], abs=HALF_HOURS * cold[1])
    assert cold[0] == pytest.approx(cold[1], rel=HALF_HOURS)


def test_nobody_opens_a_window_at_the_temperature_that_he_heats_to():
    answer = made.year(opened_unless_cooled(), made.steady_weather(0.0), heating_degc=27.0)
    assert answer.load_pass.inputs.exchange.switched_above_degc == [29.0]
    assert not windows_open(answer).any()


def test_in_calm_mild_weather_the_rooms_own_warmth_drives_the_leak():
    # outdoors between the setpoints: what a setpoint says of the room drives nothing
    leak = Aim2Infiltration(7.0, 250.0, 2.5, 1.0, 0.7, "country")
    room = replace(made.shoebox(heat=made.gains(300.0)), infiltration=(leak,))
    answer = made.year(room, made.steady_weather(20.0, 0.0), heating_degc=18.0, cooling_degc=40.0)
    air = float(answer.air_degc[-1])
    assert 21.0 < air < 39.0
    kelvin, per_pa = 273.15, 7.0 * 250.0 / 3600.0 / 50.0**0.65
    stack_pa = 1.2041 * 293.15 / 293.15 * 9.81 * 2.5 * (air - 20.0) / (air + kelvin)
    by_hand = per_pa * 0.2559 * stack_pa**0.65  # f_s by hand
    assert answer.load_pass.out.driven_m3_per_s[-1] == pytest.approx(by_hand, rel=PRINTED_FACTOR)
    # 4 g/kg of vapor: 1006 + 0.004 * 1860
    flow = answer.drivers.outdoor_air_kg_per_s[-1] * 1013.44
    exchange = answer.load_pass.out.exchange_w_per_k[-1] + answer.load_pass.air.constant_w_per_k
    assert exchange == pytest.approx(flow)


def test_an_open_door_brings_the_room_to_the_home():
    def mean(open_share):
        door = Door(1.6, 2.0, np.full(made.HOURS, open_share), np.full(made.HOURS, 21.0))
        return made.year(
            replace(made.shoebox(), doors=(door,)), made.steady_weather(0.0)
        ).air_degc.mean()

    assert mean(0.0) < 1.0
    assert 12.0 < mean(1.0) < 21.0


def test_a_door_by_schedule_carries_heat_while_it_is_open():
    hour = np.arange(made.HOURS) % 24
    share = np.where(hour >= 12, 1.0, np.where(hour >= 8, 0.5, 0.0))
    door = Door(1.6, 2.0, share, np.full(made.HOURS, 21.0))
    room = replace(made.shoebox(), doors=(door,))
    answer = made.year(room, made.steady_weather(0.0), heating_degc=19.0)
    flow_w_per_k = made.hourly(answer.drivers.exchange_w_per_k)
    # 0.65/3 * 1.6 m2 * sqrt(9.81 * 2 m * 2 K / 293.15 K) * 1.2041 kg/m3 * 1006 J/(kg K)
    open_w_per_k = 0.65 / 3 * 1.6 * np.sqrt(9.81 * 2.0 * 2.0 / 293.15) * 1.2041 * 1006.0
    np.testing.assert_allclose(flow_w_per_k, share * open_w_per_k, rtol=DOOR)
    load_w = made.hourly(answer.ideal_heating_w)
    late, closed = load_w[hour == 22].mean(), load_w[hour == 6].mean()
    assert closed - late == pytest.approx(2.0 * open_w_per_k, rel=WALLS_STORE)


def test_heat_through_a_door_is_in_the_month_balance():
    hour = np.arange(made.HOURS) % 24
    door = Door(1.6, 2.0, (hour % 5 > 2).astype(float), np.full(made.HOURS, 21.0))
    answer = made.year(
        replace(made.shoebox(), doors=(door,)), made.daily_weather(), heating_degc=18.0
    )
    assert answer.balance_residual < BALANCE_FULL
