"""Paths as people write them: nothing that is written where a path stands makes these fail."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

from hpsim.errors import HpsimError

MAX_TABLE_BYTES = 50_000_000  # a year of a meter's minutes has some 20 MB
DEVICES = ("/dev/", "/proc/")
"""Where a pipe that a shell has made lies, as in ``hpsim check <(...)``."""


def expanded(written: str | Path) -> Path:
    """Return a path with the user's home for ``~``; as it is where there is no such user.

    Examples
    --------
    >>> str(expanded("~nobody-of-this-name/a.yaml"))
    '~nobody-of-this-name/a.yaml'
    """
    path = Path(written)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def mode_of(path: Path) -> int:
    """Return the mode of the file that a path leads to, 0 where it leads to none.

    A loop of links, a name that is too long, a NUL in it and a folder without permission lead to
    none.
    """
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def exists(path: Path) -> bool:
    """Return whether a path leads to anything."""
    return mode_of(path) != 0


def is_file(path: Path) -> bool:
    """Return whether a path leads to a regular file."""
    return stat.S_ISREG(mode_of(path))


def resolved(path: Path) -> Path:
    """Return the absolute path without links; of a loop of links or no path, as it is written."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def read_limited(path: Path, limit: int) -> bytes | None:
    """Return the content of a file, None if it is longer than a limit.

    Raises
    ------
    OSError
        It can't be read, or is neither a regular file nor a pipe that a shell has made.
    """
    try:
        mode = path.stat().st_mode
        is_pipe = stat.S_ISFIFO(mode) and str(path).startswith(DEVICES)
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode) and not is_pipe:
            raise OSError(0, "not a regular file", str(path))
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except ValueError as error:  # a NUL
        raise OSError(0, "not a path", os.fspath(path)) from error
    return content if len(content) <= limit else None


def read_text(path: Path, limit: int = MAX_TABLE_BYTES) -> str:
    """Return the text of a table that people export, UTF-8.

    Raises
    ------
    OSError
        It can't be read, is no regular file, or is longer than a limit.
    UnicodeDecodeError
        It is not UTF-8.
    """
    content = read_limited(path, limit)
    if content is None:
        raise OSError(errno.EFBIG, f"it has over {limit / 1e6:.0f} MB", str(path))
    return content.decode("utf-8-sig").replace("\0", "")


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, read with the same care as YAML.

    Raises
    ------
    OSError
        It can't be read.
    ValueError
        It is not JSON, too long, or nested too deeply; with a message for people.
    """
    content = read_limited(path, MAX_TABLE_BYTES)
    if content is None:
        raise ValueError(f"it has over {MAX_TABLE_BYTES / 1e6:.0f} MB")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is not JSON: {error.msg}") from None


def write_whole(path: Path, text: str) -> None:
    """Write a text file, or leave what was there.

    Raises
    ------
    OSError
        It could not be written, with its name.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def check_file_target(path: Path) -> None:
    """Raise unless a regular file may be written at a path; a device is never replaced.

    Raises
    ------
    HpsimError
        There is something else, or no folder for it.
    """
    mode, title = mode_of(path), f"{path}: nothing was written"
    if mode and not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        message, hint = f"this is {what}", "choose another name"
        raise HpsimError.of(message, file=str(path), hint=hint, title=title)
    if not stat.S_ISDIR(mode_of(path.parent)):
        message, hint = f"there is no folder {path.parent}", "make it first"
        raise HpsimError.of(message, file=str(path), hint=hint, title=title)
