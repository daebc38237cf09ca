"""Hostile text, and the record with it in every text column of every table: it must always be shown as text.

Each cell starts with a mark that identifies its column, an element with a unique id, so that a test that finds the
element in a page knows which cell was interpreted as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

import html5lib
import pandas as pd
from markdown_it import MarkdownIt

from whosecameras.record.loading import Dataset, Tables
from whosecameras.record.schema import OPEN_TABLES, Field

#: Accepted by the checks, because it may be a real name: must be harmless wherever it is shown.
CORPUS: Mapping[str, str] = MappingProxyType(
    {
        "script": "<script>pwned()</script>",
        "image": "<img src=x onerror=pwned()>",
        "frame": '"><iframe srcdoc="<b>"></iframe>',
        "ends a script": "</script></title></style></textarea>-->]]><svg/onload=pwned()>",
        "markdown link": "[x](javascript:pwned())",
        "markdown picture": "![x](https://pwn.example/x.png)",
        "markdown address": "<javascript:pwned()> https://pwn.example/md",
        "markdown mark-up": "**bold pwn** `x` # | --- :red[pwned] :material/bug_report: $x^2$ ~~x~~",
        "plotly link": '<a href="javascript:pwned()">x</a>',
        "plotly template": "%{x} %{customdata[0]}<br><extra>pwned</extra>",
        "template": "{{7*7}} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
        "format": "{0.__class__} %s %(x)s {",
        "path": "../../../../etc/passwd",
        "escaped path": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "other slashes": "..∕..⁄..＼etc",
        "drive": "C:\\Windows\\win.ini NUL",
        "quotes": "\" ' ` “ ” ‘ ’ « »",
        "entity": "&lt;b&gt; &amp;#60; &#x3c;script&#x3e;",
        "emoji": "🎥👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "zero width": "ze\u200bro\u200dwi\u2060dth",
        "other scripts": "مجلس مدينة 市議会 ह",
        "combining": "Z̸͚̈a̷̰͒l̵̤͑g̸̣̿o̴̠̓",
        "sql": "'; DROP TABLE findings; --",
    }
)
#: Formulas that a spreadsheet would run; before the mark, because only the first character counts.
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("https://pwn.example")')
#: Rejected by the checks: nothing that hides, reverses or breaks a line is accepted.
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "turned round": "cod\u202efdp.exe",
        "isolated": "a\u2066b\u2069c",
        "NUL": "nul\x00byte",
        "tab first": "\t=1+1",
        "carriage return first": "\r=1+1",
        "lines": "one\r\ntwo",
        "line separator": "one\u2028two",
        "escape": "\x1b[2Jgone",
        "byte-order mark": "\ufeffname",
    }
)
#: An address that the checks accept.
ADDRESS = "https://pwn.example/'()[]{}`;javascript:pwned()//%{x}"
HUGE = "<b id=pwn-huge>" + "x" * 1_000_000
#: Text columns that the checks tie to other tables or lists: codes, ids of makers and of replies, a country.
BOUND = frozenset(
    {
        ("bodies", "code"), ("bodies", "lad"), ("regions", "code"), ("surveys", "country"), ("events", "vendors"),
        ("vendor_facts", "replies"), ("surveys", "geography"),
    }
)  # fmt: skip


def mark(table: str, column: str) -> str:
    """The element that no page may contain."""
    return f"<b id=pwn-{table}-{column}>"


def text_columns() -> list[tuple[str, Field]]:
    """Every free-text column, with its table."""
    return [
        (table.name, field)
        for table in OPEN_TABLES.values()
        for field in table.fields
        if field.kind in ("text", "list") and not (field.values or field.points_to)
        if (table.name, field.name) not in BOUND
    ]


def poisoned(dataset: Dataset, corpus: Mapping[str, str] = CORPUS) -> Dataset:
    """The record with every text column hostile: mark plus texts of the corpus in turn; every ninth cell a formula.

    Names stay distinct. Addresses of sources are hostile too.
    """
    texts = list(corpus.values())
    frames = {name: dataset.tables[name] for name in OPEN_TABLES}
    if frames["corrections"].empty:
        frames["corrections"] = _corrections(dataset)
    for shift, (table, field) in enumerate(text_columns()):
        frame = frames[table]
        cells = []
        for place, old in enumerate(frame[field.name].astype(str)):
            said = f"{mark(table, field.name)} {texts[(place + shift) % len(texts)]}"
            if place % 9 == 8:
                said = f"{FORMULAS[place % len(FORMULAS)]} {said}"
            if (table, field.name) == ("events", "jurisdiction") and old.startswith("Local: "):
                said = f"Local: {said}"
            elif (table, field.name) == ("events", "jurisdiction"):
                said = old  # the others are read as vocabulary
            cells.append(f"{said} {place}")
        frame[field.name] = cells
    for table, column in (("sources", "url"), ("left_out", "address")):
        frames[table][column] = [f"{ADDRESS}{place}" for place in range(len(frames[table]))]
    return Dataset(Tables(frames), dataset.version, dataset.released, dataset.digest[::-1], dataset.changed_files)


def _corrections(dataset: Dataset) -> pd.DataFrame:
    """Corrections of existing rows, one for each of a few bodies."""
    rows = [
        {
            "id": f"c-{place:02}", "date": "2026-11-01", "table": "findings", "row": str(key), "column": "detail",
            "old": "", "new": "", "why": "", "asked_by": "",
        }
        for place, key in enumerate(dataset.findings["id"][:20])
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(OPEN_TABLES["corrections"].columns), dtype=dataset.findings["detail"].dtype)


def tree_of(markup: str) -> Element:
    """HTML parsed like a browser, including errors."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree: Element = parser.parse(markup)
    return tree


