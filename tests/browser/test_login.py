"""On a network people log in at the provider of the operator, a real one here, and pages then know them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from serving import Server, serving

from territory_graph import resources
from territory_graph.contributions import Desk

from .conftest import PATIENCE, SIZE, settle, watched

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]  # of the provider

ANNE, YVES, ZOE = (f"{name}@example.org" for name in ("anne", "yves", "zoe"))
LOGIN = """[provider]
metadata_url = "http://localhost:{port}/.well-known/openid-configuration"
client_id = "territory-graph"
client_secret = "a-secret-of-the-tests"

[people]
"anne@example.org" = "reviewer"
"yves@example.org" = "contributor"
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    """The port of an OpenID Connect provider that knows three people, one of them by an address it has not verified."""
    mock = pytest.importorskip("oidc_provider_mock")
    people = [
        mock.User(sub=email, claims={"email": email, "email_verified": email != ZOE}) for email in (ANNE, YVES, ZOE)
    ]
    with mock.run_server_in_thread(user_claims=people) as server:
        yield server.server_port


@pytest.fixture(scope="module")
def shared(rouen_store: Path, provider: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Desk]]:
    """A copy of the default territory, served with a login, where nobody accepts what he proposed himself."""
    folder = tmp_path_factory.mktemp("login")
    file = folder / "login.toml"
    file.write_text(LOGIN.format(port=provider), encoding="utf-8")
    land = Path(shutil.copytree(resources.default_territory(), folder / resources.default_territory().name))
    store = Path(shutil.copytree(rouen_store, folder / "store", symlinks=True))
    settings = {"LOGIN": str(file), "TERRITORY": str(land), "TWO_PERSONS": "1"}
    with serving(store, folder / "serve.log", **settings) as running:
        yield running, Desk(land, store, two_persons=True)


@pytest.fixture
def guarded(shared: tuple[Server, Desk]) -> Server:
    return shared[0]


@pytest.fixture
def page(reader: Any) -> Iterator[Any]:
    """A page of a browser that knows nobody."""
    reader.clear_cookies()
    page = reader.new_page()
    page.set_default_timeout(PATIENCE)
    page.set_default_navigation_timeout(3 * PATIENCE)
    yield page
    page.close()
    reader.clear_cookies()


def log_in(page: Any, server: Server, email: str) -> None:
    page.goto(f"{server.address}/fiche")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("button", name=email).click()
    page.wait_for_url(f"{server.address}/**")
    page.locator("h1").first.wait_for()


def test_who_logs_in_is_named_and_who_logs_out_is_not(page: Any, guarded: Server) -> None:
    log_in(page, guarded, ANNE)
    out = page.get_by_role("button", name="se déconnecter")
    out.wait_for()
    assert ANNE in out.inner_text().replace("\u2060", ""), "no link is made of an address"
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["_streamlit_user"]["httpOnly"] and cookies["_streamlit_user"]["sameSite"] == "Lax"
    out.click()
    page.get_by_role("button", name="End session").click()  # the provider asks, and leads back
    page.get_by_role("button", name="Se connecter").wait_for()
    assert "_streamlit_user" not in {cookie["name"] for cookie in page.context.cookies()}


def test_who_logs_in_from_a_page_is_back_on_it(page: Any, guarded: Server) -> None:
    page.goto(f"{guarded.address}/fiche?id=actor/nextmove")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("button", name=ANNE).click()
    page.wait_for_url(f"{guarded.address}/fiche?**")
    page.get_by_role("heading", level=1, name="NextMove").wait_for()
    page.get_by_role("button", name="se déconnecter").wait_for()


def test_an_address_that_the_provider_has_not_verified_is_nobody_s(page: Any, guarded: Server) -> None:
    log_in(page, guarded, ZOE)
    page.get_by_role("button", name="Se connecter").wait_for()


