"""Nothing that the check lets through breaks a page: a change in each table, and changes drawn by lot."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import anywhere
import changed
import pytest
from conftest import Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whosecameras.record.schema import TABLES, Field

#: What the check refuses, and must: words of the code, regions of the map, and the register of councils and forces.
REFUSED = {
    *((kind, name) for kind in ("add", "withdraw") for name in ("regions", "sectors", "vendors")),
    ("withdraw", "bodies"),
}
#: Tables of which a record must hold so many rows that one alone is withdrawn.
NEEDED = ("bodies", "findings", "sources", "survey_rounds", "surveys")
KINDS: dict[str, Callable[[str], changed.Change]] = {
    "add": changed.add,
    "withdraw": lambda name: changed.withdraw_last(name) if name in NEEDED else changed.withdraw(name),
    "blank": changed.blanked,
}
ONE_BY_ONE = [(kind, name) for name in TABLES for kind in KINDS]


@pytest.mark.parametrize(("kind", "name"), ONE_BY_ONE, ids=[f"{name}-{kind}" for kind, name in ONE_BY_ONE])
def test_a_change_in_one_table_is_refused_or_shown_everywhere(folder: Folder, kind: str, name: str) -> None:
    problems = changed.change(folder, KINDS[kind](name))
    assert bool(problems) == ((kind, name) in REFUSED), problems
    if not problems:
        assert anywhere.shown_of(folder, briefly=True).faults == []


@pytest.mark.parametrize("change", [changed.lone, changed.nothing_counted], ids=lambda one: one.__name__)
def test_one_of_each_and_none_that_counts_are_shown_everywhere(folder: Folder, change: changed.Change) -> None:
    assert changed.change(folder, change) == []
    assert anywhere.shown_of(folder).faults == []


def values(field: Field) -> st.SearchStrategy[str]:
    """What a curator may type into a cell: every word of its vocabulary, and the ends of what its kind allows."""
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
    """A cell that is corrected, or a row that is added or withdrawn, in any table."""
    name = draw(st.sampled_from([*TABLES]))
    kind = draw(st.sampled_from(["add", "withdraw", "correct", "correct", "correct"]))
    field = draw(st.sampled_from([one for one in TABLES[name].fields if one.name != TABLES[name].key]))
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


@settings(max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
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
