"""Wrong scenarios: every mistake is told once, in one line, with its place and the way out."""

# ruff: noqa: E501 - each row of the tables is one mistake and its message
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim import cli
from hpsim.description.yamlfile import read_yaml
from hpsim.errors import ScenarioError
from hpsim.scenario.load import examine, load_scenario, scenario_error, scenario_warnings
from hpsim.scenario.product_files import file_problems

CONTRACT = Path(__file__).parents[1] / "data" / "contract"
MINIMAL = (CONTRACT / "minimal.yaml").read_text()
CASE_600 = (CONTRACT / "case600.yaml").read_text()
SOUTH = "{name: south, construction: wall, area: 21.6 m2, facing: south, boundary: outdoors}"
NORTH = "{name: north, construction: wall, area: 21.6 m2, facing: north, boundary: outdoors}"
PUMP = "{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}"


def told(text: str) -> list[str]:
    tree, found = read_yaml(text, "room.yaml")
    _, problems = examine(tree, found)
    assert all(problem.file == "room.yaml" for problem in problems)
    return [problem.as_text() for problem in problems]


def odd(text: str) -> list[str]:
    tree, found = read_yaml(text, "room.yaml")
    scenario, problems = examine(tree, found)
    assert not problems
    assert scenario is not None
    return [warning.as_text() for warning in scenario_warnings(scenario, tree)]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


