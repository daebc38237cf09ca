"""The makers: sourced facts by subject, allegations with the replies to them, and what the cameras are said to do."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.survey_shares import Share, share
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import PALETTES, Mode, template
from whosecameras.record.loading import LIST_SEPARATOR, Dataset
from whosecameras.record.schema import FACT_GROUPS, FACT_KEYS, REPLIES, SPEAKS_OF, VENDOR_EACH, VENDORS
from whosecameras.text import wording

ALLEGATIONS = "allegations"
NO_REPLY = "No reply found"
#: A capability word that names a flaw and is not counted as a function.
NOT_A_FUNCTION = ("remote_takeover_risk",)


def _undated_last(column: pd.Series) -> pd.Series:
    """A column as rows are sorted by it, oldest first: what has no date comes after all that has one."""
    return column.replace("", "9999") if column.name == "as_of" else column


@lru_cache(maxsize=4)
def _all_facts(dataset: Dataset) -> pd.DataFrame:
    frame = dataset.vendor_facts
    frame["group"] = [FACT_KEYS[str(key)][0] for key in frame["key"]]
    frame["about"] = [FACT_KEYS[str(key)][1] for key in frame["key"]]
    order = {key: place for place, key in enumerate(FACT_KEYS)}
    frame["order"] = frame["key"].map(order)
    sources = dataset.sources[["id", "publisher", "grade", "url"]].rename(columns={"id": "source"})
    return frame.merge(sources, on="source", how="left", validate="m:1").sort_values(
        ["order", "as_of", "id"], key=_undated_last
    )


def facts_about(dataset: Dataset, vendor: str, group: str) -> pd.DataFrame:
    """What sources say of a maker in one group: a key of ``FACT_GROUPS``, ``allegations`` or ``replies``.

    ``vendor`` is matched as it stands (``both`` gives what is said of both makers together). Allegations are in their
    own group whatever they are about; their subject is in ``group``. All figures stand, also where they differ.
    Columns: ``id``, ``group``, ``about``, ``value``, ``as_of``, ``as_of_basis``, ``detail``, ``replies`` (ids),
    ``source``, ``publisher``, ``grade``, ``url``. ``KeyError`` for a group that is not declared.
    """
    if group not in FACT_GROUPS and group not in (ALLEGATIONS, REPLIES):
        raise KeyError(f"no group of facts {group!r}")
    frame = _all_facts(dataset)
    frame = frame[frame["vendor"] == vendor]
    if group == ALLEGATIONS:
        frame = frame[frame["kind"] == "allegation"]
    elif group == REPLIES:
        frame = frame[frame["kind"] == "reply"]
    else:
        frame = frame[(frame["kind"] == "fact") & (frame["group"] == group)]
    return frame[
        [
            "id", "group", "about", "value", "as_of", "as_of_basis", "detail", "replies", "source", "publisher",
            "grade", "url",
        ]
    ]  # fmt: skip


def subjects_of(dataset: Dataset, vendor: str = "") -> tuple[str, ...]:
    """Values of the ``vendor`` column, in order: those that speak of a maker (``""``: of any), ``both`` last."""
    return SPEAKS_OF[vendor] if vendor else (*wording.manufacturers(dataset), VENDOR_EACH)


def replies_to(dataset: Dataset, fact: str) -> pd.DataFrame:
    """The makers' replies to a fact or an allegation, oldest first; columns of ``facts_about``, ``vendor`` and more."""
    wanted = [one for one in str(dataset.row("vendor_facts", fact)["replies"]).split(LIST_SEPARATOR) if one]
    replies = _all_facts(dataset)
    return replies[replies["id"].isin(wanted)].sort_values(["as_of", "id"], key=_undated_last)


def unattached_replies(dataset: Dataset, vendor: str) -> pd.DataFrame:
    """What a maker said in answer to things that are no fact or allegation here; columns of ``facts_about``."""
    attached = {one for text in dataset.vendor_facts["replies"] for one in str(text).split(LIST_SEPARATOR)}
    replies = facts_about(dataset, vendor, REPLIES)
    return replies[~replies["id"].isin(attached)]


