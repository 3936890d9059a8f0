"""Rooms and days of the VDI 6007-1 test cases, in the guideline's form and cut into layers.

References
----------
VDI 6007-1:2012, test cases 1 to 12; values as carried in lbl-srg/modelica-buildings
(ThermalZones/ReducedOrder/Validation/VDI6007). Layers from RWTH-EBC/TEASER.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from hpsim.building.constants import ZERO_DEGC_K
from hpsim.building.films import fixed_film
from hpsim.building.layout import InnerFace, Layout, Zone
from hpsim.building.layout_assembly import CELL_TIME_S, Assembly, finish_layout
from hpsim.building.model import Layer
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.shipped import read_rows
from hpsim.validation.published import Facts, read_facts

START_DEGC = 22.0
SKY_EMITTED_W_PER_M2K4 = 65.99081593**-4
"""Of a black sky: the source takes ``T = 65.99081593 E^(1/4)``."""


def book() -> Facts:
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
    return list(book()["facades"][case["facades"]]) if "facades" in case else blind


def day_of(case: Facts) -> Day:
    """Return what happens in a day of a case."""
    facts, hours = book(), profiles()
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
    zone = Zone("room", air, 0.0, tuple(range(n)), (), None, nothing, nothing)
    return finish_layout(assembly, [zone])


def _face(name: str, node: int, area_m2: float, film_w_per_m2k: float) -> InnerFace:
    film = fixed_film(film_w_per_m2k)
    return InnerFace(name, node, 0, area_m2, film, 0.0, area_m2, 0.0)


def two_element_room(case: Facts, day: Day) -> Room:
    """Return a room in the guideline's form; the air and the faces carry no heat capacity."""
    facts = book()
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


def layered_room(case: Facts, day: Day) -> Room:
    """Return a room cut into layers.

    An inner wall, floor or ceiling has a room like this one behind it: half of it stands with
    both its faces in the room. Long wave goes between faces by area.
    """
    facts = book()
    assembly = Assembly()
    air = assembly.node()
    facades = [facade["faces"] for facade in facades_of(case)]
    facing: list[list[float]] = []
    is_inner: list[float] = []
    sources: list[FloatArray] = []
    scale = _film_scale(case)
    for part in facts["layers"][case["layers"]]:
        area, faces = part["area_m2"], part.get("faces")
        layers = tuple(Layer(d / k, d * rho * cp) for d, k, rho, cp in reversed(part["layers"]))
        film = part["film_w_per_m2k"] * (scale if faces is None else 1.0)
        if faces is None:
            ends = assembly.chain(layers, 0.5 * area, CELL_TIME_S)
            assembly.inner += [_face(part["name"], end, 0.5 * area, film) for end in ends]
            facing += [[0.0] * len(facades)] * 2
            is_inner += [1.0, 1.0]
            continue
        out, face = assembly.chain(layers, area, CELL_TIME_S)
        assembly.inner.append(_face(part["name"], face, area, film))
        facing.append([area * (faces == name) for name in facades])
        is_inner.append(0.0)
        outside, degc = facts["outside_film_w_per_m2k"], np.full(24, facts["cellar"]["degc"])
        if faces == "cellar":
            outside = facts["cellar"]["film_outside_w_per_m2k"]
        else:
            of_part = day.window_degc if part["name"] == "window" else day.wall_degc
            degc = of_part[:, facades.index(faces)]
        assembly.add_source(out, outside * area, degc, is_room=False)
        sources.append(degc)
    total = sum(face.area_m2 for face in assembly.inner)
    for i, left in enumerate(assembly.inner):
        for right in assembly.inner[:i]:
            exchange = facts["radiative_w_per_m2k"] * left.area_m2 * right.area_m2 / total
            assembly.edges.append((left.node, right.node, exchange))
    room = _layout(assembly, air)
    return Room(room, np.array(facing), np.column_stack(sources), np.array(is_inner))


def _film_scale(case: Facts) -> float:
    """Return the case's inner film over that of the room it is based on: a cooled ceiling's."""
    rooms = book()["two_elements"]
    if not case.get("cooled_ceiling"):
        return 1.0
    mine, base = (rooms[case[key]]["inner"]["film_w_per_m2k"] for key in ("room", "layers"))
    return float(mine / base)


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
