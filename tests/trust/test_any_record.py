"""Nothing that the check lets through breaks a page: three records, as unlike today's as a curator may make them.

``test_every_change`` takes the tables one by one.
"""

from __future__ import annotations

import anywhere
import changed
import pytest
from conftest import Folder


@pytest.mark.parametrize(
    "change", [changed.add_everywhere, changed.emptied, changed.every_word], ids=lambda one: one.__name__
)
def test_a_record_unlike_todays_is_shown_everywhere(folder: Folder, change: changed.Change) -> None:
    assert changed.change(folder, change) == []
    tried = anywhere.shown_of(folder)
    assert tried.count > 150
    assert tried.faults == []
