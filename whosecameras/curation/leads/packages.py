"""Streams the releases of Open Contracting files: packages, single notices and JSON lines, plain or gzip, any size."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import ijson

from whosecameras.errors import UserError
from whosecameras.record.loading import shown

#: Bytes of unpacked text to read from a file unless the curator allows more: a small file can be a gzip bomb.
MOST_BYTES = 4 * 1024**3
#: Bytes of one notice. Real ones have a few kilobytes; one of this size would fill the memory.
MOST_OF_A_NOTICE = 32 * 1024**2
VERSIONS = ("1.0", "1.1")  # a package without a version is 1.0
_GZIP, _ZIP, _BOM, _UTF16 = b"\x1f\x8b", b"PK\x03\x04", b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_LISTS = ("releases", "records")
_END = object()
_NO_JSON = (ijson.JSONError, UnicodeDecodeError, ValueError, ArithmeticError)
#: ijson keeps the path to each level, so memory grows with the square of the depth. A notice with more brackets than
#: this is first checked by a parser that keeps no paths.
MANY_BRACKETS, MOST_LEVELS = 5_000, 200
RIGHT = "give a release package, a record package or JSON lines of the Open Contracting Data Standard 1.1"
Json = Mapping[str, Any]


@dataclass(frozen=True)
class OcdsRelease:
    """One parsed release, its place for error messages, and whether it was compiled from others."""

    content: Json
    place: str
    compiled: bool = False


class _Unpacked:
    """The unpacked text of a file without its byte-order mark; reading past a limit raises ``UserError``."""

    def __init__(self, path: Path, file: BinaryIO, most: int) -> None:
        self._path, self._file, self._most = path, file, most
        self.total = self.since = self.opened = 0  # bytes so far, bytes since the last notice, brackets since then
        self.flat = False  # nothing is nested too deeply
        self._ahead = file.read(3).removeprefix(_BOM)

    def read(self, size: int = -1) -> bytes:
        """The next bytes, no more than ``size``."""
        if size == 0:
            return b""  # ijson reads 0 bytes to detect bytes or text
        part, self._ahead = self._ahead or self._file.read(size if size > 0 else 1 << 16), b""
        self.total += len(part)
        self.since += len(part)
        self.opened += part.count(b"[") + part.count(b"{")
        if self.opened > MANY_BRACKETS and not self.flat:
            _refuse_depth(self._path, self._most)
            self.flat = True
        if self.total > self._most:
            limit = f"{self._most / 1e6:,.0f} MB"
            raise UserError(f"{self._path}: unpacks to more than {limit}; split it, or allow more with --at-most")
        if self.since > MOST_OF_A_NOTICE:
            limit = f"{MOST_OF_A_NOTICE // 1024**2} MB"
            raise UserError(f"{self._path}: near byte {self.total:,}: {limit} without the end of a notice; {RIGHT}")
        return part


@contextmanager
def _opened(path: Path, most: int) -> Iterator[_Unpacked]:
    """Open a file and unpack it; ``UserError`` if it cannot be unpacked, ``OSError`` if it cannot be read."""
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if not start:
            raise UserError(f"{path}: is empty; {RIGHT}")
        if start.startswith(_ZIP):
            raise UserError(f"{path}: is a ZIP; unpack it, and give the files that are in it")
        if start.startswith(_UTF16):
            raise UserError(f"{path}: is UTF-16; save it as UTF-8")
        packed = start.startswith(_GZIP)
        unpacked = None
        try:
            unpacked = _Unpacked(path, cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file, most)
            yield unpacked
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            after = f"near byte {unpacked.total:,}: " if unpacked else ""
            raise UserError(f"{path}: {after}cut short or damaged as gzip ({error}); get the file again") from None


def _fault(path: Path, place: str, value: object, right: str) -> UserError:
    kind = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return UserError(f"{path}: {place} is {kind.get(type(value), 'a number')}; {right}")


@contextmanager
def _json(path: Path, text: _Unpacked, place: str) -> Iterator[None]:
    """Turn parser errors into ``UserError`` with the place."""
    try:
        yield
    except ijson.IncompleteJSONError as error:
        raise UserError(
            f"{path}: {place}, near byte {text.total:,}: not readable as JSON from here ({_first_line(error)}); "
            "get the file again"
        ) from None
    except _NO_JSON as error:
        raise UserError(
            f"{path}: {place}, near byte {text.total:,}: not readable as JSON ({_first_line(error)}); get it again"
        ) from None


def _first_line(error: Exception) -> str:
    """The parser's message, without the excerpt of the file."""
    message = error.args[0] if error.args else ""
    message = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
    return message.split("\n")[0].strip() or type(error).__name__


def _refuse_version(path: Path, version: object) -> None:
    if not isinstance(version, str) or version.strip()[:3] not in VERSIONS or len(version) > 10:
        shown_version = shown(version) if isinstance(version, str) else "no text"
        raise UserError(f"{path}: version is {shown_version}, which we cannot read; {RIGHT}")


