"""Who can be asked, under which Act: nobody is promised an answer without a legal right to it."""

from __future__ import annotations

import pytest

from whosecameras.analysis.foi import law_of
from whosecameras.record.loading import Dataset
from whosecameras.settings import is_web_address
from whosecameras.text import asking

ACTS = {"foia_2000": "Freedom of Information Act 2000", "foisa_2002": "Freedom of Information (Scotland) Act 2002"}


def test_each_body_comes_under_the_act_of_its_row_while_it_exists(dataset: Dataset) -> None:
    bodies = dataset.bodies
    for body, regime, gone in zip(bodies["id"], bodies["foi"], bodies["replaced_by"] + bodies["ended"], strict=True):
        law = law_of(dataset, str(body))
        assert (law.act if law else "") == ("" if gone else ACTS.get(str(regime), "")), body


def test_the_source_of_each_rule_is_on_the_record(dataset: Dataset) -> None:
    laws = [law for body in ("leeds-council", "glasgow-city-council") if (law := law_of(dataset, body))]
    assert [law.act for law in laws] == list(ACTS.values())
    for law in laws:
        assert dataset.row("sources", law.source)["grade"] == "A"


@pytest.mark.parametrize("body", ["gchq", "national-crime-agency"])
def test_bodies_outside_the_act_are_not_to_be_asked(dataset: Dataset, body: str) -> None:
    assert law_of(dataset, body) is None
    assert "no request to send" in asking.no_request(dataset, body)


def test_if_a_body_cannot_be_asked_the_reason_is_given_unless_it_has_ended(dataset: Dataset) -> None:
    bodies = dataset.bodies
    for body, gone in zip(bodies["id"], bodies["replaced_by"] + bodies["ended"], strict=True):
        told = bool(asking.no_request(dataset, str(body)))
        assert told == (law_of(dataset, str(body)) is None and not gone), body


def test_each_step_after_a_refusal_has_the_page_that_says_so(dataset: Dataset) -> None:
    acts = dataset.foi_regimes
    assert set(asking.AFTER_A_REFUSAL) == set(acts.loc[acts["act"] != "", "id"])
    for steps in asking.AFTER_A_REFUSAL.values():
        assert steps and all(is_web_address(step.url) and step.publisher for step in steps)
