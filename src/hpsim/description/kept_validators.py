"""Validators of descriptions: worked out once by each installation.

pydantic works out from a class's annotations what its validator has to do, and makes the validator
of that. The first takes 80 ms for a scenario's classes, a twelfth of a run, the second a fifth of
it; so what is worked out is kept next to the machine code.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pydantic
from pydantic_core import SchemaSerializer, SchemaValidator

from hpsim.description.base import Description
from hpsim.kernel.machine_code import keep, read_kept

FOLDERS = (
    *("building", "building/description", "control", "description", "economics", "equipment"),
    *("equipment/kinds", "equipment/ratings", "logs", "scenario"),
    *("units", "weather"),
)
"""With the modules from which descriptions take their types, limits and defaults. Those of the
kernel name the folder in which validators are kept."""
TABLES = ("data/room_kinds.json",)
"""From which they take words; other shipped data is read when a value is checked."""
PACKAGE = Path(__file__).parent.parent
_PLACE = f"{PACKAGE} {sys.version}"
FILE = f"descriptions-{hashlib.sha256(_PLACE.encode()).hexdigest()[:16]}.pickle"
"""One for each installation: others have other files."""
_LOCK = threading.Lock()


def make_validators(classes: Sequence[type[Description]]) -> None:
    """Give classes their validators, inner before outer ones, from what is kept where it fits."""
    with _LOCK:
        if all(cls.__pydantic_complete__ for cls in classes):
            return
        about = _about(classes)
        kept = None if about is None else read_kept(FILE)
        if kept is not None and _are_made(kept, about):
            return
        for cls in classes:
            cls.model_rebuild()
        schemas = [(cls, cls.__pydantic_core_schema__) for cls in classes]
        try:
            content = pickle.dumps((about, pickle.dumps(schemas)))
        except (pickle.PicklingError, AttributeError, TypeError):  # what a test defines, perhaps
            return
        if about is not None:
            keep(FILE, content)


def _about(classes: Sequence[type[Description]]) -> object:
    """Return what validators follow from: sources as Python knows them by, and versions."""
    versions = pydantic.VERSION, sys.version, [f"{c.__module__}.{c.__name__}" for c in classes]
    try:
        files = [entry for folder in FOLDERS for entry in os.scandir(PACKAGE / folder)]
        found = [(f.path, f.stat()) for f in files if f.name.endswith(".py")]
        found += [(name, (PACKAGE / name).stat()) for name in TABLES]
    except OSError:  # an installation that is no folder
        return None
    return versions, sorted((path, about.st_mtime_ns, about.st_size) for path, about in found)


def _are_made(kept: bytes, about: object) -> bool:
    """Make the validators if what is kept was worked out from the same; return whether."""
    try:
        found, schemas = pickle.loads(kept)
        if found != about:
            return False
        for cls, schema in pickle.loads(schemas):
            if not cls.__pydantic_complete__:
                cls.__pydantic_validator__ = SchemaValidator(schema)
                cls.__pydantic_serializer__ = SchemaSerializer(schema)
                cls.__pydantic_core_schema__ = schema
                cls.__pydantic_complete__ = True
    except Exception:  # whatever another version makes of it: it is worked out again
        return False
    return True
