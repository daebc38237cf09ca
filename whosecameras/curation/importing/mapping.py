"""The map of an import: what the columns of a table mean. Read from YAML and validated key by key."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from rapidfuzz import process

from whosecameras.analysis import lookup
from whosecameras.curation import store
from whosecameras.errors import UserError
from whosecameras.record.loading import is_date, shown
from whosecameras.record.schema import AS_OF_BASES, BASES, FINDING_VENDORS, UNDATED, Finding

MAX_BYTES = 1024 * 1024
PLACEHOLDERS = ("body", "vendor", "finding", "date", "cameras", "scope", "publisher")
DATE_CELLS_TRUSTED = "trusted"  # the curator has checked the date cells of the spreadsheet
#: The number of characters of an ISO date that a format yields, by its parts: year, month, day.
_PRECISION = {"Y": 4, "Ym": 7, "Ydm": 10}
_TIME = "HIMSfpzZ"  # parsed and ignored
_PARTS = str.maketrans("ybB", "Ymm", _TIME)


class _TextOnlyLoader(yaml.SafeLoader):
    """Reads every value as text: ``yes`` is not a boolean, and ``2022-02`` not a number."""


def _pairs(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in loader.construct_pairs(node, deep=True):
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, "a key must be text", node.start_mark)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"{shown(key)} appears twice", node.start_mark)
        result[key] = value
    return result


_TextOnlyLoader.yaml_implicit_resolvers = {}
_TextOnlyLoader.add_constructor("tag:yaml.org,2002:map", _pairs)


def folded(text: str) -> str:
    """Normalise a text for comparison: trimmed, spaces collapsed, case folded."""
    return " ".join(text.split()).casefold()


def _parts(date_format: str) -> str:
    """The parts of a date in a format, one letter each: a key of ``_PRECISION`` if the format is valid."""
    letters = "".join(directive[1:] or directive for directive in re.findall("%.?", date_format.replace("%%", "")))
    return "".join(sorted(letters.translate(_PARTS)))


def precision(date_format: str) -> int:
    """The number of characters of an ISO date that a format yields: 4 for a year, 7 with month, 10 with day."""
    return _PRECISION[_parts(date_format)]


# Validators of single values. Each raises ValueError with what is wrong and what would be valid.


def _one_of(values: Sequence[str]) -> AfterValidator:
    """The value is one of these, or blank if the key is optional."""

    def check(value: str) -> str:
        if value and value not in values:
            raise ValueError(f"{shown(value)} is not allowed; use one of: {', '.join(values)}")
        return value

    return AfterValidator(check)


def _id_in(table: str) -> AfterValidator:
    """The value is the id of a row of this table, or blank if the key is optional."""

    def check(value: str, info: ValidationInfo) -> str:
        ids = [row["id"] for row in _tables(info)[table]]
        if value and value not in ids:
            similar = ", ".join(hit for hit, _, _ in process.extract(value, ids, limit=3))
            raise ValueError(f"{shown(value)} is not in {table}.csv; add it first, or use one like: {similar}")
        return value

    return AfterValidator(check)


def _tables(info: ValidationInfo) -> Mapping[str, Sequence[store.Row]]:
    return info.context or {}


def _keys_folded(values: dict[str, str]) -> dict[str, str]:
    result: dict[str, str] = {}
    for text, value in values.items():
        if result.setdefault(folded(text), value) != value:
            raise ValueError(f"{shown(text)} appears twice, ignoring case and spaces, with two meanings; keep one")
    return result


def _sectors(value: object, info: ValidationInfo) -> list[str]:
    known = _tables(info)["sectors"]
    given = value if isinstance(value, list) else [value]
    ids = [lookup.resolve(name, "sectors", known) if isinstance(name, str) else "" for name in given]
    if not ids or not all(ids):
        raise ValueError(f"give one or more of: {', '.join(lookup.offered('sectors', known))}")
    return ids


def _past_date(value: str) -> str:
    if value and not is_date(value, last=date.today()):
        raise ValueError(f"{shown(value)} is not a date up to today; use YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _date_format(value: str) -> str:
    timed = any(f"%{letter}" in value for letter in _TIME)
    if value and _parts(value) not in ({"Ydm"} if timed else _PRECISION):
        hint = 'use %d, %m (or %b, %B) and %Y (or %y), such as "%d/%m/%Y" for 03/04/2022 meaning 3 April'
        raise ValueError(f"{shown(value)} is not a date format; {hint}")
    return value


def _template(value: str) -> str:
    """A sentence with only placeholders in braces."""
    allowed = ", ".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS)
    try:
        parts = list(string.Formatter().parse(value))
    except ValueError as error:
        raise ValueError(f"has a brace without its pair ({error}); placeholders are {allowed}") from None
    for _, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            raise ValueError(f"{shown('{' + name + '}')} is not a placeholder; use {allowed}")
    return " ".join(value.split())


_Given = Annotated[str, Field(min_length=1)]
_Vendor = Annotated[str, _one_of(FINDING_VENDORS)]
_BLANK_IS_EMPTY = BeforeValidator(lambda value: value or {})
_FOLDED = AfterValidator(_keys_folded)


class _Keys(BaseModel):
    """A model that forbids unknown keys; a key's description says what would be valid."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Columns(_Keys):
    """The table's columns by content; ``""`` if there is none."""

    body: _Given = Field(description="the name of the column that names the body")
    answer: Annotated[
        dict[_Vendor, _Given],
        BeforeValidator(lambda value: {"": value} if value and isinstance(value, str) else value or {}),
    ] = Field(min_length=1, description="the column with the answers, or one column for each manufacturer")
    date: str = ""
    cameras: str = ""
    vendor: str = ""
    source: str = ""
    scope: str = ""
    basis: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        used = [column for column in (*self.answer.values(), *self.model_dump(exclude={"answer"}).values()) if column]
        if twice := sorted({column for column in used if used.count(column) > 1}):
            raise ValueError(f"{', '.join(map(shown, twice))} is used twice; each column holds one thing")
        return self