# what is written instead of what -> the one message
ONE_MISTAKE = [
    ("hspf2: 10", "hspff2: 10", "line 11, candidates[0].hspff2: unknown key (did you mean 'hspf2'?)"),
    ("quality: good", "colour: red", "line 6, room.colour: unknown key (keys here: kind, floor_area"),
    ("250 ft2", "250", "line 5, room.floor_area: 250 needs a unit (an area is written like '250 ft2'"),
    ("250 ft2", "250 W", "line 5, room.floor_area: '250 W' is an electric power, not an area"),
    ("250 ft2", "-250 ft2", "line 5, room.floor_area: -250 ft2 is not above 0"),
    ("250 ft2", ".nan", "line 5, room.floor_area: .nan is not a finite number"),
    ("250 ft2", "nan ft2", "line 5, room.floor_area: 'nan ft2' is not an area"),
    ("250 ft2", "", "line 5, room.floor_area: has no value (such as '250 ft2')"),
    ("  floor_area: 250 ft2\n", "", "line 3, room.floor_area: is needed (such as '250 ft2')"),
    ("quality: good", "quality: god", "line 6, room.quality: 'god' is not known here (did you mean 'good'?"),
    ("quality: good", "quality: yes", "line 6, room.quality: 'yes' is not known here (one of poor, average"),
    ("quality: good", "quality: good\n  code: x", "line 3, room: quality and code exclude each other"),
    ("quality: good", "quality: good\n  quality: good", "line 7, room.quality: written twice, first in line 6"),
    ("kind: addition", "kind: shed", "line 4, room.kind: 'shed' is not a kind of room (nearest: 'tiny_house',"),
    ("  kind: addition\n", "", "line 3, room.kind: is needed (bedroom, addition,"),
    ("facing: south", "facing: sout", "line 7, room.windows[0].facing: 'sout' is not a direction (did you"),
    ("area: 30 ft2", "area: 3000 ft2", "openings in 'south wall' add up to"),
    ("area: 30 ft2", "width: 1 m", "line 7, room.windows[0]: area is needed, or width and height"),
    ("68 degF", "68", "line 8, thermostat.heating: 68 needs a unit (a temperature is written like"),
    ("68 degF", "80 degF", "line 8, thermostat.cooling: cooling - heating is -4 °F: cooling is below heating"),
    ("68 degF", "75.5 degF, differential: 1 K", "line 8, thermostat.cooling: cooling - heating is 0.5 °F: less than the differential"),
    (PUMP, PUMP.replace("}", ", control: mitsubishy}"), "line 11, candidates[0].control: 'mitsubishy' is not known here (did you mean 'mitsubishi'?"),
    (PUMP, PUMP.replace("}", ", control: {profile: midee}}"), "line 11, candidates[0].control.profile: 'midee' is not known here (did you mean 'midea'?"),
    (PUMP, PUMP.replace("}", ", control: {cooling: {hold: 25 h}}}"), "line 11, candidates[0].control.cooling.hold: 25 h is above 24 h"),
    (PUMP, PUMP.replace("}", ", control: {cooling: {restart: -2 K}}}"), "line 11, candidates[0].control: cooling starts again at -2 K, beyond its stop at -1.5 K (sensor less setpoint: cooling stops below and starts again above)"),
    (PUMP, PUMP.replace("}", ", control: {cooling: {restart: -3 degF}}}"), "line 11, candidates[0].control: cooling starts again at -3 degF, beyond its stop at -2.7 °F (sensor less setpoint: cooling stops below and starts again above)"),
    (PUMP, PUMP.replace("}", ", control: {fan_after_stop: {heating: {sample: {run: 60 s, every: 30 s}}}}}"), "line 11, candidates[0].control.fan_after_stop.heating.sample: a sample of 60 s every 30 s never ends (every: longer than run)"),
    (PUMP, PUMP.replace("}", ", control: {fan_after_stop: {heating: on and on}}}"), "line 11, candidates[0].control.fan_after_stop.heating: 'on and on' is not known here"),
    (PUMP, PUMP.replace("}", ", control: 5}"), "line 11, candidates[0].control: 5 is not a control (generic, mitsubishi, midea"),
    ("68 degF", "19 K", "line 8, thermostat.heating: -254.15 °C is no temperature of a room"),
    ("quality: good", "below: garage", "line 6, room.below: 'garage' is not known here (one of ground, crawlspace, basement, home, outdoors; over a garage: room.buffers, of a room of kind: detail"),
    ("quality: good", "buffers: {attic: {ach: 3}}", "line 6, room.buffers: unknown key (of a room of kind: detail"),
    ("76 degF", "76 degC", "line 8, thermostat.cooling: 76 degC is no temperature of a room (did you mean '76 degF'?)"),
    ("quality: good", "infiltration: {ach: 300}", "line 6, room.infiltration.ach: 300 is above 100"),
    ("quality: good", "infiltration: {ach50: 5000}", "line 6, room.infiltration.ach50: 5000 is above 500"),
    ("quality: good", "ceiling_height: 800 ft", "line 6, room.ceiling_height: 800 ft is above 98.4 ft"),
    ("0.18 $/kWh", "-3 $/kWh", "line 9, tariff.price: -3 USD per kWh is below 0 (a minus sign too many?"),
    (PUMP, PUMP.replace("}", ", name: A}") + "\n  - " + PUMP.replace("}", ", name: a}"), "line 12, candidates[1].name: 'a' differs from 'A' in capitals only (another name)"),
    ("76 degF", "none", "line 8, thermostat.cooling: unknown schedule 'none' (leave cooling out: then there is none)"),
    ("68 degF", "winter", "line 8, thermostat.heating: unknown schedule 'winter'"),
    ("68 degF", "68 degF, differential: -0.5 K", "line 8, thermostat.differential: -0.5 K is not above 0"),
    ("0.18 $/kWh", "0.18", "line 9, tariff.price: 0.18 needs a currency and what it is per (a price is written like '0.18 $/kWh'"),
    ("us-5A-chicago", "us-5A-chicgo", "line 2, weather: unknown weather id 'us-5A-chicgo' (nearest: us-5A-chicago"),
    ("us-5A-chicago", "here.epw", "line 2, weather: no such weather file: 'here.epw'"),
    ("kind: variable_speed", "kind: variabel_speed", "line 11, candidates[0].kind: 'variabel_speed' is not a kind of candidate (did you mean 'variable_speed'?)"),
    ("size: 6 kBtu/h", "size: 6k", "line 11, candidates[0].size: '6k' is not a heat flow (did you mean '6 kBtu/h'?)"),
    ("seer2: 21", "seer2: 2.1", "line 11, candidates[0]: seer2 2.1 is a COP of 0.62, below 1"),
    (PUMP, "ideal", "line 11, candidates[0]: 'ideal' is not a kind of candidate"),
    ("kind: variable_speed", "kind: ", "line 11, candidates[0].kind: has no value (single_stage,"),
    ("hspf2: 10}", "hspf2: 10, heating: 68 degF}", "line 11, candidates[0].heating: 68 degF is neither true nor false (write true or false)"),
    (PUMP, "{kind: ideal, size: 6 kBtu/h}", "line 11, candidates[0].size: unknown key (keys here: kind, name)"),
    ("kind: variable_speed", "kind: portable", "line 11, candidates[0]: 'portable' is not a kind of candidate (write kind: single_stage, form: portable_one_hose or portable_two_hose)"),
    ("kind: variable_speed", "kind: split", "line 11, candidates[0]: 'split' is not a kind of candidate (write kind: variable_speed; a wall unit"),
    (PUMP, "{kind: window AC, size: 6 kBtu/h}", "line 11, candidates[0]: 'window AC' is not a kind of candidate (write kind: single_stage, form: window)"),
    (PUMP, "{kind: space heater, size: 1 kW}", "line 11, candidates[0]: 'space heater' is not a kind of candidate (write kind: baseboard)"),
    (PUMP, "{kind: gas furnace, size: 5 kW}", "line 11, candidates[0]: 'gas furnace' is not a kind of candidate (write kind: furnace, fuel: gas)"),
    (PUMP, "{kind: baseboard, size: 1 kW, watts: 1000}", "line 11, candidates[0].watts: unknown key (write size: 1.5 kW)"),
    ("hspf2: 10}", "hspf2: 10, brand: Acme}", "line 11, candidates[0].brand: unknown key (write name: Brand and model, or product: ID"),
    ("quality: good", "quality: good\n  wall: R-13", "line 7, room.wall: unknown key (write constructions: {wall: R-19}, or a quality)"),
    ("kind: variable_speed", "kind: mini-split", "line 11, candidates[0]: 'mini-split' is not a kind of candidate (write kind: variable_speed; a wall unit without ducts is the usual form)"),
    (PUMP, "{kind: furnace, size: 5 kW, afue: 95}", "line 11, candidates[0].afue: 95 is above 1: more heat than the fuel has (a fraction: 0.95, or '95 %')"),
    (PUMP, "{kind: furnace, size: 5 kW, afue: 110 %}", "line 11, candidates[0].afue: 1.1 is above 1: more heat than the fuel has (0.80, or '80 %')"),
    (PUMP, "{kind: furnace, size: 5 kW, fan_delay: 2 h}", "line 11, candidates[0].fan_delay: 2 h is above 10 min"),
    (PUMP, "{kind: single_stage, form: portable_one_hose, size: 1 W}", "line 11, candidates[0]: the hose would give back what a unit of this size takes out"),
    (PUMP, "{kind: single_stage, form: portable_one_hose, size: 8 kBtu/h, hose: {airflow: 10000 cfm}}", "line 11, candidates[0]: with this hose and label its coil would have a COP of"),
    (PUMP, "{kind: single_stage, form: portable_one_hose, size: 8 kBtu/h, hose: {home: 79 degF}}", "line 11, candidates[0].hose: home, but no air comes from there (from_home: 40 %)"),
    (PUMP, "{kind: single_stage, form: ducted, size: 9 kBtu/h, seer2: 15, ducts: {supply_leak: 8}}", "line 11, candidates[0].ducts.supply_leak: 8 is above 0.5 (did you mean '8 %'?)"),
    ("{price: 0.18 $/kWh}", "{gas: 1.5 $/therm}", "line 9, tariff: no price of electricity (price: 0.18 $/kWh, or region: IL for its averages)"),
    (PUMP, "{kind: furnace, size: 5 kW, pilot: 5 kW}", "line 11, candidates[0]: a pilot of 17,100 Btu/h of heat, a furnace of 17,100 Btu/h of heat (500 Btu/h is usual where there is one)"),
    (PUMP, "{kind: furnace, size: 5 kW, duct_loss: 120 %}", "line 11, candidates[0].duct_loss: 120 % is above 100 %"),
    (PUMP, "{kind: furnace, size: 5 kW, afue: 0.2}", "line 11, candidates[0].afue: 0.2 is below 0.4 (usual: 0.65 to 0.98)"),
    (PUMP, "{kind: furnace, size: 5 kW, fuel: propan}", "line 11, candidates[0].fuel: 'propan' is not a fuel that is known here (did you mean 'propane'?)"),
    (PUMP, "{kind: furnace, size: 5 kW, fuel: coal}", "line 11, candidates[0].fuel: 'coal' is not a fuel that is known here"),
    (PUMP, "{kind: furnace, size: 5 kW, low_fire: 0.4}", "line 11, candidates[0]: low_fire, but the burner has one stage (burner: two_stage)"),
    (PUMP, "{kind: furnace, form: wall, size: 5 kW, duct_loss: 0.1}", "line 11, candidates[0]: duct_loss, but a wall furnace has no duct"),
    (PUMP, "{kind: pair, heating: {kind: ideal, size: 1 kW}, cooling: {product: gen-room-ac-6k}}", "line 11, candidates[0].heating.kind: 'ideal' is not a kind of heater (kind: baseboard, furnace)"),
    (PUMP, "{kind: pair, heating: {kind: baseboard, size: 1 kW}, cooling: {product: gen-room-ac-5k}}", "line 11, candidates[0].cooling: unknown product 'gen-room-ac-5k'"),
    (PUMP, "{kind: pair, heating: {kind: baseboard, size: 1 kW}}", "line 11, candidates[0].cooling: is needed"),
    ("{price: 0.18 $/kWh}", "{price: 0.18 $/kWh, gas: 1.5 $/gal}", "line 9, tariff.gas: a price per gal is not known here (such as '1.48 $/therm'"),
    ("{price: 0.18 $/kWh}", "{price: 0.18 $/kWh, oil: 1.1 €/L}", "line 9, tariff: oil is priced in EUR, electricity in USD"),
    ("{price: 0.18 $/kWh}", "{price: 0.18 $/kWh, region: Illinois}", "line 9, tariff.region: no prices of 'Illinois' are known"),
    (PUMP, PUMP.replace("}", ", standby: 5 kW}"), "line 11, candidates[0].standby: 5 kW is above 200 W"),
    (PUMP, PUMP.replace("}", ", crankcase: 5 kW}"), "line 11, candidates[0].crankcase: 5 kW is above 500 W"),
    (PUMP, PUMP.replace("}", ", pan_heater: 5 kW}"), "line 11, candidates[0].pan_heater: 5 kW is above 500 W"),
    (PUMP, PUMP.replace("}", ", fan_overrun: 5 h}"), "line 11, candidates[0].fan_overrun: 5 h is above 30 min"),
    (PUMP, PUMP.replace("}", ", start_up: {sensible: 5 h}}"), "line 11, candidates[0].start_up.sensible: 5 h is above 60 min"),
    (PUMP, PUMP.replace("}", ", backup: {size: 500 kW}}"), "line 11, candidates[0].backup.size: 500 kW is above 100 kW"),
    (PUMP, PUMP.replace("21", "200"), "line 11, candidates[0]: seer2 200 is above 60, more than any unit has (Btu/Wh)"),
    ("76 degF", "76 degF, differential: 30 K", "line 8, thermostat.differential: 30 K is above 10 K"),
    ("76 degF", "76 degF, sensor: {lag: 10 h}", "line 8, thermostat.sensor.lag: 10 h is above 2 h"),
    ("quality: good", "quality: good\n  rest_of_home: 200 degC", "line 7, room.rest_of_home: 200 degC is no temperature of a room (such as '20 degC')"),
    ("name: Bedroom", "constructions: {slab: [{material: concrete, thickness: 80 mm}]}\nname: Bedroom", "line 1, constructions.slab: 'slab' names another layer of this room (rename it)"),
    ("quality: good", "quality: good\n  ventilation: {flow: 9 L/s, kind: exhaust, recovery: 80 %}", "line 7, room.ventilation: kind 'exhaust' has no second air stream to recover heat from (kind: balanced"),
    ("quality: good", "quality: good\n  rest_of_home: attic", "line 7, room.rest_of_home: 'attic' is no temperature"),
    ("quality: good", "quality: good\n  rest_of_home: {day: 20 degC, night: 17 degC}", "line 7, room.rest_of_home: {day: ..., night: ...} is not a temperature ('68 degF', 24 temperatures, {weekday:"),
    ("quality: good", "quality: good\n  curtains: 150 %", "line 7, room.curtains: 150 % is above 1"),
    ("quality: good", "quality: good\n  curtains: {dawn: 50 %}", "line 7, room.curtains.dawn: unknown key (did you mean 'drawn'?)"),
    ("quality: good", "quality: good\n  home_door: ajar", "line 7, room.home_door: 'ajar' is no state of a door"),
    ("quality: good", "quality: good\n  home_door: {night: 0}", "line 7, room.home_door: {night: ...} is not the state of a door (open, closed, closed_at_night, none"),
    ("quality: good", "quality: good\n  home_door: closed\n  doors: [{to: home}]", "line 7, room.home_door: doors lists a door to the home already"),
    ("quality: good", "quality: good\n  garage_door: wall", "line 7, room.garage_door: kind 'addition' has no garage door (kind: garage"),
    ("quality: good", "quality: good\n  garage_door: glass", "line 7, room.garage_door: 'glass' is not known here (one of door, wall)"),
    ("quality: good", "quality: good\n  dwelling_fan: 62.2", "line 7, room.dwelling_fan: 62.2 is not known here (one of irc, ashrae_62_2_2013, none)"),
    ("quality: good", "quality: good\n  open_windows: 3 ach", "line 7, room.open_windows: "),
    ("quality: good", "quality: good\n  doors: [{to: home, closed_conductance: -3 W/K}]", "line 7, room.doors[0].closed_conductance: -3 W/K is below 0"),
    ("quality: good", "quality: good\n  doors: [{to: home, closed_flow: 4}]", "line 7, room.doors[0].closed_flow: "),
    ("quality: good", "quality: good\n  rest_of_home: same", "line 7, room.rest_of_home: 'same' is no temperature"),
    ("name: Bedroom", "defaults: 2026-10\nname: Bedroom", "line 1, defaults: '2026-10' is not an edition of the defaults (2026-11 or 2026-12)"),
    ("name: Bedroom", "simulation: {step: 7 s}\nname: Bedroom", "line 1, simulation.step: a step of 7 s does not divide an hour"),
    ("name: Bedroom", "simulation: {step: 1 s}\nname: Bedroom", "line 1, simulation.step: 1 s is below 5 s"),
    ("name: Bedroom", "simulation: {step: 300 s}\nname: Bedroom", "line 1, simulation.step: a step of 300 s is too long"),
    ("name: Bedroom", "schema_version: 2\nname: Bedroom", "line 1, schema_version: 2 is not known here (write 1)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), ONE_MISTAKE)
def test_one_mistake_gives_one_message(old, new, message):
    messages = told(changed(MINIMAL, old, new))
    assert len(messages) == 1, messages
    assert message in messages[0]


ONE_MISTAKE_IN_DETAIL = [
    ("construction: wall, area: 21.6", "construction: wal, area: 21.6", "unknown construction 'wal' (did you mean 'wall'?)"),
    (SOUTH, SOUTH.replace("facing: south, ", ""), "line 34, room.surfaces[0]: facing is needed"),
    (SOUTH, SOUTH.replace("outdoors", "outdors"), "boundary: 'outdors' is not known here (did you mean 'outdoors'?"),
    (SOUTH, SOUTH.replace("outdoors", "{neighbor: 20 degC}"), "{neighbor: ...} is not a boundary (outdoors, adiabatic, home, {neighbour:"),
    (NORTH, NORTH.replace("outdoors", "ground"), "boundary: 'ground' is not a boundary (outdoors, adiabatic, home, {neighbour: 20 °C}, {ground: {"),
    (NORTH, NORTH.replace("outdoors", "{ground: {depth_below_grade: -1 m}}"), "boundary.ground.depth_below_grade: -1 m is below 0"),
    (NORTH, NORTH.replace("outdoors", "{ground: {depth_below_grade: 300 m}}"), "boundary.ground.depth_below_grade: 300 m is above 30 m"),
    (NORTH, NORTH.replace("outdoors", "{neighbour: 200 degC}"), "boundary.neighbour: 200 degC is no temperature of a room"),
    (NORTH, NORTH.replace("outdoors", "{buffer: shed}"), "boundary.buffer: unknown buffer 'shed' (no buffer is described)"),
    ("material: wood,", "material: mithril,", "unknown material 'mithril' (known: plasterboard, fiberglass, wood, timber, gypsum"),
    (", thickness: 9 mm", "", "constructions.wall[0].thickness: is needed (such as '100 mm')"),
    ("sensible: 200 W", "sensible: -200 W", "room.gains[0].sensible: -200 W is below 0"),
    (SOUTH, SOUTH.replace("21.6", "1.6"), "openings in 'south' add up to 12 m², the surface has 1.6 m²"),
    ("in: south", "in: suoth", "line 43, room.windows[0].in: unknown surface 'suoth' (did you mean 'south'?)"),
    ("glazing: double_clear", "glazing: double_claer", "unknown glazing 'double_claer' (did you mean 'double_clear'?)"),
    ("material: wood,", "material: woood,", "line 13, constructions.wall[0].material: unknown material 'woood' (did you mean 'wood'?)"),
    ("0.16 W/mK", "0.16 W/m2K", "'0.16 W/m2K' is a U-value, not a thermal conductivity"),
    ("solar_transmittance: 0.834", "solar_transmittance: 1.834", "panes[0].solar_transmittance: 1.834 is above 1"),
    ("gaps: [{gas: air, thickness: 12 mm}]", "gaps: []", "0 gaps do not fit 2 panes"),
    ("90, hemispherical", "90", "degrees must end with one 'hemispherical'"),
    ("degrees: [", "degrees: [hemispherical, hemispherical, hemispherical]  # [", "degrees must increase from 0 to 90"),
    ("{outside: 0.6, inside: 0.6}", "{outside: 0.6}", "line 40, room.solar_absorptance.inside: is needed"),
    ("ach: 0.5,", "ach: 0.5, ach50: 7,", "ach and ach50 exclude each other (give one of the two)"),
    ("ach: 0.5,", "ach: 0.5, ela: 0.02 m2,", "ach and ela exclude each other (give one of the two)"),
    ("ach: 0.5,", "ach50: 7, ela: 0.02 m2,", "ach50 and ela exclude each other (give one of the two)"),
    ("ach: 0.5,", "ela: 0.02,", "0.02 needs a unit"),
    ("ach: 0.5,", "ela: 0 m2,", "infiltration.ela: 0 m2 is not above 0"),
    ("radiant: 0.6", "radiant: 1.6", "line 45, room.gains[0].radiant: 1.6 is above 1"),
    ("radiant: 0.6", "radiant: 0.6, schedule: evning", "unknown schedule 'evning' (did you mean 'evening'?)"),
    ("radiant: 0.6", "radiant: 0.6, schedule: [1, 1]", "schedule: has 2 values (24 are right)"),
    ("count: 2", "count: 2.5", "count: 2.5 is not a whole number"),
    ("sun: false", "sun: 'no'", "sun: no is neither true nor false (write true or false)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), ONE_MISTAKE_IN_DETAIL)
def test_one_mistake_in_a_detailed_room_gives_one_message(old, new, message):
    messages = told(changed(CASE_600, old, new))
    assert len(messages) == 1, messages
    assert message in messages[0]


def without_candidates(candidates: str) -> str:
    return MINIMAL[: MINIMAL.index("candidates:")] + candidates


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (without_candidates("candidates: []"), "line 10, candidates: is empty (at least 1)"),
        (without_candidates("candidates:"), "line 10, candidates: has no value"),
        (without_candidates(""), "candidates: is needed"),
        (without_candidates("candidates: {kind: ideal}"), "{kind: ...} is not a list"),
        (
            without_candidates("candidates: [{kind: ideal, name: a}, {kind: none, name: a}]"),
            "line 10, candidates[1].name: a second candidate named 'a'",
        ),
        (
            changed(MINIMAL, "heating: 68 degF, cooling: 76 degF", ""),
            "line 8, thermostat: a setpoint is needed",
        ),
    ],
)
def test_what_must_not_be_missing(text, message):
    messages = told(text)
    assert len(messages) == 1, messages
    assert message in messages[0]


def test_all_problems_come_at_once_in_the_order_of_the_file():
    text = MINIMAL
    for old, new in (
        ("us-5A-chicago", "us-5A-chicgo"),  # found by looking at the catalogue
        ("floor_area", "flor_area"),  # found by the model
        ("68 degF", "80 degF"),  # found by comparing setpoints
        ("hspf2: 10", "hspff2: 10"),
        ("0.18 $/kWh", "0.18"),
    ):
        text = changed(text, old, new)
    messages = told(text)
    lines = [int(m[5:].partition(",")[0]) for m in messages if m.startswith("line ")]
    assert lines == sorted(lines)
    joined = "\n".join(messages)
    for word in ("us-5A-chicgo", "flor_area", "below heating", "hspff2", "0.18 needs"):
        assert word in joined


AT_ONCE = [
    (
        "{kind: variable_speed, size: 9 kBtu/h, seer2: 215, hspf2: 9;8}",
        ["candidates[0].hspf2: 9;8 is not a number", "candidates[0]: seer2 215 is above 60"],
    ),
    (
        "{kind: variabel_speed, size: -9 kBtu/h}",
        [
            "candidates[0].kind: 'variabel_speed' is not a kind",
            "candidates[0].size: -9 kBtu/h is not above 0",
            "candidates[0]: no cooling efficiency",
        ],
    ),
    (
        "{kind: variable_speed, size: 9000 kBtu/h, seer2: 20, hspf2: 10}",
        ["candidates[0].size: 9,000,000 Btu/h of heat is no size"],
    ),
    # what a wrong key leaves out is not missing, whatever it was meant to be
    (
        "{kind: variable_speed, size: 9 kBtu/h, sear2: 20, hspf2: 10}",
        ["candidates[0].sear2: unknown key (did you mean 'seer2'?)"],
    ),
    (
        "{kind: variable_speed, size: 9 kBtu/h, seer2: 20, cop: 3.4}",
        ["candidates[0].cop: unknown key"],
    ),
    (
        "{kind: variable_speed, size: 9 kBtu/h, seer2: x, eer2: 40, hspf2: 10}",
        ["candidates[0].seer2: x is not a number"],
    ),
    ("{product: no-such-product}", ["candidates[0]: unknown product"]),
]


@pytest.mark.parametrize(("candidate", "expected"), AT_ONCE)
@pytest.mark.parametrize("floor", ["250 ft2", "250000 ft2"])
def test_a_wrong_key_hides_none_of_the_others(floor, candidate, expected):
    text = changed(without_candidates(f"candidates:\n  - {candidate}\n"), "250 ft2", floor)
    text += "  - {name: B, kind: ideal}\n  - {name: B, kind: ideal}\n"
    text += "economics: {costs: {some unit: {installed: 100 $}}}\n"
    messages = told(text)
    expected = [*expected, "candidates[2].name: a second candidate named 'B'"]
    if floor != "250 ft2":
        expected = [*expected, "room.floor_area: 250000 ft2 is above"]
    if "9000" in candidate:  # the names of candidates can be read
        expected = [*expected, "no candidate is named 'some unit'"]
    assert all(any(part in message for message in messages) for part in expected), messages
    assert len(messages) == len(expected), messages


SIZE, SEER = "candidates[0].size: unknown unit 'apples'", "(did you mean 'seer2'?)"


@pytest.mark.parametrize(
    ("old", "new", "hidden"),
    [
        (PUMP, "{kind: geothermal, size: 6 apples, seeer2: 21}", (SIZE, SEER)),
        (PUMP, "{kind: variable_sped, size: 6 apples, seeer2: 21, hspf2: 10}", (SIZE, SEER)),
        (PUMP, "{kind: portable, size: 6 apples, seeer2: 21}", (SIZE, SEER)),
        (PUMP, "{size: 6 apples, seeer2: 21}", (SIZE, SEER)),
        (PUMP, "{kind: , size: 6 apples, seeer2: 21}", (SIZE, SEER)),
        (PUMP, "{type: variable_speed, size: 6 apples, hspf2: 10, seeer2: 21}", (SIZE, SEER)),
        (
            PUMP,
            "{kind: geothermal, size: 6 kBtu/h, colour: red}",
            ("candidates[0].colour: unknown key (no kind has it)",),
        ),
        (
            PUMP,
            "{kind: pair, cooling: {product: gen-room-ac-6k}, heating: {kind: oven, size: 6 apples}}",
            ("candidates[0].heating.size: unknown unit 'apples'",),
        ),
        (
            "kind: addition\n  floor_area: 250 ft2\n  quality: good",
            "kind: igloo\n  floor_area: 250\n  quality: god\n  ocupants: 2",
            (
                "line 5, room.floor_area: 250 needs a unit",
                "line 6, room.quality: 'god' is not known here (did you mean 'good'?",
                "line 7, room.ocupants: unknown key (did you mean 'occupants'?)",
            ),
        ),
        (
            "kind: addition\n  floor_area: 250 ft2",
            "kind: shed",
            ("line 3, room.floor_area: is needed",),
        ),
    ],
)
def test_a_wrong_kind_hides_no_other_problem(old, new, hidden):
    messages = told(changed(MINIMAL, old, new))
    assert len(messages) == 1 + len(hidden), messages
    assert "kind" in messages[0] or "kind" in messages[1]  # the room's own line comes before it
    for words in hidden:
        assert any(words in message for message in messages), messages


@pytest.mark.parametrize(
    "candidate",
    [
        "{kind: geothermal, size: 6 kBtu/h, seer2: 21, hspf2: 10}",
        "{kind: geothermal, size: 6 kBtu/h, afue: 0.9}",
        "{kind: geothermal}",
        "{kind: geothermal, product: gen-room-ac-6k}",
    ],
)
def test_what_some_kind_may_have_is_no_problem_of_a_wrong_one(candidate):
    messages = told(changed(MINIMAL, PUMP, candidate))
    assert len(messages) == 1, messages
    assert "'geothermal' is not a kind of candidate" in messages[0]


def test_set_points_may_touch_where_the_machine_is_ideal():
    text = without_candidates("candidates: [{kind: ideal}]")
    assert told(changed(text, "68 degF", "76 degF")) == []
    assert told(changed(text, "68 degF", "77 degF"))


def test_set_points_are_compared_at_every_hour():
    day = "{day: 68 degF, night: 60 degF}"
    assert told(changed(MINIMAL, "68 degF", day)) == []
    cooling = "{day: 76 degF, night: 64 degF, night_from: '12:00'}"
    text = changed(changed(MINIMAL, "68 degF", day), "76 degF", cooling)
    assert "cooling is below heating" in told(text)[0]


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (
            MINIMAL,
            "68 degF",
            "20 degF",
            "thermostat.heating: 20 °F is not where people live (typical: 44.6 to 80.6 °F",
        ),
        (MINIMAL, "76 degF", "40 degC", "thermostat.cooling: 40.0 °C is not where people live"),
        (
            MINIMAL,
            "0.18 $/kWh",
            "18 $/kWh",
            "tariff.price: 18 USD per kWh (did you mean 18 ¢/kWh?)",
        ),
        (
            MINIMAL,
            "{price: 0.18 $/kWh}",
            "{price: 0.18 $/kWh, gas: 140 $/therm}",
            "tariff.gas: 4.78 USD per kWh (another unit of sale?)",
        ),
        (
            MINIMAL,
            "{price: 0.18 $/kWh}",
            "{price: 0.18 $/kWh, oil: -1 $/gal}",
            "tariff.oil: -0.0246 USD per kWh (below 0 the user is paid: a minus sign too many?)",
        ),
        (
            MINIMAL,
            "size: 6 kBtu/h",
            "size: 60 kBtu/h",
            "candidates[0].size: 240 Btu/h·ft² of floor (typical: 6.34 to 101 Btu/h·ft²)",
        ),
        (MINIMAL, "size: 6 kBtu/h", "size: 600 Btu/h", "candidates[0].size: 2.4 Btu/h·ft²"),
        (
            MINIMAL,
            "seer2: 21, hspf2: 10",
            "eer2: 3.6, cop_47f: 3.9",
            "candidates[0].eer2: 3.6 is below any unit sold (in Btu/Wh; an EER of 3.6 W/W is eer2: 12.3)",
        ),
        (
            MINIMAL,
            "{kind: variable_speed, size: 6 kBtu/h, seer2: 21, hspf2: 10}",
            "{kind: pair, cooling: {product: gen-room-ac-6k}, heating: {kind: furnace, size: 60 kBtu/h}}",
            "candidates[0].heating.size: 240 Btu/h·ft² of floor",
        ),
        (MINIMAL, "area: 30 ft2", "area: 110 ft2", "windows are 69 % of surface 'south wall'"),
        (
            MINIMAL,
            "area: 30 ft2",
            "area: 30 ft2, shgc: 0.4, u_value: 6.5 W/m2K",
            "windows[0].u_value: 6.5 W/m2K is not the U-value of a window",
        ),
        (
            MINIMAL,
            "quality: good",
            "infiltration: {ach: 7}",
            "infiltration.ach: 7 air changes per hour (a blower-door value? That is ach50)",
        ),
        (
            MINIMAL,
            "quality: good",
            "infiltration: {ela: 0.5 m2}",
            "infiltration.ela: 0.5 m2 is more",
        ),
        (
            MINIMAL,
            "quality: good",
            "air_capacity_multiplier: 1",
            "air_capacity_multiplier: 1: as if only the air answered",
        ),
        (
            MINIMAL,
            "quality: good",
            "ventilation: [{flow: 100 L/s, kind: window, when: {room_above: 21.9 degC}}]",
            "ventilation[0].when.room_above: open from 21.9 degC on, and 6 kBtu/h",
        ),
        (CASE_600, "area: 48 m2, tilt: 180", "area: 38 m2, tilt: 180", "floors add up to 38 m2"),
        (CASE_600, "129.6 m3", "1296 m3", "the room is 27 m high"),
        (CASE_600, "sensible: 200 W", "sensible: 20 kW", "gains reach 20,000 W of heat in 48.0 m²"),
    ],
)
def test_what_looks_like_a_slip_is_reported_and_allowed(text, old, new, message):
    assert [w for w in odd(changed(text, old, new)) if message in w]
    assert not [w for w in odd(text) if message in w]


