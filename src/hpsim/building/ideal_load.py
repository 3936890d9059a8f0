"""A room's year under ideal control and its response to other heat, shared by all candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.building.air_modes import (
    RISE_ERROR,
    AirModes,
    air_dynamics,
    air_modes,
    film_sets,
    with_films,
)
from hpsim.building.balance import energy_balance
from hpsim.building.constants import AIR_J_PER_KG_K, air_density
from hpsim.building.doorways import Doorways, doorways_of, partitions_w_per_k
from hpsim.building.ideal_load_pass import (
    DEFAULT_OPTIONS,
    IdealLoadOptions,
    IdealLoadPass,
    class_coefficients,
    dynamics_coefficients,
    load_classes,
    run,
)
from hpsim.building.linear_room import solved_loss_w_per_k, steady_loss_w_per_k
from hpsim.building.modal import Modes, all_modes
from hpsim.building.model import RoomModel, Sorption
from hpsim.building.network import assemble
from hpsim.building.outdoor import KnownClimate, known
from hpsim.building.solar import Plane, planes
from hpsim.kernel.air_exchange import NO_LIMIT, driven_air_slopes
from hpsim.kernel.response import air_response
from hpsim.kernel.types import (
    ALWAYS_DEGC,
    NEVER_DEGC,
    Climate,
    FilmSets,
    FloatArray,
    PlaneIrradiance,
    RoomDrivers,
    RoomDynamics,
)
from hpsim.records import dataclass

NO_SORPTION = Sorption(0.0, 0.0)
ENERGY_TOLERANCE = 1e-4  # of a month's turnover: what the modes left out may hold
EVERY = 13  # of the steps, for means over them: all times of the day
LATELY_S = 7.0 * 86400.0
"""How long a room may be too warm after it would have been cooled last (judgement)."""
FAST_TIME_S = 600.0
"""Over which the effective capacitance is fitted: a short cycle's length."""

__all__ = [
    "COOLS_ALWAYS",
    "CoolingLimits",
    "IdealLoadResult",
    "effective_capacitance",
    "following_drivers",
    "ideal_load_result",
    "planes",
    "windows_open",
]


class CoolingLimits(NamedTuple):
    """Outdoor temperatures between which a machine cools."""

    lowest_degc: float = NEVER_DEGC
    highest_degc: float = ALWAYS_DEGC

    def stop(self, outdoor_degc: FloatArray) -> NDArray[np.bool_]:
        """Return whether the weather stops it in the middle of each step (n,).

        ``outdoor_degc`` (n + 1,) are instants.

        Examples
        --------
        >>> CoolingLimits(15.0, 45.0).stop(np.array([13.0, 16.0, 18.0, 40.0, 52.0])).tolist()
        [True, False, False, True]
        """
        middle = 0.5 * (outdoor_degc[1:] + outdoor_degc[:-1])
        return np.asarray((middle < self.lowest_degc) | (middle > self.highest_degc))


COOLS_ALWAYS = CoolingLimits()


@dataclass(frozen=True)
class FilmModes:
    """All modes that the room's film sets are made from, and the air's few ones with each set."""

    modes: Modes
    inner_w_per_m2k: FloatArray
    """(n_inner,) films in these."""
    few: tuple[AirModes, ...]
    times_s: tuple[float, ...] | None
    """Of `with_films`."""


@dataclass(frozen=True)
class IdealLoadResult:
    """A year of one room under ideal control, and its response to other heat."""

    step_s: float
    dynamics: RoomDynamics
    """Response of the room air to heat, with the films of the conditioned hours."""
    film_sets: FilmSets
    """The same by how much the room is heated or cooled; empty if it never is."""
    film_modes: FilmModes | None
    """What they were made from; None: there are none."""
    drivers: RoomDrivers
    air_degc: FloatArray
    """(n + 1,) instants."""
    mean_radiant_degc: FloatArray
    """(n + 1,) instants: faces weighted by area and emissivity."""
    ideal_heating_w: FloatArray
    """(n,) means, at least 0."""
    ideal_cooling_w: FloatArray
    """(n,) means of sensible cooling, at least 0."""
    heat_loss_w_per_k: float
    """`heated_loss_w_per_k`: to outdoors and ground, with glass and leaks, where it is heated."""
    effective_capacitance_j_per_k: float
    """Heat capacity that takes part within a short cycle; see `effective_capacitance`."""
    time_constants_h: tuple[float, ...]
    """Of the modes of `dynamics`, slowest first."""
    floor_area_m2: float
    volume_m3: float
    transmitted_solar_w: FloatArray
    """(n_hours,) means: sunlight that the glass lets in."""
    balance_residual: float
    """The worst month's energy that does not close, over its turnover."""
    load_pass: IdealLoadPass
    """What it was made from: all face temperatures and flows."""
    doorways: Doorways | None = None
    """To the rest of the home; None: there are none."""
    partitions_w_per_k: float = 0.0
    """Steady, to a home at the setpoints."""


