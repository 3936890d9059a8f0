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

import json
import math
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from hpsim.control.compile import compile_control
from hpsim.control.description import Thermostat
from hpsim.equipment.catalogue import product_ids
from hpsim.equipment.compile import compile_machine
from hpsim.equipment.description.candidates import Candidate
from hpsim.equipment.description.heat_pump import VariableSpeed
from hpsim.equipment.description.tables import TableMachine
from hpsim.equipment.maps import degc
from hpsim.equipment.notes import MachineNotes
from hpsim.hourly import part_load_of
from hpsim.kernel.air import VAPORISATION_J_PER_KG
from hpsim.kernel.airflow import HEATING_CAPACITY, HEATING_INPUT_RATIO, airflow_factor
from hpsim.kernel.plant import WET_BULB_DEPRESSION_K
from hpsim.kernel.types import CompressorDrive, FloatArray, Machine, PerformanceMap
from hpsim.psychrometrics import (
    humidity_ratio_from_relative_humidity,
    humidity_ratio_from_wet_bulb,
    wet_bulb_degc,
)
from hpsim.validation.bench import Bench, BenchRun, bare_control, changed, plain_machine, run_on
from hpsim.validation.checks import Basis, Check

DEGRADATION = 0.02  # of C_D, as asked: a cyclic test repeats no better
CYCLE_LAW = 0.05  # the law neglects the band's curvature
REPEATS = 5  # the last one is counted
_DATA = files("hpsim.data") / "measured"
_ADAPTER: TypeAdapter[Any] = TypeAdapter(Candidate)


def checks() -> list[Check]:
    """Return every check of the suite."""
    return [
        *published_start_up(),
        *thermostat_law(),
        *cyclic_tests(),
        *measured_unit(),
        *field_bands(),
        *oversized_unit(),
    ]


def _within(name: str, value: float, low: float, high: float, basis: Basis, unit: str) -> Check:
    return Check(name, value, unit, low, high, bool(low <= value <= high), basis)


def _near(
    name: str, value: float, wanted: float, tolerance: float, basis: Basis, unit: str = "-"
) -> Check:
    return _within(name, value, wanted - tolerance, wanted + tolerance, basis, unit)


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
        share = (multipliers.sum() + 10.0 - multipliers.size) / 10.0
        said = f"published start-up curve, ten-minute run, C_D {c_d}"
        yield _near(said, float(share), wanted, 5e-4, "published")


