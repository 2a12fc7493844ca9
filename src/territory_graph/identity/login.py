"""The login of a network: the operator's file that names an OpenID Connect provider, and who has which role.

::

    [provider]
    metadata_url = "https://login.example.org/.well-known/openid-configuration"
    client_id = "territory-graph"
    client_secret = "…"

    [people]                          # by the value of the claim that tells them apart
    "anne@example.org" = "reviewer"

    [claims]                          # all may be left out
    person = "email"                  # tells people apart, and is their name in history; "email" must be verified
    name = "preferred_username"       # their name in history instead: one that they cannot change themselves
    roles = "realm_access.roles"      # the claim that lists their groups or roles; a point goes into what it holds
    contributor = ["strategie"]
    reviewer = ["relecture"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from territory_graph.causes import Cause, of_toml
from territory_graph.errors import SettingsError
from territory_graph.identity import Person, Role
from territory_graph.identity.machine import LOOPBACK

HOURS = 12
"""Hours after which whoever has logged in is asked anew: a browser that somebody left open is no longer his."""
VARIABLE = "TERRITORY_GRAPH_LOGIN"
_EMAIL = "email"
_LONGEST_NAME = 80
_AHEAD = 60  # seconds that the provider's clock may be ahead of ours
_SHAPE: Mapping[str, frozenset[str]] = {
    "provider": frozenset({"metadata_url", "client_id", "client_secret"}),
    "claims": frozenset({"person", "name", "roles", "contributor", "reviewer"}),
}


@dataclass(frozen=True, slots=True)
class Login:
    """A provider, and how what it says of somebody becomes a person."""

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    people: Mapping[str, Role] = field(default_factory=dict)
    person_claim: str = _EMAIL
    name_claim: str = _EMAIL
    roles_claim: str = ""
    groups: Mapping[Role, frozenset[str]] = field(default_factory=dict)

    def person(self, claims: Mapping[str, Any], now: float) -> Person | None:
        """Whom the claims of a login tell of, at a time in seconds since 1970; None where it is too old, or of nobody.

        An address counts where the provider has verified it: at many, anybody may claim any.
        """
        issued = claims.get("iat")
        if not isinstance(issued, int | float) or not now - HOURS * 3600 < issued <= now + _AHEAD:
            return None
        if self.person_claim == _EMAIL and claims.get("email_verified") is not True:
            return None
        known, name = _text(claims.get(self.person_claim)), _text(claims.get(self.name_claim))
        if known is None or name is None:
            return None
        roles = {Role.READER} | ({self.people[known]} if known in self.people else set())
        told = set(_texts(_claim(claims, self.roles_claim))) if self.roles_claim else set()
        roles |= {role for role, groups in self.groups.items() if groups & told}
        return Person(name, frozenset(roles))


def read_login(file: Path) -> Login:
    """The login that a file describes.

    Raises:
        SettingsError: the file cannot be read, says what it cannot say, or leaves out what it must.
        OSError: there is no such file.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _refused(file, Cause("want-utf8")) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise _refused(file, Cause("want-toml", line=line[1] if line else "-", why=of_toml(error))) from None
    for section, told in content.items():
        if section not in {*_SHAPE, "people"} or not isinstance(told, dict):
            raise _refused(file, Cause("want-sections"))
        if unknown := set(told) - _SHAPE.get(section, frozenset(told)):
            raise _refused(file, Cause("want-without", name=sorted(unknown)[0], section=section))
    provider, claims = content.get("provider", {}), content.get("claims", {})
    for name in sorted(_SHAPE["provider"]):
        if not isinstance(provider.get(name), str) or not provider[name].strip():
            raise _refused(file, Cause("want-key", name=name, section="provider"))
    person = _named(file, claims, "person") or _EMAIL
    return Login(
        metadata_url=_address(file, provider["metadata_url"]),
        client_id=provider["client_id"],
        client_secret=provider["client_secret"],
        people={name: _role(file, role) for name, role in content.get("people", {}).items()},
        person_claim=person,
        name_claim=_named(file, claims, "name") or person,
        roles_claim=_named(file, claims, "roles"),
        groups={role: _groups(file, claims, role) for role in (Role.CONTRIBUTOR, Role.REVIEWER)},
    )


def _refused(file: Path, expected: Cause) -> SettingsError:
    return SettingsError(name=VARIABLE, value=file.name, expected=expected)


def _address(file: Path, text: str) -> str:
    """The address of the provider: what it tells must come as it said it, save from this machine itself."""
    parts = urlsplit(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise _refused(file, Cause("want-https"))
    return text


def _role(file: Path, text: object) -> Role:
    if text not in list(Role):
        raise _refused(file, Cause("want-roles"))
    return Role(str(text))


def _named(file: Path, claims: Mapping[str, Any], name: str) -> str:
    text = claims.get(name, "")
    if not isinstance(text, str):
        raise _refused(file, Cause("want-claim", name=name))
    return text


def _groups(file: Path, claims: Mapping[str, Any], role: Role) -> frozenset[str]:
    told = claims.get(role.value, [])
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told):
        raise _refused(file, Cause("want-names", name=role.value))
    if told and not claims.get("roles"):
        raise _refused(file, Cause("want-roles-claim", name=role.value))
    return frozenset(told)


def _text(value: object) -> str | None:
    """A value that can stand as a name in history, else None."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text and text.isprintable() and len(text) <= _LONGEST_NAME else None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _claim(claims: Mapping[str, Any], name: str) -> object:
    """The claim of that name, else what its path leads to.

    >>> _claim({"realm_access": {"roles": ["a"]}}, "realm_access.roles"), _claim({"a.b": "c"}, "a.b")
    (['a'], 'c')
    """
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
