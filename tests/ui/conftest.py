"""The interface run without a browser: its script whole, on a store of the tests, in either language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from territory_graph.identity.doors import Doors
from territory_graph.library import Library
from territory_graph.resources import PACKAGE
from territory_graph.settings import Settings, read_settings
from territory_graph.ui.context import ALL_DATES
from territory_graph.ui.served import serve_from

PATIENCE = 60  # seconds; nothing is timed


def shown(markdown: str) -> str:
    """What a reader sees of a text whose Markdown was escaped."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\u2060", "")


class Screen:
    """One visitor: what is on the screen now, and what the visitor does."""

    def __init__(self, page: str, parameters: Mapping[str, str]) -> None:
        self.app = AppTest.from_file(str(PACKAGE / "ui" / "main.py"), default_timeout=PATIENCE)
        for name, value in parameters.items():
            if value:
                self.app.query_params[name] = value
        self.app._page_hash = calc_hash(page) if page else ""  # as AppTest.switch_page does for pages that are files
        self.run()
        self.app._page_hash = ""

    def run(self) -> Screen:
        self.app.run()
        return self

    @property
    def title(self) -> str:
        return shown(self.app.title[0].value)

    @property
    def failures(self) -> list[str]:
        """Exceptions and errors that the screen shows."""
        return [element.value for element in (*self.app.exception, *self.app.error)]

    @property
    def texts(self) -> list[str]:
        """Every sentence outside the sheets, in Markdown."""
        kinds = ("title", "subheader", "caption", "markdown", "info", "warning", "error", "text", "metric")
        return [str(element.value) for kind in kinds for element in self.app.get(kind)]

    @property
    def sheets(self) -> dict[str, str]:
        """The HTML of every sheet, by key."""
        return {key: data["html"] for key, data in self.components.items() if "html" in data}

    @property
    def drawings(self) -> dict[str, Any]:
        """What every picture is given to draw, by key."""
        return {key: data for key, data in self.components.items() if "drawing" in data}

    @property
    def components(self) -> dict[str, Any]:
        """What every component of the browser is given, by key."""
        protos = [element.proto for element in self.app.get("bidi_component")]
        return {proto.id.split("-", 2)[2]: json.loads(proto.json) for proto in protos}

    def caption(self, start: str) -> str:
        return next(text for text in map(shown, (each.value for each in self.app.caption)) if text.startswith(start))

    def unfold(self, *keys: str) -> Screen:
        """Opens what is written once it is open, as a click on its button does."""
        for key in keys:
            self.app.session_state[key] = True
        return self.run()

    def code(self, key: str) -> str:
        """The first code that stands folded under a key."""
        return str(self.unfold(key).app.code[0].value)

    def follow(self, sheet: str, iri: str) -> Screen:
        """Follows a link of a sheet, as its component reports it."""
        self.app.session_state[sheet] = {"open": iri}
        return self.run()


Open = Callable[..., Screen]


@pytest.fixture(scope="session", autouse=True)
def _packages_are_searched_for_components_once() -> Iterator[None]:
    """A server does it at its start, ``AppTest`` at every run of a screen: it took most of the time of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def libraries() -> dict[Settings, Library]:
    """What was served so far: a store is opened once for all tests."""
    return {}


@pytest.fixture
def on(libraries: dict[Settings, Library]) -> Open:
    """Opens a screen on a store: ``on(store, "reseau", lang="en")``.

    It tells of all dates, unless ``au`` says a day, or nothing.
    """

    def open_screen(store: Path, page: str = "", **parameters: str) -> Screen:
        settings = read_settings(store=store)
        serve_from(libraries.setdefault(settings, Library(settings)), Doors(own=True))
        return Screen(page, {"au": ALL_DATES, **parameters})

    return open_screen


@pytest.fixture(scope="module")
def screens() -> dict[Hashable, Screen]:
    """What tests of a module look at, each opened once."""
    return {}


@pytest.fixture
def seen(on: Open, screens: dict[Hashable, Screen]) -> Open:
    """As ``on``, for tests that look at a screen and leave it as they found it."""

    def see(store: Path, page: str = "", **parameters: str) -> Screen:
        key = (store, page, frozenset(parameters.items()))
        if key not in screens:
            screens[key] = on(store, page, **parameters)
        return screens[key]

    return see


@pytest.fixture
def open_hamlet(on: Open, hamlet_store: Path) -> Open:
    return lambda page="", **parameters: on(hamlet_store, page, **parameters)