def allegations(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """Every allegation about a maker (``""``: all makers) with the replies to it, as a table for readers.

    Columns: ``Maker``, ``Subject``, ``What is alleged``, ``In words``, ``As of``, ``Source``, ``Grade``, ``Reply``
    (or “No reply found”), ``id``. What is said of both makers together is included for each.
    """
    rows = []
    for maker in subjects_of(dataset, vendor):
        for row in facts_about(dataset, maker, ALLEGATIONS).to_dict("records"):
            replies = replies_to(dataset, str(row["id"])).to_dict("records")
            said = [f"{one['value']} {wording.attributed(str(one['publisher']), str(one['as_of']))}" for one in replies]
            rows.append(
                {
                    "Maker": wording.manufacturer(dataset, maker),
                    "Subject": row["about"],
                    "What is alleged": row["value"],
                    "In words": row["detail"],
                    "As of": wording.described_date(str(row["as_of"]), str(row["as_of_basis"])),
                    "Source": row["publisher"],
                    "Grade": row["grade"],
                    "Reply": "; ".join(said) or NO_REPLY,
                    "id": row["id"],
                }
            )
    columns = ["Maker", "Subject", "What is alleged", "In words", "As of", "Source", "Grade", "Reply", "id"]
    return pd.DataFrame(rows, columns=columns)


def facts_table(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """Every row of ``vendor_facts`` about a maker (``""``: all) as a table for readers, allegations and replies too."""
    parts = []
    for maker in subjects_of(dataset, vendor):
        for kind, groups in (("fact", [*FACT_GROUPS]), ("allegation", [ALLEGATIONS]), ("reply", [REPLIES])):
            for group in groups:
                parts.append(
                    facts_about(dataset, maker, group).assign(Maker=wording.manufacturer(dataset, maker), Kind=kind)
                )
    rows = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "Maker": rows["Maker"],
            "Subject": [FACT_GROUPS.get(str(group), "Reply") for group in rows["group"]],
            "About": rows["about"],
            "Kind": rows["Kind"],
            "Value": rows["value"],
            "In words": rows["detail"],
            "As of": [wording.date(str(one)) for one in rows["as_of"]],
            "Date known how": rows["as_of_basis"],
            "Source": rows["publisher"],
            "Grade": rows["grade"],
            "Answered by": rows["replies"],
            "id": rows["id"],
        }
    )


def fact_sources(dataset: Dataset, vendor: str = "") -> tuple[str, ...]:
    """Ids of the sources behind ``facts_table``."""
    ids = list(facts_table(dataset, vendor)["id"])
    frame = dataset.vendor_facts.set_index("id")
    return tuple(dict.fromkeys(map(str, frame.loc[ids, "source"])))


#: Columns of the matrix: heading, what is counted, plotly symbol, colours of the palette (fill, line).
COLUMNS: dict[str, tuple[str, tuple[str, ...], str, str, str]] = {
    "reported": ("Reported<br>in the UK", ("reported",), "circle", "using", "using"),
    "against": ("Denied or<br>not told", ("denied", "refused"), "x-thin", "not_using", "not_using"),
    "described": ("Described<br>only", ("described",), "circle-open", "ink", "ink"),
    "abroad": ("Reported<br>abroad", ("abroad",), "diamond-open", "muted", "muted"),
}
#: Functions that surveys count as a measure of their own, for makes that may be more than these two.
SURVEY_MEASURES = {"anpr": "anpr"}
#: What a statement says, in a few words.
STATEMENTS = {
    "reported": "reported in the UK",
    "denied": "denied",
    "refused": "would not say",
    "described": "described; no UK body named",
    "abroad": "reported outside the UK",
}
REPORTED, COUNTED, DESCRIBED, ABROAD, DENIED, FLAW = (
    "reported in the UK",
    "counted in a UK survey of more makers than these two",
    "described only",
    "reported abroad",
    "denied, or not told",
    "a flaw, not a function",
)


def capability_statements(dataset: Dataset, vendor: str = "", function: str = "") -> pd.DataFrame:
    """Rows of ``capabilities`` with who said it, by function and date.

    With ``vendor`` only those that name the maker or both. Columns: those of ``capabilities``, ``who`` (the body, or
    “no body named”), ``publisher``, ``grade``, ``url``.
    """
    frame = dataset.capabilities
    if vendor:
        frame = frame[frame["vendor"].isin(SPEAKS_OF[vendor])]
    if function:
        frame = frame[frame["capability"] == function]
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    sources = dataset.sources[["id", "publisher", "grade", "url"]].rename(columns={"id": "source"})
    merged = frame.merge(sources, on="source", how="left", validate="m:1")
    merged["who"] = [names.get(str(body), "no body named") for body in merged["body"]]
    return merged.sort_values(["capability", "as_of", "id"], key=_undated_last)


