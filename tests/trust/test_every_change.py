"""Nothing that the check accepts breaks a page: other records, a change in each table, random changes.

The check is tested with each table changed separately. Rendering everything takes half a minute, so pages are tested
with several tables changed at once: new rows and blank cells in all of them, and empty tables in a few records, such
that each table is empty in one where any other is not.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import combinations, count, permutations
from math import comb
from pathlib import Path

import anywhere
import changed
import pytest
from conftest import Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whosecameras.record.schema import OPEN_TABLES, Field

#: Rejected by the check, correctly: vocabulary of the code, regions of the map, the register of councils and forces.
REFUSED = {
    *((kind, name) for kind in ("add", "withdraw") for name in changed.WORDS),
    ("withdraw", "bodies"),
    ("withdraw", "registers"),  # a complete sector needs its registers
}
#: Tables with so many required rows that only one is withdrawn.
NEEDED = ("bodies", "findings", "sources", "survey_rounds", "surveys")
KINDS: dict[str, Callable[[str], changed.Change]] = {
    "add": changed.add,
    "withdraw": lambda name: changed.withdraw_last(name) if name in NEEDED else changed.withdraw(name),
    "blank": changed.blanked,
}
ONE_BY_ONE = [(kind, name) for name in OPEN_TABLES for kind in KINDS]
EMPTIED = [name for name in OPEN_TABLES if ("withdraw", name) not in REFUSED and name not in NEEDED]
#: The number of records in which each table can be empty in a different half.
RECORDS = next(number for number in count(2) if comb(number, number // 2) >= len(EMPTIED))
EMPTY_IN = dict(zip(EMPTIED, combinations(range(RECORDS), RECORDS // 2), strict=False))


@pytest.mark.parametrize(("kind", "name"), ONE_BY_ONE, ids=[f"{name}-{kind}" for kind, name in ONE_BY_ONE])
def test_a_change_in_one_table_is_rejected_or_accepted(folder: Folder, kind: str, name: str) -> None:
    problems = changed.change(folder, KINDS[kind](name))
    assert bool(problems) == ((kind, name) in REFUSED), problems


def test_each_table_is_empty_in_a_record_in_which_another_is_not() -> None:
    for one, other in permutations(EMPTIED, 2):
        assert set(EMPTY_IN[one]) - set(EMPTY_IN[other]), (one, other)


@pytest.mark.parametrize("record", range(RECORDS))
def test_a_record_without_some_of_its_tables_is_shown_everywhere(folder: Folder, record: int) -> None:
    def change(tables: changed.Tables) -> None:
        for name, records in EMPTY_IN.items():
            if record in records:
                tables[name] = []

    assert changed.change(folder, change) == []
    assert anywhere.shown_of(folder, briefly=True).faults == []


@pytest.mark.parametrize(
    "change",
    [
        changed.add_everywhere,
        changed.one_less_everywhere,
        changed.blank_everywhere,
        changed.emptied,
        changed.every_word,
        changed.lone,
        changed.nothing_counted,
    ],
    ids=lambda one: one.__name__,
)
def test_a_record_unlike_todays_is_shown_everywhere(folder: Folder, change: changed.Change) -> None:
    assert changed.change(folder, change) == []
    tried = anywhere.shown_of(folder)
    assert tried.count > 150
    assert tried.faults == []


def values(field: Field) -> st.SearchStrategy[str]:
    """Values a curator may enter into a cell: every word of its vocabulary, and the extremes of its kind."""
    if field.values:
        allowed = st.sampled_from([str(one) for one in field.values])
    else:
        allowed = {
            "date": st.sampled_from(["1990", "2021-02", "2024-02-29", "2026-11-01"]),
            "integer": st.sampled_from(["0", "1", "999999999"]),
            "number": st.sampled_from(["0", "0.5", "999999999999"]),
            "share": st.sampled_from(["0", "0.4", "99.5", "100"]),
            "url": st.sampled_from(["https://example.org/a?b=[c]", "http://x"]),
            "list": st.sampled_from(["both", "hikvision; dahua"] if field.name == "vendors" else ["A; B", "(&) <Q>"]),
            "slug": st.sampled_from(["a", "x--y_z", "per_cent"]),
            "text": st.sampled_from(["a", "/", "é ß 3", "Local: x", "UK", changed.LONG.strip(), "a-" * 90]),
        }[field.kind]
    return allowed if field.required else st.one_of(st.just(""), allowed)


@st.composite
def one_change(draw: st.DrawFn) -> changed.Change:
    """A cell corrected, or a row added or withdrawn, in any table."""
    name = draw(st.sampled_from([*OPEN_TABLES]))
    kind = draw(st.sampled_from(["add", "withdraw", "correct", "correct", "correct"]))
    field = draw(st.sampled_from([one for one in OPEN_TABLES[name].fields if one.name != OPEN_TABLES[name].key]))
    value, at = draw(values(field)), draw(st.integers(0, 999))
    full = draw(st.booleans())

    def change(tables: changed.Tables) -> None:
        if kind == "add":
            changed.add(name, full=full)(tables)
        elif tables[name] and kind == "withdraw":
            tables[name].pop(at % len(tables[name]))
        elif tables[name]:
            row = tables[name][at % len(tables[name])]
            pointed = changed.keys(tables, field.points_to) if field.points_to else []
            row[field.name] = pointed[at % len(pointed)] if pointed else value

    return change


ACCEPTED: list[bool] = []


@settings(max_examples=8, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(change=one_change())
def test_a_change_drawn_by_lot_is_refused_with_a_remedy_or_shown_everywhere(
    _good_folder: Path, tmp_path_factory: pytest.TempPathFactory, change: changed.Change
) -> None:
    folder = Folder(Path(shutil.copytree(_good_folder, tmp_path_factory.mktemp("lot") / "data")))
    problems = changed.change(folder, change)
    ACCEPTED.append(not problems)
    for problem in problems:
        assert ";" in problem.message and "report this" not in problem.message, problem
    if not problems:
        assert anywhere.shown_of(folder, briefly=True).faults == []


def test_most_changes_drawn_by_lot_were_accepted() -> None:
    assert sum(ACCEPTED) >= len(ACCEPTED) / 2
