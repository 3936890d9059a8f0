"""VDI 6007-1 test cases 1 to 12: sixty days of a repeated day in four rooms.

The rooms are taken in the guideline's own form, two lumped elements (outer walls with windows,
inner walls), and solved by the program's modes and ideal-load pass, with its ideal control where a
case holds a setpoint. They check the dynamics alone: no weather file, no sun position, no films
that change. Where a case limits the load (7 and 11), so does the pass, in steps of an hour that
hold the hour's mean, as in the printed values. The page of validation also has the same rooms cut
into layers, unscored: a model of layers differs in the first hours by its nature.

References
----------
VDI 6007-1:2012, test cases 1 to 12; values as carried in lbl-srg/modelica-buildings
(ThermalZones/ReducedOrder/Validation/VDI6007). Layers from RWTH-EBC/TEASER.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from hpsim.building.constants import ZERO_DEGC_K
from hpsim.building.enclosure import Patch
from hpsim.building.films import fixed_film
from hpsim.building.ideal_load_pass import outputs_for
from hpsim.building.layout import InnerFace, Layout, Zone
from hpsim.building.layout_assembly import Assembly, finish_layout
from hpsim.building.linear_room import LinearRoom, steady_modes
from hpsim.building.modal import all_modes, ramp_weights
from hpsim.building.network import Coefficients, assemble
from hpsim.building.solver_arrays import gap_arrays, hold_air, inner_faces, outer_faces
from hpsim.kernel.ideal_load_pass import run_ideal_load_pass
from hpsim.kernel.ideal_load_types import AirExchange, BasePassInputs
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.shipped import read_rows
from hpsim.validation.checks import Check, Facts, read_facts, suite, within

START_DEGC = 22.0
SKY_EMITTED_W_PER_M2K4 = 65.99081593**-4
"""Of a black sky: the source takes ``T = 65.99081593 E^(1/4)``."""
TOLERANCE = {"air_degc": 0.1, "load_w": 1.0}  # the guideline's own
PRINTED = {"air_degc": 0.05, "load_w": 0.5}  # its values are printed to 0.1 K and 1 W
UNIT = {"air_degc": "K", "load_w": "W"}
WORD = {"air_degc": "air", "load_w": "load"}
DAYS = 60
COMPARED_DAYS = (1, 10, 60)
STEP_S = 60.0
"""Of the means compared: with 300 s a load after a step of the setpoint is 1.5 W off."""
CONTROL_S = 3600.0
"""Through which a limited load is constant. The printed values tell: with minutes the hour of case
11 in which the ceiling takes over is 5 W off, all others within 1 W either way."""
HIDDEN_DEGC = 1000.0  # setpoint of a room that none holds


# --- rooms and days ------------------------------------------------------------------------------


def inputs() -> Facts:
    """Return rooms and cases as the data file has them."""
    return read_facts("vdi6007/cases.yaml")


@cache
def profiles() -> dict[str, FloatArray]:
    """Return the repeated day (24,) of each quantity."""
    rows = read_rows("vdi6007/profiles.csv")
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


@dataclass(frozen=True, slots=True)
class Day:
    """What happens in every day of a case, hourly means."""

    convective_w: FloatArray
    """(24,) into the air."""
    radiant_w: FloatArray
    """(24,) from people and machines, onto all faces by area."""
    sun_w: FloatArray
    """(24, n_facades) through the glass of each, onto the faces of the others by area."""
    wall_degc: FloatArray
    """(24, n_facades) equivalent outdoor temperature of walls."""
    window_degc: FloatArray
    """(24, n_facades)"""
    air_w_per_k: FloatArray
    """(24,) ventilation."""
    outdoor_degc: FloatArray
    """(24,)"""


def facades_of(case: Facts) -> list[Facts]:
    """Return a case's facades; one without glass where the case names none."""
    blind: list[Facts] = [{"faces": "south", "outer_m2": 10.5, "glass_m2": 0, "wall": 1.0}]
    return list(inputs()["facades"][case["facades"]]) if "facades" in case else blind


