"""Text for the rules page: whom a rule binds, and what public bodies promised and did."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras.analysis.promises import Course, courses
from whosecameras.analysis.rules import newest_reach, official_first, rules_by_bound, turning_points
from whosecameras.analysis.status import body_statuses, last_day_of, status_mark
from whosecameras.analysis.timeline import REMOVED, RULED_OUT, ChangeOfCourse, event_sources
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import BOUND, IN_FORCE, Status
from whosecameras.text import gaps, wording

#: Groups that only a rule about these cameras binds; procurement law binds the others.
_ABOUT_CAMERAS = ("binds_departments", "binds_others")
_OTHERS, _BUYERS = "binds_others", "binds_buyers"
_DATES = 2  # dates of rules that a title holds
NOT_FOUND = "We found no rule"
HEADING = "Who is bound, since when, by what"
TARGETS = "What governments said would be done, and by when"
NO_PROMISE = "We found no promise to remove them"


@dataclass(frozen=True)
class RuleLine:
    """One rule, or a statement that there is none: title, summary, event id and source ids.

    ``since`` is a date in words. ``sources`` has official ones first; ``official`` is false if there are none.
    """

    since: str
    what: str
    detail: str
    event: str
    sources: tuple[str, ...]
    official: bool


@dataclass(frozen=True)
class BoundRow:
    """Who is bound, the rules in force that bind them, and sentences on what else a buyer needs to know.

    ``found`` is false if there is no such rule; then ``rules`` has statements about that, or is empty.
    """

    role: str
    who: str
    found: bool
    rules: tuple[RuleLine, ...]
    notes: tuple[str, ...]


def in_a_card(row: BoundRow) -> str:
    """The rules of a row with their dates, or that we found none, and its notes."""
    none = () if row.found else (f"{NOT_FOUND.rstrip('.')}.",)
    return " ".join([*none, *(f"{rule.what} ({rule.since})." for rule in row.rules), *row.notes])


def _line(dataset: Dataset, event: dict[str, str]) -> RuleLine:
    grades = dict(zip(dataset.sources["id"], dataset.sources["grade"], strict=True))
    sources = official_first(dataset, event["id"])
    return RuleLine(
        wording.date(event["date"]), event["title"].rstrip("."), event["summary"], event["id"], sources,
        bool(sources) and grades[sources[0]] == "A",
    )  # fmt: skip


@lru_cache(maxsize=4)
def bound_rows(dataset: Dataset) -> tuple[BoundRow, ...]:
    """The first rows of the page: one for each group of ``BOUND``, in order."""
    result = []
    for role, rules in rules_by_bound(dataset).items():
        shown_events = rules or (newest_reach(dataset) if role == _OTHERS else [])
        lines = tuple(_line(dataset, event) for event in shown_events)
        result.append(BoundRow(role, BOUND[role], bool(rules), lines, _notes(dataset, role, rules)))
    return tuple(result)


def _notes(dataset: Dataset, role: str, rules: list[dict[str, str]]) -> tuple[str, ...]:
    if role == _BUYERS and rules and gaps.nobody_barred_since(dataset, rules[-1]["date"]):
        return ("We found no decision to bar a manufacturer since then.",)
    if role == _ABOUT_CAMERAS[0] and rules:
        return gaps.targets(dataset, gaps.UK_GOVERNMENT)
    return ()


def title(dataset: Dataset) -> str:
    """The title of the page: who has how many rules about these cameras, since when, and who has none."""
    rows = {row.role: row for row in bound_rows(dataset) if row.role in _ABOUT_CAMERAS}
    names = {role: row.who[:1].lower() + row.who[1:] for role, row in rows.items()}
    bound = [names[role] for role in rows if rows[role].found]
    free = [names[role] for role in rows if not rows[role].found]
    if not bound:
        return "We found no UK rule on these cameras for public bodies"
    by_role = rules_by_bound(dataset)
    dates = sorted(rule["date"] for role in _ABOUT_CAMERAS for rule in by_role[role])
    first = "the first " if len(dates) > 1 else ""
    lead = (
        f"{wording.sentence_case('; '.join(bound))} have {wording.counted(len(dates), 'rule')} on these cameras, "
        f"{first}in force since {wording.date(dates[0])}"
    )
    return f"{lead}. We found none for {free[0]}" if free else lead


def timeline_title(dataset: Dataset) -> str:
    """The title of the whole timeline: the UK rules in force with their dates, among how many events since when."""
    events = dataset.events
    dates = sorted(map(str, events["date"]))
    rules = sorted(map(str, events.loc[events["in_force"] == "yes", "date"]))
    if not dates:
        return "We found no dated event"
    first, last = dates[0][:4], dates[-1][:4]
    among = f"among {wording.numbered(len(dates), 'event')} " + (
        f"from {first} to {last}" if first != last else f"in {first}"
    )
    if not rules:
        return f"We found no UK rule in force {among}"
    # Years: a card of the timeline has no room for days, which are on that of the rules.
    when = wording.listed(sorted({one[:4] for one in rules[-_DATES:]}))
    newest = "the newest " if len(rules) > _DATES else ""
    lead = wording.sentence_case(wording.counted(len(rules), "UK rule"))
    return f"{lead} {wording.are(len(rules))} in force, {newest}from {when}, {among}"


def description(dataset: Dataset) -> str:
    """The page's meta description, in two sentences."""
    clauses = [f"{row.who}: {row.rules[0].what if row.found else NOT_FOUND[:1].lower() + NOT_FOUND[1:]}"
            for row in bound_rows(dataset)]  # fmt: skip
    return "; ".join(clauses) + f". {promises_title(dataset)}."


