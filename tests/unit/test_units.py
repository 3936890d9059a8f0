from __future__ import annotations

import math
import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim.units.labels import label
from hpsim.units.messages import UnitError
from hpsim.units.money import Price, parse_amount, parse_price, price_text
from hpsim.units.numbers import SMALLEST, number
from hpsim.units.quantities import QUANTITIES, QuantityName
from hpsim.units.values import clock_text, parse, parse_clock, text

TABLE_DIGITS = 2e-6  # SP 811 gives factors of seven digits

# NIST SP 811 (2008), appendix B.8 and B.9: factor of one unit, as printed there.
SP811 = [
    ("1 ft", "length", 0.3048),
    ("1 in", "length", 0.0254),
    ("1 ft2", "area", 0.09290304),
    ("1 ft3", "volume", 0.02831685),
    ("1 Btu/h", "heat_flow", 0.2930711),
    ("1 ton", "heat_flow", 3516.853),
    ("1 h ft2 F/Btu", "resistance", 0.1761102),
    ("1 Btu/h ft2 F", "u_value", 5.678263),
    ("1 Btu/h ft F", "conductivity", 1.730735),
    ("1 Btu in/h ft2 F", "conductivity", 0.1442279),
    ("1 lb/ft3", "density", 16.01846),
    ("1 Btu/lb F", "specific_heat", 4186.8),
    ("1 cfm", "flow", 4.719474e-4),
    ("1 mph", "velocity", 0.44704),
    ("1 therm", "energy", 105.505585262 / 3.6),
]


@pytest.mark.parametrize(("written", "quantity", "factor"), SP811)
def test_factors_are_those_of_sp811(written, quantity, factor):
    assert parse(written, quantity) == pytest.approx(factor, rel=TABLE_DIGITS)


@pytest.mark.parametrize(
    ("written", "quantity", "value"),
    [
        ("68 degF", "temperature", 20.0),
        ("32 °F", "temperature", 0.0),
        ("-40 degF", "temperature", -40.0),
        ("273.15 K", "temperature", 0.0),
        ("20 C", "temperature", 20.0),
        ("1.8 degF", "temperature_difference", 1.0),
        ("2 °C", "temperature_difference", 2.0),
        ("2 K", "temperature_difference", 2.0),
        ("250 ft2", "area", 23.22576),
        ("250 sq ft", "area", 23.22576),
        ("250 ft²", "area", 23.22576),
        ("5' 6\"", "length", 1.6764),
        ("5 ft 6 in", "length", 1.6764),
        ("12.7 mm", "length", 0.0127),
        ("1_000 W", "power", 1000.0),
        (".5 kW", "power", 500.0),
        ("1e3 W", "heat_flow", 1000.0),
        ("3 min", "duration", 180.0),
        ("30 days", "duration", 2_592_000.0),
        ("36 m3/h", "flow", 0.01),
        ("30 %", "fraction", 0.3),
        (0.3, "fraction", 0.3),
        ("7 ach50", "air_change", 7.0),
        (0.5, "air_change", 0.5),
        ("90 deg", "angle", 90.0),
        ("RSI-2.5", "resistance", 2.5),
    ],
)
def test_values_are_read_in_si(written, quantity, value):
    assert parse(written, quantity) == pytest.approx(value, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    "written", ["W/(m² K)", "W/(m²·K)", "W/m2K", "W/m^2 K", "W / m2 / K", "w/m2k", "W/m2°C"]
)
def test_spellings_of_one_unit_are_one(written):
    assert parse(f"2 {written}", "u_value") == 2.0


@pytest.mark.parametrize("written", ["R-13", "R13", "R 13", "13 h·ft²·°F/Btu", "13 ft2 h F/Btu"])
def test_r_values_are_in_their_usual_unit(written):
    assert parse(written, "resistance") == parse("R-13", "resistance")


def test_capitals_matter_where_they_change_the_value():
    assert parse("1 mW", "power") == 1e-3
    assert parse("1 MW", "power") == 1e6
    with pytest.raises(UnitError, match="unknown unit 'Mw'"):
        parse("1 Mw", "power")


