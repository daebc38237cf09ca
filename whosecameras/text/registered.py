"""Sentences about public bodies that only a register names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whosecameras.record.loading import Dataset
from whosecameras.record.registers import NO_LONGER_LISTED
from whosecameras.text import wording

#: The notice for lists that include rows under the share-alike licence.
SHARE_ALIKE_NOTICE = (
    "Some of these names come from lists by mySociety and WhatDoTheyKnow volunteers, under Creative Commons "
    "Attribution-ShareAlike 4.0 International. None of our downloads under CC BY 4.0 includes them."
)
#: The notice for a single row under that licence.
ROW_NOTICE = "If you publish something based on this entry, you must use the same licence."


def listed_in(register: Mapping[str, Any], status: str) -> str:
    """Sentences on which register lists a body, its date, what it says about the body, and known faults of the list."""
    says = f" It says: {status}." if status else ""
    note = register["note"]
    return f"Listed in: {register['name']}, {wording.date(register['edition'])}.{says} {note}".strip()


def gone(ended: str, status: str, successors: Sequence[str]) -> str:
    """A sentence that a body no longer exists or is no longer on its register; ``""`` for one on the register."""
    if successors:
        when = (
            f"{wording.sentence_case(wording.when(ended))} {wording.listed(successors)}"
            if ended
            else wording.listed(successors)
        )
        return f"This public body no longer exists. {when} took its place."
    if ended:
        return f"This public body no longer exists. It ended {wording.when(ended)}."
    if status.startswith(NO_LONGER_LISTED):
        return "The newest edition of its register no longer lists this public body."
    return ""


def title(dataset: Dataset, name: str, where: str, code: str) -> str:
    """The title of the page of a body about which nothing is known; ``code`` distinguishes bodies with one name."""
    return f"{name}, {where}{f' ({code})' if code else ''}: {picture_title(dataset)}"


def correction(name: str, key: str) -> tuple[str, str]:
    """Subject and text of a message that reports a wrong entry; short, because it is on so many pages."""
    return (
        f"{wording.SITE_NAME} Correction: {name}",
        f"Entry: {key}\n\nWhat would be right, and where that can be read:\n",
    )


def picture_title(dataset: Dataset) -> str:
    """The title of the picture that pages of such bodies share."""
    return f"no public evidence on {wording.any_manufacturer(dataset)} cameras"
