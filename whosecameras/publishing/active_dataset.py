"""Which edition of the record is shown: that of the data folder, or the checked copy that a server has switched to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from whosecameras.publishing import validation
from whosecameras.record.loading import Dataset
from whosecameras.settings import settings

_shown: list[Path] = []


def active_folder() -> Path:
    """The folder that the record is read from; whoever keeps what was read keeps it under this folder."""
    return _shown[0] if _shown else settings().data_dir


def activate(copy: Path) -> None:
    """From now on show the record in ``copy``, a folder whose files do not change."""
    _shown[:] = [copy]


@lru_cache(maxsize=2)
def opened(folder: Path) -> Dataset:
    """The checked Dataset of a folder, read once; raises ``DatasetError`` with every problem."""
    return validation.open_dataset(folder)
