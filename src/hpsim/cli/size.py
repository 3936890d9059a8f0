"""``hpsim size``: design loads by three methods, rules of thumb, and where candidates stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hpsim.cli import tables
from hpsim.cli.options import AsJson, Overrides, ScenarioFile, Units, errors_in, with_units
from hpsim.cli.process import plain_warnings, spare_scipy
from hpsim.cli.progress import compilation, say
from hpsim.cli.tables import Table
from hpsim.units.constants import W_PER_BTUH
from hpsim.units.display import Reader, translated

if TYPE_CHECKING:
    from hpsim.sizing.policies import Policy, Standing, Test
    from hpsim.sizing.size import SizeReport

SIDES = {"heating": "heating", "cooling_sensible": "sensible", "cooling_latent": "latent"}
WORDS = {
    "windows": "windows",
    "skylights": "skylights",
    "doors": "doors",
    "walls": "walls",
    "roofs": "roof",
    "ceilings": "ceiling",
    "floors": "floor",
    "slabs": "floor on soil",
    "infiltration": "leaks",
    "ventilation": "fans",
    "internal_gains": "people and appliances",
    "aed_excursion": "peak of the glass",
}
QUANTITIES = {
    "heating": "heating",
    "cooling": "cooling",
    "sensible": "sensible cooling",
    "latent": "moisture removal",
    "minimum_heating": "minimum heating at {mild}",
    "minimum_cooling": "minimum cooling",
}
PARTS = {
    "setpoint_w": "{} and {} indoors instead of the thermostat's setpoints",
    "air_w": "outdoor air",
    "neighbours_w": "neighbours, which it takes to be as warm as the room if they are heated",
    "gains_w": "people and appliances at their peak",
    "envelope_and_sun_w": "walls, glass and the heat they store",
}
MANUAL_J_DEGC = (21.11, 23.89)  # 70 degF in heating, 75 degF in cooling
NOTHING = "\N{EN DASH}"
NOT_THE_VERDICT = (
    "Policies compare the output at design conditions with the load; hpsim run judges the "
    "simulated year. A unit above their limits may fit well, and one within them may cycle."
)
SEASONS = {"heating": "heating", "cooling_sensible": "sensible cooling"}


def command(
    file: ScenarioFile,
    set_: Overrides = None,
    units: Units = None,
    as_json: AsJson = False,
) -> None:
    """Show the room's design loads, rules of thumb, and where each candidate stands."""
    spare_scipy()
    with plain_warnings():
        from hpsim.scenario.load import load_scenario
        from hpsim.sizing.size import size_report

        scenario = load_scenario(file, with_units(set_, units))
        with compilation(ends_soon=True), errors_in(scenario.units):
            report = size_report(scenario)
        reader = Reader(scenario.units_at(report.weather.location.country))
    for text in report.warnings:
        say(f"warning: {translated(text, reader.system)}")
    if as_json:
        from hpsim.folder.summary import rounded

        print(json.dumps(rounded(report.as_json()), indent=2))
    else:
        _show(report, reader)


def _show(report: SizeReport, reader: Reader) -> None:
    area = reader.text(report.floor_area_m2, "floor_area_m2")
    tables.print_folded(f"{report.scenario.name} · {area} · {report.weather.location.place}")
    print()
    tables.print_folded(_temperatures(report, reader))
    print()
    tables.print_table(_loads(report, reader))
    for line in _differences(report, reader):
        tables.print_folded(line)
    print()
    tables.print_table(_components(report, reader))
    tables.print_folded(f"Manual J counts {'; '.join(report.notes) or 'what the file gives'}.")
    print()
    tables.print_table(_rules(report, reader))
    if report.outputs:
        print()
        tables.print_table(_candidates(report, reader))
        tables.print_folded(_indoors(report, reader))
        print()
        tables.print_table(_policies(report, reader))
        tables.print_folded(NOT_THE_VERDICT)
        for line in _reasons(report):
            tables.print_folded(line)


