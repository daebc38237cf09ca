"""Cameras that were only seen at a building: the words beside the mark say that, and what is counted stays the same."""

from __future__ import annotations

import pytest
from conftest import Folder

from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import body_statuses
from whosecameras.briefing import subject
from whosecameras.content.area import areas_of
from whosecameras.content.record_index import index_of
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import Status
from whosecameras.text import evidence_words, tables, titles


def only_seen(data: Dataset) -> set[str]:
    """The bodies whose deciding findings all begin with the word “seen”, straight from the rows."""
    scopes = dict(zip(data.findings["id"], data.findings["scope"], strict=True))
    return {
        body
        for body, known in body_statuses(data).items()
        if known.status is Status.USING and all(str(scopes[one]).startswith("seen ") for one in known.decided_by)
    }


def labels(data: Dataset, body: str) -> set[str]:
    """What stands beside the mark of a body on its page, in lists, on its card and in the lists of its area."""
    found = index_of(data).body(body)
    card = subject.card(data, f"body-{body}", "light")
    assert card.chip
    shown = {found.label, index_of(data).placed(body).label, card.chip.label}
    if found.lad in areas_of(data).codes:
        area = areas_of(data).area(found.lad)
        inside = [one for group in area.groups for one in group.bodies] + [one for k in area.kinds for one in k.named]
        shown |= {one.label for one in inside if one.id == body}
        rows = tables.area_table(data, "districts", found.lad)
        shown |= set(rows.loc[rows["id"] == body, "label"])
    return shown


def test_some_are_only_seen_and_are_still_counted_as_using(dataset: Dataset) -> None:
    seen = only_seen(dataset)
    assert seen
    for body in seen:
        assert labels(dataset, body) == {evidence_words.SEEN}
        found = index_of(dataset).body(body)
        assert found.standing.status is Status.USING and found.mark == Status.USING
        assert {one.label for one in found.named if one.scope.startswith("seen ")} == {evidence_words.SEEN}
    using = (body for body, known in body_statuses(dataset).items() if known.status is Status.USING)
    other = next(body for body in using if body not in seen)
    assert labels(dataset, other) == {str(Status.USING)}


@pytest.mark.parametrize("scope", ["", "seen at its gate"])
def test_the_label_follows_the_evidence_and_the_counts_do_not(dataset: Dataset, folder: Folder, scope: str) -> None:
    """One statement that is not about a sight is enough to say “reported using” again, and the reverse."""
    seen = only_seen(dataset)
    body, deciding = next(
        (body, known.decided_by)
        for body, known in body_statuses(dataset).items()
        if known.status is Status.USING and len(known.decided_by) == 1 and ((body in seen) is not bool(scope))
    )
    before = summary(load(folder.path))["status"]
    folder.set("findings", folder.line_of("findings", id=deciding[0]), scope=scope)
    data = load(folder.path)
    assert labels(data, body) == {evidence_words.SEEN if scope else str(Status.USING)}
    name = str(data.row("bodies", body)["name"])
    words = titles.body(data, name, body_statuses(data)[body])
    assert ("seen at" in words) is bool(scope) and ("reported using" in words) is not bool(scope)
    assert summary(data)["status"] == before
