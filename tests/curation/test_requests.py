"""A round of requests: imports are order-independent, nobody who asked is named, and figures add up."""

from __future__ import annotations

import itertools
import json
import shlex
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from conftest import Folder
from playing import ANSWERED, ASKED, BODIES, DUE, MAP, PEOPLE, REFUSED, ROUND, YES, PlayedRound, played
from typer.testing import CliRunner

from whosecameras.__main__ import app
from whosecameras.analysis import rounds
from whosecameras.analysis.foi_deadlines import answer_due
from whosecameras.analysis.headline import summary
from whosecameras.analysis.rounds import RequestOutcome
from whosecameras.analysis.status import body_statuses
from whosecameras.analysis.survey_shares import bounds, wilson
from whosecameras.charts.rounds import NOT_ASKED, round_map, round_shares
from whosecameras.charts.sectors import survey_figures
from whosecameras.content import asked
from whosecameras.content.record_index import RecordIndex
from whosecameras.curation.add import add
from whosecameras.curation.release import release
from whosecameras.curation.requests import reading
from whosecameras.curation.requests.findings import add_by_rule
from whosecameras.curation.requests.review import review
from whosecameras.curation.requests.update import import_requests
from whosecameras.errors import UserError
from whosecameras.publishing.validation import check
from whosecameras.record.loading import DATA_DIR, PACKAGE_FILE, Dataset, load
from whosecameras.record.schema import Status
from whosecameras.site import pages_asked
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.page import Site
from whosecameras.text.requests import NOT_ASKED_YET

TODAY = date(2026, 11, 2)


@pytest.fixture
def round_(folder: Folder, dataset: Dataset, tmp_path: Path) -> PlayedRound:
    place = tmp_path / "files"
    place.mkdir()
    return played(folder, dataset, place)


def everything(place: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(place.rglob("*")) if path.is_file())


