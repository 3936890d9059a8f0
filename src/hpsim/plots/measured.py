"""A simulated room next to a measured one: temperatures above, heat by the day below."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.plots import style
from hpsim.units.display import in_units, label_in
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FloatArray = NDArray[np.float64]


class Comparison(NamedTuple):
    """What is drawn, hour by hour from midnight of a day on."""

    title: str
    first: datetime
    measured_degc: FloatArray
    simulated_degc: FloatArray
    held: NDArray[np.bool_]
    measured_w: FloatArray | None
    simulated_w: FloatArray


def measured_figure(of: Comparison, system: UnitSystem) -> Figure:
    """Return a figure of both temperatures, and of the heat of both by the day where it is held."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    with style.styled():
        figure = Figure(figsize=(9.0, 5.4), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
        hours = [of.first + timedelta(hours=k + 0.5) for k in range(of.held.size)]
        for name, degc, color in (
            ("measured", of.measured_degc, style.ORANGE),
            ("simulated", of.simulated_degc, style.BLUE),
        ):
            shown = in_units(degc, "air_degc", system)
            above.plot(hours, shown, label=name, color=color, lw=1.2)
        for start, end in _spans(of.held):
            span = (of.first + timedelta(hours=start), of.first + timedelta(hours=end))
            for ax in (above, below):
                ax.axvspan(*span, color="0.93", lw=0, zorder=0)
        above.set(ylabel=label_in("room_air_degc", system), title=of.title)
        above.legend(loc="best")
        days = of.held.size // 24
        middles = [of.first + timedelta(days=k + 0.5) for k in range(days)]
        for name, power, color, shift in (
            ("measured", of.measured_w, style.ORANGE, -0.2),
            ("simulated", of.simulated_w, style.BLUE, 0.2),
        ):
            if power is not None:
                daily = power[: 24 * days].reshape(days, 24).mean(axis=1)
                at = [moment + timedelta(days=shift) for moment in middles]
                shown = in_units(daily, "heat_w", system)
                below.bar(at, shown, width=0.4, color=color, label=name)
        below.set(ylabel=label_in("heat_w", system))
        locator = AutoDateLocator()  # type: ignore[no-untyped-call]
        below.xaxis.set_major_locator(locator)
        below.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
        below.set_xlabel("Shaded: held at the measured temperature. Heat: means of days.")
    return figure


def _spans(held: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and last hour of each part that is held."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], held, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
