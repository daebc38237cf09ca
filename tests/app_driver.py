"""Runs pages of the explorer as a visitor sees them, without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[1] / "app.py"
SECONDS = 120  # timeout for a busy machine; nothing here is a speed test


def visit(page: str = "", /, *, app: Path = APP, **address: str) -> AppTest:
    """One page of the explorer (``""``: the first), with controls set in the address. Fails if the page raises."""
    opened = AppTest.from_file(str(app), default_timeout=SECONDS)
    if page:
        opened.switch_page(f"app_pages/{page}.py")
    for key, value in address.items():
        opened.query_params[key] = value
    opened.run()
    assert not opened.exception
    return opened
