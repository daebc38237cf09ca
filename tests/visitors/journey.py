"""A visitor's journey: clicks are counted, steps take pictures, and the result is recorded.

It is recorded in ``docs/visitors/README.md``: ``make visitors`` writes that file, and every other run compares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from accessibility.conftest import PATIENCE_MS, wait
from playwright.sync_api import Download, Locator, Page

from scripts.pictures import shrunk
from whosecameras.record.loading import Dataset

MAX_BYTES = 80_000
SETTLE_MS = 500  # a picture in the explorer may still fade in
QUESTIONS: Mapping[str, str] = {
    "resident": "Is my council, school or hospital on the list?",
    "journalist": "How many, out of how many, according to whom?",
    "councillor": "Give me my region on one page",
    "officer": "What must we do, and who has already done it?",
    "curator": "A council just answered",
}


@dataclass(frozen=True)
class Device:
    """A visitor's device: its name in file names, width and height in pixels, touch or mouse."""

    name: str
    width: int
    height: int
    touch: bool


DEVICES = (Device("desktop", 1280, 900, touch=False), Device("phone", 390, 844, touch=True))


@dataclass
class Journey:
    """One visitor on one device, starting at the front page."""

    visitor: str
    device: Device
    page: Page
    front: str
    pictures: Path
    clicks: int = 0
    most: int = 0
    goal: str = ""
    reached_in: list[tuple[str, str, int]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    def begin(self, goal: str, most: int) -> None:
        """Open the front page with a goal that should take at most ``most`` clicks."""
        self.goal, self.most, self.clicks = goal, most, 0
        self.page.goto(self.front)
        wait(self.page)

    def click(self, what: Locator, to: str = "") -> None:
        """Click or tap; with ``to`` (a pattern of addresses) wait until that page is open."""
        self.clicks += 1
        if self.device.touch:
            what.tap()
        else:
            what.click()
        if to:
            self.page.wait_for_url(re.compile(to), timeout=PATIENCE_MS)
            wait(self.page)

    def download(self, what: Locator) -> Download:
        """Click a download and save the file."""
        with self.page.expect_download(timeout=PATIENCE_MS) as download:
            self.click(what)
        return download.value

    def enter(self, to: str) -> None:
        """Submit typed text: typing and submitting count as one click."""
        self.clicks += 1
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(to), timeout=PATIENCE_MS)
        wait(self.page)

    def keep(self, step: str, said: str, at: Locator | None = None) -> None:
        """Take a picture of the screen, scrolled to ``at``; ``said`` describes it, without data."""
        if at:
            at.evaluate("one => one.scrollIntoView({block: 'start'})")
        self.page.wait_for_timeout(SETTLE_MS)
        name = f"{self.visitor}-{self.device.name}-{len(self.kept) + 1}-{step}.png"
        content = shrunk(self.page.screenshot(), MAX_BYTES)
        assert len(content) <= MAX_BYTES, name
        (self.pictures / name).write_bytes(content)
        self.kept.append((name, said))

    def reached(self, unit: str = "click") -> None:
        """The goal is reached within the promised number of clicks."""
        assert self.clicks <= self.most, f"{self.goal}: {self.clicks} {unit}s, {self.most} promised"
        count = f"{self.clicks} {unit}{'' if self.clicks == 1 else 's'}"
        self.reached_in.append((self.goal, count, self.most))

    def told(self) -> str:
        """The result and the pictures, as a section of the README."""
        lines = [f"### {self.visitor.capitalize()}, {self.device.name} ({self.device.width} × {self.device.height})"]
        lines += ["", "| goal | taken | promised |", "|---|---|---|"]
        lines += [f"| {goal} | {count} | at most {most} |" for goal, count, most in self.reached_in]
        lines += ["", *(f"{at}. [{said}]({name})" for at, (name, said) in enumerate(self.kept, 1))]
        return "\n".join(lines) + "\n"


def taken_of(dataset: Dataset) -> str:
    """The record that the pictures show, as stated in their README."""
    return f"Pictures of dataset {dataset.version}, `{dataset.digest[:12]}`."


def readme(journeys: list[Journey], dataset: Dataset) -> str:
    """The README of the pictures, from journeys made in this record."""
    text = (
        "# Five visitors\n\n"
        "Each of five typical visitors starts on the website's front page and reaches a goal only by clicking and\n"
        "typing. Typing and Enter together count as one click. `make visitors` takes the pictures and writes this\n"
        "page. `tests/visitors` follows the same routes in every `make test-all`, and fails if one takes more clicks\n"
        f"than promised here. {taken_of(dataset)}\n"
    )
    for visitor, question in QUESTIONS.items():
        own = [one for one in journeys if one.visitor == visitor]
        text += f"\n## {visitor.capitalize()}: “{question}”\n\n" + "\n".join(one.told() for one in own)
    return text
