"""What an attack is, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.attack.ground import Ground


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold, as it was found."""

    found: str
    held: bool


@dataclass(slots=True)
class Outcome:
    """What was done in an attack, and what was found then."""

    did: str = ""
    checks: list[Check] = field(default_factory=list)

    def check(self, found: str, held: bool) -> None:
        """Adds something that must hold, as it was found."""
        self.checks.append(Check(found, held))

    @property
    def held(self) -> bool:
        """Whether all of it held, and anything was looked at."""
        return bool(self.checks) and all(one.held for one in self.checks)


@dataclass(frozen=True, slots=True)
class Attack:
    """What is at stake, who threatens it, how that would show, and what must hold instead."""

    name: str
    asset: str
    threat: str
    symptom: str
    holds: str
    run: Callable[[Ground, Outcome], None]
