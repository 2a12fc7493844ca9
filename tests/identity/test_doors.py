"""On this machine alone its user does everything; on a network nobody contributes until the operator says who."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from identity.test_login import ANNE, PROVIDER
from territory_graph.errors import SettingsError
from territory_graph.identity import EVERYTHING, bearer, person_at_the_machine
from territory_graph.identity.doors import Doors, doors_of
from territory_graph.identity.machine import is_from_here
from territory_graph.settings import Token, read_settings

HERE = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}


def doors(host: str, **settings: Any) -> Doors:
    return doors_of(read_settings(environment={}, **settings), host, 8501)


def test_the_person_at_the_machine_needs_no_account() -> None:
    person = doors("127.0.0.1").person(HERE, {})
    assert person == person_at_the_machine()
    assert person.roles == EVERYTHING and person.name


@pytest.mark.parametrize(
    ("host", "settings"),
    [
        ("0.0.0.0", {}),
        ("::", {}),
        ("graph.example.org", {}),
        ("127.0.0.1", {"public_url": "https://graph.example.org"}),
        ("127.0.0.1", {"trusted_proxies": "127.0.0.1"}),
    ],
)
def test_a_server_that_others_reach_has_nobody_at_its_machine(host: str, settings: dict[str, str]) -> None:
    shut = doors(host, **settings)
    assert not shut.are_open
    assert shut.person(HERE, {}) is None
    assert shut.person(HERE, {**ANNE, "is_logged_in": True}) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},  # a name made to lead here
        {"Host": "127.0.0.1:8501", "Origin": "http://evil.example"},
        {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:3000"},  # another program's page
        {"Host": "127.0.0.1:8501", "Origin": "null"},
        {**HERE, "X-Forwarded-For": "192.0.2.7"},
        {**HERE, "Forwarded": "for=192.0.2.7"},
        {},
    ],
)
def test_what_was_not_opened_at_this_machine_is_not_its_person(headers: dict[str, str]) -> None:
    assert not is_from_here(headers)
    assert doors("127.0.0.1").person(headers, {}) is None


def test_with_a_login_nobody_is_known_by_his_place(tmp_path: Path) -> None:
    file = tmp_path / "login.toml"
    file.write_text(f'{PROVIDER}[people]\n"anne@example.org" = "reviewer"\n', encoding="utf-8")
    known = doors("127.0.0.1", login=file)
    assert known.callback == "http://127.0.0.1:8501/oauth2callback"
    assert known.person(HERE, {}) is None
    assert known.person(HERE, {**ANNE, "is_logged_in": False}) is None
    public = doors("0.0.0.0", login=file, public_url="https://graph.example.org")
    assert public.callback == "https://graph.example.org/oauth2callback"
    below = doors("0.0.0.0", login=file, public_url="https://www.example.org/graph")
    assert below.callback == "https://www.example.org/graph/oauth2callback"
    with pytest.raises(SettingsError, match="public URL"):
        doors("0.0.0.0", login=file)


def test_the_bearer_of_a_token_is_told_under_its_label() -> None:
    person = bearer(Token("atelier-1", "0123456789abcdef"))
    assert person.name == "atelier-1" and person.may_contribute and person.may_review
