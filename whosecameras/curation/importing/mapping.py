"""The map of an import: which columns of somebody else's table mean what, read from YAML and checked key by key."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process

from whosecameras.analysis import lookup
from whosecameras.curation import store
from whosecameras.curation.store import UserError
from whosecameras.record.loading import is_date, shown
from whosecameras.record.schema import BASES, DATED_BASES, FINDING_VENDORS, Finding

MAX_BYTES = 1024 * 1024
MAX_LISTED = 20  # allowed values that a message repeats
KEYS = (
    "source", "sectors", "columns", "vendor", "vendors", "answers", "date_format", "date_cells", "as_of", "as_of_basis",
    "basis", "scope", "detail", "names", "sheet",
)  # fmt: skip
COLUMNS = ("body", "answer", "date", "cameras", "vendor", "source", "scope", "basis")
PLACEHOLDERS = ("body", "vendor", "finding", "date", "cameras", "scope", "publisher")
DATE_CELLS_TRUSTED = "trusted"  # somebody has looked at the date cells of a spreadsheet
#: What a date format may hold, and how exact a date it then gives.
_DAY, _MONTH, _YEAR = ("%d",), ("%m", "%b", "%B"), ("%Y", "%y")
_TIME = ("%H", "%I", "%M", "%S", "%f", "%p", "%z", "%Z")  # is read and left out


class _Texts(yaml.SafeLoader):
    """Reads every value as the text that stands there: ``yes`` is no truth value, ``2022-02`` no number."""


def _pairs(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in loader.construct_pairs(node, deep=True):
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a text", node.start_mark)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"{shown(key)} stands twice", node.start_mark)
        found[key] = value
    return found


_Texts.yaml_implicit_resolvers = {}
_Texts.add_constructor("tag:yaml.org,2002:map", _pairs)


@dataclass(frozen=True)
class ImportMapping:
    """A map that holds: every id in it is in the record, every value is allowed.

    ``answers`` are the columns that hold answers, each with the maker that it is about; ``""`` means that the column
    ``vendor`` says. ``findings``, ``vendors`` and ``names`` are keyed by ``folded`` texts. ``source``, ``scope`` and
    ``basis`` hold for the whole table; ``sources``, ``scopes`` and ``bases`` are the columns that say it row by row.
    """

    source: str
    sources: str
    sectors: tuple[str, ...]
    body: str
    answers: Mapping[str, str]
    date: str
    cameras: str
    vendor: str
    vendors: Mapping[str, str]
    findings: Mapping[str, str]
    date_format: str
    date_cells: str
    as_of: str
    as_of_basis: str
    basis: str
    bases: str
    scope: str
    scopes: str
    detail: str
    names: Mapping[str, str]
    sheet: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the table that is read."""
        return (*self.needed, *filter(None, (self.cameras, self.scopes)))

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns in which no cell may be blank."""
        always = (self.body, *self.answers, self.date, self.vendor, self.sources, self.bases)
        return tuple(filter(None, always))


def folded(text: str) -> str:
    """A text as it is compared: trimmed, spaces collapsed, case left out."""
    return " ".join(text.split()).casefold()


def precision(date_format: str) -> int:
    """How many characters of an ISO date a format gives: 4 for a year, 7 with the month, 10 with the day."""
    if not any(one in date_format for one in _MONTH):
        return 4
    return 10 if any(one in date_format for one in _DAY) else 7


class _Checked:
    """Takes values out of a map that was read and notes everything that is wrong with them."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.wrong: list[str] = []

    def say(self, key: str, message: str) -> None:
        self.wrong.append(f"{key}: {message}")

    def text(self, key: str, right: str, required: bool = True) -> str:
        """The text at a key; ``right`` says what would be right."""
        value = self.content.get(key, "")
        if isinstance(value, str):
            if required and not value.strip():
                self.say(key, f"is missing; give {right}")
            return value.strip()
        self.say(key, f"is no text; give {right}")
        return ""

    def one_of(self, key: str, values: Sequence[str], required: bool = True) -> str:
        """A text that must be one of these."""
        right = "one of: " + ", ".join(values)
        value = self.text(key, right, required)
        if value and value not in values:
            self.say(key, f"{shown(value)} is not allowed; use {right}")
        return value

    def texts(self, key: str, right: str, required: bool = True) -> dict[str, str]:
        """A mapping of texts to texts."""
        value = self.content.get(key, {})
        if value in ("", {}):
            if required:
                self.say(key, f"is missing; give {right}")
            return {}
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            self.say(key, f"must be lines of the form `text: value`; give {right}")
            return {}
        return {one: other.strip() for one, other in value.items()}

    def to_one_of(self, key: str, values: Sequence[str], right: str, required: bool) -> dict[str, str]:
        """A mapping of folded texts to values that must be among these."""
        found: dict[str, str] = {}
        for text, value in self.texts(key, right, required).items():
            if value not in values:
                few = len(values) <= MAX_LISTED
                near = values if few else [hit for hit, _, _ in process.extract(value, values, limit=3)]
                right = f"one {'of' if few else 'like'}: {', '.join(near)}"
                self.say(f"{key}.{text}", f"{shown(value)} is not allowed; use {right}")
            if found.setdefault(folded(text), value) != value:
                self.say(f"{key}.{text}", "stands twice, apart from case and spaces, with two meanings; keep one")
        return found


