"""Every kind of value that a person may write, with all spellings of its units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from hpsim.records import dataclass
from hpsim.units.constants import (
    CONDUCTIVITY_IP,
    J_PER_BTU,
    J_PER_KWH,
    K_PER_DEGF,
    KG_PER_LB,
    M2_PER_FT2,
    M3_PER_FT3,
    M3_PER_S_PER_CFM,
    M_PER_FT,
    M_PER_IN,
    R_IP,
    S_PER_H,
    SPECIFIC_HEAT_IP,
    U_IP,
    W_PER_BTUH,
    W_PER_HP,
    W_PER_TON,
    ZERO_DEGC_IN_K,
)
from hpsim.units.messages import written_like


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of value and every unit it may be written in."""

    title: str
    """With its article: ``an area``."""
    si: str
    """The unit kept inside, in a spelling that `parse` accepts."""
    examples: tuple[str, ...]
    """What a person would write, the commonest first."""
    factors: Mapping[str, float]
    """Spelling -> how many SI units one of it is."""
    offsets: Mapping[str, float] = field(default_factory=dict)
    """Spelling -> what is added before the factor (temperatures)."""
    bare: float | None = None
    """What a number without a unit is multiplied by; None where a unit is needed."""

    @property
    def hint(self) -> str:
        """How it is written, as the way out of a message."""
        return written_like(self.title, self.examples)


def _table(*rows: tuple[float, str]) -> dict[str, float]:
    """Return spelling -> factor from rows of a factor and its blank-separated spellings."""
    return {spelling: factor for factor, spellings in rows for spelling in spellings.split()}


_TEMPERATURES = _table(
    (1.0, "C celsius centigrade"), (1.0, "K kelvin"), (K_PER_DEGF, "F fahrenheit")
)
_FLOWS = _table(
    (1.0, "m3/s"),
    (1e-3, "L/s l/s"),
    (1 / S_PER_H, "m3/h m3/hr cmh"),
    (1e-3 / S_PER_H, "L/h"),
    (M3_PER_S_PER_CFM, "cfm ft3/min"),
)

QuantityName: TypeAlias = Literal[
    "length",
    "area",
    "volume",
    "temperature",
    "temperature_difference",
    "power",
    "heat_flow",
    "heat_flux",
    "power_density",
    "resistance",
    "u_value",
    "conductance",
    "conductivity",
    "density",
    "specific_heat",
    "flow",
    "carbon",
    "moisture_flow",
    "duration",
    "irradiance",
    "angle",
    "energy",
    "mass",
    "velocity",
    "pressure",
    "fraction",
    "air_change",
]