def pass_balance_residual(load_pass: IdealLoadPass) -> float:
    """Return the worst month's energy that does not close, over its turnover."""
    return float(np.abs(energy_balance(load_pass).residual).max())


def effective_capacitance(dynamics: RoomDynamics, time_s: float = FAST_TIME_S) -> float:
    """Return C of the line ``q t / C`` that fits the air's first minutes after a heat step.

    Least squares through the origin over ``time_s``; what responds at once counts as rise.
    """
    t = (np.arange(100) + 0.5) / 100.0 * time_s
    decay = np.exp(-np.outer(t, dynamics.rate_per_s))
    rise = dynamics.direct_k_per_w + (1.0 - decay) @ dynamics.gain_k_per_w
    return float(np.dot(t, t) / np.dot(t, rise))


def _dynamics(
    load_pass: IdealLoadPass, rise_error: float
) -> tuple[RoomDynamics, FilmSets, FilmModes | None]:
    """Return how the air follows heat, by the films of all conditioned hours and of each class."""
    layout, usual = load_pass.home_layout, dynamics_coefficients(load_pass)
    modes, of_step = all_modes(assemble(layout, usual)), load_classes(load_pass)
    few = air_modes(modes, layout, rise_error)
    dynamics = air_dynamics(modes, layout, few)
    if not of_step.any():
        return dynamics, FilmSets(), None
    area_m2 = layout.inner_arrays.area_m2
    at = np.array([at.inner for at in class_coefficients(load_pass, of_step)])
    sets = with_films(modes, layout, (at - usual.inner) * area_m2, few.times_s)
    made_from = FilmModes(modes, usual.inner, tuple(sets), few.times_s)
    return dynamics, film_sets(sets, of_step), made_from


def _varying_w_per_k(load_pass: IdealLoadPass) -> float:
    """Return the mean of what leaks and fans carry above what is in the matrix [W/K]."""
    driven = load_pass.out.driven_m3_per_s
    leaks_w_per_k = float(driven @ load_pass.inputs.exchange.air_j_per_m3_k) / driven.size
    return float(load_pass.air.varying_w_per_k.mean()) + leaks_w_per_k


def pass_heat_loss_w_per_k(load_pass: IdealLoadPass) -> float:
    """Return the steady loss to outdoors and ground, with glass and the mean air exchange."""
    steady = steady_loss_w_per_k(load_pass.layout, load_pass.matrices, load_pass.modes)
    return steady + _varying_w_per_k(load_pass)


def heated_loss_w_per_k(load_pass: IdealLoadPass) -> float:
    """Return by how much a room's heating rises per kelvin that it is kept warmer [W/K].

    Mean of the steps in which it is heated: films and leaks are then larger than in the year's
    mean, in which faces are nearly as warm as the air, and both rise with the difference. To
    outdoors and ground, with glass; fans and windows that follow the room are left out. Of a room
    that is never heated it is `pass_heat_loss_w_per_k`.
    """
    is_heated = load_pass.out.load_w > 0.0
    if not is_heated[::EVERY].any():
        return pass_heat_loss_w_per_k(load_pass)
    layout, even = load_pass.layout, np.ones(is_heated.size)
    heated = class_coefficients(load_pass, np.where(is_heated, 0.0, 1.0), even)[0]
    steady = solved_loss_w_per_k(layout, assemble(layout, heated))
    inputs, air = load_pass.inputs, load_pass.air_degc
    room_degc = 0.5 * (air[1:] + air[:-1])
    outdoor_degc = 0.5 * (inputs.outdoor_degc[1:] + inputs.outdoor_degc[:-1])
    leaks = np.empty(is_heated[::EVERY].size)
    driven_air_slopes(inputs.exchange, room_degc, outdoor_degc, EVERY, leaks)
    by_fans = np.repeat(load_pass.air.varying_w_per_k, round(3600.0 / load_pass.step_s))
    return steady + float((leaks + by_fans[::EVERY])[is_heated[::EVERY]].mean())


