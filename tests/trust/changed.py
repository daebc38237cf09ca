"""Changes that curators may make to the record, from one cell to whole tables, with cascading deletions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conftest import Folder

from whosecameras.publishing.validation_rule import COLLECTIVE, SILENCES
from whosecameras.record.loading import LIST_SEPARATOR, Problem, listed
from whosecameras.record.schema import OPEN_TABLES, UNDATED, Field, Finding

Rows = list[dict[str, str]]
Tables = dict[str, Rows]
Change = Callable[[Tables], None]
NEW, DAY = "zz-new", "2026-11"
LONG = "A made-up text that is longer than most that the record holds, with an & and a < in it. " * 6
#: Values of new rows, where the kind of a column alone does not determine a valid one.
FITTING: dict[str, dict[str, str]] = {
    "bodies": {
        "name": "Planted Museum",
        "nation": "England",
        "region": "E12000007",
        "sector": "other_public",
        "foi": "foia_2000",
    },
    "surveys": {"country": "GB"},
    "events": {"date": "2026", "date_precision": "year"},
    "corrections": {"table": "bodies", "row": NEW, "column": "name", "new": "Planted Museum"},
    "capabilities": {"statement": "described"},
    "requests": {"asked": f"{DAY}-01", "state_date": f"{DAY}-01"},  # a deadline is counted between dates
    "survey_repeats": {"source": "times-2022-02-07"},  # different from the figure's
}
#: Tables whose rows are vocabulary of the code.
WORDS = ("foi_regimes", "regions", "sectors", "vendors")
#: A date and its basis: undated statements are covered by tests/test_undated.py.
DATED = {"as_of": DAY, "as_of_basis": "inferred"}
#: Cells that are only valid together with others; blank in a new row.
IN_COMPANY = frozenset({"code", "code_scheme", "lad", "began", "ended", "replaced_by", "replies", "due"})


def read(folder: Folder) -> Tables:
    """Every table of a folder as dicts of text."""
    found = {}
    for name in OPEN_TABLES:
        header, *lines = folder.lines(name)
        found[name] = [dict(zip(header, line, strict=True)) for line in lines]
    return found


def write(folder: Folder, tables: Tables) -> None:
    """Write tables into a folder, each sorted by its key."""
    for name, table in OPEN_TABLES.items():
        rows = sorted(tables[name], key=lambda row: row[table.key]) if table.key else tables[name]
        folder.write(name, [[*table.columns], *([row[column] for column in table.columns] for row in rows)])


def change(folder: Folder, how: Change) -> list[Problem]:
    """Change the record in a folder as a curator would. Returns the problems that the check finds."""
    tables = read(folder)
    how(tables)
    settle(tables)
    write(folder, tables)
    return folder.problems()


def keys(tables: Tables, name: str) -> list[str]:
    """The keys of a table's rows."""
    return [row[OPEN_TABLES[name].key] for row in tables[name]]


def settle(tables: Tables) -> None:
    """What a curator does after a withdrawal: references to a removed row are removed or blanked, as are uncited
    sources; a removed row that was corrected before is withdrawn on record.
    """
    before = -1
    while before != sum(map(len, tables.values())):
        before = sum(map(len, tables.values()))
        for name, table in OPEN_TABLES.items():
            for field in (one for one in table.fields if one.points_to):
                there = {*keys(tables, field.points_to), ""}
                for row in tables[name]:
                    row[field.name] = LIST_SEPARATOR.join(one for one in listed(row[field.name]) if one in there)
                if field.required:
                    tables[name] = [row for row in tables[name] if row[field.name]]
        replies = set(keys(tables, "vendor_facts"))
        for row in tables["vendor_facts"]:
            row["replies"] = LIST_SEPARATOR.join(one for one in row["replies"].split(LIST_SEPARATOR) if one in replies)
        cited = {
            row["source"] for name in OPEN_TABLES if name != "link_checks" for row in tables[name] if "source" in row
        }
        tables["sources"] = [row for row in tables["sources"] if row["id"] in cited]
    for row in list(tables["corrections"]):
        table, key = row["table"], OPEN_TABLES[row["table"]].key
        if row["row"] not in keys(tables, table):
            gone = {"column": key, "old": row["row"], "new": "", "why": "Withdrawn with what it hung on."}
            tables["corrections"].append({**row, "id": f"{row['id']}-gone", **gone})


