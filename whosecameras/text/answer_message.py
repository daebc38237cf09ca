"""The message with which readers report an answer: its wording, and the block that ``add --from`` parses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from whosecameras.record.loading import Dataset
from whosecameras.record.schema import FINDING_VENDORS, Finding
from whosecameras.text import wording

BEGIN, END = "--- whosecameras answer 1 ---", "--- end of answer ---"
#: The keys of the block in order, with their meanings.
KEYS: Mapping[str, str] = {
    "body": "id of the public body",
    "finding": "what it said",
    "vendor": "about which company",
    "as_of": "date of the answer, such as 2026-11-20",
    "url": "address of the page where others can read it",
    "cameras": "how many cameras of the company, if it said so",
    "detail": "what it said, in your own words, in one line",
}
OPTIONAL = ("cameras",)
#: The findings that an answer can report.
ANSWERS: Mapping[Finding, str] = {
    Finding.USES: "It uses their cameras",
    Finding.DOES_NOT_USE: "It does not use their cameras",
    Finding.REMOVING: "It will remove or replace them",
    Finding.REMOVED: "It has removed them",
    Finding.STOPPED_BUYING: "It has stopped buying them",
    Finding.REFUSED: "It would not say",
    Finding.NOT_HELD: "It holds no record of that",
}
MOST_DETAIL = 500  # characters
NO_PLACE = (
    "This copy of the website gives no contact address, so there is no form here. Please write to whoever runs it."
)
STORES_NOTHING = (
    "This website stores nothing: it prepares a message, and you send it. We read the page that you name before "
    "we add anything. Please do not name private persons."
)


def heading(name: str) -> str:
    """The heading of the form."""
    return f"Has {name} answered you?"


def answers() -> dict[str, str]:
    """The possible answers: ``{finding: words}``."""
    return {str(finding): words for finding, words in ANSWERS.items()}


def companies(dataset: Dataset) -> dict[str, str]:
    """The possible companies: ``{vendor: words}``."""
    return {str(vendor): wording.manufacturer(dataset, str(vendor)) for vendor in FINDING_VENDORS}


def block(values: Mapping[str, str]) -> str:
    """The block that ``add --from`` parses, filled in as far as possible, with each value on one line."""
    lines = [f"{key}: {' '.join(values.get(key, '').split())}".rstrip() for key in KEYS]
    return "\n".join((BEGIN, *lines, END))


def message(dataset: Dataset, name: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of the message; with only ``body``, a template to fill in by hand."""
    whole = all(values.get(key) for key in KEYS if key not in OPTIONAL)
    how = () if whole else _how_to_fill_in()
    lines = (f"An answer of {name}, for version {dataset.version} of the record.", "", *how, block(values), "")
    return f"{wording.SITE_NAME} Answer: {name}", "\n".join(lines)


def _how_to_fill_in() -> tuple[str, ...]:
    return (
        "Please fill in the lines between the two marks, one line each.",
        f"finding: one of {', '.join(map(str, ANSWERS))}",
        f"vendor: one of {', '.join(map(str, FINDING_VENDORS))}",
        *(f"{key}: {KEYS[key]}" for key in ("as_of", "url", "cameras", "detail")),
        "",
    )


def missing(values: Mapping[str, str]) -> list[str]:
    """Sentences on what a report still lacks."""
    return [words for key, words in KEYS.items() if key not in OPTIONAL and not values.get(key, "").strip()]


#: By host, the path of the new-issue form and its parameters for title and body.
_ISSUES = {
    "github.com": ("/issues/new", "title", "body"),
    "codeberg.org": ("/issues/new", "title", "body"),
    "gitlab.com": ("/-/issues/new", "issue[title]", "issue[description]"),
}


def issue(repository: str, subject: str = "", text: str = "") -> str:
    """The address of a pre-filled new issue, ``""`` for an unknown host."""
    form = _ISSUES.get((urlsplit(repository).hostname or "").removeprefix("www."))
    if not form:
        return ""
    path, title, body = form
    return f"{repository}{path}?{urlencode({title: subject, body: text})}"
