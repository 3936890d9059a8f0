"""A room, a heat pump and a thermostat in the plainest way: every node, every ten seconds.

Nothing is linearised, nothing is split into a base and a deviation, nothing is sought between
steps. Every node of the finite-volume network has a temperature; every film, long-wave exchange
and gap is worked out from the present temperatures; the thermostat looks once a step; the machine
is stepped by Euler. It is there to be compared with, so it shares no formula with the engine's
loop: only data (the network's nodes and areas, film constants, performance maps, absorbed sun).

Several cases in the same room (other weeks, other machines) run side by side: arrays end in an
axis of cases.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from hpsim.building.ideal_load import IdealLoadResult, following_drivers
from hpsim.building.ideal_load_pass import IdealLoadPass
from hpsim.building.layout import HomeSide
from hpsim.building.layout_assembly import CELL_TIME_S, NEIGHBOUR_FILM_W_PER_M2K, Assembly
from hpsim.kernel.types import Control, FloatArray, Machine, PerformanceMap, RoomDrivers
from hpsim.psychrometrics import saturation_humidity_ratio
from hpsim.simulate.response import RoomResponse
from reference.naive_air import RoomAir

SIGMA = 5.670374e-8  # W/m2K4, CODATA 2018
KELVIN = 273.15
LATENT_J_PER_KG = 2.501e6  # ASHRAE Fundamentals 2021, ch. 1, eq. 30
DEFROST_S = 240.0  # kernel.plant: length of one defrost
WARM_OFF_S = 300.0  # kernel.decide: how long a stopped coil keeps what it had built up
WARM_UP_DAYS = 120.0  # six time constants of the slowest slab's soil
LIVED_IN_STEP_S = 60.0  # of the weeks before: the slab minds their heat, not each run's end
RATED_DEPRESSION_K = 26.70 - 19.44  # AHRI 210/240, room dry and wet bulb
RATED_WET_BULB_DEGC, RATED_HEATING_DRY_BULB_DEGC = 19.44, 21.11
HELD_FROM_DEGC, HELD_TO_DEGC = 5.0, 27.0  # kernel.airflow: room temperatures, heating

# Linear stand-ins that keep an implicit step stable. What they carry is taken off again, so their
# size changes nothing but how fast the passes within a step converge.
INNER_STAND_IN, OUTER_STAND_IN, GAP_STAND_IN, WAVE_STAND_IN = 3.0, 25.0, 6.0, 5.7  # W/m2K


# --- room --------------------------------------------------------------------------------------


class Room:
    """Nodes of one room's network and the flows between them, for several cases at once."""

    def __init__(self, answer: RoomResponse) -> None:
        layout = answer.ideal.load_pass.home_layout
        self.layout = layout
        self.capacity = layout.capacity_j_per_k
        n = self.capacity.size
        self.fixed = layout.conduction_w_per_k.copy()
        self.to_outdoors = np.zeros(n)
        self.to_source = np.zeros((n, len(layout.sources)))
        for link in layout.links:
            self.fixed[link.node, link.node] += link.conductance_w_per_k
            if link.source < 0:
                self.to_outdoors[link.node] += link.conductance_w_per_k
            else:
                self.to_source[link.node, link.source] += link.conductance_w_per_k

        inner, outer, gaps = layout.inner, layout.outer, layout.gaps
        airs = [zone.air_node for zone in layout.zones]
        self.inner_node = np.array([f.node for f in inner])
        self.inner_air = np.array([airs[f.zone] for f in inner])
        self.inner_area = np.array([f.area_m2 for f in inner])[:, None]
        self.inner_law = _FilmLaw([f.film for f in inner])
        self.outer_node = np.array([f.node for f in outer])
        self.outer_area = np.array([f.area_m2 for f in outer])[:, None]
        self.outer_law = _FilmLaw([f.film for f in outer])
        self.roughness = np.array([f.roughness for f in outer])[:, None]
        self.wind_ratio = np.array([f.wind_ratio for f in outer])[:, None]
        azimuth, tilt = (
            np.radians([getattr(f, x) for f in outer]) for x in ("azimuth_deg", "tilt_deg")
        )
        self.faces_east = (np.sin(azimuth) * np.sin(tilt))[:, None]
        self.faces_north = (np.cos(azimuth) * np.sin(tilt))[:, None]
        self.emissivity = np.array([f.emissivity for f in outer])[:, None]
        self.sky_fraction = np.array([f.sky_fraction for f in outer])[:, None]
        # sigma times net grey exchange areas: into face i comes sum_j X_ij sigma (T_j^4 - T_i^4)
        self.exchange = np.zeros((len(inner), len(inner)))
        for zone in layout.zones:
            at = np.ix_(zone.faces, zone.faces)
            self.exchange[at] = zone.exchange_m2 - np.diag(zone.exchange_m2.sum(axis=1))
        self.gap_left = np.array([g.outer_node for g in gaps], dtype=int)
        self.gap_right = np.array([g.inner_node for g in gaps], dtype=int)
        self.gap_area = np.array([g.area_m2 for g in gaps])[:, None]
        self.gap_laws = [g.conductance for g in gaps]

        # who gets the non-linear flows: rows of 1 and -1
        self.into = np.zeros((n, len(inner) + len(outer) + len(gaps)))
        for i in range(len(inner)):
            self.into[self.inner_node[i], i] += 1.0
        for i in range(len(outer)):
            self.into[self.outer_node[i], len(inner) + i] += 1.0
        for i in range(len(gaps)):
            self.into[self.gap_right[i], len(inner) + len(outer) + i] += 1.0
            self.into[self.gap_left[i], len(inner) + len(outer) + i] -= 1.0
        self.from_air = np.zeros((n, len(inner)))
        for i in range(len(inner)):
            self.from_air[self.inner_air[i], i] -= 1.0

        self.stand_in = np.zeros((n, n))
        for i in range(len(inner)):
            g = INNER_STAND_IN * self.inner_area[i, 0]
            _pair(self.stand_in, self.inner_node[i], self.inner_air[i], g)
        self.stand_in[np.ix_(self.inner_node, self.inner_node)] -= WAVE_STAND_IN * self.exchange
        for i in range(len(outer)):
            node = self.outer_node[i]
            self.stand_in[node, node] += OUTER_STAND_IN * self.outer_area[i, 0]
        for i in range(len(gaps)):
            g = GAP_STAND_IN * self.gap_area[i, 0]
            _pair(self.stand_in, self.gap_left[i], self.gap_right[i], g)

    def flows(
        self,
        t: FloatArray,
        outdoor: FloatArray,
        sky: FloatArray,
        wind: FloatArray,
        wind_from: FloatArray,
    ) -> FloatArray:
        """Return all non-linear flows into the nodes [W]; ``t`` (n_nodes, n_cases).

        ``wind_from`` (2, n_cases) is the unit vector, east and north, towards where it comes from;
        zeros where that is not known.
        """
        face, air = t[self.inner_node], t[self.inner_air]
        h = self.inner_law(face - air)
        convection = h * self.inner_area * (air - face)
        wave = SIGMA * (self.exchange @ (face + KELVIN) ** 4)

        out = t[self.outer_node]
        natural = self.outer_law(out - outdoor)
        local = wind * self.wind_ratio
        # DOE-2, W/m2K and m/s: windward and leeward; what faces neither up- nor downwind:
        # windward; where the direction is not known: their mean
        ahead = wind_from[0] * self.faces_east + wind_from[1] * self.faces_north >= -1e-9
        ahead = np.where(np.abs(wind_from).sum(axis=0) > 0.0, ahead, 0.5)
        by_wind = ahead * 3.26 * local**0.89 + (1.0 - ahead) * 3.55 * local**0.617
        forced = natural + self.roughness * (np.hypot(natural, by_wind) - natural)
        h = np.where((local > 0.0) & ~self.outer_law.fixed, forced, natural)
        t4 = (out + KELVIN) ** 4
        to_sky = self.sky_fraction * ((sky + KELVIN) ** 4 - t4)
        to_things = (1.0 - self.sky_fraction) * ((outdoor + KELVIN) ** 4 - t4)
        outside = self.outer_area * (
            h * (outdoor - out) + SIGMA * self.emissivity * (to_sky + to_things)
        )
        gaps = self._gap_flows(t)
        into = self.into @ np.concatenate([convection + wave, outside, gaps])
        return into + self.from_air @ convection

    def _gap_flows(self, t: FloatArray) -> FloatArray:
        flows = np.zeros((len(self.gap_laws), t.shape[1]))
        for i, law in enumerate(self.gap_laws):
            left, right = t[self.gap_left[i]], t[self.gap_right[i]]
            mean = 0.5 * (left + right) + KELVIN
            rayleigh = law.rayleigh_per_k * np.abs(left - right)
            # ISO 15099, eqs. 45 to 48
            nusselt = np.where(
                rayleigh > 5e4,
                0.0673838 * rayleigh ** (1 / 3),
                np.where(
                    rayleigh > 1e4,
                    0.028154 * rayleigh**0.4134,
                    1.0 + 1.7596678e-10 * rayleigh**2.2984755,
                ),
            )
            gas = nusselt * (law.conductivity_a + law.conductivity_b * mean) / law.thickness_m
            radiation = law.radiative_w_per_m2k4 * ((left + KELVIN) ** 4 - (right + KELVIN) ** 4)
            flows[i] = self.gap_area[i, 0] * (gas * (left - right) + radiation)
        return flows


