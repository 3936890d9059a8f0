"""Glass: sun through panes under any angle, gaps filled with gas, windows known by U and SHGC.

References
----------
ISO 15099:2003: optics of a stack, 7; gas properties, table B.1; Nusselt number of vertical gaps,
5.3.3.5.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

import numpy as np

from hpsim.building.constants import (
    GAS_CONSTANT_J_PER_MOL_K,
    GRAVITY_M_PER_S2,
    STEFAN_BOLTZMANN_W_PER_M2K4,
    ZERO_DEGC_K,
)
from hpsim.building.description.openings import (
    AngleTable,
    Gap,
    Glazing,
    LayeredGlazing,
    Pane,
    RatedGlazing,
)
from hpsim.building.simple_window import angle_factors, panes_of_u, simple_window
from hpsim.kernel.films import UPRIGHT_DEG, sloped_nusselt
from hpsim.kernel.types import FloatArray
from hpsim.records import dataclass
from hpsim.shipped import read_json

GLASS_J_PER_M3K = 2470.0 * 750.0  # ASHRAE 140-2020: 2470 kg/m3, 750 J/(kg K)
ANGLES_DEG = np.arange(0.0, 91.0, 5.0)
FINE_COSINES = 2001
SIMPLE_EMISSIVITY = 0.84  # uncoated glass; the short form says nothing of coatings
SIMPLE_PANE_M = 0.003
NEARLY_UPRIGHT_DEG = 1.0
CLEAR_ABOVE = 0.645


@dataclass(frozen=True)
class Optics:
    """Solar optics of the whole glazing; one row of absorptances per pane, outside first."""

    cosine: FloatArray
    """(n_angles,) increasing from 0 to 1."""
    transmittance: FloatArray
    """(n_angles,)"""
    absorptance: FloatArray
    """(n_panes, n_angles)"""
    diffuse_transmittance: float
    diffuse_absorptance: FloatArray
    """(n_panes,)"""
    back_diffuse_absorptance: FloatArray
    """(n_panes,) of light that comes from the room."""
    back_diffuse_reflectance: float

    def at(self, cosine: FloatArray) -> FloatArray:
        """Return transmittance and the panes' absorptances at some angles (1 + n_panes, n).

        From a fine table of `monotone`: within 3e-6, and a quarter of its time.
        """
        place = np.clip(cosine, 0.0, 1.0) * (FINE_COSINES - 1.0)
        i = np.minimum(place.astype(np.intp), FINE_COSINES - 2)
        left = self._fine[:, i]
        return np.asarray(left + (place - i) * (self._fine[:, i + 1] - left))

    @cached_property
    def _fine(self) -> FloatArray:
        values = np.vstack([self.transmittance, self.absorptance])
        return monotone(self.cosine, values, np.linspace(0.0, 1.0, FINE_COSINES))


@dataclass(frozen=True, slots=True)
class GapConductance:
    """Heat across one gap, per square metre.

    Gas: ``Nu(Ra) (k_a + k_b T) / d``; radiation: ``4 sigma e T^3``.
    """

    conductivity_a: float
    conductivity_b: float
    thickness_m: float
    rayleigh_per_k: float
    """Rayleigh number per kelvin across the gap, at the mean temperature it was made for."""
    radiative_w_per_m2k4: float
    """``sigma / (1/e1 + 1/e2 - 1)``."""
    tilt_deg: float = UPRIGHT_DEG
    """Of the outer pane: 0 faces up."""

    def at(self, mean_degc: float, difference_k: float) -> float:
        """Return the conductance [W/m2K]; the difference is outer less inner face."""
        kelvin = mean_degc + ZERO_DEGC_K
        gas = (self.conductivity_a + self.conductivity_b * kelvin) / self.thickness_m
        rayleigh = self.rayleigh_per_k * abs(difference_k)
        if self.tilt_deg == UPRIGHT_DEG:
            nusselt = gap_nusselt(rayleigh)
        else:
            below = self.tilt_deg if difference_k < 0.0 else 180.0 - self.tilt_deg
            nusselt = sloped_nusselt(rayleigh, below)
        return gas * nusselt + 4.0 * self.radiative_w_per_m2k4 * kelvin**3


@dataclass(frozen=True, slots=True)
class Stack:
    """A glazing as the network takes it: panes with two faces each and the gaps between."""

    resistance_m2k_per_w: tuple[float, ...]
    """Of each pane, face to face."""
    capacitance_j_per_m2k: tuple[float, ...]
    gaps: tuple[GapConductance, ...]
    emissivity_outside: float
    emissivity_inside: float
    optics: Optics


def gap_nusselt(rayleigh: float) -> float:
    """Return the Nusselt number of a tall vertical gap (ISO 15099, eqs. 45 to 48)."""
    if rayleigh > 5e4:
        return float(0.0673838 * rayleigh ** (1.0 / 3.0))
    if rayleigh > 1e4:
        return float(0.028154 * rayleigh**0.4134)
    return float(1.0 + 1.7596678e-10 * rayleigh**2.2984755)


def gap_conductance(
    gap: Gap,
    emissivities: tuple[float, float],
    mean_degc: float,
    pressure_pa: float,
    tilt_deg: float = UPRIGHT_DEG,
) -> GapConductance:
    """Return how a gap conducts; gas properties of the Rayleigh number at ``mean_degc``."""
    gas = read_json("glass.json")["gases"][gap.gas]
    kelvin = mean_degc + ZERO_DEGC_K
    conductivity, viscosity, heat_capacity = (
        gas[name][0] + gas[name][1] * kelvin
        for name in ("conductivity", "viscosity", "heat_capacity")
    )
    density = pressure_pa * gas["molar_mass_kg"] / (GAS_CONSTANT_J_PER_MOL_K * kelvin)
    rayleigh_per_k = (
        density**2
        * gap.thickness_m**3
        * GRAVITY_M_PER_S2
        * heat_capacity
        / (kelvin * viscosity * conductivity)
    )
    e1, e2 = (max(e, 1e-6) for e in emissivities)
    return GapConductance(
        gas["conductivity"][0],
        gas["conductivity"][1],
        gap.thickness_m,
        rayleigh_per_k,
        STEFAN_BOLTZMANN_W_PER_M2K4 / (1.0 / e1 + 1.0 / e2 - 1.0),
        UPRIGHT_DEG if abs(tilt_deg - UPRIGHT_DEG) < NEARLY_UPRIGHT_DEG else tilt_deg,
    )


def _fresnel(cosine: FloatArray, index: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return reflectances of one surface for both polarisations and the inner cosine."""
    inner = np.sqrt(1.0 - (1.0 - cosine**2) / index**2)
    across = ((cosine - index * inner) / (cosine + index * inner)) ** 2
    along = ((inner - index * cosine) / (inner + index * cosine)) ** 2
    return across, along, inner


