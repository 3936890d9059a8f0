"""Prepared weather is kept, found again, and never in the way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from hpsim.weather import cache
from hpsim.weather.cache import prepared
from hpsim.weather.solar import plane_irradiance

CHICAGO = "us-5A-chicago"
PLANES = [(180.0, 90.0), (90.0, 90.0), (0.0, 0.0)]
# A warm call takes some 5 ms here; the rest is for machines that are slow or busy.
WARM_S = 0.1
WARM_SCRIPT = """
import sys
from hpsim.weather.cache import prepared
prepared("us-5A-chicago", [(180.0, 90.0)], 0.2)
print(sorted(set(sys.modules) & {"pandas", "pvlib", "scipy"}))
"""


def heavy_imports() -> str:
    """Return what a process of its own imports to prepare Chicago."""
    run = subprocess.run(
        [sys.executable, "-c", WARM_SCRIPT], capture_output=True, text=True, check=True, timeout=120
    )
    return run.stdout.strip()


def test_a_warm_call_imports_neither_pandas_nor_pvlib_nor_scipy():
    assert heavy_imports() == "['pandas', 'pvlib', 'scipy']"
    assert heavy_imports() == "[]"


def test_what_comes_back_is_what_was_put_in():
    cold = prepared(CHICAGO, PLANES, 0.3)
    warm = prepared(CHICAGO, PLANES, 0.3)
    for field in cache.INSTANT_FIELDS + cache.HOUR_FIELDS:
        np.testing.assert_array_equal(getattr(cold[0], field), getattr(warm[0], field))
    for name in (*cache.PLAIN_FIELDS, "years", "location", "header_design", "warnings"):
        assert getattr(cold[0], name) == getattr(warm[0], name)
    for plane in PLANES:
        for one, other in zip(cold[2][plane], warm[2][plane], strict=True):
            np.testing.assert_array_equal(one, other)


def test_planes_are_kept_apart():
    weather, _, planes = prepared(CHICAGO, PLANES, 0.2)
    bright = prepared(CHICAGO, PLANES[:1], 0.6)[2][PLANES[0]]
    assert bright.ground_w_per_m2.sum() > 2.9 * planes[PLANES[0]].ground_w_per_m2.sum()
    direct = plane_irradiance(weather, 90.0, 90.0, 0.2)
    np.testing.assert_array_equal(planes[(90.0, 90.0)].beam_w_per_m2, direct.beam_w_per_m2)


def test_a_warm_call_is_quick():
    prepared(CHICAGO, PLANES)
    best = min(_seconds(lambda: prepared(CHICAGO, PLANES)) for _ in range(5))
    assert best < WARM_S


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def test_a_damaged_file_is_made_anew():
    _, climate, _ = prepared(CHICAGO, PLANES)
    folder = cache.cache_folder()
    assert folder is not None
    for path in folder.glob("*.npz"):
        path.write_bytes(path.read_bytes()[:1000])
    again = prepared(CHICAGO, PLANES)[1]
    np.testing.assert_array_equal(again.outdoor_degc, climate.outdoor_degc)


def test_many_at_once_do_no_harm():
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: prepared(CHICAGO, PLANES)[1], range(16)))
    for climate in results:
        np.testing.assert_array_equal(climate.sky_degc, results[0].sky_degc)
    folder = cache.cache_folder()
    assert folder is not None
    assert not list(folder.glob(".new-*"))
    assert len(list(folder.glob("*.npz"))) == 1 + len(PLANES)


def test_a_changed_file_is_read_anew(changed: Callable[..., Path]):
    path = changed(CHICAGO, lambda lines: lines, "mine.epw")
    before = prepared(path, [])[0]
    text = path.read_text(encoding="latin-1")
    path.write_text(text.replace(",-12.2,-16.1,", ",-13.2,-16.1,", 1), encoding="latin-1")
    after = prepared(path, [])[0]
    assert (before.outdoor_degc[1], after.outdoor_degc[1]) == (-12.2, -13.2)


def test_without_a_cache_folder_it_works_with_one_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    blocked = tmp_path / "a file, not a folder"
    blocked.touch()
    monkeypatch.setenv("HPSIM_CACHE_DIR", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(blocked))
    weather, _, planes = prepared(CHICAGO, PLANES[:1])
    assert weather.warnings == (cache.NO_CACHE,)
    assert planes[PLANES[0]].beam_w_per_m2.max() > 500.0


def test_without_a_home_a_temporary_folder_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    blocked = tmp_path / "home"
    blocked.touch()
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setenv("HPSIM_CACHE_DIR", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(spare))
    weather = prepared(CHICAGO, PLANES[:1])[0]
    assert weather.warnings == ()
    assert len(list(spare.rglob("*.npz"))) == 2


def test_a_full_disk_only_costs_the_cache(monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    _, climate, _ = prepared(CHICAGO, PLANES[:1])
    assert climate.outdoor_degc.size == 8761
    folder = cache.cache_folder()
    assert folder is not None
    assert list(folder.iterdir()) == []


def test_the_folder_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "MAX_FILES", 6)
    prepared(CHICAGO, [(float(azimuth), 90.0) for azimuth in range(12)])
    folder = cache.cache_folder()
    assert folder is not None
    assert len(list(folder.glob("*.npz"))) <= 6


DAMAGE = {
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "zeroed": lambda content: bytes(len(content)),
    "head lost": lambda content: b"x" * 200 + content[200:],
    "tail lost": lambda content: content[:-100] + b"y" * 100,
    "a compression nobody has": lambda content: content.replace(
        b"PK\x01\x02", b"PK\x01\x02\x14\x00\x14\x00\x00\x00\x63"
    ),
    "head of an array broken": lambda content: content.replace(b"{'descr'", b"{(descr'"),
    "one bit flipped": lambda content: content[:5000] + bytes([content[5000] ^ 1]) + content[5001:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_made_again(damage: Callable[[bytes], bytes]):
    weather, _, planes = prepared(CHICAGO, PLANES[:1])
    store = cache.cache_folder()
    assert store is not None
    kept = sorted(store.glob("*.npz"))
    whole = {path: path.read_bytes() for path in kept}
    assert len(kept) == 2
    for path in kept:
        path.write_bytes(damage(whole[path]))
    again, _, planes_again = prepared(CHICAGO, PLANES[:1])
    np.testing.assert_array_equal(weather.outdoor_degc, again.outdoor_degc)
    np.testing.assert_array_equal(planes[PLANES[0]], planes_again[PLANES[0]])
    for path in kept:
        with np.load(path) as arrays:
            assert arrays.files
