"""The live page: its form, its scenario, and what it refuses."""

from __future__ import annotations

import asyncio
import socket
import webbrowser
from urllib.parse import parse_qsl

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from hpsim.cli import serve
from hpsim.errors import HpsimError, ScenarioError
from hpsim.scenario.load import load_scenario
from hpsim.serve import app as live
from hpsim.serve.form import (
    Choices,
    about,
    choices_of,
    in_other_units,
    scenario_mapping,
    scenario_yaml,
)

UNITS = ("cold_climate", "variable_speed")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    def shown(choices: Choices) -> str:
        load_scenario(scenario_mapping(choices))  # so that problems are found
        return f"<section>{choices.kind}</section>"

    monkeypatch.setattr(live, "results_html", shown)
    return TestClient(live.application(), base_url="http://127.0.0.1")


def test_choices_go_into_an_address_and_back():
    choices = Choices(kind="garage", area=310.0, place="us-7-fargo", size=12, other=0, price=0.25)
    assert choices_of(dict(parse_qsl(choices.query))) == choices


def test_all_that_is_wrong_is_reported_at_once():
    with pytest.raises(ScenarioError) as caught:
        choices_of({"kind": "castle", "area": "huge", "size": "7", "heating": "nan", "units": "uk"})
    keys = {problem.key for problem in caught.value.problems}
    assert keys == {"kind", "area", "size", "heating", "units"}


def test_what_is_wrong_is_said_as_elsewhere():
    odd = {"area": "huge", "size": "7.5", "other": "7", "heating": "nan", "cooling": "1000"}
    odd |= {"price": "-1", "place": "x" * 100, "units": "uk"}
    with pytest.raises(ScenarioError) as caught:
        choices_of(odd)
    told = {problem.key: problem.as_text() for problem in caught.value.problems}
    assert told["area"] == "area: 'huge' is not a number (a plain number, such as 200)"
    assert told["size"] == "size: '7.5' is not a whole number (digits alone, such as 9)"
    assert told["other"] == "other: 7 is none of 0, 6, 9, 12, 15, 18, 24"
    assert told["heating"] == "heating: 'nan' is not a number (a plain number, such as 68.5)"
    assert told["cooling"] == "cooling: 1000 is above 100 (100 and less)"
    assert told["price"] == "price: -1 is below 0 (0 and more)"
    assert "is too long (80 characters)" in told["place"]
    assert told["units"] == "units: 'uk' is none of 'us' or 'si'"


@pytest.mark.parametrize("units", ["us", "si"])
def test_the_file_is_the_scenario_that_is_run(units):
    choices = in_other_units(Choices(), units)
    as_file = load_scenario(scenario_yaml(choices))
    assert as_file == load_scenario(scenario_mapping(choices))
    assert as_file.units == units


def test_a_unit_for_cold_climates_can_be_chosen():
    """What the answer advises where an ordinary unit stops in the cold."""
    cold, ordinary = (load_scenario(scenario_mapping(Choices(unit=unit))) for unit in UNITS)
    assert [c.climate_class for c in cold.candidates] == ["cold", "cold"]
    assert [c.climate_class for c in ordinary.candidates] == [None, None]
    assert {c.kind for s in (cold, ordinary) for c in s.candidates} == {"variable_speed"}


def test_units_change_and_the_room_stays():
    metric = in_other_units(Choices(area=200.0, heating=68.0, cooling=77.0), "si")
    # 200 ft2 = 18.58 m2; 68 degF = 20 degC; 77 degF = 25 degC
    assert (metric.area, metric.heating, metric.cooling) == (19.0, 20.0, 25.0)
    back = in_other_units(metric, "us")
    assert (back.area, back.heating, back.cooling) == (200.0, 68.0, 77.0)


def test_the_page_has_its_form(client):
    page = client.get("/?kind=garage&area=300")
    assert page.status_code == 200
    assert '<option value="garage" selected>' in page.text
    assert 'value="300"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe-eval" not in page.headers["content-security-policy"]


def test_a_wrong_address_still_gives_the_page(client):
    page = client.get("/?kind=castle&area=310&price=9&place=us-7-fargo&units=us&to=si")
    assert page.status_code == 200
    assert "castle" in page.text  # it is named
    assert "price: 9 is above 5" in page.text
    assert 'value="29"' in page.text  # 310 ft2 in m2: what can be used stays
    assert '<option value="us-7-fargo" selected>' in page.text


def test_what_the_form_has_not_is_shown_as_it_is(client):
    page = client.get("/?place=near+Fargo&area=2000")
    assert '<option value="near Fargo" selected>' in page.text
    assert 'max="2000" step="10" value="2000"' in page.text
    metric = client.get("/?units=si")  # defaults are in the page's units
    assert 'max="110" step="1" value="19"' in metric.text


def test_a_printed_page_says_what_it_is_about():
    line = about(Choices(kind="tiny_house", area=24.0, heating=20.0, cooling=25.5, units="si"))
    assert line == (
        "Tiny house, Chicago OHare AP IL · 24 m² · insulation: average · heated to 20 °C, "
        "cooled to 25.5 °C · $0.18 per kWh"
    )


def test_problems_come_as_text(client):
    answer = client.get("/results?place=nowhere-at-all")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/plain")
    assert "nowhere-at-all" in answer.text


def test_what_a_person_types_is_never_markup(client):
    hostile = "<script>alert(1)</script>"
    page = client.get("/", params={"place": hostile})
    assert hostile not in page.text
    assert (
        client.get("/results", params={"kind": hostile})
        .headers["content-type"]
        .startswith("text/plain")
    )


def test_other_hosts_and_pages_are_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/results", headers={"origin": "http://evil.example"}).status_code == 403
    assert client.get("/results", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/results", headers={"origin": "http://127.0.0.1"}).status_code == 200
    assert client.post("/results").status_code == 405
    assert client.get("/results?name=" + "x" * 3000).status_code == 414
    assert client.get("/files/../app.py").status_code == 404


def test_choices_that_were_changed_again_are_not_simulated(monkeypatch):
    def fail(_):
        raise AssertionError

    async def gone():
        return {"type": "http.disconnect"}

    monkeypatch.setattr(live, "results_html", fail)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/results",
        "headers": [],
        "query_string": b"",
    }
    request = Request({**scope, "app": live.application()}, gone)
    assert asyncio.run(live._results(request)).status_code == live.GONE


def test_the_scenario_is_given_as_a_file(client):
    answer = client.get("/my-room.yaml?kind=sunroom&size=6")
    assert "my-room.yaml" in answer.headers["content-disposition"]
    assert load_scenario(answer.text).room.kind == "sunroom"


@pytest.mark.parametrize("name", live.FILES)
def test_its_files_are_there(client, name):
    assert client.get(f"/files/{name}").status_code == 200


def test_a_port_in_use_is_named_with_what_would_help():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(HpsimError) as caught:
            serve.command(port=port, no_browser=True)
    (problem,) = caught.value.problems
    assert f"port {port} can't be used" in problem.message
    assert "--port" in problem.hint


def test_without_a_browser_the_address_is_what_remains(monkeypatch, capsys):
    def none(*_):
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    serve._open("http://127.0.0.1:1/")
    assert "No browser is found" in capsys.readouterr().out
