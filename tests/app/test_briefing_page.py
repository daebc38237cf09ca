"""The briefing page as visitors see it."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote

import app_driver
import pytest
import streamlit as st
from conftest import Folder
from PIL import Image
from streamlit.testing.v1 import AppTest

from app_pages import _data
from whosecameras.briefing import bundle, cards, pdf, subject
from whosecameras.record.loading import Dataset, load


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regardless of the machine's environment."""
    monkeypatch.setattr(pdf, "named", lambda: "")


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


def downloads(app: AppTest) -> dict[str, Any]:
    """The download buttons of the page by label."""
    return {one.proto.label.removeprefix("Download "): one.proto for one in app.get("download_button")}


def test_every_file_is_there_at_once_and_a_pdf_where_a_browser_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = {"PNG", "SVG", "HTML", "the page as HTML", "PPTX"}
    app = boot(about="region", region="W92000004", size="1080x1350", theme="dark")
    assert "Wales" in app.title[0].value
    assert set(downloads(app)) == at_once and not app.button
    monkeypatch.setattr(pdf, "named", lambda: "/usr/bin/a-browser")
    assert set(downloads(boot(card="body-fife-council"))) == at_once | {"PDF"}


@pytest.mark.parametrize("theme", ["light", "transparent"])
def test_the_picture_on_the_page_is_the_file_to_download(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, theme: cards.Theme
) -> None:
    files: list[bytes] = []
    real = st.download_button

    def take(label: str, content: Callable[[], bytes], *rest: Any, **more: Any) -> bool:
        if label == "Download PNG":
            files.append(content())
        return real(label, content, *rest, **more)

    monkeypatch.setattr(st, "download_button", take)
    app = boot(card="law", theme=theme)
    [shown] = [one.proto.body for one in app.get("html") if "data:image/png" in one.proto.body]
    [data] = re.findall(r'src="data:image/png;base64,([^"]+)"', shown)
    assert [base64.b64decode(data)] == files == [bundle.card_png(dataset, "law", "1200x630", theme)]
    [alt] = re.findall(r'alt="([^"]+)"', shown)
    assert html.unescape(alt).startswith(subject.card(dataset, "law").title)
    picture = Image.open(io.BytesIO(files[0]))
    assert picture.size == (1200, 630) and (picture.convert("RGBA").getpixel((0, 0))[3] == 0) == (theme != "light")


