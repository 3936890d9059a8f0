"""The sun on the room: through each window onto the faces inside, and onto the walls outside.

The beam and the light from around the sun go through the glass at the sun's angle, are shaded by
overhangs and fins, and land where rays from the window meet the box (in other rooms: on the
floor). Diffuse light spreads by view factors. What a face reflects goes round by view factors
until it is absorbed or leaves through the glass.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hpsim.building.description.openings import Glazing
from hpsim.building.enclosure import box_face
from hpsim.building.glazing import Optics
from hpsim.building.layout import GlazedOpening, Layout, OuterFace, Zone
from hpsim.building.model import Outdoors, RoomModel, Window
from hpsim.building.shading import (
    DiffuseView,
    diffuse_view,
    openings,
    shades_on,
    wall_points,
    wall_view,
)
from hpsim.caching import LRUCache
from hpsim.kernel.profile import hourly_to_substeps
from hpsim.kernel.sunlight import Opening, mark_shaded, trace_beam
from hpsim.kernel.types import Climate, FloatArray, PlaneIrradiance

RAYS_ACROSS, RAYS_UP = 6, 12
KEPT_ON_PLANE = 4
"""Windows and glazings whose sun is kept for other rooms: 0.2 MB each."""

Plane: TypeAlias = tuple[float, float]
IntArray: TypeAlias = NDArray[np.intp]
Course: TypeAlias = tuple[FloatArray, FloatArray]
"""Heat by the hour (n_hours,) [W], and its fraction at each port (n_ports,)."""


def plane_of(azimuth_deg: float, tilt_deg: float) -> Plane:
    """Return the key of a plane: azimuth and tilt, azimuth 180 where it has no meaning."""
    is_level = tilt_deg < 0.5 or tilt_deg > 179.5
    return (180.0 if is_level else float(azimuth_deg % 360.0), float(tilt_deg))


def planes(model: RoomModel) -> list[Plane]:
    """Return the planes on which the room needs irradiance: (azimuth, tilt) [degrees]."""
    found: list[Plane] = []
    for surfaces in (model.surfaces, *(buffer.surfaces for buffer in model.buffers)):
        for surface in surfaces:
            if isinstance(surface.boundary, Outdoors) and surface.boundary.sun:
                plane = plane_of(surface.azimuth_deg, surface.tilt_deg)
                if plane not in found:
                    found.append(plane)
    return found


def incident(plane: PlaneIrradiance) -> FloatArray:
    """Return all irradiance on a plane (n_hours,) [W/m2]."""
    total = (
        plane.beam_w_per_m2
        + plane.circumsolar_w_per_m2
        + plane.isotropic_w_per_m2
        + plane.horizon_w_per_m2
        + plane.ground_w_per_m2
    )
    return np.asarray(np.maximum(total, 0.0))


class SunOnPlane(PlaneIrradiance):
    """Irradiance on a plane, with what rooms take of it: made once for all rooms in a weather."""

    @cached_property
    def incident_w_per_m2(self) -> FloatArray:
        """See `incident`."""
        return incident(self)

    @cached_property
    def lit(self) -> IntArray:
        """Hours in which beam or light from around the sun falls on it (n_lit,)."""
        directed = self.beam_w_per_m2 + self.circumsolar_w_per_m2
        return np.flatnonzero((directed > 0.0) & (self.cos_incidence > 0.0))

    @cached_property
    def directed_w_per_m2(self) -> FloatArray:
        """That light (n_lit,)."""
        return np.asarray((self.beam_w_per_m2 + self.circumsolar_w_per_m2)[self.lit])

    @cached_property
    def _by_glazing(self) -> LRUCache[Glazing, FloatArray]:
        return LRUCache(KEPT_ON_PLANE)

    def by_angle(self, glazing: Glazing, optics: Optics) -> FloatArray:
        """Return the optics of a glazing in lit hours (1 + n_panes, n_lit), as `Optics.at`."""
        return self._by_glazing.get(glazing, lambda: optics.at(self.cos_incidence[self.lit]))

    @cached_property
    def _by_place(self) -> LRUCache[object, FloatArray]:
        return LRUCache(KEPT_ON_PLANE)

    def landed(
        self, places: tuple[Opening, ...], azimuth_deg: float, tilt_deg: float, climate: Climate
    ) -> FloatArray:
        """Return the fractions of some windows' beam by local face in lit hours (5, n_lit).

        ``climate`` is that of the same weather.
        """

        def trace() -> FloatArray:
            right, up, out = self.sun(azimuth_deg, tilt_deg, climate)
            out, landed = np.maximum(out, 1e-6), np.zeros((out.size, 5))
            for place in places:
                trace_beam(place, right, up, out, RAYS_ACROSS, RAYS_UP, landed)
            return np.ascontiguousarray(landed.T) / len(places)

        return self._by_place.get((places, azimuth_deg, tilt_deg), trace)

    @cached_property
    def _frames(self) -> dict[tuple[float, float], tuple[FloatArray, FloatArray, FloatArray]]:
        return {}

    def sun(
        self, azimuth_deg: float, tilt_deg: float, climate: Climate
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return `sun_in_frame` in lit hours; ``climate`` is that of the same weather."""
        key = azimuth_deg, tilt_deg
        if key not in self._frames:
            self._frames[key] = sun_in_frame(azimuth_deg, tilt_deg, climate, self.lit)
        return self._frames[key]


