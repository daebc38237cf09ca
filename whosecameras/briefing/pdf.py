"""Prints a page to PDF with this machine's Chromium or Chrome: the only part of a briefing that needs a browser."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import tempfile
from functools import cache, lru_cache
from pathlib import Path

from whosecameras.charts.svg.fonts import SANS_NAME, SERIF_NAME, shipped
from whosecameras.settings import settings

TIMEOUT = 60.0  # seconds per PDF, including the start of the browser
_ATTEMPTS = 2
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
#: Name lookups are blocked, so nothing in a PDF can come from another machine.
_ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
NO_BROWSER = "The PDF was left out: it takes Chromium or Chrome, and none was found (CHROME_PATH can name one)."


class NoBrowser(RuntimeError):
    """There is no browser on this machine."""


class BrowserFailed(RuntimeError):
    """The browser failed to make a PDF, twice."""


def _starts(path: str) -> bool:
    """True if the path is a browser that starts; some chromium-browser are stubs that only ask to install a package."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def _first_that_starts(paths: tuple[str, ...]) -> str:
    return next((path for path in paths if path and Path(path).exists() and _starts(path)), "")


def named() -> str:
    """Path of the browser named in the environment if it starts, otherwise ``""``."""
    return _first_that_starts((str(settings().browser or ""), os.environ.get("CHROME_PATH", "")))


def find() -> str:
    """Path of a browser that starts, or ``""``: the named one, otherwise one in the usual places."""
    on_path = [shutil.which(name) or "" for name in _NAMES]
    playwrights = sorted(map(str, Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome")))
    return named() or _first_that_starts((*on_path, *_PLACES, *playwrights))


@lru_cache(maxsize=1)
def _font_rules() -> str:
    """The fonts that Streamlit ships as CSS rules, so that PDFs look the same on every machine."""
    rules = []
    for family in (SANS_NAME, SERIF_NAME):
        data = base64.b64encode(shipped(family).read_bytes()).decode()
        source = f'url(data:font/woff2;base64,{data}) format("woff2")'
        rules.append(f'@font-face{{font-family:"{family}";font-weight:200 900;src:{source}}}')
    return "".join(rules)


def with_fonts(html: str) -> str:
    """A page with its fonts embedded."""
    return html.replace("</head>", f"<style>{_font_rules()}</style></head>", 1)


def pdf(html: str, browser: str | None = None) -> bytes:
    """A page as a tagged PDF with outline, links and language.

    Raises ``NoBrowser`` if there is none, ``BrowserFailed`` if it crashes or times out twice.
    """
    path = find() if browser is None else browser
    if not path:
        raise NoBrowser(NO_BROWSER)
    with tempfile.TemporaryDirectory(prefix="whose-cameras-pdf-", ignore_cleanup_errors=True) as folder:
        page, output = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(with_fonts(html), encoding="utf-8")
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        command = [path, *_ARGUMENTS, *(["--no-sandbox"] if root else []), f"--user-data-dir={folder}/profile"]
        command += [f"--print-to-pdf={output}", page.as_uri()]
        for _ in range(_ATTEMPTS):
            try:
                subprocess.run(command, capture_output=True, check=True, timeout=TIMEOUT)
                return output.read_bytes()
            except (OSError, subprocess.SubprocessError) as error:
                failed = error
        raise BrowserFailed(f"the browser made no PDF, twice ({type(failed).__name__})") from failed
