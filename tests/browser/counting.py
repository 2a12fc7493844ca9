"""A reader who starts at the home page and whose clicks are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from browser.conftest import Visit

MOST_CLICKS = 6


class Reader:
    """A reader at the home page whose clicks are counted; words typed into the search are none."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visit.page
        self.clicks = 0

    def click(self, target: Any) -> None:
        """Clicks once nothing on the page is about to be replaced, and waits for what the click brings."""
        self.clicks += 1
        assert self.clicks <= MOST_CLICKS
        self.visit.click(target)

    def choose(self, target: Any, value: str) -> None:
        """Chooses from a list, whose choice stands in the address: a click opens it, another chooses."""
        self.clicks += 2
        assert self.clicks <= MOST_CLICKS
        with self._answered():
            target.select_option(value)

    def menu(self, group: str, page: str, link: str = "") -> None:
        """Opens a screen from the menu: of a group, where its name may be shorter, or one that stands by itself."""
        if group:
            self.click(self.page.get_by_test_id("stTopNav").get_by_text(group, exact=True))
            self.click(self.page.get_by_role("menuitem", name=link or page, exact=True))
        else:
            self.click(self.page.get_by_role("link", name=link or page, exact=True).first)
        self.visit.expect_title(page)

    def pick(self, label: str, *texts: str) -> None:
        """Chooses by typing into a list of several, whose choices stand in the address: one click, then keys."""
        field = self.page.get_by_role("combobox", name=label)
        self.click(field)
        for text in texts:
            field.fill(text)
            self.page.get_by_role("option", name=text).first.wait_for()
            with self._answered():
                self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """An act that changes the address: it is over once the page of the new address has been drawn."""
        before = self.page.url
        yield
        self.visit.until(lambda: self.page.url != before)
        self.visit.settle()

    def takes(self, target: Any) -> bytes:
        """The file that a click gives."""
        with self.page.expect_download() as download:
            self.click(target)
        return Path(download.value.path()).read_bytes()

    def search(self, text: str, title: str) -> None:
        box = self.visit.search()
        self.page.keyboard.press("/")
        expect(box).to_be_focused()
        self.page.keyboard.type(text)
        self.visit.widget("search").get_by_role("option").first.wait_for()
        self.page.keyboard.press("Enter")
        self.visit.expect_title(title)

    def network(self) -> None:
        self.click(self.page.get_by_role("link", name="Réseau", exact=True))
        self.visit.expect_title("Réseau des acteurs")
        self.visit.picture().element.wait_for()

    def twin(self, name: str) -> Any:
        self.click(self.visit.widget("explorer-tabs").locator(f'[data-value="{name}"]'))
        return self.visit.widget("explorer-twin")

    def part(self, name: str) -> Any:
        """A part of a fiche."""
        return self.page.locator(f"[class*='st-key-fiche-part-{name}']").first