def taken_for_markup(markup: str) -> list[str]:
    """Everything in a page that exists because a cell was taken for markup: elements, handlers, active links."""
    return of_the_record(tree_of(markup))


def of_the_record(tree: Element) -> list[str]:
    """The same for a parsed page or picture."""
    found = []
    for element in tree.iter():
        name = str(element.tag).rpartition("}")[2]
        if (element.get("id") or "").startswith("pwn-") or name in ("iframe", "object", "embed", "extra"):
            found.append(f"<{name} id={element.get('id')}>")
        if name == "script" and "pwned" in (element.text or "") and element.get("type") != "application/ld+json":
            found.append("<script>")
        for key, value in element.attrib.items():
            if str(key).startswith("on") or value.strip().lower().startswith(("javascript:", "data:text")):
                found.append(f"{name} {key}={value[:60]}")
            if key == "src" and "pwn.example" in value:
                found.append(f"{name} {key}={value[:60]}")
    return found


_MARKDOWN = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


def taken_for_markdown(markdown: str) -> list[str]:
    """What a cell did in text that Streamlit reads as markdown: executable links, pictures, emphasis, directives.

    Streamlit shows HTML in it as text, which is fine unless it starts a link.
    """
    found: list[str] = []

    def walk(tokens: Iterator[object]) -> None:
        inside = 0
        for token in tokens:
            kind, attributes = token.type, dict(token.attrs or {})  # type: ignore[attr-defined]
            children, content = token.children, token.content  # type: ignore[attr-defined]
            address = str(attributes.get("href") or attributes.get("src") or "").lower()
            if address.startswith(("javascript", "data:", "vbscript")) or address.endswith("/md"):
                found.append(f"address {address[:80]}")
            inside += {"strong_open": 1, "strong_close": -1}.get(kind, 0)
            if kind == "image" or (kind in ("code_inline", "math_inline") and content == "x"):
                found.append(f"{kind} {content[:40]}")
            if inside and kind == "text" and content == "bold pwn":
                found.append("emphasis")
            walk(iter(children or ()))

    walk(iter(_MARKDOWN.parse(markdown)))
    for directive in (":red[pwned]", ":material/bug_report:", "$x^2$"):
        if directive in markdown and f"\\{directive}" not in markdown:
            found.append(f"directive {directive}")
    return found


def strings(value: object) -> Iterator[str]:
    """Every text in nested lists and dicts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
