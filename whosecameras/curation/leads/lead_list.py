"""Makes the list of leads from procurement files: one row for each notice that names a company and each buyer."""

from __future__ import annotations

import codecs
import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from whosecameras.curation import store
from whosecameras.curation.leads.brand_names import BrandNames, Hit
from whosecameras.curation.leads.buyers import Buyers
from whosecameras.curation.leads.notices import Notice, keys, notice
from whosecameras.curation.leads.packages import MOST_BYTES, releases
from whosecameras.errors import UserError
from whosecameras.publishing.exports import safe_csv
from whosecameras.text import wording

SHOWN_HITS = 6  # places to quote in a lead, followed by the number of others
TELL_EVERY = 2.0  # seconds between progress messages
BETWEEN = " | "
Echo = Callable[[str], None]


@dataclass(frozen=True, order=True)
class Lead:
    """One row of the list. ``body`` is blank if the buyer is not certain; ``matched`` says how it was matched, or why
    not. ``vendor`` is blank unless all names belong to one company. Sorted by date, then by notice.
    """

    date: str
    ocid: str
    release: str
    buyer: str
    body: str
    matched: str
    named: str
    vendor: str
    where: str
    words: str
    title: str
    address: str
    id: str


#: Column headings for the curator.
COLUMNS = (
    "id", "ocid", "release", "date", "buyer", "body", "matched", "named", "vendor", "where", "words", "title",
    "address",
)  # fmt: skip
assert set(COLUMNS) == {one.name for one in fields(Lead)}


@dataclass
class LeadList:
    """The leads found so far, with counts of what was read."""

    leads: list[Lead] = field(default_factory=list)
    read: int = 0
    compiled: int = 0
    repeated: int = 0
    differing: int = 0


@dataclass(frozen=True, order=True)
class _NamingNotice:
    """A notice with names in it, reduced to what a lead needs."""

    notice: Notice = field(compare=False)
    hits: tuple[Hit, ...] = field(compare=False)
    order: tuple[str, ...]

    @classmethod
    def of(cls, release_notice: Notice, hits: Sequence[Hit]) -> _NamingNotice:
        slim = Notice(
            release_notice.ocid,
            release_notice.release,
            release_notice.date,
            release_notice.title,
            release_notice.address,
            (),
            release_notice.buyers,
            release_notice.compiled,
        )
        order = (
            release_notice.date,
            *(part for hit in hits for part in (hit.name, hit.where, hit.words)),
            repr(release_notice.buyers),
        )
        return cls(slim, tuple(hits), order)


def _lead(release_notice: Notice, hits: Sequence[Hit], names: BrandNames, buyer: str, body: str, matched: str) -> Lead:
    shown = list(hits[:SHOWN_HITS])
    more = [f"and {wording.number(len(hits) - len(shown))} more"] if len(hits) > len(shown) else []
    key = hashlib.sha256("\n".join((release_notice.ocid, release_notice.release, buyer)).encode()).hexdigest()[:12]
    named = list(dict.fromkeys(hit.name for hit in hits))
    return Lead(
        date=release_notice.date,
        ocid=release_notice.ocid,
        release=release_notice.release,
        buyer=buyer,
        body=body,
        matched=matched,
        named="; ".join(named),
        vendor=names.vendor(named),
        where=BETWEEN.join([*(hit.where for hit in shown), *more]),
        words=BETWEEN.join(hit.words for hit in shown),
        title=release_notice.title,
        address=release_notice.address,
        id=f"lead-{key}",
    )


def _without_repeats(naming: Iterable[_NamingNotice]) -> list[tuple[Notice, tuple[Hit, ...]]]:
    """The notices, without compiled releases that only repeat the releases they were compiled from."""
    of_process: dict[str, set[tuple[str, str]]] = defaultdict(set)
    naming = list(naming)
    for candidate in naming:
        if not candidate.notice.compiled:
            of_process[candidate.notice.ocid] |= {(hit.name, hit.words) for hit in candidate.hits}
    result = []
    for candidate in naming:
        known = of_process[candidate.notice.ocid] if candidate.notice.compiled else set()
        if hits := tuple(hit for hit in candidate.hits if (hit.name, hit.words) not in known):
            result.append((candidate.notice, hits))
    return result


