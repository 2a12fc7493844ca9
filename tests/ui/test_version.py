"""Pages at a version: the address names it, the page says which it shows, and all of it is what that version said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from territory_graph.contributions import Desk, Proposal, Row
from territory_graph.identity.doors import Doors
from territory_graph.library import Library
from territory_graph.settings import read_settings
from territory_graph.ui.context import ADDRESSES, ALL_DATES
from territory_graph.ui.served import serve_from
from tests.conftest import HAMLET
from ui.conftest import Screen, shown

CELLS = {"member": "haut-pre", "organisation": "bois-vif", "source": "journal-2021", "locator": "p. 77"}
ADD = Proposal("add", (Row("memberships", CELLS),), "lu dans le journal")
COUNT = "SELECT (COUNT(*) AS ?n) { ?m a <https://w3id.org/territory-graph/ontology#Membership> }"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, hamlet_store: Path) -> Desk:
    """The hamlet with two versions: as it is, and with one membership more."""
    folder = tmp_path_factory.mktemp("versions")
    shutil.copytree(HAMLET, folder / "hamlet")
    shutil.copytree(hamlet_store, folder / "store", symlinks=True)
    found = Desk(folder / "hamlet", folder / "store")
    found.accept(found.send(ADD, "Ada").id, "Bea")
    return found


@pytest.fixture(scope="module")
def library(desk: Desk) -> Iterator[Library]:
    made = Library(read_settings(store=desk.store.path, territory=desk.territory))
    yield made
    for one in desk.store.kept():
        made.pool_at(one.version).shut_down()


@pytest.fixture
def visit(library: Library):
    def opened(page: str = "", **parameters: str) -> Screen:
        serve_from(library, Doors(own=True))
        return Screen(page, {"au": ALL_DATES, **parameters})

    return opened


@pytest.fixture
def before(desk: Desk) -> str:
    """The name of the version before the contribution."""
    return desk.store.kept()[-1].version


def banner(screen: Screen) -> str:
    told = (shown(one.value) for one in screen.app.warning)
    return next((one for one in told if "celle d'aujourd'hui" in one), "")


def buttons(screen: Screen) -> set[str]:
    return {str(one.key) for one in screen.app.button}


@pytest.mark.parametrize("page", sorted(set(ADDRESSES.values()) - {"contribuer"}))
def test_every_page_at_a_version_says_which_it_shows(visit, before: str, page: str) -> None:
    screen = visit(page, version=before)
    assert screen.failures == []
    assert before in banner(screen)
    assert before in screen.caption("Données") or page == "histoires"
    assert screen.app.query_params["version"] in (before, [before])


@pytest.mark.parametrize("page", ["", "fiche", "reseau"])
def test_the_present_version_needs_no_name_and_has_no_banner(visit, desk: Desk, page: str) -> None:
    for named in ({}, {"version": desk.store.manifest().version}):
        screen = visit(page, **named)
        assert not banner(screen)
        assert desk.store.manifest().version in screen.caption("Données")


def test_a_fiche_tells_what_that_version_said(visit, before: str) -> None:
    now, then = visit("fiche", id="actor/haut-pre"), visit("fiche", id="actor/haut-pre", version=before)
    told = ["".join(screen.sheets.values()) for screen in (now, then)]
    assert ["p. 77" in text for text in told] == [True, False]
    assert f"version={before}" in told[1] and "version=" not in told[0]


def test_the_workbench_asks_that_version(visit, before: str) -> None:
    counts = []
    for named in ({}, {"version": before}):
        screen = visit("sparql", query=COUNT, **named)
        assert screen.failures == []
        counts.append(next(int(str(one.value.iloc[0, 0])) for one in screen.app.dataframe))
    assert counts[0] == counts[1] + 1


def test_the_reader_stays_at_the_version_until_leaving_it(visit, before: str) -> None:
    screen = visit("", version=before)
    for name in list(screen.app.query_params):
        del screen.app.query_params[name]  # as the menu does
    screen.run()
    assert before in banner(screen)
    screen.app.button(key="version-present").click().run()
    assert not banner(screen)
    assert "version" not in screen.app.query_params


def test_an_address_that_says_something_else_is_of_the_present(visit, before: str) -> None:
    screen = visit("", version=before)
    del screen.app.query_params["version"]  # as Back does, to a page that had none
    assert not banner(screen.run())


def test_a_version_that_is_not_kept_is_said_with_a_way_to_the_present(visit) -> None:
    screen = visit("fiche", id="actor/haut-pre", version="0123456789abcdef")
    assert screen.title == "Cette version n'est plus là"
    assert any("0123456789abcdef" in shown(one.value) for one in screen.app.warning)
    screen.app.button(key="version-present").click().run()
    assert screen.title == "Communauté de communes du Haut-Pré"


def test_history_leads_to_the_page_as_it_was(visit, before: str) -> None:
    screen = visit("fiche", id="actor/haut-pre")
    assert {"history-fiche-0-before"} == {
        key for key in buttons(screen) if key.startswith("history-fiche-0-") and key.endswith(("before", "after"))
    }
    screen.app.button(key="history-fiche-0-before").click().run()
    assert before in banner(screen)
    assert not any(key.startswith("history-fiche") for key in buttons(screen)), "nothing was brought in then"


def test_who_contributes_changes_what_is_served_now(visit, before: str) -> None:
    screen = visit("contribuer", au="", version=before)
    assert screen.failures == []
    assert not banner(screen)