def day_of(case: Facts) -> Day:
    """Return what happens in a day of a case."""
    facts, hours = inputs(), profiles()
    facades, n = facades_of(case), len(facades_of(case))
    outdoor = hours["outdoor_degc"] if case.get("weather") else np.full(24, START_DEGC)
    step = hours["step_w"]
    convective = 0.0 * step if case.get("radiant") else step
    radiant = step - convective
    if case["gains"] == "office":
        convective = hours["persons_convective_w"] + hours["machines_w"]
        radiant = hours["persons_radiant_w"]
    sun, wall, window = np.zeros((24, n)), np.zeros((24, n)), np.zeros((24, n))
    sky_degc = (hours["sky_w_per_m2"] / SKY_EMITTED_W_PER_M2K4) ** 0.25 - ZERO_DEGC_K
    cooler = (sky_degc - outdoor) * facts["radiative_w_per_m2k"] / facts["outside_film_w_per_m2k"]
    for k, facade in enumerate(facades):
        on_glass = hours[f"window_{facade['faces']}_w_per_m2"]
        is_closed = on_glass > facts["blind"]["closes_above_w_per_m2"]
        passes = np.where(is_closed, facts["blind"]["passes"], 1.0)
        sun[:, k] = facade["glass_m2"] * passes * on_glass
        wall[:, k] = window[:, k] = outdoor
        if case.get("sun_on_walls"):
            on_wall = hours[f"wall_{facade['faces']}_w_per_m2"]
            wall[:, k] += facts["absorptance"] * on_wall / facts["outside_film_w_per_m2k"]
        if case.get("long_wave"):
            wall[:, k] += cooler
            window[:, k] += passes * cooler  # a closed blind hides the sky
    to_air = facts["solar_to_air"]
    air = hours["air_m3_per_h"] * facts["kg_per_s_per_m3_per_h"] * facts["air_j_per_kg_k"]
    return Day(
        convective + to_air * sun.sum(axis=1),
        radiant,
        (1.0 - to_air) * sun,
        wall,
        window,
        air if case.get("ventilated") else np.zeros(24),
        outdoor,
    )


@dataclass(frozen=True, slots=True)
class Room:
    """A room as the solver takes it."""

    layout: Layout
    facing_m2: FloatArray
    """(n_faces, n_facades) area of each inner face that belongs to a facade."""
    source_degc: FloatArray
    """(24, n_sources)"""
    is_inner: FloatArray
    """(n_faces,) 1 for inner walls, floor and ceiling: what a cooled ceiling cools."""


def _layout(assembly: Assembly, air: int) -> Layout:
    n = len(assembly.inner)
    nothing = np.zeros((n, n))
    zone = Zone(air, tuple(range(n)), (), None, nothing, nothing)
    return finish_layout(assembly, [zone])


def _face(name: str, node: int, area_m2: float, film_w_per_m2k: float) -> InnerFace:
    film = fixed_film(film_w_per_m2k)
    return InnerFace(name, node, 0, Patch(area_m2, 0.0, 90.0), film, 0.0)


def two_element_room(case: Facts, day: Day) -> Room:
    """Return a room in the guideline's form; the air and the faces carry no heat capacity."""
    facts = inputs()
    outer, inner = (facts["two_elements"][case["room"]][key] for key in ("outer", "inner"))
    assembly = Assembly()
    air, outer_face, inner_face = assembly.node(), assembly.node(), assembly.node()
    outer_mass, inner_mass = assembly.node(outer["j_per_k"]), assembly.node(inner["j_per_k"])
    least_m2 = min(outer["area_m2"], inner["area_m2"])
    assembly.edges += [
        (outer_face, outer_mass, 1.0 / outer["k_per_w"]),
        (inner_face, inner_mass, 1.0 / inner["k_per_w"]),
        (outer_face, inner_face, facts["radiative_w_per_m2k"] * least_m2),
    ]
    for name, node, facing in (("outer", outer_face, outer), ("inner", inner_face, inner)):
        assembly.inner.append(_face(name, node, facing["area_m2"], facing["film_w_per_m2k"]))
    equivalent = np.zeros(24)
    facades = facades_of(case)
    for k, facade in enumerate(facades):
        equivalent += facade["wall"] * day.wall_degc[:, k]
        equivalent += facade.get("window", 0.0) * day.window_degc[:, k]
    if case.get("cellar"):
        equivalent += facts["cellar"]["weight"] * facts["cellar"]["degc"]
    film = 1.0 / (outer["film_outside_w_per_m2k"] * outer["area_m2"])
    assembly.add_source(outer_mass, 1.0 / (outer["rest_k_per_w"] + film), equivalent, is_room=False)
    facing_m2 = np.array([[facade["outer_m2"] for facade in facades], [0.0] * len(facades)])
    return Room(_layout(assembly, air), facing_m2, equivalent[:, None], np.array([0.0, 1.0]))


