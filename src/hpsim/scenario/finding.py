"""What a check of a scenario finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from hpsim.description.yamlfile import KeyPath
from hpsim.scenario.model import Scenario


class Finding(NamedTuple):
    """Something wrong or suspicious, and its key."""

    path: KeyPath
    message: str
    hint: str = ""


Check: TypeAlias = Callable[[Scenario], Iterator[Finding]]
