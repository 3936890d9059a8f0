"""What a candidate may say, and what is told where it can't be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from hpsim.description.base import Reading
from hpsim.equipment.catalogue import load_product, product_ids
from hpsim.equipment.kinds import Candidate
from hpsim.equipment.kinds.baseboard import Baseboard
from hpsim.equipment.kinds.ideal import Ideal
from hpsim.equipment.kinds.label_unit import LabelUnit, SingleStage, VariableSpeed
from hpsim.equipment.kinds.table import TableMachine
from hpsim.equipment.ratings.points import BTU_PER_WH

CANDIDATE: TypeAdapter[Any] = TypeAdapter(Candidate)
LABEL: dict[str, Any] = {
    "kind": "variable_speed",
    "size": "9 kBtu/h",
    "seer2": 20,
    "eer2": 12.5,
    "hspf2": 10,
}


def read(written: dict[str, Any]) -> Any:
    return CANDIDATE.validate_python(written, context=Reading(), by_alias=True, by_name=False)


def complaint_about(written: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        read(written)
    texts = []
    for error in caught.value.errors():
        hint = error.get("ctx", {}).get("hint", "")
        place = ".".join(str(part) for part in error["loc"])
        texts.append(f"{place}: {error['msg']} {hint}")
    return "\n".join(texts)


def table(**changes: Any) -> dict[str, Any]:
    heating = {
        "outdoor": {"unit": "degC", "values": [-10, 10]},
        "speed": [0.3, 1.0],
        "capacity": {"unit": "W", "values": [[600, 2000], [1000, 3000]]},
        "power": {"unit": "W", "values": [[250, 900], [240, 850]]},
    }
    return {"kind": "table", "size": "3 kW", "heating": heating | changes}


@pytest.mark.parametrize(
    ("written", "cls"),
    [
        (LABEL, VariableSpeed),
        ({"kind": "single_stage", "size": "6 kBtu/h", "seer2": 15.2, "hspf2": 7.8}, SingleStage),
        ({"kind": "ideal"}, Ideal),
        (table(), TableMachine),
        ({"kind": "baseboard", "size": "1500 W"}, Baseboard),
        ({"product": "neep-muz-fh06na-msz-fh06na"}, VariableSpeed),
    ],
)
def test_kind_decides_the_class(written: dict[str, Any], cls: type) -> None:
    assert type(read(written)) is cls


def test_written_again_it_reads_as_the_same() -> None:
    full = LABEL | {
        "minimum_output": {"heating": "2900 Btu/h", "cooling": "2500 Btu/h"},
        "backup": {"size": "1500 W", "below": "30 degF"},
        "start_boost": {"speed": 0.6, "for": "5 min"},
    }
    for written in (full, table(), {"product": "gen-pthp-7k"}):
        candidate = read(written)
        assert read(candidate.as_written()) == candidate


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"size": None}, "size"),
        ({"seer2": 31}, "mixed metrics"),
        ({"seer2": 11}, "below EER2"),
        ({"seer": 20}, "seer2 and seer are both given"),
        ({"hspf2": 3.2}, "COP of 0.94, below 1"),
        ({"heating_capacity": "9 kBtu/h", "capacity_17f": "9.5 kBtu/h"}, "capacity_17f"),
        ({"heating_capacity": "9 kBtu/h", "minimum_output": "9.5 kBtu/h"}, "minimum_output"),
        ({"heating_capacity": None, "minimum_output": "14 kBtu/h"}, "rated heating of its size"),
        ({"heating_capacity": "9 kBtu/h", "minimum_output": "8.9 kBtu/h"}, "leaves no range below"),
        ({"maximum_output": {"cooling": "8 kBtu/h"}}, "maximum_output.cooling"),
        ({"heating": False}, "heating: false"),
        ({"ceer": 11}, "window units"),
        ({"form": "ductless_celling"}, "form"),
        ({"duct_loss": 0.1}, "has no duct"),
    ],
)
def test_label_that_can_t_be_right_is_told(changes: dict[str, Any], told: str) -> None:
    written = {key: value for key, value in (LABEL | changes).items() if value is not None}
    assert told in complaint_about(written)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"outdoor": {"unit": "degC", "values": [10, -10]}}, "does not rise"),
        ({"outdoor": {"unit": "degC", "values": [-10, 0, 10]}}, "2 rows of 2 values"),
        ({"speed": [1.0, 0.3]}, "does not rise"),
        ({"power": {"unit": "W", "values": [[250, 900], [240]]}}, "1 or 2"),
        ({"power": {"unit": "W", "values": [[250, 900], [240, 0]]}}, "not above 0"),
        ({"power": {"unit": "W", "values": [[650, 900], [240, 850]]}}, "COP 0.92"),
        ({"power": {"unit": "degC", "values": [[250, 900], [240, 850]]}}, "power"),
    ],
)
def test_table_that_can_t_be_right_is_told(changes: dict[str, Any], told: str) -> None:
    assert told in complaint_about(table(**changes))


def test_table_needs_the_speeds_its_compressor_has() -> None:
    assert "it has 1" in complaint_about(table() | {"compressor": "single_stage"})
    assert "it has 2" not in str(read(table() | {"compressor": "two_stage"}))


def test_unknown_product_names_the_nearest() -> None:
    told = complaint_about({"product": "neep-muz-fh06"})
    assert "unknown product" in told
    assert "neep-muz-fh06na-msz-fh06na" in told


def test_product_takes_overrides() -> None:
    unit = read(
        {
            "product": "neep-muz-fh06na-msz-fh06na",
            "name": "ours",
            "minimum_output": {"cooling": "1200 Btu/h"},
        }
    )
    assert unit.name == "ours"
    assert unit.product == "neep-muz-fh06na-msz-fh06na"
    assert unit.minimum().cooling_w == pytest.approx(1200 / BTU_PER_WH)
    assert unit.minimum().heating_w == pytest.approx(1600 / BTU_PER_WH)


def test_own_product_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "kind: variable_speed\nsize: 9 kBtu/h\nseer2: 22\nhspf2: 10\nabout: {source: the box}\n"
    )
    assert read({"product": str(path)}).seer2 == 22
    path.write_text("- a list\n")
    other = tmp_path / "other.yaml"
    other.write_text("- a list\n")
    assert "not a mapping" in complaint_about({"product": str(other)})
    assert "no product file" in complaint_about({"product": str(tmp_path / "none.yaml")})


def test_expanded_product_reads_where_its_file_is_not(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("{kind: variable_speed, size: 9 kBtu/h, seer2: 22, hspf2: 10}\n")
    told = read({"product": str(path)}).as_written()
    path.unlink()
    assert read(told).seer2 == 22
    assert "no product file" in complaint_about({"product": str(path)})


def test_older_label_is_converted_by_form() -> None:
    older = {"kind": "variable_speed", "size": "9 kBtu/h", "seer": 20, "eer": 12, "hspf": 10}
    assert read(older).efficiencies() == pytest.approx((20.0, 12.0, 9.0))
    assert read(older | {"form": "ducted"}).efficiencies() == pytest.approx((19.0, 11.4, 8.5))


ONE_HOSE = {"kind": "single_stage", "form": "portable_one_hose", "size": "8 kBtu/h", "ceer": 7}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seer2": 14}, "no label of portables"),
        ({"ceer": 70}, "no portable of this size"),
        ({"kind": "two_stage"}, "two stages"),
        ({"eer": 9}, "older capacity"),
        ({"cop_47f": 3}, "from the room's air"),
        ({"form": "portable_two_hose", "cop_room_air": 3}, "one hose"),
        ({"hose": {"leak": "40 %"}}, "hose.leak"),
        ({"hose": {"from_home": "40 %"}}, "without the home's temperature"),
        ({"form": "window", "hose": {"length": "5 ft"}}, "no portable"),
        ({"ducts": {"supply_leak": "5 %"}}, "has no duct"),
    ],
)
def test_portable_that_can_t_be_right_is_told(changes: dict[str, Any], told: str) -> None:
    assert told in complaint_about(ONE_HOSE | changes)


@pytest.mark.parametrize("name", product_ids())
def test_catalogue_row_names_its_source_and_compiles(name: str) -> None:
    row = load_product(name)
    assert row["about"]["source"]
    assert row["about"]["licence"]
    unit = read({"product": name})
    assert isinstance(unit, LabelUnit)
    machine, notes = unit.compile()
    assert machine.can_cool == 1.0
    brand, models = row["about"].get("brand"), ("indoor_model", "outdoor_model", "model")
    model = next((row["about"][key] for key in models if row["about"].get(key)), "")
    assert notes.name == (f"{brand} {model}" if brand and model else name)
