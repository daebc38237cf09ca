"""Hostile text in the record and in the address: no page of the explorer fails or interprets it as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import controls
import pytest
import streamlit as st
from app_driver import visit
from google.protobuf.message import Message
from hostile import CORPUS, REFUSED, mark, poisoned, strings, taken_for_markdown, taken_for_markup
from hypothesis import given, settings
from hypothesis import strategies as st_any
from streamlit.testing.v1 import AppTest

from app_pages import _markdown
from whosecameras.publishing import active_dataset, validation
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

ROOT = Path(__file__).resolve().parents[2]
PAGES = re.findall(r'st\.Page\("app_pages/([a-z_]+)\.py"', (ROOT / "app.py").read_text(encoding="utf-8"))
#: Every control that an address can set.
CONTROLS = (
    "about", "area", "asked", "body", "card", "code", "collective", "district", "event", "function", "grade",
    "jurisdiction", "kind", "known", "lane", "manufacturer", "of", "picked", "postcode", "with",
    "layer", "nation", "q", "region", "round", "sector", "size", "source", "status", "table", "theme", "vendor", "year",
    "embed",
)  # fmt: skip
#: Fields of Streamlit's messages that its frontend renders as markdown.
MARKDOWN = ("body", "label", "help", "title", "caption", "content", "color", "icon", "delta")
#: Elements whose text is shown verbatim.
AS_IT_IS = ("code", "html", "plotly_chart", "arrow_data_frame", "text", "json", "selectbox", "text_input")


def everything(app: AppTest) -> Iterator[tuple[str, Any]]:
    """Every element and block of the page as ``(kind, message)``."""

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        if getattr(node, "proto", None) is not None:
            yield str(getattr(node, "type", "")), node.proto
        for child in getattr(node, "children", {}).values():
            yield from walk(child)

    yield from walk(app._tree)


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """Every text in a message with the name of its field."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield field.name, one
            elif isinstance(one, Message):
                yield from texts(one)


def faults(app: AppTest) -> tuple[list[str], int]:
    """Text from record or address that a page interpreted as markup, and how many texts of the record it showed."""
    found, met = [], 0
    for kind, message in everything(app):
        if not isinstance(message, Message):
            continue
        for name, text in texts(message):
            met += "pwn-" in text
            if kind == "html" and name == "body":
                found += [f"html: {fault}" for fault in taken_for_markup(text)]
            elif name == "spec" and "pwn-" in text:
                found += [f"chart: {one[:80]}" for one in strings(json.loads(text)) if "<b id=pwn" in one]
            elif getattr(message, "allow_html", False) or getattr(message, "unsafe_allow_html", False):
                found += [f"markup: {fault}" for fault in taken_for_markup(text)]
            elif name in MARKDOWN and kind not in AS_IT_IS:
                found += [f"{kind}.{name}: {fault} in {text[:120]!r}" for fault in taken_for_markdown(text)]
    return found, met


@pytest.fixture
def served(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dataset]:
    """The explorer with the hostile record, as if there were no checks."""
    bad = poisoned(dataset, {**CORPUS, **REFUSED})
    monkeypatch.setattr(validation, "open_dataset", lambda *_: bad)
    forget()
    yield bad
    forget()


def forget() -> None:
    """Make the next page reload the record."""
    active_dataset.opened.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()


def test_controls_of_the_address_are_all_known_here() -> None:
    asked = {name for path in controls.PAGES.glob("*.py") for name in controls.asked_for(path)}
    assert len(asked) > 15
    assert asked - set(CONTROLS) == set()


def test_every_page_shows_a_hostile_record_as_text(served: Dataset) -> None:
    bodies = {row["body"]: row["id"] for row in served.findings.to_dict("records")}
    event = served.event_bodies["event"][0]
    views: dict[str, dict[str, str]] = {
        "find": {"body": next(iter(bodies))},
        "rules": {"event": str(event)},
        "manufacturers": {"function": str(served.capability_words["id"][0])},
        "method": {"source": str(served.findings["source"][0])},
        "data": {"table": "corrections"},
        "map": {"layer": "regions"},
        "briefing": {"card": f"body-{next(iter(bodies))}"},
    }
    told: list[str] = []
    met = {}
    for page in PAGES:
        found, met[page] = faults(visit(page, **views.get(page, {})))
        told += [f"{page}: {fault}" for fault in found]
    assert told == []
    assert min(met[page] for page in ("find", "rules", "manufacturers", "method", "sectors", "map")) > 0, met
    assert mark("bodies", "name") in served.bodies["name"][0]


def test_every_control_of_every_page_takes_a_hostile_address() -> None:
    texts = [*CORPUS.values(), *REFUSED.values(), "x" * 100_000]
    told: list[str] = []
    for place, page in enumerate(PAGES):
        keys = (*CONTROLS, *sorted(controls.pagers()))
        address = {key: texts[(3 * n + 7 * place) % len(texts)] for n, key in enumerate(keys)}
        address["embed"] = ("true", "<script>")[place % 2]
        found, _ = faults(visit(page, **address))
        told += [f"{page}: {fault}" for fault in found]
    assert told == []


@pytest.mark.parametrize("name", ["markdown link", "script", "huge", "turned round", "lines"])
def test_a_hostile_question_is_answered_in_plain_words(name: str) -> None:
    question = {**CORPUS, **REFUSED, "huge": "x" * 1_000_000}[name]
    app = visit("find", q=question)
    assert faults(app)[0] == []
    assert len(app.text_input[0].value) <= 200
    assert app.text_input[0].value.isprintable()


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(st_any.one_of(st_any.text(max_size=60), st_any.sampled_from([*CORPUS.values(), *REFUSED.values()])))
def test_any_text_in_a_sentence_of_ours_is_that_text(text: str) -> None:
    for escaped in (_markdown.sentence(text), wording.plain(text), _markdown.source_link("https://x.example", text)):
        assert taken_for_markdown(f"Of {escaped} nothing is known.") == []
