"""Which small heat pump fits this room: a year of minutes for every candidate.

>>> run = hpsim.simulate("chicago-addition")  # doctest: +SKIP
>>> run[0]  # doctest: +SKIP
<Results of '6 kBtu/h variable-speed': 849 kWh a year, 8760 hours>

Names are imported when they are first used: ``import hpsim`` alone takes a few milliseconds.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hpsim import metrics, plots
    from hpsim.certainty.library import HowSure, how_sure
    from hpsim.errors import HpsimError, ScenarioError
    from hpsim.folder.reading import read_run
    from hpsim.results import Results, Run
    from hpsim.scenario.load import load_scenario
    from hpsim.scenario.model import Scenario
    from hpsim.simulate import simulate
    from hpsim.simulate.response import RoomCache
    from hpsim.simulate.room_hourly import room_hourly
    from hpsim.sweep.library import run_sweep, sweep_rows
    from hpsim.verdict.judge import judged_run
    from hpsim.weather.reading import read_weather

__version__ = "0.1.0"

__all__ = [
    "HowSure",
    "HpsimError",
    "Results",
    "RoomCache",
    "Run",
    "Scenario",
    "ScenarioError",
    "__version__",
    "how_sure",
    "judged_run",
    "load_scenario",
    "metrics",
    "plots",
    "read_run",
    "read_weather",
    "room_hourly",
    "run_sweep",
    "simulate",
    "sweep_rows",
]

_HOMES = {
    "HowSure": "hpsim.certainty.library",
    "HpsimError": "hpsim.errors",
    "Results": "hpsim.results",
    "RoomCache": "hpsim.simulate.response",
    "Run": "hpsim.results",
    "Scenario": "hpsim.scenario.model",
    "ScenarioError": "hpsim.errors",
    "how_sure": "hpsim.certainty.library",
    "judged_run": "hpsim.verdict.judge",
    "load_scenario": "hpsim.scenario.load",
    "metrics": "hpsim.metrics",
    "plots": "hpsim.plots",
    "read_run": "hpsim.folder.reading",
    "read_weather": "hpsim.weather.reading",
    "room_hourly": "hpsim.simulate.room_hourly",
    "run_sweep": "hpsim.sweep.library",
    "simulate": "hpsim.simulate",
    "sweep_rows": "hpsim.sweep.library",
}


_CALLED = {
    "load": "load_scenario",
    "open": "load_scenario",
    "read": "read_run",
    "load_run": "read_run",
    "run": "simulate",
    "sim": "simulate",
    "verdict": "judged_run",
    "compare": "judged_run",
    "weather": "read_weather",
    "sweep": "run_sweep",
    "sure": "how_sure",
    "uncertainty": "how_sure",
}
"""What people look for, and what it is called here."""
_COMMANDS = ("size", "fit", "rate", "check", "describe", "bill", "measured")
"""What only the command line has."""


def __getattr__(name: str) -> object:
    """Import a public name from its home on first use (PEP 562)."""
    if name not in _HOMES:
        near = f"; did you mean {_CALLED[name]!r}?" if name in _CALLED else ""
        if name in _COMMANDS:
            near = f"; it is a command: hpsim {name} FILE --json"
        raise AttributeError(f"module 'hpsim' has no attribute {name!r}{near}")
    home = importlib.import_module(_HOMES[name])
    value: object = home if home.__name__ == f"hpsim.{name}" else getattr(home, name)
    if name == "simulate":
        value = home.simulate
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package itself: ``simulate`` stays the function once its module is imported.

    Importing ``hpsim.simulate`` makes Python bind the module under the function's name.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name == "simulate" and isinstance(value, ModuleType):
            value = value.simulate
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
