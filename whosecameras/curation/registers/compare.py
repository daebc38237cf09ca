"""Compares what an official file lists with the bodies that the record has, and makes the rows of the new edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from whosecameras.analysis.name_keys import normalise
from whosecameras.curation.registers.entries import Entry, Reading, slug
from whosecameras.curation.registers.formats import Format, RegisterEdition
from whosecameras.publishing.statements import outside_life, start_of
from whosecameras.record import geography
from whosecameras.record.loading import LIST_SEPARATOR, listed
from whosecameras.record.registers import NO_LONGER_LISTED
from whosecameras.record.schema import OWNER_PUBLIC, TABLES, regime_of

Row = dict[str, str]
#: Sectors in which many bodies have one name: their ids end in their code, and a name alone says nothing.
CODE_IN_ID = ("school", "parish")
UK_WIDE = "United Kingdom"


@dataclass
class RegisterChanges:
    """What an edition changes: each kind of change with its rows, as they are after it.

    ``renamed`` holds (name before, row). ``rows`` are all bodies; ``held`` is how many rows of the register exist now,
    and ``dropped`` how many of them the edition closes or no longer lists. ``aside``: lines that were set aside.
    """

    rows: list[Row]
    held: int = 0
    added: list[Row] = field(default_factory=list)
    renamed: list[tuple[str, Row]] = field(default_factory=list)
    closed: list[Row] = field(default_factory=list)
    merged: list[Row] = field(default_factory=list)
    unlisted: list[Row] = field(default_factory=list)
    open_again: list[Row] = field(default_factory=list)
    moved: list[Row] = field(default_factory=list)
    otherwise: list[Row] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)

    @property
    def dropped(self) -> int:
        """How many bodies on the register would no longer exist, or no longer be listed."""
        return len({row["id"] for row in (*self.closed, *self.unlisted)})


def _within(nation: str, lad: str) -> str:
    """A district that lies in the nation, ``""`` for any other: an office across the border does not move a body."""
    return lad if geography.nation_of(lad) == nation else ""


def _gone(row: Mapping[str, str]) -> bool:
    """True if a body has ended, or its register says that it has closed, with or without a date."""
    return bool(row["ended"]) or row["register_status"].startswith("closed")


class Comparison:
    """One comparison: the bodies of the record by their codes and names, and what is said of them."""

    def __init__(
        self,
        bodies: Sequence[Mapping[str, str]],
        statements: Iterable[Mapping[str, str]],
        kind: Format,
        edition: RegisterEdition,
    ) -> None:
        self.kind, self.edition, self.register = kind, edition, kind.targets[edition.sector].register
        self.rows = {row["id"]: dict(row) for row in bodies}
        self.sectors = {sector for sector, target in kind.targets.items() if target.register == self.register}
        self.by_code: dict[str, str] = {}
        for row in sorted(bodies, key=lambda one: not one["ended"]):  # of two with one code, the one that exists
            if row["code_scheme"] == kind.scheme and row["code"]:
                self.by_code[row["code"]] = row["id"]
        self.dated: dict[str, list[str]] = {}
        for statement in statements:
            self.dated.setdefault(statement["body"], []).append(statement["as_of"])
        self.named: dict[str, str] = {}
        if edition.sector not in CODE_IN_ID:
            for row in bodies:
                if row["sector"] not in CODE_IN_ID and not row["ended"]:
                    for name in (row["name"], *listed(row["aliases"])):
                        self.named.setdefault(normalise(name), row["id"])
        self.outcome = RegisterChanges([])

    def run(self, reading: Reading) -> RegisterChanges:
        """Apply every entry, tell what is no longer listed, then link what closed to what took its place."""
        outcome = self.outcome
        outcome.aside += reading.aside
        outcome.held = sum(self._exists(row) for row in self.rows.values())
        standing = [row["id"] for row in self.rows.values() if self._exists(row)]
        before = {one: dict(row) for one, row in self.rows.items()}
        for entry in reading.entries:
            self._apply(entry)
        if not self.kind.adds_only:
            listed_codes = {entry.code for entry in reading.entries} | reading.codes_aside
            for key in standing:
                if self.rows[key]["code"] not in listed_codes:
                    self._no_longer_listed(self.rows[key])
        for entry in reading.entries:
            self._replace(entry.line, entry.code, entry.successors)
        told = {row["id"] for rows in self._told() for row in rows}
        outcome.otherwise = [row for key, row in self.rows.items() if key not in told and before.get(key) != row]
        outcome.rows = list(self.rows.values())
        return outcome

    def _told(self) -> tuple[list[Row], ...]:
        """The lists of changes that are told by name."""
        one = self.outcome
        renamed = [row for _, row in one.renamed]
        return one.added, renamed, one.closed, one.merged, one.unlisted, one.open_again, one.moved

    def _exists(self, row: Row) -> bool:
        """True for a row of the register that exists, as far as we know, and is still listed."""
        ours = row["register"] == self.register and row["code_scheme"] == self.kind.scheme
        gone = _gone(row) or row["replaced_by"] or row["register_status"].startswith(NO_LONGER_LISTED)
        return ours and not gone

    def _apply(self, entry: Entry) -> None:
        key = self.by_code.get(entry.code)
        if key is None:
            if entry.wanted:
                self._add(entry)
            return
        row = self.rows[key]
        if not row["register"]:
            self._tell_of_one_kept_by_hand(row, entry)
        elif self.kind.adds_only:
            # A hospital may have the very name of another trust, which is then the one that is meant.
            self._add_aliases(
                row, [one for one in entry.aliases if self.named.get(normalise(one), row["id"]) == row["id"]]
            )
        elif row["sector"] in self.sectors and (row["register"] == self.register or entry.wanted):
            self._update(row, entry)

    def _tell_of_one_kept_by_hand(self, row: Row, entry: Entry) -> None:
        """Leave a body alone that is listed one by one: what changes in it is a correction, which a person makes."""
        says = [f"is called {entry.name}"] if entry.name and not self._has_name(row, entry.name) else []
        says += [f"is {entry.status}"] if entry.closed and not row["ended"] else []
        if says and row["sector"] in self.sectors:
            what = " and ".join(says)
            self.outcome.aside.append(
                (entry.line, f"{row['id']} is kept by hand; by the file it {what}: use `correct`")
            )

    def _add(self, entry: Entry) -> None:
        twin = self.named.get(normalise(entry.name))
        if twin:
            why = (
                f"{entry.name} ({entry.code}) has the name of {twin}, which has no such code; mend one of them by hand"
            )
            self.outcome.aside.append((entry.line, why))
            return
        row = dict.fromkeys(TABLES["bodies"].columns, "")
        row |= self._placed(entry)
        row |= {
            "id": self._free_id(entry),
            "name": entry.name,
            "type": entry.type or self.kind.new_type,
            "owner": OWNER_PUBLIC,
        }
        row |= {"code": entry.code, "code_scheme": self.kind.scheme, "register": self.register}
        row |= {"postcode": entry.postcode, "began": entry.began, "register_status": entry.status}
        row["aliases"] = LIST_SEPARATOR.join(entry.aliases)
        row["foi"] = self._regime(row)
        self.rows[row["id"]] = row
        self.by_code[entry.code] = row["id"]
        self.outcome.added.append(row)

    def _placed(self, entry: Entry) -> Row:
        """Sector, nation and region of a new body: its own, or those of a body that it belongs to."""
        for parent in entry.parents:
            above = self.rows.get(self.by_code.get(parent, ""), {})
            if above.get("sector") == "devolved_government":
                return {column: above[column] for column in ("sector", "nation", "region")}
        nation = entry.nation or UK_WIDE
        sector = self.edition.sector if entry.nation else "central_government"
        lad = _within(nation, entry.lad)
        region = geography.region_of(lad) if lad else geography.region_of_nation(nation)
        return {"sector": sector, "nation": nation, "region": region, "lad": lad}

    def _regime(self, row: Row) -> str:
        """The law that applies: for bodies of GOV.UK, what applies to all those of the kind that we have, if it is one.

        Whether the Act covers one of them cannot be seen from the list.
        """
        if self.kind.scheme != "GOVUK":
            return regime_of(row["nation"])
        alike = {
            one["foi"] for one in self.rows.values() if one["register"] == self.register and one["type"] == row["type"]
        }
        return alike.pop() if len(alike) == 1 else "unclear"

    def _free_id(self, entry: Entry) -> str:
        name, code = slug(entry.name), slug(entry.code)
        wanted = f"{name}-{code}".strip("-")
        if self.edition.sector not in CODE_IN_ID and name and name not in self.rows:
            wanted = name
        number = 2
        free = wanted
        while free in self.rows:
            free, number = f"{wanted}-{number}", number + 1
        return free

    def _update(self, row: Row, entry: Entry) -> None:
        if entry.closed and (why := self._spoken_of_later(row, entry.ended)):
            self.outcome.aside.append((entry.line, why))
            return
        was_here, was_open = row["register"] == self.register, not _gone(row)
        if not self._has_name(row, entry.name):
            self.outcome.renamed.append((row["name"], row))
            former = row["name"]
            row["name"] = entry.name
            self._add_aliases(row, (former,))
        self._add_aliases(row, entry.aliases)
        row["type"], row["postcode"] = entry.type or row["type"], entry.postcode or row["postcode"]
        if lad := _within(row["nation"], entry.lad):
            row["lad"], row["region"] = lad, geography.region_of(lad)
        row["register"], row["register_status"] = self.register, entry.status
        if entry.closed:
            row["ended"] = entry.ended or row["ended"]
            if was_open:
                self.outcome.closed.append(row)
        elif not was_open:
            row["ended"] = row["replaced_by"] = ""
            self.outcome.open_again.append(row)
        if not was_here:
            self.outcome.moved.append(row)

    def _spoken_of_later(self, row: Row, ended: str) -> str:
        """Why a body cannot be closed on that day: by the record it began later, or was spoken of later."""
        if ended and row["began"] and start_of(row["began"]) >= ended:
            return f"{row['name']} would end on {ended}, and by the record it began on {row['began']}; mend one by hand"
        for as_of in self.dated.get(row["id"], ()):
            if ended and (why := outside_life(as_of, {**row, "ended": ended})):
                return f"{why}, but the record has a statement about it of {as_of}; mend one of the two by hand"
        return ""

    @staticmethod
    def _names(row: Mapping[str, str]) -> tuple[str, ...]:
        return (row["name"], *listed(row["aliases"]))

    def _has_name(self, row: Row, name: str) -> bool:
        """True if a body has this name already, whatever its capitals and punctuation."""
        return name == row["name"] or normalise(name) in {normalise(one) for one in self._names(row)}

    def _add_aliases(self, row: Row, names: Sequence[str]) -> None:
        if not names:
            return
        known = {normalise(one) for one in self._names(row)}
        new = [one for one in names if one and normalise(one) not in known]
        if new:
            row["aliases"] = LIST_SEPARATOR.join([*listed(row["aliases"]), *dict.fromkeys(new)])

    def _no_longer_listed(self, row: Row) -> None:
        """Say that a list of those that exist no longer names a body; on which day it ended is not known."""
        row["register_status"] = f"{NO_LONGER_LISTED} of {self.edition.month}"
        self.outcome.unlisted.append(row)

    def _replace(self, line: int, code: str, successors: Sequence[str]) -> None:
        """Name the bodies that took the place of one that closed, as far as the record has them."""
        row = self.rows.get(self.by_code.get(code, ""))
        heirs = sorted({self.by_code[one] for one in successors if one in self.by_code})
        if row is None or not heirs or row["register"] != self.register:
            return
        if not _gone(row) or row["replaced_by"] == (cell := LIST_SEPARATOR.join(heirs)):
            return
        if any(self._leads_to(heir, row["id"]) for heir in heirs):
            self.outcome.aside.append((line, f"{row['name']} would be replaced by a body that it replaced itself"))
            return
        row["replaced_by"] = cell
        self.outcome.merged.append(row)

    def _leads_to(self, start: str, goal: str) -> bool:
        """True if who follows from a body to those that took its place comes to another."""
        ahead, passed = [start], set[str]()
        while ahead:
            one = ahead.pop()
            if one == goal:
                return True
            if one not in passed:
                passed.add(one)
                ahead += listed(self.rows[one]["replaced_by"]) if one in self.rows else []
        return False