def new_row(tables: Tables, name: str, *, full: bool, key: str = NEW) -> dict[str, str]:
    """A valid row, with all cells or only the required ones; it refers to new rows if there are any."""

    def cell(field: Field) -> str:
        fitting = FITTING.get(name, {}).get(field.name)
        if field.name == OPEN_TABLES[name].key:
            return key
        if fitting is not None:
            return fitting
        if field.name in DATED:
            return DATED[field.name]
        if field.name in IN_COMPANY or not (field.required or full):
            return ""
        if field.values:
            return str([value for value in field.values if value != UNDATED][-1])
        if field.points_to:
            targets = keys(tables, field.points_to)
            return NEW if NEW in targets else next(iter(targets), "")
        text = f"Planted. {LONG}".strip() if full else "Planted."
        by_kind = {"text": text, "list": "hikvision" if field.name == "vendors" else "A planted alias", "date": DAY}
        by_kind |= {"slug": NEW, "url": "https://example.org/planted"}
        return by_kind.get(field.kind, "9")

    return {field.name: cell(field) for field in OPEN_TABLES[name].fields}


def add(name: str, *, full: bool = True) -> Change:
    """Add a row to a table, with a separate source if it needs one."""

    def change(tables: Tables) -> None:
        if name != "sources" and any(field.name == "source" for field in OPEN_TABLES[name].fields):
            tables["sources"].append(new_row(tables, "sources", full=full))
        if name == "sources":
            tables["findings"].append({**new_row(tables, "findings", full=False), "source": NEW})
        tables[name].append(new_row(tables, name, full=full))

    return change


def withdraw(name: str) -> Change:
    """Remove every row of a table."""

    def change(tables: Tables) -> None:
        tables[name] = []

    return change


def withdraw_last(name: str) -> Change:
    """Remove one row of a table, and everything that depends on it."""

    def change(tables: Tables) -> None:
        tables[name].pop()

    return change


def blanked(name: str) -> Change:
    """Blank every optional cell of a table."""
    return lambda tables: blank(tables, [name])


def add_everywhere(tables: Tables) -> None:
    """A full row and a minimal one in every table whose rows are not vocabulary of the code."""
    for name in OPEN_TABLES:
        if name not in WORDS:
            tables[name].append(new_row(tables, name, full=True))
    for name in OPEN_TABLES:
        if name not in WORDS:
            bare = new_row(tables, name, full=False, key=f"{NEW}-bare")
            bare |= {
                "bodies": {"name": "Planted Gallery"},
                "findings": {"scope": "one yard"},
                "survey_repeats": {"source": tables["sources"][0]["id"]},
            }.get(name, {})
            tables[name].append(bare)


def leading(tables: Tables) -> dict[str, str]:
    """The headline figure of the front page: the check requires one."""
    fits = [
        row
        for row in tables["surveys"]
        if (row["sector"], row["country"], row["vendor_scope"], row["measure"])
        == ("all_public", "GB", "either", "uses")
        and row["using"]
        and row["answered"]
    ]
    return max(fits, key=lambda row: int(row["answered"]))


#: Interdependent tables: which bodies there are, and for which sectors the registers are complete.
WHO_IS_LISTED = frozenset({"bodies", "regions", "registers", "sectors"})
#: Cells that may be blank, but not in every row of a valid record.
NEEDED = frozenset({("surveys", "country"), ("findings", "scope"), ("capabilities", "body")}) | {
    ("bodies", column) for column in ("aliases", "region", "code", "code_scheme", "lad", "replaced_by")
}


def blank(tables: Tables, names: Sequence[str]) -> None:
    """Blank every optional cell of these tables, except where some row needs it."""
    lead = leading(tables)
    kept = dict(lead)
    for name in names:
        for field in OPEN_TABLES[name].fields:
            if not field.required and (name, field.name) not in NEEDED and field.name not in DATED:
                for row in tables[name]:
                    row[field.name] = ""
    if "sources" in names:  # an undated page provides no date
        for row in (row for name in OPEN_TABLES for row in tables[name]):
            row |= {"as_of_basis": "inferred"} if row.get("as_of_basis") == "published" else {}
    lead |= {key: kept[key] for key in ("asked", "answered", "using")}
    for row in tables["surveys"]:
        if row is not lead and not (row["using"] or row["value"] or row["share_printed"]):
            row["note"] = "No figure is given."


