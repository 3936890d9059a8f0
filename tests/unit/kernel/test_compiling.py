"""Where machine code is kept when a disk is full or a folder can't be written."""

from __future__ import annotations

import errno
import importlib.util
import warnings
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import numba
import pytest

from hpsim.kernel import compiling

Usage = namedtuple("Usage", "total used free")
FUNCTION = """
from hpsim.kernel.compiling import compiled

@compiled
def twice(x):
    return 2.0 * x
"""


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """Give the cache's usual place and the temporary one, both empty."""
    usual, temporary = tmp_path / "usual", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("HPSIM_CACHE_DIR", str(usual))
    monkeypatch.setattr(compiling.tempfile, "tempdir", str(temporary))
    compiling.cache_folder.cache_clear()
    compiling._say_not_kept.cache_clear()
    yield usual, temporary
    compiling.cache_folder.cache_clear()
    compiling._say_not_kept.cache_clear()


def fill(monkeypatch: pytest.MonkeyPatch, *full: Path) -> None:
    """Make the disks under some folders look full."""

    def usage(folder: Path) -> Usage:
        is_full = any(folder.is_relative_to(path) for path in full)
        return Usage(1, 1, 1000 if is_full else 10**9)

    monkeypatch.setattr(compiling.shutil, "disk_usage", usage)


def test_a_full_disk_sends_the_code_to_temporary_storage(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, temporary = folders
    fill(monkeypatch, usual)
    with pytest.warns(UserWarning, match="has no room left: compiled code is kept in") as told:
        folder = compiling.cache_folder()
    assert len(told) == 1
    assert folder is not None
    assert folder.is_relative_to(temporary)


def test_two_full_disks_are_told_in_one_warning(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(monkeypatch, *folders)
    with pytest.warns(UserWarning, match="compiles anew each time") as told:
        assert compiling.cache_folder() is None
    assert len(told) == 1


def test_code_that_is_there_is_used_on_a_full_disk(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, _ = folders
    kept = usual / f"kernel-{compiling.kernel_hash()}"
    kept.mkdir(parents=True)
    (kept / "some.nbi").touch()
    fill(monkeypatch, usual)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compiling.cache_folder() == kept


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
@pytest.mark.usefixtures("folders")
def test_a_disk_that_fills_up_while_code_is_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from numba.core import caching

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(caching.IndexDataCacheFile, "save", full)
    path = tmp_path / "doubling.py"
    path.write_text(FUNCTION)
    spec = importlib.util.spec_from_file_location("doubling", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.warns(UserWarning, match="No space left on device") as told:
        results = module.twice(2.0), module.twice(3)  # another signature: not told again
    assert results == (4.0, 6.0)
    assert len(told) == 1
