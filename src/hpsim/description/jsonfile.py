"""JSON files, read with the same care as YAML ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hpsim.description.paths import read_limited

MAX_BYTES = 50_000_000


def read_json(path: Path) -> Any:
    """Return a file's content.

    Raises
    ------
    OSError
        It can't be read.
    ValueError
        It is not JSON, too long, or nested too deeply; with a message for people.
    """
    content = read_limited(path, MAX_BYTES)
    if content is None:
        raise ValueError(f"it has over {MAX_BYTES / 1e6:.0f} MB")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is not JSON: {error.msg}") from None
