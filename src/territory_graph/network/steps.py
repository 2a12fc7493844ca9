"""Steps of a scenario, and the short text that holds them in an address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, unquote

from territory_graph.errors import BrokenScenarioError


@dataclass(frozen=True, slots=True)
class RemoveActor:
    """An actor leaves, with all its ties."""

    actor: str


@dataclass(frozen=True, slots=True)
class AddActor:
    """An actor comes, without a tie."""

    actor: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class RemoveTie:
    """Two actors are no longer tied, whatever tied them."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class AddTie:
    """Two actors are tied, or tied by so much more."""

    one: str
    other: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class CutAgreement:
    """An agreement, membership, project or decision ends, with what it gave to every tie."""

    agreement: str


@dataclass(frozen=True, slots=True)
class AddAgreement:
    """An agreement is made between all of its parties, of a kind that ``WEIGHTS`` knows."""

    agreement: str
    parties: tuple[str, ...]
    kind: str = "convention"


Step: TypeAlias = RemoveActor | AddActor | RemoveTie | AddTie | CutAgreement | AddAgreement

_LETTERS = {"r": RemoveActor, "a": AddActor, "u": RemoveTie, "t": AddTie, "c": CutAgreement, "g": AddAgreement}
_BY_CLASS = {kind: letter for letter, kind in _LETTERS.items()}
_SAFE = ":/#@"
"""Signs of IRIs that stay as they are; “~” and “*”, which part steps and fields, do not."""


def write_steps(steps: Iterable[Step]) -> str:
    """The steps as a text for an address, which ``read_steps`` reads.

    >>> write_steps([RemoveActor("urn:a"), AddTie("urn:b", "urn:c", 0.5)])
    'r*urn:a~t*urn:b*urn:c*0.5'
    """
    return "~".join("*".join([_BY_CLASS[type(step)], *map(_quoted, _fields(step))]) for step in steps)


def read_steps(text: str) -> tuple[Step, ...]:
    """The steps that ``write_steps`` wrote; none of an empty text.

    Raises:
        BrokenScenarioError: the text holds something else.
    """
    return tuple(_step(part) for part in text.split("~")) if text else ()


def _fields(step: Step) -> list[str]:
    if isinstance(step, AddTie):
        return [
            step.one,
            step.other,
            f"{step.weight:g}" if float(f"{step.weight:g}") == step.weight else repr(step.weight),
        ]
    if isinstance(step, RemoveTie):
        return [step.one, step.other]
    if isinstance(step, AddAgreement):
        return [step.agreement, step.kind, *step.parties]
    if isinstance(step, CutAgreement):
        return [step.agreement]
    return [step.actor, step.label] if isinstance(step, AddActor) and step.label else [step.actor]


def _quoted(field: str) -> str:
    return quote(field, safe=_SAFE, errors="replace").replace("~", "%7E")


def _step(part: str) -> Step:
    letter, *fields = part.split("*")
    given = [unquote(field) for field in fields]
    try:
        return _made(letter, given)
    except (TypeError, ValueError, KeyError) as error:
        raise BrokenScenarioError(text=part[:80]) from error


def _made(letter: str, given: list[str]) -> Step:
    if not all(given[:1]):
        raise ValueError(letter)
    if letter == "t":
        one, other, *weight = given
        (number,) = map(float, weight or ["1"])
        if not 0 < number < float("inf"):
            raise ValueError(number)
        return AddTie(one, other, number)
    if letter == "g":
        agreement, kind, *parties = given
        return AddAgreement(agreement, tuple(parties), kind)
    step: Step = _LETTERS[letter](*given)
    return step
