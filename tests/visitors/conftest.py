"""The public website and its visitors: each on a desktop and on a phone, with separate browser profiles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accessibility.conftest import PATIENCE_MS
from conftest import SITE
from playwright.sync_api import Browser, BrowserContext
from server.running import running

from scripts.explorer import ROOT
from whosecameras.record.loading import Dataset

from .journey import DEVICES, QUESTIONS, Device, Journey, readme

#: The folder for new pictures and their README; if unset, they are only compared.
WANTED = "WHOSE_CAMERAS_VISITORS"
KEPT = ROOT / "docs" / "visitors"

Way = Callable[[str], Journey]


@pytest.fixture(scope="session")
def house(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``asgi.py`` serving the built website and the explorer, both configured for the address ``SITE``."""
    folder = tmp_path_factory.mktemp("house")
    with running(ROOT / "asgi.py", folder, site=built_site, build="no", base_url=SITE) as server:
        yield server.address


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[tuple[Path, list[Journey]]]:
    """The folder of pictures, and the successful journeys; writes the README if requested."""
    wanted = os.environ.get(WANTED, "")
    folder = ROOT / wanted if wanted else tmp_path_factory.mktemp("visitors")
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Journey] = []
    yield folder, made
    if wanted and len(made) == len(QUESTIONS) * len(DEVICES):
        names = {name for one in made for name, _ in one.kept}
        for old in folder.glob("*.png"):
            if old.name not in names:
                old.unlink()
        (folder / "README.md").write_text(readme(made, dataset), encoding="utf-8")


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Iterator[dict[Device, BrowserContext]]:
    """One browser profile per device, reused: a new one would fetch and compile the explorer each time."""
    kept: dict[Device, BrowserContext] = {}
    for device in DEVICES:
        kept[device] = chromium.new_context(
            viewport={"width": device.width, "height": device.height},
            has_touch=device.touch,
            is_mobile=device.touch,
            color_scheme="light",
            reduced_motion="reduce",
        )
        kept[device].set_default_timeout(PATIENCE_MS)
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture(params=DEVICES, ids=lambda device: device.name)
def way(
    request: pytest.FixtureRequest,
    contexts: dict[Device, BrowserContext],
    house: str,
    album: tuple[Path, list[Journey]],
) -> Iterator[Way]:
    """``way(visitor)`` starts a journey. At its end, it is compared with docs/visitors, or recorded there."""
    folder, made = album
    begun: list[Journey] = []

    def begin(visitor: str) -> Journey:
        begun.append(Journey(visitor, request.param, contexts[request.param].new_page(), f"{house}/", folder))
        return begun[-1]

    failed = request.session.testsfailed
    yield begin
    for one in begun:
        one.page.close()
        if request.session.testsfailed == failed:
            made.append(one)
            if WANTED not in os.environ:
                told = (KEPT / "README.md").read_text(encoding="utf-8")
                assert one.told() in told, f"this is not what docs/visitors tells; `make visitors`:\n{one.told()}"
                assert all((KEPT / name).is_file() for name, _ in one.kept)
