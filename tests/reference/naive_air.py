"""Air that enters a plain room: leakage and fans, doorways, windows that follow the room.

Everything goes by the present temperatures. Formulas are written out from their sources, not
taken from the engine.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from hpsim.building.model import Aim2Infiltration, Door
from hpsim.kernel.types import FloatArray
from hpsim.simulate.response import RoomResponse

KELVIN = 273.15
GRAVITY_M_PER_S2 = 9.81
AIR_J_PER_KG_K = 1015.0  # of room air with 5 g/kg of water
GAS_J_PER_KG_K = 287.05
DISCHARGE = 0.65  # of a doorway
HYSTERESIS_K = 0.5  # kernel.air_exchange: an open window closes so much later than it opens
# AIM-2 (Walker and Wilson 1998) without flue: n = 0.65, R = 0.5, X = 0
EXPONENT, LEAKS_UP_AND_DOWN = 0.65, 0.5
STACK = (1 + EXPONENT * LEAKS_UP_AND_DOWN) / (1 + EXPONENT) * 0.5 ** (1 + EXPONENT)
WIND = 0.19 * (2 - EXPONENT) * (1 - (LEAKS_UP_AND_DOWN / 2) ** 1.5)
# local wind at a height over the station's: ASHRAE Fundamentals 2021, ch. 24, table 1
LAYER = {"open": (0.10, 210.0), "country": (0.14, 270.0), "suburban": (0.22, 370.0)}
LAYER |= {"urban": (0.33, 460.0)}
STATION = (270.0 / 10.0) ** 0.14


@cache  # worked out in every pass, it would take two thirds of the plain model's time
def of_stack(low: float, high: float, n: int = 20_000) -> float:
    """Return a storey's part of the air that the stack drives in, over its part of the leaks.

    Leaks even over the walls and at either end, each with its own pressure; height by height.
    """
    height = np.concatenate([(np.arange(n) + 0.5) / n, [0.0, 1.0]])
    leaks = np.full(n + 2, (1.0 - LEAKS_UP_AND_DOWN) / n)
    leaks[n:] = LEAKS_UP_AND_DOWN / 2.0
    flow = leaks * np.maximum(0.5 - height, 0.0) ** EXPONENT
    here = (height >= low) & (height <= high)
    return float(flow[here].sum() / flow.sum() / (leaks[here].sum() / leaks.sum()))


class RoomAir:
    """What the air outside and beyond the door carries into a room, case by case."""

    def __init__(self, answer: RoomResponse, home_above_ideal_k: FloatArray) -> None:
        """Take how much warmer the home is, (n_half_hours, n_cases)."""
        base, model = answer.ideal.load_pass, answer.model
        n_cases = home_above_ideal_k.shape[1]
        self.home_above_ideal_k = home_above_ideal_k
        exchange = base.inputs.exchange
        self.per_hour = round(3600.0 / base.step_s)
        # (n_half_hours,) of fans, above the constant one
        self.scheduled = exchange.conductance_w_per_k.copy()
        self.scheduled += exchange.unbalanced_m3_per_s * exchange.air_j_per_m3_k
        self.in_matrix = base.air.constant_w_per_k
        self.doors = model.doors
        ways = answer.ideal.doorways
        self.home_ratio = ways.home_humidity_ratio if ways else np.zeros((0, 0))
        ideal = answer.ideal.air_degc
        self.ideal_degc = 0.5 * (ideal[1:] + ideal[:-1])
        # a home with a temperature of its own acts under ideal control, too: it comes below
        given = [door for door in self.doors if door.rest_of_home_degc is not None]
        self.scheduled -= sum(door.closed_w_per_k for door in given)
        self.pressure_pa = answer.climate.pressure_pa
        ratio = answer.climate.humidity_ratio
        self.outdoor_ratio = 0.5 * (ratio[1:] + ratio[:-1])
        self.switched = exchange.switched_w_per_k
        self.above = exchange.switched_above_degc
        self.below = exchange.switched_below_room_k
        self.is_open = np.zeros((self.above.size, n_cases), dtype=bool)
        leaks = [leak for leak in model.infiltration if isinstance(leak, Aim2Infiltration)]
        always = [f for f in model.ventilation if f.room_above_degc is None]
        shades = [w for w in model.windows if w.shade is not None and w.shade.resistance_m2k_per_w]
        self.leak = leaks[0] if leaks else None
        one_way = [fan for fan in always if fan.kind in {"exhaust", "supply"}]
        beside = len(model.infiltration) > 1 or len(always) > len(one_way) or shades
        beside = beside or len({fan.kind for fan in one_way}) > 1
        if leaks and (beside or leaks[0].flue):
            raise NotImplementedError("leakage beside such air, or with a flue")
        # (n_hours,) of fans that draw through the leaks or blow out by them
        self.one_way_m3_per_s = np.zeros(answer.climate.sun_elevation_deg.size)
        self.one_way_m3_per_s += sum(fan.flow_m3_per_s for fan in one_way)

    def leakage(self, air: FloatArray, outdoor: FloatArray, wind: FloatArray) -> FloatArray:
        """Return what leaks in by wind and stack [m3/s], by AIM-2."""
        leak = self.leak
        assert leak is not None
        per_pa = leak.ach50 * leak.dwelling_volume_m3 / 3600.0 / 50.0**EXPONENT
        density = 1.2041 * 293.15 / (outdoor + KELVIN)
        height = leak.dwelling_height_m
        stack_pa = density * GRAVITY_M_PER_S2 * height * np.abs(air - outdoor) / (air + KELVIN)
        power, layer = LAYER[leak.terrain]
        local = leak.shelter * wind * STATION * (height / layer) ** power
        wind_pa = 0.5 * density * local**2
        by_stack = per_pa * STACK * stack_pa**EXPONENT
        by_wind = per_pa * WIND * wind_pa**EXPONENT
        n = EXPONENT
        joined = by_stack ** (1 / n) + by_wind ** (1 / n)
        joined -= (by_stack * by_wind) ** (1 / (2 * n)) / 3.0
        warm, cool = of_stack(leak.low, leak.high), of_stack(1 - leak.high, 1 - leak.low)
        part = np.where(air > outdoor, warm, cool) * by_stack + by_wind
        part = np.divide(part, by_stack + by_wind, out=np.ones_like(part), where=joined > 0.0)
        return np.asarray(leak.exposed_share * joined**n * part)

    def dwelling_degc(self, block: FloatArray, air: FloatArray) -> FloatArray:
        """Return what drives the stack: the room alone, or the home it is part of."""
        assert self.leak is not None
        if self.leak.exposed_share == 1.0:
            return air
        above = self.home_above_ideal_k[block, np.arange(block.size)]
        return np.asarray(self.ideal_degc[block] + above)

    def switch(self, air: FloatArray, outdoor: FloatArray) -> None:
        """Open and close what follows the room."""
        for i in range(self.above.size):
            slack = np.where(self.is_open[i], HYSTERESIS_K, 0.0)
            warm = air > self.above[i] - slack
            always_cool = self.below[i] < -100.0
            cooler = air - outdoor > np.maximum(self.below[i] - slack, 0.0)
            self.is_open[i] = warm & (cooler | always_cool)

    def opened_kg_per_s(self, block: FloatArray) -> FloatArray:
        """Return the air that what is open now lets in [kg/s]."""
        flow = np.zeros(block.size)
        for i in range(self.above.size):
            flow += self.is_open[i] * self.switched[i, block] / AIR_J_PER_KG_K
        return flow

    def through_doors(self, block: FloatArray, air: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the air that doorways exchange [kg/s] and the water it brings [kg/s]."""
        flow, water = np.zeros(block.size), np.zeros(block.size)
        for door, humidity in zip(self.doors, self.home_ratio, strict=True):
            own = self.doorway(door, block, air) / AIR_J_PER_KG_K
            own = own + door.closed_m3_per_s * self.pressure_pa / GAS_J_PER_KG_K / 293.15
            flow, water = flow + own, water + own * humidity[block]
        return flow, water

    def doorway(self, door: Door, block: FloatArray, air: FloatArray) -> FloatArray:
        """Return what a doorway carries [W/K]: Kiel and Wilson (1986).

        ``C_d/3 W H^(3/2) sqrt(g dT/T)`` each way.
        """
        hour = block // self.per_hour
        apart = np.abs(self.home_degc(door, block) - air)
        speed = np.sqrt(GRAVITY_M_PER_S2 * door.height_m * apart / 293.15)
        density = self.pressure_pa / GAS_J_PER_KG_K / 293.15
        own = DISCHARGE / 3.0 * door.area_m2 * speed * density * AIR_J_PER_KG_K
        return np.asarray(own * door.open[hour])

    def home_degc(self, door: Door, block: FloatArray) -> FloatArray:
        """Return the home's temperature: its own, or that of a room held like this one."""
        if door.rest_of_home_degc is None:
            above = self.home_above_ideal_k[block, np.arange(block.size)]
            return np.asarray(self.ideal_degc[block] + above)
        return np.asarray(door.rest_of_home_degc[block // self.per_hour])

    def carried(
        self, block: FloatArray, air: FloatArray, outdoor: FloatArray, wind: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return conductance [W/K] and conductance times source temperature [W]."""
        flow, hour = self.scheduled[block], block // self.per_hour
        if self.leak is not None:
            # of dry air and of its heat with the vapor's: ASHRAE Fundamentals 2021, ch. 1
            ratio = self.outdoor_ratio[hour]
            density = self.pressure_pa / GAS_J_PER_KG_K / (outdoor + KELVIN) / (1 + 1.6079 * ratio)
            inside = self.dwelling_degc(block, air)
            # with fans by the root of squares: ASHRAE Fundamentals 2021, ch. 16
            through = np.hypot(self.leakage(inside, outdoor, wind), self.one_way_m3_per_s[hour])
            flow = through * density * (1006.0 + 1860.0 * ratio) - self.in_matrix
        heat = flow * outdoor
        for door in self.doors:
            own = self.doorway(door, block, air) + door.closed_w_per_k
            flow, heat = flow + own, heat + own * self.home_degc(door, block)
        for i in range(self.above.size):
            own = self.is_open[i] * self.switched[i, block]
            flow, heat = flow + own, heat + own * outdoor
        return flow, heat


class StillAir(RoomAir):
    """No air but what the network has."""

    def carried(
        self,
        block: FloatArray,  # noqa: ARG002 - as its parent
        air: FloatArray,
        outdoor: FloatArray,  # noqa: ARG002
        wind: FloatArray,  # noqa: ARG002
    ) -> tuple[FloatArray, FloatArray]:
        """Return nothing."""
        return np.zeros_like(air), np.zeros_like(air)