@pytest.fixture
def two_rounds(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The record with two rounds of our own, the later one “Second”, each of which asked one council."""
    rounds = [("first", "First", "2025-09-01"), ("second", "Second", "2026-09-01")]
    lines = [*folder.lines("survey_rounds"), *([key, name, "We", day[:4], ""] for key, name, day in rounds)]
    folder.write("survey_rounds", lines)
    requests = [
        [f"zz-{key}", "fife-council", "whatdotheyknow", f"https://www.whatdotheyknow.com/request/{key}", day, key,
         "asked", day, ""]
        for key, _, day in rounds
    ]  # fmt: skip
    folder.write("requests", [folder.lines("requests")[0], *requests])
    data = load(folder.path)
    monkeypatch.setattr(_data, "dataset", lambda: data)
    return data


def test_a_round_of_our_own_is_chosen_and_kept_in_the_address(two_rounds: Dataset) -> None:
    app = boot(about="round")
    assert "Second" in app.title[0].value and app.selectbox(key="round").options == ["Second", "First"]
    app.selectbox(key="round").select("first").run()
    assert "First" in app.title[0].value and app.query_params["round"] == "first"
    assert "round-first" in app.code[0].value
    app = boot(about="round", round="first", card="round-first-map")
    assert "First" in app.title[0].value and "round-first-map" in app.code[0].value
    assert not app.error and not app.info
    assert "Second" in boot(card="round-second").title[0].value


def test_before_the_first_request_the_choice_of_a_round_says_so() -> None:
    app = boot(about="round")
    assert app.selectbox(key="round").options == ["None yet"]
    app = boot(about="round", round="first")
    assert "round" in app.info[0].value and app.selectbox(key="round").options == ["None yet"]


def test_after_a_release_with_the_same_tables_nothing_old_is_given_out(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bytes] = []
    released = replace(dataset, changed_files=())
    later = replace(released, version="9.9.9", released=date(2099, 1, 2))
    real = st.download_button

    def take(label: str, content: Callable[[], bytes], *rest: Any, **more: Any) -> bool:
        if label in ("Download PPTX", "Download PNG"):
            given.append(content())
        return real(label, content, *rest, **more)

    monkeypatch.setattr(st, "download_button", take)
    for now in (released, later, replace(later, changed_files=("findings.csv",))):
        monkeypatch.setattr(_data, "dataset", lambda now=now: now)
        assert not boot(about="body", body="fife-council").exception
    assert len(given) == 6 and len(set(given)) == 6


def test_a_card_that_does_not_fit_gives_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_: object) -> cards.Made:
        raise cards.DoesNotFit("the text of the card law is too long for 1200x630")

    monkeypatch.setattr(bundle, "lay_out", too_long)
    _data._answers.clear()
    app = boot(card="law")
    assert "choose another size or another card" in app.info[0].value
    assert not app.exception and not app.error


@pytest.mark.parametrize(
    ("address", "name", "card"),
    [
        (
            {"about": "sector", "sector": "council", "area": "E12000009"},
            "Councils in the South West",
            "council+E12000009",
        ),
        ({"about": "sector", "sector": "nhs", "area": "S92000003"}, "NHS bodies in Scotland", "nhs+S92000003"),
        ({"about": "area", "area": "E10000016"}, "Kent", "area-E10000016"),
        ({"about": "uk", "vendor": "hikvision", "year": "2023"}, "Public bodies in the UK", "hikvision+2023"),
        ({"about": "region", "region": "W92000004", "collective": "no"}, "Councils", "W92000004+no-groups"),
        ({"about": "compare", "with": "S92000003,E92000001"}, "Scotland and England", "compare-S92000003+E92000001"),
        ({"about": "round"}, "Our own requests", "round-none"),
    ],
)
def test_the_address_holds_a_selection(address: dict[str, str], name: str, card: str) -> None:
    app = boot(**address)
    if "region" not in address:
        assert name in app.title[0].value
    assert quote(card) in app.code[0].value
    assert not app.error and not app.info


def test_the_card_of_a_selection_opens_with_its_controls() -> None:
    app = boot(card="selection-council+S92000003+hikvision-named")
    assert "Councils in Scotland (Hikvision only)" in app.title[0].value.replace("\\", "")
    assert app.query_params["area"] == "S92000003" and app.query_params["vendor"] == "hikvision"
    assert {one.key: one.value for one in app.selectbox if one.key in ("sector", "area", "vendor", "about")} == {
        "about": "sector", "sector": "council", "area": "S92000003", "vendor": "hikvision"
    }  # fmt: skip
    app.selectbox(key="area").select("W92000004").run()
    assert "Councils in Wales" in app.title[0].value and not app.exception


def to_the_briefing(app: AppTest) -> dict[str, str]:
    """The controls in the first “Briefing on this” of a page."""
    said = "\n".join(one.value for one in app.markdown)
    query = re.search(r"\[Briefing on this\]\(briefing\??([^)]*)\)", said)
    assert query
    return dict(parse_qsl(query[1]))


@pytest.mark.parametrize(
    ("page", "address", "expected"),
    [
        ("map", {"vendor": "dahua", "year": "2023"}, ("sector", "council+dahua+2023")),
        ("map", {"layer": "regions", "area": "E12000009"}, ("area", "E12000009")),
        ("sectors", {"sector": "police", "status": "Reported using", "grade": "B"}, ("sector", "police")),
        ("find", {"body": "fife-council"}, ("body", "body-fife-council")),
        ("area", {"code": "E10000016"}, ("area", "E10000016")),
        ("compare", {"with": "council,police"}, ("compare", "council+police")),
        ("ask", {"region": "S92000003", "sector": "nhs", "known": "blank"}, ("sector", "nhs+S92000003+no-public")),
        ("asked", {}, ("round", "round-none")),
        ("manufacturers", {"manufacturer": "dahua"}, ("", "dahua")),
        ("data", {"table": "bodies", "sector": "council", "nation": "England"}, ("sector", "council+E92000001")),
        ("rules", {}, ("", "law")),
    ],
)
def test_every_page_with_filters_leads_to_its_briefing(
    page: str, address: dict[str, str], expected: tuple[str, str]
) -> None:
    controls = to_the_briefing(app_driver.visit(page, **address))
    assert controls.get("about", "") == expected[0]
    app = boot(**controls)
    assert quote(expected[1]) in app.code[0].value
    assert not app.error and not app.info