@pytest.mark.parametrize(
    ("when", "heats"),
    [
        ("room_above: 21.9 degC", True),  # 68 degF is 20 degC; own controls stop 1.5 K above
        ("room_above: 22.1 degC", False),  # it closes at 21.6
        ("room_above: 21.9 degC, above_heating_setpoint: 2.1 K", False),
        ("room_above: 21.9 degC, unless_cooled: true", False),  # 2 K above by default
        ("outdoor_below_room: 2 K", False),
    ],
)
def test_windows_that_heating_opens_are_told(when: str, heats: bool) -> None:
    fan = f"ventilation: [{{flow: 100 L/s, kind: window, when: {{{when}}}}}]"
    warnings = odd(changed(MINIMAL, "quality: good", fan))
    assert any("it heats the outdoors" in warning for warning in warnings) == heats
    by_wall = "heating: 68 degF, differential: 1 degF"  # stops 0.28 K above
    text = changed(changed(MINIMAL, "quality: good", fan), "heating: 68 degF", by_wall)
    assert not any("it heats the outdoors" in warning for warning in odd(text))


@pytest.mark.parametrize(
    ("home", "thermostat", "is_reported"),
    [
        ("17 degC", "heating: 20 degC, cooling: 25 degC", True),
        ("17 degC", "heating: 20 degC", False),  # nothing to cool
        ("21 degC", "heating: 20 degC, cooling: 25 degC", False),  # as some homes are cooled
        ("setpoints", "heating: 20 degC, cooling: 25 degC", False),
    ],
)
def test_neighbours_that_cool_a_room_in_summer_are_reported(
    home: str, thermostat: str, is_reported: bool
) -> None:
    text = f"""\
name: neighbours
weather: eu-4A-north-italy
room: {{kind: flat, floor_area: 28 m2, quality: average, rest_of_home: {home}}}
thermostat: {{{thermostat}}}
candidates: [{{kind: baseboard, size: 2 kW}}]
"""
    told = [warning for warning in odd(text) if "in summer, too" in warning]
    assert bool(told) == is_reported
    if told:  # some 139 W/K and 8 K
        assert "room.rest_of_home: 17.0 °C in summer, too: from a room at 25.0 °C" in told[0]
        assert "neighbours take 1,1" in told[0]
        assert "for the cooling run it with rest_of_home: setpoints" in told[0]


