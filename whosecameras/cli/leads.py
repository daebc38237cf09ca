"""The verb ``leads`` on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from whosecameras.cli.curate import DataDir, exit_on_user_error, folder

_FILES = "Open Contracting data from Contracts Finder or Find a Tender: .json or .jsonl, optionally as .gz."
_OUT = "CSV file for the list; default: standard output."
_MOST = "The most megabytes that a file may unpack to."


def leads(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, help=_FILES)],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_OUT, show_default=False)] = None,
    at_most: Annotated[int, typer.Option("--at-most", metavar="MB", min=1, help=_MOST)] = 4096,
    data: DataDir = None,
) -> None:
    """List procurement notices that name one of the companies or brands, for a curator to read.

    A lead is not a finding: a notice may ban a brand, or only ask for it. Nothing is added to the record.
    docs/curating/leads.md says where to get the files.
    """
    data = folder(data)
    with exit_on_user_error(None):
        from whosecameras.curation.leads.lead_list import list_leads

        def echo(line: str) -> None:
            typer.echo(line, err=True)

        content, lines = list_leads(data, files, echo, out, at_most * 1024**2)
        if out is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        for line in lines:
            echo(line)


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command()(leads)
