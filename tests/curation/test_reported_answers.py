"""A reported answer is parsed strictly, added atomically, and never without a curator's confirmation."""

from __future__ import annotations

from pathlib import Path

import documented_commands
import pytest
from conftest import Folder
from test_store import hashes, run

from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.text import answer_message
from whosecameras.text.answer_message import BEGIN, END

VALUES = {
    "body": "worcester-council",
    "finding": "uses",
    "vendor": "hikvision",
    "as_of": "2026-11-20",
    "url": "https://www.example.org/request/cameras",
    "cameras": "12",
    "detail": "The council has 12 Hikvision cameras in the city centre.",
}


def message(tmp_path: Path, text: str) -> str:
    path = tmp_path / "message.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def block(**changed: str) -> str:
    return answer_message.block({**VALUES, **changed})


def test_a_message_from_the_form_becomes_a_source_and_a_finding(
    folder: Folder, tmp_path: Path, dataset: Dataset
) -> None:
    _, text = answer_message.message(dataset, "Worcester City Council", VALUES)
    findings, sources = folder.lines("findings"), folder.lines("sources")
    ran = run(folder, "add", "--from", message(tmp_path, text), "--yes")
    assert ran.exit_code == 0, ran.output
    assert "Worcester City Council: No public evidence -> Reported using" in ran.output
    [finding] = [row for row in folder.lines("findings") if row not in findings]
    [source] = [row for row in folder.lines("sources") if row not in sources]
    found = dict(zip(folder.lines("findings")[0], finding, strict=True))
    assert {key: found[key] for key in VALUES if key != "url"} == {key: VALUES[key] for key in VALUES if key != "url"}
    assert found["basis"] == "direct" and found["source"] == source[0]
    assert VALUES["url"] in source and "foi_reply" in source
    assert folder.problems() == []


def test_nothing_is_added_without_a_yes(folder: Folder, tmp_path: Path) -> None:
    before = hashes(folder.path)
    ran = run(folder, "add", "--from", message(tmp_path, block()))
    assert ran.exit_code == 1 and "give --yes" in ran.output and "12 Hikvision cameras" in ran.output
    assert hashes(folder.path) == before


def test_a_message_that_was_passed_on_is_read_all_the_same(folder: Folder, tmp_path: Path) -> None:
    quoted = "Hello\r\n" + "".join(f"> > {line}\r\n" for line in block().split("\n")) + "Regards"
    assert run(folder, "add", "--from", message(tmp_path, quoted), "--yes").exit_code == 0


def test_an_answer_is_added_once(folder: Folder, tmp_path: Path) -> None:
    path = message(tmp_path, block())
    assert run(folder, "add", "--from", path, "--yes").exit_code == 0
    before = hashes(folder.path)
    again = run(folder, "add", "--from", path, "--yes")
    assert again.exit_code == 1 and "already has it" in again.output
    assert hashes(folder.path) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs one block"),
        (block() + "\n" + block(), "needs one block"),
        (f"{END}\n{BEGIN}", "needs one block"),
        (block(body=""), "the line “body:” is missing or blank"),
        (block(body="../../etc/passwd"), "body"),
        (block(body="nowhere-council"), "no body has the id"),
        (block(finding="perhaps"), "finding may be uses,"),
        (block(finding=""), "the line “finding:” is missing or blank"),
        (block(vendor="axis"), "vendor may be hikvision,"),
        (block(as_of="20/11/2026"), "as_of"),
        (block(as_of="2999-01-01"), "as_of"),
        (block(url="javascript:alert(1)"), "url"),
        (block(url=f"https://example.org/{'x' * 600}"), "at most 500"),
        (block(cameras="many"), "cameras"),
        (block(detail="x" * 501), "at most 500"),
        (block(detail="turned \u202e round"), "detail"),
        (block().replace("vendor:", "vendor: dahua\nvendor:"), "appears twice"),
        (block().replace(END, f"grade: A\n{END}"), "not a line of the block"),
        (block().replace(END, f"and more\n{END}"), "not a line of the block"),
    ],
)
def test_errors_are_reported_with_their_line_and_nothing_is_written(
    folder: Folder, tmp_path: Path, text: str, said: str
) -> None:
    before = hashes(folder.path)
    ran = run(folder, "add", "--from", message(tmp_path, text), "--yes")
    assert ran.exit_code == 1 and said in ran.output and "Nothing was written." in ran.output, ran.output
    assert hashes(folder.path) == before


@pytest.mark.parametrize(("raw", "said"), [(b"\xff\xfe", "not UTF-8"), (b"x" * 200_000, "over 100,000 bytes")])
def test_a_file_that_is_not_a_message_is_rejected(folder: Folder, tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "message.txt"
    path.write_bytes(raw)
    ran = run(folder, "add", "--from", str(path), "--yes")
    assert ran.exit_code == 1 and said in ran.output


def test_the_template_says_how_to_fill_it_in_and_is_refused_until_it_is(
    folder: Folder, tmp_path: Path, dataset: Dataset
) -> None:
    _, text = answer_message.message(dataset, "Worcester City Council", {"body": "worcester-council"})
    assert "finding: one of uses" in text and "body: worcester-council" in text
    ran = run(folder, "add", "--from", message(tmp_path, text), "--yes")
    assert ran.exit_code == 1 and "the line “detail:” is missing or blank" in ran.output


@pytest.mark.parametrize(
    ("repository", "start"),
    [
        ("https://github.com/x/y", "https://github.com/x/y/issues/new?title="),
        ("https://gitlab.com/x/y", "https://gitlab.com/x/y/-/issues/new?issue%5Btitle%5D="),
        ("https://git.example.org/x", ""),
        ("https://github.com.example.org/x", ""),
        ("", ""),
    ],
)
def test_an_issue_is_filled_in_only_where_its_host_is_known(repository: str, start: str) -> None:
    address = answer_message.issue(repository, "Subject & more", "one\ntwo")
    assert address.startswith(start) if start else address == ""


def test_the_commands_of_the_guide_add_the_answer_of_its_example(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = DATA_DIR.parent
    monkeypatch.chdir(root)
    [line] = [one for one in documented_commands.commands(root / "docs" / "asking.md") if " add " in one]
    ran = run(folder, *line.removeprefix("python -m whosecameras ").split())
    assert ran.exit_code == 0 and "Worcester City Council: No public evidence -> Reported using" in ran.output
