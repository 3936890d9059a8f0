"""Exports of thermostats and monitors, brought to one row for each time and units in the names.

ecobee writes lines of comment above its names; Home Assistant one row for each change of each
sensor, without units; Google's Nest and heatpumpmonitor.org names without units. What a name leaves
open is taken as those programs have it; a temperature without a unit is °F if it is over 45.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LONG_FORM = {"entity_id", "state", "last_changed"}
HOTTEST_DEGC = 45.0
KNOWN = {
    "avg(temp)": "degc", "min(temp)": "degc", "max(temp)": "degc",
    "heatpump_elec": "w", "heatpump_heat": "w", "heatpump_roomt": "degc",
    "heatpump_outsidet": "degc", "heatpump_flowt": "degc", "heatpump_returnt": "degc",
}  # fmt: skip
"""Names of Nest and heatpumpmonitor.org, in lower case, and their unit."""
OF_SENSOR = ((r"temperature|_temp$", ""), (r"power$|_watts?$", "w"), (r"energy$", "kwh"))
"""Ends of Home Assistant's entities and their unit; of temperatures it follows from the values."""


def without_comments(text: str) -> tuple[str, int]:
    r"""Return a text without the lines of comment above its table, and how many there were.

    Examples
    --------
    >>> without_comments("#Thermostat 1\n\nDate,Time\n")
    ('Date,Time\n', 2)
    """
    lines = 0
    while text.startswith(("#", "\n", "\r\n", "sep=")):
        text = text.partition("\n")[2]
        lines += 1
    return text, lines


def with_units(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with one column for each sensor, whose names end in units as far as known."""
    if set(table.columns) >= LONG_FORM:
        table = _pivoted(table)
    names = {}
    for name in table.columns:
        unit = KNOWN.get(name.lower())
        if unit is not None:
            names[name] = f"{name}_{unit}"
    return table.rename(columns=names)


def _pivoted(table: pd.DataFrame) -> pd.DataFrame:
    """Return Home Assistant's rows by time, a column for each entity."""
    import pandas as pd

    wide = table.pivot_table(
        index="last_changed", columns="entity_id", values="state", aggfunc="last"
    ).fillna("")
    names = {}
    for name in wide.columns:
        for pattern, unit in OF_SENSOR:
            if re.search(pattern, name):
                values = pd.to_numeric(wide[name], errors="coerce").dropna()
                hot = values.size > 0 and float(values.median()) > HOTTEST_DEGC
                names[name] = f"{name}_{unit or ('degf' if hot else 'degc')}"
                break
    return wide.rename(columns=names).rename_axis(columns=None).reset_index()