def run(*words: str) -> int:
    return cli.main(list(words))


def test_check_tells_a_person(tmp_path, capsys):
    path = tmp_path / "room.yaml"
    path.write_text(changed(MINIMAL, "floor_area", "flor_area"))
    assert run("check", str(path)) == cli.WRONG_INPUT
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{path}: 1 problem",
        "  line 5, room.flor_area: unknown key (did you mean 'floor_area'?)",
    ]


def test_check_tells_a_program(tmp_path, capsys):
    path = tmp_path / "room.yaml"
    path.write_text(changed(MINIMAL, "floor_area: 250 ft2", "floor_area: 250"))
    assert run("check", str(path), "--json") == cli.WRONG_INPUT
    assert json.loads(capsys.readouterr().out) == {
        "errors": [
            {
                "file": str(path),
                "line": 5,
                "key": "room.floor_area",
                "message": "250 needs a unit",
                "hint": "an area is written like '250 ft2' or '23 m2'",
            }
        ]
    }


def test_check_of_a_good_file_is_short(capsys):
    assert run("check", "chicago-addition") == cli.OK
    assert re.fullmatch(r".*chicago-addition.yaml: no problems\n", capsys.readouterr().out)
    assert run("check", "chicago-addition", "--set", "tariff.price=18 $/kWh", "--json") == cli.OK
    document = json.loads(capsys.readouterr().out)
    assert document["errors"] == []
    assert [warning["key"] for warning in document["warnings"]] == ["tariff.price"]


