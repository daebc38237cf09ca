"""The house: one way through, no circle, Streamlit at the front door only, and every room says what it is for."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from whosecameras.record.loading import Dataset
from whosecameras.record.schema import TABLES

ROOT = Path(__file__).parents[1]
LIBRARY = sorted((ROOT / "whosecameras").rglob("*.py"))
PAGES = sorted((ROOT / "app_pages").glob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Every module that a file imports, by full name: at its head or, so that a verb starts sooner, in a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{one.name}" for one in node.names}
    return found


def test_streamlit_stays_at_the_front_door() -> None:
    assert LIBRARY
    for path in LIBRARY:
        assert not any(one.split(".")[0] == "streamlit" for one in imported(path)), path


def test_the_library_knows_no_page() -> None:
    for path in LIBRARY:
        assert not any(one.split(".")[0] in ("app", "app_pages") for one in imported(path)), path


def test_no_page_is_imported_by_another() -> None:
    pages = {name_of(path) for path in PAGES if not path.name.startswith("_")}
    for path in [*PAGES, ROOT / "app.py"]:
        assert not imported(path) & pages, path


def test_no_room_leads_back_to_itself() -> None:
    rooms = {name_of(path): imported(path) for path in [*LIBRARY, *PAGES]}
    # A package's own head gathers its rooms for others; it is no way back.
    graph = {
        room: {one for one in wanted if one in rooms and one != room and not room.startswith(f"{one}.")}
        for room, wanted in rooms.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")
    assert (
        order.index("whosecameras.record.schema")
        < order.index("whosecameras.record.loading")
        < order.index("whosecameras.analysis.status")
    )
    assert order.index("whosecameras.analysis.status") < order.index("whosecameras.charts.maps")


@pytest.mark.parametrize("path", [*LIBRARY, *PAGES, ROOT / "app.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_room_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), path


#: Tables whose ids no code may know; the ids of the others are words of the vocabulary, or functions of cameras.
CURATED = (
    "sources", "bodies", "findings", "capabilities", "survey_rounds", "surveys", "events", "event_sources",
    "event_bodies", "vendor_facts", "corrections",
)  # fmt: skip
SCRIPTS = [path for path in sorted((ROOT / "scripts").glob("*.py")) if path.name != "mutations.py"]  # breaks this too
ROOMS = [ROOT / "app.py", ROOT / "asgi.py", *PAGES, *LIBRARY, *SCRIPTS]
SITE = ROOT / "whosecameras" / "site"
ASSETS = [path for path in sorted(SITE.rglob("*")) if path.suffix in (".html", ".js", ".css")]


def words_of_the_model() -> set[str]:
    """Names and allowed values of every table and column: an id that is one of these is no row's alone."""
    fields = [field for table in TABLES.values() for field in table.fields]
    return {*TABLES, *(field.name for field in fields), *(str(value) for field in fields for value in field.values)}


def slugs(path: Path) -> set[str]:
    """Every run of letters, digits, hyphens and underscores in the literals of a module, or in the text of an asset."""
    if path.suffix != ".py":
        return set(re.findall(r"[a-z0-9][a-z0-9_-]*", path.read_text(encoding="utf-8")))
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    literals = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {one for text in literals for one in re.findall(r"[a-z0-9][a-z0-9_-]*", text)}


def test_no_row_of_the_record_is_known_to_the_code(dataset: Dataset) -> None:
    ids = {key for name in CURATED for key in dataset.tables[name][TABLES[name].key]} - words_of_the_model()
    assert len(ids) > 1000
    assert {str(path.relative_to(ROOT)): found for path in [*ROOMS, *ASSETS] if (found := slugs(path) & ids)} == {}


