"""What sources say about the manufacturers: facts by subject, allegations and replies, camera functions."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from whosecameras.analysis.queries import vendor_ids
from whosecameras.record.loading import LIST_SEPARATOR, Dataset
from whosecameras.record.schema import (
    BRAND_KINDS,
    FACT_GROUPS,
    FACT_KEYS,
    REPLIES,
    SPEAKS_OF,
    VENDOR_EACH,
    VENDOR_UNSPECIFIED,
)

ALLEGATIONS = "allegations"


def _undated_last(column: pd.Series) -> pd.Series:
    """Sort key for a column of dates, oldest first: rows without a date come last."""
    return column.replace("", "9999") if column.name == "as_of" else column


@lru_cache(maxsize=4)
def _all_facts(dataset: Dataset) -> pd.DataFrame:
    frame = dataset.vendor_facts
    frame["group"] = [FACT_KEYS[str(key)][0] for key in frame["key"]]
    frame["about"] = [FACT_KEYS[str(key)][1] for key in frame["key"]]
    order = {key: place for place, key in enumerate(FACT_KEYS)}
    frame["order"] = frame["key"].map(order)
    sources = dataset.sources[["id", "publisher", "grade", "url"]].rename(columns={"id": "source"})
    return frame.merge(sources, on="source", how="left", validate="m:1").sort_values(
        ["order", "as_of", "id"], key=_undated_last
    )


def facts_about(dataset: Dataset, vendor: str, group: str) -> pd.DataFrame:
    """What sources say about a manufacturer in one group: a key of ``FACT_GROUPS``, ``allegations`` or ``replies``.

    ``vendor`` is matched exactly (``both``: statements about both together). Allegations form a group whatever they are
    about; their subject is in ``group``. Where figures differ, all are returned.
    Columns: ``id``, ``group``, ``about``, ``value``, ``as_of``, ``as_of_basis``, ``detail``, ``replies`` (ids),
    ``source``, ``publisher``, ``grade``, ``url``. ``KeyError`` for an unknown group.
    """
    if group not in FACT_GROUPS and group not in (ALLEGATIONS, REPLIES):
        raise KeyError(f"no group of facts {group!r}")
    frame = _all_facts(dataset)
    frame = frame[frame["vendor"] == vendor]
    if group == ALLEGATIONS:
        frame = frame[frame["kind"] == "allegation"]
    elif group == REPLIES:
        frame = frame[frame["kind"] == "reply"]
    else:
        frame = frame[(frame["kind"] == "fact") & (frame["group"] == group)]
    return frame[
        [
            "id", "group", "about", "value", "as_of", "as_of_basis", "detail", "replies", "source", "publisher",
            "grade", "url",
        ]
    ]  # fmt: skip


def brands_of(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """The brands that sources link to a manufacturer (``""``: any): its own first, then by name and date.

    Brands whose source does not say which manufacturer they sell are returned for both. Columns: those of ``brands``,
    ``publisher``, ``grade``, ``url``.
    """
    frame = dataset.brands
    if vendor:
        frame = frame[frame["vendor"].isin((*SPEAKS_OF[vendor], VENDOR_UNSPECIFIED))]
    sources = dataset.sources[["id", "publisher", "grade", "url"]].rename(columns={"id": "source"})
    merged = frame.merge(sources, on="source", how="left", validate="m:1")
    places = {kind: place for place, kind in enumerate(BRAND_KINDS)}
    merged["place"] = merged["kind"].map(places)
    merged["key"] = merged["name"].str.casefold()
    return merged.sort_values(["place", "key", "as_of", "id"]).drop(columns=["place", "key"])


def subjects_of(dataset: Dataset, vendor: str = "") -> tuple[str, ...]:
    """Values of the ``vendor`` column that include a manufacturer (``""``: any), in order, ``both`` last."""
    return SPEAKS_OF[vendor] if vendor else (*vendor_ids(dataset), VENDOR_EACH)


def replies_to(dataset: Dataset, fact: str) -> pd.DataFrame:
    """The replies to a fact or an allegation, oldest first; at least the columns of ``facts_about``."""
    reply_ids = [reply for reply in str(dataset.row("vendor_facts", fact)["replies"]).split(LIST_SEPARATOR) if reply]
    replies = _all_facts(dataset)
    return replies[replies["id"].isin(reply_ids)].sort_values(["as_of", "id"], key=_undated_last)


def unattached_replies(dataset: Dataset, vendor: str) -> pd.DataFrame:
    """A manufacturer's replies to statements that the record does not hold; columns of ``facts_about``."""
    attached = {reply for text in dataset.vendor_facts["replies"] for reply in str(text).split(LIST_SEPARATOR)}
    replies = facts_about(dataset, vendor, REPLIES)
    return replies[~replies["id"].isin(attached)]


def capability_statements(dataset: Dataset, vendor: str = "", function: str = "") -> pd.DataFrame:
    """Rows of ``capabilities`` with the body and the publisher, by function and date.

    ``vendor`` keeps only the rows that name it, alone or with the other. Columns: those of ``capabilities``, ``who``
    (the body, or “no body named”), ``publisher``, ``grade``, ``url``.
    """
    frame = dataset.capabilities
    if vendor:
        frame = frame[frame["vendor"].isin(SPEAKS_OF[vendor])]
    if function:
        frame = frame[frame["capability"] == function]
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    sources = dataset.sources[["id", "publisher", "grade", "url"]].rename(columns={"id": "source"})
    merged = frame.merge(sources, on="source", how="left", validate="m:1")
    merged["who"] = [names.get(str(body), "no body named") for body in merged["body"]]
    return merged.sort_values(["capability", "as_of", "id"], key=_undated_last)
