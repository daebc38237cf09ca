"""How numbers, dates, shares and findings are put into words: the one place for every sentence made from data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from whosecameras.load import Dataset
from whosecameras.model import FINDING_MEANINGS, VENDOR_SCOPES, Finding, Flag, Status
from whosecameras.rates import Share
from whosecameras.status import Standing

SITE_NAME = "Whose Cameras?"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NOT_RANDOM = "Those who answered were no random sample: bodies that use the cameras may answer more or less often."
BLANK_IS_NOT_CLEAN = "Blank is not clean"


def number(value: float | int) -> str:
    """A count with thousands parted: ``1289`` gives ``1,289``."""
    return f"{value:,.0f}"


def counted(value: int, one: str, many: str = "") -> str:
    """A count with its noun, small ones spelt out: ``1, "council"`` gives ``one council``."""
    noun = one if value == 1 else many or f"{one}s"
    return f"{_SMALL[value] if 0 <= value < len(_SMALL) else number(value)} {noun}"


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1 as per cent: ``0.625, 1`` gives ``62.5%``; a part that rounds to nothing is ``<1%``."""
    if digits == 0 and 0 < share < 0.005:
        return "<1%"
    return f"{share * 100:.{digits}f}%"


def printed_percent(share: float) -> str:
    """A share as a source printed it: whole per cents without a decimal, others with one."""
    return percent(share, 0 if abs(share * 100 - round(share * 100)) < 0.05 else 1)


def date(iso: str) -> str:
    """An ISO date, whole or in part: ``2022-02-07`` gives ``7 February 2022``; blank gives ``undated``."""
    parts = iso.split("-") if iso else []
    if not parts:
        return "undated"
    if len(parts) == 1:
        return parts[0]
    month = MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def listed(items: Sequence[str], most: int = 0) -> str:
    """Items as a list in a sentence: ``a, b and c``; beyond ``most`` (0: all) the rest are counted."""
    if most and len(items) > most:
        return f"{', '.join(items[:most])} and {number(len(items) - most)} more"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def vendor(dataset: Dataset, vendor_id: str) -> str:
    """A finding's maker in words: ``either`` gives ``Hikvision or Dahua``, ``both`` ``Hikvision and Dahua``."""
    names: Mapping[str, str] = dict(zip(dataset.vendors["id"], dataset.vendors["name"], strict=True))
    if vendor_id in names:
        return names[vendor_id]
    if vendor_id == "unknown":
        return "maker not named"
    return (" and " if vendor_id == "both" else " or ").join(names.values())


def vendors(dataset: Dataset, ids: Iterable[str]) -> str:
    """Several makers in words."""
    return listed([vendor(dataset, one) for one in ids])


def scope(vendor_scope: str) -> str:
    """A survey's makes in words."""
    return VENDOR_SCOPES[vendor_scope]


def finding(value: str) -> str:
    """A finding in neutral words, as in ``reported using``."""
    return FINDING_MEANINGS[Finding(value)]


def attributed(publisher: str, as_of: str) -> str:
    """The bracket behind every statement: ``(The Times, 7 February 2022)``."""
    return f"({publisher}, {date(as_of)})"


def fraction(share: Share) -> str:
    """A share as n of N, as far as the source gives them: ``806 of 1,289``, ``73% of 325``, ``15 (of how many is not
    said)``.
    """
    if share.using is not None and share.answered:
        return f"{number(share.using)} of {number(share.answered)}"
    if share.printed is not None and share.answered:
        return f"{printed_percent(share.printed)} of {number(share.answered)}"
    if share.using is not None:
        return f"{number(share.using)} (of how many is not said)"
    if share.printed is not None:
        return f"{printed_percent(share.printed)} (of how many is not said)"
    return "no figure"


def silence(share: Share) -> str:
    """What is known of those who did not answer, as one sentence."""
    if share.asked is None or share.answered is None:
        return "The source does not say how many were asked and stayed silent."
    silent = share.asked - share.answered
    return f"{number(share.asked)} were asked; {number(silent)} gave no usable answer."


