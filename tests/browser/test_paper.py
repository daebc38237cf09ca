"""The explorer's pages printed on A4: everything in a chart is on the paper, including values at its right edge."""

from __future__ import annotations

import io

import pypdf
import pytest

from scripts import explorer

from .conftest import Visitor

#: The texts in each chart as drawn.
TEXTS = """() => [...document.querySelectorAll(".js-plotly-plot .main-svg text")].map(text => text.textContent.trim())
  .filter(text => text)"""


def _letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", ["/sectors", "/map?layer=regions", "/", "/rules"])
def test_all_that_a_chart_says_is_on_the_paper(visit: Visitor, path: str) -> None:
    page = visit(path).page
    explorer.wait_until_drawn(page)
    said = {_letters(text) for text in page.evaluate(TEXTS)}
    assert said
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    on_paper: list[str] = []
    for sheet in sheets:
        width = float(sheet.mediabox.width)

        def read(text: str, cm: list[float], tm: list[float], font: object, size: float, width: float = width) -> None:
            across = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            on_paper.append(text if 0 <= across < width - 5 else "¦")

        sheet.extract_text(visitor_text=read)
    printed = _letters("".join(on_paper))
    assert not {text for text in said if text not in printed}
