"""The locator map for every area of every layer."""

from __future__ import annotations

import locators
import pytest

from whosecameras.record import geography


@pytest.mark.parametrize("layer", geography.LAYERS)
def test_a_locator_is_small_names_its_area_and_marks_it(layer: str) -> None:
    assert locators.faults(layer, geography.area_ids(layer)) == []
