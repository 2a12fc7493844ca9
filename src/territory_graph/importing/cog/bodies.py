"""What editions are made into: bodies, places, their parts, and who is in which body from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_ARTICLES = {2: ("Le ", "du "), 4: ("Les ", "des ")}


class CommuneRow(NamedTuple):
    """What is kept of a commune of an edition."""

    name: str
    linking: int
    department: str
    siren: str
    postcodes: tuple[str, ...]
    former: tuple[str, ...]


Members = Mapping[str, tuple[str, str]]
"""SIREN and grouping of each member, by its code."""


@dataclass(slots=True)
class Body:
    """A commune as a legal person, or a grouping.

    ``key`` is its SIREN, or the code of a commune that has none here; ``names`` and ``kinds`` are by year, only where
    they change; ``places`` has the first year of each of a commune's places. ``seen`` are the years in which it is
    listed; ``unseen`` the next one in which it is not, and ``unseen_before`` the last one before in which it was not.
    """

    key: str
    siren: str | None
    names: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    linking: int = 0
    seen: list[int] = field(default_factory=list)
    unseen: int | None = None
    unseen_before: int | None = None

    @property
    def name(self) -> str:
        """The last name."""
        return self.names[max(self.names)]


@dataclass(slots=True)
class Spot:
    """A commune as a place: its codes, names, departments and postal codes, each with the first year that says so."""

    key: str
    codes: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    postcodes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A delegated or associated commune or a municipal district: its code, name, kind, and the place it lies in."""

    code: str
    kind: str
    name: str
    within: str
    year: int


@dataclass(frozen=True, slots=True)
class Spell:
    """A membership: ``first`` and ``last`` are the first and last year that list it without a break.

    ``before`` and ``after`` are the nearest years that have a list without it; None where there is none.
    """

    member: str
    organisation: str
    first: int
    last: int
    before: int | None
    after: int | None


def called(body: Body) -> str:
    """A commune as a body: “Commune de Rouen”, “Commune du Havre”.

    >>> called(Body("1", "1", {2019: "Le Havre"}, linking=2)), called(Body("1", "1", {2019: "Évreux"}, linking=1))
    ('Commune du Havre', "Commune d'Évreux")
    """
    article, short = _ARTICLES.get(body.linking, ("", ""))
    if article and body.name.startswith(article):
        return f"Commune {short}{body.name.removeprefix(article)}"
    return f"Commune d'{body.name}" if body.linking == 1 else f"Commune de {body.name}"
