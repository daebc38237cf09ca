"""Readers see “manufacturer”, “company” and “brand”; only addresses, ids and quotes may have “maker” and “make”."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from whosecameras.record.schema import LANES

ROOT = Path(__file__).parents[1]
#: “Maker” anywhere, and “make” used as a noun: after an article or the like, before “of camera”, or alone.
WORDS = re.compile(
    r"\bmakers?\b"
    r"|\b(?:an?|the|this|each|either|any|all|which|one|other|another|every|both|two|by|no|per|same|different|"
    r"foreign|flagged|several|many|their|its)\s+makes?\b(?!\s+(?:a|an|the|it|them|up|sure|no|any|each|sense)\b)"
    r"|\bmakes?\s+(?:of\s+(?:the\s+)?cameras?|not\s+(?:said|named|stated))\b"
    r"|^\s*makes?\s*$",
    re.IGNORECASE,
)
UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
ADDRESS = re.compile(r"https?://\S+|(?:^|(?<=[\s\"'(|]))/?(?:maker|makers)(?:/[\w.{‹›}-]*|\.\w+|(?=\?))")
#: In Markdown: code, link targets, a word that is being discussed, and the vocabulary list with such an id.
QUOTED = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<!--.*?-->|“\w+”|" + ", ".join(LANES), re.DOTALL)
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "data" / "README.md",
]
CODE = [
    path for folder in ("whosecameras", "app_pages") for path in sorted((ROOT / folder).rglob("*.py"))
] + [ROOT / "app.py"]  # fmt: skip
TEMPLATES = sorted((ROOT / "whosecameras").rglob("templates/*.html"))


def wrong_words(text: str) -> list[str]:
    """Each place where a text calls a company a maker or a brand a make, with surrounding words."""
    plain = ADDRESS.sub(" ", text)
    return [
        " ".join(plain[max(0, match.start() - 40) : match.end() + 40].split()) for match in WORDS.finditer(plain)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Both makers reply", 1),
        ("bodies that use the make", 1),
        ("Chinese-made, any make", 1),
        ("Make not said", 1),
        ("Makes", 1),
        ("that no source makes a claim about", 0),
        ("see https://cameras.example/maker/dahua.", 0),
        ("It needs no browser, and makes files that stand alone", 0),
        ("The manufacturer’s own words", 0),
        ("this makes the figure larger", 0),
    ],
)
def test_the_nouns_are_distinguished_from_the_verb(text: str, wrong: int) -> None:
    assert len(wrong_words(text)) == wrong


def shown_strings(path: Path) -> list[str]:
    """A module's strings that readers may see: no docstrings, ids, addresses or file names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in apart)
    return [text for text in texts if isinstance(text, str) and not re.fullmatch(r"[a-z0-9_./-]*", text)]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_calls_a_company_a_maker(path: Path) -> None:
    assert [found for text in shown_strings(path) for found in wrong_words(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_calls_a_company_a_maker(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [found for part in UNSEEN.split(text) for found in wrong_words(part or "")] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_calls_a_company_a_maker(path: Path) -> None:
    assert wrong_words(QUOTED.sub(" ", path.read_text(encoding="utf-8"))) == []
