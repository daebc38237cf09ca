"""The content of the page of a body that only a register names: its place, its register, and how to ask it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from whosecameras.analysis.status import NO_EVIDENCE
from whosecameras.content.body_profile import SurveyFigure
from whosecameras.content.record_index import index_of
from whosecameras.record.loading import Dataset
from whosecameras.record.loading import listed as cells_of
from whosecameras.record.registers import LICENCES, SHARE_ALIKE
from whosecameras.text import evidence_words, registered, wording


@dataclass(frozen=True)
class RegisteredBody:
    """A body of ``dataset.registers``, in words.

    ``where`` is its district and its region or nation; ``has_twin`` is true if another body there has the same name.
    ``known`` is the sentence that nothing is known about its cameras, ``listed`` the sentence on the register, its date
    and what it says about the body, and ``gone`` the sentence that the body no longer exists. ``began`` and ``ended``
    are dates or ``""``; ``heirs`` are the ids and names of its successors. ``notice`` credits the register, and
    ``share_alike`` is true for a share-alike licence. ``figures`` are on its sector, for the places that contain it.
    """

    id: str
    name: str
    sector: str
    sector_name: str
    kind: str
    where: str
    has_twin: bool
    region: str
    lad: str
    code: str
    exists: bool
    gone: str
    known: str
    began: str
    ended: str
    heirs: tuple[tuple[str, str], ...]
    listed: str
    notice: str
    share_alike: bool
    figures: tuple[SurveyFigure, ...]


class RegisteredBodies:
    """Every body of ``dataset.registers``; ``registered_bodies`` caches one per dataset.

    Shared content, such as the figures for a sector and a place, is computed once.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.data = dataset
        self._figures: dict[tuple[str, ...], tuple[SurveyFigure, ...]] = {}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all bodies, in the order of the register files."""
        return tuple(map(str, self.data.registers["bodies"]["id"]))

    @cached_property
    def _named(self) -> Counter[tuple[str, ...]]:
        """The number of bodies for each name and place."""
        rows = self.data.registers["bodies"]
        return Counter(zip(*(map(str, rows[column]) for column in ("name", "lad", "region", "nation")), strict=True))

    @cached_property
    def _registers(self) -> dict[str, dict[str, Any]]:
        return {key: self.data.row("registers", key) for key in map(str, self.data.tables["registers"]["id"])}

    @cached_property
    def _sectors(self) -> dict[str, str]:
        rows = self.data.tables["sectors"]
        return dict(zip(map(str, rows["id"]), map(str, rows["plural"]), strict=True))

    @cached_property
    def _pages(self) -> dict[str, str]:
        if "share_alike_request_pages" not in self.data.tables:  # a copy under CC BY leaves it out
            return {}
        rows = self.data.tables["share_alike_request_pages"]
        return dict(zip(map(str, rows["body"]), map(str, rows["url_name"]), strict=True))

    def row(self, body: str) -> dict[str, Any]:
        """A register's row, with the columns of ``bodies``; ``KeyError`` if no register names the body."""
        place = self.data.registers.place("bodies", body)
        if place is None:
            raise KeyError(f"no register names {body!r}")
        return self.data.registers.row("bodies", place)

    def is_share_alike(self, row: dict[str, Any]) -> bool:
        """True if a row is under a share-alike licence."""
        return str(self._registers[row["register"]]["licence"]) == SHARE_ALIKE

    @staticmethod
    def place_key(row: dict[str, Any]) -> tuple[str, ...]:
        """The cache key for survey figures: rows with the same key have the same figures."""
        return (row["sector"], row["lad"], row["region"], row["nation"], "" if row["lad"] else row["code"])

    def figures(self, row: dict[str, Any]) -> tuple[SurveyFigure, ...]:
        """The survey figures on a row's sector, for the places that contain it, nearest first."""
        key = self.place_key(row)
        if key not in self._figures:
            self._figures[key] = index_of(self.data).figures_for(row)
        return self._figures[key]

    def has_twin(self, row: dict[str, Any]) -> bool:
        """True if another body in the same place has the same name."""
        return self._named[row["name"], row["lad"], row["region"], row["nation"]] > 1

    def heirs(self, row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """Ids and names of a body's successors."""
        return tuple((key, str(self.data.row("bodies", key)["name"])) for key in cells_of(row["replaced_by"]))

    def request_page(self, body: str) -> str:
        """A body's name in addresses on WhatDoTheyKnow, ``""`` if we know of no page."""
        return self._pages.get(body, "")

    def body(self, body: str) -> RegisteredBody:
        """The content of a body's page; ``KeyError`` if no register names it."""
        row = self.row(body)
        register = self._registers[row["register"]]
        successors = self.heirs(row)
        gone = bool(row["ended"] or successors)
        return RegisteredBody(
            id=body,
            name=row["name"],
            sector=row["sector"],
            sector_name=self._sectors[row["sector"]],
            kind=row["type"],
            where=wording.where(self.data, row),
            has_twin=self.has_twin(row),
            region=row["region"],
            lad=row["lad"],
            code=f"{row['code_scheme']} {row['code']}" if row["code"] else "",
            exists=not gone,
            gone=registered.gone(row["ended"], row["register_status"], [name for _, name in successors]),
            known=evidence_words.known_now(self.data, row["name"], NO_EVIDENCE, gone),
            began=row["began"],
            ended=row["ended"],
            heirs=successors,
            listed=registered.listed_in(register, row["register_status"]),
            notice=f"{register['publisher']}, {LICENCES[register['licence']]}.",
            share_alike=register["licence"] == SHARE_ALIKE,
            figures=self.figures(row),
        )


@lru_cache(maxsize=2)
def registered_bodies(dataset: Dataset) -> RegisteredBodies:
    """The cached ``RegisteredBodies`` of a dataset."""
    return RegisteredBodies(dataset)


def registered_body(dataset: Dataset, body: str) -> RegisteredBody:
    """The content of the page of a body that only a register names; ``KeyError`` for an unknown id."""
    return registered_bodies(dataset).body(body)
