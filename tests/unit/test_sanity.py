"""A year that can not be true is refused, with candidate and hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fakes import small_results
from hpsim import load_scenario
from hpsim.errors import ScenarioError, SimulationError
from hpsim.results import Results
from hpsim.simulate.sanity import refuse_absurd

AREA_M2 = 20.0


def year_with(name: str, value: float, hour: int = 30) -> Results:
    year = small_results(48)
    values = getattr(year.hourly, name).copy()
    values[hour] = value
    return replace(year, hourly=year.hourly._replace(**{name: values}))


def test_a_plain_year_is_taken() -> None:
    refuse_absurd(small_results(48), AREA_M2)
    refuse_absurd(year_with("room_degc", -89.0), AREA_M2)
    refuse_absurd(year_with("heat_delivered_w", 9_000.0 * AREA_M2), AREA_M2)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("room_degc", -5809.0, "the room's air is at -5,809 on Jan 2 06:00-07:00"),
        ("room_degc", 121.0, "possible: -90 to 120 degC"),
        ("room_degc", np.nan, "room_degc is"),
        ("heat_delivered_w", 3.5e6, "the heat delivered is 3,500,000 on Jan 2 06:00-07:00"),
        ("cool_delivered_w", -3.5e6, "the sensible cooling is -3,500,000"),
        ("latent_removed_w", 3.5e6, "the latent cooling is"),
        ("fan_w", 3.5e6, "the electricity is 3,500,000"),
        ("fan_w", -50.0, "the electricity is -50"),
        ("heating_electricity_w", 50.0, "no less than that of heating"),
        ("humidity_ratio", -0.01, "the humidity ratio is -0.01"),
        ("speed", np.inf, "speed is"),
    ],
)
def test_an_absurd_year_is_refused_with_candidate_and_hour(
    name: str, value: float, said: str
) -> None:
    with pytest.raises(SimulationError, match=r"^small: ") as caught:
        refuse_absurd(year_with(name, value), AREA_M2)
    assert said in str(caught.value)


def test_a_slip_of_a_unit_is_refused_before_the_year() -> None:
    with pytest.raises(ScenarioError, match=r"or the floor area, in another unit\?") as caught:
        load_scenario("chicago-addition", ["candidates.0.size=1200 kBtu/h"])
    assert any(p.key == "candidates[0].size" for p in caught.value.problems)
