"""The whole suite of ratings passes, and every miss is named."""

from __future__ import annotations

from hpsim.equipment.catalogue import product_ids
from hpsim.validation.ratings import checks


def test_every_check_of_the_suite_passes() -> None:
    found = checks()
    assert not [check for check in found if not check.passed]
    names = " ".join(check.name for check in found)
    assert all(name in names for name in product_ids())


def test_the_one_label_that_no_map_returns_is_listed_with_its_bound() -> None:
    missed = [check.name for check in checks() if "bound" in check.name]
    assert len(missed) == 1
    assert "cop82_max" in missed[0]
