"""Generates docs/commands.md: every command with its arguments and options, from the program itself.

``scripts/dictionary.py`` (``make docs``) writes it; a test fails if it is out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from whosecameras.__main__ import app

PROGRAM = "python -m whosecameras"
INTRODUCTION = f"""\
# The command line

**Written by `make docs` from the program itself. To change a text, edit the verb.*

`{PROGRAM} VERB --help` says the same. After `make run`, use `.venv/bin/python` instead of `python`. Exit
code 0 means success. 1: a line says what went wrong, and whether anything was written. 2: the arguments are not valid.
Only `links` uses the network.
"""


def verbs(group: TyperGroup, above: str = "") -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """(name, command) of each command in a group; subcommands have both names."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            if command.invoke_without_command:
                yield f"{above}{name}", command
            yield from verbs(command, f"{above}{name} ")
        elif isinstance(command, TyperCommand) and not command.hidden:
            yield f"{above}{name}", command


def options(command: TyperCommand | TyperGroup) -> list[TyperOption]:
    """The visible options of a command, without ``--help``."""
    return [one for one in command.params if isinstance(one, TyperOption) and not one.hidden]


def program() -> TyperGroup:
    """The command line as a Typer object."""
    found = typer.main.get_command(app)
    assert isinstance(found, TyperGroup)
    return found


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _without(option: TyperOption) -> str:
    """The default of an option."""
    if option.required:
        return "required"
    if option.is_flag:
        return f"`{(option.opts if option.default else option.secondary_opts)[0]}`" if option.secondary_opts else "no"
    return f"`{option.default}`" if option.default not in (None, "", ()) and option.show_default else ""


def _named(option: TyperOption) -> str:
    """An option as typed, with its metavar."""
    names = " ".join(f"`{one}`" for one in (*option.opts, *option.secondary_opts))
    if option.is_flag:
        return names
    choices = " or ".join(f"`{one}`" for one in type(option.default)) if isinstance(option.default, Enum) else ""
    return f"{names} {option.metavar or choices}".rstrip()


def described(name: str, command: TyperCommand | TyperGroup) -> str:
    """One command: what it does, and its arguments and options."""
    given = [one for one in command.params if isinstance(one, TyperArgument)]
    says = (command.help or "").strip()
    lines = [f"## {name}", says, "", "| argument or option | meaning | default |", "|---|---|---|"]
    for one in given:
        words = getattr(one, "help", None) or ""
        lines.append(f"| `{one.metavar or one.name}` | {_cell(words)} | required |")
    for option in options(command):
        lines.append(f"| {_named(option)} | {_cell(option.help or '')} | {_without(option)} |")
    return "\n".join(lines) + "\n"


def document() -> str:
    """The text of docs/commands.md."""
    return "\n".join([INTRODUCTION, *(described(name, command) for name, command in verbs(program()))])
