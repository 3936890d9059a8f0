"""The suites that ``hpsim validate`` can run: a new one is one line."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from hpsim.validation.checks import Check


class Suite(NamedTuple):
    """Where a suite's checks come from, and what it shows."""

    module: str
    function: str
    help: str


SUITES = {
    "ashrae140": Suite(
        "hpsim.validation.ashrae140",
        "run_suite",
        "ASHRAE 140 thermal fabric: 52 cases, the standard's ranges and six programs",
    ),
    "vdi6007": Suite(
        "hpsim.validation.vdi6007",
        "checks",
        "VDI 6007-1, cases 1 to 12: sixty days of a repeated day in four two-element rooms",
    ),
    "ratings": Suite(
        "hpsim.validation.ratings",
        "checks",
        "AHRI 210/240: worked cases, solved labels, published maps, the catalogue",
    ),
    "cycling": Suite(
        "hpsim.validation.cycling",
        "checks",
        "Cycling: cyclic tests, thermostat law, a measured unit, field figures",
    ),
    "moisture": Suite(
        "hpsim.validation.moisture",
        "checks",
        "Moisture: ASHRAE 140 CE100 to CE200, worked coil, water on the coil, moist air",
    ),
    "heating": Suite(
        "hpsim.validation.heating",
        "checks",
        "Furnaces: ASHRAE 140 HE100 to HE170, heat over fuel in the cycle of AFUE's test",
    ),
}


def run_suite(name: str) -> list[Check]:
    """Return the checks of a suite."""
    suite = SUITES[name]
    function: Callable[[], list[Check]] = getattr(
        importlib.import_module(suite.module), suite.function
    )
    return function()