def _temperatures(report: SizeReport, reader: Reader) -> str:
    from hpsim.weather.design import design_conditions

    choice = design_conditions(report.weather)
    used = choice.used
    origin = f"the file's header ({used.source})" if choice.header else "the file's own hours"
    cold, hot, wet = (
        reader.text(value, "outdoor_degc", 4)
        for value in (used.heating_99_degc, used.cooling_1_degc, used.cooling_1_wet_bulb_degc)
    )
    line = f"Outdoors {cold} in heating (99 %), {hot} in cooling (1 %, wet bulb {wet}): {origin}."
    if choice.header is not None:
        file_cold, file_hot = (
            reader.text(value, "outdoor_degc", 4)
            for value in (choice.file.heating_99_degc, choice.file.cooling_1_degc)
        )
        line += f" The file's hours have {file_cold} and {file_hot}."
    return line


def _loads(report: SizeReport, reader: Reader) -> Table:
    unit = reader.unit("heating_w")
    table = Table(f"design loads, {unit}", ">heating", ">sensible", ">latent")

    def row(label: str, *watts: float | None) -> None:
        table.add_row(label, *(_heat(value, reader) for value in watts))

    def manual_j(label: str, loads: Any) -> None:
        btuh = (loads.heating_btuh, loads.sensible_btuh, loads.latent_btuh)
        row(label, *(W_PER_BTUH * value for value in btuh))

    manual_j("Manual J, peak hour of this room's glass", report.peak)
    manual_j("Manual J, average and excursion (AED)", report.average)
    manual_j("Manual J at the thermostat's setpoints", report.at_setpoints)
    labels = {"99": "99 % and 1 %", "99.6": "99.6 % and 0.4 %"}
    for level, days in report.days.items():
        for name, day in days.items():
            heating, cooling = day.heating, day.cooling
            row(
                f"simulated design day {labels[level]}, {name} sun and gains",
                None if heating is None else heating.sensible_w,
                None if cooling is None else cooling.sensible_w,
                None if cooling is None else cooling.latent_w,
            )
    heating_year, cooling_year = report.year.get("heating"), report.year.get("cooling")
    for label, name in (
        ("simulated year, highest hour", "peak_w"),
        ("simulated year, exceeded in 0.4 % of hours", "exceeded_0_4_w"),
        ("simulated year, exceeded in 1 % of hours", "exceeded_1_w"),
    ):
        row(label, *(part and getattr(part, name) for part in (heating_year, cooling_year)), None)
    return table


def _heat(watts: float | None, reader: Reader) -> str:
    return reader.text(watts, "heating_w").removesuffix(reader.unit("heating_w")).strip()


def _differences(report: SizeReport, reader: Reader) -> list[str]:
    """Return how the parts add up to what Manual J has above the simulated design day."""
    lines = []
    indoors = [reader.text(degc, "room_degc") for degc in MANUAL_J_DEGC]
    for side, parts in report.differences().items():
        listed = ", ".join(
            f"{_signed(parts[name], reader)} from {words.format(*indoors)}"
            for name, words in PARTS.items()
            if name in parts and abs(parts[name]) >= 1.0
        )
        total = _signed(parts["total_w"], reader)
        lines.append(f"Manual J less simulated {SEASONS[side]}: {total}, of which {listed}.")
    return lines


def _signed(watts: float, reader: Reader) -> str:
    text = reader.text(abs(watts), "heating_w", 2)
    return f"{'+' if watts >= 0.0 else chr(0x2212)}{text}"


def _components(report: SizeReport, reader: Reader) -> Table:
    unit = reader.unit("heating_w")
    table = Table(f"Manual J by component, {unit}", *(f">{word}" for word in SIDES.values()))
    for name, words in WORDS.items():
        parts = [getattr(report.peak, side).get(name) for side in SIDES]
        if any(parts):
            cells = [_heat(W_PER_BTUH * btuh, reader) if btuh else "" for btuh in parts]
            table.add_row(words, *cells)
    return table


def _rules(report: SizeReport, reader: Reader) -> Table:
    table = Table(
        "rule of thumb, cooling only",
        f">{reader.unit('heating_w')}",
        ">against Manual J",
        ">against the simulated day",
        ">of Manual J's heating",
    )
    for rule in report.rules:
        table.add_row(
            rule.title,
            _heat(rule.cooling_w, reader),
            _percent(rule.error_of_manual_j, signed=True),
            _percent(rule.error_of_design_day, signed=True),
            _percent(rule.heating_fraction, signed=False),
        )
    return table


def _percent(value: float | None, *, signed: bool) -> str:
    if value is None:
        return NOTHING
    text = f"{100.0 * value:+.0f} %" if signed else f"{100.0 * value:.0f} %"
    return text.replace("-", "\N{MINUS SIGN}")