def _who(rows: pd.DataFrame) -> str:
    """Who is named for some statements: bodies with year, or the publisher where no body is named."""
    said = [
        f"{row['who']} ({wording.date(str(row['as_of'])[:4])})"
        if row["body"]
        else f"no body named ({row['publisher']}, {wording.date(str(row['as_of'])[:4])})"
        for _, row in rows.iterrows()
    ]
    return "; ".join(dict.fromkeys(said))


def _of_whom(found: Share) -> str:
    """A share with what its base is: those that answered, or those asked where only that is told."""
    if found.answered:
        return f"{wording.fraction(found)} bodies that answered"
    if found.using is not None and found.asked:
        return f"{wording.number(found.using)} of {wording.numbered(found.asked, 'body', 'bodies')} asked"
    return wording.fraction(found)


def _surveyed(dataset: Dataset, function: str) -> str:
    """What UK surveys counted of a function, in words; blank where none did."""
    frame = dataset.surveys
    rows = frame[(frame["measure"] == SURVEY_MEASURES.get(function)) & (frame["country"] == "GB")]
    publishers = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    said = [
        f"{_of_whom(share(row))}, {wording.scope(str(row['vendor_scope']))} "
        + wording.attributed(str(publishers[str(row["source"])]), str(row["as_of"]))
        for _, row in rows.iterrows()
    ]
    return "; ".join(said)


def _standing(function: str, found: dict[str, int], surveyed: str) -> str:
    if function in NOT_A_FUNCTION:
        return FLAW
    if found["reported"]:
        return REPORTED
    if surveyed:
        return COUNTED
    if found["abroad"]:
        return ABROAD
    return DESCRIBED if found["described"] else DENIED