Def = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
TABLE = re.compile(r"\b(DataFrame|Series|ndarray|pa\.Table)\b")
COLUMNS = re.compile(r"`\w+`|\b(rows?|columns?|tables?|shape)\b", re.IGNORECASE)
#: Names of whole numbers that mean nothing without a unit; every ``float`` needs one too.
MEASURED = {"width", "height", "size", "room", "timeout", "pause", "seconds", "milliseconds"}
UNIT = re.compile(
    r"pixel|\bpx\b|byte|\b[KM]B\b|second|\bms\b|degree|\bdays?\b|\byears?\b|kilometre|per cent|0 to 1|share|ratio|"
    r"of it together|times as|\bpart of|own units|units of|count\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """Something public of the library: the place, the definition, and what the class or room around it says."""

    place: str
    node: Def
    around: str

    @property
    def said(self) -> str:
        return ast.get_docstring(self.node) or ""

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """(name, annotation) of each argument that has one."""
        if isinstance(self.node, ast.ClassDef):
            return []
        given = self.node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        return [(one.arg, ast.unparse(one.annotation)) for one in every if one.annotation]

    @property
    def result(self) -> str:
        return "" if isinstance(self.node, ast.ClassDef) or not self.node.returns else ast.unparse(self.node.returns)

    @property
    def raised(self) -> set[str]:
        """The classes of errors in its own ``raise`` statements; a caught error that goes on is not counted."""
        found, ahead = set(), [] if isinstance(self.node, ast.ClassDef) else list[ast.AST](self.node.body)
        while ahead:
            node = ahead.pop()
            if isinstance(node, ast.Raise) and node.exc:
                error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                found.add(ast.unparse(error).split(".")[-1])
            if not isinstance(node, Def | ast.Lambda):
                ahead += ast.iter_child_nodes(node)
        return {name for name in found if name[:1].isupper()}


def named(path: Path) -> list[Named]:
    """Every public function, class and method of a room."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[Named] = []

    def gather(body: list[ast.stmt], prefix: str, around: str) -> None:
        for node in body:
            if isinstance(node, Def) and not node.name.startswith("_"):
                name = f"{prefix}{node.name}"
                found.append(Named(f"{path.relative_to(ROOT)}:{node.lineno} {name}", node, around))
                if isinstance(node, ast.ClassDef):
                    gather(node.body, f"{name}.", f"{around}\n{ast.get_docstring(node) or ''}")

    gather(tree.body, "", ast.get_docstring(tree) or "")
    return found


PUBLIC = [one for path in LIBRARY for one in named(path)]


def test_everything_public_is_described() -> None:
    assert len(PUBLIC) > 300
    assert [one.place for one in PUBLIC if not one.said] == []


def test_what_takes_or_gives_a_table_says_what_is_in_it() -> None:
    """By its columns or rows; a table of the record that an argument names after itself needs no more."""
    tables = [one for one in PUBLIC if TABLE.search(" ".join([one.result, *(kind for _, kind in one.arguments)]))]
    assert tables
    assert [one.place for one in tables if not COLUMNS.search(one.said)] == []


def test_what_raises_an_error_names_it() -> None:
    """By its class; a verb of the command line by its exit code."""
    silent = [
        f"{one.place}: {error}"
        for one in PUBLIC
        for error in sorted(one.raised)
        if error not in one.said and "exit code" not in one.said and "leaves with" not in one.said
    ]
    assert silent == []


def test_a_measure_has_its_unit() -> None:
    """In the words of the function, its class or its room, or in the help of an option."""
    bare = []
    for one in PUBLIC:
        measures = [name for name, kind in one.arguments if re.search(r"\bfloat\b", kind)]
        measures += [name for name, kind in one.arguments if name in MEASURED and re.search(r"\bint\b", kind)]
        measures += ["its result"] if re.search(r"\bfloat\b", one.result) else []
        told = [one.said, one.around, *(kind for _, kind in one.arguments)]
        if measures and not UNIT.search("\n".join(told)):
            bare.append(f"{one.place}: {', '.join(dict.fromkeys(measures))}")
    assert bare == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "stuff"}
    assert not [path for path in LIBRARY if path.stem in empty]
