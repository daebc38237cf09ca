"""The house: one way through, no circle, Streamlit at the front door only, and every room says what it is for."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = sorted((ROOT / "whosecameras").rglob("*.py"))
PAGES = sorted((ROOT / "app_pages").glob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Every module that a file imports at its head, by full name; imports inside functions are not counted."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
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
    rooms = {name_of(path): imported(path) for path in LIBRARY}
    # A package's own head gathers its rooms for others; it is no way back.
    graph = {
        room: {one for one in wanted if one in rooms and one != room and not room.startswith(f"{one}.")}
        for room, wanted in rooms.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")
    assert order.index("whosecameras.model") < order.index("whosecameras.load") < order.index("whosecameras.status")
    assert order.index("whosecameras.status") < order.index("whosecameras.charts.maps")


@pytest.mark.parametrize("path", [*LIBRARY, *PAGES, ROOT / "app.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_room_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), path


def test_every_public_function_is_described() -> None:
    bare = []
    for path in LIBRARY:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not bare


def test_no_room_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "stuff"}
    assert not [path for path in LIBRARY if path.stem in empty]
