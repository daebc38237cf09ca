"""Queries for pages: rows that match a filter, with their sources, and the rows taken from each source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras.record.loading import LIST_SEPARATOR, Dataset
from whosecameras.record.registers import still_exist
from whosecameras.record.schema import OWNER_PUBLIC, SPEAKS_OF, TABLES, Table

#: Tables whose rows come from a source, with their headings on pages.
TAKEN: Mapping[str, str] = {
    "findings": "Findings",
    "surveys": "Survey figures",
    "events": "Events",
    "capabilities": "Functions",
    "vendor_facts": "Facts on manufacturers",
    "brands": "Brands",
    "survey_repeats": "Survey figures it repeats",
    "place_reports": "Reports about a place",
    "foi_regimes": "Freedom of information law",
}
#: The same for a count in a sentence: singular and plural.
TAKEN_NOUNS: Mapping[str, tuple[str, str]] = {
    "findings": ("finding", "findings"),
    "surveys": ("survey figure", "survey figures"),
    "events": ("event", "events"),
    "capabilities": ("function", "functions"),
    "vendor_facts": ("fact on a manufacturer", "facts on manufacturers"),
    "brands": ("brand", "brands"),
    "survey_repeats": ("survey figure that it repeats", "survey figures that it repeats"),
    "place_reports": ("report about a place", "reports about a place"),
    "foi_regimes": ("rule on freedom of information", "rules on freedom of information"),
}


def text_rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table as dicts of text."""
    return [{str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")]


def vendor_ids(dataset: Dataset) -> list[str]:
    """Ids of the manufacturers, in their order."""
    return [str(vendor) for vendor in dataset.vendors.sort_values("order")["id"]]


@dataclass(frozen=True)
class RowFilter:
    """A filter on rows. A blank field matches every row, and so does a field without a column in the table."""

    sector: str = ""
    region: str = ""
    nation: str = ""
    vendor: str = ""
    text: str = ""


def row_filters(table: str) -> tuple[str, ...]:
    """The fields of ``RowFilter`` that apply to a table."""
    columns = set(TABLES[table].columns)
    placed = [column for column in ("sector", "region", "nation") if column in columns or "body" in columns]
    manufacturers = ["vendor"] if columns & {"vendor", "vendors", "vendor_scope"} else []
    return (*(column for column in placed if table != "left_out"), *manufacturers, "text")


@lru_cache(maxsize=16)
def _texts(dataset: Dataset, table: str) -> tuple[str, ...]:
    """Each row of a table as one lower-case text. Line breaks separate the cells, since no cell contains one."""
    columns = [
        ["" if pd.isna(value) else str(value).casefold() for value in column.tolist()]
        for _, column in dataset.tables[table].items()
    ]
    return tuple(map("\n".join, zip(*columns, strict=True)))


def select(dataset: Dataset, table: str, filters: RowFilter = RowFilter()) -> pd.DataFrame:
    """The matching rows of a table, in file order, with its columns; ``KeyError`` for an unknown table.

    A manufacturer matches rows that name it, alone or with the other. ``text`` matches anywhere in a row, in any case.
    """
    frame = dataset.tables[table]
    if filters == RowFilter():
        return frame
    keep = pd.Series(True, index=frame.index)
    usable = row_filters(table)
    for part in ("sector", "region", "nation"):
        value = getattr(filters, part)
        if value and part in usable:
            column = frame[part] if part in frame.columns else frame["body"].map(dataset.bodies.set_index("id")[part])
            keep &= column == value
    if filters.vendor and "vendor" in usable:
        if "vendor" in frame.columns:
            keep &= frame["vendor"].isin(SPEAKS_OF[filters.vendor])
        elif "vendors" in frame.columns:
            keep &= frame["vendors"].map(lambda text: filters.vendor in text.split(LIST_SEPARATOR))
        else:
            keep &= frame["vendor_scope"] == filters.vendor
    if filters.text:
        needle = filters.text.casefold()
        holding = [needle in text for text in _texts(dataset, table)]
        keep &= pd.Series(holding, index=frame.index, dtype=bool)
    return frame[keep]


def bodies_by_name(dataset: Dataset, sector: str) -> list[tuple[str, str]]:
    """The bodies of a sector from A to Z, as ``(id, name)``."""
    bodies = dataset.bodies
    bodies = bodies[bodies["sector"] == sector].sort_values("name")
    return list(zip(bodies["id"], bodies["name"], strict=True))


@lru_cache(maxsize=8)
def counted_bodies(dataset: Dataset) -> pd.DataFrame:
    """The rows of ``bodies`` that figures count: publicly owned bodies that exist or have a finding.

    An abolished council that no source names is left out: nobody can send it a request any more, so it is not a gap in
    the record. Bodies with royal, private or charitable owners are in ``bodies_apart``. Do not modify the result.
    """
    bodies = dataset.bodies
    listed = (bodies["replaced_by"] == "") | bodies["id"].isin(set(dataset.findings["body"]))
    return bodies[listed & is_public(bodies)]


@lru_cache(maxsize=8)
def registered_bodies(dataset: Dataset) -> pd.DataFrame:
    """The existing public bodies that only an official register names (columns of ``bodies``).

    Nothing is known about their cameras. Do not modify the result.
    """
    bodies = dataset.registers["bodies"]
    return bodies[still_exist(bodies) & is_public(bodies)]


def is_public(bodies: pd.DataFrame) -> pd.Series[bool]:
    """For each row of ``bodies``, whether it is a public body. This is the only place that decides it."""
    return bodies["owner"] == OWNER_PUBLIC


def bodies_apart(dataset: Dataset) -> pd.DataFrame:
    """The rows of ``bodies`` with a royal, private or charitable owner. Pages show them separately."""
    return dataset.bodies[~is_public(dataset.bodies)]


def with_address(dataset: Dataset, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Add each row's publisher and address in two columns, if the table has a column ``source``."""
    if "source" not in TABLES[table].columns:
        return frame
    known = dataset.sources.set_index("id")
    return frame.assign(
        publisher=frame["source"].map(known["publisher"]), source_address=frame["source"].map(known["url"])
    )


@lru_cache(maxsize=4)
def corrections_of(dataset: Dataset) -> Mapping[str, list[dict[str, str]]]:
    """The rows of ``corrections`` about each body or its findings, newest first: ``{body id: rows}``."""
    by_body: dict[str, list[dict[str, str]]] = {}
    newest_first = dataset.corrections.sort_values("date", ascending=False, kind="stable")
    for cells in newest_first.to_dict("records"):
        row = {str(column): str(value) for column, value in cells.items()}
        if body := corrected_body(dataset, row):
            by_body.setdefault(body, []).append(row)
    return by_body


def corrected_body(dataset: Dataset, correction: Mapping[str, str]) -> str:
    """The id of the body that a row of ``corrections`` is about, ``""`` if none.

    For a withdrawn finding this comes from its id, which consists of the body's id and a number.
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
    """A description of each column of a table, one per row, with headings for readers."""
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
    """The matching sources, by publisher: their columns, then a count for each table of ``TAKEN``."""
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
        number = dataset.tables[table]["source"].value_counts()
        if table == "events":
            number = number.add(dataset.event_sources["source"].value_counts(), fill_value=0)
        frame = frame.assign(**{table: frame["id"].map(number).fillna(0).astype(int)})
    return frame.sort_values("publisher", key=lambda names: names.str.casefold(), kind="stable")


def of_source(dataset: Dataset, source: str) -> dict[str, pd.DataFrame]:
    """The rows taken from one source, by table in the order of ``TAKEN``; tables without rows are left out."""
    rows = {}
    for table in TAKEN:
        frame = dataset.tables[table]
        keep = frame["source"] == source
        if table == "events":
            further = dataset.event_sources
            keep |= frame["id"].isin(further.loc[further["source"] == source, "event"])
        if keep.any():
            rows[table] = frame[keep]
    return rows
