"""The controls that explorer pages store in the address, extracted from their code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PAGES = Path(__file__).resolve().parents[1] / "app_pages"
#: The position of the argument that names the control, by function.
NAMED_BY = {"asked": 0, "choose": 2, "typed": 1, "switch": 1, "several": 2, "get": 0}
#: Pages that take the names from a list: the page, and the expression in place of a name.
LISTED = {
    ("data", "part"): ("sector", "nation", "region", "vendor"),
    ("briefing", "control"): ("about", "sector", "area", "status", "vendor", "grade", "year", "collective"),
}


def _names(path: Path) -> Iterator[ast.expr]:
    """The expressions that name a control, wherever the code reads one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            place = NAMED_BY.get(called)
            of_address = called != "get" or "query_params" in ast.unparse(node.func)
            unpacked = any(isinstance(one, ast.Starred) for one in node.args)  # label and options, then the name
            place = -2 if place is not None and unpacked else place
            if place is not None and of_address and len(node.args) > place:
                yield node.args[place]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("query_params"):
            yield node.slice


def asked_for(path: Path) -> set[str]:
    """Every control that a file of ``app_pages`` reads from the address, by literal name or through a list."""
    found: set[str] = set()
    for name in _names(path):
        if isinstance(name, ast.Constant):
            found |= {str(name.value)} - {""}
        else:
            found |= set(LISTED.get((path.stem, ast.unparse(name)), ()))
    return found


def without_a_name(path: Path) -> set[str]:
    """The expressions in place of a control's name for which no list is known here."""
    names = {ast.unparse(name) for name in _names(path) if not isinstance(name, ast.Constant)}
    return {name for name in names if (path.stem, name) not in LISTED}


def of_page(page: str) -> set[str]:
    """The controls of a page, by its script's name, including those that pages share."""
    path = PAGES / f"{page}.py"
    shared = asked_for(PAGES / "_controls.py") if "view_controls(" in path.read_text(encoding="utf-8") else set()
    return asked_for(path) | shared


def pagers() -> set[str]:
    """The names under which the address holds the page number of a long list; ``rows-`` if a list name follows."""
    found: set[str] = set()
    for path in PAGES.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = {"part": 1}  # position of the name among the arguments, for each function that takes one
        for node in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            names = [one.arg for one in node.args.args]
            if "page" in names and "part(" in ast.unparse(node):
                place[node.name] = names.index("page")
        for node in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            at = place.get(ast.unparse(node.func).split(".")[-1])
            named = [one.value for one in node.keywords if one.arg == "page"]
            named += node.args[at : at + 1] if at is not None else []
            for name in named:
                first = name.values[0] if isinstance(name, ast.JoinedStr) else name
                found |= {str(first.value)} if isinstance(first, ast.Constant) and first.value else set()
    return found
