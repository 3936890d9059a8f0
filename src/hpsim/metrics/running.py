"""How a machine ran: time, starts, speeds, and hours outside of its output."""

from __future__ import annotations

import math

import numpy as np

from hpsim.kernel.types import FloatArray
from hpsim.metrics import counts
from hpsim.metrics.common import HOURS_PER_DAY, count, median, of_machine
from hpsim.metrics.registry import metric
from hpsim.results import Results

DAY_S = 86400.0
LONGEST_CYCLING_STEP_S = 3600.0  # the hourly method knows no starts, defrosts and dry mode


def _of_cycles(results: Results, value: float) -> float:
    """Return a value of a machine whose every start was simulated, else nan."""
    return of_machine(results, value) if results.step_s < LONGEST_CYCLING_STEP_S else math.nan


@metric("Running time", unit="h")
def runtime_h(results: Results) -> float:
    """Return the time with the compressor on."""
    return of_machine(results, results.sums["running"])


@metric("Starts", unit="-", is_count=True)
def starts(results: Results) -> float:
    """Return the number of compressor starts."""
    return starts_heating(results) + starts_cooling(results)


@metric("Starts, heating", unit="-", is_count=True)
def starts_heating(results: Results) -> float:
    """Return the number of compressor starts in heating."""
    return _of_cycles(results, results.sums["starts_heating"])


@metric("Starts, cooling", unit="-", is_count=True)
def starts_cooling(results: Results) -> float:
    """Return the number of compressor starts in cooling."""
    return _of_cycles(results, results.sums["starts_cooling"])


@metric("Changes between heating and cooling", unit="-", is_count=True)
def changeovers(results: Results) -> float:
    """Return how often a run was in another mode than the one before it."""
    mode = results.cycles.mode
    return _of_cycles(results, count(mode[1:] != mode[:-1]))


@metric("Most starts in an hour", unit="-", is_count=True)
def max_starts_per_hour(results: Results) -> float:
    """Return the most starts in any 60 minutes; a start 60 minutes after the first is not in."""
    start_s = results.cycles.start_s
    hour_s = 3600.0 - 1e-3  # a millisecond less, so that rounding can't bring the next one in
    most = min(start_s.size, 1)
    while (start_s[most:] - start_s[: start_s.size - most] < hour_s).any():
        most += 1
    return _of_cycles(results, float(most))


@metric("Most starts in a day", unit="-", is_count=True)
def max_starts_per_day(results: Results) -> float:
    """Return the most starts in any calendar day, midnight to midnight of local standard time."""
    start_s = results.cycles.start_s
    most = np.bincount((start_s / DAY_S).astype(int)).max() if start_s.size else 0
    return _of_cycles(results, float(most))


@metric("Runs under 5 min", unit="-", is_count=True)
def runs_under_5_min(results: Results) -> float:
    """Return the number of compressor runs shorter than 5 minutes."""
    return _of_cycles(results, count(results.cycles.run_s < 300.0))


@metric("Runs under 10 min", unit="-", is_count=True)
def runs_under_10_min(results: Results) -> float:
    """Return the number of compressor runs shorter than 10 minutes."""
    return _of_cycles(results, count(results.cycles.run_s < 600.0))


@metric("Median run", unit="min")
def median_run_min(results: Results) -> float:
    """Return the median length of a compressor run; nan if it never ran."""
    run_s = results.cycles.run_s
    return median(run_s) / 60.0 if run_s.size else math.nan


@metric("Hours below minimum output", unit="h", is_count=True)
def hours_below_minimum_output(results: Results) -> float:
    """Return the hours whose ideal load is above zero and below the unit's minimum then."""
    return of_machine(results, counts.ran(results).below)


@metric("Hours above maximum output", unit="h", is_count=True)
def hours_above_maximum_output(results: Results) -> float:
    """Return the hours whose ideal load is above all the unit can give then, if anything."""
    return of_machine(results, counts.ran(results).above)


@metric("Time at full output", unit="h")
def full_output_h(results: Results) -> float:
    """Return the time at full output."""
    return of_machine(results, results.sums["running_full"])


def _list_time_at(key: str, name: str, label: str, words: str) -> None:
    """List the running time at a range of speeds among the metrics."""

    @metric(
        f"Running {label} speed",
        unit="h",
        key=f"running_by_speed_h.{key}",
        words=f"Return the running time in hours with a mean speed {words}.",
    )
    def running_at_h(results: Results) -> float:
        found: float = getattr(counts.ran(results), name)
        return of_machine(results, found)


_list_time_at("below_25", "to_25", "below 25 %", "below 25 % of full")
_list_time_at("from_25", "to_50", "at 25 to 50 %", "of 25 to 50 % of full")
_list_time_at("from_50", "to_75", "at 50 to 75 %", "of 50 to 75 % of full")
_list_time_at("from_75", "to_full", "at 75 to 95 %", "of 75 to 95 % of full")
_list_time_at("from_95", "at_full", "at full", "of 95 % of full or more")


def _with_fan(results: Results, hours: float) -> float:
    """Return hours of a machine with an indoor fan, else nan."""
    return _of_cycles(results, hours) if results.sums["fan_w"] else math.nan


@metric("Compressor on", unit="h", key="fan_state_h.with_compressor")
def fan_with_compressor_h(results: Results) -> float:
    """Return the time with the compressor on, its fan with it but in a defrost."""
    return _with_fan(results, results.sums["running"])


@metric("Fan alone", unit="h", key="fan_state_h.alone")
def fan_alone_h(results: Results) -> float:
    """Return the time with the indoor fan on and the compressor off."""
    return _with_fan(results, results.sums["fan_alone"])


@metric("Fan off", unit="h", key="fan_state_h.off")
def fan_off_h(results: Results) -> float:
    """Return the time with fan and compressor off."""
    on_h = results.sums["running"] + results.sums["fan_alone"]
    return _with_fan(results, max(results.hourly.running.size - on_h, 0.0))


@metric("Recovery", unit="min")
def recovery_min(results: Results) -> float:
    """Return the mean time from a change of setpoint until it is reached, per day that has one."""
    days = _recovering_min(results)
    return float(days[days > 0.0].mean()) if (days > 0.0).any() else math.nan


def longest_recovery_min(results: Results) -> float | None:
    """Return the longest time of a day until a changed setpoint is reached; None: no change."""
    days = _recovering_min(results)
    return float(days.max()) if (days > 0.0).any() else None


def _recovering_min(results: Results) -> FloatArray:
    """Return the minutes of each day on the way to a changed setpoint, (n_days,)."""
    recovering = results.hourly.recovering
    if recovering.size % HOURS_PER_DAY or not results.sums["recovering"]:
        return np.zeros(0)
    return np.asarray(60.0 * recovering.reshape(-1, HOURS_PER_DAY).sum(axis=1))


@metric("Dry mode", unit="h")
def dry_mode_h(results: Results) -> float:
    """Return the time in dry mode."""
    return _of_cycles(results, results.sums["drying"])


@metric("Windows open", unit="h")
def windows_open_h(results: Results) -> float:
    """Return the time with fans or windows on that follow the room's temperature."""
    return results.sums["windows_open"]


@metric("Defrosts", unit="-", is_count=True)
def defrosts(results: Results) -> float:
    """Return the number of defrosts begun."""
    return _of_cycles(results, results.sums["defrosts"])