def test_a_complete_round(round_: PlayedRound, tmp_path: Path) -> None:
    data = round_.folder.path
    round_.read(0)
    table = pd.read_csv(data / "requests.csv", keep_default_na=False)
    assert len(table) == BODIES and set(table["state"]) == {"asked"} and set(table["due"]) == {DUE}
    told = round_.read(1)
    assert f"  {ANSWERED}: asked → answered" in told and "one row set aside" in told
    assert "Nowhere Council" in (tmp_path / "files" / "feed.review.csv").read_text(encoding="utf-8")
    assert "no requests added" in round_.read(2)

    silent = BODIES - ANSWERED - REFUSED - 1
    lines = add_by_rule(data)
    assert lines[0] == f"{silent + REFUSED + 1} findings added"
    assert add_by_rule(data)[0] == "no findings added"

    map_file = tmp_path / "map.yaml"
    map_file.write_text(MAP, encoding="utf-8")
    copied = tmp_path / "files" / "last.answers.csv"
    pressed = iter("y" * 7 + "q")
    assert review(data, copied, map_file, lambda *_: next(pressed), lambda _: None) == [
        "seven answers settled, 13 left"
    ]
    shown: list[str] = []
    assert review(data, copied, None, None, shown.append) == ["no answers settled, 13 left"], "only listed"
    assert "  Hikvision?: Yes" in shown
    assert review(data, copied, map_file, lambda *_: "y", lambda _: None)[0].startswith("13 answers settled")
    assert review(data, copied, map_file, lambda *_: "y", lambda _: None)[0].startswith("no answers settled")

    package = json.loads((data / PACKAGE_FILE).read_text(encoding="utf-8"))
    (data / PACKAGE_FILE).write_text(json.dumps({**package, "resources": []}), encoding="utf-8")  # the first release
    release(data, "9.9.9", releases=tmp_path / "releases")
    assert not check(data).problems
    dataset = load(data)

    # Recounted with plain pandas from the files.
    requests = pd.read_csv(data / "requests.csv", keep_default_na=False)
    findings = pd.read_csv(data / "findings.csv", keep_default_na=False)
    sources = pd.read_csv(data / "sources.csv", keep_default_na=False)
    pages = sources[sources["url"].isin(requests["address"])]
    ours = findings[findings["source"].isin(pages["id"])]
    yes = set(ours.loc[ours["finding"] == "uses", "body"])
    no = set(ours.loc[ours["finding"] == "does_not_use", "body"]) - yes
    assert (len(yes), len(no)) == (YES, ANSWERED - YES) and yes == set(round_.bodies[:YES])

    bodies_asked = rounds.asked_bodies(dataset, ROUND, TODAY)
    found = rounds.progress(bodies_asked)
    count = requests["state"].value_counts()
    assert found.asked == len(requests) == BODIES
    assert found.answered == count["answered"] == ANSWERED and found.yes == len(yes)
    assert found.outcomes[RequestOutcome.REFUSED] == count["refused"] == REFUSED
    assert found.outcomes[RequestOutcome.NOT_HELD] == count["not_held"] == 1
    assert found.outcomes[RequestOutcome.SILENT] == count["overdue"] == silent
    assert found.chance == wilson(len(yes), ANSWERED) and found.limits == bounds(len(yes), ANSWERED, BODIES)
    assert found.limits and found.limits.low == len(yes) / BODIES
    assert found.limits.high == (BODIES - len(no)) / BODIES
    bodies = pd.read_csv(data / "bodies.csv", keep_default_na=False).set_index("id")
    by_region = requests["body"].map(bodies["region"]).value_counts()
    groups = rounds.progress_by(bodies_asked, lambda one: one.region)
    assert {region: group.asked for region, group in groups.items()} == by_region.to_dict()

    known = body_statuses(dataset)
    assert {known[body].status for body in yes} == {Status.USING}
    assert {known[body].status for body in no} == {Status.NOT_USING}
    refused = requests.loc[requests["state"] == "refused", "body"]
    assert {known[body].status for body in refused} == {Status.WOULD_NOT_SAY}
    overdue = requests.loc[requests["state"] == "overdue", "body"]
    assert {known[body].status for body in overdue} == {Status.DID_NOT_ANSWER}

    row = rounds.as_surveys(dataset, "council").iloc[0]
    assert (row["asked"], row["answered"], row["using"]) == (BODIES, ANSWERED, YES)
    assert row["id"] not in set(dataset.surveys["id"]), "a round stands beside the surveys, never among them"
    view = asked.views(dataset, TODAY)[0]
    assert view.figures == found and view.by_sector["Asked"].tolist() == [BODIES]
    assert dict(zip(view.by_region["Place"], view.by_region["Asked"], strict=True)) == {
        dataset.row("regions", region)["name"]: count for region, count in by_region.items()
    }
    assert len(view.overdue) == silent and {one.body for one in view.overdue} == set(overdue)
    drawn = round_map(dataset, ROUND, inline=True).table.set_index("id")["What became of it"]
    districts = [body for body in round_.bodies if body in drawn.index]
    assert set(drawn[drawn == "said yes"].index) == yes & set(districts)
    assert int((drawn != NOT_ASKED).sum()) == len(districts)
    shares = round_shares(dataset, ROUND).table
    assert shares["Said yes"].tolist() == [f"{YES} of {ANSWERED}"] * 2, "councils, and all that were asked"
    beside = survey_figures(dataset, "council").table
    assert beside["id"].tolist()[0] == f"round-{ROUND}-council" and "our own round" in beside["Who"].tolist()[0]
    assert summary(dataset)["rounds"][ROUND]["said_yes"] == YES
    parts = {key: FRAGMENTS[key].of(dataset) for key in ("asked-map", "asked-shares")}
    page = pages_asked.progress(Site(RecordIndex(dataset), "https://cameras.example", parts, ()))
    said = f"{YES} of {ANSWERED} public bodies that said yes or no used the cameras"
    assert page.title == f"{said}; {BODIES} public bodies were asked"

    kept = everything(data) + "".join(path.read_text(encoding="utf-8") for path in copied.parent.glob("*.*.csv"))
    assert not any(person in kept for person in PEOPLE)


def test_any_order_and_any_number_of_times_gives_the_same_table(
    round_: PlayedRound, dataset: Dataset, tmp_path: Path
) -> None:
    data = round_.folder.path
    empty, tables = round_.folder.file("requests").read_bytes(), set()
    for order in itertools.permutations(range(3)):
        round_.folder.file("requests").write_bytes(empty)
        for at in order:
            round_.read(at)
            once = round_.folder.file("requests").read_bytes()
            round_.read(at)
            assert round_.folder.file("requests").read_bytes() == once
        tables.add(round_.folder.file("requests").read_bytes())
    assert len(tables) == 1 and not check(data).problems
    assert tables.pop().count(b"\n") == BODIES + 1


def test_before_the_first_request_the_page_says_so_and_invites_it(dataset: Dataset) -> None:
    assert rounds.round_ids(dataset) == [] and asked.views(dataset, TODAY) == ()
    assert summary(dataset)["rounds"] == {}
    page = pages_asked.progress(Site(RecordIndex(dataset), "https://cameras.example", {}, ()))
    assert page.title == NOT_ASKED_YET and not page.view["rounds"]
    assert FRAGMENTS["asked-map"].of(dataset) is FRAGMENTS["asked-shares"].of(dataset) is None


