"""Weather is fetched from a server of the tests' own, kept with its origin, and read back."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest

from hpsim.errors import WeatherError
from hpsim.weather import fetch as fetching
from hpsim.weather.fetch import fetch_nsrdb, fetch_pvgis
from hpsim.weather.model import Weather
from hpsim.weather.reading import read_weather

ITALY, MOFFAT = "eu-4A-north-italy", "us-6B-moffat"
LinesOf = Callable[[str], list[str]]


@dataclass
class Service:
    """What a server answers, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.send_response(told.status)
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/api"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pvgis(service: Service, lines_of: LinesOf, monkeypatch: pytest.MonkeyPatch) -> Service:
    service.body = "\r\n".join([*lines_of(ITALY), ""]).encode()
    monkeypatch.setenv("HPSIM_PVGIS_URL", service.url)
    return service


@pytest.fixture
def nsrdb(service: Service, lines_of: LinesOf, monkeypatch: pytest.MonkeyPatch) -> Service:
    service.body = "\n".join([*lines_of(MOFFAT), ""]).encode()
    monkeypatch.setenv("HPSIM_NSRDB_URL", f"{service.url}/psm4.csv")
    return service


def assert_same_year(one: Weather, other: Weather) -> None:
    np.testing.assert_allclose(one.outdoor_degc, other.outdoor_degc)
    np.testing.assert_allclose(one.sky_degc, other.sky_degc)
    np.testing.assert_allclose(one.direct_normal_w_per_m2, other.direct_normal_w_per_m2)
    assert one.years == other.years


def test_pvgis_is_kept_and_read_back(
    pvgis: Service, tmp_path: Path, weather_of: Callable[[str], Weather]
):
    got = fetch_pvgis(45.0, 8.0, folder=tmp_path)
    query = parse_qs(urlparse(pvgis.asked[0]).query)
    assert urlparse(pvgis.asked[0]).path == "/api/tmy"
    assert (query["lat"], query["lon"]) == (["45.0"], ["8.0"])
    assert got.path == tmp_path / "pvgis_45.000_8.000.csv"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "pvgis_45.000_8.000.csv",
        "pvgis_45.000_8.000.provenance.json",
    ]
    assert_same_year(read_weather(got.path), weather_of(ITALY))


def test_provenance_says_where_a_file_is_from(pvgis: Service, tmp_path: Path):
    got = fetch_pvgis(45.0, 8.0, folder=tmp_path)
    told = json.loads(got.provenance.read_text())
    assert told["url"] == f"{pvgis.url}/tmy"
    assert told["sha256"] == hashlib.sha256(got.path.read_bytes()).hexdigest()
    assert told["credit"] == "PVGIS (c) European Union, 2001-2025"
    assert {"latitude", "longitude", "fetched", "pvlib"} <= set(told)


def test_a_told_time_zone_is_kept_with_the_file(pvgis: Service, tmp_path: Path):
    assert pvgis.url
    got = fetch_pvgis(45.0, 8.0, folder=tmp_path, utc_offset_h=2)
    late = read_weather(got.path)
    assert late.location.utc_offset_h == 2.0
    early = read_weather(fetch_pvgis(45.0, 8.0, folder=tmp_path).path)
    assert early.location.utc_offset_h == 1.0
    np.testing.assert_array_equal(late.outdoor_degc[1:], early.outdoor_degc[:-1])


def test_without_a_folder_it_goes_to_the_users_own(pvgis: Service, own_folders: Path):
    assert pvgis.url
    got = fetch_pvgis(45.0, 8.0)
    assert own_folders in got.path.parents
    assert read_weather("pvgis_45.000_8.000").location.place == "45.000, 8.000"


def test_nsrdb_is_kept_without_its_key(
    nsrdb: Service, tmp_path: Path, weather_of: Callable[[str], Weather]
):
    got = fetch_nsrdb(40.5, -108.5, api_key="secret", email="me@example.org", folder=tmp_path)
    assert "secret" in nsrdb.asked[0]
    assert "secret" not in got.provenance.read_text() + got.path.read_text()
    assert "me@example.org" not in got.provenance.read_text() + got.path.read_text()
    assert_same_year(read_weather(got.path), weather_of(MOFFAT))


def refusal(latitude: float = 45.0, longitude: float = 8.0, folder: Path | None = None) -> str:
    with pytest.raises(WeatherError) as caught:
        fetch_pvgis(latitude, longitude, folder=folder)
    return str(caught.value)


def test_the_sea_is_told_in_the_services_words(pvgis: Service, tmp_path: Path):
    pvgis.status, pvgis.body = 400, b'{"message": "Location over the sea. Please, select land"}'
    assert "refused: Location over the sea" in refusal(folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b"<html>maintenance</html>", "no typical year"),
        (500, b"oops", "refused: 500"),
        (200, b"", "no typical year"),
    ],
)
def test_nonsense_is_told(pvgis: Service, tmp_path: Path, status: int, body: bytes, said: str):
    pvgis.status, pvgis.body = status, body
    assert said in refusal(folder=tmp_path)


def test_a_damaged_answer_leaves_nothing_behind(pvgis: Service, tmp_path: Path, lines_of: LinesOf):
    bad = [line.replace(",99870.0", ",9.0") for line in lines_of(ITALY)]
    pvgis.body = "\r\n".join([*bad, ""]).encode()
    assert "station pressure is 9 Pa" in refusal(folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_offline_is_told_with_a_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HPSIM_PVGIS_URL", "http://127.0.0.1:9")  # nobody listens there
    message = refusal(folder=tmp_path)
    assert "PVGIS at http://127.0.0.1:9/ can't be reached" in message
    assert "hpsim weather near" in message


def test_silence_is_told(monkeypatch: pytest.MonkeyPatch, service: Service, tmp_path: Path):
    answered = threading.Event()

    def hang(_self: Service) -> bytes:
        answered.wait(5.0)
        return b""

    monkeypatch.setattr(Service, "body", property(hang, lambda _self, _value: None))
    monkeypatch.setenv("HPSIM_PVGIS_URL", service.url)
    monkeypatch.setattr(fetching, "TIMEOUT_S", 0.2)
    message = refusal(folder=tmp_path)
    answered.set()
    assert "didn't answer within 0.2 s" in message


def test_no_place_on_the_map_is_refused_without_asking(pvgis: Service):
    message = refusal(8.0, 450.0)
    assert "longitude 450 is not within -180 to 180" in message
    assert pvgis.asked == []


def test_nsrdb_wants_a_key():
    with pytest.raises(WeatherError, match="wants a key"):
        fetch_nsrdb(40.5, -108.5, api_key="", email="")
