"""``summary.json``: what a run came to, and how a result folder is known.

It needs only the standard library to be read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

import hpsim
from hpsim.description.paths import read_json
from hpsim.description.period import Period
from hpsim.errors import HpsimError
from hpsim.folder.money import money_of_run
from hpsim.metrics import metrics_of
from hpsim.results import DesignLoads, Judgement, Run
from hpsim.units.systems import UnitSystem

Json: TypeAlias = dict[str, Any]

SCHEMA_VERSION = 1
SUMMARY = "summary.json"
SIGNIFICANT_DIGITS = 7  # in the summary; hourly.parquet has all of them


def summary_of(run: Run, folder: Path | None) -> Json:
    """Return the summary of a run, as ``summary.json`` and ``hpsim run --json`` have it.

    ``folder`` is where the result folder is; None if none is written.
    """
    money = money_of_run(run)
    return {
        "schema_version": SCHEMA_VERSION,
        "hpsim_version": hpsim.__version__,
        "scenario": run.scenario_name,
        "weather": {
            "id": run.weather_id,
            "sha256": run.weather_sha256,
            "place": run.weather_place,
        },
        **({} if run.period is None else {"period": _period(run.period)}),
        "units": run.units,
        "resolution": run.resolution,
        "step_s": run.step_s,
        "folder": None if folder is None else str(folder),
        "room": rounded(asdict(run.room)),
        "candidates": [
            {
                "name": results.candidate,
                "kind": results.kind,
                "metrics": rounded(metrics_of(results, run.prices)),
                "notes": list(results.notes),
                **_verdict(run, results.candidate),
            }
            for results in run.candidates
        ],
        "warnings": list(run.warnings),
        **({} if money is None else {"money": rounded(money)}),
        **({"carbon_given": True} if run.prices.is_carbon_given else {}),
        **({} if run.design is None else {"design": _design(run.design)}),
        **({} if run.judgement is None else _judgement(run, run.judgement)),
    }


def _period(period: Period) -> Json:
    """Return the actual days as the summary has them."""
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "hours": period.n_hours,
    }


def _verdict(run: Run, name: str) -> Json:
    """Return what is made of a candidate, under its key; nothing where it is not judged."""
    verdict = None if run.judgement is None else run.judgement.verdicts.get(name)
    return {} if verdict is None else {"verdict": rounded(asdict(verdict))}


def _judgement(run: Run, judgement: Judgement) -> Json:
    """Return the answer, the candidate that it names, and the sizes that were simulated for it."""
    sizes = [
        {
            "name": results.candidate,
            "kind": results.kind,
            "metrics": rounded(metrics_of(results, run.prices)),
        }
        for results in judgement.also_run
    ]
    found: Json = {
        "answer": list(judgement.answer),
        "named": judgement.named,
        "next_sizes": sizes,
    }
    if judgement.caveat:
        found["caveat"] = judgement.caveat
    if judgement.in_other_units is not None:
        answer, texts = judgement.in_other_units
        found["in_other_units"] = {
            "answer": list(answer),
            "verdicts": {name: list(lines) for name, lines in texts.items()},
        }
    sure = judgement.sure
    if sure is not None:
        found["sure"] = {
            "draws": sure.draws,
            "seed": sure.seed,
            "verdicts": {name: dict(words) for name, words in sure.verdicts.items()},
            "matters": [{"words": words, "index": part} for words, part in sure.matters],
            "find_out_first": list(sure.find_out_first),
            "weather_note": sure.weather_note,
            "differs": list(sure.differs),
        }
    return found


def texts_in(summary: Json, system: UnitSystem) -> Json:
    """Return a summary whose answer and verdicts are in a system of units, if it has them so."""
    other = summary.get("in_other_units")
    if other is None or summary.get("units", system) == system:
        return summary

    def with_texts(candidate: Json) -> Json:
        lines, verdict = other["verdicts"].get(candidate["name"]), candidate.get("verdict")
        if not (lines and verdict):
            return candidate
        n_costs = 1 + len(verdict["costs"])
        texts = {"reason": lines[0], "costs": lines[1:n_costs], "changes": lines[n_costs:]}
        return {**candidate, "verdict": verdict | texts}

    candidates = [with_texts(candidate) for candidate in summary["candidates"]]
    return {**summary, "answer": other["answer"], "candidates": candidates}


def _design(loads: DesignLoads) -> Json:
    """Return the design loads as the summary has them."""
    found: Json = rounded(asdict(loads))
    return {**{key: found[key] for key in found if key != "source"}, "from": loads.source}


def rounded(value: Any) -> Any:
    """Return a value with its floats at seven significant digits; what is not finite is None."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(inner) for inner in value]
    if not isinstance(value, float):
        return value
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None


