"""Corrections in reading order: by release, then grouped by reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Row = Mapping[str, str]


@dataclass(frozen=True)
class CorrectionsForReason:
    """Rows of ``corrections`` from one day with the same reason and the same requester's role, in table order."""

    date: str
    why: str
    asked_by: str
    rows: tuple[Row, ...]


def by_reason(rows: Iterable[Row]) -> list[CorrectionsForReason]:
    """Corrections grouped by day, reason and role: newest day first, then the reason with the most rows.

    ``rows`` have the columns of ``corrections`` and may have more; each is in exactly one group.
    """
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["date"], row["why"], row["asked_by"]), []).append(row)
    largest_first = sorted(groups.items(), key=lambda group: -len(group[1]))
    newest_first = sorted(largest_first, key=lambda group: group[0][0], reverse=True)
    return [CorrectionsForReason(*key, tuple(members)) for key, members in newest_first]


def by_release(rows: Iterable[Row], version_of: Mapping[str, str]) -> dict[str, list[CorrectionsForReason]]:
    """The groups of ``by_reason`` for each version; ``version_of`` maps a correction's id to its version.

    Corrections that are not yet in a release are under ``""``.
    """
    versions: dict[str, list[Row]] = {}
    for row in rows:
        versions.setdefault(version_of.get(row["id"], ""), []).append(row)
    return {version: by_reason(members) for version, members in versions.items()}
