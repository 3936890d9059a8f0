"""Suspicious values of a scenario: allowed, but reported."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

import numpy as np

from hpsim.building.constants import ABOVE_HEATING_K
from hpsim.building.room_facts import neighbours_degc, neighbours_w_per_k
from hpsim.description.yamlfile import KeyPath
from hpsim.economics.fuels import FUELS
from hpsim.kernel.air_exchange import CLOSES_PAST_K
from hpsim.scenario.checks import checked_room, checked_setpoints, narrowest_band_k
from hpsim.scenario.control import control_of
from hpsim.scenario.finding import Check, Finding
from hpsim.scenario.model import Scenario
from hpsim.scenario.tree import split_path
from hpsim.scenario.unit_checks import UNIT_WARNINGS
from hpsim.units.money import Price
from hpsim.units.numbers import number
from hpsim.units.values import text

# Each range is wider than that of real buildings.
PLAUSIBLE_HEATING_DEGC = (7.0, 27.0)
PLAUSIBLE_COOLING_DEGC = (18.0, 32.0)
OUT_OF_SEASON_DEGC = 500.0  # setpoints of a mode that is not allowed lie beyond
NARROW_BAND_K = 1.0
ROUNDING_K = 1e-6  # of setpoints in degF
PLAUSIBLE_PRICE = (0.03, 1.0)  # per kWh, in currencies of about a dollar
PLAUSIBLE_FUEL_PRICE = (0.01, 0.4)  # 0.3 to 12 $/therm; US averages: 0.03 to 0.2
DOLLAR_LIKE = {"USD", "EUR", "GBP", "CHF", "CAD", "AUD"}
MAX_GLASS = 0.6  # of a wall
PLAUSIBLE_WINDOW_U = (0.5, 6.0)  # W/m2K: vacuum glass ... single glass, whose films bound it
PLAUSIBLE_HEIGHT_M = (1.9, 6.0)
MAX_RESISTANCE = 20.0  # m2K/W, R-114
MAX_ACH = 5.0
MAX_FAN_ACH = 60.0  # a whole-house fan in one room
MAX_ELA_M2 = 0.4  # specific leakage of 0.002 in 200 m2
PLAUSIBLE_ACH50 = (0.2, 40.0)
MAX_GAIN_W_PER_M2 = 100.0
COOL_NEIGHBOUR_K = 5.0  # below the cooling setpoint: few cool their homes so far (judgement)
COOL_NEIGHBOUR_W_PER_M2 = 10.0  # of floor; design cooling loads are some 30 to 70
WEEK_H = 168
MIN_MULTIPLIER = 2.0  # below, a switching unit cycles as if the room were air alone


def suspicious_room(scenario: Scenario) -> Iterator[Finding]:
    """Find areas that disagree, implausible heights, leakage and gains, and much glass."""
    model = checked_room(scenario)
    for note in model.notes:
        key, colon, message = note.partition(": ")
        yield Finding(split_path(key), message) if colon else Finding(("room",), note)
    if not PLAUSIBLE_HEIGHT_M[0] <= model.ceiling_height_m <= PLAUSIBLE_HEIGHT_M[1]:
        message = f"the room is {model.ceiling_height_m:.5g} m high"
        yield Finding(("room",), message, "volume over floor_area; a number in another unit?")
    walls = {surface.name: surface.gross_area_m2 or surface.area_m2 for surface in model.surfaces}
    for name, area_m2 in walls.items():
        glass_m2 = sum(w.area_m2 * w.count for w in model.windows if w.surface == name)
        if glass_m2 > MAX_GLASS * area_m2:
            share = f"{100 * glass_m2 / area_m2:.0f} %"
            yield Finding(("room", "windows"), f"windows are {share} of surface '{name}'")
    for surface in model.surfaces:
        resistance = sum(layer.resistance_m2k_per_w for layer in surface.layers)
        if resistance > MAX_RESISTANCE:
            message = f"surface '{surface.name}' has {number(resistance)} m2K/W"
            yield Finding(("room", "surfaces"), message, "more than any building; R-value in SI?")
    for fan in model.ventilation:
        per_hour = 3600.0 * float(fan.flow_m3_per_s.max()) / model.volume_m3
        if per_hour > MAX_FAN_ACH:
            message = f"{fan.kind} moves {number(per_hour)} air changes per hour"
            yield Finding(("room", "ventilation"), message, "another unit of flow?")
    gains_w = float((model.gains.convective_w + model.gains.radiant_w).max())
    if gains_w > MAX_GAIN_W_PER_M2 * model.floor_area_m2:
        message = f"gains reach {number(gains_w)} W of heat in {number(model.floor_area_m2)} m2"
        yield Finding(("room", "gains"), message)


def cool_neighbours(scenario: Scenario) -> Iterator[Finding]:
    """Find neighbours whose winter temperature holds in summer, too: they then cool the room."""
    model = checked_room(scenario)
    degc = neighbours_degc(model)
    cooling = checked_setpoints(scenario).cooling_degc
    held = cooling[np.abs(cooling) < OUT_OF_SEASON_DEGC]
    if degc is None or scenario.thermostat.cooling is None or not held.size:
        return
    weeks = np.array_split(degc, max(degc.size // WEEK_H, 1))
    warmest_degc = max(float(week.mean()) for week in weeks)
    cooler_k = float(held.min()) - warmest_degc
    taken_w = neighbours_w_per_k(model) * cooler_k
    if cooler_k < COOL_NEIGHBOUR_K or taken_w < COOL_NEIGHBOUR_W_PER_M2 * model.floor_area_m2:
        return
    is_home = scenario.room.rest_of_home_degc is not None
    message = f"{number(warmest_degc)} degC in summer, too: from a room at {number(held.min())} "
    message += f"degC neighbours take {number(taken_w)} W, which a unit then need not cool"
    as_warm = "rest_of_home: setpoints" if is_home else "a boundary that is adiabatic"
    path: KeyPath = ("room", "rest_of_home" if is_home else "surfaces")
    yield Finding(path, message, f"good for the heating; for the cooling run it with {as_warm}")


def suspicious_openings(scenario: Scenario) -> Iterator[Finding]:
    """Find windows whose U-value no window has, and implausible air leakage."""
    room = scenario.room
    for index, window in enumerate(room.windows or ()):
        u_value = window.u_value_w_per_m2k
        if u_value is not None and not PLAUSIBLE_WINDOW_U[0] <= u_value <= PLAUSIBLE_WINDOW_U[1]:
            message = f"{text(u_value, 'u_value')} is not the U-value of a window"
            hint = "0.5 to 6 W/m2K: from vacuum glass to single glass, which the air films bound"
            yield Finding(("room", "windows", index, "u_value"), message, hint)
    leak = room.infiltration
    if leak is None:
        return
    if leak.ach is not None and leak.ach > MAX_ACH:
        hint = "a blower-door value? That is ach50"
        yield Finding(("room", "infiltration", "ach"), f"{leak.ach:g} air changes per hour", hint)
    if leak.ela_m2 is not None and leak.ela_m2 > MAX_ELA_M2:
        hint = "a house has 0.02 to 0.2 m2: the sum of its cracks, not of its openings"
        message = f"{leak.ela_m2:.4g} m2 is more than leaky houses have"
        yield Finding(("room", "infiltration", "ela"), message, hint)
    if leak.ach50 is not None and not PLAUSIBLE_ACH50[0] <= leak.ach50 <= PLAUSIBLE_ACH50[1]:
        hint = "0.6 is a passive house, 20 an old leaky one; without blower door: ach"
        yield Finding(("room", "infiltration", "ach50"), f"{leak.ach50:g} 1/h at 50 Pa", hint)


def suspicious_set_points(scenario: Scenario) -> Iterator[Finding]:
    """Find setpoints at which nobody lives, and a narrow band between them."""
    series = checked_setpoints(scenario)
    for key, values, (low, high) in (
        ("heating", series.heating_degc, PLAUSIBLE_HEATING_DEGC),
        ("cooling", series.cooling_degc, PLAUSIBLE_COOLING_DEGC),
    ):
        if getattr(scenario.thermostat, key) is None:
            continue
        allowed = values[np.abs(values) < OUT_OF_SEASON_DEGC]
        ends = (float(allowed.min()), float(allowed.max())) if allowed.size else ()
        outside = [v for v in ends if not low <= v <= high]
        if outside:
            message = f"{number(outside[0])} degC is not where people live"
            hint = f"typical: {low:g} to {high:g} degC; another unit?"
            yield Finding(("thermostat", key), message, hint)
    if scenario.thermostat.heating is not None and scenario.thermostat.cooling is not None:
        band_k = narrowest_band_k(scenario)
        path: KeyPath = ("thermostat", "cooling")
        past_k, who, so = max(_past_setpoints(scenario), key=itemgetter(0), default=(0.0, "", ""))
        if past_k > band_k + ROUNDING_K:
            message = f"only {number(band_k)} K above heating, and {who} {number(past_k)} K {so}"
            yield Finding(path, message, f"{number(past_k)} K apart, or control: thermostat")
        elif band_k < NARROW_BAND_K:
            message = f"only {number(band_k)} K above heating: both may run in one day"
            yield Finding(path, message)


def _past_setpoints(scenario: Scenario) -> Iterator[tuple[float, str, str]]:
    """Give how far past its setpoint each unit with a control of its own goes [K], in words."""
    for index, candidate in enumerate(scenario.candidates):
        if not (candidate.is_machine and candidate.can_heat and candidate.can_cool):
            continue
        control, name = control_of(scenario.thermostat, candidate), candidate.result_name()
        if control.is_own > 0.0:
            cools_k = control.cooling_stop_k + control.sensor_offset_k
            warm = "above its setpoint: those hours count as too warm"
            cold = "below its setpoint: those hours count as too cold"
            yield _heats_past_k(scenario, index), f"{name} heats to", warm
            yield cools_k, f"{name} cools to", cold


def opened_by_heating(scenario: Scenario) -> Iterator[Finding]:
    """Find fans and windows that a unit's own heat opens: it then heats the outdoors."""
    heating = checked_setpoints(scenario).heating_degc
    warmest = heating[np.abs(heating) < OUT_OF_SEASON_DEGC].max(initial=-OUT_OF_SEASON_DEGC)
    if scenario.thermostat.heating is None or warmest == -OUT_OF_SEASON_DEGC:
        return
    stops = {
        candidate.result_name(): warmest + _heats_past_k(scenario, index)
        for index, candidate in enumerate(scenario.candidates)
        if candidate.is_machine and candidate.can_heat
    }
    for index, fan in enumerate(scenario.room.ventilation or ()):
        when = fan.when
        if when is None or when.room_above_degc is None or not stops:
            continue
        past_k = when.above_heating_setpoint_k
        if past_k is None and when.unless_cooled:
            past_k = ABOVE_HEATING_K
        opens = max(when.room_above_degc, warmest + (-np.inf if past_k is None else past_k))
        name = max(stops, key=lambda name: stops[name])
        if opens < stops[name] + CLOSES_PAST_K:
            path: KeyPath = ("room", "ventilation", index, "when", "room_above")
            message = f"open from {number(opens)} degC on, and {name} heats up to "
            message += f"{number(stops[name])} degC: it heats the outdoors"
            yield Finding(path, message, "above_heating_setpoint: 2 K keeps them shut")


