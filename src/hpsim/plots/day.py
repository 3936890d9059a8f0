"""A day step by step: room temperature, compressor speed, electric power."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpsim.plots import style
from hpsim.plots.layouts import PerDay
from hpsim.plots.registry import plot
from hpsim.results import Results, Trace
from hpsim.units.display import FloatArray, in_units, label_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HOURS_PER_DAY = 24
NEAR_K = 1.5  # a setpoint further from the room's temperatures is shown where others reach it


def hours_of(trace: Trace) -> FloatArray:
    """Return the start of each step in hours since the first midnight, (n_steps,)."""
    first_h = trace.first_step * trace.step_s / 3600.0
    steps = np.arange(trace.channels.room_degc.size) * trace.step_s / 3600.0
    return np.asarray(first_h % HOURS_PER_DAY + steps, np.float64)


def edges_of(trace: Trace) -> FloatArray:
    """Return the bounds of the steps in hours since the first midnight, (n_steps + 1,)."""
    hours = hours_of(trace)
    return np.append(hours, hours[-1] + trace.step_s / 3600.0)


def power_w(trace: Trace) -> FloatArray:
    """Return all electric power of each step, (n_steps,) [W]."""
    c = trace.channels
    compressor = c.compressor_heating_w + c.compressor_cooling_w
    return compressor + c.fan_w + c.backup_w + c.defrost_w + c.standby_w


def starts_of(trace: Trace) -> int:
    """Return the number of compressor starts."""
    return round(float((trace.channels.starts_heating + trace.channels.starts_cooling).sum()))


DAY = PerDay("day", "A winter and a summer day")


@plot(DAY, size=2.0)
def plot_day_temperature(ax: Axes, results: Results, trace: Trace) -> None:
    """Draw the room air and the setpoints in force."""
    from matplotlib.lines import Line2D

    hours = hours_of(trace)
    units = results.units
    since_start = trace.first_step * trace.step_s / 3600.0 + (hours - hours[0])
    hour = (since_start + 1e-9).astype(int) % results.room.outdoor_degc.size
    room = trace.channels.room_degc
    near = (float(room.min()) - NEAR_K, float(room.max()) + NEAR_K)
    for setpoint, color, dashes, name in (
        (results.room.heating_setpoint_degc[hour], style.HEATING, (0, (5, 2)), "Heating setpoint"),
        (results.room.cooling_setpoint_degc[hour], style.COOLING, (0, (1, 1)), "Cooling setpoint"),
    ):
        shown = in_units(setpoint, "setpoint_degc", units)
        line = Line2D(hours, shown, color=color, linestyle=dashes, linewidth=1.3, label=name)
        is_near = np.nanmax(setpoint, initial=-1e9) > near[0]
        is_near &= np.nanmin(setpoint, initial=1e9) < near[1]
        (ax.add_line if is_near else ax.add_artist)(line)  # a far one does not widen the axis
    shown = in_units(room, "room_degc", units)
    ax.plot(hours, shown, color=style.BLACK, linewidth=0.9, label="Room air")
    ax.set(ylabel=label_in("room_temperature_degc", units))
    clock(ax)


@plot(DAY, size=1.0)
def plot_day_speed(ax: Axes, results: Results, trace: Trace) -> None:
    """Draw the compressor's mean speed of each step; how often it started."""
    speed = 100.0 * trace.channels.speed
    style.filled_steps(ax, edges_of(trace), speed, style.GREEN)
    n = starts_of(trace)
    text = f"{n} start{'' if n == 1 else 's'} of a {results.traits.noun}"
    ax.annotate(text, (0.01, 1.02), xycoords="axes fraction", va="bottom", fontsize=8)
    ax.set(ylabel="Speed [%]", yticks=(0, 50, 100))
    style.from_zero(ax, max(float(speed.max()), 100.0))  # above 100 % in the cold, on some
    clock(ax)


@plot(DAY, size=1.2)
def plot_day_power(ax: Axes, results: Results, trace: Trace) -> None:
    """Draw all electric power of each step; and the fuel burnt."""
    watts = power_w(trace)
    style.filled_steps(ax, edges_of(trace), watts, style.ORANGE)
    kwh = float(watts.sum()) * trace.step_s / 3.6e6
    text = f"{kwh:.1f} kWh"
    if results.fuel is not None:
        burnt_kwh = float(trace.channels.fuel_w.sum()) * trace.step_s / 3.6e6
        text += f", and {burnt_kwh:.1f} kWh of {results.fuel} burnt"
    ax.annotate(text, (0.01, 1.02), xycoords="axes fraction", va="bottom", fontsize=8)
    ax.set(ylabel=label_in("power_w", results.units))
    style.with_commas(ax, "y", 4)
    style.from_zero(ax, float(watts.max()))
    clock(ax)


def clock(ax: Axes) -> None:
    """Label the axis with the hours of a day."""
    if ax.get_xlim() == (0.0, HOURS_PER_DAY):
        return  # all panels share the axis: each time takes as long as drawing one
    ax.set_xlim(0, HOURS_PER_DAY)
    ax.set_xticks(range(0, HOURS_PER_DAY + 1, 6))
