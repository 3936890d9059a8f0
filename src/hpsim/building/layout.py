"""What never changes in a room's network: nodes, heat capacities, conduction, who sees whom.

`building.layout_assembly` makes it of a room's numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from hpsim.building.enclosure import Box, Patch
from hpsim.building.films import FIXED, NaturalFilm
from hpsim.building.glazing import GapConductance, Optics
from hpsim.building.model import Layer, Window
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass

IntArray: TypeAlias = NDArray[np.int64]
_Number = TypeVar("_Number", np.int64, np.float64)

GLASS_MEAN_DEGC = 15.0  # at which film and gap properties that hardly change are taken


@dataclass(frozen=True, slots=True)
class InnerFace:
    """A face that looks into a zone."""

    name: str
    node: int
    zone: int
    patch: Patch
    film: NaturalFilm
    emissivity: float
    """0 where a fixed film stands for long wave too."""
    absorptance: float = 0.0
    """Of sunlight; glass has its optics instead."""
    glazing: int = -1
    """Index into `Layout.glazings`, or -1."""

    @property
    def area_m2(self) -> float:
        """Return its area."""
        return self.patch.area_m2

    @property
    def radiant_weight(self) -> float:
        """Return its part of radiant gains and of the mean radiant temperature.

        By area and emissivity; by area alone with a fixed film.
        """
        return self.area_m2 * (1.0 if self.film.law == FIXED else self.emissivity)


@dataclass(frozen=True, slots=True)
class OuterFace:
    """A face that looks outdoors."""

    name: str
    node: int
    zone: int
    """On its other side."""
    area_m2: float
    azimuth_deg: float
    tilt_deg: float
    has_sun: bool
    film: NaturalFilm
    roughness: float
    wind_ratio: float
    """Wind at the face over wind at the station; 0 in still air."""
    emissivity: float
    sky_fraction: float
    """Fraction of the long wave exchanged with the sky, the rest with things at air temperature."""
    absorptance: float


@dataclass(frozen=True, slots=True)
class GapLink:
    """A gap between two panes."""

    outer_node: int
    inner_node: int
    area_m2: float
    conductance: GapConductance


@dataclass(frozen=True, slots=True)
class BoundaryLink:
    """A fixed conductance from a node to a temperature that is given."""

    node: int
    conductance_w_per_k: float
    source: int
    """-1 outdoor air, else index into `Layout.sources`."""


@dataclass(frozen=True, slots=True)
class HomeSide:
    """The middle of a partition to the rest of the home."""

    name: str
    """Of the face on the room's side."""
    node: int
    layers: tuple[Layer, ...]
    """Of the room's half, from the middle to its face; the home's half is alike."""
    area_m2: float


@dataclass(frozen=True, slots=True)
class GlazedOpening:
    """A window as the network holds it."""

    window: Window
    zone: int
    azimuth_deg: float
    tilt_deg: float
    area_m2: float
    pane_nodes: tuple[tuple[int, int], ...]
    """Outer and inner face of each pane."""
    inner_face: int
    optics: Optics
    has_sun: bool = True


@dataclass(frozen=True, slots=True)
class Zone:
    """An air volume and the faces around it."""

    air_node: int
    faces: tuple[int, ...]
    """Indices into `Layout.inner`."""
    patches: tuple[Patch, ...]
    box: Box | None
    view_factors: FloatArray
    exchange_m2: FloatArray
    """(n, n) long-wave exchange areas between the faces."""


class InnerArrays(NamedTuple):
    """`InnerFace` of all faces, each field in one array (n_inner,)."""

    node: IntArray
    zone: IntArray
    air_node: IntArray
    """Of the zone that it looks into."""
    area_m2: FloatArray
    warm: FloatArray
    cold: FloatArray
    law: FloatArray
    exponent: FloatArray
    """`NaturalFilm.exponent`"""
    radiant_weight: FloatArray


class OuterArrays(NamedTuple):
    """`OuterFace` of all faces, each field in one array (n_outer,)."""

    node: IntArray
    area_m2: FloatArray
    azimuth_deg: FloatArray
    tilt_deg: FloatArray
    warm: FloatArray
    cold: FloatArray
    law: FloatArray
    roughness: FloatArray
    wind_ratio: FloatArray
    emissivity: FloatArray
    sky_fraction: FloatArray


@dataclass(frozen=True)
class Layout:
    """What never changes in a room's network."""

    capacity_j_per_k: FloatArray
    """(n,) of the nodes."""
    conduction_w_per_k: FloatArray
    """(n, n) symmetric, rows sum to 0: layers and panes."""
    inner: tuple[InnerFace, ...]
    outer: tuple[OuterFace, ...]
    gaps: tuple[GapLink, ...]
    links: tuple[BoundaryLink, ...]
    sources: tuple[FloatArray, ...]
    """Temperatures given by the hour: neighbours and ground, (n_hours,) each [degC]."""
    source_is_room: tuple[bool, ...]
    """Whether each is a heated neighbour rather than ground."""
    glazings: tuple[GlazedOpening, ...]
    zones: tuple[Zone, ...]
    port_nodes: tuple[int, ...]
    """Nodes where heat enters and temperature is read: air, inner, outer, gap faces."""
    home_sides: tuple[HomeSide, ...] = ()
    """Partitions to a home that is as warm as the room under ideal control."""

    @property
    def inner_ports(self) -> slice:
        """Return where the inner faces lie among the ports."""
        return slice(len(self.zones), len(self.zones) + len(self.inner))

    @cached_property
    def inner_arrays(self) -> InnerArrays:
        """The inner faces as arrays."""
        faces, airs = self.inner, [zone.air_node for zone in self.zones]
        rows = [
            (face.area_m2, film.warm, film.cold, film.law, film.exponent, face.radiant_weight)
            for face in faces
            for film in (face.film,)
        ]
        nodes = [(face.node, face.zone, airs[face.zone]) for face in faces]
        return InnerArrays(*_columns(nodes, 3, np.int64), *_columns(rows, 6, np.float64))

    @cached_property
    def radiant_weights(self) -> FloatArray:
        """Each inner face's fraction in the room's mean radiant temperature (n_inner,).

        By area and emissivity, for a person anywhere in the room.
        """
        faces = self.inner_arrays
        weight = np.where(faces.zone == 0, faces.radiant_weight, 0.0)
        return np.asarray(weight / weight.sum())

    @cached_property
    def outer_arrays(self) -> OuterArrays:
        """The outer faces as arrays."""
        rows = [
            (
                *(face.area_m2, face.azimuth_deg, face.tilt_deg),
                *(face.film.warm, face.film.cold, face.film.law),
                *(face.roughness, face.wind_ratio, face.emissivity, face.sky_fraction),
            )
            for face in self.outer
        ]
        node = np.array([face.node for face in self.outer], dtype=np.int64)
        return OuterArrays(node, *_columns(rows, 10, np.float64))


def _columns(rows: Sequence[tuple[float, ...]], n: int, kind: type[_Number]) -> NDArray[_Number]:
    """Return the columns of a table (n, n_rows), each in one piece; of one without rows, too."""
    return np.ascontiguousarray(np.array(rows, dtype=kind).reshape(len(rows), n).T)
