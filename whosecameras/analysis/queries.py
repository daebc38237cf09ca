"""Parts of the tables for the reader: rows that fit a filter, each with its source, and what each source gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras.record.loading import LIST_SEPARATOR, Dataset
from whosecameras.record.schema import SPEAKS_OF, TABLES, Table

#: Tables whose rows were read in a source, with what a page calls them.
TAKEN: Mapping[str, str] = {
    "findings": "Findings",
    "surveys": "Survey figures",
    "events": "Events",
    "capabilities": "Functions",
    "vendor_facts": "Facts on makers",
}
#: The same for a count in a sentence: one row, and several.
TAKEN_NOUNS: Mapping[str, tuple[str, str]] = {
    "findings": ("finding", "findings"),
    "surveys": ("survey figure", "survey figures"),
    "events": ("event", "events"),
    "capabilities": ("function", "functions"),
    "vendor_facts": ("fact on a maker", "facts on makers"),
}


@dataclass(frozen=True)
class RowFilter:
    """A filter; a part that is ``""``, or that a table has no column for, lets every row pass."""

    sector: str = ""
    region: str = ""
    nation: str = ""
    vendor: str = ""
    text: str = ""


def row_filters(table: str) -> tuple[str, ...]:
    """Which parts of ``RowFilter`` can narrow a table."""
    columns = set(TABLES[table].columns)
    placed = [part for part in ("sector", "region", "nation") if part in columns or "body" in columns]
    makers = ["vendor"] if columns & {"vendor", "vendors", "vendor_scope"} else []
    return (*(part for part in placed if table != "left_out"), *makers, "text")


@lru_cache(maxsize=16)
def _texts(dataset: Dataset, table: str) -> tuple[str, ...]:
    """Each row of a table as one text in lower case, its cells parted by line breaks, which no cell holds."""
    columns = [
        ["" if pd.isna(value) else str(value).casefold() for value in column.tolist()]
        for _, column in dataset.tables[table].items()
    ]
    return tuple(map("\n".join, zip(*columns, strict=True)))


def select(dataset: Dataset, table: str, wanted: RowFilter = RowFilter()) -> pd.DataFrame:
    """The rows of a table that fit, in file order, columns unchanged; ``KeyError`` for an unknown table.

    A maker fits rows that name it, alone or with the other. ``text`` may stand anywhere in a row, in either case.
    """
    frame = dataset.tables[table]
    if wanted == RowFilter():
        return frame
    keep = pd.Series(True, index=frame.index)
    usable = row_filters(table)
    for part in ("sector", "region", "nation"):
        value = getattr(wanted, part)
        if value and part in usable:
            column = frame[part] if part in frame.columns else frame["body"].map(dataset.bodies.set_index("id")[part])
            keep &= column == value
    if wanted.vendor and "vendor" in usable:
        if "vendor" in frame.columns:
            keep &= frame["vendor"].isin(SPEAKS_OF[wanted.vendor])
        elif "vendors" in frame.columns:
            keep &= frame["vendors"].map(lambda text: wanted.vendor in text.split(LIST_SEPARATOR))
        else:
            keep &= frame["vendor_scope"] == wanted.vendor
    if wanted.text:
        needle = wanted.text.casefold()
        holding = [needle in text for text in _texts(dataset, table)]
        keep &= pd.Series(holding, index=frame.index, dtype=bool)
    return frame[keep]


def bodies_by_name(dataset: Dataset, sector: str) -> list[tuple[str, str]]:
    """The bodies of a sector from A to Z: ``(id, name)`` each."""
    bodies = dataset.bodies
    bodies = bodies[bodies["sector"] == sector].sort_values("name")
    return list(zip(bodies["id"], bodies["name"], strict=True))


def counted_bodies(dataset: Dataset) -> pd.DataFrame:
    """The rows of ``bodies`` that figures count: all that exist, and of those gone the ones that a finding speaks of.

    A council that was abolished and that no source names is no gap in the record: nobody can ask it any more.
    """
    bodies = dataset.bodies
    return bodies[(bodies["replaced_by"] == "") | bodies["id"].isin(set(dataset.findings["body"]))]


def with_address(dataset: Dataset, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows; where the table has ``source``, its publisher and its address follow as two more columns."""
    if "source" not in TABLES[table].columns:
        return frame
    known = dataset.sources.set_index("id")
    return frame.assign(
        publisher=frame["source"].map(known["publisher"]), source_address=frame["source"].map(known["url"])
    )


@lru_cache(maxsize=4)
def corrections_of(dataset: Dataset) -> Mapping[str, list[dict[str, str]]]:
    """The rows of ``corrections`` that changed a body or what is said of it, newest first: ``{body id: rows}``."""
    found: dict[str, list[dict[str, str]]] = {}
    newest_first = dataset.corrections.sort_values("date", ascending=False, kind="stable")
    for cells in newest_first.to_dict("records"):
        row = {str(column): str(value) for column, value in cells.items()}
        if body := corrected_body(dataset, row):
            found.setdefault(body, []).append(row)
    return found


def corrected_body(dataset: Dataset, correction: Mapping[str, str]) -> str:
    """The id of the body that a row of ``corrections`` is about, ``""`` if it is about none.

    A finding that was withdrawn is known by its id: that of its body and a number.
    """
    table, key = correction["table"], correction["row"]
    if table == "bodies":
        body = key
    elif dataset.tables.place(table, key) is not None:
        body = str(dataset.row(table, key).get("body", ""))
    else:
        body = key.rpartition("-")[0] if table == "findings" else ""
    return body if dataset.tables.place("bodies", body) is not None else ""


def dictionary(table: Table) -> pd.DataFrame:
    """What each column of a table holds, one row each, with headings for readers."""
    return pd.DataFrame(
        {
            "Column": [field.name for field in table.fields],
            "Kind": [f"{field.kind}, always filled" if field.required else field.kind for field in table.fields],
            "Meaning": [field.meaning for field in table.fields],
            "Allowed values": [
                ", ".join(map(str, field.values)) or (f"a row of {field.points_to}" if field.points_to else "")
                for field in table.fields
            ],
        }
    )


def sources(dataset: Dataset, grade: str = "", kind: str = "", text: str = "") -> pd.DataFrame:
    """The sources that fit, by publisher: their columns, then one count for each table of ``TAKEN``."""
    frame = _all_sources(dataset)
    if grade:
        frame = frame[frame["grade"] == grade]
    if kind:
        frame = frame[frame["kind"] == kind]
    if text:
        frame = frame[frame["id"].isin(select(dataset, "sources", RowFilter(text=text))["id"])]
    return frame.copy()


@lru_cache(maxsize=4)
def _all_sources(dataset: Dataset) -> pd.DataFrame:
    frame = dataset.sources
    for table in TAKEN:
        given = dataset.tables[table]["source"].value_counts()
        if table == "events":
            given = given.add(dataset.event_sources["source"].value_counts(), fill_value=0)
        frame = frame.assign(**{table: frame["id"].map(given).fillna(0).astype(int)})
    return frame.sort_values("publisher", key=lambda names: names.str.casefold(), kind="stable")


def of_source(dataset: Dataset, source: str) -> dict[str, pd.DataFrame]:
    """What was taken from one source: ``{table: its rows}`` without empty ones, in the order of ``TAKEN``."""
    found = {}
    for table in TAKEN:
        frame = dataset.tables[table]
        keep = frame["source"] == source
        if table == "events":
            further = dataset.event_sources
            keep |= frame["id"].isin(further.loc[further["source"] == source, "event"])
        if keep.any():
            found[table] = frame[keep]
    return found
