"""Where machine code is kept when a disk is full or a folder can't be written."""

from __future__ import annotations

import errno
import importlib.util
import os
import subprocess
import sys
import time
import warnings
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest

from hpsim.kernel import compiling, machine_code, native
from hpsim.kernel.compiling import compiled, internal, is_switched_off, summing
from hpsim.kernel.types import FloatArray

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
    monkeypatch.setattr(machine_code.tempfile, "tempdir", str(temporary))
    machine_code.cache_folder.cache_clear()
    machine_code._say_not_kept.cache_clear()
    machine_code._say_damaged.cache_clear()
    machine_code._delete_unused.cache_clear()
    yield usual, temporary
    machine_code.cache_folder.cache_clear()
    machine_code._say_not_kept.cache_clear()
    machine_code._say_damaged.cache_clear()
    machine_code._delete_unused.cache_clear()


def fill(monkeypatch: pytest.MonkeyPatch, *full: Path) -> None:
    """Make the disks under some folders look full."""

    def usage(folder: Path) -> Usage:
        is_full = any(folder.is_relative_to(path) for path in full)
        return Usage(1, 1, 1000 if is_full else 10**9)

    monkeypatch.setattr(machine_code.shutil, "disk_usage", usage)


def test_a_full_disk_sends_the_code_to_temporary_storage(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, temporary = folders
    fill(monkeypatch, usual)
    with pytest.warns(UserWarning, match="has no room left: compiled code is kept in") as warned:
        folder = machine_code.cache_folder()
    assert len(warned) == 1
    assert folder is not None
    assert folder.is_relative_to(temporary)


def test_two_full_disks_are_told_in_one_warning(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(monkeypatch, *folders)
    with pytest.warns(UserWarning, match="compiles anew each time") as warned:
        assert machine_code.cache_folder() is None
    assert len(warned) == 1


def test_code_that_is_there_is_used_on_a_full_disk(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, _ = folders
    kept = usual / f"kernel-{machine_code.kernel_hash()}"
    kept.mkdir(parents=True)
    (kept / "some.code").touch()
    fill(monkeypatch, usual)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert machine_code.cache_folder() == kept


def load_doubling(tmp_path: Path) -> ModuleType:
    path = tmp_path / "doubling.py"
    path.write_text(FUNCTION)
    spec = importlib.util.spec_from_file_location("doubling", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(is_switched_off(), reason="nothing is compiled")
@pytest.mark.usefixtures("folders")
def test_a_disk_that_fills_up_while_code_is_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    module = load_doubling(tmp_path)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.warns(UserWarning, match="No space left on device") as warned:
        results = module.twice(2.0), module.twice(3)  # another signature: not warned again
    assert results == (4.0, 6.0)
    assert len(warned) == 1


DAMAGE = {
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "zeroed": lambda content: bytes(len(content)),
    "last byte lost": lambda content: content[:-1],
    "one bit flipped": lambda content: content[:-40] + bytes([content[-40] ^ 1]) + content[-39:],
}


@pytest.mark.skipif(is_switched_off(), reason="nothing is compiled")
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_code_is_deleted_and_compiled_again(
    folders: tuple[Path, Path], tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    usual, _ = folders
    assert load_doubling(tmp_path).twice(2.0) == 4.0
    (kept,) = usual.rglob("twice-*.code")
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    with pytest.warns(UserWarning, match="was damaged: it is compiled again") as warned:
        assert load_doubling(tmp_path).twice(2.0) == 4.0
    assert len(warned) == 1
    assert len(kept.read_bytes()) > 0.9 * len(whole)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_doubling(tmp_path).twice(2.0) == 4.0


@pytest.mark.parametrize(("unused_days", "is_left"), [(59, True), (61, False)])
def test_code_of_other_versions_is_deleted_when_nobody_has_used_it_for_two_months(
    folders: tuple[Path, Path], unused_days: int, is_left: bool
) -> None:
    usual, _ = folders
    other, own = usual / "kernel-0123456789abcdef" / "twice-0.code", machine_code.cache_folder()
    other.parent.mkdir()
    used = time.time() - 86400.0 * unused_days
    assert own
    for path in (other, own / "old.code", usual / "weather.npz"):
        path.write_bytes(b"code")
        os.utime(path, (used, used))
    machine_code.keep_code("twice-1", machine_code.MachineCode("twice", "d", (), b"more"))
    assert other.exists() == is_left
    assert other.parent.exists() == is_left
    assert (own / "old.code").exists()
    assert (usual / "weather.npz").exists()


LOADS = """
import sys
sys.path.insert(0, sys.argv[1])
import doubling
assert doubling.twice(2.0) == 4.0
print("numba" in sys.modules)
"""


@pytest.mark.skipif(is_switched_off(), reason="nothing is compiled")
def test_machine_code_is_called_without_numba(tmp_path: Path) -> None:
    (tmp_path / "doubling.py").write_text(FUNCTION)
    environment = os.environ | {"HPSIM_CACHE_DIR": str(tmp_path / "kept")}

    def is_loaded() -> str:
        words = [sys.executable, "-c", LOADS, str(tmp_path)]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert [is_loaded(), is_loaded()] == ["True", "False"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners as POSIX has them")
def test_no_code_is_taken_from_a_folder_of_somebody_else(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, temporary = folders
    usual.mkdir(mode=0o700)
    mine = os.getuid()
    monkeypatch.setattr(machine_code.os, "getuid", lambda: mine + 1)
    if mine == 0:  # what root has made is trusted
        os.chown(usual, 12345, 12345)
        (temporary / "hpsim-1").mkdir()
        os.chown(temporary / "hpsim-1", 12345, 12345)
    with pytest.warns(UserWarning, match="belongs to another user or can be written by others"):
        assert machine_code.cache_folder() is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="modes as POSIX has them")
@pytest.mark.parametrize(("mode", "is_used"), [(0o700, True), (0o755, True), (0o777, False)])
def test_a_folder_that_everybody_may_write_to_is_not_used(
    folders: tuple[Path, Path], mode: int, is_used: bool
) -> None:
    usual, temporary = folders
    usual.mkdir()
    usual.chmod(mode)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = machine_code.cache_folder()
    assert folder is not None
    assert folder.is_relative_to(usual if is_used else temporary)


LAYOUT = np.dtype([("a", "f8"), ("b", "f8")], align=True)


class Inner(NamedTuple):
    """What is nested in a tuple."""

    plane: np.ndarray
    record: np.recarray
    counts: int


class Outer(NamedTuple):
    """A tuple with all that one can hold, as rooms and machines are."""

    values: np.ndarray
    is_on: bool
    inner: Inner
    factor: float
    rows: np.ndarray


@internal
def entry(inner, i):  # type: ignore[no-untyped-def]  # as numba has it
    """Take what is nested as an argument of its own."""
    return inner.plane[i, 1] * inner.record.b + inner.counts


@compiled
def weigh(outer, table, record, n, out):  # type: ignore[no-untyped-def]  # as numba has it
    """Write what only the right number at the right place gives; return three kinds of numbers."""
    for i in range(outer.values.size):
        out[i] = outer.values[i] * outer.factor + table[i, 1] * record.a
        out[i] += entry(outer.inner, i) * outer.rows[i].a * n
    record.a = out[0]
    return record.b, n, outer.is_on


def check_weighing() -> None:
    """Check what arrives and what comes back, of every kind."""
    records, rows = np.zeros(3, LAYOUT).view(np.recarray), np.zeros(3, LAYOUT).view(np.recarray)
    records.a, records.b, rows.a = [1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [4.0, 5.0, 6.0]
    table, out, values = np.arange(6.0).reshape(3, 2), np.zeros(3), np.array([7.0, 8.0, 9.0])
    inner = Inner(table + 1.0, records[0], 11)
    nested = (inner.plane[:, 1] * 10.0 + 11) * 4
    expected = values * 2.0 + table[:, 1] * 2.0 + nested * rows.a
    outer = Outer(values, True, inner, 2.0, rows)
    assert weigh(outer, table, records[1], 4, out) == (20.0, 4, True)
    np.testing.assert_array_equal(out, expected)
    assert records[1].a == out[0]
    # views, whose items lie apart
    records.a[1], backwards = 2.0, rows[::-1]
    wide = np.repeat(table, 2, axis=1)[:, ::2]
    outer = Outer(np.repeat(values, 2)[::2], False, inner, 2.0, backwards)
    assert weigh(outer, wide, records[1], 4, out) == (20.0, 4, False)
    expected = values * 2.0 + table[:, 1] * 2.0 + nested * backwards.a
    np.testing.assert_array_equal(out, expected)


def total(values: FloatArray) -> float:
    sum_of_all = 0.0
    for i in range(values.size):
        sum_of_all += values[i]
    return sum_of_all


def total_in_any_order(values: FloatArray) -> float:
    sum_of_all = 0.0
    for i in range(values.size):
        sum_of_all += values[i]
    return sum_of_all


@pytest.mark.skipif(is_switched_off(), reason="nothing is compiled")
@pytest.mark.usefixtures("folders")
def test_sums_are_added_in_any_order_only_where_that_is_asked_for() -> None:
    values = np.zeros(64)
    values[[0, 1, 33]] = 1.0, 1e16, -1e16  # in order the 1 is lost
    assert compiled(total)(values) == total(values) == 0.0
    assert summing(total_in_any_order)(values) == 1.0  # several partial sums, of every nth value


@pytest.mark.skipif(is_switched_off(), reason="nothing is compiled")
@pytest.mark.parametrize("argument", ["values", (1.0, 2.0), None])
def test_what_compiled_code_cannot_take_is_refused(argument: object) -> None:
    table = np.zeros((3, 2))
    with pytest.raises(TypeError, match="not <class"):
        weigh(argument, table, table, 4, table)


def test_every_kind_of_argument_arrives_and_every_kind_of_result_comes_back() -> None:
    check_weighing()


def refused(*_: object) -> None:
    raise RuntimeError("Unable to find target for this triple\n(no targets are registered)")


def no_library(*_: object) -> None:
    raise OSError("can't load this")


def of_another_numba(*_: object) -> None:
    raise AttributeError("module 'numba.core.codegen' has no attribute 'JITCodeLibrary'")


def other_symbol(code: machine_code.MachineCode, leaves: native.Leaves) -> native.Call:
    return LINKED(code._replace(needs=("function_of_another_system",)), leaves)


LINKED = native.linked
HINDRANCES = {
    "no target": ("linked", refused, "Unable to find target"),
    "ctypes fails": ("linked", no_library, "can't load this"),
    "a function is lacking": ("linked", other_symbol, "needs function_of_another_system"),
    "untried system": ("refuse_untried", refused, "Unable to find target"),
    "no name": ("name_of", of_another_numba, "JITCodeLibrary"),
}


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let functions look for their code anew, and forget afterwards what they have found."""
    for function in (weigh, entry):
        found = {name: vars(function)[name] for name in vars(function) if name not in CACHED}
        monkeypatch.setattr(function, "__dict__", found)
    monkeypatch.setattr(weigh, "calls", {})
    monkeypatch.setattr(compiling, "NUMBA_ALONE", [])


CACHED = ("dispatcher", "plain")


@pytest.mark.skipif(is_switched_off(), reason="nothing is compiled")
@pytest.mark.usefixtures("folders", "anew")
@pytest.mark.parametrize("hindrance", HINDRANCES.values(), ids=HINDRANCES.keys())
def test_where_code_can_t_be_linked_numba_runs_all_with_one_warning(
    hindrance: tuple[str, Callable[..., object], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, failing, reason = hindrance
    monkeypatch.setattr(compiling, name, failing)
    with pytest.warns(UserWarning, match="machine code can't be linked here") as warned:
        check_weighing()
    assert len(warned) == 1
    assert reason in str(warned[0].message)
    assert "no targets" not in str(warned[0].message)  # LLVM's further lines


def of_system(monkeypatch: pytest.MonkeyPatch, done: Callable[..., object]) -> None:
    monkeypatch.setattr(native.sys, "platform", "some other")
    monkeypatch.setattr(native.subprocess, "run", done)
    native.refuse_untried.cache_clear()


@pytest.mark.usefixtures("folders")
def test_another_process_tries_once_on_systems_that_are_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = []

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        tries.append(words)
        return subprocess.CompletedProcess(words, 0)

    of_system(monkeypatch, run)
    for _ in range(2):
        native.refuse_untried()
        native.refuse_untried.cache_clear()
    assert len(tries) == 1


@pytest.mark.usefixtures("folders")
def test_a_trial_that_crashes_is_no_way_to_go(monkeypatch: pytest.MonkeyPatch) -> None:
    of_system(monkeypatch, lambda words, **_: subprocess.CompletedProcess(words, -11))
    for _ in range(2):
        with pytest.raises(RuntimeError, match="a trial has failed"):
            native.refuse_untried()


@pytest.mark.skipif(is_switched_off(), reason="nothing is compiled")
@pytest.mark.usefixtures("folders")
def test_the_trial_gets_through_here() -> None:
    done = subprocess.run([sys.executable, "-c", native._TRY], check=False)
    assert done.returncode == 0
