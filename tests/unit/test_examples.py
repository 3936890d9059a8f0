"""Examples in docstrings give what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import hpsim

ROOT = Path(hpsim.__file__).parent
MODULES = [
    ".".join(("hpsim", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name):
    """Those marked to be skipped are not tried."""
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
