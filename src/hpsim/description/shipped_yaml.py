"""The shipped YAML files: for people to read and edit, and read once by each installation."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from hpsim.kernel.machine_code import keep, read_kept
from hpsim.shipped import data_file


def read_shipped_yaml(name: str) -> Any:
    """Return the content of a YAML file of ``hpsim.data`` whose keys are all texts.

    Reading YAML takes a hundred times as long as JSON, as which the content is kept next to the
    machine code, by the hash of the text.
    """
    text = data_file(name).read_bytes()
    kept = f"{name.replace('/', '-')}-{hashlib.sha256(text).hexdigest()[:16]}.json"
    content = read_kept(kept)
    if content is not None:
        return json.loads(content)
    from ruamel.yaml import YAML

    found = YAML(typ="safe", pure=True).load(text.decode())
    keep(kept, json.dumps(found).encode())
    return found
