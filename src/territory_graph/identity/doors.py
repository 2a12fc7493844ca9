"""Where people come in: which of the ways to be known are open on the server that runs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from territory_graph.causes import Cause
from territory_graph.errors import SettingsError
from territory_graph.identity import Person, person_at_the_machine
from territory_graph.identity.login import VARIABLE, Login, read_login
from territory_graph.identity.machine import is_from_here, is_loopback
from territory_graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways in: ``own`` for the person at this machine, ``login`` for those whom a provider knows.

    ``callback`` is the address to which the provider sends readers back. Without either, everybody only reads.
    """

    own: bool = False
    login: Login | None = None
    callback: str = ""

    @property
    def are_open(self) -> bool:
        """Whether anybody at all may contribute by the pages."""
        return self.own or self.login is not None

    def person(self, headers: Mapping[str, str], claims: Mapping[str, Any]) -> Person | None:
        """Who has opened a page, by the headers of its connection and the claims of its login; None for a reader."""
        if self.login is not None:
            return self.login.person(claims, time.time()) if claims.get("is_logged_in") is True else None
        return person_at_the_machine() if self.own and is_from_here(headers) else None


def doors_of(settings: Settings, host: str, port: int) -> Doors:
    """The doors of a server that listens at a host and port.

    A server that others reach, by its host, its public address, a base path or a proxy, has no person at its machine.

    Raises:
        SettingsError: the file of the login cannot be used, or no address is known at which a login ends.
        OSError: there is no such file.
    """
    if settings.remotes:  # what is elsewhere is changed by publishing
        return Doors()
    if settings.login is None:
        alone = is_loopback(host) and settings.public_url is None and not settings.trusted_proxies
        alone = alone and not settings.base_path
        return Doors(own=alone)
    own = f"http://{host}:{port}{settings.base_path}/" if is_loopback(host) else None
    public = settings.public_url or own
    if public is None:
        expected = Cause("want-url-for-login")
        raise SettingsError(name=VARIABLE, value=settings.login.name, expected=expected)
    return Doors(login=read_login(settings.login), callback=f"{public}oauth2callback")
