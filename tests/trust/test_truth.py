"""What visitors rely on: named bodies can be found, and pages match the record."""

from __future__ import annotations

import re
from pathlib import Path

from whosecameras.analysis.search import Finder
from whosecameras.record.loading import Dataset

ROOT = Path(__file__).resolve().parents[2]
MOST = 24  # results that the explorer shows


def test_every_body_of_the_evidence_is_found_by_its_name(dataset: Dataset) -> None:
    """By its name, searched as in the explorer, for every body that a finding, function or event names."""
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


def test_the_proxy_that_we_ship_writes_what_the_privacy_page_says() -> None:
    """nginx as configured in deploy/; about other proxies the page makes no claim."""
    main = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    (format_,) = re.findall(r"log_format quiet escape=json (.+?);", main, re.S)
    named = {"time", "method", "path", "status", "bytes", "seconds", "replica", "replica_status"}
    assert set(re.findall(r'"(\w+)":', format_)) == named
    for path in (ROOT / "deploy").rglob("*"):
        if path.suffix in (".conf", ".yaml"):
            logs = re.findall(r"^\s*access_log \S+ (\w+)", path.read_text(encoding="utf-8"), re.M)
            assert set(logs) <= {"quiet"}, path
    said = (ROOT / "whosecameras" / "site" / "templates" / "privacy.html").read_text(encoding="utf-8")
    assert "The nginx configuration that comes with this project writes" in said
    assert "must say themselves what that writes down" in said