def clear_pane(
    cosine: FloatArray, index: float, extinction: float
) -> tuple[FloatArray, FloatArray]:
    """Return transmittance and reflectance of an uncoated pane over the angle.

    ``extinction`` is extinction coefficient times thickness.
    """
    across, along, inner = _fresnel(cosine, index)
    through = np.exp(-extinction / inner)
    transmittance, reflectance = np.zeros_like(cosine), np.zeros_like(cosine)
    for r in (across, along):
        bounce = 1.0 - (r * through) ** 2
        transmittance += 0.5 * through * (1.0 - r) ** 2 / bounce
        reflectance += 0.5 * (r + r * (1.0 - r) ** 2 * through**2 / bounce)
    return transmittance, reflectance


def _clear_constants(transmittance: float, reflectance: float) -> tuple[float, float]:
    """Return index and extinction that give a clear pane's normal properties.

    Closed form for one slab: surface reflectance from the pane's, then the index.
    """
    beta = transmittance**2 - reflectance**2 + 2.0 * reflectance + 1.0
    root = math.sqrt(max(beta**2 - 4.0 * (2.0 - reflectance) * reflectance, 0.0))
    surface = (beta - root) / (2.0 * (2.0 - reflectance))
    index = (1.0 + math.sqrt(surface)) / (1.0 - math.sqrt(surface))
    through = (reflectance - surface) / (surface * transmittance)
    return index, -math.log(min(max(through, 1e-6), 1.0))


