"""Each act of a reader is done once, as its button says: also on a page whose server was started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect
from serving import serving

from browser.conftest import Visit, visiting

KINDS = ("membership", "funding", "partnership")


def parameter(visit: Visit, name: str) -> str:
    return parse_qs(urlsplit(visit.page.url).query).get(name, [""])[0]


def switch(visit: Visit, kind: str) -> Any:
    return visit.widget("explorer-legend").locator(f'[data-do="toggle-tie-kind"][data-value="{kind}"]')


def expect_off(visit: Visit, *kinds: str) -> None:
    """Of the three kinds of tie these are off, the others on, and the address says the same."""
    for kind in KINDS:
        expect(switch(visit, kind)).to_have_attribute("aria-pressed", "false" if kind in kinds else "true")
    visit.until(lambda: parameter(visit, "horsliens") == ",".join(sorted(kinds)))
    visit.settle()


def undo(visit: Visit) -> None:
    visit.widget("explorer-bar").locator('[data-do="undo"]').click()


def expect_connected(visit: Visit, *, connected: bool = True) -> None:
    found = f'[data-testid="stApp"]{"" if connected else ":not("}[data-test-connection-state="CONNECTED"]'
    visit.page.locator(found if connected else f"{found})").wait_for(timeout=60_000)


@contextmanager
def after_a_restart(reader: Any, store: Path, folder: Path) -> Iterator[Visit]:
    """A page on Réseau with one kind of tie off, whose server was killed and started again."""
    with serving(store, folder / "first.log") as first, visiting(reader, first) as visit:
        visit.open("reseau")
        switch(visit, "partnership").click()
        expect_off(visit, "partnership")
        os.kill(first.pid, signal.SIGKILL)
        expect_connected(visit, connected=False)
        with serving(store, folder / "second.log", port=urlsplit(first.address).port or 0):
            expect_connected(visit)
            yield visit
            visit.complaints.clear()  # the browser complains of the server that was away


def test_each_act_is_done_once_after_a_restart(reader: Any, hamlet_store: Path, tmp_path: Path) -> None:
    with after_a_restart(reader, hamlet_store, tmp_path) as visit:
        switch(visit, "membership").click()
        expect_off(visit, "partnership", "membership")
        switch(visit, "funding").click()
        expect_off(visit, *KINDS)
        undo(visit)
        expect_off(visit, "partnership", "membership")
        undo(visit)
        expect_off(visit, "partnership")