def windows_open(ideal: IdealLoadResult) -> FloatArray:
    """Return the fraction of each step with fans or windows on that follow the room, (n,)."""
    load_pass = ideal.load_pass
    most = load_pass.inputs.exchange.switched_w_per_k.sum(axis=0)
    shut = np.zeros_like(most)
    return np.asarray(np.divide(load_pass.out.switched_w_per_k, most, out=shut, where=most > 0.0))


def fresh_air_kg_per_s(ideal: IdealLoadResult) -> FloatArray:
    """Return the outdoor air by leaks and fans (n,): all of it, opened windows left out."""
    load_pass, per_hour = ideal.load_pass, round(3600.0 / ideal.step_s)
    air = load_pass.outdoor_air_kg_per_s + np.repeat(load_pass.air.recovered_kg_per_s, per_hour)
    fans = load_pass.air.switched_fans_kg_per_s
    if fans.any():
        air = air + (_open_shares(load_pass) * np.repeat(fans, per_hour, axis=1)).sum(axis=0)
    return air


def _switched_kg_per_s(load_pass: IdealLoadPass) -> FloatArray:
    """Return the air whose water fans and windows exchange that follow the room (n,)."""
    water, carried = load_pass.air.switched_water, load_pass.out.switched_w_per_k
    if (water != 1.0).any():
        rows = _open_shares(load_pass) * load_pass.inputs.exchange.switched_w_per_k
        carried = water @ rows
    return np.asarray(carried / AIR_J_PER_KG_K)


def _open_shares(load_pass: IdealLoadPass) -> FloatArray:
    """Return for which part of each step each fan or window that follows the room is on.

    (n_switched, n): those of the lowest temperature first, as the ideal-load pass opens them.
    """
    exchange, outdoor = load_pass.inputs.exchange, load_pass.inputs.outdoor_degc
    below_k = exchange.switched_below_room_k[:, None]
    by_outdoors = np.where(below_k > NO_LIMIT, outdoor[:-1] + np.maximum(below_k, 0.0), -np.inf)
    opens_degc = np.maximum(exchange.switched_above_degc[:, None], by_outdoors)
    most, left = exchange.switched_w_per_k, load_pass.out.switched_w_per_k.copy()
    shares, steps = np.zeros_like(most), np.arange(left.size)
    for row in np.argsort(opens_degc, axis=0, kind="stable"):
        of_row = most[row, steps]
        carried = np.minimum(left, of_row)
        np.divide(carried, of_row, out=carried, where=of_row > 0.0)
        shares[row, steps] = np.where(of_row > 0.0, carried, 0.0)
        left -= np.where(of_row > 0.0, carried * of_row, 0.0)
    return shares


def _drivers(
    load_pass: IdealLoadPass,
    model: RoomModel,
    climate: KnownClimate,
    dynamics: RoomDynamics,
    sets: FilmSets,
    doorways: Doorways | None,
) -> RoomDrivers:
    step_s, out = load_pass.step_s, load_pass.out
    per_hour = round(3600.0 / step_s)
    convective = np.repeat(model.gains.convective_w, per_hour)
    air_mass = model.volume_m3 * air_density(climate.pressure_pa)
    sorption = model.sorption or NO_SORPTION  # none: the multiplier stands for it
    steeper_w_per_k = _steeper_leaks_w_per_k(load_pass)
    return RoomDrivers(
        step_s=step_s,
        free_air_degc=free_air_degc(load_pass, convective, dynamics, sets),
        gain_w=convective,
        exchange_w_per_k=out.exchange_w_per_k + steeper_w_per_k,
        exchange_heat_w=out.exchange_heat_w + steeper_w_per_k * load_pass.air_degc[1:],
        outdoor_degc=load_pass.inputs.outdoor_degc,
        outdoor_humidity_ratio=climate.humidity_at_steps(per_hour),
        outdoor_air_kg_per_s=load_pass.outdoor_air_kg_per_s + _switched_kg_per_s(load_pass),
        moisture_gain_kg_per_s=np.repeat(model.gains.moisture_kg_per_s, per_hour),
        heating_setpoint_degc=load_pass.inputs.heating_setpoint_degc[1:].copy(),
        cooling_setpoint_degc=load_pass.inputs.cooling_setpoint_degc[1:].copy(),
        air_mass_kg=float(air_mass),
        moisture_capacity_kg=float(air_mass * model.moisture_multiplier),
        pressure_pa=float(climate.pressure_pa),
        surface_buffer_kg=sorption.surface_kg,
        surface_kg_per_s=sorption.surface_kg_per_s,
        deep_buffer_kg=sorption.deep_kg,
        deep_kg_per_s=sorption.deep_kg_per_s,
        home_air_kg_per_s=doorways.home_air_kg_per_s if doorways else np.zeros(0),
        home_water_kg_per_s=doorways.home_water_kg_per_s if doorways else np.zeros(0),
    )


