"""A much cheaper unit that lacks little heat is tried with a heater."""

from __future__ import annotations

from hpsim.scenario.load import load_scenario
from hpsim.verdict.judge import judged_run

GARAGE = """\
name: garage
weather: us-6A-burlington
room: {kind: garage, floor_area: 22 m2, garage_door: wall, quality: average}
thermostat: {heating: 21 degC}
simulation: {resolution: hour}
tariff: {price: 0.3 $/kWh}
candidates:
  - {name: pump, kind: variable_speed, climate_class: cold, size: 2 kW, eer2: 12, cop_47f: 4}
  - {name: heater, kind: baseboard, size: 4 kW}
"""


def test_a_much_cheaper_unit_that_lacks_little_is_simulated_with_a_heater() -> None:
    judgement = judged_run(load_scenario(GARAGE)).judgement
    assert judgement is not None
    assert judgement.named == "heater"
    pump = judgement.verdicts["pump"]
    assert pump.word == "wrong kind"  # the hour that breaks a limit is one in which it stops
    assert pump.changes[0].startswith("With a 1.5 kW electric heater next to it, it fits")
    third = judgement.answer[2]
    assert "“pump” falls short for" in third
    assert "with a 1.5 kW electric heater next to it, it fits and would cost $" in third
    plain = judged_run(load_scenario(GARAGE, ["verdict.what_if=false"])).judgement
    assert plain is not None
    assert "“pump” stops below −26 °C outdoors." in plain.answer[2]
