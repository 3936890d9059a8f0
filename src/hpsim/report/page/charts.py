"""The pictures of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from markupsafe import Markup

from hpsim.metrics import METRICS
from hpsim.plots.day import power_w
from hpsim.plots.duration import RUN_LABELS, runs_by_length
from hpsim.plots.layouts import machines_of
from hpsim.plots.load import SEASONS, Season, in_season
from hpsim.plots.year import (
    MONTH_NAMES,
    MONTH_STARTS,
    daily_humidity_percent,
    highest_shown_w,
    is_whole_year,
    loads_w,
    minimum_w,
    monthly_kwh,
    starts_by_day_and_hour,
)
from hpsim.report.page.chart import (
    ROW_BARS,
    Axis,
    Chart,
    Looks,
    Trace,
    names_axis,
    plain_axis,
)
from hpsim.report.page.chart import quantity_axis as quantity
from hpsim.report.page.chart import rounded as listed
from hpsim.report.page.texts import both
from hpsim.results import Results, Run

DAYS = {
    "winter_day": "The coldest day",
    "summer_day": "The day that needs most cooling",
    "mild_day": "A mild day",
}
USES = {
    "compressor_heating": "warm",
    "compressor_cooling": "cool",
    "fan": "c4",
    "backup": "c3",
    "defrost": "c5",
    "standby": "c7",
}
"""Uses of electricity and their colours."""
MONTH_TICKS = {"tickvals": MONTH_STARTS[:-1], "ticktext": MONTH_NAMES, "range": [0, 365]}
CLOCK_TICKS = {
    "tickvals": [0, 6, 12, 18, 24],
    "ticktext": ["midnight", "6:00", "noon", "18:00", "midnight"],
    "range": [0, 24],
}
BARS = {"type": "bar"}
DURATION_POINTS = 200
SCALE_STEPS = 4
CALENDAR_NOTE = (
    "Each column is a day, each row an hour; the stronger the colour, the more starts in that hour."
)
FILL_OPACITY = {True: 0.18, False: 0.05}
"""Of the band of the recommended unit, and of others."""


def load_and_output(run: Run, looks: Looks) -> list[Chart]:
    """Give the year's loads as a cloud against each unit's range of output."""
    if not run.candidates:
        return []
    room, top_w = run.candidates[0].room, highest_shown_w(run) or 1000.0
    traces = []
    for name, load_w, marker in (
        ("heat the room needs, each hour", room.ideal_heating_w, "circle"),
        ("cooling the room needs, each hour", room.ideal_cooling_w, "triangle-up"),
    ):
        loaded = load_w > 0.0
        if loaded.any():
            traces.append(
                Trace(
                    name,
                    "cloud",
                    listed(room.outdoor_degc[loaded], 1),
                    listed(load_w[loaded] / 1000.0, 3),
                    plotly={
                        "mode": "markers",
                        "marker": {"size": 4, "symbol": marker},
                        "hoverinfo": "skip",
                        "showlegend": False,
                    },
                )
            )
    for results in machines_of(run):
        verdict = None if run.judgement is None else run.judgement.verdicts.get(results.candidate)
        label = results.candidate if verdict is None else f"{results.candidate}: {verdict.word}"
        if _lowest_w(results) > top_w:
            label += " (above the picture)"
        named = None if run.judgement is None else run.judgement.named
        traces += _bands(looks, results, label, is_named=named in (None, results.candidate))
    return [
        Chart(
            "hero",
            "Below its band a unit switches on and off; above it the room gets too cold or hot, "
            "or a heater helps",
            "Dots: the heat (left) and the cooling (right) that the room needs, hour by hour. "
            "Bands: what each unit can give, from its minimum (thick line) to its maximum.",
            quantity("outdoor_temperature_degc"),
            quantity("heat_flow_kw", range=(0.0, top_w / 1000.0)),
            traces,
            height=430,
        )
    ]


def _lowest_w(results: Results) -> float:
    """Return the lowest output of a unit in any weather."""
    bands = (band for season in SEASONS for band in in_season(results, season).bands())
    return min((float(output.min()) for _, output in bands if output.size), default=0.0)


def _bands(looks: Looks, results: Results, label: str, *, is_named: bool) -> list[Trace]:
    """Return the unit's output range over outdoor temperature, heating and cooling."""
    name = results.candidate
    colour, dash = looks.colour(name), looks.dash(name)
    widths = (2.6, 1.2) if is_named else (1.6, 0.8)
    traces: list[Trace] = []
    for season in SEASONS:
        bands = in_season(results, season).bands()
        for (outdoor, output), fill in zip(bands, (None, "tonexty"), strict=True):
            if not outdoor.size:
                continue
            options: dict[str, Any] = {
                "mode": "lines",
                "line": {"width": widths[fill is not None], "dash": dash},
                "legendgroup": name,
                "showlegend": fill is None and not any(t.plotly["showlegend"] for t in traces),
            }
            if fill:
                options["fill"] = fill
            x, y = listed(outdoor, 1), listed(output / 1000.0, 3)
            opacity = FILL_OPACITY[is_named]
            traces.append(Trace(label, colour, x, y, plotly=options, fill_opacity=opacity))
    return traces


