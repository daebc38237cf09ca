"""Which edition of the record is shown: that of the data folder, or the checked copy that a server has switched to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from whosecameras import checks
from whosecameras.load import Dataset
from whosecameras.settings import settings

_shown: list[Path] = []


def folder() -> Path:
    """The folder that the record is read from; whoever keeps what was read keeps it under this folder."""
    return _shown[0] if _shown else settings().data_dir


def show(copy: Path) -> None:
    """From now on show the record in ``copy``, a folder whose files do not change."""
    _shown[:] = [copy]


@lru_cache(maxsize=2)
def opened(folder: Path) -> Dataset:
    """The checked Dataset of a folder, read once; raises ``DatasetError`` with every problem."""
    return checks.open_dataset(folder)