# ------------------------------------------------------------------------- thermostat law
def thermostat_law() -> Iterator[Check]:
    """Give starts an hour of a lumped room beside ``4 Nmax X (1 - X)``."""
    capacity_w, band_k, most = 2000.0, 0.5, 3.0
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        bench = Bench(
            n_hours=200,
            outdoor_degc=0.0,
            room_degc=20.0,
            humidity_ratio=0.005,
            heating_degc=20.0,
            gain_w=-share * capacity_w,
            capacity_j_per_k=3600.0 * capacity_w / (4.0 * most * band_k),
        )
        machine = plain_machine(capacity_w, 500.0)
        run = run_on(bench, machine, bare_control(differential_k=band_k))
        law = 4.0 * most * share * (1.0 - share)
        said = f"starts an hour, running {share} of the time"
        found = run.cycles.shape[0] / bench.n_hours
        yield _near(said, found, law, CYCLE_LAW * law, "analytic", "1/h")


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

    The room stays at the test's temperature; the set point switches the machine.
    """
    cycle_s = test.on_s + test.off_s
    hours = math.ceil(REPEATS * cycle_s / 3600.0)
    switch_s = test.on_s
    into_s = np.arange(round(hours * 3600.0 / switch_s)) * switch_s % cycle_s
    calls = into_s >= test.off_s - 1.0  # rest first: the bench starts at its set point
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
    if calls.all():  # the room starts at its set point: begin with a rest
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


def unit_degradation(machine: Machine, notes: MachineNotes) -> dict[str, float]:
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


def product(name: str) -> tuple[Machine, MachineNotes]:
    """Return a catalogue row as a machine."""
    return compile_machine(
        _ADAPTER.validate_python({"product": name}, by_alias=True, by_name=False)
    )


def cyclic_tests() -> Iterator[Check]:
    """Give C_D of units beside the one stated, or the one that their start-up means in closed form.

    Units of each kind of compressor with several C_D stated, then the whole catalogue.
    """
    for kind, label in STATED_LABELS.items():
        for c_d in STATED_C_D:
            written = {"kind": kind, "size": "12 kBtu/h", "c_d": c_d, **label}
            unit = _ADAPTER.validate_python(written, by_alias=True, by_name=False)
            for season, found in unit_degradation(*compile_machine(unit)).items():
                said = f"{kind} of stated C_D {c_d}, {season}"
                yield _near(said, found, c_d, DEGRADATION, "label")
    for name in product_ids():
        machine, notes = product(name)
        if notes.basis is None:
            continue
        law = part_load_of(machine)
        means = {"cooling": law.cooling_slope, "heating": law.heating_slope}
        for season, found in unit_degradation(machine, notes).items():
            said = f"{name}: C_D {season}"
            yield _near(said, found, means[season], DEGRADATION, "analytic")


# -------------------------------------------------------------------------- measured unit
ALLOWED_COP, ALLOWED_COP_OVERRUN, ALLOWED_SHR, ALLOWED_STARTS = 0.04, 0.05, 0.05, 0.20
"""As asked beforehand: half the spread among runs of like length, a fifth of the starts."""
SHORTEST_RUN_MIN = 8.0
MEASURED_OUTDOOR_DEGC = 28.0  # of no account: all is relative to steady operation


@cache
def _nist() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_DATA / "nist_two_stage.json").read_text(encoding="utf-8"))
    return read


def minute_means(time_constant_s: float, minutes: int) -> FloatArray:
    """Return the mean in each minute after a start of ``1 - exp(-t / time constant)``."""
    if time_constant_s <= 0.0:
        return np.ones(minutes)
    x = 60.0 / time_constant_s
    return np.asarray(1.0 - np.exp(-x * np.arange(minutes)) * -np.expm1(-x) / x)


def wet_start(
    time_constant_s: float, evaporation_over_sensible: float, minutes: int
) -> tuple[FloatArray, FloatArray]:
    """Return sensible and total capacity in each minute of a start, over steady ones.

    The total is what the refrigerant takes up; a wet coil that is not yet cold gives off water,
    which cools the air besides.
    """
    total = minute_means(time_constant_s, minutes)
    return total + (1.0 - total) * evaporation_over_sensible, total


def fitted_start_constant(evaporation_over_sensible: float) -> float:
    """Return the time constant [s] that fits the measured start-up table best.

    Least squares over sensible capacity in six minutes; the total carries the lag of the humidity
    sensors besides.

    Parameters
    ----------
    evaporation_over_sensible : float
        Of the full coil at rest, over steady sensible capacity.
    """
    measured = np.array(_nist()["start_up"]["sensible"])

    def miss(time_constant_s: float) -> float:
        sensible, _ = wet_start(time_constant_s, evaporation_over_sensible, measured.size)
        return float(((sensible - measured) ** 2).sum())

    return min((float(t) for t in range(1, 301)), key=miss)


@cache
def measured_machine() -> Machine:
    """Return the measured unit's low stage with the start-up that its table means."""
    quick, _ = compile_machine(measured_candidate(0.0))
    steady = _nist()["steady"]
    room = steady["room_degc"]
    ratio = float(humidity_ratio_from_relative_humidity(room, steady["relative_humidity"]))
    depression_k = room - float(wet_bulb_degc(room, ratio))
    evaporation_w = quick.indoor_coil.evaporation_kg_per_s * VAPORISATION_J_PER_KG
    evaporation_w *= depression_k / WET_BULB_DEPRESSION_K
    time_constant_s = fitted_start_constant(evaporation_w / _sensible_w())
    return compile_machine(measured_candidate(time_constant_s))[0]


def _sensible_w() -> float:
    """Return the measured unit's steady sensible capacity, net [W]."""
    total, share = _nist()["steady"]["total_w"], _nist()["steady"]["sensible_share"]
    return float(share * (total["at_0_degc"] + total["per_k_outdoor"] * MEASURED_OUTDOOR_DEGC))