class _FilmLaw:
    """``c |dT|^(1/3)`` or ``^(1/4)`` or a constant, face by face."""

    def __init__(self, films: list) -> None:  # type: ignore[type-arg]
        self.warm = np.array([f.warm for f in films])[:, None]
        self.cold = np.array([f.cold for f in films])[:, None]
        law = np.array([f.law for f in films])[:, None]
        self.fixed = law == 2.0
        self.power = np.choose(law.astype(int), [1 / 3, 1 / 4, 0.0])

    def __call__(self, face_minus_air: FloatArray) -> FloatArray:
        factor = np.where(face_minus_air > 0.0, self.warm, self.cold)
        h = factor * np.abs(face_minus_air) ** self.power
        return np.where(self.fixed, self.warm, np.maximum(h, 0.1))  # EnergyPlus' floor


def _pair(matrix: FloatArray, i: int, j: int, g: float) -> None:
    matrix[i, i] += g
    matrix[j, j] += g
    matrix[i, j] -= g
    matrix[j, i] -= g


@dataclass
class Surroundings:
    """What acts on each case's room, step by step: (n_steps, ..., n_cases)."""

    outdoor: FloatArray
    """At step ends, as sky, wind and humidity; [degC]."""
    sky: FloatArray
    wind: FloatArray
    wind_from: FloatArray
    """(n_steps, 2, n_cases) unit vector towards where the wind comes from, east and north."""
    humidity: FloatArray
    source: FloatArray
    """(n_steps, n_sources, n_cases) [degC]"""
    block: FloatArray
    """(n_steps, n_cases) half-hour of the year."""
    heat: FloatArray
    """(n_half_hours, n_nodes) sun and gains [W]."""
    breath: RoomAir
    """Air exchange above the constant one."""
    outdoor_air: FloatArray
    """(n_half_hours,) [kg/s]"""
    moisture: FloatArray
    """(n_half_hours,) [kg/s]"""
    heating: FloatArray
    """(n_half_hours,) setpoint [degC]"""
    cooling: FloatArray


def beyond_partitions_degc(answer: RoomResponse) -> FloatArray:
    """Return what the home's side of each partition feels (n_half_hours, n_partitions) [degC].

    The home's half of a partition is as the room's is under ideal control, from whose face
    temperatures its heat follows: air and faces beyond are as much warmer than the far face as that
    heat needs through the film. So nothing crosses the middle while the room is as under ideal
    control.
    """
    base = answer.ideal.load_pass
    ports = {face.name: base.inputs.inner.port[i] for i, face in enumerate(base.layout.inner)}
    sides = base.layout.home_sides
    felt = [_felt_beyond(side, base.out.port_degc[:, ports[side.name]], base) for side in sides]
    return np.array(felt).reshape(len(sides), base.out.load_w.size).T


def _felt_beyond(side: HomeSide, face_degc: FloatArray, base: IdealLoadPass) -> FloatArray:
    """Return the temperature that the far face of a partition feels, at the end of each step."""
    half = Assembly()
    _, face = half.chain(side.layers, side.area_m2, CELL_TIME_S)
    capacity, conduction = np.array(half.capacity), np.zeros((face + 1, face + 1))
    for i, j, g in half.edges:
        _pair(conduction, i, j, g)
    within = np.delete(np.arange(face + 1), face)
    storage = capacity / base.step_s
    inverse = np.linalg.inv(np.diag(storage[within]) + conduction[np.ix_(within, within)])
    t = np.full(within.size, face_degc[0])
    felt = np.empty(face_degc.size - 1)
    for _ in range(2):  # the first year for its end
        for k in range(felt.size):
            after = face_degc[k + 1]
            t = inverse @ (storage[within] * t - conduction[within, face] * after)
            into_w = storage[face] * (after - face_degc[k]) + conduction[face, face] * after
            into_w += conduction[face, within] @ t
            felt[k] = after + into_w / (NEIGHBOUR_FILM_W_PER_M2K * side.area_m2)
    return felt