@pytest.mark.parametrize("name", ["", ".", "no-such-scenario", "no/such.yaml"])
def test_check_of_no_file_is_one_message(name, capsys):
    assert run("check", name) == cli.WRONG_INPUT
    assert len(capsys.readouterr().err.splitlines()) == 2


# fmt: off
WORDS = st.sampled_from(
    ["", "x", "1", "-1", "null", "yes", "[]", "{}", "[1]", "{a: 1}", "R-13", "20 degC", "'", "*a",
     "0", "1e9 m2", "outdoors", "detail", "ideal", "none", "[[]]", "{kind: x}", "true", "&a b"]
)
# fmt: on


@given(source=st.sampled_from([MINIMAL, CASE_600]), data=st.data())
def test_no_mutation_gives_anything_but_problems(source, data):
    """Replace, remove or double random parts: a scenario or its problems, never a traceback."""
    tokens = re.findall(r"[\w./$-]+(?: [\w/]+)?|[^\w]", source)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(tokens) - 1))
        what = data.draw(st.sampled_from(["replace", "remove", "double"]))
        if what == "replace":
            tokens[at] = data.draw(WORDS)
        elif what == "remove":
            tokens[at] = ""
        else:
            tokens.insert(at, tokens[at])
    tree, found = read_yaml("".join(tokens), "room.yaml")
    scenario, problems = examine(tree, found)
    assert problems or scenario is not None
    for problem in problems:
        assert problem.message
        assert "\n" not in problem.as_text()
    assert str(scenario_error(tree, problems))
    if not problems and scenario is not None:
        try:
            scenario_warnings(scenario, tree)
        except ScenarioError as error:  # pragma: no cover
            pytest.fail(f"scenario_warnings raised {error}")