def _steeper_leaks_w_per_k(load_pass: IdealLoadPass) -> FloatArray:
    """Return by how much the heat of leaks rises more with the room's air than they carry (n,).

    A dwelling that is one room draws less air in as it cools: its leaks are linear about those
    under ideal control. The stack of a home around the room does not change with it.
    """
    n, inputs = load_pass.out.load_w.size, load_pass.inputs
    if not load_pass.air.is_dwelling:
        return np.zeros(n)
    air, outdoor, slopes = load_pass.air_degc, inputs.outdoor_degc, np.empty(n)
    middle = 0.5 * (air[1:] + air[:-1]), 0.5 * (outdoor[1:] + outdoor[:-1])
    driven_air_slopes(inputs.exchange, *middle, 1, slopes)
    return np.asarray(slopes - load_pass.out.driven_m3_per_s * inputs.exchange.air_j_per_m3_k)


def free_air_degc(
    load_pass: IdealLoadPass, gain_w: FloatArray, dynamics: RoomDynamics, sets: FilmSets
) -> FloatArray:
    """Return the room's air (n + 1,) without ideal loads, gains (n,) and air exchange."""
    air, out = load_pass.air_degc, load_pass.out
    exchanged = out.exchange_heat_w - out.exchange_w_per_k * air[1:]
    heat = out.load_w + gain_w + exchanged
    return np.asarray(air - air_response(dynamics, sets, heat, load_pass.step_s))


def following_drivers(
    ideal: IdealLoadResult, *, cools: bool = True, cut_out: CoolingLimits = COOLS_ALWAYS
) -> RoomDrivers:
    """Return the drivers with all air that follows the room's temperature left to the minute.

    Fans and windows that open by it, and doorways, whose flow grows with its difference to the
    home. Where there are none, they are the response's own.

    Parameters
    ----------
    cools : bool
        Something cools to the cooling setpoint: windows that are shut then stay so.
    cut_out : CoolingLimits
        But not in steps in which the weather stops what cools.
    """
    drivers, exchange = ideal.drivers, ideal.load_pass.inputs.exchange
    if ideal.doorways is not None:
        drivers = ideal.doorways.left_to_the_minute(drivers)
    if exchange.switched_above_degc.size == 0:
        return drivers
    opened = ideal.load_pass.out.switched_w_per_k
    outdoor = drivers.outdoor_degc
    drivers = drivers._replace(
        exchange_w_per_k=drivers.exchange_w_per_k - opened,
        exchange_heat_w=drivers.exchange_heat_w - opened * 0.5 * (outdoor[1:] + outdoor[:-1]),
        outdoor_air_kg_per_s=drivers.outdoor_air_kg_per_s - _switched_kg_per_s(ideal.load_pass),
    )
    if not cools:
        return _with_switched(drivers, ideal, _never_shut_w_per_k(ideal))
    switched = exchange.switched_w_per_k
    if cut_out != COOLS_ALWAYS:
        opens = cut_out.stop(outdoor) & _cooled_lately(ideal)
        switched = np.where(opens, _never_shut_w_per_k(ideal), switched)
    return _with_switched(drivers, ideal, switched)


