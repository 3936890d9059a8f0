"""Ratings: calculators on worked cases, maps on published values, every label of the catalogue.

A row of the catalogue passes where the AHRI 210/240 calculator, run on the finished map through
the kernel's own look-up rule, returns the label within 0.1 %. A label that no map inside physical
bounds can return is listed with the miss and the bound; its rating must be the one reported.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from hpsim.equipment import ratings
from hpsim.equipment.beside import portable_rating
from hpsim.equipment.catalogue import load_product, product_ids
from hpsim.equipment.compile import compile_machine
from hpsim.equipment.description.candidates import Candidate
from hpsim.equipment.description.heat_pump import HeatPump, SingleStage, TwoStage, VariableSpeed
from hpsim.equipment.label import Label, solve_label
from hpsim.equipment.maps import degc, look_up, rate
from hpsim.equipment.notes import MachineNotes
from hpsim.equipment.ratings import BTU_PER_WH, Compressor, CoolingTests, HeatingTests, Point
from hpsim.units.constants import BTUH_PER_W
from hpsim.validation.checks import Basis, Check

THREE_DECIMALS = 6e-4  # worked cases are printed so
PRINTED_MAP = 2e-3  # SEER2 of points that are printed with four digits
LABEL = 1e-3  # a label is printed with two or three digits
SOLVED = 1e-3  # asked of any implementation of label solving
PUBLISHED_MAP = 0.02  # of OpenStudio-HPXML's own tests of these values
INSIDE_SHARE = 0.98
COMPRESSORS: dict[str, Compressor] = {
    "single": "single_stage",
    "two_stage": "two_stage",
    "variable": "variable_speed",
}
_DATA = files("hpsim.data") / "rating_cases"


def checks() -> list[Check]:
    """Return every check of the suite."""
    return [*worked_cases(), *solved_labels(), *published_maps(), *catalogue()]


def _near(name: str, value: float, wanted: float, tolerance: float, basis: Basis) -> Check:
    low, high = wanted - tolerance, wanted + tolerance
    return Check(name, value, "Btu/Wh", low, high, low <= value <= high, basis)


@cache
def _json(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return read


def _points(written: dict[str, list[float]]) -> dict[str, Point]:
    return {key: Point(q / BTU_PER_WH, p) for key, (q, p) in written.items()}


def _cooling(points: dict[str, Point]) -> CoolingTests:
    low = (points.get("Bl"), points.get("Fl"), points.get("Ei"))
    return CoolingTests(points["A"], points["B"], *low)


def _heating(points: dict[str, Point]) -> HeatingTests:
    keys = ("H2", "H4", "H0l", "H1l", "H2l", "H3l", "H2i")
    return HeatingTests(points["H1"], points["H3"], *(points.get(key) for key in keys))


# ------------------------------------------------------------------------------- worked cases
def worked_cases() -> Iterator[Check]:
    """Give the rating calculators on cases that others computed."""
    for name, case in _json("ahri_210_240_cases.json")["cases"].items():
        yield from _worked_case(name, case)
    yield from _other_cases()
    for case in _json("ahri_210_240_cases.json")["printed_maps"]["maps"]:
        tests = _cooling(_points(case["points"]))
        found = ratings.seer2(tests, COMPRESSORS[case["type"]], case["Cd"])
        yield _near(f"resdx {case['id']}: SEER2", found, case["SEER2"], PRINTED_MAP, "published")


def _worked_case(name: str, case: dict[str, Any]) -> Iterator[Check]:
    kind, points = COMPRESSORS[case["type"]], _points(case["points"])
    variable = kind == "variable_speed"
    cooling, heating = _cooling(points), _heating(points)
    c_d = case["Cd"] if variable else case["Cd_cooling"]
    q_a_w, off = case["heating"]["Q_A"] / BTU_PER_WH, case["heating"]["T_off_F"]
    if variable:
        found = ratings.seer2(cooling, kind, c_d)
        yield _near(f"{name}: SEER2, V 1", found, case["SEER2_V1p0"], THREE_DECIMALS, "published")
        found = ratings.seer2(cooling, kind, c_d, ratings.LOAD_LINE_V_VARIABLE)
        wanted = case["SEER2_V0p93"]
    else:
        found, wanted = ratings.seer2(cooling, kind, c_d), case["SEER2"]
    yield _near(f"{name}: SEER2", found, wanted, THREE_DECIMALS, "published")
    tables = {0.25: "HSPF2_by_region_Cd025", 0.08: "HSPF2_by_region_Cd008"}
    if "HSPF2_by_region" in case:
        tables = {0.25: "HSPF2_by_region"}
    for c_d_heating, key in tables.items():
        for region, wanted in case[key].items():
            found = ratings.hspf2(heating, kind, c_d_heating, q_a_w, int(region), off)
            label = f"{name}: HSPF2, region {region}, C_D {c_d_heating}"
            yield _near(label, found, wanted, THREE_DECIMALS, "published")
    for region, wanted in case.get("HSPF_2017_by_region_Cd025", {}).items():
        found = ratings.hspf(heating, kind, 0.25, int(region), off)
        yield _near(f"{name}: HSPF, region {region}", found, wanted, THREE_DECIMALS, "published")


def _other_cases() -> Iterator[Check]:
    first, second, third = _json("ahri_210_240_cases.json")["others"]
    tests = _cooling(_points(first["points"]))
    found = ratings.seer2(tests, "variable_speed", first["Cd"], first["V"])
    yield _near("variable 36k: SEER2", found, first["SEER2"], THREE_DECIMALS, "published")
    heating = _heating(_points(second["points"]))
    found = ratings.hspf(
        heating, "variable_speed", second["Cd"], 4, second["T_off"], second["T_on"]
    )
    yield _near("variable 14k: HSPF", found, second["HSPF"], THREE_DECIMALS, "published")
    points = _points(third["points"])
    found = ratings.seer(_cooling(points), "single_stage", third["Cd"])
    yield _near("single 36k: SEER", found, third["SEER"], 2 * THREE_DECIMALS, "published")
    found = ratings.hspf(_heating(points), "single_stage", third["Cd"], 4, third["T_off"])
    yield _near("single 36k: HSPF", found, third["HSPF"], 2 * THREE_DECIMALS, "published")


# ------------------------------------------------------------------------------- label solving
def label_of_row(row: dict[str, str]) -> Label:
    """Return the label of a row of ``label_solving.csv``."""

    def number(key: str) -> float | None:
        return float(row[key]) if row[key] else None

    def watts(key: str) -> float | None:
        return float(row[key]) / BTU_PER_WH if row[key] else None

    variable = row["kind"] == "variable"
    q95, q47 = float(row["q95_btuh"]) / BTU_PER_WH, float(row["q47_btuh"]) / BTU_PER_WH
    stated = variable or row["case"] == "single-24k-CD0.20"  # elsewhere the solver finds it
    return Label(
        compressor=COMPRESSORS[row["kind"]],
        q95_w=q95,
        seer2=number("SEER2"),
        eer2=number("EER2"),
        hspf2=number("HSPF2"),
        q47_w=q47,
        q17_w=watts("q17_btuh"),
        q5_w=watts("q5_rated_btuh"),
        q95_minimum_w=float(row["r_min_cool"]) * q95 if variable else None,
        q47_minimum_w=float(row["r_min_heat"]) * q47 if variable else None,
        lowest_degf=number("T_off_F"),
        c_d=number("C_D") if stated else None,
    )


def label_rows() -> list[dict[str, str]]:
    """Return the rows of ``label_solving.csv``."""
    text = (_DATA / "label_solving.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def solved_labels() -> Iterator[Check]:
    """Give label solving beside rows that another program solved."""
    for row in label_rows():
        s = solve_label(label_of_row(row))
        wanted = {"cop47": s.cop47, "SEER2_out": s.seer2(), "HSPF2_out": s.hspf2()}
        wanted["cop82_low_or_B"] = s.cop82 if row["kind"] == "single" else s.cop82_low
        for key, value in wanted.items():
            reference = float(row[key])
            low, high = reference * (1.0 - SOLVED), reference * (1.0 + SOLVED)
            unit = "-" if key.startswith("cop") else "Btu/Wh"
            passed = low <= value <= high
            yield Check(f"{row['case']}: {key}", value, unit, low, high, passed, "published")
        if row["kind"] == "variable":
            low, high = float(row["kappa_cool"]) - SOLVED, float(row["kappa_cool"]) + SOLVED
            passed = low <= s.kappa <= high
            yield Check(f"{row['case']}: kappa", s.kappa, "-", low, high, passed, "published")


# ------------------------------------------------------------------------------ published maps
_PUBLISHED: dict[str, tuple[type[HeatPump], str, float]] = {
    "variable_ductless": (VariableSpeed, "ductless_wall", -20.0),
    "variable_ducted": (VariableSpeed, "ducted", -20.0),
    "two_stage_ducted": (TwoStage, "ducted", 0.0),
    "single_stage_ducted_psc": (SingleStage, "ducted", 0.0),
}


def published_maps() -> Iterator[Check]:
    """Give the worst point of each map by ``method: addendum82`` beside the published ones."""
    book = _json("addendum82_maps.json")
    unit = book["unit"]
    for name, (cls, form, lowest) in _PUBLISHED.items():
        written = {
            "size": f"{unit['q95']} Btu/h",
            "heating_capacity": f"{unit['q47']} Btu/h",
            "capacity_17f": f"{unit['q17']} Btu/h",
            "seer2": unit["SEER2"],
            "eer2": unit["EER2"],
            "hspf2": unit["HSPF2"],
            "form": form,
            "lowest_outdoor": f"{lowest} degF",
            "method": "addendum82",
        }
        machine, _ = compile_machine(cls.from_written(written))
        for mode, table in (("cooling", machine.cooling), ("heating", machine.heating)):
            ratios: dict[str, list[float]] = {"capacity": [], "COP": []}
            for degf, capacities in book[name][f"{mode}_btuh"].items():
                flat = np.atleast_1d(capacities), np.atleast_1d(book[name][f"{mode}_cop"][degf])
                speeds = table.speed if flat[0].size > 1 else np.ones(1)
                for speed, capacity, cop in zip(speeds, *flat, strict=True):
                    point = look_up(table, degc(float(degf)), float(speed))
                    ratios["capacity"].append(point.capacity_w * BTU_PER_WH / float(capacity))
                    ratios["COP"].append(point.cop / float(cop))
            for what, values in ratios.items():
                worst = max(values, key=lambda ratio: abs(ratio - 1.0))
                low, high = 1.0 - PUBLISHED_MAP, 1.0 + PUBLISHED_MAP
                said = f"addendum82, {name}, {mode} {what}, worst of {len(values)} over published"
                yield Check(said, worst, "-", low, high, low <= worst <= high, "published")


# ----------------------------------------------------------------------------------- catalogue
def catalogue() -> Iterator[Check]:
    """Give every row of the catalogue beside its label."""
    adapter: TypeAdapter[Any] = TypeAdapter(Candidate)
    inside = variable = 0
    for name in product_ids():
        row = {key: value for key, value in load_product(name).items() if key != "about"}
        unit = adapter.validate_python(row, by_alias=True, by_name=False)
        machine, notes = compile_machine(unit)
        if notes.basis is None:
            continue
        found = rate(machine.cooling, machine.heating, notes.basis)
        values = {"seer2": found.seer2, "eer2": found.eer2, "hspf2": found.hspf2}
        if notes.portable is not None:
            rated = portable_rating(machine, notes.basis, notes.portable)
            values = {"sacc": rated.sacc_w * BTUH_PER_W, "ceer": rated.ceer}
        row_checks = [
            _label_check(name, key, value, notes)
            for key, value in values.items()
            if value is not None and key in notes.label
        ]
        yield from row_checks
        if notes.kind == "variable_speed":
            variable += 1
            inside += all(abs(miss) <= LABEL for miss in notes.miss.values())
    share = inside / variable
    said = f"variable-speed rows that return their label, {inside} of {variable}"
    yield Check(said, share, "-", INSIDE_SHARE, 1.0, share >= INSIDE_SHARE, "label")


def _label_check(name: str, key: str, value: float, notes: MachineNotes) -> Check:
    miss, bound = notes.miss[key], "none"
    wanted, said = notes.label[key], f"{name}: {key.upper()}"
    if notes.solution is not None and notes.solution.bounds:
        bound = ", ".join(notes.solution.bounds)
    if abs(miss) > LABEL and bound != "none":
        said += f" (label {wanted:g} can't be met: {100.0 * miss:+.1f} %, bound {bound})"
        wanted *= 1.0 + miss
    return _near(said, value, wanted, LABEL * wanted, "label")
