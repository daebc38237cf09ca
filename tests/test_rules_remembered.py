"""A rule of the check is applied again if, and only if, something that it reads has changed."""

from __future__ import annotations

from collections.abc import Iterator

from conftest import Folder

from whosecameras.publishing.validation_memory import applied
from whosecameras.publishing.validation_rows import problem, rows
from whosecameras.record.loading import Problem, RawRecord, read

used: list[str] = []


def every_sector_is_wrong(reading: RawRecord) -> Iterator[Problem]:
    used.append("sectors")
    for row in rows(reading, "sectors", "id"):
        yield problem("sectors", row.line, "id", row["id"])


def every_release_is_wrong(reading: RawRecord) -> Iterator[Problem]:
    used.append("package")
    yield problem("sectors", 0, "", reading.package["version"])


def every_file_is_wrong(reading: RawRecord) -> Iterator[Problem]:
    used.append("files")
    yield problem("sectors", 0, "", str((reading.folder / "sectors.csv").stat().st_size))


def both_are_wrong(reading: RawRecord) -> Iterator[Problem]:
    yield from applied(every_sector_is_wrong, reading)


def found(folder: Folder) -> list[tuple[Problem, ...]]:
    """What each rule finds now; ``used`` says which were applied for it."""
    used.clear()
    reading = read(folder.path)
    rules = (every_sector_is_wrong, every_release_is_wrong, every_file_is_wrong, both_are_wrong)
    return [applied(rule, reading) for rule in rules]


def test_a_rule_is_applied_again_only_if_what_it_reads_has_changed(folder: Folder) -> None:
    first = found(folder)
    assert used == ["sectors", "package", "files"]
    assert found(folder) == first and used == ["files"]
    folder.set("findings", 2, detail="This is another table.")
    assert found(folder) == first and used == ["files"]
    folder.set("sectors", 2, id="another")
    second = found(folder)
    assert used == ["sectors", "files"]
    assert second[0] != first[0] and second[0] == second[3]
    package = folder.path / "datapackage.json"
    package.write_text(package.read_text(encoding="utf-8").replace('"version": "', '"version": "1'), encoding="utf-8")
    assert found(folder)[1] != first[1] and used == ["package", "files"]


def test_what_was_found_before_a_change_is_found_again_after_it_is_undone(folder: Folder) -> None:
    first = found(folder)
    name = folder.lines("sectors")[1][0]
    folder.set("sectors", 2, id="another")
    assert found(folder)[0] != first[0]
    folder.set("sectors", 2, id=name)
    assert found(folder)[0] == first[0]
