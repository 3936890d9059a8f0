"""From a value inside the program to what a person reads: in US or in SI units.

Inside everything is SI; here is the one place where a quantity becomes a text, a table heading, an
axis or a column for people. What a value is follows from its name's unit suffix, as everywhere:
``heat_loss_w_per_k`` is a conductance, ``outdoor_degc`` a temperature, ``swing_k`` a difference.

Electric power and electric energy are W and kWh in both systems; heat flows are Btu/h in US units.
Energies stay kWh, so that heat and electricity can be compared. Differences in °F have no offset.

References
----------
Conversion factors: `hpsim.units.constants` (NIST SP 811).
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from hpsim.units import constants as c
from hpsim.units.labels import label, split_name
from hpsim.units.numbers import number
from hpsim.units.systems import UnitSystem

FloatArray: TypeAlias = NDArray[np.float64]


class Shown(NamedTuple):
    """How an SI unit is shown: ``value * factor + offset`` in another unit."""

    unit: str
    factor: float
    offset: float = 0.0


US: dict[str, Shown] = {
    "°C": Shown("°F", 1.8, 32.0),
    "K": Shown("°F", 1.8),
    "K h": Shown("°F h", 1.8),
    "1/K": Shown("1/°F", c.K_PER_DEGF),
    "m": Shown("ft", 1 / c.M_PER_FT),
    "km": Shown("miles", 1 / c.KM_PER_MILE),
    "mm": Shown("in", 1e-3 / c.M_PER_IN),
    "m²": Shown("ft²", 1 / c.M2_PER_FT2),
    "m³": Shown("ft³", 1 / c.M3_PER_FT3),
    "m³/s": Shown("cfm", 1 / c.M3_PER_S_PER_CFM),
    "m³/h": Shown("cfm", 1 / (c.S_PER_H * c.M3_PER_S_PER_CFM)),
    "L/s": Shown("cfm", 1e-3 / c.M3_PER_S_PER_CFM),
    "m/s": Shown("mph", 3.6 / c.KM_PER_MILE),
    "kg": Shown("lb", 1 / c.KG_PER_LB),
    "kg/s": Shown("lb/h", c.S_PER_H / c.KG_PER_LB),
    "kg/h": Shown("lb/h", 1 / c.KG_PER_LB),
    "kg/m³": Shown("lb/ft³", c.M3_PER_FT3 / c.KG_PER_LB),
    "g/m³": Shown("gr/ft³", 1e-3 * c.GRAINS_PER_LB / c.KG_PER_LB * c.M3_PER_FT3),
    "kg/kg": Shown("lb/lb", 1.0),
    "kg/kWh": Shown("lb/kWh", 1 / c.KG_PER_LB),
    "L": Shown("gal", 1e-3 / c.M3_PER_GAL),
    "W/K": Shown("Btu/h·°F", c.BTUH_PER_W * c.K_PER_DEGF),
    "K/W": Shown("°F·h/Btu", 1 / (c.BTUH_PER_W * c.K_PER_DEGF)),
    "J/K": Shown("Btu/°F", c.K_PER_DEGF / c.J_PER_BTU),
    "W/m²": Shown("Btu/h·ft²", c.BTUH_PER_W * c.M2_PER_FT2),
    "kWh/m²": Shown("kWh/ft²", c.M2_PER_FT2),
    "W/(m²K)": Shown("Btu/h·ft²·°F", c.R_IP),
    "m²K/W": Shown("h·ft²·°F/Btu", c.U_IP),
    "W/(m K)": Shown("Btu/h·ft·°F", 1 / c.CONDUCTIVITY_IP),
    "J/(kg K)": Shown("Btu/lb·°F", 1 / c.SPECIFIC_HEAT_IP),
}
"""SI unit of a label -> what it is in US units; units that are not here stay as they are."""
SI = {"J/K": Shown("kJ/K", 1e-3)}
"""The few SI units that people read with another prefix."""
HEAT_US = {"W": Shown("Btu/h", c.BTUH_PER_W), "kW": Shown("kBtu/h", c.BTUH_PER_W)}
HEAT = re.compile(
    r"(^|_)(heat|heating|cool|cooling|load|capacity|loss|gain|gains|output|latent|sensible|solar)(_|$)"
)
"""Words in a name that make its watts a heat flow."""
ELECTRIC = re.compile(
    r"(^|_)(electric|electricity|power|compressor|fan|backup|defrost|standby)(_|$)"
)
"""Words that make them electric power: ``compressor_heating_w``."""


@overload
def in_units(value: float, name: str, system: UnitSystem) -> float: ...
@overload
def in_units(value: FloatArray, name: str, system: UnitSystem) -> FloatArray: ...
def in_units(value: float | FloatArray, name: str, system: UnitSystem) -> float | FloatArray:
    """Return values of a named SI quantity, such as ``room_degc``, in a system of units.

    Examples
    --------
    >>> in_units(20.0, "room_degc", "us"), round(in_units(1.0, "swing_k", "us"), 2)
    (68.0, 1.8)
    """
    shown = how_shown(name, system)
    return value * shown.factor + shown.offset


def how_shown(name: str, system: UnitSystem) -> Shown:
    """Return how a named quantity is shown in a system of units."""
    stem, unit = split_name(name)
    if system == "si":
        return SI.get(unit, Shown(unit, 1.0))
    if unit in HEAT_US and HEAT.search(stem) and not ELECTRIC.search(stem):
        return HEAT_US[unit]
    return US.get(unit, Shown(unit, 1.0))


def quantity_text(value: float | None, name: str, system: UnitSystem, digits: int = 3) -> str:
    """Return a value with its unit, rounded as people say it.

    Parameters
    ----------
    value
        In the unit of the name's suffix; None or not finite: a dash.
    name
        With its unit suffix.
    system
        ``us`` or ``si``.
    digits
        Significant digits; temperatures are rounded to whole degrees, or to tenths with four.

    Examples
    --------
    >>> quantity_text(23.23, "floor_area_m2", "us"), quantity_text(23.23, "floor_area_m2", "si")
    ('250 ft²', '23.2 m²')
    >>> quantity_text(1729.0, "design_heating_w", "us"), quantity_text(1729.0, "heating_w", "si")
    ('5,900 Btu/h', '1,730 W')
    """
    if value is None:
        return number(None)
    shown = how_shown(name, system)
    converted = value * shown.factor + shown.offset
    if shown.unit in ("°C", "°F") and split_name(name)[1] == "°C":
        text = f"{converted:.{max(digits - 3, 0)}f}"
        return f"{'0' if float(text) == 0 else text} {shown.unit}".replace("-", "\N{MINUS SIGN}")
    if shown.unit == "Btu/h" and abs(converted) >= 1000.0:
        return f"{round(converted, -2):,.0f} {shown.unit}"
    if shown.unit == "W" and abs(converted) >= 100.0 and digits <= 3:
        # 10 W is as coarse as the 100 Btu/h of the other system
        return f"{round(converted, -1 if digits < 3 or abs(converted) >= 1000.0 else 0):,.0f} W"
    return f"{number(converted, digits)} {shown.unit}".rstrip()


def label_in(name: str, system: UnitSystem) -> str:
    """Return the label of an axis or a column in a system of units.

    Examples
    --------
    >>> label_in("heat_loss_w_per_k", "us")
    'Heat loss [Btu/h·°F]'
    """
    unit = split_name(name)[1]
    text = label(name)
    return text.replace(f"[{unit}]", f"[{how_shown(name, system).unit}]") if unit else text


_PLAIN = str.maketrans({"²": "2", "³": "3", "°": "deg", "(": None, ")": None, " ": None})
_SPELLINGS = {unit.translate(_PLAIN): unit for unit in US if unit != "K h"} | {"W/m²K": "W/(m²K)"}
"""How texts write some of the units of `US`."""
_NUMBER = r"[-\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?"
_BELOW_ZERO = re.compile(r"(?<![\w.,'`-])-(?=\d[\d.,]*(?: to [\d.,]+)? °)")
_IN_TEXT = re.compile(
    r"'[^']*'|`[^`]*`|"  # what was written or is to be written stays
    rf"(?<![\w.,-])(?:(?P<first>{_NUMBER})(?P<to> to | and | \.\.\. |–))?"
    rf"(?P<number>{_NUMBER}) ?(?P<unit>W(?= of (?:heat|cooling)\b)|"
    + "|".join(sorted(map(re.escape, {*US, *_SPELLINGS}), key=len, reverse=True))
    + r")(?![\w²³/])"
)


def translated(text: str, system: UnitSystem, keep: str = "") -> str:
    """Return a text with its SI quantities in a system of units.

    For notes and defaults that are written deep in the library, where nobody knows the reader.
    What stands in US units already (47 °F, a rating condition) stays, and so does what is in
    quotation marks, and watts, but for those "of heat" or "of cooling".

    Parameters
    ----------
    text : str
        With numbers followed by their units, and ranges such as ``7 to 27 degC``.
    system : str
        us or si.
    keep : str
        What the author wrote: quantities that stand in it stay as they are.

    Examples
    --------
    >>> translated("open above 26 degC, 2 K over outdoors", "us")
    'open above 78.8 °F, 3.6 °F over outdoors'
    >>> translated("450 W of heat at 8.33 degC, 5 W of standby", "us")
    '1,500 Btu/h of heat at 47 °F, 5 W of standby'
    >>> translated("typical: 7 to 27 degC", "us"), translated("open above 26 degC", "si")
    ('typical: 44.6 to 80.6 °F', 'open above 26 °C')
    >>> translated("it stops below -17.8 degC", "us"), translated("0.05 K off", "us")
    ('it stops below 0 °F', '0.09 °F off')
    >>> translated("3.012 m2K/W as an assembly", "us")
    'R-17.1 as an assembly'
    """

    def shown(match: re.Match[str]) -> str:
        if match["unit"] is None or match[0] in keep:
            return match[0]
        to = Shown(_SPELLINGS.get(match["unit"], match["unit"]), 1.0)
        to = {**US, **HEAT_US}[to.unit] if system == "us" else to
        numbers = (match[part] for part in ("first", "number") if match[part])
        values = [_in_another(written, to) for written in numbers]
        if to.unit == US["m²K/W"].unit:  # as the trade writes it
            return (match["to"] or "").join(f"R-{value}" for value in values)
        return f"{(match['to'] or '').join(values)} {to.unit}"

    return _IN_TEXT.sub(shown, text)


def _in_another(written: str, to: Shown) -> str:
    """Return a number of a text in another unit, without zeros that say nothing."""
    if to.factor == 1.0:
        return written
    value = float(written.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    converted = value * to.factor + to.offset
    if to.unit == "Btu/h" and abs(converted) >= 1000.0:
        return f"{round(converted, -2):,.0f}"
    is_temperature = to.offset != 0.0  # near 0 °F its third digit says nothing
    shown = f"{converted:.1f}" if is_temperature else number(converted)
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown


class Reader(NamedTuple):
    """Who reads: gives texts, bare numbers and units in one system."""

    system: UnitSystem

    def text(self, value: float | None, name: str, digits: int = 3) -> str:
        """Return a value with its unit, as `quantity_text`."""
        return quantity_text(value, name, self.system, digits)

    def number(self, value: float | None, name: str, digits: int = 3) -> str:
        """Return a value without its unit, for a column whose heading has it."""
        return number(None if value is None else in_units(value, name, self.system), digits)

    def unit(self, name: str) -> str:
        """Return the unit of a named quantity."""
        return how_shown(name, self.system).unit

    def translated(self, text: str) -> str:
        """Return a text with its quantities in the reader's units, as `translated`."""
        return _BELOW_ZERO.sub("\N{MINUS SIGN}", translated(text, self.system))
