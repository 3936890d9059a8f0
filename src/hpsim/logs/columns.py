"""Which column of a log is what: by the names that exports have, checked by what stands in them.

Names of ecobee, Nest (Google Takeout), Home Assistant and heatpumpmonitor.org are known; any other
is named on the command line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

import numpy as np

from hpsim.description.base import LogColumn, TimeLabel
from hpsim.errors import Problem
from hpsim.kernel.types import FloatArray
from hpsim.logs.reading import Log, log_error
from hpsim.logs.series import HELD_INTERVALS, Samples, begins_s, samples_of, unit_of
from hpsim.records import dataclass
from hpsim.units.messages import did_you_mean
from hpsim.units.quantities import QuantityName

ROLES: Mapping[str, str] = {
    "time": "time stamps",
    "indoor": "temperature of the room",
    "outdoor": "outdoor temperature",
    "sun": "sunlight on the horizontal",
    "diffuse": "diffuse sunlight on the horizontal",
    "heat": "heat that the machine gave, from a heat meter",
    "heater": "power of an electric heater",
    "machine": "electric power of the heat pump",
    "runtime": "seconds or fraction that the heating was on",
    "backup": "seconds or fraction that the backup heat was on",
    "meter": "energy of the whole home",
}
PATTERNS: Mapping[str, str] = {
    "runtime": r"heat stage \d|runtime|heating_on|heat_on|duty",
    "backup": r"aux heat",
    "heat": r"heat[ _]?output|heatpump_heat|heat_meter|delivered_heat|^heat(ing)?_k?w"
    r"|w[aä]e?rme(menge|leistung)",
    "heater": r"heater|plug|radiator|heizl[uü]e?fter|heizstrahler|heizger[aä]e?t|steckdose",
    "machine": r"heatpump_elec|heat_?pump|hp_power|electric consumption|machine|compressor"
    r"|w[aä]e?rmepumpe|klimager[aä]e?t|verdichter",
    "outdoor": r"outdoor|outside|ambient|exterior|weather|au(ß|ss)en|buiten|ext[eé]rieur"
    r"|^t_?(out|ext|amb)",
    "diffuse": r"diffuse|dhi|diffusstrahlung",
    "sun": r"global|irradiance|solar|ghi|sunlight|einstrahlung",
    "indoor": r"indoor|inside|room|current temp|avg\(temp\)|living|interior|thermostat|^air_"
    r"|innen|raum|zimmer|binnen|int[eé]rieur|^t_?(in|room|int|zone)|^temperatur",
    "meter": r"meter|usage|gas|electricity|consumption|energy|kwh|verbrauch|z[aä]e?hler|strom",
}
"""In the order in which they are tried; each name has one role."""
NOT_A_VALUE = re.compile(
    r"set ?point|setpoint|set temp|target|desired|humid|flow_?t|return_?t|cool|motion|occupan"
    r"|soll|feucht|vorlauf|r[uü]e?cklauf",
    re.IGNORECASE,
)
AT_FIRST = {"indoor": r"current temp|avg\(temp\)"}
"""Of several columns the one that a thermostat goes by."""
RUNTIMES = ("runtime", "backup")
TEMPERATURES, POWERS = ("indoor", "outdoor"), ("heat", "heater", "machine")
QUANTITY: Mapping[str, QuantityName] = {
    "indoor": "temperature",
    "outdoor": "temperature",
    "sun": "irradiance",
    "diffuse": "irradiance",
}
PLAUSIBLE_INDOOR_DEGC = (2.0, 45.0)
"""Beyond the median of a room's temperature that is no mistake of the unit."""
FEWEST_W = 30.0
"""Highest power of a heater below which its unit is kW."""
CONSTANT_K = 0.02
SAME_K = 0.05


@dataclass(frozen=True)
class LogColumns:
    """A log's columns by role, in SI."""

    log: Log
    of: Mapping[str, Samples] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    label: TimeLabel = "start"