def given(folder: Folder, name: str, content: str | bytes) -> Path:
    path = folder.path.parent / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


OWN = "body,channel,address,asked,state,state_date\n"
HOSTILE = {
    "broken JSON": (b'[{"url_title": "a"', "not readable as JSON"),
    "deep JSON": (b"[" * 100_000, "not readable as JSON"),
    "JSON of something else": (b'{"name": "Ada Requester"}', "has no request"),
    "empty": (b"\xef\xbb\xbf \n", "is empty"),
    "another table": (b"name,answer\nAda Requester,yes\n", "neither the export of a project"),
    "a quote that never ends": (b'body,state\n"Adur,asked\n', "not readable as CSV"),
    "UTF-16": ("body,state\n".encode("utf-16"), "UTF-16"),
    "no rows": (b"body,state\n", "no rows"),
    "too many": (b"body,state\n" + b"a,b\n" * (reading.MAX_REQUESTS + 1), "split it"),
    "too long": (b"x" * (reading.MAX_BYTES + 1), "MB, more than 50 MB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_unreadable_file_is_rejected_as_a_whole_without_naming_anybody(name: str, folder: Folder) -> None:
    content, said = HOSTILE[name]
    path, before = given(folder, "file", content), folder.file("requests").read_bytes()
    with pytest.raises(UserError, match=said) as refused:
        import_requests(folder.path, path)
    assert folder.file("requests").read_bytes() == before and "Ada" not in str(refused.value)


def test_uncertain_rows_go_to_review_and_the_rest_is_kept(folder: Folder) -> None:
    lines = [
        "Adur Council,email,,2026-09-01,asked,",
        "adur-council,pigeon,,2026-09-01,asked,",
        "Nowhere Council,email,,2026-09-01,asked,",
        "adur-council,email,,2026-09-02,waiting_for_godot,2026-09-03",
        "adur-council,email,,2199-09-02,asked,",
        "=HYPERLINK(1),email,,2026-09-01,asked,",
        "<script>alert(1)</script>,email,,2026-09-01,asked,",
        "adur-council,whatdotheyknow,https://evil.example/request/a,2026-09-01,asked,",
        "adur-council,email,,2026-09-05,answered,2026-09-04",
        "adur-council,email",
    ]
    told = import_requests(folder.path, given(folder, "own.csv", OWN + "\n".join(lines) + "\n"))
    table = pd.read_csv(folder.file("requests"), keep_default_na=False)
    assert table["id"].tolist() == ["email-adur-council-2026-09-01"] and table["due"].tolist() == ["2026-09-29"]
    assert "nine rows set aside" in told
    review_file = (folder.path.parent / "own.review.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in review_file, "no cell runs as a formula"
    again = import_requests(folder.path, folder.path.parent / "own.csv")
    assert "no requests added" in again and "no requests changed" in again


def request(**cells: object) -> str:
    whole: dict[str, object] = {
        "url_title": "a_request", "title": "Hikvision and Dahua cameras", "created_at": "2026-09-01T09:00:00Z",
        "updated_at": "2026-10-10T09:00:00Z", "described_state": "waiting_response", "user": {"name": "Ada Requester"},
        "public_body": {"url_name": "adur_district_council", "name": "Adur Council", "tags": [["gss", "E07000223"]]},
        "tags": [],
    }  # fmt: skip
    return json.dumps({**whole, **cells})


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, "asked"),
        ({"described_state": "rejected"}, "refused"),
        ({"described_state": "internal_review"}, "asked"),
        ({"described_state": None}, "asked"),
        ({"described_state": "successful", "awaiting_description": True}, "asked"),
        ({"described_state": "waiting_clarification"}, "asked"),
        ({"described_state": "something_new", "extra": {"deep": [1]}}, "asked"),
        ({"described_state": "error_message"}, "error"),
        ({"described_state": "user_withdrawn"}, "withdrawn"),
    ],
)
def test_a_state_that_says_nothing_for_certain_is_never_silence(
    cells: dict[str, object], state: str, folder: Folder
) -> None:
    import_requests(folder.path, given(folder, "request.json", request(**cells)))
    row = pd.read_csv(folder.file("requests"), keep_default_na=False).iloc[0]
    assert (row["state"], row["body"]) == (state, "adur-council")
    review_there = (folder.path.parent / "request.review.csv").exists()
    certain = ("waiting_response", "rejected", "error_message", "user_withdrawn")
    settled = cells.get("described_state", "waiting_response") in certain
    assert review_there == (not settled)
    if not settled:
        assert row["state_date"] == ASKED, "only that it was asked is known"