def one_less_everywhere(tables: Tables) -> None:
    """Remove a row from each required table."""
    for name in ("findings", "sources", "survey_rounds", "surveys"):
        tables[name].pop()


def blank_everywhere(tables: Tables) -> None:
    """Blank all optional cells in all tables at once."""
    blank(tables, list(OPEN_TABLES))


def agreed(tables: Tables) -> None:
    """Keep findings consistent: non-response is about the body itself, and only a removal has a deadline."""
    for row in tables["findings"]:
        if row["finding"] in SILENCES and row["basis"] == COLLECTIVE:
            row["basis"] = "direct"
        if row["finding"] != Finding.REMOVING:
            row["due"] = ""


def emptied(tables: Tables) -> None:
    """Only the register, one survey figure and findings that say nothing about use; optional cells are blank."""
    for name in (
        "events",
        "capabilities",
        "capability_words",
        "vendor_facts",
        "corrections",
        "link_checks",
        "left_out",
    ):
        tables[name] = []
    lead = leading(tables)
    for row in tables["surveys"]:
        row["measure"] = row["measure"] if row is lead else "other"
    for number, row in enumerate(tables["findings"]):
        row |= {"finding": ("not_held", "stop_ended")[number % 2], "scope": f"place {number}"}
    agreed(tables)
    blank(tables, list(OPEN_TABLES))


def lone(tables: Tables) -> None:
    """One row where a page shows a list: one event, one fact, one function, one body that uses the cameras."""
    for name in ("events", "vendor_facts", "capabilities", "link_checks", "left_out"):
        tables[name] = tables[name][:1]
    for number, row in enumerate(tables["findings"]):
        row |= {"finding": "refused" if number else "uses", "scope": f"place {number}"}
    agreed(tables)


def every_word(tables: Tables) -> None:
    """Every word of every vocabulary in turn, regardless of the row's meaning, with dates that are years only."""
    lead = leading(tables)
    kept = dict(lead)
    for name, table in OPEN_TABLES.items():
        for field in table.fields:
            if field.values and field.name != table.key and name not in WHO_IS_LISTED:
                # The date's basis depends on the source: covered by another test.
                words = ("stated", "inferred") if field.name == "as_of_basis" else tuple(map(str, field.values))
                for number, row in enumerate(tables[name]):
                    undated = field.name == "as_of_basis" and row[field.name] == UNDATED
                    row[field.name] = words[number % len(words)] if row[field.name] and not undated else row[field.name]
            if field.kind == "date" and name != "link_checks":
                for row in tables[name]:
                    row[field.name] = row[field.name][:4]
    lead |= kept | {"as_of": kept["as_of"][:4]}
    for row in tables["events"]:
        row["date_precision"] = "year"
    for row in tables["vendor_facts"]:
        row["replies"] = ""
    for row in tables["capabilities"]:
        row["body"] = row["body"] or tables["bodies"][0]["id"]
    for number, row in enumerate(tables["findings"]):
        row["scope"] = f"place {number}"
    agreed(tables)


def nothing_counted(tables: Tables) -> None:
    """Zero for every number except the headline figure; one order, one kind and one year for all."""
    lead = leading(tables)
    kept = dict(lead)
    for name, table in OPEN_TABLES.items():
        for field in table.fields:
            if field.kind in ("integer", "number", "share"):
                for row in tables[name]:
                    row[field.name] = row[field.name] and "0"
    lead |= kept | {"as_of": kept["as_of"][:4]}
    for row in tables["events"]:
        row |= {"date": "1990", "date_precision": "year", "lane": "makers", "kind": "court"}
        row |= {"vendors": "", "role": "reach"}
    for row in tables["vendor_facts"]:
        row |= {"kind": "allegation", "key": "reply", "replies": ""}
