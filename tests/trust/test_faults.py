"""Fault injection: damaged files, disks, clocks, locales and load. Nothing fails silently."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
import websockets
from conftest import Folder, finished
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from scripts import serving
from whosecameras.__main__ import app
from whosecameras.analysis import search
from whosecameras.analysis.headline import summary
from whosecameras.analysis.name_keys import MAX_LENGTH
from whosecameras.briefing import bundle, cards, subject
from whosecameras.briefing.card_content import Card
from whosecameras.briefing.frame import frame
from whosecameras.publishing import active_dataset, datapackage, exports
from whosecameras.publishing.validation import check, open_dataset
from whosecameras.record import loading
from whosecameras.record.loading import DATA_DIR, PACKAGE_FILE, Dataset, DatasetError

ROOT = Path(__file__).resolve().parents[2]
Spoil = Callable[[Path], object]

# Files

SPOILT: dict[str, Spoil] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "in another encoding": lambda path: path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16")),
    "not text": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("file", ["findings.csv", PACKAGE_FILE])
def test_a_spoilt_file_is_named_and_nothing_is_opened(how: str, file: str, folder: Folder) -> None:
    SPOILT[how](folder.path / file)
    with pytest.raises(DatasetError) as caught:
        open_dataset(folder.path)
    assert file in {problem.file for problem in caught.value.problems}


def test_a_truncated_file_is_never_accepted_as_complete(folder: Folder) -> None:
    path = folder.file("findings")
    whole = path.read_bytes()
    for part in range(1, 16):
        path.write_bytes(whole[: len(whole) * part // 16])
        report = check(folder.path)
        assert report.problems or [note for note in report.notes if note.startswith("findings.csv")], part


def test_a_file_that_is_not_the_released_one_is_marked_wherever_the_version_is_shown(folder: Folder) -> None:
    assert frame(open_dataset(folder.path), _card(open_dataset(folder.path))).meta.count("changed since") == 0
    folder.set("findings", 4, detail="Said otherwise.")
    changed = open_dataset(folder.path)
    assert changed.changed_files == ("findings.csv",)
    meta = frame(changed, _card(changed)).meta
    assert f"Dataset {changed.version} of " in meta and "changed since" in meta


def _card(dataset: Dataset) -> Card:
    return subject.card(dataset, "body-fife-council", "light")


@pytest.fixture
def explorer(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """The explorer with a copy of the data."""
    monkeypatch.setenv("WHOSE_CAMERAS_DATA", str(folder.path))
    monkeypatch.setattr(active_dataset, "_shown", [])
    forget()
    yield folder
    forget()


def forget() -> None:
    active_dataset.opened.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()


def test_the_explorer_shows_nothing_of_a_record_that_failed(explorer: Folder) -> None:
    explorer.file("findings").unlink()
    shown = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    assert [one.value for one in shown.title] == ["The record cannot be shown"]
    said = " ".join(str(one.value) for one in [*shown.markdown, *shown.code])
    assert "python -m whosecameras check" in said
    assert "findings.csv" not in said and str(explorer.path) not in said, (
        "the places of files are no visitor's business"
    )
    assert not shown.exception and not shown.get("plotly_chart")


def test_a_file_replaced_while_running_leaves_the_checked_record(explorer: Folder) -> None:
    before = active_dataset.opened(active_dataset.active_folder())
    explorer.file("findings").write_bytes(b"\x00")
    assert active_dataset.opened(active_dataset.active_folder()) is before


# Disks


def full(*_: object, **__: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_file_that_cannot_be_written_leaves_the_old_one(
    error: int, tmp_path: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(error, os.strerror(error))

    kept, described = tmp_path / "card.svg", (folder.path / PACKAGE_FILE).read_bytes()
    kept.write_bytes(b"old")
    beside = sorted(tmp_path.iterdir()), sorted(folder.path.iterdir())
    for name in ("fdopen", "mkstemp"):
        with monkeypatch.context() as patch:
            patch.setattr(os if name == "fdopen" else tempfile, name, refuse)
            with pytest.raises(OSError, match=re.escape(os.strerror(error))):
                bundle.write(kept, b"new")
            with pytest.raises(OSError, match=re.escape(os.strerror(error))):
                datapackage.write(folder.path, "9.9.9", date(2026, 11, 24))
    assert kept.read_bytes() == b"old" and (folder.path / PACKAGE_FILE).read_bytes() == described
    assert (sorted(tmp_path.iterdir()), sorted(folder.path.iterdir())) == beside, "nothing half done lies about"


@pytest.mark.parametrize(
    "verb", [("briefing", "--body", "fife-council", "--format", "svg"), ("site", "--base-url", "https://x.example")]
)
def test_a_folder_that_cannot_be_created_gives_a_one_line_error(verb: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    ran = CliRunner().invoke(app, [*verb, "--out", str(tmp_path / "file" / "in" / "it")])
    assert ran.exit_code == 1 and isinstance(ran.exception, SystemExit)
    assert "Traceback" not in ran.output and len(ran.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "given", ["../../etc", "<script>", "%2e%2e%2f", "a\x00b", "{{7*7}}", "\u202e", "x" * 5000, "--help"]
)
@pytest.mark.parametrize("option", ["--region", "--sector", "--body"])
def test_a_briefing_on_a_hostile_name_is_refused_and_writes_nothing(option: str, given: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["briefing", f"{option}={given}", "--out", str(tmp_path / "out")])
    assert ran.exit_code == 1 and isinstance(ran.exception, SystemExit)
    assert "is on the register" in ran.output and len(ran.output) < 1500
    assert list(tmp_path.iterdir()) == []


# Clocks and locales


@pytest.mark.parametrize("today", [date(2019, 1, 1), date(2026, 11, 24), date(2100, 1, 1)])
def test_what_day_the_machine_believes_changes_nothing(
    today: date, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(date):
        @classmethod
        def today(cls) -> Clock:
            return cls(today.year, today.month, today.day)

    monkeypatch.setattr(loading, "date", Clock)
    assert check(DATA_DIR).problems == ()
    opened = open_dataset(DATA_DIR)
    assert (opened.version, opened.released, opened.digest) == (dataset.version, dataset.released, dataset.digest)
    assert summary(opened) == summary(dataset)


ELSEWHERE = """
import contextlib, hashlib, json, locale, sys
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
from whosecameras.briefing import cards, subject
from whosecameras.publishing import exports
from whosecameras.publishing.validation import open_dataset
from whosecameras.analysis.headline import summary
data = open_dataset()
made = {kind: hashlib.sha256(exports.export(data, kind)).hexdigest() for kind in ("json", "sqlite", "zip")}
made["csv"] = hashlib.sha256(exports.export(data, "csv_safe", {"surveys": data.surveys})).hexdigest()
made["card"] = hashlib.sha256(
    cards.lay_out(data, subject.card(data, "headline", "light"), cards.SIZES["1200x630"], "light").svg.encode()
).hexdigest()
point = locale.localeconv()["decimal_point"]
print(json.dumps({"made": made, "summary": summary(data), "point": point}))
"""
COMMAS = "de_DE.UTF-8"  # a locale that writes 62,5


@pytest.fixture
def commas(tmp_path: Path) -> dict[str, str]:
    """The environment for decimal commas: an installed locale, otherwise one made here.

    If neither is possible, only the name is set, as by a careless log-in, and
    ``decimal_point`` is missing.
    """
    named = {"LC_ALL": COMMAS, "LANG": "tr_TR.UTF-8", "LANGUAGE": "ar"}
    with contextlib.suppress(OSError):
        there = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.lower().replace("-", "")
        if COMMAS.lower().replace("-", "") in there.split():
            return {**named, "decimal_point": ","}
        command = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(tmp_path / COMMAS)]
        if subprocess.run(command, capture_output=True).returncode == 0:
            return {**named, "LOCPATH": str(tmp_path), "decimal_point": ","}
    return named


def test_another_time_zone_language_and_hash_seed_give_the_same_bytes(dataset: Dataset, commas: dict[str, str]) -> None:
    point = commas.pop("decimal_point", ".")
    places = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0", **commas}
    ran = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], cwd=ROOT, env={**os.environ, **places}, capture_output=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr.decode()
    told = json.loads(ran.stdout)
    assert told["point"] == point
    assert told["summary"] == json.loads(json.dumps(summary(dataset)))
    made = {kind: exports.export(dataset, kind) for kind in ("json", "sqlite", "zip")}
    made["csv"] = exports.export(dataset, "csv_safe", {"surveys": dataset.surveys})
    card = subject.card(dataset, "headline", "light")
    made["card"] = cards.lay_out(dataset, card, cards.SIZES["1200x630"], "light").svg.encode()
    assert told["made"] == {kind: hashlib.sha256(content).hexdigest() for kind, content in made.items()}


def test_no_number_or_date_is_written_as_the_machine_would() -> None:
    for path in [*(ROOT / "whosecameras").rglob("*.py"), *(ROOT / "app_pages").glob("*.py")]:
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"(?m)^\s*import locale|\.strftime\(|:n\}|\.ctime\(", code), path


# Limits


def test_what_a_visitor_can_send_is_small() -> None:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        config = tomllib.load(file)
    assert config["server"]["maxUploadSize"] <= 1, "megabytes; nothing here takes an upload"
    assert config["server"]["maxMessageSize"] <= 20
    assert config["server"]["enableXsrfProtection"] is True
    assert config["client"]["showErrorDetails"] == "none" and config["client"]["showErrorLinks"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert MAX_LENGTH <= 200


def test_a_long_question_costs_no_more_than_a_short_one(dataset: Dataset) -> None:
    finder = search.Finder(dataset.bodies)
    assert finder.search("leeds " * 500_000) == finder.search(("leeds " * 500_000)[:MAX_LENGTH])


# The server


def test_a_port_in_use_is_reported_and_nothing_is_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        ran = subprocess.run(
            serving.streamlit_command("app.py", port), cwd=ROOT, capture_output=True, text=True, timeout=300
        )
    assert ran.returncode != 0
    assert str(port) in ran.stdout + ran.stderr and "not available" in ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def served() -> Iterator[int]:
    """The explorer in a separate process. Yields its port."""
    with serving.streamlit() as server:
        yield server.port
        assert server.process.poll() is None, "it did not outlive its visitors"


async def visit(port: int, stay: bool) -> str:
    """Open a session on the front page; with ``stay`` read to the end of the script, otherwise disconnect at once."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=["streamlit"], max_size=None, open_timeout=240, close_timeout=5, ping_interval=None
    ) as socket_:  # type: ignore[arg-type]
        message = BackMsg()
        message.rerun_script.query_string = ""
        await socket_.send(message.SerializeToString())
        if not stay:
            socket_.transport.abort()
            return "gone"
        said = ""
        while True:
            got = ForwardMsg.FromString(await asyncio.wait_for(socket_.recv(), 240))
            if got.WhichOneof("type") == "delta" and got.delta.new_element.WhichOneof("type") == "heading":
                said = said or got.delta.new_element.heading.body
            if got.WhichOneof("type") == "script_finished":
                return said


async def crowd(port: int, number: int, staying: int) -> list[str | BaseException]:
    visits = (visit(port, stay=place % (number // staying) == 0) for place in range(number))
    return await asyncio.gather(*visits, return_exceptions=True)


def test_two_hundred_open_at_once_and_most_vanish(served: int) -> None:
    answers = finished(crowd(served, 200, 20))
    stayed = [one for one in answers if one != "gone"]
    assert len(stayed) == 20
    assert {str(one) for one in stayed} == {finished(visit(served, stay=True))}
    assert "councils that answered" in str(stayed[0])
