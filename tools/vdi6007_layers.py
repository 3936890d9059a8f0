"""The rooms of VDI 6007-1 cut into layers, as the program cuts any room: for docs.

References
----------
Layers from RWTH-EBC/TEASER, as in ``data/vdi6007``.
"""

from __future__ import annotations

import numpy as np

from hpsim.building.layout_assembly import CELL_TIME_S, Assembly
from hpsim.building.model import Layer
from hpsim.kernel.types import FloatArray
from hpsim.validation import vdi6007
from hpsim.validation.checks import Facts


def layered_room(case: Facts, day: vdi6007.Day) -> vdi6007.Room:
    """Return a room cut into layers.

    An inner wall, floor or ceiling has a room like this one behind it: half of it stands with
    both its faces in the room. Long wave goes between faces by area.
    """
    facts = vdi6007.inputs()
    assembly = Assembly()
    air = assembly.node()
    facades = [facade["faces"] for facade in vdi6007.facades_of(case)]
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
            assembly.inner += [vdi6007._face(part["name"], end, 0.5 * area, film) for end in ends]
            facing += [[0.0] * len(facades)] * 2
            is_inner += [1.0, 1.0]
            continue
        out, face = assembly.chain(layers, area, CELL_TIME_S)
        assembly.inner.append(vdi6007._face(part["name"], face, area, film))
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
    room = vdi6007._layout(assembly, air)
    return vdi6007.Room(room, np.array(facing), np.column_stack(sources), np.array(is_inner))


def _film_scale(case: Facts) -> float:
    """Return the case's inner film over that of the room it is based on: a cooled ceiling's."""
    rooms = vdi6007.inputs()["two_elements"]
    if not case.get("cooled_ceiling"):
        return 1.0
    mine, base = (rooms[case[key]]["inner"]["film_w_per_m2k"] for key in ("room", "layers"))
    return float(mine / base)