def port_heat(room: Room, day: Day) -> FloatArray:
    """Return gains and sun at each port (24, n_ports) [W].

    The sun of a facade's glass falls on the faces of the others, by area.
    """
    heat = np.zeros((24, len(room.layout.port_nodes)))
    area = np.array([face.area_m2 for face in room.layout.inner])
    heat[:, 0] = day.convective_w
    heat[:, room.layout.inner_ports] = np.outer(day.radiant_w, area / area.sum())
    for k in range(day.sun_w.shape[1]):
        seen = area - room.facing_m2[:, k]
        heat[:, room.layout.inner_ports] += np.outer(day.sun_w[:, k], seen / seen.sum())
    return heat


# --- their solution and its comparison ------------------------------------------------------------


def solve(
    case: Facts, room: Room, day: Day, step_s: float = STEP_S, control_s: float = CONTROL_S
) -> dict[str, FloatArray]:
    """Return hourly means of air temperature and load, from the first hour on (n_hours,).

    A setpoint holds for the end of each step, in a case with a limit for its mean.

    Parameters
    ----------
    case : dict
        As `inputs` has it.
    room : Room
        In the guideline's form or cut into layers.
    day : Day
        What happens in every day.
    step_s : float
        Of the solver [s]; divides an hour.
    control_s : float
        In cases with a limit: how long a load stays the same [s].
    """
    step_s = control_s if "limit_w" in case else step_s
    layout, limit_w = room.layout, float(case.get("limit_w", math.inf))
    none = np.zeros(0)
    films = np.array([face.film.warm for face in layout.inner])
    at = Coefficients(films, none, none, none, none, np.zeros(1))
    matrices = assemble(layout, at)
    modes = all_modes(matrices)
    linear = LinearRoom(layout, at, matrices, modes, modes.rate_per_s.size)
    per_hour = round(3600.0 / step_s)

    def through(hourly: FloatArray) -> FloatArray:
        return np.tile(np.repeat(hourly, per_hour, axis=0), (DAYS,) + (1,) * (hourly.ndim - 1))

    n, ports = DAYS * 24 * per_hour, np.array(layout.port_nodes)
    decay, gain, _, _ = ramp_weights(modes.rate_per_s, step_s)
    at_ports = modes.shape[ports]
    rises, of_end = gain, np.ones(gain.size)
    if "limit_w" in case:  # heat and weather are constant through a step, so that its mean is exact
        mean = gain / step_s
        of_end, rises = mean / decay, (1.0 - mean) / modes.rate_per_s
    read = at_ports.T * of_end[:, None]
    response = (at_ports * rises) @ at_ports.T + modes.at_once[np.ix_(ports, ports)]
    held, share, stiffness = hold_air(response, 1)
    exchange = through(day.air_w_per_k)
    heating, cooling = np.full(n + 1, -HIDDEN_DEGC), np.full(n + 1, HIDDEN_DEGC)
    if case.get("held"):
        heating[1:] = cooling[1:] = through(profiles()["setpoint_degc"])
    from_source, at_once = matrices.source_w_per_k.T @ modes.shape, modes.at_once[ports]
    by_source = (from_source * rises) @ at_ports.T + (at_once @ matrices.source_w_per_k).T
    n_weather = 4
    inputs = BasePassInputs(
        decay=decay,
        drive_modes=np.vstack([np.zeros((n_weather, gain.size)), from_source * gain]),
        drive_ports=np.vstack([np.zeros((n_weather, ports.size)), by_source]),
        read=np.ascontiguousarray(read),
        feed=np.ascontiguousarray(at_ports * gain),
        held_response=held,
        air_share=share,
        air_stiffness=stiffness,
        inner=inner_faces(layout, at),
        outer=outer_faces(layout, at),
        gaps=gap_arrays(layout, at),
        exchange=AirExchange(
            conductance_w_per_k=exchange,
            heat_w=exchange * through(day.outdoor_degc),
            leak_m3_per_s=none,
            leak_stack_pa=np.zeros((0, n)),
            leak_of_stack=np.zeros((0, 2)),
            leak_wind_pa=np.zeros((0, n)),
            unbalanced_m3_per_s=np.zeros(n),
            air_j_per_m3_k=np.zeros(n),
            door_factor=np.zeros((0, n)),
            door_degc=np.zeros((0, n)),
            switched_w_per_k=np.zeros((0, n)),
            switched_above_degc=none,
            switched_below_room_k=none,
        ),
        outdoor_degc=np.zeros(n + 1),
        sky_degc=np.zeros(n + 1),
        hourly_source_degc=through(room.source_degc),
        hourly_heat_w=through(port_heat(room, day)),
        wind_east=np.zeros(n + 1),
        wind_north=np.zeros(n + 1),
        windward_w_per_m2k=np.zeros(n + 1),
        leeward_w_per_m2k=np.zeros(n + 1),
        heating_setpoint_degc=heating,
        cooling_setpoint_degc=cooling,
        heating_limit_w=limit_w,
        cooling_limit_w=limit_w,
        cooled=cooled_ports(room) if case.get("cooled_ceiling") else none,
    )
    nodes = np.full(matrices.capacity_j_per_k.size, float(case.get("start_degc", START_DEGC)))
    out = outputs_for(inputs)
    run_ideal_load_pass(inputs, 0, n, steady_modes(linear, nodes), nodes[ports], out)
    steps = {"air_degc": out.port_degc[1:, 0], "load_w": out.load_w}
    return {key: values.reshape(-1, per_hour).mean(axis=1) for key, values in steps.items()}


