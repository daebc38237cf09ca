"""Tables for readers about the manufacturers: facts, allegations with replies, camera functions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from whosecameras.analysis.manufacturers import (
    ALLEGATIONS,
    capability_statements,
    facts_about,
    replies_to,
    subjects_of,
)
from whosecameras.analysis.survey_shares import Share, share
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import FACT_GROUPS, REPLIES, VENDOR_EACH, VENDOR_UNKNOWN
from whosecameras.text import wording

NO_REPLY = "No reply found"
#: Prefix of the meaning of a capability word that names a flaw, which does not count as a function.
_NOT_A_FUNCTION = "Not a function"
_UNNAMED_COMPANY = ", company not named"
#: The count columns of ``capability_table``, with the statements that each counts.
COUNTED_STATEMENTS: dict[str, tuple[str, ...]] = {
    "reported": ("reported",),
    "planned": ("planned",),
    "against": ("denied", "refused"),
    "described": ("described",),
    "abroad": ("abroad",),
}
#: Short wording of each kind of statement.
STATEMENTS = {
    "reported": "reported in the UK",
    "planned": "approved or planned; use not reported",
    "denied": "denied",
    "refused": "would not say",
    "described": "described; no UK body named",
    "abroad": "reported outside the UK",
}
REPORTED, COUNTED, PLANNED, DESCRIBED, ABROAD, DENIED, FLAW = (
    "reported in the UK",
    "counted in a UK survey of more manufacturers than these two",
    "approved or planned; use not reported",
    "described only",
    "reported abroad",
    "denied, or not disclosed",
    "a flaw, not a function",
)


def allegations(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """Every allegation about a manufacturer (``""``: all manufacturers) with the replies to it, as a table for readers.

    Columns: ``Manufacturer``, ``Subject``, ``What is alleged``, ``In words``, ``As of``, ``Source``, ``Grade``,
    ``Reply`` (or “No reply found”), ``id``. Allegations about both together are included for each.
    """
    rows = []
    for manufacturer in subjects_of(dataset, vendor):
        for row in facts_about(dataset, manufacturer, ALLEGATIONS).to_dict("records"):
            replies = replies_to(dataset, str(row["id"])).to_dict("records")
            reply_texts = [
                f"{reply['value']} {wording.attributed(str(reply['publisher']), str(reply['as_of']))}"
                for reply in replies
            ]
            rows.append(
                {
                    "Manufacturer": wording.manufacturer(dataset, manufacturer),
                    "Subject": row["about"],
                    "What is alleged": row["value"],
                    "In words": row["detail"],
                    "As of": wording.described_date(str(row["as_of"]), str(row["as_of_basis"])),
                    "Source": row["publisher"],
                    "Grade": row["grade"],
                    "Reply": "; ".join(reply_texts) or NO_REPLY,
                    "id": row["id"],
                }
            )
    columns = ["Manufacturer", "Subject", "What is alleged", "In words", "As of", "Source", "Grade", "Reply", "id"]
    return pd.DataFrame(rows, columns=columns)


def facts_table(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """Every row of ``vendor_facts`` about a manufacturer (``""``: all) as a table for readers, replies included."""
    parts = []
    for manufacturer in subjects_of(dataset, vendor):
        for kind, groups in (("fact", [*FACT_GROUPS]), ("allegation", [ALLEGATIONS]), ("reply", [REPLIES])):
            for group in groups:
                parts.append(
                    facts_about(dataset, manufacturer, group).assign(
                        Manufacturer=wording.manufacturer(dataset, manufacturer), Kind=kind
                    )
                )
    rows = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "Manufacturer": rows["Manufacturer"],
            "Subject": [FACT_GROUPS.get(str(group), "Reply") for group in rows["group"]],
            "About": rows["about"],
            "Kind": rows["Kind"],
            "Value": rows["value"],
            "In words": rows["detail"],
            "As of": [wording.date(str(day)) for day in rows["as_of"]],
            "Date known how": rows["as_of_basis"],
            "Source": rows["publisher"],
            "Grade": rows["grade"],
            "Answered by": rows["replies"],
            "id": rows["id"],
        }
    )


def fact_sources(dataset: Dataset, vendor: str = "") -> tuple[str, ...]:
    """Ids of the sources behind ``facts_table``."""
    ids = list(facts_table(dataset, vendor)["id"])
    frame = dataset.vendor_facts.set_index("id")
    return tuple(dict.fromkeys(map(str, frame.loc[ids, "source"])))


def _who(rows: pd.DataFrame) -> str:
    """Who is named in some statements: bodies with the year, or the publisher if no body is named."""
    sources = []
    for _, row in rows.iterrows():
        year = wording.date(str(row["as_of"])[:4])
        company = _UNNAMED_COMPANY if row["vendor"] == VENDOR_UNKNOWN else ""
        named, unnamed = f"{row['who']} ({year}{company})", f"no body named ({row['publisher']}, {year})"
        sources.append(named if row["body"] else unnamed)
    return "; ".join(dict.fromkeys(sources))


def _of_whom(figure: Share) -> str:
    """A share with its base: bodies that answered, or bodies asked if the source only gives that."""
    if figure.answered:
        return f"{wording.fraction(figure)} bodies that answered"
    if figure.using is not None and figure.asked:
        return f"{wording.number(figure.using)} of {wording.numbered(figure.asked, 'body', 'bodies')} asked"
    return wording.fraction(figure)


def _surveyed(dataset: Dataset, function: str) -> str:
    """UK survey figures on a function, in words; blank if there are none.

    A survey measure with a function's id counts that function, sometimes for more brands than these two.
    """
    frame = dataset.surveys
    rows = frame[(frame["measure"] == function) & (frame["country"] == "GB")]
    publishers = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    figures = [
        f"{_of_whom(share(row))}, {wording.scope(str(row['vendor_scope']))} "
        + wording.attributed(str(publishers[str(row["source"])]), str(row["as_of"]))
        for _, row in rows.iterrows()
    ]
    return "; ".join(figures)


def is_flaw(word: Mapping[Any, Any]) -> bool:
    """True for a row of ``capability_words`` that names a weakness of the cameras, according to its meaning."""
    return str(word["meaning"]).startswith(_NOT_A_FUNCTION)


def _standing(word: Mapping[Any, Any], number: dict[str, int], surveyed: str) -> str:
    if is_flaw(word):
        return FLAW
    if number["reported"]:
        return REPORTED
    if surveyed:
        return COUNTED
    if number["planned"]:
        return PLANNED
    if number["abroad"]:
        return ABROAD
    return DESCRIBED if number["described"] else DENIED


def capability_table(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """What the cameras can do, as reported: one row for each function that a source mentions.

    Columns: ``Function``, ``Meaning``, ``Standing``, ``Reported in the UK``, ``Approved or planned``,
    ``Denied or not disclosed``, ``Described``, ``Abroad`` (who, with year), then the counts ``reported``, ``planned``,
    ``against``, ``described``, ``abroad``, and ``id``.
    Functions reported in the UK come first, by number of statements.
    """
    return _capability_table(dataset, vendor).copy()


@lru_cache(maxsize=16)
def _capability_table(dataset: Dataset, vendor: str) -> pd.DataFrame:
    statements = capability_statements(dataset, vendor)
    rows = []
    for word in dataset.capability_words.to_dict("records"):
        about_word = statements[statements["capability"] == word["id"]]
        if about_word.empty:
            continue
        parts = {key: about_word[about_word["statement"].isin(values)] for key, values in COUNTED_STATEMENTS.items()}
        counts = {key: len(part) for key, part in parts.items()}
        surveyed = _surveyed(dataset, str(word["id"]))
        rows.append(
            {
                "Function": word["name"],
                "Meaning": word["meaning"],
                "Standing": _standing(word, counts, surveyed),
                "Reported in the UK": "; ".join(filter(None, (_who(parts["reported"]), surveyed))),
                "Approved or planned": _who(parts["planned"]),
                "Denied or not disclosed": _who(parts["against"]),
                "Described": _who(parts["described"]),
                "Abroad": _who(parts["abroad"]),
                **counts,
                "id": word["id"],
            }
        )
    columns = [
        "Function", "Meaning", "Standing", "Reported in the UK", "Approved or planned", "Denied or not disclosed",
        "Described", "Abroad",
        *COUNTED_STATEMENTS, "id",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    frame["order"] = [
        [REPORTED, COUNTED, PLANNED, DENIED, DESCRIBED, ABROAD, FLAW].index(standing) for standing in frame["Standing"]
    ]
    frame = frame.sort_values(["order", "reported", "Function"], ascending=[True, False, True])
    return frame.drop(columns="order").reset_index(drop=True)


def functions_reported(dataset: Dataset, vendor: str) -> int:
    """The number of functions reported in the UK with this company named; reports that name neither do not count."""
    return int((capability_table(dataset, vendor)["Standing"] == REPORTED).sum())


def capability_title(dataset: Dataset, vendor: str = "") -> str:
    """A title on camera functions: how many were reported in the UK with the company named."""
    if (capability_table(dataset, vendor)["Standing"] != FLAW).sum() == 0:
        return "No source describes a function"
    names = wording.manufacturers(dataset)
    numbers = {names[key]: functions_reported(dataset, key) for key in ([vendor] if vendor else names)}
    (first, most), *others = numbers.items()
    clauses = [f"{wording.numbered(most, 'function') if most else 'no function'} of {first} cameras in the UK"]
    clauses += [f"{wording.number(count) if count else 'none'} of {name}" for name, count in others]
    title = f"Sources reported {wording.listed(clauses)}"
    unnamed = capability_statements(dataset, "")
    unnamed = unnamed[(unnamed["statement"] == "reported") & ~unnamed["vendor"].isin([*names, VENDOR_EACH])]
    return title if vendor or unnamed.empty else f"{title}; other reports name neither"