def test_a_sensor_that_is_off_twice_is_found_where_a_control_was_given() -> None:
    offset = changed(MINIMAL, "76 degF", "76 degF, sensor: {offset: 1 K}")
    assert told(offset) == []  # a control by default has no bias besides
    (message,) = told(changed(offset, PUMP, PUMP.replace("}", ", control: midea}")))
    assert message.endswith(
        "line 8, thermostat.sensor.offset: the sensor is off twice: candidates[0].control reads 2 K "
        "high in heating, too (leave one of them out, or control: {sensor_reads_high: 0 K, "
        "setpoint_shift: 0 K})"
    )


def test_a_unit_s_own_control_needs_no_differential_between_the_setpoints() -> None:
    assert told(changed(MINIMAL, "68 degF", "75.5 degF")) == []


@pytest.mark.parametrize(
    ("overrides", "place"), [(["room.new.key=3"], "--set"), ({"room.new.key": 3}, "overrides")]
)
def test_a_key_that_was_set_is_not_looked_for_in_the_file(overrides, place):
    with pytest.raises(ScenarioError) as error:
        load_scenario(CONTRACT / "minimal.yaml", overrides)
    assert [(p.file, p.line, p.key) for p in error.value.problems] == [(place, None, "room.new")]


def test_problems_of_a_product_file_come_in_the_order_of_its_lines(tmp_path):
    file = tmp_path / "unit.yaml"
    file.write_text("kind: variable_speed\nzise: 9 kBtu/h\nhspf2: 98\nsize: 9\nseer2: x\n")
    assert [problem.line for problem in file_problems(file)] == [2, 3, 4, 5]