def measured_candidate(start_up_s: float) -> TableMachine:
    """Return the measured unit's low stage as a person would write it."""
    steady = _nist()["steady"]
    outdoor = np.array(steady["outdoor_degc"])
    fan_w, share = steady["fan_w"], steady["sensible_share"]
    net = steady["total_w"]["at_0_degc"] + steady["total_w"]["per_k_outdoor"] * outdoor
    power = steady["power_w"]["at_0_degc"] + steady["power_w"]["per_k_outdoor"] * outdoor
    at = float(np.interp(MEASURED_OUTDOOR_DEGC, outdoor, net))
    room = steady["room_degc"]
    ratio = float(humidity_ratio_from_relative_humidity(room, steady["relative_humidity"]))
    return TableMachine.from_written(
        {
            "kind": "table",
            "compressor": "single_stage",
            "size": f"{at} W",
            "cooling": {
                "outdoor": {"unit": "degC", "values": outdoor.tolist()},
                "speed": [1.0],
                "capacity": {"unit": "W", "values": [[q] for q in (net + fan_w).tolist()]},
                "power": {"unit": "W", "values": [[p] for p in (power - fan_w).tolist()]},
                "rated": {
                    "outdoor": f"{MEASURED_OUTDOOR_DEGC} degC",
                    "dry_bulb": f"{room} degC",
                    "wet_bulb": f"{float(wet_bulb_degc(room, ratio))} degC",
                    "shr": (share * at + fan_w) / (at + fan_w),
                },
            },
            "airflow": {"unit": "cfm", "values": [steady["airflow_cfm"]]},
            "fan_power": {"unit": "W", "values": [fan_w]},
            "start_up": {"sensible": f"{start_up_s} s"},
            "fan_overrun": f"{_nist()['fan_overrun_s']} s",
            "standby": "16 W",
            "crankcase": "0 W",
        }
    )


class Run(NamedTuple):
    """A repeated run of the measured unit on the bench."""

    run_min: float
    running: float
    starts_per_h: float
    cop: float
    """With what the fan's overrun brings."""
    cop_without: float
    shr: float


def bench_run(machine: Machine, share: float) -> Run:
    """Return what the measured unit does in its zone at a share of time running."""
    data, steady = _nist(), _nist()["steady"]
    room = steady["room_degc"]
    ratio = float(humidity_ratio_from_relative_humidity(room, steady["relative_humidity"]))
    sensible_w = _sensible_w()
    bench = Bench(
        n_hours=48,
        outdoor_degc=MEASURED_OUTDOOR_DEGC,
        room_degc=room,
        humidity_ratio=ratio,
        cooling_degc=room,
        gain_w=share * sensible_w,
        capacity_j_per_k=3600.0 * sensible_w / (4.0 * data["nmax_per_h"] * data["band_k"]),
    )
    run = run_on(bench, machine, bare_control(differential_k=data["band_k"]), 30.0)
    cycles = run.cycles[3:]
    first, last = (round(t / run.step_s) for t in (cycles[0, 0], cycles[-1, 0]))
    s = run.steps
    part = slice(first, last)
    cool, latent = s.cool_delivered_w[part].mean(), s.latent_removed_w[part].mean()
    used = (s.compressor_cooling_w + s.fan_w)[part].mean()
    hours = (cycles[-1, 0] - cycles[0, 0]) / 3600.0
    return Run(
        run_min=float(cycles[:-1, 1].mean()) / 60.0,
        running=float(cycles[:-1, 1].sum()) / 3600.0 / hours,
        starts_per_h=(cycles.shape[0] - 1) / hours,
        cop=float((cool + latent) / used),
        cop_without=float(cycles[:, 6].sum() / cycles[:, 5].sum()),
        shr=float(cool / (cool + latent)),
    )


def measured_unit() -> Iterator[Check]:
    """Give runs and starts of the measured unit, rebuilt from its steady figures and start-up."""
    machine = measured_machine()
    runs = [bench_run(machine, share) for share in np.arange(0.04, 0.9, 0.02)]
    rows = [row for row in _nist()["runs"]["rows"] if row[0] >= SHORTEST_RUN_MIN]
    by_row = {}
    for row in rows:
        inside = [run for run in runs if row[0] <= run.run_min < row[1]]
        by_row[row[0]] = [
            float(np.mean([getattr(run, key) for run in inside]))
            for key in ("cop", "cop_without", "shr")
        ]
    longest, theirs_longest = by_row[rows[-1][0]], rows[-1]
    for row in rows[:-1]:
        ours = [a / b for a, b in zip(by_row[row[0]], longest, strict=True)]
        theirs = [row[i] / theirs_longest[i] for i in (3, 4, 6)]
        said = f"measured unit, runs of {row[0]} to {row[1]} min over 30 to 60 min"
        allowed = (ALLOWED_COP_OVERRUN, ALLOWED_COP, ALLOWED_SHR)
        names = ("COP with fan overrun", "COP without", "sensible share")
        for name, found, wanted, tolerance in zip(names, ours, theirs, allowed, strict=True):
            yield _near(f"{said}: {name}", found, wanted, tolerance, "published")
    shares = np.array([run.running for run in runs])
    starts = np.array([run.starts_per_h for run in runs])
    for low, high, wanted, run_min, off_min, _ in _nist()["starts"]["rows"]:
        share = run_min / (run_min + off_min)
        found = float(np.interp(share, shares, starts))
        said = f"measured unit, starts an hour at a share of {low} to {high} (median {share:.2f})"
        yield _near(said, found, wanted, ALLOWED_STARTS * wanted, "published", "1/h")


