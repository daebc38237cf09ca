"""Files made beforehand: given out when they were made from this very record and are whole, else as if not there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from whosecameras.briefing import bundle, prebuilt, subject
from whosecameras.record.loading import Dataset

NAME = "body-fife-council-1200x630-light.svg"


@pytest.fixture(scope="module")
def made(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf") / "fife"
    wanted = bundle.PlannedFile(formats=("svg",), sizes=("1200x630",), modes=("light",))
    bundle.write_bundle(dataset, subject.briefing_subject(dataset, "body", "fife-council"), folder, wanted)
    return folder


@pytest.fixture
def packed(made: Path, tmp_path: Path) -> Path:
    """A copy of the pack that may be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "packs" / "fife"))


def edit(folder: Path, **changes: Any) -> None:
    path = folder / bundle.MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def test_a_file_of_this_record_is_given_out(dataset: Dataset, packed: Path) -> None:
    for folder in (packed, packed.parent):
        found = prebuilt.find(folder, dataset, NAME)
        assert found and found.read() == (packed / NAME).read_bytes()
    svg = (packed / NAME).read_text(encoding="utf-8")
    assert prebuilt.find(packed, dataset, NAME, svg)
    assert not prebuilt.find(packed, dataset, NAME, svg + " ")
    assert not prebuilt.find(packed, dataset, "body-fife-council-1200x630-dark.svg")
    assert not prebuilt.find(packed / "nowhere", dataset, NAME)


@pytest.mark.parametrize("stale", ["version", "digest", "released"])
def test_a_stale_pack_is_not_given_out(dataset: Dataset, packed: Path, stale: str) -> None:
    now = {"version": dataset.version, "released": dataset.released.isoformat(), "digest": dataset.digest}
    edit(packed, dataset={**now, stale: "0.9.0"})
    assert not prebuilt.find(packed, dataset, NAME)


def test_a_pack_that_prints_another_address_is_not_given_out(
    dataset: Dataset, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOSE_CAMERAS_BASE_URL", "https://cameras.example.org")
    assert not prebuilt.find(packed, dataset, NAME)


def test_a_file_that_was_changed_is_not_given_out(dataset: Dataset, packed: Path) -> None:
    found = prebuilt.find(packed, dataset, NAME)
    (packed / NAME).write_text("<svg>something else</svg>")
    assert not prebuilt.find(packed, dataset, NAME)
    assert found
    with pytest.raises(OSError, match="was changed"):
        found.read()
    (packed / NAME).unlink()
    assert not prebuilt.find(packed, dataset, NAME)


def test_a_file_outside_of_the_pack_is_not_given_out(dataset: Dataset, packed: Path) -> None:
    secret = packed.parent / "secret.svg"
    secret.write_text("secret")
    entry = {"sha256": bundle.digest("secret"), "made_from": ""}
    (packed / "link.svg").symlink_to(secret)
    edit(packed, files=[{"name": "../secret.svg", **entry}, {"name": "link.svg", **entry}])
    assert not prebuilt.find(packed, dataset, "../secret.svg")
    assert not prebuilt.find(packed, dataset, "link.svg")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"files": 3}', "\udcff", "null"])
def test_a_manifest_that_cannot_be_read_is_passed_over(dataset: Dataset, packed: Path, text: str) -> None:
    (packed / bundle.MANIFEST).write_text(text, encoding="utf-8", errors="surrogateescape")
    assert not prebuilt.find(packed, dataset, NAME)
