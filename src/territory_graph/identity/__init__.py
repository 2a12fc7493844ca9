"""Who may do what: a person has a name, under which history tells what he did, and roles.

::

    this machine alone ─ its user ──────────────┐
    network ─ login of a provider ─ claims ─────┼─▶ Person(name, roles)
    programs ─ bearer of a token ─ its label ───┘

Readers need no name. On a network nobody contributes until the operator says who does.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from enum import StrEnum

from territory_graph.settings import Token


class Role(StrEnum):
    """What somebody may do: read, propose facts, or decide on what others propose."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or a program, as history names it, and what it may do."""

    name: str
    roles: frozenset[Role]

    @property
    def may_contribute(self) -> bool:
        """Whether he may propose facts: who reviews may as well.

        >>> Person("anne", frozenset({Role.REVIEWER})).may_contribute, Person("yves", frozenset()).may_contribute
        (True, False)
        """
        return bool(self.roles & {Role.CONTRIBUTOR, Role.REVIEWER})

    @property
    def may_review(self) -> bool:
        """Whether he may accept, send back and reject what is proposed."""
        return Role.REVIEWER in self.roles


EVERYTHING = frozenset(Role)


def person_at_the_machine() -> Person:
    """Who runs the server, by the name of his account on this machine: he may do everything."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in a container
        name = "local"
    return Person(name, EVERYTHING)


def bearer(token: Token) -> Person:
    """Who holds a token: what it changes is accepted at once, and told under its label."""
    return Person(token.label, EVERYTHING)
