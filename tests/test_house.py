"""The code as a whole: modules of readable size, each with a docstring, and none with a row's id."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from whosecameras.record.loading import Dataset
from whosecameras.record.schema import TABLES

ROOT = Path(__file__).parents[1]
LIBRARY = sorted((ROOT / "whosecameras").rglob("*.py"))
PAGES = sorted((ROOT / "app_pages").glob("*.py"))
#: All except the list of mutations, which quotes ids and names that the code must not contain.
SCRIPTS = [path for path in sorted((ROOT / "scripts").glob("*.py")) if path.name != "mutations.py"]
TOOLS = sorted((ROOT / "tools").glob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Every module that a file imports, by full name, including imports inside functions (for a faster start)."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{one.name}" for one in node.names}
    return found


def test_no_page_is_imported_by_another() -> None:
    pages = {name_of(path) for path in PAGES if not path.name.startswith("_")}
    for path in [*PAGES, ROOT / "app.py"]:
        assert not imported(path) & pages, path


def test_every_module_says_what_it_is_for() -> None:
    paths = [*LIBRARY, *PAGES, ROOT / "app.py"]
    assert [path for path in paths if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


MOST_LINES = 600


def test_no_module_is_too_long_to_read() -> None:
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in [*LIBRARY, *PAGES, *SCRIPTS, *TOOLS]}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > MOST_LINES} == {}


#: Tables whose ids must not be in the code; other tables' ids are vocabulary, or functions of cameras.
CURATED = (
    "sources", "bodies", "findings", "capabilities", "survey_rounds", "surveys", "events", "event_sources",
    "event_bodies", "vendor_facts", "brands", "corrections",
)  # fmt: skip
ROOMS = [ROOT / "app.py", ROOT / "asgi.py", *PAGES, *LIBRARY, *SCRIPTS]
SITE = ROOT / "whosecameras" / "site"
ASSETS = [path for path in sorted(SITE.rglob("*")) if path.suffix in (".html", ".js", ".css")]


def words_of_the_model() -> set[str]:
    """Names and allowed values of all tables and columns: an id that is also one of these does not identify a row."""
    fields = [field for table in TABLES.values() for field in table.fields]
    return {*TABLES, *(field.name for field in fields), *(str(value) for field in fields for value in field.values)}


def slugs(path: Path) -> set[str]:
    """Every run of letters, digits, hyphens and underscores in a module's literals, or in the text of an asset."""
    if path.suffix != ".py":
        return set(re.findall(r"[a-z0-9][a-z0-9_-]*", path.read_text(encoding="utf-8")))
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    literals = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {one for text in literals for one in re.findall(r"[a-z0-9][a-z0-9_-]*", text)}


def test_no_row_of_the_record_is_known_to_the_code(dataset: Dataset) -> None:
    ids = {key for name in CURATED for key in dataset.tables[name][TABLES[name].key]} - words_of_the_model()
    assert len(ids) > 1000
    assert {str(path.relative_to(ROOT)): found for path in [*ROOMS, *ASSETS] if (found := slugs(path) & ids)} == {}


def test_what_needs_the_built_website_runs_in_make_test_all_only() -> None:
    """Building it takes a tenth of the time of all other tests in `make test`."""
    told = re.search(r"^SLOW := ((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert told
    slow = {ROOT / one for one in told[1].replace("\\", "").split()}
    assert [path for path in slow if not path.exists()] == []
    needing = [
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"\(.*\bbuilt_site\b", path.read_text(encoding="utf-8"))
    ]
    assert needing and [path for path in needing if not slow & {path, *path.parents}] == []
