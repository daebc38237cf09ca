"""Compares an official file with the bodies in the record, and makes the rows of the new edition."""

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
#: Sectors in which many bodies share a name: their ids end in their code, and a name alone is no match.
CODE_IN_ID = ("school", "parish")
UK_WIDE = "United Kingdom"


@dataclass
class RegisterChanges:
    """The changes in an edition: each kind of change with its rows after the change.

    ``renamed`` has (old name, row). ``rows`` are all bodies; ``held`` is the number of existing bodies in the current
    register, and ``dropped`` how many of them the edition closes or no longer lists. ``aside``: lines set aside.
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
        """The number of bodies on the register that would be closed or no longer listed."""
        return len({row["id"] for row in (*self.closed, *self.unlisted)})


def _within(nation: str, lad: str) -> str:
    """The district if it is in the nation, otherwise ``""``: an office across the border does not move a body."""
    return lad if geography.nation_of(lad) == nation else ""


def _gone(row: Mapping[str, str]) -> bool:
    """True if a body has ended, or its register says that it has closed, with or without a date."""
    return bool(row["ended"]) or row["register_status"].startswith("closed")


class Comparison:
    """A comparison of a file with the record's bodies, indexed by code and name."""

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
        for row in sorted(bodies, key=lambda body: not body["ended"]):  # if two share a code, the existing one wins
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
        """Apply every entry, report what is no longer listed, then link closed bodies to their successors."""
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
        reported = {row["id"] for rows in self._reported() for row in rows}
        outcome.otherwise = [row for key, row in self.rows.items() if key not in reported and before.get(key) != row]
        outcome.rows = list(self.rows.values())
        return outcome

    def _reported(self) -> tuple[list[Row], ...]:
        """The lists of changes that are reported by name."""
        outcome = self.outcome
        renamed = [row for _, row in outcome.renamed]
        return (
            outcome.added,
            renamed,
            outcome.closed,
            outcome.merged,
            outcome.unlisted,
            outcome.open_again,
            outcome.moved,
        )

    def _exists(self, row: Row) -> bool:
        """True for a row of the register that, as far as we know, exists and is still listed."""
        in_register = row["register"] == self.register and row["code_scheme"] == self.kind.scheme
        gone = _gone(row) or row["replaced_by"] or row["register_status"].startswith(NO_LONGER_LISTED)
        return in_register and not gone

    def _apply(self, entry: Entry) -> None:
        key = self.by_code.get(entry.code)
        if key is None:
            if entry.wanted:
                self._add(entry)
            return
        row = self.rows[key]
        if not row["register"]:
            self._report_curated(row, entry)
        elif self.kind.adds_only:
            # A hospital may have the name of another trust; the name then means the trust.
            self._add_aliases(
                row, [alias for alias in entry.aliases if self.named.get(normalise(alias), row["id"]) == row["id"]]
            )
        elif row["sector"] in self.sectors and (row["register"] == self.register or entry.wanted):
            self._update(row, entry)

    def _report_curated(self, row: Row, entry: Entry) -> None:
        """Leave a body that is listed one by one unchanged: a change to it is a correction, which a person makes."""
        differences = [f"is called {entry.name}"] if entry.name and not self._has_name(row, entry.name) else []
        differences += [f"is {entry.status}"] if entry.closed and not row["ended"] else []
        if differences and row["sector"] in self.sectors:
            summary = " and ".join(differences)
            self.outcome.aside.append(
                (entry.line, f"{row['id']} is maintained by hand; in the file it {summary}: use `correct`")
            )

    def _add(self, entry: Entry) -> None:
        twin = self.named.get(normalise(entry.name))
        if twin:
            reason = f"{entry.name} ({entry.code}) has the name of {twin}, which has another code; correct one by hand"
            self.outcome.aside.append((entry.line, reason))
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
        """Sector, nation and region of a new body: its own, or those of its parent body."""
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
        """The law that applies. For bodies on GOV.UK, the law of all our bodies of the kind, if they agree.

        The list does not show whether the Act covers a body.
        """
        if self.kind.scheme != "GOVUK":
            return regime_of(row["nation"])
        alike = {
            body["foi"]
            for body in self.rows.values()
            if body["register"] == self.register and body["type"] == row["type"]
        }
        return alike.pop() if len(alike) == 1 else "unclear"

    def _free_id(self, entry: Entry) -> str:
        name, code = slug(entry.name), slug(entry.code)
        preferred = f"{name}-{code}".strip("-")
        if self.edition.sector not in CODE_IN_ID and name and name not in self.rows:
            preferred = name
        number = 2
        free = preferred
        while free in self.rows:
            free, number = f"{preferred}-{number}", number + 1
        return free

    def _update(self, row: Row, entry: Entry) -> None:
        if entry.closed and (conflict := self._still_active(row, entry.ended)):
            self.outcome.aside.append((entry.line, conflict))
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

    def _still_active(self, row: Row, ended: str) -> str:
        """Why a body cannot have ended on that day: in the record it began later, or has a later statement."""
        if ended and row["began"] and start_of(row["began"]) >= ended:
            return f"{row['name']} would end on {ended}, but the record has {row['began']} as its start; correct one"
        for as_of in self.dated.get(row["id"], ()):
            if ended and (conflict := outside_life(as_of, {**row, "ended": ended})):
                return f"{conflict}, but the record has a statement about it from {as_of}; correct one of them by hand"
        return ""

    @staticmethod
    def _names(row: Mapping[str, str]) -> tuple[str, ...]:
        return (row["name"], *listed(row["aliases"]))

    def _has_name(self, row: Row, name: str) -> bool:
        """True if a body already has this name, ignoring case and punctuation."""
        return name == row["name"] or normalise(name) in {normalise(known_name) for known_name in self._names(row)}

    def _add_aliases(self, row: Row, names: Sequence[str]) -> None:
        if not names:
            return
        known = {normalise(alias) for alias in self._names(row)}
        new = [alias for alias in names if alias and normalise(alias) not in known]
        if new:
            row["aliases"] = LIST_SEPARATOR.join([*listed(row["aliases"]), *dict.fromkeys(new)])

    def _no_longer_listed(self, row: Row) -> None:
        """Note that a list of existing bodies no longer has a body; the day on which it ended is unknown."""
        row["register_status"] = f"{NO_LONGER_LISTED} of {self.edition.month}"
        self.outcome.unlisted.append(row)

    def _replace(self, line: int, code: str, successors: Sequence[str]) -> None:
        """Set the successors of a closed body, as far as the record has them."""
        row = self.rows.get(self.by_code.get(code, ""))
        found_successors = sorted({self.by_code[successor] for successor in successors if successor in self.by_code})
        if row is None or not found_successors or row["register"] != self.register:
            return
        if not _gone(row) or row["replaced_by"] == (cell := LIST_SEPARATOR.join(found_successors)):
            return
        if any(self._leads_to(heir, row["id"]) for heir in found_successors):
            self.outcome.aside.append((line, f"{row['name']} would be replaced by one of its own predecessors"))
            return
        row["replaced_by"] = cell
        self.outcome.merged.append(row)

    def _leads_to(self, start: str, goal: str) -> bool:
        """True if ``goal`` is a direct or indirect successor of ``start``."""
        queue, visited = [start], set[str]()
        while queue:
            body = queue.pop()
            if body == goal:
                return True
            if body not in visited:
                visited.add(body)
                queue += listed(self.rows[body]["replaced_by"]) if body in self.rows else []
        return False
