#!/usr/bin/env python3
"""Prints the path of a browser for tests and pictures; installs one if necessary.

Looks in this order: ``WHOSE_CAMERAS_BROWSER``, ``CHROME_PATH``, Chromium or Chrome on the path, the usual places on
macOS. If there is none: ``apt-get`` if permitted, otherwise Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SETTINGS = ("WHOSE_CAMERAS_BROWSER", "CHROME_PATH")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PACKAGES = ("chromium", "fonts-noto-core", "fonts-liberation")


def _works(path: str) -> bool:
    """True if it starts; Ubuntu's chromium-browser may be a stub that only asks for a snap."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def installed() -> str:
    """Path of an installed browser that starts, or ``""``."""
    named = [os.environ.get(name, "") for name in SETTINGS]
    candidates = [shutil.which(name) or "" for name in NAMES]
    return next((path for path in (*named, *candidates, *PLACES) if path and Path(path).exists() and _works(path)), "")


def _from_apt() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *command], env=environment, stdout=sys.stderr)


def playwrights_own() -> str:
    """Path of the browser that Playwright would start, whether or not it exists."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find_or_install() -> str:
    """Path of a usable browser, installed if necessary, or ``""``."""
    if path := installed():
        return path
    if _works(own := playwrights_own()):
        return own
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("No browser found: installing Chromium with apt-get ...", file=sys.stderr)
        _from_apt()
        if path := installed():
            return path
    print("No browser found: fetching Playwright's Chromium ...", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr)
    return own if _works(own) else ""


if __name__ == "__main__":
    browser = find_or_install()
    if not browser:
        sys.exit("No browser could be found or installed. Install Chromium or Chrome, or name one in CHROME_PATH.")
    print(browser)