def find_leads(
    files: Sequence[Path], names: BrandNames, buyers: Buyers, echo: Echo, most: int = MOST_BYTES
) -> LeadList:
    """List the notices in procurement files that name a company or a brand; the order of the files does not matter.

    A release that occurs twice, by ocid and id, is listed once. ``echo`` gets a progress message every two seconds.
    Raises the errors of ``packages.releases`` and ``notices.notice``.
    """
    result, found = LeadList(), dict[tuple[str, str, bool], _NamingNotice]()
    told_at = time.monotonic()
    for file in files:
        for release in releases(file, most):
            result.read += 1
            result.compiled += release.compiled
            if time.monotonic() - told_at > TELL_EVERY:
                told_at = time.monotonic()
                echo(f"{file.name}: {wording.numbered(result.read, 'release')} read, {len(found)} with a name so far")
            if not names.may_be_in(release.content):
                keys(str(file), release)
                continue
            release_notice = notice(str(file), release)
            hits = names.in_texts(release_notice.texts)
            if not hits:
                continue
            key, new = (
                (release_notice.ocid, release_notice.release, release_notice.compiled),
                _NamingNotice.of(release_notice, hits),
            )
            if key in found:
                result.repeated += 1
                result.differing += found[key].order != new.order
                new = max(new, found[key])
            found[key] = new
    for listed, named in _without_repeats(found[key] for key in sorted(found)):
        for buyer in listed.buyers or (None,):
            body, matched = buyers.match(buyer, listed.date)
            result.leads.append(_lead(listed, named, names, buyer.name if buyer else "", body, matched))
    result.leads = sorted(set(result.leads))
    return result


def as_csv(leads: Iterable[Lead]) -> bytes:
    """The list as CSV, safe to open in a spreadsheet."""
    return safe_csv(COLUMNS, ([getattr(lead, column) for column in COLUMNS] for lead in leads))


def _may_become_list(path: Path) -> None:
    """Refuse to overwrite a file that is not a list of leads."""
    header = ",".join(COLUMNS).encode()
    if path.exists():
        with path.open("rb") as file:
            start = file.read(len(header) + 3).removeprefix(codecs.BOM_UTF8)
        if not start.startswith(header):
            raise UserError(f"{path} exists and is not a list of leads; name another with --out")


def list_leads(
    data_dir: Path, files: Sequence[Path], echo: Echo, out: Path | None = None, most: int = MOST_BYTES
) -> tuple[bytes, list[str]]:
    """The leads in some files as CSV, and lines on what was read; also written to ``out`` if given.

    Raises ``UserError`` for an invalid file, ``DatasetError`` for a record that cannot be read, and ``OSError``. If
    anything is raised, nothing was written.
    """
    if out is not None:
        _may_become_list(out)
    tables = store.tables(data_dir, ("vendors", "brands", "bodies"))
    names = BrandNames(tables["vendors"], tables["brands"])
    result = find_leads(files, names, Buyers(tables["bodies"]), echo, most)
    content = as_csv(result.leads)
    if out is not None:
        store.write_all({out: content})
    return content, _summary(result, out)


def _summary(result: LeadList, out: Path | None) -> list[str]:
    matched = sum(bool(lead.body) for lead in result.leads)
    lines = [
        f"{wording.numbered(result.read, 'release')} read",
        wording.numbered(len(result.leads), "lead"),
        f"  {wording.number(matched)} certainly from a public body",
    ]
    reasons = Counter(lead.matched.split(":")[0] for lead in result.leads if not lead.body)
    lines += [f"  {wording.number(count)} without: {reason}" for reason, count in reasons.most_common(8)]
    if result.repeated:
        lines.append(f"{wording.numbered(result.repeated, 'release')} occurred earlier and was not listed again")
    if result.differing:
        count = wording.numbered(result.differing, "repeated release")
        lines.append(f"note: {count} had different words or another date; the later one is listed")
    if out is not None:
        lines.append(f"see {out}")
    lines.append("A lead is not a finding: read each notice, and what it says about use, before you add anything.")
    return lines
