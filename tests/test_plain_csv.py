"""The fast reader reads what the careful one reads, or leaves the file to it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosecameras.record import loading, plain_csv
from whosecameras.record.loading import DATA_DIR
from whosecameras.record.schema import TABLES

TABLE = TABLES["capability_words"]
HEADER = b"id,name,meaning\n"


@pytest.fixture(autouse=True, scope="module")
def longest_cell() -> Iterator[None]:
    """Python's own limit for a cell: libraries that other tests load raise it for the whole process."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


def carefully(raw: bytes) -> loading.Cells:
    with patch.object(plain_csv, "read", return_value=None):
        return loading._cells(raw, TABLE)


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", "é".encode(), b",", b'"', b'""', b"\n", b"\r", b" ", b"\xff", b"\x00"])))
def test_whatever_the_file_holds_both_read_the_same(parts: list[bytes]) -> None:
    raw = HEADER + b"".join(parts) + b"\n"
    fast, careful = plain_csv.read(raw, TABLE.columns), carefully(raw)
    if fast is not None:
        assert careful.problems == () and not careful.lost and not careful.absent
        assert fast.to_dict("split") == careful.frame.to_dict("split")
        assert list(fast.dtypes) == list(careful.frame.dtypes)
        assert (fast.index.tolist(), fast.index.name) == (careful.frame.index.tolist(), careful.frame.index.name)


@pytest.mark.parametrize("row", [b"a,b,c", b'a,"b, c",d', b'a,"say ""b""",c', b'a,"",c', b",,"])
def test_plain_rows_are_read_fast(row: bytes) -> None:
    assert plain_csv.read(HEADER + row + b"\n", TABLE.columns) is not None


@pytest.mark.parametrize(
    "raw",
    [
        b"id,name\na,b\n",
        HEADER + b"a,b\n",
        HEADER + b'a,"b\nc",d\n',
        HEADER + b'a,"b"c,d\n',
        HEADER + b"a,b,\xff\n",
        HEADER + b"a,b,c\n\na,b,c\n",
        HEADER + b"<<<<<<< ours,b,c\n",
        b"\xef\xbb\xbf" + HEADER + b"a,b,c\n",
        HEADER + b"a,b," + b"c" * 140_000 + b"\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_careful_reader(raw: bytes) -> None:
    assert plain_csv.read(raw, TABLE.columns) is None


@pytest.mark.parametrize(
    "name", [name for name, table in TABLES.items() if table.name not in ("link_checks", "corrections")]
)
def test_every_table_of_the_record_is_plain(name: str) -> None:
    assert plain_csv.read((DATA_DIR / TABLES[name].file).read_bytes(), TABLES[name].columns) is not None
