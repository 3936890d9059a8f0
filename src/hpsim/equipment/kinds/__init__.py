"""The kinds of candidates that are compared in a room, and the union that a scenario reads.

To add a kind: a file with its class, and a line in `CLASSES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Tag, TypeAdapter

from hpsim.description.base import Reading, by_shape
from hpsim.equipment.kinds.base import KINDS, CandidateBase, known_kind, read_product
from hpsim.equipment.kinds.baseboard import Baseboard
from hpsim.equipment.kinds.furnace import Furnace
from hpsim.equipment.kinds.ideal import Ideal, Nothing
from hpsim.equipment.kinds.label_unit import SingleStage, TwoStage, VariableSpeed
from hpsim.equipment.kinds.pair import Pair
from hpsim.equipment.kinds.table import TableMachine

CLASSES: tuple[type[CandidateBase], ...] = (
    SingleStage,
    TwoStage,
    VariableSpeed,
    TableMachine,
    Ideal,
    Nothing,
    Baseboard,
    Furnace,
    Pair,
)
"""Every kind, in the order in which messages name them."""
KINDS.update((cls.model_fields["kind"].default, cls) for cls in CLASSES)

if TYPE_CHECKING:
    Candidate: TypeAlias = CandidateBase
else:
    Candidate = Annotated[
        Annotated[
            reduce(or_, (Annotated[cls, Tag(kind)] for kind, cls in KINDS.items())),
            by_shape(
                known_kind,
                "not a kind of candidate",
                f"kind: {', '.join(KINDS)}; or product: ID (hpsim products list)",
            ),
        ],
        BeforeValidator(read_product),
    ]
"""One of the options that are compared in a room."""


def read_candidate(written: Mapping[str, Any], reading: Reading | None = None) -> Candidate:
    """Return the candidate that a person wrote, in which values have their units.

    Units and keys are as in a file; ``reading`` remembers what its mappings were read as.

    Raises
    ------
    pydantic.ValidationError
        With every problem.
    """
    context = Reading() if reading is None else reading
    return _adapter().validate_python(written, context=context, by_alias=True, by_name=False)


@cache
def _adapter() -> TypeAdapter[Candidate]:
    """Return what validates candidates: built once, since that takes 20 ms."""
    return TypeAdapter(Candidate)