def _heats_past_k(scenario: Scenario, index: int) -> float:
    """Return how far past the setpoint a candidate heats a room [K]."""
    control = control_of(scenario.thermostat, scenario.candidates[index])
    if control.is_own > 0.0:
        return control.heating_stop_k + control.heating_shift_k - control.sensor_offset_k
    return 0.5 * control.differential_k - control.sensor_offset_k


def suspicious_price(scenario: Scenario) -> Iterator[Finding]:
    """Find prices that nobody pays, such as dollars written for cents."""
    tariff = scenario.tariff
    if tariff is None:
        return
    periods = enumerate(tariff.periods)
    prices: list[tuple[KeyPath, Price | None, tuple[float, float]]] = [
        (("price",), tariff.price_per_kwh, PLAUSIBLE_PRICE),
        *((("periods", i, "price"), p.price_per_kwh, PLAUSIBLE_PRICE) for i, p in periods),
        *(((fuel,), tariff.price_of(fuel), PLAUSIBLE_FUEL_PRICE) for fuel in FUELS),
    ]
    for key, price, (low, high) in prices:
        is_known = price is not None and (price.currency in DOLLAR_LIKE or price.per_kwh < 0.0)
        if price is None or not is_known or low <= price.per_kwh <= high:
            continue
        message = f"{price.per_kwh:.3g} {price.currency} per kWh"
        hint = "another unit of sale?" if key[0] in FUELS else "dollars or cents?"
        if price.per_kwh < 0.0:
            hint = "below 0 the user is paid: a minus sign too many?"
        if key[0] not in FUELS and price.per_kwh > high:
            cents = "¢" if price.currency == "USD" else f"cents of {price.currency}"
            hint = f"did you mean {price.per_kwh:.3g} {cents}/kWh?"
        yield Finding(("tariff", *key), message, hint)


def suspicious_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Find a room with so little fast heat capacity that a machine switches all the time."""
    multiplier = scenario.room.air_capacity_multiplier
    if multiplier is None or multiplier >= MIN_MULTIPLIER:
        return
    if any(candidate.has_compressor for candidate in scenario.candidates):
        message = f"{multiplier:g}: as if only the air answered within minutes"
        hint = "rooms have 3 to 15; starts depend on it"
        yield Finding(("room", "air_capacity_multiplier"), message, hint)


WARNINGS: tuple[Check, ...] = (
    suspicious_room,
    cool_neighbours,
    suspicious_openings,
    suspicious_set_points,
    opened_by_heating,
    suspicious_price,
    *UNIT_WARNINGS,
    suspicious_capacity,
)
