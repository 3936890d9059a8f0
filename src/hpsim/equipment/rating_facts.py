"""What a machine rates at next to its label: figures for tables, reports and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hpsim.equipment import maps, ratings
from hpsim.equipment.beside import portable_rating
from hpsim.equipment.compile import compile_machine
from hpsim.equipment.description.candidates import Candidate, Pair
from hpsim.equipment.description.heat_pump import HeatPump
from hpsim.equipment.description.heaters import Furnace
from hpsim.equipment.description.tables import TableMachine
from hpsim.equipment.export import table_of
from hpsim.equipment.furnace import Burner
from hpsim.equipment.indoor import RATED_SHR, RATED_SHR_ROOM_UNIT
from hpsim.equipment.maps import RatingBasis
from hpsim.equipment.notes import MachineNotes
from hpsim.kernel.types import Machine
from hpsim.units.constants import BTUH_PER_W

DIGITS = 6  # of a rating
DEFAULT_REGION = 4  # of HSPF2


@dataclass(frozen=True, slots=True)
class HeatPumpFacts:
    """Ratings of a heat pump [Btu/Wh]; None where they are not of its kind."""

    seer2: float | None
    eer2: float | None
    hspf2: float | None
    seer: float | None
    eer: float | None
    hspf: float | None
    ceer: float | None
    sacc: float | None
    """Of a portable [Btu/h]."""
    name: str
    kind: str
    region: int
    c_d_cooling: float
    c_d_heating: float
    label: Mapping[str, float]
    miss: Mapping[str, float]
    """Rating over label, less 1."""
    bounds: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FurnaceFacts:
    """Efficiencies of a furnace."""

    name: str
    kind: str
    fuel: str
    input_w: float
    steady_efficiency: float
    afue: float
    label: Mapping[str, float]
    miss: Mapping[str, float]
    """Rating over label, less 1."""
    notes: tuple[str, ...]


RatingFacts = HeatPumpFacts | FurnaceFacts


@dataclass(frozen=True, slots=True)
class RatedMachine:
    """A compiled machine that has a rating."""

    machine: Machine
    notes: MachineNotes

    def facts(self, region: int = DEFAULT_REGION) -> RatingFacts:
        """Return its ratings; ``region`` is the climate region of HSPF2, 1 to 6."""
        if self.notes.burner is not None:
            return _furnace_facts(self.notes, self.notes.burner)
        return _heat_pump_facts(self.machine, self.notes, region)

    @property
    def basis(self) -> RatingBasis:
        """Return how a heat pump was rated."""
        assert self.notes.basis is not None  # every heat pump has one
        return self.notes.basis

    def bins(self, region: int = DEFAULT_REGION) -> dict[str, Sequence[ratings.Bin]]:
        """Return the temperature bins of a heat pump's seasonal ratings by their title."""
        basis, found = self.basis, dict[str, Sequence[ratings.Bin]]()
        q_a_w = None
        if basis.can_cool:
            tests = maps.cooling_tests(self.machine.cooling, basis)
            q_a_w = tests.a_full.capacity_w
            found["Cooling bins (SEER2)"] = ratings.cooling_bins(
                tests, basis.compressor, basis.c_d_cooling, basis.load_factor
            )
        if basis.can_heat:
            points = maps.heating_tests(self.machine.heating, basis)
            found[f"Heating bins (HSPF2, region {region})"] = ratings.heating_bins(
                points,
                basis.compressor,
                basis.c_d_heating,
                points.h1_full.capacity_w if q_a_w is None else q_a_w,
                region,
                basis.off_degf,
            )
        return found

    def as_table(self) -> dict[str, Any]:
        """Return a heat pump as a candidate of ``kind: table``."""
        rated_shr = RATED_SHR_ROOM_UNIT if self.notes.is_room_unit else RATED_SHR
        table = table_of(self.machine, self.notes.size_w, rated_shr, self.basis)
        return {"name": self.notes.name, **table}


def rated_machines(candidates: Iterable[Candidate]) -> list[RatedMachine]:
    """Return every machine with a rating among candidates: each once, each half of a pair."""
    halves: list[object] = []
    for candidate in candidates:
        if isinstance(candidate, Pair):
            halves += (candidate.cooling, candidate.heating)
        else:
            halves.append(candidate)
    rated = [half for half in halves if isinstance(half, (HeatPump, TableMachine, Furnace))]
    once = [half for i, half in enumerate(rated) if half not in rated[:i]]
    return [RatedMachine(*compile_machine(half)) for half in once]


def as_json(facts: RatingFacts) -> dict[str, Any]:
    """Return what ``hpsim rate --json`` shows of one machine."""
    return asdict(facts)


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {key: round(value, DIGITS) for key, value in values.items()}


def _furnace_facts(notes: MachineNotes, burner: Burner) -> FurnaceFacts:
    return FurnaceFacts(
        name=notes.name,
        kind=notes.kind,
        fuel=burner.fuel,
        input_w=round(burner.input_w, DIGITS),
        steady_efficiency=round(burner.steady_efficiency, DIGITS),
        afue=round(burner.afue, DIGITS),
        label=_rounded(notes.label),
        miss=_rounded(notes.miss),
        notes=notes.notes,
    )


def _heat_pump_facts(machine: Machine, notes: MachineNotes, region: int) -> HeatPumpFacts:
    basis = notes.basis
    assert basis is not None  # every heat pump has one
    found: dict[str, float | None] = maps.rate(
        machine.cooling, machine.heating, basis, region
    )._asdict()
    if notes.portable is not None:  # rated by SACC and CEER instead
        rated = portable_rating(machine, basis, notes.portable)
        found |= dict.fromkeys(("seer2", "eer2", "seer", "eer"))
        found |= {"ceer": rated.ceer, "sacc": rated.sacc_w * BTUH_PER_W}
    elif notes.is_room_unit and found["eer2"] is not None:
        found["ceer"] = found["eer2"] / ratings.ROOM_AC_EER_OVER_CEER
    figures = {key: None if v is None else round(v, DIGITS) for key, v in found.items()}
    return HeatPumpFacts(
        **{"ceer": None, "sacc": None, **figures},
        name=notes.name,
        kind=notes.kind,
        region=region,
        c_d_cooling=round(basis.c_d_cooling, DIGITS),
        c_d_heating=round(basis.c_d_heating, DIGITS),
        label=_rounded(notes.label),
        miss=_rounded(notes.miss),
        bounds=() if notes.solution is None else tuple(notes.solution.bounds),
        notes=notes.notes,
    )