def _layout(path: Path, most: int) -> str:
    """The ijson prefix of the notices: ``releases.item``, ``records.item``, ``item``, or ``""`` for JSON lines."""
    with _opened(path, most) as text, _json(path, text, "before the first notice"):
        version, named = False, False
        for number, (prefix, event, value) in enumerate(ijson.parse(text, multiple_values=True)):
            if number == 0:
                if event == "start_array":
                    return "item"
                if event != "start_map":
                    raise _fault(path, "the file as a whole", value, RIGHT)
            if event == "end_map" and prefix == "":
                if not named:
                    raise UserError(f"{path}: has neither releases nor records, nor an ocid; {RIGHT}")
                return ""
            if prefix == "version" and value is not None:
                _refuse_version(path, value)
                version = True
            named = named or prefix == "ocid"
            if prefix in _LISTS and event != "map_key":
                if event == "null":
                    continue
                if event != "start_array":
                    raise _fault(path, prefix, {} if event == "start_map" else value, "a list would be right")
                if named:
                    return ""  # a single record
                if not version:
                    _look_for_version(path, most)
                return f"{prefix}.item"
    raise UserError(f"{path}: holds nothing; {RIGHT}")


def _look_for_version(path: Path, most: int) -> None:
    """Refuse an unknown version that comes after the notices."""
    with _opened(path, most) as text, suppress(*_NO_JSON):  # the reader that follows reports broken JSON
        for version in ijson.items(_Unlimited(text), "version", multiple_values=True):
            if version is not None:
                _refuse_version(path, version)


def _refuse_depth(path: Path, most: int) -> None:
    """Refuse a file that is nested more deeply than any notice; other errors are left to the reader."""
    depth = 0
    with _opened(path, most) as text, suppress(*_NO_JSON):
        for event, _ in ijson.basic_parse(_Unlimited(text), multiple_values=True):
            depth += event in ("start_map", "start_array")
            depth -= event in ("end_map", "end_array")
            if depth > MOST_LEVELS:
                raise UserError(f"{path}: near byte {text.total:,}: nested too deeply for a notice; {RIGHT}")


class _Unlimited:
    """The same text for a parser that keeps no notice, so that none is too large or too deep."""

    def __init__(self, text: _Unpacked) -> None:
        self._text = text
        text.flat = True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        self._text.since = self._text.opened = 0
        return self._text.read(size)


def releases(path: Path, most: int = MOST_BYTES) -> Iterator[OcdsRelease]:
    """Each release of a file in order, one in memory at a time; for a record its releases, then the compiled one.

    Raises ``UserError`` with file, place and what would be valid if the data is not Open Contracting data of a known
    version, is broken, or unpacks to more than ``most`` bytes; ``OSError`` if the file cannot be read.
    """
    where = _layout(path, most)
    name = where.removesuffix("s.item") if "." in where else "notice"
    count = 0
    with _opened(path, most) as text:
        items = iter(ijson.items(text, where, multiple_values=True, use_float=True))
        while True:
            with _json(path, text, f"after {name} {count}" if count else "before the first notice"):
                item = next(items, _END)
            if item is _END:
                return
            count += 1
            text.since = text.opened = 0
            yield from _of_item(path, item, f"{name} {count}", "." in where)


def _of_item(path: Path, item: object, place: str, in_package: bool = False) -> Iterator[OcdsRelease]:
    """The releases of one item: itself, or those of a record or of a package on a line of JSON lines."""
    if not isinstance(item, dict):
        raise _fault(path, place, item, "an object would be right")
    if "version" in item and item["version"] is not None:
        _refuse_version(path, item["version"])
    parts = ("releases", "compiledRelease") if in_package else ("releases", "records", "compiledRelease")
    whole = [key for key in parts if item.get(key) is not None]
    if not whole:
        yield OcdsRelease(item, place)
        return
    for key in whole:
        inner = item[key]
        if key == "compiledRelease":
            if not isinstance(inner, dict):
                raise _fault(path, f"{place}: {key}", inner, "an object would be right")
            yield OcdsRelease({"ocid": item.get("ocid"), **inner}, f"{place}, {key}", compiled=True)
            continue
        if not isinstance(inner, list):
            raise _fault(path, f"{place}: {key}", inner, "a list would be right")
        for number, inner_release in enumerate(inner, 1):
            at = f"{place}, {key} {number}"
            if not isinstance(inner_release, dict):
                raise _fault(path, at, inner_release, "an object would be right")
            if key == "records":
                yield from _of_item(path, inner_release, at, in_package=True)
            elif "url" not in inner_release or "id" in inner_release:  # not a mere link to a release
                yield OcdsRelease({"ocid": item.get("ocid"), **inner_release}, at)
