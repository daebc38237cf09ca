"""The documents stay true: what the model, the settings and the Makefile hold has its line, and commands run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from whosecameras import settings
from whosecameras.model import FLAG_MEANINGS, STATUS_MEANINGS, TABLES, Flag, Status

ROOT = Path(__file__).resolve().parents[1]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def figures() -> dict[str, object]:
    ran = run("-m", "whosecameras", "summary")
    assert ran.returncode == 0, ran.stderr
    loaded: dict[str, object] = json.loads(ran.stdout)
    return loaded


def test_dictionary_and_headline_are_up_to_date() -> None:
    ran = run("scripts/dictionary.py", "--check")
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_its_line(name: str) -> None:
    table = TABLES[name]
    part = text("data/README.md").split(f"### {name}\n")[1].split("\n#")[0]
    assert table.meaning in part
    for column in table.fields:
        line = re.search(rf"^\| `{column.name}` .*$", part, re.M)
        assert line, f"{name}.{column.name}"
        assert all(f"`{value}`" in line[0] for value in column.values)


def test_every_status_and_flag_has_its_line() -> None:
    dictionary = text("data/README.md")
    assert all(f"| **{one}** | {STATUS_MEANINGS[one]} |" in dictionary for one in Status)
    assert all(f"| *{one}* | {FLAG_MEANINGS[one]} |" in dictionary for one in Flag)


def test_every_setting_has_its_line() -> None:
    described = text("docs/settings.md")
    for field in settings.Settings.__dataclass_fields__:
        assert f"| `{field}` |" in described, field
    read = re.findall(r'get\("([A-Z_]+)"\)', text("whosecameras/settings.py"))
    assert len(read) == len(settings.Settings.__dataclass_fields__)
    for name in read:
        assert f"| `{settings.PREFIX}{name}` |" in described, name


def test_every_make_target_is_told() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.M)
    told = text("README.md") + text("CONTRIBUTING.md")
    assert {"run", "test"} <= set(targets)
    assert [target for target in targets if target != "help" and f"make {target}" not in told] == []


def test_every_page_is_in_the_readme() -> None:
    titles = re.findall(r'st\.Page\([^)]*title="([^"]+)"', text("app.py"))
    assert titles
    assert [title for title in titles if f"\n| {title} |" not in text("README.md")] == []


def test_numbers_in_the_readme_are_those_of_the_summary(figures: dict[str, object]) -> None:
    block = text("README.md").split("<!-- headline")[1].split("<!-- end")[0]
    known = {number.replace(",", "") for number in re.findall(r"\d+", json.dumps(figures))}
    top = figures["headline"]
    assert isinstance(top, dict)
    known |= {f"{top['share_counted'] * 100:.1f}", f"{top['share_printed'] * 100:.0f}"}
    block = block.replace(str(figures["version"]), "")
    said = [number.replace(",", "") for number in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", block)]
    assert len(said) >= 8
    assert [number for number in said if number not in known] == []


def commands() -> list[str]:
    """Commands of ours that README.md prints."""
    return re.findall(r"^python (-m whosecameras [a-z]+)", text("README.md"), re.M)


def test_readme_names_every_verb_and_no_other() -> None:
    ran = run("-m", "whosecameras", "--help")
    verbs = re.findall(r"^│ ([a-z]+) {2,}", ran.stdout.split("Commands")[1], re.M)
    assert sorted(verbs) == sorted({command.split()[-1] for command in commands()})


@pytest.mark.parametrize("command", ["check", "summary"])
def test_offline_commands_in_the_readme_run(command: str) -> None:
    assert f"-m whosecameras {command}" in commands()
    assert run("-m", "whosecameras", command).returncode == 0


def test_version_is_the_same_everywhere(figures: dict[str, object]) -> None:
    version, released = str(figures["version"]), str(figures["released"])
    assert f"version: {version}\ndate-released: {released}" in text("CITATION.cff")
    assert f"## [{version}] - {released}" in text("CHANGELOG.md")
    assert f"dataset {version}" in text("LICENSE-DATA")
    assert f"dataset {version}" in text("README.md")


DOCUMENTS = [path for pattern in ("*.md", "data/*.md", "docs/**/*.md") for path in sorted(ROOT.glob(pattern))]


@pytest.mark.parametrize("path", [path.relative_to(ROOT).as_posix() for path in DOCUMENTS])
def test_links_between_documents_lead_somewhere(path: str) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text(path)):
        assert ((ROOT / path).parent / target).exists(), target
