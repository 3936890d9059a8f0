"""Streams that are closed, full or left: no traceback, and the code says what became of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell's redirections")
LIST = f"{sys.executable} -m hpsim weather list"
CHECK = f"{sys.executable} -m hpsim check chicago-addition"
WRONG = f"{sys.executable} -m hpsim check no-such-file.yaml"


def shell(line: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        line, shell=True, capture_output=True, text=True, cwd=folder, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (f"{LIST} >&-", 0, ""),
        (f"{LIST} 2>&-", 0, ""),
        (f"{LIST} <&- >&- 2>&-", 0, ""),
        (f"{WRONG} >&- 2>&-", 2, ""),
        (f"{WRONG} 2>/dev/full", 2, ""),
        (f"{LIST} >/dev/full", 1, "standard output can't be written: No space left on device\n"),
        (f"{CHECK} >/dev/full 2>/dev/full", 1, ""),
        (f"({LIST}; echo $? >&2) | true", 0, None),
    ],
)
def test_a_stream_that_takes_nothing(line: str, code: int, said: str | None) -> None:
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("needs a device that is always full")
    done = shell(line)
    assert done.returncode == code
    if said is None:
        assert done.stderr in ("0\n", "1\n")  # the reader was there still, or had gone
    else:
        assert done.stderr == said


def test_a_closed_stream_is_not_taken_by_a_file(tmp_path: Path) -> None:
    """What is printed must not land in the first file that is opened."""
    done = shell(
        f"{sys.executable} -m hpsim init mine.yaml --place Chicago --floor-area '20 m2' >&-",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "is written" not in (tmp_path / "mine.yaml").read_text()


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device")
@pytest.mark.parametrize(
    "arguments",
    [
        "init {} --force --name a --place Chicago --floor-area '20 m2' --json",
        "rate chicago-addition --plot {}",
    ],
)
def test_a_device_is_never_replaced(tmp_path: Path, arguments: str) -> None:
    device = tmp_path / "null.png"
    device.symlink_to("/dev/null")
    done = shell(f"{sys.executable} -m hpsim {arguments.format(device)}")
    assert done.returncode == 2
    assert "not a regular file" in done.stderr
    assert device.is_symlink()
    assert Path("/dev/null").is_char_device()


def test_a_picture_of_another_kind_is_refused_before_anything_is_rated(tmp_path: Path) -> None:
    done = shell(f"{sys.executable} -m hpsim rate chicago-addition --plot {tmp_path / 'map.xyz'}")
    assert done.returncode == 2
    assert "is no picture's name (such as map.png)" in done.stderr


def test_no_list_of_problems_is_endless(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("".join(f"wrong_{i}: 1\n" for i in range(3000)))
    done = shell(f"{sys.executable} -m hpsim check {path} --json")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) <= 52
    assert len(json.loads(done.stdout)["errors"]) <= 50
