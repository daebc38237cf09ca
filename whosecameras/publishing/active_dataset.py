"""The active record: from the data folder, or from the edition that a server has loaded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from whosecameras.publishing import validation
from whosecameras.record.loading import Dataset
from whosecameras.settings import settings

#: In the folder of a built website: the list of its files, and the record that it was built from.
MANIFEST = "manifest.json"
RECORD = ".record"
_shown: list[Path] = []


def active_folder() -> Path:
    """The folder that the record is read from; use it as the cache key for anything derived from the record."""
    return _shown[0] if _shown else settings().data_dir


def activate(copy: Path) -> None:
    """From now on, use the record in ``copy``, a folder whose files never change."""
    _shown[:] = [copy]


@lru_cache(maxsize=2)
def opened(folder: Path) -> Dataset:
    """The validated ``Dataset`` of a folder, cached; raises ``DatasetError`` with every problem."""
    return validation.open_dataset(folder)