@dataclass(frozen=True)
class TurningPoint:
    """An event named on the timeline: its number in the picture, date in words, title and id, and the ids of its
    first two sources, official ones first.
    """

    number: int
    when: str
    title: str
    event: str
    sources: tuple[str, ...]


def numbered_turning_points(dataset: Dataset, events: pd.DataFrame) -> tuple[TurningPoint, ...]:
    """The turning points among some ``events``, oldest first, numbered from 1."""
    return tuple(
        TurningPoint(
            number,
            wording.date(row["date"]),
            row["title"].rstrip("."),
            row["id"],
            official_first(dataset, row["id"])[:2],
        )
        for number, row in enumerate(turning_points(dataset, events), 1)
    )


@dataclass(frozen=True)
class GovernmentTarget:
    """What a government said would be done: title, date, deadline and outcome."""

    who: str
    when: str
    due: str
    what: str
    detail: str
    outcome: str
    event: str
    sources: tuple[str, ...]


@lru_cache(maxsize=4)
def targets(dataset: Dataset) -> tuple[GovernmentTarget, ...]:
    """Government targets, including those reported done or overtaken, newest first."""
    events = dataset.events[~dataset.events["in_force"].isin(["", "yes"])]
    result = []
    for row in events.sort_values(["date", "id"], ascending=False).to_dict("records"):
        due = wording.due([str(row["title"])])
        result.append(
            GovernmentTarget(
                str(row["actor"]), wording.date(str(row["date"])), wording.listed(due) or "No date given",
                str(row["title"]).rstrip("."), str(row["summary"]),
                wording.sentence_case(IN_FORCE[str(row["in_force"])]),
                str(row["id"]), event_sources(dataset, str(row["id"])),
            )
        )  # fmt: skip
    return tuple(result)


@dataclass(frozen=True)
class Said:
    """One change of course in words: what, when, and the id and publisher of its source."""

    what: str
    when: str
    source: str
    publisher: str


