"""Corrections as readers see them: by release, grouped by reason, and complete."""

from __future__ import annotations

from whosecameras.analysis.corrections import by_reason, by_release
from whosecameras.record.loading import Dataset


def row(key: str, day: str, why: str, role: str = "reviewer") -> dict[str, str]:
    return {"id": key, "date": day, "why": why, "asked_by": role}


ROWS = [
    row("a", "2026-01-01", "a slip"),
    row("b", "2026-02-01", "a slip"),
    row("c", "2026-02-01", "a page was found"),
    row("d", "2026-02-01", "a page was found"),
    row("e", "2026-02-01", "a page was found", "press office"),
]


def test_corrections_of_a_day_with_one_reason_are_grouped_newest_first() -> None:
    groups = [(one.date, one.asked_by, [each["id"] for each in one.rows]) for one in by_reason(ROWS)]
    assert groups == [
        ("2026-02-01", "reviewer", ["c", "d"]),
        ("2026-02-01", "reviewer", ["b"]),
        ("2026-02-01", "press office", ["e"]),
        ("2026-01-01", "reviewer", ["a"]),
    ]


def test_an_unreleased_correction_is_listed_separately() -> None:
    groups = by_release(ROWS, {"a": "1.0.1", "b": "1.1.0", "c": "1.1.0", "d": "1.1.0"})
    assert {version: [one["id"] for group in found for one in group.rows] for version, found in groups.items()} == {
        "1.0.1": ["a"],
        "1.1.0": ["c", "d", "b"],
        "": ["e"],
    }


def test_every_correction_of_the_record_is_in_one_group(dataset: Dataset) -> None:
    rows = dataset.corrections.to_dict("records")
    grouped = [one["id"] for group in by_reason(rows) for one in group.rows]
    assert sorted(grouped) == sorted(row["id"] for row in rows)