@pytest.mark.parametrize(
    ("written", "quantity", "said"),
    [
        (250, "area", "250 needs a unit (an area is written like '250 ft2' or '23 m2')"),
        ("250", "area", "250 needs a unit"),
        ("250 W", "area", "'250 W' is an electric power, not an area"),
        ("6k", "heat_flow", "did you mean '6 kBtu/h'?"),
        ("2.5k", "heat_flow", "write '2.5 kW' or '2.5 kBtu/h'"),
        ("250 sqfeet", "area", "did you mean '250 sqft'?"),
        ("1,000 W", "power", "without a comma"),
        ("0,5 m", "length", "did you mean '0.5 m'?"),
        ("1,000 m", "length", "without a comma: 1000 m"),
        ("1.250,5 ft2", "area", "did you mean '1250.5 ft2'?"),
        ("12x14 ft", "area", "did you mean '168 ft2'?"),
        ("3 m x 4.5 m", "area", "did you mean '13.5 m2'?"),
        ("cold", "temperature", "'cold' is not a temperature"),
        ("nan ft2", "area", "is not an area"),
        (math.nan, "fraction", "not a finite number"),
        (math.inf, "area", "not a finite number"),
        ("1e999 m", "length", "not a finite number"),
        (True, "fraction", "true is not a fraction"),
        (None, "area", "an empty value is not an area"),
        ([1], "area", "a list is not an area"),
        ({"a": 1}, "area", "{a: ...} is not an area"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(written, quantity, said):
    with pytest.raises(UnitError) as caught:
        parse(written, quantity)
    assert said in str(caught.value)


def test_every_quantity_is_complete():
    assert set(get_args(QuantityName)) == set(QUANTITIES)
    for name, quantity in QUANTITIES.items():
        assert parse(f"1 {quantity.si}", name) == pytest.approx(1.0)
        for example in quantity.examples:
            parse(example, name)


@given(
    quantity=st.sampled_from(sorted(QUANTITIES)),
    value=st.floats(-1e9, 1e9, allow_nan=False).map(lambda v: v if abs(v) > SMALLEST else 0.0),
)
def test_text_reads_back_exactly(quantity, value):
    assert parse(text(value, quantity), quantity) == value


@given(
    example=st.sampled_from(
        [(n, e) for n, q in QUANTITIES.items() for e in q.examples if "R-" not in e]
    ),
    magnitude=st.integers(1, 9999),
)
def test_text_keeps_what_a_person_wrote(example, magnitude):
    name, written = example
    unit = written.lstrip("0123456789. ")
    value = parse(f"{magnitude} {unit}", name)
    assert parse(text(value, name), name) == value
    assert len(text(value, name)) <= len(f"{magnitude} {unit}") + 8


@given(text_=st.text(max_size=30), quantity=st.sampled_from(sorted(QUANTITIES)))
def test_any_text_is_a_number_or_one_error(text_, quantity):
    try:
        value = parse(text_, quantity)
    except UnitError:
        return
    assert math.isfinite(value)


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("0.18 $/kWh", Price(0.18, "USD")),
        ("$0.18/kWh", Price(0.18, "USD")),
        ("0.30 €/kWh", Price(0.30, "EUR")),
        ("18 ct/kWh", Price(0.18, "EUR")),
        ("18 ¢/kWh", Price(0.18, "USD")),
        ("25 p/kWh", Price(0.25, "GBP")),
        ("120 EUR/MWh", Price(0.12, "EUR")),
        ("2 SEK per kWh", Price(2.0, "SEK")),
    ],
)
def test_prices(written, price):
    assert parse_price(written) == price
    assert parse_price(price_text(price)) == price


@pytest.mark.parametrize("written", ["0.18", 0.18, "0.18 $", "0.18 /kWh", "0.18 $/h", "2 kr/kWh"])
def test_prices_without_currency_or_energy_are_refused(written):
    with pytest.raises(UnitError, match="price is written like"):
        parse_price(written)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("22:30", 22.5),
        ("0:00", 0.0),
        ("24:00", 24.0),
        ("12:15 am", 0.25),
        ("10 pm", 22.0),
        ("12am", 0.0),
    ],
)
def test_times_of_day(written, hours):
    assert parse_clock(written) == hours


@pytest.mark.parametrize("written", ["25:00", "12:60", "13:00 pm", "13 pm", "10", "noon", 7, None])
def test_impossible_times_of_day_are_refused(written):
    with pytest.raises(UnitError, match="time of day"):
        parse_clock(written)