def home_above_ideal_k(answer: RoomResponse, control: Control) -> FloatArray:
    """Return how much warmer the home is than the room under ideal control (n_half_hours,).

    Like controls hold both, so the home is where such a control is on the mean: between stop and
    restart of the mode that is needed.
    """
    instants = answer.ideal.air_degc
    ideal = 0.5 * (instants[1:] + instants[:-1])
    if control.is_own <= 0.0:
        return 0.0 * ideal
    at_least = answer.setpoints.heating_degc.copy()
    at_least += 0.5 * (control.heating_stop_k + control.heating_restart_k)
    at_most = answer.setpoints.cooling_degc.copy()
    at_most -= 0.5 * (control.cooling_stop_k + control.cooling_restart_k)
    held = np.minimum(np.maximum(ideal, at_least), at_most)
    held = np.where(at_least > at_most, 0.5 * (at_least + at_most), held)
    return np.asarray(held - ideal)


def surroundings(
    answer: RoomResponse,
    first_hours: list[float],
    hours: float,
    step_s: float,
    controls: list[Control] | None = None,
) -> Surroundings:
    """Return what acts on the room from each case's first hour on; without controls ideally."""
    response: IdealLoadResult = answer.ideal
    base, climate, drivers = response.load_pass, answer.climate, following_drivers(response)
    n = round(hours * 3600.0 / step_s)
    year_s = 8760 * 3600.0
    starts = np.array(first_hours) * 3600.0
    ends = (starts + (np.arange(n)[:, None] + 1) * step_s) % year_s
    block = ((starts + (np.arange(n)[:, None] + 0.5) * step_s) % year_s) // base.step_s
    block = block.astype(int)

    def at_ends(hourly: FloatArray) -> FloatArray:
        return np.interp(ends, np.arange(8761) * 3600.0, hourly)

    wind_from = np.zeros((n, 2, len(first_hours)))
    if climate.wind_from_deg.size:
        # the direction read at the hour's start holds for the hour
        angle = np.radians(climate.wind_from_deg)[(ends // 3600.0).astype(int)]
        wind_from = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    n_nodes = base.home_layout.capacity_j_per_k.size
    source_degc = np.hstack([base.source_degc, beyond_partitions_degc(answer)])
    source = np.moveaxis(source_degc[block], 1, 2)
    home_k = np.zeros((base.out.load_w.size, len(first_hours)))
    for i, control in enumerate(controls or ()):
        home_k[:, i] = home_above_ideal_k(answer, control)
        source[:, base.source_degc.shape[1] :, i] += home_k[block[:, i], i][:, None]
    to_nodes = np.zeros((len(base.layout.port_nodes), n_nodes))
    for port, node in enumerate(base.layout.port_nodes):
        to_nodes[port, node] = 1.0
    return Surroundings(
        outdoor=at_ends(climate.outdoor_degc),
        sky=at_ends(climate.sky_degc),
        wind=at_ends(climate.wind_m_per_s),
        wind_from=wind_from,
        humidity=at_ends(climate.humidity_ratio),
        source=source,
        block=block,
        heat=base.port_heat_w @ to_nodes,
        breath=RoomAir(answer, home_k),
        outdoor_air=drivers.outdoor_air_kg_per_s,
        moisture=drivers.moisture_gain_kg_per_s,
        heating=answer.setpoints.heating_degc,
        cooling=answer.setpoints.cooling_degc,
    )


class Stepper:
    """One room with several cases, stepped implicitly."""

    def __init__(self, room: Room, around: Surroundings, step_s: float, passes: int) -> None:
        self.room, self.around, self.step_s, self.passes = room, around, step_s, passes
        self.storage = (room.capacity / step_s)[:, None]
        matrix = np.diag(room.capacity / step_s) + room.fixed + room.stand_in
        self.inverse = np.linalg.inv(matrix)
        self.air = room.layout.zones[0].air_node
        self.per_watt = self.inverse[:, self.air][:, None]

    def step(
        self, n: int, t: FloatArray, machine_w: FloatArray | None
    ) -> tuple[FloatArray, FloatArray]:
        """Return node temperatures after step ``n`` and the heat put in.

        Without ``machine_w`` (n_cases,), the heat is what holds the air between the setpoints.
        """
        a, room = self.around, self.room
        block = a.block[n]
        outdoor, sky, wind = a.outdoor[n], a.sky[n], a.wind[n]
        known = self.storage * t + a.heat[block].T
        known += room.to_outdoors[:, None] * outdoor + room.to_source @ a.source[n]
        air = self.air
        latest = t
        a.breath.switch(t[air], outdoor)
        for _ in range(self.passes):
            rest = room.flows(latest, outdoor, sky, wind, a.wind_from[n]) + room.stand_in @ latest
            new = self.inverse @ (known + rest)
            response = self.per_watt[air]
            exchange, q = a.breath.carried(block, latest[air], outdoor, wind)
            if machine_w is None:
                stiff = 1.0 / response + exchange
                floats_at = (new[air] / response + q) / stiff
                held = np.clip(floats_at, a.heating[block], a.cooling[block])
                put_in = (held - floats_at) * stiff
            else:
                put_in = machine_w
            q = q + put_in
            air_degc = (new[air] + response * q) / (1.0 + response * exchange)
            latest = new + self.per_watt * (q - exchange * air_degc)
        return latest, put_in


def ideal_year(
    answer: RoomResponse,
    first_hours: list[float],
    warm_up_days: float,
    hours: float,
    *,
    coarse_s: float = 600.0,
    fine_s: float = 60.0,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the lived-in state, and ideal loads and air temperatures after it.

    The room lives under ideal control for ``warm_up_days`` before each first hour, then for
    ``hours`` in finer steps.

    Returns
    -------
    tuple
        Node temperatures at the first hours (n_nodes, n_cases); hourly means of the load, heating
        positive, (hours, n_cases); hourly means of the air (hours, n_cases).
    """
    room = Room(answer)
    t = np.full((room.capacity.size, len(first_hours)), 20.0)
    warm_h = warm_up_days * 24.0
    before = [(h - warm_h) % 8760.0 for h in first_hours]
    around = surroundings(answer, before, warm_h, coarse_s)
    stepper = Stepper(room, around, coarse_s, passes=4)
    for n in range(around.outdoor.shape[0]):
        t, _ = stepper.step(n, t, None)
    lived_in = t
    if hours == 0:
        none = np.zeros((0, len(first_hours)))
        return lived_in, none, none
    around = surroundings(answer, first_hours, hours, fine_s)
    stepper = Stepper(room, around, fine_s, passes=3)
    loads, airs = np.zeros(around.outdoor.shape), np.zeros(around.outdoor.shape)
    for n in range(around.outdoor.shape[0]):
        t, loads[n] = stepper.step(n, t, None)
        airs[n] = t[stepper.air]
    shape = (-1, round(3600.0 / fine_s), len(first_hours))
    return lived_in, loads.reshape(shape).mean(axis=1), airs.reshape(shape).mean(axis=1)


# --- moist air ---------------------------------------------------------------------------------


class MoistAir:
    """Saturated air at one pressure, tabulated every 0.02 K."""

    def __init__(self, pressure_pa: float) -> None:
        degc = np.arange(-40.0, 60.0, 0.02)
        self.ratio = np.asarray(saturation_humidity_ratio(degc, pressure_pa)).tolist()

    def saturated_ratio(self, degc: float) -> float:
        """Return the humidity ratio of saturated air."""
        position = (degc + 40.0) / 0.02
        i = int(position)
        f = position - i
        return self.ratio[i] * (1.0 - f) + self.ratio[i + 1] * f

    @staticmethod
    def enthalpy(degc: float, ratio: float) -> float:
        """ASHRAE Fundamentals 2021, ch. 1, eq. 30 [J/kg]."""
        return 1006.0 * degc + ratio * (LATENT_J_PER_KG + 1860.0 * degc)

    def dew_point_of_enthalpy(self, enthalpy: float, guess: float) -> float:
        """Return the temperature of saturated air of that enthalpy, by secants."""
        t = guess
        for _ in range(12):
            h = self.enthalpy(t, self.saturated_ratio(t))
            slope = (self.enthalpy(t + 0.1, self.saturated_ratio(t + 0.1)) - h) / 0.1
            change = (enthalpy - h) / slope
            t += change
            if abs(change) < 1e-4:
                break
        return t

    def wet_bulb(self, degc: float, ratio: float, guess: float) -> float:
        """Solve ``h + (w_s - w) h_water = h_s`` (ASHRAE Fundamentals 2021, ch. 1, eq. 33)."""
        t = guess
        for _ in range(12):
            f, g = (self._wet_bulb_miss(degc, ratio, x) for x in (t, t + 0.1))
            change = -0.1 * f / (g - f)
            t += change
            if abs(change) < 1e-4:
                break
        return t

    def _wet_bulb_miss(self, degc: float, ratio: float, t: float) -> float:
        w = self.saturated_ratio(t)
        return self.enthalpy(t, w) - self.enthalpy(degc, ratio) - (w - ratio) * 4186.0 * t


@dataclass
class Moisture:
    """Water in a room: the air's humidity ratio and two layers' relative humidity.

    Water passes from the air to the surface layer with the difference of humidity ratios, the
    layer's being its relative humidity times saturation at room temperature, and on to the deep
    layer; both hold water in proportion to relative humidity. Without layers the air holds all.
    """

    drivers: RoomDrivers
    moist_air: MoistAir
    ratio: float
    surface: float = 0.5
    deep: float = 0.5

    def step(self, dt: float, air: float, gained_kg: float) -> None:
        """Add water to the air and let the layers follow, by Euler."""
        d = self.drivers
        if d.surface_buffer_kg <= 0.0:
            self.ratio += gained_kg / d.moisture_capacity_kg
            return
        into_layers = self.layers(dt, air, self.ratio)
        self.ratio += (gained_kg - into_layers) / d.air_mass_kg

    def layers(self, dt: float, air: float, ratio: float) -> float:
        """Step the layers beside air of that humidity ratio; return the water they took [kg]."""
        d = self.drivers
        saturated = self.moist_air.saturated_ratio(air)
        taken = dt * d.surface_kg_per_s * (ratio - self.surface * saturated)
        on = dt * d.deep_kg_per_s * saturated * (self.surface - self.deep)
        self.surface += (taken - on) / d.surface_buffer_kg
        if d.deep_buffer_kg > 0.0:
            self.deep += on / d.deep_buffer_kg
        return taken

    @property
    def water_kg(self) -> float:
        """Return all water held."""
        d = self.drivers
        if d.surface_buffer_kg <= 0.0:
            return self.ratio * d.moisture_capacity_kg
        layers = self.surface * d.surface_buffer_kg + self.deep * d.deep_buffer_kg
        return self.ratio * d.air_mass_kg + layers


def lived_in_moisture(
    answer: RoomResponse,
    hourly_ratio: FloatArray,
    hourly_degc: FloatArray,
    first_hour: int,
    *,
    days: int = 60,
    step_s: float = 120.0,
) -> Moisture:
    """Return the layers after so many days beside air of known hourly humidity."""
    moist = MoistAir(answer.climate.pressure_pa)
    state = Moisture(answer.ideal.drivers, moist, 0.0)
    if state.drivers.surface_buffer_kg > 0.0:
        for hour in range(first_hour - 24 * days, first_hour):
            ratio, degc = float(hourly_ratio[hour % 8760]), float(hourly_degc[hour % 8760])
            for _ in range(round(3600.0 / step_s)):
                state.layers(step_s, degc, ratio)
    before, after = hourly_ratio[(first_hour - 1) % 8760], hourly_ratio[first_hour % 8760]
    state.ratio = 0.5 * float(before + after)
    return state


# --- machine and thermostat --------------------------------------------------------------------


def bilinear(table: PerformanceMap, outdoor: float, speed: float) -> tuple[float, float]:
    """Return gross capacity and compressor power [W]; held beyond the ends."""
    i, f = _place(table.outdoor_degc.tolist(), outdoor)
    j, g = _place(table.speed.tolist(), speed)
    both = []
    for z in (table.capacity_w, table.power_w):
        low = z[i, j] * (1 - g) + z[i, j + 1] * g
        high = z[i + 1, j] * (1 - g) + z[i + 1, j + 1] * g
        both.append(float(low * (1 - f) + high * f))
    return both[0], both[1]


def _place(axis: list[float], value: float) -> tuple[int, float]:
    if value <= axis[0]:
        return 0, 0.0
    if value >= axis[-1]:
        return len(axis) - 2, 1.0
    i = 0
    while value > axis[i + 1]:
        i += 1
    return i, (value - axis[i]) / (axis[i + 1] - axis[i])


def build_up(level: float, time_constant_s: float, dt: float) -> float:
    """Return a level that approaches 1, a step later, by the trapezoidal rule.

    A start then loses exactly its time constant of full output, whatever the step.
    """
    if time_constant_s <= 0.5 * dt:
        return 1.0
    return level + dt / (time_constant_s + 0.5 * dt) * (1.0 - level)


def die_away(level: float, time_constant_s: float, dt: float) -> float:
    """Return a level that approaches 0, a step later, by the trapezoidal rule."""
    if time_constant_s <= 0.5 * dt:
        return 0.0
    return level * (time_constant_s - 0.5 * dt) / (time_constant_s + 0.5 * dt)


@dataclass
class Booked:
    """What one case's meters read: sums since they were reset."""

    compressor_j: float = 0.0
    fan_j: float = 0.0
    standby_j: float = 0.0
    heat_j: float = 0.0
    cool_j: float = 0.0
    latent_j: float = 0.0
    running_s: float = 0.0
    starts: int = 0

    @property
    def electricity_j(self) -> float:
        """Return all electricity."""
        return self.compressor_j + self.fan_j + self.standby_j


@dataclass
class Unit:
    """One heat pump with its thermostat, coil and the moisture of its room."""

    machine: Machine
    control: Control
    moist_air: MoistAir
    moisture: Moisture
    sensed: float
    booked: Booked = field(default_factory=Booked)
    mode: int = 0
    on: bool = False
    last_change: float = 0.0  # of what is sensed
    since: float = 1e9  # since the last start or stop
    speed: float = 0.0
    integral: float = 0.0
    boosting: bool = False
    built: float = 0.0
    built_latent: float = 0.0
    water: float = 0.0
    frosted: float = 0.0
    preheats: bool = False
    defrosting: float = 0.0
    locked_out: bool = False
    wet_bulb_guess: float = 15.0
    dew_guess: float = 10.0
    touching: float = 0.0  # air that touches the cooling coil
    beyond: float = 0.0  # how long past the stop
    called: float = 0.0  # how long for the other mode
    farthest: float = 0.0  # sensed meanwhile
    fan_on: bool = False  # without the compressor
    stopped_w: float = 0.0  # steady output of the run that has stopped
    stopped_latent_w: float = 0.0

    @property
    def humidity(self) -> float:
        """The room air's humidity ratio."""
        return self.moisture.ratio

    def __post_init__(self) -> None:
        m, c = self.machine, self.control
        unmodelled = {
            "backup": m.backup.power_w > 0.0,
            "a fan of the machine's own after the stop": (
                c.fan_by_control <= 0.0 and (m.fan.overrun_s > 0.0 or m.fan.always_on > 0.0)
            ),
            "dry mode": c.dry_above < 1.0,
            "oil return": c.oil_after_s > 0.0,
            "a fan that waits for the coil": c.fan_heating_coil_degc > -100.0,
            "two stages": m.compressor.modulates == 0.0 and m.compressor.stages > 1.0,
            "EnergyPlus' frost": m.outdoor_coil.defrost == 2.0,
            "a delay or limit of starts": c.start_delay_s + c.starts_per_hour_limit > 0.0,
        }
        for what, is_there in unmodelled.items():
            if is_there:
                raise NotImplementedError(what)

    # thermostat

    def look(self, heat_at: float, cool_at: float, outdoor: float, dt: float = 0.0) -> None:
        """Start or stop, by what the sensor will say in the middle of the coming step.

        Switching is then, on average, neither early nor late.
        """
        if self.control.is_own > 0.0:
            self._look_itself(heat_at, cool_at, outdoor, dt)
            return
        m, c = self.machine, self.control
        sensed = self.sensed + 0.5 * self.last_change
        if outdoor < m.outdoor_coil.lowest_outdoor_degc:
            self.locked_out = True
        elif outdoor >= m.outdoor_coil.lowest_outdoor_degc + m.outdoor_coil.restart_above_k:
            self.locked_out = False
        too_hot = outdoor > m.outdoor_coil.highest_outdoor_degc
        too_hot = too_hot or outdoor < m.outdoor_coil.lowest_cooling_degc
        if self.on:
            past = self.mode * (sensed - (heat_at if self.mode > 0 else cool_at))
            margin = 0.5 * c.differential_k
            if m.compressor.modulates:
                above_least = self.boosting or self.speed > self.table.speed[0] + 1e-9
                margin = c.stop_margin_k * (2.0 if above_least else 1.0)
            cut_out = self.locked_out if self.mode > 0 else too_hot
            if cut_out or (past >= margin and self.since >= c.minimum_on_s):
                self.on, self.since, self.speed = False, 0.0, 0.0
                self.boosting, self.defrosting = False, 0.0
        if not self.on:
            margin = c.restart_margin_k if m.compressor.modulates else 0.5 * c.differential_k
            wants = 0
            if m.can_heat and c.mode != 2 and sensed <= heat_at - margin:
                wants = 0 if self.locked_out else 1
            elif m.can_cool and c.mode != 1 and sensed >= cool_at + margin:
                wants = 0 if too_hot else -1
            rest = c.minimum_off_s
            if wants * self.mode < 0:
                rest = max(rest, c.changeover_dead_time_s)
            if wants and self.since >= rest:
                self._start(wants)

    def _look_itself(self, heat_at: float, cool_at: float, outdoor: float, dt: float) -> None:
        """Start or stop by the unit's own control."""
        m, c = self.machine, self.control
        sensed = self.sensed + 0.5 * self.last_change
        if outdoor < m.outdoor_coil.lowest_outdoor_degc:
            self.locked_out = True
        elif outdoor >= m.outdoor_coil.lowest_outdoor_degc + m.outdoor_coil.restart_above_k:
            self.locked_out = False
        too_hot = outdoor > m.outdoor_coil.highest_outdoor_degc
        if self.on:
            heats = self.mode > 0
            past = self.mode * (sensed - (heat_at if heats else cool_at))
            stop_k = c.heating_stop_k if heats else c.cooling_stop_k
            hold_s = c.heating_hold_s if heats else c.cooling_hold_s
            at_once_k = c.heating_at_once_k if heats else c.cooling_at_once_k
            is_held = self.beyond < hold_s and past < at_once_k
            satisfied = past >= stop_k and not is_held and self.since >= c.minimum_on_s
            if satisfied or (self.locked_out if heats else too_hot):
                self.on, self.since, self.speed, self.beyond = False, 0.0, 0.0, 0.0
                self.defrosting, self.called = 0.0, 0.0
            else:
                self.beyond = self.beyond + dt if past >= stop_k else 0.0
        if self.on:
            return
        heat_below, cool_above = heat_at + c.heating_restart_k, cool_at - c.cooling_restart_k
        if self.mode < 0:
            heat_below = min(heat_below, cool_at - c.change_band_k)
        if self.mode > 0:
            cool_above = max(cool_above, heat_at + c.change_band_k)
        wants = 0
        if m.can_heat and c.mode != 2 and sensed <= heat_below and not self.locked_out:
            wants = 1
        elif m.can_cool and c.mode != 1 and sensed >= cool_above and not too_hot:
            wants = -1
        if wants == 0:
            self.called = 0.0
            return
        rest_s = max(c.minimum_off_s, c.heating_rest_s if wants > 0 else c.cooling_rest_s)
        is_ready = self.since >= rest_s
        if wants * self.mode < 0:
            # for so long, and not where the room has turned by itself meanwhile
            farther = max if self.mode > 0 else min
            self.farthest = farther(self.farthest, sensed) if self.called > 0.0 else sensed
            if self.called >= c.change_wait_s and abs(self.farthest - sensed) > 0.2:
                self.called, self.farthest = 0.0, sensed
            is_ready = is_ready and self.called >= c.change_wait_s
        if is_ready:
            self._start(wants)
        else:
            self.called += dt

    def _start(self, mode: int) -> None:
        keeps = math.exp(-self.since / WARM_OFF_S) if mode == self.mode else 0.0
        self.built *= keeps
        self.built_latent *= keeps
        self.mode, self.on, self.since = mode, True, 0.0
        speeds = self.table.speed
        self.boosting = (
            self.machine.compressor.modulates > 0 and self.machine.compressor.boost_s > 0
        )
        if self.boosting:
            self.speed = min(max(self.machine.compressor.boost_speed, speeds[0]), speeds[-1])
        else:
            self.speed = speeds[0] if self.machine.compressor.modulates else speeds[-1]
        if self.control.is_own > 0.0:
            self.boosting = False
            if self.machine.compressor.modulates:
                self.speed = self._floor(0.0)
        self.integral = speeds[0]
        self.booked.starts += 1

    def _floor(self, past: float) -> float:
        """Return the speed that a unit of its own control does not go below after a start."""
        c, low, high = self.control, float(self.table.speed[0]), float(self.table.speed[-1])
        stop_k = c.heating_stop_k if self.mode > 0 else c.cooling_stop_k
        if past >= stop_k > 0.0 or self.since >= max(c.boost_s, c.lowest_after_s):
            return low
        start = min(max(c.boost_speed, low), high)
        if self.since < c.boost_s:
            return start
        return low + (start - low) * (c.lowest_after_s - self.since) / (
            c.lowest_after_s - c.boost_s
        )

    @property
    def table(self) -> PerformanceMap:
        """The present mode's map."""
        return self.machine.heating if self.mode > 0 else self.machine.cooling

    def modulate(self, setpoint: float, dt: float) -> None:
        """Proportional and integral on the sensor; boost after a start; slew."""
        m, c = self.machine, self.control
        error = self.mode * (setpoint - self.sensed)
        if self.boosting and (self.since >= m.compressor.boost_s or error <= 0.0):
            self.boosting = False
        if self.boosting:
            return
        low, high = self.table.speed[0], self.table.speed[-1]
        if c.is_own > 0.0:  # straight from full before the setpoint to the lowest past it
            full_k = c.heating_full_at_k if self.mode > 0 else c.cooling_full_at_k
            lowest_k = c.heating_lowest_at_k if self.mode > 0 else c.cooling_lowest_at_k
            wanted = low + (high - low) * (error + lowest_k) / (full_k + lowest_k)
            wanted = min(max(wanted, self._floor(-error)), high)
            most = m.compressor.slew_per_s * dt
            self.speed += min(max(wanted - self.speed, -most), most)
            return
        share = error / c.proportional_band_k
        wanted = self.integral + share
        winds_up = (wanted >= high and share > 0) or (wanted <= low and share < 0)
        if not winds_up:
            self.integral += share * dt / c.integral_time_s
        wanted = min(max(self.integral + share, low), high)
        most = m.compressor.slew_per_s * dt
        self.speed += min(max(wanted - self.speed, -most), most)

    # machine

    def run(
        self,
        dt: float,
        air: float,
        outdoor: float,
        outdoor_ratio: float,
        outdoor_air: float,
        moisture: float,
        heat_at: float,
        cool_at: float,
    ) -> float:
        """Run for one step and return the heat into the room [W]."""
        m, b = self.machine, self.booked
        heat_at += self.control.heating_shift_k
        self.look(heat_at, cool_at, outdoor, dt)
        heat = latent = evaporated = 0.0
        before = self.built
        fan_alone = not self.on and self._fan_runs()
        if self.on:
            if m.compressor.modulates:
                self.modulate(heat_at if self.mode > 0 else cool_at, dt)
            if self.mode > 0:
                heat, power, fan = self._heat(dt, air, outdoor, outdoor_ratio)
            else:
                heat, latent, power, fan = self._cool(dt, air, outdoor)
            b.compressor_j += power * dt
            b.fan_j += fan * dt
            b.running_s += dt
        else:
            if fan_alone:
                heat, latent, fan = self._blow(dt)
                b.fan_j += fan * dt
            b.standby_j += m.auxiliaries.standby_w * dt
            below = (
                m.auxiliaries.crankcase_below_degc
                if self.mode > 0
                else m.auxiliaries.crankcase_below_cooling_degc
            )
            if self.preheats:
                below += m.auxiliaries.crankcase_off_above_k
            self.preheats = outdoor < below
            if self.preheats:
                b.standby_j += m.auxiliaries.crankcase_w * dt
        if self.on and self.mode > 0 and outdoor < m.auxiliaries.pan_heater_below_degc:
            b.standby_j += m.auxiliaries.pan_heater_w * dt
        if (self.on or fan_alone) and self.water > 0.0:  # in still air nothing evaporates
            cold = 0.5 * (before + self.built) if self.mode < 0 else 0.0
            evaporated = self._evaporate(dt, air, 1.0 - cold)
            heat -= evaporated * LATENT_J_PER_KG / dt
        caught = latent * dt / LATENT_J_PER_KG
        self.water = min(self.water + caught, m.indoor_coil.water_capacity_kg)
        gained_kg = dt * (outdoor_air * (outdoor_ratio - self.humidity) + moisture)
        self.moisture.step(dt, air, gained_kg - latent * dt / LATENT_J_PER_KG + evaporated)
        if self.mode > 0:
            b.heat_j += heat * dt
        else:
            b.cool_j -= heat * dt
        b.latent_j += latent * dt - evaporated * LATENT_J_PER_KG
        self.since += dt
        return heat

    def _fan_runs(self) -> bool:
        """Return whether the fan runs without the compressor, as the own control has it."""
        c, was_on = self.control, self.fan_on
        self.fan_on = False
        if self.mode == 0 or c.fan_by_control <= 0.0:
            return False
        run_s, sample_s, every_s = (
            (c.fan_heating_run_s, c.fan_heating_sample_s, c.fan_heating_every_s)
            if self.mode > 0
            else (c.fan_cooling_run_s, c.fan_cooling_sample_s, c.fan_cooling_every_s)
        )
        if self.since < run_s:
            self.fan_on = True
        elif every_s > 0.0 and (self.since - run_s) % every_s >= every_s - sample_s - 1e-6:
            self.fan_on = True
            if not was_on:  # what the coil held has leaked away
                left = math.exp(-(every_s - sample_s) / WARM_OFF_S)
                self.built, self.built_latent = left * self.built, left * self.built_latent
        return self.fan_on

    def _blow(self, dt: float) -> tuple[float, float, float]:
        """Return heat into the room, latent heat caught and fan power [W] of the fan alone."""
        m, share = self.machine, self.control.fan_low_share
        fan = float(self.table.fan_w[0]) * share**3
        airflow = float(m.cooling.airflow_kg_per_s[0])
        a0 = float(m.cooling.coil_a0_kg_per_s[0]) * math.sqrt(share)
        airflow *= share
        self.touching = airflow * (1.0 - math.exp(-a0 / airflow))
        coil = m.indoor_coil
        # gives back what the start has cost, dead time and all
        tau = coil.cooling_dead_s + coil.cooling_start_sensible_s
        if self.mode > 0:
            tau = coil.heating_dead_s + coil.heating_start_s
        before = self.built, self.built_latent
        self.built = die_away(self.built, tau, dt)
        latent_tau = coil.cooling_dead_s + coil.cooling_start_latent_s
        self.built_latent = die_away(self.built_latent, latent_tau, dt)
        heat = fan + self.mode * self.stopped_w * 0.5 * (before[0] + self.built)
        latent = 0.0
        if self.mode < 0:
            latent = self.stopped_latent_w * 0.5 * (before[1] + self.built_latent)
        return heat, latent, fan

    def feel(self, air: float, dt: float) -> None:
        """Let the sensor follow the air."""
        lag = max(self.control.sensor_lag_s, 1e-9)
        warm = air + self.control.sensor_offset_k
        self.last_change = dt / (lag + dt) * (warm - self.sensed)
        self.sensed += self.last_change

    def _frosting(self, outdoor: float, outdoor_ratio: float) -> float:
        """Return the time in defrosts: in step with what freezes for each watt of heat."""
        h2_degc, h2_ratio = (35.0 - 32.0) / 1.8, 3.4805e-3  # AHRI 210/240 test H2, wet bulb 33 degF

        def latent(degc: float, ratio: float) -> float:
            coil = 0.82 * degc - 8.589  # EnergyPlus
            wet = 2.835e6 * (ratio - self.moist_air.saturated_ratio(coil))
            dry = 1006.0 * (degc - coil)
            return max(wet, 0.0) / (max(wet, 0.0) + dry)

        return 0.029 * latent(outdoor, outdoor_ratio) / latent(h2_degc, h2_ratio)

    def _heat(
        self, dt: float, air: float, outdoor: float, outdoor_ratio: float
    ) -> tuple[float, float, float]:
        m = self.machine
        capacity, power = bilinear(m.heating, outdoor, self.speed)
        room = min(max(air, HELD_FROM_DEGC), HELD_TO_DEGC)
        d = room - RATED_HEATING_DRY_BULB_DEGC
        by_room = 1.0 + m.indoor_coil.heating_capacity_per_k_dry_bulb * d
        capacity *= by_room
        approach = m.indoor_coil.heating_approach_k
        if approach > 0.0:  # Carnot between the condenser and the evaporator
            carnot = [
                (warm + 0.6 * approach + KELVIN) / (max(warm - outdoor, 0.0) + approach)
                for warm in (RATED_HEATING_DRY_BULB_DEGC, room)
            ]
            power *= by_room * carnot[0] / carnot[1]
        else:
            power *= 1.0 + m.indoor_coil.heating_power_per_k_dry_bulb * d
        fan = float(np.interp(self.speed, m.heating.speed, m.heating.fan_w))
        self.stopped_w, self.stopped_latent_w = capacity, 0.0
        # Addendum 82: defrosting for a share F of the time, below 40 degF
        share = 0.0
        if m.outdoor_coil.defrost == 1.0 and outdoor < 4.444:
            share = min(max(0.134 - 0.003 * (1.8 * outdoor + 32.0), 0.0), 0.08)
        if m.outdoor_coil.defrost == 3.0 and outdoor < 5.0:
            share = self._frosting(outdoor, outdoor_ratio)
        if share > 0.0 and self.defrosting <= 0.0 and self.frosted >= 1.0:
            self.defrosting, self.frosted = DEFROST_S, 0.0
        if share > 0.0 and self.defrosting > 0.0:
            self.defrosting -= dt
            return -0.8 * capacity, 0.7 * power, 0.0
        if share > 0.0:
            self.frosted += dt / (DEFROST_S * (1.0 - share) / share)
        mean = self.built
        if m.indoor_coil.heating_start_s > 0.0:
            active = min(max(self.since + dt - m.indoor_coil.heating_dead_s, 0.0), dt)
            self.built = build_up(self.built, m.indoor_coil.heating_start_s, active)
            mean += 0.5 * (self.built - mean) * active / dt
        else:
            mean = self.built = 1.0
        return capacity * mean + fan, power, fan

    def _cool(self, dt: float, air: float, outdoor: float) -> tuple[float, float, float, float]:
        m, moist = self.machine, self.moist_air
        total, power = bilinear(m.cooling, outdoor, self.speed)
        self.wet_bulb_guess = moist.wet_bulb(air, self.humidity, self.wet_bulb_guess)
        hotter = outdoor - 35.0
        q = (
            m.indoor_coil.cooling_capacity_per_k_wet_bulb
            + m.indoor_coil.cooling_capacity_per_k2_wet_bulb_outdoor * hotter
        )
        p = (
            m.indoor_coil.cooling_power_per_k_wet_bulb
            + m.indoor_coil.cooling_power_per_k2_wet_bulb_outdoor * hotter
        )
        fan, airflow = (
            float(np.interp(self.speed, m.cooling.speed, z))
            for z in (m.cooling.fan_w, m.cooling.airflow_kg_per_s)
        )
        a0 = float(np.interp(self.speed, m.cooling.speed, m.cooling.coil_a0_kg_per_s))
        bypass = math.exp(-a0 / airflow)
        self.touching = airflow * (1.0 - bypass)

        def at(wet_bulb: float, ratio: float) -> tuple[float, float, float, float]:
            d = wet_bulb - RATED_WET_BULB_DEGC
            more = 1.0 + q * d + m.indoor_coil.cooling_capacity_per_k2_wet_bulb * d * d
            power_more = 1.0 + p * d + m.indoor_coil.cooling_power_per_k2_wet_bulb * d * d
            h_dew = moist.enthalpy(air, ratio) - total * more / (airflow * (1.0 - bypass))
            self.dew_guess = moist.dew_point_of_enthalpy(h_dew, self.dew_guess)
            return more, power_more, h_dew, moist.saturated_ratio(self.dew_guess)

        more, power_more, h_dew, w_dew = at(self.wet_bulb_guess, self.humidity)
        ratio = 1.0
        if w_dew < self.humidity:
            h_in = moist.enthalpy(air, self.humidity)
            ratio = (moist.enthalpy(air, w_dew) - h_dew) / (h_in - h_dew)
        else:  # a dry coil: as at the humidity at which it would begin to be wet, by bisection
            low, high = self.humidity, moist.saturated_ratio(air)
            for _ in range(30):
                onset = 0.5 * (low + high)
                more, power_more, _, w_dew = at(moist.wet_bulb(air, onset, air - 5.0), onset)
                low, high = (onset, high) if w_dew > onset else (low, onset)
        total *= more
        power *= power_more
        self.stopped_w, self.stopped_latent_w = total * ratio, total * (1.0 - ratio)
        before = self.built, self.built_latent
        coil = m.indoor_coil
        active = min(max(self.since + dt - coil.cooling_dead_s, 0.0), dt)
        self.built = build_up(self.built, coil.cooling_start_sensible_s, active)
        self.built_latent = build_up(self.built_latent, coil.cooling_start_latent_s, active)
        half = 0.5 * active / dt
        sensible = total * ratio * (before[0] + half * (self.built - before[0]))
        latent = total * (1.0 - ratio) * (before[1] + half * (self.built_latent - before[1]))
        return fan - sensible, latent, power, fan

    def _evaporate(self, dt: float, air: float, warm: float) -> float:
        m = self.machine
        self.wet_bulb_guess = self.moist_air.wet_bulb(air, self.humidity, self.wet_bulb_guess)
        depression = max(air - self.wet_bulb_guess, 0.0) / RATED_DEPRESSION_K
        wet_share = math.sqrt(self.water / m.indoor_coil.water_capacity_kg)
        # a coil in less air gives off less: what touches it is saturated, the rest passes by
        full_kg_per_s = float(m.cooling.airflow_kg_per_s[-1])
        full_kg_per_s *= 1.0 - math.exp(-float(m.cooling.coil_a0_kg_per_s[-1]) / full_kg_per_s)
        rate = m.indoor_coil.evaporation_kg_per_s * self.touching / full_kg_per_s
        lost = min(rate * depression * wet_share * warm * dt, self.water)
        self.water -= lost
        return lost


@dataclass
class Week:
    """One case's run, hour by hour."""

    electricity_wh: FloatArray
    compressor_wh: FloatArray
    fan_wh: FloatArray
    standby_wh: FloatArray
    heat_wh: FloatArray
    cool_wh: FloatArray
    latent_wh: FloatArray
    running_h: FloatArray
    starts: FloatArray
    air_degc: FloatArray
    humidity: FloatArray


def run_weeks(
    answer: RoomResponse,
    cases: list[tuple[Machine, Control, float, Moisture]],
    hours: int,
    *,
    settle_hours: int = 24,
    lived_in_days: int = 0,
    warm_up_days: float = WARM_UP_DAYS,
    step_s: float = 10.0,
    passes: int = 1,
) -> list[Week]:
    """Run machines in one room, each for ``hours`` from its first hour.

    Before, the room lives ``warm_up_days`` under ideal control, then ``lived_in_days`` with the
    machine in coarse steps, then ``settle_hours`` in the week's own; none of it metered.

    Parameters
    ----------
    cases
        Machine, control, first hour and the room's water when the machine begins: a room dries
        for weeks.
    settle_hours
        Sensor, coil and films forget within hours.
    lived_in_days
        A slab remembers for weeks that the machine, unlike ideal control, cycles about its set
        points and may fall short of them.
    """
    settle = [(first - settle_hours) % 8760.0 for _, _, first, _ in cases]
    controls = [control for _, control, _, _ in cases]
    starts = [(hour - 24.0 * lived_in_days) % 8760.0 for hour in settle]
    t, _, _ = ideal_year(answer, starts, warm_up_days, 0)
    room = Room(answer)
    moist = MoistAir(answer.climate.pressure_pa)
    air = room.layout.zones[0].air_node
    units = [
        Unit(machine, control, moist, moisture, float(t[air, i]))
        for i, (machine, control, _, moisture) in enumerate(cases)
    ]
    if lived_in_days > 0:
        around = surroundings(answer, starts, 24 * lived_in_days, LIVED_IN_STEP_S, controls)
        stepper = Stepper(room, around, LIVED_IN_STEP_S, passes)
        t, _ = _run_units(stepper, units, t, 24 * lived_in_days)
    around = surroundings(answer, settle, settle_hours + hours, step_s, controls)
    _, rows = _run_units(Stepper(room, around, step_s, passes), units, t, settle_hours + hours)
    return [Week(*rows[settle_hours:, :, i].T) for i in range(len(cases))]


def _run_units(
    stepper: Stepper, units: list[Unit], t: FloatArray, n_hours: int
) -> tuple[FloatArray, FloatArray]:
    """Run each case's unit; return the last node temperatures and what was metered by the hour.

    The meters' rows are the fields of `Week`, (n_hours, 11, n_cases).
    """
    around, step_s, air = stepper.around, stepper.step_s, stepper.air
    per_hour = round(3600.0 / step_s)
    n_cases = len(units)
    rows = np.zeros((n_hours, 11, n_cases))
    degc, ratio = np.zeros(n_cases), np.zeros(n_cases)
    # plain floats are quicker than numpy's in the machines
    blocks, outdoors = around.block.tolist(), around.outdoor.tolist()
    ratios, heating, cooling = (
        x.tolist() for x in (around.humidity, around.heating, around.cooling)
    )
    flow, gained = around.outdoor_air.tolist(), around.moisture.tolist()
    heats = np.zeros(n_cases)
    for hour in range(n_hours):
        degc[:], ratio[:] = 0.0, 0.0
        for unit in units:
            unit.booked = Booked()
        for n in range(hour * per_hour, (hour + 1) * per_hour):
            now = t[air].tolist()
            extra = around.breath.opened_kg_per_s(around.block[n])
            home, home_water = around.breath.through_doors(around.block[n], t[air])
            for i, unit in enumerate(units):
                k = blocks[n][i]
                heats[i] = unit.run(
                    step_s,
                    now[i],
                    outdoors[n][i],
                    ratios[n][i],
                    flow[k] + float(extra[i]),
                    gained[k] + float(home_water[i] - home[i] * unit.humidity),
                    heating[k],
                    cooling[k],
                )
            t, _ = stepper.step(n, t, heats)
            after = t[air].tolist()
            for i, unit in enumerate(units):
                unit.feel(after[i], step_s)
                degc[i] += 0.5 * (now[i] + after[i]) / per_hour
                ratio[i] += unit.humidity / per_hour
        for i, unit in enumerate(units):
            b = unit.booked
            joules = (
                b.electricity_j,
                b.compressor_j,
                b.fan_j,
                b.standby_j,
                b.heat_j,
                b.cool_j,
                b.latent_j,
                b.running_s,
            )
            rows[hour, :8, i] = np.array(joules) / 3600.0
            rows[hour, 8, i] = b.starts
        rows[hour, 9], rows[hour, 10] = degc, ratio
    return t, rows
