"""What a provider says of somebody makes a person only where the operator's file says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from territory_graph.errors import SettingsError
from territory_graph.identity import Person, Role
from territory_graph.identity.login import HOURS, Login, read_login

PROVIDER = """[provider]
metadata_url = "https://login.example.org/.well-known/openid-configuration"
client_id = "territory-graph"
client_secret = "not-told-to-anybody"
"""
NOW = 1_700_000_000.0
ANNE = {"sub": "1", "email": "anne@example.org", "email_verified": True, "iat": NOW - 60}


@pytest.fixture
def login(tmp_path: Path) -> Any:
    def login(text: str = "") -> Login:
        file = tmp_path / "login.toml"
        file.write_text(f"{PROVIDER}{text}", encoding="utf-8")
        return read_login(file)

    return login


def test_the_file_gives_roles_to_addresses_that_the_provider_has_verified(login: Any) -> None:
    known = login('[people]\n"anne@example.org" = "reviewer"\n"yves@example.org" = "contributor"\n')
    anne = known.person(ANNE, NOW)
    assert anne == Person("anne@example.org", frozenset({Role.READER, Role.REVIEWER}))
    assert anne.may_review and anne.may_contribute
    yves = known.person({**ANNE, "email": "yves@example.org"}, NOW)
    assert yves.may_contribute and not yves.may_review
    stranger = known.person({**ANNE, "email": "zoe@example.org"}, NOW)
    assert not stranger.may_contribute, "who is not named reads"
    for unverified in (False, None, "true", 1):
        assert known.person({**ANNE, "email_verified": unverified}, NOW) is None


def test_claims_give_roles_by_the_names_of_groups(login: Any) -> None:
    known = login(
        '[claims]\nperson = "sub"\nname = "preferred_username"\nroles = "realm_access.roles"\n'
        'contributor = ["strategie"]\nreviewer = ["relecture", "direction"]\n'
    )
    claims = {"sub": "7f3", "preferred_username": "anne", "iat": NOW}
    assert known.person({**claims, "realm_access": {"roles": ["relecture", "other"]}}, NOW) == Person(
        "anne", frozenset({Role.READER, Role.REVIEWER})
    )
    for told in ({}, {"realm_access": {"roles": []}}, {"realm_access": "relecture"}, {"roles": ["relecture"]}):
        assert not known.person({**claims, **told}, NOW).may_contribute
    assert known.person({**claims, "preferred_username": ""}, NOW) is None
    assert known.person({**claims, "preferred_username": "a\nb"}, NOW) is None, "history is written by lines"


@pytest.mark.parametrize("issued", [NOW - HOURS * 3600, NOW + 3600, None, "now"])
def test_a_login_that_is_old_or_of_no_time_is_of_nobody(login: Any, issued: object) -> None:
    assert login().person({**ANNE, "iat": issued}, NOW) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[people]\nanne = 'admin'\n", "reader, contributor or reviewer"),
        ("[claims]\nreviewer = ['x']\n", "the claim that reviewer is told by"),
        ("[claims]\nroles = 3\n", "the name of a claim"),
        ("[claims]\nroles = 'g'\nreviewer = 'x'\n", "a list of names"),
        ("[claims]\ngroups = 'g'\n", "no groups in"),
        ("[session]\nhours = 3\n", "nothing else"),
        ("[people", "a TOML file"),
    ],
)
def test_what_the_file_cannot_say_is_refused(login: Any, text: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=expected):
        login(text)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("https://login.example.org", "http://login.example.org", "https"),
        ("client_secret", "#client_secret", "client_secret in"),
        ('"territory-graph"', '""', "client_id in"),
    ],
)
def test_a_provider_is_whole_and_asked_in_private(tmp_path: Path, before: str, after: str, expected: str) -> None:
    file = tmp_path / "login.toml"
    file.write_text(PROVIDER.replace(before, after), encoding="utf-8")
    with pytest.raises(SettingsError, match=expected):
        read_login(file)


def test_the_secret_is_not_shown(login: Any) -> None:
    assert "not-told-to-anybody" not in repr(login())