def find_columns(log: Log, given: Sequence[str] = ()) -> dict[str, str]:
    """Return names of columns by role; ``ROLE=NAME`` from the command line come first.

    Raises
    ------
    LogError
        A role or a name is not known, or two columns could be the same.
    """
    found: dict[str, str] = {}
    for text in given:
        role, _, name = text.partition("=")
        if role not in ROLES or not name:
            hint = did_you_mean(role, ROLES, f"ROLE=NAME with a role of {', '.join(ROLES)}")
            raise log_error(log.file, Problem(f"--column {text} is not understood", hint=hint))
        if name not in log.columns:
            hint = did_you_mean(name, log.columns, f"columns: {', '.join(log.columns[:12])}")
            raise log_error(log.file, Problem(f"there is no column '{name}'", line=1, hint=hint))
        found[role] = name
    for role in PATTERNS:
        if role in found:
            continue
        names = columns_of(log, role, found.values())
        if role not in RUNTIMES:
            names = the_only(log, role, names, f"--column {role}=")
        if names:
            found[role] = names[0]
    return found


def time_column(given: Sequence[str]) -> str | None:
    """Return the column of time stamps among ``ROLE=NAME``, if one is given."""
    return next((text.partition("=")[2] for text in given if text.startswith("time=")), None)


def columns_of(log: Log, role: str, taken: Collection[str] = ()) -> list[str]:
    """Return the columns that have a role by name and unit, without those that are taken."""
    return [
        name
        for name in log.columns
        if re.search(PATTERNS[role], name, re.IGNORECASE)
        and not NOT_A_VALUE.search(name)
        and name not in taken
        and _may_be(role, name)
    ]


def powers_without_role(log: Log, taken: Collection[str]) -> list[str]:
    """Return columns whose unit is of power or energy and that have no role."""
    units = {"W", "kW", "Wh", "kWh", "Btu/h", "kBtu/h"}
    return [name for name in log.columns if unit_of(name) in units and name not in taken]


def the_only(log: Log, role: str, names: list[str], option: str) -> list[str]:
    """Return the one column of a role, or none; of several, the one that begins with its word.

    Parameters
    ----------
    log : Log
        As read.
    role : str
        One of `ROLES`.
    names : list of str
        Those that have it.
    option : str
        With which one is chosen on the command line.

    Raises
    ------
    LogError
        Several columns could be it.
    """
    for pattern in (AT_FIRST.get(role, PATTERNS[role]), PATTERNS[role]):
        if len(names) > 1:
            first = [name for name in names if re.match(pattern, name, re.IGNORECASE)]
            names = first if len(first) == 1 else names
    if len(names) > 1:
        several = ", ".join(f"'{name}'" for name in names)
        text = f"several columns could be the {ROLES[role]}: {several}"
        hint = f"choose one: {option}{names[0]}"
        raise log_error(log.file, Problem(text, line=1, hint=hint))
    return names


def _may_be(role: str, name: str) -> bool:
    unit = (unit_of(name) or "").lower()
    if role in TEMPERATURES:
        return unit in ("degc", "degf", "c", "f", "°c", "°f", "")
    if role in POWERS:
        return unit in ("w", "kw", "wh", "kwh", "btu/h", "kbtu/h", "")
    if role == "meter":
        return unit in ("wh", "kwh", "btu", "therm", "m3", "")
    return True


def read_columns(
    log: Log,
    given: Sequence[str] = (),
    zone: str | None = None,
    label: TimeLabel = "start",
) -> LogColumns:
    """Return a log's columns in SI, checked.

    Parameters
    ----------
    log : Log
        As read.
    given : sequence of str
        ``ROLE=NAME`` from the command line.
    zone : str
        Of its clock.
    label : str
        Which part of its interval a time stamp labels.

    Raises
    ------
    LogError
        With what is wrong: a unit, a constant column, an indoor column that is the outdoor one.
    """
    names = find_columns(log, given)
    if "indoor" not in names and "meter" not in names:
        hint = "--column indoor=NAME; a template: hpsim fit --template"
        text = "no column is the temperature of the room"
        raise log_error(log.file, Problem(text, line=1, hint=hint))
    of: dict[str, Samples] = {}
    for role, name in names.items():
        if role in (*RUNTIMES, "meter", "time"):
            continue
        quantity: QuantityName = QUANTITY.get(role, "heat_flow")
        column = LogColumn(csv=log.file, column=name, zone=zone, label=label, gaps_s=6 * 3600.0)
        of[role] = samples_of(log, column, quantity)
    _check_units(log, of, names)
    return LogColumns(log, of, names, label)


