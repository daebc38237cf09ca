"""The documents are up to date: model, settings and Makefile are documented, and commands run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import controls
import documented_commands
import pytest
from PIL import Image

from scripts import commands as documented
from scripts import explorer, pictures, views
from whosecameras import settings
from whosecameras.analysis import headline
from whosecameras.content import home
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import FLAG_MEANINGS, STATUS_MEANINGS, TABLES, Flag, Status
from whosecameras.server import middleware
from whosecameras.text import wording

ROOT = Path(__file__).resolve().parents[1]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def figures(dataset: Dataset) -> dict[str, object]:
    """What `python -m whosecameras summary` prints."""
    loaded: dict[str, object] = json.loads(json.dumps(headline.summary(dataset)))
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
    for name, field in zip(settings.names(), settings.Settings.model_fields, strict=True):
        assert f"| `{name}` | `{field}` |" in described, name


def test_every_variable_that_any_code_reads_has_its_line() -> None:
    """Including those of tests and pictures."""
    rooms = ("deploy", "scripts", "tests", "benchmarks")
    places = [ROOT / "Makefile", *(path for room in rooms for path in (ROOT / room).rglob("*"))]
    code = [path for path in places if path.suffix in (".py", ".yaml", ".service", ".example", "") and path.is_file()]
    read = {name for path in code for name in re.findall(rf"\b{settings.PREFIX}[A-Z_]+\b", path.read_text("utf-8"))}
    assert len(read) > 6
    assert [name for name in sorted(read) if f"`{name}`" not in text("docs/settings.md")] == []


def test_every_make_target_is_documented() -> None:
    told_in = text("README.md") + text("CONTRIBUTING.md")
    assert [target for target in TARGETS if target != "help" and f"make {target}" not in told_in] == []


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


def test_counts_in_the_documents_are_those_of_the_summary(figures: dict[str, object]) -> None:
    """Counts of the record in documents, except measurements, imports and earlier releases."""
    counts, councils = figures["counts"], figures["councils"]
    assert isinstance(counts, dict) and isinstance(councils, dict)
    known = {
        "bodies": {counts["bodies"], counts["bodies_named"]},
        "sources": {counts["sources"], counts["sources_for_findings"]},
        "statements": {counts["findings"]},
        "findings": {counts["findings"]},
        "survey figures": {counts["survey_figures"], counts["rows"]["surveys"]},
        "events": {counts["rows"]["events"]},
        "councils": {councils["total"], councils["no_public_evidence"]},
    }
    counted = re.compile(r"(\d[\d,]*) (?:public |principal |dated )?(" + "|".join(known) + r")\b")
    apart = ("CHANGELOG.md", "performance.md", "deploying.md", "import.md", "decisions/")
    documents = [path for path in documented_commands.DOCUMENTS if not any(one in path.as_posix() for one in apart)]
    written = re.compile(r"<!-- not known: written.*?<!-- end of not known -->", re.S)  # it also has counts of parts
    found = 0
    for path in [*documents, ROOT / "CITATION.cff"]:
        for number, unit in counted.findall(written.sub("", path.read_text(encoding="utf-8"))):
            found += 1
            assert int(number.replace(",", "")) in known[unit], f"{path.name}: {number} {unit}; run make docs"
    assert found >= 6


# Pictures

SAID = ROOT / "docs" / "pictures" / "said.json"
TAKE = "run `make pictures`, and look at them"


def picture_texts() -> dict[str, dict[str, str]]:
    """The text of each picture in docs/pictures: ``{file: {version, digest, title, text}}``."""
    assert SAID.is_file(), f"{SAID.relative_to(ROOT)} is missing: {TAKE}"
    loaded: dict[str, dict[str, str]] = json.loads(SAID.read_text(encoding="utf-8"))
    return loaded


def test_every_picture_shows_the_current_record(dataset: Dataset) -> None:
    told_of = picture_texts()
    taken = {path.name for path in SAID.parent.glob("*.png")}
    assert taken and taken == set(told_of), TAKE
    assert {one["version"] for one in told_of.values()} == {dataset.version}, TAKE
    if not dataset.changed_files:  # rows waiting for a release have their pictures taken with it
        assert {one["digest"] for one in told_of.values()} == {dataset.digest}, TAKE


def test_the_contact_sheet_is_a_whole_picture_of_every_view() -> None:
    """WebP cannot hold a picture of more than 16,383 pixels each way, and a failed attempt once left an empty file."""
    faults = 2
    shown = len(views.WEBSITE | views.WEBSITE_STATES) + len(views.EXPLORER | views.EXPLORER_STATES) + faults
    with Image.open(pictures.SHEET) as sheet:
        high = 40 + -(-shown // pictures.SIDES) * (pictures.THUMB_HEIGHT + pictures.GAP)
        assert sheet.height == high <= 16_383 >= sheet.width, TAKE


def test_the_visitor_journeys_used_the_current_record(dataset: Dataset) -> None:
    digest = f"`{dataset.digest[:12]}`." if not dataset.changed_files else ""
    known = f"Pictures of dataset {dataset.version}, {digest}"
    assert known in text("docs/visitors/README.md"), "run `make visitors`, and look at the pictures"


def test_the_front_page_in_the_picture_has_the_numbers_of_the_summary(
    figures: dict[str, object], dataset: Dataset
) -> None:
    """The headline share, and each fact below it as the library states it today."""
    top = figures["headline"]
    assert isinstance(top, dict)
    numbers = [wording.number(top["using"]), wording.number(top["answered"])]
    facts = [part for fact in home.headline(dataset).facts for part in (fact.figure, fact.label)]
    fronts = [one["text"] for name, one in picture_texts().items() if name.startswith("picture-")]
    assert fronts, TAKE
    for text in fronts:
        assert [one for one in (*numbers, *facts) if " ".join(one.split()) not in text] == [], TAKE


# What readers are told to type


def test_every_block_says_what_language_it_is_in() -> None:
    """So that no command hides in a block without a language, or in an indented one."""
    for path in documented_commands.DOCUMENTS:
        assert [
            one.place for one in documented_commands.fences(path) if one.language not in documented_commands.LANGUAGES
        ] == []
        outside = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
        assert re.findall(r"\n\n(?:    |\t)\S.*", outside) == [], path


@pytest.mark.parametrize(
    "path",
    [path for path in documented_commands.DOCUMENTS if documented_commands.commands(path)],
    ids=lambda path: path.name,
)
def test_every_command_is_run_or_has_its_reason(path: Path) -> None:
    known = {
        *documented_commands.RUN_QUICKLY,
        *documented_commands.RUN,
        *documented_commands.SERVED,
        *documented_commands.NOT_RUN,
    }
    guided = path.relative_to(ROOT).as_posix() in documented_commands.GUIDES
    new = [one for one in documented_commands.commands(path) if one not in known]
    assert [one for one in new if not (guided and one.startswith("python -m whosecameras "))] == [], (
        "say in tests/documented_commands.py how it is known to be true"
    )


def test_no_command_is_listed_that_no_document_has() -> None:
    printed = {one for path in documented_commands.DOCUMENTS for one in documented_commands.commands(path)}
    assert {
        *documented_commands.RUN_QUICKLY,
        *documented_commands.RUN,
        *documented_commands.SERVED,
        *documented_commands.NOT_RUN,
    } - printed == set()
    for file, test in (one.split("::") for one in documented_commands.GUIDES.values()):
        assert f"def {test}(" in text(file)


@pytest.mark.parametrize("command", documented_commands.RUN_QUICKLY)
def test_quick_commands_run(command: str) -> None:
    ran = run(*command.split()[1:])
    assert ran.returncode == 0, ran.stderr


TARGETS = re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.M)


def test_make_would_do_what_each_target_says() -> None:
    """`make -n` of every target that a document mentions."""
    assert {"run", "test"} <= set(TARGETS)
    for path in documented_commands.DOCUMENTS:
        for one in [*documented_commands.commands(path), *documented_commands.inline(path)]:
            if re.match(r"make [a-z]", one):
                assert one.split()[1] in TARGETS, f"{path.name}: {one}"
    ran = subprocess.run(["make", "-n", *TARGETS], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0 and "-m streamlit run app.py" in ran.stdout, ran.stderr


def test_verbs_options_scripts_and_files_in_sentences_exist() -> None:
    """A command mentioned in a sentence is valid: its options and its files exist."""
    verbs = dict(documented.verbs(documented.program()))
    for path in documented_commands.DOCUMENTS:
        for one in [*documented_commands.commands(path), *documented_commands.inline(path)]:
            said_verb = re.match(r"(?:\S*python )?-m whosecameras ((?:(?:add|register|requests) )?[a-z]+)", one)
            if said_verb and said_verb[1] != "add":
                known = {option for one in documented.options(verbs[said_verb[1]]) for option in one.opts} | {"--help"}
                assert set(re.findall(r"(?<= )--[a-z-]+", one)) <= known, f"{path.name}: {one}"
            for script in re.findall(r"(?<![\w/.])(?:scripts|tests|whosecameras|app_pages)/[\w/]+\.\w+", one):
                assert (ROOT / script).is_file() or script.endswith("/name.py"), f"{path.name}: {one}"
            for file in re.findall(r"(?:pip install .*-r|streamlit run) (\S+)", one):
                assert (ROOT / file).is_file(), f"{path.name}: {one}"


def test_every_verb_and_option_has_its_line() -> None:
    """In addition to `make docs --check`: by the command's own help."""
    described = text("docs/commands.md")
    verbs = dict(documented.verbs(documented.program()))
    assert len(verbs) > 12
    for name, command in verbs.items():
        part = described.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert part.strip()
        for option in documented.options(command):
            line = next((one for one in part.splitlines() if one.startswith("| ") and f"`{option.opts[0]}`" in one), "")
            assert option.help and len(line.split(" | ")) == 3, f"{name} {option.opts[0]}"


