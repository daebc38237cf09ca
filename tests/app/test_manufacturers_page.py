"""The manufacturers' page as visitors see it."""

from __future__ import annotations

from functools import partial
from html import unescape

import app_driver
import pytest
from streamlit.testing.v1 import AppTest

from whosecameras.record.loading import Dataset
from whosecameras.text import camera_functions, manufacturer_tables, wording

boot = partial(app_driver.visit, "manufacturers")


def pieces(app: AppTest) -> str:
    """All HTML on the page."""
    return "\n".join(element.proto.body for element in app.get("html"))


def text(app: AppTest) -> str:
    """All markdown on the page, and its HTML as plain text and as markdown."""
    said = unescape(pieces(app))
    return "\n".join([*(element.value for element in app.markdown), said, wording.plain(said)])


def test_the_page_opens_with_its_finding(dataset: Dataset) -> None:
    app = boot()
    assert app.title[0].value == manufacturer_tables.capability_title(dataset)
    assert not app.info


def test_functions_are_shown_in_groups_with_their_sources(dataset: Dataset) -> None:
    app = boot()
    groups = camera_functions.function_groups(dataset)
    assert [group.heading for group in groups] == [
        one.value for one in app.subheader if one.value in {group.heading for group in groups}
    ]
    shown = unescape(pieces(app))
    for group in groups:
        for row in group.table.to_dict("records"):
            assert row["Function"] in shown and row["What it does"] in shown and row["Who, and when"] in shown


def test_every_fact_allegation_and_reply_is_on_the_page_with_its_source(dataset: Dataset) -> None:
    shown = text(boot())
    for row in dataset.vendor_facts.to_dict("records"):
        assert wording.plain(row["value"]) in shown, row["id"]
        assert wording.plain(row["detail"]) in shown, row["id"]
        assert dataset.row("sources", row["source"])["url"].split("?")[0].rstrip("/") in shown, row["id"]


def test_every_allegation_is_next_to_a_reply_or_a_note_that_none_was_found(dataset: Dataset) -> None:
    shown = pieces(boot())
    table = manufacturer_tables.allegations(dataset)
    assert shown.count("<b>Reply</b>") == len(table)
    assert shown.count(manufacturer_tables.NO_REPLY) == (table["Reply"] == manufacturer_tables.NO_REPLY).sum()


def test_a_manufacturer_in_the_address_leaves_the_other_out(dataset: Dataset) -> None:
    shown = text(boot(manufacturer="dahua"))
    assert wording.plain("CVE-2021-33044 and CVE-2021-33045: login bypass") in shown
    assert wording.plain("CVE-2021-36260: takeover without user action") not in shown
    assert wording.plain("US$1.2 billion since 2016, both companies together") in shown


def test_a_function_in_the_address_shows_each_statement(dataset: Dataset) -> None:
    shown = text(boot(function="facial_recognition"))
    said = dataset.capabilities
    for detail in said.loc[said["capability"] == "facial_recognition", "detail"]:
        assert wording.plain(detail) in shown
    assert "find?body=hillingdon-council" in shown


@pytest.mark.parametrize("key", ["manufacturer", "function"])
def test_an_unknown_value_in_the_address_gives_a_notice_and_the_default(key: str) -> None:
    app = boot(**{key: "no-such-thing"})
    assert any(key in notice.value and "default" in notice.value for notice in app.info)
    assert key not in app.query_params
