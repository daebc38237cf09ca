"""Settings from environment variables, for deployments; every setting has a working default.

An invalid value is an error, never ignored: otherwise a mistyped host name would open the server to any host.
``docs/settings.md`` describes each setting; a test checks that none is missing.
"""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from whosecameras.record.loading import DATA_DIR

PREFIX = "WHOSE_CAMERAS_"
SITE_DIR = DATA_DIR.parent / "build" / "site"
#: Names with our prefix that only tests and scripts read.
OF_TESTS = ("VISITORS", "TEST_CLOCK")
#: Former settings, and what replaced them.
GONE = {
    "POLL": "the server no longer watches the data; run `python -m whosecameras publish` and restart it",
    "BRIEFINGS": "briefings are made on request, never in advance; remove the setting",
}
MOST_SHOWN = 100  # characters of a value to quote in a message
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(\*\.)?{_LABEL}(\.{_LABEL})*\.?|\[[0-9a-f:]*:[0-9a-f:.]*\]")
_NAME_IN_ADDRESS = re.compile(r"[\w-]+(\.[\w-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>\"'?&]+@[^@\s<>\"'?&]+\.[a-z]{2,}", re.IGNORECASE)


class Unusable(ValueError):
    """Invalid settings; the message has a line for each."""


def is_web_address(text: str) -> bool:
    """True for a web address with a scheme and a valid host name, and optionally a valid port and a path."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = re.fullmatch(r"https?://[^\s<>\"'?#@\\]+", text, re.IGNORECASE)
    return bool(plain and _NAME_IN_ADDRESS.fullmatch(host))


def _require(condition: bool) -> None:
    """Raise ``ValueError`` unless the condition holds; the field's description says what would be valid."""
    if not condition:
        raise ValueError


def _address(text: str) -> str:
    _require(is_web_address(text))
    return text.rstrip("/")


def _email(text: str) -> str:
    _require(bool(_EMAIL.fullmatch(text)))
    return text


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(filter(None, re.split(r"[\s,]+", text.lower())))
    _require(bool(hosts) and all(_HOST.fullmatch(host) for host in hosts))
    return hosts


def _figures(text: str) -> str:
    _require(bool(re.fullmatch(r"[0-9]+(\.[0-9]+)?", text)))
    return text


def _file(path: Path) -> Path:
    _require(path.is_file())
    return path


def _folder(path: Path) -> Path:
    _require(path.is_dir())
    return path


def _place(path: Path) -> Path:
    """Accept a folder, or a path that does not exist yet."""
    _require(path.is_dir() or not (path.exists() or path.is_symlink()))
    return path


def _is(name: str, needed: str, example: str) -> Any:
    """A field with its environment variable, what its value must be, and an example."""
    return Field(validation_alias=PREFIX + name, description=f"{needed} is needed, e.g. {example}")


class Settings(BaseSettings):
    """``contact`` is the maintainers' e-mail address, ``repository`` the address of the code, ``base_url`` that of the
    website (each ``""`` if not set); ``data_dir`` is the folder of the dataset.

    Only for the server: ``site_dir`` is the folder of the built website, ``build_site`` whether the server publishes
    the record at startup, ``sessions`` the maximum number of explorer sessions per process, ``hosts`` the host names
    that it accepts (empty: any). ``browser`` prints the PDFs of briefings (``None``: the command line looks for one,
    the explorer offers no PDF).

    The description of a field says what its value must be, for error messages.
    """

    model_config = SettingsConfigDict(frozen=True, case_sensitive=True, validate_default=False)

    contact: Annotated[str, AfterValidator(_email), _is("CONTACT", "an e-mail address", "record@example.org")] = ""
    repository: Annotated[
        str, AfterValidator(_address), _is("REPOSITORY", "an address with https:// or http://", "https://example.org")
    ] = ""
    base_url: Annotated[
        str,
        AfterValidator(_address),
        _is("BASE_URL", "an address with https:// or http:// and no query", "https://cameras.example.org"),
    ] = ""
    data_dir: Annotated[Path, AfterValidator(_folder), _is("DATA", "an existing folder", "/srv/whosecameras/data")] = (
        DATA_DIR
    )
    site_dir: Annotated[Path, AfterValidator(_place), _is("SITE", "the path of a folder", "/srv/whosecameras/www")] = (
        SITE_DIR
    )
    build_site: Annotated[bool, _is("BUILD", "yes or no", "no")] = True
    sessions: Annotated[
        int, BeforeValidator(_figures), Field(le=10**6), _is("SESSIONS", "a whole number without commas", "300")
    ] = 300
    hosts: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_hosts),
        _is("HOSTS", "a host name without scheme, port or path", "cameras.example.org"),
    ] = ()
    browser: Annotated[
        Path | None, AfterValidator(_file), _is("BROWSER", "the path of a browser", "/usr/bin/chromium")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Ignore blank values, since settings files contain lines such as ``WHOSE_CAMERAS_CONTACT=``."""
        stripped = {name: value.strip() for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value}

    @property
    def reachable(self) -> bool:
        """True if there is a contact address; without one, pages do not promise a reply."""
        return bool(self.contact or self.repository)


def names() -> dict[str, str]:
    """The environment variable of each setting, with what its value must be."""
    return {str(field.validation_alias): field.description or "" for field in Settings.model_fields.values()}


def _quoted(value: str) -> str:
    """Quote a value on one line, truncated if long."""
    line = " ".join(value.split())
    return f'"{line[:MOST_SHOWN]}…"' if len(line) > MOST_SHOWN else f'"{line}"'


def _unknown(given: str) -> str:
    """The error message for an unknown name, ``""`` if it is known. Otherwise a typing error would go unnoticed."""
    known = [name.removeprefix(PREFIX) for name in names()]
    if given.removeprefix(PREFIX) in (*known, *OF_TESTS):
        return ""
    if replacement := GONE.get(given.removeprefix(PREFIX)):
        return f"{given}: this setting no longer exists; {replacement}"
    similar = get_close_matches(given[len(PREFIX) :].upper(), known, 1)
    hint = f"did you mean {PREFIX}{similar[0]}?" if similar else f"valid names after {PREFIX}: {', '.join(known)}"
    return f"{given}: there is no such setting; {hint}"


@lru_cache(maxsize=4)
def _of(given: tuple[tuple[str, str], ...]) -> Settings:
    """The settings from these environment variables."""
    lines = list(filter(None, (_unknown(name) for name, _ in given)))
    try:
        result = Settings()
    except ValidationError as error:
        values, descriptions = dict(given), names()
        for name in dict.fromkeys(str(one["loc"][0]) for one in error.errors()):
            lines.append(f"{name}={_quoted(values[name])}: {descriptions[name]}")
        raise Unusable("\n".join(lines)) from None
    if lines:
        raise Unusable("\n".join(lines))
    return result


def settings() -> Settings:
    """The current settings. Raises ``Unusable`` with a line for each invalid or unknown variable."""
    return _of(tuple(sorted((name, value) for name, value in os.environ.items() if name.upper().startswith(PREFIX))))
