"""A change of the record is validated as a whole and written atomically."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Folder, holding
from typer.testing import CliRunner, Result

from whosecameras import locks
from whosecameras.__main__ import app
from whosecameras.curation import diff, store
from whosecameras.errors import UserError
from whosecameras.publishing import validation
from whosecameras.record.loading import DatasetError

CONFLICT = "<<<<<<< mine\nx\n=======\ny\n>>>>>>> theirs\n"


def hashes(path: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, including hidden ones."""
    return {
        one.relative_to(path).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in sorted(path.rglob("*"))
        if one.is_file()
    }


def run(folder: Folder, *arguments: str, answers: str = "") -> Result:
    """Run one command on a folder in this process."""
    return CliRunner().invoke(app, [*arguments, "--data", str(folder.path)], input=answers)


def fails_at(number: int, error: BaseException, real: Callable[..., object]) -> Callable[..., object]:
    """The function ``real``, whose n-th call (from 1) raises the error."""
    calls = 0

    def stub(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise error
        return real(*arguments, **options)

    return stub


def full() -> OSError:
    """The error of a full disk."""
    return OSError(errno.ENOSPC, "No space left on device")


#: Where a command can fail: what is patched, at its n-th call, and the error.
FAULTS = {
    "disk full while writing": (os, "fsync", 2, full),
    "disk full at the last rename": (Path, "replace", 2, full),
    "Ctrl-C while checking": (validation, "check", 1, KeyboardInterrupt),
    "Ctrl-C between the renames": (Path, "replace", 2, KeyboardInterrupt),
}


def hit(monkeypatch: pytest.MonkeyPatch, fault: str, shift: int = 0) -> None:
    """Plant one of ``FAULTS``, ``shift`` calls later for functions that write."""
    owner, name, number, error = FAULTS[fault]
    later = number + (shift if name != "check" else 0)
    monkeypatch.setattr(owner, name, fails_at(later, error(), getattr(owner, name)))


def assert_refused(result: Result, *said: str) -> None:
    """The command exited with 1 and a message, without a traceback."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    for part in (*said, "Nothing was written."):
        assert part in result.output


def test_rows_are_text_by_column(folder: Folder) -> None:
    rows = store.rows(folder.path, "findings")
    header, first, *_ = folder.lines("findings")
    assert rows[0] == dict(zip(header, first, strict=True))
    assert len(rows) == len(folder.lines("findings")) - 1


def test_writing_what_was_read_changes_no_byte(folder: Folder) -> None:
    before = hashes(folder.path)
    names = ("findings", "sources", "left_out")
    tables = store.tables(folder.path, names)
    for name in names:
        raw = folder.file(name).read_bytes()
        assert store._file(validation.TABLES[name], tables[name], raw) == raw
    store.change(folder.path, tables)
    assert hashes(folder.path) == before


def new_id(rows: list[dict[str, str]], body: str) -> str:
    return store.next_finding_id([row["id"] for row in rows], body)


def test_a_change_touches_only_its_lines_even_where_others_are_quoted_oddly(folder: Folder) -> None:
    path = folder.file("findings")
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[5] = ",".join(f'"{cell}"' for cell in folder.lines("findings")[5])
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = store.rows(folder.path, "findings")
    rows.append(
        {
            **rows[2],
            "id": new_id(rows, rows[2]["body"]),
            "as_of": "2019",
            "scope": 'car parks, “A” and "B"',
        }
    )
    store.change(folder.path, {"findings": rows[::-1]})
    after = path.read_text(encoding="utf-8").split("\n")
    new = [line for line in after if line not in lines]
    assert len(new) == 1 and len(after) == len(lines) + 1 and '"car parks, “A” and ""B"""' in new[0]
    assert folder.problems() == []


def test_new_problems_are_named_and_refused(folder: Folder) -> None:
    rows = store.rows(folder.path, "findings")
    rows[0]["vendor"], rows[1]["body"], rows[2]["cameras"] = "bosch", "atlantis", "many"
    before = hashes(folder.path)
    with pytest.raises(DatasetError) as error:
        store.change(folder.path, {"findings": rows})
    assert {problem.column for problem in error.value.problems} == {"vendor", "body", "cameras"}
    assert hashes(folder.path) == before


def test_an_old_problem_does_not_block_a_change(folder: Folder) -> None:
    line = folder.line_of("surveys", measure="uses")
    folder.set("surveys", line, using="9", answered="3")
    rows = store.rows(folder.path, "findings")
    rows.insert(0, {**rows[0], "id": new_id(rows, rows[0]["body"]), "as_of": "2019"})
    store.change(folder.path, {"findings": rows})
    assert {problem.column for problem in folder.problems()} == {"using"}


def test_a_source_may_wait_for_what_it_says(folder: Folder) -> None:
    rows = store.rows(folder.path, "sources")
    rows.append({**rows[0], "id": "zz-new", "url": "https://example.org/new"})
    store.change(folder.path, {"sources": rows})
    assert [problem.message for problem in store.waiting(folder.path)] == [p.message for p in folder.problems()]
    rows.append({**rows[0], "id": "zz-newer", "url": "https://example.org/newer"})
    store.change(folder.path, {"sources": rows})


def test_an_unknown_table_or_column_is_a_fault_of_the_caller(folder: Folder) -> None:
    with pytest.raises(KeyError):
        store.rows(folder.path, "cameras")
    rows = store.rows(folder.path, "vendors")
    with pytest.raises(KeyError, match="colour"):
        store.change(folder.path, {"vendors": [{**rows[0], "colour": "red"}]})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda raw: raw + CONFLICT.encode(), "conflict marks"),
        (lambda raw: "é".encode("cp1252").join([raw[:200], raw[200:]]), "is not UTF-8"),
        (lambda raw: raw.replace(b",", b";"), "the column is missing"),
        (lambda raw: b"\xef\xbb\xbf" + raw, "byte-order mark"),
        (lambda raw: b"", "the file is empty"),
    ],
)
def test_a_file_that_cannot_be_read_stops_reading_and_every_change(
    folder: Folder, spoil: Callable[[bytes], bytes], said: str
) -> None:
    vendors = store.rows(folder.path, "vendors")
    path = folder.file("events")
    path.write_bytes(spoil(path.read_bytes()))
    before = hashes(folder.path)
    with pytest.raises(DatasetError, match=said):
        store.rows(folder.path, "events")
    with pytest.raises(DatasetError, match=said):
        store.change(folder.path, {"vendors": [{**row, "note": "Other."} for row in vendors]})
    assert hashes(folder.path) == before


