"""The findings in about a hundred words, for journalists and teachers; every sentence is derived from the record."""

from __future__ import annotations

from whosecameras.analysis.counts import tally
from whosecameras.content.home import headline
from whosecameras.record.loading import Dataset
from whosecameras.text import rules_words, titles, wall_words, wording

MOST_WORDS = 110


def sentences(dataset: Dataset) -> tuple[str, ...]:
    """What was found, most important first: how common, where, what is not known, what is in force."""
    councils = tally(dataset, sectors=("council",), existing=True)
    everybody = tally(dataset)
    blank = (
        f"We found nothing published about {wording.number(councils.unknown)} of {wording.number(councils.total)} "
        f"principal councils. {wording.UNKNOWN_IS_NOT_NO}."
        if councils.unknown
        else ""
    )
    named = (
        f"Sources name {wording.numbered(everybody.named, 'public body', 'public bodies')} of all kinds, with any "
        "status. This is a minimum."
        if everybody.named
        else ""
    )
    candidates = (
        titles.wall_title(dataset, "council"),
        wall_words.APART,
        blank,
        named,
        f"{rules_words.title(dataset)}.",
        headline(dataset).sentence,
    )
    return tuple(f"{sentence.rstrip('.')}." for sentence in candidates if sentence.strip())


def note(dataset: Dataset) -> str:
    """As many of the sentences, in order, as fit into ``MOST_WORDS`` words, with the day of the record at the end."""
    text, last = "", f"As of {wording.date(dataset.released.isoformat())}."
    for sentence in sentences(dataset):
        longer = f"{text} {sentence}".strip()
        if len(f"{longer} {last}".split()) <= MOST_WORDS:
            text = longer
    return f"{text} {last}"


def questions(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    """Questions for a class, each with what a good answer covers; only those that the record gives a reason for."""
    councils = tally(dataset, sectors=("council",), existing=True)
    survey = wall_words.survey(dataset, "council")
    pairs = []
    if survey and councils.using:
        pairs.append(
            (
                f"{survey} Sources name {wording.number(councils.using)} of {wording.number(councils.total)} as "
                "using the cameras. Can both be right?",
                "They count different things: those that answered one question, and those that somebody wrote about.",
            )
        )
    if councils.unknown:
        pairs.append(
            (
                f"Why is “no public evidence” about {wording.numbered(councils.unknown, 'council')} "
                "not the same as “no”?",
                "Nobody may have asked, an answer may not have been published, or we may not have found it.",
            )
        )
    pairs.append(
        (
            "Choose a public body. Who says what about it, when did they say it, and would you rely on that?",
            "Its page has each source with a grade; the page on methods says what the grades mean.",
        )
    )
    return tuple(pairs)