# ---------------------------------------------------------------------------- field figures
FIELD_BANDS = {5.0: (1.9, 2.5), 17.0: (2.4, 3.0), 47.0: (3.5, 4.7)}
"""COP of right-sized units of HSPF2 about 10.5 by outdoor degF, drawn around the means of the
Vermont study (2.38, 2.87, 3.92), six other field sets and the bins of listed units."""
RESERVE = 1.25  # of a right-sized unit at its design temperature of 5 degF
SETPOINT_DEGC, BALANCE_DEGC = 20.0, 17.0  # gains carry the last three kelvin
SMALL_ROOM_J_PER_K = 700e3
DESIGN_DEGC = degc(5.0)
OVERSIZED_DESIGN_W = 6000.0 / 3.412142
MILD_DEGC = 13.0
FIELD_DAY_COP, FIELD_RUNS_MIN, FIELD_OUTPUT_W = 1.41, (6.0, 9.0), 5000.0 / 3.412142
"""A 12k unit of that design load on a day of 13 degC, its only heat source: it never gave more than
5,000 Btu/h; daily COP near 2.5 at 40 degF where it modulates, near 1.5 above 50 degF (Williamson
and Aldrich 2015, sections 3.2, 4.2.5 and figure 42); runs of 6 to 9 minutes, climbing to 850-990 W
(recordings in echavet/MitsubishiCN105ESPHome pull 483)."""
ORDER = 2.0  # of the same order: within this factor
FULL_START = (1.0, 540.0)  # speed and seconds: what those recordings show
CLEARLY_WORSE = 0.95
WORSE = 0.97  # the default boost, which is milder: ten times what a step of the loop makes
FIELD_AIRFLOW = 0.5  # of the published one: ductless units were measured at 50 to 80 % (there)
COLD_CLIMATE_CLASSES = {
    "9k": {
        "size": "9000 Btu/h",
        "heating_capacity": "10040 Btu/h",
        "capacity_17f": "6180 Btu/h",
        "minimum_output": "2760 Btu/h",
        "maximum_output": {
            "heating": "14680 Btu/h",
            "heating_17f": "11140 Btu/h",
            "heating_5f": "10040 Btu/h",
        },
    },
    "12k": {
        "size": "12000 Btu/h",
        "heating_capacity": "13000 Btu/h",
        "capacity_17f": "8120 Btu/h",
        "minimum_output": "3540 Btu/h",
        "maximum_output": {
            "heating": "17150 Btu/h",
            "heating_17f": "13000 Btu/h",
            "heating_5f": "13000 Btu/h",
        },
    },
}
"""Capacities of the listed cold-climate units' medians (``gen-cold-climate-*``)."""


class Day(NamedTuple):
    """A steady day of heating, all electricity counted."""

    cop: float
    starts: float
    run_min: float
    """Median."""
    heat_w: float


def heating_day(machine: Machine, outdoor_degc: float, design_w: float) -> Day:
    """Return what a machine does at a constant outdoor temperature in a small room.

    Parameters
    ----------
    design_w : float
        Loss of the room at 5 degF [W]; the load ends at 17 degC.
    """
    loss_w_per_k = design_w / (BALANCE_DEGC - DESIGN_DEGC)
    bench = Bench(
        n_hours=72,
        outdoor_degc=outdoor_degc,
        room_degc=outdoor_degc + SETPOINT_DEGC - BALANCE_DEGC,
        humidity_ratio=0.003,
        heating_degc=SETPOINT_DEGC,
        loss_w_per_k=loss_w_per_k,
        capacity_j_per_k=SMALL_ROOM_J_PER_K,
    )
    run = run_on(bench, machine, compile_control(Thermostat(heating=SETPOINT_DEGC)))
    first_s = 24.0 * 3600.0  # one day to settle, two to count
    s, part = run.steps, slice(round(first_s / run.step_s), None)
    used = s.compressor_heating_w + s.defrost_w + s.fan_w + s.standby_w
    cycles = run.cycles[run.cycles[:, 0] >= first_s]
    return Day(
        cop=float(s.heat_delivered_w[part].sum() / used[part].sum()),
        starts=cycles.shape[0] / 2.0,
        run_min=float(np.median(cycles[:, 1])) / 60.0 if cycles.size else math.inf,
        heat_w=float(s.heat_delivered_w[part].mean()),
    )


