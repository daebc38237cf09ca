"""A complete round of requests in the service's own formats, simulated on a copy of the record."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from conftest import Folder

from whosecameras.analysis.status import body_statuses
from whosecameras.curation.add import add
from whosecameras.curation.requests.update import import_requests
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status

ROUND, ASKED, DUE = "whosecameras-2026", "2026-09-01", "2026-09-29"
BODIES, ANSWERED, YES, REFUSED = 40, 20, 12, 2
PEOPLE = ("Ada Requester", "Ben Classifier", "Cyd Extractor")
COLUMNS = (
    "request", "request_url", "requested_by", "requested_by_url", "public_body", "public_body_url",
    "classified_by", "classified_by_url", "status",
)  # fmt: skip
QUESTIONS = ("extracted_by", "extracted_by_url", "Hikvision?", "Dahua?")
MAP = """\
sectors: [council]
columns:
  body: name
  answer: {hikvision: "Hikvision?", dahua: "Dahua?"}
  date: state_date
  source: address
answers: {"Yes": uses, "No": does_not_use}
as_of_basis: stated
basis: direct
detail: "{body} answered."
"""


@dataclass(frozen=True)
class PlayedRound:
    """The 40 bodies in the order of their outcomes: answered (yes first), refused, not held, no answer."""

    folder: Folder
    bodies: tuple[str, ...]
    files: tuple[tuple[Path, dict[str, str]], ...]

    def read(self, at: int) -> list[str]:
        """Import one of the three files."""
        path, options = self.files[at]
        return import_requests(self.folder.path, path, **options)


def _export(path: Path, rows: list[list[str]], questions: bool) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*COLUMNS, *(QUESTIONS if questions else ())], *rows])
    return path


def _row(number: int, page: str, name: str, status: str, *more: str) -> list[str]:
    site = "https://www.whatdotheyknow.com"
    return [
        "Hikvision and Dahua cameras", f"{site}/request/hikvision_and_dahua_cameras_{number}", PEOPLE[0],
        f"{site}/user/ada_requester", name, f"{site}/body/{page}", PEOPLE[1], f"{site}/user/ben_classifier", status,
        *more,
    ]  # fmt: skip


def _event(number: int, page: str, name: str, state: str) -> dict[str, object]:
    return {
        "id": 9000 + number, "event_type": "response", "created_at": "2026-09-25T09:30:00.000+01:00",
        "described_state": state, "calculated_state": state, "last_described_at": "2026-09-25T10:00:00.000+01:00",
        "user": {"name": PEOPLE[0], "url_name": "ada_requester", "about_me": "mine"},
        "public_body": {"id": number, "url_name": page, "name": name, "tags": [["local_council"]]},
        "info_request": {
            "id": number, "url_title": f"hikvision_and_dahua_cameras_{number}", "title": "Hikvision and Dahua cameras",
            "created_at": f"{ASKED}T12:00:00.000+01:00", "updated_at": "2026-09-25T10:00:00.000+01:00",
            "described_state": state, "awaiting_description": False, "user_name": PEOPLE[0],
            "tags": [["whosecameras", "2026"], ["somebody", "else"], ["alone"]], "new_in_the_service": {"a": [1]},
        },
    }  # fmt: skip


def played(folder: Folder, dataset: Dataset, place: Path) -> PlayedRound:
    """A round on a copy: 40 councils without evidence, and the three files that record its progress."""
    known = body_statuses(dataset)
    councils = dataset.bodies[(dataset.bodies["sector"] == "council") & (dataset.bodies["ended"] == "")]
    blank = [
        (str(body), str(name))
        for body, name, foi in zip(councils["id"], councils["name"], councils["foi"], strict=True)
        if known[str(body)].status is Status.UNKNOWN and foi == "foia_2000"
    ]
    chosen = blank[:: len(blank) // BODIES][:BODIES]
    assert len(chosen) == BODIES
    pages = folder.path / "share-alike" / "request_pages.csv"
    pages.parent.mkdir(exist_ok=True)
    lines = ["id,body,url_name", *sorted(f"{body},{body},{body.replace('-', '_')}" for body, _ in chosen)]
    pages.write_text("\n".join(lines) + "\n", encoding="utf-8")
    named = {"id": ROUND, "name": "Whose Cameras? round, 2026", "asker": "Whose Cameras?", "period": "2026"}
    add(folder.path, "survey_rounds", named, None, lambda line: None)

    states = ["Successful."] * ANSWERED + ["Refused."] * REFUSED + ["Information not held."]
    states += ["Long overdue."] * (BODIES - len(states))
    asked = [(number, body.replace("-", "_"), name) for number, (body, name) in enumerate(chosen, 1)]
    waiting = [_row(*one, "Awaiting response.") for one in asked]
    events = [
        _event(*one, state)
        for one, state in zip(asked, ["successful"] * ANSWERED + ["rejected"] * REFUSED + ["not_held"], strict=False)
    ]
    events.append(_event(999, "nowhere_council", "Nowhere Council", "successful"))
    last = []
    for at, (one, state) in enumerate(zip(asked, states, strict=True)):
        said = ("Yes", "No") if at < YES else ("No", "No")
        last.append(_row(*one, state, *((PEOPLE[2], "/user/cyd", *said) if at < ANSWERED else ("", "", "", ""))))
    feed = place / "feed.json"
    feed.write_text(json.dumps(events), encoding="utf-8")
    files: tuple[tuple[Path, dict[str, str]], ...] = (
        (
            _export(place / "first.csv", waiting, questions=False),
            {"round_": ROUND, "asked": ASKED, "on": "2026-09-10"},
        ),
        (feed, {}),
        (
            _export(place / "last.csv", last, questions=True),
            {"round_": ROUND, "asked": ASKED, "on": "2026-11-01"},
        ),
    )
    return PlayedRound(folder, tuple(body for body, _ in chosen), files)
