"""Text on the brands that sell the manufacturers' equipment."""

from __future__ import annotations

from collections.abc import Mapping

from whosecameras.analysis.manufacturers import brands_of
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

NO_BRAND = "We found no source that names another brand."
CAUTION = (
    "A brand on this list may also sell equipment from other manufacturers, and the list does not say who uses it."
)


def brand_words(company: str, kind: str) -> str:
    """How a brand is linked to a company, in a few words; an unknown kind is returned unchanged."""
    wordings = {
        "own_brand": "own brand of {}",
        "former_brand": "own brand of {} in the past",
        "relabelled": "{} equipment sold under another name",
    }
    return wordings[kind].format(company) if kind in wordings else kind


def brand_of(dataset: Dataset, row: Mapping[str, object]) -> str:
    """The same for a row of ``brands``: ``own brand of Hikvision``."""
    return brand_words(wording.manufacturer(dataset, str(row["vendor"])), str(row["kind"]))


def brands_title(dataset: Dataset, vendor: str = "") -> str:
    """A heading with the number of other brands that sources connect with a manufacturer (``""``: any)."""
    count = brands_of(dataset, vendor)["name"].nunique()
    company = wording.manufacturer(dataset, vendor) if vendor else wording.any_manufacturer(dataset)
    return f"Other brands that sources connect with {company}: {wording.number(count) if count else 'none'}"
