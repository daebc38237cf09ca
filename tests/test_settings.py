"""An invalid setting stops the start with a one-line error; none is ignored."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from app_driver import visit
from typer.core import TyperCommand, TyperOption
from typer.testing import CliRunner

from scripts import commands as documented
from scripts import serving
from whosecameras.__main__ import app
from whosecameras.record.loading import DATA_DIR
from whosecameras.settings import GONE, OF_TESTS, PREFIX, Unusable, names, settings

UNUSABLE = [
    ("HOSTS", "cameras.example.org:443"),
    ("HOSTS", "https://cameras.example.org"),
    ("HOSTS", "cameras.example.org/explore"),
    ("HOSTS", "cameras.example.org, https://www.example.org"),
    ("HOSTS", "cameras..example.org"),
    ("HOSTS", "-cameras.example.org"),
    ("HOSTS", "cameras_example.org"),
    ("HOSTS", "*"),
    ("HOSTS", "*example.org"),
    ("HOSTS", ","),
    ("BUILD", "maybe"),
    ("BUILD", "2"),
    ("BASE_URL", "cameras.example.org"),
    ("BASE_URL", "ftp://cameras.example.org"),
    ("BASE_URL", "https://cameras.example.org/?page=1"),
    ("BASE_URL", "https://cameras.example.org:99999"),
    ("REPOSITORY", "git@code.example.org:cameras"),
    ("CONTACT", "press@intranet"),
    ("CONTACT", "the press office"),
    ("CONTACT", "mailto:press@example.org?subject=x"),
    ("SESSIONS", "1,000"),
    ("SESSIONS", "-1"),
    ("SESSIONS", "1.5"),
    ("SESSIONS", "1_000"),
    ("SESSIONS", "9" * 5_000),
    ("DATA", "/no/such/folder"),
    ("DATA", __file__),
    ("SITE", __file__),
    ("BROWSER", "/no/such/browser"),
    ("BROWSER", "chromium"),
]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the machine's settings, including the tests' browser."""
    for name in list(os.environ):
        if name.startswith(PREFIX) and name != f"{PREFIX}TEST_CLOCK":
            monkeypatch.delenv(name)


def message_of(error: pytest.ExceptionInfo[Unusable]) -> str:
    """The message, which is one line readable in a terminal."""
    text = str(error.value)
    assert text.count("\n") == 0 and len(text) < 400 and text.isprintable()
    return text


@pytest.mark.parametrize(("name", "value"), UNUSABLE)
def test_an_unusable_value_gives_a_one_line_error(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names the setting, its value, and the remedy."""
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Unusable) as error:
        settings()
    assert message_of(error).startswith(f'{PREFIX}{name}="{value[:60]}')
    assert " is needed, e.g. " in message_of(error)


def test_what_the_message_says_would_be_right_is_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, needed in names().items():
        example = needed.split(" is needed, e.g. ")[1]
        if example.startswith("/"):
            there = tmp_path / name
            there.touch() if name.endswith("BROWSER") else there.mkdir()
            example = str(there)
        monkeypatch.setenv(name, example)
    assert settings().build_site is False


@pytest.mark.parametrize(
    ("name", "right"),
    [("HOST", "HOSTS"), ("hosts", "HOSTS"), ("BASEURL", "BASE_URL"), ("SESSION", "SESSIONS"), ("Contact", "CONTACT")],
)
def test_a_misspelt_name_is_reported_with_the_intended_one(
    name: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a typing error in HOSTS the server would answer any host name."""
    monkeypatch.setenv(PREFIX + name, "cameras.example.org")
    with pytest.raises(Unusable) as error:
        settings()
    assert message_of(error).startswith(f"{PREFIX}{name}: ") and f" {PREFIX}{right}?" in message_of(error)


def test_an_unknown_name_is_reported_with_all_valid_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}COLOUR", "blue")
    with pytest.raises(Unusable) as error:
        settings()
    assert all(name.removeprefix(PREFIX) in message_of(error) for name in names())