QUANTITIES: dict[QuantityName, Quantity] = {
    "length": Quantity(
        "a length",
        "m",
        ("2.5 m", "8 ft", "12 mm"),
        _table(
            (1.0, "m meter meters metre metres"),
            (0.01, "cm"),
            (0.001, "mm"),
            (M_PER_FT, "ft foot feet '"),
            (M_PER_IN, 'in inch inches "'),
        ),
    ),
    "area": Quantity(
        "an area",
        "m2",
        ("250 ft2", "23 m2"),
        _table(
            (1.0, "m2 sqm qm sq.m"),
            (1e-4, "cm2"),
            (M2_PER_FT2, "ft2 sqft sq.ft squarefeet sf"),
            (M_PER_IN**2, "in2 sqin"),
        ),
    ),
    "volume": Quantity(
        "a volume",
        "m3",
        ("75 m3", "2000 ft3"),
        _table((1.0, "m3 cbm"), (1e-3, "L l liter litre liters litres"), (M3_PER_FT3, "ft3 cuft")),
    ),
    "temperature": Quantity(
        "a temperature",
        "degC",
        ("68 degF", "20 degC"),
        _TEMPERATURES,
        {"K": -ZERO_DEGC_IN_K, "kelvin": -ZERO_DEGC_IN_K, "F": -32.0, "fahrenheit": -32.0},
    ),
    "temperature_difference": Quantity(
        "a temperature difference", "K", ("1 degF", "0.5 K"), _TEMPERATURES
    ),
    "power": Quantity(
        "an electric power",
        "W",
        ("150 W", "1.5 kW"),
        _table((1.0, "W watt watts"), (1e-3, "mW"), (1e3, "kW"), (1e6, "MW"), (W_PER_HP, "hp")),
    ),
    "heat_flow": Quantity(
        "a heat flow",
        "W",
        ("6 kBtu/h", "9000 Btu/h", "2.6 kW"),
        _table(
            (1.0, "W watt watts"),
            (1e3, "kW"),
            (W_PER_BTUH, "Btu/h Btu/hr Btuh Btuperhour Btu Btus"),  # as units are sold
            (1e3 * W_PER_BTUH, "kBtu/h kBtu/hr kBtuh MBH kBtu"),
            (W_PER_TON, "ton tons TR"),
        ),
    ),
    "heat_flux": Quantity(
        "a heat flow per area",
        "W/m2",
        ("200 W/m2", "60 Btu/h ft2"),
        _table((1.0, "W/m2"), (1e3, "kW/m2"), (W_PER_BTUH / M2_PER_FT2, "Btu/hft2 Btu/h/ft2")),
    ),
    "power_density": Quantity(
        "a power per floor area",
        "W/m2",
        ("5 W/m2", "0.5 W/ft2"),
        _table((1.0, "W/m2"), (1 / M2_PER_FT2, "W/ft2")),
    ),
    "resistance": Quantity(
        "a thermal resistance",
        "m2K/W",
        ("R-13", "2.3 m2K/W", "13 h ft2 F/Btu"),
        _table(
            (1.0, "m2K/W m2C/W Km2/W RSI"),
            (R_IP, "hft2F/Btu ft2hF/Btu ft2Fh/Btu hFft2/Btu Fft2h/Btu R"),
        ),
    ),
    "u_value": Quantity(
        "a U-value",
        "W/m2K",
        ("1.8 W/m2K", "0.32 Btu/h ft2 F"),
        _table(
            (1.0, "W/m2K W/m2C W/Km2 W/m2/K"),
            (U_IP, "Btu/hft2F Btu/h/ft2/F Btu/hFft2 Btu/ft2hF Btu/ft2Fh"),
        ),
    ),
    "conductance": Quantity(
        "a heat-loss coefficient",
        "W/K",
        ("12 W/K", "23 Btu/h F"),
        _table((1.0, "W/K W/C"), (W_PER_BTUH / K_PER_DEGF, "Btu/hF Btu/h/F")),
    ),
    "conductivity": Quantity(
        "a thermal conductivity",
        "W/mK",
        ("0.16 W/mK", "1.1 Btu in/h ft2 F"),
        _table(
            (1.0, "W/mK W/mC W/Km W/m/K"),
            (CONDUCTIVITY_IP, "Btu/hftF Btu/h/ft/F"),
            (CONDUCTIVITY_IP / 12, "Btuin/hft2F Btu-in/hft2F"),
        ),
    ),
    "density": Quantity(
        "a density",
        "kg/m3",
        ("800 kg/m3", "50 lb/ft3"),
        _table((1.0, "kg/m3"), (1e3, "g/cm3"), (KG_PER_LB / M3_PER_FT3, "lb/ft3 lbm/ft3 pcf")),
    ),
    "specific_heat": Quantity(
        "a specific heat",
        "J/kgK",
        ("1000 J/kgK", "0.24 Btu/lb F"),
        _table(
            (1.0, "J/kgK J/kgC"),
            (1e3, "kJ/kgK kJ/kgC"),
            (SPECIFIC_HEAT_IP, "Btu/lbF Btu/lbmF"),
        ),
    ),
    "flow": Quantity("an air flow", "m3/s", ("10 L/s", "20 cfm", "36 m3/h"), _FLOWS),
    "carbon": Quantity(
        "the carbon of a unit of energy",
        "kg/kWh",
        ("0.4 kg/kWh", "400 g/kWh", "889 lb/MWh"),
        _table(
            (1.0, "kg/kWh t/MWh"),
            (1e-3, "g/kWh kg/MWh"),
            (KG_PER_LB * 1e-3, "lb/MWh lbs/MWh"),
            (KG_PER_LB, "lb/kWh"),
        ),
    ),
    "moisture_flow": Quantity(
        "a moisture flow",
        "kg/s",
        ("50 g/h", "2 kg/day"),
        _table(
            (1.0, "kg/s"),
            (1e-3, "g/s"),
            (1 / S_PER_H, "kg/h"),
            (1e-3 / S_PER_H, "g/h"),
            (1 / 86_400, "kg/day kg/d L/day l/day"),
            (KG_PER_LB / S_PER_H, "lb/h"),
        ),
    ),
    "duration": Quantity(
        "a duration",
        "s",
        ("60 s", "3 min", "1 h", "30 days"),
        _table(
            (1.0, "s sec second seconds"),
            (60.0, "min minute minutes"),
            (S_PER_H, "h hr hour hours"),
            (86_400.0, "d day days"),
            (604_800.0, "week weeks"),
        ),
    ),
    "irradiance": Quantity(
        "an irradiance", "W/m2", ("200 W/m2",), _table((1.0, "W/m2"), (1e3, "kW/m2"))
    ),
    "angle": Quantity(
        "an angle",
        "deg",
        ("15 deg",),
        _table((1.0, "deg degree degrees"), (180 / math.pi, "rad radian radians")),
    ),
    "energy": Quantity(
        "an energy",
        "kWh",
        ("500 kWh",),
        _table(
            (1.0, "kWh"),
            (1e-3, "Wh"),
            (1e3, "MWh"),
            (1 / J_PER_KWH, "J"),
            (1e6 / J_PER_KWH, "MJ"),
            (J_PER_BTU / J_PER_KWH, "Btu"),
            (1e3 * J_PER_BTU / J_PER_KWH, "kBtu"),
            (1e5 * J_PER_BTU / J_PER_KWH, "therm therms"),
        ),
    ),
    "mass": Quantity(
        "a mass",
        "kg",
        ("0.8 kg", "28 oz"),
        _table((1.0, "kg"), (1e-3, "g"), (KG_PER_LB, "lb lbs"), (KG_PER_LB / 16.0, "oz")),
    ),
    "velocity": Quantity(
        "a speed",
        "m/s",
        ("3 m/s", "7 mph"),
        _table((1.0, "m/s"), (1 / 3.6, "km/h"), (0.44704, "mph"), (1852 / 3600, "kt knots")),
    ),
    "pressure": Quantity(
        "a pressure",
        "Pa",
        ("101325 Pa", "1013 hPa"),
        _table((1.0, "Pa"), (100.0, "hPa mbar"), (1e3, "kPa"), (1e5, "bar")),
    ),
    "fraction": Quantity("a fraction", "", ("0.3", "30 %"), _table((0.01, "% percent")), bare=1.0),
    "air_change": Quantity(
        "an air change per hour",
        "",
        ("0.5", "0.5 1/h"),
        _table((1.0, "1/h /h h-1 ach ACH ach50 ACH50"), (S_PER_H, "1/s")),
        bare=1.0,
    ),
}
