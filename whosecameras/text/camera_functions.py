"""Camera functions as reported, grouped by what sources say about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras.analysis.manufacturers import capability_statements
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_EACH, VENDORS
from whosecameras.text import wording
from whosecameras.text.manufacturer_tables import COUNTED, FLAW, REPORTED, capability_table

#: The groups: count column and name column in ``capability_table``, heading, meaning.
_GROUPS = (
    (
        "reported",
        "Reported in the UK",
        "Reported in the UK",
        "A source reports these functions in the UK, with or without the name of a public body.",
    ),
    (
        "planned",
        "Approved or planned",
        "Approved or planned",
        "A UK public body approved or planned these functions. We found no source that says that it used them.",
    ),
    (
        "against",
        "Denied or not disclosed",
        "Denied, or not disclosed",
        "A UK public body said that it did not use these functions, or would not say.",
    ),
    (
        "described",
        "Described",
        "Advertised or described",
        "A manufacturer, a seller or a researcher describes these functions. No UK public body is named.",
    ),
    ("abroad", "Abroad", "Reported outside the UK", "A source reports these functions in another country."),
)
_FLAW = ("flaw", "Described", "A flaw, not a function", "Sources describe a weakness of the cameras.")
#: What is known in the UK about a function that is described or reported abroad, by its standing.
_IN_THE_UK = {REPORTED: "Reported", COUNTED: "Counted in a survey"}
_NO_REPORT = "No report found"
WHO, IN_THE_UK = "Who, and when", "In the UK"
#: Columns that identify a function.
BESIDE_NAME = ("Function", "What it does", "id")


@dataclass(frozen=True)
class FunctionGroup:
    """Functions about which sources make the same kind of statement.

    ``table`` has the columns ``Function``, ``What it does``, ``Who, and when`` and ``id``, and, for functions
    described or reported abroad, ``In the UK``.
    """

    id: str
    heading: str
    explanation: str
    table: pd.DataFrame


@lru_cache(maxsize=16)
def function_groups(dataset: Dataset, vendor: str = "") -> tuple[FunctionGroup, ...]:
    """What sources say about each function of a manufacturer's cameras (``""``: any), in non-empty groups.

    A function is in every group that a statement about it belongs to. Functions with the most sources come first; among
    functions described or reported abroad, those without a report from the UK come first.
    """
    group_rows = capability_statements(dataset, vendor)
    table = capability_table(dataset, vendor)
    table["sources"] = table["id"].map(group_rows.groupby("capability")["source"].nunique())
    flaws, table = table[table["Standing"] == FLAW], table[table["Standing"] != FLAW]
    groups = []
    for key, who, heading, explanation in _GROUPS:
        rows = table[(table[key] > 0) | ((table["Standing"] == COUNTED) if key == "reported" else False)]
        groups.append(_group(rows, key, who, heading, explanation))
    groups.append(_group(flaws, *_FLAW))
    return tuple(group for group in groups if len(group.table))


def _group(rows: pd.DataFrame, key: str, who: str, heading: str, explanation: str) -> FunctionGroup:
    beside = key in ("described", "abroad")
    known = rows["Standing"].isin(list(_IN_THE_UK)) & beside
    rows = rows.assign(known=known).sort_values(["known", "sources", "Function"], ascending=[True, False, True])
    table = pd.DataFrame(
        {"Function": rows["Function"], "What it does": rows["Meaning"], WHO: rows[who].map(wording.sentence_case)},
        dtype=object,
    )
    if beside:
        table[IN_THE_UK] = [_IN_THE_UK.get(str(standing), _NO_REPORT) for standing in rows["Standing"]]
    table["id"] = rows["id"]
    surveyed = int((rows["Standing"] == COUNTED).sum()) if key == "reported" else 0
    also = f", and {wording.counted(surveyed, 'function')} counted in a survey" if surveyed else ""
    title = heading if key == "flaw" else f"{heading}: {wording.counted(len(table) - surveyed, 'function')}{also}"
    return FunctionGroup(key, title, explanation, table.reset_index(drop=True))


def in_short(dataset: Dataset, vendor: str = "") -> str:
    """One sentence per group, with the names of its functions."""
    return " ".join(
        f"{group.heading} ({wording.listed([str(name) for name in group.table['Function']])})."
        for group in function_groups(dataset, vendor)
    )


def function_sources(dataset: Dataset, vendor: str = "") -> tuple[str, ...]:
    """Ids of the sources behind ``function_groups``."""
    return tuple(dict.fromkeys(map(str, capability_statements(dataset, vendor)["source"])))


def beware(dataset: Dataset, vendor: str = "") -> str:
    """Cautions about ``function_groups``: what a function proves, and how many reports do not name the company."""
    statements = capability_statements(dataset, vendor)
    reports = statements[statements["statement"] == "reported"]
    unnamed = int((~reports["vendor"].isin([*VENDORS, VENDOR_EACH])).sum())
    of_whom = (
        f"{wording.number(unnamed)} of {wording.counted(len(reports), 'report')} in the UK "
        f"{'does' if unnamed == 1 else 'do'} not name the company. "
        if unnamed
        else ""
    )
    return (
        f"A camera that can do something need not be set to do it. {of_whom}What nobody reported may still exist. "
        "“Counted in a survey”: the survey asked about more brands than these two."
    )
