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
_ADDRESS = re.compile(r"[^@\s<>\"'?&]+@[^@\s<>\"'?&]+\.[a-z]{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """``contact`` is the maintainers' e-mail address, ``repository`` the address of the code, ``base_url`` that of the
    website (each ``""`` where not set); ``data_dir`` is the folder of the dataset.
    """

    contact: str
    repository: str
    base_url: str
    data_dir: Path


def _web(value: str) -> str:
    return value.rstrip("/") if re.fullmatch(r"https?://[^\s<>\"']+", value) else ""


def settings() -> Settings:
    """The settings in force; a value that is no address counts as not set."""

    def get(name: str) -> str:
        return os.environ.get(PREFIX + name, "").strip()

    contact = get("CONTACT")
    return Settings(
        contact=contact if _ADDRESS.fullmatch(contact) else "",
        repository=_web(get("REPOSITORY")),
        base_url=_web(get("BASE_URL")),
        data_dir=Path(get("DATA") or DATA_DIR),
    )