def days(run: Run, looks: Looks) -> list[Chart]:
    """Give room temperature and power by the minute on traced days."""
    charts = []
    for day, title in DAYS.items():
        shown = [results for results in run.candidates if day in results.traces]
        if shown:
            charts += _day(looks, day, title, shown)
    return charts


def _day(looks: Looks, day: str, title: str, shown: list[Results]) -> list[Chart]:
    temperature: list[Trace] = []
    power: list[Trace] = []
    for results in shown:
        trace = results.traces[day]
        name = results.candidate
        look: dict[str, Any] = {
            "mode": "lines",
            "x0": (trace.first_step * trace.step_s / 3600.0) % 24.0,
            "dx": trace.step_s / 3600.0,
            "line": {"width": 1.4, "dash": looks.dash(name)},
        }
        room, colour = listed(trace.channels.room_degc, 2), looks.colour(name)
        temperature.append(Trace(name, colour, None, room, plotly=look))
        if results.traits.is_machine:
            row = f"y{len(power) + 1}" if power else "y"
            line = {"width": 1.0, "shape": "hv"}
            stepped = {**look, "line": line, "fill": "tozeroy", "yaxis": row}
            power.append(Trace(name, colour, None, listed(power_w(trace), 0), plotly=stepped))
    first = shown[0].traces[day]
    hour = int(first.first_step * first.step_s / 3600.0 + 0.5)
    outdoor = shown[0].room.outdoor_degc[hour : hour + 24]
    when = date(2001, 1, 1) + timedelta(days=hour // 24)
    mean = both(float(outdoor.mean()), "outdoor_degc")
    note = Markup("{} {}, {} outdoors on average.").format(when.day, f"{when:%B}", mean)
    clock = plain_axis("Time of day", plotly=CLOCK_TICKS)
    charts = [
        Chart(
            "days",
            f"{title}: room temperature",
            note,
            clock,
            quantity("room_temperature_degc"),
            temperature,
            height=280,
            hover="x unified",
        )
    ]
    if power:
        highest_w = 1.05 * max(float(np.nanmax(power_w(r.traces[day]))) for r in shown)
        level = quantity("electric_power_w", range=(0.0, highest_w))
        untitled = replace(level, title=plain_axis("").title)  # a row is too low for a title
        charts.append(
            Chart(
                "days",
                f"{title}: electric power [W]",
                "",
                clock,
                untitled,
                power,
                height=90 + 75 * len(power),
                hover="x unified",
                rows=len(power),
            )
        )
    return charts


def electricity_by_use(run: Run, _looks: Looks) -> list[Chart]:
    """Give the year's electricity by use, one bar for each candidate."""
    shown = machines_of(run)
    if not shown:
        return []
    traces = []
    for use, colour in USES.items():
        metric = METRICS[f"electricity_by_use_kwh.{use}"]
        kwh = [metric.of(results) or 0.0 for results in shown]
        if any(kwh):
            shown_kwh = [round(value, 1) for value in kwh]
            rows = list(range(len(shown)))
            traces.append(Trace(metric.label, colour, shown_kwh, rows, plotly=ROW_BARS))
    return [
        Chart(
            "money",
            "A year's electricity by use",
            "",
            plain_axis("kWh per year"),
            names_axis([results.candidate for results in shown]),
            traces,
            height=130 + 42 * len(shown),
            layout={"barmode": "stack"},
        )
    ]


def _bars(
    shown: Sequence[Results],
    looks: Looks,
    names: Sequence[str],
    values: Callable[[Results], list[float | None]],
) -> list[Trace]:
    """Return bars of each candidate above some names."""
    return [
        Trace(r.candidate, looks.colour(r.candidate), list(names), values(r), plotly=BARS)
        for r in shown
    ]


def monthly_electricity(run: Run, looks: Looks) -> list[Chart]:
    """Give each month's electricity of each candidate."""
    shown = [results for results in machines_of(run) if is_whole_year(results)]
    traces = _bars(shown, looks, MONTH_NAMES, lambda results: listed(monthly_kwh(results), 1))
    if not traces:
        return []
    title = "Electricity month by month [kWh]"
    return [Chart("money", title, "", plain_axis(""), plain_axis("kWh per month"), traces)]


def starts_calendar(run: Run, looks: Looks) -> list[Chart]:
    """Give the starts of each hour of the year, a picture for each machine."""
    shown = [(r, starts_by_day_and_hour(r)) for r in machines_of(run) if is_whole_year(r)]
    shown = [(results, starts) for results, starts in shown if starts.any()]
    most = max((int(starts.max()) for _, starts in shown), default=0)
    scale = {"thickness": 10, "len": 0.9, "dtick": -(-most // SCALE_STEPS)}
    charts: list[Chart] = []
    for results, starts in shown:
        z = starts.T.astype(int).tolist()
        options = {"type": "heatmap", "zmin": 0, "zmax": most, "colorbar": scale}
        options["hovertemplate"] = "day %{x}, hour %{y}: %{z} starts<extra></extra>"
        charts.append(
            Chart(
                "runs",
                f"When it starts: {results.candidate}",
                "" if charts else CALENDAR_NOTE,
                plain_axis("", plotly=MONTH_TICKS),
                plain_axis("Hour of day", plotly={"tickvals": [0, 6, 12, 18]}),
                [Trace("starts", looks.colour(results.candidate), None, None, z, options)],
                height=210,
                legend=False,
            )
        )
    return charts


def run_lengths(run: Run, looks: Looks) -> list[Chart]:
    """Give how many runs of the compressor were how long."""

    def runs(results: Results) -> list[float | None]:
        return listed(runs_by_length(results, 1.0) + runs_by_length(results, -1.0), 0)

    traces = _bars(machines_of(run), looks, RUN_LABELS, runs)
    if not traces:
        return []
    level = {"tickangle": 0}  # slanting ones reach into the legend on a phone
    length = plain_axis("Length of a run, from minutes to hours", plotly=level)
    count = plain_axis("Runs per year")
    note = "Long runs are quiet and efficient; many runs under ten minutes cost some of both."
    return [Chart("runs", "How long a unit runs at a time", note, length, count, traces)]


def load_duration(run: Run, looks: Looks) -> list[Chart]:
    """Give the room's heat loads in order of size against each unit's minimum output."""
    charts = []
    for season, words in zip(SEASONS, ("heat", "cooling"), strict=True):
        traces = _duration(run, looks, season, words)
        if traces:
            charts.append(
                Chart(
                    "runs",
                    f"For how many hours the room needs how much {words}",
                    "A dashed line is a unit's minimum: right of where it crosses the curve the "
                    "unit switches on and off.",
                    plain_axis("Hours per year with at least this load"),
                    quantity("heat_flow_kw", plotly={"rangemode": "tozero"}),
                    traces,
                )
            )
    return charts


def _duration(run: Run, looks: Looks, season: Season, words: str) -> list[Trace]:
    if not run.candidates:
        return []
    loads = loads_w(run, season)
    if loads.size < 2:
        return []
    evenly = np.linspace(0, loads.size - 1, DURATION_POINTS).astype(int)
    picked = np.array(sorted(set(evenly.tolist())))
    hours = listed((picked + 1).astype(float), 0)
    line = {"mode": "lines", "line": {"width": 2.4}}
    traces = [Trace(f"{words} needed", "c3", hours, listed(loads[picked] / 1e3, 3), plotly=line)]
    for results in machines_of(run):
        output_w = minimum_w(results, season)
        if output_w is not None:
            level = round(output_w / 1e3, 3)
            look = {"mode": "lines", "line": {"width": 1.6, "dash": "dash"}}
            name = f"{results.candidate}: minimum"
            colour = looks.colour(results.candidate)
            traces.append(Trace(name, colour, [0, int(loads.size)], [level, level], plotly=look))
    return traces


def humidity(run: Run, looks: Looks) -> list[Chart]:
    """Give each day's mean relative humidity."""
    traces = [
        Trace(
            results.candidate,
            looks.colour(results.candidate),
            list(range(365)),
            listed(daily_humidity_percent(results), 0),
            plotly={"mode": "lines", "line": {"width": 1.5, "dash": looks.dash(results.candidate)}},
        )
        for results in run.candidates
        if is_whole_year(results)
    ]
    if not traces:
        return []
    months = plain_axis("", plotly=MONTH_TICKS)
    percent = Axis({"us": "Relative humidity [%]", "si": "Relative humidity [%]"}, range=None)
    note = "Daily means. Long hours above 60 % feel humid, the more the warmer the room."
    return [Chart("air", "Humidity over the year", note, months, percent, traces)]


CHARTS: tuple[Callable[[Run, Looks], list[Chart]], ...] = (
    load_and_output,
    days,
    electricity_by_use,
    monthly_electricity,
    starts_calendar,
    run_lengths,
    load_duration,
    humidity,
)
"""What makes the pictures of a run, in the order of the page."""
