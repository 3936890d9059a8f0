"""Product files: read with the same care as scenarios, and again when they have changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hpsim.equipment.catalogue import furnace_ids, load_product, product_ids

PRODUCT = "kind: single_stage\nsize: 9000 Btu/h\nseer2: 15.2\nhspf2: 7.8\n"


@pytest.mark.parametrize("name", [*product_ids(), *furnace_ids()])
def test_every_shipped_product_is_read(name: str) -> None:
    assert load_product(name)["about"]


def test_an_edited_file_is_read_again_in_the_same_process(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(PRODUCT)
    about = path.stat()
    assert load_product(str(path))["seer2"] == 15.2
    path.write_text(PRODUCT.replace("15.2", "20.0"))  # as long, and at the same time
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert load_product(str(path))["seer2"] == 20.0


LAUGHS = "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"  a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("about: x\n", "line 1, about: 'x' is not a mapping"),
        ("about: {points: 3}\n", "about.points: 3 is not a list"),
        ("about: {points: [3]}\n", "about.points[0]: 3 is not a mapping"),
        ("about: {points: [{outdoor: 47 degF}]}\n", "about.points[0]: speed is needed"),
        (
            "about: {points: [{outdoor: 47, speed: full, capacity: 3 kW, cop: 3}]}\n",
            "about.points[0]: 47 needs a unit",
        ),
        (
            "about: {points: [{outdoor: 47 degF, speed: full, capacity: 3 kW, cop: good}]}\n",
            "about.points[0].cop: 'good' is not a number",
        ),
        (f"about:\n{LAUGHS}", "nested too deeply"),
        (f"about: {'[' * 3000}{']' * 3000}\n", "nested too deeply"),
        ("about: &x {a: *x}\n", "refers to itself"),
        ("about: !!python/object:os.system x\n", "is not allowed"),
        ("- 1\n", "is not a mapping"),
        ("\xff", "is not a YAML file"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(LookupError) as caught:
        load_product(str(path))
    assert said in caught.value.args[0]
    assert len(caught.value.args[0]) < 500


@pytest.mark.parametrize(
    "name", ["~nobody-of-this-name/a.yaml", "a\0.yaml", "n" * 9999, "/dev/zero"]
)
def test_odd_names_are_no_products(name: str) -> None:
    with pytest.raises(LookupError, match="product") as caught:
        load_product(name)
    assert len(caught.value.args[0]) < 200