@dataclass(frozen=True)
class PromiseRow:
    """What a public body said, by when, and what is known since; ``status`` and ``mark`` are the current ones.

    ``done`` is the report that the cameras have gone or are not used, ``None`` if there is none; a promise does not
    count. ``cost`` is what was said about cost beyond ``detail``, or ``""``. ``only_buying``: it neither promised to
    remove them nor is reported to have none.
    """

    body: str
    name: str
    said: tuple[Said, ...]
    detail: str
    by_when: str
    since: str
    done: Said | None
    cost: str
    status: str
    mark: str
    only_buying: bool


@lru_cache(maxsize=4)
def promise_rows(dataset: Dataset) -> tuple[PromiseRow, ...]:
    """A row for each of ``promises.courses``, in the same order."""
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    publishers = {str(row["id"]): str(row["publisher"]) for row in dataset.sources.to_dict("records")}
    known = body_statuses(dataset)
    result = []
    for course in courses(dataset):
        status = known[course.body].status
        words = {
            change.change: Said(change.change, wording.date(change.date), change.source, publishers[change.source])
            for change in course.changes
        }
        done, detail = course.removal or course.ruled_out, (course.promise or course.changes[0]).detail
        result.append(
            PromiseRow(
                course.body, str(names[course.body]),
                tuple(statement for change, statement in words.items() if change != REMOVED), detail, _by_when(course),
                _since(dataset, course, done, status), words[done.change] if done else None,
                " ".join(cost for cost in course.costs if cost != detail), str(status), status_mark(known[course.body]),
                course.only_buying,
            )
        )  # fmt: skip
    return tuple(result)


def _by_when(course: Course) -> str:
    if course.due:
        return wording.date(course.due)
    return "No date given" if course.promise else ""


def _since(dataset: Dataset, course: Course, done: ChangeOfCourse | None, status: Status) -> str:
    """A sentence on the outcome; a promise alone is never reported as done."""
    if done is not None:
        what = {REMOVED: "Reported removed", RULED_OUT: "Reported as not using them"}[done.change]
        agreed = status in (Status.REMOVED, Status.NOT_USING)
        return f"{what}, {wording.date(done.date)}" + (
            "." if agreed else f". Other statements decide its status: “{status}”."
        )
    newest = f" Our newest evidence is of {wording.date(course.latest)}." if course.latest else ""
    if course.promise is None:
        return f"{NO_PROMISE}.{newest}"
    passed = bool(course.due) and last_day_of(course.due) < dataset.released
    return f"{'That date has passed. ' if passed else ''}No source says that they have gone.{newest}"


def promises_title(dataset: Dataset) -> str:
    """A title on how many public bodies promised to remove the cameras, and how many are reported to have done so."""
    all_courses = courses(dataset)
    promised = [course for course in all_courses if course.promise]
    if not promised:
        return "No public body on record promised to remove the cameras"
    removed = sum(course.removal is not None for course in promised)
    number = wording.sentence_case(wording.counted(len(promised), "public body", "public bodies"))
    whether = wording.counted(removed, "is", "are") if removed else "none is"
    return f"{number} said they would remove the cameras; {whether} reported to have done so"


def removal_cost(dataset: Dataset) -> str:
    """A sentence if no report of a removal gives an amount of money, otherwise ``""``."""
    amounts = ["£" in course.removal.detail for course in courses(dataset) if course.removal]
    return "" if any(amounts) else "No source on record says what it cost a public body to remove the cameras."


def promises_table(dataset: Dataset) -> pd.DataFrame:
    """The rows of ``promise_rows`` for download.

    Columns: ``Public body``, ``What it said``, ``In detail``, ``By when``, ``Since then``, ``On cost``, ``Status``,
    ``id`` (the body's).
    """
    columns = ("Public body", "What it said", "In detail", "By when", "Since then", "On cost", "Status", "id")
    rows = [
        (
            row.name, "; ".join(f"{one.what}, {one.when} ({one.publisher})" for one in row.said), row.detail,
            row.by_when, f"{row.since} ({row.done.publisher})" if row.done else row.since, row.cost, row.status,
            row.body,
        )
        for row in promise_rows(dataset)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
