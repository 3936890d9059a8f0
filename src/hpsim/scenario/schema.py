"""The JSON Schema of a scenario as its author writes it: units in texts, every key explained."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaValue

from hpsim.description.base import Description, Reading
from hpsim.scenario.model import Scenario

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    schema = _any_of(Scenario.model_json_schema(by_alias=True, mode="validation"))
    definitions = schema.get("$defs", {})
    for cls in _descriptions(Description):
        written = schema if cls is Scenario else definitions.get(cls.__name__)
        if written is not None:
            _explain(_with_properties(written), cls)
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "A scenario that this one changes: a path relative to this file, or a name.",
    }
    candidates = schema["properties"]["candidates"]
    candidates["items"] = {"anyOf": [*candidates["items"]["anyOf"], _product()]}
    schema["properties"]["candidates"] = {
        **{k: v for k, v in candidates.items() if k in ("description", "title")},
        "anyOf": [candidates, _sizes(definitions)],
    }
    required = schema.pop("required")
    schema["if"] = {"not": {"required": ["extends"]}}
    has_default = "name"  # the name of the file
    schema["then"] = {"required": [key for key in required if key != has_default]}
    return {"$schema": SCHEMA_ID, **schema, "title": "hpsim scenario"}


def _any_of(node: Any) -> Any:
    """Return a schema with ``anyOf`` for ``oneOf``: '68 degF' fits a value and, loosely, a name."""
    if isinstance(node, dict):
        return {"anyOf" if key == "oneOf" else key: _any_of(part) for key, part in node.items()}
    return [_any_of(part) for part in node] if isinstance(node, list) else node


def _descriptions(base: type[Description]) -> Iterator[type[Description]]:
    for cls in base.__subclasses__():
        yield cls
        yield from _descriptions(cls)


def _with_properties(schema: JsonSchemaValue) -> JsonSchemaValue:
    """Return the part of a definition that has the keys."""
    for option in schema.get("anyOf", []):
        if "properties" in option:
            found: JsonSchemaValue = option
            return found
    return schema


def _explain(schema: JsonSchemaValue, cls: type[Description]) -> None:
    """Put each field's docstring and written default into a schema."""
    docs = field_docs(cls)
    defaults = written_defaults(cls)
    for name, field in cls.model_fields.items():
        key = field.alias or name
        shown = schema["properties"].get(key)
        if shown is None:
            continue
        shown.pop("title", None)
        if name in docs:
            shown["description"] = docs[name]
        if "default" in shown:
            del shown["default"]
        if defaults.get(key) is not None:
            shown["default"] = defaults[key]


def field_docs(cls: type[Description]) -> dict[str, str]:
    """Return the docstring of every field of a class, own and inherited, on one line."""
    docs: dict[str, str] = {}
    for parent in reversed(cls.__mro__):
        if not issubclass(parent, Description) or parent is Description:
            continue
        if parent.__pydantic_generic_metadata__["origin"]:  # its fields are those of its origin
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(parent))).body[0]
        if not isinstance(body, ast.ClassDef):
            continue
        for field, after in zip(body.body, body.body[1:], strict=False):
            if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
                continue
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                docs[field.target.id] = _plain(str(after.value.value))
    return docs


def _plain(docstring: str) -> str:
    """Return a docstring on one line, without marks of code."""
    return " ".join(docstring.replace("``", "").split())


def written_defaults(cls: type[Description]) -> dict[str, Any]:
    """Return the defaults of a class as a file would write them."""
    out: dict[str, Any] = {}
    for name, field in cls.model_fields.items():
        if field.is_required():
            continue
        value = field.get_default(call_default_factory=True, validated_data={})
        annotated: Any = field.rebuild_annotation()
        written = TypeAdapter(annotated).dump_python(
            value, mode="json", by_alias=True, exclude_none=True, context=Reading()
        )
        if written not in ({}, []):
            out[field.alias or name] = written
    return out


def _sizes(definitions: dict[str, Any]) -> JsonSchemaValue:
    """Return candidates as sizes of one unit: its keys, with sizes in place of size."""
    keys: dict[str, Any] = {}
    for name in ("SingleStage", "TwoStage", "VariableSpeed"):
        keys |= _with_properties(definitions.get(name, {})).get("properties", {})
    kinds = ["single_stage", "two_stage", "variable_speed"]
    return {
        "type": "object",
        "required": ["sizes", "kind"],
        "properties": {
            **{key: value for key, value in keys.items() if key not in ("size", "name", "product")},
            "kind": {"enum": kinds, "description": "What the compressor does."},
            "sizes": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "examples": ["6 kBtu/h", "2.6 kW"]},
                "description": "A candidate of each size, with these other keys.",
            },
        },
        "additionalProperties": False,
    }


def _product() -> JsonSchemaValue:
    return {
        "type": "object",
        "required": ["product"],
        "properties": {
            "product": {
                "type": "string",
                "description": "A shipped product (hpsim products list), or a product file.",
            }
        },
    }
