"""What the steps from a described room to numbers share: names, schedules, layers, problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from hpsim.building import model
from hpsim.building.assemblies import (
    INSULATION_CONDUCTIVITY,
    Assembly,
    construction_library,
)
from hpsim.building.description.surfaces import (
    Construction,
    MaterialLayer,
    ResistanceLayer,
)
from hpsim.building.inputs import DetailedInputs, Findings
from hpsim.building.library import material_library, schedule_library
from hpsim.description.base import LogColumn, TemperatureCourse
from hpsim.description.schedules import (
    Schedule,
    Week,
    expand_hourly,
    look_up,
)
from hpsim.errors import LogError, Problem
from hpsim.kernel.types import FloatArray
from hpsim.logs.series import hourly
from hpsim.records import dataclass
from hpsim.units.messages import did_you_mean, nearest
from hpsim.units.numbers import number
from hpsim.units.quantities import QuantityName

COLDEST_ROOM_DEGC, HOTTEST_ROOM_DEGC = -60.0, 100.0  # beyond them: another unit was meant


@dataclass(slots=True, kw_only=True)
class ResolveContext(Findings):
    """What the steps share: what the room follows from, and what they have found so far."""

    inputs: DetailedInputs
    is_southern: bool = False

    @property
    def library_schedules(self) -> Mapping[str, Schedule]:
        """Return the schedules that a file may name without describing them."""
        return schedule_library(self.is_southern)

    def unknown(self, key: str, what: str, name: str, *known: Iterable[str]) -> None:
        """Report a name that nothing has."""
        names = list(dict.fromkeys(n for group in known for n in group))
        near = nearest(name, names)
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        listed = f"known: {', '.join(names[:MOST_NAMES])}{more}"
        listed = listed if names else f"no {what} is described"
        hint = f"did you mean '{near}'?" if near else listed
        self.add_problem(key, f"unknown {what} '{name}'", hint)


MOST_NAMES = 12
"""Known names in a message: more are not read."""
OR_A_SCHEDULE = "or a name under schedules"
DOOR_STATES = ("closed", "open", "closed_at_night")
"""Of doors, which may have a schedule instead."""
OF_A_DOOR = f"one of {', '.join(DOOR_STATES)}, {OR_A_SCHEDULE}"

# --- schedules -------------------------------------------------------------------------------


def hours(
    written: float | str | Sequence[float] | Week | LogColumn,
    key: str,
    context: ResolveContext,
    quantity: QuantityName = "fraction",
) -> FloatArray:
    """Return a schedule or a log's column over the year, (n_hours,); zeros if it can't be found."""
    if isinstance(written, LogColumn):
        return logged(written, quantity, key, context)
    own = context.inputs.schedules
    named: dict[str, Schedule] = dict(context.library_schedules)
    if isinstance(written, str):
        if written in own:
            written = own[written]
        elif quantity == "temperature":
            hint = did_you_mean(written, own, f"such as '20 degC', {OR_A_SCHEDULE}")
            context.add_problem(key, f"'{written}' is no temperature", hint)
            return np.zeros(context.inputs.calendar.n_hours)
        elif written not in named:
            if key.endswith(("state", "home_door")):
                hint = did_you_mean(written, (*DOOR_STATES, *own, *named), OF_A_DOOR)
                context.add_problem(key, f"'{written}' is no state of a door", hint)
            else:
                context.unknown(key, "schedule", written, own, named)
            return np.zeros(context.inputs.calendar.n_hours)
    return expand_hourly(look_up(written, named), context.inputs.calendar)


def logged(
    written: LogColumn, quantity: QuantityName, key: str, context: ResolveContext
) -> FloatArray:
    """Return hourly means of a log's column (n_hours,), in SI; zeros if it can't be used."""
    calendar = context.inputs.calendar
    if calendar.period is None:
        hint = "give the days: simulation: {from: 2026-01-10, to: 2026-02-20}"
        context.add_problem(key, "a log has no meaning in a year without dates", hint)
        return np.zeros(calendar.n_hours)
    try:
        return hourly(written, quantity, calendar.period)
    except LogError as error:
        for problem in error.problems:
            context.add_problem(key, *in_words(problem))
        return np.zeros(calendar.n_hours)


def in_words(problem: Problem) -> tuple[str, str]:
    """Return the message of a log's problem with its file and line, and its hint."""
    where = f"{problem.file} line {problem.line}" if problem.line else problem.file
    return f"{where}: {problem.message}", problem.hint


