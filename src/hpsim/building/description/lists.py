"""Lists whose only entry may be written alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from hpsim.description.base import Description


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
