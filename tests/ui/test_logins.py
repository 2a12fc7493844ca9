"""No other site logs a reader in or out; where readers come by HTTPS, the cookies of a login go by nothing else."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app import BASE_ROUTE_UPLOAD_FILE
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes

from territory_graph.identity.doors import Doors
from territory_graph.identity.login import Login
from territory_graph.ui import streamlit_private, uploads
from territory_graph.ui.logins import Logins, secrets_of


def answering(*, secure: bool) -> TestClient:
    async def answer(_: Request) -> Response:
        response = Response("done")
        response.set_cookie("_streamlit_user", "x", httponly=True, samesite="lax")
        response.set_cookie("_streamlit_user_tokens", "y", httponly=True, samesite="lax")
        return response

    routes = [Route(path, answer) for path in sorted(streamlit_private.LOGINS)]
    return TestClient(Logins(Starlette(routes=routes), secure=secure, language="fr"), base_url="https://testserver")


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_are_kept_from_what_is_not_private_where_readers_come_by_https(secure: bool) -> None:
    cookies = answering(secure=secure).get("/oauth2callback").headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert {"; Secure" in cookie for cookie in cookies} == {secure}


def test_another_site_is_refused_in_words_and_the_provider_leads_back() -> None:
    client = answering(secure=False)
    for path in ("/auth/login", "/auth/logout"):
        answer = client.get(path, headers={"Sec-Fetch-Site": "cross-site", "Accept-Language": "fr"})
        assert (answer.status_code, "autre site" in answer.text) == (403, True)
        assert client.get(path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert client.get("/oauth2callback", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def leading(*, to: str = "/") -> TestClient:
    async def redirect(_: Request) -> Response:
        return RedirectResponse(to, status_code=302)

    routes = [Route(path, redirect) for path in sorted(streamlit_private.LOGINS)]
    app = Logins(Starlette(routes=routes), secure=True, language="fr")
    return TestClient(app, base_url="https://testserver", follow_redirects=False)


def test_who_has_logged_in_is_back_on_the_page_that_he_came_from() -> None:
    client = leading()
    page = "/fiche?id=actor%2Fnextmove&au=2021-05-12"
    cookie = client.get("/auth/login", headers={"Referer": f"https://testserver{page}"}).headers["set-cookie"]
    assert "HttpOnly" in cookie and cookie.endswith("; Secure")
    answer = client.get("/oauth2callback")
    assert answer.headers["location"] == page
    assert client.get("/oauth2callback").headers["location"] == "/", "once"


@pytest.mark.parametrize("page", ["https://elsewhere.example/x", "https://testserver//elsewhere.example/x", ""])
def test_nobody_is_led_elsewhere_after_a_login(page: str) -> None:
    client = leading()
    client.get("/auth/login", headers={"Referer": page})
    assert client.get("/oauth2callback").headers["location"] == "/"


@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "https://elsewhere.example", "%2F%5Celsewhere.example", "/%0d%0aX: y"]
)
def test_a_forged_cookie_leads_nowhere_else(back: str) -> None:
    answer = leading().get("/oauth2callback", headers={"Cookie": f"territory_graph_back={back}"})
    assert answer.headers["location"] == "/"


def test_streamlit_is_told_of_the_provider_and_has_a_new_key_at_each_start() -> None:
    assert secrets_of(Doors(own=True)) is None
    doors = Doors(
        login=Login("https://login.example.org/x", "id", "secret"), callback="https://g.example/oauth2callback"
    )
    first, second = (secrets_of(doors) for _ in range(2))
    assert first and second and first["auth"]["redirect_uri"] == "https://g.example/oauth2callback"
    assert first["auth"]["cookie_secret"] != second["auth"]["cookie_secret"]
    assert len(first["auth"]["cookie_secret"]) >= 32


def test_streamlit_logs_in_and_takes_documents_at_these_addresses() -> None:
    assert {route.path for route in create_auth_routes("")} == streamlit_private.LOGINS
    assert f"/{BASE_ROUTE_UPLOAD_FILE}/" == streamlit_private.UPLOADS


def test_only_admitted_sessions_send_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit_private, "session", lambda: "mine")
    monkeypatch.setattr(streamlit_private, "is_open", lambda name: name == "mine")
    path = f"{streamlit_private.UPLOADS}mine/file"
    assert not uploads.takes("PUT", path)
    uploads.admit()
    assert uploads.takes("PUT", path) and uploads.takes("DELETE", path)
    assert not uploads.takes("POST", path)
    assert not uploads.takes("PUT", f"{streamlit_private.UPLOADS}other/file")
    monkeypatch.setattr(streamlit_private, "session", lambda: None)
    monkeypatch.setattr(streamlit_private, "is_open", lambda _: False)
    uploads.admit()
    assert not uploads.takes("PUT", path), "the page has gone"
