"""Website and explorer have one menu: the same names in the same order, and every page that is left out is linked."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from scripts import explorer

ROOT = Path(__file__).resolve().parents[1]
MENU = ROOT / "whosecameras" / "site" / "templates" / "_menu.html"


def entries() -> list[tuple[str, bool, str]]:
    """Name, whether it is in the menu, and address of each page of the explorer."""
    pages = next(
        node.value
        for node in ast.parse((ROOT / "app.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES"
    )
    assert isinstance(pages, ast.List)
    found = []
    for call, page in zip(pages.elts, explorer.pages(), strict=True):
        assert isinstance(call, ast.Call)
        words = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
        found.append((words["title"], words.get("visibility") != "hidden", page.path.strip("/")))
    return found


def test_both_menus_have_the_same_names_in_the_same_order() -> None:
    (listed,) = re.findall(r"{% for label, path in (\[.*?\]) if", MENU.read_text(encoding="utf-8"))
    assert [label for label, _ in ast.literal_eval(listed)] == [name for name, shown, _ in entries() if shown]


def test_a_page_that_the_menu_leaves_out_is_linked_from_another() -> None:
    scripts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "app_pages").glob("[!_]*.py")}
    for _, shown, address in entries():
        linked = [name for name, text in scripts.items() if re.search(rf'address\(["\']{address}["\']', text)]
        assert shown or set(linked) - {address}, address
