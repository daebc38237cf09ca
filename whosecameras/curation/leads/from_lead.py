"""Starts a finding from a lead: fills in what the notice shows; the curator gives the rest and confirms it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from whosecameras.curation import store
from whosecameras.curation.add import Ask, add
from whosecameras.curation.importing.sheets import read_sheet
from whosecameras.curation.leads.lead_list import COLUMNS
from whosecameras.curation.page_addresses import address
from whosecameras.errors import UserError
from whosecameras.publishing.exports import FORMULA_STARTS
from whosecameras.record.loading import is_date
from whosecameras.record.schema import VENDORS, Finding

Echo = Callable[[str], None]
HOW = "give --lead as FILE:ROW, such as leads.csv:2, or as FILE:ID"
CONFIRM = "Have you read the notice itself, and does it say this about this body? (yes or no)"
USE = "A contract notice does not prove use: equipment that was requested, offered or bought may not be installed."


def read_lead(asked: str) -> dict[str, str]:
    """The row of a list of leads at ``FILE:ROW`` or ``FILE:ID``; row 1 has the column names.

    Raises ``UserError`` if there is no such file or row, or the file is not a list of leads; ``OSError`` if it cannot
    be read.
    """
    name, _, row_or_id = asked.rpartition(":")
    if not name or not row_or_id.strip():
        raise UserError(f"“{asked}” is not a lead; {HOW}")
    path = Path(name)
    if not path.is_file():
        raise UserError(f"{path} is not a file; {HOW}")
    sheet = read_sheet(path, COLUMNS)
    places = {column: sheet.header.index(column) for column in COLUMNS}
    for line, row in sheet.rows:
        cells = {column: _plain(row[at]) if at < len(row) else "" for column, at in places.items()}
        if row_or_id.strip() in (str(line), cells["id"]):
            return cells
    last = sheet.rows[-1][0]
    raise UserError(f"{path}: there is no lead {row_or_id.strip()}; rows are 2 to {last}, ids are in the first column")


def _plain(cell: str) -> str:
    """Remove the apostrophe that protects a cell in spreadsheets."""
    return cell[1:].strip() if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell.strip()


def prefilled(lead: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The columns of a finding from a lead (body, manufacturer, date and source); the curator's values take precedence.

    The manufacturer is only filled in if the notice names one company, or only its own brands.
    """
    values = {
        "body": lead["body"],
        "vendor": lead["vendor"] if lead["vendor"] in VENDORS else "",
        "as_of": lead["date"] if is_date(lead["date"]) else "",
        "source": lead["address"],
    }
    chosen = {column: text for column, text in given.items() if text.strip()}
    return {**{column: text for column, text in values.items() if text}, **chosen}


def _needs_source(data_dir: Path, lead: Mapping[str, str], url: str) -> None:
    """Refuse a lead whose notice is not yet a source, and show the command that adds it."""
    rows = store.rows(data_dir, "sources")
    if any(url in (row["id"], row["title"]) or address(row["url"]) == address(url) for row in rows):
        return
    words = ["python", "-m", "whosecameras", "add", "source", "--url", url, "--kind", "official"]
    words += ["--title", lead["title"]] if lead["title"] else []
    words += ["--published", lead["date"]] if is_date(lead["date"]) else []
    raise UserError(
        f"{url} is not a source in the record yet; read it, then add it first:\n  {shlex.join(words)}\n"
        "(publisher and grade are asked for, or given with --publisher and --grade)"
    )


def add_from_lead(
    data_dir: Path,
    asked: str,
    given: Mapping[str, str],
    ask: Ask | None,
    echo: Echo,
    *,
    confirmed: bool = False,
    anyway: bool = False,
) -> list[str]:
    """Add a finding that starts from a lead; ``given`` are the curator's values, which take precedence.

    The finding, its basis and its wording never come from the lead. A person has to confirm the whole row, at the
    terminal or with ``confirmed``. Raises the errors of ``add`` and ``read_lead``, and ``UserError`` without
    confirmation; the record is then unchanged.
    """
    lead = read_lead(asked)
    row = prefilled(lead, given)
    if not row.get("source"):
        raise UserError(f"the lead {lead['id']} has no address of its notice; give the source with --source")
    _needs_source(data_dir, lead, row["source"])
    echo(f"lead {lead['id']}: {lead['named']} in {lead['where']}: {lead['words']}")
    for column, text in row.items():
        if not given.get(column, "").strip():
            echo(f"  {column} from the lead: {text}")
    if ask is None and not confirmed:
        raise UserError(f"{USE} Read the notice; if it says this about this body, give --confirm")

    def settle(complete: Mapping[str, str]) -> None:
        if ask is None or confirmed:
            return
        echo("; ".join(f"{column}: {text}" for column, text in complete.items() if text))
        if complete["finding"] == Finding.USES:
            echo(USE)
        if ask(CONFIRM, "no").strip().casefold() not in ("y", "yes"):
            raise UserError("it was not added")

    return add(data_dir, "findings", row, ask, echo, anyway=anyway, settle=settle)