def test_two_curators_wait_for_each_other(folder: Folder) -> None:
    lock = folder.path / store.LOCK
    rows = store.rows(folder.path, "vendors")
    with store.locked(folder.path):
        assert lock.exists()
        store.change(folder.path, {"vendors": [{**row, "note": "Mine."} for row in rows]})
        assert lock.exists()
    assert not lock.exists()


def test_a_second_curator_is_told_who_has_locked_the_folder_and_that_nothing_was_written(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "TIMEOUT_SECONDS", 0.2)
    correction = ("correct", "vendors", "dahua", "note", "Other.", "--why", "It was wrong.")
    with holding(folder.path / store.LOCK) as other:
        result = run(folder, *correction)
        assert result.exit_code == 1 and f"process {other.pid} on " in result.stderr
        assert result.stderr.endswith("Nothing was written.\n") and len(result.stderr.splitlines()) == 2
    assert run(folder, *correction).exit_code == 0


def test_a_concurrent_write_is_not_mistaken_for_our_own(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        folder.set("vendors", 2, note="Written by another process.")
        raise UserError("no")

    monkeypatch.setattr(store, "tables", refused)
    monkeypatch.setattr(diff, "open_snapshot", refused)
    result = run(folder, "correct", "vendors", "dahua", "note", "Other.", "--why", "It was wrong.")
    assert result.exit_code == 1 and result.stderr.endswith("Nothing was written.\n")


def test_the_lock_of_a_curator_who_was_killed_is_taken_over(folder: Folder) -> None:
    with holding(folder.path / store.LOCK) as other:
        pass
    assert (folder.path / store.LOCK).exists()
    result = run(folder, "correct", "vendors", "dahua", "note", "Other.", "--why", "It was wrong.")
    assert result.exit_code == 0 and f"process {other.pid} on " in result.stderr
    assert not (folder.path / store.LOCK).exists()


@pytest.mark.parametrize("error", [full(), KeyboardInterrupt()])
@pytest.mark.parametrize(("owner", "name", "number"), [(os, "fsync", 2), (Path, "replace", 1), (Path, "replace", 3)])
def test_files_are_written_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int, error: BaseException
) -> None:
    (tmp_path / "a").write_text("old a")
    (tmp_path / "a").chmod(0o640)
    (tmp_path / "b").write_text("old b")
    before = hashes(tmp_path)
    wanted = {tmp_path / "a": b"new a", tmp_path / "new" / "deep" / "c": b"new c", tmp_path / "b": b"new b"}
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, fails_at(number, error, getattr(owner, name)))
        with pytest.raises(type(error)):
            store.write_all(wanted)
    assert hashes(tmp_path) == before and sorted(one.name for one in tmp_path.iterdir()) == ["a", "b"]
    store.write_all(wanted)
    assert {path: path.read_bytes() for path in wanted} == wanted
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_what_was_written_is_restored_even_if_no_rename_works_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        (tmp_path / name).write_text(f"old {name}")
    before = hashes(tmp_path)
    real = Path.replace
    calls: list[Path] = []

    def once(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) > 1:
            raise full()
        return real(self, target)

    monkeypatch.setattr(Path, "replace", once)
    with pytest.raises(OSError, match="No space"):
        store.write_all({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert hashes(tmp_path) == before


def test_ids_of_findings_go_on(folder: Folder) -> None:
    ids = ("leeds-001", "leeds-009", "leeds-city-012", "leeds-x")
    withdrawn = {"table": "findings", "row": "leeds-011"}, {"table": "events", "row": "leeds-044"}
    used = store.used_ids({"findings": [{"id": one} for one in ids], "corrections": withdrawn})
    assert store.next_finding_id(ids, "leeds") == "leeds-010"
    assert store.next_finding_id(used, "leeds") == "leeds-012"
    assert store.next_finding_id(used, "york") == "york-001"


@pytest.mark.parametrize("verb", ["check", "summary"])
def test_ctrl_c_in_a_reading_verb_is_a_message(folder: Folder, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    before = hashes(folder.path)
    monkeypatch.setattr(validation, "_checked", fails_at(1, KeyboardInterrupt(), validation._checked))
    result = run(folder, verb)
    assert result.exit_code == 1 and "Stopped." in result.output
    assert hashes(folder.path) == before