def capability_table(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """What the cameras are said to do, a row for each function that any source mentions.

    Columns: ``Function``, ``Meaning``, ``BodyStatus``, ``Reported in the UK``, ``Denied or not told``, ``Described``,
    ``Abroad`` (who, with year), then the counts ``reported``, ``against``, ``described``, ``abroad``, and ``id``.
    Functions reported in the UK come first, by number of statements.
    """
    return _capability_table(dataset, vendor).copy()


@lru_cache(maxsize=16)
def _capability_table(dataset: Dataset, vendor: str) -> pd.DataFrame:
    said = capability_statements(dataset, vendor)
    rows = []
    for word in dataset.capability_words.to_dict("records"):
        own = said[said["capability"] == word["id"]]
        if own.empty:
            continue
        parts = {key: own[own["statement"].isin(column[1])] for key, column in COLUMNS.items()}
        counts = {key: len(part) for key, part in parts.items()}
        surveyed = _surveyed(dataset, str(word["id"]))
        rows.append(
            {
                "Function": word["name"],
                "Meaning": word["meaning"],
                "Standing": _standing(str(word["id"]), counts, surveyed),
                "Reported in the UK": "; ".join(filter(None, (_who(parts["reported"]), surveyed))),
                "Denied or not told": _who(parts["against"]),
                "Described": _who(parts["described"]),
                "Abroad": _who(parts["abroad"]),
                **counts,
                "id": word["id"],
            }
        )
    columns = [
        "Function", "Meaning", "Standing", "Reported in the UK", "Denied or not told", "Described", "Abroad",
        *COLUMNS, "id",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    frame["order"] = [[REPORTED, COUNTED, DENIED, DESCRIBED, ABROAD, FLAW].index(one) for one in frame["Standing"]]
    frame = frame.sort_values(["order", "reported", "Function"], ascending=[True, False, True])
    return frame.drop(columns="order").reset_index(drop=True)


def not_reported(dataset: Dataset, vendor: str = "") -> pd.DataFrame:
    """Functions that no source reports in the UK: the rows of ``capability_table`` with those standings."""
    table = capability_table(dataset, vendor)
    return table[table["Standing"].isin([DESCRIBED, ABROAD, DENIED])]


def capability_title(dataset: Dataset, vendor: str = "") -> str:
    """The finding on what the cameras do, as a sentence with its numbers."""
    table = capability_table(dataset, vendor)
    functions = table[table["Standing"] != FLAW]
    reported = int((functions["Standing"] == REPORTED).sum())
    if functions.empty:
        return "No source describes a function"
    name = f"{wording.manufacturer(dataset, vendor)} camera functions" if vendor else "camera functions"
    return (
        f"{wording.number(reported)} of {wording.number(len(functions))} {name} that sources describe "
        f"{'is' if reported == 1 else 'are'} reported in the UK"
    )


_ROW = 40


@lru_cache(maxsize=32)
def capability_chart(dataset: Dataset, vendor: str = "", mode: Mode = "light") -> Chart:
    """A grid of functions by what is said of them: a mark of its own for each column, with the number of statements."""
    table = capability_table(dataset, vendor)
    palette = PALETTES[mode]
    figure = go.Figure()
    names = list(table["Function"])
    ys = list(range(len(names)))
    for place, (key, (heading, _, symbol, fill, line)) in enumerate(COLUMNS.items()):
        shown = table[table[key] > 0]
        figure.add_scatter(
            x=[place - 0.1] * len(shown),
            y=list(shown.index),
            mode="markers+text",
            text=[f"  {int(count)}" for count in shown[key]],
            textposition="middle right",
            textfont={"size": 13, "color": palette.ink},
            name=heading.replace("<br>", " "),
            marker={
                "symbol": symbol,
                "size": 12,
                "color": getattr(palette, fill),
                "line": {"color": getattr(palette, line), "width": 2.4 if symbol == "x-thin" else 1.6},
            },
            customdata=list(shown["id"]),
            hovertext=[
                f"<b>{escape(str(row['Function']))}</b><br>{escape(heading.replace('<br>', ' '))}:<br>"
                + "<br>".join(escape(part) for part in wrap(_column_words(row, key), 44))
                for _, row in shown.iterrows()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    counted_only = table[table["Standing"] == COUNTED]
    figure.add_scatter(
        x=[0] * len(counted_only),
        y=list(counted_only.index),
        mode="text",
        text=["survey"] * len(counted_only),
        textfont={"size": 13, "color": palette.ink},
        hovertext=["<br>".join(escape(line) for line in wrap(said, 44)) for said in counted_only["Reported in the UK"]],
        hoverinfo="text",
    )
    figure.update_layout(
        template=template(mode),
        shapes=[  # all at once: added one by one, plotly looks at all of them again each time
            {
                "type": "line",
                "x0": 0,
                "x1": 1,
                "xref": "paper",
                "y0": y + 0.5,
                "y1": y + 0.5,
                "line": {"color": palette.rule, "width": 1},
            }
            for y in ys
        ],
        height=_ROW * max(len(names), 1) + 58,
        margin={"l": 0, "r": 0, "t": 50, "b": 8},
        xaxis={
            "range": [-0.55, len(COLUMNS) - 0.45],
            "tickvals": list(range(len(COLUMNS))),
            "ticktext": [column[0] for column in COLUMNS.values()],
            "tickfont": {"size": 12, "color": palette.muted},
            "side": "top",
            "showgrid": False,
            "tickangle": 0,
        },
        yaxis={
            "range": [max(len(names), 1) - 0.5, -0.5],
            "tickvals": ys,
            "ticktext": ["<br>".join(escape(line) for line in wrap(name, 17)) for name in names],
            "tickfont": {"size": 13, "color": palette.ink},
            "ticklabelstandoff": 6,
            "showgrid": False,
        },
        hovermode="closest",
    )
    counted = "; ".join(f"{row['Function']}: {row['Standing']}" for _, row in table.iterrows())
    said = capability_statements(dataset, vendor)
    return Chart(
        id="capabilities",
        title=capability_title(dataset, vendor),
        subtitle=(
            "Number of statements on each function: reported in the UK; denied by a body, or a body would not tell; "
            "described by a maker, seller or researcher with no UK body named; reported outside the UK. “Survey”: "
            "counted there, for more makers than these two."
        ),
        figure=figure,
        alt=f"Grid of functions by what is said of them. {counted}.",
        table=table,
        sources=tuple(dict.fromkeys(map(str, said["source"]))),
        note=(
            f"A camera that can do something need not be set to do it. {_unnamed(said)}What nobody reported may still "
            "exist."
        ),
        height=_ROW * max(len(names), 1) + 58,
    )


def _unnamed(said: pd.DataFrame) -> str:
    """Of the rows of ``capability_statements`` that report a function, how many leave the maker open."""
    reports = said[said["statement"] == "reported"]
    unnamed = int((~reports["vendor"].isin([*VENDORS, VENDOR_EACH])).sum())
    if not unnamed:
        return ""
    return (
        f"Of {wording.counted(len(reports), 'report')} in the UK {wording.number(unnamed)} do not say whose cameras. "
    )


def _column_words(row: pd.Series, key: str) -> str:
    headings = {
        "reported": "Reported in the UK",
        "against": "Denied or not told",
        "described": "Described",
        "abroad": "Abroad",
    }
    return str(row[headings[key]])