def cold_climate_unit(size: str, **stated: str) -> Machine:
    """Return a cold-climate unit of HSPF2 10.5, all that is not stated by default."""
    written = {"kind": "variable_speed", "seer2": 23, "eer2": 13, "hspf2": 10.5}
    unit = VariableSpeed.from_written({**written, **COLD_CLIMATE_CLASSES[size], **stated})
    return compile_machine(unit)[0]


def with_less_air(machine: Machine, airflow: float) -> Machine:
    """Return a heating machine whose indoor airflow is a share of the usual one."""
    capacity = airflow_factor(HEATING_CAPACITY, airflow)
    power = capacity * airflow_factor(HEATING_INPUT_RATIO, airflow)
    table = machine.heating
    return machine._replace(
        heating=table._replace(
            capacity_w=table.capacity_w * capacity, power_w=table.power_w * power
        )
    )


def field_bands() -> Iterator[Check]:
    """Give COP of right-sized cold-climate units beside the bands of field studies."""
    for size in COLD_CLIMATE_CLASSES:
        machine = cold_climate_unit(size)
        most = np.interp(
            DESIGN_DEGC, machine.heating.outdoor_degc, machine.heating.capacity_w[:, -1]
        )
        for degf, (low, high) in FIELD_BANDS.items():
            day = heating_day(machine, degc(degf), float(most) / RESERVE)
            said = f"right-sized cold-climate {size}: COP at {degf:g} degF"
            yield _within(said, day.cop, low, high, "published", "-")


def mild_over_cold(machine: Machine) -> float:
    """Return the best COP at 47 to 59 degF over the best at 35 to 43 degF, oversized."""
    cold, mild = (
        max(heating_day(machine, degc(t), OVERSIZED_DESIGN_W).cop for t in temperatures)
        for temperatures in ((35.0, 39.0, 43.0), (47.0, 51.0, 55.0, 59.0))
    )
    return mild / cold


def oversized_unit() -> Iterator[Check]:
    """Give a 12k unit on a design load of 6,000 Btu/h: mild weather, and what starts cost.

    By default, with starts as hard as the field's recordings, and these with the airflow that was
    measured in the field.
    """
    usual, _ = product("neep-muz-fe12na-msz-fe12na")
    hard = changed(usual, compressor={"boost_speed": FULL_START[0], "boost_s": FULL_START[1]})
    plain = changed(usual, compressor={"boost_speed": 0.0, "boost_s": 0.0})
    without = heating_day(plain, MILD_DEGC, OVERSIZED_DESIGN_W)
    for what, unit, worse in (
        ("", usual, WORSE),
        (", full-speed starts", hard, CLEARLY_WORSE),
        (", these and half the air", with_less_air(hard, FIELD_AIRFLOW), 0.0),
    ):
        said = f"oversized 12k unit{what}"
        bend = f"{said}: best COP at 47 to 59 degF over best at 35 to 43 degF"
        yield _within(bend, mild_over_cold(unit), 0.0, 1.0, "published", "-")
        day = heating_day(unit, MILD_DEGC, OVERSIZED_DESIGN_W)
        said += ", day of 13 degC: "
        low, high = FIELD_DAY_COP / ORDER, FIELD_DAY_COP * ORDER
        yield _within(f"{said}COP", day.cop, low, high, "published", "-")
        shortest, longest = FIELD_RUNS_MIN
        low, high = shortest / ORDER, longest * ORDER
        yield _within(f"{said}median run", day.run_min, low, high, "published", "min")
        # that the day's heat takes at the field's output and runs
        low, high = (24.0 * day.heat_w / FIELD_OUTPUT_W * 60.0 / run for run in (longest, shortest))
        yield _within(f"{said}starts", day.starts, low / ORDER, high * ORDER, "published", "1/d")
        if worse:
            ratio = day.cop / without.cop
            yield _within(f"{said}COP over that without boost", ratio, 0.0, worse, "published", "-")