def test_a_forged_cookie_is_nobody_s(page: Any, guarded: Server) -> None:
    page.context.add_cookies([{"name": "_streamlit_user", "value": "e30.forged.signature", "url": guarded.address}])
    page.goto(f"{guarded.address}/fiche")
    page.get_by_role("button", name="Se connecter").wait_for()


@pytest.mark.parametrize("path", ["auth/login", "auth/logout"])
def test_another_site_logs_nobody_in_or_out(guarded: Server, path: str) -> None:
    request = Request(f"{guarded.address}/{path}", headers={"Sec-Fetch-Site": "cross-site"})
    with pytest.raises(Exception, match="403"):
        urlopen(request)


def test_without_a_login_its_addresses_are_nobody_s(server: Server) -> None:
    for path in ("auth/login", "auth/logout", "oauth2callback"):
        with pytest.raises(Exception, match="404"):
            urlopen(f"{server.address}/{path}")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nobody_sends_a_document_whom_no_page_has_asked_for_one(guarded: Server, method: str) -> None:
    request = Request(f"{guarded.address}/_stcore/upload_file/session/file", data=b"x", method=method)
    with pytest.raises(Exception, match="405"):
        urlopen(request)


def test_who_may_not_contribute_meets_no_door_and_is_told_to_log_in(page: Any, shared: tuple[Server, Desk]) -> None:
    server, _ = shared
    page.goto(f"{server.address}/fiche?id=actor/nextmove")
    page.get_by_role("button", name="Se connecter").wait_for()
    settle(page)
    assert page.get_by_role("link", name="Contribuer").count() == 0
    assert page.get_by_role("button", name="Ajouter un fait").count() == 0
    assert page.get_by_role("link", name="contester").count() == 0
    page.goto(f"{server.address}/contribuer?acte=contester&releve=record/memberships/val-de-reuil-case")
    page.get_by_text("Connectez-vous").wait_for()
    assert page.get_by_role("textbox", name="Pourquoi").count() == 0


def test_one_proposes_and_another_accepts(browser: Any, page: Any, shared: tuple[Server, Desk]) -> None:
    server, desk = shared
    for left in desk.queue():  # tried once more, it begins with another record, and an empty queue
        desk.reject(left.id, ANNE, "autrement")
    before = len(desk.history())
    place = ("val-de-reuil", "le-vaudreuil")[before]
    log_in(page, server, YVES)
    page.goto(f"{server.address}/contribuer?acte=contester&releve=record/memberships/{place}-case")
    page.get_by_role("textbox", name="Pourquoi").fill("Absente de la liste de 2026.")
    page.keyboard.press("Control+Enter")
    settle(page)
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_role("button", name="Envoyer à la relecture").wait_for(timeout=3 * PATIENCE)
    settle(page)
    page.get_by_role("button", name="Envoyer à la relecture").click()
    page.get_by_text("C'est envoyé").wait_for(timeout=3 * PATIENCE)
    (item,) = desk.queue()
    assert item.author == YVES and len(desk.history()) == before
    page.goto(f"{server.address}/contribuer?vue=relire")
    page.get_by_text(re.compile(r"conteste\s*: adhésion «\s")).wait_for()
    settle(page)
    assert page.get_by_role("button", name="Accepter").count() == 0, "who contributes does not review"
    context = watched(browser.new_context(viewport=SIZE))
    other = context.new_page()
    other.set_default_timeout(PATIENCE)
    log_in(other, server, ANNE)
    other.goto(f"{server.address}/contribuer?vue=relire")
    other.get_by_role("button", name="Accepter").wait_for()
    settle(other)
    other.get_by_role("button", name="Accepter").click()
    other.get_by_text("C'est publié").wait_for(timeout=3 * PATIENCE)
    context.close()
    made, *earlier = desk.history()
    assert len(earlier) == before
    assert (made.author, made.reviewer, made.kind) == (YVES, ANNE, "dispute")
