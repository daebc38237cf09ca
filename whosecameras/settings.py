"""What whoever puts the site on the web may set, from the environment; every setting has a default that works.

``docs/settings.md`` describes each; a test fails for a setting without its line there.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from whosecameras.load import DATA_DIR

PREFIX = "WHOSE_CAMERAS_"
SITE_DIR = DATA_DIR.parent / "build" / "site"
BRIEFINGS_DIR = DATA_DIR.parent / "build" / "briefing"
SESSIONS = 300
POLL = 2.0
_HOST = re.compile(r"(\*\.)?[a-z0-9.-]+|\[[0-9a-f:]+\]")
_ADDRESS = re.compile(r"[^@\s<>\"'?&]+@[^@\s<>\"'?&]+\.[a-z]{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """``contact`` is the maintainers' e-mail address, ``repository`` the address of the code, ``base_url`` that of the
    website (each ``""`` where not set); ``data_dir`` is the folder of the dataset, ``briefings_dir`` that of briefings
    made beforehand.

    For the server alone: ``site_dir`` is the folder of the built website, ``build_site`` whether the server builds it,
    ``sessions`` how many explorer sessions one process takes, ``poll`` the seconds between two looks at the data (0:
    it never looks again), ``hosts`` the names that it answers to (none: any).
    """

    contact: str
    repository: str
    base_url: str
    data_dir: Path
    briefings_dir: Path
    site_dir: Path
    build_site: bool
    sessions: int
    poll: float
    hosts: tuple[str, ...]

    @property
    def reachable(self) -> bool:
        """True if there is an address that takes messages: without one no reply is promised."""
        return bool(self.contact or self.repository)


def _web(value: str) -> str:
    return value.rstrip("/") if re.fullmatch(r"https?://[^\s<>\"']+", value) else ""


def _number(value: str, default: float) -> float:
    return float(value) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", value) else default


def settings() -> Settings:
    """The settings in force; a value that is not of its kind counts as not set."""

    def get(name: str) -> str:
        return os.environ.get(PREFIX + name, "").strip()

    contact = get("CONTACT")
    return Settings(
        contact=contact if _ADDRESS.fullmatch(contact) else "",
        repository=_web(get("REPOSITORY")),
        base_url=_web(get("BASE_URL")),
        data_dir=Path(get("DATA") or DATA_DIR),
        briefings_dir=Path(get("BRIEFINGS") or BRIEFINGS_DIR),
        site_dir=Path(get("SITE") or SITE_DIR),
        build_site=get("BUILD").lower() != "no",
        sessions=int(_number(get("SESSIONS"), SESSIONS)),
        poll=_number(get("POLL"), POLL),
        hosts=tuple(host for host in re.split(r"[\s,]+", get("HOSTS").lower()) if _HOST.fullmatch(host)),
    )