def flat_metrics(metrics: Mapping[str, object]) -> dict[str, object]:
    """Return metrics without nesting: ``room_degc.min`` and so on."""
    flat: dict[str, object] = {}
    for key, value in metrics.items():
        if isinstance(value, Mapping):
            flat.update({f"{key}.{inner}": v for inner, v in value.items()})
        else:
            flat[key] = value
    return flat


def is_folder(path: Path) -> bool:
    """Return whether a result folder lies at ``path``."""
    return (path / SUMMARY).is_file()


def read_summary(path: Path) -> Json:
    """Return the summary of a result folder.

    Raises
    ------
    HpsimError
        There is no summary, or one that this version can't read.
    """
    file = path / SUMMARY
    try:
        summary = read_json(file)
    except FileNotFoundError:
        raise unreadable(
            path, f"is no result folder: it has no {SUMMARY} (`hpsim run` writes one)"
        ) from None
    except NotADirectoryError:
        folder = f"a run writes one, such as results/{path.stem}"
        raise unreadable(path, f"is a file, not a result folder ({folder})") from None
    except (OSError, ValueError) as error:
        raise unreadable(file, f"can't be read: {error}") from None
    if not isinstance(summary, dict) or summary.get("schema_version") != SCHEMA_VERSION:
        raise unreadable(file, f"is not of schema version {SCHEMA_VERSION}")
    if wrong := _what_lacks(summary):
        raise unreadable(file, f"is damaged: {wrong}")
    return summary


FORM: Mapping[str, type] = {
    "scenario": str,
    "weather": dict,
    "resolution": str,
    "room": dict,
    "candidates": list,
    "warnings": list,
}
CANDIDATE: Mapping[str, type] = {"name": str, "kind": str, "metrics": dict, "notes": list}
ROOM = (
    "heat_loss_w_per_k",
    "effective_capacitance_j_per_k",
    "time_constants_h",
    "floor_area_m2",
    "volume_m3",
)


def _what_lacks(summary: Json) -> str:
    """Return what keeps a summary from being one; empty: nothing."""
    for key, kind in FORM.items():
        if not isinstance(summary.get(key), kind):
            return f"'{key}' is missing or no {kind.__name__}"
    for key in ("id", "sha256", "place"):
        if not isinstance(summary["weather"].get(key), str):
            return f"'weather.{key}' is missing"
    for key in ROOM:
        if summary["room"].get(key) is None:
            return f"'room.{key}' is missing"
    for i, candidate in enumerate(summary["candidates"]):
        for key, kind in CANDIDATE.items():
            if not isinstance(candidate, dict) or not isinstance(candidate.get(key), kind):
                return f"'candidates[{i}].{key}' is missing or no {kind.__name__}"
        if wrong := _wrong_metric(candidate["metrics"]):
            return f"'candidates[{i}].metrics.{wrong}"
    return ""


def _wrong_metric(metrics: Json) -> str:
    """Return which metric that every table shows is missing, or which is of another form."""
    flat = flat_metrics(metrics)
    missing = [key for key in SHOWN if key not in metrics]
    if missing:
        return f"{missing[0]}' is missing"
    words = (int, float, str, type(None))
    odd = [key for key, value in flat.items() if not isinstance(value, words)]
    texts = [key for key in (*NUMBERS, "room_degc.min") if isinstance(flat.get(key), str)]
    return f"{(odd + texts)[0]}' is no number" if odd or texts else ""


NUMBERS = (
    "electricity_kwh",
    "hours_below_minimum_output",
    "max_starts_per_hour",
    "median_run_min",
    "rh_over_60_h",
    "runtime_h",
    "seasonal_cop_cooling",
    "seasonal_cop_heating",
    "starts",
    "unmet_cooling_h",
    "unmet_heating_h",
)
SHOWN = (*NUMBERS, "room_degc", "currency")
"""Metrics that tables and findings read, by their keys."""


def unreadable(path: Path, message: str) -> HpsimError:
    """Return the error that says why a result folder or a file of it can't be read."""
    return HpsimError.of(message, file=str(path), title=f"{path}: 1 problem")
