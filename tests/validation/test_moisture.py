"""What the parts of the moisture suite rest on."""

from __future__ import annotations

import pytest

from hpsim.validation import moisture


def test_curves_return_the_capacities_of_the_published_solution():
    """The inputs' own check: -0.1 to 0.3 % of capacity, 0.3 % of power."""
    book = moisture.inputs()
    for name, point in book["full_load_points"].items():
        if name == "columns":
            continue
        wet, outdoor, capacity, _, compressor = point
        found, power = moisture.full_load_w(wet, outdoor)
        assert found == pytest.approx(capacity, rel=0.004)
        assert power == pytest.approx(compressor + 108.0, rel=0.005)


@pytest.mark.parametrize("name", ["CE100", "CE150", "CE200"])
def test_what_a_case_removes_is_what_its_gains_bring(name: str):
    """672 hours of gains: the zone's balance, whatever the machine."""
    case = moisture.inputs()["cases"][name]
    values = moisture.case_values(name)
    assert values["coil_latent"] == pytest.approx(0.672 * case["latent_w"], rel=1e-3, abs=0.1)
    sensible = values["coil_sensible"] - values["energy_supply_fan"]
    through_walls = 1.714 * (case["outdoor_degc"] - case["setpoint_degc"])
    assert sensible == pytest.approx(0.672 * (case["sensible_w"] + through_walls), rel=1e-3)


def test_wetter_air_makes_the_coil_wetter():
    found = {check.name: check.value for check in moisture.worked_coil()}
    drier = found["worked coil: SHR, 75 degF, 50 % RH"]
    assert found["worked coil: SHR, 75 degF, 60 % RH"] < drier


def test_more_evaporation_leaves_less_removed():
    on_s, off_s = moisture.on_off(0.7)
    assert moisture.latent_ratio(on_s, off_s, 2.0) < moisture.latent_ratio(on_s, off_s, 1.0)
