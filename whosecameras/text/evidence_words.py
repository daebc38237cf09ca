"""What is known about one public body, in sentences with time and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from whosecameras.analysis.status import BodyStatus, last_day_of
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import GRADES, SPEAKS_OF, VENDOR_EACH, VENDORS, Age, Flag, Status
from whosecameras.text import wording


def _cited(dataset: Dataset, standing: BodyStatus) -> list[dict[str, Any]]:
    """The newest deciding finding about each company of the status, without duplicates."""
    rows = [dataset.row("findings", key) for key in standing.decided_by]
    naming = [
        next((row for row in rows if row["vendor"] in SPEAKS_OF.get(company, ())), rows[0])
        for company in standing.vendors
    ]
    return list({str(row["id"]): row for row in naming or rows[:1]}.values())


def _of_and_by(dataset: Dataset, row: Mapping[str, Any], standing: BodyStatus) -> tuple[str, str, str]:
    """The companies of a status that one finding names, its time, and its publisher."""
    named = [company for company in standing.vendors if row["vendor"] in SPEAKS_OF.get(company, (company,))]
    source = dataset.row("sources", row["source"])
    copy = ", seen in a copy" if source["via"] else ""
    undated = "" if row["as_of"] else f", {wording.date('')}"
    return (
        wording.manufacturers_of(dataset, named),
        wording.when(row["as_of"]),
        f"({source['publisher']}{copy}{undated})",
    )


#: The label of a body at which cameras were seen, while no source says that it uses them.
SEEN = "Seen at its premises"


def said(dataset: Dataset, row: Mapping[str, Any], at: str) -> str:
    """``said in June 2022``, or ``was reported … as saying`` where the date is that of a report by somebody else."""
    own_words = dataset.row("sources", row["source"])["grade"] == GRADES[0]
    return f"said {at}" if own_words or row["as_of_basis"] != "published" else f"was reported {at} as saying"


def only_seen(dataset: Dataset, standing: BodyStatus) -> bool:
    """True if all that decides “reported using” is that cameras were seen at the body's premises."""
    rows = [dataset.row("findings", one) for one in standing.decided_by]
    return standing.status is Status.USING and bool(rows) and all(map(wording.seen, rows))


def status_label(dataset: Dataset, standing: BodyStatus) -> str:
    """The words beside a body's mark: its status, or ``SEEN`` if sources say no more than that.

    The status itself stays “reported using”: it is what is counted, filtered and stored.
    """
    return SEEN if only_seen(dataset, standing) else str(standing.status)


def cameras_of(dataset: Dataset, brands: str, standing: BodyStatus) -> str:
    """``Dahua cameras``, or ``one Dahua camera`` where all that decides the status speaks of a single one."""
    counts = [dataset.row("findings", one)["cameras"] for one in standing.decided_by]
    return f"one {brands} camera" if counts and all(str(one) in ("1", "1.0") for one in counts) else f"{brands} cameras"


def promise_kept(dataset: Dataset, standing: BodyStatus) -> str:
    """The outcome of a promise to remove: when it was due, and that no source says that it was done."""
    dates = sorted({str(dataset.row("findings", key)["due"]) for key in standing.decided_by} - {""})
    if not dates:
        return " No source says that it did."
    passed = last_day_of(dates[-1]) < dataset.released
    sentence = f" It said that this would be done by {wording.date(dates[-1])}"
    return sentence + ("; that date has passed, and no source says that it was." if passed else ".")


