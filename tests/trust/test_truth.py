"""What visitors rest on: who is named can be found, and what is shown is what the record holds."""

from __future__ import annotations

from whosecameras.find import Finder
from whosecameras.load import Dataset

MOST = 24  # results that the explorer shows


def test_every_body_of_the_evidence_is_found_by_its_name(dataset: Dataset) -> None:
    """By its name, as the explorer asks, for every body that a finding, a function or an event names."""
    named = {*dataset.findings["body"], *dataset.capabilities["body"], *dataset.event_bodies["body"]} - {""}
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    finder = Finder(dataset.bodies)
    assert len(named) > 120
    lost = [
        body for body in sorted(named) if body not in [one.body for one in finder.search(names[body], MOST).matches]
    ]
    assert lost == []


def test_every_body_of_the_evidence_has_a_source_that_can_be_followed(dataset: Dataset) -> None:
    known = set(dataset.sources["id"])
    assert set(dataset.findings["source"]) <= known
    assert all(url.lower().startswith(("http://", "https://")) for url in dataset.sources["url"])