@pytest.mark.parametrize(
    ("tags", "title", "round_"),
    [
        ([["whosecameras", "2026"]], "Hikvision cameras", ROUND),
        ([["whosecameras", "2026"]], "Bins in the park", ""),
        ([["whosecameras", "../2026"]], "Hikvision cameras", ""),
        ([["somebody", "2026"], ["2026"], "x", 5, None], "Hikvision cameras", ""),
    ],
)
def test_only_our_tag_on_a_request_about_the_companies_is_a_round(
    tags: list[object], title: str, round_: str, folder: Folder
) -> None:
    add(folder.path, "survey_rounds", {"id": ROUND, "name": "Ours, 2026", "asker": "We"}, None, lambda line: None)
    content = request(tags=tags, title=title, described_state="rejected")
    import_requests(folder.path, given(folder, "request.json", content))
    row = pd.read_csv(folder.file("requests"), keep_default_na=False).iloc[0]
    assert row["round"] == round_
    assert add_by_rule(folder.path)[0] == ("one finding added" if round_ else "no findings added")


def test_due_lists_what_is_late_and_what_is_due_soon(folder: Folder) -> None:
    today = date.today()
    late = (today - timedelta(days=70)).isoformat()
    soon = next(
        (today - timedelta(days=n)).isoformat()
        for n in range(20, 45)
        if 0 <= (answer_due("foia_2000", "council", today - timedelta(days=n), 20).day - today).days <= 7
    )
    given(folder, "own.csv", f"{OWN}adur-council,email,,{late},asked,\nleeds-council,email,,{soon},asked,\n")
    import_requests(folder.path, folder.path.parent / "own.csv")
    result = CliRunner().invoke(app, ["requests", "due", "--json", "--data", str(folder.path)])
    listed = json.loads(result.output)
    assert [(one["body"], one["overdue"]) for one in listed] == [("adur-council", True), ("leeds-council", False)]
    text = CliRunner().invoke(app, ["requests", "due", "--data", str(folder.path)]).output
    assert "One request overdue" in text and "One request due within 7 days" in text


def test_the_commands_of_the_guide_lead_from_an_export_to_findings(
    round_: PlayedRound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, work = round_.folder.path, tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    (work / "export.csv").write_bytes(round_.files[2][0].read_bytes())
    rounds_file = round_.folder.file("survey_rounds")
    lines = rounds_file.read_text(encoding="utf-8").splitlines(keepends=True)
    rounds_file.write_text("".join(line for line in lines if not line.startswith(ROUND)), encoding="utf-8")
    guide = (DATA_DIR.parent / "docs" / "curating" / "requests.md").read_text(encoding="utf-8")
    block = guide.partition("```sh\n")[2].partition("```")[0]
    said = []
    for command in block.splitlines():
        words = shlex.split(command)
        assert words[:3] == ["python", "-m", "whosecameras"]
        result = CliRunner().invoke(app, [*words[3:], "--data", str(data)])
        assert result.exit_code == 0, result.output
        said.append(result.output)
    assert "40 requests would be added" in said[1] and "40 requests added" in said[2]
    assert f"{BODIES - ANSWERED - REFUSED - 1} requests overdue" in said[3]
    assert f"{BODIES - ANSWERED} findings added" in said[4]
    assert "Hikvision?: Yes" in said[5] and "no answers settled, 20 left" in said[5]


@pytest.mark.parametrize(
    ("keys", "given_findings"), [("un", ["uses", "does_not_use"]), ("xg", ["removing"]), ("xx", [])]
)
def test_a_person_says_with_one_key_for_each_company_what_an_answer_is(
    keys: str, given_findings: list[str], folder: Folder
) -> None:
    add(folder.path, "survey_rounds", {"id": ROUND, "name": "Ours, 2026", "asker": "We"}, None, lambda line: None)
    content = request(tags=[["whosecameras", "2026"]], described_state="successful")
    import_requests(folder.path, given(folder, "request.json", content))
    for key in "lq":
        assert review(folder.path, None, None, lambda *_, key=key: key, lambda _: None)[0].endswith(", 1 left")
    pressed = iter(keys)
    assert review(folder.path, None, None, lambda *_: next(pressed), lambda _: None) == [
        "one answer settled, none left"
    ]
    findings = pd.read_csv(folder.file("findings"), keep_default_na=False)
    assert findings[findings["source"] == "wdtk-a-request"]["finding"].tolist() == given_findings
    assert review(folder.path, None, None, None, lambda _: None) == ["no answers settled, none left"]
    assert not check(folder.path).problems