def _cooled_lately(ideal: IdealLoadResult) -> NDArray[np.bool_]:
    """Return whether ideal control has cooled in the week up to each step (n,).

    In the others a room is not too warm because its cooling is stopped: windows need not be
    watched then, and years of units that stop in mild weather take as long as without windows.
    """
    steps = np.flatnonzero(ideal.ideal_cooling_w > 0.0)
    is_lately = np.zeros(ideal.ideal_cooling_w.size, dtype=bool)
    if steps.size:
        all_steps = np.arange(is_lately.size)
        last = steps[np.searchsorted(steps, all_steps, side="right") - 1]  # of the year's end first
        is_lately = (all_steps - last) % is_lately.size <= LATELY_S / ideal.step_s
    return is_lately


def _never_shut_w_per_k(ideal: IdealLoadResult) -> FloatArray:
    """Return what switched fans and windows carry (n_switched, n) where nothing cools [W/K]."""
    air, per_hour = ideal.load_pass.air, round(3600.0 / ideal.step_s)
    return np.repeat(air.switched_w_per_k, per_hour, axis=1)


def _with_switched(
    drivers: RoomDrivers, ideal: IdealLoadResult, switched_w_per_k: FloatArray
) -> RoomDrivers:
    """Return the drivers with those switched fans and windows that ever carry anything."""
    exchange, air = ideal.load_pass.inputs.exchange, ideal.load_pass.air
    used = switched_w_per_k.any(axis=1)
    return drivers._replace(
        switched_w_per_k=switched_w_per_k[used],
        switched_above_degc=exchange.switched_above_degc[used],
        switched_below_room_k=exchange.switched_below_room_k[used],
        switched_water=air.switched_water[used],
        switched_air=air.switched_air[used],
    )


def ideal_load_result(
    model: RoomModel,
    climate: Climate,
    irradiance: Mapping[Plane, PlaneIrradiance],
    heating_setpoint_degc: FloatArray,
    cooling_setpoint_degc: FloatArray,
    options: IdealLoadOptions = DEFAULT_OPTIONS,
) -> IdealLoadResult:
    """Return the room's year under ideal control and its response to other heat.

    All modes are kept where a month's energy would not close without them, and in the loop where
    the pass is to keep all.

    Parameters
    ----------
    irradiance
        Of every plane that `planes` asks for.
    heating_setpoint_degc, cooling_setpoint_degc
        (n + 1,) in force at each step's end: element k + 1 is held at the end of step k; -1000
        and 1000 where there is none.
    """
    setpoints, climate = (heating_setpoint_degc, cooling_setpoint_degc), known(climate)
    load_pass = run(model, climate, irradiance, *setpoints, options)
    residual = pass_balance_residual(load_pass)
    drops = options.dropped_weight_k > 0.0
    if drops and residual >= ENERGY_TOLERANCE:
        options = replace(options, dropped_weight_k=0.0)
        load_pass = run(model, climate, irradiance, *setpoints, options)
        residual = pass_balance_residual(load_pass)
    dynamics, sets, film_modes = _dynamics(load_pass, RISE_ERROR if drops else 0.0)
    doorways = doorways_of(load_pass, model, climate)
    return IdealLoadResult(
        step_s=options.step_s,
        dynamics=dynamics,
        film_sets=sets,
        film_modes=film_modes,
        drivers=_drivers(load_pass, model, climate, dynamics, sets, doorways),
        air_degc=load_pass.air_degc,
        mean_radiant_degc=load_pass.out.mean_radiant_degc,
        ideal_heating_w=np.maximum(load_pass.out.load_w, 0.0),
        ideal_cooling_w=np.maximum(-load_pass.out.load_w, 0.0),
        heat_loss_w_per_k=heated_loss_w_per_k(load_pass),
        effective_capacitance_j_per_k=effective_capacitance(dynamics),
        time_constants_h=tuple(float(x) for x in 1.0 / dynamics.rate_per_s / 3600.0),
        floor_area_m2=model.floor_area_m2,
        volume_m3=model.volume_m3,
        transmitted_solar_w=load_pass.transmitted_solar_w,
        balance_residual=residual,
        load_pass=load_pass,
        doorways=doorways,
        partitions_w_per_k=partitions_w_per_k(load_pass),
    )
