"""Manual J's windows and skylights of a scenario's room."""

from __future__ import annotations

from hpsim.building.description.openings import Glazing
from hpsim.building.glazing import stack
from hpsim.building.model import RoomModel, Surface
from hpsim.building.model import Window as RoomWindow
from hpsim.building.room_facts import FLOOR_DEG, ROOF_DEG
from hpsim.sizing.manual_j.inputs import WHOLE, Overhang, Skylight, Window
from hpsim.sizing.manual_j.tables import glass_code, shade_coefficient
from hpsim.units.constants import M2_PER_FT2, M_PER_FT, U_IP

DAYLIGHT = slice(8, 20)
CURTAINS, HALF = "light curtains", 0.5
"""ANSI/RESNET/ICC 301-2022: half drawn they let 0.92 - 0.21 SHGC of the gain through."""


def is_wall(surface: Surface) -> bool:
    """Return whether a surface is neither roof nor floor."""
    return ROOF_DEG <= surface.tilt_deg <= FLOOR_DEG


def glass_of(model: RoomModel, hot_hours: slice) -> tuple[list[Window], list[Skylight]]:
    """Return windows in walls, and those in roofs.

    Shades by schedule are taken from ``hot_hours``, those of the hottest month.
    """
    hosts = {surface.name: surface for surface in model.surfaces}
    windows, skylights = [], []
    for window in model.windows:
        host = hosts[window.surface]
        u, shgc = _u_and_shgc(window.glazing)
        shade, screen = _shades(window, u, shgc, hot_hours)
        area = window.count * window.area_m2 / M2_PER_FT2
        if not is_wall(host):
            skylights.append(
                Skylight(WHOLE, area, host.azimuth_deg, host.tilt_deg, u, shgc, shade, screen)
            )
            continue
        overhang = None
        if window.overhang is not None:
            top_ft = window.overhang.above_m / M_PER_FT
            overhang = Overhang(
                window.overhang.depth_m / M_PER_FT, top_ft, top_ft + window.height_m / M_PER_FT
            )
        windows.append(Window(WHOLE, area, host.azimuth_deg, u, shgc, shade, screen, overhang))
    return windows, skylights


def _u_and_shgc(glazing: Glazing) -> tuple[float, float]:
    """Return U [Btu/h ft² °F] and SHGC: as rated, or by the panes at rating conditions.

    With panes: films of 7.7 W/m²K inside and 30 W/m²K outside, gaps at 0 °C and 15 K (NFRC 100 and
    EN 673 are near these), the heat that each pane takes up going inwards by the resistances on its
    two sides.
    """
    if glazing.u_value_w_per_m2k is not None and glazing.shgc is not None:
        return glazing.u_value_w_per_m2k / U_IP, glazing.shgc
    found = stack(glazing, 0.0, 101325.0)
    inside, outside = 1.0 / 7.7, 1.0 / 30.0
    gaps = [1.0 / gap.at(0.0, 15.0) for gap in found.gaps]
    resistances = list(found.resistance_m2k_per_w)
    total = inside + outside + sum(gaps) + sum(resistances)
    optics, before, shgc = found.optics, outside, 0.0
    for i, pane in enumerate(resistances):
        shgc += float(optics.absorptance[i, -1]) * (before + 0.5 * pane) / total
        before += pane + (gaps[i] if i < len(gaps) else 0.0)
    return 1.0 / total / U_IP, float(optics.transmittance[-1]) + shgc


def _shades(window: RoomWindow, u: float, shgc: float, hot_hours: slice) -> tuple[float, float]:
    """Return what an inside shade and what an outside one leaves of the gain by day.

    Curtains take Manual J's own coefficient, drawn as far as the room has them.
    """
    shade = window.shade
    if shade is None:
        half_drawn = 0.92 - 0.21 * shgc
        drawn = HALF * (1.0 - window.curtain_factor) / (1.0 - half_drawn)
        return shade_coefficient(glass_code(u, shgc), CURTAINS, min(max(drawn, 0.0), 1.0)), 1.0
    closed = 1.0
    if shade.closed is not None:
        closed = float(shade.closed[hot_hours].reshape(-1, 24)[:, DAYLIGHT].mean())
    left = 1.0 - closed * (1.0 - shade.transmitted_when_closed)
    return (left, 1.0) if shade.kind in ("blind", "curtain") else (1.0, left)
