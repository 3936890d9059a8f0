"""What a step of the ideal-load pass works in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.kernel.corrections import Corrections, corrections
from hpsim.kernel.films import FIXED, FOURTH_ROOT
from hpsim.kernel.ideal_load_types import BasePassInputs, IntArray
from hpsim.kernel.types import FloatArray


class Workspace(NamedTuple):
    """What one step needs and the next overwrites, and the flows that a step starts from."""

    air_slope: FloatArray  # (n_zones,) W/K by which a zone's corrections grow with its air
    in_zone: FloatArray  # (n_zones, n_inner) 1 for the faces that look into it
    moves_air: FloatArray  # (n_zones, n_inner) the same times (1 - fraction of its air there)^2
    films: FloatArray  # (n_films,) W/m2K of all faces: inner ones, outer ones, spare ones
    warm: FloatArray  # the same, of `InnerFaces` and `OuterFaces`
    cold: FloatArray
    law: FloatArray
    fourth: IntArray  # those that follow a fourth root
    apart_k: FloatArray  # (n_films,) face less its air
    root: FloatArray  # (n_films,) cube roots of that
    films_bits: IntArray  # the same memory as ``films``
    root_bits: IntArray  # the same memory as ``root``
    film: FloatArray  # (n_inner,) W/m2K, the first of ``films``
    wind_film: FloatArray  # (n_outer,) W/m2K, those after it
    gap_film: FloatArray  # (n_gaps,) W/m2K
    face_air_degc: FloatArray  # (n_inner + n_outer,) of the air that each face looks at
    exchange_w_per_k4: FloatArray  # (n_inner, n_spare) of `InnerFaces`, more columns of 0
    power: FloatArray  # (n_inner,) K4
    inner_long_wave: FloatArray  # (n_spare,) W
    inner: Corrections
    outer: Corrections
    flow: FloatArray  # (n_ports,) W of `inner`, `outer` and gaps, 0 at the zones' air
    more: FloatArray  # (n_ports,) W: `Corrections.more`, that of sun and gains at gaps
    gap_factor: FloatArray  # (n_gaps,) W/K
    gap_flow: FloatArray  # (n_gaps,) W
    long_wave: FloatArray  # (n_ports,) W, 0 but at inner faces
    modes: FloatArray  # (n_modes,) the first of the modes, all that drives them, and all heat
    driving: FloatArray  # (4 + n_sources,) degC, the second
    all_heat: FloatArray  # (n_ports,) W, the third
    known: FloatArray  # (n_modes + 4 + n_sources,) the first two
    drives: FloatArray  # (4 + n_sources + n_ports,) the last two: all that moves the modes
    to_ports: FloatArray  # (n_modes + 4 + n_sources, n_padded) what is known does to the ports
    drive_modes: FloatArray  # (4 + n_sources + n_ports, n_modes) what one of each does to the modes
    held: FloatArray  # (n_ports, n_padded) K/W, `BasePassInputs.held_response`
    known_heat: FloatArray  # (n_ports,) W of sun and gains
    known_slope: FloatArray  # (n_ports,) W/h within the hour
    gathers: FloatArray  # (n_zones, n_ports) `BasePassInputs.air_share` of faces, 0 of air
    uncounted: FloatArray  # (n_modes,) sums of what is in no period
    y: FloatArray  # (n_padded,) degC of the ports at the step's end; the others are 0
    cooled_in_air: float  # K in the air by cooling over K by heat in the air
    alone: FloatArray  # (n_padded,) degC without corrections
    by_flows: FloatArray  # (n_padded,) K by flows, load and exchange
    is_open: FloatArray  # (n_switched,) 1 while a fan or window that follows the room is on
    aim_degc: FloatArray  # (n_switched,) where it opens, or closes
    open_share: FloatArray  # (n_switched,) of the step


LINE = 8  # numbers in a processor's cache line
AT_ONCE = 4  # numbers that a processor takes at once


def aligned(*parts: FloatArray, n_columns: int) -> FloatArray:
    """Return the rows of matrices in one, with more columns of 0.

    It begins where a cache line does. With columns in fours, none that are taken at once lie in two
    lines: else chance, and the number of ports, decide whether the pass takes up to a fifth longer.
    """
    shape = sum(len(part) for part in parts), n_columns
    spare = np.zeros(shape[0] * shape[1] + LINE)
    first = -(spare.ctypes.data // spare.itemsize) % LINE
    found = spare[first : first + shape[0] * shape[1]].reshape(shape)
    np.concatenate(parts, out=found[:, : parts[0].shape[1]])
    return found


def reach_of(held_response: FloatArray, air_share: FloatArray) -> FloatArray:
    """Return what of a watt at each port others have, at the port where that is most (n_ports,).

    As a watt there that would have the same effect; ``air_share`` (n_zones, n_ports) goes into air.
    """
    size, own = np.abs(held_response), np.diag(held_response).copy()
    own[: air_share.shape[0]] = np.inf  # held air feels nothing
    elsewhere = size / own
    np.fill_diagonal(elsewhere, 0.0)
    return np.asarray(np.maximum(elsewhere.max(axis=1), np.abs(air_share).max(axis=0)))


def workspace_for(inputs: BasePassInputs) -> Workspace:
    """Return the arrays for a pass, in which there are no flows yet."""
    n_ports, n_zones = inputs.read.shape[1], inputs.air_share.shape[0]
    n_inner, n_outer = inputs.inner.port.size, inputs.outer.port.size
    n_gaps, n_switched = inputs.gaps.area_m2.size, inputs.exchange.switched_above_degc.size
    in_zone = (inputs.inner.air_port == np.arange(n_zones)[:, None]).astype(float)
    gathers = inputs.air_share.copy()
    gathers[:, :n_zones] = 0.0
    own, first = np.diag(inputs.held_response), n_zones + n_inner
    reach = reach_of(inputs.held_response, inputs.air_share)
    padding = np.full(-(n_inner + n_outer) % AT_ONCE, FIXED)  # a part of a four takes longer
    warm, cold, law = (
        np.concatenate([getattr(inputs.inner, name), getattr(inputs.outer, name), padding])
        for name in ("warm", "cold", "law")
    )
    films, root, apart_k = np.ones(law.size), np.ones(law.size), np.ones(law.size)
    n_driving, n_modes = inputs.drive_modes.shape
    n_padded = n_ports + -n_ports % AT_ONCE
    moving = np.empty(n_modes + n_driving + n_ports)
    flow, more, inner, outer = (
        np.zeros(n_ports),
        np.zeros(n_ports),
        slice(n_zones, first),
        slice(first, first + n_outer),
    )
    return Workspace(
        air_slope=np.empty(n_zones),
        in_zone=in_zone,
        moves_air=in_zone * (1.0 - inputs.air_share[:, n_zones:first]) ** 2,
        films=films,
        warm=warm,
        cold=cold,
        law=law,
        fourth=np.flatnonzero(law == FOURTH_ROOT),
        apart_k=apart_k,
        root=root,
        films_bits=films.view(np.int64),
        root_bits=root.view(np.int64),
        film=films[:n_inner],
        wind_film=films[n_inner : n_inner + n_outer],
        gap_film=np.empty(n_gaps),
        face_air_degc=np.empty(n_inner + n_outer),
        exchange_w_per_k4=aligned(
            inputs.inner.exchange_w_per_k4, n_columns=n_inner + -n_inner % AT_ONCE
        ),
        power=np.empty(n_inner),
        inner_long_wave=np.zeros(n_inner + -n_inner % AT_ONCE),
        inner=corrections(own[inner], flow[inner], more[inner], np.ones(n_inner)),
        outer=corrections(own[outer], flow[outer], more[outer], reach[outer]),
        flow=flow,
        more=more,
        gap_factor=np.empty(n_gaps),
        gap_flow=np.zeros(n_gaps),
        long_wave=np.zeros(n_ports),
        modes=moving[:n_modes],
        driving=moving[n_modes : n_modes + n_driving],
        all_heat=moving[n_modes + n_driving :],
        known=moving[: n_modes + n_driving],
        drives=moving[n_modes:],
        to_ports=aligned(inputs.read, inputs.drive_ports, n_columns=n_padded),
        drive_modes=aligned(inputs.drive_modes, inputs.feed, n_columns=n_modes),
        held=aligned(inputs.held_response, n_columns=n_padded),
        known_heat=np.zeros(n_ports),
        known_slope=np.empty(n_ports),
        y=np.zeros(n_padded),
        gathers=gathers,
        uncounted=np.zeros(n_modes),
        cooled_in_air=float(inputs.cooled @ inputs.air_share[0]) if inputs.cooled.size else 1.0,
        alone=np.zeros(n_padded),
        by_flows=np.zeros(n_padded),
        is_open=np.zeros(n_switched),
        aim_degc=np.empty(n_switched),
        open_share=np.empty(n_switched),
    )