def cooled_ports(room: Room) -> FloatArray:
    """Return the fraction of cooling that a ceiling takes from each port (n_ports,)."""
    fraction = np.zeros(len(room.layout.port_nodes))
    area = np.array([face.area_m2 for face in room.layout.inner]) * room.is_inner
    fraction[room.layout.inner_ports] = area / area.sum()
    return fraction


class Comparison(NamedTuple):
    """A case compared with the guideline."""

    case: int
    quantity: str
    """air_degc or load_w."""
    difference: FloatArray
    """(3, 24) hourly means of days 1, 10 and 60, ours less the guideline's."""


def compare(
    room_of: Callable[[Facts, Day], Room] = two_element_room, control_s: float = CONTROL_S
) -> list[Comparison]:
    """Return every case and the guideline's values, in its form or in another."""
    published: dict[tuple[int, str], dict[int, float]] = {}
    for row in read_rows("vdi6007/reference.csv"):
        hour = 24 * (int(row["day"]) - 1) + int(row["hour"]) - 1
        values = published.setdefault((int(row["case"]), row["quantity"]), {})
        values[hour] = float(row["value"])
    found = []
    for number, case in inputs()["cases"].items():
        day = day_of(case)
        solved = solve(case, room_of(case, day), day, control_s=control_s)
        for quantity in UNIT:
            if theirs := published.get((number, quantity)):
                off = solved[quantity][list(theirs)] - np.array(list(theirs.values()))
                found.append(Comparison(number, quantity, off.reshape(len(COMPARED_DAYS), 24)))
    return found


@suite("vdi6007", "VDI 6007-1, cases 1 to 12: sixty days of a repeated day in two-element rooms")
def checks() -> Iterator[Check]:
    """Give the largest deviation of each case on days 1, 10 and 60."""
    for compared in compare():
        limit = TOLERANCE[compared.quantity] + PRINTED[compared.quantity]
        word, unit = WORD[compared.quantity], UNIT[compared.quantity]
        for day, differences in zip(COMPARED_DAYS, compared.difference, strict=True):
            name = f"case {compared.case} day {day} {word}, largest deviation"
            worst = float(np.abs(differences).max())
            yield within(name, worst, 0.0, limit, basis="published", unit=unit)