def silence_bounds(share: Share) -> str:
    """The hard bounds as one sentence, or nothing where they are not known."""
    if share.silence is None:
        return ""
    low, high = share.silence.low, share.silence.high
    return (
        f"If no silent body used them the share of all that were asked would be {percent(low)}; "
        f"if every one did, {percent(high)}."
    )


def both_shares(share: Share) -> str:
    """The printed and the counted share where they differ, or nothing."""
    if not share.differs or share.printed is None or share.computed is None:
        return ""
    return f"Printed as {printed_percent(share.printed)}; its own counts give {percent(share.computed, 1)}."


def flag_list(flags: Iterable[Flag]) -> str:
    """Flags as text: ``contested, stale``."""
    return ", ".join(str(flag) for flag in flags)


def known_now(dataset: Dataset, name: str, standing: Standing) -> str:
    """What is known now of a body, as one or two sentences with source and date."""
    if standing.status is Status.UNKNOWN:
        return (
            f"Nothing that we could read says whether {name} uses Hikvision or Dahua cameras. "
            "That is a gap in the record, not a “no”."
        )
    row = dataset.row("findings", standing.decided_by[0])
    publisher = dataset.row("sources", row["source"])["publisher"]
    makes = vendors(dataset, standing.vendors)
    where = attributed(publisher, row["as_of"])
    sentence = {
        Status.USING: f"{name} is reported using {makes} cameras {where}.",
        Status.REMOVING: f"{name} is reported removing or replacing its {makes} cameras {where}.",
        Status.REMOVED: f"{name} is reported to have used {makes} cameras and to have them no longer {where}.",
        Status.NOT_USING: f"{name} is reported not using {makes} cameras {where}.",
        Status.WOULD_NOT_SAY: f"{name} was asked about {makes} cameras and would not say {where}.",
        Status.DID_NOT_ANSWER: f"{name} was asked about {makes} cameras; no answer is known {where}.",
    }[standing.status]
    others = len(standing.decided_by) - 1
    if others:
        sentence += f" {counted(others, 'other finding says', 'other findings say').capitalize()} the same."
    if row["scope"]:
        sentence += f" The statement is about: {row['scope']}."
    if Flag.COLLECTIVE_ONLY in standing.flags:
        sentence += " The only evidence is a statement about a whole group of bodies."
    if Flag.CONTESTED in standing.flags:
        sentence += " Sources disagree; each is shown below."
    if Flag.STALE in standing.flags:
        sentence += f" Nothing newer than {date(standing.newest)} was found."
    return sentence


def request_for_information(dataset: Dataset, name: str) -> str:
    """A freedom-of-information request about both makes that anyone can send to the named body."""
    makes = listed([str(maker) for maker in dataset.vendors["name"]])
    lines = (
        f"To: {name}",
        "",
        "Dear Freedom of Information officer,",
        "",
        "Under the Freedom of Information Act 2000 (in Scotland, the Freedom of Information (Scotland) Act 2002) "
        "please tell me:",
        "",
        f"1. Does {name} own, lease or operate any cameras, recorders or video software made by {makes}, including "
        "such equipment sold under another brand?",
        "2. If so, how many items of each make, in which kinds of place (for example public space, offices, schools, "
        "body-worn), and since when?",
        "3. Which of these functions are present, and which are switched on: facial recognition, tracking of persons, "
        "search by clothing, detection of age, sex or ethnicity, number-plate recognition, sound?",
        "4. Is any of this equipment connected to the internet or to another organisation’s network?",
        "5. Has a decision been taken to stop buying, to remove or to replace such equipment? If so, when, and by what "
        "date is it to be done?",
        "",
        "If part of this is exempt, please send the rest and name the exemption. I would like the answer by e-mail.",
        "",
        "Yours faithfully,",
    )
    return "\n".join(lines)


def table_text(frame: pd.DataFrame, dates: Sequence[str] = ()) -> pd.DataFrame:
    """A copy of a table with the named columns of ISO dates written out."""
    shown = frame.copy()
    for column in dates:
        shown[column] = shown[column].map(date)
    return shown
