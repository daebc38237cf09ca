"""A new edition of a register needs no corrections at a release; a person's changes still do."""

from __future__ import annotations

import shutil
from pathlib import Path

from whosecameras.curation import correct, diff

from .conftest import GIAS, Desk, gias, school_rows

FILE = "edubasealldata20260801.csv"


def unrecorded(before: Path, after: Path) -> list[str]:
    """The changes for which a release would require corrections."""
    old, new = diff.open_snapshot(before), diff.open_snapshot(after)
    return correct.unrecorded(old, new, diff.compare(old, new))


NAMED = ("invented-one-nhs-trust", *(f"invented-school-{n}-90000{n}" for n in range(1, 5)))


def name(desk: Desk) -> None:
    """Let an event name some bodies."""
    header, first = (desk.data / "event_bodies.csv").read_text(encoding="utf-8").splitlines()[:2]
    event = dict(zip(header.split(","), first.split(","), strict=True))["event"]
    for body in NAMED:
        desk.add("event_bodies.csv", id=f"{event}--{body}", event=event, body=body)


def edition(desk: Desk, tmp_path: Path) -> Path:
    """The record before a new edition in which one school is renamed and another closed.

    An event names the bodies: bodies that nothing names are not compared individually.
    """
    name(desk)
    before = Path(shutil.copytree(desk.data, tmp_path / "before"))
    rows = [
        *school_rows(without=["900001", "900002"]),
        gias("900001", "Invented New Name Academy", phase="Secondary", postcode="S1 2HH", district="E08000019"),
        gias("900002", "Invented School 2", status="Closed", closed="31-07-2026"),
    ]
    desk.done("school", desk.table(FILE, GIAS, *rows))
    return before


def test_a_new_edition_is_not_a_correction(desk: Desk, tmp_path: Path) -> None:
    before = edition(desk, tmp_path)
    old, new = diff.open_snapshot(before), diff.open_snapshot(desk.data)
    assert {"name", "ended", "lad", "edition"} <= {one.column for one in diff.compare(old, new).changes}
    assert unrecorded(before, desk.data) == []


def test_a_change_by_hand_in_the_same_edition_is_one(desk: Desk, tmp_path: Path) -> None:
    name(desk)
    before = Path(shutil.copytree(desk.data, tmp_path / "before"))
    desk.change("bodies/school.csv", "invented-school-1-900001", name="Invented By Hand")
    assert [line.split(":")[0] for line in unrecorded(before, desk.data)] == ["bodies invented-school-1-900001, name"]


def test_an_edition_accounts_for_its_own_bodies_and_its_own_columns_alone(desk: Desk, tmp_path: Path) -> None:
    before = edition(desk, tmp_path)
    desk.change("bodies/nhs.csv", "invented-one-nhs-trust", name="Invented By Hand")  # from another register
    desk.change("bodies/school.csv", "invented-school-3-900003", owner="charity")  # no register states its owner
    assert len(unrecorded(before, desk.data)) == 2


def test_a_row_missing_from_the_same_edition_is_reported(desk: Desk, tmp_path: Path) -> None:
    name(desk)
    before = Path(shutil.copytree(desk.data, tmp_path / "before"))
    path = desk.data / "bodies/school.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("invented-school-4-")), encoding="utf-8")
    assert unrecorded(before, desk.data) == ["bodies invented-school-4-900004, id: the row is gone"]


def test_a_school_that_is_open_again_needs_no_correction_for_the_one_that_followed_it(
    desk: Desk, tmp_path: Path
) -> None:
    closed = {"ended": "2024-08-31", "register_status": "closed 2024-08-31", "replaced_by": "invented-school-5-900005"}
    name(desk)
    desk.change("bodies/school.csv", "invented-school-1-900001", **closed)
    before = Path(shutil.copytree(desk.data, tmp_path / "before"))
    desk.done("school", desk.table(FILE, GIAS, *school_rows()))
    assert desk.row("invented-school-1-900001")["replaced_by"] == ""
    assert unrecorded(before, desk.data) == []