class ImportMapping(_Keys):
    """A validated map: every id in it exists, every value is allowed, and no keys contradict each other.

    The keys of ``vendors``, ``answers`` and ``names`` are ``folded`` texts.
    """

    source: Annotated[str, _id_in("sources")] = Field("", description="the id of a source (`add source` makes one)")
    sectors: Annotated[tuple[str, ...], BeforeValidator(_sectors)] = Field(description="one or more sectors")
    columns: Columns = Field(description="`columns.body` and `columns.answer`")
    vendor: _Vendor = ""
    vendors: Annotated[dict[str, Annotated[_Given, _one_of(FINDING_VENDORS)]], _FOLDED, _BLANK_IS_EMPTY] = Field(
        {}, description="a line for each text of the vendor column, such as `HIK: hikvision`"
    )
    answers: Annotated[dict[str, Annotated[_Given, _one_of([*Finding])]], _FOLDED, _BLANK_IS_EMPTY] = Field(
        min_length=1, description="a line for each answer, such as `Yes: uses`"
    )
    date_format: Annotated[str, AfterValidator(_date_format)] = ""
    date_cells: Annotated[str, _one_of((DATE_CELLS_TRUSTED,))] = ""
    as_of: Annotated[str, AfterValidator(_past_date)] = ""
    as_of_basis: Annotated[_Given, _one_of(AS_OF_BASES)] = Field(description=f"one of: {', '.join(AS_OF_BASES)}")
    basis: Annotated[str, _one_of(BASES)] = Field("", description=f"one of: {', '.join(BASES)}")
    scope: Annotated[str, AfterValidator(lambda value: " ".join(value.split()))] = ""
    detail: Annotated[_Given, AfterValidator(_template)] = Field(
        description="a sentence in our own words, with placeholders such as {vendor}"
    )
    names: Annotated[dict[str, Annotated[_Given, _id_in("bodies")]], _FOLDED, _BLANK_IS_EMPTY] = Field(
        {}, description="a line for each name, such as `Hull CC: the-id-of-the-body`"
    )
    sheet: str = ""

    @property
    def answer_columns(self) -> dict[str, str]:
        """The columns with answers, each with its manufacturer; ``""`` if the column ``vendor`` gives it."""
        return {column: vendor or self.vendor for vendor, column in self.columns.answer.items()}

    @property
    def needed_columns(self) -> tuple[str, ...]:
        """The columns without blank cells."""
        of = self.columns
        return tuple(filter(None, (of.body, *of.answer.values(), of.date, of.vendor, of.source, of.basis)))

    @property
    def all_columns(self) -> tuple[str, ...]:
        """All columns that the map reads."""
        return (*self.needed_columns, *filter(None, (self.columns.cameras, self.columns.scope)))

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if wrong := [*self._vendor_unclear(), *self._date_unclear(), *self._said_twice_or_never()]:
            raise ValueError("\n".join(wrong))
        return self

    def _vendor_unclear(self) -> Iterator[str]:
        by_answer = any(self.columns.answer)
        ways = sum((bool(self.vendor), bool(self.columns.vendor), by_answer))
        if ways != 1:
            hint = (
                "give either `vendor` (one manufacturer for all), `columns.vendor`, or `columns.answer` by manufacturer"
            )
            yield f"vendor: is {'given in several ways' if ways else 'missing'}; {hint}"
        if by_answer and self.columns.cameras:
            yield "columns.cameras: cannot be given with an answer column for each manufacturer; import each by itself"
        if self.columns.vendor and not self.vendors:
            yield f"vendors: is missing; give {_right('vendors')}"

    def _date_unclear(self) -> Iterator[str]:
        ways = bool(self.columns.date) + bool(self.as_of)
        if self.as_of_basis == UNDATED and ways:
            yield f"as_of_basis: {UNDATED} allows no date; leave out `columns.date` and `as_of`, or give another basis"
        elif self.as_of_basis != UNDATED and ways != 1:
            hint = f"or `as_of_basis: {UNDATED}` if the table has no date at all"
            yield f"as_of: give either `columns.date` or `as_of`, a date for the whole table, {hint}"

    def _said_twice_or_never(self) -> Iterator[str]:
        for key in ("source", "basis", "scope"):
            given, column = getattr(self, key), getattr(self.columns, key)
            if given and column:
                yield f"{key}: is given twice; give `{key}` or `columns.{key}`, not both"
            if not given and not column and key != "scope":
                yield f"{key}: is missing; give {_right(key)}, or `columns.{key}`"
        if "{scope}" in self.detail and not self.scope and not self.columns.scope:
            yield "detail: {scope} has no value; give `scope` or `columns.scope`, or leave it out"
        if "{date}" in self.detail and self.as_of_basis == UNDATED:
            yield f"detail: {{date}} has no value in a table that is {UNDATED}; leave it out"


