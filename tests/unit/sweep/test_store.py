"""The sweep folder: what is there, what is damaged, what may not be written over."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

from hpsim.errors import HpsimError
from hpsim.sweep.analyse.sensitivity import effects_of
from hpsim.sweep.analyse.summary import summarise
from hpsim.sweep.analyse.table import read_rows
from hpsim.sweep.columns import Columns, column_type, count_warnings
from hpsim.sweep.design.sweepfile import Sweep, read_sweep
from hpsim.sweep.execute.store import Store
from hpsim.sweep.folder import read_keys

ENGINE = "engine-1"
COLUMNS = Columns((("room.quality", "text"),))


def _sweep(folder: Path, values: str = "[good, poor]") -> Sweep:
    path = folder / "s.yaml"
    path.write_text(f"scenario: chicago-addition\ngrid: {{room.quality: {values}}}\n")
    return read_sweep(path)


def _rows(first: int, count: int = 3) -> pa.Table:
    rows = [
        {
            "run": i,
            "room.quality": "good",
            "candidate": "a",
            "run_hash": f"{i:032x}",
            "seconds": 0.1,
        }
        for i in range(first, first + count)
    ]
    return COLUMNS.table(rows)


@pytest.mark.parametrize(
    "gone", [("twin",), ("warnings",), ("twin", "warnings"), ("error", "seconds"), ("starts",)]
)
def test_a_folder_of_an_older_hpsim_is_read_without_the_columns_it_lacks(
    tmp_path: Path, gone: tuple[str, ...]
) -> None:
    folder = Store(tmp_path / "out")
    folder.open_for(_sweep(tmp_path), ENGINE, resume=False, force=False)
    folder.write(_rows(0).drop_columns(list(gone)), None)
    folder.close()
    rows = read_rows(tmp_path / "out")
    assert rows.axes == ["room.quality"]
    told = summarise(tmp_path / "out")
    assert (told["runs"], told["failed_rows"], told["warnings"]) == (3, 0, {})
    if "starts" in gone:
        with pytest.raises(HpsimError, match="there is no metric 'starts'"):
            effects_of(rows, "starts")


def test_warnings_are_counted_by_runs() -> None:
    said = [(0, "a\nb"), (0, "a"), (1, None), (2, "a"), (2, "b\na")]
    rows = [{"run": run, "warnings": text, "candidate_index": 0} for run, text in said]
    assert count_warnings(COLUMNS.table(rows)) == {"a": 2, "b": 2}
    assert count_warnings(COLUMNS.table([{"run": 0}])) == {}


def test_force_takes_nothing_from_a_sweep_that_is_still_running(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    first, second = Store(tmp_path / "out"), Store(tmp_path / "out")
    first.open_for(_sweep(tmp_path), ENGINE, resume=False, force=False)
    first.write(_rows(0), None)
    with pytest.raises(HpsimError, match="another hpsim is writing here"):
        second.open_for(_sweep(tmp_path, "[good]"), ENGINE, resume=False, force=True)
    assert len(first.done()) == 3
    first.close()
    second.open_for(_sweep(tmp_path, "[good]"), ENGINE, resume=False, force=True)
    assert len(second.done()) == 0
    second.close()


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    folder = Store(tmp_path / "out")
    folder.open_for(_sweep(tmp_path), ENGINE, resume=False, force=False)
    folder.write(_rows(0), None)
    folder.write(_rows(3), None)
    folder.close()
    return folder


def test_runs_that_were_written_are_done(folder: Store) -> None:
    done = folder.done()
    assert len(done) == 6
    assert done.has(f"{4:032x}", 4)
    assert not done.has(f"{6:032x}", 6)
    assert not done.has(f"{4:032x}", 5)  # alike in all but its number


def test_parts_are_a_data_set_with_one_schema(folder: Store) -> None:
    table = pyarrow.dataset.dataset(folder.runs).to_table()
    assert table.num_rows == 6
    assert table.schema.names == list(COLUMNS.types())


def test_polars_and_duckdb_read_the_parts(folder: Store) -> None:
    polars = pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    pattern = f"{folder.runs}/*.parquet"
    assert polars.read_parquet(pattern).height == 6
    assert duckdb.sql(f"select count(*) from '{pattern}'").fetchall() == [(6,)]


def test_what_is_being_written_is_nothing_that_readers_of_parts_find(
    folder: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(
        "hpsim.sweep.execute.store.os.fsync",
        lambda _: seen.extend(path.name for path in folder.runs.iterdir()),
    )
    folder.write(_rows(6), None)
    assert len(seen) == 2
    assert all(name.startswith("part-") for name in seen)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.999])
def test_a_part_cut_short_is_deleted_and_its_runs_are_not_done(folder: Store, kept: float) -> None:
    part = folder.parts()[1]
    size = part.stat().st_size
    os.truncate(part, int(size * kept))
    done = folder.done()
    assert done.n_damaged == 1
    assert len(done) == 3
    assert not part.exists()


def test_a_part_with_a_changed_byte_is_noticed(folder: Store) -> None:
    part = folder.parts()[0]
    first = pq.ParquetFile(part).metadata.row_group(0).column(0)
    content = bytearray(part.read_bytes())
    content[first.data_page_offset + first.total_compressed_size - 1] ^= 0xFF  # the data's last
    part.write_bytes(content)
    assert read_keys(part) is None


def test_what_a_crash_left_half_written_is_swept_away(folder: Store, tmp_path: Path) -> None:
    left = folder.path / ".new-runs-part-000000009-abc.parquet"
    left.write_bytes(b"PAR1")
    folder.open_for(_sweep(tmp_path), ENGINE, resume=True, force=False)
    folder.close()
    assert not left.exists()


def test_a_disk_that_is_full_leaves_no_part(folder: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hpsim.sweep.execute.store.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        folder.write(_rows(6), None)
    assert len(folder.parts()) == 2
    assert not list(folder.path.rglob(".new-*"))


def test_a_disk_that_is_full_from_the_start_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hpsim.sweep.execute.store.os.fsync", full)
    folder = Store(tmp_path / "new" / "out")
    with pytest.raises(OSError, match=r"out.sweep\.json"):
        folder.open_for(_sweep(tmp_path), ENGINE, resume=False, force=False)
    folder.close()
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]


def test_rows_of_the_same_sweep_are_kept_without_resume(folder: Store, tmp_path: Path) -> None:
    with pytest.raises(HpsimError, match="--resume goes on"):
        folder.open_for(_sweep(tmp_path), ENGINE, resume=False, force=False)
    assert len(folder.parts()) == 2


def test_the_folder_of_another_sweep_is_refused_even_with_resume(
    folder: Store, tmp_path: Path
) -> None:
    other = _sweep(tmp_path, "[good, passive]")
    with pytest.raises(HpsimError, match="holds another version of this sweep"):
        folder.open_for(other, ENGINE, resume=True, force=False)


@pytest.mark.parametrize("said", ["$away=2", "room.quality=good"])
def test_an_axis_with_another_value_makes_another_sweep(tmp_path: Path, said: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "scenario: chicago-addition\ngrid: {$away: [1, 2], room.quality: [good, poor]}\n"
    )
    folder = Store(tmp_path / "out")
    folder.open_for(read_sweep(path), ENGINE, resume=False, force=False)
    folder.write(_rows(0), None)
    folder.close()
    with pytest.raises(HpsimError, match="another version of this sweep"):
        folder.open_for(read_sweep(path, [said]), ENGINE, resume=True, force=False)


def test_rows_of_another_engine_are_not_gone_on_with(folder: Store, tmp_path: Path) -> None:
    with pytest.raises(HpsimError, match="another engine"):
        folder.open_for(_sweep(tmp_path), "engine-2", resume=True, force=False)


def test_a_folder_without_rows_is_of_the_engine_that_goes_on(tmp_path: Path) -> None:
    folder = Store(tmp_path / "out")
    for engine in (ENGINE, "engine-2"):  # killed before its first part, then a newer hpsim
        folder.open_for(_sweep(tmp_path), engine, resume=True, force=False)
        folder.close()
    assert folder.about()["engine"] == "engine-2"


def test_force_begins_anew(folder: Store, tmp_path: Path) -> None:
    folder.open_for(_sweep(tmp_path, "[poor]"), "engine-2", resume=False, force=True)
    folder.close()
    assert not folder.parts()
    assert folder.about()["engine"] == "engine-2"


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(HpsimError, match="no sweep's"):
        Store(tmp_path / "out").open_for(_sweep(tmp_path), ENGINE, resume=False, force=True)


def test_a_folder_that_was_being_replaced_can_be_replaced(
    folder: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hpsim.sweep.execute.store.shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        folder.open_for(_sweep(tmp_path, "[poor]"), ENGINE, resume=False, force=True)
    folder.close()
    monkeypatch.undo()
    folder.open_for(_sweep(tmp_path, "[poor]"), ENGINE, resume=False, force=True)
    folder.close()
    assert not folder.parts()


def test_two_processes_do_not_write_to_one_folder(folder: Store, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    folder.open_for(_sweep(tmp_path), ENGINE, resume=True, force=False)
    with pytest.raises(HpsimError, match="another hpsim is writing"):
        Store(folder.path).open_for(_sweep(tmp_path), ENGINE, resume=True, force=False)
    folder.close()


def test_a_column_of_numbers_and_texts_is_a_text() -> None:
    assert column_type([1, "2 W"]) == "text"
    assert column_type([True, False]) == "flag"
    assert column_type([None, 2]) == "whole"