def known_first(dataset: Dataset, name: str, standing: BodyStatus, gone: bool = False) -> tuple[str, str]:
    """What is known about a body: the main sentence with time and source, then the qualifications.

    All in the past tense, because a report from 2016 says nothing about today. ``gone``: the body no longer exists.
    """
    if standing.status is Status.UNKNOWN:
        verb = "used" if gone else "uses"
        return (
            f"We found nothing that says whether {name} {verb} {wording.any_manufacturer(dataset)} cameras.",
            "It may or may not have done." if gone else "It may or may not.",
        )
    row, *others_named = _cited(dataset, standing)
    brands, at, by = _of_and_by(dataset, row, standing)
    sentences = {
        Status.USING: f"{name}: {brands} cameras were {row['scope']} {at} {by}."
        if wording.seen(row)
        else f"A source implied that {name} used {cameras_of(dataset, brands, standing)} {at} {by}."
        if Flag.INFERRED_ONLY in standing.flags
        else f"{name} was reported using {cameras_of(dataset, brands, standing)} {at} {by}.",
        Status.REMOVING: f"{name} {said(dataset, row, at)} that it would remove or replace its {brands} cameras {by}.",
        Status.REMOVED: f"{name} was reported {at} to have used {brands} cameras and to use them no longer {by}.",
        Status.NOT_USING: f"{name} was reported {at} not to be using {brands} cameras {by}.",
        Status.WOULD_NOT_SAY: f"{name} would not say {at} whether it used {brands} cameras {by}.",
        Status.DID_NOT_ANSWER: f"{name} was asked about {brands} cameras and had not answered {at} {by}.",
        Status.GROUP_ONLY: f"A claim made {at} about a whole group, on {brands} cameras, covers {name} {by}.",
    }[standing.status]
    return " ".join(sentences.split()), " ".join(_known_with_it(dataset, standing, row, others_named))


def equipment(dataset: Dataset, row: Mapping[str, Any]) -> str:
    """A sentence on a function that a source reported with a company's equipment at a body without a status, or ``""``.

    Without it, “we found nothing” would stand above a source that does report something of the company's.
    """
    if row["statement"] != "reported" or row["vendor"] not in (*VENDORS, VENDOR_EACH):
        return ""
    function = str(dataset.row("capability_words", row["capability"])["name"]).lower()
    time, brand = wording.sentence_case(wording.when(row["as_of"])), wording.manufacturer(dataset, row["vendor"])
    return f"{time} a source reported {brand} equipment for {function} there, which we do not count as CCTV."


def _known_with_it(
    dataset: Dataset, standing: BodyStatus, row: Mapping[str, Any], others_named: Sequence[Mapping[str, Any]]
) -> Iterable[str]:
    """The qualifications of the first sentence on a body, one by one."""
    if wording.seen(row):
        yield "That says where cameras were seen, not whose they were."
    for other in others_named:
        brands, at, by = _of_and_by(dataset, other, standing)
        if wording.seen(other):
            yield " ".join(f"{brands} cameras were {other['scope']} {at} {by}.".split())
        else:
            yield " ".join(f"The same was reported of its {brands} cameras {at} {by}.".split())
    others = len(standing.decided_by) - 1 - len(others_named)
    if others:
        one, many, what = ("reports", "report", "use") if wording.seen(row) else ("says", "say", "the same")
        yield f"{wording.counted(others, f'other finding {one}', f'other findings {many}').capitalize()} {what}."
    if row["scope"] and not wording.seen(row):
        yield f"This covers: {row['scope']}."
    if Flag.INFERRED_ONLY in standing.flags:
        yield "This is inferred: the source does not say so in so many words."
    if standing.status is Status.REMOVING:
        yield promise_kept(dataset, standing).strip()
    if standing.status is Status.GROUP_ONLY:
        yield "No source names it, so it does not count as a user."
    if Flag.CONTESTED in standing.flags:
        yield "Sources disagree; each is shown below."
    if standing.age == Age.OLDER:
        yield (
            f"The newest statement in our record is of {wording.date(standing.latest_evidence)}."
            if standing.latest_evidence
            else "No source says when this was so."
        )


def known_now(dataset: Dataset, name: str, standing: BodyStatus, gone: bool = False) -> str:
    """What is known about a body, as one or more sentences with time and source."""
    return " ".join(part for part in known_first(dataset, name, standing, gone) if part)
