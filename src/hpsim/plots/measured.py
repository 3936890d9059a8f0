"""A simulated room next to a measured one: temperatures above, heat by the day below."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hpsim.plots import style
from hpsim.plots.layouts import MONTHS
from hpsim.units.display import in_units, label_in
from hpsim.units.systems import UnitSystem

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hpsim.simulate.measured import MeasuredRun


def measured_figure(run: MeasuredRun, system: UnitSystem) -> Figure:
    """Return a figure of both temperatures, and of the heat of both by the day where it is held."""
    from matplotlib.dates import AutoDateLocator, num2date
    from matplotlib.figure import Figure

    first = datetime.combine(run.period.first, time())  # local standard time
    with style.styled():
        figure = Figure(figsize=(9.0, 5.4), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
        hours = [first + timedelta(hours=k + 0.5) for k in range(run.held.size)]
        for name, degc, color in (
            ("measured", run.measured_degc, style.ORANGE),
            ("simulated", run.simulated_degc, style.BLUE),
        ):
            shown = in_units(degc, "air_degc", system)
            above.plot(hours, shown, label=name, color=color, lw=1.2)
        for start, end in _spans(run.held):
            span = (first + timedelta(hours=start), first + timedelta(hours=end))
            for ax in (above, below):
                ax.axvspan(*span, color="0.93", lw=0, zorder=0)
        above.set(ylabel=label_in("room_air_degc", system), title=run.scenario_name)
        above.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.0, ncols=2)
        days = run.held.size // 24
        middles = [first + timedelta(days=k + 0.5) for k in range(days)]
        for name, power, color, shift in (
            ("measured", run.measured_heat_w, style.ORANGE, -0.2),
            ("simulated", run.simulated_heat_w, style.BLUE, 0.2),
        ):
            if power is not None:
                daily = power[: 24 * days].reshape(days, 24).mean(axis=1)
                at = [moment + timedelta(days=shift) for moment in middles]
                shown = in_units(daily, "heat_w", system)
                below.bar(at, shown, width=0.4, color=color, label=name)
        below.set(ylabel=label_in("heat_w", system))
        style.with_commas(below, "y", 5)
        below.xaxis.set_major_locator(AutoDateLocator(maxticks=9))  # type: ignore[no-untyped-call]
        below.xaxis.set_major_formatter(lambda x, _: day_text(num2date(x)))  # type: ignore[no-untyped-call]
        years = dict.fromkeys((hours[0].year, hours[-1].year))
        below.set_xlabel(
            f"{' to '.join(map(str, years))}. Shaded: held at the measured temperature. "
            "Heat: means of days."
        )
    return figure


def day_text(when: datetime) -> str:
    """Return a day, and the hour where it is not midnight.

    Examples
    --------
    >>> day_text(datetime(2026, 5, 8)), day_text(datetime(2026, 5, 8, 6))
    ('8 May', '8 May, 06:00')
    """
    hour = f", {when:%H:%M}" if (when.hour, when.minute) != (0, 0) else ""
    return f"{when.day} {MONTHS[when.month - 1][:3]}{hour}"


def _spans(held: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and last hour of each part that is held."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], held, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
