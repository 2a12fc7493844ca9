"""A page that stays open while its server restarts: the first act after it is done, and done once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import serving

from browser.conftest import Visit

MANY = 500_000  # of milliseconds: the page tries again for as long as that, whatever the machine


@pytest.fixture
def page(reader: Any) -> Iterator[Any]:
    page = reader.new_page()
    yield page
    page.close()


def restarted(page: Any, store: Path, folder: Path, path: str) -> Iterator[Visit]:
    """A visit before its server ends, then the same page once another server stands at the same address."""
    with serving(store, folder / "first.log") as first:
        visit = Visit(page, first.address)
        visit.open(path)
        yield visit
        port = int(first.address.rpartition(":")[2])
    page.locator('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])').wait_for()
    with serving(store, folder / "second.log", port=port):
        page.locator('[data-testid="stApp"][data-test-connection-state="CONNECTED"]').wait_for(timeout=MANY)
        visit.settle()
        yield visit


def test_the_first_act_on_the_network_after_a_restart_is_done_once(
    page: Any, hamlet_store: Path, tmp_path: Path
) -> None:
    visits = restarted(page, hamlet_store, tmp_path, "reseau")
    visit = next(visits)
    toggle = visit.widget("explorer-legend").locator('[data-do="toggle-tie-kind"]').first
    whole = visit.picture().data("ties")
    toggle.click()
    visit.until(lambda: visit.picture().data("ties") < whole)
    fewer = visit.picture().data("ties")
    visit.settle()

    visit = next(visits)
    assert visit.picture().data("ties") == fewer
    toggle.click()
    visit.until(lambda: visit.picture().data("ties") == whole)
    visit.settle()
    toggle.click()
    visit.until(lambda: visit.picture().data("ties") == fewer)
    visits.close()