def _check_units(log: Log, of: Mapping[str, Samples], names: Mapping[str, str]) -> None:
    """Refuse columns that can't be what their names say."""
    problems = []
    for role in TEMPERATURES:
        if role in of:
            problems += _temperature_problems(role, names[role], of[role].value)
    for role in POWERS:
        if role in of:
            problems += _power_problems(role, names[role], of[role].value)
    if "indoor" in of and "outdoor" in of and not problems:
        inside, outside = of["indoor"], of["outdoor"]
        apart = np.abs(inside.value - outside.at(0.5 * (inside.begin_s + inside.end_s)))
        if float(np.median(apart)) < SAME_K:
            text = f"'{names['indoor']}' and '{names['outdoor']}' have the same values"
            problems.append(Problem(text, line=1, hint="one is indoors and one outdoors"))
    if problems:
        raise log_error(log.file, *problems)


def _temperature_problems(role: str, name: str, degc: FloatArray) -> list[Problem]:
    middle = float(np.median(degc))
    low, high = PLAUSIBLE_INDOOR_DEGC
    if role == "indoor" and not low <= middle <= high:
        is_f = unit_of(name) in ("degF", "F", "°F")
        as_f, as_c = 1.8 * middle + 32.0, (middle - 32.0) / 1.8
        text = f"column '{name}' is {middle:.0f} °C most of the time: no room is"
        if low <= as_c <= high:
            hint = f"is it in °F? Then let its name end in _degf: {as_c:.0f} °C"
            return [Problem(text, line=1, hint=hint)]
        if is_f and low <= as_f <= high:
            hint = f"is it in °C? Then let its name end in _degc: {as_f:.0f} °C"
            return [Problem(text, line=1, hint=hint)]
        return [Problem(text, line=1, hint="is this the room's thermometer?")]
    if float(np.ptp(degc)) < CONSTANT_K:
        text = f"column '{name}' never changes: {middle:.1f} °C in all rows"
        return [Problem(text, line=1, hint="a sensor that stands still tells nothing")]
    return []


def _power_problems(role: str, name: str, power_w: FloatArray) -> list[Problem]:
    highest = float(np.max(np.abs(power_w) if role == "heat" else power_w))  # cooling is negative
    if 0.0 < highest < FEWEST_W and unit_of(name) == "W":
        text = f"column '{name}' is {highest:.2g} W at most"
        hint = "is it in kW? Then let its name end in _kw"
        return [Problem(text, line=1, hint=hint)]
    if highest <= 0.0:
        text = f"column '{name}' is 0 in all rows: {ROLES[role]} was never on"
        return [Problem(text, line=1, hint="days on which it heats")]
    return []


def runtimes(logged: LogColumns, role: str) -> list[Samples]:
    """Return the fraction of time that each stage was on, lowest stage first.

    The columns have seconds, minutes, percent or a fraction of each interval; ``role`` is
    ``runtime`` or ``backup``.
    """
    log, given = logged.log, logged.names.get(role)
    names = sorted(columns_of(log, role))
    if given is not None and given not in names:
        names = [given]
    begin = begins_s(log, logged.label)
    end = np.minimum(np.append(begin[1:], np.inf), begin + HELD_INTERVALS * log.interval_s)
    end[-1] = begin[-1] + log.interval_s
    found = []
    for name in names:
        numbers = np.nan_to_num(log.column(name, may_be_empty=True))
        if re.search(r"sec|_s$", name, re.IGNORECASE):
            numbers = numbers / log.interval_s
        elif re.search(r"min", name, re.IGNORECASE):
            numbers = numbers * 60.0 / log.interval_s
        elif float(numbers.max()) > 1.5:
            numbers = numbers / 100.0
        found.append(Samples(log.file, name, begin, end, np.clip(numbers, 0.0, 1.0)))
    return found