# Addresses


def rows_of(document: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    part = text(document).split(f"{heading}\n")[1]
    lines = next(one for one in part.split("\n\n") if one.strip().startswith("| ")).strip().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_page_and_control_of_the_explorer_has_its_line() -> None:
    lines: dict[str, set[str]] = {}
    rows = rows_of("docs/explorer.md", "without its line here.")
    for pages, keys, meaning in rows:
        assert meaning
        for page in re.findall(r"`(/[a-z]*)`", pages):
            lines.setdefault(page, set()).update(re.findall(r"`([a-z_]+)`", keys))
    for page in explorer.pages():
        assert controls.without_a_name(controls.PAGES / f"{page.name}.py") == set()
        assert lines.get(page.path) == controls.of_page(page.name), page.path
    assert set(lines) == {page.path for page in explorer.pages()}
    everywhere = {name for pages, keys, _ in rows if pages == "every page" for name in re.findall(r"`([a-z_-]+)", keys)}
    assert everywhere == {"embed", *controls.pagers()}


def test_what_the_server_itself_answers_has_its_line() -> None:
    described = text("docs/website.md")
    for address in (*middleware.OPEN, *middleware.OPEN_BELOW, middleware.STREAM):
        named = address if address.endswith("/") else address.split("/")[-1]
        assert f"{named}`" in described, address
    assert "| `/healthz` |" in described


def test_version_is_the_same_everywhere(figures: dict[str, object]) -> None:
    version, released = str(figures["version"]), str(figures["released"])
    assert f"version: {version}\ndate-released: {released}" in text("CITATION.cff")
    assert f"## [{version}] - {released}" in text("CHANGELOG.md")
    assert f"dataset {version}" in text("LICENSE-DATA")
    assert f"dataset {version}" in text("README.md")


def anchors(path: Path) -> set[str]:
    """The anchors of a document: its headings, in the form that common renderers give them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", documented_commands.DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        there = path.parent / file if file else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_the_index_of_the_documents_is_complete() -> None:
    named = set(re.findall(r"\]\(([^)#]+)\)", text("docs/README.md")))
    there = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert there - named == set()


def test_the_readme_shows_the_essential_in_two_screens() -> None:
    """Picture, headline, commands, sources, gaps and next steps come before its line, the rest after it."""
    above = text("README.md").split("\n---\n")[0]
    assert len(above.splitlines()) <= 60 and len(above) < 4_500
    for part in ("](docs/pictures/", "<!-- headline", "make run", "comes from", "does not know", "Cite", "Correct"):
        assert part in above
    assert "Contribute" in above and "on the web" in above