def _columns(checked: _Checked) -> tuple[dict[str, str], dict[str, str]]:
    """The columns by what they hold, and the answer columns with their makers (``""`` where not fixed by column)."""
    columns = checked.content.get("columns", {})
    if not isinstance(columns, dict):
        columns = {}
    for key in columns:
        if key not in COLUMNS:
            checked.say(f"columns.{key}", f"is unknown; use {', '.join(COLUMNS)}")
    answer = columns.get("answer", "")
    makers: dict[str, str] = {}
    if isinstance(answer, dict):
        for maker, column in answer.items():
            if maker not in FINDING_VENDORS or not isinstance(column, str) or not column.strip():
                checked.say(f"columns.answer.{maker}", f"give `maker: column`, makers: {', '.join(FINDING_VENDORS)}")
            else:
                makers[column.strip()] = maker
    elif isinstance(answer, str) and answer.strip():
        makers[answer.strip()] = ""
    plain = {}
    for key in COLUMNS:
        value = columns.get(key, "")
        if key == "answer":
            continue
        if not isinstance(value, str):
            checked.say(f"columns.{key}", "is no text; give the name of a column")
        else:
            plain[key] = value.strip()
    if not plain.get("body"):
        checked.say("columns.body", "is missing; give the name of the column that names the body")
    if not makers:
        checked.say("columns.answer", "is missing; give the column with the answers, or one column for each maker")
    used = [*filter(None, plain.values()), *makers]
    for column in {one for one in used if used.count(one) > 1}:
        checked.say("columns", f"{shown(column)} is used twice; each column holds one thing")
    return plain, makers


def _makers(checked: _Checked, columns: Mapping[str, str], answers: dict[str, str]) -> dict[str, str]:
    """The words of the vendor column; puts a fixed maker into ``answers``. One of the three ways must be taken."""
    fixed = checked.one_of("vendor", FINDING_VENDORS, required=False)
    by_answer = any(answers.values())
    ways = [bool(fixed), bool(columns.get("vendor")), by_answer]
    if sum(ways) != 1:
        right = "give either `vendor` (one maker for all), `columns.vendor`, or `columns.answer` by maker"
        checked.say("vendor", f"is {'said in several ways' if sum(ways) else 'missing'}; {right}")
    if by_answer and columns.get("cameras"):
        checked.say("columns.cameras", "cannot stand beside several answer columns; import each maker by itself")
    if fixed:
        answers.update(dict.fromkeys(answers, fixed))
    needed = bool(columns.get("vendor"))
    right = "a line for each text of the vendor column, such as `HIK: hikvision`"
    return checked.to_one_of("vendors", FINDING_VENDORS, right, needed)


def _dates(checked: _Checked, column: str) -> tuple[str, str, str]:
    """``date_format``, ``as_of`` and ``as_of_basis``."""
    date_format = checked.text("date_format", "", required=False)
    as_of = checked.text("as_of", "", required=False)
    if bool(column) == bool(as_of):
        checked.say("as_of", "give either `columns.date` or `as_of`, a date for the whole table")
    if as_of and not is_date(as_of, last=date.today()):
        checked.say("as_of", f"{shown(as_of)} is no date up to today; use YYYY, YYYY-MM or YYYY-MM-DD")
    parts = [sum(date_format.count(one) for one in kind) for kind in (_DAY, _MONTH, _YEAR)]
    others = date_format.replace("%%", "")
    for one in (*_DAY, *_MONTH, *_YEAR, *_TIME):
        others = others.replace(one, "")
    timed = any(one in date_format for one in _TIME)
    odd = parts[2] != 1 or max(parts) > 1 or parts[0] > parts[1] or parts[0] < timed
    if date_format and (odd or "%" in others):
        right = 'use %d, %m (or %b, %B) and %Y (or %y), such as "%d/%m/%Y" for 03/04/2022 meaning 3 April'
        checked.say("date_format", f"{shown(date_format)} is no format of a date; {right}")
    return date_format, as_of, checked.one_of("as_of_basis", DATED_BASES)


def _detail(checked: _Checked) -> str:
    """The template of the detail, with nothing in braces but the placeholders."""
    detail = checked.text("detail", "a sentence of our own, with placeholders such as {vendor}")
    allowed = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
    try:
        for _, name, form, conversion in string.Formatter().parse(detail):
            if name is not None and (name not in PLACEHOLDERS or form or conversion):
                checked.say("detail", f"{shown('{' + name + '}')} is no placeholder; use {allowed}")
    except ValueError as error:
        checked.say("detail", f"has a brace without its pair ({error}); placeholders are {allowed}")
    return " ".join(detail.split())


