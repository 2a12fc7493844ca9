"""On a network people log in at the provider of the operator, a real one here, and pages then know them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from serving import Server, serving

from .conftest import PATIENCE

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
def guarded(rouen_store: Path, provider: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The default territory, served with a login."""
    folder = tmp_path_factory.mktemp("login")
    file = folder / "login.toml"
    file.write_text(LOGIN.format(port=provider), encoding="utf-8")
    with serving(rouen_store, folder / "serve.log", LOGIN=str(file)) as running:
        yield running


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of a browser that nobody has used."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def log_in(page: Any, server: Server, email: str) -> None:
    page.goto(server.address)
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


def test_an_address_that_the_provider_has_not_verified_is_nobody_s(page: Any, guarded: Server) -> None:
    log_in(page, guarded, ZOE)
    page.get_by_role("button", name="Se connecter").wait_for()


def test_a_forged_cookie_is_nobody_s(page: Any, guarded: Server) -> None:
    page.context.add_cookies([{"name": "_streamlit_user", "value": "e30.forged.signature", "url": guarded.address}])
    page.goto(guarded.address)
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