def fractions(
    written: str | Sequence[float] | Week | LogColumn, key: str, context: ResolveContext
) -> FloatArray:
    """Return a schedule of fractions over the year; one of temperatures is refused.

    Months above their yearly mean may pass 1 in the library's.
    """
    fractions = hours(written, key, context)
    is_own = isinstance(written, str) and written in context.inputs.schedules
    if is_own and (fractions.max() > 1.0 or fractions.min() < 0.0):
        context.add_problem(key, f"schedule '{written}' is not of fractions from 0 to 1")
    return fractions


def temperatures(written: TemperatureCourse, key: str, context: ResolveContext) -> FloatArray:
    """Return a temperature over the year [degC], (n_hours,); one that no room has is refused."""
    series = hours(written, key, context, "temperature")
    extremes = float(series.min()), float(series.max())
    odd = [t for t in extremes if not COLDEST_ROOM_DEGC <= t <= HOTTEST_ROOM_DEGC]
    if odd:
        context.add_problem(
            key, f"{number(odd[0])} degC is no temperature of a room", "such as '20 degC'"
        )
    return series


# --- constructions ---------------------------------------------------------------------------


def layers_of(written: Construction, key: str, context: ResolveContext) -> tuple[model.Layer, ...]:
    """Return the layers of a construction given by name or in full."""
    if isinstance(written, str):
        own, library = context.inputs.constructions, construction_library()
        if written not in own:
            if written in library:
                return assembly_layers(library[written]())
            context.unknown(key, "construction", written, own, library)
            return (model.Layer(1.0),)
        written, key = own[written], f"constructions.{written}"
    return tuple(layer_of(layer, f"{key}[{i}]", context) for i, layer in enumerate(written))


def thickness_m(written: Construction, context: ResolveContext) -> float:
    """Return how thick a construction is; bare resistances as insulation, unknown names 0."""
    layers = context.inputs.constructions.get(written) if isinstance(written, str) else written
    if layers is None:
        make = construction_library().get(str(written))
        layers = make().layers if make else ()
    return sum(
        layer.thickness_m
        if isinstance(layer, MaterialLayer)
        else layer.resistance_m2k_per_w * INSULATION_CONDUCTIVITY
        for layer in layers
    )


def layer_of(
    layer: MaterialLayer | ResistanceLayer, key: str, context: ResolveContext
) -> model.Layer:
    """Return one layer; report it if its material is unknown."""
    if isinstance(layer, ResistanceLayer):
        return model.Layer(layer.resistance_m2k_per_w)
    own, library = context.inputs.materials, material_library()
    material = own.get(layer.material) or library.get(layer.material)
    if material is None:
        problem_key = f"{key}.material"
        if all(problem.key != problem_key for problem in context.problems):
            context.unknown(problem_key, "material", layer.material, own, library)
        return model.Layer(1.0)
    return model.Layer(
        layer.thickness_m / material.conductivity_w_per_m_k,
        layer.thickness_m * material.density_kg_per_m3 * material.specific_heat_j_per_kg_k,
    )


def assembly_layers(assembly: Assembly) -> tuple[model.Layer, ...]:
    """Return the layers of an assembly of the library."""
    known = material_library() | assembly.materials
    layers = []
    for ply in assembly.layers:
        material = known[ply.material]
        capacity = material.density_kg_per_m3 * material.specific_heat_j_per_kg_k
        layers.append(
            model.Layer(
                ply.thickness_m / material.conductivity_w_per_m_k, ply.thickness_m * capacity
            )
        )
    return tuple(layers)
