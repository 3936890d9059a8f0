"""Quick dataclasses behave as the standard ones."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from typing import Any, NamedTuple

import numpy as np
import pytest

from hpsim import records


def test_help_shows_the_fields() -> None:
    part = defined(records.dataclass)
    names = ["width_m", "height_m", "layers", "note"]
    assert list(inspect.signature(part).parameters) == names
    assert inspect.signature(part).parameters["height_m"].default == 2.0


def defined(dataclass: Any, **options: bool) -> Any:
    """Return a class with every sort of field."""

    @dataclass(frozen=True, **options)
    class Part:
        """A part."""

        width_m: float
        height_m: float = 2.0
        layers: list[int] = dataclasses.field(default_factory=list)
        note: str = dataclasses.field(default="", compare=False)
        made: dict[str, int] = dataclasses.field(default_factory=dict, init=False, repr=False)

        def __post_init__(self) -> None:
            self.made["by hand"] = 1

    return Part


@records.dataclass(frozen=True, slots=True)
class Slotted:
    """A class that can be pickled, since it lies in a module."""

    width_m: float
    key: str = "a"


@records.dataclass
class Open:
    """One that changes."""

    width_m: float
    tags: list[str] = dataclasses.field(default_factory=list)


@records.dataclass(frozen=True, kw_only=True)
class Derived(defined(records.dataclass)):  # type: ignore[misc]
    """One more field, by its name only."""

    depth_m: float


@pytest.mark.parametrize("slots", [False, True])
def test_they_print_compare_and_default_as_standard_ones(slots: bool) -> None:
    ours, standard = (defined(d, slots=slots) for d in (records.dataclass, dataclasses.dataclass))
    for arguments, named in (((1.0,), {}), ((1.0, 3.0, [1]), {"note": "x"}), ((), {"width_m": 2})):
        one, other = ours(*arguments, **named), standard(*arguments, **named)
        assert repr(one) == repr(other)
        assert dataclasses.asdict(one) == dataclasses.asdict(other)
        assert one == ours(*arguments, **named)
        assert one != ours(9.0)
    assert ours(1.0, note="a") == ours(1.0, note="b")
    assert ours.__match_args__ == standard.__match_args__
    assert dataclasses.replace(ours(1.0), height_m=5.0).height_m == 5.0


@pytest.mark.parametrize(
    ("arguments", "named"), [((), {}), ((1, 2, [], "", 5), {}), ((1,), {"width_m": 1, "x": 2})]
)
def test_wrong_arguments_are_refused_in_the_same_words(
    arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    texts = set()
    for dataclass in (records.dataclass, dataclasses.dataclass):
        with pytest.raises(TypeError) as error:
            defined(dataclass)(*arguments, **named)
        texts.add(str(error.value))
    assert len(texts) == 1


def test_a_frozen_one_does_not_change_and_has_a_hash() -> None:
    one = Slotted(1.0)
    with pytest.raises(dataclasses.FrozenInstanceError, match="width_m"):
        one.width_m = 2.0  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="width_m"):
        del one.width_m  # type: ignore[misc]
    assert {one: 1}[Slotted(1.0)] == 1
    assert hash(one) != hash(Slotted(2.0))
    assert not hasattr(one, "__dict__")


def test_copies_and_pickles_are_equal() -> None:
    one = Slotted(1.0, "b")
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one


def test_an_open_one_changes_and_has_no_hash() -> None:
    one = Open(1.0)
    one.width_m = 2.0
    one.tags.append("x")
    assert one == Open(2.0, ["x"])
    assert Open(1.0).tags == []
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_fields_are_inherited() -> None:
    one = Derived(1.0, depth_m=0.3)
    assert (one.width_m, one.height_m, one.depth_m, one.made) == (1.0, 2.0, 0.3, {"by hand": 1})


class Pair(NamedTuple):
    """Arrays in a tuple, as channels are."""

    first: Any
    second: Any


@records.dataclass(frozen=True)
class WithArrays:
    """A result: arrays by themselves, in a tuple and in a mapping."""

    name: str
    values: Any
    pair: Pair = Pair(np.zeros(0), np.zeros(0))
    by_name: dict[str, Any] = dataclasses.field(default_factory=dict)


def test_arrays_are_compared_element_by_element() -> None:
    def made(**changes: Any) -> WithArrays:
        given = {"values": np.array([1.0, np.nan]), "pair": Pair(np.arange(3), np.zeros(0))}
        return WithArrays("a", **{**given, "by_name": {"x": np.ones(2)}, **changes})

    one = made()
    assert one == made()
    assert hash(one) == hash(made())
    assert [made(), 1] == [one, 1]
    for changes in (
        {"values": np.array([1.0, 2.0])},
        {"values": np.array([1.0])},
        {"values": None},
        {"pair": Pair(np.arange(3), np.zeros(1))},
        {"by_name": {"x": np.zeros(2)}},
        {"by_name": {"y": np.ones(2)}},
    ):
        assert one != made(**changes)
