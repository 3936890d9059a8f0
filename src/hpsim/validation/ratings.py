"""Ratings: calculators on worked cases, maps on published values, every label of the catalogue.

A row of the catalogue passes where the AHRI 210/240 calculator, run on the finished map through
the kernel's own look-up rule, returns the label within 0.1 %. A label that no map inside physical
bounds can return is listed with the miss and the bound; its rating must be the one reported.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hpsim.equipment.assumptions import MachineAssumptions
from hpsim.equipment.catalogue import product_ids
from hpsim.equipment.kinds.label_unit import LabelUnit, SingleStage, TwoStage, VariableSpeed
from hpsim.equipment.label import Label
from hpsim.equipment.label_solving import solve_label
from hpsim.equipment.maps import look_up
from hpsim.equipment.ratings.cooling import LOAD_LINE_V_VARIABLE, seer, seer2
from hpsim.equipment.ratings.heating import RATING_REGION, hspf, hspf2
from hpsim.equipment.ratings.points import (
    BTU_PER_WH,
    Compressor,
    CoolingTests,
    HeatingTests,
    Point,
    degc,
)
from hpsim.shipped import read_rows
from hpsim.validation.bench import compiled
from hpsim.validation.checks import (
    Basis,
    Check,
    Facts,
    near,
    read_facts,
    suite,
    within,
    worst_ratio,
)

THREE_DECIMALS = 6e-4  # worked cases are printed so
PRINTED_MAP = 2e-3  # SEER2 of points that are printed with four digits
LABEL = 1e-3  # a label is printed with two or three digits
SOLVED = 1e-3  # asked of any implementation of label solving
PUBLISHED_MAP = 0.02  # of OpenStudio-HPXML's own tests of these values
MIN_FRACTION = 0.98  # of variable-speed rows that return their label
COMPRESSORS: dict[str, Compressor] = {
    "single": "single_stage",
    "two_stage": "two_stage",
    "variable": "variable_speed",
}
EFFICIENCY = "Btu/Wh"


@suite("ratings", "AHRI 210/240: worked cases, solved labels, published maps, the catalogue")
def checks() -> Iterator[Check]:
    """Give every check of the suite."""
    yield from worked_cases()
    yield from solved_labels()
    yield from published_maps()
    yield from catalogue()


def _published(name: str, value: float, reference: float, tolerance: float) -> Check:
    by_hand = "_hand" in name
    basis: Basis = "recomputed" if by_hand else "published"
    return near(name, value, reference, tolerance, basis=basis, unit=EFFICIENCY)


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
    for name, case in read_facts("rating_cases/ahri_210_240_cases.json")["cases"].items():
        yield from _worked_case(name, case)
    yield from _other_cases()
    for case in read_facts("rating_cases/ahri_210_240_cases.json")["printed_maps"]["maps"]:
        tests = _cooling(_points(case["points"]))
        found = seer2(tests, COMPRESSORS[case["type"]], case["Cd"])
        yield _published(f"resdx {case['id']}: SEER2", found, case["SEER2"], PRINTED_MAP)


def _worked_case(name: str, case: Facts) -> Iterator[Check]:
    kind, points = COMPRESSORS[case["type"]], _points(case["points"])
    variable = kind == "variable_speed"
    cooling, heating = _cooling(points), _heating(points)
    c_d = case["Cd"] if variable else case["Cd_cooling"]
    q_a_w, off = case["heating"]["Q_A"] / BTU_PER_WH, case["heating"]["T_off_F"]
    if variable:
        found = seer2(cooling, kind, c_d)
        yield _published(f"{name}: SEER2, V 1", found, case["SEER2_V1p0"], THREE_DECIMALS)
        found = seer2(cooling, kind, c_d, LOAD_LINE_V_VARIABLE)
        wanted = case["SEER2_V0p93"]
    else:
        found, wanted = seer2(cooling, kind, c_d), case["SEER2"]
    yield _published(f"{name}: SEER2", found, wanted, THREE_DECIMALS)
    tables = {0.25: "HSPF2_by_region_Cd025", 0.08: "HSPF2_by_region_Cd008"}
    if "HSPF2_by_region" in case:
        tables = {0.25: "HSPF2_by_region"}
    for c_d_heating, key in tables.items():
        for region, wanted in case[key].items():
            found = hspf2(heating, kind, c_d_heating, q_a_w, int(region), off)
            label = f"{name}: HSPF2, region {region}, C_D {c_d_heating}"
            yield _published(label, found, wanted, THREE_DECIMALS)
    for region, wanted in case.get("HSPF_2017_by_region_Cd025", {}).items():
        found = hspf(heating, kind, 0.25, int(region), off)
        yield _published(f"{name}: HSPF, region {region}", found, wanted, THREE_DECIMALS)


def _other_cases() -> Iterator[Check]:
    first, second, third = read_facts("rating_cases/ahri_210_240_cases.json")["others"]
    tests = _cooling(_points(first["points"]))
    found = seer2(tests, "variable_speed", first["Cd"], first["V"])
    yield _published("variable 36k: SEER2", found, first["SEER2"], THREE_DECIMALS)
    heating = _heating(_points(second["points"]))
    found = hspf(heating, "variable_speed", second["Cd"], 4, second["T_off"], second["T_on"])
    yield _published("variable 14k: HSPF", found, second["HSPF"], THREE_DECIMALS)
    points = _points(third["points"])
    found = seer(_cooling(points), "single_stage", third["Cd"])
    yield _published("single 36k: SEER", found, third["SEER"], 2 * THREE_DECIMALS)
    found = hspf(_heating(points), "single_stage", third["Cd"], 4, third["T_off"])
    yield _published("single 36k: HSPF", found, third["HSPF"], 2 * THREE_DECIMALS)


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


def solved_labels() -> Iterator[Check]:
    """Give label solving compared with rows that another program solved."""
    for row in read_rows("rating_cases/label_solving.csv"):
        s = solve_label(label_of_row(row))
        values = {"cop47": s.cop47, "SEER2_out": s.seer2(), "HSPF2_out": s.hspf2()}
        values["cop82_low_or_B"] = s.cop82 if row["kind"] == "single" else s.cop82_low
        for key, value in values.items():
            low, high = float(row[key]) * (1.0 - SOLVED), float(row[key]) * (1.0 + SOLVED)
            unit = "-" if key.startswith("cop") else EFFICIENCY
            yield within(f"{row['case']}: {key}", value, low, high, unit=unit, basis="recomputed")
        if row["kind"] == "variable":
            kappa = float(row["kappa_cool"])
            yield near(f"{row['case']}: kappa", s.kappa, kappa, SOLVED, basis="recomputed")


# ------------------------------------------------------------------------------ published maps
PUBLISHED_UNITS: dict[str, tuple[type[LabelUnit], str, float]] = {
    "variable_ductless": (VariableSpeed, "ductless_wall", -20.0),
    "variable_ducted": (VariableSpeed, "ducted", -20.0),
    "two_stage_ducted": (TwoStage, "ducted", 0.0),
    "single_stage_ducted_psc": (SingleStage, "ducted", 0.0),
}


def published_maps() -> Iterator[Check]:
    """Give the worst point of each map by ``method: addendum82`` over the published ones."""
    book = read_facts("rating_cases/addendum82_maps.json")
    unit = book["unit"]
    for name, (cls, form, lowest) in PUBLISHED_UNITS.items():
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
        machine, _ = cls.from_written(written).compile()
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
                label = f"addendum82, {name}, {mode} {what}, worst of {len(values)} over published"
                yield near(label, worst_ratio(values), 1.0, PUBLISHED_MAP, basis="published")


# ----------------------------------------------------------------------------------- catalogue
def catalogue() -> Iterator[Check]:
    """Give every row of the catalogue compared with its label."""
    inside = variable = 0
    for name in product_ids():
        machine, notes = compiled({"product": name})
        if notes.rating is None:
            continue
        values = notes.rating.metrics(machine, RATING_REGION)
        row_checks = [
            _label_check(name, key, value, notes)
            for key in notes.label
            if (value := values[key]) is not None
        ]
        yield from row_checks
        if notes.kind == "variable_speed":
            variable += 1
            inside += all(abs(miss) <= LABEL for miss in notes.miss.values())
    name = f"variable-speed rows that return their label, {inside} of {variable}"
    yield within(name, inside / variable, MIN_FRACTION, 1.0, basis="label")


def _label_check(product: str, key: str, value: float, notes: MachineAssumptions) -> Check:
    miss, bound = notes.miss[key], "none"
    wanted, name = notes.label[key], f"{product}: {key.upper()}"
    if notes.solution is not None and notes.solution.bounds:
        bound = ", ".join(notes.solution.bounds)
    if abs(miss) > LABEL and bound != "none":
        name += f" (label {wanted:g} can't be met: {100.0 * miss:+.1f} %, bound {bound})"
        wanted *= 1.0 + miss
    return near(name, value, wanted, LABEL * wanted, basis="label", unit=EFFICIENCY)