@given(minutes=st.integers(0, 24 * 60))
def test_clock_text_reads_back(minutes):
    assert parse_clock(clock_text(minutes / 60)) == pytest.approx(minutes / 60)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("heat_delivered_w", "Heat delivered [W]"),
        ("floor_area_m2", "Floor area [m²]"),
        ("room_degc", "Room [°C]"),
        ("heat_loss_w_per_k", "Heat loss [W/K]"),
        ("electricity_kwh", "Electricity [kWh]"),
        ("runs_under_5_min", "Runs under 5 min [-]"),
        ("median_run_min", "Median run [min]"),
        ("rh_over_60_h", "RH over 60 [h]"),
        ("seasonal_cop_heating", "Seasonal COP heating [-]"),
    ],
)
def test_labels_follow_from_names(name, shown):
    assert label(name) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12345.6, "12,346"), (1.5, "1.50"), (-0.01234, "-0.0123"), (0, "0"), (150.0, "150")],
)
def test_numbers_for_people(value, shown):
    assert number(value) == shown


def test_numbers_that_are_none_are_a_dash():
    assert number(None) == number(math.nan) == "–"


@pytest.mark.parametrize(
    ("written", "quantity", "said"),
    [
        ("1e300 mm", "length", "1e300 mm is too large to be meant"),
        ("1e308 m2", "area", "1e308 m2 is too large to be meant"),
        (10**400, "fraction", "is not a finite number"),
        ("9" * 400, "fraction", "is not a fraction"),
        ("9 " + "." * 20_000, "length", "is not a length"),
    ],
)
def test_absurd_numbers_are_refused_in_few_words(written, quantity, said):
    with pytest.raises(UnitError, match=said) as caught:
        parse(written, quantity)
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize("written", ["3.4e8 $/kWh", "-1.1e6 JPY/kWh", "2e3 $/Wh"])
def test_a_price_that_no_currency_has_is_refused(written):
    with pytest.raises(UnitError, match="beyond 1,000,000 of any currency"):
        parse_price(written)
    with pytest.raises(UnitError, match="beyond 1,000,000,000,000"):
        parse_amount("2e12 $")
    assert parse_price("3000 VND/kWh").per_kwh == 3000.0


def test_a_number_absurdly_near_to_zero_is_zero():
    assert parse("1e-300 m2", "area") == 0.0
    assert parse("1e-9 m", "length") == 1e-9


HOSTILE = (
    "1" * 50_000,
    " " * 50_000 + "x",
    "$" + " " * 50_000,
    "1_" * 25_000,
    "1 " + "per" * 20_000,
)


@pytest.mark.parametrize("written", HOSTILE)
def test_no_written_value_takes_long(written):
    begun_s = time.perf_counter()
    with pytest.raises(UnitError):
        parse_price(written)
    for quantity in ("length", "temperature", "fraction"):
        with pytest.raises(UnitError):
            parse(written, quantity)
    assert time.perf_counter() - begun_s < 0.5  # takes a millisecond; was minutes


