"""What a step of the base pass works in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hpsim.kernel.corrections import Corrections, corrections
from hpsim.kernel.films import FOURTH_ROOT
from hpsim.kernel.ideal_load_types import BasePassInputs, IntArray
from hpsim.kernel.types import FloatArray


class Workspace(NamedTuple):
    """What one step needs and the next overwrites, and the flows that a step starts from."""

    air_slope: FloatArray  # (n_zones,) W/K by which a zone's corrections grow with its air
    in_zone: FloatArray  # (n_zones, n_inner) 1 for the faces that look into it
    moves_air: FloatArray  # (n_zones, n_inner) the same times (1 - fraction of its air there)^2
    films: FloatArray  # (n_inner + n_outer,) W/m2K of all faces: inner ones, then outer ones
    warm: FloatArray  # the same, of `InnerFaces` and `OuterFaces`
    cold: FloatArray
    law: FloatArray
    fourth: IntArray  # those that follow a fourth root
    apart_k: FloatArray  # (n_inner + n_outer,) face less its air
    root: FloatArray  # (n_inner + n_outer,) cube roots of that
    films_bits: IntArray  # the same memory as ``films``
    root_bits: IntArray  # the same memory as ``root``
    film: FloatArray  # (n_inner,) W/m2K, the first of ``films``
    wind_film: FloatArray  # (n_outer,) W/m2K, the others
    gap_film: FloatArray  # (n_gaps,) W/m2K
    power: FloatArray  # (n_inner,) K4
    inner: Corrections
    outer: Corrections
    gap_factor: FloatArray  # (n_gaps,) W/K
    gap_flow: FloatArray  # (n_gaps,) W
    long_wave: FloatArray  # (n_inner,) W
    drives: FloatArray  # (4 + n_sources + n_ports,) all that moves the modes
    driving: FloatArray  # (4 + n_sources,) degC, the first of them
    all_heat: FloatArray  # (n_ports,) W, the others
    drive_modes: FloatArray  # (4 + n_sources + n_ports, n_modes) what one of each does to the modes
    known_heat: FloatArray  # (n_ports,) W of sun and gains
    known_slope: FloatArray  # (n_ports,) W/h within the hour
    y: FloatArray  # (n_ports,) degC at the step's end
    heat: FloatArray  # (n_ports,) W of corrections
    cooled_in_air: float  # K in the air by cooling over K by heat in the air
    alone: FloatArray  # (n_ports,) degC without corrections
    by_flows: FloatArray  # (n_ports,) K
    lift: FloatArray  # (n_zones,) K by flows, load and exchange
    is_open: FloatArray  # (n_switched,) 1 while a fan or window that follows the room is on
    aim_degc: FloatArray  # (n_switched,) where it opens, or closes
    open_share: FloatArray  # (n_switched,) of the step


def workspace_for(inputs: BasePassInputs) -> Workspace:
    """Return the arrays for a pass, in which there are no flows yet."""
    n_ports, n_zones = inputs.read.shape[1], inputs.air_share.shape[0]
    n_inner, n_outer = inputs.inner.port.size, inputs.outer.port.size
    n_gaps, n_switched = inputs.gaps.area_m2.size, inputs.exchange.switched_above_degc.size
    in_zone = (inputs.inner.air_port == np.arange(n_zones)[:, None]).astype(float)
    own, first = np.diag(inputs.held_response), n_zones + n_inner
    warm, cold, law = (
        np.concatenate([getattr(inputs.inner, name), getattr(inputs.outer, name)])
        for name in ("warm", "cold", "law")
    )
    films, root = np.empty(n_inner + n_outer), np.empty(n_inner + n_outer)
    drive_modes = np.concatenate([inputs.drive_modes, inputs.feed])
    n_driving = inputs.drive_modes.shape[0]
    drives = np.empty(n_driving + n_ports)
    return Workspace(
        air_slope=np.empty(n_zones),
        in_zone=in_zone,
        moves_air=in_zone * (1.0 - inputs.air_share[:, n_zones:first]) ** 2,
        films=films,
        warm=warm,
        cold=cold,
        law=law,
        fourth=np.flatnonzero(law == FOURTH_ROOT),
        apart_k=np.empty(n_inner + n_outer),
        root=root,
        films_bits=films.view(np.int64),
        root_bits=root.view(np.int64),
        film=films[:n_inner],
        wind_film=films[n_inner:],
        gap_film=np.empty(n_gaps),
        power=np.empty(n_inner),
        inner=corrections(own[n_zones:first]),
        outer=corrections(own[first : first + n_outer]),
        gap_factor=np.empty(n_gaps),
        gap_flow=np.zeros(n_gaps),
        long_wave=np.zeros(n_inner),
        drives=drives,
        driving=drives[:n_driving],
        all_heat=drives[n_driving:],
        drive_modes=drive_modes,
        known_heat=np.zeros(n_ports),
        known_slope=np.empty(n_ports),
        y=np.empty(n_ports),
        heat=np.zeros(n_ports),
        cooled_in_air=float(inputs.cooled @ inputs.air_share[0]) if inputs.cooled.size else 1.0,
        alone=np.empty(n_ports),
        by_flows=np.zeros(n_ports),
        lift=np.zeros(n_zones),
        is_open=np.zeros(n_switched),
        aim_degc=np.empty(n_switched),
        open_share=np.empty(n_switched),
    )
