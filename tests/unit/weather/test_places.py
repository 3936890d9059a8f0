"""Towns by name, and the climate nearest to them."""

from __future__ import annotations

import pytest

from hpsim import load_scenario
from hpsim.cli import main
from hpsim.errors import WeatherError
from hpsim.scenario.weather import caveat_of, place_of
from hpsim.shipped import read_json
from hpsim.weather.cache import prepared
from hpsim.weather.catalog import shipped_weather
from hpsim.weather.places import (
    TOO_FAR_KM,
    also_meant,
    find_town,
    folded,
    near_town,
    nearest_shipped,
    towns,
)
from hpsim.weather.sources import find_source

ZONES = (
    "1A",
    "2A",
    "2B",
    "3A",
    "3B",
    "3C",
    "4A",
    "4B",
    "4C",
    "5A",
    "5B",
    "5C",
    "6A",
    "6B",
    "7",
    "8",
)
# IECC, lower 48 and Alaska


@pytest.mark.parametrize(
    ("text", "label", "latitude_deg"),
    [
        ("Minneapolis, MN", "Minneapolis, MN", 44.98),
        ("minneapolis mn", "Minneapolis, MN", 44.98),
        ("Minneapolis, Minnesota", "Minneapolis, MN", 44.98),
        ("Portland", "Portland, OR", 45.52),  # the most populous of that name
        ("Portland, ME", "Portland, ME", 43.66),
        ("New York", "New York City, NY", 40.71),
        ("Buffalo New York", "Buffalo, NY", 42.89),
        ("St. Paul, MN", "Saint Paul, MN", 44.94),
        ("Zurich", "Zürich, CH", 47.37),
        ("Berlin, Germany", "Berlin, DE", 52.52),
        ("London, ON", "London, ON, Canada", 42.98),
        ("London, ON, Canada", "London, ON, Canada", 42.98),
        ("München", "Munich, DE", 48.14),
        ("Muenchen", "Munich, DE", 48.14),
        ("Wien, Austria", "Vienna, AT", 48.21),
        ("Cologne", "Köln, DE", 50.93),
        ("Koeln, DE", "Köln, DE", 50.93),
        ("Lodz", "Łódź, PL", 51.77),
        ("København", "Copenhagen, DK", 55.68),
    ],
)
def test_a_town_is_found_as_people_write_it(text: str, label: str, latitude_deg: float) -> None:
    town = find_town(text)
    assert town.label == label
    assert town.latitude_deg == pytest.approx(latitude_deg, abs=0.01)


def test_names_in_other_languages_are_of_towns_that_there_are() -> None:
    known = {folded(town.name) for town in towns()}
    others = read_json("places/regions.json")["towns"]
    assert {name: town for name, town in others.items() if town not in known} == {}
    assert [name for name in others if folded(name) != name] == []


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Portland", "Other towns of this name: Portland, ME."),
        ("Portland, OR", ""),
        ("Paris", ""),  # in Texas, a hundredth as many live
        ("Boston", ""),
    ],
)
def test_others_of_a_name_are_told_where_the_text_leaves_them_open(text: str, others: str) -> None:
    assert also_meant(text, find_town(text)) == others


@pytest.mark.parametrize(
    ("weather", "shown"),
    [
        ("near Munich, DE", "N-W Italy (45.0,8.0), 443 km from Munich, DE"),
        ("near Minneapolis, MN", "N-W Italy (45.0,8.0)"),  # near enough to its own
        ("eu-4A-north-italy", "N-W Italy (45.0,8.0)"),
        ("nearby.epw", "N-W Italy (45.0,8.0)"),
    ],
)
def test_a_place_that_stands_for_a_far_town_names_it(weather: str, shown: str) -> None:
    scenario = load_scenario("chicago-addition").model_copy(update={"weather": weather})
    assert place_of(scenario, "N-W Italy (45.0,8.0)") == shown


def test_an_answer_by_far_weather_has_the_judgement_of_weather_near(
    capsys: pytest.CaptureFixture[str],
) -> None:
    scenario = load_scenario("chicago-addition")
    judged = []
    for town in ("Dayton, OH", "Munich, DE", "Minneapolis, MN"):
        caveat = caveat_of(scenario.model_copy(update={"weather": f"near {town}"}))
        assert main(["weather", "near", *town.split()]) == 0
        printed = capsys.readouterr().out
        judged.append(caveat.rpartition(": ")[2])
        assert judged[-1] in printed
        assert not caveat or f"km from {town}: " in caveat
    assert judged == [
        "good for a try, not for a decision.",
        "its climate may be another one.",
        "",
    ]
    assert caveat_of(scenario) == ""


def test_what_a_town_is_called_finds_it_again() -> None:
    for town in towns()[:500]:
        assert find_town(town.label).label == town.label


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Minneapolos, MN", "did you mean Minneapolis, MN?"),
        ("Wein", "did you mean Vienna, AT or "),
        ("Mailnd", "did you mean Milan, IT"),
        ("Qqqq", "give a larger town nearby"),
    ],
)
def test_an_unknown_town_is_an_error_with_a_way_out(text: str, hint: str) -> None:
    with pytest.raises(WeatherError) as error:
        find_town(text)
    assert hint in error.value.problems[0].hint


def test_a_town_in_the_wrong_state_is_not_found_elsewhere() -> None:
    with pytest.raises(WeatherError):
        find_town("Minneapolis, FL")


def test_every_climate_zone_of_the_united_states_is_shipped() -> None:
    shipped = " ".join(entry.zone for entry in shipped_weather() if entry.country == "USA")
    assert [zone for zone in ZONES if zone not in shipped] == []


def test_near_a_town_means_the_nearest_typical_year() -> None:
    assert find_source("near Minneapolis, MN").id == "us-6A-minneapolis"
    assert find_source("near: Atlanta, GA").id == "us-3A-atlanta"
    amarillo = near_town("Amarillo, TX")  # its own file is one hot year
    assert nearest_shipped(amarillo.town.latitude_deg, amarillo.town.longitude_deg)[0].entry.id == (
        "us-4B-amarillo-2012"
    )
    assert amarillo.entry.id == "us-4B-albuquerque"


def test_far_from_all_climates_there_is_a_warning_with_the_line_to_fetch() -> None:
    near = near_town("Berlin, DE")
    assert near.distance_km > TOO_FAR_KM
    assert "hpsim weather fetch 52.524 13.411" in near.warning
    weather, _, _ = prepared("near Berlin, DE", ())
    assert weather.id == "eu-4A-north-italy"
    assert near.warning in weather.warnings
    assert not prepared("near Atlanta, GA", ())[0].warnings