def _candidates(report: SizeReport, reader: Reader) -> Table:
    """Return what each candidate gives at the design conditions, and its minimum over the year."""
    from hpsim.sizing.output import H1_DEGC

    unit = reader.unit("heating_w")
    table = Table(
        f"net output, {unit}",
        ">heating",
        ">cooling",
        ">sensible",
        f">min. heat, {reader.text(H1_DEGC, 'outdoor_degc')}",
        ">min. cool",
        ">h below min., heating",
        ">h below min., cooling",
    )
    for output in report.outputs:
        low = report.minimums[output.name]
        table.add_row(
            output.name,
            _heat(output.heating and output.heating.total_w, reader),
            _heat(output.cooling and output.cooling.total_w, reader),
            _heat(output.cooling_in_room and output.cooling_in_room.sensible_w, reader),
            _heat(output.minimum_heating and output.minimum_heating.total_w, reader),
            _heat(output.minimum_cooling and output.minimum_cooling.total_w, reader),
            NOTHING if output.heating is None else f"{low.heating_below_h:,} of {low.heating_h:,}",
            NOTHING if output.cooling is None else f"{low.cooling_below_h:,} of {low.cooling_h:,}",
        )
    return table


def _indoors(report: SizeReport, reader: Reader) -> str:
    """Return in which room air outputs are, and how those of a run differ."""
    warm, cool = (reader.text(degc, "room_degc") for degc in MANUAL_J_DEGC)
    line = (
        f"Outputs are at {warm} and {cool} indoors, for which the policies are made; hpsim run has "
        "them at the thermostat's setpoints."
    )
    humid = f"{100.0 * report.design_relative_humidity:.0f} %"
    own = [o.room_relative_humidity for o in report.outputs if o.room_relative_humidity is not None]
    if not own:
        return line
    low, high = (f"{100.0 * rh:.0f}" for rh in (min(own), max(own)))
    rooms = f"{low} %" if low == high else f"{low} to {high} %"
    if rooms == humid:
        return f"{line} Cooling is at {humid} relative humidity."
    return (
        f"{line} Cooling is at Manual J's {humid} relative humidity, but sensible cooling, as in "
        f"hpsim run, at that of the room in hot weather, {rooms} (never above 50 %)."
    )


def _policies(report: SizeReport, reader: Reader) -> Table:
    from hpsim.sizing.output import H1_DEGC

    mild = reader.text(H1_DEGC, "outdoor_degc")

    table = Table("policy", *(output.name for output in report.outputs))
    sizing = report.scenario.sizing
    chosen = "chosen" if "policy" in sizing.model_fields_set else "default"
    for policy in report.policies:
        mark = f" ({chosen})" if policy.name == sizing.policy else ""
        cells = (_standing(standing).format(mild=mild) for standing in policy.standings)
        table.add_row(f"{policy.title}{mark}", *cells)
    return table


def _standing(standing: Standing) -> str:
    test = standing.deciding
    if test is None:
        return standing.word
    return f"{standing.word}: {QUANTITIES[test.quantity]} {_ratio(test)}"


def _ratio(test: Test) -> str:
    """Return a ratio with its limits, such as ``1.42 (0.90 to 1.30)``."""
    low, high = (None if limit is None else f"{limit:.2f}" for limit in (test.low, test.high))
    if low is None:
        limits = f"at most {high}"
    else:
        limits = f"at least {low}" if high is None else f"{low} to {high}"
    return f"{test.ratio:.2f} ({limits})"


def _reasons(report: SizeReport) -> list[str]:
    """Return what a reader must know about policies: their status, cut-outs, minimum outputs."""
    lines = [f"{policy.title}: {_status(policy)}." for policy in report.policies if _status(policy)]
    for output in report.outputs:
        if output.cuts_out_degc is not None:
            backup = " Its backup is not in the policies." if output.backup_w > 0.0 else ""
            lines.append(
                f"{output.name} cuts out above the heating design temperature: it gives no heat "
                f"there.{backup}"
            )
    return lines


def _status(policy: Policy) -> str:
    """Return what is uncertain about a policy's limits; empty: nothing."""
    return "" if policy.status in ("adopted", "yours") else policy.status