@pytest.mark.parametrize("name", GONE)
def test_a_removed_setting_is_reported_with_its_replacement(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, "2")
    with pytest.raises(Unusable) as error:
        settings()
    assert message_of(error).startswith(f"{PREFIX}{name}: ") and GONE[name] in message_of(error)


def test_names_that_only_tests_read_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OF_TESTS:
        monkeypatch.setenv(PREFIX + name, "x")
    assert settings().hosts == ()


def test_each_of_several_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("BUILD", "perhaps"), ("SESSIONS", "many"), ("HOST", "a.example")):
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Unusable) as error:
        settings()
    assert len(str(error.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("HOSTS", "Cameras.example.org,*.a.example  [::1]", "hosts", ("cameras.example.org", "*.a.example", "[::1]")),
        ("HOSTS", "localhost", "hosts", ("localhost",)),
        ("HOSTS", "10.0.0.1, xn--camras-bva.example", "hosts", ("10.0.0.1", "xn--camras-bva.example")),
        *(("BUILD", value, "build_site", False) for value in ("no", "No", "false", "FALSE", "0", " no ")),
        *(("BUILD", value, "build_site", True) for value in ("yes", "true", "1", "", "  ")),
        ("BASE_URL", "https://example.org/cameras/", "base_url", "https://example.org/cameras"),
        ("CONTACT", " record@example.org ", "contact", "record@example.org"),
        ("CONTACT", "", "contact", ""),
        ("SESSIONS", "0", "sessions", 0),
        ("SESSIONS", "", "sessions", 300),
        ("DATA", str(DATA_DIR), "data_dir", DATA_DIR),
        ("SITE", "/no/such/folder/yet", "site_dir", Path("/no/such/folder/yet")),
    ],
)  # fmt: skip
def test_a_value_that_can_be_used_is(
    name: str, value: str, field: str, read: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    assert getattr(settings(), field) == read


# For every program


def typed(command: TyperCommand, file: Path) -> list[str]:
    """A command's required arguments: files, and texts, for which a file path does."""
    given = []
    for parameter in command.params:
        if parameter.required:
            given += [parameter.opts[0], str(file)] if isinstance(parameter, TyperOption) else [str(file)]
    return given or ["--from", str(file)] * (command.name == "add")


@pytest.mark.parametrize("verb", dict(documented.verbs(documented.program())))
def test_no_verb_starts_with_a_setting_that_cannot_be_used(
    verb: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(f"{PREFIX}HOSTS", "https://cameras.example.org")
    (tmp_path / "given").touch()
    command = dict(documented.verbs(documented.program()))[verb]
    ran = CliRunner().invoke(app, [*verb.split(), *typed(command, tmp_path / "given")])
    assert ran.exit_code == 1, ran.output
    assert ran.stdout == "" and ran.stderr.count("\n") == 1 and f"{PREFIX}HOSTS=" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["given"]


def test_the_server_does_not_start(tmp_path: Path) -> None:
    port = serving.free_port()
    ran = subprocess.run(
        serving.streamlit_command("asgi.py", port), cwd=DATA_DIR.parent, capture_output=True, text=True, timeout=300,
        env={**os.environ, f"{PREFIX}HOSTS": "cameras.example.org:443", f"{PREFIX}SITE": str(tmp_path / "www")},
    )  # fmt: skip
    told = [line for line in (ran.stdout + ran.stderr).splitlines() if PREFIX in line]
    assert ran.returncode not in (0, None) and "Traceback" not in ran.stdout + ran.stderr
    assert len(told) == 1 and told[0].startswith(f'{PREFIX}HOSTS="cameras.example.org:443": ')
    assert not (tmp_path / "www").exists()


@pytest.fixture
def explorer() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.parametrize("page", ["", "find", "data"])
def test_the_explorer_alone_shows_nothing_but_that(
    page: str, explorer: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Visitors do not see the value; it is in the log."""
    monkeypatch.setenv(f"{PREFIX}CONTACT", "a secret, put into the wrong line")
    shown = visit(page)
    assert [one.value for one in shown.title] == ["The explorer is not set up yet"]
    assert not shown.exception and len(shown.markdown) == 1 and "secret" not in shown.markdown[0].value
    assert f"{PREFIX}CONTACT=" in caplog.text
