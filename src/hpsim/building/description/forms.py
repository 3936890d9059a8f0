"""Short forms: one value for both faces of a surface or pane, one entry for a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from hpsim.description.base import Description, Fraction, complaint


class FacePair(Description):
    """A property of the two faces of a surface or pane."""

    outside: Fraction
    """Of the outer face."""
    inside: Fraction
    """Of the inner face."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show that one value may stand for both."""
        return {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, handler(schema)]}


def _both_faces(value: Any) -> Any:
    """Let one value stand for both faces."""
    if value is None or isinstance(value, (Mapping, FacePair)):
        return value
    if isinstance(value, list):
        raise complaint("a list is not a value", "0.6, or {outside: 0.6, inside: 0.5}")
    return {"outside": value, "inside": value}


Faces: TypeAlias = Annotated[FacePair, BeforeValidator(_both_faces)]
"""One value for both faces, or ``{outside, inside}``."""


def as_list(value: Any) -> Any:
    """Let a single mapping stand for a list of one."""
    return [value] if isinstance(value, (Mapping, Description)) else value


class OneOrMany:
    """Annotation of a list whose only entry may be written alone."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show both forms."""
        many = handler(schema)
        return {"anyOf": [many["items"], many]}
