"""The briefing page, booted as a visitor meets it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import app_driver
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import _data
from whosecameras.briefing import bundle, cards, pictures, subject
from whosecameras.briefing.render_queue import RenderJob, RenderQueue
from whosecameras.record.loading import Dataset

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000"
    "000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def nothing_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what was made beforehand: empty, and the workshop's too."""
    folder = tmp_path / "made"
    monkeypatch.setenv("WHOSE_CAMERAS_BRIEFINGS", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return folder


boot = partial(app_driver.visit, "briefing")


def test_the_page_opens_on_the_country() -> None:
    app = boot()
    assert "United Kingdom" in app.title[0].value
    assert not app.error and not app.info
    assert "<iframe" in app.code[0].value and "embed=true" in app.code[0].value


@pytest.mark.parametrize(
    ("card", "name"),
    [("region-S92000003-named", "Scotland"), ("sector-police", "Police"), ("body-fife-council", "Fife")],
)
def test_a_card_in_the_address_opens_its_scope(card: str, name: str) -> None:
    app = boot(card=card)
    assert name in app.title[0].value
    assert card in app.code[0].value
    assert not app.error and not app.info


def test_an_unknown_card_offers_the_nearest() -> None:
    app = boot(card="body-fife-counsil")
    assert "fife-council (Fife Council)" in app.error[0].value
    assert "United Kingdom" in app.title[0].value


def test_without_a_browser_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "find", lambda: "")
    app = boot(about="region", region="W92000004", size="1080x1350", theme="dark")
    assert pictures.HOW_TO_GET_ONE in app.info[0].value
    assert "Wales" in app.title[0].value


def test_after_a_release_with_the_same_tables_nothing_old_is_given_out(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = RenderQueue.find
    asked: dict[str, set[str]] = {}

    def note(self: RenderQueue, name: str, made_from: str) -> RenderJob:
        asked.setdefault(name.rpartition(".")[2], set()).add(made_from)
        return found(self, name, made_from)

    monkeypatch.setattr(RenderQueue, "find", note)
    released = replace(dataset, changed_files=())
    later = replace(released, version="9.9.9", released=date(2099, 1, 2))
    for now in (released, later, replace(later, changed_files=("findings.csv",))):
        monkeypatch.setattr(_data, "dataset", lambda now=now: now)
        assert not boot(about="body", body="fife-council").exception
    assert {kind: len(states) for kind, states in asked.items()} == {"png": 3, "pdf": 3, "pptx": 3}
    assert any("9.9.9" in svg for svg in asked["png"])


def labels(app: AppTest) -> set[str]:
    """What the buttons of the page say, downloads included."""
    return {one.label for one in app.button} | {one.proto.label for one in app.get("download_button")}


def test_what_was_made_beforehand_is_offered_at_once_and_what_is_stale_is_not(
    dataset: Dataset, nothing_made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "find", lambda: "a browser")
    asked = {"card": "body-fife-council"}
    assert {"Make PNG", "Make PDF", "Make PPTX"} <= labels(boot(**asked))

    class Fake:
        """A browser that takes no picture."""

        def __enter__(self) -> Fake:
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def png(self, svg: str, wide: int, high: int) -> bytes:
            return PIXEL

        def pdf(self, html: str) -> bytes:
            return b"%PDF-1.7 " + html.encode()

    with monkeypatch.context() as patch:
        patch.setattr(bundle, "Browser", Fake)
        about = subject.briefing_subject(dataset, "body", "fife-council")
        bundle.write_bundle(
            dataset, about, nothing_made / "fife", bundle.PlannedFile(sizes=("1200x630",), modes=("light",))
        )
    assert {"Download PNG", "Download PDF", "Download PPTX"} <= labels(boot(**asked))
    assert "Make PNG" in labels(boot(**asked, theme="dark"))
    manifest = nothing_made / "fife" / bundle.MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(dataset.digest, "0" * 64), encoding="utf-8")
    assert {"Make PNG", "Make PDF", "Make PPTX"} <= labels(boot(**asked))


def test_a_card_that_does_not_fit_is_said_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_: object) -> cards.Made:
        raise cards.DoesNotFit("the text of the card law is too long for 1200x630")

    monkeypatch.setattr(cards, "lay_out", too_long)
    st.cache_data.clear()
    app = boot(card="law")
    assert "choose another size or another card" in app.info[0].value
    assert not app.exception and not app.error
