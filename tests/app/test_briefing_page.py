"""The briefing page, booted as a visitor meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from whosecameras.briefing import pictures

PAGE = Path(__file__).parents[2] / "app_pages" / "briefing.py"


def boot(**query: str) -> AppTest:
    """The page at an address."""
    app = AppTest.from_file(str(PAGE), default_timeout=90)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


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