def _read(path: Path) -> dict[str, Any]:
    if path.stat().st_size > MAX_BYTES:
        raise UserError(f"{path.name}: is larger than 1 MB; is it the map?")
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Texts)  # a SafeLoader
    except UnicodeDecodeError:
        raise UserError(f"{path.name}: is not UTF-8; save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UserError(f"{path.name}:{line}: is not readable as YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise UserError(f"{path.name}: is not readable as YAML: {error}") from None
    if not isinstance(content, dict):
        raise UserError(f"{path.name}: must be lines of the form `key: value`; keys: {', '.join(KEYS)}")
    return content


def _either(checked: _Checked, key: str, column: str, given: str, right: str) -> None:
    """Note it if a key and the column that says the same row by row are both there, or neither."""
    if given and column:
        checked.say(key, f"is said in two ways; give `{key}` or `columns.{key}`")
    elif not given and not column:
        checked.say(key, f"is missing; give {right}, or `columns.{key}`")


def _source(checked: _Checked, column: str, tables: Mapping[str, Sequence[store.Row]]) -> str:
    """The source of the whole table, ``""`` where a column names that of each row."""
    sources = [row["id"] for row in tables["sources"]]
    source = checked.text("source", "", required=False)
    _either(checked, "source", column, source, "the id of a source (`add source` makes one)")
    if source and source not in sources:
        near = ", ".join(hit for hit, _, _ in process.extract(source, sources, limit=3))
        checked.say("source", f"{shown(source)} is not in sources.csv; add it first, or use one like: {near}")
    return source


def _basis_and_scope(checked: _Checked, columns: Mapping[str, str], detail: str) -> tuple[str, str]:
    """What holds for the whole table; each ``""`` where a column says it row by row."""
    basis = checked.one_of("basis", BASES, required=False)
    _either(checked, "basis", columns.get("basis", ""), basis, "one of: " + ", ".join(BASES))
    scope = " ".join(checked.text("scope", "", required=False).split())
    if scope and columns.get("scope"):
        checked.say("scope", "is said in two ways; give `scope` or `columns.scope`")
    if "{scope}" in detail and not scope and not columns.get("scope"):
        checked.say("detail", "{scope} has nothing to stand for; give `scope` or `columns.scope`, or leave it out")
    return basis, scope


def _sectors(checked: _Checked, known: Sequence[store.Row]) -> tuple[str, ...]:
    sectors = checked.content.get("sectors", [])
    sectors = [sectors] if isinstance(sectors, str) else sectors
    if isinstance(sectors, list) and sectors:
        found = [lookup.meant(one, "sectors", known) if isinstance(one, str) else "" for one in sectors]
        if all(one in {row["id"] for row in known} for one in found):
            return tuple(map(str, found))
    checked.say("sectors", f"give one or more of: {', '.join(lookup.offered('sectors', known))}")
    return ()


def read_map(path: Path, tables: Mapping[str, Sequence[store.Row]]) -> ImportMapping:
    """The map in ``path``, held against the record's ``tables`` (bodies, sectors, sources).

    Raises ``UserError`` with one line for each key that is wrong, which says what would be right.
    """
    checked = _Checked(_read(path))
    for key in checked.content:
        if key not in KEYS:
            checked.say(key, f"is unknown; keys are {', '.join(KEYS)}")
    columns, answers = _columns(checked)
    source = _source(checked, columns.get("source", ""), tables)
    sectors = _sectors(checked, tables["sectors"])
    vendors = _makers(checked, columns, answers)
    findings = checked.to_one_of("answers", [*map(str, Finding)], "a line for each answer, such as `Yes: uses`", True)
    date_format, as_of, as_of_basis = _dates(checked, columns.get("date", ""))
    detail = _detail(checked)
    basis, scope = _basis_and_scope(checked, columns, detail)
    bodies = [row["id"] for row in tables["bodies"]]
    made = ImportMapping(
        source=source,
        sources=columns.get("source", ""),
        sectors=sectors,
        body=columns.get("body", ""),
        answers=answers,
        date=columns.get("date", ""),
        cameras=columns.get("cameras", ""),
        vendor=columns.get("vendor", ""),
        vendors=vendors,
        findings=findings,
        date_format=date_format,
        date_cells=checked.one_of("date_cells", (DATE_CELLS_TRUSTED,), required=False),
        as_of=as_of,
        as_of_basis=as_of_basis,
        basis=basis,
        bases=columns.get("basis", ""),
        scope=scope,
        scopes=columns.get("scope", ""),
        detail=detail,
        names=checked.to_one_of("names", bodies, "a line for each name, such as `Hull CC: the-id-of-the-body`", False),
        sheet=checked.text("sheet", "", required=False),
    )
    if checked.wrong:
        raise UserError("\n".join(f"{path.name}: {wrong}" for wrong in checked.wrong))
    return made
