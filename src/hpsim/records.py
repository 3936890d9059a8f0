"""Dataclasses that are quick to define.

The standard decorator writes and compiles up to seven methods of each class, 0.5 ms: a tenth of a
run, which loads 190 classes. Here all classes share their methods; ``__init__`` alone is written
and compiled, when the first object is made.

Not here, since nothing in hpsim uses them: ``order``, ``unsafe_hash``, ``InitVar``, and a field's
own ``hash``. ``__init__`` has no annotations; ``inspect.signature`` of the class has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, FrozenInstanceError, fields
from dataclasses import dataclass as standard
from functools import cache
from inspect import Parameter, Signature
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True, repr=True, kw_only=False):  # noqa: A002
        """As `dataclasses.dataclass`; a frozen class's own subclasses are frozen too."""

        def define(cls):
            own = frozenset(vars(cls))
            made = standard(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
            methods = {"__init__": _later_init(made, frozen)}
            if repr:
                methods["__repr__"] = _repr
            if eq:
                methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
            if frozen:
                methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            if frozen and slots:
                methods |= {"__getstate__": _state, "__setstate__": _set_state}
            methods["__signature__"] = _SIGNATURE
            for name, method in methods.items():
                if name not in own:
                    setattr(made, name, method)
            return made

        return define if cls is None else define(cls)


def _later_init(cls: type[Any], frozen: bool) -> Any:
    def __init__(self: Any, *arguments: Any, **named: Any) -> None:  # noqa: N807
        cls.__init__ = _written_init(cls, frozen)
        cls.__init__(self, *arguments, **named)

    return __init__


class _Signature:
    """What ``help`` shows of a class: its fields, found when somebody asks."""

    def __get__(self, _: object, cls: type[Any]) -> Signature:
        found = []
        for f in fields(cls):
            default = f.default_factory if f.default is MISSING else f.default
            default = Parameter.empty if default is MISSING else default
            kind = Parameter.KEYWORD_ONLY if f.kw_only else Parameter.POSITIONAL_OR_KEYWORD
            if f.init:
                found.append(Parameter(f.name, kind, default=default, annotation=f.type))
        return Signature(sorted(found, key=lambda parameter: parameter.kind))


_SIGNATURE = _Signature()


def _written_init(cls: type[Any], frozen: bool) -> Any:
    """Return the method that sets all fields, compiled from text as the standard one is."""
    scope: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": MISSING}
    heads, by_name, lines = ["self"], ["*"], []
    for f in fields(cls):
        given, value, name = f.name, f.name, f"_of_{f.name}"
        if f.default_factory is not MISSING:
            scope[name] = f.default_factory
            given += "=_MISSING"
            value = f"{name}() if {f.name} is _MISSING else {f.name}" if f.init else f"{name}()"
        elif f.default is not MISSING:
            scope[name] = f.default
            given += f"={name}"
            value = f.name if f.init else name
        if f.init:
            (by_name if f.kw_only else heads).append(given)
        lines.append(f"_set(self,{f.name!r},{value})" if frozen else f"self.{f.name}={value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    heads += by_name if len(by_name) > 1 else []
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__({','.join(heads)}):\n {body}", scope)
    method = scope["__init__"]
    method.__qualname__ = f"{cls.__qualname__}.__init__"
    return method


@cache
def _compared(cls: type[Any]) -> Any:
    return attrgetter(*(f.name for f in fields(cls) if f.compare), "__class__")


@recursive_repr()
def _repr(self: Any) -> str:
    values = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{type(self).__qualname__}({', '.join(values)})"


def _eq(self: Any, other: Any) -> Any:
    if self.__class__ is not other.__class__:
        return NotImplemented
    values = _compared(self.__class__)
    mine, theirs = values(self), values(other)
    try:
        if mine == theirs:
            return True
    except ValueError:  # an array has no truth value
        pass
    return _same(mine, theirs)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, arrays element by element, nan equal to nan in them."""
    if one is other:
        return True
    if getattr(one, "shape", ()) or getattr(other, "shape", ()):
        import numpy as np

        has_nan = all(np.asarray(array).dtype.kind == "f" for array in (one, other))
        return np.array_equal(one, other, equal_nan=has_nan)
    if isinstance(one, (tuple, list)) and isinstance(other, type(one)):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)


def _hash(self: Any) -> int:
    values = _compared(self.__class__)(self)
    try:
        return hash(values)
    except TypeError:  # arrays and mappings have none: equal ones are in equal records
        return hash(tuple(map(_hash_or_none, values)))


def _hash_or_none(value: Any) -> int | None:
    try:
        return hash(value)
    except TypeError:
        return None


def _refuse_to_set(self: object, name: str, value: object) -> None:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, f.name) for f in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for f, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, f.name, value)