def sun_in_frame(
    azimuth_deg: float, tilt_deg: float, climate: Climate, hours: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return where the sun is in some hours in a plane's frame: right, up-slope, outward."""
    elevation = np.radians(climate.sun_elevation_deg[hours])
    relative = np.radians(climate.sun_azimuth_deg[hours] - azimuth_deg)
    tilt = math.radians(tilt_deg)
    level = np.cos(elevation)
    along = level * np.cos(relative)  # towards the plane's azimuth
    up = np.sin(elevation)
    right = -level * np.sin(relative)  # azimuth - 90 lies right, seen from outside
    return (
        np.asarray(right),
        np.asarray(up * math.sin(tilt) - along * math.cos(tilt)),
        np.asarray(along * math.sin(tilt) + up * math.cos(tilt)),
    )


def _landing_faces(zone: Zone, azimuth_deg: float, tilt_deg: float) -> list[int]:
    """Return the box face of each local face: opposite, left, right, bottom, top."""
    box = zone.box
    assert box is not None
    front = round(((azimuth_deg - box.front_azimuth_deg) % 360.0) / 90.0) % 4
    if tilt_deg < 1.0:
        # up-slope of a level plane points against its azimuth
        return [5, (front + 1) % 4, (front + 3) % 4, front, (front + 2) % 4]
    return [(front + 2) % 4, (front + 1) % 4, (front + 3) % 4, 5, 4]


def _landed(
    opening: GlazedOpening, layout: Layout, climate: Climate, plane: SunOnPlane
) -> tuple[FloatArray, DiffuseView]:
    """Return (5, n_lit) fractions of the window's beam by local face, and diffuse views."""
    places = openings(opening, layout)
    landed = plane.landed(tuple(places), opening.azimuth_deg, opening.tilt_deg, climate)
    # shades are alike on all windows of an entry
    return landed, diffuse_view(places[0], opening.tilt_deg)


def _on_wall(
    face: OuterFace,
    layout: Layout,
    climate: Climate,
    plane: SunOnPlane,
) -> FloatArray:
    """Return irradiance on an opaque face (n_hours,) [W/m2], shaded as its windows are."""
    places = shades_on(face, layout)
    if not places:
        return plane.incident_w_per_m2
    u, v, fraction = wall_points(places)
    lit = np.flatnonzero((plane.beam_w_per_m2 > 0.0) & (plane.cos_incidence > 0.0))
    right, up, out = sun_in_frame(face.azimuth_deg, face.tilt_deg, climate, lit)
    shaded = np.zeros((lit.size, u.size))
    for place in places:
        mark_shaded(place, u, v, right, up, np.maximum(out, 1e-6), shaded)
    sunlit = np.ones(plane.beam_w_per_m2.size)
    sunlit[lit] = 1.0 - shaded @ fraction
    return np.asarray(
        np.maximum(
            sunlit * (plane.beam_w_per_m2 + plane.circumsolar_w_per_m2)
            + wall_view(places, face.tilt_deg) * plane.isotropic_w_per_m2
            + plane.horizon_w_per_m2
            + plane.ground_w_per_m2,
            0.0,
        )
    )


def _face_to_patches(opening: GlazedOpening, zone: Zone) -> FloatArray:
    """Return (5, n_patches): how light that lands on a local face is shared by patches.

    Furniture and partitions catch the fraction that they take of every view.
    """
    area = np.array([patch.area_m2 for patch in zone.patches])
    body = np.array([patch.is_body for patch in zone.patches])
    fractions = np.zeros((5, area.size))
    if zone.box is None:
        floor = np.array([p.tilt_deg > 135.0 and not p.is_body for p in zone.patches])
        catches = np.where(floor if floor.any() else ~body, area, 0.0)
        fractions[:] = catches / catches.sum()
    else:
        faces = np.array(
            [-1 if p.is_body else box_face(p, zone.box.front_azimuth_deg) for p in zone.patches]
        )
        for local, face in enumerate(_landing_faces(zone, opening.azimuth_deg, opening.tilt_deg)):
            catches = np.where(faces == face, area, 0.0)
            fractions[local] = catches / catches.sum()
    caught = area[body].sum() / area.sum()
    if caught > 0.0:
        fractions = (1.0 - caught) * fractions + caught * np.where(body, area, 0.0) / area[
            body
        ].sum()
    return fractions


def _zone_absorption(zone: Zone, layout: Layout) -> tuple[FloatArray, FloatArray]:
    """Return how first light on each patch ends: (n_patches, n_ports) absorbed, (n,) lost.

    Light that a patch reflects spreads by view factors, over and over; glass absorbs in its
    panes, reflects, and lets the rest out.
    """
    n = len(zone.patches)
    reflectance = np.zeros(n)
    absorbed = np.zeros((n, len(layout.port_nodes)))
    lost = np.zeros(n)
    port_of = {node: port for port, node in enumerate(layout.port_nodes)}
    for i, face_index in enumerate(zone.faces):
        face = layout.inner[face_index]
        if face.glazing < 0:
            absorbed[i, port_of[face.node]] = face.absorptance
            reflectance[i] = 1.0 - face.absorptance
            continue
        glass = layout.glazings[face.glazing]
        for (outer, inner), fraction in zip(
            glass.pane_nodes, glass.optics.back_diffuse_absorptance, strict=True
        ):
            absorbed[i, port_of[outer]] += 0.5 * fraction
            absorbed[i, port_of[inner]] += 0.5 * fraction
        reflectance[i] = glass.optics.back_diffuse_reflectance
        lost[i] = 1.0 - reflectance[i] - glass.optics.back_diffuse_absorptance.sum()
    # arriving = first + (reflected arriving) F, solved for all bounces
    arriving = np.linalg.inv(np.eye(n) - reflectance[:, None] * zone.view_factors)
    return arriving @ absorbed, arriving @ lost


def shade_closed(window: Window, on_window_w_per_m2: FloatArray) -> FloatArray:
    """Return how far a window's movable shade is closed (n_hours,): 0 open … 1 closed."""
    shade = window.shade
    closed = np.zeros(on_window_w_per_m2.size)
    if shade is not None and shade.closed is not None:
        closed = np.asarray(shade.closed)
    if shade is not None and shade.closed_when_sun_above_w_per_m2 is not None:
        by_sun = on_window_w_per_m2 > shade.closed_when_sun_above_w_per_m2
        closed = np.maximum(closed, by_sun)
    return closed


def _shade_factor(window: Window, on_window_w_per_m2: FloatArray) -> FloatArray:
    """Return the fraction of solar gain that curtains and a movable shade let through (n_hours,).

    Of the light and of what the panes absorb alike, as a factor of the SHGC.
    """
    if window.shade is None:
        return np.full(on_window_w_per_m2.size, window.solar_factor * window.curtain_factor)
    closed = shade_closed(window, on_window_w_per_m2)
    through = 1.0 - closed * (1.0 - window.shade.transmitted_when_closed)
    return np.asarray(window.solar_factor * window.curtain_factor * through)


class SolarHeat(NamedTuple):
    """The sun on a room, hourly means: a few profiles, each with its fractions at the ports."""

    profiles_w: list[FloatArray]
    """(n_hours,) each"""
    at_ports: list[FloatArray]
    """(n_ports,) each"""
    transmitted_w: FloatArray
    """(n_hours,) what the glass lets in, before any of it leaves again."""


def solar_heat(
    layout: Layout,
    climate: Climate,
    irradiance: Mapping[Plane, PlaneIrradiance],
) -> SolarHeat:
    """Return solar heat at each port and sunlight through all windows, hourly means [W]."""
    n_hours, n_ports = climate.sun_elevation_deg.size, len(layout.port_nodes)
    first_outer = len(layout.zones) + len(layout.inner)
    planes = {
        plane: of if isinstance(of, SunOnPlane) else SunOnPlane(*of)
        for plane, of in irradiance.items()
    }
    on_walls: dict[int, Course] = {}
    for k, face in enumerate(layout.outer):
        if face.has_sun and face.absorptance > 0.0:
            plane = planes[plane_of(face.azimuth_deg, face.tilt_deg)]
            sun = _on_wall(face, layout, climate, plane)
            _, at_ports = on_walls.setdefault(id(sun), (sun, np.zeros(n_ports)))
            at_ports[first_outer + k] = face.absorptance * face.area_m2
    profiles, transmitted = list(on_walls.values()), np.zeros(n_hours)
    for z, zone in enumerate(layout.zones):
        glazings = [glass for glass in layout.glazings if glass.zone == z and glass.has_sun]
        absorbed = _zone_absorption(zone, layout)[0] if glazings else np.zeros(0)
        for glass in glazings:
            plane = planes[plane_of(glass.azimuth_deg, glass.tilt_deg)]
            shade = _shade_factor(glass.window, plane.incident_w_per_m2)
            profiles += _through_window(
                glass, zone, layout, climate, plane, shade, absorbed, transmitted
            )
    return SolarHeat(
        [profile for profile, _ in profiles],
        [at_ports for _, at_ports in profiles],
        transmitted,
    )


def _through_window(
    glass: GlazedOpening,
    zone: Zone,
    layout: Layout,
    climate: Climate,
    plane: SunOnPlane,
    shade: FloatArray,
    absorbed: FloatArray,
    transmitted: FloatArray,
) -> list[Course]:
    """Return a window's light and the heat in its panes; add its light to ``transmitted``.

    ``shade`` (n_hours,) is the fraction of the solar gain that curtains and shades let through,
    ``absorbed`` (n_patches, n_ports) how light on each patch ends.
    """
    optics, n_hours, n_ports = glass.optics, shade.size, len(layout.port_nodes)
    lit = plane.lit
    landed, view = _landed(glass, layout, climate, plane)
    beam_w = glass.area_m2 * plane.directed_w_per_m2 * shade[lit]
    diffuse = (
        view.sky * plane.isotropic_w_per_m2
        + view.horizon * plane.horizon_w_per_m2
        + view.ground * plane.ground_w_per_m2
    )
    diffuse_w = glass.area_m2 * np.maximum(diffuse, 0.0) * shade
    by_angle = plane.by_angle(glass.window.glazing, optics)
    through_w, sunlit = beam_w * by_angle[0], landed.sum(axis=0)
    seen = zone.view_factors[zone.faces.index(glass.inner_face)]
    of_diffuse = optics.diffuse_transmittance * seen
    transmitted += of_diffuse.sum() * diffuse_w
    transmitted[lit] += through_w * sunlit

    def in_hours(values: FloatArray) -> FloatArray:
        profile = np.zeros(n_hours)
        profile[lit] = values
        return profile

    to_patches, at_ports = _face_to_patches(glass, zone), of_diffuse @ absorbed
    profiles = [(diffuse_w, at_ports)]
    profiles += [
        (in_hours(through_w * landed[face]), to_patches[face] @ absorbed)
        for face in np.flatnonzero(landed.any(axis=1))
    ]
    port_of = {node: port for port, node in enumerate(layout.port_nodes)}
    for pane, nodes in enumerate(glass.pane_nodes):
        in_pane = np.zeros(n_ports)
        for node in nodes:
            in_pane[port_of[node]] += 0.5
        at_ports += in_pane * optics.diffuse_absorptance[pane]
        profiles.append((in_hours(beam_w * sunlit * by_angle[1 + pane]), in_pane))
    return profiles


def spread(hourly: FloatArray, steps_per_hour: int) -> FloatArray:
    """Return step means from hourly means (n_hours, ...) as `hourly_to_substeps` does."""
    n_hours, *rest = hourly.shape
    flat = np.ascontiguousarray(hourly.reshape(n_hours, -1), dtype=np.float64)
    out = np.empty((n_hours * steps_per_hour, flat.shape[1]))
    hourly_to_substeps(flat, steps_per_hour, out, 0)
    return out.reshape(-1, *rest)
