"""Matches the buyer of a notice to a public body, by official code or else by name; never guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from whosecameras.curation.importing.findings import Names
from whosecameras.curation.leads.notices import Buyer
from whosecameras.curation.store import Row
from whosecameras.record.schema import SECTORS

#: Schemes of org-id.guide whose codes the register has, and our names for them.
SCHEMES = {
    "GB-EDU": "URN",
    "GB-SCOTEDU": "SEED",
    "GB-NIEDU": "DENI",
    "GB-LAESTAB": "LAESTAB",
    "GB-NHS": "ODS",
    "GB-UKPRN": "UKPRN",
    "GB-HESA": "HESA",
}
NO_BUYER = "the notice names no buyer"


@dataclass(frozen=True)
class _AllSectors:
    """``NameRules`` for bodies of every sector, without curator's choices."""

    sectors: tuple[str, ...] = SECTORS
    names: Mapping[str, str] = field(default_factory=dict)


class Buyers:
    """Looks up buyers in the register; ``bodies`` are rows of that table. The name index is built on first use."""

    def __init__(self, bodies: Sequence[Row]) -> None:
        self._bodies = bodies
        self._with_code = {(row["code_scheme"], row["code"].upper()): row["id"] for row in bodies if row["code"]}
        self._names: Names | None = None

    def match(self, buyer: Buyer | None, day: str) -> tuple[str, str]:
        """(body, how it was matched) for a buyer on a day; (``""``, reason) if the match is not certain."""
        if buyer is None or not (buyer.name or buyer.identifiers):
            return "", NO_BUYER
        by_code = {}
        for scheme, code in buyer.identifiers:
            key = (SCHEMES.get(scheme, ""), code.upper().replace("/", "-"))
            if body := self._with_code.get(key):
                by_code[body] = f"{scheme} {code}"
        if len(by_code) > 1:
            return "", f"its codes belong to several bodies: {', '.join(sorted(by_code))}"
        named = self._by_name(buyer.name, day) if buyer.name else ("", "")
        if by_code:
            [(body, how)] = by_code.items()
            if named[0] and named[0] != body:
                return "", f"its code is that of {body} ({how}), its name that of {named[0]}"
            return body, how
        return named if buyer.name else ("", "the notice gives a code that the register does not hold, and no name")

    def _by_name(self, name: str, day: str) -> tuple[str, str]:
        if self._names is None:
            self._names = Names(_AllSectors(), self._bodies)
        match = self._names(name, day)
        return (match.body, "name") if match.body else ("", match.reason)