def test_a_mistake_in_many_values_of_a_list_is_one_problem() -> None:
    hours = ", ".join(["20"] * 24)
    week = f"{{weekday: [{hours}], weekend: [{hours}]}}"
    messages = told(changed(MINIMAL, "68 degF", week))
    assert messages == [
        f"line 8, thermostat.heating.{days}: 20 needs a unit; the same holds for 23 more "
        "of these 24 values (a temperature is written like '68 degF' or '20 degC')"
        for days in ("weekday", "weekend")
    ]
    two = ", ".join(["20 degC"] * 22 + ["20", "21"])
    assert len(told(changed(MINIMAL, "68 degF", f"[{two}]"))) == 2
    library = f"{MINIMAL}\nschedules: {{mine: [{hours}]}}\n"
    [message] = told(library)
    assert "schedules.mine: 20 is above 1" in message
    assert "'20 degC', a percentage like '30 %'" in message


def test_a_door_of_a_detailed_room_is_in_a_surface() -> None:
    [message] = told(changed(CASE_600, "  windows:", "  doors: [{to: home}]\n  windows:"))
    assert "room.doors[0].to: unknown key (write in: south, the name of its surface" in message


def test_setpoints_within_a_units_own_band_are_odd() -> None:
    [message] = odd(changed(MINIMAL, "68 degF", "75 degF"))
    assert message == (
        "line 8, thermostat.cooling: only 1 °F above heating, and 6 kBtu/h variable-speed heats to "
        "2.7 °F above its setpoint: those hours count as too warm (2.7 °F apart, or control: thermostat)"
    )
    assert odd(changed(MINIMAL, "68 degF", "73.2 degF")) == []
    [by_wall] = odd(changed(MINIMAL, "68 degF", "75 degF, differential: 0.9 degF"))
    assert "only 1 °F above heating: both may run in one day" in by_wall