# Every spelling that is accepted, with the SI value of one of it, from NIST SP 811 (2008), appendix
# B, and SP 330; thermal units by the International Table Btu of 1055.056 J. Typed digit by digit.
SPELLINGS: dict[str, dict[str, float]] = {
    "length": {
        "m meter meters metre metres": 1.0,
        "cm": 0.01,
        "mm": 0.001,
        "ft foot feet '": 0.3048,
        'in inch inches "': 0.0254,
    },
    "area": {
        "m2 sqm qm sq.m": 1.0,
        "cm2": 1e-4,
        "ft2 sqft sq.ft squarefeet sf": 0.09290304,
        "in2 sqin": 6.4516e-4,
    },
    "volume": {
        "m3 cbm": 1.0,
        "L l liter litre liters litres": 1e-3,
        "ft3 cuft": 0.02831685,
    },
    "temperature_difference": {
        "C celsius centigrade K kelvin": 1.0,
        "F fahrenheit": 0.5555556,
    },
    "power": {"W watt watts": 1.0, "mW": 1e-3, "kW": 1e3, "MW": 1e6, "hp": 745.6999},
    "heat_flow": {
        "W watt watts": 1.0,
        "kW": 1e3,
        "Btu/h Btu/hr Btuh Btuperhour Btu Btus": 0.2930711,
        "kBtu/h kBtu/hr kBtuh MBH kBtu": 293.0711,
        "ton tons TR": 3516.853,
    },
    "mass": {"kg": 1.0, "g": 1e-3, "lb lbs": 0.45359237, "oz": 0.02834952},
    "heat_flux": {"W/m2": 1.0, "kW/m2": 1e3, "Btu/hft2 Btu/h/ft2": 3.154591},
    "power_density": {"W/m2": 1.0, "W/ft2": 10.76391},
    "resistance": {
        "m2K/W m2C/W Km2/W RSI": 1.0,
        "hft2F/Btu ft2hF/Btu ft2Fh/Btu hFft2/Btu Fft2h/Btu R": 0.1761102,
    },
    "u_value": {
        "W/m2K W/m2C W/Km2 W/m2/K": 1.0,
        "Btu/hft2F Btu/h/ft2/F Btu/hFft2 Btu/ft2hF Btu/ft2Fh": 5.678263,
    },
    "conductance": {"W/K W/C": 1.0, "Btu/hF Btu/h/F": 0.5275279},
    "conductivity": {
        "W/mK W/mC W/Km W/m/K": 1.0,
        "Btu/hftF Btu/h/ft/F": 1.730735,
        "Btuin/hft2F Btu-in/hft2F": 0.1442279,
    },
    "density": {"kg/m3": 1.0, "g/cm3": 1e3, "lb/ft3 lbm/ft3 pcf": 16.01846},
    "specific_heat": {
        "J/kgK J/kgC": 1.0,
        "kJ/kgK kJ/kgC": 1e3,
        "Btu/lbF Btu/lbmF": 4186.8,
    },
    "flow": {
        "m3/s": 1.0,
        "L/s l/s": 1e-3,
        "m3/h m3/hr cmh": 2.777778e-4,
        "L/h": 2.777778e-7,
        "cfm ft3/min": 4.719474e-4,
    },
    "carbon": {
        "kg/kWh t/MWh": 1.0,
        "g/kWh kg/MWh": 1e-3,
        "lb/MWh lbs/MWh": 4.535924e-4,
        "lb/kWh": 0.4535924,
    },
    "moisture_flow": {
        "kg/s": 1.0,
        "g/s": 1e-3,
        "kg/h": 2.777778e-4,
        "g/h": 2.777778e-7,
        "kg/day kg/d L/day l/day": 1.157407e-5,
        "lb/h": 1.259979e-4,
    },
    "duration": {
        "s sec second seconds": 1.0,
        "min minute minutes": 60.0,
        "h hr hour hours": 3600.0,
        "d day days": 86400.0,
        "week weeks": 604800.0,
    },
    "irradiance": {"W/m2": 1.0, "kW/m2": 1e3},
    "angle": {"deg degree degrees": 1.0, "rad radian radians": 57.29578},
    "energy": {
        "kWh": 1.0,
        "Wh": 1e-3,
        "MWh": 1e3,
        "J": 2.777778e-7,
        "MJ": 0.2777778,
        "Btu": 2.930711e-4,
        "kBtu": 0.2930711,
        "therm therms": 29.30711,
    },
    "velocity": {"m/s": 1.0, "km/h": 0.2777778, "mph": 0.44704, "kt knots": 0.5144444},
    "pressure": {"Pa": 1.0, "hPa mbar": 100.0, "kPa": 1e3, "bar": 1e5},
    "fraction": {"% percent": 0.01},
    "air_change": {"1/h /h h-1 ach ACH ach50 ACH50": 1.0, "1/s": 3600.0},
}
SCALES = {  # of temperatures: zero of the scale and one degree above it [degC]
    "C celsius centigrade": (0.0, 1.0),
    "K kelvin": (-273.15, -272.15),
    "F fahrenheit": (-17.77778, -17.22222),
}


def test_no_spelling_is_left_out_of_the_table() -> None:
    for name, quantity in QUANTITIES.items():
        table = SCALES if name == "temperature" else SPELLINGS[name]
        assert {word for words in table for word in words.split()} == set(quantity.factors), name


@pytest.mark.parametrize("quantity", SPELLINGS)
def test_every_spelling_is_the_unit_of_the_standard(quantity) -> None:
    for words, value in SPELLINGS[quantity].items():
        for word in words.split():
            assert parse(f"3 {word}", quantity) == pytest.approx(3.0 * value, rel=TABLE_DIGITS), (
                word
            )


def test_every_spelling_of_a_temperature_has_its_zero_and_its_degree() -> None:
    for words, (zero_degc, one_degc) in SCALES.items():
        for word in words.split():
            for written in (word, f"deg{word}", f"°{word}") if len(word) == 1 else (word,):
                assert parse(f"0 {written}", "temperature") == pytest.approx(zero_degc, abs=1e-5)
                assert parse(f"1 {written}", "temperature") == pytest.approx(one_degc, abs=1e-5)
