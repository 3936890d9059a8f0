"""Cycling: what starts and stops cost, by simulated tests, measured runs and field figures.

Every test runs through the kernel that steps the years; nothing here is fitted but the one
constant of the measured unit's start-up, on its start-up table alone.

References
----------
Cyclic tests: AHRI 210/240-2023, tests C, D (82 degF), G, I (67 degF, low speed), H1C and H0C.
Start-up in a table of minutes: Winkler (2009), as coded in OpenStudio-HPXML v1.11.
Thermostat law: Henderson and Rengarajan (1996). Measured: ``data/measured``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.catalogue import product_ids
from hpsim.equipment.ratings.points import degc
from hpsim.kernel.types import CompressorDrive, FloatArray, Machine, PerformanceMap
from hpsim.psychrometrics import humidity_ratio_from_wet_bulb
from hpsim.simulate.hourly import part_load_of
from hpsim.validation.bench import (
    Bench,
    BenchRun,
    bare_control,
    compiled,
    plain_machine,
    run_on,
)
from hpsim.validation.checks import Check, near, suite
from hpsim.validation.cycling_field import field_bands, oversized_unit
from hpsim.validation.cycling_measured import measured_unit

DEGRADATION = 0.02  # of C_D, as asked: a cyclic test repeats no better
CYCLE_LAW = 0.05  # the law neglects the band's curvature
REPEATS = 5  # the last one is counted


@suite("cycling", "Cycling: cyclic tests, thermostat law, a measured unit, field figures")
def checks() -> Iterator[Check]:
    """Give every check of the suite."""
    yield from published_start_up()
    yield from thermostat_law()
    yield from cyclic_tests()
    yield from measured_unit()
    yield from field_bands()
    yield from oversized_unit()


# --------------------------------------------------------------------- a start by the minute
PUBLISHED_RUNS = {0.08: 0.965, 0.23: 0.896}
"""C_D to what a run of ten minutes gives over steady operation."""


def start_up_multipliers(c_d: float) -> FloatArray:
    """Return capacity over steady capacity in the minutes of a start, full from then on.

    References
    ----------
    Winkler (2009), University of Maryland, as coded in OpenStudio-HPXML v1.11.

    Examples
    --------
    >>> [round(float(m), 4) for m in start_up_multipliers(0.08)]
    [0.675, 0.975]
    """
    minutes = min(max(round(20.0 * c_d + 0.4), 2), 5)
    middle = np.arange(minutes) + 0.5
    return np.minimum(1.0, 1.0125 * (1.0 - np.exp(-2.19722 * middle * 2.0 / minutes)))


def published_start_up() -> Iterator[Check]:
    """Give what a ten-minute run loses by the published start-up curve."""
    for c_d, wanted in PUBLISHED_RUNS.items():
        multipliers = start_up_multipliers(c_d)
        fraction = (multipliers.sum() + 10.0 - multipliers.size) / 10.0
        name = f"published start-up curve, ten-minute run, C_D {c_d}"
        yield near(name, fraction, wanted, 5e-4, basis="recomputed")


# ------------------------------------------------------------------------- thermostat law
def thermostat_law() -> Iterator[Check]:
    """Give starts an hour of a lumped room compared with ``4 Nmax X (1 - X)``."""
    capacity_w, band_k, max_per_h = 2000.0, 0.5, 3.0
    for running in (0.1, 0.3, 0.5, 0.7, 0.9):
        bench = Bench(
            n_hours=200,
            outdoor_degc=0.0,
            room_degc=20.0,
            humidity_ratio=0.005,
            heating_degc=20.0,
            gain_w=-running * capacity_w,
            capacity_j_per_k=3600.0 * capacity_w / (4.0 * max_per_h * band_k),
        )
        machine = plain_machine(capacity_w, 500.0)
        run = run_on(bench, machine, bare_control(differential_k=band_k))
        law = 4.0 * max_per_h * running * (1.0 - running)
        name = f"starts an hour, running {running} of the time"
        found = run.cycles.shape[0] / bench.n_hours
        yield near(name, found, law, CYCLE_LAW * law, basis="analytic", unit="1/h")


# --------------------------------------------------------------------------- cyclic tests
class CyclicTest(NamedTuple):
    """A dry-coil cyclic test of a season."""

    outdoor_degc: float
    on_s: float
    off_s: float


ROOM_COOLING_DEGC, ROOM_HEATING_DEGC = degc(80.0), degc(70.0)
DRY_WET_BULB_DEGC = degc(57.0)  # most that the dry-coil tests allow
FIXED_SPEED = {
    "cooling": CyclicTest(degc(82.0), 360.0, 1440.0),
    "heating": CyclicTest(degc(47.0), 360.0, 1440.0),
}
VARIABLE_SPEED = {
    "cooling": CyclicTest(degc(67.0), 720.0, 2880.0),
    "heating": CyclicTest(degc(47.0), 720.0, 2880.0),
}
STATED_C_D = (0.05, 0.15, 0.25)
STATED_LABELS: dict[str, dict[str, float]] = {
    "single_stage": {"seer2": 15.2, "hspf2": 7.8},
    "two_stage": {"seer2": 17.0, "hspf2": 8.2},
    "variable_speed": {"seer2": 21.0, "hspf2": 10.0},
}


def at_one_speed(machine: Machine, speed: float) -> Machine:
    """Return the machine held at a compressor speed: the tests switch off all else."""

    def held(table: PerformanceMap) -> PerformanceMap:
        def value(values: FloatArray) -> FloatArray:
            return np.full(2, np.interp(speed, table.speed, values))

        both = [_over_speed(table.speed, grid, speed) for grid in (table.capacity_w, table.power_w)]
        is_cooling = table.airflow_kg_per_s.size > 0
        return PerformanceMap(
            table.outdoor_degc,
            np.array([0.0, 1.0]),
            both[0],
            both[1],
            fan_w=value(table.fan_w),
            airflow_kg_per_s=value(table.airflow_kg_per_s) if is_cooling else np.zeros(0),
            coil_a0_kg_per_s=value(table.coil_a0_kg_per_s) if is_cooling else np.zeros(0),
        )

    return machine._replace(
        heating=held(machine.heating),
        cooling=held(machine.cooling),
        compressor=CompressorDrive(slew_per_s=machine.compressor.slew_per_s),
    )


def _over_speed(axis: FloatArray, grid: FloatArray, speed: float) -> FloatArray:
    return np.stack([np.full(2, np.interp(speed, axis, row)) for row in grid])


def degradation_coefficient(machine: Machine, season: str, test: CyclicTest) -> float:
    """Return C_D of a machine at one speed from its simulated cyclic and steady tests.

    The room stays at the test's temperature; the setpoint switches the machine.
    """
    cycle_s = test.on_s + test.off_s
    hours = math.ceil(REPEATS * cycle_s / 3600.0)
    switch_s = test.on_s
    into_s = np.arange(round(hours * 3600.0 / switch_s)) * switch_s % cycle_s
    calls = into_s >= test.off_s - 1.0  # rest first: the bench starts at its setpoint
    cyclic = _tested(machine, season, test, hours, switch_s, calls)
    steady = _tested(machine, season, test, hours, switch_s, into_s >= -1.0)
    first = round((REPEATS - 1) * cycle_s / cyclic.step_s)
    last = slice(first, first + round(cycle_s / cyclic.step_s))
    heat_cyclic, power_cyclic = _heat_and_power(cyclic, season, last)
    heat_steady, power_steady = _heat_and_power(steady, season, last)
    load_factor = heat_cyclic / heat_steady
    efficiency = (heat_cyclic / power_cyclic) / (heat_steady / power_steady)
    return float((1.0 - efficiency) / (1.0 - load_factor))


def _tested(
    machine: Machine,
    season: str,
    test: CyclicTest,
    hours: int,
    switch_s: float,
    calls: NDArray[np.bool_],
) -> BenchRun:
    heats = season == "heating"
    room = ROOM_HEATING_DEGC if heats else ROOM_COOLING_DEGC
    sign = 1.0 if heats else -1.0
    setpoint = room + sign * np.where(calls, 5.0, -5.0)
    if calls.all():  # the room starts at its setpoint: begin with a rest
        setpoint[0] = room - sign * 5.0
    ratio = float(humidity_ratio_from_wet_bulb(ROOM_COOLING_DEGC, DRY_WET_BULB_DEGC))
    bench = Bench(
        n_hours=hours,
        outdoor_degc=test.outdoor_degc,
        room_degc=room,
        humidity_ratio=ratio,
        base_step_s=switch_s,
    )
    bench = (
        bench._replace(heating_degc=setpoint) if heats else bench._replace(cooling_degc=setpoint)
    )
    return run_on(bench, machine, bare_control(), 30.0)


def _heat_and_power(run: BenchRun, season: str, part: slice) -> tuple[float, float]:
    """Return means of heat and of the electricity of compressor and fan [W]."""
    s = run.steps
    if season == "heating":
        heat, power = s.heat_delivered_w, s.compressor_heating_w
    else:
        heat, power = s.cool_delivered_w + s.latent_removed_w, s.compressor_cooling_w
    return float(heat[part].mean()), float((power + s.fan_w)[part].mean())


def unit_degradation(machine: Machine, notes: MachineAssumptions) -> dict[str, float]:
    """Return C_D of a unit by season, from the tests that AHRI 210/240 has for its kind."""
    assert notes.basis is not None
    variable = notes.basis.compressor == "variable_speed"
    tests = VARIABLE_SPEED if variable else FIXED_SPEED
    found = {}
    for season, can, speed in (
        ("cooling", machine.can_cool, notes.basis.cooling_low),
        ("heating", machine.can_heat, notes.basis.heating_low),
    ):
        if can > 0.0:
            held = at_one_speed(machine, speed if variable or speed > 0.0 else 1.0)
            found[season] = degradation_coefficient(held, season, tests[season])
    return found


def cyclic_tests() -> Iterator[Check]:
    """Give C_D of units compared with the stated one, or with the closed form of their start-up.

    Units of each kind of compressor with several C_D stated, then the whole catalogue.
    """
    for kind, label in STATED_LABELS.items():
        for c_d in STATED_C_D:
            unit = compiled({"kind": kind, "size": "12 kBtu/h", "c_d": c_d, **label})
            for season, found in unit_degradation(*unit).items():
                name = f"{kind} of stated C_D {c_d}, {season}"
                yield near(name, found, c_d, DEGRADATION, basis="label")
    for product in product_ids():
        machine, notes = compiled({"product": product})
        if notes.basis is None:
            continue
        law = part_load_of(machine)
        means = {"cooling": float(law.cooling[1]), "heating": float(law.heating[1])}
        for season, found in unit_degradation(machine, notes).items():
            name = f"{product}: C_D {season}"
            yield near(name, found, means[season], DEGRADATION, basis="analytic")