def pane_over_angle(pane: Pane, cosine: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return transmittance, front and back reflectance of one pane over the angle.

    A pane with equal reflectances is uncoated: Fresnel and absorption from its normal
    properties. A coated one, whose layers these do not tell, falls as clear or bronze glass does.
    """
    front, back = pane.solar_reflectance.outside, pane.solar_reflectance.inside
    tau = pane.solar_transmittance
    if abs(front - back) < 1e-9 and tau > 0.0:
        index, extinction = _clear_constants(tau, front)
        if 1.2 < index < 2.2:
            t, r = clear_pane(cosine, index, extinction)
            return t, r, r
    fall, rise = coated_factors(tau, cosine)
    t = tau * fall
    return (
        t,
        np.minimum(front + (1.0 - front) * rise, 1.0 - t),
        np.minimum(back + (1.0 - back) * rise, 1.0 - t),
    )


def coated_factors(
    normal_transmittance: float, cosine: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return how a coated pane's transmittance falls and its reflectance rises with the angle.

    Clear glass' regression above a transmittance of 0.645, bronze glass' below.

    References
    ----------
    Finlayson, Arasteh, Huizenga, Rubin and Reilly (1993), WINDOW 4.0, LBL-33943; EnergyPlus
    Engineering Reference, "Angular Properties for Coated Glass".
    """
    kind = "as_clear" if normal_transmittance > CLEAR_ABOVE else "as_bronze"
    powers = read_json("glass.json")["coated"][kind]
    fall = np.polynomial.polynomial.polyval(cosine, powers["transmitted"])
    rise = np.polynomial.polynomial.polyval(cosine, powers["not_absorbed"]) - fall
    return np.clip(fall, 0.0, 1.0), np.clip(rise, 0.0, 1.0)


def stack_optics(
    transmittance: FloatArray, front: FloatArray, back: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return transmittance, reflectance and (n_panes, ...) absorptances of panes in a row.

    Parameters are (n_panes, n_angles). Net radiation method (ISO 15099, 7.3): each gap holds
    one flux each way, one linear system per angle.
    """
    n_panes, n_angles = transmittance.shape
    size = 2 * (n_panes + 1)  # inward and outward flux in each of the n_panes + 1 spaces
    total, reflected = np.zeros(n_angles), np.zeros(n_angles)
    absorbed = np.zeros((n_panes, n_angles))
    for k in range(n_angles):
        matrix, rhs = np.eye(size), np.zeros(size)
        rhs[0] = 1.0  # inward flux outside
        for i in range(n_panes):
            t, rf, rb = transmittance[i, k], front[i, k], back[i, k]
            matrix[2 * (i + 1), 2 * i] -= t
            matrix[2 * (i + 1), 2 * (i + 1) + 1] -= rb
            matrix[2 * i + 1, 2 * i] -= rf
            matrix[2 * i + 1, 2 * (i + 1) + 1] -= t
        flux = np.linalg.solve(matrix, rhs)
        total[k], reflected[k] = flux[2 * n_panes], flux[1]
        for i in range(n_panes):
            inward = (flux[2 * i], flux[2 * (i + 1) + 1])
            lost_front = 1.0 - transmittance[i, k] - front[i, k]
            lost_back = 1.0 - transmittance[i, k] - back[i, k]
            absorbed[i, k] = lost_front * inward[0] + lost_back * inward[1]
    return total, reflected, absorbed


def hemispherical(cosine: FloatArray, values: FloatArray) -> FloatArray:
    """Return ``2 int(values * mu) dmu`` over the hemisphere; the last axis is the cosine."""
    fine = np.linspace(0.0, 1.0, 401)
    mid = 0.5 * (fine[1:] + fine[:-1])
    rows = np.atleast_2d(values)
    out = np.array([np.sum(2.0 * mid * monotone(cosine, row, mid)) * 0.0025 for row in rows])
    return out if values.ndim > 1 else out[0]


def monotone(knots: FloatArray, values: FloatArray, at: FloatArray) -> FloatArray:
    """Return the monotone cubic through the knots (Fritsch and Carlson 1980) at some points.

    Never overshoots, so a transmittance stays between its neighbours. Ends are held. ``values``
    (..., n_knots) may be those of several functions: (..., n_points) then.
    """
    step = np.diff(knots)
    slope = np.diff(values) / step
    tangent = np.empty_like(values)
    tangent[..., 0], tangent[..., -1] = slope[..., 0], slope[..., -1]
    w1, w2 = 2.0 * step[1:] + step[:-1], step[1:] + 2.0 * step[:-1]
    left, right = slope[..., :-1], slope[..., 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        harmonic = (w1 + w2) / (w1 / left + w2 / right)
    tangent[..., 1:-1] = np.where(left * right > 0.0, harmonic, 0.0)
    x = np.clip(at, knots[0], knots[-1])
    i = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, step.size - 1)
    h = step[i]
    s = (x - knots[i]) / h
    rest, after = 1.0 - s, i + 1
    start, end = (1.0 + 2.0 * s) * rest * rest, s * s * (3.0 - 2.0 * s)
    rising, falling = s * rest * rest * h, s * s * rest * h
    return np.asarray(
        start * values[..., i]
        + rising * tangent[..., i]
        + end * values[..., after]
        - falling * tangent[..., after]
    )


def _cosines() -> FloatArray:
    """Return the cosines of `ANGLES_DEG`, increasing from an exact 0."""
    cosine = np.cos(np.radians(ANGLES_DEG[::-1]))
    cosine[0] = 0.0
    return np.asarray(cosine)


def _optics_of_panes(panes: tuple[Pane, ...]) -> Optics:
    cosine = _cosines()
    inner = np.maximum(cosine, 1e-6)
    rows = [pane_over_angle(pane, inner) for pane in panes]
    t, front, back = (np.array(part) for part in zip(*rows, strict=True))
    total, _, absorbed = stack_optics(t, front, back)
    _, reflected_back, absorbed_back = stack_optics(t[::-1], back[::-1], front[::-1])
    total[0], absorbed[:, 0] = 0.0, 0.0
    return Optics(
        cosine,
        total,
        absorbed,
        float(hemispherical(cosine, total)),
        hemispherical(cosine, absorbed),
        hemispherical(cosine, absorbed_back)[::-1].copy(),
        float(hemispherical(cosine, reflected_back)),
    )


def _with_table(calculated: Optics, table: AngleTable) -> Optics:
    """Return optics from a printed table; light from the room keeps the calculated split."""
    degrees = np.array(table.degrees[-2::-1], dtype=float)  # the last are hemispherical
    cosine = np.cos(np.radians(degrees))
    cosine[np.abs(cosine) < 1e-12] = 0.0
    tau, absorptances = table.transmittance[-1], table.absorptances
    through = 1.0 - tau
    back = calculated.back_diffuse_absorptance
    reflectance = calculated.back_diffuse_reflectance
    scale = through / (back.sum() + reflectance)
    return Optics(
        cosine,
        np.array(table.transmittance[-2::-1]),
        np.array([row[-2::-1] for row in absorptances]),
        tau,
        np.array([row[-1] for row in absorptances]),
        back * scale,
        reflectance * scale,
    )


def _rated_optics(glazing: RatedGlazing) -> Optics:
    """Return the optics of the one layer that stands for a window known by U and SHGC.

    Light from the room meets the same layer.
    """
    u_value, shgc = glazing.u_value_w_per_m2k, glazing.shgc
    _, normal_transmittance, normal_absorptance = simple_window(u_value, shgc)
    cosine = _cosines()
    fall, rise = angle_factors(u_value, shgc, glazing.panes, cosine)
    normal_reflectance = 1.0 - normal_transmittance - normal_absorptance
    transmittance = normal_transmittance * fall
    reflectance = normal_reflectance + (1.0 - normal_reflectance) * rise
    absorptance = np.maximum(1.0 - transmittance - reflectance, 0.0)
    diffuse = float(hemispherical(cosine, transmittance))
    diffuse_absorbed = float(hemispherical(cosine, absorptance))
    return Optics(
        cosine,
        transmittance,
        absorptance[None, :],
        diffuse,
        np.array([diffuse_absorbed]),
        np.array([diffuse_absorbed]),
        1.0 - diffuse - diffuse_absorbed,
    )


@lru_cache(maxsize=64)
def optics(glazing: Glazing) -> Optics:
    """Return the solar optics of a glazing."""
    if isinstance(glazing, LayeredGlazing):
        calculated = _optics_of_panes(glazing.panes)
        return calculated if glazing.angles is None else _with_table(calculated, glazing.angles)
    return _rated_optics(glazing)


def stack(
    glazing: Glazing, mean_degc: float, pressure_pa: float, tilt_deg: float = UPRIGHT_DEG
) -> Stack:
    """Return a glazing as panes and gaps for the network.

    The short form becomes one pane with the resistance from glass to glass.
    """
    if isinstance(glazing, RatedGlazing):
        glass, _, _ = simple_window(glazing.u_value_w_per_m2k, glazing.shgc)
        n_panes = glazing.panes or panes_of_u(glazing.u_value_w_per_m2k)
        capacitance = GLASS_J_PER_M3K * SIMPLE_PANE_M * n_panes
        e = SIMPLE_EMISSIVITY
        return Stack((glass,), (capacitance,), (), e, e, optics(glazing))
    panes = glazing.panes
    gaps = tuple(
        gap_conductance(
            gap,
            (panes[i].emissivity.inside, panes[i + 1].emissivity.outside),
            mean_degc,
            pressure_pa,
            tilt_deg,
        )
        for i, gap in enumerate(glazing.gaps)
    )
    return Stack(
        tuple(pane.thickness_m / pane.conductivity_w_per_m_k for pane in panes),
        tuple(pane.thickness_m * GLASS_J_PER_M3K for pane in panes),
        gaps,
        panes[0].emissivity.outside,
        panes[-1].emissivity.inside,
        optics(glazing),
    )