KEYS, COLUMNS = tuple(ImportMapping.model_fields), tuple(Columns.model_fields)


def _right(*at: str) -> str:
    """What a key should hold, in words."""
    field = Columns.model_fields.get(at[1]) if at[0] == "columns" and len(at) > 1 else ImportMapping.model_fields[at[0]]
    return (field and field.description) or "one text"


def _lines(error: Mapping[str, Any]) -> list[str]:
    """Lines for one pydantic error, with its key; several if the keys contradict each other."""
    at = [str(part) for part in error["loc"] if part != "[key]"]
    if error["type"] == "value_error":
        message = str(error["ctx"]["error"])
    elif error["type"] == "extra_forbidden":
        message = f"is unknown; keys are {', '.join(COLUMNS if len(at) > 1 else KEYS)}"
    elif error["type"] in ("missing", "string_too_short", "too_short"):
        message = f"is missing; give {_right(*at)}"
    else:
        message = f"has the wrong form; give {_right(*at)}"
    return [f"{'.'.join(at)}: {message}"] if at else message.splitlines()


def _read(path: Path) -> dict[str, Any]:
    if path.stat().st_size > MAX_BYTES:
        raise UserError(f"{path.name}: is larger than 1 MB; is it the map?")
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_TextOnlyLoader)  # a SafeLoader
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


def read_map(path: Path, tables: Mapping[str, Sequence[store.Row]]) -> ImportMapping:
    """Read and validate the map in ``path`` against the record's ``tables`` (bodies, sectors, sources).

    Raises ``UserError`` with one line for each invalid key, which says what would be valid. Contradictions between keys
    are only checked once each key is valid.
    """
    try:
        return ImportMapping.model_validate(_read(path), context=tables)
    except ValidationError as error:
        wrong = [line for problem in error.errors() for line in _lines(problem)]
        raise UserError("\n".join(f"{path.name}: {line}" for line in wrong)) from None
